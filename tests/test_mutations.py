"""A letter changed by hand: every changed fact and every unsupported sentence is found, another style is left alone.

A sample of the mutants by default, all of them with POA_ALL_MUTANTS=1 (or `python -m tests.mutants`).
"""

from __future__ import annotations

import os
import random
import re
from collections import defaultdict

import pytest

from poa_helpers import check_letter
from poa_helpers.check import letter_from_text

from .mutants import BRIDGES, CLAIMS, all_masters, all_mutants, blocking, judge, masters
from .portion import every

PER_KIND = 24 // every(6)


@pytest.fixture(scope="module")
def judged():
    mutants = all_mutants()
    assert len(mutants) > 2000 and len(CLAIMS) == 60
    if not os.environ.get("POA_ALL_MUTANTS"):
        by_kind = defaultdict(list)
        for mutant in mutants:
            by_kind[mutant.kind].append(mutant)
        mutants = [one for kind, held in sorted(by_kind.items()) for one in random.Random(kind).sample(held, min(PER_KIND, len(held)))]
    return judge(mutants)


def say(cases) -> str:
    return "\n".join(f"{m.letter} “{m.old}” -> “{m.new}” {[(i.id, i.why) for i in issues][:3]}" for m, issues in cases)


@pytest.mark.parametrize("kind", ["figure", "date", "id", "name"])
def test_every_changed_fact_is_found_at_its_place(kind, judged):
    _, wrong = judged
    assert not wrong[kind], say(wrong[kind])


def test_sentences_put_in_are_found(judged):
    counts, wrong = judged
    assert counts["claim"][True] >= 0.95 * counts["claim"].total(), say(wrong["claim"])


def test_bridges_and_another_style_are_left_alone(judged):
    counts, wrong = judged
    alarms = counts["bridge"][True] + counts["restyled"][True]
    assert alarms <= max(1, 0.01 * (counts["bridge"].total() + counts["restyled"].total())), say([*wrong["bridge"], *wrong["restyled"]])


def test_the_golden_letters_themselves_are_left_alone():
    alarms = {name: [(i.id, i.why) for i in found] for name, master in all_masters().items() if (found := blocking(master.text, master))}
    assert not alarms


def test_bridges_claim_nothing():
    assert len(BRIDGES) == len(set(BRIDGES)) and not set(BRIDGES) & set(CLAIMS)


@pytest.mark.parametrize("part", ["root cause", "actions we have taken", "to prevent"])
def test_a_part_that_was_taken_out_is_named(part):
    master = masters()["late_shipment_rate.en-US.md"]
    gone = re.sub(rf"^## [^\n]*{part}.*?(?=^## )", "", master.text, flags=re.DOTALL | re.MULTILINE)
    assert gone != master.text and any(issue.id == "R02" for issue in blocking(gone, master))


def test_a_cause_an_action_and_the_sign_off_that_were_taken_out_are_named():
    master = masters()["late_shipment_rate.en-US.md"]
    without_cause = re.sub(r"^2\. \*\*We sold.*?(?=^## )", "", master.text, flags=re.DOTALL | re.MULTILINE)
    assert "R04" in {issue.id for issue in blocking(without_cause, master)}
    without_buyers = "\n".join(line for line in master.text.split("\n") if "31 " not in line)
    assert {"R16", "R17"} & {issue.id for issue in blocking(without_buyers, master)}
    without_name = "\n".join(line for line in master.text.split("\n") if "confirmed the facts" not in line)
    assert "R36" in {issue.id for issue in blocking(without_name, master)}


@pytest.mark.parametrize(
    ("old", "new", "id"),
    [
        ("36 of 149 orders", "149 of 36 orders", "R23"),
        ("We did not compare", "We compared", "R25"),
        ("and nobody acted", "and nobody acted; we have since hired a second clerk", "R24"),
        ("UPS Ground (account", "FedEx Ground (account", "R24"),
        ("Evidence: stock-count.csv", "Evidence: stock-count-final.csv", "R16"),
        ("we sent 31 buyers the actual ship date", "we refunded 31 buyers the shipping charge", "R24"),
        ("Every Monday at 09:00", "Every Friday at 09:00", "R23"),
        ("Every working day at 14:00", "Every week at 14:00", "R23"),
    ],
)
def test_an_edit_is_found_at_its_place(old, new, id):
    master = masters()["late_shipment_rate.en-US.md"]
    assert old in master.text
    found = blocking(master.text.replace(old, new, 1), master)
    assert id in {issue.id for issue in found}, [(issue.id, issue.why) for issue in found]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("October 14, 2026 we moved", "14 Oct 2026 we switched"),
        ("1,648 orders", "1648 orders"),
        ("On 2 October 2026 we refunded", "On 2026-10-02 we reimbursed"),
        ("By type (an order can have more than one): ", ""),
    ],
)
def test_the_same_fact_in_another_form_is_left_alone(old, new):
    for name in ("late_shipment_rate.en-US.md", "order_defect_rate.en-GB.md"):
        master = masters()[name]
        if old in master.text:
            found = blocking(master.text.replace(old, new, 1), master)
            assert not found, [(issue.id, issue.why, issue.sentence) for issue in found]


def test_every_issue_has_its_place_its_source_and_its_mend():
    master = masters()["order_defect_rate.en-GB.txt"]
    text = master.text.replace("36", "63").replace("Helen Marsh", "Helen Novak") + "\nWe will sue Amazon.\n"
    issues = check_letter(letter_from_text(text, master.drafted.violations, "en-GB", known=master.drafted), master.facts)
    assert issues
    for issue in issues:
        assert issue.why and issue.mend and issue.source and 0 <= issue.start <= issue.end <= len(issue.sentence)


REWORDED = [
    (
        "On October 13, 2026 we shipped and confirmed all 31 orders that were past their ship-by date, using UPS Ground.",
        "All 31 overdue orders left us by UPS Ground on 13 October 2026 and were confirmed the same day.",
    ),
    (
        "On October 13, 2026 we shipped and confirmed all 31 orders that were past their ship-by date, using UPS Ground.",
        "The 31 orders past their ship-by date were shipped via UPS Ground and confirmed on 13 Oct 2026.",
    ),
    ("We treated a printed label as a finished handover.", "To us, a printed label meant that the handover was finished."),
    (
        "We had nobody responsible for the dock after 15:00 and no second carrier to call.",
        "After 3 pm nobody was responsible for the dock, and there was no second carrier we could call.",
    ),
    (
        "On October 14, 2026 we moved all orders from Cascade Parcel to UPS Ground (account 8X41W7).",
        "Since October 14, 2026, UPS Ground (account 8X41W7) carries all orders that Cascade Parcel carried before.",
    ),
    (
        "On October 15, 2026 we counted all 164 SKUs on offer and corrected 9 quantities.",
        "We counted all 164 SKUs on October 15, 2026; nine quantities were wrong and have been corrected.",
    ),
    (
        "If a parcel has no pick-up scan, it goes to the UPS counter in Tacoma the same evening.",
        "A parcel without a pick-up scan is taken to the UPS counter in Tacoma that evening.",
    ),
    (
        "They make up 44% of the 81 late orders in the period Aug 14 – Oct 12, 2026.",
        "That is 44% of the 81 late orders between Aug 14 and Oct 12, 2026.",
    ),
    (
        "In the 30 days Sep 13 – Oct 12, 2026, 56 of 695 orders shipped by us (8.1%) were confirmed after their ship-by date; the target is below 4%.",
        "From Sep 13 to Oct 12, 2026 (30 days) we confirmed 56 of 695 orders (8.1%) late. The target is below 4%.",
    ),
    (
        "We let purchasing raise the quantity alone, without a count by goods-in.",
        "Purchasing could raise the quantity on its own; goods-in did not count first.",
    ),
    ("All of these measures have been in force since October 15, 2026.", "Every measure above is in force since October 15, 2026."),
    (
        "If one carrier or ASIN is above 2% late, we stop it until the cause is found.",
        "When a carrier or an ASIN exceeds 2% late orders, we stop it until we know the cause.",
    ),
    ("Parcels waited on our dock after a missed pick-up", "Missed pick-ups left parcels on our dock"),
    (
        "We did not wait for the goods-in count, so buyers ordered units that were not on our shelf.",
        "Because we didn't wait for the goods-in count, buyers could order units which weren't on the shelf.",
    ),
    (
        "Elena Brandt, Operations Manager, confirmed the facts in this letter on October 15, 2026.",
        "I, Elena Brandt, Operations Manager, confirm the facts in this letter. October 15, 2026",
    ),
]


@pytest.mark.parametrize(("old", "new"), REWORDED)
def test_a_sentence_in_other_words_is_left_alone(old, new):
    master = masters()["late_shipment_rate.en-US.md"]
    assert old in master.text
    found = blocking(master.text.replace(old, new, 1), master)
    assert not found, [(issue.id, issue.why, issue.sentence) for issue in found]
