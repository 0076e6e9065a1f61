"""altair without the wait: jsonschema, which altair loads, builds a grammar of internationalised addresses (IRIs) for two seconds.

No chart holds an IRI. The grammar's package is optional for jsonschema, so it is hidden while altair is loaded; in a process that has
loaded it already nothing changes.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

_GRAMMAR = "rfc3987_syntax"


@contextmanager
def hidden(name: str) -> Iterator[None]:
    """A package that is not loaded yet cannot be loaded inside; afterwards it can.

    >>> with hidden("colorsys"):
    ...     try:
    ...         import colorsys
    ...     except ImportError:
    ...         print("not there")
    not there
    >>> import colorsys
    """
    if name in sys.modules:
        yield
        return
    sys.modules[name] = None  # type: ignore[assignment]
    try:
        yield
    finally:
        del sys.modules[name]


with hidden(_GRAMMAR):
    import altair as alt

__all__ = ["alt"]
