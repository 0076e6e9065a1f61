"""The rows of the order book: which orders there are, and the attributes the files give them."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from .loaded import Reports
from .packed import ByOrder, Packed, PackedTable, stacked
from .read_table import store_codes

DATES = ("order_date", "ship_by", "confirmed_on", "promised_by", "delivered_on", "defect_on")
_ATTRIBUTES = (
    *("marketplace", "channel", "asin", "sku", "units", "ship_service", "ship_state", "ship_country", "carrier", "ship_method"),
    *("warehouse", "price_band", "weekday", "return_reason", "business"),
)
COLUMNS = ("order_id", "order_date", *_ATTRIBUTES, *DATES[1:])
TYPES = dict.fromkeys(COLUMNS, "text") | dict.fromkeys(DATES, "date") | {"units": "integer", "business": "yes_no"}
# files that list orders, in the order in which they are believed; the last three list mainly bad ones
LISTING = ("orders_api", "on_time_delivery", "new_orders", "unshipped_orders", "order_defects", "late_shipments", "cancellations")
_PRICE_BANDS = ((15, "0-15"), (30, "15-30"), (60, "30-60"), (120, "60-120"))
_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def order_rows(reports: Reports) -> PackedTable:
    """One row per order, by order id, with its attributes and dates; no flags yet."""
    items = reports.packed("all_orders")
    rows = _of_items(items) if len(items) else _of_listings(reports)
    columns = {name: column for name, column in rows.columns.items() if name in COLUMNS}
    place = reports.marketplace
    if place:
        columns["marketplace"] = rows.column("marketplace").filled(Packed.constant(place, "text", len(rows)))
    for report in LISTING:
        wanted = ("carrier", "ship_method", "warehouse", *DATES[1:-1], "ship_service", "asin", "sku")
        _add(columns, rows, reports.packed(report), wanted)
    _add(columns, rows, reports.packed("fulfilled_shipments"), ("carrier", "warehouse", "ship_service"))
    for report in ("mfn_returns", "fba_returns"):
        _add(columns, rows, reports.packed(report), ("return_reason",))
    if "return_reason" in columns:  # seller-fulfilled returns write CR- before the code of FBA returns
        columns["return_reason"] = columns["return_reason"].mapped(lambda reason: str(reason).removeprefix("CR-"))
    columns["weekday"] = rows.column("order_date", "date").mapped(lambda day: _WEEKDAYS[day.weekday()], "text")
    return PackedTable(len(rows), columns, rows.ids)


def _of_items(items: PackedTable) -> PackedTable:
    """Orders from item rows: attributes of the first item, units and price over all items."""
    group = items.by_order
    columns = {name: _first(items.columns[name], group) for name in items.types if name in COLUMNS and name != "units"}
    columns["units"] = group.sum(items.column("units", "integer"))
    columns["marketplace"] = store_codes(_first(items.column("sales_channel"), group))
    columns["price_band"] = group.sum(items.column("item_price", "number")).mapped(price_band, "text")
    return PackedTable(len(group), columns, group.numbers)


def _first(column: Packed, group: ByOrder) -> Packed:
    return Packed(column.type, column.values, group.first(column.codes))


_HIGHEST = "120+"


def price_band(price: float) -> str:
    """The band of an order's item prices, in the currency of the store; the upper end belongs to the next band.

    >>> price_band(14.99), price_band(15), price_band(120)
    ('0-15', '15-30', '120+')
    """
    price = round(float(price), 2)  # 4.02 + 1.19 + 9.79 is 14.999999999999998 in floating point
    return next((band for limit, band in _PRICE_BANDS if price < limit), _HIGHEST)


def _of_listings(reports: Reports) -> PackedTable:
    """Orders from the files that list orders, when there is no All Orders file: each taken from the first file that has it."""
    found: PackedTable | None = None
    for report in LISTING:
        table = reports.packed(report)
        if not len(table):
            continue
        if "channel" not in table.columns:
            table = PackedTable(len(table), {**table.columns, "channel": Packed.constant("mfn", "text", len(table))}, table.ids)
        orders = _of_items(table)
        if found is not None and found.ids is not None and orders.ids is not None:
            orders = orders.take(ByOrder.of(found.ids).places_of(orders.ids) < 0)
        found = orders if found is None else stacked([found, orders])
    if found is None or found.ids is None:
        return PackedTable(0, {}, np.zeros(0, dtype=np.int64))
    return found.take(np.argsort(found.ids, kind="stable"))


def _add(columns: dict[str, Packed], rows: PackedTable, table: PackedTable, wanted: Iterable[str]) -> None:
    """Fill attributes that are still empty from a file that has them; the first filled row of an order counts."""
    if not len(table) or not len(rows) or table.ids is None:
        return
    group = table.by_order
    for name in wanted:
        column = table.columns.get(name)
        if column is not None and column.any_known:
            codes = rows.by_order.placed(group.numbers, group.first(column.codes))
            known = columns.get(name, Packed.unknown(TYPES[name], len(rows)))
            columns[name] = known.filled(Packed(TYPES[name], column.values, codes))
