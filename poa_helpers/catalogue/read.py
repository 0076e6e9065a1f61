"""Reads and validates the catalogue."""

from __future__ import annotations

from functools import lru_cache, partial
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from ..errors import PoaError, Problem
from ..model import Right
from .lazy import Lazy
from .policy import FundsRule, Marketplace, Metric, PaperRules, Requested
from .reports import ReportFormat
from .strict_yaml import read_yaml, shipped
from .violations import Violation, ViolationText
from .whole import Catalogue


@lru_cache(maxsize=8)
def catalogue(folder: Path | None = None) -> Catalogue:
    """Read and validate the catalogue in `folder` (default: the shipped one).

    >>> "late_shipment_rate" in catalogue().violations
    True

    Raises PoaError with every fault of the rules; of texts when they are read. With a `folder` of one's own all is read at once.
    """
    own = folder is not None
    folder = folder or shipped("data")
    policy, problems = folder / "policy", []  # type: ignore[var-annotated]

    def group(model: type[Any], path: Path) -> dict[str, Any]:
        return {id: _validated(model, entry, f"{path.name}: {id}", problems) for id, entry in read_yaml(path).items()}

    metrics = group(Metric, policy / "metrics.yaml")
    marketplaces = group(Marketplace, policy / "marketplaces.yaml")
    reports = {
        path.stem: _validated(ReportFormat, read_yaml(path), path.name, problems, id=path.stem)
        for path in sorted((folder / "reports").glob("*.yaml"))
    }
    for id, format in reports.items():
        if format and format.like:
            if reports.get(format.like):
                reports[id] = format.filled_up(reports[format.like])
            else:
                problems.append(Problem(f"like: '{format.like}' is no report", "Correct the id.", file=f"{id}.yaml"))
    requested = group(Requested, policy / "requested.en.yaml")
    rights = read_yaml(policy / "rights.yaml")
    rules = {id: _validated(Right, entry, f"rights.yaml: {id}", problems) for id, entry in rights["rights"].items()}
    funds = [_validated(FundsRule, entry, "funds.yaml", problems) for entry in read_yaml(policy / "funds.yaml")["waiting"]]
    papers = _validated(PaperRules, read_yaml(policy / "evidence.yaml"), "evidence.yaml", problems)
    violations: dict[str, Violation] = {}
    texts: dict[tuple[str, str], Path] = {}
    for path in sorted((folder / "violations").glob("*/violation.yaml")):
        id = path.parent.name
        violations[id] = violation = _validated(Violation, read_yaml(path), f"{id}/violation.yaml", problems, id=id)
        for fault in violation.unresolved() if violation else ():
            problems.append(Problem(fault, "Add it, or correct the id.", file=f"{id}/violation.yaml"))
        texts |= {(id, words.name.split(".")[1]): words for words in sorted(path.parent.glob("text.*.yaml"))}
    lazy = Lazy({key: partial(_text, path) for key, path in texts.items()})
    for key in texts if own else ():
        try:
            lazy[key]
        except PoaError as error:
            problems += error.problems
    if problems:
        raise PoaError(problems)
    return Catalogue(
        folder=folder,
        metrics=metrics,
        marketplaces=marketplaces,
        reports=reports,
        violations=violations,
        texts=lazy,
        phrases={path.name.split(".")[1]: read_yaml(path) for path in sorted(policy.glob("phrases.*.yaml"))},
        notice_rules=Lazy({path.stem: partial(_rules, path, folder) for path in sorted((policy / "notices").glob("*.yaml"))}),
        mail=read_yaml(policy / "mail.yaml"),
        requested=requested,
        funds=tuple(funds),
        rights=rules,
        regions=rights["regions"],
        papers=papers,
    )


def _text(path: Path) -> ViolationText:
    problems: list[Problem] = []
    text = _validated(ViolationText, read_yaml(path), f"{path.parent.name}/{path.name}", problems)
    if problems:
        raise PoaError(problems)
    return text


def _rules(path: Path, folder: Path) -> dict[str, Any]:
    """The rules of a language, with those that the folder of a violation brings for itself (`notice.<language>.yaml`)."""
    rules = read_yaml(path)
    own = {file.parent.name: read_yaml(file) for file in sorted((folder / "violations").glob(f"*/notice.{path.stem}.yaml"))}
    return {**rules, "violations": {**rules["violations"], **own}} if own else rules


def _validated(model: type[Any], content: Any, place: str, problems: list[Problem], **more: Any) -> Any:
    """The value, or None with its faults added to `problems`."""
    try:
        return model.model_validate({**content, **more})
    except ValidationError as error:
        for fault in error.errors():
            where = ".".join(map(str, fault["loc"])) or None
            problems.append(Problem(fault["msg"], "Correct it there.", file=place, column=where))
    except (TypeError, AttributeError):
        problems.append(Problem("is no mapping of names to values", "Write `name: value` lines.", file=place))
    return None
