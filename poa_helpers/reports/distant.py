"""Tables that are not in memory: their columns and order ids are read when they are asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

import numpy as np

from .by_order import ByOrder
from .packed import Packed, PackedTable


class DistantColumns(Mapping[str, Packed]):
    """Columns of which only the types are known; each is read when it is asked for and not held."""

    def __init__(self, types: Mapping[str, str], read: Callable[[str], Packed]):
        self.types, self._read = types, read

    def __getitem__(self, name: str) -> Packed:
        if name not in self.types:
            raise KeyError(name)
        return self._read(name)

    def __contains__(self, name: object) -> bool:
        return name in self.types  # else it would be read to know

    def __iter__(self) -> Iterator[str]:
        return iter(self.types)

    def __len__(self) -> int:
        return len(self.types)


class DistantTable(PackedTable):
    """A table of such columns. types: of them; read: gives one of them; read_ids: gives the order ids; group: which rows belong to which order, if it
    is known."""

    def __init__(
        self,
        rows: int,
        types: Mapping[str, str],
        read: Callable[[str], Packed],
        read_ids: Callable[[], np.ndarray | None],
        group: ByOrder | None = None,
    ):
        columns = DistantColumns(types, read)
        for name, value in {"rows": rows, "columns": columns, "rest": None, "group": group, "_read_ids": read_ids}.items():
            object.__setattr__(self, name, value)

    def __repr__(self) -> str:
        return f"{type(self).__name__} of {self.rows} rows"  # to show one is not to ask for it

    @property
    def types(self) -> Mapping[str, str]:
        return self.columns.types  # type: ignore[attr-defined,no-any-return]

    @property
    def ids(self) -> np.ndarray | None:  # type: ignore[override]
        return self._read_ids() if self.group is None else self.group.ids  # type: ignore[attr-defined,no-any-return]
