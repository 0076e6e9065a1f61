"""The lines of a text told apart: the message itself, and the older and forwarded ones it quotes."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import takewhile
from typing import Any

from .copies import copied_lines
from .heads import Head, heads
from .message import MAIL_FIELD, Line, filled, marks_in

DayOf = Callable[[str], tuple[date, ...]]  # the day that a line tells; two where day and month cannot be told apart

MOST_PARTS = 8  # messages of a conversation that are told apart
_SIGNED_WITHIN = 6  # lines with words between the signature of one message and the greeting of the next
_ITEM_SIGNS = ("- ", "• ", "* ", "· ")
# Lines, letters of a line, and days of the messages that a page lists above the opened one.
_LAST_OF_A_PAGE, _LONGEST_LISTED, _FEWEST_LISTED = 120, 140, 2
_SHORTEST = 250  # characters of a message that is told apart by its signature alone
_LONGEST_DAY = 40  # characters of a line that is nothing but a day
_QUOTED = re.compile(r"[ \t]*>(?:[ \t]*>)*[ \t]?")
_ITEM = re.compile(r"[ \t]*> ?(?! )[^>:：]{3,150}(?<![.!?。！？:：])")  # of a list whose signs are those of quoted lines
_SENTENCE_ITEM = re.compile(r"[ \t]*> ?(?! )[^>:：]{3,251}")
_MOST_ITEMS = 12
_BAR = re.compile(r"[ \t]*[|¦│┃][ \t]?")  # beside a quoted message, as some programs draw it; a row of a table has more than one
_BARRED = re.compile(r"[ \t]*[|¦│┃](?![-=+|])[^|¦│┃]*")
# What a browser prints at the head and the foot of a page: `11/26/26, 6:20 PM  Title`, `https://mail.example/u/0  1/2`.
_PRINTED = re.compile(
    r"[ \t]*(?:(?:\d{1,3}/\d{1,3}[ \t]*)?https?://\S+[ \t]*(?:\d{1,3}/\d{1,3})?|\d{1,4}[/.-]\d{1,2}[/.-]\d{1,4},?[ \t]\d{1,2}:\d\d(?: ?[AP]M)?(?:[ \t].{1,100})?)[ \t]*",
    re.IGNORECASE,
)
_COUNTED = re.compile(r"[ \t]*[\[(（]?\d{1,2} ?/ ?\d{1,2}[\])）]?[ \t]*")  # `(1/2)` above a message
_ADDRESS = re.compile(r"<[^<>\s]+@[^<>\s]+>")
_RULER = re.compile(r"[ \t]*([-=_*#~])\1{4,}[ \t]*")
_TIME = re.compile(
    r"(?<![\d:.+-])(?:(?P<before>午前|午後|上午|下午|晚上)\s?)?(?P<hour>[012]?\d)[:：h時时点](?P<minute>[0-5]\d)(?!\d)(?::\d\d)?(?:\s?(?P<half>[ap])\.?m\b)?"
)
_AFTERNOON = frozenset({"p", "午後", "下午", "晚上"})


@dataclass(frozen=True)
class Part:
    """The lines of one message of a conversation."""

    lines: tuple[Line, ...]
    forwarded: bool = False
    glued: bool = False  # it follows the one before without any mark
    copied: bool = False  # it stands between marks of somebody who copies it into words of his own
    head: str = ""  # the line above it that tells its day, and mostly who wrote


@dataclass
class _Gathered:
    """The lines of a message as they are found, those it quotes apart."""

    forwarded: bool = False
    copied: bool = False
    head: Head | None = None  # the line above it that tells its day
    mark: str = ""  # the line that opens it as an older or a forwarded one
    own: list[Line] = field(default_factory=list)
    quoted: list[Line] = field(default_factory=list)
    written: list[int] = field(default_factory=list)  # its lines that are no headers; one that stands directly above them is their title


def conversation(text: str, quotes: Mapping[str, Any], day_of: DayOf = lambda words: ()) -> list[Part]:
    """The messages in a text, newest first as they stand; `quotes` are the language's marks of quoted and forwarded messages.

    day_of: the day that a line tells. Where every message stands below a line with its day (`[24/09/2026 14:03]`), the latest goes first.
    """
    pasted = _pasted(text, quotes)
    rows = _rows(text, pasted, quotes)
    marks = _mark_lines(text, rows, quotes)
    told = {
        _top_of_header(text, rows, number, quotes): head
        for number, head in heads([text[row.start : row.end] for row in rows], quotes).items()
    }
    other = re.compile(rf"[ \t*]*(?:{quotes['header']})[ \t*]*[:：]", re.IGNORECASE)
    gathered = [_Gathered()]
    now = gathered[0]
    opened = _opened_at(text, rows, quotes)
    copied = copied_lines(text, rows, quotes)
    headed = -1  # the last line that is of no header: one directly above a header is its title
    for number, line in enumerate(rows):
        content = text[line.start + line.prefix : line.end]
        if number < opened:
            now.quoted.append(line)
            continue
        if number in copied:
            if number - 1 not in copied:
                gathered.append(_Gathered(forwarded=True, copied=True))
            gathered[-1].own.append(copied[number])
            continue
        if number in marks:
            if marks[number] == "closing":
                now = gathered[0]
                now.written = [-1]
            elif marks[number] == "newest":
                now = _Gathered(head=Head(content, content), own=[line])
                gathered.insert(0, now)
            elif marks[number] == "forwarded" or not _next_is_quoted(text, rows, number):
                now = _Gathered(forwarded=marks[number] == "forwarded", mark=content)
                gathered.append(now)
            continue
        if number in told:
            now = _Gathered(head=told[number])
            gathered.append(now)
        if line.prefix:
            now.quoted.append(line)
            continue
        is_title = now.written == [headed] and rows[headed].end - rows[headed].start <= _LONGEST_LISTED
        comes_again = bool(now.head and _day_and_subject(text, rows, number, quotes))
        if now.written and not is_title and (comes_again or _opens_a_header(text, rows, number, quotes)):
            now = _Gathered()
            gathered.append(now)
        if not now.written and not now.head:
            day = _day_and_subject(text, rows, number, quotes) or _day_of_sender(text, rows, number, quotes)
            now.head = Head(day, day) if day else None
        now.own.append(line)
        if other.match(content):
            continue
        headed = number
        opens = not now.written and any((MAIL_FIELD.match(content), _PRINTED.fullmatch(content), _COUNTED.fullmatch(content)))
        if content.strip(" \t_-") and not opens:
            now.written.append(number)
    if not gathered[0].written:  # nothing stands above what was pasted: `On 3 May Amazon wrote: …` heads it
        for one in gathered[1:]:
            one.head = one.head or (Head(one.mark, one.mark) if day_of(one.mark) else None)
    found = [part for one in _latest_first(gathered, day_of) for part in _parts_of(text, one, rows, quotes)]
    rest = [line for part in found[MOST_PARTS:] for line in part.lines]
    return [*found[:MOST_PARTS], *([Part(tuple(rest))] if rest else [])]


def _opened_at(text: str, rows: Sequence[Line], quotes: Mapping[str, Any]) -> int:
    """The number of the line with which the opened message begins, where a saved page lists others above it, each in a line of its day
    (`12 Apr 2027  Listing removed`) or above that: behind the last of these, if a title and a greeting follow."""
    greeting = re.compile(quotes.get("greeting", "(?!)"), re.IGNORECASE)
    dated = re.compile(filled(r"[^\w\n]*<day>(?P<what>.*)", quotes.get("words", {})), re.IGNORECASE)
    days: dict[str, int] = {}
    above, last = "", 0  # the line with words above, and the number of the last listed one
    for number, row in enumerate(rows[:_LAST_OF_A_PAGE]):
        content = text[row.start + row.prefix : row.end].strip()
        if greeting.fullmatch(content):
            has_title = any(text[other.start : other.end].strip() for other in rows[last + 1 : number])
            return last + 1 if len(days) >= _FEWEST_LISTED and has_title else 0
        entry = dated.fullmatch(content) if len(content) <= _LONGEST_LISTED else None
        if entry and (re.search(r"[^\W\d_]", entry["what"]) or above.startswith(_ITEM_SIGNS)):
            days[entry["day"]] = last = number
        above = content or above
    return 0


def _parts_of(text: str, one: _Gathered, rows: Sequence[Line], quotes: Mapping[str, Any]) -> Iterator[Part]:
    """The message of these lines and the one it quotes; what is forwarded may be quoted line by line below its header."""
    if one.forwarded and one.quoted and not any(rows[number].start < one.quoted[0].start for number in one.written):
        head = [line for line in one.own if line.start < one.quoted[0].start]  # `>` stands before every line of what is forwarded
        yield Part((*head, *one.quoted), one.forwarded)
        if one.written:
            yield from _unglued(text, one.own[len(head) :], False, quotes)
        return
    head = one.head.words if one.head else ""
    yield from (replace(part, head=head, copied=one.copied) for part in _unglued(text, one.own, one.forwarded, quotes))
    if one.quoted:
        yield Part(tuple(one.quoted), one.forwarded)


def _latest_first(gathered: Sequence[_Gathered], day_of: DayOf) -> Sequence[_Gathered]:
    """The messages below lines with their day, or their number, in the order of these, those of one day in that of their time, if all tell it; as they stand, where one
    of them tells none, or not what the others do, or where `02/11/2026` may be before the others or behind them."""
    headed = [(number, one.head) for number, one in enumerate(gathered) if one.head]
    if len(headed) < 2:  # there is nothing to order; to read a day takes the words of all languages
        return gathered
    places = [number for number, _ in headed]
    told = [(head.rank,) if head.rank else day_of(head.day) for _, head in headed]
    if not all(told) or len({type(days[0]) for days in told}) > 1:
        return gathered
    times = [_minutes(head.day) for _, head in headed]
    timed = times if None not in times else [0] * len(times)
    orders = [sorted(range(len(places)), key=lambda at: (told[at][which], timed[at]), reverse=True) for which in (0, -1)]
    if orders[0] != orders[1]:
        return gathered
    ordered = list(gathered)
    for number, at in zip(places, orders[0], strict=True):
        ordered[number] = gathered[places[at]]
    return ordered


def _minutes(words: str) -> int | None:
    """The time of day that a line tells, in minutes; `None` where it tells none.

    >>> _minutes("Date: 4 October 2027 07:15"), _minutes("4 Oct 2027, 3:38 PM"), _minutes("2027年10月4日 下午3:38"), _minutes("4 October 2027")
    (435, 938, 938, None)
    """
    told = _TIME.search(words.lower())
    if not told:
        return None
    hour = int(told["hour"]) % 12 if told["half"] or told["before"] else int(told["hour"])
    return (hour + (12 if (told["half"] or told["before"] or "") in _AFTERNOON else 0)) * 60 + int(told["minute"])


def _unglued(text: str, lines: list[Line], forwarded: bool, quotes: Mapping[str, Any]) -> list[Part]:
    """The messages in lines that no mark parts: each begins with a greeting or a subject soon after the signature of the one before.

    Behind a signature that is not Amazon's stands the message that its writer passes on.
    """
    greeting, farewell, amazon = (re.compile(quotes.get(key, "(?!)"), re.IGNORECASE) for key in ("greeting", "farewell", "amazon"))
    parts: list[Part] = []
    header = re.compile(rf"[ \t*]*(?:{quotes['header']})[ \t*]*[:：].*", re.IGNORECASE)
    start, signed, by_amazon, since, written = 0, None, False, 0, 0
    for number, line in enumerate(lines):
        words = text[line.start + line.prefix : line.end].strip()
        is_header = len(words) <= 300 and bool(header.fullmatch(words) or _ADDRESS.search(words) or _PRINTED.fullmatch(words))
        written += 0 if is_header else len(words)
        if not words or len(words) > 100 or (is_header and not greeting.fullmatch(words)):
            since += bool(words)
            continue
        if signed is not None and since < _SIGNED_WITHIN and greeting.fullmatch(words):
            cut = _cut(text, lines, signed, number)
            parts.append(Part(tuple(lines[start:cut]), forwarded, glued=bool(parts)))
            start, signed, written, forwarded = cut, None, 0, forwarded or not by_amazon
        elif written - len(words) > _SHORTEST and (amazon.fullmatch(words) or farewell.fullmatch(words)):  # a heading signs nothing
            by_amazon = bool(amazon.fullmatch(words)) or (by_amazon and signed is not None and since < _SIGNED_WITHIN)
            signed, since = number, 0
        else:
            since += 1
    return [*parts, Part(tuple(lines[start:]), forwarded, glued=bool(parts))] if lines[start:] else parts


def _cut(text: str, lines: list[Line], signed: int, greeting: int) -> int:
    """The line with which the next message begins: behind a ruler, else behind an empty line, else the greeting."""
    between = range(signed + 1, greeting)
    contents = {number: text[lines[number].start + lines[number].prefix : lines[number].end] for number in between}
    ruler = next((number for number in between if _RULER.fullmatch(contents[number])), None)
    empty = next((number for number in between if not contents[number].strip()), None)
    before = ruler if ruler is not None else empty
    return greeting if before is None else before + 1


def _opens_a_header(text: str, rows: Sequence[Line], number: int, quotes: Mapping[str, Any]) -> bool:
    """Whether a line tells the sender, and one of the next is of a header, too; or the subject, pasted behind a ruler; or day and subject are told in two lines below
    an empty one, or below Amazon's signature."""
    kind = _kind_of(text, rows[number], quotes)
    if kind == "sender":
        return any(_kind_of(text, row, quotes) for row in rows[number + 1 : number + 4])
    if kind == "subject" and number and rows[number - 1].end == rows[number].start:
        return True
    head = _day_and_subject(text, rows, number, quotes)
    if not head or not number:
        return bool(head)
    above = text[rows[number - 1].start : rows[number - 1].end].strip()
    signed = above.rsplit(". ", 1)[-1].strip()  # `Thank you. Amazon Mexico`
    is_apart = not above or bool(_RULER.fullmatch(above) or re.fullmatch(quotes.get("amazon", "(?!)"), signed, re.IGNORECASE))
    return is_apart or _is_day(head, quotes) or rows[number - 1].end == rows[number].start


def _top_of_header(text: str, rows: Sequence[Line], number: int, quotes: Mapping[str, Any]) -> int:
    """The number of the line with which the header begins that a line belongs to; its own, where it belongs to none."""
    while number and _kind_of(text, rows[number], quotes) and _kind_of(text, rows[number - 1], quotes):
        number -= 1
    return number


def _day_and_subject(text: str, rows: Sequence[Line], number: int, quotes: Mapping[str, Any]) -> str:
    """The line that tells the day of a message, where this one and the next tell day and subject; else nothing."""
    kinds = {_kind_of(text, row, quotes): row for row in rows[number : number + 2]}
    if kinds.keys() == {None, "subject"} and kinds["subject"] is rows[number + 1]:
        alone = text[rows[number].start : rows[number].end]
        return alone if _is_day(alone, quotes) else ""
    return text[kinds["date"].start : kinds["date"].end] if kinds.keys() == {"date", "subject"} else ""


def _day_of_sender(text: str, rows: Sequence[Line], number: int, quotes: Mapping[str, Any]) -> str:
    """The line of a header that tells the day, directly below the one that tells the sender; else nothing."""
    if _kind_of(text, rows[number], quotes) != "sender":
        return ""
    below = next((row for row in rows[number + 1 : number + 4] if _kind_of(text, row, quotes) == "date"), None)
    return text[below.start : below.end] if below else ""


def _is_day(words: str, quotes: Mapping[str, Any]) -> bool:
    """Whether a line is nothing but a day, and perhaps a time.

    >>> quotes = {"words": {"day": r"\\d+/\\d+/\\d+"}}
    >>> _is_day("02/11/2026, 08:15", quotes), _is_day("by 02/11/2026", quotes)
    (True, False)
    """
    alone = filled(r"[ \t]*<day>(?:[ ,]{1,2}\d{1,2}[:.]\d\d)?[ \t]*", quotes.get("words", {}))
    return len(words) <= _LONGEST_DAY and bool(re.fullmatch(alone, words, re.IGNORECASE))


def _kind_of(text: str, line: Line, quotes: Mapping[str, Any]) -> str | None:
    """What a line of a header tells: `sender`, `date`, `subject`, or `header` for anything else; `None` for other lines."""
    words = text[line.start : line.end]
    if ":" not in words and "：" not in words:  # as most lines: they need not be looked at closely
        return None
    kinds = ("sender", "date", "subject", "header")
    return next((kind for kind in kinds if re.match(rf"[ \t*]*(?:{quotes[kind]})[ \t*]*[:：]", words, re.IGNORECASE)), None)


def _pasted(text: str, quotes: Mapping[str, Any]) -> list[int]:
    """The places where a message begins in the last line of another, as the end of that line was lost when they were copied."""
    return sorted({mark.end() for mark in marks_in(text, quotes, "pasted")})


def _rows(text: str, pasted: Sequence[int], quotes: Mapping[str, Any]) -> list[Line]:
    """The lines of the text, each without the marks of a quotation; one in which another message is pasted is two."""
    rows, start = [], 0
    contents = text.split("\n")
    barred = [bool(_BARRED.fullmatch(content)) for content in contents]
    listed = _listed(contents, re.compile(quotes.get("announced", "(?!)"), re.IGNORECASE))
    for number, content in enumerate(contents):
        quoted = _QUOTED.match(content) if ">" in content and number not in listed else None
        if barred[number] and any(barred[max(0, number - 1) : number] + barred[number + 1 : number + 2]):  # one line alone may be anything
            quoted = _BAR.match(content)
        prefix, end = quoted.end() if quoted else 0, start + len(content)
        for place in pasted[bisect_right(pasted, start + prefix) : bisect_right(pasted, end - 1)]:
            rows.append(Line(start, place, prefix))
            start, prefix = place, 0
        rows.append(Line(start, end, prefix))
        start = end + 1
    return rows


def _listed(contents: Sequence[str], announced: re.Pattern[str]) -> set[int]:
    """Numbers of the lines where `>` stands before the items of a list: short ones below a colon (`We need:`), none of them a whole sentence, as quoted words would be,
    unless the line with the colon announces them (`the following points:`)."""
    found: set[int] = set()
    for number, content in enumerate(contents):
        if not content.rstrip().endswith((":", "：")) or _QUOTED.match(content):
            continue
        is_announced = bool(announced.search(content))
        is_apart = is_announced and not "".join(contents[number + 1 : number + 2]).strip()
        first = number + 2 if is_apart else number + 1
        items = [*takewhile(_QUOTED.match, contents[first : first + 1 + _MOST_ITEMS])]
        item = _SENTENCE_ITEM if is_announced else _ITEM
        if 2 <= len(items) <= _MOST_ITEMS and all(item.fullmatch(words) for words in items):
            found.update(range(first, first + len(items)))
    return found


def _mark_lines(text: str, rows: Sequence[Line], quotes: Mapping[str, Any]) -> dict[int, str]:
    """Numbers of the lines that open an `older`, a `forwarded` or the `newest` message, or are the `closing` of one."""
    starts = [row.start for row in rows]
    found: dict[int, str] = {}
    for kind in ("older", "forwarded", "closing", "newest"):
        for match in marks_in(text, quotes, kind):
            first, last = (bisect_right(starts, place) - 1 for place in match.span())
            found.update(dict.fromkeys(range(first, last + 1), kind))
    return found


def _next_is_quoted(text: str, rows: Sequence[Line], number: int) -> bool:
    for row in rows[number + 1 : number + 6]:
        if row.prefix:
            return True
        if text[row.start : row.end].strip():
            return False
    return False
