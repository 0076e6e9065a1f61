"""Short and plain messages (`tests/notices/plain.yaml`): whatever is asked in whichever order, its deadline is read, and no other time is taken for one;
whichever violation is told in a sentence or two, it is read with its stage."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import cycle, product
from typing import Any

import pytest

from poa_helpers.catalogue import parse_yaml
from poa_helpers.model import Notice
from poa_helpers.notice import read_notice
from poa_helpers.notice.deadlines import SURE

from .notice_corpus import FOLDER
from .portion import every

PLAIN: dict[str, dict[str, Any]] = parse_yaml((FOLDER / "plain.yaml").read_text(encoding="utf-8"), "plain.yaml")
BUSINESS = re.compile("business|Werk|hábil|ouvr|lavor|営業|工作")
EVERY = every(3)  # of what is said in other words
HOURS = re.compile("hour|Stund|hora|heure|ore|時間|小时")


def read(told: dict[str, Any], happened: str, rest: str) -> Notice:
    apart = " " if happened.isascii() or happened.endswith(".") else ""
    return read_notice("pasted", text=f"{told['greeting']}\n\n{happened}{apart}{rest}\n\n{told['signature']}")


def is_so_long(notice: Notice, time: str) -> bool:
    """Whether the deadline is `5 days`, `72 hours` or `7 business days`, in whichever language."""
    number, deadline = int(re.findall(r"\d+", time)[0]), notice.deadline
    if deadline is None:
        return False
    if BUSINESS.search(time):
        return deadline.business_days == number
    return deadline.hours == number * (1 if HOURS.search(time) else 24)


def asked(told: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    """What happened, the sentence that asks for a paper, and its time; the times by turns."""
    for (happened, paper, ask), time in zip(product(told["happened"], told["papers"], told["asks"]), cycle(told["times"]), strict=False):
        yield happened, ask.format(paper=paper, time=time), time


@pytest.mark.parametrize("language", PLAIN)
def test_the_deadline_of_whatever_is_plainly_asked_is_read(language: str) -> None:
    told = PLAIN[language]
    cases = [*asked(told)][::EVERY]
    wrong = [(happened, words) for happened, words, time in cases if not is_so_long(read(told, happened, words), time)]
    assert not wrong, f"{len(wrong)} of {len(cases)}"


@pytest.mark.parametrize("language", PLAIN)
def test_plain_sentences_that_set_a_deadline_are_told_from_those_that_set_none(language: str) -> None:
    told = PLAIN[language]
    cases = [(happened, words, kind) for happened in told["happened"] for kind in ("deadline", "none") for words in told[kind]][::EVERY]
    wrong = [case for case in cases if (read(told, *case[:2]).deadline is not None) != (case[2] == "deadline")]
    assert not wrong


@pytest.mark.parametrize("language", PLAIN)
def test_a_short_message_is_read_as_what_it_plainly_says_and_nobody_is_asked(language: str) -> None:
    told = PLAIN[language]
    hours = next(time for time in told["times"] if HOURS.search(time))
    notice = read(told, told["happened"][0], told["asks"][0].format(paper=told["papers"][0], time=hours))
    assert (notice.language, notice.stage, notice.route) == (language, "listing_removal", "documents")
    assert is_so_long(notice, hours) and notice.confidence["deadline"] >= SURE


def plainly_said(told: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    """The stage and the violation of a sentence or two, and their words."""
    for stage, sentences in told["stages"].items():
        for sentence, (violation, names) in product(sentences, told["violations"].items()):
            yield from ((stage, violation, sentence.format(x=name)) for name in names)


@pytest.mark.parametrize("language", PLAIN)
def test_what_is_said_in_a_sentence_or_two_is_read(language: str) -> None:
    """One stage and three violations in a hundred may be missed: `duplicate support cases` may be double listings, and three words of forgery need a specialist or not."""
    told = PLAIN[language]
    cases = [*plainly_said(told)][::EVERY]
    wrong: dict[str, list[Any]] = {"stage": [], "violations": [], "deadline": []}
    for stage, violation, words in cases:
        notice = read_notice("pasted", text=f"{told['greeting']}\n\n{words}\n\nAmazon")
        for field, expected in (("stage", stage), ("violations", (violation,)), ("deadline", None)):
            if getattr(notice, field) != expected:
                wrong[field].append((words, getattr(notice, field)))
    assert not wrong["deadline"]
    assert len(wrong["stage"]) <= 0.01 * len(cases), wrong["stage"]
    assert len(wrong["violations"]) <= 0.03 * len(cases), wrong["violations"]
