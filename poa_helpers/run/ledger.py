"""The ledger of a portfolio: its runs, and the fingerprints of its files. A cache in SQLite: delete it and it is built anew from the cases."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from contextlib import AbstractContextManager, suppress
from pathlib import Path

from pydantic import ValidationError

from .fingerprint import Hashes
from .values import RECORD, CaseRun

NAME = ".runs.sqlite"
_VERSION = 1  # raise it when the tables change: an older ledger is thrown away
_TABLES = """
CREATE TABLE IF NOT EXISTS runs (name TEXT, folder TEXT, at TEXT, outcome TEXT, content TEXT, PRIMARY KEY (name, folder));
CREATE TABLE IF NOT EXISTS files (path TEXT PRIMARY KEY, size INTEGER, changed INTEGER, inode INTEGER, looked INTEGER, sha256 TEXT);
"""


class Ledger(AbstractContextManager):
    """The runs of the cases in a folder. What a case's own `runs/` says goes first; the ledger only remembers it.

    A ledger that cannot be read or written (another version, damaged, a read-only place) is held in memory instead.
    """

    def __init__(self, portfolio: Path):
        self.portfolio = portfolio
        self.base = _opened(portfolio / NAME)
        rows = self.base.execute("SELECT path, size, changed, inode, looked, sha256 FROM files")
        self.hashes = Hashes({path: ((size, changed, inode), looked, digest) for path, size, changed, inode, looked, digest in rows})
        self._known: dict[str, dict[str, str]] = {}
        for name, folder, content in self.base.execute("SELECT name, folder, content FROM runs"):
            self._known.setdefault(name, {})[folder] = content

    def __exit__(self, *_: object) -> None:
        self.save()
        self.base.close()

    def runs(self, case: Path) -> list[CaseRun]:
        """The finished runs of a case, the oldest first; new ones are read from its folder."""
        names = _finished(case / "runs")
        known = self._known.setdefault(case.name, {})
        for name in names - known.keys():
            with suppress(OSError):
                self._remember(case, name, (case / "runs" / name / RECORD).read_text(encoding="utf-8"))
        for name in known.keys() - names:
            del known[name]
            self.base.execute("DELETE FROM runs WHERE name = ? AND folder = ?", (case.name, name))
        read = [run for name in names & known.keys() if (run := _read(known[name]))]
        return sorted(read, key=lambda run: (run.at, run.folder))

    def last(self, case: Path) -> CaseRun | None:
        """The newest finished run of a case."""
        return next(reversed(self.runs(case)), None)

    def _remember(self, case: Path, name: str, content: str) -> None:
        run = _read(content)
        if run is not None:
            self._known[case.name][name] = content
            row = (case.name, name, run.at, run.outcome, content)
            self.base.execute("INSERT OR REPLACE INTO runs VALUES (?, ?, ?, ?, ?)", row)

    def save(self) -> None:
        """Keep what was learned so far; a ledger that cannot be written is no reason to stop."""
        fresh = [(path, *stat, looked, digest) for path, (stat, looked, digest) in self.hashes.fresh.items()]
        with suppress(sqlite3.Error):
            self.base.executemany("INSERT OR REPLACE INTO files VALUES (?, ?, ?, ?, ?, ?)", fresh)
            self.base.commit()


def _finished(folder: Path) -> set[str]:
    try:
        return {path.name for path in folder.iterdir() if not path.name.startswith(".")}
    except OSError:
        return set()


def _read(content: str) -> CaseRun | None:
    with suppress(ValidationError):
        return CaseRun.model_validate_json(content)
    return None  # of another version of the workbench: as if it had not been


def _opened(path: Path) -> sqlite3.Connection:
    for attempt in (path, path, ":memory:"):
        try:
            base = sqlite3.connect(attempt, timeout=30)
            if base.execute("PRAGMA user_version").fetchone()[0] not in (0, _VERSION):
                raise sqlite3.DatabaseError("another version")
            base.executescript(_TABLES)
            base.execute(f"PRAGMA user_version = {_VERSION}")
            return base
        except sqlite3.OperationalError:
            continue  # locked or read-only
        except sqlite3.DatabaseError:
            path.unlink(missing_ok=True)
    raise AssertionError("SQLite cannot open a database in memory")


def portfolios(cases: Iterable[Path]) -> dict[Path, list[Path]]:
    """The cases by the folder they lie in.

    >>> portfolios([Path("cases/a"), Path("cases/b")]) == {Path("cases"): [Path("cases/a"), Path("cases/b")]}
    True
    """
    found: dict[Path, list[Path]] = {}
    for case in cases:
        found.setdefault(case.parent, []).append(case)
    return found
