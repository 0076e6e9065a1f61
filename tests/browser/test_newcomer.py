"""A newcomer with a new case: the README's commands as written, the browser to the letter; the README tells what it takes."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest

from tests.newcomer.make_files import HERE, build
from tests.newcomer.walk import counted, walk

from .lab import ROOT, need_chromium

pytestmark = pytest.mark.browser


def test_the_files_are_as_the_script_makes_them():
    for name, content in build().items():
        assert (HERE / "files" / name).read_bytes() == content, name


def test_from_the_readme_to_the_letter(tmp_path, monkeypatch):
    need_chromium()
    clone: Path = tmp_path / "clone"
    shutil.copytree(ROOT / "notebooks", clone / "notebooks")
    monkeypatch.delenv("POA_WORKSPACE", raising=False)
    done = walk(clone, tmp_path, [sys.executable, "-m", "poa_helpers.cli"])
    assert (done.effort.clicks, done.effort.fields) == counted(), "tell it in the README"
