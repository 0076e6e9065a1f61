"""Documents and containers: whatever their nesting, order, optional parts and encoding, what is read equals what was written."""

from __future__ import annotations

import datetime as dt
import gzip
import io
import json
import random
import tempfile
import zipfile
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from poa_helpers.catalogue import catalogue
from poa_helpers.model import Window
from poa_helpers.reports import load_reports
from poa_helpers.reports.performance import MetricBlock, PolicyCount, Snapshot

from .catalogue_files import TABULAR, as_csv, as_tabs
from .test_reports_properties import encodings_of, tables

thorough = settings(deadline=None, derandomize=True, database=None)

PLACES = {"ATVPDKIKX0DER": "US", "A1F83G8C2ARO7P": "UK", "A1PA6795UKMFR9": "DE", "A000UNKNOWN0": "A000UNKNOWN0"}
JSON_ENCODINGS = ("utf-8", "utf-8-sig", "utf-16")
XML_ENCODINGS = (("utf-8", "UTF-8"), ("utf-8-sig", "utf-8"), ("cp1252", "ISO-8859-1"), ("utf-8", "ISO-8859-1"), ("utf-16", "UTF-16"))
SALES = {"all_orders", "amazon_sale_report"}  # other files of the same case are set against their orders

days = st.dates(date(2019, 1, 1), date(2028, 12, 31))
words = st.text("abcXYZ 019.-&<>\"'äß,;", max_size=10).map(str.strip)
some_words = words.map(lambda text: text or "x")
seeds = st.integers(0, 2**32).map(random.Random)  # order, wrapping and spelling: what must not matter
order_numbers = st.from_regex(r"[0-9]{3}-[0-9]{7}-[0-9]{7}", fullmatch=True)
asins = st.from_regex(r"B0[A-Z0-9]{8}", fullmatch=True)


def maybe(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.none() | strategy


def loaded(content: bytes, name: str = "download", **more: Any) -> Any:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(content)
        return load_reports(path, **more)


def plain(value: Any) -> Any:
    """A table value in plain Python: None when unknown, a date for a day."""
    if pd.isna(value):
        return None
    return value.date() if isinstance(value, pd.Timestamp) else value.item() if hasattr(value, "item") else value


def rows(table: pd.DataFrame, names: list[str]) -> list[dict[str, Any]]:
    return [{name: plain(row[name]) for name in names} for row in table.to_dict("records")]


def shuffled(chance: random.Random, values: Any) -> list[Any]:
    found = list(values)
    chance.shuffle(found)
    return found


# ---------------------------------------------------------------- JSON as programs write it


def restless(chance: random.Random, value: Any, cased: bool = False) -> Any:
    """The same JSON value with its members in another order, and names in another case where that must not matter."""
    if isinstance(value, list):
        return [restless(chance, inner, cased) for inner in value]
    if not isinstance(value, dict):
        return value
    spell = chance.choice([str, str, str.lower, str.upper, str.capitalize]) if cased else str
    return {spell(name): restless(chance, inner, cased) for name, inner in shuffled(chance, value.items())}


def wrapped(chance: random.Random, value: Any) -> Any:
    """A document as it stands, or inside what programs put around it."""
    around = [lambda v: v, lambda v: {"payload": v}, lambda v: [v], lambda v: {"result": {"payload": v}, "errors": None}]
    return chance.choice(around)(value)


def json_bytes(chance: random.Random, documents: list[Any]) -> bytes:
    """Documents one after another, in a list, or inside a mapping of files."""
    options = {"ensure_ascii": chance.random() < 0.5, "indent": chance.choice([None, 2])}
    way = chance.choice(["lines", "list", "mapping"])
    if way == "lines":
        text = chance.choice(["\n", "\r\n", "\n\n", " "]).join(json.dumps(document, **options) for document in documents)
    else:
        text = json.dumps(documents if way == "list" else {f"file {n}": document for n, document in enumerate(documents)}, **options)
    return text.encode(chance.choice(JSON_ENCODINGS))


# ---------------------------------------------------------------- the seller performance report (V2, JSON)

METRICS = {  # metric -> names of its block, of its hits and of its total
    "late_shipment_rate": (("lateShipmentRate",), "lateShipmentCount", "orderCount"),
    "pre_fulfillment_cancellation_rate": (
        ("preFulfillmentCancellationRate", "prefulfillmentCancelRate"),
        "cancellationCount",
        "orderCount",
    ),
    "valid_tracking_rate": (("validTrackingRate",), "validTrackingCount", "shipmentCount"),
    "on_time_delivery_rate": (("onTimeDeliveryRate",), "onTimeDeliveryCount", "shipmentCountWithValidTracking"),
    "unit_on_time_delivery_rate": (("unitOnTimeDeliveryRate",), "unitOnTimeDeliveryCount", "totalUnitCount"),
    "invoice_defect_rate": (("invoiceDefectRate",), "invoiceDefect", "orderCount"),
    "order_defect_rate": (("orderDefectRate",), "orderWithDefects", "orderCount"),
}
ODR_PARTS = {"negative_feedback": "negativeFeedback", "a_to_z_claim": "claims", "chargeback": "chargebacks"}
IDR_PARTS = {"missing_invoice": "missingInvoice", "late_invoice": "lateInvoice"}
POLICIES = {
    "listing_policy_violations": ("listingPolicyViolations",),
    "product_authenticity_customer_complaints": ("productAuthenticityCustomerComplaints",),
    "product_condition_customer_complaints": ("productConditionCustomerComplaints",),
    "product_safety_customer_complaints": ("productSafetyCustomerComplaints",),
    "received_intellectual_property_complaints": ("receivedIntellectualPropertyComplaints",),
    "restricted_product_policy_violations": ("restrictedProductPolicyViolations",),
    "suspected_intellectual_property_violations": ("suspectedIntellectualPropertyViolations",),
    "food_and_product_safety_issues": ("foodAndProductSafetyIssues",),
    "other_policy_violations": ("otherPolicyViolations",),
    "customer_product_reviews_policy_violations": ("customerProductReviewsPolicyViolations",),
    "document_requests": ("documentRequests", "documentRequest"),
    "policy_violation_warnings": ("policyViolationWarnings",),
}
STATUSES = {None: None, "GOOD": "good", "BAD": "bad", "NONE": "none", "good": "good", "GREEN": None}
CONDITIONS = {
    None: None,
    "LESS_THAN": "less_than",
    "GREATER_THAN": "greater_than",
    "EQUALS": "equals",
    "LESS_THAN_OR_EQUAL": "less_than_or_equal",
    "ABOUT": None,
}
some_windows = st.builds(lambda start, length: Window(start=start, end=start + timedelta(days=length)), days, st.integers(1, 180))
windows = maybe(some_windows)


def without_nothing(entry: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in entry.items() if value is not None}


def span(chance: random.Random, window: Window | None) -> dict[str, str] | None:
    """A reporting range; its end is the last day it covers."""
    if window is None:
        return chance.choice([None, {}])
    start = f"{window.start}" + chance.choice(["", "T00:00:00Z", "T00:00Z", "T00:00:00.000Z", "T00:00:00+00:00"])
    end = f"{window.last}" + chance.choice(["", "T23:59:59Z", "T23:59Z", "T23:59:59.999Z"])
    return {"reportingDateFrom": start, "reportingDateTo": end}


def counted(chance: random.Random, count: int | None) -> Any:
    """A count as a number, a text, or a mapping with a status of its own."""
    if count is None:
        return chance.choice([None, {}, {"status": "NONE"}])
    return chance.choice([count, str(count), float(count), {"count": count, "status": "GOOD"}, {"count": str(count)}])


@st.composite
def metric_blocks(draw: Any, metric: str, channel: Any, window: Window | None) -> tuple[dict[str, Any], MetricBlock]:
    """A block as Amazon writes it, and what it says."""
    _, hits_name, total_name = METRICS[metric]
    chance = draw(seeds)
    total = draw(maybe(st.integers(0, 99_999)))
    hits = draw(st.integers(0, total if total is not None else 99_999))
    exact = total is not None and draw(st.booleans())
    rate = (hits / total if total else 0.0) if exact else draw(maybe(st.integers(0, 10_000).map(lambda n: n / 10_000)))
    told = exact or rate is None or total is None
    if total == 0 and rate:
        rate = None
    leaves_out = told and draw(st.booleans())  # a count that is left out follows from an exact rate and its total
    target = draw(maybe(st.sampled_from([0.01, 0.025, 0.04, 0.9, 0.95, 0.0])))
    status, condition = draw(st.sampled_from(list(STATUSES))), draw(st.sampled_from(list(CONDITIONS)))
    known = {} if metric not in ("order_defect_rate", "invoice_defect_rate") else ODR_PARTS if metric[0] == "o" else IDR_PARTS
    parts = {part: draw(maybe(st.integers(0, 999))) for part in known}
    written = {
        "reportingDateRange": span(chance, window),
        hits_name: None if leaves_out else counted(chance, hits),
        total_name: None if total is None else chance.choice([total, str(total), float(total)]),
        "rate": rate if rate is None else chance.choice([rate, repr(rate)]),
        "targetValue": target if target is None else chance.choice([target, str(target)]),
        "targetCondition": condition,
        "status": status,
        **{known[part]: counted(chance, count) for part, count in parts.items()},
    }
    read = MetricBlock(
        metric=metric,
        channel=channel,
        hits=None if leaves_out and (rate is None or total is None) else hits,
        total=total,
        amazon_rate=rate,
        target=target,
        condition=CONDITIONS[condition],
        status=STATUSES[status],  # type: ignore[arg-type]
        window=window,
        parts=without_nothing(parts),
    )
    return (without_nothing(written) if draw(st.booleans()) else written), read


@st.composite
def entries_of_health(draw: Any) -> tuple[dict[str, Any], list[MetricBlock], list[PolicyCount], dict[str, Any]]:
    """The blocks of one marketplace in any of their shapes, and what they say: metrics, policies, and what stands beside them."""
    chance = draw(seeds)
    entry: dict[str, Any] = {}
    metrics: list[MetricBlock] = []
    for metric in draw(st.sets(st.sampled_from(sorted(METRICS)), max_size=4)):
        name = draw(st.sampled_from(METRICS[metric][0]))
        if metric == "order_defect_rate":
            entry[name] = {}
            for channel in draw(st.sampled_from([("mfn",), ("afn",), ("mfn", "afn")])):
                block, read = draw(metric_blocks(metric, channel, draw(windows)))
                kind = chance.choice([None, channel.upper(), channel, "AFN"])  # what a block calls itself does not decide
                entry[name][channel] = block if kind is None else {**block, "fulfillmentType": kind}
                metrics.append(read)
            continue
        channel = "all" if metric == "invoice_defect_rate" else "mfn"
        shape = draw(st.sampled_from(["one", "one", "list", "both", "single"])) if metric == "late_shipment_rate" else "one"
        if shape in ("one", "single"):
            block, read = draw(metric_blocks(metric, channel, draw(windows)))
            entry[name if shape == "one" else name + "List"] = block if chance.random() < 0.8 else [block]
            metrics.append(read)
            continue
        spans = draw(st.lists(some_windows, min_size=1, max_size=3, unique_by=lambda w: (w.start, w.end)))
        made = [draw(metric_blocks(metric, channel, window)) for window in spans]
        entry[name + "List"] = [block for block, _ in made]
        if shape == "both":  # one of the list stands alone as well
            entry[name] = chance.choice(made)[0]
        metrics += [read for _, read in made]
    policies, of_policies = [], {}
    for policy in draw(st.sets(st.sampled_from(sorted(POLICIES)), max_size=4)):
        count, status, window = draw(maybe(st.integers(0, 999))), draw(st.sampled_from(list(STATUSES))), draw(windows)
        counts = "warningsCount" if policy == "policy_violation_warnings" else chance.choice(["defectsCount", "defectsCount", "count"])
        block = {counts: count, "status": status, "reportingDateRange": span(chance, window), "targetValue": 0, "targetCondition": "EQUALS"}
        of_policies[chance.choice(POLICIES[policy])] = without_nothing(block)
        policies.append(PolicyCount(policy, count, STATUSES[status], window))  # type: ignore[arg-type]
    more: dict[str, Any] = {"ahr_score": None, "ahr_status": None, "warnings": ()}
    rating = draw(st.sampled_from(["none", "block", "renamed", "beside"]))
    if rating != "none":
        score, status = draw(maybe(st.integers(0, 1000))), draw(maybe(st.sampled_from(["GREAT", "WARNED", "AT_RISK"])))
        found = without_nothing({"ahrScore": score, "accountHealthRatingStatus" if rating == "renamed" else "ahrStatus": status})
        entry |= found if rating == "beside" else {"accountHealthRating": {**found, "reportingDateRange": span(chance, None)}}
        more |= {"ahr_score": score, "ahr_status": status}
    states = draw(st.sampled_from(["none", "empty", "pairs", "one", "dict", "listed dict"]))
    name = chance.choice(["warningStates", "warningState"])
    if states == "empty":
        entry[name] = []
    elif states in ("pairs", "one"):
        pair = st.tuples(st.sampled_from(["ODR_HIGH", "LSR_HIGH", "Policy"]), maybe(st.sampled_from(["GOOD", "BAD", "ACTIVE"])))
        pairs = draw(st.lists(pair, min_size=1, max_size=1 if states == "one" else 3))
        listed = [without_nothing({"warningType": type, "status": status}) for type, status in pairs]
        entry[name] = listed[0] if states == "one" else listed
        more["warnings"] = tuple(pairs)
    elif states != "none":  # some answers put the policies there
        entry[name] = of_policies if states == "dict" else [of_policies]
        of_policies = {}
    return {**entry, **of_policies, "notDocumented": {"rate": 1}}, metrics, policies, more


@st.composite
def health_reports(draw: Any) -> tuple[dict[str, Any], list[Snapshot]]:
    """A report of one day: any marketplaces, each in one or both of the lists."""
    chance = draw(seeds)
    statuses, blocks, read = [], [], []
    for id in draw(st.lists(st.sampled_from([*PLACES, None]), min_size=1, max_size=3, unique=True)):
        place = {} if id is None else {"marketplaceId": id}
        where = draw(st.sampled_from(["both", "both", "status", "blocks"]))
        status = draw(st.sampled_from(["NORMAL", "AT_RISK", "DEACTIVATED", "SUSPENDED", None])) if where != "blocks" else None
        if where != "blocks":
            statuses.append(without_nothing({**place, "status": status}))
        entry, metrics, policies, more = draw(entries_of_health()) if where != "status" else ({}, [], [], {})
        if where != "status":
            blocks.append({**place, **entry})
        read.append(Snapshot("download", PLACES[id] if id else None, status, tuple(metrics), tuple(policies), **more))
    lists = {"accountStatuses": shuffled(chance, statuses), "performanceMetrics": shuffled(chance, blocks)}
    document = {
        name: found[0] if len(found) == 1 and chance.random() < 0.2 else found  # a single one may stand without its list
        for name, found in lists.items()
        if found or chance.random() < 0.5
    }
    return wrapped(chance, restless(chance, document, cased=chance.random() < 0.4)), read


def in_order(snapshot: Snapshot) -> str:
    """A snapshot with its blocks in an order of their own; that of the document does not matter."""
    shown = (
        sorted(str(replace(block, parts=dict(sorted(block.parts.items())))) for block in snapshot.metrics),
        sorted(map(str, snapshot.policies)),
    )
    return f"{snapshot.marketplace} {snapshot.account_status} {shown} {snapshot.ahr_score} {snapshot.ahr_status} {snapshot.warnings}"


@thorough
@given(reports=st.lists(health_reports(), min_size=1, max_size=3), chance=seeds)
def test_performance_reports_give_back_what_was_written(reports, chance):
    found = loaded(json_bytes(chance, [document for document, _ in reports]))
    written = [snapshot for _, snapshots in reports for snapshot in snapshots]
    assert {in_order(snapshot) for snapshot in found.snapshots} == {in_order(snapshot) for snapshot in written}
    (record,) = found.records
    assert (record.report, record.confirmed) == ("seller_performance", True)
    assert record.first == min((s.first for s in written if s.first), default=None)
    assert record.last == max((s.last for s in written if s.last), default=None)
    ends = [snapshot.last or date.min for snapshot in found.snapshots]
    assert ends == sorted(ends), "the oldest first"


# ---------------------------------------------------------------- XML as programs write it


class Xml:
    """Elements written in any order, with blanks, a namespace or attributes where they must not matter."""

    def __init__(self, chance: random.Random):
        self.chance = chance
        self.prefix = chance.choice(["", "", "r:"])
        self.blank = chance.choice(["", "\n  "])

    def leaf(self, name: str, value: Any, attributes: str = "") -> str:
        """An element with a text; nothing, or an empty element, for None."""
        if value is None:
            return self.chance.choice(["", f"<{self.prefix}{name}/>", f"<{self.prefix}{name}></{self.prefix}{name}>"])
        text = escape(str(value))
        text = self.chance.choice([text, f"{self.blank}{text}{self.blank}", f"<![CDATA[{value}]]>" if "]]>" not in str(value) else text])
        return f"<{self.prefix}{name}{attributes}>{text}</{self.prefix}{name}>"

    def branch(self, name: str, inner: list[str], ordered: bool = False) -> str:
        inner = inner if ordered else shuffled(self.chance, inner)
        return f"<{self.prefix}{name}>{self.blank}{self.blank.join(inner)}{self.blank}</{self.prefix}{name}>"

    def deeper(self, text: str) -> str:
        """An element inside up to two others that nobody has heard of."""
        for n in range(self.chance.choice([0, 0, 1, 2])):
            text = self.branch(f"group{n}", [text, self.leaf("note", "x")])
        return text

    def document(self, root: str, inner: list[str], ordered: bool = False) -> bytes:
        python, declared = self.chance.choice(XML_ENCODINGS)
        body = self.branch(root, inner, ordered)
        if self.prefix:
            body = body.replace(f"<{self.prefix}{root}>", f'<{self.prefix}{root} xmlns:r="urn:x">', 1)
        declaration = f'<?xml version="1.0" encoding="{declared}"?>' if python != "cp1252" or self.chance.random() < 0.5 else ""
        return (declaration + body).encode(python)


# ---------------------------------------------------------------- the older performance report (V1, XML)

V1_METRICS = {
    "orderWithDefects": ("order_defect_rate", "all", "orderDefectRate", True),
    "lateShipment": ("late_shipment_rate", "mfn", "lateShipmentRate", True),
    "preFulfillmentCancellation": ("pre_fulfillment_cancellation_rate", "mfn", "orderCancellationRate", True),
    "validTracking": ("valid_tracking_rate", "mfn", "validTrackingRate", False),
    "onTimeDelivery": ("on_time_delivery_rate", "mfn", "onTimeDelivery", False),
}
V1_PARTS = {"negativeFeedbacks": "negative_feedback", "a_z_claims": "a_to_z_claim", "chargebacks": "chargeback"}
V1_POLICIES = {
    "listingPolicyStatus": "listing_policy_violations",
    "productAuthenticityStatus": "product_authenticity_customer_complaints",
    "productSafetyStatus": "product_safety_customer_complaints",
    "intellectualPropertyStatus": "received_intellectual_property_complaints",
    "policyViolation": "other_policy_violations",
}
V1_STATUSES = {"Good": "good", "Fair": None, "Poor": "bad", "None": "none", "GOOD": "good"}
v1_counts = st.fixed_dictionaries({"count": maybe(st.integers(0, 999)), "rate": maybe(st.integers(0, 10_000))})
v1_frames = st.fixed_dictionaries(
    {
        "window": some_windows,
        "total": maybe(st.integers(0, 9_999)),
        "metrics": st.dictionaries(st.sampled_from(list(V1_METRICS)), v1_counts, max_size=4),
        "parts": st.dictionaries(st.sampled_from(list(V1_PARTS)), st.integers(0, 99)),
    }
)
v1_reports = st.fixed_dictionaries(
    {
        "place": maybe(st.sampled_from(list(PLACES))),
        "checklist": st.dictionaries(
            st.sampled_from([*(judged for _, _, judged, _ in V1_METRICS.values()), *V1_POLICIES]), st.sampled_from(list(V1_STATUSES))
        ),
        "frames": st.lists(v1_frames, min_size=1, max_size=3),
        "framed": st.booleans(),
    }
)


def v1_blocks(report: dict[str, Any]) -> list[MetricBlock]:
    """What a report says: Amazon's judgement stands with the newest window of a metric."""
    frames = report["frames"] if report["framed"] else [{**report["frames"][0], "window": None}]
    blocks = []
    for frame in frames:
        for name, (metric, channel, judged, of_orders) in V1_METRICS.items():
            counts = frame["metrics"].get(name, {"count": None, "rate": None})
            if counts["count"] is None and counts["rate"] is None:
                continue
            with_metric = [
                f["window"].end for f in frames if frame["window"] and any(v is not None for v in f["metrics"].get(name, {}).values())
            ]
            newest = frame["window"] is None or frame["window"].end == max(with_metric)
            blocks.append(
                MetricBlock(
                    metric=metric,
                    channel=channel,  # type: ignore[arg-type]
                    hits=counts["count"],
                    total=frame["total"] if of_orders else None,
                    amazon_rate=None if counts["rate"] is None else round(counts["rate"] / 10_000, 8),
                    target=None,
                    condition=None,
                    status=V1_STATUSES.get(report["checklist"].get(judged)) if newest else None,  # type: ignore[arg-type]
                    window=frame["window"],
                    parts={V1_PARTS[part]: n for part, n in frame["parts"].items()} if metric == "order_defect_rate" else {},
                )
            )
    return blocks


def v1_xml(xml: Xml, report: dict[str, Any]) -> str:
    chance = xml.chance

    def judged(name: str, status: str) -> str:
        return chance.choice([xml.leaf(name, status), xml.branch(name, [xml.leaf("status", status)])])

    def percentage(hundredths: int | None) -> str | None:
        if hundredths is None:
            return None
        return f"{hundredths // 100}{chance.choice('.,')}{hundredths % 100:02}" + chance.choice(["", "%", " %"])

    def frame(values: dict[str, Any]) -> str:
        inner = [xml.deeper(xml.leaf("orderCount", values["total"]))]
        for name, counts in values["metrics"].items():
            pair = [xml.leaf("count", counts["count"]), xml.leaf("rate", percentage(counts["rate"]))]
            inner.append(xml.deeper(xml.branch(name, pair)))
        for name, count in values["parts"].items():
            short = xml.leaf(name, count)
            inner.append(xml.deeper(chance.choice([short, xml.branch(name, [xml.leaf("count", count), xml.leaf("rate", "0.1")])])))
        if not report["framed"]:
            return "".join(shuffled(chance, inner))
        times = chance.choice([("", ""), ("T00:00:00Z", "T23:59:59Z"), ("T00:00:00+00:00", "T23:59:59.999Z")])
        ends = [xml.leaf("start", f"{values['window'].start}{times[0]}"), xml.leaf("end", f"{values['window'].last}{times[1]}")]
        return xml.deeper(
            xml.branch(chance.choice(["orderDefectMetrics", "customerExperienceMetrics"]), [xml.branch("timeFrame", ends), *inner])
        )

    inner = [xml.deeper(frame(values)) for values in (report["frames"] if report["framed"] else report["frames"][:1])]
    inner.append(xml.deeper(xml.branch("performanceChecklist", [xml.deeper(judged(*pair)) for pair in report["checklist"].items()])))
    if report["place"]:
        inner.append(xml.deeper(xml.leaf(chance.choice(["marketplaceId", "marketplace", "marketplaceName"]), report["place"])))
    return xml.branch("sellerPerformanceReport", inner)


@thorough
@given(reports=st.lists(v1_reports, min_size=1, max_size=3), chance=seeds)
def test_older_performance_reports_give_back_what_was_written(reports, chance):
    xml = Xml(chance)
    first = reports[0]["frames"][0]
    first["metrics"] = {**first["metrics"], "lateShipment": {"count": 3, "rate": 250}}  # one that says nothing is refused
    roots = [
        lambda inner: xml.document("sellerPerformanceReports", inner),
        lambda inner: xml.document("AmazonEnvelope", [xml.branch("Message", inner)]),
    ]
    found = loaded(chance.choice(roots)([v1_xml(xml, report) for report in reports]))
    written = [
        Snapshot(
            "download",
            PLACES.get(report["place"]),
            None,
            tuple(v1_blocks(report)),
            tuple(
                PolicyCount(policy, None, V1_STATUSES[report["checklist"][name]], None)  # type: ignore[arg-type]
                for name, policy in V1_POLICIES.items()
                if name in report["checklist"]
            ),
        )
        for report in reports
    ]
    written = [snapshot for snapshot in written if snapshot.metrics or snapshot.policies]
    assert Counter(map(in_order, found.snapshots)) == Counter(map(in_order, written))
    assert found.records[0].confirmed is False


# ---------------------------------------------------------------- Sales and Traffic (JSON)

whole = st.integers(0, 999_999)
decimals = st.one_of(whole.map(float), whole.map(lambda n: n / 100), st.integers(0, 99_999).map(lambda n: n / 1000))
DAY_PLACES = {
    "units_ordered": ("salesByDate", "unitsOrdered"),
    "order_items": ("salesByDate", "totalOrderItems"),
    "sales": ("salesByDate", "orderedProductSales", "amount"),
    "currency": ("salesByDate", "orderedProductSales", "currencyCode"),
    "units_shipped": ("salesByDate", "unitsShipped"),
    "orders_shipped": ("salesByDate", "ordersShipped"),
    "units_refunded": ("salesByDate", "unitsRefunded"),
    "refund_rate_percent": ("salesByDate", "refundRate"),
    "claims_granted": ("salesByDate", "claimsGranted"),
    "claims_amount": ("salesByDate", "claimsAmount", "amount"),
    "feedback": ("trafficByDate", "feedbackReceived"),
    "negative_feedback": ("trafficByDate", "negativeFeedbackReceived"),
    "negative_feedback_rate_percent": ("trafficByDate", "receivedNegativeFeedbackRate"),
}
DECIMAL = {"sales", "refund_rate_percent", "claims_amount", "negative_feedback_rate_percent"}
sales_days = st.lists(
    st.fixed_dictionaries(
        {
            "date": days,
            "currency": maybe(st.sampled_from(["USD", "EUR"])),
            **{name: maybe(decimals if name in DECIMAL else whole) for name in DAY_PLACES if name != "currency"},
        }
    ),
    min_size=1,
    max_size=6,
    unique_by=lambda day: day["date"],
)


def placed(values: dict[str, Any], places: dict[str, tuple[str, ...]], chance: random.Random) -> dict[str, Any]:
    """Values at their places in a document; what is unknown is left out or null."""
    document: dict[str, Any] = {}
    for name, (*way, last) in places.items():
        if values[name] is None and chance.random() < 0.5:
            continue
        node = document
        for step in way:
            node = node.setdefault(step, {})
        node[last] = values[name]
    return document


@thorough
@given(written=sales_days, chance=seeds, place=st.sampled_from([None, "US", "DE", "BR"]))
def test_days_of_sales_and_traffic_give_back_what_was_written(written, chance, place):
    members = []
    for day in written:
        node = {"salesByDate": {"averageSellingPrice": {"amount": 9.5}}, "trafficByDate": {"pageViews": 7}}
        for part, values in placed(day, DAY_PLACES, chance).items():
            node[part] |= values
        if all(day[name] is None for name, way in DAY_PLACES.items() if way[0] == "trafficByDate") and chance.random() < 0.5:
            del node["trafficByDate"]
        members.append({"date": f"{day['date']}" + chance.choice(["", "T00:00:00Z"]), **node})
    cut = chance.randint(0, len(members))
    documents = []
    for days_of_file in (part for part in (members[:cut], members[cut:]) if part):
        options = {"dateGranularity": "DAY", "asinGranularity": "PARENT"}
        report = {"reportSpecification": {"reportType": "GET_SALES_AND_TRAFFIC_REPORT", "reportOptions": options}}
        report |= {
            "salesAndTrafficByDate": days_of_file,
            "salesAndTrafficByAsin": [{"parentAsin": "B000000001", "salesByAsin": {"unitsOrdered": 1}}],
        }
        documents.append(wrapped(chance, restless(chance, report)))
    found = loaded(json_bytes(chance, documents), marketplace=place)
    (record,) = found.records
    assert (record.report, record.rows, record.dropped) == ("sales_and_traffic", len(written), {})
    assert (record.first, record.last) == (min(day["date"] for day in written), max(day["date"] for day in written))
    assert rows(found.table("sales_and_traffic"), list(written[0])) == written


# ---------------------------------------------------------------- returns of seller-fulfilled orders (XML)

returned_items = st.fixed_dictionaries(
    {
        "asin": asins,
        "sku": some_words,
        "product_name": maybe(some_words),
        "units": st.integers(1, 9),
        "return_reason": st.sampled_from(["CR-DEFECTIVE", "AMZ-PG-BAD-DESC", "AMZ-PG-APP-TOO-LARGE", "CR-SWITCHEROO"]),
        "in_policy": maybe(st.booleans()),
        "resolution": maybe(st.sampled_from(["StandardRefund", "Replacement"])),
        "times": st.sampled_from([1, 1, 1, 2, 3]),  # how often the document lists the same item
    }
)
returns = st.lists(
    st.fixed_dictionaries(
        {
            "order_id": order_numbers,
            "order_date": days,
            "return_requested_on": maybe(days),
            "return_status": maybe(st.sampled_from(["Approved", "Completed"])),
            "a_to_z_claim": maybe(st.booleans()),
            "return_carrier": maybe(some_words),
            "ordered": maybe(st.integers(1, 30)),
            "items": st.lists(returned_items, min_size=1, max_size=3, unique_by=lambda item: item["sku"]),
        }
    ),
    min_size=1,
    max_size=4,
    unique_by=lambda entry: entry["order_id"],
)
OF_ITEM = ("asin", "sku", "product_name", "return_reason", "in_policy", "resolution")
OF_RETURN = ("order_id", "order_date", "return_requested_on", "return_status", "a_to_z_claim", "return_carrier")


def return_xml(xml: Xml, entry: dict[str, Any]) -> str:
    chance = xml.chance
    yes, no = chance.choice([("Y", "N"), ("true", "false")])

    def flag(value: bool | None) -> str | None:
        return None if value is None else yes if value else no

    def moment(day: date | None) -> str | None:
        return None if day is None else f"{day}" + chance.choice(["", "T17:08:47Z", "T00:00:00.000Z", "T23:59:59+00:00"])

    inner = []
    for item in entry["items"]:
        fields = {
            "item_name": item["product_name"],
            "asin": item["asin"],
            "return_reason_code": item["return_reason"],
            "merchant_sku": item["sku"],
            "in_policy": flag(item["in_policy"]),
            "return_quantity": item["units"],
            "resolution": item["resolution"],
            "refund_amount": "9.90",
        }
        leaves = [f"<{xml.prefix}{name}>{escape(str(value))}</{xml.prefix}{name}>" for name, value in fields.items() if value is not None]
        inner += [xml.branch("item_details", leaves) for _ in range(item["times"])]
    label = [xml.leaf("return_carrier", entry["return_carrier"]), xml.leaf("tracking_id", "secret"), xml.leaf("label_cost", "3.10")]
    inner += [
        xml.leaf("order_id", entry["order_id"]),
        xml.leaf("order_date", moment(entry["order_date"])),
        xml.leaf("return_request_date", moment(entry["return_requested_on"])),
        xml.leaf("return_request_status", entry["return_status"]),
        xml.leaf("a_to_z_claim", flag(entry["a_to_z_claim"])),
        xml.leaf("order_quantity", entry["ordered"]),
        xml.leaf("amazon_rma_id", "secret"),
        xml.branch("label_details", label),
    ]
    return xml.branch("return_details", inner)


@thorough
@given(written=returns, chance=seeds)
def test_returns_in_xml_give_back_what_was_written(written, chance):
    xml = Xml(chance)
    body = [return_xml(xml, entry) for entry in written]
    message = [xml.branch("Message", body, ordered=True)] if chance.random() < 0.5 else body
    found = loaded(xml.document("AmazonEnvelope", [xml.leaf("MessageType", "Returns-Report"), *message], ordered=True))
    (record,) = found.records
    assert (record.report, record.dropped) == ("mfn_returns", {})
    wanted = []
    for entry in written:
        for item in entry["items"]:
            pieces, most = item["times"] * item["units"], entry["ordered"] or 99
            units = item["units"] if item["times"] == 1 else min(pieces, most)
            wanted.append({**{name: entry[name] for name in OF_RETURN}, **{name: item[name] for name in OF_ITEM}, "units": units})
    read = rows(found.table("mfn_returns"), list(wanted[0]))
    assert Counter(map(str, read)) == Counter(map(str, wanted))
    assert "secret" not in str(found.records) + found.table("mfn_returns").to_csv()


# ---------------------------------------------------------------- settlements (XML)

money = st.integers(-9_999_999, 9_999_999).map(lambda cents: cents / 100)
amounts = st.dictionaries(
    st.sampled_from(["Principal", "Tax", "Commission", "Shipping", "FBAPerUnitFulfillmentFee"]), money, min_size=1, max_size=3
)
promotions = st.tuples(st.sampled_from(["Shipping", "Principal"]), money, maybe(st.sampled_from(["P1", "Free - Ümlaut"])))
HOLDERS = {"ItemPrice": "ItemPrice", "ItemFees": "ItemFees", "ItemPriceAdjustments": "ItemPrice", "ItemFeeAdjustments": "ItemFees"}
settled_items = st.fixed_dictionaries(
    {
        "adjusted": st.booleans(),
        "sku": maybe(some_words),
        "units": maybe(st.integers(0, 99)),
        "code": maybe(st.integers(10**13, 10**14).map(str)),
        "amounts": st.dictionaries(st.sampled_from(["prices", "fees"]), amounts),
        "promotions": st.lists(promotions, max_size=2),
        "direct": maybe(money),
    }
)
fulfilments = st.fixed_dictionaries(
    {
        "id": st.sampled_from(["AFN", "MFN"]),
        "day": days,
        "items": st.lists(settled_items, max_size=2),
        "fees": st.dictionaries(st.just("Label"), money),
    }
)
transactions = st.one_of(
    st.fixed_dictionaries(
        {
            "kind": st.sampled_from(["Order", "Refund", "GuaranteeClaim", "Chargeback"]),
            "order_id": order_numbers,
            "store": maybe(st.sampled_from(["Amazon.de", "Amazon.com"])),
            "adjustment": maybe(st.sampled_from(["J1", "J2"])),
            "shipment": maybe(st.sampled_from(["S1", "S2"])),
            "fulfilments": st.lists(fulfilments, min_size=1, max_size=2),
            "flat": st.booleans(),  # the items stand right in the transaction
            "fees": st.dictionaries(st.sampled_from(["ShipmentFees", "OrderFees"]), amounts),
        }
    ),
    st.fixed_dictionaries(
        {
            "kind": st.just("OtherTransaction"),
            "type": st.sampled_from(["ServiceFee", "WAREHOUSE_DAMAGE", "Current Reserve Amount"]),
            "day": days,
            "amount": money,
            "items": st.lists(money, max_size=2),
        }
    ),
    st.fixed_dictionaries(
        {"kind": st.just("AdvertisingTransactionDetails"), "type": st.just("Charge"), "day": days, "amount": money, "base": money}
    ),
)
settlements = st.lists(
    st.fixed_dictionaries(
        {
            "id": st.integers(1, 10**11).map(str),
            "start": days,
            "end": days,
            "deposit": maybe(days),
            "total": money,
            "transactions": st.lists(transactions, max_size=4),
        }
    ),
    min_size=1,
    max_size=2,
    unique_by=lambda settlement: settlement["id"],
)
SETTLED = (
    *(
        "settlement_id",
        "transaction_type",
        "order_id",
        "adjustment_id",
        "shipment_id",
        "marketplace",
        "amount_type",
        "amount_description",
        "amount",
    ),
    *("fulfilment_id", "posted_on", "order_item_code", "sku", "units", "promotion_id"),
    *("period_start", "period_end", "deposit_on", "total_amount", "currency"),
)
Posting = dict[str, Any]


def coin(xml: Xml, name: str, amount: float) -> str:
    return xml.leaf(name, f"{amount:.2f}", xml.chance.choice([' currency="EUR"', ""]))


def fee(xml: Xml, holder: str, inner: str, found: dict[str, float]) -> str:
    return xml.branch(holder, [xml.branch(inner, [xml.leaf("Type", type), coin(xml, "Amount", amount)]) for type, amount in found.items()])


def item_xml(xml: Xml, item: dict[str, Any], above: Posting) -> tuple[str, list[Posting]]:
    name, suffix = ("AdjustedItem", "Adjustments") if item["adjusted"] else ("Item", "")
    shared = {**above, "sku": item["sku"], "units": item["units"], "order_item_code": item["code"]}
    inner = [xml.leaf("SKU", item["sku"]), xml.leaf("Quantity", item["units"]), xml.leaf("AmazonOrderItemCode", item["code"])]
    postings = []
    for kind, found in item["amounts"].items():
        holder = ("ItemPrice" if kind == "prices" else "ItemFee" if suffix else "ItemFees") + suffix
        inner.append(fee(xml, holder, "Component" if kind == "prices" else "Fee", found))
        postings += [{**shared, "amount_type": HOLDERS[holder], "amount_description": type, "amount": n} for type, n in found.items()]
    for type, amount, id in item["promotions"]:
        parts = [xml.leaf("Type", type), coin(xml, "Amount", amount), xml.leaf("MerchantPromotionID", id)]
        inner.append(xml.branch("PromotionAdjustment" if suffix else "Promotion", parts))
        postings.append({**shared, "amount_type": "Promotion", "amount_description": type, "amount": amount, "promotion_id": id})
    if item["direct"] is not None:
        inner.append(xml.branch("DirectPayment", [coin(xml, "Amount", item["direct"])]))
        postings.append({**shared, "amount_type": "DirectPayment", "amount_description": "DirectPayment", "amount": item["direct"]})
    return xml.branch(name, inner), postings


def transaction_xml(xml: Xml, entry: dict[str, Any], settlement: str) -> tuple[str, list[Posting]]:
    base: Posting = {**dict.fromkeys(SETTLED), "settlement_id": settlement}
    if "fulfilments" not in entry:
        whole = "Amount" if entry["kind"] == "OtherTransaction" else "TransactionAmount"
        inner = [
            xml.leaf("TransactionType", entry["type"]),
            xml.leaf("PostedDate", f"{entry['day']}T09:43:19+00:00"),
            coin(xml, whole, entry["amount"]),
        ]
        inner += [xml.branch("OtherTransactionItem", [coin(xml, "Amount", amount)]) for amount in entry.get("items", [])]
        inner += [coin(xml, "BaseAmount", entry["base"])] if "base" in entry else []
        posting = {**base, "transaction_type": entry["type"], "posted_on": entry["day"], "amount": entry["amount"]}
        return xml.branch(entry["kind"], inner), [{**posting, "amount_type": "other-transaction", "amount_description": entry["type"]}]
    base |= {"transaction_type": entry["kind"], "order_id": entry["order_id"], "marketplace": entry["store"]}
    base |= {"adjustment_id": entry["adjustment"], "shipment_id": entry["shipment"]}
    inner = [xml.leaf("AmazonOrderID", entry["order_id"]), xml.leaf("MarketplaceName", entry["store"])]
    inner += [xml.leaf("AdjustmentID", entry["adjustment"]), xml.leaf("ShipmentID", entry["shipment"])]
    postings = []
    for part in entry["fulfilments"][:1] if entry["flat"] else entry["fulfilments"]:
        shared = {**base, "fulfilment_id": part["id"], "posted_on": part["day"]}
        found = [item_xml(xml, item, shared) for item in part["items"]]
        within = [
            xml.leaf("MerchantFulfillmentID", part["id"]),
            xml.leaf("PostedDate", f"{part['day']}T09:43:19+00:00"),
            *(text for text, _ in found),
        ]
        postings += [posting for _, more in found for posting in more]
        if part["fees"]:
            within.append(fee(xml, "ShippingFees", "Fee", part["fees"]))
            postings += [
                {**shared, "amount_type": "ShippingFees", "amount_description": type, "amount": n} for type, n in part["fees"].items()
            ]
        if entry["flat"]:
            inner += within
            base = shared
        else:
            inner.append(xml.branch("Fulfillment", within))
    for holder, found in entry["fees"].items():
        inner.append(fee(xml, holder, "Fee", found))
        postings += [{**base, "amount_type": holder, "amount_description": type, "amount": n} for type, n in found.items()]
    return xml.branch(entry["kind"], inner), postings


@thorough
@given(written=settlements, chance=seeds, place=st.sampled_from([None, "US", "DE"]))
def test_settlements_in_xml_give_back_what_was_written(written, chance, place):
    xml, wanted, messages = Xml(chance), [], []
    for settlement in written:
        moments = {"StartDate": settlement["start"], "EndDate": settlement["end"], "DepositDate": settlement["deposit"]}
        data = [xml.leaf(name, day and f"{day}T09:43:19+00:00") for name, day in moments.items()]
        data += [xml.leaf("AmazonSettlementID", settlement["id"]), xml.leaf("TotalAmount", f"{settlement['total']:.2f}", ' currency="EUR"')]
        envelope = {"period_start": settlement["start"], "period_end": settlement["end"], "deposit_on": settlement["deposit"]}
        envelope |= {"settlement_id": settlement["id"], "total_amount": settlement["total"], "currency": "EUR"}
        wanted.append({**dict.fromkeys(SETTLED), **envelope})
        made = [transaction_xml(xml, entry, settlement["id"]) for entry in settlement["transactions"]]
        wanted += [posting for _, postings in made for posting in postings]
        messages.append(
            xml.branch(
                "Message", [xml.branch("SettlementReport", [xml.branch("SettlementData", data), *(text for text, _ in made)], ordered=True)]
            )
        )
    found = loaded(xml.document("AmazonEnvelope", messages), marketplace=place)
    (record,) = found.records
    assert (record.report, record.dropped) == ("settlement_v2", {})
    assert Counter(map(str, rows(found.table("settlement_v2"), list(SETTLED)))) == Counter(map(str, wanted))


# ---------------------------------------------------------------- Orders API v0 (JSON)

V0_STATUSES = {
    "Pending": "pending",
    "PendingAvailability": "pending",
    "Unshipped": "unshipped",
    "InvoiceUnconfirmed": "unshipped",
    "PartiallyShipped": "shipping",
    "Shipped": "shipped",
    "Canceled": "cancelled",
    "Unfulfillable": "unfulfillable",
}
V0_ORDER = {
    "order_id": ("AmazonOrderId",),
    "order_date": ("PurchaseDate",),
    "updated_on": ("LastUpdateDate",),
    "order_status": ("OrderStatus",),
    "channel": ("FulfillmentChannel",),
    "sales_channel": ("SalesChannel",),
    "ship_service": ("ShipServiceLevel",),
    "ship_by": ("LatestShipDate",),
    "promised_by": ("LatestDeliveryDate",),
    "business": ("IsBusinessOrder",),
    "ship_state": ("ShippingAddress", "StateOrRegion"),
    "ship_country": ("ShippingAddress", "CountryCode"),
}
V0_ITEM = {
    "order_item_id": ("OrderItemId",),
    "asin": ("ASIN",),
    "sku": ("SellerSKU",),
    "product_name": ("Title",),
    "units": ("QuantityOrdered",),
    "units_shipped": ("QuantityShipped",),
    "currency": ("ItemPrice", "CurrencyCode"),
    "item_price": ("ItemPrice", "Amount"),
    "cancel_requested_by": ("BuyerRequestedCancel", "IsBuyerRequestedCancel"),
}
v0_items = st.fixed_dictionaries(
    {
        "order_item_id": st.integers(10**13, 10**14).map(str),
        "asin": asins,
        "sku": maybe(some_words),
        "product_name": maybe(some_words),
        "units": st.integers(0, 999),
        "units_shipped": maybe(st.integers(0, 999)),
        "currency": maybe(st.sampled_from(["EUR", "JPY"])),
        "item_price": maybe(decimals),
        "cancel_requested_by": maybe(st.sampled_from(["buyer", "nobody"])),
    }
)
v0_orders = st.lists(
    st.fixed_dictionaries(
        {
            "order_id": order_numbers,
            "order_date": days,
            "updated_on": maybe(days),
            "order_status": st.sampled_from(list(V0_STATUSES)),
            "channel": st.sampled_from(["afn", "mfn"]),
            "sales_channel": st.just("Amazon.de"),
            "ship_service": maybe(some_words),
            "ship_by": maybe(days),
            "promised_by": maybe(days),
            "business": maybe(st.booleans()),
            "ship_state": maybe(st.sampled_from(["Berlin", "BY", "Côte-d'Or"])),
            "ship_country": maybe(st.sampled_from(["DE", "FR"])),
            "items": st.lists(v0_items, max_size=3, unique_by=lambda item: item["order_item_id"]),
        }
    ),
    min_size=1,
    max_size=4,
    unique_by=lambda order: order["order_id"],
)


def v0_value(chance: random.Random, name: str, value: Any) -> Any:
    """A value as the API writes it: moments, upper case, numbers and booleans also as texts."""
    if isinstance(value, date):
        return f"{value}" + chance.choice(["T00:00:00Z", "T23:59:59Z", "T08:37:26.123Z"])
    if name == "channel":
        return value.upper()
    if name == "cancel_requested_by" and value:
        return chance.choice([value == "buyer", "true" if value == "buyer" else "false"])
    if isinstance(value, bool):
        return chance.choice([value, str(value).lower()])
    return chance.choice([value, str(value)]) if isinstance(value, (int, float)) else value


@thorough
@given(written=v0_orders, chance=seeds)
def test_orders_of_v0_give_back_what_was_written(written, chance):
    orders, answers, wanted = [], [], []
    for order in written:
        told = {name: v0_value(chance, name, order[name]) for name in V0_ORDER}
        document = {
            **placed(told, V0_ORDER, chance),
            "BuyerInfo": {"BuyerEmail": "secret"},
            "OrderTotal": {"Amount": "1", "CurrencyCode": "EUR"},
        }
        items = []
        for item in order["items"]:
            found = {name: v0_value(chance, name, item[name]) for name in V0_ITEM}
            items.append({**placed(found, V0_ITEM, chance), "ItemTax": {"Amount": "0.5"}, "GiftMessageText": "secret"})
        if items and chance.random() < 0.5:
            document["OrderItems"] = items
        else:  # getOrderItems answers for itself, maybe page by page
            cut = chance.randint(0, len(items))
            pages = [page for page in (items[:cut], items[cut:]) if page]
            answers.append([{"payload": {"AmazonOrderId": order["order_id"], "OrderItems": page, "NextToken": "x"}} for page in pages])
        orders.append(document)
        shared = {**{name: order[name] for name in V0_ORDER}, "order_status": V0_STATUSES[order["order_status"]]}
        wanted += [{**shared, **{name: item.get(name) for name in V0_ITEM}} for item in order["items"] or [{}]]
    cut = chance.randint(0, len(orders))
    pages = [
        {"payload": {"Orders": part, "NextToken": "x"}} if chance.random() < 0.8 else part for part in (orders[:cut], orders[cut:]) if part
    ]
    beside = [page for pages_of_order in shuffled(chance, answers) for page in pages_of_order]
    documents = chance.choice([[*pages, *beside], [*beside, *pages]])
    found = loaded(json_bytes(chance, restless(chance, documents)))
    (record,) = found.records
    assert (record.report, record.dropped, found.marketplace) == ("orders_api", {}, "DE")
    assert rows(found.table("orders_api"), list(wanted[0])) == wanted
    assert "secret" not in str(found.records) + found.table("orders_api").to_csv()


# ---------------------------------------------------------------- tables in workbooks and archives


def check_table(found: Any, report: str, written: dict[str, list[Any]]) -> None:
    (file,) = found.of(report)
    assert file.record.dropped == {}
    assert set(file.record.mapping.values()) == set(written)
    table = file.table
    kept = {id: values for id, values in written.items() if id in table}
    assert {id: [plain(value) for value in table[id]] for id in kept} == kept
    assert table[[id for id in table if id not in written]].isna().all().all()


def check_tables(found: Any, parts: list[tuple[str, Any]]) -> None:
    """Each report was read, in its order, and gives back what was written."""
    assert [record.report for record in found.records] == [report for report, _ in parts]
    for report, (_, values) in parts:
        check_table(found, report, values)


@st.composite
def reports_of(draw: Any, most: int) -> tuple[str, list[tuple[str, Any]]]:
    """A place, and one or more reports of a seller there, each with its table."""
    place = draw(st.sampled_from(["US", "UK", "DE"]))
    chosen = draw(st.lists(st.sampled_from(TABULAR), min_size=1, max_size=most, unique=True))
    if len(chosen) > 1:
        chosen = [report for report in chosen if report not in SALES] or chosen[:1]
    return place, [(report, draw(tables(report, place, 2))) for report in chosen]


def typed(chance: random.Random, type: str, value: Any, text: str, as_values: bool) -> tuple[Any, str | None]:
    """A cell of a sheet with its number format: the text, or the value as a spreadsheet keeps it."""
    if not as_values or value is None:
        return (text or None), None
    if type == "date":
        return chance.choice([value, dt.datetime.combine(value, dt.time()), dt.datetime.combine(value, dt.time(8, 30))]), "dd/mm/yyyy"
    if type == "rate":
        return value, "0.0%"
    return (value, None) if type in ("number", "integer", "yes_no") else (text or None, None)


def sheet_of(chance: random.Random, sheet: Any, report: str, table: list[list[str]], values: dict[str, list[Any]]) -> None:
    columns = catalogue().reports[report].columns
    as_values = {id: chance.random() < 0.5 for id in values}
    if chance.random() < 0.3:
        sheet.append(["Downloaded from Seller Central"])
        if chance.random() < 0.5:
            sheet.append([])
    sheet.append(table[0])
    for n, row in enumerate(table[1:]):
        made = [typed(chance, columns[id].type, values[id][n], text, as_values[id]) for id, text in zip(values, row, strict=True)]
        sheet.append([value for value, _ in made])
        for place, (_, format) in enumerate(made, start=1):
            if format:
                sheet.cell(sheet.max_row, place).number_format = format


def workbook_bytes(chance: random.Random, made: list[tuple[str, Any]]) -> bytes:
    book = Workbook()
    book.remove(book.active)
    for n, (report, (table, values)) in enumerate(made):
        sheet_of(chance, book.create_sheet(f"Sheet {n} ü"), report, table, values)
    if chance.random() < 0.3:
        book.create_sheet("empty")
    if chance.random() < 0.3:
        book.create_sheet("notes").append(["only a remark"])
    if chance.random() < 0.3:
        hidden = book.create_sheet("hidden")
        hidden.append(["Order ID", "Order date"])
        hidden.sheet_state = "hidden"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def text_bytes(chance: random.Random, table: list[list[str]]) -> bytes:
    delimiter = chance.choice("\t,;")
    text = as_tabs(table, chance.random() < 0.5) if delimiter == "\t" else as_csv(table, delimiter)
    return text.encode(chance.choice(encodings_of(text)))


@thorough
@given(made=reports_of(2), chance=seeds)
def test_reports_in_workbooks_give_back_what_was_written(made, chance):
    place, parts = made
    found = loaded(workbook_bytes(chance, parts), "book.xlsx", marketplace=place)
    check_tables(found, parts)


@thorough
@given(made=reports_of(3), chance=seeds)
def test_reports_in_archives_give_back_what_was_written(made, chance):
    place, parts = made
    packed = io.BytesIO()
    with zipfile.ZipFile(
        packed, "w", chance.choice([zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
    ) as archive:
        for n, (report, (table, values)) in enumerate(parts):
            content, end = text_bytes(chance, table), chance.choice([".txt", ".csv", "", ".dat"])
            way = chance.random()
            if way < 0.2:
                content, end = gzip.compress(content), ".gz"
            elif way < 0.3:
                content, end = workbook_bytes(chance, [(report, (table, values))]), ".xlsx"
            archive.writestr(chance.choice(["", "October/", "a/b ü/"]) + f"{n}{end}", content)
        for name in ("__MACOSX/._0.txt", ".DS_Store", "Thumbs.db", "empty/"):
            if chance.random() < 0.3:
                archive.writestr(name, b"" if name.endswith("/") else b"\0\1")
    found = loaded(packed.getvalue(), chance.choice(["october.zip", "download"]), marketplace=place)
    check_tables(found, parts)


@thorough
@given(made=reports_of(1), chance=seeds)
def test_reports_in_gzip_files_give_back_what_was_written(made, chance):
    place, parts = made
    ((_, (table, _)),) = parts
    content = text_bytes(chance, table)
    cut = chance.randint(0, len(content))
    several = [
        gzip.compress(part, chance.choice([1, 9])) for part in (content[:cut], content[cut:])
    ]  # one stream after another is one file
    found = loaded(chance.choice([gzip.compress(content), b"".join(several)]), "report.txt.gz", marketplace=place)
    check_tables(found, parts)
