"""Amazon order ids as numbers: eight bytes each, so that millions of them can be compared, sorted and kept.

`111-2222222-3333333` is the number of its seventeen digits; `S02-5278980-4327051`, a removal or a multi-channel shipment, is a negative one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

NO_ID = -(10**17)  # not an order id, or none
_SALE = re.compile(r"(\d{3})-(\d{7})-(\d{7})", re.ASCII)
_NO_SALE = re.compile(r"S(\d\d)-(\d{7})-(\d{7})", re.ASCII)
_WIDTH = 19
_DASHES = [3, 11]
_DIGITS = [i for i in range(_WIDTH) if i not in _DASHES]


def number_of(text: str) -> int:
    """The number of an order id; `NO_ID` for anything else.

    >>> number_of("111-2222222-3333333"), number_of("S02-5278980-4327051"), number_of("12")
    (11122222223333333, -252789804327051, -100000000000000000)
    """
    if found := _SALE.fullmatch(text):
        return int("".join(found.groups()))
    found = _NO_SALE.fullmatch(text)
    return -int("".join(found.groups())) if found else NO_ID


def numbers_of(texts: Sequence[str]) -> np.ndarray:
    """The numbers of many order ids (int64).

    >>> numbers_of(["111-2222222-3333333", "", "S02-5278980-4327051"]).tolist()
    [11122222223333333, -100000000000000000, -252789804327051]
    """
    return np.fromiter(map(number_of, texts), dtype=np.int64, count=len(texts))


def numbers_of_signs(signs: np.ndarray) -> np.ndarray | None:
    """The numbers of ids, given by the places of their signs (uint8, 19 rows, a column for each id); `None` when one of them is no sale's id.

    >>> numbers_of_signs(np.frombuffer(b"111-2222222-3333333", dtype=np.uint8).reshape(1, 19).T).tolist()
    [11122222223333333]
    """
    if len(signs) != _WIDTH or (signs[_DASHES] != ord("-")).any():
        return None
    return digits_to_numbers(signs[_DIGITS])


def digits_to_numbers(signs: np.ndarray) -> np.ndarray | None:
    """The numbers that digits write, given by their places (uint8, at most 18 rows); `None` when a sign is no digit.

    >>> digits_to_numbers(np.frombuffer(b"0712", dtype=np.uint8).reshape(2, 2).T).tolist()
    [7, 12]
    """
    digits = signs - np.uint8(ord("0"))
    if digits.max(initial=0) > 9:
        return None
    number = digits[0].astype(np.int64)
    for digit in digits[1:]:
        number *= 10
        number += digit
    return number


def text_of(number: int) -> str:
    """The order id of a number; empty for none.

    >>> text_of(11122222223333333), text_of(-252789804327051), text_of(NO_ID)
    ('111-2222222-3333333', 'S02-5278980-4327051', '')
    """
    if number == NO_ID:
        return ""
    digits = f"{number:017d}" if number >= 0 else f"{-number:016d}"
    return f"{digits[:3]}-{digits[3:10]}-{digits[10:]}" if number >= 0 else f"S{digits[:2]}-{digits[2:9]}-{digits[9:]}"


def texts_of(numbers: np.ndarray) -> list[str]:
    """The order ids of many numbers."""
    return [text_of(number) for number in numbers.tolist()]
