"""Files set against each other: rows that came twice, older states of an order, and files that are of another seller."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from ..errors import PoaError, Problem
from .loaded import SAME_COLUMNS, LoadedReport
from .read_table import days_of

_SALES = SAME_COLUMNS["all_orders"]
_FEEDBACK_DELAY = pd.Timedelta(days=30)  # feedback and returns of the first weeks are about orders before the period
_BY_ORDER_DATE = (
    "order_defects",
    "late_shipments",
    "cancellations",
    "on_time_delivery",
    "mfn_returns",
    "valid_tracking",
    "new_orders",
    "unshipped_orders",
)
# how far an order has come: what decides between two states of one day, as days are all that is kept of last-updated-date
_PROGRESS = {"pending": 0, "unshipped": 1, "shipping": 2, "shipped": 3, "cancelled": 3, "unfulfillable": 3}
_LATER = {"seller_feedback": "date", "fba_returns": "return_date"}


def as_one(files: Sequence[LoadedReport]) -> tuple[LoadedReport, ...]:
    """The files without what another file already has.

    Raises PoaError when a file lists orders most of which All Orders does not know.
    """
    kept = _without_older_states(_without_repeats(files))
    sales = [file.table for file in kept if file.record.report in _SALES and file.table is not None]
    orders = pd.concat(sales, ignore_index=True)[["order_id", "order_date"]] if sales else pd.DataFrame()
    if not len(orders):
        return tuple(kept)
    problems: list[Problem] = []
    checked = [_against_orders(file, orders, problems) for file in kept]
    if problems:
        raise PoaError(problems)
    return tuple(checked)


def _without_repeats(files: Sequence[LoadedReport]) -> list[LoadedReport]:
    """Overlapping downloads: rows that an earlier file of the same report has are dropped from the later one."""
    seen: dict[str, set[int]] = {}
    kept = []
    for file in files:
        before = seen.setdefault(file.record.report, set())
        marks = file.marks
        kept.append(file.without([mark in before for mark in marks], "duplicate"))
        before.update(marks)
    return _without_repeated_units(kept)


def _without_repeated_units(files: Sequence[LoadedReport]) -> list[LoadedReport]:
    """A returned unit that two FBA returns files show in different states is counted once (by its licence plate)."""
    seen: set[tuple[str, str]] = set()
    kept = []
    for file in files:
        if file.record.report == "fba_returns" and file.table is not None:
            units = [*zip(file.table["license_plate"].fillna(""), file.table["order_id"], strict=True)]
            file = file.without([bool(unit[0]) and unit in seen for unit in units], "older_state")
            seen.update(units)
        kept.append(file)
    return kept


def _without_older_states(files: Sequence[LoadedReport]) -> list[LoadedReport]:
    """An order that two All Orders files show in different states is taken from the file that saw it last."""
    sales = [n for n, file in enumerate(files) if file.record.report in _SALES and file.table is not None]
    if len(sales) < 2:
        return list(files)
    tables = [files[n].table.assign(place=n) for n in sales]  # type: ignore[union-attr]
    rows = pd.concat([table.reindex(columns=["order_id", "updated_on", "order_status", "place"]) for table in tables], ignore_index=True)
    rows["progress"] = rows["order_status"].map(_PROGRESS).fillna(-1)
    newest = rows.groupby(["order_id", "place"], sort=False)[["updated_on", "progress"]].max().reset_index()
    ends = {n: pd.Timestamp(days_of(files[n].table)[1] or 0) for n in sales}  # type: ignore[arg-type]
    newest["end"] = newest["place"].map(ends)
    newest = newest.sort_values(["updated_on", "progress", "end", "place"], na_position="first")
    winner = newest.groupby("order_id")["place"].last()
    kept = list(files)
    for n in sales:
        file = files[n]
        if file.table is not None:
            kept[n] = file.without((file.table["order_id"].map(winner) != n).tolist(), "older_state")
    return kept


def _against_orders(file: LoadedReport, orders: pd.DataFrame, problems: list[Problem]) -> LoadedReport:
    """The file, with a warning when All Orders lacks some of its orders; a problem when it lacks most."""
    compared = _comparable(file, orders)
    if compared is None or compared.empty:
        return file
    known = compared.isin(set(orders["order_id"]))
    if known.mean() < 0.5:
        first, last = orders["order_date"].min(), orders["order_date"].max()
        what = f"Only {int(known.sum())} of its {len(known)} orders between {first:%Y-%m-%d} and {last:%Y-%m-%d} are in All Orders"
        mend = "It seems to be of another seller account or marketplace: take it out, or use the All Orders file that belongs to it."
        problems.append(Problem(what, mend, file.record.file))
        return file
    if known.all():
        return file
    note = f"{int((~known).sum())} of {len(known)} orders of that period are not in All Orders; they are left out of the order book"
    return file.warned(note)


def _comparable(file: LoadedReport, orders: pd.DataFrame) -> pd.Series[str] | None:
    """The order ids of a file that All Orders should know; None when its dates cannot say so."""
    report, table = file.record.report, file.table
    if table is None or "order_id" not in table:
        return None
    first, last = orders["order_date"].min(), orders["order_date"].max()
    if report in _BY_ORDER_DATE and "order_date" in table:
        inside = table["order_date"].between(first, last)
        least = 1
    elif report in _LATER:
        inside = table[_LATER[report]].between(first + _FEEDBACK_DELAY, last)
        least = 2
    else:
        return None
    ids = table.loc[inside, "order_id"].dropna().drop_duplicates()
    return ids if len(ids) >= least else None
