"""What reading reports gives: the files with their tables, together as `Reports`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property, lru_cache

import numpy as np
import pandas as pd

from ..catalogue import catalogue
from ..errors import PoaError
from ..model import FileRecord
from .packed import PackedTable, stacked
from .performance import Snapshot
from .provenance import provenance, provenance_line

SAME_COLUMNS = {"all_orders": ("all_orders", "amazon_sale_report")}


def counted_as(report: str) -> str:
    """The report that another one is counted as; itself for most."""
    return next((name for name, ids in SAME_COLUMNS.items() if report in ids), report)


@dataclass(frozen=True, eq=False)
class LoadedReport:
    """One file: its record, and its rows (flat files; `packed`, or `table` as a pandas frame) or snapshots (performance report)."""

    record: FileRecord
    packed: PackedTable | None = None
    snapshots: tuple[Snapshot, ...] = ()

    @cached_property
    def table(self) -> pd.DataFrame | None:
        """The rows as a frame with the columns of data/reports/<report>.yaml; made when it is asked for."""
        return None if self.packed is None else self.packed.frame(types_of(self.record.report))

    @property
    def facts(self) -> pd.DataFrame:
        """The same without the order ids, which take long to write out; empty for a performance report."""
        return _facts(self.packed or PackedTable(0), self.record.report)

    def __len__(self) -> int:
        return 0 if self.packed is None else len(self.packed)

    def without(self, out: np.ndarray, why: str) -> LoadedReport:
        """The file without some of its rows (a mask), counted in its record under `why`."""
        rows = int(np.count_nonzero(out))
        if not rows or self.packed is None:
            return self
        packed = self.packed.take(~out)
        dropped = {**self.record.dropped, why: self.record.dropped.get(why, 0) + rows}
        return replace(self, record=self.record.model_copy(update={"dropped": dropped, "kept": len(packed)}), packed=packed)

    def warned(self, text: str) -> LoadedReport:
        """The file with one more warning in its record."""
        return replace(self, record=self.record.model_copy(update={"warnings": (*self.record.warnings, text)}))


@dataclass(frozen=True, repr=False)
class Reports:
    """All files of a case that could be read. marketplace: country code, or None when the files do not say."""

    files: tuple[LoadedReport, ...] = ()
    marketplace: str | None = None

    def __repr__(self) -> str:
        """What was read of each file, a line each."""
        return "\n".join(map(provenance_line, provenance(self.records))) or "no reports"

    @property
    def records(self) -> tuple[FileRecord, ...]:
        return tuple(file.record for file in self.files)

    @property
    def snapshots(self) -> tuple[Snapshot, ...]:
        """The snapshots of all performance reports, oldest window first."""
        found = [snapshot for file in self.files for snapshot in file.snapshots]
        return tuple(sorted(found, key=lambda s: s.last or date.min))

    def of(self, report: str) -> tuple[LoadedReport, ...]:
        """The files of a report; the Indian sale report counts as All Orders, whose columns it has."""
        ids = SAME_COLUMNS.get(report, (report,))
        return tuple(file for file in self.files if file.record.report in ids)

    def has(self, report: str) -> bool:
        """Whether there is a file of this report (it may have no rows)."""
        return bool(self.of(report))

    def table(self, report: str) -> pd.DataFrame:
        """The rows of all files of a report, in the order of the files; rows that came twice are there once.

        A frame without rows, but with the report's columns, when there is no such file. Columns: data/reports/<report>.yaml.
        Raises PoaError when there is no such report id.
        """
        if report not in catalogue().reports:
            raise PoaError.of(f"'{report}' is no report of this workbench", f"Choose one of: {', '.join(catalogue().reports)}.")
        tables = [file.table for file in self.of(report) if file.table is not None and len(file)]
        if not tables:
            return empty_table(report)
        return pd.concat(tables, ignore_index=True) if len(tables) > 1 else tables[0]

    def facts(self, report: str) -> pd.DataFrame:
        """The same without the order ids, which take long to write out."""
        return _facts(self.packed(report), report)

    def packed(self, report: str) -> PackedTable:
        """The rows of all files of a report in their little room, as `table` gives them as a frame."""
        if report not in self._stacked:
            self._stacked[report] = stacked([file.packed for file in self.of(report) if file.packed is not None and len(file)])
        return self._stacked[report]

    @cached_property
    def _stacked(self) -> dict[str, PackedTable]:
        return {}  # several files are stacked, and their rows sorted by order, once


def _facts(table: PackedTable, report: str) -> pd.DataFrame:
    return table.frame({name: type for name, type in types_of(report).items() if type != "order_id"})


def types_of(report: str) -> dict[str, str]:
    """The columns of a report's table with their types, in the order of its catalogue."""
    return {id: column.type for id, column in catalogue().reports[report].columns.items() if column.type != "row_id"}


def empty_table(report: str) -> pd.DataFrame:
    """A frame with the columns and types of a report, and no rows."""
    return _empty(report).copy()


@lru_cache(maxsize=64)
def _empty(report: str) -> pd.DataFrame:
    return PackedTable(0).frame(types_of(report))


def names_of(files: Sequence[LoadedReport]) -> tuple[str, ...]:
    return tuple(file.record.file for file in files)
