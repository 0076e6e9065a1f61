"""Findings in plain words (English), and what is said when there is none."""

from __future__ import annotations

import calendar
from collections.abc import Mapping
from datetime import date

from .. import words
from ..model import Count

# outcome -> (what the orders did, what such orders are called)
OUTCOMES = {
    "late": ("were late", "late orders"),
    "cancelled": ("were cancelled", "cancelled orders"),
    "cancelled_by_seller": ("were cancelled by the seller", "orders cancelled by the seller"),
    "defect": ("had a defect", "orders with a defect"),
    "negative_feedback": ("got negative feedback", "orders with negative feedback"),
    "a_to_z_claim": ("got an A-to-z claim", "orders with an A-to-z claim"),
    "chargeback": ("got a chargeback", "orders with a chargeback"),
    "returned": ("were returned", "returned orders"),
}
ATTRIBUTES = {
    "asin": "ASIN", "sku": "SKU", "ship_service": "ship service", "ship_method": "ship method", "ship_state": "ship-to state",
    "ship_country": "ship-to country", "price_band": "price band", "return_reason": "return reason",
}  # fmt: skip
CHANNELS = {"mfn": "orders shipped by the seller", "afn": "orders shipped by Amazon"}
WEEKDAYS = dict(zip(calendar.day_abbr, calendar.day_name, strict=True))


def outcome_name(outcome: str, above: float | None) -> str:
    """The outcome's column, with the number above which an order is a bad one.

    >>> outcome_name("late", None), outcome_name("days_late", 2)
    ('late', 'days_late above 2')
    """
    return outcome if above is None else f"{outcome} above {above:g}"


def outcome_words(outcome: str) -> tuple[str, str]:
    """What the orders did, and what they are called.

    >>> outcome_words("late"), outcome_words("damaged")
    (('were late', 'late orders'), ("had 'damaged'", "orders with 'damaged'"))
    """
    return OUTCOMES.get(outcome, (f"had '{outcome}'", f"orders with '{outcome}'"))


def segment_words(segment: Mapping[str, str]) -> str:
    """The orders of a segment in words.

    >>> segment_words({"carrier": "Cascade Parcel", "weekday": "Sun"})
    'Orders with carrier Cascade Parcel placed on a Sunday'
    """
    placed, conditions = "", []
    for name, value in segment.items():
        if name == "weekday":
            placed = f" placed on a {WEEKDAYS.get(value, value)}"
        else:
            conditions.append(f"{ATTRIBUTES.get(name, name.replace('_', ' '))} {value}")
    return "Orders" + (f" with {' and '.join(conditions)}" if conditions else "") + placed


def finding_sentence(outcome: str, segment: Mapping[str, str], onset: date | None, count: Count, rest_rate: float, share: float) -> str:
    """One finding in one sentence, in figures anybody can count again; rest_rate (of all other orders) and share are fractions.

    >>> finding_sentence("late", {"carrier": "Cascade Parcel"}, date(2026, 9, 17), Count(hits=52, total=215), 0.02, 0.61)
    'Orders with carrier Cascade Parcel since September 17, 2026: 52 of 215 were late (24.2%), against 2.0% of all other orders; that is 61% of all late orders.'
    """
    did, called = outcome_words(outcome)
    since = f" since {words.day(onset)}" if onset else ""
    against = f"against {words.percent(rest_rate)} of all other orders"
    counts = f"{words.number(count.hits)} of {words.number(count.total)} {did} ({words.percent(count.rate)})"
    return f"{segment_words(segment)}{since}: {counts}, {against}; that is {words.percent(share, places=0)} of all {called}."


def no_outcome_sentence(outcome: str, orders: int) -> str:
    """There is nothing to explain."""
    did, _ = outcome_words(outcome)
    if orders == 0:
        return f"Nothing can be told: of no order is it known whether it {did.replace('were ', 'was ', 1)}."
    return f"Nothing to explain: none of {words.number(orders)} orders {did}."


def all_bad_sentence(outcome: str, orders: int) -> str:
    """Where every order is bad there is nothing to compare with."""
    did, _ = outcome_words(outcome)
    return f"No segment stands out: all {words.number(orders)} orders {did}, so there is nothing to compare with."


def too_few_sentence(outcome: str, orders: int, defects: int, needed: int) -> str:
    """The data are too few for any statement on segments."""
    did, _ = outcome_words(outcome)
    return (
        f"Too few orders to tell: {words.number(orders)} orders of which {words.number(defects)} {did}; about {words.number(needed)} orders "
        "at this rate would be needed to tell a doubling in a segment of a tenth."
    )


def nothing_sentence(outcome: str, count: Count, needed: int) -> str:
    """No segment stands out; with few data, what could have been seen."""
    did, _ = outcome_words(outcome)
    counts = f"{words.number(count.hits)} of {words.number(count.total)} orders {did} ({words.percent(count.rate)})"
    text = f"No segment stands out: {counts}, and no part of them has clearly more than the rest"
    if needed > count.total:
        text += f" (a doubling in a segment of a tenth could be told from about {words.number(needed)} orders on)"
    return text + "."


def step_sentence(outcome: str, since: date, before: Count, after: Count, *, alone: bool) -> str:
    """The whole account got worse on a date."""
    did, _ = outcome_words(outcome)
    counts = f"since then {words.counted(after)} {did}, before {words.counted(before)}"
    end = ", and no segment stands out" if alone else ", beyond what these segments explain"
    return f"The whole account got worse from {words.day(since)} on: {counts}{end}."
