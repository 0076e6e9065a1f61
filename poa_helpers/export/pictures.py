"""Pictures behind a letter, where the seller chose to enclose them: in Word and PDF, each with its caption for those who cannot see it."""

from __future__ import annotations

import hashlib
import struct
from dataclasses import dataclass

HIGHEST = 0.85  # of the text's height that a picture may fill


@dataclass(frozen=True)
class Picture:
    """A chart as PNG. name: what it is called in the file; caption: its alternative text."""

    name: str
    caption: str
    png: bytes

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.png).hexdigest()

    def width_within(self, width: float, height: float) -> float:
        """How wide it is drawn, in the unit of `width` and `height`, which are those of the text on a page.

        >>> head = b"\\x89PNG\\r\\n\\x1a\\n" + b"\\x00\\x00\\x00\\rIHDR"
        >>> wide, tall = (Picture("a", "", head + struct.pack(">II", *size)) for size in ((400, 100), (100, 400)))
        >>> wide.width_within(170, 255), round(tall.width_within(170, 255), 1)
        (170, 54.2)
        """
        across, down = struct.unpack(">II", self.png[16:24])
        return min(width, height * HIGHEST * across / down)
