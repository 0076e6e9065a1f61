"""What files show is kept beside the case, so that a form or a check does not read them again. Without names or texts; can be deleted at any time."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from pydantic import ValidationError

from ..catalogue import Catalogue
from ..files import put
from ..model import ReadDocument
from .look import Look
from .read import read_known
from .shown import shown_by

VERSION = 1  # raise it when files are read by other rules
FOLDER = "evidence"


def look_at(path: Path, sha256: str, look: Look, cat: Catalogue, cache: Path | None = None) -> ReadDocument:
    """What a file shows of the case: as kept, else read now and kept. cache: the folder `.cache` of the case; none: nothing is kept.

    What is kept is found by the sha256 of the file and by all that decides what is looked for in it.
    """
    key = _key(sha256, look, cat)
    place = cache / FOLDER / f"{sha256[:24]}-{key}.json" if cache else None
    if place is not None and (kept := _kept(place)) is not None:
        return kept.model_copy(update={"file": path.name})
    read = shown_by(read_known(path, sha256, cat.papers.pictures.screenshot), path.name, sha256, look, cat)
    if place is not None:
        _keep(read, place)
    return read


def _key(sha256: str, look: Look, cat: Catalogue) -> str:
    known: Mapping[str, object] = {
        "version": VERSION, "rules": _rules(cat), "account": look.account, "marketplace": look.marketplace, "languages": look.languages,
        "products": {asin: (product.skus, product.titles) for asin, product in look.products.items()}, "fields": dict(look.fields),
    }  # fmt: skip
    return hashlib.sha256(json.dumps(known, sort_keys=True).encode("utf-8", "replace")).hexdigest()[:16]


_RULES: dict[int, tuple[object, str]] = {}


def _rules(cat: Catalogue) -> str:
    """The fingerprint of the rules a file is read by."""
    if id(cat.papers) not in _RULES:
        text = cat.papers.model_dump_json()
        _RULES[id(cat.papers)] = cat.papers, hashlib.sha256(text.encode()).hexdigest()[:16]
    return _RULES[id(cat.papers)][1]


def _kept(place: Path) -> ReadDocument | None:
    try:
        return _parsed(place.read_bytes())
    except (OSError, ValidationError, ValueError):
        return None  # not kept, or not as it was written: the file is read again


@lru_cache(maxsize=256)
def _parsed(content: bytes) -> ReadDocument:
    return ReadDocument.model_validate_json(content)


def _keep(read: ReadDocument, place: Path) -> None:
    """A folder that can only be read keeps nothing."""
    with suppress(OSError):
        place.parent.mkdir(parents=True, exist_ok=True)
        put(place, read.model_dump_json().encode("utf-8"))


def as_typed(look: Look, fields: Mapping[str, str]) -> Look:
    """The same search with what was typed about one file."""
    return replace(look, fields=dict(fields))
