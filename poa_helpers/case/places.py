"""Where cases are: the workspace, the fictional samples, and the names a case goes by."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from contextlib import AbstractContextManager
from pathlib import Path
from urllib.parse import parse_qs

from ..catalogue import shipped
from ..errors import PoaError

SAMPLE = "sample:"
DEFAULT = SAMPLE + "late_shipment_rate"
NOT_FOR_THE_CASE = {"about.yaml", "evidence_plan.yaml"}


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
        with built_beside(target) as building:
            shutil.copytree(
                shipped("data") / "samples" / id, building, dirs_exist_ok=True, ignore=lambda _, names: NOT_FOR_THE_CASE & set(names)
            )
    return target


class built_beside(AbstractContextManager):
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


def remember_case(folder: Path | None, place: Path | None = None) -> Path | None:
    """Make a case the one that notebooks without a named case open from now on. Returns the file it is kept in.

    place: a file of the running JupyterLab; else the one named by POA_CASE_FILE, and without that nothing is remembered.
    """
    named = place or (Path(text) if (text := os.environ.get("POA_CASE_FILE")) else None)
    if named is not None:
        named.write_text(str(folder) if folder else "", encoding="utf-8")
    return named


def _chosen() -> str:
    """The case that was chosen outside of the notebook: by the address of a page without code, by `poa lab` or a case just made, or POA_CASE."""
    if os.environ.get("SERVER_SOFTWARE", "").startswith("voila"):
        asked = parse_qs(os.environ.get("QUERY_STRING", "")).get("case", [""])[0]
        if asked and re.fullmatch(r"[\w.-]+", asked) and not asked.startswith("."):
            return str(workspace() / "cases" / asked)  # an address can name a case of this workspace, never another folder
    try:
        remembered = Path(os.environ.get("POA_CASE_FILE", "")).read_text(encoding="utf-8").strip()
    except OSError:
        remembered = ""
    return remembered or os.environ.get("POA_CASE", "")


def find_case(name: str | Path = "") -> Path:
    """The folder of a case: a path, a name below `cases/`, `sample:<id>` (copied first), or '' for the one JupyterLab was opened with.

    Raises PoaError when there is no such case.
    """
    wanted = str(name) or _chosen() or DEFAULT
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
