"""Runs the product's own notebooks for a case with papermill: the same ones a person uses, from the same files."""

from __future__ import annotations

import json
import os
import shutil
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from ..case import find_case, lock, read_case
from ..model import Case
from .execute import execute_all
from .fingerprint import Hashes, fingerprint, program
from .leftovers import clear_leftovers
from .parameters import checked_parameters, notebook_path
from .values import NOTEBOOKS, RECORD, CaseRun, Limits, Progress, quiet
from .watch import share_of_memory
from .zygote import renew

STAMP = "%Y-%m-%dT%H-%M-%SZ"
_program_seen = ""


def run_case(
    case: str | Path,
    *,
    notebooks: Sequence[str] = NOTEBOOKS,
    parameters: Mapping[str, Any] | None = None,
    limits: Limits | None = None,
    progress: Progress = quiet,
) -> CaseRun:
    """Execute notebooks for one case; leaves the executed notebooks in `runs/<time>/`, letter and check in `letters/`.

    parameters: for the notebooks, beside `case`. A name a notebook does not have, or a value it cannot use, stops before any kernel starts
    (PoaError), as does a case that cannot be used. The run's folder appears when it is complete.
    """
    folder = find_case(case)
    paths = [notebook_path(name) for name in notebooks]
    given = checked_parameters(paths, {"case": folder, **(parameters or {})})
    read_case(folder)
    limits = limits or Limits()
    if limits.memory_mb is None:
        limits = limits.model_copy(update={"memory_mb": share_of_memory(1)})
    by = _take_new_program()
    with lock(folder):
        return _run(folder, paths, given, limits, progress, by)


def _run(folder: Path, paths: Sequence[Path], given: Mapping[str, Any], limits: Limits, progress: Progress, by: str) -> CaseRun:
    """The run itself, while nobody else may write to the case. by: the fingerprint of the program."""
    started, now = time.perf_counter(), datetime.now(UTC)
    clear_leftovers(folder)
    case = read_case(folder)
    inputs = fingerprint(folder, case, paths, given, Hashes(), by)
    working = folder / "runs" / f".{now.strftime(STAMP)}-{os.getpid()}"
    working.mkdir(parents=True)
    try:
        told = execute_all(paths, working, given, limits, progress)
        run = CaseRun(
            case=folder.name,
            at=now.isoformat(timespec="seconds"),
            phase=case.phase,
            revision=case.revision,
            notebooks=tuple(path.stem for path in paths),
            inputs=inputs,
            seconds=round(time.perf_counter() - started, 2),
            folder=f"runs/{_free(folder / 'runs', now.strftime(STAMP))}",
            **told | (_failed(told) if told["message"] else _outcome(folder, case, paths)),
        )
        _keep(working, run)
        os.replace(working, folder / run.folder)
        _to_disk(folder / "runs")
    finally:
        shutil.rmtree(working, ignore_errors=True)
    return run


def _take_new_program() -> str:
    """The program's fingerprint. In a process that lives long, kernels must not come from a program that was changed meanwhile."""
    global _program_seen
    now = program()
    if _program_seen not in ("", now):
        renew()
    _program_seen = now
    return now


def _free(runs: Path, stamp: str) -> str:
    """The name of the new folder; a second run in the same second gets a number."""
    names = [stamp, *(f"{stamp}-{number}" for number in range(2, 10_000))]
    return next(name for name in names if not (runs / name).exists())


def _keep(working: Path, run: CaseRun) -> None:
    """The record, written last, and everything on the disk before the folder gets its name."""
    shutil.rmtree(working / ".kernel", ignore_errors=True)
    (working / RECORD).write_text(run.model_dump_json(indent=2, exclude_defaults=True) + "\n", encoding="utf-8")
    for path in (*working.iterdir(), working):
        _to_disk(path)


def _to_disk(path: Path) -> None:
    with suppress(OSError):  # not every system lets a folder be opened
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _failed(told: Mapping[str, Any]) -> dict[str, Any]:
    return {"outcome": "failed", "message": told["message"]}


def _outcome(folder: Path, case: Case, paths: Sequence[Path]) -> dict[str, Any]:
    """What the letter notebook left behind."""
    letters = folder / "letters" / f"v{case.revision}"
    checked = letters / "check.json"
    if not any(path.stem == "3_letter" for path in paths) or not checked.is_file():
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
            "message": f"{blocking} blocking {'issue' if blocking == 1 else 'issues'}: only a watermarked draft was written.",
            "letter": letter,
            "blocking": blocking,
        }
    return {"outcome": "ready", "message": "The letter is ready for a last look.", "letter": letter}
