"""What can happen to a report file on its way to the seller's folder, and what somebody could make of it on purpose."""

from __future__ import annotations

import gzip
import io
import random
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import replace

from .catalogue_files import DELIMITERS, ReportFile

MEGABYTE = 1_000_000
HUGE_CELL = 5 * MEGABYTE
MOST_COLUMNS = 100_000
BOMB = 4_000 * MEGABYTE  # unpacked; a few megabytes on disk
Mutation = Callable[[ReportFile, random.Random], ReportFile | bytes]


def _table(file: ReportFile) -> list[list[str]]:
    """The cells of a file; those of a report that is no table are its words."""
    return [list(row) for row in file.table] if file.table else [line.split(" ") for line in file.text.splitlines()]


def _place(rng: random.Random, data: bytes | str | list) -> int:
    return rng.randrange(len(data)) if len(data) else 0


# ---------------------------------------------------------------- cells and columns


def unchanged(file: ReportFile, rng: random.Random) -> ReportFile:
    return file


def huge_cell(file: ReportFile, rng: random.Random) -> ReportFile:
    table = _table(file)
    row = rng.choice(table)
    row[_place(rng, row)] = rng.choice(["x", "9", "1,", "-", '"', "ä ", "2026-10-01 "]) * HUGE_CELL
    return replace(file, table=[[cell[:HUGE_CELL] for cell in row] for row in table], lines=None if file.table else _joined(table))


def _joined(table: list[list[str]]) -> str:
    return "\n".join(" ".join(row) for row in table)


def header_missing(file: ReportFile, rng: random.Random) -> ReportFile:
    table = _table(file)[1:]
    return replace(file, table=table, lines=None if file.table else _joined(table))


def header_doubled(file: ReportFile, rng: random.Random) -> ReportFile:
    table = _table(file)
    table.insert(rng.randint(1, len(table)), list(table[0]))
    return replace(file, table=table, lines=None if file.table else _joined(table))


def header_renamed(file: ReportFile, rng: random.Random) -> ReportFile:
    table = _table(file)
    for _ in range(rng.randint(1, 3)):
        n = _place(rng, table[0])
        table[0][n] = rng.choice(["", "Unbekannt", "order id", "=1+1", "x" * 300, table[0][n][::-1], "Order ID", "\u200b", "unnamed: 3"])
    return replace(file, table=table, lines=None if file.table else _joined(table))


def columns_swapped(file: ReportFile, rng: random.Random) -> ReportFile:
    """Two names of the header stand over each other's column."""
    table = _table(file)
    a, b = _place(rng, table[0]), _place(rng, table[0])
    table[0][a], table[0][b] = table[0][b], table[0][a]
    return replace(file, table=table, lines=None if file.table else _joined(table))


def columns_doubled(file: ReportFile, rng: random.Random) -> ReportFile:
    table = _table(file)
    n = _place(rng, table[0])
    for row in table:
        row.insert(rng.choice([0, len(row)]), row[n] if n < len(row) else "")
    return replace(file, table=table, lines=None if file.table else _joined(table))


def many_columns(file: ReportFile, rng: random.Random) -> ReportFile:
    table = _table(file)
    more = rng.choice(["", "x", "order-id"])
    table[0] += [f"{more}{n if more == 'x' else ''}" for n in range(MOST_COLUMNS)]
    if rng.random() < 0.5:
        for row in table[1:]:
            row += ["1"] * MOST_COLUMNS
    return replace(file, table=table, lines=None if file.table else _joined(table))


def wrong_delimiter(file: ReportFile, rng: random.Random) -> bytes:
    """The header with one delimiter, the rows with another; or one that no report has."""
    lines = file.text.splitlines()
    mark = file.delimiter or ","
    other = rng.choice([d for d in (*DELIMITERS, "|", ":", " ", "\x1f") if d != mark])
    changed = [line.replace(mark, other) if n or rng.random() < 0.5 else line for n, line in enumerate(lines)]
    return "\n".join(changed).encode(file.encoding, "replace")


def lines_shuffled(file: ReportFile, rng: random.Random) -> bytes:
    lines = file.text.splitlines(keepends=True) * rng.choice([1, 1, 3])
    rng.shuffle(lines)
    return "".join(lines).encode(file.encoding)


def only_header(file: ReportFile, rng: random.Random) -> bytes:
    return (file.text.splitlines() or [""])[0].encode(file.encoding) + rng.choice([b"", b"\n", b"\r\n\r\n"])


def mixed_line_ends(file: ReportFile, rng: random.Random) -> bytes:
    ends = ("\n", "\r\n", "\r", "\n\r", "\x0b", "\x0c", "\x85", "\u2028")
    text = "".join(line + rng.choice(ends) for line in file.text.splitlines())
    return text.encode(file.encoding, "replace")


def quotes_unbalanced(file: ReportFile, rng: random.Random) -> bytes:
    text = file.text
    for _ in range(rng.randint(1, 9)):
        n = _place(rng, text)
        text = text[:n] + rng.choice(['"', '""', "'", '"\n', ',"', '="']) + text[n:]
    return text.encode(file.encoding, "replace")


def control_characters(file: ReportFile, rng: random.Random) -> bytes:
    text = file.text
    for _ in range(rng.randint(1, 12)):
        n = _place(rng, text)
        text = text[:n] + chr(rng.choice([1, 2, 7, 8, 11, 12, 26, 27, 28, 30, 31, 127, 0x200B, 0x202E, 0xFEFF, 0xFFFE])) + text[n:]
    return text.encode("utf-8" if file.encoding == "cp1252" else file.encoding, "replace")


# ---------------------------------------------------------------- bytes


def truncated(file: ReportFile, rng: random.Random) -> bytes:
    data = file.content
    return data[: _place(rng, data)]


def bytes_flipped(file: ReportFile, rng: random.Random) -> bytes:
    data = bytearray(file.content)
    for _ in range(rng.randint(1, 20)):
        if data:
            data[_place(rng, data)] ^= 1 << rng.randrange(8)
    return bytes(data)


def nul_bytes(file: ReportFile, rng: random.Random) -> bytes:
    data = bytearray(file.content)
    for _ in range(rng.choice([1, 3, 2000])):
        n = _place(rng, data)
        data[n:n] = b"\x00" * rng.choice([1, 1, 2, 50])
    return bytes(data)


def invalid_utf8(file: ReportFile, rng: random.Random) -> bytes:
    data = bytearray(file.text.encode("utf-8"))
    for _ in range(rng.randint(1, 6)):
        n = _place(rng, data)
        data[n:n] = rng.choice([b"\xff", b"\xc3", b"\xed\xa0\x80", b"\xf0\x9f", b"\x80\x80", b"\x81", b"\xef\xbb\xbf", b"\xfe\xff"])
    return bytes(data)


def empty(file: ReportFile, rng: random.Random) -> bytes:
    return rng.choice(
        [b"", b"\n", b" \t \r\n", b"\xef\xbb\xbf", b"\xff\xfe", b"\x00", b"\x1f\x8b", b"PK\x03\x04", b"{", b"[", b"<?xml", b"\x00" * 4096]
    )


# ---------------------------------------------------------------- made on purpose


def packed_bomb(file: ReportFile, rng: random.Random) -> bytes:
    """A few megabytes that unpack to gigabytes: noughts, or rows of the report without end; gzip, gzip in gzip, or zip."""
    start, row = (file.content + b"\n", b"1\t" * 500 + b"\n") if rng.random() < 0.5 else (b"", b"\x00" * 1000)
    kind = rng.choice(["gzip", "twice", "zip", "many"])
    if kind in ("gzip", "twice"):
        packed = _endless(start, row, 31)
        return packed if kind == "gzip" else gzip.compress(packed, 1)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        if kind == "many":
            for n in range(20_000):
                archive.writestr(f"{n}.txt", b"x")
        else:
            with archive.open("orders.txt", "w", force_zip64=True) as inside:
                block = row * (MEGABYTE // len(row))
                inside.write(start)
                for _ in range(BOMB // 4 // len(block)):  # zipfile compresses slowly
                    inside.write(block)
    return out.getvalue()


def _endless(start: bytes, row: bytes, wbits: int) -> bytes:
    """A compressed stream of `BOMB` bytes; the same compressed block again and again, as compressing all of it would take a minute."""
    packer = zlib.compressobj(1, zlib.DEFLATED, wbits)
    head = packer.compress(start) + packer.flush(zlib.Z_FULL_FLUSH)
    block = row * (4 * MEGABYTE // len(row))
    repeated = packer.compress(block) + packer.flush(zlib.Z_FULL_FLUSH)
    return head + repeated * (BOMB // len(block))


def xml_bomb(file: ReportFile, rng: random.Random) -> bytes:
    """Entities in entities, an outside file, deep nesting, or very many attributes."""
    kind = rng.choice(["laughs", "outside", "deep", "wide"])
    root = rng.choice(["AmazonEnvelope", "report", "performanceChecklist"])
    if kind == "laughs":
        entities = '<!ENTITY a0 "lol">' + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
        return f'<?xml version="1.0"?><!DOCTYPE {root} [{entities}]><{root}>&a11;</{root}>'.encode()
    if kind == "outside":
        return f'<?xml version="1.0"?><!DOCTYPE {root} [<!ENTITY x SYSTEM "file:///etc/hostname">]><{root}>&x;</{root}>'.encode()
    if kind == "deep":
        return b'<?xml version="1.0"?>' + f"<{root}>".encode() * 100_000 + f"</{root}>".encode() * rng.choice([0, 100_000])
    return f'<?xml version="1.0"?><{root} {" ".join(f"a{n}=" + chr(34) + "1" + chr(34) for n in range(MOST_COLUMNS))}/>'.encode()


def deep_json(file: ReportFile, rng: random.Random) -> bytes:
    """Brackets in brackets, numbers without end, keys that stand twice, the wrong kind of value everywhere."""
    kind = rng.choice(["lists", "objects", "number", "wrong", "escape"])
    if kind == "lists":
        return b"[" * 100_000 + b"]" * rng.choice([0, 100_000])
    if kind == "objects":
        return b'{"performanceMetrics":' * 50_000 + b"1" + b"}" * 50_000
    if kind == "number":
        return (
            b'{"accountStatuses": [], "performanceMetrics": [{"marketplaceId": "ATVPDKIKX0DER", "lateShipmentRate": {"orderCount": '
            + b"9" * 50_000
            + b"}}]}"
        )
    if kind == "escape":
        return b'{"accountStatuses": "\\ud800", "performanceMetrics": ["\\u0000", NaN, -Infinity, 1e999]}'
    value = rng.choice(
        ["null", "[]", "{}", "1", '"x"', "[null]", "[[]]", '[{"marketplaceId": []}]', '[{"marketplaceId": "A", "lateShipmentRate": 5}]']
    )
    return f'{{"accountStatuses": {value}, "performanceMetrics": {value}, "performanceMetrics": {value}}}'.encode()


MUTATIONS: dict[str, Mutation] = {
    mutation.__name__: mutation
    for mutation in (
        unchanged, truncated, bytes_flipped, lines_shuffled, huge_cell, wrong_delimiter, nul_bytes, header_missing, header_doubled, header_renamed,
        columns_swapped, columns_doubled, mixed_line_ends, quotes_unbalanced, control_characters, invalid_utf8, many_columns, empty, only_header,
        packed_bomb, xml_bomb, deep_json,
    )
}  # fmt: skip


# ---------------------------------------------------------------- containers


def _gzip(data: bytes, file: ReportFile) -> bytes:
    return gzip.compress(data, 1)


def _zip(data: bytes, file: ReportFile) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("report.txt", data)
    return out.getvalue()


def _xlsx(data: bytes, file: ReportFile) -> bytes:
    """The cells as a workbook, as many columns as one can have; a file whose cells are not known any more stays as it is."""
    if not file.table:
        return data
    import openpyxl

    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("report")
    for row in file.table:
        sheet.append([openpyxl.cell.cell.ILLEGAL_CHARACTERS_RE.sub("", cell)[:30_000] for cell in row[:16_384]])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _json(data: bytes, file: ReportFile) -> bytes:
    import json

    return json.dumps([dict(zip(file.table[0], row, strict=False)) for row in file.table[1:]]).encode() if file.table else data


def _xml(data: bytes, file: ReportFile) -> bytes:
    from xml.sax.saxutils import escape

    rows = "".join(f"<row>{''.join(f'<cell>{escape(cell)}</cell>' for cell in row)}</row>" for row in file.table[:50])
    return f'<?xml version="1.0"?><report>{rows}</report>'.encode("utf-8", "replace") if file.table else data


CONTAINERS: dict[str, Callable[[bytes, ReportFile], bytes]] = {
    ".txt": lambda data, file: data, ".csv": lambda data, file: data, ".gz": _gzip, ".zip": _zip, ".xlsx": _xlsx, ".json": _json, ".xml": _xml,
}  # fmt: skip


def mutated(file: ReportFile, name: str, container: str, rng: random.Random) -> bytes:
    """The bytes of a file after a mutation, in a container; a packed one is cut or changed once more now and then."""
    made = MUTATIONS[name](file, rng)
    if isinstance(made, ReportFile):
        file, made = made, made.text.encode(made.encoding, "replace")
    packed = CONTAINERS[container](made, file) if name not in ("packed_bomb", "xml_bomb", "deep_json", "empty") else made
    if name in ("truncated", "bytes_flipped") and container in (".gz", ".zip", ".xlsx") and packed:
        if name == "truncated":
            return packed[: rng.randrange(len(packed))]
        damaged = bytearray(packed)
        for _ in range(rng.randint(1, 8)):
            damaged[rng.randrange(len(damaged))] ^= 1 << rng.randrange(8)
        return bytes(damaged)
    return packed
