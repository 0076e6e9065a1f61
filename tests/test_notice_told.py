"""The many ways to tell a deadline (`tests/notices/told.yaml`): each is read, in every language, or asked of the user, never passed over; times that are
nobody's deadline are none."""

from __future__ import annotations

from typing import Any

import pytest

from poa_helpers.catalogue import parse_yaml
from poa_helpers.model import Notice
from poa_helpers.notice import read_notice
from poa_helpers.notice.deadlines import SURE

from .notice_corpus import FOLDER

TOLD: dict[str, dict[str, Any]] = parse_yaml((FOLDER / "told.yaml").read_text(encoding="utf-8"), "told.yaml")
ASKED = 3  # of the ways of a language that may be asked of the user, at most


@pytest.mark.parametrize("language", TOLD["letter"])
def test_a_deadline_is_read_however_it_is_told(language: str) -> None:
    letters = {
        way: read_notice("pasted", text=TOLD["letter"][language] + told[language]) for way, told in TOLD["ways"].items() if language in told
    }
    unread = {way: notice for way, notice in letters.items() if not _is_told(notice, TOLD["ways"][way]["deadline"])}
    assert [way for way, notice in unread.items() if notice.confidence.get("deadline", 1.0) >= SURE] == []
    assert len(unread) <= ASKED, [*unread]


def _is_told(notice: Notice, wanted: dict[str, Any]) -> bool:
    return notice.deadline is not None and {field: getattr(notice.deadline, field) for field in wanted} == wanted


@pytest.mark.parametrize("language", TOLD["letter"])
def test_no_deadline_is_made_of_the_times_of_others(language: str) -> None:
    for words in TOLD["none"][language]:
        notice = read_notice("pasted", text=TOLD["letter"][language] + TOLD["asks"][language] + words)
        assert notice.deadline is None, (words, notice.deadline)
