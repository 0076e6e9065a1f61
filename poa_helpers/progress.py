"""What is being done, when it takes longer than two seconds: a bar in the terminal (on stderr) or below the cell, gone when it is done.

Nothing is shown where nobody looks – papermill, nbval, a pipe – so that stored outputs are the same on a slow machine. Long work opens a
bar with `working` and says now and then that it goes on: `tick`.
"""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from html import escape
from typing import Any

from tqdm.std import tqdm

_DELAY = 2.0  # seconds
_open: list[tqdm] = []  # the innermost last
_COUNTED = "{desc}: {percentage:3.0f}% |{bar}| {n_fmt} of {total_fmt}{unit} [{elapsed}]"
_ENDLESS = "{desc} … [{elapsed}]"


@contextmanager
def working(what: str, total: float | None = None, unit: str = "") -> Iterator[tqdm]:
    """A bar for some work; `bar.update(n)` moves it. Without a total it tells only what is done, and since when.

    >>> with working("Counting", total=3) as bar:
    ...     bar.update(1)
    """
    cell = _cell()
    form = {
        "desc": what,
        "total": total,
        "unit": unit,
        "unit_scale": True,
        "miniters": 0,
        "mininterval": 0.2,
        "delay": _DELAY,
        "leave": False,
    }
    form["bar_format"] = _COUNTED if total else _ENDLESS
    if cell is None:
        bar = _Bar(**form, file=sys.stderr, disable=None)  # None: only where stderr is a terminal
    else:
        bar = _CellBar(**form, file=io.StringIO(), disable=not _is_watched(cell))
    _open.append(bar)
    try:
        yield bar
    finally:
        _open.remove(bar)
        bar.close()


def tick(what: str = "") -> None:
    """The work in hand goes on: its bar shows the time, and appears when it is due. what: new words for it."""
    if _open and not _open[-1].disable:
        if what:
            _open[-1].set_description_str(what, refresh=False)
        _open[-1].update(0)


class _Bar(tqdm):
    """A bar without tqdm's thread that draws on its own: a process that has one cannot be forked safely."""

    monitor_interval = 0


class _CellBar(_Bar):
    """The same bar as HTML below a cell: no widget, which a saved notebook would show as a dead one."""

    _shown: Any = None

    def display(self, msg: str | None = None, pos: int | None = None) -> bool:
        from IPython.display import HTML, display

        html = HTML("" if msg == "" else self._html())
        if self._shown is None:
            self._shown = display(html, display_id=True)
        else:
            self._shown.update(html)
        return False

    def _html(self) -> str:
        words = escape(f"{self.desc.rstrip(': ')} …")
        seconds = int(self.format_dict["elapsed"])
        full = f' value="{min(self.n, self.total)}" max="{self.total}"' if self.total else ""
        return f'<p>{words} {seconds} s <progress aria-label="{words}"{full} style="width:240px;vertical-align:middle"></progress></p>'


def _cell() -> Any:
    """The kernel this runs in; `None` outside a notebook."""
    if "IPython" not in sys.modules:
        return None
    from IPython import get_ipython

    return getattr(get_ipython(), "kernel", None)


def _is_watched(kernel: Any) -> bool:
    """Whether a person looks on: a front end for people lets a cell ask something; papermill and nbval do not. Voilà is one that does not either."""
    return bool(getattr(kernel, "_allow_stdin", False)) or os.environ.get("SERVER_SOFTWARE", "").startswith("voila")
