"""How many pieces of which ASIN the lines of a document count."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ..model import ReadUnits
from .days import line_of_day
from .document import CURRENCY, Cell, Document, Line
from .look import NUMBER, Labels, Look

ASIN = re.compile(r"(?<![A-Z0-9])B0[A-Z0-9]{8}(?![A-Z0-9])")
_NUMBER = re.compile(NUMBER)
_MONEY = re.compile(rf"{CURRENCY}\s*\d[\d.,' ]*|\d[\d.,']*\s*(?:[$€£¥₹%]|(?:USD|EUR|GBP|CAD|CNY|JPY|RMB)\b)(?!\s?\d)")
_MOST = 10_000_000  # pieces; what is larger is an article number
_NEAR = 6  # signs between a number and the head of its column
SURE = 0.8  # from here on a reading is held against what the seller typed
_BY_COLUMN, _BY_WORD, _BESIDE, _ONLY = 0.9, 0.9, 0.7, 0.5
_SHORT_SKU, _TITLE_WORDS, _TITLE_SHARE = 4, 3, 0.6


@dataclass(frozen=True)
class _Counted:
    units: int
    words: str
    confidence: float
    other: tuple[int, ...] = ()


@dataclass(frozen=True)
class _Head:
    """The head of the column of pieces: where it stands, as which of how many columns, and whether no other column counts pieces, too."""

    cell: Cell
    number: int
    columns: int
    alone: bool


def pieces_of(document: Document, look: Look, words: Labels) -> tuple[ReadUnits, ...]:
    """One entry for each line that names an ASIN, its SKU or its title beside a number of pieces; by the ASIN where it stands in the file.

    A number below a head such as “Quantity”, or beside a word such as “units”, is sure; the only number of a line is a guess.
    """
    found: list[ReadUnits] = []
    head: _Head | None = None
    packed, place = False, 0
    for number, line in enumerate(document.lines):
        if line.place != place and document.counted == "page":
            head, place = None, line.place
        if new := _head(line, words):
            head, packed = new, bool(words.packed.search(line.text))
            continue
        for asin, by, sureness in _named(line, look):
            counted = _count(line, head, words) or _beside(document, number, head, words, look)
            if counted:
                certain = min(counted.confidence, sureness) * (0.7 if packed or words.packed.search(line.text) else 1.0)
                found.append(
                    ReadUnits(
                        asin=asin, units=counted.units, words=counted.words, place=line.place, confidence=round(certain, 2), by=by, other=counted.other
                    )
                )  # fmt: skip
    named = {units.asin for units in found if units.by == "asin"}
    return tuple(units for units in found if units.by == "asin" or units.asin not in named)


def asin_places(document: Document) -> dict[str, int]:
    """The first place of every ASIN that stands in the file."""
    places: dict[str, int] = {}
    for place, text in document.flow:
        for match in ASIN.finditer(text):
            places.setdefault(match.group(), place)
    return places


def _head(line: Line, words: Labels) -> _Head | None:
    """The head of the column of pieces, if the line is the head of a table."""
    cells = line.cells
    heads = [n for n, cell in enumerate(cells) if words.quantity.fullmatch(cell.text.strip(" :.*"))]
    is_head = heads and len(cells) > 1 and not any(_NUMBER.fullmatch(cell.text) for cell in cells)
    return _Head(cells[heads[-1]], heads[-1], len(cells), len(heads) == 1) if is_head else None


def _named(line: Line, look: Look) -> Iterator[tuple[str, str, float]]:
    """The ASINs a line is about, how it names them, and how sure that makes the reading."""
    direct = list(dict.fromkeys(match.group() for match in ASIN.finditer(line.text)))
    if direct:
        yield from ((asin, "asin", 1.0) for asin in (direct if len(direct) == 1 else ()))
        return
    tokens = set(re.findall(r"[^\s,;|()]+", line.text.upper()))
    low = set(re.findall(r"\w{3,}", line.text.casefold()))
    for asin, product in look.products.items():
        if any(len(sku) >= _SHORT_SKU and sku.upper() in tokens for sku in product.skus):
            yield asin, "sku", 0.85
        elif any(_titled(title, low) for title in product.titles):
            yield asin, "title", 0.6


def _titled(title: str, low: set[str]) -> bool:
    wanted = set(re.findall(r"\w{3,}", title.casefold()))
    return len(wanted) >= _TITLE_WORDS and len(wanted & low) >= max(_TITLE_WORDS, _TITLE_SHARE * len(wanted))


def _count(line: Line, head: _Head | None, words: Labels) -> _Counted | None:
    """The pieces of a line: in the column of pieces, beside a word for pieces, else its only number."""
    text = _MONEY.sub(lambda found: " " * len(found.group()), ASIN.sub(lambda found: "·" * 10, line.text))
    every = [value for match in _NUMBER.finditer(line_of_day(Line(line.place, text))) if (value := whole(match.group()))]
    if head is not None and (cell := _in_column(line, head, words)):
        number = _NUMBER.match(cell.text)
        value = whole(number.group()) if number else None
        if value is not None:
            return _Counted(
                value,
                f"{head.cell.text} {cell.text}"[:80],
                _sureness(cell.text, _BY_COLUMN if head.alone else _BESIDE),
                _others(value, every),
            )
    if match := words.pieces.search(text):
        shown = match["after"] or match["before"]
        if (value := whole(shown)) is not None:
            sure = _BY_WORD if match["after"] or len(every) == 1 else _BESIDE  # “set of 2 pcs” may be the name of what is sold
            return _Counted(value, match.group().strip()[:80], _sureness(shown, sure), _others(value, every))
    if len(every) == 1:
        return _Counted(every[0], str(every[0]), _ONLY)
    return None


def _in_column(line: Line, head: _Head, words: Labels) -> Cell | None:
    """The cell with a number that stands below the head, or as the same one of as many columns."""
    fitting = [cell for cell in line.cells if _NUMBER.fullmatch(cell.text) or _with_word(cell.text, words)]
    near = sorted((cell for cell in fitting if cell.away(head.cell) <= _NEAR), key=lambda cell: cell.away(head.cell))
    if near and (len(near) == 1 or near[0].away(head.cell) < near[1].away(head.cell)):
        return near[0]
    same = line.cells[head.number] if len(line.cells) == head.columns else None
    return same if not near and same in fitting else None


def _beside(document: Document, number: int, head: _Head | None, words: Labels, look: Look) -> _Counted | None:
    """The pieces of an item told over several lines: in the line above or below that names no other article."""
    lines = document.lines
    for other in (number - 1, number + 1):
        if 0 <= other < len(lines) and document.on_one_page(lines[other], lines[number]) and not list(_named(lines[other], look)):
            counted = _count(lines[other], head, words)
            if counted and counted.confidence > _ONLY:
                return _Counted(counted.units, counted.words, _BESIDE, counted.other)
    return None


def _with_word(text: str, words: Labels) -> bool:
    """Whether a cell is a number with a word for pieces, such as `240 pcs`."""
    match = _NUMBER.match(text)
    return bool(match and words.counted.fullmatch(text[match.end() :].strip(" .")))


def _sureness(shown: str, usual: float) -> float:
    """`1,000` may be a thousand or, in some countries, one: what can be read in two ways is not held against anybody."""
    return min(usual, _BESIDE) if re.fullmatch(r"\D*\d{1,3}[.,]000\D*", shown) else usual


def _others(value: int, every: Sequence[int]) -> tuple[int, ...]:
    rest = list(every)
    if value in rest:
        rest.remove(value)
    return tuple(dict.fromkeys(number for number in rest if number > 1))[:6]


def whole(text: str) -> int | None:
    """A number of pieces as written in any country; `None` for a part of one and for what is too large.

    >>> whole("240"), whole("1,200"), whole("1.200,00"), whole("240.00"), whole("12.5"), whole("4006381333931")
    (240, 1200, 1200, 240, None, None)
    """
    plain = re.sub(r"[' \u00a0]", "", text)
    parts = re.split(r"[.,]", plain)
    if len(parts) > 1 and len(parts[-1]) != 3:
        if parts[-1].strip("0"):
            return None
        parts = parts[:-1]
    if any(len(part) != 3 for part in parts[1:]) or not all(part.isdecimal() for part in parts):
        return None
    value = int("".join(parts))
    return value if value <= _MOST else None
