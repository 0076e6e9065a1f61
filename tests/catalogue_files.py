"""A file of any report of the catalogue, from its header names and the types of its columns, without hypothesis: what is damaged in `mutations`."""

from __future__ import annotations

import csv
import io
import json
import random
import re
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from poa_helpers.catalogue import Column, ReportFormat, catalogue

TABULAR = sorted(id for id, format in catalogue().reports.items() if format.columns)
LETTERS = "abcXYZ019 .-'\"/éüñßö,;"  # cp1252 can write them, and none of its bytes pass for UTF-8
ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "cp1252")
DELIMITERS = ("\t", ",", ";")
DAY_FORMATS = ("%Y-%m-%d", "%Y-%m-%dT08:15:00+00:00", "%d-%b-%Y", "%Y/%m/%d", "%b %d, %Y")
LOCAL_FORMATS = {"US": ("%m/%d/%Y", "%m/%d/%y", "%m-%d-%Y"), "UK": ("%d/%m/%Y", "%d/%m/%y"), "DE": ("%d.%m.%Y", "%d.%m.%y 07:26:32 UTC")}
DECIMALS = {"US": ("{}.{:02}", "${}.{:02}"), "UK": ("{}.{:02}", "£{}.{:02}"), "DE": ("{},{:02}", "{},{:02} €", "{}.{:02}")}
STORES = {"US": "Amazon.com", "UK": "Amazon.co.uk", "DE": "Amazon.de"}
PATTERNED = ("Standard", "UPS", "B0EXAMPLE1", "S-1", "USD", "WH1", "Ground", "1234567890", "Shipped", "A")
FIRST_DAY, DAYS = date(2019, 1, 1), 3652


@dataclass(frozen=True)
class ReportFile:
    """A file of a report: its table as text cells, how it is written, and column id -> the values its cells stand for.

    lines: text of a report that is no table (JSON); its table is then empty.
    """

    report: str
    place: str
    table: list[list[str]]
    delimiter: str
    encoding: str
    cut: bool = False
    written: dict[str, list[Any]] = field(default_factory=dict)
    lines: str | None = None

    @property
    def text(self) -> str:
        if self.lines is not None:
            return self.lines
        return as_tabs(self.table, self.cut) if self.delimiter == "\t" else as_csv(self.table, self.delimiter)

    @property
    def content(self) -> bytes:
        return self.text.encode(self.encoding)


def words(rng: random.Random) -> str:
    text = "".join(rng.choice(LETTERS) for _ in range(rng.randint(0, 12))).strip()
    return text[2:].strip() if text.startswith('="') else text


def cells(rng: random.Random, id: str, column: Column, place: str, rows: int) -> tuple[list[str], list[Any]]:
    """One column: the cells as written, and the values they stand for."""
    if column.type == "order_id":
        numbers: dict[int, None] = {}
        while len(numbers) < rows:
            numbers[rng.randint(0, 9_999_999)] = None
        ids = [f"{rng.randint(100, 999)}-1234567-{n:07}" for n in numbers]
        return ids, list(ids)
    if id == "sales_channel":
        return [STORES[place]] * rows, [STORES[place]] * rows
    written, values = _filled(rng, column, place, rows)
    may_be_empty = not column.required and id != "order_date"
    for n in range(rows):
        if may_be_empty and rng.choice([False, True]):
            written[n], values[n] = "", None
    return written, values


def _filled(rng: random.Random, column: Column, place: str, rows: int) -> tuple[list[str], list[Any]]:
    values: list[Any]
    if column.type == "date":
        local = "US" if column.date_order == "month_first" else place
        format = rng.choice(DAY_FORMATS + LOCAL_FORMATS[local])
        values = [FIRST_DAY + timedelta(days=rng.randint(0, DAYS - 1)) for _ in range(rows)]
        return [value.strftime(format) for value in values], values
    if column.type == "number":
        format = rng.choice(DECIMALS[place])
        parts = [(rng.randint(0, 99_999), rng.randint(0, 99)) for _ in range(rows)]
        return [format.format(*part) for part in parts], [whole + cents / 100 for whole, cents in parts]
    if column.type == "rate":
        values = [rng.randint(0, 1000) for _ in range(rows)]
        return [f"{n // 10}{',' if place == 'DE' else '.'}{n % 10}%" for n in values], [n / 1000 for n in values]
    if column.type in ("country", "region"):
        values = [rng.choice(("US", "UK", "DE", "FR") if column.type == "country" else ("CA", "Kent", "New York")) for _ in range(rows)]
        return list(values), values
    if column.pattern:
        texts = [next((text for text in PATTERNED if re.fullmatch(column.pattern, text)), "") for _ in range(rows)]
        return texts, [text or None for text in texts]
    if column.type == "comment":
        texts = [rng.choice(("came late, box open", "Größe falsch; 3 Tage zu spät", "")) for _ in range(rows)]
        return texts, [text or None for text in texts]
    if column.type == "integer":
        values = [rng.randint(0, 999) for _ in range(rows)]
        return [str(value) for value in values], values
    if column.type == "yes_no":
        values = [rng.choice([False, True]) for _ in range(rows)]
        yes, no = rng.choice([("Y", "N"), ("YES", "NO"), ("true", "false"), ("1", "0"), ("Ja", "Nein")])
        return [yes if value else no for value in values], values
    if column.type == "category" and column.values:
        texts = [rng.choice(sorted(column.values)) for _ in range(rows)]
        return texts, [column.values[text] for text in texts]
    texts = [words(rng) for _ in range(rows)]
    return texts, [text or None for text in texts]


def header_for(rng: random.Random, column: Column) -> str:
    """A name the column goes by, or its first keywords."""
    keywords = (" ".join(column.keywords[0]),) if column.keywords else ()
    name = rng.choice([*column.names, *keywords])
    return rng.choice([name, name.upper(), name.replace(" ", "_")]) + " " * rng.randint(0, 2)


def make_file(report: str, rng: random.Random, most_rows: int = 5) -> ReportFile:
    """A file of a report, its columns in any order, those that are optional there or not."""
    format: ReportFormat = catalogue().reports[report]
    place, rows = rng.choice(sorted(STORES)), rng.randint(1, most_rows)
    if not format.columns:
        return ReportFile(
            report, place, [], "", rng.choice(ENCODINGS[:3]), lines=json.dumps(performance(rng), indent=rng.choice([None, 2]))
        )
    needed = {id for wanted in format.recognise for id in wanted.split("|")} | {"order_id"}
    headed = {id: column for id, column in format.columns.items() if column.names or column.keywords}
    order = [id for id, column in headed.items() if column.required or id in needed or rng.choice([False, True])]
    rng.shuffle(order)
    columns = {id: cells(rng, id, format.columns[id], place, rows) for id in order}
    header = [header_for(rng, format.columns[id]) for id in order]
    table = [header, *([columns[id][0][n] for id in order] for n in range(rows))]
    written = {id: columns[id][1] for id in order}
    encodings = ENCODINGS if "".join(header).isascii() else ENCODINGS[:3]
    return ReportFile(report, place, table, rng.choice(DELIMITERS), rng.choice(encodings), rng.choice([False, True]), written)


def as_tabs(table: list[list[str]], cut: bool) -> str:
    lines = ["\t".join(row) for row in table]
    return "\r\n".join(lines[:1] + [line.rstrip("\t") if cut else line for line in lines[1:]]) + "\r\n"


def as_csv(table: list[list[str]], delimiter: str) -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator="\n").writerows(table)
    return out.getvalue()


def performance(rng: random.Random) -> dict[str, Any]:
    """A seller performance report: blocks there or not, some of them as they should not be."""
    end = FIRST_DAY + timedelta(days=rng.randint(100, DAYS))

    def block(days: int, target: float, condition: str, **counts: int) -> dict[str, Any]:
        span = {"reportingDateFrom": f"{end - timedelta(days=days - 1)}T00:00Z", "reportingDateTo": f"{end}T23:59:59Z"}
        status = rng.choice(["GOOD", "BAD", "NONE"])
        return {
            "reportingDateRange": span,
            "status": status,
            "targetValue": target,
            "targetCondition": condition,
            "rate": rng.random() / 10,
            **counts,
        }

    def some(most: int) -> int:
        return rng.randint(0, most)

    parts = {name: {"count": some(9), "status": "NONE"} for name in ("claims", "chargebacks", "negativeFeedback")}
    metrics: dict[str, Any] = {
        "orderDefectRate": {
            channel: {**block(60, 0.01, "LESS_THAN", orderCount=some(900)), "orderWithDefects": {"count": some(20), "status": "GOOD"}, **parts}
            for channel in ("mfn", "afn")
        },
        "lateShipmentRate": block(30, 0.04, "LESS_THAN", orderCount=some(900), lateShipmentCount=some(90)),
        rng.choice(["preFulfillmentCancellationRate", "prefulfillmentCancelRate"]): block(7, 0.025, "LESS_THAN", orderCount=some(200), cancellationCount=some(9)),
        "validTrackingRate": block(30, 0.95, "GREATER_THAN", shipmentCount=some(900), validTrackingCount=some(900)),
        "unitOnTimeDeliveryRate": block(14, 0.9, "GREATER_THAN", totalUnitCount=some(300), unitOnTimeDeliveryCount=some(300)),
        "listingPolicyViolations": {**block(180, 0, "EQUALS"), "defectsCount": some(5)},
        "warningStates": rng.choice([[], {}, [{"warningType": "X", "status": "GOOD"}]]),
        "accountHealthRating": {"ahrStatus": "GREAT", "ahrScore": some(1000)},
    }  # fmt: skip
    kept = {name: value for name, value in metrics.items() if rng.random() < 0.85}
    place = rng.choice(["ATVPDKIKX0DER", "A1F83G8C2ARO7P", "A1PA6795UKMFR9"])
    report = {
        "accountStatuses": [{"marketplaceId": place, "status": rng.choice(["NORMAL", "AT_RISK", "DEACTIVATED"])}],
        "performanceMetrics": [{"marketplaceId": place, **kept}],
    }
    return {"payload": report} if rng.random() < 0.1 else report
