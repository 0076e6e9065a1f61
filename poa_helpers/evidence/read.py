"""A file of evidence -> what can be read of it. Every file gives a `Document`; what is wrong with it is its state, never an exception."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator
from email import message_from_bytes, policy
from functools import lru_cache, partial
from pathlib import Path

from ..errors import PoaError
from .document import LARGEST, MOST_LINES, MOST_TEXT, Document, Line, flow_of, lines_of
from .from_image import read_image
from .from_pdf import read_pdf

_IMAGES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\x00", b"MM\x00*", b"BM", b"RIFF")
_OLE, _SEALED = b"\xd0\xcf\x11\xe0", "EncryptedPackage".encode("utf-16-le")  # a workbook or a text sealed with a password
_TABLES = (".csv", ".tsv", ".xlsx", ".xlsm")
_MOST_OF_TABLE = 20_000_000
_CELL = 400  # signs kept of a cell


def read_file(path: Path, *, screenshot: str = "(?!)") -> Document:
    """What can be read of a file; it is opened for reading only. Nothing is raised: a file that cannot be read says so by its state.

    screenshot: the pattern of names that pictures of a screen get.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     place = Path(folder, "note.txt")
    ...     _ = place.write_text("Delivery note 7\\nB0HPCANDL1 240 units")
    ...     [line.text for line in read_file(place).lines]
    ['Delivery note 7', 'B0HPCANDL1 240 units']
    """
    try:
        if path.stat().st_size > LARGEST:
            return Document("other", "large")
        content = path.read_bytes()
    except OSError:
        return Document("other", "damaged")
    kind, reader = _reader(content, path, screenshot)
    if not content.strip(b"\x00 \t\r\n"):
        return Document(kind, "empty")
    try:
        return reader()
    except ImportError:
        raise  # the workbench itself is not installed whole
    except MemoryError:
        return Document(kind, "large")
    except Exception:  # the libraries stumble in a hundred ways over damaged files: all of them mean that it cannot be read
        return Document(kind, "damaged")


def _reader(content: bytes, path: Path, screenshot: str) -> tuple[str, Callable[[], Document]]:  # type: ignore[return]
    """The kind of a file and what reads it, by its first bytes; by its name where those are plain text."""
    suffix = path.suffix.lower()
    if b"%PDF-" in content[:1024]:
        return "pdf", partial(read_pdf, content)
    if content.startswith(_IMAGES) and (suffix not in (".txt", ".csv", ".eml")):
        return "image", partial(read_image, content, path.name, screenshot)
    if suffix == ".pdf":
        return "pdf", partial(_state, "pdf", "damaged")
    if suffix in (".png", ".jpg", ".jpeg", ".gif", ".tif", ".tiff", ".bmp", ".webp"):
        return "image", partial(_state, "image", "damaged")
    if content.startswith(_OLE):
        return "other", partial(_state, "other", "locked" if _SEALED in content else "unknown")
    if suffix == ".eml":
        return "mail", partial(read_mail, content)
    if suffix in (".html", ".htm"):
        return "text", partial(_page, content)
    if suffix in _TABLES or (suffix == ".txt" and b"\t" in content.split(b"\n", 1)[0]):
        return "table", partial(read_table, path)
    if suffix in (".txt", ".md", ".log"):
        return "text", partial(_plain, content)
    return "other", partial(_state, "other", "unknown")


def _state(kind: str, state: str) -> Document:
    return Document(kind, state)  # type: ignore[arg-type]


def _words(kind: str, text: str, notes: tuple[str, ...] = ()) -> Document:
    lines = lines_of(text)
    return Document(kind, "text" if lines else "empty", "line", lines, flow_of(lines), notes=notes)  # type: ignore[arg-type]


def _plain(content: bytes) -> Document:
    from ..notice.source import read_plain

    try:
        return _words("text", read_plain(content[: 4 * MOST_TEXT], ""))
    except PoaError:
        return Document("text", "damaged")


def _page(content: bytes) -> Document:
    from ..notice.from_html import html_text

    return _words("text", html_text(content[: 4 * MOST_TEXT].decode("utf-8", "replace")))


def read_mail(content: bytes) -> Document:
    """An e-mail: its head and text. What is attached to it is counted, not read."""
    from ..notice.from_mail import mail_text

    message = message_from_bytes(content, policy=policy.default)
    attached = sum(part.get_content_disposition() == "attachment" for part in message.walk())
    told = f"{attached} attached file{'s are' if attached > 1 else ' is'} not read: save what matters as a file of its own"
    return _words("mail", mail_text(content), (told,) if attached else ())


def read_table(path: Path) -> Document:
    """A spreadsheet or a text with columns, through the bounded containers of the reports; a bomb is not unpacked."""
    from ..reports.container import read_contents

    try:
        lines = tuple(line for content in read_contents(path) for line in _rows(content.text_within(_MOST_OF_TABLE)))[:MOST_LINES]
    except PoaError as error:
        told = " ".join(problem.what for problem in error.problems)
        swollen = re.search(r"\b(?:large|larger|swells|holds \d+ files)\b", told)
        return Document("table", "large" if swollen else "locked" if "password" in told else "damaged")
    return Document("table", "text" if lines else "empty", "row", lines, flow_of(lines))


def _rows(text: str) -> Iterator[Line]:
    """The rows of a text table with their numbers in the file."""
    head = next((line for line in text.splitlines() if line.strip()), "")
    mark = max("\t;,", key=head.count)
    rows = csv.reader(io.StringIO(text), delimiter=mark)
    signs = 0
    for row in rows:
        cells = tuple(cell[:_CELL] for cell in row[:200])
        signs += sum(map(len, cells))
        if signs > MOST_TEXT:
            return
        if any(cell.strip() for cell in cells):
            yield Line(rows.line_num, "  ".join(cells), cells)


@lru_cache(maxsize=32)
def read_known(path: Path, sha256: str, screenshot: str) -> Document:
    """`read_file`, once for each content of a file."""
    return read_file(path, screenshot=screenshot)
