"""The contract of the order book: its columns, what is unknown, which file gives what, and what each metric needs and where to get it."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from poa_helpers import measure_metrics
from poa_helpers.catalogue import catalogue
from poa_helpers.measure import health_sentences
from poa_helpers.reports import OrderBook, load_reports, order_book
from poa_helpers.reports.order_book import FLAGS

from .test_order_book import Folder, cancelled, id_of, item

TEXTS = {
    "order_id", "marketplace", "channel", "asin", "sku", "ship_service", "ship_state", "ship_country", "carrier", "ship_method", "warehouse",
    "price_band", "weekday", "return_reason",
}  # fmt: skip
DATES = {"order_date", "ship_by", "confirmed_on", "promised_by", "delivered_on"}
KINDS = (
    dict.fromkeys(TEXTS, "string")
    | dict.fromkeys(DATES, "datetime64")
    | {"units": "Int64", "business": "boolean"}
    | dict.fromkeys(FLAGS, "boolean")
)

# what one file alone, beside All Orders, makes known (flags) and gives (attributes); everything else must stay unknown
ORDERS_GIVE = {
    "order_date", "marketplace", "channel", "asin", "sku", "units", "ship_service", "ship_state", "ship_country", "price_band", "weekday", "business",
}  # fmt: skip
DEFECTS = {"defect", "negative_feedback", "a_to_z_claim", "chargeback"}
GIVES = {
    "nothing": (set(), set()),
    "late_shipments": ({"late"}, {"ship_by", "confirmed_on"}),
    "cancellations": (set(), set()),
    "order_defects": (DEFECTS, set()),
    "on_time_delivery": ({"on_time"}, {"ship_by", "confirmed_on", "promised_by", "delivered_on", "carrier", "ship_method"}),
    "valid_tracking": ({"valid_tracking"}, set()),
    "seller_feedback": ({"negative_feedback", "defect"}, set()),
    "mfn_returns": ({"returned", "a_to_z_claim", "defect"}, {"return_reason"}),
    "fba_returns": ({"returned"}, {"return_reason"}),
    "unshipped_orders": (set(), {"ship_by"}),
}  # fmt: skip
ALWAYS = {"cancelled", "cancelled_by_seller"}  # All Orders says which are cancelled, and with that which the seller may have cancelled


@pytest.fixture
def folder(tmp_path) -> Folder:
    return Folder(tmp_path)


def add(folder: Folder, report: str) -> Folder:
    """A file of a report about order 1 (or 4, which Amazon ships)."""
    tracked = "Order ID,Order date,Tracking ID,Has valid tracking"
    fba = "return-date,order-id,sku,asin,quantity,detailed-disposition,reason,status,license-plate-number"
    unshipped = (
        "order-id\torder-item-id\tpurchase-date\tpayments-date\treporting-date\tpromise-date\tdays-past-promise\tsku\tquantity-purchased"
    )
    files = {
        "nothing": lambda: folder,
        "late_shipments": lambda: folder.late(f"{id_of(1)},2026-10-01,2026-10-02,2026-10-03"),
        "cancellations": lambda: folder.cancellations(f"2026-10-01,{id_of(3)},Yes"),
        "order_defects": lambda: folder.defects(f"2026-10-01,{id_of(1)},Seller,YES,NO,NO"),
        "on_time_delivery": lambda: folder.delivery(f"{id_of(1)},S-1,2026-10-01,2026-10-02,2026-10-02,2026-10-06,2026-10-07,YES,UPS,Air"),
        "valid_tracking": lambda: folder.add(tracked, f"{id_of(1)},2026-10-01,1Z1,YES"),
        "seller_feedback": lambda: folder.feedback(f"10/1/26\t1\tx\t\t{id_of(1)}\t"),
        "mfn_returns": lambda: folder.returns(f"{id_of(1)}\t01-Oct-2026\t05-Oct-2026\tY\tB000000001\tCR-DEFECTIVE"),
        "fba_returns": lambda: folder.add(fba, f"2026-10-01,{id_of(4)},S-1,B000000001,1,SELLABLE,DEFECTIVE,Unit,LPN1"),
        "unshipped_orders": lambda: folder.add(unshipped, f"{id_of(2)}\t7\t2026-10-01\t2026-10-01\t2026-10-05\t2026-10-03\t2\tS-1\t1"),
    }  # fmt: skip
    return files[report]()


def base(folder: Folder) -> Folder:
    return folder.orders(item(1), item(2), cancelled(3), item(4, fulfillment_channel="Amazon"))


# ---------------------------------------------------------------- columns


def kinds_of(book: OrderBook) -> dict[str, str]:
    return {name: str(book.orders[name].dtype).split("[")[0] for name in book.orders.columns}


@pytest.mark.parametrize("report", GIVES)
def test_columns_and_their_types_are_the_same_whatever_the_files(folder, report):
    found = kinds_of(add(base(folder), report).book())
    assert {name: found.get(name) for name in KINDS} == KINDS
    assert kinds_of(order_book(load_reports([]))) == found


@pytest.mark.parametrize("report", GIVES)
def test_each_file_makes_known_what_it_says_and_nothing_else(folder, report):
    book = add(base(folder), report).book()
    flags, attributes = GIVES[report]
    known = {name for name in FLAGS if book.orders[name].notna().any()}
    assert known == flags | ALWAYS
    assert {name for name in KINDS if name not in FLAGS and book.orders[name].notna().any()} == ORDERS_GIVE | attributes | {"order_id"}
    assert set(book.files) == known and set(book.bounds) == known and set(book.covered) <= known
    path = folder.paths[-1].name
    assert all(path in book.files[flag] for flag in flags)


@pytest.mark.parametrize("report", GIVES)
def test_unknown_is_never_false(folder, report):
    """Orders and days a file says nothing of: another channel, months before it."""
    rows = [item(1), item(2), cancelled(3), item(4, fulfillment_channel="Amazon"), *[old(n) for n in range(100, 140)]]
    book = add(folder.orders(*rows), report).book()
    months_before = book.orders[book.orders["order_date"] < pd.Timestamp(2026, 9, 1)]
    assert len(months_before) == 40
    told = {flag for flag in FLAGS if months_before[flag].notna().any()}
    assert told <= ALWAYS
    shipping = book.orders.loc[book.orders["channel"].eq("afn"), ["late", "on_time", "valid_tracking", "cancelled_by_seller"]]
    assert shipping.isna().all().all()


def old(n: int) -> str:
    return item(n).replace("2026-10-01", "2026-05-01")


def test_a_flag_is_true_false_or_na_and_has_a_period_only_where_it_is_known(folder):
    folder = base(folder)
    for report in GIVES:
        add(folder, report)
    book = folder.book()
    for flag in book.covered:
        days = book.orders.loc[book.orders[flag].notna(), "order_date"]
        assert all(day.date() in book.covered[flag] for day in days), flag
    assert set(FLAGS) == set(book.files)
    assert book.orders["order_id"].is_unique


# ---------------------------------------------------------------- what each metric needs


def health_of_files(folder: Folder):
    return measure_metrics(load_reports(folder.paths, marketplace="US"), as_of=date(2026, 10, 1))


NEEDS = {id: set(metric.needs) for id, metric in catalogue().metrics.items()}


@pytest.mark.parametrize("metric", [id for id, metric in catalogue().metrics.items() if metric.flag])
def test_a_metric_names_the_files_it_lacks_and_where_to_download_them(folder, metric):
    base(folder)
    gap = next(gap for gap in health_of_files(folder).not_computable if gap.metric == metric)
    lacking = [catalogue().reports[report] for report in catalogue().metrics[metric].needs if report != "all_orders"]
    assert len(gap.needs) == len(lacking) >= 1 and gap.why
    for said, report in zip(gap.needs, lacking, strict=True):
        assert said == f"{report.title} – {report.where.rstrip('.')}"
        assert "Seller Central" in said and "ownload" in said
    line = next(line for line in health_sentences(health_of_files(folder)) if "not computable" in line and gap.needs[0] in line)
    assert "It needs:" in line


@pytest.mark.parametrize("metric", [id for id, metric in catalogue().metrics.items() if metric.flag])
def test_the_files_a_metric_names_are_enough_for_it(folder, metric):
    base(folder)
    for report in NEEDS[metric] - {"all_orders"}:
        add(folder, report)
    health = health_of_files(folder)
    policy = catalogue().metrics[metric].on(date(2026, 10, 1), "US")
    found = [m for m in health.metrics if m.metric == metric]
    if policy.lag_days == 0:
        assert found and all(m.bound == "exact" for m in found)
        assert metric not in {gap.metric for gap in health.not_computable}
        told = {name for m in found for name in m.files}
        assert told == {path.name for path in folder.paths[1:]}
    else:  # the only order day is younger than the window: the gap says for which days it is known
        gap = next(gap for gap in health.not_computable if gap.metric == metric)
        assert "window" in gap.why


@pytest.mark.parametrize("metric", [id for id, metric in catalogue().metrics.items() if metric.flag])
def test_without_all_orders_that_file_is_asked_for_where_it_is_needed(tmp_path, metric):
    folder = Folder(tmp_path)
    for report in NEEDS[metric] - {"all_orders"}:
        add(folder, report)
    health = health_of_files(folder)
    if "all_orders" not in NEEDS[metric]:
        return
    gap = next(gap for gap in health.not_computable if gap.metric == metric)
    assert [need.split(" – ")[0] for need in gap.needs] == ["All Orders"]


def test_every_report_a_metric_needs_is_in_the_catalogue_with_its_way():
    for needs in NEEDS.values():
        for report in needs:
            assert catalogue().reports[report].where.strip(), report


def test_the_columns_named_in_the_book_are_those_it_documents():
    documented = str(OrderBook.__doc__) + str(OrderBook.orders.__doc__ or "")
    assert all(name in documented for name in KINDS if name not in FLAGS)
