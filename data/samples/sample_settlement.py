"""A settlement as Amazon writes it (V2 flat file): what two weeks of shipped orders and refunds come to, and what Amazon keeps of it.

The first row is the envelope; every row below is one amount, and all of them together are the envelope's total. A settlement whose payout
is held pays nothing out: its last row takes the whole balance into the reserve. Nothing here is drawn, so no seed depends on it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

from sample_files import STORES, item_id, tab_file
from sample_headers import SETTLEMENT
from sample_orders import Order

COMMISSION = Decimal("0.15")  # of the price without tax
FBA_FEE = Decimal("5.42")  # per unit that Amazon ships
REFUND_FEE = (Decimal("0.20"), Decimal("5.00"))  # part of the commission that Amazon keeps when a buyer is refunded, and its most
SUBSCRIPTION, STORAGE = Decimal("-39.99"), Decimal("-18.64")
LATEST = timedelta(days=7)  # the orders of the last week stay in reserve when a settlement is paid out
REFUNDED_AFTER = timedelta(days=9)
ONE_IN = 4  # of the late orders comes back
OTHER = "other-transaction"

Kind = tuple[str, str]  # amount type, amount description


@dataclass(frozen=True)
class Posting:
    """One amount, with what it belongs to; `order` and what follows are empty for amounts of the account."""

    at: datetime
    type: str
    kind: Kind
    amount: Decimal
    order: Order | None = None
    place: int = 0

    def row(self, store: str) -> dict[str, str]:
        told = {
            "transaction-type": self.type,
            "amount-type": self.kind[0],
            "amount-description": self.kind[1],
            "amount": str(self.amount),
            "posted-date": f"{self.at:%m/%d/%y}" if store == "US" else f"{self.at:%d/%m/%y}",
            "posted-date-time": utc(self.at),
        }
        return told if self.order is None else told | self._of_order(self.order, store)

    def _of_order(self, order: Order, store: str) -> dict[str, str]:
        product, units = order.lines[self.place]
        item = item_id(order, self.place)
        refund = {"adjustment-id": f"{int(item) % 10**10:010d}", "merchant-adjustment-item-id": item[::-1]} if self.type == "Refund" else {}
        return {
            "order-id": order.id,
            "merchant-order-id": order.id if order.channel == "Amazon" else "",
            "shipment-id": f"D{int(item_id(order, 0)) % 10**9:09d}",
            "marketplace-name": STORES[store][0],
            "fulfillment-id": "AFN" if order.channel == "Amazon" else "MFN",
            "order-item-code": item,
            "sku": product.sku,
            "quantity-purchased": "" if refund else str(units),
            **refund,
        }


@dataclass(frozen=True)
class Settlement:
    """A settlement and its amounts, in the order of the file."""

    id: str
    start: datetime
    end: datetime
    postings: tuple[Posting, ...]

    @property
    def total(self) -> Decimal:
        return sum((posting.amount for posting in self.postings), Decimal("0.00"))

    def of(self, *names: str) -> list[Posting]:
        """The amounts of these transaction types or descriptions."""
        return [posting for posting in self.postings if posting.type in names or posting.kind[1] in names]

    def file(self, store: str) -> bytes:
        envelope = {
            "settlement-id": self.id,
            "settlement-start-date": utc(self.start),
            "settlement-end-date": utc(self.end),
            "deposit-date": utc(self.end + timedelta(days=2)),
            "total-amount": str(self.total),
            "currency": STORES[store][1],
        }
        rows = [envelope, *({"settlement-id": self.id, **posting.row(store)} for posting in self.postings)]
        return tab_file(SETTLEMENT, [[row.get(name, "") for name in SETTLEMENT] for row in rows])

    def about(self) -> dict[str, object]:
        """What about.yaml tells of it."""
        back, held = self.of("Previous Reserve Amount Balance"), self.of("Current Reserve Amount")
        return {
            "file": "reports/settlement.txt",
            "id": self.id,
            "from": str(self.start.date()),
            "to": str(self.end.date()),
            "orders": len({posting.order.id for posting in self.of("Order") if posting.order}),
            "refunds_of_late_orders": len({posting.order.id for posting in self.of("Refund") if posting.order}),
            "given_back": str(sum(posting.amount for posting in back)),
            "held_back": str(-sum(posting.amount for posting in held)),
            "total": str(self.total),
            "shows": "the offers were deactivated on the day this settlement ended: its whole balance went into the reserve, nothing was paid out",
        }


def held_settlement(orders: Sequence[Order], store: str, id: str, start: datetime, end: datetime) -> Settlement:
    """The settlement from `start` until `end` whose payout is held: what the one before kept comes in, and nothing goes out."""
    kept = sum((posting.amount for posting in _shipped(orders, store, start - LATEST, start)), Decimal(0))
    booked = [
        *_shipped(orders, store, start, end),
        *_refunded(orders, store, start, end),
        Posting(start + timedelta(days=2, hours=5), OTHER, (OTHER, "Subscription Fee"), SUBSCRIPTION),
        Posting(start + timedelta(days=9, hours=3), OTHER, (OTHER, "Storage Fee"), STORAGE),
    ]
    booked.sort(key=lambda posting: posting.at)
    booked.insert(0, Posting(start, OTHER, (OTHER, "Previous Reserve Amount Balance"), kept))
    balance = sum((posting.amount for posting in booked), Decimal(0))
    return Settlement(id, start, end, (*booked, Posting(end, OTHER, (OTHER, "Current Reserve Amount"), -balance)))


def _shipped(orders: Sequence[Order], store: str, start: datetime, end: datetime) -> Iterator[Posting]:
    """The amounts of the orders that were shipped from `start` until `end`: Amazon books an order with its shipment."""
    for order in orders:
        if order.status == "Shipped" and order.updated and start <= order.updated < end:
            for place in range(len(order.lines)):
                for kind, amount in _sale(order, place, store):
                    yield Posting(order.updated, "Order", kind, amount, order, place)


def _refunded(orders: Sequence[Order], store: str, start: datetime, end: datetime) -> Iterator[Posting]:
    """Some late orders are refunded in full a while after they were shipped; Amazon keeps a part of its commission."""
    late = [order for order in orders if "late" in order.marks and order.updated]
    for order in late[::ONE_IN]:
        at = (order.updated or order.placed) + REFUNDED_AFTER
        if start <= at < end:
            for place in range(len(order.lines)):
                for kind, amount in _sale(order, place, store):
                    yield Posting(at, "Refund", kind, -amount, order, place)
                part, most = REFUND_FEE
                commission = _price(order, place) * COMMISSION
                yield Posting(at, "Refund", ("ItemFees", "RefundCommission"), -min(cents(commission * part), most), order, place)


def _sale(order: Order, place: int, store: str) -> Iterator[tuple[Kind, Decimal]]:
    """The amounts of an item as it is sold. Amazon collects the tax of a US buyer and remits it itself."""
    price = _price(order, place)
    yield ("ItemPrice", "Principal"), price
    if store == "US":
        product, units = order.lines[place]
        tax = Decimal(f"{product.price * units * 0.08:.2f}")  # as All Orders writes it
        yield ("ItemPrice", "Tax"), tax
        yield ("ItemWithheldTax", "MarketplaceFacilitatorTax-Principal"), -tax
    yield ("ItemFees", "Commission"), -cents(price * COMMISSION)
    if order.channel == "Amazon":
        yield ("ItemFees", "FBAPerUnitFulfillmentFee"), -FBA_FEE * order.lines[place][1]


def _price(order: Order, place: int) -> Decimal:
    product, units = order.lines[place]
    return Decimal(f"{product.price * units:.2f}")


def cents(amount: Decimal) -> Decimal:
    return amount.quantize(Decimal("0.01"), ROUND_HALF_UP)


def utc(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M:%S} UTC"
