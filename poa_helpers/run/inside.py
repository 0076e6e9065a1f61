"""What the runner asks a kernel for, beside the cells: strict shell lines at the start, what was found at the end. Nothing of it changes an output."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from typing import Any


def begin(shell: Any) -> None:
    """Make a kernel ready for a notebook of its case: nothing left of the notebook before, shell lines that count, facts gathered once."""
    from ..case import remember_facts

    if shell.execution_count > 1 or "_poa_begun" in shell.meta:
        shell.reset(new_session=True)
    else:
        strict_shell(shell)
    shell.meta["_poa_begun"] = True
    remember_facts()


def strict_shell(shell: Any) -> None:
    """Let a shell line (`!command`) that fails stop the cell; IPython by itself goes on as if nothing had happened."""
    plain = shell.system

    def system(command: str) -> None:
        plain(command)
        code = shell.user_ns.get("_exit_code", 0)
        if code:
            raise RuntimeError(f"the shell line '{command}' ended with status {code}")

    shell.system = system


def found(names: Mapping[str, Any]) -> str:
    """What a notebook left behind, as JSON: metrics (that of the first violation first), findings as sentences, memory and CPU time of the kernel.

    names: the notebook's variables; without `facts` among them only memory and time are told.

    >>> sorted(json.loads(found({})))
    ['cpu_seconds', 'memory_mb']
    """
    told = used()
    facts = names.get("facts")
    if hasattr(facts, "health"):
        from ..catalogue import catalogue

        own = [metric for id in facts.case.violations for metric in catalogue().violation(id).metrics[:1]]
        ranked = sorted(facts.health.metrics, key=lambda m: own.index(m.metric) if m.metric in own else len(own))
        told["metrics"] = [
            {
                "metric": m.metric,
                "channel": m.channel,
                "hits": m.count.hits,
                "total": m.count.total,
                "rate": m.count.rate,
                "target": m.target.value if m.target else None,
                "status": m.status,
            }
            for m in ranked
        ]
        told["findings"] = [_named(finding) for finding in facts.findings]
    return json.dumps(told)


def _named(finding: Any) -> str:
    """A finding by its segment and first day: `carrier = Cascade Parcel since 2026-09-17`."""
    segment = " and ".join(f"{name} = {value}" for name, value in finding.segment.items())
    return f"{segment} since {finding.onset}" if finding.onset else segment


def used() -> dict[str, Any]:
    """The most memory this process held (MB) and the CPU time it took (seconds), its children's included."""
    try:
        import resource
    except ImportError:  # Windows
        import psutil

        process = psutil.Process()
        return {"memory_mb": round(process.memory_info().peak_wset / 1e6, 1), "cpu_seconds": round(sum(process.cpu_times()[:2]), 3)}
    own, children = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    unit = 1e6 if sys.platform == "darwin" else 1e3  # bytes there, kilobytes elsewhere
    cpu = sum(part.ru_utime + part.ru_stime for part in (own, children))
    return {"memory_mb": round(own.ru_maxrss / unit, 1), "cpu_seconds": round(cpu, 3)}
