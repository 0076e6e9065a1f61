"""What chance alone does: defects drawn from the baseline, the same for the same orders in whatever order and by whatever names."""

from __future__ import annotations

import numpy as np

from .cells import NullHits
from .table import Orders

MOST_DRAWS = 12
MOST_DRAWN = 12_000  # defects drawn in all; with so many in a single draw the union bound is used instead
FEWEST_DRAWS = 5


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
