"""Text of a message from Amazon -> `Notice`: stage, route, violations, what is asked and until when, each with the words it was read from.

All words that decide anything stand in `data/policy/notices/<language>.yaml`; a language is added by adding its file, a kind of
file by adding its reader to `source.READERS`.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from ..catalogue import Catalogue, catalogue
from ..model import Notice
from . import names
from .conversations import main_message
from .dates import sent_on
from .deadlines import Heard, heard_of, wanted
from .language import others_in
from .one_message import OneMessage
from .periods import candidates
from .source import read_source
from .verdict import Phrased

__all__ = ["read_notice", "notice_json"]


def read_notice(source: Path | str, *, text: str | None = None, violations: Iterable[str] = (), cat: Catalogue | None = None) -> Notice:
    """What a notice (or a reply) says.

    source: a .txt file, or only a name when the message itself is pasted as `text`. violations: ids the seller names; they are
    compared with the text (a warning tells what it does not say), never added to the reading.
    Rates are fractions; whatever the text does not say is `None` or empty. Raises PoaError for a file that is missing, empty or no text.

    >>> notice = read_notice("pasted", text="Your account has been deactivated. Send a plan of action within 72 hours. See ASIN B0TEST0001.")
    >>> notice.stage, notice.route, notice.asins, notice.deadline.hours
    ('deactivation', 'plan', ('B0TEST0001',), 72)
    """
    cat = cat or catalogue()
    name, words = read_source(source, text)
    read = OneMessage(*main_message(words, cat), cat)
    return read.notice(name, tuple(violations))


def notice_json(notice: Notice) -> dict[str, Any]:
    """The answer of `poa notice --json`: plain values; a deadline has `hours` or `date` only when the notice states them.

    >>> answer = notice_json(read_notice("pasted", text="Your account is at risk of deactivation. Send your plan of action by 5 November 2026."))
    >>> answer["stage"], answer["deadline"]
    ('warning', {'date': '2026-11-05', 'text': 'Send your plan of action by 5 November 2026'})
    """
    dumped = notice.model_dump(mode="json")
    if dumped["deadline"]:
        dumped["deadline"] = {
            key: dumped["deadline"][key] for key in ("hours", "date", "business_days", "text") if dumped["deadline"][key] is not None
        }
    dumped["metrics"] = [{key: quote[key] for key in ("metric", "rate", "target", "text")} for quote in dumped["metrics"]]
    return {field: dumped[field] for field in _JSON_FIELDS}


_JSON_FIELDS = (
    "stage",
    "route",
    "violations",
    "scope",
    "marketplace",
    "language",
    "asins",
    "order_ids",
    "complaint_ids",
    "policies",
    "deadline",
    "other_periods",
    "requested",
    "metrics",
    "read_from",
    "warnings",
    "sent_on",
    "headings",
    "alternatives",
    "confidence",
    "reason",
)


def phrased_of(text: str) -> tuple[str, Phrased, list[str], list[list[str]]]:
    """The words of a message as they are read, what the phrases of the rules alone say of it, its sentences one by one, and the points of its lists: all that is weighed."""
    cat = catalogue()
    read = OneMessage(*main_message(text, cat), cat, by_phrases_only=True)
    read.decided()
    return read.message.low, read.said, read.sentences, read.lists


def periods_of(text: str, stage: str = "", route: str = "") -> list[Heard]:
    """Every length of time and date of a message as the phrases alone take it, with what is heard around and beside it, and what else is said of it."""
    cat = catalogue()
    read = OneMessage(*main_message(text, cat), cat, by_phrases_only=True)
    message, rules = read.message, read.rules
    store = next(iter(names.marketplaces(message, rules, cat)[0]), None)
    sent = sent_on(message, rules, store)
    found = list(candidates(message, rules, store, sent.day if sent else None, others_in(message, rules, cat)))
    return list(heard_of(found, message, wanted(stage, route)))
