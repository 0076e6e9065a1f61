"""What was read of a file, in words for a form or a table."""

from __future__ import annotations

from collections.abc import Iterator

from .. import words
from ..model import Evidence, ReadDocument
from .differences import Difference, differences, place_name

_STATES = {
    "picture": "A picture: its words are not read here. Look at it yourself.",
    "locked": "It asks for a password: Amazon cannot open it.",
    "damaged": "It could not be opened here.",
    "empty": "It is empty.",
    "large": "It is too large to be read here.",
    "unknown": "Files of this kind are not read here.",
}
_NAMES = {"date": "Date", "invoice_number": "Invoice number", "supplier": "Supplier", "total": "Total"}
_BUYER = {
    "named": "The account's name stands in it",
    "similar": "The account's name stands in it in another form",
    "absent": "The account's name was not found in it",
}
_DOUBTFUL = 0.8


def read_lines(read: ReadDocument, locale: str = "en-US") -> Iterator[str]:
    """A line for each thing that was read, with its place; what is doubtful says so.

    >>> list(read_lines(ReadDocument(file="a.png", sha256="", kind="image", state="picture", width=1240, height=1754)))
    ['A picture: its words are not read here. Look at it yourself. 1,240 by 1,754 dots.']
    """
    if told := _STATES.get(read.state):
        size = f" {words.number(read.width, locale)} by {words.number(read.height, locale)} dots." if read.width and read.height else ""
        yield told + size
        return
    for fact in read.facts:
        day = words.as_day(fact.value)
        yield f"{_NAMES[fact.name]}: {words.day(day, locale) if day else fact.value} ({place_name(read, fact.place)}{_doubt(fact.confidence)})"
    for line in read.units:
        yield f"{line.asin}: {words.counted_noun(line.units, 'unit', locale)} ({place_name(read, line.place)}{_doubt(line.confidence)})"
    if read.buyer in ("named", "similar") or read.buyer and read.fact("invoice_number"):  # only a paper of trade has to name the account
        yield _BUYER[read.buyer] + (f" ({place_name(read, read.buyer_place)})" if read.buyer_place else "")
    if read.state == "partly":
        yield "Some pages are pictures: their words are not read here. Look at them yourself."
    if read.scanned:
        yield "Its words come from a scanner and may be wrong."
    yield from (f"{note[:1].upper()}{note[1:]}" for note in read.notes)


def _doubt(confidence: float) -> str:
    return "" if confidence >= _DOUBTFUL else ", not sure"


def difference_line(found: Difference) -> str:
    """A difference in one line.

    >>> difference_line(Difference("invoice_date", "2026-03-12", "2026-03-11", "Date 2026-03-11", "page 1", True))
    'Invoice date: entered 2026-03-12, page 1 says 2026-03-11'
    """
    what = f"Units of {found.asin}" if found.field == "units" else found.field.replace("_", " ").capitalize()
    if not found.read:
        return f"{what}: entered {found.entered}, not found in the file"
    return f"{what}: entered {found.entered}, {found.place} {'says' if found.sure else 'seems to say'} {found.read}"


def difference_lines(entry: Evidence, read: ReadDocument) -> list[str]:
    """All differences of an entry, a line each."""
    return [difference_line(found) for found in differences(entry, read)]


def offered(read: ReadDocument, fields: list[str]) -> dict[str, tuple[str, str]]:
    """What can be taken over into the fields of a form when the seller says so: field -> (value, where it was read).

    A day is offered for the one field that holds the document's own day.
    """
    if not read.is_read:
        return {}
    own_day = next((name for name in ("invoice_date", "date") if name in fields), "")
    found = {}
    for fact in read.facts:
        name = own_day if fact.name == "date" else fact.name
        if name in fields:
            found[name] = (fact.value, f"{place_name(read, fact.place)}{_doubt(fact.confidence)}")
    return found


def offered_units(read: ReadDocument) -> str:
    """The ASINs with their units as the form's field takes them, one a line; a page where the file has several."""
    units: dict[str, int] = {}
    for line in read.units:
        units[line.asin] = units.get(line.asin, 0) + line.units
    paged = read.counted == "page" and (read.pages or 0) > 1
    return "\n".join(f"{asin} {count}" + (f" page {read.asin_places[asin]}" if paged and asin in read.asin_places else "") for asin, count in units.items())  # fmt: skip
