"""Documents (XML, JSON) as tables: a column of the catalogue names the place in the document where its value stands."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from ..catalogue import catalogue
from ..errors import PoaError, Problem
from .container import Content
from .container.packed import PackedTable

_STEP = re.compile(r"(?P<name>[^\[\]@]*)(?:\[(?P<key>\w+)=(?P<value>[^\]]*)\])?(?:@(?P<attribute>\w+))?")


@dataclass(frozen=True)
class Shape:
    """A kind of document. report: the report of the catalogue whose columns name places in it. record: the element or list whose members
    are its records. items: what repeats within a record, one row each; None when a record is one row.

    A place is written from the record on: `Order/FulfillmentData/ShipServiceLevel`, `Order/OrderItem/ItemPrice/Component[Type=Principal]/Amount`
    (the Component whose Type is Principal), `…/Amount@currency` (an attribute).
    """

    report: str
    record: str
    items: str | None = None

    def places(self) -> dict[str, str]:
        """Place -> column id, for all columns of the report that stand in this kind of document."""
        columns = catalogue().reports[self.report].columns
        return {name: id for id, column in columns.items() for name in column.names if name.startswith(f"{self.record}/")}

    def rows(self, record: Mapping[str, Any]) -> Iterator[dict[str, str]]:
        """The rows of one record: place -> text, only what is there."""
        items = many(record.get(self.items)) if self.items else []
        for item in items or [{}]:
            found = {place: value_at(item if inside else record, steps) for place, steps, inside in _steps(self)}
            yield {place: text for place, text in found.items() if text}


@lru_cache(maxsize=32)
def _steps(shape: Shape) -> tuple[tuple[str, tuple[str, ...], bool], ...]:
    """Each place with the steps that lead there, and whether they start from an item."""
    steps = {place: tuple(place.split("/")[1:]) for place in shape.places()}
    inside = {place: shape.items is not None and way[0] == shape.items for place, way in steps.items()}
    return tuple((place, way[inside[place] :], inside[place]) for place, way in steps.items())


def many(value: Any) -> list[Any]:
    """A list, also of a single thing that stands without its list; only mappings of it."""
    found = value if isinstance(value, list) else [value]
    return [entry for entry in found if isinstance(entry, dict)]


def value_at(node: Any, steps: Iterable[str]) -> str:
    """The text at a place, empty when there is none.

    >>> price = {"Component": [{"Type": "Tax", "Amount": "1.20"}, {"Type": "Principal", "Amount": {"#": "15.95", "@currency": "USD"}}]}
    >>> [value_at(price, place.split("/")) for place in ("Component[Type=Principal]/Amount", "Component[Type=Principal]/Amount@currency")]
    ['15.95', 'USD']
    >>> value_at({"a": [{"b": 1}, {"b": 2}]}, ["a", "b"]), value_at({"a": True}, ["a"]), value_at({}, ["a", "b"])
    ('1', 'true', '')
    """
    for step in steps:
        found = _STEP.fullmatch(step)
        if found is None or not isinstance(node, dict):
            return ""
        node = node.get(found["name"])
        if found["key"] and (wanted := found["value"]) is not None:
            node = next((entry for entry in many(node) if _text(entry.get(found["key"])) == wanted), None)
        elif isinstance(node, list):
            node = node[0] if node else None
        if found["attribute"]:
            node = node.get("@" + found["attribute"]) if isinstance(node, dict) else None
    return _text(node)


def _text(node: Any) -> str:
    if isinstance(node, dict):
        node = node.get("#")
    if node is None or isinstance(node, (dict, list)):
        return ""
    return ("true" if node else "false") if isinstance(node, bool) else str(node).strip()


def as_table(content: Content, shape: Shape, records: Iterable[Mapping[str, Any]], notes: tuple[str, ...] = ()) -> Content:
    """The records of a document as a text with one row per item, whose header are the places. Personal data have no place, so they never
    get into it. Line numbers count items, the header being line 1.

    Raises PoaError when a column that the report needs is nowhere filled: the document was made without it.
    """
    places = shape.places()
    table, filled = PackedTable(content.file), Counter[str]()
    table.add(list(places))
    for record in records:
        for row in shape.rows(record):
            filled.update(places[place] for place in row)
            table.add([row.get(place, "") for place in places])
    if table.rows > 1:
        _check_filled(content.file, shape, set(filled))
    return table.content(content, notes=(*content.notes, *notes))


def _check_filled(file: str, shape: Shape, filled: set[str]) -> None:
    format = catalogue().reports[shape.report]
    names = {id: place for place, id in reversed(shape.places().items())}
    missing = [id for id, column in format.columns.items() if column.required and id not in filled]
    if missing:
        mend = f"Ask for the report with all its data: {format.where}"
        raise PoaError(Problem(f"'{names.get(id, id)}' is nowhere in it", mend, file, id) for id in missing)
