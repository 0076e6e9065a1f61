"""Runs of two to five signs within the words of a text, and pairs of its words: what stems, endings and turns of speech look like without a dictionary."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping
from functools import lru_cache

SHORTEST, LONGEST_RUN = 2, 5
MOST = 12_000  # letters of a message that are looked at
_DIGIT = re.compile(r"\d")
WORD = r"[^\W\d_\u3041-\u30ff\u3400-\u9fff]+|[\u3041-\u30ff\u3400-\u9fff]"  # a sign of a script without blanks is a word
_WORD = re.compile(rf"\d+|{WORD}")
_LONG_WORD = 60  # what has no blank for so long is cut: a script without blanks, an address


def grams_of(text: str) -> Mapping[str, int]:
    """How often each run stands in the text; small letters, all digits alike, words with a blank before and behind; `rn` is heard as `m`, which scans mix up.

    >>> sorted(grams_of("No!"))
    [' n', ' no', ' no!', ' no! ', '! ', 'no', 'no!', 'no! ', 'o!', 'o! ']
    """
    plain = _DIGIT.sub("0", unicodedata.normalize("NFKC", text[:MOST]).lower()).replace("rn", "m")
    counts: Counter[str] = Counter()
    for word, times in Counter(plain.split()).items():
        for start in range(0, len(word), _LONG_WORD):
            for gram, count in _runs(word[start : start + _LONG_WORD]):
                counts[gram] += count * times
    return counts


def pairs_of(text: str) -> Mapping[str, int]:
    """How often each word stands before another, or one word further on; small letters, all numbers alike, marked by `~`.

    >>> sorted(pairs_of("No 12 boxes."))
    ['~0 boxes', '~no * boxes', '~no 0']
    """
    words = [alike(word) for word in _WORD.findall(text[:MOST].lower().replace("rn", "m"))]
    counts = Counter(f"~{first} {second}" for first, second in zip(words, words[1:], strict=False))
    counts.update(f"~{first} * {second}" for first, second in zip(words, words[2:], strict=False))
    return counts


def alike(word: str) -> str:
    """A word, or `0` for any number."""
    return "0" if word.isdecimal() else word


def heard_in(text: str) -> Mapping[str, int]:
    """All that is heard in a message: its runs of letters and its pairs of words."""
    return {**grams_of(text), **pairs_of(text)}


@lru_cache(maxsize=20_000)
def _runs(word: str) -> tuple[tuple[str, int], ...]:
    padded = f" {word} "
    found: Counter[str] = Counter()
    for length in range(SHORTEST, LONGEST_RUN + 1):
        for start in range(len(padded) - length + 1):
            found[padded[start : start + length]] += 1
    return tuple(found.items())
