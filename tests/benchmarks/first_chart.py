"""How long after "Run all" the first chart of notebook 1 stands there, on a case of 100,000 orders (the kernel has started):

    python -m tests.benchmarks.first_chart [--orders 100000] [--repeat 3] [--folder DIR] [--json FILE]

First run: the reports are read as text, as after a download. Later runs: from the cache beside the case. The case is fictional and made
once (`reading/accounts.py`), with late orders planted at one product since a day, so that the search has something to find.
Seconds are from the first request to the kernel; of each kind of run the median is told. Exit status 1: a median is above the bar of 3 s.
"""

from __future__ import annotations

import argparse
import asyncio
import csv
import json
import os
import random
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import nbformat

from .reading.accounts import DAYS, FIRST, make_account

ROOT = Path(__file__).resolve().parents[2]
CHART = "application/vnd.vegalite.v5+json"
BAR = 3.0  # seconds
ITEMS_PER_ORDER = 1 / 0.86  # of the generator
PLANTED = "SKU-00002"
NOTICE = (
    "We have temporarily deactivated your account because your late shipment rate is above our target of 4%. Please send a plan of action."
)


def make_case(folder: Path, orders: int) -> Path:
    """A case of late shipments with about so many orders."""
    last = FIRST + timedelta(days=DAYS - 1)
    made = make_account(folder / "reports", round(orders * ITEMS_PER_ORDER))
    made.late.rename(folder / "reports" / "late_shipments.txt")
    with (folder / "reports" / "late_shipments.txt").open("a", encoding="utf-8") as late:
        late.writelines(f"{row}\n" for row in _planted(made.orders, last - timedelta(days=200)))
    (folder / "notices").mkdir(exist_ok=True)
    (folder / "notices" / "01-notice.txt").write_text(NOTICE, encoding="utf-8")
    content = {
        "schema_version": 1, "id": "large", "account": {"name": "Fictional Garden", "merchant_token": ""}, "marketplace": "US", "locale": "en-US",
        "purpose": "reactivate_suspension", "phase": "deactivated", "violations": ["late_shipment_rate"], "as_of": last.isoformat(),
        "timeline": [],
    }  # fmt: skip
    (folder / "case.json").write_text(json.dumps(content, indent=2), encoding="utf-8")
    return folder


def _planted(orders: Path, since: date) -> Iterator[str]:
    """Every third order of one product that the seller shipped since a day, as rows of the late shipment download."""
    dice = random.Random(1)
    with orders.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            day = date.fromisoformat(row["purchase-date"][:10])
            shipped = row["fulfillment-channel"] == "Merchant" and row["order-status"] == "Shipped"
            if row["sku"] == PLANTED and shipped and day >= since and dice.random() < 1 / 3:
                yield f"{row['amazon-order-id']}\t{day}\t{day + timedelta(days=2)}\t{day + timedelta(days=4)}"


def run_all(case: Path) -> list[tuple[str, float, bool]]:
    """The cells of notebook 1 with the second each was done, counted from the first request to a kernel that is ready, and whether it drew."""
    from nbclient import NotebookClient

    notebook = nbformat.read(ROOT / "notebooks" / "1_diagnose.ipynb", as_version=4)
    os.environ.update(POA_CASE=str(case), POA_WORKSPACE=str(case.parent), JUPYTER_PREFER_ENV_PATH="1")
    client = NotebookClient(notebook, timeout=600, kernel_name="python3", resources={"metadata": {"path": str(case.parent)}})
    done: list[tuple[str, float, bool]] = []

    async def execute() -> None:
        async with client.async_setup_kernel():
            await client.async_wait_for_reply(client.kc.kernel_info())
            begun = time.perf_counter()
            for place, cell in enumerate(notebook.cells):
                if cell.cell_type == "code":
                    await client.async_execute_cell(cell, place)
                    drew = any(CHART in output.get("data", {}) for output in cell.outputs)
                    done.append((cell.source.splitlines()[-1], time.perf_counter() - begun, drew))

    asyncio.run(execute())
    return done


def first_chart(cells: list[tuple[str, float, bool]]) -> float:
    """
    >>> first_chart([("opened", 0.2, False), ("picture", 1.5, True), ("more", 2.0, True)])
    1.5
    """
    return next(second for _, second, drew in cells if drew)


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.first_chart", description="Seconds from Run all to the first chart.")
    parser.add_argument("--orders", type=int, default=100_000)
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()) / "poa-first-chart", help="where the case is kept")
    parser.add_argument("--json", type=Path, metavar="FILE")
    chosen = parser.parse_args(arguments)
    case = chosen.folder / f"case-{chosen.orders}"
    if not (case / "case.json").is_file():
        case.mkdir(parents=True, exist_ok=True)
        make_case(case, chosen.orders)
    runs: dict[str, list[Any]] = {"first run": [], "later runs": []}
    for _ in range(chosen.repeat):
        shutil.rmtree(case / ".cache", ignore_errors=True)
        for kind in runs:
            runs[kind].append(run_all(case))
    medians = {kind: statistics.median(map(first_chart, all_cells)) for kind, all_cells in runs.items()}
    for kind, all_cells in runs.items():
        print(f"{kind}: first chart after {medians[kind]:.2f} s, all cells after {statistics.median(c[-1][1] for c in all_cells):.2f} s")
    print("\nlast of the later runs, cell by cell:")
    for source, second, drew in runs["later runs"][-1]:
        print(f"  {second:6.2f} s  {'chart ' if drew else '      '}{source}")
    if chosen.json:
        chosen.json.write_text(json.dumps({"orders": chosen.orders, "medians": medians, "runs": runs}, indent=1), encoding="utf-8")
    return 0 if max(medians.values()) <= BAR else 1


if __name__ == "__main__":
    sys.exit(main())
