"""Reports -> the account's health: per metric its counts, interval, target, status, trend, and what brings it under target.

What the files cannot show is said (`Health.not_computable`), never estimated in silence.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from ..catalogue import Catalogue, catalogue
from ..errors import PoaError
from ..model import FileRecord, Health, Measurement, NotComputable
from ..progress import working
from .counts import Population
from .from_orders import Scope, measure_orders
from .from_report import Block, blocks_of, measure_blocks
from .gaps import gaps
from .money import withheld_money
from .money_words import reserve_sentence, settlement_sentence, withheld_json, withheld_sentences
from .recovery import orders_needed, recovery_sentence
from .show import (
    gap_sentence,
    health_json,
    health_sentences,
    measurement_sentence,
    metric_name,
    store_name,
)

if TYPE_CHECKING:
    from ..reports import Reports

__all__ = [
    "gap_sentence",
    "health_json",
    "health_sentences",
    "health_of",
    "measure_metrics",
    "measurement_sentence",
    "metric_name",
    "orders_needed",
    "recovery_sentence",
    "reserve_sentence",
    "settlement_sentence",
    "store_name",
    "withheld_json",
    "withheld_money",
    "withheld_sentences",
]


def measure_metrics(reports: Reports, *, marketplace: str | None = None, as_of: date | None = None) -> Health:
    """Every metric of the catalogue that these reports can show, with what they cannot, and the money that is held back.

    marketplace: country code, marketplace id or store domain; default: what the files say, each store by itself.
    as_of: the last day to measure; default: the last order date in the files, else the end of the performance report's windows.
    Windows, targets and lags are those of `data/policy/metrics.yaml` in force on that day; a target stated by Amazon's own
    report goes before them. Raises PoaError for an unknown marketplace.
    """
    from ..reports.order_book import order_book

    blocks = [block for snapshot in reports.snapshots for block in blocks_of(snapshot)]
    accounts = {
        s.marketplace: s.account_status for s in reports.snapshots if s.marketplace and s.account_status
    }  # oldest first: the newest stays
    held = frozenset(id for id in catalogue().reports if reports.has(id))
    place = marketplace or reports.marketplace
    with working("Measuring the account"):
        health = health_of(order_book(reports), blocks, reports.records, marketplace=place, as_of=as_of, accounts=accounts, held=held)
        return health.model_copy(update={"withheld": withheld_money(reports)})


def health_of(
    book: Any,
    blocks: Sequence[Block],
    records: Sequence[FileRecord],
    *,
    marketplace: str | None = None,
    as_of: date | None = None,
    accounts: dict[str, str] | None = None,
    held: frozenset[str] = frozenset(),
) -> Health:
    """`measure_metrics` from the values inside the reports: an order book and the metric blocks of the snapshots."""
    cat = catalogue()
    places = _places(cat, book, blocks, marketplace)
    blocks = [b if b.marketplace or len(places) > 1 else replace(b, marketplace=places[0]) for b in blocks]
    blocks = [block for block in blocks if block.marketplace in (*places, None)]
    as_of = as_of or _last_day(book, blocks)
    told = tuple(measure_blocks(blocks, cat.metrics, as_of))
    measured: list[Measurement] = [m for m in told if m.marketplace not in places]
    missing: list[NotComputable] = []
    order = {id: position for position, id in enumerate(cat.metrics)}
    for place in places:
        scope = Scope(book, _orders_in(book, place, len(places) == 1), place, as_of or date.max, told, held)
        mine = [*(measure_orders(scope, cat.metrics) if as_of else ()), *(m for m in told if m.marketplace == place)]
        measured += sorted(mine, key=lambda m: order[m.metric])
        missing += gaps(scope, cat, mine)
    return Health(as_of=as_of, metrics=tuple(measured), not_computable=tuple(missing), files=tuple(records), accounts=accounts or {})


def _places(cat: Catalogue, book: Any, blocks: Sequence[Block], marketplace: str | None) -> list[str | None]:
    """The stores to measure, each by itself: the one asked for, else those the files name, else one unknown store."""
    if marketplace is not None:
        code = cat.marketplace_of(marketplace)
        if code is None:
            raise PoaError.of(f"'{marketplace}' is no marketplace of this workbench", f"Choose one of: {', '.join(cat.marketplaces)}.")
        return [code]
    named = {*book.packed.column("marketplace").used.tolist(), *(block.marketplace for block in blocks if block.marketplace)}
    return sorted(named) or [None]


def _orders_in(book: Any, place: str | None, only_place: bool) -> Population:
    """The orders of a store; those of no named store belong to it when it is the only one."""
    every, named = Population(book.packed), book.packed.column("marketplace")
    if place is None:
        return every
    return every.where(named.is_(place) | ~named.known if only_place else named.is_(place))


def _last_day(book: Any, blocks: Sequence[Block]) -> date | None:
    """The last order date in the files, else the last day of the newest window of the performance report."""
    return book.last_day or max((block.window.last for block in blocks if block.window), default=None)
