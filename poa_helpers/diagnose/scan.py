"""The scan: every segment's score against what the fit expects, the best date included."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from .baseline import Base, Baseline, Fit
from .cells import KEPT_OF_COMBINATION, Cells, Combination, Segment
from .count import build_combinations
from .draws import draw_null
from .score import change_score, level_score
from .table import Orders

CLEARLY = 1.0  # by how much (log likelihood) "since a date" must beat "all the time" beyond its price
BEFORE, AFTER = 5, 3  # days that must lie before and after an onset
SPELLS = 12  # the first look is at so many spells of days
FEWEST_LOOKED_AT = 8  # of very many orders, where what is real stands out at once and a look is dear
MOST_LOOKED_AT = {"level": 40, "change": 16}  # a change is dear to weigh
SLACK = {"level": 2.0, "change": 8.0}  # so far below the threshold a first look may be, since it sees spells and bent levels only
MOST_SETTLED = 200_000  # orders up to which every set of segments gets a base of its own
CONDITION = 0.5  # log likelihood that each further condition must be worth, beyond its price: of two like explanations the shorter
NEAR = 3  # days: onsets so near to one another are one date, searched for once


class Scan:
    """The cells of a table, its baseline, the dates that may be an onset, and what looking at all of them costs."""

    def __init__(self, orders: Orders, mode: str, alpha: float, max_depth: int):
        self.orders = orders
        self.mode = mode
        self.baseline = Baseline(orders, mode)
        first, end = orders.offset + -(-BEFORE // orders.step), orders.days - -(-AFTER // orders.step) + 1
        self.dates = np.arange(first, end) if orders.days > 1 else np.zeros(0, dtype=np.int64)
        self.date_price = float(np.log(max(len(self.dates), 1)))
        self.near_price = float(np.log(min(2 * NEAR + 1, max(len(self.dates), 1))))
        self.spells = max(1, min(SPELLS, len(self.dates)))
        starts = np.linspace(0, orders.days, self.spells + 1).astype(int)
        self.starts = starts[1:-1][(starts[1:-1] >= first) & (starts[1:-1] < end)]  # spell s > 0 begins on this day
        starts = np.concatenate([[0], self.starts])
        self.spells = len(starts)
        self.spell = (np.searchsorted(starts, np.arange(max(orders.days, 1)), side="right") - 1)[orders.day].astype(np.int64)
        self._total_hits = np.bincount(self.spell[orders.bad], minlength=self.spells).astype(float)
        self._total_expected = np.bincount(self.spell, weights=self.baseline.first.expected, minlength=self.spells)
        null = draw_null(orders, self.baseline.first.expected)
        self._drawn_hits = null.by_spell(self.spell, self.spells)
        combinations = build_combinations(
            orders, self.baseline.first.expected, self.spell, self.spells, max_depth, null, self._score_by_chance
        )
        self.luck = null.location
        self.threshold = self.luck - float(np.log(-np.log1p(-alpha)))
        self.prices = {c.columns: c.price for c in combinations}
        self.singles = [c for c in combinations if len(c.columns) == 1]
        self.cells = Cells(orders, [c.only(self._most_promising(c)) for c in combinations], self.spell, self.spells)
        self._settled: dict[tuple[Segment, ...], Fit] = {}
        self._shared: dict[Segment, tuple[np.ndarray, np.ndarray]] = {}

    # ------------------------------------------------------------ scores of cells, by spells

    def _score_by_chance(self, hits: np.ndarray, expected: np.ndarray, all_expected: np.ndarray, draw: np.ndarray) -> np.ndarray:
        """Score of cells of drawn defects; each draw has about as many defects as the table."""
        drawn = np.maximum(self._drawn_hits[draw] * all_expected / np.maximum(self._total_expected, 1e-12), hits)
        if self.mode == "change":
            return _change_curve(hits, expected, drawn, all_expected).max(axis=1, initial=0.0) - self.date_price
        all_drawn = drawn.sum(axis=1)
        return level_score(hits.sum(axis=1), expected.sum(axis=1) * all_drawn / max(all_expected.sum(), 1e-12), all_drawn)

    def _most_promising(self, combination: Combination) -> np.ndarray:
        """The cells of a combination that are worth keeping."""
        if len(combination.numbers) <= KEPT_OF_COMBINATION:
            return np.arange(len(combination.numbers))
        net, _ = self._net(
            combination.hits, combination.expected, combination.all_hits[None], combination.all_expected[None], combination.price
        )
        return np.sort(np.lexsort((np.arange(len(net)), -np.round(net, 9)))[:KEPT_OF_COMBINATION])

    def _net(
        self, hits: np.ndarray, expected: np.ndarray, all_hits: np.ndarray, all_expected: np.ndarray, price: np.ndarray | float
    ) -> tuple[np.ndarray, np.ndarray]:
        """Best score of each cell less its price, and the spell since which (0: all the time)."""
        if self.mode == "change":
            if self.spells < 2:
                return np.full(len(hits), -np.inf), np.zeros(len(hits), dtype=int)
            score = _change_curve(hits, expected, all_hits, all_expected)
            best = _last_best(score)
            return score[np.arange(len(best)), best] - price - self.date_price, best + 1
        total = all_hits.sum(axis=1, keepdims=True)
        fair = _since(expected) * (total / np.maximum(all_expected.sum(axis=1, keepdims=True), 1e-12))
        score = level_score(_since(hits), fair, total)
        score[:, 1:] -= self.date_price
        best = score.argmax(axis=1) if len(score) else np.zeros(0, dtype=int)
        return score[np.arange(len(best)), best] - price, best

    def look(self, fit: Fit) -> list[Segment]:
        """Segments by what they seem to be worth given those of the fit, the best first; the onset is right to a spell."""
        if not len(self.cells):
            return []
        expected, all_expected = self._expected(fit)
        of = self.cells.of
        net, spell = self._net(self.cells.hits, expected, self.cells.all_hits[of], all_expected[of], self.cells.price)
        starts = np.concatenate([[0], self.starts])
        order = np.lexsort((np.arange(len(net)), -np.round(net, 9)))[
            : MOST_LOOKED_AT[self.mode] if len(self.orders) <= MOST_SETTLED else FEWEST_LOOKED_AT
        ]
        return [
            replace(self.cells.segment(int(i)), onset=int(starts[spell[i]])) for i in order if net[i] > self.threshold - SLACK[self.mode]
        ]

    def _expected(self, fit: Fit) -> tuple[np.ndarray, np.ndarray]:
        """Expected defects of the cells, and of all known orders of each combination, given the segments of the fit (to first order)."""
        expected, all_expected = self.cells.expected.copy(), self.cells.all_expected.copy()
        if fit.base is not self.baseline.first:
            expected *= self._own_ratio(fit)[:, None]
        for segment, lift, level in zip(fit.segments, fit.lifts, fit.levels, strict=True):
            for (cells, known), factor in zip(self._in_common(segment), (level - 1, level * (lift - 1)), strict=True):
                expected += factor * cells
                all_expected += factor * known
        return np.maximum(expected, 1e-9), np.maximum(all_expected, 1e-9)

    def _own_ratio(self, fit: Fit) -> np.ndarray:
        """How the lasting levels of each cell's own values changed since the cells were counted."""
        ratios = [now / first for now, first in zip(fit.base.effects, self.baseline.first.effects, strict=True)]
        parts = []
        for c in self.cells.combinations:
            part = np.ones(len(c.numbers))
            for column, codes in zip(c.columns, c.codes, strict=True):
                part *= ratios[column][codes]
            parts.append(part)
        return np.concatenate(parts)

    def _in_common(self, segment: Segment) -> tuple[tuple[np.ndarray, np.ndarray], tuple[np.ndarray, np.ndarray]]:
        """What the cells have in common with a segment: over all days, and since its onset."""
        if segment not in self._shared:
            base = self.baseline.first.expected
            rows, live = self.baseline.rows(segment), self.baseline.live_rows(segment)
            always = self.cells.shared(rows, base[rows])
            self._shared[segment] = always, self.cells.shared(live, base[live]) if segment.onset else always
        return self._shared[segment]

    # ------------------------------------------------------------ one segment, exactly

    def dated(self, segment: Segment, fit: Fit) -> Segment:
        """The best onset of a segment given the others: in level mode only where "since a date" is clearly better."""
        if not len(self.dates):
            return replace(segment, onset=0)
        curve = self.by_day(segment, fit).curve(self.mode)
        best = int(self.dates[_last_best(curve[self.dates])])
        if self.mode == "change":
            return replace(segment, onset=best)
        own = self.prices.get(segment.columns, 0.0)
        places = np.log(min(len(self.dates), max(self.by_day(segment, fit).hits.sum(), 1)))  # between two defects all dates are one
        sure = curve[best] - own - self._date_cost(best, fit.segments) >= self.threshold or curve[0] - own < self.threshold
        return replace(segment, onset=best if sure and curve[best] - places - CLEARLY > curve[0] else 0)

    def by_day(self, segment: Segment, fit: Fit) -> Days:
        """Defects and expected ones by day, of a segment and of all orders it is compared with, the others of the fit being known."""
        others = tuple(s for s in fit.segments if s != segment)
        key = (segment.place, others, fit.base.number, fit.lifts)
        if key not in self._by_day:
            rows = self.baseline.rows(segment)
            hits, expected = self._daily(rows, fit, segment)
            partly = tuple(c for c in segment.columns if self.orders.attributes[c].known is not None)
            self._by_day[key] = Days(hits, expected, *self._all_by_day(partly, fit, segment, others))
        return self._by_day[key]

    def _daily(self, rows: np.ndarray, fit: Fit, without: Segment) -> tuple[np.ndarray, np.ndarray]:
        days = self.orders.days
        weight = self.baseline.exact(fit.base.expected[rows] * fit.factor(self.orders, rows, without=without))
        hits = np.bincount(self.orders.day[rows[self.orders.bad[rows]]], minlength=days).astype(float)
        return hits, np.bincount(self.orders.day[rows], weights=weight, minlength=days)

    def _all_by_day(
        self, partly: tuple[int, ...], fit: Fit, without: Segment, others: tuple[Segment, ...]
    ) -> tuple[np.ndarray, np.ndarray]:
        """The same of all orders that are known in these columns."""
        key = (partly, others, fit.base.number, fit.lifts)
        if key in self._by_day:
            return self._by_day[key]
        if partly:
            rows = np.flatnonzero(np.logical_and.reduce([self.orders.attributes[c].known for c in partly]))
            self._by_day[key] = self._daily(rows, fit, without)
        else:
            days, rows = self.orders.days, self.baseline.union(others)
            expected = self._base_by_day(fit.base) * fit.scale
            extra = self.baseline.exact(fit.base.expected[rows] * (fit.factor(self.orders, rows, without=without) - fit.scale))
            self._by_day[key] = self._daily_hits, expected + np.bincount(self.orders.day[rows], weights=extra, minlength=days)
        return self._by_day[key]

    def _base_by_day(self, base: Base) -> np.ndarray:
        if base.number not in self._by_day:
            self._by_day[base.number] = np.bincount(self.orders.day, weights=base.expected, minlength=self.orders.days)
        return self._by_day[base.number]

    @cached_property
    def _by_day(self) -> dict:
        return {}

    @cached_property
    def _daily_hits(self) -> np.ndarray:
        return np.bincount(self.orders.day[self.orders.bad], minlength=self.orders.days).astype(float)

    # ------------------------------------------------------------ what a search costs

    @cached_property
    def account_onset(self) -> int | None:
        """The day since which the whole table is clearly worse, whoever is to blame: an onset then need not be searched for."""
        if not len(self.dates):
            return None
        score, day = whole_table_step(self.orders, self.baseline.first.expected, self.dates, only_worse=True)
        return day if score - self.date_price >= -np.log(0.05) else None

    def _date_cost(self, onset: int, others: Sequence[Segment]) -> float:
        """What choosing an onset costs: little near one that is known already."""
        if not onset:
            return 0.0
        known = [s.onset for s in others if s.onset] + ([self.account_onset] if self.account_onset is not None else [])
        near = any(abs(onset - k) * self.orders.step <= NEAR for k in known)
        if not near:
            return self.date_price
        return min(self.near_price, self.date_price + self.luck) - self.luck  # luck is mostly that dates are alike: not to be had twice

    def price(self, segment: Segment, others: Sequence[Segment] = ()) -> float:
        """What the search for a segment like this costs, in log likelihood, the others being known."""
        if not segment.depth:
            return self.date_price + float(np.log(2))
        own = self.prices.get(segment.columns)
        own = max(self.prices.values(), default=0.0) if own is None else own
        return own + self._date_cost(segment.onset, others)

    def worth(self, fit: Fit) -> float:
        """Log likelihood of a set of segments less what each cost to find (by chance alone, a search finds something near `luck`)."""
        costs = (self.luck + CONDITION * (s.depth - 1) + self.price(s, fit.segments[:i]) for i, s in enumerate(fit.segments))
        return fit.likelihood - sum(costs)

    def fit(self, segments: Sequence[Segment], base: Base) -> Fit:
        """The segments on a base, jointly."""
        return self.baseline.fit(segments, base)

    def settled(self, fit: Fit) -> Fit:
        """The same segments on a base that knows of them; where orders are many, the base they are on is good enough."""
        if self.mode == "level" or len(self.orders) > MOST_SETTLED:
            return fit
        if not fit.segments:
            return self.fit((), self.baseline.first)
        if fit.segments not in self._settled:
            self._settled[fit.segments] = self.fit(fit.segments, self.baseline.refit(fit))
        return self._settled[fit.segments]

    def gain(self, segment: Segment, fit: Fit) -> float:
        """Log likelihood ratio of one segment of a fit, the others being known (without its price)."""
        if self.mode == "change":
            others = self.settled(self.fit([s for s in fit.segments if s != segment], fit.base))
            never = replace(segment, onset=self.orders.days)  # its lasting level, without a change
            return fit.likelihood - self.fit([*others.segments, never], others.base).likelihood
        days = self.by_day(segment, fit)
        hits, expected, _, _ = days.since(segment.onset)
        total = float(days.all_hits.sum())
        fair = expected * total / max(float(days.all_expected.sum()), 1e-12)
        score = level_score(hits, fair, total)
        return float(score if segment.depth else np.maximum(score, level_score(total - hits, total - fair, total)))

    def account_step(self, fit: Fit) -> Segment | None:
        """The whole account got worse or better on a date: no segment's fault, but the baseline must know of it."""
        if self.mode == "change" or not len(self.dates) or any(not s.depth for s in fit.segments):
            return None
        expected = fit.base.expected * fit.factor(self.orders, np.arange(len(self.orders))) if fit.segments else fit.base.expected
        score, day = whole_table_step(self.orders, expected, self.dates)
        step = Segment((), (), day)
        return step if score - self.price(step) >= self.threshold else None


@dataclass(frozen=True, eq=False)
class Days:
    """Defects and expected ones by day: of a segment, and of all orders it is compared with."""

    hits: np.ndarray
    expected: np.ndarray
    all_hits: np.ndarray
    all_expected: np.ndarray

    def curve(self, mode: str) -> np.ndarray:
        """Score of the segment since each day."""
        if mode == "change":
            return np.concatenate([[0.0], _change_curve(self.hits, self.expected, self.all_hits, self.all_expected)])
        total = float(self.all_hits.sum())
        return level_score(_since(self.hits), _since(self.expected) * total / max(self.all_expected.sum(), 1e-12), total)

    def since(self, onset: int) -> tuple[float, float, float, float]:
        """The four sums from a day on."""
        return tuple(float(a[onset:].sum()) for a in (self.hits, self.expected, self.all_hits, self.all_expected))


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


def _since(table: np.ndarray) -> np.ndarray:
    """Sums from each spell on (last axis)."""
    return np.ascontiguousarray(np.cumsum(table[..., ::-1], axis=-1)[..., ::-1])


def _change_curve(hits: np.ndarray, expected: np.ndarray, all_hits: np.ndarray, all_expected: np.ndarray) -> np.ndarray:
    """Change score at the start of every spell or day but the first; the arguments are by spell or day (last axis)."""
    hits, expected, all_hits, all_expected = (_since(a) for a in (hits, expected, all_hits, all_expected))
    after = (..., slice(1, None))
    before, all_before = expected[..., :1] - expected[after], all_expected[..., :1] - all_expected[after]
    with np.errstate(divide="ignore", invalid="ignore"):
        late, early = expected[after] / all_expected[after], before / all_before
    return change_score(hits[after], hits[..., :1], late, early, all_hits[after], all_hits[..., :1])[0]


def _last_best(score: np.ndarray) -> np.ndarray:
    """Position of the highest score along the last axis; of equal ones the last, so that "since" is a day with orders of the segment."""
    return score.shape[-1] - 1 - np.round(score, 7)[..., ::-1].argmax(axis=-1)
