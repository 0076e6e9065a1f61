"""A violation type: ids and rules (violation.yaml), and all its words in one language (text.<language>.yaml)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, model_validator

from ..model import Route, Value

OneOrMany = Annotated[tuple[str, ...], BeforeValidator(lambda value: (value,) if isinstance(value, str) else value)]
"""A list of texts; a single one may be written without the brackets."""


class Reference(Value):
    reference: str | tuple[str, ...]
    checked_on: date


class Explanation(Value):
    """What can support a cause: a finding on a metric's outcome (on one of these dimensions; `onset: step` wants a start
    date), words of the notice (patterns), or a kind of evidence that is missing from the case."""

    metric: str | None = None
    dimension: OneOrMany = ()
    onset: Literal["step"] | None = None
    notice: OneOrMany = ()
    missing_evidence: str | None = None


class Cause(Value):
    explained_by: Explanation | None = None
    ask: bool = False
    corrective: tuple[str, ...]
    preventive: tuple[str, ...]
    evidence: tuple[str, ...] = ()


class Action(Value):
    """addresses: what the action deals with; the violation's `must_address` asks for some of them (R17)."""

    addresses: Literal["buyers", "stock", "process", "listing", "documents", "people"]
    evidence: tuple[str, ...] = ()


class Measure(Value):
    evidence: tuple[str, ...] = ()


class Ground(Value):
    """A reason why the account did not breach the policy: what a dispute stands on. evidence: the kinds that prove it; one of them at least is needed."""

    evidence: tuple[str, ...]


class EvidenceRule(Value):
    """Formal rules of a document. Days are counted back from the notice."""

    max_age_days: int | None = None
    before_notice: bool = False
    names_account: bool = False
    covers_asins: bool = False
    covers_units_sold: bool = False
    file_types: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    reference: str = ""


class Violation(Value):
    """Ids and rules of a violation type; all words stand in its text files.

    reports: what a complete case of this type holds. must_address: what the actions have to deal with (R17).
    documents: kinds of evidence without which the final export is refused (R34).
    """

    id: str
    metrics: tuple[str, ...] = ()
    routes: tuple[Route, ...]
    policy: Reference
    must_address: tuple[str, ...] = ()
    reports: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    causes: dict[str, Cause]
    actions: dict[str, Action]
    measures: dict[str, Measure]
    grounds: dict[str, Ground] = Field(default_factory=dict)
    evidence: dict[str, EvidenceRule] = Field(default_factory=dict)

    @property
    def units_days(self) -> int | None:
        """The days before a notice whose sales the documents must cover; `None` when no document has to."""
        return max((rule.max_age_days or 0 for rule in self.evidence.values() if rule.covers_units_sold), default=None) or None

    def unresolved(self) -> list[str]:
        """Ids that point nowhere, as sentences."""
        wanted = [(f"causes.{c}.corrective", i, self.actions) for c, cause in self.causes.items() for i in cause.corrective]
        wanted += [(f"causes.{c}.preventive", i, self.measures) for c, cause in self.causes.items() for i in cause.preventive]
        holders: dict[str, Mapping[str, Any]] = {
            "causes": self.causes,
            "actions": self.actions,
            "measures": self.measures,
            "grounds": self.grounds,
        }
        wanted += [
            (f"{kind}.{k}.evidence", i, self.evidence) for kind, held in holders.items() for k, v in held.items() for i in v.evidence
        ]
        wanted += [("documents", i, self.evidence) for i in self.documents]
        return [f"{place} names '{id}', which is not defined" for place, id, defined in wanted if id not in defined]


FieldType = Literal["text", "long_text", "past_date", "date", "number", "money", "id", "order_ids", "percent", "days"]


class FieldText(Value):
    """A detail the form asks for: its type and label; optional ones may stay empty."""

    type: FieldType = "text"
    label: str = ""
    optional: bool = False

    @model_validator(mode="before")
    @classmethod
    def _short_form(cls, value: Any) -> Any:
        return {"type": value} if isinstance(value, str) else value


class AnswerText(Value):
    """Words for one cause, action, measure or piece of evidence.

    sentence: one or several variants, the richest first; the first whose placeholders are all known is used.
    """

    label: str
    ask: str = ""
    why_we_ask: str = ""
    title: str = ""
    how_to_get: str = ""
    fields: dict[str, FieldText] = Field(default_factory=dict)
    sentence: OneOrMany = ()


class ViolationText(Value):
    """All words of a violation type in one language.

    name: as in `late shipment rate`; noun: what the headings speak of (`late shipments`).
    opening, effect: sentence variants of a plan; dispute, cover: the opening of a dispute, and of the note over documents.
    rejected: answers of this type that Amazon typically refuses, and why. causes, actions, measures, grounds, evidence: words by id.
    """

    name: str
    noun: str
    reviewed_on: date
    written_by: str
    opening: OneOrMany
    effect: OneOrMany = ()
    dispute: OneOrMany = ()
    cover: OneOrMany = ()
    rejected: OneOrMany = ()
    causes: dict[str, AnswerText]
    actions: dict[str, AnswerText]
    measures: dict[str, AnswerText]
    grounds: dict[str, AnswerText] = Field(default_factory=dict)
    evidence: dict[str, AnswerText]

    @model_validator(mode="before")
    @classmethod
    def _dotted_keys(cls, value: Any) -> Any:
        """`causes.carrier_pickup_missed: …` stands for an entry of `causes`."""
        nested: dict[str, Any] = {"causes": {}, "actions": {}, "measures": {}, "grounds": {}, "evidence": {}}
        for key, entry in value.items():
            group, dot, id = key.partition(".")
            if dot and group in nested:
                nested[group][id] = entry
            else:
                nested[key] = entry
        return nested
