"""The ways to run cases that are compared: one per call, in a process of its own.

    python -m tests.benchmarks.running_modes MODE CASE …

a papermill's command, one call per notebook · b papermill's Python API in one process · c, d ours with one and two workers · e ours on a Dask
LocalCluster of two workers · f the same cells in forked processes, two at once, without kernels: what cannot be beaten.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from poa_helpers.catalogue import shipped
from poa_helpers.run import NOTEBOOKS, run_cases

TITLES = {
    "a": "papermill's command in a loop",
    "b": "papermill's Python API, one process",
    "c": "ours, one worker",
    "d": "ours, two workers",
    "e": "ours, Dask LocalCluster of two",
    "f": "limit: forked, no kernel, two at once",
}


def _notebooks() -> list[Path]:
    return [shipped("notebooks") / f"{name}.ipynb" for name in NOTEBOOKS]


def by_command(cases: list[Path], out: Path) -> None:
    for case in cases:
        for path in _notebooks():
            subprocess.check_call(
                [sys.executable, "-m", "papermill", str(path), str(out / path.name), "-p", "case", str(case), "--no-progress-bar"],
                stderr=subprocess.DEVNULL,
            )


def by_api(cases: list[Path], out: Path) -> None:
    import papermill

    for case in cases:
        for path in _notebooks():
            papermill.execute_notebook(str(path), str(out / path.name), parameters={"case": str(case)}, progress_bar=False)


def by_us(cases: list[Path], workers: int, cluster: bool = False) -> None:
    runs = run_cases(cases, workers=workers, cluster=cluster, force=True)
    assert all(run.outcome != "failed" for run in runs), runs


def without_kernels(cases: list[Path], at_once: int = 2) -> None:
    from poa_helpers.run.forking import warm_up

    warm_up()
    running = 0
    for case in cases:
        if running == at_once:
            assert os.waitstatus_to_exitcode(os.wait()[1]) == 0
            running -= 1
        if os.fork() == 0:
            _cells(case)
        running += 1
    for _ in range(running):
        assert os.waitstatus_to_exitcode(os.wait()[1]) == 0


def _cells(case: Path) -> None:
    """In the forked process: the cells of all notebooks, their results formatted as for a notebook and thrown away."""
    from IPython.core.interactiveshell import InteractiveShell

    nothing = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, 1)
    shell = InteractiveShell.instance()
    good = True
    for path in _notebooks():
        shell.reset(new_session=True)
        cells = [cell for cell in json.loads(path.read_text(encoding="utf-8"))["cells"] if cell["cell_type"] == "code"]
        for cell in cells:
            good &= shell.run_cell("".join(cell["source"]), store_history=True).success
            if "parameters" in cell["metadata"].get("tags", ()):
                shell.push({"case": str(case)})
    os._exit(0 if good else 1)


def main() -> None:
    mode, cases = sys.argv[1], [Path(name) for name in sys.argv[2:]]
    with tempfile.TemporaryDirectory() as out:
        if mode == "a":
            by_command(cases, Path(out))
        elif mode == "b":
            by_api(cases, Path(out))
        elif mode == "f":
            without_kernels(cases)
        else:
            by_us(cases, 1 if mode == "c" else 2, cluster=mode == "e")


if __name__ == "__main__":
    main()
