"""What a person does in the form, by what they see: labels, headings and buttons. The answers are those of a fictional seller who knows the truth.

With `keys=True` nothing is clicked: every control is reached with the Tab key and worked with the keyboard.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import TimeoutError as PlaywrightTimeout

from poa_helpers.catalogue import Catalogue, catalogue
from poa_helpers.collect import asked_fields
from poa_helpers.model import Answer, Answers

YES = {
    "causes": "Yes, this was a cause",
    "actions": "Yes, we did this",
    "measures": "Yes, this is in place",
    "grounds": "Yes, and a document shows it",
}
STEPS = {
    "causes": "1 Causes",
    "actions": "2 Actions",
    "measures": "3 Measures",
    "evidence": "4 Evidence",
    "sign_off": "5 Sign-off",
    "review": "6 Review",
}
DATES = ("past_date", "date")


@dataclass
class Effort:
    """What it took: clicks (or presses of a key on a control) and fields typed in."""

    clicks: int = 0
    fields: int = 0


@dataclass
class Person:
    """Someone in front of a form. violation: whose words the form uses; effort: what was done so far."""

    page: Any
    form: Any
    violation: str
    keys: bool = False
    effort: Effort = field(default_factory=Effort)

    def __post_init__(self) -> None:
        self.cat: Catalogue = catalogue()
        self.text = self.cat.text(self.violation, "en-US")

    # ------------------------------------------------------------ hands

    def press(self, control: Any) -> None:
        """A click; with the keyboard: Tab until the control has the focus, then the space bar."""
        self.effort.clicks += 1
        if not self.keys:
            control.click()
            return
        self.walk_to(control)
        self.page.keyboard.press("Space")

    def choose(self, button: Any) -> None:
        """One of several buttons; pressed again, as anybody would, where it was drawn anew under the hand and does not show that it is chosen.

        That is counted once: how many presses the form takes does not depend on how fast the machine draws.
        """
        before = self.effort.clicks
        for _ in range(3):
            self.press(button)
            self.effort.clicks = before + 1
            try:
                button.and_(self.page.locator(".mod-active")).wait_for(timeout=5_000)
            except PlaywrightTimeout:
                continue
            return
        raise AssertionError("the button does not stay pressed")

    def type(self, control: Any, text: str) -> None:
        """Text into a field; a day with the digits of the browser's own order."""
        self.effort.fields += 1
        dated = control.get_attribute("type") == "date"
        if not self.keys:
            control.fill(text)
            return
        self.walk_to(control)
        if dated:
            year, month, day = text.split("-")
            self.page.keyboard.type(f"{month}{day}{year}")
        else:
            self.page.keyboard.press("Control+a")
            self.page.keyboard.insert_text(text)

    def walk_to(self, control: Any, most: int = 400) -> None:
        """Press Tab (or Shift+Tab, where the control lies before) until the control has the focus."""
        handle = control.element_handle()
        where = """(e) => { const a = document.activeElement; if (a === e) return 0;
            return a && a !== document.body && (a.compareDocumentPosition(e) & Node.DOCUMENT_POSITION_PRECEDING) ? -1 : 1 }"""
        for _ in range(most):
            if not handle.evaluate("e => e.isConnected"):
                handle = control.element_handle()  # drawn anew meanwhile
            turn = handle.evaluate(where)
            if turn == 0:
                seen = handle.evaluate(
                    "e => { const r = e.getBoundingClientRect(); return r.width > 0 && r.height > 0 && e.matches(':focus-visible') }"
                )
                assert seen, "the focus is not to be seen"
                return
            self.page.keyboard.press("Shift+Tab" if turn < 0 else "Tab")
        raise AssertionError(f"the keyboard does not reach {handle.evaluate('e => e.outerHTML.slice(0, 200)')}")

    # ------------------------------------------------------------ the form

    def step(self, name: str) -> None:
        tab = self.form.locator(".lm-TabBar-tab", has_text=STEPS[name])
        if not self.keys:
            self.effort.clicks += 1
            tab.click()
            return
        self.effort.clicks += 1
        current = self.form.locator(".lm-TabBar-tab.lm-mod-current")
        self.walk_to(current)
        for _ in range(len(STEPS)):
            if "lm-mod-current" in (tab.get_attribute("class") or ""):
                return
            self.page.keyboard.press("ArrowRight")
            self.page.keyboard.press("Enter")
            self.page.wait_for_timeout(80)
        assert "lm-mod-current" in (tab.get_attribute("class") or ""), f"the keyboard does not open step {name}"

    def card(self, kind: str, key: str) -> Any:
        """The card of an answer, found by its heading."""
        name, _, place = key.partition("@")
        label = getattr(self.text, kind)[name].label
        cards = self.form.locator(".poa-card:visible").filter(has=self.page.locator("h4", has_text=re.compile(f"^{re.escape(label)}")))
        value = place.partition("=")[2]
        return cards.filter(has=self.page.locator("h4", has_text=_value(place))).first if value else cards.first

    def answer(self, kind: str, key: str, given: Answer) -> None:
        """One card: yes or no, then what it asks for."""
        card = self.card(kind, key)
        if given.state == "declined":
            self.choose(card.get_by_role("button", name="No", exact=True))
            self.type(card.locator("textarea").last, given.reason)
            return
        self.choose(card.get_by_role("button", name=YES[kind]))
        asked = asked_fields(kind, key.partition("@")[0], self.violation, "en-US", self.cat)  # type: ignore[arg-type]
        for name, text in given.fields.items():
            labelled = card.get_by_label(asked[name].label, exact=False)
            self.type(card.locator("input, textarea").and_(labelled).first, text)
        for number, why in enumerate(given.why, start=1):
            label = "Why? (say what in" if number == 1 else f"And why was that? ({number} of"
            self.type(card.get_by_label(label, exact=False), why)
        for file in given.evidence:
            self.press(card.get_by_label(re.compile(f"^{re.escape(file)} ")))

    def answer_all(
        self, answers: Answers, kinds: tuple[str, ...] = ("causes", "actions", "measures"), then: Callable[[str], None] | None = None
    ) -> None:
        """Every card of the steps, in the order in which the form asks; `then` is called after each step."""
        for kind in kinds:
            self.step(kind)
            for key, given in getattr(answers, kind).items():
                self.answer(kind, key, given)
            if then:
                then(kind)

    def add_evidence(self, folder: Path) -> None:
        """Every file of an evidence folder, as its index describes it."""
        self.step("evidence")
        index = json.loads((folder / "index.json").read_text(encoding="utf-8"))["files"]
        step = self.form.locator(".poa-at-evidence")
        for entry in index:
            self.asked_for_files(step.get_by_role("button", name="Choose files")).set_files(folder / entry["file"])
            step.locator("li", has_text=entry["file"]).first.wait_for()
            self.describe(step, entry)

    def asked_for_files(self, button: Any) -> Any:
        """What the browser opens for a button that asks for files; pressed again, as in `choose`, where it was drawn anew under the hand."""
        self.effort.clicks += 1
        for _ in range(3):
            try:
                with self.page.expect_file_chooser(timeout=10_000) as chosen:
                    if self.keys:
                        self.walk_to(button)
                        self.page.keyboard.press("Enter")
                    else:
                        button.click()
                return chosen.value
            except PlaywrightTimeout:
                continue
        raise AssertionError("the button asks for no files")

    def describe(self, step: Any, entry: dict[str, Any]) -> None:
        kinds = step.get_by_label("Kind of document")
        kinds.wait_for()
        self.effort.clicks += 1
        label = self.text.evidence[entry["kind"]].label
        if self.keys:
            self.walk_to(kinds)
            for _ in range(
                kinds.evaluate(
                    "(e, label) => [...e.options].findIndex(o => o.text.replaceAll('\\u00a0', ' ') === label) - e.selectedIndex", label
                )
            ):
                self.page.keyboard.press("ArrowDown")
            self.page.wait_for_timeout(1000)  # each key brought the fields of a kind; those of the last one stay
            assert kinds.evaluate("e => e.selectedOptions[0].text.replaceAll('\\u00a0', ' ')") == label
        else:
            kinds.select_option(label=label)
        self.type(step.get_by_label("What it shows", exact=False), entry["shows"])
        names = self.text.evidence[entry["kind"]].fields
        asked = {*names, *self.cat.violation(self.violation).evidence[entry["kind"]].fields}
        for name, value in entry["fields"].items():
            if name not in asked:
                continue  # the sample knows more of the file than the form asks
            shown = names[name].label if name in names and names[name].label else name.replace("_", " ").capitalize()
            self.type(step.get_by_label(shown, exact=False).last, value)
        if entry["asins"]:
            box = step.get_by_label("ASINs it covers", exact=False)
            if box.count():
                self.type(box, "\n".join(f"{asin} {units}" for asin, units in entry["asins"].items()))
        self.press(step.get_by_role("button", name="Put it into the evidence index"))
        self.form.get_by_text(f"{entry['file']} is in the evidence index.").wait_for()

    def sign(self, answers: Answers) -> None:
        self.step("sign_off")
        signed = answers.sign_off
        self.type(self.form.get_by_label("Name of the person", exact=False), signed.name)
        self.type(self.form.get_by_label("Role in the company"), signed.role)
        self.type(self.form.get_by_label("Date of the sign-off"), signed.date)
        self.press(self.form.get_by_label("I know the facts", exact=False))


def _value(place: str) -> str:
    """The words of a segment in a heading: its last value is enough to tell cards apart, and weekdays are written out."""
    value = place.partition("=")[2]
    return {"Sun": "Sunday", "Mon": "Monday", "Sat": "Saturday"}.get(value, value)
