"""How a cell or a header is told to the user: shown when it cannot be personal, else described.

A shifted column puts names where dates should be, and a file without a header begins with a buyer. So a message repeats only what
consists of words the workbench itself knows, a date, or very few digits; of all else it says how it looks. Row and column stand in the
message, so the user finds the cell.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

_MOST_DIGITS = 4  # fewer than any telephone number, postal code or tax id that tells who somebody is
_LONGEST = 40
_LETTERS = re.compile(r"[^\W\d_]+")
_DATE = re.compile(r"(?:\d{4}([-/.])\d{1,2}\1\d{1,2}|\d{1,2}([-/.])\d{1,2}\2(?:\d{4}|\d{2}))(?:[T ]\d{1,2}:\d{2}(?::\d{2})?)?Z?")
_NAMED_DATE = re.compile(r"\d{1,2}\W{1,3}[^\W\d_]+\W{1,3}\d{2,4}|[^\W\d_]+\W{1,3}\d{1,2}\W{1,3}\d{2,4}")
_SCIENTIFIC = re.compile(r"\d(?:[.,]\d{1,3})?[eE]\+\d{1,2}")  # what a spreadsheet leaves of a long id
_DATA = re.compile(
    r"=?\"?(?:[A-Z]?\d{2,3}-\d{7}-\d{7}\"?"  # an order id
    r"|[+(]?\d[\d\s().,:/+-]{3,}"  # a number, a telephone number, a date
    r"|\d{1,4}[-/.]\w{2,9}[-/.]\d{2,4}.*"
    r"|\d+[.,]?\d*"
    r"|.*[{}<>\[\]\"].*|.{80,}"  # other formats than tables, prose
    r"|.*\S@\S.*"
    r"|B0[A-Z0-9]{8})"
)


def told(cell: str, known: Collection[str] = ()) -> str:
    """A cell in quotes if nobody can be recognised by it, else what it looks like. known: words that the column is expected to hold.

    >>> told("31/02/2026"), told("maybe", {"maybe", "yes"}), told("6.38E+13"), told("12-3")
    ("'31/02/2026'", "'maybe'", "'6.38E+13'", "'12-3'")
    >>> told("Erika Muster"), told("555-123-4567"), told("12 Main Street"), told("erika@mail.example"), told("#")
    ('a text of 11 letters', 'a text of 10 digits', 'a text of 10 letters and 2 digits', 'an e-mail address', 'a text without letters and digits')
    """
    text = cell.strip()
    words = {word.casefold() for word in _LETTERS.findall(text)}
    expected = {word.casefold() for word in known}
    digits = sum(char.isdecimal() for char in text)
    if len(text) <= _LONGEST:
        if text.casefold() in expected or _DATE.fullmatch(text) or _SCIENTIFIC.fullmatch(text):
            return f"'{text}'"
        if words <= expected and digits and (digits <= _MOST_DIGITS or _NAMED_DATE.fullmatch(text)):
            return f"'{text}'"
    return _looks(text, digits)


def _looks(text: str, digits: int) -> str:
    if "@" in text:
        return "an e-mail address"
    letters = sum(char.isalpha() for char in text)
    parts = [f"{count} {what}{'s' * (count != 1)}" for count, what in ((letters, "letter"), (digits, "digit")) if count]
    return f"a text of {' and '.join(parts)}" if parts else "a text without letters and digits"


def is_data(header: Sequence[str]) -> bool:
    """Whether a line that stands where the header should be holds an order id, a date, a number or an e-mail: then it is a row.

    >>> is_data(["Erika Muster", "111-2222222-3333333"]), is_data(["Muster", "erika@mail.example"]), is_data(["ship-address-1", "Pick -up date"])
    (True, True, False)
    """
    return any(_DATA.fullmatch(cell.strip()) for cell in header)
