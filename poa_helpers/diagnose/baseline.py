"""What every order's chance of a defect would be: with nothing wrong (the base), and with a set of segments that were worse (a fit).

Level: one rate for all. Change: each attribute value's own lasting level, drawn towards "no effect".
A fit adds a factor for each segment (since its onset); in change mode also each segment's lasting level and each week's level.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import xlogy

from .cells import Segment
from .table import Orders

PRIOR = 10.0  # every lasting level is drawn towards "no effect" as by this many expected defects
PRIOR_UNKNOWN = 0.5  # of those orders whose value is unknown hardly
PRIOR_SEGMENT = 3.0
SWEEPS = 3
ITERATIONS = 25
CLOSE = 3e-4  # largest last step of a fit, relative; the likelihood is then right to about a millionth
MOST_REMEMBERED = 40_000_000  # rows of segments kept for the next time they are asked for
MOST_WIDE = 2_000_000  # up to so many orders codes are kept as wide as counting wants them, which is faster
HALF = 0.5  # a lift is never infinite: no defect counts as half a one


@dataclass(frozen=True, eq=False)
class Base:
    """Defects expected of each order with nothing wrong.

    expected: a multiple of a power of two, so that sums are exact and do not depend on the order of rows. effects: level of each
    value of each attribute (empty in level mode). log: log likelihood of the defects' own terms and of the levels' prior.
    """

    expected: np.ndarray
    effects: tuple[np.ndarray, ...]
    log: float
    number: int


@dataclass(frozen=True, eq=False)
class Fit:
    """Factors of a set of segments on a base.

    lifts: since the onset of each. levels: lasting ones (ones in level mode). weeks: level of each week (likewise). scale: factor of
    all. likelihood: log, with the priors' part and the base's.
    """

    segments: tuple[Segment, ...]
    base: Base
    lifts: tuple[float, ...]
    levels: tuple[float, ...]
    weeks: np.ndarray
    scale: float
    likelihood: float

    def factor(self, orders: Orders, rows: np.ndarray, *, without: Segment | None = None) -> np.ndarray:
        """What the segments multiply the base of these rows by (weeks not included); `without` leaves out the lift of one."""
        factor = np.full(len(rows), self.scale)
        for segment, lift, level in zip(self.segments, self.lifts, self.levels, strict=True):
            inside = segment.among(orders, rows)
            if level != 1.0:
                factor[inside] *= level
            if segment != without:
                factor[inside[orders.day[rows[inside]] >= segment.onset] if segment.onset else inside] *= lift
        return factor


class Baseline:
    """Bases and fits for one order table; remembers which orders belong to a segment, and the fits."""

    def __init__(self, orders: Orders, mode: str):
        self.orders = orders
        self.mode = mode
        self.bad = np.flatnonzero(orders.bad)
        days = max(1, round(7 / orders.step)) if mode == "change" else orders.days + 1  # level mode knows no weeks
        self.week = (orders.day // days).astype(np.int16)
        self.weeks = int(self.week.max(initial=0)) + 1
        self.quantum = 2.0 ** -(52 - int(np.ceil(np.log2(len(self.bad) + 2))))
        self._rows: dict[Hashable, np.ndarray] = {}
        self._held = 0
        self._fits: dict[tuple, Fit] = {}
        self._pattern = np.zeros(len(orders), dtype=np.int32)
        self._bases = 0
        self._totals: dict[int, np.ndarray] = {}
        self._groups = self._lasting_groups()
        self.first = self._base(self._sweep(np.full(len(orders), orders.rate), [np.ones(len(p)) for _, p, _ in self._groups], SWEEPS))

    def rows(self, segment: Segment) -> np.ndarray:
        """The segment's orders over all days."""
        return self._remembered(segment.place, lambda: segment.rows(self.orders))

    def live_rows(self, segment: Segment) -> np.ndarray:
        """The segment's orders since its onset."""
        if not segment.onset:
            return self.rows(segment)
        rows = self.rows(segment)
        return self._remembered(segment, lambda: rows[self.orders.day[rows] >= segment.onset])

    def _remembered(self, key: Hashable, find: Callable[[], np.ndarray]) -> np.ndarray:
        if key not in self._rows:
            found = find()
            while self._rows and self._held + len(found) > MOST_REMEMBERED:
                self._held -= len(self._rows.pop(next(iter(self._rows))))
            self._rows[key] = found
            self._held += len(found)
        return self._rows[key]

    def union(self, segments: Sequence[Segment]) -> np.ndarray:
        """The orders that belong to any of these segments, over all days."""
        inside = np.zeros(len(self.orders), dtype=bool)
        for segment in segments:
            inside[self.rows(segment)] = True
        return np.flatnonzero(inside)

    def _lasting_groups(self) -> list[tuple[np.ndarray, np.ndarray, np.ndarray]]:
        """Codes, prior and defects of what has a level of its own: in change mode every value."""
        groups = []
        for attribute in self.orders.attributes if self.mode == "change" else ():
            prior = np.full(len(attribute.values), PRIOR)
            if attribute.unknown >= 0:
                prior[attribute.unknown] = PRIOR_UNKNOWN
            codes = attribute.codes if len(self.orders) > MOST_WIDE else attribute.codes.astype(np.intp)
            groups.append((codes, prior, np.bincount(attribute.codes[self.bad], minlength=len(prior))))
        return groups

    def _sweep(self, expected: np.ndarray, effects: list[np.ndarray], sweeps: int) -> tuple[np.ndarray, list[np.ndarray]]:
        """Fit every group of lasting levels in turn; returns what is expected with them and the levels."""
        expected = expected.copy()
        effects = list(effects)
        exact = np.empty_like(expected)
        for _ in range(sweeps if self._groups else 0):
            for i, (codes, prior, hits) in enumerate(self._groups):
                now = np.bincount(codes, weights=self.exact(expected, exact), minlength=len(prior))
                new = (hits + prior) / (now / effects[i] + prior)
                expected *= (new / effects[i])[codes]
                effects[i] = new
            expected *= len(self.bad) / self.exact(expected, exact).sum()
        return expected, effects

    def exact(self, values: np.ndarray, out: np.ndarray | None = None) -> np.ndarray:
        """Rounded to a grid so fine that it does not matter, and so coarse that sums are exact in any order."""
        large = 1.5 * 2.0**52 * self.quantum  # adding it leaves no room for finer digits
        out = np.add(values, large, out=out)
        return np.subtract(out, large, out=out)

    def _base(self, swept: tuple[np.ndarray, list[np.ndarray]]) -> Base:
        expected, effects = np.maximum(self.exact(swept[0]), self.quantum), swept[1]
        log = float(np.log(np.sort(expected[self.bad])).sum())
        for (_, prior, _), effect in zip(self._groups, effects, strict=True):
            log += float((prior * (np.log(effect) - effect + 1)).sum())
        self._bases += 1
        return Base(expected, tuple(effects), log, self._bases)

    def refit(self, fit: Fit) -> Base:
        """The lasting levels anew, the lifts and weeks of a fit being known.

        From the start and not from the levels before: those had taken the lifts for lasting, and would let go of them slowly.
        """
        if not fit.segments or self.mode == "level":
            return fit.base
        known = fit.weeks[self.week]
        for segment, lift in zip(fit.segments, fit.lifts, strict=True):
            known[self.live_rows(segment)] *= lift
        start = known * (len(self.bad) / np.sort(known).sum())  # sorted, so that the order of rows does not matter
        expected, effects = self._sweep(start, [np.ones(len(p)) for _, p, _ in self._groups], SWEEPS)
        return self._base((expected / known, effects))

    def fit(self, segments: Sequence[Segment], base: Base) -> Fit:
        """Fit the segments jointly; their order does not matter."""
        ordered = tuple(sorted(segments, key=lambda s: (s.columns, s.codes, s.onset)))
        key = (ordered, base.number)
        if key not in self._fits:
            self._fits[key] = self._fit(ordered, base)
        return self._fits[key]

    def _patterns(self, segments: tuple[Segment, ...], base: Base) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
        """Defects and expected (patterns x weeks) of the orders that belong to the same segments; who belongs to each, and since its onset."""
        pattern, power = self._pattern, 1
        for segment in segments:
            pattern[self.rows(segment)] += power
            pattern[self.live_rows(segment)] += power
            power *= 3
        union = np.flatnonzero(pattern)
        change = self.mode == "change"
        flat, flat_bad = pattern[union].astype(np.int64), pattern[self.bad].astype(np.int64)
        if change:
            flat, flat_bad = flat * self.weeks + self.week[union], flat_bad * self.weeks + self.week[self.bad]
        size = power * self.weeks
        expected = np.bincount(flat, weights=base.expected[union], minlength=size).astype(float).reshape(power, self.weeks)
        hits = np.bincount(flat_bad, minlength=size).reshape(power, self.weeks).astype(float)
        expected[0] = self._by_week(base) - expected[1:].sum(axis=0)
        pattern[union] = 0
        there = np.flatnonzero((expected > 0).any(axis=1) | (hits > 0).any(axis=1))
        digit = np.array([there // 3**j % 3 for j in range(len(segments))]).reshape(len(segments), len(there))
        return hits[there], np.maximum(expected[there], 0.0), digit >= 1, digit == 2

    def _by_week(self, base: Base) -> np.ndarray:
        if base.number not in self._totals:
            sums = np.bincount(self.week, weights=base.expected, minlength=self.weeks) if self.mode == "change" else base.expected.sum()
            self._totals[base.number] = np.atleast_1d(sums)
        return self._totals[base.number]

    def _fit(self, segments: tuple[Segment, ...], base: Base) -> Fit:
        hits, expected, inside, live = self._patterns(segments, base)
        count, change = len(segments), self.mode == "change"
        of_pattern, of_week, total = hits.sum(axis=1), hits.sum(axis=0), float(hits.sum())
        since, before = live.astype(float), (inside & ~live).astype(float)
        since_hits = np.maximum(since @ of_pattern, HALF).tolist()
        before_hits = (before @ of_pattern + PRIOR_SEGMENT).tolist()
        lifts, levels, weeks, factor = [1.0] * count, [1.0] * count, np.ones(self.weeks), np.ones(len(expected))
        scale = 1.0
        outside = ~live.any(axis=0)
        empty = count > 0 and not of_pattern[outside].any()  # then the rest counts as half a defect
        if empty:
            scale = HALF / max(float(expected[outside].sum()), 1e-12)
            factor *= scale
        raised = [np.flatnonzero(mask) for mask in live]
        settled = [np.flatnonzero(mask) for mask in inside]
        for _ in range(ITERATIONS):
            moved = 0.0
            if change:
                new = (of_week + PRIOR) / (factor @ expected + PRIOR)
                moved = float(np.abs(new - weeks).max())
                weeks = new
            now = (expected @ weeks) * factor
            start = now.copy()
            for j in range(count):
                if change:
                    new = before_hits[j] / (float(before[j] @ now) / levels[j] + PRIOR_SEGMENT)
                    now[settled[j]] *= new / levels[j]
                    moved, levels[j] = max(moved, abs(new / levels[j] - 1)), new
                if len(raised[j]):
                    step = since_hits[j] / max(float(since[j] @ now), 1e-12)
                    now[raised[j]] *= step
                    moved, lifts[j] = max(moved, abs(step - 1)), lifts[j] * step
            if not empty:
                step = total / float(now.sum())
                now *= step
                scale *= step
            factor *= np.divide(now, start, out=np.ones(len(now)), where=start > 0)
            if moved < CLOSE:
                break
        factors = factor[:, None] * weeks
        likelihood = float(xlogy(hits, np.where(hits > 0, factors, 1.0)).sum() - (factors * expected).sum()) + base.log
        if change:
            likelihood += PRIOR * float((np.log(weeks) - weeks + 1).sum()) + PRIOR_SEGMENT * sum(np.log(u) - u + 1 for u in levels)
        return Fit(segments, base, tuple(lifts), tuple(levels), weeks, scale, float(likelihood))
