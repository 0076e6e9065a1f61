"""Which orders carry the excess of defects, since when, and how sure that is.

A segment is a combination of up to three `attribute = value`. All are scanned with a Poisson likelihood ratio (Kulldorff's scan
statistic), priced for how many were looked at, chosen as a set so that nothing is found twice, and reported only if the excess matters.
An association is not yet a cause: the seller confirms or declines.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

from ..errors import PoaError, Problem
from ..model import Finding
from ..progress import working
from .explain import explain
from .finding import to_findings
from .search import Search
from .sentences import outcome_name
from .table import ATTRIBUTES, DEFAULT_DATE, UNKNOWN, read_orders

__all__ = ["ATTRIBUTES", "UNKNOWN", "explain", "find_causes"]

Mode = Literal["level", "change"]


def find_causes(
    table: Any,
    outcome: str,
    by: Sequence[str] | None = None,
    *,
    mode: Mode = "level",
    date: str | None = DEFAULT_DATE,
    above: float | None = None,
    target: float | None = None,
    alpha: float = 0.05,
    max_depth: int = 3,
) -> list[Finding]:
    """The segments of orders whose excess of defects is real, the largest excess first; an empty list if none stands out.

    table: a DataFrame with one row per order, or an order book (its `.orders` is used). outcome: a column of true/false or 1/0, or of numbers of
    which those `above` a given one are bad (days late, a refund); orders where it is missing are left out. by: columns to search; by default those of ATTRIBUTES that are there, vary, and repeat.
    mode: `level` asks which segments are worse than the rest (all the time, or since a date where the data clearly say so); `change` asks
    what made the rate worse and since when, so a segment that was always bad is no answer. date: column of the order date (without one
    no onset is searched). target: of the metric, a fraction, for `meets_target`. alpha: chance of any finding where there is nothing to find. max_depth: most conditions of a segment, 1 to 3.
    Missing values are a value of their own that is never reported. Raises PoaError for a table that cannot be used.

    Source of the method: Kulldorff, "A spatial scan statistic" (1997); forward selection with refitting and backward checks.

    >>> import pandas as pd
    >>> table = pd.DataFrame({"carrier": ["A"] * 300 + ["B"] * 900, "late": [1, 0, 0, 0, 0] * 60 + [1] + [0] * 44 + ([0] * 45) * 19})
    >>> [finding.segment for finding in find_causes(table, "late")]
    [{'carrier': 'A'}]
    """
    _check_options(mode, alpha, max_depth)
    orders = read_orders(table, outcome, by, date, above=above, dates_needed=mode == "change")
    if not 0 < orders.bad.sum() < len(orders) or not orders.attributes:
        return []
    with working(f"Searching for causes among {len(orders):,} orders"):
        search = Search(orders, mode, alpha, max_depth)
        return to_findings(search, search.run(), outcome_name(outcome, above), target)


def _check_options(mode: str, alpha: float, max_depth: int) -> None:
    problems = []
    if mode not in ("level", "change"):
        problems.append(Problem(f"'{mode}' is no mode", "Use 'level' or 'change'."))
    if not 0 < alpha < 1:
        problems.append(Problem(f"alpha is {alpha}", "Use a number between 0 and 1, such as 0.05."))
    if max_depth not in (1, 2, 3):
        problems.append(Problem(f"max_depth is {max_depth}", "Use 1, 2 or 3."))
    if problems:
        raise PoaError(problems)
