"""Damaged files by the thousand: each must be read, or refused with words that say which file and what is wrong with it.

python -m tests.fuzz --files 10000 [--seed N] [--report ID] [--mutation NAME] [--keep FOLDER]

File number n of a seed is always the same: `--only n` makes and reads that one alone. Exit status 1 when a file brought a traceback, took
longer than ten seconds, or more memory than it may.
"""

from __future__ import annotations

import argparse
import itertools
import multiprocessing
import os
import random
import resource
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Any

from poa_helpers.catalogue import catalogue

from .catalogue_files import make_file
from .mutations import CONTAINERS, MUTATIONS, mutated

SECONDS = 10.0
MEMORY = 1_500_000_000  # bytes that reading one file may take beside what the libraries take
LONGEST = 2_000  # signs of one problem's message; a cell of five megabytes must not be in it
OUTCOMES = ("read", "refused", "unclear", "crashed", "hung", "memory")
BAD = ("unclear", "crashed", "hung", "memory")


@dataclass(frozen=True)
class Case:
    """One file: which report it is of, what was done to it, how it is packed."""

    seed: int
    number: int
    report: str
    mutation: str
    container: str

    @property
    def name(self) -> str:
        return f"fuzz-{self.seed}-{self.number}{self.container}"

    def content(self) -> tuple[bytes, str]:
        """The bytes, and the marketplace they are of."""
        rng = random.Random(f"{self.seed} {self.number}")
        file = make_file(self.report, rng, most_rows=rng.choice([1, 5, 5, 40]))
        return mutated(file, self.mutation, self.container, rng), file.place


@dataclass(frozen=True)
class Told:
    """What became of a file. megabytes: the most the process had taken by then beside its libraries."""

    case: Case
    outcome: str
    words: str
    seconds: float
    megabytes: float


def cases(seed: int, files: int, report: str | None = None, mutation: str | None = None) -> Iterator[Case]:
    """Every report with every mutation in turn; containers at random, text files most."""
    reports = [report] if report else sorted(catalogue().reports)
    mutations = [mutation] if mutation else list(MUTATIONS)
    turns = itertools.cycle(itertools.product(mutations, reports))
    packed = [*CONTAINERS]
    for number, (what, which) in enumerate(itertools.islice(turns, files)):
        rng = random.Random(f"container {seed} {number}")
        yield Case(seed, number, which, what, rng.choice([".txt", ".csv", *packed]))


# ---------------------------------------------------------------- in a worker


def work(orders: Connection, memory: int) -> None:
    """Read the files that are asked for, one after the other, until there is no more."""
    import pandas  # noqa: F401  (before the limit is set)

    from poa_helpers.reports import load_reports, order_book

    with suppress(ImportError):
        import pyarrow  # noqa: F401
    load_reports([])
    sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115
    orders.send("ready")
    with tempfile.TemporaryDirectory() as folder:
        while (case := orders.recv()) is not None:
            resource.setrlimit(resource.RLIMIT_AS, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
            try:
                content, place = case.content()
            except Exception:  # of the harness, not of what it tests
                orders.send(RuntimeError(f"{case} cannot be made: {_last_lines()}"))
                return
            path = Path(folder) / case.name
            path.write_bytes(content)
            del content
            resource.setrlimit(resource.RLIMIT_AS, (_virtual() + memory, resource.RLIM_INFINITY))  # beside what is held by now
            orders.send("built")
            before, started = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.perf_counter()
            outcome, words = judged(path, place, load_reports, order_book)
            seconds = time.perf_counter() - started
            grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1000
            path.unlink()
            orders.send(Told(case, outcome, words, seconds, grown))


def _virtual() -> int:
    return int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()


def judged(path: Path, place: str, load_reports: Any, order_book: Any) -> tuple[str, str]:
    """Read, refused, unclear, crashed or memory, and the words for it."""
    from poa_helpers.errors import PoaError

    try:
        order_book(load_reports(path, marketplace=place))
    except PoaError as error:
        if "fault of the workbench" in str(error):  # what was not foreseen, told without its traceback
            return ("memory" if "MemoryError" in str(error) else "crashed"), str(error)[:300]
        faults = faults_of(error, path.name)
        return ("unclear", f"{faults[0]}: {str(error)[:300]}") if faults else ("refused", str(error)[:300])
    except MemoryError:
        return "memory", _last_lines()
    except Exception as error:
        return ("memory" if "memory" in str(error).lower()[:200] or "alloc" in str(error).lower()[:200] else "crashed"), _last_lines()
    return "read", ""


def _last_lines() -> str:
    lines = [line[:300] for line in traceback.format_exc().splitlines()]
    return "\n".join(lines[-7:])


def faults_of(error: Any, file: str) -> list[str]:
    """What is wrong with a refusal: every problem names the file, says something, tells what to do next, and does not repeat the file."""
    faults = []
    for problem in error.problems:
        if problem.file is None or file not in problem.file:  # a file within an archive is named with its archive
            faults.append(f"names no file ({problem.file})")
        if not problem.what.strip() or not problem.mend.strip():
            faults.append("says nothing, or not what to do")
        if len(str(problem)) > LONGEST:
            faults.append(f"is {len(str(problem))} signs long")
        if any(ord(sign) < 32 for sign in str(problem)):
            faults.append("holds control characters")
    if not error.problems:
        faults.append("names no problem")
    if len(error.problems) > 500:
        faults.append(f"{len(error.problems)} problems")
    return faults


# ---------------------------------------------------------------- over the workers


class Worker:
    """A process that reads files; killed and begun anew when one takes too long or all of the memory."""

    def __init__(self, memory: int):
        context = multiprocessing.get_context("spawn")
        self.memory = memory
        self.line, other = context.Pipe()
        self.process = context.Process(target=work, args=(other, memory), daemon=True)
        self.process.start()
        other.close()
        self.case: Case | None = None
        self.deadline = time.monotonic() + 120
        self.started = 0.0

    def give(self, case: Case) -> None:
        self.case, self.deadline = case, time.monotonic() + 120  # making a bomb takes a while
        self.line.send(case)

    def built(self) -> None:
        self.started = time.monotonic()
        self.deadline = self.started + SECONDS

    def stop(self) -> None:
        with suppress(OSError):
            self.line.send(None)
        self.process.join(0.5)
        if self.process.is_alive():
            self.process.kill()
            self.process.join()
        self.line.close()


def run(todo: Iterator[Case], workers: int = 2, memory: int = MEMORY) -> Iterator[Told]:
    """Every file of `todo` with what became of it, as the workers come to it."""
    pool = [Worker(memory) for _ in range(workers)]
    busy = len(pool)
    try:
        while busy:
            ready = wait([worker.line for worker in pool if worker], timeout=0.2)
            for n, worker in enumerate(pool):
                told: Told | None = None
                if worker.line in ready:
                    try:
                        message = worker.line.recv()
                    except (EOFError, OSError):
                        told = _ended(worker, "memory" if _killed(worker) else "crashed")
                    else:
                        if message == "built":
                            worker.built()
                            continue
                        if isinstance(message, Exception):
                            raise message
                        told = message if isinstance(message, Told) else None
                        if told is None and message != "ready":
                            continue
                        if told is not None:
                            yield told
                        case = next(todo, None)
                        if case is None:
                            busy -= 1
                            worker.stop()
                            pool[n] = _Idle()
                        else:
                            worker.give(case)
                        continue
                elif time.monotonic() > worker.deadline:
                    told = _ended(worker, "hung")
                if told is not None:
                    yield told
                    pool[n] = Worker(memory)
    finally:
        for worker in pool:
            worker.stop()


class _Idle:
    """The place of a worker that has nothing more to do."""

    def __init__(self) -> None:
        self.line, self._other = multiprocessing.Pipe()
        self.deadline = float("inf")

    def stop(self) -> None:
        self.line.close()
        self._other.close()


def _killed(worker: Worker) -> bool:
    worker.process.join(5)
    return worker.process.exitcode in (-9, -6, 137)  # killed for its memory, or aborted as it got none


def _ended(worker: Worker, outcome: str) -> Told:
    worker.process.kill()
    worker.process.join()
    if worker.case is None:
        raise RuntimeError(f"a worker ended before its first file (exit status {worker.process.exitcode})")
    worker.line.close()
    seconds = time.monotonic() - worker.started if worker.started else 0.0
    return Told(worker.case, outcome, f"process ended with {worker.process.exitcode}", seconds, 0.0)


# ---------------------------------------------------------------- telling it


def table(told: list[Told]) -> str:
    """How many files of each report and each mutation came to which end."""
    lines = []
    for heading, key in (
        ("report", lambda t: t.case.report),
        ("mutation", lambda t: t.case.mutation),
        ("container", lambda t: t.case.container),
    ):
        counts = Counter((key(t), t.outcome) for t in told)
        lines.append(f"{heading:<24}" + "".join(f"{outcome:>9}" for outcome in OUTCOMES))
        for value in sorted({key(t) for t in told}):
            lines.append(f"{value:<24}" + "".join(f"{counts[value, outcome] or '-':>9}" for outcome in OUTCOMES))
        lines.append("")
    slowest, largest = max(told, key=lambda t: t.seconds), max(told, key=lambda t: t.megabytes)
    lines.append(f"{len(told)} files; slowest {slowest.seconds:.1f} s (number {slowest.case.number}, {slowest.case.mutation}),")
    lines.append(f"most memory {largest.megabytes:.0f} MB more (number {largest.case.number}, {largest.case.mutation})")
    return "\n".join(lines)


def main(arguments: list[str] | None = None) -> int:
    asks = argparse.ArgumentParser(prog="python -m tests.fuzz", description=str(__doc__).split("\n")[0])
    asks.add_argument("--files", type=int, default=1000)
    asks.add_argument("--seed", type=int, default=1)
    asks.add_argument("--report", choices=sorted(catalogue().reports))
    asks.add_argument("--mutation", choices=sorted(MUTATIONS))
    asks.add_argument("--only", type=int, help="the number of the one file to read")
    asks.add_argument("--workers", type=int, default=max(1, (os.cpu_count() or 2) - 1))
    asks.add_argument("--keep", type=Path, help="a folder for the files that were not read or refused as they should")
    given = asks.parse_args(arguments)
    files = given.files if given.only is None else given.only + 1
    todo = cases(given.seed, files, given.report, given.mutation)
    told = []
    for one in run(itertools.islice(todo, given.only, None) if given.only is not None else todo, given.workers):
        told.append(one)
        if one.outcome in BAD or given.only is not None:
            print(f"{one.case.number} {one.case.report} {one.case.mutation} {one.case.container}: {one.outcome} after {one.seconds:.1f} s")
            print("    " + one.words.replace("\n", "\n    "), flush=True)
            if given.keep and one.outcome in BAD:
                given.keep.mkdir(parents=True, exist_ok=True)
                (given.keep / one.case.name).write_bytes(one.case.content()[0])
    print(table(told))
    return int(any(one.outcome in BAD for one in told))


if __name__ == "__main__":
    sys.exit(main())
