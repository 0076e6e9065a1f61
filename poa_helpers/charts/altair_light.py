"""altair, loaded without what makes it slow (`poa_helpers/light.py`)."""

from __future__ import annotations

from ..light import hidden

with hidden():
    import altair as alt

__all__ = ["alt"]
