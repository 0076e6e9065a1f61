"""The tables in an Excel workbook: values only, row by row, so that a large sheet never stands in memory as objects."""

from __future__ import annotations

import datetime as dt
import warnings
import zipfile
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any, BinaryIO

from ...errors import PoaError
from ..errors_of_files import UnknownReport, again
from .content import Content
from .guard import check_size
from .packed import PackedTable
from .spreadsheet import is_shortened, note_of_column

_MOST_COLUMNS = 1_000  # the widest report has about a hundred
_MOST_ROWS = 1_048_576  # an Excel sheet has no more
_MOST_CELLS = 60_000_000
_MOST_STRINGS = 200_000_000  # bytes of the list of texts, which openpyxl holds in memory
_EXACT = 10**15  # a spreadsheet keeps fifteen digits


def sheets(stream: BinaryIO, source: Content) -> tuple[Content, ...]:
    """Each sheet that holds a table, as a text. Hidden sheets are left out, unless no other sheet holds a table.

    stream: the workbook, seekable. source: what it is called and where it lies. Days become 2026-10-01, times 2026-10-01T08:30:00.
    Raises PoaError when the workbook is damaged, swells too much, or holds no table.
    """
    check_parts(stream, source.file)
    shown: list[PackedTable] = []
    hidden: list[PackedTable] = []
    notes: dict[int, tuple[str, ...]] = {}
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what openpyxl leaves out (validations, themes, missing styles) holds no values
            for name, is_hidden, rows in _worksheets(stream):
                table, told = _packed(rows, f"{source.file}/{name}")
                if table is not None:
                    (hidden if is_hidden else shown).append(table)
                    notes[id(table)] = told
    except PoaError:
        raise
    except Exception:  # openpyxl lets through whatever a damaged part brings about
        raise again("The workbook is damaged, or not written by a spreadsheet program", source.file) from None
    tables = shown or hidden
    if not tables:
        raise again("The workbook holds no table", source.file)
    left_out = tuple(f"hidden sheet left out: {table.file}" for table in (hidden if shown else ()))
    if len(tables) == 1:
        tables[0].file = source.file
    return tuple(
        table.content(source, notes=(*source.notes, *notes[id(table)], *(left_out if n == 0 else ()))) for n, table in enumerate(tables)
    )


def check_parts(stream: BinaryIO, file: str) -> None:
    """Raises PoaError when the parts of a workbook unpack to more than a workbook can need."""
    with zipfile.ZipFile(stream) as parts:
        found = parts.infolist()
    check_size(sum(part.file_size for part in found), sum(part.compress_size for part in found), file)
    strings = sum(part.file_size for part in found if part.filename.lower().endswith("sharedstrings.xml"))
    if strings > _MOST_STRINGS:
        raise PoaError.of("The workbook is too large to read", "Download the report as text, or for a shorter period.", file=file)
    stream.seek(0)


def _worksheets(stream: BinaryIO) -> Iterator[tuple[str, bool, Iterator[Sequence[Any]]]]:
    """Name, whether it is hidden, and rows of each sheet."""
    from unittest import mock

    from openpyxl import load_workbook
    from openpyxl.worksheet._read_only import ReadOnlyWorksheet

    # what a file says about its size is often wrong; and where it says nothing, openpyxl reads the whole sheet to find that out
    with mock.patch.object(ReadOnlyWorksheet, "_get_size", lambda sheet: None):
        book = load_workbook(stream, read_only=True, data_only=True, keep_links=False)
    try:
        for sheet in book.worksheets:
            sheet.reset_dimensions()
            yield sheet.title, sheet.sheet_state != "visible", iter(sheet.iter_rows())
    finally:
        book.close()


def _packed(rows: Iterator[Sequence[Any]], file: str) -> tuple[PackedTable | None, tuple[str, ...]]:
    """The rows of a sheet as a text, None when no row has two filled cells; and notes on ids that were cut short."""
    table, empty, seen, is_table = PackedTable(file), 0, 0, False
    header: list[str] = []
    cut: Counter[int] = Counter()
    examples: dict[int, str] = {}
    for n, row in enumerate(rows):
        seen += max(len(row), len(header)) + 1
        if n >= _MOST_ROWS or seen > _MOST_CELLS:
            raise PoaError.of("The sheet is too large to read", "Download the report as text, or for a shorter period.", file=file)
        cells = [_text(cell) for cell in row]
        while cells and not cells[-1]:
            cells.pop()
        if not cells:
            empty += 1
            continue
        if len(cells) > _MOST_COLUMNS:
            raise UnknownReport.of(
                f"The sheet has {len(cells)} columns; no report has so many", "Use the file as Seller Central gives it.", file=file
            )
        for _ in range(empty):
            table.add([])
        empty, is_table = 0, is_table or sum(map(bool, cells)) > 1
        header = header or (cells if sum(map(bool, cells)) > 1 else [])
        table.add(cells + [""] * (len(header) - len(cells)))  # of full width, so that a reader sees which quotes enclose a cell
        for place, text in enumerate(cells):
            if "+" in text[-4:] and is_shortened(text):
                cut[place] += 1
                examples.setdefault(place, text)
    told = tuple(note_of_column(header[place] if place < len(header) else "", n, examples[place]) for place, n in cut.items())
    return (table if is_table else None), told


def _text(cell: Any) -> str:
    """A cell as it would stand in a text file."""
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, str):
        return value.replace("_x000D_", "").replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, (int, float)):
        return f"{as_written(value * 100)}%" if "%" in (cell.number_format or "") else as_written(value)
    return as_iso(value)


def as_written(value: int | float) -> str:
    """A number without the noise of binary fractions; what has more than fifteen digits has lost some, and shows it.

    >>> as_written(0.1 + 0.2), as_written(12.0), as_written(63812345678901.0), as_written(1234567890123456789)
    ('0.3', '12', '63812345678901', '1.23456789012346E+18')
    """
    if abs(value) >= _EXACT:
        return format(float(value), ".15G") if abs(value) < 1e300 else ""
    if float(value).is_integer():
        return str(int(value))
    text = format(value, ".15g")
    return format(value, ".20f").rstrip("0") if "e" in text else text


def as_iso(value: Any) -> str:
    """A day or time as ISO text, to the second; midnight is a day.

    >>> as_iso(dt.datetime(2026, 10, 1)), as_iso(dt.datetime(2026, 10, 1, 8, 29, 59, 999_999)), as_iso(dt.time(8, 30))
    ('2026-10-01', '2026-10-01T08:30:00', '08:30:00')
    """
    if isinstance(value, dt.datetime):
        rounded = (value + dt.timedelta(microseconds=500_000)).replace(microsecond=0) if value.year < 9999 else value
        return rounded.date().isoformat() if rounded.time() == dt.time() else rounded.isoformat(timespec="seconds")
    if isinstance(value, (dt.date, dt.time)):
        return value.isoformat()
    return str(value)
