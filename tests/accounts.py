"""Whole seller accounts as raw text files, made up from a seed: what the figures are recomputed from by two ways that share no code.

Orders stand on both sides of every window's edge, at midnight and in other time zones; downloads overlap, repeat rows and show orders
in older states; some orders are in one file and not in the other. Nothing here uses the package.
"""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path

WINDOWS = ((7, 0), (10, 0), (30, 0), (60, 0), (14, 7))  # days and lag of the policies
STORES = {"US": ("Amazon.com", ("%m/%d/%Y", "%Y-%m-%d"), "%m/%d/%y"), "UK": ("Amazon.co.uk", ("%d/%m/%Y", "%Y-%m-%d"), "%d/%m/%y")}
ZONES = ("+00:00", "+00:00", "-07:00", "+09:00", "Z")
TIMES = ("00:00:00", "23:59:59", "12:30:15", "06:59:59", "07:00:00")
ORDERS_HEADER = [
    "amazon-order-id", "purchase-date", "last-updated-date", "order-status", "order-item-id", "fulfillment-channel", "sales-channel", "ship-service-level",
    "sku", "asin", "item-status", "quantity", "currency", "item-price", "ship-state", "ship-country", "is-business-order",
]  # fmt: skip
HEADERS = {
    "all_orders": ORDERS_HEADER,
    "late_shipments": ["Order date", "Order ID", "Expected ship date", "Actual ship date", "Confirmation date"],
    "cancellations": ["Order date", "Order ID", "Effect on account health"],
    "order_defects": ["Order date", "Order ID", "Fulfilment", "Negative feedback", "A-to-z claim", "Chargeback"],
    "valid_tracking": ["Order ID", "Order date", "Tracking ID", "Has valid tracking", "Has tracking ID"],
    "on_time_delivery": [
        "Order ID", "SKU", "Unit count", "Order date", "Promised ship date", "Ship confirmation date",
        "Promised delivery date (without promise extension)", "Actual delivery date",
        "Delivered after promised date without extension", "Carrier name", "Ship method",
    ],
    "seller_feedback": ["Date", "Rating", "Comments", "Your Response", "Order ID", "Rater Email"],
    "mfn_returns": ["Order ID", "Order date", "Return request date", "A-to-Z Claim", "ASIN", "Merchant SKU", "Return Reason"],
    "fba_returns": ["return-date", "order-id", "sku", "asin", "quantity", "detailed-disposition", "reason", "status", "license-plate-number"],
}  # fmt: skip
TABBED = ("all_orders", "seller_feedback", "mfn_returns")
EDGE_PRICES = (("4.10", "5.20", "5.70"), ("14.99", "0.01"), ("29.99",), ("30.00",), ("4.02", "1.19", "9.79"), ("6.51", "17.09", "36.40"), ("10.27", "34.18", "75.55"), ("119.99",))  # fmt: skip


@dataclass
class Order:
    id: str
    day: date
    time: str
    zone: str
    channel: str  # Merchant, Amazon
    status: str
    items: list[dict[str, str]]
    updated: datetime
    service: str
    state: str
    marks: set[str] = field(default_factory=set)

    @property
    def own(self) -> bool:
        return self.channel == "Merchant"

    @property
    def gone(self) -> bool:
        return all("ancel" in item["status"] for item in self.items)


@dataclass
class Account:
    """files: kind -> rows of each download. as_of: the day asked for, or None for the last order's."""

    store: str
    as_of: date | None
    date_format: str
    orders: list[Order]
    files: dict[str, list[list[list[str]]]] = field(default_factory=dict)

    @property
    def feedback_format(self) -> str:
        return STORES[self.store][2]

    def write(self, folder: Path) -> dict[str, list[Path]]:
        """The files on disk; each kind's in the order of their names."""
        paths: dict[str, list[Path]] = {}
        for kind, downloads in self.files.items():
            for n, rows in enumerate(downloads):
                path = folder / f"{kind}-{n}.{'txt' if kind in TABBED else 'csv'}"
                path.write_text(as_text(kind, rows), encoding="utf-8", newline="")
                paths.setdefault(kind, []).append(path)
        return paths


def as_text(kind: str, rows: Sequence[Sequence[str]]) -> str:
    """A download as text: its header and rows, tabbed or with commas as Amazon does for its kind."""
    if kind in TABBED:
        return "".join("\t".join(row) + "\n" for row in [HEADERS[kind], *rows])
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([HEADERS[kind], *rows])
    return out.getvalue()


def make_account(seed: int) -> Account:
    """An account with its downloads; the same for the same seed."""
    rng = random.Random(seed)
    store = rng.choice(sorted(STORES))
    last = date(2026, 10, 12) + timedelta(days=rng.randrange(30))
    as_of = rng.choice([None, None, last, last - timedelta(days=rng.randrange(1, 9))])
    span, busy = rng.randrange(64, 110), rng.choice([30, 90, 220])
    days = [*_edge_days(as_of or last, last), *(last - timedelta(days=rng.randrange(span)) for _ in range(rng.randrange(busy // 2, busy)))]
    orders = [_order(rng, n, day) for n, day in enumerate(days)]
    account = Account(store, as_of, rng.choice(STORES[store][1]), orders)
    account.files["all_orders"] = _all_orders(rng, account)
    lists: dict[str, Callable[[random.Random, Account], list[list[str]]]] = {
        "late_shipments": _late, "cancellations": _cancellations, "order_defects": _defects, "valid_tracking": _tracking,
        "on_time_delivery": _delivery, "seller_feedback": _feedback, "mfn_returns": _returns, "fba_returns": _fba_returns,
    }  # fmt: skip
    for kind, rows_of in lists.items():
        if rng.random() < (0.5 if kind == "order_defects" else 0.8):
            rows = rows_of(rng, account)
            if rows:
                account.files[kind] = _downloads(rng, rows)
    return account


def _edge_days(as_of: date, last: date) -> list[date]:
    """The first and the last day of every window and their neighbours, and the last day of the book itself."""
    edges = [last]
    for days, lag in WINDOWS:
        end = as_of - timedelta(days=lag)
        start = end - timedelta(days=days - 1)
        edges += [start - timedelta(days=1), start, end, *([end + timedelta(days=1)] if end < last else [])]
    return edges * 2


def new_id(rng: random.Random, n: int, start: str = "") -> str:
    return f"{start or rng.randrange(111, 115)}-{rng.randrange(10**7):07}-{n:07}"


def _order(rng: random.Random, n: int, day: date) -> Order:
    own = rng.random() < 0.75
    status = rng.choices(["Shipped", "Cancelled", "Canceled", "Pending", "Unshipped"], [80, 8, 2, 5, 5])[0]
    prices = (
        rng.choice(EDGE_PRICES)
        if rng.random() < 0.3
        else [f"{rng.randrange(1, 20000) / 100:.2f}" for _ in range(rng.choice([1, 1, 1, 2, 3]))]
    )
    items = [
        {"sku": f"S-{k}", "asin": f"B00000000{k}", "price": "" if status == "Pending" or rng.random() < 0.03 else price,
         "units": "0" if "ancel" in status else str(rng.randrange(1, 4)), "status": "Cancelled" if "ancel" in status else "Shipped",
         "id": f"{rng.randrange(10**13, 10**14)}"}
        for price in prices for k in [rng.randrange(1, 5)]
    ]  # fmt: skip
    if len(items) > 1 and rng.random() < 0.1:  # a part of the order was cancelled, which is no cancelled order
        items[0].update(status="Cancelled", units="0")
    order = Order(
        new_id(rng, n), day, rng.choice(TIMES), rng.choice(ZONES), "Merchant" if own else "Amazon", status, items,
        datetime.combine(day, datetime.min.time()) + timedelta(hours=rng.randrange(24, 90)), rng.choice(["Standard", "Expedited", "NextDay"]),
        rng.choice(["CA", "TX", "NY", ""]),
    )  # fmt: skip
    marks = {
        "late": own and not order.gone and 0.15,
        "seller": own and order.gone and 0.5,
        "feedback": 0.06,
        "claim": 0.05,
        "chargeback": 0.02,
    }
    order.marks = {mark for mark, chance in marks.items() if rng.random() < chance}
    if "claim" in order.marks and rng.random() < 0.5:
        order.marks.add("feedback")  # both on one order are one defect
    return order


# ---------------------------------------------------------------- the downloads


def _all_orders(rng: random.Random, account: Account) -> list[list[list[str]]]:
    """One download, or two that overlap: the older one shows some orders as they were before. In either order of names."""
    rows = [row for order in account.orders for row in _item_rows(order, account.store)]
    rows += [_not_a_sale(rng, n, account) for n in range(rng.randrange(4))]
    rng.shuffle(rows)
    rows += rng.sample(rows, min(len(rows), rng.randrange(4)))  # repeated rows
    if rng.random() < 0.5:
        return [rows]
    cut = sorted(order.day for order in account.orders)[len(account.orders) // 2]
    whole = rng.random() < 0.4  # both downloads of the same days, a few hours apart
    before = [order for order in account.orders if whole or order.day <= cut + timedelta(days=5)]
    older = [row for order in before for row in _item_rows(order, account.store, before=order.status != "Pending" and rng.random() < 0.3)]
    newer = [row for row in rows if whole or row[1][:10] >= str(cut - timedelta(days=5))]
    rest = {row[0] for row in older}
    newer += [row for row in rows if row[0] not in rest and row not in newer]  # no order is lost between the two
    return [older, newer] if rng.random() < 0.5 else [newer, older]


def _item_rows(order: Order, store: str, before: bool = False) -> list[list[str]]:
    """The item rows of an order; `before`: as they were some hours earlier, not yet shipped."""
    updated = order.updated - timedelta(hours=5) if before else order.updated
    return [
        [order.id, f"{order.day}T{order.time}{order.zone}", f"{updated:%Y-%m-%dT%H:%M:%S}+00:00", "Pending" if before else order.status, item["id"],
         order.channel, STORES[store][0], order.service, item["sku"], item["asin"], "Unshipped" if before else item["status"],
         "1" if before else item["units"], "USD", "" if before else item["price"], order.state, "US", "false"]
        for item in order.items
    ]  # fmt: skip


def _not_a_sale(rng: random.Random, n: int, account: Account) -> list[str]:
    """A removal or a shipment of an order from elsewhere: by its id, by its channel, or by both."""
    order = rng.choice(account.orders)
    row = _item_rows(order, account.store)[0]
    kind = rng.randrange(3)
    row[0] = new_id(rng, 8_000_000 + n, "S01" if kind != 1 else "")
    row[6] = "Non-Amazon US" if kind != 0 else row[6]
    return row


def _downloads(rng: random.Random, rows: list[list[str]]) -> list[list[list[str]]]:
    """The rows as one download, with repeats, or as two that overlap."""
    again = rows + rng.sample(rows, min(len(rows), rng.randrange(3)))
    if len(rows) < 4 or rng.random() < 0.6:
        return [again]
    third = len(rows) // 3
    return [rows[: 2 * third], rows[third:]]


def _written(account: Account, day: date | None) -> str:
    return "" if day is None else day.strftime(account.date_format)


def _listed_day(rng: random.Random, account: Account, order: Order) -> str:
    """The order's day as a defect download gives it: sometimes a day earlier, by the clock of the store."""
    return _written(account, order.day - timedelta(days=rng.random() < 0.05))


def _strangers(rng: random.Random, account: Account, few: int) -> list[Order]:
    """Orders that All Orders does not have (another download had them)."""
    return [_order(rng, 9_000_000 + n, rng.choice(account.orders).day) for n in range(rng.randrange(few + 1))]


def _sorted(orders: Sequence[Order]) -> list[Order]:
    return sorted(orders, key=lambda order: (order.day, order.id))


def _late(rng: random.Random, account: Account) -> list[list[str]]:
    also_good = rng.random() < 0.25
    chosen = [order for order in account.orders if "late" in order.marks or (also_good and order.own and rng.random() < 0.5)]
    chosen += [order for order in account.orders if order.own and order.gone and rng.random() < 0.03]  # late, then cancelled
    rows = []
    for order in _sorted([*chosen, *(_strangers(rng, account, 1) if len(chosen) > 4 else [])]):
        by = order.day + timedelta(days=2)
        good = also_good and "late" not in order.marks and not order.gone
        confirmed = None if order.gone and rng.random() < 0.5 else by if good else by + timedelta(days=rng.randrange(1, 4))
        rows.append(
            [_listed_day(rng, account, order), order.id, _written(account, by), _written(account, confirmed), _written(account, confirmed)]
        )
    return rows


def _cancellations(rng: random.Random, account: Account) -> list[list[str]]:
    all_of_them = rng.random() < 0.6
    chosen = [order for order in account.orders if order.own and order.gone and ("seller" in order.marks or all_of_them)]
    first = min((order.day for order in account.orders), default=None)
    if first is not None and rng.random() < 0.3:  # downloaded for the last month or so only
        chosen = [order for order in chosen if order.day > first + timedelta(days=40)]
    return [[_listed_day(rng, account, o), o.id, "Yes" if "seller" in o.marks else "No"] for o in _sorted(chosen)]


def _defects(rng: random.Random, account: Account) -> list[list[str]]:
    parts = ("feedback", "claim", "chargeback")
    also_good = rng.random() < 0.2
    one_channel = rng.random() < 0.3
    chosen = [o for o in account.orders if (o.marks & set(parts) or (also_good and rng.random() < 0.2)) and (o.own or not one_channel)]
    return [
        [_listed_day(rng, account, o), o.id, "Seller fulfilled" if o.own else "Amazon fulfilled",
         *("Yes" if part in o.marks else rng.choice(["No", ""]) for part in parts)]
        for o in _sorted(chosen)
    ]  # fmt: skip


def _tracking(rng: random.Random, account: Account) -> list[list[str]]:
    rows = []
    for order in _sorted(account.orders):
        if order.own and rng.random() < 0.8:
            for _ in range(rng.choice([1, 1, 2])):
                valid = "YES" if rng.random() < 0.93 else "NO"
                rows.append([order.id, _written(account, order.day), f"1Z{rng.randrange(10**9)}", valid, "YES"])
    return rows


def _delivery(rng: random.Random, account: Account) -> list[list[str]]:
    rows = []
    for order in _sorted([o for o in account.orders if o.own and (o.status == "Shipped" or rng.random() < 0.1) and rng.random() < 0.9]):
        for item in order.items:
            promised = order.day + timedelta(days=6)
            delivered = None if rng.random() < 0.1 else promised + timedelta(days=rng.choice([-2, -1, 0, 0, 1, 3]))
            said = "" if delivered is None or rng.random() < 0.3 else "YES" if delivered > promised else "NO"
            shipped = order.day + timedelta(days=1)
            rows.append(
                [order.id, item["sku"], "1", *(_written(account, d) for d in (order.day, shipped, shipped, promised, delivered)), said,
                 rng.choice(["UPS", "USPS", "Cascade Parcel"]), "Ground"]
            )  # fmt: skip
    return rows


def _feedback(rng: random.Random, account: Account) -> list[list[str]]:
    last = max(order.day for order in account.orders)
    since = rng.choice([0, 0, 20, 45])
    rows = []
    for order in _sorted(account.orders):
        if "feedback" in order.marks or rng.random() < 0.05:
            stars = rng.choice([1, 2]) if "feedback" in order.marks else 3
            for n in range(rng.choice([1, 1, 1, 2])):
                given_on = order.day + timedelta(days=rng.randrange(0, 20) + n)
                if last - timedelta(days=120 - since) <= given_on <= last:
                    text = (
                        given_on.strftime(account.feedback_format).lstrip("0")
                        if account.store == "US"
                        else given_on.strftime(account.feedback_format)
                    )
                    rows.append([text, str(stars if n == 0 else 3), "came late", "", order.id, f"r{n}@mail.example"])
    return rows


def _returns(rng: random.Random, account: Account) -> list[list[str]]:
    return [
        [o.id, f"{o.day:%d-%b-%Y}", f"{o.day + timedelta(days=9):%d-%b-%Y}", "Y" if "claim" in o.marks else "N", o.items[0]["asin"],
         o.items[0]["sku"], "CR-DEFECTIVE"]
        for o in _sorted(account.orders) if o.own and o.status == "Shipped" and rng.random() < 0.12
    ]  # fmt: skip


def _fba_returns(rng: random.Random, account: Account) -> list[list[str]]:
    last = max(order.day for order in account.orders)
    rows = []
    for o in _sorted(account.orders):
        back = o.day + timedelta(days=rng.randrange(5, 30))
        if not o.own and rng.random() < 0.2 and back <= last:
            rows.append(
                [f"{back}T10:00:00+00:00", o.id, o.items[0]["sku"], o.items[0]["asin"], "1", "SELLABLE", "DEFECTIVE", "Unit returned to inventory",
                 f"LPN{rng.randrange(10**9)}"]
            )  # fmt: skip
    return rows


# ---------------------------------------------------------------- a rate to the order


def make_exact(kind: str, total: int, hits: int, last: date = date(2026, 10, 12)) -> Account:
    """An account in which `hits` of `total` orders of one window are marked; all of them on its first and its last day.

    kind: late_shipments (30 days), cancellations (7), order_defects (60), valid_tracking (30), on_time_delivery (14 days that end a week earlier):
    marked orders are late, cancelled by the seller, defective, validly tracked, on time. One marked and one other order stand on the day before and,
    where the window ends before the last day, on the day after it.
    """
    rng = random.Random(f"{kind} {total} {hits}")
    days, lag = {"late_shipments": (30, 0), "cancellations": (7, 0), "order_defects": (60, 0), "valid_tracking": (30, 0), "on_time_delivery": (14, 7)}[kind]  # fmt: skip
    end = last - timedelta(days=lag)
    start = end - timedelta(days=days - 1)
    orders = []
    for n in range(total):
        order = _order(rng, n, start if n % 2 else end)
        orders.append((order, n < hits))
    outside = [start - timedelta(days=1), *([end + timedelta(days=1), last] if lag else [])]
    orders += [(_order(rng, total + 2 * n + k, day), k == 0) for n, day in enumerate(outside) for k in (0, 1)]
    for order, marked in orders:
        order.channel, order.status, order.marks = "Merchant", "Shipped", set()
        for item in order.items:
            item.update(status="Shipped", units="1")
        if marked and kind == "cancellations":
            order.status = "Cancelled"
            for item in order.items:
                item["status"] = "Cancelled"
    account = Account("US", last, "%m/%d/%Y", [order for order, _ in orders])
    account.files["all_orders"] = [[row for order, _ in orders for row in _item_rows(order, "US")]]
    account.files[kind] = [
        [_exact_row(account, kind, order, marked) for order, marked in orders if marked or kind in ("valid_tracking", "on_time_delivery")]
    ]
    return account


def _exact_row(account: Account, kind: str, order: Order, marked: bool) -> list[str]:
    day = order.day
    after = [_written(account, day + timedelta(days=n)) for n in range(8)]
    return {
        "late_shipments": [after[0], order.id, after[2], after[4], after[4]],
        "cancellations": [after[0], order.id, "Yes"],
        "order_defects": [after[0], order.id, "Seller fulfilled", "Yes", "Yes", "No"],
        "valid_tracking": [order.id, after[0], f"1Z{order.id[-7:]}", "YES" if marked else "NO", "YES"],
        "on_time_delivery": [
            order.id,
            "S-1",
            "1",
            after[0],
            after[1],
            after[1],
            after[5],
            after[5] if marked else after[6],
            "",
            "UPS",
            "Ground",
        ],
    }[kind]
