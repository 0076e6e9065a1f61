"""Numbers, dates and lists as text in a locale. The only place where a percent sign is written."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from babel import Locale, UnknownLocaleError, dates, lists, numbers

from .errors import PoaError
from .model import Count, Window


@lru_cache(maxsize=32)
def locale_of(name: str) -> Locale:
    """The Babel locale of a name such as `en-US` or `de_DE`.

    >>> locale_of("en-GB").territory
    'GB'
    """
    try:
        return Locale.parse(name.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        raise PoaError.of(f"'{name}' is no language code", "Write it like en-US, en-GB or de-DE.") from None


@lru_cache(maxsize=32)
def weekdays(language: str) -> dict[str, int]:
    """Names of the weekdays in lower case -> number, Monday as nought.

    >>> weekdays("fr")["vendredi"]
    4
    """
    return {name.lower(): number for number, name in locale_of(language).days["format"]["wide"].items()}


def language_name(language: str, locale: str = "en-US") -> str:
    """What a language is called.

    >>> language_name("de"), language_name("ja", "de-DE")
    ('German', 'Japanisch')
    """
    return locale_of(language).get_language_name(locale_of(locale)) or language


def as_day(text: str) -> date | None:
    """The day written as YYYY-MM-DD, in this or the last century; else `None` (a half-typed date is no date).

    >>> as_day("2026-10-14"), as_day("0202-10-14")
    (datetime.date(2026, 10, 14), None)
    """
    try:
        value = date.fromisoformat(text.strip())
    except ValueError:
        return None
    return value if value.year >= 1995 else None


def number(value: float, locale: str = "en-US", places: int = 0) -> str:
    """A number with the locale's separators, rounded half up to `places` decimals.

    >>> number(1180), number(1180, "de-DE"), number(3.25, places=1)
    ('1,180', '1.180', '3.3')
    """
    pattern = "#,##0" + ("." + "0" * places if places else "")
    return numbers.format_decimal(round_half_up(value, places), format=pattern, locale=locale_of(locale))


def money(amount: Decimal, currency: str | None, locale: str = "en-US") -> str:
    """An exact amount with its currency, never rounded.

    >>> money(Decimal("1234.50"), "USD"), money(Decimal("-3263.25"), "BRL", "pt-BR"), money(Decimal("760"), "JPY", "en-US")
    ('$1,234.50', '-R$\xa03.263,25', '¥760')
    >>> money(Decimal("9.9"), None)
    '9.90 (currency not stated)'
    """
    if currency is None:
        return f"{numbers.format_decimal(amount, '#,##0.00######', locale=locale_of(locale))} (currency not stated)"
    return numbers.format_currency(amount, currency, locale=locale_of(locale), decimal_quantization=False)


def counted_noun(count: int, noun: str, locale: str = "en-US") -> str:
    """A count with its English noun.

    >>> counted_noun(1, "order"), counted_noun(1512, "order")
    ('1 order', '1,512 orders')
    """
    return f"{number(count, locale)} {noun}{'' if count == 1 else 's'}"


def round_half_up(value: float, places: int) -> float:
    """Round as people do (2.5 -> 3), not to even.

    >>> round_half_up(2.5, 0), round_half_up(0.125, 2)
    (3.0, 0.13)
    """
    return float(Decimal(str(value)).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP))


def percent(rate: float | None, locale: str = "en-US", limit: float | None = None, places: int = 1) -> str:
    """A fraction as a percentage. Decimals are added until rounding neither reaches the limit nor makes a non-zero rate zero.

    >>> percent(0.05), percent(0.0396, limit=0.04), percent(0.0004), percent(None)
    ('5.0%', '3.96%', '0.04%', 'nothing to measure')
    >>> percent(0.04, limit=0.04), percent(0.95, "de-DE", places=0)
    ('4.0%', '95\\xa0%')
    """
    if rate is None:
        return "nothing to measure"
    while places < 8:
        shown = round_half_up(rate * 100, places)
        reaches = limit is not None and shown == round_half_up(limit * 100, places) and rate != limit
        if not reaches and (shown != 0 or rate == 0):
            break
        places += 1
    pattern = "#,##0" + ("." + "0" * places if places else "") + "%"
    if locale_of(locale).language in ("de", "fr", "es"):
        pattern = pattern.replace("%", "\xa0%")
    return numbers.format_percent(round_half_up(rate, places + 2), format=pattern, locale=locale_of(locale))


def target_percent(value: float, locale: str = "en-US") -> str:
    """A target with no more decimals than it has.

    >>> target_percent(0.04), target_percent(0.025)
    ('4%', '2.5%')
    """
    return percent(value, locale, places=0 if round(value * 100, 6).is_integer() else 1)


def day(value: date, locale: str = "en-US") -> str:
    """A date with the month written out, so that no reader mistakes day for month.

    >>> day(date(2026, 10, 14)), day(date(2026, 10, 14), "en-GB"), day(date(2026, 10, 14), "de-DE")
    ('October 14, 2026', '14 October 2026', '14. Oktober 2026')
    """
    return dates.format_date(value, format="long", locale=locale_of(locale))


@lru_cache(maxsize=1000)  # lists of orders name the same few days over and over
def short_day(value: date, locale: str = "en-US") -> str:
    """A day of a known year, short.

    >>> short_day(date(2026, 10, 14)), short_day(date(2026, 10, 14), "en-GB")
    ('Oct 14', '14 Oct')
    """
    return dates.format_skeleton("MMMd", value, locale=locale_of(locale))


def period(window: Window, locale: str = "en-US") -> str:
    """A window from its first to its last day, without repeating what both share.

    >>> period(Window(start=date(2026, 9, 14), end=date(2026, 10, 14)))
    'Sep 14 – Oct 13, 2026'
    """
    if window.days == 1:
        return day(window.start, locale)
    return dates.format_interval(window.start, window.last, skeleton="yMMMd", locale=locale_of(locale)).replace("\u2009", " ")


def listed(items: Sequence[str], locale: str = "en-US") -> str:
    """Items as running text.

    >>> listed(["A", "B", "C"]), listed(["A"])
    ('A, B, and C', 'A')
    """
    return lists.format_list(list(items), locale=locale_of(locale))


def counted(count: Count, locale: str = "en-US", limit: float | None = None) -> str:
    """Counts with their rate.

    >>> counted(Count(hits=84, total=1180), limit=0.04)
    '84 of 1,180 (7.1%)'
    """
    text = f"{number(count.hits, locale)} of {number(count.total, locale)}"
    return text if count.rate is None else f"{text} ({percent(count.rate, locale, limit)})"
