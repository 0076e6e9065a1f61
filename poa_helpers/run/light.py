"""Papermill without what it does not need: where JupyterLab is installed, one format checker of jsonschema compiles grammars for 1.2 seconds."""

from __future__ import annotations

import sys
from types import ModuleType

# jsonschema takes its absence for "this format is not checked"; neither a notebook nor a chart has a field of that format.
_SLOW = "rfc3987_syntax"


def import_jsonschema() -> None:
    """Import jsonschema without the slow format; afterwards the format can be imported by whoever asks for it."""
    if "jsonschema" in sys.modules:
        return
    held = _SLOW in sys.modules
    if not held:
        sys.modules[_SLOW] = None  # type: ignore[assignment]
    try:
        import jsonschema  # noqa: F401
    finally:
        if not held:
            del sys.modules[_SLOW]


def import_papermill() -> ModuleType:
    """The module papermill."""
    import_jsonschema()
    import papermill

    return papermill
