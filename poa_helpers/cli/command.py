"""What the commands share: how an error is said, an answer as JSON, progress on stderr, how paths and the program itself are named."""

from __future__ import annotations

import errno
import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import click

from ..errors import PoaError

NOT_GOOD = 1
UNUSABLE = 2
FAILED = 3
_COMMAND = "run the command again", "run the command again"


class Command(click.Command):
    """A command that says every error in plain words on stderr: of the input with status 2, of its own with status 3 and a log beside it."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except PoaError as error:
            for problem in error.problems:
                click.echo(f"✗ {problem}", err=True)
            ctx.exit(UNUSABLE)
        except (click.exceptions.Exit, click.Abort, click.ClickException):
            raise
        except Exception as error:
            if os.environ.get("POA_TRACEBACK") or (isinstance(error, OSError) and error.errno == errno.EPIPE):  # nobody reads on: no error
                raise
            _say(error)
            ctx.exit(UNUSABLE if isinstance(error, OSError) else FAILED)


def _say(error: Exception) -> None:
    """What went wrong and what to do next, and where the traceback is kept."""
    from ..cell_errors import keep, sentence_of

    click.echo(f"✗ {sentence_of(error, _COMMAND)}", err=True)
    if log := keep(error):
        click.echo(f"  Technical details, without your data: {as_typed(log)}", err=True)


def as_json_option(function: Callable[..., Any]) -> Callable[..., Any]:
    return click.option("--json", "as_json", is_flag=True, help="One JSON document on stdout, nothing else.")(function)


def example(text: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Append an example to a command's help."""

    def append(function: Callable[..., Any]) -> Callable[..., Any]:
        function.__doc__ = f"{function.__doc__}\n\n    \b\n    Example:\n        {text}\n"
        return function

    return append


def show_json(content: Any) -> None:
    click.echo(json.dumps(content, indent=2, ensure_ascii=False, default=str))


@contextmanager
def progress(title: str) -> Iterator[Callable[[str], None]]:
    """A moving bar with what is being done, on stderr; only a line each when stderr is no terminal."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    console = Console(stderr=True)
    if not console.is_terminal:
        yield lambda step: click.echo(f"{title}: {step} …", err=True)
        return
    columns = SpinnerColumn(), TextColumn("{task.description}"), BarColumn(pulse_style="cyan"), TimeElapsedColumn()
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task(title, total=None)
        yield lambda step: bar.update(task, description=f"{title}: {step}")


@contextmanager
def runs_progress(total: int) -> Iterator[tuple[Callable[[str], None], Callable[[Any], None]]]:
    """What is being done, and how far it is, with the time left; on stderr. Where nobody watches, a line per case."""
    from tqdm import tqdm

    with tqdm(total=total, unit="case", desc="Running", disable=None, leave=False, dynamic_ncols=True) as bar:

        def ended(run: Any) -> None:
            bar.update()
            if bar.disable and not run.unchanged:
                click.echo(f"{run.case}: {run.outcome} ({run.seconds} s)", err=True)

        yield lambda step: bar.set_postfix_str(step), ended


def called() -> str:
    """How the user calls this program: `poa`, or `python3 start.py` when it was started that way."""
    return os.environ.get("POA_COMMAND", "poa")


def as_typed(path: Path) -> str:
    """A path as the user would type it from here."""
    try:
        return str(path.resolve().relative_to(Path.cwd()))
    except ValueError:
        return str(path)


def day_of(text: str | None) -> date | None:
    """The day an option names."""
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise PoaError.of(f"'{text}' is no date", "Write it as YYYY-MM-DD.") from None
