"""When a defect came to light: the dates that the files give beside the flags of the order book."""

from __future__ import annotations

import pandas as pd

from .loaded import Reports

NEGATIVE_STARS = 2  # three stars are neutral (sellercentral help 200285170)


def defect_dates(reports: Reports, rows: pd.DataFrame) -> pd.DataFrame:
    """For each order the first day of each kind of trouble that a file dates; NaT where none does.

    rows: a frame with `order_id`, as the order book gives it. Columns of the answer, on the same index, days at midnight as written in the files:
    negative_feedback_on (seller feedback of one or two stars), a_to_z_claim_on (no file dates a claim: the day of the return request with the A-to-z mark,
    on which the buyer first asked), returned_on (return request of a seller-fulfilled order, arrival at the fulfilment centre of another).
    A chargeback is dated by no file.

    >>> defect_dates(Reports(), pd.DataFrame({"order_id": ["111-2222222-3333333"]})).columns.tolist()
    ['negative_feedback_on', 'a_to_z_claim_on', 'returned_on']
    """
    feedback, own, fba = (reports.table(report) for report in ("seller_feedback", "mfn_returns", "fba_returns"))
    negative = feedback[(feedback["rating"] <= NEGATIVE_STARS).fillna(False).astype(bool)]
    claimed = own[own["a_to_z_claim"].fillna(False).astype(bool)]
    back = [_first_days(own, "return_requested_on"), _first_days(fba, "return_date")]
    found = {
        "negative_feedback_on": _first_days(negative, "date"),
        "a_to_z_claim_on": _first_days(claimed, "return_requested_on"),
        "returned_on": pd.concat(back).groupby(level=0).min(),
    }
    ids = rows["order_id"].astype("object")
    return pd.DataFrame({name: days.reindex(ids).to_numpy(dtype="datetime64[ns]") for name, days in found.items()}, index=rows.index)


def defect_on(reports: Reports, rows: pd.DataFrame) -> pd.Series[pd.Timestamp]:
    """The earliest known day of each order's defect; NaT for an order without a defect, and for one that no file dates (a chargeback).

    rows: a frame with `order_id` and, if it is known, the flag `defect`. Negative feedback and an A-to-z claim are defects by themselves; the day
    of a return counts only for an order whose flag says that it has a defect, as a return alone is none.

    >>> defect_on(Reports(), pd.DataFrame({"order_id": ["111-2222222-3333333"], "defect": [True]})).isna().tolist()
    [True]
    """
    dates = defect_dates(reports, rows)
    if "defect" in rows:
        known = rows["defect"].astype("boolean")
        dates["returned_on"] = dates["returned_on"].where(known.fillna(False).astype(bool))
        dates = dates.where(
            known.fillna(True).astype(bool), axis=0
        )  # Amazon's own list goes before feedback: removed feedback is no defect
    else:
        dates = dates.drop(columns="returned_on")
    return dates.min(axis=1).astype("datetime64[ns]").rename("defect_on")


def _first_days(table: pd.DataFrame, column: str) -> pd.Series[pd.Timestamp]:
    """Order id -> the first day of a date column."""
    known = table.dropna(subset=["order_id", column])
    return known.groupby(known["order_id"].astype("object"))[column].min().astype("datetime64[ns]")
