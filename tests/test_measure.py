"""Measuring: windows, counts, targets, bounds, trends, the way back, and saying what cannot be known."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from poa_helpers.catalogue import catalogue
from poa_helpers.errors import PoaError
from poa_helpers.measure import health_json, health_of, health_sentences, measure_metrics, orders_needed
from poa_helpers.measure.counts import count_days, daily_counts, overlap, status_of, wilson
from poa_helpers.measure.from_report import Block
from poa_helpers.measure.recovery import recovery_from_days
from poa_helpers.model import Count, FileRecord, Health, Measurement, Target, Window
from poa_helpers.reports import OrderBook, load_reports

FLAGS = [
    "late",
    "cancelled",
    "cancelled_by_seller",
    "negative_feedback",
    "a_to_z_claim",
    "chargeback",
    "defect",
    "valid_tracking",
    "on_time",
]
LAST = date(2026, 10, 12)
UNDER_4 = Target(value=0.04, condition="less_than", origin="policy")
AT_LEAST_95 = Target(value=0.95, condition="at_least", origin="policy")


def book(rows: list[dict], *flags: str, covered: Window | None = None, bounds: dict[str, str] | None = None) -> OrderBook:
    """An order book of rows; `flags` are known over `covered` (default: first to last order date)."""
    orders = pd.DataFrame(rows, columns=["order_date", "marketplace", "channel", "business", *FLAGS])
    orders["order_date"] = pd.to_datetime(orders["order_date"])
    for name in FLAGS:
        orders[name] = orders[name].astype("boolean")
    if covered is None and len(orders):
        covered = Window(start=orders.order_date.min().date(), end=orders.order_date.max().date() + timedelta(days=1))
    files = {flag: (f"{flag}.csv",) for flag in flags}
    return OrderBook.of(orders, files, bounds or {}, {flag: covered for flag in flags if covered})


def order(day: date, channel: str | None = "mfn", marketplace: str | None = "US", **flags: bool) -> dict:
    return {"order_date": day, "marketplace": marketplace, "channel": channel, **flags}


def steady(days: int, per_day: int, flag: str, bad: dict[int, int] | None = None, last: date = LAST, **more) -> list[dict]:
    """`per_day` orders on each of `days` days up to `last`; `bad`: how many of them carry the flag, by days before `last`."""
    bad = bad or {}
    return [order(last - timedelta(days=d), **{flag: n < bad.get(d, 0)}, **more) for d in range(days) for n in range(per_day)]


def measured(health: Health, metric: str, days: int | None = None, channel: str | None = None, source: str = "orders") -> Measurement:
    found = [
        m
        for m in health.metrics
        if m.metric == metric and m.source == source and days in (None, m.window_days) and channel in (None, m.channel)
    ]
    assert len(found) == 1, [m.id for m in health.metrics]
    return found[0]


def late_rate(rows: list[dict], **more) -> Measurement:
    return measured(health_of(book(rows, "late", **more), (), ()), "late_shipment_rate", 30)


# ---------------------------------------------------------------- windows and counts


def test_a_window_holds_its_first_and_last_day_and_neither_neighbour():
    rows = [order(LAST - timedelta(days=d), late=True) for d in (0, 29, 30)] + [order(LAST + timedelta(days=1), late=True)]
    m = measured(health_of(book(rows, "late"), (), (), as_of=LAST), "late_shipment_rate", 30)
    assert m.count == Count(hits=2, total=2)
    assert (m.window.start, m.window.last) == (LAST - timedelta(days=29), LAST)


def test_late_shipments_are_shown_over_10_and_over_30_days():
    rows = steady(30, 4, "late", {15: 2})
    health = health_of(book(rows, "late"), (), ())
    assert measured(health, "late_shipment_rate", 10).count == Count(hits=0, total=40)
    assert measured(health, "late_shipment_rate", 30).count == Count(hits=2, total=120)


def test_on_time_delivery_in_the_us_ends_seven_days_earlier_and_lasts_fourteen():
    first, last = LAST - timedelta(days=20), LAST - timedelta(days=7)
    rows = [order(day, on_time=True) for day in (first - timedelta(days=1), first, last, last + timedelta(days=1), LAST)]
    m = measured(health_of(book(rows, "on_time"), (), ()), "on_time_delivery_rate")
    assert (m.window.start, m.window.last, m.count.total) == (first, last, 2)


def test_on_time_delivery_elsewhere_takes_the_older_policy_and_says_it_is_not_confirmed():
    m = measured(health_of(book(steady(30, 2, "on_time", marketplace="DE"), "on_time"), (), ()), "on_time_delivery_rate")
    assert m.window_days == 30 and m.target.value == 0.97 and not m.target.confirmed
    assert any("not confirmed" in w for w in m.warnings)


def test_orders_whose_flag_is_unknown_are_in_neither_number():
    rows = [order(LAST, late=True), order(LAST, late=False), order(LAST)]
    assert late_rate(rows).count == Count(hits=1, total=2)


def test_only_seller_fulfilled_orders_count_for_shipping():
    rows = [order(LAST, late=True), order(LAST, "afn", late=True), order(LAST, None, late=False)]
    assert late_rate(rows).count == Count(hits=1, total=2)


def test_order_defects_are_shown_apart_for_each_channel_and_an_order_counts_once():
    rows = [
        order(LAST, defect=True, negative_feedback=True, a_to_z_claim=True, chargeback=False),
        *steady(60, 2, "defect"),
        order(LAST, "afn", defect=True),
    ]
    health = health_of(book(rows, "defect", "negative_feedback", "a_to_z_claim", "chargeback"), (), ())
    own = measured(health, "order_defect_rate", channel="mfn")
    assert own.count == Count(hits=1, total=121)
    assert {name: count.hits for name, count in own.parts.items()} == {"negative_feedback": 1, "a_to_z_claim": 1, "chargeback": 0}
    assert measured(health, "order_defect_rate", channel="afn").count == Count(hits=1, total=1)
    assert any("not complete yet" in w for w in own.warnings)


def test_a_buyers_own_cancellation_stays_among_the_orders():
    rows = [
        order(LAST, cancelled=True, cancelled_by_seller=False),
        order(LAST, cancelled=True, cancelled_by_seller=True),
        order(LAST, cancelled_by_seller=False),
    ]
    m = measured(health_of(book(rows, "cancelled_by_seller"), (), ()), "pre_fulfillment_cancellation_rate")
    assert m.count == Count(hits=1, total=3)


def test_no_orders_in_the_window_give_no_rate_and_not_zero():
    m = late_rate([order(LAST, late=None), order(LAST - timedelta(days=50), late=False)])
    assert m.count == Count(hits=0, total=0) and m.count.rate is None and m.interval is None and m.status == "none"
    assert m.recovery is None and any("no orders to count" in w for w in m.warnings)


@pytest.mark.parametrize(
    "hits, total, low, high", [(10, 100, 0.05523, 0.17437), (0, 10, 0.0, 0.27753), (10, 10, 0.72247, 1.0), (1, 1000, 0.00018, 0.00565)]
)
def test_wilson_interval_has_its_known_values(hits, total, low, high):
    """Against the closed form of the Wilson score interval with z = 1.959964, reckoned by hand."""
    assert wilson(Count(hits=hits, total=total)) == pytest.approx((low, high), abs=1e-5)


def test_the_interval_is_that_of_scipy():
    from scipy.stats import binomtest

    for hits, total in [(0, 1), (1, 1), (3, 7), (56, 695), (632, 638), (99_999, 100_000), (1, 10_000_000)]:
        theirs = binomtest(hits, total).proportion_ci(method="wilson")
        assert wilson(Count(hits=hits, total=total)) == pytest.approx((theirs.low, theirs.high), rel=1e-12)


def test_contradicting_counts_have_no_interval():
    assert wilson(Count(hits=9, total=8)) is None


@pytest.mark.parametrize("covered_days, known", [(30, 30), (29, 29), (1, 1), (31, 30)])
def test_overlap_of_a_window_with_what_the_files_cover(covered_days, known):
    assert overlap(Window.ending(LAST, 30), Window.ending(LAST, covered_days)).days == known


def test_a_file_that_ends_the_day_before_the_window_covers_none_of_it():
    window = Window.ending(LAST, 30)
    assert overlap(window, Window(start=window.start - timedelta(days=9), end=window.start)) is None
    assert overlap(window, Window(start=window.start, end=window.start + timedelta(days=1))).days == 1


# ---------------------------------------------------------------- targets and status


@pytest.mark.parametrize("hits, status", [(3, "good"), (4, "bad"), (5, "bad")])
def test_late_shipments_must_stay_under_four_percent(hits, status):
    assert late_rate([order(LAST, late=n < hits) for n in range(100)]).status == status


@pytest.mark.parametrize("hits, status", [(94, "bad"), (95, "good"), (96, "good")])
def test_valid_tracking_must_reach_ninety_five_percent(hits, status):
    rows = [order(LAST, valid_tracking=n < hits) for n in range(100)]
    m = measured(health_of(book(rows, "valid_tracking"), (), ()), "valid_tracking_rate")
    assert m.status == status and any("packages" in w for w in m.warnings)


@pytest.mark.parametrize(
    "metric, flag, hits, total, status",
    [
        ("order_defect_rate", "defect", 9, 1000, "good"),
        ("order_defect_rate", "defect", 10, 1000, "bad"),
        ("pre_fulfillment_cancellation_rate", "cancelled_by_seller", 24, 1000, "good"),
        ("pre_fulfillment_cancellation_rate", "cancelled_by_seller", 25, 1000, "bad"),
        ("on_time_delivery_rate", "on_time", 899, 1000, "bad"),
        ("on_time_delivery_rate", "on_time", 900, 1000, "good"),
    ],
)
def test_both_sides_of_every_policy_target(metric, flag, hits, total, status):
    day = LAST - timedelta(days=10) if flag == "on_time" else LAST
    rows = [order(day, **{flag: n < hits}) for n in range(total)]
    assert measured(health_of(book(rows, flag), (), (), as_of=LAST), metric).status == status


@pytest.mark.parametrize(
    "bound, good, hits, status",
    [
        ("upper", "low", 1, "good"),
        ("upper", "low", 9, "none"),
        ("lower", "low", 1, "none"),
        ("lower", "low", 9, "bad"),
        ("exact", "low", 9, "bad"),
    ],
)
def test_a_limit_decides_only_one_way(bound, good, hits, status):
    assert status_of(Count(hits=hits, total=100), UNDER_4, bound, good) == status


def test_a_limit_of_a_high_is_good_metric_decides_the_other_way_round():
    assert status_of(Count(hits=96, total=100), AT_LEAST_95, "lower", "high") == "good"
    assert status_of(Count(hits=94, total=100), AT_LEAST_95, "lower", "high") == "none"
    assert status_of(Count(hits=94, total=100), AT_LEAST_95, "upper", "high") == "bad"


def test_the_policy_target_carries_where_it_stands():
    target = late_rate([order(LAST, late=False)]).target
    assert (target.origin, target.value, target.condition) == ("policy", 0.04, "less_than")
    assert target.reference and target.checked_on


# ---------------------------------------------------------------- bounds and gaps


def test_cancellations_from_orders_alone_are_an_upper_limit_and_said_to_be_one():
    rows = steady(7, 20, "cancelled_by_seller", dict.fromkeys(range(7), 3))
    health = health_of(book(rows, "cancelled_by_seller", bounds={"cancelled_by_seller": "upper"}), (), ())
    m = measured(health, "pre_fulfillment_cancellation_rate")
    assert m.bound == "upper" and m.status == "none" and m.count == Count(hits=21, total=140)
    assert "upper limit" in m.warnings[0] and "who cancelled" in m.warnings[0] and "reckoned from this limit" in m.warnings[1]
    gap = next(g for g in health.not_computable if g.metric == m.metric)
    assert "who cancelled" in gap.why and any("ancel" in need for need in gap.needs)
    assert "at most 21 of 140 orders" in health_sentences(health)[0]


def test_defects_from_feedback_alone_are_a_lower_limit_that_names_what_is_missing():
    rows = [{**row, "negative_feedback": row["defect"]} for row in steady(60, 2, "defect", {3: 1})]
    health = health_of(book(rows, "defect", "negative_feedback", bounds={"defect": "lower", "negative_feedback": "exact"}), (), ())
    m = measured(health, "order_defect_rate")
    assert (m.bound, m.status) == ("lower", "none") and set(m.parts) == {"negative_feedback"}
    assert "A-to-z claims, chargebacks" in next(g.why for g in health.not_computable if g.metric == "order_defect_rate")


def test_an_empty_case_names_every_metric_and_what_would_show_it():
    health = health_of(book([]), (), (), marketplace="US", as_of=LAST)
    named = {gap.metric: gap for gap in health.not_computable}
    assert set(named) == set(catalogue().metrics) - {"invoice_defect_rate"}
    assert all(gap.why and gap.needs for gap in named.values()) and health.metrics == ()


@pytest.mark.parametrize("place, expected", [("US", {"unit_on_time_delivery_rate"}), ("DE", {"invoice_defect_rate"}), ("JP", set())])
def test_invoice_defects_are_european_and_units_on_time_american(place, expected):
    health = health_of(book([]), (), (), marketplace=place, as_of=LAST)
    assert {g.metric for g in health.not_computable} & {"invoice_defect_rate", "unit_on_time_delivery_rate"} == expected


@pytest.mark.parametrize("place", ["UK", "FR", "IT", "ES"])
def test_invoice_defects_concern_the_other_four_stores_too(place):
    assert "invoice_defect_rate" in {g.metric for g in health_of(book([]), (), (), marketplace=place, as_of=LAST).not_computable}


def test_a_report_that_is_already_there_is_not_asked_for_again():
    record = FileRecord(file="all.txt", report="all_orders", title="All Orders", sha256="0")
    health = health_of(book([order(LAST)]), (), (record,), held=frozenset({"all_orders"}))
    assert health.files == (record,)
    needs = next(g for g in health.not_computable if g.metric == "late_shipment_rate").needs
    assert len(needs) == 1 and "ate" in needs[0]


def test_a_metric_known_only_for_other_days_is_not_computable_and_says_for_which():
    rows = [order(LAST, late=None), order(LAST - timedelta(days=60), late=True)]
    old = Window.ending(LAST - timedelta(days=60), 1)
    health = health_of(book(rows, "late", covered=old), (), ())
    assert health.metrics == ()
    assert "August 13, 2026 only" in next(g.why for g in health.not_computable if g.metric == "late_shipment_rate")


def test_orders_amazon_ships_have_no_late_shipment_rate():
    health = health_of(book([order(LAST, "afn")]), (), ())
    gap = next(g for g in health.not_computable if g.metric == "late_shipment_rate")
    assert "Amazon-fulfilled" in gap.why and gap.needs == ()


def test_an_exact_value_leaves_no_gap():
    assert "late_shipment_rate" not in {g.metric for g in health_of(book(steady(30, 2, "late"), "late"), (), ()).not_computable}


# ---------------------------------------------------------------- warnings


@pytest.mark.parametrize("orders, warned", [(29, True), (30, False)])
def test_fewer_than_thirty_orders_are_called_few(orders, warned):
    assert any("fewer than 30" in w for w in late_rate([order(LAST, late=False) for _ in range(orders)]).warnings) == warned


@pytest.mark.parametrize("days, warned", [(29, True), (30, False)])
def test_a_window_the_files_cover_in_part_is_said_to_be(days, warned):
    m = late_rate(steady(days, 2, "late"))
    assert any(f"only {days} of the 30 days" in w for w in m.warnings) == warned


# ---------------------------------------------------------------- trend


def test_the_trend_steps_by_a_third_of_the_window_oldest_first_and_ends_with_the_window():
    m = late_rate(steady(60, 2, "late", {45: 2}))
    assert [w.last for w, _ in m.trend] == [LAST - timedelta(days=d) for d in (30, 20, 10, 0)]
    assert [count.hits for _, count in m.trend] == [2, 2, 0, 0]
    assert m.trend[-1] == (m.window, m.count)


@pytest.mark.parametrize("days, windows", [(39, 1), (40, 2), (80, 6), (100, 6)])
def test_the_trend_shows_only_windows_the_files_know_wholly(days, windows):
    assert len(late_rate(steady(days, 1, "late")).trend) == windows


def test_short_windows_step_by_a_week():
    m = measured(health_of(book(steady(30, 2, "cancelled_by_seller"), "cancelled_by_seller"), (), ()), "pre_fulfillment_cancellation_rate")
    assert [w.last for w, _ in m.trend] == [LAST - timedelta(days=d) for d in (21, 14, 7, 0)]


# ---------------------------------------------------------------- the way back


@pytest.mark.parametrize(
    "hits, total, target, good, needed",
    [
        (3, 100, UNDER_4, "low", 0),
        (4, 100, UNDER_4, "low", 1),
        (5, 100, UNDER_4, "low", 26),
        (84, 1180, UNDER_4, "low", 921),
        (95, 100, AT_LEAST_95, "high", 0),
        (94, 100, AT_LEAST_95, "high", 20),
        (1, 100, Target(value=0.0, condition="less_than", origin="policy"), "low", None),
        (99, 100, Target(value=1.0, condition="at_least", origin="policy"), "high", None),
        (0, 0, UNDER_4, "low", None),
    ],
)
def test_the_fewest_further_clean_orders(hits, total, target, good, needed):
    assert orders_needed(Count(hits=hits, total=total), target, good) == needed


@given(
    hits=st.integers(0, 60),
    more=st.integers(0, 400),
    percent=st.integers(1, 99),
    good=st.sampled_from(["low", "high"]),
    strict=st.booleans(),
)
@settings(max_examples=200, deadline=None)
def test_orders_needed_is_what_trying_one_after_the_other_gives(hits, more, percent, good, strict):
    condition = {("low", True): "less_than", ("low", False): "at_most", ("high", True): "greater_than", ("high", False): "at_least"}[
        good, strict
    ]
    target = Target(value=percent / 100, condition=condition, origin="policy")
    total, tried = hits + more, 0
    if total == 0:
        return
    while not target.is_met((hits + (tried if good == "high" else 0)) / (total + tried)):
        tried += 1
    assert orders_needed(Count(hits=hits, total=total), target, good) == tried


def simulate(bad_by_day: list[int], per_day: int, length: int, lag: int, target: Target, good: str) -> int:
    """Day by day with a list: the last entry of `bad_by_day` is the as-of day; returns the days until the target is met."""
    days = [(bad if good == "low" else per_day - bad, per_day) for bad in bad_by_day]
    waited = 0
    while True:
        window = days[len(days) - lag - length : len(days) - lag]
        if target.is_met(sum(hits for hits, _ in window) / sum(total for _, total in window)):
            return waited
        days.append((0 if good == "low" else per_day, per_day))
        waited += 1


@given(
    bad=st.lists(st.integers(0, 3), min_size=35, max_size=50),
    per_day=st.integers(3, 8),
    lag=st.integers(0, 7),
    good=st.sampled_from(["low", "high"]),
)
@settings(max_examples=60, deadline=None)
def test_the_day_of_recovery_is_that_of_a_day_by_day_simulation(bad, per_day, lag, good):
    target, length = (UNDER_4 if good == "low" else AT_LEAST_95), 14
    days = [LAST - timedelta(days=len(bad) - 1 - n) for n in range(len(bad))]
    daily = pd.DataFrame({"hits": [b if good == "low" else per_day - b for b in bad], "total": per_day}, index=pd.to_datetime(days))
    covered = Window(start=days[0], end=LAST + timedelta(days=1))
    back = recovery_from_days(daily, Window.ending(LAST - timedelta(days=lag), length), covered, LAST, target, good)
    assert back.days == simulate(bad, per_day, length, lag, target, good)
    assert back.on == LAST + timedelta(days=back.days) and back.orders_per_day == per_day


def test_a_met_target_needs_nothing():
    back = late_rate(steady(30, 10, "late", {3: 1})).recovery
    assert (back.orders_needed, back.days, back.on) == (0, 0, LAST)


def test_bad_orders_leave_the_window_day_by_day():
    """2 late on each of the days 20 … 29 back, 10 orders a day: 20 of 300. At most 11 hits are under 4 %: 5 days have to pass."""
    back = late_rate(steady(30, 10, "late", dict.fromkeys(range(20, 30), 2))).recovery
    assert (back.orders_needed, back.days, back.on) == (201, 5, LAST + timedelta(days=5))


def test_an_earlier_as_of_does_not_look_ahead():
    """Orders after the as-of day are in the files, but the way back is reckoned as if that day were the last."""
    rows = steady(30, 10, "late", dict.fromkeys(range(30), 2)) + steady(
        10, 10, "late", dict.fromkeys(range(10), 10), last=LAST + timedelta(days=10)
    )
    seen = measured(health_of(book(rows, "late"), (), (), as_of=LAST), "late_shipment_rate", 30).recovery
    assert seen == late_rate(steady(30, 10, "late", dict.fromkeys(range(30), 2))).recovery


# ---------------------------------------------------------------- Amazon's own report


def block(metric: str = "late_shipment_rate", hits: int = 84, total: int = 1180, **more) -> Block:
    given_values = {
        "rate": hits / total,
        "status": "bad",
        "window": Window.ending(LAST, 30),
        "target": 0.04,
        "condition": "less_than",
        "file": "performance.json",
    }
    return Block(metric, "US", "mfn", Count(hits=hits, total=total), **{**given_values, **more})


def told(*blocks: Block) -> Health:
    return health_of(book([]), blocks, ())


def test_a_block_of_the_report_becomes_a_measurement_with_amazons_target():
    health = told(block())
    m = measured(health, "late_shipment_rate", source="report")
    assert (m.count, m.amazon_rate, m.amazon_status, m.status) == (Count(hits=84, total=1180), 84 / 1180, "bad", "bad")
    assert (m.target.origin, m.target.value) == ("report", 0.04) and m.warnings == () and health.as_of == LAST
    assert "late_shipment_rate" not in {g.metric for g in health.not_computable}


@pytest.mark.parametrize("rate, warned", [(0.0999, False), (0.1009, False), (0.0985, True), (0.102, True), (0.0, True)])
def test_a_stated_rate_that_its_counts_do_not_give_is_told_with_both(rate, warned):
    m = measured(told(block(hits=100, total=1000, rate=rate)), "late_shipment_rate", source="report")
    assert any("states a rate" in w and "10.0%" in w for w in m.warnings) == warned


def test_counts_that_contradict_each_other_give_no_rate():
    health = told(block("valid_tracking_rate", 896_462, 878_443, rate=0.9529, target=0.95, condition="greater_than", status="good"))
    m = measured(health, "valid_tracking_rate", source="report")
    assert m.count.rate is None and m.status == "none" and m.recovery is None and m.amazon_rate == 0.9529
    assert "contradict each other: 896,462 out of 878,443" in m.warnings[0]
    assert "contradict each other" in next(g.why for g in health.not_computable if g.metric == "valid_tracking_rate")


def test_a_report_alone_gives_the_orders_needed_but_no_day():
    back = measured(told(block()), "late_shipment_rate", source="report").recovery
    assert back.orders_needed == 921 and back.days is None and back.on is None
    assert "after 30 days, on November 11, 2026" in back.unknown


def test_amazons_status_may_contradict_the_arithmetic_and_both_are_told():
    health = told(block("on_time_delivery_rate", 3, 7, rate=0.4286, target=0.97, condition="greater_than", status="good"))
    m = measured(health, "on_time_delivery_rate", source="report")
    assert (m.status, m.amazon_status) == ("bad", "good") and any("Only 7 orders" in w for w in m.warnings)
    assert "not met. Amazon's own status: good." in health_sentences(health)[0]


def test_a_target_that_points_the_wrong_way_is_not_used():
    m = measured(told(block(condition="greater_than")), "late_shipment_rate", source="report")
    assert m.target.origin == "policy" and any("does not fit" in w for w in m.warnings)


def test_older_snapshots_are_the_trend_of_the_newest():
    week = timedelta(days=7)
    older = block(hits=30, total=1000, window=Window.ending(LAST - week, 30), file="old.json")
    m = measured(told(block(), older), "late_shipment_rate", source="report")
    assert m.window.last == LAST and [(w.last, c.hits) for w, c in m.trend] == [(LAST - week, 30), (LAST, 84)]


def test_a_target_of_the_report_goes_before_the_policy_also_for_the_shorter_window():
    health = health_of(book(steady(30, 40, "late", dict.fromkeys(range(30), 2)), "late"), (block(target=0.06),), ())
    assert {measured(health, "late_shipment_rate", days).target.value for days in (10, 30)} == {0.06}


def test_each_window_takes_the_target_stated_for_it_first():
    ten = block(target=0.05, window=Window.ending(LAST, 10))
    health = health_of(book(steady(30, 40, "late"), "late"), (block(target=0.06), ten), ())
    assert [measured(health, "late_shipment_rate", days).target.value for days in (10, 30)] == [0.05, 0.06]


def test_a_target_for_another_kind_of_window_is_not_taken_over():
    rows = steady(30, 5, "on_time")
    thirty = block("on_time_delivery_rate", 900, 1000, target=0.97, condition="greater_than", status="bad")
    m = measured(health_of(book(rows, "on_time"), (thirty,), ()), "on_time_delivery_rate", 14)
    assert m.target.value == 0.9 and m.amazon_rate is None


def test_amazons_figure_that_differs_for_the_same_days_is_told():
    rows = steady(30, 40, "late", dict.fromkeys(range(30), 3))
    m = measured(health_of(book(rows, "late"), (block(),), ()), "late_shipment_rate", 30)
    assert m.amazon_status == "bad" and m.amazon_rate == 84 / 1180
    assert any("84 of 1,180 (7.1%) for the same days" in w and "90 of 1,200 (7.5%)" in w for w in m.warnings)


def test_the_same_counts_in_both_need_no_word():
    rows = steady(30, 40, "late", dict.fromkeys(range(30), 3))
    m = measured(health_of(book(rows, "late"), (block(hits=90, total=1200),), ()), "late_shipment_rate", 30)
    assert m.warnings == ()


@pytest.mark.parametrize("hits, told", [(3, False), (21, False), (22, True)])
def test_a_limit_is_only_contradicted_from_the_other_side(hits, told):
    rows = steady(7, 20, "cancelled_by_seller", dict.fromkeys(range(7), 3))
    theirs = block("pre_fulfillment_cancellation_rate", hits, 140, window=Window.ending(LAST, 7), target=0.025)
    given_book = book(rows, "cancelled_by_seller", bounds={"cancelled_by_seller": "upper"})
    m = measured(health_of(given_book, (theirs,), ()), "pre_fulfillment_cancellation_rate")
    assert any("Amazon's report shows" in w for w in m.warnings) == told


def test_a_report_of_another_season_is_not_compared():
    old = block(window=Window.ending(LAST - timedelta(days=90), 30))
    m = measured(health_of(book(steady(30, 40, "late"), "late"), (old,), ()), "late_shipment_rate", 30)
    assert any("another period" in w for w in m.warnings)


def metric_block(start: str, end: str, rate: float, target: float, condition: str, status: str = "GOOD", **counts) -> dict:
    span = {"reportingDateFrom": f"{start}T00:00Z", "reportingDateTo": f"{end}T23:59Z"}
    return {"reportingDateRange": span, "rate": rate, "targetValue": target, "targetCondition": condition, "status": status, **counts}


@pytest.fixture
def performance_file(tmp_path):
    """A fictional performance report with the odd things seen in such files: a rate its counts do not give, more hits than orders."""
    defects = {
        "orderCount": 800,
        **{name: {"count": n, "status": "NONE"} for name, n in (("claims", 3), ("chargebacks", 1), ("negativeFeedback", 4))},
    }
    metrics = {
        "marketplaceId": "A1F83G8C2ARO7P",
        "orderDefectRate": {
            "mfn": metric_block(
                "2026-08-04", "2026-10-02", 0.0088, 0.01, "LESS_THAN", orderWithDefects={"count": 7, "status": "GOOD"}, **defects
            ),
            "afn": metric_block(
                "2026-08-04", "2026-10-02", 0.0, 0.01, "LESS_THAN", "NONE", orderCount=0, orderWithDefects={"count": 0, "status": "NONE"}
            ),
        },
        "lateShipmentRate": metric_block(
            "2026-09-13", "2026-10-12", 0.0712, 0.04, "LESS_THAN", "BAD", orderCount=1180, lateShipmentCount=84
        ),
        "prefulfillmentCancelRate": metric_block(
            "2026-10-06", "2026-10-12", 0.004, 0.025, "LESS_THAN", orderCount=250, cancellationCount=9
        ),
        "validTrackingRate": metric_block(
            "2026-09-03", "2026-10-02", 0.97, 0.95, "GREATER_THAN", shipmentCount=900, validTrackingCount=930
        ),
        "invoiceDefectRate": metric_block(
            "2026-09-29", "2026-10-05", 0.02, 0.05, "LESS_THAN", orderCount=100, invoiceDefect={"count": 2, "status": "GOOD"}
        ),
    }
    path = tmp_path / "performance.json"
    path.write_text(
        json.dumps({"accountStatuses": [{"marketplaceId": "A1F83G8C2ARO7P", "status": "AT_RISK"}], "performanceMetrics": [metrics]})
    )
    return path


def test_a_performance_report_is_measured_from_its_file(performance_file):
    health = measure_metrics(load_reports([performance_file]))
    assert (
        health.accounts == {"UK": "AT_RISK"}
        and health.as_of == LAST
        and [record.report for record in health.files] == ["seller_performance"]
    )
    said = {(m.metric, m.channel): m for m in health.metrics}
    late = said["late_shipment_rate", "mfn"]
    assert (late.marketplace, late.count, late.window_days, late.status, late.warnings) == ("UK", Count(hits=84, total=1180), 30, "bad", ())
    defects = said["order_defect_rate", "mfn"]
    assert defects.count == Count(hits=7, total=800) and defects.warnings == ()  # 0.0088 is 0.00875, rounded
    assert {name: count.hits for name, count in defects.parts.items()} == {"a_to_z_claim": 3, "chargeback": 1, "negative_feedback": 4}
    assert said["order_defect_rate", "afn"].count.rate is None
    cancelled = said["pre_fulfillment_cancellation_rate", "mfn"]
    assert (cancelled.status, cancelled.amazon_status, cancelled.amazon_rate) == ("bad", "good", 0.004)
    assert any("states a rate of 0.4%" in w and "(9 of 250) give 3.6%" in w for w in cancelled.warnings)
    assert said["invoice_defect_rate", "all"].status == "good"
    gaps = {gap.metric: gap for gap in health.not_computable}
    assert set(gaps) == {"valid_tracking_rate", "on_time_delivery_rate"} and "contradict" in gaps["valid_tracking_rate"].why
    json.dumps(health_json(health))


def test_an_all_orders_file_gives_an_upper_limit_of_cancellations_and_nothing_else(tmp_path):
    header = "amazon-order-id\tpurchase-date\torder-status\tfulfillment-channel\tsales-channel\tsku\tasin\titem-status\tquantity"
    rows = [
        f"111-0000000-{n:07d}\t{(LAST - timedelta(days=n % 7)).isoformat()}T10:00:00+00:00\t{'Cancelled' if n < 3 else 'Shipped'}"
        f"\tMerchant\tAmazon.com\tA\tB000000000\t{'Cancelled' if n < 3 else 'Shipped'}\t1"
        for n in range(70)
    ]
    path = tmp_path / "orders.txt"
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    health = measure_metrics(load_reports([path]))
    assert [(m.metric, m.bound, m.count, m.marketplace) for m in health.metrics] == [
        ("pre_fulfillment_cancellation_rate", "upper", Count(hits=3, total=70), "US")
    ]
    assert {gap.metric for gap in health.not_computable} == set(catalogue().metrics) - {"invoice_defect_rate"}
    needs = next(gap.needs for gap in health.not_computable if gap.metric == "pre_fulfillment_cancellation_rate")
    assert len(needs) == 1 and needs[0].startswith("Cancellations")


# ---------------------------------------------------------------- stores and days


def test_two_stores_are_measured_apart():
    rows = steady(30, 2, "late", {0: 1}) + steady(30, 3, "late", marketplace="CA")
    health = health_of(book(rows, "late"), (), ())
    counts = {m.marketplace: m.count for m in health.metrics if m.window_days == 30}
    assert counts == {"US": Count(hits=1, total=60), "CA": Count(hits=0, total=90)}


def test_only_the_store_asked_for_is_measured():
    rows = steady(30, 2, "late") + steady(30, 3, "late", marketplace="CA")
    assert {m.marketplace for m in health_of(book(rows, "late"), (), (), marketplace="Amazon.ca").metrics} == {"CA"}


def test_orders_of_no_named_store_belong_to_the_only_one():
    rows = steady(30, 2, "late", marketplace=None)
    assert late_rate(rows).marketplace is None
    assert measured(health_of(book(rows, "late"), (), (), marketplace="US"), "late_shipment_rate", 30).count.total == 60


def test_a_store_without_orders_is_not_a_clean_store():
    health = health_of(book(steady(30, 2, "late", marketplace="CA"), "late"), (), (), marketplace="US")
    assert health.metrics == ()
    assert "no orders of this marketplace" in next(g.why for g in health.not_computable if g.metric == "late_shipment_rate")


def test_an_unknown_store_is_refused_with_the_known_ones():
    with pytest.raises(PoaError, match="'Mars' is no marketplace.*UK"):
        health_of(book([]), (), (), marketplace="Mars")


def test_the_last_order_day_is_measured_unless_told_otherwise():
    rows = steady(30, 2, "late")
    assert health_of(book(rows, "late"), (block(window=Window.ending(LAST + timedelta(days=3), 30)),), ()).as_of == LAST
    assert health_of(book(rows, "late"), (), (), as_of=LAST - timedelta(days=1)).as_of == LAST - timedelta(days=1)
    assert health_of(book([]), (), ()).as_of is None


def test_measuring_leaves_the_order_book_as_it_was():
    given_book = book(steady(60, 3, "defect", {1: 1}), "defect")
    before = given_book.orders.copy(deep=True)
    health_of(given_book, (), ())
    pd.testing.assert_frame_equal(given_book.orders, before)


# ---------------------------------------------------------------- telling it


def test_the_json_answer_has_the_documented_shape():
    health = health_of(book(steady(60, 5, "late", dict.fromkeys(range(60), 1)), "late"), (block(),), ())
    answer = json.loads(json.dumps(health_json(health)))
    assert set(answer) == {"as_of", "metrics", "not_computable", "files", "accounts", "withheld_money"}
    late = next(m for m in answer["metrics"] if m["source"] == "orders" and m["window_days"] == 30)
    wanted = {"metric", "marketplace", "channel", "window_days", "from", "to", "hits", "total", "rate", "interval", "target", "status"}
    assert wanted | {"amazon_status", "bound", "recovery", "amazon_rate", "parts", "trend", "source", "files", "warnings"} == set(late)
    assert (late["from"], late["to"], late["hits"], late["total"], late["rate"]) == ("2026-09-13", "2026-10-12", 30, 150, 0.2)
    assert late["recovery"]["on"] and len(late["interval"]) == 2 and late["trend"][-1]["to"] == "2026-10-12"


def test_a_missed_target_is_told_with_the_way_back():
    health = health_of(book(steady(30, 10, "late", dict.fromkeys(range(20, 30), 2)), "late"), (), ())
    line = next(line for line in health_sentences(health) if "30 days" in line)
    assert "seller-fulfilled, 30 days to October 12, 2026: 20 of 300 orders (6.7%), target under 4% – not met." in line
    assert "after 201 further clean orders, or on October 17, 2026 if orders go on at 10.0 a day" in line


def test_amazons_own_figure_is_told_apart_from_the_recomputed_one():
    health = health_of(book(steady(30, 40, "late", dict.fromkeys(range(30), 3)), "late"), (block(hits=90, total=1200),), ())
    thirty = [line for line in health_sentences(health) if "30 days" in line and "90 of 1,200" in line]
    assert len(thirty) == 2 and ["by Amazon's report" in line for line in thirty] == [False, True]


def test_numbers_and_dates_follow_the_locale():
    health = health_of(book(steady(30, 40, "late"), "late"), (), ())
    assert "12. Oktober 2026: 0 von" not in health_sentences(health, "de-DE")[1]
    assert "12. Oktober 2026: 0 of 1.200 orders" in health_sentences(health, "de-DE")[1]


def test_daily_counts_and_a_plain_filter_agree():
    rows = steady(20, 7, "late", {n: n % 5 for n in range(20)})
    given_book, window = book(rows, "late"), Window.ending(LAST - timedelta(days=3), 9)
    inside = [row for row in rows if row["order_date"] in window]
    assert count_days(daily_counts(given_book.orders, "late"), window) == Count(hits=sum(r["late"] for r in inside), total=len(inside))
