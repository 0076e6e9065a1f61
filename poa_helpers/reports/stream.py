"""Large flat files, read piece by piece and column by column: only the wanted columns are kept, each in its little room.

The library splits the lines (pyarrow); a file that it cannot split – lines longer than a piece, quotes that break the rules – is refused,
and rows with too few or too many cells are read one by one.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from ..catalogue import Column
from ..errors import PoaError
from .columns import bare, read_column
from .container import Content
from .order_ids import NO_ID, number_of, numbers_of_bytes
from .raw import Ids, Kind, RawTable, Texts, key_of

LARGE = 4_000_000  # bytes from which a file is read this way
_PIECE = 8 << 20
_LONGEST_LINE = 64 << 20
_MOST_RAGGED = 50_000  # rows of an odd length that are held at a time
_DAYS = 10_000 * 12 * 32  # a place for every day of the years that four digits write

Progress = Callable[[int], None]
"""Called with the number of rows of every piece that has been read."""


def stream(
    content: Content, header: tuple[str, ...], start: int, delimiter: str, wanted: Mapping[int, Kind], progress: Progress | None = None
) -> RawTable:
    """The wanted columns of a file whose header is the line at position `start` (the first is 0).

    Raises PoaError where a line is longer than 64 MB, a row has more filled cells than the header, or the text cannot be decoded.
    """
    columns = {place: _COLUMNS[kind]() for place, kind in wanted.items()}
    rows = 0
    for piece in _pieces(content, header, start, delimiter, sorted(wanted)):
        for place, column in columns.items():
            column.add(piece[place])
        rows += len(next(iter(piece.values()))) if piece else 0
        if progress:
            progress(rows)
    texts = {p: c.result() for p, c in columns.items() if isinstance(c, (_Text, _Date))}
    ids = {p: c.result() for p, c in columns.items() if isinstance(c, _Id)}
    keys = {p: c.result() for p, c in columns.items() if isinstance(c, _Key)}
    return RawTable(header, rows, texts, ids, keys, first_line=start + 2)


# ---------------------------------------------------------------- pieces


def _pieces(content: Content, header: tuple[str, ...], start: int, delimiter: str, places: list[int]) -> Iterator[dict[int, Any]]:
    """Piece by piece the wanted columns as arrow arrays of text."""
    import pyarrow as pa
    import pyarrow.csv as arrow_csv

    width, ragged = len(header), _Ragged(len(header), delimiter, content.file)
    names = [str(n) for n in range(width)]
    quoted = delimiter != "\t" or header_is_quoted(content, start)
    piece = _PIECE
    while True:
        done = 0
        try:
            reader = arrow_csv.open_csv(
                content.open(),
                read_options=arrow_csv.ReadOptions(
                    block_size=piece, skip_rows=start + 1, column_names=names, encoding=_for_arrow(content.encoding)
                ),
                parse_options=arrow_csv.ParseOptions(
                    delimiter=delimiter,
                    quote_char='"' if quoted else False,
                    newlines_in_values=quoted,
                    invalid_row_handler=ragged.take,
                ),
                convert_options=arrow_csv.ConvertOptions(
                    include_columns=[names[p] for p in places],
                    column_types=dict.fromkeys(names, pa.string()),
                    strings_can_be_null=False,
                ),
            )
            for batch in reader:
                done += batch.num_rows
                yield {p: batch.column(n) for n, p in enumerate(places)}
                if ragged.rows:
                    yield ragged.given(places, pa)
            if ragged.rows:
                yield ragged.given(places, pa)
            return
        except pa.ArrowInvalid as error:
            if "straddling" in str(error) and not done and piece < _LONGEST_LINE:
                piece, ragged.rows = _LONGEST_LINE, []
                continue
            raise _unreadable(content, str(error)) from None


def header_is_quoted(content: Content, start: int) -> bool:
    """Whether every name of the header line stands in quotes: then the cells do as well."""
    from .table import is_quoted, text_lines

    return is_quoted(text_lines(content.head)[start])


def _for_arrow(encoding: str) -> str:
    return "utf8" if encoding in ("utf-8", "utf-8-sig", "ascii") else encoding


def _unreadable(content: Content, said: str) -> PoaError:
    again = "Download the report again and use the file as it comes."
    if "straddling" in said:
        return PoaError.of("A line is longer than 64 MB, or a quotation mark is never closed", again, file=content.file)
    if "UTF8" in said or "codec" in said:
        return PoaError.of(f"The file is not readable as {content.encoding} throughout", again, file=content.file)
    return PoaError.of("The file cannot be split into rows and columns", again, file=content.file)


class _Ragged:
    """Rows with fewer or more cells than the header: cut after the last filled cell, or broken."""

    def __init__(self, width: int, delimiter: str, file: str):
        self.width, self.delimiter, self.file = width, delimiter, file
        self.rows: list[str] = []
        self.too_long = 0

    def take(self, row: Any) -> str:
        """Called by the library for each such row."""
        if len(self.rows) >= _MOST_RAGGED:
            return "error"
        self.rows.append(row.text)
        return "skip"

    def given(self, places: list[int], pa: Any) -> dict[int, Any]:
        """The rows so far, as arrow arrays; PoaError when one has more filled cells than the header."""
        rows, self.rows = self.rows, []
        cells = [row.split(self.delimiter) if self.delimiter == "\t" else next(csv.reader([row], delimiter=self.delimiter)) for row in rows]
        long = [row for row in cells if "".join(row[self.width :]).strip()]
        if long:
            mend = "Download the report again and do not save it from a spreadsheet program."
            what = f"{len(long)} row(s) have more cells than the header; the first has {len(long[0])}, the header {self.width}"
            raise PoaError.of(what, mend, file=self.file)
        kept = [row for row in cells if "".join(row).strip()]
        return {p: pa.array([row[p] if p < len(row) else "" for row in kept], pa.string()) for p in places}


# ---------------------------------------------------------------- columns


@dataclass
class _Text:
    """Text by its different values."""

    places: dict[str, int] = field(default_factory=dict)
    parts: list[np.ndarray] = field(default_factory=list)

    def add(self, cells: Any) -> None:
        coded = cells.dictionary_encode()
        known = self.places
        of_value = np.array([known.setdefault(text, len(known)) for text in coded.dictionary.to_pylist()], dtype=np.int32)
        codes = of_value[coded.indices.to_numpy()]
        self.parts.append(codes.astype(np.int16) if len(known) < 2**15 else codes)

    def result(self) -> Texts:
        codes = np.concatenate(self.parts) if self.parts else np.zeros(0, dtype=np.int32)
        self.parts = []
        return Texts(list(self.places), codes)


@dataclass
class _Date(_Text):
    """Dates: of a time stamp like all others of its piece only the day is kept, as nothing else is read."""

    by_day: np.ndarray | None = None

    def add(self, cells: Any) -> None:
        matrix = _matrix(cells)
        if matrix is None or not _all_stamps(matrix):
            super().add(cells)
            return
        if self.by_day is None:
            self.by_day = np.full(_DAYS, -1, dtype=np.int32)
        digits = matrix[:, [0, 1, 2, 3, 5, 6, 8, 9]].astype(np.int32) - 48
        year = digits[:, :4] @ np.array([1000, 100, 10, 1], dtype=np.int32)
        month, of_month = digits[:, 4] * 10 + digits[:, 5], digits[:, 6] * 10 + digits[:, 7]
        if month.min() < 1 or month.max() > 12 or of_month.max() > 31:
            super().add(cells)  # some are no dates, and have to be told as they stand
            return
        day = (year * 12 + month - 1) * 32 + of_month
        codes = self.by_day[day]
        new = np.flatnonzero(codes < 0)
        if len(new):
            for row in new[np.unique(day[new], return_index=True)[1]]:
                text = matrix[row, :10].tobytes().decode()
                self.by_day[day[row]] = self.places.setdefault(text, len(self.places))
            codes = self.by_day[day]
        self.parts.append(codes.astype(np.int16) if len(self.places) < 2**15 else codes)


@dataclass
class _Id:
    """Order ids as numbers."""

    parts: list[np.ndarray] = field(default_factory=list)
    odd: dict[int, str] = field(default_factory=dict)
    rows: int = 0

    def add(self, cells: Any) -> None:
        matrix = _matrix(cells)
        numbers = numbers_of_bytes(matrix) if matrix is not None and matrix.shape[1] == 19 else None
        if numbers is None:
            texts = cells.to_pylist()
            numbers = np.fromiter((number_of(bare(text)) for text in texts), dtype=np.int64, count=len(texts))
            self.odd.update({self.rows + int(row): texts[row] for row in np.flatnonzero(numbers == NO_ID)})
        self.parts.append(numbers)
        self.rows += len(numbers)

    def result(self) -> Ids:
        numbers = np.concatenate(self.parts) if self.parts else np.zeros(0, dtype=np.int64)
        self.parts = []
        return Ids(numbers, self.odd)


@dataclass
class _Key:
    """Numbers that tell rows apart."""

    parts: list[np.ndarray] = field(default_factory=list)

    def add(self, cells: Any) -> None:
        matrix = _matrix(cells)
        digits = None if matrix is None or not 0 < matrix.shape[1] <= 18 else matrix - np.uint8(48)
        if digits is not None and not (digits > 9).any():
            self.parts.append(digits @ (10 ** np.arange(digits.shape[1] - 1, -1, -1, dtype=np.int64)))
            return
        texts = cells.to_pylist()
        self.parts.append(np.fromiter((key_of(bare(text)) for text in texts), dtype=np.int64, count=len(texts)))

    def result(self) -> np.ndarray:
        return np.concatenate(self.parts) if self.parts else np.zeros(0, dtype=np.int64)


_COLUMNS: dict[str, Callable[[], Any]] = {"texts": _Text, "date": _Date, "order_id": _Id, "row_id": _Key}


def _matrix(cells: Any) -> np.ndarray | None:
    """The bytes of the cells, a row each, where all are of one length."""
    if not len(cells):
        return None
    _, offsets, data = cells.buffers()
    at = np.frombuffer(offsets, dtype=np.int32)[cells.offset : cells.offset + len(cells) + 1]
    width = int(at[1] - at[0])
    if not width or int(at[-1] - at[0]) != width * len(cells) or (np.diff(at) != width).any():
        return None
    return np.frombuffer(data, dtype=np.uint8)[at[0] : at[-1]].reshape(-1, width)


def _all_stamps(matrix: np.ndarray) -> bool:
    """Whether all cells are time stamps of the same form, year first."""
    if matrix.shape[1] < 11:
        return False
    digit = (matrix >= 48) & (matrix <= 57)
    first = matrix[0].tobytes().decode("latin-1")
    alike = bool((digit == digit[0]).all()) and bool((matrix[:, ~digit[0]] == matrix[0, ~digit[0]]).all())
    if not (alike and digit[0, [0, 1, 2, 3, 5, 6, 8, 9]].all()):
        return False
    read = read_column([first, first[:10]], _DATE, None)
    return not read.faults and read.values[0] == read.values[1]


_DATE = Column(type="date")
