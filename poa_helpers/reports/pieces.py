"""Looking up and counting in long arrays piece by piece: numpy makes eight-byte copies of the positions it is given, and of five million that is a lot."""

from __future__ import annotations

import numpy as np

UNKNOWN = -1  # the code of what is not known
_PIECE = 1 << 17


def smallest(codes: np.ndarray, values: int) -> np.ndarray:
    """Codes in the smallest signed type that holds them."""
    kind = np.int8 if values < 2**7 else np.int16 if values < 2**15 else np.int32
    return codes.astype(kind, copy=False)


def looked_up(values: np.ndarray, at: np.ndarray) -> np.ndarray:
    """The values at these positions.

    >>> looked_up(np.array([5, 7, 9]), np.array([2, 0, -1], dtype=np.int8)).tolist()
    [9, 5, 9]
    """
    found = np.empty(len(at), dtype=values.dtype)
    for start in range(0, len(at), _PIECE):
        found[start : start + _PIECE] = values[at[start : start + _PIECE]]
    return found


def counted(codes: np.ndarray, size: int) -> np.ndarray:
    """How often each code from 0 to size - 1 occurs; negative ones are not counted.

    >>> counted(np.array([1, -1, 1, 0], dtype=np.int8), 3).tolist()
    [1, 2, 0]
    """
    counts = np.zeros(size + 1, dtype=np.int64)
    for start in range(0, len(codes), _PIECE):
        counts += np.bincount(codes[start : start + _PIECE].astype(np.intp) + 1, minlength=size + 1)
    return counts[1:]


def places(mask: np.ndarray) -> np.ndarray:
    """The positions that a mask holds true, in half the room that `flatnonzero` needs.

    >>> places(np.array([True, False, True])).tolist()
    [0, 2]
    """
    found = np.empty(np.count_nonzero(mask), dtype=np.int32 if len(mask) < 2**31 else np.int64)
    end = 0
    for start in range(0, len(mask), _PIECE):
        piece = np.flatnonzero(mask[start : start + _PIECE])
        found[end : end + len(piece)] = piece
        found[end : end + len(piece)] += found.dtype.type(start)
        end += len(piece)
    return found
