"""Metrics recomputed from the order book: one measurement per metric, window and channel whose flag the files know."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pandas as pd

from ..catalogue import Metric, MetricPolicy
from ..model import Channel, Count, Measurement, Recovery, Target, Window
from ..progress import tick
from ..words import counted, day, number, period
from .counts import ARRIVE_LATER, Population, count_days, few_orders, overlap, status_of, wilson
from .recovery import recovery_from_days

TREND_WINDOWS = 6
PARTS = {"negative_feedback": "negative feedback", "a_to_z_claim": "A-to-z claims", "chargeback": "chargebacks"}
COUNTS_DIFFER = 0.01  # relative: less is rounding


@dataclass(frozen=True)
class Scope:
    """What is measured at once: the orders of one marketplace, up to one day, beside what Amazon's report says of it."""

    book: Any  # reports.order_book.OrderBook
    orders: Population
    marketplace: str | None
    as_of: date
    told: tuple[Measurement, ...]
    held: frozenset[str] = frozenset()  # ids of the reports given


def measure_orders(scope: Scope, metrics: dict[str, Metric]) -> Iterator[Measurement]:
    """A measurement per metric, channel and window of the policy in force on the as-of day, where the flag is known."""
    for id, metric in metrics.items() if len(scope.orders) else ():
        policy = metric.on(scope.as_of, scope.marketplace)
        if policy is None or metric.flag is None or metric.flag not in scope.book.covered:
            continue
        orders = scope.orders
        if metric.business_only:
            orders = orders.business()
        for channel in channels_of(metric, orders):
            for days in policy.windows:
                measurement = _measure(scope, id, metric, policy, orders.of_channel(channel), channel, days)
                if measurement is not None:
                    yield measurement


def channels_of(metric: Metric, orders: Population) -> list[Channel]:
    """Amazon shows seller-fulfilled and Amazon-fulfilled orders apart; only where no file tells them apart they are one."""
    if metric.channel != "all":
        return [metric.channel]
    present: list[Channel] = [channel for channel in ("mfn", "afn") if orders.count("channel", channel)]
    return present or ["all"]


def _measure(
    scope: Scope, id: str, metric: Metric, policy: MetricPolicy, orders: Population, channel: Channel, days: int
) -> Measurement | None:
    tick(f"Measuring {id.replace('_', ' ')}")
    flag = str(metric.flag)
    window = Window.ending(scope.as_of - timedelta(days=policy.lag_days), days)
    covered = scope.book.covered[flag]
    if overlap(window, covered) is None:
        return None
    daily = orders.daily(flag)
    count, bound = count_days(daily, window), scope.book.bounds.get(flag, "exact")
    told = [m for m in scope.told if m.metric == id and m.channel in (channel, "all") and m.marketplace == scope.marketplace]
    target = target_for(metric, policy, told, days)
    same = nearest(told, window)
    recovery = recovery_from_days(daily, window, covered, scope.as_of, target, metric.good)
    return Measurement(
        metric=id,
        marketplace=scope.marketplace,
        channel=channel,
        window=window,
        window_days=days,
        count=count,
        interval=wilson(count),
        target=target,
        status=status_of(count, target, bound, metric.good),
        amazon_status=same.amazon_status if same else None,
        amazon_rate=same.amazon_rate if same else None,
        bound=bound,
        parts=_parts(scope, metric, orders, window),
        trend=_trend(daily, window, covered),
        recovery=recovery,
        source="orders",
        files=tuple(scope.book.files.get(flag, ())),
        warnings=tuple(_warnings(scope, metric, policy, window, count, bound, recovery, same)),
    )


def target_for(metric: Metric, policy: MetricPolicy, told: Sequence[Measurement], days: int) -> Target:
    """Amazon's own target when its report gives one for this window (or for another window of the same policy), else the policy's."""
    windows = sorted((m for m in told if m.target and m.target.origin == "report"), key=lambda m: m.window_days != days)
    for measurement in windows:
        if measurement.window_days in (None, days, *policy.windows):
            return measurement.target  # type: ignore[return-value]
    return policy_target(policy)


def policy_target(policy: MetricPolicy) -> Target:
    """The dated policy's target, with where it stands."""
    return Target(
        value=policy.target,
        condition=policy.condition,
        origin="policy",
        reference=policy.reference,
        checked_on=policy.checked_on,
        confirmed=policy.confirmed,
    )


def nearest(told: Sequence[Measurement], window: Window) -> Measurement | None:
    """Amazon's figure for a window of the same length, the one that ends nearest."""
    same = [m for m in told if m.window is not None and m.window.days == window.days]
    return min(same, key=lambda m: abs((m.window.end - window.end).days), default=None)  # type: ignore[union-attr]


def _parts(scope: Scope, metric: Metric, orders: Population, window: Window) -> dict[str, Count]:
    """The counts a metric is made of; an order may be in several parts but is one hit of the whole."""
    return {part: count_days(orders.daily(part), window) for part in metric.parts if part in scope.book.covered}


def _trend(daily: pd.DataFrame, window: Window, covered: Window) -> tuple[tuple[Window, Count], ...]:
    """The last windows of this length, a third of it apart but at least a week, oldest first; only those wholly known."""
    step = timedelta(days=max(7, window.days // 3))
    earlier = [Window(start=window.start - back * step, end=window.end - back * step) for back in reversed(range(TREND_WINDOWS))]
    return tuple((w, count_days(daily, w)) for w in earlier if overlap(w, covered) == w)


def _warnings(
    scope: Scope,
    metric: Metric,
    policy: MetricPolicy,
    window: Window,
    count: Count,
    bound: str,
    recovery: Recovery | None,
    same: Measurement | None,
) -> Iterator[str]:
    flag = str(metric.flag)
    if flag in scope.book.estimates:
        yield f"{scope.book.estimates[flag][:1].upper()}{scope.book.estimates[flag][1:]}."
    if bound != "exact":
        yield bound_sentence(scope, metric)
        if recovery is not None and recovery.orders_needed != 0:
            yield "The way back is reckoned from this limit, not from the rate itself."
    yield from few_orders(count, metric.unit)
    known = overlap(window, scope.book.covered[flag])
    if known is not None and known.days < window.days:
        missing = f"The files cover only {known.days} of the {window.days} days of the window ({period(known)})."
        yield missing
    if flag in ARRIVE_LATER:
        yield "A defect counts for the day of its order, however late it comes: the last days of the window are not complete yet."
    if metric.unit != "orders":
        yield f"Counted by order here; Amazon counts {metric.unit}."
    if policy.note:
        yield policy.note
    if not policy.confirmed:
        yield f"The policy for this metric ({policy.reference}) is not confirmed."
    missing_channel = scope.orders.count("channel", None)
    if metric.channel == "all" and missing_channel and scope.orders.count("channel", "mfn", "afn"):
        yield f"{number(missing_channel)} orders without a fulfilment channel are in none of these figures."
    if same is not None:
        yield from _amazon_differs(same, window, count, bound)


def bound_sentence(scope: Scope, metric: Metric) -> str:
    """What the files do not say, so that only a limit of the rate is known."""
    bounds = scope.book.bounds
    if bounds.get(str(metric.flag)) == "upper":
        if metric.flag == "cancelled_by_seller" and "cancellations" not in scope.held:
            why = "the files do not say who cancelled, so every cancelled order is counted, also those the buyer cancelled"
        else:
            why = "without the All Orders report the orders without a defect are not all there"
        return f"An upper limit, not the rate: {why}."
    unknown = [PARTS.get(part, part.replace("_", " ")) for part in metric.parts if bounds.get(part) != "exact"]
    missing = f" ({', '.join(unknown)})" if unknown else ""
    return f"A lower limit, not the rate: some kinds of defect are not, or not all, in the files{missing}."


def _amazon_differs(same: Measurement, window: Window, count: Count, bound: str) -> Iterator[str]:
    """Amazon's figure beside ours, where they differ by more than rounding or, for the same days, by any order."""
    theirs = same.window
    if theirs is None or theirs.start > window.last or window.start > theirs.last:
        yield f"Amazon's own figure is for another period ({period(theirs)})." if theirs else "Amazon's own figure has no period."
        return
    if same.count.rate is None or count.rate is None:
        return
    if (bound == "upper" and same.count.rate <= count.rate) or (bound == "lower" and same.count.rate >= count.rate):
        return  # as it should be: ours is only a limit
    off = abs(same.count.rate - count.rate) > COUNTS_DIFFER * max(same.count.rate, count.rate)
    if off or (same.count != count and theirs == window):
        when = "for the same days" if theirs == window else f"for {period(theirs)}"
        yield f"Amazon's report shows {counted(same.count)} {when}; these files show {counted(count)} up to {day(window.last)}."
