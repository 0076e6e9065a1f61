"""Amazon order ids as numbers: eight bytes each, so that millions of them can be compared, sorted and kept.

`111-2222222-3333333` is the number of its seventeen digits; `S02-5278980-4327051`, a removal or a multi-channel shipment, is a negative one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

NO_ID = 0  # not an order id, or none
_SALE = re.compile(r"(\d{3})-(\d{7})-(\d{7})", re.ASCII)
_NO_SALE = re.compile(r"S(\d\d)-(\d{7})-(\d{7})", re.ASCII)
_WIDTH = 19
_DIGITS = np.array([i for i in range(_WIDTH) if i not in (3, 11)])
_POWERS = 10 ** np.arange(len(_DIGITS) - 1, -1, -1, dtype=np.int64)


def number_of(text: str) -> int:
    """The number of an order id; `NO_ID` for anything else.

    >>> number_of("111-2222222-3333333"), number_of("S02-5278980-4327051"), number_of("12")
    (11122222223333333, -252789804327051, 0)
    """
    if found := _SALE.fullmatch(text):
        return int("".join(found.groups()))
    found = _NO_SALE.fullmatch(text)
    return -int("".join(found.groups())) if found else NO_ID


def numbers_of(texts: Sequence[str]) -> np.ndarray:
    """The numbers of many order ids (int64).

    >>> numbers_of(["111-2222222-3333333", "", "S02-5278980-4327051"]).tolist()
    [11122222223333333, 0, -252789804327051]
    """
    return np.fromiter(map(number_of, texts), dtype=np.int64, count=len(texts))


def numbers_of_bytes(data: np.ndarray) -> np.ndarray | None:
    """The numbers of ids that stand one behind the other (uint8, 19 bytes each); `None` when one of them is no sale's id."""
    cells = data.reshape(-1, _WIDTH)
    digits = cells[:, _DIGITS] - np.uint8(48)
    if (digits > 9).any() or (cells[:, 3] != 45).any() or (cells[:, 11] != 45).any():
        return None
    return digits @ _POWERS


def text_of(number: int) -> str:
    """The order id of a number; empty for none.

    >>> text_of(11122222223333333), text_of(-252789804327051), text_of(0)
    ('111-2222222-3333333', 'S02-5278980-4327051', '')
    """
    if number == NO_ID:
        return ""
    digits = f"{abs(number):017d}" if number > 0 else f"{-number:016d}"
    return f"{digits[:3]}-{digits[3:10]}-{digits[10:]}" if number > 0 else f"S{digits[:2]}-{digits[2:9]}-{digits[9:]}"


def texts_of(numbers: np.ndarray) -> list[str]:
    """The order ids of many numbers."""
    return [text_of(number) for number in numbers.tolist()]
