"""The rules of one language (`data/policy/notices/<language>.yaml`), with their patterns made ready.

Patterns run over a lower-case copy of the text that has the same length, so that every match is also a place in the text.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice
from typing import Any, NamedTuple

from ..catalogue import Catalogue
from ..errors import PoaError
from .made import KeepsWhatIsMade
from .message import Message, Span
from .needed import found_in

GAP = r"(?:[^.!?。！？\n]|[.!?](?=\S)){0,80}?"
WHOLE = r"(?<![^\W_])"  # a word does not begin within one
BLANK = r"[^\S\n]++"
_EDGE = r"(?!(?<=\w)\w)"  # not inside a word
_MAYBE_BROKEN = r"[^\S\n]?"  # a sign of Japanese or Chinese may stand before the end of a line
_SPECIAL = re.compile(r"\[(?:\\.|[^\]\\])*\]| +|'")  # a class of signs stays as it is
_SIGNS = re.compile(r"\[([^\]]*)\]|\\.|([\u3005-\u30ff\u3400-\u9fff])(?P<counted>[?*+{])?")
_LETTERS = re.compile(r"\[(?:\\.|[^\]\\])*\]|\\.|([^\W\d_])")  # those in a class of signs stay as they are
_ACCENTED = re.compile(r"\[[^\]]*\]|\\.|([àâáçéèêëìíîïñòóôùúû])")  # not äöü: without them German writes ae, oe, ue


def phrase(
    pattern: str,
    names: Mapping[str, str] | None = None,
    *,
    where: str = "notice rules",
    spaced: bool = True,
    alike: Mapping[str, Sequence[str]] | None = None,
) -> re.Pattern[str]:
    """A pattern of the rules as a regular expression: blank, `…`, `'` and `<name>` get their meaning.

    A letter with an accent also stands for the bare one, for those who write without. spaced: whether the language writes blanks between
    words; if so, only whole words count. alike: for a sign, all that count as the same one; for a letter, all ways to write it.

    >>> bool(phrase("your <thing> has… removed", {"thing": "(?:offer|listing)"}).match("your listing has now been removed"))
    True
    >>> bool(phrase("sold…used").search("sold and reused"))  # whole words on both sides of a gap
    False
    >>> bool(phrase("plan de acción").match("plan de accion"))
    True
    >>> bool(phrase("根本原因", spaced=False).search("問題の根本原 因を"))
    True
    >>> bool(phrase("账户", spaced=False, alike={"账": "账賬帳", "户": "户戶"}).search("賣家帳戶"))
    True
    >>> bool(phrase("maßnahmen für", alike={"ß": ["ß", "ss"], "ü": ["ü", "ue", "u"]}).search("massnahmen fuer"))
    True
    """
    whole = _expression(pattern, names or {}, spaced, alike or {})
    try:
        return re.compile(whole)
    except re.error as error:
        raise PoaError.of(f"The pattern '{pattern}' cannot be used ({error})", "Correct it there.", file=where) from None


def _expression(pattern: str, names: Mapping[str, str], spaced: bool, alike: Mapping[str, Sequence[str]]) -> str:
    """A pattern of the rules as a regular expression, not yet made ready."""
    whole = pattern
    for _ in range(3):  # a name may use another name
        for name, content in names.items():
            whole = whole.replace(f"<{name}>", content)
    whole = re.sub(
        r" *… *",
        lambda found: (BLANK if found[0][0] == " " else "") + GAP + (BLANK if found[0][-1] == " " else WHOLE if spaced else ""),
        whole,
    )
    whole = re.sub(r"(?: )([?*])", r"\\s\1", whole)
    whole = _SPECIAL.sub(lambda found: found[0] if found[0][0] == "[" else BLANK if found[0][0] == " " else "['’]", whole)
    whole = _ACCENTED.sub(lambda found: f"[{found[1]}{unicodedata.normalize('NFD', found[1])[0]}]" if found[1] else found[0], whole)
    if spaced and alike:
        whole = _LETTERS.sub(lambda found: f"(?:{'|'.join(alike[found[1]])})" if found[1] in alike else found[0], whole)
    if not spaced:
        whole = _SIGNS.sub(lambda found: _sign(found, alike), whole)
    return f"(?:{whole}){_EDGE}" if spaced else whole


def _sign(found: re.Match[str], alike: Mapping[str, Sequence[str]]) -> str:
    """A sign of a pattern with those that count as the same, and a blank that may follow it."""
    if found[1] is not None:
        return f"[{''.join(alike.get(sign, sign) for sign in found[1])}]"
    if not found[2]:
        return found[0]
    sign = f"[{alike[found[2]]}]" if found[2] in alike else found[2]
    return sign + (found["counted"] or _MAYBE_BROKEN)


def one_of(
    patterns: Iterable[str],
    names: Mapping[str, str] | None = None,
    *,
    before: str = "",
    after: str = "",
    spaced: bool = True,
    alike: Mapping[str, Sequence[str]] | None = None,
) -> re.Pattern[str]:
    """Any of the patterns as one whole-word expression, e.g. to test what stands beside a number."""
    held = [*patterns]
    joined = "|".join(f"(?:{_expression(p, names or {}, spaced, alike or {})})" for p in held)
    try:
        return re.compile(f"{before}(?:{joined or '(?!)'}){after}")
    except re.error:
        for pattern in held:  # which of them it is
            phrase(pattern, names, spaced=spaced, alike=alike)
        raise


class Mention(NamedTuple):
    """A place where a phrase counts, and how much the phrase itself says (`strong` 2, `patterns` 1, `weak` ½)."""

    span: Span
    weight: float


@dataclass(frozen=True)
class Phrases:
    """Patterns that mean one thing, each with its weight; `unless` and `unless_before` are words of the same sentence that take the meaning away."""

    patterns: tuple[tuple[re.Pattern[str], float], ...]
    unless: re.Pattern[str] | None = None
    unless_before: re.Pattern[str] | None = None
    more: Mapping[str, Any] = field(default_factory=dict)
    spaced: bool = True

    def first(self, message: Message) -> Span | None:
        """The earliest place where one of the patterns counts."""
        best: Span | None = None
        for pattern, _ in self.patterns:
            for span in self._places(message, pattern, len(message.low) if best is None else best[0]):
                best = span
                break
        return best

    def mentions(self, message: Message) -> list[Mention]:
        """All places with their weights, in the order of the text, none inside another."""
        found = [Mention(span, weight) for pattern, weight in self.patterns for span in self._places(message, pattern, len(message.low))]
        found.sort(key=lambda m: (m.span[0], -m.weight, -m.span[1]))
        kept: list[Mention] = []
        for mention in found:
            if not kept or mention.span[0] >= kept[-1].span[1]:
                kept.append(mention)
        return kept

    def all(self, message: Message) -> list[Span]:
        """All places, in the order of the text, none inside another."""
        return [mention.span for mention in self.mentions(message)]

    def _places(self, message: Message, pattern: re.Pattern[str], end: int) -> Iterator[Span]:
        for match in islice(found_in(message, pattern), _MOST_MENTIONS):
            if match.start() >= end:
                return
            whole = not self.spaced or message.word_starts(match.start())
            if match.end() > match.start() and whole and not self._spoilt(message, *match.span()):
                yield match.span()

    def _spoilt(self, message: Message, start: int, end: int) -> bool:
        first, last = message.sentence(start)
        if self.unless and self.unless.search(message.low, first, max(last, end)):
            return True
        return bool(self.unless_before and self.unless_before.search(message.low, first, end))


_WEIGHTS = {"strong": 2.0, "patterns": 1.0, "weak": 0.5}
_MOST_MENTIONS = 200  # of one pattern that are looked at


@dataclass(frozen=True)
class Rules(KeepsWhatIsMade):
    """The rules of a language as read, and the phrases in them made ready when first used."""

    language: str
    raw: Mapping[str, Any]

    @cached_property
    def names(self) -> Mapping[str, str]:
        return self.raw.get("names", {})

    def phrases(self, rule: Mapping[str, Any]) -> Phrases:
        """The phrases of one entry (`patterns`, `unless`, `unless_before`; the rest is kept in `more`)."""
        where, spaced = f"notices/{self.language}.yaml", self.spaced
        patterns = tuple(
            (phrase(p, self.names, where=where, spaced=spaced, alike=self.alike), weight)
            for key, weight in _WEIGHTS.items()
            for p in rule.get(key, ())
        )
        more = {key: value for key, value in rule.items() if key not in (*_WEIGHTS, "unless", "unless_before")}
        return Phrases(patterns, self._words(rule.get("unless")), self._words(rule.get("unless_before")), more, spaced)

    @cached_property
    def spaced(self) -> bool:
        """Whether the language writes blanks between words."""
        return bool(self.raw["language"].get("spaced", True))

    def letters(self, text: str) -> int:
        """How long a text is, blanks counted as one; a sign of Japanese or Chinese says as much as two letters."""
        return len(" ".join(text.split())) * (1 if self.spaced else 2)

    @cached_property
    def alike(self) -> Mapping[str, Sequence[str]]:
        """For a sign that patterns write, all that count as the same: simplified and traditional ones, `ä` and `ae`."""
        return {signs[0]: signs for signs in self.raw["language"].get("alike", ())}

    @cached_property
    def edge(self) -> str:
        """What stands before a word, as an expression."""
        return r"(?<!\w)" if self.spaced else ""

    def one_of(self, patterns: Iterable[str], *, before: str = "", after: str = "") -> re.Pattern[str]:
        """Any of these patterns, as this language writes them."""
        return one_of(patterns, self.names, before=before, after=after, spaced=self.spaced, alike=self.alike)

    def _words(self, patterns: Iterable[str] | None) -> re.Pattern[str] | None:
        return self.one_of(patterns, before=self.edge) if patterns else None

    def group(self, name: str) -> Mapping[str, Phrases]:
        """The entries of a group (`stages`, `requested` …) by id, in the order of the file."""
        entries = self.raw[name]
        return self.made(name, lambda: {id: self.phrases(rule) for id, rule in entries.get("rules", entries).items()})

    def words(self, group: str, key: str, *, before: str | None = None, after: str = "") -> re.Pattern[str]:
        """A list of patterns of a group as one expression; by default what it finds begins a word."""
        before = self.edge if before is None else before
        return self.made((group, key, before, after), lambda: self.one_of(self.raw[group].get(key, ()), before=before, after=after))


def rules_of(language: str, cat: Catalogue) -> Rules:
    """The rules of a language, made once per catalogue."""
    key = (id(cat.notice_rules), language)
    if key not in _READY:
        raw = cat.notice_rules[language]
        targets = {id: metric.values[-1].target for id, metric in cat.metrics.items()}
        _READY[key] = cat, Rules(language, {**raw, **cat.mail, "usual_targets": targets})
    return _READY[key][1]


_READY: dict[tuple[int, str], tuple[Catalogue, Rules]] = {}  # the catalogue is kept, so that its id is not used again
