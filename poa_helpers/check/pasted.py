"""A letter as text (Markdown or plain) -> a Letter, so that the same rules can look at a pasted or hand-edited one."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ..catalogue import Catalogue
from ..model import Item, Letter, Part, Sentence, Source

_HEADING = re.compile(r"^\s*(?:#{1,4}\s*)?(?:[A-C1-3][.)]\s*)?(?P<words>[^.!?]{3,120}?):?\s*$")
_BULLET = re.compile(r"^\s*(?:[-*•–]|\d{1,2}[.)])\s+")
_PARTS = (
    ("measures", re.compile(r"prevent|recur|going forward", re.IGNORECASE)),
    ("actions", re.compile(r"action|corrective|resolve|have taken", re.IGNORECASE)),
    ("causes", re.compile(r"root cause|cause", re.IGNORECASE)),
    ("evidence", re.compile(r"evidence|attach|enclos|document", re.IGNORECASE)),
    ("effect", re.compile(r"effect|result|monitor", re.IGNORECASE)),
)


def letter_from_text(text: str, violations: Sequence[str], locale: str, known: Letter | None = None) -> Letter:
    """Split a letter into its parts and sentences. A sentence that stands in `known` (the drafted letter) keeps its sources.

    >>> letter_from_text("# Plan\\n\\n## Root causes\\n\\n1. We had no check.\\n", ["late_shipment_rate"], "en-US").part("causes").items[0].sentences[0].text
    'We had no check.'
    """
    sources = {_plain(s.text): s for s in known.all_sentences()} if known else {}
    title, current, blocks = "", "opening", []  # type: ignore[var-annotated]
    seen: dict[str, tuple[str, list[Item]]] = {"opening": ("", [])}
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        heading = _HEADING.match(line)
        marked = line.lstrip().startswith("#") or (heading is not None and not _BULLET.match(line) and _part_of(line) is not None and len(line.split()) < 16)
        if marked and (part := _part_of(line)):
            current = part
            seen.setdefault(current, (_plain(line.lstrip("# ")), []))
        elif line.lstrip().startswith("# "):
            title = _plain(line)
        else:
            blocks.append(line)
            seen[current][1].append(_item(line, f"line.{number}", sources))
    parts = tuple(Part(id=id, heading=heading, items=tuple(items)) for id, (heading, items) in seen.items())  # type: ignore[arg-type]
    return Letter(case="", title=title, locale=locale, route="plan", violations=tuple(violations), revision=1, parts=parts)


def _part_of(line: str) -> str | None:
    return next((part for part, pattern in _PARTS if pattern.search(line)), None)


def _item(line: str, id: str, sources: dict[str, Sentence]) -> Item:
    words = _plain(_BULLET.sub("", line))
    pieces = [words] if words in sources else re.split(r"(?<=[.!?])\s+(?=[A-Z“\"])", words)
    none: tuple[Source, ...] = ()
    sentences = [
        Sentence(id=f"{id}.{n}", text=piece, sources=sources[piece].sources if piece in sources else none) for n, piece in enumerate(pieces, start=1)
    ]
    return Item(key=id, sentences=tuple(sentences))


def _plain(text: str) -> str:
    """Without Markdown's signs."""
    return " ".join(re.sub(r"\\([\\`*_{}\[\]()#+\-.!|<>&$~])", r"\1", text.replace("**", "")).split())
