"""Which part each block of a letter belongs to, where nobody drafted the letter here: by its headings where they tell, else by what is said.

Writers head the parts in their own words or not at all, so a heading is only the strongest sign: the sections are given the sequence of parts
that fits their headings, their sentences and the usual order best (Viterbi's algorithm).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from ..model import Route
from .claims import Language
from .lines import Block, sentences

PLAN = ("opening", "causes", "actions", "measures", "effect", "evidence", "sign_off")
Role = Literal["title", "heading", "point", "text"]

HEADING_WORDS, _POINT_WORDS, _SIGNING_WORDS = 16, 10, 8
_LABEL = re.compile(r"^(?P<label>[A-Z][\w’'/&-]*(?:\s[\w’'/&-]+){0,8})\s?(?P<sign>[:–—.?-])\s+(?P<rest>\S.{15,})$")
_LABEL_WORDS = {":": 7, "–": 7, "—": 7, "-": 7, ".": 4, "?": 9}  # how long a label may be, by the sign after it
_NO_HEADING = re.compile(
    r"\||(?:to|from|date|subject|re|asins?|account|seller|store|reference|case|complaint)\s*:", re.IGNORECASE
)  # a table, a memo's head
_IN_FORCE = re.compile(
    r"\s*[,(–—-]?\s*\b(?:\w+\s+){0,3}(?:since|from|as\s+of)\s+[^,;:]{4,25}$", re.IGNORECASE
)  # “Measures, in force since 2 May 2026”
_LABELLED = ("causes", "actions", "measures", "effect")
_HEADED, _AGAIN, _SAID, _FIRST = 4.0, 1.5, 2.0, 1.5  # what a heading, one more of a part, the sentences, and being the first section weigh
_ASKS = re.compile(r"(?:what|how|why)\b", re.IGNORECASE)  # “What we have done so far.”
_BACK, _SKIPPED = -1.5, -0.8  # a part that comes before the one already reached; a part left out
_HEAD = 6  # blocks at the head of a letter, which tell its purpose
_FIRM = re.compile(r"\b(?:Co|Inc|Ltd|Corp|LLC|o\.o|S\.r\.l|S\.p\.A|B\.V|e\.K)\.$")
_OF_A_PLAN = ("causes", "actions", "measures")


class Headings:
    """Which part a heading opens, whatever words a writer chose for it; the first that fits."""

    def __init__(self, words: Mapping[str, Any]):
        self.patterns = [(part, _pattern(text)) for part, text in words["part_headings"].items()]

    def part_of(self, heading: str) -> str | None:
        return next((part for part, pattern in self.patterns if pattern.search(heading)), None)

    def labelled(self, label: str) -> str | None:
        """The same for a heading on one line with its text; the lists at the end of a letter are not read so."""
        return next((part for part, pattern in self.patterns if part in _LABELLED and pattern.search(label)), None)


def has_figures(text: str, language: Language) -> bool:
    """Whether it holds a detail that could be looked up, names apart."""
    return any(detail.kind not in ("name", "quantity") for detail in language.details(text))


@dataclass(frozen=True)
class Placed:
    """A block with its part and its role in it; a point is a title inside a part (“For cause 1”)."""

    block: Block
    part: str
    role: Role


@dataclass
class _Section:
    heading: Block | None
    part: str | None  # what its heading tells
    blocks: list[tuple[Block, Role]] = field(default_factory=list)


class Arranger:
    """The word lists by which the blocks of a letter are told apart."""

    def __init__(self, words: Mapping[str, Any], language: Language):
        self.language, self.headings = language, Headings(words)
        self.point, self.cause = _pattern(words["numbered_point"]), _pattern(words["cause_words"])
        self.failing, self.effect = _pattern(words["own_failing"]), _pattern(words["effect_words"])
        self.rhythm, self.trigger = _pattern(words["control_rhythm"]), _pattern(words["control_trigger"])
        self.title = _pattern(words["plan_title"])
        self.notice = _pattern(words["notice_words"])
        self.usual: dict[str, Route] = dict(words["purpose_of_violation"])
        self.purposes = {route: _pattern(text) for route, text in words["purpose_words"].items()}
        self.asks_to_withdraw = _pattern(words["asks_to_withdraw"])

    def placed(self, blocks: Sequence[Block]) -> list[Placed]:
        """Every block in its part."""
        title, rest, signed = self._ends(list(blocks))
        sections = self._sections(rest)
        found = [Placed(title, "opening", "title")] if title else []
        for section, part in zip(sections, self._parts(sections), strict=True):
            if section.heading:
                found.append(Placed(section.heading, part, "heading"))
            found += [Placed(block, part, role) for block, role in section.blocks]
        return found + [Placed(block, "sign_off", "text") for block in signed]

    def purpose(self, placed: Sequence[Placed], violations: Sequence[str]) -> Route:
        """What the letter is: a plan unless its head or its request says something else and its headings do not speak of causes, actions, measures."""
        head = " ".join(one.block.text for number, one in enumerate(placed) if number < _HEAD or one.role == "heading")
        headed = {one.part for one in placed if one.role == "heading" and self.headings.part_of(one.block.text) == one.part}
        if self.title.search(head) or len(headed & set(_OF_A_PLAN)) > 1:
            return "plan"
        usual = {self.usual.get(violation) for violation in violations}
        if len(usual) == 1 and (route := usual.pop()):
            return route
        found = [route for route, pattern in self.purposes.items() if pattern.search(head)]
        if not found and not headed & set(_OF_A_PLAN) and any(self.asks_to_withdraw.search(one.block.text) for one in placed):
            return "dispute"
        return found[0] if found else "plan"  # type: ignore[return-value]

    def _ends(self, blocks: list[Block]) -> tuple[Block | None, list[Block], list[Block]]:
        """The title, the blocks between, and the lines at the end that only sign."""
        title = blocks.pop(0) if blocks and self._is_title(blocks[0]) else None
        end = len(blocks)
        while end and self._only_signs(blocks[end - 1]):
            end -= 1
        return title, blocks[:end], blocks[end:]

    def _only_signs(self, block: Block) -> bool:
        """“Ruth Adler, Owner”, “Adler Games LLC, May 4, 2026”."""
        return (
            block.kind == "text"
            and (_short(block) or bool(_FIRM.search(block.text)))
            and len(block.text.split()) <= _SIGNING_WORDS
            and self.headings.part_of(block.text) is None
        )

    def _is_title(self, block: Block) -> bool:
        return block.marked or (block.kind == "text" and _short(block))

    def _sections(self, blocks: Sequence[Block]) -> list[_Section]:
        sections, reached = [_Section(None, None)], ""
        headings = [self._is_heading(block, follower) for block, follower in zip(blocks, [*blocks[1:], None], strict=True)]
        series = {_series(block.mark) for block, is_heading in zip(blocks, headings, strict=True) if is_heading and block.kind == "bullet"}
        headings = [
            found or (_series(block.mark) in series and self._may_head(block)) for block, found in zip(blocks, headings, strict=True)
        ]
        for number, (block, is_heading) in enumerate(zip(blocks, headings, strict=True)):
            is_heading = is_heading and not (number < _HEAD and self.title.search(block.text))
            part = self.headings.part_of(block.text) if is_heading else None
            if self.point.search(block.text) and (reached or part != "causes"):
                sections[-1].blocks.append((block, "point" if _short(block) else "text"))
            elif label := self._label(block):
                sections.append(_Section(replace(block, text=label[1]), label[0], [(replace(block, text=label[2]), "text")]))
                reached = label[0]
            elif is_heading:
                sections.append(_Section(block, part))
                reached = part or reached
            else:
                sections[-1].blocks.append((block, "text"))
        if set(_OF_A_PLAN) - {section.part for section in sections}:  # where headings are missing, every paragraph is looked at
            sections = _paragraphs(sections)
        return [section for section in sections if section.heading or section.blocks]

    def _is_heading(self, block: Block, follower: Block | None) -> bool:
        told = self.headings.part_of(block.text)
        most = _LABEL_WORDS["?" if _ASKS.match(block.text) else "."]
        alone = block.kind == "text" or bool(block.mark)
        if follower is not None and told and alone and len(block.text.split()) <= most and block.text[-1:] != ",":
            return True  # “Corrective actions.”
        if follower is None or not _short(block) or _NO_HEADING.match(block.text):
            return False
        if block.marked or block.bold or block.text.isupper() or block.text.endswith("?"):
            return True
        if block.kind == "bullet":  # “2. Actions taken” heads a part, “2. Actions in our shop were late.” is an item
            own, next_ = (one.mark.strip("(.)") for one in (block, follower))
            opens = next_ != own and next_.startswith(own)  # 2. and then 2.1, C. and then C1.
            fits = bool(own) and told is not None and len(block.text.split()) <= _POINT_WORDS
            return fits and (opens or not has_figures(_IN_FORCE.sub("", block.text), self.language))
        return told is not None or (len(block.text.split()) <= _POINT_WORDS and not has_figures(block.text, self.language))

    def _may_head(self, block: Block) -> bool:
        """Whether an item of a series of which another one heads a part (“A. Causes, B. What is done about it”) may head one, too."""
        return _short(block) and len(block.text.split()) <= _POINT_WORDS and not has_figures(block.text, self.language)

    def _label(self, block: Block) -> tuple[str, str, str] | None:
        """A heading that stands before its text on the same line (“Root cause: we …”): part, heading, text."""
        match = _LABEL.match(block.text)
        words = len(match["label"].split()) if match else 0
        if not match or words > _LABEL_WORDS[match["sign"]] or self.title.search(match["label"]):
            return None
        if block.kind == "bullet" and not block.mark and match["sign"] == ".":
            return None
        part = self.headings.labelled(match["label"])
        return (part, match["label"], match["rest"]) if part else None

    def _parts(self, sections: Sequence[_Section]) -> list[str]:
        """The best sequence of parts for the sections."""
        best: list[dict[str, tuple[float, str]]] = []
        opened: set[str | None] = set()
        for number, section in enumerate(sections):
            fit = self._fit(section, _AGAIN if section.part in opened else _HEADED, number == 0)
            opened.add(section.part)
            column = {}
            for part in PLAN:
                before = (
                    [(score + _step(last, part), last) for last, (score, _) in best[-1].items()] if best else [(_step("opening", part), "")]
                )
                score, last = max(before)
                column[part] = (score + fit[part], last)
            best.append(column)
        if not best:
            return []
        part = max(PLAN, key=lambda part: best[-1][part][0])
        found = [part]
        for column in reversed(best[1:]):
            part = column[part][1]
            found.append(part)
        return found[::-1]

    def _fit(self, section: _Section, headed: float, first: bool) -> dict[str, float]:
        said = [sentence for block, role in section.blocks if role == "text" for sentence in sentences(block.text)]
        fit = dict.fromkeys(PLAN, 0.0)
        for sentence in said:
            for part in self.could_be(sentence):
                fit[part] += _SAID / len(said)
        if section.part in fit:
            fit[section.part] += headed
        if first and section.heading is None:
            fit["opening"] += _FIRST
        return fit

    def could_be(self, sentence: str) -> set[str]:
        """The parts that a sentence could stand in."""
        if self.notice.search(sentence):
            return {"opening"} | ({"causes"} if self.failing.search(sentence) else set())
        kinds = {detail.kind for detail in self.language.details(sentence)}
        controls = bool(self.rhythm.search(sentence)) + bool(self.trigger.search(sentence))
        found = {"effect"} if self.effect.search(sentence) else set()
        if "date" in kinds and not controls:
            found.add("actions")
        if controls == 2 or (controls and "date" not in kinds):
            found.add("measures")
        if self.cause.search(sentence) or self.failing.search(sentence):
            found.add("causes")
        if "file" in kinds and not found:
            found.add("evidence")
        return found


def _pattern(text: Any) -> re.Pattern[str]:
    return re.compile(str(text), re.IGNORECASE)


def _short(block: Block) -> bool:
    return len(block.text.split()) < HEADING_WORDS and not block.text.endswith((".", ";", ",", "!"))


def _series(mark: str) -> str:
    """What the numbers of a series look like: digits, letters.

    >>> _series("2."), _series("B."), _series("B1."), _series("")
    ('9.', 'A.', 'A9.', '')
    """
    return re.sub(r"[A-Z]+", "A", re.sub(r"\d+", "9", mark))


def _greets(block: Block) -> bool:
    """“Dear Team,”"""
    return len(block.text.split()) <= _SIGNING_WORDS and block.text.endswith(",")


def _step(last: str, part: str) -> float:
    ahead = PLAN.index(part) - PLAN.index(last)
    return _BACK if ahead < 0 else _SKIPPED * max(0, ahead - 1)


def _paragraphs(sections: Sequence[_Section]) -> list[_Section]:
    """What stands under no telling heading: each paragraph with the bullets after it."""
    found: list[_Section] = []
    for section in sections:
        found.append(_Section(section.heading, section.part))
        for number, (block, role) in enumerate(section.blocks):
            if section.part is None and number and block.kind == "text" and not _greets(block):
                found.append(_Section(None, None))
            found[-1].blocks.append((block, role))
    return found
