"""What the seller typed about a file, held against what stands in it. A letter that contradicts its own attachment is refused at once."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product as combinations

from ..model import Evidence, ReadDocument, ReadUnits
from .pieces import SURE

DAYS = ("invoice_date", "date")
NUMBERS = ("invoice_number",)
_MUST_STAND = (
    "invoice_date",
    *NUMBERS,
    "supplier",
    "issuer",
    "supplier_phone",
    "removal_order",
)  # what a reader looks for in the file, too
_MOST_LINES = 12
_TOLD = re.compile(
    r"\b(\d{1,3}(?:,\d{3})+|\d+) (?:units?|pieces|pcs) of (?:the )?(?:ASIN )?(B0[A-Z0-9]{8})\b", re.IGNORECASE
)  # in the words for the letter


@dataclass(frozen=True)
class Difference:
    """A detail that is entered otherwise than it stands in the file.

    field: the detail (`units` with its asin). entered, read: both as text; read is '' where the file only lacks what was entered.
    words, place: where it stands (`page 1`). sure: whether the reading is good enough to hold the letter back.
    """

    field: str
    entered: str
    read: str
    words: str
    place: str
    sure: bool
    asin: str = ""


def place_name(read: ReadDocument, place: int) -> str:
    """`page 2`, `row 14`.

    >>> place_name(ReadDocument(file="a.pdf", sha256="", kind="pdf", state="text", counted="page"), 2)
    'page 2'
    """
    return f"{read.counted} {place}"


def differences(entry: Evidence, read: ReadDocument) -> tuple[Difference, ...]:
    """Every detail of an entry that the file tells otherwise; nothing for a file whose words were not read.

    Words that a scanner laid under a picture, and readings below 0.8, are told as doubts (`sure` is false).

    >>> from poa_helpers.model import ReadFact
    >>> held = ReadDocument(file="i.pdf", sha256="", kind="pdf", state="text", counted="page", stands={"invoice_date": 0},
    ...     facts=(ReadFact(name="date", value="2026-03-11", words="Date 2026-03-11", place=1, confidence=0.9),))
    >>> entry = Evidence(file="i.pdf", kind="invoice", shows="…", sha256="", fields={"invoice_date": "2026-03-12"})
    >>> [(one.entered, one.read, one.place, one.sure) for one in differences(entry, held)]
    [('2026-03-12', '2026-03-11', 'page 1', True)]
    """
    if not read.is_read or read.sha256 != entry.sha256 and read.sha256:
        return ()
    told = {match[2].upper(): int(match[1].replace(",", "")) for match in _TOLD.finditer(entry.shows)}
    return (*_fields(entry, read), *_units(entry.asins, read), *_units({a: n for a, n in told.items() if n != entry.asins.get(a)}, read))


def _fields(entry: Evidence, read: ReadDocument) -> Iterator[Difference]:
    whole = not read.scanned and read.state == "text" and (read.pages is None or read.pages == read.pages_read)
    for name, text in entry.fields.items():
        if read.stands.get(name) != 0:
            continue
        fact = read.fact("date") if name in DAYS else read.fact(name)
        if fact and name in (*DAYS, *NUMBERS):
            yield Difference(name, text, fact.value, fact.words, place_name(read, fact.place), whole and fact.confidence >= SURE)
        elif name in _MUST_STAND and whole:
            yield Difference(name, text, "", "", "", False)


def _units(told: Mapping[str, int], read: ReadDocument) -> Iterator[Difference]:
    for asin, entered in told.items():
        lines = [line for line in read.units if line.asin == asin]
        if not entered or not lines or entered in possible(lines):
            continue
        total = sum(line.units for line in lines)
        sure = not read.scanned and all(line.confidence >= SURE for line in lines) and (read.pages is None or read.pages == read.pages_read)
        places = ", ".join(dict.fromkeys(place_name(read, line.place) for line in lines))
        yield Difference("units", str(entered), str(total), lines[0].words, places, sure, asin)


def possible(lines: list[ReadUnits]) -> set[int]:
    """The numbers of pieces that some lines can mean: their sum, one of them (a list told twice), or with packs of several pieces each.

    >>> line = ReadUnits(asin="B0HPCANDL1", units=20, words="20 cartons", place=1, confidence=0.9, other=(12,))
    >>> sorted(possible([line]))
    [20, 240]
    """
    sums = {sum(line.units for line in lines), *(line.units for line in lines)}
    if len(lines) <= _MOST_LINES:
        each = [{line.units, *(line.units * number for number in line.other)} for line in lines]
        if len(lines) <= 3:
            sums |= {sum(chosen) for chosen in combinations(*each)}
        else:
            sums |= {sum(max(options) for options in each)}
    return sums
