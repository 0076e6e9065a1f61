"""Where a case stands: what to do now, until when, and what not to do; the withheld money beside it; the rights that exist."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from ..catalogue import Catalogue
from ..model import Case, Deadline, Event, FundsTrack, Notice, Phase, Right

# Which message moves a case to which phase; a message that is not here leaves it where it is.
_MOVES: dict[str, Phase] = {
    "warning": "preventive_notice",
    "deactivation": "deactivated",
    "listing_removal": "deactivated",
    "verification": "more_information",
    "more_information": "more_information",
    "final_refusal": "rejected",
    "reinstatement": "approved",
}
_RECEIPT = ("in_review", "deactivated", "preventive_notice", "rejected", "more_information")


def phase_after(phase: Phase, notice: Notice, *, sent: bool) -> Phase:
    """The phase a message leads to. sent: whether a letter has gone out, so that a receipt means that Amazon reviews it.

    An answer that refuses and asks for nothing is a rejection; one that asks again wants more information.

    >>> refused = Notice(file="", text="", stage="more_information", route="none", reason="")
    >>> phase_after("in_review", refused, sent=True), phase_after("preventive_notice", refused.model_copy(update={"stage": "deactivation"}), sent=False)
    ('rejected', 'deactivated')
    """
    if notice.stage == "more_information" and notice.route == "none" and not notice.requested:
        return "rejected"
    if notice.stage == "information":
        return "in_review" if sent and phase in _RECEIPT else phase
    return _MOVES.get(notice.stage, phase)


# ---------------------------------------------------------------- until when


@dataclass(frozen=True)
class Due:
    """When an answer is due: the last day, how many hours are left (negative when it has passed), and what was assumed."""

    on: date
    hours_left: float
    assumed: str = ""


def due(deadline: Deadline | None, sent_on: date | None, now: datetime) -> Due | None:
    """When a stated deadline ends; `None` without one, or when it counts from a day that is not known.

    Hours are counted from the start of the day the notice was sent, as mails seldom keep the hour in the copies sellers have: never too long.

    >>> due(Deadline(text="within 72 hours", hours=72), date(2026, 11, 2), datetime(2026, 11, 4, 12)).hours_left
    12.0
    >>> due(Deadline(text="5 business days", business_days=5), date(2026, 11, 6), datetime(2026, 11, 6)).on
    datetime.date(2026, 11, 13)
    """
    if deadline is None:
        return None
    if deadline.date is not None:
        end, assumed = datetime.combine(deadline.date, time(23, 59)), ""
    elif sent_on is None:
        return None
    elif deadline.hours is not None:
        end = datetime.combine(sent_on, time()) + timedelta(hours=deadline.hours)
        assumed = f"counted from the start of {sent_on:%d %B %Y}, the day of the notice"
    elif deadline.business_days is not None:
        end = datetime.combine(_business_days_after(sent_on, deadline.business_days), time(23, 59))
        assumed = f"counted from {sent_on:%d %B %Y}, Monday to Friday; holidays are not taken off"
    else:
        return None
    return Due(end.date(), round((end - now).total_seconds() / 3600, 1), assumed)


def _business_days_after(day: date, count: int) -> date:
    while count:
        day += timedelta(days=1)
        count -= day.weekday() < 5
    return day


# ---------------------------------------------------------------- money and rights beside the main track


def funds_track(case: Case, messages: Sequence[Notice], cat: Catalogue) -> FundsTrack | None:
    """From when the withheld balance may be asked for; `None` when nothing was deactivated on a known day, no period is known, or
    the account is back.

    The period is the one a notice states, else the store's dated rule (`data/policy/funds.yaml`).
    """
    stopped = next((m for m in messages if m.stage in ("deactivation", "funds_hold") and m.sent_on), None)
    if stopped is None or stopped.sent_on is None or case.phase == "approved":
        return None
    since = stopped.sent_on
    if stated := next((m.funds_days for m in reversed(messages) if m.funds_days), None):
        return FundsTrack(since=since, days=stated, eligible_on=since + timedelta(days=stated), origin="notice")
    rule = cat.funds_rule(case.marketplace, since)
    if rule is None:
        return None
    return FundsTrack(
        since=since,
        days=rule.days,
        eligible_on=since + timedelta(days=rule.days),
        origin="policy",
        reference=rule.reference,
        checked_on=rule.checked_on,
        confirmed=rule.confirmed,
    )


def rights_of(case: Case, notice: Notice | None, cat: Catalogue) -> tuple[Right, ...]:
    """The rights that exist in the store's region after such a message: information, no legal advice."""
    return cat.rights_in(case.marketplace, notice.stage) if notice else ()


def first_day(timeline: Sequence[Event]) -> date | None:
    """The day of the newest message of a timeline that has one."""
    days = [event.on for event in timeline if event.on and event.event in ("notice_received", "reply_received")]
    return days[-1] if days else None
