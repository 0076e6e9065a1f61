"""What a person meets in JupyterLab: open 2_collect, tick, type, see the letter change, reload, see it kept."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from poa_helpers.case import copy_sample

from .lab import OUTPUT, PANEL, chromium, eventually, jupyter_lab, need_chromium, open_notebook, picture, run_all

pytestmark = pytest.mark.browser
WHY = "We printed labels at noon and compared nothing in the evening."


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    """JupyterLab over a workspace whose sample case nobody has answered yet: (address, case folder)."""
    need_chromium()
    folder = tmp_path_factory.mktemp("lab")
    with jupyter_lab(folder) as address:
        case = copy_sample("late_shipment_rate", folder / "workspace" / "cases" / "late_shipment_rate")
        (case / "answers.json").unlink()
        yield address, case


@pytest.fixture
def page(lab, tmp_path):
    with chromium(tmp_path) as page:
        yield page


def answers(case: Path) -> dict:
    path = case / "answers.json"
    return json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}


def form_in(page):
    run_all(page)
    form = page.locator(f"{OUTPUT} .poa-form").first
    form.wait_for(timeout=90_000)
    form.scroll_into_view_if_needed()
    return form


def card_with(form, words: str):
    return form.locator(".poa-card", has_text=words).first


def step(form, title: str):
    form.locator(".lm-TabBar-tab", has_text=title).click()


def test_tick_type_preview_reload_kept(lab, page):
    address, case = lab
    open_notebook(page, address.format(notebook="2_collect.ipynb"))
    form = form_in(page)
    paper = form.locator(".poa-paper")
    picture(page, "1-blank")
    assert form.locator(".mod-active").all_inner_texts() == ["Not answered"] * form.locator(".poa-card").count()
    assert not (case / "answers.json").exists()

    card = card_with(form, "Cascade Parcel")
    card.get_by_role("button", name="Yes, this was a cause").click()
    paper.locator(".poa-said", has_text="Cascade Parcel").first.wait_for()
    card.get_by_label("Why? (say what in your process made this possible)").press_sequentially(WHY, delay=15)
    eventually(lambda: answers(case), lambda held: any(WHY in cause.get("why", ()) for cause in held.get("causes", {}).values()))
    paper.locator(".poa-said", has_text=WHY).first.wait_for()
    card.get_by_label("And why was that? (2 of at most 5)").wait_for()
    picture(page, "2-cause")

    step(form, "2 Actions")
    action = form.locator(".poa-card:visible").first
    action.get_by_role("button", name="Yes, we did this").click()
    assert paper.locator(".poa-gap").count() >= 1
    action.locator("input[type=date]").fill("2026-10-14")
    paper.locator(".poa-said", has_text="October 14, 2026").first.wait_for()
    picture(page, "3-action")
    eventually(
        lambda: answers(case),
        lambda held: any(a.get("fields", {}).get("date") == "2026-10-14" for a in held.get("actions", {}).values()),
        5,
    )

    page.reload()
    open_notebook(page, address.format(notebook="2_collect.ipynb"))
    form = form_in(page)
    eventually(lambda: form.locator(".poa-paper").inner_text(), lambda text: WHY in text and "October 14, 2026" in text)
    card = card_with(form, "Cascade Parcel")
    assert card.locator(".mod-active").inner_text() == "Yes, this was a cause"
    assert card.get_by_label("Why? (say what in your process made this possible)").input_value() == WHY
    picture(page, "4-reloaded")
    for number, title in enumerate(("3 Measures", "4 Evidence", "5 Sign-off", "6 Review"), start=5):
        step(form, title)
        page.wait_for_timeout(300)
        picture(page, f"{number}-{title.split()[1].lower()}")


def test_keys_do_not_reach_the_notebook(lab, page):
    """`d d` with a button of the form in focus would delete the cell, `b` add one, `x` cut it."""
    address, case = lab
    open_notebook(page, address.format(notebook="2_collect.ipynb"))
    form = form_in(page)
    cells = page.locator(f"{PANEL} .jp-Cell").count()
    before = answers(case)
    form.locator(".poa-card:visible").last.get_by_role("button", name="Not answered").click()
    for key in ("d", "d", "b", "x", "a"):
        page.keyboard.press(key)
    page.wait_for_timeout(500)
    assert page.locator(f"{PANEL} .jp-Cell").count() == cells
    assert form.is_visible()
    assert answers(case).get("causes", {}).keys() >= before.get("causes", {}).keys()
