"""Errors inside callbacks are shown where the person looks: the front end would swallow them."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from ..errors import PoaError

UNEXPECTED = "This step did not work because of a fault in the workbench ({}). Your other answers are kept; please report it."


def told(method: Callable[..., Any]) -> Callable[..., Any]:
    """A method of something with `tell(sentence)`: what it raises is told there instead."""

    @functools.wraps(method)
    def guarded(self: Any, *given: Any, **named: Any) -> Any:
        try:
            return method(self, *given, **named)
        except PoaError as error:
            self.tell(str(error))
        except Exception as error:  # whatever it is: nothing may vanish without a word
            self.tell(UNEXPECTED.format(f"{type(error).__name__}: {error}"))
        return None

    return guarded
