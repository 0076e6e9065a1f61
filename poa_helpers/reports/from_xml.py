"""The XML reports as tables: All Orders, returns of seller-fulfilled orders, settlements.

Element names: developer-docs.amazon.com/sp-api returns-reports-attributes (GET_XML_RETURNS_DATA_BY_RETURN_DATE); an All Orders document
(MessageType AllOrdersReport) in a public test of a seller's software (AmazonReportTransformerTest.php); settlements as modelled in
github.com/dftrakesh/amazon-sp-api @07c2ae9c, model/settelmentreport, and as a public Odoo connector reads them.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from typing import Any

from .container import Content
from .document_paths import Shape, as_table, many, value_at
from .errors_of_files import UnknownReport
from .from_settlement_xml import settlement_table
from .xml_records import names_in, xml_records

_ORDERS = Shape("all_orders", "Order", "OrderItem")
_RETURNS = Shape("mfn_returns", "return_details", "item_details")
_MEND = "Known are All Orders, returns, settlements and the seller performance report; other reports: download them as text or CSV."


def is_performance(content: Content) -> bool:
    """Whether the document is the older seller performance report."""
    return any(name.startswith("sellerPerformanceReport") or name == "performanceChecklist" for name in names_in(content.head))


def xml_table(content: Content) -> Content:
    """The rows of an XML report as a text. Raises PoaError when the document is none of those known, or cannot be read."""
    names = set(names_in(content.head))
    kind = next((read for sign, read in _KINDS.items() if sign in names or f">{sign}</MessageType>" in content.head), None)
    if kind is None:
        shown = ", ".join(list(dict.fromkeys(names_in(content.head)))[:5])
        raise UnknownReport.of(f"This XML file is no report that the workbench knows; it begins with: {shown}", _MEND, file=content.file)
    return kind(content)


def _orders(content: Content) -> Content:
    records = xml_records(content, lambda names: names[-1] in ("Order", "AmazonOrder"))
    return as_table(content, _ORDERS, records)


def _returns(content: Content) -> Content:
    return as_table(content, _RETURNS, map(_once_each, xml_records(content, lambda names: names[-1] == "return_details")))


def _once_each(record: dict[str, Any]) -> dict[str, Any]:
    """A return in which items that are the same word for word stand once, with their pieces added up – at most as many as were ordered:
    a document of 2020 lists the only piece of an order twice.
    """
    keyed = [(json.dumps(item, sort_keys=True), item) for item in many(record.get("item_details"))]
    times = Counter(key for key, _ in keyed)
    ordered = value_at(record, ["order_quantity"])
    distinct: list[dict[str, Any]] = []
    for key, item in dict(keyed).items():
        pieces, same = value_at(item, ["return_quantity"]), times[key]
        if same > 1 and pieces.isdecimal() and len(pieces) < 10:
            most = int(ordered) if ordered.isdecimal() and len(ordered) < 10 else same * int(pieces)
            item = {**item, "return_quantity": str(min(same * int(pieces), most))}
        distinct.append(item)
    return {**record, "item_details": distinct}


# a name that only one kind of document holds -> how it is read; the more telling names stand first
_KINDS: dict[str, Callable[[Content], Content]] = {
    "SettlementReport": settlement_table,
    "SettlementData": settlement_table,
    "return_details": _returns,
    "Returns-Report": _returns,
    "OrderItem": _orders,
    "AllOrdersReport": _orders,
}
