"""A file of evidence as its readers leave it: its words line by line, and what the file tells of itself. Lives in memory only."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

from ..model import DocumentKind, DocumentPlace, DocumentState

CURRENCY = r"(?:[$€£¥₹]|\b(?:USD|EUR|GBP|CAD|CNY|JPY|RMB)\b)"  # as it stands beside an amount
LARGEST = 50_000_000  # bytes of a file that is read at all
MOST_TEXT = 400_000  # signs kept of one file: some hundred pages
MOST_LINES = 8_000
_GAP = re.compile(r"\s{2,}|\t")
_LONGEST = 2_000  # signs of a line; a longer one is no line of a document


@dataclass(frozen=True)
class Cell:
    """Words that stand together in a line, and from where to where."""

    text: str
    start: int
    end: int

    def over(self, other: Cell) -> bool:
        """Whether two cells of different lines stand one above the other."""
        return self.start < other.end and other.start < self.end

    def away(self, other: Cell) -> int:
        """How many signs lie between them from left to right."""
        return max(0, self.start - other.end, other.start - self.end)


@dataclass(frozen=True)
class Line:
    """One line. place: its page, row or line, counted from 1; columns: its cells where the file itself has columns."""

    place: int
    text: str
    columns: tuple[str, ...] = ()

    @cached_property
    def cells(self) -> tuple[Cell, ...]:
        """Words parted by wide gaps, from left to right.

        >>> [cell.text for cell in Line(1, "Bill to      Invoice NH-20418").cells]
        ['Bill to', 'Invoice NH-20418']
        """
        if self.columns:
            return tuple(Cell(text.strip(), 100 * n, 100 * n + 99) for n, text in enumerate(self.columns) if text.strip())
        found, start = [], 0
        for gap in [*_GAP.finditer(self.text), None]:
            end = gap.start() if gap else len(self.text)
            if self.text[start:end].strip():
                found.append(Cell(self.text[start:end].strip(), start, end))
            start = gap.end() if gap else end
        return tuple(found)


@dataclass(frozen=True)
class Document:
    """What a reader made of a file.

    lines: with the gaps between columns, where the file shows any. flow: the same words in the order of the file, (place, text), so that
    what is broken over two lines stands together. scanned: words laid under pictures by a scanner. See `ReadDocument` for the rest.
    """

    kind: DocumentKind
    state: DocumentState
    counted: DocumentPlace = "line"
    lines: tuple[Line, ...] = ()
    flow: tuple[tuple[int, str], ...] = ()
    pages: int | None = None
    pages_read: int = 0
    scanned: bool = False
    software: tuple[str, ...] = ()
    width: int | None = None
    height: int | None = None
    screenshot: bool = False
    notes: tuple[str, ...] = field(default=())

    def on_one_page(self, one: Line, other: Line) -> bool:
        """Whether two lines stand on the same page; a file without pages is one."""
        return self.counted != "page" or one.place == other.place


def lines_of(text: str, place: int | None = None) -> tuple[Line, ...]:
    """The lines of a text that hold something; each is its own place unless one is given.

    >>> lines_of("Invoice 7\\n\\nTotal 3")
    (Line(place=1, text='Invoice 7', columns=()), Line(place=3, text='Total 3', columns=()))
    """
    kept = ((n, line.rstrip()[:_LONGEST]) for n, line in enumerate(text[:MOST_TEXT].splitlines(), start=1) if line.strip())
    return tuple(Line(place or n, line) for n, line in kept)[:MOST_LINES]


def flow_of(lines: Iterable[Line]) -> tuple[tuple[int, str], ...]:
    """The lines as running text."""
    return tuple((line.place, " ".join(line.columns) or line.text) for line in lines)


def programs(*named: object) -> tuple[str, ...]:
    """Names of programs as a file gives them: short, without signs that cannot be seen, each once."""
    texts = (re.sub(r"[^\x20-\x7e\xa0-\uffff]+", " ", str(name)).strip()[:80] for name in named if name)
    return tuple(dict.fromkeys(text for text in texts if text))
