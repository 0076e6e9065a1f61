"""A letter -> the issues in it, blocking ones first, each with the criterion, the place and the mend.

The criteria are those of the rubric in the README (R01–R36). A clean result means complete and consistent;
it says nothing about what Amazon decides.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ..catalogue import Catalogue, catalogue
from ..model import CaseFacts, Issue, Letter
from . import at_large, documents, foreign, language, proof, structure, wording  # noqa: F401 - importing registers the rules
from .pasted import letter_from_text
from .subject import RULES, Subject

__all__ = ["RULES", "check_json", "check_letter", "letter_from_text", "score"]

_ORDER = {"blocking": 0, "warning": 1, "advice": 2}


def check_letter(letter: Letter, facts: CaseFacts | None = None, cat: Catalogue | None = None) -> list[Issue]:
    """All issues of a letter; none of a page of advice. Without `facts` (a pasted letter of no case) only what the text itself shows is checked."""
    if letter.kind == "advice":
        return []
    subject = Subject(letter, facts, cat or catalogue())
    heard = at_large.hear(subject)
    found: list[Issue] = []
    for id in sorted(RULES):
        by_rules = list(RULES[id](subject))
        found += [*by_rules, *at_large.besides(heard, id, by_rules)]
    return sorted(dict.fromkeys(found), key=lambda one: (_ORDER[one.severity], one.id))


def score(issues: Iterable[Issue]) -> int:
    """Criteria without an issue (advice apart), of a hundred. Complete and consistent, never “likely to be accepted”.

    >>> score([])
    100
    """
    failed = {issue.id for issue in issues if issue.severity != "advice"}
    return round(100 * (1 - len(failed) / len(RULES)))


def check_json(issues: Iterable[Issue]) -> dict[str, Any]:
    """The answer of `poa check --json`."""
    issues = list(issues)
    return {
        "issues": [issue.model_dump(mode="json") for issue in issues],
        "blocking": sum(issue.severity == "blocking" for issue in issues),
        "score": score(issues),
    }
