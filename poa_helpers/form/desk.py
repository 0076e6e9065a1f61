"""The form of a case: the steps its kind of letter needs over answers.json, with the letter and what is wrong with it beside them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
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
from ..tables.open_points import NOUNS, OpenPoint, label_of, open_points
from . import parts, progress, wording
from .card import Card
from .evidence import EvidenceStep
from .keeper import Keeper
from .preview import counts_text, issues_html, item_labels, letter_html, source_names
from .sign import SignOffStep
from .timer import Later
from .told import told


class Form(widgets.VBox):
    """The widgets of one case over its answers.json.

    answers: what is answered now; preview: the letter as HTML; issues: what the check says of it; message: the last error.
    Reports are read and measured once, here; every change only drafts and checks the letter anew. Raises PoaError when the
    case's files or answers cannot be used.
    """

    def __init__(self, case: OpenCase, facts: CaseFacts | None = None):
        super().__init__()
        self.case, self.cat = case, case.cat
        self.message, self._taking = "", False
        self._message_line = parts.html("", "poa-message")
        self._alerts = parts.box((self._message_line,))
        self._base = facts or case.facts()
        self.kinds = kinds_of(self._base.route)
        self.steps = (*self.kinds, *wording.LAST_STEPS)
        self.issues: list[Issue] = []
        self._points: list[OpenPoint] = []
        self._drawer = Later(self._draw, quiet=0.15, longest=1.0)
        self.keeper = Keeper(case.folder, self.tell, self._show_state)
        self._make()

    def __repr__(self) -> str:
        return f"The form of case {self.case.case.id}"  # what a notebook file would keep: no answers

    @property
    def answers(self) -> Answers:
        return self.keeper.answers

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
        return self.keeper.saved

    @property
    def conflict(self) -> bool:
        """Whether answers.json was changed by another program since this form read it."""
        return self.keeper.state == "changed"

    # ------------------------------------------------------------ building

    def _make(self) -> None:
        self.add_class("poa-form")
        self._next, self._saved_line = parts.html("", "poa-next"), parts.html("", "poa-saved")
        self._go = parts.button("Take me there", self.go_to_next, "primary")
        self._undo = parts.button("Undo", self.undo)
        self._reload = parts.button("Load the newer answers", self.load_newer, "warning")
        self._here = parts.button("Work here instead", self.work_here, "warning")
        self._focus, self._focus_count = parts.html("", "poa-focus"), 0
        self._beat, self._heard, self._asked = parts.html("", "poa-beat"), 0, 0
        ping = parts.button("Still there", self._answered, "", "poa-ping")
        self._paper, self._review = parts.html("", "poa-paper", "poa-scroll"), parts.html("", "poa-section")
        self._lists = {kind: parts.box(()) for kind in self.kinds}
        self._heads = {kind: parts.html("", "poa-step") for kind in self.kinds}
        self._feet = {kind: parts.html("", "poa-quiet") for kind in self.kinds}
        self._adders = {
            kind: parts.button(
                f"Add {'an' if kind == 'actions' else 'a'} {NOUNS[kind]} in our own words",
                lambda kind=kind: self.add_own(kind), "", parts.place_class("add", kind),
            )
            for kind in self.kinds
        }  # fmt: skip
        self.cards: dict[tuple[AnswerKind, str], Card] = {}
        self._shown: dict[AnswerKind, list[Card]] = {}
        self.evidence_step, self.sign_step = EvidenceStep(self), SignOffStep(self)
        self.sign_fields = self.sign_step.fields
        for kind in self.kinds:
            self._show_cards(kind)
        evidence = self.evidence_step.root
        evidence.add_class(parts.place_class("evidence"))
        self.tabs = widgets.Tab()
        self.tabs.children = [*(self._lists[kind] for kind in self.kinds), evidence, self.sign_step.root, self._review]
        self._show_titles(self.facts, set(self.steps))
        left = parts.box((self.tabs,), "poa-left")
        right = parts.box((parts.html(wording.LETTER), self._paper), "poa-right")
        panes = widgets.Box([left, right])
        panes.add_class("poa-panes")
        bar = widgets.HBox([self._go, self._undo, self._saved_line])
        bar.add_class("poa-bar")
        self.children = (parts.html(parts.STYLE), self._alerts, self._next, bar, panes, self._focus, self._beat, ping)
        self._show_beat()
        self._show_state()
        self._draw()

    @told
    def _show_cards(self, kind: AnswerKind) -> None:
        """The cards of a step: those there are stay, with the cursor in them."""
        keys = offered(self.answers, self._base.candidates, self._base.grounds)[kind]
        for key in keys:
            if (kind, key) not in self.cards:
                self.cards[kind, key] = Card(self, kind, key)
        cards = [self.cards[kind, key] for key in keys]
        if self._shown.get(kind) == cards:
            return
        self._shown[kind] = cards
        nothing = "" if keys or kind not in wording.EMPTY else f"<p><strong>{wording.EMPTY[kind]}</strong></p>"
        intro = parts.html(f"<p>{wording.intro(kind, self._base.route)}</p>{nothing}")
        labels = [label_of(kind, card.key, self.facts, self.cat) for card in cards]
        found = parts.finder("Find in this list", [(label, card.root) for label, card in zip(labels, cards, strict=True)])
        self._lists[kind].children = (
            self._heads[kind],
            intro,
            *found,
            *(card.root for card in cards),
            self._feet[kind],
            self._adders[kind],
        )

    def _show_titles(self, facts: CaseFacts, open_steps: set[str]) -> None:
        titles = [
            progress.title_of(number, wording.title(step, self._base.route), step, facts, open_steps)
            for number, step in enumerate(self.steps, start=1)
        ]
        if list(self.tabs.titles) != titles:
            self.tabs.titles = titles

    # ------------------------------------------------------------ what the person does

    @told
    def record(self, kind: AnswerKind, key: str, **changes: Any) -> None:
        """Note a change of one answer; saving and drawing follow in a moment."""
        field = next(iter(changes.get("fields", {})), "") or ",".join(changes)
        what = f"the change of {wording.PARTS.get(field, 'a detail')} of ‘{label_of(kind, key, self.facts, self.cat)}’"
        self._change(change(self.answers, kind, key, **changes), what, "" if field in ("evidence", "causes") else f"{kind}.{key}.{field}")

    @told
    def decide(self, kind: AnswerKind, key: str, state: State | None, reason: str = "") -> None:
        """Confirm, decline or take back; a cause brings its actions and measures with it."""
        what = f"the answer to ‘{label_of(kind, key, self.facts, self.cat)}’"
        if self._change(decided(self.answers, kind, key, state, reason), what, at_once=True):
            self.cards[kind, key].refresh()
            if kind == "causes":
                self._show_all_cards(but=kind)

    @told
    def add_own(self, kind: AnswerKind) -> None:
        """An empty answer in the seller's own words; like every other one it counts when it is confirmed."""
        key = next_own_key(self.answers, kind)
        if self._change(change(self.answers, kind, key, state=None), f"the {NOUNS[kind]} you added", at_once=True):
            self.cards.pop((kind, key), None)  # an own answer of this number may have been removed before
            self._show_cards(kind)
            self._send_cursor(parts.place_class(kind, key))

    @told
    def remove(self, kind: AnswerKind, key: str) -> None:
        """Take an own answer out again."""
        held = {name: answer for name, answer in getattr(self.answers, kind).items() if name != key}
        what = f"the removal of ‘{label_of(kind, key, self.facts, self.cat)}’"
        if self._change(self.answers.model_copy(update={kind: held}), what, at_once=True):
            del self.cards[kind, key]
            self._show_all_cards()
            self._send_cursor(parts.place_class("add", kind))

    @told
    def sign(self, **changes: Any) -> None:
        """Note a change of the sign-off."""
        name = next(iter(changes))
        self._change(sign(self.answers, **changes), "the change of the sign-off", "" if name == "confirmed" else f"sign_off.{name}")

    @told
    def undo(self) -> None:
        """Take the last change back."""
        if self.keeper.undo():
            self._take()

    @told
    def run_safely(self, work: Callable[[], None]) -> None:
        """Do what a step's button asks for; an error is said in the form."""
        work()

    @told
    def go_to_next(self) -> None:
        """Open the step of the first missing thing and send the cursor there."""
        point = self._points[0] if self._points else None
        step = point.step if point else "review"
        self.tabs.selected_index = self.steps.index(step)
        kind, _, key = (point.key if point else "").partition(".")
        if step == "sign_off":
            self._send_cursor(parts.place_class("sign_off", kind))
        elif step == "evidence":
            self._send_cursor(parts.place_class("evidence"))
        elif key:
            self._send_cursor(parts.place_class(kind, key), empty=True)
        elif first := next((card for (group, _), card in self.cards.items() if group == step and not card.answer.state), None):
            self._send_cursor(parts.place_class(step, first.key))

    def _change(self, answers: Answers, what: str, place: str = "", *, at_once: bool = False) -> bool:
        """Hand new answers to the keeper; False while widgets are only shown anew, or while another form has the case."""
        if self._taking or not self.keeper.change(answers, what, place):
            return False
        self._drawer.ask(0.02 if at_once else None)
        return True

    def _show_all_cards(self, but: AnswerKind | None = None) -> None:
        for kind in self.kinds:
            if kind != but:
                self._show_cards(kind)
        for card in self.cards.values():
            if card.kind != "causes":
                card.refresh()

    def _take(self) -> None:
        """Show the answers as the keeper holds them."""
        self.cards = {at: card for at, card in self.cards.items() if not card.own or at[1] in getattr(self.answers, at[0])}
        with self._only_showing():
            self._show_all_cards()
            for card in self.cards.values():
                card.take()
            self.sign_step.take(self.answers.sign_off)
        self._draw()

    @contextmanager
    def _only_showing(self) -> Iterator[None]:
        """Widgets that are set here tell of no change by the person."""
        self._taking = True
        try:
            yield
        finally:
            self._taking = False

    def evidence_changed(self, base: CaseFacts) -> None:
        """The evidence index was written: candidates, tick boxes and letter follow."""
        self._base = base
        if "causes" in self.kinds:
            self._show_cards("causes")
        for card in self.cards.values():
            card.refresh_evidence()
        self._drawer.ask()

    # ------------------------------------------------------------ other forms, tabs and programs

    @told
    def load_newer(self) -> None:
        """Take the answers on disk; what was changed only here is dropped."""
        self.keeper.reload()
        self.tell("")
        self._take()

    @told
    def work_here(self) -> None:
        """Have the case from the form that holds it."""
        self.keeper.take_over(self.load_newer)

    def flush(self) -> None:
        """Save and draw now what is waiting."""
        self.keeper.flush()
        if self._drawer.waiting:
            self._drawer.now()

    def ask_if_seen(self) -> int:
        """Ask the page whether somebody still sees this form; `heard` grows when it answers. Returns what it is now."""
        self._asked += 1
        self._show_beat()
        return self._heard

    @property
    def heard(self) -> int:
        """How often the page has answered."""
        return self._heard

    def _answered(self) -> None:
        self._heard += 1
        self._show_beat()

    def _show_beat(self) -> None:
        self._beat.value = f"<i data-ask='{self._asked}' data-heard='{self._heard}'></i>"

    def _send_cursor(self, place: str, *, empty: bool = False) -> None:
        """Have the page put the cursor into a place of the form; empty: into its first empty field."""
        self._focus_count += 1
        self._focus.value = f"<i data-n='{self._focus_count}' data-at='{escape(place)}'{' data-empty=1' if empty else ''}></i>"

    # ------------------------------------------------------------ drawing

    @told
    def _draw(self) -> None:
        facts = self.facts
        try:
            letter = draft_letter(facts, cat=self.cat)
            self.issues = check_letter(letter, facts, self.cat)
            gap = str(self.cat.words(facts.case.locale)["gap"])
            self._paper.value = letter_html(letter, gap, self.issues, source_names(facts, self.cat), item_labels(facts, self.cat))
        except PoaError as error:
            self.issues = []
            self._paper.value = "".join(f"<p>{escape(line)}</p>" for line in str(error).splitlines())
        self._show_progress(facts)

    def _show_progress(self, facts: CaseFacts) -> None:
        self._points = points = open_points(facts, self.cat)
        self._show_titles(facts, {point.step for point in points})
        for kind in self.kinds:
            self._heads[kind].value = progress.step_html(kind, facts)
            self._feet[kind].value = progress.missing_html(kind, points)
        if points:
            first, more = points[0], len(points) - 1
            place = f"step {self.steps.index(first.step) + 1}, {wording.title(first.step, self._base.route)}"
            todo = f"<strong>Next: {escape(first.text)}</strong> ({place})" + (f"; {more} more to answer after that." if more else ".")
        else:
            todo = f"<strong>Nothing is missing in the form.</strong> {wording.then(len(self.steps))}"
        self._next.value = f"<div role='status'>{todo} {counts_text(self.issues)}</div>"
        rows = "".join(f"<li>{escape(wording.title(point.step, self._base.route))}: {escape(point.text)}</li>" for point in points)
        missing = f"<h4>Still to answer ({len(points)})</h4><ul>{rows}</ul>" if points else "<h4>Nothing is missing in the form.</h4>"
        letter = parts.link("3_letter", "Open the letter", self.case.folder.name)
        self._review.value = f"{issues_html(self.issues)}{missing}<p>{wording.WRITTEN_BY}</p><p>{letter}</p>"

    def _show_state(self) -> None:
        """Whether all is saved, what can be undone, who has the case. Also called while the form is being made."""
        if not hasattr(self, "_saved_line") or not hasattr(self, "keeper"):
            return
        state, undo = self.keeper.state, self.keeper.history.next
        words = {"mine": "All changes are saved." if self.saved else "Saving …", "elsewhere": "Read only here.", "changed": "Not saved."}
        self._saved_line.value = f"<span role='status'>{words[state]}</span>"
        self._undo.tooltip = f"Take back {undo}" if undo else "There is nothing to take back"
        (self.add_class if state == "elsewhere" else self.remove_class)("poa-locked")
        buttons = {"mine": (), "elsewhere": (self._here,), "changed": (self._reload,)}[state]
        parts.set_children(self._alerts, (self._message_line, *buttons))
        if state == "elsewhere" and not self.message:
            self.tell(wording.ELSEWHERE)

    def tell(self, sentence: str) -> None:
        """Show one sentence above the form, or take it away."""
        self.message = sentence
        lines = "<br>".join(escape(line) for line in sentence.splitlines())
        self._message_line.value = f'<div role="alert">{lines}</div>' if sentence else ""
