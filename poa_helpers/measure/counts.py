"""Counting one flag of the order book inside a window, and judging the count: population, interval, status.

Every rate counts distinct orders by the day they were placed. Amazon says so for the order defect rate ("order-correlated",
help page 200285170); for the other metrics the help pages speak of the orders of the period, so the order date is used
throughout and a value may differ from Amazon's own by the orders at the edges of the window (Amazon counts in its own time zone).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import pandas as pd

from ..model import Bound, Channel, Count, Status, Target, Window
from ..words import percent

ARRIVE_LATER = ("defect", "negative_feedback", "a_to_z_claim", "chargeback", "returned")  # flags set long after the order day
FEW_ORDERS = 30  # below it a single order moves the rate by more than 3 points: the count is told with a warning


def orders_of(orders: pd.DataFrame, channel: Channel) -> pd.DataFrame:
    """The orders a metric of this channel can count.

    Rows of the seller-fulfilled downloads may lack the channel: they count as `mfn`, as nothing else is in those files.
    Cancelled orders stay in: a flag that does not apply to them is NA, which `daily_counts` leaves out.
    """
    if channel == "all":
        return orders
    same = orders["channel"].eq("mfn").fillna(False).astype(bool)
    if channel == "afn":
        return orders[orders["channel"].eq("afn").fillna(False).astype(bool)]
    return orders[same | orders["channel"].isna()]


def daily_counts(orders: pd.DataFrame, flag: str) -> pd.DataFrame:
    """Per order date (the index, in order): `hits`, orders with the flag, and `total`, orders for which it is known.

    What is NA is in neither number; orders without a date are left out.

    >>> book = pd.DataFrame({"order_date": pd.to_datetime(["2026-10-01", "2026-10-01", "2026-10-03"]),
    ...                      "late": pd.array([True, False, None], dtype="boolean")})
    >>> [tuple(map(int, row)) for row in daily_counts(book, "late").to_numpy()]
    [(1, 2), (0, 0)]
    """
    known = pd.DataFrame(
        {"day": orders["order_date"], "hits": orders[flag].fillna(False).astype(int), "total": orders[flag].notna().astype(int)}
    )
    return known.groupby("day", sort=True)[["hits", "total"]].sum()


def count_days(daily: pd.DataFrame, window: Window) -> Count:
    """The orders of a window, from `daily_counts`."""
    inside = daily[(daily.index >= pd.Timestamp(window.start)) & (daily.index < pd.Timestamp(window.end))]
    return Count(hits=int(inside["hits"].sum()), total=int(inside["total"].sum()))


def overlap(window: Window, covered: Window | None) -> Window | None:
    """The days of a window for which a flag is known; `None` when there is none.

    >>> from datetime import date
    >>> overlap(Window.ending(date(2026, 10, 10), 7), Window.ending(date(2026, 10, 5), 30)).days
    2
    """
    if covered is None:
        return None
    start, end = max(window.start, covered.start), min(window.end, covered.end)
    return Window(start=start, end=end) if start < end else None


def wilson(count: Count) -> tuple[float, float] | None:
    """The 95 % Wilson interval of a rate, as fractions; `None` when there is no rate.

    >>> low, high = wilson(Count(hits=10, total=100))
    >>> round(low, 4), round(high, 4)
    (0.0552, 0.1744)
    """
    if count.rate is None:
        return None
    from scipy.stats import binomtest

    interval = binomtest(count.hits, count.total).proportion_ci(method="wilson")
    return float(interval.low), float(interval.high)


def status_of(count: Count, target: Target | None, bound: Bound, good: Literal["low", "high"]) -> Status:
    """Good or bad by arithmetic; `none` when there is no rate, no target, or only a limit that does not decide.

    An upper limit under the target proves a low-is-good metric good; over it, it proves nothing.

    >>> four_percent = Target(value=0.04, condition="less_than", origin="policy")
    >>> status_of(Count(hits=4, total=100), four_percent, "exact", "low"), status_of(Count(hits=4, total=100), four_percent, "upper", "low")
    ('bad', 'none')
    """
    if count.rate is None or target is None:
        return "none"
    met = target.is_met(count.rate)
    if bound != "exact" and met != ((bound == "upper") == (good == "low")):
        return "none"
    return "good" if met else "bad"


def few_orders(count: Count, unit: str = "orders") -> Iterator[str]:
    """A plain word of caution on small numbers."""
    if count.total == 0:
        yield f"There were no {unit} to count in this window."
    elif 0 < count.total < FEW_ORDERS:
        yield f"Only {count.total} {unit}: fewer than {FEW_ORDERS}, so a single one moves the rate by {percent(1 / count.total)}."
