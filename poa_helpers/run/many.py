"""Runs many cases: those whose inputs changed, several at once, each whatever becomes of the others."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from ..case import find_case, read_case
from ..errors import PoaError
from .fingerprint import fingerprint, program
from .ledger import Ledger, portfolios
from .one import STAMP
from .parameters import checked_parameters, notebook_path
from .pool import LocalPool
from .values import NOTEBOOKS, CaseRun, Job, Limits, Progress, quiet, refused
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
    stored = [name for name in dict.fromkeys(asked) if "://" in name]
    folders, refusals = _found(name for name in asked if "://" not in name)
    tell = ended or (lambda run: None)
    for run in refusals.values():
        tell(run)
    runs: dict[Path | str, CaseRun] = {}
    with ExitStack() as stack:
        ledgers = {place: stack.enter_context(Ledger(place)) for place in portfolios(folders.values())}
        todo: list[Job] = []
        for place, job, run in (*_local(folders.values(), paths, given, ledgers), *_stored(stored, paths, given)):
            if run is None or force:
                todo.append(job)
            else:
                runs[place] = run
                tell(run)
        on_cluster = cluster or scheduler is not None or bool(stored)
        for job, run in _run(todo, paths, given, workers, scheduler, on_cluster, limits or Limits(), progress) if todo else ():
            place = job.address if "://" in job.address else Path(job.address)
            runs[place] = run
            if isinstance(place, Path):
                ledgers[place.parent].last(place)  # reads its record, and so remembers it
            tell(run)
    places = dict.fromkeys(folders.get(name, name) for name in asked)
    return [runs[place] if place in runs else refusals[str(place)] for place in places]


def _found(asked: Iterable[str]) -> tuple[dict[str, Path], dict[str, CaseRun]]:
    """The folders of the cases, and the answer for those that are none."""
    folders: dict[str, Path] = {}
    refusals: dict[str, CaseRun] = {}
    for name in dict.fromkeys(asked):
        try:
            folder = find_case(name)
            read_case(folder)
            folders[name] = folder
        except PoaError as error:
            refusals[name] = refused(Path(name).name, str(error))
    return folders, refusals


State = tuple[Path | str, Job, CaseRun | None]


def _local(folders: Iterable[Path], paths: Sequence[Path], given: Mapping[str, Any], ledgers: Mapping[Path, Ledger]) -> Iterator[State]:
    """Each case on a disk with what would be run, and its last run where another one would give the same."""
    by = program()
    for folder in dict.fromkeys(folders):
        ledger = ledgers[folder.parent]
        last = ledger.last(folder)
        same = last if last and _would_be_kept(last) and not (last.letter and not (folder / last.letter).is_file()) else None
        if same and same.inputs != fingerprint(folder, read_case(folder), paths, given, ledger.hashes, by):
            same = None
        yield folder, Job(str(folder)), same and _as_unchanged(same, folder.name)


def _stored(addresses: Sequence[str], paths: Sequence[Path], given: Mapping[str, Any]) -> Iterator[State]:
    """The same for cases in a store."""
    if not addresses:
        return
    from .store import states

    name = datetime.now(UTC).strftime(STAMP)
    for address, inputs, last in states(addresses, paths, given):
        job = Job(address, name, inputs)
        yield address, job, _as_unchanged(last, job.case) if last and _would_be_kept(last) and last.inputs == inputs else None


def _would_be_kept(last: CaseRun) -> bool:
    """Whether a run ended in a way that another one of the same inputs would end in, too."""
    return not last.again


def _as_unchanged(last: CaseRun, case: str) -> CaseRun:
    return last.model_copy(update={"case": case, "unchanged": True, "seconds": 0.0})


def _run(
    jobs: list[Job], paths: Sequence[Path], given: Mapping[str, Any], workers: int | None, scheduler: str | None, on_cluster: bool, limits: Limits,
    progress: Progress,
) -> Iterator[tuple[Job, CaseRun]]:  # fmt: skip
    names = [path.stem for path in paths]
    if on_cluster:
        several = workers or os.cpu_count() or 1
        if limits.memory_mb is None and scheduler is None:
            limits = limits.model_copy(update={"memory_mb": share_of_memory(several)})
        from .cluster import DaskPool

        with DaskPool(scheduler, several, names, given, limits) as cluster:
            yield from cluster.run(jobs, progress)
        return
    several = min(workers or os.cpu_count() or 1, len(jobs))
    if limits.memory_mb is None:
        limits = limits.model_copy(update={"memory_mb": share_of_memory(several)})
    by_folder = {Path(job.address): job for job in jobs}
    with LocalPool(several, names, given, limits) as pool:
        for folder, run in pool.run(list(by_folder), progress):
            yield by_folder[folder], run
