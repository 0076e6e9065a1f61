"""papermill, loaded without what makes it slow (`poa_helpers/light.py`).

Its own ways to stores load boto3, pyarrow and numpy. The runner's notebooks lie on this disk; cases in a store are fetched through fsspec. So in a process
that runs cases papermill says of `s3://` and `hdfs://` what it says where those libraries are missing.
"""

from __future__ import annotations

from types import ModuleType

from ..light import hidden

_STORES = ("boto3", "pyarrow.fs")


def import_jsonschema() -> None:
    """jsonschema without the slow format."""
    with hidden():
        import jsonschema  # noqa: F401


def import_papermill() -> ModuleType:
    """The module papermill."""
    import_jsonschema()
    with hidden(*_STORES):
        import papermill

    return papermill
