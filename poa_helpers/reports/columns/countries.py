"""Countries and states. Strict on purpose: the country stands behind the name and address of the buyer, so it tells when a row is shifted."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from ...catalogue import Column
from ..told import told
from .months import LOCALES, plain_word
from .reading import Reading, is_nothing
from .words import MISPLACED


def read_countries(texts: Sequence[str], column: Column, marketplace: str | None, rows: Sequence[int]) -> Reading:
    """ISO codes in capitals; a name of a country in a language of the stores becomes its code."""
    reading = Reading([None if is_nothing(text) and text.upper() != "NA" else _code(text) for text in texts])
    for n, text in enumerate(texts):
        if reading.values[n] is None and not is_nothing(text):
            reading.faults[n] = f"{told(text)} {MISPLACED}"
    return reading


def read_regions(texts: Sequence[str], column: Column, marketplace: str | None, rows: Sequence[int]) -> Reading:
    """States and provinces. Buyers type them freely, so one with a digit is no fault: it is left out, as it may be a postal code."""
    reading = Reading([None if is_nothing(text) or any(char.isdecimal() for char in text) else text for text in texts])
    left_out = sum(rows[n] for n, text in enumerate(texts) if reading.values[n] is None and not is_nothing(text))
    if left_out:
        reading.warnings.append(f"{left_out} cells hold digits and may be postal codes; they are left out")
    return reading


def _code(text: str) -> str | None:
    """The code of a country; None when it is none.

    >>> _code("us"), _code("UK"), _code("Deutschland"), _code("日本"), _code("62704"), _code("true")
    ('US', 'UK', 'DE', 'JP', None, None)
    """
    code = text.upper()
    return code if code == "UK" or code in _codes() else _names().get(plain_word(text))


@cache
def _codes() -> frozenset[str]:
    from babel import Locale

    return frozenset(code for code in Locale.parse("en").territories if len(code) == 2 and code.isalpha())


@cache
def _names() -> dict[str, str]:
    from babel import Locale

    territories = [Locale.parse(locale).territories for locale in LOCALES]
    return {plain_word(name): code for names in territories for code, name in names.items() if code in _codes()}
