"""A finding's orders and all other orders, counted day by day or in spans of weeks that begin at the onset."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pandas as pd

from ..model import Count, Finding, Window
from .segments import in_segment

SPANS = (1, 7, 14, 28, 91)  # days of a bar
ENOUGH = 10  # orders of the segment that a bar should hold
MOST_BARS = 70


@dataclass(frozen=True)
class Span:
    """One bar: its days, the orders of the segment and all other orders in it, and which rows of the table are bad ones of the segment."""

    window: Window
    inside: Count
    others: Count
    rows: np.ndarray


def spans_of(orders: pd.DataFrame, finding: Finding) -> tuple[int, list[Span]]:
    """The days of a bar, and the bars in order: none crosses the onset, so those before and after it do not mix.

    The bars are the shortest of SPANS that hold enough orders; orders without a date or a known outcome are left out.
    """
    known = np.flatnonzero((orders[finding.outcome].notna() & orders["order_date"].notna()).to_numpy())
    if not len(known):
        return SPANS[1], []
    table = orders.iloc[known]
    days = pd.to_datetime(table["order_date"]).dt.normalize()
    first, last = days.min().date(), days.max().date()
    day = (days - days.min()).dt.days.to_numpy()
    bad = table[finding.outcome].astype(bool).to_numpy()
    inside = in_segment(table, finding.segment)
    length = (last - first).days + 1
    width = width_of(int(inside.sum()), length)
    anchor = length if finding.onset is None else (finding.onset - first).days
    edges = edges_of(length, anchor, width)
    found = []
    for start, end in zip(edges, edges[1:], strict=False):
        here = (day >= start) & (day < end)
        window = Window(start=first + timedelta(days=start), end=first + timedelta(days=end))
        counts = [Count(hits=int(bad[here & part].sum()), total=int((here & part).sum())) for part in (inside, ~inside)]
        found.append(Span(window, *counts, known[here & inside & bad]))
    return width, found


def edges_of(length: int, anchor: int, width: int) -> list[int]:
    """Where the bars begin and end: whole ones before and after the anchor; less than half a bar at an end joins its neighbour.

    >>> edges_of(60, 22, 7), edges_of(60, 60, 7)[:3], edges_of(30, 28, 7)
    ([0, 8, 15, 22, 29, 36, 43, 50, 60], [0, 4, 11], [0, 7, 14, 21, 28, 30])
    """
    edges = sorted({0, *range(anchor % width, length, width), length})
    if len(edges) > 2 and 2 * edges[1] < width and edges[1] != anchor:
        edges.pop(1)
    if len(edges) > 2 and 2 * (edges[-1] - edges[-2]) < width and edges[-2] != anchor:
        edges.pop(-2)
    return edges


def width_of(orders: int, days: int) -> int:
    """The days of a bar for so many orders of the segment in so many days.

    >>> width_of(3000, 60), width_of(300, 60), width_of(40, 60), width_of(3, 60), width_of(90_000, 365)
    (1, 7, 28, 28, 7)
    """
    fitting = [span for span in SPANS if orders * span >= ENOUGH * days and days <= MOST_BARS * span and 2 * span <= days]
    possible = [span for span in SPANS if 2 * span <= days]
    return fitting[0] if fitting else possible[-1] if possible else SPANS[0]


def total(spans: list[Span], onset: date | None, *, after: bool, others: bool = False) -> Count:
    """The orders of the spans before or from the onset on, of the segment or all others; without an onset all are after it."""
    kept = [s for s in spans if (onset is None or s.window.start >= onset) == after]
    counts = [s.others if others else s.inside for s in kept]
    return Count(hits=sum(c.hits for c in counts), total=sum(c.total for c in counts))
