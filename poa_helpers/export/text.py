"""The letter as Markdown and as plain text for Amazon's form, and the answers question by question.

The order of the parts stands in templates/shared; the words are the letter's own and the general phrases. What people
typed reaches a template as a value, never as a template.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from jinja2 import FileSystemLoader, StrictUndefined
from jinja2.sandbox import SandboxedEnvironment

from .. import words as numbers
from ..catalogue import shipped
from ..errors import PoaError
from ..model import Letter
from . import escape
from .outline import Outline, Point, Run, Section, filled, joined, outline, phrase, words_of

TextFormat = Literal["md", "txt"]
QUESTIONS = (("opening", "causes"), ("actions",), ("measures", "effect"), ("evidence",))


def render_letter(letter: Letter, format: TextFormat, *, watermark: bool, words: Mapping[str, Any] | None = None) -> str:
    """The letter as Markdown (`md`) or as text for a form without formatting (`txt`); lines are never wrapped.

    watermark: put the draft mark of the phrases on the first line. words: the general phrases, by default the shipped
    ones of the letter's language. Raises PoaError for another format.

    >>> letter = Letter(case="c", title="Plan of Action", locale="en-US", route="plan", violations=(), revision=1, parts=())
    >>> render_letter(letter, "md", watermark=True, words={"gap": "[?]", "draft_watermark": "DRAFT"})
    '**DRAFT**\\n\\n# Plan of Action\\n'
    """
    if format not in ("md", "txt"):
        raise PoaError.of(f"'{format}' is no text format of a letter", "Choose md or txt.")
    held = outline(letter, words_of(letter, words), watermark=watermark)
    return environment().get_template(f"letter.{format}.j2").render(_values(held, format))


def render_questions(letter: Letter, *, watermark: bool, limit: int | None = None, words: Mapping[str, Any] | None = None) -> str:
    """The letter cut into one answer per question of Amazon's questionnaire, each whole in itself, to be copied as it stands.

    The opening goes with the causes and the effect with the measures. Every answer is counted as a form counts (UTF-16
    units, spaces and line breaks included). limit: mark longer answers; there is none by default, as no official figure is known.
    """
    phrases = words_of(letter, words)
    held = outline(letter, phrases, watermark=watermark)
    sections = {section.id: section for section in held.sections}
    questions = []
    for ids in QUESTIONS:
        parts = [sections[id] for id in ids if id in sections and (sections[id].text or sections[id].items)]
        if parts:
            asked = next((part for part in parts if part.heading), parts[-1])
            questions.append(_question(held, asked, parts, phrases, letter.locale, limit))
    note = phrase(phrases, "export", "questions_note" if limit is None else "questions_note_limit")
    return (
        environment()
        .get_template("questions.md.j2")
        .render(
            watermark=_marked(held.watermark, "md"),
            title=escape.heading(f"{joined(held.title)} – {phrase(phrases, 'export', 'questions_title')}"),
            note=escape.block(filled(note, limit="" if limit is None else numbers.number(limit, letter.locale))),
            questions=questions,
        )
    )


def characters(text: str) -> int:
    """The length as a browser's form counts it: signs beyond the first 65,536 (emoji) count twice.

    >>> characters("two lines\\n"), characters("🙂")
    (10, 2)
    """
    return len(text.encode("utf-16-le")) // 2


@lru_cache(maxsize=4)
def environment(folder: Path | None = None) -> SandboxedEnvironment:
    """The one Jinja environment of the export; strict, and sandboxed because templates may come from others."""
    return SandboxedEnvironment(
        loader=FileSystemLoader(folder or shipped("templates") / "shared"),
        undefined=StrictUndefined,
        autoescape=False,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def _question(
    held: Outline, asked: Section, parts: list[Section], phrases: Mapping[str, Any], locale: str, limit: int | None
) -> dict[str, Any]:
    answer = (
        environment()
        .get_template("answer.txt.j2")
        .render(_values(held, "txt") | {"parts": [_section(part, "txt") for part in parts]})
        .strip("\n")
    )
    count = characters(answer)
    notes = [filled(phrase(phrases, "export", "characters"), count=numbers.number(count, locale))]
    if limit is not None and count > limit:
        over = {"over": numbers.number(count - limit, locale), "limit": numbers.number(limit, locale)}
        notes.append(f"**{escape.inline(filled(phrase(phrases, 'export', 'over_limit'), **over))}**")
    longest = max(map(len, re.findall("`+", answer)), default=0)
    return {"heading": escape.heading(joined(asked.heading)), "note": " ".join(notes), "answer": answer, "fence": "`" * max(3, longest + 1)}


# ---------------------------------------------------------------- values for the templates


def _values(held: Outline, format: TextFormat) -> dict[str, Any]:
    return {
        "watermark": _marked(held.watermark, format),
        "title": _title(joined(held.title), format),
        "parts": [_section(section, format) for section in held.sections],
    }


def _marked(watermark: str | None, format: TextFormat) -> str:
    if watermark is None:
        return ""
    return f"**{escape.inline(watermark)}**" if format == "md" else watermark


def _title(text: str, format: TextFormat) -> str:
    return escape.heading(text) if format == "md" else text


def _inline(format: TextFormat) -> Callable[[str], str]:
    return escape.inline if format == "md" else str


def _block(runs: tuple[Run, ...], format: TextFormat) -> str:
    return escape.block(joined(runs)) if format == "md" else joined(runs)


def _section(section: Section, format: TextFormat) -> dict[str, Any]:
    heading = joined(section.heading)
    return {
        "heading": escape.heading(heading) if format == "md" else heading.upper(),
        "points_title": _inline(format)(section.points_title),
        "text": _block(section.text, format),
        "items": [_point(point, format) for point in section.items],
        "spaced": any(point.title or point.points for point in section.items),
    }


def _point(point: Point, format: TextFormat) -> dict[str, Any]:
    marker = "- " if point.number is None else f"{point.number}. "
    title, text = _inline(format)(joined(point.title)), _block(point.text, format)
    strong = f"**{title}**" if format == "md" else title
    blocks = [block for block in (strong if title else "", text) if block]
    return {
        "marker": marker,
        "indent": " " * len(marker),
        "blocks": blocks,
        "points": [_block(runs, format) for runs in point.points],
    }
