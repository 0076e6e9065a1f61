"""What a case is about: its tier, its kind, the question asked, and how its causes are to be drawn."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

SIZES = {"2k": 2_000, "10k": 10_000, "100k": 100_000}
TIERS = ("t0_noise", "t1_single", "t2_conj", "t3_onset", "t4_multi", "t5_confounded", "t6_simpson", "t7_longtail")
NOISE = ("flat_level", "flat_change", "drift", "global_step", "burst_days", "mix_shift", "bad_day", "always_bad")
LEAST_EVIDENCE = {"2k": 18.0, "10k": 20.0, "100k": 24.0}
MARGIN = 5.0
ONSET_PRICE = 1.4  # where the start is unknown too, that much more evidence
LEAST_CHANGE = 14.0  # evidence that the segment's own rate changed, in mode `change`


@dataclass(frozen=True)
class Plan:
    """kind: for noise, what is going on although no segment is guilty; otherwise the tier's own name.

    depths: pairs of each cause to draw. lift, share: from, to. onset: does the cause start within the window? worst: highest chance of an
    order to be bad. strictness: factor on evidence and margin, for worlds in which counts vary more than by chance.
    """

    tier: str
    kind: str
    size: str
    mode: str
    depths: tuple[int, ...]
    lift: tuple[float, float] = (2.5, 15.0)
    share: tuple[float, float] = (0.003, 0.15)
    onset: bool = False
    strictness: float = 1.0
    worst: float = 0.75

    @property
    def orders(self) -> int:
        return SIZES[self.size]

    @property
    def least(self) -> float:
        return LEAST_EVIDENCE[self.size] * self.strictness * (ONSET_PRICE if self.onset else 1.0)

    @property
    def margin(self) -> float:
        return MARGIN * self.strictness


def plan(rng: np.random.Generator, tier: str, size: str, index: int, strictness: float) -> Plan:
    """The plan of the case number `index` of a tier."""
    often_change = "change" if rng.random() < 0.7 else "level"
    either = "change" if rng.random() < 0.5 else "level"
    common = {"tier": tier, "kind": tier, "size": size, "strictness": strictness}
    match tier:
        case "t0_noise":
            kind = NOISE[index % len(NOISE)]
            mode = {"flat_level": "level", "drift": either, "burst_days": either, "bad_day": either}.get(kind, "change")
            return Plan(**common | {"kind": kind}, mode=mode, depths=())
        case "t1_single":
            return Plan(**common, mode="level", depths=(1,))
        case "t2_conj":
            return Plan(**common, mode="level", depths=(int(rng.choice([2, 3], p=[0.65, 0.35])),), lift=(3.5, 15), share=(0.002, 0.1))
        case "t3_onset":
            return Plan(**common, mode=often_change, depths=(int(rng.choice([1, 2, 3], p=[0.5, 0.4, 0.1])),), onset=True)
        case "t4_multi":
            depths = tuple(int(d) for d in rng.choice([1, 2, 3], size=rng.integers(2, 4), p=[0.5, 0.35, 0.15]))
            return Plan(**common, mode=either, depths=depths, onset=either == "change", lift=(2.5, 12))
        case "t5_confounded":
            return Plan(**common, mode=either, depths=(1,), onset=either == "change", lift=(2.5, 8), share=(0.01, 0.35))
        case "t6_simpson":
            return Plan(**common, mode="change", depths=(1,), onset=True, lift=(2.5, 5), share=(0.01, 0.4))
        case _:
            depth = int(rng.choice([1, 2, 3], p=[0.3, 0.5, 0.2]))
            return Plan(**common, mode="level", depths=(depth,), lift=(6, 15), share=(0.0008, 0.01))


def calendar(rng: np.random.Generator, kind: str, days: int, onset: int) -> np.ndarray:
    """What the kind of noise does to the chance of a bad order on each day, for the whole account."""
    day = np.arange(days)
    if kind == "drift":
        size, middle = rng.uniform(0.5, 0.9) * rng.choice([-1, 1]), rng.uniform(0.3, 0.7) * days
        slope = day / days if rng.random() < 0.5 else 1 / (1 + np.exp(-(day - middle) / (0.12 * days)))
        return np.exp(size * (slope - slope.mean()))
    if kind == "global_step":
        return np.where(day >= onset, rng.uniform(1.5, 2.5), 1.0)
    if kind == "bad_day":
        return np.where(day == rng.integers(days // 6, days), rng.uniform(3, 6), 1.0)
    return np.ones(days)
