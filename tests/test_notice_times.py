"""Dates and lengths of time in notices: their forms, their year, the day on which they end, and which of them is the deadline."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from itertools import product
from pathlib import Path

import pytest

from poa_helpers.catalogue import catalogue
from poa_helpers.model import Notice
from poa_helpers.notice import read_notice
from poa_helpers.notice.conversations import main_message
from poa_helpers.notice.dates import find_dates
from poa_helpers.notice.deadlines import SURE, may_be_meant
from poa_helpers.notice.encoded import normalised
from poa_helpers.notice.periods import Period, candidates
from poa_helpers.notice.rules import rules_of

from .notice_corpus import FOLDER, Example, deadline_of
from .portion import every


def read(text: str) -> Notice:
    return read_notice("pasted", text=text)


def days_in(low: str, language: str, **more: object) -> list[date | None]:
    return [one.day for one in find_dates(low, rules_of(language, catalogue()), None, **more)]  # type: ignore[arg-type]


FORMS = {
    "en": [
        "Friday 12 June 2026",
        "12-Jun-2026",
        "June 12th",
        "the 12th of June 2026",
        "June the 12th",
        "2026-6-12",
        "Jun-12-2026",
        "12 June\n2026",
        "June\n12, 2026",
        "12 June 26.",
        "2026-06-12:",
    ],
    "de": ["12.06.26", "12.6.", "12.06. d. J.", "12. 6. 2026", "12.Juni 2026", "Freitag, den 12. Juni 2026", "12-06-2026"],
    "fr": ["12/06/26", "vendredi 12 juin", "12-06-2026", "12/06/2026:", "12\njuin 2026"],
    "it": ["12/06/26", "12 giu 2026", "12.06.2026"],
    "es": ["12 de junio del 2026", "12/jun/2026", "12-jun-2026"],
    "ja": ["2026年6月12日", "6/12(金)", "6/12まで", "令和8年6月12日", "六月十二日", "6月12日（2026年）", "2026-6-12", "26/6/12"],
    "zh": ["2026年6月12日", "六月十二日", "二〇二六年六月十二日", "6月12日（周五）"],
}
ENDS = {
    "en": "the end of June 2026",
    "de": "Ende Juni",
    "fr": "fin juin 2026",
    "it": "la fine di giugno",
    "es": "finales de junio",
    "ja": "6月末",
    "zh": "6月底",
}


@pytest.mark.parametrize(("language", "words"), [(language, words) for language, forms in FORMS.items() for words in forms])
def test_a_date_in_any_form_is_that_day(language: str, words: str) -> None:
    assert days_in(f"xx {words.lower()} xx", language, since=date(2026, 5, 20)) == [date(2026, 6, 12)]


@pytest.mark.parametrize("language", ENDS)
def test_the_end_of_a_month_is_its_last_day(language: str) -> None:
    assert days_in(f"xx {ENDS[language].lower()} xx", language, since=date(2026, 5, 20)) == [date(2026, 6, 30)]


OF_THE_MONTH = {  # of a message of 16 October 2026: a day of its month, its last day, a day of the next
    "en": ("the 30th of this month", "the end of this month", "the 5th of next month"),
    "de": ("zum 30. dieses Monats", "Ende dieses Monats", "5. des nächsten Monats"),
    "fr": ("le 30 de ce mois", "fin de ce mois", "le 5 du mois prochain"),
    "it": ("il 30 del mese corrente", "fine del mese", "il 5 del mese prossimo"),
    "es": ("el 30 del presente mes", "fin de mes", "el 5 del próximo mes"),
    "ja": ("今月30日(金)まで", "今月末まで", "来月5日まで"),
    "zh": ("本月30日前", "本月底", "下月5日前"),
}


@pytest.mark.parametrize("language", OF_THE_MONTH)
def test_a_day_told_by_the_month_of_the_message(language: str) -> None:
    days = [days_in(words.lower(), language, since=date(2026, 10, 16)) for words in OF_THE_MONTH[language]]
    assert days == [[date(2026, 10, 30)], [date(2026, 10, 31)], [date(2026, 11, 5)]]
    assert days_in(OF_THE_MONTH[language][0].lower(), language) == [None], "nobody knows which month"


OF_THE_WEEK = {  # Friday, in a message of a Monday
    "en": ("by Friday of this week", "by this Friday"),
    "de": ("bis Freitag dieser Woche", "bis diesen Freitag"),
    "fr": ("d'ici vendredi de cette semaine", "d'ici ce vendredi"),
    "it": ("entro venerdì di questa settimana", "entro questo venerdì"),
    "es": ("antes del viernes de esta semana", "para este viernes"),
    "ja": ("今週金曜日まで", "今週の金曜まで"),
    "zh": ("请于本周五前", "这星期五之前"),
}


OF_THE_NEXT_WEEK = {
    "en": ("by Friday of next week", "next week, on Friday"),
    "de": ("bis Freitag nächster Woche", "bis kommende Woche Freitag"),
    "fr": ("d'ici vendredi de la semaine prochaine", "vendredi semaine prochaine"),
    "it": ("entro venerdì della prossima settimana", "venerdì della settimana prossima"),
    "es": ("el viernes de la próxima semana", "el viernes de la semana que viene"),
    "ja": ("来週金曜日まで", "来週の金曜まで"),
    "zh": ("请于下周五前", "下星期五之前"),
}


@pytest.mark.parametrize("language", OF_THE_WEEK)
def test_a_day_told_by_the_week_of_the_message(language: str) -> None:
    for words in OF_THE_WEEK[language]:
        assert days_in(words.lower(), language, since=date(2027, 4, 12)) == [date(2027, 4, 16)], words
        assert days_in(words.lower(), language, since=date(2027, 4, 18)) == [None], "that day is over"
    for words in OF_THE_NEXT_WEEK[language]:
        assert days_in(words.lower(), language, since=date(2027, 4, 12)) == [date(2027, 4, 23)], words
    assert days_in(OF_THE_WEEK[language][0].lower(), language) == [None], "nobody knows which week"


def test_a_date_without_a_year_follows_the_latest_day_named_before() -> None:
    low = "your sales of 10 april 2026 … until 24 april"
    assert days_in(low, "en", going_on=True) == [date(2026, 4, 10), date(2026, 4, 24)]
    assert days_in(low, "en") == [date(2026, 4, 10), None]


@pytest.mark.parametrize(
    ("language", "low", "day"),
    [
        ("en", "by 31 august … this notice is of 22 august 2026", date(2026, 8, 31)),  # named behind
        ("en", "by 31 august. terms as of june 2026", date(2026, 8, 31)),  # no other year is named
        ("en", "of 20 december 2026: until 4 january", date(2027, 1, 4)),  # the next year
        (
            "en",
            "of 20 july 2026: best before 12 march 2028; remove them by friday, 7 august",
            date(2026, 8, 7),
        ),  # not the nearest: it was no Friday
        ("de", "haltbar bis 11.02.2027; remission bis zum 7. august (freitag)", date(2026, 8, 7)),
        ("fr", "du 15/12/2026 : avant vendredi (29/01)", date(2027, 1, 29)),
        ("it", "del 22 ottobre 2026: entro venerdì 30/10", date(2026, 10, 30)),
        ("ja", "2027/02/11まで。8月7日(金)までに返送", date(2026, 8, 7)),
        ("zh", "2027-02-05 … 上传截至 02-26(周五)", date(2027, 2, 26)),
        ("en", "weee number by 31 august\njuly 2026\nverified on 8 february 2025", date(2026, 8, 31)),  # a month, not a day
        ("ja", "2026年7月のお知らせ。2025年2月8日に確認。8月31日まで", date(2026, 8, 31)),
    ],
)
def test_the_year_of_a_date_stands_elsewhere_in_the_message(language: str, low: str, day: date) -> None:
    assert day in days_in(low, language, going_on=True)


@pytest.mark.parametrize("words", ["12 Septernber 2026", "l2 September 2026", "12 September 2O26", "1O. Septernber 2026"])
def test_a_date_is_read_from_a_scan(words: str) -> None:
    notice = read(f"Your account is at risk of deactivation. Please send your plan of action by {words}.")
    assert notice.deadline and notice.deadline.date in (date(2026, 9, 12), date(2026, 9, 10))


COUNTED = {
    "en": "Your account is at risk of deactivation. Please send your plan of action within 14 days of 3 March 2026.",
    "de": "Ihr Konto ist von der Deaktivierung bedroht. Bitte senden Sie Ihren Maßnahmenplan innerhalb von 14 Kalendertagen ab dem 3. März 2026.",
    "fr": "Votre compte risque d'être désactivé. Veuillez envoyer votre plan d'action dans les 14 jours suivant le 3 mars 2026.",
    "it": "Il tuo account rischia la disattivazione. Invia il piano d'azione entro 14 giorni a partire dal 3 marzo 2026.",
    "es": "Su cuenta corre el riesgo de ser desactivada. Envíe su plan de acción dentro de los 14 días a partir del 3 de marzo de 2026.",
    "ja": "お客様のアカウントは停止される可能性があります。2026年3月3日から14日以内に改善計画書をご提出ください。",
    "zh": "您的账户有被停用的风险。请自2026年3月3日起14天内提交行动计划。",
}


@pytest.mark.parametrize("language", COUNTED)
def test_days_that_are_counted_from_a_date_end_on_a_day(language: str) -> None:
    notice = read(COUNTED[language])
    assert notice.deadline and (notice.deadline.hours, notice.deadline.date) == (336, date(2026, 3, 17))


@pytest.mark.parametrize(
    ("text", "hours", "day"),
    [
        (
            "Your account is at risk of deactivation. You asked for more time. The deadline of 2 October 2026 is extended: please send your plan of action by "
            "23 October 2026.",
            None,
            date(2026, 10, 23),
        ),
        (
            "Your account is at risk of deactivation. Please send your plan of action by 23 October 2026 instead of 2 October 2026, the deadline we gave you.",
            None,
            date(2026, 10, 23),
        ),
        ("お客様のアカウントは停止されました。2026/08/03を確認し、48時間以内に改善計画書をご提出ください。", 48, None),
        (
            "お客様のアカウントは停止されました。2026年8月3日にお知らせしました。この通知から48時間以内に改善計画書をご提出ください。",
            48,
            None,
        ),
    ],
    ids=["extended", "instead", "a_date_to_look_at", "a_date_in_the_past"],
)
def test_a_deadline_beside_another_date(text: str, hours: int | None, day: date | None) -> None:
    """One that was put off is the later one; a length of time is not counted from a date that merely stands beside it."""
    deadline = read(text).deadline
    assert deadline and (deadline.hours, deadline.date) == (hours, day)


@pytest.mark.parametrize("words", ["within 9999 weeks of 31 December 9999", "自9999年12月31日起9999天内", "0 days from 1 January 0000"])
def test_days_that_no_calendar_has_are_no_error(words: str) -> None:
    notice = read(f"Your account has been deactivated. Please send your plan of action {words}.")
    assert notice.deadline is None or notice.deadline.date in (None, date(9999, 12, 31))


@pytest.mark.parametrize(
    ("words", "days"),
    [
        (
            "Your account is at risk of deactivation. Please send your plan of action by close of business on the third business day after this notice.",
            3,
        ),
        ("Your account is at risk of deactivation. Please send your plan of action within five days of work.", 5),
        ("Ihr Konto ist von der Deaktivierung bedroht. Bitte senden Sie Ihren Maßnahmenplan spätestens am fünften Werktag nach Zugang.", 5),
        ("Il tuo account rischia la disattivazione. Invia il piano d'azione entro 10 giorni di lavoro.", 10),
    ],
)
def test_business_days_in_other_words(words: str, days: int) -> None:
    notice = read(words)
    assert notice.deadline and notice.deadline.business_days == days


@pytest.mark.parametrize(
    ("words", "days"),
    [
        ("Your account is at risk of deactivation. Please send your plan of action by the end of the 7th day after this notice.", 7),
        ("Ihr Konto ist von der Deaktivierung bedroht. Bitte senden Sie Ihren Maßnahmenplan bis zum 7. Tag nach dieser Nachricht.", 7),
        ("Votre compte risque d'être désactivé. Veuillez envoyer votre plan d'action avant la fin du 10e jour suivant ce message.", 10),
        ("Su cuenta corre el riesgo de ser desactivada. Envíe su plan de acción antes del 7.º día después de este aviso.", 7),
        ("Il tuo account rischia la disattivazione. Invia il piano d'azione entro il 7° giorno dalla ricezione.", 7),
    ],
)
def test_the_day_that_is_counted_to(words: str, days: int) -> None:
    notice = read(words)
    assert notice.deadline and notice.deadline.hours == 24 * days


@pytest.mark.parametrize(
    ("words", "request_"),
    [
        ("by Friday, 4 December 2026, 6 p.m. GMT", "Please send your plan of action {}, or we will deactivate it."),
        ("by 4 December 2026, 12 o'clock at midday", "Please send your plan of action {}, or we will deactivate it."),
        (
            "au plus tard le 4 décembre 2026 à 17 h 30 CET",
            "Veuillez envoyer votre plan d'action {}, sinon nous désactiverons votre compte.",
        ),
        ("avant le 4 décembre 2026, heure de Paris", "Veuillez envoyer votre plan d'action {}, sinon nous désactiverons votre compte."),
    ],
)
def test_the_time_of_day_belongs_to_the_words_of_a_deadline(words: str, request_: str) -> None:
    notice = read(f"Compte vendeur / selling account: at risk of deactivation.\n\n{request_.format(words)}")
    assert notice.deadline and notice.deadline.date == date(2026, 12, 4)
    assert notice.deadline.text.endswith(words) and not notice.other_periods


def test_a_period_that_may_be_a_deadline_is_asked_for() -> None:
    notice = read(
        "Hello,\n\nWe removed your offers for ASIN B0HPBLND01 because buyers told us that it arrived damaged. What is in our warehouse can go back to you: "
        "you may create a removal order, which is carried out in the course of 30 days. Offers of other sellers are not affected.\n\nRegards, Amazon"
    )
    doubt = [warning for warning in notice.warnings if "deadline" in warning]
    assert bool(doubt) == (notice.confidence.get("deadline", 1.0) < SURE)
    plain = read("Your account is at risk of deactivation. Please send your plan of action within 14 days.")
    assert plain.deadline and plain.confidence["deadline"] >= SURE
    assert not [warning for warning in plain.warnings if "deadline" in warning]


def test_a_table_has_its_deadline_under_a_head_that_says_so() -> None:
    notice = read(
        "Your account is at risk of deactivation. These metrics need a plan of action from you.\n\n"
        "Metric | Measured over | You | Target | Plan due\n"
        "Late shipment rate | 10 days ending 6 September 2026 | 9.4 % | under 4 % | 14 September 2026\n"
    )
    assert notice.deadline and notice.deadline.date == date(2026, 9, 14)


def test_the_head_of_a_column() -> None:
    message, *_ = main_message("Hello,\n\nNo | Item | Due\n1 | Knife | 3 May\n\nRegards", catalogue())
    assert message.low[slice(*message.column_head(message.low.index("3 may")))].strip() == "due"  # type: ignore[arg-type]
    assert message.column_head(message.low.index("due")) is None and message.column_head(message.low.index("hello")) is None


def test_a_pasted_mail_is_decoded_that_nobody_decoded() -> None:
    raw = "Ihr Konto wurde deaktiviert. Bitte senden Sie den Plan bis zum 12. M=C3=A4rz 2026 =\nund pr=C3=BCfen Sie die Angebote.=20\n"
    assert "12. März 2026 und prüfen Sie" in normalised(raw)
    notice = read(raw)
    assert notice.deadline and notice.deadline.date == date(2026, 3, 12)
    start, end = notice.read_from["deadline"][0]
    assert "12. März 2026" in notice.text[start:end]


@pytest.mark.parametrize(
    "sentence",
    [
        "Watch the course (about 25 minutes), then send the form.",
        "If you are more than 10 minutes late, please book again.",
        "Please send us what you used to sell in two months.",
    ],
)
def test_a_length_whose_hours_nobody_can_tell_is_no_deadline(sentence: str) -> None:
    long = (
        "We have looked at your account and found that your listings do not follow the policies of the store, so they are hidden for now. "
    )
    assert read(f"Your account has been deactivated. {long} {sentence}").deadline is None


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("Please send the report.\nFinal date: 31 January 2026\nWith kind regards", date(2026, 1, 31)),
        ("Your account will be deactivated on 3 April 2026 unless you send a plan of action.", date(2026, 4, 3)),
        ("Upload the two documents on or before 15/07/2026:\n\n- an extract of the register\n- a utility bill", date(2026, 7, 15)),
    ],
)
def test_a_date_that_is_labelled_decided_or_opens_a_list_is_a_deadline(words: str, day: date) -> None:
    notice = read(
        f"Hello,\n\nYour offers do not show a certificate, and your account is at risk of deactivation.\n\n{words}\n\nAmazon.co.uk"
    )
    assert notice.deadline and notice.deadline.date == day


def test_what_the_next_sentence_says_is_not_about_this_period() -> None:
    notice = read("Please send invoices for ASIN B0C4TR71QX within 17 days. Funds will not be transferred to you for 90 days.")
    assert notice.deadline and notice.deadline.hours == 17 * 24


def test_a_deadline_is_quoted_with_its_day_of_the_week_and_its_hour() -> None:
    notice = read("Hello, your account is at risk of deactivation. Please send your plan of action by Friday, June 12, 2026, 18:00 (CET).")
    assert notice.deadline and notice.deadline.date == date(2026, 6, 12)
    assert "by Friday, June 12, 2026, 18:00 (CET)" in notice.deadline.text


def test_the_likeliest_of_what_may_be_a_deadline_is_asked_for() -> None:
    unlikely, doubtful, likelier = (
        Period((n, n + 1), (n, n + 1), False, hours=72, speaks=value) for n, value in enumerate((-4.0, -1.5, -0.5))
    )
    assert may_be_meant([unlikely]) is None
    assert may_be_meant([unlikely, doubtful, likelier]) is likelier
    assert may_be_meant([Period((0, 1), (0, 1), True, hours=72, speaks=0.5)]) is None  # taken for one already


@pytest.mark.parametrize(
    "sentence",
    [
        "Answer by 11:59 p.m. PDT on October 3, 2026, at the latest.",
        "Send it to Acme Inc. and to us by Oct. 3, 2026.",
        "Deletion of approx. 30 offers, e.g. B0TEST0001, is due by October 3, 2026.",
    ],
)
def test_a_full_stop_within_a_sentence_does_not_end_it(sentence: str) -> None:
    message, *_ = main_message(f"Hello. {sentence} Thank you.", catalogue())
    assert message.own_words(message.sentence(message.low.index("oct"))) == sentence


def test_a_deadline_stands_in_another_language_than_most_of_the_message() -> None:
    text = "您的账户存在停用风险，尚未停用。\n您的订单缺陷率 (ODR) 为 1.84%，我们的要求是低于 1%。\nBitte senden Sie uns innerhalb von 5 Werktagen einen Maßnahmenplan.\n请将行动计划发送给我们。"
    deadline = read(text).deadline
    assert deadline and deadline.business_days == 5


def test_a_deadline_told_in_two_languages_is_quoted_in_that_of_the_message() -> None:
    text = "Your account has been deactivated. Please answer within 10 days. We need the root cause, what you have done and what will prevent it from happening again. You can send it from the Account Health page.\nVeuillez répondre dans les 10 jours."
    deadline = read(text).deadline
    assert deadline and deadline.hours == 240 and "within 10 days" in deadline.text


def test_what_follows_amazons_own_time_in_its_sentence_is_amazons_too() -> None:
    text = "Your listing was removed. Send us invoices at any time. We look at documents within 48 hours, on weekends within 72 hours."
    assert read(text).deadline is None


def test_a_column_of_days_on_which_something_happened_sets_no_deadline() -> None:
    rows = "".join(f"B0TEST000{n} | Item {n} | 0{n}-Aug-2026 | Listing removed |\n" for n in (3, 4, 6))
    text = f"Weekly summary\n\nASIN | Product | Date of action | Action |\n{rows}\nTo have them reinstated, send a plan of action for each of the listings."
    assert read(text).deadline is None


@pytest.mark.parametrize(
    "language, answer",
    [
        ("en", "How long do I have? Three business days."),
        ("de", "Wie lange habe ich Zeit? Drei Werktage."),
        ("fr", "Combien de temps ai-je ? Trois jours ouvrables."),
        ("it", "Quanto tempo ho? Tre giorni lavorativi."),
        ("es", "¿Cuánto tiempo tengo? Tres días hábiles."),
    ],
)
def test_the_answer_to_how_long_is_a_deadline(language: str, answer: str) -> None:
    found = candidates(main_message(answer, catalogue())[0], rules_of(language, catalogue()), None)
    assert [(period.working, period.deadline, period.is_labelled) for period in found] == [(3, True, True)]


def test_who_asks_for_papers_of_orders_speaks_of_no_order() -> None:
    text = "We have put your transfers on hold. For the money to be released, send us tracking numbers and proof of delivery of the 25 orders in the attached list in the next ten days."
    deadline = read(text).deadline
    assert deadline and deadline.hours == 240


REMOVED = {
    "en": "We removed your listing B0TESTAB12 because of complaints that the item is not authentic. Send us invoices from your supplier.",
    "de": "Wir haben Ihr Angebot B0TESTAB12 entfernt, weil uns Beschwerden vorliegen, dass der Artikel nicht echt ist. Senden Sie uns Rechnungen Ihres Lieferanten.",
    "fr": "Nous avons retiré votre offre B0TESTAB12 à la suite de plaintes selon lesquelles l'article n'est pas authentique. Envoyez-nous les factures de votre fournisseur.",
    "it": "Abbiamo rimosso la tua offerta B0TESTAB12 perché alcuni clienti lamentano che l'articolo non è autentico. Inviaci le fatture del tuo fornitore.",
    "es": "Hemos retirado su oferta B0TESTAB12 porque recibimos quejas de que el artículo no es auténtico. Envíenos facturas de su proveedor.",
    "ja": "お客様の出品 B0TESTAB12 は、商品が真正品ではないとの苦情があったため削除されました。仕入先の請求書をお送りください。",
    "zh": "由于我们收到投诉称商品并非正品，您的商品信息 B0TESTAB12 已被移除。请提交您供应商的发票。",
}
SET_ONE = {  # 9 days, 9 working days, or until 14 May 2027
    "en": [
        "We will hold this case open for 9 days, after which it will be closed.",
        "After 9 days, you will no longer be able to submit an appeal.",
        "Please do not let more than 9 days go by before you respond.",
        "Your 9 days start today.",
        "Nine days is the most we can offer you.",
    ],
    "de": [
        "Wir warten 9 Tage auf Ihre Antwort.",
        "Das Quiz ist freigeschaltet bis Freitag, 14. Mai 2027.",
        "Dieser Fall bleibt 9 Tage geöffnet und wird dann automatisch geschlossen.",
        "Nach Ablauf von 9 Tagen ohne neue Informationen erfolgt die Schließung des Falls.",
        "Ihre Frist von 9 Tagen beginnt heute.",
        "Mehr als 9 Tage können wir Ihnen leider nicht einräumen.",
        "Warten Sie mit Ihrer Rückmeldung nicht länger als 9 Tage.",
    ],
    "it": [
        "L'ultimo momento utile sono le 23:59 del 14 maggio 2027.",
        "Per tutti i punti il termine è unico: 9 giorni da adesso.",
        "Il caso resta aperto per 9 giorni e poi viene chiuso.",
        "Aspettiamo nove giorni, dopodiché archiviamo la pratica.",
        "Passati 9 giorni non sarà più possibile presentare ricorso.",
        "Ciò che arriva dopo il 14 maggio 2027 non verrà letto.",
        "Esaminiamo soltanto quanto ci arriva entro 9 giorni.",
        "Senza una tua risposta entro 9 giorni l'offerta resta rimossa.",
        "Se per 9 giorni non riceviamo tue notizie, chiudiamo l'account.",
        "La ricezione termina il 14 maggio 2027 alle 23:59.",
        "Termine per la risposta: nove giorni lavorativi",
        "Il termine di 9 giorni decorre dal 5 maggio 2027.",
        "Tempo rimanente: 9 giorni",
        "Mancano 9 giorni",
        "Ti concediamo altri 9 giorni.",
        "Il termine è prorogato di nove giorni.",
        "Non lasciar passare più di 9 giorni prima di rispondere.",
        "Tra oggi e la tua risposta non devono passare più di 9 giorni.",
        "La finestra per il ricorso si chiude il 14 maggio 2027.",
        "Il ricorso è possibile per 9 giorni.",
        "Puoi presentare ricorso per 9 giorni.",
        "La tua risposta è attesa tra 9 giorni.",
        "Dobbiamo averlo in mano al più tardi il 14 maggio 2027.",
        "Rispondi nel corso dei prossimi 9 giorni.",
        "I tuoi 9 giorni cominciano oggi.",
        "Più di 9 giorni non possiamo darti.",
        "Nove giorni, non di più.",
    ],
    "es": [
        "Sepáralos en tu inventario antes de que acabe el 14 de mayo de 2027.",
        "El caso queda abierto durante 9 días y después se cierra.",
        "Esperamos nueve días; después archivamos el caso.",
        "Pasados 9 días ya no podrá presentar ninguna apelación.",
        "Lo que llegue después del 14 de mayo de 2027 no se leerá.",
        "Solo revisamos lo que nos llegue en 9 días.",
        "Sin respuesta suya en 9 días, la oferta seguirá retirada.",
        "Si pasan 9 días sin noticias suyas, cerraremos la cuenta.",
        "La recepción termina el 14 de mayo de 2027 a las 23:59.",
        "El plazo de 9 días empieza el 5 de mayo de 2027.",
        "Tiempo restante: 9 días",
        "Quedan 9 días",
        "Le damos 9 días más.",
        "El plazo se amplía en nueve días.",
        "No deje pasar más de 9 días antes de responder.",
        "Entre hoy y su respuesta no deben pasar más de 9 días.",
        "La ventana para apelar se cierra el 14 de mayo de 2027.",
        "La apelación es posible durante 9 días.",
        "Puede apelar durante 9 días.",
        "Su respuesta se espera en 9 días.",
        "Debemos tenerlo en nuestras manos a más tardar el 14 de mayo de 2027.",
        "Responda en el transcurso de los próximos 9 días.",
        "Sus 9 días empiezan hoy.",
        "Más de 9 días no podemos darle.",
        "Nueve días, ni uno más.",
    ],
    "ja": [
        "本件は9日間受け付け、その後終了いたします。",
        "9日間お待ちしたうえで、本件をクローズします。",
        "9日を過ぎると、異議申し立てはできなくなります。",
        "2027年5月14日より後に届いたものは確認いたしません。",
        "9日以内に届いたもののみ審査いたします。",
        "9日以内にご返信がなければ、出品は削除されたままとなります。",
        "9日間ご連絡がない場合、アカウントを閉鎖します。",
        "受付は2027年5月14日23時59分で終了します。",
        "回答期限：9営業日",
        "あと9日",
        "期限を2027年5月7日から2027年5月14日に延長しました。",
        "さらに9日間の猶予を差し上げます。",
        "期限を9日間延長します。",
        "ご返信まで9日以上あけないでください。",
        "異議申し立ての受付期間は2027年5月14日までです。",
        "異議申し立ては9日間可能です。",
        "ご回答は9日後が期限です。",
        "遅くとも2027年5月14日には当方に届いている必要があります。",
        "これから9日の間にご返信いただければ結構です。",
        "9日間の期間は本日から始まります。",
        "9日を超える猶予は差し上げられません。",
        "9日間が限度です。",
    ],
    "zh": [
        "从这封信的日期算起，您有 9 天。",
        "请在本周五（2027-05-14）之前办完。",
        "本案将保留 9 天，之后关闭。",
        "我们等候九天，之后将结案。",
        "超过 9 天后，您将无法再提交任何申诉。",
        "2027 年 5 月 14 日之后收到的材料不予审阅。",
        "我们只审核 9 天内收到的材料。",
        "若 9 天内没有收到您的回复，商品将继续下架。",
        "如果连续 9 天没有您的消息，我们将关闭账户。",
        "受理截止到 2027 年 5 月 14 日 23:59。",
        "回复期限：9 个工作日",
        "剩余时间：9 天",
        "截止日期已由 2027 年 5 月 7 日延至 2027 年 5 月 14 日。",
        "我们再给您 9 天。",
        "请不要超过 9 天才回复。",
        "申诉窗口将于 2027 年 5 月 14 日关闭。",
        "您可以在 9 天内提出申诉。",
        "您的回复应在 9 天后到期。",
        "最晚 2027 年 5 月 14 日我们必须拿到材料。",
        "您的 9 天从今天开始计算。",
        "最多只能给您 9 天。",
        "九天，不能再多了。",
    ],
}


@pytest.mark.parametrize("language", SET_ONE)
def test_a_deadline_told_in_other_words(language: str) -> None:
    for words in SET_ONE[language]:
        deadline = read(f"2027-05-03\n\n{REMOVED[language]}\n\n{words}\n\nAmazon").deadline
        assert deadline, words
        assert deadline.hours == 216 or deadline.date == date(2027, 5, 14) or deadline.business_days == 9, (words, deadline)


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


@pytest.mark.parametrize("language", OF_OTHERS)
def test_times_of_others_set_no_deadline(language: str) -> None:
    for sentence in OF_OTHERS[language]:
        assert read(f"{REMOVED[language]}\n\n{sentence}\n\nAmazon").deadline is None, sentence


# ---------------------------------------------------------------- a time that a single sentence tells

# `tests/notices/times/<language>.tsv` holds sentences as Amazon may write them, two for each of 48 ways to set a deadline (`D01` …) and of 38 things that only look like one (`N01` …):
# the way, what is to be read (`9d`, `72h`, `3bd`, a date, `none`), the sentence. Each is put into the short messages of `<language>.txt`, of 20 April 2027, which tell no other time.
# The phrases were widened with these sentences before them, so they tell that nothing gets lost, and not how well others are read. POA_ALL_CASES=1 reads all.
# `more/<language>.tsv` holds five to eight passages for each of 15 more ways and 20 more things (`D51`, `N51` …: times of rights owners and carriers, earlier time limits, rights elsewhere …),
# for messages of 1 October 2026; `D66` only sounds like one of these things. Before phrases were mended with them 82 (zh) to 95 % (fr) were read as they should.
TIMES = FOLDER / "times"
LANGUAGES = sorted(path.stem for path in TIMES.glob("*.tsv"))
EVERY = {"": every(52), "more": every(17)}
SENT = {"": "2027-04-20", "more": "2026-10-01"}  # the day of the messages, by folder
# Of all of a language 96.5 (fr) to 99.4 % (es) are read as they should, of the others 90.8 (zh) to 97.1 % (fr).
LEAST = {"": 0.95, "more": 0.88}


def _examples(language: str, folder: str) -> Iterator[Example]:
    """Each sentence in each message, with what is to be read, and named by its line and what it does."""
    rows = [line.split("\t") for line in (TIMES / folder / f"{language}.tsv").read_text(encoding="utf-8").splitlines()]
    messages = re.split(r"(?m)^===\n", (TIMES / f"{language}.txt").read_text(encoding="utf-8").replace(SENT[""], SENT[folder]))
    for (number, (way, label, sentence)), message in product(enumerate(rows, start=1), messages):
        deadline = None if label == "none" else deadline_of(f"{label} | ")
        told = message.replace("{X}", sentence.replace("\\n", "\n")).strip()
        yield Example(Path(f"{language}_{number}_{way}.txt"), {"deadline": deadline}, told)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_deadline_that_sounds_like_the_time_of_others_is_not_passed_over(language: str) -> None:
    told = [example for example in _examples(language, "more") if example.path.stem.endswith("_D66")]
    assert told and all(example.agrees("deadline") or example.asks_for_the_deadline() for example in told)


@pytest.mark.parametrize("folder", SENT)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_time_is_taken_for_what_its_sentence_says(language: str, folder: str) -> None:
    chosen = [*_examples(language, folder)][:: EVERY[folder]]
    wrong = [example.path.name for example in chosen if not example.agrees("deadline")]
    assert len(wrong) <= (1 - LEAST[folder]) * len(chosen), wrong


# ---------------------------------------------------------------- labels


@pytest.mark.parametrize(
    ("told", "wanted"),
    [
        ("Your listing was removed. Send a test report.\nDays to respond ......... 10\nStatus .......... not sold", {"hours": 240}),
        ("Ihr Angebot wurde entfernt. Senden Sie uns einen Prüfbericht.\nVerbleibende Tage: 8\nPreis: 12", {"hours": 192}),
        ("Su producto fue retirado. Envíe un informe de ensayo.\nPlazo (días hábiles): 4", {"business_days": 4}),
        ("Votre offre a été retirée. Envoyez-nous un rapport de test.\nJours restants : 5", {"hours": 120}),
        ("La sua offerta è stata rimossa. Invii un rapporto di prova.\nOre rimanenti: 48", {"hours": 48}),
        ("出品を取り消しました。試験報告書をご提出ください。\n残り日数：6", {"hours": 144}),
        ("您的商品已被移除。请提交检测报告。\n剩余天数：5", {"hours": 120}),
    ],
)
def test_a_label_may_stand_before_the_number_of_its_time(told: str, wanted: dict[str, int]) -> None:
    deadline = read_notice("pasted", text=f"Amazon\n\n{told}").deadline
    assert deadline is not None
    assert {field: getattr(deadline, field) for field in ("hours", "business_days") if getattr(deadline, field)} == wanted


def read_in(*lines: str):
    """The deadline of a message of Amazon of these lines."""
    return read_notice("pasted", text="\n".join(("Amazon", "", *lines))).deadline


CELLS = {  # of a table, each of which came to stand in a line of its own
    "en": ("Your listing was removed. We need a test report.", "Time to respond", "12 days", "Funds held for", "90 days"),
    "de": (
        "Ihr Angebot wurde entfernt. Wir benötigen einen Prüfbericht.",
        "Frist für Ihre Antwort",
        "12 Tage",
        "Guthaben einbehalten",
        "90 Tage",
    ),
    "fr": (
        "Votre offre a été retirée. Il nous faut un rapport de test.",
        "Délai pour nous répondre",
        "12 jours",
        "Solde gelé pendant",
        "90 jours",
    ),
    "it": (
        "La sua offerta è stata rimossa. Ci serve un rapporto di prova.",
        "Tempo per rispondere",
        "12 giorni",
        "Fondi trattenuti per",
        "90 giorni",
    ),
    "es": (
        "Su producto fue retirado. Necesitamos un informe de ensayo.",
        "Plazo para responder",
        "12 días",
        "Fondos retenidos durante",
        "90 días",
    ),
    "ja": ("出品を取り消しました。試験報告書が必要です。", "回答期限", "12日", "売上金の保留", "90日"),
    "zh": ("您的商品已被移除。我们需要检测报告。", "回复时限", "12 天", "资金冻结", "90 天"),
}


@pytest.mark.parametrize("language", CELLS)
def test_the_label_of_a_time_may_stand_in_the_line_above(language: str) -> None:
    words, label, time, other, longer = CELLS[language]
    deadline = read_in(words, "", other, longer, label, time, "")
    assert deadline is not None and (deadline.hours, deadline.text) == (288, time)
    assert read_in(words, "", other, longer, "") is None


TO_TEN_DAYS = {
    "en": ("Your listing was removed. We need a test report.", "Ten days is what you have to send it to us.", "Without a report from you within 10 days, the listing stays closed."),
    "de": ("Ihr Angebot wurde entfernt. Wir benötigen einen Prüfbericht.", "Zehn Tage haben Sie, um uns das zu schicken.", "Ohne Unterlagen von Ihnen binnen 10 Tagen bleibt das Angebot geschlossen."),
    "fr": ("Votre offre a été retirée. Il nous faut un rapport de test.", "Dix jours, c'est ce que vous avez pour nous l'envoyer.", "Sans appel de votre part dans les 10 jours, l'offre restera fermée."),
    "it": ("La sua offerta è stata rimossa. Ci serve un rapporto di prova.", "Dieci giorni è quello che ha per mandarcelo.", "Senza documenti da parte sua entro 10 giorni, l'offerta resta chiusa."),
    "es": ("Su producto fue retirado. Necesitamos un informe de ensayo.", "Diez días es lo que tiene para mandárnoslo.", "A falta de respuesta en un plazo de 10 días, el producto seguirá retirado."),
    "ja": ("出品を取り消しました。試験報告書が必要です。", "ご提出までの猶予は10日です。", "10日以内に書類のご提出がない場合、出品は停止されたままとなります。"),
    "zh": ("您的商品已被移除。我们需要检测报告。", "您的时间只有10天。", "10天内未收到文件的，商品将继续下架。"),
}  # fmt: skip


@pytest.mark.parametrize("language", TO_TEN_DAYS)
def test_what_one_has_and_what_happens_without_it_tell_until_when(language: str) -> None:
    words, *told = TO_TEN_DAYS[language]
    for one in told:
        deadline = read_in(words, one)
        assert deadline is not None and deadline.hours == 240, one


STOCK = {
    "en": "If you have inventory in our fulfilment centres, please request its removal within 30 days, otherwise it may be disposed of at your cost.",
    "de": "Falls Sie Bestand in unseren Logistikzentren haben, beantragen Sie bitte dessen Entfernung innerhalb von 30 Tagen, da er sonst entsorgt werden kann.",
    "fr": "Si vous avez du stock dans un centre de distribution, veuillez en demander le retrait dans les 30 jours, sans quoi il pourrait être éliminé.",
    "it": "Se ha scorte nei nostri centri logistici, ne richieda la rimozione entro 30 giorni, altrimenti potrebbero essere smaltite.",
    "es": "Si tiene inventario en nuestros centros logísticos, solicite su retirada en los próximos 30 días; de lo contrario, podría desecharse.",
    "ja": "フルフィルメントセンターに在庫がある場合は、30日以内に返送をご依頼ください。ご依頼がない場合、廃棄されることがあります。",
    "zh": "如果您在亚马逊运营中心有库存，请在30天内申请移除，否则库存可能会被弃置，费用由您承担。",
}


@pytest.mark.parametrize("language", STOCK)
def test_stock_that_may_be_fetched_sets_no_deadline(language: str) -> None:
    words, _, without = TO_TEN_DAYS[language]
    assert read_in(words, STOCK[language]) is None
    deadline = read_in(words, STOCK[language], without)
    assert deadline is not None and deadline.hours == 240


@pytest.mark.parametrize(
    ("language", "words", "hours", "working"),
    [
        ("es", "Si no recibimos un plan válido en un plazo de 17 días, es posible que ya no se te permita vender.", 408, None),
        ("zh", "我们需要在您收到本通知后的 5 个工作日之内收到该计划。", None, 5),
        ("en", "Claims can be filed for 90 days after the latest delivery date.", None, None),
    ],
)
def test_what_is_received_until_then_is_the_sellers_and_what_buyers_file_is_not(
    language: str, words: str, hours: int | None, working: int | None
) -> None:
    deadline = read_in(TO_TEN_DAYS[language][0], words)
    assert (deadline and deadline.hours, deadline and deadline.business_days) == (hours, working)


OF_AMAZON = {
    "en": ("We review the documents received within 2 business days.", "We review documents that we receive within 48 hours."),
    "de": ("Wir prüfen die eingegangenen Unterlagen innerhalb von 2 Werktagen.", "Wir prüfen Unterlagen, die Sie einreichen, binnen 2 Werktagen."),
    "fr": ("Nous examinons les documents reçus dans les 2 jours ouvrables. Si nous ne recevons rien, l'offre restera retirée.", "Nous étudions les appels reçus sous 2 jours ouvrés."),
    "it": ("Valutiamo i ricorsi ricevuti entro 48 ore.", "I documenti ricevuti vengono esaminati entro 2 giorni lavorativi."),
    "es": ("Revisamos las apelaciones recibidas dentro de 48 horas.", "Los documentos recibidos se revisan en un plazo de 2 días hábiles."),
    "ja": ("ご提出いただいた書類は2営業日以内に確認いたします。",),
    "zh": ("我们将在2个工作日内审核收到的文件。",),
}  # fmt: skip


@pytest.mark.parametrize("language", OF_AMAZON)
def test_what_amazon_does_with_what_it_gets_sets_no_deadline(language: str) -> None:
    words, *_ = TO_TEN_DAYS[language]
    for one in OF_AMAZON[language]:
        assert read_in(words, one) is None, one


@pytest.mark.parametrize(
    "told",
    [
        "Thank you for choosing a slot for your verification interview.\n\nWhen: Wednesday, 23 June 2027, 10:30\nLength: 20 minutes\n\nHave your passport at hand.",
        "Ihr Termin für die Identitätsprüfung ist gebucht.\n\nTermin: Dienstag, 8. Juni 2027\nUhrzeit: 10:20 Uhr\n\nHalten Sie Ihren Ausweis bereit.",
        "Merci d'avoir choisi un créneau pour votre entretien de vérification.\n\nQuand : mercredi 23 juin 2027, 10 h 30\nDurée : 20 minutes\n\nMunissez-vous de votre passeport.",
    ],
)
def test_the_day_of_an_appointment_is_no_deadline(told: str) -> None:
    assert read_notice("pasted", text=f"{told}\n\nAmazon").deadline is None


BROKEN = {
    "zh": "致：卖家\n\n您好。根据相关法律的规定,该商\n品必须带有标志。我们没有找到文\n件,故已将其下架,其他商品不受\n影响。\n{told}请将下列文件上传：\n① 检测报告\n审核约3个营业日。",
    "ja": "出品者様\n\nお客様の商品は、電気用品安全法の対象で\nすが、必要な書類が確認できませんでした。\nそのため、この商品の出品を停止しました。\n{told}次の書類をご提出ください。\n① 検査報告書\n審査には3営業日ほどかかります。",
    "de": "Guten Tag,\n\nIhr Angebot wurde entfernt.\nEs fehlt der Prüfbericht.\n\nEinzureichen: Prüfbericht\nRückmeldung: {told}\n\nMit freundlichen Grüßen\nAmazon.de",
}


@pytest.mark.parametrize(
    ("language", "told", "hours", "working", "day"),
    [
        ("zh", "自本通知起15\n天以内,", 360, None, None),
        ("zh", "为恢复销售,请自本通知起1\n5天以内,", 360, None, None),
        ("zh", "在二十\n一天之内,", 504, None, None),
        ("zh", "于7个\n工作日内", None, 7, None),
        ("zh", "于2027年3\n月15日之前", None, None, date(2027, 3, 15)),
        ("zh", "为恢复销售,请于2027年3月1\n5日之前", None, None, date(2027, 3, 15)),
        ("zh", "请于 2027 年 3 月\n15 日前，", None, None, date(2027, 3, 15)),
        ("ja", "本メールの受信から15\n日以内に", 360, None, None),
        ("ja", "本通知から7\n営業日以内に", None, 7, None),
        ("ja", "2027年3\n月15日までに", None, None, date(2027, 3, 15)),
        ("de", "in 9\nKalendertagen", 216, None, None),
        ("de", "in 9\nWerktagen", None, 9, None),
    ],
)
def test_a_time_may_be_broken_at_the_end_of_a_line(
    language: str, told: str, hours: int | None, working: int | None, day: date | None
) -> None:
    deadline = read_notice("pasted", text=BROKEN[language].format(told=told)).deadline
    assert deadline is not None
    assert (deadline.hours, deadline.business_days, deadline.date) == (hours, working, day)


@pytest.mark.parametrize(
    "told",
    [
        "Votre rendez-vous est fixé au :\n\nMardi 8 juin 2027, 10 h 30 (heure de l'Est)",
        "Votre appel vidéo est confirmé pour :\n8 juin 2027 à 10 h 30",
    ],
)
def test_the_day_of_an_appointment_may_stand_below_its_line(told: str) -> None:
    text = f"Bonjour,\n\nLa prochaine étape consiste à vérifier votre identité au cours d'un appel vidéo avec Amazon.\n\n{told}\n\nAyez sous la main votre pièce d'identité.\n\nAmazon.ca"
    assert read_notice("pasted", text=text).deadline is None


@pytest.mark.parametrize(
    ("request_", "label"),
    [
        ("Please answer our questions.", "Latest delivery: 21 days"),
        ("Please answer our questions.", "Transit time: 9 days"),
        ("Bitte beantworten Sie unsere Fragen.", "Lieferzeit: 21 Tage"),
        ("Bitte beantworten Sie unsere Fragen.", "Späteste Lieferung: 21 Tage"),
        ("Conteste a nuestras preguntas.", "Entrega más lejana: 21 días"),
        ("Risponda alle nostre domande.", "Consegna più lontana: 21 giorni"),
    ],
)
def test_how_long_a_delivery_takes_is_no_deadline(request_: str, label: str) -> None:
    assert read_notice("pasted", text=f"{request_}\n\n{label}\n\nAmazon").deadline is None


def test_the_day_before_the_title_of_a_notification_is_that_of_the_message() -> None:
    text = "Performance notifications (1 unread)\nJan 18, 2028   Warning about the Fair Pricing policy\nYour price is far above recent prices.\nSend us a plan of action to avoid removal."
    notice = read_notice("pasted", text=text)
    assert (notice.sent_on, notice.deadline) == (date(2028, 1, 18), None)


@pytest.mark.parametrize(
    "text",
    [
        "Your listing B0ABCDEFGH was removed upon a copyright complaint. If you are sure that it is an error, send a counter notice. We forward it to the complainant. "
        "Unless she lets us know within 10 business days that she has gone to court, the listing can go up again.",
        "Ihr Angebot B0ABCDEFGH wurde wegen einer Urheberrechtsbeschwerde entfernt. Sie können eine Gegendarstellung senden. Wir leiten sie an die Beschwerdeführerin weiter. "
        "Diese muss dann innerhalb von 10 Werktagen Klage erheben; tut sie es nicht, kann das Angebot zurückkehren.",
        "Retiramos tu anuncio B0ABCDEFGH por una reclamación de derechos de autor. Puedes enviar una contranotificación. "
        "Esa persona contará con 10 días hábiles para acudir al juez; si no nos acredita que lo ha hecho, el anuncio se publica de nuevo.",
        "著作権の申告により商品B0ABCDEFGHを削除しました。反対通知をお送りいただけます。申告者が10営業日のうちに裁判を起こしたと知らせてこなければ、出品は元に戻ります。",
    ],
)
def test_until_when_a_rights_owner_goes_to_court_is_no_deadline(text: str) -> None:
    notice = read(text)
    assert notice.deadline is None and notice.violations == ("copyright",)


def test_hours_of_the_clock_are_no_length_and_weekends_may_be_left_out_before_the_number() -> None:
    bank = read(
        "Bonjour, le titulaire de l'IBAN enregistré ne semble pas être votre société. Téléversez un relevé bancaire où figurent le nom et le numéro de compte "
        "avant 23 h 59 le 3 févr. 2026 ; au-delà, le compte vendeur sera mis en pause."
    )
    assert bank.deadline and (bank.deadline.date, bank.deadline.hours) == (date(2026, 2, 3), None)
    plan = read(
        "出荷遅延率が目標を超えています。原因、対応、再発防止策をまとめた計画書を、土日祝を除く3日以内にお送りください。お送りいただけない場合、アカウントを停止します。"
    )
    assert plan.deadline and plan.deadline.business_days == 3
