"""Delete any one answer, report or evidence file: the letter never fills the hole with words, and the check names the gap."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from poa_helpers import check_letter, draft_letter, open_case
from poa_helpers.case import copy_sample
from poa_helpers.model import Answers, CaseFacts, Issue, Letter, SignOff

from .portion import portion
from .samples import DATA, SAMPLES


def drafted(folder: Path):
    return judged(open_case(folder).facts())


def judged(facts: CaseFacts) -> tuple[Letter, list[Issue]]:
    letter = draft_letter(facts)
    return letter, check_letter(letter, facts)


def sentences(letter: Letter) -> set[str]:
    return {sentence.text for sentence in letter.all_sentences()}


def blank(text: str) -> str:
    """A sentence with its gap and every figure cut out: what must already have stood in the whole letter."""
    return re.sub(r"\d[\d.,:/-]*", "#", text)


def say(issues) -> str:
    return "\n".join(f"{i.id} {i.severity} {i.why} {i.mend} {i.sentence}" for i in issues)


@pytest.mark.parametrize("sample", SAMPLES)
def test_the_complete_case_has_nothing_to_object_to(sample, complete):
    _, issues, _ = complete(sample)
    assert not issues, say(issues)


def answers_of(folder: Path) -> dict:
    return json.loads((folder / "answers.json").read_text(encoding="utf-8"))


def each_answer():
    for sample in SAMPLES:
        path = DATA / sample / "answers.json"
        for kind in ("causes", "actions", "measures"):
            for key in json.loads(path.read_text(encoding="utf-8"))[kind] if path.is_file() else ():
                yield pytest.param(sample, kind, key, id=f"{sample}-{kind}-{key}")


def altered(sample: str, tmp_path: Path) -> Path:
    return copy_sample(sample, tmp_path / "case")


@pytest.fixture(scope="module")
def complete(tmp_path_factory):
    """Letter, issues and facts of the complete samples; the reports are read and searched once."""
    held = {}

    def of(sample: str):
        if sample not in held:
            facts = open_case(copy_sample(sample, tmp_path_factory.mktemp("whole") / sample)).facts()
            held[sample] = (*judged(facts), facts)
        return held[sample]

    return of


def assert_no_new_words(letter: Letter, before: Letter) -> None:
    """Nothing is said now that was not said before; where a fact went, a visible gap stands."""
    said = {blank(text) for text in sentences(before)}
    for sentence in letter.all_sentences():
        if blank(sentence.text) not in said:
            assert sentence.gaps or _fewer_files(sentence.text, before), sentence.text


def _fewer_files(text: str, before: Letter) -> bool:
    """A shorter list of evidence files is no new statement."""
    words = set(re.findall(r"[\w.-]+", text))
    return any(words <= set(re.findall(r"[\w.-]+", other)) | {"and"} for other in sentences(before))


@pytest.mark.parametrize(("sample", "kind", "key"), list(each_answer()))
def test_a_deleted_answer_is_named(sample, kind, key, complete):
    before, issues_before, facts = complete(sample)
    answers = answers_of(DATA / sample)
    gone = answers[kind].pop(key)
    letter, issues = judged(facts.model_copy(update={"answers": Answers.model_validate(answers)}))
    assert_no_new_words(letter, before)
    new = [issue for issue in issues if issue not in issues_before]
    assert new, f"the check does not name the missing answer {key}"
    if gone["state"] == "confirmed":
        for value in gone.get("fields", {}).values():
            if len(value) > 12 and value not in json.dumps(answers):
                assert not any(value in text for text in sentences(letter)), value


def each_field():
    for sample in SAMPLES:
        path = DATA / sample / "answers.json"
        answers = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
        for kind in ("actions", "measures", "causes"):
            for key, answer in answers.get(kind, {}).items():
                for name in answer.get("fields", {}):
                    if answer["state"] == "confirmed":
                        yield pytest.param(sample, kind, key, name, id=f"{sample}-{key}-{name}")


@pytest.mark.parametrize(("sample", "kind", "key", "name"), portion(each_field(), one_of=5))
def test_a_deleted_detail_is_named(sample, kind, key, name, complete):
    before, issues_before, facts = complete(sample)
    answers = answers_of(DATA / sample)
    del answers[kind][key]["fields"][name]
    letter, issues = judged(facts.model_copy(update={"answers": Answers.model_validate(answers)}))
    assert_no_new_words(letter, before)
    assert [issue for issue in issues if issue not in issues_before], f"{key}.{name} is gone and nothing says so"


def each_file(part: str):
    for sample in SAMPLES:
        for path in sorted((DATA / sample / part).glob("*")):
            if path.name not in ("index.json", "settlement.txt"):  # no letter about a violation speaks of the settlement
                yield pytest.param(sample, path.name, id=f"{sample}-{path.name}")


@pytest.mark.parametrize(("sample", "name"), portion(each_file("reports"), one_of=4))
def test_a_deleted_report_is_named(sample, name, tmp_path, complete):
    folder = altered(sample, tmp_path)
    (folder / "reports" / name).unlink()
    letter, issues = drafted(folder)
    before, issues_before, _ = complete(sample)
    assert_no_new_words(letter, before)
    assert [issue for issue in issues if issue not in issues_before], f"nothing names the missing report {name}"


def seen_again(folder: Path, facts: CaseFacts) -> CaseFacts:
    """The facts with the evidence of a folder as it is now; the reports are the same."""
    return facts.model_copy(update=open_case(folder).evidence_facts())


@pytest.mark.parametrize(("sample", "name"), portion(each_file("evidence"), one_of=4))
def test_a_deleted_evidence_file_blocks(sample, name, tmp_path, complete):
    folder = altered(sample, tmp_path)
    (folder / "evidence" / name).unlink()
    _, issues = judged(seen_again(folder, complete(sample)[2]))
    assert any(issue.severity == "blocking" and name in issue.why for issue in issues), say(issues)


@pytest.mark.parametrize("sample", SAMPLES)
def test_an_altered_evidence_file_blocks(sample, tmp_path, complete):
    folder = altered(sample, tmp_path)
    victim = next(p for p in sorted((folder / "evidence").iterdir()) if p.name != "index.json")
    victim.write_bytes(victim.read_bytes() + b" ")
    _, issues = judged(seen_again(folder, complete(sample)[2]))
    assert any(issue.id == "R35" and victim.name in issue.why for issue in issues), say(issues)


@pytest.mark.parametrize("sample", SAMPLES)
def test_without_sign_off_nothing_is_final(sample, complete):
    facts = complete(sample)[2]
    letter, issues = judged(facts.model_copy(update={"answers": facts.answers.model_copy(update={"sign_off": SignOff()})}))
    assert any(issue.id == "R36" for issue in issues)
    assert any(sentence.gaps for sentence in letter.part("sign_off").sentences)


@pytest.mark.parametrize("sample", SAMPLES)
def test_with_no_answers_at_all_the_letter_claims_nothing(sample, tmp_path):
    folder = altered(sample, tmp_path)
    (folder / "answers.json").unlink()
    letter, issues = drafted(folder)
    assert not [item for part in ("causes", "actions", "measures") for item in letter.part(part).items]
    assert {"R02", "R04", "R36"} <= {issue.id for issue in issues if issue.severity == "blocking"}
