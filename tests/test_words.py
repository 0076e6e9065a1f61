"""Numbers and dates as text: rounding never crosses a limit."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from poa_helpers import words
from poa_helpers.errors import PoaError
from poa_helpers.model import Window


@pytest.mark.parametrize(
    ("rate", "limit", "shown"),
    [
        (0.0396, 0.04, "3.96%"),
        (0.04, 0.04, "4.0%"),
        (0.039996, 0.04, "3.9996%"),
        (0.0404, 0.04, "4.04%"),
        (0.0, 0.04, "0.0%"),
        (0.00004, None, "0.004%"),
    ],
)
def test_rounding_neither_reaches_the_limit_nor_makes_something_nothing(rate, limit, shown):
    assert words.percent(rate, limit=limit) == shown


@given(st.integers(0, 5000), st.integers(1, 5000))
def test_a_shown_rate_is_on_the_same_side_of_the_target_as_the_rate(hits, total):
    rate = min(hits, total) / total
    shown = float(words.percent(rate, limit=0.04).rstrip("%")) / 100
    assert (shown < 0.04) == (rate < 0.04) or abs(rate - 0.04) < 1e-9


def test_a_window_of_one_day_is_that_day():
    assert words.period(Window(start=date(2026, 9, 1), end=date(2026, 9, 2)), "en-GB") == "1 September 2026"


def test_day_and_month_cannot_be_mistaken():
    assert words.day(date(2026, 3, 4), "en-US") == "March 4, 2026"
    assert words.day(date(2026, 3, 4), "en-GB") == "4 March 2026"


def test_an_unknown_locale_is_told():
    with pytest.raises(PoaError, match="no language code"):
        words.number(1, "zz-ZZ-nonsense")
