"""A world: orders with their attributes as codes, and how likely each of them is to be bad before anything is planted."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import date, timedelta

import numpy as np

MISSING = -1


def seeded(*key: object) -> np.random.Generator:
    """A generator of its own for every key.

    >>> bool(seeded("dev", 1).random() == seeded("dev", 1).random()), bool(seeded("dev", 1).random() == seeded("dev", 2).random())
    (True, False)
    """
    digest = hashlib.sha256("/".join(map(str, key)).encode()).digest()
    return np.random.default_rng(np.frombuffer(digest, np.uint32))


@dataclass(frozen=True)
class World:
    """Orders before any cause is planted.

    codes: attribute -> value code per order (MISSING where the report has none); names: attribute -> text per code.
    day: index of the order's day from `start`. base: the chance of each order to be bad. known: the same as far as anybody could know it, that is
    with the mean in place of effects nobody sees (a bad day, a luckless ASIN); causes are judged by it.
    confounded: attributes of which one mostly decides the other. swap: in tier t6, the cause and the segment that was always bad.
    """

    codes: dict[str, np.ndarray]
    names: dict[str, list[str]]
    day: np.ndarray
    days: int
    start: date
    base: np.ndarray
    known: np.ndarray
    confounded: tuple[str, ...]
    swap: tuple[dict[str, str], dict[str, str]] | None = None
    notes: dict[str, object] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.day)

    def mask(self, segment: dict[str, str]) -> np.ndarray:
        """True for the orders of a segment."""
        inside = np.ones(len(self), bool)
        for attribute, value in segment.items():
            inside &= self.codes[attribute] == self.names[attribute].index(value)
        return inside

    def text_of(self, day: int) -> str:
        return (self.start + timedelta(days=int(day))).isoformat()


def zipf(size: int, exponent: float) -> np.ndarray:
    """Shares of the 1st, 2nd … biggest value.

    >>> zipf(2, 1.0).round(2).tolist()
    [0.67, 0.33]
    """
    weights = 1.0 / np.arange(1, size + 1) ** exponent
    return weights / weights.sum()


def draw(rng: np.random.Generator, weights: np.ndarray, count: int) -> np.ndarray:
    """`count` codes drawn with the weights (of any shape; codes count its cells row by row)."""
    heap = np.cumsum(weights.ravel())
    return np.minimum(np.searchsorted(heap, rng.random(count) * heap[-1], side="right"), len(heap) - 1)


def draw_given(rng: np.random.Generator, table: np.ndarray, row: np.ndarray) -> np.ndarray:
    """A code for each order from the row of the table that its parent's code names."""
    heap = np.cumsum(table, axis=1)
    heap = heap / heap[:, -1:]
    # all rows in one line, each lifted by its own number: one search serves all orders
    place = np.searchsorted((heap + np.arange(len(heap))[:, None]).ravel(), row + rng.random(len(row)), side="right")
    return np.minimum(place - row * table.shape[1], table.shape[1] - 1)


def harmless(rng: np.random.Generator, size: int, spread: float, most: float = 0.25) -> np.ndarray:
    """Factors of the values of one attribute that mean nothing: log-normal with the spread, cut at `most` (of the log)."""
    return np.exp(np.clip(rng.normal(0, spread, size), -most, most))
