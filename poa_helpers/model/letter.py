"""The answer to Amazon: sentences with their sources, parts, and what the check found in them."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from .base import PartId, Route, Severity, Value


class Source(Value):
    """Where a statement is from.

    kind and id: `measurement late_shipment_rate/30/mfn/orders`, `finding late@carrier=…`, `answer actions.switch_carrier`,
    `notice notices/01-notice.txt`, `evidence manifest.pdf`, `case case.json`. field and value: the single fact used. files: the files behind it.
    """

    kind: Literal["measurement", "finding", "answer", "notice", "evidence", "case", "policy"]
    id: str
    field: str | None = None
    value: str | None = None
    files: tuple[str, ...] = ()


class Sentence(Value):
    """A sentence with its sources. `gaps` names the facts that are missing; then the text shows a visible gap.

    drafted: of a sentence edited by hand, the drafted ones it was made from, a line each.
    """

    id: str
    text: str
    sources: tuple[Source, ...]
    gaps: tuple[str, ...] = ()
    drafted: str = Field(default="", exclude=True)


class Item(Value):
    """A numbered or bulleted point: one cause, action, measure or piece of evidence. key: what it answers to."""

    key: str
    title: str = ""
    sentences: tuple[Sentence, ...]
    points: tuple[Sentence, ...] = ()


class Part(Value):
    """A part of the letter: its heading (empty for the opening), lead sentences, items; what stands over the points of an item."""

    id: PartId
    heading: str = ""
    points_title: str = ""
    sentences: tuple[Sentence, ...] = ()
    items: tuple[Item, ...] = ()

    def all_sentences(self) -> tuple[Sentence, ...]:
        """Lead sentences, then those of the items, in reading order."""
        return self.sentences + tuple(s for item in self.items for s in (*item.sentences, *item.points))


class Letter(Value):
    """The answer to Amazon, before it is written to any format; or a page of advice for the seller, where no letter is wanted (`kind`)."""

    kind: Literal["letter", "advice"] = "letter"
    case: str
    title: str
    locale: str
    route: Route
    violations: tuple[str, ...]
    revision: int
    parts: tuple[Part, ...]

    def part(self, id: str) -> Part | None:
        return next((part for part in self.parts if part.id == id), None)

    def all_sentences(self) -> tuple[Sentence, ...]:
        return tuple(s for part in self.parts for s in part.all_sentences())


class Issue(Value):
    """Something the checker found. id: the rubric's criterion (R23); start, end: offsets inside `sentence`; source: what the criterion rests on."""

    id: str
    severity: Severity
    sentence: str
    start: int
    end: int
    why: str
    mend: str
    source: str = ""
