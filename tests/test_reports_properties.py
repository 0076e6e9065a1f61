"""Whatever the order of columns, encoding, delimiter, date and number format: what is read equals what was written."""

from __future__ import annotations

import tempfile
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from poa_helpers.catalogue import Column, ReportFormat, catalogue
from poa_helpers.errors import PoaError
from poa_helpers.reports import load_reports, order_book
from poa_helpers.reports.columns import bare, decimal_mark, is_nothing, read_column

from .catalogue_files import DAY_FORMATS, DECIMALS, DELIMITERS, ENCODINGS, LETTERS, LOCAL_FORMATS, STORES, TABULAR, as_csv, as_tabs

MOST_MORE = 12  # columns of one file beside those it must have: each of a report is in dozens of its 200 files
COMMENTS = ("came late, box open", "wrong size: 42, not 44", "Größe falsch; 3 Tage zu spät", "sent 2026-10-01", None)  # nothing to mask

days = st.dates(date(2019, 1, 1), date(2028, 12, 31))
words = st.text(LETTERS, max_size=12).map(str.strip).filter(lambda text: not text.startswith('="'))


@st.composite
def cells(draw: Any, id: str, column: Column, place: str, rows: int, key: bool = False) -> tuple[list[str], list[Any]]:
    """One column: the cells as written, and the values they stand for. key: whether it tells the rows apart."""
    if key and column.type == "text":
        values = draw(st.lists(words.map(lambda text: text or "x"), min_size=rows, max_size=rows, unique=True))
        return values, values
    may_be_empty = not column.required and id != "order_date"
    blank = [may_be_empty and draw(st.booleans()) for _ in range(rows)]
    if column.type == "order_id":
        numbers = draw(st.lists(st.integers(0, 9_999_999), min_size=rows, max_size=rows, unique=True))
        values: list[Any] = [f"{draw(st.integers(100, 999))}-1234567-{n:07}" for n in numbers]
        return values, values
    if id == "sales_channel":
        return [STORES[place]] * rows, [STORES[place]] * rows
    written: list[str] = []
    if column.type == "date":
        format = draw(st.sampled_from(DAY_FORMATS + LOCAL_FORMATS[place]))
        if column.date_order == "month_first":
            format = draw(st.sampled_from(DAY_FORMATS + LOCAL_FORMATS["US"]))
        values = draw(st.lists(days, min_size=rows, max_size=rows, unique=key))
        written = [value.strftime(format) for value in values]
    elif column.type == "number":
        format = draw(st.sampled_from(DECIMALS[place]))
        parts = [(draw(st.integers(0, 99_999)), draw(st.integers(0, 99))) for _ in range(rows)]
        signs = [draw(st.sampled_from([1, 1, -1])) for _ in range(rows)]
        values = [sign * float(f"{whole}.{cents:02}") for sign, (whole, cents) in zip(signs, parts, strict=True)]
        written = [("-" if sign < 0 else "") + format.format(*part) for sign, part in zip(signs, parts, strict=True)]
    elif column.type == "rate":
        tenths = [draw(st.integers(0, 1000)) for _ in range(rows)]
        values = [float(f"0.{n:03}") if n < 1000 else 1.0 for n in tenths]
        mark = "," if place == "DE" else "."
        written = [f"{n // 10}{mark}{n % 10}%" for n in tenths]
    elif column.type == "country":
        values = written = [draw(st.sampled_from(("US", "UK", "DE", "FR"))) for _ in range(rows)]
    elif column.pattern or column.type == "region":
        values = written = [
            draw(
                st.from_regex(
                    column.pattern or "[A-Z]{2}|New [A-Z][a-z]{3}",
                    fullmatch=True,
                    alphabet=st.characters(codec="ascii", categories=["L"]) | st.just(" "),
                ).filter(lambda text: not is_nothing(text))  # NA says that there is no value
            )
            for _ in range(rows)
        ]
    elif column.type == "comment":
        values = [draw(st.sampled_from(COMMENTS)) for _ in range(rows)]
        written = [text or "" for text in values]
    elif column.type == "integer":
        values = [draw(st.integers(0, 999)) for _ in range(rows)]
        written = [str(value) for value in values]
    elif column.type == "yes_no":
        values = [draw(st.booleans()) for _ in range(rows)]
        yes, no = draw(st.sampled_from([("Y", "N"), ("YES", "NO"), ("true", "false"), ("1", "0"), ("Ja", "Nein")]))
        written = [yes if value else no for value in values]
    elif column.type == "category" and column.values:
        written = [draw(st.sampled_from(sorted(column.values))) for _ in range(rows)]
        values = [column.values[text] for text in written]
    else:
        written = [draw(words) for _ in range(rows)]
        values = [(" ".join(text.split()) if id == "top_reason" else text) or None for text in written]  # a reason may stand on two lines
    return [("" if b else text) for b, text in zip(blank, written, strict=True)], [
        (None if b else v) for b, v in zip(blank, values, strict=True)
    ]


@st.composite
def header_for(draw: Any, column: Column) -> str:
    """A name the column goes by, or its first keywords."""
    keywords = (" ".join(column.keywords[0]),) if column.keywords else ()
    name = draw(st.sampled_from([*column.names, *keywords]))
    return draw(st.sampled_from([name, name.upper(), name.replace(" ", "_")])) + " " * draw(st.integers(0, 2))


@st.composite
def tables(draw: Any, report: str, place: str, most: int = 3) -> tuple[list[list[str]], dict[str, list[Any]]]:
    """The cells of a report with its header, its columns in any order, and column id -> the values they stand for."""
    format: ReportFormat = catalogue().reports[report]
    rows = draw(st.integers(1, most))
    needed = {id for wanted in format.recognise for id in wanted.split("|")} | {"order_id"}
    headed = {id: column for id, column in format.columns.items() if column.names or column.keywords}
    fixed = [id for id, column in headed.items() if column.required or id in needed]
    more = [id for id in headed if id not in fixed]
    kept = draw(st.lists(st.sampled_from(more), unique=True, max_size=MOST_MORE)) if more else []
    order = draw(st.permutations([*fixed, *kept]))
    key = key_of(format)
    columns = {id: draw(cells(id, format.columns[id], place, rows, id == key)) for id in order}
    header = [draw(header_for(format.columns[id])) for id in order]
    return [header, *([columns[id][0][n] for id in order] for n in range(rows))], {id: columns[id][1] for id in order}


@st.composite
def files(draw: Any, report: str) -> tuple[bytes, str, dict[str, list[Any]]]:
    """The bytes of a report file, its marketplace, and column id -> values written."""
    place = draw(st.sampled_from(sorted(STORES)))
    table, written = draw(tables(report, place))
    delimiter = draw(st.sampled_from(DELIMITERS))
    text = as_tabs(table, draw(st.booleans())) if delimiter == "\t" else as_csv(table, delimiter)
    return text.encode(draw(st.sampled_from(encodings_of(text)))), place, written


def key_of(format: ReportFormat) -> str | None:
    """A text column that tells the rows of a report without order ids apart: equal rows would be repeats, but for postings."""
    if format.ledger or any(column.type == "order_id" for column in format.columns.values()):
        return None
    return next(id for id in format.recognise if format.columns.get(id, Column()).type in ("text", "date"))


def encodings_of(text: str) -> tuple[str, ...]:
    """The encodings that can write a text: Western ones cannot write Japanese headers."""
    try:
        text.encode("cp1252")
    except UnicodeEncodeError:
        return ENCODINGS[:3]
    return ENCODINGS


def told(value: Any) -> Any:
    """A table value in plain Python: None when unknown, a date for a day."""
    if pd.isna(value):
        return None
    return value.date() if isinstance(value, pd.Timestamp) else value


@pytest.mark.parametrize("report", TABULAR)
def test_what_is_read_equals_what_was_written(report):
    @settings(deadline=None, derandomize=True, database=None)
    @given(files(report))
    def holds(made):
        content, place, written = made
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "any.name"
            path.write_bytes(content)
            loaded = load_reports(path, marketplace=place)
        assert [r.report for r in loaded.records] == [report]
        assert loaded.records[0].dropped == {}
        assert set(loaded.records[0].mapping.values()) == set(written)
        table = loaded.table(report)
        kept = {id: values for id, values in written.items() if id in table}  # what only tells rows apart is not kept
        assert {id: [told(value) for value in table[id]] for id in kept} == kept
        unwritten = [id for id in table if id not in written]
        assert table[unwritten].isna().all().all()

    holds()


@settings(max_examples=15, deadline=None, derandomize=True, database=None)
@given(made=files("all_orders"))
def test_the_book_has_every_order_once(made):
    content, place, written = made
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "any.name"
        path.write_bytes(content)
        loaded = load_reports([path, path], marketplace=place)
    assert loaded.records[1].dropped == {"duplicate": len(written["order_id"])}
    book = order_book(loaded)
    assert book.orders["order_id"].tolist() == sorted(written["order_id"])
    cancelled = [
        status == "cancelled" or item == "cancelled"
        for status, item in zip(written["order_status"], written.get("item_status", [None] * len(written["order_id"])), strict=True)
    ]
    assert dict(zip(book.orders["order_id"], book.orders["cancelled"], strict=True)) == dict(
        zip(written["order_id"], cancelled, strict=True)
    )


@settings(max_examples=60, deadline=None, derandomize=True, database=None)
@given(content=st.binary(max_size=300))
def test_no_bytes_bring_a_traceback(content):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "any.name"
        path.write_bytes(content)
        with pytest.raises(PoaError):
            load_reports(path)


@settings(max_examples=60, deadline=None, derandomize=True, database=None)
@given(text=st.text('abcOrderIDdate,;\t"\n -/.09{}[]:', max_size=200))
def test_no_text_brings_a_traceback(text):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "any.name"
        path.write_text(text, encoding="utf-8")
        try:
            load_reports(path)
        except PoaError as error:
            assert str(error)


@settings(max_examples=100, deadline=None, derandomize=True, database=None)
@given(
    cells=st.lists(st.text("0123456789/-.: TZabcJan,€$%+E", max_size=14)),
    type=st.sampled_from(["date", "number", "integer", "yes_no", "order_id"]),
)
def test_a_cell_is_either_a_value_nothing_or_a_fault(cells, type):
    reading = read_column(cells, Column(type=type), "DE")
    assert len(reading.values) == len(cells)
    for n, cell in enumerate(cells):
        assert reading.values[n] is not None or n in reading.faults or is_nothing(bare(cell))


@settings(max_examples=100, deadline=None, derandomize=True, database=None)
@given(values=st.lists(st.integers(-9_999_999, 9_999_999), min_size=1), mark=st.sampled_from(".,"))
def test_two_decimals_always_show_the_mark(values, mark):
    grouping = "," if mark == "." else "."
    written = [f"{value / 100:,.2f}".replace(",", "\0").replace(".", mark).replace("\0", grouping) for value in values]
    assert decimal_mark(written) == mark
    assert read_column(written, Column(type="number"), "US").values == [value / 100 for value in values]
