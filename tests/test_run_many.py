"""Many cases: what changed is run, and nothing else; what was ended in the middle is finished; what changed since yesterday is told."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from poa_helpers.case import copy_sample, lock
from poa_helpers.cli import main
from poa_helpers.export import finish_exports
from poa_helpers.run import CaseRun, run_cases
from poa_helpers.run.fingerprint import Hashes
from poa_helpers.run.ledger import NAME, Ledger
from poa_helpers.run.told import changes, row, summary
from poa_helpers.run.values import RECORD

from .benchmarks.portfolio import make_portfolio, seconds
from .run_files import settled


def called(*arguments: str):
    return CliRunner().invoke(main, ["run", *arguments])


@pytest.fixture(scope="module")
def ran(tmp_path_factory) -> Path:
    """A portfolio of two cases, notebook 3 run for each; copied by the tests that change it."""
    folder = tmp_path_factory.mktemp("portfolio") / "cases"
    for name in ("late_shipment_rate", "inauthentic"):
        copy_sample(name, folder / name)
    result = called("--all", str(folder), "--notebooks", "3", "--workers", "2", "--json")
    assert [run["outcome"] for run in json.loads(result.stdout)["runs"]] == ["ready", "ready"] and result.exit_code == 0
    return folder


@pytest.fixture
def cases(ran, tmp_path) -> Path:
    shutil.copytree(ran, tmp_path / "cases")  # times of change are kept, inodes are not
    return tmp_path / "cases"


def unchanged(folder: Path, **options) -> dict[str, bool]:
    """Which cases would be answered from their last run; those that would not are stopped before they run."""
    from poa_helpers.run import many

    class Stopped(Exception):
        pass

    asked: list[str] = []

    def stop(jobs, *_):
        asked.extend(job.case for job in jobs)
        raise Stopped

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(many, "_run", stop)
        try:
            runs = run_cases(sorted(p for p in folder.iterdir() if p.is_dir()), **{"notebooks": ["3"], **options})
        except Stopped:
            pass
        else:
            assert all(run.unchanged for run in runs)
    return {p.name: p.name not in asked for p in sorted(folder.iterdir()) if p.is_dir()}


def test_an_unchanged_portfolio_is_not_run_and_says_so(cases):
    before = settled(cases)
    result = called("--all", str(cases), "--notebooks", "3")
    assert result.exit_code == 0 and "2 cases are unchanged since their last run; nothing was run" in result.output
    assert settled(cases) == before and len(list(cases.glob("*/runs/*"))) == 2
    assert unchanged(cases, force=True) == {"inauthentic": False, "late_shipment_rate": False}


@pytest.mark.parametrize(
    "change",
    [
        lambda case: (case / "answers.json").write_text((case / "answers.json").read_text(encoding="utf-8") + "\n", encoding="utf-8"),
        lambda case: (case / "reports" / "seller_performance.json").unlink(),
        lambda case: next((case / "evidence").glob("*.pdf")).write_bytes(b"%PDF-1.4 other"),
        lambda case: (case / "notices" / "02-reply.txt").write_text("We need more information.", encoding="utf-8"),
        lambda case: (case / "letters" / "v1" / "letter.md").unlink(),
        lambda case: shutil.rmtree(case / "runs"),
        lambda case: ((next((case / "runs").iterdir()) / RECORD).write_text("{}", encoding="utf-8"), (case.parent / NAME).unlink()),
    ],
    ids=["answers", "report gone", "evidence", "reply", "letter gone", "runs gone", "record damaged"],
)
def test_a_case_that_changed_is_run_again_and_only_it(cases, change):
    change(cases / "inauthentic")
    assert unchanged(cases) == {"inauthentic": False, "late_shipment_rate": True}


def test_parameters_and_notebooks_count_as_well(cases):
    both = {"inauthentic": False, "late_shipment_rate": False}
    assert unchanged(cases, parameters={"as_of": "2026-10-01"}) == both
    assert unchanged(cases, parameters={"locale": "en-GB"}) == both
    assert unchanged(cases, notebooks=["1", "3"]) == both
    assert unchanged(cases, parameters={"as_of": ""}) == {"inauthentic": True, "late_shipment_rate": True}


def test_another_program_runs_everything_again(cases, monkeypatch):
    from poa_helpers.run import many

    monkeypatch.setattr(many, "program", lambda: "another version")
    assert unchanged(cases) == {"inauthentic": False, "late_shipment_rate": False}


def test_touched_hidden_and_edited_files_are_no_change(cases):
    case = cases / "inauthentic"
    os.utime(case / "answers.json")
    (case / "reports" / ".hidden").write_text("x", encoding="utf-8")
    (case / "letters" / "v1" / "letter.md").write_text("Edited by hand.", encoding="utf-8")
    assert unchanged(cases) == {"inauthentic": True, "late_shipment_rate": True}


def test_a_change_that_keeps_size_and_time_is_found_while_it_is_fresh(tmp_path):
    """Two contents within one mark of the clock: the hash of a file that had only just changed is not trusted."""
    path = tmp_path / "file"
    path.write_bytes(b"one")
    hashes = Hashes()
    first, state = hashes.of(path), path.stat()
    path.write_bytes(b"two")
    os.utime(path, ns=(state.st_atime_ns, state.st_mtime_ns))
    assert Hashes(hashes.fresh).of(path) != first


def test_the_hash_of_a_settled_file_is_remembered(tmp_path):
    path = tmp_path / "file"
    path.write_bytes(b"one")
    os.utime(path, (1_700_000_000, 1_700_000_000))
    hashes = Hashes()
    first = hashes.of(path)
    again = Hashes(hashes.fresh)
    assert again.of(path) == first and not again.fresh


def test_the_ledger_is_a_cache(cases):
    with Ledger(cases) as ledger:
        before = ledger.last(cases / "inauthentic")
    for damage in (
        lambda p: p.unlink(),
        lambda p: p.write_bytes(b"no database" * 99),
        lambda p: sqlite3.connect(p).execute("PRAGMA user_version = 99"),
    ):
        damage(cases / NAME)
        with Ledger(cases) as ledger:
            assert ledger.last(cases / "inauthentic") == before
    assert unchanged(cases) == {"inauthentic": True, "late_shipment_rate": True}


def test_a_failure_of_the_case_is_kept_and_one_of_the_machine_is_tried_again(cases):
    record = next((cases / "inauthentic" / "runs").iterdir()) / RECORD
    run = CaseRun.model_validate_json(record.read_text(encoding="utf-8"))
    for again in (False, True):
        shutil.rmtree(cases / "inauthentic" / ".cache", ignore_errors=True)
        (cases / NAME).unlink(missing_ok=True)
        failed = run.model_copy(update={"outcome": "failed", "message": "3_letter: no", "letter": None, "again": again})
        record.write_text(failed.model_dump_json(), encoding="utf-8")
        assert unchanged(cases)["inauthentic"] is not again
    record.write_text(failed.model_copy(update={"again": False}).model_dump_json(), encoding="utf-8")
    (cases / NAME).unlink()
    result = called(str(cases / "inauthentic"), "--notebooks", "3")
    assert result.exit_code == 1 and "3_letter: no" in result.output


def test_one_case_named_twice_is_run_once(cases, monkeypatch):
    monkeypatch.chdir(cases)
    runs = run_cases(["inauthentic", str(cases / "inauthentic")], notebooks=["3"])
    assert [run.case for run in runs] == ["inauthentic"]


# ---------------------------------------------------------------- ended in the middle


def test_leftovers_of_a_run_that_was_ended_are_cleared_by_the_next(cases):
    case = cases / "inauthentic"
    wanted = settled(case, anywhere=True)
    (case / "runs" / ".2026-11-26T06-00-00Z-1").mkdir()
    (case / "runs" / ".2026-11-26T06-00-00Z-1" / "3_letter.ipynb").write_text("{", encoding="utf-8")
    (case / ".cache").mkdir(exist_ok=True)
    (case / ".cache" / "known.json.999999.part").write_text("{", encoding="utf-8")
    undecided = case / "letters" / "v1" / ".export-999999-x"
    undecided.mkdir()
    (undecided / "new0").write_text("half", encoding="utf-8")
    shutil.rmtree(next(p for p in (case / "runs").iterdir() if not p.name.startswith(".")))
    assert called(str(case), "--notebooks", "3").exit_code == 0
    assert (
        settled(case, anywhere=True) == wanted
        and not [p for p in case.rglob(".*") if p.name not in (".lock", ".cache")]
        and not list(case.rglob("*.part"))
    )


@pytest.mark.parametrize("done", range(4))
def test_an_export_that_was_decided_is_finished(tmp_path, done):
    """A program that was ended after so many of its renames."""
    letters = tmp_path / "v1"
    letters.mkdir()
    for name in ("letter.md", "letter.txt", "draft.md"):
        (letters / name).write_text(f"old {name}", encoding="utf-8")
    beside = letters / ".export-999999-abc"
    beside.mkdir()
    names = ["letter.md", "letter.txt", "edited/letter-1.md"]
    for number, name in enumerate(names):
        (beside / f"new{number}").write_text(f"new {name}", encoding="utf-8")
    (beside / "plan.json").write_text(json.dumps({"new": names, "old": ["draft.md"]}), encoding="utf-8")
    for number, name in list(enumerate(names))[:done]:
        (letters / name).parent.mkdir(exist_ok=True)
        os.replace(beside / f"new{number}", letters / name)
    finish_exports(letters)
    assert {p.relative_to(letters).as_posix(): p.read_text(encoding="utf-8") for p in letters.rglob("*") if p.is_file()} == {
        name: f"new {name}" for name in names
    }
    assert not list(letters.glob(".export-*"))


def test_an_export_at_work_is_left_alone(tmp_path):
    beside = tmp_path / f".export-{os.getpid()}-x"
    beside.mkdir()
    finish_exports(tmp_path)
    assert beside.is_dir()


def test_a_case_somebody_writes_to_is_reported_and_stays_as_it_is(cases, monkeypatch):
    from poa_helpers.case import record
    from poa_helpers.run import one

    monkeypatch.setattr(one, "lock", lambda folder: record.lock(folder, seconds=0.1))
    before = settled(cases)
    with lock(cases / "inauthentic"), pytest.raises(Exception, match="Another program is writing"):
        one.run_case(cases / "inauthentic")
    assert settled(cases) == before


@pytest.mark.slow
def test_killed_at_random_moments_the_next_call_finishes():
    from . import kills

    assert kills.main(["--times", "2", "--cases", "1", "--workers", "1", "--seed", str(os.getpid())]) == 0


# ---------------------------------------------------------------- what is told


def test_the_table_has_a_row_for_each_case_that_was_run(cases):
    (cases / "inauthentic" / "runs").rename(cases / "runs-away")
    shutil.rmtree(cases / "runs-away")
    result = called("--all", str(cases), "--notebooks", "3", "--workers", "1")
    lines = result.stdout.splitlines()
    assert lines[0].split("  ")[0] == "Case" and "Peak memory" in lines[0]
    assert [line.split()[0] for line in lines[1:2]] == ["inauthentic"] and "MB" in lines[1] and lines[1].rstrip().endswith("ready")
    assert "1 case was run" in lines[-1] and "1 case is unchanged" in lines[-1]


def run_of(case: Path, at: datetime, **fields) -> CaseRun:
    name = at.strftime("%Y-%m-%dT%H-%M-%SZ")
    run = CaseRun(case=case.name, outcome="ready", seconds=1, folder=f"runs/{name}", message="Ready.", at=at.isoformat(), **fields)
    (case / run.folder).mkdir(parents=True)
    (case / run.folder / RECORD).write_text(run.model_dump_json(), encoding="utf-8")
    return run


def test_what_changed_since_a_day_is_told(tmp_path):
    day = datetime(2026, 11, 25, 6, tzinfo=UTC)
    metric = {"metric": "late_shipment_rate", "channel": "mfn", "target": 0.04, "total": 100}
    for name, later in (("better", 3), ("same", 5), ("new", None), ("old", None)):
        case = tmp_path / name
        case.mkdir()
        (case / "case.json").write_text("{}", encoding="utf-8")
        if name != "new":
            run_of(
                case,
                day - timedelta(days=1),
                blocking=2,
                metrics=({**metric, "hits": 5, "rate": 0.05, "status": "bad"},),
                findings=("carrier = A",),
            )
        if name != "old":
            hits = later or 5
            run_of(
                case,
                day,
                blocking=2 if later == 5 else 0,
                metrics=({**metric, "hits": hits, "rate": hits / 100, "status": "good"},),
                findings=("carrier = A",) if later == 5 else (),
            )
    told = {change.case: change.what for change in changes(tmp_path, day.date())}
    assert told == {
        "better": ("blocking: 2 → 0", "late_shipment_rate (mfn): 5.0% → 3.0%", "no longer found: carrier = A"),
        "new": ("run for the first time: ready",),
    }
    result = CliRunner().invoke(main, ["status", str(tmp_path), "--since", "2026-11-25", "--json"])
    assert result.exit_code == 0 and [c["case"] for c in json.loads(result.stdout)["changes"]] == ["better", "new"]
    plain = CliRunner().invoke(main, ["status", str(tmp_path), "--since", "2026-11-25"]).output
    assert "2 cases changed since 2026-11-25." in plain and "late_shipment_rate (mfn): 5.0% → 3.0%" in plain


def test_words_of_one_and_of_many():
    run = CaseRun(case="a", outcome="failed", seconds=2, folder="", message="The kernel died.")
    assert row(run)[-1] == "failed: The kernel died." and summary([run, run], 4).startswith("2 cases were run in 4.0 s: 2 failed.")


def test_a_large_unchanged_portfolio_is_told_from_its_ledger(tmp_path):
    """The bar (1,000 cases in 5 seconds) is measured by tests.benchmarks.portfolio; here, that no file is read again the second time."""
    portfolio = make_portfolio(tmp_path / "cases", 9)
    assert "9 cases are unchanged" in seconds(portfolio)[1]
    settled_before = datetime.now().timestamp() - 60
    for path in portfolio.rglob("*"):
        os.utime(path, (settled_before, settled_before))
    seconds(portfolio)
    with Ledger(portfolio) as ledger:
        for case in portfolio.glob("case-*"):
            for path in (case / "reports").iterdir():
                ledger.hashes.of(path)
        assert not ledger.hashes.fresh
