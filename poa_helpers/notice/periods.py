"""The deadline of a notice, and the periods in it that are none (funds, age of invoices, windows of metrics …)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice

from .dates import find_dates
from .message import Message, Span
from .rules import Rules, one_of

_CLAUSE_END = re.compile(r"[,;:()–—\n]| - ")
MOST_PERIODS = 500  # in one message
_TRIM = " \t\n,;:()–—-.•*"


@dataclass(frozen=True)
class Period:
    """A length of time or a date, where it stands, and whether it is a deadline for the seller's answer."""

    span: Span
    clause: Span
    deadline: bool
    hours: int | None = None
    day: date | None = None
    working: bool = False


def find_periods(message: Message, rules: Rules, marketplace: str | None) -> list[Period]:
    """All periods in the text, and the dates that are deadlines, in its order."""
    found = sorted([*_lengths(message, rules), *_dates(message, rules, marketplace)], key=lambda period: period.span)
    for at in range(1, len(found)):
        found[at - 1], found[at] = _apart(found[at - 1], found[at], message)
    return found


def _apart(first: Period, second: Period, message: Message) -> tuple[Period, Period]:
    """Two unlike periods in one clause (`dated within 90 days within 60 days`): each gets its own words."""
    if first.deadline == second.deadline or not second.clause[0] <= first.span[0] < second.span[0]:
        return first, second
    start = first.span[1]
    while start < second.span[0] and message.low[start] in _TRIM:
        start += 1
    return replace(first, clause=(first.clause[0], first.span[1])), replace(second, clause=(start, second.clause[1]))


def _lengths(message: Message, rules: Rules) -> Iterator[Period]:
    words = rules.raw["deadlines"]
    numbers, units = words["numbers"], words["units"]
    named, working = "|".join(sorted(numbers, key=len, reverse=True)), "|".join(words["working"])
    pattern = re.compile(
        rf"(?<![\w.,%-])(?P<number>\d{{1,4}}|{named})(?: ?\([\w -]{{1,20}}\))?(?:[ -]{{1,2}}|-? (?:and|or|to) \d{{1,4}}[ -])?"
        rf"(?:(?P<working>{working}|calendar|consecutive)[ -])?(?P<unit>{'|'.join(sorted(units, key=len, reverse=True))})(?!\w)"
    )
    for match in islice(pattern.finditer(message.low), MOST_PERIODS):
        number = numbers.get(match["number"]) or (int(match["number"]) if match["number"].isdigit() else None)
        of_unit, working_days = units[match["unit"]], bool(match["working"]) and match["working"] in words["working"]
        hours = number * of_unit if number and of_unit and not working_days else None
        sides = _sides(message, match.span())
        yield Period(match.span(), sides.clause, _is_deadline(sides, rules), hours, working=working_days)


@dataclass(frozen=True)
class _Sides:
    """What stands around a period: its sentence, its clause, directly before and after it."""

    sentence: str
    clause: Span
    clause_words: str
    before: str
    after: str


def _sides(message: Message, span: Span) -> _Sides:
    first, last = message.sentence(span[0])
    low = message.low
    cuts = [match.end() for match in _CLAUSE_END.finditer(low, max(first, span[0] - 200), span[0])]
    following = _CLAUSE_END.search(low, span[1], min(last, span[1] + 200))
    start, end = cuts[-1] if cuts else max(first, span[0] - 200), following.start() if following else min(last, span[1] + 200)
    clause_words = low[start:end]
    while start < span[0] and low[start] in _TRIM:
        start += 1
    while end > span[1] and low[end - 1] in _TRIM:
        end -= 1
    return _Sides(
        low[first:last], (start, end), clause_words, low[max(first, span[0] - 80) : span[0]], low[span[1] : min(last, span[1] + 60)]
    )


def _is_deadline(sides: _Sides, rules: Rules) -> bool:
    if _is_other(sides, rules):
        return False
    before = rules.words("deadlines", "before", after=r"(?:\s(?:an?|the|about|approximately|up to|only|at least))*\s*$").search(
        sides.before
    )
    after = rules.words("deadlines", "after", before=r"^[\s-]*(?:from [^,.;]{1,60} )?").search(sides.after)
    return bool((before or after) and rules.words("deadlines", "in_sentence").search(sides.sentence))


def _is_other(sides: _Sides, rules: Rules) -> bool:
    for id, rule in rules.raw["other_periods"]["rules"].items():
        if _expression(rules, id, rule, "before", r"(?<!\w)", r"[\s-]*$").search(sides.before):
            return True
        if _expression(rules, id, rule, "after", r"^[\s-]*", "").search(sides.after):
            return True
        if _expression(rules, id, rule, "clause", r"(?<!\w)", "").search(sides.clause_words):
            return True
    return False


def _expression(rules: Rules, id: str, rule: dict, key: str, before: str, after: str) -> re.Pattern[str]:
    return rules.made(("other_periods", id, key), lambda: one_of(rule.get(key, ()), rules.names, before=before, after=after))


def _dates(message: Message, rules: Rules, marketplace: str | None) -> Iterator[Period]:
    time_of_day = r"(?:\s*\d{1,2}(?:[:.]\d\d)?\s?(?:am|pm|a\.m\.|p\.m\.|utc|gmt|hours)?(?:\s[a-z]{2,4})?,?(?:\son)?)?"
    ending = rf"{time_of_day}(?:\s(?:the|on))*\s*(?:{rules.raw['dates']['weekdays']})?,?\s*$"
    by = rules.words("deadlines", "before_date", after=ending)
    closing = rules.words("deadlines", "before_date_of_closing", after=r"\s*$")
    for found in find_dates(message.low, rules, marketplace):
        sides = _sides(message, found.span)
        if _is_other(sides, rules):
            continue
        asked = rules.words("deadlines", "in_sentence").search(sides.sentence)
        if (by.search(sides.before) and asked) or closing.search(sides.before):
            yield Period(found.span, sides.clause, True, day=found.day)
