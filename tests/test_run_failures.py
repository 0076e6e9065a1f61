"""What stops a run: each told in one sentence, with the failing cell marked, and the others go on."""

from __future__ import annotations

import json
import os
import sys

import nbformat
import psutil
import pytest
from click.testing import CliRunner

from poa_helpers.case import copy_sample
from poa_helpers.cli import main
from poa_helpers.errors import PoaError
from poa_helpers.run import Limits, execute, run_case, run_cases
from poa_helpers.run.execute import execute_all
from poa_helpers.run.parameters import checked_parameters, notebook_path
from poa_helpers.run.values import quiet

from .run_files import notebook, outputs

LIMITS = Limits(cell_seconds=60, memory_mb=4000)
NEVER_REACHED = "print('the last cell was reached')"


def run(tmp_path, *cells: str, limits: Limits = LIMITS) -> tuple[dict, nbformat.NotebookNode]:
    made, working = notebook(tmp_path / "made.ipynb", *cells), tmp_path / "working"
    working.mkdir()
    told = execute_all([made], working, {"case": "x"}, limits, quiet)
    return told, nbformat.read(working / "made.ipynb", as_version=4)


@pytest.mark.parametrize(
    ("cell", "limits", "reason", "again"),
    [
        ("raise SystemExit(0)", LIMITS, "a cell ended the program (status 0)", True),
        ("import sys; sys.exit('no more')", LIMITS, "a cell ended the program (status no more)", True),
        ("!false", LIMITS, "the shell line 'false' ended with status 1", True),
        ("!false\n!true", LIMITS, "the shell line 'false' ended with status 1", True),
        ("import os; os.kill(os.getpid(), 9)", LIMITS, "the kernel died", True),
        ("import os; os._exit(0)", LIMITS, "the kernel died", True),
        ("import time; time.sleep(60)", Limits(cell_seconds=2), "a cell took longer than 2 seconds", True),
        ("while True:\n    try:\n        while True: pass\n    except KeyboardInterrupt: pass", Limits(cell_seconds=2), "a cell took longer than 2 seconds", True),
        ("for n in range(50): print('x' * 1_000_000)", LIMITS, "more than 20 MB were printed or shown", True),
        ("held = []\nwhile True: held.append(bytearray(b'x' * 20_000_000))", Limits(memory_mb=1500), "more than 1500 MB of memory were needed", True),
        ("1 / 0", LIMITS, "division by zero", True),
        ("from poa_helpers import PoaError; raise PoaError.of('is empty', 'Download it again.', file='a.txt')", LIMITS, "a.txt: is empty. Download it again.", False),
    ],
    ids=["exit 0", "exit with words", "shell", "shell, then a good line", "killed", "gone", "asleep", "deaf", "50 MB", "memory", "error", "PoaError"],
)  # fmt: skip
def test_what_stops_a_run_is_one_sentence_and_marked_at_its_cell(tmp_path, cell, limits, reason, again):
    told, executed = run(tmp_path, "print('first')", cell, NEVER_REACHED, limits=limits)
    assert told["message"] == f"made: {reason}" and told["again"] == again
    failed = [c for c in executed.cells if c.cell_type == "code" and c.metadata.papermill.get("exception")]
    assert [c.source for c in failed] == [cell]
    tags = [tag for c in executed.cells for tag in c.metadata.get("tags", ())]
    assert tags.count("papermill-error-cell-tag") == 2  # a word at the top of the notebook, and the place
    assert "first" in outputs(tmp_path / "working" / "made.ipynb") and "reached" not in outputs(tmp_path / "working" / "made.ipynb")


@pytest.mark.parametrize("cell", ["raise SystemExit(0)", "!false", "import os; os.kill(os.getpid(), 9)"])
def test_plain_kernels_fail_alike(tmp_path, monkeypatch, cell):
    monkeypatch.setenv("POA_PLAIN_KERNELS", "1")
    told, _ = run(tmp_path, cell, NEVER_REACHED)
    assert told["message"]
    (tmp_path / "good").mkdir()
    good, _ = run(tmp_path / "good", NEVER_REACHED)
    assert not good["message"]


def test_a_stopped_notebook_is_small(tmp_path):
    run(tmp_path, "for n in range(50): print('x' * 1_000_000)")
    assert (tmp_path / "working" / "made.ipynb").stat().st_size < 100_000


def test_no_kernel_is_left_over(tmp_path):
    run(tmp_path, "import subprocess, sys; subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(300)', 'poa-left-over'])")
    left = [p for p in psutil.process_iter(["cmdline"]) if "poa-left-over" in (p.info["cmdline"] or ())]
    psutil.wait_procs(left, timeout=5)
    assert not any(p.is_running() and p.status() != psutil.STATUS_ZOMBIE for p in left)


def test_two_runs_in_one_folder_at_once_do_not_meet(tmp_path):
    """Kernels of two programs with sockets of the same name in one folder talk past each other; ours have ports and keys of their own."""
    from concurrent.futures import ThreadPoolExecutor

    made = [notebook(tmp_path / f"n{n}.ipynb", f"import time; time.sleep(1); print('this is {n}')") for n in range(2)]
    working = tmp_path / "working"
    working.mkdir()
    with ThreadPoolExecutor(2) as both:
        list(both.map(lambda path: os.waitpid(_in_a_process(path, working), 0), made))
    assert [outputs(working / path.name).strip() for path in made] == ["this is 0", "this is 1"]


def test_no_two_kernels_share_a_connection_file(tmp_path):
    """Of two that do, the first reads the ports of the second and then neither answers – every third time, for a minute."""
    files = {execute._private(tmp_path).KernelManager.connection_file for _ in range(2)}
    assert len(files) == 2


def _in_a_process(path, working) -> int:
    code = "import sys; from pathlib import Path; from poa_helpers.run.execute import execute_all; from poa_helpers.run.values import Limits, quiet\n"
    code += "if __name__ == '__main__': execute_all([Path(sys.argv[1])], Path(sys.argv[2]), {'case': ''}, Limits(memory_mb=4000), quiet)"
    return os.spawnv(os.P_NOWAIT, sys.executable, [sys.executable, "-c", code, str(path), str(working)])


# ---------------------------------------------------------------- before any kernel starts


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"as_off": "2026-10-12"}, "Did you mean 'as_of'?"),
        ({"as_of": "12.10.2026"}, "Write it as YYYY-MM-DD."),
        ({"as_of": "2026-02-30"}, "Write it as YYYY-MM-DD."),
        ({"as_of": 20261012}, "Give a text."),
        ({"as_of": True}, "Give a text."),
        ({"locale": "Klingon"}, "like en-US"),
        ({"locale": {"en"}}, "Give a text."),
    ],
)
def test_a_wrong_parameter_stops_before_anything_is_made(tmp_path, given, words):
    folder = copy_sample("inauthentic", tmp_path / "case")
    with pytest.raises(PoaError, match=words.replace("?", r"\?").replace(".", r"\.")):
        run_case(folder, parameters=given)
    with pytest.raises(PoaError):
        run_cases([folder], parameters=given)
    assert not (folder / "runs").exists()


def test_all_wrong_parameters_are_told_at_once():
    with pytest.raises(PoaError) as caught:
        checked_parameters([notebook_path("1"), notebook_path("3")], {"as_of": "soon", "lokale": "en-GB"})
    told = str(caught.value)
    assert told.count("lokale") == 2 and "'soon'" in told


def test_values_keep_their_type(tmp_path):
    """Ids with leading zeros, NO, times and dates arrive as they were given."""
    given = {
        "case": "0042",
        "id": "00083",
        "store": "NO",
        "at": "12:30",
        "count": 3,
        "share": 0.5,
        "yes": True,
        "names": ["a", "'; import os"],
        "more": {"x": None},
    }
    made = notebook(tmp_path / "made.ipynb", "print(repr((case, id, store, at, count, share, yes, names, more)))")
    content = nbformat.read(made, as_version=4)
    content.cells[0].source = "\n".join(f"{name} = None" for name in given)
    nbformat.write(content, made)
    values = checked_parameters([made], given)
    (tmp_path / "working").mkdir()
    assert not execute_all([made], tmp_path / "working", values, LIMITS, quiet)["message"]
    assert outputs(tmp_path / "working" / "made.ipynb").strip() == repr(tuple(given.values()))


@pytest.mark.parametrize("value", [float("nan"), object(), {1: "a"}])
def test_what_cannot_be_handed_over_is_said(tmp_path, value):
    made = notebook(tmp_path / "made.ipynb")
    content = nbformat.read(made, as_version=4)
    content.cells[0].source = "anything = None"
    nbformat.write(content, made)
    with pytest.raises(PoaError, match="Give texts, numbers"):
        checked_parameters([made], {"anything": value})


@pytest.mark.parametrize(
    "arguments", [["--all", "nowhere"], [], ["x", "--notebooks", "7"], ["x", "--as-of", "soon"], ["x", "--scheduler", "tcp://127.0.0.1:1"]]
)
def test_unusable_input_ends_with_status_2_and_a_sentence(tmp_path, arguments, monkeypatch):
    monkeypatch.chdir(tmp_path)
    copy_sample("inauthentic", tmp_path / "x")
    result = CliRunner().invoke(main, ["run", *arguments])
    assert result.exit_code == 2 and result.stderr.startswith("✗ ") and "Traceback" not in result.output
    assert not (tmp_path / "x" / "runs").exists()


def test_a_case_that_hangs_does_not_stop_the_others(tmp_path):
    """What hangs is the list of kept tables: a pipe that nobody writes to."""
    good = copy_sample("inauthentic", tmp_path / "good")
    bad = copy_sample("inauthentic", tmp_path / "bad")
    (bad / ".cache").mkdir()
    os.mkfifo(bad / ".cache" / "known.json")
    arguments = ["run", str(bad), str(good), "--json", "--notebooks", "3", "--workers", "2", "--cell-seconds", "8"]
    result = CliRunner().invoke(main, arguments)
    runs = {run["case"]: run for run in json.loads(result.stdout)["runs"]}
    assert runs["good"]["outcome"] == "ready" and runs["bad"]["outcome"] == "failed" and result.exit_code == 1
