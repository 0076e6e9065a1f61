"""What went wrong, as the orders show it: findings, and the causes that may stand behind them."""

from __future__ import annotations

from datetime import date
from typing import Literal

from .base import Value, Window


class RunnerUp(Value):
    """A segment that explains the defects nearly as well as the one found.

    same_orders: orders in both by orders in either (0 to 1). odds: how many times better the finding explains the data.
    """

    segment: dict[str, str]
    same_orders: float
    odds: float


class Finding(Value):
    """A segment whose excess of defects is real.

    segment: attribute -> value, 1 to 3 pairs. onset: the first day of the rise, `None` if it was so all the time; onset_interval: first
    and last day between which it lies with 95 % certainty.
    period: first to last day of the orders, `None` where the table has no dates.
    orders, defects: of the segment since its onset. rest_rate: rate of all other orders of the period, as anybody can count it.
    expected: defects these orders would have without this cause, the other causes accounted for; excess: defects beyond them.
    share_of_excess: part of the excess of all causes; share_of_defects: part of all defects in the period.
    lift: defects over expected, with its interval (about 95 %). rate_without: the metric if the segment had only the expected ones.
    target: the metric's target as a fraction, if one was given; meets_target: whether rate_without is below it. same_orders_as: other
    names of (nearly) the same orders. runners_up: segments that the data cannot clearly tell from it. `sentence`: it in plain words.
    """

    outcome: str
    segment: dict[str, str]
    onset: date | None
    period: Window | None
    orders: int
    defects: int
    all_orders: int
    all_defects: int
    expected: float
    excess: float
    share_of_excess: float
    share_of_defects: float
    rate: float
    rest_rate: float
    lift: float
    lift_interval: tuple[float, float]
    p_value: float
    rate_without: float
    onset_interval: tuple[date, date] | None = None
    target: float | None = None
    meets_target: bool | None = None
    same_orders_as: tuple[dict[str, str], ...] = ()
    runners_up: tuple[RunnerUp, ...] = ()
    order_ids: tuple[str, ...] = ()
    sentence: str

    @property
    def id(self) -> str:
        """`late@carrier=Cascade Parcel`: stable as long as the segment is."""
        return f"{self.outcome}@" + ",".join(f"{name}={value}" for name, value in sorted(self.segment.items()))


class Candidate(Value):
    """A cause worth asking about; nothing is chosen by it.

    key: how answers.json names it (`carrier_pickup_missed@carrier=Cascade Parcel`, or the cause id alone).
    support: why it is a candidate, in plain words with the numbers, or '' when only the seller can know.
    """

    key: str
    violation: str
    cause: str
    origin: Literal["finding", "notice", "documents", "ask"]
    support: str = ""
    finding: Finding | None = None
    actions: tuple[str, ...] = ()
    measures: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()
