"""What notebook 1 shows of the findings: the table, the pictures that fit, the orders one by one – and the honest cases without any."""

from __future__ import annotations

from datetime import date, timedelta
from types import SimpleNamespace

import pandas as pd
import pytest

from poa_helpers import tables
from poa_helpers.charts.look import MIME
from poa_helpers.model import Finding, Window
from poa_helpers.tables.findings import NO_DATA, NOTHING_FOUND, beyond

LAST, ONSET = date(2026, 10, 12), date(2026, 9, 17)
STEP = "The whole account got worse from September 1, 2026 on: since then 80 of 400 (20.0%) were late, before 3 of 200 (1.5%), beyond what these segments explain."


def orders(n: int = 600) -> pd.DataFrame:
    """Ten orders a day; carrier A's three are late from the onset on."""
    days = [LAST - timedelta(days=59 - i // 10) for i in range(n)]
    late = [day >= ONSET and i % 10 < 3 for i, day in enumerate(days)]
    return pd.DataFrame(
        {
            "order_id": [f"111-{i:07d}" for i in range(n)], "order_date": pd.to_datetime(days), "carrier": ["A" if i % 10 < 3 else "B" for i in range(n)],
            "late": pd.array(late, dtype="boolean"),
        }
    )  # fmt: skip


BOOK = orders()
IDS = tuple(BOOK.loc[BOOK["late"].astype(bool), "order_id"])


def finding(**more) -> Finding:
    plain = {
        "outcome": "late", "segment": {"carrier": "A"}, "onset": ONSET, "period": Window.ending(LAST, 60), "orders": 78, "defects": 78,
        "all_orders": 600, "all_defects": 78, "expected": 2.0, "excess": 76.0, "share_of_excess": 1.0, "share_of_defects": 1.0, "rate": 1.0,
        "rest_rate": 0.0, "lift": 39.0, "lift_interval": (20.0, 70.0), "p_value": 1e-9, "rate_without": 2 / 600, "order_ids": IDS,
        "sentence": "Orders with carrier A since September 17, 2026: all 78 were late.",
    }  # fmt: skip
    later = {name: more.pop(name) for name in ("onset_interval", "runners_up", "meets_target", "target") if name in more}
    return Finding(**{**plain, **more}).model_copy(update=later)


def facts(*findings: Finding, said: str = "", locale: str = "en-US") -> SimpleNamespace:
    text = " ".join([f.sentence for f in findings] + [said]).strip()
    return SimpleNamespace(case=SimpleNamespace(locale=locale), findings=findings, diagnosis={"late": text} if text else {})


def case(book: pd.DataFrame = BOOK, outcomes: tuple[str, ...] = ("late",)) -> SimpleNamespace:
    book_of = SimpleNamespace(orders=book, files=dict.fromkeys(outcomes, ()))
    return SimpleNamespace(outcomes={f"about_{name}": name for name in outcomes}, files=lambda part: ["orders.txt"], orders=book_of)


def column(table, n: int = 1) -> dict[str, str]:
    return {row[0]: row[n] for row in table.rows}


# ---------------------------------------------------------------- the table


def test_a_finding_is_told_in_plain_words():
    known = finding(onset_interval=(ONSET - timedelta(days=2), ONSET + timedelta(days=1)), runners_up=(), target=0.04, meets_target=True)
    table = tables.findings_table(facts(known))
    assert table.columns == ("", "Carrier A") and not table.note
    assert column(table) == {
        "Since": "September 17, 2026 (between Sep 15 and Sep 18)",
        "Shipped late": "78 of 78 (100.0%)",
        "All other orders": "0 of 522 (0.0%)",
        "Against the expected": "76 more than the 2 expected: 39.0 times as many (20.0 to 70.0)",
        "Share of the excess": "100%",
        "How sure": "Very sure: chance alone shows this less than once in 10,000 such searches (p < 0.0001)",
        "Rate without it": "0.3% instead of 13.0%: the target of 4% would be met",
        "Could also be": "nothing else fits nearly as well",
    }


@pytest.mark.parametrize(
    "known, what, said",
    [
        ({"onset": None}, "Since", "all the time"),
        ({"onset_interval": (ONSET, ONSET)}, "Since", "September 17, 2026"),
        ({"target": 0.001, "meets_target": False}, "Rate without it", "0.3% instead of 13.0%: the target of 0.1% would still be missed"),
        ({"target": 0.04, "meets_target": None}, "Rate without it", "0.3% instead of 13.0%"),
        ({"expected": 0.2, "excess": 77.8}, "Against the expected", "78 more than the 0.2 expected: 39.0 times as many (20.0 to 70.0)"),
        ({"p_value": 0.03}, "How sure", "Fairly sure: chance alone shows this about once in 30 such searches (p = 0.030)"),
        ({"p_value": 1.0}, "How sure", "Not sure: chance alone shows this about once in 1 such searches (p = 1.0)"),
        ({"p_value": 0.0}, "How sure", "Very sure: chance alone shows this less than once in 10,000 such searches (p < 0.0001)"),
    ],
)
def test_what_is_less_known_is_said_as_such(known, what, said):
    assert column(tables.findings_table(facts(finding(**known))))[what] == said


def test_what_the_data_cannot_tell_apart_is_named_with_how_much_less_likely_it_is():
    runner = SimpleNamespace(segment={"warehouse": "B"}, same_orders=0.97, odds=12.4)
    twin = SimpleNamespace(segment={"sku": "S"}, same_orders=1.0, odds=1.0)
    known = finding(runners_up=(runner, twin), same_orders_as=({"sku": "S"}, {"ship_method": "M"}))
    assert column(tables.findings_table(facts(known)))["Could also be"] == (
        "Warehouse B: 97% the same orders, 12 times less likely; SKU S: the same orders, fits as well; Ship method M: the same orders"
    )


def test_overlapping_findings_are_said_to_add_up_to_more():
    half = finding(
        segment={"asin": "P"}, onset=None, order_ids=IDS[:50], defects=50, orders=60, expected=5.0, excess=45.0, share_of_excess=0.6
    )
    table = tables.findings_table(facts(finding(), half))
    assert table.note.startswith("The findings overlap (50 orders shipped late are in more than one)")
    assert tables.findings_table(facts(finding())).note == ""


def test_many_findings_go_into_several_tables():
    many = [finding(segment={"carrier": name}, order_ids=(), excess=10.0, share_of_excess=0.1) for name in "ABCDE"]
    shown = tables.findings_table(facts(*many))
    assert [table.columns[1:] for table in shown.parts] == [("Carrier A", "Carrier B", "Carrier C"), ("Carrier D", "Carrier E")]


def test_numbers_and_dates_follow_the_locale():
    told = column(tables.findings_table(facts(finding(), locale="de-DE")))
    assert told["Since"] == "17. September 2026" and told["Shipped late"] == "78 of 78 (100,0\xa0%)"


# ---------------------------------------------------------------- without a finding


@pytest.mark.parametrize(
    "said",
    [
        "No segment stands out: 78 of 600 orders were late (13.0%), and no part of them has clearly more than the rest.",
        "Too few orders to tell: 20 orders of which 1 were late; about 900 orders at this rate would be needed to tell a doubling in a segment of a tenth.",
        STEP,
    ],
)
def test_without_a_finding_the_table_says_why_and_the_account_is_drawn(said):
    nothing = facts(said=said)
    assert repr(tables.findings_table(nothing)) == said
    assert repr(tables.excess_pictures(case(), nothing)) == NOTHING_FOUND == repr(tables.orders_behind(case(), nothing))
    drawn = tables.daily_pictures(case(), nothing)
    assert drawn.to_dict()["title"]["text"] == "Orders shipped late, day by day"


def test_an_outcome_without_a_finding_is_told_beside_one_with_some():
    both = facts(finding())
    both.diagnosis["returned"] = "No segment stands out."
    shown = tables.findings_table(both)
    assert shown.parts[0].columns == ("", "Carrier A") and repr(shown.parts[1]) == "No segment stands out."


def test_a_violation_that_orders_cannot_show_is_said_to_be_one():
    nothing, none = facts(), case(outcomes=())
    for shown in (
        tables.findings_table(nothing), tables.excess_pictures(none, nothing), tables.daily_pictures(none, nothing), tables.orders_behind(none, nothing),
    ):  # fmt: skip
        assert repr(shown) == NO_DATA


def test_a_whole_account_that_got_worse_is_told_and_drawn_beside_the_findings():
    both = facts(finding(), said=STEP)
    assert beyond(both, "late") == STEP and tables.findings_table(both).note == STEP
    titles = [part.to_dict()["title"]["text"] for part in tables.daily_pictures(case(), both).parts]
    assert titles == ["Before and after, against all other orders", "Orders shipped late, day by day"]
    assert beyond(facts(finding()), "late") == ""


# ---------------------------------------------------------------- pictures and orders


def test_each_outcome_has_its_own_pictures():
    two = case(BOOK.assign(returned=BOOK["late"]), ("late", "returned"))
    both = facts(finding(), finding(outcome="returned"))
    assert [p.to_dict()["title"]["text"] for p in tables.excess_pictures(two, both).parts] == [
        "Where the orders shipped late come from",
        "Where the orders returned come from",
    ]


def test_a_chart_carries_its_words_for_those_who_cannot_see_it():
    before_after, daily = tables.daily_pictures(case(), facts(finding())).parts
    for chart, words in (
        (tables.excess_pictures(case(), facts(finding())), "Carrier A"),
        (before_after, "Carrier A"),
        (daily, "September 17"),
    ):
        bundle, _ = chart._repr_mimebundle_()
        assert set(bundle) == {MIME, "text/plain"} and words in bundle["text/plain"]


def test_all_orders_of_a_finding_can_be_opened_and_copied():
    shown = tables.orders_behind(case(), facts(finding()))
    assert all(id in repr(shown) for id in IDS)
    html = shown._repr_html_()
    assert (
        html.startswith("<details><summary>Carrier A since September 17, 2026: 78 orders shipped late</summary><pre>")
        and "onclick" not in html
    )


def test_more_orders_than_are_listed_are_counted():
    book = orders(3000)
    book["late"] = pd.array([True] * 3000, dtype="boolean")
    known = finding(order_ids=tuple(book["order_id"]), defects=3000, orders=3000, all_defects=3000, all_orders=9000)
    shown = tables.orders_behind(case(book), facts(known))
    assert repr(shown).endswith("The first 200 of 3,000; poa diagnose --json names all.")
    assert len(shown.parts[0][1].rows) == 200


def test_a_title_is_text_and_never_markup():
    bad = finding(segment={"carrier": "<script>x</script>"})
    assert "<script>" not in tables.orders_behind(case(), facts(bad))._repr_html_()
    assert "<script>" not in tables.findings_table(facts(bad))._repr_html_()
