"""A checked letter -> the files to send, and the seller's own proof of where every sentence is from.

Everything is rendered in memory before anything is written. The same letter gives the same bytes.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from ..errors import PoaError, Problem
from ..model import Evidence, Issue, Letter
from .appendix import NAME as APPENDIX
from .appendix import appendix
from .docx import render_docx
from .folder import DRAFT, finish_exports, write_files
from .index import check_file, evidence_index, render_index, sources_json
from .outline import clean, words_of
from .pdf import render_pdf
from .pictures import Picture
from .text import render_letter, render_questions

__all__ = [
    "FORMATS",
    "Picture",
    "evidence_index",
    "export_letter",
    "finish_exports",
    "render_docx",
    "render_index",
    "render_letter",
    "render_pdf",
    "render_questions",
]

FORMATS = ("md", "txt", "docx", "pdf")


def export_letter(
    letter: Letter,
    issues: Iterable[Issue],
    folder: Path,
    *,
    evidence: Sequence[Evidence] = (),
    formats: Sequence[str] = FORMATS,
    watermark: bool | None = None,
    template: Path | None = None,
    limit: int | None = None,
    words: Mapping[str, Any] | None = None,
    pictures: Sequence[Picture] = (),
) -> list[Path]:
    """Write the letter into `folder` (…/letters/v1) and return the paths: the files written, then any hand-edited ones kept in `edited/`.

    A page of advice is written as what_to_send.<format>. A final export of a letter writes letter.<format>, answers_by_question.md, evidence_index.md, sources.json,
    sources_for_your_file.<docx, pdf> (where the letter is written in that format), and removes the drafts the
    program wrote here. A draft (watermark=True) carries the mark and puts `draft.` before every name (draft.docx,
    draft.sources.json …), so it never touches the final letter. check.json is always that of the last export.
    limit: characters per answer of the questionnaire. template: a Word file with your own styles. words: the general phrases.
    pictures: charts to enclose at the end of the Word and PDF letter; none unless chosen.

    Raises PoaError, with the folder as it was, when an issue blocks or a gap is left and no draft was asked for, when a format is
    unknown, or when a file cannot be written.
    """
    issues = tuple(issues)
    formats = tuple(dict.fromkeys(formats))
    if unknown := [format for format in formats if format not in FORMATS]:
        raise PoaError([Problem(f"'{format}' is no format of a letter", f"Choose from: {', '.join(FORMATS)}.") for format in unknown])
    draft = bool(watermark)
    if not draft and (problems := blocking_problems(letter, issues)):
        raise PoaError(problems)
    phrases = words_of(letter, words)
    rendered = _letters(letter, evidence, formats, draft, template, phrases, pictures)
    texts = {"sources.json": sources_json(letter, draft=draft)}
    if letter.kind == "letter":
        texts["answers_by_question.md"] = render_questions(letter, watermark=draft, limit=limit, words=phrases)
        texts["evidence_index.md"] = render_index(letter, evidence, words=phrases)
    prefix = DRAFT if draft else ""
    files = rendered | {prefix + name: text.encode("utf-8") for name, text in texts.items()}
    files["check.json"] = check_file(letter, issues, draft=draft).encode("utf-8")
    return write_files(Path(folder), files, letter=_fingerprint(letter, evidence, pictures), draft=draft)


def blocking_problems(letter: Letter, issues: Iterable[Issue]) -> list[Problem]:
    """What keeps a letter from being final: each blocking issue with its mend, and each gap no issue speaks of.

    >>> blocking_problems(Letter(case="c", title="T", locale="en-US", route="plan", violations=(), revision=1, parts=()), [])
    []
    """
    blocking = [issue for issue in issues if issue.severity == "blocking"]
    told = {issue.sentence for issue in blocking}
    gaps = [sentence for sentence in letter.all_sentences() if sentence.gaps and not {sentence.id, sentence.text} & told]
    return [Problem(f"{issue.id}: {issue.why.rstrip('. ')}", issue.mend) for issue in blocking] + [
        Problem(f"A fact is missing: “{gap.text}”", "Give it in 2_collect, or decline the answer it belongs to.") for gap in gaps
    ]


def _fingerprint(letter: Letter, evidence: Sequence[Evidence], pictures: Sequence[Picture]) -> str:
    """Changes when what the files say changes."""
    said = [clean(letter).model_dump(mode="json"), *(file.sha256 + file.file for file in evidence), *(p.sha256 for p in pictures)]
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()


def _letters(
    letter: Letter,
    evidence: Sequence[Evidence],
    formats: Sequence[str],
    draft: bool,
    template: Path | None,
    words: Mapping[str, Any],
    pictures: Sequence[Picture],
) -> dict[str, bytes]:
    make = {
        "md": lambda held, files, enclosed: render_letter(held, "md", watermark=draft, words=words).encode("utf-8"),
        "txt": lambda held, files, enclosed: render_letter(held, "txt", watermark=draft, words=words).encode("utf-8"),
        "docx": lambda held, files, enclosed: render_docx(held, files, watermark=draft, template=template, words=words, pictures=enclosed),
        "pdf": lambda held, files, enclosed: render_pdf(held, files, watermark=draft, words=words, pictures=enclosed),
    }
    name = "what_to_send" if letter.kind == "advice" else "letter"
    rendered = {f"{'draft' if draft else name}.{format}": make[format](letter, evidence, pictures) for format in formats}
    if letter.kind == "letter" and not draft:
        own = appendix(letter, words)
        rendered |= {f"{APPENDIX}.{format}": make[format](own, (), ()) for format in formats if format in ("docx", "pdf")}
    return rendered
