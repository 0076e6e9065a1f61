"""What the seller shall only do in Seller Central: a mark that something was read, and a removal order that a day is set for."""

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
