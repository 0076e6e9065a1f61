"""A path to the texts in it. Nothing is unpacked to disk: what an archive holds is read out of it, as often as it is asked for."""

from __future__ import annotations

import gzip
import io
import os
import re
import stat
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO

from ...errors import PoaError, Problem
from ..errors_of_files import unreadable
from .content import HEAD, Content
from .encoding import decide
from .guard import FAULTS, check_size, damaged, guarded
from .refuse import NotAReport, refuse_binary, refuse_office, refuse_page
from .spreadsheet import note_of_text

_MOST_MEMBERS = 2_000
_MOST_INSIDE = 300_000_000  # bytes of a workbook that lies inside another archive, which is held in memory
_ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_GZIP = b"\x1f\x8b"


@dataclass(frozen=True)
class _Source:
    """Bytes that may still be an archive. packed: the layers that were opened to get here (`zip`, `gzip`)."""

    file: str
    path: Path
    opener: Callable[[], BinaryIO]
    size: int | None
    packed: tuple[str, ...] = ()

    def head(self) -> bytes:
        with self.opener() as stream:
            return stream.read(HEAD)

    def seekable(self) -> BinaryIO:
        """The bytes to move about in: the file itself, or a copy in memory of what lies inside another archive."""
        if not self.packed:
            return self.opener()
        with self.opener() as stream:
            data = stream.read(_MOST_INSIDE + 1)
        if len(data) > _MOST_INSIDE:
            raise PoaError.of("The file in the archive is too large to be read there", "Unpack the archive first.", file=self.file)
        return io.BytesIO(data)


def read_contents(path: Path | str, marketplace: str | None = None) -> tuple[Content, ...]:
    """The texts of a file: itself, the members of a .zip, the sheets of an .xlsx that hold a table; also .gz, and workbooks inside archives.

    marketplace: country code; JP makes cp932 a candidate. Members of an archive that are no reports (pictures, PDFs) are left out with a
    note on the first text; folders, dot files and `__MACOSX` are passed over.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     with zipfile.ZipFile(Path(folder) / "october.zip", "w") as archive:
    ...         archive.writestr("late.csv", "Order ID,Order date")
    ...         archive.writestr("__MACOSX/._late.csv", "x")
    ...     [(content.file, content.text) for content in read_contents(Path(folder) / "october.zip")]
    [('october.zip/late.csv', 'Order ID,Order date')]

    Raises PoaError with everything that is wrong: missing, a folder, a pipe, unreadable, empty, no report, damaged, encrypted, nested, a bomb.
    """
    path = Path(path)
    try:
        found = os.stat(path)
        if stat.S_ISDIR(found.st_mode):
            raise PoaError.of("This is a folder", "Name the report files in it.", file=str(path))
        if not stat.S_ISREG(found.st_mode):
            raise PoaError.of("This is no file but a pipe or device", "Save the report to a file first.", file=str(path))
        return tuple(_texts(_Source(path.name, path, lambda: path.open("rb"), found.st_size), marketplace))
    except (OSError, ValueError) as error:
        raise unreadable(error, str(path)) from None


def read_content(path: Path | str, marketplace: str | None = None) -> Content:
    """The text of a file that holds one. Raises PoaError as `read_contents` does, and when there are several."""
    contents = read_contents(path, marketplace)
    if len(contents) > 1:
        names = ", ".join(content.file for content in contents[:6])
        raise PoaError.of(
            f"The file holds {len(contents)} tables: {names}", "Put the one that is meant into a file of its own.", file=Path(path).name
        )
    return contents[0]


def _texts(source: _Source, marketplace: str | None) -> Iterator[Content]:
    """The texts in some bytes, by what their beginning says they are."""
    head = source.head()
    if head.startswith(_GZIP):
        yield from _texts(_unpacked(source), marketplace)
    elif head.startswith(_ZIP):
        yield from _of_zip(source, marketplace)
    else:
        refuse_binary(head, source.file)
        found = decide(source.opener, head, source.file, marketplace, source.size)
        content = Content(source.file, found.encoding, source.opener, source.path, found.size, found.otherwise)
        refuse_page(content.head, source.file)
        notes = note_of_text(content.head) if content.kind == "table" else ()
        yield Content(source.file, found.encoding, source.opener, source.path, found.size, found.otherwise, notes=notes)


# ---------------------------------------------------------------- gzip


def _unpacked(source: _Source) -> _Source:
    """The bytes inside a gzip file."""
    if "gzip" in source.packed:
        raise PoaError.of("The file is packed twice", "Unpack it and use the file in it.", file=source.file)

    def opener() -> BinaryIO:
        beneath = source.opener()
        return guarded(gzip.GzipFile(fileobj=beneath), source.size or 0, source.file, beneath)

    if source.size is None:
        with source.opener() as stream:  # the size of what is packed bounds what may come out of it
            size = sum(map(len, iter(lambda: stream.read(1 << 20), b"")))
        source = _Source(source.file, source.path, source.opener, size, source.packed)
    return _Source(source.file, source.path, opener, None, (*source.packed, "gzip"))


# ---------------------------------------------------------------- zip


def _of_zip(source: _Source, marketplace: str | None) -> Iterator[Content]:
    """The sheets of a workbook, or the members of an archive."""
    with source.seekable() as stream:
        members = _members(stream, source.file)
        names = {member.filename for member in members}
        refuse_office(names, source.file)
        if "[Content_Types].xml" in names and any(name.startswith("xl/") for name in names):
            from .workbook import sheets

            written = Content(source.file, "utf-8", source.opener, source.path)
            yield from sheets(stream, written)
            return
    if "zip" in source.packed:
        raise PoaError.of("This is an archive inside an archive", "Unpack it and use the files in it.", file=source.file)
    if source.packed:
        raise PoaError.of("The file is packed twice", "Unpack it and use the files in it.", file=source.file)
    yield from _of_members(source, [member for member in members if not _passed_over(member)], marketplace)


def _members(stream: BinaryIO, file: str) -> list[zipfile.ZipInfo]:
    """The list of an archive's members, checked for how large they are."""
    try:
        with zipfile.ZipFile(stream) as archive:
            members = archive.infolist()
    except (*FAULTS, ValueError, IndexError, UnicodeError) as error:
        raise damaged(error, file, "The zip archive or Excel workbook is damaged or cut off") from None
    if len(members) > _MOST_MEMBERS:
        raise PoaError.of(f"The archive holds {len(members)} files", "Unpack it and use only the reports in it.", file=file)
    check_size(sum(member.file_size for member in members), sum(member.compress_size for member in members), file)
    stream.seek(0)
    return members


def _passed_over(member: zipfile.ZipInfo) -> bool:
    """Folders, and what macOS, Windows and Excel add on their own."""
    parts = member.filename.replace("\\", "/").split("/")
    return not parts[-1] or parts[0] == "__MACOSX" or parts[-1].startswith((".", "~$")) or parts[-1].lower() in ("thumbs.db", "desktop.ini")


def _of_members(source: _Source, members: list[zipfile.ZipInfo], marketplace: str | None) -> Iterator[Content]:
    """The texts of all members; what is no report is left out with a note if there are others."""
    contents: list[Content] = []
    left_out: list[Problem] = []
    problems: list[Problem] = []
    names: set[str] = set()
    for member in members:
        name = _shown(member.filename)
        while name in names:
            name += " (again)"
        names.add(name)
        try:
            contents += _texts(_member(source, member, f"{source.file}/{name}"), marketplace)
        except NotAReport as error:
            left_out += error.problems
        except PoaError as error:
            problems += error.problems
    if problems:
        raise PoaError(problems)
    if not contents:
        mend = "Use the archive as it was downloaded, or the report itself."
        raise NotAReport(left_out or [Problem("The archive holds no files", mend, source.file)])
    notes = tuple(f"left out: {problem.file}. {problem.what}" for problem in left_out)
    for n, content in enumerate(contents):
        yield replace(content, notes=(*content.notes, *notes)) if n == 0 and notes else content


def _shown(name: str) -> str:
    """A member's name for messages: one line, not too long."""
    return re.sub(r"[\x00-\x1f\x7f\u2028\u2029]", "_", name.replace("\\", "/"))[-120:]


def _member(source: _Source, member: zipfile.ZipInfo, file: str) -> _Source:
    """A member of an archive on disk, as bytes of its own. Raises PoaError when it is encrypted or packed too tightly to be true."""
    if member.flag_bits & 0x1:
        raise PoaError.of("The archive has a password", "Unpack it with its password and use the files in it.", file=file)
    check_size(member.file_size, member.compress_size, file)

    def opener() -> BinaryIO:
        beneath = source.opener()
        try:
            return guarded(zipfile.ZipFile(beneath).open(member), member.compress_size, file, beneath)
        except FAULTS as error:
            beneath.close()
            raise damaged(error, file) from None

    return _Source(file, source.path, opener, member.file_size, (*source.packed, "zip"))
