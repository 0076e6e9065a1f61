"""Which rows of a table belong to which order, orders ascending by number, while the rows stay where they are."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from .pieces import UNKNOWN, looked_up, places, smallest

_MOST_NEAR = 10_000  # numbers that have to be sorted once more
_PIECE = 1 << 17


@dataclass(frozen=True, eq=False)
class ByOrder:
    """The rows of each order. ids: the order of each row. starts, sizes: where the rows of each order begin and how many they are, orders ascending
    by number. order: what brings the rows of an order together, and what `starts` counts in (`None`: they stand together in the table).
    """

    ids: np.ndarray
    starts: np.ndarray
    sizes: np.ndarray
    order: np.ndarray | None = None

    @classmethod
    def of(cls, ids: np.ndarray) -> ByOrder:
        """From the order of each row.

        >>> group = ByOrder.of(np.array([7, 5, 7]))
        >>> group.numbers.tolist(), group.first(np.array([-1, 0, 3])).tolist(), group.max(np.array([1, 2, 4])).tolist()
        ([5, 7], [0, 3], [2, 4])
        """
        starts, order = _starts(ids), None
        if not _ascending(ids, starts):
            ranked = _ranked(ids, starts)
            if ranked is not None:
                return cls(ids, looked_up(starts, ranked), looked_up(_sizes(starts, len(ids)), ranked))
            order = np.argsort(ids, kind="stable").astype(starts.dtype)
            starts = _starts(looked_up(ids, order))
        return cls(ids, starts, _sizes(starts, len(ids)), order)

    def __len__(self) -> int:
        return len(self.starts)

    @cached_property
    def firsts(self) -> np.ndarray:
        """The first row (position) of each order."""
        return self.starts if self.order is None else looked_up(self.order, self.starts)

    @cached_property
    def numbers(self) -> np.ndarray:
        """The number of each order."""
        if self.order is None and len(self) == len(self.ids) and (self.starts[1:] > self.starts[:-1]).all():
            return self.ids  # a row each, in their order
        return looked_up(self.ids, self.firsts)

    @cached_property
    def larger(self) -> np.ndarray:
        """The orders (positions) with more than one row."""
        return places(self.sizes > 1)

    def rows_of(self, orders: np.ndarray) -> np.ndarray:
        """The rows (positions) of some orders (positions), order by order."""
        starts, sizes = self.starts[orders], self.sizes[orders]
        ends = np.cumsum(sizes, dtype=starts.dtype)
        rows = np.repeat(starts - (ends - sizes), sizes) + np.arange(ends[-1] if len(ends) else 0, dtype=ends.dtype)
        return rows if self.order is None else self.order[rows]

    def kept(self, mask: np.ndarray, ids: np.ndarray) -> ByOrder:
        """The same of a table that has only some of the rows (a mask); ids: the order of each row of it.

        >>> ids, mask = np.array([7, 5, 7, 3]), np.array([False, True, True, False])
        >>> ByOrder.of(ids).kept(mask, ids[mask]).numbers.tolist(), ByOrder.of(ids).kept(mask, ids[mask]).firsts.tolist()
        ([5, 7], [0, 1])
        """
        kind = self.starts.dtype
        together = mask if self.order is None else mask[self.order]
        before = np.zeros(len(mask) + 1, dtype=kind)  # how many rows that stay are before each row
        np.cumsum(together, out=before[1:], dtype=kind)
        starts = before[self.starts]
        sizes = before[self.starts + self.sizes] - starts
        some = sizes > 0
        order = None if self.order is None else (np.cumsum(mask, dtype=kind) - kind.type(1))[self.order[together]]
        return ByOrder(ids, starts[some], smallest(sizes[some], int(sizes.max(initial=0)) + 1), order)

    def first(self, codes: np.ndarray) -> np.ndarray:
        """The first known code of each order (-1 where none is)."""
        found = looked_up(codes, self.firsts)
        lacking = self.larger[found[self.larger] < 0]
        for further in range(1, int(self.sizes[lacking].max(initial=0))):
            lacking = lacking[(found[lacking] < 0) & (self.sizes[lacking] > further)]
            at = self.starts[lacking] + further
            found[lacking] = codes[at if self.order is None else self.order[at]]
        return found

    def all(self, mask: np.ndarray) -> np.ndarray:
        """Whether all rows of each order are."""
        return self.reduced(np.logical_and, mask)

    def max(self, values: np.ndarray) -> np.ndarray:
        """The largest value of each order's rows."""
        return self.reduced(np.maximum, values)

    def reduced(self, by: np.ufunc, values: np.ndarray) -> np.ndarray:
        """The values of each order's rows made one."""
        found = looked_up(values, self.firsts)
        if len(self.larger):
            sizes = self.sizes[self.larger]
            starts = np.cumsum(sizes, dtype=np.intp) - sizes
            found[self.larger] = by.reduceat(looked_up(values, self.rows_of(self.larger)), starts)
        return found

    def placed(self, numbers: np.ndarray, codes: np.ndarray) -> np.ndarray:
        """The codes of other orders at their places among these; -1 for those of these orders that are not among the others.

        >>> ByOrder.of(np.array([5, 7, 9])).placed(np.array([9, 1, 5]), np.array([0, 1, 2])).tolist()
        [2, -1, 0]
        """
        found = np.full(len(self), UNKNOWN, dtype=codes.dtype)
        at = self.places_of(numbers)
        found[at[at >= 0]] = codes[at >= 0]
        return found

    def places_of(self, numbers: np.ndarray) -> np.ndarray:
        """Which of these orders each number is; -1 for one that is not among them."""
        if not len(self):
            return np.full(len(numbers), UNKNOWN)
        at = np.minimum(np.searchsorted(self.numbers, numbers), len(self) - 1)
        return np.where(self.numbers[at] == numbers, at, UNKNOWN)


def _starts(ids: np.ndarray) -> np.ndarray:
    """Where another number than the one before begins."""
    new = np.ones(len(ids), dtype=bool)
    np.not_equal(ids[1:], ids[:-1], out=new[1:])
    return places(new)


def _sizes(starts: np.ndarray, rows: int) -> np.ndarray:
    sizes = np.empty_like(starts)
    np.subtract(starts[1:], starts[:-1], out=sizes[:-1])
    sizes[-1:] = rows - starts[-1:]
    return smallest(sizes, int(sizes.max(initial=0)) + 1)


def _ascending(ids: np.ndarray, starts: np.ndarray) -> bool:
    """Whether the numbers ascend, so that each stands in one place."""
    return len(starts) < 2 or bool((ids[1:] >= ids[:-1]).all())


def _ranked(ids: np.ndarray, starts: np.ndarray) -> np.ndarray | None:
    """The rows that begin at these positions by ascending number; `None` when a number begins twice, or too many are nearly the same.

    The upper bits of the numbers are sorted together with the positions, which is twice as fast as `argsort`; the few that only their lower bits tell
    apart are sorted afterwards. All of it in place or in pieces, as it is done while a large file is held.
    """
    bits = np.uint64((len(starts) - 1).bit_length())
    keyed = looked_up(ids, starts)
    low, high = int(keyed.min()), int(keyed.max())
    keyed -= low
    keyed = keyed.view(np.uint64)
    keyed >>= np.uint64(max(0, (high - low).bit_length() + int(bits) - 64))
    keyed <<= bits
    for start in range(0, len(keyed), _PIECE):
        keyed[start : start + _PIECE] |= np.arange(start, min(start + _PIECE, len(keyed)), dtype=np.uint64)
    keyed.sort()
    ranked, found = np.empty(len(keyed), dtype=starts.dtype), []
    for start in range(0, len(keyed), _PIECE):
        piece = keyed[start : start + _PIECE + 1]
        ranked[start : start + _PIECE] = piece[:_PIECE] & np.uint64((1 << int(bits)) - 1)
        found.append(np.flatnonzero((piece[1:] ^ piece[:-1]) >> bits == 0) + (start + 1))
    near = np.concatenate(found)  # whose upper bits are those of the one before
    if len(near) > _MOST_NEAR:
        return None
    for chain in np.split(near, np.flatnonzero(np.diff(near) > 1) + 1) if len(near) else []:
        among = slice(int(chain[0]) - 1, int(chain[-1]) + 1)
        numbers = ids[starts[ranked[among]]]
        order = np.argsort(numbers)
        if (np.diff(numbers[order]) == 0).any():
            return None
        ranked[among] = ranked[among][order]
    return ranked
