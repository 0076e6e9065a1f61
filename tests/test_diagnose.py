"""find_causes and explain: planted causes are found as they were planted, and nothing is found where there is nothing."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from poa_helpers.diagnose import explain, find_causes
from poa_helpers.errors import PoaError

from .portion import portion

START = pd.Timestamp("2026-08-14")
ONSET = date(2026, 9, 17)
DAYS = 60


def zipf(count: int, power: float) -> np.ndarray:
    weights = 1 / np.arange(1, count + 1) ** power
    return weights / weights.sum()


def order_table(seed: int, rows: int = 3000) -> pd.DataFrame:
    """Orders with skewed, nested and confounded attributes, and no outcome yet."""
    rng = np.random.default_rng(seed)
    asin = rng.choice(20, rows, p=zipf(20, 0.9))
    carrier = rng.choice(5, rows, p=[0.35, 0.25, 0.2, 0.12, 0.08])
    day = rng.integers(0, DAYS, rows)
    dates = START + pd.to_timedelta(day, unit="D")
    return pd.DataFrame(
        {
            "order_id": [f"111-{i:07d}-0000000" for i in range(rows)],
            "order_date": dates,
            "asin": [f"B0{a:08d}" for a in asin],
            "sku": [f"SKU-{a}-{'b' if a % 2 and u < 0.4 else 'a'}" for a, u in zip(asin, rng.random(rows), strict=True)],
            "carrier": np.array(["UPS", "USPS", "Cascade Parcel", "FedEx", "OnTrac"])[carrier],
            "ship_service": rng.choice(["Standard", "Expedited", "Economy", "NextDay"], rows, p=[0.6, 0.2, 0.15, 0.05]),
            "ship_state": rng.choice([f"S{i:02d}" for i in range(40)], rows, p=zipf(40, 0.8)),
            "warehouse": np.array(["Reno", "Dallas", "Miami"])[np.where(rng.random(rows) < 0.55, carrier % 3, rng.integers(0, 3, rows))],
            "price_band": rng.choice(["0-15", "15-30", "30-60"], rows, p=[0.5, 0.3, 0.2]),
            "weekday": dates.strftime("%a"),
        }
    )


def with_outcome(table: pd.DataFrame, risk: np.ndarray, seed: int = 0, name: str = "late") -> pd.DataFrame:
    return table.assign(**{name: np.random.default_rng(seed + 1000).random(len(table)) < risk})


def late_carrier(seed: int = 1, onset: bool = True) -> pd.DataFrame:
    table = order_table(seed)
    guilty = table["carrier"].eq("Cascade Parcel") & (~pd.Series(onset, table.index) | table["order_date"].ge(pd.Timestamp(ONSET)))
    return with_outcome(table, np.where(guilty, 0.22, 0.015), seed)


def segments(findings: list) -> list[dict[str, str]]:
    return [f.segment for f in findings]


def answers(findings: list) -> list[tuple]:
    return [(f.segment, f.onset, f.orders, f.defects, f.order_ids) for f in findings]


# ---------------------------------------------------------------- what was planted is found


@pytest.mark.parametrize("seed", range(3))
def test_single_value_since_always(seed):
    table = order_table(seed)
    table = with_outcome(table, np.where(table["ship_service"] == "Economy", 0.10, 0.012), seed)
    [finding] = find_causes(table, "late")
    assert finding.segment == {"ship_service": "Economy"}
    assert finding.onset is None


@pytest.mark.parametrize("seed", range(3))
def test_onset(seed):
    [finding] = find_causes(late_carrier(seed), "late")
    assert finding.segment == {"carrier": "Cascade Parcel"}
    assert abs((finding.onset - ONSET).days) <= 7


@pytest.mark.parametrize("seed", range(3))
def test_conjunction(seed):
    table = order_table(seed, 6000)
    guilty = table["carrier"].eq("UPS") & table["warehouse"].eq("Reno")
    [finding] = find_causes(with_outcome(table, np.where(guilty, 0.12, 0.012), seed), "late")
    assert finding.segment == {"carrier": "UPS", "warehouse": "Reno"}


def test_three_conditions_need_depth_three():
    table = order_table(5, 8000)
    guilty = table["carrier"].eq("UPS") & table["warehouse"].eq("Reno") & table["price_band"].eq("0-15")
    table = with_outcome(table, np.where(guilty, 0.2, 0.01))
    assert segments(find_causes(table, "late", max_depth=3)) == [{"carrier": "UPS", "warehouse": "Reno", "price_band": "0-15"}]


@pytest.mark.parametrize("seed", range(3))
def test_two_causes_are_both_found_and_sorted_by_excess(seed):
    table = order_table(seed)
    carrier = table["carrier"].eq("Cascade Parcel") & table["order_date"].ge(pd.Timestamp(ONSET))
    asin = table["asin"].eq("B000000004")
    findings = find_causes(with_outcome(table, np.where(carrier, 0.22, np.where(asin, 0.28, 0.015)), seed), "late")
    assert sorted(map(str, segments(findings))) == sorted(map(str, [{"carrier": "Cascade Parcel"}, {"asin": "B000000004"}]))
    assert findings[0].excess >= findings[1].excess
    assert {f.segment.get("asin"): f.onset is None for f in findings} == {"B000000004": True, None: False}


@pytest.mark.parametrize("seed", range(4))
def test_confounded_twin_is_not_blamed(seed):
    rng = np.random.default_rng(seed)
    table = order_table(seed)
    home = table["carrier"].map({"UPS": "Reno", "USPS": "Dallas", "Cascade Parcel": "Miami", "FedEx": "Reno", "OnTrac": "Dallas"})
    table["warehouse"] = np.where(rng.random(len(table)) < 0.85, home, rng.choice(["Reno", "Dallas", "Miami"], len(table)))
    guilty = table["carrier"] if seed % 2 else table["warehouse"]
    name, value = ("carrier", "Cascade Parcel") if seed % 2 else ("warehouse", "Miami")
    table = with_outcome(table, np.where(guilty == value, 0.15, 0.012), seed)
    assert segments(find_causes(table, "late")) == [{name: value}]


def test_change_mode_ignores_what_was_always_bad():
    table = order_table(3, 6000)
    rising = table["carrier"].eq("Cascade Parcel") & table["order_date"].ge(pd.Timestamp(ONSET))
    table = with_outcome(table, np.where(table["ship_service"] == "Economy", 0.06, 0.012) * np.where(rising, 10, 1))
    [finding] = find_causes(table, "late", mode="change")
    assert finding.segment == {"carrier": "Cascade Parcel"}
    assert abs((finding.onset - ONSET).days) <= 4
    assert {"ship_service": "Economy"} in segments(find_causes(table, "late", mode="level"))


def test_change_mode_sees_no_change_in_a_steady_table():
    assert find_causes(late_carrier(4, onset=False), "late", mode="change") == []


# ---------------------------------------------------------------- nothing is found where there is nothing


def noise(seed: int, rows: int) -> pd.DataFrame:
    """Harmless differences only: every value of every attribute has its own factor between 0.7 and 1.4."""
    rng = np.random.default_rng(seed + 50_000)
    table = order_table(seed + 50_000, rows)
    risk = np.full(rows, 1.0)
    for name in ("asin", "carrier", "ship_service", "ship_state", "warehouse", "price_band", "weekday"):
        codes, values = pd.factorize(table[name], sort=True)
        risk *= np.exp(rng.uniform(np.log(0.7), np.log(1.4), len(values)))[codes]
    if seed % 4 == 3:  # the whole account got worse
        risk *= np.where(table["order_date"] >= pd.Timestamp(ONSET), 2.0, 1.0)
    return table.assign(late=rng.random(rows) < np.minimum(risk / risk.mean() * (0.01, 0.02, 0.05)[seed % 3], 0.9))


@pytest.mark.parametrize(("rows", "tables"), portion([(1500, 60), (1500, 100), (10_000, 20), (10_000, 30)], one_of=2))
def test_false_alarms_are_rare(rows, tables):
    alarms = [seed for seed in range(tables) if find_causes(noise(seed, rows), "late", mode=("level", "level", "change")[seed % 3 - 1])]
    assert len(alarms) <= 0.05 * tables, alarms


def test_whole_account_worse_is_nobodys_fault():
    table = order_table(8, 5000)
    table = with_outcome(table, np.where(table["order_date"] >= pd.Timestamp(ONSET), 0.06, 0.015))
    findings = find_causes(table, "late")
    assert findings == []
    text = explain(findings, table, "late")
    assert text.startswith("The whole account got worse from September 1") and text.endswith("and no segment stands out.")


def test_one_bad_day_is_no_segment():
    table = order_table(9)
    bad = table["carrier"].eq("OnTrac") & table["order_date"].isin([pd.Timestamp("2026-09-20"), pd.Timestamp("2026-09-21")])
    assert find_causes(with_outcome(table, np.where(bad, 1.0, 0.01)), "late") == []


def test_nearly_all_orders_do_not_stand_out():
    table = order_table(10)
    table["ship_country"] = np.where(np.arange(len(table)) % 20 == 0, "CA", "US")
    table = with_outcome(table, np.where(table["ship_country"] == "CA", 0.0, 0.05))
    assert find_causes(table, "late") == []


def test_values_known_only_for_bad_orders_are_no_cause():
    table = order_table(11)
    table = with_outcome(table, np.full(len(table), 0.05))
    table["carrier"] = table["carrier"].where(table["late"])
    assert find_causes(table, "late") == []


def test_unknown_is_never_blamed():
    table = order_table(12)
    missing = table["carrier"].eq("FedEx")
    table = with_outcome(table, np.where(missing, 0.2, 0.01))
    table["carrier"] = table["carrier"].mask(missing)
    assert all("(unknown)" not in f.segment.values() for f in find_causes(table, "late"))


def test_return_reason_is_searched_only_when_asked_for():
    table = with_outcome(order_table(13), np.full(3000, 0.04), name="returned")
    table["return_reason"] = np.where(table["returned"], "DEFECTIVE", "none")
    assert find_causes(table, "returned") == []
    assert segments(find_causes(table, "returned", by=["return_reason"])) == [{"return_reason": "DEFECTIVE"}]


# ---------------------------------------------------------------- the same data, written otherwise


@pytest.fixture(scope="module")
def planted() -> pd.DataFrame:
    return late_carrier(1)


@pytest.fixture(scope="module")
def found(planted) -> list:
    return find_causes(planted, "late")


def test_row_order_does_not_matter(planted, found):
    for seed in range(3):
        assert find_causes(planted.sample(frac=1, random_state=seed), "late") == found
    both = noise(5, 1500).assign(late=lambda t: t["late"] | (t["carrier"].eq("OnTrac") & (np.arange(len(t)) % 5 == 0)))
    assert find_causes(both.iloc[::-1], "late", mode="change") == find_causes(both, "late", mode="change")


def test_names_of_values_do_not_matter(planted, found):
    renamed = planted.copy()
    for name in ("asin", "sku", "carrier", "ship_service", "ship_state", "warehouse", "price_band"):
        renamed[name] = planted[name].map(lambda v: v[::-1] + "x")
    again = find_causes(renamed, "late")
    assert [{k: v[::-1] + "x" for k, v in f.segment.items()} for f in found] == segments(again)
    assert [a[1:] for a in answers(found)] == [a[1:] for a in answers(again)]
    assert [f.p_value for f in found] == [f.p_value for f in again]


def test_duplicated_column_changes_nothing_but_is_named(planted, found):
    table = planted.assign(ship_method=planted["carrier"] + " Ground")
    again = find_causes(table, "late")
    assert answers(again) == answers(found)
    assert [f.p_value for f in again] == [f.p_value for f in found]
    assert {"ship_method": "Cascade Parcel Ground"} in again[0].same_orders_as


def test_same_orders_are_named_by_asin_with_the_sku_as_twin():
    table = order_table(14)
    table = with_outcome(table, np.where(table["asin"] == "B000000004", 0.25, 0.012))
    [finding] = find_causes(table, "late")
    assert finding.segment == {"asin": "B000000004"}
    assert finding.same_orders_as == ({"sku": "SKU-4-a"},)


def test_nearly_the_same_orders_are_named():
    table = order_table(15, 5000)
    table["warehouse"] = np.where(table["carrier"] == "FedEx", "Tulsa", table["warehouse"])
    stray = table.index[table["carrier"].eq("FedEx")][:5]
    table.loc[stray, "warehouse"] = "Reno"
    [finding] = find_causes(with_outcome(table, np.where(table["carrier"] == "FedEx", 0.15, 0.012)), "late")
    twins = [finding.segment, *finding.same_orders_as]
    assert {"carrier": "FedEx"} in twins and {"warehouse": "Tulsa"} in twins


def test_removing_the_segment_removes_the_finding(planted, found):
    rest = planted[planted["carrier"] != found[0].segment["carrier"]]
    assert find_causes(rest, "late") == []


def test_outcome_as_numbers_nullable_or_order_book(planted, found):
    assert find_causes(planted.assign(late=planted["late"].astype(int)), "late") == found
    assert find_causes(planted.assign(late=planted["late"].astype("boolean")), "late") == found
    assert find_causes(SimpleNamespace(orders=planted), "late") == found
    assert find_causes(planted.assign(order_date=planted["order_date"].dt.strftime("%Y-%m-%d")), "late") == found
    assert find_causes(planted.astype({"carrier": "category"}), "late") == found


def test_orders_of_unknown_outcome_are_left_out(planted, found):
    more = planted.assign(late=planted["late"].astype("boolean"))
    extra = more.head(500).assign(late=pd.NA, carrier="Cascade Parcel")
    assert find_causes(pd.concat([more, extra.astype(more.dtypes)]), "late") == found


# ---------------------------------------------------------------- the numbers


def test_numbers_can_be_recounted(planted, found):
    [finding] = found
    inside = planted["carrier"].eq("Cascade Parcel") & planted["order_date"].ge(pd.Timestamp(finding.onset))
    assert finding.orders == inside.sum()
    assert finding.defects == planted.loc[inside, "late"].sum()
    assert (finding.all_orders, finding.all_defects) == (len(planted), planted["late"].sum())
    assert finding.rate == finding.defects / finding.orders
    assert finding.rest_rate == pytest.approx(planted.loc[~inside, "late"].mean())
    assert finding.expected == pytest.approx(finding.orders * finding.rest_rate)
    assert finding.excess == pytest.approx(finding.defects - finding.expected)
    assert finding.lift == pytest.approx(finding.rate / finding.rest_rate)
    assert finding.lift_interval[0] < finding.lift < finding.lift_interval[1]
    assert finding.share_of_defects == finding.defects / finding.all_defects
    assert finding.rate_without == pytest.approx((finding.all_defects - finding.excess) / finding.all_orders)
    assert finding.share_of_excess == pytest.approx(1)
    assert finding.order_ids == tuple(sorted(planted.loc[inside & planted["late"], "order_id"]))
    assert (finding.period.start, finding.period.last) == (planted["order_date"].min().date(), planted["order_date"].max().date())
    assert 0 <= finding.p_value < 0.001


def test_sentence_says_what_was_counted(found):
    [finding] = found
    assert finding.sentence.startswith(f"Orders with carrier Cascade Parcel since September {finding.onset.day}, 2026: ")
    assert f"{finding.defects} of {finding.orders} were late (" in finding.sentence
    assert "of all other orders; that is" in finding.sentence


def test_interval_holds_the_true_lift_most_of_the_time():
    inside = 0
    for seed in range(20):
        table = order_table(seed + 300, 4000)
        table = with_outcome(table, np.where(table["ship_service"] == "Economy", 0.08, 0.02), seed)
        findings = [f for f in find_causes(table, "late", by=["ship_service", "carrier", "warehouse"]) if "ship_service" in f.segment]
        inside += bool(findings) and findings[0].lift_interval[0] <= 4 <= findings[0].lift_interval[1]
    assert inside >= 18


def test_without_dates_there_is_no_onset_and_no_period(planted):
    [finding] = find_causes(planted.drop(columns="order_date"), "late")
    assert finding.segment == {"carrier": "Cascade Parcel"}
    assert (finding.onset, finding.period) == (None, None)


def test_orders_without_a_date_count_as_before_any_onset(planted):
    undated = planted.assign(order_date=planted["order_date"].mask(planted["carrier"].eq("UPS") & (np.arange(len(planted)) % 3 == 0)))
    [finding] = find_causes(undated, "late")
    assert finding.segment == {"carrier": "Cascade Parcel"}
    assert abs((finding.onset - ONSET).days) <= 4


def test_long_periods_are_searched_in_steps():
    table = order_table(16, 4000)
    table["order_date"] = pd.Timestamp("2024-01-01") + pd.to_timedelta(np.arange(4000) % 1000, unit="D")
    guilty = table["carrier"].eq("UPS") & table["order_date"].ge("2026-01-15")
    [finding] = find_causes(with_outcome(table, np.where(guilty, 0.15, 0.01)), "late")
    assert finding.segment == {"carrier": "UPS"}
    assert abs((finding.onset - date(2026, 1, 15)).days) <= 15


# ---------------------------------------------------------------- few data, odd tables


def test_too_few_orders_is_said():
    table = with_outcome(order_table(17, 150), np.full(150, 0.02))
    assert find_causes(table, "late") == []
    text = explain([], table, "late")
    assert text.startswith(f"Too few orders to tell: 150 orders of which {table['late'].sum()} were late; about ")
    assert text.endswith("orders at this rate would be needed to tell a doubling in a segment of a tenth.")


def test_enough_orders_and_nothing_there_is_said():
    table = with_outcome(order_table(18, 6000), np.full(6000, 0.03))
    assert find_causes(table, "late") == []
    assert explain([], table, "late").startswith("No segment stands out: ")


def test_no_defect_and_only_defects():
    table = order_table(19, 200)
    for value, words in (
        (False, "Nothing to explain: none of 200 orders were late."),
        (True, "No segment stands out: all 200 orders were late"),
    ):
        odd = table.assign(late=value)
        assert find_causes(odd, "late") == [] and find_causes(odd, "late", mode="change") == []
        assert explain([], odd, "late").startswith(words)


@pytest.mark.parametrize("rows", [0, 1, 2, 12])
@pytest.mark.parametrize("mode", ["level", "change"])
def test_tiny_tables(rows, mode):
    table = order_table(20, 50).head(rows).assign(late=lambda t: np.arange(len(t)) % 2 == 0)
    assert find_causes(table, "late", mode=mode) == []
    assert explain([], table, "late")


def test_unknown_outcome_throughout():
    table = order_table(21, 100).assign(late=pd.array([pd.NA] * 100, dtype="boolean"))
    assert find_causes(table, "late") == []
    assert explain([], table, "late") == "Nothing can be told: of no order is it known whether it was late."


def test_empty_columns_do_no_harm(planted, found):
    assert answers(find_causes(planted.assign(ship_country=None, channel="mfn"), "late")) == answers(found)


def test_findings_are_joined_in_one_explanation(planted, found):
    assert explain(found, planted, "late") == found[0].sentence


def test_numbers_above_a_limit_are_an_outcome(planted, found):
    days = planted.assign(days_late=np.where(planted["late"], 4.5, 1.0)).drop(columns="late")
    [finding] = find_causes(days, "days_late", above=2)
    assert (finding.segment, finding.onset, finding.defects) == (found[0].segment, found[0].onset, found[0].defects)
    assert finding.outcome == "days_late above 2" and "had 'days_late above 2'" in finding.sentence
    assert explain([finding], days, "days_late", above=2) == finding.sentence
    with pytest.raises(PoaError, match="'soon' is not a number"):
        find_causes(days.assign(days_late="soon"), "days_late", above=2)


def test_onset_interval_target_and_runners_up(planted, found):
    [finding] = find_causes(planted, "late", target=0.04)
    first, last = finding.onset_interval
    assert first <= finding.onset <= last and first <= ONSET <= last and (last - first).days <= 14
    assert (finding.target, finding.meets_target) == (0.04, finding.rate_without < 0.04)
    assert found[0].meets_target is None
    table = order_table(30, 2500)
    table["warehouse"] = np.where(table["carrier"] == "FedEx", "Tulsa", table["warehouse"])
    table.loc[table.index[table["carrier"].eq("FedEx")][::40], "warehouse"] = "Reno"
    [either] = find_causes(with_outcome(table, np.where(table["carrier"] == "FedEx", 0.15, 0.012)), "late")
    [other] = [r for r in either.runners_up if len(r.segment) == 1]
    assert {*either.segment.values(), *other.segment.values()} == {"FedEx", "Tulsa"}
    assert 0.9 < other.same_orders < 1 and 1 <= other.odds < 100


# ---------------------------------------------------------------- what cannot be used


@pytest.mark.parametrize(
    ("change", "arguments", "said"),
    [
        ({}, {"outcome": "lost"}, "column 'lost': The table has no such column"),
        ({}, {"by": ["carrier", "colour"]}, "column 'colour': The table has no such column"),
        ({}, {"date": "shipped"}, "column 'shipped': The table has no such column"),
        ({"late": "yes"}, {}, "column 'late': The outcome must be true or false (1 or 0), not 'yes'"),
        ({"late": 2}, {}, "not '2'"),
        ({"order_date": "31/02/2026"}, {}, "column 'order_date': '31/02/2026' is not a date"),
        ({"order_date": 20260101}, {}, "The date column holds plain numbers"),
        ({}, {"mode": "both"}, "'both' is no mode"),
        ({}, {"alpha": 0}, "alpha is 0"),
        ({}, {"alpha": 1}, "alpha is 1"),
        ({}, {"max_depth": 4}, "max_depth is 4"),
    ],
)
def test_bad_input_is_told(planted, change, arguments, said):
    with pytest.raises(PoaError) as caught:
        find_causes(planted.assign(**change), **({"outcome": "late"} | arguments))
    assert said in str(caught.value)


def test_all_missing_columns_are_told_at_once(planted):
    with pytest.raises(PoaError) as caught:
        find_causes(planted, "lost", by=["colour"], date="shipped")
    assert len(caught.value.problems) == 3


def test_change_needs_dates_and_a_table_is_needed(planted):
    with pytest.raises(PoaError, match="Without dates nobody can say what changed"):
        find_causes(planted.drop(columns="order_date"), "late", mode="change")
    with pytest.raises(PoaError, match="no order table"):
        find_causes([1, 2], "late")
    with pytest.raises(PoaError, match="no attribute to search"):
        find_causes(planted[["late", "order_date"]], "late")


def test_findings_of_another_table_are_refused(planted, found):
    with pytest.raises(PoaError, match="is not from this table"):
        explain(found, planted[planted["carrier"] != "Cascade Parcel"], "late")


def test_no_other_order_is_bad():
    table = order_table(22)
    table = with_outcome(table, np.where(table["ship_service"] == "Economy", 0.2, 0.0))
    [finding] = find_causes(table, "late")
    assert (finding.segment, finding.rest_rate, finding.expected) == ({"ship_service": "Economy"}, 0.0, 0.0)
    assert finding.excess == finding.defects and finding.rate_without == 0
    assert np.isfinite(finding.lift) and all(np.isfinite(finding.lift_interval))
    assert "against 0.0% of all other orders; that is 100% of all late orders." in finding.sentence


@pytest.mark.parametrize(("defects", "found"), [(6, False), (14, True)])
def test_both_sides_of_enough(defects, found):
    table = order_table(23, 2000)
    table["carrier"] = np.where(np.arange(2000) % 50 == 0, "Rare", "Usual")
    rare = np.flatnonzero(table["carrier"] == "Rare")[:defects]
    usual = np.flatnonzero(table["carrier"] == "Usual")[7 :: 1960 // 40]
    table["late"] = np.isin(np.arange(2000), [*rare, *usual])
    table["order_date"] = START + pd.to_timedelta(np.arange(2000) * 7 % DAYS, unit="D")
    assert bool(find_causes(table, "late", by=["carrier", "asin", "ship_state", "warehouse"])) is found


def test_alpha_and_search_size_are_paid_for():
    table = late_carrier(6)
    [strict], [narrow] = find_causes(table, "late", alpha=0.001), find_causes(table, "late", by=["carrier"], date=None)
    assert strict.segment == narrow.segment == {"carrier": "Cascade Parcel"}
