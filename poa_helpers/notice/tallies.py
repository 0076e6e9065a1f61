"""What the page on the state of an account counts: `Received intellectual property complaints 2`, `Product authenticity customer complaints 0`.

Sellers copy this page instead of the letter, and some letters end with it. It names every kind of violation there is, most of them with a nought behind: who takes
each name for an accusation is wrong about most of them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from .evidence import mentions_of
from .message import Message, Span
from .rules import Mention, Rules

_BEFORE = 60  # letters of a row before what it is recognised by: `Violations of rules on` restricted products
_COUNT = re.compile(
    r"[^\d\n%]{0,60}?(?:\n[^\w\n]*)?(?<![a-z0-9])(\d{1,3})(?![a-z0-9]|[.,:/]\d|\s?%)"  # behind the name, or alone in the next line
)
_DIGIT = re.compile(r"\d")
_FEWEST, _FEWEST_FREE = 4, 2  # rows of a page, and those of them with a nought


class Tally(NamedTuple):
    """How many violations of a kind a row counts, and where it stands."""

    count: int
    span: Span


def tallied(message: Message, rules: Rules) -> dict[str, Tally]:
    """How many violations of each kind the page counts; empty where the message shows no such page. It is worked out once for a message.

    One kind may be counted in two rows (complaints that are suspected, and received). What else stands between the rows with a count (`Parallel imports 3`) is told, too.
    """
    return message.made(("tallies", rules.language), lambda: _tallied(message, rules))


def _tallied(message: Message, rules: Rules) -> dict[str, Tally]:
    rows = _rows(mentions_of("tallies", message, rules), message)
    if len(rows) < _FEWEST or sum(row.count == 0 for _, row in rows) < _FEWEST_FREE:
        return {}
    starts = {row.span[0] for _, row in rows}
    others = _rows(mentions_of("violations", message, rules), message)
    rows += [(id, row) for id, row in others if row.count and min(starts) < row.span[0] < max(starts) and row.span[0] not in starts]
    tallies: dict[str, Tally] = {}
    for id, row in rows:
        before = tallies.get(id, Tally(0, row.span))
        tallies[id] = Tally(before.count + row.count, before.span if before.count else row.span)
    return tallies


def _rows(mentions: Mapping[str, list[Mention]], message: Message) -> list[tuple[str, Tally]]:
    """The lines that begin with one of these names, and tell how many."""
    rows: dict[tuple[str, int], Tally] = {}
    for id, found in mentions.items():
        for mention in found:
            start = message.line_start(mention.span[0])
            before, count = message.low[start : mention.span[0]], _COUNT.match(message.low, mention.span[1])
            if count and len(before) <= _BEFORE and not _DIGIT.search(before):
                rows.setdefault((id, start), Tally(int(count[1]), (start, count.end())))
    return [(id, row) for (id, _), row in rows.items()]
