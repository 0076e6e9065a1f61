"""altair, loaded without what makes it slow (`poa_helpers/light.py`)."""

from __future__ import annotations

from ..light import hidden

with hidden():
    import altair as alt

__all__ = ["Data", "alt"]


class Data(alt.InlineData):
    """The rows of a chart. Nobody changes them, so the many copies that altair makes of a chart share them; its specification has them once, in `datasets`."""

    def __deepcopy__(self, *_: object) -> Data:
        return self
