"""JSON as it comes: one document, several one after another (JSON lines), wrapped or not – and never a traceback."""

from __future__ import annotations

import json
import math
from typing import Any

from ..errors import PoaError

MEND = "Download it again, unchanged, and do not edit it."
_MOST_CHARACTERS = 128_000_000
MOST_BYTES = 2 * _MOST_CHARACTERS  # as many in UTF-16
_MOST_VALUES = 4_000_000
_DEEPEST = 60
_SHOWN = 40


class _Twice(ValueError):
    """A name that stands twice in one object, with different values."""


def parse_json(text: str, file: str, *, numbers_as_text: bool = False) -> list[Any]:
    """All documents of a text, in their order. numbers_as_text: numbers stay as they are written (9.90 stays "9.90").

    >>> parse_json('{"a": 1.50}', "a.json", numbers_as_text=True), parse_json('{"a": 1}\\n{"a": NaN}\\n', "a.json")
    ([{'a': '1.50'}], [{'a': 1}, {'a': None}])

    Raises PoaError when it is no valid JSON (with the row), names a thing twice in different ways, is nested more than 60 deep, or
    holds more than 128 million characters or 4 million values.
    """
    if len(text) > _MOST_CHARACTERS or sum(map(text.count, "{[,")) > _MOST_VALUES:
        raise PoaError.of("The file is too large to be read as one JSON document", "Ask for shorter periods, one file each.", file=file)
    decoder = json.JSONDecoder(
        object_pairs_hook=_unique,
        parse_constant=lambda name: None,
        parse_float=str if numbers_as_text else _finite,
        parse_int=str if numbers_as_text else _whole,
    )
    documents, place = [], _next(text, 0)
    try:
        while place < len(text):
            document, place = decoder.raw_decode(text, place)
            _check_depth(document, file)
            documents.append(document)
            place = _next(text, place)
    except json.JSONDecodeError as error:
        row = text.count("\n", 0, error.pos) + 1
        raise PoaError.of("The file is not valid JSON; it may have been cut off or edited", MEND, file=file, row=row) from None
    except _Twice as error:
        raise PoaError.of(f"'{error}' stands twice in one object of the file, with different values", MEND, file=file) from None
    except RecursionError:
        raise _too_deep(file) from None
    return documents


def _next(text: str, place: int) -> int:
    """Where the next document begins, after blanks and other signs that may stand between documents."""
    while place < len(text) and text[place] in " \t\r\n\ufeff\x1e\x1a":
        place += 1
    return place


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        for name, value in pairs:
            if found[name] != value:
                raise _Twice(name[:_SHOWN])
    return found


def _finite(text: str) -> float | None:
    value = float(text)
    return value if math.isfinite(value) else None


def _whole(text: str) -> int | None:
    return int(text) if len(text) < 20 else None


def _too_deep(file: str) -> PoaError:
    return PoaError.of(f"The file is nested more than {_DEEPEST} deep, as no report is", MEND, file=file)


def _check_depth(document: Any, file: str) -> None:
    level = [document] if isinstance(document, (dict, list)) else []
    for _ in range(_DEEPEST):
        inner = (value for outer in level for value in (outer.values() if isinstance(outer, dict) else outer))
        level = [value for value in inner if isinstance(value, (dict, list))]
    if level:
        raise _too_deep(file)
