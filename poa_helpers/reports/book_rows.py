"""The rows of the order book: which orders there are, and the attributes the files give them."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from .by_order import ByOrder
from .loaded import Reports
from .one_per_order import COLUMNS, DATES, one_per_order, orders_of
from .packed import Packed, PackedTable, stacked

TYPES = dict.fromkeys(COLUMNS, "text") | dict.fromkeys(DATES, "date") | {"units": "integer", "business": "yes_no"}
# files that list orders, in the order in which they are believed; the last three list mainly bad ones
LISTING = (
    "orders_api",
    "on_time_delivery",
    "valid_tracking",
    "new_orders",
    "unshipped_orders",
    "order_defects",
    "late_shipments",
    "cancellations",
)
_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def order_rows(reports: Reports) -> PackedTable:
    """One row per order, by order id, with its attributes and dates; no flags yet."""
    items = reports.packed("all_orders")
    rows = orders_of(items) if len(items) else _of_listings(reports)
    columns = {name: rows.columns[name] for name in rows.types if name in COLUMNS}
    place = reports.marketplace
    if place:
        columns["marketplace"] = columns.get("marketplace", Packed.unknown("text", len(rows))).filled(
            Packed.constant(place, "text", len(rows))
        )
    for report in LISTING:
        wanted = ("carrier", "ship_method", "warehouse", *DATES[1:-1], "ship_service", "asin", "sku")
        _add(columns, rows, reports.packed(report), wanted)
    _add(columns, rows, reports.packed("fulfilled_shipments"), ("carrier", "warehouse", "ship_service"))
    for report in ("mfn_returns", "fba_returns"):
        _add(columns, rows, reports.packed(report), ("return_reason",))
    if "return_reason" in columns:  # seller-fulfilled returns write CR- before the code of FBA returns
        columns["return_reason"] = columns["return_reason"].mapped(lambda reason: str(reason).removeprefix("CR-"))
    days = columns.get("order_date", Packed.unknown("date", len(rows)))
    columns["weekday"] = days.mapped(lambda day: _WEEKDAYS[day.weekday()], "text")
    return rows.with_columns(columns)


def _of_listings(reports: Reports) -> PackedTable:
    """Orders from the files that list orders, when there is no All Orders file: each taken from the first file that has it."""
    found: PackedTable | None = None
    for report in LISTING:
        table = reports.packed(report)
        if not len(table):
            continue
        if "channel" not in table.columns:
            table = table.with_columns({**table.columns, "channel": Packed.constant("mfn", "text", len(table))})
        orders = one_per_order(table)
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
