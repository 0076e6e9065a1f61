"""What chance alone does: defects drawn from the baseline, the same for the same orders in whatever order and by whatever names."""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock

import numpy as np

from .score import LEAST_DEFECTS
from .table import Orders

LEAST_LUCK = -3.5  # where few cells have enough defects, draws tell little: the bar is not lowered beyond this
MOST_DRAWS = 12
MOST_DRAWN = 12_000  # defects drawn in all; with so many in a single draw the union bound is used instead
FEWEST_DRAWS = 5

Score = Callable[[np.ndarray, np.ndarray, np.ndarray, np.ndarray], np.ndarray]
"""Net scores of cells: hits, expected, all expected (by spell), number of the draw."""


class NullHits:
    """Defects drawn by chance from the baseline: `rows` are the orders drawn, `draw` says in which of the draws."""

    def __init__(self, rows: np.ndarray, draw: np.ndarray, draws: int):
        self.rows, self.draw, self.draws = rows, draw, draws
        self._best = np.full(draws, -np.inf)
        self._one_at_a_time = Lock()

    def by_spell(self, spell: np.ndarray, spells: int) -> np.ndarray:
        """Defects of each draw (rows) by spell (columns)."""
        flat = np.bincount(self.draw * spells + spell[self.rows], minlength=self.draws * spells)
        return flat.reshape(self.draws, spells).astype(float)

    def see(
        self, number: np.ndarray, size: int, expected: np.ndarray, all_expected: np.ndarray, price: float, spell: np.ndarray, score: Score
    ) -> None:
        """Look for the best score of each draw among the cells of one combination.

        number: cell of each order drawn. expected: cells x spells, negative for the cells that are not searched; all_expected: of all
        orders whose columns are known.
        """
        spells = expected.shape[1]
        often = np.bincount(number, minlength=size) >= LEAST_DEFECTS  # in all draws together; most cells are not drawn even so often
        kept = np.flatnonzero(often[number] & (expected[number, 0] >= 0))
        keys, inverse, hits = np.unique(self.draw[kept] * size + number[kept], return_inverse=True, return_counts=True)
        many = hits >= LEAST_DEFECTS
        if not many.any():
            return
        place = np.full(len(keys), -1)
        place[many] = np.arange(many.sum())
        at = place[inverse]
        inside = at >= 0
        drawn_on = spell[self.rows[kept[inside]]]
        table = np.bincount(at[inside] * spells + drawn_on, minlength=int(many.sum()) * spells).reshape(-1, spells)
        drawn = keys[many] // size
        net = score(table.astype(float), expected[keys[many] % size], all_expected, drawn) - price
        with self._one_at_a_time:
            np.maximum.at(self._best, drawn, net)

    @property
    def location(self) -> float:
        """Where the best net score of a search by chance lies (Gumbel distribution with scale 1, fitted by maximum likelihood)."""
        if not self.draws:
            return 0.0
        best = np.maximum(self._best, LEAST_LUCK)
        return min(0.0, float(-np.log(np.exp(-best).mean())))


def draw_null(orders: Orders, expected: np.ndarray) -> NullHits:
    """Draws of defects by the expected ones; none where the table has so many that a search by chance costs too much time."""
    defects = int(orders.bad.sum())
    draws = min(MOST_DRAWS, MOST_DRAWN // max(defects, 1))
    if draws < FEWEST_DRAWS:
        return NullHits(np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64), 0)
    key = _fingerprints(orders)
    chance = -np.expm1(-expected)
    rows, which = [], []
    for draw in range(draws):
        uniform = _mixed(key + np.uint64((draw + 1) * 0x9E3779B97F4A7C15 % 2**64)).astype(np.float64) / 2.0**64
        drawn = np.flatnonzero(uniform < chance)
        rows.append(drawn)
        which.append(np.full(len(drawn), draw))
    return NullHits(np.concatenate(rows), np.concatenate(which), draws)


def _fingerprints(orders: Orders) -> np.ndarray:
    """A number for each order, made of what its values are like, not of their names; equal orders are numbered on."""
    total = orders.day.astype(np.uint64) + np.uint64(1)
    for attribute in orders.attributes:
        likeness = np.bincount(attribute.codes, minlength=len(attribute.values)).astype(np.uint64)
        worse = np.bincount(attribute.codes[orders.bad], minlength=len(attribute.values)).astype(np.uint64)
        early = np.bincount(attribute.codes, weights=orders.day, minlength=len(attribute.values)).astype(np.uint64)
        total = total + _mixed(_mixed(_mixed(likeness) + worse) + early)[attribute.codes]
    place = np.argsort(total, kind="stable")
    ordered = total[place]
    first = np.concatenate([[True], ordered[1:] != ordered[:-1]]) if len(ordered) else np.zeros(0, dtype=bool)
    starts = np.flatnonzero(first)
    repeat = np.arange(len(ordered)) - starts[np.cumsum(first) - 1] if len(ordered) else np.zeros(0, dtype=np.int64)
    total[place] = _mixed(ordered) + repeat.astype(np.uint64) * np.uint64(0xD1342543DE82EF95)
    return total


def _mixed(value: np.ndarray) -> np.ndarray:
    """SplitMix64's finaliser: neighbouring numbers become unrelated ones (Steele, Lea, Flood 2014).

    >>> bool((_mixed(np.array([1, 2], dtype=np.uint64)) > 2**60).all())
    True
    """
    value = (value ^ (value >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    value = (value ^ (value >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return value ^ (value >> np.uint64(31))
