"""The calls of JupyterLab and Voilà: this machine's address only, with a token, everything the browser needs from this machine."""

from __future__ import annotations

import json
import os
import secrets
import shutil
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ..errors import PoaError

SETTINGS = Path(__file__).resolve().parent / "settings"
LOOPBACK = ("127.0.0.1", "localhost", "::1")
LARGE = 104857600  # bytes of one message: uploads over 10 MiB vanish silently otherwise
IDLE, LOOK = 1200, 120  # seconds after which a program nobody looks at any more is stopped, and between two looks


@dataclass(frozen=True)
class Call:
    """A command, and what it needs in its environment."""

    command: list[str]
    environment: dict[str, str] = field(default_factory=dict)


def refuse_open_door(ip: str, *, form: bool, password: str) -> None:
    """Raises PoaError when others could reach a seller's data without a password.

    >>> refuse_open_door("127.0.0.1", form=True, password="")
    """
    if ip in LOOPBACK:
        return
    if not form:
        raise PoaError.of(
            f"JupyterLab is opened on this machine only, not on {ip}",
            "Leave --ip away, or serve the form alone: --form --ip … --password ….",
        )
    if len(password) < 8:
        raise PoaError.of(
            f"On {ip} others can reach the form, and there is no password of eight characters or more",
            "Give one in POA_PASSWORD or with --password, or leave --ip away.",
        )


def lab_call(root: Path, notebook: str, held: Path, page: dict[str, Any], *, port: int, browser: bool) -> Call:
    """JupyterLab with the notebook open, which runs by itself, and the start page beside it.

    held: a folder of this run for its settings. page: see `start_page`.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as held:
    ...     made = lab_call(Path("/work"), "2_collect.ipynb", Path(held), {}, port=8888, browser=False)
    >>> "--ServerApp.ip=127.0.0.1" in made.command
    True
    """
    settings = held / "settings"
    settings.mkdir()
    shutil.copy(SETTINGS / "overrides.json", settings)
    (settings / "page_config.json").write_text(json.dumps({"poaWorkbench": json.dumps(page)}), encoding="utf-8")
    options = [
        f"--ServerApp.root_dir={root}",
        f"--LabApp.default_url=/lab/tree/notebooks/{notebook}",
        f"--LabApp.app_settings_dir={settings}",
        f"--LabApp.extra_labextensions_path={SETTINGS / 'labextensions'}",
        f"--ServerApp.port={port}",
        "--ServerApp.ip=127.0.0.1",
        f'--ServerApp.tornado_settings={{"websocket_max_message_size": {LARGE}}}',
        "--LabApp.extension_manager=readonly",  # asks no package index
        "--VoilaConfiguration.template=offline",
    ]
    if not browser:
        options.append("--no-browser")
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        options.append("--allow-root")
    return Call([sys.executable, "-m", "jupyterlab", *options], _templates())


def form_call(
    notebooks: Path,
    notebook: str,
    held: Path,
    *,
    port: int,
    browser: bool,
    ip: str,
    password: str,
    case: Path | None,
    dark: bool = False,
) -> Call:
    """Voilà over the notebooks, without code: a token on this machine, a password elsewhere; programs that nobody looks at are stopped.

    The token and the password stand in a file of this user, not on the command line, where others could read them.
    """
    from jupyter_server.auth import passwd

    query = f"?case={case.name}" if case else ""
    token = os.environ.get("JUPYTER_TOKEN") or secrets.token_hex(24)
    config: dict[str, Any] = {
        "Voila": {
            "ip": ip, "port": port, "open_browser": False, "root_dir": str(notebooks),
            "tornado_settings": {"websocket_max_message_size": LARGE},
        },
        "VoilaConfiguration": {
            "template": "offline", "theme": "dark" if dark else "light", "show_tracebacks": False, "file_allowlist": [],
        },
        "MappingKernelManager": {"cull_idle_timeout": IDLE, "cull_interval": LOOK, "cull_connected": False},
    }  # fmt: skip
    if password:
        config["Voila"]["token"] = ""
        config["PasswordIdentityProvider"] = {"hashed_password": passwd(password), "token": "", "password_required": True}
    else:
        config["Voila"]["token"] = token
    place = held / "voila.json"
    place.touch(mode=0o600)
    place.write_text(json.dumps(config), encoding="utf-8")
    login = "" if password else f"{'&' if query else '?'}token={token}"
    print(f"The form: http://{ip}:{port}/voila/render/{notebook}{query}{login}", flush=True)
    print("Stop it with Ctrl+C.", flush=True)
    if browser:
        _open_when_up(f"http://127.0.0.1:{port}/voila/render/{notebook}{query}{login}", ip, port)
    return Call([sys.executable, "-m", "voila", str(notebooks), f"--Voila.config_file_paths={held}"], _templates())


def _templates() -> dict[str, str]:
    """Where Voilà finds the template that fetches nothing from elsewhere."""
    return {"JUPYTER_PATH": os.pathsep.join(filter(None, [str(SETTINGS / "share"), os.environ.get("JUPYTER_PATH", "")]))}


def _open_when_up(address: str, ip: str, port: int) -> None:
    """Open the browser as soon as something listens; Voilà itself would open its list of notebooks."""
    import socket
    import threading
    import time
    import webbrowser

    def wait() -> None:
        for _ in range(300):
            try:
                socket.create_connection((ip if ip != "0.0.0.0" else "127.0.0.1", port), 1).close()
                webbrowser.open(address)
                return
            except OSError:
                time.sleep(0.2)

    threading.Thread(target=wait, daemon=True).start()
