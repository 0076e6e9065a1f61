"""Metrics as Amazon's seller performance report states them: one measurement per metric block of the newest snapshot.

The report always holds the latest state only (amzn/selling-partner-api-models issues #2165, #4078), so history exists where the
seller kept older files: older snapshots of the same store give the trend.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from ..catalogue import Metric
from ..model import Channel, Count, Measurement, Status, Target, Window
from ..words import number, percent, period
from .counts import few_orders, status_of, wilson
from .from_orders import COUNTS_DIFFER, policy_target
from .recovery import recovery_from_counts

if TYPE_CHECKING:
    from ..reports import Snapshot

_LOW = ("less_than", "at_most")
_HIGH = ("greater_than", "at_least")


@dataclass(frozen=True)
class Block:
    """One metric block of a snapshot, as it stands in the file; `None` for what it does not say."""

    metric: str
    marketplace: str | None
    channel: Channel
    count: Count | None
    rate: float | None = None
    status: Status | None = None
    window: Window | None = None
    target: float | None = None
    condition: str | None = None
    parts: dict[str, Count] = field(default_factory=dict)
    file: str = ""


_CONDITIONS = {"less_than_or_equal": "at_most", "greater_than_or_equal": "at_least"}


def blocks_of(snapshot: Snapshot) -> Iterator[Block]:
    """The metric blocks of one snapshot, with the counts as `Count`."""
    for block in snapshot.metrics:
        total = block.total
        known = block.hits is not None and total is not None
        yield Block(
            metric=block.metric,
            marketplace=snapshot.marketplace,
            channel=block.channel,
            count=Count(hits=block.hits, total=total) if known else None,  # type: ignore[arg-type]
            rate=block.amazon_rate,
            status=block.status,
            window=block.window,
            target=block.target,
            condition=_CONDITIONS.get(block.condition or "", block.condition),
            parts={part: Count(hits=hits, total=total) for part, hits in block.parts.items()} if total is not None else {},
            file=snapshot.file,
        )


def measure_blocks(blocks: Iterable[Block], metrics: dict[str, Metric], as_of: date | None) -> Iterator[Measurement]:
    """The newest block of each metric, store, channel and window length as a measurement, with the older ones as its trend."""
    groups: dict[tuple[Any, ...], list[Block]] = {}
    for block in blocks:
        if block.metric in metrics:
            length = block.window.days if block.window else None
            groups.setdefault((block.marketplace, block.metric, length, block.channel), []).append(block)
    for same in groups.values():
        same.sort(key=lambda block: (block.window.end if block.window else date.min, block.file))
        yield _measurement(same[-1], metrics[same[-1].metric], same, as_of)


def _measurement(block: Block, metric: Metric, same: list[Block], as_of: date | None) -> Measurement:
    count = block.count or Count(hits=0, total=0)
    last = block.window.last if block.window else as_of
    policy = metric.on(last, block.marketplace) if last else None
    target = stated_target(block, metric) or (policy_target(policy) if policy else None)
    recovery = recovery_from_counts(count, block.window, target, metric.good) if target else None
    trend = {b.window: b.count for b in same if b.window is not None and b.count is not None}
    return Measurement(
        metric=block.metric,
        marketplace=block.marketplace,
        channel=block.channel,
        window=block.window,
        window_days=block.window.days if block.window else None,
        count=count,
        interval=wilson(count),
        target=target,
        status=status_of(count, target, "exact", metric.good),
        amazon_status=block.status,
        amazon_rate=block.rate,
        parts=block.parts,
        trend=tuple(trend.items()) if len(trend) > 1 else (),
        recovery=recovery,
        source="report",
        files=(block.file,) if block.file else (),
        warnings=(*_warnings(block, metric, count), *_disagreement(block, status_of(count, target, "exact", metric.good))),
    )


def stated_target(block: Block, metric: Metric) -> Target | None:
    """The block's own target; `None` when it states none, or one that points the wrong way for this metric.

    >>> late = Metric(good="low", channel="mfn", values=())
    >>> stated_target(Block("late_shipment_rate", "US", "mfn", None, target=0.04, condition="less_than"), late).value
    0.04
    >>> stated_target(Block("late_shipment_rate", "US", "mfn", None, target=0.04, condition="greater_than"), late) is None
    True
    """
    fitting = (*(_LOW if metric.good == "low" else _HIGH), "equals")
    if block.target is None or block.condition not in fitting:
        return None
    return Target(value=block.target, condition=block.condition, origin="report", reference=block.file or None)  # type: ignore[arg-type]


def _warnings(block: Block, metric: Metric, count: Count) -> Iterator[str]:
    if block.target is not None and stated_target(block, metric) is None:
        yield f"The report's target ({percent(block.target)}, '{block.condition}') does not fit this metric and is not used."
    if block.count is None:
        yield "The report gives no counts for this metric."
    elif count.total != 0 and count.rate is None:
        yield f"The report's counts contradict each other: {number(count.hits)} out of {number(count.total)}."
    else:
        yield from few_orders(count, metric.unit)
    if count.rate is not None and block.rate is not None and differs(block.rate, count.rate):
        yield (
            f"The report states a rate of {percent(block.rate)}, but its own counts ({number(count.hits)} of {number(count.total)}) "
            f"give {percent(count.rate, limit=block.rate)}."
        )
    if block.window is not None and (usual := _lengths(metric)) and block.window.days not in usual:
        lengths = " or ".join(number(days) for days in sorted(usual))
        yield f"The report's window has {block.window.days} days ({period(block.window)}); this metric is usually measured over {lengths}."


def _disagreement(block: Block, ours: Status) -> Iterator[str]:
    """Amazon's judgement can differ from the arithmetic; it decides, and the reader is told."""
    if {block.status, ours} == {"good", "bad"}:
        yield f"Amazon's status is {block.status}, the arithmetic of its counts and target says {ours}; Amazon's status decides."


def _lengths(metric: Metric) -> set[int]:
    return {days for policy in metric.values for days in policy.windows}


def differs(stated: float, counted: float) -> bool:
    """Whether a stated rate is off from the counted one by more than rounding: 1 % of the larger one.

    >>> differs(0.0320397, 0.0320398), differs(0.005, 0.032), differs(0.0, 0.0)
    (False, True, False)
    """
    return abs(stated - counted) > COUNTS_DIFFER * max(abs(stated), abs(counted))
