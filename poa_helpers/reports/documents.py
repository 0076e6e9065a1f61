"""What a text holds: a table, a document that becomes one, or a seller performance report with its snapshots."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Any

from ..catalogue import catalogue
from ..errors import PoaError, Problem
from ..model import FileRecord
from .container import Content
from .errors_of_files import UnknownReport
from .json_text import MOST_BYTES
from .loaded import LoadedReport
from .performance import Snapshot, read_performance

Part = Any  # a recognised table, which holds its `content`, or a `LoadedReport`


def part_of(content: Content) -> Content | LoadedReport:
    """A table as it is, an XML or JSON report as a table, or a performance report already read.

    >>> text = b'{"orders": [{"orderId": "111-2222222-3333333", "createdTime": "2026-10-01T08:30:00Z", "fulfillment": {'
    >>> text += b'"fulfillmentStatus": "SHIPPED", "fulfilledBy": "MERCHANT"}, "orderItems": []}]}'
    >>> part_of(Content.of_bytes(text, "orders.json")).text.splitlines()[1][:40]
    '111-2222222-3333333,,2026-10-01T08:30:00'

    Raises PoaError for documents that are no report, damaged, or made to do harm.
    """
    if content.kind == "table":
        return content
    if content.kind == "xml":
        from .from_xml import is_performance, xml_table
        from .performance_v1 import read_performance_v1

        return _snapshots(content, *read_performance_v1(content), confirmed=False) if is_performance(content) else xml_table(content)
    from .from_json import json_table

    table = json_table(content)
    return table if table is not None else _snapshots(content, *read_performance(content.text_within(MOST_BYTES), content.file))


def known_parts(contents: Iterable[Content], opened: Callable[[Content], Part]) -> list[Part]:
    """The parts of a file that are reports: a sheet of notes beside the report, or a list in an archive, is left out, with a warning on the
    first part. Raises PoaError when no part is a report, or one is but cannot be used.
    """
    parts: list[Part] = []
    unknown: list[Problem] = []
    problems: list[Problem] = []
    for content in contents:
        try:
            parts.append(opened(content))
        except UnknownReport as error:
            unknown += error.problems
        except PoaError as error:
            problems += error.problems
    if problems or not parts:
        raise PoaError([*problems, *unknown])
    notes = tuple(f"left out, as it is no report that the workbench knows: {problem.file}" for problem in unknown)
    return [_told(parts[0], notes), *parts[1:]] if notes else parts


def _told(part: Part, notes: tuple[str, ...]) -> Part:
    if isinstance(part, LoadedReport):
        return replace(part, record=part.record.model_copy(update={"warnings": (*part.record.warnings, *notes)}))
    return replace(part, content=replace(part.content, notes=(*part.content.notes, *notes)))


def _snapshots(content: Content, snapshots: Sequence[Snapshot], oddities: Sequence[str], *, confirmed: bool = True) -> LoadedReport:
    """A performance report with its record."""
    record = FileRecord(
        file=content.file,
        report="seller_performance",
        title=catalogue().reports["seller_performance"].title,
        encoding=content.encoding,
        counts={"marketplaces": len(snapshots), "metrics": sum(len(s.metrics) for s in snapshots)},
        first=min((s.first for s in snapshots if s.first), default=None),
        last=max((s.last for s in snapshots if s.last), default=None),
        sha256=content.sha256,
        confirmed=confirmed,
        warnings=(*content.notes, *oddities),
    )
    return LoadedReport(record, snapshots=tuple(snapshots))
