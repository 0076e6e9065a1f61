"""One text as it lies in a file, an archive or a sheet: where it is from, how it is written, and fresh streams of its bytes."""

from __future__ import annotations

import codecs
import hashlib
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import BinaryIO

from ...errors import PoaError
from ..errors_of_files import again, unreadable

HEAD = 65_536  # bytes that are looked at to say what a file is
_CHUNK = 1 << 20


@dataclass(frozen=True)
class Content:
    """A text that may be far larger than memory.

    file: what it is called in messages; a member of an archive is `archive.zip/member.txt`, a sheet of a workbook with several
    tables is `book.xlsx/Sheet1`. path: the file on disk. encoding: that of the bytes `open` gives, decided from the whole text up to
    64 MB and from its first 64 KiB beyond that; then the bytes may turn out to be another one of `otherwise`, which `text` tries by
    itself and a streaming reader has to (`with_encoding`). written_in: the encoding to tell the user, where the text was made from another
    document (XML, JSON). notes: what to tell about the container. opener: gives a fresh stream of the unpacked bytes.

    >>> content = Content.of_bytes("Köln,Ulm".encode("cp1252"), "a.csv", "cp1252")
    >>> content.text, content.size, content.open().read(3)
    ('Köln,Ulm', 8, b'K\\xf6l')
    """

    file: str
    encoding: str
    opener: Callable[[], BinaryIO] = field(repr=False, compare=False)
    path: Path | None = None
    known_size: int | None = None
    otherwise: tuple[str, ...] = ()
    written_in: str = ""
    notes: tuple[str, ...] = ()
    digest: str = ""

    @classmethod
    def of_bytes(cls, data: bytes, file: str, encoding: str = "utf-8") -> Content:
        """A text that is in memory."""
        return cls(file, encoding, lambda: io.BytesIO(data), known_size=len(data), digest=hashlib.sha256(data).hexdigest())

    def open(self) -> BinaryIO:
        """A fresh stream of the unpacked bytes, byte order mark included. Reading a damaged archive raises PoaError."""
        return self.opener()

    @cached_property
    def sha256(self) -> str:
        """Of the bytes as they stand on disk (of the archive, if it is one). Raises PoaError when the file has gone."""
        if self.digest or self.path is None:
            return self.digest
        try:
            with self.path.open("rb") as stream:
                return hashlib.file_digest(stream, "sha256").hexdigest()
        except OSError as error:
            raise unreadable(error, self.file) from None

    @cached_property
    def size(self) -> int:
        """Unpacked bytes. For a .gz of more than 64 MB this unpacks the file once."""
        if self.known_size is not None:
            return self.known_size
        with self.open() as stream:
            return sum(map(len, iter(lambda: stream.read(_CHUNK), b"")))

    @cached_property
    def head(self) -> str:
        """The first 64 KiB, decoded, without byte order mark and without a sign cut in two at the end."""
        with self.open() as stream:
            return codecs.getincrementaldecoder(self.encoding)("replace").decode(stream.read(HEAD)).lstrip("\ufeff")

    @cached_property
    def text(self) -> str:
        """All of it, decoded, without byte order mark. Raises PoaError when no encoding fits."""
        return self.text_within(None)

    def text_within(self, most: int | None) -> str:
        """The same of a document that has to be read as a whole, and must not have more bytes than so many. Raises PoaError when it has."""
        with self.open() as stream:
            data = stream.read() if most is None else stream.read(most + 1)
        if most is not None and len(data) > most:
            raise PoaError.of("The file is too large to be read as one document", "Ask for shorter periods, one file each.", file=self.file)
        for encoding in (self.encoding, *self.otherwise):
            try:
                return data.decode(encoding).lstrip("\ufeff")
            except UnicodeDecodeError:
                continue
        raise again("The file is not readable as text", self.file)

    @property
    def kind(self) -> str:
        """`json`, `xml` or `table`, by the first sign of the text."""
        first = self.head.lstrip()[:1]
        return "json" if first in ("{", "[") else "xml" if first == "<" else "table"

    def with_encoding(self, encoding: str) -> Content:
        """The same text taken for another encoding."""
        rest = self.otherwise[self.otherwise.index(encoding) + 1 :] if encoding in self.otherwise else ()
        return replace(self, encoding=encoding, otherwise=rest, written_in=encoding)

    def utf8(self) -> Iterator[bytes]:
        """The text as UTF-8 in pieces of about 1 MiB, without byte order mark; raises PoaError where the encoding does not fit."""
        decoder = codecs.getincrementaldecoder(self.encoding)()
        first = True
        with self.open() as stream:
            while True:
                data = stream.read(_CHUNK)
                try:
                    text = decoder.decode(data, not data)
                except UnicodeDecodeError:
                    raise again(f"The file is not written in {self.encoding} throughout", self.file) from None
                if first and text:
                    text, first = text.lstrip("\ufeff"), False
                if text:
                    yield text.encode("utf-8", "surrogatepass")
                if not data:
                    return
