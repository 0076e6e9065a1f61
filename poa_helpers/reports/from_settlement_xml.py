"""Settlements in XML (removed by Amazon on 2026-11-11; old files stay with sellers) as rows of the flat file V2: one amount per row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from .container import Content
from .container.packed import PackedTable
from .document_paths import many, value_at
from .xml_records import xml_records

_HEADER = (
    *("settlement-id", "settlement-start-date", "settlement-end-date", "deposit-date", "total-amount", "currency", "transaction-type"),
    *("order-id", "merchant-order-id", "adjustment-id", "shipment-id", "marketplace-name", "amount-type", "amount-description", "amount"),
    *("fulfillment-id", "posted-date", "order-item-code", "merchant-order-item-id", "merchant-adjustment-item-id", "sku"),
    *("quantity-purchased", "promotion-id"),
)
# the element that holds amounts of an item -> its name in the flat file V2
_TYPES = {
    "ItemPrice": "ItemPrice",
    "ItemPriceAdjustments": "ItemPrice",
    "ItemFees": "ItemFees",
    "ItemFeeAdjustments": "ItemFees",
    "Promotion": "Promotion",
    "PromotionAdjustment": "Promotion",
    "DirectPayment": "DirectPayment",
}
_ITEMS = ("Item", "AdjustedItem")
_ENVELOPE = {
    "settlement-id": "AmazonSettlementID",
    "settlement-start-date": "StartDate",
    "settlement-end-date": "EndDate",
    "deposit-date": "DepositDate",
    "total-amount": "TotalAmount",
    "currency": "TotalAmount@currency",
}
_OF_TRANSACTION = {
    "order-id": "AmazonOrderID",
    "merchant-order-id": "MerchantOrderID",
    "adjustment-id": "AdjustmentID",
    "shipment-id": "ShipmentID",
    "marketplace-name": "MarketplaceName",
    "fulfillment-id": "MerchantFulfillmentID",
    "posted-date": "PostedDate",
}
_OF_ITEM = {
    "order-item-code": "AmazonOrderItemCode",
    "merchant-order-item-id": "MerchantOrderItemID",
    "merchant-adjustment-item-id": "MerchantAdjustmentItemID",
    "sku": "SKU",
    "quantity-purchased": "Quantity",
}


def settlement_table(content: Content) -> Content:
    """The settlement as a text with the header of the flat file V2: the envelope first, then one row per amount."""
    table = PackedTable(content.file)
    table.add(_HEADER)
    id = ""
    for record in xml_records(content, lambda names: len(names) > 1 and names[-2] == "SettlementReport"):
        if record[""] == "SettlementData":
            row = {name: value_at(record, [place]) for name, place in _ENVELOPE.items()}
            id = row["settlement-id"]
            table.add([row.get(name, "") for name in _HEADER])
            continue
        for row in transaction_rows(record):
            table.add([{"settlement-id": id, **row}.get(name, "") for name in _HEADER])
    return table.content(content)


def transaction_rows(record: Mapping[str, Any]) -> Iterator[dict[str, str]]:
    """The amounts of one transaction, flat file column -> text.

    An amount of the transaction as a whole includes those below it: other transactions name their items again, advertising its base and tax.

    >>> other = {"": "OtherTransaction", "TransactionType": "ServiceFee", "Amount": {"#": "-39.99", "@currency": "EUR"}}
    >>> [(row["transaction-type"], row["amount"]) for row in transaction_rows(other)]
    [('ServiceFee', '-39.99')]
    """
    kind = value_at(record, ["TransactionType"]) or str(record[""])
    common = {"transaction-type": kind, **_found(record, _OF_TRANSACTION)}
    for whole in ("TransactionAmount", "Amount"):
        if amount := value_at(record, [whole]):
            told = value_at(record, ["TransactionName"]) or kind
            yield {**common, "amount-type": "other-transaction", "amount-description": told, "amount": amount}
            return
    for part in (record, *many(record.get("Fulfillment"))):
        shared = {**common, **_found(part, _OF_TRANSACTION)}
        for name, value in part.items():
            for inner in many(value) if name != "Fulfillment" else ():
                if name in _ITEMS:
                    yield from _item_rows(inner, {**shared, **_found(inner, _OF_ITEM)})
                else:
                    yield from _amounts(inner, _TYPES.get(name, name), shared)


def _item_rows(item: Mapping[str, Any], shared: dict[str, str]) -> Iterator[dict[str, str]]:
    for name, value in item.items():
        for part in many(value):
            yield from _amounts(part, _TYPES.get(name, name), shared)


def _amounts(part: Mapping[str, Any], type: str, shared: dict[str, str]) -> Iterator[dict[str, str]]:
    """The amounts in a part: its own, or those of the components and fees in it."""
    if amount := value_at(part, ["Amount"]):
        promotion = value_at(part, ["MerchantPromotionID"])
        told = {"amount-type": type, "amount-description": value_at(part, ["Type"]) or type, "amount": amount}
        yield {**shared, **told, **({"promotion-id": promotion} if promotion else {})}
        return
    for name in ("Component", "Fee", "Promotion", "PromotionAdjustment"):
        for inner in many(part.get(name)):
            yield from _amounts(inner, type, shared)


def _found(node: Mapping[str, Any], places: Mapping[str, str]) -> dict[str, str]:
    values = {name: value_at(node, [place]) for name, place in places.items()}
    return {name: text for name, text in values.items() if text}
