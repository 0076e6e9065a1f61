"""Before and after: how often it went wrong in a finding's orders and in all others, and when it began; a click lists a bar's orders."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import pandas as pd

from ..model import Count, Finding
from ..words import counted, counted_noun, day, number, percent, period, short_day
from .altair_light import Data, alt
from .daily import outcome_name
from .listing import ATTRIBUTES, IN_REPORTS, IS_PICKED, Rows, head_of, order_list, rows_by_bar, titles_of, with_list
from .look import BLUE, INK, ORANGE, PALE, PAPER, VERMILLION, WIDTH, day_format, dressed, moment, nothing
from .segments import attributes_of, segment_name, sentence_case
from .weeks import Span, spans_of, total

MOST = 3  # findings drawn; those after them are in the table
_BEFORE, _SINCE, _OTHERS = "these orders before it began", "these orders", "all other orders (line)"
_COLOURS = {_BEFORE: PALE, _SINCE: VERMILLION, _OTHERS: BLUE}
_PLOT, _HEIGHT, _LEFT, _SPACING = WIDTH + 140, 130, 46, 22
_LETTER = 5.6  # pixels of a letter above a bar
_PACE = {1: "day by day", 7: "week by week"}


def before_after_chart(findings: Sequence[Finding], orders: pd.DataFrame, locale: str = "en-US", rest: str = "") -> Any:
    """A panel for each of the largest findings: bars for its orders, a line for all others, the onset dashed and its interval shaded.

    findings: of one outcome. Below, the bad orders of the bar that was clicked; rest says where those stand that the list has no room for.
    """
    heading, caption = "Before and after, against all other orders", before_after_caption(findings, orders, locale)
    drawn = [(finding, *spans_of(orders, finding)) for finding in findings[:MOST]] if "order_date" in orders else []
    drawn = [(finding, width, spans) for finding, width, spans in drawn if spans]
    if not drawn:
        return nothing(heading, caption, locale)
    clickable = "order_id" in orders
    panels = [_panel(*one, locale, clickable=clickable) for one in drawn]
    if not clickable:
        return dressed(alt.vconcat(*panels, spacing=_SPACING), heading, caption, locale, wrap=118)
    attributes = attributes_of([finding for finding, _, _ in drawn])[:ATTRIBUTES]
    lines = order_list(*_behind(drawn, orders, attributes, locale, rest), titles_of(attributes), width=_PLOT, left=_LEFT)
    first, _, spans = drawn[0]
    worst = max(spans, key=lambda span: span.inside.hits)
    return dressed(with_list(panels, lines, _key(first, worst), spacing=_SPACING), heading, caption, locale, wrap=118)


def before_after_caption(findings: Sequence[Finding], orders: pd.DataFrame, locale: str = "en-US") -> str:
    """The rates of each finding's orders and of all others, before and after, in plain words."""
    if not findings:
        return "No segment of the orders stands out."
    if "order_date" not in orders:
        return "The orders have no dates, so nothing can be said about before and after."
    said = [_sentence(finding, spans_of(orders, finding)[1], locale) for finding in findings[:MOST]]
    more = len(findings) - MOST
    if more > 0:
        said.append(f"{counted_noun(more, 'smaller finding', locale)} {'is' if more == 1 else 'are'} not drawn.")
    return " ".join(said)


def _sentence(finding: Finding, spans: list[Span], locale: str) -> str:
    name, did = sentence_case(segment_name(finding)), outcome_name(finding.outcome)
    before, after = (total(spans, finding.onset, after=late) for late in (False, True))
    rest = [total(spans, finding.onset, after=late, others=True) for late in (False, True)]
    if finding.onset is None or before.rate is None:
        return f"{name}: {counted(after, locale)} {did} all the time; all other orders {percent(rest[1].rate, locale)}."
    return (
        f"{name}: {counted(before, locale)} {did} before {day(finding.onset, locale)}, {counted(after, locale)} from then on; "
        f"all other orders {percent(rest[0].rate, locale)} and {percent(rest[1].rate, locale)}."
    )


def _panel(finding: Finding, width: int, spans: list[Span], locale: str, *, clickable: bool) -> Any:
    rows = [_row(finding, span, locale) for span in spans]
    base = alt.Chart(Data(values=rows))
    x = alt.X("from:T", title=None, axis=alt.Axis(format=day_format(locale), labelOverlap=True, grid=False, tickCount=8))
    y = alt.Y("rate:Q", title=None, axis=alt.Axis(format="~%", tickCount=4), scale=alt.Scale(domain=[0, _top(spans)]))
    legend = alt.Legend(title=None, orient="top", symbolType="square", offset=12)
    colour = alt.Color("kind:N", legend=legend, scale=alt.Scale(domain=list(_COLOURS), range=list(_COLOURS.values())))
    tips = [alt.Tooltip("days:N", title="Days"), alt.Tooltip("said:N", title="These orders"), alt.Tooltip("rest:N", title="All others")]
    hand = {"cursor": "pointer"} if clickable else {}
    layers = [
        *_interval(finding, x),
        base.mark_bar(stroke=PAPER, strokeWidth=1, **hand).encode(
            x=x, x2=alt.X2("to:T"), y=y, y2=alt.Y2Datum(0), color=colour, tooltip=tips
        ),
        base.mark_rule(strokeWidth=2.5).encode(x=x, x2=alt.X2("to:T"), y=alt.Y("others:Q"), color=alt.ColorDatum(_OTHERS), tooltip=tips),
    ]
    if max(len(row["short"]) for row in rows) * _LETTER * len(rows) <= _PLOT:
        layers.append(base.mark_text(dy=-7, color=INK, fontSize=10).encode(x=alt.X("middle:T"), y=alt.Y("top:Q"), text=alt.Text("short:N")))
    layers += _onset(finding, spans, x, locale)
    if clickable:
        marked = alt.OpacityValue(0, condition={**IS_PICKED, "value": 0.1})
        whole = base.mark_rect(color=INK, **hand).encode(x=x, x2=alt.X2("to:T"), tooltip=tips, opacity=marked)
        layers.append(whole.properties(name="bars"))
    what = f"{sentence_case(segment_name(finding))}: share {outcome_name(finding.outcome)}, {_PACE.get(width, f'in spans of {width} days')}"
    return alt.layer(*layers).properties(
        width=_PLOT, height=_HEIGHT, title=alt.Title(textwrap.wrap(what, 96), fontSize=12, anchor="start", frame="group", offset=8)
    )


def _row(finding: Finding, span: Span, locale: str) -> dict[str, Any]:
    window, began = span.window, finding.onset is None or span.window.start >= finding.onset
    middle = window.days * 12  # hours from the start
    return {
        "key": _key(finding, span), "from": moment(window.start), "to": moment(window.end),
        "middle": moment(window.start + timedelta(days=middle // 24), middle % 24),
        "rate": _rounded(span.inside), "others": _rounded(span.others), "top": max(_rounded(span.inside) or 0, _rounded(span.others) or 0),
        "kind": _SINCE if began else _BEFORE, "days": period(window, locale),
        "said": counted(span.inside, locale), "rest": counted(span.others, locale),
        "short": f"{number(span.inside.hits, locale)} of {number(span.inside.total, locale)}" if span.inside.total else "",
    }  # fmt: skip


def _key(finding: Finding, span: Span) -> str:
    return f"{finding.id} {span.window.start.isoformat()}"


def _rounded(count: Count) -> float | None:
    return None if count.rate is None else round(count.rate, 5)


def _top(spans: list[Span]) -> float:
    """A little more than the highest rate, for the words above the bars."""
    rates = [count.rate for span in spans for count in (span.inside, span.others) if count.rate is not None]
    return round(min(1.3, max([0.01, *rates]) * 1.35), 4)


def _interval(finding: Finding, x: Any) -> list[Any]:
    interval: tuple[date, date] | None = finding.onset_interval
    if finding.onset is None or interval is None:
        return []
    row = {"from": moment(interval[0]), "to": moment(interval[1] + timedelta(days=1))}
    return [alt.Chart(Data(values=[row])).mark_rect(color=ORANGE, opacity=0.25).encode(x=x, x2=alt.X2("to:T"))]


def _onset(finding: Finding, spans: list[Span], x: Any, locale: str) -> list[Any]:
    """The dashed line, and its words on the side that has more room."""
    if finding.onset is None:
        return []
    interval = finding.onset_interval
    between = (
        f" (between {short_day(interval[0], locale)} and {short_day(interval[1], locale)})"
        if interval and interval[0] < interval[1]
        else ""
    )
    early = finding.onset - spans[0].window.start < spans[-1].window.end - finding.onset
    mark = alt.Chart(Data(values=[{"from": moment(finding.onset), "said": f"from {day(finding.onset, locale)}{between}"}]))
    text = mark.mark_text(align="left" if early else "right", baseline="top", dx=5 if early else -5, color=INK, fontWeight=600)
    return [
        mark.mark_rule(color=INK, strokeDash=[5, 4], strokeWidth=1.5).encode(x=x),
        text.encode(x=x, y=alt.YValue(1), text=alt.Text("said:N")),
    ]


def _behind(
    drawn: Sequence[tuple[Finding, int, list[Span]]], orders: pd.DataFrame, attributes: list[str], locale: str, rest: str
) -> tuple[Rows, Rows]:
    """The head and the first orders of each bar."""
    heads, bars = [], {}
    for finding, _, spans in drawn:
        name, did = sentence_case(segment_name(finding)), outcome_name(finding.outcome)
        for span in spans:
            said = f"{name}, {period(span.window, locale)}: {counted(span.inside, locale)} {did}"
            where = rest if finding.onset is None or span.window.start >= finding.onset else IN_REPORTS
            heads.append(head_of(_key(finding, span), said, span.inside.hits, where))
            bars[_key(finding, span)] = span.rows
    return heads, rows_by_bar(orders, bars, attributes, drawn[0][0].outcome, locale)
