"""What is looked for in a file, and the patterns that find it: made once from the rules of the catalogue."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from ..catalogue import Catalogue, PaperRules

# A whole or broken number as any country writes it.
NUMBER = r"(?<![\w.,/#-])\d{1,3}(?:[.,' \u00a0]\d{3})+(?:[.,]\d{1,3})?(?![\w/-]|[.,]\d)|(?<![\w.,/#-])\d+(?:[.,]\d{1,3})?(?![\w/-]|[.,]\d)"


@dataclass(frozen=True)
class Product:
    """What a line of a document may name an ASIN by, beside the ASIN itself."""

    skus: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()


@dataclass(frozen=True)
class Look:
    """What the case knows beforehand. account: the holder's name; products: ASIN -> its other names; marketplace: how dates are meant there.

    languages: those whose names of months are known; fields: what the seller typed about the file.
    """

    account: str = ""
    marketplace: str | None = None
    languages: tuple[str, ...] = ("en",)
    products: Mapping[str, Product] = field(default_factory=dict)
    fields: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Labels:
    """The patterns of the rules, ready to be used."""

    invoice_number: re.Pattern[str]
    invoice: re.Pattern[str]
    day: re.Pattern[str]
    other_day: re.Pattern[str]
    quantity: re.Pattern[str]
    counted: re.Pattern[str]
    packed: re.Pattern[str]
    total: re.Pattern[str]
    buyer: re.Pattern[str]
    phone: re.Pattern[str]
    company: frozenset[str]

    @cached_property
    def pieces(self) -> re.Pattern[str]:
        """A number behind a word for a quantity (`after`), or before one for pieces (`before`)."""
        return re.compile(
            rf"(?:{self.quantity.pattern})\s*[:.=]?\s*(?P<after>{NUMBER})|(?P<before>{NUMBER})\s*(?:{self.counted.pattern})", re.IGNORECASE
        )


def labels(cat: Catalogue) -> Labels:
    """The patterns of a catalogue.

    >>> from poa_helpers.catalogue import catalogue
    >>> found = labels(catalogue())
    >>> bool(found.day.fullmatch("invoice date")), bool(found.other_day.search("due date"))
    (True, True)
    """
    return _labels(cat.papers)


_MADE: dict[int, tuple[PaperRules, Labels]] = {}


def _labels(rules: PaperRules) -> Labels:
    if id(rules) not in _MADE:
        words = rules.words
        groups = {
            name: one_of(getattr(words, name))
            for name in ("invoice_number", "invoice", "day", "other_day", "quantity", "counted", "packed", "total", "buyer", "phone")
        }
        _MADE[id(rules)] = rules, Labels(**groups, company=frozenset(words.company))
    return _MADE[id(rules)][1]


@lru_cache(maxsize=64)
def one_of(patterns: Sequence[str]) -> re.Pattern[str]:
    """Any of the patterns; what is written in Latin letters begins and ends with a word."""
    return re.compile("|".join(rf"(?<![^\W_])(?:{pattern})(?![^\W\d_])" for pattern in patterns), re.IGNORECASE)
