"""The violations that a message names in so many words as held against the seller: one by one in a list, or as what his account had been closed for.

A message that accuses of several things at once often numbers them (`1. Late shipment rate: …`, `2. Inauthentic items: …`), and one that tells of a reinstatement
says in half a sentence what the matter was (`had been deactivated after complaints about product safety`). Both say little of each beside all else they say.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain, pairwise

from .evidence import mentions_of
from .message import Message, Span
from .needed import found_in
from .rules import Mention, Rules
from .violations import named_in

_POINT = re.compile(
    r"(?m)^[^\w\n]{0,4}(?:[^\W\d_]{2,12}[ \u00a0]?)?(?:n[°º.] ?)?"
    r"(?:(?P<number>[1-9一二三四五六七八九]|[a-h](?=\)))(?!\d)(?:[ \u00a0]?[.)：:、）\]】］–—-]|[ \u00a0]*\||[ \u00a0]{2})|(?P<circled>[①-⑨]))[ \u3000\u00a0]*(?=\S)"
)
_HEAD_ENDS = re.compile(r"[.!?。！？:：\n;；(（|]|\s[–—-]\s|\s{3}")
_CELL_ENDS = re.compile(r"\||\t|(?<=\S)[ \u00a0\u3000]{3,}(?=\S)")
_FEWEST_ENDS, _FEWEST_ROWS = 2, 3  # of cells in a row, of rows in a table
_RULED = " \t-=+|:_─━┼│"  # what a line between two rows is made of
_LONGEST = 70  # letters of a head
_FARTHEST = 1_500  # letters from one point to the next
_SHARE = 0.6  # of the heads of a list that each name a violation
_CLOSED = ("deactivation", "listing_removal")  # stages that are over when a message reinstates

Mentions = Mapping[str, list[Mention]]


def named_outright(message: Message, rules: Rules, stage: str) -> frozenset[str]:
    """The violations that a message of this stage holds against the seller in so many words."""
    if stage in ("information", "other"):
        return frozenset()
    told = _counted(message, rules)
    return frozenset(told | _closed_for(message, rules) if stage == "reinstatement" else told)


def _counted(message: Message, rules: Rules) -> set[str]:
    """What the heads of a list's points, or the rows of a table, name, where most do, each but one, and not all the same; of several in one head that of which the
    message speaks most. A list of papers, steps or questions names none, or asks for something.

    Of a quarter of the messages in `tests/notices/seen` that hold something against the seller, 56 of 59 such points are about a violation of the message.
    """
    lists = [heads for heads in _lists(message) if len(heads) > 1]
    tables = [rows for rows in _tables(message) if len(rows) >= _FEWEST_ROWS]
    if not lists and not tables:
        return set()
    measured = rules.raw["metrics"]["rules"].keys()  # a table of metrics tells the healthy ones, too
    return _named_by(lists, message, rules) | (_named_by(tables, message, rules) - measured)


def _named_by(lists: Iterable[list[Span]], message: Message, rules: Rules) -> set[str]:
    """What the heads of these lists name, where most do."""
    named, places = named_in(message, rules), mentions_of("violations", message, rules)
    asked = [*chain.from_iterable(mentions_of("requested", message, rules).values())]
    told: set[str] = set()
    for heads in lists:
        by_head = [_named_within(head, places) for head in heads]
        if sum(map(bool, by_head)) < _SHARE * len(heads) or any(_begins_within(head, asked) for head in heads):
            continue
        foremost = {max(ids, key=lambda id: (named[id].score, -named[id].span[0], id)) for ids in by_head if ids}
        if len(foremost) > 1:
            bodies = [_named_within(point, places) for point, ids in zip(_points(heads), by_head, strict=True) if not ids]
            told |= foremost.union(*(ids for ids in bodies if len(ids) == 1))
    return told


def _closed_for(message: Message, rules: Rules) -> set[str]:
    """What is named in a sentence that tells of an account or a listing that had been closed."""
    stages, places = mentions_of("stages", message, rules), mentions_of("violations", message, rules)
    closed = [mention.span[0] for stage in _CLOSED for mention in stages[stage]]
    closed += [match.start() for match in found_in(message, rules.words("sections", "had_closed"))]
    return set().union(*(_named_within(sentence, places) for sentence in {*map(message.sentence, closed)}))


def _named_within(part: Span, places: Mentions) -> set[str]:
    return {id for id, mentions in places.items() if _begins_within(part, mentions)}


def _begins_within(part: Span, mentions: Iterable[Mention]) -> bool:
    return any(part[0] <= mention.span[0] < part[1] for mention in mentions)


def _points(heads: list[Span]) -> list[Span]:
    """Each point from its head to the next one's, the last as long as the longest of the others."""
    starts = [start for start, _ in heads]
    longest = max(after - before for before, after in pairwise(starts))
    return list(pairwise([*starts, starts[-1] + longest]))


def _lists(message: Message) -> Iterator[list[Span]]:
    """The heads of the points of each numbered list; none of one in which a head does not end."""
    points: list[tuple[int, int]] = []
    for match in _POINT.finditer(message.low):
        number = _number(match["number"] or match["circled"])
        if points and (number != points[-1][0] + 1 or match.start() - points[-1][1] > _FARTHEST):
            yield _heads(message, points)
            points = []
        if points or number == 1:
            points.append((number, match.end()))
    yield _heads(message, points)


def _tables(message: Message) -> Iterator[list[Span]]:
    """The rows of each table, whose cells stand between bars, tabs or many blanks."""
    rows: list[Span] = []
    for line in message.lines:
        start, content = line.start + line.prefix, message.text[line.start + line.prefix : line.end]
        if len(_CELL_ENDS.findall(content.strip(" |\t"))) >= _FEWEST_ENDS:
            rows.append((start, line.end))
        elif content.strip(_RULED):
            yield rows
            rows = []
    yield rows


def _heads(message: Message, points: list[tuple[int, int]]) -> list[Span]:
    ends = [(start, _HEAD_ENDS.search(message.low, start, start + _LONGEST + 1)) for _, start in points]
    return [(start, end.start()) for start, end in ends if end] if all(end for _, end in ends) else []


def _number(sign: str) -> int:
    return ord(sign) - ord("a") + 1 if sign.isascii() and sign.isalpha() else int(unicodedata.numeric(sign))
