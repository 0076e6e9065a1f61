"""Which language a text is in: the one of whose frequent words, or signs, it holds the largest share."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from itertools import islice

from ..catalogue import Catalogue
from ..errors import PoaError
from .grams import WORD
from .message import Message, Span
from .rules import Rules, rules_of

_WORDS = 5000  # the first words are enough to tell
_CLEARLY = 4  # frequent words of one language, and of no other, by which even a small share tells it
_FOREIGN = 0.25  # of a language's own signs: so many of another's, and the text is in that one
_LINES = 300  # of a message that are looked at one by one
_FEWEST = 3  # frequent words of a language in a line that is written in it
_CLOSE = 0.3  # share of the best from which a second language is in question
_WORD = re.compile(WORD)


@dataclass(frozen=True)
class Language:
    """A language a text may be in: share of its words from 0 to 1, and the places of the first of them."""

    rules: Rules
    share: float
    places: tuple[Span, ...]


def languages_of(message: Message, cat: Catalogue) -> list[Language]:
    """The languages a message may be in, the likeliest first: one, or several of similar share; none when it is in no known one."""
    if not cat.notice_rules:
        raise PoaError.of("The rules for reading notices are missing", "Install the workbench again.")
    words = [*islice(_WORD.finditer(message.low, message.first), _WORDS)]
    counts = Counter(map(re.Match.group, words))
    total = sum(count / (2 if word >= "\u3041" else 1) for word, count in counts.items())  # about two signs make a word
    found, short = [], []
    for code in cat.notice_rules:
        rules = rules_of(code, cat)
        marks, scale = _marks(rules)
        known = sum(map(counts.__getitem__, filter(marks, counts)))
        share = known * scale / total if total else 0.0
        if known and (unless := rules.raw["language"].get("unless_signs")):  # Japanese is written with the signs of Chinese, too
            foreign = sum(count for word, count in counts.items() if re.fullmatch(unless, word))
            share = 0.0 if foreign > known * _FOREIGN else share
        places = (match.span() for match in words if known and marks(match[0]))
        language = Language(rules, share, tuple(islice(places, 3)))
        if share >= rules.raw["language"]["least_share"]:
            found.append(language)
        elif known >= _CLEARLY:
            short.append(language)
    found = found or ([short[0]] if len(short) == 1 else [])  # a short message whose addresses and names are most of its words
    found.sort(key=lambda language: -language.share)
    return [language for language in found if language.share >= found[0].share * _CLOSE]


def others_in(message: Message, rules: Rules, cat: Catalogue) -> list[Rules]:
    """The rules of other languages that a message may hold sentences in: those of similar share, those of a line of it, and English, in which Amazon's templates are written."""
    likely = {language.rules.language for language in languages_of(message, cat)} | ({"en"} & cat.notice_rules.keys())
    with_letters = [code for code, raw in cat.notice_rules.items() if "signs" not in raw["language"]]
    marks = {code: _marks(rules_of(code, cat))[0] for code in with_letters}
    for line in message.low.split("\n", _LINES)[:_LINES]:
        words = _WORD.findall(line)
        counts = {code: sum(map(marks_a_word, words)) for code, marks_a_word in marks.items()} if len(words) >= _FEWEST else {}
        best = max(counts, key=lambda code: counts[code], default=None)
        if best and counts[best] >= _FEWEST > counts.get(rules.language, 0):
            likely.add(best)
    return [rules_of(code, cat) for code in sorted(likely - {rules.language})]


def _marks(rules: Rules):  # type: ignore[no-untyped-def]
    """What tells a word of the language, and how much one counts; a sign of a script counts as half a word."""
    language = rules.raw["language"]
    if "signs" in language:
        signs = rules.made("signs", lambda: re.compile(language["signs"]))
        return signs.fullmatch, 0.5
    return rules.made("marks", lambda: frozenset(language["marks"])).__contains__, 1.0
