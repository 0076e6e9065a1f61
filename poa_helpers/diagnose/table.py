"""From an order table to integer codes: which orders count, their outcome, day and attribute values."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from ..errors import PoaError, Problem

ATTRIBUTES = (
    "asin", "sku", "carrier", "ship_service", "ship_method", "ship_state", "ship_country", "warehouse", "channel", "price_band", "weekday",
)  # fmt: skip
"""What is searched unless told otherwise. `return_reason` is not among them: only returned orders have one, so it is an effect."""

DEFAULT_DATE = "order_date"
UNKNOWN = "(unknown)"
MOST_DAYS = 400  # longer periods are searched in steps of several days


@dataclass(frozen=True, eq=False)
class Attribute:
    """One column as codes. `values[code]` is the text; code `unknown` (-1: none) stands for a missing value.

    twins: columns that say the same in other words, with their text per code.
    """

    name: str
    codes: np.ndarray
    values: tuple[str, ...]
    unknown: int
    twins: dict[str, tuple[str, ...]] = field(default_factory=dict)

    @cached_property
    def known(self) -> np.ndarray | None:
        """True for the orders whose value is known; `None` when all are."""
        return None if self.unknown < 0 else self.codes != self.unknown


@dataclass(frozen=True, eq=False)
class Orders:
    """The orders whose outcome is known, as arrays of equal length.

    ids, places: gives the ids of rows of the table, and which rows these orders are (`None`: all). bad: the outcome. day: index of the day (0 without dates; an order without a date counts as before the first day).
    """

    bad: np.ndarray
    day: np.ndarray
    attributes: tuple[Attribute, ...]
    first: date | None
    last: date | None
    step: int
    offset: int
    ids: Callable[[np.ndarray], Iterable[str]] | None
    places: np.ndarray | None

    def __len__(self) -> int:
        return len(self.bad)

    @property
    def days(self) -> int:
        """How many day indices there are."""
        return 1 if self.first is None or self.last is None else ((self.last - self.first).days) // self.step + 1 + self.offset

    @property
    def rate(self) -> float:
        return float(self.bad.mean()) if len(self) else 0.0

    def date_of(self, day: int) -> date | None:
        """The calendar day of a day index; `None` without dates."""
        return None if self.first is None else self.first + timedelta(days=(day - self.offset) * self.step)

    def day_of(self, on: date | None) -> int:
        """The day index of a calendar day; 0, which is all the time, for `None`."""
        return 0 if self.first is None or on is None else (on - self.first).days // self.step + self.offset

    def ids_of(self, rows: np.ndarray) -> tuple[str, ...]:
        """The ids of these orders, sorted; none where the table has no column `order_id`."""
        if self.ids is None:
            return ()
        return tuple(sorted(self.ids(rows if self.places is None else self.places[rows])))

    def attribute(self, name: str) -> Attribute:
        return next(a for a in self.attributes if a.name == name)


def read_orders(
    table: Any,
    outcome: str,
    by: Sequence[str] | None,
    date_column: str | None,
    *,
    above: float | None = None,
    dates_needed: bool = False,
) -> Orders:
    """Check the table and code it; with `above` the outcome is a number, and orders beyond it are the bad ones.

    Raises PoaError with all that is wrong with the table or the columns asked for.
    """
    frame, ids = _opened(table, [outcome, *(ATTRIBUTES if by is None else by), *([date_column] if date_column else [])])
    if date_column == DEFAULT_DATE and DEFAULT_DATE not in frame.columns:
        date_column = None
    problems = list(_missing_columns(frame, outcome, by, date_column))
    if dates_needed and date_column is None:
        problems.append(
            Problem(
                "Without dates nobody can say what changed", "Name the column of the order date, or ask for the level.", column=DEFAULT_DATE
            )
        )
    if problems:
        raise PoaError(problems)
    bad = _read_outcome(frame[outcome]) if above is None else _beyond(frame[outcome], above)
    names = [n for n in (ATTRIBUTES if by is None else dict.fromkeys(by)) if n in frame.columns and n not in (outcome, date_column)]
    if not names:
        raise PoaError.of("There is no attribute to search", f"Name the columns to search, or add one of: {', '.join(ATTRIBUTES)}.")
    keep = bad.notna().to_numpy()
    dates = None if date_column is None else _read_dates(frame[date_column])
    if dates is not None and dates_needed:
        keep = keep & dates.notna().to_numpy()
    known = bad[keep].to_numpy(dtype=bool)
    day, first, last, step, offset = _read_days(None if dates is None else dates[keep], int(keep.sum()))
    # of two names for the same orders the first is used
    names.sort(key=lambda n: ATTRIBUTES.index(n) if n in ATTRIBUTES else len(ATTRIBUTES))
    columns = [_read_attribute(frame[name][keep], name, known, day) for name in names]
    if by is None:
        columns = [a for a in columns if len(a.values) > 1 and not _is_an_id(a, len(known))]
    return Orders(known, day, _without_twins(columns), first, last, step, offset, ids, None if keep.all() else np.flatnonzero(keep))


def _opened(table: Any, asked: Sequence[str]) -> tuple[pd.DataFrame, Callable[[np.ndarray], Iterable[str]] | None]:
    """The frame to search, and what gives the ids of its rows. Of an order book only what is asked for: of millions of orders all would be too much."""
    if hasattr(table, "packed") and set(asked) <= set(table.columns):
        return table.frame(list(dict.fromkeys(asked))), table.ids_of
    frame = table if isinstance(table, pd.DataFrame) else getattr(table, "orders", None)
    if not isinstance(frame, pd.DataFrame):
        raise PoaError.of("This is no order table", "Pass a pandas DataFrame with one row per order, or the order book.")
    ids = frame["order_id"] if "order_id" in frame.columns else None
    return frame, None if ids is None else lambda rows: ids.iloc[rows].astype(str)


def _missing_columns(frame: pd.DataFrame, outcome: str, by: Sequence[str] | None, date_column: str | None) -> Iterator[Problem]:
    asked = [outcome, *(by or ()), *([date_column] if date_column else [])]
    for name in dict.fromkeys(asked):
        if name not in frame.columns:
            yield Problem("The table has no such column", f"Choose one of: {', '.join(map(str, frame.columns))}.", column=str(name))
        elif isinstance(frame[name], pd.DataFrame):
            yield Problem("The table has this column more than once", "Rename one of them.", column=str(name))


def _read_outcome(column: pd.Series) -> pd.Series:
    """The outcome as nullable boolean; only true/false and 1/0 are understood."""
    values = column.dropna().unique()
    odd = sorted({str(v) for v in values if not isinstance(v, (bool, np.bool_, int, np.integer, float, np.floating)) or v not in (0, 1)})
    if odd:
        shown = ", ".join(f"'{v}'" for v in odd[:3])
        advice = "Choose a yes/no column, or for a column of numbers say above which number an order is a bad one (above, --above)."
        raise PoaError.of(f"The outcome must be true or false (1 or 0), not {shown}", advice, column=str(column.name))
    return column.astype("boolean") if column.notna().any() else pd.Series(pd.NA, index=column.index, dtype="boolean")


def _beyond(column: pd.Series, above: float) -> pd.Series:
    """Whether each number is above the given one; unknown where there is none."""
    numbers = pd.to_numeric(column, errors="coerce")
    wrong = numbers.isna() & column.notna()
    if wrong.any():
        raise PoaError.of(f"'{column[wrong].iloc[0]}' is not a number", "Choose a column of numbers.", column=str(column.name))
    return (numbers > above).astype("boolean").mask(numbers.isna())


def _read_dates(column: pd.Series) -> pd.Series:
    """Calendar days; text must be written year-month-day, since 03/04 could be read two ways."""
    codes, different = pd.factorize(column)  # few days, many orders: each is read once
    raw = pd.Series(different.astype(object) if isinstance(different.dtype, pd.CategoricalDtype) else different)
    if pd.api.types.is_numeric_dtype(raw) and len(raw):
        raise PoaError.of("The date column holds plain numbers", "Write dates as YYYY-MM-DD.", column=str(column.name))
    if not pd.api.types.is_datetime64_any_dtype(raw):
        texts = raw.astype("string")
        raw = pd.to_datetime(texts, errors="coerce", format="ISO8601", utc=True)
        wrong = raw.isna() & texts.notna()
        if wrong.any():
            raise PoaError.of(f"'{texts[wrong].iloc[0]}' is not a date", "Write dates as YYYY-MM-DD.", column=str(column.name))
    days = (raw.dt.tz_localize(None) if raw.dt.tz is not None else raw).dt.normalize()
    return pd.Series(days.to_numpy(dtype="datetime64[s]").take(codes) if len(days) else np.full(len(codes), "NaT", "datetime64[s]")).mask(
        codes < 0
    )


def _read_days(dates: pd.Series | None, rows: int) -> tuple[np.ndarray, date | None, date | None, int, int]:
    """Day indices with first and last day, days per index, and 1 if index 0 is kept for orders without a date."""
    if dates is None or not dates.notna().any():
        return np.zeros(rows, dtype=np.int32), None, None, 1, 0
    first, last = dates.min(), dates.max()
    step = (last - first).days // MOST_DAYS + 1
    offset = int(dates.isna().any())
    day = ((dates - first).dt.days // step + offset).fillna(0).to_numpy(dtype=np.int32)
    return day, first.date(), last.date(), step, offset


def _read_attribute(column: pd.Series, name: str, bad: np.ndarray, day: np.ndarray) -> Attribute:
    """Codes ordered by what the orders are like (how many, how many bad, how early), so that neither names nor row order matter."""
    raw, uniques = pd.factorize(column)
    texts = np.array([str(value).strip() for value in uniques], dtype=object)
    again, values = pd.factorize(texts)  # 1 and "1" are the same value
    codes = np.where(raw < 0, -1, again[raw]) if len(again) else np.full(len(column), -1)
    empty = [i for i, value in enumerate(values) if value == ""]
    for code in empty:
        codes = np.where(codes == code, -1, codes)
    known = codes >= 0
    counts = np.bincount(codes[known], minlength=len(values))
    worse = np.bincount(codes[known & bad], minlength=len(values))
    early = np.bincount(codes[known], weights=day[known], minlength=len(values)) if len(day) else np.zeros(len(values))
    order = [i for i in np.lexsort((np.array(values, dtype=str), early, -worse, -counts)) if counts[i]]
    place = np.full(len(values) + 1, len(order), dtype=np.int32)
    place[order] = np.arange(len(order))
    missing = not known.all()
    names = tuple(str(values[i]) for i in order) + ((UNKNOWN,) if missing else ())
    return Attribute(name, place[codes], names, len(order) if missing else -1)


def _is_an_id(attribute: Attribute, rows: int) -> bool:
    """A value per row tells orders apart, it does not group them."""
    return rows > 1 and len(attribute.values) == rows


def _without_twins(columns: list[Attribute]) -> tuple[Attribute, ...]:
    """Columns that are one to one with an earlier one are not searched twice; they are remembered as its twins."""
    kept: list[Attribute] = []
    for column in columns:
        for i, other in enumerate(kept):
            if len(other.values) == len(column.values) and (texts := _translated(other, column)) is not None:
                kept[i] = replace(other, twins=other.twins | {column.name: texts})
                break
        else:
            kept.append(column)
    return tuple(kept)


def _translated(one: Attribute, other: Attribute) -> tuple[str, ...] | None:
    """The other column's text for each code of the first, or `None` when they are not one to one."""
    if (one.unknown < 0) != (other.unknown < 0):
        return None
    to = np.zeros(len(one.values), dtype=np.int64)
    to[one.codes] = other.codes
    same = np.array_equal(to[one.codes], other.codes) and len(set(to.tolist())) == len(to)
    same = same and (one.unknown < 0 or to[one.unknown] == other.unknown)
    return tuple(other.values[c] for c in to) if same else None
