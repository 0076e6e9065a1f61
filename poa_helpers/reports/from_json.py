"""The JSON reports as tables: the Orders API (2026-01-01 and v0), and the daily rows of Sales and Traffic.

Names: github.com/amzn/selling-partner-api-models @3677bb9d, models/orders-api-model/orders_2026-01-01.json and ordersV0.json;
@7e7f6d4a, schemas/reports/sellerSalesAndTrafficReport.json. The columns are those of data/reports/orders_api.yaml and sales_and_traffic.yaml.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from ..errors import PoaError
from .container import Content
from .document_paths import Shape, as_table, many, value_at
from .errors_of_files import UnknownReport
from .json_text import MOST_BYTES, parse_json

_ORDERS = Shape("orders_api", "orders", "orderItems")
_ORDERS_V0 = Shape("orders_api", "Orders", "OrderItems")
_DAYS = Shape("sales_and_traffic", "salesAndTrafficByDate")
_KEYS = {
    "performancemetrics": "performance",
    "accountstatuses": "performance",
    "salesandtrafficbydate": "sales_and_traffic",
    "orderid": "orders",
    "amazonorderid": "orders_v0",
}
_MEND = "Known are the seller performance report, the Orders API (2026-01-01 and v0) and Sales and Traffic; other reports: download them as text or CSV."
_DEEPEST = 8  # wrappers such as `payload` around what is looked for
_AMAZON_BUSINESS = "AMAZON_BUSINESS"


def json_kind(documents: list[Any]) -> str | None:
    """What a JSON file is: performance, sales_and_traffic, orders, orders_v0; None when it is none of these.

    >>> json_kind([{"payload": {"Orders": [{"AmazonOrderId": "111-2222222-3333333"}]}}])
    'orders_v0'
    """
    level: list[Any] = list(documents)
    for _ in range(_DEEPEST):
        for node in level:
            kinds = [_KEYS[key.lower()] for key in node if key.lower() in _KEYS] if isinstance(node, dict) else []
            if kinds:
                return kinds[0]
        level = [inner for node in level for inner in (node.values() if isinstance(node, dict) else node)][:200_000]
        level = [inner for inner in level if isinstance(inner, (dict, list))]
    empty = [str(key).lower() for document in documents if isinstance(document, dict) for key in (*document, *_payload(document))]
    return "orders" if "orders" in empty else None


def _payload(document: dict[str, Any]) -> dict[str, Any]:
    inner = document.get("payload")
    return inner if isinstance(inner, dict) else {}


def json_table(content: Content) -> Content | None:
    """The rows of a JSON report as a text; None when it is the performance report, which holds no rows.

    Raises PoaError when the document is none of those known, or cannot be read.
    """
    documents = parse_json(content.text_within(MOST_BYTES), content.file, numbers_as_text=True)
    kind = json_kind(documents)
    if kind == "performance":
        return None
    if kind == "orders":
        orders = [_complete(order) for order in _found(documents, "orderId")]
        return as_table(content, _ORDERS, orders, _notes_of_orders(orders))
    if kind == "orders_v0":
        return as_table(content, _ORDERS_V0, _orders_v0(documents, content.file))
    if kind == "sales_and_traffic":
        return as_table(content, _DAYS, _found(documents, "salesByDate", "trafficByDate"), _notes_of_days(documents))
    raise UnknownReport.of("This JSON file is no report that the workbench knows", _MEND, file=content.file)


def _found(documents: list[Any], *keys: str) -> Iterator[dict[str, Any]]:
    """The outermost mappings that have one of the keys, in the order of the document, whatever lists and wrappers are around them."""
    for node in documents:
        if isinstance(node, dict) and any(key in node for key in keys):
            yield node
        elif isinstance(node, (dict, list)):
            yield from _found(list(node.values()) if isinstance(node, dict) else node, *keys)


# ---------------------------------------------------------------- Orders API 2026-01-01


def _complete(order: dict[str, Any]) -> dict[str, Any]:
    """An order whose items know their package, whether it left in time, and their price; what is not told stays out."""
    packages = [package for package in many(order.get("packages")) if value_at(package, ("packageStatus", "status")) != "CANCELLED"]
    latest = _time(value_at(order, ("fulfillment", "shipByWindow", "latestDateTime")))
    of_item: dict[str, list[dict[str, Any]]] = {}
    for package in packages:
        for inside in many(package.get("packageItems")):
            of_item.setdefault(value_at(inside, ("orderItemId",)), []).append(package)
    left = {id: _left(own, latest) for id, own in of_item.items()}
    otherwise = {} if any(of_item) else _left(packages, latest)  # where packages do not say what is in them, they hold everything
    items = many(order.get("orderItems")) or [{}]
    more: dict[str, Any] = {"store": _store(order)}
    programs = order.get("programs")
    if isinstance(programs, list):
        more["business"] = _AMAZON_BUSINESS in programs
    complete = [{**item, **_worked_out(item), **left.get(value_at(item, ("orderItemId",)), otherwise)} for item in items]
    return {**order, **more, "orderItems": complete}


def _store(order: dict[str, Any]) -> str:
    """The store by its id, else its name; what was not sold on Amazon is told as the flat files tell it."""
    channel = value_at(order, ("salesChannel", "channelName"))
    if channel and channel != "AMAZON":
        return "Non-Amazon"
    return value_at(order, ("salesChannel", "marketplaceId")) or value_at(order, ("salesChannel", "marketplaceName"))


def _worked_out(item: dict[str, Any]) -> dict[str, str]:
    """Price and currency of an item, and whether it alone was cancelled."""
    currency = value_at(item, ("product", "price", "unitPrice", "currencyCode")) or value_at(
        item, ("proceeds", "proceedsTotal", "currencyCode")
    )
    by = value_at(item, ("cancellation", "cancellationExecution", "cancelledBy"))
    gone = by and value_at(item, ("fulfillment", "quantityFulfilled")) in ("", "0")
    return {"price": _price(item), "currency": currency, "itemStatus": "cancelled" if gone else ""}


def _left(packages: list[dict[str, Any]], latest: datetime | None) -> dict[str, Any]:
    """The package that left last, and whether it left after the latest ship date; that is not told unless all have left."""
    times = [(_time(value_at(package, ("shipTime",))), package) for package in packages]
    known = [(time, package) for time, package in times if time is not None]
    if not known:
        return {"package": packages[0]} if packages else {}
    time, package = max(known, key=lambda pair: pair[0])
    late = {"shippedAfterLatest": time > latest} if latest is not None and len(known) == len(packages) else {}
    return {"package": package, **late}


def _time(text: str) -> datetime | None:
    """A moment with its zone; one without a zone is UTC, as the API writes it."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else datetime.fromisoformat(text + "+00:00") if "T" in text else None


def _price(item: dict[str, Any]) -> str:
    """What the buyer pays for the item's units, without tax and shipping: its proceeds, else unit price times units."""
    told = value_at(item, ("proceeds", "breakdowns[type=ITEM]", "subtotal", "amount"))
    unit, units = value_at(item, ("product", "price", "unitPrice", "amount")), value_at(item, ("quantityOrdered",))
    if told or not (unit and units):
        return told
    try:
        return str(Decimal(unit) * Decimal(units))
    except (InvalidOperation, ArithmeticError):
        return ""


def _notes_of_orders(orders: list[dict[str, Any]]) -> tuple[str, ...]:
    """What the orders were fetched without, and what that costs."""
    notes = []
    own = [order for order in orders if value_at(order, ("fulfillment", "fulfilledBy")) != "AMAZON"]
    if own and not any(order.get("packages") for order in own):
        notes.append("no packages in it, so late shipments cannot be seen: fetch the orders with includedData=PACKAGES")
    cancelled = [order for order in own if value_at(order, ("fulfillment", "fulfillmentStatus")) == "CANCELLED"]
    if cancelled and not any(item.get("cancellation") for order in cancelled for item in many(order.get("orderItems"))):
        notes.append("it does not say who cancelled: fetch the orders with includedData=CANCELLATION")
    return tuple(notes)


# ---------------------------------------------------------------- Orders API v0


def _orders_v0(documents: list[Any], file: str) -> list[dict[str, Any]]:
    """The orders of v0, with the items that a separate answer of the API lists. Raises PoaError when there are items only."""
    found = list(_found(documents, "AmazonOrderId"))
    orders = [order for order in found if "PurchaseDate" in order]
    if not orders:
        mend = "Put the answer of getOrders, which has the dates, into the same file or hand in All Orders."
        raise PoaError.of("The file holds items of orders, but not the orders", mend, file=file)
    items: dict[str, list[Any]] = {}
    for answer in found:
        if "PurchaseDate" not in answer:
            items.setdefault(value_at(answer, ("AmazonOrderId",)), []).extend(many(answer.get("OrderItems")))
    return [
        {**order, "OrderItems": many(order.get("OrderItems")) or items.get(value_at(order, ("AmazonOrderId",)), [])} for order in orders
    ]


# ---------------------------------------------------------------- Sales and Traffic


def _notes_of_days(documents: list[Any]) -> tuple[str, ...]:
    """Rows that are no days, and the table by ASIN, which is left out: its sums over the whole period say nothing about a day."""
    notes = []
    wrapped = list(_found(documents, "salesAndTrafficByDate"))
    steps = {value_at(report, ("reportSpecification", "reportOptions", "dateGranularity")).upper() for report in wrapped} - {"", "DAY"}
    if steps:
        notes.append(f"the rows are not days but: {', '.join(sorted(steps)).lower()}; ask for the report with dateGranularity=DAY")
    if any(report.get("salesAndTrafficByAsin") for report in wrapped):
        notes.append("the sums by ASIN are left out; the days are read")
    return tuple(notes)
