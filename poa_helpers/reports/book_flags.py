"""The flags of the order book: late, cancelled, defective, on time … – known, unknown, and for which period."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta

import numpy as np
import pandas as pd

from ..model import Bound, Window
from .book_rows import LISTING
from .defect_dates import NEGATIVE_STARS
from .flags_from_api import fill_from_api
from .loaded import LoadedReport, Reports, names_of
from .one_per_order import orders_of
from .packed import UNKNOWN, Packed, PackedTable

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
_TOO_MANY_TO_MISS = 4.6  # where so many bad orders are expected, finding none by chance has odds of 1 in 100 (e^-4.6)
States = np.ndarray
"""A flag of each order of the book: 1 yes, 0 no, -1 unknown (int8)."""


@dataclass
class Flags:
    """The flags while they are being filled."""

    rows: PackedTable
    whole: bool  # whether All Orders is there, so that the orders are all there are
    values: dict[str, States] = field(default_factory=dict)
    files: dict[str, tuple[str, ...]] = field(default_factory=dict)
    bounds: dict[str, Bound] = field(default_factory=dict)
    covered: dict[str, Window] = field(default_factory=dict)
    estimates: dict[str, str] = field(default_factory=dict)  # flag -> why it only estimates what Amazon counts

    def set(self, flag: str, values: States, files: tuple[str, ...], bound: Bound = "exact", covered: Window | None = None) -> None:
        self.values[flag] = values
        self.files[flag] = tuple(dict.fromkeys([*self.files.get(flag, ()), *files]))
        self.bounds[flag] = bound
        if covered is not None:
            self.covered[flag] = covered

    def unknown(self) -> States:
        return np.full(len(self.rows), UNKNOWN, dtype=np.int8)

    def of_channel(self, *channels: str) -> np.ndarray:
        return self.rows.column("channel").is_(*channels)

    def inside(self, window: Window | None) -> np.ndarray:
        """Which orders were placed within a window."""
        return inside(self.rows.column("order_date", "date"), window)

    def listed(self, ids: np.ndarray) -> np.ndarray:
        """Which orders are among these."""
        found = np.zeros(len(self.rows), dtype=bool)
        places = self.rows.by_order.places_of(ids)
        found[places[places >= 0]] = True
        return found

    def of_table(self, table: PackedTable, bad: States) -> States:
        """For each order: whether any of its rows in a file is bad; unknown when the file does not have it."""
        if table.ids is None or not len(table):
            return self.unknown()
        worst, numbers = table.by_order.max(bad), table.by_order.numbers
        if self.rows.ids is not None and np.array_equal(numbers, self.rows.ids):
            return worst
        return self.rows.by_order.placed(numbers, worst)


def states(values: pd.Series) -> States:
    """A nullable boolean column as states.

    >>> states(pd.Series([True, None, False], dtype="boolean")).tolist()
    [1, -1, 0]
    """
    return values.astype("boolean").astype("Int8").fillna(UNKNOWN).to_numpy(dtype=np.int8)


def fill_flags(reports: Reports, rows: PackedTable) -> Flags:
    """All flags the files allow."""
    flags = Flags(rows, reports.has("all_orders") and len(reports.packed("all_orders")) > 0)
    if not len(rows):
        return flags
    _cancelled(reports, flags)
    _late(reports, flags)
    _delivered(reports, flags)
    _defects(reports, flags)
    _feedback_and_returns(reports, flags)
    _cancelled_by_seller(reports, flags)
    fill_from_api(flags, reports)
    cancelled = flags.values.get("cancelled")
    for flag in ("late", "on_time", "valid_tracking"):
        if cancelled is not None and flag in flags.values:
            flags.values[flag] = np.where(cancelled == 1, np.int8(UNKNOWN), flags.values[flag])
    return flags


# ---------------------------------------------------------------- lists of orders


def window_of(days: Packed, rows: np.ndarray | slice = slice(None)) -> Window | None:
    """From the first to the last day of a column of dates (of some of its rows)."""
    used = days.take(rows).used
    return None if not len(used) else Window(start=used.min().item(), end=used.max().item() + timedelta(days=1))


def inside(days: Packed, window: Window | None) -> np.ndarray:
    """Which rows have a day within a window."""
    if window is None:
        return np.zeros(len(days), dtype=bool)
    return days.is_(*(day for day in days.values.tolist() if window.start <= day < window.end))


def plausibly_covered(days: Packed, window: Window | None, fitting: np.ndarray, hits: int) -> Window | None:
    """The days a list of bad orders speaks for: from its first to its last order, and the days of the book before and after in
    which so few bad orders would be expected at its own rate that their absence says nothing. A list does not state its days.

    days: of the orders; fitting: which of them the list can be about.

    >>> from datetime import date
    >>> day = [date(2026, 5, 1) + timedelta(days=n // 10) for n in range(300)]
    >>> days, every = Packed.of(day, "date"), np.ones(300, dtype=bool)
    >>> listed = Window(start=day[40], end=day[260])
    >>> plausibly_covered(days, listed, every, 11).start.isoformat(), plausibly_covered(days, listed, every, 44).start.isoformat()
    ('2026-05-01', '2026-05-05')
    """
    whole = window_of(days, fitting)
    within = int((inside(days, window) & fitting).sum())
    if window is None or not within or whole is None:
        return window
    rate = hits / within
    before = int((inside(days, Window(start=whole.start, end=window.start)) & fitting).sum()) if whole.start < window.start else 0
    after = int((inside(days, Window(start=window.end, end=whole.end)) & fitting).sum()) if window.end < whole.end else 0
    return Window(
        start=min(whole.start, window.start) if rate * before < _TOO_MANY_TO_MISS else window.start,
        end=max(whole.end, window.end) if rate * after < _TOO_MANY_TO_MISS else window.end,
    )


def _hull(windows: list[Window]) -> Window | None:
    return Window(start=min(w.start for w in windows), end=max(w.end for w in windows)) if windows else None


def _window_of(table: PackedTable, flags: Flags) -> Window | None:
    """The order dates of a file: its own, else those the book has for its orders."""
    own = table.column("order_date", "date")
    if own.any_known:
        return window_of(own)
    return window_of(flags.rows.column("order_date", "date"), flags.listed(_ids(table)))


def _ids(table: PackedTable) -> np.ndarray:
    return table.ids if table.ids is not None else np.zeros(0, dtype=np.int64)


def _lists(flags: Flags, files: tuple[LoadedReport, ...]) -> list[tuple[list[LoadedReport], Window | None]]:
    """The downloads of one report as lists, each with its days. Downloads whose days overlap or touch are one list: rows that both have stand in the
    first of them alone, so that neither speaks for itself any more."""
    dated = [(file, _days_of_list(file, flags)) for file in files if len(file)]
    islands: list[tuple[list[LoadedReport], Window | None]] = []
    for file, window in sorted(dated, key=lambda pair: pair[1].start if pair[1] else date.min):
        before = islands[-1][1] if islands else None
        if window is not None and before is not None and window.start <= before.end:
            islands[-1] = ([*islands[-1][0], file], _hull([before, window]))
        else:
            islands.append(([file], window))
    return islands


def _days_of_list(file: LoadedReport, flags: Flags) -> Window | None:
    """From the first to the last order of a download, by its own dates or by those of the book (their time zones may differ), with the rows that an
    earlier download has too."""
    if file.packed is None:
        return None
    windows = [_window_of(file.packed, flags), window_of(flags.rows.column("order_date", "date"), flags.listed(_ids(file.packed)))]
    first, last = file.record.first, file.record.last
    if first is not None and last is not None and file.packed.column("order_date", "date").any_known:
        windows.append(Window(start=first, end=last + timedelta(days=1)))
    return _hull([window for window in windows if window is not None])


def _from_lists(
    flags: Flags, files: tuple[LoadedReport, ...], judge: Callable[[pd.DataFrame], pd.Series], channels: Callable[[PackedTable], set[str]]
) -> tuple[States, Window | None]:
    """A flag from the downloads of one report: an order is bad if any of them says so.

    If they list bad orders only, the other orders of the channel are clean on the days they speak for; a report that lists good ones too is silent
    about orders it does not have.
    """
    bad = {file: states(judge(file.facts)) for file in files if len(file)}
    only_bad = all(bool((rows == 1).all()) for rows in bad.values())
    values, windows = flags.unknown(), []
    for listed, window in _lists(flags, files):
        tables = [(file.packed, bad[file]) for file in listed if file.packed is not None]
        found = np.maximum.reduce([flags.of_table(table, rows) for table, rows in tables])
        if only_bad:
            fitting = flags.of_channel(*set().union(*(channels(table) for table, _ in tables)))
            window = plausibly_covered(flags.rows.column("order_date", "date"), window, fitting, int((found == 1).sum()))
            found[(found == UNKNOWN) & flags.inside(window) & fitting] = 0
        values = np.maximum(values, found)
        windows += [window] if window else []
    return values, _hull(windows)


def _bound(flags: Flags) -> Bound:
    """Without All Orders the clean orders are not all there, so that a rate of bad ones can only be too high."""
    return "exact" if flags.whole else "upper"


def _covered(flags: Flags, reports: Reports, window: Window | None) -> Window | None:
    """The period of a flag, unless the book holds nothing but lists of bad orders."""
    compared = flags.whole or any(len(reports.packed(report)) for report in LISTING[:4])
    return window if compared else None


# ---------------------------------------------------------------- cancelled, late, on time


def _cancelled(reports: Reports, flags: Flags) -> None:
    items = reports.packed("all_orders")
    if not len(items):
        return
    # the rows of the book are the orders of All Orders
    cancelled, days = orders_of(items).column("cancelled").codes, flags.rows.column("order_date", "date")
    flags.set("cancelled", cancelled, names_of(reports.of("all_orders")), "exact", window_of(days))


def late_rows(table: pd.DataFrame) -> pd.Series:
    """Whether the rows of a late-shipment download are late: as it says, else confirmed after the day to ship by, else yes (it is listed)."""
    by_dates = (table["confirmed_on"] > table["ship_by"]).astype("boolean").mask(table["confirmed_on"].isna() | table["ship_by"].isna())
    return table["late"].fillna(by_dates).fillna(True)


def _late(reports: Reports, flags: Flags) -> None:
    files = reports.of("late_shipments")
    if files:
        values, window = _from_lists(flags, files, late_rows, lambda table: {"mfn"})
        flags.set("late", values, names_of(files), _bound(flags), _covered(flags, reports, window))


def on_time_rows(table: pd.DataFrame) -> pd.Series:
    """Whether the rows of an on-time delivery download came on time: as it says, else delivered by the promised day; NA if not delivered."""
    by_dates = (table["delivered_on"] <= table["promised_by"]).astype("boolean")
    by_dates = by_dates.mask(table["delivered_on"].isna() | table["promised_by"].isna())
    return (~table["late_delivery"]).fillna(by_dates)


def _delivered(reports: Reports, flags: Flags) -> None:
    packed = reports.packed("on_time_delivery")
    if len(packed):
        missed_rows = states(~on_time_rows(reports.facts("on_time_delivery")))
        missed = flags.of_table(packed, missed_rows)
        missed[(missed == 0) & flags.listed(_ids(packed)[missed_rows == UNKNOWN])] = (
            UNKNOWN  # one parcel in time says nothing of the others
        )
        flags.set("on_time", _not(missed), names_of(reports.of("on_time_delivery")), "exact", _window_of(packed, flags))
    packed = reports.packed("valid_tracking")
    if len(packed) and packed.ids is not None:
        missing = flags.of_table(packed, states(~reports.facts("valid_tracking")["has_valid_tracking"]))
        flags.set("valid_tracking", _not(missing), names_of(reports.of("valid_tracking")), "exact", _window_of(packed, flags))


def _not(values: States) -> States:
    return np.where(values >= 0, np.int8(1) - values, values)


# ---------------------------------------------------------------- defects


def _defects(reports: Reports, flags: Flags) -> None:
    """The order defect download is Amazon's own list: where it is given, nothing else decides what a defect is."""
    files = reports.of("order_defects")
    if not any(len(file) for file in files):
        return
    names, bound = names_of(files), _bound(flags)

    def listed_channels(table: PackedTable) -> set[str]:
        channel = flags.rows.column("channel")
        known = channel.take(flags.listed(_ids(table))).used.tolist()  # a wording that the catalogue does not know must not lose a channel
        return {*known, *table.column("channel").values.tolist()}

    values, window = _from_lists(flags, files, _any_part, listed_channels)
    covered = _covered(flags, reports, window)
    flags.set("defect", values, names, bound, covered)
    table, packed = reports.facts("order_defects"), reports.packed("order_defects")
    for part in _PARTS:
        found = flags.of_table(packed, states(table[part].fillna(False)))
        flags.set(part, np.where(values == UNKNOWN, values, np.maximum(found, 0)), names, bound, covered)


def _any_part(table: pd.DataFrame) -> pd.Series:
    """An empty cell beside a filled one means no: the download marks what applies."""
    return table[_PARTS[0]].fillna(False) | table[_PARTS[1]].fillna(False) | table[_PARTS[2]].fillna(False)


def _feedback_and_returns(reports: Reports, flags: Flags) -> None:
    _returned(reports, flags)
    if "defect" in flags.values:
        return
    parts: list[str] = []
    left_out = np.zeros(len(flags.rows), dtype=bool)  # orders with a defect outside the days that a file speaks for: no rate counts them
    table, packed = reports.facts("seller_feedback"), reports.packed("seller_feedback")
    if len(table):
        negative = flags.of_table(packed, states((table["rating"] <= NEGATIVE_STARS).astype("boolean")))
        window = _came_later(flags, packed.column("date", "date"), negative == 1, None)
        values = np.where(flags.inside(window), _silence_is_clean(flags, negative, window, None), np.int8(UNKNOWN))
        left_out = (negative == 1) & (values == UNKNOWN)
        flags.set("negative_feedback", values, names_of(reports.of("seller_feedback")), "exact", window)
        parts.append("negative_feedback")
    table, packed = reports.facts("mfn_returns"), reports.packed("mfn_returns")
    if len(table) and table["a_to_z_claim"].notna().any():
        window = _window_of(packed, flags)
        claimed = flags.of_table(packed, states(table["a_to_z_claim"].fillna(False)))
        values = _silence_is_clean(flags, claimed, window, "mfn")
        flags.set("a_to_z_claim", values, names_of(reports.of("mfn_returns")), "lower", window)
        parts.append("a_to_z_claim")
    if parts:
        values = np.maximum.reduce([flags.values[part] for part in parts])
        values[(values == 0) & left_out] = UNKNOWN
        names = tuple(name for part in parts for name in flags.files[part])
        flags.set("defect", values, names, "lower", _hull([flags.covered[part] for part in parts if part in flags.covered]))


def _silence_is_clean(flags: Flags, values: States, window: Window | None, channel: str | None) -> States:
    """Orders of the period that a file of feedback or returns does not have had none."""
    fitting = flags.inside(window) & (flags.of_channel(channel) if channel else True)
    return np.where((values == UNKNOWN) & fitting, np.int8(0), values)


def _came_later(flags: Flags, dates: Packed, bad: np.ndarray, channel: str | None) -> Window | None:
    """The order days that a file speaks for which is dated by what came after the order: feedback, a parcel sent back.

    Of orders before its first date it has only those that got some late, so that a rate over them would be 100 %: they count only as far as few
    bad ones would be expected among them (`plausibly_covered`). Orders after its last date have hardly had the time.
    """
    window = window_of(dates)
    fitting = flags.of_channel(channel) if channel else np.ones(len(flags.rows), dtype=bool)
    hits = int((bad & fitting & flags.inside(window)).sum())
    wider = plausibly_covered(flags.rows.column("order_date", "date"), window, fitting, hits)
    return window if window is None or wider is None else Window(start=wider.start, end=window.end)


def _returned(reports: Reports, flags: Flags) -> None:
    values, names, windows, listed = flags.unknown(), [], [], np.zeros(len(flags.rows), dtype=bool)
    for report, channel in (("mfn_returns", "mfn"), ("fba_returns", "afn")):
        table = reports.packed(report)
        if not len(table):
            continue
        back = flags.listed(_ids(table))
        own = _window_of(table, flags) if report == "mfn_returns" else None
        window = own or _came_later(flags, table.column("return_date", "date"), back, channel)
        values, listed = _silence_is_clean(flags, values, window, channel), listed | back
        names += names_of(reports.of(report))
        windows += [window] if window else []
    if names:
        values = np.where((values != UNKNOWN) & listed, np.int8(1), values)
        flags.set("returned", values, tuple(names), "lower", _hull(windows))


# ---------------------------------------------------------------- who cancelled


def _cancelled_by_seller(reports: Reports, flags: Flags) -> None:
    """From Amazon's cancellation download; else every cancelled seller-fulfilled order, which is an upper bound."""
    files = reports.of("cancellations")
    mfn = flags.of_channel("mfn")
    cancelled = flags.values.get("cancelled")
    if any(len(file) for file in files):
        values, window = _from_lists(flags, files, counts_against, lambda table: {"mfn"})
        covered = _covered(flags, reports, window)
        if cancelled is not None:
            values[(values == UNKNOWN) & (cancelled == 0) & mfn] = 0
            covered = _until_unknown(flags.rows.column("order_date", "date"), mfn, mfn & (values == UNKNOWN), covered)
            values = np.where(flags.inside(covered), values, np.int8(UNKNOWN))
        flags.set("cancelled_by_seller", values, names_of(files), _bound(flags), covered)
        return
    if cancelled is None:
        return
    requested = reports.packed("new_orders")
    by_buyer = requested.column("buyer_cancellation", "yes_no").is_(True)
    excused = flags.listed(_ids(requested)[by_buyer]) if by_buyer.any() else np.zeros(len(flags.rows), dtype=bool)
    values = np.where(excused & (cancelled == 1), np.int8(0), cancelled)
    names = names_of(reports.of("all_orders")) + (names_of(reports.of("new_orders")) if by_buyer.any() else ())
    flags.set("cancelled_by_seller", np.where(mfn, values, np.int8(UNKNOWN)), names, "upper", flags.covered.get("cancelled"))


def _until_unknown(days: Packed, fitting: np.ndarray, unknown: np.ndarray, window: Window | None) -> Window | None:
    """The days of a list with the days before and after it until the first order about which nothing is known: an order that was not cancelled is
    known without the list, so that its last entry need not be of the last day.

    days: of the orders; fitting: which of them the list can be about; unknown: of which of these it does not speak.

    >>> days = Packed.of([date(2026, 10, n) for n in range(1, 7)], "date")
    >>> listed = Window(start=date(2026, 10, 4), end=date(2026, 10, 5))
    >>> found = _until_unknown(days, np.ones(6, dtype=bool), np.array([False, True, False, False, False, False]), listed)
    >>> found.start.isoformat(), found.last.isoformat()
    ('2026-10-03', '2026-10-06')
    """
    whole = window_of(days, fitting)
    if window is None or whole is None:
        return window
    before = window_of(days, unknown & inside(days, Window(start=date.min, end=window.start)))
    after = window_of(days, unknown & inside(days, Window(start=window.end, end=date.max)))
    start = before.end if before else min(whole.start, window.start)
    end = after.start if after else max(whole.end, window.end)
    return Window(start=start, end=end)


def counts_against(table: pd.DataFrame) -> pd.Series:
    """Whether the rows of a cancellation download count against the seller: as it says, else yes (it is listed)."""
    return table["counts_against"].fillna(True)
