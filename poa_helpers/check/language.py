"""Is it correct language, by one writer? Criterion R33, as far as a rule can see it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..model import Issue, Sentence
from .subject import Subject, issue, rule

_DOUBLED = re.compile(r"\b([A-Za-z]+)\s+(\1)\b", re.IGNORECASE)
_A_BEFORE_VOWEL = re.compile(
    r"(?<![\w-])[Aa]\s+(?:[aeio](?!n[ec]\b|ne\b|ur|uro|we)\w+|[AEIO][a-z]\w+|ASIN|SKU-less|Amazon|order|invoice|u(?!ni|s[ei]|ti|k|r[io])[a-z]{3,})\b"
)
_AN_BEFORE_CONSONANT = re.compile(r"\b[Aa]n\s+(?:[bcdfgjklmnpqrtvwyz][a-z]+|uni[a-z]+|use[a-z]*)\b")
_BLANK_BEFORE_SIGN = re.compile(r"\w(\s+)(?=[,;:.!?](?:\s|$))")
_SMALL_I = re.compile(
    r"(?<![\w.'’(-])i(?=\s+(?:am|was|have|had|did|do|will|would|can|could|understand|know|apologi\w+|take|sell|ship\w*|sent)\b)"
)
_ENDS = re.compile(r"[.!?:;…][”\"’')\]]*$")
_LEAST_WORDS, _MOSTLY = 6, 0.6


@rule("R33")
def correct_language(subject: Subject) -> Iterator[Issue]:
    """Doubled words, slips of the pen, missing full stops, two spellings or two persons in one letter."""
    said = [sentence for sentence in subject.letter.all_sentences() if sentence.text.strip()]
    for sentence in said:
        yield from _slips(subject, sentence)
    yield from _full_stops(subject)
    yield from _spellings(subject, said)
    yield from _persons(subject, said)


def _slips(subject: Subject, sentence: Sentence) -> Iterator[Issue]:
    text, right = sentence.text, set(str(subject.words.get("doubled_right", "")).split())
    for match in _DOUBLED.finditer(text):
        if match[1].lower() not in right and not (match[1][0].isupper() and match[2][0].isupper() and match[1] != "The"):
            yield _language(f"“{match.group()}” stands twice.", "Take one of them out.", sentence, match.span())
    wrong = subject.words.get("misspellings", {})
    for match in re.finditer(r"[A-Za-z]{3,}", text):
        if right_word := wrong.get(match.group().lower()):
            yield _language(f"“{match.group()}” is misspelt.", f"Write “{right_word}”.", sentence, match.span())
    for pattern, mend in ((_A_BEFORE_VOWEL, "Write “an”."), (_AN_BEFORE_CONSONANT, "Write “a”."), (_SMALL_I, "Write “I”.")):
        for match in pattern.finditer(text):
            yield _language(f"“{match.group()}” is not correct.", mend, sentence, match.span())
    for match in _BLANK_BEFORE_SIGN.finditer(text):
        yield _language("A blank stands before a punctuation mark.", "Take it out.", sentence, match.span(1))


def _language(why: str, mend: str, sentence: Sentence, span: tuple[int, int]) -> Issue:
    return issue("R33", "warning", why, mend, sentence, span)


def _full_stops(subject: Subject) -> Iterator[Issue]:
    """A sentence without its full stop, in a letter whose other sentences have theirs."""
    said = [s for s in subject.sentences("causes", "actions", "measures", "grounds", "effect") if len(s.text.split()) >= _LEAST_WORDS]
    said = [s for s in said if not s.id.endswith(".title")]
    without = [s for s in said if not _ENDS.search(s.text)]
    if len(said) - len(without) >= _MOSTLY * len(said):
        for sentence in without:
            end = len(sentence.text)
            yield _language("This sentence has no full stop.", "End it with one.", sentence, (max(0, end - 1), end))


def _spellings(subject: Subject, said: list[Sentence]) -> Iterator[Issue]:
    """Words spelled the British way in a letter that else is American, or the other way round."""
    kinds: tuple[dict[str, str], dict[str, str]] = ({}, {})
    for british, american in subject.words.get("spellings", ()):
        for number, word, other in ((0, british, american), (1, american, british)):
            for ending in ("", "s", "d", "r", "ed", "ing"):
                kinds[number][(word[:-1] if word.endswith("e") and ending in ("ed", "ing") else word) + ending] = other
    found: tuple[list[tuple[Sentence, re.Match[str], str]], ...] = ([], [])
    for sentence in said:
        for match in re.finditer(r"[A-Za-z]{4,}", sentence.text):
            for number in (0, 1):
                word = match.group().lower()
                if word in kinds[number] and word not in kinds[1 - number]:
                    found[number].append((sentence, match, kinds[number][word]))
    british_wanted = subject.letter.locale.endswith("GB")
    if found[0] and found[1]:
        fewer = 0 if len(found[0]) < len(found[1]) or (len(found[0]) == len(found[1]) and not british_wanted) else 1
        way = ("British", "American")
        for sentence, match, other in found[fewer]:
            why = f"“{match.group()}” is {way[fewer]} spelling; the rest of the letter is {way[1 - fewer]}."
            yield _language(why, f"Keep to one of the two (as in “{other}”).", sentence, match.span())


def _persons(subject: Subject, said: list[Sentence]) -> Iterator[Issue]:
    """“I” in a letter of “we”, or the other way round."""
    patterns = [subject.words.get(name) for name in ("first_person_one", "first_person_many")]
    if None in patterns:
        return
    one, many = (
        [(s, match) for s in said for match in re.finditer(pattern, s.text, re.IGNORECASE)]  # type: ignore[type-var, arg-type]
        for pattern in patterns
    )
    if one and many:
        fewer, other = (one, "we") if len(one) <= len(many) else (many, "I")
        sentence, match = fewer[0]
        yield _language(
            f"“{match.group()}”: the rest of the letter speaks as “{other}”.", f"Speak as “{other}” throughout.", sentence, match.span()
        )
