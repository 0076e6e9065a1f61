"""What a run that was ended in the middle left in a case: finished where it was decided, else removed."""

from __future__ import annotations

import shutil
from pathlib import Path

import psutil

from ..files import BEING_WRITTEN


def clear_leftovers(folder: Path) -> None:
    """Bring a case in order. Only for whoever holds its lock: a hidden folder in runs/ is then nobody's."""
    for path in (folder / "runs").glob(".*"):
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
    for letters in (folder / "letters").glob("v*"):
        if any(letters.glob(".export-*")) or not any(letters.iterdir()):
            from ..export import finish_exports

            finish_exports(letters)
    for path in (folder / ".cache").rglob("*.part"):
        writer = BEING_WRITTEN.search(path.name)
        if writer and not psutil.pid_exists(int(writer[1])):
            path.unlink(missing_ok=True)
