"""Undo: the answers as they were before each change, with what the change was called."""

from __future__ import annotations

from dataclasses import dataclass

from ..model import Answers

DEPTH = 200  # steps kept; a step is a few kilobytes


@dataclass(frozen=True)
class _Step:
    before: Answers
    what: str
    place: str


class History:
    """Steps that can be taken back. Letters typed one after the other into the same field are one step.

    >>> from ..model import SignOff
    >>> history, typed = History(), Answers(sign_off=SignOff(name="A"))
    >>> history.note(Answers(), "the name", "sign_off.name"); history.note(typed, "the name", "sign_off.name")
    >>> history.next, history.back() == Answers(), history.next
    ('the name', True, '')
    """

    def __init__(self) -> None:
        self._steps: list[_Step] = []

    @property
    def next(self) -> str:
        """What `back` would take back; empty when there is nothing."""
        return self._steps[-1].what if self._steps else ""

    def note(self, before: Answers, what: str, place: str = "") -> None:
        """Remember the answers before a change. place: the field that is typed in; empty for a change that stands alone."""
        if place and self._steps and self._steps[-1].place == place:
            return
        self._steps = [*self._steps[-DEPTH + 1 :], _Step(before, what, place)]

    def back(self) -> Answers | None:
        """The answers before the last step, which is forgotten; None when there is none."""
        return self._steps.pop().before if self._steps else None

    def clear(self) -> None:
        self._steps = []
