"""Files of evidence: what can be read of them, what they show of the case, and where that differs from what the seller entered.

Files are opened for reading only. What cannot be read is asked, never assumed; what is read is offered, never filled in. There is no
recognition of letters in pictures.
"""

from __future__ import annotations

from .differences import DAYS, Difference, differences, place_name
from .document import Document
from .kept import as_typed, look_at
from .look import Look, Product
from .pieces import SURE
from .read import read_file
from .shown import shown_by
from .told import difference_line, difference_lines, offered, offered_units, read_lines

__all__ = [
    "DAYS",
    "SURE",
    "Difference",
    "Document",
    "Look",
    "Product",
    "as_typed",
    "difference_line",
    "difference_lines",
    "differences",
    "look_at",
    "offered",
    "offered_units",
    "place_name",
    "read_file",
    "read_lines",
    "shown_by",
]
