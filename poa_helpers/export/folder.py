"""Writes a set of files into a letter's folder: all of them or none, and nothing that a person changed is lost.

The new files are first written beside the old ones, with a list of what is to be done; from then on the export is decided. A program that is ended in
the middle leaves that list, and whoever opens the case next finishes it (`finish_exports`); what was not decided yet is removed.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

from ..errors import PoaError

RECORD = "exported.json"
EDITED = "edited"
PLAN = "plan.json"
_BESIDE = ".export-"
DRAFT = "draft."


def write_files(folder: Path, files: Mapping[str, bytes], *, letter: str, draft: bool) -> list[Path]:
    """Put `files` (name -> content) into `folder`, which is made if need be; the paths written, then those kept in `edited/`.

    letter: the fingerprint of the letter the files show. Files of an earlier letter that the program wrote itself are
    removed: after a final export all of them and every draft, after a draft (`draft`) the earlier drafts only. A file in the way that is not as the program
    wrote it is first copied to `edited/<name>-<first 8 of its sha256><ending>`. Raises PoaError, with the folder as it was, when a file cannot be written.
    """
    finish_exports(folder)
    record = _record(folder)
    old = [
        name for name, entry in record.items() if name not in files and _is_stale(name, entry, letter, draft) and (folder / name).is_file()
    ]
    kept = {name: place for name in [*files, *old] if (place := _place_for_edited(folder, name, record))}
    known = {name: entry for name, entry in record.items() if name not in old and (folder / name).is_file()}
    known |= {name: {"sha256": _sha256(content), "letter": letter} for name, content in files.items()}
    fresh = {**files, RECORD: _as_json({"schema_version": 1, "files": dict(sorted(known.items()))})}
    fresh |= {place: (folder / name).read_bytes() for name, place in kept.items()}
    _swap(folder, fresh, old)
    return [folder / name for name in files] + [folder / place for place in dict.fromkeys(kept.values())]


def _is_stale(name: str, entry: Mapping[str, str], letter: str, draft: bool) -> bool:
    """Whether a file of an earlier export has to go: a draft never touches the final letter, a final letter ends all drafts."""
    changed = entry["letter"] != letter
    return name.startswith(DRAFT) and changed if draft else name.startswith(DRAFT) or changed


def _record(folder: Path) -> dict[str, dict[str, str]]:
    """What the program wrote here before, by file name; a record that cannot be read counts as none, so that all files are kept."""
    try:
        held = json.loads((folder / RECORD).read_text(encoding="utf-8"))["files"]
        return {
            str(name): {"sha256": str(entry["sha256"]), "letter": str(entry["letter"])}
            for name, entry in held.items()
            if Path(name).name == name
        }
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def _place_for_edited(folder: Path, name: str, record: Mapping[str, Mapping[str, str]]) -> str | None:
    """Where to keep a file that is not as the program wrote it; `None` when there is nothing to keep."""
    if not (folder / name).is_file():
        return None
    sha = _sha256((folder / name).read_bytes())
    if name in record and record[name]["sha256"] == sha:
        return None
    return f"{EDITED}/{Path(name).stem}-{sha[:8]}{Path(name).suffix}"


def _swap(folder: Path, fresh: Mapping[str, bytes], old: list[str]) -> None:
    """Write beside, then rename one by one; at the first failure everything is put back."""
    existed = folder.is_dir()
    made: list[Path] = []
    beside: Path | None = None
    try:
        for missing in [parent for parent in (folder, *folder.parents) if not parent.exists()][::-1]:
            missing.mkdir(exist_ok=True)
            made.append(missing)
        beside = Path(tempfile.mkdtemp(prefix=f"{_BESIDE}{os.getpid()}-", dir=folder))
        for number, content in enumerate(fresh.values()):
            _write_to_disk(beside / f"new{number}", content)
        _write_to_disk(beside / f".{PLAN}", _as_json({"new": list(fresh), "old": old}))
        (beside / f".{PLAN}").rename(beside / PLAN)
        _rename(folder, beside, list(fresh), old, made)
    except OSError as error:
        if beside is not None:
            shutil.rmtree(beside, ignore_errors=True)
        for path in reversed(made):
            path.rmdir()
        what = f"cannot be written ({error.strerror or type(error).__name__}); nothing was changed"
        raise PoaError.of(
            what, "Close it if another program has it open, then export again.", file=_named(error, folder, existed)
        ) from None
    shutil.rmtree(beside, ignore_errors=True)


def finish_exports(folder: Path) -> None:
    """Finish what a program that is gone had decided to write into a letter's folder, and remove what it had not decided yet."""
    for beside in folder.glob(f"{_BESIDE}*"):
        if _is_at_work(beside):
            continue
        try:
            plan = json.loads((beside / PLAN).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            plan = {"new": [], "old": []}
        for number, name in enumerate(plan["new"]):
            if (beside / f"new{number}").is_file():
                (folder / name).parent.mkdir(exist_ok=True)
                os.replace(beside / f"new{number}", folder / name)
        for name in plan["old"]:
            (folder / name).unlink(missing_ok=True)
        shutil.rmtree(beside, ignore_errors=True)
    if folder.is_dir() and not any(folder.iterdir()):
        folder.rmdir()  # it was made for an export that was not decided


def _is_at_work(beside: Path) -> bool:
    """Whether the program that made such a folder is still running."""
    import psutil

    writer = beside.name.removeprefix(_BESIDE).split("-")[0]
    return writer.isdigit() and psutil.pid_exists(int(writer))


def _write_to_disk(path: Path, content: bytes) -> None:
    with path.open("wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())


def _rename(folder: Path, beside: Path, names: list[str], old: list[str], made: list[Path]) -> None:
    moved: list[tuple[Path, Path]] = []
    placed: list[Path] = []
    try:
        for number, name in enumerate([*names, *old]):
            target = folder / name
            if target.parent != folder and not target.parent.is_dir():
                target.parent.mkdir()
                made.append(target.parent)
            if target.exists():
                backup = beside / f"old{number}"
                shutil.copy2(target, backup)
                moved.append((backup, target))
            if number < len(names):
                os.replace(beside / f"new{number}", target)
                placed.append(target)
            else:
                target.unlink()
    except OSError:
        before = {target for _, target in moved}
        for backup, target in moved:
            if not target.is_file() or target.read_bytes() != backup.read_bytes():
                os.replace(backup, target)
        for target in placed:
            if target not in before:
                target.unlink(missing_ok=True)
        raise


def _named(error: OSError, folder: Path, existed: bool) -> str:
    """The file the user knows: the target rather than the one beside it."""
    name = error.filename2 or error.filename
    return Path(name).name if name and existed else folder.name


def _as_json(content: object) -> bytes:
    return (json.dumps(content, ensure_ascii=False, indent=2) + "\n").encode("utf-8")


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
