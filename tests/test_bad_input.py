"""Bad input gets a clear answer, exit status 2, no traceback – and the case folder is exactly as it was."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from poa_helpers.case import copy_sample
from poa_helpers.cli import main

from .samples import DATA, snapshot

LATE = DATA / "late_shipment_rate"
ORDERS = LATE / "reports" / "all_orders.txt"
NOTICE = LATE / "notices" / "01-notice.txt"


def poa(*arguments: object, stdin: str | None = None):
    result = CliRunner().invoke(main, [str(a) for a in arguments], input=stdin)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exc_info
    return result


def refused(result, *words: str) -> None:
    assert result.exit_code == 2, result.output
    assert "Traceback" not in result.output
    for word in words:
        assert word.lower() in result.output.lower(), f"{word!r} is not in: {result.output}"


@pytest.fixture
def case(tmp_path) -> Path:
    return copy_sample("late_shipment_rate", tmp_path / "case")


def without_column(path: Path, name: str, target: Path) -> Path:
    lines = [line.split("\t") for line in path.read_text(encoding="utf-8-sig").splitlines()]
    drop = lines[0].index(name)
    target.write_text("\n".join("\t".join(c for i, c in enumerate(line) if i != drop) for line in lines), encoding="utf-8")
    return target


def faulty(kind: str, folder: Path) -> tuple[Path, tuple[str, ...]]:
    """A report that cannot be used, and the words its message must hold."""
    path = folder / f"{kind}.csv"
    if kind == "empty":
        path.write_bytes(b"")
        return path, ("empty.csv", "empty")
    if kind == "wrong":
        path.write_text("colour,taste\nred,sweet\nblue,sour\n")
        return path, ("wrong.csv",)
    if kind == "binary":
        path.write_bytes(b"%PDF-1.7\n\x00\x01\x02\xff\xfe" * 50)
        return path, ("binary.csv",)
    if kind == "web_page":
        path.write_text("<!DOCTYPE html><html><body>Sign in</body></html>")
        return path, ("web_page.csv",)
    if kind == "missing_column":
        return without_column(ORDERS, "purchase-date", path), ("missing_column.csv", "purchase")
    if kind == "other_seller":
        text = (LATE / "reports" / "late_shipments.csv").read_text(encoding="utf-8-sig")
        path.write_text("".join(_renumbered(line) for line in text.splitlines(keepends=True)))
        return path, ("other_seller.csv", "account")
    raise ValueError(kind)


def _renumbered(line: str) -> str:
    import re

    return re.sub(r"\d{3}-\d{7}-(\d{7})", r"999-0000000-\1", line)


KINDS = ("empty", "wrong", "binary", "web_page", "missing_column", "other_seller")


@pytest.mark.parametrize("kind", KINDS)
def test_a_faulty_report_in_a_case_is_told_and_the_case_is_untouched(kind, case):
    _, words = faulty(kind, case / "reports")
    before = snapshot(case)
    for command in (["measure", case], ["measure", case, "--json"], ["diagnose", case], ["draft", case], ["check", case], ["export", case]):
        refused(poa(*command), *words)
    assert snapshot(case) == before


@pytest.mark.parametrize("kind", KINDS)
def test_a_faulty_report_makes_no_new_case(kind, tmp_path):
    path, words = faulty(kind, tmp_path)
    target = tmp_path / "new"
    refused(poa("new", target, "--notice", NOTICE, "--report", ORDERS, "--report", path), *words)
    assert not target.exists() and sorted(p.name for p in tmp_path.iterdir()) == [path.name]


def test_all_faults_are_told_at_once(tmp_path):
    empty, _ = faulty("empty", tmp_path)
    wrong, _ = faulty("wrong", tmp_path)
    refused(poa("measure", empty, wrong), "empty.csv", "wrong.csv")


def test_a_report_of_another_marketplace_is_refused(tmp_path):
    british = DATA / "order_defect_rate" / "reports" / "all_orders.txt"
    copy = shutil.copy(british, tmp_path / "british.txt")
    refused(poa("new", tmp_path / "new", "--notice", NOTICE, "--report", copy, "--marketplace", "US"), "british.txt", "UK")
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize("content", [b"", b"\x00\x01\x02\xff" * 40, b"Dear customer, buy our new socks today. Best wishes"])
def test_a_notice_that_is_none_makes_no_case(content, tmp_path):
    path = tmp_path / "notice.txt"
    path.write_bytes(content)
    refused(poa("new", tmp_path / "new", "--notice", path), "notice.txt")
    assert not (tmp_path / "new").exists()
    if content.isascii() and content:  # readable: it is called what it is
        told = poa("notice", path, "--json")
        assert told.exit_code == 1 and json.loads(told.stdout)["stage"] == "other"
    else:
        refused(poa("notice", path), "notice.txt")


def test_a_notice_without_violation_can_be_named_by_hand(tmp_path):
    path = tmp_path / "notice.txt"
    path.write_text("Hello,\n\nYour Amazon selling account needs your attention. Please send us a plan of action.\n")
    assert poa("new", tmp_path / "unnamed", "--notice", path).exit_code == 0
    refused(poa("draft", tmp_path / "unnamed"), "names no violation")
    assert poa("new", tmp_path / "new", "--notice", path, "--violation", "late_shipment_rate").exit_code == 0
    assert json.loads((tmp_path / "new" / "case.json").read_text())["violations"] == ["late_shipment_rate"]


def test_a_missing_path_is_told(tmp_path):
    refused(poa("measure", tmp_path / "nowhere"), "nowhere")
    refused(poa("check", tmp_path / "nowhere"), "nowhere")
    refused(poa("run", tmp_path / "nowhere"), "nowhere")
    refused(poa("new", tmp_path / "new", "--notice", tmp_path / "nowhere.txt"), "nowhere.txt")


def test_an_existing_folder_is_not_overwritten(case):
    before = snapshot(case)
    refused(poa("new", case, "--notice", NOTICE), "already")
    assert snapshot(case) == before


@pytest.mark.parametrize(
    ("file", "content"),
    [
        ("case.json", "{"),
        ("case.json", '{"id": "x", "phase": "sleeping"}'),
        ("case.json", '{"id": "x", "violations": ["no_such"]}'),
        ("answers.json", "[]"),
        ("evidence/index.json", "{}"),
    ],
)
def test_a_broken_file_of_the_case_is_named(case, file, content):
    (case / file).write_text(content)
    before = snapshot(case)
    refused(poa("check", case), Path(file).name)
    assert snapshot(case) == before


def test_a_folder_that_is_no_case_is_told(tmp_path):
    refused(poa("draft", tmp_path), "case.json")


@pytest.mark.parametrize(
    "arguments",
    [
        ("measure",),
        ("export", "x", "--formats", "pdf"),
        ("measure", ORDERS, "--as-of", "yesterday"),
        ("measure", ORDERS, "--marketplace", "Mars"),
    ],
)
def test_a_wrong_call_ends_with_two(arguments):
    assert poa(*arguments).exit_code == 2


def test_a_mistyped_notebook_parameter_stops_before_a_kernel_starts(case):
    from poa_helpers.errors import PoaError
    from poa_helpers.run import run_case

    before = snapshot(case)
    with pytest.raises(PoaError, match="Did you mean 'as_of'"):
        run_case(case, parameters={"as_off": "2030-01-01"})
    assert snapshot(case) == before
