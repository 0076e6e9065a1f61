"""Quillstone Games LLC: a puzzle sold out but on offer since a day, and stale supplier quantities every Sunday."""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import Any

from sample_files import all_orders, cancellations, new_orders
from sample_health import performance
from sample_orders import Cause, Order, Product, Shop, make_orders, make_products, plant
from sample_story import CITIES, US_STATES, Story, cancel, percent, promise, sample_of

FIRST, LAST, NOTICE_ON = date(2026, 9, 3), date(2026, 11, 1), date(2026, 11, 2)
OPEN = 46  # open orders on the morning of the notice, as answers.json has them
PUZZLE = Product("B0QSPZL1K0", "QS-PUZZLE-1000", "Quillstone Jigsaw Puzzle 1000 Pieces, Harbour at Dawn", 19.99, 0.062, "puzzle")
CAUSES = (
    Cause("stock_not_synchronised", "asin", PUZZLE.asin, 0.45, date(2026, 10, 12)),
    Cause("supplier_feed_stale", "weekday", "Sun", 0.07),
)
BASE = 0.006
NAMES = [
    ("Quillstone Jigsaw Puzzle 500 Pieces, Mill Lane", "QS-PUZZLE-500", 15.99), ("Quillstone Jigsaw Puzzle 2000 Pieces, Old Town", "QS-PUZZLE-2000", 27.99),
    ("Quillstone Puzzle Mat", "QS-PZ-MAT", 21.99), ("Quillstone Chess Set, Folding", "QS-CHESS-F", 34.99),
    ("Quillstone Chess Clock", "QS-CHESS-C", 29.99), ("Quillstone Checkers Set", "QS-CHECK", 17.99),
    ("Quillstone Backgammon Set", "QS-BACKG", 39.99), ("Quillstone Dominoes, Double Six", "QS-DOM-6", 14.99),
    ("Quillstone Dominoes, Double Twelve", "QS-DOM-12", 22.99), ("Quillstone Playing Cards, 2 Decks", "QS-CARD-2", 9.99),
    ("Quillstone Card Shuffler", "QS-SHUF", 18.99), ("Quillstone Poker Chips, 200", "QS-CHIP-200", 31.99),
    ("Quillstone Dice Set, 7 Pieces", "QS-DICE-7", 11.99), ("Quillstone Dice Tower", "QS-DICE-T", 24.99),
    ("Quillstone Dice Tray", "QS-DICE-TR", 16.99), ("Quillstone Trivia Box, Volume 1", "QS-TRIV-1", 19.5),
    ("Quillstone Trivia Box, Volume 2", "QS-TRIV-2", 19.5), ("Quillstone Word Game, Travel", "QS-WORD-T", 13.99),
    ("Quillstone Word Game, Deluxe", "QS-WORD-D", 28.99), ("Quillstone Memory Game, Animals", "QS-MEM-A", 12.99),
    ("Quillstone Memory Game, Trains", "QS-MEM-T", 12.99), ("Quillstone Stacking Blocks", "QS-STACK", 20.99),
    ("Quillstone Marble Run, 60 Pieces", "QS-MARB-60", 32.99), ("Quillstone Mancala Board", "QS-MANC", 18.5),
    ("Quillstone Solitaire Board", "QS-SOLI", 16.5), ("Quillstone Cribbage Board", "QS-CRIB", 17.5),
    ("Quillstone Go Set, 13 x 13", "QS-GO-13", 33.5), ("Quillstone Café Culture Board Game", "QS-CAFE", 42.99),
    ("Quillstone Island Traders Board Game", "QS-ISLE", 44.99), ("Quillstone Night Train Board Game", "QS-TRAIN", 38.99),
    ("Quillstone Card Sleeves, 200", "QS-SLEEVE", 10.99), ("Quillstone Game Organizer", "QS-ORG", 26.99),
    ("Quillstone Score Pads, 3 Pack", "QS-SCORE", 8.99), ("Quillstone Sand Timers, Set of 4", "QS-SAND-4", 12.5),
    ("Quillstone Magic Cube", "QS-CUBE", 10.5), ("Quillstone Brain Teasers, Set of 6", "QS-BRAIN-6", 23.99),
    ("Quillstone Wooden Puzzle Box", "QS-BOX-W", 25.99), ("Quillstone Table Tennis Net", "QS-TT-NET", 19.0),
    ("Quillstone Darts, Soft Tip", "QS-DART-S", 21.0),
]  # fmt: skip


def build(seed: int = 6) -> Story:
    """The case as on the morning of the notice, when the reports were downloaded."""
    rng = random.Random(seed)
    shop = Shop(
        products=make_products(rng, NAMES, [PUZZLE]),
        services={"Standard": 78.0, "Expedited": 12.0, "SecondDay": 6.0, "NextDay": 4.0},
        states=US_STATES,
        cities=CITIES,
        carriers={},
        methods={},
        per_day=40.0,
        weekdays=(1.03, 1.0, 0.98, 0.97, 0.99, 1.02, 1.01),
        amazon_share=0.0,
        hours=(10, 23),
    )
    orders = make_orders(rng, shop, FIRST, LAST)
    plant(rng, orders, BASE, CAUSES, lambda order, _: cancel(order, "cancelled_by_seller"))
    kept = [order for order in orders if not order.cancelled]
    cancel(next(o for o in kept if o.product != PUZZLE), "cancelled_by_buyer")  # the list of cancellations begins on the first day
    for order in kept:
        promise(order)
        if rng.random() < 0.014:
            cancel(order, "cancelled_by_buyer")
    kept = [order for order in kept if not order.cancelled]
    open_orders = _leave_open(kept)
    for order in sample_of(rng, [o for o in kept if o.status == "Shipped"], len(kept) // 70):
        order.marks.add(rng.choice(("late", "late", "late", "negative_feedback")))
    health = performance(orders, "US", LAST, account="AT_RISK", score=None, policies={}, missed=27)
    return Story(
        id="pre_fulfillment_cancellation_rate", account="Quillstone Games LLC", merchant_token="A0QUILLSTONE0US", store="US", locale="en-US",
        purpose="prevent_deactivation", phase="preventive_notice", as_of=LAST, notice_on=NOTICE_ON, orders=orders,
        outcome=("cancelled_by_seller",), base=BASE, causes=CAUSES, notice=notice(health), health=health,
        reports={
            "all_orders.txt": all_orders(rng, orders, "US", with_item_id=False, repeats=5, shipments=shop.products[12:15]),
            "cancellations.csv": cancellations(orders, "US"),
            "new_orders.txt": new_orders(open_orders, "US"),
        },
        deadline={"text": "Within 72 hours", "hours": 72},
        tells="a warning with 72 hours: seller cancellations with two causes, one item since a day, and every Sunday",
        used_in=("tests", "README"),
        about={"open_orders": {"unshipped": OPEN, "on": str(NOTICE_ON)}},
    )  # fmt: skip


def _leave_open(kept: list[Order]) -> list[Order]:
    """The newest orders: two await payment, the ones before are open."""
    for order in kept[-2:]:
        order.status, order.updated = "Pending", order.placed + timedelta(minutes=15)
    still = kept[-2 - OPEN : -2]
    for order in still:
        order.status, order.updated = "Unshipped", order.placed + timedelta(minutes=40)
    return still


def notice(health: dict[str, Any]) -> str:
    """The message, with the rate of the performance report."""
    block = health["performanceMetrics"][0]["preFulfillmentCancellationRate"]
    rate = percent(block["cancellationCount"], block["orderCount"])
    return f"""\
From: seller-performance@amazon.com
To: Quillstone Games LLC
Subject: Your seller-fulfilled offers on Amazon.com are at risk of deactivation
Date: November 2, 2026

Dear Quillstone Games LLC,

Your seller-fulfilled offers on Amazon.com are at risk of deactivation because you cancel too many orders before you ship them.

Why are you receiving this message?
Your pre-fulfillment cancellation rate is {rate} for the last 7 days. Our target is under 2.5%. The rate counts orders that a seller \
cancels before confirming the shipment, for whatever reason. Orders that buyers asked to cancel on Amazon.com are not counted.

What do you need to do?
Within 72 hours, send us a plan of action that explains:
-- The root cause(s) of the order cancellations
-- The actions you have taken to resolve the order cancellations
-- The steps you have taken to prevent order cancellations going forward

Compare the quantities on offer with what you really have, and close offers that you cannot fulfill.

How do I send this information?
Go to Account Health in Seller Central, open this message and select "Submit plan".

What happens if I do not send this information?
If we do not receive your plan within this time, your seller-fulfilled offers may be deactivated.

The cancelled orders and the current rate are shown under Performance, Account Health.

Seller Performance Team
Amazon.com
"""
