"""The benchmarks themselves: cases are what their truth says, a perfect answer scores 1, bars are told rightly."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from .benchmarks import rca
from .benchmarks.bars import bars, interval_bar
from .benchmarks.cases import BenchMissingError, Case, find_bench, load, missing_named
from .benchmarks.generators import overdispersed, regional
from .benchmarks.generators.case import build, write
from .benchmarks.generators.identify import judge
from .benchmarks.generators.plan import NOISE
from .benchmarks.generators.world import World, draw_given, seeded
from .benchmarks.methods import OURS, Answer
from .benchmarks.synthetic import MOST_ATTRIBUTES, columns, table
from .benchmarks.table import misses, onset_held, per_tier, row_of

GENERATORS = [regional.GENERATOR, overdispersed.GENERATOR]
IDS = [generator.name for generator in GENERATORS]
CAUSE_FIELDS = {"set", "equivalents", "onset", "lift", "realised_lift", "oracle_ok", "orders", "observed_defects"}
TRUTH_FIELDS = {"case", "tier", "kind", "size", "mode", "rows", "causes", "defects", "onset", "structural"}


@pytest.fixture(scope="module")
def scorer():
    try:
        return load(find_bench(None) / "score.py")
    except BenchMissingError as missing:
        pytest.skip(str(missing))


@pytest.fixture(scope="module", params=GENERATORS, ids=IDS)
def made(request):
    """(generator, table, meta, truth) of a case with an onset and several causes or one."""
    return request.param, *build(request.param, "test", "t3_onset", "2k", 0)


def of_segment(orders, segment, onset=None):
    inside = np.ones(len(orders), bool)
    for attribute, value in segment.items():
        inside &= (orders[attribute] == value).to_numpy()
    return inside if onset is None else inside & (orders["purchase_date"].astype(str) >= onset).to_numpy()


def test_the_same_case_is_made_again_and_another_suite_makes_another(made):
    generator, orders, meta, truth = made
    again, meta_again, truth_again = build(generator, "test", "t3_onset", "2k", 0)
    assert orders.equals(again) and meta == meta_again and truth == truth_again
    assert build(generator, "other", "t0_noise", "2k", 0)[2] != build(generator, "test", "t0_noise", "2k", 0)[2]


def test_the_truth_is_complete_and_the_table_holds_what_it_says(made):
    _, orders, meta, truth = made
    assert set(truth) >= TRUTH_FIELDS and truth["rows"] == meta["rows"] == len(orders) == 2000
    assert list(orders.columns) == ["order_id", "purchase_date", *meta["attributes"], "defect"]
    assert 5 <= len(meta["attributes"]) <= 12 and orders["order_id"].is_unique and int(orders["defect"].sum()) == truth["defects"]
    for cause in truth["causes"]:
        assert set(cause) >= CAUSE_FIELDS and cause["set"] in cause["equivalents"] and cause["onset"] == truth["onset"]
        inside = of_segment(orders, cause["set"], cause["onset"])
        assert inside.sum() == cause["orders"] and orders["defect"][inside].sum() == cause["observed_defects"]
        for other in cause["equivalents"]:
            same = of_segment(orders, other, cause["onset"])
            assert (same & inside).sum() >= 0.95 * (same | inside).sum()


def test_a_case_reads_back_as_it_was_made(tmp_path):
    truths = list(write(regional.GENERATOR, tmp_path, "test", {"2k": 1}, {"2k": 1}, ["t1_single", "t0_noise"], "csv"))
    assert (
        [t["case"] for t in truths]
        == ["t1_single-2k-00", "t0_noise-2k-00"]
        == [m["case"] for m in json.loads((tmp_path / "meta.json").read_text())]
    )
    case = Case(tmp_path, "regional", truths[0])
    orders, meta, truth = build(regional.GENERATOR, "test", "t1_single", "2k", 0)
    read = case.read_orders()
    assert case.number == 0 and case.truth == truth and case.read_meta() == meta and list(read.columns) == list(orders.columns)
    for name in orders.columns:
        assert read[name].isna().equals(orders[name].isna()) and read[name].dropna().astype(str).equals(orders[name].dropna().astype(str))


@pytest.mark.parametrize("generator", GENERATORS, ids=IDS)
def test_noise_of_every_kind_has_no_cause(generator):
    for index, kind in enumerate(NOISE):
        _, _, truth = build(generator, "test", "t0_noise", "2k", index)
        assert truth["kind"] == kind and truth["causes"] == []


def little_world(differing):
    """4000 orders; the depot says what the carrier says, but for this share of them."""
    rng = seeded("little")
    carrier = rng.integers(0, 4, 4000)
    depot = np.where(rng.random(4000) < differing, rng.integers(0, 4, 4000), carrier)
    names = {"carrier": list("ABCD"), "depot": list("WXYZ"), "state": ["NY", "TX"]}
    codes = {"carrier": carrier, "depot": depot, "state": rng.integers(0, 2, 4000)}
    flat = np.full(4000, 0.01)
    return World(codes, names, rng.integers(0, 30, 4000), 30, date(2026, 1, 1), flat, flat, ())


@pytest.mark.parametrize(
    ("differing", "lift", "clear", "names"),
    [
        (0.02, 5, True, [{"carrier": "A"}, {"depot": "W"}]),  # nearly the same orders: another name
        (0.15, 4, False, [{"carrier": "A"}]),  # alike, and too little to tell them apart
        (0.50, 5, True, [{"carrier": "A"}]),
        (0.50, 1.5, False, [{"carrier": "A"}]),
    ],
)
def test_a_cause_must_be_told_from_what_resembles_it(differing, lift, clear, names):
    world, segment = little_world(differing), {"carrier": "A"}
    rate = np.where(world.mask(segment), lift * world.known, world.known)
    verdict = judge(world, segment, np.ones(len(world), bool), world.known, rate, margin=5.0)
    assert (verdict.spare >= 0) == clear and verdict.equivalents == names


def test_a_condition_that_adds_nothing_makes_no_clear_cause():
    world, segment = little_world(0.5), {"carrier": "A", "state": "NY"}
    rate = np.where(world.mask({"carrier": "A"}), 8 * world.known, world.known)
    assert judge(world, segment, np.ones(len(world), bool), world.known, rate, margin=5.0).spare < 0


def test_one_label_in_twenty_is_wrong_and_the_rate_stays():
    chance = np.full(100_000, 0.05)
    chance[:20_000] = 0.3
    truly = seeded("labels").random(len(chance)) < chance  # the first draw of the same stream
    marked = overdispersed.labels(seeded("labels"), chance)
    assert marked.sum() == truly.sum() and (truly & ~marked).sum() == round(0.05 * truly.sum())
    assert overdispersed.marked(chance).sum() == pytest.approx(chance.sum())
    assert marked[:20_000].mean() == pytest.approx(overdispersed.marked(chance)[0], abs=0.01)


def test_children_are_drawn_from_the_row_of_their_parent():
    drawn = draw_given(seeded("table"), np.array([[1.0, 0.0, 0.0], [0.0, 1.0, 3.0]]), np.repeat([0, 1], 4000))
    assert set(drawn[:4000]) == {0} and set(drawn[4000:]) == {1, 2} and (drawn[4000:] == 2).mean() == pytest.approx(0.75, abs=0.03)


# ---------------------------------------------------------------- scores and bars


def toy(tmp_path, said):
    """Three cases – one with a cause and an onset, one with two names for it, one of noise – and what was said about them."""
    cause = {
        "set": {"carrier": "A"},
        "equivalents": [{"carrier": "A"}, {"depot": "B"}],
        "onset": "2026-01-10",
        "realised_lift": 4.0,
        "oracle_ok": True,
        "observed_defects": 9,
    }
    truths = [
        {"case": "t3_onset-10k-00", "tier": "t3_onset", "size": "10k", "mode": "change", "kind": "t3_onset", "causes": [cause]},
        {
            "case": "t1_single-10k-00",
            "tier": "t1_single",
            "size": "10k",
            "mode": "level",
            "kind": "t1_single",
            "causes": [cause | {"onset": None}],
        },
        {"case": "t0_noise-10k-00", "tier": "t0_noise", "size": "10k", "mode": "level", "kind": "flat_level", "causes": []},
    ]
    return [(Case(tmp_path, "given", t), Answer(segments, 0.3, 0.2)) for t, segments in zip(truths, said, strict=True)]


RIGHT = {"set": {"carrier": "A"}, "onset": "2026-01-12", "lift_ci": [3.0, 5.0], "onset_interval": ["2026-01-09", "2026-01-12"]}


def test_a_perfect_answer_scores_one_and_meets_the_bars(tmp_path, scorer):
    rows = toy(tmp_path, [[RIGHT], [{"set": {"depot": "B"}, "lift_ci": [3.9, 9.0]}], []])
    row = row_of(rows, OURS, scorer, {"t3_onset-10k-00": 0.3})
    assert row.scores["F1"] == row.scores["top1"] == 1 and row.scores["alarm"] == 0 and row.onset_held == 1 and row.ratio == 1
    assert {bar.what: bar.met for bar in bars("given", "10k", row)} == {
        "F1": True, "first answer right": True, "alarms on noise": True, "onset off by days (median)": True,
        "seconds a case (median)": True,
    }  # fmt: skip
    assert [bar.met for bar in bars("regional", "10k", row)] == [True, True]
    assert per_tier(rows, scorer)[-1][:4] == ["all", "3", "2", "1.00"] and misses(rows, scorer) == []


def test_a_wrong_answer_and_an_alarm_are_counted(tmp_path, scorer):
    late = RIGHT | {"onset": "2026-01-15", "onset_interval": ["2026-01-11", "2026-01-15"]}
    rows = toy(tmp_path, [[{"set": {"carrier": "C"}}, late], [], [{"set": {"carrier": "A"}}]])
    row = row_of(rows, OURS, scorer, {})
    assert (row.scores["P"], row.scores["R"], row.scores["top1"], row.scores["alarm"]) == (pytest.approx(1 / 3), 0.5, 0, 1)
    assert onset_held(rows, scorer) == 0 and row.scores["onset"] == 5 and row.ratio is None and len(misses(rows, scorer)) == 3
    slow = replace(row, wall=0.41, scores=row.scores | {"onset": 2})
    assert [bar.met for bar in bars("given", "10k", slow)] == [False, False, False, True, False]
    assert not any(bar.met for bar in bars("regional", "10k", row))


def test_a_peer_is_given_the_number_of_segments_that_suits_it(tmp_path, scorer):
    rows = toy(tmp_path, [[{"set": {"carrier": "C"}}, RIGHT], [{"set": {"carrier": "C"}}, RIGHT], []])
    row = row_of(rows, "tree", scorer, {})
    assert row.k == 2 and row.scores["R"] == 1


def test_what_was_not_measured_is_neither_met_nor_missed(tmp_path, scorer):
    row = row_of(toy(tmp_path, [[], [], []])[2:], OURS, scorer, {})
    assert [bar.met for bar in bars("given", "1m", row)] == [None, None, True, None, True]
    assert [interval_bar(held).met for held in (None, 0.89, 0.95, 1.0)] == [None, False, True, False]
    assert "not measured" in next(iter(bars("given", "1m", row))).show()


def test_without_the_benchmark_one_sentence_says_so(tmp_path, capsys):
    assert rca.main(["--bench", str(tmp_path)]) == 2
    said = capsys.readouterr()
    assert said.out == "" and "make_cases.py" in said.err and "--bench" in said.err and said.err.count("\n") == 1


def test_missing_values_get_a_name_for_methods_that_need_one():
    orders, meta, _ = build(regional.GENERATOR, "test", "t1_single", "2k", 1)
    named = missing_named(orders, meta["attributes"])
    assert not named[meta["attributes"]].isna().any().any() and len(named) == len(orders)


def test_tables_for_measuring_have_the_columns_that_were_asked_for():
    for attributes in (2, 4, MOST_ATTRIBUTES):
        orders, names = table(columns(500, attributes, 30), 30)
        assert len(names) == attributes and list(orders.columns) == [*names, "order_date", "defect"] and len(orders) == 500


def test_growth_is_drawn(tmp_path):
    from .benchmarks.growth import draw

    points = [
        {"grows": g, "orders": 10**n, "attributes": n, "values": 10**n, "seconds": n / 3, "megabytes": 100.0 * n}
        for g in ("orders", "attributes", "values")
        for n in (3, 4)
    ]
    draw(points, tmp_path / "growth.svg")
    assert (tmp_path / "growth.svg").read_text(encoding="utf-8").startswith("<svg")
