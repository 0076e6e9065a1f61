"""Which of many like cases an ordinary run tries; `python3 start.py test --slow`, or POA_ALL_CASES=1 for those of a loop, tries them all."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import Any

import pytest


def every(number: int) -> int:
    """Every how manieth case of a loop an ordinary run tries, or by how much fewer there are in it; one where all are tried."""
    return 1 if os.environ.get("POA_ALL_CASES") else number


def portion(cases: Iterable[Any], one_of: int) -> list[Any]:
    """Cases for `pytest.mark.parametrize`: the first of so many stays, the others are left to --slow.

    >>> [bool(case.marks) if hasattr(case, "marks") else False for case in portion("abcd", one_of=2)]
    [False, True, False, True]
    """
    return [case if number % one_of == 0 else _slow(case) for number, case in enumerate(cases)]


def _slow(case: Any) -> Any:
    if hasattr(case, "marks"):
        return pytest.param(*case.values, marks=[*case.marks, pytest.mark.slow], id=case.id)
    return pytest.param(*(case if isinstance(case, tuple) else (case,)), marks=pytest.mark.slow)
