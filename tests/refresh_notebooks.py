"""Executes the notebooks on the fictional sample and keeps the outputs of their analysis cells: python -m tests.refresh_notebooks [NAME …]"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

import nbformat

NOTEBOOKS = Path(__file__).resolve().parents[1] / "notebooks"
IGNORED = "nbval-ignore-output"
KEPT_METADATA = ("kernelspec", "language_info")


def refresh(path: Path, workspace: Path) -> None:
    """Execute one notebook in a fresh workspace and store it without what differs from run to run."""
    from nbclient import NotebookClient

    notebook = nbformat.read(path, as_version=4)
    kept = {name: notebook.metadata[name] for name in KEPT_METADATA}
    os.environ.pop("POA_CASE", None)
    os.environ.update(POA_WORKSPACE=str(workspace), POA_PICTURES="1", JUPYTER_PREFER_ENV_PATH="1")
    NotebookClient(notebook, timeout=300, kernel_name="python3", resources={"metadata": {"path": str(workspace)}}).execute()
    notebook.metadata = nbformat.from_dict(kept)
    count = 0
    for cell in notebook.cells:
        cell.metadata.pop("execution", None)
        if cell.cell_type == "code":
            count += 1
            form = IGNORED in cell.metadata.get("tags", ())
            cell.execution_count = None if form else count
            cell.outputs = [] if form else cell.outputs
            for output in cell.outputs:
                if "execution_count" in output:
                    output.execution_count = count
    nbformat.write(notebook, path)
    print(f"{path.name}: {count} code cells")


def main(names: list[str]) -> None:
    for path in sorted(NOTEBOOKS.glob("*.ipynb")):
        if not names or path.stem in names:
            with tempfile.TemporaryDirectory() as folder:
                refresh(path, Path(folder))


if __name__ == "__main__":
    main(sys.argv[1:])
