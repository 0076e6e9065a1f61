"""A letter as text (Markdown or plain) -> a Letter, so that the same rules can look at a pasted or hand-edited one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from ..catalogue import catalogue
from ..model import Item, Letter, Part, Route, Sentence
from .align import Drafted
from .arrange import Arranger, Placed
from .claims import language_of
from .lines import Block, blocks, plain, sentences

_MOST_WORDS_OF_A_HEADING = 16
_LABEL = re.compile(r"^(?P<label>[A-Z][\w’'/&-]*(?:\s[\w’'/&-]+){0,6})(?:\s?:|\s[–—-]|\.)\s+(?P<rest>\S.{15,})$")
_TITLE = re.compile(r"\bplan\s+of\s+action\b|\bPOA\b", re.IGNORECASE)
_WHOLE_PART: dict[str, str] = {"dispute": "grounds", "documents": "evidence", "funds_request": "grounds"}  # what such a letter mainly holds
_LABELLED = ("causes", "actions", "measures", "effect")


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
    reader = _Reader(locale, known)
    held = blocks(text, reader.whole_lines())
    if reader.drafted:
        reader.drafted.mark([piece for block in held for piece in {block.text, *sentences(block.text)}])
        for block in held:
            reader.read(block)
        route: Route = known.route if known else "plan"
    else:
        route = reader.read_foreign(held, violations)
    return Letter(
        case=known.case if known else "",
        title=reader.title,
        locale=locale,
        route=route,
        violations=tuple(violations),
        revision=known.revision if known else 1,
        parts=reader.sheet.parts(),
    )


def _part_in(route: Route, one: Placed, is_first: bool) -> str:
    """The part of a block in a letter that is no plan: all between its opening and its end is one."""
    whole = _WHOLE_PART.get(route)
    if whole and is_first:
        return "opening"
    return whole if whole and one.part != "sign_off" else one.part


class _Reader:
    """Reads a letter block by block."""

    def __init__(self, locale: str, known: Letter | None):
        self.words = words = catalogue().words(locale)
        self.language = language_of(words, locale)
        self.known = known
        self.drafted = Drafted.of(known, self.language) if known else None
        self.patterns = [(part, re.compile(text, re.IGNORECASE)) for part, text in words["part_headings"].items()]
        self.known_headings = {plain(part.heading).lower(): part.id for part in known.parts if part.heading} if known else {}
        self.lead_in = plain(str(words["why_title"])).lower()
        self.sheet, self.title = _Sheet(), ""
        self.part, self.item, self.marked, self.count, self.read_any = "opening", "", False, 0, False

    def whole_lines(self) -> frozenset[str]:
        """Lines of the drafted letter that stand alone: its titles, headings and lead-ins."""
        titles = [unit.text.lower() for unit in self.drafted.units if unit.is_title] if self.drafted else []
        return frozenset([*titles, *self.known_headings, self.lead_in]) if self.drafted else frozenset()

    def read_foreign(self, held: Sequence[Block], violations: Sequence[str]) -> Route:
        """Take in a letter that nobody drafted here; returns what kind of letter it is."""
        arranger = Arranger(self.words, self.language)
        placed = arranger.placed(held)
        route = arranger.purpose(placed, violations)
        first = next((one for one in placed if one.role == "text"), None)
        for one in placed:
            part = _part_in(route, one, is_first=one is first)
            if one.role == "title":
                self.title = one.block.text
            elif one.role == "heading":
                self._open(part, one.block)
            elif one.role == "point":
                self.item = ""
                self.sheet.add(part, "", Sentence(id=f"line.{one.block.line}.title", text=one.block.text, sources=()), one.block.line)
            else:
                self.item = self.item if part == self.part else ""
                self.part = part
                self._say(one.block)
        return route

    def read(self, block: Block) -> None:
        if not block.text or block.text.lower() == self.lead_in:
            return
        first, self.read_any = not self.read_any, True
        if not first and (label := self._label(block)) is not None:
            self._open(label[0], Block("text", label[1], block.line, marked=True))
            block = Block("text", label[2], block.line, bold=block.bold)
            self._say(block)
            return
        if not self.title and first and self._is_title(block):
            self.title = block.text
        elif part := self._heading(block):
            self._open(part, block)
            if (self.known or part == "sign_off") and block.text.lower() not in self.known_headings and self._has_figures(block.text):
                self._say(block)  # a fact in a heading is a fact
        else:
            self._say(block)

    def _open(self, part: str, block: Block) -> None:
        self.part, self.marked, self.item = part, True, ""
        self.sheet.headings.setdefault(part, block.text)

    def _label(self, block: Block) -> tuple[str, str, str] | None:
        """A heading that stands before its text on the same line (“Root cause: we …”): part, heading, text."""
        match = _LABEL.match(block.text)
        if not match or block.marked or _TITLE.search(match["label"]) or (self.drafted and block.text.lower() in self.drafted.exact):
            return None
        part = next((part for part, pattern in self.patterns if part in _LABELLED and pattern.search(match["label"])), None)
        return (part, match["label"], match["rest"]) if part else None

    def _has_figures(self, text: str) -> bool:
        return any(detail.kind not in ("name", "quantity") for detail in self.language.details(text))

    def _is_title(self, block: Block) -> bool:
        return (
            block.marked
            or (self.known is not None and block.text.lower() == self.known.title.lower())
            or (block.kind == "text" and len(block.text.split()) < _MOST_WORDS_OF_A_HEADING and not block.text.endswith((".", ",")))
        )

    def _heading(self, block: Block) -> str | None:
        """The part a block is the heading of; `None` for any other."""
        if block.text.lower() in self.known_headings:
            return self.known_headings[block.text.lower()]
        text = block.text.rstrip(":")
        short = len(text.split()) < _MOST_WORDS_OF_A_HEADING and not block.text.endswith((".", ";", ","))
        if self.drafted and text.lower() in self.drafted.exact:
            return None
        if not (block.marked or (short and (block.kind == "text" or block.bold or text.isupper()))):
            return None
        return next((part for part, pattern in self.patterns if pattern.search(text)), None)

    def _say(self, block: Block) -> None:
        """The sentences of a block, each with its part and item."""
        own_item = block.top and (block.kind == "bullet" or self.part == "opening" or block.bold)
        if own_item or (not self.item and self.part not in ("opening", "effect", "sign_off")):
            self.count += 1
            self.item = f"{self.part}.{self.count}" if self.part not in ("opening", "effect", "sign_off") else ""
        near = self.drafted.item_of(block.text, self.part if self.marked else None) if self.drafted else None
        near = near or (self.item if self.drafted else None)
        whole = self.drafted.same(block.text, near) if self.drafted else None
        for number, piece in enumerate([block.text] if whole else sentences(block.text), start=1):
            self._place(piece, f"line.{block.line}.{number}", block, whole, near)

    def _place(self, piece: str, id: str, block: Block, whole: object, near: str | None) -> None:
        units = []
        if self.drafted:
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
        if self.known and not units and block.bold:
            id = f"{id}.title"
        sources = tuple(dict.fromkeys(source for unit in units for source in unit.sources))
        text = "" if any(unit.text == piece for unit in units) else "\n".join(unit.text for unit in units)
        self.sheet.add(self.part, self.item, Sentence(id=id, text=piece, sources=sources, drafted=text), block.line)
