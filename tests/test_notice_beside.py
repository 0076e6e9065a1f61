"""A deadline beside words that speak of something else (`tests/notices/beside.yaml`) is read or asked about, never passed over; times of other things are none."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from poa_helpers.catalogue import parse_yaml
from poa_helpers.model import Notice
from poa_helpers.notice import read_notice
from poa_helpers.notice.deadlines import SURE

from .notice_corpus import FOLDER

BESIDE: dict[str, dict[str, Any]] = parse_yaml((FOLDER / "beside.yaml").read_text(encoding="utf-8"), "beside.yaml")
DAYS = {date(2026, 12, 4), date(2026, 12, 5)}
HOURS = {72, 120}
ASKED = 4  # of the sentences of a language, at most


def _asked(notice: Notice) -> bool:
    return notice.confidence.get("deadline", 1.0) < SURE


def _is_the_deadline(notice: Notice) -> bool:
    found = notice.deadline
    return found is not None and (found.hours in HOURS or found.date in DAYS)


@pytest.mark.parametrize("language", BESIDE)
def test_a_deadline_beside_other_words_is_read_or_asked_about(language: str) -> None:
    told = BESIDE[language]
    notices = {words: read_notice("pasted", text=told["letter"].format(words)) for words in told["sets"]}
    unread = {words: notice for words, notice in notices.items() if not _is_the_deadline(notice)}
    assert [words for words, notice in unread.items() if not _asked(notice)] == []
    assert len(unread) <= ASKED, [*unread]


@pytest.mark.parametrize("language", BESIDE)
def test_a_time_that_the_next_sentence_takes_up_is_the_deadline(language: str) -> None:
    for words in BESIDE[language]["takes_up"]:
        assert _is_the_deadline(read_notice("pasted", text=words)), words


@pytest.mark.parametrize("language", BESIDE)
def test_the_times_of_other_things_are_none(language: str) -> None:
    told = BESIDE[language]
    for words in told["sets_none"]:
        notice = read_notice("pasted", text=told["letter"].format(words))
        assert notice.deadline is None or _asked(notice), (words, notice.deadline)
