"""Errors in the cells of a real kernel: a sentence, a link, a log without data; a run still fails."""

from __future__ import annotations

import os
from pathlib import Path

import nbformat
import papermill
import pytest
from papermill.exceptions import PapermillExecutionError

from poa_helpers.cell_errors import LOG, report, sentence_of
from poa_helpers.errors import PoaError

ROOT = Path(__file__).resolve().parents[1]
PRIVATE = ("Jane", "Doe", "Main Street")
CELLS = {
    "start": "from poa_helpers import open_case",
    "ours": "open_case('no-such-case')",
    "not there yet": "opened.facts()",
    "unknown": "import pandas as pd\npd.to_datetime('Jane Doe, 12 Main Street')",
    "in our code": "from poa_helpers.words import number\nnumber('Jane Doe')",
    "led to": "try:\n    int('Jane Doe')\nexcept ValueError as before:\n    raise KeyError('Main Street') from before",
    "not Python": 'case: str = "my-case',
    "while displaying": "class Shown:\n    def _repr_html_(self):\n        raise ValueError('Jane Doe')\nShown()",
    "afterwards": "1 + 1",
}


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    """(outputs of every cell by its name, workspace) of one kernel that went on after each error."""
    from nbclient import NotebookClient

    workspace = tmp_path_factory.mktemp("workspace")
    (workspace / "notebooks").mkdir()
    notebook = notebook_of(*CELLS.values())
    with environment(POA_WORKSPACE=str(workspace), JUPYTER_PREFER_ENV_PATH="1", POA_TRACEBACK=""):
        place = {"metadata": {"path": str(workspace / "notebooks")}}
        NotebookClient(notebook, timeout=120, kernel_name="python3", allow_errors=True, resources=place).execute()
    return dict(zip(CELLS, (cell.outputs for cell in notebook.cells), strict=True)), workspace


def notebook_of(*sources: str) -> nbformat.NotebookNode:
    cells = [nbformat.v4.new_code_cell(source) for source in sources]
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    return nbformat.v4.new_notebook(cells=cells, metadata=kernel)


class environment:
    """Variables for the kernels started inside; those that stood there before come back."""

    def __init__(self, **given: str):
        self.given, self.before = given, {name: os.environ.get(name) for name in given}

    def __enter__(self):
        os.environ.update(self.given)

    def __exit__(self, *_):
        for name, value in self.before.items():
            os.environ.pop(name) if value is None else os.environ.update({name: value})


def error_of(outputs) -> nbformat.NotebookNode:
    (error,) = [output for output in outputs if output.output_type == "error"]
    return error


@pytest.mark.parametrize(
    "name, kind, sentence",
    [
        ("ours", "PoaError", "no-such-case: There is no such case. Make it with: poa new no-such-case --notice FILE."),
        ("not there yet", "NameError", "'opened' is not there yet. Run the cells above first, or all of them (menu Run)."),
        ("not Python", "SyntaxError", "Line 1 of this cell cannot be read. Change only what stands between quotation marks,"),
        ("unknown", "DateParseError", "The workbench met an error it does not know (DateParseError). Run all cells again (menu Run);"),
        ("in our code", "InvalidOperation", "The workbench met an error it does not know (InvalidOperation, words.py line "),
        ("while displaying", "ValueError", "The workbench met an error it does not know (ValueError). Run all cells again"),
    ],
)
def test_an_error_is_one_sentence_with_its_mend_and_no_traceback(told, name, kind, sentence):
    error = error_of(told[0][name])
    assert error.ename == kind and error.evalue.startswith(sentence), error.evalue
    assert error.traceback == error.evalue.splitlines() and "Traceback" not in str(told[0][name])


def test_the_kernel_goes_on_after_an_error(told):
    assert told[0]["start"] == [] and told[0]["afterwards"][0].data["text/plain"] == "2"


def test_nothing_a_file_may_hold_is_shown_or_logged(told):
    outputs, workspace = told
    log = (workspace / LOG).read_text(encoding="utf-8")
    for private in PRIVATE:
        assert private not in log and not any(private in str(shown) for shown in outputs.values()), private
    assert str(Path.home()) not in log


def test_the_log_holds_where_it_happened(told):
    log = (told[1] / LOG).read_text(encoding="utf-8")
    assert "poa_helpers/words.py, line" in log and "cell, line 2" in log and "in find_case: raise PoaError.of(" in log
    assert log.count("(message left out: it may quote a report)") == 5 and "name 'opened' is not defined" in log
    assert "interactiveshell.py" not in log.split("ValueError")[0]  # what runs the cells is not told
    assert "which led to:" in log


def test_the_log_is_one_click_away(told):
    outputs, workspace = told
    for name in ("ours", "unknown", "while displaying"):
        (link,) = [output for output in outputs[name] if "text/html" in output.get("data", {}) and "errors.log" in str(output)]
        assert 'href="../logs/errors.log"' in link.data["text/html"]
        assert link.data["text/plain"] == "Technical details, without your data: logs/errors.log"
    assert (workspace / "notebooks" / "../logs/errors.log").is_file()
    assert not any("errors.log" in str(output) for output in outputs["not Python"])  # there is nothing behind a typing slip


@pytest.mark.parametrize("source", ["pd.to_datetime('Jane Doe')", "open_case('no-such-case')"])
def test_a_run_fails_with_the_sentence(tmp_path, source):
    nbformat.write(notebook_of("import pandas as pd\nfrom poa_helpers import open_case", source, "1 + 1"), tmp_path / "in.ipynb")
    with (
        environment(POA_WORKSPACE=str(tmp_path), JUPYTER_PREFER_ENV_PATH="1", POA_TRACEBACK=""),
        pytest.raises(PapermillExecutionError) as failed,
    ):
        papermill.execute_notebook(str(tmp_path / "in.ipynb"), str(tmp_path / "out.ipynb"), cwd=str(tmp_path), progress_bar=False)
    assert failed.value.evalue.startswith(("The workbench met an error it does not know (DateParseError)", "no-such-case: There is no"))
    assert "Jane" not in failed.value.evalue and "Jane" not in "".join(failed.value.traceback)
    kept = nbformat.read(tmp_path / "out.ipynb", as_version=4)
    assert kept.cells[-1].execution_count is None  # nothing ran after it


def test_where_the_log_cannot_be_written_the_sentence_is_told_all_the_same(tmp_path, monkeypatch):
    from poa_helpers import cell_errors

    monkeypatch.setenv("POA_WORKSPACE", str(tmp_path))
    (tmp_path / "logs").write_text("a file where the folder should be")
    shown = []

    class Shell:
        def _showtraceback(self, kind, said, lines):
            shown.append((kind.__name__, said, lines))

    cell_errors._tell(Shell(), ValueError, ValueError("Jane"), None)
    assert shown[0][0] == "ValueError" and len(shown) == 1


def test_the_log_does_not_grow_for_ever(tmp_path, monkeypatch):
    from poa_helpers import cell_errors

    monkeypatch.setenv("POA_WORKSPACE", str(tmp_path))
    monkeypatch.setattr(cell_errors, "_MOST", 2000)
    for _ in range(60):
        cell_errors.keep(PoaError.of("The file is empty", "Download it again."))
    assert sorted(path.name for path in (tmp_path / "logs").iterdir()) == ["errors.log", "errors.log.1"]
    assert all(path.stat().st_size <= 2000 for path in (tmp_path / "logs").iterdir())


def test_a_full_disk_and_a_stopped_cell_have_sentences_of_their_own(tmp_path):
    assert sentence_of(KeyboardInterrupt()).startswith("Stopped, as you wished.")
    said = sentence_of(PermissionError(13, "Permission denied", str(tmp_path / "orders.txt")))
    assert said.startswith("A file cannot be used: Permission denied (orders.txt). ") and str(tmp_path) not in said
    assert "orders.txt" not in report(PermissionError(13, "Permission denied", "orders.txt"))


@pytest.mark.parametrize(
    "error, status, said",
    [
        (ValueError("Jane Doe, 12 Main Street"), 3, "). Run the command again; if it comes back, report it with the log."),
        (OSError(28, "No space left on device", "orders.txt"), 2, "A file cannot be used: No space left on device (orders.txt)."),
    ],
)
def test_a_command_tells_an_error_as_a_cell_does(tmp_path, monkeypatch, error, status, said):
    from click.testing import CliRunner

    from poa_helpers import case, cli

    def failing(*_):
        raise error

    monkeypatch.setenv("POA_WORKSPACE", str(tmp_path))
    monkeypatch.delenv("POA_TRACEBACK", raising=False)
    monkeypatch.setattr(case, "copy_sample", failing)
    done = CliRunner().invoke(cli.main, ["demo"])
    assert done.exit_code == status and said in done.stderr and not done.stdout
    assert "Jane" not in done.stderr and "Traceback" not in done.stderr
    assert type(error).__name__ in (tmp_path / LOG).read_text(encoding="utf-8") and str(tmp_path / LOG) in done.stderr


def test_a_reader_who_stops_reading_is_no_error(monkeypatch):
    from click.testing import CliRunner

    from poa_helpers import case, cli

    def unread(*_):
        raise BrokenPipeError(32, "Broken pipe")

    monkeypatch.setattr(case, "copy_sample", unread)
    done = CliRunner().invoke(cli.main, ["demo"])
    assert done.exit_code == 1 and not done.stderr  # as every program of this system ends
