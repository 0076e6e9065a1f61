"""The ledger of a portfolio: its runs, and the fingerprints of its files. A cache in SQLite: delete it and it is built anew from the cases."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from contextlib import AbstractContextManager, suppress
from pathlib import Path

from .fingerprint import Hashes
from .values import RECORD, CaseRun, run_of

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
        self._known: dict[str, set[str]] = {}
        for name, folder in self.base.execute("SELECT name, folder FROM runs"):
            self._known.setdefault(name, set()).add(folder)

    def __exit__(self, *_: object) -> None:
        self.save()
        self.base.close()

    def runs(self, case: Path) -> list[CaseRun]:
        """The finished runs of a case, the oldest first; new ones are read from its folder."""
        read = (self._read(case, name) for name in sorted(self._names(case)))
        return sorted((run for run in read if run), key=lambda run: (run.at, run.folder))

    def last(self, case: Path) -> CaseRun | None:
        """The newest finished run of a case. Their names are times, so that the others need not be read."""
        return next((run for name in sorted(self._names(case), reverse=True) if (run := self._read(case, name))), None)

    def _names(self, case: Path) -> set[str]:
        """The runs in a case's folder; those that are new are remembered, those that are gone are forgotten."""
        names, known = _finished(case / "runs"), self._known.setdefault(case.name, set())
        for name in names - known:
            with suppress(OSError):
                content = (case / "runs" / name / RECORD).read_text(encoding="utf-8")
                if (run := run_of(content)) is not None:
                    row = (case.name, name, run.at, run.outcome, content)
                    self.base.execute("INSERT OR REPLACE INTO runs VALUES (?, ?, ?, ?, ?)", row)
                    known.add(name)
        for name in known - names:
            self.base.execute("DELETE FROM runs WHERE name = ? AND folder = ?", (case.name, name))
        known &= names
        return set(known)

    def _read(self, case: Path, name: str) -> CaseRun | None:
        held = self.base.execute("SELECT content FROM runs WHERE name = ? AND folder = ?", (case.name, name)).fetchone()
        return run_of(held[0]) if held else None

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
