"""One flat file: from its text to a tidy table and the record of what was kept and what was left out."""

from __future__ import annotations

import itertools
import re
import zlib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from pathlib import Path

import numpy as np

from ..catalogue import Column, catalogue
from ..errors import PoaError, Problem
from ..model import FileRecord
from .columns import Doubt, Reading, bare, is_nothing, read_distinct
from .container import Content
from .errors_of_files import UnknownReport
from .loaded import LoadedReport
from .one_per_order import is_cancelled, store_codes
from .packed import Packed, PackedTable
from .personal import masks_comments
from .raw import Ids, Kind, RawTable, Texts, Wanted, from_cells
from .recognise import Match, check_corrections, missing_columns, nearest, question, recognise, unknown_table
from .rules import by_rule
from .stream import LARGE, STREAMED, stream
from .table import MOST_PREAMBLE, header_of, plain, rejoined, sniff, split_cells, text_lines
from .told import told

_MOST_FAULTS = 20
_ORDER_ID = Column(type="order_id")
_LOST = re.compile(r"\?{2,}|\w\?\w")


@dataclass(frozen=True, eq=False)
class Recognised:
    """A flat file whose report and columns are known. start: the line of its header; alone: whether it is the only file of its report."""

    content: Content
    header: tuple[str, ...]
    start: int
    match: Match
    path: Path | None = None
    alone: bool = True

    @cached_property
    def raw(self) -> RawTable:
        """Its rows and columns, the cells still text. Raises PoaError when it cannot be split into them."""
        content, found = self.content, self.match
        wanted = _wanted(self.header, found, spare=content.size < LARGE, compared=not self.alone)
        if content.size >= STREAMED:
            delimiter = sniff(text_lines(content.head)[self.start]) or "\t"
            return stream(content, self.header, self.start, delimiter, wanted)
        key = None if found.format.ledger else found.column_at("order_id")  # postings may have no order
        return from_cells(rejoined(split_cells(text_lines(content.text), self.start), -1 if key is None else key, content.file), wanted)

    def marketplaces(self) -> Counter[str]:
        """How many sale rows name the store of which country."""
        channels = self.raw.texts.get(place) if (place := self.match.column_at("sales_channel")) is not None else None
        known: Counter[str] = Counter()
        if channels is not None:
            for channel, rows in zip(channels.values, channels.rows_of.tolist(), strict=True):
                code = catalogue().marketplace_of(bare(channel)) if bare(channel) else None
                if code and rows:
                    known[code] += rows
        return known


def find_report(content: Content, corrections: Mapping[str, str], path: Path | None = None) -> Recognised:
    """Recognise a flat file by its header, which may stand below a few lines of prose.

    Raises PoaError when no report fits, a needed column is missing, or the corrections name what does not exist.
    """
    file, lines = content.file, text_lines(content.head)
    headers = {n: header for n, line in enumerate(lines[:MOST_PREAMBLE]) if (header := header_of(line))}
    if not headers:
        raise UnknownReport.of(
            "The file is no table: its first lines have only one column", "Use the file as Seller Central gives it.", file=file
        )
    start, found = next(((n, match) for n, header in headers.items() if (match := recognise(header, corrections))), (0, None))
    if found is None:
        header = max(headers.values(), key=lambda names: best.score if (best := nearest(names, corrections)) else 0.0)
        unknown, wrong = unknown_table(file, header, corrections), check_corrections(file, header, corrections)
        raise PoaError([*wrong, *unknown.problems]) if wrong else unknown
    problems = check_corrections(file, headers[start], corrections, found) + missing_columns(file, headers[start], found)
    if problems:
        raise PoaError(problems)
    return Recognised(content, headers[start], start, found, path)


_KINDS: dict[str, Kind] = {"order_id": "order_id", "row_id": "row_id", "date": "date", "comment": "comment"}


def _wanted(header: tuple[str, ...], found: Match, *, spare: bool, compared: bool) -> Wanted:
    """What to read of a file: its known columns; and the rest to tell rows apart, unless it has a column for that.

    spare: whether to read the columns that nothing uses yet, and the rest of a report that may have such a column but has not; compared: whether to
    read those that only set it against other files of its report.
    """
    columns = {place: found.format.columns[id] for place, id in found.positions.items()}
    kinds: dict[int, Kind] = {
        place: _KINDS.get(c.type, "texts") for place, c in columns.items() if spare or not (c.spare or (c.compares and not compared))
    }
    names = tuple(n for n, name in enumerate(header) if masks_comments(name)) if "comment" in kinds.values() else ()
    if not any(column.type == "row_id" for column in (columns if spare else found.format.columns).values()):
        rest = {n: name for n, cell in enumerate(header) if n not in kinds and (name := plain(cell))}
        kinds |= {n: "row_id" for n, name in rest.items() if name != "index" and not name.startswith("unnamed")}
    return Wanted(kinds, names)


def read_table(found: Recognised, marketplace: str | None) -> LoadedReport:
    """The tidy table of a recognised file. Only the catalogue's columns are read; personal data never enter it.

    Raises PoaError with every cell that cannot be read.
    """
    format, raw = found.match.format, found.raw
    columns: dict[str, Packed] = {}
    problems: list[Problem] = []
    warnings: list[str] = []
    ids = _ids(found, problems)
    for id, column in found.match.columns().items():
        place = found.match.column_at(id)
        if place is None or place not in raw.texts:
            continue
        header, texts = raw.header[place], raw.texts.pop(place)  # let go of: a large file need not be held twice
        reading = read_distinct(texts.values, column, marketplace, texts.row_counts)
        warnings += [f"{header}: {text}" for text in reading.warnings]
        problems += _faults(reading, texts, found, header, column)
        if not reading.faults:
            columns[id] = Packed.of(reading.values, column.type, texts.codes)
    if problems:
        raise PoaError(problems)
    table = PackedTable(raw.rows, by_rule(format.id, columns), ids, _rest(found))
    report = LoadedReport(_record(found, table, warnings), table)
    if format.ledger:
        return _described(report)
    report = report.without(table.repeats(), "duplicate")
    return _described(_of_marketplace(_sales_only(report), marketplace))


def _ids(found: Recognised, problems: list[Problem]) -> np.ndarray | None:
    """The order numbers of the rows."""
    place, raw = found.match.column_at("order_id"), found.raw
    if place is None or place not in raw.ids:  # postings have orders as texts: many have none
        return None
    ids = raw.ids.pop(place)
    problems += _odd_ids(ids, found, raw.header[place])
    return ids.numbers


def _rest(found: Recognised) -> np.ndarray | None:
    """A number per row for what is only read to tell rows apart, whichever order its columns have (uint32)."""
    total = None
    for place in list(found.raw.keys):
        key = found.raw.keys.pop(place)
        key *= np.uint32(zlib.crc32(plain(found.raw.header[place]).encode()) | 1)
        total = key if total is None else total + key
    return total


_PLAIN_NUMBER = "Write it as a plain number in a copy of the file, or download the report again."
_MISPLACED = "Put the cells of the row in the right columns in a copy of the file, or download the report again."
_MENDS = {
    "text": _MISPLACED,
    "country": _MISPLACED,
    "date": "Write it as YYYY-MM-DD in a copy of the file, or download the report again.",
    "number": _PLAIN_NUMBER,
    "integer": _PLAIN_NUMBER,
    "rate": "Write it as a percentage such as 4.5% in a copy of the file, or download the report again.",
    "yes_no": "Write yes or no in a copy of the file, or download the report again.",
    "order_id": "Order ids look like 111-2222222-3333333: correct the row in a copy of the file, or download the report again.",
}


def _faults(reading: Reading, texts: Texts, found: Recognised, header: str, column: Column) -> list[Problem]:
    """Unreadable cells as problems, the first of them one by one, the rest as a count."""
    faults = dict(reading.faults)
    asked = [] if reading.doubt is None else [_asked(reading.doubt, texts, found, header)]
    if reading.doubt is not None:
        faults.pop(reading.doubt.example, None)
    if not faults:
        return asked
    faulty = np.zeros(len(texts.values), dtype=bool)
    faulty[list(faults)] = True
    rows = np.flatnonzero(faulty[texts.codes])
    filled = texts.rows_of[[n for n, text in enumerate(texts.values) if not is_nothing(bare(text))]].sum()
    first = ((int(row), faults[int(texts.codes[row])]) for row in rows[:_MOST_FAULTS])
    return [*asked, *_told(first, len(rows), found, header, column.type, nothing_fits=len(rows) == filled)]


def _asked(doubt: Doubt, texts: Texts, found: Recognised, header: str) -> Problem:
    """The question how a column is written that can be read in two ways."""
    row = int(np.flatnonzero(texts.codes == doubt.example)[0])
    id = found.match.positions[found.raw.header.index(header)]
    return question(found.content.file, header, id, doubt, found.raw.line(row))


def _odd_ids(ids: Ids, found: Recognised, header: str) -> list[Problem]:
    """The cells that are no order id."""
    odd = sorted(ids.odd.items())
    faults = read_distinct([cell for _, cell in odd], _ORDER_ID, None).faults
    first = ((row, faults[n]) for n, (row, _) in enumerate(odd))
    return _told(first, len(odd), found, header, "order_id", nothing_fits=len(odd) == found.raw.rows) if odd else []


def _told(faults: Iterable[tuple[int, str]], count: int, found: Recognised, header: str, type: str, *, nothing_fits: bool) -> list[Problem]:
    file = found.content.file
    wrong = f'If this is the wrong column, say which header is meant under "columns" in case.json: {{"{file}": {{"{header}": ""}}}} leaves it out.'
    mend = f"{_MENDS[type]} {wrong}" if nothing_fits and not found.match.format.confirmed else _MENDS[type]
    problems = [Problem(what, mend, file, header, found.raw.line(row)) for row, what in itertools.islice(faults, _MOST_FAULTS)]
    if count > len(problems):
        problems.append(Problem(f"{count - len(problems)} more cells of this column cannot be read", wrong, file, header))
    return problems


def _counts(table: PackedTable) -> dict[str, int]:
    """What the file holds before anything is left out."""
    counts = {"rows": len(table)}
    if table.ids is not None:
        counts["orders"] = len(table.by_order)
    if "order_status" in table.columns:
        counts["cancelled_item_rows"] = int(is_cancelled(table).sum())
    return counts


def _sales_only(report: LoadedReport) -> LoadedReport:
    """The file without removals, multi-channel shipments and other rows that no Amazon buyer ordered."""
    table = report.packed
    if table is None or table.ids is None:
        return report
    channels = table.column("sales_channel")
    outside = [channel for channel in channels.values.tolist() if str(channel).lower().startswith("non-amazon")]
    return report.without((table.ids < 0) | channels.is_(*outside), "non_amazon")


def _of_marketplace(report: LoadedReport, marketplace: str | None) -> LoadedReport:
    """The rows of the asked marketplace, where a file says of which store its rows are. Raises PoaError when none is."""
    table = report.packed
    if table is None or not table.column("sales_channel").any_known:
        return report
    channels = table.column("sales_channel")
    used = channels.used.tolist()
    strange = sorted(channel for channel in used if catalogue().marketplace_of(channel) is None)
    if strange:
        report = report.warned(f"sales channel of no known store, kept: {', '.join(map(told, strange[:5]))}")
    codes = store_codes(channels)
    elsewhere = codes.known & ~codes.is_(marketplace)
    if marketplace is None or not elsewhere.any():
        return report
    if elsewhere.all():
        there = ", ".join(sorted(set(codes.values.tolist())))
        mend = f"Use the report of {marketplace}, or set the marketplace to {there}."
        raise PoaError.of(f"The orders are of {there}, not of {marketplace}", mend, file=report.record.file)
    report = report.warned(f"{int(elsewhere.sum())} rows of other marketplaces left out; measured is {marketplace} alone")
    return report.without(elsewhere, "other_marketplace")


def _described(report: LoadedReport) -> LoadedReport:
    """The file with the counts and days of the rows that were kept, and warnings about them."""
    table, record = report.packed, report.record
    if table is None:
        return report
    first, last = days_of(table)
    counts = dict(record.counts)
    if "order_status" in table.columns:
        counts["sales_orders"] = len(table.by_order)
        counts["cancelled_orders"] = int(table.by_order.all(is_cancelled(table)).sum())
    warnings = [*record.warnings, *_lost_signs(table)]
    if not len(table):
        warnings.append("the file has no rows: nothing happened in its period, or the wrong dates were asked for")
    described = record.model_copy(update={"first": first, "last": last, "counts": counts, "warnings": tuple(warnings)})
    return replace(report, record=described)


def _lost_signs(table: PackedTable) -> list[str]:
    """A warning when many product names have question marks where letters were."""
    names = table.column("product_name")
    damaged = int(np.count_nonzero(names.is_(*(name for name in names.values.tolist() if _LOST.search(name)))))
    if damaged * 20 <= len(table):
        return []
    return [f"{damaged} product names hold '?' in place of letters; the signs were lost before the download and cannot be restored"]


def _record(found: Recognised, table: PackedTable, warnings: list[str]) -> FileRecord:
    """The record of a file before any row is left out."""
    format, header = found.match.format, found.raw.header
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


def days_of(table: PackedTable) -> tuple[date | None, date | None]:
    """First and last day of a table: by order date, else by its first date column that is filled."""
    dates = [name for name, type in table.types.items() if type == "date"]
    for name in sorted(dates, key=lambda name: name != "order_date"):
        used = table.columns[name].used
        if len(used):
            return used.min().item(), used.max().item()
    return None, None
