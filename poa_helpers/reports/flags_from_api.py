"""What the Orders API tells about orders: cancelled, by whom, and – as an estimate – shipped late.

Orders API 2026-01-01: `cancelledBy` is BUYER, MERCHANT or AMAZON. The cancellation rate counts what the seller cancelled and what Amazon cancelled
because no shipment was confirmed; it leaves out what the buyer asked for (sellercentral help 200285210). `shipTime` is the hand-over to the
carrier; the late shipment rate counts the moment of the ship confirmation (help G200285190), so lateness from it is an estimate.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Protocol

import numpy as np
import pandas as pd

from ..model import Bound, Window
from .loaded import Reports, names_of
from .order_ids import numbers_of
from .packed import UNKNOWN, PackedTable

NEARLY_LATE = "estimated: parcels handed to the carrier after the latest ship date; Amazon counts the moment of the ship confirmation, which the Orders API does not tell"
# Amazon's reasons are free text. Words that point to a missing ship confirmation, and words that point to something else
_NOT_SHIPPED = r"(?i)\b(?:ship|dispatch|confirm|late|expired)"
_NOT_THE_SELLER = r"(?i)\b(?:buyer|customer|payment|fraud|risk|address|undeliverable|pending|duplicate)"
Flag = Any  # a nullable boolean series on the rows of the order book


@dataclass(frozen=True)
class ApiFlag:
    """A flag of the order book. estimate: why it only estimates what Amazon counts; empty when it does not."""

    values: Flag
    bound: Bound
    covered: Window | None
    estimate: str = ""


class Flags(Protocol):
    """What is filled: the flags of `book_flags`, as states of each order (1 yes, 0 no, -1 unknown)."""

    rows: PackedTable
    values: dict[str, np.ndarray]
    covered: dict[str, Window]
    estimates: dict[str, str]

    def set(self, flag: str, values: np.ndarray, files: tuple[str, ...], bound: Bound = "exact", covered: Window | None = None) -> None: ...


def fill_from_api(flags: Flags, reports: Reports) -> None:
    """Set what no better file has set. Amazon's own downloads decide where they are given: a late shipment or cancellation download is left
    alone. Who cancelled replaces the upper bound that All Orders gives, order by order.
    """
    files, table = names_of(reports.of("orders_api")), reports.table("orders_api")
    listed = table.drop_duplicates("order_id")[["order_id"]]
    numbers = numbers_of(listed["order_id"].tolist())
    for name, flag in flags_from_api(table, listed).items():
        told = flags.rows.by_order.placed(numbers, flag.values.astype("Int8").fillna(UNKNOWN).to_numpy(dtype=np.int8))
        known = flags.values.get(name)
        if known is None:
            flags.set(name, told, files, flag.bound, flag.covered)
        elif name == "cancelled_by_seller" and not reports.has("cancellations"):
            bound: Bound = "exact" if bool(((told >= 0) | (known != 1)).all()) else "upper"
            flags.set(name, np.where(told >= 0, told, known), files, bound, flags.covered.get(name))
        else:
            continue
        if flag.estimate:
            flags.estimates[name] = flag.estimate


def flags_from_api(table: pd.DataFrame, rows: pd.DataFrame) -> dict[str, ApiFlag]:
    """Flag name -> what the API's orders say about the orders of the book; orders it does not have are NA.

    table: columns of data/reports/orders_api.yaml. rows: the order book's, by `order_id`. A flag that nothing is known of is left out.

    >>> table = pd.DataFrame({"order_id": ["1", "2"], "order_status": ["cancelled", "shipped"], "channel": "mfn", "cancelled_by": ["seller", None]})
    >>> found = flags_from_api(table, pd.DataFrame({"order_id": ["2", "1", "3"]}))
    >>> found["cancelled_by_seller"].values.tolist(), found["cancelled_by_seller"].bound
    ([False, True, <NA>], 'exact')
    """
    if not len(table):
        return {}
    items = _newest(table)
    orders = items.groupby("order_id", sort=False)
    status, own = orders["order_status"].last(), orders["channel"].last() == "mfn"
    cancelled = (status == "cancelled").astype("boolean").mask(status.isna())
    covered, found = _covered(items), {}
    if cancelled.notna().any():
        found["cancelled"] = ApiFlag(_on(rows, cancelled), "exact", covered)
    if cancelled.notna().any() and (~cancelled.fillna(False)).any() or _column(items, "cancelled_by").notna().any():
        by_seller = (
            _by_seller(items).mask(~cancelled.fillna(False).astype(bool), False).mask(cancelled.isna() | ~own.fillna(False).astype(bool))
        )
        unsure = bool((by_seller.isna() & own.fillna(False).astype(bool) & cancelled.fillna(False).astype(bool)).any())
        found["cancelled_by_seller"] = ApiFlag(_on(rows, by_seller), "lower" if unsure else "exact", covered)
    late = _late(items, status).mask(~own.fillna(False).astype(bool)).mask(cancelled.fillna(False).astype(bool))
    if late.notna().any():
        found["late"] = ApiFlag(_on(rows, late), "exact", covered, NEARLY_LATE)
    return found


def _newest(table: pd.DataFrame) -> pd.DataFrame:
    """Each order in its newest state only: two downloads show it twice; on the same day the one further down counts."""
    updated = _column(table, "updated_on")
    if not updated.notna().any():
        return table
    newest = updated.groupby(table["order_id"]).transform("max")
    return table[(updated == newest).fillna(False).astype(bool) | newest.isna()]


def _column(table: pd.DataFrame, name: str) -> pd.Series:  # type: ignore[type-arg]
    return table[name] if name in table else pd.Series(pd.NA, index=table.index, dtype="object")


def _by_seller(items: pd.DataFrame) -> Flag:
    """For each order, whether its cancellation counts against the seller: True if any of its items does, NA if that is not told."""
    by = _column(items, "cancelled_by").astype("string")
    reason = _column(items, "cancel_reason").astype("string").fillna("")
    asked = (_column(items, "cancel_requested_by").astype("string") == "buyer").fillna(False).astype(bool)
    values = pd.Series(pd.NA, index=items.index, dtype="boolean")
    values = values.mask((by == "seller").fillna(False).astype(bool), True).mask((by == "buyer").fillna(False).astype(bool), False)
    amazon = (by == "amazon").fillna(False).astype(bool)
    overdue = _overdue(items)
    values = values.mask(amazon & overdue & (reason == ""), True)
    values = values.mask(amazon & reason.str.contains(_NOT_SHIPPED), True)
    values = values.mask(amazon & reason.str.contains(_NOT_THE_SELLER), False)
    values = values.mask(asked & by.notna(), False)
    return values.groupby(items["order_id"], sort=False).max()


def _overdue(items: pd.DataFrame) -> Any:
    """Whether an order was still being changed after its latest ship date, without having left: what Amazon cancels by itself."""
    ship_by, updated, shipped = (_column(items, name) for name in ("ship_by", "updated_on", "shipped_on"))
    return ((updated > ship_by) & shipped.isna()).fillna(False).astype(bool) if ship_by.notna().any() and updated.notna().any() else False


def _late(items: pd.DataFrame, status: pd.Series) -> Flag:  # type: ignore[type-arg]
    """Late as soon as one item left late; in time when all items are known to have left in time, of an order that has shipped."""
    known = _column(items, "shipped_late").astype("boolean").groupby(items["order_id"], sort=False)
    some, every = known.max(), known.count() == known.size()
    complete = every & (status == "shipped").fillna(False).astype(bool)
    return some.mask(~some.fillna(False).astype(bool) & ~complete)


def _on(rows: pd.DataFrame, of_order: Flag) -> Flag:
    return rows["order_id"].map(of_order).astype("boolean")


def _covered(items: pd.DataFrame) -> Window | None:
    days = _column(items, "order_date").dropna()
    return None if days.empty else Window(start=days.min().date(), end=days.max().date() + timedelta(days=1))
