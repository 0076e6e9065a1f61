"""What a caption says is true: every number in it is counted here once more, from the raw rows and by other means than the charts'."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pandas as pd
import pytest
from scipy.stats import binomtest

from poa_helpers import charts, open_case, tables
from poa_helpers.charts.grid import OTHERS, SMALL, grid_of
from poa_helpers.charts.segments import segment_name
from poa_helpers.measure import metric_name
from poa_helpers.model import CaseStatus
from poa_helpers.tables.findings import by_outcome

from .samples import SAMPLES
from .test_charts import BOOK, CASES, CROSSED, CROSSING, FOUND, HEALTH, ONSET, found_in, values

WITH_FINDINGS = [sample for sample in SAMPLES if sample != "inauthentic"]
COUNTED = re.compile(r"([\d,]+) of ([\d,]+) \((\d+\.\d)%\)")


@pytest.fixture(scope="module", params=WITH_FINDINGS)
def known(request):
    """(findings of one outcome, rows of the order book as dicts, all in US English) of a sample."""
    opened = open_case(f"sample:{request.param}", locale="en-US")
    facts = opened.facts()
    flag, found = next(iter(by_outcome(facts).items()))
    return opened, facts, flag, found, opened.orders.orders


def plain(orders: pd.DataFrame, flag: str) -> list[dict]:
    """The rows as dicts, without those of an unknown outcome."""
    return [row for row in orders.to_dict("records") if not pd.isna(row[flag])]


def share(rows: list[dict], flag: str) -> tuple[int, int, str]:
    hits = sum(bool(row[flag]) for row in rows)
    return hits, len(rows), f"{100 * hits / len(rows):.1f}" if rows else ""


def said(text: str) -> list[tuple[int, int, str]]:
    """Every `a of b (c%)` of a caption."""
    return [(int(a.replace(",", "")), int(b.replace(",", "")), c) for a, b, c in COUNTED.findall(text)]


def holds(row: dict, segment: dict[str, str]) -> bool:
    return all(str(row.get(name)).strip() == value for name, value in segment.items())


def late_enough(row: dict, onset: date | None) -> bool:
    return onset is None or pd.Timestamp(row["order_date"]).date() >= onset


# ---------------------------------------------------------------- health


def test_the_caption_of_the_health_chart_counts_its_rows(known):
    opened, *_ = known
    health, words = opened.health(), charts.health_caption(opened.health())
    rows = values(charts.health_chart(health), "row", "rate")
    missed = [row for row in rows if row["target"] is not None and row["meaning"] == "target missed"]
    number, whole, verb = re.search(r"(\d+) of (\d+) rates (misses its|miss their) target", words).groups()
    assert (int(number), int(whole)) == (len(missed), len(rows)) and verb == ("misses its" if len(missed) == 1 else "miss their")
    for m in health.metrics:
        if m.status == "bad" and m.count.rate is not None and m.source == "orders":
            assert metric_name(m.metric, "en-US", short=True) in words.split("–")[1].split(".")[0]
    assert (f"{health.as_of:%B} {health.as_of.day}, {health.as_of.year}") in words


def test_a_status_in_the_health_chart_follows_from_rate_and_target():
    by_hand = {"late_shipment_rate": "bad", "valid_tracking_rate": "good", "pre_fulfillment_cancellation_rate": "none"}
    assert {m.metric: m.status for m in HEALTH.metrics if m.count.rate is not None} == by_hand
    assert 52 / 300 >= 0.04 and 640 / 655 >= 0.95  # the two that are decided


# ---------------------------------------------------------------- daily, before and after


def test_the_daily_caption_counts_the_orders_before_and_after(known):
    _, _, flag, _, orders = known
    rows = [row for row in plain(orders, flag) if not pd.isna(row["order_date"])]
    assert said(charts.daily_caption(orders, flag)) == [] and charts.daily_caption(orders, flag).startswith(f"Of {len(rows):,} orders ")
    assert f", {share(rows, flag)[0]:,} ({share(rows, flag)[2]}%) were" in charts.daily_caption(orders, flag)
    days = sorted(pd.Timestamp(row["order_date"]).date() for row in rows)
    middle = days[len(days) // 2]
    before, after = ([row for row in rows if late_enough(row, middle) is late] for late in (False, True))
    assert said(charts.daily_caption(orders, flag, middle)) == [share(before, flag), share(after, flag)]


def test_the_before_and_after_caption_counts_segment_and_rest(known):
    _, _, flag, found, orders = known
    rows = [row for row in plain(orders, flag) if not pd.isna(row["order_date"])]
    expected, rests = [], []
    for one in found[:3]:
        for late in (False, True) if one.onset else (True,):
            part = [row for row in rows if late_enough(row, one.onset) is late]
            expected.append(share([row for row in part if holds(row, one.segment)], flag))
            rests.append(share([row for row in part if not holds(row, one.segment)], flag)[2])
    words = charts.before_after_caption(found, orders)
    assert said(words) == expected
    told = re.findall(r"all other orders ([\d.]+)%(?: and ([\d.]+)%)?", words)
    assert [rate for pair in told for rate in pair if rate] == rests


# ---------------------------------------------------------------- waterfall


def test_the_waterfall_caption_adds_up(known):
    _, _, flag, found, orders = known
    words = charts.excess_caption(found)
    bad = {row["order_id"] for row in plain(orders, flag) if row[flag]}
    whole, expected = map(int, re.match(r"Of (\d+) .*?, (\d+) would be expected anyway", words).groups())
    added = [int(n) for n in re.findall(r"(?:adds )?(\d+)(?= and |, |:)", words.split("anyway.")[1].split(": ")[0] + ":")]
    rest = int((re.search(r"(\d+) more are explained", words) or [0, 0])[1])
    assert whole == len(bad) == found[0].all_defects
    assert abs(expected + sum(added[-len(found) :]) + rest - whole) <= len(found) / 2 + 1  # each number is rounded
    twice = [id for id in bad if sum(id in one.order_ids for one in found) > 1]
    assert (f"{len(twice)} orders are in more than one finding" in words) == bool(len(twice) > 1)


# ---------------------------------------------------------------- heat map


def test_every_cell_of_the_heat_map_is_a_count_of_the_rows(known):
    _, _, flag, found, orders = known
    grid = grid_of(found, orders)
    rows = [row for row in plain(orders, flag) if late_enough(row, found[0].onset) and holds(row, grid.within)]
    complete = [row for row in rows if not any(pd.isna(row[name]) or not str(row[name]).strip() for name in grid.attributes)]
    assert grid.left_out == len(rows) - len(complete) and (grid.whole.hits, grid.whole.total) == share(complete, flag)[:2]
    for cell in grid.cells:
        mine = [row for row in complete if in_cell(row, grid, cell)]
        others = [row for row in complete if not in_cell(row, grid, cell)]
        assert (cell.count.hits, cell.count.total, cell.rest.hits, cell.rest.total) == share(mine, flag)[:2] + share(others, flag)[:2]
        assert set(orders.iloc[cell.bad]["order_id"]) == {row["order_id"] for row in mine if row[flag]}
    assert sum(cell.count.total for cell in grid.cells) == len(complete)


def in_cell(row: dict, grid, cell) -> bool:
    sides = zip(grid.attributes, (cell.row, cell.column), (grid.rows, grid.columns), strict=True)
    return all(str(row[name]).strip() not in shown if value == OTHERS else str(row[name]).strip() == value for name, value, shown in sides)


def test_the_caption_of_the_heat_map_says_what_the_rows_say(known):
    _, _, flag, found, orders = known
    words, grid = charts.heat_caption(found, orders), grid_of(found, orders)
    compared = [cell for cell in grid.cells if cell.count.total >= SMALL]
    verdicts = {"more": [], "less": []}
    for cell in compared:
        low, high = binomtest(cell.count.hits, cell.count.total).proportion_ci(method="wilson")
        rest = cell.rest.hits / cell.rest.total
        for name in [name for name, is_so in (("more", low > rest), ("less", high < rest)) if is_so]:
            verdicts[name].append(cell)
    assert [int(n) for n in re.findall(r"(?:than in all other orders|less often): (\d+) cell", words)] == [
        len(cells) for cells in verdicts.values() if cells
    ]
    top = max(verdicts["more"], key=lambda cell: cell.count.hits / cell.count.total)
    whole = (grid.whole.hits, grid.whole.total, f"{100 * grid.whole.hits / grid.whole.total:.1f}")
    assert said(words) == [whole, (top.count.hits, top.count.total, f"{100 * top.count.hits / top.count.total:.1f}")]
    assert f"against {100 * top.rest.hits / top.rest.total:.1f}%" in words and segment_name(found[0]) in words
    small = sum(0 < cell.count.total < SMALL for cell in grid.cells)
    assert (f"{small} cell{'s' * (small != 1)} with fewer than {SMALL} orders" in words) == (small > 0)
    assert (f"{grid.left_out} order{'s' * (grid.left_out != 1)} {'is' if grid.left_out == 1 else 'are'} left out" in words) == (
        grid.left_out > 0
    )


def test_the_framed_cells_hold_the_finding():
    grid = grid_of(CROSSING, CROSSED)
    assert grid.attributes == ("carrier", "asin") and grid.rows[0] == "A"
    framed = [cell for cell in grid.cells if grid.is_finding(cell, CROSSING[0])]
    assert {cell.row for cell in framed} == {"A"}
    assert sum(cell.count.hits for cell in framed) == CROSSING[0].defects and sum(cell.count.total for cell in framed) == CROSSING[0].orders
    rows = values(charts.heat_chart(CROSSING, CROSSED), "share", "of", "framed")
    assert {row["of"] for row in rows if row["framed"]} == {f"{cell.count.hits} of {cell.count.total}" for cell in framed}


def test_only_days_since_the_onset_are_in_the_heat_map():
    live = [row for row in CROSSED.to_dict("records") if row["order_date"].date() >= ONSET]
    whole = grid_of(CROSSING, CROSSED).whole
    assert (whole.hits, whole.total) == (sum(row["late"] for row in live), len(live))
    whole = grid_of(CROSSING[::-1], CROSSED).whole  # this one was so all the time
    assert (whole.hits, whole.total) == (sum(CROSSED["late"]), len(CROSSED))


def test_a_click_on_a_cell_lists_its_late_orders():
    chart, grid = charts.heat_chart(CROSSING, CROSSED), grid_of(CROSSING, CROSSED)
    for cell in grid.cells:
        key = next(
            row["key"] for row in values(chart, "share", "key") if row["said"].startswith(f"{cell.count.hits} of {cell.count.total} ")
        )
        listed = [row["t0"] for row in values(chart, "place", "t0", "key") if row["key"] == key]
        bad = CROSSED.iloc[cell.bad].sort_values(["order_date", "order_id"])
        assert listed == bad["order_id"].tolist()[:12]
    (picked,) = chart.to_dict()["params"]
    assert picked["value"] == [{"key": max((c for c in grid.cells if c.row == "A"), key=lambda c: c.count.hits).row + "|Q"}]


def test_a_second_attribute_that_does_not_cross_the_first_is_passed_over():
    """A SKU has one ASIN; an attribute has to part the finding's orders into two of SMALL each."""
    book = CROSSED.drop(columns="carrier")
    book = book.assign(sku=book["asin"].map({"P": "p-1", "Q": "q-1"}), weekday=book["order_date"].dt.strftime("%a"))
    grid = grid_of([found_in(book, {"asin": "P"}, None, 2.0)], book)
    assert grid.attributes == ("asin", "weekday") and grid.columns == ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
    assert grid_of(FOUND, BOOK) is None and "no second attribute" in charts.heat_caption(FOUND, BOOK)


def test_a_finding_of_three_conditions_is_shown_within_the_third():
    book = CROSSED.assign(lane=[f"{n // 40 % 2}" for n in range(len(CROSSED))])
    one = found_in(book, {"carrier": "B", "asin": "P", "lane": "1"}, None, 2.0)
    grid = grid_of([one], book)
    assert grid.attributes == ("carrier", "asin") and grid.within == {"lane": "1"}
    assert grid.whole.total == sum(book["lane"] == "1") and "among those with lane 1" in charts.heat_caption([one], book)
    (framed,) = [cell for cell in grid.cells if grid.is_finding(cell, one)]
    assert (framed.count.hits, framed.count.total) == (one.defects, one.orders)


def test_values_beyond_what_a_map_has_room_for_are_joined_and_counted():
    """Twelve states; the ten with the fewest orders do not fit beside the two large ones and four more."""
    states = ["big"] * 4 + ["wide"] * 2 + ["none"] * 2
    many = CROSSED.drop(columns="carrier").assign(
        ship_state=[states[n % 10] if n % 10 < 8 else f"S{n // 10 % 10}" for n in range(len(CROSSED))]
    )
    many["ship_state"] = many["ship_state"].where(many["ship_state"] != "none", None)
    found = [found_in(many, {"asin": "P"}, None, 2.0)]
    grid = grid_of(found, many)
    assert grid.columns[:2] == ("big", "wide") and len(grid.columns) == 7 and grid.columns[-1] == OTHERS and grid.joined == (0, 12 - 6)
    assert grid.left_out == sum(many["ship_state"].isna()) == 120
    assert sum(cell.count.total for cell in grid.cells) == len(many) - 120
    assert "6 others" in {row["column"] for row in values(charts.heat_chart(found, many), "column", "share")}
    assert "120 orders are left out, as the files do not say the ASIN or the" in charts.heat_caption(found, many)


# ---------------------------------------------------------------- recovery


def test_the_day_of_recovery_is_the_first_on_which_the_window_meets_the_target(known):
    """Rolled forward by hand: each further day brings clean orders at the told pace, and the days that leave the window take theirs along."""
    opened, facts, flag, _, orders = known
    m = next((m for m in facts.health.metrics if m.source == "orders" and m.status == "bad" and m.recovery and m.recovery.on), None)
    if m is None or opened.cat.metrics[m.metric].flag != flag:
        pytest.skip("no metric of this sample comes back by day")
    words = charts.recovery_caption(m)
    assert said(words)[0][:2] == (m.count.hits, m.count.total)
    assert (
        f"{m.recovery.on:%B} {m.recovery.on.day}, {m.recovery.on.year}" in words
        and f"after {m.recovery.orders_needed:,} further clean" in words
    )
    needed = next(n for n in range(10**6) if m.target.is_met(m.count.hits / (m.count.total + n)))
    assert needed == m.recovery.orders_needed


# ---------------------------------------------------------------- evidence


def test_the_coverage_caption_counts_the_answers_that_name_a_file():
    for sample in SAMPLES:
        opened = open_case(f"sample:{sample}")
        facts, words = opened.facts(), charts.caption(tables.evidence_picture(opened.facts()))
        confirmed = [a for kind in ("causes", "actions", "measures") for a in facts.answers.confirmed(kind).values()]
        proven = [a for a in confirmed if a.evidence]
        assert words.startswith(f"Of {len(confirmed)} confirmed statements {len(proven)} ha")
        assert ("Without one" in words) == (len(proven) < len(confirmed))
        assert {path.name for path in opened.files("evidence")} == {file.file for file in facts.evidence}


def test_a_file_that_is_gone_or_changed_proves_nothing():
    statements = [charts.Statement("cause", "A", ("gone.pdf",)), charts.Statement("action", "B", ("edited.pdf", "log.pdf"))]
    proofs = [charts.Proof("edited.pdf", state="changed"), charts.Proof("log.pdf"), charts.Proof("idle.pdf")]
    assert charts.coverage_caption(statements, proofs) == (
        "Of 2 confirmed statements 1 has a file that proves it. Without one: A. edited.pdf was changed since it was added. "
        "gone.pdf is not in the folder. idle.pdf proves no confirmed statement."
    )
    rows = values(charts.coverage_chart(statements, proofs), "said", "good")
    assert [row["said"] for row in rows] == ["no usable file", "1 file"]


# ---------------------------------------------------------------- time left


@pytest.mark.parametrize(
    "hours, expected",
    [
        ([], "There is no case here yet."),
        ([None], "The only case has no stated deadline to run against."),
        ([None, None], "None of the 2 cases has a stated deadline to run against."),
        ([-1.0], "The only case has a stated deadline to run against; it is over."),
        (
            [48.0, None],
            "Of 2 cases 1 has a stated deadline to run against: none is over, none ends within a day. The most urgent is case 0.",
        ),
        ([48.0, 2.0], "All 2 cases have a stated deadline to run against: none is over, 1 ends within a day. The most urgent is case 1."),
        (
            [-5.0, -9.0, 3.0, 4.0, 70.0, None],
            "Of 6 cases 5 have a stated deadline to run against: 2 are over, 2 end within a day. The most urgent is case 1.",
        ),
    ],
)
def test_the_caption_of_the_time_left_agrees_in_number(hours, expected):
    assert charts.time_left_caption([CaseStatus(case=f"case {n}", hours_left=left) for n, left in enumerate(hours)]) == expected


def test_the_bars_of_the_time_left_say_the_hours_of_the_table():
    rows = values(charts.time_left(CASES), "case", "hours")
    assert [(row["case"], row["hours"], row["text"]) for row in rows] == [
        ("fernhill", -30, "over since 30 h"),
        ("kestrel", 5, "5 h"),
        ("larch", 90, "90 h"),
    ]
    table = {row[0]: row[3] for row in tables.portfolio_table(CASES).rows}
    assert all(table[row["case"]].startswith(row["text"]) for row in rows if row["case"] == "fernhill")
    assert date(2026, 10, 12) - timedelta(days=0) == CASES[2].deadline
