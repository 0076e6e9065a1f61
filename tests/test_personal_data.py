"""No buyer's name anywhere: 500 marked names, e-mails, telephone numbers, addresses and tax ids are looked for in all that is made of them."""

from __future__ import annotations

import json
import logging
import os
import pickle
import re
import runpy
import shutil
import subprocess
import sys
import traceback
import zipfile
from itertools import product
from pathlib import Path

import pytest

from poa_helpers.catalogue import catalogue
from poa_helpers.errors import PoaError
from poa_helpers.reports import columns, load_reports, order_book, read_order_table
from poa_helpers.reports.personal import is_personal

from .personal_files import FOREIGN, ROWS, TABULAR, as_text, buyers, leaks, planted_table, real_table, texts_in, variants
from .portion import portion
from .samples import DATA

KINDS = sorted(variants(*planted_table(catalogue().reports["new_orders"], buyers())))


def planted(report: str) -> tuple[list[str], list[list[str]]]:
    """The marked file of a report; each report has buyers of its own."""
    who = buyers()
    for _ in range(ROWS * TABULAR.index(report)):
        next(who)
    return planted_table(catalogue().reports[report], who)


def told_by(error: BaseException) -> list[str]:
    """All that an error says or holds, with the errors it came from."""
    chain: list[BaseException] = []
    while error is not None and error not in chain:
        chain.append(error)
        error = error.__cause__ or error.__context__  # type: ignore[assignment]
    texts = [text for e in chain for text in (str(e), repr(e), repr(e.args), repr(vars(e)), *texts_in(e.args), *texts_in(vars(e)))]
    return [*texts, "".join(traceback.format_exception(chain[0]))]


def all_of(reports) -> list[str]:
    """All that can be seen of what was read."""
    frames = [file.table for file in reports.files if file.table is not None]
    book = order_book(reports)
    return [
        *(repr(reports), str(reports), repr(reports.files), repr(book)),
        *(frame.to_csv() for frame in (*frames, book.orders)),
        *(record.model_dump_json() + repr(record) for record in reports.records),
        *(pickle.dumps(thing).decode("latin-1") for thing in (reports, book)),
        *texts_in(reports),
        *texts_in(book),
    ]


def test_five_hundred_are_planted():
    cells = {cell for report in TABULAR for row in planted(report)[1] for cell in row if leaks(cell)}
    assert len(cells) >= 500
    assert all(leaks(cell) for report in TABULAR for row in planted(report)[1] for cell in row if "@" in cell)


@pytest.mark.parametrize(("report", "kind"), portion(product(TABULAR, KINDS), one_of=5))
def test_nothing_personal_is_kept_or_told(report, kind, tmp_path, caplog, capfd):
    path = tmp_path / "any.txt"
    path.write_bytes(variants(*planted(report))[kind])
    caplog.set_level(logging.DEBUG)
    try:
        reports = load_reports(path, marketplace="DE")
    except PoaError as error:
        seen = [*told_by(error), pickle.dumps(error.problems).decode("latin-1")]
        assert kind != "intact", error
    else:
        seen = all_of(reports)
        assert kind not in ("without header", "header of names", "reversed")
    seen += [caplog.text, *(str(r.args) for r in caplog.records), *capfd.readouterr()]
    assert leaks(*seen) == []


@pytest.mark.parametrize("how", ["lost", "added"])
@pytest.mark.parametrize("report", ["new_orders", "unshipped_orders", "mfn_returns", "fba_returns", "all_orders"])
def test_rows_shifted_anywhere_show_nobody(report, how, tmp_path):
    """From one cell on, all cells of the file stand one column too far left or right: a comma in a name, a tab that was lost."""
    names = {"unshipped_orders": "UNSHIPPED"}.get(report, report.upper())
    header = runpy.run_path(str(DATA / "sample_headers.py"))[names]
    rows = real_table(catalogue().reports[report], header, buyers())
    path = tmp_path / "any.txt"
    for place in range(len(header)):
        shifted = [row[:place] + row[place + 1 :] if how == "lost" else [*row[:place], "", *row[place:-1]] for row in rows]
        path.write_text(as_text(header, shifted), encoding="utf-8")
        try:
            seen = all_of(load_reports(path, marketplace="DE"))
        except PoaError as error:
            seen = told_by(error)
        assert leaks(*seen) == [], header[place]


@pytest.mark.parametrize("report", TABULAR)
def test_comments_stay_readable_and_foreign_headers_are_not_kept(report, tmp_path):
    path = tmp_path / "any.txt"
    path.write_text(as_text(*planted(report)), encoding="utf-8")
    reports = load_reports(path, marketplace="DE")
    (file,) = reports.files
    assert file.table is not None and list(file.table) == [
        id for id, column in catalogue().reports[report].columns.items() if column.type != "row_id"
    ]
    assert not set(FOREIGN) & set(file.record.mapping)
    for id, column in catalogue().reports[report].columns.items():
        if column.type == "comment":
            assert file.table[id].str.contains("Broken.*call .* or write to").all()


@pytest.mark.parametrize("report", TABULAR)
def test_an_error_inside_the_reader_repeats_no_cell(report, tmp_path, monkeypatch, caplog):
    path = tmp_path / "any.txt"
    path.write_text(as_text(*planted(report)), encoding="utf-8")

    def fails(texts, *_):
        raise ValueError(f"could not convert Zqxagive {list(texts)}")

    for type in list(columns._READERS):
        monkeypatch.setitem(columns._READERS, type, fails)
    with pytest.raises(PoaError, match="ValueError at") as told:
        load_reports(path, marketplace="DE")
    assert leaks(*told_by(told.value), caplog.text) == []


@pytest.mark.parametrize("header", FOREIGN)
def test_a_personal_column_cannot_be_asked_for(header, tmp_path):
    head, rows = planted("late_shipments")
    path = tmp_path / "late.txt"
    path.write_text(as_text(head, rows), encoding="utf-8")
    with pytest.raises(PoaError, match="never read") as told:
        load_reports(path, marketplace="DE", columns={"late.txt": {header: "sku"}})
    assert leaks(*told_by(told.value)) == []


def test_the_performance_report_repeats_no_free_text(tmp_path):
    block = {
        "orderCount": 10,
        "orderWithDefects": {"count": 12},
        "fulfillmentType": "Zqxagive Zqxename",
        "buyerName": "Zqxagive Zqxename",
        "status": "Zqxagive Zqxename",
    }
    entry = {"marketplaceId": "ATVPDKIKX0DER", "orderDefectRate": {"mfn": block}, "buyers": [{"email": "zqxmail@zqxhost.example"}]}
    state = {"accountStatuses": [{"marketplaceId": "ATVPDKIKX0DER", "status": "zqxmail@zqxhost.example"}], "performanceMetrics": [entry]}
    path = tmp_path / "health.json"
    path.write_text(json.dumps(state), encoding="utf-8")
    reports = load_reports(path)
    assert len(reports.snapshots) == 1 and leaks(*all_of(reports)) == []


@pytest.mark.parametrize("kind", KINDS)
def test_a_sellers_own_table_loses_its_buyers_and_its_faults_name_nobody(kind, tmp_path):
    header, rows = planted("new_orders")
    path = tmp_path / "own.csv"
    path.write_bytes(variants([*header, "late"], [[*row, "Zqxagive Zqxename" if n else "1"] for n, row in enumerate(rows)])[kind])
    for outcome, by, date in (
        ("late", None, None),
        ("nothing", None, None),
        ("quantity-purchased", None, "buyer-name"),
        ("late", ["Käufername"], None),
    ):
        try:
            table, searched = read_order_table(path, outcome, by, date)
        except PoaError as error:
            assert leaks(*told_by(error)) == []
        else:
            assert not any(is_personal(name) for name in [*table, *searched])


# ---------------------------------------------------------------- the commands


def poa(*arguments: object, folder: Path) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "POA_WORKSPACE": str(folder), "PYTHONWARNINGS": "default", "PYTHONIOENCODING": "utf-8"}
    call = [sys.executable, "-m", "poa_helpers.cli", *map(str, arguments)]
    return subprocess.run(call, capture_output=True, text=True, encoding="utf-8", env=environment, cwd=folder, timeout=300, check=False)


@pytest.mark.parametrize("command", portion(["measure", "measure --json", "diagnose --json", "diagnose"], one_of=2))
def test_the_commands_show_nobody(command, tmp_path):
    good, bad = [], []
    for number, report in enumerate(TABULAR):
        made = variants(*planted(report))
        for kind in {"intact", *(KINDS[(number * 3 + step) % len(KINDS)] for step in range(3))}:
            path, content = tmp_path / f"{report} {kind}.txt", made[kind]
            path.write_bytes(content)
            (good if kind in ("intact", "as csv") else bad).append(path)
    name, *more = command.split()
    result = poa(name, *good, "--marketplace", "DE", *more, folder=tmp_path)
    assert result.returncode in (0, 1), result.stderr
    assert len(result.stdout) > 20 and leaks(result.stdout, result.stderr) == []
    result = poa(name, *bad, "--marketplace", "DE", *more, folder=tmp_path)
    assert result.returncode == 2 and "Traceback" not in result.stderr
    assert leaks(result.stdout, result.stderr) == []
    if name == "diagnose":
        result = poa(name, good[0], "--outcome", "Käufername", folder=tmp_path)
        assert result.returncode == 2 and leaks(result.stdout, result.stderr) == []


def test_a_case_that_was_run_holds_nobody(tmp_path):
    from poa_helpers.case import copy_sample

    case = copy_sample("late_shipment_rate", tmp_path / "case")
    lines = (case / "reports" / "all_orders.txt").read_text(encoding="utf-8-sig").splitlines()
    who = buyers()
    header = ("buyer-name", "buyer-email", "Käufername", "購入者名")
    lines = ["\t".join([lines[0], *header]), *("\t".join([line, *map(next(who).cell, header)]) for line in lines[1:])]
    (case / "reports" / "all_orders.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
    ids = [line.split("\t")[0] for line in lines[1:41]]
    returns = [["Order ID", "Order date", "Return request date", "ASIN", "Return Reason", "Buyer name", "Customer comments"]]
    returns += [
        [id, "15-Sep-2026", "20-Sep-2026", "B0FHTENT01", "CR-DEFECTIVE", b.name, b.comment()] for id, b in zip(ids, who, strict=False)
    ]
    (case / "reports" / "returns.txt").write_text("\n".join(map("\t".join, returns)) + "\n", encoding="utf-8")
    given = {p.relative_to(case) for p in case.rglob("*") if p.is_file()}
    result = poa("run", case, folder=tmp_path)
    assert "ready" in result.stdout, result.stdout + result.stderr
    assert leaks(result.stdout, result.stderr) == []
    made = [p for p in tmp_path.rglob("*") if p.is_file() and not (p.is_relative_to(case) and p.relative_to(case) in given)]
    assert {".ipynb", ".docx", ".pdf", ".md", ".txt", ".json"} <= {p.suffix for p in made}
    for path in made:
        assert leaks(path.name, *contents(path)) == [], path


def contents(path: Path) -> list[str]:
    """All that can be read in a file: its bytes, and what is packed inside Word and PDF files."""
    raw = path.read_bytes().decode("latin-1")
    if path.suffix == ".ipynb":
        raw = re.sub(r"(?:[A-Za-z0-9+/]{60,}(?:\\n)?)+=*", "", raw)  # pictures in base64, in which any letters may stand by chance
    texts = [raw, path.read_bytes().decode("utf-8", errors="ignore") if path.suffix != ".ipynb" else raw]
    if path.suffix == ".docx":
        with zipfile.ZipFile(path) as packed:
            texts += [packed.read(name).decode("latin-1") for name in packed.namelist()]
    if path.suffix == ".pdf":
        from pypdf import PdfReader

        texts += [page.extract_text() for page in PdfReader(path).pages] + [str(PdfReader(path).metadata)]
    if path.suffix == ".parquet":
        import pandas as pd

        texts.append(pd.read_parquet(path).to_csv())
    return texts


def test_the_search_finds_what_is_there(tmp_path):
    """The tests above cannot pass by looking nowhere."""
    import pandas as pd

    hidden = pd.DataFrame({"a": pd.Series(["x", "Zqxabcd"], dtype="string")})
    sliced = hidden[:1]
    assert leaks(*texts_in({"deep": [("in", {"side": hidden})]}))
    assert leaks("call +1 (997) 755-0001") and leaks("9977550001.0") and not leaks("call 0800")
    assert leaks(*told_by(PoaError.of("Zqxagive is no date", "x")))
    assert isinstance(list(texts_in(sliced)), list)
    error = ValueError("outer")
    error.__context__ = ValueError("Zqxagive")
    assert leaks(*told_by(error))
    shutil.rmtree(tmp_path)
