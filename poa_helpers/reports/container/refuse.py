"""What is no report at all – pictures, documents, other archives – and what to do with it."""

from __future__ import annotations

from ..errors_of_files import AGAIN, UnknownReport

_PICTURE = ("a picture", "A screenshot belongs with the evidence; download the report itself.")
_ARCHIVE = "Unpack it and use the files in it, or pack them as .zip."
_OLD_EXCEL = (
    "an old Excel workbook, or one with a password",
    "Open it in Excel and save it as .xlsx without a password, or as 'CSV UTF-8'; better, download it again as text.",
)
_BINARY = {
    b"%PDF": (
        "a PDF",
        "Reports are text files (.txt, .csv, .json, .xml), workbooks (.xlsx) or archives (.zip, .gz); a PDF belongs with the evidence.",
    ),
    b"\xd0\xcf\x11\xe0": _OLD_EXCEL,
    b"\x09\x08\x10\x00": _OLD_EXCEL,
    b"\x89PNG": _PICTURE,
    b"\xff\xd8\xff": _PICTURE,
    b"GIF8": _PICTURE,
    b"SQLite format 3": ("a database", AGAIN),
    b"PAR1": ("a Parquet table", AGAIN),
    b"Rar!": ("a RAR archive", _ARCHIVE),
    b"7z\xbc\xaf": ("a 7z archive", _ARCHIVE),
    b"BZh": ("a bzip2 archive", _ARCHIVE),
    b"\xfd7zXZ": ("an xz archive", _ARCHIVE),
    b"\x28\xb5\x2f\xfd": ("a zstd archive", _ARCHIVE),
}
# a member of a zip archive that tells which program wrote it
_OFFICE = {
    "content.xml": ("an OpenDocument file (.ods)", "Open it and save it as .xlsx or as CSV; better, download the report again as text."),
    "Index/Document.iwa": (
        "a Numbers file",
        "Open it in Numbers and export it as CSV or Excel; better, download the report again as text.",
    ),
    "Index.zip": ("a Numbers file", "Open it in Numbers and export it as CSV or Excel; better, download the report again as text."),
    "xl/workbook.bin": ("a binary Excel workbook (.xlsb)", "Open it in Excel and save it as .xlsx or as 'CSV UTF-8'."),
    "word/document.xml": ("a Word document", "A letter belongs with the notices or the evidence; download the report itself."),
    "ppt/presentation.xml": ("a presentation", "It belongs with the evidence; download the report itself."),
}


class NotAReport(UnknownReport):
    """A file that can hold no report; in an archive it is left out, with a note."""


def refuse_binary(head: bytes, file: str) -> None:
    """Raises NotAReport for an empty file and for kinds of files that are known by their first bytes."""
    for magic, (what, mend) in _BINARY.items():
        if head.startswith(magic):
            raise NotAReport.of(f"The file is {what}, not a report", mend, file=file)
    if head[257:262] == b"ustar":
        raise NotAReport.of("The file is a tar archive, not a report", _ARCHIVE, file=file)
    if not head.strip(b" \t\r\n\x00"):
        raise NotAReport.of("The file is empty", AGAIN, file=file)


def refuse_office(members: set[str], file: str) -> None:
    """Raises NotAReport for the documents of office programs that are zip archives inside, other than .xlsx."""
    for name, (what, mend) in _OFFICE.items():
        if name in members:
            raise NotAReport.of(f"The file is {what}, not a report", mend, file=file)


def refuse_page(start: str, file: str) -> None:
    """Raises NotAReport for an empty text and for a saved web page. start: the beginning of the text, decoded."""
    if not start.strip():
        raise NotAReport.of("The file is empty", AGAIN, file=file)
    begin = start.lstrip()[:2000].lower()
    if begin.startswith(("<!doctype html", "<html", "<head", "<body")) or (begin.startswith("<?xml") and "<html" in begin):
        mend = "Use the download button of the report instead of saving the page."
        raise NotAReport.of("This is a web page, not a report", mend, file=file)
