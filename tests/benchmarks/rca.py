"""Ours against the published methods, on the given cases and on our own, in one run:

    python -m tests.benchmarks.rca [--generators given,regional,overdispersed] [--sizes 10k,100k,1m] [--first 1] [--json FILE]

The given generator, its scorer and the wrappers of the other methods are no part of this project: they are found in ../shared/bench/rca beside the
checkout, or named by --bench or POA_BENCH. Every case is put to all methods before the next one is, so that a busy moment hits all alike.
Exit status 0 = ran (with --strict: and every bar that was measured is met), 1 = --strict and a bar is missed, 2 = the benchmark is not there.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path
from types import ModuleType

from .bars import HEADER, Bar, bars, interval_bar
from .cases import GENERATORS, PER_TIER, SIZES, BenchMissingError, Case, find_bench, load, prepare
from .generators.case import numbers
from .methods import HEAVY, METHODS, OURS, Answer, Worker
from .table import BY_TIER, COLUMNS, Row, markdown, misses, per_tier, row_of, show, summary

Answers = dict[str, list[tuple[Case, Answer]]]


def options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.rca", description="Root causes: ours against the published methods.")
    parser.add_argument("--generators", default=",".join(GENERATORS))
    parser.add_argument("--sizes", default="10k,100k,1m")
    parser.add_argument("--suite", default="dev", help="another name, other cases")
    parser.add_argument(
        "--per-tier", type=numbers, default={}, metavar="10k=12,100k=12,1m=2", help="cases of each tier; twice as many without a cause"
    )
    parser.add_argument("--first", type=int, help="only the first N cases of each tier")
    parser.add_argument("--methods", default=",".join(METHODS))
    parser.add_argument("--heavy", type=int, default=3, metavar="N", help=f"{', '.join(HEAVY)}: only the first N cases of each tier (3)")
    parser.add_argument("--heavy-sizes", default="10k", help="and only at these sizes (10k)")
    parser.add_argument("--heavy-generators", default="given", help="and only on these generators (given)")
    parser.add_argument("--limit", type=float, default=240, help="seconds a call may take (240)")
    parser.add_argument("--memory", type=float, default=12, help="gigabytes a call may take (12)")
    parser.add_argument("--cases", type=Path, default=Path(tempfile.gettempdir()) / "poa-rca-cases", help="where cases are kept")
    parser.add_argument("--bench", type=Path, help="folder of the given generator, scorer and wrappers")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write all of it, machine-readable")
    parser.add_argument("--misses", action="store_true", help="list our cases that were not answered exactly")
    parser.add_argument("--strict", action="store_true", help="exit status 1 if a bar is missed")
    return parser.parse_args(arguments)


def main(arguments: list[str] | None = None) -> int:
    chosen = options(arguments)
    try:
        bench = find_bench(chosen.bench)
    except BenchMissingError as error:
        print(error, file=sys.stderr)
        return 2
    scorer = load(bench / "score.py")
    workers = _workers(chosen, bench)
    reached: list[Bar] = []
    given: list[tuple[Case, Answer]] = []
    written: dict[str, dict] = {}
    try:
        for generator in chosen.generators.split(","):
            for size in (s for s in chosen.sizes.split(",") if s in SIZES[generator]):
                count = chosen.first or chosen.per_tier.get(size, PER_TIER[generator][size])
                answers = _ask_all(chosen, workers, prepare(generator, size, chosen.suite, count, chosen.cases, bench))
                rows = _rows(answers, scorer)
                _print(generator, size, rows, workers, answers, scorer, chosen.misses)
                reached += [bar for row in rows if row.method == OURS for bar in bars(generator, size, row)]
                given += answers.get(OURS, []) if generator == "given" else []
                written[f"{generator} {size}"] = {"rows": [asdict(row) for row in rows], "answers": _told(answers)}
    finally:
        for worker in workers:
            worker.stop()
    if given:
        reached.append(interval_bar(summary(given, scorer, None)["cover"]))
    if reached:
        print("## Bars\n\n" + markdown(HEADER, [bar.show() for bar in reached]))
    if chosen.json:
        absent = {worker.method: worker.absent for worker in workers if worker.absent}
        told = [asdict(bar) | {"met": bar.met} for bar in reached]
        chosen.json.write_text(json.dumps({"bars": told, "not_installed": absent, "groups": written}, indent=1), encoding="utf-8")
    return 1 if chosen.strict and any(bar.met is False for bar in reached) else 0


def _workers(chosen: argparse.Namespace, bench: Path) -> list[Worker]:
    """A worker of every method; those that are not installed are told apart by `absent`."""
    workers = [Worker(name, bench, chosen.limit, chosen.memory) for name in METHODS if name in chosen.methods.split(",")]
    for worker in workers:
        worker.start()
    return workers


def _ask_all(chosen: argparse.Namespace, workers: list[Worker], cases: list[Case]) -> Answers:
    """Every method's answers, case by case; the heavy ones get the first cases of a tier only."""
    from rich.console import Console
    from rich.progress import track

    answers: Answers = {}
    title = f"{cases[0].generator} {cases[0].truth['size']}"
    for case in track(cases, title, console=Console(stderr=True)):
        heavy = case.generator in chosen.heavy_generators.split(",") and case.truth["size"] in chosen.heavy_sizes.split(",")
        most = chosen.heavy * (1 if case.truth["causes"] else 2) if heavy else 0
        for worker in workers:
            if worker.absent is None and (worker.method not in HEAVY or case.number < most):
                answers.setdefault(worker.method, []).append((case, worker.ask(case)))
    return answers


def _rows(answers: Answers, scorer: ModuleType) -> list[Row]:
    ours = {case.name: answer.wall for case, answer in answers.get(OURS, [])}
    return [row_of(of_method, method, scorer, ours) for method, of_method in answers.items()]


def _print(generator: str, size: str, rows: list[Row], workers: list[Worker], answers: Answers, scorer: ModuleType, missed: bool) -> None:
    print(f"## {generator}, {size}\n\n{markdown(COLUMNS, [show(row) for row in rows])}\n")
    for worker in workers:
        if worker.absent:
            print(f"- {worker.method}: not installed ({worker.absent})")
        elif worker.method not in answers:
            print(f"- {worker.method}: not asked here")
    for row in rows:
        for error, count in row.failed.items():
            print(f"- {row.method}: {count} of {row.cases}: {error}")
    if OURS in answers:
        print(f"\n{OURS} by tier\n\n{markdown(BY_TIER, per_tier(answers[OURS], scorer))}\n")
        if missed and (lines := misses(answers[OURS], scorer)):
            print("\n".join(f"- {line}" for line in lines) + "\n")
    sys.stdout.flush()


def _told(answers: Answers) -> dict[str, dict[str, dict]]:
    return {method: {case.name: asdict(answer) for case, answer in of_method} for method, of_method in answers.items()}


if __name__ == "__main__":
    sys.exit(main())
