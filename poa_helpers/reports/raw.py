"""What a reader of text hands on, whichever way it read: for each wanted column its different cells, and for each row which of them it has."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal

import numpy as np
import pandas as pd

from .columns import bare
from .masking import masked_rows
from .order_ids import NO_ID, numbers_of
from .pieces import counted
from .table import Cells

Kind = Literal["texts", "order_id", "row_id", "date", "comment"]


@dataclass(frozen=True)
class Wanted:
    """What to read of a file. kinds: of the columns, by position in the header. names: columns that are only looked at to mask comments."""

    kinds: Mapping[int, Kind]
    names: tuple[int, ...] = ()

    @property
    def places(self) -> list[int]:
        """All columns that have to be looked at."""
        return sorted({*self.kinds, *self.names})


@dataclass(frozen=True, eq=False)
class Texts:
    """A column of text: the different cells as they stand in the file, and for each row the position of its own."""

    values: list[str]
    codes: np.ndarray

    @cached_property
    def rows_of(self) -> np.ndarray:
        """How many rows have each value."""
        return counted(self.codes, len(self.values))

    @property
    def row_counts(self) -> Sequence[int]:
        """The same, counted when the first is asked for: mostly none is."""
        return _Counts(self)


class _Counts(Sequence[int]):
    def __init__(self, texts: Texts):
        self._texts = texts

    def __getitem__(self, at: Any) -> Any:
        return int(self._texts.rows_of[at])

    def __len__(self) -> int:
        return len(self._texts.values)


@dataclass(frozen=True, eq=False)
class Ids:
    """A column of order ids as numbers. odd: the cells, by row, that are no order id."""

    numbers: np.ndarray
    odd: Mapping[int, str]


@dataclass(frozen=True, eq=False)
class RawTable:
    """The wanted columns of one file, by their position in its header; keys: a number per row for a column that only tells rows apart."""

    header: tuple[str, ...]
    rows: int
    texts: dict[int, Texts] = field(default_factory=dict)
    ids: dict[int, Ids] = field(default_factory=dict)
    keys: dict[int, np.ndarray] = field(default_factory=dict)
    first_line: int = 2
    lines: np.ndarray | None = None

    @property
    def streamed(self) -> bool:
        """Whether it was read piece by piece, because it is large."""
        return self.lines is None

    def line(self, row: int) -> int:
        """The line of the file on which a row starts (the first line is 1)."""
        return self.first_line + row if self.lines is None else int(self.lines[row])


def keys_of(cells: Sequence[str]) -> np.ndarray:
    """A number for each cell (uint32) by which rows are told apart: of its digits if it is a number, else of its text; 0 for an empty one.

    >>> keys = keys_of(["00700012", "700012", "", "x", "y"])
    >>> bool(keys[0] == keys[1]), int(keys[2]), bool(keys[3] == keys[4])
    (True, 0, False)
    """
    return keys_of_numbers(np.fromiter((_number(bare(cell)) for cell in cells), dtype=np.int64, count=len(cells)))


def _number(text: str) -> int:
    if text.isascii() and text.isdigit() and len(text) <= 18:
        return int(text)
    return int.from_bytes(hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big", signed=True) if text else 0


def keys_of_numbers(numbers: np.ndarray) -> np.ndarray:
    """The same of cells that are numbers; half the room of the numbers is enough, as rows are compared within an order."""
    mixed = numbers.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    return (mixed >> np.uint64(32)).astype(np.uint32)


def from_cells(cells: Cells, wanted: Wanted) -> RawTable:
    """The wanted columns of a table that was split line by line; a row that was cut short has empty cells."""
    texts, ids, keys = {}, {}, {}

    def column(place: int) -> list[str]:
        return [line.cells[place] if place < len(line.cells) else "" for line in cells.lines]

    for place, kind in wanted.kinds.items():
        if kind == "order_id":
            ids[place] = ids_of(column(place))
        elif kind == "row_id":
            keys[place] = keys_of(column(place))
        elif kind == "comment":
            texts[place] = texts_of_cells(masked_rows(column(place), [column(name) for name in wanted.names]))
        else:
            texts[place] = texts_of_cells(column(place))
    lines = np.fromiter((line.row for line in cells.lines), dtype=np.int64, count=len(cells.lines))
    return RawTable(cells.header, len(cells.lines), texts, ids, keys, lines=lines)


def texts_of_cells(column: Sequence[str]) -> Texts:
    """A column of cells by its different ones, in the order in which they appear."""
    if not len(column):
        return Texts([], np.zeros(0, dtype=np.int32))
    codes, values = pd.factorize(np.array(column, dtype=object))
    return Texts(list(values), codes.astype(np.int32))


def ids_of(column: Sequence[str]) -> Ids:
    """A column of order ids."""
    numbers = numbers_of([bare(cell) for cell in column])
    return Ids(numbers, {int(row): column[row] for row in np.flatnonzero(numbers == NO_ID)})
