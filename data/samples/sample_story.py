"""What a story is made of: an account, its orders, what was planted, and the files that show it."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from sample_orders import Cause, Order, add_working_days, pick

US_STATES = {
    "CA": 12.0, "TX": 9.0, "FL": 7.0, "NY": 6.5, "PA": 4.2, "IL": 4.1, "OH": 3.8, "GA": 3.5, "NC": 3.4, "MI": 3.2, "NJ": 3.0, "VA": 2.8,
    "WA": 2.7, "AZ": 2.5, "TN": 2.3, "MA": 2.3, "IN": 2.2, "MO": 2.0, "MD": 2.0, "WI": 1.9, "CO": 1.9, "MN": 1.8, "SC": 1.7, "AL": 1.6,
    "LA": 1.5, "KY": 1.5, "OR": 1.4, "OK": 1.3, "CT": 1.2, "UT": 1.1,
}  # fmt: skip
UK_COUNTIES = {
    "Greater London": 13.0, "West Midlands": 5.0, "Greater Manchester": 5.0, "West Yorkshire": 4.5, "Kent": 4.0, "Essex": 4.0, "Hampshire": 3.6,
    "Lancashire": 3.2, "Surrey": 3.2, "Merseyside": 3.1, "Hertfordshire": 3.0, "South Yorkshire": 3.0, "Norfolk": 2.2, "Devon": 2.4,
    "Staffordshire": 2.3, "Tyne and Wear": 2.3, "Nottinghamshire": 2.2, "Derbyshire": 2.1, "Lincolnshire": 2.0, "Leicestershire": 2.0,
    "Cheshire": 2.0, "Somerset": 1.9, "Gloucestershire": 1.8, "Suffolk": 1.8, "Cambridgeshire": 1.8, "Dorset": 1.6, "Cornwall": 1.5,
    "Oxfordshire": 1.6, "Cardiff": 1.4, "Glasgow City": 1.9, "City of Edinburgh": 1.6, "Belfast": 1.1,
}  # fmt: skip
CITIES = ("Exampleton", "Sampleville", "Testbury", "Mockford", "Demo Springs", "Fairtest", "New Example", "Lower Sample")


@dataclass
class Story:
    """A fictional case. notice: its text; health: the performance report; reports: file name -> content.

    outcome: the mark the planted causes raise. held_back: the settlement whose payout Amazon holds. about: what else about.yaml should tell.
    """

    id: str
    account: str
    merchant_token: str
    store: str
    locale: str
    purpose: str
    phase: str
    as_of: date
    notice_on: date
    orders: list[Order]
    outcome: tuple[str, ...]
    base: float
    causes: tuple[Cause, ...]
    notice: str
    health: dict[str, Any]
    reports: dict[str, bytes]
    tells: str
    used_in: tuple[str, ...]
    deadline: dict[str, Any] | None = None
    other_planted: tuple[dict[str, Any], ...] = ()
    held_back: dict[str, Any] | None = None
    about: dict[str, Any] = field(default_factory=dict)

    def known_orders(self) -> list[Order]:
        """The orders for which the outcome can be known: late needs a shipment, a cancellation any seller-fulfilled order."""
        if self.outcome == ("late",):
            return [o for o in self.orders if o.channel == "Merchant" and not o.cancelled]
        return [o for o in self.orders if o.channel == "Merchant"] if self.outcome == ("cancelled_by_seller",) else list(self.orders)

    def is_bad(self, order: Order) -> bool:
        return bool(order.marks & set(self.outcome))


HANDLING = {"Standard": 1, "Economy": 1}  # working days; every other service leaves on the day of the order
TRANSIT = {"Standard": 4, "Economy": 6, "Expedited": 2, "SecondDay": 2, "NextDay": 1}


def promise(order: Order) -> None:
    """The expected ship date and the promised delivery date of a seller-fulfilled order."""
    order.ship_by = add_working_days(order.day, HANDLING.get(order.service, 0))
    order.promised = add_working_days(order.ship_by, TRANSIT[order.service])


def ship(rng: random.Random, order: Order, last: date) -> None:
    """Confirm the shipment of an order with a promise: in time, or one to three working days late; delivered, if the last day known is not before."""
    if order.ship_by is None:
        raise ValueError(f"{order.id} has no promise")
    if "late" in order.marks:
        order.confirmed = add_working_days(order.ship_by, 1 + int(pick(rng, {"0": 60, "1": 28, "2": 12})))
    else:
        early = order.day + timedelta(days=int(rng.random() * ((order.ship_by - order.day).days + 1)))
        order.confirmed = min(add_working_days(early, 0), order.ship_by)
    transit = TRANSIT[order.service] + int(pick(rng, {"-1": 30, "0": 65, "1": 4, "3": 1}))
    arrival = add_working_days(order.confirmed, max(transit, 1))
    order.delivered = arrival if arrival <= last else None


def cancel(order: Order, mark: str) -> None:
    """End an order before it was shipped."""
    order.status = "Cancelled"
    order.marks.add(mark)


def sample_of(rng: random.Random, orders: Sequence[Order], how_many: int) -> list[Order]:
    """Some of the orders, in their order."""
    chosen = set(rng.sample(range(len(orders)), how_many))
    return [order for n, order in enumerate(orders) if n in chosen]


def percent(part: int, whole: int) -> str:
    """A rate as a notice writes it: two decimals."""
    return f"{100 * part / whole:.2f}%"
