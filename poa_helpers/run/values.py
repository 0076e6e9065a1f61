"""How a run ended, and the limits it had to keep to."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import ValidationError

from ..model import Value

NOTEBOOKS = ("1_diagnose", "3_letter")
RECORD = "run.json"  # written last: a folder in runs/ without it is no finished run
Progress = Callable[[str], None]


class Limits(Value):
    """What one run may use. None of them is a measure of quality: they keep one case from taking the others along.

    cell_seconds: time of one cell. memory_mb: resident memory of a kernel and its children; None is nine tenths of the machine's, shared by the
    workers. output_mb: what a notebook may print or show.
    """

    cell_seconds: int = 900
    memory_mb: int | None = None
    output_mb: int = 20


class MetricNow(Value):
    """A metric as a run measured it; rate and target are fractions."""

    metric: str
    channel: str
    hits: int
    total: int
    rate: float | None
    target: float | None
    status: str


class CaseRun(Value):
    """How a run ended. outcome: `ready` (letter exported), `blocked` (a watermarked draft, the check says why), `failed`.

    folder: the run's folder inside the case, with the executed notebooks; empty when there is none. seconds: wall time. cpu_seconds: of its
    kernels. memory_mb: the most a kernel held. metrics: the first is that of the first violation. at: when it began (UTC). inputs: the fingerprint
    of all it was made from. unchanged: nothing was run, as a run of the same inputs is there. again: it failed for a reason that is not the case's
    own (a limit, a dead kernel), so that the next call tries once more.
    """

    case: str
    outcome: Literal["ready", "blocked", "failed"]
    seconds: float
    folder: str
    message: str
    letter: str | None = None
    blocking: int = 0
    phase: str = ""
    revision: int = 0
    metrics: tuple[MetricNow, ...] = ()
    findings: tuple[str, ...] = ()
    cpu_seconds: float = 0
    memory_mb: float = 0
    at: str = ""
    notebooks: tuple[str, ...] = ()
    inputs: str = ""
    unchanged: bool = False
    again: bool = False


def run_of(record: str | bytes) -> CaseRun | None:
    """The run that a `run.json` tells of; `None` for one of another version of the workbench, which is as if it had not been.

    >>> run_of(b"{}") is None
    True
    """
    with suppress(ValidationError):
        return CaseRun.model_validate_json(record)
    return None


@dataclass(frozen=True)
class Job:
    """A case to run. address: a folder, or a stored one; then name is that of its run there, and stored the fingerprint of its files."""

    address: str
    name: str = ""
    stored: str = ""

    @property
    def case(self) -> str:
        return self.address.rstrip("/").rsplit("/", 1)[-1]


def refused(case: str, message: str) -> CaseRun:
    """The run of a case that could not be begun.

    >>> refused("fernhill", "There is no such case.").outcome
    'failed'
    """
    return CaseRun(case=case, outcome="failed", seconds=0, folder="", message=message)


def quiet(step: str) -> Any:
    """The progress of a run that nobody watches."""
