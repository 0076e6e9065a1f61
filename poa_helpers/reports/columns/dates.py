"""Written dates: one order of day and month per column, decided from all its values."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from ...catalogue import Column, catalogue
from ..told import told
from .months import month_names, plain_word
from .reading import Doubt, Reading, is_nothing, western

DAY_FIRST, MONTH_FIRST = "day first", "month first"
_LONGEST = 100
_EARLIEST, _LATEST = 1995, 2100  # Amazon's first year; a year beyond is a slip, and pandas cannot hold 9999

# the time of day and the zone are read over: `4:26:32 pm GMT+9`, `T23:59Z`, `a las 7:05 a. m.`, `午後4:26:32 JST`
_HALF = r"(?:[ap]\.?\s?m\.?|fm|em|o[os]|ص|م|午前|午後)"  # am and pm in the languages of `months`
_CLOCK = rf"[T,\s]*(?:(?:at|um|om|kl\.?|a|as|alle|a\s+las)\s+)?(?:{_HALF}\s*)?\d{{1,2}}:\d{{2}}(?::\d{{2}}(?:[.,]\d+)?)?(?:\s*{_HALF})?"
_ZONE = r"(?:Z|(?-i:[A-Z]{2,5})(?:[+-]\d{1,2}(?::?\d{2})?)?|[+-]\d{1,2}(?::?\d{2})?|[A-Z][a-z]+/[A-Z_a-z]+)"
_TAIL = rf"(?:{_CLOCK})?\s*{_ZONE}?"
_OF = r"(?:(?:de|del|di|of)\s+)?"
_MONTH = r"([^\W\d_]{3,})\.?"
_TAILS = re.compile(_TAIL, re.IGNORECASE)
_YEAR_FIRST = re.compile(rf"(\d{{4}})[-/.](\d{{1,2}})[-/.](\d{{1,2}}){_TAIL}", re.IGNORECASE)
_JAPANESE = re.compile(rf"(\d{{4}})\s*年\s*(\d{{1,2}})\s*月\s*(\d{{1,2}})\s*日{_TAIL}", re.IGNORECASE)
_NUMERIC = re.compile(rf"(\d{{1,2}})([-/.])(\d{{1,2}})\2(\d{{4}}|\d{{2}}){_TAIL}", re.IGNORECASE)
_NAMED_DAY = re.compile(
    rf"(\d{{1,2}})(?:(?:st|nd|rd|th|er|o|a)(?![^\W\d_])|[°.])?[\s./-]*{_OF}{_MONTH}[\s,./-]*{_OF}(\d{{4}}|\d{{2}}){_TAIL}", re.IGNORECASE
)
_NAMED_MONTH = re.compile(rf"{_MONTH}[\s./-]*(\d{{1,2}})(?:st|nd|rd|th)?[\s,./-]+(\d{{4}}){_TAIL}", re.IGNORECASE)
_REMARK = re.compile(r"\s*[(\[].*", re.DOTALL)


class _Numeric(NamedTuple):
    """A date of three numbers that leaves open which is the day."""

    first: int
    second: int
    year: int
    mark: str

    def day(self, day_first: bool) -> date | None:
        month, day = (self.second, self.first) if day_first else (self.first, self.second)
        return _day(self.year, month, day)

    @property
    def open(self) -> bool:
        """Whether it is another day when read the other way round."""
        return self.first != self.second and self.first <= 12 and self.second <= 12


def read_dates(texts: Sequence[str], column: Column, marketplace: str | None, rows: Sequence[int]) -> Reading:
    """Days as written; the time of day and the zone are left out."""
    found = _parts(texts)
    numeric = {n: parts for n, parts in enumerate(found) if isinstance(parts, _Numeric)}
    day_first, warnings, doubt = _order(texts, numeric, column, marketplace)
    days = [parts.day(day_first) if isinstance(parts, _Numeric) else parts for parts in found]
    faults = {n: _fault(texts[n], numeric.get(n), day_first) for n, day in enumerate(days) if day is None and not is_nothing(texts[n])}
    if doubt is not None:
        faults[doubt.example] = doubt.what
        days = [None if n in numeric else day for n, day in enumerate(days)]
    return Reading(days, dict(sorted(faults.items())), warnings, doubt)


def _parts(texts: Sequence[str]) -> list[date | _Numeric | None]:
    """What each text says. Of time stamps (`2026-05-08T23:36:26+00:00`) each day and each time of day is looked at once."""
    heads: dict[str, date | None] = {}
    tails: dict[str, bool] = {}
    found: list[date | _Numeric | None] = []
    for text in texts:
        head, tail = text[:10], text[10:]
        if head not in heads:
            heads[head] = _iso(head)
        day = heads[head]
        if day is not None:
            if tail not in tails:
                tails[tail] = _TAILS.fullmatch(tail) is not None
            if tails[tail]:
                found.append(day)
                continue
        found.append(None if is_nothing(text) else _written(text))
    return found


def _iso(head: str) -> date | None:
    if len(head) != 10 or head[4] != "-" or head[7] != "-" or not head.isascii():
        return None
    year, month, day = head[:4], head[5:7], head[8:]
    return _day(int(year), int(month), int(day)) if (year + month + day).isdigit() else None


def _written(text: str) -> date | _Numeric | None:
    """A single date in any of the known patterns.

    >>> _written("28 de fev. de 2026 21:17:51 GMT-8"), _written("2026年7月17日"), _written("17/07/26").year
    (datetime.date(2026, 2, 28), datetime.date(2026, 7, 17), 2026)
    """
    if len(text) > _LONGEST:
        return None
    text = _REMARK.sub("", text)  # "2026-10-01 06:10 GMT (2026-09-30 23:10 PT)": the first one counts
    if not text.isascii():
        text = "".join(c for c in unicodedata.normalize("NFKD", western(text)) if not unicodedata.combining(c))
    if match := _YEAR_FIRST.fullmatch(text) or _JAPANESE.fullmatch(text):
        return _day(int(match[1]), int(match[2]), int(match[3]))
    if match := _NUMERIC.fullmatch(text):
        return _Numeric(int(match[1]), int(match[3]), _full_year(match[4]), match[2])
    if (match := _NAMED_DAY.fullmatch(text)) and (month := month_names().get(plain_word(match[2]))):
        return _day(_full_year(match[3]), month, int(match[1]))
    if (match := _NAMED_MONTH.fullmatch(text)) and (month := month_names().get(plain_word(match[1]))):
        return _day(int(match[3]), month, int(match[2]))
    return None


def _full_year(written: str) -> int:
    return int(written) + 2000 if len(written) == 2 else int(written)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day) if _EARLIEST <= year < _LATEST else None
    except ValueError:
        return None


def _order(
    texts: Sequence[str], numeric: dict[int, _Numeric], column: Column, marketplace: str | None
) -> tuple[bool, list[str], Doubt | None]:
    """Whether the day stands before the month in the column as a whole; what to tell, and what to ask."""
    if any(parts.mark == "." for parts in numeric.values()):
        return True, [], None  # no store writes the month first with points
    by_day = sum(parts.second <= 12 for parts in numeric.values())
    by_month = sum(parts.first <= 12 for parts in numeric.values())
    if by_day != by_month:
        return by_day > by_month, [], None
    example = next((n for n, parts in numeric.items() if parts.open), None)
    if example is None:
        return False, [], None
    place = catalogue().marketplaces.get(marketplace or "")
    order = column.date_order or (place.date_order if place else None)
    if order is not None:
        words = "day before month" if order == "day_first" else "month before day"
        by = "as set for this column" if column.date_order else f"as is usual in {marketplace}"
        return order == "day_first", [f"the dates fit both day/month and month/day; read with the {words}, {by}"], None
    as_day, as_month = numeric[example].day(True), numeric[example].day(False)
    what = f"The dates fit both day/month and month/day: {told(texts[example])} is {as_day} or {as_month}"
    return False, [], Doubt(what, example, ((DAY_FIRST, str(as_day)), (MONTH_FIRST, str(as_month))))


def _fault(text: str, parts: _Numeric | None, day_first: bool) -> str:
    shown = told(text, month_names())
    if parts is not None and parts.day(not day_first) is not None:
        order = "day first" if day_first else "month first"
        return f"{shown} is not a date with the {order}, as the rest of the column has it"
    return f"{shown} is not a date"
