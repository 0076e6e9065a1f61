"""What the seller confirmed, and what was read of the papers that prove it."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from .base import AnswerKind, State, Value


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
