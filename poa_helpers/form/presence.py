"""Which of several open forms of one case may write: tabs, kernels and programs of this machine agree by a lock in the case folder."""

from __future__ import annotations

from pathlib import Path

from filelock import FileLock, Timeout

LOCK, WANTED = ".form.lock", ".form.wanted"


class Presence:
    """The one form of a case that may write holds a lock; a process that ends or crashes lets it go by itself.

    Another form asks for it with `ask`, and the holder, which looks every second, gives it up. On a file system without locks every
    form may write; answers.json is then still never overwritten, as `AnswerFile` compares it before it saves.
    """

    def __init__(self, folder: Path):
        self._lock = FileLock(
            folder / LOCK, timeout=0, thread_local=False
        )  # JupyterLab has widgets' messages handled in a thread of their own
        self._wanted = folder / WANTED

    @property
    def held(self) -> bool:
        return self._lock.is_locked

    @property
    def wanted(self) -> bool:
        """Whether another form asks for the case."""
        return self._wanted.exists()

    def take(self) -> bool:
        """Hold the case, if no other form does."""
        if self.held:
            return True
        try:
            self._lock.acquire()
        except Timeout:
            return False
        except (OSError, NotImplementedError):
            return True
        self._wanted.unlink(missing_ok=True)
        return True

    def ask(self) -> None:
        """Ask the form that holds the case to let it go."""
        self._wanted.touch()

    def give(self) -> None:
        """Let the case go."""
        self._lock.release()
