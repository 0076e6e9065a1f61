"""papermill runs: what a run leaves behind, that two runs give the same letter, and that a failing one says why."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import nbformat
import pytest
from click.testing import CliRunner

from poa_helpers.case import copy_sample
from poa_helpers.cli import main
from poa_helpers.run import run_case

from .samples import SAMPLES, snapshot

LETTER_FILES = {"letter.md", "letter.txt", "letter.docx", "letter.pdf", "answers_by_question.md", "sources.json", "check.json"}


@pytest.fixture(scope="module", params=SAMPLES)
def ran(request, tmp_path_factory):
    """A sample run twice from the same files; the folder, both results, and the letters after each."""
    folder = copy_sample(request.param, tmp_path_factory.mktemp(request.param) / "case")
    given = snapshot(folder)
    first, letters = run_case(folder), None
    letters = snapshot(folder / "letters")
    return folder, given, first, letters, run_case(folder), snapshot(folder / "letters")


def test_a_run_leaves_notebooks_letter_and_check(ran):
    folder, _, first, _, _, _ = ran
    assert first.outcome == "ready", first.message
    assert {p.name for p in (folder / "letters" / "v1").iterdir()} >= LETTER_FILES
    assert {p.name for p in (folder / first.folder).iterdir()} >= {"1_diagnose.ipynb", "3_letter.ipynb"}
    for path in (folder / first.folder).glob("*.ipynb"):
        notebook = nbformat.read(path, as_version=4)
        assert all(cell.execution_count for cell in notebook.cells if cell.cell_type == "code" and cell.source.strip())


def test_two_runs_give_byte_identical_letters(ran):
    _, _, first, letters, second, letters_again = ran
    assert second.outcome == first.outcome and letters_again == letters


def test_a_run_changes_nothing_that_was_given(ran):
    folder, given, *_ = ran
    now = snapshot(folder)
    assert {name: now[name] for name in given} == given
    assert {Path(name).parts[0] for name in set(now) - set(given)} <= {"letters", "runs", ".lock", ".cache"}


def test_every_sentence_of_the_exported_letter_has_a_source(ran):
    folder, *_ = ran
    sources = json.loads((folder / "letters" / "v1" / "sources.json").read_text(encoding="utf-8"))
    sentences = sources["sentences"]
    entries = sentences.values() if isinstance(sentences, dict) else sentences
    assert len(list(entries)) > 10
    text = " ".join((folder / "letters" / "v1" / "letter.txt").read_text(encoding="utf-8").split())
    for entry in entries:
        assert entry["sources"], entry
        assert " ".join(entry["text"].split()) in text, entry["text"]


def test_nothing_personal_is_left_in_the_run(ran):
    folder, _, first, *_ = ran
    for path in (*(folder / first.folder).glob("*.ipynb"), *(folder / "letters" / "v1").glob("*.[mtj]*")):
        text = path.read_text(encoding="utf-8")
        assert "Test Buyer" not in text and "@example.com" not in text, path.name


def test_a_case_with_a_gap_gets_a_watermarked_draft(tmp_path):
    folder = copy_sample("late_shipment_rate", tmp_path / "case")
    (folder / "reports" / "late_shipments.csv").unlink()
    run = run_case(folder)
    assert run.outcome == "blocked" and run.blocking > 0
    assert not (folder / "letters" / "v1" / "letter.md").exists()
    draft = (folder / "letters" / "v1" / "draft.md").read_text(encoding="utf-8")
    assert "DRAFT" in draft.splitlines()[0] and "MISSING" in draft


def test_a_failing_notebook_is_kept_and_its_reason_is_one_sentence(tmp_path):
    folder = copy_sample("late_shipment_rate", tmp_path / "case")
    (folder / "reports" / "broken.csv").write_bytes(b"\x00\x01\x02" * 99)
    run = run_case(folder)
    assert run.outcome == "failed" and "broken.csv" in run.message and "Traceback" not in run.message
    assert (folder / run.folder / "1_diagnose.ipynb").is_file()
    assert not (folder / "letters" / "v1" / "letter.md").exists()


def test_one_unusable_case_does_not_stop_the_others(tmp_path):
    good = copy_sample("inauthentic", tmp_path / "good")
    (tmp_path / "bad").mkdir()
    result = CliRunner().invoke(main, ["run", str(tmp_path / "bad"), str(good), "--json"])
    runs = json.loads(result.stdout)["runs"]
    assert [run["outcome"] for run in runs] == ["failed", "ready"] and result.exit_code == 1


def test_plain_papermill_gives_the_same(tmp_path):
    import papermill

    from poa_helpers.catalogue import shipped

    ours, theirs = copy_sample("inauthentic", tmp_path / "a"), copy_sample("inauthentic", tmp_path / "b")
    run_case(ours, notebooks=("3_letter",))
    papermill.execute_notebook(
        str(shipped("notebooks") / "3_letter.ipynb"), str(tmp_path / "out.ipynb"), parameters={"case": str(theirs)}, progress_bar=False
    )
    kept = {"letter.md", "letter.txt", "letter.docx", "letter.pdf", "check.json"}
    assert {n: h for n, h in snapshot(ours / "letters" / "v1").items() if n in kept} == {
        n: h for n, h in snapshot(theirs / "letters" / "v1").items() if n in kept
    }


def test_a_letter_edited_by_hand_is_kept(tmp_path):
    folder = copy_sample("inauthentic", tmp_path / "case")
    run_case(folder, notebooks=("3_letter",))
    letter = folder / "letters" / "v1" / "letter.md"
    letter.write_text(letter.read_text(encoding="utf-8") + "\nA line of our own.\n", encoding="utf-8")
    run_case(folder, notebooks=("3_letter",))
    kept = list((folder / "letters" / "v1" / "edited").glob("letter-*.md"))
    assert len(kept) == 1 and "A line of our own." in kept[0].read_text(encoding="utf-8")
    shutil.rmtree(folder)
