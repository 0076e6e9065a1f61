"""Voice of the Customer: the cell that holds a reason and its share, and figures per ASIN.

One row per SKU; several SKUs of an ASIN show overlapping figures, so that they are never added (a real file: 552 rows, 360 ASINs).
"""

from __future__ import annotations

import re
from collections.abc import Mapping

import pandas as pd

from .packed import Packed

_SHARE = re.compile(r"(.*?)[\s(]*(\d{1,3}(?:[.,]\d+)?)\s*%\)?\s*", re.DOTALL)


def split_reason(cell: str) -> tuple[str | None, float | None]:
    """The reason, and its share of the negative experiences as a fraction; either is None where the cell does not say it.

    >>> split_reason("Too Small\\n80%"), split_reason("Item defective"), split_reason("12,5 %")
    (('Too Small', 0.8), ('Item defective', None), (None, 0.125))
    """
    found = _SHARE.fullmatch(cell)
    reason, share = (found[1], float(found[2].replace(",", ".")) / 100) if found else (cell, None)
    return " ".join(reason.split()) or None, share


def with_reasons(columns: Mapping[str, Packed]) -> dict[str, Packed]:
    """The columns with `top_reason` parted into the reason and `top_reason_share` (a fraction)."""
    if "top_reason" not in columns:
        return dict(columns)
    cells = columns["top_reason"]
    parted = {
        "top_reason": cells.mapped(lambda cell: split_reason(cell)[0]),
        "top_reason_share": cells.mapped(lambda cell: split_reason(cell)[1], "rate"),
    }
    return {**columns, **parted}


def per_asin(table: pd.DataFrame) -> pd.DataFrame:
    """One row per ASIN: that of the SKU with most orders (the first of equals), which stands for the ASIN.

    Same columns as the table (data/reports/voice_of_customer.yaml); an unknown number of orders counts as none.

    >>> rows = pd.DataFrame({"asin": ["B01", "B01", "B02"], "sku": ["a", "b", "c"], "orders": [10, 70, 5], "ncx_rate": [0.2, 0.03, 0.1]})
    >>> per_asin(rows)[["asin", "sku", "ncx_rate"]].values.tolist()
    [['B01', 'b', 0.03], ['B02', 'c', 0.1]]
    """
    largest = table.assign(size=table["orders"].fillna(0)).sort_values("size", ascending=False, kind="stable")
    return largest.drop_duplicates("asin").drop(columns="size").sort_index().reset_index(drop=True)
