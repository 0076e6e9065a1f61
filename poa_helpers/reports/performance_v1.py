"""The older seller performance report (GET_V1_SELLER_PERFORMANCE_REPORT, XML): read by the names of its elements, at any depth.

Names: developer-docs.amazon.com/sp-api/docs/performance-reports-attributes. No real file was found; that a `…Metrics` element holds a
`timeFrame` with `start` and `end`, and that metrics hold `count` and `rate` (a percentage), is what four public programs read. So its
numbers are told as unconfirmed.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, cast

from ..catalogue import catalogue
from ..errors import PoaError
from ..model import Channel, Status, Window
from .container import Content
from .document_paths import many, value_at
from .errors_of_files import AGAIN
from .performance import MetricBlock, PolicyCount, Snapshot
from .xml_records import names_in, xml_records

UNCONFIRMED = "the older performance report in XML: no real file was at hand, so check its numbers against the Account Health page"
_REPORT = "sellerPerformanceReport"  # one per marketplace, whatever is around it
# element -> metric, channel, the entry of the checklist that judges it
_METRICS: dict[str, tuple[str, Channel, str]] = {
    "orderWithDefects": ("order_defect_rate", "all", "orderDefectRate"),
    "lateShipment": ("late_shipment_rate", "mfn", "lateShipmentRate"),
    "preFulfillmentCancellation": ("pre_fulfillment_cancellation_rate", "mfn", "orderCancellationRate"),
    "validTracking": ("valid_tracking_rate", "mfn", "validTrackingRate"),
    "onTimeDelivery": ("on_time_delivery_rate", "mfn", "onTimeDelivery"),
}
_PARTS = {"negativeFeedbacks": "negative_feedback", "a_z_claims": "a_to_z_claim", "chargebacks": "chargeback"}
_POLICIES = {
    "listingPolicyStatus": "listing_policy_violations",
    "productAuthenticityStatus": "product_authenticity_customer_complaints",
    "productSafetyStatus": "product_safety_customer_complaints",
    "intellectualPropertyStatus": "received_intellectual_property_complaints",
    "policyViolation": "other_policy_violations",
}
_MOST_FRAMES = 500
_STATUSES: dict[str, Status] = {"good": "good", "poor": "bad", "bad": "bad", "none": "none"}


def read_performance_v1(content: Content) -> tuple[tuple[Snapshot, ...], tuple[str, ...]]:
    """The snapshots of the report, one per `sellerPerformanceReport`, and what is odd about them – first, that none of it is confirmed.

    >>> text = b"<r><sellerPerformanceReport><customerExperienceMetrics><timeFrame><start>2026-10-01</start><end>2026-10-07</end></timeFrame>"
    >>> text += b"<orderCount>200</orderCount><lateShipment><count>9</count><rate>4.5%</rate></lateShipment></customerExperienceMetrics>"
    >>> block = read_performance_v1(Content.of_bytes(text + b"</sellerPerformanceReport></r>", "v1.xml"))[0][0].metrics[0]
    >>> block.metric, block.hits, block.total, block.amazon_rate, block.window.last.isoformat()
    ('late_shipment_rate', 9, 200, 0.045, '2026-10-07')

    Raises PoaError when the document cannot be read or holds none of the elements.
    """
    several = _REPORT in names_in(content.head)
    roots = list(xml_records(content, lambda names: names[-1] == _REPORT if several else len(names) == 1))
    oddities = [UNCONFIRMED]
    snapshots = [_snapshot(root, content.file, oddities) for root in roots]
    found = tuple(snapshot for snapshot in snapshots if snapshot.metrics or snapshot.policies)
    if not found:
        mend = "Download the seller performance report (GET_V2_SELLER_PERFORMANCE_REPORT), which is JSON, instead."
        raise PoaError.of("The performance report holds no metrics that are known", mend, file=content.file)
    return found, tuple(dict.fromkeys(oddities))


def _snapshot(root: dict[str, Any], file: str, oddities: list[str]) -> Snapshot:
    checklist = _first(root, "performanceChecklist") or {}
    place = next((text for name in ("marketplaceId", "marketplace", "marketplaceName") if (text := _text_at_any_depth(root, name))), None)
    blocks = [block for frame in _frames(root, file) for block in _blocks(frame, checklist, oddities)]
    policies = [
        PolicyCount(_POLICIES[name], None, _status(checklist, name, oddities), None) for name in _POLICIES if _judged(checklist, name)
    ]
    return Snapshot(file, catalogue().marketplace_of(place) or place, None, tuple(_newest_judged(blocks)), tuple(policies))


# ---------------------------------------------------------------- finding elements at any depth


def _walk(node: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    """All mappings below a node with their names, the outer ones first."""
    waiting = deque([node])
    while waiting:
        here = waiting.popleft()
        for name, value in here.items():
            for inner in many(value):
                yield name, inner
                waiting.append(inner)


def _first(node: dict[str, Any], wanted: str) -> dict[str, Any] | None:
    return next((inner for name, inner in _walk(node) if name == wanted), None)


def _text_at_any_depth(node: dict[str, Any], wanted: str) -> str:
    nodes = [node, *(inner for _, inner in _walk(node))]
    return next((text for inner in nodes if (text := value_at(inner, [wanted]))), "")


def _frames(root: dict[str, Any], file: str) -> list[dict[str, Any]]:
    """The elements that have a time frame of their own; the whole report when none has."""
    framed = [node for node in [root, *(inner for _, inner in _walk(root))] if "timeFrame" in node]
    if len(framed) > _MOST_FRAMES:
        raise PoaError.of(f"The performance report holds {len(framed)} time frames, as none does", AGAIN, file=file)
    return framed or [root]


# ---------------------------------------------------------------- what they say


def _blocks(frame: dict[str, Any], checklist: dict[str, Any], oddities: list[str]) -> Iterator[MetricBlock]:
    window = _window(frame, oddities)
    total = _whole(_text_at_any_depth(frame, "orderCount"))
    parts = {part: hits for name, part in _PARTS.items() if (hits := _count(frame, name)) is not None}
    for name, (metric, channel, judged) in _METRICS.items():
        hits, rate = _count(frame, name), _rate(frame, name)
        if hits is None and rate is None:
            continue
        own = total if channel == "all" or metric in ("late_shipment_rate", "pre_fulfillment_cancellation_rate") else None
        yield MetricBlock(
            metric=metric,
            channel=channel,
            hits=hits,
            total=own,
            amazon_rate=rate,
            target=None,
            condition=None,
            status=_status(checklist, judged, oddities),
            window=window,
            parts=parts if metric == "order_defect_rate" else {},
        )


def _newest_judged(blocks: list[MetricBlock]) -> Iterator[MetricBlock]:
    """The checklist judges the present: Amazon's status stays with the newest windows of a metric only."""
    newest: dict[str, date] = {}
    for block in blocks:
        if block.window:
            newest[block.metric] = max(newest.get(block.metric, date.min), block.window.end)
    for block in blocks:
        old = block.window is not None and block.window.end < newest[block.metric]
        yield replace(block, status=None) if old else block


def _metric(frame: dict[str, Any], name: str) -> dict[str, Any] | None:
    """The element that counts something, not its namesake in the checklist."""
    return next((inner for found, inner in _walk(frame) if found == name and ("count" in inner or "rate" in inner)), None)


def _count(frame: dict[str, Any], name: str) -> int | None:
    node = _metric(frame, name)
    return _whole(value_at(node, ["count"]) if node is not None else _text_at_any_depth(frame, name))


def _rate(frame: dict[str, Any], name: str) -> float | None:
    """A rate as a fraction. It is written as a percentage, with or without its sign."""
    node = _metric(frame, name)
    found = re.fullmatch(r"(\d{1,3}(?:[.,]\d+)?)\s*%?", value_at(node, ["rate"])) if node is not None else None
    return round(float(found[1].replace(",", ".")) / 100, 8) if found else None


def _whole(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) < 13 else None


def _judged(checklist: dict[str, Any], name: str) -> str:
    """Amazon's word for an entry of the checklist, in the entry or in its `status`."""
    return value_at(_first(checklist, name) or {}, ["status"]) or _text_at_any_depth(checklist, name)


def _status(checklist: dict[str, Any], name: str, oddities: list[str]) -> Status | None:
    """Good is good, Poor is bad; Fair lies between, and is told rather than judged."""
    text = _judged(checklist, name)
    if text and text.lower() not in _STATUSES:
        oddities.append(f"{name}: Amazon's status is '{text[:20]}', which is neither good nor bad")
    return cast("Status | None", _STATUSES.get(text.lower()))


def _window(frame: dict[str, Any], oddities: list[str]) -> Window | None:
    days = [_day(value_at(frame, ["timeFrame", name])) for name in ("start", "end")]
    if days[0] is None or days[1] is None:
        return None
    if days[1] < days[0]:
        oddities.append(f"a time frame runs backwards ({days[0]} to {days[1]}); left out")
        return None
    return Window(start=days[0], end=days[1] + timedelta(days=1))


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None
