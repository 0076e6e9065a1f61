"""What every order's chance of a defect would be, given the segments already found.

Level: one rate for all, times a factor for each segment found. Change: each attribute value's own lasting level, each week and day,
each found segment's own lasting level, and a factor for it since its onset. All fitted by multiplicative sweeps.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from .cells import Segment
from .table import Orders

PRIOR = 10.0  # every lasting level is drawn towards "no effect" as by this many expected defects
PRIOR_SEGMENT = 3.0
SWEEPS = 200
CLOSE = 1e-9
MOST_SWEEPS = 15
CLOSE_ENOUGH = 0.03  # largest last step of a fit with many effects
MOST_REMEMBERED = 5_000_000  # expected values kept from earlier fits


@dataclass(frozen=True, eq=False)
class Fit:
    """expected: defects expected of each order. lifts: factor of each segment. likelihood: its log, with the prior's part.

    effects, lasting: levels of the attributes and weeks, and of each segment before its onset; the next fit starts from them.
    timeless: expected, but for the weeks: a step at one date must not be hidden by weeks that were fitted without it.
    """

    expected: np.ndarray
    lifts: tuple[float, ...]
    likelihood: float
    effects: tuple[np.ndarray, ...] = ()
    lasting: tuple[float, ...] = ()
    timeless: np.ndarray | None = None


class Baseline:
    """Fits for one order table; remembers which orders belong to a segment."""

    def __init__(self, orders: Orders, mode: str):
        self.orders = orders
        self.mode = mode
        self._rows: dict[tuple[tuple[int, ...], tuple[int, ...]], np.ndarray] = {}
        self._fits: dict[tuple[Segment, ...], Fit] = {}
        self._groups = self._lasting_groups() if mode == "change" else []
        self._hits = [np.bincount(codes[orders.bad], minlength=size) for codes, size in self._groups]

    def rows(self, segment: Segment) -> np.ndarray:
        """The segment's orders over all days."""
        key = (segment.columns, segment.codes)
        if key not in self._rows:
            self._rows[key] = segment.rows(self.orders)
        return self._rows[key]

    def live_rows(self, segment: Segment) -> np.ndarray:
        """The segment's orders since its onset."""
        rows = self.rows(segment)
        return rows[self.orders.day[rows] >= segment.onset] if segment.onset else rows

    def fit(self, segments: Sequence[Segment]) -> Fit:
        """Fit the segments jointly; their order does not matter beyond rounding."""
        key = tuple(segments)
        if key not in self._fits:
            while len(self._fits) * len(self.orders) > MOST_REMEMBERED and len(self._fits) > 2:
                del self._fits[next(k for k in self._fits if k)]
            self._fits[key] = self._fit_change(key) if self.mode == "change" else self._fit_level(key)
        return self._fits[key]

    def _fit_level(self, segments: tuple[Segment, ...]) -> Fit:
        bad = self.orders.bad
        expected = np.full(len(self.orders), self.orders.rate)
        live = [self.live_rows(s) for s in segments]
        lifts = np.ones(len(segments))
        outside = np.ones(len(bad), dtype=bool)
        for rows in live:
            outside[rows] = False
        empty = not bad[outside].any()  # then the rest counts as half a defect, since no lift is infinite
        if empty:
            expected[:] = 0.5 / max(int(outside.sum()), 1)
        for _ in range(SWEEPS if segments else 0):
            before = lifts.copy()
            for i, rows in enumerate(live):
                factor = max(float(bad[rows].sum()), 0.5) / max(float(expected[rows].sum()), 1e-12)
                lifts[i] *= factor
                expected[rows] *= factor
            if not empty:
                expected *= bad.sum() / expected.sum()
            if np.allclose(before, lifts, rtol=CLOSE, atol=0):
                break
        return Fit(expected, tuple(lifts.tolist()), float(np.log(expected[bad]).sum() - expected.sum()))

    def _lasting_groups(self) -> list[tuple[np.ndarray, int]]:
        """Codes and sizes of what has a level of its own: the attributes, and last the weeks."""
        week = self.orders.day // max(1, round(7 / self.orders.step))
        return [*((a.codes, len(a.values)) for a in self.orders.attributes), (week, int(week.max(initial=0)) + 1)]

    def _fit_change(self, segments: tuple[Segment, ...]) -> Fit:
        bad = self.orders.bad
        start = self._fits.get(segments[:-1]) or self._fits.get(())
        effects = [np.ones(size) for _, size in self._groups] if start is None else list(start.effects)
        known = 0 if start is None else len(start.lifts)
        lasting, lifts = np.ones(len(segments)), np.ones(len(segments))
        if start is not None:
            lasting[:known], lifts[:known] = start.lasting, start.lifts
        parts = [(self.rows(s), self.live_rows(s)) for s in segments]
        expected = np.full(len(self.orders), self.orders.rate)
        for (codes, _), effect in zip(self._groups, effects, strict=True):
            expected *= effect[codes]
        for (rows, live), level, lift in zip(parts, lasting, lifts, strict=True):
            expected[rows] *= level
            expected[live] *= lift
        for _ in range(MOST_SWEEPS):
            moved = self._sweep(expected, effects)
            for i, (rows, live) in enumerate(parts):
                new = _lasting_level(bad, expected, rows, live, float(lasting[i]))
                expected[rows] *= new / lasting[i]
                factor = max(float(bad[live].sum()), 0.5) / max(float(expected[live].sum()), 1e-12) if len(live) else 1.0
                expected[live] *= factor
                moved = max(moved, abs(np.log(factor)), abs(np.log(new / lasting[i])))
                lasting[i], lifts[i] = new, lifts[i] * factor
            expected *= bad.sum() / expected.sum()
            if moved < CLOSE_ENOUGH:
                break
        prior = PRIOR * sum(float((np.log(e) - e + 1).sum()) for e in effects)
        prior += PRIOR_SEGMENT * float((np.log(lasting) - lasting + 1).sum())
        likelihood = float(np.log(expected[bad]).sum() - expected.sum()) + prior
        timeless = expected / effects[-1][self._groups[-1][0]]
        return Fit(expected, tuple(lifts.tolist()), likelihood, tuple(effects), tuple(lasting.tolist()), timeless)

    def _sweep(self, expected: np.ndarray, effects: list[np.ndarray]) -> float:
        """Fit every group of lasting levels once, in place; returns the largest step on the log scale."""
        moved = 0.0
        for i, (codes, size) in enumerate(self._groups):
            now = np.bincount(codes, weights=expected, minlength=size)
            new = (self._hits[i] + PRIOR) / (now / effects[i] + PRIOR)
            factor, effects[i] = new / effects[i], new
            expected *= factor[codes]
            moved = max(moved, float(np.abs(np.log(factor)).max()))
        return moved


def _lasting_level(bad: np.ndarray, expected: np.ndarray, rows: np.ndarray, live: np.ndarray, old: float) -> float:
    """A segment's own level before its onset, drawn towards that of its attributes."""
    hits = float(bad[rows].sum() - bad[live].sum())
    now = float(expected[rows].sum() - expected[live].sum())
    return (hits + PRIOR_SEGMENT) / (max(now, 0.0) / old + PRIOR_SEGMENT)
