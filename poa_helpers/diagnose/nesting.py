"""Segments within segments: when the wider one is what went wrong, and which name to use for the same orders."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations

import numpy as np

from .baseline import Fit
from .cells import Segment
from .evidence import Scales
from .score import lift_interval

RAISED = 1.25  # lower limit of the lift from which the rest of a wider segment counts as raised
LEAST_SHARE_OF_CHILD = 0.4  # and its log lift must be at least this part of the child's
TOLERATED = 3.0  # log likelihood by which a wider segment whose rest is raised may be the worse explanation
NESTED = 0.99


class Nesting:
    """Compares a segment with those that contain it."""

    def __init__(self, scales: Scales):
        self.scales = scales
        self.scan = scales.scan

    def wider(self, child: Segment, fit: Fit) -> Segment | None:
        """The best wider segment that holds and that the data do not clearly tell from the child."""
        others = [s for s in fit.segments if s != child]
        wider = [child.without(i) for i in range(child.depth if child.depth > 1 else 0)] + self._around(child)
        fitting = []
        for segment in dict.fromkeys(wider):
            if any(segment.place == s.place for s in others):
                continue
            instead = self.scan.fit([*others, segment], fit.base)
            worth = self.scan.worth(instead)
            if (
                worth > self.scan.worth(fit) - TOLERATED
                and self._rest_is_raised(child, segment, fit)
                and self.scales.holds(segment, instead)
            ):
                fitting.append((round(worth, 6), segment))
        return max(fitting, key=lambda pair: pair[0])[1] if fitting else None

    def _around(self, child: Segment) -> list[Segment]:
        """Single values that hold nearly all orders of the child and more, such as the carrier of a ship method."""
        rows = self.scan.baseline.rows(child)
        around = []
        for column, attribute in enumerate(self.scan.orders.attributes):
            if column in child.columns or not len(rows):
                continue
            counts = np.bincount(attribute.codes[rows])
            code = int(counts.argmax())
            if code != attribute.unknown and counts[code] >= NESTED * len(rows):
                segment = Segment((column,), (code,), child.onset)
                if len(self.scan.baseline.rows(segment)) > len(rows):
                    around.append(segment)
        return around

    def _rest_is_raised(self, child: Segment, wider: Segment, fit: Fit) -> bool:
        """True where the wider segment's other orders are raised too, and by a lift that is like the child's."""
        baseline, orders = self.scan.baseline, self.scan.orders
        shared = baseline.union([s for s in fit.segments if s.depth])  # they have another reason
        rest = np.setdiff1d(baseline.live_rows(wider), shared, assume_unique=True)
        if not len(rest):
            return wider.depth < child.depth
        hits = float(orders.bad[rest].sum())
        expected = float((fit.base.expected[rest] * fit.factor(orders, rest) * fit.weeks[baseline.week[rest]]).sum())
        lift = max(fit.lifts[fit.segments.index(child)], 1.01)
        if hits < 1 or np.log(hits / expected) < LEAST_SHARE_OF_CHILD * np.log(lift):
            return False
        return lift_interval(hits, expected, 0.0, 0.95)[0] > RAISED

    def plainest(self, segment: Segment) -> Segment:
        """Of the segments with exactly the same orders the one with the fewest conditions and the best known attributes."""
        rows = self.scan.baseline.rows(segment)
        always = [c for c, a in enumerate(self.scan.orders.attributes) if len(rows) and (a.codes[rows] == a.codes[rows[0]]).all()]
        always = [c for c in always if self.scan.orders.attributes[c].codes[rows[0]] != self.scan.orders.attributes[c].unknown]
        for named in self._named(always, segment, rows):
            if len(self.scan.baseline.rows(named)) == len(rows):
                return named
        return segment

    def _named(self, columns: list[int], segment: Segment, rows: np.ndarray) -> Iterator[Segment]:
        """Shorter or better known ways to name a segment, the best first, the segment's own name last."""
        for depth in range(1, segment.depth + 1):
            for chosen in combinations(columns, depth):
                if (depth, chosen) >= (segment.depth, segment.columns):
                    return
                codes = tuple(int(self.scan.orders.attributes[c].codes[rows[0]]) for c in chosen)
                yield replace(segment, columns=chosen, codes=codes)
