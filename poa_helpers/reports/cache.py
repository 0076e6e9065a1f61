"""Large files once read are kept as Parquet beside the case: the next time their columns are there at once.

A kept table is found by the sha256 of the file it is from, and by all that decides how it is read (catalogue, marketplace, corrections).
Only what the catalogue keeps is in it, so no personal data; the folder can be deleted at any time. Columns are read when they are asked for.
Beside a table stand those that were made of it, so that they need not be made again.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from ..catalogue import ReportFormat
from ..files import whole
from ..model import FileRecord
from .by_order import ByOrder
from .container import Content
from .distant import DistantTable
from .loaded import LoadedReport
from .memory import give_back
from .packed import Packed, PackedTable, held

VERSION = 3  # raise it when tables are kept in another way, or read by other rules
_ORDER_ID = "order_id"
_NOTES = b"poa"
_DAMAGED = (OSError, ValueError, KeyError, TypeError)  # what reading a file raises that is not there, or not as it was written
_PIECE = 1 << 18


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
        try:
            table, record = _stored(self._path(seen.sha256, format, settings))
            return LoadedReport(FileRecord.model_validate(record | {"file": file}), table)
        except _DAMAGED:
            return None  # or not kept: it is read again

    def put(
        self,
        path: Path,
        content: Content,
        report: LoadedReport,
        marketplaces: Counter[str],
        format: ReportFormat,
        settings: Mapping[str, Any],
    ) -> LoadedReport:
        """Keep the table of a file, and give it as it is kept, so that the one in memory can be let go of."""
        table = report.packed
        if table is None or table.ids is None:
            return report
        self.folder.mkdir(parents=True, exist_ok=True)
        target = self._path(content.sha256, format, settings)
        _write(table, target, report.record.model_dump(mode="json"))
        known = self._read() | {_stat_key(path): {"sha256": content.sha256, "report": format.id, "marketplaces": dict(marketplaces)}}
        with whole(self.folder / "known.json") as part:
            part.write_text(json.dumps(known, indent=1), encoding="utf-8")
        return replace(report, packed=StoredTable(target, len(table), _values(table), table.group))

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


def _write(table: PackedTable, path: Path, record: Mapping[str, Any]) -> None:
    """The codes of each column, and the order ids, in pieces; the different values stand in the file's own notes."""
    import pyarrow as pa
    import pyarrow.parquet as parquet

    notes = {"rows": len(table), "columns": _values(table), "record": record}
    ids, codes = table.ids, {name: column.codes for name, column in table.columns.items()}
    assert ids is not None
    fields = [(_ORDER_ID, pa.int64()), *((name, pa.from_numpy_dtype(code.dtype)) for name, code in codes.items())]
    schema = pa.schema(fields, metadata={_NOTES: json.dumps(notes)})
    encoding = {_ORDER_ID: "DELTA_BINARY_PACKED"} | dict.fromkeys(codes, "BYTE_STREAM_SPLIT")
    options = {"compression": "lz4", "write_statistics": False, "use_dictionary": False, "column_encoding": encoding}
    with whole(path) as part, parquet.ParquetWriter(part, schema, **options) as writer:
        for start in range(0, max(len(table), 1), _PIECE):
            piece = slice(start, start + _PIECE)
            writer.write_table(pa.table([ids[piece], *(np.ascontiguousarray(code[piece]) for code in codes.values())], schema=schema))


def _values(table: PackedTable) -> dict[str, tuple[str, list[Any]]]:
    """The type and the different values of each column, as they can be written."""
    return {name: (column.type, _plain(column)) for name, column in table.columns.items()}


def _plain(column: Packed) -> list[Any]:
    values = column.values.tolist()
    return [value.isoformat() for value in values] if column.type == "date" else values


def _stored(path: Path) -> tuple[StoredTable, dict[str, Any]]:
    """A kept table, and the record it was kept with."""
    import pyarrow.parquet as parquet

    kept = json.loads(parquet.read_schema(path).metadata[_NOTES])
    return StoredTable(path, kept["rows"], kept["columns"]), kept["record"]


def _read(path: Path, name: str, rows: int) -> np.ndarray:
    """The numbers of a column, read piece by piece."""
    import pyarrow as pa
    import pyarrow.parquet as parquet

    with parquet.ParquetFile(path, pre_buffer=False) as file:
        numbers = np.empty(rows, dtype=file.schema_arrow.field(name).type.to_pandas_dtype())
        end = 0
        for piece in file.iter_batches(_PIECE, columns=[name], use_threads=False):
            numbers[end : end + len(piece)] = piece.column(0).to_numpy()
            end += len(piece)
    pa.default_memory_pool().release_unused()  # it would keep more than one column needs
    return numbers


class StoredTable(DistantTable):
    """A kept table. path: its file; columns: the type and the different values of each; group: which rows belong to which order, if it is known."""

    path: Path

    def __init__(self, path: Path, rows: int, columns: Mapping[str, tuple[str, list[Any]]], group: ByOrder | None = None):
        def column(name: str) -> Packed:
            type, values = columns[name]
            return Packed(type, held(values, type), _read(path, name, rows))

        super().__init__(rows, {name: type for name, (type, _) in columns.items()}, column, lambda: _read(path, _ORDER_ID, rows), group)
        object.__setattr__(self, "path", path)

    def derived(self, name: str, make: Callable[[PackedTable], PackedTable]) -> PackedTable:
        """The table that `make` makes of this one, kept beside it if it has order ids."""
        if name not in self._derived:
            self._derived[name] = self._kept(self.path.with_name(f"{self.path.stem}-{name}.parquet"), make)
            object.__setattr__(self, "group", None)  # it was held for this
            give_back()
        return self._derived[name]

    def _kept(self, path: Path, make: Callable[[PackedTable], PackedTable]) -> PackedTable:
        try:
            return _stored(path)[0]
        except _DAMAGED:  # or not made yet
            table = make(self)
        if table.ids is None:
            return table
        try:
            _write(table, path, {})
        except OSError:  # the folder can be read alone
            return table
        return StoredTable(path, len(table), _values(table), table.group)
