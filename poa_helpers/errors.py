"""What the user can put right, and how it is said: what is wrong, where, and what to do next.

Errors stop, issues inform: what makes the work impossible raises `PoaError`; what makes a letter weak is an
`Issue` in a list (see `model`). All problems of one input are collected and told at once.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

_MOST_SIGNS = 600
_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]")


def _shown(text: str, most: int) -> str:
    """A text as it can be told: its start and its end when it is long, a mark in place of each sign that cannot be seen."""
    if len(text) > most:
        text = f"{text[: most - 101]}…{text[-100:]}"
    return _UNSEEN.sub("\ufffd", text)


@dataclass(frozen=True)
class Problem:
    """One thing the user can put right.

    what: the fact, without a full stop. mend: the next step, as a full sentence.
    file, column, row: the place, as far as it is known (row counts lines of the file, the header being 1).

    Words of a file that are repeated in it are cut when they are long, and stripped of signs that cannot be seen.

    >>> print(Problem("'31/02/2026' is not a date", "Correct it in the export.", file="late.csv", column="Order date", row=41))
    late.csv, row 41, column 'Order date': '31/02/2026' is not a date. Correct it in the export.
    >>> print(Problem("'1\x07' is not a date", "Correct it.")), len(Problem("9" * 5_000_000, "Correct it.").what)
    '1�' is not a date. Correct it.
    (None, 600)
    """

    what: str
    mend: str
    file: str | None = None
    column: str | None = None
    row: int | None = None

    def __post_init__(self) -> None:
        for name, most in (("what", _MOST_SIGNS), ("mend", 2 * _MOST_SIGNS), ("column", _MOST_SIGNS // 3)):
            text = getattr(self, name)
            if text is not None:
                object.__setattr__(self, name, _shown(text, most))

    @property
    def place(self) -> str:
        """Where it is: file, row, column, joined by commas; empty when unknown."""
        row = None if self.row is None else f"row {self.row}"
        column = None if self.column is None else f"column '{self.column}'"
        return ", ".join(part for part in (self.file, row, column) if part)

    def __str__(self) -> str:
        return f"{self.place}: {self.what}. {self.mend}" if self.place else f"{self.what}. {self.mend}"


class PoaError(Exception):
    """The input cannot be used; carries every problem found.

    >>> error = PoaError.of("The file is empty", "Download the report again.", file="orders.txt")
    >>> print(error)
    orders.txt: The file is empty. Download the report again.
    >>> len(PoaError([*error.problems, *error.problems]).problems)
    1
    """

    def __init__(self, problems: Iterable[Problem]):
        self.problems: tuple[Problem, ...] = tuple(dict.fromkeys(problems))
        super().__init__(self.problems)

    @classmethod
    def of(cls, what: str, mend: str, *, file: str | None = None, column: str | None = None, row: int | None = None) -> Self:
        """An error with a single problem."""
        return cls([Problem(what, mend, file, column, row)])

    def __str__(self) -> str:
        return "\n".join(map(str, self.problems))

    def _render_traceback_(self) -> list[str]:
        """In a notebook the seller reads the sentence, not the traceback (IPython asks for this method)."""
        return str(self).splitlines()
