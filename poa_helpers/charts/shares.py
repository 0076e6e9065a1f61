"""What the defects are made of, so that it adds up: expected, what each finding adds to those before it, the rest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ..model import Finding

_SMALL = 0.5  # of a defect: less is the rounding of a fit, not a rest


@dataclass(frozen=True)
class Shares:
    """All defects, taken apart: `expected + sum(added) + rest == whole`.

    added: of each finding, in their order, what it adds to those before it. shared: defects that more than one finding holds.
    cut: whether a finding adds less than its own excess.
    """

    whole: int
    expected: float
    added: tuple[float, ...]
    rest: float
    shared: int
    cut: bool

    @property
    def excess(self) -> float:
        """The defects beyond the expected ones."""
        return self.whole - self.expected


def shares_of(findings: Sequence[Finding]) -> Shares:
    """Take the defects apart; the findings (at least one) are of one outcome, the largest first.

    A finding expects `expected` of its `defects` without its cause: each of its defects is there with that share even if the cause is
    put right. A defect that two findings hold is there with the product of both shares, so putting right the second cause saves less.
    Without order ids nobody knows which defects are held twice: then a finding adds at most what those before it leave.
    """
    whole, own = findings[0].all_defects, sum(f.excess for f in findings)
    total = min(float(whole), _all_excess(findings))
    added, shared = _by_order(findings) if all(len(f.order_ids) == f.defects for f in findings) else _by_size(findings, total)
    rest = max(0.0, total - own)  # what even the findings' own excesses, overlaps counted twice, do not reach
    rest = rest if rest >= _SMALL else 0.0
    found = sum(added)
    return Shares(whole, whole - found - rest, tuple(added), rest, shared, cut=found < own - _SMALL)


def _all_excess(findings: Sequence[Finding]) -> float:
    """The excess of all causes follows from that of one and its share."""
    return next((f.excess / f.share_of_excess for f in findings if f.share_of_excess > 0), sum(f.excess for f in findings))


def _by_order(findings: Sequence[Finding]) -> tuple[list[float], int]:
    """What each adds, and how many defects are held more than once."""
    left: dict[str, float] = {}
    times: dict[str, int] = {}
    added = []
    for finding in findings:
        stays = min(1.0, finding.expected / finding.defects) if finding.defects else 1.0
        added.append(sum(left.get(id, 1.0) for id in finding.order_ids) * (1 - stays))
        for id in set(finding.order_ids):
            left[id] = left.get(id, 1.0) * stays
            times[id] = times.get(id, 0) + 1
    return added, sum(n > 1 for n in times.values())


def _by_size(findings: Sequence[Finding], total: float) -> tuple[list[float], int]:
    added: list[float] = []
    for finding in findings:
        added.append(max(0.0, min(finding.excess, total - sum(added))))
    return added, 0
