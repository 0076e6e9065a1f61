"""How time and memory of find_causes grow with the orders, the attributes and the values of the largest attribute:

    python -m tests.benchmarks.growth [--large] [--picture FILE]

Every point is measured in a fresh process. The memory is the most that the whole process had: Python, libraries, table and search.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from pathlib import Path

from .cases import ROOT
from .synthetic import CAUSE, columns, peak_bytes, table
from .table import markdown

PICTURE = Path(__file__).with_name("pictures") / "growth.svg"
ORDERS, LARGE = (10_000, 30_000, 100_000, 300_000, 1_000_000), (3_000_000, 10_000_000)
ATTRIBUTES = (4, 6, 8, 10, 12)
VALUES = (100, 1_000, 10_000, 50_000)
USUAL = {"orders": 100_000, "attributes": 8, "values": 500}
AXES = {"orders": "orders", "attributes": "attributes", "values": "values of the largest attribute"}
HEADER = ("grows", "orders", "attributes", "values", "seconds", "CPU s", "peak MB", "cause found")
MEASURES = {"seconds": "Seconds", "megabytes": "Peak memory, MB"}


def measure(orders: int, attributes: int, values: int, mode: str) -> dict[str, float | bool]:
    """Time and peak memory of one search, in this process."""
    from poa_helpers.diagnose import find_causes

    small, names = table(columns(2_000, 4, 20), 20)
    find_causes(small, "defect", by=names, mode=mode, date="order_date")  # imports are not what is measured
    orders_table, names = table(columns(orders, attributes, values), values)
    clock, cpu = time.perf_counter(), time.process_time()
    findings = find_causes(orders_table, "defect", by=names, mode=mode, date="order_date")
    seconds, cpu = time.perf_counter() - clock, time.process_time() - cpu
    return {"seconds": seconds, "cpu": cpu, "megabytes": peak_bytes() / 1e6, "found": CAUSE in [f.segment for f in findings]}


def fresh(orders: int, attributes: int, values: int, mode: str) -> dict:
    """The same in a process of its own."""
    point = f"{orders},{attributes},{values}"
    command = [sys.executable, "-m", "tests.benchmarks.growth", "--point", point, "--mode", mode]
    return json.loads(subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout)


def draw(points: list[dict], path: Path) -> None:
    """Seconds above memory, against each of the three, as one picture."""
    import altair as alt

    from poa_helpers.charts.look import BLUE, VERMILLION, dressed, save_chart

    rows = []
    for (measured, title), colour in zip(MEASURES.items(), (BLUE, VERMILLION), strict=True):
        panels = []
        for grows, axis in AXES.items():
            data = [p for p in points if p["grows"] == grows]
            log = grows == "values"
            marks = alt.Axis(format="~s", values=[p[grows] for p in data]) if log else alt.Axis(format="~s", tickCount=5)
            x = alt.X(f"{grows}:Q", title=axis, scale=alt.Scale(type="log" if log else "linear", zero=False), axis=marks)
            y = alt.Y(f"{measured}:Q", title=title, scale=alt.Scale(zero=True))
            line = alt.Chart(alt.Data(values=data)).mark_line(point=alt.OverlayMarkDef(color=colour), color=colour)
            panels.append(line.encode(x, y).properties(width=230, height=170))
        rows.append(alt.hconcat(*panels))
    caption = (
        f"Where they do not grow: {USUAL['orders']:,} orders, {USUAL['attributes']} attributes, {USUAL['values']} ASINs. "
        "Each point in a process of its own; the memory is that of the whole process."
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    save_chart(dressed(alt.vconcat(*rows), "Time and memory of find_causes", caption, "en", wrap=130), path)


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.growth", description="Time and memory of find_causes.")
    parser.add_argument("--large", action="store_true", help=f"up to {LARGE[-1]:,} orders")
    parser.add_argument("--mode", default="level", choices=["level", "change"])
    parser.add_argument("--picture", type=Path, default=PICTURE, help=".svg or .png")
    parser.add_argument("--point", help=argparse.SUPPRESS)
    chosen = parser.parse_args(arguments)
    if chosen.point:
        print(json.dumps(measure(*map(int, chosen.point.split(",")), chosen.mode)))
        return 0
    series = {"orders": ORDERS + LARGE * chosen.large, "attributes": ATTRIBUTES, "values": VALUES}
    points = []
    for grows, steps in series.items():
        for step in steps:
            setting = USUAL | {grows: step}
            points.append({"grows": grows, **setting, **fresh(**setting, mode=chosen.mode)})
            print(f"{grows} {step:,}: {points[-1]['seconds']:.2f} s", file=sys.stderr, flush=True)
    lines = [
        [p["grows"], f"{p['orders']:,}", str(p["attributes"]), f"{p['values']:,}", f"{p['seconds']:.2f}", f"{p['cpu']:.2f}",
         f"{p['megabytes']:.0f}", "yes" if p["found"] else "no"]
        for p in points
    ]  # fmt: skip
    print(markdown(HEADER, lines))
    draw(points, chosen.picture)
    return 0


if __name__ == "__main__":
    sys.exit(main())
