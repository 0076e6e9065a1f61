"""Many small cases on a Dask cluster whose workers share no disk: one worker is lost on the way, one comes, and every result is there once.

    python -m tests.cluster_run [--cases 1000] [--kinds 8] [--notebooks 1,3] [--serial N]

Starts on loopback: an S3 server (moto), a Dask scheduler and two workers as programs of their own. At a third of the way one worker is ended with
SIGKILL, and another one is started. Then: one finished run per case, the same as a run of the same case on this machine's disk, one after another
(--serial: only so many of them); wall time, and the memory of each worker from its beginning to its end. Needs `pip install -e .[cluster,bench]`.
Exit status 1 when a result is missing, there twice or different.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from contextlib import ExitStack
from pathlib import Path

import psutil

from .portfolio_files import copy_case, make_case
from .run_files import settled

BUCKET = "cases"
_STARTED = 60.0


class Watched:
    """A worker and its memory, looked at every second."""

    def __init__(self, name: str, scheduler: str, place: Path):
        self.name, self.held = name, []
        command = [
            sys.executable,
            "-m",
            "distributed.cli.dask_worker",
            scheduler,
            "--nthreads",
            "1",
            "--no-nanny",
            "--no-dashboard",
            "--name",
            name,
        ]
        self.process = subprocess.Popen([*command, "--local-directory", str(place)], stderr=(place / f"{name}.log").open("w"))
        threading.Thread(target=self._look, daemon=True).start()

    def _look(self) -> None:
        try:
            process = psutil.Process(self.process.pid)
            while self.process.poll() is None:
                self.held.append(process.memory_info().rss / 1e6)
                time.sleep(1)
        except psutil.Error:
            pass

    def told(self) -> str:
        quarter = max(1, len(self.held) // 4)
        early, late = (sum(part) / len(part) for part in (self.held[quarter : 2 * quarter] or self.held, self.held[-quarter:]))
        return f"{self.name}: peak {max(self.held):.0f} MB; mean of its second quarter {early:.0f}, of its last {late:.0f} MB"


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def until(condition, what: str, seconds: float = _STARTED) -> None:
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            raise SystemExit(f"{what} did not start")
        time.sleep(0.1)


def answers(port: int) -> bool:
    with socket.socket() as one:
        return one.connect_ex(("127.0.0.1", port)) == 0


def start(stack: ExitStack, command: list[str], port: int, what: str) -> None:
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    stack.callback(process.wait)
    stack.callback(process.kill)
    until(lambda: answers(port), what)


def make_cases(folder: Path, cases: int, kinds: int) -> list[Path]:
    """Small cases of some kinds of orders, each with an id of its own."""
    templates = [make_case(folder / "templates" / f"kind-{n}", seed=50 + n, orders=1_000) for n in range(min(kinds, cases))]
    return [copy_case(templates[n % len(templates)], folder / "cases" / f"case-{n:04d}") for n in range(cases)]


def serial(cases: list[Path], folder: Path, notebooks: list[str]) -> dict[str, dict[str, str]]:
    """The same cases run here, one after another: name -> files."""
    from poa_helpers.run import run_cases

    copies = [Path(shutil.copytree(case, folder / case.name)) for case in cases]
    run_cases(copies, workers=1, notebooks=notebooks)
    return {copy.name: settled(copy, anywhere=True) for copy in copies}


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.cluster_run", description="Many small cases on a cluster that loses a worker.")
    parser.add_argument("--cases", type=int, default=1000)
    parser.add_argument("--kinds", type=int, default=8)
    parser.add_argument("--notebooks", default="1,3")
    parser.add_argument("--serial", type=int, help="how many cases are compared with a serial run (default: all)")
    chosen = parser.parse_args(arguments)
    notebooks = chosen.notebooks.split(",")
    from poa_helpers.run import run_cases
    from poa_helpers.run.store import stored_cases

    with ExitStack() as stack:
        place = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="poa-cluster-")))
        cases = make_cases(place, chosen.cases, chosen.kinds)
        store, scheduler = free_port(), free_port()
        os.environ.update(
            AWS_ENDPOINT_URL=f"http://127.0.0.1:{store}",
            AWS_ACCESS_KEY_ID="nobody",
            AWS_SECRET_ACCESS_KEY="nothing",
            AWS_DEFAULT_REGION="us-east-1",
        )
        start(stack, [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(store)], store, "The S3 server")
        start(stack, [sys.executable, "-m", "distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", str(scheduler), "--no-dashboard"], scheduler, "The scheduler")  # fmt: skip
        import fsspec

        system = fsspec.filesystem("s3")
        system.mkdir(BUCKET)
        system.put(f"{place / 'cases'}/", f"{BUCKET}/open/", recursive=True)
        address = f"tcp://127.0.0.1:{scheduler}"
        workers = [Watched(f"worker-{n}", address, place) for n in range(2)]
        stack.callback(lambda: [(worker.process.kill(), worker.process.wait()) for worker in workers])
        ended = []

        def after(run) -> None:
            ended.append(run.case)
            if len(ended) == max(1, chosen.cases // 3):
                os.kill(workers[0].process.pid, signal.SIGKILL)
                workers.append(Watched("worker-2", address, place))
                print(f"{len(ended)} cases: worker-0 killed, worker-2 started", file=sys.stderr, flush=True)

        began = time.perf_counter()
        runs = run_cases(stored_cases(f"s3://{BUCKET}/open"), scheduler=address, notebooks=notebooks, ended=after)
        took = time.perf_counter() - began
        system.invalidate_cache()
        records = Counter(path.split("/")[2] for path in system.glob(f"{BUCKET}/open/*/runs/*/run.json"))
        wrong = [f"{case.name}: {records[case.name]} runs" for case in cases if records[case.name] != 1]
        wrong += [f"{run.case}: {run.message}" for run in runs if run.outcome == "failed"]
        compared = cases[: chosen.serial] if chosen.serial is not None else cases
        expected = serial(compared, place / "serial", notebooks)
        for case in compared:
            system.get(f"{BUCKET}/open/{case.name}/", f"{place / 'back' / case.name}/", recursive=True)
            now = settled(place / "back" / case.name, anywhere=True)
            held = {name: digest for name, digest in expected[case.name].items() if not name.startswith(".cache/")}
            differing = sorted(name for name in {*now, *held} if now.get(name) != held.get(name))
            wrong += [f"{case.name}: {', '.join(differing[:4])} differ"] if differing else []
        again = run_cases(stored_cases(f"s3://{BUCKET}/open"), scheduler=address, notebooks=notebooks)
        wrong += [f"{run.case}: run again" for run in again if not run.unchanged]
        for worker in workers:
            print(worker.told())
    outcomes = json.dumps(Counter(run.outcome for run in runs))
    print(f"{chosen.cases} cases in {took:.0f} s ({outcomes}); {sum(records.values())} results, {len(compared)} compared with a serial run")
    for line in wrong[:10]:
        print(f"WRONG {line}")
    print("all results present, each once, the same as serially" if not wrong else f"{len(wrong)} wrong")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
