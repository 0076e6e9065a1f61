"""What a case still wants from its seller, in the order in which the form asks for it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from ..catalogue import AnswerText, Catalogue
from ..collect import asked_fields, kinds_of, must_answer, offered
from ..draft.facts import segment_words
from ..evidence import difference_line, differences
from ..model import Answer, AnswerKind, CaseFacts, Evidence
from ..words import as_day

Step = Literal["causes", "actions", "measures", "grounds", "evidence", "sign_off"]
NOUNS: dict[AnswerKind, str] = {"causes": "cause", "actions": "action", "measures": "measure", "grounds": "ground"}
DATES = ("past_date", "date")
OWN = "In our own words"


@dataclass(frozen=True)
class OpenPoint:
    """One thing to do: the step of the form it belongs to, what it is, and the answer it is about (`causes.own_1`)."""

    step: Step
    text: str
    key: str = ""


def home_of(kind: AnswerKind, key: str, facts: CaseFacts, cat: Catalogue) -> tuple[str, str] | None:
    """(violation, catalogue id) of an answer; `None` for the seller's own words."""
    name = key.partition("@")[0]
    return next(((id, name) for id in facts.case.violations if name in getattr(cat.violation(id), kind)), None)


def words_for(kind: AnswerKind, key: str, facts: CaseFacts, cat: Catalogue) -> AnswerText:
    """The words of an answer; for the seller's own words a label with their number."""
    if home := home_of(kind, key, facts, cat):
        return getattr(cat.text(home[0], facts.case.locale), kind)[home[1]]
    number = key.rpartition("_")[2]
    return AnswerText(label=f"{OWN} ({number})" if number.isdecimal() else f"{OWN}: {key}")


def label_of(kind: AnswerKind, key: str, facts: CaseFacts, cat: Catalogue) -> str:
    """How the form calls an answer; a cause that the reports show at a place is named with it: `… (carrier Cascade Parcel)`."""
    label, place = words_for(kind, key, facts, cat).label, key.partition("@")[2]
    if not place:
        return label
    segment = {name: value for name, _, value in (pair.partition("=") for pair in place.split(","))}
    return f"{label} ({segment_words(segment, facts.case.locale, cat.words(facts.case.locale))})"


def fields_of(kind: AnswerKind, key: str, facts: CaseFacts, cat: Catalogue) -> dict:
    """The details asked for about an answer: name -> FieldText."""
    home = home_of(kind, key, facts, cat)
    violation, name = home or (facts.case.violations[0], key)
    return asked_fields(kind, name, violation, facts.case.locale, cat)


def open_points(facts: CaseFacts, cat: Catalogue) -> list[OpenPoint]:
    """Everything still to be answered, step by step; empty when the form is complete.

    Whether the letter is good enough is another question: that is what the check says.
    """
    if not facts.case.violations:
        return []
    points = [point for kind in kinds_of(facts.route) for point in _of_kind(kind, facts, cat)]
    return [*points, *_evidence(facts, cat), *_sign_off(facts)]


def _of_kind(kind: AnswerKind, facts: CaseFacts, cat: Catalogue) -> Iterator[OpenPoint]:
    answers: dict[str, Answer] = getattr(facts.answers, kind)
    keys = offered(facts.answers, facts.candidates, facts.grounds)[kind]
    must = must_answer(facts.route, kind)
    if must and not facts.answers.confirmed(kind):
        yield OpenPoint(
            kind, f"confirm the {NOUNS[kind]}s that are true" if keys else f"confirm a cause, then its {NOUNS[kind]}s are asked"
        )
    for key in keys:
        answer, label = answers.get(key, Answer()), label_of(kind, key, facts, cat)
        place = f"{kind}.{key}"
        if answer.state is None and must:
            yield OpenPoint(kind, f"confirm or decline ‘{label}’", place)
        elif answer.state == "declined" and not answer.reason.strip():
            yield OpenPoint(kind, f"the reason why ‘{label}’ does not hold", place)
        elif answer.state == "confirmed":
            yield from (OpenPoint(kind, f"{what} of ‘{label}’", place) for what in _lacking(kind, key, answer, facts, cat))


def _lacking(kind: AnswerKind, key: str, answer: Answer, facts: CaseFacts, cat: Catalogue) -> Iterator[str]:
    """Names of the details that a confirmed answer lacks."""
    if home_of(kind, key, facts, cat) is None and not answer.text.strip():
        yield "your own words"
    for name, field in fields_of(kind, key, facts, cat).items():
        typed = answer.fields.get(name, "").strip()
        if not field.optional and (not typed or field.type in DATES and as_day(typed) is None):
            yield field.label[:1].lower() + field.label[1:]
    if kind == "causes" and not any(why.strip() for why in answer.why):
        yield "the first why"


def missing_documents(violations: Iterable[str], evidence: Iterable[Evidence], locale: str, cat: Catalogue) -> dict[str, str]:
    """The documents without which no letter about these violations can go out, and which the case does not hold: kind -> its name.

    >>> from poa_helpers.catalogue import catalogue
    >>> missing_documents(["inauthentic"], [], "en-US", catalogue())
    {'supplier_invoice': 'Supplier invoice'}
    """
    held = {file.kind for file in evidence}
    return {
        kind: cat.text(violation, locale).evidence[kind].label
        for violation in violations
        for kind in cat.violation(violation).documents
        if kind not in held
    }


def _evidence(facts: CaseFacts, cat: Catalogue) -> Iterator[OpenPoint]:
    for kind, label in missing_documents(facts.case.violations, facts.evidence, facts.case.locale, cat).items():
        yield OpenPoint("evidence", f"the file ‘{label}’", kind)
    for file in facts.missing_evidence:
        yield OpenPoint("evidence", f"{file} is listed but not in the folder evidence", file)
    for file in facts.unlisted_evidence:
        yield OpenPoint("evidence", f"say what {file} shows", file)
    for entry in facts.evidence:
        read = facts.documents.get(entry.file)
        for found in differences(entry, read) if read else ():
            if found.sure:
                yield OpenPoint("evidence", f"{entry.file}, {difference_line(found)}", entry.file)


def _sign_off(facts: CaseFacts) -> Iterator[OpenPoint]:
    signed = facts.answers.sign_off
    for what, given in (("name", signed.name.strip()), ("role", signed.role.strip()), ("date", as_day(signed.date))):
        if not given:
            yield OpenPoint("sign_off", f"{what} of the person who signs off", what)
    if not signed.confirmed:
        yield OpenPoint("sign_off", "the tick that the facts are confirmed", "confirmed")
