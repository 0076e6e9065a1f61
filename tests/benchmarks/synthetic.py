"""Order tables of any size, lean and quick to make, with one planted cause: for measuring time and memory, not for judging answers."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import date, timedelta

import numpy as np
import pandas as pd

FIRST, DAYS = date(2026, 1, 5), 120
OTHERS = {
    "carrier": 6, "warehouse": 8, "ship_service": 5, "state": 50, "channel": 2, "price_band": 6, "weekday": 7, "packaging": 5,
    "marketplace": 9, "customer_type": 3,
}  # fmt: skip
MOST_ATTRIBUTES = 2 + len(OTHERS)
CAUSE = {"carrier": "carrier 1", "warehouse": "warehouse 0"}
RATE, LIFT = 0.015, 6.0


def columns(orders: int, attributes: int, values: int, seed: int = 1) -> Iterator[tuple[str, np.ndarray]]:
    """(name, codes) of each column, one after the other: the first attributes of carrier, warehouse, asin, sku and more; `day`; and `defect`.

    ASINs are `values` in number and of Zipf sizes, each SKU is in an ASIN, most orders of an ASIN leave from one warehouse, most of a
    warehouse with one carrier. Columns that are not asked for are left out, so 2 <= attributes <= MOST_ATTRIBUTES.
    """
    rng = np.random.default_rng(seed)
    weights = np.cumsum(1 / np.arange(1, values + 1))
    asin = np.searchsorted(weights, rng.random(orders) * weights[-1]).astype(np.int32)
    warehouse = np.where(rng.random(orders) < 0.6, asin % 8, rng.integers(0, 8, orders, np.int8)).astype(np.int8)
    carrier = np.where(rng.random(orders) < 0.5, warehouse % 6, rng.integers(0, 6, orders, np.int8)).astype(np.int8)
    bad = rng.random(orders, np.float32) < RATE * np.where((carrier == 1) & (warehouse == 0), np.float32(LIFT), np.float32(1))
    day = np.sort(rng.integers(0, DAYS, orders, np.int16))
    for name in ["carrier", "warehouse", "asin", "sku", *list(OTHERS)[2:]][:attributes]:
        if name == "sku":
            yield name, 2 * asin + (rng.random(orders, np.float32) < 0.3)
        elif name in ("carrier", "warehouse", "asin"):
            yield name, {"carrier": carrier, "warehouse": warehouse, "asin": asin}[name]
        elif name == "weekday":
            yield name, (day % 7).astype(np.int8)
        else:
            yield name, np.minimum((rng.random(orders, np.float32) ** 1.5 * OTHERS[name]).astype(np.int8), OTHERS[name] - 1)
    yield "day", day
    yield "defect", bad


def table(parts: Iterator[tuple[str, np.ndarray]], values: int) -> tuple[pd.DataFrame, list[str]]:
    """The order table of these columns, and which of them are attributes."""
    frame, attributes = {}, []
    for name, codes in parts:
        if name == "defect":
            frame[name] = codes
        elif name == "day":
            texts = [(FIRST + timedelta(days=d)).isoformat() for d in range(DAYS)]
            frame["order_date"] = pd.Categorical.from_codes(codes, texts)
        else:
            size = OTHERS.get(name) or values * (2 if name == "sku" else 1)
            frame[name] = pd.Categorical.from_codes(codes, [f"{name} {v}" for v in range(size)])
            attributes.append(name)
    return pd.DataFrame(frame), attributes


def peak_bytes() -> int:
    """The most memory that this process has had, table and libraries included (Linux and macOS)."""
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024
