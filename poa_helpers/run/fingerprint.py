"""All a run is made from, as one fingerprint: two runs of the same fingerprint give the same letter."""

from __future__ import annotations

import hashlib
import json
import sys
import time
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from ..case.record import input_files, sha256
from ..catalogue import shipped
from ..model import Case

PACKAGE = Path(__file__).resolve().parents[1]
_FORMAT = 1  # raise it when something else is counted
_LIBRARIES = (
    "pandas", "numpy", "scipy", "pyarrow", "altair", "vl-convert-python", "python-docx", "typst", "Jinja2", "babel", "pydantic", "beautifulsoup4", "pypdf",
    "pillow", "cryptography", "openpyxl", "papermill", "ipykernel",
)  # fmt: skip
_NOT_READ = {"__pycache__", "samples", ".ipynb_checkpoints"}
_SETTLED = 2_000_000_000  # nanoseconds: a file changed this shortly before it was looked at may change again within the same mark of time

Stat = tuple[int, int, int]


class Hashes:
    """sha256 of files, remembered by size, time of change and inode, so that an unchanged file is not read again.

    known: path -> (stat, when it was looked at in ns, sha256). A file that had only just changed is read again.
    """

    def __init__(self, known: Mapping[str, tuple[Stat, int, str]] | None = None):
        self.known, self.fresh = known or {}, {}

    def of(self, path: Path) -> str:
        """The fingerprint of a file."""
        name, state = str(path), path.stat()
        stat = (state.st_size, state.st_mtime_ns, state.st_ino)
        held = self.fresh.get(name) or self.known.get(name)
        if held and held[0] == stat and held[1] - stat[1] > _SETTLED:
            return held[2]
        looked = time.time_ns()
        digest = sha256(path)
        self.fresh[name] = (stat, looked, digest)
        return digest


def fingerprint(
    folder: Path, case: Case, notebooks: Sequence[Path], parameters: Mapping[str, Any], hashes: Hashes, by: str | None = None
) -> str:
    """The fingerprint of a run of these notebooks with these parameters, as the case and the program are now. by: `program()`, if it is known."""
    files = [(path.relative_to(folder).as_posix(), hashes.of(path)) for path in input_files(folder, case.revision)]
    return combined(files, notebooks, parameters, by or program())


def combined(files: Sequence[tuple[str, str]], notebooks: Sequence[Path], parameters: Mapping[str, Any], by: str) -> str:
    """The fingerprint of files (name, sha256), notebooks and parameters; where the case lies is no part of it."""
    given = {name: value for name, value in parameters.items() if name != "case" and value != ""}
    content = [_FORMAT, by, [path.stem for path in notebooks], given, files]
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def program() -> str:
    """The fingerprint of the workbench itself: package, data, templates, notebooks, and the libraries that shape a letter."""
    digest = hashlib.sha256(sys.version.encode())
    for library in _LIBRARIES:
        digest.update(f"{library} {_version(library)}\n".encode())
    for root in (PACKAGE, shipped("data"), shipped("templates"), shipped("notebooks")):
        for path in sorted(root.rglob("*")):
            inner = path.relative_to(root)
            if not _NOT_READ & set(inner.parts) and path.is_file():
                state = path.stat()
                digest.update(f"{inner.as_posix()} {_content(str(path), state.st_size, state.st_mtime_ns, state.st_ino)}\n".encode())
    return digest.hexdigest()


@cache
def _version(library: str) -> str:
    try:
        return version(library)
    except PackageNotFoundError:
        return ""


@lru_cache(maxsize=4096)
def _content(path: str, *_stat: int) -> str:
    return sha256(Path(path))
