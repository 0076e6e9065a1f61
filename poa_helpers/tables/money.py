"""What notebook 1 shows of withheld money: what is deferred or in reserve, and whether each settlement adds up."""

from __future__ import annotations

from typing import Any

from .. import words
from ..catalogue import catalogue
from ..measure import store_name
from ..model import CaseFacts, Reconciliation, Reserve, Sum
from .shown import Table, stacked

_NO_FILE = "No file of this case shows withheld money. What would: {titles}."


def money_held_back(facts: CaseFacts) -> Any:
    """What is held back, and below it, where settlements are there, whether each adds up."""
    withheld = facts.health.withheld
    return stacked([withheld_money(facts), *([settlements_add_up(facts)] if withheld and withheld.settlements else [])], "")


def withheld_money(facts: CaseFacts) -> Table:
    """Every amount that is booked and not paid out, with its source; amounts of different currencies stand in rows of their own."""
    locale, withheld = facts.case.locale, facts.health.withheld
    if withheld is None:
        reports = catalogue().reports
        titles = "; ".join(reports[id].title for id in ("transactions", "settlement_v2"))
        return Table(("Held back as", "Amount", "Released on", "Made up of"), (), empty=_NO_FILE.format(titles=titles))
    rows = [_sum_row("deferred", part, locale) for part in withheld.deferred]
    rows += [_sum_row("state unclear", part, locale) for part in withheld.unclear]
    rows += [_reserve_row(reserve, locale) for reserve in withheld.balance]
    return Table(
        ("Held back as", "Amount", "Released on", "Made up of"),
        tuple(rows),
        " ".join(withheld.warnings),
        " ".join(("The transaction and settlement files show no money that is held back.", *withheld.warnings)),
    )


def _sum_row(kind: str, part: Sum, locale: str) -> tuple[str, ...]:
    told = f"{words.counted_noun(part.transactions, 'transaction', locale)} of {words.counted_noun(part.orders, 'order', locale)}"
    released = words.day(part.release_on, locale) if part.release_on else "not stated"
    return (kind, words.money(part.amount, part.currency, locale), released, told)


def _reserve_row(reserve: Reserve, locale: str) -> tuple[str, ...]:
    store = f", {store_name(reserve.marketplace)}" if reserve.marketplace else ""
    ended = f", ended {words.day(reserve.ended_on, locale)}" if reserve.ended_on else ""
    kind = "reserve" if reserve.confirmed else "reserve (unconfirmed)"
    return (kind, words.money(reserve.held, reserve.currency, locale), "not stated", f"settlement {reserve.settlement}{ended}{store}")


def settlements_add_up(facts: CaseFacts) -> Table:
    """Each settlement's stated total against the sum of its amounts, to the cent."""
    locale, withheld = facts.case.locale, facts.health.withheld
    return Table(
        ("Settlement", "Ended", "Amounts", "Together", "Total stated", "Difference"),
        tuple(_settlement_row(s, locale) for s in withheld.settlements) if withheld else (),
        empty="There is no settlement file in this case.",
    )


def _settlement_row(s: Reconciliation, locale: str) -> tuple[str, ...]:
    stated = "not stated" if s.total is None else words.money(s.total, s.currency, locale)
    gap = "–" if s.difference is None else "none" if s.difference == 0 else words.money(s.difference, s.currency, locale)
    ended = words.day(s.ended_on, locale) if s.ended_on else "–"
    return (s.settlement, ended, words.number(s.rows, locale), words.money(s.amounts, s.currency, locale), stated, gap)
