"""How many cases a minute, and what they cost: six ways of running the notebooks 1 and 3, on the same cases, turn by turn.

    python -m tests.benchmarks.running [--cases 50] [--orders 20000] [--rounds 2] [--modes abcdef] [--keep FOLDER]

Each round takes its share of the cases through every mode, so that all modes see the same machine; no mode finds anything in a cache. Reported are
medians over the rounds, CPU seconds of the whole process tree, and the bars. (e) needs `pip install -e .[cluster]`. Exit status 1 when a bar is not met.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from ..portfolio_files import make_case
from .running_modes import TITLES

FASTER_THAN_COMMAND, FASTER_THAN_API, LESS_CPU, OF_OURS, OF_LIMIT, IMPORT = 10.0, 3.0, 2.2, 0.85, 0.60, 0.6
_IMPORT = "from poa_helpers.run import run_cases; from poa_helpers.run.papermill_light import import_papermill; import_papermill(); import poa_helpers.run.engine"


@dataclass(frozen=True)
class Taken:
    """What a mode took for some cases: seconds of wall time and of CPU, its children's included."""

    cases: int
    wall: float
    cpu: float

    @property
    def per_minute(self) -> float:
        """
        >>> Taken(10, 30.0, 55.0).per_minute, Taken(10, 30.0, 55.0).cpu_per_case
        (20.0, 5.5)
        """
        return 60 * self.cases / self.wall

    @property
    def cpu_per_case(self) -> float:
        return self.cpu / self.cases


def measured(command: list[str], cases: int) -> Taken:
    """Run a command to its end; its process tree is counted as far as parents waited for their children."""
    began = time.perf_counter()
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{' '.join(command[:5])} … ended with status {process.returncode}")
    return Taken(cases, time.perf_counter() - began, used.ru_utime + used.ru_stime)


def fresh(cases: list[Path], folder: Path) -> list[Path]:
    """Copies of cases in which nothing was run yet."""
    shutil.rmtree(folder, ignore_errors=True)
    return [Path(shutil.copytree(case, folder / case.name, ignore=shutil.ignore_patterns("runs", "letters", ".*"))) for case in cases]


def import_seconds(repeat: int = 5) -> float:
    """What importing the runner takes in a new process, less what an empty one takes: the median."""
    took = {
        code: statistics.median(measured([sys.executable, "-c", code], 1).wall for _ in range(repeat + 1)) for code in ("pass", _IMPORT)
    }
    return took[_IMPORT] - took["pass"]


def rounds(cases: list[Path], many: int, modes: str, scratch: Path) -> dict[str, list[Taken]]:
    """All modes over the cases, share by share."""
    taken: dict[str, list[Taken]] = {mode: [] for mode in modes}
    size = -(-len(cases) // many)
    for start in range(0, len(cases), size):
        share = cases[start : start + size]
        for mode in modes:
            copies = fresh(share, scratch / mode)
            command = [sys.executable, "-m", "tests.benchmarks.running_modes", mode, *map(str, copies)]
            taken[mode].append(measured(command, len(copies)))
            last = taken[mode][-1]
            print(f"({mode}) {last.per_minute:.1f} cases a minute, {last.cpu_per_case:.2f} CPU-s a case", file=sys.stderr, flush=True)
    return taken


def medians(taken: dict[str, list[Taken]]) -> dict[str, tuple[float, float]]:
    """mode -> cases a minute, CPU seconds a case."""
    return {
        mode: (statistics.median(t.per_minute for t in all_of_it), statistics.median(t.cpu_per_case for t in all_of_it))
        for mode, all_of_it in taken.items()
    }


def bars(found: dict[str, tuple[float, float]], seconds: float) -> list[tuple[str, float, float, bool]]:
    """What was asked, the bar, the measured value, whether it is met; as far as the modes were run.

    >>> bars({"b": (20.0, 4.0), "d": (80.0, 1.0)}, 0.5)[0]
    ('(d) against (b), cases a minute', 3.0, 4.0, True)
    """
    per_minute, cpu = {m: v[0] for m, v in found.items()}, {m: v[1] for m, v in found.items()}
    told = []
    for title, over, under, values, least in (
        ("(d) against (a), cases a minute", "d", "a", per_minute, FASTER_THAN_COMMAND),
        ("(d) against (b), cases a minute", "d", "b", per_minute, FASTER_THAN_API),
        ("(b) against (d), CPU a case", "b", "d", cpu, LESS_CPU),
        ("(e) against (d), cases a minute", "e", "d", per_minute, OF_OURS),
        ("(d) against (f), cases a minute", "d", "f", per_minute, OF_LIMIT),
    ):
        if over in values and under in values:
            ratio = values[over] / values[under]
            told.append((title, least, ratio, ratio >= least))
    return [*told, ("import of the runner, seconds (at most)", IMPORT, seconds, seconds <= IMPORT)]


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.running", description="Cases a minute, and what they cost.")
    parser.add_argument("--cases", type=int, default=50)
    parser.add_argument("--orders", type=int, default=20_000)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--modes", default="abcdef")
    parser.add_argument("--keep", type=Path, help="where the cases are made once and found again")
    chosen = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as scratch:
        made = chosen.keep or Path(scratch) / "made"
        cases = [made / f"case-{number:04d}" for number in range(chosen.cases)]
        for number, case in enumerate(cases):
            if not (case / "case.json").is_file():
                make_case(case, seed=1000 + number, orders=chosen.orders)
        taken = rounds(cases, chosen.rounds, chosen.modes, Path(scratch))
    found = medians(taken)
    print(f"{chosen.cases} cases of {chosen.orders} orders, notebooks 1 and 3, {os.cpu_count()} cores, medians of {chosen.rounds} rounds\n")
    print("| mode | cases a minute | CPU-s a case |\n|---|---|---|")
    for mode, (per_minute, cpu) in found.items():
        print(f"| ({mode}) {TITLES[mode]} | {per_minute:.1f} | {cpu:.2f} |")
    print("\n| bar | asked | measured | met |\n|---|---|---|---|")
    told = bars(found, import_seconds())
    for title, asked, value, met in told:
        print(f"| {title} | {asked:g} | {value:.2f} | {'yes' if met else '**no**'} |")
    return 0 if all(met for *_, met in told) else 1


if __name__ == "__main__":
    sys.exit(main())
