"""The charts of a case as the notebooks show them and as `poa charts` writes them: the same values, the same captions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .. import charts
from ..catalogue import catalogue
from ..charts.coverage import Proof, Statement
from ..collect import kinds_of
from ..model import CaseFacts
from .findings import NO_DATA, NOTHING_FOUND, by_outcome, outcomes_of
from .open_points import NOUNS, label_of
from .shown import stacked

if TYPE_CHECKING:
    from ..case import OpenCase


def heat_pictures(case: OpenCase, facts: CaseFacts) -> Any:
    """Two attributes against each other for the largest finding of each outcome."""
    found = by_outcome(facts)
    shown = [charts.heat_chart(found[flag], case.orders.orders, facts.case.locale) for flag in outcomes_of(case) if flag in found]
    return stacked(shown, NOTHING_FOUND if outcomes_of(case) else NO_DATA)


def evidence_picture(facts: CaseFacts) -> Any:
    """Which file proves which confirmed answer, what is proven and what is not."""
    return charts.coverage_chart(*coverage_of(facts), facts.case.locale)


def coverage_of(facts: CaseFacts) -> tuple[list[Statement], list[Proof]]:
    """The confirmed answers with the files they name, and the files with what is wrong with them."""
    cat = catalogue()
    statements = [
        Statement(NOUNS[kind], label_of(kind, key, facts, cat), answer.evidence)
        for kind in kinds_of(facts.route)
        for key, answer in facts.answers.confirmed(kind).items()
    ]
    states = dict.fromkeys(facts.changed_evidence, "changed") | dict.fromkeys(facts.missing_evidence, "missing")
    proofs = [Proof(one.file, one.shows, states.get(one.file, "")) for one in facts.evidence]
    return statements, proofs + [Proof(name, state="not described") for name in facts.unlisted_evidence]
