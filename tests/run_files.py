"""What several tests of runs need: notebooks of a few cells, and a case's folder without what differs from run to run."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import nbformat

_TIMES = {"start_time", "end_time", "duration"}
_OF_A_RUN = {"at", "seconds", "cpu_seconds", "memory_mb", "folder"}


def notebook(path: Path, *cells: str) -> Path:
    """A notebook with a parameter `case` and these code cells."""
    parameters = nbformat.v4.new_code_cell('case: str = ""', metadata={"tags": ["parameters"]})
    content = nbformat.v4.new_notebook(
        cells=[parameters, *map(nbformat.v4.new_code_cell, cells)],
        metadata={"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}},
    )
    for number, cell in enumerate(content.cells):
        cell["id"] = f"cell-{number}"
    nbformat.write(content, path)
    return path


def outputs(path: Path) -> str:
    """All that the code cells of an executed notebook printed or gave, as text."""
    cells = nbformat.read(path, as_version=4).cells
    given = [output for cell in cells if cell.cell_type == "code" for output in cell.outputs]
    return "\n".join(o.get("text", "") or o.get("data", {}).get("text/plain", "") or o.get("evalue", "") for o in given)


def settled(folder: Path, *, anywhere: bool = False) -> dict[str, str]:
    """Every file of a portfolio or case with the fingerprint of what does not differ from run to run; a run's folder is called by its number.

    anywhere: leave out also where the case lay and what was kept there, to compare a run in one place with a run in another.
    """
    found = {}
    runs: dict[Path, list[str]] = {}
    for path in sorted(p for p in folder.rglob("*") if p.is_file() and p.name not in (".lock", ".runs.sqlite")):
        inner = path.relative_to(folder)
        if anywhere and ".cache" in inner.parts:
            continue  # what was read is kept where the case is run, and is not put back
        content, name = path.read_bytes(), inner.as_posix()
        if "runs" in inner.parts[:-1]:
            at = inner.parts.index("runs")
            known = runs.setdefault(path.parents[len(inner.parts) - at - 2], [])
            if inner.parts[at + 1] not in known:
                known.append(inner.parts[at + 1])
            name = "/".join((*inner.parts[: at + 1], str(known.index(inner.parts[at + 1])), *inner.parts[at + 2 :]))
            content = _without_times(path, anywhere)
        if ".cache" in inner.parts and path.name == "known.json":
            content = b""  # it holds when files were copied
        found[name] = hashlib.sha256(content).hexdigest()
    return found


def _without_times(path: Path, anywhere: bool = False) -> bytes:
    content = json.loads(path.read_text(encoding="utf-8"))
    if path.name == "run.json":
        left_out = _OF_A_RUN | {"inputs"} if anywhere else _OF_A_RUN
        return json.dumps({k: v for k, v in content.items() if k not in left_out}, sort_keys=True).encode()
    if anywhere:
        content["cells"] = [cell for cell in content["cells"] if "injected-parameters" not in cell["metadata"].get("tags", ())]
        for name in ("parameters", "environment_variables", "input_path"):
            content["metadata"]["papermill"].pop(name, None)
    for part in (content, *content.get("cells", ())):
        held = part.get("metadata", {}).get("papermill", {})
        for name in (*_TIMES, "output_path"):
            held.pop(name, None)
        part.get("metadata", {}).pop("execution", None)
    return json.dumps(content, sort_keys=True).encode()
