"""The bars: what was asked for, what was measured, whether it is met."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from .table import Row

FIRST_RIGHT, ALARMS, ONSET_DAYS, LIFT_HELD = 0.95, 0.05, 2.0, (0.90, 0.98)
F1 = {"10k": 0.92, "100k": 0.98, "1m": 0.98}
SECONDS = {"10k": 0.4, "100k": 1.5, "1m": 5.0}
OWN_F1, OWN_ALARMS = 0.85, 0.07


@dataclass(frozen=True)
class Bar:
    """value: None where the run had nothing to measure it on. low, high: from, to; None is open."""

    generator: str
    size: str
    what: str
    value: float | None
    low: float | None = None
    high: float | None = None

    @property
    def met(self) -> bool | None:
        """
        >>> Bar("given", "10k", "F1", 0.93, low=0.92).met, Bar("given", "10k", "F1", None, low=0.92).met
        (True, None)
        """
        if self.value is None:
            return None
        return (self.low is None or self.value >= self.low) and (self.high is None or self.value <= self.high)

    @property
    def asked(self) -> str:
        """
        >>> Bar("given", "10k", "lift held", 0.9, 0.9, 0.98).asked
        '0.9 to 0.98'
        """
        if self.low is not None and self.high is not None:
            return f"{self.low:g} to {self.high:g}"
        return f"at least {self.low:g}" if self.low is not None else f"at most {self.high:g}"

    def show(self) -> list[str]:
        answer = {True: "yes", False: "**no**", None: "not measured"}[self.met]
        return [self.generator, self.size, self.what, self.asked, "" if self.value is None else f"{self.value:.3f}", answer]


HEADER = ("generator", "size", "bar", "asked", "measured", "met")


def bars(generator: str, size: str, row: Row) -> Iterator[Bar]:
    """The bars of our row for one generator and size."""
    s = row.scores
    f1 = s["F1"] if s["causes"] else None
    if generator != "given":
        yield Bar(generator, size, "F1", f1, low=OWN_F1)
        yield Bar(generator, size, "alarms on noise", s["alarm"], high=OWN_ALARMS)
        return
    yield Bar(generator, size, "F1", f1, low=F1[size])
    yield Bar(generator, size, "first answer right", s["top1"], low=FIRST_RIGHT)
    yield Bar(generator, size, "alarms on noise", s["alarm"], high=ALARMS)
    yield Bar(generator, size, "onset off by days (median)", s["onset"], high=ONSET_DAYS)
    yield Bar(generator, size, "seconds a case (median)", row.wall, high=SECONDS[size])


def interval_bar(held: float | None) -> Bar:
    """The bar of the intervals: over all sizes of the given cases together, as a share between 90 and 98 % cannot be told from a few causes."""
    return Bar("given", "all", "95 % interval holds the lift", held, *LIFT_HELD)
