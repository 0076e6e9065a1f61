"""The methods that are compared, each in a process of its own with a limit of time and memory.

A worker imports its method and answers a warm-up before the first measured call, so that imports cost nobody; it is replaced when a call ran
out of time or memory, and after some calls, so that nothing is left over from earlier ones.
"""

from __future__ import annotations

import contextlib
import importlib
import io
import multiprocessing
import time
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path

from .cases import Case, load, missing_named

OURS = "find_causes"
LIGHT = ("pareto", "pareto_excess", "highest_rate", "one_dim_test", "tree")
HEAVY = ("wise_pizza", "pysubgroup", "sliceline")
METHODS = (OURS, *LIGHT, *HEAVY)
NEEDS = {
    "one_dim_test": "scipy.stats",
    "tree": "sklearn.tree",
    "wise_pizza": "wise_pizza",
    "pysubgroup": "pysubgroup",
    "sliceline": "sliceline.slicefinder",
}
CALLS = 20  # of a worker's life
WARM_UP = 2000  # orders
STARTING = 120  # seconds a worker may take to import its method, or to warm up


@dataclass(frozen=True)
class Answer:
    """What a method said about a case: segments in the form the scorer reads, seconds on the clock and of the processor, and what went wrong."""

    segments: list[dict]
    wall: float
    cpu: float
    error: str | None = None


def ours(orders, meta: dict) -> list[dict]:
    """find_causes, with what the scorer wants to know of each finding."""
    from poa_helpers.diagnose import find_causes

    findings = find_causes(orders, "defect", by=meta["attributes"], mode=meta["mode"], date=meta["date"])
    return [
        {
            "set": finding.segment,
            "onset": finding.onset and finding.onset.isoformat(),
            "lift_ci": [float(end) for end in finding.lift_interval],
            "onset_interval": [day.isoformat() for day in getattr(finding, "onset_interval", None) or ()],
        }
        for finding in findings
    ]


def _find(method: str, bench: Path):
    """The function (orders, meta) -> segments. Raises ImportError for a peer that is not installed."""
    if method == OURS:
        return ours
    if method in NEEDS:
        importlib.import_module(NEEDS[method])
    peer = load(bench / "baselines.py").METHODS[method]
    return lambda orders, meta: [{"set": dict(segment)} for segment in peer(orders, meta)]


def _serve(connection: Connection, method: str, bench: Path, gigabytes: float) -> None:
    """A worker: says whether it has its method, then answers cases until the connection closes."""
    with contextlib.suppress(ImportError):  # there is no such limit on Windows
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (int(gigabytes * 2**30),) * 2)
    try:
        function = _find(method, bench)
    except ImportError as error:
        connection.send(str(error))
        return
    connection.send(None)
    warm = False
    with contextlib.suppress(EOFError):
        while True:
            case: Case = connection.recv()
            meta, orders = case.read_meta(), case.read_orders()
            if method != OURS:
                orders = missing_named(orders, meta["attributes"])
            if not warm:
                _call(function, orders.iloc[:: max(1, len(orders) // WARM_UP)], meta)
                warm = True
            connection.send("ready")
            connection.send(_call(function, orders, meta))


def _call(function, orders, meta: dict) -> Answer:
    clock, cpu = time.perf_counter(), time.process_time()
    segments, error = [], None
    try:
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            segments = function(orders, meta)
    except MemoryError:
        error = "out of memory"
    except Exception as problem:  # a peer that fails on a case has no answer to it; what failed is reported
        error = f"{type(problem).__name__}: {problem}"[:200]
    return Answer(segments, time.perf_counter() - clock, time.process_time() - cpu, error)


class Worker:
    """One method, ready to be asked."""

    def __init__(self, method: str, bench: Path, seconds: float, gigabytes: float) -> None:
        self.method, self.seconds = method, seconds
        self._arguments = (method, bench, gigabytes)
        self._process: multiprocessing.Process | None = None
        self._connection: Connection | None = None
        self._calls = 0
        self.absent: str | None = None

    def start(self) -> bool:
        """Start the process; False, and `absent` says why, if the method is not installed."""
        context = multiprocessing.get_context("spawn")
        self._connection, other = context.Pipe()
        self._process = context.Process(target=_serve, args=(other, *self._arguments), daemon=True)
        self._process.start()
        other.close()
        self._calls = 0
        try:
            self.absent = self._connection.recv() if self._connection.poll(STARTING) else "it did not start in time"
        except EOFError:
            self.absent = "it ended while starting"
        if self.absent is not None:
            self.stop()
        return self.absent is None

    def ask(self, case: Case) -> Answer:
        """The method's answer to a case; an empty one with its error when the limits were passed."""
        if self._process is None and not self.start():
            return Answer([], 0.0, 0.0, self.absent)
        begin = time.perf_counter()
        try:
            self._connection.send(case)
            ready = self._connection.poll(STARTING + self.seconds) and self._connection.recv()
            begin = time.perf_counter()
            answer = self._connection.recv() if ready and self._connection.poll(self.seconds) else None
            error = f"over {self.seconds:.0f} s"
        except (EOFError, OSError):
            answer, error = None, "its process died"
        self._calls += 1
        if answer is None or answer.error == "out of memory" or self._calls >= CALLS:
            self.stop()
        spent = time.perf_counter() - begin
        return answer or Answer([], spent, spent, error)

    def stop(self) -> None:
        """End the process; the next question starts another."""
        if self._process is not None:
            self._connection.close()
            self._process.kill()
            self._process.join()
        self._process = None
