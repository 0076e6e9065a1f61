"""From a generator to case files: build a world, plant causes, draw the defects, write table and truth; and the command line for it.

Per case: `<case>.parquet` (or .csv) the orders, `<case>.meta.json` what a method may read, `<case>.truth.json` what it may not; and
`meta.json`, `truth.json` with all of them. The fields of a truth are those the scorer reads, and more that help to understand a miss.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd

from .identify import judge
from .plan import TIERS, Plan, plan
from .plant import Cause, plant, raised
from .world import MISSING, World, seeded

ATTEMPTS = 80


@dataclass(frozen=True)
class Generator:
    """world(rng, plan, onset) makes one. labels(rng, chance) draws who is marked bad; marked(chance) is the chance of being marked.

    strictness: see Plan. seed: changes whenever the generator does.
    """

    name: str
    seed: str
    world: Callable[[np.random.Generator, Plan, float], World]
    labels: Callable[[np.random.Generator, np.ndarray], np.ndarray]
    marked: Callable[[np.ndarray], np.ndarray]
    strictness: float = 1.0


def build(generator: Generator, suite: str, tier: str, size: str, index: int) -> tuple[pd.DataFrame, dict, dict]:
    """One case: (orders, meta, truth). The same arguments give the same case."""
    for attempt in range(ATTEMPTS):
        rng = seeded(generator.name, generator.seed, suite, tier, size, index, attempt)
        made = plan(rng, tier, size, index, generator.strictness)
        start = rng.uniform(0.35, 0.75)
        world = generator.world(rng, made, start)
        onset = round(start * world.days)
        if made.kind == "always_bad":
            world = _with_a_bad_segment(rng, world)
        causes = plant(rng, world, made, onset, generator.marked)
        if causes is not None:
            bad = generator.labels(rng, raised(world.base, causes, made.worst))
            return _case(generator, world, made, causes, bad, f"{tier}-{size}-{index:02d}", onset)
    raise RuntimeError(f"{generator.name} found no room for {tier}, {size}, number {index}")


def _with_a_bad_segment(rng: np.random.Generator, world: World) -> World:
    """One value of one attribute is several times as bad as the rest, from the first day to the last: nothing has changed."""
    while True:
        attribute = str(rng.choice(list(world.codes)))
        code = int(world.codes[attribute][rng.integers(len(world))])
        inside = world.codes[attribute] == code
        if code != MISSING and 0.02 <= inside.mean() <= 0.25:
            lift = np.where(inside, rng.uniform(2.5, 4), 1.0)
            swap = world.notes | {"always_bad": {attribute: world.names[attribute][code]}}
            return replace(world, base=np.minimum(world.base * lift, 0.6), known=np.minimum(world.known * lift, 0.6), notes=swap)


def _case(generator: Generator, world: World, made: Plan, causes: list[Cause], bad: np.ndarray, name: str, onset: int) -> tuple:
    told = [_told(generator, world, made, cause, [o for o in causes if o is not cause], bad) for cause in causes]
    changed = made.mode == "change" and made.kind not in ("flat_change", "drift", "burst_days", "bad_day", "always_bad")
    meta = {
        "case": name,
        "mode": made.mode,
        "rows": len(world),
        "attributes": list(world.codes),
        "date": "purchase_date",
        "target": "defect",
    }
    truth = {
        "case": name, "tier": made.tier, "kind": made.kind, "size": made.size, "mode": made.mode, "rows": len(world),
        "base_rate": round(float(world.base.mean()), 5), "defects": int(bad.sum()), "causes": told,
        "structural": world.swap[1] if world.swap else world.notes.get("always_bad"),
        "onset": world.text_of(onset) if changed else None, "days": world.days,
    }  # fmt: skip
    return _table(world, bad), meta, truth


def _told(generator: Generator, world: World, made: Plan, cause: Cause, others: list[Cause], bad: np.ndarray) -> dict:
    """The truth about a cause. oracle_ok: do the defects that were drawn still prefer it to all rivals, the other causes being known?"""
    live = np.ones(len(world), bool) if cause.onset is None else world.day >= cause.onset
    without, inside = raised(world.base, others, made.worst), cause.inside
    expected = generator.marked(without)[inside].sum()
    happening = generator.marked(raised(without, [cause], made.worst))[inside].sum()
    seen = judge(world, cause.segment, live, generator.marked(raised(world.known, others, made.worst)), bad.astype(float), 0.0)
    orders, defects = int(inside.sum()), int(bad[inside].sum())
    return {
        "set": cause.segment, "equivalents": cause.equivalents, "onset": None if cause.onset is None else world.text_of(cause.onset),
        "lift": round(cause.lift, 3), "realised_lift": round(float(happening / expected), 3), "orders": orders,
        "share": round(float(inside.mean()), 5), "expected_excess": round(float(happening - expected), 2),
        "G": round(cause.evidence, 2), "spare": round(cause.spare, 2), "observed_defects": defects,
        "observed_rate": round(defects / max(1, orders), 5), "oracle_ok": bool(seen.evidence > 0 and seen.spare >= 0),
    }  # fmt: skip


def _table(world: World, bad: np.ndarray) -> pd.DataFrame:
    """The orders by day, as a report would have them; a missing value is an empty cell."""
    order = np.argsort(world.day, kind="stable")
    days = [world.text_of(day) for day in range(world.days)]
    columns: dict[str, object] = {
        "order_id": [f"{100 + 7919 * i % 900}-{i:07d}" for i in range(len(world))],
        "purchase_date": pd.Categorical.from_codes(world.day[order], days),
    }
    for attribute, codes in world.codes.items():
        columns[attribute] = pd.Categorical.from_codes(codes[order], world.names[attribute])
    return pd.DataFrame(columns | {"defect": bad[order].astype(np.int8)})


def write(
    generator: Generator, out: Path, suite: str, counts: dict[str, int], noise: dict[str, int], tiers: list[str], form: str
) -> Iterator[dict]:
    """Write all cases of a suite into a folder and yield the truth of each as soon as it is there. counts, noise: size -> cases of a tier."""
    out.mkdir(parents=True, exist_ok=True)
    metas, truths = [], []
    for size, count in counts.items():
        for tier in tiers:
            for index in range(noise[size] if tier == "t0_noise" else count):
                table, meta, truth = build(generator, suite, tier, size, index)
                path = out / meta["case"]
                if form == "csv":
                    table.to_csv(f"{path}.csv", index=False)
                else:
                    table.to_parquet(f"{path}.parquet", index=False)
                for value, kind, values in ((meta, "meta", metas), (truth, "truth", truths)):
                    Path(f"{path}.{kind}.json").write_text(json.dumps(value), encoding="utf-8")
                    values.append(value)
                yield truth
    (out / "meta.json").write_text(json.dumps(metas, indent=0), encoding="utf-8")
    (out / "truth.json").write_text(json.dumps(truths, indent=0), encoding="utf-8")


def numbers(text: str) -> dict[str, int]:
    """
    >>> numbers("10k=6,100k=3")
    {'10k': 6, '100k': 3}
    """
    return {size: int(count) for size, count in (part.split("=") for part in text.split(",") if part)}


def main(generator: Generator, arguments: list[str] | None = None) -> None:
    """The command line of a generator."""
    parser = argparse.ArgumentParser(
        prog=f"python -m tests.benchmarks.generators.{generator.name}", description=f"Writes cases: {generator.name}."
    )
    parser.add_argument("--out", required=True, type=Path)
    parser.add_argument("--suite", default="dev", help="another name, other cases")
    parser.add_argument("--sizes", default="10k,100k")
    parser.add_argument("--tiers", default=",".join(TIERS))
    parser.add_argument("--per-tier", type=numbers, default={}, metavar="10k=12,100k=12", help="cases of each tier (12)")
    parser.add_argument("--noise", type=numbers, default={}, metavar="10k=24,100k=24", help="cases without a cause (twice as many)")
    parser.add_argument("--format", default="parquet", choices=["parquet", "csv"])
    options = parser.parse_args(arguments)
    counts = {size: options.per_tier.get(size, 12) for size in options.sizes.split(",")}
    noise = {size: options.noise.get(size, 2 * count) for size, count in counts.items()}
    for truth in write(generator, options.out, options.suite, counts, noise, options.tiers.split(","), options.format):
        causes = [(c["set"], c["lift"], c["onset"], c["G"], c["oracle_ok"]) for c in truth["causes"]]
        print(truth["case"], truth["kind"], truth["mode"], truth["defects"], causes, flush=True)
