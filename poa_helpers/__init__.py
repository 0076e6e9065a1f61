"""Plan of Action workbench: from Amazon's notice and the seller's reports to a letter in which every sentence has a source.

The names below are all a notebook needs; each is imported from its module when it is first used, so that
`import poa_helpers` stays light.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from .errors import PoaError
from .suggest import suggest  # light; imported here so that the function, not its module, bears the name

if TYPE_CHECKING:
    from .case import new_case, open_case
    from .check import check_letter
    from .collect import read_answers, save_answers
    from .diagnose import find_causes
    from .draft import draft_letter
    from .export import export_letter
    from .form import show_form, show_new_case_form
    from .measure import measure_metrics
    from .notice import read_notice
    from .reports import load_reports
    from .run import run_case, run_cases

__version__ = "0.1.0"

_HOME = {
    "open_case": "case",
    "new_case": "case",
    "read_notice": "notice",
    "load_reports": "reports",
    "measure_metrics": "measure",
    "find_causes": "diagnose",
    "read_answers": "collect",
    "save_answers": "collect",
    "show_form": "form",
    "show_new_case_form": "form",
    "draft_letter": "draft",
    "check_letter": "check",
    "export_letter": "export",
    "run_case": "run",
    "run_cases": "run",
}
__all__ = ["PoaError", "suggest", *_HOME]


def __getattr__(name: str) -> Any:
    if name in _HOME:
        return getattr(importlib.import_module(f".{_HOME[name]}", __name__), name)
    if name == "charts":
        return importlib.import_module(".charts", __name__)
    raise AttributeError(f"module 'poa_helpers' has no attribute '{name}'")


def __dir__() -> list[str]:
    return sorted([*__all__, "charts"])
