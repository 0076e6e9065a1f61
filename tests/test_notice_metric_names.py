"""A figure that a message quotes belongs to its metric, whatever the message calls that (`tests/notices/metric_names.yaml`), and not to the one named before it."""

from __future__ import annotations

from typing import Any

import pytest

from poa_helpers.catalogue import parse_yaml
from poa_helpers.notice import read_notice

from .notice_corpus import FOLDER

NAMED: dict[str, Any] = parse_yaml((FOLDER / "metric_names.yaml").read_text(encoding="utf-8"), "metric_names.yaml")
RATES = {"valid_tracking_rate": 0.812, "on_time_delivery_rate": 0.812}  # that miss the targets
OTHERWISE = 0.097


@pytest.mark.parametrize("language", NAMED["letter"])
def test_a_figure_is_that_of_the_metric_named_in_its_line(language: str) -> None:
    for metric, names in NAMED["names"][language].items():
        rate = RATES.get(metric, OTHERWISE)
        for name in names:
            notice = read_notice("pasted", text=f"{NAMED['letter'][language]}\n{name}: {rate:.1%}")
            assert [(quoted.metric, quoted.rate) for quoted in notice.metrics] == [(metric, rate)], name


@pytest.mark.parametrize("language", NAMED["letter"])
def test_metrics_one_below_the_other_each_keep_their_figure(language: str) -> None:
    wanted = [(metric, RATES.get(metric, OTHERWISE), names[-1]) for metric, names in NAMED["names"][language].items()]
    lines = "\n".join(f"{name}: {rate:.1%}" for _, rate, name in wanted)
    notice = read_notice("pasted", text=f"{NAMED['letter'][language]}\n{lines}")
    assert [(quoted.metric, quoted.rate) for quoted in notice.metrics] == [(metric, rate) for metric, rate, _ in wanted]
