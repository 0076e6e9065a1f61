"""A worker of the local pool: runs cases one after another, as it is told on standard input, and answers on standard output, in lines of JSON.

    {"case": …, "notebooks": […], "parameters": {…}, "limits": {…}}   →   {"step": "1_diagnose"} …   {"run": {…}} or {"problems": […]}

It ends when its input ends: with the program that started it.
"""

from __future__ import annotations

import gc
import json
import os
import queue
import signal
import sys
import threading
from typing import Any, TextIO


def main() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the program that started it decides
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8", buffering=1)
    os.dup2(2, 1)  # whatever else prints does not disturb the answers
    orders: queue.SimpleQueue[dict[str, Any]] = queue.SimpleQueue()
    threading.Thread(target=_listen, args=(orders,), daemon=True).start()
    gc.disable()  # as in `forking`: what is loaded stays
    from .papermill_light import import_papermill

    import_papermill()
    from . import engine, one  # noqa: F401 - while the zygote gets ready

    gc.freeze()
    gc.enable()
    while True:
        _serve(orders.get(), answers)


def _listen(orders: queue.SimpleQueue[dict[str, Any]]) -> None:
    for line in sys.stdin:
        orders.put(json.loads(line))
    os._exit(0)  # also in the middle of a case: its kernel ends with this process, its folder is swept by the next run


def _serve(order: dict[str, Any], answers: TextIO) -> None:
    from ..errors import PoaError
    from .one import run_case
    from .values import Limits

    def say(**content: Any) -> None:
        answers.write(json.dumps(content) + "\n")

    try:
        run = run_case(
            order["case"],
            notebooks=order["notebooks"],
            parameters=order["parameters"],
            limits=Limits(**order["limits"]),
            progress=lambda step: say(step=step),
        )
        say(run=run.model_dump(mode="json"))
    except PoaError as error:
        say(problems=str(error))
    except Exception as error:
        say(problems=f"{type(error).__name__}: {error}")


if __name__ == "__main__":
    main()
