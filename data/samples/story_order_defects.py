"""Larkmoor Home Ltd: a mug set that breaks in its new carton since a day, and letters without tracking all the time."""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import Any

from sample_files import all_orders, mfn_returns, order_defects, seller_feedback
from sample_health import DEFECTS, performance
from sample_orders import Cause, Order, Product, Shop, make_orders, make_products, plant
from sample_story import CITIES, UK_COUNTIES, Story, cancel, percent, sample_of

FIRST, LAST, NOTICE_ON = date(2026, 8, 2), date(2026, 9, 30), date(2026, 10, 2)
DOWNLOADED = date(2026, 10, 1)
MUGS = Product("B0LMMUG4ST", "LM-MUG-SET4", "Larkmoor Stoneware Mugs, Set of 4, Crème", 24.99, 0.095, "mugs")
CAUSES = (
    Cause("packaging_too_weak", "asin", MUGS.asin, 0.15, date(2026, 8, 24)),
    Cause("untracked_service", "ship_service", "Economy", 0.06),
)
BASE = 0.003
NAMES = [
    ("Larkmoor Stoneware Bowls, Set of 4", "LM-BOWL-SET4", 26.99), ("Larkmoor Dinner Plates, Set of 4", "LM-PLATE-SET4", 32.99),
    ("Larkmoor Side Plates, Set of 4", "LM-SIDE-SET4", 22.99), ("Larkmoor Serving Bowl, Oak", "LM-SERVE-OAK", 28.5),
    ("Larkmoor Linen Tea Towels, Set of 3", "LM-TOWEL-3", 16.99), ("Larkmoor Oven Glove", "LM-GLOVE", 12.99),
    ("Larkmoor Apron, Navy", "LM-APRON-N", 19.99), ("Larkmoor Apron, Sand", "LM-APRON-S", 19.99),
    ("Larkmoor Cushion Cover 45 cm, Moss", "LM-CUSH-M", 14.5), ("Larkmoor Cushion Cover 45 cm, Rust", "LM-CUSH-R", 14.5),
    ("Larkmoor Wool Throw", "LM-THROW-W", 44.99), ("Larkmoor Cotton Throw", "LM-THROW-C", 29.99),
    ("Larkmoor Candle, Fig", "LM-CAND-F", 13.99), ("Larkmoor Candle Holder, Brass", "LM-HOLD-B", 17.99),
    ("Larkmoor Wall Hooks, Set of 5", "LM-HOOK-5", 11.99), ("Larkmoor Storage Basket, Large", "LM-BASK-L", 24.5),
    ("Larkmoor Storage Basket, Small", "LM-BASK-S", 15.5), ("Larkmoor Door Mat", "LM-MAT-D", 21.99),
    ("Larkmoor Bath Mat", "LM-MAT-B", 18.99), ("Larkmoor Hand Towels, Pair", "LM-HAND-2", 16.5),
    ("Larkmoor Bath Towels, Pair", "LM-BATH-2", 27.99), ("Larkmoor Shower Curtain", "LM-SHOW-C", 20.99),
    ("Larkmoor Soap Dish, Slate", "LM-SOAP-S", 9.99), ("Larkmoor Toothbrush Cup", "LM-CUP-T", 8.99),
    ("Larkmoor Picture Frame 20 x 25", "LM-FRAME-20", 12.5), ("Larkmoor Picture Frame 30 x 40", "LM-FRAME-30", 18.5),
    ("Larkmoor Table Lamp, Ceramic", "LM-LAMP-C", 39.99), ("Larkmoor Lamp Shade, Linen", "LM-SHADE-L", 23.99),
    ("Larkmoor Wall Clock", "LM-CLOCK", 25.99), ("Larkmoor Key Box", "LM-KEY", 22.5),
    ("Larkmoor Bread Bin", "LM-BREAD", 34.99), ("Larkmoor Spice Jars, Set of 6", "LM-SPICE-6", 17.5),
    ("Larkmoor Chopping Board, Beech", "LM-CHOP-B", 19.5), ("Larkmoor Rolling Pin", "LM-ROLL", 11.5),
    ("Larkmoor Kettle Trivet", "LM-TRIV", 10.99), ("Larkmoor Coasters, Set of 6", "LM-COAST-6", 12.99),
    ("Larkmoor Table Runner", "LM-RUNNER", 17.99), ("Larkmoor Napkins, Set of 4", "LM-NAPK-4", 15.99),
    ("Larkmoor Plant Pot 18 cm", "LM-POT-18", 16.99),
]  # fmt: skip
REASONS = {
    "CR-UNWANTED_ITEM": 30.0, "CR-NO_REASON_GIVEN": 22.0, "CR-ORDERED_WRONG_ITEM": 14.0, "CR-DEFECTIVE": 10.0, "CR-QUALITY_UNACCEPTABLE": 9.0,
    "CR-FOUND_BETTER_PRICE": 8.0, "AMZ-PG-BAD-DESC": 7.0,
}  # fmt: skip
BROKEN = (
    "Two of the four mugs arrived broken, the box is thin.", "Mugs in pieces, nothing between them in the carton.", "One mug smashed, another chipped.",
    "Arrived broken. No padding at all.", "Third set I have had to complain about, handle broken off.",
)  # fmt: skip
MISSING = (
    "Never arrived and no way to track it.",
    "Three weeks and still nothing here.",
    "Not received. Seller could not tell me where it is.",
)
PLAIN = ("Took long to answer my question.", "Not what I hoped for.", "Colour is darker than in the picture.")
NEUTRAL = ("Fine, but the parcel was a bit battered.", "OK.", "Good item, slow post.", "Average.", "Nice, one small mark on it.")


def build(seed: int = 379) -> Story:
    """The case as of the day the reports were downloaded."""
    rng = random.Random(seed)
    shop = Shop(
        products=make_products(rng, NAMES, [MUGS]),
        services={"Standard": 69.0, "Expedited": 13.0, "Economy": 12.0, "NextDay": 6.0},
        states=UK_COUNTIES,
        cities=CITIES,
        carriers={},
        methods={},
        per_day=27.0,
        weekdays=(1.08, 1.02, 1.0, 0.97, 0.94, 0.95, 1.04),
        amazon_share=0.0,
        hours=(6, 22),
        id_heads=(202, 206),
    )
    orders = make_orders(rng, shop, FIRST, LAST)
    for order in orders:
        luck = rng.random()
        if luck < 0.017:
            cancel(order, "cancelled_by_seller" if luck < 0.005 else "cancelled_by_buyer")
    held = [order for order in orders if not order.cancelled]
    why: dict[str, str] = {}
    plant(rng, held, BASE / 2, CAUSES, lambda order, cause: _mark(rng, order, cause, why))  # the other half: _mark_both_ends
    _mark_both_ends(held, why)
    _leave_open(orders)
    for order in sample_of(rng, [o for o in held if o.status == "Shipped"], len(held) // 80):
        order.marks.add("late")
    health = performance(orders, "UK", LAST, account="DEACTIVATED", score=188, policies={}, missed=14)
    return Story(
        id="order_defect_rate", account="Larkmoor Home Ltd", merchant_token="A0LARKMOOR0UK", store="UK", locale="en-GB",
        purpose="reactivate_temporary", phase="deactivated", as_of=LAST, notice_on=NOTICE_ON, orders=orders, outcome=DEFECTS, base=BASE,
        causes=CAUSES, notice=notice(health), health=health,
        reports={
            "all_orders.txt": all_orders(rng, orders, "UK", with_item_id=True, repeats=3, shipments=shop.products[8:11]),
            "order_defects.csv": order_defects(orders, "UK"),
            "seller_feedback.txt": seller_feedback(_feedback(rng, held, why), "UK"),
            "mfn_returns.txt": mfn_returns(_returns(rng, held, why)),
        },
        tells="order defects with two causes: an item that breaks since its carton was changed, and a service without tracking",
        used_in=("tests", "README"),
    )  # fmt: skip


def _mark(rng: random.Random, order: Order, cause: Cause | None, why: dict[str, str]) -> None:
    """What kind of defect it is: broken mugs bring feedback, lost letters bring claims."""
    luck = rng.random()
    why[order.id] = cause.id if cause else "base"
    if cause is None:
        order.marks.add("negative_feedback" if luck < 0.6 else "a_to_z_claim" if luck < 0.85 else "chargeback")
    elif cause.attribute == "asin":
        order.marks |= {"negative_feedback"} if luck < 0.7 else {"a_to_z_claim"} if luck < 0.85 else {"negative_feedback", "a_to_z_claim"}
    else:
        order.marks |= {"a_to_z_claim"} if luck < 0.75 else {"negative_feedback", "a_to_z_claim"}


def _mark_both_ends(held: list[Order], why: dict[str, str]) -> None:
    """A defect on the first and on the last day, so that the list of defects covers the whole window."""
    plain = [o for o in held if o.product != MUGS and o.service == "NextDay"]
    for day in (FIRST, LAST):
        order = next((o for o in plain if o.day == day), None) or next(
            o for o in held if o.day == day and o.product != MUGS and o.service == "Standard"
        )
        order.marks.add("negative_feedback")
        why[order.id] = "base"


def _leave_open(orders: list[Order]) -> None:
    """Orders of the last two days that have not left yet; the newest two still await payment."""
    still = [
        o for o in orders if o.day >= LAST - timedelta(days=1) and not o.cancelled and not o.marks and o.service in ("Standard", "Economy")
    ]
    for order in still:
        order.status, order.updated = "Unshipped", order.placed + timedelta(hours=1)
    for order in still[-2:]:
        order.status = "Pending"


def _feedback(rng: random.Random, held: list[Order], why: dict[str, str]) -> list[tuple[date, int, str, str, Order]]:
    """Feedback of one to three stars, by date; three stars are no defect."""
    rows = []
    texts = {CAUSES[0].id: BROKEN, CAUSES[1].id: MISSING, "base": PLAIN}
    for order in held:
        if "negative_feedback" in order.marks:
            day = min(order.day + timedelta(days=4 + int(rng.random() * 9)), DOWNLOADED)
            rows.append((day, 1 + (rng.random() < 0.3), rng.choice(texts[why[order.id]]), "", order))
    for order in sample_of(rng, [o for o in held if not o.marks & set(DEFECTS) and o.day < date(2026, 9, 20)], 13):
        answer = "Thank you, we have looked into it." if rng.random() < 0.3 else ""
        rows.append((order.day + timedelta(days=3 + int(rng.random() * 8)), 3, rng.choice(NEUTRAL), answer, order))
    return sorted(rows, key=lambda row: (row[0], row[4].id))


def _returns(rng: random.Random, held: list[Order], why: dict[str, str]) -> list[dict[str, str]]:
    """Return requests: broken mugs since the new carton, and three orders in a hundred for other reasons."""
    rows = []
    for order in (o for o in held if o.status == "Shipped" and o.day <= date(2026, 9, 24)):
        broken = order.product == MUGS and CAUSES[0].covers(order)
        defect = why.get(order.id) == CAUSES[0].id
        luck, later = rng.random(), timedelta(days=5 + int(rng.random() * 14))
        if luck < (0.65 if defect else 0.09 if broken else 0.03):
            reason = (
                "CR-DAMAGED_BY_CARRIER"
                if broken and (defect or luck < 0.07)
                else rng.choices(list(REASONS), weights=list(REASONS.values()))[0]
            )
            rows.append(_return(rng, order, min(order.day + later, DOWNLOADED), reason))
    return sorted(rows, key=lambda row: row["sorted by"])


def _return(rng: random.Random, order: Order, asked: date, reason: str) -> dict[str, str]:
    product, units = order.lines[0]
    back = asked + timedelta(days=6 + int(rng.random() * 6))
    paid = f"{product.price * units:.2f}"
    finished = back <= DOWNLOADED
    return {
        "sorted by": f"{asked} {order.id}",
        "Order ID": order.id,
        "Order date": f"{order.day:%d-%b-%Y}",
        "Return request date": f"{asked:%d-%b-%Y}",
        "Return request status": "Approved",
        "Amazon RMA ID": f"D{rng.randrange(10**8, 10**9)}RRMA",
        "Label type": "AmazonUnPaidLabel",
        "Label cost": "3.35",
        "Currency code": "GBP",
        "Return carrier": "Royal Mail",
        "Tracking ID": f"TEST{rng.randrange(10**8, 10**9)}GB",
        "Label to be paid by": "Seller",
        "A-to-Z Claim": "Y" if "a_to_z_claim" in order.marks else "N",
        "Is prime": "N",
        "ASIN": product.asin,
        "Merchant SKU": product.sku,
        "Item Name": product.name,
        "Return quantity": str(units),
        "Return Reason": reason,
        "In policy": "Y",
        "Return type": "C-Returns",
        "Resolution": "StandardRefund",
        "Return delivery date": f"{back:%d-%b-%Y}" if finished else "",
        "Order Amount": paid,
        "Order quantity": str(units),
        "Refunded Amount": paid if finished and rng.random() < 0.6 else "",
    }


def notice(health: dict[str, Any]) -> str:
    """The message, with the rate of the performance report."""
    block = health["performanceMetrics"][0]["orderDefectRate"]["mfn"]
    rate = percent(block["orderWithDefects"]["count"], block["orderCount"])
    return f"""\
From: seller-performance@amazon.co.uk
To: Larkmoor Home Ltd
Subject: Your Amazon.co.uk selling account has been deactivated
Date: 2 October 2026

Hello Larkmoor Home Ltd,

Your Amazon.co.uk selling account has been deactivated. You can still see your orders and should ship those that are open.

Why did this happen?
Your order defect rate is {rate} for the last 60 days. We expect sellers to keep it under 1%. The rate counts orders with negative \
feedback, an A-to-z Guarantee claim or a service chargeback; an order with several of them counts once.

How do I reactivate my account?
Look at the orders concerned and find what they have in common. If you think that a claim, a chargeback or a feedback should not count, \
ask for its review separately. Then send us a plan of action that explains:
-- The root cause(s) of the negative feedback, A-to-z claims and chargebacks
-- The actions you have taken to resolve the negative feedback, A-to-z claims and chargebacks
-- The steps you have taken to prevent negative feedback, A-to-z claims and chargebacks in future

How do I send this information?
Use the button "Reactivate your account" on the Account Health page of Seller Central.

What happens if I do not send it?
Your account will remain deactivated.

You can see your performance at any time under Performance, Account Health.

Seller Performance Team
Amazon.co.uk
"""
