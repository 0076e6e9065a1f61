"""The names of the months in the languages of Amazon's stores, from the Unicode CLDR (library Babel)."""

from __future__ import annotations

import unicodedata
from functools import cache

# every language a store can be used in, and the regions that abbreviate differently (en_GB: Sept, de_AT: Jän., es_MX: sep)
LOCALES = (
    *("en", "en_GB", "en_AU", "en_CA", "de", "de_AT", "fr", "fr_CA", "es", "es_MX"),
    *("it", "nl", "sv", "pl", "pt", "pt_PT", "tr", "ja", "ar"),
)


def plain_word(word: str) -> str:
    """A word in small letters without accents and points, as it is compared.

    >>> plain_word("févr."), plain_word("AĞUSTOS"), plain_word("NİSAN")
    ('fevr', 'agustos', 'nisan')
    """
    parts = unicodedata.normalize("NFKD", word.casefold())
    return "".join(char for char in parts if not unicodedata.combining(char)).replace("ı", "i").rstrip(".")


@cache
def month_names() -> dict[str, int]:
    """Name, full or abbreviated -> number of the month. A name that two languages give to different months is left out.

    >>> names = month_names()
    >>> names["fev"], names["juil"], names["lipca"], names["eki"], names["يوليو"]
    (2, 7, 7, 10, 7)
    """
    from babel import Locale

    months: dict[str, set[int]] = {}
    for locale in LOCALES:
        for widths in Locale.parse(locale).months.values():
            for width in ("abbreviated", "wide"):
                for number, name in widths[width].items():
                    months.setdefault(plain_word(name), set()).add(number)
    return {name: numbers.pop() for name, numbers in months.items() if len(numbers) == 1 and not name[0].isdigit()}
