"""What is worked out of a thing once and then kept with it."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from functools import cached_property
from typing import Any


class KeepsWhatIsMade:
    """Something that keeps what was made of it.

    >>> text = KeepsWhatIsMade()
    >>> text.made("length", lambda: 3), text.made("length", lambda: 4)
    (3, 3)
    """

    def made(self, key: Hashable, make: Callable[[], Any]) -> Any:
        """What `make` gives, made once."""
        if key not in self._made:
            self._made[key] = make()
        return self._made[key]

    @cached_property
    def _made(self) -> dict[Hashable, Any]:
        return {}
