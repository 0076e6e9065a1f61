"""One row per order, from a table of item rows: what the order book and the checks of files against each other begin with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache

import numpy as np

from ..catalogue import catalogue
from .by_order import ByOrder
from .distant import DistantTable
from .memory import give_back
from .packed import UNKNOWN, Packed, PackedTable

DATES = ("order_date", "ship_by", "confirmed_on", "promised_by", "delivered_on", "defect_on")
_ATTRIBUTES = (
    *("marketplace", "channel", "asin", "sku", "units", "ship_service", "ship_state", "ship_country", "carrier", "ship_method"),
    *("warehouse", "price_band", "weekday", "return_reason", "business"),
)
COLUMNS = ("order_id", "order_date", *_ATTRIBUTES, *DATES[1:])
_PRICE_BANDS = ((15, "0-15"), (30, "15-30"), (60, "30-60"), (120, "60-120"))
_HIGHEST = "120+"


def one_per_order(items: PackedTable) -> PackedTable:
    """The orders of a table, by number.

    An order has the attributes of its first item, units and price band over all items, and is `cancelled` when all its items are.
    """
    group = items.by_order
    # every column is asked for once
    columns = {name: _first(items.columns[name], group) for name in items.types if name in COLUMNS and name != "units"}
    columns["units"] = _sum(items.column("units", "integer"), group)
    columns["marketplace"] = store_codes(_first(items.column("sales_channel"), group))
    columns["price_band"] = _sum(items.column("item_price", "number"), group).mapped(price_band, "text")
    columns["cancelled"] = Packed.of_states(group.all(is_cancelled(items)).astype(np.int8))
    return PackedTable(len(group), columns, group.numbers)


def orders_of(items: PackedTable) -> PackedTable:
    """The same, made once and kept with the table."""
    return items.derived("orders", one_per_order)


def sold_rows(items: PackedTable) -> PackedTable:
    """What the units sold are counted from: ASIN, day and units of each item row, the units unknown where the item is cancelled."""
    units = items.column("units", "integer")
    units = replace(units, codes=np.where(is_cancelled(items), units.codes.dtype.type(UNKNOWN), units.codes))
    return PackedTable(len(items), {"asin": items.column("asin"), "order_date": items.column("order_date", "date"), "units": units})


def sold_of(items: PackedTable) -> PackedTable:
    """The same, made once and kept with the table."""
    return items.derived("sold", sold_rows)


def only_orders(items: PackedTable, again: Callable[[], PackedTable]) -> PackedTable:
    """A table of item rows that holds its orders and what was sold; whoever asks for more has all of it read again, once.

    The given table is emptied: each of its columns is let go of as soon as the orders have what they need of it.
    """
    whole = lru_cache(again)
    table = DistantTable(len(items), items.types, lambda name: whole().columns[name], lambda: whole().ids)
    table.derived("sold", lambda _: sold_rows(items))
    give_back()
    _ = table.derived("orders", lambda _: one_per_order(_emptied(items))).by_order
    give_back()
    return table


def _emptied(items: PackedTable) -> PackedTable:
    """What is in a table, which is left with nothing."""
    spent = PackedTable(len(items), _Spent(items.columns), items.ids, group=items.by_order)
    for name, nothing in {"columns": {}, "ids": None, "rest": None, "group": None}.items():
        object.__setattr__(items, name, nothing)
    return spent


class _Spent(dict[str, Packed]):
    """Columns that are let go of when they are asked for, so that each can be had once."""

    def __getitem__(self, name: str) -> Packed:
        return self.pop(name)


def _first(column: Packed, group: ByOrder) -> Packed:
    return Packed(column.type, column.values, group.first(column.codes))


def _sum(column: Packed, group: ByOrder) -> Packed:
    """The sum over each order's rows of a column of numbers; unknown where none of them is known."""
    codes, values, larger = group.first(column.codes), column.values.tolist(), group.larger
    if not len(larger) or not column.any_known:
        return Packed(column.type, column.values, codes)
    sizes = group.sizes[larger]
    numbers = column.take(group.rows_of(larger)).dense(0)
    sums, of_sum = np.unique(np.add.reduceat(numbers, np.cumsum(sizes, dtype=np.intp) - sizes), return_inverse=True)
    known = codes[larger] >= 0
    codes = codes.astype(np.int32)
    codes[larger[known]] = len(values) + of_sum[known]
    return Packed.of([*values, *sums.tolist()], column.type, codes)


def is_cancelled(items: PackedTable) -> np.ndarray:
    """Whether an item row of All Orders is cancelled: by its item status, else by the status of its order."""
    return items.column("order_status").is_("cancelled") | items.column("item_status").is_("cancelled")


def store_codes(channels: Packed) -> Packed:
    """The country code of each sales channel (`Amazon.co.uk` -> UK); unknown for what is no known store."""
    return channels.mapped(catalogue().marketplace_of)


def price_band(price: float) -> str:
    """The band of an order's item prices, in the currency of the store; the upper end belongs to the next band.

    >>> price_band(14.99), price_band(15), price_band(120)
    ('0-15', '15-30', '120+')
    """
    price = round(float(price), 2)  # 4.02 + 1.19 + 9.79 is 14.999999999999998 in floating point
    return next((band for limit, band in _PRICE_BANDS if price < limit), _HIGHEST)
