"""Papermill's engine for a case: the notebook is written once, at the end, and whatever stops it is marked at its cell and told in a sentence.

Papermill itself is used as it is; the engine only decides when it writes, how a kernel is started and ended, and what a run may use.
"""

from __future__ import annotations

import ast
import asyncio
import json
from contextlib import AbstractContextManager
from typing import Any

from jupyter_client.asynchronous import AsyncKernelClient
from jupyter_core.utils import run_sync
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbformat.v4 import new_output
from papermill.clientwrap import PapermillNotebookClient
from papermill.engines import NBClientEngine, papermill_engines
from papermill.log import logger
from traitlets.config import Config

from .provisioner import CaseKernelManager
from .values import Limits
from .watch import MemoryWatch

NAME = "poa"
_BEGIN = f"__import__('{__package__}.inside', fromlist=['inside']).begin(get_ipython())"
_FOUND = f"__import__('{__package__}.inside', fromlist=['inside']).found(globals())"


class TooMuchOutputError(Exception):
    """A notebook printed or showed more than it may."""


STOPS = (DeadKernelError, CellTimeoutError, TooMuchOutputError)


class CaseClient(PapermillNotebookClient):
    """Papermill's client, within limits."""

    def __init__(self, nb_man: Any, limits: Limits, **options: Any):
        super().__init__(nb_man, **options)
        self.limits, self.shown, self.found, self.watch = limits, 0, {}, None

    def papermill_execute_cells(self) -> None:
        pid = getattr(self.km.provisioner, "pid", None)
        with MemoryWatch(pid, self.limits.memory_mb) as self.watch:
            self._ask(_BEGIN)
            super().papermill_execute_cells()
            self.found = json.loads(ast.literal_eval(self._ask(_FOUND) or "'{}'"))

    def _ask(self, expression: str) -> str | None:
        """The value of an expression in the kernel, as it would be shown; it is no cell and is not counted."""
        content = {"code": "", "silent": True, "store_history": False, "user_expressions": {"asked": expression}}
        reply = self.wait_for_reply(self.kc.execute(**content))
        asked = (reply or {}).get("content", {}).get("user_expressions", {}).get("asked", {})
        return asked.get("data", {}).get("text/plain")

    def process_message(self, msg: dict[str, Any], *args: Any, **options: Any) -> Any:
        if msg["msg_type"] in ("stream", "display_data", "execute_result", "update_display_data"):
            content = msg["content"]
            self.shown += len(content.get("text", "")) + sum(len(str(part)) for part in content.get("data", {}).values())
            if self.shown > self.limits.output_mb * 1_000_000:
                raise TooMuchOutputError
        return super().process_message(msg, *args, **options)

    def why(self, error: Exception) -> str:
        """The reason of a stop as a sentence without its full stop."""
        if isinstance(error, TooMuchOutputError):
            return f"more than {self.limits.output_mb} MB were printed or shown"
        if isinstance(error, CellTimeoutError):
            return f"a cell took longer than {self.limits.cell_seconds} seconds"
        if self.watch is not None and self.watch.exceeded:
            return f"more than {self.limits.memory_mb} MB of memory were needed"
        return "the kernel died"


class CaseKernel(AbstractContextManager):
    """The kernel of one case: its notebooks run in it one after another, each from an empty namespace; no other case ever does.

    Two notebooks of a case ask for the same facts, so one process gathers them once. Leaving the context ends it.
    """

    def __init__(self, config: Config):
        self.manager = CaseKernelManager(kernel_name="python3", config=config)

    def __exit__(self, *_: object) -> None:
        if self.manager.has_kernel:
            run_sync(self.manager.shutdown_kernel)(now=True)


class CaseEngine(NBClientEngine):
    """Registered with papermill as `poa`."""

    @classmethod
    def execute_managed_notebook(
        cls, nb_man: Any, kernel_name: str, *, limits: Limits, found: dict[str, Any], folder: str, kernel: CaseKernel, **_: Any
    ) -> None:
        """Run the cells in `folder`, in the case's kernel, which is started by its first notebook.

        found: filled with what the notebook left behind (see `inside.found`), and `again` when a limit stopped it.
        """
        for cell in nb_man.nb.cells:
            if "injected-parameters" in cell.metadata.get("tags", ()):
                cell["id"] = "injected-parameters"  # papermill draws one; two runs of the same case should be the same file
        client = CaseClient(
            nb_man,
            limits,
            km=kernel.manager,
            timeout=limits.cell_seconds,
            startup_timeout=60,
            kernel_name=kernel_name,
            extra_arguments=["--HistoryManager.hist_file=:memory:"],  # nobody types here, and kernels side by side would wait for one file
            resources={"metadata": {"path": folder}},
            log=logger,
        )
        try:
            client.execute(cleanup_kc=False)
        except STOPS as error:
            found["again"] = True
            _mark(nb_man.nb, type(error).__name__, client.why(error))
        finally:
            found.update(client.found)
            if client.kc is not None:
                client.kc.stop_channels()
        _mark_exit(nb_man.nb)


def _mark(nb: Any, name: str, sentence: str) -> None:
    """Put the reason into the cell that was running, as an error among its outputs."""
    running = [cell for cell in nb.cells if cell.cell_type == "code" and cell.metadata.papermill.get("start_time")]
    for cell in running[-1:]:
        cell.metadata.papermill.update(exception=True, status="failed")
        _cut(cell)
        cell.outputs.append(new_output("error", ename=name, evalue=sentence, traceback=[sentence]))


def _cut(cell: Any, most: int = 10_000) -> None:
    """What a stopped cell printed may be huge; its beginning tells enough."""
    for output in cell.outputs:
        if output.output_type == "stream" and len(output.text) > most:
            output.text = f"{output.text[:most]}\n…"


def _mark_exit(nb: Any) -> None:
    """A cell that ends the program counts as success for papermill; here it is a failure like any other."""
    for cell in nb.cells:
        for output in cell.get("outputs", ()):
            if output.output_type == "error" and output.ename == "SystemExit":
                output.evalue = f"a cell ended the program (status {output.evalue or 0})"


papermill_engines.register(NAME, CaseEngine)


class PromptClient(AsyncKernelClient):
    """A client that goes on as soon as the kernel is ready; the library's own waits for a fifth of a second of silence."""

    async def wait_for_ready(self, timeout: float | None = None) -> None:
        """Wait until the kernel answers and its outputs arrive. Raises RuntimeError when it died or took longer than `timeout` seconds."""
        loop = asyncio.get_running_loop()
        end = loop.time() + (60 if timeout is None else timeout)
        while loop.time() < end:
            asked = self.kernel_info()
            try:
                reply = await self.get_shell_msg(timeout=0.5)
                while reply["parent_header"].get("msg_id") != asked:
                    reply = await self.get_shell_msg(timeout=0.5)
                self._handle_kernel_info_reply(reply)
                while not _is_idle(await self.get_iopub_msg(timeout=0.5), asked):
                    pass
                return
            except Exception as error:
                if type(error).__name__ != "Empty":
                    raise
            if not await self.is_alive():
                raise RuntimeError("the kernel died before it was ready")
        raise RuntimeError("the kernel was not ready in time")


def _is_idle(message: dict[str, Any], asked: str) -> bool:
    state = message["content"].get("execution_state")
    return state == "idle" and message["parent_header"].get("msg_id") == asked


CaseKernelManager.client_class = f"{__name__}.PromptClient"
