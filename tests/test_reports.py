"""Report files: recognised by content, read without guessing, and every fault told at once."""

from __future__ import annotations

import gzip
import hashlib
import json
import re
import warnings
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from poa_helpers.catalogue import Column, catalogue
from poa_helpers.errors import PoaError
from poa_helpers.model import Window
from poa_helpers.reports import load_reports
from poa_helpers.reports.columns import decimal_mark, read_column

_NAMES = (
    "amazon-order-id merchant-order-id purchase-date last-updated-date order-status order-item-id fulfillment-channel sales-channel order-channel "
    "ship-service-level product-name sku asin item-status quantity currency item-price item-tax shipping-price shipping-tax gift-wrap-price "
    "gift-wrap-tax item-promotion-discount ship-promotion-discount ship-city ship-state ship-postal-code ship-country promotion-ids cpf "
    "is-business-order purchase-order-number price-designation signature-confirmation-recommended"
)
ALL_ORDERS = _NAMES.split()


def order(n: int, day: str = "2026-10-01", **more: str) -> dict[str, str]:
    """A row of All Orders; `more` in Python names (`item_price`)."""
    row = {
        "amazon-order-id": f"111-0000000-{n:07}",
        "purchase-date": f"{day}T08:30:00+00:00",
        "last-updated-date": f"{day}T09:30:00+00:00",
        "order-status": "Shipped",
        "order-item-id": str(70_000_000 + n),
        "fulfillment-channel": "Merchant",
        "sales-channel": "Amazon.com",
        "ship-service-level": "Standard",
        "product-name": "Tent",
        "sku": "FH-TENT",
        "asin": "B0FHTENT01",
        "item-status": "Shipped",
        "quantity": "1",
        "currency": "USD",
        "item-price": "59.99",
        "ship-city": "SPRINGFIELD",
        "ship-state": "IL",
        "ship-postal-code": "62704",
        "ship-country": "US",
        "is-business-order": "false",
    }
    return {**row, **{name.replace("_", "-"): value for name, value in more.items()}}


def tabbed(rows: list[dict[str, str]], header: list[str] = ALL_ORDERS, mark: str = "\t") -> str:
    lines = [mark.join(header), *(mark.join(row.get(name, "") for name in header) for row in rows)]
    return "\n".join(lines) + "\n"


def write(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.write_bytes(text.encode(encoding))
    return path


def listing(path: Path, header: str, *rows: str) -> Path:
    return write(path, "\n".join([header, *rows]) + "\n")


def problems_of(*arguments, **more) -> list[str]:
    with pytest.raises(PoaError) as told:
        load_reports(*arguments, **more)
    return [str(problem) for problem in told.value.problems]


# ---------------------------------------------------------------- containers, encodings, delimiters


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
def test_encodings_are_recognised_and_reported(tmp_path, encoding):
    path = write(tmp_path / "x.dat", tabbed([order(1, product_name="Trépied d'été")]), encoding)
    loaded = load_reports(path)
    assert loaded.records[0].encoding == encoding
    assert loaded.table("all_orders")["product_name"].tolist() == ["Trépied d'été"]


def test_japanese_files_are_read_as_cp932(tmp_path):
    path = write(tmp_path / "x.txt", tabbed([order(1, sales_channel="Amazon.co.jp", product_name="テント 三人用")]), "cp932")
    loaded = load_reports(path)
    assert (loaded.records[0].encoding, loaded.marketplace) == ("cp932", "JP")
    assert loaded.table("all_orders")["product_name"].tolist() == ["テント 三人用"]


def test_a_gzip_file_is_unpacked_and_fingerprinted_as_it_stands(tmp_path):
    path = tmp_path / "orders.txt.gz"
    path.write_bytes(gzip.compress(tabbed([order(1), order(2)]).encode()))
    record = load_reports(path).records[0]
    assert (record.rows, record.file) == (2, "orders.txt.gz")
    assert record.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()


def test_a_damaged_gzip_file_is_told(tmp_path):
    path = tmp_path / "orders.gz"
    path.write_bytes(gzip.compress(tabbed([order(n) for n in range(50)]).encode())[:-20])
    assert "damaged" in problems_of(path)[0]


def test_the_name_of_a_file_says_nothing(tmp_path):
    path = write(tmp_path / "late_shipments.pdf", tabbed([order(1)]))
    assert load_reports(path).records[0].report == "all_orders"


def test_a_lone_quote_in_a_tab_file_swallows_nothing(tmp_path):
    rows = [order(1, product_name='"Big" 12" pan'), order(2, product_name='"odd'), order(3)]
    table = load_reports(write(tmp_path / "a.txt", tabbed(rows))).table("all_orders")
    assert table["product_name"].tolist() == ['"Big" 12" pan', '"odd', "Tent"]


def test_a_comma_file_is_read_with_its_quotes(tmp_path):
    header = ["Order ID", "Order date", "Expected ship date", "Confirmation date"]
    text = ",".join(header) + '\n"111-0000000-0000001","Oct 1, 2026","Oct 2, 2026","Oct 4, 2026"\n'
    table = load_reports(write(tmp_path / "a.csv", text)).table("late_shipments")
    assert table["order_date"].tolist() == [pd.Timestamp(2026, 10, 1)]
    assert table["confirmed_on"].tolist() == [pd.Timestamp(2026, 10, 4)]


def test_a_quote_that_is_never_closed_swallows_nothing(tmp_path):
    rows = [f"111-0000000-000000{n},2026-10-02,2026-10-04,{mark}S-{n}" for n, mark in enumerate(["", '"', "", '"', ""])]
    loaded = load_reports(listing(tmp_path / "a.csv", "Order ID,Expected ship date,Confirmation date,SKU", *rows))
    assert loaded.records[0].rows == 5
    loaded = load_reports(listing(tmp_path / "b.csv", "Order ID,Expected ship date,Confirmation date,SKU", *rows[:3]))
    assert loaded.records[0].rows == 3


def test_a_line_break_in_a_comment_does_not_cut_a_row(tmp_path):
    header = "Date\tRating\tComments\tYour Response\tOrder ID\tRater Email"
    rows = [
        "10/20/26\t1\tcame late",
        "and broken\t\t111-0000000-0000001\tsomeone@mail.example",
        "10/21/26\t3\tfine\t\t111-0000000-0000002\tx@mail.example",
    ]
    table = load_reports(listing(tmp_path / "f.txt", header, *rows), marketplace="US").table("seller_feedback")
    assert table["rating"].tolist() == [1, 3]
    assert table["order_id"].tolist() == ["111-0000000-0000001", "111-0000000-0000002"]


def test_lines_of_prose_above_the_header_are_skipped(tmp_path):
    text = "Late shipments, all times in PT\nDownloaded by you\n\nOrder ID,Order date,Expected ship date,Confirmation date\n"
    text += "111-0000000-0000001,2026-10-01,2026-10-02,2026-10-03\n"
    loaded = load_reports(write(tmp_path / "a.csv", text))
    assert loaded.records[0].report == "late_shipments"
    assert loaded.records[0].rows == 1


def test_spreadsheet_wrapping_around_ids_is_taken_off(tmp_path):
    path = listing(tmp_path / "a.csv", "Order ID,Expected ship date,Confirmation date", '="111-0000000-0000001",2026-10-02,2026-10-03')
    assert load_reports(path).table("late_shipments")["order_id"].tolist() == ["111-0000000-0000001"]


# ---------------------------------------------------------------- what is kept


def test_all_orders_become_a_tidy_table(tmp_path):
    loaded = load_reports(
        write(tmp_path / "a.txt", tabbed([order(1), order(2, "2026-10-03", order_status="Canceled", quantity="0", item_price="")]))
    )
    table, record = loaded.table("all_orders"), loaded.records[0]
    assert table.columns.tolist() == [id for id in catalogue().reports["all_orders"].columns if id != "order_item_id"]
    assert table["order_status"].tolist() == ["shipped", "cancelled"]
    assert table["channel"].tolist() == ["mfn", "mfn"]
    assert table["order_date"].tolist() == [pd.Timestamp(2026, 10, 1), pd.Timestamp(2026, 10, 3)]
    assert table["units"].tolist() == [1, 0]
    assert table["item_price"].tolist()[0] == 59.99
    assert pd.isna(table["item_price"].tolist()[1])
    assert loaded.marketplace == "US"
    assert (record.rows, record.kept, record.first, record.last) == (2, 2, date(2026, 10, 1), date(2026, 10, 3))
    assert record.confirmed
    assert record.counts == {"rows": 2, "orders": 2, "cancelled_item_rows": 1, "sales_orders": 2, "cancelled_orders": 1}


PERSONAL = ("secret", "SPRINGFIELD", "62704")


def test_personal_data_are_neither_in_the_table_nor_in_the_record(tmp_path):
    names = (
        "order-id order-item-id purchase-date payments-date buyer-email buyer-name buyer-phone-number sku product-name quantity-purchased "
        "recipient-name ship-address-1 ship-city ship-state ship-postal-code ship-country ship-phone-number latest-ship-date"
    )
    header = names.split()
    hidden = ("buyer-email", "buyer-name", "buyer-phone-number", "recipient-name", "ship-address-1", "ship-phone-number")
    row = dict.fromkeys(hidden, "secret")
    row |= {"order-id": "111-0000000-0000001", "order-item-id": "7", "purchase-date": "2026-10-01", "sku": "A", "quantity-purchased": "1"}
    row |= {"payments-date": "2026-10-01", "ship-city": "SPRINGFIELD", "ship-postal-code": "62704", "latest-ship-date": "2026-10-02"}
    loaded = load_reports(write(tmp_path / "n.txt", tabbed([row], header)))
    assert loaded.records[0].report == "new_orders"
    everything = loaded.table("new_orders").to_csv() + loaded.records[0].model_dump_json()
    assert not [word for word in PERSONAL if word in everything]
    assert not set(hidden) & set(loaded.records[0].unmapped)


@pytest.mark.parametrize("header", ["Rater Email", "Your Response"])
def test_a_personal_column_cannot_be_mapped_by_keywords(header):
    formats = [format for format in catalogue().reports.values() if format.id == "seller_feedback"]
    assert header in formats[0].personal


def test_non_amazon_rows_are_no_sales(tmp_path):
    rows = [order(1), order(2, sales_channel="Non-Amazon US"), order(3, amazon_order_id="S01-0000000-0000001", sales_channel="")]
    record = load_reports(write(tmp_path / "a.txt", tabbed(rows))).records[0]
    assert (record.rows, record.kept, record.dropped) == (3, 1, {"non_amazon": 2})


def test_exact_repeats_are_dropped_within_and_across_files(tmp_path):
    first = write(tmp_path / "a.txt", tabbed([order(1), order(2), order(2)]))
    second = write(tmp_path / "b.txt", tabbed([order(2), order(3)]), "utf-16")
    loaded = load_reports([first, second])
    assert [r.dropped for r in loaded.records] == [{"duplicate": 1}, {"duplicate": 1}]
    assert len(loaded.table("all_orders")) == 3


def test_the_newest_state_of_an_order_counts(tmp_path):
    old = write(tmp_path / "a.txt", tabbed([order(1, order_status="Pending", item_status="Unshipped"), order(2)]))
    new_header = [name for name in ALL_ORDERS if name != "order-item-id"]
    new_row = order(1, last_updated_date="2026-10-05T00:00:00+00:00")
    new = write(tmp_path / "b.txt", tabbed([new_row], new_header))
    for paths in ([old, new], [new, old]):
        loaded = load_reports(paths)
        assert sorted(loaded.table("all_orders")["order_status"]) == ["shipped", "shipped"]
        assert {r.file: r.dropped for r in loaded.records} == {"a.txt": {"older_state": 1}, "b.txt": {}}


def test_packages_are_told_apart_by_what_is_not_read(tmp_path):
    header = "Tracking ID,Has valid tracking,Has tracking ID"
    path = listing(tmp_path / "v.csv", header, "1Z1,YES,YES", "1Z2,YES,YES", "1Z3,NO,YES", "1Z3,NO,YES")
    loaded = load_reports(path)
    assert loaded.table("valid_tracking")["has_valid_tracking"].tolist() == [True, True, False]
    assert loaded.records[0].dropped == {"duplicate": 1}
    assert "1Z1" not in loaded.table("valid_tracking").to_csv()


def test_an_fba_unit_in_two_states_is_counted_once(tmp_path):
    header = "return-date\torder-id\tsku\tasin\tquantity\tdetailed-disposition\treason\tstatus\tlicense-plate-number"
    row = "2026-10-01T10:00:00+00:00\t111-0000000-0000001\tA\tB0FHTENT01\t1\tSELLABLE\tDEFECTIVE\t{}\tLPN1"
    paths = [listing(tmp_path / f"{n}.txt", header, row.format(s)) for n, s in enumerate(["Reimbursed", "Unit returned to inventory"])]
    assert len(load_reports(paths).table("fba_returns")) == 1


def test_a_file_without_rows_is_an_empty_table_with_a_warning(tmp_path):
    loaded = load_reports(write(tmp_path / "a.txt", tabbed([])))
    assert loaded.records[0].rows == 0
    assert "no rows" in loaded.records[0].warnings[0]
    assert len(loaded.table("all_orders")) == 0


def test_no_file_is_no_report_but_has_columns():
    loaded = load_reports([])
    assert not loaded.has("all_orders")
    assert loaded.table("mfn_returns").columns[0] == "order_id"
    assert loaded.marketplace is None
    with pytest.raises(PoaError):
        loaded.table("no_such_report")


def test_short_rows_have_an_empty_tail(tmp_path):
    text = tabbed([order(1)]).rstrip("\n\t") + "\n"
    short = "\t".join(text.splitlines()[1].split("\t")[:16])
    table = load_reports(write(tmp_path / "a.txt", text.splitlines()[0] + "\n" + short + "\n")).table("all_orders")
    assert table["ship_country"].isna().all()


def test_lost_letters_are_warned_of(tmp_path):
    rows = [order(n, product_name="Tr?pied ?l?gant") for n in range(3)]
    assert "cannot be restored" in load_reports(write(tmp_path / "a.txt", tabbed(rows))).records[0].warnings[0]
    rows = [order(n, product_name="Why wait? Buy now") for n in range(3)]
    assert load_reports(write(tmp_path / "b.txt", tabbed(rows))).records[0].warnings == ()


def test_nothing_warns(tmp_path):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        load_reports([write(tmp_path / "a.txt", tabbed([order(1)])), write(tmp_path / "b.txt", tabbed([order(2)]))])


# ---------------------------------------------------------------- dates, numbers, words


def read(values: list[str], type: str, marketplace: str | None = "US", **more):
    return read_column(values, Column(type=type, **more), marketplace)


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2026-05-08T23:36:26+00:00", date(2026, 5, 8)),
        ("2020-05-08T10:00:00-07:00", date(2020, 5, 8)),
        ("2020-11-18T23:59Z", date(2020, 11, 18)),
        ("14-Jul-2025", date(2025, 7, 14)),
        ("17 July 2026 4:26:32 pm GMT+9", date(2026, 7, 17)),
        ("Oct 14, 2026", date(2026, 10, 14)),
        ("2025-08-13 18:47:36 BRT", date(2025, 8, 13)),
        ("17.07.2026 07:26:32 UTC", date(2026, 7, 17)),
        ("2026-10-02 06:59 GMT (2026-10-01 23:59 PT)", date(2026, 10, 2)),
        ("10/20/23", date(2023, 10, 20)),
        ("2026/10/01", date(2026, 10, 1)),
    ],
)
def test_dates_as_they_occur(written, day):
    assert read([written], "date").values == [day]


def test_one_order_of_day_and_month_per_column():
    assert read(["01/02/2026", "13/02/2026"], "date", "US").values == [date(2026, 2, 1), date(2026, 2, 13)]
    assert read(["01/02/2026", "02/13/2026"], "date", "UK").values == [date(2026, 1, 2), date(2026, 2, 13)]
    assert read(["04-30-22", "05-01-2022"], "date", "IN").values == [date(2022, 4, 30), date(2022, 5, 1)]


@pytest.mark.parametrize(("marketplace", "day"), [("US", date(2026, 1, 2)), ("UK", date(2026, 2, 1)), ("IN", date(2026, 2, 1))])
def test_where_both_orders_fit_the_marketplace_decides_and_it_is_said(marketplace, day):
    reading = read(["01/02/2026", "03/04/2026"], "date", marketplace)
    assert reading.values[0] == day
    assert "both" in reading.warnings[0]


def test_a_report_may_say_how_it_writes_dates():
    assert read(["04-05-22"], "date", "IN", date_order="month_first").values == [date(2022, 4, 5)]


@pytest.mark.parametrize("written", ["31/02/2026", "2026-13-01", "tomorrow", "45936", "32.01.2026"])
def test_what_is_no_date_is_a_fault(written):
    assert list(read([written, "2026-01-01"], "date").faults) == [0]


@pytest.mark.parametrize(
    ("values", "marketplace", "numbers"),
    [
        (["1.210,00 €", "95,00"], "DE", [1210.0, 95.0]),
        (["$1,234.56", "3"], "US", [1234.56, 3.0]),
        (["-3.263,25", "1"], "BR", [-3263.25, 1.0]),
        (["1 210,50", "7"], "FR", [1210.5, 7.0]),
        (["12.500"], "DE", [12500.0]),
        (["12.500"], "US", [12.5]),
        (["", "--", "4"], "US", [None, None, 4.0]),
        (["-$5.25"], "US", [-5.25]),
    ],
)
def test_numbers_with_one_decimal_mark_per_column(values, marketplace, numbers):
    assert read(values, "number", marketplace).values == numbers


@pytest.mark.parametrize("written", ["6.38E+13", "1,2,3.4.5", "abc", "12-3"])
def test_what_is_no_number_is_a_fault(written):
    assert list(read([written], "number").faults) == [0]


def test_the_decimal_mark_is_decided_by_the_column():
    assert decimal_mark(["1.234", "12.50"], "DE") == "."
    assert decimal_mark(["1,234,567"], "DE") == "."


def test_whole_numbers_may_be_written_as_floats():
    assert read(["400.0", "1"], "integer").values == [400, 1]
    assert list(read(["1.5"], "integer").faults) == [0]


def test_yes_and_no():
    assert read(["YES", "n", "Ja", "False", ""], "yes_no").values == [True, False, True, False, None]
    assert list(read(["maybe"], "yes_no").faults) == [0]


# ---------------------------------------------------------------- defect downloads


DOWNLOADS = {
    "order_defects": (
        "Order date,Order ID,Fulfilment,Negative feedback,A-to-z claim,Chargeback",
        "2026-10-01,111-0000000-0000001,Seller,YES,NO,NO",
    ),
    "late_shipments": (
        "Order date,Order ID,Expected ship date,Actual ship date,Confirmation date",
        "2026-10-01,111-0000000-0000001,2026-10-02,2026-10-03,2026-10-04",
    ),
    "cancellations": ("Order date,Order ID,Effect on account health", "2026-10-01,111-0000000-0000001,Yes"),
    "on_time_delivery": (
        "Order ID,SKU,Unit count,Order date,Promised ship date,Ship confirmation date,Carrier first scan date,Promised delivery date (without promise extension),"
        "Promised delivery date (with promise extension),Actual delivery date,Delivered after promised date without extension,Carrier name,Ship method",
        "111-0000000-0000001,FH-TENT,1,2026-10-01,2026-10-02,2026-10-02,2026-10-02,2026-10-06,2026-10-08,2026-10-07,YES,UPS,Ground",
    ),
    "valid_tracking": (
        "Tracking ID,Has valid tracking,Has tracking ID,Package value,Any physical scan from carrier,Delivery scan or attempt,Origin country",
        "1Z,YES,YES,12.50,YES,NO,US",
    ),
}


@pytest.mark.parametrize("report", DOWNLOADS)
def test_defect_downloads_are_matched_by_keywords_and_marked_unconfirmed(tmp_path, report):
    record = load_reports(listing(tmp_path / "x.csv", *DOWNLOADS[report])).records[0]
    assert (record.report, record.confirmed) == (report, False)
    personal = {"Tracking ID"}
    assert set(record.mapping) == set(DOWNLOADS[report][0].split(",")) - personal
    assert record.unmapped == ()


def test_the_two_promises_of_the_delivery_download_are_not_mixed_up(tmp_path):
    table = load_reports(listing(tmp_path / "x.csv", *DOWNLOADS["on_time_delivery"])).table("on_time_delivery")
    row = table.iloc[0]
    assert (row["promised_by"], row["promised_by_extended"], row["delivered_on"]) == (
        pd.Timestamp(2026, 10, 6),
        pd.Timestamp(2026, 10, 8),
        pd.Timestamp(2026, 10, 7),
    )
    assert (row["late_delivery"], row["carrier"], row["ship_method"], row["units"]) == (True, "UPS", "Ground", 1)


def test_a_mapping_can_be_corrected(tmp_path):
    path = listing(
        tmp_path / "x.csv",
        "Bestellung,Bestelltag,Versand bis,Versandt laut Meldung",
        "111-0000000-0000001,01.10.2026,02.10.2026,04.10.2026",
    )
    assert any("versand" in text.lower() or "known" in text.lower() for text in problems_of(path))
    columns = {
        "x.csv": {"Bestellung": "order_id", "Bestelltag": "order_date", "Versand bis": "ship_by", "Versandt laut Meldung": "confirmed_on"}
    }
    loaded = load_reports(path, columns=columns)
    assert loaded.records[0].report == "late_shipments"
    assert loaded.records[0].mapping == columns["x.csv"]


def test_a_header_can_be_left_out_and_another_put_in_its_place(tmp_path):
    path = listing(
        tmp_path / "x.csv", "Order ID,Expected ship date,Confirmation code,Really sent", "111-0000000-0000001,2026-10-02,99,2026-10-04"
    )
    assert "is not a date" in problems_of(path)[0]
    loaded = load_reports(path, columns={"x.csv": {"Confirmation code": "", "Really sent": "confirmed_on"}})
    assert loaded.table("late_shipments")["confirmed_on"].tolist() == [pd.Timestamp(2026, 10, 4)]


def test_corrections_that_name_nothing_are_told(tmp_path):
    path = listing(tmp_path / "x.csv", *DOWNLOADS["late_shipments"])
    told = problems_of(path, columns={"x.csv": {"No such header": "order_id", "Order date": "orderdate"}})
    assert len(told) == 2
    assert "No such header" in told[0]
    assert "order_date" in told[1]


def test_corrections_cannot_bring_personal_data_in_or_name_a_column_twice(tmp_path):
    path = listing(tmp_path / "v.csv", *DOWNLOADS["valid_tracking"])
    told = problems_of(path, columns={"v.csv": {"Tracking ID": "order_id", "Has valid tracking": "has_valid_tracking"}})
    assert "never read" in told[0]
    path = listing(tmp_path / "l.csv", *DOWNLOADS["late_shipments"])
    assert "Several headers" in problems_of(path, columns={"l.csv": {"Order ID": "order_id", "Order date": "order_id"}})[0]


# ---------------------------------------------------------------- faults


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"", "empty"),
        (b"\n\n  \n", "empty"),
        (b"\xef\xbb\xbf", "empty"),
        (b"%PDF-1.7 \x00\x01", "PDF"),
        (b"PK\x03\x04\x14\x00\x06\x00", "Excel"),
        (b"\x89PNG\r\n\x1a\n\x00", "picture"),
        (b"\x00\x01\x02\x03\x80\x90" * 50, "not readable"),
        (b"\x81\x8d\x8f\x90\x9d,abc\n", "not readable"),
        (b"<!DOCTYPE html><html><body>Sign in</body></html>", "web page"),
        (b"<?xml version='1.0'?><a/>", "XML"),
        (b"just one line of prose", "no table"),
        (b"colour,taste\nred,sweet\n", "No known report"),
        (b"{not json", "not valid JSON"),
        (b'{"a": 1}', "no seller performance report"),
        (b"[1, 2]", "no seller performance report"),
    ],
)
def test_files_that_cannot_be_used(tmp_path, content, word):
    path = tmp_path / "x.txt"
    path.write_bytes(content)
    told = problems_of(path)
    assert len(told) == 1
    assert word in told[0]
    assert told[0].startswith("x.txt")


def test_folders_and_missing_paths_are_told(tmp_path):
    told = problems_of([tmp_path, tmp_path / "nowhere.txt"])
    assert "folder" in told[0]
    assert "no such file" in told[1]


def test_all_faults_of_all_files_are_told_at_once(tmp_path):
    empty = write(tmp_path / "a.txt", "")
    rows = [order(1, purchase_date="yesterday", quantity="many"), order(2, amazon_order_id="12")]
    faulty = write(tmp_path / "b.txt", tabbed(rows))
    told = problems_of([empty, faulty])
    assert [text.split(":")[0] for text in told] == [
        "a.txt",
        "b.txt, row 3, column 'amazon-order-id'",
        "b.txt, row 2, column 'purchase-date'",
        "b.txt, row 2, column 'quantity'",
    ]


@pytest.mark.parametrize(("faults", "told"), [(20, 20), (21, 21), (500, 21)])
def test_many_faults_are_counted_after_the_twentieth(tmp_path, faults, told):
    path = write(tmp_path / "b.txt", tabbed([order(n, quantity="x") for n in range(faults)]))
    found = problems_of(path)
    assert len(found) == told
    assert faults == 20 or f"{faults - 20} more" in found[-1]


@pytest.mark.parametrize(
    "name", ["amazon-order-id", "purchase-date", "order-status", "fulfillment-channel", "sales-channel", "sku", "asin", "quantity"]
)
def test_a_missing_column_is_named_with_the_nearest_header(tmp_path, name):
    header = [f"{name}-x" if h == name else h for h in ALL_ORDERS]
    row = {(f"{name}-x" if h == name else h): cell for h, cell in order(1).items()}
    told = problems_of(write(tmp_path / "a.txt", tabbed([row], header)))
    assert len(told) == 1
    assert f"'{name}' of 'All Orders' is missing" in told[0]
    assert f'"{name}-x": "' in told[0]
    suggested = re.search(r'"columns": (\{.*?\}\})', told[0])
    assert suggested
    assert load_reports(tmp_path / "a.txt", columns=json.loads(suggested[1])).has("all_orders")


def test_an_unknown_table_is_compared_with_the_nearest_report(tmp_path):
    told = problems_of(listing(tmp_path / "x.csv", "Order ID,Colour,Size,Shape", "111-0000000-0000001,a,b,c"))
    assert "looks most like" in told[0]


def test_too_many_cells_are_told_with_the_row(tmp_path):
    told = problems_of(
        listing(tmp_path / "x.csv", "Order ID,Expected ship date,Confirmation date", "111-0000000-0000001,Oct 1, 2026,Oct 2, 2026")
    )
    assert told[0].startswith("x.csv, row 2: The row has 5 cells, the header only 3")


# ---------------------------------------------------------------- marketplaces and sellers


def test_another_marketplace_than_asked_is_refused(tmp_path):
    path = write(tmp_path / "uk.txt", tabbed([order(1, sales_channel="Amazon.co.uk")]))
    assert "of UK, not of US" in problems_of(path, marketplace="US")[0]
    assert load_reports(path).marketplace == "UK"
    assert load_reports(path, marketplace="A1F83G8C2ARO7P").marketplace == "UK"


def test_several_marketplaces_need_a_choice(tmp_path):
    path = write(tmp_path / "na.txt", tabbed([order(1), order(2), order(3, sales_channel="Amazon.ca")]))
    told = problems_of(path)
    assert "US (2 rows), CA (1 rows)" in told[0]
    loaded = load_reports(path, marketplace="CA")
    assert loaded.records[0].dropped == {"other_marketplace": 2}
    assert "left out" in loaded.records[0].warnings[0]


def test_no_marketplace_of_that_name(tmp_path):
    assert "Mars" in problems_of([], marketplace="Mars")[0]


def _late_file(path: Path, ids: list[int], seller: str = "111", day: str = "2026-10-01") -> Path:
    rows = [f"{day},{seller}-0000000-{n:07},2026-10-02,2026-10-04" for n in ids]
    return listing(path, "Order date,Order ID,Expected ship date,Confirmation date", *rows)


@pytest.mark.parametrize(("known", "refused"), [(0, True), (4, True), (5, False), (9, False), (10, False)])
def test_a_file_of_another_seller_is_refused(tmp_path, known, refused):
    orders = write(tmp_path / "all.txt", tabbed([order(n) for n in range(20)]))
    late = _late_file(tmp_path / "late.csv", [*range(known), *range(1000, 1010 - known)])
    if refused:
        assert "another seller account" in problems_of([orders, late])[0]
    else:
        warned = load_reports([orders, late]).records[1].warnings
        assert bool(warned) == (known < 10)


def test_orders_outside_the_dates_of_all_orders_prove_nothing(tmp_path):
    orders = write(tmp_path / "all.txt", tabbed([order(n) for n in range(20)]))
    late = _late_file(tmp_path / "late.csv", [1000, 1001], day="2026-08-01")
    assert load_reports([orders, late]).has("late_shipments")


def test_feedback_of_another_seller_is_refused(tmp_path):
    orders = write(tmp_path / "all.txt", tabbed([order(n, f"2026-{month:02}-01") for n, month in enumerate([6, 7, 8, 9], 1)]))
    header = "Date\tRating\tComments\tYour Response\tOrder ID\tRater Email"
    rows = [f"8/{n}/26\t1\tbad\t\t999-0000000-{n:07}\t" for n in range(20, 24)]
    feedback = listing(tmp_path / "f.txt", header, *rows)
    assert "another seller" in problems_of([orders, feedback])[0]
    early = listing(tmp_path / "e.txt", header, *[row.replace("8/", "6/") for row in rows])
    assert load_reports([orders, early]).has("seller_feedback")


# ---------------------------------------------------------------- the Indian sale report


SALE = (
    "index,Order ID,Date,Status,Fulfilment,Sales Channel ,ship-service-level,Style,SKU,Category,Size,ASIN,Courier Status,Qty,currency,Amount,ship-city,"
    "ship-state,ship-postal-code,ship-country,promotion-ids,B2B,fulfilled-by,Unnamed: 22"
)


def sale(n: int, day: str, status: str, courier: str = "Shipped", channel: str = "Amazon.in", fulfilment: str = "Merchant") -> str:
    return f"{n},405-0000000-{n:07},{day},{status},{fulfilment},{channel},Standard,S,S-1,Set,S,B09KXVBD7Z,{courier},1,INR,647.62,MUMBAI,MAHARASHTRA,400081.0,IN,,False,Easy Ship,"


def test_the_indian_sale_report_has_the_columns_of_all_orders(tmp_path):
    rows = [
        sale(1, "04-30-22", "Cancelled", ""),
        sale(2, "05-01-2022", "Shipped - Delivered to Buyer"),
        sale(3, "05-01-2022", "Shipped", "Cancelled", fulfilment="Amazon"),
        sale(4, "05-02-2022", "Cancelled", "Cancelled", channel="Non-Amazon"),
        sale(5, "05-02-2022", "Pending - Waiting for Pick Up", ""),
    ]
    loaded = load_reports(listing(tmp_path / "x.csv", SALE, *rows))
    record, table = loaded.records[0], loaded.table("all_orders")
    assert (record.report, loaded.marketplace) == ("amazon_sale_report", "IN")
    assert (record.rows, record.kept, record.dropped) == (5, 4, {"non_amazon": 1})
    assert record.counts == {"rows": 5, "orders": 5, "cancelled_item_rows": 2, "sales_orders": 4, "cancelled_orders": 1}
    assert table["order_status"].tolist() == ["cancelled", "shipped", "shipped", "pending"]
    assert table["channel"].tolist() == ["mfn", "mfn", "afn", "mfn"]
    assert table["order_date"].tolist()[:2] == [pd.Timestamp(2022, 4, 30), pd.Timestamp(2022, 5, 1)]
    assert (record.first, record.last) == (date(2022, 4, 30), date(2022, 5, 2))
    kept = {id for id, column in catalogue().reports["all_orders"].columns.items() if column.type != "row_id"}
    assert kept <= set(table.columns)
    assert "MUMBAI" not in table.to_csv()


# ---------------------------------------------------------------- the performance report


RANGE = {"reportingDateRange": {"reportingDateFrom": "2026-10-01T00:00Z", "reportingDateTo": "2026-10-30T23:59Z"}}
RATED = {
    **RANGE,
    "orderCount": 1000,
    "lateShipmentCount": 50,
    "status": "BAD",
    "rate": 0.05,
    "targetValue": 0.04,
    "targetCondition": "LESS_THAN",
}
US = "ATVPDKIKX0DER"


def snapshot_of(tmp_path: Path, *, wrap: bool = False, status: str = "AT_RISK", **blocks):
    content = {"accountStatuses": [{"marketplaceId": US, "status": status}], "performanceMetrics": [{"marketplaceId": US, **blocks}]}
    path = write(tmp_path / "p.json", json.dumps({"payload": content} if wrap else content))
    loaded = load_reports(path)
    assert loaded.marketplace == "US"
    return loaded.snapshots[0], loaded.records[0]


def test_a_metric_block_is_delivered_as_it_stands(tmp_path):
    snapshot, record = snapshot_of(tmp_path, lateShipmentRate=RATED)
    block = snapshot.metrics[0]
    assert (block.metric, block.channel, block.hits, block.total, block.amazon_rate) == ("late_shipment_rate", "mfn", 50, 1000, 0.05)
    assert (block.target, block.condition, block.status) == (0.04, "less_than", "bad")
    assert block.window == Window(start=date(2026, 10, 1), end=date(2026, 10, 31))
    assert (record.report, record.first, record.last, record.warnings) == ("seller_performance", date(2026, 10, 1), date(2026, 10, 30), ())
    assert snapshot.account_status == "AT_RISK"


def test_order_defects_come_per_channel_with_their_parts(tmp_path):
    odr = {**RANGE, "orderCount": 500, "orderWithDefects": {"count": 6, "status": "BAD"}, "claims": {"count": 4, "status": "NONE"}}
    odr |= {"chargebacks": {"count": 1}, "negativeFeedback": {"count": 3}, "status": "BAD", "rate": 0.012}
    afn = {key: value for key, value in odr.items() if key not in ("claims", "chargebacks")}
    snapshot, _ = snapshot_of(tmp_path, orderDefectRate={"mfn": odr, "afn": afn})
    mfn, other = snapshot.metrics
    assert (mfn.channel, mfn.hits, mfn.total, mfn.parts) == ("mfn", 6, 500, {"negative_feedback": 3, "a_to_z_claim": 4, "chargeback": 1})
    assert (other.channel, other.parts) == ("afn", {"negative_feedback": 3})


@pytest.mark.parametrize("name", ["preFulfillmentCancellationRate", "prefulfillmentCancelRate"])
def test_both_names_of_the_cancellation_rate(tmp_path, name):
    snapshot, _ = snapshot_of(tmp_path, **{name: {**RANGE, "orderCount": 100, "cancellationCount": 3, "status": "BAD"}})
    assert (snapshot.metrics[0].metric, snapshot.metrics[0].hits) == ("pre_fulfillment_cancellation_rate", 3)


def test_a_list_of_windows_stands_beside_the_single_block(tmp_path):
    short = {
        **RATED,
        "reportingDateRange": {"reportingDateFrom": "2026-10-21T00:00:00Z", "reportingDateTo": "2026-10-30T23:59:59Z"},
        "lateShipmentCount": 9,
    }
    snapshot, _ = snapshot_of(tmp_path, lateShipmentRate=RATED, lateShipmentRateList=[short, RATED])
    assert [(block.window.days, block.hits) for block in snapshot.metrics] == [(30, 50), (10, 9)]
    snapshot, _ = snapshot_of(tmp_path, lateShipmentRateList=[{k: v for k, v in short.items() if k != "reportingDateRange"}])
    assert [(block.window, block.hits) for block in snapshot.metrics] == [(None, 9)]


POLICY = {**RANGE, "defectsCount": 2, "status": "BAD", "targetValue": 0, "targetCondition": "EQUALS"}


@pytest.mark.parametrize(
    ("blocks", "policy"),
    [
        ({"documentRequests": POLICY}, "document_requests"),
        ({"documentRequest": POLICY}, "document_requests"),
        ({"warningStates": {"listingPolicyViolations": POLICY}}, "listing_policy_violations"),
        ({"warningState": [{"otherPolicyViolations": POLICY}]}, "other_policy_violations"),
        ({"policyViolationWarnings": {**RANGE, "warningsCount": 2}}, "policy_violation_warnings"),
        ({"customerProductReviewsPolicyViolations": POLICY}, "customer_product_reviews_policy_violations"),
    ],
)
def test_policy_counts_in_all_their_places(tmp_path, blocks, policy):
    snapshot, _ = snapshot_of(tmp_path, **blocks)
    assert [(count.policy, count.count) for count in snapshot.policies] == [(policy, 2)]


@pytest.mark.parametrize("name", ["warningStates", "warningState"])
def test_warnings_of_the_account(tmp_path, name):
    snapshot, _ = snapshot_of(tmp_path, **{name: [{"warningType": "spamming", "status": "BAD"}]})
    assert snapshot.warnings == (("spamming", "BAD"),)
    snapshot, _ = snapshot_of(tmp_path, **{name: []})
    assert snapshot.warnings == ()


@pytest.mark.parametrize(
    ("rating", "score", "status"),
    [
        ({"accountHealthRating": {**RANGE, "ahrStatus": "GREAT", "ahrScore": 428}}, 428, "GREAT"),
        ({"accountHealthRating": {"accountHealthRatingStatus": "WARNED"}}, None, "WARNED"),
        ({"ahrScore": 0, "ahrStatus": "AT_RISK"}, 0, "AT_RISK"),
        ({}, None, None),
    ],
)
def test_the_account_health_rating_is_read_never_computed(tmp_path, rating, score, status):
    snapshot, _ = snapshot_of(tmp_path, **rating)
    assert (snapshot.ahr_score, snapshot.ahr_status) == (score, status)


@pytest.mark.parametrize("wrap", [True, False])
@pytest.mark.parametrize("status", ["SUSPENDED", "GREEN", "NORMAL"])
def test_wrappers_and_unknown_states(tmp_path, wrap, status):
    snapshot, _ = snapshot_of(
        tmp_path, wrap=wrap, status=status, lateShipmentRate={**RATED, "targetCondition": "LESS_THAN_OR_EQUAL", "status": "GREEN"}
    )
    assert snapshot.account_status == status
    assert (snapshot.metrics[0].condition, snapshot.metrics[0].status) == ("less_than_or_equal", None)


def test_contradictions_are_told_not_mended(tmp_path):
    block = {
        **RANGE,
        "shipmentCount": 7,
        "validTrackingCount": 9,
        "rate": 0.4286,
        "targetValue": 0.97,
        "targetCondition": "GREATER_THAN",
        "status": "GOOD",
    }
    back = {"reportingDateRange": {"reportingDateFrom": "2026-11-21T00:00Z", "reportingDateTo": "2026-11-19T23:59Z"}, "defectsCount": 1}
    snapshot, record = snapshot_of(tmp_path, validTrackingRate=block, documentRequest=back)
    assert (snapshot.metrics[0].hits, snapshot.metrics[0].total, snapshot.metrics[0].amazon_rate) == (9, 7, 0.4286)
    assert snapshot.metrics[0].status == "good"
    assert snapshot.policies[0].window is None
    assert len(record.warnings) == 2


def test_missing_blocks_and_zero_counts_are_not_the_same(tmp_path):
    snapshot, _ = snapshot_of(
        tmp_path, lateShipmentRate={**RANGE, "orderCount": 0, "lateShipmentCount": 0, "rate": 0, "status": "NONE"}, validTrackingRate={}
    )
    late, tracking = snapshot.metrics
    assert (late.hits, late.total, late.amazon_rate, late.status) == (0, 0, 0.0, "none")
    assert (tracking.hits, tracking.total, tracking.amazon_rate, tracking.window) == (None, None, None, None)


def test_several_marketplaces_and_snapshots(tmp_path):
    def content(to: str) -> str:
        block = {**RATED, "reportingDateRange": {"reportingDateFrom": "2026-09-01T00:00Z", "reportingDateTo": f"{to}T23:59Z"}}
        places = [US, "A2EUQ1WTGCTBG2"]
        return json.dumps(
            {
                "accountStatuses": [{"marketplaceId": p, "status": "NORMAL"} for p in places],
                "performanceMetrics": [{"marketplaceId": US, "lateShipmentRate": block}],
            }
        )

    paths = [write(tmp_path / "new.json", content("2026-10-12")), write(tmp_path / "old.json", content("2026-09-30"))]
    loaded = load_reports(paths)
    assert loaded.marketplace is None
    assert [(s.file, s.marketplace) for s in loaded.snapshots if s.metrics] == [("old.json", "US"), ("new.json", "US")]
    assert {s.marketplace for s in loaded.snapshots} == {"US", "CA"}
    assert "not of DE" in problems_of(paths, marketplace="DE")[0]
    assert load_reports(paths, marketplace="CA").marketplace == "CA"


# ---------------------------------------------------------------- the catalogue of reports


@pytest.mark.parametrize("report", sorted(catalogue().reports))
def test_every_report_says_where_it_is_from(report):
    format = catalogue().reports[report]
    assert format.title
    assert format.where
    assert format.reference
    assert format.checked_on >= date(2026, 11, 22)
    known = set(format.columns)
    assert {id for wanted in format.recognise for id in wanted.split("|")} <= known
