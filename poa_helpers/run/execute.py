"""Executes the notebooks of a case with papermill, in a kernel of its own; says in one sentence why one failed."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from uuid import uuid4

from .papermill_light import import_papermill
from .values import Limits, Progress


def execute_all(paths: Sequence[Path], working: Path, parameters: Mapping[str, Any], limits: Limits, progress: Progress) -> dict[str, Any]:
    """Run the notebooks in order, into `working`, until one fails.

    Returns what they left behind (`inside.found`), `message` – the reason of a failure, else '' – and `again`, whether another try may end otherwise.
    """
    os.environ.setdefault("JUPYTER_PREFER_ENV_PATH", "1")  # a kernel of the same name elsewhere must not take over
    import_papermill()
    from .engine import CaseKernel

    told: dict[str, Any] = {"message": "", "again": False, "memory_mb": 0.0, "cpu_seconds": 0.0}
    with ExitStack() as stack:
        kernel = stack.enter_context(CaseKernel(_private(working)))
        for path in paths:
            progress(path.stem)
            found: dict[str, Any] = {}
            try:
                reason = _execute(path, working, parameters, limits, found, kernel)
            except (
                RuntimeError,
                OSError,
            ) as error:  # before the first cell: the kernel did not come up, as when a port was taken meanwhile
                kernel = stack.enter_context(CaseKernel(_private(working)))
                reason = _second(path, working, parameters, limits, found, kernel, error)
            told.update(found)
            if reason:
                told["message"] = f"{path.stem}: {reason}"
                break
    return told


def _second(
    path: Path, working: Path, parameters: Mapping[str, Any], limits: Limits, found: dict[str, Any], kernel: Any, first: Exception
) -> str:
    """Another try, with a kernel and ports of its own."""
    try:
        return _execute(path, working, parameters, limits, found, kernel)
    except (RuntimeError, OSError):
        found["again"] = True
        return f"the kernel could not be started ({_sentence(first)})"


def _execute(path: Path, working: Path, parameters: Mapping[str, Any], limits: Limits, found: dict[str, Any], kernel: Any) -> str:
    """Run one notebook; the reason of a failure, else ''. Raises RuntimeError or OSError when the kernel does not come up."""
    papermill = import_papermill()
    from papermill.exceptions import PapermillException, PapermillExecutionError

    from .engine import NAME

    try:
        ran = papermill.execute_notebook(
            str(path),
            str(working / path.name),
            parameters=dict(parameters),
            engine_name=NAME,
            kernel_name="python3",
            progress_bar=False,
            log_output=False,
            request_save_on_cell_execute=False,
            limits=limits,
            found=found,
            folder=str(working),
            kernel=kernel,
        )
    except PapermillExecutionError as error:
        found["again"] = error.ename != "PoaError"  # what a case's own files cause, they cause again
        return _sentence(error)
    except PapermillException as error:
        return _sentence(error)
    if any(cell.cell_type == "code" and cell.source.strip() and cell.execution_count is None for cell in ran.cells):
        return "stopped before its last cell"
    return ""


def _private(working: Path) -> Any:
    """Encrypted, as others on a shared machine could read plain kernel traffic; ports and keys lie in the run's own folder, not beside other kernels'.

    Each kernel has a file of its own there: of two that share one, the later start overwrites the ports the earlier has yet to read.
    """
    from traitlets.config import Config

    config = Config()
    config.KernelManager.transport_encryption = "required"
    keys = working / ".kernel"
    keys.mkdir(mode=0o700, exist_ok=True)
    config.KernelManager.connection_file = str(keys / f"{uuid4().hex}.json")
    return config


def _sentence(error: Exception) -> str:
    """The sentence of the error inside the notebook, without its traceback."""
    value = str(getattr(error, "evalue", "") or error).strip()
    return " ".join(value.splitlines()[:6])[:600] or type(error).__name__
