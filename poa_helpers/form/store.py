"""answers.json as one open form knows it: saved under the case's lock, never over what another program wrote meanwhile."""

from __future__ import annotations

from pathlib import Path
from threading import RLock

from ..case import lock
from ..collect import FILE, read_answers, save_answers
from ..model import Answers

WAIT = 0.5  # seconds for the lock: a form must not freeze while a run holds the case; it tries again
PATIENT = 10  # for what somebody pressed a button for, which is not tried again


class ChangedElsewhere(Exception):
    """answers.json is not as this form left it: another tab or program has written it."""


class AnswerFile:
    """Reads and saves the answers of one case folder.

    `saved` is what the file held when it was last read or written here. Raises PoaError from `reload` when the file cannot be
    read, from `save` when another program holds the case; ChangedElsewhere from `save` when the file changed meanwhile.
    """

    def __init__(self, folder: Path):
        self.folder = folder
        self._together = RLock()  # what is written and what is known of it change as one: widgets and timers may run in two threads
        self.saved = self.reload()

    def reload(self) -> Answers:
        """The answers on disk now; from here on they count as known to the form."""
        with self._together:
            self._seen = self._content()
            self.saved = read_answers(self.folder)
            return self.saved

    def changed_elsewhere(self) -> bool:
        """Whether the file differs from what this form read or wrote last."""
        with self._together:
            return self._content() != self._seen

    def save(self, answers: Answers) -> bool:
        """Write the answers; False when there is nothing new to write."""
        if answers == self.saved:
            return False
        with self._together, lock(self.folder, seconds=WAIT):
            if self.changed_elsewhere():
                raise ChangedElsewhere
            save_answers(answers, self.folder)
            self._seen, self.saved = self._content(), answers
        return True

    def _content(self) -> bytes | None:
        path = self.folder / FILE
        return path.read_bytes() if path.is_file() else None
