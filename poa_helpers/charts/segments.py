"""The orders of a finding, in words and in the table."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from ..catalogue import catalogue
from ..draft.facts import segment_words, value_words
from ..model import Finding
from ..words import day

_LANGUAGE = "en"  # of the charts' words; numbers and dates follow the locale


def segment_name(finding: Finding) -> str:
    """A finding's segment in words: `carrier Cascade Parcel and warehouse B`."""
    return named(finding.segment)


def named(segment: dict[str, str]) -> str:
    """A segment in words.

    >>> named({"carrier": "Cascade Parcel", "weekday": "Sun"})
    'carrier Cascade Parcel and placed on a Sunday'
    """
    return segment_words(segment, _LANGUAGE, catalogue().words(_LANGUAGE))


def attribute_name(attribute: str) -> str:
    """A column of the order table as a reader knows it.

    >>> attribute_name("asin"), attribute_name("packed_by")
    ('ASIN', 'Packed by')
    """
    dimensions = catalogue().words(_LANGUAGE)["dimensions"]
    return str(dimensions.get(attribute, {}).get("label", sentence_case(attribute.replace("_", " "))))


def value_name(attribute: str, value: str) -> str:
    """A value as a reader knows it.

    >>> value_name("weekday", "Sun"), value_name("carrier", "Cascade Parcel")
    ('Sunday', 'Cascade Parcel')
    """
    return value_words(attribute, value, catalogue().words(_LANGUAGE))


def sentence_case(text: str) -> str:
    """A text with its first letter large, as a sentence begins.

    >>> sentence_case("carrier Cascade Parcel")
    'Carrier Cascade Parcel'
    """
    return text[:1].upper() + text[1:]


def since(finding: Finding, locale: str = "en-US") -> str:
    """` since September 17, 2026`, or nothing where it was so all the time."""
    return f" since {day(finding.onset, locale)}" if finding.onset else ""


def attributes_of(findings: Sequence[Finding]) -> list[str]:
    """The attributes that any of the findings names, each once."""
    return list(dict.fromkeys(name for finding in findings for name in finding.segment))


def in_segment(orders: pd.DataFrame, segment: dict[str, str]) -> np.ndarray:
    """Which rows are orders of a segment, at any date. A column that is not there holds none of them.

    >>> orders = pd.DataFrame({"carrier": ["A", "B", None], "lane": [1, 1, 2]})
    >>> in_segment(orders, {"carrier": "A", "lane": "1"}).tolist()
    [True, False, False]
    """
    inside = np.full(len(orders), True)
    for name, value in segment.items():
        codes, held = pd.factorize(orders[name]) if name in orders else (np.full(len(orders), -1), [])
        inside &= np.isin(codes, [code for code, one in enumerate(held) if str(one).strip() == value])
    return inside
