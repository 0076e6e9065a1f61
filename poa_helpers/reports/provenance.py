"""What was read of each file, in words: shown with every load."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from ..model import FileRecord, Window
from ..words import number, period

PROVENANCE = ("File", "Read as", "Encoding", "Rows", "Left out", "Dates", "SHA-256")
_LEFT_OUT = {
    "non_amazon": "of other sales channels",
    "duplicate": "exact repeats",
    "older_state": "in an older state",
    "other_marketplace": "of other marketplaces",
}


def provenance(records: Sequence[FileRecord], locale: str = "en-US") -> tuple[tuple[str, ...], ...]:
    """A row of texts per file, under the headings `PROVENANCE`: what it was read as, and what was left out of it and why.

    >>> provenance([FileRecord(file="a.txt", report="all_orders", title="All Orders", rows=12, dropped={"duplicate": 2}, sha256="0f" * 32)])
    (('a.txt', 'All Orders', '–', '12', '2 exact repeats', '–', '0f0f0f0f0f0f'),)
    """
    return tuple(_provenance(record, locale) for record in records)


def _provenance(record: FileRecord, locale: str) -> tuple[str, ...]:
    rows = "–" if record.rows is None else number(record.rows, locale)
    dropped = [f"{number(count, locale)} {_LEFT_OUT.get(why, why.replace('_', ' '))}" for why, count in record.dropped.items() if count]
    dates = period(Window(start=record.first, end=record.last + timedelta(days=1)), locale) if record.first and record.last else "–"
    notes = "" if record.confirmed else " (column names unconfirmed: see the mapping in case.json)"
    fingerprint = record.sha256[:12]
    return (record.file, record.title + notes, record.encoding or "–", rows, "; ".join(dropped) or "none", dates, fingerprint)


def provenance_line(row: Sequence[str]) -> str:
    """One row as a line.

    >>> provenance_line(("a.txt", "All Orders", "utf-8", "12", "none", "–", "0f0f0f0f0f0f"))
    'a.txt · All Orders · utf-8 · rows: 12 · left out: none · – · 0f0f0f0f0f0f'
    """
    return " · ".join(
        f"{what.lower()}: {text}" if what in ("Rows", "Left out") else text for what, text in zip(PROVENANCE, row, strict=True)
    )
