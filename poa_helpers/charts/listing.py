"""The orders behind a click: a list of text inside a chart, so that it works in a saved notebook, without kernel and network."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from ..words import short_day
from .altair_light import Data, alt
from .daily import NAMES, outcome_name
from .look import INK, MUTED
from .segments import attribute_name, value_name

ROWS = 12  # orders listed at once; the rest is in the table below the chart
ATTRIBUTES = 3  # columns for attributes that a chart has room for
MOST_LETTERS = 32  # of a text in a column
PICKED = "picked"  # the selection's name; its field is `key`
IS_PICKED = {"param": PICKED, "empty": False}
HINT = "Click another {mark} for its orders."
IN_REPORTS = "The others are in the reports."
Positions = np.ndarray[Any, np.dtype[np.intp]]
Rows = list[dict[str, Any]]
_STEP, _GAP = 17, 14  # pixels: a row, between two columns
_PARTS = ("negative_feedback", "a_to_z_claim", "chargeback")
_ORDER = ("order_date", "order_id")
_HAPPENED = ("ship_by", "confirmed_on", *_PARTS, "return_reason")  # what `what_happened` looks at


def with_list(panels: Sequence[Any], lines: Any, key: str, spacing: int) -> Any:
    """The panels above the list; a click on a mark with a `key` picks it, `key` is picked to begin with.

    One layer of each panel bears the name `bars`: it is where the selection lives.
    """
    chart = alt.vconcat(*panels, lines, spacing=spacing)
    layers = [layer for panel in chart.vconcat for layer in panel.layer]
    views = [layer.name for layer in layers if str(layer.name).startswith("bars")]  # altair numbers the names when it joins the panels
    select = alt.PointSelectionConfig(type="point", fields=["key"], on="click", clear=False, toggle=False)
    chart.params = [alt.TopLevelSelectionParameter(name=PICKED, select=select, value=[{"key": key}], views=views)]
    return chart


def order_rows(orders: pd.DataFrame, key: str, attributes: Sequence[str], outcome: str, locale: str, most: int = ROWS) -> Rows:
    """The first orders by date as rows of a list; `orders` holds those behind one bar only. The columns are t0, t1 … (see `titles_of`)."""
    return rows_by_bar(orders, {key: np.arange(len(orders))}, attributes, outcome, locale, most)


def rows_by_bar(
    orders: pd.DataFrame, bars: Mapping[str, Positions], attributes: Sequence[str], outcome: str, locale: str, most: int = ROWS
) -> Rows:
    """The first orders by date behind each bar as rows of a list. bars: the bar's key, and where its orders stand in `orders`."""
    first = _first_by_date(orders, bars, most)
    wanted = [name for name in dict.fromkeys((*_ORDER, *attributes, *_HAPPENED)) if name in orders]
    listed = orders[wanted].iloc[np.concatenate([np.empty(0, np.intp), *first.values()])].to_dict("records")
    places = [(key, place) for key, positions in first.items() for place in range(len(positions))]
    rows = []
    for (key, place), order in zip(places, listed, strict=True):
        texts = [_text(order.get("order_id")), _day(order.get("order_date"), locale)]
        texts += [value_name(name, _text(order.get(name))) for name in attributes] + [what_happened(order, outcome, locale)]
        rows.append({"key": key, "place": place, **{f"t{n}": text for n, text in enumerate(texts)}})
    return rows


def _first_by_date(orders: pd.DataFrame, bars: Mapping[str, Positions], most: int) -> dict[str, Positions]:
    """The positions of each bar's first orders; sorted once for all bars."""
    held = np.unique(np.concatenate([np.empty(0, np.intp), *bars.values()]))
    by = [name for name in _ORDER if name in orders]
    rank = np.empty(len(held), np.intp)
    rank[orders[by].iloc[held].reset_index(drop=True).sort_values(by, kind="stable").index if by else slice(None)] = np.arange(len(held))
    return {key: positions[np.argsort(rank[np.searchsorted(held, positions)], kind="stable")[:most]] for key, positions in bars.items()}


def titles_of(attributes: Sequence[str]) -> list[str]:
    """The columns' titles, as `order_rows` fills them."""
    return ["Order", "Placed on", *(attribute_name(name) for name in attributes), "What happened"]


def what_happened(order: Mapping[str, Any], outcome: str, locale: str = "en-US") -> str:
    """The outcome of one order with what the files tell about it.

    >>> order = {"ship_by": pd.Timestamp("2026-09-18"), "confirmed_on": pd.Timestamp("2026-09-21")}
    >>> what_happened(order, "late")
    'ship by Sep 18, confirmed Sep 21'
    >>> what_happened({"negative_feedback": True, "a_to_z_claim": pd.NA}, "defect")
    'negative feedback'
    """
    if outcome == "late":
        pairs = (("ship by", order.get("ship_by")), ("confirmed", order.get("confirmed_on")))
        said = [f"{word} {short_day(value.date(), locale)}" for word, value in pairs if value is not None and not pd.isna(value)]
    elif outcome == "defect":
        said = [NAMES[part] for part in _PARTS if order.get(part) is True or str(order.get(part)) == "True"]
    else:
        said = [_text(order.get("return_reason"))] if outcome == "returned" else []
    return ", ".join(filter(None, said)) or outcome_name(outcome)


def head_of(key: str, said: str, total: int, rest: str, before: str = "", mark: str = "bar") -> dict[str, str]:
    """The two lines above the rows: what they are, and how many of them are listed; `rest` says where the others are.

    mark: what can be clicked.

    >>> head_of("a", "Carrier A: 36 orders shipped late", 36, "All are in the file.")["more"]
    'The first 12 by date. All are in the file. Click another bar for its orders.'
    """
    first = [f"The first {ROWS} by date.", rest] if total > ROWS else []
    return {"key": key, "said": said, "more": " ".join(filter(None, (before, *first, HINT.format(mark=mark))))}


def order_list(heads: Rows, rows: Rows, titles: Sequence[str], width: int, left: int = 0) -> Any:
    """The list as a layered chart: the head of the picked bar (see `head_of`), the columns' titles, its rows.

    width: of the plot above. left: pixels that the list begins to the left of the plot's edge. It is put below its chart by `with_list`.
    """
    rows = [_cut(row) for row in rows]
    widths = [max(map(_width, [title, *(row[f"t{n}"] for row in rows)])) + _GAP for n, title in enumerate(titles)]
    starts = {f"t{n}": round(sum(widths[:n])) - left for n in range(len(titles))}
    tall = max([row["place"] for row in rows], default=0) + 1
    y = alt.Y("place:Q", axis=None, scale=alt.Scale(domain=[-3, tall], zero=False, nice=False, range=[0, (tall + 3) * _STEP]))
    x = alt.X("x:Q", axis=None, scale=alt.Scale(domain=[0, width], zero=False, nice=False, range=[0, width]))
    top = [{"place": -1, "x": start, "said": title} for start, title in zip(starts.values(), titles, strict=True)]
    lines = [
        {"key": row["key"], "place": place, "x": -left, "said": row[part]} for row in heads for place, part in ((-3, "said"), (-2, "more"))
    ]
    head = alt.Chart(Data(values=lines)).transform_filter(IS_PICKED)
    columns = alt.Chart(Data(values=rows)).transform_filter(IS_PICKED).transform_fold(list(starts), as_=["column", "said"])
    layers = [
        (head.transform_filter("datum.place == -3"), {"color": INK, "fontSize": 12, "fontWeight": 600}),
        (head.transform_filter("datum.place == -2"), {"color": MUTED}),
        (alt.Chart(Data(values=top)), {"color": MUTED, "fontWeight": 600}),
        (columns.transform_calculate(x=f"({json.dumps(starts)})[datum.column]"), {"color": INK}),
    ]
    texts = [part.mark_text(align="left", baseline="middle", **look).encode(x=x, y=y, text=alt.Text("said:N")) for part, look in layers]
    return alt.layer(*texts).properties(width=width, height=(tall + 3) * _STEP)


def _width(text: str) -> float:
    """About how many pixels a text takes, in a wide font too."""
    return sum(8 if letter.isupper() else 4 if letter in " .,-:" else 6.9 for letter in text)


def _text(value: Any) -> str:
    return "" if value is None or pd.isna(value) else str(value).strip()


def _cut(row: dict[str, Any]) -> dict[str, Any]:
    """A row with long texts cut; the order's number stays whole."""
    return {name: text[:MOST_LETTERS] + "…" if _is_long(name, text) else text for name, text in row.items()}


def _is_long(name: str, text: Any) -> bool:
    return name.startswith("t") and name != "t0" and isinstance(text, str) and len(text) > MOST_LETTERS + 1


def _day(value: Any, locale: str) -> str:
    return "" if value is None or pd.isna(value) else short_day(pd.Timestamp(value).date(), locale)
