"""Every test, and every kernel a test starts, works in a workspace of its own that is thrown away."""

from __future__ import annotations

import os
import shutil
import tempfile

import pytest
from hypothesis import settings

# How many files each reader is tried with, where a test names no number; `python3 start.py test --slow` takes the second.
settings.register_profile("quick", max_examples=20)
settings.register_profile("slow", max_examples=200)
settings.load_profile("quick")

# At import, before anything is collected: the notebooks' kernels and the workers inherit it.
_WORKSPACE = tempfile.mkdtemp(prefix="poa-tests-")
os.environ["POA_WORKSPACE"] = _WORKSPACE
os.environ.pop("POA_CASE", None)
os.environ.setdefault("JUPYTER_PREFER_ENV_PATH", "1")


def pytest_unconfigure(config: pytest.Config) -> None:
    shutil.rmtree(_WORKSPACE, ignore_errors=True)


@pytest.fixture(autouse=True)
def workspace(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory):
    """A workspace for this test alone; the cells of a notebook share one."""
    if request.node.__class__.__name__ == "IPyNbCell":
        return _WORKSPACE
    folder = tmp_path_factory.mktemp("workspace")
    monkeypatch.setenv("POA_WORKSPACE", str(folder))
    return folder
