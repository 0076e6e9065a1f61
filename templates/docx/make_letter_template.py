"""Makes letter.docx, the Word file whose styles every letter uses: python templates/docx/make_letter_template.py

Change the styles in Word (or here) and save under the same name. The same script gives the same bytes.
"""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt, RGBColor

from poa_helpers.export.docx import fixed_zip

FONT = "Calibri"
INK = RGBColor(0x1F, 0x3A, 0x5F)
GREY = RGBColor(0x66, 0x66, 0x66)
RED = RGBColor(0xB0, 0x1E, 0x1E)
KEPT_TABLES = ("Normal Table", "Table Grid")

EVIDENCE_INDEX = f"""
<w:style {nsdecls("w")} w:type="table" w:customStyle="1" w:styleId="EvidenceIndex">
  <w:name w:val="Evidence Index"/><w:basedOn w:val="TableNormal"/><w:uiPriority w:val="59"/><w:qFormat/>
  <w:tblPr>
    <w:tblStyleRowBandSize w:val="1"/>
    <w:tblBorders>
      <w:top w:val="single" w:sz="8" w:space="0" w:color="1F3A5F"/>
      <w:bottom w:val="single" w:sz="8" w:space="0" w:color="1F3A5F"/>
      <w:insideH w:val="single" w:sz="4" w:space="0" w:color="C8CED6"/>
    </w:tblBorders>
    <w:tblCellMar><w:top w:w="40" w:type="dxa"/><w:left w:w="85" w:type="dxa"/><w:bottom w:w="40" w:type="dxa"/><w:right w:w="85" w:type="dxa"/></w:tblCellMar>
  </w:tblPr>
  <w:tblStylePr w:type="firstRow">
    <w:rPr><w:b/></w:rPr>
    <w:tcPr><w:tcBorders><w:bottom w:val="single" w:sz="8" w:space="0" w:color="1F3A5F"/></w:tcBorders><w:shd w:val="clear" w:color="auto" w:fill="EAEEF3"/></w:tcPr>
  </w:tblStylePr>
</w:style>"""


def look(style: Any, size: float, *, bold: bool = False, colour: RGBColor | None = None, before: float = 0, after: float = 6) -> Any:
    """A style's font and distances; theme fonts are taken out, or they would win."""
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for name in list(fonts.attrib):
        del fonts.attrib[name]
    for kind in ("ascii", "hAnsi", "cs", "eastAsia"):
        fonts.set(qn(f"w:{kind}"), FONT)
    style.font.size, style.font.bold = Pt(size), bold or None
    if colour is not None:
        style.font.color.rgb = colour
    shape = style.paragraph_format
    shape.space_before, shape.space_after, shape.line_spacing = Pt(before), Pt(after), 1.1
    return style


def page_number(paragraph: Any) -> None:
    """`1 / 3`, without a word, so that it fits every language."""
    for field in ("PAGE", None, "NUMPAGES"):
        if field is None:
            paragraph.add_run(" / ")
        else:
            paragraph._p.append(parse_xml(f'<w:fldSimple {nsdecls("w")} w:instr="{field}"><w:r><w:t>1</w:t></w:r></w:fldSimple>'))


def make() -> bytes:
    document = Document()
    styles = document.styles
    for style in list(styles):
        if style.type == WD_STYLE_TYPE.TABLE and style.name not in KEPT_TABLES:
            style.element.getparent().remove(style.element)
    look(styles["Normal"], 11)
    title = look(styles["Title"], 20, bold=True, colour=INK, after=10)
    for border in title.element.iter(qn("w:pBdr")):
        border.getparent().remove(border)
        break
    look(styles["Heading 1"], 14, bold=True, colour=INK, before=14, after=4)
    look(styles["Heading 2"], 12, bold=True, colour=INK, before=10, after=3)
    for name, after in (("List Number", 4), ("List Bullet", 4), ("List Bullet 2", 3), ("List Continue", 4)):
        look(styles[name], 11, after=after)
        for spacing in styles[name].element.iter(qn("w:contextualSpacing")):
            spacing.getparent().remove(spacing)
            break
    styles["List Number"].paragraph_format.space_before = Pt(6)
    styles["List Continue"].paragraph_format.left_indent = Mm(6.35)
    look(styles.add_style("Evidence Cell", WD_STYLE_TYPE.PARAGRAPH), 9.5, after=0).base_style = styles["Normal"]
    mark = look(styles.add_style("Draft Mark", WD_STYLE_TYPE.PARAGRAPH), 11, bold=True, colour=RED)
    mark.base_style, mark.paragraph_format.alignment = styles["Normal"], WD_ALIGN_PARAGRAPH.CENTER
    styles.element.append(parse_xml(EVIDENCE_INDEX))
    section = document.sections[0]
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Mm(25)
    footer = section.footer.paragraphs[0]
    look(styles["Footer"], 9, colour=GREY, after=0)
    footer.style, footer.alignment = styles["Footer"], WD_ALIGN_PARAGRAPH.CENTER
    page_number(footer)
    for element in list(document.core_properties._element):
        document.core_properties._element.remove(element)
    package = document.part.package
    for key, relation in list(package.rels.items()):
        if relation.reltype.endswith("/thumbnail"):
            del package.rels[key]
    saved = io.BytesIO()
    document.save(saved)
    return fixed_zip(saved.getvalue())


if __name__ == "__main__":
    Path(__file__).with_name("letter.docx").write_bytes(make())
