"""How good a segment's case is: significant after the price of the search, beyond harmless differences, and large enough to matter."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .baseline import PRIOR_SEGMENT, Fit
from .cells import Segment
from .scan import Days, Scan
from .score import beyond_harmless, lift_interval

LEAST_LIFT = 1.5  # the lower limit of the lift must be above this
LEAST_ABOVE_AVERAGE = 1.25  # a segment of nearly all orders does not stand out, whatever the few others are like
LEAST_EXCESS = 6.0
LEAST_DAYS = 3  # one bad day is an event, no segment
USUAL_SPREAD = 0.03  # variance of the log rate among harmless values where the data do not tell (about -16 to +19 %)
INTERVAL_SPREAD = 0.02  # the same as supposed in intervals, which more orders must only sharpen
TRUST_IN_ALL = 5.0  # weight of the spread among the values of all attributes against that of one attribute, which has few values
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
    """Weighs the segments of a fit, the others being known; remembers what it weighed."""

    def __init__(self, scan: Scan, alpha: float):
        self.scan = scan
        self.alpha = alpha
        self._evidence: dict[tuple[Segment, tuple[Segment, ...], int], Evidence] = {}
        self._spreads: dict[Fit, dict[int, float]] = {}

    def weigh(self, segment: Segment, fit: Fit) -> Evidence:
        """The numbers of a segment of the fit when the others are known as well."""
        key = (segment, fit.segments, fit.base.number)
        if key not in self._evidence:
            self._evidence[key] = self._weigh(segment, fit)
        return self._evidence[key]

    def _weigh(self, segment: Segment, fit: Fit) -> Evidence:
        scan, change = self.scan, self.scan.mode == "change"
        days = scan.by_day(segment, fit)
        own, own_expected, since_hits, since_expected = days.since(segment.onset)
        all_hits, all_expected = (since_hits, since_expected) if change else (days.all_hits.sum(), days.all_expected.sum())
        hits, rest_hits = int(own), float(all_hits - own)
        scale = max(rest_hits, 0.5) / max(float(all_expected) - own_expected, 1e-12)
        expected = max(own_expected * scale, 1e-12)
        variance = 1 / max(rest_hits, 0.5)
        if change:
            variance += 1 / (PRIOR_SEGMENT + float(days.hits.sum()) - hits)
        spread = self.spread(segment, fit) if segment.depth else 0.0
        usual = (CHANGE_SPREAD if change else INTERVAL_SPREAD) * segment.depth
        low, high = lift_interval(max(hits, 0.5), expected, variance + usual, 0.95)
        score = scan.gain(segment, fit)
        sure = min(score, _beyond(hits, expected, rest_hits, spread)) if segment.depth else score
        least = lift_interval(max(hits, 0.5), expected, variance + spread, 0.95)[0]
        if segment.depth and segment.onset and not change:
            sure, least = self._among_orders_since(days.since(segment.onset), spread, sure, least)
        others = [s for s in fit.segments if s != segment]
        p = -np.expm1(-np.exp(min(50.0, scan.luck + scan.price(segment, others) - sure)))
        orders = len(scan.baseline.live_rows(segment))
        return Evidence(segment, orders, hits, expected, hits / expected, low, high, score, float(p), least)

    def _among_orders_since(
        self, since: tuple[float, float, float, float], spread: float, sure: float, least: float
    ) -> tuple[float, float]:
        """Score and least lift if the whole account got worse on the same day: the segment must stand out even then."""
        hits, expected, all_hits, all_expected = since
        rest_hits = all_hits - hits
        expected = max(expected * max(rest_hits, 0.5) / max(all_expected - expected, 1e-12), 1e-12)
        low, _ = lift_interval(max(hits, 0.5), expected, 1 / max(rest_hits, 0.5) + spread, 0.95)
        return min(sure, _beyond(hits, expected, rest_hits, spread)), min(least, low)

    def spread(self, segment: Segment, fit: Fit) -> float:
        """Variance of the log rate among innocent segments: harmless differences exist everywhere, and add up with each condition."""
        if self.scan.mode == "change":
            return CHANGE_SPREAD * segment.depth
        if fit not in self._spreads:
            self._spreads[fit] = self._spread_of(fit)
        return sum(self._spreads[fit].get(column, USUAL_SPREAD) for column in segment.columns)

    def _spread_of(self, fit: Fit) -> dict[int, float]:
        """The same among the values of each attribute, drawn towards that among the values of all."""
        orders, rows = self.scan.orders, self.scan.baseline.union(fit.segments)
        extra = self.scan.baseline.exact(fit.base.expected[rows] * (fit.factor(orders, rows) - fit.scale))
        known = {}
        for single in self.scan.singles:
            [column], numbers = single.columns, single.numbers
            more = np.bincount(orders.attributes[column].codes[rows], weights=extra, minlength=single.sizes[0])
            expected, hits = single.expected.sum(axis=1) * fit.scale + more[numbers], single.hits.sum(axis=1)
            unknown = orders.attributes[column].unknown
            total = single.all_expected.sum() * fit.scale + more.sum() - (more[unknown] if unknown >= 0 else 0.0)
            fair = expected * single.all_hits.sum() / max(total, 1e-12)
            known[column] = hits[fair >= 8], fair[fair >= 8]
        total = float(orders.bad.sum())
        everything = [np.concatenate(part) for part in zip(*known.values(), strict=True)] or [np.zeros(0), np.zeros(0)]
        usual = spread_of_rates(*everything, total)
        return {column: spread_of_rates(hits, fair, total, usual, TRUST_IN_ALL) for column, (hits, fair) in known.items()}

    def holds(self, segment: Segment, fit: Fit) -> bool:
        """Significant after the price of the search, and large enough to matter."""
        others = [s for s in fit.segments if s != segment]
        if self.scan.gain(segment, fit) - self.scan.price(segment, others) < self.scan.threshold:
            return False  # most end here, before anything dear is asked
        evidence = self.weigh(segment, fit)
        if evidence.p > self.alpha / max(len(fit.segments), 1) ** 2:  # every further segment is one more chance to be wrong
            return False
        if not segment.depth:
            return True
        days = self.scan.by_day(segment, fit)
        average = float(days.all_hits.sum()) / max(self._orders_known(segment), 1)
        above = evidence.hits >= LEAST_ABOVE_AVERAGE * evidence.orders * average
        return above and evidence.least > LEAST_LIFT and evidence.excess >= LEAST_EXCESS and self._on_several_days(segment, days)

    def _orders_known(self, segment: Segment) -> int:
        """How many orders the segment is compared with, itself among them."""
        masks = [m for c in segment.columns if (m := self.scan.orders.attributes[c].known) is not None]
        return int(np.logical_and.reduce(masks).sum()) if masks else len(self.scan.orders)

    def _on_several_days(self, segment: Segment, days: Days) -> bool:
        """One bad day is an event, not a segment's rate."""
        return len(days.hits) <= LEAST_DAYS or int((days.hits[segment.onset :] > 0).sum()) >= LEAST_DAYS


def _beyond(hits: float, expected: float, rest_hits: float, spread: float) -> float:
    """Score beyond harmless differences; expected is at the rate of the rest, which has so many defects."""
    rest = max(rest_hits, 0.5)
    return beyond_harmless(hits, expected * (rest + hits) / (rest + expected), rest + hits, spread)


def spread_of_rates(hits: np.ndarray, expected: np.ndarray, total: float, usual: float = USUAL_SPREAD, trust: float = 1.0) -> float:
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
    prior = trust / usual**2
    return (high * certainty + usual * prior) / (certainty + prior)
