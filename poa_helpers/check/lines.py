"""A letter as text -> its blocks: headings, bullets, paragraphs. Lines that were only wrapped are put together again."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

_NUMBER = (
    r"\(?(?:\d{1,2}[a-z]?|[a-z]|[A-H]\d{0,2}|I{1,3}|IV|VI{0,3})[.)]|\((?:i{1,3}|iv|vi{0,3}|ix|x)\)"
    r"|\d{1,2}\.\d{1,2}\.?(?=\s+(?:\d{1,2}\s+)?[A-Z])|(?:\d{1,2}-\d{1,2}\.|[A-H]\.\d{1,2}[.)]?)(?=\s)"
)
BULLET = re.compile(rf"^(?P<indent>\s*)(?:[-*•–—▪◦·→►➤✓✔]|(?P<number>{_NUMBER}))\s+")
_SIGN = re.compile(r"\\([\\`*_{}\[\]()#+\-.!|<>&$~])")
_MARKS = re.compile(r"\*\*|(?<!_)__(?!_)|(?<!\w)[*_](?=\S)|(?<=\S)[*_](?!\w)|^#+\s*|\s+#+$|^>\s*|`")
_RULE = re.compile(r"^\s*(?:[-=_*~]\s*){3,}$")
_ABBREVIATION = re.compile(
    r"(?:\b(?:No|Nos|Inc|Ltd|Co|Corp|Mr|Mrs|Ms|Dr|St|approx|incl|e\.g|i\.e|a\.m|p\.m|vs|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)|^\d{1,2})\.$"
)
_END = re.compile(r"(?<=[.!?])[”\"’')\]]?\s+(?=[A-Z0-9“\"(‘À-Þ])")
MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?"
_FRAMED = re.compile(r"^\s*(?P<sign>[-—–=*~•·]{1,3})\s+(?P<heading>[A-Z][^.;:—–=*]{2,60}?)\s+(?P=sign)\s*$")  # “— Controls now in force —”
_DATE_BROKEN = re.compile(rf"(?:\d|[–-])\n{MONTH}$|{MONTH}\n\d|\d,\n(?:19|20)\d\d")
_SLACK = 16  # by how much a line may have grown shorter since it was wrapped
_OPEN_ENDS = re.compile(r"(?:,|\b(?:a|an|the|of|to|for|from|with|and|or|by|in|on|at|our|we|was|were|is|are|that|which))$", re.IGNORECASE)


@dataclass(frozen=True)
class Block:
    """One block of a letter in plain words. top: a bullet that is no bullet of a bullet; line: where it begins; marked: a heading by its sign; mark: its number."""

    kind: Literal["text", "bullet"]
    text: str
    line: int
    top: bool = True
    marked: bool = False
    bold: bool = False
    mark: str = ""


def plain(text: str) -> str:
    """Without Markdown's signs, with single blanks.

    >>> plain("## **Root   causes**")
    'Root causes'
    """
    return " ".join(_SIGN.sub(r"\1", _MARKS.sub("", text.strip())).split())


def blocks(text: str, whole: frozenset[str] = frozenset()) -> list[Block]:
    """The blocks of a letter in their order. whole: lines known to stand alone (titles of a drafted letter), in small letters.

    >>> [(b.kind, b.text) for b in blocks("# Plan\\n\\nWe moved all\\norders.\\n- One.\\n  - Two.")]
    [('text', 'Plan'), ('text', 'We moved all orders.'), ('bullet', 'One.'), ('bullet', 'Two.')]
    """
    held: list[tuple[int, list[str]]] = []
    previous = ""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").expandtabs(4).split("\n")
    width = _width(lines)
    for number, line in enumerate(lines, start=1):
        if not line.strip() or _RULE.match(line):
            previous = ""
            continue
        if previous and not _begins(line) and not previous.lstrip().startswith("#") and _was_wrapped(previous, line, width, whole):
            held[-1][1].append(line.strip())
        else:
            held.append((number, [line]))
        previous = line
    return [_block(number, " ".join(pieces)) for number, pieces in held]


def _begins(line: str) -> bool:
    return bool(BULLET.match(line)) or line.lstrip().startswith("#")


def _width(lines: list[str]) -> int:
    """The width at which lines were wrapped: that of the longest one that goes on with a small letter; 0 where none does."""
    pairs = zip(lines, lines[1:], strict=False)
    return max(
        (len(one.rstrip()) for one, two in pairs if one.strip() and two.strip() and not _begins(two) and two.strip()[0].islower()),
        default=0,
    )


def _was_wrapped(previous: str, line: str, width: int, whole: frozenset[str]) -> bool:
    """Whether a line goes on with the one before: it ends in the middle of a sentence, or its next word had no room left."""
    first = line.split()[0]
    if first[0].islower() or _OPEN_ENDS.search(previous.rstrip()):
        return True
    if re.search(r"[.!?:]\W*$", previous) and not _ABBREVIATION.search(previous.rstrip()):
        return False
    if _DATE_BROKEN.search(f"{previous.rstrip()}\n{first}"):
        return True
    if whole and plain(BULLET.sub("", previous)).lower() in whole:
        return False
    return 0 < width - (_SLACK if whole else 0) < len(previous) + 1 + len(first)


def _block(number: int, text: str) -> Block:
    framed = _FRAMED.match(text)
    if framed:
        return Block("text", plain(framed["heading"]), number, marked=True)
    bullet = BULLET.match(text)
    body = text[bullet.end() :] if bullet else text
    bold = bool(re.fullmatch(r"\s*(\*\*|__).+\1:?\s*", body))
    top = not bullet or len(bullet["indent"]) < 2
    return Block(
        "bullet" if bullet else "text",
        plain(body),
        number,
        top,
        body.lstrip().startswith("#"),
        bold,
        (bullet["number"] or "") if bullet else "",
    )


def sentences(text: str) -> Iterator[str]:
    """The sentences of a block; an abbreviation ends none.

    >>> list(sentences("We use No. 5 of Pine Ltd. 14 orders were late. Evidence: log.pdf."))
    ['We use No. 5 of Pine Ltd. 14 orders were late.', 'Evidence: log.pdf.']
    """
    start = 0
    for match in _END.finditer(text):
        piece = text[start : match.start()].strip()
        if piece and not _ABBREVIATION.search(piece):
            yield text[start : match.end()].strip()
            start = match.end()
    if rest := text[start:].strip():
        yield rest
