"""Orders and defects day by day, with the day on which it changed."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pandas as pd

from ..errors import PoaError
from ..measure.counts import count_days, daily_counts
from ..model import Count, Window
from ..words import counted, counted_noun, day, number, percent, period
from .altair_light import Data, alt
from .look import BLUE, INK, PALE, VERMILLION, WIDTH, day_format, dressed, moment, nothing

_ZOOM = "wheel![event.shiftKey]"  # a wheel alone has to scroll the notebook
SMOOTHING = 7  # days; a whole week, so that weekdays do not show as waves
NAMES = {
    "late": "shipped late",
    "cancelled": "cancelled",
    "cancelled_by_seller": "cancelled by the seller",
    "negative_feedback": "negative feedback",
    "a_to_z_claim": "A-to-z claim",
    "chargeback": "chargeback",
    "defect": "with a defect",
    "valid_tracking": "validly tracked",
    "on_time": "delivered on time",
    "returned": "returned",
}
SUCCESSES = ("valid_tracking", "on_time")


def daily_chart(
    orders: pd.DataFrame, outcome: str, onset: date | None = None, locale: str = "en-US", *, date_column: str = "order_date"
) -> Any:
    """Above: orders a day, those with the outcome marked. Below: their share over 7 days. Dashed: the onset.

    orders: one row per order, `outcome` a boolean column; orders where it is NA are not counted.
    Raises PoaError when a column is missing.
    """
    days = _days(orders, outcome, date_column)
    name = outcome_name(outcome)
    heading, words = f"Orders {name}, day by day", daily_caption(orders, outcome, onset, locale, date_column=date_column)
    if days.empty:
        return nothing(heading, words, locale)
    x = alt.X("day:T", title=None, axis=alt.Axis(format=day_format(locale), labelOverlap=True, grid=False))
    data = Data(values=[{**row, "day": moment(date.fromisoformat(row["day"]))} for row in days.to_dict("records")])
    base = alt.Chart().properties(width=WIDTH)
    bad_first = outcome not in SUCCESSES
    zoom = alt.selection_interval(name="zoom", bind="scales", encodings=["x"], zoom=_ZOOM, clear="dblclick")  # of the days, for both panels
    bars = _bars(base, x, name, bad_first, len(days), locale).add_params(zoom)
    share = alt.Y(
        "share:Q", title=f"share {name}, {SMOOTHING} days", axis=alt.Axis(format="~%", tickCount=4), scale=alt.Scale(zero=bad_first)
    )
    line = base.mark_line(color=VERMILLION if bad_first else BLUE, strokeWidth=2.5).encode(x=x, y=share).properties(height=130)
    panels = [alt.layer(bars), alt.layer(line)]
    if onset is not None:
        mark = alt.Chart(Data(values=[{"day": moment(onset - timedelta(days=1), 12), "said": f"from {day(onset, locale)}"}]))
        rule = mark.mark_rule(color=INK, strokeDash=[5, 4], strokeWidth=1.5).encode(x=alt.X("day:T"))
        label = mark.mark_text(align="right", baseline="top", dx=-5, color=INK, fontWeight=600).encode(
            x=alt.X("day:T"), y=alt.YValue(2), text=alt.Text("said:N")
        )
        panels = [alt.layer(bars, rule), alt.layer(line, rule, label)]
    chart = alt.vconcat(*panels, data=data, spacing=12).resolve_scale(x="shared")
    return dressed(chart, heading, words, locale)


def _bars(base: Any, x: Any, name: str, bad_first: bool, days: int, locale: str) -> Any:
    """Orders a day as stacked bars, the bad ones at the bottom."""
    kinds = [f"orders {name}", "other orders" if bad_first else f"orders not {name}"]
    colours = [VERMILLION, PALE] if bad_first else [PALE, VERMILLION]
    return (
        base.transform_fold(["hits", "others"], as_=["kind", "orders"])
        .transform_calculate(
            said=f"datum.kind == 'hits' ? '{kinds[0]}' : '{kinds[1]}'", place=f"datum.kind == '{'hits' if bad_first else 'others'}' ? 0 : 1"
        )
        .mark_bar(binSpacing=0, width=max(1.5, 0.8 * WIDTH / max(1, days)))
        .encode(
            x=x,
            y=alt.Y("orders:Q", title="orders a day", axis=alt.Axis(tickMinStep=1, tickCount=5)),
            color=alt.Color("said:N", title=None, scale=alt.Scale(domain=kinds, range=colours)),
            order=alt.Order("place:Q"),
            tooltip=[alt.Tooltip("day:T", format=day_format(locale)), alt.Tooltip("said:N"), alt.Tooltip("orders:Q")],
        )
        .properties(height=130)
    )


def daily_caption(
    orders: pd.DataFrame, outcome: str, onset: date | None = None, locale: str = "en-US", *, date_column: str = "order_date"
) -> str:
    """How many orders have the outcome, before and from the onset on, in plain words."""
    days = _days(orders, outcome, date_column)
    name = outcome_name(outcome)
    if days.empty:
        return f"There are no orders of which the files say whether they were {name}."
    span = Window(start=date.fromisoformat(days["day"].iloc[0]), end=date.fromisoformat(days["day"].iloc[-1]) + timedelta(days=1))
    daily = days.assign(total=days["hits"] + days["others"]).set_index(pd.to_datetime(days["day"]))
    whole = count_days(daily, span)
    if onset is None or onset not in span or onset == span.start:
        share = percent(whole.rate, locale)
        verb = "was" if whole.hits == 1 else "were"
        return f"Of {counted_noun(whole.total, 'order', locale)} ({period(span, locale)}), {number(whole.hits, locale)} ({share}) {verb} {name}."
    before, after = count_days(daily, Window(start=span.start, end=onset)), count_days(daily, Window(start=onset, end=span.end))
    return f"Orders {name}: {counted(before, locale)} before {day(onset, locale)}, {counted(after, locale)} from that day on ({period(span, locale)})."


def orders_named(count: float, outcome: str, locale: str = "en-US") -> str:
    """A number of orders with an outcome in words.

    >>> orders_named(1, "late"), orders_named(1512, "late")
    ('1 order shipped late', '1,512 orders shipped late')
    """
    said = number(count, locale)
    return f"{said} order{'' if said == '1' else 's'} {outcome_name(outcome)}"


def outcome_name(outcome: str) -> str:
    """An outcome in words.

    >>> outcome_name("late"), outcome_name("is_broken")
    ('shipped late', 'is broken')
    """
    return NAMES.get(outcome, outcome.replace("_", " "))


def _days(orders: pd.DataFrame, outcome: str, date_column: str) -> pd.DataFrame:
    """One row a day from the first to the last known order: hits, others, and the share over the last 7 days (None without orders)."""
    missing = [name for name in (date_column, outcome) if name not in orders]
    if missing:
        raise PoaError.of(
            f"The table has no column '{missing[0]}'", f"Its columns are: {', '.join(map(str, orders.columns))}.", column=missing[0]
        )
    known = orders[orders[outcome].notna() & orders[date_column].notna()]
    dates = pd.to_datetime(known[date_column]).dt.normalize()
    daily = daily_counts(pd.DataFrame({"order_date": dates, outcome: known[outcome].astype("boolean")}), outcome)
    if daily.empty:
        return pd.DataFrame({"day": [], "hits": [], "others": [], "share": []})
    daily = daily.reindex(pd.date_range(daily.index.min(), daily.index.max(), freq="D"), fill_value=0)
    week = daily.rolling(SMOOTHING).sum()
    shares = [Count(hits=int(h), total=int(t)).rate if t == t else None for h, t in zip(week["hits"], week["total"], strict=True)]
    return pd.DataFrame(
        {
            "day": [stamp.date().isoformat() for stamp in daily.index],
            "hits": [int(n) for n in daily["hits"]],
            "others": [int(n) for n in daily["total"] - daily["hits"]],
            "share": pd.Series([None if share is None else round(share, 5) for share in shares], dtype=object),
        }
    )
