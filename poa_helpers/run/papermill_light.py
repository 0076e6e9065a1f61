"""papermill, loaded without what makes it slow (`poa_helpers/light.py`)."""

from __future__ import annotations

from types import ModuleType

from ..light import hidden


def import_jsonschema() -> None:
    """jsonschema without the slow format."""
    with hidden():
        import jsonschema  # noqa: F401


def import_papermill() -> ModuleType:
    """The module papermill."""
    import_jsonschema()
    import papermill

    return papermill
