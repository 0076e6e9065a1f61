"""All cases of a folder by urgency: phase, purpose, time left, what blocks. Reads small files only, so that thousands of cases are listed in seconds."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime, time, timedelta
from pathlib import Path

from ..catalogue import Catalogue, catalogue, shipped
from ..errors import PoaError
from ..model import WAITING, Case, CaseStatus
from .places import workspace
from .record import read_case
from .track import due, first_day


def portfolio(folder: Path | str = "", now: datetime | str | None = None) -> list[CaseStatus]:
    """The cases of a folder, the most urgent first: by hours left, then those without a deadline, then those that wait for Amazon.

    folder: a folder of cases, or a single case; empty: `cases/` of the workspace, or the fictional cases where it holds none.
    now: the moment hours are counted to (YYYY-MM-DDTHH:MM); empty: now, for the fictional cases the day after the last of them.
    A case that cannot be read is listed with the reason. Raises PoaError when there is no such folder, or `now` is no moment.
    """
    place = Path(folder).expanduser() if str(folder) else workspace() / "cases"
    if str(folder) and not place.is_dir():
        raise PoaError.of("There is no such folder", "Name the folder that holds your cases.", file=str(place))
    found = list(cases_in(place)) if place.is_dir() else []
    moment = _moment(now)
    if not found and not str(folder):
        found = list(cases_in(shipped("data") / "samples"))
        days = [day for path in found if (day := first_day(read_case(path).timeline))]
        moment = moment or datetime.combine(max(days), time()) + timedelta(days=1)
    cat, counted_to = catalogue(), moment or datetime.now()
    return sorted((_status(case, counted_to, cat) for case in found), key=_urgency)


def _moment(now: datetime | str | None) -> datetime | None:
    if not isinstance(now, str):
        return now
    try:
        return datetime.fromisoformat(now) if now else None
    except ValueError:
        raise PoaError.of(f"'{now}' is no moment", "Write it as YYYY-MM-DD or YYYY-MM-DDTHH:MM.") from None


def cases_in(place: Path) -> Iterator[Path]:
    """The cases of a folder by name; the folder itself when it is a case."""
    if (place / "case.json").is_file():
        yield place
        return
    for path in sorted(place.iterdir()):
        if not path.name.startswith(".") and (path / "case.json").is_file():
            yield path


def _urgency(status: CaseStatus) -> tuple[int, float, str]:
    left = float("inf") if status.hours_left is None else status.hours_left
    after = 1 + WAITING.index(status.phase) if status.phase in WAITING else 0
    return after, left, status.case


def _status(folder: Path, now: datetime, cat: Catalogue) -> CaseStatus:
    try:
        case = read_case(folder)
    except PoaError as error:
        return CaseStatus(case=folder.name, blocks=tuple(str(problem) for problem in error.problems), failed=True)
    waits = case.phase in WAITING
    ends = None if waits else due(case.deadline, first_day(case.timeline), now)
    return CaseStatus(
        case=folder.name,
        phase=case.phase,
        purpose=case.purpose,
        route=case.route,
        violations=case.violations,
        deadline=ends.on if ends else None,
        deadline_text=case.deadline.text if case.deadline and not waits else "",
        hours_left=ends.hours_left if ends else None,
        blocks=() if waits else tuple(_blocks(folder, case, cat)),
        next=cat.words("en")["phases"][case.phase]["what_now"],
    )


def _blocks(folder: Path, case: Case, cat: Catalogue) -> Iterator[str]:
    """What keeps the next letter from going out, as far as the files tell without reading reports."""
    if case.route and case.route not in ("plan", "questionnaire"):
        yield f"no plan is wanted: {cat.words('en')['routes'][case.route]['label'].lower()}"
        return
    if not case.violations:
        yield "no violation is named"
    if not any((folder / "reports").glob("*")) and any(cat.violations[id].metrics for id in case.violations if id in cat.violations):
        yield "no reports"
    checked = folder / "letters" / f"v{case.revision}" / "check.json"
    try:
        found = json.loads(checked.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        yield "no letter yet" if not (folder / "answers.json").is_file() else "the letter is not written yet"
        return
    if found.get("blocking"):
        first = next((issue["why"] for issue in found["issues"] if issue["severity"] == "blocking"), "")
        yield f"{found['blocking']} blocking: {first}"
