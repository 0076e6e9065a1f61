"""What brings a metric back under its target: further clean orders, or the days until the bad ones have left the window."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Literal

import pandas as pd

from ..catalogue import catalogue
from ..model import Count, Measurement, Recovery, Target, Window
from ..words import day, number
from .counts import ARRIVE_LATER, count_days, overlap

Good = Literal["low", "high"]
MOST_ORDERS = 10**9  # more than any seller ships: a target not met by then is never met


def orders_needed(count: Count, target: Target, good: Good) -> int | None:
    """The fewest further orders without a defect that bring the rate to its target, all else unchanged; `None` if none do.

    >>> under_four = Target(value=0.04, condition="less_than", origin="policy")
    >>> orders_needed(Count(hits=84, total=1180), under_four, "low"), orders_needed(Count(hits=4, total=100), under_four, "low")
    (921, 1)
    >>> orders_needed(Count(hits=90, total=100), Target(value=0.95, condition="at_least", origin="policy"), "high")
    100
    """
    if count.rate is None:
        return None

    def met(more: int) -> bool:
        return _is_met(count.hits, count.total, more, target, good)

    if met(0):
        return 0
    enough = 1
    while not met(enough):
        enough *= 2
        if enough > MOST_ORDERS:
            return None
    return _first(met, enough // 2, enough)


def _first(met: Callable[[int], bool], too_few: int, enough: int) -> int:
    """Bisection: more clean orders never make a rate worse."""
    while enough - too_few > 1:
        middle = (too_few + enough) // 2
        too_few, enough = (too_few, middle) if met(middle) else (middle, enough)
    return enough


def _is_met(hits: int, total: int, more: int, target: Target, good: Good) -> bool:
    rate = Count(hits=hits + more if good == "high" else hits, total=total + more).rate
    return rate is not None and target.is_met(rate)


def recovery_from_days(daily: pd.DataFrame, window: Window, covered: Window, as_of: date, target: Target, good: Good) -> Recovery | None:
    """How a window that moves on day by day comes back to its target; `daily` is from `daily_counts`.

    Days up to `as_of` that the files know count as they were, those they do not know are in neither number; every day after `as_of` brings the
    window's mean number of orders, all of them clean (whole orders, rounded down). `on` is the first day from which the metric meets its target and
    keeps meeting it: while busy clean days leave the window before the bad ones, it may meet it for a few days only.
    """
    known, count = overlap(window, covered), count_days(daily, window)
    if count.rate is None or known is None:
        return None
    per_day, needed = count.total / known.days, orders_needed(count, target, good)
    if needed == 0:
        return Recovery(orders_needed=0, days=0, on=as_of, orders_per_day=per_day)
    path = list(clean_path(daily, window, covered, as_of, good))
    met = [bool(total) and target.is_met(hits / total) for hits, total in path]
    if met and met[-1]:
        days = len(met) - next((n for n, fine in enumerate(reversed(met)) if not fine), len(met)) + 1
        return Recovery(orders_needed=needed, days=days, on=as_of + timedelta(days=days), orders_per_day=per_day)
    return Recovery(orders_needed=needed, orders_per_day=per_day, unknown="No run of clean orders brings this rate to its target.")


def clean_path(daily: pd.DataFrame, window: Window, covered: Window, as_of: date, good: Good) -> Iterator[tuple[int, int]]:
    """Hits and total of the window as it moves on from the day after `as_of` until no known order is left in it."""
    known, count = overlap(window, covered), count_days(daily, window)
    tomorrow = as_of + timedelta(days=1)
    for days in range(1, (tomorrow - window.start).days + 1):
        moved = Window(start=window.start + timedelta(days=days), end=window.end + timedelta(days=days))
        old = overlap(moved, Window(start=covered.start, end=min(covered.end, tomorrow))) if covered.start < tomorrow else None
        seen = count_days(daily, old) if old else Count(hits=0, total=0)
        new_days = max(0, (moved.end - max(moved.start, tomorrow)).days)
        new = new_days * count.total // known.days if known else 0
        yield seen.hits + (new if good == "high" else 0), seen.total + new


def recovery_from_counts(count: Count, window: Window | None, target: Target, good: Good) -> Recovery | None:
    """What Amazon's report alone allows: the clean orders needed, and by when the window is free of the bad ones at the latest."""
    if count.rate is None:
        return None
    needed = orders_needed(count, target, good)
    per_day = None if window is None else count.total / window.days
    if needed == 0:
        return Recovery(orders_needed=0, days=0, on=None if window is None else window.last, orders_per_day=per_day)
    unknown = "The report names no single orders, so the files do not say when the bad ones leave the window"
    if window is not None:
        latest = day(window.last + timedelta(days=window.days))
        unknown += f"; if nothing new happens, all have left it after {window.days} days, on {latest}"
    return Recovery(orders_needed=needed, orders_per_day=per_day, unknown=unknown + ".")


def recovery_sentence(measurement: Measurement, locale: str = "en-US") -> str:
    """The way back in plain words; empty when the target is met or there is none.

    >>> back = Recovery(orders_needed=921, days=18, on=date(2026, 10, 30), orders_per_day=39.3)
    >>> late = Measurement(metric="late_shipment_rate", marketplace="US", channel="mfn", window=None, window_days=30, source="orders",
    ...                    count=Count(hits=84, total=1180), interval=None, target=None, status="bad", recovery=back)
    >>> recovery_sentence(late)
    'It is back on target after 921 further clean orders, or on October 30, 2026 if orders go on at 39.3 a day without a new defect.'
    """
    back = measurement.recovery
    if back is None or back.orders_needed == 0:
        return ""
    parts = []
    if back.orders_needed is not None:
        noun = "order" if back.orders_needed == 1 else "orders"
        parts.append(f"after {number(back.orders_needed, locale)} further clean {noun}")
    if back.on is not None and back.orders_per_day is not None:
        pace = number(back.orders_per_day, locale, places=1)
        metric = catalogue().metrics.get(measurement.metric)
        late = ", and none comes up for an order already placed" if metric is not None and metric.flag in ARRIVE_LATER else ""
        parts.append(f"on {day(back.on, locale)} if orders go on at {pace} a day without a new defect{late}")
    subject = "It is back on target" if measurement.bound == "exact" else "This limit meets the target"
    sentence = f"{subject} {', or '.join(parts)}." if parts else ""
    return " ".join(part for part in (sentence, back.unknown) if part)
