"""Given reports with planted causes, expect the metric, the findings and the candidate causes. One YAML file is one story."""

from __future__ import annotations

import csv
import random
from datetime import date, timedelta
from pathlib import Path

import pytest
import yaml

from poa_helpers import find_causes, load_reports, measure_metrics, suggest
from poa_helpers.reports import order_book

from .report_files import FULFILLED_SHIPMENTS, tabbed
from .samples import DATA

FOLDER = Path(__file__).parent / "scenarios"
STORIES = sorted(FOLDER.glob("*/*.yaml"))
START = date(2026, 5, 4)  # a Monday
CARRIERS = ["UPS", "USPS", "FedEx", "Slowfoot Freight"]
SERVICES = ["Standard", "Expedited", "Economy"]
STATES = ["CA", "TX", "FL", "NY", "PA", "IL", "OH", "GA", "NC", "MI"]
CENTRES, AMAZON_CARRIERS = ["EXA1", "EXB2", "EXC3", "EXD4"], ["AMZN_US", "UPS", "USPS"]
ALL_ORDERS = [
    "amazon-order-id",
    "merchant-order-id",
    "purchase-date",
    "last-updated-date",
    "order-status",
    "fulfillment-channel",
    "sales-channel",
    "order-channel",
    "ship-service-level",
    "product-name",
    "sku",
    "asin",
    "item-status",
    "quantity",
    "currency",
    "item-price",
    "ship-city",
    "ship-state",
    "ship-postal-code",
    "ship-country",
    "promotion-ids",
    "is-business-order",
]


def invented_orders(story: dict) -> list[dict]:
    """Orders with their outcome, drawn as the story says; Amazon ships them where it says so, from a fulfilment centre."""
    spec, draw = story["orders"], random.Random(story["orders"]["seed"])
    at_amazon = random.Random(f"fulfilment {spec['seed']}")
    total = spec["exact"]["total"] if "exact" in spec else spec["days"] * spec["per_day"]
    orders = []
    for number in range(total):
        day = number * spec["days"] // total
        sku = min(int(draw.expovariate(0.12)), 24)
        orders.append({
            "id": f"111-{draw.randrange(10**7):07d}-{number:07d}", "date": START + timedelta(days=day), "day": day, "sku": f"SKU-{sku:02d}", "asin": f"B0TEST{sku:04d}",
            "carrier": draw.choices(CARRIERS, (4, 3, 2, 2))[0], "ship_service": draw.choices(SERVICES, (7, 2, 2))[0], "state": draw.choice(STATES),
            "price": draw.choice((12, 25, 45, 80)), "weekday": (START + timedelta(days=day)).strftime("%a"), "bad": False,
        })  # fmt: skip
        if fulfilled_by(story) == "Amazon":
            orders[-1] |= {"warehouse": at_amazon.choice(CENTRES), "carrier": at_amazon.choice(AMAZON_CARRIERS)}
    if "exact" in spec:
        for order in draw.sample(orders, spec["exact"]["hits"]):
            order["bad"] = True
        return orders
    for order in orders:
        rate = spec["base"]
        for cause in story["planted"]:
            if all(order[name] == value for name, value in cause["where"].items()) and order["day"] >= cause.get("since", 0):
                rate = max(rate, cause["rate"])
        order["bad"] = draw.random() < rate
    return orders


def fulfilled_by(story: dict) -> str:
    return story["orders"].get("fulfilled_by", "Merchant")


def write(path: Path, rows: list[dict], delimiter: str = ",") -> Path:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(rows[0]), delimiter=delimiter)
        writer.writeheader()
        writer.writerows(rows)
    return path


def reports_of(story: dict, folder: Path) -> list[Path]:
    """The story's orders as the files a seller downloads."""
    orders, outcome, channel = invented_orders(story), story["outcome"], fulfilled_by(story)
    cancelled = outcome == "cancelled_by_seller"
    rows = []
    for order in orders:
        gone = cancelled and order["bad"]
        filled = {
            "amazon-order-id": order["id"], "purchase-date": f"{order['date']}T12:00:00+00:00", "last-updated-date": f"{order['date']}T18:00:00+00:00",
            "order-status": "Cancelled" if gone else "Shipped", "fulfillment-channel": channel, "sales-channel": "Amazon.com", "ship-service-level": order["ship_service"],
            "product-name": "Thing", "sku": order["sku"], "asin": order["asin"], "item-status": "Cancelled" if gone else "Shipped", "quantity": "0" if gone else "1",
            "currency": "USD", "item-price": "" if gone else str(order["price"]), "ship-city": "Springfield", "ship-state": order["state"], "ship-postal-code": "00501",
            "ship-country": "US", "is-business-order": "false",
        }  # fmt: skip
        rows.append({name: filled.get(name, "") for name in ALL_ORDERS})
    files = [write(folder / "all_orders.txt", rows, "\t")]
    bad = [order for order in orders if order["bad"]]
    day = "%m/%d/%Y"
    if outcome == "late":
        late = [{"Order date": o["date"].strftime(day), "Order ID": o["id"], "Expected ship date": (o["date"] + timedelta(days=2)).strftime(day),
                 "Actual ship date": (o["date"] + timedelta(days=4)).strftime(day), "Confirmation date": (o["date"] + timedelta(days=4)).strftime(day)} for o in bad]  # fmt: skip
        files.append(write(folder / "late.csv", late))
        files.append(write(folder / "otdr.csv", [delivery(o, day) for o in orders]))
    elif outcome == "defect":
        defects = [{"Order date": o["date"].strftime(day), "Order ID": o["id"], "Fulfillment": channel, "Negative feedback": "Yes" if n % 2 else "No",
                    "A-to-z claim": "No" if n % 2 else "Yes", "Chargeback": "No"} for n, o in enumerate(bad)]  # fmt: skip
        files.append(write(folder / "defects.csv", defects))
    else:
        gone = [{"Order date": o["date"].strftime(day), "Order ID": o["id"], "Effect on account health": "Yes"} for o in bad]
        files.append(write(folder / "cancelled.csv", gone))
    if channel == "Amazon":
        shipped = folder / "fulfilled_shipments.txt"
        shipped.write_text(tabbed(FULFILLED_SHIPMENTS, map(shipment, orders)), encoding="utf-8")
        files.append(shipped)
    return files


def shipment(order: dict) -> dict[str, str]:
    """A row of Amazon Fulfilled Shipments."""
    shipped = order["date"] + timedelta(days=1)
    return {
        "amazon-order-id": order["id"], "purchase-date": f"{order['date']}T12:00:00+00:00", "shipment-date": f"{shipped}T09:00:00+00:00",
        "reporting-date": f"{shipped}T15:00:00+00:00", "buyer-email": "test-buyer@example.com", "sku": order["sku"], "product-name": "Thing",
        "quantity-shipped": "1", "currency": "USD", "item-price": str(order["price"]), "ship-service-level": order["ship_service"], "ship-state": order["state"],
        "ship-country": "US", "carrier": order["carrier"], "fulfillment-center-id": order["warehouse"], "fulfillment-channel": "AFN",
        "sales-channel": "Amazon.com",
    }  # fmt: skip


def delivery(order: dict, day: str) -> dict:
    promised = order["date"] + timedelta(days=6)
    shown = promised.strftime(day)
    return {
        "Order ID": order["id"], "SKU": order["sku"], "Unit count": "1", "Order date": order["date"].strftime(day), "Promised ship date": (order["date"] + timedelta(days=2)).strftime(day),
        "Ship confirmation date": (order["date"] + timedelta(days=1)).strftime(day), "Carrier first scan date": (order["date"] + timedelta(days=2)).strftime(day),
        "Promised delivery date (without promise extension)": shown, "Promised delivery date (with promise extension)": shown, "Actual delivery date": shown,
        "Delivered after promised date without extension": "NO", "Carrier name": order["carrier"], "Ship method": "Ground",
    }  # fmt: skip


@pytest.mark.parametrize("path", STORIES, ids=lambda p: f"{p.parent.name}-{p.stem}")
def test_story(path, tmp_path):
    story = yaml.safe_load(path.read_text())
    violation, expect = path.parent.name, story["expect"]
    last = START + timedelta(days=story["orders"]["days"] - 1)
    reports = load_reports(reports_of(story, tmp_path), marketplace="US")
    book = order_book(reports)
    findings = find_causes(book, story["outcome"])
    assert [dict(f.segment) for f in findings] == _in_order(expect["findings"], findings), [f.sentence for f in findings]
    for name, day in expect.get("onsets", {}).items():
        onset = next(f.onset for f in findings if name in f.segment)
        assert onset is not None and abs((onset - START).days - day) <= 4, onset  # chance moves it by some days
    health = measure_metrics(reports, marketplace="US", as_of=last)
    measured = health.find(violation, expect.get("window_days"))
    if fulfilled_by(story) == "Amazon":
        measured = next((m for m in health.metrics if m.metric == violation and m.channel == "afn"), None)
    assert measured is not None
    if "hits" in expect:
        assert (measured.count.hits, measured.count.total) == (expect["hits"], expect["total"]), measured.warnings
    if "status" in expect:
        assert measured.status == expect["status"], measured.count
    supported = {c.cause for c in suggest([violation], findings=findings) if c.origin == "finding"}
    assert set(expect["causes"]) <= supported if expect["causes"] else not supported


def _in_order(expected: list[dict], findings) -> list[dict]:
    """The expected segments in the order the findings have; which of two explains more is not part of the story."""
    order = [dict(f.segment) for f in findings]
    return sorted(expected, key=lambda segment: order.index(segment) if segment in order else len(order))


def test_fulfilment_centres_and_carriers_are_those_of_amazons_shipments(tmp_path):
    story = yaml.safe_load((FOLDER / "order_defect_rate" / "one_fulfilment_centre.yaml").read_text())
    planted = {order["id"]: (order["warehouse"], order["carrier"]) for order in invented_orders(story)}
    *others, shipped = reports_of(story, tmp_path)
    book = order_book(load_reports([*others, shipped], marketplace="US")).orders
    assert dict(zip(book["order_id"], zip(book["warehouse"], book["carrier"], strict=True), strict=True)) == planted
    (finding,) = find_causes(book, "defect")
    assert "EXB2" in finding.sentence
    centre = [order for order in invented_orders(story) if order["warehouse"] == "EXB2"]
    assert (finding.orders, finding.defects) == (len(centre), sum(order["bad"] for order in centre))
    unknown = order_book(load_reports(others, marketplace="US"))
    assert unknown.orders[["warehouse", "carrier"]].isna().all(axis=None)
    assert find_causes(unknown, "defect") == []


def test_every_violation_with_data_and_a_sample_has_its_stories():
    from poa_helpers.catalogue import catalogue

    for id, violation in catalogue().violations.items():
        if (DATA / id / "case.json").is_file() and any(
            cause.explained_by and cause.explained_by.metric for cause in violation.causes.values()
        ):
            stories = {p.stem for p in STORIES if p.parent.name == id}
            assert {"clear_cause", "two_causes", "no_cause", "just_inside", "just_outside"} <= stories, (
                f"add stories to tests/scenarios/{id}/"
            )
