"""A case, what happened in it, what it still needs, and all that is known of it at one moment."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any, Literal

from pydantic import Field

from .answers import Answers, Evidence, ReadDocument
from .base import Day, Phase, Purpose, Route, Value, Window
from .finding import Candidate, Finding
from .health import Health
from .notice import Deadline, Notice


class Event(Value):
    """A line of the case's timeline: what was received or sent, and when."""

    on: date | None = None
    event: Literal["notice_received", "letter_sent", "reply_received", "note"]
    file: str | None = None
    text: str = ""


class Account(Value):
    """The seller, as named in Seller Central (supplier invoices must name the same buyer)."""

    name: str = ""
    merchant_token: str = ""


class Case(Value):
    """One notice thread: the content of case.json, and the folder it stands in.

    columns: corrections of recognised columns, file -> {header: column}. notice: fields of the reading the user corrected.
    as_of: the last day to measure; empty means the last day the reports cover.
    """

    schema_version: int = 1
    id: str
    account: Account = Account()
    marketplace: str | None = None
    locale: str = "en-US"
    purpose: Purpose | None = None
    phase: Phase = "deactivated"
    violations: tuple[str, ...] = ()
    route: Route | None = None
    deadline: Deadline | None = None
    as_of: date | None = None
    timeline: tuple[Event, ...] = ()
    columns: dict[str, dict[str, str]] = Field(default_factory=dict)
    notice: dict[str, Any] = Field(default_factory=dict)
    folder: Path = Field(default=Path(), exclude=True)

    def route_after(self, notice: Notice | None) -> Route:
        """The kind of answer in work: as the user set it, else as the message to be answered wants it, else a plan."""
        return self.route or (notice.route if notice else "plan")

    @property
    def revision(self) -> int:
        """Number of the letter in work: one more than the letters already sent."""
        return 1 + sum(event.event == "letter_sent" for event in self.timeline)


class SentLetter(Value):
    """A letter that went out before: its sentences by place (`causes.1.1`), and the facts in them (`answer actions.switch_carrier date` -> value)."""

    revision: int
    sentences: dict[str, str]
    facts: dict[str, str] = Field(default_factory=dict)


class Right(Value):
    """A right that the law gives in some regions; information only. stages: kinds of message after which it matters."""

    regions: tuple[str, ...]
    stages: tuple[str, ...]
    title: str
    text: str
    reference: str
    checked_on: Day


class FundsTrack(Value):
    """The withheld money beside the main track: asked for by a request of its own, from `eligible_on` on.

    since: the day of the deactivation. origin: `notice` (its own words) or `policy` (a dated rule; then with reference).
    """

    since: date
    days: int
    eligible_on: date
    origin: Literal["notice", "policy"]
    reference: str = ""
    checked_on: date | None = None
    confirmed: bool = True


class AskedItem(Value):
    """Something Amazon asked for in this thread. asked_in: files of the messages, oldest first; answered_in: letters such as `v1` that answered it.

    open: asked for by the newest message, or never answered; nothing is after a decision.
    """

    id: str
    asked_in: tuple[str, ...]
    answered_in: tuple[str, ...] = ()
    open: bool = True

    @property
    def asked_again(self) -> bool:
        """Whether Amazon asked for it more than once."""
        return len(self.asked_in) > 1


class Reply(Value):
    """What Amazon's answer changed: the phase before and now, what is open, and the number of the letter to write next."""

    file: str
    notice: Notice
    phase_before: Phase
    phase: Phase
    revision: int
    asked: tuple[AskedItem, ...] = ()
    notes: tuple[str, ...] = ()


class CaseStatus(Value):
    """A line of the portfolio. hours_left: until the deadline, negative when it has passed; `None` when none is stated. blocks: what keeps the letter.

    failed: the case could not be read; `blocks` says why.
    """

    case: str
    phase: Phase | None = None
    purpose: Purpose | None = None
    route: Route | None = None
    violations: tuple[str, ...] = ()
    deadline: Day | None = None
    deadline_text: str = ""
    hours_left: float | None = None
    blocks: tuple[str, ...] = ()
    next: str = ""
    failed: bool = False


class CaseFacts(Value):
    """All that is known about a case at one moment: what a letter is drafted from and checked against.

    units_sold: ASIN -> units sold in `units_window` (the days before the notice that the documents must cover).
    searched: the order-book flags whose orders were searched for causes. grounds: what a dispute of these violations may stand on. asked: what Amazon asked for in all its messages. sent: the letters that went out, oldest first.
    funds, rights: the withheld money and the law beside the main track.
    missing_evidence: files named in the index that are not there; changed_evidence: files whose content is not as received.
    documents: what was read of each evidence file that is there, by name.
    """

    case: Case
    notice: Notice | None
    health: Health
    findings: tuple[Finding, ...] = ()
    diagnosis: dict[str, str] = Field(default_factory=dict)
    candidates: tuple[Candidate, ...] = ()
    answers: Answers = Answers()
    evidence: tuple[Evidence, ...] = ()
    units_sold: dict[str, int] = Field(default_factory=dict)
    units_window: Window | None = None
    searched: tuple[str, ...] = ()
    grounds: tuple[str, ...] = ()
    asked: tuple[AskedItem, ...] = ()
    sent: tuple[SentLetter, ...] = ()
    funds: FundsTrack | None = None
    rights: tuple[Right, ...] = ()
    missing_evidence: tuple[str, ...] = ()
    changed_evidence: tuple[str, ...] = ()
    unlisted_evidence: tuple[str, ...] = ()
    documents: dict[str, ReadDocument] = Field(default_factory=dict)

    @property
    def route(self) -> Route:
        """The kind of answer in work (see `Case.route_after`)."""
        return self.case.route_after(self.notice)

    def candidate(self, key: str) -> Candidate | None:
        """The candidate cause an answer speaks of; `None` when the files no longer support it."""
        return next((candidate for candidate in self.candidates if candidate.key == key), None)
