"""Runs the product's own notebooks with papermill, for one case or a thousand: here, or on a cluster. See the README, "A thousand cases"."""

from __future__ import annotations

from .many import run_cases
from .one import run_case
from .values import NOTEBOOKS, CaseRun, Limits

__all__ = ["NOTEBOOKS", "CaseRun", "Limits", "run_case", "run_cases"]
