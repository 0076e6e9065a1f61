"""The commands that make cases, take in what Amazon wrote, and tell where they stand: new, notice, reply, sent, status."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from .command import NOT_GOOD, Command, as_json_option, as_typed, called, day_of, example, show_json


@click.command(cls=Command)
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
    from ..case import new_case

    made = new_case(case, notice, reports, marketplace=marketplace, violations=violations, account=account)
    click.echo(f"{made!r}\n\nMade: {as_typed(made.folder)}\nNext: {called()} lab {as_typed(made.folder)}")


@click.command(cls=Command)
@click.argument("file", type=click.Path(path_type=Path, allow_dash=True))
@as_json_option
@example("poa notice notice.txt")
def notice(file: Path, as_json: bool) -> None:
    """What does Amazon want? FILE is the notice (.txt, .eml, .html, .pdf), or - for text on standard input."""
    from ..notice import notice_json, read_notice

    pasted = {"text": sys.stdin.read()} if str(file) == "-" else {}
    read = read_notice(file, **pasted)
    known = 0 if read.stage != "other" else NOT_GOOD
    if as_json:
        show_json(notice_json(read))
        sys.exit(known)
    from ..catalogue import catalogue

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


@click.command(cls=Command)
@click.argument("case", type=click.Path(path_type=Path))
@click.argument("file", type=click.Path(path_type=Path, allow_dash=True))
@as_json_option
@example("poa reply cases/fernhill reply.txt")
def reply(case: Path, file: Path, as_json: bool) -> None:
    """Amazon answered: what changed, and what is still open. FILE is its message, or - for text on standard input."""
    from datetime import datetime

    from ..case import open_case, take_reply
    from ..tables import asked_table, what_now

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
    click.echo(f"\nNext: {called()} lab {as_typed(opened.folder)}")


@click.command(cls=Command)
@click.argument("case", type=click.Path(path_type=Path))
@click.option("--on", "day", help="The day it was sent (YYYY-MM-DD).")
@example("poa sent cases/fernhill --on 2026-11-05")
def sent(case: Path, day: str | None) -> None:
    """Note that the letter of a CASE went out: it is in review now, and the next letter is a new revision."""
    from ..case import mark_sent

    changed = mark_sent(case, day_of(day))
    click.echo(f"{changed.id}: in review. When Amazon answers: {called()} reply {as_typed(changed.folder)} FILE")


@click.command(cls=Command)
@click.argument("folder", required=False, type=click.Path(path_type=Path))
@click.option("--since", help="Instead: what the runs since this day (YYYY-MM-DD) told anew.")
@as_json_option
@example("poa status cases --since 2026-11-25")
def status(folder: Path | None, since: str | None, as_json: bool) -> None:
    """All cases of a FOLDER (default: cases/) by urgency: phase, purpose, time left, what blocks."""
    if since:
        _changes(folder, day_of(since), as_json)
    from ..case import portfolio
    from ..tables import portfolio_table

    cases = portfolio(folder or "")
    if as_json:
        names = ("case", "phase", "purpose", "route", "deadline", "hours_left", "blocks", "violations", "next", "failed")
        show_json({"cases": [{name: dumped[name] for name in names} for dumped in (one.model_dump(mode="json") for one in cases)]})
    else:
        click.echo(repr(portfolio_table(cases)))
    late = any(one.hours_left is not None and one.hours_left < 0 for one in cases)
    sys.exit(NOT_GOOD if late or any(one.blocks for one in cases) else 0)


def _changes(folder: Path | None, since: Any, as_json: bool) -> None:
    """What changed since a day; ends the program."""
    from ..case import workspace
    from ..run.told import changes

    found = changes(folder or workspace() / "cases", since)
    if as_json:
        show_json({"since": str(since), "changes": [one.model_dump() for one in found]})
    else:
        for one in found:
            click.echo(f"{one.case}\n" + "".join(f"    {what}\n" for what in one.what), nl=False)
        click.echo(f"{len(found)} {'case' if len(found) == 1 else 'cases'} changed since {since}.")
    sys.exit(0)
