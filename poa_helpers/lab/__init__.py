"""Opens the notebooks in the browser: JupyterLab for whoever works on a case, the same notebooks without code for colleagues."""

from __future__ import annotations

import os
import subprocess
import tempfile
from importlib.util import find_spec
from pathlib import Path

from ..case import find_case, remember_case, workspace
from ..errors import PoaError
from .serve import form_call, lab_call, refuse_open_door
from .start_page import start_page
from .where import first_notebook, notebooks_in, unchanged

__all__ = ["first_notebook", "start"]


def start(
    name: Path | str | None = None,
    *,
    port: int = 8888,
    browser: bool = True,
    form: bool = False,
    dark: bool = False,
    ip: str = "127.0.0.1",
    password: str = "",
) -> int:
    """Run JupyterLab, or Voilà with `form`, until it is closed; returns its exit status.

    dark: light on dark, for the form. ip: the address to listen on; another than this machine's own needs `form` and a password. Raises PoaError when that is missing, the
    program is not installed or there is no such case.
    """
    refuse_open_door(ip, form=form, password=password)
    if dark and not form:
        raise PoaError.of("--dark is for the form only", "Add --form, or choose the theme in JupyterLab: Settings, Theme.")
    module, what = ("voila", "Voilà") if form else ("jupyterlab", "JupyterLab")
    if find_spec(module) is None:
        raise PoaError.of(f"{what} is not installed", 'Install it with: pip install "poa-workbench[lab]".')
    case = find_case(name) if name else None
    root = workspace()
    notebooks = notebooks_in(root)
    first = first_notebook(case)
    with tempfile.TemporaryDirectory(prefix="poa-lab-") as held:  # readable by this user alone
        settings = Path(held)
        chosen = remember_case(case, settings / "case")
        environment = {**os.environ, "POA_WORKSPACE": str(root), "POA_CASE_FILE": str(chosen)}
        environment.pop("POA_CASE", None)
        if form:
            call = form_call(notebooks, first, settings, port=port, browser=browser, ip=ip, password=password, case=case, dark=dark)
        else:
            call = lab_call(root, first, settings, start_page(case, unchanged(notebooks)), port=port, browser=browser)
        return subprocess.call(call.command, env={**environment, **call.environment})
