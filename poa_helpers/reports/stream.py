"""Large flat files, read piece by piece and column by column: only the wanted columns are kept, each in its little room.

The library splits the lines (pyarrow); a file that it cannot split – lines longer than a piece, quotes that break the rules – is refused,
and rows with too few or too many cells are read one by one.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator, Mapping
from threading import Semaphore
from typing import Any, BinaryIO

import numpy as np

from ..catalogue import Column
from ..errors import PoaError
from ..progress import working
from .columns import read_distinct
from .container import Content
from .errors_of_files import again
from .masking import masked_rows
from .memory import give_back
from .order_ids import digits_to_numbers, numbers_of_signs
from .packed import UNKNOWN
from .raw import Ids, RawTable, Texts, Wanted, ids_of, keys_of, keys_of_numbers
from .table import is_quoted, text_lines

STREAMED = 1_000_000  # bytes from which a file is read this way
LARGE = 4_000_000  # bytes from which columns that nothing uses are not read
_PIECE = 2 << 20  # small pieces need little memory: the library reads several ahead
_AHEAD = 4  # pieces that are read and not taken yet
_PATIENCE = 0.2  # seconds it waits for one to be taken; then it reads further ahead
_TOGETHER = 32  # pieces whose different values are looked up at once
_LONGEST_LINE = 64 << 20
_MOST_RAGGED = 64 << 20  # signs of rows of an odd length that are held at a time
_HOPELESS = 10_000  # cells that are no order id, or rows of a single cell
_ENOUGH = 100  # rows that are too long, and nothing can be done about it
_FIRST_YEAR, _YEARS = 1990, 110
_DAYS = _YEARS * 12 * 32  # a place for every day of them


def stream(content: Content, header: tuple[str, ...], start: int, delimiter: str, wanted: Wanted) -> RawTable:
    """The wanted columns of a file whose header is the line at position `start` (the first is 0); a progress bar after two seconds.

    Raises PoaError where a line is longer than 64 MB, a row has more filled cells than the header, or the text cannot be decoded.
    """
    try:
        return _streamed(content, header, start, delimiter, wanted)
    except _WrongEncodingError:
        if not content.otherwise:
            raise again(f"The file is not readable as {content.encoding} throughout", content.file) from None
    return stream(content.with_encoding(content.otherwise[0]), header, start, delimiter, wanted)


class _WrongEncodingError(Exception):
    """The encoding that the beginning of the file spoke for does not hold for all of it."""


def _streamed(content: Content, header: tuple[str, ...], start: int, delimiter: str, wanted: Wanted) -> RawTable:
    import pyarrow as pa

    expected = int(content.size / _line_length(content) * 1.02) + 1000
    columns = {place: _COLUMNS[kind](expected) for place, kind in wanted.kinds.items()}
    rows = 0
    with working(f"Reading {content.file}", total=expected, unit=" rows") as bar:
        for number, piece in enumerate(_pieces(content, header, start, delimiter, wanted.places)):
            for place, column in columns.items():
                column.add(_masked(piece, place, wanted) if wanted.kinds[place] == "comment" else piece[place])
            rows += len(next(iter(piece.values())))
            bar.update(rows - bar.n)
            if any(isinstance(column, _Id) and len(column.odd) > _HOPELESS for column in columns.values()):
                break  # the file will be refused; what is wrong with it is known by now
            if not number % _TOGETHER:
                pa.default_memory_pool().release_unused()  # it would keep what it needed at most
    texts = {p: c.result() for p, c in columns.items() if isinstance(c, (_Text, _Date))}
    ids = {p: c.result() for p, c in columns.items() if isinstance(c, _Id)}
    keys = {p: c.result() for p, c in columns.items() if isinstance(c, _Key)}
    if content.size >= LARGE:
        give_back()
    return RawTable(header, rows, texts, ids, keys, first_line=start + 2)


def _masked(piece: Mapping[int, Any], place: int, wanted: Wanted) -> Any:
    """The comments of a piece without names, numbers and addresses."""
    import pyarrow as pa

    names = [piece[name].to_pylist() for name in wanted.names]
    return pa.array(masked_rows(piece[place].to_pylist(), names), pa.string())


def _line_length(content: Content) -> float:
    """Mean length of the first lines, in characters."""
    return len(content.head) / max(content.head.count("\n"), 1)


# ---------------------------------------------------------------- pieces


def _pieces(content: Content, header: tuple[str, ...], start: int, delimiter: str, places: list[int]) -> Iterator[dict[int, Any]]:
    """Piece by piece the wanted columns as arrow arrays of text; once more in larger pieces when the first line did not fit into one."""
    import pyarrow as pa

    for size in (_PIECE, _LONGEST_LINE):
        begun = False
        try:
            for piece in _pieces_of(size, content, header, start, delimiter, places):
                begun = True
                yield piece
            return
        except pa.ArrowInvalid as error:
            said = str(error)
        except UnicodeDecodeError:
            said = "UTF8"
        if "UTF8" in said:
            raise _WrongEncodingError
        if "straddling" not in said:
            raise again("The file cannot be split into rows and columns", content.file)
        if begun:
            break
    raise again("A line is longer than 64 MB, or a quotation mark is never closed", content.file)


def _pieces_of(
    size: int, content: Content, header: tuple[str, ...], start: int, delimiter: str, places: list[int]
) -> Iterator[dict[int, Any]]:
    import pyarrow as pa
    import pyarrow.csv as arrow_csv

    ragged = _Ragged(len(header), delimiter, content.file)
    names = [str(n) for n in range(len(header))]
    quoted = delimiter != "\t" or is_quoted(text_lines(content.head)[start])
    read = arrow_csv.ReadOptions(
        block_size=size,
        skip_rows=start + 1,
        column_names=names,
        encoding="utf8" if content.encoding in ("utf-8", "utf-8-sig", "ascii") else content.encoding,
        use_threads=False,  # else it reads far ahead, and memory grows
    )
    parse = arrow_csv.ParseOptions(
        delimiter=delimiter, quote_char='"' if quoted else False, newlines_in_values=quoted, invalid_row_handler=ragged.take
    )
    convert = arrow_csv.ConvertOptions(
        include_columns=[names[p] for p in places], column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False
    )
    try:
        with (
            content.open() as opened,
            arrow_csv.open_csv(ahead := _Ahead(opened), read_options=read, parse_options=parse, convert_options=convert) as reader,
        ):
            for batch in reader:
                ahead.taken()
                yield {p: batch.column(n) for n, p in enumerate(places)}
                if ragged.rows or ragged.too_long:
                    yield ragged.given(places, pa)
        if ragged.rows or ragged.too_long:
            yield ragged.given(places, pa)
    except pa.ArrowInvalid:
        ragged.check()
        raise


class _Ahead:
    """The bytes of a file, of which only a few pieces are read ahead: the library would hold thirty of them."""

    closed = False

    def __init__(self, stream: BinaryIO):
        self._stream, self._room, self._more = stream, Semaphore(_AHEAD), _AHEAD

    def read(self, size: int = -1) -> bytes:
        """Called by the library, in a thread of its own."""
        if not self._room.acquire(timeout=_PATIENCE):  # a piece gives none to take when all its rows are cut, or half of one in UTF-16
            self._room.release(self._more)
            self._more *= 2
        return self._stream.read(size)

    def taken(self) -> None:
        """A piece was taken, so that there is room for another."""
        self._room.release()


class _Ragged:
    """Rows with fewer or more cells than the header: cut after the last filled cell, or broken."""

    def __init__(self, width: int, delimiter: str, file: str):
        self.width, self.delimiter, self.file = width, delimiter, file
        self.rows: list[str] = []
        self.held = self.too_long = self.cells = self.lone = 0

    def take(self, row: Any) -> str:
        """Called by the library for each such row."""
        if row.actual_columns > self.width and "".join(self._cells(row.text)[self.width :]).strip():
            self.too_long, self.cells = self.too_long + 1, self.cells or row.actual_columns
        else:
            self.rows.append(row.text)
            self.held += len(row.text)
        self.lone += row.actual_columns == 1 and self.width > 1
        return "error" if self.too_long > _ENOUGH or self.lone > _HOPELESS or self.held > _MOST_RAGGED else "skip"

    def _cells(self, row: str) -> list[str]:
        try:
            return row.split(self.delimiter) if self.delimiter == "\t" else next(csv.reader([row], delimiter=self.delimiter))
        except csv.Error:  # quotes that break the rules
            return row.split(self.delimiter)

    def check(self) -> None:
        """Raises PoaError when rows have more filled cells than the header."""
        if self.too_long:
            mend = "Download the report again and do not save it from a spreadsheet program."
            more = " or more" if self.too_long > _ENOUGH else ""
            what = f"{self.too_long}{more} row(s) have more cells than the header; the first has {self.cells}, the header {self.width}"
            raise PoaError.of(what, mend, file=self.file)

    def given(self, places: list[int], pa: Any) -> dict[int, Any]:
        """The rows so far, as arrow arrays."""
        self.check()
        rows, self.rows, self.held = self.rows, [], 0
        kept = [cells for row in rows if "".join(cells := self._cells(row)).strip()]
        return {p: pa.array([row[p] if p < len(row) else "" for row in kept], pa.string()) for p in places}


# ---------------------------------------------------------------- columns


class _Rows:
    """Numbers of a row each, written into one array that is as long as the file will probably need: pieces leave holes in memory."""

    def __init__(self, kind: type, expected: int):
        self.held, self.count = np.empty(expected, dtype=kind), 0

    def add(self, numbers: np.ndarray) -> None:
        end = self.count + len(numbers)
        if end > len(self.held):
            self.held = np.concatenate([self.held[: self.count], np.empty(max(end, len(self.held) // 4), dtype=self.held.dtype)])
        self.held[self.count : end] = numbers
        self.count = end

    def add_codes(self, codes: np.ndarray, values: int) -> None:
        """Codes of so many different values; they may need a larger type from now on."""
        kind = np.int8 if values < 2**7 else np.int16 if values < 2**15 else np.int32
        if self.held.dtype.itemsize < np.dtype(kind).itemsize:
            wider = np.empty(len(self.held), dtype=kind)
            wider[: self.count] = self.held[: self.count]
            self.held = wider
        self.add(codes)

    def result(self) -> np.ndarray:
        return self.held[: self.count]


class _Text:
    """Text by its different values."""

    def __init__(self, expected: int):
        import pyarrow as pa

        self.values = pa.array([], pa.string())
        self.codes = _Rows(np.int8, expected)
        self.waiting: list[Any] = []

    def add(self, cells: Any) -> None:
        self.waiting.append(cells.dictionary_encode())
        if len(self.waiting) >= _TOGETHER:
            self._look_up()

    def _look_up(self) -> None:
        """The codes of the waiting pieces, found for all of them at once."""
        import pyarrow as pa

        if not self.waiting:
            return
        known = pa.DictionaryArray.from_arrays(pa.array([], pa.int32()), self.values)
        known, *pieces = pa.chunked_array([known, *self.waiting]).unify_dictionaries().chunks  # known values keep their codes
        self.values, self.waiting = known.dictionary, []
        for piece in pieces:
            self.codes.add_codes(piece.indices.to_numpy(), len(self.values))

    def result(self) -> Texts:
        self._look_up()
        return Texts(self.values.to_pylist(), self.codes.result())


class _Date:
    """Dates by their different texts: of a time stamp like all others of its piece only the day is kept, as nothing else is read."""

    def __init__(self, expected: int):
        self.places: dict[str, int] = {}
        self.codes = _Rows(np.int8, expected)
        self.by_day = np.full(_DAYS, UNKNOWN, dtype=np.int32)

    def add(self, cells: Any) -> None:
        signs = _signs(cells)
        days = None if signs is None or not _all_stamps(signs) else _days(signs)
        if signs is None or days is None:
            encoded = cells.dictionary_encode()
            codes = self._codes(encoded.dictionary.to_pylist())[encoded.indices.to_numpy()]
        else:
            codes = self.by_day[days]
            new = np.flatnonzero(codes < 0)
            if len(new):
                rows = new[np.unique(days[new], return_index=True)[1]]
                self.by_day[days[rows]] = self._codes(signs[:10, row].tobytes().decode() for row in rows)
                codes = self.by_day[days]
        self.codes.add_codes(codes, len(self.places))

    def _codes(self, texts: Iterable[str]) -> np.ndarray:
        return np.array([self.places.setdefault(text, len(self.places)) for text in texts], dtype=np.int32)

    def result(self) -> Texts:
        return Texts(list(self.places), self.codes.result())


class _Id:
    """Order ids as numbers."""

    def __init__(self, expected: int):
        self.numbers = _Rows(np.int64, expected)
        self.odd: dict[int, str] = {}

    def add(self, cells: Any) -> None:
        signs = _signs(cells)
        numbers = None if signs is None else numbers_of_signs(signs)
        if numbers is None:
            found = ids_of(cells.to_pylist())
            numbers = found.numbers
            self.odd.update({self.numbers.count + row: cell for row, cell in found.odd.items()})
        self.numbers.add(numbers)

    def result(self) -> Ids:
        return Ids(self.numbers.result(), self.odd)


class _Key:
    """Numbers that tell rows apart."""

    def __init__(self, expected: int):
        self.numbers = _Rows(np.uint32, expected)

    def add(self, cells: Any) -> None:
        signs = _signs(cells)
        numbers = None if signs is None or len(signs) > 18 else digits_to_numbers(signs)
        if numbers is not None:
            self.numbers.add(keys_of_numbers(numbers))
            return
        self.numbers.add(keys_of(cells.to_pylist()))

    def result(self) -> np.ndarray:
        return self.numbers.result()


_COLUMNS: dict[str, Callable[[int], Any]] = {"texts": _Text, "comment": _Text, "date": _Date, "order_id": _Id, "row_id": _Key}


def _signs(cells: Any) -> np.ndarray | None:
    """The bytes of the cells where all are of one length: a row for each place of a sign, a column for each cell."""
    if not len(cells):
        return None
    _, offsets, data = cells.buffers()
    at = np.frombuffer(offsets, dtype=np.int32)[cells.offset : cells.offset + len(cells) + 1]
    width = int(at[1] - at[0])
    if not width or int(at[-1] - at[0]) != width * len(cells) or (np.diff(at) != width).any():
        return None
    return np.ascontiguousarray(np.frombuffer(data, dtype=np.uint8)[at[0] : at[-1]].reshape(-1, width).T)


def _all_stamps(signs: np.ndarray) -> bool:
    """Whether all cells are time stamps of the same form, year first; signs: a row for each place of a sign."""
    if len(signs) < 11:
        return False
    first = signs[:, 0]
    digit = (first >= 48) & (first <= 57)
    if not digit[_DAY].all() or (signs[digit] - np.uint8(48)).max() > 9 or (signs[~digit] != first[~digit, None]).any():
        return False
    text = first.tobytes().decode("latin-1")
    read = read_distinct([text, text[:10]], _DATE, None)
    return not read.faults and read.values[0] == read.values[1]


def _days(signs: np.ndarray) -> np.ndarray | None:
    """A number for the day of each time stamp; `None` when one of them cannot be a date, which has to be told as it stands."""
    y1, y2, y3, y4, m1, m2, d1, d2 = (signs[place].astype(np.int32) - 48 for place in _DAY)
    year, month, day = y1 * 1000 + y2 * 100 + y3 * 10 + y4 - _FIRST_YEAR, m1 * 10 + m2, d1 * 10 + d2
    if month.min() < 1 or month.max() > 12 or day.max() > 31 or year.min() < 0 or year.max() >= _YEARS:
        return None
    return (year * 12 + month - 1) * 32 + day


_DAY = [0, 1, 2, 3, 5, 6, 8, 9]
_DATE = Column(type="date")
