"""What was changed in a letter by hand: facts that the drafted sentences do not hold, new claims beside the old ones, statements turned round."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ..model import Sentence
from .details import Detail
from .subject import Subject

Span = tuple[int, int]
_NEW_SHARE, _NEW_WORDS = 0.6, 3  # of the words of a clause, and how many, from which it says something new
_CLAUSE = re.compile(r"[,;:–—()]\s*|\s(?=(?:and|but|which|who|so|because|while|after|before|where|when|since)\s)|\.\s")
_RATIO = re.compile(r"(\d[\d,.]*)\s+(?:out\s+)?of\s+(?:(?:the|all|our|these|a\s+total\s+of)\s+)*(\d[\d,.]*)")
_NEAR = 3
_FIGURES = ("date", "month", "weekday", "time", "number", "share", "id", "file", "store")


def changed_details(subject: Subject, sentence: Sentence) -> Iterator[tuple[Detail, str]]:
    """Details of an edited sentence that its drafted ones do not hold, each with the detail that stood there (or '')."""
    said, drafted = _found(subject, sentence.text), _found(subject, sentence.drafted)
    known_words = {word.lower() for word in re.findall(r"[\w&]+", sentence.drafted)} | {"&"}
    gone = list(_gone(said, drafted))
    for detail in said:
        held = next((d for d in drafted if detail.same(d)), None)
        missing = [d for d in gone if _alike(d, detail)]
        if held is None and detail.kind == "name" and _words_of(detail, sentence.text) <= known_words:
            continue
        if held is None:
            before = missing[0] if missing else None
            if before is None and _told_elsewhere(subject, sentence.text, detail):
                continue
            yield detail, sentence.drafted[before.start : before.end] if before else ""
        elif missing and detail in _doubled(subject, sentence, said, drafted):
            yield detail, sentence.drafted[missing[0].start : missing[0].end]
        elif detail.kind in ("number", "share", "date", "time", "id") and (other := _swapped(sentence, detail, drafted, subject)):
            yield detail, other.of(sentence.drafted)
    yield from _turned_ratios(sentence, said)


def _gone(said: Sequence[Detail], drafted: Sequence[Detail]) -> Iterator[Detail]:
    """The drafted details that no longer stand there, or less often: of `13 of 13` in `1 of 13` one 13."""
    counted: list[Detail] = []
    for detail in drafted:
        if not any(detail.same(one) for one in counted):
            counted.append(detail)
            same = [d for d in drafted if d.same(detail)]
            yield from same[: max(0, len(same) - sum(detail.same(s) for s in said))]


def _found(subject: Subject, text: str) -> tuple[Detail, ...]:
    return subject.language.details(text)


def _alike(one: Detail, other: Detail) -> bool:
    days = {"date", "month"}
    kinds = {one.kind, other.kind}
    return one.kind == other.kind or kinds <= days or kinds <= {"number", "share", "id"} or kinds <= {"number", "time"}


def _words_of(detail: Detail, text: str) -> set[str]:
    return {word.lower() for word in re.findall(r"[\w&]+", re.sub(r"['’]s$", "", detail.of(text)))}


def _told_elsewhere(subject: Subject, text: str, detail: Detail) -> bool:
    """Whether the case holds the detail in the same company: a text of it has the detail and a content word that stands beside it here."""
    beside = set(_beside(text, detail, subject, both=True))
    for other, others in subject.held_details:
        for one in others:
            if detail.same(one) and detail.kind in ("file", "id", "name", "store"):
                return True
            if detail.same(one) and beside & set(_beside(other, one, subject, both=True)):
                return True
    return False


def _beside(text: str, detail: Detail, subject: Subject, both: bool = False) -> list[str]:
    """The next content words after a detail; with `both` also those before it."""
    after = [word for word, _, _ in subject.language.words.stems(text[detail.end : detail.end + 50])][:2]
    before = [word for word, _, _ in subject.language.words.stems(text[max(0, detail.start - 50) : detail.start])][-2:]
    return [*before, *after] if both else after


def _swapped(sentence: Sentence, detail: Detail, drafted: Sequence[Detail], subject: Subject) -> Detail | None:
    """The drafted detail whose place this one took, where both still stand in the sentence."""
    here = _company(sentence.text, detail, subject)
    own = max((_score(here, _company(sentence.drafted, d, subject)) for d in drafted if detail.same(d)), default=0)
    others = [d for d in drafted if d.kind == detail.kind and not detail.same(d)]
    best = max(others, key=lambda d: _score(here, _company(sentence.drafted, d, subject)), default=None)
    return best if best and _score(here, _company(sentence.drafted, best, subject)) >= own + 2 and own <= 1 else None


def _doubled(subject: Subject, sentence: Sentence, said: Sequence[Detail], drafted: Sequence[Detail]) -> list[Detail]:
    """Of details that stand more often than in the draft, those that stand where another one stood."""
    found = []
    for detail in said:
        same, there = [d for d in said if d.same(detail)], [d for d in drafted if d.same(detail)]
        if len(same) > len(there) > 0 and detail.kind != "name":
            fits = {
                d: max(_score(_company(sentence.text, d, subject), _company(sentence.drafted, t, subject)) for t in there) for d in same
            }
            found += sorted(same, key=lambda d: (fits[d], d.start != detail.start))[: len(same) - len(there)] if detail == same[0] else []
    return found


def _company(text: str, detail: Detail, subject: Subject) -> tuple[list[str], list[str]]:
    words, text = subject.language.words, subject.language.without(text, *_FIGURES)
    after = [word for word, _, _ in words.stems(text[detail.end : detail.end + 60])][:_NEAR]
    before = [word for word, _, _ in words.stems(text[max(0, detail.start - 60) : detail.start])][-_NEAR:]
    return before, after


def _score(one: tuple[list[str], list[str]], other: tuple[list[str], list[str]]) -> int:
    """How alike two places are: the nearest word on either side counts double."""
    total = 0
    for mine, theirs, nearest in ((one[0], other[0], -1), (one[1], other[1], 0)):
        total += len(set(mine) & set(theirs))
        total += bool(mine and theirs and mine[nearest] == theirs[nearest])
    return total


def _turned_ratios(sentence: Sentence, said: Sequence[Detail]) -> Iterator[tuple[Detail, str]]:
    """“149 of 36” where the draft says “36 of 149”."""
    drafted = {match.groups(): match.group() for match in _RATIO.finditer(sentence.drafted)}
    for match in _RATIO.finditer(sentence.text):
        if match.groups() not in drafted and match.groups()[::-1] in drafted:
            place = next((d for d in said if d.start == match.start()), None)
            if place:
                yield place, drafted[match.groups()[::-1]]


def new_claims(subject: Subject, sentence: Sentence) -> Iterator[Span]:
    """Clauses of an edited sentence that say something the drafted ones do not."""
    language = subject.language
    known = {word for word, _, _ in language.words.stems(sentence.drafted)}
    start, text = 0, language.without(sentence.text, *_FIGURES)
    for end in [*(match.start() for match in _CLAUSE.finditer(text)), len(text)]:
        clause = text[start:end]
        words = [word for word, _, _ in language.words.stems(clause)]
        new = [word for word in words if word not in known]
        claim = language.claim.search(clause)
        if claim and words and len(new) >= (_NEW_WORDS if len(words) > _NEW_WORDS else 2) and len(new) >= _NEW_SHARE * len(words):
            claimed = [word for word, _, _ in language.words.stems(claim.group())]
            if any(word in new for word in claimed):
                yield start + len(clause) - len(clause.lstrip(" ,;:")), end
        start = end


def other_acts(subject: Subject, sentence: Sentence) -> Iterator[Span]:
    """Acts that the drafted sentences do not name: “refunded” where they say “shipped”."""
    language = subject.language
    known = {word for word, _, _ in language.words.stems(language.without(sentence.drafted, "file"))}
    text = language.without(sentence.text, "file", "name")
    for match in language.acts.finditer(text):
        if not {word for word, _, _ in language.words.stems(match.group())} & known:
            yield match.span()


def turned_round(subject: Subject, sentence: Sentence) -> Iterator[Span]:
    """Statements that the draft denies and this sentence makes, or the other way round."""
    denied, told = _verbs(subject, sentence.drafted)
    denied_now, told_now = _verbs(subject, sentence.text)
    for word, span in told_now.items():
        if word in denied and word not in told and word not in denied_now:
            yield span
    for word, span in denied_now.items():
        if word in told and word not in denied and word not in told_now:
            yield span


def _verbs(subject: Subject, text: str) -> tuple[dict[str, Span], dict[str, Span]]:
    """The content word after each negation, and all others: word -> its place."""
    language = subject.language
    words = language.words.stems(text)
    denied: dict[str, Span] = {}
    for match in language.negation.finditer(text):
        following = next(((word, start, end) for word, start, end in words if start >= match.end()), None)
        if following and following[1] - match.end() < 25:
            denied[following[0]] = (match.start(), following[2])
    return denied, {word: (start, end) for word, start, end in words if word not in denied}
