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

_STATE = ("status", "release_on", "settlement_id")  # a deferred posting gets its release date and its settlement later


def without_repeated_postings(files: Sequence[LoadedReport]) -> list[LoadedReport]:
    """The files, each posting in one of them only: in the file that has it most often, and there is it released where any file says so.

    Rows left out are counted as `duplicate`, or as `older_state` where another file shows the posting further on. Files of other
    reports are returned as they are.
    """
    kept = list(files)
    for report in dict.fromkeys(file.record.report for file in files):
        places = [n for n, file in enumerate(files) if file.record.report == report and file.table is not None and len(file.table)]
        if len(places) < 2 or not catalogue().reports[report].ledger:
            continue
        told = _told([files[n] for n in places])
        for n, (out, older) in zip(places, told, strict=True):
            kept[n] = _left_out(files[n], out, older)
    return kept


def _left_out(file: LoadedReport, out: np.ndarray, older: np.ndarray) -> LoadedReport:  # type: ignore[type-arg]
    """The file without the rows another file stands for; first those in an older state, then plain repeats."""
    fresh = file.without((out & older).tolist(), "older_state")
    return fresh.without(out[~(out & older)].tolist(), "duplicate")


def _told(files: Sequence[LoadedReport]) -> list[tuple[np.ndarray, np.ndarray]]:  # type: ignore[type-arg]
    """For each file, which rows to leave out, and which of them are in an older state than in the file that keeps the posting."""
    tables = [file.table for file in files if file.table is not None]
    report = files[0].record.report
    state = [id for id in _STATE if id in tables[0]] if "status" in tables[0] else []
    shared = set.intersection(*(set(file.record.mapping.values()) for file in files))
    identity = [id for id in catalogue().reports[report].columns if id in shared and id not in state]
    rows = pd.concat(
        [
            pd.DataFrame({"posting": pd.util.hash_pandas_object(table[identity], index=False), "file": n, "ahead": _ahead(table)})
            for n, table in enumerate(tables)
        ],
        ignore_index=True,
    )
    counts = rows.groupby(["posting", "file"], sort=False)["ahead"].agg(["size", "sum"]).reset_index()
    best = counts.sort_values(["size", "sum", "file"], ascending=[False, False, True]).drop_duplicates("posting").set_index("posting")
    rows["keeper"] = rows["posting"].map(best["file"])
    rows["older"] = rows["posting"].map(best["sum"] / best["size"]) > rows["ahead"]
    out = rows["keeper"] != rows["file"]
    return [(out[rows["file"] == n].to_numpy(), rows.loc[rows["file"] == n, "older"].to_numpy()) for n in range(len(tables))]


def _ahead(table: pd.DataFrame) -> pd.Series[int]:
    """How far each posting is known to be: 0 no state given, 1 deferred, 2 anything else."""
    if "status" not in table:
        return pd.Series(0, index=table.index)
    deferred = table["status"].eq("deferred").fillna(False).astype(bool)
    return deferred.map({True: 1, False: 2}).where(table["status"].notna(), 0).astype(int)
