"""From the expected defects to all defects: what each finding adds, and the rest; a click lists the orders behind a bar."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import Any

import pandas as pd

from ..model import Finding
from ..words import counted_noun, listed, number, percent, period
from .altair_light import Data, alt
from .behind import orders_behind
from .daily import orders_named, outcome_name
from .listing import IS_PICKED, order_list, with_list
from .look import GREY, INK, LINE, MUTED, PALE, PAPER, VERMILLION, dressed, nothing
from .segments import segment_name, sentence_case, since
from .shares import shares_of

_NAMES, _PLOT, _STEP = 290, 450, 44  # pixels: the names at the left, the bars, a row
_LINE = 38  # letters of a name in one line
_COLOURS = {"expected": PALE, "found": VERMILLION, "rest": GREY, "all": MUTED}


def excess_chart(findings: Sequence[Finding], locale: str = "en-US", orders: pd.DataFrame | None = None, rest: str = "") -> Any:
    """A waterfall: the defects expected anyway, what each finding adds to those above it, what is left, all of them.

    findings: of one outcome. orders: the rows of the order book; with them the orders behind a bar are listed below, and a click on
    another bar lists those behind that one. rest: a sentence that says where those stand that the list has no room for.
    """
    heading, caption = f"Where the {noun_of(findings)} come from", excess_caption(findings, locale)
    if not findings:
        return nothing(heading, caption, locale)
    rows = _rows(findings, locale)
    if orders is None or "order_id" not in orders:
        return dressed(_waterfall(rows, noun_of(findings)), heading, caption, locale, wrap=118)
    bars = _waterfall(rows, noun_of(findings), clickable=True)
    lines = order_list(*orders_behind(findings, orders, locale, rest), width=_PLOT, left=_NAMES)
    return dressed(with_list([bars], lines, findings[0].id, spacing=14), heading, caption, locale, wrap=118)


def excess_caption(findings: Sequence[Finding], locale: str = "en-US") -> str:
    """How much of the excess the findings explain, in plain words that add up."""
    if not findings:
        return "No segment of the orders stands out."
    shares, when = shares_of(findings), findings[0].period
    adds = [
        f"{segment_name(f)} {'' if n else 'adds '}{number(a, locale)}" for n, (f, a) in enumerate(zip(findings, shares.added, strict=True))
    ]
    explained = percent(sum(shares.added) / shares.excess if shares.excess > 0 else 1.0, locale, places=0)
    text = [
        f"Of {orders_named(shares.whole, findings[0].outcome, locale)}{f' ({period(when, locale)})' if when else ''}, {number(shares.expected, locale)} "
        "would be expected anyway.",
        f"{sentence_case(listed(adds, locale))}: {'together ' if len(adds) > 1 else ''}{explained} of the excess.",
    ]
    if shares.rest:
        rest = number(shares.rest, locale)
        text.append(f"{rest} more {'is' if rest == '1' else 'are'} explained by none of these.")
    if shares.shared:
        text.append(
            f"{counted_noun(shares.shared, 'order', locale)} {'is' if shares.shared == 1 else 'are'} in more than one finding: a bar shows only what it adds to those above it, so that "
            "nothing counts twice."
        )
    elif shares.cut:
        text.append("The findings overlap: a bar shows only what it can add to those above it, so that nothing counts twice.")
    return " ".join(text)


def noun_of(findings: Sequence[Finding]) -> str:
    """What is counted: `orders shipped late`."""
    return f"orders {outcome_name(findings[0].outcome)}" if findings else "defects"


def _rows(findings: Sequence[Finding], locale: str) -> list[dict[str, Any]]:
    """One row a bar, each beginning where the one above ends."""
    shares, first = shares_of(findings), findings[0]
    of_all = f"of {number(first.all_orders, locale)} orders"
    usual, rate = (percent(part / first.all_orders, locale) for part in (shares.expected, first.all_defects))
    rows = [_row("expected", "Expected anyway", f"{usual} {of_all}", 0, shares.expected, "expected", number(shares.expected, locale))]
    for finding, added in zip(findings, shares.added, strict=True):
        below = (
            f"{since(finding, locale).strip() or 'all the time'}: {percent(finding.rate, locale)}, expected {_expected(finding, locale)}"
        )
        own = number(finding.excess, locale)
        said = f"+{number(added, locale)}" + ("" if number(added, locale) == own else f" ({own} on its own)")
        rows.append(_row(finding.id, sentence_case(segment_name(finding)), below, rows[-1]["to"], added, "found", said))
    if shares.rest:
        rows.append(
            _row("rest", "Not explained", "by any of these", rows[-1]["to"], shares.rest, "rest", f"+{number(shares.rest, locale)}")
        )
    return [*rows, _row("all", f"All {noun_of(findings)}", f"{rate} {of_all}", 0, shares.whole, "all", number(shares.whole, locale))]


def _row(key: str, name: str, below: str, start: float, size: float, kind: str, said: str) -> dict[str, Any]:
    lines = [*textwrap.wrap(name, _LINE, max_lines=2, placeholder=" …"), ""][:2]
    return {
        "key": key,
        "label": name,
        "line1": lines[0],
        "line2": lines[1],
        "below": below,
        "from": round(start, 2),
        "to": round(start + size, 2),
        "kind": kind,
        "said": said,
    }


def _expected(finding: Finding, locale: str) -> str:
    """The rate these orders would have without this cause, the other causes accounted for."""
    return percent(finding.expected / finding.orders, locale)


def _waterfall(rows: list[dict[str, Any]], noun: str, *, clickable: bool = False) -> Any:
    """The bars with their names; clickable, with the row marked whose orders are listed."""
    base = alt.Chart(Data(values=rows))
    y = alt.Y("key:N", title=None, sort=[row["key"] for row in rows], axis=None)
    room = alt.Scale(domain=[0, round(1.38 * max(row["to"] for row in rows), 2)], nice=False)  # for the words at the right
    x = alt.X("from:Q", title=noun, scale=room, axis=alt.Axis(tickMinStep=1, tickCount=6))
    colour = alt.Color("kind:N", legend=None, scale=alt.Scale(domain=list(_COLOURS), range=list(_COLOURS.values())))
    tips = [alt.Tooltip("label:N", title="Orders")]  # the whole name; more would cover the next bar
    hand = {"cursor": "pointer"} if clickable else {}
    left, bold, start = (
        {"align": "left", "limit": _NAMES - 8, **hand},
        {"fontSize": 12, "fontWeight": 600, "color": INK},
        alt.XValue(6 - _NAMES),
    )
    layers = [
        base.mark_text(**left, **bold, dy={"expr": "datum.line2 ? -14 : -7"}).encode(x=start, y=y, text=alt.Text("line1:N")),
        base.mark_text(**left, **bold, dy=1).encode(x=start, y=y, text=alt.Text("line2:N")),
        base.mark_text(**left, color=MUTED, dy={"expr": "datum.line2 ? 15 : 9"}).encode(x=start, y=y, text=alt.Text("below:N")),
        base.mark_tick(color=MUTED, thickness=1, size=_STEP, opacity=0.6).encode(x=alt.X("to:Q"), y=y),
        base.mark_bar(size=24, **hand).encode(x=x, x2=alt.X2("to:Q"), y=y, color=colour, tooltip=tips),
        base.mark_text(align="left", dx=6, **bold).encode(x=alt.X("to:Q"), y=y, text=alt.Text("said:N")),
    ]
    if clickable:
        whole = base.mark_bar(size=_STEP - 4, cornerRadius=4, **hand).encode(x=alt.XValue(-_NAMES), x2=alt.X2Value(_PLOT), y=y)
        marked = alt.ColorValue(PAPER, condition={**IS_PICKED, "value": LINE})
        layers.insert(0, whole.encode(color=marked, opacity=alt.OpacityValue(0.6)).properties(name="bars"))
    return alt.layer(*layers).properties(width=_PLOT, height=alt.Step(_STEP))
