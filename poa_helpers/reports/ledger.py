"""Files of postings to the account: two equal rows are two amounts, overlapping downloads are one, and the newest state of a posting counts.

A posting has no id of its own. What tells it from others is everything but its state, and how often it occurs in one file: a file holds
each posting once, so that two equal rows of one file are two postings, and the same rows in a second file are the same postings.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from ..catalogue import catalogue
from .loaded import LoadedReport
from .packed import PackedTable

_STATE = ("status", "release_on", "settlement_id")  # a deferred posting gets its release date and its settlement later


def without_repeated_postings(files: Sequence[LoadedReport]) -> list[LoadedReport]:
    """The files, each posting in one of them only: in the file that has it most often, and of those in the one that knows it furthest on.

    Rows left out are counted as `duplicate`, or as `older_state` where another file knows more of the posting. Files of other reports
    than ledgers are returned as they are.
    """
    kept = list(files)
    for report in dict.fromkeys(file.record.report for file in files):
        places = [n for n, file in enumerate(files) if file.record.report == report and len(file)]
        if len(places) < 2 or not catalogue().reports[report].ledger:
            continue
        for n, (out, older) in zip(places, _left_out([files[n] for n in places]), strict=True):
            fresh = files[n].without(out & older, "older_state")
            kept[n] = fresh.without(out[~(out & older)], "duplicate")
    return kept


def _left_out(files: Sequence[LoadedReport]) -> list[tuple[np.ndarray, np.ndarray]]:
    """For each file, which rows to leave out, and of which rows the file that keeps the posting knows more."""
    states = _STATE if "status" in catalogue().reports[files[0].record.report].columns else ()
    shared = set.intersection(*(set(file.record.mapping.values()) for file in files)) - set(states)
    tables = [file.packed for file in files if file.packed is not None]
    rows = pd.concat(
        [pd.DataFrame({"posting": _marks(table, shared), "file": n, "ahead": _ahead(table)}) for n, table in enumerate(tables)],
        ignore_index=True,
    )
    counts = rows.groupby(["posting", "file"], sort=False)["ahead"].agg(["size", "sum"]).reset_index()
    best = counts.sort_values(["size", "sum", "file"], ascending=[False, False, True]).drop_duplicates("posting").set_index("posting")
    out = (rows["posting"].map(best["file"]) != rows["file"]).to_numpy()
    older = (rows["posting"].map(best["sum"] / best["size"]) > rows["ahead"]).to_numpy()
    starts = np.cumsum([0, *map(len, tables)])
    return [(out[start:end], older[start:end]) for start, end in zip(starts, starts[1:], strict=False)]


def _marks(table: PackedTable, identity: set[str]) -> np.ndarray:
    """A number per row that only rows share which are equal in these columns."""
    told = PackedTable(len(table), {name: column for name, column in table.columns.items() if name in identity})
    return told.marks(np.arange(len(table)))


def _ahead(table: PackedTable) -> np.ndarray:
    """How far each posting is known to be: 0 no state given, 1 deferred, 2 anything else."""
    status = table.column("status", "category")
    return np.where(~status.known, 0, np.where(status.is_("deferred"), 1, 2))
