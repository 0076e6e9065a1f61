"""A deadline beside words that speak of something else (`tests/notices/beside.yaml`) is read or asked about, never passed over; times of other things are none."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from poa_helpers.catalogue import parse_yaml

from .notice_corpus import FOLDER, Example

BESIDE: dict[str, dict[str, Any]] = parse_yaml((FOLDER / "beside.yaml").read_text(encoding="utf-8"), "beside.yaml")
DAYS = {date(2026, 12, 4), date(2026, 12, 5)}
HOURS = {72, 120}
ASKED = 4  # of the sentences of a language, at most


def _letter(language: str, words: str) -> Example:
    return Example(Path(f"{language}.txt"), {}, BESIDE[language]["letter"].format(words))


def _is_the_deadline(example: Example) -> bool:
    found = example.notice.deadline
    return found is not None and (found.hours in HOURS or found.date in DAYS)


@pytest.mark.parametrize("language", BESIDE)
def test_a_deadline_beside_other_words_is_read_or_asked_about(language: str) -> None:
    letters = {words: _letter(language, words) for words in BESIDE[language]["sets"]}
    unread = {words: letter for words, letter in letters.items() if not _is_the_deadline(letter)}
    assert [words for words, letter in unread.items() if not letter.asks_for_the_deadline()] == []
    assert len(unread) <= ASKED, [*unread]


@pytest.mark.parametrize("language", BESIDE)
def test_a_time_that_the_next_sentence_takes_up_is_the_deadline(language: str) -> None:
    for words in BESIDE[language]["takes_up"]:
        assert _is_the_deadline(Example(Path(f"{language}.txt"), {}, words)), words


@pytest.mark.parametrize("language", BESIDE)
def test_the_times_of_other_things_are_none(language: str) -> None:
    for words in BESIDE[language]["sets_none"]:
        letter = _letter(language, words)
        assert letter.notice.deadline is None or letter.asks_for_the_deadline(), (words, letter.notice.deadline)
