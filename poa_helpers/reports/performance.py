"""The seller performance report (JSON): Amazon's own numbers, in all the shapes in which they have been seen.

Official shape: amzn/selling-partner-api-models, schemas/reports/accountHealthReport-2020-11-18.json. Real answers differ from
it, and its own example contradicts it; both are accepted. Nothing is corrected: what contradicts itself is delivered as it stands.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, cast

from ..catalogue import catalogue
from ..errors import PoaError
from ..model import Channel, Status, Window
from .json_text import parse_json
from .performance_values import condition_of, count_at, entries, first_entry, number_at, status_of, text_at, window_of
from .told import told

_MEND = "Download the seller performance report (GET_V2_SELLER_PERFORMANCE_REPORT) again, unchanged."
_MOST_REPORTS = 2_000  # five years of daily ones
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
    def windows(self) -> tuple[Window, ...]:
        """The windows of the metrics; those of the policies when no metric states one."""
        found = tuple(block.window for block in self.metrics if block.window)
        return found or tuple(policy.window for policy in self.policies if policy.window)

    @property
    def first(self) -> date | None:
        return min((window.start for window in self.windows), default=None)

    @property
    def last(self) -> date | None:
        """The last day any window covers."""
        return max((window.last for window in self.windows), default=None)


def read_performance(text: str, file: str) -> tuple[tuple[Snapshot, ...], tuple[str, ...]]:
    """The snapshots of a performance report, one per marketplace, and what is odd about them. A file may hold several reports, one after
    another or in a list: what a seller kept of different days.

    >>> text = '{"accountStatuses": [{"marketplaceId": "ATVPDKIKX0DER", "status": "AT_RISK"}], "performanceMetrics": []}'
    >>> [(s.marketplace, s.account_status) for s in read_performance(text, "health.json")[0]]
    [('US', 'AT_RISK')]

    Raises PoaError when the text is no JSON or no performance report.
    """
    roots = list(_roots(parse_json(text, file)))
    if not roots:
        raise PoaError.of("This JSON file is no seller performance report", _MEND, file=file)
    if len(roots) > _MOST_REPORTS:
        raise PoaError.of(f"The file holds {len(roots)} performance reports", "Keep one file for each report.", file=file)
    oddities: list[str] = []
    snapshots = [snapshot for root in roots for snapshot in _snapshots(root, file, oddities)]
    distinct = [snapshot for n, snapshot in enumerate(snapshots) if snapshot not in snapshots[:n]]
    return tuple(distinct), tuple(dict.fromkeys(oddities))


def _snapshots(root: dict[str, Any], file: str, oddities: list[str]) -> Iterator[Snapshot]:
    """One per marketplace; each entry without a marketplace is one of its own."""
    statuses = [(_marketplace(entry), text_at(entry, "status")) for entry in entries(root.get("accountstatuses"))]
    blocks = [(_marketplace(entry), entry) for entry in entries(root.get("performancemetrics"))]
    for marketplace in dict.fromkeys(place for place, _ in (*statuses, *blocks)):
        status = next((status for place, status in statuses if place == marketplace), None)
        for entry in [entry for place, entry in blocks if place == marketplace] or [{}]:
            yield _snapshot(file, marketplace, status, entry, oddities)


def _roots(content: Any) -> Iterator[dict[str, Any]]:
    """The mappings that hold a report, looked for inside lists and wrappers such as `payload`; keys in lower case. A schema holds none."""
    if isinstance(content, dict) and "$schema" not in content:
        lowered = {key.lower(): value for key, value in content.items()}
        if "performancemetrics" in lowered or "accountstatuses" in lowered:
            yield lowered
            return
        content = list(content.values())
    for value in content if isinstance(content, list) else ():
        if isinstance(value, (dict, list)):
            yield from _roots(value)


def _marketplace(entry: Mapping[str, Any]) -> str | None:
    id = text_at(entry, "marketplaceid")
    return catalogue().marketplace_of(id) or id


def _snapshot(file: str, marketplace: str | None, status: str | None, entry: Mapping[str, Any], oddities: list[str]) -> Snapshot:
    warnings, nested = _warnings(entry)
    everything = {**nested, **entry}
    rating = first_entry(everything.get("accounthealthrating"))
    score = next((count_at(place, "ahrscore") for place in (rating, everything) if count_at(place, "ahrscore") is not None), None)
    metrics = _unique(block for name, value in everything.items() for block in _metric_blocks(name, value, oddities))
    return Snapshot(
        file=file,
        marketplace=marketplace,
        account_status=status,
        metrics=metrics,
        policies=tuple(_policy(_POLICIES[name], value, oddities) for name, value in everything.items() if name in _POLICIES),
        ahr_score=score,
        ahr_status=text_at(rating, "ahrstatus") or text_at(rating, "accounthealthratingstatus") or text_at(everything, "ahrstatus"),
        warnings=warnings,
    )


def _warnings(entry: Mapping[str, Any]) -> tuple[tuple[tuple[str, str | None], ...], dict[str, Any]]:
    """The account warnings, and the blocks that some answers put inside `warningStates` instead."""
    pairs: list[tuple[str, str | None]] = []
    nested: dict[str, Any] = {}
    for name in ("warningstates", "warningstate"):
        value = entry.get(name)
        for state in entries(value):
            if text_at(state, "warningtype"):
                pairs.append((cast(str, text_at(state, "warningtype")), text_at(state, "status")))
            else:
                nested.update(state)
    return tuple(pairs), nested


def _metric_blocks(name: str, value: Any, oddities: list[str]) -> Iterator[MetricBlock]:
    """The metric blocks under one key: one, a list of windows, or one per channel (order defect rate)."""
    if name == "orderdefectrate":
        for channel, block in first_entry(value).items():
            if channel in _CHANNELS and isinstance(block, dict):
                own = text_at(block, "fulfillmenttype") or text_at(block, "fulfillmentType")
                if own and own.lower() != channel:
                    oddities.append(f"order_defect_rate: the block {channel} calls itself {told(own, _CHANNELS)}; read as {channel}")
                yield _block("order_defect_rate", cast(Channel, channel), block, "orderWithDefects", "orderCount", oddities)
        return
    key = name.removesuffix("list")
    if key in _METRICS:
        metric, hits, total = _METRICS[key]
        for block in entries(value):
            yield _block(metric, "all" if metric == "invoice_defect_rate" else "mfn", block, hits, total, oddities)


def _block(metric: str, channel: Channel, raw: Mapping[str, Any], hits: str, total: str, oddities: list[str]) -> MetricBlock:
    block = {key.lower(): value for key, value in raw.items()}
    found_hits, found_total = count_at(block, hits.lower()), count_at(block, total.lower())
    rate = _rate(block, metric, oddities)
    if found_hits is None and (found_hits := _hits_of(rate, found_total)) is not None:
        oddities.append(f"{metric}: the report states no {hits}; {found_hits} of {found_total} follows from its rate")
    window = window_of(block, metric, oddities)
    if found_hits is not None and found_total is not None and found_hits > found_total:
        oddities.append(f"{metric}: {found_hits} of {found_total} cannot be; shown as Amazon's file has it")
    parts = {part: count for key, part in _PARTS.items() if (count := count_at(block, key)) is not None}
    return MetricBlock(
        metric=metric,
        channel=channel,
        hits=found_hits,
        total=found_total,
        amazon_rate=rate,
        target=number_at(block, "targetvalue"),
        condition=condition_of(block),
        status=status_of(block, metric, oddities),
        window=window,
        parts=parts,
    )


def _rate(block: Mapping[str, Any], metric: str, oddities: list[str]) -> float | None:
    """Amazon's rate. It is a fraction, although the schema calls it a percentage; what is neither is told."""
    rate = number_at(block, "rate")
    if rate is not None and not 0 <= rate <= 1:
        oddities.append(f"{metric}: the rate {rate:g} is no fraction; shown as Amazon's file has it")
    return rate


def _hits_of(rate: float | None, total: int | None) -> int | None:
    """The count that a rate and its total leave no choice about: real answers of 2026 state them without it (rate 1 of 7 shipments)."""
    if rate is None or total is None or not 0 <= rate <= 1:
        return None
    hits = rate * total
    return round(hits) if abs(hits - round(hits)) < 1e-6 * max(total, 1) and total < 100_000 else None


def _policy(policy: str, value: Any, oddities: list[str]) -> PolicyCount:
    block = first_entry(value)
    count = next((count_at(block, key) for key in ("defectscount", "warningscount", "count") if count_at(block, key) is not None), None)
    return PolicyCount(policy, count, status_of(block, policy, oddities), window_of(block, policy, oddities))


def _unique(blocks: Iterator[MetricBlock]) -> tuple[MetricBlock, ...]:
    """Blocks without those that repeat metric, channel and window (lateShipmentRate stands beside lateShipmentRateList)."""
    kept: dict[Any, MetricBlock] = {}
    for block in blocks:
        window = (block.window.start, block.window.end) if block.window else (block.hits, block.total)
        kept.setdefault((block.metric, block.channel, window), block)
    return tuple(kept.values())
