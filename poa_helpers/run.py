"""Runs the product's own notebooks for a case with papermill: the same ones a person uses, from the same files."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Literal

from .case import find_case, lock, read_case
from .catalogue import shipped
from .errors import PoaError, Problem
from .model import Value

NOTEBOOKS = ("1_diagnose", "3_letter")
Progress = Callable[[str], None]


class CaseRun(Value):
    """How a run ended. outcome: `ready` (letter exported), `blocked` (a watermarked draft, the check says why), `failed`.

    folder: the run's folder inside the case, with the executed notebooks. seconds: wall time.
    """

    case: str
    outcome: Literal["ready", "blocked", "failed"]
    seconds: float
    folder: str
    message: str
    letter: str | None = None
    blocking: int = 0


def run_case(
    case: str | Path,
    *,
    notebooks: Sequence[str] = NOTEBOOKS,
    parameters: dict[str, Any] | None = None,
    progress: Progress = lambda step: None,
) -> CaseRun:
    """Execute notebooks for one case; leaves the executed notebooks in `runs/<time>/`, letter and check in `letters/`.

    parameters: for the notebooks, beside `case`; a name a notebook does not have stops before any kernel starts (PoaError).
    """
    folder = find_case(case)
    read_case(folder)
    given = {"case": str(folder), **(parameters or {})}
    paths = [_notebook(name) for name in notebooks]
    _check_parameters(paths, given)
    started, stamp = time.perf_counter(), datetime.now(UTC).strftime("%Y-%m-%dT%H-%M-%SZ")
    with lock(folder):
        working = folder / "runs" / f".{stamp}-{os.getpid()}"
        working.mkdir(parents=True)
        try:
            message = _execute_all(paths, working, given, progress)
        finally:
            finished = _publish(working, folder / "runs" / stamp)
    outcome = _outcome(folder)
    common = {"case": folder.name, "seconds": round(time.perf_counter() - started, 1), "folder": f"runs/{finished.name}"}
    if message:
        return CaseRun(outcome="failed", message=message, **common)
    return CaseRun(**outcome, **common)


def run_cases(cases: Iterable[str | Path], *, progress: Progress = lambda step: None, **options: Any) -> list[CaseRun]:
    """Run several cases one after another; one that cannot be used is reported and does not stop the others."""
    runs = []
    for case in cases:
        progress(str(case))
        try:
            runs.append(run_case(case, progress=progress, **options))
        except PoaError as error:
            runs.append(CaseRun(case=Path(case).name, outcome="failed", seconds=0, folder="", message=str(error)))
    return runs


def _notebook(name: str) -> Path:
    path = shipped("notebooks") / f"{name.removesuffix('.ipynb')}.ipynb"
    if not path.is_file():
        offered = ", ".join(p.stem for p in sorted(shipped("notebooks").glob("*.ipynb")))
        raise PoaError.of(f"There is no notebook '{name}'", f"Choose from: {offered}.")
    return path


def _check_parameters(paths: Sequence[Path], given: dict[str, Any]) -> None:
    import papermill

    problems = []
    for path in paths:
        known = list(papermill.inspect_notebook(str(path)))
        for name in given:
            if name not in known:
                near = get_close_matches(name, known, 1)
                mend = f"Did you mean '{near[0]}'?" if near else f"It has: {', '.join(known)}."
                problems.append(Problem(f"has no parameter '{name}'", mend, file=path.name))
    if problems:
        raise PoaError(problems)


def _execute_all(paths: Sequence[Path], working: Path, parameters: dict[str, Any], progress: Progress) -> str:
    """Run the notebooks in order; the reason as one sentence when one fails, else ''."""
    os.environ.setdefault("JUPYTER_PREFER_ENV_PATH", "1")  # a kernel of the same name elsewhere must not take over
    import papermill
    from papermill.exceptions import PapermillException
    from traitlets.config import Config

    private = Config()
    private.KernelManager.transport_encryption = "required"  # on a shared machine others could read plain kernel traffic
    for path in paths:
        progress(path.stem)
        output = working / path.name
        try:
            ran = papermill.execute_notebook(
                str(path),
                str(output),
                parameters=parameters,
                cwd=str(working),
                progress_bar=False,
                log_output=False,
                kernel_name="python3",
                config=private,
            )
        except PapermillException as error:
            return f"{path.stem}: {_reason(error)}"
        if any(cell.cell_type == "code" and cell.source.strip() and cell.execution_count is None for cell in ran.cells):
            return f"{path.stem}: stopped before its last cell"  # a cell that exits counts as success for papermill
    return ""


def _reason(error: Exception) -> str:
    """The sentence of the error inside the notebook, without its traceback."""
    value = str(getattr(error, "evalue", "") or error).strip()
    return " ".join(value.splitlines()[:6]) or type(error).__name__


def _publish(working: Path, target: Path) -> Path:
    """Give the run's folder its name now that it is complete; a second run in the same second gets a number."""
    number, final = 1, target
    while final.exists():
        number += 1
        final = target.with_name(f"{target.name}-{number}")
    os.replace(working, final)
    return final


def _outcome(folder: Path) -> dict[str, Any]:
    """What the letter notebook left behind."""
    letters = folder / "letters" / f"v{read_case(folder).revision}"
    checked = letters / "check.json"
    if not checked.is_file():
        return {"outcome": "ready", "message": "No letter was asked for."}
    if (letters / "what_to_send.md").is_file():
        return {
            "outcome": "ready",
            "message": "Amazon wants no plan; the page says what to send.",
            "letter": f"letters/{letters.name}/what_to_send.md",
        }
    blocking = json.loads(checked.read_text(encoding="utf-8"))["blocking"]
    name = "draft" if blocking else "letter"
    letter = f"letters/{letters.name}/{name}.md"
    if blocking:
        return {
            "outcome": "blocked",
            "message": f"{blocking} blocking issues: only a watermarked draft was written.",
            "letter": letter,
            "blocking": blocking,
        }
    return {"outcome": "ready", "message": "The letter is ready for a last look.", "letter": letter}
