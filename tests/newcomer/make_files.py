"""Makes the newcomer's files: `python -m tests.newcomer.make_files` writes them beside this module, the same bytes every time.

Larkfield Paper Goods is fictional, like its orders. Since 7 September 2026 a notebook set goes out late, as its stock lay in another
building. The files are what the seller has: Amazon's message, two downloads, two papers. answers.json is what they know and will type.
"""

from __future__ import annotations

import random
import sys
from datetime import date, datetime
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1] / "data" / "samples"))

from sample_files import all_orders, late_shipments  # noqa: E402
from sample_orders import Cause, Product, Shop, make_orders, make_products, plant  # noqa: E402
from sample_story import CITIES, US_STATES, percent, promise, ship  # noqa: E402

FIRST, LAST = date(2026, 7, 20), date(2026, 10, 18)
SET = Product("B0LKFNBSET", "LK-NBSET-6", "Larkfield Notebook Set, 6 Pieces", 24.95, 0.13, "set")
CAUSES = (Cause("handling_time_too_short", "asin", SET.asin, 0.42, date(2026, 9, 7)),)
NAMES = [
    ("Larkfield Dot Journal A5", "LK-DOT-A5", 17.95), ("Larkfield Weekly Planner", "LK-PLAN-W", 21.5), ("Larkfield Fountain Pen", "LK-PEN-F", 34.0),
    ("Larkfield Ink, Blue Black", "LK-INK-BB", 11.95), ("Larkfield Gel Pens, 10 Pieces", "LK-GEL-10", 13.5), ("Larkfield Sticky Tabs", "LK-TABS", 6.95),
    ("Larkfield Desk Pad", "LK-PAD-D", 27.0), ("Larkfield Letter Paper", "LK-LETTER", 15.0), ("Larkfield Envelopes, 50 Pieces", "LK-ENV-50", 12.0),
    ("Larkfield Washi Tape, 8 Rolls", "LK-WASHI-8", 14.95), ("Larkfield Pencil Case", "LK-CASE", 18.95), ("Larkfield Sketchbook A4", "LK-SKETCH", 19.95),
    ("Larkfield Watercolor Pad", "LK-WATER", 22.95), ("Larkfield Ruler Set", "LK-RULE", 8.95), ("Larkfield Binder Clips", "LK-CLIPS", 7.5),
]  # fmt: skip


def notice(late: int, shipped: int) -> str:
    """Amazon's message."""
    return f"""\
From: seller-performance@amazon.com
Subject: Your seller-fulfilled offers have been deactivated
Date: October 19, 2026

Hello Larkfield Paper Goods,

Your seller-fulfilled offers have been deactivated because your late shipment rate is {percent(late, shipped)} over the last 30 days.
Our target is under 4%. Late shipments lead to more buyer contacts and claims.

To reactivate your offers, send us a plan of action that explains:
-- The root cause(s) of the late shipments
-- The actions you have taken to resolve the late shipments
-- The steps you have taken to prevent late shipments going forward

Send it through Account Health in Seller Central. You still have to ship open orders.

Seller Performance Team
Amazon.com
"""


def build(seed: int = 5, per_day: float = 19.0) -> dict[str, bytes]:
    """File name -> content. per_day: orders of a day; benchmarks ask for more."""
    rng = random.Random(seed)
    shop = Shop(
        products=make_products(rng, NAMES, [SET]), services={"Standard": 84.0, "Expedited": 12.0, "SecondDay": 4.0}, states=US_STATES,
        cities=CITIES, carriers={"UPS": 60.0, "USPS": 40.0}, methods={"Ground": 70.0, "Priority": 30.0}, per_day=per_day,
        weekdays=(1.1, 1.05, 1.0, 1.0, 0.95, 0.9, 1.0), amazon_share=0.0, hours=(8, 23),
    )  # fmt: skip
    orders = make_orders(rng, shop, FIRST, LAST)
    for order in orders:
        promise(order)
    plant(rng, orders, 0.018, CAUSES, lambda order, _: order.marks.add("late"))
    orders[0].marks.add("late")
    orders[-1].marks.add("late")  # the list of late orders reaches from the first day to the last
    for order in orders:
        ship(rng, order, LAST)
        if order.confirmed:
            order.updated = datetime(order.confirmed.year, order.confirmed.month, order.confirmed.day, 15, order.placed.minute)
    window = [order for order in orders if order.day > date(2026, 9, 18)]
    return {
        "notice.txt": notice(sum("late" in order.marks for order in window), len(window)).encode(),
        "all_orders.txt": all_orders(rng, orders, "US", with_item_id=False, repeats=0, shipments=()),
        "late_shipments.csv": late_shipments(orders, "US"),
    }


PAPERS = {
    "handling-times.pdf": """= Handling time of B0LKFNBSET (LK-NBSET-6)
Printed from Manage Inventory on October 20, 2026.

#table(columns: 3, [], [before], [now], [Handling time], [1 business day], [3 business days])
""",
    "packing-procedure.pdf": """= Packing procedure of October 21, 2026
Larkfield Paper Goods

+ Every working day at 13:00 our packing lead Jonas Weller compares the Unshipped Orders report with the packed parcels.
+ Orders due that day that are not packed go first; the offer is paused until they are.
+ Every Friday our owner Mia Larkfield compares the real time from order to pick-up with the handling time set.
""",
}


def paper(text: str) -> bytes:
    """A page as PDF."""
    import typst

    return typst.compile(f'#set page(paper: "us-letter")\n#set document(date: none)\n{text}'.encode())


def main() -> int:
    for name, text in PAPERS.items():
        (HERE / "evidence" / name).write_bytes(paper(text))
    for name, content in build().items():
        (HERE / "files" / name).parent.mkdir(exist_ok=True)
        (HERE / "files" / name).write_bytes(content)
        print(f"{name}: {len(content)} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
