"""The frozen values that travel from step to step. They hold facts and simple arithmetic, nothing else.

The words are those of the field: see the README's list of words. Rates are fractions between 0 and 1.
"""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

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


# ---------------------------------------------------------------- the notice


class Deadline(Value):
    """Until when Amazon wants an answer; only what the notice states (`text` is its own words).

    >>> Deadline(text="by the 30th of this month", date="2026-09-30").told, Deadline(text="within 72 hours", hours=72).told
    ('by the 30th of this month (2026-09-30)', 'within 72 hours')
    """

    text: str
    hours: int | None = None
    date: Day | None = None
    business_days: int | None = None

    @property
    def told(self) -> str:
        """Its own words, with the day where they do not tell all of it."""
        return f"{self.text} ({self.date})" if self.date and str(self.date.year) not in self.text else self.text


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


# ---------------------------------------------------------------- measuring


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


# ---------------------------------------------------------------- diagnosing


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


# ---------------------------------------------------------------- collecting


class Answer(Value):
    """What the seller said about one cause, action or measure. No state means: not answered yet.

    fields: the asked-for details, as typed (dates as YYYY-MM-DD). why: the chain of whys of a cause, in the seller's words.
    text: the seller's own words instead of the catalogue's sentence. causes: the causes an own action or measure is for.
    """

    state: State | None = None
    reason: str = ""
    text: str = ""
    fields: dict[str, str] = Field(default_factory=dict)
    why: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()
    causes: tuple[str, ...] = ()


class SignOff(Value):
    """Who stands for the facts, and when they confirmed them (R36)."""

    name: str = ""
    role: str = ""
    date: str = ""
    confirmed: bool = False


class Answers(Value):
    """Everything the seller confirmed or declined: the content of answers.json."""

    schema_version: int = 1
    causes: dict[str, Answer] = Field(default_factory=dict)
    actions: dict[str, Answer] = Field(default_factory=dict)
    measures: dict[str, Answer] = Field(default_factory=dict)
    grounds: dict[str, Answer] = Field(default_factory=dict)
    sign_off: SignOff = SignOff()

    def confirmed(self, kind: AnswerKind) -> dict[str, Answer]:
        """The confirmed answers of one kind, in the order they were given."""
        return {key: answer for key, answer in getattr(self, kind).items() if answer.state == "confirmed"}


class Evidence(Value):
    """A file that proves something; kept unaltered. fields: what the seller read off it (dates as YYYY-MM-DD).

    kind: an evidence id of the catalogue. proves: answer keys such as `actions.switch_carrier`.
    asins: the ASINs a document covers, with the quantity of each; pages: on which page each stands.
    """

    file: str
    kind: str
    shows: str
    sha256: str
    proves: tuple[str, ...] = ()
    asins: dict[str, int] = Field(default_factory=dict)
    pages: dict[str, int] = Field(default_factory=dict)
    fields: dict[str, str] = Field(default_factory=dict)


class ReadFact(Value):
    """A detail that stands in a file of evidence: value as the form writes it, the words it was read from, their place, how sure (0 to 1).

    name: `date`, `invoice_date`, `invoice_number`, `supplier`, `total` …; place: page, row or line (see `ReadDocument.counted`), from 1.
    """

    name: str
    value: str
    words: str
    place: int
    confidence: float


class ReadUnits(Value):
    """Pieces of an ASIN on one line of a document. by: what the line names it by; other: numbers of the line that may be pieces of a pack, too."""

    asin: str
    units: int
    words: str
    place: int
    confidence: float
    by: Literal["asin", "sku", "title"] = "asin"
    other: tuple[int, ...] = ()


DocumentKind = Literal["pdf", "mail", "table", "text", "image", "other"]
DocumentState = Literal["text", "partly", "picture", "locked", "damaged", "empty", "large", "unknown"]
DocumentPlace = Literal["page", "row", "line"]


class ReadDocument(Value):
    """What can be read of a file of evidence. Holds no name, address, mail address or telephone number of anybody but the supplier's name.

    state: `text` (read), `partly` (some pages are pictures), `picture` (to be looked at by a person), `locked` (asks for a password),
    `damaged`, `empty`, `large` (not read for its size), `unknown` (a kind of file that is not read here).
    scanned: the words were laid under a picture by a scanner and may be wrong. pages: `None` where there are none; pages_read: how many were read.
    software: programs the file names. buyer: whether the account's name stands in it (`similar`: but for the kind of company), on buyer_place.
    contact: `phone`, `email`, `website` -> the place of the first one. stands: typed field -> place where it stands, 0 for nowhere.
    asin_places: ASIN -> first place that names it.
    """

    file: str
    sha256: str
    kind: DocumentKind
    state: DocumentState
    counted: DocumentPlace = "line"
    pages: int | None = None
    pages_read: int = 0
    scanned: bool = False
    software: tuple[str, ...] = ()
    width: int | None = None
    height: int | None = None
    screenshot: bool = False
    facts: tuple[ReadFact, ...] = ()
    units: tuple[ReadUnits, ...] = ()
    asin_places: dict[str, int] = Field(default_factory=dict)
    buyer: Literal["named", "similar", "absent"] | None = None
    buyer_place: int | None = None
    contact: dict[str, int] = Field(default_factory=dict)
    stands: dict[str, int] = Field(default_factory=dict)
    notes: tuple[str, ...] = ()

    @property
    def is_read(self) -> bool:
        """Whether words of it were read."""
        return self.state in ("text", "partly")

    def fact(self, *names: str) -> ReadFact | None:
        """The surest reading of a detail that goes by one of these names."""
        return max((fact for fact in self.facts if fact.name in names), key=lambda fact: fact.confidence, default=None)


# ---------------------------------------------------------------- the letter


class Source(Value):
    """Where a statement is from.

    kind and id: `measurement late_shipment_rate/30/mfn/orders`, `finding late@carrier=…`, `answer actions.switch_carrier`,
    `notice notices/01-notice.txt`, `evidence manifest.pdf`, `case case.json`. field and value: the single fact used. files: the files behind it.
    """

    kind: Literal["measurement", "finding", "answer", "notice", "evidence", "case", "policy"]
    id: str
    field: str | None = None
    value: str | None = None
    files: tuple[str, ...] = ()


class Sentence(Value):
    """A sentence with its sources. `gaps` names the facts that are missing; then the text shows a visible gap.

    drafted: of a sentence edited by hand, the drafted ones it was made from, a line each.
    """

    id: str
    text: str
    sources: tuple[Source, ...]
    gaps: tuple[str, ...] = ()
    drafted: str = Field(default="", exclude=True)


class Item(Value):
    """A numbered or bulleted point: one cause, action, measure or piece of evidence. key: what it answers to."""

    key: str
    title: str = ""
    sentences: tuple[Sentence, ...]
    points: tuple[Sentence, ...] = ()


class Part(Value):
    """A part of the letter: its heading (empty for the opening), lead sentences, items; what stands over the points of an item."""

    id: PartId
    heading: str = ""
    points_title: str = ""
    sentences: tuple[Sentence, ...] = ()
    items: tuple[Item, ...] = ()

    def all_sentences(self) -> tuple[Sentence, ...]:
        """Lead sentences, then those of the items, in reading order."""
        return self.sentences + tuple(s for item in self.items for s in (*item.sentences, *item.points))


class Letter(Value):
    """The answer to Amazon, before it is written to any format; or a page of advice for the seller, where no letter is wanted (`kind`)."""

    kind: Literal["letter", "advice"] = "letter"
    case: str
    title: str
    locale: str
    route: Route
    violations: tuple[str, ...]
    revision: int
    parts: tuple[Part, ...]

    def part(self, id: str) -> Part | None:
        return next((part for part in self.parts if part.id == id), None)

    def all_sentences(self) -> tuple[Sentence, ...]:
        return tuple(s for part in self.parts for s in part.all_sentences())


class Issue(Value):
    """Something the checker found. id: the rubric's criterion (R23); start, end: offsets inside `sentence`; source: what the criterion rests on."""

    id: str
    severity: Severity
    sentence: str
    start: int
    end: int
    why: str
    mend: str
    source: str = ""


# ---------------------------------------------------------------- the case


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
