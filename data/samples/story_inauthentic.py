"""Harbor & Pine Supply Co: two items whose authenticity Amazon wants to see proved; the rates are healthy."""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import Any

from sample_files import all_orders, fba_returns, seller_feedback, stamp
from sample_health import DEFECTS, performance
from sample_orders import Order, Product, Shop, make_order, make_orders, make_products
from sample_story import CITIES, US_STATES, Story, cancel, sample_of

FIRST, LAST, NOTICE_ON = date(2025, 9, 21), date(2026, 9, 20), date(2026, 9, 21)
CANDLE = Product("B0HPCANDL1", "HP-CANDLE-08", "Lumenwick Scented Candle 8 oz, Crème Brûlée", 21.5, 0.0, "candle")
SOAP = Product("B0HPSOAPD2", "HP-SOAP-02", "Saltmarsh Sea Salt Soap, 2 Bars", 14.95, 0.0, "soap")
SOLD = ((CANDLE, 380, date(2025, 9, 30)), (SOAP, 250, date(2025, 10, 9)))  # units sold, and the first day on offer
NAMES = [
    ("Pine & Oak Reed Diffuser, Cedar", "HP-DIFF-C", 24.0), ("Pine & Oak Reed Diffuser, Citrus", "HP-DIFF-L", 24.0),
    ("Harborline Beeswax Candles, Pair", "HP-BEES-2", 18.0), ("Harborline Tea Lights, 50", "HP-TEAL-50", 13.5),
    ("Harborline Candle Snuffer", "HP-SNUFF", 11.5), ("Harborline Wick Trimmer", "HP-WICK", 9.95),
    ("Northbay Bath Salts, Lavender", "HP-SALT-L", 16.0), ("Northbay Bath Salts, Eucalyptus", "HP-SALT-E", 16.0),
    ("Northbay Hand Cream", "HP-HAND", 12.5), ("Northbay Lip Balm, 3 Pack", "HP-LIP-3", 8.95),
    ("Northbay Shower Steamers, 8", "HP-STEAM-8", 15.5), ("Fjordlane Linen Spray", "HP-LINEN", 14.5),
    ("Fjordlane Room Spray", "HP-ROOM", 14.5), ("Fjordlane Sachets, 6", "HP-SACH-6", 12.0),
    ("Fjordlane Wool Dryer Balls, 6", "HP-DRYER-6", 17.0), ("Fjordlane Laundry Bag, 3 Pack", "HP-LAUND-3", 13.0),
    ("Cedarwell Hangers, 10", "HP-HANG-10", 22.0), ("Cedarwell Blocks, 24", "HP-BLOCK-24", 14.0),
    ("Cedarwell Shoe Trees", "HP-SHOE", 26.0), ("Cedarwell Shoe Brush", "HP-BRUSH", 12.0),
    ("Tidewater Sponge, Natural", "HP-SPONGE", 11.0), ("Tidewater Loofah", "HP-LOOF", 8.5),
    ("Tidewater Bath Brush", "HP-BATHB", 15.0), ("Tidewater Soap Rack", "HP-RACK", 13.5),
    ("Tidewater Bath Caddy, Bamboo", "HP-CADDY", 39.0), ("Saltmarsh Hand Wash", "HP-WASH", 12.95),
    ("Saltmarsh Body Scrub", "HP-SCRUB", 17.95), ("Saltmarsh Soap Dish", "HP-DISH", 10.95),
    ("Saltmarsh Gift Box", "HP-GIFT", 34.0), ("Saltmarsh Foot Balm", "HP-FOOT", 13.95),
    ("Saltmarsh Bath Oil", "HP-OIL", 19.95), ("Pine & Oak Room Diffuser Refill", "HP-REFILL", 12.95),
    ("Pine & Oak Gift Card Holder", "HP-CARDH", 7.95), ("Harborline Lantern, Small", "HP-LANT-S", 27.0),
    ("Harborline Lantern, Large", "HP-LANT-L", 42.0), ("Northbay Cotton Robe", "HP-ROBE", 48.0),
    ("Northbay Slippers", "HP-SLIP", 23.0), ("Fjordlane Hot Water Bottle Cover", "HP-HWB", 21.0),
    ("Cedarwell Drawer Liners", "HP-LINER", 16.5),
]  # fmt: skip
REASONS = {
    "UNWANTED_ITEM": 32.0, "NO_REASON_GIVEN": 20.0, "ORDERED_WRONG_ITEM": 14.0, "DEFECTIVE": 12.0, "QUALITY_UNACCEPTABLE": 8.0,
    "DAMAGED_BY_CARRIER": 8.0, "NOT_AS_DESCRIBED": 6.0,
}  # fmt: skip
DOUBTS = {
    CANDLE.asin: ("Smells different from the one I bought in the shop.", "Label looks printed at home, is this the original?"),
    SOAP.asin: ("No brand stamp on the bar.", "Wrapping is not like the last time, not sure it is genuine."),
}


def build(seed: int = 1) -> Story:
    """The case as on the day of the notice."""
    rng = random.Random(seed)
    shop = Shop(
        products=make_products(rng, NAMES, [CANDLE, SOAP]),
        services={"Standard": 62.0, "Expedited": 22.0, "SecondDay": 11.0, "NextDay": 5.0},
        states=US_STATES,
        cities=CITIES,
        carriers={},
        methods={},
        per_day=3.45,
        weekdays=(1.05, 1.02, 1.0, 0.98, 0.96, 0.97, 1.02),
        amazon_share=0.58,
        hours=(10, 23),
    )
    orders = make_orders(rng, shop, FIRST, LAST)
    for order in orders:
        if rng.random() < 0.012:
            cancel(order, "cancelled_by_buyer")
    orders = sorted(orders + _orders_of_the_two(rng, shop, {order.id for order in orders}), key=lambda order: order.placed)
    feedback = _feedback(rng, orders)
    recent = [o for o in orders if o.channel == "Merchant" and not o.cancelled and o.day > LAST - timedelta(days=25)]
    recent[len(recent) // 2].marks.add("late")
    for order in [o for o in orders if o.product not in (CANDLE, SOAP) and o.day == LAST and o.channel == "Amazon"][-1:]:
        order.status = "Pending"
    complaints = {"productAuthenticityCustomerComplaints": 2}
    health = performance(orders, "US", LAST, account="DEACTIVATED", score=172, policies=complaints, missed=0)
    return Story(
        id="inauthentic", account="Harbor & Pine Supply Co", merchant_token="A0HARBORPINE0US", store="US", locale="en-US",
        purpose="reactivate_temporary", phase="deactivated", as_of=LAST, notice_on=NOTICE_ON, orders=orders, outcome=DEFECTS, base=0.0,
        causes=(), notice=NOTICE, health=health,
        reports={
            "all_orders.txt": all_orders(rng, orders, "US", with_item_id=True, repeats=3, shipments=(CANDLE, *shop.products[6:9], CANDLE)),
            "fba_returns.csv": fba_returns(_returns(rng, orders)),
            "seller_feedback.txt": seller_feedback(feedback, "US"),
        },
        tells="complaints about authenticity of two items, answered with invoices and a chain of documents; no rate is bad",
        used_in=("tests", "README"),
        other_planted=(
            {"cause": "supplier_not_verified", "asin": SOAP.asin, "shown_by": "no letter from the brand among the evidence"},
            {"cause": "mixed_fba_stock", "asin": CANDLE.asin, "shown_by": "evidence/barcode-setting-before.png"},
        ),
        about={"units_sold_in_365_days": {product.asin: units for product, units, _ in SOLD}},
    )  # fmt: skip


def _orders_of_the_two(rng: random.Random, shop: Shop, ids: set[str]) -> list[Order]:
    """Amazon-fulfilled orders of the two items: exactly the units sold, and a few cancelled ones beside them."""
    made = []
    for product, units, first in SOLD:
        left = units
        while left:
            how_many = min(left, rng.choices((1, 2, 3), weights=(86, 11, 3))[0])
            made.append(_order_of(rng, shop, product, how_many, first, ids))
            left -= how_many
        for _ in range(3):
            order = _order_of(rng, shop, product, 1, first, ids)
            cancel(order, "cancelled_by_buyer")
            made.append(order)
    return made


def _order_of(rng: random.Random, shop: Shop, product: Product, units: int, first: date, ids: set[str]) -> Order:
    day = first + timedelta(days=int(rng.random() * ((LAST - first).days + 1)))
    return make_order(rng, shop, day, rng.uniform(*shop.hours), product, units, ids, "Amazon")


def _feedback(rng: random.Random, orders: list[Order]) -> list[tuple[date, int, str, str, Order]]:
    """A dozen ratings in a year; one negative one, and a neutral one on the last day, in the window of the defect rate."""
    plain = [o for o in orders if not o.cancelled and o.product not in (CANDLE, SOAP)]
    early = sample_of(rng, [o for o in plain if o.day < date(2026, 7, 1)], 9)
    late = sample_of(rng, [o for o in plain if date(2026, 7, 28) < o.day < date(2026, 9, 1) and o.channel == "Amazon"], 1)
    last = next(o for o in reversed(plain) if o.day < date(2026, 9, 16))
    rows = [(o.day + timedelta(days=6), (1, 2, 3)[n % 3], ("Box was dented.", "Slow.", "Fine.")[n % 3], "", o) for n, o in enumerate(early)]
    rows += [(o.day + timedelta(days=7), 2, "Lid was cracked.", "", o) for o in late]
    rows.append((LAST, 3, "Good, but no gift wrap.", "", last))
    for _, stars, _, _, order in rows:
        if stars < 3:
            order.marks.add("negative_feedback")
    return sorted(rows, key=lambda row: (row[0], row[4].id))


def _returns(rng: random.Random, orders: list[Order]) -> list[dict[str, str]]:
    """Four Amazon-fulfilled orders in a hundred come back; a few comments doubt that the two items are genuine."""
    rows = []
    said: dict[str, int] = {}
    for order in (o for o in orders if o.channel == "Amazon" and o.status == "Shipped" and o.day < date(2026, 9, 1)):
        if rng.random() >= 0.04:
            continue
        product, units = order.lines[0]
        doubts = DOUBTS.get(product.asin, ())
        place = said.get(product.asin, 0)
        said[product.asin] = place + 1
        doubt = doubts[place] if place < len(doubts) else ""
        reason = "NOT_AS_DESCRIBED" if doubt else rng.choices(list(REASONS), weights=list(REASONS.values()))[0]
        unsound = bool(doubts) or reason in ("DEFECTIVE", "DAMAGED_BY_CARRIER", "QUALITY_UNACCEPTABLE")
        rows.append(
            {
                "return-date": stamp(order.placed + timedelta(days=9 + int(rng.random() * 15), hours=rng.random() * 8)),
                "order-id": order.id,
                "sku": product.sku,
                "asin": product.asin,
                "fnsku": product.asin if product == CANDLE else "X00" + product.asin[-7:],
                "product-name": product.name,
                "quantity": str(units),
                "fulfillment-center-id": rng.choice(("TST1", "TST2", "TST3")),
                "detailed-disposition": "CUSTOMER_DAMAGED" if unsound else "SELLABLE",
                "reason": reason,
                "status": "Unit returned to inventory",
                "license-plate-number": f"LPNTEST{rng.randrange(10**8, 10**9)}",
                "customer-comments": doubt,
            }
        )
    return sorted(rows, key=lambda row: row["return-date"])


NOTICE: Any = f"""\
From: seller-performance@amazon.com
To: Harbor & Pine Supply Co
Subject: Your Amazon.com selling account has been deactivated
Date: September 21, 2026

Dear Harbor & Pine Supply Co,

Your Amazon.com selling account has been deactivated because we received complaints from buyers about the authenticity of items you sell. \
The sale of inauthentic items is not allowed. The items are listed at the end of this message.

How do I reactivate my account?
Send us the following:
-- Copies of invoices from your supplier issued in the last 365 days, for quantities that match your sales of these items
-- The name, phone number, address and website of each supplier; we may contact them
-- A letter of authorization from the brand, if you do not buy from it
And a plan of action that explains:
-- The root cause(s) of the authenticity complaints
-- The actions you have taken to resolve the authenticity complaints
-- The steps you have taken to prevent authenticity complaints going forward

You may cover prices. All else must be visible, and documents must be genuine and unaltered. We accept .pdf, .jpg, .png and .gif files.

How do I send this information?
Use "Reactivate your account" on the Account Health page of Seller Central.

What happens if I do not send this information?
Your account will remain deactivated. While it is deactivated, funds may be held for up to 90 days to cover returns and claims.

ASIN: {CANDLE.asin}
ASIN: {SOAP.asin}

Seller Performance Team
Amazon.com
"""
