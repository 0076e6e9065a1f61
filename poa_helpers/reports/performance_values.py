"""Single values of the seller performance report, in the ways they have been seen: counts, rates, Amazon's words, windows.

What is absent, or no value of its kind, is None.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, cast

from ..model import Status, Window

_WORD = re.compile(r"[\w:.+-]{1,60}")
_MOST_COUNT = 1e12  # no seller has more of anything
_CONDITIONS = {"less_than", "greater_than", "equals", "less_than_or_equal", "greater_than_or_equal"}


def entries(value: Any) -> list[dict[str, Any]]:
    """A list of mappings, also when a single one stands without its list; keys in lower case."""
    found = value if isinstance(value, list) else [value]
    return [{key.lower(): inner for key, inner in entry.items()} for entry in found if isinstance(entry, dict)]


def first_entry(value: Any) -> dict[str, Any]:
    return next(iter(entries(value)), {})


def text_at(entry: Mapping[str, Any], key: str) -> str | None:
    """A state, id or date; Amazon writes them as one word, and what is more than one is not repeated anywhere."""
    value = entry.get(key)
    return value.strip() if isinstance(value, str) and _WORD.fullmatch(value.strip()) else None


def number_at(entry: Mapping[str, Any], key: str) -> float | None:
    value = entry.get(key)
    if isinstance(value, str):
        try:
            value = float(value)
        except ValueError:
            return None
    return float(value) if isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value) else None


def count_at(entry: Mapping[str, Any], key: str) -> int | None:
    """A whole number, or the `count` of a mapping that holds one."""
    value = entry.get(key)
    if isinstance(value, dict):
        return count_at({name.lower(): inner for name, inner in value.items()}, "count")
    number = number_at(entry, key)
    return int(number) if number is not None and number.is_integer() and 0 <= number < _MOST_COUNT else None


def status_of(block: Mapping[str, Any], what: str, oddities: list[str]) -> Status | None:
    """Amazon's judgement as good, bad or none; None when it is absent or a word nobody has explained, which is told."""
    text = (text_at(block, "status") or "").lower()
    if text and text not in ("good", "bad", "none"):
        oddities.append(f"{what}: Amazon's status is '{text[:20].upper()}', a word that is not documented; left out")
    return cast(Status, text) if text in ("good", "bad", "none") else None


def condition_of(block: Mapping[str, Any]) -> str | None:
    text = (text_at(block, "targetcondition") or "").lower()
    return text if text in _CONDITIONS else None


def window_of(block: Mapping[str, Any], what: str, oddities: list[str]) -> Window | None:
    """The reporting range as days, half open. Amazon's end (…T23:59Z) is inclusive, in UTC."""
    span = first_entry(block.get("reportingdaterange"))
    days = [_day(span, key) for key in ("reportingdatefrom", "reportingdateto")]
    if days[0] is None or days[1] is None:
        return None
    if days[1] < days[0]:
        oddities.append(f"{what}: the reporting range runs backwards ({days[0]} to {days[1]}); left out")
        return None
    return Window(start=days[0], end=days[1] + timedelta(days=1))


def _day(span: Mapping[str, Any], key: str) -> date | None:
    found = re.match(r"(\d{4})-(\d{2})-(\d{2})", text_at(span, key) or "")
    try:
        return date(int(found[1]), int(found[2]), int(found[3])) if found else None
    except ValueError:
        return None
