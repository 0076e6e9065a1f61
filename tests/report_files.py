"""Fictional files of the reports in the shape Amazon gives them: every column of a real header, in its order; one builder per report."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

Row = Mapping[str, str]


def _names(text: str) -> list[str]:
    """Names separated by bars where they hold blanks, else by blanks."""
    return text.split("|") if "|" in text else text.split()


def tabbed(header: Sequence[str], rows: Iterable[Row]) -> str:
    """A tab file as the Selling Partner API gives it."""
    lines = ["\t".join(header), *("\t".join(row.get(name, "") for name in header) for row in rows)]
    return "\n".join(lines) + "\n"


def quoted(header: Sequence[str], rows: Iterable[Row], preamble: Sequence[str] = ()) -> str:
    """A comma file as Seller Central gives it: every cell in quotes, perhaps lines of prose above."""
    out = io.StringIO()
    csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\n").writerows(
        [header, *([row.get(name, "") for name in header] for row in rows)]
    )
    return "".join(f'"{line}"\n' for line in preamble) + out.getvalue()


def write(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.write_bytes(text.encode(encoding))
    return path


# ---------------------------------------------------------------- settlements

SETTLEMENT_V2 = _names(
    "settlement-id settlement-start-date settlement-end-date deposit-date total-amount currency transaction-type order-id merchant-order-id "
    "adjustment-id shipment-id marketplace-name amount-type amount-description amount fulfillment-id posted-date posted-date-time order-item-code "
    "merchant-order-item-id merchant-adjustment-item-id sku quantity-purchased promotion-id"
)
SETTLEMENT_V1 = _names(
    "settlement-id settlement-start-date settlement-end-date deposit-date total-amount currency transaction-type order-id merchant-order-id "
    "adjustment-id shipment-id marketplace-name shipment-fee-type shipment-fee-amount order-fee-type order-fee-amount fulfillment-id posted-date "
    "order-item-code merchant-order-item-id merchant-adjustment-item-id sku quantity-purchased price-type price-amount item-related-fee-type "
    "item-related-fee-amount misc-fee-amount other-fee-amount other-fee-reason-description promotion-id promotion-type promotion-amount "
    "direct-payment-type direct-payment-amount other-amount"
)
RESERVED = ("other-transaction", "other-transaction", "Current Reserve Amount")
GIVEN_BACK = ("other-transaction", "other-transaction", "Previous Reserve Amount Balance")


def envelope(id: str, total: str, currency: str = "USD", start: str = "2026-10-01", end: str = "2026-10-15") -> dict[str, str]:
    """The first row of a settlement, in either shape; its days as they are written in the file."""
    days = {"settlement-start-date": start, "settlement-end-date": end, "deposit-date": end}
    return {"settlement-id": id, **days, "total-amount": total, "currency": currency}


def amount_v2(id: str, kind: tuple[str, str, str], amount: str, **more: str) -> dict[str, str]:
    """A row of V2. kind: transaction type, amount type, amount description."""
    row = {
        "settlement-id": id,
        "marketplace-name": "Amazon.com",
        "posted-date": "2026-10-03",
        "posted-date-time": "2026-10-03 08:14:22 UTC",
    }
    told = dict(zip(("transaction-type", "amount-type", "amount-description"), kind, strict=True))
    return {**row, **told, "amount": amount, **{name.replace("_", "-"): value for name, value in more.items()}}


def amounts_v1(id: str, transaction_type: str, **more: str) -> dict[str, str]:
    """A row of V1 with any of its amounts; `more` in Python names (`price_amount`)."""
    row = {"settlement-id": id, "transaction-type": transaction_type, "marketplace-name": "Amazon.com", "posted-date": "2026-10-03"}
    return {**row, **{name.replace("_", "-"): value for name, value in more.items()}}


def settlement_v2(rows: Iterable[Row]) -> str:
    return tabbed(SETTLEMENT_V2, rows)


def settlement_v1(rows: Iterable[Row]) -> str:
    return tabbed(SETTLEMENT_V1, rows)


# ---------------------------------------------------------------- transactions

_LONG = _names(
    "posted_on settlement_id transaction_type order_id sku description units marketplace channel city ship_state postal tax_collection_model "
    "product_sales product_sales_tax shipping_credits shipping_credits_tax gift_wrap_credits gift_wrap_credits_tax"
)
_FEES = _names("selling_fees fba_fees other_transaction_fees other_amount total status release_on")
_REBATES = ["promotional_rebates", "promotional_rebates_tax", "marketplace_withheld_tax"]
_EUROPE = [*_LONG, *_REBATES, *_FEES]
_SHORT = [
    *(id for id in _LONG if id != "tax_collection_model" and not id.endswith("_tax")),
    "promotional_rebates",
    "sales_tax_collected",
    *_FEES,
]
_WITH_ACCOUNT = [*_SHORT[:8], "account_type", *_SHORT[8:]]
# store -> the column ids in the order of the file, its headers, and a line of the prose above
TRANSACTIONS: dict[str, tuple[list[str], list[str], str]] = {
    "US": (
        [*_LONG[:8], "account_type", *_LONG[8:], "regulatory_fee", "regulatory_fee_tax", *_REBATES, *_FEES],
        _names(
            "date/time|settlement id|type|order id|sku|description|quantity|marketplace|account type|fulfillment|order city|order state|order postal|"
            "tax collection model|product sales|product sales tax|shipping credits|shipping credits tax|gift wrap credits|giftwrap credits tax|"
            "Regulatory Fee|Tax On Regulatory Fee|promotional rebates|promotional rebates tax|marketplace withheld tax|selling fees|fba fees|"
            "other transaction fees|other|total|Transaction Status|Transaction Release Date"
        ),
        "All amounts in USD, unless specified",
    ),
    "UK": (
        _EUROPE,
        _names(
            "date/time|settlement id|type|order id|sku|description|quantity|marketplace|fulfilment|order city|order state|order postal|"
            "tax collection model|product sales|product sales tax|postage credits|shipping credits tax|gift wrap credits|giftwrap credits tax|"
            "promotional rebates|promotional rebates tax|marketplace withheld tax|selling fees|fba fees|other transaction fees|other|total|"
            "Transaction status|Transaction Release Date"
        ),
        "All amounts in GBP, unless specified",
    ),
    "DE": (
        _EUROPE,
        _names(
            "Datum/Uhrzeit|Abrechnungsnummer|Typ|Bestellnummer|SKU|Beschreibung|Menge|Marketplace|Versand|Ort der Bestellung|Bundesland|Postleitzahl|"
            "Steuererhebungsmodell|Umsätze|Produktumsatzsteuer|Gutschrift für Versandkosten|Steuer auf Versandgutschrift|"
            "Gutschrift für Geschenkverpackung|Steuer auf Geschenkverpackungsgutschriften|Rabatte aus Werbeaktionen|Steuer auf Aktionsrabatte|"
            "Einbehaltene Steuer auf Marketplace|Verkaufsgebühren|Gebühren zu Versand durch Amazon|Andere Transaktionsgebühren|Andere|Gesamt|"
            "Transaktionsstatus|Freigabedatum der Transaktion"
        ),
        "Alle Beträge in EUR, sofern nicht anders gekennzeichnet",
    ),
    "FR": (
        _EUROPE,
        _names(
            "date/heure|numéro de versement|type|numéro de la commande|sku|description|quantité|Marketplace|traitement|"
            "ville d'où provient la commande|Région d'où provient la commande|code postal de la commande|Modèle de perception des taxes|"
            "ventes de produits|Taxes sur la vente des produits|crédits d'expédition|taxe sur les crédits d’expédition|"
            "crédits sur l'emballage cadeau|Taxes sur les crédits cadeaux|Rabais promotionnels|Taxes sur les remises promotionnelles|"
            "Taxes retenues sur le site de vente|frais de vente|Frais Expédié par Amazon|autres frais de transaction|autre|total|"
            "Statut de la transaction|Date de sortie de la transaction"
        ),
        "Tous les montants sont en EUR, sauf mention contraire.",
    ),
    "ES": (
        _EUROPE,
        _names(
            "fecha y hora|identificador de pago|tipo|número de pedido|sku|descripción|cantidad|web de Amazon|gestión logística|"
            "ciudad de procedencia del pedido|comunidad autónoma de procedencia del pedido|código postal de procedencia del pedido|"
            "Formulario de recaudación de impuestos|ventas de productos|impuesto de ventas de productos|abonos de envío|"
            "impuestos por abonos de envío|abonos de envoltorio para regalo|impuestos por abonos de envoltorio para regalo|"
            "devoluciones promocionales|impuestos de descuentos por promociones|impuesto retenido en el sitio web|tarifas de venta|"
            "tarifas de Logística de Amazon|tarifas de otras transacciones|otro|total|Estado de la transacción|Fecha de liberación de la transacción"
        ),
        "Todos los importes en EUR, a menos que se especifique lo contrario",
    ),
    "IT": (
        _EUROPE,
        _names(
            "Data/Ora:|Numero pagamento|Tipo|Numero ordine|SKU|Descrizione|Quantità|Marketplace|Gestione|Città di provenienza dell'ordine|"
            "Provincia di provenienza dell'ordine|CAP dell'ordine|modello di riscossione delle imposte|Vendite|imposta sulle vendite dei prodotti|"
            "Accrediti per le spedizioni|imposta accrediti per le spedizioni|Accrediti per confezioni regalo|imposta sui crediti confezione regalo|"
            "Sconti promozionali|imposta sugli sconti promozionali|trattenuta IVA del marketplace|Commissioni di vendita|"
            "Costi del servizio Logistica di Amazon|Altri costi relativi alle transazioni|Altro|totale|Stato della transazione|"
            "Data di rilascio della transazione"
        ),
        "Tutti gli importi sono espressi in EUR, salvo diversa indicazione",
    ),
    "NL": (
        _SHORT,
        _names(
            "datum/tijd|schikkings-ID|type|bestelnummer|sku|beschrijving|aantal|marketplace|fulfillment|bestelling stad|status bestelling|"
            "bestelling per post|verkoop van producten|Verzendtegoeden|kredietpunten cadeauverpakking|promotiekortingen|geïnde omzetbelasting|"
            "verkoopkosten|fba-vergoedingen|overige transactiekosten|overige|totaal|Transactiestatus|Publicatiedatum van transactie"
        ),
        "Alle bedragen in EUR, tenzij anders aangegeven",
    ),
    "SE": (
        _SHORT,
        _names(
            "datum/tid|reglerings-id|typ|beställnings-id|sku|beskrivning|antal|marknadsplats|leverans|stad för beställning|delstat för beställning|"
            "postadress för beställning|försäljning av produkter|fraktkrediter|krediter för presentinslagning|kampanjrabatter|Inkasserad moms|"
            "försäljningsavgifter|fba-avgifter|övriga transaktionsavgifter|Övrigt|totalt|Transaktionsstatus|Transaktionens utgivningsdatum"
        ),
        "Alla belopp i SEK, om inget annat anges",
    ),
    "MX": (
        [*_LONG, "regulatory_fee", "regulatory_fee_tax", *_REBATES, *_FEES],
        _names(
            "fecha/hora|Id. de liquidación|tipo|Id. del pedido|sku|descripción|cantidad|marketplace|cumplimiento|ciudad del pedido|estado del pedido|"
            "código postal del pedido|modelo de recaudación de impuestos|ventas de productos|impuesto de ventas de productos|créditos de envío|"
            "impuesto de abono de envío|créditos por envoltorio de regalo|impuesto de créditos de envoltura|Tarifa reglamentaria|"
            "Impuesto sobre tarifa reglamentaria|descuentos promocionales|impuesto de reembolsos promocionales|"
            "impuesto de retenciones en la plataforma|tarifas de venta|tarifas fba|tarifas de otra transacción|otro|total|"
            "Estado de la transacción|Fecha de liberación de la transacción"
        ),
        "Todos los importes en MXN, a menos que se especifique",
    ),
    "BR": (
        _WITH_ACCOUNT,
        _names(
            "data/hora|id de liquidação|tipo|id do pedido|sku|descrição|quantidade|mercado|tipo de conta|atendimento|cidade do pedido|"
            "estado do pedido|postal do pedido|vendas do produto|créditos de remessa|créditos de embalagem de presente|descontos promocionais|"
            "imposto de vendas coletados|tarifas de venda|taxas fba|taxas de outras transações|outro|total|Status da transação|"
            "Data de liberação da transação"
        ),
        "Todos os valores em BRL, salvo indicação em contrário",
    ),
    "IN": (
        [*_WITH_ACCOUNT[:16], "promotional_rebates", "gst_before_tcs", "tcs_cgst", "tcs_sgst", "tcs_igst", "tds", *_FEES],
        _names(
            "date/time|settlement id|type|order id|Sku|description|quantity|marketplace|account type|fulfillment|order city|order state|order postal|"
            "product sales|shipping credits|gift wrap credits|promotional rebates|Total sales tax liable(GST before adjusting TCS)|TCS-CGST|TCS-SGST|"
            "TCS-IGST|TDS (Section 194-O)|selling fees|fba fees|other transaction fees|other|total|Transaction Status|Transaction Release Date"
        ),
        "All amounts in INR, unless specified",
    ),
    "AU": (
        [*_SHORT[: _SHORT.index("sales_tax_collected") + 1], "low_value_goods", *_FEES],
        _names(
            "date/time|settlement ID|type|order ID|sku|description|quantity|marketplace|fulfilment|order city|order state|order postal|product sales|"
            "shipping credits|gift wrap credits|promotional rebates|sales tax collected|low value goods|selling fees|fulfilment by amazon fees|"
            "other transaction fees|other|total|Transaction status|Transaction Release Date"
        ),
        "All amounts in AUD, unless specified",
    ),
    "JP": (
        [*_LONG, "points_cost", *_REBATES, *_FEES],
        _names(
            "日付/時間|決済番号|トランザクションの種類|注文番号|SKU|説明|数量|Amazon 出品サービス|フルフィルメント|市町村|都道府県|郵便番号|税金徴収型|商品売上|"
            "商品の売上税|配送料|配送料の税金|ギフト包装手数料|ギフト包装クレジットの税金|Amazonポイントの費用|プロモーション割引額|プロモーション割引の税金|"
            "源泉徴収税を伴うマーケットプレイス|手数料|FBA 手数料|トランザクションに関するその他の手数料|その他|合計|トランザクションのステータス|"
            "トランザクション開始日"
        ),
        "指定のない場合、単位は円",
    ),
}


def transactions(store: str, rows: Iterable[Mapping[str, str]], without: Sequence[str] = ()) -> str:
    """A transaction file of a store. rows: column id (and city, postal) -> cell as written. without: columns older files do not have."""
    ids, header, prose = TRANSACTIONS[store]
    kept = [(id, name) for id, name in zip(ids, header, strict=True) if id not in without]
    cells = [{name: row.get(id, "") for id, name in kept} for row in rows]
    preamble = ["Includes Amazon Marketplace transactions", prose, "Definitions:", *(f"line {n}" for n in range(5))]
    return quoted([name for _, name in kept], cells, preamble)


# ---------------------------------------------------------------- stock, listings, invoices

FULFILLED_SHIPMENTS = _names(
    "amazon-order-id merchant-order-id shipment-id shipment-item-id amazon-order-item-id merchant-order-item-id purchase-date payments-date "
    "shipment-date reporting-date buyer-email buyer-name buyer-phone-number sku product-name quantity-shipped currency item-price item-tax "
    "shipping-price shipping-tax gift-wrap-price gift-wrap-tax ship-service-level recipient-name ship-address-1 ship-address-2 ship-address-3 "
    "ship-city ship-state ship-postal-code ship-country ship-phone-number bill-address-1 bill-address-2 bill-address-3 bill-city bill-state "
    "bill-postal-code bill-country item-promotion-discount ship-promotion-discount carrier tracking-number estimated-arrival-date "
    "fulfillment-center-id fulfillment-channel sales-channel"
)
FULFILLED_SHIPMENTS_CSV = _names(
    "Amazon Order Id|Merchant Order Id|Shipment ID|Shipment Item Id|Amazon Order Item Id|Merchant Order Item Id|Purchase Date|Payments Date|"
    "Shipment Date|Reporting Date|Buyer Email|Buyer Name|Buyer Phone Number|Merchant SKU|Title|Shipped Quantity|Currency|Item Price|Item Tax|"
    "Shipping Price|Shipping Tax|Gift Wrap Price|Gift Wrap Tax|Recipient Name|Shipping Address 1|Shipping Address 2|Shipping Address 3|"
    "Shipping City|Shipping State|Shipping Postal Code|Shipping Country Code|Shipping Phone Number|Billing Address 1|Billing Address 2|"
    "Billing Address 3|Billing City|Billing State|bill-postal-code|bill-country|Item Promo Discount|Shipment Promo Discount|Carrier|"
    "Tracking Number|Estimated Arrival Date|FC|Fulfillment Channel|Sales Channel"
)
FBA_REPLACEMENTS = _names(
    "shipment-date sku asin fulfillment-center-id original-fulfillment-center-id quantity replacement-reason-code replacement-amazon-order-id "
    "original-amazon-order-id"
)
ALL_LISTINGS = _names(
    "item-name item-description listing-id seller-sku price quantity open-date image-url item-is-marketplace product-id-type zshop-shipping-fee "
    "item-note item-condition zshop-category1 zshop-browse-path zshop-storefront-feature asin1 asin2 asin3 will-ship-internationally "
    "expedited-shipping zshop-boldface product-id bid-for-featured-placement add-delete pending-quantity fulfillment-channel "
    "merchant-shipping-group status"
)
ALL_LISTINGS_JP = _names(
    "商品名|出品ID|出品者SKU|価格|数量|出品日|商品IDタイプ|コンディション説明|コンディション|国外へ配送可|迅速な配送|商品ID|在庫数|フルフィルメント・チャンネル|"
    "merchant-shipping-group|ステータス"
)
SUPPRESSED = _names("Status|Reason|SKU|ASIN|Product name|Condition|Status Change Date|Issue Description")
STRANDED = _names(
    "primary-action date-stranded Date-to-take-auto-removal status-primary status-secondary error-message stranded-reason asin sku fnsku "
    "product-name condition fulfilled-by fulfillable-qty your-price unfulfillable-qty reserved-quantity inbound-shipped-qty"
)
_VAT = _names("incl-amount amount excl-amount rate")
_PROMO = _names("incl-amount excl-amount amount rate")
VAT_INVOICES = _names(
    "marketplace-id order-id order-item-id shipping-id transaction-id transaction-type invoice-number invoice-status invoice-status-description "
    "is-amazon-invoiced order-date shipment-date buyer-vat-number seller-vat-number asin sku product-name quantity-purchased currency "
    + " ".join(f"item-vat-{part}" for part in _VAT)
    + " "
    + " ".join(f"item-promo-vat-{part}" for part in _PROMO)
    + " item-promotion-id "
    + " ".join(f"gift-wrap-vat-{part}" for part in _VAT)
    + " "
    + " ".join(f"gift-promo-vat-{part}" for part in _PROMO)
    + " gift-promotion-id "
    + " ".join(f"shipping-vat-{part}" for part in _VAT)
    + " "
    + " ".join(f"shipping-promo-vat-{part}" for part in _PROMO)
    + " ship-promotion-id is-business-order price-designation purchase-order-number recipient-name ship-service-level fulfilled-by "
    "ship-address-1 ship-address-2 ship-address-3 ship-city ship-state ship-postal-code ship-country ship-phone-number ship-from-country "
    "ship-from-state ship-from-city ship-from-postal-code billing-name bill-address-1 bill-address-2 bill-address-3 bill-city bill-state "
    "bill-postal-code bill-country billing-phone-number buyer-name buyer-company-name legacy-customer-order-item-id recommended-invoice-format "
    "buyer-tax-registration-type buyer-e-invoice-account-id is-buyer-physically-present is-seller-physically-present citation-es citation-it "
    "citation-fr citation-de citation-en export-outside-eu is-invoice-corrected original-vat-invoice-number invoice-correction-details"
)
VOICE = _names(
    "Product name|ASIN|SKU|Fulfilled by|Condition|NCX rate|NCX orders|Total orders|Star Rating|Return rate|Top NCX reason|CX Health|"
    "Return Badge Displayed|Last update"
)

_ORDER = "305-0000000-0000001"
_PERSON = {
    "buyer-email": "secret@mail.example",
    "buyer-name": "Secret Person",
    "buyer-phone-number": "+1 555 0100",
    "recipient-name": "Secret Person",
    "ship-address-1": "1 Secret Street",
    "ship-city": "Secretville",
    "ship-postal-code": "99999",
    "ship-phone-number": "+1 555 0100",
    "bill-address-1": "1 Secret Street",
    "bill-city": "Secretville",
    "bill-postal-code": "99999",
    "tracking-number": "SECRET1Z999",
    "buyer-vat-number": "SECRETVAT1",
    "seller-vat-number": "SECRETVAT2",
    "billing-name": "Secret Person",
    "billing-phone-number": "+1 555 0100",
    "buyer-company-name": "Secret Company",
    "purchase-order-number": "SECRET-PO",
    "buyer-e-invoice-account-id": "SECRETACC",
    "invoice-correction-details": "Secret Person moved",
    "ship-from-city": "Secretville",
    "ship-from-postal-code": "99999",
}


def fulfilled_shipments() -> str:
    row = {
        "amazon-order-id": _ORDER,
        "shipment-date": "2026-10-05T10:00:00+00:00",
        "sku": "FH-TENT",
        "quantity-shipped": "2",
        "item-price": "119.98",
    }
    row |= {
        "fulfillment-center-id": "LEJ1",
        "fulfillment-channel": "AFN",
        "sales-channel": "Amazon.de",
        "currency": "EUR",
        "carrier": "AMZN",
    }
    return tabbed(FULFILLED_SHIPMENTS, [{**_PERSON, **row}])


def fulfilled_shipments_csv() -> str:
    row = {"Amazon Order Id": _ORDER, "Shipment Date": "2026-10-05T10:00:00+00:00", "Merchant SKU": "FH-TENT", "Shipped Quantity": "2"}
    row |= {
        "Sales Channel": "amazon.com",
        "FC": "PHX3",
        "Item Price": "119.98",
        "Buyer Name": "Secret Person",
        "Shipping City": "Secretville",
    }
    return quoted(FULFILLED_SHIPMENTS_CSV, [row])


def fba_replacements() -> str:
    row = {"shipment-date": "2026-10-06T00:00:00+00:00", "sku": "FH-TENT", "quantity": "1", "replacement-reason-code": "0"}
    return tabbed(FBA_REPLACEMENTS, [row | {"replacement-amazon-order-id": "305-0000000-0000009", "original-amazon-order-id": _ORDER}])


def all_listings() -> str:
    row = {
        "item-name": 'Tenda 12" azul',
        "listing-id": "0925ABCDEF",
        "seller-sku": "FH-TENT",
        "price": "1210.50",
        "quantity": "4",
        "asin1": "B0FHTENT01",
    }
    row |= {"open-date": "2025-08-13 18:47:36 BRT", "item-is-marketplace": "y", "item-condition": "11", "fulfillment-channel": "DEFAULT"}
    return tabbed(ALL_LISTINGS, [row | {"merchant-shipping-group": "Modelo padrão da Amazon", "status": "Inactive"}])


def all_listings_jp() -> str:
    row = {
        "商品名": "テント",
        "出品ID": "0925ABCDEF",
        "出品者SKU": "FH-TENT",
        "価格": "1210",
        "数量": "4",
        "出品日": "2025/08/13 18:47:36 JST",
    }
    return tabbed(ALL_LISTINGS_JP, [row | {"フルフィルメント・チャンネル": "DEFAULT", "ステータス": "Inactive"}])


def suppressed_listings() -> str:
    row = {
        "Status": "Search Suppressed",
        "Reason": "Missing info",
        "SKU": "FH-TENT",
        "ASIN": "B0FHTENT01",
        "Status Change Date": "2026-10-02",
    }
    return tabbed(SUPPRESSED, [row | {"Issue Description": "'brand' is missing", "Product name": "Tent", "Condition": "New"}])


def stranded_inventory() -> str:
    row = {"primary-action": "Relist", "date-stranded": "2026-10-02T00:00:00+00:00", "stranded-reason": "Listing closed", "sku": "FH-TENT"}
    return tabbed(STRANDED, [row | {"fulfillable-qty": "12", "your-price": "59.99", "asin": "B0FHTENT01", "reserved-quantity": "0"}])


def vat_invoices() -> str:
    row = {
        "marketplace-id": "A1PA6795UKMFR9",
        "order-id": _ORDER,
        "transaction-id": "tx1",
        "transaction-type": "SHIPMENT",
        "invoice-status": "PENDING",
    }
    row |= {
        "order-date": "2026-10-01T08:00:00+00:00",
        "shipment-date": "2026-10-02T08:00:00+00:00",
        "item-vat-amount": "9.58",
        "item-vat-rate": "0.19",
    }
    return tabbed(VAT_INVOICES, [{**_PERSON, **row, "is-business-order": "true", "is-amazon-invoiced": "false"}])


def voice_of_customer() -> str:
    common = {
        "ASIN": "B0FHTENT01",
        "Product name": "Tent",
        "Fulfilled by": "Amazon",
        "Condition": "New",
        "CX Health": "Very poor",
        "Last update": "10/22/2026",
    }
    rows = [
        {
            "SKU": "FH-TENT",
            "NCX rate": "8.5%",
            "NCX orders": "17",
            "Total orders": "200",
            "Top NCX reason": "Too Small\n80%",
            "Star Rating": "3.9",
        },
        {
            "SKU": "FH-TENT-2",
            "NCX rate": "25%",
            "NCX orders": "2",
            "Total orders": "8",
            "Top NCX reason": "--",
            "Return Badge Displayed": "At risk",
        },
    ]
    return quoted(VOICE, [common | row for row in rows])


def one_transaction(store: str) -> str:
    """A transaction file with one order and personal data where the report has a place for them."""
    row = {"order_id": _ORDER, "total": "1", "city": "Secretville", "postal": "99999", "posted_on": "2026-10-13"}
    return transactions(store, [row | {"transaction_type": "Order", "status": "Released"}])


# report id -> the files that stand for it
FILES: dict[str, list[str]] = {
    "settlement_v2": [settlement_v2([envelope("1", "5.00"), amount_v2("1", ("Order", "ItemPrice", "Principal"), "5.00")])],
    "settlement_v1": [settlement_v1([envelope("1", "5.00"), amounts_v1("1", "Order", price_type="Principal", price_amount="5.00")])],
    "transactions": [one_transaction(store) for store in TRANSACTIONS],
    "fulfilled_shipments": [fulfilled_shipments(), fulfilled_shipments_csv()],
    "fba_replacements": [fba_replacements()],
    "all_listings": [all_listings(), all_listings_jp()],
    "suppressed_listings": [suppressed_listings()],
    "stranded_inventory": [stranded_inventory()],
    "vat_invoices": [vat_invoices()],
    "voice_of_customer": [voice_of_customer()],
}
