"""Golden letters: whole files, read by a person in the diff. Refresh on purpose with POA_REFRESH_LETTERS=1."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from poa_helpers import draft_letter, open_case
from poa_helpers.case import copy_sample
from poa_helpers.export import render_letter

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


def test_every_golden_letter_is_still_made():
    assert {path.name.split(".")[0] for path in GOLDEN.iterdir()} == set(SAMPLES)


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


def test_letters_of_different_cases_share_few_runs_of_words(tmp_path):
    """Two cases do not read alike: at most a quarter of the eight-word runs of a letter stands in another."""
    runs = {}
    for sample in SAMPLES:
        facts = open_case(copy_sample(sample, tmp_path / sample)).facts()
        words = " ".join(s.text for s in draft_letter(facts).all_sentences()).split()
        runs[sample] = {tuple(words[n : n + 8]) for n in range(len(words) - 7)}
    for one in SAMPLES:
        for other in SAMPLES:
            if one != other:
                assert len(runs[one] & runs[other]) <= 0.25 * len(runs[one]), (one, other)
