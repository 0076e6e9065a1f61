"""Every figure of the order book equals, to the last order, what SQL finds in the raw files (tests/sql; no code in common)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from poa_helpers import measure_metrics
from poa_helpers.catalogue import catalogue
from poa_helpers.measure.counts import Population, count_days
from poa_helpers.model import Count, Window
from poa_helpers.reports import OrderBook, Reports, load_reports, order_book

from .accounts import HEADERS, as_text, make_account, make_exact
from .portion import portion
from .samples import DATA, SAMPLES

SQL = Path(__file__).parent / "sql"
CHANNELS = ("mfn", "afn", "all")
DIMENSIONS = ("asin", "ship_service", "ship_state", "price_band", "weekday", "carrier")
# query -> flag of the order book, channel of its rate, the files that must be there (and those that must not)
FLAGS = {
    "order_defect_rate": ("defect", ("mfn", "afn"), {"order_defects"}),
    "defect_negative_feedback": ("negative_feedback", ("mfn", "afn"), {"order_defects"}),
    "defect_a_to_z_claim": ("a_to_z_claim", ("mfn", "afn"), {"order_defects"}),
    "defect_chargeback": ("chargeback", ("mfn", "afn"), {"order_defects"}),
    "late_shipment_rate": ("late", ("mfn",), {"late_shipments"}),
    "pre_fulfillment_cancellation_rate": ("cancelled_by_seller", ("mfn",), {"cancellations"}),
    "cancellations_at_most": ("cancelled_by_seller", ("mfn",), {"-cancellations"}),
    "valid_tracking_rate": ("valid_tracking", ("mfn",), {"valid_tracking"}),
    "on_time_delivery_rate": ("on_time", ("mfn",), {"on_time_delivery"}),
    "negative_feedback_share": ("negative_feedback", ("mfn", "afn"), {"seller_feedback", "-order_defects"}),
    "returned_share": ("returned", ("mfn", "afn"), {"mfn_returns|fba_returns"}),
}  # fmt: skip
PARTS = {"negative_feedback": "defect_negative_feedback", "a_to_z_claim": "defect_a_to_z_claim", "chargeback": "defect_chargeback"}


class Database:
    """The raw files of an account as SQL sees them."""

    def __init__(self, paths: Mapping[str, Sequence[Path]], folder: Path, date_format: str, feedback_format: str):
        self.db = duckdb.connect()
        self.db.execute("SET threads = 1; SET TimeZone = 'UTC'")
        for kind in HEADERS:
            files = [str(path) for path in paths.get(kind, ())]
            if not files:
                empty = folder / f"no-{kind}"
                empty.write_text(as_text(kind, []), encoding="utf-8")
                files = [str(empty)]
            self.set(kind, files)
        self.set("date_format", date_format)
        self.set("feedback_format", feedback_format)
        for name in ("tables", "orders", "lists"):
            self.run(name)

    def set(self, name: str, value: object) -> None:
        self.db.execute(f"SET VARIABLE {name} = ?", [value])

    def run(self, name: str) -> list[tuple]:
        return self.db.execute((SQL / f"{name}.sql").read_text(encoding="utf-8")).fetchall()

    def count(self, channel: str, window: Window) -> Count:
        """Hits and total of the flag that was asked for last."""
        self.set("channel", channel)
        self.set("last_day", str(window.last))
        self.set("days", window.days)
        ((hits, total),) = self.run("count_window")
        return Count(hits=hits, total=total)


def asked(given: set[str], wanted: set[str]) -> bool:
    """Whether an account has the files a query is about."""
    return all((name[1:] not in given) if name[0] == "-" else bool(given & set(name.split("|"))) for name in wanted)


def ours_by_dimension(orders: pd.DataFrame, flag: str) -> list[tuple]:
    known = orders[orders[flag].notna()]
    rows = []
    for dimension in DIMENSIONS:
        counted = known.assign(hit=known[flag].astype(bool)).groupby(dimension, dropna=True)["hit"].agg(["sum", "count"])
        rows += [(dimension, str(value), int(hits), int(total)) for value, hits, total in counted.itertuples()]
    return sorted(rows)


def differences(database: Database, reports: Reports, book: OrderBook, given: set[str], as_of: date | None) -> Iterator[str]:
    """Every figure in which the two disagree, as a sentence."""
    health = measure_metrics(reports, as_of=as_of)
    days = pd.DatetimeIndex(book.orders["order_date"].dropna()).sort_values()
    told = {(m.metric, m.channel, m.window_days): m for m in health.metrics if m.source == "orders"}
    for query, (flag, channels, wanted) in FLAGS.items():
        if not asked(given, wanted):
            continue
        database.run(query)
        metric = "pre_fulfillment_cancellation_rate" if query == "cancellations_at_most" else query
        if metric in catalogue().metrics:
            policy = catalogue().metrics[metric].on(health.as_of, reports.marketplace)
            for channel in channels:
                for length in policy.windows:
                    window = Window.ending(health.as_of - timedelta(days=policy.lag_days), length)
                    theirs, found = database.count(channel, window), told.get((metric, channel, length))
                    mine = found.count if found else Count(hits=0, total=0)
                    if mine != theirs:
                        yield f"{query} {channel} {length} days to {window.last}: {mine} is {theirs} in SQL"
                    if found and theirs.total and not _same_status(found, theirs):
                        yield f"{query} {channel} {length} days: {found.status} at {theirs}, target {found.target}"
        if query in PARTS.values():
            for channel in channels:
                found = told.get(("order_defect_rate", channel, 60))
                if found is not None and found.parts[flag] != database.count(channel, found.window):
                    yield f"{query} {channel}: part {found.parts[flag]} is {database.count(channel, found.window)} in SQL"
        for channel in CHANNELS if len(channels) > 1 else channels:
            daily = Population(book.packed).of_channel(channel).daily(flag)
            database.set("channel", channel)
            for day, hits, total in database.run("count_rolling"):
                mine = count_days(daily, Window.ending(day, 60))
                if mine != Count(hits=hits, total=total):
                    yield f"{query} {channel} 60 days to {day}: {mine} is {hits} of {total} in SQL"
                    break
        orders = book.orders if len(channels) > 1 else book.orders[book.orders["channel"].eq(channels[0]).fillna(False).astype(bool)]
        theirs_by = database.run("count_by_dimension")
        if ours_by_dimension(orders, flag) != theirs_by:
            apart = sorted(set(ours_by_dimension(orders, flag)) ^ set(theirs_by))
            yield f"{query} by dimension differs: {apart[:6]}"
    assert len(days), "no orders"


def _same_status(found, theirs: Count) -> bool:
    """The status by whole numbers: hits / total against the target without a rounded rate."""
    thousandths = round(found.target.value * 1000)
    less, same = theirs.hits * 1000 < thousandths * theirs.total, theirs.hits * 1000 == thousandths * theirs.total
    met = {"less_than": less, "at_least": not less, "greater_than": not less and not same, "at_most": less or same}[found.target.condition]
    if found.bound == "exact":
        return found.status == ("good" if met else "bad")
    return found.status in ("none", "good" if met else "bad")


def compared(account, folder: Path) -> list[str]:
    paths = account.write(folder)
    reports = load_reports([path for files in paths.values() for path in files])
    assert reports.marketplace == account.store
    database = Database(paths, folder, account.date_format, account.feedback_format)
    return list(differences(database, reports, order_book(reports), set(paths), account.as_of))


# ---------------------------------------------------------------- samples and generated accounts


@pytest.mark.parametrize("sample", SAMPLES)
def test_the_samples(sample, tmp_path):
    paths = {path.stem: [path] for path in sorted((DATA / sample / "reports").iterdir()) if path.stem in HEADERS}
    reports = load_reports(sorted((DATA / sample / "reports").iterdir()))
    british = reports.marketplace == "UK"
    database = Database(paths, tmp_path, "%d/%m/%Y" if british else "%m/%d/%Y", "%d/%m/%y" if british else "%m/%d/%y")
    assert list(differences(database, reports, order_book(reports), set(paths), None)) == []


@pytest.mark.parametrize("seed", portion(range(8), one_of=2))
def test_generated_accounts(seed, tmp_path):
    assert compared(make_account(seed), tmp_path) == []


@pytest.mark.slow
@pytest.mark.parametrize("tens", range(24))
def test_many_generated_accounts(tens, tmp_path):
    for seed in range(1000 + 10 * tens, 1010 + 10 * tens):
        folder = tmp_path / str(seed)
        folder.mkdir()
        assert compared(make_account(seed), folder) == [], f"seed {seed}"


# ---------------------------------------------------------------- one order more, one less

EXACT = [
    ("late_shipments", "late_shipment_rate", 100, 4),
    ("late_shipments", "late_shipment_rate", 50, 2),
    ("cancellations", "pre_fulfillment_cancellation_rate", 80, 2),
    ("cancellations", "pre_fulfillment_cancellation_rate", 200, 5),
    ("order_defects", "order_defect_rate", 200, 2),
    ("order_defects", "order_defect_rate", 300, 3),
    ("valid_tracking", "valid_tracking_rate", 20, 19),
    ("valid_tracking", "valid_tracking_rate", 100, 95),
    ("on_time_delivery", "on_time_delivery_rate", 10, 9),
    ("on_time_delivery", "on_time_delivery_rate", 100, 90),
]


@pytest.mark.parametrize(("kind", "metric", "total", "at_target"), portion(EXACT, one_of=4))
@pytest.mark.parametrize("more", [-1, 0, 1])
def test_a_rate_at_its_target_and_one_order_to_either_side(kind, metric, total, at_target, more, tmp_path):
    account = make_exact(kind, total, at_target + more)
    assert compared(account, tmp_path) == []
    paths = [path for path in tmp_path.iterdir() if not path.name.startswith("no-")]
    found = [m for m in measure_metrics(load_reports(paths), as_of=account.as_of).metrics if m.metric == metric and m.source == "orders"]
    m = max(found, key=lambda m: m.window_days)
    high = metric in ("valid_tracking_rate", "on_time_delivery_rate")
    assert m.count == Count(hits=at_target + more, total=total)
    assert m.status == ("good" if (more >= 0 if high else more < 0) else "bad")
