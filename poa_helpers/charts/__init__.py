"""Values -> charts with one look: each says in its title and caption what it shows, and needs no network to be drawn."""

from __future__ import annotations

from .daily import daily_caption, daily_chart
from .excess import excess_caption, excess_chart
from .health import health_caption, health_chart
from .look import caption, save_chart
from .recovery import recovery_caption, recovery_chart

__all__ = [
    "caption",
    "daily_caption",
    "daily_chart",
    "excess_caption",
    "excess_chart",
    "health_caption",
    "health_chart",
    "recovery_caption",
    "recovery_chart",
    "save_chart",
]
