"""The appendix of sources: every sentence of the letter with where its facts are from, for the seller's own file – a document apart, never part of the letter."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ..model import Item, Letter, Part, Sentence, Source
from .outline import filled, phrase, plain

NAME = "sources_for_your_file"
_OURS = (Source(kind="policy", id="data/policy/phrases"),)  # words of the workbench itself


def appendix(letter: Letter, words: Mapping[str, Any]) -> Letter:
    """The appendix as a page for the seller, to be written in any format of a letter.

    >>> told = Sentence(id="a.1", text="On 14 October 2026 we moved.", sources=(Source(kind="answer", id="actions.move", field="date", value="14 October 2026", files=("answers.json",)),))
    >>> letter = Letter(case="c", title="Plan", locale="en-GB", route="plan", violations=(), revision=1, parts=(Part(id="actions", sentences=(told,)),))
    >>> page = appendix(letter, {"export": {"sources_title": "Sources of “{{ title }}”", "sources_note": "For you.", "source": "{{ what }}: {{ place }}", "source_kinds": {"answer": "your answer"}}})
    >>> page.title, page.parts[1].items[0].points[0].text
    ('Sources of “Plan”', 'your answer: actions.move, date “14 October 2026” (answers.json)')
    """
    note = Sentence(id="sources.note", text=str(phrase(words, "export", "sources_note")), sources=_OURS)
    parts = [Part(id="advice", sentences=(note,))]
    parts += [Part(id="advice", heading=part.heading, items=tuple(_items(part, words))) for part in letter.parts if part.all_sentences()]
    title = filled(phrase(words, "export", "sources_title"), title=plain(letter.title))
    return letter.model_copy(update={"kind": "advice", "title": title, "parts": tuple(parts)})


def _items(part: Part, words: Mapping[str, Any]) -> Iterator[Item]:
    for number, sentence in enumerate(part.all_sentences(), start=1):
        told = {_told(source, words): source for source in sentence.sources}
        points = tuple(
            Sentence(id=f"{sentence.id}.source.{n}", text=text, sources=(source,)) for n, (text, source) in enumerate(told.items(), start=1)
        )
        yield Item(key=f"{part.id}.{number}", sentences=(sentence.model_copy(update={"id": f"{sentence.id}.said"}),), points=points)


def _told(source: Source, words: Mapping[str, Any]) -> str:
    """A source in words: what it is, which of its facts, in which files."""
    kinds = phrase(words, "export", "source_kinds")
    what = kinds.get(source.kind, source.kind) if isinstance(kinds, Mapping) else source.kind
    fact = f", {source.field.replace('_', ' ')}" if source.field else ""
    value = f" “{plain(source.value)}”" if source.value and source.field else ""
    files = [file for file in source.files if file != source.id]
    place = f"{source.id}{fact}{value}" + (f" ({', '.join(files)})" if files else "")
    return filled(phrase(words, "export", "source"), what=what, place=place)
