"""Files of evidence made for the tests: invoices as PDF, mail, table and picture, and files that mean harm. All names are fictional."""

from __future__ import annotations

import io
import json
import zipfile
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import typst
from openpyxl import Workbook
from PIL import Image, PngImagePlugin
from pypdf import PdfReader, PdfWriter

ACCOUNT = "Harbor & Pine Supply Co"
_INVOICE = """
#let it = json(bytes(sys.inputs.paper))
#set document(date: none)
#set page(margin: 20mm)
#for (n, page) in it.pages.enumerate() {
  if n > 0 { pagebreak() }
  grid(columns: (1fr, auto), [*#it.supplier* \\ 4 Foundry Road, Portland \\ #it.contact], [INVOICE])
  v(5mm)
  grid(columns: (1fr, 1fr), [Bill to \\ #it.buyer \\ 220 Harbor Lane, Example City], [#for line in it.right [#line \\ ]])
  v(5mm)
  table(columns: page.first().len(), stroke: none, ..page.flatten())
  for line in it.notes [#line \\ ]
}
"""


def invoice(**told: Any) -> bytes:
    """A one-page invoice as a PDF with text. pages: for each page the rows of its table, the head first."""
    rows = [["ASIN", "Item", "Quantity", "Price"], ["B0HPCANDL1", "Scented candle 8 oz", "240", "$1,204.80"]]
    usual: dict[str, Any] = {
        "supplier": "Northgate Home Wholesale Inc", "contact": "Phone +1 503 555 0142", "buyer": ACCOUNT, "pages": [rows],
        "right": ["Invoice No: NH-20418", "Invoice date: 2026-03-11", "Due date: 2026-04-10"], "notes": ["Total due: $1,204.80"],
    }  # fmt: skip
    return typst.compile(_INVOICE.encode(), format="pdf", sys_inputs={"paper": json.dumps(usual | told)}, ignore_system_fonts=True)


def written_by(content: bytes, **notes: str) -> bytes:
    """A PDF with other notes about its making: /Producer, /Creator."""
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(content)))
    writer.add_metadata({f"/{name}": value for name, value in notes.items()})
    return _bytes(writer)


def locked(content: bytes, password: str, algorithm: str = "RC4-128", owner: str = "owner") -> bytes:
    """A PDF that asks for a password to open it; with an empty one it only forbids to change it."""
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(content)))
    writer.encrypt(password, owner, algorithm=algorithm)
    return _bytes(writer)


def many_pages(count: int) -> bytes:
    """The same page again and again."""
    page = PdfReader(io.BytesIO(invoice())).pages[0]
    writer = PdfWriter()
    for _ in range(count):
        writer.add_page(page)
    return _bytes(writer)


def _bytes(writer: PdfWriter) -> bytes:
    held = io.BytesIO()
    writer.write(held)
    return held.getvalue()


def drawn_pdf(orders: bytes, *, picture: bool = True) -> bytes:
    """A page drawn by these orders, with a picture of one dot among its resources."""
    held = b"/XObject << /P 5 0 R >>" if picture else b""
    parts = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources << /Font << /F 6 0 R >> " + held + b" >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(orders), orders),
        b"<< /Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8 /Length 1 >>\nstream\n0\nendstream",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    body, places = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, start=1):
        places.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return body + b"xref\n0 7\n0000000000 65535 f \n%strailer << /Size 7 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (table, len(body))


def under_a_picture(*lines: str) -> bytes:
    """A scanned page: a picture with the words a scanner read laid under it, which are not drawn."""
    told = b" ".join(b"1 0 0 1 72 %d Tm (%s) Tj" % (700 - 20 * n, line.encode("latin-1")) for n, line in enumerate(lines))
    return drawn_pdf(b"q 612 0 0 792 0 0 cm /P Do Q BT /F 12 Tf 3 Tr " + told + b" ET")


def mail(*lines: str, attached: bool = True) -> bytes:
    """An e-mail of a supplier."""
    message = EmailMessage()
    message["From"], message["To"] = "Orders <orders@northgate-home.example>", "buying@harborpine.example"
    message["Subject"], message["Date"] = "Your order", "Wed, 11 Mar 2026 09:00:00 +0000"
    message.set_content("\n".join(lines))
    if attached:
        message.add_attachment(b"%PDF-1.4", maintype="application", subtype="pdf", filename="invoice.pdf")
    return message.as_bytes()


def workbook(*rows: list[Any]) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()


def bomb() -> bytes:
    """A workbook whose list of texts unpacks to a hundred and twenty megabytes."""
    held, piece = io.BytesIO(), bytes(1 << 20)
    with (
        zipfile.ZipFile(io.BytesIO(workbook(["ASIN", "Quantity"], ["B0HPCANDL1", 240]))) as source,
        zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in source.namelist():
            target.writestr(name, source.read(name))
        with target.open("xl/sharedStrings2.xml", "w") as stream:
            for _ in range(120):
                stream.write(piece)
    return held.getvalue()


def picture(width: int, height: int, format: str = "PNG", software: str = "") -> bytes:
    image, held = Image.new("L", (width, height), 255), io.BytesIO()
    if format == "PNG":
        notes = PngImagePlugin.PngInfo()
        if software:
            notes.add_text("Software", software)
        image.save(held, format, pnginfo=notes)
    else:
        exif = Image.Exif()
        if software:
            exif[305] = software
        image.save(held, format, exif=exif)
    return held.getvalue()


def put(folder: Path, name: str, content: bytes) -> Path:
    """The file, written into a folder."""
    path = folder / name
    path.write_bytes(content)
    return path
