"""Threads of messages: every phase, route and purpose walked step by step (tests/threads/*.yaml), the page or letter they end in kept whole.

A thread begins with a fictional case (`sample`) or a `notice`; a step takes a `reply`, notes that the letter was `sent` or writes it (`export`), and
says what to `expect`. `golden: true` keeps what is to be sent now in tests/threads/<name>.md (POA_REFRESH_LETTERS=1 writes it anew).
"""

from __future__ import annotations

import json
import os
from datetime import date
from pathlib import Path
from typing import Any, get_args

import pytest

from poa_helpers import check_letter, draft_letter, export_letter, new_case, open_case, tables, take_reply
from poa_helpers.case import OpenCase, copy_sample, find_case, mark_sent
from poa_helpers.catalogue import parse_yaml
from poa_helpers.errors import PoaError
from poa_helpers.export import render_letter
from poa_helpers.model import Phase, Purpose, Route

FOLDER = Path(__file__).parent / "threads"
THREADS = {path.stem: parse_yaml(path.read_text(encoding="utf-8"), path.stem) for path in sorted(FOLDER.glob("*.yaml"))}


def begun(thread: dict[str, Any], folder: Path) -> OpenCase:
    if "sample" in thread:
        return open_case(copy_sample(thread["sample"], folder / "case"))
    notice = folder / "notice.txt"
    notice.write_text(thread["notice"], encoding="utf-8")
    return new_case(folder / "case", notice, marketplace=thread.get("marketplace"), purpose=thread.get("purpose"))


def walked(thread: dict[str, Any], folder: Path) -> OpenCase:
    opened = begun(thread, folder)
    for step in thread["steps"]:
        if step.get("export"):
            facts = opened.facts()
            letter = draft_letter(facts)
            export_letter(letter, check_letter(letter, facts), opened.letter_folder, evidence=facts.evidence, formats=("md",))
        if "sent" in step:
            mark_sent(opened.folder, date.fromisoformat(str(step["sent"])))
        if "reply" in step:
            take_reply(opened.folder, "reply.txt", text=step["reply"])
        opened = open_case(find_case(opened.folder))
        for field, value in step.get("expect", {}).items():
            assert found(opened, field) == value, field
        if "blocks" in step:
            facts = opened.facts()
            why = [issue.why for issue in check_letter(draft_letter(facts), facts) if issue.severity == "blocking"]
            assert all(any(words in one for one in why) for words in step["blocks"]), why
    return opened


def found(opened: OpenCase, field: str) -> Any:
    if field == "open":
        return [item.id for item in opened.asked if item.open and item.asked_in[-1] == f"notices/{opened.files('notices')[-1].name}"]
    if field == "revision":
        return opened.case.revision
    value = getattr(opened.case, field)
    if field == "deadline":
        return value and {key: n for key in ("hours", "date", "business_days") if (n := getattr(value, key)) is not None}
    return value or (opened.notice.route if field == "route" and opened.notice else value)


@pytest.mark.parametrize("name", THREADS)
def test_thread(name: str, tmp_path: Path) -> None:
    opened = walked(THREADS[name], tmp_path)
    if THREADS[name].get("golden"):
        letter = draft_letter(opened.facts())
        said = f"{tables.what_now(opened)}\n\n{tables.asked_table(opened.asked)}\n\n---\n\n{render_letter(letter, 'md', watermark=False)}"
        golden = FOLDER / f"{name}.md"
        if os.environ.get("POA_REFRESH_LETTERS"):
            golden.write_text(said, encoding="utf-8")
        assert said == golden.read_text(encoding="utf-8")


def test_every_phase_purpose_and_route_is_walked(tmp_path: Path) -> None:
    reached: dict[str, set[str]] = {"phase": set(), "purpose": set(), "route": set()}
    for thread in THREADS.values():
        for step in thread["steps"]:
            for field in reached:
                reached[field].add(step.get("expect", {}).get(field, ""))
    assert set(get_args(Phase)) <= reached["phase"]
    assert set(get_args(Purpose)) <= reached["purpose"]
    assert set(get_args(Route)) <= reached["route"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("A recipe: take two onions and a pound of flour.", "no message from Amazon"),
        ("Your account has been deactivated. Pay a reactivation fee of 300 USD.", "no message from Amazon"),
        ("", "no text"),
    ],
)
def test_what_is_no_reply_leaves_the_case_as_it_was(text: str, words: str, tmp_path: Path) -> None:
    folder = copy_sample("late_shipment_rate", tmp_path / "case")
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    with pytest.raises(PoaError, match=words):
        take_reply(folder, "reply.txt", text=text)
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file() and path.name != ".lock"} == before


def test_the_same_message_is_not_taken_twice(tmp_path: Path) -> None:
    folder = copy_sample("late_shipment_rate", tmp_path / "case")
    text = (folder / "notices" / "01-notice.txt").read_text(encoding="utf-8")
    with pytest.raises(PoaError, match="in the case already"):
        take_reply(folder, "reply.txt", text=text.replace("\n", "\r\n"))


def test_a_letter_that_was_not_exported_cannot_have_been_sent(tmp_path: Path) -> None:
    with pytest.raises(PoaError, match="No final letter"):
        mark_sent(copy_sample("late_shipment_rate", tmp_path / "case"))


def test_changed_facts_and_withdrawn_claims_block_a_revision(tmp_path: Path) -> None:
    thread = {**THREADS["rejected_with_questions"], "steps": THREADS["rejected_with_questions"]["steps"][:3]}
    opened = walked(thread, tmp_path)
    path = opened.folder / "answers.json"
    answers = json.loads(path.read_text(encoding="utf-8"))
    action = next(key for key, answer in answers["actions"].items() if answer.get("fields", {}).get("date"))
    other = next(key for key, answer in answers["actions"].items() if key != action and answer.get("state") == "confirmed")
    answers["actions"][action]["fields"]["date"] = "2026-10-01"
    answers["actions"][other] |= {"state": "declined", "reason": "It was not done after all."}
    path.write_text(json.dumps(answers), encoding="utf-8")
    facts = open_case(opened.folder).facts()
    letter = draft_letter(facts)
    why = [issue.why for issue in check_letter(letter, facts) if issue.id == "R25" and issue.severity == "blocking"]
    assert any("this letter says" in one for one in why)
    assert any("now declines it" in one for one in why)
    changed = tables.changes(letter, facts)
    assert {"new", "gone", "same"} == {change.kind for change in changed}


def test_a_first_letter_has_nothing_to_be_compared_with(tmp_path: Path) -> None:
    facts = open_case(copy_sample("late_shipment_rate", tmp_path / "case")).facts()
    assert "first letter" in repr(tables.changes(draft_letter(facts), facts))
