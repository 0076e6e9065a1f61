"""Opens JupyterLab on this machine's loopback address, at the notebook the case is at."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

from .case import find_case, workspace
from .catalogue import shipped
from .collect import read_answers
from .errors import PoaError

SETTINGS = Path(__file__).resolve().parent / "lab_settings"


def first_notebook(case: Path | None) -> str:
    """The notebook to begin with: a new case without one, the form until causes are answered, then the letter."""
    if case is None:
        return "0_new_case.ipynb"
    return "2_collect.ipynb" if not read_answers(case).sign_off.confirmed else "3_letter.ipynb"


def notebooks_in(folder: Path) -> Path:
    """`notebooks/` of the workspace; copied there once when the workbench was installed as a package."""
    target = folder / "notebooks"
    if not target.exists():
        shutil.copytree(shipped("notebooks"), target, ignore=shutil.ignore_patterns(".*"))
    return target


def command(root: Path, notebook: str, port: int, browser: bool) -> list[str]:
    """The JupyterLab call: loopback only, with a token, the notebook open, no question about news.

    >>> "--ServerApp.ip=127.0.0.1" in command(Path("/work"), "2_collect.ipynb", 8888, False)
    True
    """
    options = [
        f"--ServerApp.root_dir={root}",
        f"--LabApp.default_url=/lab/tree/notebooks/{notebook}",
        f"--LabApp.app_settings_dir={SETTINGS}",
        f"--ServerApp.port={port}",
        "--ServerApp.ip=127.0.0.1",
        '--ServerApp.tornado_settings={"websocket_max_message_size": 104857600}',  # else uploads over 10 MiB vanish silently
    ]
    if not browser:
        options.append("--no-browser")
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        options.append("--allow-root")
    return [sys.executable, "-m", "jupyterlab", *options]


def start(name: Path | str | None = None, *, port: int = 8888, browser: bool = True) -> int:
    """Run JupyterLab until it is closed; returns its exit status. Raises PoaError when it is not installed or there is no such case."""
    if find_spec("jupyterlab") is None:
        raise PoaError.of("JupyterLab is not installed", 'Install it with: pip install "poa-workbench[lab]".')
    case = find_case(name) if name else None
    root = workspace()
    notebooks_in(root)
    environment = {**os.environ, "POA_WORKSPACE": str(root), **({"POA_CASE": str(case)} if case else {})}
    return subprocess.call(command(root, first_notebook(case), port, browser), env=environment)
