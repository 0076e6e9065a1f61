"""Does a letter of no case contradict itself? Criterion R25: dates of one notice, counts of one thing, slips in ids, and denial in a plan."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import combinations, groupby

from ..model import Issue, Sentence
from .details import ASIN, Detail
from .subject import Subject, issue

_NOTICE_DATE = re.compile(r"\b(?:notice|notification|message|e-?mail|warning)s?\b(?:\s+\w+){0,3}\s+(?:of|dated|from|on)\s+$", re.IGNORECASE)
_LIST_OF = re.compile(
    r"\b(?P<count>two|three|four|five|six|seven|eight|nine|ten|\d{1,2})\s+(?:listed\s+|affected\s+)?ASINs?\b", re.IGNORECASE
)


def contradictions(subject: Subject) -> Iterator[Issue]:
    """R25: one notice has one date, a list has as many ASINs as it says, parts make their whole, and a plan does not deny what it admits."""
    yield from _notice_dates(subject)
    yield from _lists(subject)
    if subject.is_plan:
        yield from _denials(subject)
    yield from _same_noun(subject)
    yield from _more_than_all(subject)
    yield from _more_than_the_rate(subject)
    yield from _digits_changed_places(subject)
    yield from _parts_of_a_whole(subject)
    yield from _slips_in_asins(subject)


def _notice_dates(subject: Subject) -> Iterator[Issue]:
    days: list[tuple[Sentence, Detail]] = [
        (s, d)
        for s in subject.letter.all_sentences()
        for d in subject.language.details(s.text)
        if d.kind == "date" and _NOTICE_DATE.search(s.text[: d.start])
    ]
    for sentence, detail in days[1:]:
        if (
            not detail.same(days[0][1])
            and _NOTICE_DATE.search(sentence.text[: detail.start])[0].split()[0].lower()
            == _NOTICE_DATE.search(days[0][0].text[: days[0][1].start])[0].split()[0].lower()
        ):
            why = f"The notice is dated “{_text(*days[0])}” before and “{_text(sentence, detail)}” here."
            yield issue("R25", "blocking", why, "Put in the date the notice bears.", sentence, (detail.start, detail.end))


def _text(sentence: Sentence, detail: Detail) -> str:
    return sentence.text[detail.start : detail.end]


def _lists(subject: Subject) -> Iterator[Issue]:
    numbers = {word: n for n, word in enumerate(["two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"], start=2)}
    for sentence in subject.letter.all_sentences():
        listed = set(ASIN.findall(sentence.text))
        for match in _LIST_OF.finditer(sentence.text) if len(listed) > 1 else ():
            count = numbers.get(match["count"].lower()) or int(match["count"])
            if count != len(listed) and count > 1:
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
    found = [(m["noun"], m["count"].replace(",", ""), s, m) for s in subject.letter.all_sentences() for m in _ALL_OF.finditer(s.text)]
    for noun, group in groupby(sorted(found, key=lambda one: one[0]), key=lambda one: one[0]):
        held = list(group)
        for _, count, sentence, match in held[1:]:
            if count != held[0][1] and " " in noun:
                why = f"“{match.group()}” here, “{held[0][3].group()}” elsewhere."
                yield issue("R25", "warning", why, "Put in the count the files show.", sentence, match.span("count"))


_COUNTED = re.compile(
    r"(?P<all>\b(?:the|these|those|all|all\s+the|of\s+the)\s+)?(?<![\d.,])(?P<count>\d[\d,]*)\s+(?P<noun>(?!(?:of|to|from|and|or|per)\b)[a-z-]+\s+(?:orders|shipments|parcels|units|buyers|customers|claims|complaints|reviews|listings|items|packages|invoices))\b",
    re.IGNORECASE,
)


def _more_than_all(subject: Subject) -> Iterator[Issue]:
    """“the 47 late orders” where the letter counted 41 late orders before."""
    held: dict[str, tuple[int, re.Match[str]]] = {}
    for sentence in subject.letter.all_sentences():
        for match in _COUNTED.finditer(sentence.text):
            noun, count = match["noun"].lower(), int(match["count"].replace(",", ""))
            if match["all"] and noun in held and count > held[noun][0]:
                why = f"“{match.group().strip()}” here, “{held[noun][1].group().strip()}” before."
                yield issue("R25", "warning", why, "Put in the count the files show.", sentence, match.span())
            elif noun not in held or count > held[noun][0]:
                held[noun] = count, match


_RATE_OF = re.compile(
    r"(?<![\d.,])(?P<hits>\d[\d,]*)\s+(?:\w+\s+)?(?:out\s+)?of\s+(?:the\s+)?(?P<total>\d[\d,]*)\s+(?:\w+\s+)?(?:orders|units|shipments|packages|parcels)\b"
)
_BAD_ONES = re.compile(
    r"\b(?:the|these|those|all|of\s+the)\s+(?P<count>\d[\d,]*)\s+(?P<kind>late|defective|cancell?ed|affected|untracked|delayed)\s+(?:orders|units|shipments|packages|parcels)\b",
    re.IGNORECASE,
)


def _more_than_the_rate(subject: Subject) -> Iterator[Issue]:
    """“the 18 defective orders” where the opening counts 14 of 824 orders."""
    said = subject.letter.all_sentences()
    head = [subject.letter.title, *(sentence.text for sentence in said[:4])]
    rates = [match for text in head for match in _RATE_OF.finditer(text)]
    if not rates:
        return
    most = max(int(match["hits"].replace(",", "")) for match in rates)
    for sentence in said:
        for match in _BAD_ONES.finditer(sentence.text):
            if int(match["count"].replace(",", "")) > most:
                why = f"“{match.group()}”, but the rate is of {most}."
                yield issue("R25", "warning", why, "Put in the count the files show.", sentence, match.span())


_THINGS = re.compile(
    r"(?<![\d.,/-])(?P<count>\d{2,3})(?!\d|[.,]\d)\s+(?:[a-z-]+\s+){0,2}?(?:orders|shipments|parcels|units|buyers|customers|claims|complaints|reviews|listings|packages|packs|pieces|invoices)\b",
    re.IGNORECASE,
)


def _digits_changed_places(subject: Subject) -> Iterator[Issue]:
    """“142 parcels” here and “the 124 parcels” there."""
    first: dict[str, tuple[str, re.Match[str]]] = {}
    for sentence in subject.letter.all_sentences():
        for match in _THINGS.finditer(sentence.text):
            digits = "".join(sorted(match["count"]))
            count, before = first.setdefault(digits, (match["count"], match))
            if count != match["count"] and "0" not in digits:
                why = f"“{match.group()}” here, “{before.group()}” before: two digits have changed places."
                yield issue("R25", "warning", why, "Compare both with the files.", sentence, match.span())


_WHOLE = re.compile(
    r"(?<![\d.,])(?P<whole>\d[\d,]*)\s+(?:[a-z-]+\s+){1,3}?(?:consists?\s+of|comprises?|are\s+made\s+up\s+of|are|break\s+down\s+into|split\s+into|namely)\s+"
    r"(?P<parts>\d[\d,]*\s+[^.;:()\d]+(?:(?:,|\band)\s+\d[\d,]*\s+[^.;:()\d,]+)+)",
    re.IGNORECASE,
)


def _parts_of_a_whole(subject: Subject) -> Iterator[Issue]:
    """“12 defects consist of 7 claims and 8 negative feedbacks”."""
    for sentence in subject.letter.all_sentences():
        for match in _WHOLE.finditer(sentence.text):
            parts = [int(number.replace(",", "")) for number in re.findall(r"(?:^|,|\band)\s*(\d[\d,]*)\s", match["parts"])]
            whole = int(match["whole"].replace(",", ""))
            if len(parts) > 1 and sum(parts) != whole:
                why = f"{' + '.join(map(str, parts))} is {sum(parts)}, not {whole}."
                yield issue("R25", "warning", why, "Correct the counts, or say that some count twice.", sentence, match.span("whole"))


def _slips_in_asins(subject: Subject) -> Iterator[Issue]:
    """Two ASINs of one letter that differ in a single sign: one of them is misspelt, or it says why there are two."""
    places = {asin: s for s in reversed(subject.letter.all_sentences()) for asin in ASIN.findall(s.text)}
    places |= {
        asin: places.get(asin) or Sentence(id="", text=subject.letter.title, sources=()) for asin in ASIN.findall(subject.letter.title)
    }
    for one, other in combinations(sorted(places), 2):
        apart = [place for place in range(len(one)) if one[place] != other[place]]
        slips = len(apart) == 1 or (len(apart) == 2 and sorted(one) == sorted(other))  # one letter, or two that changed places
        if slips and not any(one in s.text and other in s.text for s in subject.letter.all_sentences()):
            sentence = places[other]
            start = sentence.text.find(other)
            why = f"{other} and {one} differ by one slip, and no sentence names both."
            yield issue("R25", "warning", why, "Compare them with the notice.", sentence, (max(0, start), max(0, start) + len(other)))
