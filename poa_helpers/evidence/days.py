"""The days that stand in a document, each with what it is the day of as far as the words beside it say."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from ..catalogue import Catalogue
from ..notice.dates import find_dates
from ..notice.rules import rules_of
from .document import Cell, Document, Line
from .look import Labels, Look

_NUMBERS = re.compile(r"(?<![\d./-])(\d{1,4})([./-])(\d{1,2})\2(\d{4}|\d\d)(?![./-]?\d)")
_BESIDE = 40  # signs before a day that may say what it is the day of
_BY_LABEL, _BY_NEIGHBOUR, _ALONE, _BY_HABIT = 0.9, 0.8, 0.5, 0.6  # how sure a reading is


@dataclass(frozen=True)
class FoundDay:
    """A day in a document. readings: all days the words can mean, the likeliest first; meant: whether a label says that it is the document's own.

    confidence: of the first reading as the document's day; other: the label is of something else (a due date).
    """

    readings: tuple[date, ...]
    words: str
    place: int
    meant: bool
    other: bool
    confidence: float


def days_of(document: Document, look: Look, words: Labels, cat: Catalogue) -> tuple[FoundDay, ...]:
    """Every day of a document with a year, in the order of the file. Numbers that fit both ways round have two readings."""
    found: list[FoundDay] = []
    above: tuple[Cell, ...] = ()
    for line in document.lines:
        cells = line.cells
        for number, cell in enumerate(cells):
            for readings, sure, start, end in _days(cell.text, look, cat):
                label, near = _label(cell, start, cells[:number], above)
                other = bool(words.other_day.search(label))
                said = words.day.search(label) if not other else None
                meant = said is not None
                shown = f"{said.group() if said else ''} {cell.text[start:end]}".strip()  # the label and the day: other words may be names
                confidence = min((_BY_LABEL if near else _BY_NEIGHBOUR) if meant else _ALONE, 1.0 if sure else _BY_HABIT)
                found.append(FoundDay(readings, shown, line.place, meant, other, confidence))
        above = cells
    return tuple(found)


def _days(text: str, look: Look, cat: Catalogue) -> Iterator[tuple[tuple[date, ...], bool, int, int]]:
    """Readings, whether only one is possible, and place of each day in some words."""
    taken: set[int] = set()
    low = text.lower() if len(text.lower()) == len(text) else text
    for language in look.languages:
        for day in find_dates(low, rules_of(language, cat), look.marketplace):
            start, end = day.span
            if day.day is None or not 1995 <= day.day.year <= 2100 or taken & set(range(start, end)):
                continue
            taken |= set(range(start, end))
            readings = (day.day, *_turned(low[start:end], day.day))
            yield readings, len(readings) == 1 and not day.by_habit, start, end
    for match in _NUMBERS.finditer(text):
        readings = tuple(_possible(match))
        if readings and not taken & set(range(*match.span())):
            yield readings, len(readings) == 1, *match.span()


def _turned(text: str, day: date) -> Iterator[date]:
    """The day with its month and day changed about, where both are numbers that allow it."""
    if re.fullmatch(r"\d{1,2}[./-]\d{1,2}[./-]\d{4}", text) and day.day <= 12 and day.day != day.month:
        yield date(day.year, day.day, day.month)


def _possible(match: re.Match[str]) -> Iterator[date]:
    """The days three numbers can mean: day or month first, with the year at the end; two digits are a year of this century.

    >>> [day.isoformat() for day in _possible(_NUMBERS.search("22/09/25"))]
    ['2025-09-22']
    """
    a, b, c = int(match[1]), int(match[3]), int(match[4])
    orders = [(a, b, c)] if len(match[1]) == 4 else [(c if c > 99 else 2000 + c, b, a), (c if c > 99 else 2000 + c, a, b)]
    if len(match[1]) == 3:
        return
    for day in dict.fromkeys(_valid(order) for order in orders):
        if day is not None:
            yield day


def _valid(order: tuple[int, int, int]) -> date | None:
    try:
        return date(*order) if 1995 <= order[0] <= 2100 else None
    except ValueError:
        return None


def _label(cell: Cell, start: int, before: tuple[Cell, ...], above: tuple[Cell, ...]) -> tuple[str, bool]:
    """The words that say what a day is the day of, and whether they stand right before it: in its cell, else in the one before or above."""
    own = cell.text[max(0, start - _BESIDE) : start].strip(" :.\t#-–")
    if pieces := [piece for piece in re.split(r"[.;,|]\s+|\s{2,}", own) if piece.strip()]:
        return pieces[-1], True  # “Thank you for your order. Invoice date: …”
    if before and before[-1].text.rstrip().endswith(":"):
        return before[-1].text.strip(" :")[-_BESIDE:], True
    over = [other for other in above if other.over(cell)]
    if over:
        return over[0].text.strip(" :")[:_BESIDE], False
    return (before[-1].text.strip(" :")[-_BESIDE:], False) if before else ("", False)


def own_day(days: tuple[FoundDay, ...]) -> FoundDay | None:
    """The day of the document itself: the surest labelled one; else the only one there is."""
    meant = [day for day in days if day.meant]
    if meant:
        return max(meant, key=lambda day: (day.confidence, "invoice" in day.words.lower()))
    plain = [day for day in days if not day.other]
    return plain[0] if len({day.readings for day in plain}) == 1 else None


def line_of_day(line: Line) -> str:
    """A line without its days, so that their numbers are not taken for pieces."""
    return _NUMBERS.sub(" ", line.text)
