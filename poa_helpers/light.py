"""Libraries without the wait: jsonschema, which altair and nbformat load, builds a grammar of internationalised addresses (IRIs) for one to two seconds.

No notebook and no chart has a field that holds one, and jsonschema takes the absence of the grammar's package for "this format is not checked" (its issue
1428). So the package is hidden while jsonschema is loaded; in a process that has loaded it already nothing changes.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

ADDRESS_GRAMMAR = "rfc3987_syntax"


@contextmanager
def hidden(name: str = ADDRESS_GRAMMAR) -> Iterator[None]:
    """A package that is not loaded yet cannot be loaded inside; afterwards it can.

    >>> with hidden("tabnanny"):
    ...     try:
    ...         import tabnanny
    ...     except ImportError:
    ...         print("not there")
    not there
    >>> import tabnanny
    """
    if name in sys.modules:
        yield
        return
    sys.modules[name] = None  # type: ignore[assignment]
    try:
        yield
    finally:
        del sys.modules[name]
