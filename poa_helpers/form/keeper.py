"""The answers as an open form holds them: changed in memory, on disk within a second, taken back step by step, never written by two forms."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Literal

from ..errors import PoaError
from ..model import Answers
from .history import History
from .presence import Presence
from .store import AnswerFile, ChangedElsewhere
from .timer import Later
from .told import told
from .wording import CHANGED, ELSEWHERE

LOOK = 1.0  # seconds between two looks at what other programs did
PATIENCE = 3.0  # seconds to wait for another form to let the case go

State = Literal["mine", "elsewhere", "changed"]


class Keeper:
    """Holds, saves and undoes the answers of one case.

    state: `mine` (changes are saved), `elsewhere` (another form has the case), `changed` (the file is not as this form left it).
    Told of through `tell(sentence)` and `moved()`: the state or the saving is another. Raises PoaError from the start when the answers
    on disk cannot be used.
    """

    def __init__(self, folder: Path, tell: Callable[[str], None], moved: Callable[[], None]):
        self._file, self._presence = AnswerFile(folder), Presence(folder)
        self.tell, self._moved = tell, moved
        self.answers: Answers = self._file.saved
        self.history = History()
        self.state: State = "mine" if self._presence.take() else "elsewhere"
        self._saver = Later(self.save, quiet=0.3, longest=0.7)
        self._watching: asyncio.TimerHandle | None = None
        self._watch()

    @property
    def saved(self) -> bool:
        """Whether everything answered is on disk."""
        return self.answers == self._file.saved

    # ------------------------------------------------------------ changes

    def change(self, answers: Answers, what: str, place: str = "") -> bool:
        """Take new answers, save them soon; False when this form may not write. what, place: see `History.note`."""
        if self.state == "elsewhere":
            self.tell(ELSEWHERE)
            return False
        if answers != self.answers:
            self.history.note(self.answers, what, place)
            self.answers = answers
            self._saver.ask()
            self._moved()
        return True

    def undo(self) -> bool:
        """Take the last step back; False when there is none."""
        if self.state == "elsewhere" or (before := self.history.back()) is None:
            return False
        self.answers = before
        self._saver.ask()
        self._moved()
        return True

    def reload(self) -> None:
        """Take the answers on disk; what was changed only here is dropped."""
        self._saver.stop()
        self.answers = self._file.reload()
        self.history.clear()
        self.state = "mine"
        self._moved()

    # ------------------------------------------------------------ the disk

    def flush(self) -> None:
        """Save now what is waiting."""
        if self._saver.waiting:
            self._saver.now()

    @told
    def save(self) -> None:
        """Write what is new; what stands in the way is said, and tried again while there is an event loop."""
        if self.state != "mine":
            return
        try:
            if self._file.save(self.answers):
                self.tell("")
                self._moved()
        except ChangedElsewhere:
            self._be("changed", CHANGED)
        except PoaError as error:
            self.tell(f"Not saved yet. {error}")
            if _looping():
                self._saver.ask(after=2.0)

    # ------------------------------------------------------------ the other forms

    def step_back(self) -> None:
        """Let another form have the case; what waits is saved first."""
        self.flush()
        self._presence.give()
        self._be("elsewhere", ELSEWHERE)

    def take_over(self, then: Callable[[], None]) -> None:
        """Work here: ask the other form to let go, then call `then`. One that does not answer is passed over after three seconds."""
        if self._presence.take():
            then()
            return
        self._presence.ask()
        if not _looping():
            then()
            return
        loop = asyncio.get_running_loop()
        until = loop.time() + PATIENCE

        def again() -> None:
            if self._presence.take() or loop.time() > until:
                then()
            else:
                loop.call_later(0.1, again)

        again()

    def close(self) -> None:
        """Save, let go, and look no more."""
        self.flush()
        if self._watching:
            self._watching.cancel()
        self._watching = None
        self._presence.give()

    @told
    def look(self) -> None:
        """See what others did: a form that asks for the case gets it; a file changed meanwhile is said before anybody types on."""
        if self.state == "mine" and not self._presence.held:
            self._presence.take()
        if self.state == "mine" and self._presence.held and self._presence.wanted:
            self.step_back()
        elif self.state == "mine" and not self._saver.waiting and self._file.changed_elsewhere():
            self._be("changed", CHANGED)

    def _watch(self) -> None:
        if _looping():
            self.look()
            self._watching = asyncio.get_running_loop().call_later(LOOK, self._watch)

    def _be(self, state: State, sentence: str) -> None:
        self.state = state
        self.tell(sentence)
        self._moved()


def _looping() -> bool:
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return False
    return True
