"""Runs of two to five signs within the words of a text: what a stem, an ending or a Chinese word looks like to a reader without a dictionary."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping
from functools import lru_cache

SHORTEST, LONGEST_RUN = 2, 5
MOST = 12_000  # letters of a message that are looked at
_DIGIT = re.compile(r"\d")
_LONG_WORD = 60  # what has no blank for so long is cut: a script without blanks, an address


def grams_of(text: str) -> Mapping[str, int]:
    """How often each run stands in the text; small letters, all digits alike, words with a blank before and behind.

    >>> sorted(grams_of("No!"))
    [' n', ' no', ' no!', ' no! ', '! ', 'no', 'no!', 'no! ', 'o!', 'o! ']
    """
    plain = _DIGIT.sub("0", unicodedata.normalize("NFKC", text[:MOST]).lower())
    counts: Counter[str] = Counter()
    for word, times in Counter(plain.split()).items():
        for start in range(0, len(word), _LONG_WORD):
            for gram, count in _runs(word[start : start + _LONG_WORD]):
                counts[gram] += count * times
    return counts


@lru_cache(maxsize=20_000)
def _runs(word: str) -> tuple[tuple[str, int], ...]:
    padded = f" {word} "
    found: Counter[str] = Counter()
    for length in range(SHORTEST, LONGEST_RUN + 1):
        for start in range(len(padded) - length + 1):
            found[padded[start : start + length]] += 1
    return tuple(found.items())
