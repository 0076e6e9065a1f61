"""Reads and validates all of `data/`: metrics with their targets on a date, marketplaces, violations, phrases, reports.

Knowledge is dated, sourced data: every rule carries `reference` and `checked_on`; what nobody confirmed carries
`confirmed: false` and is shown so. Adding a violation type means adding a folder to `data/violations/`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import Field, ValidationError, field_validator, model_validator

from .errors import PoaError, Problem
from .model import Right, Route, Value

HERE = Path(__file__).resolve().parent
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class StrictLoader(_Loader):  # type: ignore[misc]
    """YAML where only true/false are booleans, 12:30 and 0123 stay text, and a repeated key is an error."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        keys = [self.construct_object(key, deep=True) for key, _ in node.value]
        for position, key in enumerate(keys):
            if key in keys[:position]:
                raise yaml.constructor.ConstructorError(None, None, f"'{key}' stands twice", node.value[position][0].start_mark)
        return super().construct_mapping(node, deep)


_AMBIGUOUS = ("tag:yaml.org,2002:bool", "tag:yaml.org,2002:int")
StrictLoader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag not in _AMBIGUOUS]
    for first, resolvers in _Loader.yaml_implicit_resolvers.items()
}
StrictLoader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"^(?:true|false)$"), list("tf"))
StrictLoader.add_implicit_resolver("tag:yaml.org,2002:int", re.compile(r"^[-+]?(?:0|[1-9][0-9]*)$"), list("-+0123456789"))


def parse_yaml(text: str, name: str = "text") -> Any:
    """Strictly parsed YAML.

    >>> parse_yaml("country: NO\\ntime: 12:30\\nsku: 0123\\nlimit: 0.04")
    {'country': 'NO', 'time': '12:30', 'sku': '0123', 'limit': 0.04}

    Raises PoaError, naming the line, when it is no YAML or a key stands twice.
    """
    try:
        return yaml.load(text, Loader=StrictLoader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        what = getattr(error, "problem", None) or "is no valid YAML"
        raise PoaError.of(str(what), "Correct that line.", file=name, row=mark.line + 1 if mark else None) from None


def shipped(kind: Literal["data", "templates", "notebooks"]) -> Path:
    """The folder of the product's data, templates or notebooks: beside the package in a checkout, inside it in a wheel.

    >>> shipped("data").is_dir()
    True
    """
    for folder in (HERE.parent / kind, HERE / "shipped" / kind):
        if folder.is_dir():
            return folder
    raise PoaError.of(f"The folder '{kind}' of the workbench is missing", "Install the workbench again.")


# ---------------------------------------------------------------- metrics and marketplaces


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


# ---------------------------------------------------------------- violations


class Reference(Value):
    reference: str | tuple[str, ...]
    checked_on: date


class Explanation(Value):
    """What can support a cause: a finding on a metric's outcome (on one of these dimensions; `onset: step` wants a start
    date), words of the notice (patterns), or a kind of evidence that is missing from the case."""

    metric: str | None = None
    dimension: tuple[str, ...] = ()
    onset: Literal["step"] | None = None
    notice: tuple[str, ...] = ()
    missing_evidence: str | None = None

    @field_validator("dimension", "notice", mode="before")
    @classmethod
    def _one_or_many(cls, value: Any) -> Any:
        return (value,) if isinstance(value, str) else value


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
    sentence: tuple[str, ...] = ()

    @field_validator("sentence", mode="before")
    @classmethod
    def _one_or_many(cls, value: Any) -> Any:
        return (value,) if isinstance(value, str) else value


class ViolationText(Value):
    """All words of a violation type in one language.

    name: as in `late shipment rate`; noun: what the headings speak of (`late shipments`). recognised_by: phrases of
    notices about it, for a violation that data/policy/notices/ does not know (written as there).
    opening, effect: sentence variants of a plan; dispute, cover: the opening of a dispute, and of the note over documents.
    rejected: answers of this type that Amazon typically refuses, and why. causes, actions, measures, grounds, evidence: words by id.
    """

    name: str
    noun: str
    reviewed_on: date
    written_by: str
    recognised_by: tuple[str, ...] = ()
    opening: tuple[str, ...]
    effect: tuple[str, ...] = ()
    dispute: tuple[str, ...] = ()
    cover: tuple[str, ...] = ()
    rejected: tuple[str, ...] = ()
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

    @field_validator("opening", "effect", "dispute", "cover", "recognised_by", "rejected", mode="before")
    @classmethod
    def _one_or_many(cls, value: Any) -> Any:
        return (value,) if isinstance(value, str) else value


# ---------------------------------------------------------------- reports


class Column(Value):
    """A column of a report: the header names it goes by, or sets of keywords that must all occur in the header.

    date_order, decimal: how this report writes dates and numbers that would fit both ways; without it the marketplace decides.
    type: `rate` is a fraction between 0 and 1; `comment` is free text, kept with names, numbers and addresses masked; `region` is a state
    or province; `row_id` only tells rows apart, and is not kept. pattern: what every filled cell of a text column looks like; what does
    not is in the wrong column. spare: known and typed, but nothing in the workbench uses it yet, so that it is left out of large files.
    compares: only sets several files of the report against each other, so that it is left out of a large file that is the only one.
    """

    names: tuple[str, ...] = ()
    keywords: tuple[tuple[str, ...], ...] = ()
    date_order: Literal["day_first", "month_first"] | None = None
    decimal: Literal["point", "comma"] | None = None
    type: Literal[
        "text", "comment", "country", "region", "order_id", "row_id", "date", "number", "integer", "rate", "yes_no", "category"
    ] = "text"
    pattern: str | None = None
    required: bool = False
    spare: bool = False
    compares: bool = False
    values: dict[str, str] = Field(default_factory=dict)

    @field_validator("pattern")
    @classmethod
    def _is_one(cls, value: str | None) -> str | None:
        try:
            re.compile(value or "")
        except re.error as error:
            raise ValueError(f"'{value}' is no pattern ({error})") from None
        return value


class ReportFormat(Value):
    """A report: how it is recognised, its columns, what is personal in it, where to download it.

    recognise: column ids that must all be found. confirmed: whether the header names were seen in a real file.
    ledger: whether its rows are amounts posted to the account; two equal rows are then two amounts, and rows of no sale count too.
    like: the report whose columns it has as well, always empty where it does not name them itself.
    """

    id: str
    title: str
    where: str
    confirmed: bool
    reference: str
    checked_on: date
    recognise: tuple[str, ...]
    columns: dict[str, Column]
    personal: tuple[str, ...] = ()
    note: str = ""
    ledger: bool = False
    like: str | None = None

    def filled_up(self, other: ReportFormat) -> ReportFormat:
        """The report with the columns of another one that it lacks: without header names, so that they stay empty."""
        lacking = {id: column for id, column in other.columns.items() if id not in self.columns and column.type != "row_id"}
        empty = {id: Column(type=column.type, spare=column.spare) for id, column in lacking.items()}
        return self.model_copy(update={"columns": {**self.columns, **empty}})


# ---------------------------------------------------------------- what is asked, money, rights


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


# ---------------------------------------------------------------- the whole catalogue


class Catalogue(Value):
    """All of `data/`. phrases and notice_rules are kept as read: language -> nested mapping."""

    folder: Path
    metrics: dict[str, Metric]
    marketplaces: dict[str, Marketplace]
    reports: dict[str, ReportFormat]
    violations: dict[str, Violation]
    texts: dict[tuple[str, str], ViolationText]
    phrases: dict[str, dict[str, Any]]
    notice_rules: dict[str, dict[str, Any]]
    mail: dict[str, Any]
    requested: dict[str, Requested]
    funds: tuple[FundsRule, ...]
    rights: dict[str, Right]
    regions: dict[str, tuple[str, ...]]

    def funds_rule(self, marketplace: str | None, day: date) -> FundsRule | None:
        """The rule on withheld money that holds in a store on a day; `None` where none is known.

        >>> from datetime import date
        >>> catalogue().funds_rule("US", date(2026, 1, 5)).days, catalogue().funds_rule("DE", date(2026, 1, 5))
        (60, None)
        """
        fitting = [rule for rule in self.funds if marketplace in rule.marketplaces and rule.since <= day]
        return max(fitting, key=lambda rule: rule.since, default=None)

    def rights_in(self, marketplace: str | None, stage: str) -> tuple[Right, ...]:
        """The rights that exist in the region of a store after a message of this kind.

        >>> [right.title for right in catalogue().rights_in("DE", "deactivation")]
        ['Statement of reasons', 'Internal complaint']
        """
        held = {region for region, stores in self.regions.items() if marketplace in stores}
        return tuple(right for right in self.rights.values() if held & set(right.regions) and stage in right.stages)

    def target_of(self, flag: str, day: date | None, marketplace: str | None) -> float | None:
        """Target of the rate that a flag of the order book is counted for, on a day; `None` where a high rate is good or none is set.

        >>> from datetime import date
        >>> catalogue().target_of("late", date(2026, 10, 1), "US")
        0.04
        """
        metric = next((m for m in self.metrics.values() if m.flag == flag and m.good == "low"), None)
        policy = metric.on(day, marketplace) if metric and day else None
        return policy.target if policy else None

    def violation(self, id: str) -> Violation:
        """A violation type by id; raises PoaError naming those there are."""
        if id not in self.violations:
            raise PoaError.of(f"'{id}' is no violation type of this workbench", f"Choose one of: {', '.join(sorted(self.violations))}.")
        return self.violations[id]

    def text(self, violation: str, locale: str) -> ViolationText:
        """The words of a violation type in a locale's language; raises PoaError when that language is not offered."""
        language = locale.replace("_", "-").split("-")[0]
        self.violation(violation)
        if (violation, language) not in self.texts:
            offered = sorted(lang for id, lang in self.texts if id == violation)
            raise PoaError.of(f"There are no texts for {violation} in '{language}'", f"Choose one of: {', '.join(offered)}.")
        return self.texts[violation, language]

    def words(self, locale: str) -> dict[str, Any]:
        """The general phrases of a locale's language; raises PoaError when that language is not offered."""
        language = locale.replace("_", "-").split("-")[0]
        if language not in self.phrases:
            raise PoaError.of(f"Letters in '{language}' are not offered", f"Choose one of: {', '.join(sorted(self.phrases))}.")
        return self.phrases[language]

    def marketplace_of(self, text: str | None) -> str | None:
        """The country code for a country code, marketplace id or store domain; `None` when unknown.

        >>> catalogue().marketplace_of("ATVPDKIKX0DER"), catalogue().marketplace_of("Amazon.co.uk"), catalogue().marketplace_of("Mars")
        ('US', 'UK', None)
        """
        wanted = (text or "").strip().lower()
        for code, place in self.marketplaces.items():
            if wanted in (code.lower(), place.id.lower(), place.domain.lower()):
                return code
        return None


def _read(path: Path) -> Any:
    return parse_yaml(path.read_text(encoding="utf-8"), path.name)


def _validated(model: type[Any], content: Any, place: str, problems: list[Problem], **more: Any) -> Any:
    """The value, or None with its faults added to `problems`."""
    try:
        return model.model_validate({**content, **more})
    except ValidationError as error:
        for fault in error.errors():
            where = ".".join(map(str, fault["loc"])) or None
            problems.append(Problem(fault["msg"], "Correct it there.", file=place, column=where))
    except (TypeError, AttributeError):
        problems.append(Problem("is no mapping of names to values", "Write `name: value` lines.", file=place))
    return None


@lru_cache(maxsize=8)
def catalogue(folder: Path | None = None) -> Catalogue:
    """Read and validate the catalogue in `folder` (default: the shipped one).

    >>> sorted(catalogue().violations)[:2]
    ['inauthentic', 'late_shipment_rate']

    Raises PoaError with every fault of every file.
    """
    folder = folder or shipped("data")
    policy, problems = folder / "policy", []  # type: ignore[var-annotated]

    def group(model: type[Any], path: Path) -> dict[str, Any]:
        return {id: _validated(model, entry, f"{path.name}: {id}", problems) for id, entry in _read(path).items()}

    metrics = group(Metric, policy / "metrics.yaml")
    marketplaces = group(Marketplace, policy / "marketplaces.yaml")
    reports = {
        path.stem: _validated(ReportFormat, _read(path), path.name, problems, id=path.stem)
        for path in sorted((folder / "reports").glob("*.yaml"))
    }
    for id, format in reports.items():
        if format and format.like:
            if reports.get(format.like):
                reports[id] = format.filled_up(reports[format.like])
            else:
                problems.append(Problem(f"like: '{format.like}' is no report", "Correct the id.", file=f"{id}.yaml"))
    requested = group(Requested, policy / "requested.en.yaml")
    rights = _read(policy / "rights.yaml")
    rules = {id: _validated(Right, entry, f"rights.yaml: {id}", problems) for id, entry in rights["rights"].items()}
    funds = [_validated(FundsRule, entry, "funds.yaml", problems) for entry in _read(policy / "funds.yaml")["waiting"]]
    violations, texts = {}, {}
    for path in sorted((folder / "violations").glob("*/violation.yaml")):
        id = path.parent.name
        violations[id] = violation = _validated(Violation, _read(path), f"{id}/violation.yaml", problems, id=id)
        for fault in violation.unresolved() if violation else ():
            problems.append(Problem(fault, "Add it, or correct the id.", file=f"{id}/violation.yaml"))
        for words in sorted(path.parent.glob("text.*.yaml")):
            texts[id, words.name.split(".")[1]] = _validated(ViolationText, _read(words), f"{id}/{words.name}", problems)
    if problems:
        raise PoaError(problems)
    return Catalogue(
        folder=folder,
        metrics=metrics,
        marketplaces=marketplaces,
        reports=reports,
        violations=violations,
        texts=texts,
        phrases={path.name.split(".")[1]: _read(path) for path in sorted(policy.glob("phrases.*.yaml"))},
        notice_rules={path.stem: _read(path) for path in sorted((policy / "notices").glob("*.yaml"))},
        mail=_read(policy / "mail.yaml"),
        requested=requested,
        funds=tuple(funds),
        rights=rules,
        regions=rights["regions"],
    )
