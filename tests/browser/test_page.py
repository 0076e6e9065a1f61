"""The form's page: nothing that keeps people out, nothing cut, readable in light and dark, wide and narrow; two tabs; lost connections."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe

from poa_helpers.case import copy_sample
from poa_helpers.collect import change, decide, read_answers, save_answers
from poa_helpers.model import Answers

from .lab import OUTPUT, chromium, eventually, need_chromium, picture, workbench

pytestmark = pytest.mark.browser
TABS = ("1 Causes", "2 Actions", "3 Measures", "4 Evidence", "5 Sign-off", "6 Review")


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    """JupyterLab, opened with a case of which half is answered."""
    need_chromium()
    folder = tmp_path_factory.mktemp("page")
    case = copy_sample("late_shipment_rate", folder / "workspace" / "cases" / "half")
    with workbench(folder, str(case)) as served:
        yield served, case


@pytest.fixture
def half(lab):
    """The case as it is at the start of each test: one cause confirmed, one declined, an action without its day."""
    served, case = lab
    truth = read_answers(Path(__file__).resolve().parents[2] / "data" / "samples" / "late_shipment_rate")
    cause = next(iter(truth.causes))
    answers = change(Answers(), "causes", cause, **truth.causes[cause].model_dump())
    answers = decide(answers, "causes", "holiday_setting_off", "declined")
    answers = decide(answers, "actions", next(iter(truth.actions)), "confirmed")
    save_answers(answers, case)
    return served, case


def open_form(page, served, notebook: str = "2_collect.ipynb", case: str = ""):
    page.goto(served.address(notebook, case) + "&reset")  # without the notebooks an earlier test had open
    form = page.locator(f"{'#rendered_cells' if served.form else OUTPUT} .poa-form").first
    form.wait_for(timeout=90_000)
    form.locator(".poa-said, .poa-find, textarea").first.wait_for()
    return form


def faults(page, part: str = ".poa-form") -> list[str]:
    """What axe calls serious or critical inside a part of the page."""
    found = Axe().run(page, context=part, options={"resultTypes": ["violations"]}).response["violations"]
    return [
        f"{rule['id']}: {node['html'][:160]} {node.get('failureSummary', '')[:200]}"
        for rule in found
        if rule["impact"] in ("serious", "critical")
        for node in rule["nodes"]
    ]


def cut(form) -> list[str]:
    """Texts that do not fit into what holds them."""
    return form.evaluate(
        """form => [...form.querySelectorAll('.widget-label, .widget-label-basic, button, .lm-TabBar-tabLabel, h4, p, li, td, th, .poa-beside')]
           .filter(e => e.offsetParent && (e.scrollWidth > e.clientWidth + 1) && getComputedStyle(e).overflow !== 'visible')
           .map(e => e.textContent)"""
    )


# By daylight it is met without code, below.
@pytest.mark.parametrize("theme", ["dark", pytest.param("light", marks=pytest.mark.slow)])
def test_every_step_can_be_used_by_everyone(half, theme, tmp_path):
    served, _ = half
    with chromium(tmp_path, *((1280, 900) if theme == "light" else (1920, 1080))) as page:
        form = open_form(page, served)
        if theme == "dark":
            go_dark(page)
        for title in TABS:
            form.locator(".lm-TabBar-tab", has_text=title).click()
            page.wait_for_timeout(300)
            picture(page, f"{theme}-{title.replace(' ', '-').lower()}")
            assert faults(page) == [], title
            assert cut(form) == [], title
            assert form.locator("[title='null']").count() == 0, title
        assert faults(page, "#poa-start") == []
        said = form.locator(".poa-has-blocking").first
        said.focus()
        source = said.locator(".poa-from")
        assert source.is_visible() and source.inner_text().startswith("From: ")
        assert form.locator(".poa-has-blocking + .poa-beside.poa-blocking").first.is_visible()
        picture(page, f"{theme}-sources")
        form = open_form(page, served, "0_new_case.ipynb")
        form.get_by_label("Paste Amazon's message here", exact=False).fill(
            (half[1] / "notices" / "01-notice.txt").read_text(encoding="utf-8")
        )
        form.get_by_role("button", name="Read the notice").click()
        form.get_by_text("2 Correct what is wrong").wait_for()
        picture(page, f"{theme}-new-case")
        assert faults(page) == [] and cut(form) == []


@pytest.mark.parametrize("theme", ["light", pytest.param("dark", marks=pytest.mark.slow)])
def test_without_code_it_can_be_used_by_everyone(theme, tmp_path):
    """The same form and letter as a colleague gets them, also light on dark."""
    need_chromium()
    case = copy_sample("late_shipment_rate", tmp_path / "workspace" / "cases" / "half")
    dark = ["--dark"] if theme == "dark" else []
    with workbench(tmp_path, str(case), *dark, form=True) as served, chromium(tmp_path, 1920, 1080) as page:
        form = open_form(page, served, case=case.name)
        assert page.locator(f"body[data-jp-theme-light={'false' if dark else 'true'}]").count() == 1
        for title in TABS:
            form.locator(".lm-TabBar-tab", has_text=title).click()
            page.wait_for_timeout(300)
            picture(page, f"voila-{theme}-{title.replace(' ', '-').lower()}")
            assert faults(page) == [] and cut(form) == [], title
        for notebook in ("1_diagnose.ipynb", "3_letter.ipynb"):
            page.goto(served.address(notebook, case.name))
            chart = page.locator(".vega-embed canvas").first
            chart.scroll_into_view_if_needed(timeout=90_000)
            page.wait_for_timeout(500)
            picture(page, f"voila-{theme}-{notebook.removesuffix('.ipynb')}")
            assert faults(page, "#rendered_cells") == [], notebook
            assert page.get_by_text("Javascript Error").count() == 0, notebook


def go_dark(page) -> None:
    page.locator(".lm-MenuBar [role=menuitem]", has_text="Settings").first.click()
    page.locator(".lm-Menu-itemLabel", has_text="Theme").first.click()
    page.locator(".lm-Menu-itemLabel", has_text="JupyterLab Dark").first.click()
    page.wait_for_selector("[data-jp-theme-light=false]", state="attached")


def test_two_tabs_the_second_says_so_and_does_not_overwrite(half, tmp_path):
    """Two windows on one notebook share a kernel; the case stays with the window that had it."""
    served, case = half
    with chromium(tmp_path) as page:
        first = open_form(page, served)
        first.get_by_text("All changes are saved.").wait_for()
        before = read_answers(case)
        other = page.context.new_page()
        second = open_form(other, served)
        second.get_by_text("open in another tab or program").wait_for(timeout=90_000)
        picture(other, "two-tabs")
        assert second.locator(".poa-panes").evaluate("e => e.inert")
        page.bring_to_front()
        first.locator(".lm-TabBar-tab", has_text="5 Sign-off").click()
        first.get_by_label("Role in the company").fill("Owner")
        eventually(lambda: read_answers(case).sign_off.role, lambda role: role == "Owner")
        assert read_answers(case).causes == before.causes
        other.bring_to_front()
        second.get_by_role("button", name="Work here instead").click()
        second.get_by_text("All changes are saved.").wait_for()
        second.locator(".lm-TabBar-tab", has_text="5 Sign-off").click()
        eventually(
            lambda: second.get_by_label("Role in the company").input_value(), lambda role: role == "Owner"
        )  # drawn anew from the file
        first.get_by_text("open in another tab or program").wait_for()


def test_a_stopped_kernel_is_said_and_takes_no_typing(half, tmp_path):
    """A crash of the browser or of the kernel: what was saved is there again, what cannot be saved cannot be typed."""
    served, case = half
    with chromium(tmp_path) as page:
        form = open_form(page, served)
        form.locator(".lm-TabBar-tab", has_text="5 Sign-off").click()
        form.get_by_label("Name of the person", exact=False).press_sequentially("Ann Lee", delay=10)
        eventually(lambda: read_answers(case).sign_off.name, lambda name: name == "Ann Lee")
        page.locator(".lm-MenuBar [role=menuitem]", has_text="Kernel").first.click()
        page.locator(".lm-Menu-itemLabel", has_text="Shut Down Kernel").first.click()
        page.locator(".poa-offline", has_text="was stopped or restarted").wait_for(timeout=90_000)
        assert form.locator(".poa-panes").evaluate("e => e.inert")
        picture(page, "stopped")
    with chromium(tmp_path / "again") as page:
        form = open_form(page, served)
        form.locator(".lm-TabBar-tab", has_text="5 Sign-off").click()
        assert form.get_by_label("Name of the person", exact=False).input_value() == "Ann Lee"


def test_the_notebook_files_keep_nothing_of_a_case(half, tmp_path):
    """What runs by itself marks nothing as changed, so that no figure of a seller is saved into a notebook."""
    served, _ = half
    before = {path.name: path.read_bytes() for path in (served.workspace / "notebooks").glob("*.ipynb")}
    with chromium(tmp_path) as page:
        open_form(page, served)
        page.wait_for_timeout(1500)
        assert page.locator(".lm-DockPanel-tabBar .jp-mod-dirty").count() == 0
        page.locator("#poa-start").get_by_role("button", name="1 What went wrong").click()
        page.locator(f"{OUTPUT} table").first.wait_for(timeout=60_000)
    after = {path.name: path.read_bytes() for path in (served.workspace / "notebooks").glob("*.ipynb")}
    assert after == before and json.loads(before["2_collect.ipynb"])["cells"]
