"""What spreadsheet programs do to ids: 63812345678901 becomes 6.38E+13, and digits beyond the fifteenth are lost."""

from __future__ import annotations

import re

MEND = "Ids of that column cannot be told apart any more; download the report again and do not save it from a spreadsheet program."
_SHORTENED = re.compile(r"[+-]?\d(?:[.,]\d+)?E\+?(?:0?[89]|[1-9]\d)", re.IGNORECASE)
_IN_TEXT = re.compile(r"(?m)(?:^|[\t;,|\"])(\d[.,]\d+E\+(?:0?[89]|[1-9]\d))(?=[\t;,|\"\r]|$)")


def is_shortened(text: str) -> bool:
    """Whether a cell is a long number that a spreadsheet cut short.

    >>> is_shortened("6.38E+13"), is_shortened("6,38123E+13"), is_shortened("SKU-5E+13"), is_shortened("63812345678901")
    (True, True, False, False)
    """
    return _SHORTENED.fullmatch(text) is not None


def note_of_text(head: str) -> tuple[str, ...]:
    """A note when the beginning of a text file holds such numbers.

    >>> note_of_text("order-id\\torder-item-id\\n111-2222222-3333333\\t6.38E+13\\n")[0][:47]
    "ids like '6.38E+13' were cut short by a spreads"
    """
    found = _IN_TEXT.search(head)
    return (f"ids like '{found[1]}' were cut short by a spreadsheet program. {MEND}",) if found else ()


def note_of_column(column: str, cells: int, example: str) -> str:
    """The note for a column of a workbook."""
    return f"column '{column}': {cells} ids like '{example}' were cut short by a spreadsheet program. {MEND}"
