"""Plants causes in a world: drawn from its own orders, kept only if they can be told from all that resembles them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from .identify import evidence_of_change, judge
from .plan import LEAST_CHANGE, Plan
from .world import MISSING, World

TRIES = 250
MOST_SHARED = 0.25  # of the smaller of two causes
HIGHEST_RATE = 0.25  # of the whole account
FAVOURED = {"asin": 3.0, "sku": 1.5, "carrier": 3.0, "warehouse": 2.0, "fulfilment_node": 2.0, "weekday": 0.3, "order_hour": 0.3}


@dataclass(frozen=True)
class Cause:
    """inside: its orders (since the onset). lift: what their chance of being bad is multiplied with, up to the plan's `worst`."""

    segment: dict[str, str]
    lift: float
    onset: int | None
    inside: np.ndarray
    evidence: float
    spare: float
    equivalents: list[dict[str, str]]


def raised(base: np.ndarray, causes: list[Cause], worst: float) -> np.ndarray:
    """The chance of every order to be bad, the causes' lifts applied."""
    rate = base.copy()
    for cause in causes:
        rate[cause.inside] = np.maximum(np.minimum(rate[cause.inside] * cause.lift, worst), rate[cause.inside])
    return rate


Marked = Callable[[np.ndarray], np.ndarray]


def plant(rng: np.random.Generator, world: World, plan: Plan, onset: int, marked: Marked) -> list[Cause] | None:
    """The causes of a plan; `None` where the world has no room for such ones. marked: the chance of being marked bad, of that of being bad.

    What is judged is the marks to be expected, with all that is hidden at work, against those that anybody could expect without the cause.
    """
    causes: list[Cause] = []
    onsets = [onset if plan.onset else None] * len(plan.depths)
    if plan.onset and len(onsets) > 1 and rng.random() < 0.5:  # not all that goes wrong goes wrong on the same day
        onsets[-1] = int(np.clip(onset + rng.integers(-world.days // 6, world.days // 6 + 1), world.days // 4, world.days * 4 // 5))
    for depth, start in zip(plan.depths, onsets, strict=True):
        found = next((c for _ in range(TRIES) if (c := _candidate(rng, world, plan, depth, start, causes, marked))), None)
        if found is None:
            return None
        causes.append(found)
    return causes if len(causes) < 2 or _told_apart(world, plan, causes, marked) else None


def _candidate(
    rng: np.random.Generator, world: World, plan: Plan, depth: int, onset: int | None, others: list[Cause], marked: Marked
) -> Cause | None:
    segment = _draw_segment(rng, world, plan, depth)
    if segment is None:
        return None
    live = np.ones(len(world), bool) if onset is None else world.day >= onset
    whole = world.mask(segment)
    inside = whole & live
    highest = min(plan.lift[1], plan.worst / world.known.mean())
    lift = float(np.exp(rng.uniform(np.log(plan.lift[0]), np.log(max(highest, plan.lift[0] + 0.1)))))
    if not plan.share[0] <= inside.sum() / live.sum() <= plan.share[1]:
        return None
    if any((inside & o.inside).sum() > MOST_SHARED * min(inside.sum(), o.inside.sum()) for o in others):
        return None
    cause = Cause(segment, lift, onset, inside, 0.0, 0.0, [])
    known, rate = marked(raised(world.known, others, plan.worst)), marked(raised(world.base, [*others, cause], plan.worst))
    if rate.mean() > HIGHEST_RATE or rate[inside].sum() <= known[inside].sum():
        return None
    if plan.mode == "change":
        before = known[whole & ~live].sum()
        if evidence_of_change(rate[inside].sum(), known[inside].sum(), before) < LEAST_CHANGE * plan.strictness:
            return None
    rough = rate[inside].sum() * np.log(rate[inside].sum() / known[inside].sum()) - (rate[inside] - known[inside]).sum()
    if rough < 0.8 * plan.least:  # far too little, however it is counted: spare the long look
        return None
    verdict = judge(world, segment, live, known, rate, plan.margin)
    if verdict.evidence < plan.least or verdict.spare < 0 or min(map(len, verdict.equivalents)) < len(segment):
        return None
    return Cause(segment, lift, onset, inside, verdict.evidence, verdict.spare, verdict.equivalents)


def _draw_segment(rng: np.random.Generator, world: World, plan: Plan, depth: int) -> dict[str, str] | None:
    """The values that one order has in some attributes; `None` if one of them is missing."""
    if world.swap:
        return world.swap[0]
    names = list(world.codes)
    if plan.tier == "t5_confounded":
        names = list(world.confounded)
    weights = np.array([FAVOURED.get(a, 1.0) for a in names])
    chosen = rng.choice(len(names), size=min(depth, len(names)), replace=False, p=weights / weights.sum())
    order = rng.integers(len(world))
    codes = {names[i]: int(world.codes[names[i]][order]) for i in sorted(chosen)}
    return None if MISSING in codes.values() else {a: world.names[a][code] for a, code in codes.items()}


def _told_apart(world: World, plan: Plan, causes: list[Cause], marked: Marked) -> bool:
    """No single segment explains all causes together as well as they do."""
    known, rate = marked(world.known), marked(raised(world.base, causes, plan.worst))
    total = sum(c.evidence for c in causes)
    for cause in causes:
        live = np.ones(len(world), bool) if cause.onset is None else world.day >= cause.onset
        if judge(world, cause.segment, live, known, rate, plan.margin, own=total).spare < 0:
            return False
    return True
