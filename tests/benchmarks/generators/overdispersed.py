"""Orders whose bad ones come in clumps: days, products, buyers and batches differ by more than chance, and one label in twenty is wrong.

Attributes come from latent normal scores with a random correlation (a Gaussian copula), cut at quantiles: those of the ASIN decide supplier,
category and price band, those of the order, mixed with its ASIN's, decide warehouse, carrier and service. A few buyers order again and again,
from one state, often the same ASIN. Nobody sees in the table

    days       each day's rate is drawn from a beta around the base, with a coefficient of variation of 0.2 to 0.35
    ASINs      a gamma factor with a coefficient of variation of 0.2 to 0.35; with all harmless differences of the columns kept within x0.5 and x1.7
    buyers     a gamma factor with a coefficient of variation of 0.8, so the complaints of one buyer come together
    batches    some ASIN-days of 2 to 8 orders of which 30 to 60 % are bad; they make about 6 % of all bad orders
    labels     5 % of the truly bad orders, drawn at random, are marked good, and as many good orders, drawn at random, are marked bad: the
               rate stays, the lift of every cause shrinks. `realised_lift` is the lift of the marks, which is all that a table can show;
               `lift` is what the chance of a truly bad order was multiplied with.

None of these is a cause. As counts vary more than by chance, a cause needs 1.25 times the evidence and margin (`identify`); it is judged with
all that is hidden at work, so a lucky ASIN is not taken for a cause that can be found, nor an unlucky one for no rival.

    python -m tests.benchmarks.generators.overdispersed --out DIR [--sizes 10k,100k] [--per-tier 10k=6] [--suite dev]
"""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np

from .case import Generator, main
from .plan import Plan, calendar
from .world import World, draw, harmless, zipf

WRONG = 0.05
BATCHES = 0.06
COLUMNS = {
    "supplier": 12,
    "category": 8,
    "price_band": 5,
    "warehouse": 5,
    "carrier": 6,
    "ship_service": 5,
    "channel": 2,
    "state": 40,
    "membership": 3,
}
OF_THE_ASIN = ("supplier", "category", "price_band")
OF_THE_ORDER = ("warehouse", "carrier", "ship_service", "channel")
OF_THE_BUYER = ("state", "membership")
WEEKDAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]


def make_world(rng: np.random.Generator, plan: Plan, start: float) -> World:
    """Buyers, ASINs, days, then the orders and how bad they are."""
    n, days = plan.orders, int(rng.integers(35, 91))
    onset, first = round(start * days), date(2025, 3, 1) + timedelta(days=int(rng.integers(400)))
    traffic = rng.gamma(12, size=days) * (1 + rng.uniform(-0.3, 0.5) * np.arange(days) / days)
    traffic *= np.tile(rng.uniform(0.75, 1.2, 7), days // 7 + 1)[:days]
    if plan.kind == "burst_days":
        traffic[rng.integers(0, days, 3)] *= rng.uniform(4, 8, 3)
    day = draw(rng, traffic, n)
    count = int(np.exp(rng.uniform(np.log(30), np.log(n / 12 if n < 50_000 else n / 30))))
    buyers = int(n * rng.uniform(0.45, 0.75))
    buyer = draw(rng, rng.pareto(2.2, buyers) + 0.5, n)
    asin = _asins(rng, plan, day >= onset, count, buyer, buyers)
    codes = {"asin": asin, "sku": _skus(rng, asin, count), "weekday": (first.weekday() + day) % 7}
    names = {
        "asin": [f"B{rng.integers(10**8):08d}{i:04d}" for i in range(count)],
        "sku": [f"{i // 3:05d}/{'abc'[i % 3]}" for i in range(3 * count)],
        "weekday": WEEKDAYS,
    }
    traits = rng.normal(size=(count, 2))
    for name, size in COLUMNS.items():
        names[name] = [f"{name} {i + 1}" for i in range(size)]
    for name in OF_THE_ASIN:
        codes[name] = _cut(rng, _mix(rng, traits, rng.uniform(0.4, 0.9)), COLUMNS[name])[asin]
    for name in OF_THE_BUYER:
        codes[name] = draw(rng, zipf(COLUMNS[name], 0.9), buyers)[buyer]
    swap = _handling(rng, plan, codes, names, traits[asin], day >= onset)
    kept = ["asin", *rng.choice(["sku", *COLUMNS, "weekday"], size=int(rng.integers(5, 10)), replace=False)]
    needed = ("warehouse", "carrier", "supplier") if swap else ("warehouse", "carrier")
    kept = list(dict.fromkeys([*map(str, kept), *needed]))
    harm = _harm(rng, {a: codes[a] for a in kept}, names)
    slow = np.exp(rng.uniform(-0.3, 0.3) * (np.arange(days) / days - 0.5)) * calendar(rng, plan.kind, days, onset)
    rates = np.exp(rng.uniform(np.log(0.006), np.log(0.06))) * harm * slow[day]
    if swap:
        rates = rates * np.where(codes["supplier"] == names["supplier"].index(swap[1]["supplier"]), rng.uniform(2.5, 4), 1.0)
    base = _clumped(rng, rates, harm, asin, count, day, days, buyer, buyers)
    known = rates * (base.sum() / rates.sum())
    return World({a: codes[a] for a in kept}, {a: names[a] for a in kept}, day, days, first, base, known, ("warehouse", "carrier"), swap)


def _asins(rng, plan, late, count, buyer, buyers) -> np.ndarray:
    """What was bought: by popularity, but two in five times the buyer's favourite; in a mix shift, another popularity from the onset on."""
    popular = zipf(count, rng.uniform(0.7, 1.1))
    asin = np.where(rng.random(len(buyer)) < 0.4, draw(rng, popular, buyers)[buyer], draw(rng, popular, len(buyer)))
    if plan.kind == "mix_shift":
        other = draw(rng, popular * np.where(rng.random(count) < 0.5, 4.0, 1.0), len(buyer))
        asin = np.where(late & (rng.random(len(buyer)) < 0.7), other, asin)
    return asin


def _skus(rng, asin, count) -> np.ndarray:
    """One to three variants of each ASIN."""
    return 3 * asin + np.minimum(rng.geometric(0.65, len(asin)) - 1, rng.integers(0, 3, count)[asin])


def _mix(rng, scores: np.ndarray, weight: float) -> np.ndarray:
    """A new normal score that has the correlation `weight` with a random direction of the given ones."""
    direction = rng.normal(size=scores.shape[1])
    return weight * scores @ (direction / np.linalg.norm(direction)) + np.sqrt(1 - weight**2) * rng.normal(size=len(scores))


def _cut(rng, score: np.ndarray, size: int, shares: np.ndarray | None = None) -> np.ndarray:
    """Codes from a score, cut where the shares (skewed ones, drawn, unless given) say."""
    shares = rng.permutation(zipf(size, rng.uniform(0.5, 1.1))) if shares is None else shares
    return np.searchsorted(np.quantile(score, np.cumsum(shares)[:-1]), score, side="right")


def _handling(rng, plan, codes, names, traits, late) -> tuple[dict[str, str], dict[str, str]] | None:
    """Warehouse, carrier, service, channel of every order; in tier t6 a bad supplier's goods move to another warehouse (returned)."""
    shared = np.column_stack([traits, rng.normal(size=(len(traits), 2))])
    score = _mix(rng, shared, 0.7)
    shares = rng.permutation(zipf(COLUMNS["warehouse"], 0.6))
    codes["warehouse"] = _cut(rng, score, COLUMNS["warehouse"], shares)
    swap = None
    if plan.tier == "t6_simpson":
        x, y = rng.permutation(np.argsort(-np.bincount(codes["warehouse"]))[:3])[:2]
        supplier = int(rng.choice(np.argsort(-np.bincount(codes["supplier"]))[:4]))
        moving = (codes["supplier"] == supplier) & (rng.random(len(late)) < 0.85)
        codes["warehouse"] = np.where(moving, np.where(late, y, x), codes["warehouse"])
        swap = ({"warehouse": names["warehouse"][x]}, {"supplier": names["supplier"][supplier]})
    if plan.tier == "t5_confounded":  # a carrier for each warehouse, with few exceptions; the rarest has none
        close = rng.uniform(0.95, 0.985)
        twin = close * score + np.sqrt(1 - close**2) * rng.normal(size=len(score))
        codes["carrier"] = _cut(rng, twin, COLUMNS["carrier"], np.append(shares * 0.97, 0.03))
    else:
        codes["carrier"] = _cut(rng, _mix(rng, np.column_stack([score, shared]), 0.6), COLUMNS["carrier"])
    for name in OF_THE_ORDER[2:]:
        codes[name] = _cut(rng, _mix(rng, shared, rng.uniform(0.2, 0.7)), COLUMNS[name])
    return swap


def _harm(rng, codes, names) -> np.ndarray:
    """The harmless differences between the values of the columns, as a factor of every order."""
    harm = np.ones(len(codes["asin"]))
    for attribute, column in codes.items():
        if attribute not in ("asin", "sku"):
            harm *= harmless(rng, len(names[attribute]), 0.08)[column]
    return harm / harm.mean()


def _clumped(rng, rates, harm, asin, count, day, days, buyer, buyers) -> np.ndarray:
    """The chance of every order with all that nobody sees."""
    mean = min(float(rates.mean()), 0.5)
    spread = rng.uniform(0.2, 0.35)
    tightness = (1 - mean) / (mean * spread**2) - 1
    of_day = rng.beta(mean * tightness, (1 - mean) * tightness, days) / mean
    shape = 1 / rng.uniform(0.2, 0.35) ** 2
    of_asin = np.clip(rng.gamma(shape, 1 / shape, count)[asin] * harm, 0.5, 1.7) / harm
    of_buyer = rng.gamma(1.5, 1 / 1.5, buyers)[buyer]
    chance = np.minimum(rates * of_day[day] * of_asin * of_buyer, 0.6)
    cell = asin * days + day
    size = np.bincount(cell, minlength=count * days)
    small = rng.permutation(np.flatnonzero((size >= 2) & (size <= 8)))
    badness = rng.uniform(0.3, 0.6, len(small))
    hit = small[np.cumsum(size[small] * badness) <= BATCHES * chance.sum()]
    floor = np.zeros(count * days)
    floor[hit] = badness[: len(hit)]
    return np.maximum(chance, floor[cell])


def labels(rng: np.random.Generator, chance: np.ndarray) -> np.ndarray:
    """Who is marked bad: who is, but for 5 % of them, and as many others instead."""
    bad = rng.random(len(chance)) < chance
    wrong = round(WRONG * bad.sum())
    lost = rng.choice(np.flatnonzero(bad), wrong, replace=False)
    turned = rng.choice(np.flatnonzero(~bad), wrong, replace=False)
    bad[lost], bad[turned] = False, True
    return bad


def marked(chance: np.ndarray) -> np.ndarray:
    """The chance of being marked bad, from the chance of being bad."""
    return (1 - WRONG) * chance + WRONG * chance.sum() * (1 - chance) / (1 - chance).sum()


GENERATOR = Generator("overdispersed", "1", make_world, labels, marked, strictness=1.25)

if __name__ == "__main__":
    main(GENERATOR)
