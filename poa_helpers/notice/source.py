"""A file or pasted text -> the text that all offsets refer to. Another kind of file gets a reader in READERS."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import islice
from pathlib import Path

from ..errors import PoaError
from .encoded import decoded, normalised
from .from_html import html_text
from .from_mail import mail_text
from .from_pdf import pdf_text

LARGEST = 20_000_000  # bytes; a notice has a few pages
_MAGIC = (b"%PDF", b"PK\x03\x04", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\xd0\xcf\x11\xe0", b"\x1f\x8b", b"7z\xbc\xaf")
# Tags of a page whose source was copied: `</p>`, `<br/>`, `<td width="20">`.
_TAG = re.compile(r"</?(?:html|body|div|p|br|td|tr|table|span|font|ul|li|b|strong|img|a)(?:\s[^<>]*)?/?>", re.IGNORECASE)
_FEWEST_TAGS = 6
_QUOTED = re.compile(r"^[ \t]*>[ \t]?")
_FEWEST_QUOTED = 3


def read_source(source: Path | str, text: str | None) -> tuple[str, str]:
    """The name and the text of a notice; `text` is what was pasted, else `source` is the path of a file.

    Raises PoaError when there is no such file, it cannot be read, is empty or is no text.
    """
    if text is not None:
        name, words = str(source), text
    else:
        path = Path(source).expanduser()
        name, words = path.name, _file_text(path)
    words = _unquoted(normalised(html_text(words) if _is_markup(words) else words))
    if not words.strip():
        raise PoaError.of(
            "There is no text in it", "Copy the whole message from Amazon, with its subject line, into the file.", file=name or None
        )
    return name, words


def _unquoted(text: str) -> str:
    """A text of which each line is quoted, as when it was copied from an answer, without the signs of that.

    >>> _unquoted("> Dear seller,\\n>\\n> no later than 22\\n> October"), _unquoted("> Dear seller,\\nwhat now?\\n> Amazon")
    ('Dear seller,\\n\\nno later than 22\\nOctober', '> Dear seller,\\nwhat now?\\n> Amazon')
    """
    lines = text.split("\n")
    while len(told := [*filter(str.strip, lines)]) >= _FEWEST_QUOTED and all(map(_QUOTED.match, told)):
        lines = [_QUOTED.sub("", line, count=1) for line in lines]
    return "\n".join(lines)


def _is_markup(text: str) -> bool:
    """Whether a text is the source of a page, or what is left of it."""
    return "</" in text and sum(1 for _ in islice(_TAG.finditer(text), _FEWEST_TAGS)) == _FEWEST_TAGS


def _file_text(path: Path) -> str:
    if not path.exists():
        raise PoaError.of("There is no such file", "Check the name and the folder.", file=str(path))
    if not path.is_file():
        raise PoaError.of("This is a folder, not a file", "Name the file that holds the notice.", file=str(path))
    try:
        size = path.stat().st_size
        content = path.read_bytes() if size <= LARGEST else b""
    except OSError as error:
        raise PoaError.of(
            f"The file cannot be read ({error.strerror})", "Close it in other programs and check your rights to it.", file=path.name
        ) from None
    if size > LARGEST:
        raise PoaError.of(f"The file has {size:,} bytes, far more than a notice", "Name the file that holds the notice.", file=path.name)
    if not content.strip():
        return ""
    kind = _looks_like(content) or path.suffix.lower()
    return READERS.get(kind, read_plain)(content, path.name)


def read_plain(content: bytes, name: str) -> str:
    """The text of a .txt file: UTF-8, UTF-16 with its mark, or an older encoding of its language.

    >>> read_plain("Café".encode("cp1252"), "notice.txt")
    'Café'
    """
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            return content.decode("utf-16")
        except UnicodeDecodeError:
            raise _no_text(name) from None
    if content.startswith(_MAGIC) or b"\x00" in content:
        raise _no_text(name)
    words = decoded(content)
    if sum(ord(letter) < 32 and letter not in "\t\n\r\f\v\x1b" for letter in words[:20_000]) > len(words[:20_000]) / 100:
        raise _no_text(name)
    return words


def _looks_like(content: bytes) -> str:
    """The kind of a file by how it begins, whatever its name says; empty when it may be plain text."""
    head = content[:2000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head.startswith(b"%pdf"):
        return ".pdf"
    if head.startswith((b"<!doctype html", b"<html")):
        return ".html"
    return ".eml" if re.match(rb"(?:return-path|delivered-to|received|mime-version|x-[\w-]+):", head) else ""


def _html(content: bytes, name: str) -> str:
    return html_text(content if b"charset" in content[:3000].lower() else read_plain(content, name))


def _unreadable(content: bytes, name: str) -> str:
    mend = "Open it, copy the whole message and paste it, or save it as .txt, .eml, .html or .pdf."
    raise PoaError.of(f"Files of the kind {Path(name).suffix} cannot be read as a notice", mend, file=name)


def _no_text(name: str) -> PoaError:
    return PoaError.of(
        "The file holds no plain text", "Open the message, copy all of it and save it as a .txt file, or paste it.", file=name
    )


READERS: dict[str, Callable[[bytes, str], str]] = {
    ".eml": lambda content, _: mail_text(content),
    **dict.fromkeys((".html", ".htm"), _html),
    ".pdf": pdf_text,
    **dict.fromkeys((".msg", ".docx", ".doc", ".rtf"), _unreadable),
}
