"""The rules of one language (`data/policy/notices/<language>.yaml`), with their patterns made ready.

Patterns run over a lower-case copy of the text that has the same length, so that every match is also a place in the text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from ..errors import PoaError
from .message import Message, Span

GAP = r"(?:[^.!?\n]|[.!?](?=\S)){0,80}?"
BLANK = r"[^\S\n]++"


def phrase(pattern: str, names: Mapping[str, str] | None = None, *, where: str = "notice rules") -> re.Pattern[str]:
    """A pattern of the rules as a regular expression: blank, `…`, `'` and `<name>` get their meaning.

    >>> bool(phrase("your <thing> has… removed", {"thing": "(?:offer|listing)"}).match("your listing has now been removed"))
    True
    """
    whole = pattern
    for _ in range(3):  # a name may use another name
        for name, content in (names or {}).items():
            whole = whole.replace(f"<{name}>", content)
    whole = re.sub(r" *… *", lambda found: (BLANK if found[0][0] == " " else "") + GAP + (BLANK if found[0][-1] == " " else ""), whole)
    whole = re.sub(r"(?: )([?*])", r"\\s\1", whole)
    whole = re.sub(r" +", lambda _: BLANK, whole).replace("'", "['’]")
    try:
        return re.compile(whole + r"(?!(?<=\w)\w)")
    except re.error as error:
        raise PoaError.of(f"The pattern '{pattern}' cannot be used ({error})", "Correct it there.", file=where) from None


def one_of(patterns: Iterable[str], names: Mapping[str, str] | None = None, *, before: str = "", after: str = "") -> re.Pattern[str]:
    """Any of the patterns as one whole-word expression, e.g. to test what stands beside a number."""
    joined = "|".join(f"(?:{phrase(p, names).pattern})" for p in patterns)
    return re.compile(f"{before}(?:{joined or '(?!)'}){after}")


@dataclass(frozen=True)
class Phrases:
    """Patterns that mean one thing; `unless` and `unless_before` are words of the same sentence that take the meaning away."""

    patterns: tuple[re.Pattern[str], ...]
    unless: re.Pattern[str] | None = None
    unless_before: re.Pattern[str] | None = None
    more: Mapping[str, Any] = field(default_factory=dict)

    def first(self, message: Message) -> Span | None:
        """The earliest place where one of the patterns counts."""
        best: Span | None = None
        for pattern in self.patterns:
            for span in self._places(message, pattern, len(message.low) if best is None else best[0]):
                best = span
                break
        return best

    def all(self, message: Message) -> list[Span]:
        """All places, in the order of the text, none inside another."""
        found = sorted((s for p in self.patterns for s in self._places(message, p, len(message.low))), key=lambda s: (s[0], -s[1]))
        kept: list[Span] = []
        for span in found:
            if not kept or span[0] >= kept[-1][1]:
                kept.append(span)
        return kept

    def _places(self, message: Message, pattern: re.Pattern[str], end: int) -> Iterator[Span]:
        for match in pattern.finditer(message.low, message.first):
            if match.start() >= end:
                return
            if match.end() > match.start() and message.word_starts(match.start()) and not self._spoilt(message, *match.span()):
                yield match.span()

    def _spoilt(self, message: Message, start: int, end: int) -> bool:
        first, last = message.sentence(start)
        if self.unless and self.unless.search(message.low, first, max(last, end)):
            return True
        return bool(self.unless_before and self.unless_before.search(message.low, first, end))


@dataclass(frozen=True)
class Rules:
    """The rules of a language as read, and the phrases in them made ready when first used."""

    language: str
    raw: Mapping[str, Any]

    @cached_property
    def names(self) -> Mapping[str, str]:
        return self.raw.get("names", {})

    def phrases(self, rule: Mapping[str, Any]) -> Phrases:
        """The phrases of one entry (`patterns`, `unless`, `unless_before`; the rest is kept in `more`)."""
        where = f"notices/{self.language}.yaml"
        patterns = tuple(phrase(p, self.names, where=where) for p in rule["patterns"])
        more = {key: value for key, value in rule.items() if key not in ("patterns", "unless", "unless_before")}
        return Phrases(patterns, self._words(rule.get("unless")), self._words(rule.get("unless_before")), more)

    def _words(self, patterns: Iterable[str] | None) -> re.Pattern[str] | None:
        return one_of(patterns, self.names, before=r"(?<!\w)") if patterns else None

    def made(self, key: Hashable, make: Callable[[], Any]) -> Any:
        """What `make` gives, made once for these rules."""
        if key not in self._made:
            self._made[key] = make()
        return self._made[key]

    @cached_property
    def _made(self) -> dict[Hashable, Any]:
        return {}

    def group(self, name: str) -> Mapping[str, Phrases]:
        """The entries of a group (`stages`, `requested` …) by id, in the order of the file."""
        entries = self.raw[name]
        return self.made(name, lambda: {id: self.phrases(rule) for id, rule in entries.get("rules", entries).items()})

    def words(self, group: str, key: str, *, before: str = r"(?<!\w)", after: str = "") -> re.Pattern[str]:
        """A list of patterns of a group as one expression."""
        return self.made((group, key, before, after), lambda: one_of(self.raw[group][key], self.names, before=before, after=after))


_READY: dict[int, tuple[Any, Rules]] = {}


def rules_of(language: str, raw: Mapping[str, Any]) -> Rules:
    """The rules made from a catalogue's `notice_rules[language]`; made once per catalogue (the mapping is kept, so its id is not reused)."""
    if id(raw) not in _READY:
        _READY[id(raw)] = (raw, Rules(language, raw))
    return _READY[id(raw)][1]
