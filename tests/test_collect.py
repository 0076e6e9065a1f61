"""Answers: changed as values, kept in a file, never half written."""

from __future__ import annotations

import json

import pytest

from poa_helpers.collect import change, decide, offered, read_answers, save_answers, sign
from poa_helpers.errors import PoaError
from poa_helpers.model import Answer, Answers, Candidate


def test_no_file_means_nothing_answered(tmp_path):
    assert read_answers(tmp_path) == Answers()


def test_what_is_saved_is_read_back(tmp_path):
    answers = decide(Answers(), "causes", "a", "confirmed")
    answers = change(answers, "causes", "a", why=("w1", "w2"), fields={"n": "0012"}, evidence=("x.pdf",))
    answers = sign(decide(answers, "actions", "b", "declined", "Not done – “no”"), name="Ann", confirmed=True)
    save_answers(answers, tmp_path)
    assert read_answers(tmp_path) == answers
    assert not [p for p in tmp_path.iterdir() if p.name != "answers.json"]


def test_changing_returns_a_new_value_and_leaves_the_old_one():
    before = Answers()
    after = decide(before, "causes", "a", "confirmed")
    assert before.causes == {} and after.causes["a"].state == "confirmed"


def test_taking_back_a_decision_drops_its_reason():
    declined = decide(Answers(), "causes", "a", "declined", "because")
    assert decide(declined, "causes", "a", None).causes["a"] == Answer()


def test_an_emptied_field_is_gone():
    answers = change(Answers(), "actions", "a", fields={"date": "2026-10-14"})
    assert change(answers, "actions", "a", fields={"date": ""}).actions["a"].fields == {}


@pytest.mark.parametrize("content", ["", "[]", "{", '{"causes": {"a": {"state": "maybe"}}}', '{"cuases": {}}'])
def test_a_faulty_file_is_told_not_lost(tmp_path, content):
    path = tmp_path / "answers.json"
    path.write_text(content)
    with pytest.raises(PoaError, match=r"answers\.json"):
        read_answers(tmp_path)
    assert path.read_text() == content


def test_saved_json_is_readable_by_people(tmp_path):
    save_answers(sign(Answers(), name="Zoë"), tmp_path)
    text = (tmp_path / "answers.json").read_text(encoding="utf-8")
    assert "Zoë" in text and text.endswith("}\n") and json.loads(text)["schema_version"] == 1


def test_only_confirmed_causes_offer_their_actions():
    candidates = [
        Candidate(key="a", violation="v", cause="a", origin="ask", actions=("x", "y"), measures=("m",)),
        Candidate(key="b", violation="v", cause="b", origin="ask", actions=("z",), measures=("n",)),
    ]
    assert offered(Answers(), candidates) == {"causes": ["a", "b"], "actions": [], "measures": [], "grounds": []}
    assert offered(decide(Answers(), "causes", "a", "confirmed"), candidates)["actions"] == ["x", "y"]
