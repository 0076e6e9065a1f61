"""What the seller shall only do in Seller Central: a mark that something was read, and a removal order that a day is set for; and whose the other times are."""

import pytest

from poa_helpers.notice import phrased_of, read_notice

READ_AND_MARKED = [
    'Dear seller, we have a question about your account. After that, tick "I have read and corrected" beside this entry.',
    "Dear seller, your account is under review. Go to Manage Recalls and tick that you have stopped every sale.",
    "Sehr geehrter Verkäufer, es geht um Ihr Konto. Innerhalb einer Woche klicken Sie dort auf „Gelesen und verstanden“.",
    "Cher vendeur, il s'agit de votre compte. Cliquez sur « J'ai lu et compris » dans la page Santé du compte.",
    "Gentile venditore, si tratta del tuo account. Fai clic su «Accetto» nelle 24 ore successive alla ricezione.",
    "Estimado vendedor, se trata de tu cuenta. Tienes 48 horas para marcar «Entiendo la regla» en Estado de la cuenta.",
    "出品者様、アカウントについてお知らせします。48時間以内に「確認しました」を押してください。",
    "尊敬的卖家，有关您的账户。请打开绩效通知，点选“已阅读并理解”。",
]
ORDERED = [
    "We have removed B0FB3YN7KE from sale. Create a removal order for your 212 units by April 30, 2026.",
    "Wir haben B0FB3YN7KE aus dem Verkauf genommen. Erstellen Sie bitte bis zum 30. April 2026 einen Remissionsauftrag.",
    "Nous avons retiré B0FB3YN7KE de la vente. Créez un ordre de retrait pour vos 212 unités avant le 30 avril 2026.",
    "Abbiamo rimosso B0FB3YN7KE. Crei un ordine di rimozione per le 212 unità entro il 30 aprile 2026.",
    "Hemos quitado B0FB3YN7KE. Crea una orden de retirada de las 212 unidades antes del 30 de abril de 2026.",
    "B0FB3YN7KE の販売を停止しました。2026年4月30日までにセラーセントラルで返送/廃棄依頼を作成してください。",
    "B0FB3YN7KE 已下线，不会再恢复。请于2026年4月30日前在卖家平台创建移除订单，把剩余的 1,140 件全部处理。",
]


@pytest.mark.parametrize("text", READ_AND_MARKED)
def test_a_mark_that_it_was_read_is_asked_for(text: str) -> None:
    assert "questionnaire" in phrased_of(text)[1].asks


@pytest.mark.parametrize("text", ORDERED)
def test_a_removal_order_is_to_be_made_by_its_day(text: str) -> None:
    notice = read_notice("pasted", text=text)
    assert notice.deadline and notice.deadline.date.isoformat() == "2026-04-30"


OF_OTHERS = {  # times of rights owners, of Amazon, of what was counted, and what others say
    "de": [
        "Wir leiten sie an die Anzeigende weiter, die uns dann innerhalb von 10 Werktagen eine Klage nachweisen muss.",
        "Rezensionen, die wir für unzulässig halten, löschen wir in den nächsten 5 Tagen.",
        "Sie haben innerhalb von 9 Tagen 61 Fälle mit demselben Anliegen eröffnet.",
    ],
    "en": ["A guy on facebook says you get 72 hours to answer.", "Your account opened 41 cases in 9 days, 30 of them alike."],
    "es": [
        "Le hemos informado de que tiene 10 días hábiles para contestar a quien le escriba.",
        "Cada caso suele quedar resuelto en 24 horas.",
        "Si el porcentaje se mantiene así en los próximos periodos de 7 días, no podrás vender a empresas.",
    ],
    "fr": ["Quand aurez-vous de nos nouvelles ? Sous 72 heures le plus souvent."],
    "it": ["In 12 giorni dal tuo account sono partiti 47 casi identici verso il Supporto."],
    "ja": ["お引き取りがないまま30日が経ちますと廃棄されます。"],
}
CLOSED = {
    "de": "Wir haben Ihr Angebot B0TESTAB12 wegen einer Beschwerde entfernt. Bitte senden Sie uns Rechnungen.",
    "en": "We removed your listing B0TESTAB12 because of a complaint. Please send us invoices.",
    "es": "Hemos retirado tu oferta B0TESTAB12 por una reclamación. Envíanos facturas.",
    "fr": "Nous avons retiré votre offre B0TESTAB12 à la suite d'une plainte. Veuillez nous envoyer des factures.",
    "it": "Abbiamo rimosso la tua offerta B0TESTAB12 per un reclamo. Inviaci le fatture.",
    "ja": "お申し立てにより商品 B0TESTAB12 を削除いたしました。請求書をお送りください。",
}


@pytest.mark.parametrize(("language", "sentence"), [(language, sentence) for language, all_of in OF_OTHERS.items() for sentence in all_of])
def test_times_of_others_set_no_deadline(language: str, sentence: str) -> None:
    assert read_notice("pasted", text=f"{CLOSED[language]}\n\n{sentence}\n\nAmazon").deadline is None
