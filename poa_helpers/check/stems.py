"""The content words of a text in one form each: “shipped”, “ships” and – by the lists of synonyms – “dispatched” are the same word."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

_WORD = re.compile(r"[a-zà-ÿ]+(?:['’-][a-zà-ÿ]+)*", re.IGNORECASE)
_ENDINGS = (
    ("ies", "y"), ("ied", "y"), ("ations", "at"), ("ation", "at"), ("ments", ""), ("ment", ""), ("ings", ""), ("ing", ""), ("edly", ""), ("ed", ""),
    ("ers", ""), ("er", ""), ("ions", ""), ("ion", ""), ("ives", ""), ("ive", ""), ("ly", ""), ("es", ""), ("s", ""), ("e", ""),
)  # fmt: skip


@lru_cache(maxsize=16384)
def stem(word: str) -> str:
    """A word without its ending; coarse, for comparing only.

    >>> {stem(word) for word in ("ship", "shipped", "shipping", "ships")}, stem("removal") == stem("remove")
    ({'ship'}, False)
    """
    word = re.sub(r"['’]s?$", "", word.lower()).replace("’", "'")
    for ending, instead in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3 and not (ending in ("s", "es") and word.endswith("ss")):
            word = word[: -len(ending)] + instead
            break
    if len(word) > 3 and word[-1] == word[-2] and word[-1] not in "ls":
        word = word[:-1]
    return word[:-1] + "i" if word.endswith("y") and len(word) > 3 else word


@dataclass(frozen=True)
class Words:
    """The lists by which words are reduced: words without content, irregular forms, words of the same meaning."""

    stop: frozenset[str]
    same: Mapping[str, str]

    @classmethod
    def of(cls, phrases: Mapping[str, object]) -> Words:
        """From the phrases of a language."""
        stop = frozenset(str(phrases.get("stop_words", "")).split())
        same: dict[str, str] = {}
        for group in [*phrases.get("irregular_forms", ()), *phrases.get("synonyms", ())]:  # type: ignore[misc]
            forms = [stem(word) for word in str(group).split()]
            head = next((same[form] for form in forms if form in same), forms[0])
            for form in forms:
                same.setdefault(form, head)
        return cls(stop, same)

    def stems(self, text: str) -> list[tuple[str, int, int]]:
        """The content words of a text as (stem, start, end); of a word with hyphens each piece."""
        found = []
        for match in _WORD.finditer(text):
            for piece in re.finditer(r"[^-]+", match.group()):
                word = piece.group().lower().replace("’", "'")
                if word not in self.stop and len(word) > 1:
                    base = stem(word)
                    found.append((self.same.get(base, base), match.start() + piece.start(), match.start() + piece.end()))
        return found
