"""Segments, and the cells: all segments worth a look, as long arrays."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from .table import Orders

MOST_PLACES = 500_000  # up to so many possible values a table of places is kept
KEPT_OF_COMBINATION = 150  # best cells of a combination of columns that are looked at again and again


@dataclass(frozen=True)
class Segment:
    """Positions of attributes with the code of each; without any it is the whole table. onset: day index, 0 for all the time."""

    columns: tuple[int, ...]
    codes: tuple[int, ...]
    onset: int = 0

    @property
    def depth(self) -> int:
        return len(self.columns)

    @property
    def place(self) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """Columns and codes: the segment without its onset."""
        return self.columns, self.codes

    def rows(self, orders: Orders) -> np.ndarray:
        """The orders of the segment, over all days."""
        if not self.depth:
            return np.arange(len(orders))
        first = np.flatnonzero(orders.attributes[self.columns[0]].codes == self.codes[0])
        return first if self.depth == 1 else first[self._inside(orders, first, 1)]

    def among(self, orders: Orders, rows: np.ndarray) -> np.ndarray:
        """Positions, among these orders, of those that belong to the segment, over all days."""
        if not self.depth:
            return np.arange(len(rows))
        first = np.flatnonzero(orders.attributes[self.columns[0]].codes[rows] == self.codes[0])
        return first if self.depth == 1 else first[self._inside(orders, rows[first], 1)]

    def _inside(self, orders: Orders, rows: np.ndarray, after: int) -> np.ndarray:
        """True for the orders that meet the conditions from the given one on."""
        inside = np.ones(len(rows), dtype=bool)
        for column, code in zip(self.columns[after:], self.codes[after:], strict=True):
            inside &= orders.attributes[column].codes[rows] == code
        return inside

    def without(self, dropped: int) -> Segment:
        """The parent that has one condition less."""
        kept = [i for i in range(self.depth) if i != dropped]
        return Segment(tuple(self.columns[i] for i in kept), tuple(self.codes[i] for i in kept), self.onset)


@dataclass(frozen=True, eq=False)
class Combination:
    """The cells of one combination of columns that have enough defects.

    numbers: the cells as mixed-radix numbers of their codes, ascending. hits, expected: cells x spells of days. all_hits, all_expected:
    the same of all orders whose columns are known, by spell: a carrier that is known for late orders only would otherwise look like the
    reason why they are late. price: log of what the search for one of them costs.
    """

    columns: tuple[int, ...]
    sizes: tuple[int, ...]
    numbers: np.ndarray
    hits: np.ndarray
    expected: np.ndarray
    all_hits: np.ndarray
    all_expected: np.ndarray
    price: float

    @cached_property
    def codes(self) -> np.ndarray:
        """The code of each column (rows) of each cell (columns)."""
        return unravel(self.numbers, self.sizes)

    def place_of(self, numbers: np.ndarray) -> np.ndarray:
        """Position of each cell asked for; the number of cells for one that is not there."""
        if self._places is not None:
            return self._places[numbers]
        at = np.minimum(np.searchsorted(self.numbers, numbers), len(self.numbers) - 1)
        return np.where(self.numbers[at] == numbers, at, len(self.numbers))

    @cached_property
    def _places(self) -> np.ndarray | None:
        size = int(np.prod([float(s) for s in self.sizes]))
        if size > MOST_PLACES:
            return None
        places = np.full(size, len(self.numbers), dtype=np.int64)
        places[self.numbers] = np.arange(len(self.numbers))
        return places

    def only(self, kept: np.ndarray) -> Combination:
        """The same with these cells only."""
        return replace(self, numbers=self.numbers[kept], hits=self.hits[kept], expected=self.expected[kept])


class Cells:
    """The cells of all combinations, as long arrays (one entry per cell), with what two segments have in common on request."""

    def __init__(self, orders: Orders, combinations: Iterable[Combination], spell: np.ndarray, spells: int):
        self.orders = orders
        self.combinations = [c for c in combinations if len(c.numbers)]
        self.spell, self.spells = spell, spells
        sizes = [len(c.numbers) for c in self.combinations]
        self.first = np.concatenate([[0], np.cumsum(sizes)]).astype(int)
        self.hits = self._long([c.hits for c in self.combinations])
        self.expected = self._long([c.expected for c in self.combinations])
        self.price = np.repeat([c.price for c in self.combinations], sizes)
        self.of = np.repeat(np.arange(len(sizes)), sizes)  # the combination of each cell
        self.all_hits = np.array([c.all_hits for c in self.combinations]).reshape(-1, spells)
        self.all_expected = np.array([c.all_expected for c in self.combinations]).reshape(-1, spells)

    def __len__(self) -> int:
        return int(self.first[-1])

    def _long(self, parts: list[np.ndarray]) -> np.ndarray:
        return np.concatenate(parts) if parts else np.zeros((0, self.spells))

    def segment(self, cell: int) -> Segment:
        """The segment of a cell."""
        which = int(np.searchsorted(self.first, cell, side="right")) - 1
        combination = self.combinations[which]
        return Segment(combination.columns, tuple(int(c) for c in combination.codes[:, cell - self.first[which]]))

    @cached_property
    def prices(self) -> dict[tuple[int, ...], float]:
        """What a search in each combination of columns costs."""
        return {c.columns: c.price for c in self.combinations}

    def shared(self, rows: np.ndarray, weight: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Sums of a weight (one per row given) over the orders that each cell, and all orders known in each combination, share with these.

        Both by spell (columns).
        """
        spell = self.spell[rows]
        codes = [a.codes[rows] for a in self.orders.attributes]
        everywhere = np.bincount(spell, weights=weight, minlength=self.spells)
        parts, totals = [], []
        for c in self.combinations:
            at = c.place_of(mixed_radix([codes[i] for i in c.columns], c.sizes))  # the place behind the last takes the orders of no cell
            flat = np.bincount(at * self.spells + spell, weights=weight, minlength=(len(c.numbers) + 1) * self.spells)
            parts.append(flat.reshape(-1, self.spells)[:-1])
            unknown = [codes[i] != u for i in c.columns if (u := self.orders.attributes[i].unknown) >= 0]
            known = np.logical_and.reduce(unknown) if unknown else None
            totals.append(everywhere if known is None else np.bincount(spell[known], weights=weight[known], minlength=self.spells))
        return self._long(parts), np.array(totals).reshape(-1, self.spells)


def mixed_radix(codes: list[np.ndarray], sizes: Iterable[int]) -> np.ndarray:
    """One number for several codes.

    >>> mixed_radix([np.array([1, 2]), np.array([0, 3])], (3, 4))
    array([ 4, 11])
    """
    number = np.zeros(len(codes[0]), dtype=np.int64)
    for code, size in zip(codes, sizes, strict=True):
        number *= size
        number += code
    return number


def unravel(numbers: np.ndarray, sizes: Iterable[int]) -> np.ndarray:
    """The codes behind the numbers, one row per column.

    >>> unravel(np.array([4, 11]), (3, 4))
    array([[1, 2],
           [0, 3]])
    """
    codes = []
    for size in reversed(list(sizes)):
        codes.append(numbers % size)
        numbers = numbers // size
    return np.array(codes[::-1]).reshape(len(codes), -1)
