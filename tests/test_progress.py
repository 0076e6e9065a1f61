"""A bar for long work where somebody looks on, and nothing at all where nobody does."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from queue import Empty

import pytest

from poa_helpers import progress
from poa_helpers.progress import tick, working

WORK = """
import time
from poa_helpers import progress
progress._DELAY = {delay}
with progress.working("Reading orders & lists", total=4) as bar:
    for n in range(4):
        time.sleep(0.3)
        bar.update(1)
"""


def on_terminal(code: str, *arguments: str) -> tuple[str, str]:
    """(stdout, what the terminal at stderr showed) of a program."""
    import pty
    import termios

    master, slave = pty.openpty()
    termios.tcsetwinsize(slave, (24, 100))
    ran = subprocess.Popen([sys.executable, "-c", code, *arguments], stdout=subprocess.PIPE, stderr=slave, text=True)
    os.close(slave)
    shown = b""
    try:
        while piece := os.read(master, 4096):
            shown += piece
    except OSError:  # the other end is closed
        pass
    os.close(master)
    return ran.communicate(timeout=60)[0], shown.decode()


needs_a_terminal = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pseudo-terminals")


@needs_a_terminal
def test_a_terminal_shows_what_is_done_and_is_clean_afterwards():
    stdout, shown = on_terminal(WORK.format(delay=0.1))
    assert stdout == "" and "Reading orders & lists:  50%" in shown and "2 of 4" in shown.replace("2.00", "2").replace("4.00", "4")
    assert shown.rstrip("\r").endswith(" ") and "100%" not in shown.split("\r")[-1]  # blanks over the last state


@needs_a_terminal
def test_quick_work_shows_nothing_in_a_terminal():
    assert on_terminal(WORK.format(delay=60)) == ("", "")


@needs_a_terminal
def test_with_json_the_document_is_alone_on_stdout():
    code = "import sys; from poa_helpers import progress; progress._DELAY = 0; from poa_helpers.cli import main; main(sys.argv[1:])"
    stdout, shown = on_terminal(code, "diagnose", "sample:late_shipment_rate", "--json")
    assert json.loads(stdout)["findings"] and "Searching for causes among 1,368 orders" in shown


def test_a_pipe_gets_nothing():
    ran = subprocess.run([sys.executable, "-c", WORK.format(delay=0)], capture_output=True, text=True, check=True)
    assert (ran.stdout, ran.stderr) == ("", "")


@pytest.mark.parametrize("asked_by_a_person", [True, False])
def test_a_cell_shows_a_bar_only_to_a_person(asked_by_a_person):
    """The message that runs a cell says whether the front end can be asked something; JupyterLab can, papermill and nbval cannot."""
    from jupyter_client.manager import start_new_kernel

    manager, client = start_new_kernel(kernel_name="python3")
    try:
        asked = client.execute(WORK.format(delay=0.1), allow_stdin=asked_by_a_person)
        shown = list(messages(client, asked))
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)
    assert not [m for m in shown if m["msg_type"] in ("error", "stream")]
    pictures = [m["content"]["data"]["text/html"] for m in shown if m["msg_type"] in ("display_data", "update_display_data")]
    if not asked_by_a_person:
        assert pictures == []
        return
    assert 'aria-label="Reading orders &amp; lists …" value="2" max="4"' in " ".join(pictures) and pictures[-1] == ""
    assert sum(m["msg_type"] == "display_data" for m in shown) == 1  # one place, drawn anew


def messages(client, asked: str):
    until = time.monotonic() + 60
    while time.monotonic() < until:
        try:
            message = client.get_iopub_msg(timeout=1)
        except Empty:
            continue
        if message["parent_header"].get("msg_id") != asked:
            continue
        yield message
        if message["msg_type"] == "status" and message["content"]["execution_state"] == "idle":
            return


def test_the_work_inside_a_bar_moves_the_innermost_one_and_none_is_left_open():
    with working("outer"):
        with working("inner") as inner:
            tick("other words")
            assert progress._open[-1] is inner
        with pytest.raises(ValueError), working("broken"):
            raise ValueError
        assert len(progress._open) == 1
    assert progress._open == [] and tick() is None


def test_the_search_goes_through_its_ticks(monkeypatch):
    """Each long part says that it goes on; else a bar that is due could not appear."""
    from poa_helpers import open_case
    from poa_helpers.diagnose import count, search
    from poa_helpers.measure import from_orders

    ticked = dict.fromkeys(("search", "measure"), 0)
    monkeypatch.setattr(search, "tick", lambda *_: ticked.update(search=ticked["search"] + 1))
    monkeypatch.setattr(from_orders, "tick", lambda what: ticked.update(measure=ticked["measure"] + what.startswith("Measuring ")))
    open_case("sample:late_shipment_rate").facts()
    assert ticked["search"] >= 3 and ticked["measure"] >= 4 and callable(count.tick)
