"""The order book: one row per order with what is known about it, gathered from all files. What nobody says stays empty (NA)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

import numpy as np
import pandas as pd

from ..model import Bound, Window
from .book_flags import FLAGS, Flags, fill_flags, inside
from .book_rows import TYPES, order_rows
from .defect_dates import defect_on
from .loaded import Reports
from .one_per_order import COLUMNS, sold_of
from .order_ids import numbers_of, texts_of
from .packed import UNKNOWN, Packed, PackedTable


@dataclass(frozen=True, eq=False)
class OrderBook:
    """One row per order of an Amazon buyer, by order id.

    packed: the columns and flags in their little room; `orders` gives them as a frame, `frame` some of them.
    files: flag -> files it is from. bounds: flag -> whether its rate is exact or only a limit.
    covered: flag -> the order dates for which it is known; a flag without an entry has no orders to compare with.
    estimates: flag -> why it only estimates what Amazon counts (late, when it is from the Orders API).
    """

    packed: PackedTable
    files: dict[str, tuple[str, ...]] = field(default_factory=dict)
    bounds: dict[str, Bound] = field(default_factory=dict)
    covered: dict[str, Window] = field(default_factory=dict)
    estimates: dict[str, str] = field(default_factory=dict)

    @cached_property
    def orders(self) -> pd.DataFrame:
        """All of it, NA where unknown; made when it is asked for.

        Columns: order_id, order_date (midnight), marketplace, channel (mfn, afn), asin and sku of the first item, units, ship_service,
        ship_state, ship_country, carrier, ship_method, warehouse, price_band (local currency), weekday, return_reason, business, the
        flags (`FLAGS`, nullable booleans) and the dates ship_by, confirmed_on, promised_by, delivered_on, defect_on (when the defect came to
        light; no file dates a chargeback).
        """
        return self.frame(self.columns, compact=False)

    def frame(self, columns: Sequence[str], *, compact: bool = True) -> pd.DataFrame:
        """Some columns as a frame; compact: text as `category`, which takes a tenth of the room."""
        return self.packed.frame({name: TYPES.get(name, "yes_no") for name in columns}, compact=compact)

    @classmethod
    def of(cls, orders: pd.DataFrame, files: dict | None = None, bounds: dict | None = None, covered: dict | None = None) -> OrderBook:
        """A book of the orders of a frame, which has columns as `orders` gives them."""
        columns = {str(n): Packed.of_series(orders[n], TYPES.get(str(n), "yes_no")) for n in orders.columns if n != "order_id"}
        ids = numbers_of(orders["order_id"].tolist()) if "order_id" in orders else None
        return cls(PackedTable(len(orders), columns, ids), files or {}, bounds or {}, covered or {})

    def __len__(self) -> int:
        return len(self.packed)

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that `orders` and `frame` know."""
        return (*COLUMNS, *FLAGS)

    def ids_of(self, rows: np.ndarray) -> list[str]:
        """The order ids of some rows (positions)."""
        return [] if self.packed.ids is None else texts_of(self.packed.ids[rows])

    @property
    def last_day(self) -> date | None:
        """Date of the last order; `None` without orders."""
        return max(self.packed.column("order_date", "date").used.tolist(), default=None)

    @property
    def marketplace(self) -> str | None:
        """The marketplace of all orders; `None` where it is unknown or there are several."""
        known = self.packed.column("marketplace").used
        return str(known[0]) if len(known) == 1 else None


def order_book(reports: Reports) -> OrderBook:
    """Gather the orders of all files. Orders are those of All Orders; without that file, those the other files list.

    A download that lists only bad orders (late, cancelled, defective) makes all other orders of the channel known to be clean: between
    its first and last order date, and as far beyond as their absence says nothing (`plausibly_covered`). If it lists good ones too, orders that are not in it stay unknown. Cancelled orders are never late,
    on time or tracked. From All Orders alone, who cancelled is unknown: `cancelled_by_seller` is then an upper bound.

    >>> len(order_book(Reports()))
    0
    """
    rows = order_rows(reports)
    flags = fill_flags(reports, rows)
    columns = {
        **rows.columns,
        "defect_on": _defect_days(reports, rows, flags),
        **{flag: Packed.of_states(values) for flag, values in flags.values.items()},
    }
    return OrderBook(rows.with_columns(columns), flags.files, flags.bounds, flags.covered, flags.estimates)


def _defect_days(reports: Reports, rows: PackedTable, flags: Flags) -> Packed:
    """When the defect of each order came to light, as far as a file says."""
    bad = np.flatnonzero(flags.values["defect"] == 1) if "defect" in flags.values else np.zeros(0, dtype=np.int64)
    if rows.ids is None or not len(bad):
        return Packed.unknown("date", len(rows))
    days = Packed.of_series(defect_on(reports, pd.DataFrame({"order_id": texts_of(rows.ids[bad]), "defect": True})), "date")
    codes = np.full(len(rows), UNKNOWN, dtype=days.codes.dtype)
    codes[bad] = days.codes
    return Packed("date", days.values, codes)


def units_sold(reports: Reports, asins: Iterable[str], window: Window | None = None) -> dict[str, int]:
    """Units of each ASIN in the item rows of All Orders, cancelled items left out; by order date when a window is given.

    >>> units_sold(Reports(), ["B0EXAMPLE1"])
    {'B0EXAMPLE1': 0}
    """
    rows = sold_of(reports.packed("all_orders"))
    asin, units = rows.column("asin"), rows.column("units", "integer")
    known = asin.known & units.known
    if window is not None:
        known &= inside(rows.column("order_date", "date"), window)
    sums = np.bincount(asin.codes[known], weights=units.values[units.codes[known]], minlength=len(asin.values)) if known.any() else []
    of_asin = dict(zip(asin.values.tolist(), sums, strict=False))
    return {name: int(of_asin.get(name, 0)) for name in asins}


_MOST_NAMES = 20  # of one ASIN; titles change, and a SKU is made anew for each supply


def names_of(reports: Reports, asins: Iterable[str]) -> dict[str, tuple[tuple[str, ...], tuple[str, ...]]]:
    """The SKUs and titles that All Orders has for each ASIN: what other documents may name it by. Titles are known of files below 64 MB.

    >>> names_of(Reports(), ["B0EXAMPLE1"])
    {}
    """
    rows = reports.packed("all_orders")
    asin, columns = rows.column("asin"), (rows.column("sku"), rows.column("product_name"))
    code_of = {name: code for code, name in enumerate(asin.values.tolist())}
    found = {}
    for name in dict.fromkeys(asins):
        if name in code_of:
            of_asin = asin.codes == code_of[name]
            found[name] = tuple(
                tuple(column.values[np.unique(column.codes[of_asin & column.known])][:_MOST_NAMES].tolist()) for column in columns
            )
    return found  # type: ignore[return-value]
