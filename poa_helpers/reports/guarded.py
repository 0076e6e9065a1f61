"""Readers whose unforeseen errors repeat no cell: the errors of Python and pandas name the text they stumbled over."""

from __future__ import annotations

import traceback
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import ParamSpec, TypeVar

from ..errors import PoaError

_Arguments = ParamSpec("_Arguments")
_Result = TypeVar("_Result")


def guarded(read: Callable[_Arguments, _Result]) -> Callable[_Arguments, _Result]:
    """A reader that answers an error nobody foresaw with a PoaError: what kind, at which line of the workbench, nothing of the file.

    >>> guarded(lambda text: float(text))("Erika Muster")
    Traceback (most recent call last):
        ...
    poa_helpers.errors.PoaError: The files cannot be read (ValueError at guarded.py). Please report this; it is a fault of the workbench.
    """

    @wraps(read)
    def careful(*arguments: _Arguments.args, **more: _Arguments.kwargs) -> _Result:
        try:
            return read(*arguments, **more)
        except PoaError:
            raise
        except Exception as error:
            what = f"{type(error).__name__} at {_place(error)}"
        # out of the handler, so that the first error is not kept as the context of this one
        raise PoaError.of(f"The files cannot be read ({what})", "Please report this; it is a fault of the workbench.")

    return careful


def _place(error: Exception) -> str:
    """File and line in the workbench where an error arose."""
    package = Path(__file__).resolve().parents[1]
    inside = [frame for frame in traceback.extract_tb(error.__traceback__) if package in Path(frame.filename).parents]
    last = inside[-1] if inside else None
    return f"{Path(last.filename).name}:{last.lineno}" if last and last.name != "careful" else "guarded.py"
