"""A table that was made from something else, kept in memory as packed CSV, so that every reader sees an ordinary text file."""

from __future__ import annotations

import csv
import gzip
import io
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, BinaryIO

from ...errors import PoaError
from .content import Content
from .guard import MOST

_FLUSH = 1 << 18


class PackedTable:
    """Rows of text, one by one, to a `Content` of comma-separated UTF-8; gzip keeps a table of 300 MB in about 30 MB of memory.

    >>> table = PackedTable("book.xlsx")
    >>> table.add(["Order ID", "Reason"]); table.add(["111-2222222-3333333", "Too small, \\n80%"])
    >>> table.content(Content.of_bytes(b"", "book.xlsx")).text
    'Order ID,Reason\\n111-2222222-3333333,"Too small, \\n80%"\\n'
    """

    def __init__(self, file: str):
        self.file, self.rows, self._size = file, 0, 0
        self._packed = io.BytesIO()
        self._gzip = gzip.GzipFile(fileobj=self._packed, mode="wb", compresslevel=1, mtime=0)
        self._lines = io.StringIO()
        self._writer = csv.writer(self._lines, lineterminator="\n")

    def add(self, cells: Sequence[str]) -> None:
        """One row; an empty one stays an empty line, so that line numbers hold. Raises PoaError beyond 2 GB."""
        self.rows += 1
        if cells:
            self._writer.writerow(cells)
        else:
            self._lines.write("\n")
        if self._lines.tell() > _FLUSH:
            self._flush()

    def _flush(self) -> None:
        data = self._lines.getvalue().encode("utf-8", "replace")
        self._lines.seek(0)
        self._lines.truncate()
        self._size += len(data)
        if self._size > MOST:
            raise PoaError.of("The table is larger than 2 GB", "Download the report for a shorter period.", file=self.file)
        self._gzip.write(data)

    def content(self, source: Content, **more: Any) -> Content:
        """The table as a text of its own that stands for `source`. more: fields of `Content` to change."""
        self._flush()
        self._gzip.close()
        packed = self._packed.getvalue()

        def opener() -> BinaryIO:
            return io.BufferedReader(gzip.GzipFile(fileobj=io.BytesIO(packed)), _FLUSH)  # type: ignore[arg-type]

        written_in = source.written_in or source.encoding
        changed = {"written_in": written_in, **more}
        return replace(source, file=self.file, encoding="utf-8", otherwise=(), opener=opener, known_size=self._size, **changed)
