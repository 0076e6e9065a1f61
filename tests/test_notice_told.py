"""The many ways to tell a deadline (`tests/notices/told.yaml`): each is read, in every language; times that are nobody's deadline are none."""

from __future__ import annotations

from typing import Any

import pytest

from poa_helpers.catalogue import parse_yaml
from poa_helpers.notice import read_notice

from .notice_corpus import FOLDER

TOLD: dict[str, dict[str, Any]] = parse_yaml((FOLDER / "told.yaml").read_text(encoding="utf-8"), "told.yaml")


@pytest.mark.parametrize(
    ("way", "language"), [(way, language) for way, told in TOLD["ways"].items() for language in TOLD["letter"] if language in told]
)
def test_a_deadline_is_read_however_it_is_told(way: str, language: str) -> None:
    wanted = TOLD["ways"][way]["deadline"]
    notice = read_notice("pasted", text=TOLD["letter"][language] + TOLD["ways"][way][language])
    assert notice.deadline and {field: getattr(notice.deadline, field) for field in wanted} == wanted


@pytest.mark.parametrize("language", TOLD["letter"])
def test_no_deadline_is_made_of_the_times_of_others(language: str) -> None:
    for words in TOLD["none"][language]:
        notice = read_notice("pasted", text=TOLD["letter"][language] + TOLD["asks"][language] + words)
        assert notice.deadline is None, (words, notice.deadline)
