"""The evidence index, and what goes with a letter into the seller's own file: sources.json and check.json."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from .. import words as worded
from ..catalogue import catalogue
from ..check import check_json
from ..draft.facts import DAYS_OF_DOCUMENTS
from ..errors import PoaError
from ..model import Evidence, Issue, Letter
from . import escape
from .outline import clean, phrase, plain, words_of
from .text import environment

COVERED = ("file", "page", "asin", "units", "dated")
COLUMNS = ("file", "shows", "proves", "asins", "details", "sha256")
LETTER_COLUMNS = ("file", "shows", "asins", "details")
DOCUMENT_ROUTES = ("documents", "dispute")  # where the documents are the answer
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def evidence_index(evidence: Sequence[Evidence], *, letter: Letter | None = None, locale: str | None = None) -> list[dict[str, str]]:
    """One row of text per file, for a table.

    Columns: file; shows (what it shows); proves (what it supports: the point's own words when `letter` holds it, else the answer's key);
    asins (each with its units); details (dates and fields read off the document); sha256 (its first 12 characters).

    >>> file = Evidence(file="inv.pdf", kind="invoice", shows="Purchase", sha256="ab" * 32, asins={"B0TEST0001": 1200}, fields={"invoice_date": "2026-05-02"})
    >>> row = evidence_index([file])[0]
    >>> row["asins"], row["details"], row["sha256"]
    ('B0TEST0001 (1,200)', 'Invoice date: May 2, 2026', 'abababababab')
    """
    locale = locale or (letter.locale if letter else "en-US")
    return [
        {
            "file": plain(file.file),
            "shows": plain(file.shows),
            "proves": "; ".join(plain(_proved(key, letter)) for key in file.proves),
            "asins": ", ".join(_asin(asin, units, file, locale) for asin, units in sorted(file.asins.items())),
            "details": "; ".join(
                f"{_label(name, file, letter)}: {_value(text, locale)}" for name, text in file.fields.items() if plain(text)
            ),
            "sha256": file.sha256[:12],
        }
        for file in evidence
    ]


def _asin(asin: str, units: int, file: Evidence, locale: str) -> str:
    """An ASIN with its units and, where it is known, its page."""
    page = ""
    if asin in file.pages:
        page = str(phrase(catalogue().words(locale), "export", "on_page")).replace("{{ page }}", worded.number(file.pages[asin], locale))
    return f"{plain(asin)} ({worded.number(units, locale)}{page})"


def covered_asins(evidence: Sequence[Evidence], locale: str) -> list[dict[str, str]]:
    """One row for each ASIN that a document covers, for letters that only enclose documents.

    Columns: file; page ('' where the document has one page, or the page is not known); asin; units ('' for a document without quantities); dated.

    >>> file = Evidence(file="inv.pdf", kind="invoice", shows="…", sha256="", asins={"B0TEST0001": 1200}, pages={"B0TEST0001": 2}, fields={"invoice_date": "2026-05-02"})
    >>> covered_asins([file], "en-US")
    [{'file': 'inv.pdf', 'page': '2', 'asin': 'B0TEST0001', 'units': '1,200', 'dated': 'May 2, 2026'}]
    """
    return [
        {
            "file": plain(file.file),
            "page": worded.number(file.pages[asin], locale) if asin in file.pages else "",
            "asin": plain(asin),
            "units": worded.number(units, locale) if units else "",
            "dated": next((_value(file.fields[name], locale) for name in DAYS_OF_DOCUMENTS if file.fields.get(name)), ""),
        }
        for file in evidence
        for asin, units in sorted(file.asins.items())
    ]


def attached(letter: Letter, evidence: Sequence[Evidence]) -> dict[str, Evidence]:
    """The files that the letter's own evidence part names, by name; a file it does not name is never shown to Amazon."""
    part = letter.part("evidence")
    named = {item.key for item in part.items} if part else set()
    return {file.file: file for file in evidence if file.file in named}


def letter_table(letter: Letter, evidence: Sequence[Evidence], words: Mapping[str, Any]) -> tuple[list[str], list[str], list[list[str]]]:
    """The evidence table of a letter: column ids, their titles, rows in the letter's order. Columns without content are left out."""
    files, part = attached(letter, evidence), letter.part("evidence")
    rows = evidence_index([files[item.key] for item in part.items if item.key in files] if part else [], letter=letter)
    shown = [name for name in LETTER_COLUMNS if name in ("file", "shows") or any(row[name] for row in rows)]
    return shown, [plain(str(phrase(words, "export", name))) for name in shown], [[row[name] for name in shown] for row in rows]


def render_index(letter: Letter, evidence: Sequence[Evidence], words: Mapping[str, Any] | None = None) -> str:
    """The evidence index as a Markdown table; a column that is empty in every row is left out."""
    phrases = words_of(letter, words)
    rows = evidence_index(evidence, letter=clean(letter))
    shown = [name for name in COLUMNS if any(row[name] for row in rows)]
    covered = covered_asins(list(attached(letter, evidence).values()), letter.locale) if letter.route in DOCUMENT_ROUTES else []
    told = [name for name in COVERED if any(row[name] for row in covered)]
    return (
        environment()
        .get_template("evidence_index.md.j2")
        .render(
            title=escape.heading(plain(str(phrase(phrases, "export", "index_title")))),
            nothing=escape.block(plain(str(phrase(phrases, "export", "no_evidence")))),
            columns=[escape.cell(plain(str(phrase(phrases, "export", name)))) for name in shown],
            rows=[[escape.cell(row[name]) for name in shown] for row in rows],
            covered_title=escape.heading(plain(str(phrase(phrases, "export", "covered_title")))) if covered else "",
            covered_columns=[escape.cell(plain(str(phrase(phrases, "export", name)))) for name in told],
            covered=[[escape.cell(row[name]) for name in told] for row in covered],
        )
    )


def sources_json(letter: Letter, *, draft: bool) -> str:
    """Where every sentence of the letter is from: sentence id -> part, text, sources, and the facts that are missing."""
    letter = clean(letter)
    sentences: dict[str, Any] = {}
    for part in letter.parts:
        for sentence in part.all_sentences():
            if sentence.id in sentences:
                raise PoaError.of(f"Two sentences of the letter are called '{sentence.id}'", "Give each its own id.", file="sources.json")
            sentences[sentence.id] = {"part": part.id, **sentence.model_dump(mode="json", exclude={"id"})}
    return _json(
        {
            "schema_version": 1,
            "case": letter.case,
            "revision": letter.revision,
            "locale": letter.locale,
            "draft": draft,
            "sentences": sentences,
        }
    )


def check_file(letter: Letter, issues: Iterable[Issue], *, draft: bool) -> str:
    """What the checker found, as `poa check --json` answers it, with the letter it is about."""
    about = {"schema_version": 1, "case": letter.case, "revision": letter.revision, "locale": letter.locale, "draft": draft}
    return _json(about | check_json(issues))


def _json(content: Mapping[str, Any]) -> str:
    """JSON as people can read it. What no UTF-8 file can hold (half a sign pasted from elsewhere) is dropped."""
    return json.dumps(content, ensure_ascii=False, indent=2).encode("utf-8", "ignore").decode("utf-8") + "\n"


def _proved(key: str, letter: Letter | None) -> str:
    """A point's title, else its first sentence, else the key itself."""
    kind, _, name = key.partition(".")
    part = next((part for part in letter.parts if part.id == kind), None) if letter else None
    item = next((item for item in part.items if item.key == name), None) if part else None
    return (item.title or (item.sentences[0].text if item.sentences else key)) if item else key


def _label(name: str, file: Evidence, letter: Letter | None) -> str:
    """A field's label in the catalogue's words; its id in words where the catalogue has none."""
    for violation in letter.violations if letter else ():
        text = catalogue().texts.get((violation, worded.locale_of(letter.locale).language)) if letter else None
        kind = text.evidence.get(file.kind) if text else None
        if kind and name in kind.fields and kind.fields[name].label:
            return plain(kind.fields[name].label)
    return plain(name.replace("_", " ")).capitalize()


def _value(text: str, locale: str) -> str:
    """A field as a reader knows it: a day with its month written out, all else as typed."""
    text = plain(text)
    if _DAY.fullmatch(text):
        try:
            return worded.day(date.fromisoformat(text), locale)
        except ValueError:
            return text
    return text
