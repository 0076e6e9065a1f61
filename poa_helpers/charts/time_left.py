"""How much time each case has left: a bar for every stated deadline, the shortest on top."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from .. import words
from ..model import CaseStatus
from .altair_light import alt
from .look import BLUE, ORANGE, VERMILLION, WIDTH, dressed, nothing

_SOON = 24.0  # hours from which a deadline is near
_HEADING = "Time left until the stated deadlines"
_COLOURS = {"over": VERMILLION, "less than a day": ORANGE, "a day or more": BLUE}


def time_left(statuses: Sequence[CaseStatus], locale: str = "en-US") -> Any:
    """Hours left per case; cases without a stated deadline, and those that wait for Amazon, are only counted in the caption."""
    timed = [one for one in statuses if one.hours_left is not None]
    caption = time_left_caption(statuses, locale)
    if not timed:
        return nothing(_HEADING, caption, locale)
    rows = [
        {"case": one.case, "hours": round(one.hours_left or 0), "state": _state(one.hours_left or 0), "text": _text(one, locale)}
        for one in timed
    ]
    base = alt.Chart(alt.Data(values=rows)).encode(
        y=alt.Y("case:N", sort=[row["case"] for row in rows], title=None, axis=alt.Axis(labelLimit=260)),
        x=alt.X("hours:Q", title="hours"),
        tooltip=[alt.Tooltip("case:N", title="Case"), alt.Tooltip("text:N", title="Left")],
    )
    scale = alt.Scale(domain=list(_COLOURS), range=list(_COLOURS.values()))
    bars = base.mark_bar(height=14).encode(color=alt.Color("state:N", scale=scale, title=None))
    labels = base.mark_text(align="left", dx=5).encode(text="text:N")
    chart = alt.layer(bars, labels).properties(width=WIDTH, height=alt.Step(26))
    return dressed(chart, _HEADING, caption, locale)


def time_left_caption(statuses: Sequence[CaseStatus], locale: str = "en-US") -> str:
    """What the chart shows, in plain sentences.

    >>> time_left_caption([CaseStatus(case="a", hours_left=-3.0), CaseStatus(case="b", hours_left=30.0), CaseStatus(case="c")])
    'Of 3 cases 2 have a stated deadline: 1 is over, 0 end within a day. The shortest is a.'
    """
    timed = sorted((one for one in statuses if one.hours_left is not None), key=lambda one: one.hours_left or 0)
    if not timed:
        return f"None of the {len(statuses)} cases has a stated deadline to run against."
    over = sum((one.hours_left or 0) < 0 for one in timed)
    soon = sum(0 <= (one.hours_left or 0) < _SOON for one in timed)
    verb = "is" if over == 1 else "are"
    return (
        f"Of {words.number(len(statuses), locale)} cases {words.number(len(timed), locale)} have a stated deadline: "
        f"{over} {verb} over, {soon} end within a day. The shortest is {timed[0].case}."
    )


def _state(hours: float) -> str:
    return "over" if hours < 0 else "less than a day" if hours < _SOON else "a day or more"


def _text(one: CaseStatus, locale: str) -> str:
    hours = round(one.hours_left or 0)
    return f"over since {words.number(-hours, locale)} h" if hours < 0 else f"{words.number(hours, locale)} h"
