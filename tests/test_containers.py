"""What reports come in: archives, workbooks, encodings – read as they are, bounded in memory, and refused with a sentence."""

from __future__ import annotations

import bz2
import datetime as dt
import functools
import gzip
import hashlib
import io
import lzma
import os
import re
import struct
import subprocess
import sys
import tarfile
import tempfile
import time
import zipfile
import zlib
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from poa_helpers.errors import PoaError
from poa_helpers.reports import load_reports
from poa_helpers.reports.container import Content, read_content, read_contents
from poa_helpers.reports.container.encoding import WHOLE, decide

LATE = "Order ID,Order date,Expected ship date,Confirmation date\n111-0000000-0000001,2026-10-01,2026-10-02,2026-10-04\n"
RETURNS = (
    "return-date\torder-id\tsku\tasin\tquantity\tdetailed-disposition\treason\n"
    "2026-10-05T10:00:00+00:00\t111-0000000-0000002\tA\tB000000001\t1\tDEFECTIVE\tDEFECTIVE\n"
)


def told(path: Path, **more) -> list[str]:
    with pytest.raises(PoaError) as error:
        read_contents(path, **more)
    return [str(problem) for problem in error.value.problems]


def archive(path: Path, members: dict[str, bytes | str], compression: int = zipfile.ZIP_DEFLATED) -> Path:
    with zipfile.ZipFile(path, "w", compression) as packed:
        for name, data in members.items():
            packed.writestr(name, data)
    return path


def workbook(path: Path, sheets: dict[str, list[list[object]]], hidden: tuple[str, ...] = ()) -> Path:
    book = Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
        if name in hidden:
            sheet.sheet_state = "hidden"
    book.save(path)
    return path


LATE_ROWS = [
    ["Order ID", "Order date", "Expected ship date", "Confirmation date"],
    ["111-0000000-0000001", dt.datetime(2026, 10, 1), dt.date(2026, 10, 2), dt.datetime(2026, 10, 4, 8, 30)],
]


# ---------------------------------------------------------------- plain files


def test_a_plain_file_is_streamed_and_fingerprinted_as_it_stands(tmp_path):
    path = tmp_path / "late.csv"
    path.write_bytes(b"\xef\xbb\xbf" + LATE.encode())
    content = read_content(path)
    assert (content.file, content.encoding, content.size, content.kind) == ("late.csv", "utf-8-sig", len(LATE) + 3, "table")
    assert content.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert content.open().read() == path.read_bytes()
    assert content.open().read(3) == b"\xef\xbb\xbf", "each stream starts anew"
    assert content.text == content.head == LATE
    assert b"".join(content.utf8()) == LATE.encode()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
@pytest.mark.parametrize("text", ["Größe,Köln\n" * 3, "a,b\n" * 40_000 + "é,ü\n", "x" * 65_535 + "ü\n"])
def test_the_encoding_is_decided_from_the_whole_text(tmp_path, encoding, text):
    path = tmp_path / "a.csv"
    path.write_bytes(text.encode(encoding))
    content = read_content(path)
    assert content.encoding == encoding
    assert content.text == text
    assert b"".join(content.utf8()).decode() == text


def test_japan_is_known_by_the_marketplace_or_by_its_store(tmp_path):
    path = tmp_path / "a.txt"
    path.write_bytes("sku\tname\nA\tテント 三人用\n".encode("cp932"))
    assert read_content(path, "JP").encoding == "cp932"
    path.write_bytes("sku\tname\nA\tｶﾞﾗｽ\n".encode("cp932"))
    assert [read_content(path, place).encoding for place in ("JP", "US")] == ["cp932", "cp1252"]
    path.write_bytes(("sku\tname\nA\tテント\n" * 90_000).encode("cp932") + b"B\tAmazon.co.jp\n")
    assert read_content(path).encoding == "cp932", "the store stands beyond the first megabyte"


def test_a_text_beyond_64_mb_is_judged_by_its_head_and_mended_when_it_goes_on_otherwise(tmp_path):
    path = tmp_path / "large.txt"
    with path.open("wb") as stream:
        stream.write(b"order-id\tproduct-name\n" + (b"111-0000000-0000001\tTent\n" * 40_000) * 70)
        stream.write("111-0000000-0000002\tZelt für Köln\n".encode("cp1252"))
    assert path.stat().st_size > WHOLE
    started = time.process_time()
    content = read_content(path)
    assert time.process_time() - started < 0.2, "only the head is looked at"
    assert (content.encoding, content.otherwise) == ("utf-8", ("cp1252",))
    with pytest.raises(PoaError, match="not written in utf-8 throughout"):
        sum(map(len, content.utf8()))
    assert content.text.endswith("Zelt für Köln\n")
    again = content.with_encoding("cp1252")
    assert (again.encoding, again.otherwise, again.size) == ("cp1252", (), path.stat().st_size)
    assert sum(map(len, again.utf8())) == path.stat().st_size + 2


def test_what_is_no_file_is_told(tmp_path):
    assert "There is no such file" in told(tmp_path / "none.csv")[0]
    assert "This is a folder" in told(tmp_path)[0]
    assert "There is no such file" in told(Path("a\0b"))[0]
    assert "cannot be read" in told(tmp_path / ("x" * 300))[0]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="Windows has neither pipes in folders nor devices as files")
def test_pipes_and_devices_are_told_without_waiting(tmp_path):
    fifo = tmp_path / "pipe"
    os.mkfifo(fifo)
    assert "pipe or device" in told(fifo)[0]
    assert "pipe or device" in told(Path("/dev/null"))[0]
    loop = tmp_path / "loop"
    loop.symlink_to(loop)
    assert "cannot be read" in told(loop)[0]


def test_a_file_that_vanishes_is_told(tmp_path, monkeypatch):
    path = tmp_path / "late.csv"
    path.write_text(LATE)
    content = read_content(path)
    path.unlink()
    with pytest.raises(PoaError, match="There is no such file"):
        _ = content.sha256
    path.write_text(LATE)
    monkeypatch.setattr(Path, "open", lambda self, mode: (_ for _ in ()).throw(FileNotFoundError(2, "gone")))
    assert "There is no such file" in told(path)[0]


def test_a_file_without_permission_is_told(tmp_path, monkeypatch):
    path = tmp_path / "late.csv"
    path.write_text(LATE)
    monkeypatch.setattr(Path, "open", lambda self, mode: (_ for _ in ()).throw(PermissionError(13, "Permission denied")))
    assert told(path) == [f"{path}: The file cannot be read (Permission denied). Close it in other programs and check its permissions."]


# ---------------------------------------------------------------- gzip


def test_gzip_is_unpacked_as_a_stream(tmp_path):
    path = tmp_path / "late.csv.gz"
    path.write_bytes(gzip.compress(LATE.encode()) + gzip.compress(b"more\n"))
    content = read_content(path)
    assert (content.file, content.text, content.size) == ("late.csv.gz", LATE + "more\n", len(LATE) + 5)
    assert content.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.mark.parametrize("cut", [1, 8, 20, 200])
def test_a_truncated_gzip_is_told(tmp_path, cut):
    path = tmp_path / "a.gz"
    path.write_bytes(gzip.compress(os.urandom(300).hex().encode())[:-cut])
    assert told(path)[0].startswith("a.gz: The archive is damaged or cut off")


def test_a_gzip_with_a_wrong_checksum_is_told(tmp_path):
    data = bytearray(gzip.compress(LATE.encode()))
    data[-6] ^= 1
    path = tmp_path / "a.gz"
    path.write_bytes(bytes(data))
    assert "damaged" in told(path)[0]


def test_a_gzip_in_a_gzip_is_refused(tmp_path):
    path = tmp_path / "a.gz"
    path.write_bytes(gzip.compress(gzip.compress(LATE.encode())))
    assert "packed twice" in told(path)[0]


def test_a_gzip_bomb_is_refused_with_little_memory(tmp_path):
    path = tmp_path / "bomb.csv.gz"
    lines = zlib.compressobj(9, zlib.DEFLATED, 31)
    with path.open("wb") as stream:
        for _ in range(120):
            stream.write(lines.compress(b"order-id,a\n" * 95_325))
        stream.write(lines.flush())
    assert path.stat().st_size < 2_000_000
    code = (
        "import resource, sys\nfrom poa_helpers.errors import PoaError\nfrom poa_helpers.reports.container import read_content\n"
        "before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "try:\n    read_content(sys.argv[1]).text\n    print('read')\nexcept PoaError as error:\n    print(error)\n"
        "print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)"
    )
    out = subprocess.run([sys.executable, "-c", code, str(path)], capture_output=True, text=True, check=True).stdout.splitlines()
    assert "swells to more than 200 times" in out[0]
    assert int(out[1]) < 250, "megabytes"


# ---------------------------------------------------------------- zip


def test_every_member_of_a_zip_is_read(tmp_path):
    path = archive(tmp_path / "october.zip", {"late.csv": LATE, "sub/returns.txt": RETURNS})
    contents = read_contents(path)
    assert [content.file for content in contents] == ["october.zip/late.csv", "october.zip/sub/returns.txt"]
    assert [content.text for content in contents] == [LATE, RETURNS]
    assert {content.sha256 for content in contents} == {hashlib.sha256(path.read_bytes()).hexdigest()}
    loaded = load_reports(path)
    assert [(record.file, record.report) for record in loaded.records] == [
        ("october.zip/late.csv", "late_shipments"),
        ("october.zip/sub/returns.txt", "fba_returns"),
    ]


@pytest.mark.parametrize("compression", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_zip_may_be_packed_in_any_way_python_knows(tmp_path, compression):
    path = archive(tmp_path / "a.zip", {"late.csv": LATE}, compression)
    assert read_content(path).text == LATE


def test_what_operating_systems_add_is_passed_over(tmp_path):
    members = {
        "__MACOSX/._late.csv": b"\0\0",
        ".DS_Store": b"\0",
        "folder/": b"",
        "folder/.hidden": b"x",
        "~$book.xlsx": b"\x05\0",
        "Thumbs.db": b"\xd0",
        "late.csv": LATE,
    }
    content = read_content(archive(tmp_path / "a.zip", members))
    assert (content.file, content.notes) == ("a.zip/late.csv", ())


def test_members_that_are_no_reports_are_left_out_and_told(tmp_path):
    members = {"invoice.pdf": b"%PDF-1.7", "late.csv": LATE, "shot.png": b"\x89PNG\r\n", "empty.txt": b""}
    record = load_reports(archive(tmp_path / "a.zip", members)).records[0]
    assert [note for note in record.warnings if note.startswith("left out")] == [
        "left out: a.zip/invoice.pdf. The file is a PDF, not a report",
        "left out: a.zip/shot.png. The file is a picture, not a report",
        "left out: a.zip/empty.txt. The file is empty",
    ]
    assert told(archive(tmp_path / "b.zip", {"invoice.pdf": b"%PDF-1.7"}))[0].startswith("b.zip/invoice.pdf: The file is a PDF")
    assert "holds no files" in told(archive(tmp_path / "c.zip", {}))[0]


def test_archives_in_archives(tmp_path):
    inner = archive(tmp_path / "inner.zip", {"late.csv": LATE}).read_bytes()
    assert told(archive(tmp_path / "a.zip", {"inner.zip": inner})) == [
        "a.zip/inner.zip: This is an archive inside an archive. Unpack it and use the files in it."
    ]
    (tmp_path / "b.gz").write_bytes(gzip.compress(inner))
    assert "packed twice" in told(tmp_path / "b.gz")[0]
    book = workbook(tmp_path / "late.xlsx", {"Late": LATE_ROWS}).read_bytes()
    members = {"late.csv.gz": gzip.compress(LATE.encode()), "late.xlsx": book, "late.xlsx.gz": gzip.compress(book)}
    contents = read_contents(archive(tmp_path / "c.zip", members))
    assert [content.file for content in contents] == ["c.zip/late.csv.gz", "c.zip/late.xlsx", "c.zip/late.xlsx.gz"]
    assert [len(content.text.splitlines()) for content in contents] == [2, 2, 2]


def test_paths_in_an_archive_lead_nowhere(tmp_path):
    path = archive(tmp_path / "a.zip", {"../../outside.csv": LATE, "/etc/late.csv": LATE, "a\nb\x1b[31m.csv": LATE})
    files = [content.file for content in read_contents(path)]
    assert files[:2] == ["a.zip/../../outside.csv", "a.zip//etc/late.csv"]
    assert files[2].isprintable()
    assert sorted(item.name for item in tmp_path.iterdir()) == ["a.zip"]


def test_the_same_name_twice_gives_both(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as packed, pytest.warns(UserWarning):
        packed.writestr("late.csv", LATE)
        packed.writestr("late.csv", RETURNS)
    contents = read_contents(tmp_path / "a.zip")
    assert [content.text for content in contents] == [LATE, RETURNS]
    assert len({content.file for content in contents}) == 2


def test_an_encrypted_zip_is_told(tmp_path):
    path = archive(tmp_path / "a.zip", {"late.csv": LATE})
    data = bytearray(path.read_bytes())
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + offset] |= 1
    path.write_bytes(bytes(data))
    assert told(path) == ["a.zip/late.csv: The archive has a password. Unpack it with its password and use the files in it."]


def test_a_zip_packed_in_an_unknown_way_is_told(tmp_path):
    path = archive(tmp_path / "a.zip", {"late.csv": LATE})
    data = bytearray(path.read_bytes())
    for mark, offset in ((b"PK\x03\x04", 8), (b"PK\x01\x02", 10)):
        place = data.index(mark) + offset
        data[place : place + 2] = struct.pack("<H", 9)
    path.write_bytes(bytes(data))
    assert "packed in a way that cannot be unpacked here" in told(path)[0]


@pytest.mark.parametrize("keep", [10, 60, 120, -1])
def test_a_truncated_zip_is_told(tmp_path, keep):
    path = archive(tmp_path / "a.zip", {"late.csv": LATE, "b.csv": LATE})
    path.write_bytes(path.read_bytes()[:keep])
    assert "damaged or cut off" in told(path)[0]


def test_a_zip_whose_member_is_damaged_is_told_by_name(tmp_path):
    path = archive(tmp_path / "a.zip", {"good.csv": LATE, "bad.csv": LATE}, zipfile.ZIP_STORED)
    data = path.read_bytes()
    place = data.rindex(b"111-0000000-0000001")
    path.write_bytes(data[:place] + b"999" + data[place + 3 :])
    assert told(path) == [
        "a.zip/bad.csv: The archive is damaged or cut off. Download the report again from Seller Central and use the file as it comes."
    ]


def test_all_faulty_members_are_told_at_once(tmp_path):
    inner = archive(tmp_path / "inner.zip", {"late.csv": LATE}).read_bytes()
    path = archive(tmp_path / "a.zip", {"x.zip": inner, "y.gz": gzip.compress(LATE.encode())[:-9], "late.csv": LATE})
    assert [problem.split(":")[0] for problem in told(path)] == ["a.zip/x.zip", "a.zip/y.gz"]


def test_a_zip_bomb_is_refused_before_it_is_unpacked(tmp_path):
    path = tmp_path / "bomb.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as packed, packed.open("a.csv", "w", force_zip64=True) as member:
        for _ in range(120):
            member.write(bytes(1 << 20))
    started = time.process_time()
    assert "swells to more than 200 times" in told(path)[0]
    assert time.process_time() - started < 0.5


def test_a_zip_whose_members_are_too_many_or_too_large_is_refused(tmp_path):
    path = archive(tmp_path / "many.zip", {f"{n}.csv": LATE for n in range(2_001)})
    assert "holds 2001 files" in told(path)[0]
    path = archive(tmp_path / "large.zip", {"a.csv": os.urandom(1_000)}, zipfile.ZIP_STORED)
    data = bytearray(path.read_bytes())
    place = data.index(b"PK\x01\x02")
    data[place + 24 : place + 28] = struct.pack("<I", 2_100_000_000)  # what it says it unpacks to
    path.write_bytes(bytes(data))
    assert "larger than 2 GB" in told(path)[0]


def test_a_member_that_says_it_is_smaller_than_it_is_is_no_way_round(tmp_path):
    path = archive(tmp_path / "liar.zip", {"a.csv": LATE * 1_000})
    data = bytearray(path.read_bytes())
    for mark, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        place = data.index(mark) + offset
        data[place : place + 4] = struct.pack("<I", 20)
    path.write_bytes(bytes(data))
    assert "damaged" in told(path)[0]


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (b"Rar!\x1a\x07\x00", "RAR"),
        (b"7z\xbc\xaf\x27\x1c", "7z"),
        (bz2.compress(b"x"), "bzip2"),
        (lzma.compress(b"x"), "xz"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old Excel workbook"),
        (b"PAR1\x15\x04", "Parquet"),
    ],
)
def test_other_archives_are_refused_with_the_mend(tmp_path, data, word):
    path = tmp_path / "a.csv"
    path.write_bytes(data)
    assert word in told(path)[0]


def test_a_tar_is_refused(tmp_path):
    with tarfile.open(tmp_path / "a.tar", "w") as packed:
        info = tarfile.TarInfo("late.csv")
        info.size = len(LATE)
        packed.addfile(info, io.BytesIO(LATE.encode()))
    assert "tar archive" in told(tmp_path / "a.tar")[0]


# ---------------------------------------------------------------- workbooks


def test_a_workbook_gives_its_table(tmp_path):
    loaded = load_reports(workbook(tmp_path / "late.xlsx", {"Late": LATE_ROWS}))
    assert loaded.records[0].file == "late.xlsx"
    row = loaded.table("late_shipments").iloc[0]
    assert (row["order_id"], row["order_date"]) == ("111-0000000-0000001", pd.Timestamp(2026, 10, 1))
    assert (row["ship_by"], row["confirmed_on"]) == (pd.Timestamp(2026, 10, 2), pd.Timestamp(2026, 10, 4))


def test_every_sheet_with_a_table_is_read_and_others_passed_over(tmp_path):
    returns = [line.split("\t") for line in RETURNS.splitlines()]
    sheets = {"Late": LATE_ROWS, "Empty": [], "Note": [["Made by hand"], [None, None]], "Returns": returns, "Old": LATE_ROWS}
    path = workbook(tmp_path / "book.xlsx", sheets, hidden=("Old",))
    contents = read_contents(path)
    assert [content.file for content in contents] == ["book.xlsx/Late", "book.xlsx/Returns"]
    assert contents[0].notes == ("hidden sheet left out: book.xlsx/Old",)
    assert [record.report for record in load_reports(path).records] == ["late_shipments", "fba_returns"]
    only_hidden = workbook(tmp_path / "b.xlsx", {"Note": [["x"]], "Late": LATE_ROWS}, hidden=("Late",))
    assert read_content(only_hidden).text.startswith("Order ID,")


def test_a_sheet_or_member_that_is_no_report_is_left_out_and_told(tmp_path):
    notes = [["Who", "Task"], ["A", "call the carrier"]]
    record = load_reports(workbook(tmp_path / "b.xlsx", {"Late": LATE_ROWS, "To do": notes})).records[0]
    assert "left out, as it is no report that the workbench knows: b.xlsx/To do" in record.warnings
    assert not any("Task" in warning for warning in record.warnings), "a sheet without a header may begin with a person's name"
    path = archive(tmp_path / "a.zip", {"late.csv": LATE, "read me.txt": "one line of prose", "x.json": '{"a": 1}', "y.xml": "<a/>"})
    (record,) = load_reports(path).records
    assert len([w for w in record.warnings if w.startswith("left out")]) == 3
    with pytest.raises(PoaError, match="no report that the workbench knows"):
        load_reports(workbook(tmp_path / "c.xlsx", {"To do": notes}))
    broken_part = {"late.csv": LATE, "other.csv": LATE.replace("2026-10-04", "soon")}
    with pytest.raises(PoaError, match="a.zip/other.csv, row 2"):
        load_reports(archive(tmp_path / "a.zip", broken_part))


def test_cells_stand_as_they_would_in_a_text_file(tmp_path):
    rows = [
        ["day", "moment", "time", "price", "share", "flag", "id", "text", "gap", "many"],
        [
            dt.date(2026, 3, 9),
            dt.datetime(2026, 3, 9, 23, 59, 59),
            dt.time(8, 5),
            0.1 + 0.2,
            0.8,
            True,
            63812345678901,
            'a\nb,"c"\t\'',
            None,
            1e-7,
        ],
    ]
    path = tmp_path / "a.xlsx"
    workbook(path, {"S": rows})
    import csv

    from openpyxl import load_workbook

    book = load_workbook(path)
    book["S"]["E2"].number_format = "0%"
    book["S"].merge_cells("I3:J4")
    book.save(path)
    header, cells = csv.reader(io.StringIO(read_content(path).text))
    assert dict(zip(header, cells, strict=True)) == {
        "day": "2026-03-09",
        "moment": "2026-03-09T23:59:59",
        "time": "08:05:00",
        "price": "0.3",
        "share": "80%",
        "flag": "TRUE",
        "id": "63812345678901",
        "text": 'a\nb,"c"\t\'',
        "gap": "",
        "many": "0.0000001",
    }


def test_rows_keep_their_numbers(tmp_path):
    rows = [["Report of October"], [], *LATE_ROWS, [], ["no id", None, None, dt.date(2026, 10, 4)]]
    with pytest.raises(PoaError) as error:
        load_reports(workbook(tmp_path / "a.xlsx", {"S": rows}))
    assert [problem.row for problem in error.value.problems] == [6]


def test_ids_that_a_spreadsheet_cut_short_are_told(tmp_path):
    header = ["order-id", "order-item-id", "purchase-date", "promise-date", "days-past-promise", "sku"]
    rows = [[f"111-0000000-000000{n}", "6.38E+13", "2026-10-01", "2026-10-02", 0, 12345678901234567890] for n in range(3)]
    record = load_reports(workbook(tmp_path / "a.xlsx", {"S": [header, *rows]})).records[0]
    notes = [note for note in record.warnings if "cut short" in note]
    assert notes[0].startswith("column 'order-item-id': 3 ids like '6.38E+13'")
    assert notes[1].startswith("column 'sku': 3 ids like '1.23456789012346E+19'")
    text = "\n".join(["\t".join(header), *("\t".join(map(str, row)) for row in rows)])
    (tmp_path / "b.txt").write_text(text)
    assert any("'6.38E+13' were cut short" in note for note in load_reports(tmp_path / "b.txt").records[0].warnings)


def test_a_workbook_says_nothing_true_about_its_size(tmp_path):
    path = workbook(tmp_path / "a.xlsx", {"S": LATE_ROWS})
    members = {}
    with zipfile.ZipFile(path) as packed:
        for name in packed.namelist():
            members[name] = packed.read(name)
    members["xl/worksheets/sheet1.xml"] = members["xl/worksheets/sheet1.xml"].replace(b'ref="A1:D2"', b'ref="A1"')
    assert b'ref="A1"' in members["xl/worksheets/sheet1.xml"]
    assert len(read_content(archive(tmp_path / "b.xlsx", members)).text.splitlines()) == 2


SHARED = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"


def as_excel_writes(path: Path) -> dict[str, bytes]:
    """The parts of a workbook whose texts stand in one shared list, as Excel writes them (openpyxl writes them into the cells)."""
    with zipfile.ZipFile(workbook(path, {"S": LATE_ROWS})) as packed:
        members = {name: packed.read(name) for name in packed.namelist()}
    texts: list[str] = []

    def share(found: re.Match[str]) -> str:
        texts.append(found[2])
        return f'<c r="{found[1]}" t="s"><v>{len(texts) - 1}</v></c>'

    sheet = members["xl/worksheets/sheet1.xml"].decode()
    sheet = re.sub(r'<c r="(\w+)"[^>]*t="inlineStr"[^>]*><is><t>([^<]*)</t></is></c>', share, sheet)
    assert texts and "inlineStr" not in sheet
    strings = "".join(f"<si><t>{text}</t></si>" for text in texts)
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    members["xl/worksheets/sheet1.xml"] = sheet.encode()
    members["xl/sharedStrings.xml"] = f'<?xml version="1.0"?><sst xmlns="{main}">{strings}</sst>'.encode()
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    entry = f'<Override PartName="/xl/sharedStrings.xml" ContentType="{kind}"/></Types>'.encode()
    members["[Content_Types].xml"] = members["[Content_Types].xml"].replace(b"</Types>", entry)
    relation = f'<Relationship Id="rId99" Type="{SHARED}" Target="sharedStrings.xml"/></Relationships>'.encode()
    members["xl/_rels/workbook.xml.rels"] = members["xl/_rels/workbook.xml.rels"].replace(b"</Relationships>", relation)
    return members


def broken(path: Path, part: str, change) -> Path:
    """A workbook one part of which is changed."""
    members = as_excel_writes(path.with_suffix(".good.xlsx"))
    members[part] = change(members[part])
    return archive(path, members)


def test_texts_in_a_shared_list_are_found(tmp_path):
    path = broken(tmp_path / "a.xlsx", "xl/sharedStrings.xml", lambda data: data)
    assert read_content(path).text == read_content(workbook(tmp_path / "b.xlsx", {"S": LATE_ROWS})).text


@pytest.mark.parametrize(
    ("part", "change"),
    [
        ("xl/workbook.xml", lambda data: data[:100]),
        ("xl/worksheets/sheet1.xml", lambda data: data[:300]),
        ("xl/worksheets/sheet1.xml", lambda data: b"not xml"),
        ("xl/styles.xml", lambda data: b"<a/>"),
        ("xl/sharedStrings.xml", lambda data: data.replace(b"<si>", b"<xx>")),
        ("[Content_Types].xml", lambda data: b"<Types/>"),
        ("xl/worksheets/sheet1.xml", lambda data: data.replace(b"<worksheet", b'<!DOCTYPE a [<!ENTITY b "c">]><worksheet', 1)),
        ("xl/worksheets/sheet1.xml", lambda data: data.replace(b'<row r="2"', b'<row r="99999999999"')),
        ("xl/worksheets/sheet1.xml", lambda data: data.replace(b'r="A2"', b'r="ZZZZZ2"')),
    ],
)
def test_a_damaged_workbook_is_told(tmp_path, part, change):
    path = broken(tmp_path / "a.xlsx", part, change)
    started = time.process_time()
    try:
        assert read_contents(path)
    except PoaError as error:
        assert str(error).startswith("a.xlsx")
    assert time.process_time() - started < 10


def test_a_workbook_bomb_is_refused(tmp_path, monkeypatch):
    path = broken(tmp_path / "a.xlsx", "xl/worksheets/sheet1.xml", lambda data: data + b" " * 130_000_000)
    assert "swells" in told(path)[0]
    path = broken(tmp_path / "b.xlsx", "xl/sharedStrings.xml", lambda data: data)
    monkeypatch.setattr("poa_helpers.reports.container.workbook._MOST_STRINGS", 100)
    assert "too large to read" in told(path)[0]


@pytest.mark.parametrize(
    ("members", "word"),
    [
        ({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": "<a/>"}, ".ods"),
        ({"Index/Document.iwa": b"x", "Metadata/Properties.plist": b"x"}, "Numbers"),
        ({"[Content_Types].xml": "<a/>", "xl/workbook.bin": b"x"}, ".xlsb"),
        ({"[Content_Types].xml": "<a/>", "word/document.xml": "<a/>"}, "Word"),
    ],
)
def test_other_office_files_are_refused_with_the_mend(tmp_path, members, word):
    problem = told(archive(tmp_path / "a.zip", members))[0]
    assert word in problem
    assert problem.startswith("a.zip: The file is ")


cells = st.one_of(
    st.none(),
    st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Co", "Cn")), max_size=8).filter(lambda t: not t.startswith("=")),
    st.integers(-(10**14), 10**14),
    st.dates(dt.date(1990, 1, 1), dt.date(2090, 1, 1)),
    st.booleans(),
)


@settings(max_examples=40, deadline=None, derandomize=True, database=None)
@given(rows=st.lists(st.lists(cells, min_size=2, max_size=5), min_size=1, max_size=6))
def test_a_workbook_gives_back_what_was_written(rows):
    import csv

    def as_text(value: object) -> str:
        return "" if value is None else str(value).upper() if isinstance(value, bool) else str(value)

    rows = [["first", "second"], *rows]
    with tempfile.TemporaryDirectory() as folder:
        content = read_content(workbook(Path(folder) / "a.xlsx", {"S": rows}))
    read = list(csv.reader(io.StringIO(content.text, newline="")))
    wanted = [[as_text(value) for value in row] for row in rows]
    width = max(map(len, wanted))
    padded = [row + [""] * (width - len(row)) for row in wanted]
    while padded and not any(padded[-1]):
        padded.pop()
    assert [row + [""] * (width - len(row)) for row in read] == padded


@functools.cache
def whole(kind: str) -> bytes:
    """An undamaged container; the same in every example, so that examples can be shrunk."""
    if kind == "gz":
        return gzip.compress((LATE * 20).encode(), mtime=0)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"a.{kind}"
        made = archive(path, {"late.csv": LATE * 20, "returns.txt": RETURNS}) if kind == "zip" else workbook(path, {"S": LATE_ROWS * 5})
        return made.read_bytes()


@settings(max_examples=150, deadline=None, derandomize=True, database=None)
@given(data=st.data())
def test_no_mutilated_container_brings_a_traceback(data):
    """Bytes flipped, cut out and doubled in archives and workbooks: read, or refused with the file's name."""
    with tempfile.TemporaryDirectory() as folder:
        kind = data.draw(st.sampled_from(["zip", "gz", "xlsx"]))
        path = Path(folder) / f"a.{kind}"
        content = bytearray(whole(kind))
        for _ in range(data.draw(st.integers(1, 4))):
            place = data.draw(st.integers(0, len(content) - 1))
            what = data.draw(st.sampled_from(["flip", "cut", "double"]))
            if what == "flip":
                content[place] ^= data.draw(st.integers(1, 255))
            elif what == "cut":
                del content[place : place + data.draw(st.integers(1, 40))]
            else:
                content[place:place] = content[place : place + 40]
            if not content:
                break
        path.write_bytes(bytes(content))
        try:
            for part in read_contents(path):
                _ = part.text
        except PoaError as error:
            assert f"a.{kind}" in str(error)


@settings(max_examples=100, deadline=None, derandomize=True, database=None)
@given(
    text=st.text(st.characters(codec="utf-8", exclude_characters="\ufeff", exclude_categories=("Cc", "Cs")), min_size=1),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
)
def test_what_is_decoded_is_what_was_encoded(text, encoding):
    data = ("a," + text).encode(encoding)
    found = decide(lambda: io.BytesIO(data), data[:65_536], "a.csv", None, len(data))
    assert (Content.of_bytes(data, "a.csv", found.encoding).text, found.encoding) == ("a," + text, encoding)


def test_a_content_in_memory_needs_no_file():
    content = Content.of_bytes(LATE.encode("utf-16"), "a.csv", "utf-16")
    assert (content.text, content.size, content.kind) == (LATE, len(LATE.encode("utf-16")), "table")
    assert content.sha256 == hashlib.sha256(LATE.encode("utf-16")).hexdigest()
