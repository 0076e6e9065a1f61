"""case.json: read, validated, saved; and the lock that lets only one program write to a case."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator
from contextlib import AbstractContextManager, suppress
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from ..catalogue import catalogue
from ..collect import write_json
from ..errors import PoaError, Problem
from ..model import Case


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


def sha256(path: Path) -> str:
    """The fingerprint of a file."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def input_files(folder: Path, revision: int) -> Iterator[Path]:
    """The files that the facts of a case are gathered from: the case, its notices, reports, evidence, answers, and what earlier letters said."""
    for name in ("case.json", "answers.json"):
        if (folder / name).is_file():
            yield folder / name
    for part in ("notices", "reports", "evidence"):
        with suppress(OSError), os.scandir(folder / part) as entries:
            yield from [folder / part / name for name in sorted(e.name for e in entries if not e.name.startswith(".") and e.is_file())]
    for number in range(1, revision):
        if (told := folder / "letters" / f"v{number}" / "sources.json").is_file():
            yield told
