"""Whether what was planted, and nothing else, is there to be found.

The score is G = T ln(T/B) - (T - B) for T defects where B were expected, the likelihood ratio of a Poisson count.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import combinations
from math import log

from sample_orders import Cause, Order

LEAST_PLANTED, MOST_OTHER = 15.0, 7.0


def score(found: int, expected: float) -> float:
    """G, or 0 where there are not more than expected.

    >>> round(score(10, 2.0), 1), score(1, 2.0)
    (8.1, 0.0)
    """
    return found * log(found / expected) - (found - expected) if found > expected > 0 else 0.0


def _rates(orders: Sequence[Order], bad: Sequence[bool], causes: Sequence[Cause]) -> dict[tuple[bool, ...], float]:
    """The realised rate in every combination of the causes."""
    cells: dict[tuple[bool, ...], list[bool]] = defaultdict(list)
    for order, is_bad in zip(orders, bad, strict=True):
        cells[tuple(cause.covers(order) for cause in causes)].append(is_bad)
    return {cell: sum(values) / len(values) for cell, values in cells.items()}


def planted_scores(orders: Sequence[Order], bad: Sequence[bool], causes: Sequence[Cause]) -> list[float]:
    """G of each cause, given the others."""
    rates = _rates(orders, bad, causes)
    scores = []
    for n, cause in enumerate(causes):
        found, expected = 0, 0.0
        for order, is_bad in zip(orders, bad, strict=True):
            if cause.covers(order):
                found += is_bad
                cell = [other.covers(order) for other in causes]
                cell[n] = False
                expected += rates[tuple(cell)]
        scores.append(score(found, expected))
    return scores


def other_scores(orders: Sequence[Order], bad: Sequence[bool], causes: Sequence[Cause]) -> Iterator[tuple[float, str]]:
    """G of every other segment of one or two attributes, expected defects being those of the planted causes and the base."""
    rates = _rates(orders, bad, causes)
    found: dict[tuple[tuple[str, str], ...], int] = defaultdict(int)
    expected: dict[tuple[tuple[str, str], ...], float] = defaultdict(float)
    planted = {(cause.attribute, cause.value) for cause in causes}
    for order, is_bad in zip(orders, bad, strict=True):
        rate = rates[tuple(cause.covers(order) for cause in causes)]
        pairs = sorted((name, value) for name, value in order.attributes().items() if value)
        for segment in [(pair,) for pair in pairs] + list(combinations(pairs, 2)):
            expected[segment] += rate
            found[segment] += is_bad
    for segment, count in found.items():
        if not planted & set(segment):
            yield score(count, expected[segment]), " & ".join(f"{name}={value}" for name, value in segment)


def proof(orders: Sequence[Order], bad: Sequence[bool], causes: Sequence[Cause]) -> tuple[list[float], tuple[float, str]]:
    """The scores of the planted causes, and the best of all other segments."""
    return planted_scores(orders, bad, causes), max(other_scores(orders, bad, causes), default=(0.0, "none"))
