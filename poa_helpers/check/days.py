"""The dates and times of a text, in any usual form: “14 October 2026”, “Oct 14”, “2026-10-14”, “10/14/2026” name the same day."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from babel import Locale

from ..words import weekdays

Reading = tuple[int | None, int | None, int | None]  # year, month, day; `None` for what the text leaves open
Found = tuple[str, tuple[Reading, ...], int, int]  # kind, its readings, place


@lru_cache(maxsize=16)
def _months(language: str) -> dict[str, int]:
    """Names of the months, long and short, in lower case -> number."""
    names: dict[str, int] = {}
    for width in ("wide", "abbreviated"):
        for context in ("format", "stand-alone"):
            names |= {name.lower().rstrip("."): number for number, name in Locale.parse(language).months[context][width].items()}
    return names | ({"sept": 9, "sep": 9} if language == "en" else {})


@lru_cache(maxsize=16)
def _patterns(language: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    month = "(?P<m>" + "|".join(sorted(map(re.escape, _months(language)), key=len, reverse=True)) + r")\b\.?"
    day, year, dash = r"(?P<d>[0-3]?\d)(?:st|nd|rd|th|\.)?", r"(?P<y>(?:19|20)\d\d)", r"\s*(?:-|–|—|to|and)\s*"
    first = r"(?P<d1>[0-3]?\d)(?:st|nd|rd|th)?"
    texts = (
        ("date", r"\b(?P<y>\d{4})[-/](?P<m>[01]?\d)[-/](?P<d>[0-3]?\d)\b"),
        ("span", rf"\b{first}{dash}{day}\s+(?:of\s+)?{month}(?:,?\s+{year})?(?!\d)"),
        ("span", rf"\b{month}\s+{first}{dash}{day}(?![\d:%])(?:,?\s+{year})?(?!\d)"),
        ("date", rf"(?<![\d.,-])\b{day}\s+(?:of\s+)?{month}(?!\s+[0-3]?\d(?:,|\s+(?:19|20)\d\d))(?:,?\s+{year})?(?!\d)"),
        ("date", rf"\b{month}\s+{day}\b(?![:%]|[.,]\d)(?:,?\s+{year})?(?!\d)"),
        ("month", rf"\b{month},?\s+{year}\b"),
        ("numeric", r"(?<![\d./-])(?P<a>[0-3]?\d)(?P<s>[./-])(?P<b>[0-3]?\d)(?P=s)(?P<y>\d{4}|\d\d)\b(?![./-]?\d)"),
        ("month", rf"\b(?:(?:in|since|until|from|of|during|by|early|late|mid|last|to|through|and)[\s-]+)(?-i:(?=[A-Z])){month}"),
    )
    return tuple((kind, re.compile(text, re.IGNORECASE)) for kind, text in texts)


def days_in(text: str, language: str = "en") -> Iterator[Found]:
    """Every date, month, weekday and time of day, at its place; overlapping readings are left to the first.

    >>> [found[1] for found in days_in("On 14 October 2026, by Oct 15 at last")]
    [((2026, 10, 14),), ((None, 10, 15),)]
    >>> [found[:2] for found in days_in("by 5:30 pm on Monday, 03/04/2026")]
    [('date', ((2026, 3, 4), (2026, 4, 3))), ('weekday', ((None, None, 0),)), ('time', ((None, 17, 30),))]
    """
    months, taken = _months(language), [False] * (len(text) + 1)
    for kind, pattern in _patterns(language):
        for match in pattern.finditer(text):
            start, end = match.span("m") if kind == "month" and not match.groupdict().get("y") else match.span()
            end = start + len(text[start:end].rstrip(" .,"))
            readings = _readings(kind, match, months)
            if not readings or any(taken[start:end]):
                continue
            taken[start:end] = [True] * (end - start)
            if kind == "span":
                middle = match.end("d1")
                yield "date", (readings[0],), match.start() if match.start("m") < middle else match.start("d1"), middle
                yield "date", (readings[1],), match.start("d"), end
            else:
                yield "month" if kind == "month" else "date", tuple(readings), start, end
    for name, number in weekdays(language).items():
        for match in re.finditer(rf"\b{name}s?\b", text, re.IGNORECASE):
            yield "weekday", ((None, None, number),), *match.span()
    for match in _TIME.finditer(text):
        if not any(taken[slice(*match.span())]):
            hour = int(match["h"] or match["h2"]) % (12 if match["p"] else 24)
            hour += 12 if (match["p"] or "").lower().startswith("p") else 0
            yield "time", ((None, hour, int(match["min"] or 0)),), *match.span()


_TIME = re.compile(r"\b(?:(?P<h>[0-2]?\d):(?P<min>[0-5]\d)|(?P<h2>1?\d)(?=\s*[ap]\.?m\b))\b(?:\s*(?P<p>[ap]\.?m\b))?", re.IGNORECASE)


def _readings(kind: str, match: re.Match[str], months: dict[str, int]) -> list[Reading]:
    """What a match can mean; nothing when it is no date at all."""
    held = match.groupdict()
    year = int(held["y"]) if held.get("y") else None
    if kind == "numeric":
        year = year + 2000 if year is not None and year < 100 else year
        a, b = int(held["a"]), int(held["b"])
        return [(year, month, day) for month, day in dict.fromkeys(((a, b), (b, a))) if 1 <= month <= 12 and 1 <= day <= 31]
    month = int(held["m"]) if held["m"].isdigit() else months[held["m"].lower().rstrip(".")]
    if kind == "month":
        return [(year, month, None)]
    days = [int(held[name]) for name in ("d1", "d") if held.get(name)]
    return [(year, month, day) for day in days] if 1 <= month <= 12 and all(1 <= day <= 31 for day in days) else []


def same_day(one: tuple[Reading, ...], other: tuple[Reading, ...]) -> bool:
    """Whether two readings can be the same day; what one of them leaves open does not count.

    >>> same_day(((None, 10, 14),), ((2026, 10, 14),)), same_day(((2025, 10, 14),), ((2026, 10, 14),))
    (True, False)
    """
    return any(all(x is None or y is None or x == y for x, y in zip(a, b, strict=True)) for a in one for b in other)
