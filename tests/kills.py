"""`poa run` ended with SIGKILL at random moments: the next call finishes, and the cases are as after an undisturbed run.

    python -m tests.kills [--times 100] [--cases 2] [--seed 1] [--workers 2]

After each kill and the call that follows are compared: every file of the portfolio (times left out), hidden leftovers, processes that still work in
it, temporary files, and whether the cases can be locked. Exit status 1 at the first difference.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil
from filelock import FileLock

from .portfolio_files import SAMPLE, copy_case
from .run_files import settled

_ALLOWED = {".lock", ".cache", ".runs.sqlite"}
_GONE_AFTER = 10.0  # seconds in which everything that belonged to a killed call has to be gone


def call(portfolio: Path, scratch: Path, workers: int) -> subprocess.Popen[bytes]:
    """`poa run --all`, with a folder for temporary files of its own."""
    command = [sys.executable, "-m", "poa_helpers.cli", "run", "--all", str(portfolio), "--workers", str(workers)]
    env = {**os.environ, "TMPDIR": str(scratch), "POA_KILLS": str(portfolio)}  # inherited by all it starts, so that they can be found
    return subprocess.Popen(command, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def belonging(portfolio: Path) -> list[psutil.Process]:
    """The processes that a call for this portfolio started and that still run."""
    found = []
    for process in psutil.process_iter():
        try:
            if process.environ().get("POA_KILLS") == str(portfolio) and process.status() != psutil.STATUS_ZOMBIE:
                found.append(process)
        except psutil.Error:
            continue
    return found


def leftovers(portfolio: Path, scratch: Path) -> list[str]:
    """What should not be there after a call has ended."""
    hidden = [str(p.relative_to(portfolio)) for p in portfolio.rglob(".*") if p.name not in _ALLOWED]
    parts = [str(p.relative_to(portfolio)) for p in portfolio.rglob("*.part")]
    temporary = [f"temporary: {p.name}" for p in scratch.iterdir()]
    held = []
    for case in portfolio.iterdir():
        if (case / "case.json").is_file():
            lock = FileLock(case / ".lock", timeout=0)
            try:
                lock.acquire()
                lock.release()
            except TimeoutError:
                held.append(f"locked: {case.name}")
    return hidden + parts + temporary + held


def fresh(template: Path, portfolio: Path, cases: int) -> None:
    shutil.rmtree(portfolio, ignore_errors=True)
    for number in range(cases):
        copy_case(template, portfolio / f"case-{number}")


def trial(portfolio: Path, scratch: Path, moment: float, workers: int) -> str:
    """One kill and the call after it; what is wrong, or ''. The moment is in seconds after the start."""
    process = call(portfolio, scratch, workers)
    try:
        process.wait(moment)
    except subprocess.TimeoutExpired:
        os.kill(process.pid, signal.SIGKILL)
    process.wait()
    second = call(portfolio, scratch, workers)  # at once: what belonged to the first may still be ending
    if (status := second.wait()) != 0:
        return f"the next call ended with status {status}"
    end = time.monotonic() + _GONE_AFTER
    while (still := belonging(portfolio)) and time.monotonic() < end:
        time.sleep(0.05)
    if still:
        return f"still running: {[process.cmdline() for process in still]}"
    return ", ".join(leftovers(portfolio, scratch))


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.kills", description="poa run ended at random moments.")
    parser.add_argument("--times", type=int, default=100)
    parser.add_argument("--cases", type=int, default=2)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args(arguments)
    rng = random.Random(chosen.seed)
    with tempfile.TemporaryDirectory(prefix="poa-kills-") as place:
        portfolio, scratch = Path(place) / "cases", Path(place) / "tmp"
        scratch.mkdir()
        fresh(SAMPLE, portfolio, chosen.cases)
        began = time.monotonic()
        if call(portfolio, scratch, chosen.workers).wait() != 0:
            print("the undisturbed run was not good")
            return 1
        took, wanted = time.monotonic() - began, settled(portfolio)
        print(f"undisturbed: {took:.1f} s, {len(wanted)} files; left over: {leftovers(portfolio, scratch) or 'nothing'}", flush=True)
        for number in range(1, chosen.times + 1):
            fresh(SAMPLE, portfolio, chosen.cases)
            moment = rng.uniform(0, took * 1.05)
            wrong = trial(portfolio, scratch, moment, chosen.workers)
            now = settled(portfolio)
            differing = sorted(name for name in {*wanted, *now} if wanted.get(name) != now.get(name))
            if wrong or differing:
                print(f"kill {number} after {moment:.2f} s: {wrong or 'differing: ' + ', '.join(differing[:8])}")
                return 1
            print(f"kill {number} after {moment:.2f} s: the same", file=sys.stderr, flush=True)
    print(f"{chosen.times} kills, {chosen.times} times the same as undisturbed; no process, lock or file left over.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
