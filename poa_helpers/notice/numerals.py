"""Numbers written in the signs of Japanese and Chinese."""

from __future__ import annotations

import re

DIGITS = "一二三四五六七八九两兩"


def number_of(signs: str) -> int | None:
    """A number written in Japanese or Chinese signs, below a thousand; `None` if it is none.

    >>> number_of("七十二"), number_of("十四"), number_of("百八十"), number_of("三百六十五"), number_of("两"), number_of("ten")
    (72, 14, 180, 365, 2, None)
    """
    match = re.fullmatch(rf"(?:([{DIGITS}])?(百))?零?(?:([{DIGITS}])?(十))?([{DIGITS}])?", signs)
    if not match or not signs:
        return None
    value = {sign: place % 9 + 1 for place, sign in enumerate(DIGITS[:9])} | {"两": 2, "兩": 2}
    hundreds, hundred, tens, ten, ones = match.groups()
    return 100 * value.get(hundreds, 1 if hundred else 0) + 10 * value.get(tens, 1 if ten else 0) + value.get(ones, 0)
