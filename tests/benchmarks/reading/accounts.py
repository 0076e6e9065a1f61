"""A whole fictional account of any size as text files: All Orders (34 columns, one row per item) and the downloads of its bad orders.

Shaped like Amazon's files; values are skewed (a few SKUs make most orders), orders have one to four items, totals grow and have weekdays.
Written in pieces, so that five million rows need little memory.
"""

from __future__ import annotations

import runpy
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv as arrow_csv

from tests.samples import DATA

FIRST = date(2021, 11, 1)
DAYS = 5 * 365
PIECE = 250_000
SKUS = 4_000
STATES = np.array([
    "CA", "TX", "FL", "NY", "PA", "IL", "OH", "GA", "NC", "MI", "NJ", "VA", "WA", "AZ", "MA", "TN", "IN",
    "MD", "MO", "WI", "CO", "MN", "SC", "AL", "LA", "KY", "OR", "OK", "CT", "UT", "IA", "NV", "AR", "MS",
    "KS", "NM", "NE", "ID", "WV", "HI", "NH", "ME", "RI", "MT", "DE", "SD", "ND", "AK", "DC", "VT", "WY",
])  # fmt: skip
SERVICES = np.array(["Standard", "Expedited", "SecondDay", "NextDay"])
_KNOWN = runpy.run_path(str(DATA / "sample_headers.py"))["ALL_ORDERS"]
_AFTER = _KNOWN.index("order-status") + 1
HEADER = [*_KNOWN[:_AFTER], "order-item-id", *_KNOWN[_AFTER:]]  # as files have it from 2026-05-28 on


@dataclass(frozen=True)
class Account:
    """The files of an account: All Orders, and the downloads that list late, defective and cancelled orders."""

    orders: Path
    late: Path
    defects: Path
    cancelled: Path

    @property
    def files(self) -> list[Path]:
        return [self.orders, self.late, self.defects, self.cancelled]


def make_account(folder: Path, items: int, seed: int = 1) -> Account:
    """Write an account with so many item rows into a folder; the same numbers give the same bytes."""
    folder.mkdir(parents=True, exist_ok=True)
    account = Account(*(folder / f"{name}.txt" for name in ("all_orders", "late", "defects", "cancelled")))
    random = np.random.default_rng(seed)
    prices = np.round(random.lognormal(3.2, 0.7, SKUS), 2)
    lists: dict[str, list[str]] = {"late": [], "defects": [], "cancelled": []}
    options = arrow_csv.WriteOptions(include_header=False, delimiter="\t", quoting_style="none")
    with account.orders.open("wb") as out:
        out.write(("\t".join(HEADER) + "\n").encode())
        for start in range(0, items, PIECE):
            rows = min(PIECE, items - start)
            arrow_csv.write_csv(_piece(random, start, rows, items, prices, lists), out, options)
    account.late.write_text("\n".join(["Order ID\tOrder date\tExpected ship date\tConfirmation date", *lists["late"]]) + "\n")
    account.defects.write_text(
        "\n".join(["Order ID\tOrder date\tFulfilment\tNegative feedback\tA-to-z claim\tChargeback", *lists["defects"]]) + "\n"
    )
    account.cancelled.write_text("\n".join(["Order ID\tOrder date\tAffects account health", *lists["cancelled"]]) + "\n")
    return account


def _piece(random: np.random.Generator, start: int, rows: int, items: int, prices: np.ndarray, lists: dict[str, list[str]]) -> pa.Table:
    """Some item rows in the order of their dates; their bad orders are added to the lists."""
    first = np.concatenate([[True], random.random(rows - 1) < 0.86])  # a new order, or one item more of the last one
    order = np.cumsum(first) - 1
    orders = int(order[-1]) + 1
    number = start + np.arange(orders)
    mixed = (number * 48271 + 11) % 10**7
    ids = np.char.add(
        np.char.add(np.array(["111-", "112-", "113-", "114-"])[number % 4], _padded(mixed, 7)),
        np.char.add("-", _padded((number * 69621) % 10**7, 7)),
    )
    share = np.sqrt((start + np.sort(random.random(orders)) * rows) / items)  # more and more orders
    day = np.minimum((share * DAYS).astype(int), DAYS - 1)
    days = np.array([(FIRST + timedelta(days=n)).isoformat() for n in range(DAYS + 40)])
    second = random.integers(0, 86_400, orders)
    clock = np.char.add(
        np.char.add(_padded(second // 3600, 2), ":"), np.char.add(np.char.add(_padded(second // 60 % 60, 2), ":"), _padded(second % 60, 2))
    )
    stamp = np.char.add(np.char.add(days[day], "T"), np.char.add(clock, "+00:00"))
    later = np.char.add(np.char.add(days[day + random.integers(1, 9, orders)], "T"), np.char.add(clock, "+00:00"))
    mfn = random.random(orders) < 0.5
    cancelled = random.random(orders) < 0.03
    sku = np.minimum(random.zipf(1.3, rows) - 1, SKUS - 1)
    units = np.where(cancelled[order], 0, 1 + (random.random(rows) < 0.1))
    state = STATES[np.minimum(random.zipf(1.5, orders) - 1, len(STATES) - 1)]
    empty = np.full(rows, "")
    price = np.char.mod("%.2f", prices[sku] * np.maximum(units, 1))
    status = np.where(cancelled, "Cancelled", "Shipped")
    columns = [
        ids[order], empty, stamp[order], later[order], status[order], _padded(start + np.arange(rows) + 10**13, 14),
        np.where(mfn, "Merchant", "Amazon")[order], np.full(rows, "Amazon.com"), empty, SERVICES[random.integers(0, 4, orders)][order],
        np.char.add("Fictional garden and camping article number ", sku.astype(str)), np.char.add("SKU-", _padded(sku, 5)),
        np.char.add("B0FICT", _padded(sku // 2, 4)), status[order], units.astype(str), np.full(rows, "USD"), price,
        np.char.mod("%.2f", prices[sku] * 0.07), np.full(rows, "0.00"), np.full(rows, "0.00"), empty, empty, empty, empty,
        np.char.add("TOWN ", (number % 9973).astype(str))[order], state[order], _padded(number % 99_999, 5)[order],
        np.full(rows, "US"), empty, empty, np.where(number % 25 == 0, "true", "false")[order], empty, empty, np.full(rows, "false"),
    ]  # fmt: skip
    late = mfn & ~cancelled & (random.random(orders) < 0.02)
    wrong = ~cancelled & (random.random(orders) < 0.006)
    kind = random.integers(0, 3, orders)
    lists["late"] += [f"{ids[n]}\t{days[day[n]]}\t{days[day[n] + 2]}\t{days[day[n] + 4]}" for n in np.flatnonzero(late)]
    lists["defects"] += [
        f"{ids[n]}\t{days[day[n]]}\t{'Merchant' if mfn[n] else 'Amazon'}\t" + "\t".join("Yes" if kind[n] == k else "No" for k in range(3))
        for n in np.flatnonzero(wrong)
    ]
    lists["cancelled"] += [f"{ids[n]}\t{days[day[n]]}\t{'Yes' if number[n] % 3 else 'No'}" for n in np.flatnonzero(cancelled & mfn)]
    return pa.table(dict(zip(HEADER, map(pa.array, columns), strict=True)))


def _padded(numbers: np.ndarray, width: int) -> np.ndarray:
    return np.char.zfill(numbers.astype(str), width)
