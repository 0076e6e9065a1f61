"""The parts of a letter, each written from what is known, with its sources; what is missing stays a visible gap."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .. import words
from ..catalogue import Catalogue, ViolationText
from ..collect import asked_fields
from ..model import Answer, AnswerKind, Candidate, CaseFacts, Item, Letter, Part, PartId, Route, Sentence, Source
from .facts import (
    FactSheet,
    answer_facts,
    document_words,
    finding_facts,
    funds_facts,
    general_facts,
    main_measurement,
    measures_facts,
    sign_off_facts,
)
from .sentences import gap_text, placeholders, typed, write

ANSWERED: tuple[AnswerKind, ...] = ("causes", "actions", "measures", "grounds")
# Parts that are asked for: an empty one is told by the check, not hidden.
MUST_STAND: Mapping[Route, tuple[PartId, ...]] = {
    "plan": ("causes", "actions", "measures"), "questionnaire": ("causes", "actions", "measures"), "dispute": ("grounds",),
}  # fmt: skip


@dataclass(frozen=True)
class Writer:
    """Holds what every part is written from; has no state of its own."""

    facts: CaseFacts
    cat: Catalogue
    route: Route = "plan"

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

    def letter(self, parts: Sequence[PartId]) -> Letter:
        """The letter, made of these parts; a part that has nothing to say is left out, but for those a plan must have."""
        nouns = words.listed([self.text(id).name for id in self.violations], self.locale)
        return Letter(
            case=self.facts.case.id,
            title=self._phrase("titles", self.route, name=nouns),
            locale=self.locale,
            route=self.route,
            violations=self.violations,
            revision=self.facts.case.revision,
            parts=tuple(
                part for part in map(self.part, parts) if part.sentences or part.items or part.id in MUST_STAND.get(self.route, ())
            ),
        )

    def part(self, id: PartId) -> Part:
        """One part of the letter."""
        if id in ANSWERED:
            return self.answers(id)  # type: ignore[arg-type]
        return getattr(self, id)()

    def _phrase(self, *path: str, **values: str) -> str:
        text: Any = self.phrases
        for name in path:
            text = text[name]
        text = str(text)
        for placeholder, value in values.items():
            text = text.replace("{{ " + placeholder + " }}", value)
        return text

    def heading(self, part: str) -> str:
        """The notice's own noun for the question, else the general heading."""
        noun = words.listed([self.text(id).noun for id in self.violations], self.locale)
        if named := self.phrases["headings_of_route"].get(self.route, {}).get(part):
            return str(named)
        own = self.facts.notice.headings.get(part) if self.facts.notice else None
        return own or str(self.phrases["headings"][part]).replace("{{ noun }}", noun)

    def general(self, violation: str) -> FactSheet:
        return general_facts(self.facts, violation, self.cat)

    def write(self, variants: Sequence[str], facts: FactSheet, id: str, base: Sequence[Source] = (), labels: dict[str, str] | None = None):
        return write(variants, facts, id, base=base, gap=str(self.phrases["gap"]), labels=labels, agreements=self.phrases["agreements"])

    # ------------------------------------------------------------ the parts

    def opening(self) -> Part:
        """What is answered, by which letter: in the words of each violation, else of the route."""
        base = self.from_notice()
        sentences = [
            sentence
            for id in self.violations
            for sentence in self.write(self.opening_words(id, first=id == self.violations[0]), self.general(id), f"opening.{id}", base)
        ]
        if not self.violations:
            sentences = [*self.write(self.phrases["openings"][self.route], self.about_money(), "opening.general", base)]
        return Part(id="opening", sentences=tuple(sentences))

    def opening_words(self, violation: str, *, first: bool = True) -> Sequence[str]:
        """The first words about a violation, richest first; those about the next one only say that the letter answers it, too."""
        text = self.text(violation)
        own = {"dispute": text.dispute, "documents": text.cover}.get(self.route, ())
        begins = str(self.phrases["this_answers"]["more" if not first else self.route if self.route == "questionnaire" else "plan"])
        variants = own or (self.phrases["openings"].get(self.route, text.opening))
        return [variant.replace("{{ this_answers }}", begins) for variant in variants]

    def from_notice(self) -> tuple[Source, ...]:
        notice = self.facts.notice
        return (Source(kind="notice", id=notice.file),) if notice else (Source(kind="case", id="case.json"),)

    def about_money(self) -> FactSheet:
        return {**general_facts(self.facts, None, self.cat), **funds_facts(self.facts)}

    def balance(self) -> Part:
        """What a request for withheld money states: the deactivation, the period, the balance, what is still open."""
        known, base = self.about_money(), self.from_notice()
        items = []
        for name, variants in self.phrases["balance"].items():
            if fitting := self._fitting([variants], known):
                items.append(Item(key=name, sentences=self.write(fitting, known, f"balance.{name}", base)))
        return Part(id="balance", heading=self.heading("balance"), items=tuple(items))

    def effect(self) -> Part:
        """Since when the measures are in force and the forecast; before a deactivation also where the rate stands now, which is what Amazon weighs then."""
        sentences: list[Sentence] = []
        heading = self.heading("effect")
        for id in self.violations:
            measurement = main_measurement(self.facts, id, self.cat)
            known = {**self.general(id), **measures_facts(self.facts)}
            base = (Source(kind="measurement", id=measurement.id, files=measurement.files),) if measurement else ()
            if self.facts.case.purpose == "prevent_deactivation" and (now := self._fitting(self.phrases["preventive"]["now"], known)):
                heading = str(self.phrases["preventive"]["heading"])
                sentences += self.write(now, known, f"effect.now.{id}", base)
            sentences += self.write(self._fitting(self.text(id).effect, known), known, f"effect.{id}", base)
        return Part(id="effect", heading=heading, sentences=tuple(sentences))

    def _fitting(self, variants: Sequence[str], known: FactSheet) -> list[str]:
        """The first variant whose facts are all known, or none."""
        return [variant for variant in variants if all(name in known for name in _names(variant))][:1]

    def evidence(self) -> Part:
        """Every file with what it shows; where documents are the answer, with what was read off them, ASIN by ASIN."""
        items = []
        for number, file in enumerate(self.facts.evidence, start=1):
            source = Source(kind="evidence", id=f"evidence/{file.file}", value=file.shows, files=(f"evidence/{file.file}",))
            line = self._phrase("evidence_line", file=file.file, shows=file.shows)
            read_off = dict(document_words(file, self.locale, self.phrases)) if self.route in ("documents", "dispute") else {}
            dated = read_off.pop("dated", None)
            head = Sentence(
                id=f"evidence.{number}", text=line + (dated.text if dated else ""), sources=(source, *([dated.source] if dated else ()))
            )
            points = tuple(
                Sentence(id=f"evidence.{number}.{n}", text=fact.text, sources=(fact.source,))
                for n, fact in enumerate(read_off.values(), start=1)
            )
            items.append(Item(key=file.file, sentences=(head,), points=points))
        return Part(id="evidence", heading=self.heading("evidence"), items=tuple(items))

    def sign_off(self) -> Part:
        source = Source(kind="answer", id="sign_off", files=("answers.json",))
        facts = sign_off_facts(self.facts)
        labels = {"name": "name of the person who confirms the facts", "role": "role of that person", "date": "date of the sign-off"}
        return Part(id="sign_off", sentences=self.write([str(self.phrases["sign_off"])], facts, "sign_off", (source,), labels))

    # ------------------------------------------------------------ causes, actions, measures

    def answers(self, kind: AnswerKind) -> Part:
        items = [self.item(kind, key, answer, number) for number, (key, answer) in enumerate(self.ordered(kind), start=1)]
        chain = str(self.phrases["why_title"]) if kind == "causes" else ""
        return Part(id=kind, heading=self.heading(kind), points_title=chain, items=tuple(items))

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
        return Item(
            key=key,
            title=title if kind in ("causes", "grounds") else "",
            sentences=sentences + tuple(self.proof(id, answer)),
            points=points,
        )

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
