"""What the given files cannot show: for every metric of the marketplace without an exact value, why, and which files would show it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta

from ..catalogue import Catalogue, Metric, MetricPolicy
from ..model import Measurement, NotComputable, Window
from ..words import period
from .counts import overlap
from .from_orders import Scope, bound_sentence

PERFORMANCE_REPORT = "Seller performance report (GET_V2_SELLER_PERFORMANCE_REPORT, JSON)"


def gaps(scope: Scope, catalogue: Catalogue, measured: Sequence[Measurement]) -> Iterator[NotComputable]:
    """One entry per metric that is valid in the scope's marketplace and has no exact value."""
    for id, metric in catalogue.metrics.items():
        policy = metric.on(scope.as_of, scope.marketplace)
        mine = [m for m in measured if m.metric == id and m.marketplace == scope.marketplace]
        if policy is None or any(m.bound == "exact" and (m.count.rate is not None or m.count.total == 0) for m in mine):
            continue
        missing = [report for report in metric.needs if report not in scope.held] or list(metric.needs)
        if _only_amazon_ships(scope, metric):
            yield NotComputable(
                metric=id, why="All orders in the files are Amazon-fulfilled; this metric is about the seller's own shipments.", needs=()
            )
            continue
        why, needs = _why(scope, id, metric, policy, mine), tuple(where_to_get(catalogue, report) for report in missing)
        yield NotComputable(metric=id, why=why, needs=needs)


def _only_amazon_ships(scope: Scope, metric: Metric) -> bool:
    return metric.channel == "mfn" and len(scope.orders) > 0 and scope.orders.count("channel", "afn") == len(scope.orders)


def _why(scope: Scope, id: str, metric: Metric, policy: MetricPolicy, mine: Sequence[Measurement]) -> str:
    if any(m.bound != "exact" for m in mine):
        return bound_sentence(scope, metric)
    if mine:  # counts that contradict each other give no rate
        return "The counts in the report contradict each other, so they give no rate."
    if metric.flag is None:
        return "It cannot be recomputed from order files; only Amazon's own report shows it."
    covered = scope.book.covered.get(metric.flag)
    if covered is None:
        return f"None of the files says of each order whether it was {_SAID[metric.flag]}." if metric.flag in _SAID else "No file shows it."
    wanted = Window.ending(scope.as_of - timedelta(days=policy.lag_days), max(policy.windows))
    if overlap(wanted, covered) is None:
        return f"The files tell it for {period(covered)} only, but the window is {period(wanted)}."
    return "The files hold no orders of this marketplace for it."


_SAID = {
    "defect": "defective (negative feedback, A-to-z claim or chargeback)",
    "late": "shipped late",
    "cancelled_by_seller": "cancelled by the seller",
    "valid_tracking": "given a tracking number that the carrier scanned",
    "on_time": "delivered by the promised day",
}


def where_to_get(catalogue: Catalogue, report: str) -> str:
    """A report's title and where it is downloaded."""
    known = catalogue.reports.get(report)
    if known is None:
        return PERFORMANCE_REPORT if report == "seller_performance" else report.replace("_", " ").capitalize()
    return f"{known.title} – {known.where.rstrip('.')}" if known.where else known.title
