"""A table in little room: for each column its different values, and for each row which of them it has.

Millions of orders have few carriers, days or prices: a row costs one to four bytes per column. Order ids are kept as numbers (see `order_ids`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from .by_order import ByOrder
from .order_ids import texts_of
from .pieces import UNKNOWN, counted, looked_up, smallest

_AT_A_TIME = 100_000  # orders with several rows that are looked at together for repeated ones
_DTYPES = {"date": "datetime64[ns]", "number": "Float64", "rate": "Float64", "integer": "Int64", "yes_no": "boolean"}
_STORED = {"date": "datetime64[D]", "number": "float64", "rate": "float64", "integer": "int64", "yes_no": "bool"}


def held(values: Sequence[Any], type: str) -> np.ndarray:
    """Different values of a column type as an array: days, floats, ints or booleans, texts as objects."""
    return np.array(values, dtype=_STORED.get(type, object)) if len(values) else np.zeros(0, dtype=_STORED.get(type, object))


@dataclass(frozen=True, eq=False)
class Packed:
    """One column. type: of the catalogue. values: the different ones (an object array of texts, days, floats, ints or booleans).

    codes: for each row its position among the values, -1 where unknown.
    """

    type: str
    values: np.ndarray
    codes: np.ndarray

    @classmethod
    def of(cls, values: Sequence[Any], type: str, codes: np.ndarray | None = None) -> Packed:
        """From one value per row, or from values that are not all different (`None` is unknown) and the position of each row's.

        >>> from datetime import date
        >>> Packed.of(["b", None, "b"], "text").codes.tolist(), Packed.of([date(2026, 10, 1)], "date", np.array([0, -1, 0])).codes.tolist()
        ([0, -1, 0], [0, -1, 0])
        """
        places, different = {}, []
        of_value = np.empty(len(values) + 1, dtype=np.int32)
        of_value[-1] = UNKNOWN  # where the code -1 points
        for n, value in enumerate(values):
            if value is None or value is pd.NA or value != value:
                of_value[n] = UNKNOWN
                continue
            if value not in places:
                places[value] = len(different)
                different.append(value)
            of_value[n] = places[value]
        if codes is not None and len(different) == len(values):  # all are different: the codes stay as they are
            return cls(type, held(different, type), smallest(codes, len(different)))
        of_value = smallest(of_value, len(different))
        return cls(type, held(different, type), of_value[:-1] if codes is None else looked_up(of_value, codes))

    @classmethod
    def of_series(cls, column: pd.Series, type: str) -> Packed:
        """From a pandas column."""
        codes, different = pd.factorize(column)
        values = list(different)
        return cls.of([v.date() for v in pd.DatetimeIndex(values)] if type == "date" else values, type, codes)

    @classmethod
    def unknown(cls, type: str, rows: int) -> Packed:
        """A column of which nothing is known; all its rows share one byte."""
        return cls(type, np.zeros(0, dtype=_STORED.get(type, object)), np.broadcast_to(np.int8(UNKNOWN), rows))

    @classmethod
    def constant(cls, value: Any, type: str, rows: int) -> Packed:
        """A column whose rows all have this value; they share one byte."""
        return cls(type, held([value], type), np.broadcast_to(np.int8(0), rows))

    @classmethod
    def of_states(cls, states: np.ndarray) -> Packed:
        """A yes_no column from one state per row: 1 yes, 0 no, -1 unknown."""
        return cls("yes_no", np.array([False, True]), states)

    def __len__(self) -> int:
        return len(self.codes)

    @property
    def known(self) -> np.ndarray:
        """For each row whether its value is known."""
        return self.codes >= 0

    @property
    def any_known(self) -> bool:
        return len(self.values) > 0 and bool((self.codes >= 0).any())

    @property
    def used(self) -> np.ndarray:
        """The values that some row has."""
        return self.values[counted(self.codes, len(self.values)) > 0]

    def take(self, rows: np.ndarray | slice) -> Packed:
        """The column of these rows (positions, or a mask)."""
        return replace(self, codes=self.codes[rows] if isinstance(rows, slice) or rows.dtype == bool else looked_up(self.codes, rows))

    def is_(self, *wanted: Any) -> np.ndarray:
        """For each row whether its value is one of these; unknown ones are not."""
        asked = set(wanted)
        hit = np.array([value in asked for value in self.values.tolist()] + [False], dtype=bool)
        return looked_up(hit, self.codes)

    def mapped(self, change: Any, type: str | None = None) -> Packed:
        """Every different value changed; `None` makes it unknown."""
        return Packed.of([change(value) for value in self.values.tolist()], type or self.type, self.codes)

    def dense(self, unknown: Any) -> np.ndarray:
        """One value per row, `unknown` where there is none."""
        return looked_up(np.append(self.values, np.array([unknown], dtype=self.values.dtype)), self.codes)

    def filled(self, other: Packed) -> Packed:
        """The other column's values where this one's are unknown."""
        if not other.any_known:
            return self
        if not self.any_known:
            return other
        count = len(self.values)
        codes = smallest(self.codes, count + len(other.values)).copy()
        gaps = np.flatnonzero((codes < 0) & (other.codes >= 0))
        codes[gaps] = other.codes[gaps].astype(codes.dtype) + codes.dtype.type(count)
        return Packed.of([*self.values.tolist(), *other.values.tolist()], self.type, codes)

    def series(self, *, compact: bool = False) -> pd.Series:
        """A pandas column: text as `string`, numbers, counts and flags nullable, days at midnight; compact: text as `category`."""
        if compact and self.type not in _DTYPES:
            return pd.Series(pd.Categorical.from_codes(self.codes, categories=pd.Index(self.values, dtype=object)))
        values = pd.Series(self.values).astype(_DTYPES.get(self.type, "string"))
        return pd.Series(values.array.take(self.codes, allow_fill=True))


@dataclass(frozen=True, eq=False)
class PackedTable:
    """Columns of the same rows. ids: the order id of each row as a number, `None` where the report has none.

    rest: a number per row for what is not kept of it, so that rows can be told apart (uint32); in no frame and no cache. group: which rows belong to
    which order, once that was asked.
    """

    rows: int
    columns: Mapping[str, Packed] = field(default_factory=dict)
    ids: np.ndarray | None = None
    rest: np.ndarray | None = None
    group: ByOrder | None = None

    def __len__(self) -> int:
        return self.rows

    @property
    def types(self) -> Mapping[str, str]:
        """The type of each column."""
        return {name: column.type for name, column in self.columns.items()}

    def column(self, name: str, type: str = "text") -> Packed:
        """A column; one of which nothing is known when the table has none of this name."""
        return self.columns[name] if name in self.columns else Packed.unknown(type, self.rows)

    def take(self, rows: np.ndarray) -> PackedTable:
        """These rows (positions, or a mask)."""
        count = int(np.count_nonzero(rows)) if rows.dtype == bool else len(rows)
        columns = {name: column.take(rows) for name, column in self.columns.items()}
        ids, rest = (None if a is None else a[rows] for a in (self.ids, self.rest))
        group = None if self.group is None or ids is None or rows.dtype != bool else self.group.kept(rows, ids)
        return PackedTable(count, columns, ids, rest, group)

    @property
    def by_order(self) -> ByOrder:
        """Which rows belong to which order."""
        if self.group is None:
            object.__setattr__(self, "group", ByOrder.of(self.ids if self.ids is not None else np.zeros(0, dtype=np.int64)))
        return self.group  # type: ignore[return-value]

    def with_columns(self, columns: Mapping[str, Packed]) -> PackedTable:
        """The same rows with these columns instead."""
        return PackedTable(self.rows, columns, self.ids, group=self.group)

    def derived(self, name: str, make: Callable[[PackedTable], PackedTable]) -> PackedTable:
        """The table that `make` makes of this one; made once."""
        if name not in self._derived:
            self._derived[name] = make(self)
        return self._derived[name]

    @cached_property
    def _derived(self) -> dict[str, PackedTable]:
        return {}

    def repeats(self) -> np.ndarray:
        """Which rows have the same values as an earlier one, and the same of what is not kept. Where rows have an order, only such with several can."""
        out = np.zeros(self.rows, dtype=bool)
        if self.ids is None:
            return self._repeats_among(np.arange(self.rows), out)
        group = self.by_order
        for first in range(0, len(group.larger), _AT_A_TIME):
            self._repeats_among(np.sort(group.rows_of(group.larger[first : first + _AT_A_TIME])), out)
        return out

    def _repeats_among(self, rows: np.ndarray, out: np.ndarray) -> np.ndarray:
        if self.ids is not None and self.rest is not None:  # mostly that tells them apart already
            rows = rows[pd.Series(self.ids[rows] * 2 + self.rest[rows]).duplicated(keep=False).to_numpy()]
        out[rows] = pd.Series(self.marks(rows)).duplicated().to_numpy()
        return out

    def marks(self, rows: np.ndarray) -> np.ndarray:
        """A number for each of these rows (positions) that only rows with the same values share (uint64)."""
        total = np.zeros(len(rows), dtype=np.uint64) if self.rest is None else self.rest[rows].astype(np.uint64)
        for name, column in self.columns.items():
            texts = np.array([f"{name}={value}" for value in column.values.tolist()], dtype=object)
            total += np.append(pd.util.hash_array(texts, categorize=False), np.uint64(0))[column.codes[rows]]
        return total if self.ids is None else total + pd.util.hash_array(self.ids[rows])

    def frame(self, types: Mapping[str, str], *, compact: bool = False) -> pd.DataFrame:
        """These columns as a pandas frame; types: of the catalogue, by column. compact: text as `category`."""
        columns = {name: self._series(name, type, compact) for name, type in types.items()}
        return pd.DataFrame(columns, columns=list(types), index=pd.RangeIndex(self.rows))

    def _series(self, name: str, type: str, compact: bool) -> pd.Series:
        if name == "order_id" and self.ids is not None:
            return pd.Series(texts_of(self.ids), dtype="string")
        return self.column(name, type).series(compact=compact)


def stacked(tables: Sequence[PackedTable]) -> PackedTable:
    """The rows of several tables of one report, one below the other."""
    if len(tables) == 1:
        return tables[0]
    if not tables:
        return PackedTable(0)
    names = dict.fromkeys(name for table in tables for name in table.columns)
    columns = {}
    for name in names:
        type = next(t.columns[name].type for t in tables if name in t.columns)
        parts = [table.column(name, type) for table in tables]
        firsts = np.cumsum([0, *(len(part.values) for part in parts)])
        codes = [np.where(p.codes >= 0, p.codes.astype(np.int64) + start, UNKNOWN) for p, start in zip(parts, firsts, strict=False)]
        columns[name] = Packed.of([value for part in parts for value in part.values.tolist()], type, np.concatenate(codes))
    known = [table.ids for table in tables if table.ids is not None]
    return PackedTable(sum(map(len, tables)), columns, np.concatenate(known) if known and len(known) == len(tables) else None)
