"""Golden letters: whole files, read by a person in the diff. Refresh on purpose with POA_REFRESH_LETTERS=1."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from poa_helpers import check_letter, draft_letter, open_case
from poa_helpers.case import copy_sample
from poa_helpers.export import render_letter

from .letter_cases import NAMES, golden_letters, read_otherwise, shared_runs, told, written
from .samples import SAMPLES

GOLDEN = Path(__file__).parent / "letters"


@pytest.mark.parametrize("sample", SAMPLES)
@pytest.mark.parametrize("format", ["md", "txt"])
def test_the_letter_is_the_golden_one(sample, format, tmp_path):
    facts = open_case(copy_sample(sample, tmp_path / "case")).facts()
    text = render_letter(draft_letter(facts), format, watermark=False)
    golden = GOLDEN / f"{sample}.{facts.case.locale}.{format}"
    if os.environ.get("POA_REFRESH_LETTERS"):
        golden.write_text(text, encoding="utf-8")
    assert golden.is_file(), "refresh the golden letters with POA_REFRESH_LETTERS=1 and read them"
    assert text == golden.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", NAMES)
def test_the_letter_of_a_told_case_is_the_golden_one(name, tmp_path):
    """… reads the notice as the case tells, has nothing that blocks."""
    case, made = told(name), written(name, tmp_path)
    golden = GOLDEN / f"{name}.md"
    if os.environ.get("POA_REFRESH_LETTERS"):
        golden.write_text(made.text, encoding="utf-8")
    assert made.text == golden.read_text(encoding="utf-8")
    assert (made.letter.route, list(made.letter.violations)) == (case["route"], case["violations"])
    assert not [issue for issue in made.issues if issue.severity == "blocking"]
    assert all(sentence.sources for sentence in made.letter.all_sentences())


@pytest.mark.parametrize("name", [*NAMES, *SAMPLES])
def test_an_investigators_verdict_stands_beside_each_letter(name):
    verdict = (GOLDEN / f"{name}.verdict.txt").read_text(encoding="utf-8")
    assert verdict.count("\n") == 1 and len(verdict.split()) >= 6


def test_most_notices_of_told_cases_are_read_as_told():
    """A user corrects the others in the form; a route set by hand against the notice (a lawyer's, for what only a specialist should answer) is none."""
    cases = [case for case in map(told, NAMES) if "corrections" not in case]
    otherwise = [case["about"] for case in cases if read_otherwise(case)]
    assert len(otherwise) <= 0.15 * len(cases), otherwise


def test_every_golden_letter_is_still_made():
    assert {path.name.split(".")[0] for path in GOLDEN.glob("*.en-*.*")} == set(SAMPLES)
    assert {path.stem for path in GOLDEN.glob("*.md") if ".en-" not in path.name} == set(NAMES)


@pytest.mark.parametrize("sample", SAMPLES)
def test_every_sentence_has_a_source_that_exists(sample, tmp_path):
    """The sources are named precisely: a file of the case, an answer that was given, a finding, a measurement."""
    opened = open_case(copy_sample(sample, tmp_path / "case"))
    facts = opened.facts()
    findings, measurements = {f.id for f in facts.findings}, {m.id for m in facts.health.metrics} | {"units_sold"}
    for sentence in draft_letter(facts).all_sentences():
        assert sentence.sources, sentence.text
        for source in sentence.sources:
            if source.kind == "finding":
                assert source.id in findings
            elif source.kind == "measurement":
                assert source.id in measurements
            elif source.kind == "answer" and "." in source.id:
                kind, _, key = source.id.partition(".")
                assert getattr(facts.answers, kind)[key].state == "confirmed"
            elif source.kind in ("evidence", "notice", "case"):
                assert (opened.folder / source.id).is_file(), source.id


def test_letters_of_different_cases_share_few_runs_of_words():
    """Two cases do not read alike: at most a quarter of the eight-word runs of a letter stands in another."""
    assert not [pair for pair in shared_runs(golden_letters()) if pair[0] > 0.25]


def test_a_plan_before_the_deactivation_shows_the_rate_as_it_stands_and_its_forecast(tmp_path):
    folder = copy_sample("late_shipment_rate", tmp_path / "case")
    record = json.loads((folder / "case.json").read_text(encoding="utf-8"))
    effects = {}
    for purpose in ("prevent_deactivation", "reactivate_temporary"):
        (folder / "case.json").write_text(json.dumps({**record, "purpose": purpose}), encoding="utf-8")
        facts = open_case(folder).facts()
        letter = draft_letter(facts)
        effects[purpose] = next(part for part in letter.parts if part.id == "effect")
        assert not [issue for issue in check_letter(letter, facts) if issue.severity == "blocking"]
    before, after = (" ".join(sentence.text for sentence in part.sentences) for part in effects.values())
    assert "stood at 8.1% (56 of 695 orders)" in before and "it was 3.7% (25 of 673)" in before and after in before
    assert effects["prevent_deactivation"].heading != effects["reactivate_temporary"].heading
