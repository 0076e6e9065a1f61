"""How much time each case has left: a bar for every stated deadline, the shortest on top."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from .. import words
from ..model import CaseStatus
from .altair_light import Data, alt
from .look import BLUE, ORANGE, VERMILLION, WIDTH, dressed, nothing

_SOON = 24.0  # hours from which a deadline is near
_HEADING = "Time left until the stated deadlines"
_COLOURS = {"over": VERMILLION, "less than a day": ORANGE, "a day or more": BLUE}


def time_left(statuses: Sequence[CaseStatus], locale: str = "en-US") -> Any:
    """Hours left per case; cases without a stated deadline, and those that wait for Amazon, are only counted in the caption."""
    timed = _timed(statuses)
    caption = time_left_caption(statuses, locale)
    if not timed:
        return nothing(_HEADING, caption, locale)
    rows = [_row(one, locale) for one in timed]
    base = alt.Chart(Data(values=rows)).encode(
        y=alt.Y("case:N", sort=[row["case"] for row in rows], title=None, axis=alt.Axis(labelLimit=260)),
        tooltip=[alt.Tooltip("case:N", title="Case"), alt.Tooltip("text:N", title="Left"), alt.Tooltip("until:N", title="Until"), alt.Tooltip("blocks:N", title="What blocks")],
    )  # fmt: skip
    kinds = [kind for kind in _COLOURS if any(row["state"] == kind for row in rows)]
    scale = alt.Scale(domain=kinds, range=[_COLOURS[kind] for kind in kinds])
    bars = base.mark_bar(height=14).encode(x=alt.X("hours:Q", title="hours"), color=alt.Color("state:N", scale=scale, title=None))
    labels = base.mark_text(align="left", dx=5).encode(x=alt.X("end:Q"), text=alt.Text("text:N"))
    chart = alt.layer(bars, labels).properties(width=WIDTH, height=alt.Step(26))
    return dressed(chart, _HEADING, caption, locale)


def time_left_caption(statuses: Sequence[CaseStatus], locale: str = "en-US") -> str:
    """What the chart shows, in plain sentences.

    >>> time_left_caption([CaseStatus(case="a", hours_left=-3.0), CaseStatus(case="b", hours_left=30.0), CaseStatus(case="c")])
    'Of 3 cases 2 have a stated deadline to run against: 1 is over, none ends within a day. The most urgent is a.'
    >>> time_left_caption([CaseStatus(case="a", hours_left=20.0)])
    'The only case has a stated deadline to run against; it ends within a day.'
    """
    timed, every = _timed(statuses), len(statuses)
    if every == 0:
        return "There is no case here yet."
    if not timed:
        return "The only case has no stated deadline to run against." if every == 1 else (
            f"None of the {words.number(every, locale)} cases has a stated deadline to run against."
        )  # fmt: skip
    over = sum((one.hours_left or 0) < 0 for one in timed)
    soon = sum(0 <= (one.hours_left or 0) < _SOON for one in timed)
    if every == 1:
        how = "it is over" if over else "it ends within a day" if soon else "it ends in a day or more"
        return f"The only case has a stated deadline to run against; {how}."
    which = f"All {words.number(every, locale)} cases"
    if len(timed) < every:
        which = f"Of {words.number(every, locale)} cases {words.number(len(timed), locale)}"
    return (
        f"{which} {'has' if len(timed) == 1 else 'have'} a stated deadline to run against: "
        f"{_many(over, 'is over', 'are over', locale)}, {_many(soon, 'ends within a day', 'end within a day', locale)}. "
        f"The most urgent is {timed[0].case}."
    )


def _many(count: int, one: str, several: str, locale: str) -> str:
    """
    >>> _many(0, "ends", "end", "en-US"), _many(1, "ends", "end", "en-US"), _many(2, "ends", "end", "en-US")
    ('none ends', '1 ends', '2 end')
    """
    return f"none {one}" if count == 0 else f"{words.number(count, locale)} {one if count == 1 else several}"


def _timed(statuses: Sequence[CaseStatus]) -> list[CaseStatus]:
    return sorted((one for one in statuses if one.hours_left is not None), key=lambda one: one.hours_left or 0)


def _row(one: CaseStatus, locale: str) -> dict[str, Any]:
    left = one.hours_left or 0
    hours = int(left) if left >= 0 else -int(-left)  # as the table of cases rounds: an hour that has begun is not promised
    text = f"over since {words.number(-hours, locale)} h" if left < 0 else f"{words.number(hours, locale)} h"
    return {
        "case": one.case, "hours": hours, "end": max(hours, 0), "state": _state(left), "text": text,
        "until": words.day(one.deadline, locale) if one.deadline else one.deadline_text or "", "blocks": "; ".join(one.blocks) or "nothing",
    }  # fmt: skip


def _state(hours: float) -> str:
    return "over" if hours < 0 else "less than a day" if hours < _SOON else "a day or more"
