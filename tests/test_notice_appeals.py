"""Messages that only say that they may be appealed, and letters that look like Amazon's and are somebody else's."""

from __future__ import annotations

import pytest

from poa_helpers.notice import read_notice

OFF = "Hello,\nYour selling account has been deactivated because of your late shipment rate.\n{}"


@pytest.mark.parametrize(
    "words",
    [
        "You can appeal this decision on the Account Health page.",
        "To appeal this decision, open Account Health.",
        "Please submit your appeal within 72 hours.",
    ],
)
def test_what_may_be_appealed_wants_an_answer(words: str) -> None:
    notice = read_notice("pasted", text=OFF.format(words))
    assert (notice.route, notice.alternatives) == ("plan", ("dispute",))
    assert notice.reason.startswith("The notice can be appealed")
    assert any("not certain what to send" in warning for warning in notice.warnings)


def test_an_appeal_against_an_unnamed_breach_disputes_it() -> None:
    notice = read_notice(
        "pasted", text="Hello,\nYour selling account does not follow our policies and has been deactivated.\nYou can appeal this decision."
    )
    assert (notice.violations, notice.route) == (("unspecified",), "dispute")


def test_what_cannot_be_appealed_wants_nothing() -> None:
    words = "The Appeal button is greyed out while the review lasts, and there is nothing for you to send."
    assert read_notice("pasted", text=OFF.format(words)).route == "none"


@pytest.mark.parametrize(
    "letter",
    [
        "Dear Sir or Madam,\nThis firm acts for Odell Skincare, the owner of the mark ODELL. Your listing B0TEST0001 on Amazon infringes it.\n"
        "Our client demands that you remove the listing and send us your invoices within ten days.\nYours faithfully\nStan Roth, attorney",
        "Spettabile Società,\nscrivo in nome e per conto della Vela S.p.A. La mia assistita ha notato che la vostra inserzione B0TEST0001 su Amazon.it "
        "viola il suo marchio.\nVi invito a rimuovere l'inserzione entro dieci giorni.\nAvv. B. Rossi",
    ],
)
def test_a_lawyers_letter_is_no_notice(letter: str) -> None:
    notice = read_notice("pasted", text=letter)
    assert (notice.stage, notice.route, notice.deadline) == ("other", "none", None)


@pytest.mark.parametrize("host", ["amazonexteu.qualtrics.com", "amazonexteu.***.qualtrics.com", "amazonexteu.*****.com"])
def test_amazons_own_forms_are_no_fraud(host: str) -> None:
    words = f"Dear seller,\nYour account is closed and dormant. You can ask for the last payment of your balance with this form:\nhttps://{host}/jfe/form/SV_1\nSeller Performance"
    notice = read_notice("pasted", text=words)
    assert notice.stage == "funds_hold" and not any("fraud" in warning for warning in notice.warnings)


def test_a_letter_quoted_in_one_line_is_read() -> None:
    words = (
        "Can anybody tell me what to do? This came yesterday.\n"
        "“Your listing B0TEST0001 has been removed, because the owner of a trademark filed a complaint (number 1748000001). If you do not agree, ask the owner to "
        "send us a retraction in writing. If we get more such complaints, your account may be deactivated. Please reply within 5 days.”\n"
        "I wrote to the owner and got no answer. Is it safe to wait?"
    )
    notice = read_notice("pasted", text=words)
    assert (notice.stage, notice.violations) == ("listing_removal", ("trademark",))
    assert notice.deadline is not None and notice.deadline.hours == 120
