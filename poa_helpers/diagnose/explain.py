"""What was found in plain sentences, or why nothing was."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from ..errors import PoaError
from ..model import Count, Finding
from . import sentences
from .baseline import Baseline
from .cells import Segment
from .evidence import LEAST_LIFT
from .scan import whole_table_step
from .score import search_price
from .table import DEFAULT_DATE, Orders, read_orders

SMALL_SPREAD = 0.01  # variance of the log rate among harmless values that `orders_needed` supposes


def explain(
    findings: Iterable[Finding],
    table: Any,
    outcome: str,
    by: Sequence[str] | None = None,
    *,
    date: str | None = DEFAULT_DATE,
    above: float | None = None,
) -> str:
    """What was found, or why nothing was, in plain sentences. Pass the table, `by`, `date` and `above` that the findings are from.

    >>> import pandas as pd
    >>> explain([], pd.DataFrame({"carrier": ["A", "B"] * 100, "late": [1] + [0] * 199}), "late")
    'Too few orders to tell: 200 orders of which 1 were late; about 96,000 orders at this rate would be needed to tell a doubling in a segment of a tenth.'
    """
    found = list(findings)
    orders = read_orders(table, outcome, sorted({name for f in found for name in f.segment}) or by, date, above=above)
    outcome = sentences.outcome_name(outcome, above)
    defects = int(orders.bad.sum())
    if not defects:
        return sentences.no_outcome_sentence(outcome, len(orders))
    if defects == len(orders):
        return sentences.all_bad_sentence(outcome, len(orders))
    step = _account_step(orders, found, outcome)
    if found:
        return " ".join([f.sentence for f in found] + ([step] if step else []))
    needed = orders_needed(orders, 2.0)
    if step:
        return step
    if len(orders) < orders_needed(orders, 5.0):
        return sentences.too_few_sentence(outcome, len(orders), defects, needed)
    return sentences.nothing_sentence(outcome, Count(hits=defects, total=len(orders)), needed)


def orders_needed(orders: Orders, lift: float, share: float = 0.1, alpha: float = 0.05) -> int:
    """About how many orders at the table's rate would show a segment with this share of orders and this lift (two digits).

    Single values are searched only; the excess must pay the price of that search and its lower limit must be above the least lift.
    """
    columns = [np.bincount(a.codes) for a in orders.attributes]
    sizes = [search_price(c[c > 0] * orders.rate) + np.log(len(columns)) for c in columns]
    price = max([0.0, *sizes]) - np.log(alpha)
    per_expected = lift * np.log(lift) - (lift - 1)
    margin = 1 / max((np.log(lift / LEAST_LIFT) / 1.96) ** 2 - SMALL_SPREAD, 0.001) / lift
    expected = max((price + 2) / per_expected, margin, 6 / (lift - 1))
    needed = expected * (1 - share + share * lift) / (share * orders.rate)
    digits = 10 ** max(0, int(np.log10(needed)) - 1)
    return int(np.ceil(needed / digits) * digits)


def _account_step(orders: Orders, findings: list[Finding], outcome: str) -> str | None:
    """The sentence on the whole account, if its rate rose on a date beyond what the findings explain."""
    first = -(-7 // orders.step) + orders.offset
    dates = np.arange(first, orders.days - -(-3 // orders.step) + 1)
    if not len(dates):
        return None
    baseline = Baseline(orders, "level")
    fit = baseline.fit([_as_segment(orders, f) for f in findings], baseline.first)
    expected = baseline.first.expected * fit.factor(orders, np.arange(len(orders)))
    score, day = whole_table_step(orders, expected, dates, only_worse=True)
    since = orders.date_of(day)
    if since is None or score - np.log(len(dates)) < -np.log(0.05):
        return None
    later = orders.day >= day
    before = Count(hits=int(orders.bad[~later].sum()), total=int((~later).sum()))
    after = Count(hits=int(orders.bad[later].sum()), total=int(later.sum()))
    return sentences.step_sentence(outcome, since, before, after, alone=not findings)


def _as_segment(orders: Orders, finding: Finding) -> Segment:
    """A finding as positions and codes of this table; PoaError when the finding is from another table."""
    columns, codes = [], []
    for name, value in finding.segment.items():
        column = next((i for i, a in enumerate(orders.attributes) if name == a.name or name in a.twins), None)
        attribute = None if column is None else orders.attributes[column]
        texts = () if attribute is None else attribute.values if name == attribute.name else attribute.twins[name]
        if column is None or value not in texts:
            raise PoaError.of(
                f"The finding '{finding.id}' is not from this table", "Pass the table that the findings are from.", column=name
            )
        if column not in columns:
            columns.append(column)
            codes.append(texts.index(value))
    return Segment(tuple(columns), tuple(codes), orders.day_of(finding.onset))
