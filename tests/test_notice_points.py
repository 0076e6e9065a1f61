"""The points of a message's lists, and the rows of its tables: where each begins and ends, and which belong together."""

from __future__ import annotations

import pytest

from poa_helpers.catalogue import catalogue
from poa_helpers.notice.conversations import main_message
from poa_helpers.notice.points import lists_of

LISTS = {
    "numbers go on below a list inside a point": (
        "We ask for:\n1. the invoices\n   - of the last year\n   - in PDF\n2. a letter of the maker",
        [["1. the invoices", "2. a letter of the maker"], ["- of the last year", "- in PDF"]],
    ),
    "one again is another list": (
        "1) used goods\n2) late parcels\n1) a plan\n2) invoices",
        [["1) used goods", "2) late parcels"], ["1) a plan", "2) invoices"]],
    ),
    "a heading and what stands below it are one point": (
        "1. Price\nB0FB3YN7KE, three times what it was\n\n2. Titles\n\nB0FB3YN7KF, all in capitals",
        [["1. Price\nB0FB3YN7KE, three times what it was", "2. Titles\n\nB0FB3YN7KF, all in capitals"]],
    ),
    "words between dashes end their list": ("- one\n- two\n\nBeside that:\n\n- three\n- four", [["- one", "- two"], ["- three", "- four"]]),
    "rows": (
        "Metric | You | Target\nLate shipment | 7 % | 4 %\nCancelled | 1 % | 2.5 %",
        [["Metric | You | Target", "Late shipment | 7 % | 4 %", "Cancelled | 1 % | 2.5 %"]],
    ),
    "numbers of products": (
        "B0FB3YN7KE: title too long\nB0FB3YN7KF: not allowed",
        [["B0FB3YN7KE: title too long", "B0FB3YN7KF: not allowed"]],
    ),
    "signs that count": ("一、标题过长\n二、禁售商品\n三、价格过高", [["一、标题过长", "二、禁售商品", "三、价格过高"]]),
    "a single point is no list": ("1. the invoices\n\nThank you.", []),
    "a decimal number opens nothing": ("1.5 % of the orders\n2.5 % is the target", []),
}


@pytest.mark.parametrize("what", LISTS)
def test_points_of_lists(what: str) -> None:
    text, wanted = LISTS[what]
    message = main_message(text, catalogue())[0]
    found = [[_plain(message.text[slice(*point)]) for point in points] for points in lists_of(message)]
    assert found == [[_plain(point) for point in points] for points in wanted]


def _plain(words: str) -> str:
    return " ".join(words.split())
