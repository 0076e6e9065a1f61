"""Withheld money: what the transactions show as deferred and the settlements as reserved, reconciled to the cent.

Amounts are summed as decimals of the digits that stand in the file: never as floating-point numbers, never across currencies.
Sources: status columns of the transaction files (Released, Deferred: northline 2026; the same words in the Finances API 2024-06-19);
reserve rows as tools that read real settlements know them (stored index id66306145005, id62702249265, id60287586749), unconfirmed by Amazon.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal, localcontext
from typing import TYPE_CHECKING, Any

import pandas as pd

from ..catalogue import catalogue
from ..model import Reconciliation, Reserve, Sum, Withheld

if TYPE_CHECKING:
    from ..reports import LoadedReport, Reports

_KNOWN_STATES = ("released", "deferred")
_NOTHING = Decimal(0)
_DIGITS = 400  # more than any number that can be read has, so that no sum is ever rounded
_ADJACENT = timedelta(days=1)  # the next settlement starts on the day, or the day after, the last one ended
_NOW_HELD, _GIVEN_BACK = "current reserve", "previous reserve"


def withheld_money(reports: Reports) -> Withheld | None:
    """What Amazon holds back, as far as the files show it; `None` without transaction and settlement files.

    The release date of deferred money is the file's own and mostly empty. Rows without a store have the currency of the only store of
    their file. A settlement that is there in both shapes is taken from V2.

    >>> from poa_helpers.reports import Reports
    >>> withheld_money(Reports()) is None
    True
    """
    from ..reports.settlement import SHAPES

    files = [file for report in ("transactions", *SHAPES) for file in reports.of(report)]
    if not files:
        return None
    with localcontext(prec=_DIGITS):
        return _withheld(reports, files)


def _withheld(reports: Reports, files: list[LoadedReport]) -> Withheld:
    warnings: list[str] = []
    transactions = reports.of("transactions")
    booked = [_amounts(file, file.table, reports.marketplace, warnings) for file in transactions if file.table is not None]
    rows = (
        pd.concat(booked, ignore_index=True) if booked else pd.DataFrame(columns=["currency", "release_on", "status", "amount", "order_id"])
    )
    deferred, unclear = rows[rows["status"].eq("deferred")], rows[~rows["status"].isin(_KNOWN_STATES)]
    settlements, reserves = _settlements(reports, warnings)
    return Withheld(
        deferred=sums(deferred, ("currency", "release_on")),
        deferred_totals=sums(deferred, ("currency",)),
        unclear=sums(unclear, ("currency",)),
        reserves=reserves,
        settlements=settlements,
        files=tuple(file.record.file for file in files),
        warnings=tuple(warnings),
    )


# ---------------------------------------------------------------- exact sums


def exact(amounts: pd.Series) -> Decimal:  # type: ignore[type-arg]
    """The sum of a column of amounts, exact to the digits they are written with; empty cells count as nothing.

    >>> exact(pd.Series([0.1] * 3 + [-0.3], dtype="Float64")), exact(pd.Series([1e9, 0.01, -1e9], dtype="Float64"))
    (Decimal('0.0'), Decimal('0.01'))
    """
    return sum((written(value) * rows for value, rows in amounts.value_counts().items()), _NOTHING)


def written(value: Any) -> Decimal:
    """An amount as it is written: the shortest digits that name a float are those of the file, up to 15 of them.

    >>> written(1234.56), written(-0.1)
    (Decimal('1234.56'), Decimal('-0.1'))
    """
    return Decimal(repr(float(value)))


def to_places(amount: Decimal, currency: str | None) -> Decimal:
    """An amount with the decimals of its currency, or with more where it has them.

    >>> to_places(Decimal("12.5"), "EUR"), to_places(Decimal("760.0"), "JPY"), to_places(Decimal("0.125"), "USD")
    (Decimal('12.50'), Decimal('760'), Decimal('0.125'))
    """
    from babel.numbers import get_currency_precision

    exponent = amount.normalize().as_tuple().exponent
    needed = -exponent if isinstance(exponent, int) and exponent < 0 else 0
    return amount.quantize(Decimal(1).scaleb(-max(needed, get_currency_precision(currency or "USD"))))


def sums(rows: pd.DataFrame, keys: tuple[str, ...]) -> tuple[Sum, ...]:
    """Exact sums by currency, or by currency and release date, in this order; days not stated come last.

    rows: columns currency, release_on, order_id, amount.
    """
    found = []
    for key, part in rows.groupby(list(keys), dropna=False, sort=False):
        told = dict(zip(keys, (None if pd.isna(value) else value for value in key), strict=True))
        day = told.get("release_on")
        found.append(
            Sum(
                currency=told["currency"],
                amount=to_places(exact(part["amount"]), told["currency"]),
                transactions=int(part["amount"].notna().sum()),
                orders=int(part["order_id"].nunique()),
                release_on=day.date() if day is not None else None,
            )
        )
    return tuple(sorted(found, key=lambda s: (s.currency or "~", s.release_on or date.max)))


# ---------------------------------------------------------------- transactions


def currency_of(marketplace: str | None) -> str | None:
    """The currency a store is paid in: the legal tender of its country.

    >>> currency_of("UK"), currency_of("DE"), currency_of("BR"), currency_of("JP"), currency_of(None)
    ('GBP', 'EUR', 'BRL', 'JPY', None)
    """
    from babel.numbers import get_territory_currencies

    place = catalogue().marketplaces.get(marketplace or "")
    if place is None:
        return None
    return str(get_territory_currencies(place.locale.rpartition("-")[2], date(2026, 11, 25))[0])


def _amounts(file: LoadedReport, table: pd.DataFrame, place: str | None, warnings: list[str]) -> pd.DataFrame:
    """Currency, release date, state, order and total of the transactions of a file; says what they leave open."""
    name = file.record.file
    if "status" not in file.record.mapping.values():
        warnings.append(
            f"{name} has no transaction status, so it does not show what is deferred. Download the transactions again: "
            f"{catalogue().reports['transactions'].where}"
        )
        table = table.iloc[:0]
    codes = {store: currency_of(catalogue().marketplace_of(store)) for store in table["marketplace"].dropna().unique()}
    currency = table["marketplace"].map(codes).astype("string")
    known = currency.dropna().unique()
    if len(known) > 1 and currency.isna().any():
        warnings.append(f"{name} holds {', '.join(sorted(known))}; {int(currency.isna().sum())} rows of no known store are kept apart.")
    elif len(known) <= 1:
        only = known[0] if len(known) else currency_of(place)
        currency = currency.fillna(only) if only else currency
    strange = sorted(set(table["status"].dropna()) - set(_KNOWN_STATES))
    if strange:
        warnings.append(f"{name}: it is not known what these states mean, their amounts are kept apart: {', '.join(strange)}.")
    columns = {"release_on": table["release_on"], "status": table["status"], "order_id": table["order_id"], "amount": table["total"]}
    return pd.DataFrame({"currency": currency, **columns})


# ---------------------------------------------------------------- settlements


def _settlements(reports: Reports, warnings: list[str]) -> tuple[tuple[Reconciliation, ...], tuple[Reserve, ...]]:
    """Every settlement of the files with its reconciliation, and the reserves that are in them, oldest first."""
    from ..reports.settlement import SHAPES, envelopes, postings

    done: dict[str, Reconciliation] = {}
    reserves: dict[str, Reserve] = {}
    starts: dict[str, date | None] = {}
    for shape in SHAPES:
        table = reports.table(shape)
        stated = dict(iter(envelopes(table).groupby("settlement_id", sort=False)))
        booked = postings(table)
        homeless = int(booked["settlement_id"].isna().sum())
        if homeless:
            warnings.append(f"{homeless} amounts name no settlement, so they are in none of the sums.")
        amounts = dict(iter(booked.groupby("settlement_id", sort=False)))
        for id in dict.fromkeys([*stated, *amounts]):
            found = _reconciled(id, shape, stated.get(id), amounts.get(id, booked.iloc[:0]), warnings)
            if id in done:
                if (found.total, found.currency) != (done[id].total, done[id].currency):
                    warnings.append(f"Settlement {id} states {found.total} in V1 and {done[id].total} in V2; V2 is used.")
                continue
            done[id] = found
            starts[id] = _day(stated[id]["period_start"].iloc[0]) if id in stated else None
            held = _reserve(found, amounts.get(id, booked.iloc[:0]))
            if held is not None:
                reserves[id] = held
    order = sorted(done.values(), key=lambda s: (s.ended_on or date.min, s.settlement))
    kept = [reserves[s.settlement] for s in order if s.settlement in reserves]
    warnings += _breaks(kept, starts)
    return tuple(order), tuple(kept)


def _reconciled(id: str, shape: str, stated: pd.DataFrame | None, booked: pd.DataFrame, warnings: list[str]) -> Reconciliation:
    """The total that is stated against the sum of the amounts."""
    totals = {} if stated is None else {(written(total), currency) for total, currency in _pairs(stated)}
    total, currency = next(iter(totals)) if len(totals) == 1 else (None, None)
    if len(totals) > 1:
        told = ", ".join(sorted(f"{total} {currency or ''}".strip() for total, currency in totals))
        warnings.append(f"Settlement {id} states several totals ({told}), so it cannot be reconciled.")
    amounts = exact(booked["amount"])
    return Reconciliation(
        settlement=id,
        report=shape,
        currency=currency,
        ended_on=None if stated is None else _day(stated["period_end"].iloc[0]),
        deposit_on=None if stated is None else _day(stated["deposit_on"].iloc[0]),
        total=None if total is None else to_places(total, currency),
        amounts=to_places(amounts, currency),
        rows=len(booked),
        difference=None if total is None else to_places(total - amounts, currency),
    )


def _pairs(stated: pd.DataFrame) -> Iterator[tuple[Any, str | None]]:
    for total, currency in zip(stated["total_amount"], stated["currency"], strict=True):
        yield total, None if pd.isna(currency) else str(currency)


def _reserve(settlement: Reconciliation, booked: pd.DataFrame) -> Reserve | None:
    """The reserve rows of a settlement; `None` when it has none. Held money is a negative amount of the settlement."""
    named = booked["transaction_type"].fillna("") + " " + booked["amount_description"].fillna("")
    held, back = (exact(booked.loc[named.str.lower().str.contains(words, regex=False), "amount"]) for words in (_NOW_HELD, _GIVEN_BACK))
    if not held and not back:
        return None
    stores = {catalogue().marketplace_of(store) for store in booked["marketplace"].dropna().unique()} - {None}
    return Reserve(
        settlement=settlement.settlement,
        currency=settlement.currency,
        marketplace=stores.pop() if len(stores) == 1 else None,
        ended_on=settlement.ended_on,
        held=to_places(-held, settlement.currency),
        given_back=to_places(back, settlement.currency),
    )


def _breaks(reserves: Iterable[Reserve], starts: Mapping[str, date | None]) -> list[str]:
    """Where a settlement gives back another amount than the one before it held."""
    told, before = [], {}
    for reserve in reserves:
        last = before.get((reserve.currency, reserve.marketplace))
        before[reserve.currency, reserve.marketplace] = reserve
        start = starts.get(reserve.settlement)
        if last is None or start is None or last.ended_on is None or not timedelta(0) <= start - last.ended_on <= _ADJACENT:
            continue
        if reserve.given_back != last.held:
            told.append(
                f"Settlement {reserve.settlement} gives back {reserve.given_back} {reserve.currency or ''} of the reserve, "
                f"but settlement {last.settlement} before it held {last.held}."
            )
    return told


def _day(value: Any) -> date | None:
    return None if pd.isna(value) else value.date()
