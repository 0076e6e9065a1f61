"""One message of a text, with the offsets of the text.

A `Message` holds copies of the text of the same length: lines of other messages are blanked, wrapped lines are joined by a
blank. So a match in the copy is a place in the text.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, NamedTuple

from .made import KeepsWhatIsMade
from .needed import Runs

Span = tuple[int, int]
_FEWEST_BARS = 2  # between the cells of a table's row
_BULLET = re.compile(
    r"[ \t]*(?:[-–—*•·o○▪‣►~>]\s|[-–—]{2,3}\s?|\(?(?:\d{1,2}|[a-h]|i{1,3}|iv|v)[.)]\s|[（(]?\d{1,2}[）、．]|[①-⑳•·▪‣►・●■◆◇□☐○★☆※✓✔×])",
    re.IGNORECASE,
)
_HEADING = re.compile(r"[ \t]*(?:[A-Z][\w ()/-]{0,40}:|[\u3040-\u9fff]{2,10}[:：](?!\s*$))")
# Four points or more lead to the next column of a table. Who copies a letter often loses the blank between two sentences: `below.What can I do?Send us`.
_GLUED = r"(?<=[a-zß-ÿ)]{2})[.!?](?=[¿¡]?[A-ZÀ-Ý](?!(?:om|et|rg|o|e|r|t|s)\b)[a-zß-ÿ']+ )"
_SENTENCE_END = re.compile(rf"(?:(?<!\.)(?!\.{{4}})\.|[!?])[.!?]*[\"')\]”’]*(?=\s)|{_GLUED}|[!?](?=[\u3040-\u9fff])|[。！？]+[」』）”]*|\n")
_LEADER = "...."
# A number that the end of a line of signs splits: `自3月1` / `5日起`; a cell of a table is shorter.
_SPLIT_NUMBER = re.compile(r"\n(?<=[^\n]{10}[\u3040-\u9fff（( ]\d\n)(\d)(?=\d? ?[年月日天个個周週小時时营営工])")
_SPLIT_DAY = re.compile(r"\n(?<=20\d\d[/-]\d\d[/-]\d\n)(\d)(?![\d/-])")  # `2027/03/2` above `2`
_REST_OF_A_DAY = re.compile(r"\d{1,2} ?[月日]")  # below `2027年12月`
_SPLIT_WORD = re.compile(r"(?<=[^\W\d_])-\n([ \t>]*)([^\W\d_A-ZÄÖÜ]+)")
MAIL_FIELD = re.compile(r"(?:[A-Z][\w]*-[\w-]+|Received): |[ \t]+\S+[=;]")  # that no reader sees, and how it goes on
_WHOLE_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}")
_TITLE = 90  # letters of the line that tells what a message is about
_LETTERHEAD = 300  # letters at the top of a letter that tell to whom it goes
_TWO_LETTERS = "İ"  # the only letter that is two in lower case; it stays as it is
_ENDS_WITH_AMAZON = re.compile(r"amazon(?:\.[a-z]{2,3}){0,2}(?: \w+){0,2}\W*$")
_NO_WORD = re.compile(r"[a-z0-9_]{80,}")  # tracking junk: phrases would be tried from each of its signs
# How units of time begin, in a scan, too: `gi0rni`.
_UNIT = "(?:hou|day|bus|wor|cal|tag|stu|wer|kal|jou|heu|gio|ore|día|dia|hor|sem|wee|wo[ch])".replace("o", "[o0]").replace("l", "[l1]")
# How months do: `N0vember`.
_MONTH = "(?:jan|feb|mar|mär|apr|avr|abr|ma[iyg]|ju[nil]|giu|lug|aug|ago|aoû|sep|set|o[ck]t|ott|nov|de[cz]|dic|déc|[日月年])".replace(
    "o", "[o0]"
)
# A sign of a scan that stands for one like it. Each way looks back over the sign itself, so that only these four signs of a text are looked at.
_MISREAD = re.compile(
    r"[10lo](?:(?<=[a-zß-ÿ][10])(?=[10]?[a-zß-ÿ])|(?<=[a-zß-ÿ][10]{2})(?=[a-zß-ÿ])|(?<![\w.@/:*#$-][10])(?<![lo])(?=(?!day|hou|wee|mon|min|hrs|yea|tag|stu|woc|jou|heu|sem|mes|día|dia|hor|ore|gio|set)[a-z]{3})"
    r"|(?<=[a-z]{3}1)(?=[ ,.;\n])|(?<=[\d.,]l)(?= ?[\d%])"
    # `14,O2 %`, `8l.O %`, `O.3 %`, `l7.5 %`
    r"|(?<=\d[.,]o)(?=\d| ?%)|(?<![a-z0-9.,][lo])(?<=[lo])(?=\d?[.,]\d{1,2} ?(?:%|°/o))"
    # `2O26`, `6O days`, `l7 days`, `1O July`, `2l July`, `l月l9日`; but not `1o de mayo`
    rf"|(?<=\do)(?=\d|[ -]?{_UNIT}|[ .-]{{0,2}}{_MONTH})|(?<=\dl)(?=[ -]{_MONTH})|(?<![a-z0-9_-]l)(?<=l)(?=\d{{1,2}}[. -]{{0,2}}(?:{_UNIT}|{_MONTH})|\d{{1,2}} ?[个個天小営]|[月日]))"
)
_LIKE_KANA = {"力": "カ", "卜": "ト", "工": "エ", "夕": "タ", "口": "ロ", "二": "ニ", "八": "ハ", "一": "ー"}
_MEANT = {"1": "l", "0": "o", "l": "1", "o": "0", "曰": "日", "杳": "査", "晶": "品", "杜": "社", **_LIKE_KANA}
# A sign of a Japanese scan that stands for one like it: `ア力ウント`, `10曰以内`, `商晶`, `貴杜`.
_MISREAD_SIGN = re.compile(
    rf"[{''.join(_LIKE_KANA)}曰杳晶杜]"  # as above, so that only these signs of a text are looked at
    rf"(?:(?<=[ァ-ヺー][{''.join(_LIKE_KANA)}])(?=[ァ-ヺー])|(?<=[ァ-ヺー]卜)|(?<=[曰杳])|(?<=[商出製食薬]晶)|(?<=[貴会弊当御]杜))"
)
_WIDE = re.compile(r"[\u1100-\u115f\u2e80-\u9fff\uac00-\ud7a3\uf900-\ufaff\uff01-\uff60]")
_TIDY = str.maketrans(
    dict.fromkeys("\t\xa0\u2002\u2003\u2007\u2009\u202f\u3000", " ")
    | {"‑": "-", "‐": "-"}
    | {chr(wide): chr(wide - 0xFEE0) for wide in range(0xFF01, 0xFF5F) if chr(wide) not in "！？，（）"}  # ０-９ Ａ-Ｚ ％ ：
)


class Wrapping(NamedTuple):
    """What tells that a line only wraps a sentence: what no line ends or begins with otherwise, words whose full stop ends no sentence
    (`z. B.`, `3. Mai`), and how a length of time goes on below the number that the line above ends with (`天以内`)."""

    ends: re.Pattern[str] | None = None
    begins: re.Pattern[str] | None = None
    going_on: re.Pattern[str] | None = None
    unit: re.Pattern[str] | None = None


_AS_ANYWHERE = Wrapping()


class Line(NamedTuple):
    """A line of the text: its place, and the length of the `> ` marks before it."""

    start: int
    end: int
    prefix: int


@dataclass(frozen=True)
class Message(KeepsWhatIsMade):
    """One message of the text. flat: same length, the rest blanked, wraps joined. low: flat in lower case, `rea1ly` mended."""

    text: str
    flat: str
    lines: tuple[Line, ...]
    going_on: re.Pattern[str] | None = None  # words with a full stop that ends no sentence (`z. B.`, `3. Mai`)

    @cached_property
    def exact(self) -> str:
        """flat in lower case, letter by letter, for addresses."""
        return _TWO_LETTERS.join(part.lower() for part in self.flat.split(_TWO_LETTERS))

    @cached_property
    def low(self) -> str:
        readable = _NO_WORD.sub(lambda found: " " * len(found[0]), self.exact[self.first : self.end])
        mended = _MISREAD.sub(lambda sign: _MEANT[sign[0]], readable)
        words = _MISREAD_SIGN.sub(lambda sign: _MEANT[sign[0]], mended)
        return f"{self.flat[: self.first]}{words}{self.flat[self.end :]}" if words else self.flat

    @cached_property
    def runs(self) -> Runs:
        """The runs of letters in it, which tell where a pattern may be found."""
        return Runs(self.low)

    @cached_property
    def first(self) -> int:
        """The place of its first word."""
        return len(self.flat) - len(self.flat.lstrip())

    @cached_property
    def end(self) -> int:
        """The place behind its last word."""
        return len(self.flat.rstrip())

    def head(self, longest: int) -> Message:
        """Its first characters only: nothing that decides stands a hundred pages down."""
        return self if len(self.flat) - self.first <= longest else replace(self, flat=self.flat[: self.first + longest])

    @cached_property
    def _ends(self) -> list[int]:
        inside = {place for match in self.going_on.finditer(self.low) for place in range(*match.span())} if self.going_on else ()
        return [match.end() for match in _SENTENCE_END.finditer(self.flat) if match.start() not in inside]

    @cached_property
    def _line_ends(self) -> list[int]:
        return [match.end() for match in re.finditer(r"\n", self.flat)]

    def sentence(self, place: int) -> Span:
        """The sentence around a place; at most 600 characters to either side."""
        return self._around(self._ends, place)

    def line(self, place: int) -> Span:
        """The line, wraps joined, around a place."""
        return self._around(self._line_ends, place)

    def line_start(self, place: int) -> int:
        """Where the line of the text in which a place stands begins, wrapped or not."""
        return self.text.rfind("\n", 0, place) + 1

    def _around(self, ends: list[int], place: int) -> Span:
        at = bisect_right(ends, place)
        start = ends[at - 1] if at else 0
        end = ends[at] if at < len(ends) else len(self.flat)
        return max(start, place - 600), min(end, place + 600)

    def word_starts(self, place: int) -> bool:
        """Whether a word may begin here (no letter or digit directly before)."""
        return place == 0 or not (self.low[place].isalnum() and (self.low[place - 1].isalnum() or self.low[place - 1] == "_"))

    def is_point(self, place: int) -> bool:
        """Whether the line around a place is a point of a list."""
        return bool(_BULLET.match(self.flat, self.line(place)[0]))

    def lead_ins(self, place: int) -> list[Span]:
        """For a place in a list: the sentences that may open the list, the nearest first, each with the question above it."""
        start, _ = self.line(place)
        if not _BULLET.match(self.flat, start):
            return self._colon_above(start)
        found: list[Span] = []
        for _ in range(40):
            before = self.flat.rfind("\n", 0, max(start - 1, 0)) + 1
            if start == 0 or before >= start:
                break
            start = before
            line = self.flat[start : self.flat.find("\n", start)].rstrip()
            if line and not _BULLET.match(line):
                end = start + len(line)
                opens = line.endswith((":", "："))
                if opens or not found:
                    found.append((self._question_above(max(start, self.sentence(end - 1)[0])), end))
                if opens:
                    break
        return found

    def _colon_above(self, start: int) -> list[Span]:
        """For a line without a bullet: the sentence with a colon above it and lines that stand close together."""
        above = self.flat[max(0, start - 2000) : start].split("\n")[:-1]
        place, apart = start, False
        for line in above[:-13:-1]:
            place -= len(line) + 1
            words = line.rstrip()
            if words.endswith((":", "：")):
                end = place + len(words)
                return [(self._question_above(max(place, self.sentence(end - 1)[0])), end)]
            if apart and words:
                break
            apart = apart or not words
        return []

    def _question_above(self, start: int) -> int:
        """Where the heading in the line above begins, if it is a question; else the place itself."""
        first = max(0, start - 200)
        above = self.flat[first:start].rstrip()
        line = above.rfind("\n") + 1
        return first + line if above.endswith(("?", "？")) and len(above) - line <= 120 else start

    @cached_property
    def _tables(self) -> dict[int, tuple[int, str]]:
        """For the place where a row of a table begins: where its first row does, and the sign between the cells."""
        found: dict[int, tuple[int, str]] = {}
        # For each sign how often it stands in the row above, and where the first row of that table begins.
        above: dict[str, tuple[int, int]] = {}
        start = 0
        for row in self.text.split("\n"):
            held = {sign: count for sign in "|\t" if (count := row.count(sign)) >= _FEWEST_BARS}
            above = {sign: (count, above[sign][1] if above.get(sign, (0, 0))[0] == count else start) for sign, count in held.items()}
            for sign, (_, first) in above.items():
                found.setdefault(start, (first, sign))
            start += len(row) + 1
        return found

    def column_head(self, place: int) -> Span | None:
        """For a place in a table whose cells stand between bars or tabs: the cell at the head of its column; `None` elsewhere, and in the head itself."""
        start = self.line_start(place)
        first, sign = self._tables.get(start, (start, ""))
        if first == start:
            return None
        end = self.text.find("\n", first)
        head, column = self.text[first:end].split(sign), self.text.count(sign, start, place)
        left = first + sum(len(cell) + 1 for cell in head[:column])
        return left, left + len(head[column])

    def own_words(self, span: Span) -> str:
        """The text of a span on one line."""
        return " ".join(self.flat[slice(*span)].split())

    def in_text(self, span: Span) -> Span:
        """The place of a span in the text itself, with the rest of a word that is broken over a line behind it."""
        start, end = span
        missing = sum(map(str.isalnum, self.flat[start:end])) - sum(map(str.isalnum, self.text[start:end]))
        while missing > 0 and end < len(self.text):
            missing -= self.text[end].isalnum()
            end += 1
        return start, end

    @cached_property
    def is_empty(self) -> bool:
        return not self.flat.strip()

    def header(self, quotes: Mapping[str, Any], kind: str) -> Span | None:
        """The place of what a header (`sender`, `date`, `subject`) says."""
        found = self.headers(quotes["header"])
        return next((span for name, span in found.items() if re.fullmatch(quotes[kind], name)), None)

    def is_from_amazon(self, quotes: Mapping[str, Any]) -> bool:
        """Whether the sender's header, or a line near its end, is Amazon's."""
        sender = self.header(quotes, "sender")
        return "amazon" in self.low[slice(*sender)] if sender else self._is_signed_by_amazon(quotes)

    def is_from_another(self, quotes: Mapping[str, Any]) -> bool:
        """Whether no line near its end ends with Amazon's name, and the sender's header tells a whole address that is not Amazon's, or it goes to Amazon, or who
        writes speaks for a client."""
        if any(map(_ENDS_WITH_AMAZON.search, self._last_lines[-3:])):
            return False
        sender = self.header(quotes, "sender")
        words = self.low[slice(*sender)] if sender else ""
        is_another = bool(_WHOLE_ADDRESS.search(words)) and "amazon" not in words
        return is_another or self.goes_to_amazon(quotes) or any(mark.search(self.low) for mark in marks_of(quotes, "for_a_client"))

    def goes_to_amazon(self, quotes: Mapping[str, Any]) -> bool:
        """Whether it is addressed to Amazon (`For the attention of Amazon`, `Dear Amazon team`), or sent to it by somebody else."""
        sender, recipient = (self.low[slice(*(self.header(quotes, kind) or (0, 0)))] for kind in ("sender", "recipient"))
        if sender and "amazon" in recipient and "amazon" not in sender:
            return True
        top = self.low[self.first : self.first + _LETTERHEAD]
        return any(re.search(words, top, re.MULTILINE) for words in quotes.get("addressed", ()))

    def is_titled_as_routine(self, quotes: Mapping[str, Any]) -> bool:
        """Whether its subject, or its first line, is that of what every seller is told all the time."""
        start, end = self.header(quotes, "subject") or (self.first, self.first + _TITLE)
        title = self.low[start:end].split("\n")[0]
        return any(mark.search(title) for mark in marks_of(quotes, "titled"))

    def _is_signed_by_amazon(self, quotes: Mapping[str, Any]) -> bool:
        signed, greeting = (re.compile(quotes.get(key, "(?!)"), re.IGNORECASE) for key in ("amazon", "greeting"))
        return any(signed.fullmatch(words) and not greeting.fullmatch(words) for words in self._last_lines)

    @property
    def _last_lines(self) -> list[str]:
        return [words for line in self.low.rstrip()[-500:].split("\n") if (words := line.strip())][-5:]

    def headers(self, names: str) -> dict[str, Span]:
        """The lines `From: …`, `Subject: …` at the head of the message: lower-case name -> place of the value (first wins)."""
        pattern, found, free = re.compile(rf"[ \t*]*({names})[ \t*]*[:：][ \t*]*", re.IGNORECASE), {}, 0  # type: ignore[var-annotated]
        for line in self.lines[:300]:
            content = self.text[line.start + line.prefix : line.end]
            if not content.strip():
                continue
            match = pattern.match(content)
            if match:
                found.setdefault(match[1].lower(), (line.start + line.prefix + match.end(), line.end))
                free = 0
                continue
            free += not MAIL_FIELD.match(content)
            if free > 3:
                break
        return found


def build(text: str, lines: Iterable[Line], wrapping: Wrapping = _AS_ANYWHERE) -> Message:
    """The message made of these lines of the text; `wrapping` tells how lines of its language are wrapped."""
    kept = tuple(sorted(lines, key=lambda line: line.start))
    if not kept:
        return Message(text, " " * len(text), kept, wrapping.going_on)
    first, last = kept[0].start, kept[-1].end
    pieces, place = [], first
    for line in kept:
        pieces.append(_blanked(text[place : line.start + line.prefix]))
        pieces.append(text[line.start + line.prefix : line.end])
        place = line.end
    words = _joined(_unsplit("".join(pieces).translate(_TIDY)), wrapping)
    before, after = " " * (first - 1) + "\n" if first else "", "\n" + " " * (len(text) - last - 1) if last < len(text) else ""
    return Message(text, before + words + after, kept, wrapping.going_on)


def _unsplit(text: str) -> str:
    """A word or a number that the end of a line splits (`deacti-` / `vated`) put together before the line end; the length stays."""
    text = _SPLIT_DAY.sub(r"\1\n", _SPLIT_NUMBER.sub(r"\1\n", text))
    return _SPLIT_WORD.sub(lambda found: f"{found[2]} \n{found[1]}", text) if "-\n" in text else text


def _blanked(text: str) -> str:
    return re.sub(r"[^\n]", " ", text)


def _joined(text: str, wrapping: Wrapping) -> str:
    """Line ends that only wrap a sentence become blanks; the length stays."""
    rows = text.split("\n")
    pieces = [rows[0]]
    for before, row in zip(rows, rows[1:], strict=False):
        pieces.append(" " if _wraps(before, row, wrapping) else "\n")
        pieces.append(row)
    return "".join(pieces)


def _wraps(before: str, row: str, wrapping: Wrapping) -> bool:
    ends, begins, going_on, unit = wrapping
    above, below = before.rstrip(), row.lstrip()
    if above.endswith(".") and below and going_on:
        end, near = above[-12:], f"{above[-12:]} {below[:12]}".lower()
        if any(match.start() < len(end) <= match.end() for match in going_on.finditer(near)):
            return True
    if not above or not below or above[-1] in ".!?:;。！？；】" or below[0] in "【〔《" or _BULLET.match(row) or _HEADING.match(row[:60]):
        return False
    if min(before.count("|"), row.count("|")) >= _FEWEST_BARS or (_LEADER in before and _LEADER in row):  # rows of a table
        return False
    if above[-1] in "年月" and _REST_OF_A_DAY.match(below):
        return True
    if unit and (above[-1].isnumeric() or above[-1] in "个個") and unit.match(below[:20].lower()):
        return True
    if (ends and ends.search(above[-40:].lower())) or (begins and begins.match(below[:20].lower())):
        return True
    if _BULLET.match(before) and row[0] == " " and not before.startswith("  "):
        return True
    return (
        below[0].islower()
        or (width(above) >= 50 and not above.isupper() and not _BULLET.match(before))
        or not (below[0].isalpha() or below[0].isdigit())
    )


def filled(pattern: str, words: Mapping[str, str]) -> str:
    """A pattern with the words it names.

    >>> filled("<old> message", {"old": "(?:older|former)"})
    '(?:older|former) message'
    """
    return re.sub(r"<(\w+)>", lambda name: words.get(name[1], name[0]), pattern)


def marks_of(quotes: Mapping[str, Any], kind: str) -> Iterator[re.Pattern[str]]:
    """The patterns of a kind of mark; what one names is one of the words, or a pattern of the mail's header."""
    words = {**quotes, **quotes.get("words", {})}
    for pattern in quotes.get(kind, ()):
        yield re.compile(filled(pattern, words), re.IGNORECASE | re.MULTILINE)


def marks_in(text: str, quotes: Mapping[str, Any], kind: str) -> Iterator[re.Match[str]]:
    """The places where one of the patterns of a kind is found, pattern by pattern.

    >>> [mark[0] for mark in marks_in("[quote]\\nHello", {"copied": [r"^\\[quote\\]$"]}, "copied")]
    ['[quote]']
    """
    for pattern in marks_of(quotes, kind):
        yield from pattern.finditer(text)


def width(line: str) -> int:
    """How wide a line is in letters; a sign of Japanese or Chinese is two of them wide."""
    return len(line) + len(_WIDE.findall(line))
