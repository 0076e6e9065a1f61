"""Charts as files for a report of one's own: pictures, and their captions as text, to be used as alternative text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from ..errors import PoaError, Problem
from ..files import put
from .look import caption, heading, image

FORMATS = ("png", "svg")
CAPTIONS = "captions.md"


def write_charts(shown: Mapping[str, Any], folder: Path, formats: Sequence[str] = ("png",)) -> list[Path]:
    """Write each chart as <name>.<format>, and captions.md; the paths. All are drawn before the first is written.

    shown: name -> chart. Raises PoaError for an unknown format, and when the folder cannot be written to.
    """
    formats = tuple(dict.fromkeys(formats))
    if unknown := [format for format in formats if format not in FORMATS]:
        raise PoaError([Problem(f"'{format}' is no format of a picture", f"Choose from: {', '.join(FORMATS)}.") for format in unknown])
    files = {f"{name}.{format}": image(chart, format) for name, chart in shown.items() for format in formats}
    files[CAPTIONS] = _captions(shown, formats).encode("utf-8")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in files.items():
            put(folder / name, content)
    except OSError as error:
        what = f"cannot be written ({error.strerror or type(error).__name__})"
        raise PoaError.of(what, "Close the pictures if another program has them open, then try again.", file=folder.name) from None
    return [folder / name for name in files]


def _captions(shown: Mapping[str, Any], formats: Sequence[str]) -> str:
    parts = [f"# {heading(chart)}\n\n{', '.join(f'{name}.{f}' for f in formats)}\n\n{caption(chart)}\n" for name, chart in shown.items()]
    return "\n".join(parts)
