"""A letter as every format needs it: clean text in paragraphs, numbered or bulleted points, gaps marked.

Text that people typed is data: control characters that no file format can hold are dropped here, once, and all
white space but the no-break space becomes a single space. Nothing else is changed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from ..catalogue import catalogue
from ..errors import PoaError
from ..model import Item, Letter, Part, Sentence

_SPACE = re.compile("[ \t\n\r\f\v\x1c-\x1f\x85\u2028\u2029]+")
_UNWRITABLE = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff\u200b\ufeff]")
NUMBERED = ("causes",)


@dataclass(frozen=True)
class Run:
    """A stretch of text; `gap` when it stands for a missing fact."""

    text: str
    gap: bool = False


Runs = tuple[Run, ...]


@dataclass(frozen=True)
class Point:
    """A cause, action, measure or piece of evidence; number is `None` for a bullet. points: its chain of whys."""

    key: str
    number: int | None
    title: Runs
    text: Runs
    points: tuple[Runs, ...]


@dataclass(frozen=True)
class Section:
    """A part of the letter: heading (may be empty), lead text (may be empty), points; what stands over the points of a point."""

    id: str
    heading: Runs
    points_title: str
    text: Runs
    items: tuple[Point, ...]


@dataclass(frozen=True)
class Outline:
    title: Runs
    sections: tuple[Section, ...]
    watermark: str | None


def plain(text: str) -> str:
    """Text that every format can hold, on one line.

    >>> plain(" two\\nlines\\x00 and\\t a tab ")
    'two lines and a tab'
    """
    return _SPACE.sub(" ", _UNWRITABLE.sub("", _SPACE.sub(" ", text))).strip(" ")


def joined(runs: Iterable[Run]) -> str:
    """The text of runs, without their marks."""
    return "".join(run.text for run in runs)


def phrase(words: Mapping[str, Any], *path: str) -> Any:
    """A general phrase by its place, such as `export`, `file`; raises PoaError naming one that is missing."""
    value: Any = words
    for name in path:
        if not isinstance(value, Mapping) or name not in value:
            raise PoaError.of(f"The phrase '{'.'.join(path)}' is missing", "Add it to data/policy/phrases.<language>.yaml.")
        value = value[name]
    return value


def filled(text: str, **values: object) -> str:
    """A phrase with its `{{ name }}` places filled; what is filled in is never read as a template.

    >>> filled("{{ count }} characters", count="1,180")
    '1,180 characters'
    """
    return re.sub(r"{{ *(\w+) *}}", lambda found: str(values[found[1]]), text)


def words_of(letter: Letter, words: Mapping[str, Any] | None) -> Mapping[str, Any]:
    """The given phrases, else the shipped ones of the letter's language."""
    return catalogue().words(letter.locale) if words is None else words


def clean(letter: Letter) -> Letter:
    """The letter with every text made writable; a letter from `draft_letter` comes back unchanged."""

    def sentences(held: Iterable[Sentence]) -> tuple[Sentence, ...]:
        return tuple(s.model_copy(update={"text": plain(s.text)}) for s in held)

    def item(held: Item) -> Item:
        return held.model_copy(
            update={"title": plain(held.title), "sentences": sentences(held.sentences), "points": sentences(held.points)}
        )

    def part(held: Part) -> Part:
        changes = {
            "heading": plain(held.heading),
            "points_title": plain(held.points_title),
            "sentences": sentences(held.sentences),
            "items": tuple(map(item, held.items)),
        }
        return held.model_copy(update=changes)

    return letter.model_copy(update={"title": plain(letter.title), "parts": tuple(map(part, letter.parts))})


def gap_pattern(words: Mapping[str, Any]) -> re.Pattern[str]:
    """What a gap looks like in a letter, from the phrase that writes it.

    >>> gap_pattern({"gap": "[MISSING: {{ what }}]"}).findall("On [MISSING: date] we moved.")
    ['[MISSING: date]']
    """
    before, _, after = re.sub(r"{{.*?}}", "\0", str(phrase(words, "gap"))).partition("\0")
    return re.compile(re.escape(before) + ".*?" + re.escape(after) if after else re.escape(before) + ".*")


def outline(letter: Letter, words: Mapping[str, Any], *, watermark: bool) -> Outline:
    """The letter in reading order, ready for a format's template."""
    letter, gap = clean(letter), gap_pattern(words)
    return Outline(
        title=_runs(letter.title, gap),
        sections=tuple(_section(part, gap) for part in letter.parts),
        watermark=plain(str(phrase(words, "draft_watermark"))) if watermark else None,
    )


def _section(part: Part, gap: re.Pattern[str]) -> Section:
    return Section(
        id=part.id,
        heading=_runs(part.heading, gap),
        points_title=part.points_title,
        text=_paragraph(part.sentences, gap),
        items=tuple(
            Point(
                key=item.key,
                number=number if part.id in NUMBERED else None,
                title=_runs(item.title, gap),
                text=_paragraph(item.sentences, gap),
                points=tuple(_paragraph((point,), gap) for point in item.points),
            )
            for number, item in enumerate(part.items, start=1)
        ),
    )


def _paragraph(sentences: Iterable[Sentence], gap: re.Pattern[str]) -> Runs:
    """Sentences as one paragraph. A sentence that has gaps but shows none in the usual form is marked as a whole."""
    runs: list[Run] = []
    for sentence in sentences:
        if runs and sentence.text:
            runs.append(Run(" "))
        found = _runs(sentence.text, gap)
        hidden = sentence.gaps and not any(run.gap for run in found)
        runs += [Run(sentence.text, gap=True)] if hidden and sentence.text else found
    return _merged(runs)


def _runs(text: str, gap: re.Pattern[str]) -> Runs:
    runs, end = [], 0
    for found in gap.finditer(text):
        runs += [Run(text[end : found.start()]), Run(found[0], gap=True)]
        end = found.end()
    return _merged([*runs, Run(text[end:])])


def _merged(runs: Iterable[Run]) -> Runs:
    merged: list[Run] = []
    for run in runs:
        if merged and merged[-1].gap == run.gap:
            merged[-1] = Run(merged[-1].text + run.text, run.gap)
        elif run.text:
            merged.append(run)
    return tuple(merged)
