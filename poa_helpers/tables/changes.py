"""What a letter says that the last one did not, and the other way round."""

from __future__ import annotations

import difflib
from html import escape
from typing import NamedTuple

from ..model import CaseFacts, Letter
from .shown import Lines


class Change(NamedTuple):
    """A sentence of the two letters: `same`, `new` or `gone`."""

    kind: str
    text: str


class Changes(tuple[Change, ...]):
    """The sentences of a letter and of the one before it, in reading order."""

    def __repr__(self) -> str:
        marks = {"same": "  ", "new": "+ ", "gone": "- "}
        return "\n".join(f"{marks[change.kind]}{change.text}" for change in self)

    def _repr_html_(self) -> str:
        tags = {"same": "<p style='opacity:.65'>{}</p>", "new": "<p><ins>{}</ins></p>", "gone": "<p><del>{}</del></p>"}
        return "".join(tags[change.kind].format(escape(change.text)) for change in self)


def changes(letter: Letter, facts: CaseFacts) -> Changes | Lines:
    """What changed since the last letter that went out; a plain line when there is none."""
    if not facts.sent:
        return Lines(("This is the first letter of the case; there is none to compare it with.",))
    before, after = [*facts.sent[-1].sentences.values()], [sentence.text for sentence in letter.all_sentences()]
    found: list[Change] = []
    for kind, a, b, c, d in difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind == "equal":
            found += [Change("same", text) for text in after[c:d]]
        else:
            found += [Change("gone", text) for text in before[a:b]] + [Change("new", text) for text in after[c:d]]
    return Changes(found)
