"""A file as read -> what it shows of this case: days, numbers, pieces, whose it is, and where each thing the seller typed stands in it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..catalogue import Catalogue
from ..model import ReadDocument, ReadFact
from ..words import as_day
from .days import FoundDay, days_of, own_day
from .document import CURRENCY, Cell, Document
from .look import Labels, Look, labels
from .names import Flow, buyer_of, contact_of, digits_of, flow_in_one_form, place_of, plain, supplier_of, without_company
from .pieces import asin_places, pieces_of

_VALUE = re.compile(r"(?=[A-Z0-9/_.-]*\d)[A-Z0-9][A-Z0-9/_.-]{1,24}(?<![/_.-])", re.IGNORECASE)
_AMOUNT = re.compile(rf"(?:{CURRENCY}\s?)?(?<![\d.,])\d{{1,3}}(?:[.,' \u00a0]?\d{{3}})*[.,]\d{{2}}(?!\d)(?:\s?{CURRENCY})?")
_IN_CELL, _NEXT, _BELOW, _BARE = 0.9, 0.85, 0.8, 0.8


def shown_by(document: Document, file: str, sha256: str, look: Look, cat: Catalogue) -> ReadDocument:
    """What a file shows of the case; what cannot be read is missing, never guessed.

    >>> from poa_helpers.catalogue import catalogue
    >>> from .document import flow_of, lines_of
    >>> lines = lines_of("Pine Wholesale Ltd\\nInvoice NH-7    Date: 2026-03-11\\nSold to: Elm Co\\nB0HPCANDL1 candle, quantity 240")
    >>> read = shown_by(Document("text", "text", "line", lines, flow_of(lines)), "i.txt", "", Look(account="Elm Co."), catalogue())
    >>> read.fact("invoice_number").value, read.fact("date").value, read.units[0].units, read.buyer, read.buyer_place
    ('NH-7', '2026-03-11', 240, 'named', 3)
    """
    words = labels(cat)
    flow = flow_in_one_form(document)
    days = days_of(document, look, words, cat)
    buyer, buyer_place = buyer_of(look, document, flow, words)
    return ReadDocument(
        file=file, sha256=sha256, kind=document.kind, state=document.state, counted=document.counted, pages=document.pages,
        pages_read=document.pages_read, scanned=document.scanned or _by_a_scanner(document, cat), software=document.software, width=document.width, height=document.height,
        screenshot=document.screenshot, notes=document.notes, facts=tuple(_facts(document, days, look, words)),
        units=pieces_of(document, look, words), asin_places=asin_places(document), buyer=buyer, buyer_place=buyer_place,
        contact=contact_of(document, words), stands=_stands(document, look, flow, days, words),
    )  # fmt: skip


def _by_a_scanner(document: Document, cat: Catalogue) -> bool:
    """Whether a program that reads the letters of scans made the words of a PDF."""
    return document.kind == "pdf" and any(re.search(cat.papers.pictures.scanner, name, re.IGNORECASE) for name in document.software)


def _facts(document: Document, days: tuple[FoundDay, ...], look: Look, words: Labels) -> Iterator[ReadFact]:
    if day := own_day(days):
        yield ReadFact(name="date", value=day.readings[0].isoformat(), words=day.words, place=day.place, confidence=day.confidence)
    is_invoice = any(words.invoice.search(text) or words.invoice_number.search(text) for _, text in document.flow)
    if is_invoice:
        if number := _labelled_number(document, words):
            yield number
        if supplier := supplier_of(document, look, words):
            yield supplier
        if total := _total(document, words):
            yield total


def _labelled_number(document: Document, words: Labels) -> ReadFact | None:
    """The invoice's number: after its label, in the cell beside or below it, or right after the word invoice."""
    found: list[ReadFact] = []
    lines = document.lines
    for number, line in enumerate(lines):
        for place, cell in enumerate(line.cells):
            if label := words.invoice_number.search(cell.text):
                after = cell.text[label.end() :].lstrip(" :#.\t")
                beside = line.cells[place + 1] if place + 1 < len(line.cells) else None
                below = (
                    _below(cell, lines[number + 1].cells)
                    if number + 1 < len(lines) and document.on_one_page(line, lines[number + 1])
                    else None
                )
                for text, sure in ((after, _IN_CELL), (beside.text if beside else "", _NEXT), (below.text if below else "", _BELOW)):
                    if value := _number(text):
                        found.append(_fact(label.group(), value, line.place, sure))
                        break
                    if text and sure == _IN_CELL:
                        break  # the label is part of a longer phrase
            elif (bare := words.invoice.search(cell.text)) and (value := _number(cell.text[bare.end() :].lstrip(" :#.\t"))):
                found.append(_fact(bare.group(), value, line.place, _BARE))
    return max(found, key=lambda fact: fact.confidence, default=None)


def _fact(label: str, value: str, place: int, sure: float) -> ReadFact:
    return ReadFact(name="invoice_number", value=value, words=f"{label} {value}", place=place, confidence=sure)


def _number(text: str) -> str:
    """The number at the beginning of some words; a day is none."""
    match = _VALUE.match(text)
    if not match or re.fullmatch(r"\d{1,4}[./-]\d{1,2}[./-]\d{2,4}", match.group()):
        return ""
    return match.group()


def _below(cell: Cell, cells: tuple[Cell, ...]) -> Cell | None:
    return next((other for other in cells if other.over(cell)), None)


def _total(document: Document, words: Labels) -> ReadFact | None:
    """The last amount that a word for the total stands before."""
    for line in reversed(document.lines):
        if label := words.total.search(line.text):
            amounts = list(_AMOUNT.finditer(line.text, label.end()))
            if amounts:
                value = amounts[-1].group().strip()
                return ReadFact(name="total", value=value, words=f"{label.group()} {value}", place=line.place, confidence=0.7)
    return None


# ---------------------------------------------------------------- what the seller typed


def _stands(document: Document, look: Look, flow: Flow, days: tuple[FoundDay, ...], words: Labels) -> dict[str, int]:
    """Typed detail -> the place where it stands in the file; 0 where it does not. Nothing for a file without words."""
    if not flow:
        return {}
    return {name: _place(name, text, document, flow, days, words) for name, text in look.fields.items() if text.strip()}


def _place(name: str, text: str, document: Document, flow: Flow, days: tuple[FoundDay, ...], words: Labels) -> int:
    if day := as_day(text):
        return next((found.place for found in days if day in found.readings), 0)
    if "phone" in name:
        wanted = digits_of(text).lstrip("0")[-9:]
        return next((place for place, held in document.flow if wanted and wanted in digits_of(held)), 0)
    if "address" in name:
        return next((place for place, held in flow if _is_address(plain(text), held)), 0)
    if "website" in name or "email" in name:
        wanted = re.sub(r"^(?:https?://)?(?:www\.)?", "", text.strip().lower()).rstrip("/")
        return next((place for place, held in document.flow if wanted in held.lower()), 0)
    if any(sign.isdecimal() for sign in text):
        wanted = "".join(plain(text).split())
        return next((place for place, held in document.flow if wanted in "".join(plain(held).split())), 0)
    return place_of(plain(text), flow) or place_of(without_company(text, words), flow)


def _is_address(wanted: str, held: str) -> bool:
    """All numbers of an address and most of its words: `Rd` stands for `Road`."""
    there, parts = set(held.split()), wanted.split()
    numbers = [part for part in parts if part.isdecimal()]
    rest = [part for part in parts if not part.isdecimal()]
    return all(part in there for part in numbers) and sum(part in there for part in rest) >= len(rest) / 2
