"""The commands that execute the notebooks or open them: demo, run, lab."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from ..errors import PoaError
from .command import NOT_GOOD, Command, as_json_option, as_typed, called, example, progress, runs_progress, show_json


@click.command(cls=Command)
@click.option("--sample", default="late_shipment_rate", show_default=True, help="Which fictional case.")
@click.argument("folder", required=False, type=click.Path(path_type=Path))
@example("poa demo")
def demo(sample: str, folder: Path | None) -> None:
    """The whole way on a fictional case, into a FOLDER you can open (default: cases/<sample>)."""
    from ..case import copy_sample
    from ..run import run_case

    target = copy_sample(sample, folder)
    with progress("Writing the demo letter") as step:
        run = run_case(target, progress=step)
    _tell(run, target)
    click.echo(f"\nNext: read {as_typed(target / (run.letter or ''))}, then open the form with:  {called()} lab {as_typed(target)}")
    sys.exit(0 if run.outcome == "ready" else NOT_GOOD)


@click.command(cls=Command)
@click.argument("cases", nargs=-1)
@click.option("--all", "folder", help="All cases of this FOLDER (with --scheduler also an address such as s3://bucket/cases).")
@click.option("--notebooks", default="1,3", show_default=True, help="Which notebooks, by number or name.")
@click.option("--as-of", default="", help="Last day to measure (YYYY-MM-DD).")
@click.option("--locale", default="", help="Language of the letters.")
@click.option("--workers", type=click.IntRange(1), help="How many cases at once (default: one per core).")
@click.option("--scheduler", help="Address of a Dask cluster to run on, such as tcp://10.0.0.5:8786.")
@click.option("--force", is_flag=True, help="Run also what is unchanged since its last run.")
@click.option("--cell-seconds", type=click.IntRange(1), default=900, show_default=True, help="The longest a cell may take.")
@click.option(
    "--memory", type=click.IntRange(100), help="MB a kernel may hold (default: nine tenths of the machine, shared by the workers)."
)
@as_json_option
@example("poa run --all cases --workers 4")
def run(
    cases: tuple[str, ...], folder: str | None, notebooks: str, as_of: str, locale: str, workers: int | None, scheduler: str | None, force: bool,
    cell_seconds: int, memory: int | None, as_json: bool,
) -> None:  # fmt: skip
    """Execute the notebooks 1 and 3 for each case whose inputs changed; leaves the executed notebooks, letter and check in the case folder.

    A run appears in the case when it is complete. What was ended in the middle is finished by the next call.
    """
    import time

    from ..case import find_case
    from ..run import Limits, run_cases
    from ..run.told import summary

    began = time.perf_counter()
    asked = [*cases, *(_all_cases(folder) if folder else ())]
    if not asked:
        raise PoaError.of("No case is named", f"Name one or more, or all of a folder: {called()} run --all cases.")
    if len(asked) == 1 and "://" not in asked[0]:
        find_case(asked[0])  # a single case that is none is unusable input, not a failed run
    given = {name: value for name, value in (("as_of", as_of), ("locale", locale)) if value}
    with runs_progress(len(asked)) as (step, ended):
        runs = run_cases(
            asked, notebooks=[name for name in notebooks.split(",") if name.strip()], parameters=given, workers=workers, scheduler=scheduler, force=force,
            limits=Limits(cell_seconds=cell_seconds, memory_mb=memory), progress=step, ended=ended,
        )  # fmt: skip
    if as_json:
        show_json({"runs": [one.model_dump() for one in runs]})
    elif len(runs) == 1 and "://" not in asked[0]:
        _tell(runs[0], find_case(asked[0]))
    else:
        _show_runs(runs)
        click.echo(summary(runs, time.perf_counter() - began))
    sys.exit(0 if all(one.outcome == "ready" for one in runs) else NOT_GOOD)


@click.command(cls=Command)
@click.argument("case", required=False, type=click.Path(path_type=Path))
@click.option("--port", default=8888, show_default=True)
@click.option("--no-browser", is_flag=True, help="Only print the address.")
@click.option("--form", is_flag=True, help="Show the notebooks without code (Voilà), for colleagues.")
@click.option("--dark", is_flag=True, help="With --form: light on dark. JupyterLab has its own setting: Settings, Theme.")
@click.option("--ip", default="127.0.0.1", show_default=True, help="With --form: listen on another address; needs a password.")
@click.option("--password", default="", envvar="POA_PASSWORD", help="With --form: what visitors must enter; better given in POA_PASSWORD.")
@example("poa lab cases/late_shipment_rate")
def lab(case: Path | None, port: int, no_browser: bool, form: bool, dark: bool, ip: str, password: str) -> None:
    """Open JupyterLab on this machine, at the right notebook for a CASE (or at a new one)."""
    from ..lab import start

    sys.exit(start(case, port=port, browser=not no_browser, form=form, dark=dark, ip=ip, password=password))


def _tell(run: Any, folder: Path) -> None:
    mark = {"ready": "✓", "blocked": "!", "failed": "✗"}[run.outcome]
    click.echo(f"{mark} {run.case}: {run.message} ({run.seconds} s)")
    if run.letter:
        click.echo(f"  Letter:    {as_typed(folder / run.letter)}  (also .docx, .pdf and .txt)")
        click.echo(f"  Check:     {as_typed((folder / run.letter).parent / 'check.json')}")
    if run.folder:
        click.echo(f"  Notebooks: {as_typed(folder / run.folder)}")


def _all_cases(folder: str) -> list[str]:
    """The cases of a folder; an address is listed on the cluster's side."""
    if "://" in folder:
        from ..run.store import stored_cases

        return stored_cases(folder)
    from ..case import cases_in

    place = Path(folder).expanduser()
    found = [str(path) for path in cases_in(place)] if place.is_dir() else []
    if not found:
        raise PoaError.of("holds no case", "Name the folder that holds your cases.", file=folder)
    return found


def _show_runs(runs: list[Any]) -> None:
    """A row for each case that was run, or is not good."""
    from rich.console import Console
    from rich.table import Table

    from ..run.told import COLUMNS, row

    table = Table(box=None, header_style="bold", pad_edge=False)
    for name in COLUMNS:
        table.add_column(name, justify="right" if name in ("Blocking", "Seconds", "Peak memory") else "left", overflow="fold")
    shown = [one for one in runs if not one.unchanged or one.outcome != "ready"]
    for one in shown:
        table.add_row(*row(one))
    if shown:
        console = Console(width=None if sys.stdout.isatty() else 160, highlight=False, markup=False)
        console.print(table)
