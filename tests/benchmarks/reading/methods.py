"""One task, done by us and by plain pandas, Polars and DuckDB: from the text files of an account to figures.

The figures: six metrics, each as hits and total of the 60 days that end on every day, and for six attributes how many orders each value has
and how many of them are defective. All count distinct orders by the day they were placed; an order has the attributes of its first item.
Every method gives {"metrics": {name: {day: [hits, total]}}, "counts": {attribute: {value: [orders, defective]}}}.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

DAYS = 60
METRICS = {  # flag of the order book -> whose orders count
    "defect": "all",
    "negative_feedback": "all",
    "a_to_z_claim": "all",
    "chargeback": "all",
    "late": "mfn",
    "cancelled_by_seller": "mfn",
}
ATTRIBUTES = ("sku", "asin", "ship_service", "ship_state", "channel", "weekday")
Figures = dict[str, Any]


def ours(folder: Path, cache: Path | None = None) -> Figures:
    """The workbench, without a cache: like the others, it reads the text and keeps nothing."""
    from poa_helpers.measure.counts import Population, rolling
    from poa_helpers.reports import load_reports, order_book
    from poa_helpers.reports.pieces import counted

    book = order_book(load_reports(sorted(folder.glob("*.txt")), marketplace="US", cache=cache)).packed
    orders = Population(book)
    metrics = {}
    for flag, channel in METRICS.items():
        windows = rolling(orders.of_channel(channel).daily(flag), DAYS)  # type: ignore[arg-type]
        metrics[flag] = _by_day(windows.index.strftime("%Y-%m-%d"), windows["hits"], windows["total"])
    bad, counts = book.column("defect", "yes_no").is_(True), {}
    for name in ATTRIBUTES:
        column = book.column(name)
        every, defective = (counted(codes, len(column.values)) for codes in (column.codes, column.codes[bad]))
        unknown = len(book) - every.sum(), bad.sum() - defective.sum()
        counts[name] = _by_value(["", *column.values], [unknown[0], *every], [unknown[1], *defective])
    return {"metrics": metrics, "counts": counts}


def ours_with_cache(folder: Path) -> Figures:
    """The workbench as the product runs it: the first time it reads the text and keeps its tables, after that it has them."""
    return ours(folder, folder / "cache")


def plain_pandas(folder: Path) -> Figures:
    """pandas as most people write it: read everything, then group."""
    import pandas as pd

    items = pd.read_csv(folder / "all_orders.txt", sep="\t")
    lists = {name: pd.read_csv(folder / f"{name}.txt", sep="\t") for name in ("late", "defects", "cancelled")}
    orders = items.drop_duplicates("amazon-order-id").copy()
    orders["day"] = pd.to_datetime(orders["purchase-date"].str[:10])
    orders["channel"] = orders["fulfillment-channel"].map({"Merchant": "mfn", "Amazon": "afn"})
    orders["weekday"] = orders["day"].dt.day_name().str[:3]
    ids = orders["amazon-order-id"]
    defects, cancelled = lists["defects"], lists["cancelled"]
    parts = {"negative_feedback": "Negative feedback", "a_to_z_claim": "A-to-z claim", "chargeback": "Chargeback"}
    for flag, header in parts.items():
        orders[flag] = ids.isin(defects.loc[defects[header] == "Yes", "Order ID"])
    orders["defect"] = orders[list(parts)].any(axis=1)
    orders["late"] = ids.isin(lists["late"]["Order ID"])
    orders["cancelled_by_seller"] = ids.isin(cancelled.loc[cancelled["Affects account health"] == "Yes", "Order ID"])
    metrics = {}
    for flag, channel in METRICS.items():
        counted = orders if channel == "all" else orders[orders["channel"] == channel]
        if flag == "late":
            counted = counted[counted["order-status"] != "Cancelled"]
        daily = counted.groupby("day")[flag].agg(["sum", "count"]).asfreq("D", fill_value=0).rolling(f"{DAYS}D").sum()
        metrics[flag] = _by_day(daily.index.strftime("%Y-%m-%d"), daily["sum"], daily["count"])
    names = {"ship_service": "ship-service-level", "ship_state": "ship-state"}
    counts = {}
    for name in ATTRIBUTES:
        table = orders.groupby(names.get(name, name))["defect"].agg(["count", "sum"])
        counts[name] = _by_value(table.index, table["count"], table["sum"])
    return {"metrics": metrics, "counts": counts}


def lazy_polars(folder: Path) -> Figures:
    """Polars, lazily: only the wanted columns are read."""
    import polars as pl

    def scan(name: str) -> Any:
        return pl.scan_csv(folder / f"{name}.txt", separator="\t", infer_schema=False, quote_char=None)

    def listed(frame: Any, flag: str) -> Any:
        return frame.select(pl.col("Order ID").alias("id"), pl.lit(True).alias(flag)).unique("id")

    orders = (
        scan("all_orders")
        .select(
            pl.col("amazon-order-id").alias("id"),
            pl.col("purchase-date").str.slice(0, 10).str.to_date().alias("day"),
            pl.col("fulfillment-channel").replace_strict({"Merchant": "mfn", "Amazon": "afn"}).alias("channel"),
            pl.col("order-status").alias("status"),
            "sku",
            "asin",
            pl.col("ship-service-level").alias("ship_service"),
            pl.col("ship-state").alias("ship_state"),
        )
        .unique("id", keep="first", maintain_order=True)
        .with_columns(pl.col("day").dt.to_string("%a").alias("weekday"))
    )
    parts = {"negative_feedback": "Negative feedback", "a_to_z_claim": "A-to-z claim", "chargeback": "Chargeback"}
    for flag, header in parts.items():
        orders = orders.join(listed(scan("defects").filter(pl.col(header) == "Yes"), flag), on="id", how="left")
    orders = orders.join(listed(scan("late"), "late"), on="id", how="left")
    counted_against = scan("cancelled").filter(pl.col("Affects account health") == "Yes")
    orders = orders.join(listed(counted_against, "cancelled_by_seller"), on="id", how="left")
    orders = orders.with_columns(pl.col([*parts, "late", "cancelled_by_seller"]).fill_null(False))
    table = orders.with_columns(pl.any_horizontal(list(parts)).alias("defect")).collect()
    metrics = {}
    for flag, channel in METRICS.items():
        rows = table if channel == "all" else table.filter(pl.col("channel") == channel)
        if flag == "late":
            rows = rows.filter(pl.col("status") != "Cancelled")
        daily = rows.group_by("day").agg(pl.col(flag).sum().alias("hits"), pl.len().alias("total")).sort("day").upsample("day", every="1d")
        windows = daily.with_columns(pl.col("hits", "total").fill_null(0).cast(pl.Int64).rolling_sum(DAYS, min_samples=1))
        metrics[flag] = _by_day(windows["day"].dt.to_string("%Y-%m-%d"), windows["hits"], windows["total"])
    counts = {}
    for name in ATTRIBUTES:
        grouped = table.group_by(name).agg(pl.len().alias("orders"), pl.col("defect").sum().alias("bad"))
        counts[name] = _by_value(grouped[name], grouped["orders"], grouped["bad"])
    return {"metrics": metrics, "counts": counts}


def duckdb_on_text(folder: Path) -> Figures:
    """DuckDB, straight from the text."""
    import duckdb

    database = duckdb.connect()
    database.execute("set enable_progress_bar = false")

    def text(name: str) -> str:
        return f"read_csv('{folder / f'{name}.txt'}', delim='\t', header=true, all_varchar=true, quote='')"

    database.execute(f"""
        create table orders as
        with items as (select *, row_number() over () as row from {text("all_orders")}),
        firsts as (
            select "amazon-order-id" as id, arg_min(struct_pack(
                day := substr("purchase-date", 1, 10)::date, status := "order-status", sku := sku, asin := asin,
                channel := case "fulfillment-channel" when 'Merchant' then 'mfn' else 'afn' end,
                ship_service := "ship-service-level", ship_state := "ship-state"), row) as it
            from items group by 1)
        select id, it.*, strftime(it.day, '%a') as weekday,
            id in (select "Order ID" from {text("late")}) as late,
            id in (select "Order ID" from {text("cancelled")} where "Affects account health" = 'Yes') as cancelled_by_seller,
            id in (select "Order ID" from {text("defects")} where "Negative feedback" = 'Yes') as negative_feedback,
            id in (select "Order ID" from {text("defects")} where "A-to-z claim" = 'Yes') as a_to_z_claim,
            id in (select "Order ID" from {text("defects")} where "Chargeback" = 'Yes') as chargeback,
            id in (select "Order ID" from {text("defects")} where 'Yes' in ("Negative feedback", "A-to-z claim", "Chargeback")) as defect
        from firsts""")
    metrics, counts = {}, {}
    for flag, channel in METRICS.items():
        where = ("true" if channel == "all" else f"channel = '{channel}'") + (" and status <> 'Cancelled'" if flag == "late" else "")
        rows = database.execute(f"""
            with daily as (select day, count(*) filter (where {flag}) as hits, count(*) as total from orders where {where} group by day),
            days as (select unnest(generate_series(min(day), max(day), interval 1 day))::date as day from daily)
            select strftime(day, '%Y-%m-%d'), sum(coalesce(hits, 0)) over last, sum(coalesce(total, 0)) over last
            from days left join daily using (day)
            window last as (order by day rows between {DAYS - 1} preceding and current row)""").fetchall()
        metrics[flag] = _by_day(*zip(*rows, strict=True))
    for name in ATTRIBUTES:
        rows = database.execute(f"select {name}, count(*), count(*) filter (where defect) from orders group by 1").fetchall()
        counts[name] = _by_value(*zip(*rows, strict=True))
    return {"metrics": metrics, "counts": counts}


def _by_day(days: Any, hits: Any, totals: Any) -> dict[str, list[int]]:
    return {str(day): [int(h), int(t)] for day, h, t in zip(days, hits, totals, strict=True)}


def _by_value(values: Any, orders: Any, defective: Any) -> dict[str, list[int]]:
    return {str(v): [int(n), int(d)] for v, n, d in zip(values, orders, defective, strict=True) if n}


METHODS = {
    "ours": ours,
    "ours keeping a cache": ours_with_cache,
    "ours cached": ours_with_cache,
    "pandas": plain_pandas,
    "polars": lazy_polars,
    "duckdb": duckdb_on_text,
}
