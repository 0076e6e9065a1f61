"""Large files are read piece by piece and kept as Parquet: what comes out is what the line-by-line reader gives."""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from pathlib import Path
from threading import Thread

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from poa_helpers.diagnose import find_causes
from poa_helpers.errors import PoaError
from poa_helpers.measure import measure_metrics
from poa_helpers.model import Window
from poa_helpers.reports import load_reports, order_book, read_table, stream, units_sold
from poa_helpers.reports.cache import Cache, StoredTable
from poa_helpers.reports.one_per_order import one_per_order, orders_of
from tests.portion import every
from tests.samples import DATA, SAMPLES

HEADER = [
    "amazon-order-id",
    "purchase-date",
    "last-updated-date",
    "order-status",
    "order-item-id",
    "fulfillment-channel",
    "sales-channel",
    "product-name",
    "sku",
    "asin",
    "quantity",
    "item-price",
    "ship-state",
    "ship-country",
]


def item(n: int, **more: str) -> dict[str, str]:
    row = {
        "amazon-order-id": f"111-{n % 7:07}-{n:07}",
        "purchase-date": f"2026-{1 + n % 12:02}-{1 + n % 28:02}T08:{n % 60:02}:00+00:00",
        "last-updated-date": "2026-12-30T10:00:00+00:00",
        "order-status": "Shipped" if n % 9 else "Cancelled",
        "order-item-id": str(10**13 + n),
        "fulfillment-channel": "Merchant" if n % 2 else "Amazon",
        "sales-channel": "Amazon.com",
        "product-name": f"Tent {n % 5}",
        "sku": f"SKU-{n % 5}",
        "asin": f"B0FICT{n % 3:04}",
        "quantity": str(1 + n % 2),
        "item-price": f"{n % 40}.50",
        "ship-state": ("CA", "NY", "TX")[n % 3],
        "ship-country": "US",
    }
    return {**row, **{name.replace("_", "-"): value for name, value in more.items()}}


def text_of(rows: list[dict[str, str]], mark: str = "\t", cut: bool = False, names: list[str] = HEADER) -> str:
    table = [names, *([row.get(name, "") for name in names] for row in rows)]
    if mark == "\t":  # Amazon's tab files know no quotes
        lines = ["\t".join(cells) for cells in table]
        return "\n".join(line.rstrip("\t") if cut else line for line in lines) + "\n"
    out = io.StringIO()
    csv.writer(out, delimiter=mark, lineterminator="\n").writerows(table)
    return out.getvalue()


@pytest.fixture
def streamed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every file counts as large enough to be streamed."""
    monkeypatch.setattr(read_table, "STREAMED", 0)


def loaded(path: Path, **more):
    return load_reports(path, marketplace="US", **more)


def sorted_table(reports, report: str = "all_orders") -> pd.DataFrame:
    table = reports.table(report)
    return table.sort_values(list(table.columns), ignore_index=True)


def test_streamed_files_give_the_table_of_the_line_by_line_reader(tmp_path, monkeypatch):
    rows = [item(n) for n in range(400)] + [item(n, order_item_id=str(9 * 10**13 + n)) for n in range(0, 400, 7)] + [item(3), item(5)]
    rows += [item(900, amazon_order_id="S01-1234567-1234567"), item(901, sales_channel="Non-Amazon")]
    path = tmp_path / "orders.txt"
    for text in (text_of(rows), text_of(rows, ","), text_of(rows, ";"), text_of(rows, cut=True), text_of(rows).replace("\n", "\r\n")):
        for encoding in ("utf-8", "utf-8-sig", "utf-16", "cp1252"):
            path.write_bytes(text.replace("Tent 1", "Zelt für Köln").encode(encoding))
            monkeypatch.setattr(read_table, "STREAMED", 10**9)
            split = loaded(path)
            monkeypatch.setattr(read_table, "STREAMED", 0)
            piecewise = loaded(path)
            pd.testing.assert_frame_equal(sorted_table(split), sorted_table(piecewise))
            pd.testing.assert_frame_equal(order_book(split).orders, order_book(piecewise).orders)
            assert split.records == piecewise.records
    assert split.records[0].dropped == {"duplicate": 2, "non_amazon": 2}


@pytest.mark.parametrize("id", SAMPLES)
def test_the_samples_give_the_same_book_streamed(id, monkeypatch):
    files = sorted((DATA / id / "reports").iterdir())
    split = load_reports(files, marketplace="US" if id != "order_defect_rate" else "UK")
    monkeypatch.setattr(read_table, "STREAMED", 0)
    piecewise = load_reports(files, marketplace=split.marketplace)
    pd.testing.assert_frame_equal(order_book(split).orders, order_book(piecewise).orders)


@settings(max_examples=60 // every(2), deadline=None, derandomize=True, database=None)
@given(
    dates=st.lists(
        st.sampled_from(["2026-10-01T08:00:00+00:00", "2026-10-02", "", "1 Oct 2026", "2026-10-03 09:00:00"]), min_size=1, max_size=30
    ),
    prices=st.lists(st.sampled_from(["1.50", "", "1,234.50", "12"]), min_size=30, max_size=30),
    names=st.lists(st.text("abc äÖ'\"-", max_size=8), min_size=30, max_size=30),
)
def test_mixed_cells_read_the_same_either_way(tmp_path_factory, dates, prices, names):
    rows = [
        item(n, purchase_date=dates[0] or "2026-10-01", last_updated_date=d, item_price=prices[n], product_name=names[n])
        for n, d in enumerate(dates)
    ]
    path = tmp_path_factory.mktemp("mixed") / "orders.txt"
    path.write_text(text_of(rows), encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(read_table, "STREAMED", 10**9)
        split = loaded(path)
        patch.setattr(read_table, "STREAMED", 0)
        pd.testing.assert_frame_equal(sorted_table(split), sorted_table(loaded(path)))


def test_a_file_of_many_pieces(tmp_path, streamed, monkeypatch):
    monkeypatch.setattr(stream, "_PIECE", 2_000)
    monkeypatch.setattr(stream, "_TOGETHER", 3)
    rows = [item(n) for n in range(2_000)]
    rows[1_500]["purchase-date"] = "2026-10-01"  # no time stamp in the middle of time stamps
    path = tmp_path / "orders.txt"
    path.write_text(text_of(rows), encoding="utf-8")
    table = loaded(path).table("all_orders").sort_values("order_id", ignore_index=True)
    wanted = sorted(rows, key=lambda row: row["amazon-order-id"])
    assert table["order_id"].tolist() == [row["amazon-order-id"] for row in wanted]
    assert [f"{day:%Y-%m-%d}" for day in table["order_date"]] == [row["purchase-date"][:10] for row in wanted]
    assert table["sku"].tolist() == [row["sku"] for row in wanted]


@pytest.mark.parametrize(("cut", "encoding"), [(True, "utf-8"), (False, "utf-16")])
def test_pieces_that_give_no_rows_or_half_of_them_are_waited_for_in_vain(tmp_path, streamed, monkeypatch, cut, encoding):
    """Of such a file more has to be read ahead before a piece of its text is there."""
    path = tmp_path / "orders.txt"
    rows = [item(n, ship_country="") for n in range(1_000)]
    path.write_text(text_of(rows), encoding="utf-8")
    wanted = sorted_table(loaded(path))
    for name, value in {"_PIECE": 2_000, "_AHEAD": 1, "_PATIENCE": 0.01}.items():
        monkeypatch.setattr(stream, name, value)
    path.write_text(text_of(rows, cut=cut), encoding=encoding)
    pd.testing.assert_frame_equal(sorted_table(loaded(path)), wanted)


def test_only_a_few_pieces_are_read_ahead(monkeypatch):
    monkeypatch.setattr(stream, "_PATIENCE", 60)
    source = stream._Ahead(io.BytesIO(bytes(100)))
    for _ in range(stream._AHEAD):
        assert source.read(1)
    reading = Thread(target=source.read, args=(1,))
    reading.start()
    reading.join(0.05)
    assert reading.is_alive()
    source.taken()
    reading.join(10)
    assert not reading.is_alive()


def test_an_encoding_that_only_the_middle_of_a_file_gives_away(tmp_path, streamed, monkeypatch):
    from poa_helpers.reports.container import encoding

    monkeypatch.setattr(encoding, "WHOLE", 1_000)
    rows = [item(n) for n in range(3_000)]
    rows[2_900]["product-name"] = "Zelt für Köln"
    path = tmp_path / "orders.txt"
    path.write_bytes(text_of(rows).encode("cp1252"))
    assert "Zelt für Köln" in set(loaded(path).table("all_orders")["product_name"])


def test_cells_that_are_no_dates_or_order_ids_are_told_with_their_lines(tmp_path, streamed):
    rows = [item(n) for n in range(50)]
    rows[10]["purchase-date"] = "2026-13-01T08:00:00+00:00"
    rows[20]["amazon-order-id"] = "12"
    path = tmp_path / "orders.txt"
    path.write_text(text_of(rows), encoding="utf-8")
    with pytest.raises(PoaError) as refused:
        loaded(path)
    told = [str(problem) for problem in refused.value.problems]
    assert any(text.startswith("orders.txt, row 12, column 'purchase-date'") for text in told)
    assert any(text.startswith("orders.txt, row 22, column 'amazon-order-id'") for text in told)


def test_rows_with_too_many_cells_are_refused(tmp_path, streamed):
    path = tmp_path / "orders.txt"
    path.write_text(text_of([item(n) for n in range(50)]).replace("Tent 3", "Tent\t3\tand\tmore"), encoding="utf-8")
    with pytest.raises(PoaError, match="10 row\\(s\\) have more cells than the header"):
        loaded(path)


# ---------------------------------------------------------------- only the orders are held


ITEMS = [
    *(item(n) for n in range(300)),
    *(item(n, order_item_id=str(9 * 10**13 + n), asin="B0FICT0009", item_status="Cancelled") for n in range(0, 300, 3)),
    *(item(3), item(5), item(700, sales_channel="Amazon.ca")),
]
NAMES = [*HEADER, "item-status"]
ASINS = ("B0FICT0000", "B0FICT0001", "B0FICT0002", "B0FICT0009", "B0NOTHING0")


@pytest.fixture
def read_calls(monkeypatch: pytest.MonkeyPatch, streamed: None) -> list[str]:
    """Every file is large enough for its items not to be held; the names of the files as their tables are read."""
    calls: list[str] = []

    def noted(found, place):
        calls.append(found.content.file)
        return read_table.read_table(found, place)

    monkeypatch.setattr("poa_helpers.reports.load._MANY", 0)
    monkeypatch.setattr("poa_helpers.reports.load.read_table", noted)
    return calls


def test_item_rows_are_read_again_when_they_are_asked_for(tmp_path, read_calls, monkeypatch):
    path = tmp_path / "orders.txt"
    path.write_text(text_of(ITEMS, names=NAMES), encoding="utf-8")
    reports = loaded(path)
    book = order_book(reports)
    health, causes, sold = measure_metrics(reports), find_causes(book, "cancelled_by_seller"), units_sold(reports, ASINS)
    assert "DistantTable of 400 rows" in repr(reports.files) and "rows: 403" in repr(reports)
    assert read_calls == ["orders.txt"]
    table, facts = reports.table("all_orders"), reports.facts("all_orders")
    assert read_calls == ["orders.txt"] * 2
    monkeypatch.setattr("poa_helpers.reports.load._MANY", 10**9)
    small = loaded(path)
    pd.testing.assert_frame_equal(table, small.table("all_orders"))
    pd.testing.assert_frame_equal(facts, small.facts("all_orders"))
    pd.testing.assert_frame_equal(book.orders, order_book(small).orders)
    assert (reports.records, sold) == (small.records, units_sold(small, ASINS))
    assert (health, causes) == (measure_metrics(small), find_causes(order_book(small), "cancelled_by_seller"))
    assert reports.records[0].dropped == {"duplicate": 2, "other_marketplace": 1}


def test_a_file_that_changed_or_vanished_before_its_rows_were_asked_for(tmp_path, read_calls):
    path = tmp_path / "orders.txt"
    path.write_text(text_of(ITEMS, names=NAMES), encoding="utf-8")
    changed, gone = loaded(path), loaded(path)
    path.write_text(text_of([*ITEMS, item(800)], names=NAMES), encoding="utf-8")
    with pytest.raises(PoaError, match=r"orders\.txt: The file has changed since it was loaded"):
        changed.table("all_orders")
    path.unlink()
    with pytest.raises(PoaError, match=r"orders\.txt: There is no such file"):
        gone.table("all_orders")
    assert len(order_book(gone)) == len(order_book(changed)) == 300
    assert units_sold(gone, ASINS) == units_sold(changed, ASINS)


def test_units_sold_are_the_same_in_all_modes(tmp_path, read_calls, monkeypatch):
    path, cache = tmp_path / "orders.txt", tmp_path / ".cache"
    path.write_text(text_of(ITEMS, names=NAMES), encoding="utf-8")
    window = Window(start=date(2026, 3, 1), end=date(2026, 9, 1))
    modes = [loaded(path), loaded(path, cache=cache), loaded(path, cache=cache)]
    monkeypatch.setattr("poa_helpers.reports.load._MANY", 10**9)
    modes.append(loaded(path))
    monkeypatch.setattr(read_table, "STREAMED", 10**9)
    modes.append(loaded(path))
    for within in (None, window):
        live = [n for n in range(300) if n % 9 and (within is None or 3 <= 1 + n % 12 < 9)]
        wanted = {asin: sum(1 + n % 2 for n in live if n % 3 == place) for place, asin in enumerate(ASINS[:3])} | dict.fromkeys(
            ASINS[3:], 0
        )
        assert [units_sold(reports, ASINS, within) for reports in modes] == [wanted] * len(modes)


def test_two_large_files_of_a_report_hold_their_rows(tmp_path, read_calls):
    one, two = tmp_path / "one.txt", tmp_path / "two.txt"
    one.write_text(text_of(ITEMS, names=NAMES), encoding="utf-8")
    two.write_text(text_of([item(n) for n in range(250, 400)], names=NAMES), encoding="utf-8")
    both = load_reports([one, two], marketplace="US")
    assert len(both.table("all_orders")) == 500 and len(order_book(both)) == 400
    assert sorted(read_calls) == ["one.txt", "two.txt"]


# ---------------------------------------------------------------- the cache


def test_what_was_read_is_kept_and_gives_the_same_book(tmp_path, streamed, monkeypatch):
    path, cache = tmp_path / "orders.txt", tmp_path / ".cache"
    path.write_text(text_of([item(n) for n in range(500)] + [item(4, order_item_id="7")]), encoding="utf-8")
    fresh, first = loaded(path), loaded(path, cache=cache)
    monkeypatch.setattr("poa_helpers.reports.load.read_contents", lambda *_: pytest.fail("the file was read again"))
    again = loaded(path, cache=cache)
    for reports in (first, again):
        pd.testing.assert_frame_equal(sorted_table(fresh), sorted_table(reports))
        pd.testing.assert_frame_equal(order_book(fresh).orders, order_book(reports).orders)
        assert reports.records == fresh.records
    assert sorted(p.suffix for p in cache.iterdir()) == [".json", ".parquet", ".parquet"]  # the items, and the orders made of them


def test_a_changed_file_a_damaged_cache_and_another_setting_are_read_anew(tmp_path, streamed):
    path, cache = tmp_path / "orders.txt", tmp_path / ".cache"
    path.write_text(text_of([item(n) for n in range(50)]), encoding="utf-8")
    assert loaded(path, cache=cache).records[0].kept == 50
    path.write_text(text_of([item(n) for n in range(60)]), encoding="utf-8")
    assert loaded(path, cache=cache).records[0].kept == 60
    for kept in cache.glob("*.parquet"):
        kept.write_bytes(kept.read_bytes()[:200])
    assert loaded(path, cache=cache).records[0].kept == 60
    (cache / "known.json").write_text("{", encoding="utf-8")
    assert loaded(path, cache=cache).records[0].kept == 60
    columns = {"orders.txt": {"asin": "sku", "sku": "asin"}}
    assert set(load_reports(path, marketplace="US", cache=cache, columns=columns).table("all_orders")["sku"]) <= {
        f"B0FICT{n:04}" for n in range(3)
    }


def test_a_kept_file_is_set_against_a_new_one(tmp_path, streamed):
    """An order that two downloads show in different states is taken from the newer one, whether the other was kept or not."""
    old, new, cache = tmp_path / "old.txt", tmp_path / "new.txt", tmp_path / ".cache"
    old.write_text(text_of([item(n, order_status="Pending") for n in range(1, 40)]), encoding="utf-8")
    loaded(old, cache=cache)
    new.write_text(text_of([item(n, last_updated_date="2026-12-31T10:00:00+00:00") for n in range(1, 40, 2)]), encoding="utf-8")
    both = load_reports([old, new], marketplace="US", cache=cache)
    assert len(order_book(both)) == 39
    assert [record.dropped for record in both.records] == [{"older_state": 20}, {}]


def test_the_orders_kept_beside_a_table_are_those_made_of_it(tmp_path, streamed):
    path, cache = tmp_path / "orders.txt", tmp_path / ".cache"
    rows = [item(n) for n in range(300)] + [item(n, order_item_id=str(9 * 10**13 + n), order_status="Shipped") for n in range(0, 300, 3)]
    path.write_text(text_of(rows), encoding="utf-8")
    made = one_per_order(loaded(path).files[0].packed)
    for kept in (orders_of(loaded(path, cache=cache).files[0].packed), orders_of(loaded(path, cache=cache).files[0].packed)):
        assert isinstance(kept, StoredTable)
        pd.testing.assert_frame_equal(made.frame(made.types), kept.frame(kept.types))
        assert made.ids.tolist() == kept.ids.tolist()


@pytest.mark.parametrize("left", [0, 4, 200, -20])
def test_orders_that_were_damaged_are_made_again(tmp_path, streamed, left):
    path, cache = tmp_path / "orders.txt", tmp_path / ".cache"
    path.write_text(text_of([item(n) for n in range(200)]), encoding="utf-8")
    fresh = order_book(loaded(path)).orders
    order_book(loaded(path, cache=cache))
    [kept] = cache.glob("*-orders.parquet")
    kept.with_name(f"{kept.name}.1.part").write_bytes(kept.read_bytes()[:100])  # a call that was ended while it wrote
    kept.write_bytes(kept.read_bytes()[:left])
    pd.testing.assert_frame_equal(order_book(loaded(path, cache=cache)).orders, fresh)
    pd.testing.assert_frame_equal(order_book(loaded(path, cache=cache)).orders, fresh)
    kept.unlink()
    kept.mkdir()  # nothing can be written there
    before = {*cache.iterdir()}
    pd.testing.assert_frame_equal(order_book(loaded(path, cache=cache)).orders, fresh)
    assert {*cache.iterdir()} == before


def test_large_files_are_set_against_each_other_by_their_last_change(tmp_path, streamed, monkeypatch):
    """The day of the last change is only read of a large file that is not the only one; the cache tells the two apart."""
    monkeypatch.setattr(read_table, "LARGE", 0)
    old, new, cache = tmp_path / "old.txt", tmp_path / "new.txt", tmp_path / ".cache"
    new.write_text(text_of([item(n, order_status="Shipped", ship_state="WA") for n in range(1, 40, 2)]), encoding="utf-8")
    older = {"last_updated_date": "2026-12-29T10:00:00+00:00", "order_status": "Shipped"}
    old.write_text(text_of([item(n, **older) for n in range(1, 40)]), encoding="utf-8")
    for kept in (None, cache, cache):
        alone = loaded(old, cache=kept)
        assert not alone.files[0].packed.column("updated_on").any_known
        for files in ([old, new], [new, old]):
            both = load_reports(files, marketplace="US", cache=kept)
            book = order_book(both).orders
            assert len(book) == 39 and (book["ship_state"] == "WA").sum() == 20
            assert {record.file: record.dropped for record in both.records} == {"old.txt": {"older_state": 20}, "new.txt": {}}


def test_no_personal_data_are_kept(tmp_path, streamed):
    names = [*HEADER, "ship-city", "buyer-email", "cpf"]
    rows = [item(n) | {"ship-city": "Zqxtown", "buyer-email": "zqxmail@example.com", "cpf": "Zqxcpf"} for n in range(40)]
    path, cache = tmp_path / "orders.txt", tmp_path / ".cache"
    path.write_text(text_of(rows, names=names), encoding="utf-8")
    reports = loaded(path, cache=cache)
    kept = b"".join(p.read_bytes() for p in cache.iterdir())
    assert b"zqx" not in kept.lower() and "zqx" not in repr(reports.files).lower()


def test_a_case_is_as_it_was_but_for_its_cache(tmp_path, streamed):
    path, cache = tmp_path / "orders.txt", tmp_path / ".cache"
    path.write_text(text_of([item(n) for n in range(40)]), encoding="utf-8")
    before = path.read_bytes()
    loaded(path, cache=cache)
    assert path.read_bytes() == before
    assert {p.name for p in tmp_path.iterdir()} == {"orders.txt", ".cache"}
    known = json.loads((cache / "known.json").read_text(encoding="utf-8"))
    assert [entry["report"] for entry in known.values()] == ["all_orders"]
    assert Cache(cache).seen(tmp_path / "nothing.txt") is None
