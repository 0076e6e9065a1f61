"""Typed text as Markdown that shows exactly that text: only what would change the structure gets a backslash."""

from __future__ import annotations

import re

_INLINE = re.compile(
    r"""
      [*`~$]                              # emphasis, code, strike-through, formulas (JupyterLab sets $…$ as mathematics)
    | (?<![^\W_])_ | _(?![^\W_])          # emphasis; an underscore inside a word such as all_orders.txt is none
    | \\(?=[!-/:-@\[-`{-~]|$)             # a backslash that would escape what follows, or break the line
    | \](?=[(\[:])                        # a link, an image, a reference definition
    | <(?=[A-Za-z/!?])                    # HTML, an automatic link
    | &(?=\#|[A-Za-z][A-Za-z0-9]*;)       # an entity
    """,
    re.VERBOSE,
)
_START = re.compile(r"#{1,6}(?=\s|$)|[-+](?=\s|$)|>|\[[ xX]\]|(?:-\s*)+$")  # heading, bullet, quotation, tick box, rule
_NUMBER = re.compile(r"^(\d{1,9})(?=[.)](?:\s|$))")


def inline(text: str) -> str:
    r"""Text inside a paragraph.

    >>> print(inline("2 * 3 <b>bold</b> & all_orders.txt [a](b)"))
    2 \* 3 \<b>bold\</b> & all_orders.txt [a\](b)
    """
    return _INLINE.sub(lambda found: "\\" + found[0], text)


def block(text: str) -> str:
    r"""Text at the start of a paragraph or list point.

    >>> print(block("# x"), block("1. x"), block("- x"), block("> x"), block("Order 1. x"))
    \# x 1\. x \- x \> x Order 1. x
    """
    escaped = inline(text)
    if escaped.startswith("\\"):
        return escaped
    if _START.match(escaped):
        return "\\" + escaped
    return _NUMBER.sub(r"\1\\", escaped)


def heading(text: str) -> str:
    r"""Text of a heading; trailing number signs would be taken for its end.

    >>> print(heading("Part #"))
    Part \#
    """
    return re.sub(r"(^|\s)(#+)$", r"\1\\\2", inline(text))


def cell(text: str) -> str:
    r"""Text of a table cell.

    >>> print(cell("a|b"))
    a\|b
    """
    return inline(text).replace("|", "\\|")
