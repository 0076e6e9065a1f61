"""How a metric comes back under its target."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pandas as pd

from ..catalogue import catalogue
from ..measure import metric_name, recovery_sentence
from ..measure.counts import population_of
from ..measure.recovery import clean_path
from ..measure.show import target_words
from ..model import Count, Measurement, Window
from ..words import counted, day
from .altair_light import Data, alt
from .look import BLUE, GREY, INK, MUTED, VERMILLION, WIDTH, day_format, dressed, moment, nothing

_HEADING = "When is the target met again?"
_WIDE = WIDTH - 90  # of the plot; beside it stands the target
_PAST, _AHEAD = "measured", "if every further order is clean"


def recovery_chart(measurement: Measurement, orders: pd.DataFrame | None = None, locale: str = "en-US") -> Any:
    """With the order book's rows: the rate of the window day by day, past and to come. Without: the rate by further clean orders.

    orders: `OrderBook.orders`; a metric from Amazon's report alone has none.
    """
    rows = _by_day(measurement, orders) if orders is not None and measurement.window is not None else []
    x: Any = alt.X(
        "x:T",
        title=f"last day of the {measurement.window_days} days",
        axis=alt.Axis(format=day_format(locale), grid=False, labelOverlap=True),
    )
    if not rows:
        rows = _by_orders(measurement)
        x = alt.X("x:Q", title="further orders without a defect", axis=alt.Axis(grid=False, tickMinStep=1, tickCount=6))
    if not rows:
        return nothing(_HEADING, recovery_caption(measurement, locale), locale)
    base = alt.Chart(Data(values=rows)).properties(width=_WIDE, height=220)
    kinds = [kind for kind in (_PAST, _AHEAD) if any(row["kind"] == kind for row in rows)] or [_AHEAD]
    colours = {_PAST: VERMILLION if measurement.status == "bad" else GREY, _AHEAD: BLUE}
    scale = alt.Scale(domain=kinds, range=[colours[kind] for kind in kinds])
    y = alt.Y(
        "rate:Q",
        title=metric_name(measurement.metric, locale),
        axis=alt.Axis(format="~%", tickCount=5),
        scale=alt.Scale(zero=_is_low(measurement)),
    )
    dash = alt.StrokeDash(
        "kind:N", title=None, scale=alt.Scale(domain=kinds, range=[[1, 0] if kind == _PAST else [6, 3] for kind in kinds])
    )
    layers: list[Any] = [
        base.mark_line(strokeWidth=2.5).encode(x=x, y=y, color=alt.Color("kind:N", title=None, scale=scale), strokeDash=dash)
    ]
    if measurement.target is not None:
        goal = alt.Chart(Data(values=[{"rate": measurement.target.value, "said": f"target {target_words(measurement.target, locale)}"}]))
        layers.append(goal.mark_rule(color=INK, strokeDash=[4, 3]).encode(y=alt.Y("rate:Q")))
        # beside the plot, where no curve passes
        layers.append(
            goal.mark_text(align="left", dx=6, color=MUTED).encode(y=alt.Y("rate:Q"), x=alt.XValue(_WIDE), text=alt.Text("said:N"))
        )
    layers += _end(measurement, rows, x, locale)
    return dressed(alt.layer(*layers), _HEADING, recovery_caption(measurement, locale), locale)


def recovery_caption(measurement: Measurement, locale: str = "en-US") -> str:
    """The way back in plain words, also when there is none or none is needed."""
    name = metric_name(measurement.metric, locale)
    limit = measurement.target.value if measurement.target else None
    now = f"{name[:1].upper()}{name[1:]} now: {counted(measurement.count, locale, limit)}."
    if measurement.recovery is not None and measurement.recovery.orders_needed == 0:
        return f"{now} The target is met."
    return f"{now} {recovery_sentence(measurement, locale) or 'The files do not say how it comes back to its target.'}"


def _is_low(measurement: Measurement) -> bool:
    metric = catalogue().metrics.get(measurement.metric)
    return metric is None or metric.good == "low"


def _by_orders(measurement: Measurement) -> list[dict[str, Any]]:
    """The rate after 0, 1, 2 … further clean orders, in at most 60 steps, to a quarter beyond what is needed."""
    count, back = measurement.count, measurement.recovery
    if count.rate is None:
        return []
    needed = back.orders_needed if back is not None and back.orders_needed is not None else count.total
    furthest = max(needed + needed // 4, count.total // 10, 1)
    steps = sorted({*range(0, furthest + 1, max(1, furthest // 60)), needed, furthest})
    return [{"x": n, "rate": _rate(count, n, _is_low(measurement)), "kind": _AHEAD} for n in steps]


def _rate(count: Count, more: int, low: bool) -> float:
    return round((count.hits if low else count.hits + more) / (count.total + more), 6)


def _by_day(measurement: Measurement, orders: pd.DataFrame) -> list[dict[str, Any]]:
    """The window's rate by its last day: what the files show, then with clean orders only, until a week after the target is met."""
    metric, window, back = catalogue().metrics.get(measurement.metric), measurement.window, measurement.recovery
    if metric is None or metric.flag is None or window is None or back is None:
        return []
    if measurement.marketplace is not None:
        orders = orders[orders["marketplace"].eq(measurement.marketplace).fillna(False).astype(bool) | orders["marketplace"].isna()]
    daily = population_of(orders, metric.flag).of_channel(measurement.channel).daily(metric.flag)
    daily = daily[daily["total"] > 0]
    if daily.empty:
        return []
    covered = Window(start=daily.index.min().date(), end=daily.index.max().date() + timedelta(days=1))
    as_of = back.on - timedelta(days=back.days) if back.on is not None and back.days is not None else window.last
    rows = [_point(last, measured, _PAST) for last, measured in _past(daily, covered, window)]
    ahead = list(clean_path(daily, window, covered, as_of, metric.good))
    until = min(len(ahead), (back.days or 0) + 7) if back.days is not None else len(ahead)
    rows.append(_point(window.last, measurement.count, _AHEAD))
    rows += [_point(window.last + timedelta(days=n), Count(hits=h, total=t), _AHEAD) for n, (h, t) in enumerate(ahead[:until], start=1)]
    return [row for row in rows if row["rate"] is not None]


def _past(daily: pd.DataFrame, covered: Window, window: Window) -> list[tuple[date, Count]]:
    """The same window ending on each earlier day, as far back as the files know all of it, one window length at most."""
    first = max(covered.start + timedelta(days=window.days - 1), window.last - timedelta(days=window.days))
    sums = daily.reindex(pd.date_range(covered.start, window.last, freq="D"), fill_value=0).rolling(window.days, min_periods=1).sum()
    lasts = [first + timedelta(days=n) for n in range((window.last - first).days + 1)] or [window.last]
    return [(last, Count(hits=int(sums["hits"][pd.Timestamp(last)]), total=int(sums["total"][pd.Timestamp(last)]))) for last in lasts]


def _point(last: date, count: Count, kind: str) -> dict[str, Any]:
    return {"x": moment(last), "rate": None if count.rate is None else round(count.rate, 6), "kind": kind}


def _end(measurement: Measurement, rows: list[dict[str, Any]], x: Any, locale: str) -> list[Any]:
    """A dot and words where the target is met."""
    back = measurement.recovery
    if back is None or not rows or measurement.window is None or back.orders_needed in (None, 0):
        return []
    by_day = isinstance(rows[0]["x"], str)
    if by_day and back.days is None:
        return []
    at = moment(measurement.window.last + timedelta(days=back.days or 0)) if by_day else back.orders_needed
    row = next((row for row in rows if row["x"] == at and row["kind"] == _AHEAD), None)
    if row is None:
        return []
    said = f"met on {day(back.on, locale)}" if by_day and back.on else f"met after {back.orders_needed}"
    end = alt.Chart(Data(values=[{**row, "said": said}]))
    return [
        end.mark_point(filled=True, size=90, color=BLUE, opacity=1).encode(x=x, y=alt.Y("rate:Q")),
        end.mark_text(align="right", baseline="bottom", dx=-6, dy=14, color=INK, fontWeight=600).encode(
            x=x, y=alt.Y("rate:Q"), text=alt.Text("said:N")
        ),
    ]
