"""Orders of a seller in several countries: a network of causes and effects, drawn from parents to children.

    marketplace -> region -> fulfilment node -> carrier -> ship service        family -> ASIN -> SKU -> price band
    day, ASIN -> promotion -> price band         family, node -> packaging      marketplace -> customer type

ASINs are launched within the window or discontinued, some burst for one to three days of a promotion; growth and weekdays move the volume.
A carrier is missing where the slowest service was used, a region in the smallest country, a packaging on promotions. 5 to 12 of the
columns are in the table. The chance of a bad order has a small harmless part per value (all together within x0.6 and x1.6), a slow drift,
weekdays and days. Causes are judged as `identify` says. Labels are exact.

    python -m tests.benchmarks.generators.regional --out DIR [--sizes 10k,100k] [--per-tier 10k=6] [--suite dev]
"""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np

from .case import Generator, main
from .plan import Plan, calendar
from .world import MISSING, World, draw, draw_given, harmless, zipf

COLUMNS = (
    "marketplace", "region", "fulfilment_node", "carrier", "ship_service", "family", "asin", "sku", "price_band", "promotion",
    "customer_type", "packaging", "weekday", "order_hour",
)  # fmt: skip
COUNTRIES = ["DE", "US", "UK", "FR", "IT", "ES", "JP"]
CARRIERS = ["Hermes", "DPD", "GLS", "UPS", "DHL", "LaPoste", "Evri", "Yamato"]
SERVICES = ["Standard", "Express", "Tracked", "Saver", "Freight"]
FREIGHT = len(SERVICES) - 1
WEEKDAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
BANDS = ["under 10", "10-20", "20-40", "40-80", "80-160", "over 160"]


def make_world(rng: np.random.Generator, plan: Plan, start: float) -> World:
    """A seller: countries, products, calendar, then the orders."""
    n = plan.orders
    days = int(rng.integers(30 if plan.mode == "change" or plan.kind == "bad_day" else 20, 121))
    onset = round(start * days)
    first = date(2025, 1, 1) + timedelta(days=int(rng.integers(500)))
    codes, names = {}, {}
    day = _products(rng, plan, n, days, onset, first, codes, names)
    swap = _places(rng, plan, n, day >= onset, codes, names)
    names["customer_type"] = ["consumer", "business", "reseller"]
    codes["customer_type"] = draw_given(rng, rng.dirichlet([12, 3, 1], len(names["marketplace"])), codes["marketplace"])
    names["packaging"] = ["box", "bag", "envelope", "tube", "pallet"]
    table = rng.dirichlet([0.8] * 5, len(names["family"]) * len(names["fulfilment_node"]))
    codes["packaging"] = draw_given(rng, table, codes["family"] * len(names["fulfilment_node"]) + codes["fulfilment_node"])
    names["weekday"], codes["weekday"] = WEEKDAYS, (first.weekday() + day) % 7
    names["order_hour"], codes["order_hour"] = ["night", "morning", "afternoon", "evening"], draw(rng, np.array([1.0, 4, 5, 3]), n)
    kept = _columns(rng, plan)
    codes, names = {a: codes[a] for a in kept}, {a: names[a] for a in kept} | {"family": names["family"]}
    base = _chances(rng, plan, codes, names, day, days, onset)
    if swap:
        always = codes["family"] == names["family"].index(swap[1]["family"])
        base = np.minimum(base * np.where(always, rng.uniform(2.5, 4), 1.0), 0.5)
    _leave_out(rng, codes, names)
    return World(codes, {a: names[a] for a in kept}, day, days, first, base, base, ("carrier", "fulfilment_node"), swap)


def _products(rng, plan, n, days, onset, first, codes, names) -> np.ndarray:
    """Families, ASINs, SKUs, prices and promotions; returns the day of every order."""
    count = int(np.exp(rng.uniform(np.log(40), np.log(min(n / 4, 5000)))))
    families = int(rng.integers(4, 16))
    names["family"] = [f"family {i + 1}" for i in range(families)]
    family = draw(rng, zipf(families, 0.7), count)
    names["asin"] = [f"B{rng.integers(10**8):08d}{i:04d}" for i in range(count)]
    volume = np.outer(rng.permutation(zipf(count, rng.uniform(0.8, 1.2))), _traffic(rng, days))
    for asin in np.flatnonzero(rng.random(count) < 0.12):
        volume[asin, : rng.integers(days)] = 0
    for asin in np.flatnonzero(rng.random(count) < 0.08):
        volume[asin, rng.integers(days // 3, days) :] = 0
    promotion = _promotions(rng, volume, family, 8 if plan.kind == "burst_days" else int(rng.integers(0, 6)))
    if plan.kind == "mix_shift":  # half of the families sell several times as much from the onset on
        growing = rng.random(families) < 0.5
        volume[:, onset:] *= np.where(growing[family], rng.uniform(2, 4), 1.0)[:, None]
    volume += volume.sum() * 1e-12
    cell = draw(rng, volume, n)
    asin, day = cell // days, cell % days
    codes["asin"], codes["family"] = asin, family[asin]
    variants = rng.choice([1, 2, 3, 4], size=count, p=[0.5, 0.25, 0.15, 0.1])
    offset = np.cumsum(variants) - variants
    within = np.minimum((rng.random(n) ** 1.6 * variants[asin]).astype(int), variants[asin] - 1)
    codes["sku"] = offset[asin] + within
    names["sku"] = [f"{a:05d}-{'SMLX'[j]}" for a in range(count) for j in range(variants[a])]
    names["promotion"] = ["none", *(f"deal {i + 1}" for i in range(promotion.max()))]
    codes["promotion"] = np.where(rng.random(n) < 0.85, promotion[asin, day], 0)
    price, rise = rng.integers(0, len(BANDS), count), np.where(rng.random(count) < 0.25, rng.integers(0, days, count), days)
    names["price_band"] = BANDS
    codes["price_band"] = np.clip(price[asin] + (day >= rise[asin]) - (codes["promotion"] > 0), 0, len(BANDS) - 1)
    return day


def _traffic(rng, days) -> np.ndarray:
    growth = 1 + rng.uniform(-0.3, 0.8) * np.arange(days) / days
    return growth * rng.uniform(0.7, 1.3, 7)[np.arange(days) % 7] * np.exp(rng.normal(0, 0.12, days))


def _promotions(rng, volume, family, deals) -> np.ndarray:
    """Multiply the volume of some ASINs on some days; returns the deal (0: none) of every ASIN and day."""
    count, days = volume.shape
    deal = np.zeros((count, days), int)
    for number in range(1, deals + 1):
        some = (
            np.flatnonzero(family == rng.integers(family.max() + 1)) if rng.random() < 0.3 else rng.integers(0, count, rng.integers(1, 6))
        )
        begin = int(rng.integers(0, days - 3))
        span = slice(begin, begin + int(rng.integers(1, 4)))
        volume[some, span] *= rng.uniform(4, 15)
        deal[some, span] = number
    return deal


def _places(rng, plan, n, late, codes, names) -> tuple[dict[str, str], dict[str, str]] | None:
    """Countries, regions, nodes, carriers, services; in tier t6 a bad family moves from one node to another (returned)."""
    countries = int(rng.integers(2, 7))
    names["marketplace"] = COUNTRIES[:countries]
    regions, nodes = rng.integers(3, 9, countries), rng.integers(2, 5, countries)
    region_country, node_country = np.repeat(np.arange(countries), regions), np.repeat(np.arange(countries), nodes)
    names["region"] = [f"{COUNTRIES[c]}-{i + 1}" for c in range(countries) for i in range(regions[c])]
    names["fulfilment_node"] = [f"{COUNTRIES[c]}{'ABCD'[i]}1" for c in range(countries) for i in range(nodes[c])]
    codes["marketplace"] = draw(rng, zipf(countries, 1.1), n)
    at_home = region_country[None, :] == np.arange(countries)[:, None]
    codes["region"] = draw_given(rng, at_home * rng.gamma(2.0, size=len(region_country)), codes["marketplace"])
    near = (node_country[None, :] == region_country[:, None]) * rng.gamma(0.6, size=(len(region_country), len(node_country))) + 1e-9
    node = draw_given(rng, near, codes["region"])
    swap = None
    if plan.tier == "t6_simpson":
        x, y = rng.permutation(nodes[0])[:2]
        family = int(rng.choice(np.argsort(-np.bincount(codes["family"]))[:3]))
        moving = (codes["family"] == family) & (codes["marketplace"] == 0) & (rng.random(n) < 0.85)
        node = np.where(moving, np.where(late, y, x), node)
        swap = ({"fulfilment_node": names["fulfilment_node"][x]}, {"family": names["family"][family]})
    codes["fulfilment_node"] = node
    carriers = int(rng.integers(4, len(CARRIERS) + 1))
    names["carrier"] = CARRIERS[:carriers]
    table = rng.dirichlet([0.9] * carriers, len(node_country)) + 0.01
    if plan.tier == "t5_confounded":  # every node has one carrier that takes nearly all
        table = rng.dirichlet([1.5] * carriers, len(node_country)) * rng.uniform(0.08, 0.2)
        table[np.arange(len(node_country)), rng.integers(0, carriers, len(node_country))] += 1 - table.sum(axis=1)
    codes["carrier"] = draw_given(rng, table, node)
    names["ship_service"] = SERVICES
    codes["ship_service"] = draw_given(rng, rng.dirichlet([2.5, 1.2, 1.2, 0.8, 0.3], carriers) + 0.005, codes["carrier"])
    return swap


def _columns(rng, plan) -> list[str]:
    """Which columns this seller's report has."""
    needed = {"carrier", "fulfilment_node", str(rng.choice(["asin", "sku", "family"]))} | (
        {"family"} if plan.tier == "t6_simpson" else set()
    )
    others = [c for c in COLUMNS if c not in needed]
    more = rng.choice(others, size=int(rng.integers(5, 13)) - len(needed), replace=False)
    return [c for c in COLUMNS if c in needed or c in more]


def _chances(rng, plan, codes, names, day, days, onset) -> np.ndarray:
    harm = np.ones(len(day))
    for attribute, column in codes.items():
        harm *= harmless(rng, len(names[attribute]), 0.1)[column]
    harm = np.clip(harm / harm.mean(), 0.6, 1.6)
    slow = np.exp(rng.uniform(-0.35, 0.35) * (np.arange(days) / days - 0.5))
    days_own = slow * harmless(rng, 7, 0.08)[np.arange(days) % 7] * harmless(rng, days, 0.08) * calendar(rng, plan.kind, days, onset)
    return np.minimum(np.exp(rng.uniform(np.log(0.005), np.log(0.08))) * harm * days_own[day], 0.5)


def _leave_out(rng, codes, names) -> None:
    """Values that the report does not have, for reasons that lie in other columns."""
    n = len(codes["carrier"])
    if "ship_service" in codes:
        codes["carrier"] = np.where((codes["ship_service"] == FREIGHT) & (rng.random(n) < 0.3), MISSING, codes["carrier"])
    if "region" in codes and "marketplace" in codes:
        smallest = codes["marketplace"] == len(names["marketplace"]) - 1
        codes["region"] = np.where(smallest & (rng.random(n) < 0.15), MISSING, codes["region"])
    if "packaging" in codes and "promotion" in codes:
        codes["packaging"] = np.where((codes["promotion"] > 0) & (rng.random(n) < 0.2), MISSING, codes["packaging"])


def labels(rng: np.random.Generator, chance: np.ndarray) -> np.ndarray:
    """Who is bad, exactly as it happened."""
    return rng.random(len(chance)) < chance


GENERATOR = Generator("regional", "1", make_world, labels, marked=lambda chance: chance)

if __name__ == "__main__":
    main(GENERATOR)
