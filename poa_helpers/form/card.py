"""One card of the form: a cause, an action or a measure, asked about as the catalogue words it."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import TYPE_CHECKING, Any

import ipywidgets as widgets

from ..catalogue import AnswerText, FieldText
from ..model import Answer, AnswerKind, Candidate
from ..tables.open_points import fields_of, home_of, label_of, words_for
from ..words import as_day
from . import parts

if TYPE_CHECKING:
    from .desk import Form

WHYS = 5
STATES = {
    "causes": (("Not answered", ""), ("Yes, this was a cause", "confirmed"), ("No", "declined")),
    "actions": (("Not answered", ""), ("Yes, we did this", "confirmed"), ("No", "declined")),
    "measures": (("Not answered", ""), ("Yes, this is in place", "confirmed"), ("No", "declined")),
    "grounds": (("Not answered", ""), ("Yes, and a document shows it", "confirmed"), ("No", "declined")),
}
REASONS = {
    "causes": "Why is this not a cause? (kept in the case, not said in the letter)",
    "actions": "Why was this not done, or not needed? (kept in the case, not said in the letter)",
    "measures": "Why is this not in place, or not needed? (kept in the case, not said in the letter)",
    "grounds": "Why does this not hold? (kept in the case, not said in the letter)",
}
OWN_WORDS = {
    "causes": "What went wrong, in our own words (whole sentences, as they shall stand in the letter)",
    "actions": "What was done, in our own words (whole sentences in the past tense, with what can be counted)",
    "measures": "What is done from now on, in our own words (whole sentences)",
    "grounds": "Why the account did not breach, in our own words (facts that a document shows)",
}
ONLY_YOU = "The reports cannot show this; only you can know."
GONE = "The files in the case no longer point to this; it is kept as you answered it."


class Card:
    """The widgets of one answer. `root` is what is shown; the details are made when the answer is confirmed."""

    def __init__(self, form: Form, kind: AnswerKind, key: str):
        self.form, self.kind, self.key = form, kind, key
        self.own = home_of(kind, key, form.facts, form.cat) is None
        answer = self.answer
        self.choice = parts.decision(STATES[kind], answer.state or "", self._decided)
        self.reason = parts.text_field(REASONS[kind], answer.reason, lambda text: self._record(reason=text), rows=2)
        self.text = parts.text_field(OWN_WORDS[kind], answer.text, lambda text: self._record(text=text), rows=3)
        self.fields: dict[str, widgets.Widget] = {}
        self.whys: list[widgets.Widget] = []
        self.why_box, self.proof, self.for_causes = parts.box(()), parts.box(()), parts.box(())
        self.heading = parts.html("")
        self.root = parts.box((), "poa-card", parts.place_class(kind, key))
        self._details: list[widgets.Widget] = []
        self._remove = parts.button("Remove these words", lambda: self.form.remove(self.kind, self.key))
        self.refresh()

    @property
    def answer(self) -> Answer:
        return getattr(self.form.answers, self.kind).get(self.key, Answer())

    @property
    def candidate(self) -> Candidate | None:
        return self.form.facts.candidate(self.key) if self.kind == "causes" else None

    @property
    def words(self) -> AnswerText:
        return words_for(self.kind, self.key, self.form.facts, self.form.cat)

    def take(self) -> None:
        """Show the answer as the form holds it now, in widgets that may show an older one."""
        answer = self.answer
        self.choice.value, self.reason.value, self.text.value = answer.state or "", answer.reason, answer.text
        for name, widget in self.fields.items():
            value = answer.fields.get(name, "")
            widget.value = as_day(value) if isinstance(widget, widgets.DatePicker) else value
        for number, field in enumerate(self.whys):
            field.value = answer.why[number] if number < len(answer.why) else ""
        if self.whys:
            self._show_whys()
        self.refresh()

    def refresh(self) -> None:
        """Show what fits the answer as it is: details when confirmed, the reason when declined."""
        state = self.answer.state
        shown: list[widgets.Widget] = [self.heading, *([self.text] if self.own else []), self.choice]
        self.heading.value = self._heading()
        if state == "declined":
            shown.append(self.reason)
        if state == "confirmed":
            shown += self._made_details()
            self.refresh_evidence()
            self.refresh_causes()
        if self.own:
            shown.append(self._remove)
        parts.set_children(self.root, shown)

    def _made_details(self) -> list[widgets.Widget]:
        """The fields of a confirmed answer; made once."""
        if not self._details:
            for name, field in self._asked_fields().items():
                self.fields[name] = _field(
                    field, self.answer.fields.get(name, ""), lambda text, name=name: self._record(fields={name: text})
                )
            if self.kind == "causes":
                self._make_whys()
            causes = [self.for_causes] if self.own and self.kind != "causes" else []
            self._details = [*causes, *self.fields.values(), self.why_box, self.proof]
        return self._details

    def _asked_fields(self) -> dict[str, FieldText]:
        """The details to ask for: where a finding has the figures, no own count is asked for beside them."""
        fields = fields_of(self.kind, self.key, self.form.facts, self.form.cat)
        counted = self.candidate is not None and self.candidate.finding is not None
        return {name: field for name, field in fields.items() if not (counted and field.optional) or name in self.answer.fields}

    # ------------------------------------------------------------ the parts

    def _heading(self) -> str:
        words = self.words
        pieces = [f"<h4>{escape(label_of(self.kind, self.key, self.form.facts, self.form.cat))}</h4>"]
        pieces += [f"<p>{escape(words.ask)}</p>"] if words.ask else []
        pieces += [f"<p class='poa-quiet'>{escape(words.why_we_ask)}</p>"] if words.why_we_ask else []
        if self.kind == "causes" and not self.own:
            pieces.append(f"<p class='poa-support'>{escape(self._support())}</p>")
        if self.kind != "causes" and not self.own:
            pieces.append(f"<p class='poa-quiet'>{escape(self._asked_because())}</p>")
        return "".join(pieces)

    def _support(self) -> str:
        """The sentence with the numbers, or that there can be none."""
        if not self.candidate:
            return GONE
        found = self.candidate.finding
        alike = (
            "; ".join(", ".join(f"{name} {value}" for name, value in segment.items()) for segment in found.same_orders_as) if found else ""
        )
        return (self.candidate.support or ONLY_YOU) + (f" The data cannot tell this apart from: {alike}." if alike else "")

    def _asked_because(self) -> str:
        """Which confirmed causes an action or measure is offered for."""
        causes = [
            c.key
            for c in self.form.facts.candidates
            if self.key in getattr(c, self.kind) and c.key in self.form.answers.confirmed("causes")
        ]
        labels = "; ".join(label_of("causes", key, self.form.facts, self.form.cat) for key in causes)
        return f"For the cause: {labels}" if labels else "No confirmed cause asks for this any more; decline it, or confirm its cause."

    def _make_whys(self) -> None:
        for number in range(WHYS):
            value = self.answer.why[number] if number < len(self.answer.why) else ""
            label = (
                "Why? (say what in your process made this possible)"
                if number == 0
                else f"And why was that? ({number + 1} of at most {WHYS})"
            )
            self.whys.append(parts.text_field(label, value, self._why_typed, rows=2))
        self._show_whys()

    def _why_typed(self, _: str) -> None:
        chain = [field.value for field in self.whys]
        while chain and not chain[-1].strip():
            chain.pop()
        self._record(why=tuple(chain))
        self._show_whys()

    def _show_whys(self) -> None:
        """Those that are filled in, and the next one."""
        filled = max((n for n, field in enumerate(self.whys, start=1) if field.value.strip()), default=0)
        shown = max(filled + 1, len(self.why_box.children))  # one that was shown stays: the cursor may be in it
        parts.set_children(self.why_box, self.whys[:shown])

    def refresh_evidence(self) -> None:
        """A tick box for each file of the evidence index, and for a file that was named and is not listed any more."""
        if self.answer.state != "confirmed":
            return
        files = {file.file: f"{file.file} – {file.shows}" for file in self.form.facts.evidence}
        files |= {name: f"{name} – not in the evidence index" for name in self.answer.evidence if name not in files}
        wanted = self._wanted_evidence()
        hint = parts.html(f"<p class='poa-quiet'>Fitting evidence: {escape(wanted)}.</p>" if wanted else "")
        if files:
            boxes = parts.ticks(
                "Which files prove it?",
                [(text, name) for name, text in files.items()],
                self.answer.evidence,
                lambda names: self._record(evidence=names),
            )
            self.proof.children = (boxes, hint)
        else:
            self.proof.children = (
                parts.html("<p class='poa-quiet'>Files that prove it can be chosen here once they are added in step 4, Evidence.</p>"),
                hint,
            )

    def _wanted_evidence(self) -> str:
        home = home_of(self.kind, self.key, self.form.facts, self.form.cat)
        if not home:
            return ""
        entry = getattr(self.form.cat.violation(home[0]), self.kind)[home[1]]
        texts = self.form.cat.text(home[0], self.form.facts.case.locale).evidence
        return ", ".join(texts[kind].label for kind in entry.evidence if kind in texts)

    def refresh_causes(self) -> None:
        """For an action or measure in own words: the confirmed causes it answers."""
        if not self.own or self.kind == "causes":
            return
        options = [(label_of("causes", key, self.form.facts, self.form.cat), key) for key in self.form.answers.confirmed("causes")]
        self.for_causes.children = (
            parts.ticks("Which cause does it answer?", options, self.answer.causes, lambda keys: self._record(causes=keys)),
        )

    # ------------------------------------------------------------ what the person does

    def _record(self, **changes: Any) -> None:
        self.form.record(self.kind, self.key, **changes)

    def _decided(self, state: str) -> None:
        self.form.decide(self.kind, self.key, state or None, self.reason.value)


def _field(field: FieldText, value: str, changed: parts.Change) -> widgets.Widget:
    """The widget for a detail, by its type."""
    label = field.label if not field.optional or "optional" in field.label.lower() else f"{field.label} (optional)"
    if field.type in ("past_date", "date"):
        return parts.date_field(label, value, changed)
    if field.type in ("long_text", "order_ids"):
        return parts.text_field(label, value, changed, rows=3)
    return parts.text_field(label, value, changed)


def labels(cards: Sequence[Card]) -> list[str]:
    """The headings of cards, for tests and messages."""
    return [label_of(card.kind, card.key, card.form.facts, card.form.cat) for card in cards]
