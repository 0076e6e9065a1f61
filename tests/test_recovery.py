"""The way back to the target, set against a simulation that lives through it order by order and day by day."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, timedelta

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from poa_helpers.catalogue import catalogue
from poa_helpers.measure import health_of, health_sentences, recovery_sentence
from poa_helpers.measure.recovery import recovery_from_days
from poa_helpers.model import Count, Measurement, Recovery, Target, Window

from .test_measure import book, measured, order, steady

AS_OF = date(2026, 10, 12)
CONDITIONS = {"less_than": "low", "at_most": "low", "at_least": "high", "greater_than": "high"}


@dataclass(frozen=True)
class Placed:
    """An order of the simulation: the day it was placed, and whether it is bad."""

    day: date
    bad: bool


def met(orders: list[Placed], first: date, last: date, condition: str, limit: float) -> bool | None:
    """Whether the target is met by the orders placed from the first to the last day; None when there are none."""
    inside = [order for order in orders if first <= order.day <= last]
    if not inside:
        return None
    good = sum(not order.bad for order in inside)
    rate = good / len(inside) if CONDITIONS[condition] == "high" else (len(inside) - good) / len(inside)
    return {"less_than": rate < limit, "at_most": rate <= limit, "at_least": rate >= limit, "greater_than": rate > limit}[condition]


def live_through(orders: list[Placed], length: int, lag: int, condition: str, limit: float, known: tuple[date, date]) -> int | None:
    """Days until the target is met for good: each morning the window moves on, and the mean of its first state is ordered, cleanly.

    known: the first and the last day the files know; orders of other days are not seen. None when it is never met, or there is nothing to measure.
    """
    seen = [order for order in orders if known[0] <= order.day <= min(known[1], AS_OF)]
    last = AS_OF - timedelta(days=lag)
    first = last - timedelta(days=length - 1)
    days_known = sum(known[0] <= first + timedelta(days=n) <= known[1] for n in range(length))
    counted = sum(first <= order.day <= last for order in seen)
    if not counted or not days_known:
        return None
    if met(seen, first, last, condition, limit):
        return 0
    mean = (counted, days_known)  # a fraction: whole orders only, over all the days since
    answers = []
    for waited in range(1, length + lag + 1):
        end = last + timedelta(days=waited)
        start = first + timedelta(days=waited)
        days_to_come = sum(AS_OF < start + timedelta(days=n) <= end for n in range(length))
        clean = [Placed(end, False)] * (days_to_come * mean[0] // mean[1])
        answers.append(bool(met(seen + clean, start, end, condition, limit)))
    if not answers[-1]:
        return None
    while answers and answers[-1]:
        answers.pop()
    return len(answers) + 1


def daily_of(orders: list[Placed], good: str, known: tuple[date, date]) -> pd.DataFrame:
    """What `daily_counts` gives of orders whose flag is known on some days only."""
    rows = [(o.day, int(o.bad if good == "low" else not o.bad)) for o in orders if known[0] <= o.day <= known[1]]
    table = pd.DataFrame(rows, columns=["day", "hits"])
    counted = table.groupby(pd.to_datetime(table["day"]))["hits"].agg(["sum", "count"])
    return counted.rename(columns={"sum": "hits", "count": "total"})


@settings(max_examples=150, deadline=None, derandomize=True, database=None)
@given(
    seed=st.integers(0, 2**32),
    length=st.sampled_from([7, 10, 14, 30, 60]),
    lag=st.sampled_from([0, 0, 7]),
    condition=st.sampled_from(sorted(CONDITIONS)),
    limit=st.sampled_from([0.01, 0.025, 0.04, 0.05, 0.1]),
    uneven=st.booleans(),
    late_start=st.integers(0, 40),
    early_end=st.sampled_from([0, 0, 0, 1, 3, 9]),
)
def test_the_day_is_that_of_a_simulation_order_by_order(seed, length, lag, condition, limit, uneven, late_start, early_end):
    rng = random.Random(seed)
    busy = [rng.choice([0, 1, 4, 12]) if uneven else 5 for _ in range(90)]
    bad_rate = [rng.choice([0, 0, 2, 6]) * limit for _ in range(90)]
    orders = [Placed(AS_OF - timedelta(days=n), rng.random() < bad_rate[n]) for n in range(90) for _ in range(busy[n])]
    orders += [Placed(AS_OF + timedelta(days=n), True) for n in (1, 2)]  # after the day that is measured: never looked at
    known = (AS_OF - timedelta(days=89 - late_start), AS_OF + timedelta(days=2) if not early_end else AS_OF - timedelta(days=early_end))
    good = CONDITIONS[condition]
    target = Target(value=limit if good == "low" else 1 - limit, condition=condition, origin="policy")
    covered = Window(start=known[0], end=known[1] + timedelta(days=1))
    back = recovery_from_days(
        daily_of(orders, good, known), Window.ending(AS_OF - timedelta(days=lag), length), covered, AS_OF, target, good
    )
    expected = live_through(orders, length, lag, condition, target.value, known)
    assert (None if back is None else back.days) == expected
    if expected is not None:
        assert back.on == AS_OF + timedelta(days=expected)


@pytest.mark.parametrize("metric", [id for id, metric in catalogue().metrics.items() if metric.flag])
def test_every_metric_of_the_book_comes_back_as_the_simulation_says(metric):
    """With the policy's own window, lag and target: the rate missed by the orders of some days, all else as it should be."""
    rule = catalogue().metrics[metric]
    policy = rule.on(AS_OF, "US")
    length = max(policy.windows)
    busy = [9 + n % 5 for n in range(length + 20)]
    bad = [5 if policy.lag_days <= n - length // 3 < policy.lag_days + 6 else 0 for n in range(length + 20)]
    rows, orders = [], []
    for n, (count, wrong) in enumerate(zip(busy, bad, strict=True)):
        for k in range(count):
            day, is_bad = AS_OF - timedelta(days=n), k < wrong
            rows.append(order(day, **{rule.flag: is_bad == (rule.good == "low")}))
            orders.append(Placed(day, is_bad))
    m = measured(health_of(book(rows, rule.flag), (), ()), metric, length)
    known = (AS_OF - timedelta(days=length + 19), AS_OF)
    expected = live_through(orders, length, policy.lag_days, policy.condition, policy.target, known)
    assert m.status == "bad" and expected
    assert (m.recovery.days, m.recovery.on) == (expected, AS_OF + timedelta(days=expected))


def test_a_target_met_for_a_few_days_only_is_not_the_day_of_return():
    """A busy clean day leaves the window before the bad ones do: the rate falls under the target, rises again, and only then falls for good."""
    orders = [Placed(AS_OF - timedelta(days=8), False)] * 60 + [Placed(AS_OF - timedelta(days=5), True)] * 4
    orders += [Placed(AS_OF - timedelta(days=n), False) for n in range(5)] * 6
    target = Target(value=0.042, condition="less_than", origin="policy")
    known = (AS_OF - timedelta(days=20), AS_OF)
    covered = Window(start=known[0], end=AS_OF + timedelta(days=1))
    back = recovery_from_days(daily_of(orders, "low", known), Window.ending(AS_OF, 10), covered, AS_OF, target, "low")
    first = next(n for n in range(1, 12) if _met_after(orders, n, 10, 0.042))
    assert not all(_met_after(orders, n, 10, 0.042) for n in range(first, 11))
    assert back.days == live_through(orders, 10, 0, "less_than", 0.042, known) > first


def _met_after(orders: list[Placed], waited: int, length: int, limit: float) -> bool:
    mean = len(orders) * waited // length
    clean = [Placed(AS_OF + timedelta(days=waited), False)] * mean
    return bool(met(orders + clean, AS_OF - timedelta(days=length - 1 - waited), AS_OF + timedelta(days=waited), "less_than", limit))


# ---------------------------------------------------------------- the sentence states what is assumed


def test_the_sentence_of_defects_that_come_late_says_that_none_may_come_for_orders_already_placed():
    defects = health_of(book(steady(60, 10, "defect", dict.fromkeys(range(40, 60), 1)), "defect"), (), ())
    line = next(line for line in health_sentences(defects) if "not met" in line)
    assert "a day without a new defect, and none comes up for an order already placed." in line
    late = health_of(book(steady(30, 10, "late", dict.fromkeys(range(20, 30), 2)), "late"), (), ())
    line = next(line for line in health_sentences(late) if "not met" in line)
    assert "if orders go on at 10.0 a day without a new defect." in line and "already placed" not in line


@pytest.mark.parametrize(
    "recovery", [Recovery(orders_needed=5, days=3, on=AS_OF, orders_per_day=2.0), Recovery(orders_needed=5, orders_per_day=2.0)]
)
def test_a_day_is_never_told_without_its_assumption(recovery):
    m = Measurement(
        metric="order_defect_rate", marketplace="US", channel="mfn", window=None, window_days=60, source="orders",
        count=Count(hits=5, total=100), interval=None, target=None, status="bad", recovery=recovery,
    )  # fmt: skip
    said = recovery_sentence(m)
    assert ("October" in said) == ("if orders go on at" in said) == (recovery.on is not None)
