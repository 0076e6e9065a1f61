"""Scores of the answers, and the tables that show them."""

from __future__ import annotations

import statistics
from collections.abc import Iterable
from dataclasses import dataclass
from types import ModuleType

from .cases import Case
from .methods import OURS, Answer

TIERS = ("t1", "t2", "t3", "t4", "t5", "t6", "t7")
HINDSIGHT = (1, 2, 3, 5)
COLUMNS = (
    "method", "cases", "failed", "k", "P", "R", "F1", "top-1", "alarm", *TIERS, "onset days", "onset held", "lift held", "wall s", "CPU s", "x ours",
)  # fmt: skip
BY_TIER = (
    "tier",
    "cases",
    "causes",
    "P",
    "R",
    "F1",
    "top-1",
    "solved",
    "alarm",
    "onset days",
    "onset held",
    "lift held",
    "ceiling",
    "wall s",
)


@dataclass(frozen=True)
class Row:
    """A method on some cases. k: how many of its segments were counted, None for all. scores: the scorer's own words -> value."""

    method: str
    cases: int
    failed: dict[str, int]
    k: int | None
    scores: dict[str, float | int | None]
    tiers: dict[str, float | None]
    onset_held: float | None
    wall: float
    cpu: float
    ratio: float | None = None


def row_of(rows: list[tuple[Case, Answer]], method: str, scorer: ModuleType, reference: dict[str, float]) -> Row:
    """The row of one method on its cases; a peer is given the number of segments that suits it best. reference: our seconds per case."""
    best = max(([None] if method == OURS else HINDSIGHT), key=lambda k: summary(rows, scorer, k)["F1"])
    tiers = {}
    for tier in TIERS:
        of_tier = [(c, a) for c, a in rows if c.truth["tier"].startswith(tier)]
        tiers[tier] = summary(of_tier, scorer, best)["F1"] if of_tier else None
    errors = [a.error for _, a in rows if a.error]
    ours = [reference[c.name] for c, _ in rows if c.name in reference]
    wall = statistics.median(a.wall for _, a in rows)
    return Row(
        method=method,
        cases=len(rows),
        failed={error: errors.count(error) for error in dict.fromkeys(errors)},
        k=best,
        scores=summary(rows, scorer, best),
        tiers=tiers,
        onset_held=onset_held(rows, scorer),
        wall=wall,
        cpu=statistics.median(a.cpu for _, a in rows),
        ratio=wall / statistics.median(ours) if ours else None,
    )


def summary(rows: Iterable[tuple[Case, Answer]], scorer: ModuleType, k: int | None) -> dict[str, float | int | None]:
    """The given scorer's summary, the first k segments of each answer counting (None: all)."""
    return scorer.summary([(case.truth, scorer.score_case(case.truth, answer.segments[:k])) for case, answer in rows])


def onset_held(rows: Iterable[tuple[Case, Answer]], scorer: ModuleType) -> float | None:
    """Share of the intervals given for the onset of right segments that hold the true onset."""
    held = []
    for case, answer in rows:
        for segment in answer.segments:
            for cause in case.truth["causes"]:
                names = {scorer.norm(s) for s in [cause["set"], *cause["equivalents"]]}
                if scorer.norm(segment) in names and cause["onset"] and segment.get("onset_interval"):
                    first, last = segment["onset_interval"]
                    held.append(first <= cause["onset"] <= last)
    return sum(held) / len(held) if held else None


def show(row: Row) -> list[str]:
    """One row of the table of methods as text."""
    s = row.scores
    return [
        row.method, str(row.cases), str(sum(row.failed.values())), "all" if row.k is None else str(row.k),
        number(s["P"]), number(s["R"]), number(s["F1"], 3), number(s["top1"]), share(s["alarm"]), *(number(row.tiers[t]) for t in TIERS),
        number(s["onset"], 1), share(row.onset_held), share(s["cover"]), number(row.wall), number(row.cpu), number(row.ratio, 1),
    ]  # fmt: skip


def per_tier(rows: list[tuple[Case, Answer]], scorer: ModuleType) -> list[list[str]]:
    """The table of one method by tier, all tiers last."""
    groups = {tier: [(c, a) for c, a in rows if c.truth["tier"] == tier] for tier in sorted({c.truth["tier"] for c, _ in rows})}
    lines = []
    for tier, group in (groups | {"all": rows}).items():
        s = summary(group, scorer, None)
        lines.append([
            tier, str(s["cases"]), str(s["causes"]), number(s["P"]), number(s["R"]), number(s["F1"], 3), number(s["top1"]), share(s["solved"]),
            share(s["alarm"]), number(s["onset"], 1), share(onset_held(group, scorer)), share(s["cover"]), share(s["ceiling"]),
            number(statistics.median(a.wall for _, a in group)),
        ])  # fmt: skip
    return lines


def misses(rows: list[tuple[Case, Answer]], scorer: ModuleType) -> list[str]:
    """A line for every case that was not answered exactly: what was planted, what was said."""
    lines = []
    for case, answer in rows:
        if not scorer.score_case(case.truth, answer.segments)["solved"] or answer.error:
            planted = [(c["set"], c["realised_lift"], c["onset"], c["observed_defects"]) for c in case.truth["causes"]]
            said = [(s["set"], s.get("onset")) for s in answer.segments]
            lines.append(
                f"{case.name} ({case.truth['kind']}, {case.truth['mode']}): planted {planted}, said {said} {answer.error or ''}".rstrip()
            )
    return lines


def markdown(header: Iterable[str], lines: Iterable[Iterable[str]]) -> str:
    """
    >>> print(markdown(["a", "b"], [["1", "2"]]))
    | a | b |
    |---|---|
    | 1 | 2 |
    """
    header = list(header)
    body = ["| " + " | ".join(line) + " |" for line in lines]
    return "\n".join(["| " + " | ".join(header) + " |", "|" + "---|" * len(header), *body])


def number(value: float | None, digits: int = 2) -> str:
    return "" if value is None else f"{value:.{digits}f}"


def share(value: float | None) -> str:
    return "" if value is None else f"{value:.0%}"
