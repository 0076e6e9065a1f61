"""Cells to values: one date format and one decimal mark per column, decided from all its values.

Everything works on the different texts of a column; a column of a million cells holds a few thousand of them.
"""

from __future__ import annotations

from collections.abc import Sequence

from ...catalogue import Column
from .countries import read_countries, read_regions
from .dates import read_dates
from .numbers import decimal_mark, read_integers, read_numbers, read_rates
from .reading import Doubt, Reader, Reading, bare, is_nothing
from .words import read_categories, read_comments, read_order_ids, read_texts, read_yes_no

__all__ = ["Doubt", "Reading", "bare", "decimal_mark", "is_nothing", "read_column", "read_distinct"]

_READERS: dict[str, Reader] = {
    "text": read_texts,
    "comment": read_comments,
    "country": read_countries,
    "region": read_regions,
    "order_id": read_order_ids,
    "date": read_dates,
    "number": read_numbers,
    "integer": read_integers,
    "rate": read_rates,
    "yes_no": read_yes_no,
    "category": read_categories,
}


def read_distinct(texts: Sequence[str], column: Column, marketplace: str | None, rows: Sequence[int] | None = None) -> Reading:
    """The values of the different texts of a column, by its type; None for an empty text or a dash.

    rows: how many cells hold each text (default: one each); only counted in what the user is told. Values and faults are per text.

    >>> read_distinct(["01/02/2026", "13/02/2026"], Column(type="date"), "US").values
    [datetime.date(2026, 2, 1), datetime.date(2026, 2, 13)]
    """
    return _READERS[column.type]([bare(text) for text in texts], column, marketplace, rows if rows is not None else [1] * len(texts))


def read_column(cells: Sequence[str], column: Column, marketplace: str | None) -> Reading:
    """The values of a column by its type; None for an empty cell or a dash. Values and faults are per cell."""
    places: dict[str, int] = {}
    codes = [places.setdefault(cell, len(places)) for cell in cells]
    rows = [0] * len(places)
    for code in codes:
        rows[code] += 1
    distinct = read_distinct(list(places), column, marketplace, rows)
    values = [distinct.values[code] for code in codes]
    faults = {n: distinct.faults[code] for n, code in enumerate(codes) if code in distinct.faults} if distinct.faults else {}
    doubt = distinct.doubt
    if doubt is not None:
        doubt = Doubt(doubt.what, codes.index(doubt.example), doubt.choices)
        faults = {n: what for n, what in faults.items() if what != doubt.what or n == doubt.example}
    return Reading(values, faults, distinct.warnings, doubt)
