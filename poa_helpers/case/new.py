"""A new case folder from Amazon's notice and the downloaded reports."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from ..catalogue import Catalogue, catalogue
from ..errors import PoaError, Problem
from ..model import Account, Case, Event, Notice, Purpose
from .opened import OpenCase, open_case
from .places import built_beside, workspace
from .record import save_case
from .track import phase_after


def new_case(
    folder: Path | str,
    notice: Path | str,
    reports: Iterable[Path | str] = (),
    *,
    marketplace: str | None = None,
    violations: Sequence[str] = (),
    account: str = "",
    purpose: Purpose | None = None,
    corrections: Mapping[str, Any] | None = None,
) -> OpenCase:
    """Make a case folder from Amazon's notice and the downloaded reports; the files are copied unaltered.

    corrections: fields of the reading that the user put right, as `Notice` has them. purpose: by default the one that fits the message.
    Any message of Amazon makes a case, also one that wants no plan. Everything is read first: when anything cannot be used, PoaError
    tells it all and no folder is made.
    """
    cat, target = catalogue(), Path(folder).expanduser()
    if not target.is_absolute() and len(target.parts) == 1:
        target = workspace() / "cases" / target
    problems: list[Problem] = []
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        problems.append(Problem("There is already something at this place", "Choose another name for the case.", file=str(target)))
    read = _first_reading(Path(notice), marketplace, violations, corrections or {}, cat, problems)
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
    case = _first_case(target.name, read, place, violations, account, purpose, cat).model_copy(update={"notice": dict(corrections or {})})
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
    path: Path, marketplace: str | None, violations: Sequence[str], corrections: Mapping[str, Any], cat: Catalogue, problems: list[Problem]
) -> Notice | None:
    from ..notice import read_notice

    if marketplace and not cat.marketplace_of(marketplace):
        problems.append(Problem(f"'{marketplace}' is no marketplace", f"Choose one of: {', '.join(cat.marketplaces)}."))
    for id in violations:
        if id not in cat.violations:
            problems.append(Problem(f"'{id}' is no violation type of this workbench", f"Choose from: {', '.join(sorted(cat.violations))}."))
    try:
        read = read_notice(path, violations=violations)
        read = Notice.model_validate({**read.model_dump(), **corrections})
    except PoaError as error:
        problems += error.problems
        return None
    except ValidationError as error:
        problems += [Problem(f["msg"], "Correct it in the form.", column=".".join(map(str, f["loc"]))) for f in error.errors()]
        return None
    if read.stage == "other" and not violations:
        mend = f"If it is Amazon's message, say what it is about with --violation, one of: {', '.join(sorted(cat.violations))}."
        problems.append(Problem(f"This is no message from Amazon that the workbench knows: {read.reason}", mend, file=path.name))
    return read


def _first_case(
    id: str, notice: Notice, place: str | None, violations: Sequence[str], account: str, purpose: Purpose | None, cat: Catalogue
) -> Case:
    return Case(
        id=id,
        account=Account(name=account),
        marketplace=place,
        locale=_offered_locale(place, cat),
        purpose=purpose or _PURPOSES.get(notice.stage, "reactivate_temporary"),
        phase=phase_after("deactivated", notice, sent=True),
        violations=tuple(dict.fromkeys([*violations, *(v for v in notice.violations if v in cat.violations)])),
        route="plan" if notice.stage == "other" else notice.route,
        deadline=notice.deadline,
        timeline=(Event(on=notice.sent_on, event="notice_received", file=f"notices/01-notice{Path(notice.file).suffix or '.txt'}"),),
    )


# What a seller mostly wants after a message of this kind; the user may choose another.
_PURPOSES: dict[str, Purpose] = {
    "warning": "prevent_deactivation",
    "funds_hold": "release_funds",
    "verification": "obtain_privileges",
    "more_information": "reactivate_suspension",
    "final_refusal": "reopen_closed",
}


def _offered_locale(place: str | None, cat: Catalogue) -> str:
    """The store's own locale where letters in its language are offered, else English."""
    wanted = cat.marketplaces[place].locale if place else "en-US"
    return wanted if wanted.split("-")[0] in cat.phrases else "en-US"
