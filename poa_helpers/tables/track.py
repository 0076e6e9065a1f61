"""Where a case stands, as sentences; all cases as a table."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from .. import words
from ..catalogue import catalogue
from ..draft import PLAN_ROUTES, SHAPES
from ..model import WAITING, AskedItem, CaseStatus
from .open_points import missing_documents
from .shown import Lines, Table

if TYPE_CHECKING:
    from ..case import OpenCase


def what_now(case: OpenCase, now: datetime | None = None) -> Lines:
    """What to do now, until when, what not to do; the money and the rights beside it. now: the moment the time left is counted to."""
    from ..case import due

    locale, phrases = case.case.locale, case.cat.words(case.case.locale)
    phase, route = phrases["phases"][case.case.phase], phrases["routes"][case.route]
    if case.route in PLAN_ROUTES or case.case.phase in WAITING:
        lines = [f"{phase['label']}: {phase['what_now']}", f"Not now: {phase['not_now']}"]
    else:
        lines = [f"{phase['label']}. {route['label']}: {route['what_to_send']}", f"Not now: {route['not_to_send']} {phase['not_now']}"]
    deadline = case.case.deadline
    ends = due(deadline, case.notice.sent_on if case.notice else None, now) if now else None
    if ends:
        left = "the time is over" if ends.hours_left < 0 else f"{words.number(int(ends.hours_left), locale)} hours left"
        assumed = f" ({ends.assumed})" if ends.assumed else ""
        lines.append(f"Until {words.day(ends.on, locale)}, {left}{assumed}.")
    else:
        lines.append(f"Until when: {deadline.text if deadline else 'no deadline is stated'}.")
    if case.route in SHAPES and case.case.phase not in WAITING:
        missing = missing_documents(case.case.violations, case.evidence, locale, case.cat)
        lines += (
            [f"Needed before a letter can go out, and not in the case: {words.listed(list(missing.values()), locale)}."] if missing else []
        )
    if track := case.funds:
        source = "as the notice says" if track.origin == "notice" else f"{track.reference}, checked {words.day(track.checked_on, locale)}"
        sure = "" if track.confirmed else " Not confirmed."
        lines.append(
            f"Money: may be asked for from {words.day(track.eligible_on, locale)}, {track.days} days after the deactivation ({source}).{sure}"
        )
    lines += [f"{right.title} ({right.reference}, checked {words.day(right.checked_on, locale)}; no legal advice)" for right in case.rights]
    return Lines(tuple(lines), lead=True)


def asked_table(asked: Iterable[AskedItem], locale: str = "en-US") -> Table:
    """What Amazon asked for in all its messages: how often, which letters answered it, what is open."""
    cat = catalogue()
    rows = tuple(
        (
            cat.requested[item.id].label if item.id in cat.requested else item.id,
            ", ".join(place.removeprefix("notices/") for place in item.asked_in),
            ", ".join(item.answered_in) or "no letter yet",
            ("open, asked again" if item.asked_again else "open") if item.open else "answered" if item.answered_in else "closed",
        )
        for item in asked
    )
    return Table(("Asked for", "In", "Answered by", "Now"), rows, empty="Amazon asks for nothing in particular.")


def portfolio_table(statuses: Iterable[CaseStatus], locale: str = "en-US") -> Table:
    """All cases, the most urgent first."""
    phrases = catalogue().words(locale)
    rows = tuple(
        (
            one.case,
            phrases["phases"][one.phase]["label"] if one.phase else "cannot be read",
            phrases["purposes"][one.purpose]["label"] if one.purpose else "–",
            _left(one, locale),
            "; ".join(one.blocks) or "nothing",
        )
        for one in statuses
    )
    return Table(("Case", "Phase", "Purpose", "Time left", "What blocks"), rows, empty="No case here yet: make one in 0_new_case.")


def next_steps(statuses: Iterable[CaseStatus]) -> Lines:
    """What to do now in each case, the most urgent first."""
    return Lines(
        tuple(f"{one.case}: {one.next}" if one.next else f"{one.case}: {'; '.join(one.blocks)}" for one in statuses) or ("Nothing.",)
    )


def _left(one: CaseStatus, locale: str) -> str:
    if one.hours_left is None:
        return one.deadline_text or "no deadline stated"
    if one.hours_left < 0:
        return f"over since {words.number(int(-one.hours_left), locale)} h"
    return f"{words.number(int(one.hours_left), locale)} h (until {words.day(one.deadline, locale)})" if one.deadline else "–"
