"""Text to cells: which delimiter, where the header is, which quoting; everything stays text."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ..errors import PoaError, Problem

_DELIMITERS = "\t;,|"
MOST_PREAMBLE = 15  # lines of prose that may stand above a header
csv.field_size_limit(10_000_000)


@dataclass(frozen=True)
class Line:
    """One record: its cells and the line of the file on which it starts (the first line is 1)."""

    row: int
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Cells:
    """A parsed text: the header names as they stand in the file, stripped, and the records below it."""

    header: tuple[str, ...]
    lines: tuple[Line, ...]
    delimiter: str


def plain(header: str) -> str:
    """A header in the form used for matching: lower case, one blank for every `_`, `-`, `/` or other sign.

    >>> plain(" Sales Channel "), plain("amazon-order-id"), plain("A-to-Z Claim"), plain("date/time")
    ('sales channel', 'amazon order id', 'a to z claim', 'date time')
    """
    return re.sub(r"[\W_]+", " ", header.lower()).strip()


def sniff(line: str) -> str | None:
    """The delimiter of a header line, or None when it has only one cell.

    >>> sniff("order-id\\tpurchase-date"), sniff("Order ID;Date, local;SKU"), sniff("nothing")
    ('\\t', ';', None)
    """
    outside = re.sub(r'"[^"]*"', "", line)
    counts = {mark: outside.count(mark) for mark in _DELIMITERS}
    best = max(counts, key=lambda mark: (counts[mark], mark == "\t"))
    return best if counts[best] else None


def text_lines(text: str) -> list[str]:
    """The lines of a text without the empty ones at its end."""
    lines = re.split(r"\r\n|\n|\r", text)
    while lines and not lines[-1].strip():
        lines.pop()
    return lines


def header_of(line: str) -> tuple[str, ...]:
    """The names in a header line; empty when it has only one cell."""
    delimiter = sniff(line)
    if delimiter is None:
        return ()
    return tuple(cell.strip() for cell in next(csv.reader([line], delimiter=delimiter)))


def split_cells(lines: Sequence[str], start: int) -> Cells:
    """The table whose header is the line at position `start`. Records without any filled cell are left out."""
    delimiter, header = sniff(lines[start]) or "\t", header_of(lines[start])
    if delimiter == "\t" and not is_quoted(lines[start]):
        records = _bare(lines[start + 1 :], delimiter, start + 2)
    else:
        records = _records(lines[start + 1 :], delimiter, start + 2, len(header))
    filled = (line for line in records if "".join(line.cells).strip())
    return Cells(header, tuple(filled), delimiter)


def is_quoted(header: str) -> bool:
    """Whether every name of a tab header stands in quotes. Amazon's tab files know no quotes: one in a title is an inch sign."""
    return all(len(name) > 1 and name[0] == name[-1] == '"' for name in header.strip().split("\t") if name)


def _bare(lines: Sequence[str], delimiter: str, first_row: int) -> list[Line]:
    return [Line(first_row + n, tuple(line.split(delimiter))) for n, line in enumerate(lines)]


def _records(lines: Sequence[str], delimiter: str, first_row: int, width: int) -> list[Line]:
    """The records with CSV quoting, unless that breaks its rules or fits the header worse: a lone quote must not swallow the lines after it."""
    if not any('"' in line for line in lines):
        return _bare(lines, delimiter, first_row)
    quoted, bare = _quoted(lines, delimiter, first_row, strict=True), _bare(lines, delimiter, first_row)
    if quoted is None:
        sloppy = _quoted(lines, delimiter, first_row, strict=False) or ()
        quoted = list(sloppy) if sloppy and not any("\n" in cell for line in sloppy for cell in line.cells) else None
    return bare if quoted is None or _misfits(quoted, width) > _misfits(bare, width) else quoted


def _quoted(lines: Sequence[str], delimiter: str, first_row: int, strict: bool) -> list[Line] | None:
    """The records read with CSV quoting; None when that is impossible."""
    reader = csv.reader((line + "\n" for line in lines), delimiter=delimiter, quotechar='"', strict=strict)
    records, row = [], first_row
    try:
        for cells in reader:
            records.append(Line(row, tuple(cells)))
            row = first_row + reader.line_num
    except csv.Error:
        return None
    return records


def _misfits(lines: Sequence[Line], width: int) -> int:
    """How many records have more or fewer cells than the header; filled cells beyond it weigh as much as many short rows."""
    too_short = sum(len(line.cells) < width for line in lines)
    too_long = sum(bool("".join(line.cells[width:]).strip()) for line in lines)
    return too_short + 10 * too_long


def rejoined(cells: Cells, key: int, file: str) -> Cells:
    """The table with records mended that a line break inside a comment has cut in two.

    key: position of the order id (-1 when there is none). A record that ends before it is continued by the next line.
    Raises PoaError for records with more filled cells than the header has.
    """
    mended: list[Line] = []
    for line in cells.lines:
        if mended and len(mended[-1].cells) <= key:
            before = mended.pop()
            line = Line(before.row, (*before.cells[:-1], f"{before.cells[-1]} {line.cells[0]}", *line.cells[1:]))
        mended.append(line)
    width = len(cells.header)
    too_long = [line for line in mended if "".join(line.cells[width:]).strip()]
    if too_long:
        raise PoaError(_too_long(too_long, width, file))
    return Cells(cells.header, tuple(mended), cells.delimiter)


def _too_long(lines: Sequence[Line], width: int, file: str) -> Iterable[Problem]:
    mend = "Download the report again and do not save it from a spreadsheet program."
    for line in lines[:20]:
        yield Problem(f"The row has {len(line.cells)} cells, the header only {width}", mend, file, row=line.row)
    if len(lines) > 20:
        yield Problem(f"{len(lines) - 20} more rows have more cells than the header", mend, file)
