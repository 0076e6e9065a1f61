"""Forked kernels: each case its own process, in which nothing of another is seen; and the same as a kernel started the plain way."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import psutil
import pytest

from poa_helpers.case import copy_sample, open_case, remember_facts
from poa_helpers.run import Limits, run_case
from poa_helpers.run.execute import execute_all
from poa_helpers.run.forking import threads
from poa_helpers.run.values import quiet
from poa_helpers.run.zygote import FD, Started, can_fork, zygote

from .run_files import notebook, outputs

pytestmark = pytest.mark.skipif(not can_fork(), reason="kernels are started the plain way on this machine")
LIMITS = Limits(cell_seconds=120, memory_mb=4000)

SELLER_A = """
import builtins, os, random, sys, threading
import numpy, pandas
import poa_helpers.words
secret = "seller A"
builtins.secret = secret
os.environ["SELLER"] = secret
os.chdir("/")
poa_helpers.words.cache_of_a_module = secret
from poa_helpers.case import record
record.read_case.cache = secret
pandas.set_option("display.max_rows", 7)
random.seed(1); numpy.random.seed(1)
held = open("/dev/null"); print(held.fileno())
thread = threading.Thread(target=threading.Event().wait, daemon=True); thread.start()
sys.path.insert(0, "/seller/a")
"""
WHAT_IS_SEEN = """
import builtins, json, os, random, sys, threading
import numpy, pandas
import poa_helpers.words
from poa_helpers.case import record
names = [name for name in globals() if "secret" in name]
print(json.dumps({
    "globals": names, "builtins": hasattr(builtins, "secret"), "environ": os.environ.get("SELLER"), "cwd": os.getcwd(),
    "module": hasattr(poa_helpers.words, "cache_of_a_module"), "function": hasattr(record.read_case, "cache"),
    "option": pandas.get_option("display.max_rows"), "path": "/seller/a" in sys.path, "main": sys.modules["__main__"].__name__,
    "files": sorted(os.readlink(f"/proc/self/fd/{n}") for n in os.listdir("/proc/self/fd") if os.path.exists(f"/proc/self/fd/{n}")) if os.path.isdir("/proc/self/fd") else [],
    "random": random.random(), "numpy": numpy.random.random(), "pid": os.getpid(), "group": os.getpgid(0), "parent": os.getppid(),
}))
"""


def executed(tmp_path, name: str, *cells: str) -> str:
    working = tmp_path / name
    working.mkdir()
    told = execute_all([notebook(tmp_path / f"{name}.ipynb", *cells)], working, {"case": ""}, LIMITS, quiet)
    assert not told["message"], told
    return outputs(working / f"{name}.ipynb").strip()


def test_nothing_of_one_case_is_seen_in_the_next(tmp_path):
    executed(tmp_path, "a", SELLER_A)
    seen = [json.loads(executed(tmp_path, name, WHAT_IS_SEEN)) for name in ("b", "c")]
    for name, told in zip("bc", seen, strict=True):
        assert told["globals"] == [] and not told["builtins"] and told["environ"] is None and told["cwd"] == str(tmp_path / name)
        assert not told["module"] and not told["function"] and not told["path"] and told["option"] == 60
        assert not any("seller" in file or file.startswith(str(tmp_path / "a")) for file in told["files"])
        assert told["group"] == told["pid"] and told["parent"] == zygote().process.pid
    for name in ("random", "numpy", "pid"):
        assert seen[0][name] != seen[1][name], f"both kernels have the same {name}"


def test_a_forked_kernel_is_set_as_a_plain_one(tmp_path, monkeypatch):
    cell = (
        "import json, pandas, sys, locale, warnings; warnings.simplefilter('ignore'); known = pandas._config.config._registered_options; "
        "print(json.dumps([{name: repr(pandas.get_option(name)) for name in known}, sys.flags.dev_mode, sys.argv[1], locale.getlocale()]))"
    )
    frame = "import pandas; print(pandas.DataFrame({f'column{n}': range(3) for n in range(30)})); pandas.DataFrame({'a': ['x' * 200] * 90})"
    forked = executed(tmp_path, "forked", cell, frame)
    monkeypatch.setenv("POA_PLAIN_KERNELS", "1")
    plain = executed(tmp_path, "plain", cell, frame)
    assert forked == plain and "max_columns" in plain


def test_forked_and_plain_runs_give_the_same_notebooks_and_letters(tmp_path, monkeypatch):
    from .run_files import settled

    folder = copy_sample("late_shipment_rate", tmp_path / "case")
    run_case(folder)
    forked = settled(folder)
    for made in ("runs", "letters"):
        subprocess.check_call(["rm", "-r", str(folder / made)])
    monkeypatch.setenv("POA_PLAIN_KERNELS", "1")
    run_case(folder)
    assert settled(folder) == forked


def test_the_zygote_has_one_thread_when_it_forks():
    held = zygote()
    with open(f"/proc/{held.process.pid}/status", encoding="ascii") as status:
        assert "Threads:\t1\n" in status.read()
    assert threads() >= 1


def test_a_process_that_inherits_nothing_finds_the_zygote_by_its_place(tmp_path):
    """As a worker of Dask does; its kernel ends with it, the zygote stays."""
    place = str(tmp_path / "zygote")
    own = Started()
    own.listen_at(place)
    code = "import os, sys, time; from poa_helpers.run.zygote import zygote\n"
    code += f"kernel = zygote().fork(['-f', {str(tmp_path / 'k.json')!r}], dict(os.environ), {str(tmp_path)!r})\n"
    code += "print(kernel.pid, flush=True); time.sleep(100)"
    other = subprocess.Popen([sys.executable, "-c", code], env={**os.environ, FD: place}, stdout=subprocess.PIPE, text=True)
    kernel = psutil.Process(int(other.stdout.readline()))
    assert kernel.ppid() == own.process.pid
    other.kill()
    other.wait()
    other.stdout.close()
    psutil.wait_procs([kernel], timeout=10)
    assert not kernel.is_running() or kernel.status() == psutil.STATUS_ZOMBIE
    assert own.process.poll() is None
    own.close()


def test_where_the_given_zygote_is_gone_an_own_one_is_started(tmp_path):
    code = "from poa_helpers.run.zygote import Started, zygote; print(isinstance(zygote(), Started))"
    gone = {**os.environ, FD: str(tmp_path / "gone")}
    assert subprocess.check_output([sys.executable, "-c", code], env=gone, text=True).strip() == "True"


def test_polars_is_never_in_the_zygote():
    code = (
        "import sys; from poa_helpers.run.forking import warm_up; warm_up(); print([n for n in ('polars', 'duckdb') if n in sys.modules])"
    )
    assert subprocess.check_output([sys.executable, "-c", code], text=True).strip() == "[]"


def test_the_kernel_ends_with_the_zygote(tmp_path):
    own = Started()
    kernel = own.fork(["-f", str(tmp_path / "k.json")], dict(os.environ), str(tmp_path))
    process = psutil.Process(kernel.pid)
    own.process.kill()
    own.process.wait()
    psutil.wait_procs([process], timeout=10)
    assert not process.is_running() or process.status() == psutil.STATUS_ZOMBIE
    own.close()


def test_the_kernel_ends_with_the_program_that_asked_for_it(tmp_path):
    """The program is killed in the middle of a cell."""
    made = notebook(tmp_path / "made.ipynb", "import os, pathlib, time; pathlib.Path('pid').write_text(str(os.getpid())); time.sleep(100)")
    code = "import sys; from pathlib import Path; from poa_helpers.run.execute import execute_all; from poa_helpers.run.values import Limits, quiet\n"
    code += f"execute_all([Path({str(made)!r})], Path({str(tmp_path)!r}), {{'case': ''}}, Limits(memory_mb=4000), quiet)"
    program = subprocess.Popen([sys.executable, "-c", code])
    while not (tmp_path / "pid").is_file() or not (tmp_path / "pid").read_text():
        assert program.poll() is None
        psutil.wait_procs([psutil.Process(program.pid)], timeout=0.1)
    kernel = psutil.Process(int((tmp_path / "pid").read_text()))
    program.kill()
    program.wait()
    psutil.wait_procs([kernel], timeout=10)
    assert not kernel.is_running() or kernel.status() == psutil.STATUS_ZOMBIE


def test_the_provisioner_is_known_installed_or_not(monkeypatch):
    from jupyter_client.provisioning import KernelProvisionerFactory

    from poa_helpers.run.provisioner import NAME, ForkedProvisioner, register

    monkeypatch.setattr(KernelProvisionerFactory.instance(), "provisioners", {})
    register()
    assert KernelProvisionerFactory.instance().provisioners[NAME].load() is ForkedProvisioner


def test_traffic_is_encrypted(tmp_path):
    cell = "import json; from ipykernel.kernelapp import IPKernelApp; print(bool(IPKernelApp.instance().curve_secretkey))"
    assert executed(tmp_path, "made", cell) == "True"


def test_a_kernel_of_another_interpreter_is_started_the_plain_way(tmp_path, monkeypatch):
    from poa_helpers.run import provisioner

    monkeypatch.setattr(provisioner, "_kernel_arguments", lambda cmd: None)
    parent = json.loads(executed(tmp_path, "made", WHAT_IS_SEEN))["parent"]
    assert parent == os.getpid()


def test_a_kernel_reads_its_case_once_while_no_file_of_it_changes(tmp_path, monkeypatch):
    monkeypatch.setattr("poa_helpers.case.opened._remembered", None)
    remember_facts()
    folder = copy_sample("late_shipment_rate", tmp_path / "case")
    first = open_case(folder)
    assert open_case(folder) is not first  # nothing was gathered yet
    facts = first.facts()
    assert open_case(folder) is first and first.facts() is facts
    assert open_case(folder, locale="en-GB").case.locale == "en-GB"
    (folder / "answers.json").write_text((folder / "answers.json").read_text(encoding="utf-8") + "\n", encoding="utf-8")
    assert open_case(folder) is not first
