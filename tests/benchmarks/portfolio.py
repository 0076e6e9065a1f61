"""A portfolio in which nothing changed since the last run: how long `poa run --all` takes to say so, from its start to its end.

    python -m tests.benchmarks.portfolio [--cases 1000] [--repeat 3]

The cases are copies of a fictional one; instead of a real run each gets the record that a run of it leaves. Bar: 5 seconds. Exit status 1 above it.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from poa_helpers.case import read_case
from poa_helpers.run import NOTEBOOKS, CaseRun
from poa_helpers.run.fingerprint import Hashes, fingerprint
from poa_helpers.run.parameters import notebook_path
from poa_helpers.run.values import RECORD

from ..portfolio_files import SAMPLE, copy_case

BAR = 5.0


def with_record(folder: Path) -> None:
    """Leave in a case what a finished run leaves: its record and its letter."""
    case = read_case(folder)
    inputs = fingerprint(folder, case, [notebook_path(name) for name in NOTEBOOKS], {}, Hashes())
    run = CaseRun(
        case=folder.name, outcome="ready", seconds=4, folder="runs/2026-11-26T06-00-00Z", message="The letter is ready for a last look.",
        letter="letters/v1/letter.md", phase=case.phase, revision=1, at=datetime(2026, 11, 26, 6, tzinfo=UTC).isoformat(), inputs=inputs,
    )  # fmt: skip
    for part in (run.folder, "letters/v1"):
        (folder / part).mkdir(parents=True)
    (folder / run.folder / RECORD).write_text(run.model_dump_json(exclude_defaults=True), encoding="utf-8")
    (folder / "letters" / "v1" / "letter.md").write_text("A letter.\n", encoding="utf-8")


def make_portfolio(folder: Path, cases: int) -> Path:
    """So many cases, each run already."""
    for number in range(cases):
        with_record(copy_case(SAMPLE, folder / f"case-{number:04d}"))
    return folder


def seconds(portfolio: Path) -> tuple[float, str]:
    """What `poa run --all` takes, and what it says."""
    began = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-m", "poa_helpers.cli", "run", "--all", str(portfolio)], check=True, capture_output=True, text=True
    )
    return time.perf_counter() - began, done.stdout.strip()


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.portfolio", description="An unchanged portfolio.")
    parser.add_argument("--cases", type=int, default=1000)
    parser.add_argument("--repeat", type=int, default=3)
    chosen = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as place:
        portfolio = make_portfolio(Path(place) / "cases", chosen.cases)
        first, _ = seconds(portfolio)
        again = [seconds(portfolio) for _ in range(chosen.repeat)]
    print(again[-1][1])
    median = statistics.median(took for took, _ in again)
    print(
        f"{chosen.cases} unchanged cases: {median:.1f} s (median of {chosen.repeat}), without a ledger {first:.1f} s; the bar is {BAR:.0f} s."
    )
    return 0 if median <= BAR else 1


if __name__ == "__main__":
    sys.exit(main())
