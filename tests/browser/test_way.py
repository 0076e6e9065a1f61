"""The whole way as a person goes it, from an empty folder to the Word file: notice, correction, reports, findings, form, letter.

In JupyterLab, in JupyterLab with the keyboard alone in the form, and without code; the page is loaded anew in the middle, the kernel is
restarted in the middle, and no request leaves this machine.
"""

from __future__ import annotations

import json
import time
import zipfile
from pathlib import Path

import pytest

from poa_helpers.collect import read_answers
from poa_helpers.model import Answers

from .lab import OUTPUT, chromium, need_chromium, picture, restart_kernel, workbench
from .person import Person

pytestmark = pytest.mark.browser
SAMPLES = Path(__file__).resolve().parents[2] / "data" / "samples"
WAYS = {
    "lab": ("late_shipment_rate", False, False),
    "lab-keys": ("pre_fulfillment_cancellation_rate", False, True),
    "form": ("order_defect_rate", True, False),
}


# In JupyterLab a newcomer goes it in every run (`test_newcomer`).
@pytest.mark.parametrize("way", ["form", *(pytest.param(way, marks=pytest.mark.slow) for way in ("lab", "lab-keys"))])
def test_from_an_empty_folder_to_the_word_file(way, tmp_path):
    need_chromium()
    sample, form_only, keys = WAYS[way]
    with workbench(tmp_path, form=form_only) as served, chromium(tmp_path) as page:
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.on("websocket", lambda socket: asked.append(socket.url))
        walk = Walk(page, served, sample, way, keys)
        for act in (walk.make_case, walk.see_findings, walk.fill_form, walk.write_letter):
            began = time.monotonic()
            act()
            print(f"{way} {act.__name__} {time.monotonic() - began:.1f} s")
        away = [
            url
            for url in asked
            if not url.startswith((f"http://127.0.0.1:{served.port}/", f"ws://127.0.0.1:{served.port}/", "data:", "blob:"))
        ]
        assert asked and away == []


def plain(answers: Answers) -> dict:
    """Answers without the order in which files were ticked."""
    held = answers.model_dump()
    for kind in ("causes", "actions", "measures", "grounds"):
        for answer in held[kind].values():
            answer["evidence"] = sorted(answer["evidence"])
    return held


class Walk:
    """One person, one case."""

    def __init__(self, page, served, sample: str, way: str, keys: bool):
        self.page, self.served, self.way, self.keys = page, served, way, keys
        self.source = SAMPLES / sample
        self.name = sample.replace("_", "-")
        self.case = served.workspace / "cases" / self.name
        self.truth: Answers = read_answers(self.source)
        self.person: Person | None = None

    @property
    def area(self) -> str:
        return "#rendered_cells" if self.served.form else OUTPUT

    def form(self):
        found = self.page.locator(f"{self.area} .poa-form").first
        found.wait_for(timeout=90_000)
        return found

    def picture(self, name: str) -> None:
        picture(self.page, f"{self.way}-{name}")

    # ------------------------------------------------------------ the steps

    def make_case(self) -> None:
        self.page.goto(self.served.address("0_new_case.ipynb"))
        form = self.form()
        self.picture("1-start")
        form.get_by_label("Paste Amazon's message here", exact=False).fill(
            (self.source / "notices" / "01-notice.txt").read_text(encoding="utf-8")
        )
        form.get_by_role("button", name="Read the notice").click()
        form.get_by_text("2 Correct what is wrong").wait_for()
        name = json.loads((self.source / "case.json").read_text(encoding="utf-8"))
        form.get_by_label("Seller's name, as in Seller Central").fill(name["account"]["name"])
        form.get_by_label("What do you want to reach?").select_option(index=4)  # the correction: the purpose the person has
        with self.page.expect_file_chooser() as chosen:
            form.get_by_role("button", name="Choose report files").click()
        chosen.value.set_files(sorted((self.source / "reports").iterdir()))
        form.get_by_text("Arrived:").wait_for()
        form.get_by_label("Name of the case", exact=False).fill(self.name)
        self.picture("2-understood")
        form.get_by_role("button", name="Make the case", exact=True).click()
        form.get_by_text(f"Made: cases/{self.name}").wait_for()
        self.picture("3-made")
        made = json.loads((self.case / "case.json").read_text(encoding="utf-8"))
        assert made["purpose"] == "reactivate_temporary" and made["account"]["name"] == name["account"]["name"]
        assert len(list((self.case / "reports").iterdir())) == len(list((self.source / "reports").iterdir()))

    def see_findings(self) -> None:
        self.form().get_by_role("link", name="What went wrong?").click()
        self.page.locator(self.area, has_text=json.loads((self.case / "case.json").read_text())["id"]).first.wait_for(timeout=90_000)
        self.page.locator(f"{self.area} table").first.wait_for(timeout=90_000)
        self.picture("4-findings")

    def go_on(self, button: str, notebook: str) -> None:
        """The next notebook: by the start page in JupyterLab, by its address without code."""
        if self.served.form:
            self.page.goto(self.served.address(notebook, self.name))
        else:
            self.page.locator("#poa-start").get_by_role("button", name=button).click()

    def meet_form(self) -> None:
        self.person = Person(self.page, self.form(), self.truth_violation(), keys=self.keys)
        self.form().get_by_text("decided.").first.wait_for()

    def truth_violation(self) -> str:
        return json.loads((self.source / "case.json").read_text(encoding="utf-8"))["violations"][0]

    def fill_form(self) -> None:
        self.go_on("2 The form", "2_collect.ipynb")
        self.meet_form()
        self.picture("5-form")
        self.person.add_evidence(self.source / "evidence")
        self.picture("6-evidence")
        self.person.answer_all(self.truth, ("causes",))
        self.picture("7-causes")
        self.saved()
        self.load_anew()
        self.person.answer_all(self.truth, ("actions",))
        self.picture("8-actions")
        self.saved()
        if not self.served.form:
            self.restart_kernel()
        self.person.answer_all(self.truth, ("measures",))
        self.picture("9-measures")
        self.person.sign(self.truth)
        self.picture("10-sign-off")
        self.saved()
        self.person.step("review")
        self.form().get_by_text("Nothing is missing in the form.").first.wait_for()
        self.picture("11-review")
        assert plain(read_answers(self.case)) == plain(self.truth)

    def saved(self) -> None:
        self.form().locator(".poa-saved", has_text="All changes are saved.").wait_for()

    def load_anew(self) -> None:
        before = read_answers(self.case)
        self.page.reload()
        self.meet_form()
        self.mine()
        assert read_answers(self.case) == before
        first = next(iter(self.truth.causes))
        assert self.person.card("causes", first).locator(".mod-active").inner_text() == "Yes, this was a cause"

    def mine(self) -> None:
        """Where the page before still counts as open, say that the work goes on here."""
        self.page.wait_for_timeout(1500)
        here = self.form().get_by_role("button", name="Work here instead")
        if here.count() and here.is_visible():
            here.click()
            here.wait_for(state="hidden")

    def restart_kernel(self) -> None:
        old = self.form().element_handle()
        restart_kernel(self.page)
        self.page.wait_for_function("e => !e.isConnected", arg=old, timeout=60_000)
        self.meet_form()

    def write_letter(self) -> None:
        self.go_on("3 The letter", "3_letter.ipynb")
        self.page.locator(self.area, has_text="letters/v1/letter.docx").first.wait_for(timeout=90_000)
        self.picture("12-letter")
        letter = self.case / "letters" / "v1"
        until = time.monotonic() + 60
        while not (letter / "check.json").is_file() and time.monotonic() < until:
            self.page.wait_for_timeout(200)
        assert json.loads((letter / "check.json").read_text(encoding="utf-8"))["blocking"] == 0
        with zipfile.ZipFile(letter / "letter.docx") as docx:
            text = docx.read("word/document.xml").decode()
        assert "MISSING" not in text and self.truth.sign_off.name in text
