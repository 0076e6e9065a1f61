"""JupyterLab on this machine and Chromium in front of it, for the tests of what a person meets."""

from __future__ import annotations

import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.request import Request, urlopen

import pytest

from poa_helpers.lab.serve import SETTINGS

ROOT = Path(__file__).resolve().parents[2]
PICTURES = Path(__file__).resolve().parent / "pictures"
CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update",
    "--disable-sync",
]  # fmt: skip
PANEL = ".jp-NotebookPanel:not(.lm-mod-hidden)"
OUTPUT = f"{PANEL} .jp-Cell-outputWrapper"
ALWAYS_LAID_OUT = ".jp-Cell{content-visibility:visible!important}"  # else the text of a cell out of sight is ''


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


@dataclass
class Served:
    """A running server of the workbench. log: what it wrote; workspace: the folder with notebooks and cases."""

    port: int
    token: str
    workspace: Path
    log: Path
    form: bool

    def address(self, notebook: str, case: str = "") -> str:
        """The address of a notebook, as a person gets it from the program."""
        if self.form:
            return f"http://127.0.0.1:{self.port}/voila/render/{notebook}?token={self.token}" + (f"&case={case}" if case else "")
        return f"http://127.0.0.1:{self.port}/lab/tree/notebooks/{notebook}?token={self.token}"


@contextmanager
def workbench(
    folder: Path,
    *arguments: str,
    form: bool = False,
    workspace: Path | None = None,
    command: list[str] | None = None,
    served_by: tuple[list[str], int] | None = None,
) -> Iterator[Served]:
    """`poa lab` on a free port of the loopback address; its workspace and home are below `folder`.

    The notebooks are a copy: a test never writes into the checkout. command: how the program is called, if not by this Python; it then
    finds its workspace by itself. served_by: a whole command and its port, in place of `poa lab`.
    """
    named = {} if command else {"POA_WORKSPACE": str(workspace or folder / "workspace")}
    workspace, home, token = workspace or folder / "workspace", folder / "home", secrets.token_hex(16)
    if not (workspace / "notebooks").exists():
        shutil.copytree(ROOT / "notebooks", workspace / "notebooks")
    home.mkdir(exist_ok=True)
    served = Served(served_by[1] if served_by else free_port(), token, workspace, folder / "lab.log", form)
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith(("JUPYTER_", "XDG_", "POA_"))},
        **named, "HOME": str(home), "JUPYTER_TOKEN": token, "JUPYTER_PREFER_ENV_PATH": "1",
    }  # fmt: skip
    called = command or [sys.executable, "-m", "poa_helpers.cli", "lab"]
    command = [*called, *arguments, "--no-browser", "--port", str(served.port)]
    if served_by:
        command = served_by[0]
    with served.log.open("w") as log:
        server = subprocess.Popen(
            [*command, *(["--form"] if form else [])], env=environment, stdout=log, stderr=log, cwd=workspace, start_new_session=True
        )
        try:
            _wait_for(f"http://127.0.0.1:{served.port}{'/' if form else '/api/status'}", token, server, served.log)
            yield served
        finally:
            if server.poll() is None:
                os.killpg(server.pid, signal.SIGTERM)  # the group this test started: the server and its kernels
                try:
                    server.wait(15)
                except subprocess.TimeoutExpired:
                    os.killpg(server.pid, signal.SIGKILL)
                    server.wait(5)


@contextmanager
def jupyter_lab(folder: Path, theme: str = "") -> Iterator[str]:
    """JupyterLab alone, in which nothing runs by itself, over the notebooks as they are saved; gives the address of a notebook as a pattern.

    theme: as JupyterLab names it (`JupyterLab Dark`), chosen as a person's own setting.
    """
    port = free_port()
    if theme:
        settings = folder / "home" / ".jupyter" / "lab" / "user-settings" / "@jupyterlab" / "apputils-extension"
        settings.mkdir(parents=True)
        (settings / "themes.jupyterlab-settings").write_text(f'{{"theme": "{theme}"}}', encoding="utf-8")
    plain = [
        sys.executable, "-m", "jupyterlab", "--ServerApp.ip=127.0.0.1", "--ServerApp.port_retries=0", "--allow-root",
        f"--ServerApp.root_dir={folder / 'workspace'}", f"--LabApp.app_settings_dir={SETTINGS}", f"--ServerApp.port={port}", "--no-browser",
        f"--LabApp.extra_labextensions_path={SETTINGS / 'labextensions'}",
    ]  # fmt: skip
    with workbench(folder, served_by=(plain, port)) as served:
        yield served.address("{notebook}")


def _wait_for(address: str, token: str, server: subprocess.Popen, log: Path) -> None:
    until = time.monotonic() + 90
    while time.monotonic() < until and server.poll() is None:
        try:
            with urlopen(Request(address, headers={"Authorization": f"token {token}"}), timeout=5):
                return
        except OSError:
            time.sleep(0.3)
    raise RuntimeError(f"The server did not start:\n{log.read_text()[-2000:]}")


@contextmanager
def chromium(folder: Path, width: int = 1280, height: int = 900) -> Iterator[object]:
    """A page of a fresh Chromium."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        context = playwright.chromium.launch_persistent_context(
            str(folder / "profile"), executable_path=CHROMIUM, headless=True, args=FLAGS, viewport={"width": width, "height": height}
        )
        context.set_default_timeout(90_000)  # a busy machine may take its time; nothing is measured by it
        told: list[str] = []
        context.on("console", lambda line: told.append(line.text) if line.type in ("error", "warning") else None)
        try:
            yield context.pages[0] if context.pages else context.new_page()
        except BaseException:
            with suppress(Exception):  # what the person saw when it failed
                for number, page in enumerate(context.pages):
                    picture(page, f"failed-{folder.name}-{number}")
                    print("\n".join(page.locator(".poa-message, .poa-saved, .poa-next").all_inner_texts()))
                print("\n".join(told[-20:]))
            raise
        finally:
            context.close()


def need_chromium() -> None:
    """Skip the test without Chromium; in continuous integration its lack is a fault."""
    if not Path(CHROMIUM).is_file():
        reason = f"There is no Chromium at {CHROMIUM}. Install it (Debian: apt-get install chromium) to run the browser tests."
        pytest.fail(reason) if os.environ.get("CI") else pytest.skip(reason)


def restart_kernel(page) -> None:
    """By the menu, as a person does it."""
    page.locator(".lm-MenuBar [role=menuitem]", has_text="Kernel").first.click()
    page.locator(".lm-Menu-itemLabel", has_text="Restart Kernel…").first.click()
    page.locator(".jp-Dialog button", has_text="Restart").click()


def open_notebook(page, address: str) -> None:
    """The notebook, drawn, with an idle kernel and nothing in front of it."""
    page.goto(address)
    page.wait_for_selector(f"{PANEL} .jp-Cell", timeout=90_000)
    page.wait_for_selector("#jupyterlab-splash", state="detached", timeout=60_000)
    page.add_style_tag(content=ALWAYS_LAID_OUT)
    page.wait_for_selector(f"{PANEL} .jp-Notebook-ExecutionIndicator[data-status=idle]", timeout=90_000)
    idle = page.locator(".jp-StatusBar-Widget, #jp-main-statusbar", has_text="Python 3 (ipykernel) | Idle").first
    for _ in range(2):  # the indicator says idle before there is a kernel, too; running a cell then asks for one
        idle.wait_for(timeout=90_000)
        page.wait_for_timeout(700)


def scroll_to(one) -> None:
    """Bring it into sight without waiting until it stands still: JupyterLab takes cells off the page and puts them back while it is scrolled."""
    one.evaluate("element => element.scrollIntoView({block: 'nearest'})")


def run_all(page) -> None:
    """Run > Run All Cells, by the menu as a person would."""
    page.locator(".lm-MenuBar [role=menuitem]", has_text="Run").first.click()
    page.locator(".lm-Menu-itemLabel", has_text="Run All Cells").first.click()


def picture(page, name: str) -> None:
    """A screenshot for a person to look at."""
    PICTURES.mkdir(exist_ok=True)
    page.screenshot(path=str(PICTURES / f"{name}.png"))


def eventually(what, wanted=bool, seconds: float = 60):
    """Wait until what `what()` gives is as wanted; the last value otherwise ends the test. No measurement: a busy machine may take its time."""
    until = time.monotonic() + seconds
    while not wanted(value := what()) and time.monotonic() < until:
        time.sleep(0.1)
    assert wanted(value), value
    return value
