"""The letter as a PDF, set by Typst. Typst gets the text as JSON data only, so nothing typed can become markup.

The fonts are those that Typst brings along, so that the same letter gives the same bytes on every machine. Only a letter
with signs these fonts lack (Chinese, Arabic, emoji …) is set with the machine's fonts as a second choice: a name shown as
boxes would be worse than a file that differs between machines.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from functools import lru_cache
from typing import Any

from ..catalogue import shipped
from ..errors import PoaError
from ..model import Evidence, Letter
from ..words import locale_of
from .docx import WIDTHS, paper
from .index import attached, letter_table
from .outline import Outline, Section, clean, joined, outline, words_of
from .pictures import Picture

FONTS = ("Libertinus Serif", "New Computer Modern", "DejaVu Sans Mono")
_ROOM = 160.0, 237.0  # millimetres of text on the narrower of the papers, and on the lower one
_COVERED = re.compile(
    "[\u0020-\u024f\u02c6-\u02dd\u0300-\u0304\u0370-\u03ff\u0400-\u045f\u1e00-\u1eff\u2010-\u2027\u202f-\u203a\u20ac\u2116\u2122\u2190-\u2193\u2212\u2260-\u2265]*"
)


def render_pdf(
    letter: Letter,
    evidence: Sequence[Evidence] = (),
    *,
    watermark: bool,
    words: Mapping[str, Any] | None = None,
    pictures: Sequence[Picture] = (),
) -> bytes:
    """The letter as a PDF with page numbers. The evidence part becomes a table of the files of `evidence` that the letter names; pictures follow it.

    watermark: the draft mark in the header and across every page. words: the general phrases, by default the shipped ones.
    Raises PoaError when Typst cannot set the letter.
    """
    import typst

    phrases, letter = words_of(letter, words), clean(letter)
    content = json.dumps(
        {**_content(letter, evidence, phrases, watermark), "pictures": [_picture(p) for p in pictures]}, ensure_ascii=False
    )
    source = shipped("templates") / "shared" / "letter.typ"
    try:
        pdf = typst.Compiler(
            str(source),
            root=str(source.parent),
            font_paths=_fonts(needs_system_fonts(content)),
            sys_inputs={"letter": content},
        ).compile(format="pdf", timestamp=0)
    except typst.TypstError as error:
        raise PoaError.of(f"The PDF cannot be set ({error})", "Export the letter as docx, and report this.", file=source.name) from None
    return bytes(pdf)


def needs_system_fonts(text: str) -> bool:
    """Whether a text has signs that the fonts brought along may lack.

    >>> needs_system_fonts("Größe – “5 €”"), needs_system_fonts("深圳")
    (False, True)
    """
    return _COVERED.fullmatch(text) is None


@lru_cache(maxsize=2)
def _fonts(system: bool) -> Any:
    import typst

    return typst.Fonts(include_system_fonts=system, include_embedded_fonts=True)


def _content(letter: Letter, evidence: Sequence[Evidence], words: Mapping[str, Any], watermark: bool) -> dict[str, Any]:
    held, locale = outline(letter, words, watermark=watermark), locale_of(letter.locale)
    return {
        "title": joined(held.title),
        "title_runs": [asdict(run) for run in held.title],
        "paper": {"letter": "us-letter", "a4": "a4"}[paper(letter.locale)],
        "fonts": FONTS,
        "lang": locale.language,
        "region": locale.territory,
        "watermark": held.watermark,
        "mark_size": _mark_size(held),
        "parts": [_part(section, letter, evidence, words) for section in held.sections],
    }


def _picture(picture: Picture) -> dict[str, Any]:
    """Typst gets a picture as the numbers of its bytes: no file has to be read."""
    return {"caption": picture.caption, "png": list(picture.png), "width": round(picture.width_within(*_ROOM), 1)}


def _mark_size(held: Outline) -> float:
    """Points that let the draft mark fill the diagonal of a page on one line."""
    return round(min(110.0, 1050 / max(1, len(held.watermark or ""))), 1)


def _part(section: Section, letter: Letter, evidence: Sequence[Evidence], words: Mapping[str, Any]) -> dict[str, Any]:
    tabled = attached(letter, evidence) if section.id == "evidence" else {}
    columns, titles, rows = letter_table(letter, evidence, words) if tabled else ([], [], [])
    items = [point for point in section.items if point.key not in tabled]
    return {
        "heading": [asdict(run) for run in section.heading],
        "points_title": section.points_title,
        "text": [asdict(run) for run in section.text],
        "table": {"widths": [WIDTHS[name] for name in columns], "titles": titles, "rows": rows} if tabled else None,
        "numbered": any(point.number is not None for point in items),
        "items": [asdict(point) for point in items],
    }
