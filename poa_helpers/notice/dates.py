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
    """A date and its place; `day` is None when day and month cannot be told apart, or the year is missing."""

    span: Span
    day: date | None


def find_dates(low: str, rules: Rules, marketplace: str | None, start: int = 0, end: int | None = None) -> Iterator[FoundDate]:
    """All dates in a lower-case text, in its order."""
    dates = rules.raw["dates"]
    months = "|".join(sorted(dates["months"], key=len, reverse=True))
    pattern = re.compile(
        rf"(?<![\w/.-])(?:(?P<y1>\d{{4}})-(?P<m1>\d\d)-(?P<d1>\d\d)(?!\d)"
        rf"|(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?[ ,-]{{1,2}}(?:of )?(?P<m2>{months})\b\.?,?(?:[ -]{{1,2}}(?P<y2>\d{{4}}))?(?!\d)"
        rf"|(?P<m3>{months})\b\.? (?P<d3>\d{{1,2}})(?:st|nd|rd|th)?(?!\d)(?:,? (?P<y3>\d{{4}})(?!\d))?"
        rf"|(?P<a>\d{{1,2}})(?P<sep>[/.])(?P<b>\d{{1,2}})(?P=sep)(?P<y4>\d{{4}})(?!\d))"
    )
    for match in pattern.finditer(low, start, len(low) if end is None else end):
        yield FoundDate(match.span(), _day(match, dates, marketplace))


def _day(match: re.Match[str], dates: dict, marketplace: str | None) -> date | None:
    if match["y1"]:
        return _valid(match["y1"], match["m1"], match["d1"])
    if match["m2"]:
        return _valid(match["y2"], dates["months"][match["m2"]], match["d2"])
    if match["m3"]:
        return _valid(match["y3"], dates["months"][match["m3"]], match["d3"])
    first, second = int(match["a"]), int(match["b"])
    if match["sep"] == "." or first > 12 or first == second:
        return _valid(match["y4"], second, first)
    if second > 12:
        return _valid(match["y4"], first, second)
    if marketplace is None:
        return None
    month_first = marketplace in dates["month_first"]
    return _valid(match["y4"], first if month_first else second, second if month_first else first)


def _valid(year: str | None, month: str | int, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day)) if year else None
    except ValueError:
        return None


def sent_on(message: Message, rules: Rules, marketplace: str | None) -> FoundDate | None:
    """The day a message was sent: its header (`Date:`, `Sent:`), else a line near the top that is nothing but a date."""
    quotes = rules.raw["quotes"]
    for name, (start, end) in message.headers(quotes["header"]).items():
        if re.fullmatch(quotes["date"], name):
            for found in find_dates(message.low, rules, marketplace, start, end):
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
