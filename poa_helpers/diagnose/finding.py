"""From a chosen segment to a Finding: its numbers against the rest, what else it could be, the orders behind it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations

import numpy as np

from ..model import Count, Finding, Window
from .baseline import Fit
from .cells import Segment
from .evidence import Evidence
from .search import Search
from .sentences import finding_sentence
from .table import Orders

SAME = 0.95  # from this overlap on (Jaccard index) two segments are called the same orders


def to_findings(search: Search, fit: Fit, outcome: str) -> list[Finding]:
    """The findings of the chosen segments, the one with the most excess defects first."""
    steps = [s for s in fit.segments if not s.depth]
    chosen = [s for s in fit.segments if s.depth]
    plain = len(chosen) == 1 and not steps and search.scan.mode == "level"
    evidence = {s: search.scales.weigh(s, fit) for s in chosen}
    total = _total_excess(search, fit)
    found = [_finding(search, evidence[s], fit, outcome, total, plain=plain) for s in chosen]
    return sorted(found, key=lambda f: (-f.excess, f.id))


def _finding(search: Search, evidence: Evidence, fit: Fit, outcome: str, total: float, *, plain: bool) -> Finding:
    orders, segment = search.scan.orders, evidence.segment
    live = search.scan.baseline.live_rows(segment)
    defects, all_orders, all_defects = evidence.hits, len(orders), int(orders.bad.sum())
    known = all(orders.attributes[c].known is None for c in segment.columns)
    plain = plain and known
    others_count = Count(hits=all_defects - defects, total=all_orders - len(live))
    rest_rate = others_count.rate or 0.0
    expected = rest_rate * len(live) if plain else evidence.expected
    # where no other order is bad, the lift counts half a defect for them; the expected defects are none
    stretch = evidence.expected / expected if expected > 0 else 1.0
    names = pairs(orders, segment)
    onset = orders.date_of(segment.onset) if segment.onset else None
    share = defects / all_defects
    count = Count(hits=defects, total=len(live))
    return Finding(
        outcome=outcome,
        segment=names,
        onset=onset,
        period=period_of(orders),
        orders=len(live),
        defects=defects,
        all_orders=all_orders,
        all_defects=all_defects,
        expected=expected,
        excess=defects - expected,
        share_of_excess=float(np.clip((defects - expected) / total, 0, 1)) if total > 0 else 1.0,
        share_of_defects=share,
        rate=defects / len(live),
        rest_rate=rest_rate,
        lift=evidence.lift * stretch,
        lift_interval=(evidence.low * stretch, evidence.high * stretch),
        p_value=evidence.p,
        rate_without=(all_defects - defects + expected) / all_orders,
        same_orders_as=tuple(same_orders(search, segment)),
        order_ids=orders.ids_of(live[orders.bad[live]]),
        sentence=finding_sentence(outcome, names, onset, count, rest_rate, share),
    )


def period_of(orders: Orders) -> Window | None:
    """First to last date of the table; `None` without dates."""
    if orders.first is None or orders.last is None:
        return None
    return Window.ending(orders.last, (orders.last - orders.first).days + 1)


def pairs(orders: Orders, segment: Segment) -> dict[str, str]:
    """The segment as attribute -> value."""
    return {orders.attributes[c].name: orders.attributes[c].values[v] for c, v in zip(segment.columns, segment.codes, strict=True)}


def _total_excess(search: Search, fit: Fit) -> float:
    """All defects beyond those expected if none of the segments had been worse."""
    orders, baseline = search.scan.orders, search.scan.baseline
    rows = baseline.union(fit.segments)
    weight = fit.base.expected[rows] * fit.weeks[baseline.week[rows]] * fit.scale
    levels = replace(fit, lifts=(1.0,) * len(fit.lifts)).factor(orders, rows) / fit.scale
    return float((weight * (fit.factor(orders, rows) / fit.scale - levels)).sum())


def same_orders(search: Search, segment: Segment) -> Iterator[dict[str, str]]:
    """Other segments that are nearly the same orders, shortest first; longer forms of one already named are left out."""
    orders, baseline = search.scan.orders, search.scan.baseline
    rows = baseline.rows(segment)
    named = [frozenset(pairs(orders, segment).items())]
    for twin in _renamed(orders, segment):
        named.append(frozenset(twin.items()))
        yield twin
    for other in _nearly_always(search, rows):
        both = len(np.intersect1d(rows, baseline.rows(other), assume_unique=True))
        if both < SAME * (len(rows) + len(baseline.rows(other)) - both):
            continue
        names = pairs(orders, other)
        if not any(known <= frozenset(names.items()) for known in named):
            named.append(frozenset(names.items()))
            yield names


def _nearly_always(search: Search, rows: np.ndarray) -> Iterator[Segment]:
    """Combinations of the values that nearly all of these orders have, shortest first."""
    common = []
    for column, attribute in enumerate(search.scan.orders.attributes):
        counts = np.bincount(attribute.codes[rows])
        code = int(counts.argmax())
        if code != attribute.unknown and counts[code] >= SAME * len(rows):
            common.append((column, code))
    for depth in range(1, min(search.max_depth, len(common)) + 1):
        for chosen in combinations(common, depth):
            yield Segment(tuple(c for c, _ in chosen), tuple(v for _, v in chosen))


def _renamed(orders: Orders, segment: Segment) -> Iterator[dict[str, str]]:
    """The same segment told by a column that is one to one with one of its own."""
    own = pairs(orders, segment)
    for column, code in zip(segment.columns, segment.codes, strict=True):
        attribute = orders.attributes[column]
        for twin, texts in attribute.twins.items():
            yield {(twin if name == attribute.name else name): (texts[code] if name == attribute.name else v) for name, v in own.items()}
