"""All metrics at a glance: the rate with its interval, the target, Amazon's own figure."""

from __future__ import annotations

from typing import Any

from ..measure import metric_name
from ..measure.show import CHANNELS, store_name, target_words
from ..model import Health, Measurement
from ..words import counted_noun, day, listed, number, percent
from .altair_light import Data, alt
from .look import BLUE, GREY, INK, VERMILLION, WIDTH, dressed, nothing

_MEANING = {"good": "target met", "bad": "target missed", "none": "cannot be judged"}
_SHAPES = {"good": "circle", "bad": "diamond", "none": "square"}
_HEADING = "How healthy is the account?"
_NAMES = 330  # pixels for the names at the left
_LIMITS = {"upper": "at most ", "lower": "at least ", "exact": ""}


def health_chart(health: Health, locale: str = "en-US") -> Any:
    """Each measurement with a rate as one row on its own scale: point and 95 % interval, target (dashed), Amazon's rate (ring).

    Where the files give both, the recomputed rate is shown and Amazon's own as the ring.
    """
    shown = rows_to_show(health)
    several = len({m.marketplace for m in shown}) > 1
    rows = [_row(m, n, locale, several) for n, m in enumerate(shown)]
    if not rows:
        return nothing(_HEADING, health_caption(health, locale), locale)
    base = alt.Chart(Data(values=rows))
    x = alt.X("rate:Q", title=None, axis=alt.Axis(format="~%", tickCount=6), scale=alt.Scale(zero=False, nice=True))
    names = alt.Axis(
        title=None, labelExpr="slice(split(datum.label, '|'), 1)", labelAlign="left", labelPadding=_NAMES, labelLimit=_NAMES,
        labelFontSize=12, labelLineHeight=16, ticks=False, domain=False, minExtent=_NAMES, offset=8,
    )  # fmt: skip
    y = alt.Y("row:N", axis=names)
    meanings = list(_MEANING.values())
    legend = alt.Legend(title=None, symbolOpacity=1, symbolSize=90)
    colour = alt.Color("meaning:N", legend=legend, scale=alt.Scale(domain=meanings, range=[BLUE, VERMILLION, GREY]))
    shape = alt.Shape("meaning:N", legend=legend, scale=alt.Scale(domain=meanings, range=list(_SHAPES.values())))
    tips = [alt.Tooltip("label:N", title="Metric"), alt.Tooltip("said:N", title="Result")]
    layers = alt.layer(
        base.mark_point(opacity=0).encode(x=alt.X("from:Q"), y=y),
        base.mark_point(opacity=0).encode(x=alt.X("to:Q"), y=y),
        base.mark_rule(strokeWidth=3, opacity=0.55).encode(x=alt.X("low:Q"), x2=alt.X2("high:Q"), y=y, color=colour),
        base.mark_rule(color=INK, strokeWidth=2, strokeDash=[4, 3]).encode(x=alt.X("target:Q")),
        base.mark_point(size=190, strokeWidth=1.6, stroke=INK, filled=False).encode(x=alt.X("amazon:Q"), y=y),
        base.mark_point(size=90, filled=True, opacity=1).encode(x=x, y=y, color=colour, shape=shape, tooltip=tips),
    ).properties(width=WIDTH - 160, height=34)
    header = alt.Header(title=None, labels=False)
    chart = layers.facet(row=alt.Row("row:N", sort=[row["row"] for row in rows], header=header), spacing=10)
    chart = chart.resolve_scale(x="independent", y="independent")
    return dressed(chart, _HEADING, health_caption(health, locale), locale, wrap=118)


def rows_to_show(health: Health) -> list[Measurement]:
    """One measurement per metric, store, channel and window that has a rate; recomputed ones before Amazon's."""
    rows: dict[tuple[Any, ...], Measurement] = {}
    for m in sorted(health.metrics, key=lambda m: m.source != "orders"):
        if m.count.rate is not None:
            rows.setdefault((m.metric, m.marketplace, m.channel, m.window_days), m)
    order = {id: n for n, id in enumerate(dict.fromkeys(m.metric for m in health.metrics))}
    return sorted(rows.values(), key=lambda m: (m.marketplace or "", order[m.metric], m.channel != "mfn", m.window_days or 0))


def health_caption(health: Health, locale: str = "en-US") -> str:
    """Which targets are missed and met, and what cannot be computed, in plain sentences."""
    names: dict[str, list[str]] = {"bad": [], "good": [], "none": []}
    for m in rows_to_show(health):
        names[m.status].append(_title(m, locale))
    rates, missed = sum(map(len, names.values())), len(names["bad"])
    until = f"Up to {day(health.as_of, locale)}: " if health.as_of else ""
    if rates == 0:
        parts = [f"{until}No rate can be computed from these files."]
    else:
        which = f" – {listed(names['bad'])}." if names["bad"] else "."
        parts = [f"{until}{missed} of {counted_noun(rates, 'rate', locale)} {'misses its' if missed == 1 else 'miss their'} target{which}"]
    if names["none"]:
        parts.append(f"Cannot be judged: {listed(names['none'])}.")
    shown = {m.metric for m in rows_to_show(health)}
    gaps = list(dict.fromkeys(metric_name(gap.metric, locale) for gap in health.not_computable if gap.metric not in shown))
    if gaps:
        parts.append(f"Not computable from these files: {listed(gaps)}.")
    if rates != 0:
        parts.append("Dashed: target. Bar: 95% interval. Ring: Amazon's own rate.")
    return " ".join(parts)


def _title(m: Measurement, locale: str) -> str:
    days = f" ({m.window_days} days)" if m.window_days else ""
    return f"{metric_name(m.metric, locale, short=True)}{days}" + (f", {CHANNELS[m.channel]}" if m.channel == "afn" else "")


def _row(m: Measurement, position: int, locale: str, several: bool) -> dict[str, Any]:
    rate, (low, high) = m.count.rate or 0.0, m.interval or (m.count.rate, m.count.rate)
    target = m.target.value if m.target else None
    marks = [value for value in (rate, low, high, target, m.amazon_rate) if value is not None]
    counted = f"{_LIMITS[m.bound]}{number(m.count.hits, locale)} of {number(m.count.total, locale)} ({percent(rate, locale, target)})"
    name = metric_name(m.metric, locale)
    where = f" – {store_name(m.marketplace)}" if several and m.marketplace else ""
    span = f", {m.window_days} days" if m.window_days else ""
    goal = f"; target {target_words(m.target, locale)}" if m.target else ""
    first = f"{name[:1].upper()}{name[1:]}{where}"
    second = f"{CHANNELS[m.channel]}{span}: {counted}"
    return {
        "row": f"{position:02d}|{first}|{second}",
        "label": f"{first}, {CHANNELS[m.channel]}{span}",
        "said": f"{counted}{goal}",
        "rate": rate, "low": low, "high": high, "target": target, "amazon": m.amazon_rate,
        "from": 0 if min(marks) < 0.5 else min(marks) - (1 - min(marks)) * 0.1,
        "to": min(1.0, max(marks) * 1.05),
        "meaning": _MEANING[m.status],
    }  # fmt: skip
