"""The flags of the order book: late, cancelled, defective, on time … – known, unknown, and for which period."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import pandas as pd

from ..model import Bound, Window
from .book_rows import LISTING
from .loaded import LoadedReport, Reports, names_of
from .read_table import is_cancelled

FLAGS = (
    "late",
    "cancelled",
    "cancelled_by_seller",
    "negative_feedback",
    "a_to_z_claim",
    "chargeback",
    "defect",
    "valid_tracking",
    "on_time",
    "returned",
)
_PARTS = ("negative_feedback", "a_to_z_claim", "chargeback")
_NEGATIVE_STARS = 2  # three stars are neutral (sellercentral help 200285170)
_TOO_MANY_TO_MISS = 4.6  # where so many bad orders are expected, finding none by chance has odds of 1 in 100 (e^-4.6)
Flag = Any  # a nullable boolean series on the rows of the order book


@dataclass
class Flags:
    """The flags while they are being filled."""

    rows: pd.DataFrame
    whole: bool  # whether All Orders is there, so that the orders are all there are
    values: dict[str, Flag] = field(default_factory=dict)
    files: dict[str, tuple[str, ...]] = field(default_factory=dict)
    bounds: dict[str, Bound] = field(default_factory=dict)
    covered: dict[str, Window] = field(default_factory=dict)

    def set(self, flag: str, values: Flag, files: tuple[str, ...], bound: Bound = "exact", covered: Window | None = None) -> None:
        self.values[flag] = values.astype("boolean")
        self.files[flag] = tuple(dict.fromkeys([*self.files.get(flag, ()), *files]))
        self.bounds[flag] = bound
        if covered is not None:
            self.covered[flag] = covered

    def unknown(self) -> Flag:
        return pd.Series(pd.NA, index=self.rows.index, dtype="boolean")


def fill_flags(reports: Reports, rows: pd.DataFrame) -> Flags:
    """All flags the files allow."""
    flags = Flags(rows, reports.has("all_orders") and len(reports.table("all_orders")) > 0)
    if not len(rows):
        return flags
    _cancelled(reports, flags)
    _late(reports, flags)
    _delivered(reports, flags)
    _defects(reports, flags)
    _feedback_and_returns(reports, flags)
    _cancelled_by_seller(reports, flags)
    shipped = flags.values.get("cancelled")
    for flag in ("late", "on_time", "valid_tracking"):
        if shipped is not None and flag in flags.values:
            flags.values[flag] = flags.values[flag].mask(shipped.fillna(False).astype(bool), pd.NA)
    return flags


# ---------------------------------------------------------------- lists of orders


def window_of(days: pd.Series) -> Window | None:  # type: ignore[type-arg]
    """From the first to the last day of a column of dates."""
    days = days.dropna()
    return None if days.empty else Window(start=days.min().date(), end=days.max().date() + timedelta(days=1))


def _inside(rows: pd.DataFrame, window: Window | None) -> Any:
    if window is None:
        return pd.Series(False, index=rows.index)
    days = rows["order_date"]
    return (days >= pd.Timestamp(window.start)) & (days < pd.Timestamp(window.end))


def plausibly_covered(rows: pd.DataFrame, window: Window | None, fitting: Any, hits: int) -> Window | None:
    """The days a list of bad orders speaks for: from its first to its last order, and the days of the book before and after in
    which so few bad orders would be expected at its own rate that their absence says nothing. A list does not state its days.

    >>> day = pd.date_range("2026-05-01", periods=30)
    >>> rows, every = pd.DataFrame({"order_date": day.repeat(10)}), pd.Series(True, index=range(300))
    >>> listed = Window(start=day[4].date(), end=day[26].date())
    >>> plausibly_covered(rows, listed, every, 11).start.isoformat(), plausibly_covered(rows, listed, every, 44).start.isoformat()
    ('2026-05-01', '2026-05-05')
    """
    days = rows.loc[fitting, "order_date"].dropna()
    inside = int(_inside(rows, window)[fitting].sum())
    if window is None or not inside or days.empty:
        return window
    rate, (first, last) = hits / inside, (days.min(), days.max())
    before, after = int((days < pd.Timestamp(window.start)).sum()), int((days >= pd.Timestamp(window.end)).sum())
    return Window(
        start=min(first.date(), window.start) if rate * before < _TOO_MANY_TO_MISS else window.start,
        end=max((last + pd.Timedelta(days=1)).date(), window.end) if rate * after < _TOO_MANY_TO_MISS else window.end,
    )


def _hull(windows: list[Window]) -> Window | None:
    return Window(start=min(w.start for w in windows), end=max(w.end for w in windows)) if windows else None


def _any_row(rows: pd.DataFrame, table: pd.DataFrame, bad: Flag) -> Flag:
    """For each order of the book: whether any of its rows in a file is bad; NA when the file does not have it."""
    of_order = bad.groupby(table["order_id"]).max()
    return rows["order_id"].map(of_order).astype("boolean")


def _dates_of(table: pd.DataFrame, rows: pd.DataFrame) -> Any:
    """The order dates of a file: its own, else those the book has for its orders."""
    if "order_date" in table and table["order_date"].notna().any():
        return table["order_date"]
    return rows.loc[rows["order_id"].isin(set(table["order_id"].dropna())), "order_date"]


def _lists(files: tuple[LoadedReport, ...], rows: pd.DataFrame) -> Iterator[tuple[pd.DataFrame, Window | None]]:
    """Downloads of one report as lists with their days. Those whose days overlap or touch are one list: rows that both have stand in the first
    of them alone, so that neither speaks for itself any more."""
    dated = [(file.table, _days_of_list(file, rows)) for file in files if file.table is not None and len(file.table)]
    islands: list[tuple[list[pd.DataFrame], Window | None]] = []
    for table, window in sorted(dated, key=lambda pair: pair[1].start if pair[1] else date.min):
        before = islands[-1][1] if islands else None
        if window is not None and before is not None and window.start <= before.end:
            islands[-1] = ([*islands[-1][0], table], _hull([before, window]))
        else:
            islands.append(([table], window))
    for tables, window in islands:
        yield pd.concat(tables, ignore_index=True), window


def _days_of_list(file: LoadedReport, rows: pd.DataFrame) -> Window | None:
    """From the first to the last order of a download, by its own dates or by those of the book (the time zones may differ), with the
    rows that an earlier download has too."""
    table = file.table if file.table is not None else pd.DataFrame(columns=["order_id"])
    windows = [window_of(_dates_of(table, rows)), window_of(rows.loc[rows["order_id"].isin(set(table["order_id"].dropna())), "order_date"])]
    first, last = file.record.first, file.record.last
    if first is not None and last is not None and "order_date" in table and table["order_date"].notna().any():
        windows.append(Window(start=first, end=last + timedelta(days=1)))
    return _hull([window for window in windows if window is not None])


def _from_lists(flags: Flags, files: tuple[LoadedReport, ...], judge: Any, channels: Any) -> tuple[Flag, Window | None]:
    """A flag from the downloads of one report: an order is bad if any of them says so.

    If they list bad orders only, the other orders of the channel are clean on the days they speak for; a report that lists good ones too is silent
    about orders it does not have.
    """
    rows, values, windows = flags.rows, flags.unknown(), []
    only_bad = all(bool(judge(file.table).all()) for file in files if file.table is not None and len(file.table))
    for table, window in _lists(files, rows):
        found = _any_row(rows, table, judge(table))
        if only_bad:
            fitting = rows["channel"].isin(channels(table)).astype(bool)
            window = plausibly_covered(rows, window, fitting, int(found.fillna(False).sum()))
            found = found.mask(found.isna() & _inside(rows, window) & fitting, False)
        values = values.where(values.notna() & (values | found.isna()).fillna(False).astype(bool), found)
        windows += [window] if window else []
    return values, _hull(windows)


def _bound(flags: Flags) -> Bound:
    """Without All Orders the clean orders are not all there, so that a rate of bad ones can only be too high."""
    return "exact" if flags.whole else "upper"


def _covered(flags: Flags, reports: Reports, window: Window | None) -> Window | None:
    """The period of a flag, unless the book holds nothing but lists of bad orders."""
    compared = flags.whole or any(len(reports.table(report)) for report in LISTING[:3])
    return window if compared else None


# ---------------------------------------------------------------- cancelled, late, on time


def _cancelled(reports: Reports, flags: Flags) -> None:
    items = reports.table("all_orders")
    if not len(items):
        return
    every = is_cancelled(items).groupby(items["order_id"]).all()
    values = flags.rows["order_id"].map(every).astype("boolean")
    flags.set("cancelled", values, names_of(reports.of("all_orders")), "exact", window_of(items["order_date"]))


def late_rows(table: pd.DataFrame) -> Flag:
    """Whether the rows of a late-shipment download are late: as it says, else confirmed after the day to ship by, else yes (it is listed)."""
    by_dates = (table["confirmed_on"] > table["ship_by"]).astype("boolean").mask(table["confirmed_on"].isna() | table["ship_by"].isna())
    return table["late"].fillna(by_dates).fillna(True)


def _late(reports: Reports, flags: Flags) -> None:
    files = reports.of("late_shipments")
    if files:
        values, window = _from_lists(flags, files, late_rows, lambda table: {"mfn"})
        flags.set("late", values, names_of(files), _bound(flags), _covered(flags, reports, window))


def on_time_rows(table: pd.DataFrame) -> Flag:
    """Whether the rows of an on-time delivery download came on time: as it says, else delivered by the promised day; NA if not delivered."""
    by_dates = (table["delivered_on"] <= table["promised_by"]).astype("boolean")
    by_dates = by_dates.mask(table["delivered_on"].isna() | table["promised_by"].isna())
    return (~table["late_delivery"]).fillna(by_dates)


def _delivered(reports: Reports, flags: Flags) -> None:
    table = reports.table("on_time_delivery")
    if len(table):
        in_time = on_time_rows(table)
        missed = _any_row(flags.rows, table, ~in_time)
        on_its_way = set(table.loc[in_time.isna(), "order_id"])  # one parcel in time says nothing of the others
        missed = missed.mask(~missed.fillna(True).astype(bool) & flags.rows["order_id"].isin(on_its_way), pd.NA)
        flags.set("on_time", ~missed, names_of(reports.of("on_time_delivery")), "exact", window_of(_dates_of(table, flags.rows)))
    table = reports.table("valid_tracking")
    if len(table) and table["order_id"].notna().any():
        missing = _any_row(flags.rows, table, ~table["has_valid_tracking"])
        flags.set("valid_tracking", ~missing, names_of(reports.of("valid_tracking")), "exact", window_of(_dates_of(table, flags.rows)))


# ---------------------------------------------------------------- defects


def _defects(reports: Reports, flags: Flags) -> None:
    """The order defect download is Amazon's own list: where it is given, nothing else decides what a defect is."""
    files = reports.of("order_defects")
    if not any(file.table is not None and len(file.table) for file in files):
        return
    names, bound = names_of(files), _bound(flags)

    def listed_channels(table: pd.DataFrame) -> set[str]:
        known = flags.rows.loc[flags.rows["order_id"].isin(set(table["order_id"])), "channel"]
        return {*table["channel"].dropna(), *known.dropna()}  # a wording that the catalogue does not know must not lose a channel

    values, window = _from_lists(flags, files, lambda table: _any_part(table), listed_channels)
    covered = _covered(flags, reports, window)
    flags.set("defect", values, names, bound, covered)
    table = reports.table("order_defects")
    for part in _PARTS:
        found = _any_row(flags.rows, table, table[part].fillna(False))
        flags.set(part, found.fillna(False).mask(values.isna(), pd.NA), names, bound, covered)


def _any_part(table: pd.DataFrame) -> Flag:
    """An empty cell beside a filled one means no: the download marks what applies."""
    return table[_PARTS[0]].fillna(False) | table[_PARTS[1]].fillna(False) | table[_PARTS[2]].fillna(False)


def _feedback_and_returns(reports: Reports, flags: Flags) -> None:
    _returned(reports, flags)
    if "defect" in flags.values:
        return
    parts: list[str] = []
    table = reports.table("seller_feedback")
    if len(table):
        negative = _any_row(flags.rows, table, (table["rating"] <= _NEGATIVE_STARS).astype("boolean"))
        window = _came_later(flags, table["date"], negative.fillna(False).astype(bool), None)
        values = _silence_is_clean(flags, negative, window, None).mask(~_inside(flags.rows, window), pd.NA)
        flags.set("negative_feedback", values, names_of(reports.of("seller_feedback")), "exact", window)
        parts.append("negative_feedback")
    table = reports.table("mfn_returns")
    if len(table) and table["a_to_z_claim"].notna().any():
        window = window_of(_dates_of(table, flags.rows))
        claimed = _any_row(flags.rows, table, table["a_to_z_claim"].fillna(False))
        values = _silence_is_clean(flags, claimed, window, "mfn")
        flags.set("a_to_z_claim", values, names_of(reports.of("mfn_returns")), "lower", window)
        parts.append("a_to_z_claim")
    if parts:
        values = flags.values[parts[0]]
        for part in parts[1:]:
            values = values.fillna(False) | flags.values[part].fillna(False)
            values = values.mask(flags.values[parts[0]].isna() & flags.values[part].isna(), pd.NA)
        names = tuple(name for part in parts for name in flags.files[part])
        flags.set("defect", values, names, "lower", _hull([flags.covered[part] for part in parts if part in flags.covered]))


def _silence_is_clean(flags: Flags, values: Flag, window: Window | None, channel: str | None) -> Flag:
    """Orders of the period that a file of feedback or returns does not have had none."""
    fitting = _inside(flags.rows, window) & (_of_channel(flags.rows, channel) if channel else True)
    return values.mask(values.isna() & fitting, False)


def _came_later(flags: Flags, dates: pd.Series, bad: Any, channel: str | None) -> Window | None:  # type: ignore[type-arg]
    """The order days that a file speaks for which is dated by what came after the order: feedback, a parcel sent back.

    Of orders before its first date it has only those that got some late, so that a rate over them would be 100 %: they count only as far as few
    bad ones would be expected among them (`plausibly_covered`). Orders after its last date have hardly had the time.
    """
    window = window_of(dates)
    fitting = _of_channel(flags.rows, channel) if channel else pd.Series(True, index=flags.rows.index)
    wider = plausibly_covered(flags.rows, window, fitting, int((bad & fitting & _inside(flags.rows, window)).sum()))
    return window if window is None or wider is None else Window(start=wider.start, end=window.end)


def _of_channel(rows: pd.DataFrame, channel: str) -> Any:
    return (rows["channel"] == channel).fillna(False).astype(bool)


def _returned(reports: Reports, flags: Flags) -> None:
    values, names, windows, listed = flags.unknown(), [], [], set()
    for report, channel in (("mfn_returns", "mfn"), ("fba_returns", "afn")):
        table = reports.table(report)
        if not len(table):
            continue
        ids = set(table["order_id"].dropna())
        if report == "mfn_returns":
            window = window_of(_dates_of(table, flags.rows))
        else:
            window = _came_later(flags, table["return_date"], flags.rows["order_id"].isin(ids), channel)
        values = _silence_is_clean(flags, values, window, channel)
        listed |= ids
        names += names_of(reports.of(report))
        windows += [window] if window else []
    if names:
        values = values.mask(values.notna() & flags.rows["order_id"].isin(listed), True)
        flags.set("returned", values, tuple(names), "lower", _hull(windows))


# ---------------------------------------------------------------- who cancelled


def _cancelled_by_seller(reports: Reports, flags: Flags) -> None:
    """From Amazon's cancellation download; else every cancelled seller-fulfilled order, which is an upper bound."""
    files = reports.of("cancellations")
    mfn = _of_channel(flags.rows, "mfn")
    cancelled = flags.values.get("cancelled")
    if any(file.table is not None and len(file.table) for file in files):
        values, window = _from_lists(flags, files, counts_against, lambda table: {"mfn"})
        covered = _covered(flags, reports, window)
        if cancelled is not None:
            values = values.mask(values.isna() & ~cancelled.fillna(True).astype(bool) & mfn, False)
            covered = _until_unknown(flags.rows[mfn], values[mfn], covered)
            values = values.mask(~_inside(flags.rows, covered), pd.NA)
        flags.set("cancelled_by_seller", values, names_of(files), _bound(flags), covered)
        return
    if cancelled is None:
        return
    requested = reports.table("new_orders")
    by_buyer = set(requested.loc[requested["buyer_cancellation"].fillna(False).astype(bool), "order_id"])
    values = cancelled.mask(flags.rows["order_id"].isin(by_buyer) & cancelled.fillna(False).astype(bool), False).mask(~mfn, pd.NA)
    names = names_of(reports.of("all_orders")) + (names_of(reports.of("new_orders")) if by_buyer else ())
    flags.set("cancelled_by_seller", values, names, "upper", flags.covered.get("cancelled"))


def _until_unknown(rows: pd.DataFrame, values: Flag, window: Window | None) -> Window | None:
    """The days of a list with the days before and after it until the first order about which nothing is known: an order that was not cancelled is
    known without the list, so that its last entry need not be of the last day.

    >>> rows = pd.DataFrame({"order_date": pd.date_range("2026-10-01", periods=6)})
    >>> values = pd.Series([False, None, False, True, False, False], dtype="boolean")
    >>> days = _until_unknown(rows, values, Window(start=date(2026, 10, 4), end=date(2026, 10, 5)))
    >>> days.start.isoformat(), days.last.isoformat()
    ('2026-10-03', '2026-10-06')
    """
    days = rows["order_date"].dropna()
    if window is None or days.empty:
        return window
    unknown = days[values.loc[days.index].isna()]
    before, after = unknown[unknown < pd.Timestamp(window.start)], unknown[unknown >= pd.Timestamp(window.end)]
    start = before.max() + pd.Timedelta(days=1) if len(before) else days.min()
    end = after.min() if len(after) else days.max() + pd.Timedelta(days=1)
    return Window(start=min(start.date(), window.start), end=max(end.date(), window.end))


def counts_against(table: pd.DataFrame) -> Flag:
    """Whether the rows of a cancellation download count against the seller: as it says, else yes (it is listed)."""
    return table["counts_against"].fillna(True)
