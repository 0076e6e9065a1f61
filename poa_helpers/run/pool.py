"""Runs cases on this machine, several at once: worker processes, which all fork their kernels from one zygote.

Processes, not threads: papermill changes the working directory, and one interpreter could not keep many cores busy.
"""

from __future__ import annotations

import json
import os
import queue
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any

from .values import CaseRun, Limits, Progress, refused
from .zygote import FD, Started, can_fork

_LIVES = 2  # a case whose worker ended with it is tried once more


class LocalPool:
    """Worker processes. Use as a context; leaving it ends them, and with them whatever they run."""

    def __init__(self, workers: int, notebooks: Sequence[str], parameters: Mapping[str, Any], limits: Limits):
        self.workers = workers
        self.order = {"notebooks": list(notebooks), "parameters": dict(parameters), "limits": limits.model_dump()}
        self.zygote: Started | None = None
        self.running: set[subprocess.Popen[str]] = set()
        self.closing = False

    def __enter__(self) -> LocalPool:
        if can_fork():
            self.zygote = Started()
        return self

    def __exit__(self, *_: object) -> None:
        self.closing = True
        for process in list(self.running):
            process.kill()
        if self.zygote is not None:
            self.zygote.close()

    def run(self, cases: Sequence[Path], progress: Progress) -> Iterator[tuple[Path, CaseRun]]:
        """Each case with how its run ended, as they end."""
        waiting: queue.SimpleQueue[Path | None] = queue.SimpleQueue()
        ended: queue.SimpleQueue[tuple[Path, CaseRun]] = queue.SimpleQueue()
        for item in (*cases, *[None] * self.workers):
            waiting.put(item)
        for _ in range(self.workers):
            threading.Thread(target=self._work, args=(waiting, ended, progress), daemon=True).start()
        for _ in cases:
            yield ended.get()

    def _work(self, waiting: Any, ended: Any, progress: Progress) -> None:
        with ExitStack() as stack:
            worker: subprocess.Popen[str] | None = None
            while (case := waiting.get()) is not None and not self.closing:
                run = None
                for _ in range(_LIVES):
                    try:
                        if worker is None or worker.poll() is not None:
                            worker = self._start(stack)
                        run = self._one(worker, case, progress)
                    except (OSError, ValueError):  # it ended just now, or in the middle of an answer
                        run = None
                    if run is not None or self.closing:
                        break
                ended.put((case, run or self._lost(case, worker)))

    def _start(self, stack: ExitStack) -> subprocess.Popen[str]:
        env, given, lines = {**os.environ}, [], []
        with suppress(OSError, AttributeError):  # without a zygote that answers, the worker starts one of its own
            line = self.zygote.connection()
            env[FD], given, lines = str(line.fileno()), [line.fileno()], [line]
        worker = subprocess.Popen(
            [sys.executable, "-m", f"{__package__}.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            env=env,
            **({"pass_fds": given} if given else {}),
        )
        for line in lines:
            line.close()
        self.running.add(worker)
        stack.callback(self._stop, worker)
        return worker

    def _stop(self, worker: subprocess.Popen[str]) -> None:
        for pipe in (worker.stdin, worker.stdout):
            if pipe is not None:
                pipe.close()
        worker.wait()
        self.running.discard(worker)

    def _one(self, worker: subprocess.Popen[str], case: Path, progress: Progress) -> CaseRun | None:
        """How the run ended; None when the worker ended before it."""
        assert worker.stdin and worker.stdout
        worker.stdin.write(json.dumps({"case": str(case), **self.order}) + "\n")
        worker.stdin.flush()
        for line in worker.stdout:
            told = json.loads(line)
            if "step" in told:
                progress(f"{case.name} {told['step']}")
            elif "run" in told:
                return CaseRun.model_validate(told["run"])
            else:
                return refused(case.name, told["problems"])
        worker.wait()
        return None

    def _lost(self, case: Path, worker: subprocess.Popen[str] | None) -> CaseRun:
        status = worker.returncode if worker is not None else None
        why = f"the process that ran it ended unexpectedly, {_LIVES} times (status {status})"
        return refused(case.name, why).model_copy(update={"again": True})
