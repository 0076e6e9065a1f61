"""The process that kernels are forked from, seen from the runner: started when it is first wanted, ended with the runner.

Linux and other POSIX systems, not macOS. `POA_PLAIN_KERNELS=1` switches it off.
"""

from __future__ import annotations

import atexit
import json
import os
import select
import socket
import subprocess
import sys
import threading
from typing import Any

FD = "POA_ZYGOTE"  # a zygote that another process of ours started: the number of an open connection to it, or where it listens
PLAIN = "POA_PLAIN_KERNELS"
# Libraries that start threads while they are imported; the last is the clean-up thread of the allocator inside pyarrow.
_ONE_THREAD = {
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "JE_ARROW_MALLOC_CONF": "background_thread:false",
}
_PATIENCE = 120.0  # seconds for the first imports on a slow disk


class Unavailable(Exception):
    """There is no zygote, or it cannot fork now."""


class Forked:
    """A forked kernel, as `subprocess.Popen` would show it."""

    stdin = stdout = stderr = None

    def __init__(self, connection: Zygote, pid: int):
        self.connection, self.pid, self.returncode = connection, pid, None

    def poll(self) -> int | None:
        """The exit status; None while it runs."""
        if self.returncode is None:
            self.returncode = self.connection.status_of(self.pid)
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        while self.poll() is None:
            self.connection.listen(timeout)
        return int(self.returncode or 0)

    def send_signal(self, signum: int) -> None:
        if self.poll() is None:
            os.kill(self.pid, signum)

    def kill(self) -> None:
        self.send_signal(9)

    def terminate(self) -> None:
        self.send_signal(15)


class Zygote:
    """A connection to a zygote; requests and answers are lines of JSON."""

    def __init__(self, line: socket.socket):
        self.line, self.alive, self._held = line, True, b""
        self.ended: dict[int, int] = {}
        self._answers: list[dict[str, Any]] = []
        self._mine = threading.RLock()

    def fork(self, arguments: list[str], env: dict[str, str], cwd: str) -> Forked:
        """A new kernel. Raises Unavailable when there will be none."""
        with self._mine:
            self._say({"arguments": arguments, "env": env, "cwd": cwd})
            answer = self._next("pid", "refused")
        if "refused" in answer:
            raise Unavailable(answer["refused"])
        return Forked(self, answer["pid"])

    def status_of(self, pid: int) -> int | None:
        with self._mine:
            self.listen(0)
            return self.ended.pop(pid, None if self.alive else -9)

    def listen(self, timeout: float | None) -> None:
        """Take what has arrived within `timeout` seconds."""
        with self._mine:
            if self.alive and select.select([self.line], [], [], timeout)[0]:
                self._take()

    def _say(self, content: dict[str, Any]) -> None:
        try:
            self.line.sendall(json.dumps(content).encode() + b"\n")
        except OSError:
            self.alive = False
            raise Unavailable("the zygote is gone") from None

    def _next(self, *names: str) -> dict[str, Any]:
        while True:
            for answer in self._answers:
                if any(name in answer for name in names):
                    self._answers.remove(answer)
                    return answer
            if not self.alive or not select.select([self.line], [], [], _PATIENCE)[0]:
                raise Unavailable("the zygote does not answer")
            self._take()

    def _take(self) -> None:
        piece = self.line.recv(1 << 16)
        self.alive = bool(piece)
        *lines, self._held = (self._held + piece).split(b"\n")
        for told in map(json.loads, lines):
            if "ended" in told:
                self.ended[told["ended"]] = told["status"]
            else:
                self._answers.append(told)


class Started(Zygote):
    """A zygote that this process started; others of its processes may get a connection of their own."""

    def __init__(self) -> None:
        ours, theirs = socket.socketpair()
        with theirs:
            # As Jupyter starts Python kernels: the debugger, which every kernel loads, warns without it.
            command = [sys.executable, "-Xfrozen_modules=off", "-m", f"{__package__}.forking", str(theirs.fileno())]
            env = {**os.environ, **_ONE_THREAD}
            env.pop(FD, None)
            self.process = subprocess.Popen(
                command, pass_fds=[theirs.fileno()], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, env=env, start_new_session=True
            )
        super().__init__(ours)
        atexit.register(self.close)

    def connection(self) -> socket.socket:
        """A connection for another process, which finds its number in the environment (`FD`)."""
        ours, theirs = socket.socketpair()
        with self._mine, theirs:
            socket.send_fds(self.line, [b'{"connect": true}\n'], [theirs.fileno()])
        return ours

    def listen_at(self, path: str) -> None:
        """Let others of our processes connect that inherit nothing from this one. path: of the socket, in a folder that is ours alone. Raises OSError."""
        with socket.socket(socket.AF_UNIX) as place:
            place.bind(path)
            place.listen()
            with self._mine:
                socket.send_fds(self.line, [b'{"connect": true}\n'], [place.fileno()])

    def close(self) -> None:
        """End the zygote and all that was forked from it."""
        atexit.unregister(self.close)
        self.line.close()
        self.alive = False
        try:
            self.process.wait(5)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


_current: tuple[int, Zygote] | None = None
_starting = threading.Lock()


def can_fork() -> bool:
    """Whether kernels are forked on this machine. Not on macOS, whose system libraries do not survive a fork (Python's multiprocessing gave it up, too)."""
    return hasattr(os, "fork") and sys.platform != "darwin" and hasattr(socket, "send_fds") and not os.environ.get(PLAIN)


def zygote() -> Zygote:
    """The zygote of this process: the one its starter gave it, else one of its own. Raises Unavailable where there is none."""
    global _current
    if not can_fork():
        raise Unavailable("kernels are started the plain way here")
    with _starting:
        if _current is None or _current[0] != os.getpid() or not _current[1].alive:
            _current = (os.getpid(), _given(os.environ.pop(FD, "")) or Started())
        return _current[1]


def _given(where: str) -> Zygote | None:
    """The zygote that the starter of this process has; None when there is none, or it is gone."""
    if not where:
        return None
    if where.isdigit():
        return Zygote(socket.socket(fileno=int(where)))
    line = socket.socket(socket.AF_UNIX)
    try:
        line.connect(where)
    except OSError:
        line.close()
        return None
    return Zygote(line)


def renew() -> None:
    """Let the next kernel come from a new zygote: the program or its data changed since the old one read them."""
    global _current
    with _starting:
        if _current is not None and isinstance(_current[1], Started) and _current[0] == os.getpid():
            _current[1].close()
        _current = None
