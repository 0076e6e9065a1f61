"""The statistics: how much better the data are explained with a segment than without, and what a search of that size costs.

Defects are rare and counted, so everything is a Poisson likelihood ratio (Kulldorff 1997, "A spatial scan statistic").
"""

from __future__ import annotations

from functools import cache

import numpy as np
from scipy.special import gammainc, gammaincinv, xlogy

LEAST_DEFECTS = 5
STEPS = 50  # per unit of the log of expected defects, in the table of their chances
REFERENCE = 12.0  # the score at which the price is worked out; decisions fall near it


def level_score(hits: np.ndarray, expected: np.ndarray, total: np.ndarray | float) -> np.ndarray:
    """Log likelihood ratio: the segment has a rate of its own against one rate for all; 0 where it is not worse.

    hits, expected: of the segment; expected adds up to `total`, all defects, over the whole table.

    >>> level_score(np.array([30.0, 10.0]), np.array([10.0, 12.0]), 100.0).round(1)
    array([15.4,  0. ])
    """
    hits, expected = np.asarray(hits, dtype=float), np.asarray(expected, dtype=float)
    safe = np.clip(expected, 1e-12, None)
    rest = np.clip(total - expected, 1e-12, None)
    score = xlogy(hits, hits / safe) + xlogy(total - hits, (total - hits) / rest)
    return np.where(hits > expected, np.maximum(score, 0.0), 0.0)


def beyond_harmless(hits: float, expected: float, total: float, variance: float) -> float:
    """Level score against the best harmless explanation: a rate that differs from the rest's by a factor which has its own price.

    variance: of the log of harmless factors. With none this is the plain score; with some, a small lift is never proof, however many
    the orders.

    >>> plain, honest = beyond_harmless(300, 150, 2000, 0.0), beyond_harmless(300, 150, 2000, 0.03)
    >>> round(plain, 1), round(honest, 1)
    (64.2, 8.9)
    """
    if hits <= expected or variance <= 0:
        return float(level_score(np.array(hits), np.array(expected), total))
    share = expected / total
    most = np.log(hits / expected * (total - expected) / max(total - hits, 0.5))
    steps = np.linspace(0, most, 65)
    raised = share * np.exp(steps)
    score = level_score(np.full(65, float(hits)), total * raised / (raised + 1 - share), total)
    return float((score + steps**2 / (2 * variance)).min())


def change_score(
    after: np.ndarray,
    hits: np.ndarray,
    share_after: np.ndarray,
    share_before: np.ndarray,
    total_after: np.ndarray,
    total: np.ndarray | float,
) -> tuple[np.ndarray, np.ndarray]:
    """Log likelihood ratio of "this segment changed otherwise than the rest did" at a date, and its expected defects after.

    after, hits: the segment's defects since the date and over all days. share_after, share_before: its part of the baseline's
    expected defects since and before the date. total_after, total: all defects since the date, and over all days.
    Both the segment's own lasting level and the rest's change are nuisances: only the four margins of the 2 x 2 table are used.

    >>> score, expected = change_score(np.array([30.0]), np.array([40.0]), 0.1, 0.1, np.array([120.0]), 300.0)
    >>> score.round(1), expected.round(1)
    (array([11.7]), array([16.]))
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        odds = (share_after / (1 - share_after)) / (share_before / (1 - share_before))
        usable = np.isfinite(odds) & (odds > 0) & (hits > 0)
        odds = np.where(usable, odds, 1.0)
        linear = total - hits - total_after + odds * (hits + total_after)
        root = np.sqrt(np.maximum(linear**2 + 4 * (1 - odds) * odds * hits * total_after, 0.0))
        fitted = np.where(linear >= 0, 2 * odds * hits * total_after / np.maximum(linear + root, 1e-12), (root - linear) / (2 * (1 - odds)))
        low, high = np.maximum(0.0, hits + total_after - total), np.minimum(hits, total_after)
        fitted = np.clip(fitted, low + 1e-9, np.maximum(high - 1e-9, low + 1e-9))
        rest_before = total - hits - total_after
        score = (
            xlogy(after, after / fitted)
            + xlogy(hits - after, (hits - after) / np.maximum(hits - fitted, 1e-12))
            + xlogy(total_after - after, (total_after - after) / np.maximum(total_after - fitted, 1e-12))
            + xlogy(rest_before + after, (rest_before + after) / np.maximum(rest_before + fitted, 1e-12))
        )
    return np.where(usable & (after > fitted), np.maximum(score, 0.0), 0.0), fitted


def tail(expected: np.ndarray, score: float) -> np.ndarray:
    """How likely a segment with this many expected defects reaches the score by luck (Poisson, at least LEAST_DEFECTS).

    >>> tail(np.array([0.1, 10.0]), 12.0).round(9)
    array([7.70e-08, 2.51e-07])
    """
    expected = np.maximum(np.asarray(expected, dtype=float), 1e-9)
    hits = expected + np.sqrt(2 * expected * score) + score
    for _ in range(30):  # Newton from the right: the function is convex, so it cannot overshoot
        hits = hits - (hits * np.log(hits / expected) - hits + expected - score) / np.log(hits / expected)
    return gammainc(np.maximum(np.ceil(hits - 1e-9), LEAST_DEFECTS), expected)


def search_price(expected: np.ndarray) -> float:
    """Log of the number of independent looks that a search over segments with so many expected defects is worth.

    >>> bool(search_price(np.full(50, 4.0)) < np.log(50))
    True
    """
    lowest, table = _tails()
    place = np.rint((np.log(np.maximum(expected, 1e-9)) - lowest) * STEPS).astype(np.int64)
    looks = float(table[np.clip(place, 0, len(table) - 1)].sum())
    return REFERENCE + float(np.log(max(looks, 1e-12)))


@cache
def _tails() -> tuple[float, np.ndarray]:
    """`tail` at the reference score for expected defects in equal steps of their log, from where it is nothing to where it is steady."""
    grid = np.arange(np.log(1e-3), np.log(1e5), 1 / STEPS)
    return float(grid[0]), tail(np.exp(grid), REFERENCE)


def lift_interval(hits: float, expected: float, other_variance: float, level: float) -> tuple[float, float]:
    """Interval of hits / expected: exact Poisson for the hits, widened on the log scale by what else is uncertain.

    >>> low, high = lift_interval(40, 10, 0.0, 0.95)
    >>> round(low, 2), round(high, 2)
    (2.86, 5.45)
    """
    outside = (1 - level) / 2
    low, high = gammaincinv(hits, outside), gammaincinv(hits + 1, 1 - outside)
    z = float(np.sqrt(2 * gammaincinv(0.5, level)))  # the normal quantile
    down = np.hypot(np.log(hits / low), z * np.sqrt(other_variance))
    up = np.hypot(np.log(high / hits), z * np.sqrt(other_variance))
    lift = hits / expected
    return float(lift * np.exp(-down)), float(lift * np.exp(up))
