"""How faults of files as such are told: unreadable, damaged, too large."""

from __future__ import annotations

from ..errors import PoaError

AGAIN = "Download the report again from Seller Central and use the file as it comes."


class UnknownReport(PoaError):
    """What could be read, but is no report of the workbench; among several parts of a file it is left out, with a note."""


def again(what: str, file: str) -> PoaError:
    """The error for a file that only a new download can mend."""
    return PoaError.of(what, AGAIN, file=file)


def unreadable(error: Exception, file: str) -> PoaError:
    """The error for a file that the system does not give.

    >>> print(unreadable(FileNotFoundError(), "late.csv"))
    late.csv: There is no such file. Check the name and the folder.
    """
    if isinstance(error, (FileNotFoundError, NotADirectoryError, ValueError)):
        return PoaError.of("There is no such file", "Check the name and the folder.", file=file)
    reason = getattr(error, "strerror", None) or type(error).__name__
    return PoaError.of(f"The file cannot be read ({reason})", "Close it in other programs and check its permissions.", file=file)
