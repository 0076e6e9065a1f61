"""The weekday that stands beside a date; it tells the year of one that names none."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from ..words import weekdays
from .message import Span

_SHORTEST = 3  # letters of a weekday cut short; two, as German has them, need their full stop
_OTHER_WORDS = frozenset({"mit"})  # `mit dem 3. Mai` names no Wednesday
_ARTICLE = r"(?: (?:the|den|dem|der|le|el|il|día|del))?"
_BEFORE = re.compile(rf"([^\W\d_]+\.?),?{_ARTICLE}[ ,(（]*$")
_BEHIND = re.compile(r"^(?:[ ,]*[(（]|,? )([^\W\d_]+\.?)")
_SIGNS = re.compile(r"^ ?[(（]?(?:(?:(?:星期|周|週|礼拜)([一二三四五六日天]))|([月火水木金土日])(?=[)）・曜]))")
_SIGNS_BEFORE = re.compile(r"(?:(?:星期|周|週|礼拜)([一二三四五六日天])|([月火水木金土日])曜日?)[ ,，、の(（]*$")
_NUMBERS = {sign: number for signs in ("一二三四五六日", "月火水木金土日") for number, sign in enumerate(signs)} | {"天": 6}


def weekday_beside(low: str, span: Span, language: str) -> int | None:
    """The weekday directly before or behind a date, Monday as nought.

    >>> weekday_beside("by friday, the 29 january", (15, 25), "en"), weekday_beside("8月7日(金)まで", (0, 4), "ja"), weekday_beside("le 29/01", (3, 8), "fr")
    (4, 4, None)
    >>> weekday_beside("mit dem 3. mai beginnt sie", (8, 14), "de")  # no Wednesday
    """
    before, behind = low[max(0, span[0] - 20) : span[0]], low[span[1] : span[1] + 14]
    for found in (_SIGNS_BEFORE.search(before), _SIGNS.match(behind)):
        if found:
            return _NUMBERS[found[1] or found[2]]
    for found in (_BEFORE.search(before), _BEHIND.match(behind)):
        word = _bare(found[1]) if found else ""
        if (len(word) >= _SHORTEST and word not in _OTHER_WORDS) or word.endswith("."):
            for known in dict.fromkeys((language, "en")):
                if (number := _begun(known).get(word.rstrip("."))) is not None:
                    return number
    return None


def weekday_called(word: str, language: str) -> int | None:
    """The number of a weekday by its name, or by its sign.

    >>> weekday_called("friday", "en"), weekday_called("五", "zh"), weekday_called("金", "ja")
    (4, 4, 4)
    """
    return _NUMBERS.get(word, _begun(language).get(_bare(word)))


def _bare(word: str) -> str:
    """Small letters without their accents."""
    return "".join(sign for sign in unicodedata.normalize("NFKD", word.lower()) if not unicodedata.combining(sign))


@cache
def _begun(language: str) -> dict[str, int]:
    """Every beginning of the weekdays of a language that only one of them has."""
    found: dict[str, int | None] = {}
    for name, number in weekdays(language).items():
        word = _bare(name)
        for length in range(2, len(word) + 1):
            found[word[:length]] = number if found.get(word[:length], number) == number else None
    return {word: number for word, number in found.items() if number is not None}
