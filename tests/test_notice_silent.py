"""Messages that seem to ask for nothing and set a deadline all the same: a buyer's claim that Amazon tells of, what a reinstatement depends on, a demand of a kind nobody
learned from; and those that seem to set one, and ask for nothing."""

from __future__ import annotations

from datetime import date

import pytest

from poa_helpers.model import Notice
from poa_helpers.notice import read_notice
from poa_helpers.notice.deadlines import SURE

CLAIMS = {  # of a buyer, told by Amazon: to be answered in three days
    "en": "Hello,\n\nThe buyer of order 111-4820193-5570216 has filed an A-to-z Guarantee claim because the parcel did not arrive.\nPlease respond to the claim within 3 days and attach the proof of delivery. If you do not respond, "
    "we will grant the claim and charge your account.\n\nAmazon.com",
    "de": "Guten Tag,\n\nder Käufer der Bestellung 302-4820193-5570216 hat einen A-bis-z-Garantieantrag gestellt, weil das Paket nicht angekommen ist.\nBitte antworten Sie innerhalb von 3 Tagen auf den Antrag und fügen Sie den "
    "Zustellnachweis bei. Andernfalls belasten wir Ihr Konto mit dem Betrag.\n\nAmazon.de",
    "fr": "Bonjour,\n\nL'acheteur de la commande 402-4820193-5570216 a déposé une réclamation au titre de la Garantie A à Z, car le colis ne lui est pas parvenu.\nVeuillez répondre à la réclamation dans un délai de 3 jours et joindre "
    "la preuve de livraison. À défaut, le montant sera débité de votre compte.\n\nAmazon.fr",
    "it": "Gentile venditore,\n\nl'acquirente dell'ordine 403-4820193-5570216 ha presentato un reclamo di Garanzia dalla A alla Z perché il pacco non è arrivato.\nRisponda al reclamo entro 3 giorni e alleghi la prova di consegna. In "
    "caso contrario addebiteremo l'importo sul Suo account.\n\nAmazon.it",
    "es": "Hola:\n\nEl comprador del pedido 404-4820193-5570216 ha presentado una reclamación de la Garantía de la A a la Z porque el paquete no llegó.\nResponda a la reclamación en un plazo de 3 días y adjunte la prueba de entrega. "
    "De lo contrario, cargaremos el importe en su cuenta.\n\nAmazon.es",
    "ja": "出品者様\n\n注文番号 250-4820193-5570216 について、購入者からAmazonマーケットプレイス保証が申請されました。商品が届いていないとのことです。\n3日以内に、配送を証明する書類を添えて申請にご回答ください。ご回答がない場合、申請は承認され、金額をお客様に請求いたします。\n\nAmazon.co.jp",
    "zh": "尊敬的卖家：\n\n买家就订单 113-4820193-5570216 提出了亚马逊商城交易保障索赔，称没有收到包裹。\n请在 3 天内回应此索赔，并附上妥投证明。如果您未回应，我们将批准索赔并从您的账户中扣款。\n\n亚马逊",
}
CONDITIONS = {  # of a reinstatement: a course by 14 May 2027, a photo in ten days …
    "en": ("Your account has been reactivated. This is subject to one condition: please upload the contract with your new carrier by 14 May 2027. If you do not, your account will be deactivated again.", date(2027, 5, 14)),
    "de": ("Wir haben Ihr Verkäuferkonto reaktiviert. Das geschieht unter einer Auflage: Bitte senden Sie uns den Vertrag mit Ihrem neuen Versanddienst bis zum 14. Mai 2027. Andernfalls wird das Konto erneut deaktiviert.", date(2027, 5, 14)),
    "fr": ("Votre compte a été réactivé, sous condition : veuillez nous envoyer le contrat avec votre nouveau transporteur avant le 14 mai 2027. À défaut, le compte sera de nouveau désactivé.", date(2027, 5, 14)),
    "it": ("Il tuo account è stato riattivato, a una condizione: inviaci il contratto con il nuovo corriere entro il 14 maggio 2027. In caso contrario l'account verrà nuovamente disattivato.", date(2027, 5, 14)),
    "es": ("Hemos reactivado su cuenta de vendedor con una condición: envíenos el contrato con la nueva empresa de mensajería antes del 14 de mayo de 2027. De lo contrario, la cuenta se desactivará de nuevo.", date(2027, 5, 14)),
    "ja": ("お客様の出品用アカウントを再開いたしました。再開の条件として、新しい配送業者との契約書を2027年5月14日までにご提出ください。ご提出がない場合、アカウントを再び停止いたします。", date(2027, 5, 14)),
    "zh": ("您的账户已恢复。此次恢复附有一项条件：请在 2027 年 5 月 14 日之前提交与新承运商签订的合同。否则，您的账户将再次被停用。", date(2027, 5, 14)),
}  # fmt: skip
DEMANDS = [  # of teams nobody learned from
    ("Hello,\n\nThe Form W-8BEN that you gave us is no longer valid. You must complete the tax interview and send us your new form within 9 days. If you do not, we will withhold tax from your sales.\n\nAmazon", 216),
    ("Guten Tag,\n\nder Inhaber eines Gebrauchsmusters hat eine Bewertung Ihres Produkts im Amazon-Patentverfahren beantragt. Bitte unterschreiben Sie die beigefügte Vereinbarung und senden Sie sie innerhalb von 21 Tagen an uns zurück.\n\nAmazon", 504),
    ("Bonjour,\n\nVotre numéro d'identification fiscale n'est plus valable. Veuillez en indiquer un autre dans Seller Central dans un délai de 15 jours, faute de quoi nous appliquerons la retenue à la source.\n\nAmazon", 360),
]  # fmt: skip


def read(text: str, day: str = "2027-04-20") -> Notice:
    return read_notice("pasted", text=f"Date: {day}\n\n{text}\n")


@pytest.mark.parametrize("language", CLAIMS)
def test_a_claim_of_a_buyer_that_amazon_tells_of_is_to_be_answered(language: str) -> None:
    notice = read(CLAIMS[language])
    assert notice.stage == "warning" and notice.deadline and notice.deadline.hours == 72
    assert notice.route == "documents"


def test_what_is_to_be_changed_in_time_is_no_reason_to_do_nothing() -> None:
    notice = read(
        "Hello,\n\nWe removed the listing below because the product is restricted: it contains lead. ASIN: B0QKLTRMWD.\nPlease delete the listing from your inventory within 48 hours. You do not need to send us anything.\n\nAmazon.co.uk"
    )
    assert (notice.stage, notice.route) == ("listing_removal", "none") and notice.deadline and notice.deadline.hours == 48
    assert "Seller Central" in notice.reason and "deadline" in notice.reason


def test_what_nobody_surely_asks_for_is_not_told_as_asked() -> None:
    notice = read_notice(
        "pasted",
        text="Hello,\n\nA buyer was unhappy with the condition of an item from you. You can go on selling it, but please take care of the problem so that no further complaints come in.\n\nComplaint type: Not as advertised / wrong item\nASIN: B00ARG5HSU",
    )
    assert (notice.stage, notice.route, notice.requested) == ("warning", "none", ())


def test_the_buyer_who_means_to_file_a_claim_sets_no_deadline() -> None:
    notice = read(
        "From: buyer-4x7@marketplace.amazon.com\nSubject: Inquiry about order 111-4820193-5570216\n\nHi, the lamp I bought has a crack and I would like my money back. If you do not answer within 3 days I will file an A-to-z claim and leave a bad review.\n\nMia"
    )
    assert (notice.stage, notice.deadline) == ("other", None)


@pytest.mark.parametrize("language", CONDITIONS)
def test_what_a_reinstatement_depends_on_is_to_be_done_in_time(language: str) -> None:
    words, day = CONDITIONS[language]
    notice = read(f"{words}\n\nAmazon")
    assert notice.stage == "reinstatement" and notice.deadline and notice.deadline.date == day


@pytest.mark.parametrize(("text", "hours"), DEMANDS)
def test_who_clearly_sets_a_deadline_asks_for_something(text: str, hours: int) -> None:
    notice = read(text)
    assert (
        notice.stage not in ("information", "other", "reinstatement", "final_refusal")
        and notice.deadline
        and notice.deadline.hours == hours
    )


def test_of_a_time_that_news_seem_to_set_the_user_is_asked() -> None:
    notice = read(
        "Dear sellers,\n\nThe Business Solutions Agreement changes on July 1, 2027. You must accept the new version in Seller Central no later than June 15, 2027. If you do not, your offers will be closed.\n\nYou receive this newsletter because you are registered as a seller.\nAmazon Seller News"
    )
    assert (notice.stage, notice.deadline) == ("information", None)
    assert notice.confidence["deadline"] < SURE
