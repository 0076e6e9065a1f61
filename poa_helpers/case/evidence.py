"""Evidence files: copied into the case unaltered and listed in its index."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from pathlib import Path

from ..collect import write_json
from ..model import Evidence, ReadDocument
from .record import sha256


def add_evidence(folder: Path, source: Path, *, kind: str, shows: str, proves: Sequence[str] = (), asins: dict[str, int] | None = None,
                 pages: dict[str, int] | None = None, fields: dict[str, str] | None = None) -> Evidence:  # fmt: skip
    """Copy a file into the case unaltered (unless it is there already) and list it in the index; returns its entry."""
    target = folder / "evidence" / source.name
    target.parent.mkdir(exist_ok=True)
    if not target.exists():
        shutil.copyfile(source, target)
    entry = Evidence(
        file=source.name, kind=kind, shows=shows, sha256=sha256(target), proves=tuple(proves), asins=asins or {}, pages=pages or {},
        fields=fields or {},
    )  # fmt: skip
    index = folder / "evidence" / "index.json"
    held = json.loads(index.read_text(encoding="utf-8"))["files"] if index.is_file() else []
    entries = [file for file in held if file["file"] != entry.file] + [entry.model_dump(mode="json", exclude_defaults=True)]
    write_json(index, {"schema_version": 1, "files": entries})
    return entry


def with_pages(entry: Evidence, read: ReadDocument | None) -> Evidence:
    """The entry with the page of each ASIN it covers, where the seller named none and the file itself shows it.

    Only of a document with several pages – of a single page there is nothing to say –, and only where the file names the ASIN.
    """
    if read is None or read.counted != "page" or (read.pages or 0) < 2 or read.sha256 != entry.sha256:
        return entry
    found = {asin: read.asin_places[asin] for asin in entry.asins if asin in read.asin_places}
    return entry.model_copy(update={"pages": {**found, **entry.pages}}) if found else entry
