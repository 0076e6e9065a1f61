"""Streams out of archives that cannot swell without end, and that say so when the archive is damaged."""

from __future__ import annotations

import io
import lzma
import zipfile
import zlib
from typing import Any, BinaryIO

from ...errors import PoaError
from ..errors_of_files import again, unreadable

MOST = 2_000_000_000  # unpacked bytes of one file
_SMALL = 100_000_000  # below this, how much an archive shrinks a file does not matter
_MOST_RATIO = 200  # text shrinks to a tenth, very regular text to a fiftieth; bombs to a thousandth
FAULTS = (OSError, EOFError, zlib.error, lzma.LZMAError, zipfile.BadZipFile, NotImplementedError, RuntimeError)


def check_size(unpacked: int, packed: int, file: str) -> None:
    """Raises PoaError when an archive holds more than 2 GB, or more than 100 MB at a ratio that no report has."""
    if unpacked > MOST:
        raise PoaError.of("The unpacked file is larger than 2 GB", "Download the report for a shorter period.", file=file)
    if unpacked > _SMALL and unpacked > _MOST_RATIO * max(packed, 1):
        mend = "No report shrinks that much: do not use this file; download the report again from Seller Central."
        raise PoaError.of(f"The archive swells to more than {_MOST_RATIO} times its size", mend, file=file)


class Guarded(io.RawIOBase):
    """A stream of unpacked bytes. Reading raises PoaError when the archive is damaged, cut off, or swells too much."""

    def __init__(self, stream: Any, packed: int, file: str, beneath: BinaryIO | None = None):
        self._stream, self._packed, self._file, self._beneath, self._seen = stream, packed, file, beneath, 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        try:
            data = self._stream.read(len(buffer))
        except FAULTS as error:
            raise damaged(error, self._file) from None
        self._seen += len(data)
        check_size(self._seen, self._packed, self._file)
        buffer[: len(data)] = data
        return len(data)

    def close(self) -> None:
        if not self.closed:
            self._stream.close()
            if self._beneath is not None:
                self._beneath.close()
        super().close()


def guarded(stream: Any, packed: int, file: str, beneath: BinaryIO | None = None) -> BinaryIO:
    """A buffered `Guarded` stream. beneath: a file to close with it."""
    return io.BufferedReader(Guarded(stream, packed, file, beneath), 1 << 18)


def damaged(error: Exception, file: str, what: str = "The archive is damaged or cut off") -> PoaError:
    """The error for an archive that cannot be unpacked to its end."""
    if isinstance(error, NotImplementedError):
        return PoaError.of("The archive is packed in a way that cannot be unpacked here", "Unpack it and use the files in it.", file=file)
    if isinstance(error, PermissionError):
        return unreadable(error, file)
    return again(what, file)
