"""A few hundred damaged files of every report: each is read, or refused with words. Many more: `python -m tests.fuzz --files 10000`."""

from __future__ import annotations

import sys

import pytest

from poa_helpers.catalogue import catalogue
from poa_helpers.errors import PoaError, Problem

from .fuzz import BAD, Case, Told, cases, faults_of, run, table
from .mutations import CONTAINERS, MUTATIONS

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="limits of memory are not set on Windows")


def test_no_file_can_hurt():
    told = list(run(cases(seed=7, files=300), workers=1))
    bad = [f"{one.case}: {one.outcome} after {one.seconds:.1f} s: {one.words}" for one in told if one.outcome in BAD]
    assert not bad, "\n".join(bad[:10])
    assert len(told) == 300 and {one.case.number for one in told} == set(range(300))
    outcomes = {one.outcome for one in told if one.case.mutation == "unchanged"}
    assert "read" in outcomes, table(told)


def test_every_report_is_damaged_in_every_way():
    every = len(catalogue().reports) * len(MUTATIONS)
    met = {(case.report, case.mutation) for case in cases(1, every)}
    assert len(met) == every
    assert {case.container for case in cases(1, every)} == set(CONTAINERS)


@pytest.mark.parametrize("number", range(0, 40, 3))
def test_a_file_is_the_same_whenever_it_is_made(number):
    case = list(cases(3, number + 1))[number]
    if case.container not in (".xlsx", ".zip", ".gz"):  # these hold the time at which they were packed
        assert case.content() == case.content()


@pytest.mark.parametrize(
    ("problem", "fault"),
    [
        (Problem("It is empty", "Get it again.", file="a.txt"), None),
        (Problem("It is empty", "Get it again.", file="/tmp/x/a.txt"), None),
        (Problem("It is empty", "Get it again."), "names no file"),
        (Problem("It is empty", "Get it again.", file="b.txt"), "names no file"),
        (Problem("It is empty", "", file="a.txt"), "says nothing"),
        (Problem(" ", "Get it again.", file="a.txt"), "says nothing"),
    ],
)
def test_a_refusal_must_name_the_file_and_what_to_do(problem, fault):
    faults = faults_of(PoaError([problem]), "a.txt")
    assert (faults == []) if fault is None else fault in faults[0]


def test_the_table_counts_every_end_by_report_and_mutation():
    case = Case(1, 1, "all_orders", "unchanged", ".txt")
    said = table([Told(case, "crashed", "x", 1.0, 2.0), Told(case, "read", "", 0.1, 3.0)]).splitlines()
    assert said[1].split() == ["all_orders", "1", "-", "-", "1", "-", "-"]
    assert "2 files" in said[-2]


def test_too_little_memory_is_noticed():
    """With one megabyte for each file a huge cell cannot be read; that must be told, and the worker goes on to the next file."""
    told = list(run(iter([Case(5, n, "late_shipments", "huge_cell", ".txt") for n in range(4)]), workers=1, memory=1_000_000))
    assert len(told) == 4 and {one.outcome for one in told} <= {"memory", "crashed"}  # a thread that gets no memory does not start
