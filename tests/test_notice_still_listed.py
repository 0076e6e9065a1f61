"""What is still on sale was not taken down, whatever else the letter says; that the seller's other listings are says nothing."""

import pytest

from poa_helpers.notice import read_notice

STILL_LISTED = [
    "Hello, your listing B0ABCDEFGH remains active for now. A rights owner says that it infringes a trademark. If we hear nothing within 5 days, we will remove it. Please send us a letter of authorization.",
    "Guten Tag, Ihr Angebot B0ABCDEFGH bleibt vorerst online. Ein Rechteinhaber meldet eine Markenverletzung. Ohne Antwort bis zum 5. Mai 2026 entfernen wir es. Bitte senden Sie eine Lizenz.",
    "Bonjour, votre annonce B0ABCDEFGH reste pour l'instant en ligne. Un titulaire de droits signale une atteinte à sa marque. Sans réponse sous 5 jours, elle sera retirée. Veuillez envoyer une autorisation.",
    "Hola, tu oferta B0ABCDEFGH sigue por ahora publicada. Un titular de derechos comunica una infracción de marca. Sin respuesta en 5 días, la retiraremos. Envía una autorización.",
    "Gentile venditore, la tua offerta B0ABCDEFGH resta per ora online. Un titolare segnala una violazione di marchio. Senza risposta entro 5 giorni sarà rimossa. Invia un'autorizzazione.",
    "出品者様、商品B0ABCDEFGHについてご連絡します。この商品は現時点ではまだ販売できる状態です。商標権侵害の申告がありました。5日以内に許諾書をお送りいただけない場合、出品を削除します。",
    "您好，您的商品目前仍在售（B0ABCDEFGH）。权利人举报商标侵权。5天内未收到授权书，我们将移除该商品。请提交授权书。",
]  # fmt: skip
OTHERS_ARE = [
    "Hello, we removed B0ABCDEFGH because of a trademark complaint. The rest of your listings stay active. Please send a letter of authorization.",
    "Guten Tag, wegen einer Markenbeschwerde haben wir B0ABCDEFGH entfernt. Ihre übrigen Angebote bleiben online. Bitte senden Sie eine Lizenz.",
    "Bonjour, à la suite d'une plainte pour atteinte à une marque, nous avons retiré B0ABCDEFGH. Vos autres annonces restent en ligne. Veuillez envoyer une autorisation.",
    "Hola, retiramos B0ABCDEFGH por una reclamación de marca. El resto de tus ofertas siguen activas. Envía una autorización.",
    "Gentile venditore, abbiamo rimosso B0ABCDEFGH per un reclamo di marchio. Le altre tue offerte restano online. Invia un'autorizzazione.",
    "他のブランドの商品は現在も販売中です。商標権侵害の申告により商品B0ABCDEFGHを削除しました。許諾書をお送りください。",
    "您其他品牌的商品继续在售。因权利人举报商标侵权，我们已移除B0ABCDEFGH。请提交授权书。",
]  # fmt: skip


@pytest.mark.parametrize("text", STILL_LISTED)
def test_what_is_still_on_sale_is_warned_about(text: str) -> None:
    notice = read_notice("pasted", text=text)
    assert (notice.stage, notice.violations) == ("warning", ("trademark",))
    assert notice.deadline


@pytest.mark.parametrize("text", OTHERS_ARE)
def test_other_listings_that_stay_on_sale_say_nothing_of_this_one(text: str) -> None:
    assert read_notice("pasted", text=text).stage == "listing_removal"
