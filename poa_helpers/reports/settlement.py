"""Settlements of both shapes as envelopes (what Amazon pays out) and postings (the amounts it is made of).

V1 spreads up to nine amounts over a row, each with a column for its kind; V2 has one amount per row. In both the first row of a
settlement is its envelope: period, deposit date, total and currency, which the rows below leave empty.
Source: developer-docs.amazon.com/sp-api changelog (format comparison of the settlement reports).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import pandas as pd

Shape = Literal["settlement_v1", "settlement_v2"]
SHAPES: tuple[Shape, ...] = ("settlement_v2", "settlement_v1")
# amount columns of V1, with the column that says what kind of amount it is
V1_AMOUNTS = {
    "shipment_fee_amount": "shipment_fee_type",
    "order_fee_amount": "order_fee_type",
    "price_amount": "price_type",
    "item_fee_amount": "item_fee_type",
    "misc_fee_amount": None,
    "other_fee_amount": "other_fee_reason",
    "promotion_amount": "promotion_type",
    "direct_payment_amount": "direct_payment_type",
    "other_amount": None,
}
_ENVELOPE = ["settlement_id", "period_start", "period_end", "deposit_on", "total_amount", "currency"]
_POSTING = ["settlement_id", "posted_on", "transaction_type", "order_id", "sku", "marketplace"]
POSTING_COLUMNS = [*_POSTING, "amount_type", "amount_description", "amount"]


def envelopes(table: pd.DataFrame) -> pd.DataFrame:
    """The rows that state a total, without those that repeat an earlier one.

    table: rows of either shape. Columns: settlement_id, period_start, period_end, deposit_on, total_amount, currency.
    A settlement has one row here; several only if a file states several totals for it.

    >>> from poa_helpers.reports.loaded import empty_table
    >>> envelopes(empty_table("settlement_v2")).columns.tolist()
    ['settlement_id', 'period_start', 'period_end', 'deposit_on', 'total_amount', 'currency']
    """
    return table.loc[table["total_amount"].notna(), _ENVELOPE].drop_duplicates().reset_index(drop=True)


def postings(table: pd.DataFrame) -> pd.DataFrame:
    """One row per amount, the same for both shapes; rows without an amount (envelopes, units) give none.

    Columns: settlement_id, posted_on, transaction_type, order_id, sku, marketplace, amount_type (the V1 column it stood in),
    amount_description, amount (in the currency of the envelope).

    >>> from poa_helpers.reports.loaded import empty_table
    >>> postings(empty_table("settlement_v1")).columns.tolist() == POSTING_COLUMNS
    True
    """
    if "amount" in table:
        return table.loc[table["amount"].notna(), POSTING_COLUMNS].reset_index(drop=True)
    return pd.concat(_melted(table), ignore_index=True)


def _melted(table: pd.DataFrame) -> Iterator[pd.DataFrame]:
    for column, kind in V1_AMOUNTS.items():
        part = table[table[column].notna()]
        told = part[kind] if kind else pd.Series(pd.NA, index=part.index, dtype="string")
        yield part[_POSTING].assign(amount_type=column.removesuffix("_amount"), amount_description=told, amount=part[column])
