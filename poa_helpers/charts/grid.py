"""Orders counted by two attributes at once: what the heat map shows, cell by cell, each against all other orders."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from ..measure.counts import wilson
from ..model import Count, Finding
from .segments import in_segment

SMALL = 10  # orders of a cell below which its rate is not compared
MOST_ROWS, MOST_COLUMNS = 8, 7  # values told apart; those with the fewest orders are joined
OTHERS = "\0"  # the joined values; no value of a file has this sign
_WEEK = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


@dataclass(frozen=True)
class Cell:
    """Orders with one value of each attribute. rest: all other orders of the grid. bad: the rows of the table that are its bad orders."""

    row: str
    column: str
    count: Count
    rest: Count
    bad: np.ndarray

    @property
    def verdict(self) -> str:
        """`small` below SMALL orders; `more` or `less` where the 95 % interval of the rate excludes the rate of the rest; else `alike`.

        >>> few, many = Count(hits=3, total=9), Count(hits=36, total=149)
        >>> [Cell("A", "P", count, Count(hits=45, total=1219), np.array([])).verdict for count in (few, many, Count(hits=4, total=100))]
        ['small', 'more', 'alike']
        """
        interval, rest = wilson(self.count), self.rest.rate
        if self.count.total < SMALL:
            return "small"
        if interval is None or rest is None or interval[0] <= rest <= interval[1]:
            return "alike"
        return "more" if interval[0] > rest else "less"

    @property
    def times(self) -> float | None:
        """How many times the rate of the rest; `None` where the rest has no bad order."""
        return self.count.rate / self.rest.rate if self.count.rate is not None and self.rest.rate else None


@dataclass(frozen=True)
class Grid:
    """attributes: of the rows and of the columns. rows, columns: their values, the finding's first, OTHERS last. joined: how many values are in OTHERS.

    within: conditions of the finding that are neither rows nor columns; the orders counted all fulfil them, and are not before its onset.
    whole: all orders counted. left_out: orders of which one of the two attributes is not known.
    """

    attributes: tuple[str, str]
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    joined: tuple[int, int]
    within: dict[str, str]
    whole: Count
    left_out: int
    cells: tuple[Cell, ...]

    def is_finding(self, cell: Cell, finding: Finding) -> bool:
        """Whether the orders of a cell are the finding's."""
        return all(finding.segment.get(name, value) == value for name, value in zip(self.attributes, (cell.row, cell.column), strict=True))


def grid_of(findings: Sequence[Finding], orders: pd.DataFrame) -> Grid | None:
    """The first finding's attribute against its second one; where it has one only, against that of the next finding that crosses it, or the first
    searched attribute that does. `None` where nothing crosses it.

    findings: of one outcome. orders: one row per order; those before the onset or with an unknown outcome are not counted.
    """
    from ..diagnose import ATTRIBUTES  # loads scipy, which the charts before this one do not need

    finding = findings[0]
    if finding.outcome not in orders:
        return None
    places = np.flatnonzero(_counted(finding, orders))
    table = orders.iloc[places]
    first, *own = finding.segment
    crossing = [*own, *(name for other in findings[1:] for name in other.segment), *ATTRIBUTES]
    inside = in_segment(table, {first: finding.segment[first]})
    second = next((name for name in crossing if name not in (first, *own[1:]) and name in table and _crosses(table, inside, name)), None)
    if first not in table or second is None:
        return None
    within = {name: finding.segment[name] for name in own if name != second}
    keep = in_segment(table, within)
    return _grid((first, second), finding, within, places[keep], table.iloc[keep])


def _counted(finding: Finding, orders: pd.DataFrame) -> np.ndarray:
    known = orders[finding.outcome].notna().to_numpy()
    if finding.onset is None or "order_date" not in orders:
        return known
    return known & (pd.to_datetime(orders["order_date"]) >= pd.Timestamp(finding.onset)).fillna(False).to_numpy(dtype=bool)


def _crosses(table: pd.DataFrame, inside: np.ndarray, name: str) -> bool:
    """Whether the finding's orders have two values or more of an attribute, of SMALL orders each: a SKU does not cross its ASIN."""
    codes, values = _coded(table[name])
    sizes = np.bincount(codes[inside & (codes >= 0)], minlength=len(values))
    return int((sizes >= SMALL).sum()) > 1


def _coded(column: pd.Series) -> tuple[np.ndarray, list[str]]:
    """A column as codes and texts; -1 where nothing is known."""
    codes, held = pd.factorize(column)
    texts = [str(one).strip() for one in held]
    kept = [text for text in dict.fromkeys(texts) if text]
    place = {text: n for n, text in enumerate(kept)}
    return np.append(np.array([place.get(text, -1) for text in texts], dtype=int), -1)[codes], kept


def _grid(attributes: tuple[str, str], finding: Finding, within: dict[str, str], places: np.ndarray, table: pd.DataFrame) -> Grid:
    bad = table[finding.outcome].astype(bool).to_numpy()
    coded = [_coded(table[name]) for name in attributes]
    known = (coded[0][0] >= 0) & (coded[1][0] >= 0)
    sides = [
        _side(codes[known], values, finding.segment.get(name), most, in_week=name == "weekday")
        for name, (codes, values), most in zip(attributes, coded, (MOST_ROWS, MOST_COLUMNS), strict=True)
    ]
    (down, rows, some), (across, columns, others) = sides
    bad, places = bad[known], places[known]
    cell = down * len(columns) + across
    size = len(rows) * len(columns)
    totals, hits = np.bincount(cell, minlength=size), np.bincount(cell[bad], minlength=size)
    whole = Count(hits=int(hits.sum()), total=int(totals.sum()))
    cells = [
        Cell(
            rows[n // len(columns)], columns[n % len(columns)], Count(hits=int(hits[n]), total=int(totals[n])),
            Count(hits=whole.hits - int(hits[n]), total=whole.total - int(totals[n])), places[bad & (cell == n)],
        )
        for n in range(size)
    ]  # fmt: skip
    return Grid(attributes, rows, columns, (some, others), within, whole, int((~known).sum()), tuple(cells))


def _side(codes: np.ndarray, values: list[str], first: str | None, most: int, *, in_week: bool) -> tuple[np.ndarray, tuple[str, ...], int]:
    """The place of each order along one side, the values there, and how many of them are joined as OTHERS."""
    sizes = np.bincount(codes, minlength=len(values))
    ranked = sorted((n for n in range(len(values)) if sizes[n]), key=lambda n: (values[n] != first, -sizes[n], values[n]))
    if in_week:
        ranked.sort(key=lambda n: _WEEK.index(values[n]) if values[n] in _WEEK else len(_WEEK))
    shown = ranked if len(ranked) <= most else ranked[: most - 1]
    joined = len(ranked) - len(shown)
    place = np.full(len(values) + 1, len(shown))
    place[shown] = np.arange(len(shown))
    names = tuple(values[n] for n in shown)
    return place[codes], (*names, OTHERS) if joined else names, joined
