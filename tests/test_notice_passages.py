"""Passages that tell of times, of many teams of Amazon, no two in the same words, half of them with a deadline: how many are read right, or at least asked about.

`p1` were looked at while phrases were mended; `p2` were not, but for those in English and German."""

from __future__ import annotations

from collections import defaultdict
from functools import cache

import pytest

from .notice_corpus import Example, examples
from .portion import every

EVERY = every(18)
LEAST = {"p1": (0.92, 0.97), "p2": (0.86, 0.94)}  # read right; right, or asked about
BY_CHANCE = 0.08 if EVERY > 1 else 0.0  # by which a few of them may be read worse than all


@cache
def of_round() -> dict[str, list[Example]]:
    found: dict[str, list[Example]] = defaultdict(list)
    for example in [*examples("passages")][::EVERY]:
        found[example.path.stem.partition("_")[0][2:]].append(example)
    return found


@pytest.mark.parametrize("number", LEAST)
def test_most_deadlines_of_hard_passages_are_read_or_asked_about(number: str) -> None:
    told = of_round()[number]
    right = [example.agrees("deadline") for example in told]
    held = [yes or example.asks_for_the_deadline() for yes, example in zip(right, told, strict=True)]
    least, least_held = (share - BY_CHANCE for share in LEAST[number])
    assert sum(right) >= least * len(told) and sum(held) >= least_held * len(told), f"{sum(right)} and {sum(held)} of {len(told)}"
