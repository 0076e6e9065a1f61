"""The charts of the saved notebooks in JupyterLab's light and dark theme, on a small and a large screen; pictures for a person to look at."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from PIL import Image

from .lab import CHROMIUM, PANEL, PICTURES, ROOT, chromium, jupyter_lab, open_notebook, scroll_to

pytestmark = pytest.mark.browser
MIME = "application/vnd.vegalite.v5+json"
NOTEBOOKS = ("1_diagnose", "3_letter", "4_portfolio")
THEMES = {"light": "JupyterLab Light", "dark": "JupyterLab Dark"}
SIZES = ((1280, 900), (1920, 1080))


# In the light theme the newcomer sees them in every run.
@pytest.fixture(scope="module", params=["dark", pytest.param("light", marks=pytest.mark.slow)])
def lab(request, tmp_path_factory):
    if not Path(CHROMIUM).is_file():
        reason = f"There is no Chromium at {CHROMIUM}. Install it (Debian: apt-get install chromium) to run the browser tests."
        pytest.fail(reason) if os.environ.get("CI") else pytest.skip(reason)
    with jupyter_lab(tmp_path_factory.mktemp("lab"), theme=THEMES[request.param]) as address:
        yield request.param, address


def captions(notebook: str) -> list[str]:
    """What each chart of a saved notebook shows, in the order of the page."""
    cells = json.loads((ROOT / "notebooks" / f"{notebook}.ipynb").read_text(encoding="utf-8"))["cells"]
    outputs = [output["data"] for cell in cells for output in cell.get("outputs", ()) if MIME in output.get("data", {})]
    assert all("".join(data["text/plain"]) == data[MIME]["description"] for data in outputs)
    return [data[MIME]["description"] for data in outputs]


def drawn(canvas) -> list[int]:
    """The colour in the corner of a chart as it is drawn and saved: red, green, blue, opacity."""
    return canvas.evaluate("canvas => Array.from(canvas.getContext('2d').getImageData(3, 3, 1, 1).data)")


def seen(path: Path) -> tuple[int, ...]:
    """The colour in the corner of a picture: red, green, blue."""
    with Image.open(path) as picture:
        return picture.convert("RGB").getpixel((3, 3))


def test_every_chart_is_drawn_whole_in_the_theme_and_named(lab, tmp_path):
    theme, address = lab
    with chromium(tmp_path, *SIZES[-1]) as page:
        asked = []
        page.on("request", lambda request: asked.append(request.url))
        for notebook in NOTEBOOKS:
            open_notebook(page, address.format(notebook=f"{notebook}.ipynb"))
            assert page.locator(f"body[data-jp-theme-light={'true' if theme == 'light' else 'false'}]").count() == 1
            charts = page.locator(f"{PANEL} .jp-OutputArea-output .vega-embed")
            wanted = captions(notebook)
            for _ in range(40):  # a chart out of sight is drawn when it is scrolled to
                if charts.count() == len(wanted):
                    break
                scroll_to(page.locator(f"{PANEL} .jp-Cell").last)
                page.wait_for_timeout(250)
            assert charts.count() == len(wanted)
            for size in SIZES:
                page.set_viewport_size({"width": size[0], "height": size[1]})
                for number, said in enumerate(wanted):
                    _is_drawn(page, charts.nth(number), said, theme, f"{theme}-{size[0]}-{notebook}-{number}")
    assert not [url for url in asked if "127.0.0.1" not in url and not url.startswith(("data:", "blob:"))]


def _is_drawn(page, chart, said: str, theme: str, name: str) -> None:
    canvas = chart.locator("canvas").first
    scroll_to(canvas)
    page.wait_for_timeout(300)
    assert chart.locator("[aria-label]").first.get_attribute("aria-label") == said
    room = chart.evaluate("one => one.closest('.jp-OutputArea-output').clientWidth")
    assert canvas.bounding_box()["width"] <= room, "the chart is cut at the right"
    PICTURES.mkdir(exist_ok=True)
    assert drawn(canvas) == [255, 255, 255, 255], "what is saved is ink on paper in every theme"
    shot = PICTURES / f"chart-{name}.png"
    canvas.screenshot(path=str(shot))
    assert seen(shot) == (255, 255, 255) if theme == "light" else max(seen(shot)) < 32
    page.screenshot(path=str(PICTURES / f"page-{name}.png"))
