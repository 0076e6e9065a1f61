"""What Amazon says was breached: the violations the text speaks of most, not all that it names."""

from __future__ import annotations

from collections.abc import Mapping

from ..model import QuotedMetric
from .evidence import Evidence, evidence_of
from .figures import are_goals, is_healthy
from .message import Message, Span
from .rules import Rules
from .tallies import tallied

_LEAST = 0.8  # evidence below which a violation is only mentioned
_COUNTED = 2.0  # how strongly a row with a count speaks for a violation
_SHARE = 0.42  # of the strongest evidence, below which another is only mentioned
UNSPECIFIED = "unspecified"
OF_STAGE = {"verification": "identity_verification", "funds_hold": "funds_withheld"}  # violations that are a stage of their own
STATES = frozenset(OF_STAGE.values())


def named_in(message: Message, rules: Rules) -> dict[str, Evidence]:
    """Every violation that the message names, with how strongly it speaks for each; of which the page on the state of the account counts none is not named."""
    named, tallies = evidence_of("violations", message, rules), tallied(message, rules)
    if not tallies:
        return named
    counted = {id: Evidence(_COUNTED + named[id].score if id in named else _COUNTED, row.span) for id, row in tallies.items() if row.count}
    return {id: speaks for id, speaks in named.items() if id not in tallies} | counted


def violations_in(found: Mapping[str, Evidence], rules: Rules, metrics: list[tuple[QuotedMetric, Span]], stage: str) -> dict[str, Evidence]:
    """The violations a message is about, of those it names, in its order, with how strongly it speaks for each.

    An entry of the rules may count in one stage only (`only_in_stage`) and give way to others that are also found (`gives_way_to`). A metric
    that the notice quotes as good is none.
    """
    entries = rules.raw["violations"]
    found = {id: speaks for id, speaks in found.items() if entries[id].get("only_in_stage") in (None, stage)}
    if stage == "reinstatement" and are_goals(metrics):
        found = {id: speaks for id, speaks in found.items() if id not in {quote.metric for quote, _ in metrics}}
    rated = [quote for quote, _ in metrics if quote.rate is not None and quote.metric in found]
    missed = {quote.metric for quote in rated if not is_healthy(quote, rules)}
    met = {quote.metric for quote in rated} - missed if stage != "reinstatement" else set()  # one that was put right is what it was about
    if met != found.keys():
        found = {id: speaks for id, speaks in found.items() if id not in met}
    found |= {id: Evidence(found[id].score + 1.0, found[id].span) for id in missed}
    found = {id: speaks for id, speaks in found.items() if speaks.score >= _LEAST}
    for id in [id for id in found if any(other in found for other in entries[id].get("gives_way_to", ()))]:
        others = [found[other].score for other in entries[id]["gives_way_to"] if other in found]
        if others and max(others) >= found[id].score * _SHARE:
            del found[id]
    most = max((speaks.score for speaks in found.values()), default=0.0)
    kept = {id: speaks for id, speaks in found.items() if speaks.score >= most * _SHARE}
    return dict(sorted(kept.items(), key=lambda item: item[1].span))
