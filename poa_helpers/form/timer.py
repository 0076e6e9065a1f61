"""Does work a moment after the last change: while a person types, nothing slow may run between two keys."""

from __future__ import annotations

import asyncio
from collections.abc import Callable


class Later:
    """Runs `work` once, `quiet` seconds after the last `ask`, at most `longest` seconds after the first one.

    Without a running event loop (a plain script, a test) the work is done at once.
    """

    def __init__(self, work: Callable[[], None], quiet: float, longest: float):
        self.work, self.quiet, self.longest = work, quiet, longest
        self._handle: asyncio.TimerHandle | None = None
        self._latest = 0.0

    @property
    def waiting(self) -> bool:
        return self._handle is not None

    def ask(self, after: float | None = None) -> None:
        """Have the work done soon (`after` seconds from now, if given)."""
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            self.work()
            return
        now = loop.time()
        if self._handle is None:
            self._latest = now + self.longest
        else:
            self._handle.cancel()
        when = now + after if after is not None else min(now + self.quiet, self._latest)
        self._handle = loop.call_at(when, self.now)

    def now(self) -> None:
        """Do the work at once, and not again until asked."""
        self.stop()
        self.work()

    def stop(self) -> None:
        if self._handle is not None:
            self._handle.cancel()
            self._handle = None
