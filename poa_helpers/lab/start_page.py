"""The start page beside the notebook: what to do, in five lines, for the case JupyterLab was opened with."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from ..case import open_case
from ..catalogue import catalogue
from .where import NO_FORM, first_notebook

NOTEBOOKS = {
    "0_new_case.ipynb": "New case",
    "1_diagnose.ipynb": "What went wrong",
    "2_collect.ipynb": "The form",
    "3_letter.ipynb": "The letter",
    "4_portfolio.ipynb": "All cases",
}
NEW = (
    "Paste Amazon's message into the form beside, whole, and press “Read the notice”.",
    "Look at what was understood and correct what is wrong.",
    "Choose the reports you downloaded from Seller Central, and press “Make the case”.",
    "Follow the link that then appears: it shows what went wrong.",
    "Answer the form, then read the letter and take the Word file.",
)
GOING = (
    "“What went wrong” shows the figures and what the reports point to.",
    "“The form” asks what you did about it: say yes or no to each point. It is saved as you type.",
    "Add the files that prove it in step 4 of the form.",
    "“The letter” writes Word, PDF and text into the case folder, and says what still blocks it.",
    "A page that looks wrong or old: open it again with its button below; nothing is lost.",
)


def start_page(case: Path | None, runnable: Sequence[str] = ()) -> dict[str, Any]:
    """What the page shows: a title, where the case stands, five lines, the notebooks, and which of them run by themselves.

    >>> page = start_page(None, ["0_new_case.ipynb"])
    >>> page["title"], len(page["lines"]), page["runs"]
    ('Plan of Action', 5, ['0_new_case.ipynb'])
    """
    page: dict[str, Any] = {"title": "Plan of Action", "now": "", "lines": list(NEW), "runs": list(runnable), "first": first_notebook(case)}
    page["notebooks"] = [{"file": file, "label": label} for file, label in NOTEBOOKS.items()]
    if case is None:
        return page
    opened = open_case(case)
    words = catalogue().words(opened.case.locale)
    phase, route = words["phases"][opened.case.phase], words["routes"][opened.route]
    deadline = opened.case.deadline.told if opened.case.deadline else "no deadline is stated"
    what = f"{route['label']}: {route['what_to_send']}" if opened.route in NO_FORM else phase["what_now"]
    return page | {"title": opened.case.id, "now": f"{phase['label']}. {what} Until when: {deadline}.", "lines": list(GOING)}
