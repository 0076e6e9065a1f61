"""Which orders stand behind each bar of the waterfall."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from ..model import Finding
from ..words import number
from .daily import orders_named
from .listing import ATTRIBUTES, IN_REPORTS, Rows, head_of, rows_by_bar, titles_of
from .segments import attributes_of, segment_name, sentence_case, since


def orders_behind(findings: Sequence[Finding], orders: pd.DataFrame, locale: str, rest: str) -> tuple[Rows, Rows, list[str]]:
    """The head and the first orders of each bar, and the titles of the columns.

    Behind `expected` and `rest` are the bad orders that no finding holds, behind `all` every one.
    """
    outcome, attributes = findings[0].outcome, attributes_of(findings)[:ATTRIBUTES]
    bad = orders[orders[outcome].fillna(False).astype(bool)]
    everything = np.ones(len(bad), bool)
    ids = bad["order_id"].astype("string")
    held = ids.isin({id for finding in findings for id in finding.order_ids}).to_numpy()
    parts = [(f.id, ids.isin(f.order_ids).to_numpy(), _said(f, locale), _anyway(f, locale), rest) for f in findings]
    others = f"In none of the findings: {orders_named(int((~held).sum()), outcome, locale)}"
    parts += [(key, ~held, others, "", IN_REPORTS) for key in ("expected", "rest")]
    parts += [("all", everything, f"All {orders_named(len(bad), outcome, locale)}", "", IN_REPORTS)]
    heads = [head_of(key, said, int(inside.sum()), where, before) for key, inside, said, before, where in parts]
    rows = rows_by_bar(bad, {key: np.flatnonzero(inside) for key, inside, *_ in parts}, attributes, outcome, locale)
    return heads, rows, titles_of(attributes)


def _said(finding: Finding, locale: str) -> str:
    return f"{sentence_case(segment_name(finding))}{since(finding, locale)}: {orders_named(finding.defects, finding.outcome, locale)}"


def _anyway(finding: Finding, locale: str) -> str:
    """Which of them the cause is behind, nobody can tell one by one."""
    return f"About {number(finding.expected, locale)} of them would be expected anyway." if finding.expected >= 0.5 else ""
