"""Cases in a store, run on a Dask cluster; small. The proof with a thousand cases and a lost worker is tests.cluster_run."""

from __future__ import annotations

import json
import sys

import pytest

pytest.importorskip("distributed")

from poa_helpers.case import copy_sample, read_case
from poa_helpers.errors import PoaError
from poa_helpers.run import Limits, run_case, run_cases
from poa_helpers.run import cluster as on_cluster
from poa_helpers.run.parameters import notebook_path
from poa_helpers.run.store import fetch, give_back, states, stored_cases
from poa_helpers.run.values import RECORD, CaseRun, Job

from .portfolio_files import copy_case
from .run_files import settled


@pytest.fixture
def store(tmp_path) -> str:
    """Two cases below an address. It is a folder of this disk, but nobody here knows."""
    for name in ("late_shipment_rate", "inauthentic"):
        copy_sample(name, tmp_path / "store" / name)
    return f"file://{tmp_path / 'store'}"


def test_stored_cases_are_run_on_a_cluster_as_they_would_be_here(store, tmp_path):
    here = [copy_sample(name, tmp_path / "here" / name) for name in ("inauthentic", "late_shipment_rate")]
    for case in here:
        run_case(case, notebooks=["3"])
    addresses = stored_cases(store)
    runs = run_cases(addresses, notebooks=["3"], workers=2)
    assert [(run.case, run.outcome) for run in runs] == [("inauthentic", "ready"), ("late_shipment_rate", "ready")], runs
    assert settled(tmp_path / "store", anywhere=True) == settled(tmp_path / "here", anywhere=True)
    assert [run.unchanged for run in run_cases(addresses, notebooks=["3"], workers=2)] == [True, True]
    executed = (tmp_path / "store" / "inauthentic" / runs[0].folder / "3_letter.ipynb").read_text(encoding="utf-8")
    assert json.loads(executed)["metadata"]["papermill"]["parameters"]["case"] == addresses[0]


def test_the_record_of_a_run_is_put_back_last(store, tmp_path, monkeypatch):
    """A worker that is lost while it puts back leaves no run; what the next try puts back takes its place."""
    from fsspec.implementations.local import LocalFileSystem

    address = stored_cases(store)[0]
    folder = tmp_path / "private" / "inauthentic"
    folder.mkdir(parents=True)
    before = fetch(address, folder)
    (folder / "runs" / "mine").mkdir(parents=True)
    (folder / "runs" / "mine" / "3_letter.ipynb").write_text(f'{{"case": "{folder}"}}', encoding="utf-8")
    (folder / "letters" / "v1").mkdir(parents=True)
    (folder / "letters" / "v1" / "letter.md").write_text("Dear", encoding="utf-8")
    run = CaseRun(case="inauthentic", outcome="ready", seconds=1, folder="runs/mine", message="")

    def lost(*_, **__):
        raise ConnectionError

    with monkeypatch.context() as patched:
        patched.setattr(LocalFileSystem, "pipe", lost)
        with pytest.raises(ConnectionError):
            give_back(address, folder, before, run, "theirs")
    assert not list((tmp_path / "store").rglob(RECORD))
    assert list(states([address], [notebook_path("3")], {}))[0][2] is None
    give_back(address, folder, before, run, "theirs")
    assert [p.parent.name for p in (tmp_path / "store").rglob(RECORD)] == ["theirs"]
    assert (tmp_path / "store" / "inauthentic" / "runs" / "theirs" / "3_letter.ipynb").read_text(
        encoding="utf-8"
    ) == f'{{"case": "{address}"}}'


def test_a_letter_that_is_gone_is_gone_in_the_store(store, tmp_path):
    stored = tmp_path / "store" / "inauthentic"
    (stored / "letters" / "v1").mkdir(parents=True)
    (stored / "letters" / "v1" / "draft.md").write_text("DRAFT", encoding="utf-8")
    folder = tmp_path / "private" / "inauthentic"
    folder.mkdir(parents=True)
    before = fetch(stored_cases(store)[0], folder)
    (folder / "letters" / "v1" / "draft.md").unlink()
    (folder / "runs" / "mine").mkdir(parents=True)
    give_back(stored_cases(store)[0], folder, before, CaseRun(case="x", outcome="ready", seconds=1, folder="runs/mine", message=""), "one")
    assert not (stored / "letters" / "v1" / "draft.md").exists()


def test_the_fingerprint_of_stored_files_changes_with_them(store, tmp_path):
    address = stored_cases(store)[0]

    def now() -> str:
        return next(iter(states([address], [notebook_path("3")], {})))[1]

    first = now()
    (tmp_path / "store" / "inauthentic" / "letters" / "v1").mkdir(parents=True)
    (tmp_path / "store" / "inauthentic" / "letters" / "v1" / "sources.json").write_text("{}", encoding="utf-8")
    assert now() == first  # the letter in work is made by the run, not read by it
    (tmp_path / "store" / "inauthentic" / "answers.json").write_text("{}", encoding="utf-8")
    assert now() != first


def test_a_worker_of_another_version_refuses(tmp_path):
    run = on_cluster.work(Job(str(tmp_path)), ("3_letter",), {}, Limits(), "another")
    assert run.outcome == "failed" and "another version" in run.message


@pytest.mark.parametrize("address", ["s3:/no", "nosuchscheme://x/y", "file:///nowhere/at/all"])
def test_an_address_that_cannot_be_used_is_said(address):
    with pytest.raises(PoaError):
        stored_cases(address if "://" in address else "nosuch" + "://x")


def test_without_dask_the_way_to_it_is_named(monkeypatch, tmp_path):
    monkeypatch.setitem(sys.modules, "distributed", None)
    case = copy_sample("inauthentic", tmp_path / "case")
    with pytest.raises(PoaError, match=r"poa-workbench\[cluster\]"):
        run_cases([case], cluster=True)


def test_a_copied_case_has_its_own_id(tmp_path):
    copied = copy_case(copy_sample("inauthentic", tmp_path / "a"), tmp_path / "b")
    assert read_case(copied).id == "b"
