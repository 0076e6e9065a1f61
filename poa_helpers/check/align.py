"""Which drafted sentences an edited one was made from: by its content words, with its details to tell like sentences apart."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from ..model import Letter, PartId, Sentence, Source
from .claims import Language
from .details import Detail
from .lines import plain

ENOUGH = 0.5  # weight of an edited sentence's words that drafted ones must hold
ENOUGH_TWICE = 0.8  # the same, of a drafted sentence that stands word for word elsewhere in the letter
_MOST_JOINED = 4
_SURE = {"id": 3.0, "file": 3.0, "date": 1.0, "number": 1.0, "share": 1.0, "name": 0.5, "time": 1.0, "month": 0.5}


@dataclass
class Unit:
    """A sentence (or an item's title) of the drafted letter, and what it is compared by."""

    text: str
    part: PartId
    item: str | None
    sources: tuple[Source, ...]
    is_title: bool
    words: frozenset[str]
    details: tuple[Detail, ...]
    used: bool = False


@dataclass
class Drafted:
    """The drafted letter as units, with the weight of each word: the rarer, the more it tells."""

    language: Language
    units: list[Unit] = field(default_factory=list)
    weights: dict[str, float] = field(default_factory=dict)
    exact: dict[str, list[Unit]] = field(default_factory=dict)

    @classmethod
    def of(cls, letter: Letter, language: Language) -> Drafted:
        held = cls(language)
        for part in letter.parts:
            for sentence in part.sentences:
                held._add(sentence, part.id, None)
            for item in part.items:
                said = (*item.sentences, *item.points)
                if item.title and said:
                    held._add(Sentence(id="", text=item.title, sources=said[0].sources), part.id, item.key, is_title=True)
                for sentence in said:
                    held._add(sentence, part.id, item.key)
        seen = Counter(word for unit in held.units for word in unit.words)
        held.weights = {word: math.log(1 + len(held.units) / count) for word, count in seen.items()}
        return held

    def _add(self, sentence: Sentence, part: PartId, item: str | None, is_title: bool = False) -> None:
        text = plain(sentence.text)
        unit = Unit(
            text, part, item, sentence.sources, is_title, frozenset(self._words(text)), self.language.details(text)
        )  # fmt: skip
        self.units.append(unit)
        self.exact.setdefault(text.lower(), []).append(unit)

    def _words(self, text: str) -> Iterator[str]:
        """The content words outside its numbers, dates and ids."""
        taken = [d for d in self.language.details(text) if d.kind not in ("name", "quantity")]
        for word, start, end in self.language.words.stems(text):
            if not any(d.start < end and start < d.end for d in taken):
                yield word

    def weight(self, words: frozenset[str] | set[str]) -> float:
        unknown = math.log(1 + max(1, len(self.units)))
        return sum(self.weights.get(word, unknown) for word in words)

    def mark(self, texts: Sequence[str]) -> None:
        """Note which units stand word for word in a letter, before any other sentence is judged."""
        for text, count in Counter(text.lower() for text in texts).items():
            for unit in self.exact.get(text, [])[:count]:
                unit.used = True

    def same(self, text: str, near: str | None) -> Unit | None:
        """The unit that reads word for word so, best one of the item at hand."""
        fitting = self.exact.get(text.lower(), [])
        return min(fitting, key=lambda unit: unit.item != near, default=None)

    def made_from(self, text: str, part: str | None, near: str | None) -> list[Unit]:
        """The units that an edited sentence was made from, best first; none when it says something else."""
        words = frozenset(self._words(text))
        own = self.language.details(text)
        whole = self.weight(words) or 1.0
        left, chosen = set(words), list[Unit]()
        while len(chosen) < _MOST_JOINED:
            best = max(
                (unit for unit in self.units if unit not in chosen),
                key=lambda unit: self._fit(unit, left, whole, own, part, near),
                default=None,
            )
            if best is None:
                break
            gain = left & best.words
            if chosen and (len(gain) < 2 or self.weight(gain) < 0.4 * self.weight(best.words)):
                break
            facts = sum(any(d.same(o) for o in best.details) for d in own)
            if not chosen and not gain and not (facts and len(left) <= 2):
                break
            chosen.append(best)
            left -= best.words
        covered = 1 - self.weight(left) / whole if words else 1.0
        sure = [d for d in own if d.kind in ("file", "id")]
        if chosen and sure and len(words) <= 2 and all(any(d.same(o) for o in chosen[0].details) for d in sure):
            covered = 1.0  # a mere reference, in whatever words
        needed = ENOUGH_TWICE if chosen and all(unit.used for unit in chosen) else ENOUGH
        if chosen and near is not None and any(unit.item == near and not unit.used for unit in chosen):
            needed -= 0.15
        return chosen if covered >= needed else []

    def _fit(self, unit: Unit, left: set[str], whole: float, own: Sequence[Detail], part: str | None, near: str | None) -> float:
        common = self.weight(left & unit.words)
        facts = sum(_SURE.get(d.kind, 0.0) for d in own if any(d.same(o) for o in unit.details))
        all_facts = sum(_SURE.get(d.kind, 0.0) for d in own) or 1.0
        return (
            common / whole
            + 0.4 * common / (self.weight(unit.words) or 1.0)
            + 0.25 * facts / all_facts
            + 0.15 * (unit.item == near and near is not None)
            - 0.15 * (part is not None and unit.part != part)
            - 0.2 * unit.used
        )

    def item_of(self, text: str, part: str | None) -> str | None:
        """The item that a whole bullet or paragraph speaks of; `None` when it speaks of none."""
        words = set(self._words(text))
        items: dict[str, set[str]] = {}
        for unit in self.units:
            if unit.item and (part is None or unit.part == part):
                items.setdefault(unit.item, set()).update(unit.words)
        best = max(items, key=lambda item: self.weight(words & items[item]) / (self.weight(items[item]) ** 0.5 or 1), default=None)
        return best if best and self.weight(words & items[best]) >= 0.3 * (self.weight(words) or 1) else None
