"""Does a letter of no case contradict itself? Criterion R25: dates of one notice, counts of one thing, slips in ids, and denial in a plan."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import combinations, groupby

from ..model import Issue, Sentence
from .details import ASIN, Detail, count_of, day_of
from .subject import Subject, issue

_NOTICE_DATE = re.compile(
    r"\b(?P<called>(?:notice|notification|message|e-?mail|warning)s?)\b(?:\s+\w+){0,3}\s+(?:of|dated|from|on)\s+$", re.IGNORECASE
)
_LIST_OF = re.compile(
    r"\b(?P<count>two|three|four|five|six|seven|eight|nine|ten|\d{1,2})\s+(?:listed\s+|affected\s+)?ASINs?\b", re.IGNORECASE
)


def contradictions(subject: Subject) -> Iterator[Issue]:
    """R25: one notice has one date, a list has as many ASINs as it says, parts make their whole, and a plan does not deny what it admits."""
    yield from _notice_dates(subject)
    yield from _lists(subject)
    yield from _denials(subject)
    yield from _same_noun(subject)
    yield from _more_than_all(subject)
    yield from _more_than_the_rate(subject)
    yield from _digits_changed_places(subject)
    yield from _parts_of_a_whole(subject)
    yield from _slips_in_asins(subject)
    yield from _another_asin(subject)
    yield from _before_it_happened(subject)


def _found(subject: Subject, pattern: re.Pattern[str]) -> Iterator[tuple[Sentence, re.Match[str]]]:
    """Every place of a pattern in the letter, with its sentence."""
    for sentence in subject.letter.all_sentences():
        for match in pattern.finditer(sentence.text):
            yield sentence, match


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


def _lists(subject: Subject) -> Iterator[Issue]:
    for sentence, match in _found(subject, _LIST_OF):
        listed = set(ASIN.findall(sentence.text))
        if len(listed) > 1 and 1 < count_of(match["count"]) != len(listed):
            why = f"“{match.group()}”, but {len(listed)} are named."
            yield issue("R25", "warning", why, "Name them all, or correct the count.", sentence, match.span())


def _denials(subject: Subject) -> Iterator[Issue]:
    for sentence in subject.letter.all_sentences():
        for pattern in subject.lexicon("denial"):
            if hit := pattern.search(sentence.text):
                why = f"“{hit.group()}” denies what a plan of action admits."
                mend = "Decide: a plan, or a dispute with documents. The two contradict each other."
                yield issue("R25", "blocking", why, mend, sentence, hit.span())
                break


_ALL_OF = re.compile(r"\b(?:all|total\s+of)\s+(?:the\s+|of\s+the\s+)?(?P<count>\d[\d,]*)\s+(?P<noun>[a-z]+(?:\s+[a-z]+)?)", re.IGNORECASE)


def _same_noun(subject: Subject) -> Iterator[Issue]:
    """“all 14 affected orders” here and “all 41 affected orders” there."""
    found = [(match["noun"], count_of(match["count"]), sentence, match) for sentence, match in _found(subject, _ALL_OF)]
    for noun, group in groupby(sorted(found, key=lambda one: one[0]), key=lambda one: one[0]):
        held = list(group)
        for _, count, sentence, match in held[1:]:
            if count != held[0][1] and " " in noun:
                why = f"“{match.group()}” here, “{held[0][3].group()}” elsewhere."
                yield issue("R25", "warning", why, "Put in the count the files show.", sentence, match.span("count"))


_SHIPPED = "orders|units|shipments|packages|parcels"
_THINGS = f"{_SHIPPED}|buyers|customers|claims|complaints|reviews|listings|invoices"
_COUNTED = re.compile(
    r"(?P<all>\b(?:the|these|those|all|all\s+the|of\s+the)\s+)?(?<![\d.,])(?P<count>\d[\d,]*)\s+"
    rf"(?P<noun>(?!(?:of|to|from|and|or|per)\b)[a-z-]+\s+(?:{_THINGS}|items))\b",
    re.IGNORECASE,
)


def _more_than_all(subject: Subject) -> Iterator[Issue]:
    """“the 47 late orders” where the letter counted 41 late orders before."""
    held: dict[str, tuple[int, re.Match[str]]] = {}
    for sentence, match in _found(subject, _COUNTED):
        noun, count = match["noun"].lower(), count_of(match["count"])
        if match["all"] and noun in held and count > held[noun][0]:
            why = f"“{match.group().strip()}” here, “{held[noun][1].group().strip()}” before."
            yield issue("R25", "warning", why, "Put in the count the files show.", sentence, match.span())
        elif noun not in held or count > held[noun][0]:
            held[noun] = count, match


_RATE_OF = re.compile(
    rf"(?<![\d.,])(?P<hits>\d[\d,]*)\s+(?:\w+\s+)?(?:out\s+)?of\s+(?:the\s+)?(?P<total>\d[\d,]*)\s+(?:\w+\s+)?(?:{_SHIPPED})\b"
)
_BAD_ONES = re.compile(
    rf"\b(?:the|these|those|all|of\s+the)\s+(?P<count>\d[\d,]*)\s+(?:late|defective|cancell?ed|affected|untracked|delayed)\s+(?:{_SHIPPED})\b",
    re.IGNORECASE,
)
_HEAD = 4  # sentences at the head of a letter, where its rate stands


def _more_than_the_rate(subject: Subject) -> Iterator[Issue]:
    """“the 18 defective orders” where the opening counts 14 of 824 orders."""
    head = [subject.letter.title, *(sentence.text for sentence in subject.letter.all_sentences()[:_HEAD])]
    rates = [count_of(match["hits"]) for text in head for match in _RATE_OF.finditer(text)]
    for sentence, match in _found(subject, _BAD_ONES):
        if rates and count_of(match["count"]) > max(rates):
            why = f"“{match.group()}”, but the rate is of {max(rates)}."
            yield issue("R25", "warning", why, "Put in the count the files show.", sentence, match.span())


_SMALL_COUNT = re.compile(
    rf"(?<![\d.,/-])(?P<count>\d{{2,3}})(?!\d|[.,]\d)\s+(?:[a-z-]+\s+){{0,2}}?(?:{_THINGS}|packs|pieces)\b", re.IGNORECASE
)


def _digits_changed_places(subject: Subject) -> Iterator[Issue]:
    """“142 parcels” here and “the 124 parcels” there."""
    first: dict[str, re.Match[str]] = {}
    for sentence, match in _found(subject, _SMALL_COUNT):
        digits = "".join(sorted(match["count"]))
        before = first.setdefault(digits, match)
        same = before.group().split()[-1].lower() == match.group().split()[-1].lower()
        if before["count"] != match["count"] and ("0" not in digits or (same and len(digits) > 2)):
            why = f"“{match.group()}” here, “{before.group()}” before: two digits have changed places."
            yield issue("R25", "warning", why, "Compare both with the files.", sentence, match.span())


_WHOLE = re.compile(
    r"(?<![\d.,])(?P<whole>\d[\d,]*)\s+(?:[a-z-]+\s+){1,3}?(?:consists?\s+of|comprises?|are\s+made\s+up\s+of|are|break\s+down\s+into|split\s+into|namely)\s+"
    r"(?P<parts>\d[\d,]*\s+[^.;:()\d]+(?:(?:,|\band)\s+\d[\d,]*\s+[^.;:()\d,]+)+)",
    re.IGNORECASE,
)


def _parts_of_a_whole(subject: Subject) -> Iterator[Issue]:
    """“12 defects consist of 7 claims and 8 negative feedbacks”."""
    for sentence, match in _found(subject, _WHOLE):
        parts = [count_of(number) for number in re.findall(r"(?:^|,|\band)\s*(\d[\d,]*)\s", match["parts"])]
        whole = count_of(match["whole"])
        if len(parts) > 1 and sum(parts) != whole:
            why = f"{' + '.join(map(str, parts))} is {sum(parts)}, not {whole}."
            yield issue("R25", "warning", why, "Correct the counts, or say that some count twice.", sentence, match.span("whole"))


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
