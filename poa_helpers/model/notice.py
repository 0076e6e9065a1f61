"""What was read of a message from Amazon."""

from __future__ import annotations

from datetime import date

from pydantic import Field

from .base import Day, Route, Value

_DAY, _SAID_IN_HOURS = 24, 72  # hours of a day; up to which a length is told in hours


class Deadline(Value):
    """Until when Amazon wants an answer; only what the notice states (`text` is its own words).

    >>> Deadline(text="by the 30th of this month", date="2026-09-30").told, Deadline(text="within 72 hours", hours=72).told
    ('by the 30th of this month (2026-09-30)', 'within 72 hours')
    >>> Deadline(text="you get twenty this time", hours=480).told, Deadline(text="3 营业日内", business_days=3).told
    ('you get twenty this time (20 days)', '3 营业日内 (3 business days)')
    """

    text: str
    hours: int | None = None
    date: Day | None = None
    business_days: int | None = None

    @property
    def told(self) -> str:
        """Its own words, with the day or the length in figures where they do not tell all of it in English."""
        ways = self._in_figures
        is_told = any(way in self.text.lower() for way in ways)
        return f"{self.text} ({ways[0]})" if ways and not is_told else self.text

    @property
    def _in_figures(self) -> list[str]:
        """The ways to tell it in figures, the usual one first; of a day the year is enough."""
        if self.date:
            return [str(self.date), str(self.date.year)]
        if self.business_days:
            return [f"{self.business_days} {kind} day{'s' * (self.business_days > 1)}" for kind in ("business", "working")]
        if not self.hours:
            return []
        hours = f"{self.hours} hour{'s' * (self.hours > 1)}"
        if self.hours % _DAY:
            return [hours]
        days = f"{self.hours // _DAY} day{'s' * (self.hours > _DAY)}"
        return [hours, days] if self.hours <= _SAID_IN_HOURS else [days, hours]


class QuotedMetric(Value):
    """A figure that Amazon's notice quotes: rate and target as fractions."""

    metric: str
    text: str
    rate: float | None = None
    target: float | None = None


class Notice(Value):
    """What a message from Amazon says; `None` or an empty list for what it does not say.

    read_from: for every field, the (start, end) offsets in `text` it was read from; without a `deadline`, those of words that may set one.
    confidence: for every field that was read, how sure the reading is, from 0 to 1. alternatives: other routes the notice offers.
    funds_days: the days after which, as the notice says, withheld money may be asked for or is paid.
    headings: the three questions in the notice's own nouns, keyed `causes`, `actions`, `measures`.
    """

    file: str
    text: str
    stage: str
    route: Route
    reason: str
    alternatives: tuple[Route, ...] = ()
    violations: tuple[str, ...] = ()
    scope: str | None = None
    marketplace: str | None = None
    language: str | None = None
    sent_on: date | None = None
    asins: tuple[str, ...] = ()
    order_ids: tuple[str, ...] = ()
    complaint_ids: tuple[str, ...] = ()
    policies: tuple[str, ...] = ()
    deadline: Deadline | None = None
    other_periods: tuple[str, ...] = ()
    funds_days: int | None = None
    requested: tuple[str, ...] = ()
    metrics: tuple[QuotedMetric, ...] = ()
    headings: dict[str, str] = Field(default_factory=dict)
    read_from: dict[str, tuple[tuple[int, int], ...]] = Field(default_factory=dict)
    confidence: dict[str, float] = Field(default_factory=dict)
    warnings: tuple[str, ...] = ()
