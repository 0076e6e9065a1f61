"""How sure a finding is, in words and with its number."""

from __future__ import annotations

import math

from .. import words

_LEVELS = ((0.001, "Very sure"), (0.01, "Sure"), (0.05, "Fairly sure"))
_LEAST = 0.0001  # smaller ones are not told apart


def sureness(p_value: float, locale: str = "en-US") -> str:
    """What an adjusted p-value means: how often a search like this one shows as much where there is nothing.

    >>> sureness(1e-9)
    'Very sure: chance alone shows this less than once in 10,000 such searches (p < 0.0001)'
    >>> sureness(0.0016)
    'Sure: chance alone shows this about once in 600 such searches (p = 0.0016)'
    >>> sureness(0.2)
    'Not sure: chance alone shows this about once in 5 such searches (p = 0.20)'
    """
    level = next((words_ for limit, words_ in _LEVELS if p_value < limit), "Not sure")
    if p_value < _LEAST:
        times, sign, value, places = f"less than once in {words.number(1 / _LEAST, locale)}", "<", _LEAST, 4
    else:
        times, sign, value = f"about once in {words.number(_one_digit(1 / p_value), locale)}", "=", p_value
        places = 1 - math.floor(math.log10(p_value)) if p_value < 1 else 1
    return f"{level}: chance alone shows this {times} such searches (p {sign} {words.number(value, locale, places)})"


def _one_digit(value: float) -> float:
    """Rounded to one leading digit.

    >>> _one_digit(612), _one_digit(5)
    (600.0, 5.0)
    """
    scale = 10 ** math.floor(math.log10(value))
    return round(value / scale) * float(scale)
