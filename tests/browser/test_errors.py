"""What a person meets when a cell fails: a sentence, and a link that opens the log beside the notebook."""

from __future__ import annotations

import os
from pathlib import Path

import nbformat
import pytest

from .lab import CHROMIUM, OUTPUT, chromium, jupyter_lab, open_notebook, picture, run_all

pytestmark = pytest.mark.browser


def test_an_error_is_a_sentence_and_its_log_one_click_away(tmp_path):
    if not Path(CHROMIUM).is_file():
        reason = f"There is no Chromium at {CHROMIUM}. Install it (Debian: apt-get install chromium) to run the browser tests."
        pytest.fail(reason) if os.environ.get("CI") else pytest.skip(reason)
    (tmp_path / "lab").mkdir()
    with jupyter_lab(tmp_path / "lab") as address:
        kernel = {
            "kernelspec": {"name": "python3", "display_name": "Python 3 (ipykernel)", "language": "python"},
            "language_info": {"name": "python"},
        }
        sources = ("from poa_helpers import open_case\nfrom poa_helpers.words import number", "number('Jane Doe')")
        broken = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(one) for one in sources], metadata=kernel)
        nbformat.write(broken, tmp_path / "lab" / "workspace" / "notebooks" / "broken.ipynb")
        with chromium(tmp_path) as page:
            open_notebook(page, address.format(notebook="broken.ipynb"))
            run_all(page)
            output = page.locator(OUTPUT, has_text="The workbench met an error it does not know").first
            output.wait_for(timeout=60_000)
            assert "Traceback" not in output.inner_text() and "InvalidOperation, words.py line" in output.inner_text()
            link = page.get_by_role("link", name="logs/errors.log")
            picture(page, "error-told")
            link.click()
            opened = page.locator(".lm-TabBar-tab", has_text="errors.log").first
            opened.wait_for(timeout=90_000)
            content = page.locator(".jp-FileEditor .cm-content", has_text="poa_helpers/words.py, line").first
            content.wait_for(timeout=90_000)
            assert "Jane" not in content.inner_text()
            picture(page, "error-log")
