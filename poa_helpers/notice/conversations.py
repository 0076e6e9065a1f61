"""Which of the messages in a text is to be read, and in which language it is written."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from itertools import chain
from typing import Any

from ..catalogue import Catalogue
from .dates import find_dates
from .language import Language, languages_of
from .message import Line, Message, Wrapping, build, marks_of
from .needed import found_in
from .parts import Part, conversation
from .periods import unit_below
from .rules import Rules, rules_of
from .stages import stages
from .violations import named_in, violations_in
from .words_at_large import word_weights

_SHORT = 120  # letters of a message that Amazon sent, with its header
_LONG = 300  # letters of a message that says something by itself
_INFORMING = frozenset({"information", "other", "funds_hold", "reinstatement"})  # stages of messages that ask for nothing by themselves
_AS_LONG = 0.75  # of a translation, how long a message is at least that says as much
LONGEST = 40_000  # characters of a message that are read for its words; ASINs and order ids are read in all of it


def main_message(text: str, cat: Catalogue) -> tuple[Message, Message | None, bool, Language]:
    """The message to read, all others of the conversation together (`None` if there are none), whether another stands beside it without
    a mark, and the language of the first."""
    quotes = cat.mail["quotes"]
    parts = conversation(text, quotes, partial(_day_of, cat=cat)) or [Part(())]
    parts, read = _with_translations(text, parts, [_in_language(build(text, part.lines), cat) for part in parts])
    passes_on = _passes_on(parts, read, quotes) or _copies(parts, read, cat) or _shows(text, parts, read, cat)
    if not passes_on:
        parts, read = _with_copies(text, parts, read)
    order = sorted(range(len(parts)), key=lambda i: (_by_seller(parts, read, i, quotes, passes_on=passes_on), i))

    def asks_nothing(i: int) -> bool:
        return _only_informs(read[i], cat) or (i + 1 < len(parts) and parts[i + 1].glued and _is_receipt(read[i], cat))

    telling = (i for i in order if _has_sign(read[i][0].head(LONGEST // 10), read[i][1].rules) and not asks_nothing(i))
    main = next(telling, None) if len(parts) > 1 else 0
    if (
        main != 0
        and (main is None or not asks_nothing(0))
        and not passes_on
        and (_speaks_as_amazon(read[0], cat) or (order[0] == 0 and _answers(read, quotes)) or read[0][0].goes_to_amazon(quotes))
    ):
        main = 0
    if main is None:  # where phrases find nothing, the words at large tell
        main = next((i for i in order if _speaks_as_amazon(read[i], cat)), None)
    if main is None:
        spoken = [i for i in range(len(parts)) if not read[i][0].is_empty]
        main = max(spoken, key=lambda i: _like_amazon(read[i][0], cat), default=0)
    message, language = read[main]
    older = _built(text, [line for i, part in enumerate(parts) if i != main for line in part.lines], language.rules)
    beside = any(part.glued and not part.forwarded and i - 1 <= main <= i for i, part in enumerate(parts))
    return message, None if older.is_empty else older, beside, language


def _with_translations(
    text: str, parts: Sequence[Part], read: Sequence[tuple[Message, Language]]
) -> tuple[list[Part], list[tuple[Message, Language]]]:
    """The parts, each with how it is read; one that stands without a mark below one in another language is the same message told again, and belongs to it.

    Both are read as the first is written, unless that only points to the other.
    """
    whole: list[Part] = []
    heard: list[tuple[Message, Language]] = []
    for part, (message, language) in zip(parts, read, strict=True):
        is_told_again = part.glued and not part.forwarded and language.places and language.rules is not heard[-1][1].rules
        if is_told_again:
            whole[-1] = replace(whole[-1], lines=(*whole[-1].lines, *part.lines))
            first, spoken = heard[-1]
            points_on = spoken.rules.letters(first.low) < _AS_LONG * language.rules.letters(message.low)
            read_in = language if points_on else spoken
            heard[-1] = _built(text, whole[-1].lines, read_in.rules), read_in
        else:
            whole.append(part)
            heard.append((message, language))
    return whole, heard


def _with_copies(
    text: str, parts: Sequence[Part], read: Sequence[tuple[Message, Language]]
) -> tuple[Sequence[Part], Sequence[tuple[Message, Language]]]:
    """The parts without those that are copied: what Amazon did not sign belongs to the words around it, as what a buyer said does."""
    copied = [line for part in parts if part.copied for line in part.lines]
    if not copied:
        return parts, read
    kept = [(part, heard) for part, heard in zip(parts, read, strict=True) if not part.copied]
    (first, (_, language)), others = kept[0], kept[1:]
    whole = replace(first, lines=(*first.lines, *copied))
    return [whole, *(part for part, _ in others)], [(_built(text, whole.lines, language.rules), language), *(heard for _, heard in others)]


def _day_of(words: str, cat: Catalogue) -> tuple[date, ...]:
    """The day that a line tells, in whichever language; both, where it may be one of two."""
    found = [told for code in cat.notice_rules for told in find_dates(words.lower(), rules_of(code, cat), None) if told.day]
    sure = next((told.day for told in found if not told.by_habit), None)
    if sure or not found:
        return (sure,) if sure else ()
    day = found[0].day
    return day, day.replace(month=day.day, day=day.month)


def _in_language(message: Message, cat: Catalogue) -> tuple[Message, Language]:
    """A message read as its language is: where several are in question, as the one that says most of what Amazon wants."""
    head = message.head(LONGEST // 10)
    likely = languages_of(head, cat) or [
        Language(rules_of("en" if "en" in cat.notice_rules else next(iter(cat.notice_rules)), cat), 0.0, ())
    ]

    def says(language: Language) -> float:
        found = stages(head, language.rules, 0)
        return found[0][1].score if found else 0.0

    language = max(likely, key=says) if len(likely) > 1 else likely[0]
    return _built(message.text, message.lines, language.rules), language


def _built(text: str, lines: Iterable[Line], rules: Rules) -> Message:
    """The message of these lines, put together as its language is written."""
    return build(text, lines, rules.made("wrapping", lambda: _wrapping(rules)))


def _wrapping(rules: Rules) -> Wrapping:
    written = rules.raw["language"]
    return Wrapping(
        rules.words("language", "joining", before=r"(?:^|\s)" if rules.spaced else "", after="$") if "joining" in written else None,
        rules.words("language", "goes_on", before="") if "goes_on" in written else None,
        rules.words("language", "going_on") if "going_on" in written else None,
        unit_below(rules),
    )


def _by_seller(parts: list[Part], read: list[tuple[Message, Language]], number: int, quotes: Mapping[str, Any], *, passes_on: bool) -> bool:
    """Whether a message only passes on one that Amazon sent: it is not itself from Amazon, and stands above one that is forwarded, or that
    Amazon sent in another language."""
    message, language = read[number]
    if any(_names_amazon(part.head) for part in parts):  # every one of them tells who wrote
        return not _names_amazon(parts[number].head)
    if message.is_from_amazon(quotes):
        return False
    if any(part.forwarded for part in parts[number + 1 :]) or (number == 0 and passes_on):
        return True
    others = [other for other, spoken in read[number + 1 :] if spoken.places and spoken.rules is not language.rules]
    return bool(language.places) and any(other.is_from_amazon(quotes) for other in others)


def _passes_on(parts: list[Part], read: list[tuple[Message, Language]], quotes: Mapping[str, Any]) -> bool:
    """Whether the first message certainly passes on one of Amazon: its header names another sender, that below it names Amazon, and a mark
    or its subject (`FW: your listing`) says that it was forwarded."""
    message, _ = read[0]
    subject = message.header(quotes, "subject")
    if message.header(quotes, "sender") is None or message.is_from_amazon(quotes):
        return False
    passed_on = subject is not None and bool(re.match(rf"(?:{quotes['passed_on']}) ?[:：]", message.low[slice(*subject)]))
    below = zip(parts[1:], (other for other, _ in read[1:]), strict=True)
    return any((part.forwarded or passed_on) and other.header(quotes, "sender") and other.is_from_amazon(quotes) for part, other in below)


def _copies(parts: Sequence[Part], read: Sequence[tuple[Message, Language]], cat: Catalogue) -> bool:
    """Whether the first message copies one of Amazon into words of somebody else: into such that Amazon did not sign one that it did, or into such as Amazon
    would not write one that says something."""
    quotes = cat.mail["quotes"]
    copied = [heard for part, heard in zip(parts, read, strict=True) if part.copied]
    if not copied or read[0][0].is_from_amazon(quotes):
        return False
    signed = any(message.is_from_amazon(quotes) for message, _ in copied)
    return signed or (any(_has_sign(message, language.rules) for message, language in copied) and not _speaks_as_amazon(read[0], cat))


def _shows(text: str, parts: Sequence[Part], read: Sequence[tuple[Message, Language]], cat: Catalogue) -> bool:
    """Whether the first message shows one of Amazon to others, quoted between words that are not Amazon's and do not go to Amazon: who asks in a forum what to do."""
    quotes = cat.mail["quotes"]
    message, _ = read[0]
    own = [line.start for line in parts[0].lines if any(map(str.isalnum, text[line.start + line.prefix : line.end]))]
    between = [
        heard
        for part, heard in zip(parts[1:], read[1:], strict=True)
        if own and all(line.prefix for line in part.lines) and own[0] < part.lines[0].start < own[-1]
    ]
    if not between or message.is_from_amazon(quotes) or message.goes_to_amazon(quotes):
        return False
    return any(_speaks_as_amazon(heard, cat) for heard in between) and not _speaks_as_amazon(read[0], cat)


def _names_amazon(head: str) -> bool:
    return bool(re.search(r"(?<![→>])amazon", head.lower()))


def _speaks_as_amazon(first: tuple[Message, Language], cat: Catalogue) -> bool:
    """Whether the words of the first message are those of Amazon, and not of somebody who passes on what stands below."""
    message, language = first
    return _is_long(message, language) and _stage_by_words(message, cat) not in (None, "other")


def _only_informs(heard: tuple[Message, Language], cat: Catalogue) -> bool:
    """Whether a message only informs: it tells how to stop getting it, or that a question to support was answered, and its words say so; or it is titled as what every
    seller is told all the time, and its words do not act."""
    message, _ = heard
    head, quotes = message.head(LONGEST), cat.mail["quotes"]
    if head.is_titled_as_routine(quotes):
        return _stage_by_words(message, cat) in _INFORMING
    marks = chain.from_iterable(marks_of(quotes, kind) for kind in ("subscribed", "answered"))
    return any(any(found_in(head, mark)) for mark in marks) and _stage_by_words(message, cat) == "information"


def _is_receipt(heard: tuple[Message, Language], cat: Catalogue) -> bool:
    """Whether phrases and words of a message both say that it informs: that Amazon got an answer asks for nothing, whatever stands behind it does."""
    message, language = heard
    found = stages(message.head(LONGEST), language.rules, 0)
    return bool(found) and found[0][0] == "information" and _stage_by_words(message, cat) == "information"


def _like_amazon(message: Message, cat: Catalogue) -> float:
    """How much more the words of a message speak for something that Amazon writes than for what others do."""
    found = _stages_by_words(message, cat)
    return max((value for stage, value in found.items() if stage != "other"), default=0.0) - found.get("other", 0.0)


def _stage_by_words(message: Message, cat: Catalogue) -> str | None:
    """The stage that the words of a message at large speak for most; `None` where none are known."""
    found = _stages_by_words(message, cat)
    return max(found, key=lambda stage: found[stage]) if found else None


def _stages_by_words(message: Message, cat: Catalogue) -> Mapping[str, float]:
    """How much the words of a message at large speak for each stage; nothing where none are known."""
    weights = word_weights(cat)
    if weights is None:
        return {}
    return message.made("stages by words", lambda: weights.margins(message.head(LONGEST).low)["stage"])


def _is_long(message: Message, language: Language) -> bool:
    """Whether somebody says something by himself; what a mail program writes is in no language."""
    return bool(language.places) and language.rules.letters(message.low) >= _LONG


def _answers(read: Sequence[tuple[Message, Language]], quotes: Mapping[str, Any]) -> bool:
    """Whether the first message is an answer of Amazon in words of its own, whichever they are, and not what somebody wrote above a message of Amazon."""
    message, language = read[0]
    if message.header(quotes, "sender") and message.is_from_amazon(quotes):
        return language.rules.letters(message.low) >= _SHORT
    return _is_long(message, language) and message.is_from_amazon(quotes)


def _has_sign(message: Message, rules: Rules) -> bool:
    """Whether a message of a conversation says something by itself."""
    found = stages(message, rules, 0)
    if found and found[0][0] == "other":  # whoever writes, it is not Amazon
        return False
    if any(stage not in ("information", "other") for stage, _ in found):
        return True
    return bool(violations_in(named_in(message, rules), rules, [], ""))
