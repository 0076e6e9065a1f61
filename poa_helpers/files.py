"""Files that are there whole or not at all."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

BEING_WRITTEN = re.compile(r"\.(\d+)\.part$")  # the name of a file that is not complete yet, with the process that writes it


@contextmanager
def whole(path: Path) -> Iterator[Path]:
    """A hidden file beside the wanted one, which takes its place once it is written to the end: a reader sees the old content or the new one.

    What goes wrong inside leaves the old file as it was.
    """
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        yield part
        os.replace(part, path)
    finally:
        part.unlink(missing_ok=True)  # it is only there when it could not be written


def put(path: Path, content: bytes) -> Path:
    """Write a whole file. Raises OSError when it cannot be written.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     put(Path(folder, "a.json"), b"1").read_bytes(), [path.name for path in Path(folder).iterdir()]
    (b'1', ['a.json'])
    """
    with whole(path) as part:
        part.write_bytes(content)
    return path
