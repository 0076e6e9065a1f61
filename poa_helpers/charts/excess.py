"""What the defects are made of: as many as elsewhere, what each finding adds, and the rest."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import altair as alt

from ..model import Finding
from ..words import listed, number, percent, period
from .daily import outcome_name
from .look import GREY, INK, MUTED, PALE, VERMILLION, WIDTH, dressed, nothing

_ATTRIBUTES = {
    "asin": "ASIN",
    "sku": "SKU",
    "ship_service": "service",
    "ship_method": "method",
    "ship_state": "state",
    "ship_country": "country",
}
_USUAL, _FOUND, _REST = "as many as elsewhere", "more than elsewhere", "not explained"


def excess_chart(findings: Sequence[Finding], locale: str = "en-US") -> Any:
    """A waterfall of all defects: expected at the rate of the rest, then the excess of each finding, then what is left."""
    heading, caption = f"Where the {_noun(findings)} come from", excess_caption(findings, locale)
    if not findings:
        return nothing(heading, caption, locale)
    rows = _rows(findings, locale)
    colour = alt.Color("kind:N", title=None, scale=alt.Scale(domain=[_USUAL, _FOUND, _REST], range=[PALE, VERMILLION, GREY]))
    base = alt.Chart(alt.Data(values=rows)).properties(width=WIDTH - 60, height=alt.Step(34))
    y = alt.Y(
        "label:N",
        title=None,
        sort=[row["label"] for row in rows],
        axis=alt.Axis(labelLimit=260, labelExpr="split(datum.label, '|')", ticks=False, domain=False),
    )
    bars = base.mark_bar(size=20).encode(
        x=alt.X("from:Q", title=_noun(findings), axis=alt.Axis(tickMinStep=1, tickCount=6)), x2="to:Q", y=y, color=colour,
        tooltip=[alt.Tooltip("said:N", title=" ")],
    )  # fmt: skip
    words = base.mark_text(align="left", dx=6, color=INK).encode(x="to:Q", y=y, text="said:N")
    links = base.mark_tick(color=MUTED, thickness=1, size=34, opacity=0.6).encode(x="to:Q", y=y)
    return dressed(alt.layer(links, bars, words), heading, caption, locale)


def excess_caption(findings: Sequence[Finding], locale: str = "en-US") -> str:
    """How much of the excess the findings explain, in plain words."""
    if not findings:
        return "No segment of the orders stands out."
    first, parts = findings[0], _parts(findings)
    names = listed([_segment(f) for f in findings])
    text = (
        f"Of {number(first.all_defects, locale)} {_noun(findings)} ({period(first.period, locale)}), {number(parts['usual'], locale)} would have come about "
        f"at the rate of the other orders; {names} account{'s' if len(findings) == 1 else ''} for {number(parts['found'], locale)} more"
    )
    if parts["usual"] + parts["found"] > first.all_defects + 0.5:
        return f"{text}. The segments overlap, so the bars add up to more than that."
    share = parts["found"] / (parts["found"] + parts["rest"]) if parts["found"] + parts["rest"] > 0 else None
    return text + (f" ({percent(share, locale, places=0)} of the excess)." if share is not None else ".")


def _parts(findings: Sequence[Finding]) -> dict[str, float]:
    """All excess follows from any finding's excess and its share of all; the rest is never below zero."""
    defects = float(findings[0].all_defects)
    found = sum(f.excess for f in findings)
    whole = next((f.excess / f.share_of_excess for f in findings if f.share_of_excess > 0), found)
    usual = max(0.0, defects - max(whole, 0.0))
    return {"usual": usual, "found": found, "rest": max(0.0, defects - usual - found)}


def _rows(findings: Sequence[Finding], locale: str) -> list[dict[str, Any]]:
    parts = _parts(findings)
    steps = [("at the rate of the rest", parts["usual"], _USUAL, "")]
    steps += [(_segment(f), f.excess, _FOUND, f" ({percent(f.rate, locale)} where {_expected(f, locale)} is expected)") for f in findings]
    if parts["rest"] >= 0.5:
        steps.append(("without an explanation", parts["rest"], _REST, ""))
    rows, reached = [], 0.0
    for label, size, kind, more in steps:
        sign = "" if kind == _USUAL else "+"
        rows.append({
            "label": label, "from": round(reached, 2), "to": round(reached + size, 2), "kind": kind,
            "said": f"{sign}{number(size, locale)}{more}",
        })  # fmt: skip
        reached += size
    return rows


def _expected(finding: Finding, locale: str) -> str:
    """The rate these orders would have without this cause, the other causes accounted for."""
    return percent(finding.expected / finding.orders, locale)


def _noun(findings: Sequence[Finding]) -> str:
    return f"orders {outcome_name(findings[0].outcome)}" if findings else "defects"


def _segment(finding: Finding) -> str:
    return ", ".join(f"{_ATTRIBUTES.get(name, name.replace('_', ' '))} {value}" for name, value in finding.segment.items())
