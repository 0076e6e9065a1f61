"""Does a letter of no case count one thing twice, and otherwise? Criterion R25."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby

from ..model import Issue
from .details import ASIN, count_of
from .stems import stem
from .subject import Subject, issue

_LIST_OF = re.compile(
    r"\b(?P<count>two|three|four|five|six|seven|eight|nine|ten|\d{1,2})\s+(?:listed\s+|affected\s+)?ASINs?\b", re.IGNORECASE
)


def two_counts(subject: Subject) -> Iterator[Issue]:
    """R25: a list has as many ASINs as it says, parts make their whole, and what is counted twice has one count."""
    yield from _lists(subject)
    yield from _same_noun(subject)
    yield from _more_than_all(subject)
    yield from _more_than_the_rate(subject)
    yield from _all_but_another_count(subject)
    yield from _digits_changed_places(subject)
    yield from _parts_of_a_whole(subject)


def _lists(subject: Subject) -> Iterator[Issue]:
    for sentence, match in subject.places(_LIST_OF):
        listed = set(ASIN.findall(sentence.text))
        if len(listed) > 1 and 1 < count_of(match["count"]) != len(listed):
            why = f"“{match.group()}”, but {len(listed)} are named."
            yield issue("R25", "warning", why, "Name them all, or correct the count.", sentence, match.span())


_ALL_OF = re.compile(r"\b(?:all|total\s+of)\s+(?:the\s+|of\s+the\s+)?(?P<count>\d[\d,]*)\s+(?P<noun>[a-z]+(?:\s+[a-z]+)?)", re.IGNORECASE)


def _same_noun(subject: Subject) -> Iterator[Issue]:
    """“all 14 affected orders” here and “all 41 affected orders” there."""
    found = [(match["noun"], count_of(match["count"]), sentence, match) for sentence, match in subject.places(_ALL_OF)]
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
    for sentence, match in subject.places(_COUNTED):
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
    for sentence, match in subject.places(_BAD_ONES):
        if rates and count_of(match["count"]) > max(rates):
            why = f"“{match.group()}”, but the rate is of {max(rates)}."
            yield issue("R25", "warning", why, "Put in the count the files show.", sentence, match.span())


_SMALL_COUNT = re.compile(
    rf"(?<![\d.,/-])(?P<count>\d{{2,3}})(?!\d|[.,]\d)\s+(?:[a-z-]+\s+){{0,2}}?(?:{_THINGS}|packs|pieces)\b", re.IGNORECASE
)


def _digits_changed_places(subject: Subject) -> Iterator[Issue]:
    """“142 parcels” here and “the 124 parcels” there."""
    first: dict[str, re.Match[str]] = {}
    for sentence, match in subject.places(_SMALL_COUNT):
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
    for sentence, match in subject.places(_WHOLE):
        parts = [count_of(number) for number in re.findall(r"(?:^|,|\band)\s*(\d[\d,]*)\s", match["parts"])]
        whole = count_of(match["whole"])
        if len(parts) > 1 and sum(parts) != whole:
            why = f"{' + '.join(map(str, parts))} is {sum(parts)}, not {whole}."
            yield issue("R25", "warning", why, "Correct the counts, or say that some count twice.", sentence, match.span("whole"))


_ALL_THINGS = re.compile(
    rf"\ball\s+(?:of\s+the\s+|the\s+)?(?P<count>\d[\d,]*)\s+(?P<words>(?:[a-z-]+\s+)?(?P<noun>{_THINGS})\b(?:\s+(?!on\b|in\b)[a-z]+){{0,4}})",
    re.IGNORECASE,
)
_THINGS_COUNTED = re.compile(rf"(?<![\d.,/-])(?P<count>\d[\d,]*)\s+(?:[a-z-]+\s+)?(?P<noun>{_THINGS})\b", re.IGNORECASE)
_DONE_TO = re.compile(r"\b[a-z]{3,}(?:ed|en|ought)\b", re.IGNORECASE)  # “altered”, “written”: which of the things are meant


def _all_but_another_count(subject: Subject) -> Iterator[Issue]:
    """“he altered the name on 3 invoices” and then “all 5 altered invoices”, where no other counts are told of that add up."""
    counted = list(subject.places(_THINGS_COUNTED))
    for sentence, match in subject.places(_ALL_THINGS):
        whole, done = count_of(match["count"]), {stem(word) for word in _DONE_TO.findall(match["words"])}
        others = {
            count_of(other["count"]): other
            for said, other in counted
            if said is not sentence
            and other["noun"].lower() == match["noun"].lower()
            and done & {stem(word) for word in _DONE_TO.findall(said.text)}
        }
        if len(others) == 1 and whole not in others:
            (other,) = others.values()
            why = f"“{match.group()}” here, “{other.group()}” elsewhere."
            yield issue(
                "R25", "warning", why, "Put in the count the files show, or say which ones the others are.", sentence, match.span("count")
            )
