"""Counting one flag of the order book inside a window, and judging the count: population, interval, status.

Every rate counts distinct orders by the day they were placed. Amazon says so for the order defect rate ("order-correlated",
help page 200285170); for the other metrics the help pages speak of the orders of the period, so the order date is used
throughout and a value may differ from Amazon's own by the orders at the edges of the window (Amazon counts in its own time zone).
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from ..model import Bound, Channel, Count, Status, Target, Window
from ..reports.packed import Packed, PackedTable
from ..reports.pieces import counted
from ..words import percent

ARRIVE_LATER = ("defect", "negative_feedback", "a_to_z_claim", "chargeback", "returned")  # flags set long after the order day
_Z = 1.959963984540054  # the normal deviate that 97.5 % lie below
FEW_ORDERS = 30  # below it a single order moves the rate by more than 3 points: the count is told with a warning


@dataclass(frozen=True, eq=False)
class Population:
    """Some orders of the order book: its columns, and which rows (`None`: all)."""

    table: PackedTable
    rows: np.ndarray | None = None

    def where(self, mask: np.ndarray) -> Population:
        """Those of these orders for which the mask (one entry per order of the book) holds."""
        return Population(self.table, mask if self.rows is None else self.rows & mask)

    def __len__(self) -> int:
        return len(self.table) if self.rows is None else int(np.count_nonzero(self.rows))

    def of_channel(self, channel: Channel) -> Population:
        """The orders a metric of this channel can count.

        Rows of the seller-fulfilled downloads may lack the channel: they count as `mfn`, as nothing else is in those files.
        Cancelled orders stay in: a flag that does not apply to them is unknown, and `daily` leaves out what is unknown.
        """
        if channel == "all":
            return self
        known = self.table.column("channel")
        return self.where(known.is_(channel) if channel == "afn" else known.is_("mfn") | ~known.known)

    def business(self) -> Population:
        """The orders of business buyers."""
        return self.where(self.table.column("business", "yes_no").is_(True))

    def count(self, column: str, *values: str | None) -> int:
        """How many of the orders have one of these values in a column (`None`: an unknown one)."""
        held = self.table.column(column)
        mask = held.is_(*values) | (~held.known if None in values else False)
        return int(np.count_nonzero(self._within(mask)))

    def _within(self, mask: np.ndarray) -> np.ndarray:
        return mask if self.rows is None else mask & self.rows

    def daily(self, flag: str) -> pd.DataFrame:
        """Per order date (the index, in order): `hits`, orders with the flag, and `total`, orders for which it is known.

        What is unknown is in neither number; orders without a date are left out.

        >>> from datetime import date
        >>> day = Packed.of([date(2026, 10, 1), date(2026, 10, 1), date(2026, 10, 3)], "date")
        >>> book = PackedTable(3, {"order_date": day, "late": Packed.of([True, False, None], "yes_no")})
        >>> [tuple(map(int, row)) for row in Population(book).daily("late").to_numpy()]
        [(1, 2), (0, 0)]
        """
        days, state = self.table.column("order_date", "date"), self.table.column(flag, "yes_no")
        size = len(days.values)
        of_day = counted(days.codes if self.rows is None else days.codes[self.rows], size)
        unknown = self._within(days.known & ~state.known)
        hit = self._within(days.known & state.is_(True))
        table = {"hits": counted(days.codes[hit], size), "total": of_day - counted(days.codes[unknown], size)}
        there = of_day > 0
        daily = pd.DataFrame(table, index=pd.DatetimeIndex(days.values.astype("datetime64[ns]"), name="day"))[there]
        return daily.sort_index()


def rolling(daily: pd.DataFrame, days: int) -> pd.DataFrame:
    """The same for the window of so many days that ends on each day, from the first day of orders to the last.

    >>> daily = pd.DataFrame({"hits": [1, 0, 2], "total": [5, 5, 5]}, index=pd.to_datetime(["2026-10-01", "2026-10-02", "2026-10-04"]))
    >>> [tuple(map(int, row)) for row in rolling(daily, 2).to_numpy()]
    [(1, 5), (1, 10), (0, 5), (2, 5)]
    """
    return daily.asfreq("D", fill_value=0).rolling(f"{days}D").sum().astype(int)


def daily_counts(orders: pd.DataFrame, flag: str) -> pd.DataFrame:
    """`Population.daily` of a frame with the columns order_date and `flag`, such as `OrderBook.orders`."""
    return population_of(orders, flag).daily(flag)


def population_of(orders: pd.DataFrame, flag: str) -> Population:
    """The orders of a frame, with their date, channel and one flag."""
    types = {"order_date": "date", "channel": "text", flag: "yes_no"}
    return Population(PackedTable(len(orders), {n: Packed.of_series(orders[n], type) for n, type in types.items() if n in orders}))


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

    Source: Wilson, "Probable Inference, the Law of Succession, and Statistical Inference" (1927), without continuity correction.

    >>> low, high = wilson(Count(hits=10, total=100))
    >>> round(low, 4), round(high, 4)
    (0.0552, 0.1744)
    """
    if count.rate is None:
        return None
    n, rate = count.total, count.rate  # written out: loading scipy.stats takes a second, and this is on the way to the first chart
    middle, half = (2 * n * rate + _Z**2), _Z * math.sqrt(4 * n * rate * (1 - rate) + _Z**2)
    low, high = ((middle - half) / (2 * (n + _Z**2)), (middle + half) / (2 * (n + _Z**2)))
    return 0.0 if count.hits == 0 else low, 1.0 if count.hits == n else high


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
