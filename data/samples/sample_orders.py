"""A fictional shop and its orders: drawn with a fixed seed, every attribute independently of every other.

Only `random.Random` is used, whose numbers are the same in every Python version.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
PRICE_BANDS = ((15, "0-15"), (30, "15-30"), (60, "30-60"), (120, "60-120"))
_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ0123456789"


@dataclass(frozen=True)
class Product:
    """An item on offer; share: part of all orders that are for it."""

    asin: str
    sku: str
    name: str
    price: float
    share: float
    label: str = ""


@dataclass
class Order:
    """One order. marks: what went wrong with it (`late`, `a_to_z_claim` …), and who cancelled it."""

    id: str
    placed: datetime
    channel: str
    lines: list[tuple[Product, int]]
    service: str
    state: str
    city: str
    business: bool
    carrier: str = ""
    method: str = ""
    status: str = "Shipped"
    updated: datetime | None = None
    ship_by: date | None = None
    confirmed: date | None = None
    promised: date | None = None
    delivered: date | None = None
    marks: set[str] = field(default_factory=set)

    @property
    def day(self) -> date:
        return self.placed.date()

    @property
    def product(self) -> Product:
        return self.lines[0][0]

    @property
    def cancelled(self) -> bool:
        return self.status == "Cancelled"

    @property
    def price(self) -> float:
        return sum(product.price * max(units, 1) for product, units in self.lines)

    def attributes(self) -> dict[str, str]:
        """The order as a search for causes sees it; empty values are unknown there."""
        band = next((band for limit, band in PRICE_BANDS if self.price < limit), "120+")
        return {
            "asin": self.product.asin,
            "carrier": self.carrier,
            "ship_service": self.service,
            "ship_method": self.method,
            "ship_state": self.state,
            "channel": self.channel,
            "price_band": band,
            "weekday": WEEKDAYS[self.day.weekday()],
        }


@dataclass(frozen=True)
class Cause:
    """What is planted: orders with `attribute` = `value`, placed since `onset`, go wrong with probability `rate`."""

    id: str
    attribute: str
    value: str
    rate: float
    onset: date | None = None

    def covers(self, order: Order) -> bool:
        return order.attributes()[self.attribute] == self.value and (self.onset is None or order.day >= self.onset)


@dataclass(frozen=True)
class Shop:
    """What a shop's orders are drawn from: shares by value, orders per day, and the hours (UTC) in which buyers order."""

    products: tuple[Product, ...]
    services: dict[str, float]
    states: dict[str, float]
    cities: tuple[str, ...]
    carriers: dict[str, float]
    methods: dict[str, float]
    per_day: float
    weekdays: tuple[float, ...]
    amazon_share: float
    hours: tuple[int, int]
    id_heads: tuple[int, int] = (111, 114)


def pick(rng: random.Random, shares: dict[str, float]) -> str:
    """A key, as often as its share."""
    return rng.choices(list(shares), weights=list(shares.values()))[0] if shares else ""


def make_products(rng: random.Random, names: Sequence[tuple[str, str, float]], planted: Sequence[Product]) -> tuple[Product, ...]:
    """Products of (name, SKU, price) with Zipf shares in random order, beside those whose share is fixed."""
    left = 1 - sum(product.share for product in planted)
    weights = [1 / (rank + 3) ** 0.8 for rank in range(len(names))]
    rng.shuffle(weights)
    asins: list[str] = []
    while len(asins) < len(names):
        asin = "B0" + "".join(rng.choice(_LETTERS) for _ in range(8))
        if asin not in asins and asin not in {product.asin for product in planted}:
            asins.append(asin)
    made = [
        Product(asin, sku, name, price, left * weight / sum(weights))
        for asin, (name, sku, price), weight in zip(asins, names, weights, strict=True)
    ]
    return (*planted, *made)


def make_orders(rng: random.Random, shop: Shop, first: date, last: date) -> list[Order]:
    """The orders from the first to the last day, by time; all shipped, nothing wrong with them yet."""
    by_sku = {product.sku: product for product in shop.products}
    shares = {product.sku: product.share for product in shop.products}
    ids: set[str] = set()
    orders = []
    for offset in range((last - first).days + 1):
        day = first + timedelta(days=offset)
        how_many = int(shop.per_day * shop.weekdays[day.weekday()] + rng.uniform(-0.15, 0.15) * shop.per_day + rng.random())
        for hour in sorted(rng.uniform(shop.hours[0], shop.hours[1]) for _ in range(how_many)):
            units = rng.choices((1, 2, 3), weights=(90, 8, 2))[0]
            orders.append(make_order(rng, shop, day, hour, by_sku[pick(rng, shares)], units, ids))
    _add_second_items(rng, orders, shop.products)
    return orders


def make_order(
    rng: random.Random, shop: Shop, day: date, hour: float, product: Product, units: int, ids: set[str], channel: str = ""
) -> Order:
    """One order; the channel is drawn unless it is given."""
    placed = datetime(day.year, day.month, day.day) + timedelta(seconds=int(hour * 3600))
    channel = channel or ("Amazon" if rng.random() < shop.amazon_share else "Merchant")
    return Order(
        id=new_id(rng, ids, str(rng.randint(*shop.id_heads))),
        placed=placed,
        channel=channel,
        lines=[(product, units)],
        service=pick(rng, shop.services),
        state=pick(rng, shop.states),
        city=rng.choice(shop.cities),
        business=rng.random() < 0.06,
        carrier=pick(rng, shop.carriers) if channel == "Merchant" else "",
        method=pick(rng, shop.methods) if channel == "Merchant" else "",
        updated=placed + timedelta(hours=rng.uniform(6, 60)),
    )


def _add_second_items(rng: random.Random, orders: list[Order], products: Sequence[Product]) -> None:
    """About three orders in a hundred hold a second item, never one with a planted cause (a label)."""
    others = [product for product in products if not product.label]
    for order in orders:
        second = others[int(rng.random() * len(others))]
        if rng.random() < 0.03 and second != order.product:
            order.lines.append((second, 1))


def new_id(rng: random.Random, taken: set[str], head: str) -> str:
    """An order id nobody has yet: ddd-ddddddd-ddddddd, or S01-… for what is no order of an Amazon buyer."""
    while True:
        id = f"{head}-{rng.randrange(10**6, 10**7)}-{rng.randrange(10**6, 10**7)}"
        if id not in taken:
            taken.add(id)
            return id


def tilt(order: Order) -> float:
    """A harmless difference between orders: 0.72 to 1.32 times the base rate, by state and weekday."""
    state = (0.85, 1.0, 1.15)[sum(map(ord, order.state)) % 3]
    return state * (1.0, 0.9, 1.1, 0.85, 1.05, 1.15, 0.95)[order.day.weekday()]


def plant(
    rng: random.Random, orders: Sequence[Order], base: float, causes: Sequence[Cause], mark: Callable[[Order, Cause | None], None]
) -> None:
    """Let orders go wrong: each at the base rate, and at a cause's rate where the cause covers it."""
    for order in orders:
        why: list[Cause | None] = [None] if rng.random() < base * tilt(order) else []
        why += [cause for cause in causes if cause.covers(order) and rng.random() < cause.rate]
        if why:
            mark(order, why[-1])


def add_working_days(day: date, days: int) -> date:
    """The working day (Monday to Friday) that many working days later; 0 from a weekend is the next Monday."""
    while day.weekday() > 4:
        day += timedelta(days=1)
    for _ in range(days):
        day += timedelta(days=1)
        while day.weekday() > 4:
            day += timedelta(days=1)
    return day
