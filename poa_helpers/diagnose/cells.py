"""All segments worth a look: every combination of values with enough orders and defects, counted once."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from .score import LEAST_DEFECTS, search_price
from .table import Attribute, Orders

LEAST_ORDERS = 10
MOST_DENSE = 2_000_000  # a combination of columns with more possible values than this is numbered by sorting


@dataclass(frozen=True)
class Segment:
    """Positions of attributes with the code of each; without any it is the whole table. onset: day index, 0 for all the time."""

    columns: tuple[int, ...]
    codes: tuple[int, ...]
    onset: int = 0

    @property
    def depth(self) -> int:
        return len(self.columns)

    def rows(self, orders: Orders) -> np.ndarray:
        """The orders of the segment, over all days."""
        inside = np.ones(len(orders), dtype=bool)
        for column, code in zip(self.columns, self.codes, strict=True):
            inside &= orders.attributes[column].codes == code
        return np.flatnonzero(inside)

    def without(self, dropped: int) -> Segment:
        """The parent that has one condition less."""
        kept = [i for i in range(self.depth) if i != dropped]
        return Segment(tuple(self.columns[i] for i in kept), tuple(self.codes[i] for i in kept), self.onset)


@dataclass(frozen=True, eq=False)
class Cells:
    """The segments searched. Arrays have one entry per cell; `population` are the orders a cell is compared with.

    A cell is compared only with orders whose same columns are known: a carrier that is known for late orders only would
    otherwise look like the reason why they are late. entry_row, entry_cell: which order belongs to which cell.
    """

    segments: tuple[Segment, ...]
    hits: np.ndarray
    price: np.ndarray
    population: np.ndarray
    populations: tuple[np.ndarray | None, ...]
    entry_row: np.ndarray
    entry_cell: np.ndarray
    entry_day: np.ndarray
    days: int
    bad: np.ndarray

    def __len__(self) -> int:
        return len(self.segments)

    @cached_property
    def hits_since(self) -> np.ndarray:
        """Defects of each cell (rows) since each day (columns)."""
        return self.since(self.bad.astype(float))

    @cached_property
    def singles(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """The cells of a single value: their defects, and the entries (orders, cells) that belong to them."""
        count = sum(s.depth == 1 for s in self.segments)  # they come first
        mine = self.entry_cell < count
        return self.hits[:count], self.entry_row[mine], self.entry_cell[mine]

    @cached_property
    def sizes(self) -> np.ndarray:
        """Orders of each cell."""
        return np.bincount(self.entry_cell, minlength=len(self))

    def shared_with(self, rows: np.ndarray) -> np.ndarray:
        """How many orders each cell has in common with these rows."""
        inside = np.zeros(len(self.bad), dtype=float)
        inside[rows] = 1
        return np.bincount(self.entry_cell, weights=inside[self.entry_row], minlength=len(self))

    def since(self, weight: np.ndarray) -> np.ndarray:
        """Sum of a weight per order, for each cell (rows) since each day (columns)."""
        flat = np.bincount(self.entry_cell * self.days + self.entry_day, weights=weight[self.entry_row], minlength=len(self) * self.days)
        return _from_each_day_on(flat.reshape(len(self), self.days))

    def population_since(self, weight: np.ndarray, day: np.ndarray) -> np.ndarray:
        """The same for each population."""
        sums = [
            np.bincount(day if rows is None else day[rows], weights=weight if rows is None else weight[rows], minlength=self.days)
            for rows in self.populations
        ]
        return _from_each_day_on(np.array(sums, dtype=float).reshape(len(self.populations), self.days))


def _from_each_day_on(table: np.ndarray) -> np.ndarray:
    return np.ascontiguousarray(np.cumsum(table[:, ::-1], axis=1)[:, ::-1])


def build_cells(orders: Orders, max_depth: int) -> Cells:
    """Count all combinations of 1 to `max_depth` attributes; leave out the unknown, the small, and those that equal a parent."""
    builder = _Builder(orders)
    attributes = range(len(orders.attributes))
    depths = min(max_depth, len(orders.attributes))
    for depth in range(1, depths + 1):
        combinations = list(itertools.combinations(attributes, depth))
        for columns in combinations:
            builder.add(columns, np.log(depths) + np.log(len(combinations)))
    return builder.done()


class _Builder:
    """Collects the cells of one combination of columns after the other."""

    def __init__(self, orders: Orders):
        self.orders = orders
        self.counts: dict[tuple[int, ...], _Counts] = {}
        self.populations: dict[tuple[int, ...], int] = {}
        self.masks: list[np.ndarray | None] = []
        self.segments: list[Segment] = []
        self.parts: list[tuple[np.ndarray, ...]] = []

    def add(self, columns: tuple[int, ...], price: float) -> None:
        attributes = [self.orders.attributes[c] for c in columns]
        counts = _Counts(attributes, self.orders.bad)
        self.counts[columns] = counts
        cell_of_row, counts.cell_of_row = counts.cell_of_row, np.zeros(0, dtype=np.int64)  # large, and not needed again
        population = self._population(columns, attributes)
        wanted = (counts.orders >= LEAST_ORDERS) & counts.all_known()
        wanted[wanted] = ~self._equals_a_parent(columns, counts, np.flatnonzero(wanted))
        if not wanted.any():
            return
        mask = self.masks[population]
        rate = self.orders.rate if mask is None else float(self.orders.bad[mask].mean())
        price += search_price(counts.orders[wanted], rate)
        cells = np.flatnonzero(wanted & (counts.hits >= LEAST_DEFECTS))
        if not len(cells):
            return
        place = np.full(len(counts.orders), -1)
        place[cells] = np.arange(len(cells)) + len(self.segments)
        of_row = place[cell_of_row]
        rows = np.flatnonzero(of_row >= 0)
        self.segments += [Segment(columns, tuple(int(v) for v in codes)) for codes in counts.codes(cells).T]
        self.parts.append(
            (
                counts.hits[cells],
                np.full(len(cells), price),
                np.full(len(cells), population),
                rows.astype(np.int32),
                of_row[rows].astype(np.int64),
            )
        )

    def _population(self, columns: tuple[int, ...], attributes: list[Attribute]) -> int:
        """Index of the orders that know all these columns."""
        partly = tuple(c for c, a in zip(columns, attributes, strict=True) if a.known is not None)
        if partly not in self.populations:
            self.populations[partly] = len(self.masks)
            masks = [a.known for a in attributes if a.known is not None]
            self.masks.append(np.logical_and.reduce(masks) if masks else None)
        return self.populations[partly]

    def _equals_a_parent(self, columns: tuple[int, ...], counts: _Counts, cells: np.ndarray) -> np.ndarray:
        """True where dropping a condition leaves the same orders: then the shorter segment says it all."""
        same = np.zeros(len(cells), dtype=bool)
        if len(columns) == 1 or not len(cells):
            return same
        codes = counts.codes(cells)
        for i in range(len(columns)):
            parent = self.counts[columns[:i] + columns[i + 1 :]]
            same |= parent.orders_of(np.delete(codes, i, axis=0)) == counts.orders[cells]
        return same

    def done(self) -> Cells:
        names = (np.int64, float, np.int64, np.int32, np.int64)
        parts = [np.concatenate([p[i] for p in self.parts]) if self.parts else np.zeros(0, dtype=t) for i, t in enumerate(names)]
        hits, price, population, rows, cell = parts
        orders = self.orders
        return Cells(
            tuple(self.segments),
            hits,
            price,
            population,
            tuple(self.masks) or (None,),
            rows,
            cell,
            orders.day[rows],
            orders.days,
            orders.bad,
        )


class _Counts:
    """Orders and defects of each combination of values of some columns."""

    def __init__(self, attributes: list[Attribute], bad: np.ndarray):
        self.sizes = [len(a.values) for a in attributes]
        self.unknown = [a.unknown for a in attributes]
        number = np.zeros(len(bad), dtype=np.int64)
        for attribute, size in zip(attributes, self.sizes, strict=True):
            number = number * size + attribute.codes
        self.numbers = None
        if np.prod([float(s) for s in self.sizes]) > max(MOST_DENSE, 8 * len(bad)):
            self.numbers, number = np.unique(number, return_inverse=True)
        size = int(np.prod(self.sizes)) if self.numbers is None else len(self.numbers)
        self.cell_of_row = number
        self.orders = np.bincount(number, minlength=size)
        self.hits = np.bincount(number[bad], minlength=size)

    def codes(self, cells: np.ndarray) -> np.ndarray:
        """The code of each column (rows) for the cells asked for (columns)."""
        number = cells if self.numbers is None else self.numbers[cells]
        return np.array(_unravel(number, self.sizes))

    def all_known(self) -> np.ndarray:
        """True for the cells in which no column is unknown."""
        if max(self.unknown) < 0:
            return np.ones(len(self.orders), dtype=bool)
        codes = self.codes(np.arange(len(self.orders)))
        return np.logical_and.reduce([c != u for c, u in zip(codes, self.unknown, strict=True)])

    def orders_of(self, codes: np.ndarray) -> np.ndarray:
        """How many orders have these codes (one column of `codes` per cell asked for)."""
        number = np.zeros(codes.shape[1], dtype=np.int64)
        for code, size in zip(codes, self.sizes, strict=True):
            number = number * size + code
        if self.numbers is None:
            return self.orders[number]
        return self.orders[np.clip(np.searchsorted(self.numbers, number), 0, len(self.numbers) - 1)]


def _unravel(number: np.ndarray, sizes: list[int]) -> list[np.ndarray]:
    codes = []
    for size in reversed(sizes):
        codes.append(number % size)
        number = number // size
    return codes[::-1]
