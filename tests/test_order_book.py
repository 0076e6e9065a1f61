"""The order book: one row per order, flags known only where a file says so."""

from __future__ import annotations

import warnings
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from poa_helpers.model import Window
from poa_helpers.reports import OrderBook, load_reports, order_book, units_sold
from poa_helpers.reports.order_book import FLAGS

_NAMES = (
    "amazon-order-id purchase-date last-updated-date order-status fulfillment-channel sales-channel ship-service-level sku asin item-status quantity "
    "item-price ship-state ship-country is-business-order"
)
HEADER = _NAMES.split()


def id_of(n: int) -> str:
    return f"111-0000000-{n:07}"


def item(n: int, day: int = 1, **more: str) -> str:
    row = {
        "amazon-order-id": id_of(n),
        "purchase-date": f"2026-10-{day:02}T23:30:00+00:00",
        "last-updated-date": f"2026-10-{day:02}T23:40:00+00:00",
        "order-status": "Shipped",
        "fulfillment-channel": "Merchant",
        "sales-channel": "Amazon.com",
        "ship-service-level": "Standard",
        "sku": "S-1",
        "asin": "B000000001",
        "item-status": "Shipped",
        "quantity": "1",
        "item-price": "10.00",
        "ship-state": "IL",
        "ship-country": "US",
        "is-business-order": "false",
    }
    row.update({name.replace("_", "-"): value for name, value in more.items()})
    return "\t".join(row[name] for name in HEADER)


def cancelled(n: int, day: int = 1, **more: str) -> str:
    return item(n, day, **{"order_status": "Cancelled", "item_status": "Cancelled", "quantity": "0", "item_price": "", **more})


class Folder:
    """Report files under construction."""

    def __init__(self, path: Path):
        self.path, self.paths = path, []

    def orders(self, *rows: str) -> Folder:
        return self.add("\t".join(HEADER), *rows)

    def add(self, header: str, *rows: str) -> Folder:
        path = self.path / f"{len(self.paths)}.txt"
        path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
        self.paths.append(path)
        return self

    def late(self, *rows: str) -> Folder:
        return self.add("Order ID,Order date,Expected ship date,Confirmation date", *rows)

    def defects(self, *rows: str) -> Folder:
        return self.add("Order date,Order ID,Fulfilment,Negative feedback,A-to-z claim,Chargeback", *rows)

    def cancellations(self, *rows: str) -> Folder:
        return self.add("Order date,Order ID,Effect on account health", *rows)

    def delivery(self, *rows: str) -> Folder:
        header = "Order ID,SKU,Order date,Promised ship date,Ship confirmation date,Promised delivery date (without promise extension),"
        return self.add(header + "Actual delivery date,Delivered after promised date without extension,Carrier name,Ship method", *rows)

    def feedback(self, *rows: str) -> Folder:
        return self.add("Date\tRating\tComments\tYour Response\tOrder ID\tRater Email", *rows)

    def returns(self, *rows: str) -> Folder:
        return self.add("Order ID\tOrder date\tReturn request date\tA-to-Z Claim\tASIN\tReturn Reason", *rows)

    def book(self) -> OrderBook:
        return order_book(load_reports(self.paths, marketplace="US"))


@pytest.fixture
def folder(tmp_path) -> Folder:
    return Folder(tmp_path)


def flag(book: OrderBook, name: str) -> dict[int, bool | None]:
    """Order number -> flag, None where unknown."""
    return {
        int(id[-7:]): None if pd.isna(value) else bool(value) for id, value in zip(book.orders["order_id"], book.orders[name], strict=True)
    }


# ---------------------------------------------------------------- rows


def test_an_order_of_several_items_is_one_row(folder):
    rows = [
        item(1, item_price="14.99", asin="B00000000A", sku="A"),
        item(1, item_price="0.01", quantity="2", asin="B00000000B", sku="B"),
        item(2),
    ]
    orders = folder.orders(*rows).book().orders
    assert orders["order_id"].tolist() == [id_of(1), id_of(2)]
    first = orders.iloc[0]
    assert (first["asin"], first["sku"], first["units"], first["price_band"]) == ("B00000000A", "A", 3, "15-30")
    assert (first["order_date"], first["weekday"], first["marketplace"], first["channel"]) == (
        pd.Timestamp(2026, 10, 1),
        "Thu",
        "US",
        "mfn",
    )


@pytest.mark.parametrize(
    ("price", "band"),
    [
        ("14.99", "0-15"),
        ("15.00", "15-30"),
        ("29.99", "15-30"),
        ("30", "30-60"),
        ("59.99", "30-60"),
        ("60", "60-120"),
        ("119.99", "60-120"),
        ("120", "120+"),
    ],
)
def test_price_bands_on_both_sides_of_each_edge(folder, price, band):
    assert folder.orders(item(1, item_price=price)).book().orders["price_band"].tolist() == [band]


@pytest.mark.parametrize(
    ("prices", "band"),
    [("4.02 1.19 9.79", "15-30"), ("7.14 1.97 4.06 16.83", "30-60"), ("6.51 17.09 36.40", "60-120"), ("10.27 34.18 75.55", "120+")],
)
def test_the_prices_of_several_items_are_added_to_the_cent(folder, prices, band):
    """4.02 + 1.19 + 9.79 is 15 and belongs to the band above; floating point makes it 14.999999999999998."""
    rows = [item(1, item_price=price, sku=price) for price in prices.split()]
    assert folder.orders(*rows).book().orders["price_band"].tolist() == [band]


def test_an_unknown_price_has_no_band(folder):
    assert folder.orders(item(1, item_price="")).book().orders["price_band"].isna().all()


def test_types_do_not_depend_on_what_is_known(folder):
    full = folder.orders(item(1)).late(f"{id_of(1)},2026-10-01,2026-10-02,2026-10-03").book().orders
    empty = order_book(load_reports([])).orders
    assert len(empty) == 0
    assert full.dtypes.to_dict() == empty.dtypes.to_dict()
    assert {str(full[name].dtype) for name in FLAGS} == {"boolean"}
    assert str(full["order_date"].dtype) == "datetime64[ns]"
    assert str(full["units"].dtype) == "Int64"


def test_an_order_is_cancelled_when_every_item_is(folder):
    book = folder.orders(cancelled(1), cancelled(1, sku="S-2"), item(2), cancelled(2, order_status="Shipped", sku="S-2"), item(3)).book()
    assert flag(book, "cancelled") == {1: True, 2: False, 3: False}
    assert book.bounds["cancelled"] == "exact"
    assert book.covered["cancelled"] == Window(start=date(2026, 10, 1), end=date(2026, 10, 2))


@pytest.mark.parametrize("newest_first", [False, True])
def test_of_two_downloads_of_one_day_the_state_that_has_come_further_counts(folder, newest_first):
    before = [item(1, order_status="Pending", item_status="Unshipped", last_updated_date="2026-10-01T08:00:00+00:00"), item(2)]
    after = [cancelled(1, last_updated_date="2026-10-01T20:00:00+00:00"), item(2)]
    for rows in (after, before) if newest_first else (before, after):
        folder.orders(*rows)
    assert flag(folder.book(), "cancelled") == {1: True, 2: False}


def test_from_all_orders_alone_nothing_else_is_known(folder):
    book = folder.orders(item(1), cancelled(2), cancelled(3, fulfillment_channel="Amazon")).book()
    assert flag(book, "cancelled_by_seller") == {1: False, 2: True, 3: None}
    assert book.bounds["cancelled_by_seller"] == "upper"
    for name in ("late", "on_time", "valid_tracking", "defect", "negative_feedback", "returned"):
        assert set(flag(book, name).values()) == {None}
        assert name not in book.covered
        assert name not in book.files


# ---------------------------------------------------------------- late


def test_a_list_of_late_orders_makes_the_others_of_its_period_clean(folder):
    rows = [item(n, n) for n in range(1, 8)] + [item(8, 4, fulfillment_channel="Amazon"), cancelled(9, 4)]
    book = folder.orders(*rows).late(f"{id_of(2)},2026-10-02,2026-10-03,2026-10-04", f"{id_of(5)},2026-10-05,2026-10-06,2026-10-07").book()
    assert flag(book, "late") == {1: False, 2: True, 3: False, 4: False, 5: True, 6: False, 7: False, 8: None, 9: None}
    assert book.covered["late"] == Window(start=date(2026, 10, 1), end=date(2026, 10, 8))
    assert book.bounds["late"] == "exact"
    assert book.files["late"] == ("1.txt",)
    assert book.orders["ship_by"].tolist()[1] == pd.Timestamp(2026, 10, 3)


@pytest.mark.parametrize(("before", "known"), [(4, False), (5, None)])
def test_days_outside_a_list_are_known_only_where_few_late_orders_would_be_expected(folder, before, known):
    """At a rate of one in one, 4 orders without a late one are still taken for chance, 5 are not (see `plausibly_covered`)."""
    rows = [item(n, 1) for n in range(1, before + 1)] + [item(90, 3), item(91, 4)]
    book = (
        folder.orders(*rows).late(f"{id_of(90)},2026-10-03,2026-10-04,2026-10-05", f"{id_of(91)},2026-10-04,2026-10-05,2026-10-06").book()
    )
    assert flag(book, "late") == {**dict.fromkeys(range(1, before + 1), known), 90: True, 91: True}


def test_a_list_with_good_orders_leaves_the_others_unknown(folder):
    rows = [item(n, n) for n in range(1, 5)]
    book = folder.orders(*rows).late(f"{id_of(1)},2026-10-01,2026-10-03,2026-10-03", f"{id_of(4)},2026-10-04,2026-10-06,2026-10-07").book()
    assert flag(book, "late") == {1: False, 2: None, 3: None, 4: True}


def test_a_listed_order_that_was_never_confirmed_is_late(folder):
    assert flag(folder.orders(item(1)).late(f"{id_of(1)},2026-10-01,2026-10-03,").book(), "late") == {1: True}


def test_a_cancelled_order_is_never_late(folder):
    book = (
        folder.orders(item(1), cancelled(2))
        .late(f"{id_of(2)},2026-10-01,2026-10-03,2026-10-09", f"{id_of(1)},2026-10-01,2026-10-03,2026-10-04")
        .book()
    )
    assert flag(book, "late") == {1: True, 2: None}


def test_without_order_dates_the_period_is_that_of_the_known_orders(folder):
    folder.orders(*[item(n, n) for n in range(1, 6)])
    book = folder.add(
        "Order ID,Expected ship date,Confirmation date", f"{id_of(2)},2026-10-03,2026-10-04", f"{id_of(4)},2026-10-03,2026-10-04"
    ).book()
    assert flag(book, "late") == {1: False, 2: True, 3: False, 4: True, 5: False}


def test_two_downloads_with_a_gap_say_nothing_about_the_gap(folder):
    gap = [item(n, 3) for n in range(20, 40)]
    folder.orders(*[item(n, n) for n in (1, 2, 5, 6, 7)], *gap)
    folder.late(f"{id_of(1)},2026-10-01,2026-10-02,2026-10-03", f"{id_of(2)},2026-10-02,2026-10-03,2026-10-04")
    book = folder.late(f"{id_of(5)},2026-10-05,2026-10-06,2026-10-07", f"{id_of(7)},2026-10-07,2026-10-08,2026-10-09").book()
    assert flag(book, "late") == {1: True, 2: True, 5: True, 6: False, 7: True, **dict.fromkeys(range(20, 40))}
    assert book.files["late"] == ("1.txt", "2.txt")


def test_overlapping_downloads_are_one_list(folder):
    """The second download repeats the first one's last row; the days between that row and its next one are its own, not a gap."""
    gap = [item(n, 4) for n in range(20, 40)]
    folder.orders(*[item(n, n) for n in (1, 2, 6, 7)], *gap)
    shared = f"{id_of(2)},2026-10-02,2026-10-03,2026-10-04"
    folder.late(f"{id_of(1)},2026-10-01,2026-10-02,2026-10-03", shared)
    book = folder.late(shared, f"{id_of(6)},2026-10-06,2026-10-07,2026-10-08", f"{id_of(7)},2026-10-07,2026-10-08,2026-10-09").book()
    assert flag(book, "late") == {1: True, 2: True, 6: True, 7: True, **dict.fromkeys(range(20, 40), False)}


def test_a_good_order_in_one_download_makes_all_of_that_report_lists_of_both_kinds(folder):
    """The second download has nothing new but a late order: it lists the same kinds of orders as the first."""
    shared = f"{id_of(2)},2026-10-02,2026-10-04,2026-10-04"  # confirmed in time
    folder.orders(*[item(n, n) for n in range(1, 6)]).late(f"{id_of(1)},2026-10-01,2026-10-03,2026-10-04", shared)
    book = folder.late(shared, f"{id_of(5)},2026-10-05,2026-10-06,2026-10-07").book()
    assert flag(book, "late") == {1: True, 2: False, 3: None, 4: None, 5: True}


def test_days_of_a_list_are_those_of_the_book_too(folder):
    """The download writes the last order a day earlier, by the clock of the store: its day in the book is spoken for."""
    folder.orders(*[item(n, n) for n in (1, 2, 3)], *[item(n, 3) for n in range(10, 30)])
    book = folder.late(f"{id_of(1)},2026-10-01,2026-10-02,2026-10-03", f"{id_of(3)},2026-10-02,2026-10-03,2026-10-04").book()
    assert flag(book, "late") == {1: True, 2: False, 3: True, **dict.fromkeys(range(10, 30), False)}
    assert book.covered["late"] == Window(start=date(2026, 10, 1), end=date(2026, 10, 4))


# ---------------------------------------------------------------- on time


def test_the_delivery_download_gives_on_time_carrier_and_dates(folder):
    folder.orders(item(1), item(2), item(3), item(4))
    folder.delivery(
        f"{id_of(1)},S-1,2026-10-01,2026-10-02,2026-10-02,2026-10-06,2026-10-07,YES,Cascade Parcel,Ground",
        f"{id_of(2)},S-1,2026-10-01,2026-10-02,2026-10-02,2026-10-06,2026-10-06,,UPS,Air",
        f"{id_of(3)},S-1,2026-10-01,2026-10-02,2026-10-02,2026-10-06,,,UPS,Air",
    )
    book = folder.book()
    assert flag(book, "on_time") == {1: False, 2: True, 3: None, 4: None}
    assert book.orders["carrier"].tolist()[:3] == ["Cascade Parcel", "UPS", "UPS"]
    assert book.orders["ship_method"].tolist()[0] == "Ground"
    assert book.orders["delivered_on"].tolist()[0] == pd.Timestamp(2026, 10, 7)
    assert "late" not in book.files


def test_an_order_in_two_parcels_is_on_time_when_both_are(folder):
    rows = [
        f"{id_of(1)},S-{n},2026-10-01,2026-10-02,2026-10-02,2026-10-06,2026-10-06,{late},UPS,Air" for n, late in enumerate(["NO", "YES"])
    ]
    assert flag(folder.orders(item(1)).delivery(*rows).book(), "on_time") == {1: False}


@pytest.mark.parametrize(("said", "known"), [("NO", None), ("YES", False)])
def test_a_parcel_on_its_way_leaves_the_order_unknown_unless_another_was_late(folder, said, known):
    arrived = "2026-10-06" if said == "NO" else "2026-10-07"
    rows = [
        f"{id_of(1)},S-1,2026-10-01,2026-10-02,2026-10-02,2026-10-06,{arrived},{said},UPS,Air",
        f"{id_of(1)},S-2,2026-10-01,2026-10-02,2026-10-02,2026-10-06,,,UPS,Air",
    ]
    assert flag(folder.orders(item(1)).delivery(*rows).book(), "on_time") == {1: known}


def test_tracking_counts_by_order_only_where_the_file_names_orders(folder):
    folder.orders(item(1), item(2))
    book = folder.add("Order ID,Tracking ID,Has valid tracking", f"{id_of(1)},1Z1,YES", f"{id_of(1)},1Z2,NO", f"{id_of(2)},1Z3,YES").book()
    assert flag(book, "valid_tracking") == {1: False, 2: True}
    book = Folder(folder.path).orders(item(1)).add("Tracking ID,Has valid tracking", "1Z1,NO").book()
    assert flag(book, "valid_tracking") == {1: None}


# ---------------------------------------------------------------- defects


def test_order_defects_and_their_parts(folder):
    folder.orders(*[item(n, n) for n in range(1, 6)])
    book = folder.defects(f"2026-10-01,{id_of(1)},Seller,YES,YES,NO", f"2026-10-04,{id_of(4)},Seller,,,YES").book()
    assert flag(book, "defect") == {1: True, 2: False, 3: False, 4: True, 5: False}
    assert flag(book, "negative_feedback") == {1: True, 2: False, 3: False, 4: False, 5: False}
    assert flag(book, "a_to_z_claim") == {1: True, 2: False, 3: False, 4: False, 5: False}
    assert flag(book, "chargeback") == {1: False, 2: False, 3: False, 4: True, 5: False}
    assert {book.bounds[name] for name in ("defect", "negative_feedback", "a_to_z_claim", "chargeback")} == {"exact"}


def test_defects_of_one_channel_say_nothing_about_the_other(folder):
    folder.orders(item(1), item(2), item(3, fulfillment_channel="Amazon"))
    assert flag(folder.defects(f"2026-10-01,{id_of(1)},Seller,YES,NO,NO").book(), "defect") == {1: True, 2: False, 3: None}


def test_defects_listed_for_both_channels_speak_for_both(folder):
    folder.orders(item(1), item(2), item(3, fulfillment_channel="Amazon"), item(4, fulfillment_channel="Amazon"))
    book = folder.defects(f"2026-10-01,{id_of(1)},Seller,YES,NO,NO", f"2026-10-01,{id_of(3)},FBA,NO,YES,NO").book()
    assert flag(book, "defect") == {1: True, 2: False, 3: True, 4: False}


@pytest.mark.parametrize("word", ["Amazon fulfilled", "Delivered by Amazon's own vans"])
def test_a_channel_in_words_nobody_knows_is_still_compared_with_its_orders(folder, word):
    folder.orders(item(1), item(2), item(3, fulfillment_channel="Amazon"), item(4, fulfillment_channel="Amazon"))
    book = folder.defects(f"2026-10-01,{id_of(1)},Seller,YES,NO,NO", f"2026-10-01,{id_of(3)},{word},NO,YES,NO").book()
    assert flag(book, "defect") == {1: True, 2: False, 3: True, 4: False}


def test_a_defect_list_with_clean_orders_leaves_the_others_unknown(folder):
    folder.orders(item(1), item(2), item(3))
    book = folder.defects(f"2026-10-01,{id_of(1)},Seller,YES,NO,NO", f"2026-10-01,{id_of(2)},Seller,NO,NO,NO").book()
    assert flag(book, "defect") == {1: True, 2: False, 3: None}
    assert flag(book, "chargeback") == {1: False, 2: False, 3: None}


@pytest.mark.parametrize(("stars", "negative"), [("1", True), ("2", True), ("3", False)])
def test_one_and_two_stars_are_negative_three_are_not(folder, stars, negative):
    folder.orders(item(1, 5), item(2, 6), item(3, 20))
    book = folder.feedback(f"10/1/26\t{stars}\tx\t\t{id_of(1)}\t", f"10/10/26\t3\tx\t\t{id_of(1)}\t").book()
    assert flag(book, "negative_feedback") == {1: negative, 2: False, 3: None}
    assert flag(book, "defect") == {1: negative, 2: False, 3: None}
    assert (book.bounds["negative_feedback"], book.bounds["defect"]) == ("exact", "lower")


@pytest.mark.parametrize(("before", "known"), [(9, True), (10, False)])
def test_orders_before_the_first_feedback_count_only_while_few_bad_ones_would_be_expected(folder, before, known):
    """Of them only those with late feedback are in the file: where more are expected at its rate (1 in 2), theirs would be a rate of 100 %."""
    folder.orders(*[item(n, 1) for n in range(1, before + 1)], item(90, 9), item(91, 9))
    book = folder.feedback(f"10/5/26\t1\tx\t\t{id_of(1)}\t", f"10/12/26\t2\tx\t\t{id_of(90)}\t").book()
    expected = {1: True, **dict.fromkeys(range(2, before + 1), False)} if known else dict.fromkeys(range(1, before + 1))
    assert flag(book, "negative_feedback") == {**expected, 90: True, 91: False}
    assert book.covered["negative_feedback"] == Window(start=date(2026, 10, 1 if known else 5), end=date(2026, 10, 13))


def test_a_defect_that_no_rate_counts_is_unknown_and_not_none(folder):
    """Order 1 has negative feedback outside the days the feedback file speaks for, and no A-to-z claim."""
    folder.orders(*[item(n, 1) for n in range(1, 12)], item(90, 9), item(91, 9))
    folder.returns(f"{id_of(2)}\t01-Oct-2026\t05-Oct-2026\tY\tB000000001\tCR-DEFECTIVE")
    book = folder.feedback(f"10/5/26\t1\tx\t\t{id_of(1)}\t", f"10/12/26\t2\tx\t\t{id_of(90)}\t").book()
    assert flag(book, "defect") == {1: None, 2: True, **dict.fromkeys(range(3, 12), False), 90: True, 91: False}


def test_each_channel_is_returned_by_its_own_file(folder):
    afn = {"fulfillment_channel": "Amazon"}
    early = [item(n, 1, **afn) for n in range(10, 16)]
    folder.orders(item(1, 1), item(2, 2), *early, item(4, 10, **afn), item(5, 13, **afn), item(6, 11))
    folder.returns(f"{id_of(1)}\t01-Oct-2026\t05-Oct-2026\tN\tB000000001\tCR-DEFECTIVE")
    header = "return-date,order-id,sku,asin,quantity,detailed-disposition,reason,status,license-plate-number"
    rows = [f"2026-10-{day},{id_of(n)},S-1,B000000001,1,SELLABLE,DEFECTIVE,Unit,LPN{n}" for n, day in ((10, "09"), (4, "12"))]
    book = folder.add(header, *rows).book()
    assert flag(book, "returned") == {1: True, 2: None, **dict.fromkeys(range(10, 16)), 4: True, 5: None, 6: None}


def test_amazons_defect_list_goes_before_feedback(folder):
    folder.orders(item(1), item(2))
    folder.defects(f"2026-10-01,{id_of(1)},Seller,YES,NO,NO")
    book = folder.feedback(f"10/1/26\t1\tx\t\t{id_of(2)}\t").book()
    assert flag(book, "defect") == {1: True, 2: False}
    assert book.files["defect"] == ("1.txt",)


def test_returns_give_reason_and_a_lower_bound_of_claims(folder):
    folder.orders(item(1, 1), item(2, 2), item(3, 3), item(4, 9), item(5, 2, fulfillment_channel="Amazon"))
    rows = [
        f"{id_of(1)}\t01-Oct-2026\t05-Oct-2026\tN\tB000000001\tCR-DEFECTIVE",
        f"{id_of(3)}\t03-Oct-2026\t06-Oct-2026\tY\tB000000001\tCR-DAMAGED_BY_CARRIER",
    ]
    book = folder.returns(*rows).book()
    assert flag(book, "returned") == {1: True, 2: False, 3: True, 4: None, 5: None}
    assert flag(book, "a_to_z_claim") == {1: False, 2: False, 3: True, 4: None, 5: None}
    assert (book.bounds["a_to_z_claim"], book.bounds["defect"], book.bounds["returned"]) == ("lower", "lower", "lower")
    assert book.orders["return_reason"].tolist()[0] == "DEFECTIVE"
    assert book.orders["return_reason"].tolist()[2] == "DAMAGED_BY_CARRIER"


def test_feedback_and_claims_together_are_the_known_part_of_the_defects(folder):
    folder.orders(item(1, 1), item(2, 2), item(3, 3))
    folder.returns(
        f"{id_of(1)}\t01-Oct-2026\t05-Oct-2026\tY\tB000000001\tCR-DEFECTIVE",
        f"{id_of(3)}\t03-Oct-2026\t05-Oct-2026\tN\tB000000001\tCR-DEFECTIVE",
    )
    book = folder.feedback(f"10/1/26\t2\tx\t\t{id_of(2)}\t", f"10/4/26\t3\tx\t\t{id_of(2)}\t").book()
    assert flag(book, "defect") == {1: True, 2: True, 3: False}
    assert book.files["defect"] == ("2.txt", "1.txt")


# ---------------------------------------------------------------- who cancelled


def test_the_cancellation_download_says_who_cancelled(folder):
    folder.orders(
        item(1, 1), cancelled(2, 2), cancelled(3, 3), item(4, 4), cancelled(5, 5), item(6, 6), cancelled(7, 3, fulfillment_channel="Amazon")
    )
    book = folder.cancellations(f"2026-10-01,{id_of(2)},Yes", f"2026-10-05,{id_of(5)},Yes").book()
    assert flag(book, "cancelled_by_seller") == {1: False, 2: True, 3: False, 4: False, 5: True, 6: False, 7: None}
    assert book.bounds["cancelled_by_seller"] == "exact"
    assert book.covered["cancelled_by_seller"] == Window(start=date(2026, 10, 1), end=date(2026, 10, 7))


def test_an_order_that_was_not_cancelled_needs_no_list(folder):
    """The list ends with its last cancelled order; days after it count until the first cancelled order that nobody explains."""
    folder.orders(item(1, 1), cancelled(2, 2), cancelled(3, 3), item(4, 4), cancelled(5, 6), item(6, 7), item(7, 5))
    book = folder.cancellations(f"2026-10-02,{id_of(2)},Yes", f"2026-10-03,{id_of(3)},No").book()
    assert flag(book, "cancelled_by_seller") == {1: False, 2: True, 3: False, 4: False, 5: None, 6: None, 7: False}
    assert book.covered["cancelled_by_seller"] == Window(start=date(2026, 10, 1), end=date(2026, 10, 6))


def test_cancellations_without_effect_are_not_the_sellers(folder):
    folder.orders(item(1), cancelled(2), cancelled(3), cancelled(4))
    book = folder.cancellations(f"2026-10-01,{id_of(2)},Affects account health", f"2026-10-01,{id_of(3)},No effect").book()
    assert flag(book, "cancelled_by_seller") == {1: False, 2: True, 3: False, 4: None}


def test_what_the_buyer_asked_for_lowers_the_upper_bound(folder):
    folder.orders(item(1), cancelled(2), cancelled(3))
    header = "order-id\torder-item-id\tpurchase-date\tpayments-date\tsku\tquantity-purchased\tis-buyer-requested-cancellation"
    row = f"{id_of(2)}\t7\t2026-10-01\t2026-10-01\tS-1\t1\ttrue"
    book = folder.add(header, row, row.replace(id_of(2), id_of(1))).book()
    assert flag(book, "cancelled_by_seller") == {1: False, 2: False, 3: True}
    assert book.bounds["cancelled_by_seller"] == "upper"
    assert book.files["cancelled_by_seller"] == ("0.txt", "1.txt")


# ---------------------------------------------------------------- without All Orders


def test_without_all_orders_the_delivery_download_lists_the_orders(folder):
    rows = [
        f"{id_of(n)},S-1,2026-10-0{n},2026-10-02,2026-10-02,2026-10-06,2026-10-07,{late},UPS,Ground"
        for n, late in enumerate(["NO", "YES", "NO"], 1)
    ]
    book = (
        folder.delivery(*rows).late(f"{id_of(1)},2026-10-01,2026-10-02,2026-10-03", f"{id_of(3)},2026-10-03,2026-10-04,2026-10-05").book()
    )
    assert flag(book, "on_time") == {1: True, 2: False, 3: True}
    assert flag(book, "late") == {1: True, 2: False, 3: True}
    assert book.bounds["late"] == "upper"
    assert book.orders["channel"].tolist() == ["mfn"] * 3
    assert book.orders["marketplace"].tolist() == ["US"] * 3
    assert "cancelled" not in book.files


def test_a_list_of_bad_orders_alone_has_nothing_to_compare_with(folder):
    book = folder.late(f"{id_of(1)},2026-10-01,2026-10-02,2026-10-03").book()
    assert flag(book, "late") == {1: True}
    assert "late" not in book.covered


def test_performance_report_alone_gives_an_empty_book(folder):
    path = folder.path / "p.json"
    path.write_text('{"accountStatuses": [], "performanceMetrics": [{"marketplaceId": "ATVPDKIKX0DER"}]}')
    assert len(order_book(load_reports(path)).orders) == 0


def test_unshipped_orders_give_the_day_to_ship_by(folder):
    folder.orders(item(1), item(2))
    header = (
        "order-id\torder-item-id\tpurchase-date\tpayments-date\treporting-date\tpromise-date\tdays-past-promise\tsku\tquantity-purchased"
    )
    book = folder.add(header, f"{id_of(2)}\t7\t2026-10-01\t2026-10-01\t2026-10-05\t2026-10-03\t2\tS-1\t1").book()
    assert book.orders["ship_by"].tolist()[1] == pd.Timestamp(2026, 10, 3)


# ---------------------------------------------------------------- units


def test_units_sold_leaves_cancelled_items_and_other_days_out(folder):
    folder.orders(
        item(1, 1, quantity="2"),
        item(2, 2, quantity="3"),
        cancelled(3, 2, quantity="5"),
        cancelled(4, 2, order_status="Shipped", quantity="7"),
        item(5, 3, quantity="4"),
        item(6, 2, asin="B000000002"),
        item(7, 2, sales_channel="Non-Amazon", quantity="9"),
    )
    reports = load_reports(folder.paths)
    assert units_sold(reports, ["B000000001", "B000000002", "B000000003"]) == {"B000000001": 9, "B000000002": 1, "B000000003": 0}
    assert units_sold(reports, ["B000000001"], Window(start=date(2026, 10, 2), end=date(2026, 10, 3))) == {"B000000001": 3}
    assert units_sold(reports, ["B000000001"], Window(start=date(2026, 10, 1), end=date(2026, 10, 3))) == {"B000000001": 5}


def test_nothing_warns(folder):
    folder.orders(item(1), cancelled(2), item(3, fulfillment_channel="Amazon"))
    folder.late(f"{id_of(1)},2026-10-01,2026-10-02,2026-10-03").defects(f"2026-10-01,{id_of(1)},Seller,YES,NO,NO")
    folder.delivery(f"{id_of(1)},S-1,2026-10-01,2026-10-02,2026-10-02,2026-10-06,2026-10-07,YES,UPS,Ground")
    folder.cancellations(f"2026-10-01,{id_of(2)},Yes").returns(f"{id_of(1)}\t01-Oct-2026\t05-Oct-2026\tY\tB000000001\tCR-DEFECTIVE")
    folder.feedback(f"10/1/26\t2\tx\t\t{id_of(1)}\t")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        folder.book()
        Folder(folder.path).delivery(f"{id_of(1)},S-1,2026-10-01,2026-10-02,2026-10-02,2026-10-06,2026-10-07,YES,UPS,Ground").book()


def test_the_fulfilment_centre_and_carrier_of_fba_orders_are_those_of_their_shipment(folder):
    header = "amazon-order-id\tshipment-id\tshipment-item-id\tpurchase-date\tshipment-date\tsku\tquantity-shipped\titem-promotion-discount\tcarrier\tfulfillment-center-id"
    folder.orders(item(1, fulfillment_channel="Amazon"), item(2, fulfillment_channel="Amazon"))
    folder.add(header, f"{id_of(1)}\tS1\tI1\t2026-10-01\t2026-10-02\tS-1\t1\t0.00\tUPS\tPHX7")
    orders = folder.book().orders.set_index("order_id")
    assert orders["warehouse"].fillna("").tolist() == ["PHX7", ""]
    assert orders["carrier"].fillna("").tolist() == ["UPS", ""]
