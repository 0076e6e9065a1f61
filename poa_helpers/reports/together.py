"""Files set against each other: rows that came twice, older states of an order, and files that are of another seller."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from ..catalogue import catalogue
from ..errors import PoaError, Problem
from .ledger import without_repeated_postings
from .loaded import SAME_COLUMNS, LoadedReport
from .one_per_order import orders_of
from .packed import PackedTable
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
    "orders_api",
)
# how far an order has come: what decides between two states of one day, as days are all that is kept of last-updated-date
_PROGRESS = {"pending": 0, "unshipped": 1, "shipping": 2, "shipped": 3, "cancelled": 3, "unfulfillable": 3}
_LATER = {"seller_feedback": "date", "fba_returns": "return_date"}


def as_one(files: Sequence[LoadedReport]) -> tuple[LoadedReport, ...]:
    """The files without what another file already has.

    Raises PoaError when a file lists orders most of which All Orders does not know.
    """
    kept = _without_older_states([*map(_told_apart, _without_repeats(files))])
    sales = [file.packed for file in kept if file.record.report in _SALES and file.packed is not None and len(file)]
    if len(sales) == 1:  # of several, the orders are made once they are stacked
        sales = [orders_of(sales[0])]
    days = [day for table in sales for day in days_of(table) if day is not None]
    if days:  # a file that was cut off may have ids and no dates
        problems: list[Problem] = []
        kept = [_against_orders(file, sales, pd.Timestamp(min(days)), pd.Timestamp(max(days)), problems) for file in kept]
        if problems:
            raise PoaError(problems)
    return tuple(kept)


def _told_apart(file: LoadedReport) -> LoadedReport:
    """The file without what was only read to tell its rows apart."""
    return file if file.packed is None or file.packed.rest is None else replace(file, packed=replace(file.packed, rest=None))


def _without_repeats(files: Sequence[LoadedReport]) -> list[LoadedReport]:
    """Overlapping downloads: rows that an earlier file of the same report has are dropped from the later one."""
    several = {report for report, count in Counter(file.record.report for file in files).items() if count > 1}
    seen: dict[str, np.ndarray] = {}
    kept = []
    for file in without_repeated_postings(files):
        if file.record.report in several and file.packed is not None and not catalogue().reports[file.record.report].ledger:
            marks = file.packed.marks(np.arange(len(file)))
            before = seen.get(file.record.report, marks[:0])
            file = file.without(np.isin(marks, before), "duplicate")
            seen[file.record.report] = np.concatenate([before, marks])
        kept.append(file)
    return _without_repeated_units(kept)


def _without_repeated_units(files: Sequence[LoadedReport]) -> list[LoadedReport]:
    """A returned unit that two FBA returns files show in different states is counted once (by its licence plate)."""
    seen: set[tuple[str, int]] = set()
    kept = []
    for file in files:
        if file.record.report == "fba_returns" and file.packed is not None and file.packed.ids is not None:
            plates = file.packed.column("license_plate").dense("")
            units = [*zip(plates.tolist(), file.packed.ids.tolist(), strict=True)]
            file = file.without(np.array([bool(unit[0]) and unit in seen for unit in units], dtype=bool), "older_state")
            seen.update(units)
        kept.append(file)
    return kept


def _without_older_states(files: Sequence[LoadedReport]) -> list[LoadedReport]:
    """An order that two All Orders files show in different states is taken from the file that saw it last."""
    sales = [n for n, file in enumerate(files) if file.record.report in _SALES and file.packed is not None]
    if len(sales) < 2:
        return list(files)
    parts = []
    for n in sales:
        table = files[n].packed
        assert table is not None
        updated = table.by_order.max(table.column("updated_on", "date").dense(np.datetime64("NaT")).astype(np.int64))
        state = table.column("order_status").mapped(lambda status: _PROGRESS.get(str(status), -1), "integer")
        progress = table.by_order.max(state.dense(-1))
        end = days_of(table)[1]
        newest = {
            "order": table.by_order.numbers,
            "updated": updated,
            "progress": progress,
            "end": np.datetime64(end or "1970-01-01").astype(np.int64),
            "place": n,
        }
        parts.append(pd.DataFrame(newest))
    newest = pd.concat(parts, ignore_index=True).sort_values(
        ["order", "updated", "progress", "end", "place"]
    )  # an unknown date is the lowest number
    winner = newest.drop_duplicates("order", keep="last")
    kept = list(files)
    for n in sales:
        table = files[n].packed
        assert table is not None and table.ids is not None
        won = np.sort(winner.loc[winner["place"] == n, "order"].to_numpy())
        kept[n] = files[n].without(~np.isin(table.ids, won), "older_state")
    return kept


def _against_orders(
    file: LoadedReport, sales: Sequence[PackedTable], first: pd.Timestamp, last: pd.Timestamp, problems: list[Problem]
) -> LoadedReport:
    """The file, with a warning when All Orders lacks some of its orders; a problem when it lacks most."""
    compared = _comparable(file, first, last)
    if compared is None or not len(compared):
        return file
    known = np.logical_or.reduce([table.by_order.places_of(compared) >= 0 for table in sales])
    if known.mean() < 0.5:
        what = f"Only {int(known.sum())} of its {len(known)} orders between {first:%Y-%m-%d} and {last:%Y-%m-%d} are in All Orders"
        mend = "It seems to be of another seller account or marketplace: take it out, or use the All Orders file that belongs to it."
        problems.append(Problem(what, mend, file.record.file))
        return file
    if known.all():
        return file
    note = f"{int((~known).sum())} of {len(known)} orders of that period are not in All Orders; they are left out of the order book"
    return file.warned(note)


def _comparable(file: LoadedReport, first: pd.Timestamp, last: pd.Timestamp) -> np.ndarray | None:
    """The order numbers of a file that All Orders should know; None when its dates cannot say so."""
    report, table = file.record.report, file.packed
    if table is None:
        return None
    if report in _BY_ORDER_DATE and table.column("order_date").any_known:
        dates, start, least = table.column("order_date"), first, 1
    elif report in _LATER:
        dates, start, least = table.column(_LATER[report]), first + _FEEDBACK_DELAY, 2
    else:
        return None
    if table.ids is None:
        return None
    days = dates.dense(np.datetime64("NaT")) if dates.any_known else np.full(len(table), np.datetime64("NaT"))
    ids = np.unique(table.ids[(days >= start.to_datetime64()) & (days <= last.to_datetime64())])
    return ids if len(ids) >= least else None
