"""Dated policy: metrics with their targets, marketplaces, what a notice may ask for, the rules on withheld money."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import Field, model_validator

from ..model import Value


class MetricPolicy(Value):
    """What holds for a metric from a day on: windows (days), lag (days the window ends before as-of), target (a fraction).

    marketplaces: country codes, or empty for all.
    """

    valid_from: date = Field(alias="from")
    marketplaces: tuple[str, ...] = ()
    windows: tuple[int, ...]
    lag_days: int = 0
    target: float
    condition: Literal["less_than", "at_least"]
    reference: str
    checked_on: date
    confirmed: bool = True
    note: str = ""


class Metric(Value):
    """How a metric is counted from the order book, and its dated policies.

    flag: the order-book column that marks a hit. known: column that must not be NA for an order to count (default: flag).
    good: `low` when a hit is a defect, `high` when a hit is a success. needs: reports that together show it exactly.
    """

    flag: str | None = None
    good: Literal["low", "high"]
    channel: Literal["mfn", "afn", "all"]
    unit: Literal["orders", "units", "packages"] = "orders"
    parts: tuple[str, ...] = ()
    business_only: bool = False
    needs: tuple[str, ...] = ()
    values: tuple[MetricPolicy, ...]

    def on(self, day: date, marketplace: str | None) -> MetricPolicy | None:
        """The policy in force on a day in a marketplace (country code); `None` when there is none there."""
        fitting = [v for v in self.values if v.valid_from <= day and (not v.marketplaces or marketplace in v.marketplaces)]
        return max(fitting, key=lambda v: (v.valid_from, bool(v.marketplaces)), default=None)


class Marketplace(Value):
    """A store: Amazon's marketplace id, its domain, locale and time zone, and how numbers and dates are usually written there.

    date_order: what decides a column of dates that fit both ways round; without it the user is asked.
    """

    id: str
    domain: str
    name: str
    locale: str
    timezone: str
    date_order: Literal["day_first", "month_first"] | None = None
    decimal: Literal["point", "comma"]


class Requested(Value):
    """Something a notice may ask for: its name, the part of a letter or the kinds of evidence that answer it, and its formal rules."""

    label: str
    part: str | None = None
    evidence: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    reference: str | None = None
    checked_on: date | None = None

    @model_validator(mode="after")
    def _rules_have_a_source(self) -> Requested:
        if self.rules and (self.reference is None or self.checked_on is None):
            raise ValueError("rules need `reference` and `checked_on`")
        return self


class FundsRule(Value):
    """How many days after a deactivation the withheld balance may be asked for, in some stores, since a day."""

    marketplaces: tuple[str, ...]
    days: int
    since: date = Field(alias="from")
    confirmed: bool
    reference: str
    checked_on: date


class PaperWords(Value):
    """How documents of trade name what stands on them: patterns for each kind of label, over all languages at once."""

    invoice_number: tuple[str, ...]
    invoice: tuple[str, ...]
    day: tuple[str, ...]
    other_day: tuple[str, ...]
    quantity: tuple[str, ...]
    counted: tuple[str, ...]
    packed: tuple[str, ...]
    total: tuple[str, ...]
    buyer: tuple[str, ...]
    phone: tuple[str, ...]
    company: tuple[str, ...]
    reference: str
    checked_on: date


class Editors(Value):
    """Programs that change pictures or finished PDFs: name -> pattern of how they sign a file."""

    programs: dict[str, str]
    reference: str
    checked_on: date
    confirmed: bool


class Pictures(Value):
    """From how many dots a picture can be read – of a paper on its shorter, of a screen on its longer side; screenshot: how those of a screen are
    named; scanner: how programs sign that read the letters of scans, which may be wrong."""

    least_paper: int
    least_screen: int
    screenshot: str
    scanner: str
    reference: str
    checked_on: date
    confirmed: bool


class PaperRules(Value):
    """What is looked for in a file of evidence (`data/policy/evidence.yaml`)."""

    words: PaperWords
    editors: Editors
    pictures: Pictures
