"""The commands that write and check a case's letter and charts: draft, check, export, charts."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from ..errors import PoaError
from .command import NOT_GOOD, Command, as_json_option, as_typed, example, show_json


@click.command(cls=Command)
@click.argument("case", type=click.Path(path_type=Path))
@click.option("--locale", help="Language of the letter, such as en-US or en-GB.")
@example("poa draft cases/late_shipment_rate")
def draft(case: Path, locale: str | None) -> None:
    """Show the letter of a CASE as it stands, gaps included."""
    from ..catalogue import catalogue
    from ..draft import draft_letter
    from ..export import render_letter
    from ..tables.open_points import missing_documents

    facts = _facts(case, locale)
    letter = draft_letter(facts)
    if letter.kind == "letter":
        missing = missing_documents(letter.violations, facts.evidence, letter.locale, catalogue())
        for label in missing.values():
            click.echo(f"Needed before this letter can go out, and not in the case: {label}.", err=True)
    click.echo(render_letter(letter, "md", watermark=letter.kind == "letter"))


@click.command(cls=Command)
@click.argument("target", type=click.Path(path_type=Path))
@click.option("--violation", "violations", multiple=True, help="What a pasted letter is about.")
@as_json_option
@example("poa check cases/late_shipment_rate")
def check(target: Path, violations: tuple[str, ...], as_json: bool) -> None:
    """What would an investigator object to? TARGET is a case folder (its letter as exported, or drafted now) or a letter as text."""
    from ..check import check_json

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


@click.command(cls=Command)
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
    from ..case import lock, open_case
    from ..check import check_letter
    from ..draft import draft_letter
    from ..export import export_letter

    opened = open_case(case)
    facts = opened.facts()
    letter = draft_letter(facts)
    with lock(opened.folder):
        paths = export_letter(
            letter, check_letter(letter, facts), opened.letter_folder, evidence=facts.evidence, formats=tuple(formats.split(",")),
            watermark=True if as_draft else None, template=template, pictures=_enclosed(opened, facts, enclosed),
        )  # fmt: skip
    for path in paths:
        click.echo(as_typed(path))


@click.command(cls=Command)
@click.argument("case", type=click.Path(path_type=Path))
@click.option("--format", "formats", default="png", show_default=True, help="png, svg, or both: png,svg")
@as_json_option
@example("poa charts cases/late_shipment_rate --format png,svg")
def charts(case: Path, formats: str, as_json: bool) -> None:
    """The charts of a CASE as pictures for a report of your own, in its folder charts/, each with its caption (captions.md)."""
    from ..case import lock, open_case
    from ..charts import caption, write_charts
    from ..tables import case_charts

    opened = open_case(case)
    shown = case_charts(opened, opened.facts())
    with lock(opened.folder):
        paths = write_charts(shown, opened.folder / "charts", [name.strip() for name in formats.split(",")])
    if as_json:
        files = {name: [as_typed(path) for path in paths if path.stem == name] for name in shown}
        show_json({"charts": [{"chart": name, "files": files[name], "caption": caption(chart)} for name, chart in shown.items()]})
        return
    for path in paths:
        click.echo(as_typed(path))


def _facts(case: Path, locale: str | None = None) -> Any:
    from ..case import open_case

    return open_case(case, locale=locale or "").facts()


def _enclosed(opened: Any, facts: Any, names: str) -> list[Any]:
    """The charts chosen for a letter, in the order in which they were named."""
    wanted = [name.strip() for name in names.split(",") if name.strip()]
    if not wanted:
        return []
    from ..charts import caption, heading, image
    from ..errors import Problem
    from ..export import Picture
    from ..tables import case_charts

    offered = case_charts(opened, facts)
    if unknown := [name for name in wanted if name not in offered]:
        raise PoaError(Problem(f"There is no chart '{name}' of this case", f"Choose from: {', '.join(offered)}.") for name in unknown)
    return [Picture(heading(offered[name]), caption(offered[name]), image(offered[name], "png")) for name in wanted]


def _issues(target: Path, violations: tuple[str, ...]) -> list[Any]:
    """Of a case: the letter as exported (it may have been edited by hand), else as drafted now. Of a file: the text itself."""
    from ..case import open_case
    from ..check import check_letter, letter_from_text
    from ..draft import draft_letter

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
