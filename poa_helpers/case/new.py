"""A new case folder from Amazon's notice and the downloaded reports."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Sequence
from pathlib import Path

from ..catalogue import Catalogue, catalogue
from ..errors import PoaError, Problem
from ..model import Account, Case, Event, Notice, Purpose
from .opened import OpenCase, open_case
from .places import built_beside, workspace
from .record import save_case


def new_case(
    folder: Path | str,
    notice: Path | str,
    reports: Iterable[Path | str] = (),
    *,
    marketplace: str | None = None,
    violations: Sequence[str] = (),
    account: str = "",
    purpose: Purpose | None = None,
) -> OpenCase:
    """Make a case folder from Amazon's notice and the downloaded reports; the files are copied unaltered.

    Everything is read first: when anything cannot be used, PoaError tells it all and no folder is made.
    """
    cat, target = catalogue(), Path(folder).expanduser()
    if not target.is_absolute() and len(target.parts) == 1:
        target = workspace() / "cases" / target
    problems: list[Problem] = []
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        problems.append(Problem("There is already something at this place", "Choose another name for the case.", file=str(target)))
    read = _first_reading(Path(notice), marketplace, violations, cat, problems)
    report_files = [Path(report) for report in reports]
    place = cat.marketplace_of(marketplace) or (read.marketplace if read else None)
    if report_files:
        try:
            from ..reports import load_reports

            loaded = load_reports(report_files, marketplace=place)
            place = place or loaded.marketplace
        except PoaError as error:
            problems += error.problems
    for name in {p.name for p in report_files if sum(q.name == p.name for q in report_files) > 1}:
        problems.append(Problem("Two reports have the same name", "Rename one of them.", file=name))
    if problems or read is None:
        raise PoaError(problems)
    case = _first_case(target.name, read, place, violations, account, purpose, cat)
    target.parent.mkdir(parents=True, exist_ok=True)
    with built_beside(target) as building:
        for part in ("notices", "reports", "evidence", "letters"):
            (building / part).mkdir()
        shutil.copyfile(notice, building / "notices" / f"01-notice{Path(notice).suffix or '.txt'}")
        for report in report_files:
            shutil.copyfile(report, building / "reports" / report.name)
        save_case(case.model_copy(update={"folder": building}))
    return open_case(target)


def _first_reading(
    path: Path, marketplace: str | None, violations: Sequence[str], cat: Catalogue, problems: list[Problem]
) -> Notice | None:
    from ..notice import read_notice

    if marketplace and not cat.marketplace_of(marketplace):
        problems.append(Problem(f"'{marketplace}' is no marketplace", f"Choose one of: {', '.join(cat.marketplaces)}."))
    for id in violations:
        if id not in cat.violations:
            problems.append(Problem(f"'{id}' is no violation type of this workbench", f"Choose from: {', '.join(sorted(cat.violations))}."))
    try:
        read = read_notice(path, violations=violations)
    except PoaError as error:
        problems += error.problems
        return None
    offered = [id for id in (*violations, *read.violations) if id in cat.violations]
    if not offered:
        named = f" (it names {', '.join(read.violations)}, for which there are no texts yet)" if read.violations else ""
        mend = f"If it is the right file, say what it is about with --violation, one of: {', '.join(sorted(cat.violations))}."
        problems.append(Problem(f"No violation this workbench can answer was found in the notice{named}", mend, file=path.name))
    return read


def _first_case(
    id: str, notice: Notice, place: str | None, violations: Sequence[str], account: str, purpose: Purpose | None, cat: Catalogue
) -> Case:
    warned = notice.stage == "warning"
    return Case(
        id=id,
        account=Account(name=account),
        marketplace=place,
        locale=_offered_locale(place, cat),
        purpose=purpose or ("prevent_deactivation" if warned else "reactivate_temporary"),
        phase="preventive_notice" if warned else "deactivated",
        violations=tuple(dict.fromkeys([*violations, *(v for v in notice.violations if v in cat.violations)])),
        deadline=notice.deadline,
        timeline=(Event(on=notice.sent_on, event="notice_received", file=f"notices/01-notice{Path(notice.file).suffix or '.txt'}"),),
    )


def _offered_locale(place: str | None, cat: Catalogue) -> str:
    """The store's own locale where letters in its language are offered, else English."""
    wanted = cat.marketplaces[place].locale if place else "en-US"
    return wanted if wanted.split("-")[0] in cat.phrases else "en-US"
