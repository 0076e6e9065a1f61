"""`poa lab`: which notebook comes first, what runs by itself, who may reach it."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
import stat
import subprocess
import sys
import time
from contextlib import contextmanager
from datetime import date
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, build_opener

import pytest
from click.testing import CliRunner

from poa_helpers import PoaError, lab
from poa_helpers.case import copy_sample, find_case, remember_case
from poa_helpers.cli import main
from poa_helpers.lab.serve import SETTINGS, form_call, lab_call, refuse_open_door
from poa_helpers.lab.start_page import NOTEBOOKS, start_page
from poa_helpers.lab.where import first_notebook, notebook_for, unchanged
from poa_helpers.model import Case, Event, SignOff

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture
def case(workspace) -> Path:
    return copy_sample("late_shipment_rate")


# ---------------------------------------------------------------- the first notebook


def test_a_new_case_begins_with_the_notice():
    assert first_notebook(None) == "0_new_case.ipynb"


def test_the_form_comes_first_until_somebody_signed_then_the_letter(case):
    assert first_notebook(case) == "3_letter.ipynb"
    (case / "answers.json").unlink()
    assert first_notebook(case) == "2_collect.ipynb"


SIGNED = SignOff(name="Ann Lee", role="Owner", date="2026-10-15", confirmed=True)


@pytest.mark.parametrize(
    ("phase", "route", "signed", "replied", "wanted"),
    [
        ("preventive_notice", "plan", SignOff(), None, "2_collect.ipynb"),
        ("deactivated", "funds_request", SignOff(), None, "2_collect.ipynb"),
        ("deactivated", "specialist", SignOff(), None, "3_letter.ipynb"),
        ("deactivated", "none", SignOff(), None, "3_letter.ipynb"),
        ("in_review", "plan", SignOff(), None, "3_letter.ipynb"),
        ("approved", "plan", SIGNED, None, "3_letter.ipynb"),
        ("rejected", "plan", SIGNED, "2026-10-20", "2_collect.ipynb"),
        ("more_information", "plan", SIGNED, "2026-10-20", "2_collect.ipynb"),
        ("more_information", "plan", SIGNED, "2026-10-10", "3_letter.ipynb"),
    ],
)
def test_the_phase_decides(phase, route, signed, replied, wanted):
    events = (Event(event="reply_received", on=date.fromisoformat(replied)),) if replied else ()
    given = Case(id="c", phase=phase, violations=("late_shipment_rate",), timeline=events)
    assert notebook_for(given, route, signed) == wanted


# ---------------------------------------------------------------- what runs by itself


def test_only_unchanged_notebooks_run_by_themselves(tmp_path):
    notebooks = tmp_path / "notebooks"
    shutil.copytree(ROOT / "notebooks", notebooks)
    assert unchanged(notebooks) == sorted(NOTEBOOKS)
    changed = json.loads((notebooks / "2_collect.ipynb").read_text(encoding="utf-8"))
    parameters = next(cell for cell in changed["cells"] if "parameters" in cell["metadata"].get("tags", []))
    parameters["source"] = ['case: str = "mine"  # folder of the case']
    (notebooks / "2_collect.ipynb").write_text(json.dumps(changed), encoding="utf-8")
    assert "2_collect.ipynb" in unchanged(notebooks), "a named case is no change of the code"
    parameters["source"] = ['case: str = open("secrets").read()']
    (notebooks / "2_collect.ipynb").write_text(json.dumps(changed), encoding="utf-8")
    (notebooks / "3_letter.ipynb").write_text("{broken", encoding="utf-8")
    (notebooks / "5_extra.ipynb").write_bytes((ROOT / "notebooks" / "4_portfolio.ipynb").read_bytes())
    assert unchanged(notebooks) == ["0_new_case.ipynb", "1_diagnose.ipynb", "4_portfolio.ipynb"]


def test_the_start_page_says_in_five_lines_what_to_do(case):
    for page in (start_page(None), start_page(case, ["2_collect.ipynb"])):
        assert len(page["lines"]) == 5 and [one["file"] for one in page["notebooks"]] == sorted(NOTEBOOKS)
        assert all((ROOT / "notebooks" / one["file"]).is_file() for one in page["notebooks"])
    assert "Deactivated." in page["now"] and "no deadline is stated" in page["now"] and page["runs"] == ["2_collect.ipynb"]


def test_jupyterlab_is_called_on_loopback_with_everything_it_needs(tmp_path):
    call = lab_call(Path("/work"), "2_collect.ipynb", tmp_path, {"title": "é"}, port=8888, browser=False)
    text = " ".join(call.command)
    assert (
        "--ServerApp.ip=127.0.0.1" in text
        and "/lab/tree/notebooks/2_collect.ipynb" in text
        and "token" not in text.lower().replace("websocket", "")
    )
    config = json.loads((tmp_path / "settings" / "page_config.json").read_text(encoding="utf-8"))
    assert json.loads(config["poaWorkbench"]) == {"title": "é"}
    assert json.loads((tmp_path / "settings" / "overrides.json").read_text(encoding="utf-8"))
    package = json.loads((SETTINGS / "labextensions" / "poa-workbench" / "package.json").read_text(encoding="utf-8"))
    loaded = SETTINGS / "labextensions" / "poa-workbench" / package["jupyterlab"]["_build"]["load"]
    assert f"const NAME = '{package['name']}'" in loaded.read_text(encoding="utf-8")


# ---------------------------------------------------------------- who may reach it


@pytest.mark.parametrize("ip", ["0.0.0.0", "192.168.1.20", ""])
@pytest.mark.parametrize(
    ("form", "password", "said"),
    [(True, "", "no password"), (True, "short", "no password"), (False, "long enough", "on this machine only")],
)
def test_another_address_is_refused_without_a_password(ip, form, password, said):
    with pytest.raises(PoaError, match=said):
        refuse_open_door(ip, form=form, password=password)


def test_the_refusal_on_the_command_line(case):
    result = CliRunner().invoke(main, ["lab", str(case), "--form", "--ip", "0.0.0.0", "--no-browser"])
    assert result.exit_code == 2 and "no password" in result.output and "Traceback" not in result.output


def test_dark_is_said_to_be_for_the_form_only():
    result = CliRunner().invoke(main, ["lab", "--dark", "--no-browser"])
    assert result.exit_code == 2 and "--form" in result.output and "Settings, Theme" in result.output


@pytest.mark.parametrize("password", ["", "a long password"])
def test_the_form_is_served_with_a_token_or_a_password_that_no_command_line_shows(tmp_path, capsys, password):
    pytest.importorskip("voila")
    notebooks = tmp_path / "notebooks"
    call = form_call(notebooks, "2_collect.ipynb", tmp_path, port=8899, browser=False, ip="127.0.0.1", password=password, case=Path("mine"))
    config = json.loads((tmp_path / "voila.json").read_text(encoding="utf-8"))
    assert stat.S_IMODE((tmp_path / "voila.json").stat().st_mode) & 0o077 == 0
    printed = capsys.readouterr().out
    assert "http://127.0.0.1:8899/voila/render/2_collect.ipynb?case=mine" in printed
    assert config["Voila"]["ip"] == "127.0.0.1" and config["MappingKernelManager"]["cull_idle_timeout"] > 0
    token, command = config["Voila"]["token"], " ".join(call.command)
    if password:
        assert token == "" and password not in command + printed + json.dumps(config)
        assert config["PasswordIdentityProvider"]["hashed_password"].startswith("argon2:")
    else:
        assert len(token) >= 32 and f"token={token}" in printed and token not in command


def test_the_page_without_code_asks_no_other_host():
    template = (SETTINGS / "share" / "voila" / "templates" / "offline" / "index.html.j2").read_text(encoding="utf-8")
    assert "if 'cdn.jsdelivr.net' not in line" in template and "http" not in template


# ---------------------------------------------------------------- which case


def test_a_case_just_made_is_the_one_the_other_notebooks_open(case, workspace, monkeypatch):
    other = copy_sample("order_defect_rate")
    monkeypatch.setenv("POA_CASE_FILE", str(workspace / "chosen"))
    monkeypatch.setenv("POA_CASE", str(case))
    assert find_case() == case, "nothing was remembered yet"
    remember_case(other)
    assert find_case() == other and find_case(case.name) == case
    remember_case(None)
    assert find_case() == case


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("case=order_defect_rate", "order_defect_rate"),
        ("case=../..", "late_shipment_rate"),
        ("case=/etc", "late_shipment_rate"),
        ("x=1", "late_shipment_rate"),
    ],
)
def test_an_address_names_a_case_of_the_workspace_and_nothing_else(case, monkeypatch, query, wanted):
    copy_sample("order_defect_rate")
    monkeypatch.setenv("POA_CASE", str(case))
    monkeypatch.setenv("SERVER_SOFTWARE", "voila/0.5")
    monkeypatch.setenv("QUERY_STRING", query)
    assert find_case().name == wanted
    monkeypatch.setenv("SERVER_SOFTWARE", "other")
    assert find_case() == case


def test_lab_names_a_case_that_is_not_there(workspace):
    result = CliRunner().invoke(main, ["lab", "nowhere", "--no-browser"])
    assert result.exit_code == 2 and "There is no such case" in result.output


def test_start_hands_the_case_over(case, workspace, monkeypatch):
    seen = {}

    def call(command, env):
        seen.update(command=command, case=Path(env["POA_CASE_FILE"]).read_text(encoding="utf-8"), env=env)
        return 0

    monkeypatch.setattr(lab.subprocess, "call", call)
    monkeypatch.setenv("POA_CASE", "something else")
    assert lab.start(case, port=_free(), browser=False) == 0
    assert seen["case"] == str(case) and "POA_CASE" not in seen["env"] and "3_letter.ipynb" in " ".join(seen["command"])
    assert not Path(seen["env"]["POA_CASE_FILE"]).exists(), "nothing of a run is left behind"
    assert lab.start(None, browser=False) == 0 and seen["case"] == "" and "0_new_case.ipynb" in " ".join(seen["command"])


def _free() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


# ---------------------------------------------------------------- served for real


@contextmanager
def form_served(folder: Path, **environment: str):
    """`poa lab --form` over a workspace of its own; gives its address. The process that is started here is the one that is ended."""
    shutil.copytree(ROOT / "notebooks", folder / "notebooks")
    port = _free()
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("POA_", "JUPYTER_TOKEN"))}
    kept |= {"POA_WORKSPACE": str(folder), "HOME": str(folder), **environment}
    command = [sys.executable, "-m", "poa_helpers.cli", "lab", "--form", "--no-browser", "--port", str(port)]
    with (folder / "log").open("w") as log:
        server = subprocess.Popen(command, env=kept, stdout=log, stderr=log, cwd=folder, start_new_session=True)
        try:
            for _ in range(300):
                try:
                    socket.create_connection(("127.0.0.1", port), 1).close()
                    break
                except OSError:
                    time.sleep(0.2)
            yield f"http://127.0.0.1:{port}"
        finally:
            os.killpg(server.pid, signal.SIGTERM)
            server.wait(20)


def _get(opener, address: str, data: dict[str, str] | None = None) -> tuple[int, str, str]:
    try:
        with opener.open(address, urlencode(data).encode() if data else None, timeout=30) as answer:
            return answer.status, answer.geturl(), answer.read().decode()
    except HTTPError as error:
        return error.code, error.geturl(), error.read().decode()


def test_with_a_password_nobody_gets_in_without_it(tmp_path):
    pytest.importorskip("voila")
    with form_served(tmp_path, POA_PASSWORD="a long password") as address:
        opener = build_opener(HTTPCookieProcessor(CookieJar()))
        status, at, page = _get(opener, f"{address}/")
        assert status == 200 and "/login" in at and "Voilà Home" not in page
        token = re.search(r'name="_xsrf" value="([^"]+)"', page).group(1)
        status, _, page = _get(opener, at, {"password": "a wrong password", "_xsrf": token})
        assert status == 401 and "Voilà Home" not in page
        status, at, page = _get(opener, f"{address}/login?next=%2F", {"password": "a long password", "_xsrf": token})
        assert status == 200 and "/login" not in at and "Voilà Home" in page


def test_without_a_password_the_token_is_needed(tmp_path):
    pytest.importorskip("voila")
    with form_served(tmp_path, JUPYTER_TOKEN="t" * 32) as address:
        _, at, page = _get(build_opener(HTTPCookieProcessor(CookieJar())), f"{address}/")
        assert "/login" in at and "Voilà Home" not in page
        status, _, page = _get(build_opener(HTTPCookieProcessor(CookieJar())), f"{address}/?token={'t' * 32}")
        assert status == 200 and "Voilà Home" in page
