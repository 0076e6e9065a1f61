"""Values -> charts with one look: each says in its title and caption what it shows, and needs no network to be drawn."""

from __future__ import annotations

from .before_after import before_after_caption, before_after_chart
from .coverage import Proof, Statement, coverage_caption, coverage_chart
from .daily import daily_caption, daily_chart, orders_named, outcome_name
from .excess import excess_caption, excess_chart
from .files import write_charts
from .health import health_caption, health_chart
from .heat import heat_caption, heat_chart
from .look import caption, heading, image, save_chart
from .recovery import recovery_caption, recovery_chart
from .segments import segment_name
from .shares import Shares, shares_of
from .time_left import time_left, time_left_caption

__all__ = [
    "Proof",
    "Shares",
    "Statement",
    "before_after_caption",
    "before_after_chart",
    "caption",
    "coverage_caption",
    "coverage_chart",
    "daily_caption",
    "daily_chart",
    "excess_caption",
    "excess_chart",
    "health_caption",
    "heading",
    "image",
    "health_chart",
    "heat_caption",
    "heat_chart",
    "orders_named",
    "outcome_name",
    "recovery_caption",
    "recovery_chart",
    "save_chart",
    "segment_name",
    "shares_of",
    "time_left",
    "time_left_caption",
    "write_charts",
]
