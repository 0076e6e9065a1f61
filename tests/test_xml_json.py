"""XML and JSON reports: what is read equals what was written, quirks are taken, hostile documents are refused with a sentence."""

from __future__ import annotations

import csv
import io
import json
import tempfile
import time
from datetime import date
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from poa_helpers.catalogue import catalogue
from poa_helpers.errors import PoaError
from poa_helpers.model import Window
from poa_helpers.reports import load_reports, order_book
from poa_helpers.reports.container import Content
from poa_helpers.reports.document_paths import value_at
from poa_helpers.reports.documents import part_of
from poa_helpers.reports.flags_from_api import NEARLY_LATE, flags_from_api
from poa_helpers.reports.from_settlement_xml import transaction_rows
from poa_helpers.reports.from_xml import xml_table
from poa_helpers.reports.json_text import parse_json
from poa_helpers.reports.performance_v1 import UNCONFIRMED

ENVELOPE = '<?xml version="1.0" encoding="{encoding}"?><AmazonEnvelope xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'


def told(path: Path, **more: Any) -> list[str]:
    with pytest.raises(PoaError) as error:
        load_reports(path, **more)
    return [str(problem) for problem in error.value.problems]


def refused_at_once(path: Path) -> str:
    """The one problem with which a file is refused, in less than ten seconds of work."""
    started = time.process_time()
    (problem,) = told(path)
    assert time.process_time() - started < 10
    return problem


def saved(folder: Path, text: str | bytes, name: str = "a.dat") -> Path:
    path = Path(folder) / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def plain(value: Any) -> Any:
    """A table value in plain Python: None when unknown, a date for a day."""
    if pd.isna(value):
        return None
    return value.date() if isinstance(value, pd.Timestamp) else value.item() if hasattr(value, "item") else value


def columns(table: pd.DataFrame, names: list[str]) -> list[dict[str, Any]]:
    return [{name: plain(row[name]) for name in names} for row in table.to_dict("records")]


# ---------------------------------------------------------------- All Orders in XML


def element(name: str, value: Any, attributes: str = "") -> str:
    return "" if value is None else f"<{name}{attributes}>{escape(str(value))}</{name}>"


def order_xml(order: dict[str, Any]) -> str:
    items = ""
    for item in order["items"]:
        price = item["item_price"]
        component = f"<Component><Type>Principal</Type>{element('Amount', price, ' currency=' + chr(34) + 'EUR' + chr(34))}</Component>"
        items += "<OrderItem>" + element("AmazonOrderItemCode", item["order_item_id"]) + element("ASIN", item["asin"])
        items += element("SKU", item["sku"]) + element("ItemStatus", item["item_status"]) + element("ProductName", item["product_name"])
        items += element("Quantity", item["units"])
        if price is not None:
            tax = "<Component><Type>Tax</Type><Amount>0.5</Amount></Component>"
            items += f"<ItemPrice>{tax}{component}</ItemPrice>"
        items += "</OrderItem>"
    address = (
        "<Address><City>secret</City>"
        + element("State", order["ship_state"])
        + "<PostalCode>secret</PostalCode><Country>DE</Country></Address>"
    )
    return (
        f"<Message><Order>{element('AmazonOrderID', order['order_id'])}<MerchantOrderID>secret</MerchantOrderID>"
        f"<PurchaseDate>{order['order_date']}T10:00:00+00:00</PurchaseDate><LastUpdatedDate>{order['order_date']}T11:00:00+00:00</LastUpdatedDate>"
        f"{element('OrderStatus', order['order_status'])}<SalesChannel>Amazon.de</SalesChannel><FulfillmentData>"
        f"<FulfillmentChannel>{order['channel']}</FulfillmentChannel><ShipServiceLevel>Standard</ShipServiceLevel>{address}</FulfillmentData>"
        f"<IsBusinessOrder>{str(order['business']).lower()}</IsBusinessOrder>{items}</Order></Message>"
    )


words = st.text("abcXYZ 019.-&<>\"'äß", max_size=10).map(str.strip)
days = st.dates(date(2019, 1, 1), date(2028, 12, 31))
items_of_orders = st.fixed_dictionaries(
    {
        "order_item_id": st.integers(10**13, 10**14).map(str),
        "asin": st.from_regex(r"B0[A-Z0-9]{8}", fullmatch=True),
        "sku": words.map(lambda text: text or "x"),
        "item_status": st.sampled_from(["Shipped", "Unshipped", "Cancelled"]),
        "product_name": words,
        "units": st.integers(0, 9),
        "item_price": st.none() | st.integers(0, 99_999).map(lambda cents: cents / 100),
    }
)
xml_orders = st.lists(
    st.fixed_dictionaries(
        {
            "order_id": st.from_regex(r"[0-9]{3}-[0-9]{7}-[0-9]{7}", fullmatch=True),
            "order_date": days,
            "order_status": st.sampled_from(["Shipped", "Cancelled", "Pending", "Unshipped"]),
            "channel": st.sampled_from(["Amazon", "Merchant"]),
            "ship_state": st.sampled_from(["", "Berlin", "BY", "New South Wales"]),
            "business": st.booleans(),
            "items": st.lists(items_of_orders, min_size=1, max_size=3, unique_by=lambda item: item["order_item_id"]),
        }
    ),
    min_size=1,
    max_size=4,
    unique_by=lambda order: order["order_id"],
)


@settings(deadline=None, derandomize=True, database=None)
@given(
    orders=xml_orders,
    encoding=st.sampled_from([("utf-8", "UTF-8"), ("cp1252", "ISO-8859-1"), ("utf-8", "ISO-8859-1"), ("utf-16", "UTF-16")]),
)
def test_all_orders_in_xml_give_back_what_was_written(orders, encoding):
    text = ENVELOPE.format(encoding=encoding[1]) + "<Header/><MessageType>AllOrdersReport</MessageType>"
    text += "".join(map(order_xml, orders)) + "</AmazonEnvelope>"
    with tempfile.TemporaryDirectory() as folder:
        loaded = load_reports(saved(Path(folder), text.encode(encoding[0]), "download"))
    assert [record.report for record in loaded.records] == ["all_orders"]
    assert loaded.marketplace == "DE"
    channels = {"Amazon": "afn", "Merchant": "mfn"}
    wanted = [
        {
            **{name: value or None if isinstance(value, str) else value for name, value in item.items() if name != "order_item_id"},
            "item_status": item["item_status"].lower(),
            "order_id": order["order_id"],
            "order_date": order["order_date"],
            "order_status": order["order_status"].lower(),
            "channel": channels[order["channel"]],
            "ship_state": order["ship_state"] or None,
            "business": order["business"],
            "currency": None if item["item_price"] is None else "EUR",
        }
        for order in orders
        for item in order["items"]
    ]
    assert columns(loaded.table("all_orders"), list(wanted[0])) == wanted
    assert "secret" not in str(loaded.records) + loaded.table("all_orders").to_csv()


def test_xml_and_the_flat_file_of_the_same_orders_are_one(tmp_path):
    order = {"order_id": "111-0000000-0000001", "order_date": date(2026, 10, 1), "order_status": "Shipped", "channel": "Merchant"}
    item = {
        "order_item_id": "63812345678901",
        "asin": "B000000001",
        "sku": "A",
        "item_status": "Shipped",
        "product_name": "Tent",
        "units": 2,
    }
    order |= {"ship_state": "BE", "business": False, "items": [{**item, "item_price": 20.5}]}
    xml = ENVELOPE.format(encoding="UTF-8") + order_xml(order) + "</AmazonEnvelope>"
    header = (
        "amazon-order-id purchase-date last-updated-date order-status order-item-id fulfillment-channel sales-channel ship-service-level product-name "
        "sku asin item-status quantity currency item-price ship-state ship-country is-business-order"
    )
    row = (
        "111-0000000-0000001 2026-10-01T10:00:00+00:00 2026-10-01T11:00:00+00:00 Shipped 63812345678901 Merchant Amazon.de Standard Tent A"
    )
    row += " B000000001 Shipped 2 EUR 20.5 BE DE false"
    flat = "\t".join(header.split()) + "\n" + "\t".join(row.split()) + "\n"
    tables = [load_reports(saved(tmp_path, text)).table("all_orders") for text in (xml, flat)]
    pd.testing.assert_frame_equal(*tables)


def test_an_empty_xml_report_has_no_rows(tmp_path):
    for kind, report in (("AllOrdersReport", "all_orders"), ("Returns-Report", "mfn_returns")):
        text = ENVELOPE.format(encoding="UTF-8") + f"<MessageType>{kind}</MessageType></AmazonEnvelope>"
        record = load_reports(saved(tmp_path, text)).records[0]
        assert (record.report, record.rows) == (report, 0)
        assert any("has no rows" in warning for warning in record.warnings)


# ---------------------------------------------------------------- returns in XML

RETURN = (
    "<return_details>{items}<order_id>408-1234567-0000001</order_id><order_date>2026-10-03T17:08:47Z</order_date><amazon_rma_id>secret</amazon_rma_id>"
    "<return_request_date>2026-10-12T12:44:17Z</return_request_date><return_request_status>Approved</return_request_status>"
    "<a_to_z_claim>{claim}</a_to_z_claim><is_prime>N</is_prime><label_details><tracking_id>secret</tracking_id><return_carrier>DHL</return_carrier>"
    "</label_details><return_type>C-Returns</return_type><order_quantity>{ordered}</order_quantity></return_details>"
)
ITEM = (
    "<item_details><item_name>Hemd</item_name><asin>B000000001</asin><return_reason_code>{reason}</return_reason_code><merchant_sku>S</merchant_sku>"
    "<in_policy>Y</in_policy><return_quantity>1</return_quantity><resolution>StandardRefund</resolution></item_details>"
)


@pytest.mark.parametrize(
    ("reasons", "ordered", "wanted"),
    [
        (["CR-DEFECTIVE"], 1, [("CR-DEFECTIVE", 1)]),
        (["AMZ-PG-BAD-DESC", "CR-DEFECTIVE"], 2, [("AMZ-PG-BAD-DESC", 1), ("CR-DEFECTIVE", 1)]),
        (["CR-DEFECTIVE"] * 2, 1, [("CR-DEFECTIVE", 1)]),
        (["CR-DEFECTIVE"] * 2, 3, [("CR-DEFECTIVE", 2)]),
    ],
)
def test_returns_in_xml(tmp_path, reasons, ordered, wanted):
    body = RETURN.format(items="".join(ITEM.format(reason=reason) for reason in reasons), claim="true", ordered=ordered)
    loaded = load_reports(saved(tmp_path, ENVELOPE.format(encoding="UTF-8") + f"<Message>{body}</Message></AmazonEnvelope>"))
    table = loaded.table("mfn_returns")
    assert loaded.records[0].dropped == {}
    assert [*zip(table["return_reason"], table["units"], strict=True)] == wanted
    assert columns(table, ["order_id", "order_date", "return_requested_on", "a_to_z_claim", "in_policy", "return_carrier", "sku"])[0] == {
        "order_id": "408-1234567-0000001",
        "order_date": date(2026, 10, 3),
        "return_requested_on": date(2026, 10, 12),
        "a_to_z_claim": True,
        "in_policy": True,
        "return_carrier": "DHL",
        "sku": "S",
    }
    assert "secret" not in str(loaded.records) + table.to_csv()


# ---------------------------------------------------------------- settlements in XML


def money(name: str, amount: float) -> str:
    return f'<{name} currency="EUR">{amount:.2f}</{name}>'


def parts(holder: str, inner: str, amounts: dict[str, float]) -> str:
    return (
        f"<{holder}>"
        + "".join(f"<{inner}><Type>{type}</Type>{money('Amount', a)}</{inner}>" for type, a in amounts.items())
        + f"</{holder}>"
    )


def test_a_settlement_in_xml_becomes_rows_of_the_flat_file(tmp_path):
    sale = "<Item><AmazonOrderItemCode>638</AmazonOrderItemCode><SKU>A</SKU><Quantity>2</Quantity>"
    sale += parts("ItemPrice", "Component", {"Principal": 40, "Tax": 7.6}) + parts("ItemFees", "Fee", {"Commission": -6.12})
    sale += f"<Promotion><MerchantPromotionID>P1</MerchantPromotionID><Type>Shipping</Type>{money('Amount', -1)}</Promotion></Item>"
    back = "<AdjustedItem><AmazonOrderItemCode>638</AmazonOrderItemCode><MerchantAdjustmentItemID>9</MerchantAdjustmentItemID><SKU>A</SKU>"
    back += (
        parts("ItemPriceAdjustments", "Component", {"Principal": -20})
        + parts("ItemFeeAdjustments", "Fee", {"Commission": 3})
        + "</AdjustedItem>"
    )
    moment = "<PostedDate>2026-04-29T09:43:19+00:00</PostedDate>"
    body = (
        f"<SettlementReport><SettlementData><AmazonSettlementID>123</AmazonSettlementID>{money('TotalAmount', 34.37)}"
        "<StartDate>2026-04-29T09:43:19+00:00</StartDate><EndDate>2026-05-13T09:35:05+00:00</EndDate><DepositDate>2026-05-15T09:35:05+00:00</DepositDate>"
        "</SettlementData><Order><AmazonOrderID>111-0000000-0000001</AmazonOrderID><ShipmentID>S1</ShipmentID><MarketplaceName>Amazon.de</MarketplaceName>"
        f"<Fulfillment><MerchantFulfillmentID>AFN</MerchantFulfillmentID>{moment}{sale}</Fulfillment></Order>"
        "<Refund><AmazonOrderID>111-0000000-0000001</AmazonOrderID><AdjustmentID>J1</AdjustmentID><Fulfillment>"
        f"{moment}{back}</Fulfillment></Refund>"
        f"<OtherTransaction><TransactionType>WAREHOUSE_DAMAGE</TransactionType>{moment}{money('Amount', 12.5)}<OtherTransactionItem><SKU>A</SKU>"
        f"<Quantity>1</Quantity>{money('Amount', 12.5)}</OtherTransactionItem></OtherTransaction>"
        f"<AdvertisingTransactionDetails><TransactionType>Charge</TransactionType>{moment}{money('BaseAmount', -1.3)}{money('TaxAmount', -0.31)}"
        f"{money('TransactionAmount', -1.61)}</AdvertisingTransactionDetails></SettlementReport>"
    )
    text = (ENVELOPE.format(encoding="UTF-8") + f"<Message>{body}</Message></AmazonEnvelope>").encode()
    rows = list(csv.DictReader(io.StringIO(xml_table(Content.of_bytes(text, "s.xml")).text)))
    assert (rows[0]["settlement-id"], rows[0]["total-amount"], rows[0]["currency"], rows[0]["amount"]) == ("123", "34.37", "EUR", "")
    shown = [(r["transaction-type"], r["amount-type"], r["amount-description"], r["amount"]) for r in rows[1:]]
    assert shown == [
        ("Order", "ItemPrice", "Principal", "40.00"),
        ("Order", "ItemPrice", "Tax", "7.60"),
        ("Order", "ItemFees", "Commission", "-6.12"),
        ("Order", "Promotion", "Shipping", "-1.00"),
        ("Refund", "ItemPrice", "Principal", "-20.00"),
        ("Refund", "ItemFees", "Commission", "3.00"),
        ("WAREHOUSE_DAMAGE", "other-transaction", "WAREHOUSE_DAMAGE", "12.50"),
        ("Charge", "other-transaction", "Charge", "-1.61"),
    ]
    assert round(sum(float(r["amount"]) for r in rows[1:]), 2) == 34.37, "the details add up to the total"
    assert {r["settlement-id"] for r in rows} == {"123"}
    assert rows[4]["promotion-id"] == "P1"
    assert (rows[1]["order-id"], rows[1]["sku"], rows[1]["quantity-purchased"], rows[1]["fulfillment-id"]) == (
        "111-0000000-0000001",
        "A",
        "2",
        "AFN",
    )
    assert (rows[5]["adjustment-id"], rows[5]["merchant-adjustment-item-id"], rows[5]["posted-date"][:10]) == ("J1", "9", "2026-04-29")


def test_amounts_outside_of_items_are_rows_too():
    fees = {"": "Order", "AmazonOrderID": "1", "ShipmentFees": {"Fee": {"Type": "FBA transport", "Amount": {"#": "-2.00"}}}}
    assert [(row["amount-type"], row["amount"]) for row in transaction_rows(fees)] == [("ShipmentFees", "-2.00")]


# ---------------------------------------------------------------- hostile and broken XML

BOMB = '<!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("<?xml version='1.0'?><a><b/></a>", "no report that the workbench knows; it begins with: a, b"),
        (
            "<?xml version='1.0'?>" + BOMB + "<AmazonEnvelope><Order><OrderItem>&b;</OrderItem></Order></AmazonEnvelope>",
            "declares a document type",
        ),
        ("<AmazonEnvelope><Order><OrderItem>&nbsp;</OrderItem></Order></AmazonEnvelope>", "not valid XML"),
        ("<AmazonEnvelope><Order><OrderItem>", "not valid XML"),
        ("<AmazonEnvelope><Order><OrderItem/>\n</Ordr></AmazonEnvelope>", "row 2: The file is not valid XML"),
        ("<AmazonEnvelope><OrderItem/>" + "<a>" * 100_000, "deeper or larger"),
        ("<AmazonEnvelope><Order><OrderItem/>" + "<a/>" * 210_000, "deeper or larger"),
        ("<AmazonEnvelope><OrderItem/><Order><Note>" + "x" * 21_000_000, "deeper or larger"),
        ("<AmazonEnvelope><OrderItem/><!--" + "x" * 20_000_000, "deeper or larger"),
        ("<!DOCTYPE html><html><body/></html>", "web page"),
        ("<?xml version='1.0'?><html xmlns='http://www.w3.org/1999/xhtml'/>", "web page"),
    ],
)
def test_xml_that_cannot_be_used(tmp_path, text, word):
    problem = refused_at_once(saved(tmp_path, text))
    assert problem.startswith("a.dat")
    assert word in problem


def test_an_order_without_what_is_needed_is_told_by_the_name_of_the_element(tmp_path):
    text = "<AmazonEnvelope><Order><AmazonOrderID>111-0000000-0000001</AmazonOrderID><OrderItem><SKU>A</SKU></OrderItem></Order></AmazonEnvelope>"
    problems = told(saved(tmp_path, text))
    assert any("'Order/PurchaseDate' is nowhere in it" in problem for problem in problems)


def test_control_characters_and_namespaces_do_no_harm(tmp_path):
    body = RETURN.format(items=ITEM.format(reason="CR-\x0bDEFECTIVE\x01"), claim="N", ordered=1)
    body = body.replace("<", "<r:").replace("<r:/", "</r:")
    text = f'<?xml version="1.0"?><r:AmazonEnvelope xmlns:r="urn:x">{body}</r:AmazonEnvelope>'
    assert load_reports(saved(tmp_path, text)).table("mfn_returns")["return_reason"].tolist() == ["CR-DEFECTIVE"]


def test_a_large_xml_report_is_read_record_by_record(tmp_path, monkeypatch):
    body = RETURN.format(items=ITEM.format(reason="CR-DEFECTIVE"), claim="N", ordered=1)
    text = "<AmazonEnvelope>" + "".join(body.replace("0000001", f"{n:07}") for n in range(2_000)) + "</AmazonEnvelope>"
    monkeypatch.setattr("poa_helpers.reports.container.content._CHUNK", 1_000)
    assert load_reports(saved(tmp_path, text)).records[0].rows == 2_000


# ---------------------------------------------------------------- Orders API 2026-01-01


def api_order(n: int = 1, **more: Any) -> dict[str, Any]:
    """An order as the API gives it, with every field in which personal data could stand."""
    fulfilment = {
        "fulfillmentStatus": "SHIPPED",
        "fulfilledBy": "MERCHANT",
        "fulfillmentServiceLevel": "STANDARD",
        "shipByWindow": {"earliestDateTime": "2026-10-02T07:00:00Z", "latestDateTime": "2026-10-03T06:59:59Z"},
        "deliverByWindow": {"earliestDateTime": "2026-10-05T07:00:00Z", "latestDateTime": "2026-10-07T06:59:59Z"},
        **more.pop("fulfillment", {}),
    }
    item = {
        "orderItemId": f"900{n}",
        "quantityOrdered": 2,
        "product": {
            "asin": "B000000001",
            "title": "Tent",
            "sellerSku": "A",
            "price": {"unitPrice": {"amount": "49.99", "currencyCode": "USD"}},
        },
        "fulfillment": {"quantityFulfilled": 2, "packing": {"giftOption": {"giftMessage": "secret"}}},
        **more.pop("item", {}),
    }
    package = {
        "packageReferenceId": "1",
        "packageStatus": {"status": "DELIVERED"},
        "carrier": "UPS",
        "shipTime": "2026-10-02T20:00:00Z",
        "shippingService": "Ground",
        "trackingNumber": "secret",
        "shipFromAddress": {"name": "Warehouse B", "addressLine1": "secret"},
        "packageItems": [{"orderItemId": f"900{n}", "quantity": 2}],
    }
    packages = [{**package, **changes} for changes in more.pop("packages", [{}])]
    return {
        "orderId": f"111-0000000-{n:07}",
        "createdTime": "2026-10-01T10:30:00Z",
        "lastUpdatedTime": "2026-10-04T14:45:00Z",
        "programs": ["PRIME"],
        "salesChannel": {"channelName": "AMAZON", "marketplaceId": "ATVPDKIKX0DER", "marketplaceName": "Amazon.com"},
        "buyer": {"buyerName": "secret", "buyerEmail": "secret"},
        "recipient": {
            "deliveryAddress": {"name": "secret", "city": "secret", "stateOrRegion": "WA", "countryCode": "US", "phone": "secret"}
        },
        "fulfillment": fulfilment,
        "orderItems": [item],
        "packages": packages,
        **more,
    }


def cancelled(by: str | None, reason: str = "", asked: bool = False, **more: Any) -> dict[str, Any]:
    """The parts of an order that was cancelled before it left."""
    story: dict[str, Any] = {"cancellationRequest": {"requester": "BUYER", "cancelReason": "secret"}} if asked else {}
    if by:
        story["cancellationExecution"] = {"cancelledBy": by, **({"cancelReason": reason} if reason else {})}
    return {"fulfillment": {"fulfillmentStatus": "CANCELLED"}, "item": {"cancellation": story}, "packages": [], **more}


def orders_of(folder: Path, *orders: dict[str, Any]) -> Any:
    return load_reports(saved(folder, json.dumps({"orders": list(orders), "pagination": {"nextToken": "x"}}), "orders.json"))


def test_an_order_of_the_api_becomes_a_row_without_personal_data(tmp_path):
    loaded = orders_of(tmp_path, api_order())
    record, table = loaded.records[0], loaded.table("orders_api")
    assert (record.report, record.rows, loaded.marketplace, record.confirmed) == ("orders_api", 1, "US", True)
    wanted = {
        "order_id": "111-0000000-0000001",
        "order_item_id": "9001",
        "order_date": date(2026, 10, 1),
        "updated_on": date(2026, 10, 4),
        "order_status": "shipped",
        "channel": "mfn",
        "ship_by": date(2026, 10, 3),
        "promised_by": date(2026, 10, 7),
        "shipped_on": date(2026, 10, 2),
        "shipped_late": False,
        "carrier": "UPS",
        "ship_method": "Ground",
        "package_status": "DELIVERED",
        "warehouse": "Warehouse B",
        "units": 2,
        "units_shipped": 2,
        "item_price": 99.98,
        "currency": "USD",
        "ship_state": "WA",
        "business": False,
    }
    assert columns(table, list(wanted)) == [wanted]
    assert "secret" not in str(loaded.records) + table.to_csv() + order_book(loaded).orders.to_csv()


@pytest.mark.parametrize(
    "wrap",
    [
        lambda orders: {"orders": orders},
        lambda orders: {"payload": {"orders": orders}},
        lambda orders: [{"orders": orders[:1]}, {"orders": orders[1:]}],
        lambda orders: orders,
        lambda orders: [{"order": order} for order in orders],
        lambda orders: {"pages": {"1": {"payload": {"orders": orders}}}},
    ],
)
def test_pages_and_wrappers_do_not_matter(tmp_path, wrap):
    orders = [api_order(n) for n in (1, 2, 3)]
    table = load_reports(saved(tmp_path, json.dumps(wrap(orders), indent=1))).table("orders_api")
    assert table["order_id"].tolist() == [order["orderId"] for order in orders]


def test_json_lines_and_documents_in_a_row(tmp_path):
    lines = "\n".join(json.dumps(api_order(n)) for n in (1, 2))
    for text in (
        lines,
        lines.replace("\n", ""),
        "\ufeff" + lines + "\n\n",
        json.dumps({"orders": [api_order(1)]}) + "\r\n" + json.dumps({"orders": [api_order(2)]}),
    ):
        assert load_reports(saved(tmp_path, text)).table("orders_api")["order_id"].nunique() == 2


def test_the_package_that_left_last_decides(tmp_path):
    late, early = {"shipTime": "2026-10-03T07:00:00Z", "carrier": "USPS"}, {"shipTime": "2026-10-02T07:00:00Z"}
    gone = {"shipTime": "2026-10-09T07:00:00Z", "packageStatus": {"status": "CANCELLED"}}
    other = {"shipTime": "2026-10-09T07:00:00Z", "packageItems": [{"orderItemId": "other"}]}
    table = orders_of(tmp_path, api_order(packages=[late, early, gone, other])).table("orders_api")
    assert columns(table, ["carrier", "shipped_late", "shipped_on"]) == [
        {"carrier": "USPS", "shipped_late": True, "shipped_on": date(2026, 10, 3)}
    ]


@pytest.mark.parametrize(
    ("moment", "late"),
    [
        ("2026-10-03T06:59:59Z", False),
        ("2026-10-03T07:00:00Z", True),
        ("2026-10-02T23:59:59-07:00", False),
        ("2026-10-03T00:00:00-07:00", True),
        ("2026-10-03T08:00:00+02:00", False),
        ("2026-10-03T06:59:59", False),
        ("", None),
        (None, None),
    ],
)
def test_late_is_a_matter_of_the_moment_not_of_the_day(tmp_path, moment, late):
    table = orders_of(tmp_path, api_order(packages=[{"shipTime": moment, "carrier": "UPS"}])).table("orders_api")
    assert plain(table["shipped_late"][0]) is late


def test_what_was_not_fetched_is_told(tmp_path):
    bare = [api_order(1, packages=[]), api_order(2, **cancelled(None))]
    warnings = orders_of(tmp_path, *bare).records[0].warnings
    assert any("includedData=PACKAGES" in warning for warning in warnings)
    assert any("includedData=CANCELLATION" in warning for warning in warnings)
    without = {key: value for key, value in api_order().items() if key != "fulfillment"}
    problems = told(saved(tmp_path, json.dumps({"orders": [without]})))
    assert any("'orders/fulfillment/fulfillmentStatus' is nowhere in it" in problem for problem in problems)


def test_orders_that_were_not_sold_on_amazon_are_left_out(tmp_path):
    other = api_order(2, salesChannel={"channelName": "NON_AMAZON"})
    record = orders_of(tmp_path, api_order(1), other).records[0]
    assert record.dropped == {"non_amazon": 1}


def test_no_orders_are_an_empty_report(tmp_path):
    record = load_reports(saved(tmp_path, '{"orders": []}')).records[0]
    assert (record.report, record.rows) == ("orders_api", 0)


api_orders = st.lists(
    st.fixed_dictionaries(
        {
            "id": st.integers(0, 9_999_999),
            "day": days,
            "status": st.sampled_from(["PENDING", "UNSHIPPED", "PARTIALLY_SHIPPED", "SHIPPED", "CANCELLED"]),
            "by": st.sampled_from(["AMAZON", "MERCHANT"]),
            "items": st.lists(st.tuples(words, st.integers(1, 9), st.integers(0, 99_999)), min_size=1, max_size=3),
            "carrier": st.none() | words.map(lambda text: text or "x"),
            "executed": st.sampled_from([None, "BUYER", "MERCHANT", "AMAZON"]),
        }
    ),
    min_size=1,
    max_size=4,
    unique_by=lambda order: order["id"],
)


@settings(deadline=None, derandomize=True, database=None)
@given(orders=api_orders, encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]), ascii=st.booleans())
def test_orders_of_the_api_give_back_what_was_written(orders, encoding, ascii):
    status = {
        "PENDING": "pending",
        "UNSHIPPED": "unshipped",
        "PARTIALLY_SHIPPED": "shipping",
        "SHIPPED": "shipped",
        "CANCELLED": "cancelled",
    }
    channel, canceller = {"AMAZON": "afn", "MERCHANT": "mfn"}, {"BUYER": "buyer", "MERCHANT": "seller", "AMAZON": "amazon"}
    documents, wanted = [], []
    for order in orders:
        items = []
        for n, (sku, units, cents) in enumerate(order["items"]):
            price = f"{cents // 100}.{cents % 100:02}"
            entry: dict[str, Any] = {"orderItemId": f"{n}", "quantityOrdered": units, "product": {"sellerSku": sku, "asin": "B000000001"}}
            entry["proceeds"] = {
                "breakdowns": [{"type": "TAX", "subtotal": {"amount": "1"}}, {"type": "ITEM", "subtotal": {"amount": price}}]
            }
            if order["executed"]:
                entry["cancellation"] = {"cancellationExecution": {"cancelledBy": order["executed"]}}
            items.append(entry)
            wanted.append(
                {
                    "order_id": f"111-1234567-{order['id']:07}",
                    "order_date": order["day"],
                    "order_status": status[order["status"]],
                    "channel": channel[order["by"]],
                    "sku": sku or None,
                    "units": units,
                    "item_price": cents / 100,
                    "carrier": order["carrier"],
                    "cancelled_by": canceller.get(order["executed"]),
                }
            )
        document = api_order(orderItems=items, orderId=f"111-1234567-{order['id']:07}", createdTime=f"{order['day']}T23:59:59Z")
        document["fulfillment"] = {"fulfillmentStatus": order["status"], "fulfilledBy": order["by"]}
        document["packages"] = [{"packageReferenceId": "1", "carrier": order["carrier"]}] if order["carrier"] else None
        documents.append(document)
    with tempfile.TemporaryDirectory() as folder:
        loaded = load_reports(saved(Path(folder), json.dumps({"orders": documents}, ensure_ascii=ascii).encode(encoding)))
    assert loaded.records[0].dropped == {}
    assert columns(loaded.table("orders_api"), list(wanted[0])) == wanted


# ---------------------------------------------------------------- Orders API v0


def test_orders_of_v0_with_their_items(tmp_path):
    order = {
        "AmazonOrderId": "111-0000000-0000001",
        "PurchaseDate": "2026-10-01T08:37:26Z",
        "LastUpdateDate": "2026-10-02T10:25:26Z",
        "OrderStatus": "Canceled",
        "FulfillmentChannel": "MFN",
        "SalesChannel": "Amazon.com",
        "ShipServiceLevel": "Std",
        "LatestShipDate": "2026-10-03T06:59:59Z",
        "LatestDeliveryDate": "2026-10-07T06:59:59Z",
        "IsBusinessOrder": "true",
        "BuyerInfo": {"BuyerEmail": "secret"},
        "ShippingAddress": {"Name": "secret", "City": "secret", "StateOrRegion": "WA", "CountryCode": "US"},
    }
    item = {
        "ASIN": "B000000001",
        "SellerSKU": "A",
        "OrderItemId": "9",
        "Title": "Tent",
        "QuantityOrdered": 2,
        "ItemPrice": {"CurrencyCode": "USD", "Amount": "20.50"},
        "BuyerRequestedCancel": {"IsBuyerRequestedCancel": "true", "BuyerCancelReason": "secret"},
    }
    answers = [
        {"payload": {"Orders": [order], "NextToken": "x"}},
        {"payload": {"AmazonOrderId": order["AmazonOrderId"], "OrderItems": [item]}},
    ]
    loaded = load_reports(saved(tmp_path, json.dumps(answers)))
    names = [
        "order_status",
        "channel",
        "ship_by",
        "promised_by",
        "business",
        "sku",
        "units",
        "item_price",
        "cancel_requested_by",
        "ship_state",
    ]
    assert list(columns(loaded.table("orders_api"), names)[0].values()) == [
        *("cancelled", "mfn", date(2026, 10, 3), date(2026, 10, 7), True, "A", 2, 20.5, "buyer", "WA")
    ]
    assert "secret" not in str(loaded.records) + loaded.table("orders_api").to_csv()
    embedded = load_reports(saved(tmp_path, json.dumps({**order, "OrderItems": [item]})))
    pd.testing.assert_frame_equal(embedded.table("orders_api"), loaded.table("orders_api"))
    assert "items of orders, but not the orders" in told(saved(tmp_path, json.dumps(answers[1])))[0]


# ---------------------------------------------------------------- Sales and Traffic


def day_of_sales(day: str, **more: Any) -> dict[str, Any]:
    sales = {
        "unitsOrdered": 23,
        "totalOrderItems": 20,
        "orderedProductSales": {"amount": 238.44, "currencyCode": "USD"},
        "unitsRefunded": 1,
    }
    sales |= {
        "refundRate": 4.35,
        "claimsGranted": 2,
        "claimsAmount": {"amount": 10.10, "currencyCode": "USD"},
        "unitsShipped": 59,
        "ordersShipped": 54,
    }
    traffic = {"pageViews": 1658, "feedbackReceived": 10, "negativeFeedbackReceived": 1, "receivedNegativeFeedbackRate": 10.0}
    return {"date": day, "salesByDate": {**sales, **more}, "trafficByDate": traffic}


def test_sales_and_traffic_becomes_days(tmp_path):
    document = {
        "reportSpecification": {"reportOptions": {"dateGranularity": "DAY"}, "marketplaceIds": ["ATVPDKIKX0DER"]},
        "salesAndTrafficByDate": [day_of_sales("2026-10-01"), day_of_sales("2026-10-02", claimsGranted=0, refundRate=0)],
        "salesAndTrafficByAsin": [{"parentAsin": "B000000001"}],
    }
    loaded = load_reports(saved(tmp_path, json.dumps(document)))
    record, table = loaded.records[0], loaded.table("sales_and_traffic")
    assert (record.report, record.first, record.last) == ("sales_and_traffic", date(2026, 10, 1), date(2026, 10, 2))
    names = ["date", "claims_granted", "refund_rate_percent", "negative_feedback", "orders_shipped", "sales", "claims_amount"]
    assert [list(row.values()) for row in columns(table, names)] == [
        [date(2026, 10, 1), 2, 4.35, 1, 54, 238.44, 10.1],
        [date(2026, 10, 2), 0, 0, 1, 54, 238.44, 10.1],
    ]
    assert any("by ASIN are left out" in warning for warning in record.warnings)


def test_weeks_are_not_taken_for_days(tmp_path):
    document = {
        "reportSpecification": {"reportOptions": {"dateGranularity": "WEEK"}},
        "salesAndTrafficByDate": [day_of_sales("2026-10-04")],
    }
    assert any("not days but: week" in warning for warning in load_reports(saved(tmp_path, json.dumps(document))).records[0].warnings)


# ---------------------------------------------------------------- JSON as such


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("{not json", "row 1: The file is not valid JSON"),
        ('{"orders": [\n{"orderId": "111-', "row 2: The file is not valid JSON"),
        ('{"orders": [}', "not valid JSON"),
        ("[" * 200_000 + "]" * 200_000, "nested more than 60 deep"),
        ('{"a":' * 70 + "1" + "}" * 70, "nested more than 60 deep"),
        ('{"a":' * 5_000 + "1" + "}" * 5_000, "nested more than 60 deep"),
        ('{"orders": [{"orderId": "1", "orderId": "2"}]}', "'orderId' stands twice"),
        ("[" + "1," * 4_100_000 + "1]", "too large"),
        ("[1, 2, 3]", "no report that the workbench knows"),
        ('{"$schema": "x", "examples": [{"performanceMetrics": []}]}', "no seller performance report"),
        ('"just text"', "no table"),
    ],
)
def test_json_that_cannot_be_used(tmp_path, text, word):
    assert word in refused_at_once(saved(tmp_path, text))


@pytest.mark.parametrize(
    "text",
    [
        json.dumps([{"performanceMetrics": []}] * 50_000),
        json.dumps({"orders": [api_order(orderItems=[{"orderItemId": "1"}] * 9_000, packages=[{"packageItems": None}] * 9_000)]}),
        json.dumps(
            {"orders": [api_order(orderItems=[{"orderItemId": "1"}] * 9_000, packages=[{"packageItems": [{"orderItemId": "1"}]}] * 9_000)]}
        ),
        "<sellerPerformanceReport>"
        + "<m><timeFrame/><lateShipment><rate>1</rate></lateShipment></m>" * 9_000
        + "</sellerPerformanceReport>",
        "<return_details>" + "".join(f"<item_details><a>{n}</a></item_details>" for n in range(20_000)) + "</return_details>",
    ],
)
def test_work_grows_with_the_size_of_a_document_not_with_its_square(text):
    started = time.process_time()
    try:
        part_of(Content.of_bytes(text.encode(), "a.dat"))
    except PoaError as error:
        assert str(error).startswith("a.dat")
    assert time.process_time() - started < 5


def test_odd_json_is_taken():
    assert parse_json('{"a": 1, "a": 1, "b": [NaN, Infinity, -Infinity, 1e999]}', "a") == [{"a": 1, "b": [None] * 4}]
    assert parse_json('{"a": 12345678901234567890123, "b": -0.10}', "a", numbers_as_text=True) == [
        {"a": "12345678901234567890123", "b": "-0.10"}
    ]
    assert parse_json('{"a": ' + "9" * 5_000 + "}", "a") == [{"a": None}]


@settings(deadline=None, derandomize=True, database=None)
@given(data=st.data())
def test_no_mutilated_document_brings_a_traceback(data):
    """Bytes flipped, cut out and doubled in XML and JSON reports: read, or refused with the file's name."""
    whole = ENVELOPE.format(encoding="UTF-8") + "".join(
        RETURN.format(items=ITEM.format(reason="X"), claim="Y", ordered=1) for _ in range(2)
    )
    kinds = [
        json.dumps({"orders": [api_order(1), api_order(2, **cancelled("MERCHANT"))]}),
        whole + "</AmazonEnvelope>",
        V1,
        json.dumps(day_of_sales("2026-10-01")),
    ]
    content = bytearray(data.draw(st.sampled_from(kinds)).encode())
    for _ in range(data.draw(st.integers(1, 5))):
        place = data.draw(st.integers(0, len(content) - 1))
        what = data.draw(st.sampled_from(["flip", "cut", "double", "swap"]))
        if what == "flip":
            content[place] ^= data.draw(st.integers(1, 255))
        elif what == "cut":
            del content[place : place + data.draw(st.integers(1, 60))]
        elif what == "double":
            content[place:place] = content[place : place + 60]
        else:
            content[place : place + 1] = data.draw(st.sampled_from([b"null", b"[]", b"{}", b"-1", b"<a>", b"&x;", b"\x00"]))
        if not content:
            break
    with tempfile.TemporaryDirectory() as folder:
        try:
            order_book(load_reports(saved(Path(folder), bytes(content))))
        except PoaError as error:
            assert "a.dat" in str(error)


def test_a_place_that_is_none_gives_nothing():
    assert value_at({"a": {"b": [1, 2]}}, ["a", "b", "c"]) == ""
    assert value_at({"a": [[]]}, ["a"]) == ""
    assert value_at({"a": "x"}, ["a[b=c]"]) == ""


# ---------------------------------------------------------------- the older performance report

V1 = """<?xml version="1.0" encoding="UTF-8"?>
<sellerPerformanceReports><sellerPerformanceReport><marketplaceId>A1F83G8C2ARO7P</marketplaceId>
<performanceChecklist><orderDefectRate><status>Good</status></orderDefectRate><lateShipmentRate><status>Poor</status></lateShipmentRate>
<policyViolation><status>Fair</status></policyViolation><productSafetyStatus><status>None</status></productSafetyStatus></performanceChecklist>
<orderDefects><orderDefectMetrics><timeFrame><start>2026-08-01T00:00:00Z</start><end>2026-09-29T23:59:59Z</end></timeFrame><orderCount>400</orderCount>
<orderWithDefects><count>2</count><rate>0.50%</rate></orderWithDefects><negativeFeedbacks><count>1</count><rate>0.25</rate></negativeFeedbacks>
<a_z_claims><count>1</count><rate>0.25</rate></a_z_claims><chargebacks><count>0</count><rate>0</rate></chargebacks></orderDefectMetrics></orderDefects>
<customerExperience>
<customerExperienceMetrics><timeFrame><start>2026-09-23T00:00:00Z</start><end>2026-09-29T23:59:59Z</end></timeFrame><orderCount>50</orderCount>
<lateShipment><count>4</count><rate>8.0</rate></lateShipment><preFulfillmentCancellation><count>0</count><rate>0.0</rate></preFulfillmentCancellation>
</customerExperienceMetrics>
<customerExperienceMetrics><timeFrame><start>2026-08-31T00:00:00Z</start><end>2026-09-22T23:59:59Z</end></timeFrame><orderCount>150</orderCount>
<lateShipment><count>3</count><rate>2.0</rate></lateShipment></customerExperienceMetrics></customerExperience>
<trackingInformation><trackingMetrics><timeFrame><start>2026-09-01</start><end>2026-09-29</end></timeFrame><validTracking><rate>97.5%</rate></validTracking>
</trackingMetrics></trackingInformation></sellerPerformanceReport></sellerPerformanceReports>"""


def test_the_older_performance_report_is_read_by_its_element_names(tmp_path):
    loaded = load_reports(saved(tmp_path, V1))
    record, (snapshot,) = loaded.records[0], loaded.snapshots
    assert (record.report, record.confirmed, record.warnings[0]) == ("seller_performance", False, UNCONFIRMED)
    assert any("policyViolation: Amazon's status is 'Fair'" in warning for warning in record.warnings)
    assert (snapshot.marketplace, snapshot.first, snapshot.last) == ("UK", date(2026, 8, 1), date(2026, 9, 29))
    shown = [(b.metric, b.channel, b.hits, b.total, b.amazon_rate, b.status) for b in snapshot.metrics]
    assert shown == [
        ("order_defect_rate", "all", 2, 400, 0.005, "good"),
        ("late_shipment_rate", "mfn", 4, 50, 0.08, "bad"),
        ("pre_fulfillment_cancellation_rate", "mfn", 0, 50, 0.0, None),
        ("late_shipment_rate", "mfn", 3, 150, 0.02, None),
        ("valid_tracking_rate", "mfn", None, None, 0.975, None),
    ]
    assert snapshot.metrics[0].parts == {"negative_feedback": 1, "a_to_z_claim": 1, "chargeback": 0}
    assert snapshot.metrics[0].window == Window(start=date(2026, 8, 1), end=date(2026, 9, 30))
    assert [(p.policy, p.status) for p in snapshot.policies] == [
        ("product_safety_customer_complaints", "none"),
        ("other_policy_violations", None),
    ]


def test_other_nesting_gives_the_same(tmp_path):
    deeper = V1.replace("<orderDefectMetrics>", "<wrap><orderDefectMetrics>").replace(
        "</orderDefectMetrics>", "</orderDefectMetrics></wrap>"
    )
    bare = V1.replace("<sellerPerformanceReports>", "").replace("</sellerPerformanceReports>", "")
    wanted = load_reports(saved(tmp_path, V1)).snapshots
    for text in (deeper, bare):
        found = load_reports(saved(tmp_path, text)).snapshots
        assert sorted(map(str, found[0].metrics)) == sorted(map(str, wanted[0].metrics))


def test_a_performance_report_without_metrics_is_told(tmp_path):
    text = "<sellerPerformanceReports><sellerPerformanceReport><a>1</a></sellerPerformanceReport></sellerPerformanceReports>"
    assert "holds no metrics that are known" in told(saved(tmp_path, text))[0]


# ---------------------------------------------------------------- deviations of the newer performance report

SPAN = {"reportingDateFrom": "2026-08-26T00:00:00Z", "reportingDateTo": "2026-09-24T23:59:59Z"}


def snapshots(folder: Path, *documents: Any) -> Any:
    return load_reports(saved(folder, "\n".join(map(json.dumps, documents))))


def health(**blocks: Any) -> dict[str, Any]:
    place = {"marketplaceId": "A1PA6795UKMFR9"}
    return {"accountStatuses": [{**place, "status": "NORMAL"}], "performanceMetrics": [{**place, **blocks}]}


def test_a_count_that_is_left_out_follows_from_rate_and_total(tmp_path):
    tracking = {"rate": 1, "status": "GOOD", "shipmentCount": 7, "reportingDateRange": SPAN}
    unclear = {"rate": 0.4, "orderCount": 7, "reportingDateRange": SPAN}
    loaded = snapshots(tmp_path, health(validTrackingRate=tracking, lateShipmentRate=unclear))
    assert [(b.metric, b.hits, b.total) for b in loaded.snapshots[0].metrics] == [
        ("valid_tracking_rate", 7, 7),
        ("late_shipment_rate", None, 7),
    ]
    assert any("7 of 7 follows from its rate" in warning for warning in loaded.records[0].warnings)


def test_words_and_numbers_that_are_not_documented_are_told(tmp_path):
    block = {"rate": 43, "status": "GREEN", "orderCount": -1, "lateShipmentCount": 1e300, "targetCondition": "LESS_THAN_OR_EQUAL"}
    loaded = snapshots(tmp_path, health(lateShipmentRate=block))
    (found,) = loaded.snapshots[0].metrics
    assert (found.status, found.hits, found.total, found.condition) == (None, None, None, "less_than_or_equal")
    assert any("'GREEN'" in warning for warning in loaded.records[0].warnings)
    assert any("43 is no fraction" in warning for warning in loaded.records[0].warnings)


def test_several_dated_reports_in_one_file_give_history(tmp_path):
    def dated(month: int, hits: int) -> dict[str, Any]:
        span = {"reportingDateFrom": f"2026-{month:02}-01T00:00Z", "reportingDateTo": f"2026-{month:02}-28T23:59Z"}
        return health(lateShipmentRate={"reportingDateRange": span, "orderCount": 100, "lateShipmentCount": hits, "rate": hits / 100})

    for documents in ([dated(7, 1), dated(9, 3), dated(8, 2)], [[dated(7, 1), {"payload": dated(9, 3)}, dated(8, 2)]]):
        found = snapshots(tmp_path, *documents).snapshots
        assert [snapshot.metrics[0].hits for snapshot in found] == [1, 2, 3]


def test_entries_without_a_marketplace_are_all_kept(tmp_path):
    document = {"performanceMetrics": [{"lateShipmentRate": {"orderCount": 10, "lateShipmentCount": n}} for n in (1, 2)]}
    assert [snapshot.metrics[0].hits for snapshot in snapshots(tmp_path, document).snapshots] == [1, 2]


def test_a_report_of_policies_only_has_its_days(tmp_path):
    loaded = snapshots(tmp_path, health(listingPolicyViolations={"defectsCount": 2, "status": "BAD", "reportingDateRange": SPAN}))
    assert (loaded.records[0].first, loaded.records[0].last) == (date(2026, 8, 26), date(2026, 9, 24))


# ---------------------------------------------------------------- what the order book makes of the API's orders


def flags(folder: Path, *orders: dict[str, Any]) -> Any:
    return order_book(orders_of(folder, *orders))


@pytest.mark.parametrize(
    ("by", "reason", "asked", "counts"),
    [
        ("MERCHANT", "", False, True),
        ("MERCHANT", "Buyer requested cancellation", True, False),
        ("BUYER", "", False, False),
        ("AMAZON", "Shipment was not confirmed", False, True),
        ("AMAZON", "Late shipment", False, True),
        ("AMAZON", "Payment declined", False, False),
        ("AMAZON", "No ship confirmation: customer address undeliverable", False, False),
        ("AMAZON", "", False, True),
        ("AMAZON", "other", False, None),
        (None, "", False, None),
    ],
)
def test_who_cancelled(tmp_path, by, reason, asked, counts):
    book = flags(tmp_path, api_order(1, **cancelled(by, reason, asked)), api_order(2))
    assert [plain(value) for value in book.orders["cancelled_by_seller"]] == [counts, False]
    assert book.orders["cancelled"].tolist() == [True, False]
    assert book.bounds["cancelled_by_seller"] == ("lower" if counts is None else "exact")


def test_amazon_cancels_without_a_word_before_the_ship_date_is_unknown(tmp_path):
    early = cancelled("AMAZON") | {"lastUpdatedTime": "2026-10-02T10:00:00Z"}
    assert flags(tmp_path, api_order(1, **early)).orders["cancelled_by_seller"].isna().tolist() == [True]


def test_late_is_an_estimate_and_says_so(tmp_path):
    late = {"packages": [{"shipTime": "2026-10-03T20:00:00Z"}]}
    waiting = {"packages": [], "fulfillment": {"fulfillmentStatus": "UNSHIPPED"}}
    partly = {"fulfillment": {"fulfillmentStatus": "PARTIALLY_SHIPPED"}}
    amazons = {"fulfillment": {"fulfilledBy": "AMAZON"}, **late}
    book = flags(tmp_path, api_order(1, **late), api_order(2), api_order(3, **waiting), api_order(4, **partly), api_order(5, **amazons))
    assert [plain(value) for value in book.orders["late"]] == [True, False, None, None, None]
    assert book.estimates == {"late": NEARLY_LATE}
    assert book.orders["ship_by"].dt.date.tolist() == [date(2026, 10, 3)] * 5
    assert book.orders["carrier"].tolist()[:2] == ["UPS", "UPS"]
    assert book.orders["confirmed_on"].isna().all(), "the hand-over to the carrier is not the confirmation"


def test_an_order_is_late_as_soon_as_one_item_is():
    table = pd.DataFrame({"order_id": ["1", "1", "2", "2"], "order_status": "shipped", "channel": "mfn"})
    table["shipped_late"] = pd.array([False, True, False, None], dtype="boolean")
    found = flags_from_api(table, pd.DataFrame({"order_id": ["1", "2"]}))
    assert [plain(value) for value in found["late"].values] == [True, None]


def test_the_newest_state_of_an_order_counts(tmp_path):
    before = api_order(1, fulfillment={"fulfillmentStatus": "UNSHIPPED"}, packages=[], lastUpdatedTime="2026-10-01T11:00:00Z")
    after = api_order(1, **cancelled("MERCHANT"))
    for orders in ((before, after), (after, before)):
        assert flags(tmp_path, *orders).orders["cancelled_by_seller"].tolist() == [True]


def test_amazons_own_downloads_decide_where_they_are_given(tmp_path):
    api = saved(
        tmp_path,
        json.dumps({"orders": [api_order(1, packages=[{"shipTime": "2026-10-03T20:00:00Z"}]), api_order(2, **cancelled("MERCHANT"))]}),
        "o.json",
    )
    late = saved(tmp_path, "Order ID,Expected ship date,Confirmation date\n111-0000000-0000001,2026-10-02,2026-10-02\n", "late.csv")
    gone = saved(
        tmp_path, "Order ID,Order date,Effect on account health\n111-0000000-0000002,2026-10-01,does not affect account health\n", "c.csv"
    )
    book = order_book(load_reports([api, late, gone]))
    by_id = book.orders.set_index("order_id")
    assert plain(by_id["late"]["111-0000000-0000001"]) is False
    assert plain(by_id["cancelled_by_seller"]["111-0000000-0000002"]) is False
    assert "late" not in book.estimates


def test_all_orders_bound_becomes_exact_where_the_api_knows_who_cancelled(tmp_path):
    header = ["amazon-order-id", "purchase-date", "order-status", "fulfillment-channel", "sales-channel", "sku", "asin", "quantity"]
    rows = [
        [f"111-0000000-000000{n}", "2026-10-01T08:00:00+00:00", status, "Merchant", "Amazon.com", "A", "B000000001", "1"]
        for n, status in ((1, "Cancelled"), (2, "Cancelled"), (3, "Shipped"))
    ]
    flat = saved(tmp_path, "\n".join("\t".join(row) for row in [header, *rows]), "all.txt")
    known = [api_order(1, **cancelled("BUYER")), api_order(2, **cancelled("MERCHANT")), api_order(3)]
    assert order_book(load_reports(flat)).bounds["cancelled_by_seller"] == "upper"
    for orders, values, bound in ((known, [False, True, False], "exact"), (known[:1] + known[2:], [False, True, False], "upper")):
        api = saved(tmp_path, json.dumps({"orders": orders}), "orders.json")
        book = order_book(load_reports([flat, api]))
        assert book.orders["cancelled_by_seller"].tolist() == values
        assert book.bounds["cancelled_by_seller"] == bound


def test_every_place_of_the_catalogue_belongs_to_one_column():
    for format in catalogue().reports.values():
        places = [name for column in format.columns.values() for name in column.names if "/" in name]
        assert len(places) == len(set(places)), format.id
