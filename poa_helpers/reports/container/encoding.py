"""Bytes to text: which encoding a text is written in."""

from __future__ import annotations

import codecs
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import BinaryIO

from ..errors_of_files import again

WHOLE = 64 << 20  # texts up to this size are decoded to the end before their encoding is believed
_CHUNK = 1 << 20
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_JAPAN = b"amazon.co.jp"
_CONTROLS = [chr(n) for n in range(32) if chr(n) not in "\t\r\n\x0b\x0c\x1a"]  # no report holds these


@dataclass(frozen=True)
class Decision:
    """encoding: the one to read with. otherwise: the further ones to try when a text that was not seen to its end does not fit.

    size: bytes of the text, None when there are more than were looked at.
    """

    encoding: str
    otherwise: tuple[str, ...]
    size: int | None


def decide(opener: Callable[[], BinaryIO], head: bytes, file: str, marketplace: str | None, size: int | None = None) -> Decision:
    """Byte order mark, strict UTF-8, cp932 for Japan, cp1252, in this order; UTF-16 without a mark is known by its NULs.

    head: the first 64 KiB. size: bytes of the text where they are known; beyond 64 MB only the head is looked at.
    Raises PoaError when the text fits none.
    """
    names = _candidates(head, marketplace)
    if size is not None and size > WHOLE:
        fitting = [name for name in names if _fits(name, iter([head]), ends=False) is not None and not _looks_binary(head, name)]
        if fitting:
            return Decision(fitting[0], tuple(fitting[1:]), size)
        raise again("The file is not readable as text", file)
    while names:
        name, *rest = names
        with opener() as stream:
            seen = _fits(name, iter(lambda stream=stream: stream.read(_CHUNK), b""))  # type: ignore[misc]
        if seen is not None and not _looks_binary(head, name):
            return Decision(name, tuple(rest) if seen > WHOLE else (), size if size is not None else seen if seen <= WHOLE else None)
        names = ("cp932", *rest) if name == "utf-8" and rest[:1] == ["cp1252"] and _names_japan(opener) else tuple(rest)
    raise again("The file is not readable as text", file)


def _candidates(head: bytes, marketplace: str | None) -> tuple[str, ...]:
    """The encodings to try, by the first bytes and the marketplace."""
    for mark, encoding in _BOMS:
        if head.startswith(mark):
            return (encoding,)
    start = head[:2000]
    if start.count(b"\x00") * 3 > len(start):
        return ("utf-16-le" if start[1:2] == b"\x00" else "utf-16-be",)
    return ("utf-8", "cp932", "cp1252") if marketplace == "JP" else ("utf-8", "cp1252")


def _fits(encoding: str, chunks: Iterator[bytes], ends: bool = True) -> int | None:
    """How many bytes were decoded, at most a little more than 64 MB; None when one of them does not fit."""
    decoder, seen = codecs.getincrementaldecoder(encoding)(), 0
    try:
        for chunk in chunks:
            decoder.decode(chunk)
            seen += len(chunk)
            if seen > WHOLE:
                return seen
        if ends:
            decoder.decode(b"", True)
    except UnicodeDecodeError:
        return None
    return seen


def _names_japan(opener: Callable[[], BinaryIO]) -> bool:
    """Whether the store of Japan is named in the first 64 MB."""
    tail, seen = b"", 0
    with opener() as stream:
        while seen <= WHOLE and (chunk := stream.read(_CHUNK)):
            joined = (tail + chunk).lower()
            if _JAPAN in joined:
                return True
            tail, seen = joined[-len(_JAPAN) :], seen + len(chunk)
    return False


def _looks_binary(head: bytes, encoding: str) -> bool:
    """Whether control characters occur that no report holds."""
    sample = codecs.getincrementaldecoder(encoding)("replace").decode(head[:40_000])[:20_000]
    return "\x00" in sample or sum(map(sample.count, _CONTROLS)) * 100 > len(sample)
