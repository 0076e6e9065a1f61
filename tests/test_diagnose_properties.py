"""What must hold of findings whatever the orders are: the same data written otherwise give the same findings."""

from __future__ import annotations

import numpy as np
import pandas as pd
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from poa_helpers.diagnose import find_causes

from .portion import every

START = pd.Timestamp("2026-06-01")
few = settings(max_examples=8 // every(2), deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
NAMES = ("asin", "sku", "carrier", "ship_service", "warehouse", "ship_state")


@st.composite
def orders(draw) -> tuple[pd.DataFrame, str]:
    """An order table with one planted cause (a value or two, for ever or since a day), and the mode that asks for it."""
    rng = np.random.default_rng(draw(st.integers(0, 10_000)))
    mode = draw(st.sampled_from(["level", "change"]))
    rows = draw(st.integers(2500, 6000))
    asin = np.minimum(rng.geometric(0.12, rows), 25)
    table = pd.DataFrame(
        {
            "order_id": [f"113-{i:07d}-1111111" for i in range(rows)],
            "order_date": START + pd.to_timedelta(rng.integers(0, 80, rows), unit="D"),
            "asin": [f"B0{a:08d}" for a in asin],
            "sku": [f"S-{a}-{b}" for a, b in zip(asin, rng.integers(0, 2, rows), strict=True)],
            "carrier": rng.choice(["UPS", "USPS", "FedEx", "DHL"], rows, p=[0.4, 0.3, 0.2, 0.1]),
            "ship_service": rng.choice(["Standard", "Expedited", "Economy"], rows, p=[0.6, 0.25, 0.15]),
            "warehouse": rng.choice(["Reno", "Dallas", "Miami"], rows, p=[0.5, 0.3, 0.2]),
            "ship_state": rng.choice([f"S{i:02d}" for i in range(30)], rows),
        }
    )
    guilty = table["carrier"].eq("FedEx")
    if draw(st.booleans()):
        guilty = table["carrier"].eq("UPS") & table["warehouse"].eq("Dallas")
    since = guilty & table["order_date"].ge(START + pd.Timedelta(days=45)) if mode == "change" else guilty
    return table.assign(late=rng.random(rows) < np.where(since, 0.2, 0.015)), mode


def told(findings: list) -> list[tuple]:
    return [(f.segment, f.onset, f.orders, f.defects, f.expected, f.lift_interval, f.p_value, f.order_ids) for f in findings]


@few
@given(orders(), st.integers(0, 99))
def test_the_order_of_rows_changes_nothing(case, seed):
    table, mode = case
    assert find_causes(table.sample(frac=1, random_state=seed), "late", mode=mode) == find_causes(table, "late", mode=mode) != []


@few
@given(orders(), st.integers(1, 4))
def test_a_file_in_several_parts_changes_nothing(case, parts):
    table, mode = case
    pieces = [table.iloc[i :: parts + 1].reset_index(drop=True) for i in range(parts + 1)]
    assert find_causes(pd.concat(pieces), "late", mode=mode) == find_causes(table, "late", mode=mode)


@few
@given(orders())
def test_other_names_change_nothing_but_the_names(case):
    table, mode = case
    renamed = table.assign(**{name: "x" + table[name].str[::-1] for name in NAMES})
    again, found = find_causes(renamed, "late", mode=mode), find_causes(table, "late", mode=mode)
    assert [{k: "x" + v[::-1] for k, v in f.segment.items()} for f in found] == [f.segment for f in again]
    assert [t[1:] for t in told(found)] == [t[1:] for t in told(again)]


@few
@given(orders(), st.sampled_from(NAMES))
def test_a_column_twice_changes_nothing(case, name):
    table, mode = case
    twice = table.assign(again=table[name].str.lower())
    assert told(find_causes(twice, "late", [*NAMES, "again"], mode=mode)) == told(find_causes(table, "late", NAMES, mode=mode))


@few
@given(orders())
def test_more_of_the_same_only_sharpens(case):
    table, mode = case
    found, more = find_causes(table, "late", mode=mode), find_causes(pd.concat([table] * 3), "late", mode=mode)
    wide = {frozenset(f.segment.items()): np.log(f.lift_interval[1] / f.lift_interval[0]) for f in found}
    narrow = {frozenset(f.segment.items()): np.log(f.lift_interval[1] / f.lift_interval[0]) for f in more}
    assert wide and wide.keys() <= narrow.keys()
    assert all(narrow[segment] < width for segment, width in wide.items())


@few
@given(orders())
def test_without_its_orders_a_finding_is_gone(case):
    table, mode = case
    for finding in find_causes(table, "late", mode=mode):
        inside = np.logical_and.reduce([table[name].eq(value) for name, value in finding.segment.items()])
        again = [f.segment for f in find_causes(table[~inside], "late", mode=mode)]
        assert finding.segment not in again
