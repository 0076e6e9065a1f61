"""What the rules look at: the letter, the case's facts where there are any, the catalogue – and how an issue is made."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from ..catalogue import Catalogue
from ..draft import PLAN_ROUTES, as_day, known_values
from ..model import Answer, CaseFacts, Issue, Letter, Sentence, Severity

NOWHERE = Sentence(id="", text="", sources=())


@dataclass(frozen=True)
class Subject:
    """A letter under examination. facts is `None` for a pasted letter that belongs to no case."""

    letter: Letter
    facts: CaseFacts | None
    cat: Catalogue

    @property
    def is_plan(self) -> bool:
        """Whether the letter admits and mends: causes, actions, measures. A pasted letter counts as one."""
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

    def lexicon(self, name: str) -> list[re.Pattern[str]]:
        """The word patterns of a lexicon, in the letter's language."""
        return [re.compile(pattern, re.IGNORECASE) for pattern in self.words.get(name, ())]

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
    return Issue(id=id, severity=severity, sentence=sentence.text, start=start, end=end, why=why, mend=mend)
