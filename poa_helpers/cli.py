"""The `poa` command: a thin wrapper over the package. Exit status 0 = done, 1 = done but the answer is not good, 2 = unusable input, 3 = the workbench failed."""

from __future__ import annotations

import errno
import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from .errors import PoaError

NOT_GOOD = 1
UNUSABLE = 2
FAILED = 3
_COMMAND = "run the command again", "run the command again"


class Command(click.Command):
    """A command that says every error in plain words on stderr: of the input with status 2, of its own with status 3 and a log beside it."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except PoaError as error:
            for problem in error.problems:
                click.echo(f"✗ {problem}", err=True)
            ctx.exit(UNUSABLE)
        except (click.exceptions.Exit, click.Abort, click.ClickException):
            raise
        except Exception as error:
            if os.environ.get("POA_TRACEBACK") or (isinstance(error, OSError) and error.errno == errno.EPIPE):  # nobody reads on: no error
                raise
            _say(error)
            ctx.exit(UNUSABLE if isinstance(error, OSError) else FAILED)


def _say(error: Exception) -> None:
    """What went wrong and what to do next, and where the traceback is kept."""
    from .cell_errors import keep, sentence_of

    click.echo(f"✗ {sentence_of(error, _COMMAND)}", err=True)
    if log := keep(error):
        click.echo(f"  Technical details, without your data: {_shown(log)}", err=True)


class Group(click.Group):
    command_class = Command


def as_json_option(function: Callable[..., Any]) -> Callable[..., Any]:
    return click.option("--json", "as_json", is_flag=True, help="One JSON document on stdout, nothing else.")(function)


def example(text: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Append an example to a command's help."""

    def append(function: Callable[..., Any]) -> Callable[..., Any]:
        function.__doc__ = f"{function.__doc__}\n\n    \b\n    Example:\n        {text}\n"
        return function

    return append


def show_json(content: Any) -> None:
    click.echo(json.dumps(content, indent=2, ensure_ascii=False, default=str))


@contextmanager
def progress(title: str) -> Iterator[Callable[[str], None]]:
    """A moving bar with what is being done, on stderr; only a line each when stderr is no terminal."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    console = Console(stderr=True)
    if not console.is_terminal:
        yield lambda step: click.echo(f"{title}: {step} …", err=True)
        return
    columns = SpinnerColumn(), TextColumn("{task.description}"), BarColumn(pulse_style="cyan"), TimeElapsedColumn()
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task(title, total=None)
        yield lambda step: bar.update(task, description=f"{title}: {step}")


@contextmanager
def runs_progress(total: int) -> Iterator[tuple[Callable[[str], None], Callable[[Any], None]]]:
    """What is being done, and how far it is, with the time left; on stderr. Where nobody watches, a line per case."""
    from tqdm import tqdm

    with tqdm(total=total, unit="case", desc="Running", disable=None, leave=False, dynamic_ncols=True) as bar:

        def ended(run: Any) -> None:
            bar.update()
            if bar.disable and not run.unchanged:
                click.echo(f"{run.case}: {run.outcome} ({run.seconds} s)", err=True)

        yield lambda step: bar.set_postfix_str(step), ended


@click.group(cls=Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="poa-workbench", prog_name="poa")
def main() -> None:
    """Plan of Action workbench: from Amazon's notice and your reports to a letter in which every sentence has a source."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # a Windows console may not know every character
            stream.reconfigure(errors="replace")


@main.command()
@click.option("--sample", default="late_shipment_rate", show_default=True, help="Which fictional case.")
@click.argument("folder", required=False, type=click.Path(path_type=Path))
@example("poa demo")
def demo(sample: str, folder: Path | None) -> None:
    """The whole way on a fictional case, into a FOLDER you can open (default: cases/<sample>)."""
    from .case import copy_sample
    from .run import run_case

    target = copy_sample(sample, folder)
    with progress("Writing the demo letter") as step:
        run = run_case(target, progress=step)
    _tell(run, target)
    click.echo(f"\nNext: read {_shown(target / (run.letter or ''))}, then open the form with:  {called()} lab {_shown(target)}")
    sys.exit(0 if run.outcome == "ready" else NOT_GOOD)


@main.command()
@click.argument("case", type=click.Path(path_type=Path))
@click.option("--notice", required=True, type=click.Path(path_type=Path), help="Amazon's notice: .txt, .eml, .html or .pdf.")
@click.option(
    "--report", "reports", multiple=True, type=click.Path(path_type=Path), help="A report from Seller Central; may be given several times."
)
@click.option("--marketplace", help="Country code such as US or UK; read from the notice when left out.")
@click.option("--violation", "violations", multiple=True, help="What the notice is about, when it cannot be read from it.")
@click.option("--account", default="", help="The seller's name as in Seller Central.")
@example("poa new fernhill --notice notice.txt --report all_orders.txt --report late_shipments.csv --marketplace US")
def new(case: Path, notice: Path, reports: tuple[Path, ...], marketplace: str | None, violations: tuple[str, ...], account: str) -> None:
    """Make a case folder from Amazon's notice and your reports. CASE is a path, or a name below cases/."""
    from .case import new_case

    made = new_case(case, notice, reports, marketplace=marketplace, violations=violations, account=account)
    click.echo(f"{made!r}\n\nMade: {_shown(made.folder)}\nNext: {called()} lab {_shown(made.folder)}")


@main.command()
@click.argument("file", type=click.Path(path_type=Path, allow_dash=True))
@as_json_option
@example("poa notice notice.txt")
def notice(file: Path, as_json: bool) -> None:
    """What does Amazon want? FILE is the notice (.txt, .eml, .html, .pdf), or - for text on standard input."""
    from .notice import notice_json, read_notice

    pasted = {"text": sys.stdin.read()} if str(file) == "-" else {}
    read = read_notice(file, **pasted)
    known = 0 if read.stage != "other" else NOT_GOOD
    if as_json:
        show_json(notice_json(read))
        sys.exit(known)
    from .catalogue import catalogue

    route = catalogue().words("en")["routes"][read.route]
    lines = [
        ("Violation", ", ".join(read.violations) or "not stated"), ("Stage", read.stage), ("What to send", f"{route['label']}. {read.reason}"),
        ("Not to send", route["not_to_send"]), ("Deadline", read.deadline.told if read.deadline else "no deadline stated"),
        ("Marketplace", read.marketplace or "not stated"), ("ASINs", ", ".join(read.asins) or "none"),
        ("Orders", ", ".join(read.order_ids) or "none"), ("Asked for", ", ".join(read.requested) or "nothing"),
    ]  # fmt: skip
    for name, value in lines:
        click.echo(f"{name + ':':<14}{value}")
    for warning in read.warnings:
        click.echo(f"! {warning}")
    sys.exit(known)


@main.command()
@click.argument("sources", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--marketplace", help="Country code, when the files do not say it.")
@click.option("--as-of", help="Last day to measure (YYYY-MM-DD); default: the last day in the files.")
@as_json_option
@example("poa measure all_orders.txt late_shipments.csv")
def measure(sources: tuple[Path, ...], marketplace: str | None, as_of: str | None, as_json: bool) -> None:
    """How healthy is the account? SOURCES are a case folder, or report files."""
    from .measure import health_json, health_sentences, measure_metrics
    from .reports.provenance import provenance, provenance_line

    reports, locale, place, day = _reports(sources, marketplace, as_of)
    health = measure_metrics(reports, marketplace=place, as_of=day)
    if as_json:
        show_json(health_json(health))
        return
    for sentence in health_sentences(health, locale):
        click.echo(f"• {sentence}")
    for row in provenance(health.files, locale):
        click.echo(f"  {provenance_line(row)}")


@main.command()
@click.argument("sources", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--outcome", help="The column that marks a bad order; then SOURCES is one table (.csv .tsv .parquet).")
@click.option("--by", help="Columns to search, separated by commas.")
@click.option("--date", "date_column", help="The column with the order date.")
@click.option("--mode", type=click.Choice(["level", "change"]), default="level", show_default=True)
@click.option("--above", type=float, help="With --outcome: the column holds numbers, and orders above this one are the bad ones.")
@click.option("--target", type=click.FloatRange(0, 1), help="The metric's target as a fraction; by default Amazon's for the flag.")
@click.option("--marketplace", help="Country code, when the files do not say it.")
@as_json_option
@example("poa diagnose cases/late_shipment_rate")
def diagnose(
    sources: tuple[Path, ...],
    outcome: str | None,
    by: str | None,
    date_column: str | None,
    mode: str,
    above: float | None,
    target: float | None,
    marketplace: str | None,
    as_json: bool,
) -> None:
    """What are the likely causes? SOURCES are a case folder, report files, or one table with --outcome."""
    from .catalogue import catalogue
    from .diagnose import explain, find_causes

    wanted, dated, targets = by.split(",") if by else None, {}, {}
    if outcome:
        from .reports import read_order_table

        if len(sources) > 1:
            raise PoaError.of("--outcome goes with one table", "Name a single file.")
        table, wanted = read_order_table(sources[0], outcome, wanted, date_column, numbers=above is not None)
        flags, dated = [outcome], {"date": date_column, "above": above}
    else:
        from .reports import order_book

        reports, *_ = _reports(sources, marketplace, None)
        table = order_book(reports)
        flags = [flag for flag in ("late", "defect", "cancelled_by_seller") if flag in table.files]
        if not flags:
            raise PoaError.of("The files mark no order as late, defective or cancelled", "Add a defect download from Account Health.")
        targets = {flag: catalogue().target_of(flag, table.last_day, marketplace or table.marketplace) for flag in flags}
    answers = [
        (flag, find_causes(table, flag, wanted, mode=mode, target=targets.get(flag) if target is None else target, **dated))
        for flag in flags
    ]
    messages = [explain(found, table, flag, wanted, **dated) for flag, found in answers]
    if as_json:
        show_json({"findings": [f.model_dump(mode="json") for _, found in answers for f in found], "message": " ".join(messages)})
        return
    for (flag, found), message in zip(answers, messages, strict=True):
        click.echo(f"{flag.replace('_', ' ').capitalize()}: {message}")
        for finding in found:
            click.echo(f"  • {finding.sentence}")


@main.command()
@click.argument("case", type=click.Path(path_type=Path))
@click.option("--locale", help="Language of the letter, such as en-US or en-GB.")
@example("poa draft cases/late_shipment_rate")
def draft(case: Path, locale: str | None) -> None:
    """Show the letter of a CASE as it stands, gaps included."""
    from .catalogue import catalogue
    from .draft import draft_letter
    from .export import render_letter
    from .tables.open_points import missing_documents

    facts = _facts(case, locale)
    letter = draft_letter(facts)
    if letter.kind == "letter":
        missing = missing_documents(letter.violations, facts.evidence, letter.locale, catalogue())
        for label in missing.values():
            click.echo(f"Needed before this letter can go out, and not in the case: {label}.", err=True)
    click.echo(render_letter(letter, "md", watermark=letter.kind == "letter"))


@main.command()
@click.argument("target", type=click.Path(path_type=Path))
@click.option("--violation", "violations", multiple=True, help="What a pasted letter is about.")
@as_json_option
@example("poa check cases/late_shipment_rate")
def check(target: Path, violations: tuple[str, ...], as_json: bool) -> None:
    """What would an investigator object to? TARGET is a case folder (its letter as exported, or drafted now) or a letter as text."""
    from .check import check_json

    issues = _issues(target, violations)
    answer = check_json(issues)
    if as_json:
        show_json(answer)
    else:
        for issue in issues:
            place = f"\n    “{issue.sentence}”" if issue.sentence else ""
            click.echo(f"{issue.severity.upper():<9}{issue.id}  {issue.why}{place}\n    → {issue.mend}")
        click.echo(
            f"{answer['blocking']} blocking, {len(issues) - answer['blocking']} others; {answer['score']} of 100: complete and consistent, not a forecast."
        )
    sys.exit(NOT_GOOD if answer["blocking"] else 0)


@main.command()
@click.argument("case", type=click.Path(path_type=Path))
@click.option("--format", "formats", default="docx,pdf,md,txt", show_default=True)
@click.option("--draft", "as_draft", is_flag=True, help="A watermarked draft, allowed at any time.")
@click.option("--template", type=click.Path(path_type=Path), help="A Word file whose styles the letter takes.")
@click.option(
    "--charts", "enclosed", default="", help="Charts to enclose in Word and PDF, by their names in `poa charts`, separated by commas."
)
@example("poa export cases/late_shipment_rate --format docx,pdf")
def export(case: Path, formats: str, as_draft: bool, template: Path | None, enclosed: str) -> None:
    """Write the letter of a CASE into its folder letters/; refused while something blocks, unless --draft."""
    from .case import lock, open_case
    from .check import check_letter
    from .draft import draft_letter
    from .export import export_letter

    opened = open_case(case)
    facts = opened.facts()
    letter = draft_letter(facts)
    with lock(opened.folder):
        paths = export_letter(
            letter, check_letter(letter, facts), opened.letter_folder, evidence=facts.evidence, formats=tuple(formats.split(",")),
            watermark=True if as_draft else None, template=template, pictures=_enclosed(opened, facts, enclosed),
        )  # fmt: skip
    for path in paths:
        click.echo(_shown(path))


@main.command()
@click.argument("case", type=click.Path(path_type=Path))
@click.option("--format", "formats", default="png", show_default=True, help="png, svg, or both: png,svg")
@as_json_option
@example("poa charts cases/late_shipment_rate --format png,svg")
def charts(case: Path, formats: str, as_json: bool) -> None:
    """The charts of a CASE as pictures for a report of your own, in its folder charts/, each with its caption (captions.md)."""
    from .case import lock, open_case
    from .charts import caption, write_charts
    from .tables import case_charts

    opened = open_case(case)
    shown = case_charts(opened, opened.facts())
    with lock(opened.folder):
        paths = write_charts(shown, opened.folder / "charts", [name.strip() for name in formats.split(",")])
    if as_json:
        files = {name: [_shown(path) for path in paths if path.stem == name] for name in shown}
        show_json({"charts": [{"chart": name, "files": files[name], "caption": caption(chart)} for name, chart in shown.items()]})
        return
    for path in paths:
        click.echo(_shown(path))


@main.command()
@click.argument("case", type=click.Path(path_type=Path))
@click.argument("file", type=click.Path(path_type=Path, allow_dash=True))
@as_json_option
@example("poa reply cases/fernhill reply.txt")
def reply(case: Path, file: Path, as_json: bool) -> None:
    """Amazon answered: what changed, and what is still open. FILE is its message, or - for text on standard input."""
    from datetime import datetime

    from .case import open_case, take_reply
    from .tables import asked_table, what_now

    taken = take_reply(case, "reply.txt" if str(file) == "-" else file, text=sys.stdin.read() if str(file) == "-" else None)
    opened = open_case(case)
    if as_json:
        show_json(taken.model_dump(mode="json", exclude={"notice": {"text", "read_from"}}))
        return
    labels = opened.cat.words("en")["phases"]
    click.echo(f"Phase: {labels[taken.phase_before]['label']} → {labels[taken.phase]['label']}    Next letter: v{taken.revision}")
    click.echo(f"{taken.notice.reason}\n\n{what_now(opened, datetime.now())}\n\n{asked_table(taken.asked)}")
    for note in taken.notes:
        click.echo(f"! {note}")
    click.echo(f"\nNext: {called()} lab {_shown(opened.folder)}")


@main.command()
@click.argument("case", type=click.Path(path_type=Path))
@click.option("--on", "day", help="The day it was sent (YYYY-MM-DD).")
@example("poa sent cases/fernhill --on 2026-11-05")
def sent(case: Path, day: str | None) -> None:
    """Note that the letter of a CASE went out: it is in review now, and the next letter is a new revision."""
    from .case import mark_sent

    changed = mark_sent(case, _day(day))
    click.echo(f"{changed.id}: in review. When Amazon answers: {called()} reply {_shown(changed.folder)} FILE")


@main.command()
@click.argument("folder", required=False, type=click.Path(path_type=Path))
@click.option("--since", help="Instead: what the runs since this day (YYYY-MM-DD) told anew.")
@as_json_option
@example("poa status cases --since 2026-11-25")
def status(folder: Path | None, since: str | None, as_json: bool) -> None:
    """All cases of a FOLDER (default: cases/) by urgency: phase, purpose, time left, what blocks."""
    if since:
        _changes(folder, _day(since), as_json)
    from .case import portfolio
    from .tables import portfolio_table

    cases = portfolio(folder or "")
    if as_json:
        names = ("case", "phase", "purpose", "route", "deadline", "hours_left", "blocks", "violations", "next", "failed")
        show_json({"cases": [{name: dumped[name] for name in names} for dumped in (one.model_dump(mode="json") for one in cases)]})
    else:
        click.echo(repr(portfolio_table(cases)))
    late = any(one.hours_left is not None and one.hours_left < 0 for one in cases)
    sys.exit(NOT_GOOD if late or any(one.blocks for one in cases) else 0)


@main.command()
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

    from .case import find_case
    from .run import Limits, run_cases
    from .run.told import summary

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


@main.command()
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
    from .lab import start

    sys.exit(start(case, port=port, browser=not no_browser, form=form, dark=dark, ip=ip, password=password))


# ---------------------------------------------------------------- shared by the commands


def called() -> str:
    """How the user calls this program: `poa`, or `python3 start.py` when it was started that way."""
    return os.environ.get("POA_COMMAND", "poa")


def _shown(path: Path) -> str:
    """A path as the user would type it from here."""
    try:
        return str(path.resolve().relative_to(Path.cwd()))
    except ValueError:
        return str(path)


def _tell(run: Any, folder: Path) -> None:
    mark = {"ready": "✓", "blocked": "!", "failed": "✗"}[run.outcome]
    click.echo(f"{mark} {run.case}: {run.message} ({run.seconds} s)")
    if run.letter:
        click.echo(f"  Letter:    {_shown(folder / run.letter)}  (also .docx, .pdf and .txt)")
        click.echo(f"  Check:     {_shown((folder / run.letter).parent / 'check.json')}")
    if run.folder:
        click.echo(f"  Notebooks: {_shown(folder / run.folder)}")


def _all_cases(folder: str) -> list[str]:
    """The cases of a folder; an address is listed on the cluster's side."""
    if "://" in folder:
        from .run.store import stored_cases

        return stored_cases(folder)
    from .case import cases_in

    place = Path(folder).expanduser()
    found = [str(path) for path in cases_in(place)] if place.is_dir() else []
    if not found:
        raise PoaError.of("holds no case", "Name the folder that holds your cases.", file=folder)
    return found


def _changes(folder: Path | None, since: Any, as_json: bool) -> None:
    """What changed since a day; ends the program."""
    from .case import workspace
    from .run.told import changes

    found = changes(folder or workspace() / "cases", since)
    if as_json:
        show_json({"since": str(since), "changes": [one.model_dump() for one in found]})
    else:
        for one in found:
            click.echo(f"{one.case}\n" + "".join(f"    {what}\n" for what in one.what), nl=False)
        click.echo(f"{len(found)} {'case' if len(found) == 1 else 'cases'} changed since {since}.")
    sys.exit(0)


def _show_runs(runs: list[Any]) -> None:
    """A row for each case that was run, or is not good."""
    from rich.console import Console
    from rich.table import Table

    from .run.told import COLUMNS, row

    table = Table(box=None, header_style="bold", pad_edge=False)
    for name in COLUMNS:
        table.add_column(name, justify="right" if name in ("Blocking", "Seconds", "Peak memory") else "left", overflow="fold")
    shown = [one for one in runs if not one.unchanged or one.outcome != "ready"]
    for one in shown:
        table.add_row(*row(one))
    if shown:
        console = Console(width=None if sys.stdout.isatty() else 160, highlight=False, markup=False)
        console.print(table)


def _day(text: str | None) -> Any:
    from datetime import date

    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise PoaError.of(f"'{text}' is no date", "Write it as YYYY-MM-DD.") from None


def _reports(sources: tuple[Path, ...], marketplace: str | None, as_of: str | None) -> tuple[Any, str, str | None, Any]:
    """The reports of a case or of named files, with locale, marketplace and as-of day."""
    from .case import find_case, open_case

    day = _day(as_of)
    if len(sources) == 1 and (str(sources[0]).startswith("sample:") or sources[0].is_dir()):
        opened = open_case(find_case(sources[0]))
        return opened.reports, opened.case.locale, marketplace or opened.case.marketplace, day or opened.case.as_of
    from .catalogue import catalogue
    from .reports import load_reports

    place = catalogue().marketplace_of(marketplace)
    if marketplace and not place:
        raise PoaError.of(f"'{marketplace}' is no marketplace", f"Choose one of: {', '.join(catalogue().marketplaces)}.")
    reports = load_reports(sources, marketplace=place)
    return reports, "en-US", place or reports.marketplace, day


def _facts(case: Path, locale: str | None = None) -> Any:
    from .case import open_case

    return open_case(case, locale=locale or "").facts()


def _enclosed(opened: Any, facts: Any, names: str) -> list[Any]:
    """The charts chosen for a letter, in the order in which they were named."""
    wanted = [name.strip() for name in names.split(",") if name.strip()]
    if not wanted:
        return []
    from .charts import caption, heading, image
    from .errors import Problem
    from .export import Picture
    from .tables import case_charts

    offered = case_charts(opened, facts)
    if unknown := [name for name in wanted if name not in offered]:
        raise PoaError(Problem(f"There is no chart '{name}' of this case", f"Choose from: {', '.join(offered)}.") for name in unknown)
    return [Picture(heading(offered[name]), caption(offered[name]), image(offered[name], "png")) for name in wanted]


def _issues(target: Path, violations: tuple[str, ...]) -> list[Any]:
    """Of a case: the letter as exported (it may have been edited by hand), else as drafted now. Of a file: the text itself."""
    from .case import open_case
    from .check import check_letter, letter_from_text
    from .draft import draft_letter

    if target.is_file():
        try:
            text = target.read_text(encoding="utf-8-sig")
        except UnicodeDecodeError:
            raise PoaError.of("is no text", "Give the letter as .txt or .md.", file=target.name) from None
        if not text.strip():
            raise PoaError.of("is empty", "Give the letter as .txt or .md.", file=target.name)
        return check_letter(letter_from_text(text, violations, "en-US"))
    opened = open_case(target)
    facts = opened.facts()
    letter = draft_letter(facts)
    exported = opened.letter_folder / "letter.md"
    if exported.is_file():
        letter = letter_from_text(exported.read_text(encoding="utf-8"), letter.violations, letter.locale, known=letter)
    return check_letter(letter, facts)


if __name__ == "__main__":
    main()
