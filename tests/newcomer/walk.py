"""A newcomer follows the README: its commands as written, then the browser as it says, until the letter lies there; clicks and typed fields are counted.

    python -m tests.newcomer.walk            in a copy of the repository, set up by start.py as on a new machine (some minutes)

The test in tests/browser does the same with the environment that runs it.
"""

from __future__ import annotations

import json
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from poa_helpers.collect import read_answers

from ..browser.lab import ROOT, Served, chromium, picture, workbench
from ..browser.person import Effort, Person

HERE = Path(__file__).resolve().parent


def readme_commands() -> list[list[str]]:
    """The commands of “Your own case in ten minutes”, word by word."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    block = text.split("## Your own case in ten minutes", 1)[1].split("```sh", 1)[1].split("```", 1)[0]
    return [shlex.split(line.split("#")[0]) for line in block.strip().splitlines()]


@dataclass
class Walk:
    """What it took, and where the letter lies."""

    effort: Effort
    letter: Path


def walk(clone: Path, home: Path, command: list[str]) -> Walk:
    """Follow the README in the folder `clone`. command: what `python3 start.py` stands for."""
    making, opening = readme_commands()
    assert making[:3] == ["python3", "start.py", "new"] and opening[:3] == ["python3", "start.py", "lab"]
    for name in ("notice.txt", "all_orders.txt", "late_shipments.csv"):
        assert name in making, f"README names no {name}"
        shutil.copy(HERE / "files" / name, clone)
    made = subprocess.run([*command, *making[2:]], cwd=clone, capture_output=True, text=True)
    assert made.returncode == 0, made.stdout + made.stderr
    case = clone / opening[3]
    with workbench(home, opening[3], workspace=clone, command=[*command, "lab"]) as served, chromium(home) as page:
        effort = in_the_browser(page, served, case)
    letter = case / "letters" / "v1" / "letter.docx"
    assert letter.is_file() and json.loads((letter.parent / "check.json").read_text(encoding="utf-8"))["blocking"] == 0
    return Walk(effort, letter)


def in_the_browser(page, served: Served, case: Path) -> Effort:
    """From the first page, which runs by itself, to the letter."""
    truth = read_answers(HERE)
    page.goto(served.address("2_collect.ipynb"))
    form = page.locator(".jp-NotebookPanel .poa-form").first
    form.wait_for(timeout=120_000)
    person = Person(page, form, "late_shipment_rate")
    person.add_evidence(HERE / "evidence")
    person.answer_all(truth)
    person.sign(truth)
    person.step("review")
    form.get_by_text("Nothing is missing in the form.").first.wait_for()
    form.locator(".poa-saved", has_text="All changes are saved.").wait_for()
    picture(page, "newcomer-review")
    person.effort.clicks += 1
    form.get_by_role("link", name="Open the letter").click()
    page.locator(".jp-NotebookPanel:not(.lm-mod-hidden) .jp-Cell-outputWrapper", has_text="letters/v1/letter.docx").first.wait_for(
        timeout=120_000
    )
    page.wait_for_function("() => !document.querySelector('.jp-Notebook-ExecutionIndicator[data-status=busy]')", timeout=120_000)
    picture(page, "newcomer-letter")
    return person.effort


def counted() -> tuple[int, int]:
    """The clicks and fields that the README names."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    found = re.search(r"(\d+) clicks and (\d+) typed fields", text)
    assert found, "README tells no number of clicks"
    return int(found.group(1)), int(found.group(2))


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="newcomer-") as held:
        clone = Path(held) / "clone"
        subprocess.run(["git", "clone", "--quiet", "--local", str(ROOT), str(clone)], check=True)
        done = walk(clone, Path(held), [sys.executable, "start.py"])
        print(f"{done.effort.clicks} clicks and {done.effort.fields} typed fields; letter: {done.letter.stat().st_size} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
