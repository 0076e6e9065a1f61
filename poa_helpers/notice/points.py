"""The points of a message's lists, and the rows of its tables: `4. Price` with the line below it, `lamp B0…, three times what it was in March`."""

from __future__ import annotations

import re
from collections.abc import Mapping

from .message import Message, Span

_FEWEST = 2  # points of a list
_MOST = 6  # lists that are heard
_HEADING, _LONGEST = 60, 700  # letters of a point that is but a heading, and of one that is heard
_SIGNS = "-–—•·*▪‣●○■□◆◇►▶➤☐★☆※✓✔✗×~"
# What opens a point, by the kind of it. The points of a list are of one kind; a number may stand in brackets of any sort.
_KINDS: Mapping[str, str] = {
    "number": r"[\[(（]?\d{1,2}[.)\]）、．:：](?!\d)|\d{1,2}-(?= )|[①-⑳]",
    "letter": r"[\[(（]?[a-h][.)\]）]",
    "roman": r"[\[(（]?(?:i{1,3}|iv|vi{0,3})[.)\]）]",
    "sign": rf"[{_SIGNS}]{{1,3}}",
    "count": r"[（(]?[一二三四五六七八九十]{1,2}[）)、.．]|(?:第|其)[一二三四五六七八九][,，、：:点點條条]?",
    "asin": r"b[0o][0-9a-z]{8}\b",
}
_COUNTED = ("number", "letter", "roman", "count")
_FIRST = re.compile(r"[ \t>]*[\[(（]?(?:0?1|a|i|一)[.)\]）、．:：]|[ \t>]*(?:①|第一|其一)")
_OPENS = re.compile(r"[ \t>]*(?:" + "|".join(f"(?P<{kind}>{pattern})" for kind, pattern in _KINDS.items()) + ")")
_CELLS = re.compile(r"\||\t|\.{4,}|…{2,}|⟶|→| / | · | – | — ")
_FEWEST_CELLS, _SHORT = 2, 90  # marks between the cells of a row; letters of one that has only one of them
_ROW, _ASIN = "row", "asin"


def lists_of(message: Message) -> list[list[Span]]:
    """The points of each list and table of a message: two and more of one kind that belong together.

    A list that is counted goes on below the lists inside its points, until one begins at one again; others go on as long as nothing stands between.
    """
    lists: list[list[Span]] = []
    going_on: dict[str, list[Span]] = {}
    point: list[Span] | None = None  # the list of the point that the next line may belong to
    is_counted = False  # a point that is counted may be a heading, with a blank line below it
    for line in message.lines:
        start, end = line.start + line.prefix, line.end
        words = message.low[start:end]
        if not words.strip():
            if point and not (is_counted and point[-1][1] - point[-1][0] <= _HEADING):
                point = None
        elif (kind := _kind_of(words)) and not (kind == _ASIN and point and is_counted):  # what a point is about opens none
            is_counted = kind in _COUNTED
            if kind not in going_on or (is_counted and _FIRST.match(words)):
                going_on[kind] = []
                lists.append(going_on[kind])
            going_on[kind].append((start, end))
            point = going_on[kind] if kind != _ROW else None
        elif point:
            point[-1] = point[-1][0], min(end, point[-1][0] + _LONGEST)
        else:
            going_on = {kind: of_it for kind, of_it in going_on.items() if kind in _COUNTED}
    return [points for points in lists if len(points) >= _FEWEST][:_MOST]


def _kind_of(words: str) -> str | None:
    """What opens the point that begins with a line, `row` for the row of a table, `None` where no point begins."""
    if opening := _OPENS.match(words):
        return opening.lastgroup
    cells = len(_CELLS.findall(words))
    return _ROW if cells >= _FEWEST_CELLS or (cells and len(words) <= _SHORT) else None
