"""The order book: one row per order with what is known about it, gathered from all files. What nobody says stays empty (NA)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

import pandas as pd

from ..model import Bound, Window
from .book_flags import FLAGS, fill_flags
from .book_rows import order_rows
from .loaded import Reports
from .read_table import is_cancelled


@dataclass(frozen=True)
class OrderBook:
    """One row per order of an Amazon buyer, NA where unknown.

    orders: columns order_id, order_date (midnight), marketplace, channel (mfn, afn), asin and sku of the first item, units, ship_service,
    ship_state, ship_country, carrier, ship_method, warehouse, price_band (local currency), weekday, return_reason, business, the flags
    (`FLAGS`, nullable booleans) and the dates ship_by, confirmed_on, promised_by, delivered_on.
    files: flag -> files it is from. bounds: flag -> whether its rate is exact or only a limit.
    covered: flag -> the order dates for which it is known; a flag without an entry has no orders to compare with.
    estimates: flag -> why it only estimates what Amazon counts (late, when it is from the Orders API).
    """

    orders: pd.DataFrame
    files: dict[str, tuple[str, ...]] = field(default_factory=dict)
    bounds: dict[str, Bound] = field(default_factory=dict)
    covered: dict[str, Window] = field(default_factory=dict)
    estimates: dict[str, str] = field(default_factory=dict)

    @property
    def last_day(self) -> date | None:
        """Date of the last order; `None` without orders."""
        dates = self.orders["order_date"].dropna()
        return dates.max().date() if len(dates) else None

    @property
    def marketplace(self) -> str | None:
        """The marketplace of all orders; `None` where it is unknown or there are several."""
        known = self.orders["marketplace"].dropna().unique()
        return str(known[0]) if len(known) == 1 else None


def order_book(reports: Reports) -> OrderBook:
    """Gather the orders of all files. Orders are those of All Orders; without that file, those the other files list.

    A download that lists only bad orders (late, cancelled, defective) makes all other orders of the channel known to be clean: between
    its first and last order date, and as far beyond as their absence says nothing (`plausibly_covered`). If it lists good ones too, orders that are not in it stay unknown. Cancelled orders are never late,
    on time or tracked. From All Orders alone, who cancelled is unknown: `cancelled_by_seller` is then an upper bound.

    >>> order_book(Reports()).orders.shape[0]
    0
    """
    rows = order_rows(reports)
    flags = fill_flags(reports, rows)
    for flag in FLAGS:
        rows[flag] = flags.values.get(flag, pd.Series(pd.NA, index=rows.index, dtype="boolean"))
    return OrderBook(rows, flags.files, flags.bounds, flags.covered, flags.estimates)


def units_sold(reports: Reports, asins: Iterable[str], window: Window | None = None) -> dict[str, int]:
    """Units of each ASIN in the item rows of All Orders, cancelled items left out; by order date when a window is given.

    >>> units_sold(Reports(), ["B0EXAMPLE1"])
    {'B0EXAMPLE1': 0}
    """
    items = reports.table("all_orders")
    items = items[~is_cancelled(items)]
    if window is not None:
        items = items[(items["order_date"] >= pd.Timestamp(window.start)) & (items["order_date"] < pd.Timestamp(window.end))]
    sums = items.groupby("asin")["units"].sum()
    return {asin: int(sums.get(asin, 0)) for asin in asins}
