"""A mapping whose values are made when they are first asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TypeVar

Key = TypeVar("Key")
Made = TypeVar("Made")


class Lazy(Mapping[Key, Made]):
    """Keys that are known, values that are made once, when somebody wants them.

    >>> held = Lazy({"a": lambda: 1})
    >>> "a" in held, held["a"], list(held)
    (True, 1, ['a'])
    """

    def __init__(self, makers: Mapping[Key, Callable[[], Made]]):
        self._makers = dict(makers)
        self._made: dict[Key, Made] = {}

    def __getitem__(self, key: Key) -> Made:
        if key not in self._made:
            self._made[key] = self._makers[key]()
        return self._made[key]

    def __contains__(self, key: object) -> bool:
        return key in self._makers

    def __iter__(self) -> Iterator[Key]:
        return iter(self._makers)

    def __len__(self) -> int:
        return len(self._makers)
