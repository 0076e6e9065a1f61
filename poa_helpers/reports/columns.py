"""Cells to values: one date format and one decimal mark per column, decided from all its values."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

import pandas as pd

from ..catalogue import Column

_NOTHING = {"", "-", "--", "—", "n/a", "na", "null", "none", "nan"}
_MONTHS = {name: n for n, name in enumerate(("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), 1)}
_TIME = r"(?:[T ,]+\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?\s*(?:[ap]\.?m\.?)?)?\s*(?:Z|[A-Z]{2,5}|(?:GMT|UTC)?[+-]\d{1,2}(?::?\d{2})?)?"
_ISO = re.compile(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})" + _TIME, re.IGNORECASE)
_NAMED_DAY = re.compile(r"(\d{1,2})[- .]+([a-z]{3})[a-z]*[-. ,]+(\d{4}|\d{2})" + _TIME, re.IGNORECASE)
_NAMED_MONTH = re.compile(r"([a-z]{3})[a-z]*[-. ]+(\d{1,2})(?:st|nd|rd|th)?[-, ]+(\d{4})" + _TIME, re.IGNORECASE)
_NUMERIC = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d{2})" + _TIME, re.IGNORECASE)
_YES = {"y", "yes", "true", "1", "ja", "oui", "sì", "si", "sí", "sim", "t"}
_NO = {"n", "no", "false", "0", "nein", "non", "não", "nao", "f"}
_COMMA_MARKETS = {"DE", "FR", "IT", "ES", "NL", "BE", "SE", "PL", "TR", "BR"}
_ORDER_ID = re.compile(r"\d{3}-\d{7}-\d{7}")
_NOT_A_SALE_ID = re.compile(r"S\d\d-\d{7}-\d{7}")


@dataclass
class Reading:
    """A column being read: its values, the positions that could not be read (with why), and what to tell the user."""

    values: list[Any]
    faults: dict[int, str] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)


def bare(cell: str) -> str:
    """A cell without blanks around it and without the `="…"` that spreadsheets put around ids.

    >>> bare(' ="111-2222222-3333333" ')
    '111-2222222-3333333'
    """
    cell = cell.strip().strip("\u00a0\u200e\u200f")
    return cell[2:-1].strip() if cell.startswith('="') and cell.endswith('"') else cell


def read_column(cells: Sequence[str], column: Column, marketplace: str | None) -> Reading:
    """The values of a column by its type; None for an empty cell or a dash."""
    texts = [bare(cell) for cell in cells]
    read: Callable[[Sequence[str], Column, str | None], Reading] = _READERS[column.type]
    return read(texts, column, marketplace)


def is_nothing(text: str) -> bool:
    """Whether a cell says that there is no value."""
    return text.lower() in _NOTHING


# ---------------------------------------------------------------- dates


def _dates(texts: Sequence[str], column: Column, marketplace: str | None) -> Reading:
    """Days as written; the time of day and the zone are left out."""
    parts = {text: _parts(text) for text in set(texts) if not is_nothing(text)}
    day_first, warnings = _day_first([p for p in parts.values() if p and p[0] == "numeric"], column, marketplace)
    days = {text: _day(found, day_first) for text, found in parts.items()}
    faults = {n: f"'{text}' is not a date" for n, text in enumerate(texts) if text in days and days[text] is None}
    return Reading([days.get(text) for text in texts], faults, warnings)


def _parts(text: str) -> tuple[str, int, int, int, str] | None:
    """Kind, three numbers and separator of a written date: `numeric` leaves open which is the day."""
    text = re.sub(r"\s*[(\[].*", "", text)  # "2026-10-01 06:10 GMT (2026-09-30 23:10 PT)": the first one counts
    if found := _ISO.fullmatch(text):
        return "known", int(found[1]), int(found[2]), int(found[3]), ""
    if found := _NUMERIC.fullmatch(text):
        return "numeric", int(found[4]), int(found[1]), int(found[3]), found[2]
    if (found := _NAMED_DAY.fullmatch(text)) and found[2].lower() in _MONTHS:
        return "known", int(found[3]), _MONTHS[found[2].lower()], int(found[1]), ""
    if (found := _NAMED_MONTH.fullmatch(text)) and found[1].lower() in _MONTHS:
        return "known", int(found[3]), _MONTHS[found[1].lower()], int(found[2]), ""
    return None


def _day_first(numeric: Iterable[tuple[str, int, int, int, str]], column: Column, marketplace: str | None) -> tuple[bool, list[str]]:
    """Whether the day stands before the month, for the column as a whole."""
    numeric = list(numeric)
    if not numeric:
        return False, []
    if any(separator == "." for *_, separator in numeric):
        return True, []
    as_day_first = sum(second <= 12 for _, _, _, second, _ in numeric)
    as_month_first = sum(first <= 12 for _, _, first, _, _ in numeric)
    if as_day_first != as_month_first:
        return as_day_first > as_month_first, []
    if column.date_order is not None:
        chosen, by = column.date_order == "day_first", "as this report writes it"
    else:
        chosen, by = (
            marketplace not in (None, "US"),
            f"as is usual in {marketplace}" if marketplace else "as in the US, since no marketplace is known",
        )
    words = "day before month" if chosen else "month before day"
    return chosen, [f"the dates fit both day/month and month/day; read with the {words}, {by}"]


def _day(parts: tuple[str, int, int, int, str] | None, day_first: bool) -> date | None:
    if parts is None:
        return None
    kind, year, first, second, _ = parts
    month, day = (second, first) if kind == "numeric" and day_first else (first, second)
    try:
        return date(year + 2000 if year < 100 else year, month, day)
    except ValueError:
        return None


# ---------------------------------------------------------------- numbers


def _numbers(texts: Sequence[str], column: Column, marketplace: str | None) -> Reading:
    """Numbers with the column's decimal mark; currency signs and grouping are taken off."""
    stripped = {text: _without_signs(text) for text in set(texts) if not is_nothing(text)}
    mark = decimal_mark(stripped.values(), marketplace)
    numbers = {text: _number(found, mark) for text, found in stripped.items()}
    faults = {n: f"'{text}' is not a number" for n, text in enumerate(texts) if text in numbers and numbers[text] is None}
    return Reading([numbers.get(text) for text in texts], faults)


def _without_signs(text: str) -> str:
    """A number without currency signs around it and blanks in it; letters inside stay, so that 6.38E+13 is not taken for a number.

    >>> _without_signs("-$ 5.25"), _without_signs("1 210,50 €"), _without_signs("INR 12"), _without_signs("6.38E+13")
    ('-5.25', '1210,50', '12', '6.38E+13')
    """
    text = re.sub(r"(?<=\d)[\s\u00a0\u202f'](?=\d)", "", text.replace("−", "-"))
    return re.sub(r"^([+-]?)[^\d.,+-]{0,4}([+-]?)", r"\1\2", re.sub(r"[^\d.,]{1,4}$", "", text))


def decimal_mark(texts: Iterable[str], marketplace: str | None = None) -> str:
    """The decimal mark that fits a whole column.

    >>> decimal_mark(["1.210,00", "95,00"]), decimal_mark(["1,234.56"]), decimal_mark(["12.5", "3"]), decimal_mark(["1,234"])
    (',', '.', '.', '.')
    >>> decimal_mark(["1.234"], "DE"), decimal_mark(["1.234", "12.50"], "DE")
    (',', '.')
    """
    votes = {".": 0, ",": 0}
    for text in texts:
        last = max(text.rfind("."), text.rfind(","))
        if last < 0:
            continue
        mark, digits = text[last], len(text) - last - 1
        other = "," if mark == "." else "."
        if text.count(mark) > 1:
            votes[other] += 1
        elif other in text or digits != 3:
            votes[mark] += 1
    if votes["."] != votes[","]:
        return max(votes, key=lambda mark: votes[mark])
    return "," if marketplace in _COMMA_MARKETS else "."


def _number(text: str, mark: str) -> float | None:
    grouping = "," if mark == "." else "."
    whole, _, fraction = text.partition(mark)
    grouped = rf"[+-]?(\d*|\d{{1,3}}({re.escape(grouping)}\d{{2,3}})+)"
    if not re.fullmatch(grouped, whole) or not re.fullmatch(r"\d*", fraction) or not re.search(r"\d", text):
        return None
    return float(whole.replace(grouping, "") + "." + (fraction or "0"))


def _rates(texts: Sequence[str], column: Column, marketplace: str | None) -> Reading:
    """Fractions: a column in which a percent sign stands, or a number above 1, holds percentages."""
    reading = _numbers(texts, column, marketplace)
    percent = any("%" in text for text in texts) or any(value is not None and value > 1 for value in reading.values)
    if percent:
        reading.values = [None if value is None else float(Decimal(str(value)) / 100) for value in reading.values]
    return reading


def _integers(texts: Sequence[str], column: Column, marketplace: str | None) -> Reading:
    reading = _numbers(texts, column, marketplace)
    for n, value in enumerate(reading.values):
        if value is not None and not value.is_integer():
            reading.faults[n] = f"'{texts[n]}' is not a whole number"
    reading.values = [None if value is None or n in reading.faults else int(value) for n, value in enumerate(reading.values)]
    return reading


# ---------------------------------------------------------------- words


def _yes_no(texts: Sequence[str], column: Column, marketplace: str | None) -> Reading:
    """Yes and no in the languages of the stores, and the wordings the catalogue names for this column."""
    known = {word.lower(): value == "yes" for word, value in column.values.items()}

    def meaning(text: str) -> bool | None:
        word = text.lower().rstrip(".")
        if word in known:
            return known[word]
        return True if word in _YES else False if word in _NO else None

    values = {text: meaning(text) for text in set(texts)}
    faults = {n: f"'{text}' is neither yes nor no" for n, text in enumerate(texts) if values[text] is None and not is_nothing(text)}
    return Reading([values[text] for text in texts], faults)


def _categories(texts: Sequence[str], column: Column, marketplace: str | None) -> Reading:
    """The catalogue's word for each value: by the whole value, else by what stands before ` - `; unknown values stay as they are."""
    known = {word.lower(): value for word, value in column.values.items()}

    def meaning(text: str) -> str | None:
        if is_nothing(text):
            return None
        word = text.lower()
        return known.get(word) or known.get(word.split(" - ")[0].strip()) or text

    values = {text: meaning(text) for text in set(texts)}
    unknown = sorted({str(value) for text, value in values.items() if value is not None and value == text and value not in known.values()})
    warnings = [f"unknown value{'s' if len(unknown) > 1 else ''} kept as written: {', '.join(unknown[:5])}"] if unknown and known else []
    return Reading([values[text] for text in texts], warnings=warnings)


def _texts(texts: Sequence[str], column: Column, marketplace: str | None) -> Reading:
    return Reading([None if text == "" else text for text in texts])


def _order_ids(texts: Sequence[str], column: Column, marketplace: str | None) -> Reading:
    faults = {}
    for n, text in enumerate(texts):
        if not text:
            faults[n] = "The order id is missing"
        elif not (_ORDER_ID.fullmatch(text) or is_not_a_sale(text)):
            faults[n] = f"'{text}' is not an Amazon order id"
    return Reading([text or None for text in texts], faults)


def is_not_a_sale(order_id: str) -> bool:
    """Whether an id names a removal or a multi-channel shipment rather than an order of an Amazon buyer.

    >>> is_not_a_sale("S02-5278980-4327051"), is_not_a_sale("405-8078784-5731545")
    (True, False)
    """
    return _NOT_A_SALE_ID.fullmatch(order_id) is not None


_READERS: dict[str, Callable[[Sequence[str], Column, str | None], Reading]] = {
    "text": _texts,
    "order_id": _order_ids,
    "date": _dates,
    "number": _numbers,
    "integer": _integers,
    "rate": _rates,
    "yes_no": _yes_no,
    "category": _categories,
}
_DTYPES = {"date": "datetime64[ns]", "number": "Float64", "rate": "Float64", "integer": "Int64", "yes_no": "boolean"}


def series(values: Sequence[Any], type: str) -> pd.Series[Any]:
    """A pandas column of the catalogue type: text is `string`, numbers, counts and flags are nullable, days are at midnight."""
    if type == "date":
        return pd.Series(pd.to_datetime(pd.Series(values, dtype="object"))).astype("datetime64[ns]")
    return pd.Series(values, dtype=_DTYPES.get(type, "string"))  # type: ignore[call-overload,no-any-return]
