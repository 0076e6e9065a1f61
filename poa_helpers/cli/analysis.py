"""The commands that ask the reports: measure, diagnose."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from ..errors import PoaError
from .command import Command, as_json_option, day_of, example, show_json


@click.command(cls=Command)
@click.argument("sources", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--marketplace", help="Country code, when the files do not say it.")
@click.option("--as-of", help="Last day to measure (YYYY-MM-DD); default: the last day in the files.")
@as_json_option
@example("poa measure all_orders.txt late_shipments.csv")
def measure(sources: tuple[Path, ...], marketplace: str | None, as_of: str | None, as_json: bool) -> None:
    """How healthy is the account? SOURCES are a case folder, or report files."""
    from ..measure import health_json, health_sentences, measure_metrics
    from ..reports.provenance import provenance, provenance_line

    reports, locale, place, day = _reports(sources, marketplace, as_of)
    health = measure_metrics(reports, marketplace=place, as_of=day)
    if as_json:
        show_json(health_json(health))
        return
    for sentence in health_sentences(health, locale):
        click.echo(f"• {sentence}")
    for row in provenance(health.files, locale):
        click.echo(f"  {provenance_line(row)}")


@click.command(cls=Command)
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
    from ..catalogue import catalogue
    from ..diagnose import explain, find_causes

    wanted, dated, targets = by.split(",") if by else None, {}, {}
    if outcome:
        from ..reports import read_order_table

        if len(sources) > 1:
            raise PoaError.of("--outcome goes with one table", "Name a single file.")
        table, wanted = read_order_table(sources[0], outcome, wanted, date_column, numbers=above is not None)
        flags, dated = [outcome], {"date": date_column, "above": above}
    else:
        from ..reports import order_book

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


def _reports(sources: tuple[Path, ...], marketplace: str | None, as_of: str | None) -> tuple[Any, str, str | None, Any]:
    """The reports of a case or of named files, with locale, marketplace and as-of day."""
    from ..case import find_case, open_case

    day = day_of(as_of)
    if len(sources) == 1 and (str(sources[0]).startswith("sample:") or sources[0].is_dir()):
        opened = open_case(find_case(sources[0]))
        return opened.reports, opened.case.locale, marketplace or opened.case.marketplace, day or opened.case.as_of
    from ..catalogue import catalogue
    from ..reports import load_reports

    place = catalogue().marketplace_of(marketplace)
    if marketplace and not place:
        raise PoaError.of(f"'{marketplace}' is no marketplace", f"Choose one of: {', '.join(catalogue().marketplaces)}.")
    reports = load_reports(sources, marketplace=place)
    return reports, "en-US", place or reports.marketplace, day
