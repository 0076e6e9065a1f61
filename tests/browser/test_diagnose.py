"""What a person meets in the saved notebook 1_diagnose: nothing is run, a bar is clicked, the orders behind it are listed."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from .lab import CHROMIUM, PANEL, ROOT, chromium, jupyter_lab, open_notebook, picture

pytestmark = pytest.mark.browser
MIME = "application/vnd.vegalite.v5+json"
WRITTEN = """
window.written = [];
const fill = CanvasRenderingContext2D.prototype.fillText;
CanvasRenderingContext2D.prototype.fillText = function (text, x, y) {
  const at = this.getTransform(), scale = window.devicePixelRatio;
  window.written.push({text, canvas: this.canvas, x: (at.a * x + at.e) / scale, y: (at.d * y + at.f) / scale});
  return fill.apply(this, arguments);
};
"""  # a chart is pixels; this keeps what is written on it, and where


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    if not Path(CHROMIUM).is_file():
        reason = f"There is no Chromium at {CHROMIUM}. Install it (Debian: apt-get install chromium) to run the browser tests."
        pytest.fail(reason) if os.environ.get("CI") else pytest.skip(reason)
    with jupyter_lab(tmp_path_factory.mktemp("lab")) as address:
        yield address.format(notebook="1_diagnose.ipynb")


@pytest.fixture
def page(lab, tmp_path):
    """The notebook as it is saved, and every address the page asked for."""
    with chromium(tmp_path) as page:
        page.asked = []
        page.on("request", lambda request: page.asked.append(request.url))
        page.add_init_script(WRITTEN)
        open_notebook(page, lab)
        yield page


def specification(call: str) -> dict:
    """The chart that a cell of the saved notebook shows."""
    cells = json.loads((ROOT / "notebooks" / "1_diagnose.ipynb").read_text(encoding="utf-8"))["cells"]
    cell = next(cell for cell in cells if call in "".join(cell["source"]))
    return cell["outputs"][0]["data"][MIME]


def rows_with(spec: dict, *needed: str) -> list[dict]:
    """The rows of a chart's data that hold these fields, each once."""
    rows = [row for rows in spec["datasets"].values() for row in rows if set(needed) <= set(row)]
    return [row for n, row in enumerate(rows) if row not in rows[:n]]


def click(page, call: str, text: str, left: int = 0) -> set[str]:
    """Click where a chart writes `text`, or some pixels left of it; gives all that is written on it from then on."""
    chart = page.locator(f"{PANEL} .jp-Cell", has_text=call).locator("canvas").first
    chart.scroll_into_view_if_needed()
    page.wait_for_timeout(500)
    place = chart.evaluate("(canvas, text) => window.written.filter(one => one.canvas === canvas && one.text === text).at(-1)", text)
    page.evaluate("window.written = []")
    chart.click(position={"x": place["x"] + 3 - left, "y": place["y"]})
    page.wait_for_timeout(500)
    return set(chart.evaluate("canvas => window.written.filter(one => one.canvas === canvas).map(one => one.text)"))


def test_a_click_on_a_bar_lists_its_orders(page):
    """The last finding first: the orders of the first one are listed from the start."""
    spec = specification("tables.excess_pictures")
    bars, orders = rows_with(spec, "key", "kind", "label"), rows_with(spec, "key", "place", "t0")
    assert [bar["kind"] for bar in bars][-2:] == ["found", "all"]
    for bar in bars[::-1]:
        written = click(page, "tables.excess_pictures", bar["said"], left=18)
        behind = {row["t0"] for row in orders if row["key"] == bar["key"]}
        assert behind and behind == written & {row["t0"] for row in orders}, bar["label"]
        picture(page, f"diagnose-{bar['kind']}")
    assert not [address for address in page.asked if "127.0.0.1" not in address and not address.startswith(("data:", "blob:"))]


def test_a_click_beside_the_bars_leaves_the_list(page):
    chart = page.locator(f"{PANEL} .jp-Cell", has_text="tables.excess_pictures").locator("canvas").first
    chart.scroll_into_view_if_needed()
    page.wait_for_timeout(500)
    page.evaluate("window.written = []")
    chart.click(position={"x": 300, "y": 40})
    page.wait_for_timeout(500)
    assert page.evaluate("window.written.length") == 0  # nothing is drawn anew


def test_a_click_on_a_week_lists_the_orders_of_that_week(page):
    spec = specification("tables.daily_pictures")
    bars, orders = rows_with(spec, "key", "short"), rows_with(spec, "key", "place", "t0")
    begun = next(row["value"][0]["key"] for row in spec["params"])
    counts = [bar["short"] for bar in bars]
    bar = next(bar for bar in bars if bar["key"] != begun and counts.count(bar["short"]) == 1 and not bar["short"].startswith("0 "))
    written = click(page, "tables.daily_pictures", bar["short"])
    assert written & {row["t0"] for row in orders} == {row["t0"] for row in orders if row["key"] == bar["key"]}
    picture(page, "diagnose-week")


def test_the_list_of_all_orders_opens_in_a_notebook_that_was_never_run(page):
    cell = page.locator(f"{PANEL} .jp-Cell", has_text="tables.orders_behind")
    summary = cell.locator("summary", has_text="orders").first
    summary.scroll_into_view_if_needed()
    assert not cell.locator("pre", has_text="Placed on").first.is_visible()
    summary.click()
    cell.locator("pre", has_text="Placed on").first.wait_for(state="visible")
    picture(page, "diagnose-all-orders")


def test_a_click_on_a_cell_of_the_map_lists_its_orders(page):
    spec = specification("tables.heat_pictures")
    cells, orders = rows_with(spec, "key", "of", "share"), rows_with(spec, "key", "place", "t0")
    begun = next(row["value"][0]["key"] for row in spec["params"])
    counts = [cell["of"] for cell in cells]
    cell = next(c for c in cells if c["key"] != begun and counts.count(c["of"]) == 1 and not c["of"].startswith("0 "))
    written = click(page, "tables.heat_pictures", cell["of"])
    assert written & {row["t0"] for row in orders} == {row["t0"] for row in orders if row["key"] == cell["key"]} != set()
    picture(page, "diagnose-heat")
