"""Letters as sellers write them: in `bad_letters` every planted fault is found, in `good_letters` (hardly) anything blocks.

Beside each letter stands a yaml: its violation, the criteria that must be found, and the sample it was edited from, if any.
"""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from poa_helpers import check_letter
from poa_helpers.check import letter_from_text

from .mutants import masters
from .portion import portion

HERE = Path(__file__).parent
BAD, GOOD = (sorted((HERE / folder).glob("*.txt")) for folder in ("bad_letters", "good_letters"))


def judged(path: Path):
    """The issues of a letter, and the criteria planted in it."""
    told = yaml.safe_load(path.with_suffix(".yaml").read_text(encoding="utf-8"))
    text, types = path.read_text(encoding="utf-8"), [told["violation"]]
    if "case" in told:
        master = next(held for name, held in masters().items() if name.startswith(told["case"]) and name.endswith("en-US.md"))
        return check_letter(letter_from_text(text, types, "en-US", known=master.drafted), master.facts), told
    return check_letter(letter_from_text(text, types, "en-US")), told


def say(issues) -> str:
    return "\n".join(f"{i.id} {i.severity} {i.why} | {i.sentence[i.start : i.end]} | {i.sentence}" for i in issues)


def test_there_are_enough_of_them():
    assert len(BAD) >= 60 and len(GOOD) >= 30
    planted = {id for path in BAD for id in yaml.safe_load(path.with_suffix(".yaml").read_text(encoding="utf-8"))["criteria"]}
    assert len(planted) >= 20, sorted(planted)


@pytest.mark.parametrize("path", portion(BAD, one_of=4), ids=lambda path: path.stem)
def test_every_planted_fault_is_found(path):
    issues, told = judged(path)
    assert not set(told["criteria"]) - {issue.id for issue in issues if issue.severity != "advice" or issue.id == "R32"}, say(issues)


def test_good_letters_are_left_alone():
    alarms = [(path.stem, issue) for path in GOOD for issue in judged(path)[0] if issue.severity == "blocking"]
    assert len(alarms) <= 1, "\n".join(f"{name}: {say([issue])}" for name, issue in alarms)
