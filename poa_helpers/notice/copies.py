"""What somebody copies into words of his own, as in a forum: the lines between his marks, or in quotation marks."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate
from typing import Any

from .message import Line, marks_in, width

# How a copy begins at the head of a line, and the marks with which it may end at the end of one.
_MARKS = {"«": "»", "“": "”", "„": "“”", "「": "」", "『": "』", '"': '"'}
_BEHIND = " \t.。"  # may stand behind the last mark
_SHORTEST = 250  # characters of a message that is copied
_MOST_LINES, _MOST_TRIED = 150, 8  # of a copy, and marks that may open one


def copied_lines(text: str, rows: Sequence[Line], quotes: Mapping[str, Any]) -> dict[int, Line]:
    """The lines of the first message that is copied below other words, by number, without the quotation marks around it.

    >>> text = "Please help:\\n« Hello,\\n" + "your account is off.\\n" * 20 + "Amazon »\\nThanks"
    >>> rows, place = [], 0
    >>> for line in text.split("\\n"):
    ...     rows.append(Line(place, place + len(line), 0))
    ...     place += len(line) + 1
    >>> lines = copied_lines(text, rows, {})
    >>> len(lines), text[lines[1].start + lines[1].prefix : lines[1].end], text[lines[22].start : lines[22].end]
    (22, ' Hello,', 'Amazon ')
    """
    found = next(_between_marks(text, rows, quotes), None)
    if found is not None:
        return {number: rows[number] for number in found}
    found = next(_in_quotation_marks(text, rows), None)
    if found is None:
        return {}
    first, last = rows[found[0]], rows[found[-1]]
    opening = text[first.start + first.prefix : first.end].lstrip()
    mark = opening[0]
    own = text[last.start : last.end].rstrip(_BEHIND).rstrip(_MARKS[mark])
    return {
        **{number: rows[number] for number in found},
        found[0]: first._replace(prefix=first.end - first.start - len(opening.lstrip(mark))),
        found[-1]: last._replace(end=last.start + len(own)),
    }


def _between_marks(text: str, rows: Sequence[Line], quotes: Mapping[str, Any]) -> Iterator[range]:
    """`――――ここから――――` to `――――ここまで――――`."""
    opens, ends = ([*marks_in(text, quotes, kind)] for kind in ("copied", "copied_until"))
    starts = [row.start for row in rows]
    for mark in opens[:_MOST_TRIED]:
        end = min((other.start() for other in ends if other.start() > mark.end()), default=None)
        if end is not None and text[: mark.start()].strip() and width(text[mark.end() : end]) >= _SHORTEST:
            yield range(bisect_right(starts, mark.start()), bisect_right(starts, end) - 1)


def _in_quotation_marks(text: str, rows: Sequence[Line]) -> Iterator[range]:
    contents = [text[row.start + row.prefix : row.end].strip() for row in rows]
    spoken = next((number for number, content in enumerate(contents) if content), len(rows))
    opening = [number for number, content in enumerate(contents) if number > spoken and content.startswith(tuple(_MARKS))]
    for first in opening[:_MOST_TRIED]:
        opened = contents[first][0]
        for last in range(first, min(first + _MOST_LINES, len(rows))):
            if not contents[last].rstrip(_BEHIND).endswith(tuple(_MARKS[opened])):
                continue
            whole = "\n".join(contents[first : last + 1])
            if width(whole) >= _SHORTEST and _is_one_quotation(whole, opened):
                yield range(first, last + 1)


def _is_one_quotation(words: str, opened: str) -> bool:
    """Whether the mark that opens these words is closed by their last one, and by none before."""
    if opened in _MARKS[opened]:  # the same mark opens and closes
        counts = accumulate(line.count(opened) for line in words.split("\n"))
        return [number for number, count in enumerate(counts) if count % 2 == 0] == [words.count("\n")]
    depths = [*accumulate((sign == opened) - (sign in _MARKS[opened]) for sign in words.strip(_BEHIND))]
    return 0 in depths and depths.index(0) == len(depths) - 1
