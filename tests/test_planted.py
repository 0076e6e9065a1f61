"""For each sample every planted cause is found – segment and start – and no other; the letter names these and nothing else."""

from __future__ import annotations

from datetime import date

import pytest
import yaml

from poa_helpers import draft_letter, open_case
from poa_helpers.case import copy_sample

from .samples import DATA, SAMPLES

DAYS = 3  # how far the start may be off


@pytest.mark.parametrize("sample", SAMPLES)
def test_every_planted_cause_is_found_and_no_other(sample, tmp_path):
    planted = yaml.safe_load((DATA / sample / "about.yaml").read_text(encoding="utf-8"))["planted"]
    wanted = {tuple(sorted(p["segment"].items())): p for p in planted if p.get("segment")}
    facts = open_case(copy_sample(sample, tmp_path / "case")).facts()
    found = {tuple(sorted(f.segment.items())): f for f in facts.findings}
    assert set(found) == set(wanted), [f.sentence for f in facts.findings]
    for segment, cause in wanted.items():
        onset = found[segment].onset
        if cause.get("onset"):
            assert onset is not None and abs((onset - date.fromisoformat(str(cause["onset"]))).days) <= DAYS, onset
        else:
            assert onset is None
        supported = {c.cause for c in facts.candidates if c.finding and c.finding.id == found[segment].id}
        assert cause["cause"] in supported
    items = draft_letter(facts).part("causes").items
    assert {item.key.partition("@")[0] for item in items} == {p["cause"] for p in planted}
