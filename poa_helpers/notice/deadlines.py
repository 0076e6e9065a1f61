"""Which period of a message is the time until which the seller must answer.

Weighed together are what the words around it speak for, what the phrases of the rules take it for, how long it is, how far ahead and where in the message it
stands, and what the message wants. How much each counts was fitted on notices whose words had not been seen (`data/policy/notice_periods.yaml`).
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from .grams import WORD, alike, grams_of
from .message import Message
from .periods import MONTH, TRIMMED, Period, candidates, head_over
from .rules import Rules
from .words_at_large import WordWeights

Heard = tuple[Period, Mapping[str, Mapping[str, int]], Mapping[str, float]]
CLEAR = 0.95  # how sure a deadline is that is clearly stated; or that there is none, where words might have set one
SURE = 0.86  # how sure the reading of a deadline must be for the seller not to be asked: CLEAR, and likely enough not to be doubtful (`Period.is_doubtful`)
DOUBTFUL = SURE - 0.01  # how sure it is at most that there is none, where words may have set one: the seller is asked
_AS_LIKELY = 1.0  # of two deadlines, how much less may speak for the earlier one
_APPOSED_WITHIN = 40  # letters between a length and the day on which it ends
_BEFORE, _BEHIND = 90, 70  # letters around a period whose words are heard
_NEAR = 5  # words on either side whose order is heard, too
_ID = re.compile(
    r"(?<![a-z0-9])(?=[a-z-]*\d)(?=[\d-]*[a-z])[a-z0-9-]{6,}(?![a-z0-9])"
)  # an ASIN, the number of a case: alike, whatever it is
_WORD = re.compile(rf"\d+|{WORD}|[^\s\w]|\n")  # signs and ends of lines tell, too
_LENGTHS = (0, 24, 72, 168, 336, 480, 720, 2160, 4320)  # hours; 0: nobody can tell how many
_BY_PHRASES = (  # fields of a period
    "deadline", "is_other", "is_date", "is_past", "is_beside", "is_asked", "no_limit", "is_labelled", "is_counted", "by_habit", "of_money", "is_put_off",
)  # fmt: skip
_LEAST_BY_PHRASES = -0.25  # how much must speak for a deadline that phrases tell: a missed one costs more than one that is crossed out
# How much speaks at least for a deadline that its sentence plainly sets, where phrases find no other that is about as likely. The words around it were learned from
# messages most of which are long.
_PLAIN = 2.5
# … unless they clearly speak against one: of 1,700 that phrases take for plainly set, 9 in 10 are one where less than 2 speaks against it, one in three where less than 4
# does, one in twenty where more does. Then the seller is asked; and of one that is set outright where less than 8 does.
_HARDLY_PLAIN, _NOT_PLAIN, _NOT_OUTRIGHT = -2.0, -4.0, -8.0
_CLEARLY = 3.0  # how much less speaks for what phrases take for a deadline, too, and the words around it clearly do not
_NOT_ONE = -1.0  # how much speaks at most for what happened when, what Amazon does or stock is fetched until then, for a time that has to pass first, or in which a link works
_NEVER_ONE = frozenset({"listed", "own", "removal", "lawsuit"})
_PASSING = frozenset({"waiting", "link"})  # what passes by itself, unless words that set a deadline stand beside it
_SURELY_NOT_ONE = -2.5  # how much speaks at most for what comes by itself
# An event, a payout, a call of Amazon's; what the seller is going to do; an appointment.
_COMING = frozenset({"announced", "planned", "appointed"})
_LABELLED = 0.1  # how much speaks for a date behind words that set a deadline by themselves, at least
_BY_PHRASES_ALONE = 3.0  # how much speaks for a deadline that phrases tell in a message too short for words at large
# From where on a period is longer, further ahead, further down, further up.
_HOURS = (1, 24, 48, 72, 96, 120, 168, 240, 336, 480, 720, 1080, 1440, 2160, 4320)
_DAYS_AHEAD = (-30, -1, 0, 1, 2, 4, 8, 15, 22, 32, 46, 62, 92, 121, 200, 370)
_LETTERS_BEFORE = (60, 120, 200, 300, 400, 500, 650, 800, 1000, 1400)
_LETTERS_BEHIND = (40, 80, 120, 200, 300, 400, 500, 650, 800, 1000, 1400)


def find_periods(
    message: Message,
    rules: Rules,
    marketplace: str | None,
    weights: WordWeights | None = None,
    since: date | None = None,
    others: Sequence[Rules] = (),
    wants: Sequence[str] = (),
    *,
    phrases_first: bool = False,
) -> list[Period]:
    """All periods in the text, and the dates that are deadlines or may be, in its order.

    weights: what the words around a period speak for, weighed beside the phrases; without them the phrases alone decide. since: the day of the message; a date
    without a year is the next one. others: the rules of other languages that stand in the text, too. wants: what the message is and wants (`wanted`).
    phrases_first: what they take for a deadline is one, whatever the words around it speak for.
    """
    found = sorted(candidates(message, rules, marketplace, since, others), key=lambda period: period.span)
    if weights:
        least = _BY_PHRASES_ALONE if phrases_first else -math.inf
        values = [_value(heard, weights) for heard in heard_of(found, message, wants)]
        stated = [(period.length, value) for period, value in zip(found, values, strict=True) if period.deadline]
        found = [
            _weighed(period, value, least, has_rival=any(length != period.length and other > value - _CLEARLY for length, other in stated))
            for period, value in zip(found, values, strict=True)
        ]
        found = [_as_its_length(period, found[number - 1], message, rules) if number else period for number, period in enumerate(found)]
    found = [_as_over(period) if period.is_over else period for period in found]
    told = [period for period in found if period.told or period.deadline]
    untold = [period for period in found if not (period.told or period.deadline) and period.is_doubtful]
    for at in range(1, len(told)):
        told[at - 1], told[at] = _apart(told[at - 1], told[at], message)
    return sorted([*told, *untold], key=lambda period: period.span)


def _as_its_length(period: Period, before: Period, message: Message, rules: Rules) -> Period:
    """A day on which the length before it ends (`90 days, that is until 5 May`): as that is less likely a deadline, so is the day; but not the
    day of `14 days more, that is until 5 May`."""
    is_else = before.is_other or (_hours(before) >= MONTH and not before.is_plain)
    if not period.is_date or period.is_outright or before.is_date or not is_else or before.speaks >= period.speaks:
        return period
    between = message.low[before.span[1] : period.span[0]]
    if len(between) > _APPOSED_WITHIN or not rules.words("deadlines", "apposed").search(between):
        return period
    return replace(period, deadline=before.deadline, speaks=before.speaks)


def wanted(stage: str, route: str) -> tuple[str, ...]:
    """What a message is and wants, as it is weighed for each of its periods.

    >>> wanted("warning", "plan")
    ('stage warning', 'route plan')
    """
    return f"stage {stage}", f"route {route}"


def _as_over(period: Period) -> Period:
    """A day before that of the message as what it is: told, but no deadline (of 2,653 notices with a day as deadline none has one)."""
    return replace(period, told=period.told or period.deadline, deadline=False, speaks=-math.inf)


def standings(periods: Sequence[Period]) -> Iterator[list[str]]:
    """How each period stands among all of its message, as it is weighed; one that is told twice is one.

    >>> one, other = Period((0, 1), (0, 1), True, hours=72), Period((2, 3), (2, 3), False, hours=24)
    >>> [*standings([one])], [*standings([one, other])]
    ([['the only one', 'the only deadline by phrases']], [['the only deadline by phrases'], ['another is a deadline by phrases']])
    """
    last = max((period.day for period in periods if period.is_date and period.day), default=None)
    possible = {period.length for period in periods if period.may_be_deadline}
    stated = {period.length for period in periods if period.may_be_deadline and period.deadline}
    for period in periods:
        own = {period.length} if period.may_be_deadline else set()
        found = ["the only one"] if possible == own else []
        if period.deadline and stated == own:
            found.append("the only deadline by phrases")
        elif not period.deadline and stated - own:
            found.append("another is a deadline by phrases")
        if period.is_date and period.day and last:
            found.append("the last day told" if period.day == last else "a later day is told")
        yield found


def meant(periods: Sequence[Period], message: Message, rules: Rules) -> list[Period]:
    """The deadlines that may be meant: those about as likely as the likeliest; where the message says that one was put off, the last day alone."""
    stated = [period for period in periods if period.deadline]
    days = [period for period in stated if period.day]
    if len(days) > 1 and rules.words("deadlines", "extended").search(message.low):
        return [max(days, key=lambda p: (p.day, -p.span[0]))]
    surest = max((period.speaks for period in stated), default=0.0)
    return [period for period in stated if period.speaks >= surest - _AS_LIKELY]


def may_be_meant(periods: Sequence[Period]) -> Period | None:
    """The likeliest of the periods that were not taken for a deadline and may be one."""
    doubtful = [period for period in periods if period.is_doubtful and period.may_be_deadline and not period.deadline]
    return max(doubtful, key=lambda period: period.speaks, default=None)


def follows(before: Sequence[Period], period: Period, message: Message) -> Iterator[str]:
    """What the nearest period before it in its sentence is taken for: `we answer within 48 hours, on weekends within 72 hours`."""
    if before and message.sentence(before[-1].span[0]) == message.sentence(period.span[0]):
        yield from (f"follows: {id}" for id in sorted(before[-1].rather))
        if before[-1].deadline:
            yield "follows: deadline"


# ---------------------------------------------------------------- what is said of a period


def heard_of(periods: Sequence[Period], message: Message, wants: Sequence[str]) -> Iterator[Heard]:
    """All periods of a message, each with what is heard of it, by the question it answers, and what else is said of it, by name."""
    for number, (period, standing) in enumerate(zip(periods, standings(periods), strict=True)):
        words = {"deadline": around(period, message), "beside": beside(period, message)}
        yield period, words, said_beside_words(period, message, [*wants, *standing, *follows(periods[:number], period, message)])


def around(period: Period, message: Message) -> Mapping[str, int]:
    """The runs of letters before, behind and in the sentence of a period, each marked by where it stands."""
    first, last = message.sentence(period.span[0])
    start, end = period.span
    until = max(end, min(last, end + _BEHIND))  # what the next sentence says (“… within 17 days. Funds stay …”) is heard apart
    since = max(0, start - _BEFORE, first)  # … and what the sentence before says
    parts = {
        "«": message.low[max(0, start - _BEFORE) : since],
        "<": message.low[since:start],
        ">": message.low[end:until],
        "»": message.low[until : end + _BEHIND],
        "=": f"{message.low[first:start]} {message.low[end:last]}",
        "^": head_over(message, start),
    }
    return {f"{mark}{gram}": times for mark, words in parts.items() for gram, times in grams_of(_ID.sub("#", words)).items()}


def beside(period: Period, message: Message) -> Mapping[str, int]:
    """The words and signs directly before and behind a period, one by one and in their order; all numbers alike, each marked by `~`.

    Runs of letters do not tell `until 5 May, we ask` from `we ask, until 5 May`.
    """
    start, end = period.span
    before = [alike(word) for word in _WORD.findall(_ID.sub("#", message.low[max(0, start - _BEFORE) : start]))][-_NEAR:]
    behind = [alike(word) for word in _WORD.findall(_ID.sub("#", message.low[end : end + _BEHIND]))][:_NEAR]
    own = " ".join(message.low[start:end].split())
    found = [f"~={own}", f"~={_kind(period)}"]
    found += [f"~<{word}" for word in before] + [f"~>{word}" for word in behind]
    for length in range(1, _NEAR):
        found += [f"~{' '.join(before[-length:])}|"] if len(before) >= length else []
        found += [f"~|{' '.join(behind[:length])}"] if len(behind) >= length else []
    if before and behind:
        found.append(f"~{before[-1]}|{behind[0]}")
    return dict.fromkeys(found, 1)


def _kind(period: Period) -> str:
    """How long a period is: deadlines are seldom a day, and seldom months."""
    if period.is_date:
        return "date"
    return next((f"until {most}" for most in _LENGTHS if _hours(period) <= most), "longer")


def _hours(period: Period) -> int:
    return period.hours or (period.working or 0) * 24


def said_beside_words(period: Period, message: Message, wants: Sequence[str]) -> dict[str, float]:
    """What phrases, its length, its day, its place and the whole message say of a period, by name: only what is so has one."""
    start, end = period.span
    found = [field for field in _BY_PHRASES if getattr(period, field)]
    found += [f"rather: {id}" for id in sorted(period.rather)]
    found += [f"{least} hours" for least in _HOURS if _hours(period) >= least]
    if period.ahead is not None:
        found += ["day to count from", *(f"{least} days ahead" for least in _DAYS_AHEAD if period.ahead >= least)]
    found += [f"{least} letters before" for least in _LETTERS_BEFORE if start - message.first >= least]
    found += [f"{least} letters behind" for least in _LETTERS_BEHIND if message.end - end >= least]
    first, last = message.sentence(start)
    found += ["heads one of several lines"] if period.is_entry else []
    found += ["opens a line"] if message.low[max(0, start - 1)] == "\n" else []
    found += ["in a question"] if "?" in message.low[first : max(last, end)] else []
    return dict.fromkeys((*found, *wants), 1.0)


def spoken_for(margins: Mapping[str, float], said: Mapping[str, float]) -> dict[str, float]:
    """All that is said of a period, by name, as the fitted weights are; margins: how much what is heard speaks for a deadline, by question."""
    return {**{f"words: {question}": margin for question, margin in margins.items()}, **said}


def _value(heard: Heard, weights: WordWeights) -> float:
    """How much all that is said of a period speaks for a deadline."""
    _, words, said = heard
    fitted = weights.about["fitted"]["deadline"]
    of_all = spoken_for({question: weights.margins_of(runs)[question]["yes"] for question, runs in words.items()}, said)
    return sum(of_all[name] * weight for name, weight in fitted["weights"].items() if name in of_all) + fitted["base"]


def _weighed(period: Period, value: float, least: float, *, has_rival: bool) -> Period:
    """A period with how much speaks for it in the end, and so whether it is a deadline.

    least: how much speaks at least for what phrases take for one. has_rival: whether they take another for one that is not clearly less likely.
    """
    if period.deadline:
        least_asked = _NOT_OUTRIGHT if period.is_outright else _NOT_PLAIN
        plainly = _PLAIN if value >= _HARDLY_PLAIN else 0.0 if value >= least_asked else -math.inf
        floors = (
            (_LABELLED, period.is_labelled and not period.no_limit),
            (plainly, period.is_outright or (period.is_plain and not has_rival)),
        )
        value = max(value, least, *(floor for floor, holds in floors if holds))
    is_passing = not _PASSING.isdisjoint(period.rather) and not period.is_beside
    asked_before = "asked_before" in period.rather and not period.is_put_off
    if not _NEVER_ONE.isdisjoint(period.rather) or is_passing or asked_before:
        value = min(value, _NOT_ONE)
    if not _COMING.isdisjoint(period.rather):
        value = min(value, _SURELY_NOT_ONE)
    least_of_all = _LEAST_BY_PHRASES if period.deadline else 0.0
    return replace(period, deadline=value > least_of_all and period.may_be_deadline, speaks=value)


def _apart(first: Period, second: Period, message: Message) -> tuple[Period, Period]:
    """Two unlike periods in one clause (`dated within 90 days within 60 days`): each gets its own words."""
    if first.deadline == second.deadline or not second.clause[0] <= first.span[0] < second.span[0]:
        return first, second
    start = first.span[1]
    while start < second.span[0] and message.low[start] in TRIMMED:
        start += 1
    return replace(first, clause=(first.clause[0], first.span[1])), replace(second, clause=(start, second.clause[1]))
