"""`poa diagnose TABLE --outcome COLUMN`: the search on any order table."""

from __future__ import annotations

import json
import random

import pytest
from click.testing import CliRunner

from poa_helpers.cli import main
from poa_helpers.errors import PoaError
from poa_helpers.reports import read_order_table


def written(path, delimiter=",", bad=("1", "0"), rows=3000):
    draw = random.Random(5)
    lines = [delimiter.join(("order", "day", "depot", "courier", "broken"))]
    for n in range(rows):
        depot, courier = draw.choice("ABC"), draw.choice(("north", "south", "east", "west"))
        hit = draw.random() < (0.25 if (courier == "west" and n > rows / 2) else 0.01)
        lines.append(delimiter.join((f"o{n}", f"2026-05-{1 + n * 30 // rows:02d}", depot, courier, bad[0] if hit else bad[1])))
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("name", "delimiter", "bad"), [("t.csv", ",", ("1", "0")), ("t.tsv", "\t", ("yes", "no")), ("t.csv", ";", ("True", "False"))]
)
def test_the_guilty_segment_is_found_with_its_onset(tmp_path, name, delimiter, bad):
    path = written(tmp_path / name, delimiter, bad)
    result = CliRunner().invoke(main, ["diagnose", str(path), "--outcome", "broken", "--date", "day", "--json"])
    assert result.exit_code == 0, result.output
    findings = json.loads(result.stdout)["findings"]
    assert [finding["segment"] for finding in findings] == [{"courier": "west"}]
    assert "2026-05-14" <= findings[0]["onset"] <= "2026-05-18"


def test_without_a_date_there_is_no_onset_and_the_columns_can_be_chosen(tmp_path):
    path = written(tmp_path / "t.csv")
    found = json.loads(CliRunner().invoke(main, ["diagnose", str(path), "--outcome", "broken", "--json"]).stdout)["findings"]
    assert [f["segment"] for f in found] == [{"courier": "west"}] and found[0]["onset"] is None
    none = json.loads(CliRunner().invoke(main, ["diagnose", str(path), "--outcome", "broken", "--by", "depot", "--json"]).stdout)
    assert none["findings"] == [] and none["message"]


def test_columns_that_name_orders_are_not_searched(tmp_path):
    _, searched = read_order_table(written(tmp_path / "t.csv"), "broken", None, "day")
    assert searched == ["depot", "courier"]


def test_every_missing_column_and_faulty_cell_is_told(tmp_path):
    path = written(tmp_path / "t.csv")
    with pytest.raises(PoaError) as error:
        read_order_table(path, "brokn", ["depott"], "day")
    assert "Did you mean 'broken'" in str(error.value) and "Did you mean 'depot'" in str(error.value)
    path.write_text("day,broken\n2026-13-01,maybe\n", encoding="utf-8")
    with pytest.raises(PoaError) as error:
        read_order_table(path, "broken", None, "day")
    assert "row 2, column 'broken'" in str(error.value) and "row 2, column 'day'" in str(error.value)
    result = CliRunner().invoke(main, ["diagnose", str(path), "--outcome", "broken", "--date", "day"])
    assert result.exit_code == 2 and "Traceback" not in result.output


@pytest.mark.parametrize(("text", "word"), [("<a><name>secret</name></a>", "XML"), ('{"name": "secret"}', "JSON")])
def test_a_document_is_no_table(tmp_path, text, word):
    path = tmp_path / "orders.csv"
    path.write_text(text)
    with pytest.raises(PoaError, match=f"orders.csv: is {word}, not a table") as told:
        read_order_table(path, "late")
    assert "secret" not in str(told.value)


def test_a_workbook_is_a_table_too(tmp_path):
    from openpyxl import Workbook

    book = Workbook()
    for row in (["order", "depot", "late"], ["1", "A", 1], ["2", "A", 0], ["3", "B", 0], ["4", "B", 0]):
        book.active.append(row)
    book.save(tmp_path / "orders.xlsx")
    table, searched = read_order_table(tmp_path / "orders.xlsx", "late")
    assert (table["late"].tolist(), searched) == ([True, False, False, False], ["depot"])
