"""Ten million orders with ten attributes, searched in one process: python -m tests.benchmarks.ten_million

The table is made by another process and kept as arrays of codes, so that only reading and searching it counts: at most 60 seconds for the
search and 6 GB for the whole process. Exit status 1 if either is passed, or the planted cause is not found.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

from .cases import ROOT
from .synthetic import CAUSE, columns, peak_bytes, table
from .table import markdown

ORDERS, ATTRIBUTES, VALUES = 10_000_000, 10, 5_000
SECONDS, GIGABYTES = 60.0, 6.0
NAMES = "columns.json"


def make(folder: Path, orders: int, attributes: int, values: int) -> None:
    """Write the codes of every column."""
    names = []
    for name, codes in columns(orders, attributes, values):
        np.save(folder / f"{name}.npy", codes)
        names.append(name)
    (folder / NAMES).write_text(json.dumps(names), encoding="utf-8")


def search(folder: Path, values: int, mode: str) -> dict:
    """Read the table, search it, and say how long and how much that took."""
    from poa_helpers.diagnose import find_causes

    names = json.loads((folder / NAMES).read_text(encoding="utf-8"))
    orders, attributes = table(((name, np.load(folder / f"{name}.npy")) for name in names), values)
    read = peak_bytes()
    clock, cpu = time.perf_counter(), time.process_time()
    findings = find_causes(orders, "defect", by=attributes, mode=mode, date="order_date")
    return {
        "orders": len(orders), "attributes": len(attributes), "seconds": time.perf_counter() - clock, "cpu": time.process_time() - cpu,
        "read": read / 1e9, "peak": peak_bytes() / 1e9, "findings": [finding.segment for finding in findings],
    }  # fmt: skip


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m tests.benchmarks.ten_million", description="Ten million orders, within time and memory."
    )
    parser.add_argument("--orders", type=int, default=ORDERS)
    parser.add_argument("--attributes", type=int, default=ATTRIBUTES)
    parser.add_argument("--values", type=int, default=VALUES, help="of the largest attribute but one; that one has twice as many")
    parser.add_argument("--mode", default="level", choices=["level", "change"])
    parser.add_argument("--step", choices=["make", "search"], help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    chosen = parser.parse_args(arguments)
    if chosen.step == "make":
        make(chosen.folder, chosen.orders, chosen.attributes, chosen.values)
        return 0
    if chosen.step == "search":
        print(json.dumps(search(chosen.folder, chosen.values, chosen.mode)))
        return 0
    with tempfile.TemporaryDirectory() as folder:
        command = [
            sys.executable,
            "-m",
            "tests.benchmarks.ten_million",
            "--folder",
            folder,
            "--values",
            str(chosen.values),
            "--mode",
            chosen.mode,
        ]
        size = ["--orders", str(chosen.orders), "--attributes", str(chosen.attributes)]
        subprocess.run([*command, *size, "--step", "make"], cwd=ROOT, check=True)
        told = json.loads(subprocess.run([*command, "--step", "search"], cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout)
    found = CAUSE in told["findings"]
    bars = [
        ("seconds", told["seconds"], SECONDS, told["seconds"] <= SECONDS),
        ("GB, the whole process at its peak", told["peak"], GIGABYTES, told["peak"] <= GIGABYTES),
    ]
    print(f"{told['orders']:,} orders, {told['attributes']} attributes, {told['cpu']:.1f} CPU s; the table alone: {told['read']:.2f} GB\n")
    print(markdown(("what", "measured", "at most", "met"), [(w, f"{v:.2f}", f"{b:g}", "yes" if ok else "**no**") for w, v, b, ok in bars]))
    print(f"\nplanted {CAUSE}: {'found' if found else '**not found**'}; said {told['findings']}")
    return 0 if found and all(ok for *_, ok in bars) else 1


if __name__ == "__main__":
    sys.exit(main())
