"""Which set of segments explains the excess of defects: add, look again given the others, drop what is not needed."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from .cells import Segment
from .evidence import Scales
from .nesting import Nesting
from .scan import Scan
from .table import Orders

MOST_SEGMENTS = 8
MOST_CANDIDATES = 60
STARTS = {"level": 3, "change": 1}  # changes are dear to fit


class Search:
    """One search: the scan, the scales, and the rules by which a set of segments is chosen."""

    def __init__(self, orders: Orders, mode: str, alpha: float, max_depth: int):
        self.scan = Scan(orders, mode, alpha, max_depth)
        self.scales = Scales(self.scan, alpha)
        self.nesting = Nesting(self.scales)

    def run(self) -> list[Segment]:
        """The set of segments that is worth most, from several starting points."""
        steps = [segment for _, segment in self.scan.account_step(())]
        sets = [self._needed(steps)]
        for known in [steps, []] if steps else [[]]:
            for start in range(STARTS[self.scan.mode]):
                first = self.best(known, skip=start)
                if first is None:
                    break
                sets.append(self._grow([*known, first]))
        found = max(sets, key=lambda s: round(self.scan.worth(s), 6))
        found = self._needed(self._merge_up(found))
        found = [self.nesting.plainest(s) if s.depth else s for s in found]
        return self._date_again(found) if self.scan.mode == "change" else found

    def best(self, others: Sequence[Segment], skip: int = 0) -> Segment | None:
        """The best candidate that holds given the others; `skip` passes over the first so many that are other orders."""
        seen: list[np.ndarray] = []
        for segment in self.scan.candidates(tuple(others))[:MOST_CANDIDATES]:
            if any(s.columns == segment.columns and s.codes == segment.codes for s in others):
                continue
            if not self.scales.holds(segment, others):
                continue
            if not skip:
                return segment
            rows = self.scan.baseline.live_rows(segment)
            if all(_overlap(rows, other) < 0.8 for other in seen):
                if len(seen) == skip:
                    return segment
                seen.append(rows)
        return None

    def _date_again(self, segments: list[Segment]) -> list[Segment]:
        """The onsets once more, all segments being known."""
        for _ in range(3):
            before = list(segments)
            for segment in before:
                others = [s for s in segments if s != segment]
                segments = [*others, self.scan.dated(segment, tuple(others))]
            if set(before) == set(segments):
                break
        return segments

    def _grow(self, segments: list[Segment]) -> list[Segment]:
        while len(segments) < MOST_SEGMENTS:
            segments = self._look_again(segments)
            following = self.best(segments)
            if following is None:
                break
            segments = [*segments, following]
        return self._needed(segments)

    def _look_again(self, segments: list[Segment]) -> list[Segment]:
        """Search each segment anew, the others being known: a confounded twin gives way to the guilty one."""
        for _ in range(3 if len(segments) > 1 else 0):
            changed = False
            for segment in list(segments):
                others = [s for s in segments if s != segment]
                better = self.best(others)
                if better is not None and better != segment and self.scan.worth([*others, better]) > self.scan.worth(segments) + 1e-6:
                    segments, changed = [*others, better], True
            if not changed:
                break
        return segments

    def _needed(self, segments: list[Segment]) -> list[Segment]:
        """Drop, the weakest first, what does not hold any more given the others."""
        while segments:
            others = {s: [o for o in segments if o != s] for s in segments}
            failing = [s for s in segments if not self.scales.holds(s, others[s])]
            if not failing:
                break
            weakest = min(failing, key=lambda s: self.scales.weigh(s, others[s]).score - self.scan.price(s))
            segments = others[weakest]
        return segments

    def _merge_up(self, segments: list[Segment]) -> list[Segment]:
        """Where the rest of a wider segment is raised as well, or is not clearly better, the wider one is what went wrong."""
        for segment in [s for s in segments if s.depth]:
            others = [s for s in segments if s != segment]
            current = segment
            while (wider := self.nesting.wider(current, others)) is not None:
                current = wider
            if current != segment:
                segments = [*others, current]
        return segments


def _overlap(one: np.ndarray, other: np.ndarray) -> float:
    """Jaccard index of two sets of rows."""
    both = len(np.intersect1d(one, other, assume_unique=True))
    return both / max(len(one) + len(other) - both, 1)
