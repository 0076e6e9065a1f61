"""How healthy the account is: targets, measurements, what could not be computed, the money that is held back."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Literal

from pydantic import Field

from .base import Bound, Channel, Count, Status, Value, Window


class Target(Value):
    """A metric's target as a fraction, with where it is from (`report`: Amazon's own file; `policy`: the dated table)."""

    value: float
    condition: Literal["less_than", "greater_than", "at_least", "at_most", "equals"]
    origin: Literal["report", "policy"]
    reference: str | None = None
    checked_on: date | None = None
    confirmed: bool = True

    def is_met(self, rate: float) -> bool:
        """Whether a rate (a fraction) is good enough.

        >>> Target(value=0.04, condition="less_than", origin="policy").is_met(0.04)
        False
        >>> Target(value=0.95, condition="at_least", origin="policy").is_met(0.95)
        True
        """
        return {
            "less_than": rate < self.value,
            "greater_than": rate > self.value,
            "at_least": rate >= self.value,
            "at_most": rate <= self.value,
            "equals": rate == self.value,
        }[self.condition]


class Recovery(Value):
    """What would bring a metric under its target.

    orders_needed: further orders without a defect, all else unchanged (0 when the target is met).
    days, on: until the bad orders have left the window far enough, if orders go on as `orders_per_day` without a
    defect; `None` with the reason in `unknown` when the files cannot tell.
    """

    orders_needed: int | None = None
    days: int | None = None
    on: date | None = None
    orders_per_day: float | None = None
    unknown: str | None = None


class Measurement(Value):
    """One metric over one window: counts, interval, target, status, and how it moves.

    bound: `exact`, or `upper`/`lower` when the files allow only a limit of the true rate.
    status: our arithmetic against the target; amazon_status, amazon_rate: what Amazon's report says.
    parts: the counts a metric is made of (ODR: negative feedback, A-to-z claims, chargebacks).
    trend: the same metric over earlier windows, oldest first, as (window, count).
    source: `report` (Amazon's performance report) or `orders` (recomputed from order rows).
    """

    metric: str
    marketplace: str | None
    channel: Channel
    window: Window | None
    window_days: int | None
    count: Count
    interval: tuple[float, float] | None
    target: Target | None
    status: Status
    amazon_status: Status | None = None
    amazon_rate: float | None = None
    bound: Bound = "exact"
    parts: dict[str, Count] = Field(default_factory=dict)
    trend: tuple[tuple[Window, Count], ...] = ()
    recovery: Recovery | None = None
    source: Literal["report", "orders"]
    files: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """`late_shipment_rate/30/mfn/orders`: metric, window length, channel, source."""
        return f"{self.metric}/{self.window_days or 'all'}/{self.channel}/{self.source}"


class NotComputable(Value):
    """A metric that the given files cannot show: why, and which files would."""

    metric: str
    why: str
    needs: tuple[str, ...]


class FileRecord(Value):
    """What was read from one file: report, encoding, rows read and dropped (with the reason), dates, sha256."""

    file: str
    report: str
    title: str
    encoding: str | None = None
    rows: int | None = None
    kept: int | None = None
    dropped: dict[str, int] = Field(default_factory=dict)
    counts: dict[str, int] = Field(default_factory=dict)
    first: date | None = None
    last: date | None = None
    sha256: str
    mapping: dict[str, str] = Field(default_factory=dict)
    unmapped: tuple[str, ...] = ()
    confirmed: bool = True
    warnings: tuple[str, ...] = ()


class Sum(Value):
    """An exact amount in one currency and what it is the sum of. currency: ISO code, `None` where no file says it.

    transactions: how many amounts; orders: how many orders they belong to. release_on: the day they are released, when that was stated.
    """

    currency: str | None
    amount: Decimal
    transactions: int
    orders: int = 0
    release_on: date | None = None


class Reserve(Value):
    """What a settlement says of the reserve: held back from its payout (0 or more) and given back from the settlement before.

    The two row names are known from tools that read such files, not from Amazon's documents: confirmed stays false.
    """

    settlement: str
    currency: str | None
    marketplace: str | None = None
    ended_on: date | None
    held: Decimal
    given_back: Decimal
    confirmed: bool = False


class Reconciliation(Value):
    """A settlement's total as Amazon states it against the sum of its amounts; difference: total less sum, `None` without a total."""

    settlement: str
    report: str
    currency: str | None
    ended_on: date | None
    deposit_on: date | None
    total: Decimal | None
    amounts: Decimal
    rows: int
    difference: Decimal | None


class Withheld(Value):
    """Money that Amazon has booked and not paid out, from transaction and settlement files. Currencies are never added.

    deferred: per currency and release date; deferred_totals: per currency. unclear: per currency, transactions whose status is missing or
    in unknown words. balance: what the newest settlement of each currency and store holds in reserve.
    """

    deferred: tuple[Sum, ...] = ()
    deferred_totals: tuple[Sum, ...] = ()
    unclear: tuple[Sum, ...] = ()
    reserves: tuple[Reserve, ...] = ()
    settlements: tuple[Reconciliation, ...] = ()
    files: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()

    @property
    def balance(self) -> tuple[Reserve, ...]:
        """The reserve of the newest settlement that has one, for each currency and store.

        >>> held = [Reserve(settlement=str(n), currency="EUR", ended_on=date(2026, 10, n), held=Decimal(n), given_back=Decimal(0)) for n in (9, 2)]
        >>> [reserve.settlement for reserve in Withheld(reserves=tuple(held)).balance]
        ['9']
        """
        newest: dict[tuple[str | None, str | None], Reserve] = {}
        for reserve in sorted(self.reserves, key=lambda r: r.ended_on or date.min):
            newest[reserve.currency, reserve.marketplace] = reserve
        return tuple(newest.values())


class Health(Value):
    """The answer of `measure_metrics`: what could be measured, what could not, from which files, up to which day.

    withheld: `None` when there is no transaction or settlement file.
    """

    as_of: date | None
    metrics: tuple[Measurement, ...]
    not_computable: tuple[NotComputable, ...]
    files: tuple[FileRecord, ...]
    accounts: dict[str, str] = Field(default_factory=dict)
    withheld: Withheld | None = None

    def find(self, metric: str, window_days: int | None = None) -> Measurement | None:
        """The measurement to quote for a metric: exact before bounds, recomputed from orders before Amazon's report, longer windows first."""
        fitting = [m for m in self.metrics if m.metric == metric and window_days in (None, m.window_days) and m.channel != "afn"]
        fitting.sort(key=lambda m: (m.bound != "exact", m.source != "orders", -(m.window_days or 0)))
        return fitting[0] if fitting else None
