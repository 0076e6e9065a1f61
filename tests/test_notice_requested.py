"""What a message asks for: phrases and words at large weighed together."""

from __future__ import annotations

from typing import Any

import pytest

from poa_helpers.notice import read_notice
from poa_helpers.notice.requested import BY_PHRASES, PARTS, PLAN, weighed_items

HERE, THERE = (0, 5), (10, 15)


def _learned(**speaks: float) -> dict[str, Any]:
    """Weights by which so much speaks for each item, whatever is said."""
    return {"said": [], "weights": dict.fromkeys(speaks, ()), "start": speaks}


def _weighed(items: dict[str, tuple[int, int]], stage: str = "deactivation", route: str = "plan", **speaks: float) -> list[str]:
    found, _ = weighed_items(items, stage, route, {}, _learned(**speaks), lambda _: [THERE])
    return list(found)


def test_what_words_make_likely_is_asked_for_where_they_say_it() -> None:
    found, likely = weighed_items(
        {"invoices": HERE}, "listing_removal", "documents", {}, _learned(invoices=3.0, tracking=0.5, test_report=-2.0), lambda _: [THERE]
    )
    assert found == {"invoices": HERE, "tracking": THERE}
    assert likely == pytest.approx(0.62, abs=0.01)  # the less likely of the two


def test_what_is_heard_at_one_place_has_a_fixed_order() -> None:
    learned = ["tracking", "invoices", "test_report", "id_document", "label_images"]
    assert _weighed({}, **dict.fromkeys(learned, 1.0)) == learned


def test_what_words_speak_against_is_not_asked_for_and_what_they_do_not_know_stays() -> None:
    assert _weighed({"invoices": HERE, "video_interview": THERE}, invoices=-1.0) == ["video_interview"]


def test_a_plan_by_its_name_stands_for_its_parts() -> None:
    all_parts = dict.fromkeys(PARTS, 2.0)
    assert _weighed({PLAN: HERE}, **all_parts) == [PLAN]
    assert _weighed({PLAN: HERE, "root_cause": THERE}, **all_parts) == [PLAN, "root_cause"]
    assert _weighed({PLAN: HERE}, **dict.fromkeys(PARTS, -2.0)) == []
    assert set(_weighed({}, **all_parts)) == {*PARTS}


def test_of_a_plan_that_is_asked_about_again_words_add_no_part() -> None:
    speaks = {"root_cause": 2.0, "preventive_steps": 1.0, "tracking": 1.0}
    assert _weighed({"root_cause": HERE}, stage="more_information", **speaks) == ["root_cause", "tracking"]
    assert set(_weighed({}, stage="more_information", **speaks)) == {*speaks}


def test_where_an_adviser_is_needed_all_that_phrases_find_stays() -> None:
    assert _weighed({PLAN: HERE, "invoices": THERE}, route="specialist", root_cause=-2.0, invoices=-1.0) == [PLAN, "invoices"]


def test_where_nothing_was_learned_phrases_alone_decide() -> None:
    assert weighed_items({"invoices": HERE}, "listing_removal", "documents", {}, _learned(), lambda _: [THERE]) == (
        {"invoices": HERE},
        BY_PHRASES,
    )


@pytest.mark.parametrize(
    ("item", "text"),
    [
        (
            "test_report",
            "Produktkonformität – es fehlt noch etwas\n\nIhr Angebot ist inaktiv:\nTauchpumpe 400 W (B0HPBLND01)\n\nPrüfbericht nach EN 60335-2-41\nStatus: fehlt\n\n"
            "Fotos mit CE-Kennzeichen und Typenschild\nStatus: fehlt\n\nDas Angebot bleibt inaktiv, bis alles genehmigt ist. Die Prüfung dauert etwa vier Tage.\n\n"
            "[Unterlagen hinzufügen]",
        ),
        (
            "utility_bill",
            "Hallo, wir konnten die Adresse Ihres Geschäfts nicht bestätigen. Bitte laden Sie eine Rechnung für Strom, Gas oder Wasser hoch, die Ihren Namen und "
            "diese Adresse zeigt und nicht älter als 180 Tage ist. Bis dahin ist Ihr Konto pausiert.",
        ),
        (
            "preventive_steps",
            "Hello,\n\nYour seller-fulfilled offers will be deactivated unless we have received, within 72 hours, a plan that names the cause of the invalid tracking numbers, the "
            "measures already taken and the measures that keep the rate above 95% from now on.\n\nSeller Performance Team\nAmazon.com",
        ),
    ],
    ids=["cells", "a_bill", "in_one_sentence"],
)
def test_what_is_asked_for_in_other_words(item: str, text: str) -> None:
    notice = read_notice("pasted", text=text)
    assert item in notice.requested
    assert len(notice.read_from["requested"]) == len(notice.requested)
