"""From a chosen segment to a Finding: its numbers against the rest, what else it could be, the orders behind it."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..model import Count, Finding, Window
from .cells import Segment
from .search import Search
from .sentences import finding_sentence
from .table import Orders

SAME = 0.95  # from this overlap on (Jaccard index) two segments are called the same orders


def to_findings(search: Search, segments: list[Segment], outcome: str) -> list[Finding]:
    """The findings of the chosen segments, the one with the most excess defects first."""
    steps = [s for s in segments if not s.depth]
    chosen = [s for s in segments if s.depth]
    plain = len(chosen) == 1 and not steps and search.scan.mode == "level"
    total = _total_excess(search, segments)
    found = [_finding(search, s, [o for o in segments if o != s], outcome, total, plain=plain) for s in chosen]
    return sorted(found, key=lambda f: (-f.excess, f.id))


def _finding(search: Search, segment: Segment, others: list[Segment], outcome: str, total: float, *, plain: bool) -> Finding:
    orders = search.scan.orders
    evidence = search.scales.weigh(segment, others)
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
    ids = () if orders.ids is None else tuple(sorted(orders.ids[live[orders.bad[live]]].tolist()))
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
        order_ids=ids,
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


def _total_excess(search: Search, segments: list[Segment]) -> float:
    """All defects beyond those expected if none of the segments had been worse."""
    fit = search.scan.baseline.fit(segments)
    without = fit.expected.copy()
    for segment, lift in zip(segments, fit.lifts, strict=True):
        without[search.scan.baseline.live_rows(segment)] /= lift
    return float(search.scan.orders.bad.sum() - without.sum())


def same_orders(search: Search, segment: Segment) -> Iterator[dict[str, str]]:
    """Other segments that are nearly the same orders, shortest first; longer forms of one already named are left out."""
    orders, cells = search.scan.orders, search.scan.cells
    rows = search.scan.baseline.rows(segment)
    named = [frozenset(pairs(orders, segment).items())]
    for twin in _renamed(orders, segment):
        named.append(frozenset(twin.items()))
        yield twin
    both = cells.shared_with(rows)
    for i in np.flatnonzero(both >= SAME * (len(rows) + cells.sizes - both)):
        other = pairs(orders, cells.segments[i])
        if not any(known <= frozenset(other.items()) for known in named):
            named.append(frozenset(other.items()))
            yield other


def _renamed(orders: Orders, segment: Segment) -> Iterator[dict[str, str]]:
    """The same segment told by a column that is one to one with one of its own."""
    own = pairs(orders, segment)
    for column, code in zip(segment.columns, segment.codes, strict=True):
        attribute = orders.attributes[column]
        for twin, texts in attribute.twins.items():
            yield {(twin if name == attribute.name else name): (texts[code] if name == attribute.name else v) for name, v in own.items()}
