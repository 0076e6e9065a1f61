"""Files to `Reports`: every file is recognised, read, and set against the others; all problems are told at once."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from ..catalogue import catalogue
from ..errors import PoaError, Problem
from .cache import Cache, Seen, is_kept
from .container import Content, read_content, read_contents
from .documents import known_parts, part_of
from .guarded import guarded
from .loaded import LoadedReport, Reports, counted_as
from .one_per_order import only_orders
from .packed import PackedTable
from .read_table import Recognised, find_report, read_table
from .together import as_one

PathLike = str | os.PathLike[str]


@dataclass(frozen=True)
class Kept:
    """A file whose table is kept in the cache, so that it need not be opened. alone: whether it is the only file of its report."""

    path: Path
    seen: Seen
    alone: bool = True

    def marketplaces(self) -> Counter[str]:
        return self.seen.marketplaces


_MANY = 1_000_000  # item rows from which only their orders are held
Opened = Recognised | LoadedReport | Kept


@guarded
def load_reports(
    paths: PathLike | Iterable[PathLike],
    *,
    marketplace: str | None = None,
    columns: Mapping[str, Mapping[str, str]] | None = None,
    cache: PathLike | None = None,
) -> Reports:
    """Read report files; each is recognised by its content, whatever its name, delimiter or encoding;
    .gz, .zip and .xlsx are opened, XML and JSON reports become tables.

    paths: one file or many. marketplace: country code, marketplace id or store domain; rows of other stores are left out.
    columns: corrections of recognised columns, file name -> {header in the file: column id}; "" leaves a header out.
    cache: a folder for the tables of large files, so that the next time they are there at once. Without it the item rows of a very large file are
    read again when they are asked for; what is made of its orders is not.
    Tables have the columns of data/reports/<report>.yaml: days at midnight as written in the file, prices in the file's currency.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     file = Path(folder) / "download.csv"
    ...     lines = ["Order ID,Expected ship date,Confirmation date", "111-2222222-3333333,2026-10-02,2026-10-04"]
    ...     _ = file.write_text("\\n".join(lines))
    ...     record = load_reports(file).records[0]
    >>> record.report, record.rows, record.mapping["Expected ship date"]
    ('late_shipments', 1, 'ship_by')

    Raises PoaError with every problem of every file: unreadable, unknown, a missing column, a cell that is no date, another store
    or another seller.
    """
    asked = _asked(marketplace)
    corrections = {name: dict(found) for name, found in (columns or {}).items()}
    kept = None if cache is None else Cache(Path(cache))
    problems: list[Problem] = []
    opened: list[Opened] = []
    for path in [paths] if isinstance(paths, (str, os.PathLike)) else list(paths):
        try:
            opened += _opened(Path(path), asked, corrections, kept)
        except PoaError as error:
            problems += error.problems
    opened = _split(_side_by_side(opened), problems)
    try:
        place = asked or _only_marketplace(opened)
    except PoaError as error:
        raise PoaError([*problems, *error.problems]) from None
    files: list[LoadedReport] = []
    opened.reverse()
    while opened:  # each is let go of once it is read
        item = opened.pop()
        try:
            if isinstance(item, LoadedReport):
                files.append(_of_marketplace(item, asked))
            else:
                files.append(_table(item, place, corrections, kept))
        except PoaError as error:
            problems += error.problems
    if problems:
        raise PoaError(problems)
    return Reports(as_one(files), place)


def _opened(path: Path, asked: str | None, corrections: Mapping[str, Mapping[str, str]], cache: Cache | None) -> list[Opened]:
    """What a file holds: flat files recognised, performance reports already read; or the file, if its table is kept."""
    seen = cache.seen(path) if cache is not None else None
    if seen is not None and seen.report in catalogue().reports:
        return [Kept(path, seen)]
    return known_parts(read_contents(path, asked), lambda content: _open(path, content, corrections.get(content.file, {})))


def _side_by_side(opened: Sequence[Opened]) -> list[Opened]:
    """The files, each with whether it is the only one of its report."""
    counts = Counter(counted_as(_report(item)) for item in opened if not isinstance(item, LoadedReport))
    return [item if isinstance(item, LoadedReport) else replace(item, alone=counts[counted_as(_report(item))] == 1) for item in opened]


def _split(opened: Iterable[Opened], problems: list[Problem]) -> list[Opened]:
    """The files that can be split into rows and columns; what is wrong with the others is added to the problems."""
    fine = []
    for item in opened:
        try:
            if isinstance(item, Recognised):
                item.raw  # noqa: B018 - it stays there
            fine.append(item)
        except PoaError as error:
            problems += error.problems
    return fine


def _table(item: Recognised | Kept, place: str | None, corrections: Mapping[str, Mapping[str, str]], cache: Cache | None) -> LoadedReport:
    """The table of a flat file: from the cache, or read and, if it is large, kept there; without a cache only its orders are held."""
    name = _name(item)
    columns = corrections.get(name, {})
    format = catalogue().reports[_report(item)]
    compared = not item.alone and any(column.compares for column in format.columns.values())
    settings = {"marketplace": place, "columns": columns, "compared": compared}
    if isinstance(item, Kept):
        found = cache.get(item.seen, format, settings, name) if cache else None
        if found is not None:
            return found
        item = replace(find_report(read_content(item.path, place), columns, item.path), alone=item.alone)
    format, path = item.match.format, item.path
    if path is None or name != path.name or not item.raw.streamed:  # another name: part of an archive
        return read_table(item, place)
    if cache is None or not is_kept(format):
        unread = replace(item, content=replace(item.content))
        report = read_table(item, place)
        large = len(report) >= _MANY and item.alone and counted_as(format.id) == "all_orders"
        return _of_orders(report, unread, place) if large else report
    marketplaces = item.marketplaces()  # asked first: the columns are let go of while they are read
    return cache.put(path, item.content, read_table(item, place), marketplaces, format, settings)


def _of_orders(report: LoadedReport, unread: Recognised, place: str | None) -> LoadedReport:
    """The report with its orders alone in memory, which are mostly all that is asked for; for its item rows the file is read again."""
    record, items = report.record, report.packed
    assert items is not None

    @guarded
    def again() -> PackedTable:
        content = replace(unread.content)
        if content.sha256 != record.sha256:
            raise PoaError.of("The file has changed since it was loaded", "Load the reports again.", file=record.file)
        table = read_table(replace(unread, content=content), place).packed
        assert table is not None
        return table

    return replace(report, packed=only_orders(items, again))


def _asked(marketplace: str | None) -> str | None:
    if marketplace is None:
        return None
    code = catalogue().marketplace_of(marketplace)
    if code is None:
        raise PoaError.of(f"'{marketplace}' is no marketplace", f"Choose one of: {', '.join(catalogue().marketplaces)}.")
    return code


def _open(path: Path, content: Content, corrections: Mapping[str, str]) -> Recognised | LoadedReport:
    """A flat file with its report recognised, or a performance report already read."""
    part = part_of(content)
    return part if isinstance(part, LoadedReport) else find_report(part, corrections, path)


def _only_marketplace(opened: Iterable[Opened]) -> str | None:
    """The marketplace all order files are of; without order files, that of the only snapshot.

    Raises PoaError when the orders are of several.
    """
    opened = list(opened)
    rows: Counter[str] = Counter()
    for item in opened:
        if not isinstance(item, LoadedReport):
            rows += item.marketplaces()
    if len(rows) > 1:
        found = ", ".join(f"{code} ({count} rows)" for code, count in rows.most_common())
        where = ", ".join(_name(item) for item in opened if not isinstance(item, LoadedReport) and item.marketplaces())
        mend = f'Account health is counted per marketplace: say which one is meant, e.g. "marketplace": "{rows.most_common(1)[0][0]}" in case.json.'
        raise PoaError.of(f"The orders are of several marketplaces: {found}", mend, file=where)
    if rows:
        return next(iter(rows))
    codes = {s.marketplace for item in opened if isinstance(item, LoadedReport) for s in item.snapshots}
    known = [code for code in codes if code in catalogue().marketplaces]
    return known[0] if len(codes) == 1 and known else None


def _report(item: Recognised | Kept) -> str:
    return item.seen.report if isinstance(item, Kept) else item.match.format.id


def _name(item: Recognised | Kept) -> str:
    return item.path.name if isinstance(item, Kept) else item.content.file


def _of_marketplace(item: LoadedReport, asked: str | None) -> LoadedReport:
    """The performance report, if it speaks of the asked marketplace."""
    places = [s.marketplace for s in item.snapshots]
    if asked and places and asked not in places:
        there = ", ".join(str(place) for place in places)
        raise PoaError.of(
            f"The report is of {there}, not of {asked}", f"Use the report of {asked}, or correct the marketplace.", file=item.record.file
        )
    return item
