"""Which file proves which statement: a row for each confirmed answer, a column for each file, a mark where the one proves the other."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ..words import counted_noun, number
from .altair_light import Data, alt
from .look import BLUE, INK, LINE, MUTED, RUST, VERMILLION, WIDTH, dressed, nothing
from .segments import sentence_case

_HEADING = "Which file proves what?"
_STATES = {
    "missing": "is not in the folder", "changed": "was changed since it was added", "not described": "is in the folder, but not described",
}  # fmt: skip
_GOOD, _WRONG = "proves it", "file is missing, changed or not described"
_NAMES, _STEP, _TALL, _SAID = 330, 34, 46, 110  # pixels: the statements at the left, a file, a row, the verdict at the right
_LINE = 46  # letters of a statement in one line
_NAMED = 3  # statements or files that the caption names


@dataclass(frozen=True)
class Statement:
    """A confirmed answer. kind: `cause`, `action` … ; files: those it names as its evidence."""

    kind: str
    name: str
    files: tuple[str, ...] = ()


@dataclass(frozen=True)
class Proof:
    """A file. state: empty when it lies in the folder as it was added, else `missing`, `changed` or `not described`."""

    file: str
    shows: str = ""
    state: str = ""


def coverage_chart(statements: Sequence[Statement], proofs: Sequence[Proof], locale: str = "en-US") -> Any:
    """The files across, the statements down; at the right how many good files each statement has. A statement without one stands out."""
    caption = coverage_caption(statements, proofs, locale)
    if not statements:
        return nothing(_HEADING, caption, locale)
    known = {proof.file: proof for proof in proofs}
    files = list(dict.fromkeys([*(file for one in statements for file in one.files), *known]))
    marks = [_mark(n, one, file, known) for n, one in enumerate(statements) for file in one.files]
    width = max(WIDTH - _NAMES, _STEP * max(1, len(files)))
    y = alt.Y("row:O", axis=None, scale=alt.Scale(domain=list(range(len(statements)))))
    heads = alt.Axis(title=None, orient="top", labelAngle=-40, labelLimit=220, ticks=False, domain=False, labelFontSize=11, grid=True)
    x = alt.X("file:N", axis=heads, scale=alt.Scale(domain=files)) if files else None
    rows = alt.Chart(Data(values=[_row(n, one, known, locale) for n, one in enumerate(statements)])).encode(y=y)
    left = {"align": "left", "limit": _NAMES - 12}
    verdict = alt.ColorValue(RUST, condition={"test": "datum.good > 0", "value": INK})
    layers = [
        rows.mark_rule(color=LINE, yOffset=_TALL / 2).encode(x=alt.XValue(-_NAMES), x2=alt.X2Value(width + _SAID)),
        rows.mark_text(**left, color=MUTED, fontSize=10, dy={"expr": "datum.line2 ? -13 : -8"}).encode(
            x=alt.XValue(-_NAMES), text=alt.Text("kind:N")
        ),
        rows.mark_text(**left, fontSize=12, dy={"expr": "datum.line2 ? 0 : 6"}).encode(x=alt.XValue(-_NAMES), text=alt.Text("line1:N")),
        rows.mark_text(**left, fontSize=12, dy=13).encode(x=alt.XValue(-_NAMES), text=alt.Text("line2:N")),
        rows.mark_text(align="left", fontWeight=600).encode(x=alt.XValue(width + 12), text=alt.Text("said:N"), color=verdict),
    ]
    if x is not None:
        scale = alt.Scale(domain=[_GOOD, _WRONG], range=[BLUE, VERMILLION])
        shape = alt.Scale(domain=[_GOOD, _WRONG], range=["circle", "diamond"])
        legend = alt.Legend(title=None, symbolOpacity=1, symbolSize=110)
        tips = [
            alt.Tooltip("statement:N", title="Statement"),
            alt.Tooltip("file:N", title="File"),
            alt.Tooltip("shows:N", title="It shows"),
        ]
        points = alt.Chart(Data(values=marks or [{}])).mark_point(filled=True, size=130, opacity=1)
        layers.append(
            points.encode(
                x=x, y=y, color=alt.Color("state:N", scale=scale, legend=legend), shape=alt.Shape("state:N", scale=shape, legend=legend),
                tooltip=tips,
            )
        )  # fmt: skip
    chart = alt.layer(*layers).properties(width=width, height=_TALL * len(statements))
    return dressed(chart, _HEADING, caption, locale, wrap=118)


def coverage_caption(statements: Sequence[Statement], proofs: Sequence[Proof], locale: str = "en-US") -> str:
    """How many statements have a file that is as it should be, which have none, and what is wrong with which file.

    >>> coverage_caption([Statement("cause", "Parcels waited", ("log.pdf",)), Statement("action", "Carrier changed")], [Proof("log.pdf")])
    'Of 2 confirmed statements 1 has a file that proves it. Without one: Carrier changed.'
    """
    if not statements:
        return "Nothing is confirmed yet, so there is nothing to prove."
    known = {proof.file: proof for proof in proofs}
    bare = [one.name for one in statements if not _good(one, known)]
    proven, whole = len(statements) - len(bare), len(statements)
    said = (
        f"Of {counted_noun(whole, 'confirmed statement', locale)} {number(proven, locale)} "
        f"{'has' if proven == 1 else 'have'} a file that proves {'it' if proven == 1 else 'them'}."
    )
    text = [said]
    if bare:
        text.append(f"Without one: {_some(bare, locale)}.")
    named = {file for one in statements for file in one.files}
    states = {**{proof.file: proof.state for proof in proofs}, **dict.fromkeys(named - known.keys(), "missing")}
    text += [f"{f} {_STATES[state]}." for f, state in sorted(states.items()) if state]
    if idle := sorted(proof.file for proof in proofs if proof.file not in named and not proof.state):
        text.append(f"{_some(idle, locale)} {'proves' if len(idle) == 1 else 'prove'} no confirmed statement.")
    return " ".join(text)


def _some(names: Sequence[str], locale: str) -> str:
    more = len(names) - _NAMED
    return "; ".join([*names[:_NAMED], *([f"and {number(more, locale)} more"] if more > 0 else [])])


def _good(one: Statement, known: dict[str, Proof]) -> list[str]:
    return [file for file in one.files if file in known and not known[file].state]


def _mark(row: int, one: Statement, file: str, known: dict[str, Proof]) -> dict[str, Any]:
    proof = known.get(file, Proof(file, state="missing"))
    shows = f"{file} {_STATES[proof.state]}" if proof.state else proof.shows
    return {"row": row, "file": file, "state": _WRONG if proof.state else _GOOD, "statement": one.name, "shows": shows}


def _row(row: int, one: Statement, known: dict[str, Proof], locale: str) -> dict[str, Any]:
    lines = [*textwrap.wrap(one.name, _LINE, max_lines=2, placeholder=" …"), "", ""][:2]
    good = len(_good(one, known))
    said = counted_noun(good, "file", locale) if good else "no usable file" if one.files else "no file"
    return {"row": row, "kind": sentence_case(one.kind), "line1": lines[0], "line2": lines[1], "good": good, "said": said}
