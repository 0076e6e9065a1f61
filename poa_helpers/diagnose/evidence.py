"""How good a segment's case is: significant after the price of the search, beyond harmless differences, and large enough to matter."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from .baseline import PRIOR_SEGMENT, Fit
from .cells import Segment
from .scan import Scan
from .score import beyond_harmless, lift_interval

LEAST_LIFT = 1.5  # the lower limit of the lift must be above this
LEAST_ABOVE_AVERAGE = 1.25  # a segment of nearly all orders does not stand out, whatever the few others are like
LEAST_EXCESS = 6.0
LEAST_DAYS = 3  # one bad day is an event, no segment
USUAL_SPREAD = 0.03  # variance of the log rate among harmless values where the data do not tell (about -16 to +19 %)
CHANGE_SPREAD = 0.01  # the same of its changes
MIDDLE = 0.4377  # mean square of the middle four fifths of a standard normal distribution


@dataclass(frozen=True)
class Evidence:
    """A segment's case, all other segments found being known.

    low, high: limits of the lift. score: log likelihood ratio, by which segments compete. p: adjusted for the whole search, and for
    differences that are harmless. least: the lower limit that must be large enough; since an onset it is that against all other
    orders since then as well.
    """

    segment: Segment
    orders: int
    hits: int
    expected: float
    lift: float
    low: float
    high: float
    score: float
    p: float
    least: float

    @property
    def excess(self) -> float:
        return self.hits - self.expected


class Scales:
    """Weighs segments, given the others that are already known; remembers what it weighed."""

    def __init__(self, scan: Scan, alpha: float):
        self.scan = scan
        self.alpha = alpha
        self._evidence: dict[tuple[Segment, tuple[Segment, ...]], Evidence] = {}

    def weigh(self, segment: Segment, others: Sequence[Segment]) -> Evidence:
        """The numbers of a segment when the others are known as well."""
        key = (segment, tuple(others))
        if key not in self._evidence:
            self._evidence[key] = self._weigh(segment, tuple(others))
        return self._evidence[key]

    def _weigh(self, segment: Segment, others: tuple[Segment, ...]) -> Evidence:
        scan, orders, baseline = self.scan, self.scan.orders, self.scan.baseline
        fit = baseline.fit((*others, segment))
        live = baseline.live_rows(segment)
        hits = int(orders.bad[live].sum())
        known = scan.known(segment)
        if scan.mode == "change":
            known = known & (orders.day >= segment.onset)
        rest_hits = int(orders.bad[known].sum()) - hits
        rest_expected = float(fit.expected[known].sum() - fit.expected[live].sum())
        scale = max(rest_hits, 0.5) / max(rest_expected, 1e-12)
        expected = float(fit.expected[live].sum()) / fit.lifts[-1] * scale
        variance = 1 / max(rest_hits, 0.5)
        if scan.mode == "change":
            rows = baseline.rows(segment)
            variance += 1 / (PRIOR_SEGMENT + float(orders.bad[rows].sum()) - hits)
        spread = self.spread(fit, segment.depth) if segment.depth else 0.0
        low, high = lift_interval(max(hits, 0.5), expected, variance + spread, 0.95)
        score = scan.gain(segment, others)
        sure = min(score, _beyond(hits, expected, rest_hits, spread)) if segment.depth else score
        least = low
        if segment.depth and segment.onset and scan.mode == "level":
            sure, least = self._among_orders_since(segment, fit, expected / scale, spread, sure, least)
        p = float(np.exp(min(0.0, scan.price(segment) - sure)))
        return Evidence(segment, len(live), hits, expected, hits / expected, low, high, score, p, least)

    def _among_orders_since(
        self, segment: Segment, fit: Fit, expected: float, spread: float, sure: float, least: float
    ) -> tuple[float, float]:
        """Score and least lift if the whole account got worse on the same day: the segment must stand out even then."""
        orders, live = self.scan.orders, self.scan.baseline.live_rows(segment)
        since = self.scan.known(segment) & (orders.day >= segment.onset)
        hits = int(orders.bad[live].sum())
        rest_hits = int(orders.bad[since].sum()) - hits
        rest_expected = float(fit.expected[since].sum() - fit.expected[live].sum())
        expected = max(expected * max(rest_hits, 0.5) / max(rest_expected, 1e-12), 1e-12)
        low, _ = lift_interval(max(hits, 0.5), expected, 1 / max(rest_hits, 0.5) + spread, 0.95)
        return min(sure, _beyond(hits, expected, rest_hits, spread)), min(least, low)

    def spread(self, fit: Fit, depth: int) -> float:
        """Variance of the log rate among innocent segments: harmless differences exist everywhere, and add up with each condition."""
        if self.scan.mode == "change":
            return CHANGE_SPREAD * depth
        hits, rows, cells = self.scan.cells.singles
        expected = np.bincount(cells, weights=fit.expected[rows], minlength=len(hits))
        large = expected >= 8
        return depth * spread_of_rates(hits[large], expected[large], float(self.scan.orders.bad.sum()))

    def holds(self, segment: Segment, others: Sequence[Segment]) -> bool:
        """Significant after the price of the search, and large enough to matter."""
        evidence = self.weigh(segment, others)
        if evidence.p > self.alpha:
            return False
        if not segment.depth:
            return True
        above = evidence.hits >= LEAST_ABOVE_AVERAGE * evidence.orders * self._average(segment)
        return above and evidence.least > LEAST_LIFT and evidence.excess >= LEAST_EXCESS and self._on_several_days(segment)

    def _average(self, segment: Segment) -> float:
        """Rate of all orders that the segment is compared with."""
        return float(self.scan.orders.bad[self.scan.known(segment)].mean())

    def _on_several_days(self, segment: Segment) -> bool:
        """One bad day is an event, not a segment's rate."""
        if self.scan.orders.days <= LEAST_DAYS:
            return True
        live = self.scan.baseline.live_rows(segment)
        return len(np.unique(self.scan.orders.day[live[self.scan.orders.bad[live]]])) >= LEAST_DAYS


def _beyond(hits: int, expected: float, rest_hits: int, spread: float) -> float:
    """Score beyond harmless differences; expected is at the rate of the rest, which has so many defects."""
    rest = max(rest_hits, 0.5)
    return beyond_harmless(hits, expected * (rest + hits) / (rest + expected), rest + hits, spread)


def spread_of_rates(hits: np.ndarray, expected: np.ndarray, total: float) -> float:
    """Variance of the values' rates against the rest's beyond chance, drawn towards what is usual.

    The fifth of the values that differ most is left out (and allowed for), since among them are those not yet found to be guilty.

    >>> rates = np.array([50.0, 30.0, 44, 37, 60, 20, 41, 38, 52, 26])
    >>> round(spread_of_rates(rates, np.full(10, 40.0), 400.0), 3), round(spread_of_rates(np.full(10, 40.0), np.full(10, 40.0), 400.0), 3)
    (0.04, 0.007)
    """
    rest = np.clip(1 - expected / total, 0.05, 1)
    chance, far = expected * rest, (hits - expected) ** 2
    kept = max(1, int(np.ceil(0.8 * len(hits))))

    def usual_distance(variance: float) -> float:
        return float(np.sort(far / (chance + variance * chance**2))[:kept].mean()) if len(hits) else 0.0

    low, high = 0.0, 1.0
    if usual_distance(low) <= MIDDLE:
        high = low
    while high - low > 1e-4:
        middle = (low + high) / 2
        low, high = (middle, high) if usual_distance(middle) > MIDDLE else (low, middle)
    certainty = float((0.3 / (1 / chance + high) ** 2).sum()) if len(hits) else 0.0
    prior = 1 / USUAL_SPREAD**2
    return (high * certainty + USUAL_SPREAD * prior) / (certainty + prior)
