"""The seller performance report (JSON) with counts that equal those of the orders, in the windows of data/policy/metrics.yaml."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sample_orders import Order

MARKETPLACE_IDS = {"US": "ATVPDKIKX0DER", "UK": "A1F83G8C2ARO7P"}
DEFECTS = ("negative_feedback", "a_to_z_claim", "chargeback")
POLICIES = (
    "listingPolicyViolations",
    "productAuthenticityCustomerComplaints",
    "productConditionCustomerComplaints",
    "productSafetyCustomerComplaints",
    "receivedIntellectualPropertyComplaints",
    "restrictedProductPolicyViolations",
    "suspectedIntellectualPropertyViolations",
    "foodAndProductSafetyIssues",
    "otherPolicyViolations",
    "documentRequests",
)


@dataclass(frozen=True)
class Window:
    """Days from `first` to `last`, both inside."""

    first: date
    last: date

    @classmethod
    def ending(cls, last: date, days: int) -> Window:
        return cls(last - timedelta(days=days - 1), last)

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last

    def as_range(self) -> dict[str, str]:
        return {"reportingDateFrom": f"{self.first}T00:00Z", "reportingDateTo": f"{self.last}T23:59Z"}


def count(orders: Sequence[Order], window: Window, wanted: Callable[[Order], bool]) -> int:
    return sum(order.day in window and wanted(order) for order in orders)


def judged(hits: int, total: int, target: float, condition: str) -> dict[str, Any]:
    """Status, rate and target; NONE where there is nothing to judge."""
    rate = round(hits / total, 6) if total else 0.0
    good = rate < target if condition == "LESS_THAN" else rate > target
    return {
        "status": "NONE" if not total else "GOOD" if good else "BAD",
        "rate": rate,
        "targetValue": target,
        "targetCondition": condition,
    }


def order_defect_rate(orders: Sequence[Order], window: Window) -> dict[str, Any]:
    """Both channels; an order counts once whatever is wrong with it, by order date."""
    blocks: dict[str, Any] = {}
    for key, channel in (("mfn", "Merchant"), ("afn", "Amazon")):
        mine = [order for order in orders if order.channel == channel and order.day in window]
        bad = sum(bool(order.marks & set(DEFECTS)) for order in mine)
        verdict = judged(bad, len(mine), 0.01, "LESS_THAN")
        parts = {part: {"count": sum(part in order.marks for order in mine), "status": "NONE"} for part in DEFECTS}
        blocks[key] = {
            "reportingDateRange": window.as_range(),
            "orderCount": len(mine),
            "orderWithDefects": {"count": bad, "status": verdict["status"]},
            "claims": parts["a_to_z_claim"],
            "chargebacks": parts["chargeback"],
            "negativeFeedback": parts["negative_feedback"],
            "fulfillmentType": key,
            **verdict,
        }
    return blocks


def late_shipment_rate(orders: Sequence[Order], window: Window) -> dict[str, Any]:
    """Seller-fulfilled orders that were not cancelled."""
    total = count(orders, window, lambda o: o.channel == "Merchant" and not o.cancelled)
    late = count(orders, window, lambda o: "late" in o.marks)
    return {
        "reportingDateRange": window.as_range(),
        "orderCount": total,
        "lateShipmentCount": late,
        **judged(late, total, 0.04, "LESS_THAN"),
    }


def cancellation_rate(orders: Sequence[Order], window: Window) -> dict[str, Any]:
    """Seller-fulfilled orders cancelled by the seller, of all seller-fulfilled orders."""
    total = count(orders, window, lambda o: o.channel == "Merchant")
    ended = count(orders, window, lambda o: "cancelled_by_seller" in o.marks)
    return {
        "reportingDateRange": window.as_range(),
        "orderCount": total,
        "cancellationCount": ended,
        **judged(ended, total, 0.025, "LESS_THAN"),
    }


def tracking_rate(orders: Sequence[Order], window: Window) -> dict[str, Any]:
    """Shipments of the window; that one in a hundred has no valid tracking is in no other file of the sample."""
    total = count(orders, window, lambda o: o.channel == "Merchant" and o.status == "Shipped")
    invalid = total // 100
    return {
        "reportingDateRange": window.as_range(),
        "shipmentCount": total,
        "validTrackingCount": total - invalid,
        **judged(total - invalid, total, 0.95, "GREATER_THAN"),
    }


def delivery_rates(orders: Sequence[Order], store: str, window: Window, target: float, missed: int | None) -> dict[str, Any]:
    """On-time delivery by order, in the US also by unit; missed: a number for shops whose files hold no delivery dates."""
    known = [o for o in orders if o.channel == "Merchant" and o.status == "Shipped" and o.day in window]
    if missed is None:
        known = [o for o in known if o.delivered is not None]
    in_time = [o for n, o in enumerate(known) if (n >= missed if missed is not None else _on_time(o))]
    units, units_in_time = (sum(u for o in some for _, u in o.lines) for some in (known, in_time))
    by_order = {
        "reportingDateRange": window.as_range(),
        "shipmentCountWithValidTracking": len(known),
        "onTimeDeliveryCount": len(in_time),
        **judged(len(in_time), len(known), target, "GREATER_THAN"),
    }
    by_unit = {
        "reportingDateRange": window.as_range(),
        "totalUnitCount": units,
        "unitOnTimeDeliveryCount": units_in_time,
        **judged(units_in_time, units, target, "GREATER_THAN"),
    }
    return {"onTimeDeliveryRate": by_order, **({"unitOnTimeDeliveryRate": by_unit} if store == "US" else {})}


def _on_time(order: Order) -> bool:
    return order.delivered is not None and order.promised is not None and order.delivered <= order.promised


def invoice_defect_rate(orders: Sequence[Order], store: str, as_of: date) -> dict[str, Any]:
    """Business orders of the week before last; there is no such metric in the US."""
    window = Window.ending(as_of - timedelta(days=7), 7)
    total = count(orders, window, lambda o: o.business and not o.cancelled) if store == "UK" else 0
    return {
        "reportingDateRange": window.as_range(),
        "orderCount": total,
        "invoiceDefect": {"count": 0, "status": "GOOD" if total else "NONE"},
        "missingInvoice": {"count": 0, "status": "NONE"},
        "lateInvoice": {"count": 0, "status": "NONE"},
        **judged(0, total, 0.05, "LESS_THAN"),
    }


def performance(
    orders: Sequence[Order], store: str, as_of: date, *, account: str, score: int | None, policies: dict[str, int], missed: int | None
) -> dict[str, Any]:
    """The whole report. policies: complaint counts by block; score: only some real reports hold one; missed: late deliveries where no file tells them.

    The US one follows the official schema; the UK one has `lateShipmentRateList` in place of `lateShipmentRate`, as real ones have,
    and no units on time, which are counted in the US only.
    """
    lag = timedelta(days=7 if store == "US" else 0)
    delivery, delivery_target = (Window.ending(as_of - lag, 14), 0.9) if store == "US" else (Window.ending(as_of, 30), 0.97)
    half_year = Window.ending(as_of, 180).as_range()
    late = (
        {"lateShipmentRate": late_shipment_rate(orders, Window.ending(as_of, 30))}
        if store == "US"
        else {"lateShipmentRateList": [late_shipment_rate(orders, Window.ending(as_of, days)) for days in (10, 30)]}
    )
    metrics: dict[str, Any] = {
        "marketplaceId": MARKETPLACE_IDS[store],
        "orderDefectRate": order_defect_rate(orders, Window.ending(as_of, 60)),
        **late,
        "preFulfillmentCancellationRate": cancellation_rate(orders, Window.ending(as_of, 7)),
        "validTrackingRate": tracking_rate(orders, Window.ending(as_of, 30)),
        **delivery_rates(orders, store, delivery, delivery_target, missed),
        "invoiceDefectRate": invoice_defect_rate(orders, store, as_of),
        "accountHealthRating": {
            "ahrStatus": "WARNED" if account == "DEACTIVATED" else "GREAT",
            **({} if score is None else {"ahrScore": score}),
            "reportingDateRange": half_year,
        },
        "warningStates": [],
    }
    for name in POLICIES:
        found = policies.get(name, 0)
        metrics[name] = {
            "reportingDateRange": half_year,
            "defectsCount": found,
            "status": "BAD" if found else "GOOD",
            "targetValue": 0,
            "targetCondition": "EQUALS",
        }
    return {"accountStatuses": [{"marketplaceId": MARKETPLACE_IDS[store], "status": account}], "performanceMetrics": [metrics]}
