"""What reading reports gives: the files with their tables, together as `Reports`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache

import pandas as pd

from ..catalogue import catalogue
from ..errors import PoaError
from ..model import FileRecord
from .columns import series
from .performance import Snapshot

SAME_COLUMNS = {"all_orders": ("all_orders", "amazon_sale_report")}


@dataclass(frozen=True)
class LoadedReport:
    """One file: its record, and its table (flat files) or snapshots (performance report).

    marks: a number per row of the table that two rows share only if all their cells in the file are the same.
    """

    record: FileRecord
    table: pd.DataFrame | None = None
    snapshots: tuple[Snapshot, ...] = ()
    marks: tuple[int, ...] = field(default=(), repr=False, compare=False)

    def without(self, out: Sequence[bool], why: str) -> LoadedReport:
        """The file without some of its rows, counted in its record under `why`."""
        rows = sum(map(bool, out))
        if not rows or self.table is None:
            return self
        keep = [not dropped for dropped in out]
        table = self.table[keep].reset_index(drop=True)
        dropped = {**self.record.dropped, why: self.record.dropped.get(why, 0) + rows}
        marks = tuple(mark for mark, kept in zip(self.marks, keep, strict=True) if kept)
        return replace(self, record=self.record.model_copy(update={"dropped": dropped, "kept": len(table)}), table=table, marks=marks)

    def warned(self, text: str) -> LoadedReport:
        """The file with one more warning in its record."""
        return replace(self, record=self.record.model_copy(update={"warnings": (*self.record.warnings, text)}))


@dataclass(frozen=True)
class Reports:
    """All files of a case that could be read. marketplace: country code, or None when the files do not say."""

    files: tuple[LoadedReport, ...] = ()
    marketplace: str | None = None

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
        tables = [file.table for file in self.of(report) if file.table is not None and len(file.table)]
        if not tables:
            return empty_table(report)
        return pd.concat(tables, ignore_index=True) if len(tables) > 1 else tables[0].reset_index(drop=True)


def empty_table(report: str) -> pd.DataFrame:
    """A frame with the columns and types of a report, and no rows."""
    return _empty(report).copy()


@lru_cache(maxsize=64)
def _empty(report: str) -> pd.DataFrame:
    return pd.DataFrame({id: series([], column.type) for id, column in catalogue().reports[report].columns.items()})


def names_of(files: Sequence[LoadedReport]) -> tuple[str, ...]:
    return tuple(file.record.file for file in files)
