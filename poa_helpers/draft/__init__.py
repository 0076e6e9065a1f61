"""Case facts -> the letter: every sentence from what is known, with its sources; what is missing stays a visible gap.

A route has its shape: a plan tells causes, actions and measures; a dispute why the account did not breach, evidence first; documents go with a note
over them that says no more than they show; a questionnaire is a plan answered question by question; a request for money states the balance. Where nothing is to be sent to Amazon,
the page tells the seller what to do instead.
"""

from __future__ import annotations

from collections.abc import Mapping

from ..catalogue import Catalogue, catalogue
from ..errors import PoaError
from ..model import CaseFacts, Letter, PartId, Route
from .advice import advice
from .facts import known_values, main_measurement
from .writer import Writer

__all__ = ["PLAN_ROUTES", "SHAPES", "advice", "draft_letter", "known_values", "main_measurement"]

_PLAN: tuple[PartId, ...] = ("opening", "causes", "actions", "measures", "effect", "evidence", "sign_off")
SHAPES: Mapping[Route, tuple[PartId, ...]] = {
    "plan": _PLAN,
    "questionnaire": _PLAN,
    "dispute": ("opening", "evidence", "grounds", "sign_off"),
    "documents": ("opening", "grounds", "evidence", "sign_off"),
    "funds_request": ("opening", "balance", "evidence", "sign_off"),
}
PLAN_ROUTES = ("plan", "questionnaire")


def draft_letter(facts: CaseFacts, *, locale: str | None = None, cat: Catalogue | None = None) -> Letter:
    """The letter of a case in the shape of its route, in the case's language unless `locale` says otherwise.

    Headings are the notice's own nouns. Only confirmed answers are stated. Where the notice wants nothing that a letter could be, the page that says
    what to do instead (`kind` is `advice`). Raises PoaError when a plan is wanted and the case has no violation, or the language is not
    offered.
    """
    cat = cat or catalogue()
    if locale:
        facts = facts.model_copy(update={"case": facts.case.model_copy(update={"locale": locale})})
    route = facts.route
    if route not in SHAPES or (route == "dispute" and not facts.grounds):
        return advice(facts, route, cat)
    if not facts.case.violations and route in PLAN_ROUTES:
        raise PoaError.of(
            "The case names no violation that this workbench has texts for",
            f"Add one to `violations` in case.json: {', '.join(sorted(cat.violations))}.",
            file="case.json",
        )
    return Writer(facts, cat, route).letter(SHAPES[route])
