"""What the rules look at: the letter, the case's facts where there are any, the catalogue – and how an issue is made."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from ..catalogue import Catalogue
from ..draft import PLAN_ROUTES, draft_letter, known_values
from ..model import Answer, CaseFacts, Issue, Letter, Sentence, Severity
from ..words import as_day
from .claims import Language, language_of
from .details import Detail

NOWHERE = Sentence(id="", text="", sources=())
_HELP = "sellercentral help 201623610 (how to write a plan of action)"
_FORUM = "Amazon's moderators in the seller forums, sellercentral.amazon.in/…/f46441f0"
_LISTING = "amazonlistingaudit.com, appeal letter guide 2026"
_FORGE = "sellerforge.ai, how to write an Amazon plan of action"
_DEFENDER = "poadefender.com, suspension POA template"
_CHRIS = "ecommercechris.com, how to write a plan of action"
_WIZARDS = "appealwizards.com, the nine tenets"
_LAW = "ecommercelawpro.com, biggest mistakes in your plan of action"
_UNIVERSITY = "Seller University dba4f4b7…, respond to a performance notification"
SOURCES = {  # what each criterion rests on
    "R01": _UNIVERSITY, "R02": _HELP, "R03": _LISTING, "R04": _HELP, "R05": f"{_HELP}; {_WIZARDS}", "R06": _HELP, "R07": f"{_LISTING}; {_FORGE}",
    "R08": _FORGE, "R09": "letters that were accepted and refused", "R10": "8D and CAPA practice", "R11": f"{_CHRIS}; {_LAW}",
    "R12": f"{_FORUM}; {_FORGE}", "R13": "arithmetic of dates", "R14": _DEFENDER, "R15": _HELP, "R16": "every file named is a file sent",
    "R17": _HELP, "R18": _DEFENDER, "R19": "8D and CAPA practice", "R20": "adverio.io", "R21": "letters that were refused",
    "R22": "8D and CAPA practice", "R23": "arithmetic", "R24": "nothing is said that is not known", "R25": "sellerstrategies.com, appeal tips",
    "R26": f"{_HELP}; {_CHRIS}", "R27": f"riverbendconsulting.com; {_CHRIS}", "R28": _HELP, "R29": f"{_DEFENDER}; {_LAW}", "R30": _DEFENDER,
    "R31": f"{_LISTING}; adverio.io", "R32": _WIZARDS, "R33": _CHRIS, "R34": "Seller University, anti-counterfeiting; seller forums a314ae30",
    "R35": "seller forums 032801c0; appealasap.com, forged documents", "R36": _FORUM,
}  # fmt: skip


@dataclass(frozen=True)
class Subject:
    """A letter under examination. facts is `None` for a pasted letter that belongs to no case."""

    letter: Letter
    facts: CaseFacts | None
    cat: Catalogue

    @property
    def is_plan(self) -> bool:
        """Whether the letter admits and mends: causes, actions, measures."""
        return self.letter.route in PLAN_ROUTES

    @cached_property
    def words(self) -> dict[str, Any]:
        return self.cat.words(self.letter.locale)

    @cached_property
    def known(self) -> dict[tuple[str, str, str], str]:
        """Every fact the files and answers give now (see `known_values`); nothing for a letter of no case."""
        return known_values(self.facts, self.cat) if self.facts else {}

    @cached_property
    def text(self) -> str:
        """All sentences, for searches over the whole letter."""
        return "\n".join(sentence.text for sentence in self.letter.all_sentences())

    def sentences(self, *parts: str) -> Iterator[Sentence]:
        """The sentences of the named parts (of all parts when none is named)."""
        for part in self.letter.parts:
            if not parts or part.id in parts:
                yield from part.all_sentences()

    def places(self, pattern: re.Pattern[str]) -> Iterator[tuple[Sentence, re.Match[str]]]:
        """Every place of a pattern in the letter, with its sentence."""
        for sentence in self.letter.all_sentences():
            for match in pattern.finditer(sentence.text):
                yield sentence, match

    @cached_property
    def language(self) -> Language:
        """How words, details and claims of the letter's language are read."""
        return language_of(self.words, self.letter.locale)

    @cached_property
    def is_edited(self) -> bool:
        """Whether the letter was read from a text: its sentences are those of the draft, changed by hand or new."""
        return self.facts is not None and any(sentence.id.startswith("line.") for sentence in self.letter.all_sentences())

    @cached_property
    def held_details(self) -> list[tuple[str, tuple[Detail, ...]]]:
        """Every text of the case – the letter as drafted, facts, answers, evidence – with the details in it."""
        if self.facts is None:
            return []
        texts = dict.fromkeys(self.known.values())
        texts |= dict.fromkeys(sentence.text for sentence in draft_letter(self.facts, cat=self.cat).all_sentences())
        for file in self.facts.evidence:
            texts |= dict.fromkeys([file.file, file.shows, *(f"{name} {value}" for name, value in file.fields.items()), *file.asins])
        return [(text, self.language.details(text)) for text in texts]

    def lexicon(self, name: str) -> list[re.Pattern[str]]:
        """The word patterns of a lexicon, in the letter's language."""
        return self._lexicons.setdefault(name, [re.compile(pattern, re.IGNORECASE) for pattern in self.words.get(name, ())])

    @cached_property
    def _lexicons(self) -> dict[str, list[re.Pattern[str]]]:
        return {}

    def said(self, kind: str) -> dict[str, Answer]:
        """The confirmed answers that the letter states; of an edited letter those that it still holds."""
        part = self.letter.part(kind)
        kept = {item.key for item in part.items} if part else set()
        return {key: answer for key, answer in self.confirmed(kind).items() if not self.is_edited or key in kept}

    def confirmed(self, kind: str) -> dict[str, Answer]:
        return self.facts.answers.confirmed(kind) if self.facts else {}  # type: ignore[arg-type]

    @cached_property
    def written_on(self) -> date | None:
        """The day the facts were signed off; there is no other date a letter could be judged by."""
        return as_day(self.facts.answers.sign_off.date) if self.facts else None

    def home(self, kind: str, key: str) -> tuple[str, str] | None:
        """(violation, catalogue id) of an answer; `None` for the seller's own words."""
        name = key.partition("@")[0]
        for violation in self.letter.violations:
            if violation in self.cat.violations and name in getattr(self.cat.violation(violation), kind):
                return violation, name
        return None

    def label(self, kind: str, key: str) -> str:
        """How the form calls an answer."""
        if home := self.home(kind, key):
            return f"“{getattr(self.cat.text(home[0], self.letter.locale), kind)[home[1]].label}”"
        return f"“{key}”"


Rule = Callable[[Subject], Iterator[Issue]]
RULES: dict[str, Rule] = {}


def rule(id: str) -> Callable[[Rule], Rule]:
    """Register the check of one criterion of the rubric; an id stands for one function only."""

    def register(check: Rule) -> Rule:
        if id in RULES:
            raise ValueError(f"{id} is checked twice")
        RULES[id] = check
        return check

    return register


def issue(id: str, severity: Severity, why: str, mend: str, sentence: Sentence = NOWHERE, span: tuple[int, int] | None = None) -> Issue:
    """An issue at a place of a sentence (the whole of it unless `span` is given), or of the letter as a whole."""
    start, end = span or (0, len(sentence.text))
    return Issue(id=id, severity=severity, sentence=sentence.text, start=start, end=end, why=why, mend=mend, source=SOURCES.get(id, ""))
