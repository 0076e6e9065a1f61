"""What every value is made of: frozen, its fields known by name; days, windows and counts; the words that a field may hold."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Literal

from pydantic import BaseModel, ConfigDict

Day = date  # where a field is itself called `date`
Status = Literal["good", "bad", "none"]
Bound = Literal["exact", "upper", "lower"]
Channel = Literal["mfn", "afn", "all"]
Route = Literal["plan", "dispute", "documents", "questionnaire", "verification", "funds_request", "none", "specialist"]
Purpose = Literal[
    "prevent_deactivation", "release_funds", "obtain_privileges", "reactivate_temporary", "reactivate_suspension", "reopen_closed"
]
Phase = Literal["preventive_notice", "deactivated", "in_review", "approved", "rejected", "more_information"]
WAITING: tuple[Phase, ...] = ("in_review", "approved")
"""The phases in which nothing is to be done, the one to watch more closely first."""
Severity = Literal["blocking", "warning", "advice"]
State = Literal["confirmed", "declined"]
AnswerKind = Literal["causes", "actions", "measures", "grounds"]
PartId = Literal["opening", "causes", "actions", "measures", "grounds", "balance", "effect", "evidence", "sign_off", "advice"]


class Value(BaseModel):
    """A frozen value; an unknown field is an error, so a misspelt name is never lost."""

    # A value's checks are built at its first use: a quarter of the import.
    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


class Window(Value):
    """A span of days, half open: `start` is inside, `end` is the day after the last one.

    >>> september = Window(start=date(2026, 9, 1), end=date(2026, 10, 1))
    >>> september.days, september.last.isoformat(), date(2026, 10, 1) in september
    (30, '2026-09-30', False)
    """

    start: date
    end: date

    @classmethod
    def ending(cls, last: date, days: int) -> Window:
        """The window of `days` days whose last day is `last`."""
        return cls(start=last - timedelta(days=days - 1), end=last + timedelta(days=1))

    @property
    def days(self) -> int:
        return (self.end - self.start).days

    @property
    def last(self) -> date:
        return self.end - timedelta(days=1)

    def __contains__(self, day: date) -> bool:
        return self.start <= day < self.end


class Count(Value):
    """`hits` out of `total`; the rate is a fraction, `None` when nothing was counted or the two contradict each other.

    >>> Count(hits=12, total=240).rate
    0.05
    >>> Count(hits=0, total=0).rate is None, Count(hits=9, total=8).rate is None
    (True, True)
    """

    hits: int
    total: int

    @property
    def rate(self) -> float | None:
        return self.hits / self.total if self.total > 0 and 0 <= self.hits <= self.total else None
