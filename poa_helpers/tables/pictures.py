"""The charts of a case as the notebooks show them and as `poa charts` writes them: the same values, the same captions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .. import charts
from ..catalogue import catalogue
from ..charts.coverage import Proof, Statement
from ..charts.grid import grid_of
from ..charts.health import rows_to_show
from ..collect import kinds_of
from ..model import CaseFacts
from .findings import NO_DATA, NOTHING_FOUND, by_outcome, onset_of, outcomes_of
from .health import quoted_measurements
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


def case_charts(case: OpenCase, facts: CaseFacts) -> dict[str, Any]:
    """Every chart of a case that has something to show, by the name of its file; without the order lists, for there is nothing to click.

    Names end with what they are about: `excess_late`, `recovery_late_shipment_rate`.
    """
    locale, found, shown = facts.case.locale, by_outcome(facts), {}
    if rows_to_show(facts.health):
        shown["account_health"] = charts.health_chart(facts.health, locale)
    for flag in outcomes_of(case):
        orders = case.orders.orders
        if flag in found:
            plain = orders.drop(columns="order_id", errors="ignore")
            shown[f"excess_{flag}"] = charts.excess_chart(found[flag], locale)
            shown[f"before_after_{flag}"] = charts.before_after_chart(found[flag], plain, locale)
            if grid_of(found[flag], plain) is not None:
                shown[f"heat_{flag}"] = charts.heat_chart(found[flag], plain, locale)
        shown[f"daily_{flag}"] = charts.daily_chart(orders, flag, onset_of(found.get(flag, ())), locale)
    for m in quoted_measurements(case, facts):
        shown[f"recovery_{m.metric}"] = charts.recovery_chart(m, case.orders.orders if m.source == "orders" else None, locale)
    statements, proofs = coverage_of(facts)
    if statements:
        shown["evidence"] = charts.coverage_chart(statements, proofs, locale)
    return shown


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
