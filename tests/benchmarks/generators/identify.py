"""Can a cause be told from all that resembles it? Judged before a single defect is drawn, by what the defects are expected to say.

The evidence of a segment of n orders that are expected to hold B bad ones without a cause and T with it is the binomial log-likelihood
ratio n KL(T/n || B/n), in nats. Naming a segment costs the log of the number of names there are: per pair log(attributes x values of
the attribute). A cause is clear when, against every rival,

    evidence(cause) - evidence(rival) >= margin + max(0, cost(cause) - cost(rival))

and a rival that is the cause with something added must, being the longer name, come within `margin` less the cost of what was added.
Rivals are all segments of up to two pairs and all of three that share a pair with the cause, as far as they share an order with it.
Those with nearly the same orders (Jaccard index from SAME on) that neither contain nor are contained in its pairs are the cause by
another name, as are all with exactly the same orders: they are listed as equivalents and compete with nobody. The cause with a pair added
that leaves nearly the same orders is a longer name for it: it does not compete, but is no right answer either.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from .world import MISSING, World

SAME = 0.95
LONGEST = 3


@dataclass(frozen=True)
class Verdict:
    """spare: by how many nats the cause is preferred to its strongest rival, beyond its margin. equivalents: its other names (and its own)."""

    evidence: float
    spare: float
    equivalents: list[dict[str, str]]


def evidence(bad: np.ndarray | float, expected: np.ndarray | float, orders: np.ndarray | float) -> np.ndarray:
    """Log-likelihood ratio of `bad` against `expected` bad ones among `orders`; 0 where there are not more than expected.

    >>> evidence(30.0, 10.0, 1000.0).round(2).item(), evidence(5.0, 10.0, 1000.0).item()
    (13.16, 0.0)
    """
    n = np.maximum(np.asarray(orders, float), 1e-9)
    t, b = np.clip(np.asarray(bad, float) / n, 0, 1), np.clip(np.asarray(expected, float) / n, 1e-12, 1 - 1e-12)
    good = np.where(t < 1, (1 - t) * np.log(np.maximum(1 - t, 1e-300) / (1 - b)), 0)
    ratio = n * (np.where(t > 0, t * np.log(np.maximum(t, 1e-300) / b), 0) + good)
    return np.where(t > b, np.maximum(ratio, 0), 0.0)


def evidence_of_change(bad: float, expected: float, expected_before: float) -> float:
    """Evidence that the segment's own rate changed, its rate before being known from its own orders only.

    >>> round(evidence_of_change(50.0, 10.0, 20.0), 2), evidence_of_change(10.0, 10.0, 20.0)
    (21.16, 0.0)
    """
    if expected <= 0 or expected_before <= 0 or bad <= expected:
        return 0.0
    ratio = (bad + expected_before) / (expected + expected_before)
    return float(bad * np.log(bad / (expected * ratio)) - expected_before * np.log(ratio))


def cost(world: World, attributes: tuple[str, ...]) -> float:
    """Nats it takes to name a segment of these attributes."""
    return sum(float(np.log(len(world.codes) * len(world.names[a]))) for a in attributes)


def judge(
    world: World, segment: dict[str, str], live: np.ndarray, base: np.ndarray, rate: np.ndarray, margin: float, own: float = 0.0
) -> Verdict:
    """Hold a segment against all its rivals.

    live: the orders since the onset. base, rate: per order, the chance (or fact) of being bad without and with what is looked for.
    own: evidence to compare with, where it is not that of the segment alone.
    """
    inside = world.mask(segment)[live]
    base, rate = base[live], rate[live]
    mine = own or float(evidence(rate[inside].sum(), base[inside].sum(), inside.sum()))
    price = cost(world, tuple(segment))
    spare, equivalents = mine, [segment]
    for held, added, named, (n, both, bad, expected) in _rivals(world, segment, live, inside, base, rate):
        longer, shorter = len(held) == len(segment), not added
        overlap = both / (n + inside.sum() - both)
        near = (overlap == 1) | ((overlap >= SAME) & (not shorter))
        equivalents += [named(i) for i in np.flatnonzero(near & ((overlap == 1) | (not longer)))]
        extra = price - cost(world, (*held, *added))
        lead = mine - evidence(bad, expected, n)[~near] - margin - (extra if longer else max(0.0, extra))
        spare = min(spare, float(lead.min(initial=spare)))
    return Verdict(mine, spare, equivalents)


def _rivals(
    world: World, segment: dict[str, str], live: np.ndarray, inside: np.ndarray, base: np.ndarray, rate: np.ndarray
) -> Iterator[tuple]:
    """All rivals that share an order with the segment, each once, grouped by which of its pairs they hold and which attributes they add.

    Yields (held, added, function index -> the rival's pairs, (orders, shared orders, bad, expected) as arrays).
    """
    codes = {a: c[live] for a, c in world.codes.items()}
    own = {a: world.names[a].index(v) for a, v in segment.items()}
    for held in (h for size in range(len(segment) + 1) for h in combinations(segment, size)):
        rows = np.ones(len(base), bool)
        for attribute in held:
            rows &= codes[attribute] == own[attribute]
        others = [a for a in codes if a not in held]
        for size in range(0 if held else 1, min(2, LONGEST - len(held)) + 1):
            for added in combinations(others, size):
                if added or len(held) < len(segment):
                    yield held, added, *_cells(world, codes, segment, own, held, added, np.flatnonzero(rows), inside, base, rate)


def _cells(world, codes, segment, own, held, added, rows, inside, base, rate) -> tuple:
    """The segments of the held pairs and one value of each added attribute (not the segment's own): how to name them, and their counts."""
    key = np.zeros(len(rows), np.int64)
    kept = np.ones(len(rows), bool)
    for attribute in added:
        column = codes[attribute][rows]
        kept &= (column != MISSING) & (column != own.get(attribute, MISSING))
        key = key * len(world.names[attribute]) + column
    rows, key = rows[kept], key[kept]
    shared = np.unique(key[inside[rows]])
    place = np.searchsorted(shared, key)
    place[place == len(shared)] = 0
    hit = shared[place] == key if len(shared) else np.zeros(len(key), bool)
    rows, place = rows[hit], place[hit]
    counts = tuple(np.bincount(place, w, len(shared)) for w in (np.ones(len(rows)), inside[rows], rate[rows], base[rows]))

    def named(index: int) -> dict[str, str]:
        rest, values = int(shared[index]), {}
        for attribute in reversed(added):
            rest, code = divmod(rest, len(world.names[attribute]))
            values[attribute] = world.names[attribute][code]
        return {a: segment[a] for a in held} | values

    return named, counts
