"""The checkable details of a text: dates, times, numbers, shares, ids, file names, proper names and words of quantity, each at its place."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

from .days import days_in, same_day

FILE = re.compile(
    r"\b[\w](?:[\w.+-]*[\w+-])?\.(?:pdf|png|jpe?g|gif|tiff?|heic|csv|tsv|xlsx?|docx?|odt|txt|eml|msg|zip|html?|mp4|mov)\b", re.IGNORECASE
)
ASIN = re.compile(r"\bB0[A-Z0-9]{8}\b")
_ID = re.compile(
    r"\b(?=[A-Z0-9-]*\d)(?=[A-Z0-9-]*[A-Z])[A-Z0-9]+(?:-[A-Z0-9]+)*\b|\b\d{2,}(?:-\d{3,})+\b|(?<![\d.,])0\d{4,}\b|(?<![\d.,])\d{9,}\b"
)
_STORE = re.compile(r"\bamazon\.(?:com?(?:\.[a-z]{2})?|[a-z]{2})\b(?!\.[a-z])", re.IGNORECASE)
_NUMBER = re.compile(r"(?<![\w.])\d{1,3}(?:,\d{3})+(?:\.\d+)?|(?<![\w.])\d+(?:\.\d+)?|(?<=\d[–-])\d+")
_SHARE = re.compile(r"\s?(?:%|per\s?cent\b|percent\b)", re.IGNORECASE)
_UNITS = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_WORDS = {word: n for n, word in enumerate(_UNITS)} | {word: 20 + 10 * n for n, word in enumerate(_TENS)}
_NUMBER_WORD = re.compile(
    rf"\b(?:(?P<t>{'|'.join(_TENS)})[\s-](?P<u>{'|'.join(_UNITS[1:10])})|(?P<w>{'|'.join([*_UNITS[2:], *_TENS])}))\b", re.IGNORECASE
)
_CAPITAL = re.compile(r"[A-ZÄÖÜÉ][\w&]*(?:['’-][A-Z]\w*)*")
_STARTS = re.compile(r"(?:^|[.!?:;]\s+|[–—(“\"*•|/]\s*|^\s*[-\d.)]+\s+)$")


@dataclass(frozen=True)
class Detail:
    """kind: date, month, weekday, time, number, share, id, file, store, name or quantity. value: in one form, whatever the text's was."""

    kind: str
    value: Any
    start: int
    end: int

    @property
    def span(self) -> tuple[int, int]:
        return self.start, self.end

    def of(self, text: str) -> str:
        """How the text that it stands in writes it."""
        return text[self.start : self.end]

    def same(self, other: Detail) -> bool:
        """Whether two details say the same: a month agrees with a day of it, a year with a date in it."""
        if {self.kind, other.kind} <= {"date", "month"}:
            return same_day(self.value, other.value)
        if self.kind == "number" and other.kind in ("date", "month"):
            return any(self.value == str(reading[0]) for reading in other.value)
        return self.kind == other.kind and self.value == other.value


def count_of(text: str) -> int:
    """A whole number in digits, or one up to ninety in a word.

    >>> count_of("1,180"), count_of("Nine")
    (1180, 9)
    """
    word = _WORDS.get(text.lower())
    return int(text.replace(",", "")) if word is None else word


def day_of(detail: Detail) -> date | None:
    """The day that a detail names with its year; `None` for any other, or one that no calendar has.

    >>> [day_of(detail) for text in ("on 4 May 2026", "on 31 April 2026", "on 4 May") for detail in details(text)]
    [datetime.date(2026, 5, 4), None, None]
    """
    if detail.kind != "date" or len(detail.value) != 1 or None in detail.value[0]:
        return None
    try:
        return date(*detail.value[0])
    except ValueError:
        return None


def details(
    text: str, language: str = "en", quantities: tuple[tuple[str, re.Pattern[str]], ...] = (), plain: frozenset[str] = frozenset()
) -> tuple[Detail, ...]:
    """The details in reading order. quantities: class -> its words; plain: capitalised words that name nobody.

    >>> [(d.kind, d.value) for d in details("In May 2026, Dana Whitfield sent 1,180 of 2 000 units (4.4 %) of B0FHTENT3P, see log-1.csv.")][:4]
    [('month', ((2026, 5, None),)), ('name', 'dana'), ('name', 'whitfield'), ('number', '1180')]
    """
    return _details(text, language, quantities, plain)


@lru_cache(maxsize=8192)
def _details(text: str, language: str, quantities: Any, plain: frozenset[str]) -> tuple[Detail, ...]:
    found: list[Detail] = []
    rest = text

    def take(kind: str, spans: Iterable[tuple[Any, int, int]]) -> None:
        nonlocal rest
        for value, start, end in list(spans):
            if "\0" not in rest[start:end]:
                found.append(Detail(kind, value, start, end))
                rest = rest[:start] + "\0" * (end - start) + rest[end:]

    def whole(pattern: re.Pattern[str], normal: Callable[[str], str]) -> Iterator[tuple[str, int, int]]:
        return ((normal(match.group()), *match.span()) for match in pattern.finditer(rest))

    take("file", whole(FILE, str.lower))
    for kind, readings, start, end in days_in(rest, language):
        take(kind, [(readings, start, end)])
    take("store", whole(_STORE, str.lower))
    take("id", whole(_ID, str))
    take("number", _number_words(rest))
    for match in _NUMBER.finditer(rest):
        share = _SHARE.match(rest, match.end())
        take("share" if share else "number", [(_plain_number(match.group()), match.start(), share.end() if share else match.end())])
    for name, pattern in quantities:
        take("quantity", ((name, *match.span()) for match in pattern.finditer(rest)))
    take("name", _names(rest, plain))
    return tuple(sorted(found, key=lambda detail: detail.start))


def _plain_number(text: str) -> str:
    """`1,180` and `1180` are one number, so are `4.0` and `4`."""
    value = Decimal(text.replace(",", "")).normalize()
    return f"{value:f}"


def _number_words(text: str) -> Iterator[tuple[str, int, int]]:
    for match in _NUMBER_WORD.finditer(text):
        value = _WORDS[match["w"].lower()] if match["w"] else _WORDS[match["t"].lower()] + _WORDS[match["u"].lower()]
        yield str(value), *match.span()


def _names(text: str, plain: frozenset[str]) -> Iterator[tuple[str, int, int]]:
    """Capitalised words but for those that only begin a sentence; the first word counts when another name follows it at once."""
    if text.isupper():
        return
    matches = [m for m in _CAPITAL.finditer(text) if not m.start() or not (text[m.start() - 1].isalnum() or text[m.start() - 1] in "'’-")]
    for number, match in enumerate(matches):
        word = match.group().lower()
        if word in plain or len(word) < 2 and word != "&":
            continue
        if _STARTS.search(text[: match.start()]):
            follows = matches[number + 1] if number + 1 < len(matches) else None
            if not follows or text[match.end() : follows.start()] != " " or follows.group().lower() in plain:
                continue
        yield word, *match.span()
