"""The seller performance report (JSON): Amazon's own numbers, in all the shapes in which they have been seen.

Official shape: amzn/selling-partner-api-models, schemas/reports/accountHealthReport-2020-11-18.json. Real answers differ from
it, and its own example contradicts it; both are accepted. Nothing is corrected: what contradicts itself is delivered as it stands.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, cast

from ..catalogue import catalogue
from ..errors import PoaError
from ..model import Channel, Status, Window
from .told import told

_MEND = "Download the seller performance report (GET_V2_SELLER_PERFORMANCE_REPORT) again, unchanged."
# block name -> (metric, hits, total); names are compared without regard to case
_METRICS = {
    "lateshipmentrate": ("late_shipment_rate", "lateShipmentCount", "orderCount"),
    "prefulfillmentcancellationrate": ("pre_fulfillment_cancellation_rate", "cancellationCount", "orderCount"),
    "prefulfillmentcancelrate": ("pre_fulfillment_cancellation_rate", "cancellationCount", "orderCount"),
    "validtrackingrate": ("valid_tracking_rate", "validTrackingCount", "shipmentCount"),
    "ontimedeliveryrate": ("on_time_delivery_rate", "onTimeDeliveryCount", "shipmentCountWithValidTracking"),
    "unitontimedeliveryrate": ("unit_on_time_delivery_rate", "unitOnTimeDeliveryCount", "totalUnitCount"),
    "invoicedefectrate": ("invoice_defect_rate", "invoiceDefect", "orderCount"),
}
_PARTS = {
    "negativefeedback": "negative_feedback",
    "claims": "a_to_z_claim",
    "chargebacks": "chargeback",
    "missinginvoice": "missing_invoice",
    "lateinvoice": "late_invoice",
}
_POLICIES = {
    "listingpolicyviolations": "listing_policy_violations",
    "productauthenticitycustomercomplaints": "product_authenticity_customer_complaints",
    "productconditioncustomercomplaints": "product_condition_customer_complaints",
    "productsafetycustomercomplaints": "product_safety_customer_complaints",
    "receivedintellectualpropertycomplaints": "received_intellectual_property_complaints",
    "restrictedproductpolicyviolations": "restricted_product_policy_violations",
    "suspectedintellectualpropertyviolations": "suspected_intellectual_property_violations",
    "foodandproductsafetyissues": "food_and_product_safety_issues",
    "otherpolicyviolations": "other_policy_violations",
    "customerproductreviewspolicyviolations": "customer_product_reviews_policy_violations",
    "documentrequests": "document_requests",
    "documentrequest": "document_requests",
    "policyviolationwarnings": "policy_violation_warnings",
}
_CHANNELS = ("mfn", "afn")
_WORD = re.compile(r"[\w:.+-]{1,60}")
_CONDITIONS = {"less_than", "greater_than", "equals", "less_than_or_equal", "greater_than_or_equal"}


@dataclass(frozen=True)
class MetricBlock:
    """One metric as Amazon states it: counts, rate and target as fractions, Amazon's own status; None for what is not stated.

    condition: less_than, greater_than, equals, less_than_or_equal, greater_than_or_equal. window: UTC days, half open.
    parts: counts such as negative_feedback, a_to_z_claim, chargeback, missing_invoice.
    """

    metric: str
    channel: Channel
    hits: int | None
    total: int | None
    amazon_rate: float | None
    target: float | None
    condition: str | None
    status: Status | None
    window: Window | None
    parts: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class PolicyCount:
    """How many policy violations, complaints or requests of one kind Amazon counts (None when not stated)."""

    policy: str
    count: int | None
    status: Status | None
    window: Window | None


@dataclass(frozen=True)
class Snapshot:
    """The state of one marketplace on the day of the report.

    marketplace: country code, or Amazon's id when it is an unknown one. account_status: as written (NORMAL, AT_RISK, DEACTIVATED, SUSPENDED …).
    ahr_score: 0 to 1000 when stated (never computed); ahr_status: as written. warnings: (type, status) pairs.
    """

    file: str
    marketplace: str | None
    account_status: str | None
    metrics: tuple[MetricBlock, ...] = ()
    policies: tuple[PolicyCount, ...] = ()
    ahr_score: int | None = None
    ahr_status: str | None = None
    warnings: tuple[tuple[str, str | None], ...] = ()

    @property
    def first(self) -> date | None:
        return min((block.window.start for block in self.metrics if block.window), default=None)

    @property
    def last(self) -> date | None:
        """The last day any metric window covers."""
        return max((block.window.last for block in self.metrics if block.window), default=None)


def read_performance(text: str, file: str) -> tuple[tuple[Snapshot, ...], tuple[str, ...]]:
    """The snapshots of a performance report, one per marketplace, and what is odd about them.

    >>> text = '{"accountStatuses": [{"marketplaceId": "ATVPDKIKX0DER", "status": "AT_RISK"}], "performanceMetrics": []}'
    >>> [(s.marketplace, s.account_status) for s in read_performance(text, "health.json")[0]]
    [('US', 'AT_RISK')]

    Raises PoaError when the text is no JSON or no performance report.
    """
    content, broken_at = _parsed(text)
    if broken_at is not None:
        raise PoaError.of("The file is not valid JSON; it may have been cut off or edited", _MEND, file=file, row=broken_at)
    root = _root(content)
    if root is None:
        raise PoaError.of("This JSON file is no seller performance report", _MEND, file=file)
    statuses = {_marketplace(entry): _text(entry, "status") for entry in _entries(root.get("accountstatuses"))}
    oddities: list[str] = []
    snapshots = []
    blocks = {_marketplace(entry): entry for entry in _entries(root.get("performancemetrics"))}
    for marketplace in dict.fromkeys([*statuses, *blocks]):
        entry = blocks.get(marketplace, {})
        snapshots.append(_snapshot(file, marketplace, statuses.get(marketplace), entry, oddities))
    return tuple(snapshots), tuple(dict.fromkeys(oddities))


def _parsed(text: str) -> tuple[Any, int | None]:
    """The content, or the line at which it is no JSON. The parser's own error holds the whole text: it must not live on in ours."""
    try:
        return json.loads(text), None
    except ValueError as error:
        return None, getattr(error, "lineno", 1)
    except RecursionError:
        return None, 1


def _root(content: Any) -> dict[str, Any] | None:
    """The mapping that holds the report, looked for inside wrappers such as `payload`; keys in lower case."""
    if isinstance(content, list) and len(content) == 1:
        content = content[0]
    if not isinstance(content, dict):
        return None
    lowered = {key.lower(): value for key, value in content.items()}
    if "performancemetrics" in lowered or "accountstatuses" in lowered:
        return lowered
    return next((found for value in content.values() if isinstance(value, (dict, list)) and (found := _root(value))), None)


def _entries(value: Any) -> list[dict[str, Any]]:
    """A list of mappings, also when a single one stands without its list; keys in lower case."""
    found = value if isinstance(value, list) else [value]
    return [{key.lower(): inner for key, inner in entry.items()} for entry in found if isinstance(entry, dict)]


def _marketplace(entry: Mapping[str, Any]) -> str | None:
    id = _text(entry, "marketplaceid")
    return catalogue().marketplace_of(id) or id


def _snapshot(file: str, marketplace: str | None, status: str | None, entry: Mapping[str, Any], oddities: list[str]) -> Snapshot:
    warnings, nested = _warnings(entry)
    everything = {**nested, **entry}
    rating = _one(everything.get("accounthealthrating"))
    score = next((_count(place, "ahrscore") for place in (rating, everything) if _count(place, "ahrscore") is not None), None)
    metrics = _unique(block for name, value in everything.items() for block in _metric_blocks(name, value, oddities))
    return Snapshot(
        file=file,
        marketplace=marketplace,
        account_status=status,
        metrics=metrics,
        policies=tuple(_policy(_POLICIES[name], value, oddities) for name, value in everything.items() if name in _POLICIES),
        ahr_score=score,
        ahr_status=_text(rating, "ahrstatus") or _text(rating, "accounthealthratingstatus") or _text(everything, "ahrstatus"),
        warnings=warnings,
    )


def _warnings(entry: Mapping[str, Any]) -> tuple[tuple[tuple[str, str | None], ...], dict[str, Any]]:
    """The account warnings, and the blocks that some answers put inside `warningStates` instead."""
    pairs: list[tuple[str, str | None]] = []
    nested: dict[str, Any] = {}
    for name in ("warningstates", "warningstate"):
        value = entry.get(name)
        for state in _entries(value):
            if _text(state, "warningtype"):
                pairs.append((cast(str, _text(state, "warningtype")), _text(state, "status")))
            else:
                nested.update(state)
    return tuple(pairs), nested


def _metric_blocks(name: str, value: Any, oddities: list[str]) -> Iterator[MetricBlock]:
    """The metric blocks under one key: one, a list of windows, or one per channel (order defect rate)."""
    if name == "orderdefectrate":
        for channel, block in _one(value).items():
            if channel in _CHANNELS and isinstance(block, dict):
                own = _text(block, "fulfillmenttype") or _text(block, "fulfillmentType")
                if own and own.lower() != channel:
                    oddities.append(f"order_defect_rate: the block {channel} calls itself {told(own, _CHANNELS)}; read as {channel}")
                yield _block("order_defect_rate", cast(Channel, channel), block, "orderWithDefects", "orderCount", oddities)
        return
    key = name.removesuffix("list")
    if key in _METRICS:
        metric, hits, total = _METRICS[key]
        for block in _entries(value):
            yield _block(metric, "all" if metric == "invoice_defect_rate" else "mfn", block, hits, total, oddities)


def _block(metric: str, channel: Channel, raw: Mapping[str, Any], hits: str, total: str, oddities: list[str]) -> MetricBlock:
    block = {key.lower(): value for key, value in raw.items()}
    found_hits, found_total = _count(block, hits.lower()), _count(block, total.lower())
    window = _window(block, metric, oddities)
    if found_hits is not None and found_total is not None and found_hits > found_total:
        oddities.append(f"{metric}: {found_hits} of {found_total} cannot be; shown as Amazon's file has it")
    parts = {part: count for key, part in _PARTS.items() if (count := _count(block, key)) is not None}
    return MetricBlock(
        metric=metric,
        channel=channel,
        hits=found_hits,
        total=found_total,
        amazon_rate=_number(block, "rate"),
        target=_number(block, "targetvalue"),
        condition=_condition(block),
        status=_status(block),
        window=window,
        parts=parts,
    )


def _policy(policy: str, value: Any, oddities: list[str]) -> PolicyCount:
    block = _one(value)
    count = next((_count(block, key) for key in ("defectscount", "warningscount", "count") if _count(block, key) is not None), None)
    return PolicyCount(policy, count, _status(block), _window(block, policy, oddities))


def _unique(blocks: Iterator[MetricBlock]) -> tuple[MetricBlock, ...]:
    """Blocks without those that repeat metric, channel and window (lateShipmentRate stands beside lateShipmentRateList)."""
    kept: dict[Any, MetricBlock] = {}
    for block in blocks:
        window = (block.window.start, block.window.end) if block.window else (block.hits, block.total)
        kept.setdefault((block.metric, block.channel, window), block)
    return tuple(kept.values())


# ---------------------------------------------------------------- single values


def _one(value: Any) -> dict[str, Any]:
    return next(iter(_entries(value)), {})


def _text(entry: Mapping[str, Any], key: str) -> str | None:
    """A state, id or date; Amazon writes them as one word, and what is more than one is not repeated anywhere."""
    value = entry.get(key)
    return value.strip() if isinstance(value, str) and _WORD.fullmatch(value.strip()) else None


def _number(entry: Mapping[str, Any], key: str) -> float | None:
    value = entry.get(key)
    if isinstance(value, str):
        try:
            value = float(value)
        except ValueError:
            return None
    return float(value) if isinstance(value, (int, float)) and not isinstance(value, bool) and value == value else None


def _count(entry: Mapping[str, Any], key: str) -> int | None:
    """A whole number, or the `count` of a mapping that holds one."""
    value = entry.get(key)
    if isinstance(value, dict):
        return _count({name.lower(): inner for name, inner in value.items()}, "count")
    number = _number(entry, key)
    return int(number) if number is not None and number.is_integer() else None


def _status(block: Mapping[str, Any]) -> Status | None:
    """Amazon's judgement as good, bad or none; None when it is absent or a word nobody has explained."""
    text = (_text(block, "status") or "").lower()
    return cast(Status, text) if text in ("good", "bad", "none") else None


def _condition(block: Mapping[str, Any]) -> str | None:
    text = (_text(block, "targetcondition") or "").lower()
    return text if text in _CONDITIONS else None


def _window(block: Mapping[str, Any], what: str, oddities: list[str]) -> Window | None:
    """The reporting range as days, half open. Amazon's end (…T23:59Z) is inclusive, in UTC."""
    span = _one(block.get("reportingdaterange"))
    days = [_day(span, key) for key in ("reportingdatefrom", "reportingdateto")]
    if days[0] is None or days[1] is None:
        return None
    if days[1] < days[0]:
        oddities.append(f"{what}: the reporting range runs backwards ({days[0]} to {days[1]}); left out")
        return None
    return Window(start=days[0], end=days[1] + timedelta(days=1))


def _day(span: Mapping[str, Any], key: str) -> date | None:
    found = re.match(r"(\d{4})-(\d{2})-(\d{2})", _text(span, key) or "")
    try:
        return date(int(found[1]), int(found[2]), int(found[3])) if found else None
    except ValueError:
        return None
