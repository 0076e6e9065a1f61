"""Invoices as suppliers lay them out, in typst: the same two items, 64 and 36 pieces, of June 14, 2026, for one buyer. All fictional.

Each entry: name -> (the store, the languages read, the page).
"""

from __future__ import annotations

import typst

BUYER = "Aspen Fork Outfitters Inc."
UNITS = {"B0ASPNHL22": 64, "B0ASPNLN30": 36}
DAY = "2026-06-14"
LAYOUTS: dict[str, tuple[str, tuple[str, ...], str]] = {
    "qty_first": (
        "UK",
        ("en",),
        r"""Elmwood Distribution Ltd. #h(1fr) TAX INVOICE \
Unit 4, Example Park, Leeds \ Tel: 0113 496 0142 \
#v(4mm) Invoice To: Aspen Fork Outfitters Inc. #h(1fr) Invoice Number: ED/2291 \ #h(1fr) Date of issue 14/06/2026 \
#table(columns:(auto,auto,1fr,auto,auto),[Qty],[Code],[Description],[Unit Price],[Amount],
[64],[EM-RIDGE],[Emberline Ridge Headlamp 300 lm (B0ASPNHL22)],[£21.50],[£1,376.00],
[36],[EM-CAMP],[Emberline Camp Lantern, ASIN B0ASPNLN30],[£30.00],[£1,080.00])
Subtotal £2,456.00 \ VAT 20% £491.20 \ Total Due £2,947.20 \ Payment due by 14/07/2026""",
    ),
    "german": (
        "DE",
        ("en", "de"),
        r"""Erlenhof Großhandel GmbH \ Musterweg 3, 20095 Beispielstadt \ Telefon +49 40 5550142 \
Rechnung an: Aspen Fork Outfitters Inc. #h(1fr) Rechnungsnummer RE-2026-118 \ #h(1fr) Rechnungsdatum: 14.06.2026 \ #h(1fr) Lieferdatum: 12.06.2026 \
#table(columns:(auto,1fr,auto,auto,auto),[Pos.],[Artikel],[Menge],[Einzelpreis],[Gesamt],
[1],[Stirnlampe Ridge B0ASPNHL22],[64 Stück],[21,50 €],[1.376,00 €],
[2],[Laterne Camp B0ASPNLN30],[36 Stück],[30,00 €],[1.080,00 €])
Gesamtbetrag 2.456,00 €""",
    ),
    "two_line": (
        "US",
        ("en",),
        r"""Elmwood Distribution Ltd. \ Sold to Aspen Fork Outfitters Inc. \ Invoice \#ED-2291 #h(1fr) Invoice Date: June 14, 2026 \
#table(columns:(1fr,auto,auto,auto),[Item],[Quantity],[Rate],[Amount],
[Emberline Ridge Headlamp \ ASIN: B0ASPNHL22],[64],[21.50],[1,376.00],
[Emberline Camp Lantern \ ASIN: B0ASPNLN30],[36],[30.00],[1,080.00])
Balance due 2,456.00""",
    ),
    "table_head": (
        "US",
        ("en",),
        r"""Elmwood Distribution Ltd. \ 
#table(columns:4,[Invoice No.],[Invoice Date],[PO No.],[Terms],[ED-2291],[06/14/2026],[PO-77],[Net 30])
Bill to: Aspen Fork Outfitters Inc. Ship to: same \
#table(columns:(auto,auto,1fr,auto,auto,auto),[Ln],[ASIN],[Description],[Ordered],[Qty Shipped],[Price],
[1],[B0ASPNHL22],[Ridge Headlamp],[70],[64],[21.50],
[2],[B0ASPNLN30],[Camp Lantern],[36],[36],[30.00])
Total USD 2,456.00""",
    ),
    "list": (
        "US",
        ("en",),
        r"""Elmwood Distribution Ltd. \ Invoice ED-2291, dated 14 June 2026, to Aspen Fork Outfitters Inc. \
- 64 x B0ASPNHL22 Ridge Headlamp \
- 36 x B0ASPNLN30 Camp Lantern \
Total 2,456.00 USD""",
    ),
    "cartons": (
        "US",
        ("en",),
        r"""Elmwood Distribution Ltd. \ Invoice No ED-2291 #h(1fr) Date: 2026-06-14 \ Buyer: Aspen Fork Outfitters Inc. \
#table(columns:(auto,1fr,auto,auto,auto),[ASIN],[Item],[Ctns],[Pcs/Ctn],[Total pcs],
[B0ASPNHL22],[Ridge Headlamp],[8],[8],[64],
[B0ASPNLN30],[Camp Lantern],[3],[12],[36])""",
    ),
    "us_units": (
        "US",
        ("en",),
        r"""ELMWOOD DISTRIBUTION LLC \ 220 Example Ave \ INVOICE \ INVOICE \# 2291 \ DATE 6/14/2026 \ BILL TO \ Aspen Fork Outfitters Inc. \
#table(columns:(auto,1fr,auto,auto,auto),[SKU],[DESCRIPTION],[UNITS],[UNIT PRICE],[EXT],
[EM-300],[Ridge Headlamp B0ASPNHL22],[64],[21.50],[1,376.00],
[EM-301],[Camp Lantern 3 W, 2026 edition B0ASPNLN30],[36],[30.00],[1,080.00],
[],[TOTAL],[100],[],[2,456.00])""",
    ),
    "french": (
        "FR",
        ("en", "fr"),
        r"""Aunaie Distribution SARL \ Facture n° FA-2291 #h(1fr) Date de facturation : 14 juin 2026 \ Facturé à : Aspen Fork Outfitters Inc. \ Date d'échéance : 14 juillet 2026 \
#table(columns:(auto,1fr,auto,auto,auto),[Réf.],[Désignation],[Qté],[P.U. HT],[Total HT],
[B0ASPNHL22],[Lampe frontale],[64],[21,50],[1 376,00],
[B0ASPNLN30],[Lanterne],[36],[30,00],[1 080,00])
Total TTC 2 947,20 €""",
    ),
    "chinese_en": (
        "US",
        ("en",),
        r"""Shenzhen Example Lighting Co., Ltd \ COMMERCIAL INVOICE \ Invoice No.: SEL20260614 #h(1fr) Date: Jun. 14, 2026 \ To: Aspen Fork Outfitters Inc. \
#table(columns:(auto,1fr,auto,auto,auto),[No.],[Description of Goods],[Quantity (PCS)],[Unit Price USD],[Amount USD],
[1],[Headlamp, FNSKU X001ABCDE1, B0ASPNHL22],[64 PCS],[21.50],[1376.00],
[2],[Lantern, FNSKU X001ABCDE2, B0ASPNLN30],[36 PCS],[30.00],[1080.00])
TOTAL: 100 PCS USD 2456.00""",
    ),
}


def paper(name: str) -> bytes:
    """The invoice as a PDF."""
    page = "#set page(margin: 20mm)\n" + LAYOUTS[name][2]
    return typst.compile(page.encode(), format="pdf", ignore_system_fonts=True)
