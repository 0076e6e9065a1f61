"""The case folder: created, opened, read as a whole, saved and locked. See the README for what stands in it."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from .catalogue import Catalogue, catalogue, shipped
from .collect import read_answers, write_json
from .errors import PoaError, Problem
from .model import Account, Case, CaseFacts, Event, Evidence, Notice, Purpose, Window
from .suggest import suggest

SAMPLE = "sample:"
DEFAULT = SAMPLE + "late_shipment_rate"
NOT_FOR_THE_CASE = {"about.yaml", "evidence_plan.yaml"}


# ---------------------------------------------------------------- where cases are


def workspace() -> Path:
    """The folder that holds `cases/`: POA_WORKSPACE if set, else the nearest folder above that has one (or the notebooks), else here."""
    if named := os.environ.get("POA_WORKSPACE"):
        return Path(named).resolve()
    here = Path.cwd().resolve()
    marks = ("cases", "notebooks/1_diagnose.ipynb")
    return next((folder for folder in (here, *here.parents) if any((folder / mark).exists() for mark in marks)), here)


def sample_ids() -> list[str]:
    """The fictional cases that come with the workbench.

    >>> "late_shipment_rate" in sample_ids()
    True
    """
    return sorted(path.parent.name for path in (shipped("data") / "samples").glob("*/case.json"))


def copy_sample(id: str, folder: Path | None = None) -> Path:
    """A sample as a case of one's own, in `cases/<id>` of the workspace; an existing copy is kept as it is."""
    if id not in sample_ids():
        raise PoaError.of(f"There is no sample '{id}'", f"Choose one of: {', '.join(sample_ids())}.")
    target = folder or workspace() / "cases" / id
    if not (target / "case.json").is_file():
        target.parent.mkdir(parents=True, exist_ok=True)
        with _built_beside(target) as building:
            shutil.copytree(
                shipped("data") / "samples" / id, building, dirs_exist_ok=True, ignore=lambda _, names: NOT_FOR_THE_CASE & set(names)
            )
    return target


class _built_beside(AbstractContextManager):
    """A folder that appears under its name only when it is complete."""

    def __init__(self, target: Path):
        self.target = target

    def __enter__(self) -> Path:
        self.building = Path(tempfile.mkdtemp(prefix=f".{self.target.name}.", dir=self.target.parent))
        return self.building

    def __exit__(self, kind: object, *_: object) -> None:
        if kind is None:
            self.building.chmod(0o755)
            if self.target.is_dir() and not any(self.target.iterdir()):
                self.target.rmdir()
            os.replace(self.building, self.target)
        else:
            shutil.rmtree(self.building, ignore_errors=True)


def find_case(name: str | Path = "") -> Path:
    """The folder of a case: a path, a name below `cases/`, `sample:<id>` (copied first), or '' for the one JupyterLab was opened with.

    Raises PoaError when there is no such case.
    """
    wanted = str(name) or os.environ.get("POA_CASE", "") or DEFAULT
    if wanted.startswith(SAMPLE):
        return copy_sample(wanted.removeprefix(SAMPLE))
    places = [Path(wanted).expanduser(), workspace() / wanted, workspace() / "cases" / wanted]
    for place in places:
        if (place / "case.json").is_file():
            return place.resolve()
    if (existing := places[0]).is_dir():
        raise PoaError.of(
            "is no case folder: it has no case.json", f"Make a case with: poa new {wanted} --notice FILE.", file=str(existing)
        )
    raise PoaError.of("There is no such case", f"Make it with: poa new {wanted} --notice FILE.", file=wanted)


# ---------------------------------------------------------------- an open case


@dataclass(frozen=True)
class OpenCase:
    """A case folder being worked with. What is read from it is read once; open the case again after files were added."""

    folder: Path
    case: Case
    cat: Catalogue

    def __repr__(self) -> str:
        words = self.cat.words(self.case.locale)
        names = ", ".join(self.cat.text(id, self.case.locale).name for id in self.case.violations) or "no violation named yet"
        lines = [
            f"Case {self.case.id} – {self.case.account.name or 'account not named'}, {self.case.marketplace or 'marketplace unknown'}",
            f"Violation: {names}",
            f"Phase: {words['phases'][self.case.phase]['label']}",
            f"Deadline: {self.case.deadline.text if self.case.deadline else 'no deadline stated'}",
            f"Reports: {', '.join(path.name for path in self.files('reports')) or 'none'}",
        ]
        return "\n".join(lines)

    def files(self, part: str) -> list[Path]:
        """The files of a part of the case (`notices`, `reports`, `evidence`), by name; hidden ones and the index left out."""
        folder = self.folder / part
        return sorted(p for p in folder.glob("*") if p.is_file() and not p.name.startswith(".") and p.name != "index.json")

    @cached_property
    def notice(self) -> Notice | None:
        """The first notice as read, with the user's corrections; `None` when the folder holds none."""
        from .notice import read_notice

        files = self.files("notices")
        if not files:
            return None
        read = read_notice(files[0], violations=self.case.violations)
        return Notice.model_validate({**read.model_dump(), **self.case.notice, "file": f"notices/{files[0].name}"})

    @cached_property
    def reports(self) -> Any:
        """All reports of the case, read and recognised."""
        from .reports import load_reports

        place, columns = self.case.marketplace, self.case.columns
        return load_reports(self.files("reports"), marketplace=place, columns=columns, cache=self.folder / ".cache")

    @cached_property
    def orders(self) -> Any:
        """The order book: one row per order, as a table."""
        from .reports import order_book

        return order_book(self.reports)

    @property
    def letter_folder(self) -> Path:
        """Where the letter in work is written: letters/v1, v2 …"""
        return self.folder / "letters" / f"v{self.case.revision}"

    @property
    def outcomes(self) -> dict[str, str]:
        """The order-book flag that each violation with data is about: violation -> flag."""
        flags = {id: self.cat.metrics[m].flag for id in self.case.violations for m in self.cat.violation(id).metrics[:1]}
        return {id: flag for id, flag in flags.items() if flag}

    @cached_property
    def evidence(self) -> tuple[Evidence, ...]:
        """The evidence index; empty when there is none. Raises PoaError when the index cannot be used."""
        path = self.folder / "evidence" / "index.json"
        if not path.is_file():
            return ()
        try:
            return TypeAdapter(tuple[Evidence, ...]).validate_python(json.loads(path.read_text(encoding="utf-8"))["files"])
        except (ValidationError, ValueError, KeyError) as error:
            raise PoaError.of(
                f"cannot be read ({type(error).__name__})", "Correct it, or add the files again in 2_collect.", file="evidence/index.json"
            ) from None

    def evidence_facts(self) -> dict[str, tuple[Any, ...]]:
        """The evidence index held against the folder: files that are missing, changed since they were added, or not listed."""
        on_disk = {path.name: path for path in self.files("evidence")}
        listed = {file.file: file.sha256 for file in self.evidence}
        return {
            "evidence": self.evidence,
            "missing_evidence": tuple(sorted(listed.keys() - on_disk.keys())),
            "changed_evidence": tuple(name for name, known in listed.items() if name in on_disk and sha256(on_disk[name]) != known),
            "unlisted_evidence": tuple(sorted(on_disk.keys() - listed.keys())),
        }

    def health(self) -> Any:
        """`measure_metrics` over the reports of this case, up to its as-of day."""
        from .measure import measure_metrics

        return measure_metrics(self.reports, marketplace=self.case.marketplace, as_of=self.case.as_of)

    def facts(self, *, health: Any = None, findings: Sequence[Any] | None = None) -> CaseFacts:
        """Everything known now: load, measure, diagnose and suggest in one go. Pass what was already computed."""
        return gather(self, health=health, findings=findings)


def open_case(name: str | Path = "", *, as_of: str = "", locale: str = "") -> OpenCase:
    """Open a case folder (see `find_case` for the names it goes by).

    as_of: last day to measure (YYYY-MM-DD), locale: language of the letter; empty means what case.json says.
    Raises PoaError when there is no such case or its case.json cannot be used, naming every faulty place.
    """
    folder = find_case(name)
    return OpenCase(folder, read_case(folder, **{k: v for k, v in (("as_of", as_of), ("locale", locale)) if v}), catalogue())


def read_case(folder: Path, **changes: Any) -> Case:
    """The content of case.json as a value, with `changes` applied."""
    try:
        content = json.loads((folder / "case.json").read_text(encoding="utf-8"))
        case = Case.model_validate({**content, **changes, "folder": folder})
    except ValidationError as error:
        raise PoaError(
            Problem(f["msg"], "Correct it there.", "case.json", ".".join(map(str, f["loc"])) or None) for f in error.errors()
        ) from None
    except ValueError as error:
        raise PoaError.of(f"is no valid JSON ({error})", "Correct it, or make the case again with poa new.", file="case.json") from None
    problems = [
        Problem(
            f"'{id}' is no violation type of this workbench",
            f"Choose from: {', '.join(sorted(catalogue().violations))}.",
            "case.json",
            "violations",
        )
        for id in case.violations
        if id not in catalogue().violations
    ]
    if problems:
        raise PoaError(problems)
    return case


def save_case(case: Case) -> Path:
    """Write case.json of the folder the case was opened from."""
    return write_json(
        case.folder / "case.json",
        case.model_dump(mode="json", exclude_defaults=True, exclude={"folder"}) | {"schema_version": 1, "id": case.id},
    )


def lock(folder: Path, seconds: float = 20) -> AbstractContextManager:
    """Only one program at a time writes to a case; PoaError when another still holds it after `seconds`."""
    from filelock import FileLock, Timeout

    class _Lock(AbstractContextManager):
        def __enter__(self) -> None:
            self.held = FileLock(folder / ".lock", timeout=seconds)
            try:
                self.held.acquire()
            except Timeout:
                raise PoaError.of(
                    "Another program is writing to this case", "Close it, or try again in a moment.", file=folder.name
                ) from None

        def __exit__(self, *_: object) -> None:
            self.held.release()

    return _Lock()


# ---------------------------------------------------------------- a new case


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
            from .reports import load_reports

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
    with _built_beside(target) as building:
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
    from .notice import read_notice

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


# ---------------------------------------------------------------- everything known about a case


def gather(case: OpenCase, *, health: Any = None, findings: Sequence[Any] | None = None) -> CaseFacts:
    """The facts a letter is drafted from and checked against (see `CaseFacts`)."""
    from .diagnose import explain, find_causes
    from .reports import units_sold

    diagnosis = {}
    if findings is None:
        findings = []
        for flag in dict.fromkeys(case.outcomes.values()):
            if case.files("reports") and flag in case.orders.files:
                found = find_causes(case.orders, flag, target=case.cat.target_of(flag, case.orders.last_day, case.case.marketplace))
                diagnosis[flag] = explain(found, case.orders, flag)
                findings += found
    window, sold = None, {}
    days = max((case.cat.violation(id).units_days or 0 for id in case.case.violations), default=0)
    if days and case.notice and case.notice.sent_on and case.files("reports"):
        window = Window.ending(case.notice.sent_on, days)
        sold = units_sold(case.reports, case.notice.asins, window)
    return CaseFacts(
        case=case.case,
        notice=case.notice,
        health=health or case.health(),
        findings=tuple(findings),
        diagnosis=diagnosis,
        candidates=tuple(suggest(case.case.violations, case.notice, findings, case.evidence, case.cat)),
        answers=read_answers(case.folder),
        units_sold=sold,
        units_window=window,
        **case.evidence_facts(),
    )


def sha256(path: Path) -> str:
    """The fingerprint of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def add_evidence(folder: Path, source: Path, *, kind: str, shows: str, proves: Sequence[str] = (), asins: dict[str, int] | None = None,
                 fields: dict[str, str] | None = None) -> Evidence:  # fmt: skip
    """Copy a file into the case unaltered (unless it is there already) and list it in the index; returns its entry."""
    target = folder / "evidence" / source.name
    target.parent.mkdir(exist_ok=True)
    if not target.exists():
        shutil.copyfile(source, target)
    entry = Evidence(
        file=source.name, kind=kind, shows=shows, sha256=sha256(target), proves=tuple(proves), asins=asins or {}, fields=fields or {}
    )
    index = folder / "evidence" / "index.json"
    held = json.loads(index.read_text(encoding="utf-8"))["files"] if index.is_file() else []
    entries = [file for file in held if file["file"] != entry.file] + [entry.model_dump(mode="json", exclude_defaults=True)]
    write_json(index, {"schema_version": 1, "files": entries})
    return entry
