"""Large files once read are kept as Parquet beside the case: the next time their columns are there at once.

A kept table is found by the sha256 of the file it is from, and by all that decides how it is read (catalogue, marketplace, corrections).
Only what the catalogue keeps is in it, so no personal data; the folder can be deleted at any time. Columns are read when they are asked for.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from ..catalogue import ReportFormat
from ..model import FileRecord
from .container import Content
from .loaded import LoadedReport
from .packed import Packed, PackedTable, held

VERSION = 2  # raise it when tables are kept in another way, or read by other rules
_ORDER_ID = "order_id"
_NOTES = b"poa"
_PIECE = 500_000


@dataclass(frozen=True)
class Seen:
    """What is remembered of a file whose table is kept: its sha256, its report, and how many rows name which marketplace."""

    sha256: str
    report: str
    marketplaces: Counter[str]


@dataclass(frozen=True)
class Cache:
    """The folder of kept tables. A file is known again by name, size and time of change, so that it need not be read to be known."""

    folder: Path

    def seen(self, path: Path) -> Seen | None:
        """What is remembered of a file that has not changed; None if nothing is."""
        known = self._read().get(_stat_key(path)) if path.is_file() else None
        return None if known is None else Seen(known["sha256"], known["report"], Counter(known["marketplaces"]))

    def get(self, seen: Seen, format: ReportFormat, settings: Mapping[str, Any], file: str) -> LoadedReport | None:
        """The kept table of a file as it would be read with these settings; None when there is none."""
        import pyarrow.parquet as parquet

        path = self._path(seen.sha256, format, settings)
        try:
            kept = json.loads(parquet.read_schema(path).metadata[_NOTES])
            record = FileRecord.model_validate(kept["record"] | {"file": file})
            return LoadedReport(record, StoredTable(path, kept["rows"], kept["columns"]))
        except (OSError, ValueError, KeyError, TypeError):
            return None  # not kept, or damaged: it is read again

    def put(
        self,
        path: Path,
        content: Content,
        report: LoadedReport,
        marketplaces: Counter[str],
        format: ReportFormat,
        settings: Mapping[str, Any],
    ) -> None:
        """Keep the table of a file."""
        table = report.packed
        if table is None or table.ids is None:
            return
        self.folder.mkdir(parents=True, exist_ok=True)
        target = self._path(content.sha256, format, settings)
        _write(table, report.record, target)
        known = self._read() | {_stat_key(path): {"sha256": content.sha256, "report": format.id, "marketplaces": dict(marketplaces)}}
        with _whole(self.folder / "known.json") as part:
            part.write_text(json.dumps(known, indent=1), encoding="utf-8")

    def _read(self) -> dict[str, Any]:
        try:
            known = json.loads((self.folder / "known.json").read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return known if isinstance(known, dict) else {}

    def _path(self, sha256: str, format: ReportFormat, settings: Mapping[str, Any]) -> Path:
        rules = json.dumps([VERSION, format.model_dump(mode="json"), dict(settings)], sort_keys=True)
        return self.folder / f"{sha256[:24]}-{hashlib.sha256(rules.encode()).hexdigest()[:12]}.parquet"


def is_kept(format: ReportFormat) -> bool:
    """Whether the tables of a report may be kept: its catalogue has a column that tells rows apart, so that nothing else is needed for it."""
    return any(column.type == "row_id" for column in format.columns.values())


def _stat_key(path: Path) -> str:
    state = path.stat()
    return f"{path.name}|{state.st_size}|{state.st_mtime_ns}"


@contextmanager
def _whole(path: Path) -> Iterator[Path]:
    """A file beside the wanted one, which takes its place once it is written to the end."""
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    yield part
    part.replace(path)


def _write(table: PackedTable, record: FileRecord, path: Path) -> None:
    """The codes of each column, and the order ids, in pieces; the different values stand in the file's own notes."""
    import pyarrow as pa
    import pyarrow.parquet as parquet

    columns = {name: [column.type, _plain(column)] for name, column in table.columns.items()}
    notes = {"rows": len(table), "columns": columns, "record": record.model_dump(mode="json")}
    ids, codes = table.ids, {name: column.codes for name, column in table.columns.items()}
    fields = [(_ORDER_ID, pa.int64()), *((name, pa.from_numpy_dtype(code.dtype)) for name, code in codes.items())]
    schema = pa.schema(fields, metadata={_NOTES: json.dumps(notes)})
    encoding = {_ORDER_ID: "DELTA_BINARY_PACKED"} | dict.fromkeys(codes, "BYTE_STREAM_SPLIT")
    options = {"compression": "lz4", "write_statistics": False, "use_dictionary": False, "column_encoding": encoding}
    with _whole(path) as part, parquet.ParquetWriter(part, schema, **options) as writer:
        for start in range(0, max(len(table), 1), _PIECE):
            piece = slice(start, start + _PIECE)
            writer.write_table(pa.table([ids[piece], *(np.ascontiguousarray(code[piece]) for code in codes.values())], schema=schema))


def _plain(column: Packed) -> list[Any]:
    values = column.values.tolist()
    return [value.isoformat() for value in values] if column.type == "date" else values


class StoredColumns(Mapping[str, Packed]):
    """The columns of a kept table, each read when it is asked for and not held."""

    def __init__(self, path: Path, columns: Mapping[str, tuple[str, list[Any]]]):
        self._path, self._columns = path, columns

    @property
    def types(self) -> dict[str, str]:
        return {name: type for name, (type, _) in self._columns.items()}

    def __getitem__(self, name: str) -> Packed:
        type, values = self._columns[name]
        return Packed(type, held(values, type), _read(self._path, name))

    def __iter__(self) -> Iterator[str]:
        return iter(self._columns)

    def __len__(self) -> int:
        return len(self._columns)


def _read(path: Path, name: str) -> np.ndarray:
    import pyarrow as pa
    import pyarrow.parquet as parquet

    numbers = parquet.read_table(path, columns=[name], memory_map=True, use_threads=False).column(0).to_numpy()
    pa.default_memory_pool().release_unused()  # it would keep several times what one column needs
    return numbers


class StoredTable(PackedTable):
    """A kept table: columns and order ids are read when they are asked for."""

    def __init__(self, path: Path, rows: int, columns: Mapping[str, tuple[str, list[Any]]]):
        for name, value in {"path": path, "rows": rows, "columns": StoredColumns(path, columns), "rest": None}.items():
            object.__setattr__(self, name, value)

    @property
    def types(self) -> Mapping[str, str]:
        return self.columns.types  # type: ignore[attr-defined,no-any-return]

    @property
    def ids(self) -> np.ndarray:  # type: ignore[override]
        return _read(self.path, _ORDER_ID)  # type: ignore[attr-defined]
