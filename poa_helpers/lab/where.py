"""Which notebook comes first for a case, and where the notebooks are."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from ..case import open_case
from ..catalogue import shipped
from ..collect import read_answers
from ..model import WAITING, Case, Route, SignOff

NO_FORM: tuple[Route, ...] = ("none", "specialist", "verification")


def first_notebook(case: Path | None) -> str:
    """The notebook to begin with: a new case without one; the form while there is something to answer; else the letter.

    Raises PoaError when the case cannot be read.
    """
    if case is None:
        return "0_new_case.ipynb"
    opened = open_case(case)
    return notebook_for(opened.case, opened.route, read_answers(case).sign_off)


def notebook_for(case: Case, route: Route, signed: SignOff) -> str:
    """By phase: who waits for Amazon, or is told that no letter is wanted, needs no form; an answer to a reply is signed anew.

    >>> from poa_helpers.model import Case
    >>> case = Case(id="c", phase="deactivated", violations=("late_shipment_rate",))
    >>> notebook_for(case, "plan", SignOff()), notebook_for(case, "specialist", SignOff())
    ('2_collect.ipynb', '3_letter.ipynb')
    >>> notebook_for(case.model_copy(update={"phase": "in_review"}), "plan", SignOff())
    '3_letter.ipynb'
    """
    if case.phase in WAITING or route in NO_FORM:
        return "3_letter.ipynb"
    replies = [event.on.isoformat() for event in case.timeline if event.event == "reply_received" and event.on]
    old = case.phase in ("rejected", "more_information") and bool(replies) and signed.date < max(replies)
    return "3_letter.ipynb" if signed.confirmed and not old else "2_collect.ipynb"


def notebooks_in(folder: Path) -> Path:
    """`notebooks/` of the workspace; copied there once when the workbench was installed as a package."""
    target = folder / "notebooks"
    if not target.exists():
        shutil.copytree(shipped("notebooks"), target, ignore=shutil.ignore_patterns(".*"))
    return target


def unchanged(notebooks: Path) -> list[str]:
    """The notebooks whose code is the workbench's own: only these run by themselves when they are opened.

    What a cell `parameters` says may differ, as long as it only gives values.
    """
    return sorted(path.name for path in notebooks.glob("[0-9]_*.ipynb") if _code(path) is not None and _code(path) == _code(_ours(path)))


def _ours(path: Path) -> Path:
    return shipped("notebooks") / path.name


def _code(path: Path) -> list[str] | None:
    """The code cells of a notebook without its parameters; None when it cannot be read or its parameters do more than give values."""
    try:
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    except (OSError, ValueError, KeyError):
        return None
    code = [(cell["metadata"].get("tags", []), "".join(cell["source"])) for cell in cells if cell["cell_type"] == "code"]
    given = [text for tags, text in code if "parameters" in tags]
    return [text for tags, text in code if "parameters" not in tags] if all(map(_only_values, given)) else None


def _only_values(code: str) -> bool:
    """Whether code only names literal values.

    >>> _only_values('case: str = "mine"  # help'), _only_values("import os")
    (True, False)
    """
    import ast

    try:
        lines = ast.parse(code).body
        return all(isinstance(line, ast.AnnAssign | ast.Assign) and _literal(line.value) for line in lines)
    except SyntaxError:
        return False


def _literal(value: object) -> bool:
    import ast

    return isinstance(value, ast.Constant) or (isinstance(value, ast.UnaryOp) and isinstance(value.operand, ast.Constant))
