"""What a report needs beyond its catalogue: rules by report id, applied to its table once it is read."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pandas as pd

from .voice import with_reasons

RULES: Mapping[str, Callable[[pd.DataFrame], pd.DataFrame]] = {"voice_of_customer": with_reasons}


def by_rule(report: str, table: pd.DataFrame) -> pd.DataFrame:
    """The table as the rule of its report leaves it; the table itself when there is none.

    >>> by_rule("all_orders", pd.DataFrame({"order_id": ["111-2222222-3333333"]})).shape
    (1, 1)
    """
    return RULES.get(report, lambda unchanged: unchanged)(table)
