"""Which rows belong to which order, worked out while the rows stay where they are: against the same by a dictionary."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from poa_helpers.reports import by_order
from poa_helpers.reports.by_order import ByOrder

# near ones and far ones: of the far ones only the upper bits are sorted at first
numbers = st.integers(0, 6) | st.integers(10**17 - 3, 10**17) | st.integers(-(10**17), 10**17)
rows = st.lists(st.tuples(numbers, st.integers(-1, 2), st.booleans()), max_size=40)


def check(group: ByOrder, ids: list[int], codes: np.ndarray) -> None:
    places: dict[int, list[int]] = {}
    for row, id in enumerate(ids):
        places.setdefault(id, []).append(row)
    wanted = [places[id] for id in sorted(places)]
    assert group.numbers.tolist() == sorted(places) and group.sizes.tolist() == [len(own) for own in wanted]
    assert group.firsts.tolist() == [own[0] for own in wanted]
    assert group.rows_of(np.arange(len(group))).tolist() == [row for own in wanted for row in own]
    assert group.first(codes).tolist() == [next((codes[row] for row in own if codes[row] >= 0), -1) for own in wanted]
    assert group.max(codes).tolist() == [max(codes[row] for row in own) for own in wanted]
    assert group.all(codes > 0).tolist() == [all(codes[row] > 0 for row in own) for own in wanted]
    assert group.places_of(np.array([*sorted(places), 77])).tolist() == [*range(len(places)), -1]


@settings(max_examples=300, deadline=None, derandomize=True, database=None)
@given(rows, st.booleans(), st.booleans())
def test_the_rows_of_each_order(rows, together, ascending):
    if together or ascending:
        seen = [id for id, _, _ in rows]
        rows = sorted(rows, key=lambda row: row[0] if ascending else seen.index(row[0]))
    ids, codes, mask = (np.array([row[n] for row in rows], dtype=kind) for n, kind in enumerate((np.int64, np.int8, bool)))
    group = ByOrder.of(ids)
    check(group, ids.tolist(), codes)
    check(group.kept(mask, ids[mask]), ids[mask].tolist(), codes[mask])


@pytest.mark.parametrize("most", [0, 10_000])
def test_numbers_that_only_their_lowest_bits_tell_apart(monkeypatch, most):
    monkeypatch.setattr(by_order, "_MOST_NEAR", most)
    random = np.random.default_rng(1)
    ids = np.unique(np.concatenate([random.integers(0, 10**17, 200_000), 10**16 + np.arange(50)]))
    random.shuffle(ids)
    group = ByOrder.of(ids)
    assert (group.numbers == np.sort(ids)).all() and (group.order is None) == (most > 0)
