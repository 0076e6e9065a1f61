"""A map of two attributes for the largest finding: how often it went wrong in each cell, against all other orders; a click lists its orders."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import Any

import pandas as pd

from ..model import Finding
from ..words import counted, counted_noun, number, percent
from .altair_light import Data, alt
from .daily import outcome_name
from .grid import OTHERS, SMALL, Cell, Grid, grid_of
from .listing import IN_REPORTS, IS_PICKED, Rows, head_of, order_list, rows_by_bar, titles_of, with_list
from .look import GREY, INK, LINE, MUTED, PAPER, dressed, nothing
from .segments import attribute_name, named, segment_name, sentence_case, since, value_name

_HEADING = "Where the two meet"
_MUCH = 3.0  # times the rate of the rest from which a cell is drawn strongest
_MANY = 20  # cells compared at 95 %, of which one is expected to differ by chance
_KINDS = {
    "much": f"at least {_MUCH:.0f} times as often as the rest", "more": "more often", "alike": "no clear difference", "less": "less often",
    "small": f"small: fewer than {SMALL} orders",
}  # fmt: skip
_COLOURS = {"much": "#F08A4B", "more": "#F9D0A8", "alike": "#EDF1F5", "less": "#A9D5F3", "small": PAPER}  # pale enough for ink on them
_WIDE, _TALL, _NAMES = 84, 44, 150  # pixels of a cell, and of the names at the left
_LINE = 12  # letters of a column's name in one line


def heat_chart(findings: Sequence[Finding], orders: pd.DataFrame, locale: str = "en-US") -> Any:
    """Rows and columns are values of two attributes (see `grid_of`); a cell says its rate, what it is counted from, and how it compares.

    Coloured where the 95 % interval of its rate excludes that of all other orders. Framed: the finding. findings: of one outcome.
    """
    grid = grid_of(findings, orders) if findings else None
    caption = _caption(grid, findings, locale)
    if grid is None:
        return nothing(_HEADING, caption, locale)
    rows = [_row(cell, grid, findings[0], locale) for cell in grid.cells if cell.count.total]
    clickable = "order_id" in orders
    plot = _plot(rows, grid, clickable=clickable)
    heading = f"{attribute_name(grid.attributes[0])} by {attribute_name(grid.attributes[1])}: how often {outcome_name(findings[0].outcome)}"
    if not clickable:
        return dressed(plot, heading, caption, locale, wrap=118)
    lines = order_list(*_behind(grid, orders, findings[0], locale), width=_WIDE * len(grid.columns), left=_NAMES)
    framed = [cell for cell in grid.cells if grid.is_finding(cell, findings[0]) and cell.count.total]
    first = max(framed or grid.cells, key=lambda cell: cell.count.hits)
    return dressed(with_list([plot], lines, _key(first), spacing=14), heading, caption, locale, wrap=118)


def heat_caption(findings: Sequence[Finding], orders: pd.DataFrame, locale: str = "en-US") -> str:
    """What is counted, where it stands out, and which cells say little, in plain sentences."""
    return _caption(grid_of(findings, orders) if findings else None, findings, locale)


def _caption(grid: Grid | None, findings: Sequence[Finding], locale: str) -> str:
    if not findings:
        return "No segment of the orders stands out, so there are no two attributes to hold against each other."
    finding = findings[0]
    if grid is None:
        return f"{sentence_case(segment_name(finding))}: no second attribute of these orders has two values with {SMALL} orders or more."
    did = outcome_name(finding.outcome)
    among = f" among those with {named(grid.within)}" if grid.within else ""
    text = [f"Orders {did}{since(finding, locale)}{among}: {counted(grid.whole, locale)}. Framed: {segment_name(finding)}."]
    high = sorted((c for c in grid.cells if c.verdict == "more"), key=lambda c: -(c.count.rate or 0))
    if high:
        top = high[0]
        text.append(
            f"Clearly more often than in all other orders: {_cells(len(high), locale)}, most of all {_where(top, grid)} with "
            f"{counted(top.count, locale)} against {percent(top.rest.rate, locale)}."
        )
    else:
        text.append("No single cell is clearly above all other orders.")
    if low := sum(c.verdict == "less" for c in grid.cells):
        text.append(f"Clearly less often: {_cells(low, locale)}.")
    if sum(c.verdict != "small" for c in grid.cells) >= _MANY:
        text.append("Among so many cells a few stand out by chance alone.")
    if small := sum(c.verdict == "small" and c.count.total > 0 for c in grid.cells):
        text.append(f"{_cells(small, locale)} with fewer than {SMALL} orders {'is' if small == 1 else 'are'} marked as small.")
    if grid.left_out:
        text.append(
            f"{counted_noun(grid.left_out, 'order', locale)} {'is' if grid.left_out == 1 else 'are'} left out, as the files do not say the "
            f"{' or the '.join(_in_a_sentence(name) for name in grid.attributes)}."
        )
    return " ".join(text)


def _cells(n: int, locale: str) -> str:
    return counted_noun(n, "cell", locale)


def _where(cell: Cell, grid: Grid) -> str:
    """The orders of a cell in words: `carrier Cascade Parcel and 34 others by ASIN`."""
    sides = zip(grid.attributes, (cell.row, cell.column), grid.joined, strict=True)
    return " and ".join(
        f"{joined} others by {_in_a_sentence(name)}" if value == OTHERS else named({name: value}) for name, value, joined in sides
    )


def _in_a_sentence(name: str) -> str:
    """An attribute's name inside a sentence; abbreviations keep their capitals.

    >>> _in_a_sentence("carrier"), _in_a_sentence("asin")
    ('carrier', 'ASIN')
    """
    label = attribute_name(name)
    return label if label[1:2].isupper() else label[:1].lower() + label[1:]


def _label(name: str, value: str, joined: int) -> str:
    return f"{joined} others" if value == OTHERS else value_name(name, value)


def _kind(cell: Cell) -> str:
    verdict = cell.verdict
    return "much" if verdict == "more" and (cell.times is None or cell.times >= _MUCH) else verdict


def _key(cell: Cell) -> str:
    return f"{cell.row}|{cell.column}"


def _row(cell: Cell, grid: Grid, finding: Finding, locale: str) -> dict[str, Any]:
    times = "" if cell.times is None else f", {number(cell.times, locale, 1)} times as often"
    return {
        "key": _key(cell), "row": _label(grid.attributes[0], cell.row, grid.joined[0]),
        "column": _column(grid.attributes[1], cell.column, grid.joined[1]), "where": _where(cell, grid), "kind": _KINDS[_kind(cell)],
        "share": percent(cell.count.rate, locale), "of": f"{number(cell.count.hits, locale)} of {number(cell.count.total, locale)}",
        "said": counted(cell.count, locale), "rest": f"{counted(cell.rest, locale)}{times}",
        "rate": round(cell.count.rate or 0, 5), "framed": grid.is_finding(cell, finding),
    }  # fmt: skip


def _column(name: str, value: str, joined: int) -> str:
    """A column's name in at most two lines, which the axis parts at the bar."""
    return "|".join(textwrap.wrap(_label(name, value, joined), _LINE, max_lines=2, placeholder="…", break_long_words=True))


def _plot(rows: Rows, grid: Grid, *, clickable: bool) -> Any:
    base = alt.Chart(Data(values=rows))
    (down, across), (some, others) = grid.attributes, grid.joined
    names = alt.Axis(
        title=None, orient="top", labelExpr="split(datum.label, '|')", labelAngle=0, labelLineHeight=13, ticks=False, domain=False
    )
    side = alt.Axis(title=None, labelLimit=_NAMES - 10, minExtent=_NAMES, ticks=False, domain=False, labelFontSize=12)
    x = alt.X("column:N", axis=names, scale=_band([_column(across, value, others) for value in grid.columns]))
    y = alt.Y("row:N", axis=side, scale=_band([_label(down, value, some) for value in grid.rows]))
    legend = alt.Legend(
        title=None, orient="top", offset=10, symbolType="square", symbolSize=150, columns=3, symbolStrokeColor=MUTED, symbolStrokeWidth=1
    )
    colour = alt.Color("kind:N", legend=legend, scale=alt.Scale(domain=list(_KINDS.values()), range=list(_COLOURS.values())))
    tips = [
        alt.Tooltip("where:N", title="Orders"), alt.Tooltip("said:N", title="Went wrong"), alt.Tooltip("rest:N", title="All other orders"),
        alt.Tooltip("kind:N", title="So it is"),
    ]  # fmt: skip
    hand = {"cursor": "pointer"} if clickable else {}
    is_small = f"datum.kind == '{_KINDS['small']}'"
    frame = {"expr": f"datum.framed ? '{INK}' : {is_small} ? '{GREY}' : '{LINE}'"}
    dash = {"expr": f"{is_small} ? [3, 3] : [1, 0]"}
    tiles = base.mark_rect(strokeWidth=1.5, stroke=frame, strokeDash=dash, cornerRadius=3, **hand)
    tiles = tiles.encode(x=x, y=y, color=colour, tooltip=tips)
    ink = alt.ColorValue(INK, condition={"test": is_small, "value": MUTED})
    layers = [
        tiles,
        base.mark_text(dy=-7, fontSize=12, fontWeight=600).encode(x=x, y=y, text=alt.Text("share:N"), color=ink),
        base.mark_text(dy=8, fontSize=10).encode(x=x, y=y, text=alt.Text("of:N"), color=ink),
    ]
    if clickable:
        marked = alt.OpacityValue(0, condition={**IS_PICKED, "value": 0.14})
        layers.append(
            base.mark_rect(color=INK, cornerRadius=3, **hand).encode(x=x, y=y, opacity=marked, tooltip=tips).properties(name="bars")
        )
    return alt.layer(*layers).properties(width=_WIDE * len(grid.columns), height=_TALL * len(grid.rows))


def _band(names: list[str]) -> Any:
    return alt.Scale(domain=names, paddingInner=0.06, paddingOuter=0.03)


def _behind(grid: Grid, orders: pd.DataFrame, finding: Finding, locale: str) -> tuple[Rows, Rows, list[str]]:
    """The head and the first orders of each cell, and the titles of the columns."""
    heads, bars = [], {}
    attributes = [*grid.attributes, *grid.within][:3]
    for cell in grid.cells:
        if cell.count.total:
            said = f"{sentence_case(_where(cell, grid))}: {counted(cell.count, locale)} {outcome_name(finding.outcome)}"
            heads.append(head_of(_key(cell), said, cell.count.hits, IN_REPORTS, mark="cell"))
            bars[_key(cell)] = cell.bad
    return heads, rows_by_bar(orders, bars, attributes, finding.outcome, locale), titles_of(attributes)
