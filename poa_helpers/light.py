"""Libraries without the wait: jsonschema, which altair and nbformat load, builds a grammar of internationalised addresses (IRIs) for one to two seconds.

No notebook and no chart has a field that holds one, and jsonschema takes the absence of the grammar's package for "this format is not checked" (its issue
1428). So the package is hidden while jsonschema is loaded, and two smaller ones with it: the grammars of plain addresses and of spans of time. In a process
that has loaded them already nothing changes.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

GRAMMARS = ("rfc3987_syntax", "rfc3986_validator", "isoduration")


@contextmanager
def hidden(*names: str) -> Iterator[None]:
    """Packages (by default `GRAMMARS`) that are not loaded yet cannot be loaded inside; afterwards they can.

    >>> with hidden("tabnanny"):
    ...     try:
    ...         import tabnanny
    ...     except ImportError:
    ...         print("not there")
    not there
    >>> import tabnanny
    """
    concealed = [name for name in names or GRAMMARS if name not in sys.modules]
    sys.modules.update(dict.fromkeys(concealed))  # type: ignore[arg-type]
    try:
        yield
    finally:
        for name in concealed:
            del sys.modules[name]
