"""The fictional samples: their files recounted from the bytes, sharing no code with the package or with the generator."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import math
import re
import subprocess
import sys
from collections import defaultdict
from datetime import date, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from poa_helpers import open_case

from .report_files import SETTLEMENT_V2
from .samples import snapshot

DATA = Path(__file__).resolve().parent.parent / "data"
SAMPLES = DATA / "samples"
IDS = ["late_shipment_rate", "order_defect_rate", "pre_fulfillment_cancellation_rate", "inauthentic"]
OTHER = "other-transaction"
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
CONDITIONS = {"LESS_THAN": lambda rate, target: rate < target, "GREATER_THAN": lambda rate, target: rate > target}


# ---------------------------------------------------------------- plain readers


def read_json(id: str, name: str) -> Any:
    return json.loads((SAMPLES / id / name).read_text(encoding="utf-8"))


def read_about(id: str) -> Any:
    return yaml.safe_load((SAMPLES / id / "about.yaml").read_text(encoding="utf-8"))


def tab_rows(id: str, name: str) -> list[dict[str, str]]:
    lines = (SAMPLES / id / "reports" / name).read_text(encoding="utf-8-sig").split("\n")
    header = lines[0].split("\t")
    return [dict(zip(header, line.split("\t"), strict=False)) for line in lines[1:] if line]


def csv_rows(id: str, name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO((SAMPLES / id / "reports" / name).read_text(encoding="utf-8"))))


def local(text: str, id: str) -> date:
    return datetime.strptime(text, "%d/%m/%Y" if id == "order_defect_rate" else "%m/%d/%Y").date()


class Book:
    """The orders of All Orders: exact repeats and rows of other channels left out."""

    def __init__(self, id: str):
        self.raw = tab_rows(id, "all_orders.txt")
        self.rows: dict[str, list[dict[str, str]]] = defaultdict(list)
        seen = set()
        for row in self.raw:
            key = tuple(row.values())
            if key not in seen and not row["sales-channel"].startswith("Non-Amazon"):
                self.rows[row["amazon-order-id"]].append(row)
            seen.add(key)

    def day(self, order: str) -> date:
        return date.fromisoformat(self.rows[order][0]["purchase-date"][:10])

    def seller(self, order: str) -> bool:
        return self.rows[order][0]["fulfillment-channel"] == "Merchant"

    def status(self, order: str) -> str:
        return self.rows[order][0]["order-status"]

    def count(self, first: date, last: date, *, seller: bool | None = None, cancelled: bool = True) -> int:
        return sum(
            first <= self.day(order) <= last and seller in (None, self.seller(order)) and (cancelled or self.status(order) != "Cancelled")
            for order in self.rows
        )


@lru_cache(maxsize=4)
def book_of(id: str) -> Book:
    return Book(id)


def bad_orders(id: str) -> set[str]:
    """The orders a sample's outcome is true for, from the raw files."""
    if id == "late_shipment_rate":
        return {row["Order ID"] for row in csv_rows(id, "late_shipments.csv")}
    if id == "order_defect_rate":
        return {row["Order ID"] for row in csv_rows(id, "order_defects.csv")}
    if id == "pre_fulfillment_cancellation_rate":
        return {row["Order ID"] for row in csv_rows(id, "cancellations.csv") if row["Effect on account health"] == "Yes"}
    return {row["Order ID"] for row in tab_rows(id, "seller_feedback.txt") if int(row["Rating"]) <= 2}


def known_orders(id: str) -> list[str]:
    book = book_of(id)
    if id == "late_shipment_rate":
        return [order for order in book.rows if book.seller(order) and book.status(order) != "Cancelled"]
    return [order for order in book.rows if book.seller(order)] if id == "pre_fulfillment_cancellation_rate" else list(book.rows)


def health_of(id: str) -> dict[str, Any]:
    return read_json(id, "reports/seller_performance.json")["performanceMetrics"][0]


def days_of(block: dict[str, Any]) -> tuple[date, date]:
    span = block["reportingDateRange"]
    return date.fromisoformat(span["reportingDateFrom"][:10]), date.fromisoformat(span["reportingDateTo"][:10])


def policy_of(metric: str, id: str) -> dict[str, Any]:
    """The newest policy of a metric for the sample's store."""
    store, as_of = read_json(id, "case.json")["marketplace"], date.fromisoformat(read_json(id, "case.json")["as_of"])
    values = yaml.safe_load((DATA / "policy" / "metrics.yaml").read_text(encoding="utf-8"))[metric]["values"]
    fitting = [v for v in values if v["from"] <= as_of and store in v.get("marketplaces", [store])]
    return max(fitting, key=lambda v: (v["from"], "marketplaces" in v))


def assert_block(id: str, metric: str, block: dict[str, Any], hits: int, total: int) -> None:
    """Window, target, rate and status of a block of the performance report."""
    policy, as_of = policy_of(metric, id), date.fromisoformat(read_json(id, "case.json")["as_of"])
    first, last = days_of(block)
    assert last == as_of - timedelta(days=policy.get("lag_days", 0)), metric
    assert (last - first).days + 1 in policy["windows"], metric
    assert block["targetValue"] == policy["target"], metric
    rate = hits / total if total else 0.0
    assert block["rate"] == pytest.approx(rate, abs=1e-6), metric
    good = CONDITIONS[block["targetCondition"]](rate, block["targetValue"])
    assert block["status"] == ("NONE" if not total else "GOOD" if good else "BAD"), metric


# ---------------------------------------------------------------- the performance report equals the raw files


@pytest.mark.parametrize("id", IDS)
def test_order_defect_rate_is_recounted(id: str) -> None:
    book = book_of(id)
    for key, seller in (("mfn", True), ("afn", False)):
        block = health_of(id)["orderDefectRate"][key]
        first, last = days_of(block)
        assert block["orderCount"] == book.count(first, last, seller=seller)
        hits = block["orderWithDefects"]["count"]
        assert_block(id, "order_defect_rate", block, hits, block["orderCount"])
        assert (last - first).days == 59
        if id in ("order_defect_rate", "inauthentic"):
            assert hits == sum(first <= book.day(order) <= last and book.seller(order) == seller for order in bad_orders(id))


def test_parts_of_the_order_defect_rate() -> None:
    block = health_of("order_defect_rate")["orderDefectRate"]["mfn"]
    rows = csv_rows("order_defect_rate", "order_defects.csv")
    for key, header in (("negativeFeedback", "Negative feedback"), ("claims", "A-to-z claim"), ("chargebacks", "Chargeback")):
        assert block[key]["count"] == sum(row[header] == "Yes" for row in rows)
    negative = {row["Order ID"] for row in rows if row["Negative feedback"] == "Yes"}
    feedback = tab_rows("order_defect_rate", "seller_feedback.txt")
    assert negative == {row["Order ID"] for row in feedback if int(row["Rating"]) <= 2}
    assert any(row["Rating"] == "3" for row in feedback)
    assert all("Yes" in row.values() for row in rows), "the download lists orders with a defect only"
    assert {block["status"], block["orderWithDefects"]["status"]} == {"BAD"}


@pytest.mark.parametrize("id", IDS)
def test_late_shipment_rate_is_recounted(id: str) -> None:
    health = health_of(id)
    assert ("lateShipmentRate" in health) == (id != "order_defect_rate"), "the UK report deviates from the schema on purpose"
    for block in health.get("lateShipmentRateList") or [health["lateShipmentRate"]]:
        first, last = days_of(block)
        assert block["orderCount"] == book_of(id).count(first, last, seller=True, cancelled=False)
        assert_block(id, "late_shipment_rate", block, block["lateShipmentCount"], block["orderCount"])
        if id == "late_shipment_rate":
            rows = csv_rows(id, "late_shipments.csv")
            assert block["lateShipmentCount"] == sum(first <= local(row["Order date"], id) <= last for row in rows)
            assert block["status"] == "BAD"


@pytest.mark.parametrize("id", IDS)
def test_cancellation_rate_is_recounted(id: str) -> None:
    book, block = book_of(id), health_of(id)["preFulfillmentCancellationRate"]
    first, last = days_of(block)
    assert block["orderCount"] == book.count(first, last, seller=True)
    assert_block(id, "pre_fulfillment_cancellation_rate", block, block["cancellationCount"], block["orderCount"])
    cancelled = block["orderCount"] - book.count(first, last, seller=True, cancelled=False)
    assert block["cancellationCount"] <= cancelled
    if id == "pre_fulfillment_cancellation_rate":
        assert block["cancellationCount"] == sum(first <= book.day(order) <= last for order in bad_orders(id))
        assert block["status"] == "BAD" and block["cancellationCount"] < cancelled


def test_on_time_delivery_is_recounted() -> None:
    id, health = "late_shipment_rate", health_of("late_shipment_rate")
    missed, units = defaultdict(list), [0, 0]
    first, last = days_of(health["unitOnTimeDeliveryRate"])
    for row in csv_rows(id, "on_time_delivery.csv"):
        if row["Actual delivery date"]:
            late = local(row["Actual delivery date"], id) > local(row["Promised delivery date (without promise extension)"], id)
            assert row["Delivered after promised date without extension"] == ("YES" if late else "NO")
            if first <= local(row["Order date"], id) <= last:
                missed[row["Order ID"]].append(late)
                units[0] += 0 if late else int(row["Unit count"])
                units[1] += int(row["Unit count"])
    by_order, by_unit = health["onTimeDeliveryRate"], health["unitOnTimeDeliveryRate"]
    in_time = sum(not any(late) for late in missed.values())
    assert (by_order["onTimeDeliveryCount"], by_order["shipmentCountWithValidTracking"]) == (in_time, len(missed))
    assert [by_unit["unitOnTimeDeliveryCount"], by_unit["totalUnitCount"]] == units
    assert_block(id, "on_time_delivery_rate", by_order, in_time, len(missed))
    assert_block(id, "unit_on_time_delivery_rate", by_unit, *units)


@pytest.mark.parametrize("id", IDS)
def test_other_blocks(id: str) -> None:
    health, book = health_of(id), book_of(id)
    first, last = days_of(health["validTrackingRate"])
    shipped = sum(first <= book.day(o) <= last and book.seller(o) and book.status(o) == "Shipped" for o in book.rows)
    assert health["validTrackingRate"]["shipmentCount"] == shipped
    first, last = days_of(health["invoiceDefectRate"])
    business = [o for o in book.rows if book.rows[o][0]["is-business-order"] == "true" and book.status(o) != "Cancelled"]
    expected = sum(first <= book.day(o) <= last for o in business) if id == "order_defect_rate" else 0
    assert health["invoiceDefectRate"]["orderCount"] == expected
    complaints = health["productAuthenticityCustomerComplaints"]
    assert (complaints["defectsCount"], complaints["status"]) == ((2, "BAD") if id == "inauthentic" else (0, "GOOD"))


@pytest.mark.parametrize(
    ("id", "path", "hits"),
    [
        ("late_shipment_rate", ("lateShipmentRate",), "lateShipmentCount"),
        ("order_defect_rate", ("orderDefectRate", "mfn"), "orderWithDefects"),
        ("pre_fulfillment_cancellation_rate", ("preFulfillmentCancellationRate",), "cancellationCount"),
    ],
)
def test_notice_quotes_the_rate(id: str, path: tuple[str, ...], hits: str) -> None:
    block = health_of(id)
    for key in path:
        block = block[key]
    count = block[hits]["count"] if isinstance(block[hits], dict) else block[hits]
    assert f"{100 * count / block['orderCount']:.2f}%" in (SAMPLES / id / "notices" / "01-notice.txt").read_text(encoding="utf-8")


# ---------------------------------------------------------------- what was planted is there


def attribute(id: str, name: str, order: str) -> str:
    book = book_of(id)
    if name == "weekday":
        return DAYS[book.day(order).weekday()]
    if name == "carrier":
        return carriers(id).get(order, "")
    return book.rows[order][0][{"asin": "asin", "ship_service": "ship-service-level"}[name]]


@lru_cache(maxsize=1)
def carriers(id: str) -> dict[str, str]:
    return {row["Order ID"]: row["Carrier name"] for row in csv_rows(id, "on_time_delivery.csv")}


def segment_orders(id: str, planted: dict[str, Any]) -> set[str]:
    """The known orders of a planted segment since its onset."""
    ((name, value),) = planted["segment"].items()
    onset = date.fromisoformat(planted["onset"]) if planted["onset"] else date.min
    return {order for order in known_orders(id) if attribute(id, name, order) == value and book_of(id).day(order) >= onset}


@pytest.mark.parametrize("id", IDS[:3])
def test_planted_counts_are_those_of_the_files(id: str) -> None:
    told, bad, known = read_about(id), bad_orders(id), known_orders(id)
    assert told["outcome"]["orders"] == len(known) and told["outcome"]["defects"] == len(bad) == len(bad & set(known))
    segments = [segment_orders(id, planted) for planted in told["planted"]]
    rest = set(known).difference(*segments)
    rest_rate = len(bad & rest) / len(rest)
    assert len(segments) == 2
    for planted, orders in zip(told["planted"], segments, strict=True):
        assert (planted["orders"], planted["defects"]) == (len(orders), len(orders & bad))
        own = orders.difference(*(other for other in segments if other is not orders))
        found, expected = len(own & bad), rest_rate * len(own)
        assert found * math.log(found / expected) - (found - expected) >= 15, planted["cause"]
        assert planted["score"] >= 15 > 7 >= told["best_other_segment"]["score"]
        assert 0.7 < len(orders & bad) / len(orders) / planted["raised_rate"] < 1.3


@pytest.mark.parametrize("id", IDS[:3])
def test_before_its_onset_a_planted_segment_is_like_the_rest(id: str) -> None:
    for planted in read_about(id)["planted"]:
        if planted["onset"]:
            before = segment_orders(id, {**planted, "onset": None}) - segment_orders(id, planted)
            assert len(before) >= 30 and len(before & bad_orders(id)) <= 0.1 * len(before)


@pytest.mark.parametrize("id", IDS[:3])
def test_the_bad_list_reaches_over_the_whole_period(id: str) -> None:
    name = {"late_shipment_rate": "late_shipments.csv", "order_defect_rate": "order_defects.csv"}.get(id, "cancellations.csv")
    book, rows = book_of(id), csv_rows(id, name)
    listed = [local(row["Order date"], id) for row in rows]
    assert (min(listed), max(listed)) == (min(map(book.day, book.rows)), max(map(book.day, book.rows)))
    assert str(max(listed)) == read_json(id, "case.json")["as_of"]
    assert all(local(row["Order date"], id) == book.day(row["Order ID"]) for row in rows)


@pytest.mark.parametrize("id", IDS)
def test_the_package_counts_and_finds_the_same(id: str) -> None:
    from poa_helpers.diagnose import find_causes
    from poa_helpers.reports import load_reports, order_book

    outcome = {IDS[0]: "late", IDS[1]: "defect", IDS[2]: "cancelled_by_seller", IDS[3]: "defect"}[id]
    orders = order_book(
        load_reports(sorted((SAMPLES / id / "reports").iterdir()), marketplace=read_json(id, "case.json")["marketplace"])
    ).orders
    assert len(orders) == len(book_of(id).rows) == read_about(id)["orders"]["distinct"]
    assert set(orders.loc[orders[outcome].fillna(False), "order_id"]) == bad_orders(id)
    if id != "inauthentic":
        assert set(orders.loc[orders[outcome].notna(), "order_id"]) == set(known_orders(id))
        found = {(tuple(f.segment.items()), str(f.onset), f.orders, f.defects) for f in find_causes(orders, outcome)}
        told = {(tuple(p["segment"].items()), str(p["onset"]), p["orders"], p["defects"]) for p in read_about(id)["planted"]}
        assert found == told
    else:
        assert find_causes(orders, outcome) == []


# ---------------------------------------------------------------- the shape of the files


@pytest.mark.parametrize("id", IDS)
def test_all_orders_has_amazons_shape_and_quirks(id: str) -> None:
    content, book = (SAMPLES / id / "reports" / "all_orders.txt").read_bytes(), book_of(id)
    header = content.decode("utf-8-sig").split("\n")[0].split("\t")
    drifted = id in ("order_defect_rate", "inauthentic")
    assert content.startswith(b"\xef\xbb\xbf") and len(header) == 33 + drifted
    assert ("order-item-id" in header) == drifted and (not drifted or header[header.index("order-status") + 1] == "order-item-id")
    assert len(book.rows) > 1000 and 35 <= len({row["asin"] for row in book.raw}) <= 45
    assert len({row["ship-state"] for row in book.raw}) >= 28
    assert all(re.fullmatch(r"\d{3}-\d{7}-\d{7}", order) for order in book.rows)
    assert all(re.fullmatch(r"B0[A-Z0-9]{8}", row["asin"]) for row in book.raw)
    others = [row for row in book.raw if row["sales-channel"] == "Non-Amazon"]
    assert len(others) >= 3 and all(re.fullmatch(r"S01-\d{7}-\d{7}", row["amazon-order-id"]) for row in others)
    assert len(book.raw) - len({tuple(row.values()) for row in book.raw}) >= 3, "exact repeats"
    assert sum(len(rows) > 1 for rows in book.rows.values()) >= 20, "orders of two items"
    assert {"Pending", "Shipped", "Cancelled"} <= {row["order-status"] for row in book.raw}
    assert all((row["quantity"] == "0") == (row["order-status"] == "Cancelled") for row in book.raw)
    assert not any(row["promotion-ids"] or row["item-promotion-discount"] for row in book.raw)
    assert any(not row["product-name"].isascii() for row in book.raw)


def test_late_and_open_orders() -> None:
    id = "late_shipment_rate"
    book, late = book_of(id), csv_rows(id, "late_shipments.csv")
    assert all(local(row["Confirmation date"], id) > local(row["Expected ship date"], id) for row in late)
    assert all(book.seller(row["Order ID"]) and book.status(row["Order ID"]) == "Shipped" for row in late)
    open_rows = tab_rows(id, "unshipped_orders.txt")
    assert {row["order-id"] for row in open_rows} == {o for o in book.rows if book.status(o) == "Unshipped"}
    overdue = {row["order-id"] for row in open_rows if int(row["days-past-promise"]) > 0}
    answers = read_json(id, "answers.json")
    assert str(len(overdue)) == answers["actions"]["ship_backlog"]["fields"]["shipped_orders"]
    assert len(overdue) == read_about(id)["open_orders"]["past_their_ship_by_date"]
    assert set(carriers(id)) == {o for o in book.rows if book.seller(o) and book.status(o) == "Shipped"}


def cents(text: str) -> int:
    whole, part = re.fullmatch(r"(-?\d+)\.(\d\d)", text).groups()
    return int(f"{whole}{part}")


def settled(*wanted: str) -> list[dict[str, str]]:
    """The amounts of the settlement of these transaction types and descriptions; all of them when none is named."""
    rows = tab_rows("late_shipment_rate", "settlement.txt")[1:]
    return [row for row in rows if not wanted or {row["transaction-type"], row["amount-description"]}.issuperset(wanted)]


def test_the_settlement_has_amazons_shape() -> None:
    envelope, *rows = tab_rows("late_shipment_rate", "settlement.txt")
    assert list(envelope) == SETTLEMENT_V2
    assert set(filter(envelope.get, envelope)) == set(SETTLEMENT_V2[:6]), "the envelope has no amount of its own"
    assert {row["settlement-id"] for row in rows} == {envelope["settlement-id"]}
    assert not any(row[name] for row in rows for name in SETTLEMENT_V2[1:6])
    times = [row["posted-date-time"] for row in rows]
    assert all(re.fullmatch(r"2026-\d\d-\d\d \d\d:\d\d:\d\d UTC", time) for time in times) and times == sorted(times)
    assert (times[0], times[-1]) == (envelope["settlement-start-date"], envelope["settlement-end-date"])
    assert all(row["posted-date"] == f"{time[5:7]}/{time[8:10]}/26" for row, time in zip(rows, times, strict=True))
    for row in rows:
        assert bool(row["order-id"]) == bool(row["sku"]) == (row["marketplace-name"] == "Amazon.com") == (row["transaction-type"] != OTHER)


def test_the_settlement_adds_up_and_its_payout_is_held() -> None:
    id, told = "late_shipment_rate", read_about("late_shipment_rate")["settlement"]
    envelope = tab_rows(id, "settlement.txt")[0]
    assert cents(envelope["total-amount"]) == sum(cents(row["amount"]) for row in settled()) == cents(told["total"]) == 0
    (held,), (back,) = settled(OTHER, "Current Reserve Amount"), settled(OTHER, "Previous Reserve Amount Balance")
    assert -cents(held["amount"]) == cents(told["held_back"]) > cents(back["amount"]) == cents(told["given_back"]) > 0
    assert envelope["settlement-end-date"][:10] == str(told["to"]) == read_json(id, "case.json")["timeline"][0]["on"]
    assert (date.fromisoformat(str(told["to"])) - date.fromisoformat(str(told["from"]))).days == 14
    listed = yaml.safe_load((SAMPLES / "samples.yaml").read_text(encoding="utf-8"))[id]["held_back"]
    assert listed == f"{told['held_back']} by settlement {told['id']}"


def test_the_settlement_is_about_the_orders_of_the_sample() -> None:
    id = "late_shipment_rate"
    book, told = book_of(id), read_about(id)["settlement"]
    prices = {(order, row["sku"]): row for order, rows in book.rows.items() for row in rows}
    sold = settled("Order", "Principal")
    for row in sold:
        item = prices[row["order-id"], row["sku"]]
        assert (row["amount"], row["quantity-purchased"], item["order-status"]) == (item["item-price"], item["quantity"], "Shipped")
        assert (row["fulfillment-id"] == "MFN") == book.seller(row["order-id"]) and row["posted-date-time"][:19] == (
            item["last-updated-date"][:19].replace("T", " ")
        )
    taxes = {(row["order-id"], row["sku"]): row["amount"] for row in settled("Order", "Tax")}
    assert all(tax == prices[item]["item-tax"] for item, tax in taxes.items())
    withheld = {(row["order-id"], row["sku"]): row["amount"] for row in settled("Order", "MarketplaceFacilitatorTax-Principal")}
    assert withheld == {item: f"-{tax}" for item, tax in taxes.items()} and len(withheld) == len(sold)
    in_time = {
        order
        for order, rows in book.rows.items()
        if book.status(order) == "Shipped" and "2026-09-29T07:26:32" <= rows[0]["last-updated-date"] < "2026-10-13T07:26:32"
    }
    assert {row["order-id"] for row in sold} == in_time and len(in_time) == told["orders"] > 200
    assert {row["order-id"] for row in settled("Order", "FBAPerUnitFulfillmentFee")} == {o for o in in_time if not book.seller(o)}
    refunded = [row["order-id"] for row in settled("Refund", "Principal")]
    assert set(refunded) < bad_orders(id) and len(set(refunded)) == told["refunds_of_late_orders"] > 5
    for row in settled("Refund", "Principal"):
        assert row["amount"] == f"-{prices[row['order-id'], row['sku']]['item-price']}" and row["adjustment-id"]


def test_open_orders_of_the_cancellation_sample() -> None:
    id = "pre_fulfillment_cancellation_rate"
    book, rows = book_of(id), csv_rows(id, "cancellations.csv")
    opened = {row["order-id"] for row in tab_rows(id, "new_orders.txt")}
    assert opened == {o for o in book.rows if book.status(o) == "Unshipped"}
    assert str(len(opened)) == read_json(id, "answers.json")["actions"]["secure_open_orders"]["fields"]["checked_orders"]
    assert {row["Effect on account health"] for row in rows} == {"Yes", "No"}
    assert {row["Order ID"] for row in rows} == {o for o in book.rows if book.status(o) == "Cancelled"}


def test_returns_and_feedback_formats() -> None:
    lines = (SAMPLES / "order_defect_rate" / "reports" / "mfn_returns.txt").read_text(encoding="utf-8").splitlines()
    assert len(lines[0].split("\t")) == 32 and min(len(line.split("\t")) for line in lines[1:]) < 32
    assert not any(line.endswith("\t") for line in lines)
    claims = {row["Order ID"] for row in csv_rows("order_defect_rate", "order_defects.csv") if row["A-to-z claim"] == "Yes"}
    for row in tab_rows("order_defect_rate", "mfn_returns.txt"):
        assert re.fullmatch(r"\d\d-[A-Z][a-z]{2}-\d{4}", row["Return request date"])
        assert row["A-to-Z Claim"] == ("Y" if row["Order ID"] in claims else "N")
    for id, pattern in (("order_defect_rate", r"\d\d/\d\d/\d\d"), ("inauthentic", r"\d{1,2}/\d{1,2}/\d\d")):
        rows = tab_rows(id, "seller_feedback.txt")
        assert all(re.fullmatch(pattern, row["Date"]) and row["Rating"] in "123" and row["Comments"] for row in rows)
        assert {row["Order ID"] for row in rows} <= set(book_of(id).rows)


def test_invoices_cover_the_units_sold() -> None:
    id = "inauthentic"
    sold: dict[str, list[tuple[date, int]]] = defaultdict(list)
    for rows in book_of(id).rows.values():
        for row in rows:
            if row["order-status"] != "Cancelled":
                sold[row["asin"]].append((date.fromisoformat(row["purchase-date"][:10]), int(row["quantity"])))
    bought: dict[str, list[tuple[date, int]]] = defaultdict(list)
    for entry in read_json(id, "evidence/index.json")["files"]:
        if entry["kind"] == "supplier_invoice":
            for asin, units in entry["asins"].items():
                bought[asin].append((date.fromisoformat(entry["fields"]["invoice_date"]), units))
    notice_on = date.fromisoformat(read_json(id, "case.json")["timeline"][0]["on"])
    assert {a: sum(u for d, u in sold[a] if notice_on - timedelta(days=365) <= d < notice_on) for a in bought} == {
        "B0HPCANDL1": 380,
        "B0HPSOAPD2": 250,
    }
    assert read_about(id)["units_sold_in_365_days"] == {"B0HPCANDL1": 380, "B0HPSOAPD2": 250}
    for asin, purchases in bought.items():
        for day, _ in sold[asin]:
            assert sum(u for d, u in sold[asin] if d <= day) <= sum(u for d, u in purchases if d < day), (
                f"{asin} sold before it was bought, {day}"
            )


# ---------------------------------------------------------------- cases, evidence, people


@pytest.mark.parametrize("id", IDS)
def test_case_and_index_are_valid(id: str) -> None:
    from poa_helpers.model import Answers, Case, Evidence

    case = Case.model_validate(read_json(id, "case.json"))
    assert (case.id, case.violations) == (id, (id,)) and case.as_of and case.account.name
    assert (SAMPLES / id / str(case.timeline[0].file)).is_file()
    assert case.timeline[0].on is not None and case.as_of < case.timeline[0].on
    Answers.model_validate(read_json(id, "answers.json"))
    for entry in read_json(id, "evidence/index.json")["files"]:
        Evidence.model_validate(entry)


@pytest.mark.parametrize("id", IDS)
def test_evidence_is_as_the_index_says_and_can_be_opened(id: str) -> None:
    from pypdf import PdfReader

    folder, entries = SAMPLES / id / "evidence", read_json(id, "evidence/index.json")["files"]
    plan = {entry["file"]: entry for entry in yaml.safe_load((SAMPLES / id / "evidence_plan.yaml").read_text(encoding="utf-8"))}
    assert {path.name for path in folder.iterdir()} == {entry["file"] for entry in entries} | {"index.json"} == {*plan, "index.json"}
    for entry in entries:
        path = folder / entry["file"]
        content = path.read_bytes()
        assert hashlib.sha256(content).hexdigest() == entry["sha256"], entry["file"]
        if path.suffix == ".pdf":
            text = " ".join(page.extract_text() for page in PdfReader(path).pages)
            words = set(re.findall(r"[\w.+-]+", text))
            for line in plan[entry["file"]]["content"]:
                wanted = [word for word in re.findall(r"[\w.+-]+", line) if any(c.isdigit() for c in word)]
                assert set(wanted) <= words, (entry["file"], line)
        elif path.suffix == ".png":
            assert content.startswith(b"\x89PNG\r\n\x1a\n") and content.endswith(b"IEND\xaeB`\x82")
        else:
            assert len({len(row) for row in csv.reader(io.StringIO(content.decode("utf-8")))}) == 1, entry["file"]


@pytest.mark.parametrize("id", IDS)
def test_answers_name_evidence_that_is_there(id: str) -> None:
    answers, there = read_json(id, "answers.json"), {entry["file"] for entry in read_json(id, "evidence/index.json")["files"]}
    named = {file for kind in ("causes", "actions", "measures") for answer in answers[kind].values() for file in answer.get("evidence", [])}
    assert named <= there


@pytest.mark.parametrize("id", IDS)
def test_people_are_made_up(id: str) -> None:
    for path in (SAMPLES / id).rglob("*"):
        if path.suffix in (".txt", ".csv", ".json", ".yaml"):
            text = path.read_text(encoding="utf-8-sig")
            assert set(re.findall(r"[\w.+-]+@([\w-]+\.[\w.-]*\w)", text)) <= {"example.com", "amazon.com", "amazon.co.uk"}, path.name
            sites = re.findall(r"\b(?:https?://|www\.)\S+", text)
            assert not sites, path.name
    for name in ("unshipped_orders.txt", "new_orders.txt"):
        if (SAMPLES / id / "reports" / name).is_file():
            for row in tab_rows(id, name):
                assert re.fullmatch(r"Test Buyer \d{3}", row["buyer-name"]) and row["recipient-name"] == row["buyer-name"]
                assert re.fullmatch(r"\d+ Example Street", row["ship-address-1"])
                assert re.fullmatch(r"\+1 206-555-01\d\d", row["buyer-phone-number"])


@pytest.mark.parametrize("id", IDS)
def test_about_and_size(id: str) -> None:
    told, folder = read_about(id), SAMPLES / id
    assert told["fictional"] is True
    files = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()} - {"about.yaml"}
    assert set(told["files"]) == files
    assert sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) < 1_500_000
    for path in folder.rglob("*.json"):
        assert path.read_text(encoding="utf-8").endswith("}\n"), path.name
    notice = (folder / "notices" / "01-notice.txt").read_text(encoding="utf-8")
    assert 150 <= len(notice.split()) <= 250 and notice.count("\n-- ") >= 3 and "\nDate: " in notice


def test_the_list_of_samples_is_complete() -> None:
    listed = yaml.safe_load((SAMPLES / "samples.yaml").read_text(encoding="utf-8"))
    assert set(listed) == set(IDS) == {path.parent.name for path in SAMPLES.glob("*/case.json")}
    assert all(row["shows"] and row["planted"] and row["used_in"] for row in listed.values())


def test_making_them_again_gives_the_same_bytes(tmp_path: Path) -> None:
    import typst

    subprocess.run([sys.executable, "-B", str(SAMPLES / "make_samples.py"), str(tmp_path)], check=True, capture_output=True)
    for id in IDS:
        other_typst = read_about(id)["papers_made_with"] != f"typst {typst.__version__}"
        made = {path.relative_to(tmp_path / id).as_posix(): path.read_bytes() for path in (tmp_path / id).rglob("*") if path.is_file()}
        kept = {path.relative_to(SAMPLES / id).as_posix(): path.read_bytes() for path in (SAMPLES / id).rglob("*") if path.is_file()}
        assert set(made) == set(kept)
        for name in made:
            if not (other_typst and (name.endswith((".pdf", ".png", "index.json")) or name == "about.yaml")):
                assert made[name] == kept[name], f"{id}/{name} is not as made from its plan: run python data/samples/make_samples.py"
    assert (tmp_path / "samples.yaml").read_bytes() == (SAMPLES / "samples.yaml").read_bytes()


def test_looking_at_a_sample_writes_nothing_beside_it():
    """The samples belong to the program: an installed one may lie where nobody can write."""
    folder = SAMPLES / IDS[0]
    before = snapshot(folder)
    open_case(folder).facts()
    assert snapshot(folder) == before
