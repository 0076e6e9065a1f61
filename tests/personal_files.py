"""Report files with marked buyers in them, for every report of the catalogue, and the search for what leaked of them.

Every marked word begins with `zqx`, every marked number `997755`; neither occurs anywhere else. A new report or column type is covered
as soon as it stands in the catalogue.
"""

from __future__ import annotations

import gc
import itertools
import re
import types
from collections.abc import Iterator
from typing import Any

import pandas as pd

from poa_helpers.catalogue import Column, ReportFormat, catalogue

ROWS = 9
FOREIGN = (  # columns no catalogue knows, named as stores in other languages would
    *("nome-do-comprador", "Käufername", "購入者名", "nom de l'acheteur", "nombre del comprador", "Indirizzo e-mail dell'acquirente"),
    *("Kunde Telefon", "E-Mail-Adresse des Käufers", "naam koper", "Köparens namn", "nazwa kupującego", "Alıcı adı", "customer tax ID"),
)
_LETTERS = "bcdfghjklmnprstvw"
_MARK = re.compile(r"zqx[^\W\d_]{4}", re.IGNORECASE)  # four letters more: packed pictures hold every three by chance
_NUMBER = re.compile(r"9[\s()./-]{0,2}9[\s()./-]{0,2}7[\s()./-]{0,2}7[\s()./-]{0,2}5[\s()./-]{0,2}5")


class Buyer:
    """One marked person: every word and number is like no other."""

    def __init__(self, number: int):
        tail = "".join(_LETTERS[number // len(_LETTERS) ** place % len(_LETTERS)] for place in range(3))
        self.given, self.family = f"Zqxa{tail}", f"Zqxe{tail}"
        self.email = f"zqxm{tail}@zqxhost{tail}.example"
        self.phone = f"+1 (997) 755-{number:04}"
        self.street = f"{number % 90 + 1} Zqxu{tail} Street"
        self.city = f"Zqxi{tail}"
        self.tax = f"DE997755{number:03}"

    @property
    def name(self) -> str:
        return f"{self.given} {self.family}"

    def comment(self) -> str:
        return (
            f"Broken. {self.name} here, dear {self.given.upper()}: call {self.phone} or write to {self.email}, {self.street}, "
            f"{self.city}; VAT {self.tax}. Mrs {self.family} waits"
        )

    def cell(self, header: str) -> str:
        """What stands below a personal header."""
        name = header.casefold()
        if re.search(r"mail", name):
            return self.email
        if re.search(r"phone|telefon", name):
            return self.phone
        if re.search(r"address|street|endere", name):
            return self.street
        if re.search(r"city|country|state", name):
            return self.city
        if re.search(r"vat|tax|cpf|number|code|id$|identification", name):
            return self.tax
        if re.search(r"response|instruction|comment|page|url", name):
            return self.comment()
        return self.name


def buyers() -> Iterator[Buyer]:
    return map(Buyer, itertools.count())


def cell(id: str, column: Column, row: int, buyer: Buyer, local: bool = False) -> str:
    """A cell of a column that is read. local: dates and numbers as in Germany."""
    if column.type == "order_id":
        return f"302-1234567-{row:07}"
    if column.type == "comment":
        return buyer.comment()
    if column.pattern:
        return next(text for text in ("EUR", f"LPN{row}", f"word {row}", f"B0FICT{row:04}") if re.fullmatch(column.pattern, text))
    if id == "sales_channel":
        return "Amazon.de"
    known = sorted(column.values)
    values = {
        "date": f"{13 + row}.10.2026" if local else f"2026-10-{13 + row}",
        "number": f"{row},50" if local else f"{row}.50",
        "integer": str(row + 1),
        "rate": f"{row}%",
        "country": "DE",
        "region": "BE",
        "yes_no": "Yes",
        "category": known[row % len(known)] if known else "",
        "text": f"word {row}",
        "row_id": str(70_000_000 + row),
    }
    return values[column.type]


def planted_table(format: ReportFormat, who: Iterator[Buyer]) -> tuple[list[str], list[list[str]]]:
    """A report with every column that is read, every personal one, and some that no catalogue knows: header and rows."""
    read = {
        id: (column.names or (" ".join(column.keywords[0]),))[0] for id, column in format.columns.items() if column.names or column.keywords
    }
    taken = {name.casefold() for name in read.values()}
    extra = [name for name in dict.fromkeys((*format.personal, "ship-city", *FOREIGN)) if name.casefold() not in taken]
    rows = []
    for number in range(ROWS):
        buyer = next(who)
        cells = [cell(id, format.columns[id], number, buyer) for id in read]
        rows.append([*cells[:3], *(buyer.cell(name) for name in extra), *cells[3:]])
    names = list(read.values())
    return [*names[:3], *extra, *names[3:]], rows


def real_table(format: ReportFormat, header: list[str], who: Iterator[Buyer]) -> list[list[str]]:
    """Rows below the header that real files have; what is mostly empty in them is empty."""
    ids = {name: id for id, column in format.columns.items() for name in column.names}
    usual = {"ship_service": "Standard"}
    empty = re.compile(r"promotion|purchase-order|price-designation|instructions|address-3|merchant-order", re.IGNORECASE)
    rows = []
    for number, buyer in zip(range(ROWS), who, strict=False):
        row = []
        for name in header:
            id = ids.get(name, "")
            read = usual.get(id) or (cell(id, format.columns[id], number, buyer) if id else "")
            other = buyer.cell(name) if name in format.personal or name in ("ship-city", "ship-postal-code") else "other"
            row.append(read or ("" if empty.search(name) else other))
        rows.append(row)
    return rows


def as_text(header: list[str], rows: list[list[str]], mark: str = "\t") -> str:
    return "\n".join(mark.join(row) for row in ([header] if header else []) + rows) + "\n"


def variants(header: list[str], rows: list[list[str]]) -> dict[str, bytes]:
    """The file as it should be, and the ways in which files go wrong."""
    text = as_text(header, rows)
    middle = len(text) // 2
    made = {
        "intact": text,
        "as csv": as_text(header, [[f'"{cell}"' for cell in row] for row in rows], ","),
        "semicolons": as_text(header, rows, ";"),
        "without header": as_text([], rows),
        "first row missing its end": as_text([], [rows[0][:4], *rows]),
        "header cut": as_text(header[: len(header) // 2], rows),
        "header of names": as_text(rows[0], rows[1:]),
        "cells missing in front": as_text(header, [row[1:] for row in rows]),
        "cells missing in front, 3": as_text(header, [row[3:] for row in rows]),
        "cells added in front": as_text(header, [["", *row] for row in rows]),
        "cells added in front, 2": as_text(header, [[row[5], row[4], *row] for row in rows]),
        "one cell missing": as_text(header, [row[:5] + row[6:] for row in rows]),
        "one cell added": as_text(header, [[*row[:3], "", *row[3:-1]] for row in rows]),
        "reversed": as_text(header, [row[::-1] for row in rows]),
        "one row shifted": as_text(header, [rows[0][4:], *rows[1:]]),
        "cut off": text[:middle],
        "a lone quote": text.replace("Broken", '"Broken', 1).replace("\t", ","),
        "half the tabs": text[:middle] + text[middle:].replace("\t", ";"),
        "lines broken in cells": text.replace(", ", "\n"),
        "two columns merged": "\n".join(line.replace("\t", " ", 4) for line in text.splitlines()),
        "a page of prose": "Dear Zqxapage\n" * 20 + text,
        "a web page": f"<html><body>{text}</body></html>",
        "broken json": '{"rows": [' + ", ".join(f'"{cell}"' for cell in rows[0]),
        "other json": '[{"buyerName": "Zqxajson", "performanceMetrics": "Zqxejson"}]',
    }
    files = {name: content.encode() for name, content in made.items()}
    files["utf-16, cut"] = text.encode("utf-16")[: middle | 1]
    files["zero bytes"] = text.encode().replace(b"Zqxe", b"\0Zqxe\0")
    files["not readable"] = b"\x81\x8d" + text.encode()
    return files


# ---------------------------------------------------------------- what leaked


def leaks(*texts: str) -> list[str]:
    """The marked words and numbers that are in a text, each with what stands around it."""
    found = []
    for text in texts:
        for match in itertools.chain(_MARK.finditer(text), _NUMBER.finditer(text)):
            found.append(text[max(0, match.start() - 60) : match.end() + 20])
    return found


_SKIPPED = (type, types.ModuleType, types.FunctionType, types.BuiltinFunctionType, types.CodeType, types.FrameType, types.TracebackType)


def texts_in(value: Any) -> Iterator[str]:
    """Every text that can be reached from an object, also inside frames and the memory of their columns."""
    import pyarrow as pa

    seen: set[int] = set()
    todo = [value]
    while todo:
        item = todo.pop()
        if id(item) in seen or isinstance(item, _SKIPPED):
            continue
        seen.add(id(item))
        if isinstance(item, str):
            yield item
        elif isinstance(item, (bytes, bytearray)):
            yield bytes(item).decode("latin-1")
        elif isinstance(item, (pa.Array, pa.ChunkedArray)):
            for chunk in item.chunks if isinstance(item, pa.ChunkedArray) else [item]:
                yield from (bytes(buffer).decode("latin-1") for buffer in chunk.buffers() if buffer is not None)
                if isinstance(chunk, pa.DictionaryArray):
                    todo.append(chunk.dictionary)
        elif isinstance(item, pd.DataFrame):
            yield item.to_csv()
            for name in item:
                array = item[name].array
                todo.append(getattr(array, "_pa_array", array))
            todo.append(item.attrs)
        else:
            todo += gc.get_referents(item)


TABULAR = sorted(id for id, format in catalogue().reports.items() if format.columns)
