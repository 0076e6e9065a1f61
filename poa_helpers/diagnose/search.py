"""Which set of segments explains the excess of defects: grow several sets side by side, look again given the others, drop what is not needed."""

from __future__ import annotations

import numpy as np

from ..progress import tick
from .baseline import Fit
from .cells import Segment
from .evidence import Scales
from .nesting import Nesting
from .scan import Scan
from .table import Orders

MOST_SEGMENTS = 8
SETS = 2  # grown side by side
CHILDREN = 3  # tried of each
EXACT = 8  # best-looking segments whose worth is computed exactly
PARENTS_OF = 2  # of so many the parents as well
OTHER_ORDERS = 0.8  # Jaccard index below which two segments are different starts


class Search:
    """One search: the scan, the scales, and the rules by which a set of segments is chosen."""

    def __init__(self, orders: Orders, mode: str, alpha: float, max_depth: int):
        self.scan = Scan(orders, mode, alpha, max_depth)
        self.scales = Scales(self.scan, alpha)
        self.nesting = Nesting(self.scales)
        self.max_depth = max_depth

    def run(self) -> Fit:
        """The set of segments that is worth most."""
        found = self._grow()
        found = self._look_again(found)
        found = self._needed(found)
        found = self._needed(self._merge_up(found))
        segments = [self.nesting.plainest(s) if s.depth else s for s in found.segments]
        return self._dated_again(self.scan.fit(segments, found.base))

    def _grow(self) -> Fit:
        """Add the best segments to the best sets until nothing more holds."""
        start = self.scan.fit((), self.scan.baseline.first)
        best, sets = start, [start]
        for _ in range(MOST_SEGMENTS):
            grown: dict[tuple[Segment, ...], Fit] = {}
            for fit in sets:
                for child in self.better(fit, CHILDREN):
                    grown[child.segments] = child
            if not grown:
                break
            sets = sorted(grown.values(), key=self._rank)[:SETS]
            best = min([best, *sets], key=self._rank)
        return best

    def _rank(self, fit: Fit) -> tuple[float, tuple]:
        """The worthiest first; of equal ones the one with fewer and earlier conditions."""
        return -round(self.scan.worth(fit), 6), tuple((s.depth, s.columns, s.codes) for s in fit.segments)

    def better(self, fit: Fit, most: int, *, worth_more_than: float = -np.inf) -> list[Fit]:
        """The fit with one segment more, for the best segments that hold and are not nearly the same orders."""
        tick()
        step = self.scan.account_step(fit)
        looked = [s for s in self.scan.look(fit) if all(s.place != known.place for known in fit.segments)]
        for start in range(0, max(len(looked), 1), EXACT):  # the best-looking may all be parts of what is known already
            some = looked[start : start + EXACT]
            if not start:
                some = ([step] if step else []) + some + [s.without(i) for s in some[:PARENTS_OF] if s.depth > 1 for i in range(s.depth)]
            chosen = self._best_that_hold(some, fit, most, worth_more_than)
            if chosen:
                return chosen
        return []

    def _best_that_hold(self, looked: list[Segment], fit: Fit, most: int, worth_more_than: float) -> list[Fit]:
        """Of these segments the best, dated and fitted."""
        tried: dict[tuple[Segment, ...], tuple[Segment, Fit]] = {}
        for segment in {s.place: s for s in looked}.values():
            dated = self.scan.dated(segment, fit) if segment.depth else segment
            if any(dated.place == known.place for known in fit.segments):
                continue
            child = self.scan.fit((*fit.segments, dated), fit.base)
            tried[child.segments] = (dated, child)
        ranked = sorted(tried.values(), key=lambda pair: self._rank(pair[1]))[: most + 1]
        settled = [self._settled(segment, child, fit) for segment, child in ranked]
        chosen: list[tuple[Segment, Fit]] = []
        for segment, child in sorted(settled, key=lambda pair: self._rank(pair[1])):
            if len(chosen) == most or self.scan.worth(child) <= worth_more_than:
                break
            rows = self.scan.baseline.live_rows(segment)
            if all(overlap(rows, self.scan.baseline.live_rows(s)) < OTHER_ORDERS for s, _ in chosen) and self.scales.holds(segment, child):
                chosen.append((segment, child))
        return [child for _, child in chosen]

    def _settled(self, segment: Segment, child: Fit, fit: Fit) -> tuple[Segment, Fit]:
        """A fit with a new segment on a base that knows of it, and the segment's onset by that base."""
        child = self.scan.settled(child)
        if not segment.depth or self.scan.mode == "level" or child.base is fit.base:
            return segment, child
        dated = self.scan.dated(segment, self.scan.fit(fit.segments, child.base))
        if dated == segment:
            return segment, child
        other = self.scan.settled(self.scan.fit((*fit.segments, dated), child.base))
        return (dated, other) if self.scan.worth(other) > self.scan.worth(child) else (segment, child)

    def _look_again(self, fit: Fit) -> Fit:
        """Search each segment anew, the others being known: a confounded twin gives way to the guilty one."""
        for _ in range(3):
            before = fit
            for segment in before.segments:
                if segment not in fit.segments:
                    continue
                others = self.scan.settled(self.scan.fit([s for s in fit.segments if s != segment], fit.base))
                without = self.scan.settled(self._dated_again(others))
                if self.scan.worth(without) > self.scan.worth(fit) + 1e-6:
                    fit = without
                    continue
                for child in self.better(others, 1, worth_more_than=self.scan.worth(fit) + 1e-6):
                    fit = child
            if fit.segments == before.segments:
                break
        return fit

    def _needed(self, fit: Fit) -> Fit:
        """Drop, the weakest first, what does not hold any more given the others."""
        while fit.segments:
            failing = [s for s in fit.segments if not self.scales.holds(s, fit)]
            if not failing:
                break
            weakest = min(failing, key=lambda s: self.scales.weigh(s, fit).score - self.scan.price(s))
            fit = self.scan.settled(self.scan.fit([s for s in fit.segments if s != weakest], fit.base))
        return fit

    def _merge_up(self, fit: Fit) -> Fit:
        """Where the rest of a wider segment is raised as well, or is not clearly better, the wider one is what went wrong."""
        for segment in [s for s in fit.segments if s.depth]:
            while segment in fit.segments and (wider := self.nesting.wider(segment, fit)) is not None:
                others = [s for s in fit.segments if s != segment and s.place != wider.place]
                segment, fit = wider, self.scan.fit([*others, wider], fit.base)
        return fit

    def _dated_again(self, fit: Fit) -> Fit:
        """The onsets once more, all segments being known."""
        for _ in range(3 if self.scan.mode == "change" else 0):
            before = fit
            for segment in before.segments:
                others = self.scan.fit([s for s in fit.segments if s != segment], fit.base)
                fit = self.scan.fit([*others.segments, self.scan.dated(segment, others)], fit.base)
            if fit.segments == before.segments:
                break
        return fit


def overlap(one: np.ndarray, other: np.ndarray) -> float:
    """Jaccard index of two sets of rows.

    >>> overlap(np.array([1, 2, 3]), np.array([2, 3, 4]))
    0.5
    """
    both = int(np.isin(one, other, assume_unique=True, kind="table").sum()) if len(other) else 0
    return both / max(len(one) + len(other) - both, 1)
