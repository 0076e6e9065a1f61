"""Ends a kernel that holds more memory than it may."""

from __future__ import annotations

import threading
from contextlib import AbstractContextManager, suppress

import psutil

_EVERY = 0.1  # seconds between two looks at the kernel
_CHILDREN_EVERY = 10  # every so many looks its children are counted as well: finding them costs more


class MemoryWatch(AbstractContextManager):
    """While it is entered, the process `pid` is killed when it and its children hold more than `most_mb` (None: no limit)."""

    def __init__(self, pid: int | None, most_mb: int | None):
        self.pid, self.most_mb, self.exceeded = pid, most_mb, False
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)

    def __enter__(self) -> MemoryWatch:
        if self.pid and self.most_mb:
            self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        if self._thread.ident is not None:
            self._thread.join()

    def _look(self) -> None:
        with suppress(psutil.Error):  # it ended by itself
            process, looks, children = psutil.Process(self.pid), 0, []
            while not self._over.wait(_EVERY):
                if looks % _CHILDREN_EVERY == 0:
                    children = process.children(recursive=True)
                looks += 1
                if process.memory_info().rss + sum(map(_held, children)) > self.most_mb * 1_000_000:
                    self.exceeded = True
                    for one in (*children, process):
                        with suppress(psutil.Error):
                            one.kill()
                    return


def _held(process: psutil.Process) -> int:
    with suppress(psutil.Error):
        return process.memory_info().rss
    return 0


def share_of_memory(workers: int) -> int:
    """How much memory one of so many workers' kernels may hold, in MB: nine tenths of the machine's, shared evenly.

    >>> share_of_memory(2) * 2 <= share_of_memory(1) + 1
    True
    """
    return int(psutil.virtual_memory().total * 0.9 / 1e6 / max(1, workers))
