"""One call of a method in a process of its own, with what it took."""

from __future__ import annotations

import importlib
import multiprocessing
import time
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path

from .methods import METHODS, Figures

IMPORTS = {
    "ours": ("poa_helpers.reports", "poa_helpers.measure.counts", "pyarrow.csv", "pyarrow.parquet"),
    "pandas": ("pandas",),
    "polars": ("polars",),
    "duckdb": ("duckdb",),
}


@dataclass(frozen=True)
class Call:
    """What one call took: seconds of the processor and on the clock, and the largest memory of its process in MB."""

    cpu: float
    wall: float
    memory: float


def in_process(method: str, folder: Path) -> tuple[Call, Figures]:
    """The figures of a method, and what its process took."""
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe(duplex=False)
    process = context.Process(target=_answer, args=(there, method, folder))
    process.start()
    there.close()
    try:
        return here.recv()
    finally:
        process.join()


def _answer(connection: Connection, method: str, folder: Path) -> None:
    for name in IMPORTS[method.split()[0]]:  # what importing takes is no part of the task
        importlib.import_module(name)
    began, clock = time.process_time(), time.perf_counter()
    figures = METHODS[method](folder)
    cpu, wall = time.process_time() - began, time.perf_counter() - clock
    memory = _peak()
    connection.send((Call(cpu, wall, memory), figures))


def _peak() -> float:
    """The largest memory of this process in MB. What `getrusage` says begins with what the parent held."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.split("VmHWM:")[1].split()[0]) / 1024
