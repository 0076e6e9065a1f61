"""YAML as people edit it, read strictly; and where the product's folders are."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, Literal

import yaml

from ..errors import PoaError

PACKAGE = Path(__file__).resolve().parents[1]
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class StrictLoader(_Loader):  # type: ignore[misc]
    """YAML where only true/false are booleans, 12:30 and 0123 stay text, and a repeated key is an error."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        keys = [self.construct_object(key, deep=True) for key, _ in node.value]
        for position, key in enumerate(keys):
            if key in keys[:position]:
                raise yaml.constructor.ConstructorError(None, None, f"'{key}' stands twice", node.value[position][0].start_mark)
        return super().construct_mapping(node, deep)


_AMBIGUOUS = ("tag:yaml.org,2002:bool", "tag:yaml.org,2002:int")
StrictLoader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag not in _AMBIGUOUS]
    for first, resolvers in _Loader.yaml_implicit_resolvers.items()
}
StrictLoader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"^(?:true|false)$"), list("tf"))
StrictLoader.add_implicit_resolver("tag:yaml.org,2002:int", re.compile(r"^[-+]?(?:0|[1-9][0-9]*)$"), list("-+0123456789"))


def parse_yaml(text: str, name: str = "text") -> Any:
    """Strictly parsed YAML.

    >>> parse_yaml("country: NO\\ntime: 12:30\\nsku: 0123\\nlimit: 0.04")
    {'country': 'NO', 'time': '12:30', 'sku': '0123', 'limit': 0.04}

    Raises PoaError, naming the line, when it is no YAML or a key stands twice.
    """
    try:
        return yaml.load(text, Loader=StrictLoader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        what = getattr(error, "problem", None) or "is no valid YAML"
        raise PoaError.of(str(what), "Correct that line.", file=name, row=mark.line + 1 if mark else None) from None


def shipped(kind: Literal["data", "templates", "notebooks"]) -> Path:
    """The folder of the product's data, templates or notebooks: beside the package in a checkout, inside it in a wheel.

    >>> shipped("data").is_dir()
    True
    """
    for folder in (PACKAGE.parent / kind, PACKAGE / "shipped" / kind):
        if folder.is_dir():
            return folder
    raise PoaError.of(f"The folder '{kind}' of the workbench is missing", "Install the workbench again.")


def read_yaml(path: Path) -> Any:
    """The content of a file."""
    return parse_yaml(path.read_text(encoding="utf-8"), path.name)
