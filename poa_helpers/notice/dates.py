"""Dates as a notice writes them; an ambiguous one (03/04/2026) is read only where the store's habit is known."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from .message import Message, Span
from .rules import Rules


@dataclass(frozen=True)
class FoundDate:
    """A date and its place; `day` is None when day and month cannot be told apart, or the year is missing.

    by_habit: day and month were told apart only by how the store or the language writes dates, or the year is the one that follows from
    the day of the message.
    """

    span: Span
    day: date | None
    by_habit: bool = False


def find_dates(
    low: str, rules: Rules, marketplace: str | None, start: int = 0, end: int | None = None, *, since: date | None = None
) -> Iterator[FoundDate]:
    """All dates in a lower-case text, in its order; since: the day from which one without a year is the next."""
    pattern = rules.made("dates", lambda: _pattern(rules.raw["dates"]))
    for match in pattern.finditer(low, start, len(low) if end is None else end):
        numbers = match["a"] and match["sep"] == "/" and int(match["a"]) <= 12 and int(match["b"]) <= 12 and match["a"] != match["b"]
        day = _day(match, rules.raw["dates"], marketplace)
        following = _following(match, rules.raw["dates"], since) if since and day is None else None
        yield FoundDate(match.span(), day or following, bool(numbers or following))


def _pattern(dates: dict) -> re.Pattern[str]:
    """`2026-11-05`, `5 November 2026`, `November 5, 2026`, `5.11.2026`, `2026年11月5日`; `of` are the words between day, month and year."""
    months = "|".join(sorted(map(re.escape, dates["months"]), key=len, reverse=True))
    of = dates.get("of", "(?:of )?")
    return re.compile(
        rf"(?<![/.-])(?<![^\W\u3041-\u30ff\u3400-\u9fff])(?:(?P<y1>\d{{4}})-(?P<m1>\d\d)-(?P<d1>\d\d)(?!\d)"
        rf"|(?P<d2>\d{{1,2}})(?:st|nd|rd|th|er|re|[.º°])?[ ,-]{{1,2}}{of}(?P<m2>{months})\b\.?,?(?:[ -]{{1,2}}{of}(?P<y2>\d{{4}}))?(?!\d)"
        rf"|(?P<m3>{months})\b\.? (?P<d3>\d{{1,2}})(?:st|nd|rd|th)?(?!\d)(?:,? (?P<y3>\d{{4}})(?!\d))?"
        rf"|(?P<a>\d{{1,2}})(?P<sep>[/.])(?P<b>\d{{1,2}})(?P=sep)(?P<y4>\d{{4}})(?!\d)"
        rf"|(?P<y6>\d{{4}})(?P<sep2>[/.])(?P<m6>\d{{1,2}})(?P=sep2)(?P<d6>\d{{1,2}})(?!\d))"
        rf"|(?<!\d)(?:(?P<y5>\d{{4}}) ?年 ?)?(?P<m5>\d{{1,2}}) ?月 ?(?P<d5>\d{{1,2}}) ?[日号號]"
    )


def _day(match: re.Match[str], dates: dict, marketplace: str | None) -> date | None:
    for year, month, day in (("y1", "m1", "d1"), ("y5", "m5", "d5"), ("y6", "m6", "d6")):
        if match[month]:
            return _valid(match[year], match[month], match[day])
    for year, month, day in (("y2", "m2", "d2"), ("y3", "m3", "d3")):
        if match[month]:
            return _valid(match[year], dates["months"][match[month]], match[day])
    first, second = int(match["a"]), int(match["b"])
    if match["sep"] == "." or first > 12 or first == second:
        return _valid(match["y4"], second, first)
    if second > 12:
        return _valid(match["y4"], first, second)
    if marketplace is None and not dates.get("day_first"):
        return None
    month_first = marketplace in dates["month_first"]
    return _valid(match["y4"], first if month_first else second, second if month_first else first)


def _following(match: re.Match[str], dates: dict, since: date) -> date | None:
    """The next day of this name, for a date that names no year."""
    for year, month, day in (("y2", "m2", "d2"), ("y3", "m3", "d3"), ("y5", "m5", "d5")):
        if match[month] and not match[year]:
            number = match[month] if match[month].isdecimal() else dates["months"][match[month]]
            days = [found for later in (0, 1) if (found := _valid(str(since.year + later), number, match[day]))]
            return next((found for found in days if found >= since), None)
    return None


def _valid(year: str | None, month: str | int, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day)) if year else None
    except ValueError:
        return None


def sent_on(message: Message, rules: Rules, marketplace: str | None) -> FoundDate | None:
    """The day a message was sent: its header (`Date:`, `Sent:`), else a line near the top that is nothing but a date."""
    quotes = rules.raw["quotes"]
    if place := message.header(quotes, "date"):
        for found in find_dates(message.low, rules, marketplace, *place):
            return found
    weekday = re.compile(rf"(?:{rules.raw['dates']['weekdays']})?[ ,.]*")
    checked = 0
    for line in message.lines:
        start, end = line.start + line.prefix, line.end
        if not message.low[start:end].strip():
            continue
        checked += 1
        if checked > 12:
            break
        if end - start > 80:
            continue
        for found in find_dates(message.low, rules, marketplace, start, end):
            before, after = message.low[start : found.span[0]].strip(), message.low[found.span[1] : end].strip(" .")
            if (not before or weekday.fullmatch(before) or re.fullmatch(r"[a-z .]{2,30},", before)) and (
                not after or re.fullmatch(r"(?:,|at)? ?\d{1,2}:\d\d.{0,20}", after)
            ):
                return found
            break
    return None
