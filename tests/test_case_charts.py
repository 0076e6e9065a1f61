"""`poa charts`: the pictures of a case with their captions; and those that were chosen, at the end of a letter."""

from __future__ import annotations

import io
import json
import re
import struct
import zipfile

import pytest
from click.testing import CliRunner
from pypdf import PdfReader

from poa_helpers import charts, open_case, tables
from poa_helpers.case import copy_sample
from poa_helpers.charts.files import write_charts
from poa_helpers.cli import main
from poa_helpers.errors import PoaError
from poa_helpers.export import Picture, render_docx, render_pdf

from .samples import snapshot
from .test_charts import CASES, FOUND

NAMES = {
    "late_shipment_rate": ["account_health", "excess_late", "before_after_late", "heat_late", "daily_late", "recovery_late_shipment_rate", "evidence"],
    "inauthentic": ["account_health", "evidence"],
}  # fmt: skip


@pytest.fixture
def case(tmp_path):
    return copy_sample("late_shipment_rate", tmp_path / "case")


def run(*arguments: str):
    return CliRunner().invoke(main, [str(one) for one in arguments])


@pytest.mark.parametrize("sample", NAMES)
def test_every_chart_that_shows_something_is_there_under_its_name(sample, tmp_path):
    opened = open_case(copy_sample(sample, tmp_path / "case"))
    shown = tables.case_charts(opened, opened.facts())
    assert list(shown) == NAMES[sample]
    text = json.dumps([chart.to_dict() for chart in shown.values()])
    assert "Click" not in text and not re.search(r"\d{3}-\d{7}-\d{7}", text), "a picture has nothing to click, and names no orders"


def test_the_captions_are_those_of_the_notebook(case):
    opened = open_case(case)
    facts, found = opened.facts(), opened.facts().findings
    shown = {name: charts.caption(chart) for name, chart in tables.case_charts(opened, facts).items()}
    assert shown["excess_late"] == charts.excess_caption(found) and shown["account_health"] == charts.health_caption(facts.health)
    assert shown["heat_late"] == charts.caption(tables.heat_pictures(opened, facts))
    assert shown["evidence"] == charts.caption(tables.evidence_picture(facts))


def test_the_command_writes_pictures_and_captions_and_touches_nothing_else(case):
    before = snapshot(case)
    ran = run("charts", case, "--format", "png,svg")
    assert ran.exit_code == 0, ran.output
    written = {path.name for path in (case / "charts").iterdir()}
    assert written == {f"{name}.{ending}" for name in NAMES["late_shipment_rate"] for ending in ("png", "svg")} | {"captions.md"}
    assert (case / "charts" / "excess_late.png").read_bytes().startswith(b"\x89PNG")
    assert (case / "charts" / "excess_late.svg").read_text(encoding="utf-8").startswith("<svg")
    text = (case / "charts" / "captions.md").read_text(encoding="utf-8")
    assert "# Where the orders shipped late come from\n\nexcess_late.png, excess_late.svg\n\nOf 81 orders shipped late" in text
    after = snapshot(case)
    changed = {name for name in after if after[name] != before.get(name)}
    assert all(name.startswith(("charts/", ".cache/", ".lock")) for name in changed), changed
    assert not list((case / "charts").glob(".*"))


def test_with_json_there_is_one_document_with_files_and_captions(case):
    answer = json.loads(run("charts", case, "--json").stdout)["charts"]
    assert [one["chart"] for one in answer] == NAMES["late_shipment_rate"]
    assert all(len(one["files"]) == 1 and one["files"][0].endswith(f"charts/{one['chart']}.png") and one["caption"] for one in answer)


def test_an_unknown_format_is_refused_before_anything_is_written(case):
    ran = run("charts", case, "--format", "png,gif,bmp")
    assert (
        ran.exit_code == 2 and "'gif' is no format of a picture" in ran.stderr and "'bmp'" in ran.stderr and not (case / "charts").exists()
    )


def test_a_folder_that_cannot_be_written_is_told(tmp_path):
    (tmp_path / "charts").write_text("a file")
    with pytest.raises(PoaError, match="charts: cannot be written"):
        write_charts({"time": charts.time_left(CASES)}, tmp_path / "charts")


def test_the_same_chart_gives_the_same_files(tmp_path):
    chart = {"excess": charts.excess_chart(FOUND)}
    for name in "ab":
        write_charts(chart, tmp_path / name, ("png", "svg"))
    assert snapshot(tmp_path / "a") == snapshot(tmp_path / "b") and set(snapshot(tmp_path / "a")) == {
        "excess.png",
        "excess.svg",
        "captions.md",
    }


# ---------------------------------------------------------------- in a letter, only when chosen


def test_a_letter_has_no_picture_unless_one_was_chosen(case):
    assert run("export", case, "--format", "docx,pdf").exit_code == 0
    folder = open_case(case).letter_folder
    plain = (folder / "letter.docx").read_bytes()
    assert not images_of(plain) and not [image for page in PdfReader(folder / "letter.pdf").pages for image in page.images]
    assert run("export", case, "--format", "docx,pdf", "--charts", "heat_late,excess_late").exit_code == 0
    enclosed = (folder / "letter.docx").read_bytes()
    assert len(images_of(enclosed)) == 2
    said = document_of(enclosed)
    first, second = re.findall(r'<wp:docPr [^>]*descr="([^"]*)"', said)
    assert first.startswith("Orders shipped late since September 17, 2026: 53 of 538") and second.startswith("Of 81 orders shipped late")
    pages = PdfReader(folder / "letter.pdf").pages
    assert [len(page.images) for page in pages].count(0) == len(pages) - 1 and sum(len(page.images) for page in pages) == 2
    assert not images_of((folder / "sources_for_your_file.docx").read_bytes())
    assert run("export", case, "--format", "docx,pdf").exit_code == 0
    assert (folder / "letter.docx").read_bytes() == plain


def test_a_chart_that_is_not_there_is_named_with_those_that_are(case):
    ran = run("export", case, "--charts", "excess_late, heat_map")
    assert ran.exit_code == 2 and "There is no chart 'heat_map' of this case. Choose from: account_health, excess_late," in ran.stderr
    assert not open_case(case).letter_folder.exists()


def test_a_picture_fits_on_its_page(case):
    from poa_helpers import draft_letter

    letter = draft_letter(open_case(case).facts())
    tall = Picture("Tall", "A tall picture.", image_of(40, 4000))
    inside = zipfile.ZipFile(io.BytesIO(render_docx(letter, watermark=True, pictures=[tall]))).read("word/document.xml").decode()
    width, height = map(int, re.search(r'<wp:extent cx="(\d+)" cy="(\d+)"', inside).groups())
    assert height < 11 * 914400 and height / width == pytest.approx(100, rel=0.01)
    with_it, without = (len(PdfReader(io.BytesIO(render_pdf(letter, watermark=True, pictures=p))).pages) for p in ([tall], []))
    assert with_it == without + 1


def images_of(docx: bytes) -> list[str]:
    return [name for name in zipfile.ZipFile(io.BytesIO(docx)).namelist() if name.startswith("word/media/")]


def document_of(docx: bytes) -> str:
    return zipfile.ZipFile(io.BytesIO(docx)).read("word/document.xml").decode("utf-8")


def image_of(width: int, height: int) -> bytes:
    """A grey PNG."""
    import zlib

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    rows = zlib.compress(b"".join(b"\x00" + b"\x80" * width for _ in range(height)))
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")
