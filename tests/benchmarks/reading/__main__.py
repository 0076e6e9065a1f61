"""Reading a whole account: ours against plain pandas, Polars and DuckDB, on the same text files in one run:

    python -m tests.benchmarks.reading [--sizes 100k,1m,5m] [--repeat 1] [--methods ours,pandas,…] [--folder DIR] [--json FILE]

We stand there three times: `ours` reads the text and keeps nothing, as the others do; `ours keeping a cache` is the first call of the product, which
reads the text and writes its tables as Parquet; `ours cached` is every later call, which reads those.
The task and the methods are in `methods.py`, the account in `accounts.py`. Every call runs in a process of its own; CPU seconds are those of that
process, memory is its peak. All must give the same figures, but for the first and last days, of which the lists of bad orders say nothing.
Exit status 0 = ran and all agree, 1 = the figures differ, 2 = a library is missing.
"""

from __future__ import annotations

import argparse
import json
import shutil
import statistics
import sys
import tempfile
from dataclasses import asdict
from datetime import timedelta
from pathlib import Path

from .accounts import DAYS, FIRST, make_account
from .methods import METHODS, Figures
from .worker import Call, in_process

SIZES = {"100k": 100_000, "1m": 1_000_000, "5m": 5_000_000}
COMPARED = FIRST + timedelta(days=120), FIRST + timedelta(days=DAYS - 10)


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.reading", description="Reading a whole account.")
    parser.add_argument("--sizes", default="100k,1m,5m")
    parser.add_argument("--methods", default=",".join(METHODS))
    parser.add_argument("--repeat", type=int, default=1)
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()) / "poa-reading", help="where the accounts are kept")
    parser.add_argument("--json", type=Path, metavar="FILE")
    chosen = parser.parse_args(arguments)
    same, told = True, {}
    for size in chosen.sizes.split(","):
        folder = chosen.folder / size
        if not (folder / "made").exists():
            make_account(folder, SIZES[size])
            (folder / "made").touch()
        calls: dict[str, list[Call]] = {}
        figures: dict[str, Figures] = {}
        for _ in range(chosen.repeat):
            for method in chosen.methods.split(","):
                call, figures[method] = _measured(method, folder)
                calls.setdefault(method, []).append(call)
                print(f"  {size} {method}: {call.cpu:.2f} CPU s, {call.memory:.0f} MB", file=sys.stderr, flush=True)
        agree = {method: _compared(f) == _compared(figures[next(iter(figures))]) for method, f in figures.items()}
        same = same and all(agree.values())
        _print(size, folder, calls, agree)
        told[size] = {method: [asdict(call) for call in made] for method, made in calls.items()}
    if chosen.json:
        chosen.json.write_text(json.dumps(told, indent=1), encoding="utf-8")
    return 0 if same else 1


def _measured(method: str, folder: Path) -> tuple[Call, Figures]:
    """One call in a fresh process; "ours cached" comes after a call that is not measured, whatever was kept before."""
    if method == "ours cached":
        in_process(method, folder)
    else:
        shutil.rmtree(folder / "cache", ignore_errors=True)
    return in_process(method, folder)


def _compared(figures: Figures) -> Figures:
    """The figures of the days for which every list of bad orders speaks: a list does not state its days, and we say nothing of others."""
    first, last = (day.isoformat() for day in COMPARED)
    metrics = {name: {day: n for day, n in days.items() if first <= day <= last} for name, days in figures["metrics"].items()}
    return {"metrics": metrics, "counts": figures["counts"]}


def _print(size: str, folder: Path, calls: dict[str, list[Call]], agree: dict[str, bool]) -> None:
    megabytes = (folder / "all_orders.txt").stat().st_size / 1e6
    print(f"## {size}: {SIZES[size]:,} item rows, {megabytes:,.0f} MB\n")
    print("| method | CPU s | wall s | peak MB | CPU / pandas | CPU / best peer | same figures |\n|---|---|---|---|---|---|---|")
    cpu = {method: statistics.median(c.cpu for c in made) for method, made in calls.items()}
    peers = [cpu[m] for m in ("polars", "duckdb") if m in cpu]
    for method, made in calls.items():
        wall, memory = statistics.median(c.wall for c in made), max(c.memory for c in made)
        ratios = [f"{cpu[method] / cpu['pandas']:.2f}" if "pandas" in cpu else "", f"{cpu[method] / min(peers):.2f}" if peers else ""]
        print(
            f"| {method} | {cpu[method]:.2f} | {wall:.2f} | {memory:,.0f} | {ratios[0]} | {ratios[1]} | {'yes' if agree[method] else 'NO'} |"
        )
    print(flush=True)


if __name__ == "__main__":
    sys.exit(main())
