"""The letter as a Word file, in the styles of a Word template that the consultant can change.

The same letter gives the same bytes: no time of day, no random id, no name of the program's user.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from ..catalogue import shipped
from ..errors import PoaError, Problem
from ..model import Evidence, Letter
from ..words import locale_of
from .index import attached, letter_table
from .outline import Point, Run, Section, clean, joined, outline, plain, words_of
from .pictures import Picture

STYLES = {
    "paragraph": (
        "Title",
        "Heading 1",
        "Normal",
        "List Number",
        "List Bullet",
        "List Bullet 2",
        "List Continue",
        "Evidence Cell",
        "Draft Mark",
    ),
    "character": ("Strong", "Emphasis"),
    "table": ("Evidence Index",),
}
WIDTHS = {"file": 26, "shows": 30, "asins": 24, "details": 20}  # relative
LETTER_PAPER = ("US", "CA")
PAPER = {"letter": (215.9, 279.4), "a4": (210.0, 297.0)}  # millimetres
EPOCH = (1980, 1, 1, 0, 0, 0)  # the first moment a zip file can name
MARK = "PoaDraftMark"


def render_docx(
    letter: Letter,
    evidence: Sequence[Evidence] = (),
    *,
    watermark: bool,
    template: Path | None = None,
    words: Mapping[str, Any] | None = None,
    pictures: Sequence[Picture] = (),
) -> bytes:
    """The letter as a .docx. The evidence part becomes a table of the files of `evidence` that the letter names; pictures stand on pages of their own.

    watermark: the draft mark in the header and across every page. template: another Word file with the styles of
    templates/docx/letter.docx; its own text is dropped, its header, footer and margins stay. Raises PoaError naming every missing style.
    """
    phrases, letter = words_of(letter, words), clean(letter)
    held = outline(letter, phrases, watermark=watermark)
    document = _opened(template or shipped("templates") / "docx" / "letter.docx")
    _set_page(document, letter.locale)
    _set_properties(document, joined(held.title), letter.locale)
    _add_runs(_paragraph(document, "Title"), held.title)
    for section in held.sections:
        _add_section(document, section, partial(_add_table, document, letter, evidence, phrases) if attached(letter, evidence) else None)
    for picture in pictures:
        _add_picture(document, picture, first=picture is pictures[0])
    if held.watermark:
        _mark(document, held.watermark)
    saved = io.BytesIO()
    document.save(saved)
    return fixed_zip(saved.getvalue())


def paper(locale: str) -> str:
    """`letter` for the United States and Canada, `a4` elsewhere.

    >>> paper("en-US"), paper("fr-CA"), paper("en-GB"), paper("de-DE")
    ('letter', 'letter', 'a4', 'a4')
    """
    return "letter" if locale_of(locale).territory in LETTER_PAPER else "a4"


def fixed_zip(content: bytes) -> bytes:
    """The same zip without the moment it was made."""
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            entry = zipfile.ZipInfo(name, EPOCH)
            entry.compress_type, entry.create_system, entry.external_attr = zipfile.ZIP_DEFLATED, 0, 0
            new.writestr(entry, old.read(name))
    return packed.getvalue()


def page_widths(columns: Sequence[str], whole: int) -> list[int]:
    """The widths of a table's columns, which together are exactly `whole`.

    >>> page_widths(["file", "shows"], 600)
    [278, 322]
    """
    total = sum(WIDTHS[name] for name in columns)
    widths = [whole * WIDTHS[name] // total for name in columns]
    return [*widths[:-1], whole - sum(widths[:-1])]


# ---------------------------------------------------------------- the template


def _opened(path: Path) -> Any:
    """The template without its text. Raises PoaError when it is no Word file or lacks a style."""
    from docx import Document
    from docx.enum.style import WD_STYLE_TYPE
    from docx.opc.exceptions import PackageNotFoundError

    try:
        document = Document(str(path))
    except (PackageNotFoundError, zipfile.BadZipFile, KeyError, ValueError, OSError):
        raise PoaError.of(
            "is no Word file that can be read", "Give a .docx made from templates/docx/letter.docx.", file=path.name
        ) from None
    there = {(style.type, style.name) for style in document.styles}
    problems = [
        Problem(f"The {kind} style '{name}' is missing", "Add it, or start again from templates/docx/letter.docx.", file=path.name)
        for kind, names in STYLES.items()
        for name in names
        if (WD_STYLE_TYPE[kind.upper()], name) not in there
    ]
    if problems:
        raise PoaError(problems)
    body = document.element.body
    for element in list(body):
        if element is not body.sectPr:
            body.remove(element)
    return document


def _set_page(document: Any, locale: str) -> None:
    from docx.shared import Mm

    width, height = PAPER[paper(locale)]
    for section in document.sections:
        section.page_width, section.page_height = Mm(width), Mm(height)


def _set_properties(document: Any, title: str, locale: str) -> None:
    """The title, and nothing that would differ from run to run. The language makes Word check the right spelling."""
    from docx.oxml.ns import qn

    core = document.core_properties
    for element in list(core._element):
        core._element.remove(element)
    core.title, core.language = title[:255], locale
    for lang in document.styles.element.iter(qn("w:lang")):
        lang.set(qn("w:val"), locale)


# ---------------------------------------------------------------- the text


def _paragraph(document: Any, style: str) -> Any:
    return _styled(document, document.add_paragraph(), style)


def _styled(document: Any, paragraph: Any, style: str) -> Any:
    """Set a paragraph's style. By its name alone python-docx would look for the default style, which needs no mark, among all styles, each time."""
    found = document.styles[style].element
    paragraph._p.style = None if found.default else found.styleId
    return paragraph


def _add_runs(paragraph: Any, runs: Sequence[Run], style: str | None = None) -> Any:
    """Add text; gaps are highlighted by hand, so that they show whatever the template's styles are."""
    from docx.enum.text import WD_COLOR_INDEX

    for run in runs:
        added = paragraph.add_run(style=style)
        added._r.add_t(run.text)
        if run.gap:
            added.bold, added.font.highlight_color = True, WD_COLOR_INDEX.YELLOW
    return paragraph


def _add_section(document: Any, section: Section, add_table: Any) -> None:
    if section.heading:
        _add_runs(_paragraph(document, "Heading 1"), section.heading)
    if section.text:
        _add_runs(_paragraph(document, "Normal"), section.text)
    if section.id == "evidence" and add_table:
        tabled = add_table()
        for point in section.items:
            if point.key not in tabled:
                _add_point(document, point, section)
        _paragraph(document, "Normal")  # Word wants a paragraph after a table; it also keeps the distance
        return
    for point in section.items:
        _add_point(document, point, section)


def _add_point(document: Any, point: Point, section: Section) -> None:
    style = "List Bullet" if point.number is None else "List Number"
    first = _paragraph(document, style)
    if point.title:
        _add_runs(first, point.title, "Strong")
        first.paragraph_format.keep_with_next = True
        if point.text:
            _add_runs(_paragraph(document, "List Continue"), point.text)
    else:
        _add_runs(first, point.text)
    if point.points:
        if section.points_title:
            title = _add_runs(_paragraph(document, "List Continue"), (Run(section.points_title),), "Emphasis")
            title.paragraph_format.keep_with_next = True
        for runs in point.points:
            _add_runs(_paragraph(document, "List Bullet 2"), runs)


def _add_table(document: Any, letter: Letter, evidence: Sequence[Evidence], words: Mapping[str, Any]) -> set[str]:
    """The evidence table; the names of the files in it."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Emu

    columns, titles, rows = letter_table(letter, evidence, words)
    page = document.sections[0]
    widths = page_widths(columns, page.page_width - page.left_margin - page.right_margin)
    table = document.add_table(rows=0, cols=len(columns), style="Evidence Index")
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Emu(width)
    for number, texts in enumerate([titles, *rows]):
        row = table.add_row()
        kept = row._tr.get_or_add_trPr()
        kept.append(OxmlElement("w:cantSplit"))
        if number == 0:
            kept.append(OxmlElement("w:tblHeader"))
        for cell, width, text in zip(row.cells, widths, texts, strict=True):
            cell.width = Emu(width)
            _styled(document, cell.paragraphs[0], "Evidence Cell").add_run()._r.add_t(text)
    table._tbl.tblPr.find(qn("w:tblLook")).set(qn("w:firstColumn"), "0")
    return set(attached(letter, evidence))


def _add_picture(document: Any, picture: Picture, *, first: bool) -> None:
    from docx.shared import Emu

    page = document.sections[0]
    room = page.page_width - page.left_margin - page.right_margin, page.page_height - page.top_margin - page.bottom_margin
    paragraph = _paragraph(document, "Normal")
    paragraph.paragraph_format.page_break_before = first
    shape = paragraph.add_run().add_picture(io.BytesIO(picture.png), width=Emu(int(picture.width_within(*room))))
    shape._inline.docPr.set("descr", picture.caption)
    shape._inline.docPr.set("name", picture.name)


# ---------------------------------------------------------------- the draft mark


def _mark(document: Any, text: str) -> None:
    """The draft mark on top of every kind of header, and across the page."""
    headers = []
    for number, section in enumerate(document.sections):
        kinds = [section.header]
        kinds += [section.first_page_header] if section.different_first_page_header_footer else []
        kinds += [section.even_page_header] if document.settings.odd_and_even_pages_header_footer else []
        headers += [header for header in kinds if number == 0 or not header.is_linked_to_previous]
    for number, header in enumerate(headers):
        header.is_linked_to_previous = False
        first = header.paragraphs[0] if header.paragraphs else header.add_paragraph()
        paragraph = first if not first.text and len(header.paragraphs) == 1 else first.insert_paragraph_before()
        paragraph.style = "Draft Mark"
        paragraph.add_run()._r.add_t(text)
        paragraph.add_run()._r.append(_diagonal(text, f"{MARK}{number}"))


def _diagonal(text: str, id: str) -> Any:
    """WordArt behind the text, the way Word itself makes a watermark."""
    from docx.oxml import parse_xml

    picture = parse_xml(
        '<w:pict xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:v="urn:schemas-microsoft-com:vml" '
        'xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:w10="urn:schemas-microsoft-com:office:word">'
        '<v:shapetype id="_x0000_t136" coordsize="21600,21600" o:spt="136" adj="10800" path="m@7,l@8,m@5,21600l@6,21600e">'
        '<v:formulas><v:f eqn="sum #0 0 10800"/><v:f eqn="prod #0 2 1"/><v:f eqn="sum 21600 0 @1"/><v:f eqn="sum 0 0 @2"/>'
        '<v:f eqn="sum 21600 0 @3"/><v:f eqn="if @0 @3 0"/><v:f eqn="if @0 21600 @1"/><v:f eqn="if @0 0 @2"/><v:f eqn="if @0 @4 21600"/>'
        '<v:f eqn="mid @5 @6"/><v:f eqn="mid @8 @5"/><v:f eqn="mid @7 @8"/><v:f eqn="mid @6 @7"/><v:f eqn="sum @6 0 @5"/></v:formulas>'
        '<v:path textpathok="t" o:connecttype="custom" o:connectlocs="@9,0;@10,10800;@11,21600;@12,10800" o:connectangles="270,180,90,0"/>'
        '<v:textpath on="t" fitshape="t"/><o:lock v:ext="edit" text="t" shapetype="t"/></v:shapetype>'
        '<v:shape type="#_x0000_t136" style="position:absolute;margin-left:0;margin-top:0;width:460pt;height:60pt;rotation:315;z-index:-251658752;'
        "mso-position-horizontal:center;mso-position-horizontal-relative:margin;mso-position-vertical:center;"
        'mso-position-vertical-relative:margin" o:allowincell="f" fillcolor="#e0e0e0" stroked="f">'
        '<v:textpath style="font-family:&quot;Calibri&quot;;font-size:1pt"/><w10:wrap anchorx="margin" anchory="margin"/></v:shape></w:pict>'
    )
    shape = picture[1]
    shape.set("id", id)
    shape[0].set("string", plain(text))
    return picture
