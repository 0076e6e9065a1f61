"""Fernhill Outdoor LLC: late shipments from one carrier since a day, and from one tent all the time."""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta

from sample_files import all_orders, late_shipments, on_time_delivery, unshipped_orders
from sample_health import performance
from sample_orders import Cause, Order, Product, Shop, make_orders, make_products, plant
from sample_settlement import held_settlement
from sample_story import CITIES, US_STATES, Story, cancel, percent, promise, sample_of, ship

FIRST, LAST, NOTICE_ON = date(2026, 8, 14), date(2026, 10, 12), date(2026, 10, 13)
DOWNLOADED = datetime(2026, 10, 13, 14, 30)
SETTLED = (datetime(2026, 9, 29, 7, 26, 32), datetime(2026, 10, 13, 7, 26, 32))  # two weeks that end on the day of the notice
OVERDUE = 31  # open orders past their ship-by date on the morning of the notice, as answers.json has them
TENT = Product("B0FHTENT3P", "FH-TENT-3P", "Fernhill 3-Person Trail Tent, Moss Green", 109.95, 0.075, "tent")
CAUSES = (
    Cause("carrier_pickup_missed", "carrier", "Cascade Parcel", 0.22, date(2026, 9, 17)),
    Cause("listed_before_stock_arrived", "asin", TENT.asin, 0.28),
)
BASE = 0.015
NAMES = [
    ("Fernhill Down Sleeping Bag 20F", "FH-SLB-20", 129.0), ("Fernhill Down Sleeping Bag 35F", "FH-SLB-35", 99.0),
    ("Fernhill Trail Pack 45 L", "FH-PACK-45", 119.0), ("Fernhill Trail Pack 60 L", "FH-PACK-60", 139.0),
    ("Fernhill Day Pack 20 L", "FH-PACK-20", 49.95), ("Fernhill Trekking Poles, Pair", "FH-POLE-2", 44.5),
    ("Fernhill Camp Stove, Two Burner", "FH-STOVE-2", 84.0), ("Fernhill Backpacking Stove", "FH-STOVE-1", 34.95),
    ("Fernhill Titanium Mug 450 ml", "FH-MUG-450", 24.95), ("Fernhill Cook Set, 5 Pieces", "FH-COOK-5", 39.95),
    ("Fernhill Café Press for Camp, 1 L", "FH-CAFE-1L", 29.95), ("Fernhill Headlamp 400 lm", "FH-LAMP-400", 27.5),
    ("Fernhill Lantern, Rechargeable", "FH-LANT-R", 32.0), ("Fernhill Water Filter", "FH-FILT-1", 36.95),
    ("Fernhill Water Bottle 1 L", "FH-BOT-1L", 16.95), ("Fernhill Insulated Bottle 750 ml", "FH-BOT-750", 26.0),
    ("Fernhill Dry Bag 10 L", "FH-DRY-10", 14.95), ("Fernhill Dry Bag 30 L", "FH-DRY-30", 21.95),
    ("Fernhill Camp Chair", "FH-CHAIR-1", 54.95), ("Fernhill Camp Table, Folding", "FH-TABLE-1", 64.95),
    ("Fernhill Sleeping Pad, Inflatable", "FH-PAD-I", 59.0), ("Fernhill Foam Pad", "FH-PAD-F", 29.0),
    ("Fernhill Hammock, Double", "FH-HAM-2", 48.0), ("Fernhill Hammock Straps", "FH-HAM-S", 18.5),
    ("Fernhill Rain Poncho", "FH-PONCHO", 22.95), ("Fernhill Gaiters", "FH-GAIT", 31.5),
    ("Fernhill Merino Socks, 2 Pairs", "FH-SOCK-2", 23.95), ("Fernhill Wool Cap", "FH-CAP-W", 19.95),
    ("Fernhill First Aid Kit", "FH-AID-1", 28.95), ("Fernhill Compass", "FH-COMP", 17.95),
    ("Fernhill Paracord 30 m", "FH-CORD-30", 9.95), ("Fernhill Tent Stakes, 12 Pieces", "FH-STAKE-12", 13.95),
    ("Fernhill Tarp 3 x 3 m", "FH-TARP-3", 62.0), ("Fernhill Footprint for 3-Person Tent", "FH-FOOT-3P", 38.0),
    ("Fernhill 2-Person Trail Tent, Sand", "FH-TENT-2P", 94.95), ("Fernhill Bear Canister", "FH-BEAR", 74.95),
    ("Fernhill Cooler 25 L", "FH-COOL-25", 89.0), ("Fernhill Solar Charger 21 W", "FH-SOLAR-21", 68.0),
    ("Fernhill Trail Towel", "FH-TOWEL", 12.95),
]  # fmt: skip


def build(seed: int = 33, per_day: float = 25.4) -> Story:
    """The case as on the morning of the notice, when the reports were downloaded. per_day: orders a day, for accounts of another size."""
    rng = random.Random(seed)
    shop = Shop(
        products=make_products(rng, NAMES, [TENT]),
        services={"Standard": 76.0, "Expedited": 13.0, "SecondDay": 7.0, "NextDay": 4.0},
        states=US_STATES,
        cities=CITIES,
        carriers={"UPS": 31.0, "USPS": 24.0, "Cascade Parcel": 25.0, "FedEx": 14.0, "OnTrail Express": 6.0},
        methods={"Ground": 58.0, "Home Delivery": 20.0, "Priority": 14.0, "2nd Day": 8.0},
        per_day=per_day,
        weekdays=(1.08, 1.04, 1.0, 0.98, 0.96, 0.93, 1.01),
        amazon_share=0.1,
        hours=(10, 23),
    )
    orders = make_orders(rng, shop, FIRST, LAST)
    mine = [order for order in orders if order.channel == "Merchant"]
    for order in mine:
        promise(order)
    _cancel_some(rng, mine)
    kept = [order for order in mine if not order.cancelled]
    plant(rng, kept, BASE, CAUSES, lambda order, _: order.marks.add("late"))
    next(o for o in kept if o.product != TENT).marks.add("late")  # the list of late orders begins on the first day
    _ship_what_is_shipped(rng, mine)
    _other_marks(rng, orders, mine)
    health = performance(orders, "US", LAST, account="AT_RISK", score=None, policies={}, missed=None)
    backlog = [order for order in mine if order.status == "Unshipped"]
    settlement = held_settlement(orders, "US", "21904476131", *SETTLED)
    return Story(
        id="late_shipment_rate", account="Fernhill Outdoor LLC", merchant_token="A0FERNHILL0US", store="US", locale="en-US",
        purpose="reactivate_temporary", phase="deactivated", as_of=LAST, notice_on=NOTICE_ON, orders=orders, outcome=("late",), base=BASE,
        causes=CAUSES, notice=notice(health), health=health,
        reports={
            "all_orders.txt": all_orders(rng, orders, "US", with_item_id=False, repeats=4, shipments=shop.products[5:9]),
            "late_shipments.csv": late_shipments(orders, "US"),
            "on_time_delivery.csv": on_time_delivery(orders, "US"),
            "unshipped_orders.txt": unshipped_orders(backlog, "US", DOWNLOADED),
            "settlement.txt": settlement.file("US"),
        },
        tells="late shipments with two causes: one carrier since a day, and one item all the time",
        used_in=("notebooks", "poa demo", "README"),
        held_back=settlement.about(),
        about={"open_orders": {"unshipped": len(backlog), "past_their_ship_by_date": OVERDUE, "on": str(NOTICE_ON)}},
    )  # fmt: skip


def _cancel_some(rng: random.Random, mine: list[Order]) -> None:
    """One order in a hundred ended by the buyer, one in two hundred by the seller."""
    for order in mine:
        luck = rng.random()
        if luck < 0.015:
            cancel(order, "cancelled_by_seller" if luck < 0.005 else "cancelled_by_buyer")


def _ship_what_is_shipped(rng: random.Random, mine: list[Order]) -> None:
    """Confirm what had left by the last day; the rest is open, 31 orders of it past the ship-by date."""
    for order in mine:
        if not order.cancelled:
            ship(rng, order, LAST)
    last_day = [o for o in mine if o.day == LAST and o.service != "Standard" and not o.cancelled]
    same_day = next(o for o in last_day if o.product != TENT and o.carrier != "Cascade Parcel")
    same_day.marks.add("late")  # due on the last day, confirmed the next morning: the late list reaches to the last day
    unfinished = [o for o in mine if not o.cancelled and o is not same_day and (o.confirmed or LAST) > LAST]
    recent = [o for o in mine if date(2026, 10, 1) <= o.day and (o.ship_by or LAST) <= LAST and o not in unfinished and not o.cancelled]
    recent = [o for o in recent if "late" not in o.marks and o.service == "Standard"]
    overdue = [o for o in unfinished if (o.ship_by or LAST) <= LAST]
    for order in unfinished + sample_of(rng, recent, min(len(recent), max(0, OVERDUE - len(overdue)))):
        order.status = "Unshipped"
        order.marks.discard("late")
        order.confirmed = order.delivered = None
    same_day.confirmed, same_day.delivered = NOTICE_ON, None


def _other_marks(rng: random.Random, orders: list[Order], mine: list[Order]) -> None:
    """A few defects and carriers only where there was a shipment; the newest Amazon-fulfilled orders are pending."""
    for order in mine:
        if order.status != "Shipped":
            order.carrier = order.method = ""
            order.updated = order.placed + timedelta(hours=1)
        elif order.confirmed:
            order.updated = datetime(
                order.confirmed.year, order.confirmed.month, order.confirmed.day, 13, order.placed.minute, order.placed.second
            )
    for order in sample_of(rng, [o for o in orders if not o.cancelled and o.day < date(2026, 10, 1)], 4):
        order.marks.add(rng.choice(("negative_feedback", "a_to_z_claim")))
    for order in [o for o in orders if o.channel == "Amazon"][-3:]:
        order.status, order.updated = "Pending", order.placed + timedelta(minutes=30)


def notice(health: dict) -> str:
    """The message, with the rate of the performance report."""
    block = health["performanceMetrics"][0]["lateShipmentRate"]
    rate = percent(block["lateShipmentCount"], block["orderCount"])
    return f"""\
From: seller-performance@amazon.com
To: Fernhill Outdoor LLC
Subject: Your seller-fulfilled offers have been deactivated
Date: October 13, 2026

Dear Fernhill Outdoor LLC,

Your seller-fulfilled offers on Amazon.com have been deactivated as of today. Items that Amazon fulfills for you are not affected.

Why is this happening?
Your late shipment rate is {rate} for the last 30 days. Our target is under 4%. An order counts as late when its shipment is confirmed \
after the expected ship date. Late confirmations leave buyers without tracking and lead to claims and negative feedback.

How do I reactivate my offers?
Review the late orders on the Account Health page. Then send us a plan of action that explains:
-- The root cause(s) of the late shipments
-- The actions you have taken to resolve the late shipments
-- The steps you have taken to prevent late shipments going forward

How do I send this information?
Open Account Health in Seller Central, find this message at the top of the page and select "Reactivate your account". Keep the plan short \
and attach documents that show the actions.

What happens if I do not send this information?
Your seller-fulfilled offers will remain deactivated. You still have to ship the orders that are open.

The late orders and your current rate are shown under Performance, Account Health.

Seller Performance Team
Amazon.com
"""
