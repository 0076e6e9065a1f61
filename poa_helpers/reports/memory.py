"""Memory that is free goes back to the system: both the library that reads files and that of the language C keep what they needed at most."""

from __future__ import annotations

import ctypes
import sys


def give_back() -> None:
    """Called when something large was let go of; does what it can on this system."""
    import pyarrow as pa

    pa.default_memory_pool().release_unused()
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None) if sys.platform == "linux" else None  # not in every C library
    if trim is not None:
        trim(0)
