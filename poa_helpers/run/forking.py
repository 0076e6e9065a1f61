"""The zygote: imports all a case needs, handles no case itself, and forks a kernel for each request.

    python -m poa_helpers.run.forking FD     (started by `zygote.Started`; FD is the number of an open socket)

It never holds anything of a case: what it has read are the program, its catalogue and a fictional sample. It must have a single thread whenever it
forks, so nothing is done here that starts threads (Parquet, pictures, Typst, Polars).
"""

from __future__ import annotations

import ctypes
import gc
import json
import os
import selectors
import signal
import socket
import sys
from contextlib import suppress
from typing import Any

_PR_SET_PDEATHSIG = 1


def warm_up() -> None:
    """Import what a case needs, and do once what is remembered after the first time, with a fictional case."""
    from .papermill_light import import_jsonschema

    import_jsonschema()
    import altair
    import altair.utils.schemapi
    import docx  # noqa: F401
    import ipykernel.debugger  # every kernel asks for its class, which takes half of its start
    import ipykernel.ipkernel
    import ipykernel.kernelapp
    import ipykernel.zmqshell  # noqa: F401
    import IPython.core.completer  # noqa: F401
    import pandas  # noqa: F401
    import pyarrow.parquet  # noqa: F401
    import typst  # noqa: F401
    import vl_convert  # noqa: F401

    from .. import charts, tables
    from ..catalogue import shipped
    from ..check import check_letter
    from ..draft import draft_letter
    from ..export import render_docx, render_index, render_letter, render_questions

    # The charts' specifications are checked against the schema by the tests, not again for each case: it costs more than drawing them.
    altair.utils.schemapi.disable_debug_mode()
    altair.utils.schemapi.SchemaBase.validate = classmethod(lambda *_, **__: None)  # type: ignore[method-assign]
    altair.utils.schemapi.SchemaBase.validate_property = classmethod(lambda *_, **__: None)  # type: ignore[method-assign]
    # Altair copies a chart with all its parts at every step; the chart modules never change a mark or an encoding that is made.
    for part in (altair.MarkDef, altair.FacetedEncoding):
        part.__deepcopy__ = lambda made, *_: made
    from ..case import DEFAULT, OpenCase, read_case
    from ..catalogue import catalogue

    sample = shipped("data") / "samples" / DEFAULT.split(":")[1]
    opened = OpenCase(sample, read_case(sample), catalogue())
    facts = opened.facts()
    letter = draft_letter(facts)
    check_letter(letter, facts)
    render_docx(letter, facts.evidence, watermark=False)
    for format in ("md", "txt"):
        render_letter(letter, format, watermark=False)  # type: ignore[arg-type]
    render_questions(letter, watermark=False)
    render_index(letter, facts.evidence)
    repr(tables.short_answer(facts)), repr(tables.findings_table(facts)), charts


def threads() -> int:
    """How many threads this process has; 1 where the system does not say."""
    try:
        return len(os.listdir("/proc/self/task"))
    except OSError:
        return 1


class Server:
    """Answers the runner's processes, each on a connection of its own; a connection that closes takes its kernels along."""

    def __init__(self, control: socket.socket):
        self.control = control
        self.selector = selectors.DefaultSelector()
        self.held: dict[socket.socket, bytes] = {}
        self.kernels: dict[int, socket.socket] = {}
        self.woken, waker = socket.socketpair()
        for end in (self.woken, waker):
            end.setblocking(False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.set_wakeup_fd(waker.fileno(), warn_on_full_buffer=False)
        self.waker = waker
        self.selector.register(self.woken, selectors.EVENT_READ)
        self._listen(control)

    def serve(self) -> None:
        """Until the process that started it is gone."""
        while self.control in self.held:
            for key, _ in self.selector.select():
                if key.fileobj is self.woken:
                    with suppress(BlockingIOError):
                        self.woken.recv(4096)
                    self._reap()
                else:
                    self._read(key.fileobj)  # type: ignore[arg-type]
        self._kill(list(self.kernels))

    def _listen(self, line: socket.socket) -> None:
        self.held[line] = b""
        self.selector.register(line, selectors.EVENT_READ)

    def _read(self, line: socket.socket) -> None:
        if line.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN):
            with suppress(OSError):
                self._listen(line.accept()[0])
            return
        try:
            piece, given, _, _ = socket.recv_fds(line, 1 << 16, 8)
        except OSError:
            piece, given = b"", []
        for number in given:
            self._listen(socket.socket(fileno=number))
        if not piece:
            self._drop(line)
            return
        *lines, self.held[line] = (self.held[line] + piece).split(b"\n")
        for request in map(json.loads, lines):
            if "arguments" in request:
                self._fork(line, request)

    def _drop(self, line: socket.socket) -> None:
        self.selector.unregister(line)
        del self.held[line]
        line.close()
        self._kill([pid for pid, owner in self.kernels.items() if owner is line])

    def _kill(self, pids: list[int]) -> None:
        for pid in pids:
            for kill in (os.killpg, os.kill):
                with suppress(OSError):
                    kill(pid, signal.SIGKILL)

    def _reap(self) -> None:
        while True:
            try:
                pid, status = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                return
            if pid == 0:
                return
            owner = self.kernels.pop(pid, None)
            with suppress(OSError):  # what a cell started in the kernel's group ends with it
                os.killpg(pid, signal.SIGKILL)
            if owner in self.held:
                _say(owner, {"ended": pid, "status": os.waitstatus_to_exitcode(status)})

    def _fork(self, line: socket.socket, request: dict[str, Any]) -> None:
        if threads() != 1:
            _say(line, {"refused": f"{threads()} threads"})
            return
        starter = os.getpid()
        pid = os.fork()
        if pid == 0:
            try:
                become_kernel(request, starter)
            finally:
                os._exit(1)
        with suppress(OSError):
            os.setpgid(pid, pid)  # before answering: the runner signals the group, which must not be this one
        self.kernels[pid] = line
        _say(line, {"pid": pid})


def _say(line: socket.socket, content: dict[str, Any]) -> None:
    with suppress(OSError):
        line.sendall(json.dumps(content).encode() + b"\n")


def become_kernel(request: dict[str, Any], starter: int) -> None:
    """In the forked process: nothing of the zygote's stays open or set, then the kernel runs until it is ended."""
    with suppress(OSError):
        os.setpgid(0, 0)
    signal.set_wakeup_fd(-1)
    for number in (signal.SIGCHLD, signal.SIGINT):
        signal.signal(number, signal.SIG_DFL)
    _die_with_parent(starter)
    _close_all()
    os.environ.clear()
    os.environ.update({**request["env"], "JPY_PARENT_PID": str(starter)})
    os.chdir(request["cwd"])
    own_chance()
    as_in_a_kernel()
    sys.argv = ["ipykernel_launcher", *request["arguments"]]
    from ipykernel.kernelapp import IPKernelApp

    IPKernelApp.launch_instance(argv=request["arguments"])
    os._exit(0)


def _die_with_parent(starter: int) -> None:
    """Linux ends this process when the zygote ends, however that happens; elsewhere ipykernel looks after its parent every second."""
    if sys.platform == "linux":
        with suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != starter:
        os._exit(1)


def _close_all() -> None:
    nothing = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(nothing, standard)
    folder = "/proc/self/fd" if os.path.isdir("/proc/self/fd") else "/dev/fd"
    for name in os.listdir(folder):
        if int(name) > 2:
            with suppress(OSError):
                os.close(int(name))


def own_chance() -> None:
    """Random numbers of this process's own: Python's are seeded anew at a fork, numpy's are not."""
    import numpy

    numpy.random.seed()


def as_in_a_kernel() -> None:
    """What pandas decides at import by whether it runs in a kernel; it was imported before there was one."""
    import pandas

    pandas.set_option("display.max_columns", 20, "display.encoding", "UTF-8")


def main() -> None:
    control = socket.socket(fileno=int(sys.argv[1]))
    gc.disable()  # what is loaded stays: looking through it again and again for rubbish takes a tenth of the time
    warm_up()
    gc.enable()
    gc.collect()
    gc.freeze()  # the collector touches no page that is shared with the kernels
    Server(control).serve()


if __name__ == "__main__":
    main()
