"""The ASINs a document covers as the form takes them, and the size of a file as people say it."""

from __future__ import annotations

from ..errors import PoaError
from ..model import Evidence


def covered(text: str, file: str = "") -> tuple[dict[str, int], dict[str, int]]:
    """ASINs with their units, and with their page where one is given; one a line. Raises PoaError for a line that is none.

    >>> covered("B0HPCANDL1 240 page 2")
    ({'B0HPCANDL1': 240}, {'B0HPCANDL1': 2})
    """
    units: dict[str, int] = {}
    pages: dict[str, int] = {}
    for line in filter(None, (line.strip() for line in text.splitlines())):
        words = line.replace(":", " ").replace(",", "").split()
        paged = len(words) == 4 and words[2].lower().rstrip(".") in ("page", "p") and words[3].isdecimal() and int(words[3]) > 0
        if not (len(words) == 2 or paged) or len(words[0]) != 10 or not words[1].isdecimal():
            raise PoaError.of(
                f"‘{line}’ is no ASIN with a number of units", "Write it as: B0HPCANDL1 240, or B0HPCANDL1 240 page 2", file=file or None
            )
        asin = words[0].upper()
        units[asin] = units.get(asin, 0) + int(words[1])
        if paged:
            pages.setdefault(asin, int(words[3]))
    return units, pages


def covered_text(entry: Evidence) -> str:
    """The ASINs of an entry as `covered` reads them."""
    return "\n".join(
        f"{asin} {count}" + (f" page {entry.pages[asin]}" if asin in entry.pages else "") for asin, count in entry.asins.items()
    )


def size_text(size: int) -> str:
    """A file's size as people say it.

    >>> size_text(812), size_text(120300)
    ('812 bytes', '117.5 KB')
    """
    return f"{size} bytes" if size < 1024 else f"{size / 1024:.1f} KB" if size < 1024**2 else f"{size / 1024**2:.1f} MB"
