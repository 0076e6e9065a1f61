"""A letter as text (Markdown or plain) -> a Letter, so that the same rules can look at a pasted or hand-edited one."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ..catalogue import catalogue
from ..model import Item, Letter, Part, Sentence

_BULLET = re.compile(r"^(?P<indent>\s*)(?:[-*•–]|\d{1,2}[.)])\s+")
_END_OF_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-Z“\"])")
_SIGN = re.compile(r"\\([\\`*_{}\[\]()#+\-.!|<>&$~])")
_MOST_WORDS_OF_A_HEADING = 16
_PARTS = (
    ("measures", re.compile(r"prevent|recur|going forward", re.IGNORECASE)),
    ("actions", re.compile(r"action|corrective|resolve|have taken", re.IGNORECASE)),
    ("grounds", re.compile(r"did not (?:breach|violate)|no (?:breach|violation)|in error", re.IGNORECASE)),
    ("causes", re.compile(r"root cause|cause", re.IGNORECASE)),
    ("evidence", re.compile(r"evidence|attach|enclos|document", re.IGNORECASE)),
    ("effect", re.compile(r"effect|result|monitor", re.IGNORECASE)),
)


def letter_from_text(text: str, violations: Sequence[str], locale: str, known: Letter | None = None) -> Letter:
    """Split a letter into its parts, items and sentences. A sentence that stands in `known` (the drafted letter) keeps its sources.

    >>> pasted = letter_from_text("# Plan\\n\\n## Root causes\\n\\n1. We had no check.\\n", ["late_shipment_rate"], "en-US")
    >>> pasted.part("causes").items[0].sentences[0].text
    'We had no check.'
    """
    drafted = {_plain(sentence.text): sentence for sentence in known.all_sentences()} if known else {}
    titles = {_plain(item.title) for part in known.parts for item in part.items} if known else set()
    titles.add(_plain(str(catalogue().words(locale)["why_title"])))
    title, current = "", "opening"
    parts: dict[str, tuple[str, list[list[Sentence]]]] = {"opening": ("", [])}
    for number, line in enumerate(text.splitlines(), start=1):
        words = _plain(_BULLET.sub("", line).lstrip("# "))
        if not words or words in titles:
            if words and (bullet := _BULLET.match(line)) and not bullet["indent"]:
                parts[current][1].append([])  # the title of an item: what follows belongs to it
            continue
        if not title and number <= 3 and (line.startswith("# ") or (known and words == known.title)):
            title = words
        elif part := _heading(line):
            current = part
            parts.setdefault(current, (words, []))
        else:
            items = parts[current][1]
            bullet = _BULLET.match(line)
            if not items or (bullet and not bullet["indent"]) or current == "opening":
                items.append([])
            items[-1] += _sentences(words, f"line.{number}", drafted)
    return Letter(
        case="", title=title, locale=locale, route=known.route if known else "plan", violations=tuple(violations), revision=1,
        parts=tuple(
            Part(id=id, heading=heading, items=tuple(Item(key=f"{id}.{n}", sentences=tuple(said)) for n, said in enumerate(items, start=1) if said))
            for id, (heading, items) in parts.items()
        ),
    )  # fmt: skip


def _heading(line: str) -> str | None:
    """The part a line is the heading of; `None` for any other line."""
    words = line.strip("# :\t").split()
    looks = line.lstrip().startswith("##") or (
        not _BULLET.match(line) and len(words) < _MOST_WORDS_OF_A_HEADING and not line.rstrip().endswith(".")
    )
    return next((part for part, pattern in _PARTS if pattern.search(line)), None) if looks and words else None


def _sentences(words: str, id: str, drafted: dict[str, Sentence]) -> list[Sentence]:
    pieces = [words] if words in drafted else _END_OF_SENTENCE.split(words)
    return [
        Sentence(id=f"{id}.{n}", text=piece, sources=drafted[piece].sources if piece in drafted else ())
        for n, piece in enumerate(pieces, start=1)
    ]


def _plain(text: str) -> str:
    """Without Markdown's signs, with single blanks."""
    return " ".join(_SIGN.sub(r"\1", text.replace("**", "")).split())
