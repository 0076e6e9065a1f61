"""Which notebooks, with which parameters: all of it checked before any kernel starts."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from ..catalogue import shipped
from ..errors import PoaError, Problem
from ..words import locale_of

_KINDS: dict[str, tuple[type, ...]] = {
    "str": (str,),
    "int": (int,),
    "float": (int, float),
    "bool": (bool,),
    "list": (list, tuple),
    "dict": (dict,),
}
_WORDS = {"str": "a text", "int": "a whole number", "float": "a number", "bool": "True or False", "list": "a list", "dict": "a mapping"}
_LINE = re.compile(r"^(?P<name>\w+)\s*(?::\s*(?P<kind>[\w.]+))?\s*=")


def notebook_path(name: str) -> Path:
    """The product's notebook of this name, number or name and ending. Raises PoaError when there is none.

    >>> notebook_path("1").name, notebook_path("3_letter.ipynb").name
    ('1_diagnose.ipynb', '3_letter.ipynb')
    """
    stem = name.strip().removesuffix(".ipynb")
    offered = {path.stem: path for path in sorted(shipped("notebooks").glob("*.ipynb"))}
    chosen = [path for known, path in offered.items() if stem and (known == stem or known.split("_")[0] == stem)]
    if len(chosen) != 1:
        raise PoaError.of(f"There is no notebook '{name}'", f"Choose from: {', '.join(offered)}.")
    return chosen[0]


def declared(path: Path) -> dict[str, str]:
    """The parameters a notebook has: name -> kind (`str`, `int` …; empty when the cell does not say).

    >>> declared(notebook_path("1"))
    {'case': 'str', 'as_of': 'str', 'locale': 'str'}
    """
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    source = next(("".join(c["source"]) for c in cells if "parameters" in c.get("metadata", {}).get("tags", ())), "")
    found = (_LINE.match(line) for line in source.splitlines())
    return {line["name"]: line["kind"] or "" for line in found if line}


def checked_parameters(paths: Sequence[Path], given: Mapping[str, Any]) -> dict[str, Any]:
    """The values to hand over, of the kind each notebook wants; dates and paths become texts, everything else keeps its type.

    Raises PoaError with every name a notebook does not have and every value it cannot use.

    >>> checked_parameters([notebook_path("1")], {"case": Path("cases/0042"), "as_of": date(2026, 10, 12)})
    {'case': 'cases/0042', 'as_of': '2026-10-12'}
    """
    problems: list[Problem] = []
    values: dict[str, Any] = {}
    for path in paths:
        known = declared(path)
        for name, value in given.items():
            if name not in known:
                near = get_close_matches(name, known, 1)
                mend = f"Did you mean '{near[0]}'?" if near else f"It has: {', '.join(known)}."
                problems.append(Problem(f"has no parameter '{name}'", mend, file=path.name))
                continue
            values[name] = value = _plain(value)
            if fault := _fault(name, value, known[name]):
                problems.append(Problem(f"'{name}' is {_shown(value)}", fault))
    if problems:
        raise PoaError(problems)
    return values


def _plain(value: Any) -> Any:
    if isinstance(value, date):  # a moment, too
        return value.isoformat()
    return str(value) if isinstance(value, Path) else value


def _shown(value: Any) -> str:
    return f"{value!r}"[:80]


def _fault(name: str, value: Any, kind: str) -> str:
    """What to do about a value that cannot be used; empty for one that can."""
    wanted = _KINDS.get(kind)
    if wanted and (not isinstance(value, wanted) or (isinstance(value, bool) and bool not in wanted)):
        return f"Give {_WORDS[kind]}."
    try:
        if json.loads(json.dumps(value, allow_nan=False)) != (list(value) if isinstance(value, tuple) else value):
            return "Give texts, numbers, lists or mappings with texts as keys."
    except (TypeError, ValueError):
        return "Give texts, numbers, lists or mappings with texts as keys."
    return _RULES[name](value) if name in _RULES and isinstance(value, str) and value else ""


def _day_fault(value: str) -> str:
    try:
        written = date.fromisoformat(value).isoformat()
    except ValueError:
        written = ""
    return "" if written == value else "Write it as YYYY-MM-DD."


def _locale_fault(value: str) -> str:
    try:
        locale_of(value)
    except PoaError as error:
        return error.problems[0].mend
    return ""


# What a text must be, by the parameter's name: a date that is none must not be found out by the fortieth case.
_RULES: dict[str, Callable[[str], str]] = {"as_of": _day_fault, "locale": _locale_fault}
