"""The picture of the README: `python -m tests.browser.front_page` opens the fictional sample and takes it."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from poa_helpers.case import copy_sample
from poa_helpers.collect import read_answers, save_answers

from .lab import OUTPUT, ROOT, chromium, workbench

PICTURE = ROOT / "docs" / "form.png"


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="front-") as held:
        folder = Path(held)
        case = copy_sample("late_shipment_rate", folder / "workspace" / "cases" / "late_shipment_rate")
        answers = read_answers(case)
        first = next(iter(answers.causes))
        kept = {"causes": {first: answers.causes[first]}, "actions": dict(list(answers.actions.items())[:2]), "measures": {}}
        save_answers(answers.model_copy(update={**kept, "sign_off": type(answers.sign_off)()}), case)
        with workbench(folder, str(case)) as served, chromium(folder, 1440, 900) as page:
            page.goto(served.address("2_collect.ipynb"))
            form = page.locator(f"{OUTPUT} .poa-form").first
            form.wait_for(timeout=90_000)
            page.wait_for_timeout(3000)
            form.evaluate("form => form.scrollIntoView({block: 'start'})")
            form.locator(".poa-said").nth(2).focus()
            page.wait_for_timeout(500)
            PICTURE.parent.mkdir(exist_ok=True)
            page.screenshot(path=str(PICTURE))
    print(f"{PICTURE.relative_to(ROOT)}: {PICTURE.stat().st_size} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
