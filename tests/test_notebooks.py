"""The form of the notebooks: stories told by calls, one parameters cell, outputs kept for analysis cells only and the same everywhere."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import nbformat
import papermill
import pytest

from poa_helpers.case import copy_sample
from poa_helpers.run import run_case

from .samples import SAMPLES, snapshot

ROOT = Path(__file__).resolve().parents[1]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
FORM, PARAMETERS = "nbval-ignore-output", "parameters"
PARAMETER = re.compile(r"^(?P<name>[a-z_]+): (?P<type>str|int|float|bool) = (?P<value>\S.*?)  # (?P<help>\S.*)$")
FORBIDDEN = (
    ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda, ast.For, ast.AsyncFor, ast.While, ast.Try, ast.If, ast.IfExp, ast.With,
    ast.AsyncWith, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp, ast.Assert, ast.Raise, ast.Delete, ast.Global, ast.Match,
)  # fmt: skip
PATHS = {"os", "pathlib", "glob", "shutil", "sys"}

notebook_named = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)


def read(path: Path) -> nbformat.NotebookNode:
    return nbformat.read(path, as_version=4)


def code_cells(path: Path) -> list[nbformat.NotebookNode]:
    return [cell for cell in read(path).cells if cell.cell_type == "code"]


def tags(cell: nbformat.NotebookNode) -> list[str]:
    return cell.metadata.get("tags", [])


def test_the_notebooks_are_all_there():
    assert [path.stem for path in NOTEBOOKS][:4] == ["0_new_case", "1_diagnose", "2_collect", "3_letter"]
    assert {path.name for path in (ROOT / "notebooks").iterdir()} <= {path.name for path in NOTEBOOKS} | {".gitkeep", ".ipynb_checkpoints"}


@notebook_named
def test_it_is_a_valid_notebook_for_any_python_3(path):
    notebook = read(path)
    nbformat.validate(notebook)
    assert notebook.metadata.kernelspec.name == "python3" and notebook.metadata.language_info.name == "python"
    assert len({cell.id for cell in notebook.cells}) == len(notebook.cells)


@notebook_named
def test_cells_only_call(path):
    """No definition, loop, condition, error handling, path arithmetic or magic: the package does the work."""
    for cell in code_cells(path):
        assert not re.search(r"^\s*[%!]", cell.source, re.MULTILINE), cell.source
        tree = ast.parse(cell.source)
        for node in ast.walk(tree):
            assert not isinstance(node, FORBIDDEN), f"{type(node).__name__}: {cell.source}"
            assert not (isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div)), f"path arithmetic: {cell.source}"
            assert not (isinstance(node, ast.Name) and node.id in ("open", "print", "Path", "eval", "exec")), cell.source
            if isinstance(node, ast.Import | ast.ImportFrom):
                names = {node.module} if isinstance(node, ast.ImportFrom) else {alias.name for alias in node.names}
                assert not {name.split(".")[0] for name in names} & PATHS, cell.source
                assert all(name.split(".")[0] == "poa_helpers" for name in names), cell.source


@notebook_named
def test_it_is_short_and_each_cell_is_short(path):
    assert len(code_cells(path)) <= 15
    assert all(len(cell.source.splitlines()) <= 10 for cell in code_cells(path))


@notebook_named
def test_it_begins_with_its_question_and_what_it_reads_and_writes(path):
    first, second = read(path).cells[:2]
    assert first.cell_type == "markdown" and re.match(r"# [^\n]+\?\n", first.source)
    assert "*Reads:*" in first.source and "*Writes:*" in first.source
    assert tags(second) == [PARAMETERS]


@notebook_named
def test_every_heading_is_a_question(path):
    headings = [
        line for cell in read(path).cells if cell.cell_type == "markdown" for line in cell.source.splitlines() if line.startswith("#")
    ]
    assert len(headings) > 2 and all(heading.endswith("?") for heading in headings), headings


@notebook_named
def test_every_call_stands_under_a_heading(path):
    cells = read(path).cells
    for before, cell in zip(cells[1:], cells[2:], strict=False):
        if cell.cell_type == "code":
            assert before.cell_type == "code" or before.source.startswith("## "), cell.source


@notebook_named
def test_its_parameters_are_lines_that_papermill_reads_alike(path):
    cells = [cell for cell in code_cells(path) if PARAMETERS in tags(cell)]
    assert len(cells) == 1
    lines = [PARAMETER.match(line) for line in cells[0].source.splitlines()]
    assert all(lines), cells[0].source
    ours = {line["name"]: (line["type"], line["value"], line["help"]) for line in lines}
    theirs = {name: (p["inferred_type_name"], p["default"], p["help"]) for name, p in papermill.inspect_notebook(str(path)).items()}
    assert ours == theirs
    for type_name, value, _ in ours.values():
        assert type(ast.literal_eval(value)).__name__ == type_name


@notebook_named
def test_outputs_are_kept_for_analysis_cells_only(path):
    for count, cell in enumerate(code_cells(path), start=1):
        if FORM in tags(cell):
            assert cell.outputs == [] and cell.execution_count is None, "a saved form opens dead and untrusted"
            assert cell.metadata.get("deletable") is False, "two keys must not delete the form"
        else:
            assert cell.execution_count == count, (
                f"nbval compares nothing in an unexecuted cell; run: python -m tests.refresh_notebooks\n{cell.source}"
            )
            assert PARAMETERS in tags(cell) or cell.outputs, cell.source
        assert not any(output.output_type in ("error", "stream") for output in cell.outputs), cell.source


def test_the_forms_are_where_they_should_be():
    forms = {path.stem for path in NOTEBOOKS for cell in code_cells(path) if FORM in tags(cell)}
    assert forms == {"0_new_case", "2_collect"}
    for path in NOTEBOOKS:
        for cell in code_cells(path):
            assert ("show_" in cell.source and "_form(" in cell.source) == (FORM in tags(cell)), cell.source


RANDOM = {
    "an absolute path": r"(?<![\w.:/<])/(?:home|root|tmp|work|Users|var|private|opt|mnt)/",
    "a Windows path": r"\b[A-Z]:\\\\",
    "an object's address": r"\bat 0x[0-9a-f]{6,}",
    "a random id": r"\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b",
    "an altair id": r"altair-viz-[0-9a-f]+",
    "a content network": r"cdn\.jsdelivr|unpkg\.com|cdnjs\.",
}


@notebook_named
def test_nothing_in_it_differs_from_place_to_place(path):
    """All but the pictures, which are the charts beside them once more."""
    notebook = read(path)
    for cell in notebook.cells:
        for output in cell.get("outputs", ()):
            output.get("data", {}).pop("image/png", None)
    text = nbformat.writes(notebook)
    for what, pattern in RANDOM.items():
        assert not (found := re.search(pattern, text)), f"{what}: {found and text[max(0, found.start() - 60) : found.end() + 60]}"
    assert set(notebook.metadata) == {"kernelspec", "language_info"} and not any("execution" in cell.metadata for cell in notebook.cells)


def test_nothing_shown_can_depend_on_the_day():
    """A run's folder is named by the clock, and time left until a deadline runs; what is measured, said and drawn never asks it."""
    asks = re.compile(r"\b(?:date|datetime)\.(?:today|now|utcnow)\(|\btime\.(?:time|localtime|strftime)\(")
    found = {path.name for path in (ROOT / "poa_helpers").rglob("*.py") if asks.search(path.read_text(encoding="utf-8"))}
    assert found <= {"one.py", "many.py", "portfolio.py", "cases.py"}


@pytest.mark.parametrize("sample", SAMPLES)
def test_the_form_notebook_runs_without_a_person(sample, tmp_path):
    """Under papermill nobody clicks: the form is made, nothing is written, and the state is told."""
    folder = copy_sample(sample, tmp_path / "case")
    before = snapshot(folder)
    ran = run_case(folder, notebooks=("2_collect",))
    assert ran.outcome != "failed", ran.message
    assert {name: mark for name, mark in snapshot(folder).items() if name in before} == before
    text = (folder / ran.folder / "2_collect.ipynb").read_text(encoding="utf-8")
    assert "Nothing is missing in the form." in text
