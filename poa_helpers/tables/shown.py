"""What a notebook cell shows: a table or lines of text, as HTML for the eye and as stable plain text for files and tests."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

_CELL = "text-align:left;vertical-align:top;padding:4px 14px 4px 0;white-space:normal"
_WIDE = 60  # characters of a cell in plain text before it goes on in the next line


@dataclass(frozen=True)
class Table:
    """Rows under named columns; `note` stands below, `empty` instead of a table without rows.

    >>> print(Table(("File", "Rows"), (("orders.txt", "1,512"),)))
    File        Rows
    ----------  -----
    orders.txt  1,512
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str = ""
    empty: str = "Nothing to show."

    def __repr__(self) -> str:
        if not self.rows:
            return self.empty
        lines = [line for row in self.rows for line in _folded(row)]
        widths = [max(len(line[n]) for line in [self.columns, *lines]) for n in range(len(self.columns))]
        ruled = [self.columns, tuple("-" * width for width in widths), *lines]
        text = "\n".join("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in ruled)
        return f"{text}\n\n{self.note}" if self.note else text

    def _repr_html_(self) -> str:
        if not self.rows:
            return f"<p>{escape(self.empty)}</p>"
        head = "".join(f'<th scope="col" style="{_CELL}">{escape(name)}</th>' for name in self.columns)
        body = "".join("<tr>" + "".join(f'<td style="{_CELL}">{escape(cell)}</td>' for cell in row) + "</tr>" for row in self.rows)
        note = f"<p>{escape(self.note)}</p>" if self.note else ""
        return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{note}"


@dataclass(frozen=True)
class Lines:
    """Sentences below each other; the first one strong when `lead` is set.

    >>> Lines(("Nothing stands out.",))
    Nothing stands out.
    """

    lines: tuple[str, ...]
    lead: bool = False

    def __repr__(self) -> str:
        return "\n".join(self.lines)

    def _repr_html_(self) -> str:
        first, rest = self.lines[:1], self.lines[1:]
        shown = [
            f'<p style="font-size:115%"><strong>{escape(line)}</strong></p>' if self.lead else f"<p>{escape(line)}</p>" for line in first
        ]
        return "".join(shown + [f"<p>{escape(line)}</p>" for line in rest])


@dataclass(frozen=True)
class Stack:
    """Several things below each other: a chart for each outcome, say."""

    parts: tuple[Any, ...]

    def _ipython_display_(self) -> None:
        from IPython.display import display

        for part in self.parts:
            display(part)


@dataclass(frozen=True)
class Folded:
    """Long tables below each other, each folded away under its title until it is opened; the cells line up as plain text, to be copied.

    >>> Folded((("1 file", Table(("File", "Rows"), (("orders.txt", "1,512"),))),))
    1 file
    <BLANKLINE>
    File        Rows
    ----------  -----
    orders.txt  1,512
    """

    parts: tuple[tuple[str, Table], ...]

    def __repr__(self) -> str:
        return "\n\n\n".join(f"{title}\n\n{table!r}" for title, table in self.parts)

    def _repr_html_(self) -> str:
        return "".join(
            f"<details><summary>{escape(title)}</summary><pre>{escape(repr(table))}</pre></details>" for title, table in self.parts
        )


def stacked(parts: Sequence[Any], otherwise: str) -> Any:
    """The one thing itself, several as a stack, and a plain line when there is none."""
    if not parts:
        return Lines((otherwise,))
    return parts[0] if len(parts) == 1 else Stack(tuple(parts))


@dataclass(frozen=True)
class Document:
    """A text in Markdown, drawn as such; plain text where nothing draws Markdown."""

    markdown: str

    def __repr__(self) -> str:
        return self.markdown

    def _repr_markdown_(self) -> str:
        return self.markdown


def _folded(row: Sequence[str]) -> list[tuple[str, ...]]:
    """A row as lines of text, long cells going on below."""
    import textwrap

    plain = [" ".join(cell.split()) for cell in row]
    cells = [textwrap.wrap(cell, _WIDE, break_long_words=False) if len(cell) > _WIDE else [cell] for cell in plain]
    height = max(map(len, cells))
    return [tuple(cell[n] if n < len(cell) else "" for cell in cells) for n in range(height)]
