"""An error in a notebook cell is a sentence with its mend; the traceback stands in a log of the workspace, one click away and without data.

`watch()` is called when the package is imported inside IPython; the commands tell their errors with the same sentences. What a log may hold: where in the program it happened, never what it was
working on – messages of libraries quote cells of a report, so they are left out unless they can only speak of names in the program. With
POA_TRACEBACK=1 in the environment nothing is changed: for those who develop the workbench.
"""

from __future__ import annotations

import logging
import os
import sys
import traceback
import types
from collections.abc import Iterator
from html import escape
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Any

from .errors import PoaError

LOG = Path("logs") / "errors.log"  # below the workspace
_MOST = 500_000  # bytes of the log; an older one of that size is kept beside it
_HERE = Path(__file__).resolve().parent
_NAMES_ONLY = (NameError, AttributeError, ImportError)  # their messages are made of names in the program
_LEFT_OUT = "(message left out: it may quote a report)"
_CELL = "run the cell again", "run all cells again (menu Run)"  # what to do once it is mended, and when nobody knows


def watch() -> None:
    """Tell errors in the cells of this kernel as sentences; does nothing outside IPython."""
    from IPython import get_ipython

    shell = get_ipython()
    if shell is None or os.environ.get("POA_TRACEBACK") or getattr(shell, "poa_watched", False):
        return
    shell.poa_watched = True
    shell.set_custom_exc((Exception, KeyboardInterrupt), _tell)
    shell.showtraceback = types.MethodType(_while_displaying, shell)  # the hook above is not asked for errors of a display
    shell.showsyntaxerror = types.MethodType(_not_python, shell)


def sentence_of(error: BaseException, again: tuple[str, str] = _CELL) -> str:
    """What is told of an error: what is wrong and what to do next. again: how what failed is tried again, in part and as a whole.

    >>> sentence_of(PoaError.of("The file is empty", "Download it again.", file="orders.txt"))
    'orders.txt: The file is empty. Download it again.'
    >>> sentence_of(NameError("name 'facts' is not defined", name="facts"))
    "'facts' is not there yet. Run the cells above first, or all of them (menu Run)."
    >>> sentence_of(MemoryError())
    'The memory of this machine is used up. Close other programs or notebooks, then run all cells again (menu Run).'
    """
    if isinstance(error, PoaError):
        return str(error)
    if isinstance(error, NameError) and error.name:
        return f"'{error.name}' is not there yet. Run the cells above first, or all of them (menu Run)."
    if isinstance(error, MemoryError):
        return f"The memory of this machine is used up. Close other programs or notebooks, then {again[1]}."
    if isinstance(error, KeyboardInterrupt):
        return "Stopped, as you wished. Nothing is half done: run the cell again when you like."
    if isinstance(error, SyntaxError):
        return f"Line {error.lineno or 1} of this cell cannot be read. Change only what stands between quotation marks, and leave both marks in place."
    if isinstance(error, OSError) and error.strerror:
        return f"A file cannot be used: {error.strerror}{_name_of(error)}. See that it is there and not open elsewhere, then {again[0]}."
    whole = again[1][0].upper() + again[1][1:]
    return f"The workbench met an error it does not know ({type(error).__name__}{_place(error)}). {whole}; if it comes back, report it with the log."


def _name_of(error: OSError) -> str:
    return f" ({Path(os.fsdecode(error.filename)).name})" if isinstance(error.filename, (str, bytes)) else ""


def _place(error: BaseException) -> str:
    """The last line of our own code that the error came through."""
    ours = [frame for frame in traceback.extract_tb(error.__traceback__) if Path(frame.filename).is_relative_to(_HERE)]
    return f", {Path(ours[-1].filename).relative_to(_HERE).as_posix()} line {ours[-1].lineno}" if ours else ""


def report(error: BaseException) -> str:
    """The traceback as the log holds it: files, lines and functions, with the source line of our own code, and no message that may quote data.

    >>> try:
    ...     int("Jane Doe")
    ... except ValueError as error:
    ...     print(report(error).splitlines()[-1])
    ValueError (message left out: it may quote a report)
    """
    lines: list[str] = []
    for one, joined in _chain(error):
        lines += [joined] if joined else []
        lines += [_frame(frame) for frame in _from_the_cell_on(traceback.extract_tb(one.__traceback__))]
        lines += [f"{type(one).__name__} {_message(one)}".rstrip()]
    return "\n".join(lines)


def _chain(error: BaseException) -> Iterator[tuple[BaseException, str]]:
    """The errors that led to one, the first first, each with the words that join it to the one before."""
    before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if before is not None:
        yield from _chain(before)
    yield error, "" if before is None else "which led to:"


def _from_the_cell_on(frames: list[traceback.FrameSummary]) -> list[traceback.FrameSummary]:
    """Without what runs the cells."""
    first = next((n for n, frame in enumerate(frames) if _is_cell(frame)), 0)
    return frames[first:]


def _is_cell(frame: traceback.FrameSummary) -> bool:
    return "ipykernel_" in frame.filename or frame.filename.startswith("<ipython-input")


def _frame(frame: traceback.FrameSummary) -> str:
    path = Path(frame.filename)
    if path.is_relative_to(_HERE):
        return f"  poa_helpers/{path.relative_to(_HERE).as_posix()}, line {frame.lineno}, in {frame.name}: {frame.line}"
    if _is_cell(frame):
        return f"  cell, line {frame.lineno}"
    return f"  {'/'.join(path.parts[-3:])}, line {frame.lineno}, in {frame.name}"


def _message(error: BaseException) -> str:
    if isinstance(error, (PoaError, *_NAMES_ONLY)):
        return ": ".join(("", str(error).replace(str(Path.home()), "~"))).strip()
    return _LEFT_OUT if error.args else ""


# ---------------------------------------------------------------- in a kernel


def _tell(shell: Any, kind: type[BaseException], error: BaseException, tb: Any, tb_offset: int | None = None) -> None:
    """Show the sentence as the cell's error, so that papermill and a reader see the same, and a link to the log."""
    said = sentence_of(error)
    log = None if isinstance(error, (KeyboardInterrupt, SyntaxError)) else keep(error)
    shell._showtraceback(kind, said, said.splitlines())
    if log is not None:
        _show_link(log)


def _while_displaying(shell: Any, exc_tuple: Any = None, *_: Any, **__: Any) -> None:
    kind, error, tb = exc_tuple or sys.exc_info()
    if error is not None and kind is not None:
        _tell(shell, kind, error, tb)


def _not_python(shell: Any, *_: Any, **__: Any) -> None:
    _while_displaying(shell)


def keep(error: BaseException) -> Path | None:
    """Add an error to the log; `None` where it cannot be written."""
    from .case.places import workspace

    path = workspace() / LOG
    try:
        path.parent.mkdir(exist_ok=True)
        handler = RotatingFileHandler(path, maxBytes=_MOST, backupCount=1, encoding="utf-8")
        handler.setFormatter(logging.Formatter("%(asctime)s\n%(message)s\n"))
        record = logging.LogRecord("poa", logging.ERROR, "", 0, report(error), None, None)
        handler.emit(record)
        handler.close()
    except OSError:
        return None
    return path


def _show_link(path: Path) -> None:
    """A link that JupyterLab opens beside the notebook; as plain text the name of the file."""
    from IPython.display import display

    try:
        link = escape(Path(os.path.relpath(path)).as_posix())
    except ValueError:  # another drive of Windows
        link = path.as_uri()
    name = path.relative_to(path.parents[1]).as_posix()
    html = f'<p>Technical details, without your data: <a href="{link}" target="_blank">{name}</a></p>'
    display({"text/html": html, "text/plain": f"Technical details, without your data: {name}"}, raw=True)
