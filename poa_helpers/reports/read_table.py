"""One flat file: from its text to a tidy table and the record of what was kept and what was left out."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import pandas as pd

from ..catalogue import catalogue
from ..errors import PoaError, Problem
from ..model import FileRecord
from .columns import Reading, bare, is_not_a_sale, is_nothing, read_column, series
from .container import Content
from .errors_of_files import UnknownReport
from .loaded import LoadedReport
from .recognise import Match, check_corrections, missing_columns, nearest, recognise, unknown_table
from .table import MOST_PREAMBLE, Cells, header_of, plain, rejoined, split_cells, text_lines

_MOST_FAULTS = 20
_LOST = re.compile(r"\?{2,}|\w\?\w")


@dataclass(frozen=True)
class Recognised:
    """A flat file whose report and columns are known, its cells still text."""

    content: Content
    cells: Cells
    match: Match

    def column(self, id: str) -> list[str]:
        """The cells of a column, empty where a row was cut short; an empty list when the file has no such column."""
        place = self.match.column_at(id)
        if place is None:
            return []
        return [line.cells[place] if place < len(line.cells) else "" for line in self.cells.lines]

    def marks(self) -> tuple[int, ...]:
        """A number per row that stands for all its filled cells, also those that are not read: what tells repeated rows."""
        names = [plain(name) for name in self.cells.header]
        counted = [name if name != "index" and not name.startswith("unnamed") else "" for name in names]
        nothing = frozenset((name, "") for name in counted)
        told = (frozenset(zip(counted, map(str.strip, line.cells), strict=False)) - nothing for line in self.cells.lines)
        if all(counted):
            return tuple(map(hash, told))
        return tuple(hash(frozenset(pair for pair in pairs if pair[0])) for pairs in told)

    def marketplaces(self) -> Counter[str]:
        """How many sale rows name the store of which country."""
        channels = Counter(bare(cell) for cell in self.column("sales_channel"))
        known: Counter[str] = Counter()
        for channel, rows in channels.items():
            code = catalogue().marketplace_of(channel) if channel else None
            if code:
                known[code] += rows
        return known


def find_report(content: Content, corrections: Mapping[str, str]) -> Recognised:
    """Recognise a flat file by its header, which may stand below a few lines of prose.

    Raises PoaError when no report fits, a needed column is missing, or the corrections name what does not exist.
    """
    file, lines = content.file, text_lines(content.text)
    headers = {n: header for n, line in enumerate(lines[:MOST_PREAMBLE]) if (header := header_of(line))}
    if not headers:
        raise UnknownReport.of(
            "The file is no table: its first lines have only one column", "Use the file as Seller Central gives it.", file=file
        )
    matches = {n: found for n, header in headers.items() if (found := recognise(header, corrections))}
    if not matches:
        header = max(headers.values(), key=lambda names: best.score if (best := nearest(names, corrections)) else 0.0)
        unknown, wrong = unknown_table(file, header, corrections), check_corrections(file, header, corrections)
        raise PoaError([*wrong, *unknown.problems]) if wrong else unknown
    start, found = next(iter(matches.items()))
    problems = check_corrections(file, headers[start], corrections, found) + missing_columns(file, headers[start], found)
    if problems:
        raise PoaError(problems)
    key = found.column_at("order_id")
    return Recognised(content, rejoined(split_cells(lines, start), -1 if key is None else key, file), found)


def read_table(found: Recognised, marketplace: str | None) -> LoadedReport:
    """The tidy table of a recognised file. Only the catalogue's columns are read; personal data never enter it.

    Raises PoaError with every cell that cannot be read.
    """
    format = found.match.format
    columns, problems, warnings = {}, [], []
    for id, column in format.columns.items():
        place = found.match.column_at(id)
        cells = found.column(id)
        if place is None:
            columns[id] = series([None] * len(found.cells.lines), column.type)
            continue
        reading = read_column(cells, column, marketplace)
        header = found.cells.header[place]
        warnings += [f"{header}: {text}" for text in reading.warnings]
        problems += _faults(reading, cells, found, header, column.type)
        if not reading.faults:
            columns[id] = series(reading.values, column.type)
    if problems:
        raise PoaError(problems)
    table = pd.DataFrame(columns, columns=list(format.columns))
    report = LoadedReport(_record(found, table, warnings), table, marks=found.marks())
    report = _of_marketplace(_sales_only(report), marketplace)
    return _described(report.without(_repeats(report), "duplicate"))


_MENDS = {
    "date": "Write it as YYYY-MM-DD in a copy of the file, or download the report again.",
    "number": "Write it as a plain number in a copy of the file, or download the report again.",
    "integer": "Write it as a plain number in a copy of the file, or download the report again.",
    "yes_no": "Write yes or no in a copy of the file, or download the report again.",
    "order_id": "Order ids look like 111-2222222-3333333: correct the row in a copy of the file, or download the report again.",
}


def _faults(reading: Reading, cells: Sequence[str], found: Recognised, header: str, type: str) -> list[Problem]:
    """Unreadable cells as problems, the first of them one by one, the rest as a count."""
    file, faults = found.content.file, reading.faults
    if not faults:
        return []
    wrong = f'If this is the wrong column, say which header is meant under "columns" in case.json: {{"{file}": {{"{header}": ""}}}} leaves it out.'
    nothing_fits = not found.match.format.confirmed and len(faults) == sum(not is_nothing(bare(cell)) for cell in cells)
    mend = f"{_MENDS[type]} {wrong}" if nothing_fits else _MENDS[type]
    told = [Problem(what, mend, file, header, found.cells.lines[n].row) for n, what in list(faults.items())[:_MOST_FAULTS]]
    more = len(faults) - len(told)
    if more > 0:
        told.append(Problem(f"{more} more cells of this column cannot be read", wrong, file, header))
    return told


def _counts(table: pd.DataFrame) -> dict[str, int]:
    """What the file holds before anything is left out."""
    counts = {"rows": len(table)}
    if "order_id" in table:
        counts["orders"] = int(table["order_id"].nunique())
    if "order_status" in table:
        counts["cancelled_item_rows"] = int(is_cancelled(table).sum())
    return counts


def is_cancelled(items: pd.DataFrame) -> pd.Series[bool]:
    """Whether an item row of All Orders is cancelled: by its item status, else by the status of its order."""
    by_order = (items["order_status"] == "cancelled").fillna(False).astype(bool)
    by_item = (items["item_status"] == "cancelled").fillna(False).astype(bool)
    return by_order | by_item


def _sales_only(report: LoadedReport) -> LoadedReport:
    """The file without removals, multi-channel shipments and other rows that no Amazon buyer ordered."""
    table = report.table
    if table is None or "order_id" not in table:
        return report
    no_sale = table["order_id"].fillna("").map(is_not_a_sale).astype(bool)
    if "sales_channel" in table:
        no_sale |= table["sales_channel"].fillna("").str.lower().str.startswith("non-amazon").astype(bool)
    return report.without(no_sale.tolist(), "non_amazon")


def store_codes(channels: pd.Series) -> pd.Series:  # type: ignore[type-arg]
    """The country code of each sales channel (`Amazon.co.uk` -> UK); NA for what is no known store."""
    codes = {channel: catalogue().marketplace_of(channel) for channel in channels.dropna().unique()}
    return channels.map(codes).astype("string")


def _of_marketplace(report: LoadedReport, marketplace: str | None) -> LoadedReport:
    """The rows of the asked marketplace, where a file says of which store its rows are. Raises PoaError when none is."""
    table = report.table
    if table is None or "sales_channel" not in table:
        return report
    codes = store_codes(table["sales_channel"])
    strange = sorted(set(table.loc[codes.isna(), "sales_channel"].dropna()))
    if strange:
        report = report.warned(f"sales channel of no known store, kept: {', '.join(strange[:5])}")
    elsewhere = (codes.notna() & (codes != marketplace)).fillna(False).astype(bool)
    if marketplace is None or not elsewhere.any():
        return report
    if elsewhere.all():
        there = ", ".join(sorted(set(codes.dropna())))
        mend = f"Use the report of {marketplace}, or set the marketplace to {there}."
        raise PoaError.of(f"The orders are of {there}, not of {marketplace}", mend, file=report.record.file)
    report = report.warned(f"{int(elsewhere.sum())} rows of other marketplaces left out; measured is {marketplace} alone")
    return report.without(elsewhere.tolist(), "other_marketplace")


def _repeats(report: LoadedReport) -> list[bool]:
    """Which rows repeat an earlier one cell by cell."""
    seen: set[int] = set()
    return [mark in seen or bool(seen.add(mark)) for mark in report.marks]


def _described(report: LoadedReport) -> LoadedReport:
    """The file with the counts and days of the rows that were kept, and warnings about them."""
    table, record = report.table, report.record
    if table is None:
        return report
    first, last = days_of(table)
    counts = dict(record.counts)
    if "order_status" in table:
        counts["sales_orders"] = int(table["order_id"].nunique())
        counts["cancelled_orders"] = int(is_cancelled(table).groupby(table["order_id"]).all().sum())
    warnings = [*record.warnings, *_lost_signs(table)]
    if not len(table):
        warnings.append("the file has no rows: nothing happened in its period, or the wrong dates were asked for")
    told = record.model_copy(update={"first": first, "last": last, "counts": counts, "warnings": tuple(warnings)})
    return replace(report, record=told)


def _lost_signs(table: pd.DataFrame) -> list[str]:
    """A warning when many product names have question marks where letters were."""
    if "product_name" not in table or not len(table):
        return []
    damaged = int(table["product_name"].fillna("").map(lambda name: _LOST.search(name) is not None).sum())
    if damaged * 20 <= len(table):
        return []
    return [f"{damaged} product names hold '?' in place of letters; the signs were lost before the download and cannot be restored"]


def _record(found: Recognised, table: pd.DataFrame, warnings: list[str]) -> FileRecord:
    """The record of a file before any row is left out."""
    format, header = found.match.format, found.cells.header
    personal = {plain(name) for name in format.personal}
    return FileRecord(
        file=found.content.file,
        report=format.id,
        title=format.title,
        encoding=found.content.written_in or found.content.encoding,
        rows=len(table),
        kept=len(table),
        counts=_counts(table),
        sha256=found.content.sha256,
        mapping={header[n]: id for n, id in found.match.positions.items()},
        unmapped=tuple(name for n, name in enumerate(header) if name and n not in found.match.positions and plain(name) not in personal),
        confirmed=format.confirmed,
        warnings=(*found.content.notes, *warnings),
    )


def days_of(table: pd.DataFrame) -> tuple[date | None, date | None]:
    """First and last day of a table: by order date, else by its first date column that is filled."""
    dates = [name for name in table if pd.api.types.is_datetime64_any_dtype(table[name])]
    for name in sorted(dates, key=lambda name: name != "order_date"):
        days = table[name].dropna()
        if len(days):
            return days.min().date(), days.max().date()
    return None, None
