"""What the words of a letter's sentences sound like: learned, so it only warns, and only of what somebody wrote by hand."""

from __future__ import annotations

import pytest

from poa_helpers import check_letter, draft_letter
from poa_helpers.catalogue import catalogue
from poa_helpers.check import at_large, letter_from_text
from poa_helpers.check.subject import Subject
from poa_helpers.export import render_letter
from poa_helpers.notice.words_at_large import word_weights
from tests.learning.sentences import COLLECTED, LETTERS, collected
from tests.learning.weights import hash_of

from .mutants import masters

BLAME = "The driver on our route skipped our dock on six afternoons, and without him these parcels would have left in time."
PLEADING = "The rent goes out on the first, and there are four of us at this table."
LETTER = """# Plan of Action

We write about the late shipment rate notice of October 13, 2026.

## Root causes

1. {}

## Actions we have taken

- On October 14, 2026 we moved 92 orders to UPS Ground (list_92.csv).

## Steps to prevent it

- Every day at 17:30 our dock lead checks the pick-up scans; one missing scan stops the truck.
"""


def test_the_weights_are_those_of_the_collections():
    about = word_weights(catalogue(), f"{at_large.WEIGHTS}.en").about
    assert about["corpus"] == hash_of(COLLECTED, LETTERS)
    assert set(about["least"]) == set(at_large.FAULTS)
    assert min(about["found"].values()) >= 0.5  # of sentences by authors that were left out


def test_there_are_enough_sentences():
    said = list(collected())
    assert len({one.text for one in said}) > 10_000
    for id in at_large.FAULTS:
        assert sum(one.label == id for one in said) >= 300, id


@pytest.mark.parametrize("sentence, id", [(BLAME, "R11"), (PLEADING, "R26")])
def test_what_no_word_list_knows_is_heard_and_only_warns(sentence, id):
    found = check_letter(letter_from_text(LETTER.format(sentence), ["late_shipment_rate"], "en-US"))
    assert [(one.severity, one.sentence) for one in found if one.id == id] == [("warning", sentence)]


def test_a_word_of_the_lists_is_not_told_twice():
    found = check_letter(letter_from_text(LETTER.format("We beg you to look at us as people."), ["late_shipment_rate"], "en-US"))
    assert len([one for one in found if one.id == "R26"]) == 1


def test_only_what_was_written_by_hand_is_heard():
    master = next(held for name, held in sorted(masters().items()) if name.endswith("en-US.md"))
    assert at_large.hear(Subject(draft_letter(master.facts), master.facts, catalogue())) == []
    text = render_letter(master.drafted, "md", watermark=False)
    for changed, heard in ((text, False), (f"{text}\n{PLEADING}\n", True)):
        letter = letter_from_text(changed, master.drafted.violations, master.drafted.locale, known=master.drafted)
        told = at_large.hear(Subject(letter, master.facts, catalogue()))
        assert any(one.sentence.text == PLEADING and "R26" in one.against for one in told) == heard
        assert all(one.sentence.text == PLEADING for one in told)


def test_another_language_is_not_heard():
    letter = letter_from_text(LETTER.format(BLAME), ["late_shipment_rate"], "en-US").model_copy(update={"locale": "de-DE"})
    assert at_large.hear(Subject(letter, None, catalogue())) == []
