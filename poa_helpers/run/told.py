"""What is told of runs: a row per case, a sentence for all, and what changed since a day."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from pathlib import Path

from ..case import cases_in
from ..errors import PoaError
from ..model import Value
from ..words import number, percent
from .ledger import Ledger
from .values import CaseRun, MetricNow

COLUMNS = ("Case", "Phase", "Metric now", "Blocking", "Seconds", "Peak memory", "Outcome")


def row(run: CaseRun, locale: str = "en-US") -> tuple[str, ...]:
    """A run as the cells of `COLUMNS`.

    >>> metric = MetricNow(metric="late_shipment_rate", channel="mfn", hits=81, total=1500, rate=0.054, target=0.04, status="bad")
    >>> row(CaseRun(case="a", outcome="ready", seconds=4.2, folder="runs/x", message="Ready.", phase="deactivated", metrics=(metric,), memory_mb=412))
    ('a', 'deactivated', 'late_shipment_rate 5.4% (target 4%)', '0', '4.2', '412 MB', 'ready')
    """
    shown = "unchanged" if run.unchanged else number(run.seconds, locale, 1)
    memory = "" if run.unchanged or not run.memory_mb else f"{number(run.memory_mb, locale)} MB"
    outcome = f"failed: {run.message}" if run.outcome == "failed" else run.outcome
    return run.case, run.phase, _metric(run.metrics[:1], locale), str(run.blocking), shown, memory, outcome


def _metric(metrics: Sequence[MetricNow], locale: str) -> str:
    if not metrics:
        return ""
    first = metrics[0]
    target = (
        ""
        if first.target is None
        else f" (target {percent(first.target, locale, places=0 if round(first.target * 100, 6) % 1 == 0 else 2)})"
    )
    return f"{first.metric} {percent(first.rate, locale)}{target}"


def summary(runs: Sequence[CaseRun], seconds: float) -> str:
    """All runs in a sentence or two.

    >>> summary([CaseRun(case="a", outcome="ready", seconds=0, folder="", message="", unchanged=True)], 0.4)
    '1 case is unchanged since its last run; nothing was run (0.4 s). --force runs it again.'
    """
    same, ran = [run for run in runs if run.unchanged], [run for run in runs if not run.unchanged]
    of = "case is" if len(same) == 1 else "cases are"
    its, it = ("its", "it") if len(same) == 1 else ("their", "them")
    unchanged = f"{number(len(same))} {of} unchanged since {its} last run"
    if not ran:
        return f"{unchanged}; nothing was run ({number(seconds, places=1)} s). --force runs {it} again."
    counts = {name: sum(run.outcome == name for run in ran) for name in ("ready", "blocked", "failed")}
    told = ", ".join(f"{number(count)} {name}" for name, count in counts.items() if count)
    were = "case was" if len(ran) == 1 else "cases were"
    return f"{number(len(ran))} {were} run in {number(seconds, places=1)} s: {told}." + (f" {unchanged}." if same else "")


class Change(Value):
    """What became different in a case since a day. before: its last run until then; None when there was none."""

    case: str
    before: CaseRun | None
    now: CaseRun
    what: tuple[str, ...]


def changes(folder: Path, since: date | datetime) -> list[Change]:
    """The cases of a folder whose runs since a day (its first moment, UTC) told something else than the last run before it.

    Raises PoaError when there is no such folder.
    """
    if not folder.is_dir():
        raise PoaError.of("There is no such folder", "Name the folder that holds your cases.", file=str(folder))
    moment = since if isinstance(since, datetime) else datetime(since.year, since.month, since.day, tzinfo=UTC)
    found = []
    with Ledger(folder) as ledger:
        for case in cases_in(folder):
            runs = ledger.runs(case)
            before = [run for run in runs if datetime.fromisoformat(run.at) < moment]
            if not runs or len(before) == len(runs):
                continue
            old, new = (before[-1] if before else None), runs[-1]
            if what := tuple(_differences(old, new)):
                found.append(Change(case=case.name, before=old, now=new, what=what))
    return found


def _differences(old: CaseRun | None, new: CaseRun) -> Iterable[str]:
    if old is None:
        yield f"run for the first time: {new.outcome}"
        return
    for name in ("outcome", "phase", "revision", "blocking"):
        before, now = getattr(old, name), getattr(new, name)
        if before != now:
            yield f"{name}: {before} → {now}"
    rates = {(m.metric, m.channel): m for m in old.metrics}
    for metric in new.metrics:
        held = rates.get((metric.metric, metric.channel))
        if held is None or (held.hits, held.total) != (metric.hits, metric.total):
            before = percent(held.rate) if held else "not known"
            yield f"{metric.metric} ({metric.channel}): {before} → {percent(metric.rate)}"
    yield from (f"new finding: {finding}" for finding in new.findings if finding not in old.findings)
    yield from (f"no longer found: {finding}" for finding in old.findings if finding not in new.findings)
    if new.outcome == "failed" and new.message != old.message:
        yield new.message
