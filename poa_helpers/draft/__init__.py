"""Case facts -> the letter: every sentence from what is known, with its sources; what is missing stays a visible gap."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from .. import words
from ..catalogue import Catalogue, ViolationText, catalogue
from ..collect import asked_fields
from ..errors import PoaError
from ..model import Answer, AnswerKind, Candidate, CaseFacts, Item, Letter, Part, Sentence, Source
from .advice import advice, route_of
from .facts import (
    FactSheet,
    answer_facts,
    as_day,
    finding_facts,
    general_facts,
    known_values,
    main_measurement,
    measures_facts,
    sign_off_facts,
)
from .sentences import gap_text, placeholders, typed, write

__all__ = ["PLAN_ROUTES", "as_day", "draft_letter", "known_values", "main_measurement", "route_of"]

PLAN_ROUTES = ("plan", "questionnaire")


def draft_letter(facts: CaseFacts, *, locale: str | None = None, cat: Catalogue | None = None) -> Letter:
    """The Plan of Action of a case, in the case's language unless `locale` says otherwise.

    Three parts in the notice's own nouns after an opening, then effect, evidence and sign-off. Only confirmed answers are
    stated. Where the notice wants no plan, the page that says what to send instead (`kind` is `advice`).
    Raises PoaError when a plan is wanted and the case has no violation, or the language is not offered.
    """
    cat = cat or catalogue()
    if locale:
        facts = facts.model_copy(update={"case": facts.case.model_copy(update={"locale": locale})})
    route = route_of(facts)
    if route not in PLAN_ROUTES:
        return advice(facts, route, cat)
    if not facts.case.violations:
        raise PoaError.of(
            "The case names no violation that this workbench has texts for",
            f"Add one to `violations` in case.json: {', '.join(sorted(cat.violations))}.",
            file="case.json",
        )
    return _Writer(facts, cat).letter(route)


@dataclass(frozen=True)
class _Writer:
    """Holds what every part is written from; has no state of its own."""

    facts: CaseFacts
    cat: Catalogue

    @property
    def locale(self) -> str:
        return self.facts.case.locale

    @property
    def phrases(self) -> dict:
        return self.cat.words(self.locale)

    @property
    def violations(self) -> tuple[str, ...]:
        return self.facts.case.violations

    def text(self, violation: str) -> ViolationText:
        return self.cat.text(violation, self.locale)

    def letter(self, route: str) -> Letter:
        nouns = words.listed([self.text(id).name for id in self.violations], self.locale)
        return Letter(
            case=self.facts.case.id,
            title=self._phrase("title", name=nouns),
            locale=self.locale,
            route=route,  # type: ignore[arg-type]
            violations=self.violations,
            revision=self.facts.case.revision,
            parts=tuple(
                part
                for part in (self.opening(), self.answers("causes"), self.answers("actions"), self.answers("measures"),
                             self.effect(), self.evidence(), self.sign_off())
                if part.sentences or part.items or part.id in ("causes", "actions", "measures")
            ),
        )  # fmt: skip

    def _phrase(self, name: str, /, **values: str) -> str:
        text = str(self.phrases[name])
        for placeholder, value in values.items():
            text = text.replace("{{ " + placeholder + " }}", value)
        return text

    def heading(self, part: str) -> str:
        """The notice's own noun for the question, else the general heading."""
        noun = words.listed([self.text(id).noun for id in self.violations], self.locale)
        own = self.facts.notice.headings.get(part) if self.facts.notice else None
        return own or str(self.phrases["headings"][part]).replace("{{ noun }}", noun)

    def general(self, violation: str) -> FactSheet:
        return general_facts(self.facts, violation, self.cat)

    def write(self, variants: Sequence[str], facts: FactSheet, id: str, base: Sequence[Source] = (), labels: dict[str, str] | None = None):
        return write(variants, facts, id, base=base, gap=str(self.phrases["gap"]), labels=labels)

    # ------------------------------------------------------------ the parts

    def opening(self) -> Part:
        notice = self.facts.notice
        base = (Source(kind="notice", id=notice.file),) if notice else (Source(kind="case", id="case.json"),)
        sentences = [s for id in self.violations for s in self.write(self.text(id).opening, self.general(id), f"opening.{id}", base)]
        return Part(id="opening", sentences=tuple(sentences))

    def effect(self) -> Part:
        sentences: list[Sentence] = []
        for id in self.violations:
            measurement = main_measurement(self.facts, id, self.cat)
            known = {**self.general(id), **measures_facts(self.facts)}
            if measurement or not self.cat.violation(id).metrics:
                base = (Source(kind="measurement", id=measurement.id, files=measurement.files),) if measurement else ()
                fitting = [v for v in self.text(id).effect if all(name in known for name in _names(v))]
                sentences += self.write(fitting[:1], known, f"effect.{id}", base)
        return Part(id="effect", heading=self.heading("effect"), sentences=tuple(sentences))

    def evidence(self) -> Part:
        items = []
        for number, file in enumerate(self.facts.evidence, start=1):
            source = Source(kind="evidence", id=f"evidence/{file.file}", value=file.shows, files=(f"evidence/{file.file}",))
            text = self._phrase("evidence_line", file=file.file, shows=file.shows)
            items.append(Item(key=file.file, sentences=(Sentence(id=f"evidence.{number}", text=text, sources=(source,)),)))
        return Part(id="evidence", heading=self.heading("evidence"), items=tuple(items))

    def sign_off(self) -> Part:
        source = Source(kind="answer", id="sign_off", files=("answers.json",))
        facts = sign_off_facts(self.facts)
        labels = {"name": "name of the person who confirms the facts", "role": "role of that person", "date": "date of the sign-off"}
        return Part(id="sign_off", sentences=self.write([str(self.phrases["sign_off"])], facts, "sign_off", (source,), labels))

    # ------------------------------------------------------------ causes, actions, measures

    def answers(self, kind: AnswerKind) -> Part:
        items = [self.item(kind, key, answer, number) for number, (key, answer) in enumerate(self.ordered(kind), start=1)]
        return Part(id=kind, heading=self.heading(kind), items=tuple(items))

    def ordered(self, kind: AnswerKind) -> list[tuple[str, Answer]]:
        """Confirmed answers: causes by the excess they explain, actions by date, measures as given."""
        confirmed = list(self.facts.answers.confirmed(kind).items())
        if kind == "causes":
            position = {candidate.key: number for number, candidate in enumerate(self.facts.candidates)}
            return sorted(confirmed, key=lambda pair: position.get(pair[0], len(position)))
        if kind == "actions":
            return sorted(confirmed, key=lambda pair: pair[1].fields.get("date", "9999"))
        return confirmed

    def item(self, kind: AnswerKind, key: str, answer: Answer, number: int) -> Item:
        place, id = f"{kind}.{key}", f"{kind}.{number}"
        source = Source(kind="answer", id=place, files=("answers.json",))
        violation, name = self.home(kind, key)
        title, sentences = "", typed(answer.text, id, source)
        if violation and not sentences:
            text = getattr(self.text(violation), kind)[name]
            fields = asked_fields(kind, name, violation, self.locale, self.cat)
            known = {**self.general(violation), **self.support(key), **answer_facts(place, answer, fields, self.locale)}
            labels = {field: f"{asked.label} – {text.label}" for field, asked in fields.items()} | {
                field: f"{field.replace('_', ' ')} of “{text.label}”, which the reports in the case do not show"
                for field in _names(*text.sentence)
                if field not in fields and field not in known
            }
            title, sentences = text.title or text.label, self.write(text.sentence, known, id, (source,), labels)
        elif not sentences:
            sentences = (
                Sentence(id=f"{id}.1", text=gap_text(str(self.phrases["gap"]), f"words for {place}"), sources=(source,), gaps=("text",)),
            )
        points = tuple(s for n, why in enumerate(answer.why, start=1) for s in typed(why, f"{id}.why.{n}", source))
        return Item(key=key, title=title if kind == "causes" else "", sentences=sentences + tuple(self.proof(id, answer)), points=points)

    def home(self, kind: AnswerKind, key: str) -> tuple[str | None, str]:
        """The violation and catalogue id an answer belongs to; (None, key) for the seller's own words."""
        name = key.partition("@")[0]
        for violation in self.violations:
            if name in getattr(self.text(violation), kind):
                return violation, name
        return None, name

    def support(self, key: str) -> dict:
        """The facts of the finding that backs a cause; none when the reports no longer show it."""
        candidate: Candidate | None = self.facts.candidate(key)
        if not candidate or not candidate.finding:
            return {}
        return finding_facts(candidate.finding, self.locale, self.phrases, tuple(r.file for r in self.facts.health.files))

    def proof(self, id: str, answer: Answer) -> Iterator[Sentence]:
        if answer.evidence:
            text = self._phrase("see_evidence", files=words.listed(answer.evidence, self.locale))
            sources = tuple(
                Source(kind="evidence", id=f"evidence/{file}", value=file, files=(f"evidence/{file}",)) for file in answer.evidence
            )
            yield Sentence(id=f"{id}.evidence", text=text, sources=sources)


def _names(*templates: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for template in templates for name in placeholders(template)))
