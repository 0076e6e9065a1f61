"""Written numbers: one decimal mark per column, decided from all its values."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from ...catalogue import Column, catalogue
from ..told import told
from .reading import Reading, is_nothing, western

_MOST = 1e12  # no amount of a seller's reports is larger, even in yen; what is, is an id or a phone number in the wrong column
_MOST_UNITS = 1e7
_LONGEST = 60
_PLAIN = re.compile(r"\d+(?:[.,]\d+)?", re.ASCII)
# ISO codes and signs before or after an amount; letters of no currency make a text no number
_CURRENCY = r"(?:[A-Z]{1,3}[$£¥]|[$£¥€₹₺₩₽₪฿￥]|[A-Z]{3}|kr\.?|z[łl]|Rs\.?|R|TL|Kč|Fr\.?|円|元|(?:[^\W\d_]\.){2,3}|[^\W\d_a-zA-Z]{2,5})"
_AMOUNT = re.compile(rf"([+-]?)\s*{_CURRENCY}?\s*([+-]?)\s*([.,]?\d(?:[\d.,' ]*[\d.,])?)\s*(?:{_CURRENCY}|(%))?(?<!\s)(-?)")
_BLANK_GROUPS = re.compile(r"\d{1,3}([ '])\d{3}(?:\1\d{3})*(?:[.,]\d*)?")
_ACCOUNTING = re.compile(r"\((.*)\)")


def _fits(mark: str) -> re.Pattern[str]:
    """Numbers with this decimal mark: plain, in thousands, or in the Indian groups of two before the last three. No grouped number begins
    with 0, so 0.034 has a decimal point wherever it was written.
    """
    mark, group = re.escape(mark), re.escape("," if mark == "." else ".")
    return re.compile(rf"(?=.*\d)(\d*|(?!0)\d{{1,3}}(?:{group}\d{{3}})+|(?!0)\d{{1,2}}(?:{group}\d{{2}})+{group}\d{{3}})(?:{mark}(\d*))?")


_FITS = {mark: _fits(mark) for mark in ".,"}


class _Written(NamedTuple):
    """A number without sign, currency and blanks."""

    sign: int
    body: str
    percent: bool

    def value(self, mark: str) -> float | None:
        """The number with this decimal mark; None when it cannot be one."""
        found = _FITS[mark].fullmatch(self.body)
        if found is None:
            return None
        whole = found[1].replace("," if mark == "." else ".", "")
        return self.sign * float(f"{whole or '0'}.{found[2] or '0'}") if len(whole) <= 15 else None


def _written(text: str) -> _Written | None:
    """A cell taken apart.

    >>> _written("-$ 5.25"), _written("(1 210,50 €)").body, _written("R$ 12,50").body, _written("1'234.50").body
    (_Written(sign=-1, body='5.25', percent=False), '1210,50', '12,50', '1234.50')
    >>> _written("6.38E+13"), _written("12-3"), _written("12 Main"), _written("555 12 34")
    (None, None, None, None)
    """
    if len(text) > _LONGEST:
        return None
    if _PLAIN.fullmatch(text):
        return _Written(1, text, False)
    text = western(text).strip()
    sign = 1
    if found := _ACCOUNTING.fullmatch(text):
        text, sign = found[1].strip(), -1
    match = _AMOUNT.fullmatch(text)
    if match is None:
        return None
    signs = [part for part in (match[1], match[2], match[5]) if part]
    body = match[3]
    if " " in body or "'" in body:
        if not _BLANK_GROUPS.fullmatch(body):
            return None
        body = body.replace(" ", "").replace("'", "")
    if len(signs) > 1:
        return None
    return _Written(-sign if "-" in signs else sign, body, match[4] is not None)


def decimal_mark(texts: Iterable[str], marketplace: str | None = None) -> str:
    """The decimal mark that fits a whole column.

    >>> decimal_mark(["1.210,00", "95,00"]), decimal_mark(["1,234.56"]), decimal_mark(["12.5", "3"]), decimal_mark(["1,234"])
    (',', '.', '.', '.')
    >>> decimal_mark(["1.234"], "DE"), decimal_mark(["1.234", "12.50"], "DE")
    (',', '.')
    """
    return _mark([found for text in texts if (found := _written(text))], Column(type="number"), marketplace)[0]


def _mark(numbers: Sequence[_Written], column: Column, marketplace: str | None, whole: bool = False) -> tuple[str, _Written | None]:
    """The decimal mark, and a number that could be read with either when nobody says which."""
    values = {mark: [number.value(mark) for number in numbers] for mark in ".,"}
    missing = {mark: sum(value is None for value in found) for mark, found in values.items()}
    if missing["."] != missing[","]:
        return min(missing, key=lambda mark: missing[mark]), None
    either = next((n for n, (a, b) in enumerate(zip(values["."], values[","], strict=True)) if a != b), None)
    if either is None:
        return ".", None
    if whole:
        broken = {mark: sum(value is not None and not value.is_integer() for value in found) for mark, found in values.items()}
        if broken["."] != broken[","]:
            return min(broken, key=lambda mark: broken[mark]), None
    place = catalogue().marketplaces.get(marketplace or "")
    decimal = column.decimal or (place.decimal if place else None)
    return ("," if decimal == "comma" else "."), (numbers[either] if decimal is None else None)


def _read(texts: Sequence[str], column: Column, marketplace: str | None, whole: bool) -> tuple[Reading, list[_Written | None]]:
    written = [None if is_nothing(text) else _written(text) for text in texts]
    mark, either = _mark([number for number in written if number], column, marketplace, whole)
    values = [None if number is None else number.value(mark) for number in written]
    values = [None if value is None or abs(value) > _MOST else value for value in values]
    reading = Reading(values)
    for n, text in enumerate(texts):
        if values[n] is None and not is_nothing(text):
            reading.faults[n] = f"{told(text)} is not a number"
    if either is not None:
        both = f"{either.value('.'):.12g} or {either.value(','):.12g}"
        reading.warnings.append(
            f"the numbers fit both a decimal point and a decimal comma ({both}); read with a point, as no marketplace is known"
        )
    return reading, written


def read_numbers(texts: Sequence[str], column: Column, marketplace: str | None, rows: Sequence[int]) -> Reading:
    """Numbers with the column's decimal mark; currency signs and grouping are taken off, `80%` is 80."""
    return _read(texts, column, marketplace, whole=False)[0]


def read_integers(texts: Sequence[str], column: Column, marketplace: str | None, rows: Sequence[int]) -> Reading:
    """Whole numbers, also written as 400.0; where a mark may be for thousands or decimals, it is what makes all of them whole."""
    reading = _read(texts, column, marketplace, whole=True)[0]
    for n, value in enumerate(reading.values):
        if value is not None and not (value.is_integer() and abs(value) <= _MOST_UNITS):
            reading.faults[n] = f"{told(texts[n])} is not a whole number" if abs(value) <= _MOST_UNITS else f"{told(texts[n])} is too large"
    reading.values = [None if value is None or n in reading.faults else int(value) for n, value in enumerate(reading.values)]
    reading.faults = dict(sorted(reading.faults.items()))
    return reading


def read_rates(texts: Sequence[str], column: Column, marketplace: str | None, rows: Sequence[int]) -> Reading:
    """Shares as fractions: `80%` is 0.8. Without any percent sign in the column, numbers up to 1 are fractions, else percentages."""
    reading, written = _read(texts, column, marketplace, whole=False)
    known = [value for value in reading.values if value is not None]
    percent = any(number is not None and number.percent for number in written) or any(abs(value) > 1 for value in known)
    if percent and not any(number is not None and number.percent for number in written):
        reading.warnings.append("the rates have no percent sign; some are above 1, so all were read as percentages")
    for n, value in enumerate(reading.values):
        if value is None:
            continue
        if not 0 <= value <= (100 if percent else 1):
            reading.faults[n] = f"{told(texts[n])} is not between 0% and 100%"
        reading.values[n] = None if n in reading.faults else (float(f"{value}e-2") if percent else value)
    reading.faults = dict(sorted(reading.faults.items()))
    return reading
