"""Files as they lie on a disk: mails, pages and PDFs, in whichever encoding, with whatever programs put around a message."""

from __future__ import annotations

from email.message import EmailMessage
from pathlib import Path

import pytest

from poa_helpers.errors import PoaError
from poa_helpers.model import Notice
from poa_helpers.notice import read_notice
from poa_helpers.notice.encoded import decoded


def read(text: str) -> Notice:
    return read_notice("pasted", text=text)


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("empty.txt", b"", "no text"),
        ("blank.txt", b" \r\n\t\n", "no text"),
        ("mark.txt", b"\xef\xbb\xbf", "no text"),
        ("picture.txt", b"\x89PNG\r\n\x1a\n\x00\x00", "no plain text"),
        ("binary.txt", bytes(range(256)) * 20, "no plain text"),
        ("broken.txt", b"\xff\xfea", "no plain text"),
        ("mail.msg", b"Subject: x", "cannot be read as a notice"),
        ("paper.docx", b"PK\x03\x04", "cannot be read as a notice"),
        ("broken.pdf", b"%PDF-1.7 nothing", "damaged"),
    ],
)
def test_file_that_cannot_be_read(tmp_path: Path, name: str, content: bytes, words: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(PoaError, match=words) as error:
        read_notice(path)
    assert error.value.problems[0].mend


def test_missing_file_folder_and_empty_paste(tmp_path: Path) -> None:
    for source, text in ((tmp_path / "no.txt", None), (tmp_path, None), ("pasted", " \n")):
        with pytest.raises(PoaError):
            read_notice(source, text=text)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_encodings_and_line_ends_read_alike(tmp_path: Path, encoding: str) -> None:
    text = "Your account on Amazon.com has been deactivated.\r\nSend a plan\r\nof action – “soon”, see café. ASIN B0TEST0001\r\n"
    path = tmp_path / "notice.txt"
    path.write_bytes(text.encode(encoding))
    notice = read_notice(path)
    assert notice.text == text.replace("\r\n", "\n")
    assert (notice.route, notice.asins) == ("plan", ("B0TEST0001",))


MAIL = b"""From: Amazon <seller-performance@amazon.co.uk>
Subject: =?utf-8?q?Your_account_is_at_risk_=E2=80=93_reply?=
Date: Mon, 2 Nov 2026 08:00:00 +0000
MIME-Version: 1.0
Content-Type: multipart/alternative; boundary="x"

--x
Content-Type: text/plain; charset="utf-8"

This message is best read as HTML.
--x
Content-Type: text/html; charset="utf-8"
Content-Transfer-Encoding: quoted-printable

<p style=3D"display:none">Great news!</p><p>Your account is at risk of deactivation. Send a plan of action within 72 hours:</p>
<ul><li>the root cause of the late shipments<li>the actions you have taken to resolve them</ul>
<table><tr><td>Late shipment rate</td><td>6.5%</td><td>under 4%</td></tr></table><p>ASIN&nbsp;B0TEST0001</p>
--x--
"""


def test_mail_is_read_by_its_html_when_the_text_says_nothing(tmp_path: Path) -> None:
    (tmp_path / "notice.eml").write_bytes(MAIL)
    notice = read_notice(tmp_path / "notice.eml")
    assert (notice.stage, notice.route, notice.marketplace, notice.violations) == ("warning", "plan", "UK", ("late_shipment_rate",))
    assert (str(notice.sent_on), notice.asins, notice.deadline and notice.deadline.hours) == ("2026-11-02", ("B0TEST0001",), 72)
    assert [(m.rate, m.target) for m in notice.metrics] == [(0.065, 0.04)]
    assert "Great news" not in notice.text and notice.confidence["sent_on"] == 1.0


def test_html_shows_what_a_reader_sees_and_quotes_what_is_older(tmp_path: Path) -> None:
    page = "<html><body><p>We have reinstated your account.</p><blockquote><p>Your account has been deactivated. Reply within 3 days.</p></blockquote></body></html>"
    (tmp_path / "notice.html").write_text(page)
    notice = read_notice(tmp_path / "notice.html")
    assert (notice.stage, notice.deadline) == ("reinstatement", None)
    assert any("3 days" in period for period in notice.other_periods)


def test_the_source_of_a_page_is_read_as_it_is_seen() -> None:
    source = (
        '<div style="font-family:Arial"><img src="https://www.amazon.com/gp/r.html?T=O&open=1" width="1"><p>Hello,&nbsp;</p><p>We have deactivated your '
        "account on Amazon.com because your <b>late shipment rate</b> is too high.</p><p>Please send us a plan of action within 3&nbsp;days.<br/>Thank you.</p>"
        '<p style="display:none">Reply within 9 days.</p></div>'
    )
    notice = read(source)
    assert (notice.stage, notice.violations, notice.deadline and notice.deadline.hours) == ("deactivation", ("late_shipment_rate",), 72)
    assert "<p>" not in notice.text and "9 days" not in notice.text
    plain = "Your ODR was <1% and is now >2%; see <https://sellercentral.amazon.com/x> and <a@b.example>."
    assert read(plain).text == plain


def test_pdf_is_read_by_its_text(tmp_path: Path) -> None:
    typst = pytest.importorskip("typst")
    (tmp_path / "notice.typ").write_text(
        "Hello,\n\nYour Amazon.de selling account has been deactivated because your order defect rate is too high. Please send us a plan of action within 17 days.\n\nASIN: B0TEST0001"
    )
    (tmp_path / "notice.pdf").write_bytes(typst.compile(str(tmp_path / "notice.typ")))
    notice = read_notice(tmp_path / "notice.pdf")
    assert (notice.stage, notice.violations, notice.marketplace, notice.asins) == (
        "deactivation",
        ("order_defect_rate",),
        "DE",
        ("B0TEST0001",),
    )
    assert notice.deadline and notice.deadline.hours == 408


# ---------------------------------------------------------------- encodings

GONE = {
    "ja": "お客様の商品 B0TEST0001 の出品を取り消しました。72時間以内に請求書をご提出ください。",
    "zh": "您的商品 B0TEST0001 已被移除。请在 72 小时内提交发票。",
    "de": "Ihr Angebot B0TEST0001 wurde gelöscht. Bitte übermitteln Sie innerhalb von 72 Stunden die Rechnungen für diesen Artikel.",
}


@pytest.mark.parametrize(
    ("language", "encoding"),
    [("ja", "cp932"), ("ja", "euc_jp"), ("ja", "iso2022_jp"), ("zh", "gb18030"), ("de", "cp1252"), ("de", "utf-16")],
)
def test_a_text_file_is_read_in_the_encoding_of_its_language(tmp_path: Path, language: str, encoding: str) -> None:
    (tmp_path / "notice.txt").write_bytes(GONE[language].encode(encoding))
    notice = read_notice(tmp_path / "notice.txt")
    assert (notice.text, notice.language, notice.asins) == (GONE[language], language, ("B0TEST0001",))
    assert notice.deadline and notice.deadline.hours == 72


@pytest.mark.parametrize(
    ("language", "encoding", "named"),
    [
        ("ja", "cp932", "shift_jis"),
        ("ja", "iso2022_jp", "iso-2022-jp"),
        ("zh", "gb18030", "gb2312"),
        ("de", "cp1252", "iso-8859-1"),
        ("de", "utf-8", ""),  # eight bits without a name
        ("de", "cp1252", ""),
        ("de", "cp1252", "utf-8"),  # named wrongly
        ("de", "utf-8", "iso-8859-1"),
        ("ja", "utf-8", "x-unknown"),
        ("de", "utf-8", "undefined"),  # a codec that decodes nothing
    ],
)
def test_a_mail_is_read_whatever_it_calls_its_encoding(tmp_path: Path, language: str, encoding: str, named: str) -> None:
    kind = f"text/plain; charset={named}" if named else "text/plain"
    head = f"From: seller-performance@amazon.example\nMIME-Version: 1.0\nContent-Type: {kind}\nContent-Transfer-Encoding: 8bit\n\n"
    (tmp_path / "notice.eml").write_bytes(head.encode() + GONE[language].encode(encoding))
    notice = read_notice(tmp_path / "notice.eml")
    assert notice.text.endswith(GONE[language])
    assert notice.language == language


def test_what_is_in_no_encoding_is_text_all_the_same() -> None:
    assert "account" in decoded(b"your account \x81\x8d\xff is closed")


def test_signs_that_pdfs_write_for_others_are_read_as_those() -> None:
    plain = "お客様のアカウントは停止されました。12月2日までに改善計画をご提出ください。"
    printed = plain.replace("月", "⽉").replace("日", "⽇").replace("止", "⽌").replace("アカウント", "ｱｶｳﾝﾄ")
    assert read(printed).text == plain
    assert read(printed).stage == read(plain).stage == "deactivation"
    assert read("Please conﬁrm your oﬃce address.").text == "Please confirm your office address."


# ---------------------------------------------------------------- forwarded, printed, saved

ASKED = "Hello,\n\nThe listing B0TEST0001 is no longer available because we could not confirm that it is authentic. Send an invoice of your supplier within 5 days.\n\nAmazon Product Authenticity\n"


@pytest.mark.parametrize("subject", ["FW: listing deactivated", "WG: Angebot deaktiviert", "TR : offre retirée", "转发:商品已下架"])
def test_a_mail_that_the_seller_passes_on_is_read_as_the_one_below(tmp_path: Path, subject: str) -> None:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "Jo <jo@shop.example>", "Ann <ann@help.example>", subject
    head = "From: Amazon <notice@amazon.com>\nSent: Thursday, October 29, 2026 6:03 AM\nTo: Jo <jo@shop.example>\nSubject: Listing deactivated\n\n"
    mail.set_content(f"Ann, they switched it off, the account is deactivated I think, reply within 2 days?\n\n{'_' * 32}\n{head}{ASKED}")
    (tmp_path / "notice.eml").write_bytes(bytes(mail))
    notice = read_notice(tmp_path / "notice.eml")
    assert (notice.stage, notice.violations, notice.deadline and notice.deadline.hours) == ("listing_removal", ("inauthentic",), 120)


def test_what_a_browser_prints_above_a_mail_is_no_message() -> None:
    printed = f"11/26/26, 6:20 PM Mail - Your account was deactivated\nhttps://mail.example/u/0?id=AMoAAAB 1/2\nFrom: Amazon <notice@amazon.com>\nDate: 25 Nov 2026\nSubject: Your listing\n\n{ASKED}"
    notice = read(printed)
    assert (notice.stage, notice.deadline and notice.deadline.hours) == ("listing_removal", 120)


def test_older_notifications_listed_beside_the_opened_one_set_no_deadline() -> None:
    listed = "Date  Subject\n\nNov 20, 2026  Listing removed\n\nOct 2, 2026  Your late shipment rate: reply within 7 days\n\nJul 14, 2026  Infringement\n\nMar 3, 2026  Account at risk\n\n"
    opened = ASKED.replace(" within 5 days", "")
    assert read(listed + opened).deadline is None
    with_deadline = read(listed + ASKED).deadline
    assert with_deadline and with_deadline.hours == 120


def test_a_store_is_named_by_its_team_and_its_company() -> None:
    assert read("Wir haben Ihr Verkäuferkonto deaktiviert. Bitte senden Sie uns Rechnungen.\n\nIhr Amazon.de-Team").marketplace == "DE"
    assert read("Your seller account was deactivated. Please send us invoices.\n\n© 2026, Amazon.com.ca ULC").marketplace == "CA"
    assert read("Your seller account was deactivated. Go to https://amazon.de-secure.com/login now.").marketplace is None


def test_numbers_of_complaints_are_read_from_a_table_whose_cells_stand_in_lines() -> None:
    table = (
        "ASIN\nTitle\nComplaint ID\nB0TEST0001\nFootball, size 5\n15588130427\nB0TEST0002\nGloves\n15588130431\nPlease send a retraction.\n"
    )
    notice = read(f"We removed your listings because of trademark complaints.\n{table}")
    assert notice.complaint_ids == ("15588130427", "15588130431")


PAGE = "- Listing removed: no safety documents\n12 Apr 2027\n\n- Plan of action needed, Late Shipment Rate\n3 Feb 2027\nPlease send your plan within 72 hours ...\n\n- Complaint, ASIN B0TEST0009\n19 Nov 2026\n\n1 2 Next\n\nListing removed\n\n"


def test_only_the_opened_one_of_the_notifications_of_a_page_is_read() -> None:
    notice = read(f"{PAGE}{ASKED}\n© 1999-2027, Amazon.com, Inc. or its affiliates")
    assert (notice.stage, notice.violations, notice.asins) == ("listing_removal", ("inauthentic",), ("B0TEST0001",))
    assert (notice.deadline and notice.deadline.hours, notice.marketplace) == (120, None)


def test_a_page_names_its_store_beside_the_shop() -> None:
    assert read(f"Fernleigh Toys | United Kingdom\n\n{ASKED}\n© 1999-2027 Amazon.com, Inc.").marketplace == "UK"


def test_a_greeting_below_the_day_of_a_message_opens_no_list() -> None:
    log = "3 May 2026 Case opened\n4 May 2026 Case updated\n5 May 2026 [Amazon]\n\nHello,\n\nYour account has been deactivated. Please send us a plan of action within 3 days."
    deadline = read(log).deadline
    assert deadline and deadline.hours == 72


def test_asins_of_an_older_message_about_another_matter_are_none_of_this_one() -> None:
    older = "\n\nOn Mon, 2 Mar 2026, Amazon wrote:\n> Your listing B0TEST0009 was removed because of a {} complaint.\n> Send {} within 7 days.\n"
    newer = "Hello,\n\nWe have read your plan about the trademark complaints against your account. It is not enough. Please tell us the root cause."
    assert read(newer + older.format("trademark", "a retraction")).asins == ("B0TEST0009",)
    assert read(newer + older.format("used sold as new", "invoices")).asins == ()
