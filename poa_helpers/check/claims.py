"""Does a sentence claim something that could be looked up? A bridge (“The causes are set out below.”) does not."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .details import Detail, details
from .stems import Words

_FEW = 2  # content words up to which a sentence without a word of claim says nothing
_ALL = re.compile(r"\S.*")
_HARD = {"date", "month", "number", "share", "id", "file", "store", "name", "time", "weekday"}


@dataclass(frozen=True)
class Language:
    """The word lists of a language, compiled once: how words, details and claims are read."""

    language: str
    words: Words
    quantities: tuple[tuple[str, re.Pattern[str]], ...]
    plain: frozenset[str]
    claim: re.Pattern[str]
    bridge: re.Pattern[str]
    negation: re.Pattern[str]
    acts: re.Pattern[str]

    def details(self, text: str) -> tuple[Detail, ...]:
        return details(text, self.language, self.quantities, self.plain)

    def without(self, text: str, *kinds: str) -> str:
        """The text with its details of these kinds blanked out, every other letter in its place."""
        for detail in self.details(text):
            if detail.kind in kinds:
                text = text[: detail.start] + " " * (detail.end - detail.start) + text[detail.end :]
        return text

    def claims(self, text: str) -> re.Match[str] | None:
        """The word of a sentence that claims something; `None` in a bridge."""
        bridge = self.bridge.search(text)
        rest = self.bridge.sub(lambda match: " " * len(match.group()), self.without(text, "file"))
        hard = next((d for d in self.details(self.bridge.sub(lambda m: " " * len(m.group()), text)) if d.kind in _HARD), None)
        found = self.claim.search(rest) or (_ALL.match(text, hard.start, hard.end) if hard else None)
        if found or bridge or len(self.words.stems(rest)) <= _FEW:
            return found
        return _ALL.search(text)


def language_of(phrases: Mapping[str, Any], locale: str) -> Language:
    """The lists of a locale's phrases; made once for each."""
    key = locale.replace("_", "-").split("-")[0]
    held = _MADE.get(key)
    if held is None or held[0] is not phrases:
        held = _MADE[key] = (phrases, _build(key, phrases))
    return held[1]


_MADE: dict[str, tuple[Mapping[str, Any], Language]] = {}


def _build(key: str, phrases: Mapping[str, Any]) -> Language:
    return Language(
        key,
        Words.of(phrases),
        tuple((name, re.compile(text, re.IGNORECASE)) for name, text in phrases.get("quantity_words", {}).items()),
        frozenset(str(phrases.get("plain_capitals", "")).split()),
        _any(phrases.get("claim_words", ())),
        _any(phrases.get("bridge", ())),
        _any([phrases["negation_words"]] if "negation_words" in phrases else ()),
        _any([phrases["distinct_acts"]] if "distinct_acts" in phrases else ()),
    )


def _any(patterns: Any) -> re.Pattern[str]:
    """One pattern that finds what any of them finds; without any it finds nothing."""
    return re.compile("|".join(f"(?:{text})" for text in patterns) or r"(?!)", re.IGNORECASE)
