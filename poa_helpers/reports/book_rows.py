"""The rows of the order book: which orders there are, and the attributes the files give them."""

from __future__ import annotations

import pandas as pd

from .columns import series
from .loaded import Reports
from .read_table import store_codes

DATES = ("order_date", "ship_by", "confirmed_on", "promised_by", "delivered_on")
_ATTRIBUTES = (
    *("marketplace", "channel", "asin", "sku", "units", "ship_service", "ship_state", "ship_country", "carrier", "ship_method"),
    *("warehouse", "price_band", "weekday", "return_reason", "business"),
)
COLUMNS = ("order_id", "order_date", *_ATTRIBUTES, *DATES[1:])
TEXT = tuple(name for name in COLUMNS if name not in (*DATES, "units", "business"))
# files that list orders, in the order in which they are believed; the last three list mainly bad ones
LISTING = ("on_time_delivery", "new_orders", "unshipped_orders", "order_defects", "late_shipments", "cancellations")
_PRICE_BANDS = ((15, "0-15"), (30, "15-30"), (60, "30-60"), (120, "60-120"))
_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def order_rows(reports: Reports) -> pd.DataFrame:
    """One row per order with its attributes and dates; no flags yet."""
    items = reports.table("all_orders")
    rows = _of_items(items) if len(items) else _of_listings(reports)
    rows = rows.reindex(columns=COLUMNS)
    for id in COLUMNS:
        rows[id] = _typed(rows[id], id)
    rows["marketplace"] = rows["marketplace"].fillna(reports.marketplace) if reports.marketplace else rows["marketplace"]
    for report in LISTING:
        _add(rows, reports.table(report), ("carrier", "ship_method", "warehouse", *DATES[1:], "ship_service", "asin", "sku"))
    for report in ("mfn_returns", "fba_returns"):
        _add(rows, reports.table(report), ("return_reason",))
    rows["return_reason"] = rows["return_reason"].str.removeprefix(
        "CR-"
    )  # seller-fulfilled returns write CR- before the code of FBA returns
    rows["weekday"] = series([None if pd.isna(day) else _WEEKDAYS[day.weekday()] for day in rows["order_date"]], "text")
    return rows.reset_index(drop=True)


def _typed(values: pd.Series, id: str) -> pd.Series:  # type: ignore[type-arg]
    if id in DATES:
        return values.astype("datetime64[ns]")
    return values.astype({"units": "Int64", "business": "boolean"}.get(id, "string"))


def _of_items(items: pd.DataFrame) -> pd.DataFrame:
    """Orders from item rows: attributes of the first item, units and price over all items."""
    orders = items.groupby("order_id", sort=False)
    rows = orders[[name for name in ("sales_channel", *COLUMNS) if name in items and name not in ("order_id", "units")]].first()
    rows["units"] = orders["units"].sum(min_count=1)
    rows["marketplace"] = store_codes(rows["sales_channel"])
    rows["price_band"] = orders["item_price"].sum(min_count=1).map(price_band, na_action="ignore")
    return rows.reset_index()


def price_band(price: float) -> str:
    """The band of an order's item prices, in the currency of the store; the upper end belongs to the next band.

    >>> price_band(14.99), price_band(15), price_band(120)
    ('0-15', '15-30', '120+')
    """
    price = round(price, 2)  # 4.02 + 1.19 + 9.79 is 14.999999999999998 in floating point
    return next((band for limit, band in _PRICE_BANDS if price < limit), "120+")


def _of_listings(reports: Reports) -> pd.DataFrame:
    """Orders from the files that list orders, when there is no All Orders file: each taken from the first file that has it."""
    parts = []
    for report in LISTING:
        table = reports.table(report)
        if len(table):
            part = table.reindex(columns=[*COLUMNS, "item_price"])
            part["channel"] = table.get("channel", "mfn")
            parts.append(part.astype(dict.fromkeys(TEXT, "string")))
    if not parts:
        return pd.DataFrame(columns=COLUMNS)
    rows = []
    known: set[str] = set()
    for part in parts:
        fresh = part[~part["order_id"].isin(known)]
        known |= set(fresh["order_id"])
        orders = fresh.groupby("order_id", sort=False)
        found = orders.first()
        found["units"] = orders["units"].sum(min_count=1)
        found["price_band"] = orders["item_price"].sum(min_count=1).map(price_band, na_action="ignore")
        rows.append(found.reset_index().astype(object))
    return pd.concat(rows, ignore_index=True)


def _add(rows: pd.DataFrame, table: pd.DataFrame, wanted: tuple[str, ...]) -> None:
    """Fill attributes that are still empty from a file that has them; the first filled row of an order counts."""
    if not len(table) or not len(rows):
        return
    for name in wanted:
        if name in table and table[name].notna().any():
            values = table.dropna(subset=[name]).drop_duplicates("order_id").set_index("order_id")[name]
            rows[name] = rows[name].fillna(_typed(rows["order_id"].map(values), name))
