"""Runs cases on a Dask cluster: one of this machine's own, or one that is there already. Cases lie on a disk that the workers share, or in a store."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, suppress
from itertools import islice
from pathlib import Path
from typing import Any

from ..errors import PoaError
from .fingerprint import program
from .one import run_case
from .store import fetch, give_back
from .values import CaseRun, Job, Limits, Progress, refused
from .zygote import FD, Started, can_fork

_TRIES = 3  # in all, when workers are lost with a case (Dask: allowed-failures)
_WINDOW, _PER_CORE = 200, 4  # cases that the scheduler knows of at a time, so that its memory does not grow with the portfolio
_PATIENCE = 15  # seconds to reach the scheduler


def work(job: Job, notebooks: Sequence[str], parameters: Mapping[str, Any], limits: Limits, expected: str) -> CaseRun:
    """What a worker does with a job. expected: the program's fingerprint at whoever asked."""
    if program() != expected:
        return refused(job.case, "The worker has another version of the workbench or its libraries. Install the same ones there.")
    if limits.memory_mb is None:
        limits = limits.model_copy(update={"memory_mb": _own_memory()})
    try:
        if "://" not in job.address:
            return run_case(job.address, notebooks=notebooks, parameters=parameters, limits=limits)
        with tempfile.TemporaryDirectory(prefix="poa-", dir=_own_folder()) as private:
            folder = Path(private) / job.case
            folder.mkdir()
            before = fetch(job.address, folder)
            run = run_case(folder, notebooks=notebooks, parameters=parameters, limits=limits)
            return give_back(job.address, folder, before, run.model_copy(update={"inputs": job.stored}), job.name)
    except PoaError as error:
        return refused(job.case, str(error))


def _own_memory() -> int | None:
    """The memory Dask gave this worker, in MB; None when it does not say."""
    from distributed import get_worker

    try:
        given = get_worker().memory_manager.memory_limit
    except (ValueError, AttributeError):
        return None
    return int(given / 1e6) if given else None


def _own_folder() -> str | None:
    """The worker's own folder, which Dask empties when the worker is gone."""
    from distributed import get_worker

    try:
        return str(get_worker().local_directory)
    except ValueError:
        return None


class DaskPool:
    """A cluster to run jobs on. Use as a context. Raises PoaError when Dask is not installed or the scheduler cannot be reached."""

    def __init__(self, scheduler: str | None, workers: int | None, notebooks: Sequence[str], parameters: Mapping[str, Any], limits: Limits):
        self.scheduler, self.workers = scheduler, workers
        self.order = (tuple(notebooks), dict(parameters), limits)
        self.stack = ExitStack()

    def __enter__(self) -> DaskPool:
        env = self._one_zygote() if self.scheduler is None else {}  # first, so that it gets ready while Dask does
        try:
            from distributed import Client, LocalCluster
        except ImportError:
            self.stack.close()
            raise PoaError.of("Dask is not installed", 'Install it with: pip install "poa-workbench[cluster]".') from None
        if self.scheduler is None:
            own = LocalCluster(
                n_workers=self.workers, threads_per_worker=1, host="127.0.0.1", dashboard_address=None, silence_logs=40, env=env
            )
            address = self.stack.enter_context(own)
        else:
            address = self.scheduler
        try:
            self.client = self.stack.enter_context(Client(address, timeout=_PATIENCE))
        except (OSError, ValueError) as error:
            self.stack.close()
            raise PoaError.of(
                f"The scheduler {self.scheduler} does not answer ({error})", "Look at its address, such as tcp://10.0.0.5:8786."
            ) from None
        return self

    def _one_zygote(self) -> dict[str, str]:
        """One process that all workers of this machine fork their kernels from; the environment that tells them. Where there is none each starts its own."""
        if not can_fork():
            return {}
        where = Path(self.stack.enter_context(tempfile.TemporaryDirectory(prefix="poa-"))) / "zygote"
        zygote = Started()
        self.stack.callback(zygote.close)
        with suppress(OSError):  # a temporary folder whose name is too long for a socket
            zygote.listen_at(str(where))
            return {FD: str(where)}
        return {}

    def __exit__(self, *reason: Any) -> None:
        self.stack.__exit__(*reason)

    def run(self, jobs: Sequence[Job], progress: Progress) -> Iterator[tuple[Job, CaseRun]]:
        """Each job with how its run ended, as they end. A worker that is lost is no failure of a case until it was tried three times."""
        from distributed import as_completed

        expected, waiting = program(), iter(jobs)
        window = max(_WINDOW, _PER_CORE * sum(self.client.ncores().values()))
        running: dict[Any, Job] = {}

        def submit(job: Job) -> Any:
            future = self.client.submit(work, job, *self.order, expected, pure=False, retries=_TRIES - 1)
            running[future] = job
            return future

        done = as_completed([submit(job) for job in islice(waiting, window)], raise_errors=False)
        for future in done:
            job = running.pop(future)
            if (following := next(waiting, None)) is not None:
                done.add(submit(following))
            progress(job.case)
            yield job, _result(future, job)
            future.release()


def _result(future: Any, job: Job) -> CaseRun:
    if future.status == "finished":
        return future.result()
    error = future.exception()
    why = (
        f"the workers that ran it were lost, {_TRIES} times"
        if type(error).__name__ == "KilledWorker"
        else f"{type(error).__name__}: {error}"
    )
    return refused(job.case, why).model_copy(update={"again": True})
