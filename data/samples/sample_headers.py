"""The column names of Amazon's reports, in the order seen in real files and in the documentation of the Selling Partner API."""

from __future__ import annotations


def _names(text: str) -> list[str]:
    """Names separated by bars where they hold blanks, else by blanks."""
    return text.split("|") if "|" in text else text.split()


ALL_ORDERS = _names(
    "amazon-order-id merchant-order-id purchase-date last-updated-date order-status fulfillment-channel sales-channel order-channel "
    "ship-service-level product-name sku asin item-status quantity currency item-price item-tax shipping-price shipping-tax gift-wrap-price "
    "gift-wrap-tax item-promotion-discount ship-promotion-discount ship-city ship-state ship-postal-code ship-country promotion-ids cpf "
    "is-business-order purchase-order-number price-designation signature-confirmation-recommended"
)
UNSHIPPED = _names(
    "order-id order-item-id purchase-date payments-date reporting-date promise-date days-past-promise buyer-email buyer-name buyer-phone-number "
    "sku product-name quantity-purchased quantity-shipped quantity-to-ship ship-service-level recipient-name ship-address-1 ship-address-2 "
    "ship-address-3 ship-city ship-state ship-postal-code ship-country is-business-order purchase-order-number price-designation is-prime"
)
NEW_ORDERS = _names(
    "order-id order-item-id purchase-date payments-date buyer-email buyer-name buyer-phone-number sku product-name quantity-purchased currency "
    "item-price item-tax shipping-price shipping-tax ship-service-level recipient-name ship-address-1 ship-address-2 ship-address-3 ship-city "
    "ship-state ship-postal-code ship-country ship-phone-number item-promotion-discount item-promotion-id ship-promotion-discount "
    "ship-promotion-id delivery-start-date delivery-end-date delivery-time-zone delivery-Instructions sales-channel earliest-ship-date "
    "latest-ship-date earliest-delivery-date latest-delivery-date is-business-order purchase-order-number price-designation is-prime "
    "is-buyer-requested-cancellation buyer-requested-cancel-reason"
)
MFN_RETURNS = _names(
    "Order ID|Order date|Return request date|Return request status|Amazon RMA ID|Merchant RMA ID|Label type|Label cost|Currency code|"
    "Return carrier|Tracking ID|Label to be paid by|A-to-Z Claim|Is prime|ASIN|Merchant SKU|Item Name|Return quantity|Return Reason|In policy|"
    "Return type|Resolution|Invoice number|Return delivery date|Order Amount|Order quantity|SafeT Action reason|SafeT claim id|"
    "SafeT claim state|SafeT claim creation time|SafeT claim reimbursement amount|Refunded Amount"
)
FBA_RETURNS = _names(
    "return-date order-id sku asin fnsku product-name quantity fulfillment-center-id detailed-disposition reason status license-plate-number "
    "customer-comments"
)
SETTLEMENT = _names(
    "settlement-id settlement-start-date settlement-end-date deposit-date total-amount currency transaction-type order-id merchant-order-id "
    "adjustment-id shipment-id marketplace-name amount-type amount-description amount fulfillment-id posted-date posted-date-time order-item-code "
    "merchant-order-item-id merchant-adjustment-item-id sku quantity-purchased promotion-id"
)
