"""What the reader of a notice should know beside the reading itself, as plain sentences."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from ..catalogue import Catalogue
from ..words import language_name
from . import names
from .deadlines import may_be_meant
from .message import Message
from .periods import Period
from .routes import SILENT, Reading
from .rules import Rules
from .violations import UNSPECIFIED

SURE_ENOUGH = 0.7  # of kind, answer and violation; of 3,502 held-back messages one in eight is less sure of one, of these one in five is read wrong, of the others one in twenty-seven
_IN_DOUBT = {"stage": "what kind of message this is", "route": "what to send", "violations": "which violation it is about"}
_FIELDS = {
    "violations": "violation",
    "asins": "ASINs",
    "order_ids": "order ids",
    "complaint_ids": "complaint ids",
    "marketplace": "marketplace",
}


def warnings_of(
    reading: Reading,
    rules: Rules,
    cat: Catalogue,
    *,
    known: bool,
    language: str | None,
    named: Sequence[str],
    stores: Sequence[str],
    periods: Sequence[Period],
    older: Sequence[str],
    beside: bool,
    sure: Mapping[str, float],
) -> tuple[str, ...]:
    """All warnings, the gravest first. sure: how sure the reading is of what was weighed, by field."""
    return (
        *_fraud(reading),
        *_unknown(known, language, cat),
        *_in_doubt(sure),
        *_violations(reading, rules, cat, known, named),
        *_beside(beside),
        *_places(stores, older),
        *_deadline(periods, reading.message),
        *_masked(reading),
    )


def _fraud(reading: Reading) -> Iterator[str]:
    if reading.fraud:
        yield f"This is likely fraud: the message {_listed(list(reading.fraud))}. Amazon does not do that. Look in Seller Central itself, not through its links."
    if reading.doubts:
        yield f"Look before you answer: the message {_listed(list(reading.doubts))}. If it did not come through Seller Central, compare it with the notice there."


def _unknown(known: bool, language: str | None, cat: Catalogue) -> Iterator[str]:
    if language is None:
        yield f"The language was not recognised; notices can be read in: {', '.join(sorted(cat.notice_rules))}."
    if not known:
        yield "This text is no notice from Amazon that the workbench knows. Check that the whole message was copied."


def _in_doubt(sure: Mapping[str, float]) -> Iterator[str]:
    """What was weighed and is not sure enough to be relied on.

    >>> [*_in_doubt({"stage": 0.98, "route": 0.55, "violations": 0.4})]
    ['It is not certain what to send and which violation it is about; read the message, and correct what was understood if it is something else.']
    """
    if fields := [words for field, words in _IN_DOUBT.items() if sure.get(field, 1.0) < SURE_ENOUGH]:
        yield f"It is not certain {_listed(fields)}; read the message, and correct what was understood if it is something else."


def _violations(reading: Reading, rules: Rules, cat: Catalogue, known: bool, named: Sequence[str]) -> Iterator[str]:
    offered = {id for id, _ in cat.texts}
    for id in reading.violations:
        if id not in offered and id != UNSPECIFIED:
            name = rules.raw["violations"].get(id, {}).get("name", id)
            yield f"The notice is about {name} ({id}); this workbench has no texts for it yet."
    if known and rules.language not in cat.phrases and reading.stage not in SILENT:
        letters = _listed([language_name(language) for language in sorted(cat.phrases)])
        yield f"The notice is in {language_name(rules.language)}; letters are offered in {letters} only."
    if known and UNSPECIFIED in reading.violations and not named:
        yield "No violation was found in the text; say what it is about."
    for id in named:
        if known and id not in reading.violations and UNSPECIFIED not in reading.violations and reading.violations:
            yield f"You named {id}; the text itself does not speak of it."


def _beside(beside: bool) -> Iterator[str]:
    if beside:
        yield "The text seems to hold several messages one behind the other; only the first was read. Read each of them by itself."


def _places(stores: Sequence[str], older: Sequence[str]) -> Iterator[str]:
    if len(stores) > 1:
        yield f"The text names several stores ({', '.join(stores)}); say which one it is about."
    if older:
        fields = [_FIELDS[field] for field in older]
        yield f"The newest message does not name the {_listed(fields)}; read from the older message it quotes."


def _deadline(periods: Sequence[Period], message: Message) -> Iterator[str]:
    stated = [period for period in periods if period.deadline]
    if stated and all(period.is_doubtful for period in stated):
        yield f"It is not certain that “{message.own_words(stated[0].clause)}” is until when you must answer; read these words, and correct the deadline if it is not."
    elif not stated and (doubtful := may_be_meant(periods)):
        yield f"No deadline was found for certain, but “{message.own_words(doubtful.clause)}” may be one; read these words, and set it if it is."
    if len({period.length for period in stated}) > 1:
        yield "The notice states more than one deadline; the earliest is used. Check them."
    if any(period.working for period in stated):
        yield "The deadline is stated in business days; count them from the day of the notice."
    elif any(period.hours is None and period.day is None for period in stated):
        yield "The day of the deadline cannot be told from the text alone; set it yourself."


def _masked(reading: Reading) -> Iterator[str]:
    if names.masked(reading.message):
        yield "Some names or numbers are hidden (***) in the text and were not read; take them from Seller Central."


def _listed(items: Sequence[str]) -> str:
    return items[0] if len(items) == 1 else ", ".join(items[:-1]) + " and " + items[-1]
