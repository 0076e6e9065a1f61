"""Does a letter of no case contradict itself? Criterion R25: dates of one notice, slips in ids, denial in a plan (counts: `counts`)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import combinations

from ..model import Issue, Sentence
from .counts import two_counts
from .details import ASIN, Detail, day_of
from .subject import Subject, issue

_NOTICE_DATE = re.compile(
    r"\b(?P<called>(?:notice|notification|message|e-?mail|warning)s?)\b(?:\s+\w+){0,3}\s+(?:of|dated|from|on)\s+$", re.IGNORECASE
)


def contradictions(subject: Subject) -> Iterator[Issue]:
    """R25: one notice has one date, a list has as many ASINs as it says, parts make their whole, and a plan does not deny what it admits."""
    yield from _notice_dates(subject)
    yield from _denials(subject)
    yield from two_counts(subject)
    yield from _slips_in_asins(subject)
    yield from _another_asin(subject)
    yield from _same_thing_another_asin(subject)
    yield from _before_it_happened(subject)


def _dates_of_notices(subject: Subject) -> list[tuple[str, Sentence, Detail]]:
    """Every date that a notice is named by: how the notice is called, the sentence, the date."""
    return [
        (match["called"].lower(), sentence, detail)
        for sentence in subject.letter.all_sentences()
        for detail in subject.language.details(sentence.text)
        if detail.kind == "date" and (match := _NOTICE_DATE.search(sentence.text[: detail.start]))
    ]


def _notice_dates(subject: Subject) -> Iterator[Issue]:
    days = _dates_of_notices(subject)
    for called, sentence, detail in days[1:]:
        first_called, first_sentence, first = days[0]
        if called == first_called and not detail.same(first):
            why = f"The notice is dated “{first.of(first_sentence.text)}” before and “{detail.of(sentence.text)}” here."
            yield issue("R25", "blocking", why, "Put in the date the notice bears.", sentence, detail.span)


def _denials(subject: Subject) -> Iterator[Issue]:
    for sentence in subject.letter.all_sentences():
        for pattern in subject.lexicon("denial"):
            if hit := pattern.search(sentence.text):
                why = f"“{hit.group()}” denies what a plan of action admits."
                mend = "Decide: a plan, or a dispute with documents. The two contradict each other."
                yield issue("R25", "blocking", why, mend, sentence, hit.span())
                break


def _slips_in_asins(subject: Subject) -> Iterator[Issue]:
    """Two ASINs of one letter that differ in a single sign: one of them is misspelt, or it says why there are two."""
    said = subject.letter.all_sentences()
    title = Sentence(id="", text=subject.letter.title, sources=())
    places = {asin: sentence for sentence in (title, *reversed(said)) for asin in ASIN.findall(sentence.text)}  # the first that names it
    for one, other in combinations(sorted(places), 2):
        apart = [place for place in range(len(one)) if one[place] != other[place]]
        slips = len(apart) == 1 or (len(apart) == 2 and sorted(one) == sorted(other))  # one letter, or two that changed places
        if slips and not any(one in sentence.text and other in sentence.text for sentence in said):
            sentence = places[other]
            start = sentence.text.index(other)
            why = f"{other} and {one} differ by one slip, and no sentence names both."
            yield issue("R25", "warning", why, "Compare them with the notice.", sentence, (start, start + len(other)))


_ALIKE = 2  # signs in which one ASIN may differ from another that was meant


def _another_asin(subject: Subject) -> Iterator[Issue]:
    """The head names one ASIN, and the causes and actions speak of one that looks much like it, and never of it."""
    head = {*ASIN.findall(" ".join([subject.letter.title, *(s.text for s in subject.sentences("opening"))]))}
    told = [(sentence, asin) for sentence in subject.sentences("causes", "actions", "measures") for asin in ASIN.findall(sentence.text)]
    if len(head) != 1 or head & {asin for _, asin in told}:
        return
    (named,) = head
    for sentence, asin in told:
        if sum(one != other for one, other in zip(named, asin, strict=True)) <= _ALIKE:
            start = sentence.text.index(asin)
            why = f"The head of the letter names {named}, this {asin}."
            mend = "Put in the ASIN of the notice, or say what the other one has to do with it."
            yield issue("R25", "warning", why, mend, sentence, (start, start + len(asin)))
            return


_CALLED = re.compile(rf"(?P<asin>{ASIN.pattern}),\s+(?P<thing>the\s+(?:[\w-]+\s+){{1,4}}?[\w-]+)(?=\s+of\s|[.,;)])", re.IGNORECASE)


def _same_thing_another_asin(subject: Subject) -> Iterator[Issue]:
    """“B07KFW2Z9P, the 30 ml serum” and later “B07KFX6T4D, the 30 ml serum of the complaints”."""
    first: dict[str, str] = {}
    for sentence, match in subject.places(_CALLED):
        before = first.setdefault(match["thing"].lower(), match["asin"])
        if before != match["asin"]:
            why = f"“{match['thing']}” is {match['asin']} here and {before} before."
            yield issue("R25", "warning", why, "Compare both with the notice.", sentence, match.span("asin"))


_AFTER_THE_NOTICE = re.compile(
    r"\b(?:after|following|upon|on|when)\s+(?:we\s+|i\s+)?(?:(?:had\s+)?(?:read|received|saw|got|opened)|reading|receiving|receipt\s+of|seeing)?\s*(?:the|your|this|amazon[’']s)\s+(?:notice|message|e-?mail|warning)\b",
    re.IGNORECASE,
)


def _before_it_happened(subject: Subject) -> Iterator[Issue]:
    """“On 9 June, after we read the notice” where the notice is of 16 June."""
    notices = [day for _, _, detail in _dates_of_notices(subject) if (day := day_of(detail))]
    for sentence in subject.sentences("actions") if notices else ():
        for detail in subject.language.details(sentence.text) if _AFTER_THE_NOTICE.search(sentence.text) else ():
            if (day := day_of(detail)) and day < min(notices) and not _NOTICE_DATE.search(sentence.text[: detail.start]):
                why = f"“{detail.of(sentence.text)}” lies before the notice, which is of {min(notices)}."
                yield issue("R25", "warning", why, "Correct the date.", sentence, detail.span)
