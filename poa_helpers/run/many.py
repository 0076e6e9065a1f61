"""Runs many cases: those whose inputs changed, several at once, each whatever becomes of the others."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from ..case import find_case, read_case
from ..errors import PoaError
from .fingerprint import fingerprint
from .ledger import Ledger, portfolios
from .parameters import checked_parameters, notebook_path
from .pool import LocalPool
from .values import NOTEBOOKS, CaseRun, Limits, Progress, quiet, refused
from .watch import share_of_memory

Ended = Callable[[CaseRun], None]


def run_cases(
    cases: Iterable[str | Path],
    *,
    notebooks: Sequence[str] = NOTEBOOKS,
    parameters: Mapping[str, Any] | None = None,
    workers: int | None = None,
    scheduler: str | None = None,
    cluster: bool = False,
    force: bool = False,
    limits: Limits | None = None,
    progress: Progress = quiet,
    ended: Ended | None = None,
) -> list[CaseRun]:
    """Run the cases whose inputs changed since their last run; the others are answered from it (`unchanged`). In the order of `cases`.

    workers: how many cases at once; None is one per core. scheduler: the address of a Dask cluster to use instead; cluster: a Dask cluster of this
    machine's own. Cases may be addresses of stored folders (`s3://…`) on a cluster. force: run unchanged ones, too. ended: called with each run as
    it ends. A case that cannot be used is reported and does not stop the others.

    Raises PoaError before anything starts when a notebook, a parameter or an option cannot be used.
    """
    paths = [notebook_path(name) for name in notebooks]
    given = checked_parameters(paths, {**(parameters or {}), "case": ""})
    given.pop("case")
    if workers is not None and workers < 1:
        raise PoaError.of(f"'{workers}' is no number of workers", "Give 1 or more.")
    asked = [str(case) for case in cases]
    if scheduler is not None or cluster or any("://" in case for case in asked):
        from .cluster import run_on_cluster

        return run_on_cluster(asked, paths, given, scheduler=scheduler, workers=workers, force=force, limits=limits or Limits(), ended=ended)
    found, runs = _found(asked)
    tell = ended or (lambda run: None)
    for run in runs.values():
        tell(run)
    with ExitStack() as stack:
        ledgers = {place: stack.enter_context(Ledger(place)) for place in portfolios(found.values())}
        todo = {}
        for name, folder in found.items():
            run = None if force else _unchanged(folder, paths, given, ledgers[folder.parent])
            if run is None:
                todo[folder] = name
            else:
                runs[name] = run
                tell(run)
        for folder, run in _run(list(todo), paths, given, workers, limits or Limits(), progress) if todo else ():
            runs[todo[folder]] = run
            ledgers[folder.parent].last(folder)
            tell(run)
    return [runs[name] for name in dict.fromkeys(asked)]


def _found(asked: Iterable[str]) -> tuple[dict[str, Path], dict[str, CaseRun]]:
    """The folders of the cases, and the answer for those that are none."""
    found: dict[str, Path] = {}
    refusals: dict[str, CaseRun] = {}
    for name in dict.fromkeys(asked):
        try:
            folder = find_case(name)
            read_case(folder)
        except PoaError as error:
            refusals[name] = refused(Path(name).name, str(error))
            continue
        if folder in found.values():
            refusals[name] = refused(folder.name, "This case was named twice; it is run once.")
        else:
            found[name] = folder
    return found, refusals


def _unchanged(folder: Path, paths: Sequence[Path], given: Mapping[str, Any], ledger: Ledger) -> CaseRun | None:
    """The last run, when another one would give the same: the same inputs, its letter still there, and no failure that was not the case's own."""
    last = ledger.last(folder)
    if last is None or last.again or (last.letter and not (folder / last.letter).is_file()):
        return None
    if last.inputs != fingerprint(folder, read_case(folder), paths, given, ledger.hashes):
        return None
    return last.model_copy(update={"case": folder.name, "unchanged": True, "seconds": 0.0})


def _run(
    cases: list[Path], paths: Sequence[Path], given: Mapping[str, Any], workers: int | None, limits: Limits, progress: Progress
) -> Iterator[tuple[Path, CaseRun]]:
    several = min(workers or os.cpu_count() or 1, len(cases))
    if limits.memory_mb is None:
        limits = limits.model_copy(update={"memory_mb": share_of_memory(several)})
    with LocalPool(several, [path.stem for path in paths], given, limits) as pool:
        yield from pool.run(cases, progress)
