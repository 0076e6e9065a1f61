"""Conversations: which of the messages in a text is the one to read (the newest from Amazon), and which it only quotes."""

from __future__ import annotations

import pytest

from poa_helpers.catalogue import catalogue
from poa_helpers.notice import read_notice
from poa_helpers.notice.conversations import main_message

NEWER = "Hello,\n\nWe have reviewed your appeal. Your account stays deactivated until we receive the invoices.\n\nSeller Performance\n\n"
OLDER_LINES = ("Your listing was removed because of a trademark complaint.", "Please send a retraction within 7 days.")


@pytest.mark.parametrize(
    "quoted",
    [
        "".join(f"| {line}\n" for line in OLDER_LINES),
        "---- Message précédent (2 mars 2026) ----\n" + "\n".join(OLDER_LINES),
        "========== 历史消息 ==========\n" + "\n".join(OLDER_LINES),
        "Ursprüngliche Nachricht vom 25. Mai 2027:\n" + "\n".join(OLDER_LINES),
    ],
)
def test_an_older_message_is_known_by_bars_rulers_and_headings(quoted: str) -> None:
    message, older, _, _ = main_message(NEWER + quoted, catalogue())
    assert "invoices" in message.low and "retraction" not in message.low
    assert older and "within 7 days" in older.low


def test_what_follows_an_older_message_that_is_closed_belongs_to_the_newer_one() -> None:
    text = f"{NEWER}---- Previous message ----\n{OLDER_LINES[1]}\n---- End of the previous message ----\n\nPlease answer by 3 March 2027."
    message, older, _, _ = main_message(text, catalogue())
    assert "by 3 march 2027" in message.low and "within 7 days" not in message.low and older and "within 7 days" in older.low


def test_a_table_drawn_with_bars_is_no_quotation() -> None:
    table = "| Metric | Yours |\n|---|---|\n| Late shipment rate | 7.1 % |\n"
    assert "7.1 %" in main_message(NEWER + table, catalogue())[0].low


def test_the_newest_message_is_read_in_whichever_words_it_is_written() -> None:
    words = "Your shop is shut from today on. The earbuds that reached us from your stock were looked at by their maker and are none of his. We would like to know how they came into your hands, and from whom, and what you have done with the others, and where they are now."
    quoted = "".join(f"> {line}\n" for line in ("From: Amazon Seller Performance", "", *OLDER_LINES))
    assert "earbuds" in main_message(f"{words}\n\n{quoted}", catalogue())[0].low
    note = "Can you look at this please?\n\n"  # somebody's own line above
    assert "retraction" in main_message(note + quoted, catalogue())[0].low


GRANTED = (
    "{head}\nDear seller, your account has been reactivated. Your listings will be visible again within 24 hours. Nothing else is needed."
)
CLOSED = (
    "{head}\nDear seller, your account has been deactivated because used items were sold as new. Send us a plan of action within 72 hours."
)


@pytest.mark.parametrize(
    "newest, oldest",
    [
        ("[2] 24/09/2026 14:03", "[1] 16/09/2026 09:11"),
        ("■ New 2026/09/24 14:03", "■ 2026/09/16 09:11"),
        ("[Sep 24, 2026] Amazon", "[Sep 16, 2026] Amazon"),
        ("【24. September 2026】", "【16. September 2026】"),
        ("--- Fwd, 24 Sep 2026 ---", "--- Fwd, 16 Sep 2026 ---"),
        ("2026年9月24日，Amazon.de", "2026年9月16日，Amazon.de"),
    ],
)
def test_of_several_messages_each_below_its_day_the_latest_is_read(newest: str, oldest: str) -> None:
    told = [GRANTED.format(head=newest), CLOSED.format(head=oldest)]
    for text in ("\n\n".join(told), "\n\n".join(reversed(told))):
        notice = read_notice("log.txt", text=text)
        assert (notice.stage, notice.deadline) == ("reinstatement", None)


def test_an_entry_by_the_seller_is_not_the_one_to_read() -> None:
    text = "\n\n".join(
        [
            CLOSED.format(head="[24 Sep 2026] Amazon"),
            "[26 Sep 2026] Seller\nWe will send everything, our account must be reactivated as soon as possible, please.",
        ]
    )
    assert read_notice("log.txt", text=text).stage == "deactivation"


def test_an_entry_in_between_by_the_seller_is_none_of_amazons() -> None:
    text = "Case 1192 | amazon.com\n\n" + "\n\n".join(
        [
            GRANTED.format(head="Amazon 24 Sep 2026"),
            "You 20 Sep 2026\nPlease find the invoices enclosed, and let us have an answer within 3 days, as we have to pay.",
            CLOSED.format(head="Amazon 16 Sep 2026"),
        ]
    )
    notice = read_notice("case.txt", text=text)
    assert (notice.stage, notice.deadline) == ("reinstatement", None)


def test_pages_of_one_message_are_no_entries() -> None:
    text = "\n\n".join(
        [
            CLOSED.format(head="[Fax 08-07-2026 14:31 P. 01/02]"),
            "[Fax 08-07-2026 14:31 P. 02/02]\nTell us the root cause, what you have done and what will prevent it from happening again.",
        ]
    )
    assert (main_message(text, catalogue())[1], read_notice("fax.txt", text=text).stage) == (None, "deactivation")


def test_what_is_forwarded_may_be_quoted_line_by_line() -> None:
    quoted = "".join(f">> {line}\n" for line in CLOSED.format(head="").strip().split(". "))
    text = f"---------- Forwarded message ----------\nFrom: seller-performance@amazon.com\nSubject: Fw: your account\n\n{quoted}\nWho takes care of this? Ann"
    notice = read_notice("forwarded.txt", text=text)
    assert (notice.stage, notice.deadline and notice.deadline.hours) == ("deactivation", 72)


def test_headers_that_no_reader_sees_part_no_message() -> None:
    hidden = "Return-Path: <a@bounces.amazon.com>\nReceived: from a27.amazonses.com\nX-Expire: 2026-04-09\nDKIM-Signature: v=1; a=rsa\n\tbh=72h; d=amazon.com"
    text = f"{hidden}\nDate: Thu, 2 Apr 2026 11:18:52 +0900\nFrom: Amazon <seller-performance@amazon.com>\nSubject: Your account\n\n{CLOSED.format(head='')}"
    message, older, _, _ = main_message(text, catalogue())
    assert older is None and str(read_notice("raw.txt", text=text).sent_on) == "2026-04-02"


def test_a_heading_below_a_ruler_opens_the_older_messages() -> None:
    text = f"{GRANTED.format(head='')}\n________________\nEarlier messages (oldest at the bottom)\n\n[09/16/2026] {CLOSED.format(head='').strip()}"
    assert (read_notice("history.txt", text=text).stage, read_notice("history.txt", text=text).deadline) == ("reinstatement", None)


def test_a_short_answer_of_amazon_is_read_and_not_what_it_quotes() -> None:
    text = "Da: Amazon.it Prestazioni del venditore\nData: 23 marzo 2027 16:40\nOggetto: R: Articoli venduti come nuovi\n\nDobbiamo conoscere meglio la causa per cui articoli usati sono stati venduti come nuovi. Rispondi solo su questo punto, per favore.\n\n> Da: Amazon.it Sicurezza dei prodotti\n> Data: 11 dicembre 2026 08:05\n> Oggetto: Segnalazione di sicurezza\n>\n> Inviaci entro 72 ore il rapporto di prova."
    notice = read_notice("answer.txt", text=text)
    assert (notice.language, notice.deadline) == ("it", None)


def test_day_and_subject_below_an_empty_line_open_another_message() -> None:
    text = "\n\n".join(
        f"Date: {day}\nSubject: {subject}\n\n{CLOSED.format(head='').strip()}"
        for day, subject in (("2 December 2026", "Your answer"), ("25 August 2026", "Your funds"))
    )
    message, older, _, _ = main_message(text, catalogue())
    assert "your answer" in message.low and older and "your funds" in older.low


FORUM = "Seller forums > Account health\nposted by lanternshop, 2 March 2027\n\nGood evening, I am at my wits' end. A friend was given 30 days for something similar and two years ago I had trouble with late parcels, all solved. This is what came:\n\n{opens}{mail}{closes}\n\nReply 1: they gave me 72 hours and then nothing for a month.\n"
COPIED = "Dear seller,\nwe have removed your listing B0TEST0001 because buyers told us that the jar they received was past its expiration date. Your other listings remain active.\nTo have it reinstated, send us a plan of action by 12 March 2027. It should name the cause, what you have done about it, and what will prevent it from happening again.\nAmazon Seller Performance"


@pytest.mark.parametrize(
    "opens, closes",
    [
        ("«", "»"),
        ("“", "”"),
        ("„", "“"),
        ('"""\n', '\n"""'),
        ("「", "」"),
        ("――――ここから――――\n", "\n――――ここまで――――"),
        ("----- Begin -----\n", "\n----- End -----"),
        ("[quote]\n", "\n[/quote]"),
    ],
)
def test_a_message_copied_into_somebodys_own_words_is_read_without_them(opens: str, closes: str) -> None:
    text = FORUM.format(opens=opens, mail=COPIED, closes=closes)
    notice = read_notice("post.txt", text=text)
    assert notice.violations == ("expired_products",) and notice.deadline and "12 March 2027" in notice.deadline.text
    message, older, _, _ = main_message(text, catalogue())
    assert message.flat.strip()[0] == "D" and older and "72 hours" in older.low


def test_what_amazon_quotes_in_its_own_message_stays_there() -> None:
    comment = "“It came in a torn box, and when I opened it there was a smell of mould all over.\nThe cloth was stained, it had clearly been worn by somebody before.\nI wrote to the shop three times and had no answer at all, so I want my money back and will tell everybody.”"
    text = f"Your account has been deactivated. A buyer wrote to us:\n\n{comment}\n\nSend a plan of action within 5 days.\n\nAmazon Seller Performance"
    message, older, _, _ = main_message(text, catalogue())
    assert "mould" in message.low and "within 5 days" in message.low and older is None


@pytest.mark.parametrize(
    "newer, former",
    [
        ("***** 2 *****\nAmazon.com, 24 September 2026", "***** 1 *****\nAmazon.com, 16 September 2026"),
        ("##### MAIL 2, received on 24 September 2026 #####", "##### MAIL 1, received on 16 September 2026 #####"),
        ("------ message 2 / 2 ------\nDate: 24 Sep 2026", "------ message 1 / 2 ------\nDate: 16 Sep 2026"),
    ],
)
def test_numbered_messages_each_with_its_day_are_told_apart(newer: str, former: str) -> None:
    notice = read_notice("log.txt", text=f"I copied both into one.\n\n{CLOSED.format(head=former)}\n\n{GRANTED.format(head=newer)}")
    assert notice.stage == "reinstatement" and notice.deadline is None


def test_a_message_in_a_single_long_line_is_no_title_of_the_one_below_it() -> None:
    former, newer = (
        CLOSED.format(head="Date: 16 September 2026\nSubject: Deactivated"),
        GRANTED.format(head="Date: 24 September 2026\nSubject: Active again"),
    )
    notice = read_notice("log.txt", text=f"(both that I got)\n\n{former} Thank you. Amazon Mexico\n{newer}\nAmazon Mexico")
    assert notice.stage == "reinstatement" and notice.deadline is None


@pytest.mark.parametrize(
    "former, newer",
    [
        ("02/11/2026\nSubject: Your account is closed\n", "\n19/11/2026\nSubject: Your account is active\n"),
        (
            "Date: 2 November 2026\nSubject: Your account is closed\n",
            "\n--------------------\nDate: 19 November 2026\nSubject: Your account is active\n",
        ),
        ("From: Amazon.com\nDate: 2 November 2026\n", "\nFrom: Amazon.com\nDate: 19 November 2026\n"),
        ("Amazon Europe, 2 November 2026\n", "Amazon Europe, 19 November 2026\n"),
        ("2 November 2026 – Amazon.com – Your account\n", "19 November 2026 – Amazon.com – Your account\n"),
        ("Subject: Your account is closed\nDate: 2 November 2026\n", "Subject: Your account is active\nDate: 19 November 2026\n"),
    ],
)
def test_of_messages_pasted_together_the_latest_is_read(former: str, newer: str) -> None:
    """The last three begin in the last line of the one before, as its end was lost."""
    closed = CLOSED.format(head="").strip()
    lost = closed.rstrip(".") if newer[0] in "1S" else closed
    notice = read_notice("pasted.txt", text=f"Both mails, the older one first.\n\n{former}{lost}{newer}{GRANTED.format(head='').strip()}")
    assert (notice.stage, notice.deadline) == ("reinstatement", None)


def test_two_days_that_may_be_in_either_order_leave_the_messages_as_they_stand() -> None:
    """02/11 is before 03/04 where the month goes first, and behind it where the day does."""
    one, other = CLOSED.format(head="").strip(), GRANTED.format(head="").strip()
    text = f"02/11/2026\nSubject: Your account is closed\n{one}\n03/04/2026\nSubject: Your account is active\n{other}"
    assert read_notice("pasted.txt", text=text).stage == "deactivation"


@pytest.mark.parametrize(
    "head, end",
    [
        ("From: Ann Ward <sales@wardmills.example>\nSubject: invoices for your Amazon case\n\n", "Ann Ward, Ward Mills"),
        ("For the attention of Amazon Seller Performance\n\n", "Ann Ward, Ward Mills"),
    ],
)
def test_a_letter_of_somebody_else_is_no_notice(head: str, end: str) -> None:
    words = "Your listing was removed because buyers doubt that the item is authentic. Enclosed are the invoices of the last 365 days. Please send the letter within 15 days."
    words += "\n\nThe brand has to sign the letter of authorization, it is not for us to do so.\n\nKind regards"
    notice = read_notice("letter.txt", text=f"{head}{words}\n\n{end}")
    assert (notice.stage, notice.route, notice.violations, notice.deadline) == ("other", "none", (), None)
    of_amazon = read_notice("notice.txt", text=f"{head}{words}\n\nSeller Performance, Amazon.com")
    assert of_amazon.stage != "other"


def test_of_related_accounts_the_ways_side_by_side_are_documents_or_the_dispute() -> None:
    ways = (
        "Your selling account has been deactivated because it is related to the account K***r Trading, which may not be used to sell on Amazon.\n\n"
        "If you own that account, reactivate it first, then tell us its store name and the date of reactivation.\n"
        "If you owned it in the past, send documents that show the separation, such as a contract of sale.\n"
        "If you have never owned it, send evidence that it is not yours.\n\nSeller Performance, Amazon.com"
    )
    notice = read_notice("related.txt", text=ways)
    assert (notice.route, notice.alternatives) == ("documents", ("dispute",)) and "dispute" in notice.reason


def test_the_day_of_a_header_is_no_other_message() -> None:
    text = f"From: seller-performance@amazon.com\nSent: Thursday, October 8, 2026 4:02 AM\nSubject: Your account\n{CLOSED.format(head='')}"
    message, older, _, _ = main_message(text, catalogue())
    assert older is None and "72 hours" in message.low


NOTICE = "From: seller-performance@amazon.com\nSubject: Your account is deactivated\n\nHello,\n\nyour selling account has been deactivated because your late shipment rate is too high.\nSend us a plan of action within 72 hours.\n\nSeller Performance, Amazon.com"

NEWSLETTERS = {
    "en": "Seller newsletter, May 2026\n\nIn this issue: Prime Day deals open on 1 June, and our webinar on photographs takes place on 12 May. The recording stays online for 30 days.\n\nYou get this newsletter as a seller. Unsubscribe",
    "de": "Ihr Newsletter für Verkäufer im Mai 2026\n\nUnsere Themen: Die Prime-Angebote beginnen am 1. Juni, unser Webinar zu Produktbildern ist am 12. Mai. Die Aufzeichnung bleibt 30 Tage abrufbar.\n\nNewsletter abbestellen | Impressum",
    "fr": "La newsletter des vendeurs, mai 2026\n\nAu sommaire : les offres Prime ouvrent le 1er juin, notre webinaire sur les photos a lieu le 12 mai. L'enregistrement reste en ligne 30 jours.\n\nVous recevez cette newsletter en tant que vendeur. Se désabonner",
    "it": "Newsletter dei venditori, maggio 2026\n\nIn questo numero: le offerte Prime si aprono il 1 giugno, il nostro webinar sulle foto si tiene il 12 maggio. La registrazione resta online per 30 giorni.\n\nRicevi questa newsletter come venditore. Annulla l'iscrizione",
    "es": "Boletín para vendedores, mayo de 2026\n\nEn este número: las ofertas Prime se abren el 1 de junio, nuestro seminario web sobre fotos es el 12 de mayo. La grabación queda disponible 30 días.\n\nRecibe este boletín como vendedor. Darse de baja",
    "ja": "出品者向けニュースレター 2026年5月号\n\n今月のトピック：プライムデーのセール申請は6月1日に始まります。商品画像のウェビナーは5月12日に開催し、録画は30日間ご覧いただけます。\n\nこのメールマガジンの配信停止はこちら",
    "zh": "卖家新闻月刊 2026年5月\n\n本期内容：Prime 会员日促销将于6月1日开放报名，商品图片网络研讨会将于5月12日举行，录像可回看30天。\n\n您收到此邮件是因为您是亚马逊卖家。退订",
}


SUPPORT = {
    "en": "Case 17733012044 - your question about the monthly fee\n\nThank you for contacting Seller Support. The fee of April was charged correctly. This case is now closed; you can reopen it within 5 days.\n\nDid we solve your problem? Yes | No",
    "de": "Fall 17733012044: Ihre Frage zur monatlichen Gebühr\n\nVielen Dank, dass Sie sich an den Verkäuferservice gewandt haben. Die Gebühr für April wurde richtig berechnet. Der Fall ist damit abgeschlossen; Sie können ihn innerhalb von 5 Tagen wieder öffnen.",
    "fr": "Cas 17733012044 : votre question sur l'abonnement mensuel\n\nMerci d'avoir contacté le Support aux vendeurs. Les frais d'avril ont été calculés correctement. Votre cas est désormais clos ; vous pouvez le rouvrir pendant 5 jours.\n\nAvons-nous répondu à votre question ? Oui | Non",
    "it": "Caso 17733012044: la tua domanda sull'abbonamento mensile\n\nGrazie per aver contattato il Supporto al venditore. L'importo di aprile è stato calcolato correttamente. Il caso è stato chiuso; puoi riaprirlo entro 5 giorni.\n\nAbbiamo risposto alla tua domanda? Sì | No",
    "es": "Caso 17733012044: su pregunta sobre la cuota mensual\n\nGracias por contactar con el servicio de ayuda a vendedores. La cuota de abril se calculó correctamente. El caso se ha cerrado; puede reabrirlo en un plazo de 5 días.\n\n¿Hemos resuelto su problema? Sí | No",
    "ja": "ケース 17733012044：月間登録料についてのお問い合わせ\n\n出品者サポートへのお問い合わせありがとうございます。4月分の月間登録料は正しく請求されております。お問い合わせは解決しましたので、本ケースをクローズいたします。5日以内であれば再開できます。",
    "zh": "案例编号 17733012044：关于月租费的咨询\n\n感谢您联系卖家支持。四月份的月租费收取无误。该案例已解决，如仍有疑问，可在5天内重新打开。\n\n我们是否解决了您的问题？是 | 否",
}


ROUTINE = {
    "en": "Your payout is on its way\n\nA payment of USD 906.77 has been sent to your bank account. It should arrive in 3 to 5 business days. Your next settlement is on May 29. You need not do anything.\n\nAmazon Payments",
    "de": "Ihre Auszahlung ist unterwegs\n\nEine Auszahlung von 906,77 EUR wurde veranlasst. Sie sollte in 3 bis 5 Werktagen auf Ihrem Konto sein. Die nächste Abrechnung ist am 29. Mai. Sie müssen nichts tun.\n\nAmazon Payments",
    "fr": "Votre virement est en cours\n\nUn virement de 906,77 EUR a été envoyé sur votre compte bancaire. Il devrait apparaître dans un délai de 3 à 5 jours ouvrés. Le prochain règlement est prévu le 29 mai. Vous n'avez rien à faire.\n\nAmazon Payments",
    "it": "Conferma dell'ordine di rimozione RM-4417\n\nAbbiamo ricevuto il tuo ordine di rimozione di 38 unità. Le unità verranno spedite all'indirizzo di reso entro 14 giorni lavorativi. Non devi fare altro.\n\nLogistica di Amazon",
    "es": "Tu transferencia está en camino\n\nSe ha enviado una transferencia de 906,77 EUR a tu cuenta bancaria. Debería llegar en un plazo de 3 a 5 días laborables. La próxima liquidación es el 29 de mayo. No tienes que hacer nada.\n\nAmazon Payments",
    "ja": "売上金の送金手続きについて\n\n売上金 90,677円の送金手続きが完了しました。3～5営業日ほどで銀行口座に入金されます。次回の決済日は5月29日です。お客様にしていただくことはございません。\n\nAmazon ペイメント",
    "zh": "您的款项已发出\n\n一笔 906.77 美元的款项已汇出至您的银行账户，预计 3 至 5 个工作日到账。下一次结算日为 5 月 29 日。您无需采取任何操作。\n\n亚马逊支付",
}


@pytest.mark.parametrize(
    ("above", "ruler"),
    [pytest.param(text, sign * count, id=f"{kind} {language}")
     for kind, texts, sign, count in (("newsletter", NEWSLETTERS, "-", 60), ("support", SUPPORT, "_", 32), ("routine", ROUTINE, "-", 60)) for language, text in texts.items()],
)  # fmt: skip
def test_what_only_informs_above_a_notice_is_not_the_notice(above: str, ruler: str) -> None:
    read = read_notice("pasted", text=f"{above}\n{ruler}\n{NOTICE}")
    assert (read.stage, read.route, read.violations) == ("deactivation", "plan", ("late_shipment_rate",))
    assert read.deadline is not None and read.deadline.hours == 72
    alone = read_notice("pasted", text=above)
    assert (alone.stage, alone.route, alone.deadline) == ("information", "none", None)


def test_of_two_messages_of_one_day_the_later_one_is_read() -> None:
    message = "From: no-reply@amazon.com\nDate: 4 October 2027 {time}\nSubject: {subject}\n\nHello,\n\n{words}\n\nAmazon.com"
    off = (
        "Your selling account has been deactivated because your late shipment rate is too high.\nSend us a plan of action within 72 hours."
    )
    back = "Your listing B0MLQTBCCS has been reinstated. You can sell it again. Thank you for the invoices that you sent us."
    closed = message.format(time="15:38", subject="Your account", words=off)
    restored = message.format(time="07:15", subject="Your offer", words=back)
    for pasted in (f"(1/2)\n{restored}\n\n(2/2)\n{closed}", f"{closed}\n\n{restored}"):
        notice = read_notice("pasted", text=pasted)
        assert (notice.stage, notice.violations) == ("deactivation", ("late_shipment_rate",))


def test_a_separator_may_stand_before_the_subject_of_the_next_message() -> None:
    above = ROUTINE["en"].removesuffix("Amazon Payments")
    notice = read_notice("pasted", text=f"Subject: {above}Thanks,\nAmazon Payments\n-------- End -------- {NOTICE.split(chr(10), 1)[1]}")
    assert (notice.stage, notice.violations) == ("deactivation", ("late_shipment_rate",))


HEADS = [
    ("■ 1 — 2 May 2026", "■ 2 — 19 May 2026"),
    ("Mail 1 (2 May 2026):", "Mail 2 (19 May 2026):"),
    ("Sat, 2 May 2026 09:12 -0800\nYour account", "Tue, 19 May 2026 11:50 -0800\nYour account"),
    ("First message, 2 May 2026", "Second message, 19 May 2026"),
    ("2 May 2026:", "19 May 2026:"),
    ("[2 May 2026] Your account", "[19 May 2026] Your account"),
    ("Your account (2 May 2026)", "Your account (19 May 2026)"),
    ("== 2 May 2026 ==", "== 19 May 2026 =="),
    ("Received on 2 May 2026, 9:12 am", "Received on 19 May 2026, 11:50 am"),
    ("Amazon (2 May 2026):", "Amazon (19 May 2026):"),
    ("On 2 May 2026 Amazon wrote:", "On 19 May 2026 Amazon wrote:"),
    ("Date: 2 May 2026\nSubject: your account", "Date: 19 May 2026\nSubject: your account"),
]
NUMBERED = [("Mail 1:", "Mail 2:"), ("----- 1 -----", "----- 2 -----"), ("First mail:", "Second mail:")]


@pytest.mark.parametrize("former, newer", [*HEADS, *NUMBERED])
def test_whoever_pastes_messages_heads_them_in_a_form_of_his_own(former: str, newer: str) -> None:
    older, newest = CLOSED.format(head=former), GRANTED.format(head=newer)
    for below in ("\n\n", "\n"):
        notice = read_notice("pasted.txt", text=f"{older}{below}{newest}")
        assert (notice.stage, notice.deadline) == ("reinstatement", None)
        if (former, newer) in HEADS:
            assert read_notice("pasted.txt", text=f"{newest}{below}{older}").stage == "reinstatement"


@pytest.mark.parametrize(
    "lines",
    [
        # cells of a table, each in a line of its own
        ["Case", "B0MLQTBCCS, sold as new although it was used before", "2026-05-16", "Case", "B0MLQTBCCT, a complaint by the owner of rights", "2026-05-19"],
        ["Order 1 of 16 May 2026 was sent late, and the buyer did not get it", "Order 2 of 19 May 2026 was sent late, and the buyer did not get it"],
        ["Next payout (16 May 2026 or 19 May 2026)", "as soon as the bank account is in the name of the company", "Statement expired (3 May 2026)", "a new one has to be sent, with a signature"],
        ["◆ 申し込みは5月7日まで。参加は任意です", "オンラインストアの出品者の皆様に、さまざまな機会をご用意しました", "◆ ウェビナーは5月12日に開催します。録画もあります", "商品画像の撮り方について、専門家がわかりやすく説明いたします"],
        ["Due: 16 May 2026", "for the root cause of the complaints and what you did about them", "Due: 19 May 2026", "for the invoices of the last 365 days, and the steps that you take"],
        ["- Closed on: 16 May 2026, as we told you when we wrote to you before", "- Asked last: 19 May 2026, and we told you that we do not pay"],
        ["No. 1", "Buyers told us that the bottles were sold after their date of expiry", "No. 2", "Buyers told us that the bottles leak, and that a child was hurt by one"],
    ],
)  # fmt: skip
def test_days_and_numbers_within_a_message_head_no_others(lines: list[str]) -> None:
    rows = "\n".join(lines)
    text = f"Hello,\n\nyour account has been deactivated because used items were sold as new.\n\n{rows}\n\nSend us a plan of action within 72 hours.\n\nSeller Performance, Amazon.com"
    message, older, _, _ = main_message(text, catalogue())
    assert older is None and message.low.rstrip().endswith("amazon.com")


def test_the_day_that_heads_a_message_is_no_deadline() -> None:
    words = "Hello,\n\nthank you for the plan of action. It does not yet tell us why used items were sold as new. Please send us that part as well.\n\nSeller Performance, Amazon.com"
    assert read_notice("pasted.txt", text=f"19 May 2026:\n{words}").deadline is None
    announced = words.replace("that part as well.", "that part as well. Please upload it by:\n19 May 2026\n  > the root cause")
    notice = read_notice("pasted.txt", text=announced)
    assert notice.deadline and str(notice.deadline.date) == "2026-05-19"


ASKED = """\
> Hello,
> Your Amazon.de selling account has been deactivated and your listings are no longer available.
> We found that orders were placed on your products in order to inflate their sales rank. Manipulating
> sales rank is not allowed under our Seller Code of Conduct.
> Send us a plan of action that explains the root cause, and submit it within 5 business days.
"""


def test_a_notice_shown_to_others_is_read_and_one_quoted_to_amazon_is_not() -> None:
    shown = f"Hallo zusammen,\n\nseit 2016 dabei, nie Ärger gehabt. Heute früh kam das hier:\n\n{ASKED}\nHat jemand so etwas schon durch?\n\nDanke euch\nIngo"
    answered = f"Dear Amazon Seller Performance team,\n\nlast week you wrote to us:\n\n{ASKED}\nAn agency we had hired placed these orders.\n\nIngo"
    assert read_notice("pasted", text=shown).stage == "deactivation"
    assert read_notice("pasted", text=answered).stage == "other"


LETTERS = {
    "de": "Mühlbach Spielwaren KG\nKirchgasse 14, 97070 Würzburg\n\nAn: Amazon.de, Abteilung Verkäuferleistung\nWürzburg, den 9. September 2027\n\nSie haben uns geschrieben: „Wir haben Ihr Angebot entfernt. Bitte senden Sie uns innerhalb von 5 Tagen einen Maßnahmenplan.“ Hiermit reichen wir unseren Plan ein.\n\n1. Ursache\nIm Wareneingang haben wir nur die EAN geprüft.",
    "fr": "Objet : Notre contestation\n\nÀ l'attention de l'équipe Performance des vendeurs,\n\nVous nous avez écrit : « Nous avons supprimé votre offre. Envoyez-nous un plan d'action dans un délai de 7 jours. » Voici notre plan.\n\nCause première\nLe lot a été réceptionné sans contrôle de la date.",
    "en": "Subject: our plan\n\nTo: Amazon.com, Seller Performance\n\nYou wrote to us: “We have removed your listing. Please send us a plan of action within 5 days.” Here is our plan.\n\nRoot cause\nWe checked nothing but the barcode when the goods came in.",
}


@pytest.mark.parametrize("language", LETTERS)
def test_a_letter_of_the_seller_is_no_notice(language: str) -> None:
    notice = read_notice("pasted", text=LETTERS[language])
    assert (notice.stage, notice.route, notice.deadline) == ("other", "none", None)


def test_the_points_of_a_list_that_name_a_product_and_a_day_head_no_messages() -> None:
    text = """Your account has been deactivated because of several violations:

[1] B0F7MKQ2RD (October 19, 2027)
Different products are registered as one variation, which is only for sizes and colours of the same product.
[2] B0D8VZN3HW (November 2, 2027)
Buyers told us that the size and the parts are not those of the detail page, and they want their money back.

Please send us a plan of action for both by November 26, 2027.

Amazon.com"""
    notice = read_notice("pasted", text=text)
    assert notice.stage == "deactivation" and notice.deadline is not None and str(notice.deadline.date) == "2027-11-26"


def test_what_an_older_message_accuses_of_and_the_newer_names_again_is_held_against_the_seller() -> None:
    text = """Thank you for writing back. We cannot reactivate your offers yet, since your reply does not explain the root cause of the cancellations and of the missing valid tracking numbers.
Kindly send it within 5 business days.

Seller Performance, Amazon.in

> From: seller-performance@amazon.in
> Date: Mon, 13 Sep 2027 08:05:31 +0530
>
> Your seller-fulfilled offers have been deactivated.
> Pre-fulfilment cancellation rate (7 days): 6.9%, target under 2.5%
> Valid tracking rate (30 days): 81.3%, target at least 95%
> Send us a plan of action within 72 hours.
"""
    assert {*read_notice("pasted", text=text).violations} == {"pre_fulfillment_cancellation_rate", "valid_tracking_rate"}


def test_a_receipt_gives_way_to_what_is_asked_behind_it() -> None:
    receipt = "Subject: We have received your appeal\nHello,\nThis is to confirm that we have received the information you submitted on 12 March 2027. You do not need to do anything. We will review it and reply within 48 hours. If that takes longer, we will let you know. Please do not send the same papers again, as this may delay our answer.\nThank you,\nAmazon.ca Seller Performance\nThis message was sent from a notification-only address.\n"
    asks = "Subject: Your Amazon.ca account - additional information needed\nHello,\n\nWe received your submission, but we cannot reactivate your seller-fulfilled offers at this time.\n\nPlease send us within 7 days:\n-- Tracking IDs for your last 15 seller-fulfilled orders\n-- Invoices from your suppliers\n\nSincerely,\nAmazon.ca Seller Performance\n"
    notice = read_notice("pasted", text=receipt + asks)
    assert notice.stage == "more_information" and notice.deadline and notice.deadline.hours == 168
    assert any("several messages" in warning for warning in notice.warnings)


LAST = """Hello,

Your Amazon.in seller account has been permanently closed. We took this step because you have repeatedly listed products which are not allowed on Amazon.in (restricted products: prescription medicines). You were warned on 2 December 2026 and on 18 January 2027.

{then}

Your listings have been removed. Your remaining balance will be held for 90 days to cover returns and claims. You may not register another seller account.

Regards,
Seller Performance Team
Amazon.in"""


@pytest.mark.parametrize(
    ("then", "stage"),
    [
        ("We will not consider an appeal against this decision.", "final_refusal"),
        (
            "To reactivate your account, send us a plan of action within 30 days that explains the root cause and what you have done.",
            "deactivation",
        ),
    ],
)
def test_what_asks_for_nothing_may_be_the_last_word(then: str, stage: str) -> None:
    assert read_notice("pasted", text=LAST.format(then=then)).stage == stage


def test_of_two_brief_ones_the_one_that_is_more_like_amazon_is_read() -> None:
    """Neither phrases nor, of so few words, those at large surely tell which it is."""
    asked = "大家好，今天收到亚马逊的这封邮件，请问该怎么办？\n\n> 您 12 月 8 日在 Amazon.com.au 换了收款银行账户，我们没能确认该账户属于贵公司。\n> 请在本邮件送达后的 72 小时内上传一份银行对账单。"
    message, older, _, _ = main_message(asked, catalogue())
    assert "银行对账单" in message.flat
    assert older is not None
    assert "该怎么办" in older.flat
    notice = read_notice("pasted", text=asked)
    assert (notice.stage, notice.deadline and notice.deadline.hours) == ("verification", 72)
