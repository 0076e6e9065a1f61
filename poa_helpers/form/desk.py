"""The form of a case: the steps its kind of letter needs over answers.json, with the letter and what is wrong with it beside them."""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from typing import Any

import ipywidgets as widgets

from ..case import OpenCase
from ..check import check_letter
from ..collect import change, kinds_of, next_own_key, offered, sign
from ..collect import decide as decided
from ..draft import draft_letter
from ..errors import PoaError
from ..model import AnswerKind, Answers, CaseFacts, Issue, State
from ..tables.open_points import NOUNS, open_points
from . import parts
from .card import Card
from .evidence import EvidenceStep
from .preview import counts_text, issues_html, letter_html
from .store import AnswerFile, ChangedElsewhere
from .timer import Later
from .told import told

LAST_STEPS = ("evidence", "sign_off", "review")
TITLES = {
    "causes": "Causes",
    "actions": "Actions",
    "measures": "Measures",
    "grounds": "Why there was no breach",
    "evidence": "Evidence",
    "sign_off": "Sign-off",
    "review": "Review",
}
INTRO = {
    "causes": "What made it possible? Nothing is chosen for you: say for each whether it was a cause. Causes that the reports support come first.",
    "actions": "What have you already done? Only what is done and dated goes into the letter.",
    "measures": "What keeps it from happening again? Each needs a person, a rhythm, a limit and a record.",
    "grounds": "Why did the account not breach the policy? Each point needs a document; nothing here admits a fault.",
}
# Where papers are asked for, they may speak for themselves.
WITH_PAPERS = {
    "titles": {"grounds": "What they show"},
    "intro": {
        "grounds": "What do the documents show that Amazon wants to be told in words, such as the store name of a reactivated account? Confirm only what a "
        "document shows; none is needed where the documents say it all."
    },
}
EMPTY = {
    "actions": "Confirm a cause first; the actions that fit it are then asked here.",
    "measures": "Confirm a cause first; the measures that fit it are then asked here.",
}
STATEMENT = "I know the facts of this case and confirm each statement"
CHANGED = "Another tab or program has changed answers.json since this form read it. What you changed here since then is not saved."


class Form(widgets.VBox):
    """The widgets of one case over its answers.json.

    answers: what is answered now; preview: the letter as HTML; issues: what the check says of it; message: the last error.
    Reports are read and measured once, here; every change only drafts and checks the letter anew. Raises PoaError when the
    case's files or answers cannot be used.
    """

    def __init__(self, case: OpenCase, facts: CaseFacts | None = None):
        super().__init__()
        self.case, self.cat = case, case.cat
        self._file = AnswerFile(case.folder)
        self.answers: Answers = self._file.saved
        self._base = facts or case.facts()
        self.kinds = kinds_of(self._base.route)
        self.steps = (*self.kinds, *LAST_STEPS)
        self.issues: list[Issue] = []
        self.message, self.conflict = "", False
        self._saver = Later(self._save, quiet=0.3, longest=0.7)
        self._drawer = Later(self._draw, quiet=0.45, longest=1.5)
        self._make()

    def said(self, what: str, step: str) -> str:
        """The title or the introduction of a step, as the route of the letter words it."""
        usual = {"titles": TITLES, "intro": INTRO}[what][step]
        return WITH_PAPERS[what].get(step, usual) if self._base.route == "documents" else usual

    def __repr__(self) -> str:
        return f"The form of case {self.case.case.id}"  # what a notebook file would keep: no answers

    @property
    def facts(self) -> CaseFacts:
        """Everything known, with the answers as they stand in the form."""
        return self._base.model_copy(update={"answers": self.answers})

    @property
    def preview(self) -> str:
        return self._paper.value

    @property
    def saved(self) -> bool:
        """Whether everything answered is on disk."""
        return self.answers == self._file.saved

    # ------------------------------------------------------------ building

    def _make(self) -> None:
        self.add_class("poa-form")
        self._message_line, self._next = parts.html("", "poa-message"), parts.html("", "poa-next")
        self._reload = parts.button("Load the newer answers", self.load_newer, "warning")
        self._alerts = parts.box((self._message_line,))
        self._paper, self._review = parts.html("", "poa-paper"), parts.html("", "poa-section")
        self._lists = {kind: parts.box(()) for kind in self.kinds}
        self._sign_off = parts.box((), "poa-section")
        self.evidence_step = EvidenceStep(self)
        self.tabs = widgets.Tab()
        self._fill()
        self.tabs.children = [*(self._lists[kind] for kind in self.kinds), self.evidence_step.root, self._sign_off, self._review]
        self._show_titles(set(self.steps))
        left = parts.box((self.tabs,), "poa-left")
        right = parts.box(
            (
                parts.html("<h4>Your letter so far</h4><p class='poa-quiet'>Rest the pointer on a sentence to see where it is from.</p>"),
                self._paper,
            ),
            "poa-right",
        )
        panes = widgets.Box([left, right])
        panes.add_class("poa-panes")
        self.children = (parts.html(parts.STYLE), self._alerts, self._next, panes)
        self._draw()

    def _fill(self) -> None:
        """Everything that holds answers, made from the answers as they are."""
        self.cards: dict[tuple[AnswerKind, str], Card] = {}
        for kind in self.kinds:
            self._show_cards(kind)
        signed = self.answers.sign_off
        self.sign_fields = {
            "name": parts.text_field("Name of the person who knows the facts", signed.name, lambda text: self.sign(name=text)),
            "role": parts.text_field("Role in the company", signed.role, lambda text: self.sign(role=text)),
            "date": parts.date_field("Date of the sign-off", signed.date, lambda text: self.sign(date=text)),
            "confirmed": parts.tick(STATEMENT, signed.confirmed, lambda on: self.sign(confirmed=on)),
        }
        note = parts.html("<p>Amazon acts on what you say. One person stands for it: their name closes the letter.</p>")
        self._sign_off.children = (note, *self.sign_fields.values())

    @told
    def _show_cards(self, kind: AnswerKind) -> None:
        """The cards of a step: those there are stay, with the cursor in them."""
        keys = offered(self.answers, self._base.candidates, self._base.grounds)[kind]
        for key in keys:
            if (kind, key) not in self.cards:
                self.cards[kind, key] = Card(self, kind, key)
        cards = [self.cards[kind, key].root for key in keys]
        intro = parts.html(
            f"<p>{self.said('intro', kind)}</p>" + ("" if keys or kind not in EMPTY else f"<p><strong>{EMPTY[kind]}</strong></p>")
        )
        own = parts.button(f"Add {'an' if kind == 'actions' else 'a'} {NOUNS[kind]} in our own words", lambda: self.add_own(kind))
        shown = self._lists[kind].children
        if tuple(shown[1:-1]) != tuple(cards) or not shown:
            self._lists[kind].children = (intro, *cards, own)

    def _show_titles(self, open_steps: set[str]) -> None:
        titles = [
            f"{number} {self.said('titles', step)}{'' if step in open_steps or step == 'review' else ' ✓'}"
            for number, step in enumerate(self.steps, start=1)
        ]
        if list(self.tabs.titles) != titles:
            self.tabs.titles = titles

    # ------------------------------------------------------------ what the person does

    @told
    def record(self, kind: AnswerKind, key: str, **changes: Any) -> None:
        """Note a change of one answer; saving and drawing follow in a moment."""
        self.answers = change(self.answers, kind, key, **changes)
        self._changed()

    @told
    def decide(self, kind: AnswerKind, key: str, state: State | None, reason: str = "") -> None:
        """Confirm, decline or take back; a cause brings its actions and measures with it."""
        self.answers = decided(self.answers, kind, key, state, reason)
        self.cards[kind, key].refresh()
        if kind == "causes":
            for other in ("actions", "measures"):
                self._show_cards(other)
            self._refresh_cards()
        self._changed()

    @told
    def add_own(self, kind: AnswerKind) -> None:
        """An empty answer in the seller's own words; like every other one it counts when it is confirmed."""
        self.answers = change(self.answers, kind, next_own_key(self.answers, kind), state=None)
        self._show_cards(kind)
        self._changed()

    @told
    def remove(self, kind: AnswerKind, key: str) -> None:
        """Take an own answer out again."""
        held = {name: answer for name, answer in getattr(self.answers, kind).items() if name != key}
        self.answers = self.answers.model_copy(update={kind: held})
        del self.cards[kind, key]
        self._show_cards(kind)
        self._refresh_cards()
        self._changed()

    @told
    def sign(self, **changes: Any) -> None:
        self.answers = sign(self.answers, **changes)
        self._changed()

    @told
    def run_safely(self, work: Callable[[], None]) -> None:
        """Do what a step's button asks for; an error is said in the form."""
        work()

    def _refresh_cards(self) -> None:
        for card in self.cards.values():
            if card.kind != "causes":
                card.refresh()

    def evidence_changed(self, base: CaseFacts) -> None:
        """The evidence index was written: candidates, tick boxes and letter follow."""
        self._base = base
        self._show_cards("causes")
        for card in self.cards.values():
            card.refresh_evidence()
        self._drawer.ask()

    @told
    def load_newer(self) -> None:
        """Take the answers on disk; what was changed only here is dropped."""
        self.answers = self._file.reload()
        self.conflict = False
        for kind in self.kinds:
            self._lists[kind].children = ()
        self._fill()
        self.tell("")
        self._draw()

    def flush(self) -> None:
        """Save and draw now what is waiting."""
        for waiting in (self._saver, self._drawer):
            if waiting.waiting:
                waiting.now()

    # ------------------------------------------------------------ saving and drawing

    def _changed(self) -> None:
        self._saver.ask()
        self._drawer.ask()

    @told
    def _save(self) -> None:
        if self.conflict:
            return
        try:
            if self._file.save(self.answers) and self.message:
                self.tell("")
        except ChangedElsewhere:
            self.conflict = True
            self.tell(CHANGED)
        except PoaError as error:
            self.tell(f"Not saved yet. {error}")
            if self._saver_runs():
                self._saver.ask(after=2.0)

    def _saver_runs(self) -> bool:
        """Whether there is an event loop that can try again; without one the next change saves."""
        import asyncio

        try:
            asyncio.get_running_loop()
        except RuntimeError:
            return False
        return True

    @told
    def _draw(self) -> None:
        facts = self.facts
        try:
            letter = draft_letter(facts, cat=self.cat)
            self.issues = check_letter(letter, facts, self.cat)
            phrases = self.cat.words(facts.case.locale)
            self._paper.value = letter_html(letter, str(phrases["gap"]))
        except PoaError as error:
            self.issues = []
            self._paper.value = "".join(f"<p>{escape(line)}</p>" for line in str(error).splitlines())
        self._show_progress(facts)

    def _show_progress(self, facts: CaseFacts) -> None:
        points = open_points(facts, self.cat)
        steps = {point.step for point in points}
        self._show_titles(steps)
        if points:
            first, more = points[0], len(points) - 1
            place = f"step {self.steps.index(first.step) + 1}, {TITLES[first.step]}"
            todo = f"<strong>Next: {escape(first.text)}</strong> ({place})" + (f"; {more} more to answer after that." if more else ".")
        else:
            todo = "<strong>Nothing is missing in the form.</strong> Look at step 6, Review; then open the notebook 3_letter."
        self._next.value = f"{todo} {counts_text(self.issues)}"
        rows = "".join(f"<li>{escape(TITLES[point.step])}: {escape(point.text)}</li>" for point in points)
        missing = f"<h4>Still to answer ({len(points)})</h4><ul>{rows}</ul>" if points else "<h4>Nothing is missing in the form.</h4>"
        self._review.value = f"{issues_html(self.issues)}{missing}<p>The letter is written to the case folder by the notebook 3_letter.</p>"

    def tell(self, sentence: str) -> None:
        """Show one sentence above the form, or take it away."""
        self.message = sentence
        lines = "<br>".join(escape(line) for line in sentence.splitlines())
        self._message_line.value = f'<div role="alert">{lines}</div>' if sentence else ""
        parts.set_children(self._alerts, (self._message_line, *([self._reload] if self.conflict else [])))
