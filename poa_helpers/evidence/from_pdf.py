"""A PDF of evidence: its words page by page, in the order of the page; a scanned page is a picture, which is not read."""

from __future__ import annotations

import io
import re
from typing import Any

from .document import MOST_LINES, MOST_TEXT, Document, Line, lines_of, programs

MOST_PAGES = 60
_MOST_OF_PAGE = 1_500_000  # bytes of drawing orders on one page, unpacked; a page of text has some thousand
_MOST_OF_FILE = 2_500_000
_MOST_LAID_OUT = 300_000  # … up to which the place of words on the page is worked out, too
_AS_MUCH = 0.9  # of the words of a page must stand in its layout
_HIDDEN_TEXT = re.compile(rb"(?<![\d.])3\s+Tr\b")  # text that is not drawn: what a scanner lays under a picture
_TOOL = re.compile(rb"(?:CreatorTool|softwareAgent|Producer)[>=\"'\s]{1,4}([^<\"']{2,80})")


def read_pdf(content: bytes) -> Document:
    """The words of the first 60 pages and the programs that made the file. Raises what pypdf raises over a damaged file."""
    import logging

    from pypdf import PdfReader

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # it tells of every small fault of the file
    reader = PdfReader(io.BytesIO(content))
    if reader.is_encrypted and not reader.decrypt(""):
        return Document("pdf", "locked", "page")
    count = reader.get_num_pages()
    lines: list[Line] = []
    flow: list[tuple[int, str]] = []
    empty, read, hidden, spent, signs = 0, 0, False, 0, 0
    for number in range(min(count, MOST_PAGES)):
        page = reader.pages[number]
        orders = _orders(page)
        spent += len(orders)
        if len(orders) > _MOST_OF_PAGE or spent > _MOST_OF_FILE or signs > MOST_TEXT or len(lines) > MOST_LINES:
            break
        read += 1
        plain = page.extract_text() or ""
        if not plain.strip():
            empty += _has_picture(page)
            continue
        laid = page.extract_text(extraction_mode="layout") if len(orders) < _MOST_LAID_OUT and not page.rotation else ""
        signs += len(plain)
        lines += lines_of(laid if _size(laid) >= _AS_MUCH * _size(plain) else plain, number + 1)
        flow.append((number + 1, plain[:MOST_TEXT]))
        hidden = hidden or bool(_HIDDEN_TEXT.search(orders) and _has_picture(page))
    notes = (f"only the first {read} of {count} pages were read",) if read < count else ()
    state = ("partly" if empty else "text") if flow else "picture" if empty or read else "large"
    return Document(
        "pdf", state, "page", tuple(lines), tuple(flow), pages=count, pages_read=read, scanned=hidden, software=_software(reader), notes=notes
    )  # fmt: skip


def _size(text: str) -> int:
    return len("".join(text.split()))


def _orders(page: Any) -> bytes:
    """What is drawn on a page, as the file says it."""
    contents = page.get_contents()
    return contents.get_data() if contents is not None else b""


def _has_picture(page: Any) -> bool:
    """Whether a picture stands on the page."""
    held = page.get("/Resources") or {}
    objects = held.get_object().get("/XObject") if hasattr(held, "get_object") else None
    named = objects.get_object() if objects is not None else {}
    return any(named[name].get_object().get("/Subtype") in ("/Image", "/Form") for name in list(named)[:50])


def _software(reader: Any) -> tuple[str, ...]:
    """The programs the file names in its two kinds of notes; nothing else of them, for they name people, too."""
    told = reader.metadata or {}
    named: list[object] = [told.get("/Producer"), told.get("/Creator")]
    try:
        notes = reader.trailer["/Root"].get("/Metadata")
        data = notes.get_object().get_data()[:200_000] if notes is not None else b""
        named += [found.decode("utf-8", "replace") for found in _TOOL.findall(data)][:20]
    except Exception:  # the notes are no part of the document; what is wrong with them keeps nobody from reading it
        pass
    return programs(*named)
