"""Bytes to text: what kind of file it is, unpacked, decoded, with the encoding that was used."""

from __future__ import annotations

import codecs
import gzip
import hashlib
import io
import zlib
from dataclasses import dataclass
from pathlib import Path

from ..errors import PoaError

_MOST_BYTES = 1_000_000_000
_AGAIN = "Download the report again from Seller Central and use the file as it comes."
_BINARY = {
    b"%PDF": ("a PDF", "Reports are text files (.txt, .csv, .json); a PDF belongs with the evidence."),
    b"PK\x03\x04": (
        "an Excel workbook or a zip archive",
        "Unpack it, or open it in Excel and save it as 'CSV UTF-8'; better, download it again as text.",
    ),
    b"\xd0\xcf\x11\xe0": ("an old Excel workbook", "Open it in Excel and save it as 'CSV UTF-8'; better, download it again as text."),
    b"\x89PNG": ("a picture", "A screenshot belongs with the evidence; download the report itself."),
    b"\xff\xd8\xff": ("a picture", "A screenshot belongs with the evidence; download the report itself."),
    b"GIF8": ("a picture", "A screenshot belongs with the evidence; download the report itself."),
    b"SQLite format 3": ("a database", _AGAIN),
}
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


@dataclass(frozen=True)
class Content:
    """The text of one file. file: its name; sha256: of the bytes as they stand on disk."""

    file: str
    text: str
    encoding: str
    sha256: str

    @property
    def head(self) -> str:
        return self.text[:65536]

    @property
    def size(self) -> int:
        return len(self.text)

    def open(self):
        return io.BytesIO(self.text.encode("utf-8" if self.encoding == "utf-8-sig" else self.encoding))


def read_content(path: Path, marketplace: str | None = None) -> Content:
    """The text of a report file, unpacked if it is gzip.

    Raises PoaError when the path is missing or a folder, or the file is empty, binary, a web page or in no known encoding.
    """
    if path.is_dir():
        raise PoaError.of("This is a folder", "Name the report files in it.", file=str(path))
    try:
        stored = path.read_bytes()
    except FileNotFoundError:
        raise PoaError.of("There is no such file", "Check the name and the folder.", file=str(path)) from None
    except OSError as error:
        raise PoaError.of(
            f"The file cannot be read ({error.strerror})", "Close it in other programs and check its permissions.", file=str(path)
        ) from None
    data = _unpacked(stored, path.name)
    _refuse_binary(data, path.name)
    text, encoding = decode(data, path.name, marketplace)
    if not text.strip():
        raise PoaError.of("The file is empty", _AGAIN, file=path.name)
    start = text.lstrip()[:200].lower()
    if start.startswith(("<!doctype html", "<html", "<head", "<body")):
        raise PoaError.of(
            "This is a web page, not a report", "Use the download button of the report instead of saving the page.", file=path.name
        )
    if start.startswith("<?xml"):
        raise PoaError.of("This is an XML file", "Download the same report as a text (flat file) or CSV file.", file=path.name)
    return Content(path.name, text, encoding, hashlib.sha256(stored).hexdigest())


def _unpacked(data: bytes, name: str) -> bytes:
    """The bytes inside a gzip file; other bytes as they are."""
    if not data.startswith(b"\x1f\x8b"):
        return data
    try:
        with gzip.open(io.BytesIO(data)) as packed:
            inside = packed.read(_MOST_BYTES + 1)
    except (OSError, EOFError, zlib.error):
        raise PoaError.of("The .gz file is damaged", _AGAIN, file=name) from None
    if len(inside) > _MOST_BYTES:
        raise PoaError.of("The unpacked file is larger than 1 GB", "Download the report for a shorter period.", file=name)
    return inside


def _refuse_binary(data: bytes, name: str) -> None:
    for magic, (what, mend) in _BINARY.items():
        if data.startswith(magic):
            raise PoaError.of(f"The file is {what}, not a report", mend, file=name)
    if not data.strip(b" \t\r\n\x00"):
        raise PoaError.of("The file is empty", _AGAIN, file=name)


def decode(data: bytes, name: str, marketplace: str | None = None) -> tuple[str, str]:
    """Text and encoding: byte order mark, strict UTF-8, cp932 for Japan, cp1252, in this order.

    >>> decode("Köln".encode("cp1252"), "a.txt")
    ('Köln', 'cp1252')
    >>> decode("Köln".encode("utf-16"), "a.txt")
    ('Köln', 'utf-16')
    """
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            candidates = [encoding]
            break
    else:
        japan = marketplace == "JP" or b"amazon.co.jp" in data.lower()
        nul = data[:2000].count(b"\x00") * 3 > len(data[:2000])
        candidates = ["utf-16-le" if data[1:2] == b"\x00" else "utf-16-be"] if nul else ["utf-8", *(["cp932"] if japan else []), "cp1252"]
    for encoding in candidates:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not _looks_binary(text):
            return text.lstrip("\ufeff"), encoding
    raise PoaError.of("The file is not readable as text", _AGAIN, file=name)


def _looks_binary(text: str) -> bool:
    """Whether control characters occur that no report holds."""
    sample = text[:20_000]
    return "\x00" in sample or sum(ord(char) < 32 and char not in "\t\r\n\x0b\x0c\x1a" for char in sample) * 100 > len(sample)
