"""Export: what was typed survives in every format, a letter that is not ready is refused, nothing of the seller's is lost."""

from __future__ import annotations

import hashlib
import io
import json
import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from poa_helpers.catalogue import catalogue, shipped
from poa_helpers.errors import PoaError
from poa_helpers.export import escape, evidence_index, export_letter, render_docx, render_index, render_letter, render_pdf, render_questions
from poa_helpers.export import folder as export_folder
from poa_helpers.export.outline import phrase, plain
from poa_helpers.export.pdf import needs_system_fonts
from poa_helpers.export.text import characters
from poa_helpers.model import Evidence, Issue, Item, Letter, Part, Sentence, Source

WORDS = {
    "gap": "[MISSING: {{ what }}]",
    "draft_watermark": "DRAFT – not for submission",
    "export": {
        "sources_title": "Sources of “{{ title }}”",
        "sources_note": "For your own file, not for Amazon.",
        "source": "{{ what }}: {{ place }}",
        "source_kinds": {"answer": "your answer", "evidence": "document"},
        "file": "File",
        "shows": "What it shows",
        "proves": "What it supports",
        "asins": "ASINs (units)",
        "details": "Details",
        "sha256": "SHA-256 (start)",
        "index_title": "Evidence index",
        "no_evidence": "No evidence file is listed.",
        "questions_title": "answers by question",
        "questions_note": "No official limit is known.",
        "questions_note_limit": "No official limit is known; answers over {{ limit }} characters are marked.",
        "characters": "{{ count }} characters.",
        "over_limit": "{{ over }} over the limit of {{ limit }}.",
    },
}
ANSWER = Source(kind="answer", id="actions.switch_carrier", files=("answers.json",))
HOSTILE = [
    "# x",
    "## x ##",
    "* x",
    "+ x",
    "- x",
    "-",
    "1. x",
    "12) x",
    "> x",
    "--- ",
    "===",
    "- - -",
    "***",
    "[ ] open",
    "<b>bold</b>",
    "<script>alert(1)</script>",
    "<!-- gone -->",
    "a < b > c & d &amp; &#65; R&D; ]]>",
    "{{ 7*7 }} {% raw %} {# no #}",
    '#set page(fill: red) #eval("1") $x^2$ @ref <label> \\u{41}',
    "`code` ``` fence ~~~",
    "[a](http://x.example) ![i](x.png) [b][c] <http://y.example>",
    "[ref]: http://x.example",
    "| a | b |",
    "all_orders.txt _a_ __b__ a_b_ *c* **d** ~~e~~ ~f~",
    "C:\\temp\\*.txt \\",
    "$5 and $6",
    "\"double\" 'single' “curly” – 5 € ½ ©",
    "=SUM(A1:A2) @here",
    "a very_long_file_name-without_any_space_2026-10-14_signed_by_both_parties.final.pdf",
]


def sentence(text: str, id: str, gaps: tuple[str, ...] = ()) -> Sentence:
    return Sentence(id=id, text=text, sources=(ANSWER,), gaps=gaps)


def item(key: str, text: str, *, title: str = "", points: tuple[str, ...] = (), gaps: tuple[str, ...] = ()) -> Item:
    whys = tuple(sentence(why, f"{key}.why.{number}") for number, why in enumerate(points, start=1))
    return Item(key=key, title=title, sentences=(sentence(text, f"{key}.1", gaps),), points=whys)


def a_letter(text: str = "We moved to UPS.", *, locale: str = "en-US", gap: bool = False, title: str = "Plan of Action") -> Letter:
    held = "On [MISSING: date] we moved." if gap else "On October 14, 2026 we moved 12 orders."
    return Letter(
        case="fernhill",
        title=title,
        locale=locale,
        route="plan",
        violations=(),
        revision=2,
        parts=(
            Part(id="opening", sentences=(sentence("On October 13, 2026 Amazon wrote.", "opening.1"), sentence(text, "opening.2"))),
            Part(
                id="causes",
                heading="Root causes",
                points_title="Why it happened:",
                items=(
                    item("late@carrier=Cascade", text, title=f"Cause {text}", points=("Nobody looked.", text)),
                    item("own", "Listed too early.", title="Second cause"),
                ),
            ),
            Part(
                id="actions", heading="Actions taken", items=(item("switch_carrier", held, gaps=("date",) if gap else ()), item("b", text))
            ),
            Part(id="measures", heading=f"Measures {text}", items=(item("daily", "Every day at 15:00 we check."),)),
            Part(id="effect", heading="Effect", sentences=(sentence("The rate without it is 1.5%.", "effect.1"),)),
            Part(
                id="evidence", heading="Evidence", items=(item("log.pdf", "log.pdf – Pickup log"), item("other.pdf", "other.pdf – Other"))
            ),
            Part(id="sign_off", sentences=(sentence("Rory Fernhill, Director.", "sign_off.1"),)),
        ),
    )


def files(*, shows: str = "Pickup log", name: str = "log.pdf") -> tuple[Evidence, ...]:
    return (
        Evidence(
            file=name,
            kind="log",
            shows=shows,
            sha256="ab" * 32,
            proves=("causes.late@carrier=Cascade", "actions.switch_carrier", "actions.gone"),
            asins={"B0TEST0002": 1200, "B0TEST0001": 3},
            fields={"issued_on": "2026-10-14", "number": "None-7"},
        ),
    )


BLOCKING = Issue(id="R23", severity="blocking", sentence="x", start=0, end=1, why="The figure 7 is in no file.", mend="Correct it.")
WARNING = Issue(id="R31", severity="warning", sentence="", start=0, end=0, why="Long.", mend="Shorten it.")


def export(target: Path, letter: Letter | None = None, issues=(), **more) -> list[Path]:
    return export_letter(letter or a_letter(), issues, target, words=WORDS, **({"formats": ("md", "txt")} | more))


def snapshot(target: Path) -> dict[str, bytes]:
    return {str(path.relative_to(target)): path.read_bytes() for path in sorted(target.rglob("*")) if path.is_file()}


def markdown_blocks(text: str) -> list[str]:
    """The text of every block as a reader of Markdown sees it; fails on any structure inside a block but bold."""
    shown = []
    for token in MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(text):
        assert token.type not in ("html_block", "code_block", "hr", "blockquote_open"), token
        if token.type == "inline":
            kinds = {child.type for child in token.children}
            assert kinds <= {"text", "text_special", "strong_open", "strong_close"}, (kinds, token.content)
            shown.append("".join(child.content for child in token.children))
    return shown


def docx_text(content: bytes) -> list[str]:
    from docx import Document

    document = Document(io.BytesIO(content))
    return [p.text for p in document.paragraphs] + [cell.text for table in document.tables for row in table.rows for cell in row.cells]


def pdf_text(content: bytes) -> str:
    """The text without white space: where a line is broken says nothing."""
    from pypdf import PdfReader

    return squeezed("".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages))


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


# ---------------------------------------------------------------- what was typed survives


@pytest.mark.parametrize("text", HOSTILE)
def test_markdown_shows_exactly_what_was_typed(text):
    typed = text.strip()
    blocks = markdown_blocks(render_letter(a_letter(text, title=text), "md", watermark=False, words=WORDS))
    assert blocks[0] == typed
    assert blocks[1] == f"On October 13, 2026 Amazon wrote. {typed}"
    assert [blocks[2], blocks[3], blocks[4]] == ["Root causes", f"Cause {typed}", typed]
    assert blocks[5:8] == ["Why it happened:", "Nobody looked.", typed]
    assert f"Measures {typed}" in blocks and blocks.count(typed) == 4


@pytest.mark.parametrize("text", HOSTILE)
def test_plain_text_holds_what_was_typed(text):
    lines = render_letter(a_letter(text), "txt", watermark=False, words=WORDS).splitlines()
    assert f"On October 13, 2026 Amazon wrote. {text.strip()}" in lines
    assert f"- {text.strip()}" in lines


@pytest.mark.parametrize("text", [*HOSTILE, "深圳 عربى 🙂"])
def test_word_holds_what_was_typed(text):
    shown = docx_text(render_docx(a_letter(text, title=text), files(shows=text), watermark=False, words=WORDS))
    assert shown[0] == text.strip()
    assert shown[1] == f"On October 13, 2026 Amazon wrote. {text.strip()}"
    assert shown.count(text.strip()) == 5


@pytest.mark.parametrize("text", HOSTILE)
def test_pdf_holds_what_was_typed(text):
    shown = pdf_text(render_pdf(a_letter(text, title=text), files(shows=text), watermark=False, words=WORDS))
    assert squeezed(f"Amazon wrote. {text}") in shown and shown.startswith(squeezed(text))
    assert shown.count(squeezed(text)) >= 7


def test_pdf_is_made_with_signs_its_own_fonts_lack():
    assert needs_system_fonts("深圳") and not needs_system_fonts("".join(HOSTILE))
    assert render_pdf(a_letter("深圳 عربى 🙂"), watermark=False, words=WORDS).startswith(b"%PDF")


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="ab1 .)(*_`~#+->=<&;:!|[]\\${}\"'/xX\n\t", min_size=1, max_size=14))
def test_no_mixture_of_signs_changes_the_structure_of_markdown(text):
    if not plain(text):
        return
    blocks = markdown_blocks(render_letter(a_letter(text, title=text), "md", watermark=False, words=WORDS))
    assert (blocks[0], blocks[4], blocks[7]) == (plain(text), plain(text), plain(text))


def test_signs_no_file_can_hold_are_dropped_and_lines_joined():
    letter = a_letter("one\nline\x00\x0b and\ttwo \ud83d \uffff\xa0%")
    assert "one line and two  \xa0%" not in render_letter(letter, "txt", watermark=False, words=WORDS)
    assert "one line and two \xa0%" in render_letter(letter, "txt", watermark=False, words=WORDS)
    assert any("one line and two \xa0%" in text for text in docx_text(render_docx(letter, watermark=False, words=WORDS)))
    assert squeezed("one line and two") in pdf_text(render_pdf(letter, watermark=False, words=WORDS))


def test_half_a_sign_in_the_letter_or_the_issues_does_not_stop_the_export(tmp_path):
    odd = WARNING.model_copy(update={"why": "half \ud83d sign"})
    assert export(tmp_path, a_letter("half \ud83d sign"), [odd])
    assert json.loads((tmp_path / "check.json").read_text(encoding="utf-8"))["issues"][0]["why"] == "half  sign"


def test_an_underscore_inside_a_file_name_needs_no_backslash():
    assert escape.inline("all_orders.txt R&D [MISSING: date]") == "all_orders.txt R&D [MISSING: date]"


# ---------------------------------------------------------------- the look of each format


def test_markdown_numbers_causes_nests_whys_and_bullets_the_rest():
    text = render_letter(a_letter(), "md", watermark=False, words=WORDS)
    assert "\n1. **Cause We moved to UPS.**\n\n   We moved to UPS.\n\n   Why it happened:\n\n   - Nobody looked.\n" in text
    assert "\n2. **Second cause**\n" in text
    assert "\n## Actions taken\n\n- On October 14, 2026 we moved 12 orders.\n- We moved to UPS.\n" in text
    assert text.endswith("Rory Fernhill, Director.\n") and "\n\n\n" not in text


def test_the_tenth_cause_is_still_a_list_point():
    causes = Part(
        id="causes",
        heading="Causes",
        points_title="Why it happened:",
        items=tuple(item(f"c{n}", f"Text {n}.", title=f"T{n}", points=("Why.",)) for n in range(1, 11)),
    )
    letter = a_letter().model_copy(update={"parts": (causes,)})
    tokens = MarkdownIt("commonmark").parse(render_letter(letter, "md", watermark=False, words=WORDS))
    assert sum(token.type == "ordered_list_open" for token in tokens) == 1
    assert sum(token.type == "list_item_open" for token in tokens) == 20


def test_plain_text_has_capital_headings_no_signs_and_unwrapped_lines():
    text = render_letter(a_letter("A long sentence " * 40), "txt", watermark=False, words=WORDS)
    assert "\nROOT CAUSES\n" in text and "\n- Nobody looked.\n" in text
    assert not re.search(r"[#*`]|\\", text)
    assert max(map(len, text.splitlines())) > 600
    assert "\n\n\n" not in text and not text.startswith("\n")


def test_an_empty_part_shows_its_heading_only_and_an_unknown_format_is_refused():
    letter = a_letter().model_copy(update={"parts": (Part(id="causes", heading="Root causes"),)})
    assert render_letter(letter, "md", watermark=False, words=WORDS) == "# Plan of Action\n\n## Root causes\n"
    with pytest.raises(PoaError, match="Choose md or txt"):
        render_letter(letter, "html", watermark=False, words=WORDS)


@pytest.mark.parametrize("format", ["md", "txt"])
def test_a_draft_says_so_on_its_first_line(format):
    draft, final = (render_letter(a_letter(), format, watermark=mark, words=WORDS) for mark in (True, False))
    assert "DRAFT – not for submission" in draft.splitlines()[0] and "DRAFT" not in final


def test_word_uses_the_styles_of_the_template():
    from docx import Document

    document = Document(io.BytesIO(render_docx(a_letter(), files(), watermark=False, words=WORDS)))
    used = [(p.style.name, p.text) for p in document.paragraphs]
    for expected in [
        ("Title", "Plan of Action"),
        ("Heading 1", "Root causes"),
        ("List Number", "Second cause"),
        ("List Continue", "Why it happened:"),
        ("List Bullet 2", "Nobody looked."),
        ("List Bullet", "On October 14, 2026 we moved 12 orders."),
        ("List Bullet", "other.pdf – Other"),
        ("Normal", "Rory Fernhill, Director."),
    ]:
        assert expected in used
    table = document.tables[0]
    assert table.style.name == "Evidence Index" and len({cell.width for cell in table.rows[0].cells}) > 1
    assert [cell.text for cell in table.rows[1].cells] == [
        "log.pdf",
        "Pickup log",
        "B0TEST0001 (3), B0TEST0002 (1,200)",
        "Issued on: October 14, 2026; Number: None-7",
    ]


@pytest.mark.parametrize(
    ("locale", "inches", "points"), [("en-US", 11.0, 792), ("en-CA", 11.0, 792), ("en-GB", 11.69, 842), ("de", 11.69, 842)]
)
def test_the_paper_is_that_of_the_country(locale, inches, points):
    from docx import Document
    from pypdf import PdfReader

    letter = a_letter(locale=locale)
    document = Document(io.BytesIO(render_docx(letter, watermark=False, words=WORDS)))
    assert document.sections[0].page_height.inches == pytest.approx(inches, abs=0.01)
    table_width = sum(
        column.width for column in Document(io.BytesIO(render_docx(letter, files(), watermark=False, words=WORDS))).tables[0].columns
    )
    assert table_width == document.sections[0].page_width - document.sections[0].left_margin - document.sections[0].right_margin
    page = PdfReader(io.BytesIO(render_pdf(letter, watermark=False, words=WORDS))).pages[0]
    assert float(page.mediabox.height) == pytest.approx(points, abs=1)


def test_a_gap_is_highlighted_in_word_and_the_rest_is_not():
    from docx import Document

    document = Document(io.BytesIO(render_docx(a_letter(gap=True), watermark=True, words=WORDS)))
    marked = [run.text for p in document.paragraphs for run in p.runs if run.font.highlight_color is not None]
    assert marked == ["[MISSING: date]"]
    hidden = a_letter().model_copy(update={"parts": (Part(id="opening", sentences=(sentence("Nothing shown.", "o", ("date",)),)),)})
    document = Document(io.BytesIO(render_docx(hidden, watermark=True, words=WORDS)))
    assert [run.text for p in document.paragraphs for run in p.runs if run.font.highlight_color is not None] == ["Nothing shown."]


def test_a_draft_is_marked_on_every_page_of_word_and_pdf():
    from docx import Document

    mark = "DRAFT – not for submission"
    word, pdf = render_docx(a_letter(), watermark=True, words=WORDS), render_pdf(a_letter(), watermark=True, words=WORDS)
    header = Document(io.BytesIO(word)).sections[0].header
    assert [p.text for p in header.paragraphs if p.text] == [mark] and header.paragraphs[0].style.name == "Draft Mark"
    assert f'string="{mark}"' in header._element.xml
    assert pdf_text(pdf).count(squeezed(mark)) == 2
    assert squeezed(mark) not in pdf_text(render_pdf(a_letter(), watermark=False, words=WORDS))
    assert mark not in Document(io.BytesIO(render_docx(a_letter(), watermark=False, words=WORDS))).sections[0].header._element.xml


def test_a_template_of_ones_own_keeps_its_header_and_looks_but_not_its_text(tmp_path):
    from docx import Document
    from docx.shared import Pt

    own = Document(str(shipped("templates") / "docx" / "letter.docx"))
    own.add_paragraph("Text of the template")
    own.styles["Heading 1"].font.size = Pt(31)
    own.sections[0].header.paragraphs[0].text = "Fernhill Outdoor"
    own.save(str(tmp_path / "own.docx"))
    made = Document(io.BytesIO(render_docx(a_letter(), watermark=True, template=tmp_path / "own.docx", words=WORDS)))
    assert made.styles["Heading 1"].font.size == Pt(31)
    assert [p.text for p in made.sections[0].header.paragraphs] == ["DRAFT – not for submission", "Fernhill Outdoor"]
    assert "Text of the template" not in [p.text for p in made.paragraphs]


def test_a_template_without_the_styles_is_refused_naming_all_of_them(tmp_path):
    from docx import Document

    Document().save(str(tmp_path / "bare.docx"))
    with pytest.raises(PoaError) as refused:
        render_docx(a_letter(), watermark=False, template=tmp_path / "bare.docx", words=WORDS)
    assert {"'Evidence Cell'", "'Draft Mark'", "'Evidence Index'"} == set(re.findall(r"'[^']+'", str(refused.value)))
    (tmp_path / "text.docx").write_text("no zip", encoding="utf-8")
    for name in ("text.docx", "gone.docx"):
        with pytest.raises(PoaError, match="no Word file"):
            render_docx(a_letter(), watermark=False, template=tmp_path / name, words=WORDS)


def test_the_shipped_template_is_what_its_script_makes():
    script = shipped("templates") / "docx" / "make_letter_template.py"
    held: dict[str, object] = {"__name__": "template", "__file__": str(script)}
    exec(compile(script.read_text(encoding="utf-8"), str(script), "exec"), held)
    assert held["make"]() == script.with_name("letter.docx").read_bytes()  # type: ignore[operator]


# ---------------------------------------------------------------- questions and index


def test_each_answer_is_whole_and_its_count_is_that_of_the_text_to_copy():
    text = render_questions(a_letter("``` 🙂 $"), watermark=False, words=WORDS)
    answers = re.findall(r"^## ([^\n]+)\n\n(\d+) characters\.\n\n(`{3,})text\n(.*?)\n\3$", text, re.DOTALL | re.MULTILINE)
    assert [plain(heading.replace("\\", "")) for heading, *_ in answers] == [
        "Root causes",
        "Actions taken",
        "Measures ``` 🙂 $",
        "Evidence",
    ]
    assert all(int(count) == characters(answer) for _, count, _, answer in answers)
    assert answers[0][3].startswith("On October 13, 2026 Amazon wrote.") and "2. Second cause" in answers[0][3]
    assert answers[2][3].endswith("The rate without it is 1.5%.")
    assert len(answers[0][2]) == 4, "the fence is longer than any in the text"
    assert "No official limit is known." in text


def test_only_an_answer_over_the_limit_is_marked():
    actions = "- On October 14, 2026 we moved 12 orders.\n- We moved to UPS."
    at, over = (render_questions(a_letter(), watermark=False, limit=len(actions) - less, words=WORDS) for less in (0, 1))
    section = r"## Actions taken\n\n(.*?)\n\n```"
    assert re.search(section, at, re.DOTALL)[1] == f"{len(actions)} characters."
    assert re.search(section, over, re.DOTALL)[1] == f"{len(actions)} characters. **1 over the limit of {len(actions) - 1}.**"
    assert "DRAFT" in render_questions(a_letter(), watermark=True, words=WORDS).splitlines()[0]


def test_the_evidence_index_names_what_each_file_supports():
    row = evidence_index(files(), letter=a_letter())[0]
    assert row["proves"] == "Cause We moved to UPS.; On October 14, 2026 we moved 12 orders.; actions.gone"
    assert row["details"] == "Issued on: October 14, 2026; Number: None-7"
    assert evidence_index(files())[0]["proves"].startswith("causes.late@carrier=Cascade; ")
    table = render_index(a_letter(), files(shows="a | b <i>"), words=WORDS)
    assert markdown_blocks(table)[7:9] == ["log.pdf", "a | b <i>"]
    assert "No evidence file is listed." in render_index(a_letter(), (), words=WORDS)


def test_a_file_the_letter_does_not_name_is_not_shown_to_amazon():
    private = files(name="private.pdf", shows="Bank statement")
    assert not any("private" in text for text in docx_text(render_docx(a_letter(), private, watermark=False, words=WORDS)))
    assert "private" not in pdf_text(render_pdf(a_letter(), private, watermark=False, words=WORDS))
    assert squeezed("log.pdf – Pickup log") in pdf_text(render_pdf(a_letter(), private, watermark=False, words=WORDS))


def test_nothing_shows_an_empty_value_by_its_programming_name(tmp_path):
    bare = (Evidence(file="log.pdf", kind="log", shows="", sha256=""),)
    export(tmp_path, evidence=bare, formats=("md", "txt", "docx", "pdf"))
    shown = [path.read_text(encoding="utf-8") for path in tmp_path.iterdir() if path.suffix in (".md", ".txt")]
    shown += docx_text((tmp_path / "letter.docx").read_bytes()) + [pdf_text((tmp_path / "letter.pdf").read_bytes())]
    assert not re.search(r"None|[Uu]ndefined|\{\{|nan", "\n".join(shown))


# ---------------------------------------------------------------- writing


FINAL = {
    "sources_for_your_file.docx",
    "sources_for_your_file.pdf",
    "letter.md",
    "letter.txt",
    "letter.docx",
    "letter.pdf",
    "answers_by_question.md",
    "evidence_index.md",
    "sources.json",
    "check.json",
}


def test_a_final_export_writes_the_whole_set(tmp_path):
    target = tmp_path / "letters" / "v2"
    paths = export(target, issues=[WARNING], evidence=files(), formats=("md", "txt", "docx", "pdf"))
    assert {path.name for path in paths} == FINAL
    assert set(snapshot(target)) == FINAL | {"exported.json"}
    sources = json.loads((target / "sources.json").read_text(encoding="utf-8"))
    assert (sources["revision"], sources["locale"], sources["draft"]) == (2, "en-US", False)
    assert set(sources["sentences"]) == {s.id for s in a_letter().all_sentences()}
    assert sources["sentences"]["switch_carrier.1"]["part"] == "actions"
    assert sources["sentences"]["switch_carrier.1"]["sources"][0]["id"] == "actions.switch_carrier"
    check = json.loads((target / "check.json").read_text(encoding="utf-8"))
    assert check["blocking"] == 0 and [issue["id"] for issue in check["issues"]] == ["R31"]
    assert b"\r" not in b"".join(content for name, content in snapshot(target).items() if name.endswith((".md", ".txt", ".json")))
    assert "answers.json" not in (target / "letter.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("watermark", [None, False])
def test_a_blocking_issue_refuses_the_final_letter_and_leaves_the_folder(tmp_path, watermark):
    other = BLOCKING.model_copy(update={"id": "R12", "why": "Not done yet", "mend": "Do it first."})
    with pytest.raises(PoaError) as refused:
        export(tmp_path / "v1", issues=[BLOCKING, WARNING, other], watermark=watermark)
    assert str(refused.value) == "R23: The figure 7 is in no file. Correct it.\nR12: Not done yet. Do it first."
    assert not (tmp_path / "v1").exists()


def test_a_gap_refuses_the_final_letter_even_if_no_issue_speaks_of_it(tmp_path):
    with pytest.raises(PoaError, match="MISSING: date"):
        export(tmp_path / "v1", a_letter(gap=True))
    told = BLOCKING.model_copy(update={"sentence": "On [MISSING: date] we moved."})
    with pytest.raises(PoaError) as refused:
        export(tmp_path / "v1", a_letter(gap=True), [told])
    assert len(refused.value.problems) == 1 and not (tmp_path / "v1").exists()


def test_a_draft_is_always_allowed_and_never_touches_the_final_letter(tmp_path):
    export(tmp_path)
    before = snapshot(tmp_path)
    paths = export(tmp_path, a_letter("Changed.", gap=True), [BLOCKING], watermark=True)
    assert {path.name for path in paths} == {
        "draft.md", "draft.txt", "draft.answers_by_question.md", "draft.evidence_index.md", "draft.sources.json", "check.json",
    }  # fmt: skip
    after = snapshot(tmp_path)
    assert {name for name in before if before[name] != after[name]} == {"check.json", "exported.json"}
    assert json.loads(after["check.json"])["blocking"] == 1


def test_a_final_export_removes_the_drafts_it_wrote_and_no_other_file(tmp_path):
    export(tmp_path, watermark=True)
    (tmp_path / "draft.notes.md").write_text("mine", encoding="utf-8")
    (tmp_path / "draft.txt").write_text("edited by hand", encoding="utf-8")
    paths = export(tmp_path)
    kept = f"draft-{hashlib.sha256(b'edited by hand').hexdigest()[:8]}.txt"
    assert {path.name for path in tmp_path.iterdir() if path.name.startswith("draft")} == {"draft.notes.md"}
    assert paths[-1] == tmp_path / "edited" / kept and paths[-1].read_text(encoding="utf-8") == "edited by hand"


def test_a_letter_edited_by_hand_is_kept_and_named(tmp_path):
    export(tmp_path)
    edited = (tmp_path / "letter.md").read_bytes() + b"My own words.\n"
    (tmp_path / "letter.md").write_bytes(edited)
    paths = export(tmp_path)
    kept = tmp_path / "edited" / f"letter-{hashlib.sha256(edited).hexdigest()[:8]}.md"
    assert paths[-1] == kept and kept.read_bytes() == edited
    assert b"My own words" not in (tmp_path / "letter.md").read_bytes()
    assert kept not in export(tmp_path), "an unedited letter is replaced without a copy"
    assert kept.read_bytes() == edited


def test_a_letter_the_program_did_not_write_is_kept_too(tmp_path):
    (tmp_path / "letter.txt").write_text("from last year", encoding="utf-8")
    (tmp_path / "exported.json").write_text("{broken", encoding="utf-8")
    paths = export(tmp_path)
    assert paths[-1].parent.name == "edited" and paths[-1].read_text(encoding="utf-8") == "from last year"


def test_another_format_of_the_same_letter_stays_and_one_of_an_earlier_letter_goes(tmp_path):
    export(tmp_path, formats=("docx",))
    export(tmp_path, formats=("md",))
    assert (tmp_path / "letter.docx").is_file()
    export(tmp_path, a_letter("Changed."), formats=("md",))
    assert not (tmp_path / "letter.docx").exists() and (tmp_path / "letter.md").is_file()


@pytest.mark.parametrize("fails_at", range(1, 9))
def test_a_failure_while_writing_leaves_the_folder_as_it_was(tmp_path, monkeypatch, fails_at):
    export(tmp_path, watermark=True)
    export(tmp_path, formats=("docx", "md"))
    (tmp_path / "letter.md").write_text("edited by hand", encoding="utf-8")
    export(tmp_path, a_letter("Draft."), watermark=True)
    before, calls, replace = snapshot(tmp_path), [], os.replace

    def failing(source, target):
        calls.append(target)
        if len(calls) == fails_at:
            raise PermissionError(13, "Permission denied", str(source), None, str(target))
        replace(source, target)

    monkeypatch.setattr(export_folder.os, "replace", failing)
    with pytest.raises(PoaError, match="Close it if another program has it open"):
        export(tmp_path, a_letter("Changed."))
    assert len(calls) >= fails_at
    assert snapshot(tmp_path) == before
    assert not list(tmp_path.glob(".export-*")) and not (tmp_path / "edited").exists()


def test_a_failure_while_rendering_leaves_no_folder(tmp_path, monkeypatch):
    with pytest.raises(PoaError, match="no format"):
        export(tmp_path / "v1", formats=("md", "html"))
    with pytest.raises(PoaError, match="no Word file"):
        export(tmp_path / "v1", formats=("md", "docx"), template=tmp_path / "gone.docx")
    assert not (tmp_path / "v1").exists()


def test_a_folder_that_cannot_be_made_is_told_in_a_sentence(tmp_path):
    (tmp_path / "letters").write_text("a file", encoding="utf-8")
    with pytest.raises(PoaError, match="cannot be written"):
        export(tmp_path / "letters" / "v1")
    assert (tmp_path / "letters").read_text(encoding="utf-8") == "a file"


def test_two_sentences_of_one_name_are_refused(tmp_path):
    twice = Part(id="opening", sentences=(sentence("a", "s"), sentence("b", "s")))
    with pytest.raises(PoaError, match="called 's'"):
        export(tmp_path / "v1", a_letter().model_copy(update={"parts": (twice,)}))


# ---------------------------------------------------------------- the same letter, the same bytes


ONCE = """
import hashlib, sys, pathlib, importlib.util
spec = importlib.util.spec_from_file_location("held", sys.argv[1]); held = importlib.util.module_from_spec(spec)
sys.modules["held"] = held; spec.loader.exec_module(held)
for mark in (False, True):
    held.export(pathlib.Path(sys.argv[2]) / str(mark), evidence=held.files(), formats=("md", "txt", "docx", "pdf"), watermark=mark)
for name, content in held.snapshot(pathlib.Path(sys.argv[2])).items():
    print(name, hashlib.sha256(content).hexdigest())
"""


def test_two_processes_write_the_same_bytes(tmp_path):
    told = [
        subprocess.run(
            [sys.executable, "-c", ONCE, __file__, str(tmp_path / seed)],
            env={**os.environ, "PYTHONHASHSEED": seed, "TZ": zone, "USER": seed},
            capture_output=True, text=True, check=True,
        ).stdout
        for seed, zone in (("1", "UTC"), ("2", "Asia/Tokyo"))
    ]  # fmt: skip
    assert told[0] == told[1] and len(told[0].splitlines()) == 20


def test_no_file_holds_a_moment_or_a_user():
    with zipfile.ZipFile(io.BytesIO(render_docx(a_letter(), files(), watermark=True, words=WORDS))) as packed:
        assert {entry.date_time for entry in packed.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        core = packed.read("docProps/core.xml").decode()
    assert "dcterms:" not in re.sub(r'xmlns:\w+="[^"]*"', "", core) and "python-docx" not in core
    pdf = render_pdf(a_letter(), files(), watermark=True, words=WORDS)
    assert b"CreationDate" not in pdf and b"ModDate" not in pdf


# ---------------------------------------------------------------- the shipped phrases


def test_every_language_offered_has_the_phrases_of_the_export():
    for language, words in catalogue().phrases.items():
        for name in WORDS["export"]:
            assert str(phrase(words, "export", name)).strip(), f"{language}: {name}"
        assert "{{ count }}" in words["export"]["characters"] and "{{ limit }}" in words["export"]["over_limit"]


def test_a_missing_phrase_is_named():
    with pytest.raises(PoaError, match=r"'export\.file'"):
        render_docx(a_letter(), files(), watermark=False, words={**WORDS, "export": {}})
