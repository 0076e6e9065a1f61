"""A letter as text (Markdown or plain) -> a Letter, so that the same rules can look at a pasted or hand-edited one."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ..catalogue import catalogue
from ..model import Item, Letter, Part, Route, Sentence
from .align import Drafted, Unit
from .arrange import HEADING_WORDS, Arranger, Headings, Placed, has_figures
from .claims import Language, language_of
from .lines import Block, blocks, plain, sentences

_LABEL = re.compile(r"^(?P<label>[A-Z][\w’'/&-]*(?:\s[\w’'/&-]+){0,6})(?:\s?:|\s[–—-]|\.)\s+(?P<rest>\S.{15,})$")
_TITLE = re.compile(r"\bplan\s+of\s+action\b|\bPOA\b", re.IGNORECASE)
_WHOLE_PART: dict[str, str] = {"dispute": "grounds", "documents": "evidence", "funds_request": "grounds"}  # what such a letter mainly holds
_LOOSE = ("opening", "effect", "sign_off")  # parts without items


@dataclass
class _Sheet:
    """The parts as they grow: part -> item -> its sentences, with the heading each part was given."""

    headings: dict[str, str] = field(default_factory=dict)
    items: dict[str, dict[str, list[Sentence]]] = field(default_factory=dict)
    titles: dict[str, str] = field(default_factory=dict)
    places: dict[str, list[int]] = field(default_factory=dict)

    def add(self, part: str, item: str, sentence: Sentence, line: int) -> None:
        self.items.setdefault(part, {}).setdefault(item, []).append(sentence)
        self.places.setdefault(part, []).append(line)

    def parts(self) -> tuple[Part, ...]:
        """In the order in which most of their sentences stand."""
        middle = {part: sorted(lines)[len(lines) // 2] for part, lines in self.places.items()}
        for part in self.headings:
            middle.setdefault(part, 10**9)
        return tuple(self._part(part) for part in sorted(middle, key=lambda part: middle[part]))

    def _part(self, id: str) -> Part:
        lead, items = [], []
        for key, said in self.items.get(id, {}).items():
            if key:
                items.append(Item(key=key, title=self.titles.get(key, ""), sentences=tuple(said)))
            else:
                lead += said
        return Part(id=id, heading=self.headings.get(id, ""), sentences=tuple(lead), items=tuple(items))  # type: ignore[arg-type]


def letter_from_text(text: str, violations: Sequence[str], locale: str, known: Letter | None = None) -> Letter:
    """Split a letter into its parts, items and sentences. With `known` (the drafted letter), a sentence keeps the sources of those it was made from.

    >>> pasted = letter_from_text("# Plan\\n\\n## Root causes\\n\\n1. We had no check.\\n", ["late_shipment_rate"], "en-US")
    >>> pasted.part("causes").items[0].sentences[0].text
    'We had no check.'
    """
    words = catalogue().words(locale)
    language = language_of(words, locale)
    case, revision = (known.case, known.revision) if known else ("", 1)
    reader: _Reader
    if known:
        reader, route = _EditedReader(words, language, known), known.route
        reader.read_all(text)
    else:
        reader = _StrangersReader(words, language)
        route = reader.read_all(text, violations)
    return Letter(
        case=case,
        title=reader.title,
        locale=locale,
        route=route,
        violations=tuple(violations),
        revision=revision,
        parts=reader.sheet.parts(),
    )


def _part_in(route: Route, one: Placed, is_first: bool) -> str:
    """The part of a block in a letter that is no plan: all between its opening and its end is one."""
    whole = _WHOLE_PART.get(route)
    if whole and is_first:
        return "opening"
    return whole if whole and one.part != "sign_off" else one.part


class _Reader:
    """A letter as it is read: where it stands now, and what was read so far."""

    def __init__(self, words: Mapping[str, Any], language: Language):
        self.words, self.language = words, language
        self.sheet, self.title = _Sheet(), ""
        self.part, self.item, self.count = "opening", "", 0

    def _open(self, part: str, heading: str) -> None:
        self.part, self.item = part, ""
        self.sheet.headings.setdefault(part, heading)

    def _begin(self, block: Block) -> None:
        """A new item, where the block is one."""
        own_item = block.top and (block.kind == "bullet" or self.part == "opening" or block.bold)
        if own_item or (not self.item and self.part not in _LOOSE):
            self.count += 1
            self.item = "" if self.part in _LOOSE else f"{self.part}.{self.count}"


class _StrangersReader(_Reader):
    """Reads a letter that nobody drafted here."""

    def __init__(self, words: Mapping[str, Any], language: Language):
        super().__init__(words, language)
        self.arranger = Arranger(words, language)

    def read_all(self, text: str, violations: Sequence[str]) -> Route:
        """Take in the letter; returns what kind of letter it is."""
        placed = self.arranger.placed(blocks(text))
        route = self.arranger.purpose(placed, violations)
        first = next((one for one in placed if one.role == "text"), None)
        for one in placed:
            self._take(one, _part_in(route, one, is_first=one is first))
        return route

    def _take(self, one: Placed, part: str) -> None:
        block = one.block
        if one.role == "title":
            self.title = block.text
        elif one.role == "heading" and part not in self.sheet.headings:
            self._open(part, block.text)
        elif one.role in ("heading", "point"):
            self.part, self.item = part, ""
            self.sheet.add(part, "", Sentence(id=f"line.{block.line}.title", text=block.text, sources=()), block.line)
        else:
            self.item = self.item if part == self.part else ""
            self.part = part
            if part == "causes" and self.arranger.point.match(block.text):  # “Cause 2, repackaging: we …”
                self.item = ""
            self._begin(block)
            for number, piece in enumerate(sentences(block.text), start=1):
                self.sheet.add(self.part, self.item, Sentence(id=f"line.{block.line}.{number}", text=piece, sources=()), block.line)


class _EditedReader(_Reader):
    """Reads a letter that was drafted here and may have been changed by hand: a sentence keeps the sources of those it was made from."""

    def __init__(self, words: Mapping[str, Any], language: Language, known: Letter):
        super().__init__(words, language)
        self.headings, self.known = Headings(words), known
        self.drafted = Drafted.of(known, language)
        self.known_headings = {plain(part.heading).lower(): part.id for part in known.parts if part.heading}
        self.lead_in = plain(str(words["why_title"])).lower()
        self.marked, self.read_any = False, False

    def read_all(self, text: str) -> None:
        held = blocks(text, self._whole_lines())
        self.drafted.mark([piece for block in held for piece in {block.text, *sentences(block.text)}])
        for block in held:
            self._read(block)

    def _whole_lines(self) -> frozenset[str]:
        """Lines of the drafted letter that stand alone: its titles, headings and lead-ins."""
        return frozenset([*(unit.text.lower() for unit in self.drafted.units if unit.is_title), *self.known_headings, self.lead_in])

    def _read(self, block: Block) -> None:
        if not block.text or block.text.lower() == self.lead_in:
            return
        first, self.read_any = not self.read_any, True
        if not first and (label := self._label(block)) is not None:
            part, heading, rest = label
            self._open(part, heading)
            self._say(Block("text", rest, block.line, bold=block.bold))
        elif not self.title and first and self._is_title(block):
            self.title = block.text
        elif part := self._heading(block):
            self._open(part, block.text)
            if block.text.lower() not in self.known_headings and has_figures(block.text, self.language):
                self._say(block)  # a fact in a heading is a fact
        else:
            self._say(block)

    def _open(self, part: str, heading: str) -> None:
        super()._open(part, heading)
        self.marked = True

    def _label(self, block: Block) -> tuple[str, str, str] | None:
        """A heading that stands before its text on the same line (“Root cause: we …”): part, heading, text."""
        match = _LABEL.match(block.text)
        if not match or block.marked or _TITLE.search(match["label"]) or block.text.lower() in self.drafted.exact:
            return None
        part = self.headings.labelled(match["label"])
        return (part, match["label"], match["rest"]) if part else None

    def _is_title(self, block: Block) -> bool:
        return (
            block.marked
            or block.text.lower() == self.known.title.lower()
            or (block.kind == "text" and len(block.text.split()) < HEADING_WORDS and not block.text.endswith((".", ",")))
        )

    def _heading(self, block: Block) -> str | None:
        """The part a block is the heading of; `None` for any other."""
        if block.text.lower() in self.known_headings:
            return self.known_headings[block.text.lower()]
        text = block.text.rstrip(":")
        if text.lower() in self.drafted.exact:
            return None
        short = len(text.split()) < HEADING_WORDS and not block.text.endswith((".", ";", ","))
        if not (block.marked or (short and (block.kind == "text" or block.bold or text.isupper()))):
            return None
        return self.headings.part_of(text)

    def _say(self, block: Block) -> None:
        """The sentences of a block, each with its part and item."""
        self._begin(block)
        near = self.drafted.item_of(block.text, self.part if self.marked else None) or self.item
        whole = self.drafted.same(block.text, near)
        for number, piece in enumerate([block.text] if whole else sentences(block.text), start=1):
            self._place(piece, f"line.{block.line}.{number}", block, whole, near)

    def _place(self, piece: str, id: str, block: Block, whole: Unit | None, near: str) -> None:
        unit = whole or self.drafted.same(piece, near)
        units = [unit] if unit else self.drafted.made_from(piece, self.part if self.marked else None, near)
        if units:
            best = units[0]
            self.part, self.item = best.part, best.item or ""
            if best.is_title and best.text.lower() == piece.lower():
                self.sheet.titles[best.item or ""] = piece
                self.sheet.items.setdefault(best.part, {}).setdefault(best.item or "", [])
                self.sheet.places.setdefault(best.part, []).append(block.line)
                return
        elif block.bold:
            id = f"{id}.title"
        sources = tuple(dict.fromkeys(source for unit in units for source in unit.sources))
        text = "" if any(unit.text == piece for unit in units) else "\n".join(unit.text for unit in units)
        self.sheet.add(self.part, self.item, Sentence(id=id, text=piece, sources=sources, drafted=text), block.line)
