"""How strongly a text speaks for each entry of a group of rules: what its phrases say, and where in the message they stand.

What a message is about stands in its subject, its first sentences and under the heading that says why; a policy named in the last paragraph
or behind "learn more" says little. So each mention counts as much as its place.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from .message import Message, Span
from .needed import found_in
from .rules import Mention, Phrases, Rules

SUBJECT, OPENING, REASON, ELSEWHERE, ASIDE = 2.5, 2.0, 2.0, 1.0, 0.3  # how much a mention counts by its place
_OPENING = 420  # letters of the first sentences
_REASON = 420  # letters under the heading that says why
_AFTERWARDS = 700  # … and at most under one that tells what follows
_QUESTION = re.compile(r"\n[^\n]{3,120}[?？][ \t]*\n")
_REPEATS = 0.3  # how much of a mention counts beside the best one
_MOST_REPEATS = 3
_LISTED = 3  # different entries named in one sentence are a list, which says less of each


@dataclass(frozen=True)
class Evidence:
    """How strongly a text speaks for something, and the place that says most."""

    score: float
    span: Span


def sure(score: float) -> float:
    """How sure it is that a text is about something, from 0 to 1, by how strongly it speaks for it.

    >>> sure(1.0), sure(4.0)
    (0.62, 1.0)
    """
    return round(min(1.0, 0.5 + score / 8), 2)


class Places:
    """The parts of a message by how much what stands there says about it."""

    def __init__(self, message: Message, rules: Rules):
        self.message, self.rules = message, rules

    def weight(self, place: int) -> float:
        """How much a mention at this place counts."""
        if self.subject[0] <= place < self.subject[1]:
            return SUBJECT
        sentence = self.message.low[slice(*self.message.sentence(place))]
        if self._asides.search(sentence) or any(start <= place < end for start, end in self.afterwards):
            return ASIDE
        if any(start <= place < end for start, end in self.reasons):
            return REASON
        return OPENING if self.opening[0] <= place < self.opening[1] else ELSEWHERE

    @cached_property
    def subject(self) -> Span:
        """The subject line: a header, or a first line that stands alone above the greeting."""
        quotes = self.rules.raw["quotes"]
        if named := self.message.header(quotes, "subject"):
            return named
        headers = self.message.headers(quotes["header"])
        for line in self.message.lines:
            words = self.message.low[line.start + line.prefix : line.end].strip()
            if not words:
                continue
            alone = len(words) <= 120 and words[-1] not in ".!?:,;。！？，、" and not self._greetings.match(words) and not headers
            return (line.start, line.end) if alone else (0, 0)
        return (0, 0)

    @cached_property
    def opening(self) -> Span:
        """The first sentences behind subject, headers and greeting."""
        start = max(
            self.subject[1], *(end for _, end in self.message.headers(self.rules.raw["quotes"]["header"]).values()), self.message.first
        )
        for line in self.message.lines:
            words = self.message.low[line.start + line.prefix : line.end].strip()
            if line.end <= start or not words:
                continue
            if len(words) > 80 or not self._greetings.match(words):
                break
            start = line.end
        return start, start + self._letters(_OPENING)

    @cached_property
    def reasons(self) -> list[Span]:
        """What stands under a heading that says why."""
        found = found_in(self.message, self.rules.words("sections", "reason"))
        return [(match.end(), match.end() + self._letters(_REASON)) for match in found]

    @cached_property
    def afterwards(self) -> list[Span]:
        """What stands under a heading about what follows (money, stock, no answer), up to the next question."""
        low, spans = self.message.low, []
        for match in found_in(self.message, self.rules.words("sections", "afterwards")):
            following = _QUESTION.search(low, match.end() + 1, match.end() + self._letters(_AFTERWARDS))
            spans.append((match.end(), following.start() if following else match.end() + self._letters(_AFTERWARDS)))
        return spans

    def _letters(self, count: int) -> int:
        """So much text in letters; a sign of Japanese or Chinese says as much as two of them."""
        return count if self.rules.spaced else count // 2

    @property
    def _asides(self) -> re.Pattern[str]:
        return self.rules.words("sections", "aside")

    @property
    def _greetings(self) -> re.Pattern[str]:
        return self.rules.words("sections", "greeting", before="")


def evidence_of(group: str, message: Message, rules: Rules) -> dict[str, Evidence]:
    """The evidence for each entry of a whole group of the rules, by its name; several ask for it, and it is worked out once for a message."""
    return message.made((group, rules.language), lambda: _weighed(mentions_of(group, message, rules), message, rules))


def mentions_of(group: str, message: Message, rules: Rules) -> Mapping[str, list[Mention]]:
    """The places of each entry of a whole group of the rules, found once for a message."""
    return message.made(("mentions", group, rules.language), lambda: _mentions(rules.group(group), message))


def evidence(group: Mapping[str, Phrases], message: Message, rules: Rules) -> dict[str, Evidence]:
    """For each entry that is mentioned: its best mention and a little for the next ones, by how much the phrase and its place say."""
    return _weighed(_mentions(group, message), message, rules)


def _mentions(group: Mapping[str, Phrases], message: Message) -> dict[str, list[Mention]]:
    return {id: phrases.mentions(message) for id, phrases in group.items()}


def _weighed(found_of: Mapping[str, list[Mention]], message: Message, rules: Rules) -> dict[str, Evidence]:
    places = Places(message, rules)
    mentions = {id: [(m.weight * places.weight(m.span[0]), m.span) for m in found] for id, found in found_of.items()}
    sentences: dict[Span, set[str]] = {}
    for id, found in mentions.items():
        for _, span in found:
            sentences.setdefault(message.sentence(span[0]), set()).add(id)
    weighed = {}
    for id, found in mentions.items():
        listed = [(w / 2 if len(sentences[message.sentence(s[0])]) > _LISTED else w, s) for w, s in found]
        if listed:
            scores = sorted((weight for weight, _ in listed), reverse=True)
            best = max(listed, key=lambda item: (item[0], -item[1][0]))
            weighed[id] = Evidence(scores[0] + _REPEATS * sum(scores[1 : 1 + _MOST_REPEATS]), best[1])
    return weighed
