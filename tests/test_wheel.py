"""The workbench as a wheel: data, templates and notebooks are inside, and the demo runs from it."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    pip = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "--wheel-dir", str(folder), str(ROOT)]
    subprocess.run(pip, check=True, capture_output=True)
    with zipfile.ZipFile(next(folder.glob("*.whl"))) as wheel:
        wheel.extractall(folder / "site")
    return folder / "site"


def run(unpacked: Path, where: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(unpacked), "POA_WORKSPACE": str(where)}
    return subprocess.run([sys.executable, *arguments], cwd=where, env=environment, capture_output=True, text=True, check=False)


def test_everything_is_inside(unpacked):
    shipped = unpacked / "poa_helpers" / "shipped"
    for kind in ("data", "templates", "notebooks"):
        here = {str(p.relative_to(ROOT / kind)) for p in (ROOT / kind).rglob("*") if p.is_file() and not _passing(p)}
        there = {str(p.relative_to(shipped / kind)) for p in (shipped / kind).rglob("*") if p.is_file() and not _passing(p)}
        assert here <= there, sorted(here - there)[:5]
    assert (unpacked / "poa_helpers" / "lab" / "settings" / "overrides.json").is_file()


def _passing(path: Path) -> bool:
    return bool({"__pycache__", ".ipynb_checkpoints"} & set(path.parts)) or path.name.startswith(".")


def test_the_demo_runs_from_the_wheel(unpacked, tmp_path):
    where = run(unpacked, tmp_path, "-c", "import poa_helpers; print(poa_helpers.__file__)").stdout
    assert where.startswith(str(unpacked))
    result = run(unpacked, tmp_path, "-m", "poa_helpers.cli", "demo", "--sample", "inauthentic")
    assert result.returncode == 0, result.stdout + result.stderr
    assert (tmp_path / "cases" / "inauthentic" / "letters" / "v1" / "letter.pdf").is_file()
