"""Every criterion has a letter that trips it; the complete samples trip none that blocks (see test_gaps)."""

from __future__ import annotations

from datetime import date

import pytest

from poa_helpers import check_letter, draft_letter, open_case
from poa_helpers.case import copy_sample
from poa_helpers.check import RULES, letter_from_text
from poa_helpers.collect import change, decide, sign
from poa_helpers.model import Answers, CaseFacts, Letter, Part, Sentence, Source

LATE, FAKE = "late_shipment_rate", "inauthentic"
CARRIER = "carrier_pickup_missed@carrier=Cascade Parcel"


@pytest.fixture(scope="module")
def facts_of(tmp_path_factory):
    held: dict[str, CaseFacts] = {}

    def of(sample: str) -> CaseFacts:
        if sample not in held:
            held[sample] = open_case(copy_sample(sample, tmp_path_factory.mktemp(sample) / "case")).facts()
        return held[sample]

    return of


def issues(facts: CaseFacts, letter: Letter | None = None):
    return check_letter(letter or draft_letter(facts), facts)


def blocking(found) -> set[str]:
    return {issue.id for issue in found if issue.severity == "blocking"}


def with_answers(facts: CaseFacts, answers: Answers) -> CaseFacts:
    return facts.model_copy(update={"answers": answers})


def replaced(letter: Letter, part: str, text: str) -> Letter:
    """The letter with the first sentence of a part's first item in other words, its sources kept."""
    parts = []
    for one in letter.parts:
        if one.id == part:
            item = one.items[0]
            first = item.sentences[0].model_copy(update={"text": text})
            one = one.model_copy(update={"items": (item.model_copy(update={"sentences": (first, *item.sentences[1:])}), *one.items[1:])})
        parts.append(one)
    return letter.model_copy(update={"parts": tuple(parts)})


# ---------------------------------------------------------------- one way to break each criterion


def wrong_route(facts):
    return facts.model_copy(
        update={"notice": facts.notice.model_copy(update={"route": "documents"}), "case": facts.case.model_copy(update={"route": None})}
    )


def drop(facts, kind, *keys):
    kept = {key: answer for key, answer in getattr(facts.answers, kind).items() if key not in keys}
    return with_answers(facts, facts.answers.model_copy(update={kind: kept}))


def set_field(facts, kind, key, **fields):
    return with_answers(facts, change(facts.answers, kind, key, fields=fields))


def own_cause(facts, text, why=()):
    only = {"own_1": {"state": "confirmed", "text": text, "why": why}}
    return with_answers(facts, Answers.model_validate({**facts.answers.model_dump(), "causes": only}))


def all_but_actions(facts, wanted):
    return drop(facts, "actions", *[id for id in facts.answers.actions if id not in wanted])


BROKEN = {
    "R02": lambda f: drop(f, "measures", *f.answers.measures),
    "R04": lambda f: drop(f, "causes", *f.answers.causes),
    "R05": lambda f: drop(f, "causes", CARRIER),
    "R06": lambda f: f.model_copy(update={"notice": f.notice.model_copy(update={"asins": ("B0NOTTHERE",)})}),
    "R10": lambda f: with_answers(f, change(f.answers, "causes", CARRIER, why=("Once.",))),
    "R13": lambda f: set_field(f, "actions", "switch_carrier", date="2026-10-20"),
    "R15": lambda f: with_answers(f, change(f.answers, "actions", "switch_carrier", evidence=())),
    "R16": lambda f: with_answers(f, change(f.answers, "actions", "switch_carrier", evidence=("no-such-file.pdf",))),
    "R17": lambda f: drop(f, "actions", "ship_backlog", "inform_buyers"),
    "R19": lambda f: set_field(f, "measures", "daily_unshipped_check", trigger=""),
    "R24": lambda f: set_field(f, "actions", "switch_carrier", carrier=""),
    "R25": lambda f: f.model_copy(update={"findings": (), "candidates": tuple(c for c in f.candidates if c.origin != "finding")}),
    "R35": lambda f: f.model_copy(update={"changed_evidence": ("carrier-contract.pdf",)}),
    "R36": lambda f: with_answers(f, sign(f.answers, confirmed=False)),
    "R08": lambda f: own_cause(f, "We did not know the policy.", ("We were not aware of the policy.",) * 3),
    "R18": lambda f: with_answers(
        f, change(f.answers, "measures", "weekly_rate_review", text="We will make sure that this does not happen again.")
    ),
    "R20": lambda f: with_answers(f, change(f.answers, "measures", "weekly_rate_review", text="We will check the log every Monday.")),
    "R07": lambda f: own_cause(f, "Parcels were late at the carrier.", ("The dock was full.",) * 3),
    "R11": lambda f: own_cause(f, "The carrier is to blame; it lost the parcels.", ("It was the fault of the carrier.",) * 3),
    "R09": lambda f: own_cause(f, "We had no one at the dock.", ("We had no plan.",) * 3),
    "R14": lambda f: with_answers(
        f,
        Answers.model_validate(
            {**f.answers.model_dump(), "actions": {"own_1": {"state": "confirmed", "text": "We did better.", "causes": [CARRIER]}}}
        ),
    ),
    "R30": lambda f: with_answers(f, change(f.answers, "causes", CARRIER, why=("We had no check.",) * 90)),
    "R31": lambda f: with_answers(f, change(f.answers, "causes", CARRIER, why=("We had no check at the dock in the evening.",) * 90)),
    "R32": lambda f: with_answers(f, change(f.answers, "causes", CARRIER, why=("we had no check " * 200,) * 3)),
    "R34": lambda f: f,
    "R01": wrong_route,
    "R22": lambda f: f,
    "R03": lambda f: f,
    "R12": lambda f: f,
    "R23": lambda f: f,
    "R26": lambda f: f,
    "R27": lambda f: f,
    "R28": lambda f: f,
    "R29": lambda f: f,
    "R21": lambda f: f,
    "R33": lambda f: f,
}

REWORDED = {
    "R12": ("actions", "We will move these orders to UPS Ground next week."),
    "R23": ("actions", "On October 14, 2026 we moved 777 orders to UPS Ground."),
    "R26": ("causes", "We sincerely beg you to reinstate us; our family depends on it."),
    "R27": ("causes", "We will take legal action against Amazon if our account stays closed."),
    "R28": ("causes", "We have been selling on Amazon for ten years and are a leading brand."),
    "R29": ("causes", "We apologise for this. We are sorry."),
    "R21": (
        "measures",
        "We only buy from suppliers with a letter of authorization from the trademark owner and a genuine certificate of authenticity.",
    ),
    "R33": ("causes", "We did not compare the the labels with the scans."),
}


def test_every_criterion_has_its_broken_letter():
    assert set(BROKEN) == set(RULES)


@pytest.mark.parametrize("id", sorted(RULES))
def test_a_broken_letter_trips_its_criterion(id, facts_of):
    facts = facts_of(LATE)
    broken = BROKEN[id](facts)
    letter = None
    if id == "R01":
        letter = draft_letter(facts)
    elif id == "R22":
        letter = draft_letter(facts)
        letter = letter.model_copy(update={"parts": tuple(p for p in letter.parts if p.id != "effect")})
    elif id == "R03":
        letter = draft_letter(facts)
        opening = Part(
            id="opening",
            sentences=(Sentence(id="x", text="We write to you about our account.", sources=(Source(kind="case", id="case.json"),)),),
        )
        letter = letter.model_copy(update={"parts": (opening, *letter.parts[1:])})
    elif id == "R29":
        first = replaced(draft_letter(facts), "causes", "We apologise for this.")
        letter = replaced(first, "actions", "We are sorry.")
    elif id in REWORDED:
        letter = replaced(draft_letter(facts), *REWORDED[id])
    elif id == "R34":
        fake = facts_of(FAKE)
        broken = fake.model_copy(update={"evidence": tuple(e for e in fake.evidence if e.kind != "supplier_invoice")})
    found = issues(broken, letter)
    assert id in {issue.id for issue in found}, [f"{i.id} {i.why}" for i in found]


@pytest.mark.parametrize("id", sorted(set(RULES) - {"R09"}))
def test_the_complete_letter_does_not_trip_it(id, facts_of):
    found = [issue for issue in issues(facts_of(LATE)) if issue.id == id and issue.severity != "advice"]
    assert not found, [issue.why for issue in found]


# ---------------------------------------------------------------- both sides of each boundary


@pytest.mark.parametrize(("day", "trips"), [("2026-10-15", False), ("2026-10-16", True), ("2026-08-14", False), ("2026-08-13", True)])
def test_an_action_may_be_dated_from_the_start_of_the_trouble_to_the_sign_off(day, trips, facts_of):
    found = issues(set_field(facts_of(LATE), "actions", "switch_carrier", date=day))
    assert ("R13" in blocking(found)) == trips


@pytest.mark.parametrize(("fields", "trips"), [({}, False), ({"invoice_date": "2026-09-21"}, True), ({"invoice_date": "2026-09-20"}, False),
                                               ({"invoice_date": "2025-09-21"}, False), ({"invoice_date": "2025-09-20"}, True),
                                               ({"buyer": "Somebody Else Ltd"}, True), ({"buyer": "harbor & pine  supply co"}, False),
                                               ({"supplier_phone": ""}, True)])  # fmt: skip
def test_an_invoice_is_dated_named_and_complete(fields, trips, facts_of):
    facts = facts_of(FAKE)
    assert facts.notice.sent_on == date(2026, 9, 21)
    changed = []
    for file in facts.evidence:
        if file.kind == "supplier_invoice" and not any(e.kind == "supplier_invoice" for e in changed):
            file = file.model_copy(update={"fields": {**file.fields, **fields}})
        changed.append(file)
    assert ("R34" in blocking(issues(facts.model_copy(update={"evidence": tuple(changed)})))) == trips


@pytest.mark.parametrize(("more", "trips"), [(0, False), (1, True)])
def test_invoices_cover_the_units_sold(more, trips, facts_of):
    facts = facts_of(FAKE)
    asin = facts.notice.asins[0]
    covered = sum(e.asins.get(asin, 0) for e in facts.evidence if e.kind == "supplier_invoice")
    found = issues(facts.model_copy(update={"units_sold": {**facts.units_sold, asin: covered + more}}))
    assert any(issue.id == "R34" and "units of" in issue.why for issue in found) == trips


def test_a_figure_of_the_reports_that_changed_is_flagged(facts_of):
    facts = facts_of(LATE)
    letter = draft_letter(facts)
    finding = facts.findings[0]
    moved = facts.model_copy(update={"findings": (finding.model_copy(update={"defects": finding.defects + 1}), *facts.findings[1:])})
    found = [issue for issue in check_letter(letter, moved) if issue.id == "R23"]
    assert found and str(finding.defects) in found[0].why


def test_a_declined_cause_is_never_claimed(facts_of):
    facts = facts_of(LATE)
    declined = with_answers(facts, decide(facts.answers, "causes", CARRIER, "declined", "Not so."))
    letter = draft_letter(declined)
    assert CARRIER not in [item.key for item in letter.part("causes").items]
    assert "Cascade" not in " ".join(s.text for s in letter.part("causes").all_sentences())


# ---------------------------------------------------------------- a pasted letter, and one edited by hand

PASTED = """# Plan of Action

We write about the late shipment rate notice of October 13, 2026.

## Root causes

1. We did not compare labels with pick-up scans, so 92 orders waited at the dock.

## Actions we have taken

- On October 14, 2026 we moved these orders to UPS Ground.
- We will hire a new clerk.

## Steps to prevent it

- Every day at 17:30 our dock lead checks the pick-up scans against the labels.
"""


def test_a_pasted_letter_is_split_and_checked_without_a_case():
    letter = letter_from_text(PASTED, ["late_shipment_rate"], "en-US")
    assert [part.id for part in letter.parts] == ["opening", "causes", "actions", "measures"]
    found = check_letter(letter)
    assert [issue.id for issue in found if issue.severity == "blocking"] == ["R12", "R13"]
    place = next(issue for issue in found if issue.id == "R12")
    assert "will" in place.sentence[place.start : place.end].lower()


def test_a_figure_changed_by_hand_is_flagged_and_restyling_is_not(facts_of):
    from poa_helpers.export import render_letter

    facts = facts_of(LATE)
    drafted = draft_letter(facts)
    text = render_letter(drafted, "md", watermark=False)
    same = letter_from_text(text, drafted.violations, drafted.locale, known=drafted)
    assert not blocking(check_letter(same, facts)), [
        f"{i.id} {i.why} | {i.sentence}" for i in check_letter(same, facts) if i.severity == "blocking"
    ]
    hits = str(facts.findings[0].defects)
    changed = letter_from_text(text.replace(f"{hits} of", f"{int(hits) - 7} of"), drafted.violations, drafted.locale, known=drafted)
    assert {"R23", "R24"} & blocking(check_letter(changed, facts))
