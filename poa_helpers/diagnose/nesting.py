"""Segments within segments: when the wider one is what went wrong, and which name to use for the same orders."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from .cells import LEAST_ORDERS, Segment
from .evidence import Scales
from .score import level_score, lift_interval

RAISED = 1.25  # lower limit of the lift from which the rest of a wider segment counts as raised
LEAST_SHARE_OF_CHILD = 0.4  # and its log lift must be at least this part of the child's
NESTED = 0.99


class Nesting:
    """Compares a segment with those that contain it."""

    def __init__(self, scales: Scales):
        self.scales = scales
        self.scan = scales.scan

    def wider(self, child: Segment, others: list[Segment]) -> Segment | None:
        """The best wider segment that holds and that the data do not clearly tell from the child."""
        if self.scan.baseline.fit((*others, child)).lifts[-1] <= 1:
            return None
        wider = [child.without(i) for i in range(child.depth if child.depth > 1 else 0)] + self._around(child)
        fitting = [s for s in dict.fromkeys(wider) if self._alike(child, s, others) and self.scales.holds(s, others)]
        return max(fitting, key=lambda s: round(self.scan.worth([*others, s]), 6), default=None)

    def _around(self, child: Segment) -> list[Segment]:
        """Single values that hold all orders of the child and more, such as the carrier of a ship method."""
        cells, rows = self.scan.cells, self.scan.baseline.rows(child)
        nested = (cells.shared_with(rows) >= NESTED * len(rows)) & (cells.sizes > len(rows))
        around = [cells.segments[i] for i in np.flatnonzero(nested)]
        return [replace(s, onset=child.onset) for s in around if s.depth == 1 and (child.depth > 1 or s.columns != child.columns)]

    def _alike(self, child: Segment, wider: Segment, others: list[Segment]) -> bool:
        """The wider segment's other orders are raised too, or so few that the child's further condition does not pay for itself."""
        fit = self.scan.baseline.fit((*others, child))
        elsewhere = [self.scan.baseline.live_rows(s) for s in others if s.depth]
        shared = np.unique(np.concatenate(elsewhere)) if elsewhere else np.zeros(0, dtype=np.int64)  # they have another reason
        inside = np.setdiff1d(self.scan.baseline.live_rows(child), shared, assume_unique=True)
        rest = np.setdiff1d(
            self.scan.baseline.live_rows(wider), np.union1d(shared, self.scan.baseline.live_rows(child)), assume_unique=True
        )
        if not len(rest) or not len(inside):
            return wider.depth < child.depth
        bad = self.scan.orders.bad
        hits, expected = float(bad[rest].sum()), float(fit.expected[rest].sum())
        lift = max(fit.lifts[-1], 1.01)
        if (
            hits >= 1
            and np.log(hits / expected) >= LEAST_SHARE_OF_CHILD * np.log(lift)
            and lift_interval(hits, expected, 0.0, 0.95)[0] > RAISED
        ):
            return True
        if wider.depth >= child.depth and wider.columns > child.columns:
            return False
        mine, mine_expected = float(bad[inside].sum()), float(fit.expected[inside].sum()) / lift
        contrast = level_score(np.array(mine), np.array((mine + hits) * mine_expected / (mine_expected + expected)), mine + hits)
        return float(contrast) < self.scan.threshold + np.log(self._children(wider))

    def _children(self, segment: Segment) -> int:
        """How many further conditions a segment could have been given."""
        rows = self.scan.baseline.rows(segment)
        codes = [a.codes[rows] for i, a in enumerate(self.scan.orders.attributes) if i not in segment.columns]
        return max(1, sum(int((np.bincount(c) >= LEAST_ORDERS).sum()) for c in codes))

    def plainest(self, segment: Segment) -> Segment:
        """Of the segments with exactly the same orders the one with the fewest conditions and the best known attributes."""
        cells, rows = self.scan.cells, self.scan.baseline.rows(segment)
        same = np.flatnonzero((cells.shared_with(rows) == len(rows)) & (cells.sizes == len(rows)))
        named = [segment, *(replace(cells.segments[i], onset=segment.onset) for i in same)]
        return min(named, key=lambda s: (s.depth, s.columns, s.codes))
