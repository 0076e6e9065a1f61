"""Counting: every combination of values with enough defects, by spells of days."""

from __future__ import annotations

import itertools
import os
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from ..progress import tick
from .cells import Combination, mixed_radix, unravel
from .draws import NullHits, Score
from .score import LEAST_DEFECTS, search_price
from .table import Orders

MOST_DENSE = 300_000  # a combination with more possible counts than this and than orders is counted only where defects are
MOST_LOOKED_UP = 60_000_000  # up to so many possible values a table of places is faster than a search
MOST_COMBINATIONS = 500  # beyond, three columns are combined only among those that look most alike a cause
SPARSE_LOOKS = 0.4  # independent looks per defect that a search over many small cells is worth at most
FIRST_GLANCE = 2_000  # orders that mostly tell already that two columns are not nested


def build_combinations(
    orders: Orders, base: np.ndarray, spell: np.ndarray, spells: int, max_depth: int, null: NullHits, score: Score
) -> list[Combination]:
    """Count all combinations of 1 to `max_depth` attributes; leave out the unknown, the small, and those that equal a parent.

    base: defects expected of each order if nothing were wrong. null: draws of what chance alone does; they are scored on the way.
    """
    counter = _Counter(orders, base, spell, spells, null, score)
    depths = min(max_depth, len(orders.attributes))
    found: list[Combination] = []
    for depth in range(1, depths + 1):
        wanted = counter.wanted(depth, found)
        found += counter.count(wanted, np.log(depths) + np.log(max(len(wanted), 1)))
    return found


class _Counter:
    """Counts one combination of columns after the other, two at a time."""

    def __init__(self, orders: Orders, base: np.ndarray, spell: np.ndarray, spells: int, null: NullHits, score: Score):
        self.orders, self.base, self.null, self.score = orders, base, null, score
        self.spell, self.spells = spell, spells
        self.bad = np.flatnonzero(orders.bad)
        self.rate = orders.rate
        self.nested = {pair for pair in itertools.combinations(range(len(orders.attributes)), 2) if self._one_within_other(*pair)}
        self.sums: dict[tuple[int, ...], tuple[np.ndarray | None, np.ndarray]] = {}
        self.even = base[0] if len(base) and base.min() == base.max() else None

    def wanted(self, depth: int, found: list[Combination]) -> list[tuple[int, ...]]:
        """The combinations of this depth to count: without columns that lie one within the other, and not too many."""
        columns = range(len(self.orders.attributes))
        every = [c for c in itertools.combinations(columns, depth) if not any(pair in self.nested for pair in itertools.combinations(c, 2))]
        if depth < 3 or len(every) <= MOST_COMBINATIONS:
            return every
        promise = np.zeros(len(columns))
        for c in found:
            best = _gain(c.hits.sum(axis=1), c.expected.sum(axis=1)).max(initial=0.0) - c.price
            for column in c.columns:
                promise[column] = max(promise[column], best)
        ranked = sorted(columns, key=lambda c: (-round(promise[c], 9), c))
        most = next(m for m in range(len(ranked), 2, -1) if m * (m - 1) * (m - 2) // 6 <= MOST_COMBINATIONS or m == 3)
        among = set(ranked[:most])
        return [c for c in every if among.issuperset(c)]

    def count(self, wanted: list[tuple[int, ...]], share: float) -> list[Combination]:
        """Count these; `share` is what choosing among the combinations costs. Counting lets go of Python's lock, so two threads pay."""
        families = [list(family) for _, family in itertools.groupby(wanted, key=lambda columns: columns[:-1])]
        if len(self.base) < 50_000:
            return [combination for family in families for combination in self._count_family(family, share)]
        counted: list[Combination] = []
        with ThreadPoolExecutor(min(4, os.cpu_count() or 1)) as pool:
            for found in pool.map(lambda family: self._count_family(family, share), families):
                counted += found
                tick()
        return counted

    def _count_family(self, family: list[tuple[int, ...]], share: float) -> list[Combination]:
        """Combinations that differ in the last column only: the numbers of the others are worked out once."""
        lead = self.spell.astype(np.int64)
        for column in family[0][:-1]:
            lead *= len(self.orders.attributes[column].values)
            lead += self.orders.attributes[column].codes
        return [self._count(columns, lead, share) for columns in family]

    def _one_within_other(self, one: int, other: int) -> bool:
        """True when each value of one column goes with one value of the other, as an SKU with its ASIN."""
        first, second = self.orders.attributes[one].codes, self.orders.attributes[other].codes
        return _tells(first[:FIRST_GLANCE], second[:FIRST_GLANCE], first, second) or _tells(
            second[:FIRST_GLANCE], first[:FIRST_GLANCE], second, first
        )

    def _count(self, columns: tuple[int, ...], lead: np.ndarray, share: float) -> Combination:
        attributes = [self.orders.attributes[c] for c in columns]
        sizes = tuple(len(a.values) for a in attributes)
        size = int(np.prod([float(s) for s in sizes]))
        if size * self.spells > max(MOST_DENSE, len(self.base)):
            return self._count_sparse(columns, sizes, size, share)
        number = lead * sizes[-1]
        number += attributes[-1].codes
        counts = np.bincount(number, weights=None if self.even is not None else self.base, minlength=self.spells * size)
        expected = (counts * self.even if self.even is not None else counts).reshape(self.spells, size).T
        sums = expected.sum(axis=1)
        if len(columns) < 3:
            self.sums[columns] = None, sums
        hits = np.bincount(number[self.bad], minlength=self.spells * size).reshape(self.spells, size).T
        usable = (sums > 0) & self._known(columns, sizes)
        all_hits, all_expected = hits[usable].sum(axis=0).astype(float), expected[usable].sum(axis=0)
        inside = np.flatnonzero(usable)
        usable[inside] = ~self._equals_a_parent(columns, sizes, inside, sums[inside])
        price = search_price(sums[usable]) + share
        if self.null.draws:
            drawn = number[self.null.rows] % size
            self.null.see(drawn, size, np.where(usable[:, None], expected, -1.0), all_expected, price, self.spell, self.score)
        kept = np.flatnonzero(usable & (hits.sum(axis=1) >= LEAST_DEFECTS))
        return Combination(
            columns, sizes, kept, hits[kept].astype(float), np.ascontiguousarray(expected[kept]), all_hits, all_expected, price
        )

    def _count_sparse(self, columns: tuple[int, ...], sizes: tuple[int, ...], size: int, share: float) -> Combination:
        """The same where most cells are empty: only those with enough defects are counted."""
        attributes = [self.orders.attributes[c] for c in columns]
        number = mixed_radix([a.codes for a in attributes], sizes)
        cells, hits = np.unique(number[self.bad], return_counts=True)
        cells = cells[hits >= LEAST_DEFECTS]
        codes = unravel(cells, sizes)
        known = np.ones(len(cells), dtype=bool)
        for code, attribute in zip(codes, attributes, strict=True):
            known &= code != attribute.unknown
        cells = cells[known]
        price = float(np.log(max(SPARSE_LOOKS * len(self.bad), 1.0))) + share
        if not len(cells):
            nothing = np.zeros((0, self.spells))
            return Combination(columns, sizes, cells, nothing, nothing, np.zeros(self.spells), np.zeros(self.spells), price)
        if size <= MOST_LOOKED_UP:
            place = np.full(size, -1, dtype=np.int32)
            place[cells] = np.arange(len(cells))
            at = place[number]
            rows = np.flatnonzero(at >= 0)
            at = at[rows].astype(np.int64)
        else:
            at = np.minimum(np.searchsorted(cells, number), len(cells) - 1)
            rows = np.flatnonzero(cells[at] == number)
            at = at[rows]
        flat = at * self.spells + self.spell[rows]
        expected = np.bincount(flat, weights=self.base[rows], minlength=len(cells) * self.spells).reshape(-1, self.spells)
        table = np.bincount(flat[self.orders.bad[rows]], minlength=len(cells) * self.spells).reshape(-1, self.spells).astype(float)
        sums = expected.sum(axis=1)
        if len(columns) < 3:
            self.sums[columns] = cells, sums
        whole = Combination(columns, sizes, cells, table, expected, *self._of_known(columns), price)
        return whole.only(~self._equals_a_parent(columns, sizes, cells, sums))

    def _of_known(self, columns: tuple[int, ...]) -> tuple[np.ndarray, np.ndarray]:
        """Defects and expected ones, by spell, of the orders whose columns are all known."""
        masks = [m for c in columns if (m := self.orders.attributes[c].known) is not None]
        rows = np.flatnonzero(np.logical_and.reduce(masks)) if masks else slice(None)
        spell = self.spell[rows]
        hits = np.bincount(spell[self.orders.bad[rows]], minlength=self.spells).astype(float)
        return hits, np.bincount(spell, weights=self.base[rows], minlength=self.spells)

    def _known(self, columns: tuple[int, ...], sizes: tuple[int, ...]) -> np.ndarray:
        """True for the cells in which no column is unknown."""
        known = np.ones(sizes, dtype=bool)
        for axis, column in enumerate(columns):
            unknown = self.orders.attributes[column].unknown
            if unknown >= 0:
                index = [slice(None)] * len(sizes)
                index[axis] = unknown
                known[tuple(index)] = False
        return known.ravel()

    def _equals_a_parent(self, columns: tuple[int, ...], sizes: tuple[int, ...], cells: np.ndarray, sums: np.ndarray) -> np.ndarray:
        """True where dropping a condition leaves the same orders: then the shorter segment says it all. Sums are exact, so equal is equal."""
        same = np.zeros(len(cells), dtype=bool)
        if len(columns) == 1 or not len(cells):
            return same
        codes = unravel(cells, sizes)
        for i in range(len(columns)):
            kept = [j for j in range(len(columns)) if j != i]
            numbers, of_parent = self.sums[tuple(columns[j] for j in kept)]
            parent = mixed_radix([codes[j] for j in kept], [sizes[j] for j in kept])
            if numbers is not None:
                at = np.minimum(np.searchsorted(numbers, parent), max(len(numbers) - 1, 0))
                same |= (numbers[at] == parent) & (of_parent[at] == sums) if len(numbers) else False
            else:
                same |= of_parent[parent] == sums
        return same


def _tells(*pairs: np.ndarray) -> bool:
    """True when the first of each pair of code arrays determines the second; the pairs are tried in turn."""
    for first, second in zip(pairs[::2], pairs[1::2], strict=True):
        if not len(first):
            return False
        image = np.zeros(int(first.max()) + 1, dtype=second.dtype)
        image[first] = second
        if not np.array_equal(image[first], second):
            return False
    return True


def _gain(hits: np.ndarray, expected: np.ndarray) -> np.ndarray:
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(hits > expected, hits * np.log(hits / expected) - hits + expected, 0.0)
