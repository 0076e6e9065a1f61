"""Plan of Action workbench: from Amazon's notice and the seller's reports to a letter in which every sentence has a source.

The names below are all a notebook needs; each is imported from its module when it is first used, so that
`import poa_helpers` stays light.
"""

from __future__ import annotations

import importlib
import sys
from typing import Any

from .errors import PoaError
from .suggest import suggest  # light; imported here so that the function, not its module, bears the name

__version__ = "0.1.0"

_HOME = {
    "open_case": "case",
    "new_case": "case",
    "take_reply": "case",
    "mark_sent": "case",
    "portfolio": "case",
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


if "IPython" in sys.modules:  # in a notebook an error is told as a sentence; elsewhere this loads nothing
    from .cell_errors import watch

    watch()
