"""Withheld money as JSON for programs and as plain sentences for people."""

from __future__ import annotations

from typing import Any

from ..model import Reconciliation, Reserve, Sum, Withheld
from ..words import counted_noun, day, money


def withheld_json(withheld: Withheld | None) -> dict[str, Any] | None:
    """`withheld_money` of `poa measure --json`: amounts are texts such as "1234.56", so that they stay exact; days are ISO dates.

    >>> withheld_json(None) is None, sorted(withheld_json(Withheld()))[:3]
    (True, ['balance', 'deferred', 'files'])
    """
    if withheld is None:
        return None
    plain = withheld.model_dump(mode="json")
    by_day: dict[str | None, list[dict[str, Any]]] = {}
    for part in plain["deferred"]:
        by_day.setdefault(part.pop("currency"), []).append(part)
    deferred = [_without_day(total) | {"by_release_date": by_day[total["currency"]]} for total in plain["deferred_totals"]]
    return {
        "deferred": deferred,
        "unclear": [_without_day(part) for part in plain["unclear"]],
        "reserves": plain["reserves"],
        "balance": [reserve.model_dump(mode="json") for reserve in withheld.balance],
        "settlements": plain["settlements"],
        "files": plain["files"],
        "warnings": plain["warnings"],
    }


def _without_day(part: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in part.items() if name != "release_on"}


def withheld_sentences(withheld: Withheld | None, locale: str = "en-US") -> list[str]:
    """Plain lines: what is deferred, what is in reserve, whether the settlements add up, what is not clear.

    >>> from decimal import Decimal
    >>> total = Sum(currency="USD", amount=Decimal("1234.56"), transactions=2, orders=1)
    >>> withheld_sentences(Withheld(deferred_totals=(total,), deferred=(total,)))
    ['Deferred: $1,234.56 in 2 transactions of 1 order; no release date is stated.']
    """
    if withheld is None:
        return []
    lines = [
        _deferred(total, [part for part in withheld.deferred if part.currency == total.currency], locale)
        for total in withheld.deferred_totals
    ]
    lines += [
        f"State unclear: {money(part.amount, part.currency, locale)} in {counted_noun(part.transactions, 'transaction', locale)}."
        for part in withheld.unclear
    ]
    lines += [reserve_sentence(reserve, locale) for reserve in withheld.balance]
    adds_up = [s for s in withheld.settlements if s.difference == 0]
    if adds_up:
        verb = "adds" if len(adds_up) == 1 else "add"
        of_all = f"{len(adds_up)} of {counted_noun(len(withheld.settlements), 'settlement', locale)}"
        lines.append(f"{of_all} {verb} up to the cent.")
    lines += [settlement_sentence(s, locale) for s in withheld.settlements if s.difference != 0]
    return [*lines, *withheld.warnings]


def _deferred(total: Sum, parts: list[Sum], locale: str) -> str:
    days = [part for part in parts if part.release_on]
    told = f"{counted_noun(total.transactions, 'transaction', locale)} of {counted_noun(total.orders, 'order', locale)}"
    line = f"Deferred: {money(total.amount, total.currency, locale)} in {told}"
    if not days:
        return f"{line}; no release date is stated."
    by_day = "; ".join(
        f"{money(part.amount, part.currency, locale)} on {day(part.release_on, locale)}" for part in days[:3] if part.release_on
    )
    more = f"; {len(days) - 3} more days" if len(days) > 3 else ""
    rest = "; the others without a stated day" if len(days) < len(parts) else ""
    return f"{line}, to be released: {by_day}{more}{rest}."


def reserve_sentence(reserve: Reserve, locale: str = "en-US") -> str:
    """What is held in reserve.

    >>> from decimal import Decimal
    >>> reserve_sentence(Reserve(settlement="77", currency="EUR", ended_on=None, held=Decimal("50.00"), given_back=Decimal(0)), "de-DE")
    'Reserve held back by settlement 77: 50,00\\xa0€ (row names not confirmed by Amazon).'
    """
    when = f", ended {day(reserve.ended_on, locale)}" if reserve.ended_on else ""
    note = "" if reserve.confirmed else " (row names not confirmed by Amazon)"
    return f"Reserve held back by settlement {reserve.settlement}{when}: {money(reserve.held, reserve.currency, locale)}{note}."


def settlement_sentence(settlement: Reconciliation, locale: str = "en-US") -> str:
    """How the amounts of a settlement compare with its total."""
    summed = f"{counted_noun(settlement.rows, 'amount', locale)} of {money(settlement.amounts, settlement.currency, locale)} together"
    if settlement.total is None or settlement.difference is None:
        return f"Settlement {settlement.settlement}: {summed}; the files state no total for it."
    total = money(settlement.total, settlement.currency, locale)
    if settlement.difference == 0:
        return f"Settlement {settlement.settlement}: {summed}, as its total of {total} says."
    gap = money(abs(settlement.difference), settlement.currency, locale)
    more = "more" if settlement.difference > 0 else "less"
    return f"Settlement {settlement.settlement}: {summed}, but its total is {total}, {gap} {more}. Download it again: rows seem to be missing or doubled."
