"""From a chosen segment to a Finding: its numbers against the rest, what else it could be, the orders behind it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import combinations

import numpy as np

from ..model import Count, Finding, RunnerUp, Window
from .baseline import Fit
from .cells import Segment
from .evidence import Evidence
from .search import Search, overlap
from .sentences import finding_sentence
from .table import Orders

NO_RIVAL = 100.0  # a segment so many times less likely is told apart
LEAST_SHARED = 0.1  # Jaccard index below which another segment is another matter
LOOKED_AT, MOST_RUNNERS_UP = 12, 3
SAME = 0.95  # from this overlap on (Jaccard index) two segments are called the same orders


def to_findings(search: Search, fit: Fit, outcome: str, target: float | None = None) -> list[Finding]:
    """The findings of the chosen segments, the one with the most excess defects first; target: of the metric, a fraction."""
    steps = [s for s in fit.segments if not s.depth]
    chosen = [s for s in fit.segments if s.depth]
    plain = len(chosen) == 1 and not steps and search.scan.mode == "level"
    evidence = {s: search.scales.weigh(s, fit) for s in chosen}
    total = _total_excess(search, evidence.values())
    found = [_finding(search, evidence[s], fit, outcome, total, target, plain=plain) for s in chosen]
    return sorted(found, key=lambda f: (-f.excess, f.id))


def _finding(search: Search, evidence: Evidence, fit: Fit, outcome: str, total: float, target: float | None, *, plain: bool) -> Finding:
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
    rate_without = (all_defects - defects + expected) / all_orders
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
        rate_without=rate_without,
        onset_interval=_onset_interval(search, segment, fit),
        target=target,
        meets_target=None if target is None else rate_without < target,
        same_orders_as=tuple(same_orders(search, segment)),
        runners_up=tuple(runners_up(search, segment, fit)),
        order_ids=orders.ids_of(live[orders.bad[live]]),
        sentence=finding_sentence(outcome, names, onset, count, rest_rate, share),
    )


def _onset_interval(search: Search, segment: Segment, fit: Fit) -> tuple[date, date] | None:
    """The days between which the onset lies with 95 % certainty, each day being as likely beforehand; the onset itself is among them."""
    orders, dates = search.scan.orders, search.scan.dates
    if not segment.onset or not len(dates):
        return None
    score = search.scan.by_day(segment, fit).curve(search.scan.mode)[dates]
    chance = np.exp(score - score.max())
    sums = chance.cumsum() / chance.sum()
    low = min(int(dates[np.searchsorted(sums, 0.025)]), segment.onset)
    high = max(int(dates[min(np.searchsorted(sums, 0.975), len(dates) - 1)]), segment.onset)
    first, last = orders.date_of(low), orders.date_of(high)
    return None if first is None or last is None else (first, last)


def runners_up(search: Search, segment: Segment, fit: Fit) -> Iterator[RunnerUp]:
    """Segments that share orders with this one and explain the data nearly as well in its place, the likeliest first."""
    scan = search.scan
    others = scan.fit([s for s in fit.segments if s != segment], fit.base)
    rows, known = scan.baseline.rows(segment), {s.place for s in fit.segments}
    looked = [s for s in scan.look(others) if s.place not in known][:LOOKED_AT]
    looked += [segment.without(i) for i in range(segment.depth) if segment.depth > 1]
    found = []
    for other in {s.place: s for s in looked}.values():
        same = overlap(rows, scan.baseline.rows(other))
        if not LEAST_SHARED <= same < 1 or other.place in known:
            continue
        instead = scan.fit([*others.segments, scan.dated(other, others)], fit.base)
        odds = np.exp(min(scan.worth(fit) - scan.worth(instead), 50.0))
        if odds < NO_RIVAL:
            found.append(RunnerUp(segment=pairs(scan.orders, other), same_orders=same, odds=max(float(odds), 1.0)))
    yield from sorted(found, key=lambda r: (r.odds, str(r.segment)))[:MOST_RUNNERS_UP]


def period_of(orders: Orders) -> Window | None:
    """First to last date of the table; `None` without dates."""
    if orders.first is None or orders.last is None:
        return None
    return Window.ending(orders.last, (orders.last - orders.first).days + 1)


def pairs(orders: Orders, segment: Segment) -> dict[str, str]:
    """The segment as attribute -> value."""
    return {orders.attributes[c].name: orders.attributes[c].values[v] for c, v in zip(segment.columns, segment.codes, strict=True)}


def _total_excess(search: Search, evidence: Iterable[Evidence]) -> float:
    """Bad orders that would not be there without any of the causes.

    Of a segment's bad orders the part expected / defects would be there anyway; one that is in two segments only with the product of both.
    """
    orders, baseline = search.scan.orders, search.scan.baseline
    anyway = np.ones(len(orders))
    for e in evidence:
        anyway[baseline.live_rows(e.segment)] *= min(1.0, e.expected / e.hits) if e.hits else 1.0
    return float((1 - np.sort(anyway[orders.bad])).sum())


def same_orders(search: Search, segment: Segment) -> Iterator[dict[str, str]]:
    """Other segments that are nearly the same orders, shortest first; longer forms of one already named are left out."""
    orders, baseline = search.scan.orders, search.scan.baseline
    rows = baseline.rows(segment)
    named = [frozenset(pairs(orders, segment).items())]
    for twin in _renamed(orders, segment):
        named.append(frozenset(twin.items()))
        yield twin
    for other in _nearly_always(search, rows):
        if overlap(rows, baseline.rows(other)) < SAME:
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
