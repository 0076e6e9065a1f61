"""What notebook 1 shows of the findings: a table a seller can read, the pictures, and the orders behind them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from .. import charts, words
from ..charts.listing import order_rows, titles_of
from ..charts.segments import attributes_of, named, sentence_case, since
from ..model import CaseFacts, Count, Finding
from .shown import Folded, Lines, Table, stacked
from .sureness import sureness

if TYPE_CHECKING:
    from ..case import OpenCase

NO_DATA = "Order data cannot show this kind of violation: it is answered from the notice and from documents."
NOTHING_FOUND = "No segment of the orders stands out, so there is nothing to take apart."
SIDE_BY_SIDE = 3  # findings in one table
LISTED = 200  # orders of a finding that are listed
REST = "The others are in the list further down."


def findings_table(facts: CaseFacts) -> Any:
    """The findings side by side, a row for each thing known; where there is none, what the search says instead."""
    found, shown = by_outcome(facts), []
    for flag in dict.fromkeys((*facts.diagnosis, *found)):
        mine = found.get(flag, [])
        parts = [mine[n : n + SIDE_BY_SIDE] for n in range(0, len(mine), SIDE_BY_SIDE)]
        tables = [_side_by_side(part, mine, facts.case.locale) for part in parts]
        if not tables:
            shown.append(Lines((beyond(facts, flag),)))
            continue
        note = " ".join(filter(None, (_overlap(mine, facts.case.locale), beyond(facts, flag))))
        shown += [*tables[:-1], replace(tables[-1], note=note)]
    return stacked(shown, NO_DATA)


def _side_by_side(findings: Sequence[Finding], mine: Sequence[Finding], locale: str) -> Table:
    excess = charts.shares_of(mine).excess
    outcome = charts.outcome_name(mine[0].outcome)
    rows = (
        ("Since", [_since(f, locale) for f in findings]),
        (sentence_case(outcome), [words.counted(Count(hits=f.defects, total=f.orders), locale) for f in findings]),
        ("All other orders", [_others(f, locale) for f in findings]),
        ("Against the expected", [_more(f, locale) for f in findings]),
        ("Share of the excess", [words.percent(f.excess / excess if excess > 0 else 1.0, locale, places=0) for f in findings]),
        ("How sure", [sureness(f.p_value, locale) for f in findings]),
        ("Rate without it", [_without(f, locale) for f in findings]),
        ("Could also be", [_instead(f, locale) for f in findings]),
    )
    heads = ("", *(sentence_case(named(f.segment)) for f in findings))
    return Table(heads, tuple((what, *answers) for what, answers in rows))


def _since(f: Finding, locale: str) -> str:
    if f.onset is None:
        return "all the time"
    interval = f.onset_interval
    if not interval or interval[0] == interval[1]:
        return words.day(f.onset, locale)
    return f"{words.day(f.onset, locale)} (between {words.short_day(interval[0], locale)} and {words.short_day(interval[1], locale)})"


def _others(f: Finding, locale: str) -> str:
    return words.counted(Count(hits=f.all_defects - f.defects, total=f.all_orders - f.orders), locale)


def _more(f: Finding, locale: str) -> str:
    low, high = (words.number(end, locale, 1) for end in f.lift_interval)
    expected = words.number(f.expected, locale, 0 if f.expected >= 1 else 1)
    return f"{words.number(f.excess, locale)} more than the {expected} expected: {words.number(f.lift, locale, 1)} times as many ({low} to {high})"


def _without(f: Finding, locale: str) -> str:
    """The rate of all orders had these only the expected defects, and what that means for the target."""
    target, meets = f.target, f.meets_target
    now = Count(hits=f.all_defects, total=f.all_orders).rate
    text = f"{words.percent(f.rate_without, locale, target)} instead of {words.percent(now, locale, target)}"
    if target is None or meets is None:
        return text
    return f"{text}: the target of {words.target_percent(target, locale)} would {'be met' if meets else 'still be missed'}"


def _instead(f: Finding, locale: str) -> str:
    """The segments that the data cannot tell apart from it."""
    runners = f.runners_up
    said = [f"{sentence_case(named(r.segment))}: {_likeness(r, locale)}" for r in runners]
    known = [r.segment for r in runners]
    said += [f"{sentence_case(named(twin))}: the same orders" for twin in f.same_orders_as if twin not in known]
    return "; ".join(said) or "nothing else fits nearly as well"


def _likeness(runner: Any, locale: str) -> str:
    orders = "the same orders" if runner.same_orders >= 0.995 else f"{words.percent(runner.same_orders, locale, places=0)} the same orders"
    if runner.odds < 1.5:
        return f"{orders}, fits as well"
    return f"{orders}, {words.number(runner.odds, locale)} times less likely"


def _overlap(findings: Sequence[Finding], locale: str) -> str:
    shares = charts.shares_of(findings)
    if not shares.cut:
        return ""
    held = charts.orders_named(shares.shared, findings[0].outcome, locale)
    held = f" ({held} {'is' if shares.shared == 1 else 'are'} in more than one)" if shares.shared else ""
    return f"The findings overlap{held}: each is counted on its own here, so the shares add up to more than they explain together."


def beyond(facts: CaseFacts, flag: str) -> str:
    """What the search says beyond its findings: that the whole account got worse, or why nothing stands out."""
    text = facts.diagnosis.get(flag, "")
    for finding in facts.findings:
        text = text.replace(finding.sentence, "") if finding.sentence else text
    return " ".join(text.split())


def by_outcome(facts: CaseFacts) -> dict[str, list[Finding]]:
    """The findings of each outcome that has some."""
    return {flag: [f for f in facts.findings if f.outcome == flag] for flag in dict.fromkeys(f.outcome for f in facts.findings)}


def outcomes_of(case: OpenCase) -> list[str]:
    """The outcomes of the case's violations that its files mark on orders."""
    return [flag for flag in dict.fromkeys(case.outcomes.values()) if case.files("reports") and flag in case.orders.files]


# ---------------------------------------------------------------- charts that fit the case, or a line that says why there is none


def excess_pictures(case: OpenCase, facts: CaseFacts) -> Any:
    """What the bad orders are made of, for each outcome with findings."""
    found = by_outcome(facts)
    shown = [charts.excess_chart(found[flag], facts.case.locale, case.orders.orders, REST) for flag in outcomes_of(case) if flag in found]
    return stacked(shown, NOTHING_FOUND if outcomes_of(case) else NO_DATA)


def daily_pictures(case: OpenCase, facts: CaseFacts) -> Any:
    """Before and after of each outcome's findings; then the whole account day by day, with the first day of the largest finding that has one."""
    found, shown = by_outcome(facts), []
    for flag in outcomes_of(case):
        if flag in found:
            shown.append(charts.before_after_chart(found[flag], case.orders.orders, facts.case.locale, REST))
        shown.append(charts.daily_chart(case.orders.orders, flag, onset_of(found.get(flag, ())), facts.case.locale))
    return stacked(shown, NO_DATA)


def onset_of(findings: Sequence[Finding]) -> date | None:
    """The first day of the largest finding that began on one."""
    return next((one.onset for one in findings if one.onset), None)


def orders_behind(case: OpenCase, facts: CaseFacts) -> Any:
    """All bad orders of each finding, folded away: they can be opened, read and copied without a kernel."""
    locale, shown = facts.case.locale, []
    for mine in by_outcome(facts).values():
        attributes = attributes_of(mine)
        for f in mine:
            orders = case.orders.orders
            held = orders[orders["order_id"].astype("string").isin(f.order_ids)]
            rows = order_rows(held, f.id, attributes, f.outcome, locale, most=LISTED)
            titles = titles_of(attributes)
            note = f"The first {LISTED} of {words.number(f.defects, locale)}; poa diagnose --json names all." if f.defects > LISTED else ""
            title = f"{sentence_case(named(f.segment))}{since(f, locale)}: {charts.orders_named(f.defects, f.outcome, locale)}"
            shown.append((title, Table(tuple(titles), tuple(tuple(row[f"t{n}"] for n in range(len(titles))) for row in rows), note)))
    return Folded(tuple(shown)) if shown else Lines((NOTHING_FOUND if outcomes_of(case) else NO_DATA,))
