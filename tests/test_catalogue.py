"""The strict reading of data/, and that what is in it holds together."""

from __future__ import annotations

from datetime import date

import pytest

from poa_helpers.catalogue import Metric, catalogue, parse_yaml
from poa_helpers.errors import PoaError


def test_only_true_and_false_are_booleans():
    assert parse_yaml("a: NO\nb: yes\nc: true\nd: on") == {"a": "NO", "b": "yes", "c": True, "d": "on"}


def test_leading_zeros_and_times_stay_text():
    assert parse_yaml("sku: 0123\nat: 12:30") == {"sku": "0123", "at": "12:30"}


def test_a_repeated_key_is_an_error_that_names_the_line():
    with pytest.raises(PoaError, match="row 3.*'a' stands twice"):
        parse_yaml("a: 1\nb: 2\na: 3", "x.yaml")


def test_broken_yaml_is_an_error_that_names_the_file():
    with pytest.raises(PoaError, match=r"x\.yaml"):
        parse_yaml("a: [1, 2", "x.yaml")


def metric(*values):
    return Metric.model_validate({"good": "low", "channel": "mfn", "values": values})


def policy(start, target, marketplaces=()):
    return {
        "from": start,
        "windows": [30],
        "target": target,
        "condition": "less_than",
        "reference": "x",
        "checked_on": date(2026, 1, 1),
        "marketplaces": marketplaces,
    }


def test_a_target_holds_from_its_day_on():
    both = metric(policy(date(2020, 1, 1), 0.05), policy(date(2025, 6, 1), 0.04))
    assert both.on(date(2025, 5, 31), "US").target == 0.05
    assert both.on(date(2025, 6, 1), "US").target == 0.04
    assert both.on(date(2019, 12, 31), "US") is None


def test_a_marketplace_rule_goes_before_a_general_one_and_stays_in_its_marketplace():
    both = metric(policy(date(2020, 1, 1), 0.05), policy(date(2020, 1, 1), 0.02, ("UK",)))
    assert both.on(date(2021, 1, 1), "UK").target == 0.02
    assert both.on(date(2021, 1, 1), "US").target == 0.05


def test_every_policy_has_source_and_day_of_checking():
    for name, entry in catalogue().metrics.items():
        for value in entry.values:
            assert value.reference and value.checked_on >= date(2026, 1, 1), name


def test_metrics_name_reports_that_exist():
    known = set(catalogue().reports)
    for name, entry in catalogue().metrics.items():
        assert set(entry.needs) <= known, name


def test_violations_name_reports_and_metrics_that_exist():
    for violation in catalogue().violations.values():
        assert set(violation.reports) <= set(catalogue().reports), violation.id
        assert set(violation.metrics) <= set(catalogue().metrics), violation.id


def test_faults_of_all_files_are_told_at_once(tmp_path):
    import shutil

    from poa_helpers.catalogue import shipped

    folder = tmp_path / "data"
    shutil.copytree(shipped("data"), folder, ignore=shutil.ignore_patterns("samples"))
    (folder / "policy" / "metrics.yaml").write_text("late_shipment_rate: {good: sideways, channel: mfn, values: []}\n")
    (folder / "violations" / "late_shipment_rate" / "violation.yaml").write_text("routes: [plan]\n")
    with pytest.raises(PoaError) as error:
        catalogue(folder)
    assert "metrics.yaml" in str(error.value) and "late_shipment_rate/violation.yaml" in str(error.value)


def test_an_id_that_points_nowhere_is_named(tmp_path):
    import shutil

    from poa_helpers.catalogue import shipped

    folder = tmp_path / "data"
    shutil.copytree(shipped("data"), folder, ignore=shutil.ignore_patterns("samples"))
    path = folder / "violations" / "late_shipment_rate" / "violation.yaml"
    path.write_text(path.read_text().replace("corrective: [", "corrective: [no_such_action, ", 1))
    with pytest.raises(PoaError, match="no_such_action.*not defined"):
        catalogue(folder)


def test_unknown_violation_or_language_names_what_there_is():
    with pytest.raises(PoaError, match="late_shipment_rate"):
        catalogue().violation("no_such_thing")
    with pytest.raises(PoaError, match="Choose one of: en"):
        catalogue().text("late_shipment_rate", "xx")
