"""Written words: yes and no, the catalogue's words for a status, order ids, and free text."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ...catalogue import Column
from ..masking import mask
from ..order_ids import NO_ID, number_of
from ..told import told
from .reading import Reading, is_nothing

MISPLACED = "is not what this column holds; the cells of this row may stand in the wrong columns"
_YES = {"y", "yes", "true", "1", "t", "ja", "oui", "sì", "si", "sí", "sim", "tak", "evet", "はい", "نعم"}
_NO = {"n", "no", "false", "0", "f", "nein", "non", "não", "nao", "nee", "nej", "nie", "hayır", "hayir", "いいえ", "لا"}


def read_yes_no(texts: Sequence[str], column: Column, marketplace: str | None, rows: Sequence[int]) -> Reading:
    """Yes and no in the languages of the stores, and the wordings the catalogue names for this column."""
    known = {word.lower(): value == "yes" for word, value in column.values.items()}

    def meaning(text: str) -> bool | None:
        word = text.lower().rstrip(".")
        if word in known:
            return known[word]
        return True if word in _YES else False if word in _NO else None

    reading = Reading([meaning(text) for text in texts])
    words = {*known, *_YES, *_NO}
    for n, text in enumerate(texts):
        if reading.values[n] is None and not is_nothing(text):
            reading.faults[n] = f"{told(text, words)} is neither yes nor no"
    return reading


def read_categories(texts: Sequence[str], column: Column, marketplace: str | None, rows: Sequence[int]) -> Reading:
    """The catalogue's word for each value: by the whole value, else by what stands before ` - `; unknown values stay as they are."""
    known = {word.lower(): value for word, value in column.values.items()}
    words = {*known, *known.values()}

    def meaning(text: str) -> str | None:
        if is_nothing(text):
            return None
        word = text.lower()
        return known.get(word) or known.get(word.split(" - ")[0].strip()) or text

    reading = Reading([meaning(text) for text in texts])
    unknown = [n for n, value in enumerate(reading.values) if value is not None and value == texts[n] and value not in known.values()]
    if unknown and known:
        cells = sum(rows[n] for n in unknown)
        shown = ", ".join(sorted({told(texts[n], words) for n in unknown})[:5])
        values = "value is" if len(unknown) == 1 else "values are"
        reading.warnings.append(f"{len(unknown)} unknown {values} kept as written, in {cells} row{'s' * (cells > 1)}: {shown}")
    return reading


def read_texts(texts: Sequence[str], column: Column, marketplace: str | None, rows: Sequence[int]) -> Reading:
    """Texts as they stand; an empty cell is None."""
    reading = Reading([text or None for text in texts])
    if column.pattern is not None:
        fits = re.compile(column.pattern).fullmatch
        reading.faults = {n: f"{told(text)} {MISPLACED}" for n, text in enumerate(texts) if not is_nothing(text) and not fits(text)}
    return reading


def read_comments(texts: Sequence[str], column: Column, marketplace: str | None, rows: Sequence[int]) -> Reading:
    """Free text without what may tell who wrote it (`masking.mask`); the names of the same row have to be masked before."""
    return Reading([mask(text) or None for text in texts])


def read_order_ids(texts: Sequence[str], column: Column, marketplace: str | None, rows: Sequence[int]) -> Reading:
    """Amazon order ids, and the ids of removals and multi-channel shipments."""
    reading = Reading([text or None for text in texts])
    for n, text in enumerate(texts):
        if not text:
            reading.faults[n] = "The order id is missing"
        elif number_of(text) == NO_ID:
            reading.faults[n] = f"{told(text)} is not an Amazon order id"
    return reading
