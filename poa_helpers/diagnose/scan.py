"""The scan: every segment's score against what the baseline expects, the best date included."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property

import numpy as np

from .baseline import Baseline, Fit
from .cells import Cells, Segment, build_cells
from .score import change_score, level_score
from .table import Orders

CLEARLY = 1.0  # by how much (log likelihood) "since a date" must beat "all the time" beyond its price
BEFORE, AFTER = 5, 3  # days that must lie before and after an onset
FIRST_LOOK = 12
BENT = 12.0  # so far below the threshold (log likelihood) a change may look at first


class Scan:
    """The cells of a table, its baseline, the dates that may be an onset, and what looking at all of them costs."""

    def __init__(self, orders: Orders, mode: str, alpha: float, max_depth: int):
        self.orders = orders
        self.mode = mode
        self.threshold = -float(np.log(alpha))
        self.baseline = Baseline(orders, mode)
        self.cells: Cells = build_cells(orders, max_depth)
        first, end = orders.offset + -(-BEFORE // orders.step), orders.days - -(-AFTER // orders.step) + 1
        self.dates = np.arange(first, end) if orders.days > 1 else np.zeros(0, dtype=np.int64)
        self.date_price = float(np.log(max(len(self.dates), 1)))

    @cached_property
    def _cell_of(self) -> dict[tuple[tuple[int, ...], tuple[int, ...]], int]:
        return {(s.columns, s.codes): i for i, s in enumerate(self.cells.segments)}

    @cached_property
    def _population_hits(self) -> np.ndarray:
        return self.cells.population_since(self.orders.bad.astype(float), self.orders.day)

    def candidates(self, others: tuple[Segment, ...]) -> list[Segment]:
        """Segments above the threshold, the others being known; the best first."""
        found = self.scan_changes(others) if self.mode == "change" else self.scan_levels(others)
        return [segment for _, segment in sorted(found, key=_rank)]

    def scan_levels(self, others: tuple[Segment, ...]) -> list[tuple[float, Segment]]:
        """Score less price of the segments worse than the rest, and of the whole table since a date."""
        found = self.account_step(others)
        if len(self.cells):
            net, onset = self._scan_level(self.baseline.fit(others))
            above = np.flatnonzero(net >= self.threshold)
            found += [(round(float(net[i]), 9), replace(self.cells.segments[i], onset=int(onset[i]))) for i in above]
        return found

    def scan_changes(self, others: tuple[Segment, ...]) -> list[tuple[float, Segment]]:
        """The same of what got worse. The first look is at a baseline that the change itself has bent; the best are fitted for good."""
        if not len(self.cells) or not len(self.dates):
            return []
        net, onset = self._scan_change(self.baseline.fit(others))
        best = [i for i in np.lexsort((np.arange(len(net)), -np.round(net, 9)))[:FIRST_LOOK] if net[i] > self.threshold - BENT]
        found = []
        for i in best:
            segment = self.dated(replace(self.cells.segments[i], onset=int(onset[i])), others)
            net_gain = self.gain(segment, others) - self.price(segment)
            if net_gain >= self.threshold:
                found.append((round(net_gain, 9), segment))
        return found

    def dated(self, segment: Segment, others: tuple[Segment, ...]) -> Segment:
        """The onset once more, with a baseline that knows of the change."""
        fit = self.baseline.fit((*others, segment))
        without = fit.expected.copy() if fit.timeless is None else fit.timeless.copy()
        without[self.baseline.live_rows(segment)] /= fit.lifts[-1]
        rows, lift = self.baseline.rows(segment), max(fit.lifts[-1], 1.01)
        day = self.orders.day[rows]
        gain = np.bincount(day, weights=self.orders.bad[rows] * np.log(lift) - without[rows] * (lift - 1), minlength=self.orders.days)
        return replace(segment, onset=int(self.dates[_last_best(gain[::-1].cumsum()[::-1][self.dates])]))

    def _since(self, fit: Fit) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
        """Hits and expected since each day: of each cell, and of the orders it is compared with."""
        which = self.cells.population
        expected = fit.expected if fit.timeless is None else fit.timeless
        population = self.cells.population_since(expected, self.orders.day)
        return self.cells.hits_since, self.cells.since(expected), self._population_hits[which], population[which]

    def _scan_level(self, fit: Fit) -> tuple[np.ndarray, np.ndarray]:
        hits, expected, all_hits, all_expected = self._since(fit)
        expected = expected * (all_hits[:, :1] / all_expected[:, :1])
        total = all_hits[:, :1]
        net = level_score(hits[:, 0], expected[:, 0], total[:, 0]) - self.cells.price
        onset = np.zeros(len(net), dtype=np.int64)
        if len(self.dates):
            later = level_score(hits[:, self.dates], expected[:, self.dates], total)
            best = _last_best(later)
            dated = later[np.arange(len(net)), best] - self.cells.price
            places = np.log(np.minimum(len(self.dates), np.maximum(hits[:, 0], 1)))  # between two defects all dates are one
            sure = (dated - self.date_price >= self.threshold) | (net < self.threshold)
            onset = np.where(sure & (dated - places - CLEARLY > net), self.dates[best], 0)
            net = np.where(onset > 0, dated - self.date_price, net)
        return net, onset

    def _scan_change(self, fit: Fit) -> tuple[np.ndarray, np.ndarray]:
        hits, expected, all_hits, all_expected = self._since(fit)
        score = _change_curve(hits, expected, all_hits, all_expected, self.dates)
        best = _last_best(score)
        return score[np.arange(len(best)), best] - self.cells.price - self.date_price, self.dates[best]

    def account_step(self, others: tuple[Segment, ...]) -> list[tuple[float, Segment]]:
        """The whole account got worse or better on a date: no segment's fault, but the baseline must know of it."""
        if self.mode == "change" or not len(self.dates):
            return []
        score, day = whole_table_step(self.orders, self.baseline.fit(others).expected, self.dates)
        net = score - self.date_price - np.log(2)
        return [(round(float(net), 9), Segment((), (), day))] if net >= self.threshold else []

    def price(self, segment: Segment) -> float:
        """What the search for a segment like this costs, in log likelihood."""
        if not segment.depth:
            return self.date_price + float(np.log(2))
        cell = self._cell_of.get((segment.columns, segment.codes))
        own = self.cells.price[cell] if cell is not None else self.cells.price.max(initial=0.0)
        return float(own) + (self.date_price if segment.onset else 0.0)

    def worth(self, segments: Sequence[Segment]) -> float:
        """Log likelihood of a set of segments less what each cost to find."""
        return self.baseline.fit(tuple(segments)).likelihood - sum(self.price(s) for s in segments)

    def known(self, segment: Segment) -> np.ndarray:
        """The orders whose values are known in the segment's columns."""
        known = np.ones(len(self.orders), dtype=bool)
        for column in segment.columns:
            mask = self.orders.attributes[column].known
            known &= True if mask is None else mask
        return known

    def gain(self, segment: Segment, others: tuple[Segment, ...]) -> float:
        """Log likelihood ratio of one segment, the others being known (without its price)."""
        if self.mode == "change":
            likelihood = self.baseline.fit((*others, segment)).likelihood
            at_most = likelihood - self.baseline.fit(others).likelihood
            if at_most < self.price(segment) + self.threshold:
                return at_most
            never = replace(segment, onset=self.orders.days)
            return likelihood - self.baseline.fit((*others, never)).likelihood
        orders, expected = self.orders, self.baseline.fit(others).expected
        live, known = self.baseline.live_rows(segment), self.known(segment)
        hits, total = orders.bad[live].sum(), orders.bad[known].sum()
        fair = expected[live].sum() * total / expected[known].sum()
        score = level_score(hits, fair, total)
        return float(score if segment.depth else np.maximum(score, level_score(total - hits, total - fair, total)))


def whole_table_step(orders: Orders, expected: np.ndarray, dates: np.ndarray, *, only_worse: bool = False) -> tuple[float, int]:
    """Score and day of the best single step of the whole table's rate, either way."""
    hits = np.bincount(orders.day, weights=orders.bad, minlength=orders.days)[::-1].cumsum()[::-1]
    base = np.bincount(orders.day, weights=expected, minlength=orders.days)[::-1].cumsum()[::-1]
    total = hits[0]
    base = base * (total / base[0])
    score = level_score(hits, base, total)
    if not only_worse:
        score = np.maximum(score, level_score(total - hits, total - base, total))
    day = int(dates[score[dates].argmax()])
    return float(score[day]), day


def _change_curve(hits: np.ndarray, expected: np.ndarray, all_hits: np.ndarray, all_expected: np.ndarray, dates: np.ndarray) -> np.ndarray:
    """Change score at every date; the arguments are sums since each day (last axis)."""
    with np.errstate(divide="ignore", invalid="ignore"):
        late = expected[..., dates] / all_expected[..., dates]
        early = (expected[..., :1] - expected[..., dates]) / (all_expected[..., :1] - all_expected[..., dates])
    return change_score(hits[..., dates], hits[..., :1], late, early, all_hits[..., dates], all_hits[..., :1])[0]


def _last_best(score: np.ndarray) -> np.ndarray:
    """Position of the highest score along the last axis; of equal ones the last, so that "since" is a day with orders of the segment."""
    return score.shape[-1] - 1 - np.round(score, 7)[..., ::-1].argmax(axis=-1)


def _rank(item: tuple[float, Segment]) -> tuple[float, int, tuple[int, ...], tuple[int, ...]]:
    """The best first; of equal ones the shorter, then the earlier attribute."""
    score, segment = item
    return -score, segment.depth, segment.columns, segment.codes
