"""When a defect came to light: the earliest day a file gives, and none where no file does."""

from __future__ import annotations

import pandas as pd
import pytest

from poa_helpers.reports import load_reports, order_book
from poa_helpers.reports.defect_dates import defect_dates, defect_on

from .test_order_book import Folder, id_of, item


@pytest.fixture
def folder(tmp_path) -> Folder:
    return Folder(tmp_path)


def told(folder: Folder, *columns: str):
    reports = load_reports(folder.paths, marketplace="US")
    rows = order_book(reports).orders[["order_id", *columns]]
    days = defect_on(reports, rows)
    assert days.index.equals(rows.index) and str(days.dtype) == "datetime64[ns]"
    return reports, rows, {int(id[-7:]): None if pd.isna(day) else f"{day:%m-%d}" for id, day in zip(rows["order_id"], days, strict=True)}


def returns(folder: Folder, *rows: tuple[int, str, str]) -> None:
    folder.returns(*[f"{id_of(n)}\t01-Oct-2026\t{day}-Oct-2026\t{claim}\tB000000001\tCR-DEFECTIVE" for n, day, claim in rows])


def test_the_first_negative_feedback_dates_the_defect_three_stars_do_not(folder):
    folder.orders(*[item(n) for n in range(1, 5)])
    folder.feedback(
        *[f"10/{day}/26\t{stars}\tx\t\t{id_of(n)}\t" for n, day, stars in ((1, 9, 2), (1, 7, 1), (1, 2, 3), (2, 5, 3), (3, 20, 1))]
    )
    assert told(folder, "defect")[2] == {1: "10-07", 2: None, 3: "10-20", 4: None}


def test_a_claim_is_dated_by_its_return_request_a_return_alone_is_no_defect(folder):
    folder.orders(*[item(n) for n in range(1, 5)])
    returns(folder, (1, "06", "Y"), (2, "05", "N"), (3, "04", "N"))
    folder.feedback(f"10/9/26\t1\tx\t\t{id_of(1)}\t", f"10/1/26\t3\tx\t\t{id_of(2)}\t", f"10/2/26\t1\tx\t\t{id_of(3)}\t")
    reports, rows, days = told(folder, "defect")
    assert days == {1: "10-06", 2: None, 3: "10-02", 4: None}
    kinds = defect_dates(reports, rows)
    assert kinds["returned_on"].dt.day.tolist()[:3] == [6, 5, 4]
    assert kinds["a_to_z_claim_on"].notna().tolist() == [True, False, False, False]
    assert kinds["negative_feedback_on"].dt.day.tolist()[0] == 9


def test_a_listed_defect_takes_the_day_of_its_return_and_a_chargeback_has_none(folder):
    folder.orders(*[item(n) for n in range(1, 4)])
    folder.defects(f"2026-10-01,{id_of(1)},Seller,NO,YES,NO", f"2026-10-01,{id_of(2)},Seller,NO,NO,YES")
    returns(folder, (1, "08", "N"), (3, "05", "N"))
    assert told(folder, "defect")[2] == {1: "10-08", 2: None, 3: None}


def test_feedback_that_amazons_list_does_not_count_dates_no_defect(folder):
    folder.orders(*[item(n) for n in range(1, 3)])
    folder.defects(f"2026-10-01,{id_of(1)},Seller,YES,NO,NO")
    folder.feedback(f"10/5/26\t1\tx\t\t{id_of(1)}\t", f"10/6/26\t1\tx\t\t{id_of(2)}\t")
    assert told(folder, "defect")[2] == {1: "10-05", 2: None}
    assert told(folder)[2] == {1: "10-05", 2: "10-06"}


def test_fba_returns_are_dated_by_their_arrival(folder):
    folder.orders(item(1, fulfillment_channel="Amazon"))
    folder.defects(f"2026-10-01,{id_of(1)},FBA,NO,YES,NO")
    header = "return-date,order-id,sku,asin,quantity,detailed-disposition,reason,status,license-plate-number"
    rows = [f"2026-10-{day}T10:00:00+00:00,{id_of(1)},S-1,B000000001,1,SELLABLE,DEFECTIVE,Unit,LPN{day}" for day in (12, 10)]
    folder.add(header, *rows)
    assert told(folder, "defect")[2] == {1: "10-10"}
