"""What reading a column gives, and what every cell goes through first."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from ...catalogue import Column


@dataclass(frozen=True)
class Doubt:
    """Two readings of a column that only the user can choose between.

    what: both readings, shown on a value of the file. example: position of that value. choices: what the user may write, each with its meaning.
    """

    what: str
    example: int
    choices: tuple[tuple[str, str], ...]


@dataclass
class Reading:
    """A column being read: its values, the positions that could not be read (with why), and what to tell the user.

    doubt: what has to be asked before the values can be used; its example is also among the faults, so that nobody overlooks it.
    """

    values: list[Any]
    faults: dict[int, str] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)
    doubt: Doubt | None = None


class Reader(Protocol):
    """Reads the different texts of a column; rows: how many cells hold each of them."""

    def __call__(self, texts: Sequence[str], column: Column, marketplace: str | None, rows: Sequence[int], /) -> Reading: ...


_NOTHING = {"", "-", "--", "---", "–", "—", "―", "n/a", "na", "n.a.", "null", "none", "nan"}
_AROUND = " \t\r\n\x0b\x0c\x1a\x1c\x1d\x1e\x1f\x85\u00a0\u2007\u2009\u202f\u3000\u200b\u200e\u200f\u061c\ufeff"  # blanks, and signs without a shape
_SIGNS = {ord(sign): "-" for sign in "\u2010\u2011\u2012\u2013\u2212\ufe63\uff0d"}
_SIGNS |= {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F) if code not in _SIGNS}  # full-width forms of Japanese files
_SIGNS |= {ord(space): " " for space in "\u00a0\u2007\u2009\u202f\u3000"}
_SIGNS |= {0x066B: ".", 0x066C: ",", 0x066A: "%", 0x2019: "'"}  # Arabic decimal mark, thousands mark and percent sign; Swiss grouping


def bare(cell: str) -> str:
    """A cell without blanks around it and without the `="…"` that spreadsheets put around ids.

    >>> bare(' ="111-2222222-3333333" ')
    '111-2222222-3333333'
    """
    cell = cell.strip(_AROUND)
    return cell[2:-1].strip() if cell.startswith('="') and cell.endswith('"') else cell


def is_nothing(text: str) -> bool:
    """Whether a cell says that there is no value."""
    return len(text) < 5 and text.lower() in _NOTHING


def western(text: str) -> str:
    """A date or number with ASCII digits, signs and blanks, whatever the script it is written in.

    >>> western("−１２３．５０"), western("٢٠٢٦"), western("1\u202f210,50")
    ('-123.50', '2026', '1 210,50')
    """
    if text.isascii():
        return text
    text = "".join(char for char in text.translate(_SIGNS) if unicodedata.category(char) != "Cf")
    return "".join(str(unicodedata.decimal(char)) if char.isdecimal() else char for char in text)
