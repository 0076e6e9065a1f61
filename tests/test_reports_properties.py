"""Whatever the order of columns, encoding, delimiter, date and number format: what is read equals what was written."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from poa_helpers.catalogue import Column
from poa_helpers.errors import PoaError
from poa_helpers.reports import load_reports, order_book
from poa_helpers.reports.columns import decimal_mark, read_column

from .report_files import TABULAR, make_file


@st.composite
def files(draw: Any, report: str) -> tuple[bytes, str, dict[str, list[Any]]]:
    """The bytes of a report file, its marketplace, and column id -> values written."""
    made = make_file(report, draw(st.randoms(use_true_random=False)))
    return made.content, made.place, made.written


def told(value: Any) -> Any:
    """A table value in plain Python: None when unknown, a date for a day."""
    if pd.isna(value):
        return None
    return value.date() if isinstance(value, pd.Timestamp) else value


@pytest.mark.parametrize("report", TABULAR)
def test_what_is_read_equals_what_was_written(report):
    @settings(max_examples=18, deadline=None, derandomize=True, database=None)
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
        assert reading.values[n] is not None or n in reading.faults or not cell.strip() or cell.strip() in ("-", "--", "na", "nan")


@settings(max_examples=100, deadline=None, derandomize=True, database=None)
@given(values=st.lists(st.integers(-9_999_999, 9_999_999), min_size=1), mark=st.sampled_from(".,"))
def test_two_decimals_always_show_the_mark(values, mark):
    grouping = "," if mark == "." else "."
    written = [f"{value / 100:,.2f}".replace(",", "\0").replace(".", mark).replace("\0", grouping) for value in values]
    assert decimal_mark(written) == mark
    assert read_column(written, Column(type="number"), "US").values == [value / 100 for value in values]
