"""Reports as Amazon writes them: All Orders, the Account Health downloads, order reports, feedback, returns."""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from sample_headers import ALL_ORDERS, FBA_RETURNS, MFN_RETURNS, NEW_ORDERS, UNSHIPPED
from sample_orders import Order, Product, new_id

STORES = {"US": ("Amazon.com", "USD", "US"), "UK": ("Amazon.co.uk", "GBP", "GB")}


def stamp(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%S+00:00")


def local_date(day: date | None, store: str, *, short: bool = False) -> str:
    """A date as the store's downloads write it: US month first, UK day first; empty when there is none.

    >>> local_date(date(2026, 9, 3), "US"), local_date(date(2026, 9, 3), "UK", short=True), local_date(date(2026, 9, 3), "US", short=True)
    ('09/03/2026', '03/09/26', '9/3/26')
    """
    if day is None:
        return ""
    if short:
        return f"{day.month}/{day.day}/{day:%y}" if store == "US" else f"{day:%d/%m/%y}"
    return f"{day:%m/%d/%Y}" if store == "US" else f"{day:%d/%m/%Y}"


def tab_file(header: Sequence[str], rows: Iterable[Sequence[str]], *, bom: bool = False, cut: bool = False) -> bytes:
    """A tab-delimited file; cut: rows end after their last filled field."""
    lines = ["\t".join(header)]
    lines += ["\t".join(row).rstrip("\t") if cut else "\t".join(row) for row in rows]
    return ("\n".join(lines) + "\n").encode("utf-8-sig" if bom else "utf-8")


def comma_file(header: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """A comma CSV with quotes where they are needed."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return text.getvalue().encode("utf-8")


def item_id(order: Order, place: int) -> str:
    """An order item id made from the order's own: 14 digits."""
    digits = order.id.replace("-", "")[3:]
    return f"{(int(digits) * 7 + place) % 10**14:014d}"


def postal_code(order: Order, store: str) -> str:
    """A code that no post office uses: US 000xx, UK ZZ."""
    number = sum(map(ord, order.id))
    return f"000{number % 90 + 10}" if store == "US" else f"ZZ{number % 9 + 1} {number % 8 + 1}ZZ"


# ---------------------------------------------------------------- All Orders


def all_orders(
    rng: random.Random, orders: Sequence[Order], store: str, *, with_item_id: bool, repeats: int, shipments: Sequence[Product]
) -> bytes:
    """All Orders: item rows, some of them twice, and shipments that are no orders of Amazon buyers (S01-, Non-Amazon)."""
    rows = [(order.placed, row) for order in orders for row in _order_rows(order, store)]
    taken: set[str] = set()
    for n, product in enumerate(shipments):
        when = orders[(n + 1) * len(orders) // (len(shipments) + 1)].placed + timedelta(minutes=7)
        rows.append((when, _other_shipment(rng, product, when, store, taken)))
    rows.sort(key=lambda item: item[0])
    lines = [row for _, row in rows]
    for n in range(repeats):
        place = (n + 1) * len(lines) // (repeats + 1)
        lines.insert(place, lines[place - 1])
    header = list(ALL_ORDERS)
    if with_item_id:
        header.insert(header.index("order-status") + 1, "order-item-id")
    return tab_file(header, [[row.get(name, "") for name in header] for row in lines], bom=True)


def _order_rows(order: Order, store: str) -> Iterable[dict[str, str]]:
    channel, currency, country = STORES[store]
    for place, (product, units) in enumerate(order.lines):
        pending = order.status == "Pending"
        price = "" if pending else f"{product.price * max(units, 1):.2f}"
        tax = "" if pending or store == "UK" else f"{product.price * max(units, 1) * 0.08:.2f}"
        yield {
            "amazon-order-id": order.id,
            "merchant-order-id": order.id if order.channel == "Amazon" else "",
            "purchase-date": stamp(order.placed),
            "last-updated-date": stamp(order.updated or order.placed),
            "order-status": order.status,
            "order-item-id": item_id(order, place),
            "fulfillment-channel": order.channel,
            "sales-channel": channel,
            "ship-service-level": order.service,
            "product-name": product.name,
            "sku": product.sku,
            "asin": product.asin,
            "item-status": {"Pending": "Unshipped"}.get(order.status, order.status),
            "quantity": "0" if order.cancelled else str(units),
            "currency": currency,
            "item-price": price,
            "item-tax": tax,
            "ship-city": order.city,
            "ship-state": order.state,
            "ship-postal-code": postal_code(order, store),
            "ship-country": country,
            "is-business-order": "true" if order.business else "false",
            "signature-confirmation-recommended": "false",
        }


def _other_shipment(rng: random.Random, product: Product, when: datetime, store: str, taken: set[str]) -> dict[str, str]:
    id = new_id(rng, taken, "S01")
    return {
        "amazon-order-id": id,
        "merchant-order-id": id,
        "purchase-date": stamp(when),
        "last-updated-date": stamp(when + timedelta(days=1)),
        "order-status": "Shipped",
        "order-item-id": f"{rng.randrange(10**13, 10**14)}",
        "fulfillment-channel": "Amazon",
        "sales-channel": "Non-Amazon",
        "ship-service-level": "Standard",
        "product-name": product.name,
        "sku": product.sku,
        "asin": product.asin,
        "item-status": "Shipped",
        "quantity": "1",
        "ship-city": "Example City",
        "ship-country": STORES[store][2],
        "is-business-order": "false",
    }


# ---------------------------------------------------------------- Account Health downloads


def late_shipments(orders: Sequence[Order], store: str) -> bytes:
    """The late orders only."""
    rows = [
        [local_date(o.day, store), o.id, local_date(o.ship_by, store), local_date(o.confirmed, store), local_date(o.confirmed, store)]
        for o in orders
        if "late" in o.marks
    ]
    return comma_file(["Order date", "Order ID", "Expected ship date", "Actual ship date", "Confirmation date"], rows)


def on_time_delivery(orders: Sequence[Order], store: str) -> bytes:
    """Every seller-fulfilled order that was shipped, one row per item; delivery is empty while a parcel is on its way."""
    header = [
        "Order ID", "SKU", "Unit count", "Order date", "Promised ship date", "Ship confirmation date", "Carrier first scan date",
        "Promised delivery date (without promise extension)", "Promised delivery date (with promise extension)", "Actual delivery date",
        "Delivered after promised date without extension", "Carrier name", "Ship method",
    ]  # fmt: skip
    rows = []
    for o in orders:
        if o.channel != "Merchant" or o.status != "Shipped" or o.promised is None:
            continue
        late = "" if o.delivered is None else "YES" if o.delivered > o.promised else "NO"
        days = [o.day, o.ship_by, o.confirmed, o.confirmed, o.promised, o.promised + timedelta(days=1), o.delivered]
        for product, units in o.lines:
            rows.append([o.id, product.sku, str(units), *(local_date(day, store) for day in days), late, o.carrier, o.method])
    return comma_file(header, rows)


def order_defects(orders: Sequence[Order], store: str) -> bytes:
    """The orders with a defect only."""
    parts = ("negative_feedback", "a_to_z_claim", "chargeback")
    rows = [
        [
            local_date(o.day, store),
            o.id,
            f"{o.channel} fulfilled".replace("Merchant", "Seller"),
            *("Yes" if part in o.marks else "No" for part in parts),
        ]
        for o in orders
        if o.marks & set(parts)
    ]
    return comma_file(["Order date", "Order ID", "Fulfilment", "Negative feedback", "A-to-z claim", "Chargeback"], rows)


def cancellations(orders: Sequence[Order], store: str) -> bytes:
    """The cancelled seller-fulfilled orders; those that the buyer asked for have no effect on account health."""
    rows = [
        [local_date(o.day, store), o.id, "Yes" if "cancelled_by_seller" in o.marks else "No"]
        for o in orders
        if o.cancelled and o.channel == "Merchant"
    ]
    return comma_file(["Order date", "Order ID", "Effect on account health"], rows)


# ---------------------------------------------------------------- order reports, with made-up people


def _person(number: int, store: str) -> dict[str, str]:
    phone = f"+1 206-555-01{number % 100:02d}" if store == "US" else f"+44 1632 960{number % 1000:03d}"
    name = f"Test Buyer {number:03d}"
    return {
        "buyer-email": f"test-buyer-{number:03d}@example.com",
        "buyer-name": name,
        "buyer-phone-number": phone,
        "ship-phone-number": phone,
        "recipient-name": name,
        "ship-address-1": f"{number} Example Street",
        "ship-address-2": "Apt 2" if number % 9 == 0 else "",
    }


def _open_order_rows(orders: Sequence[Order], store: str) -> Iterable[tuple[Order, Product, int, dict[str, str]]]:
    channel, currency, country = STORES[store]
    for number, order in enumerate(orders, start=1):
        for place, (product, units) in enumerate(order.lines):
            price = product.price * units
            yield (
                order,
                product,
                units,
                {
                    "order-id": order.id,
                    "order-item-id": item_id(order, place),
                    "purchase-date": stamp(order.placed),
                    "payments-date": stamp(order.placed + timedelta(minutes=20)),
                    "sku": product.sku,
                    "product-name": product.name,
                    "quantity-purchased": str(units),
                    "currency": currency,
                    "item-price": f"{price:.2f}",
                    "item-tax": f"{price * 0.08:.2f}" if store == "US" else "0.00",
                    "shipping-price": "0.00",
                    "shipping-tax": "0.00",
                    "ship-service-level": order.service,
                    "ship-city": order.city,
                    "ship-state": order.state,
                    "ship-postal-code": postal_code(order, store),
                    "ship-country": country,
                    "sales-channel": channel,
                    "is-business-order": "true" if order.business else "false",
                    "is-prime": "false",
                    **_person(number, store),
                },
            )


def unshipped_orders(orders: Sequence[Order], store: str, on: datetime) -> bytes:
    """Open orders at a moment, with the days left (negative) or past the promise."""
    rows = []
    for order, _, units, row in _open_order_rows(orders, store):
        promise = order.ship_by or order.day
        row |= {
            "reporting-date": stamp(on),
            "promise-date": f"{promise.isoformat()}T23:59:59+00:00",
            "days-past-promise": str((on.date() - promise).days),
            "quantity-shipped": "0",
            "quantity-to-ship": str(units),
        }
        rows.append([row.get(name, "") for name in UNSHIPPED])
    return tab_file(UNSHIPPED, rows)


def new_orders(orders: Sequence[Order], store: str) -> bytes:
    """Open orders with their ship and delivery windows."""
    rows = []
    for order, _, _, row in _open_order_rows(orders, store):
        promise = order.ship_by or order.day
        row |= {
            "earliest-ship-date": f"{order.day.isoformat()}T07:00:00+00:00",
            "latest-ship-date": f"{promise.isoformat()}T23:59:59+00:00",
            "earliest-delivery-date": f"{(promise + timedelta(days=2)).isoformat()}T07:00:00+00:00",
            "latest-delivery-date": f"{(promise + timedelta(days=5)).isoformat()}T23:59:59+00:00",
            "delivery-Instructions": "Leave with the test neighbour" if int(item_id(order, 0)) % 11 == 0 else "",
            "is-buyer-requested-cancellation": "false",
        }
        rows.append([row.get(name, "") for name in NEW_ORDERS])
    return tab_file(NEW_ORDERS, rows)


# ---------------------------------------------------------------- feedback and returns


def seller_feedback(rows: Sequence[tuple[date, int, str, str, Order]], store: str) -> bytes:
    """Rows of (day, stars, comment, our response, order); only one to three stars are in this report."""
    lines = [
        [local_date(day, store, short=True), str(stars), comment, response, order.id, f"rater-{n:03d}@example.com"]
        for n, (day, stars, comment, response, order) in enumerate(rows, start=1)
    ]
    return tab_file(["Date", "Rating", "Comments", "Your Response", "Order ID", "Rater Email"], lines)


def mfn_returns(rows: Sequence[dict[str, str]]) -> bytes:
    """Return requests by the report's column names; rows are cut after the last filled field."""
    return tab_file(MFN_RETURNS, [[row.get(name, "") for name in MFN_RETURNS] for row in rows], cut=True)


def fba_returns(rows: Sequence[dict[str, str]]) -> bytes:
    """Returned units by the report's column names, as Seller Central's comma CSV."""
    return comma_file(FBA_RETURNS, [[row.get(name, "") for name in FBA_RETURNS] for row in rows])
