"""The three questions of a plan, told by their order: what caused it, what was done, what prevents it.

Translations word them in a hundred ways, but they stand in this order, as the points of one list or the parts of one sentence that asks. So short
stems are enough to know them, where they stand one behind the other.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from .message import Message, Span
from .rules import Rules

_SPLIT = re.compile(r"[,;:、，；：]| - |–|—|\b(?:and|as well as|und|sowie|et|ainsi que|e|nonché|y|así como)\b|以及|和|及び|ならびに|並びに")
_MOST_POINTS = 8
_FEWEST = 2  # of the three that must be told apart
_LONGEST = 400  # letters of a point
_SHORT = 120  # … of one without a bullet


def three_questions(message: Message, rules: Rules) -> dict[str, Span]:
    """The parts of a plan that a list or a sentence asks for one behind the other; empty where fewer than two can be told apart."""
    stems = rules.raw["requested"].get("questions")
    if not stems:
        return {}
    asks, not_asked = rules.words("requested", "asks"), rules.words("requested", "not_asked")
    parts = [(part, rules.made(("questions", part), lambda part=part: rules.one_of(stems[part], before=rules.edge))) for part in stems]
    for opening, points, listed in (*_lists(message), *_sentences(message)):
        words = message.low[slice(*opening)]
        if not asks.search(words) or not_asked.search(words):
            continue
        found = max((_in_order(parts[first:], points, message) for first in range(len(parts))), key=len)
        if len(found) >= _FEWEST and (listed or parts[0][0] in found):  # `correct it and make sure …` only orders, it asks for no answer
            return found
    return {}


def _in_order(parts: list[tuple[str, re.Pattern[str]]], points: list[Span], message: Message) -> dict[str, Span]:
    """The parts found one behind the other, each in a point of its own."""
    found: dict[str, Span] = {}
    at = 0
    for part, pattern in parts:
        place = next((n for n in range(at, len(points)) if pattern.search(message.low, *points[n])), None)
        if place is not None:
            found[part] = points[place]
            at = place + 1
    return found


def _lists(message: Message) -> Iterator[tuple[Span, list[Span], bool]]:
    """Lists with each sentence that may open them: the points, each a line, with a bullet or below a colon."""
    points: list[Span] = []
    openings: list[Span] = []
    for line in message.lines:
        start, end = line.start + line.prefix, line.end
        if not message.low[start:end].strip():
            continue
        opens = message.lead_ins(start)
        if opens and (message.is_point(start) or end - start <= _SHORT):
            openings = openings or opens
            points.append((start, min(end, start + _LONGEST)))
            continue
        if _FEWEST <= len(points) <= _MOST_POINTS:
            yield from ((opening, points, True) for opening in openings)
        points, openings = [], []
    if _FEWEST <= len(points) <= _MOST_POINTS:
        yield from ((opening, points, True) for opening in openings)


def _sentences(message: Message) -> Iterator[tuple[Span, list[Span], bool]]:
    """Sentences with their parts between commas and joining words."""
    place = message.first
    while place < len(message.low):
        first, last = message.sentence(place)
        cuts = [first, *(match.start() for match in _SPLIT.finditer(message.low, first, last)), last]
        points = [(a, b) for a, b in zip(cuts, cuts[1:], strict=False) if b > a]
        if len(points) >= _FEWEST:
            yield (first, last), points, False
        place = max(last, place + 1)
