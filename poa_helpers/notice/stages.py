"""What kind of message it is: the stage for which subject and first sentences speak most."""

from __future__ import annotations

from .evidence import Evidence, evidence_of, sure
from .message import Message
from .rules import Rules

# Who asks for a plan does not (only) verify, inform or speak of funds: by how much less these stages count then.
_BESIDE_A_PLAN = {"verification": 3.0, "funds_hold": 3.0, "reinstatement": 3.0, "information": 1.8}
_SHARE = 0.42  # of an entry's own evidence, from which another is strong enough for it to give way


def stages(message: Message, rules: Rules, parts_asked: int) -> list[tuple[str, Evidence]]:
    """The stages the text speaks for, the surest first; parts_asked: how many of the three questions of a plan it asks.

    An entry of the rules may stand for a stage under another name (`stage`), count more or less (`weight`), and give way to others for which
    the text speaks nearly as much (`gives_way_to`).
    """
    entries = rules.raw["stages"]["rules"]
    by_amazon = message.is_from_amazon(rules.raw["quotes"])
    found = evidence_of("stages", message, rules)
    weighed: dict[str, Evidence] = {}
    for id, speaks in found.items():
        rule = entries[id]
        weight = float(rule.get("weight", 1))
        stage = rule.get("stage", id)
        if parts_asked >= 2:
            weight /= _BESIDE_A_PLAN.get(stage, 1)
        if any(other in found and found[other].score >= speaks.score * _SHARE for other in rule.get("gives_way_to", ())):
            weight /= 4
        if by_amazon and stage == "other":  # Amazon, too, may write `my account`
            weight /= 3
        score = speaks.score * weight
        if stage not in weighed or weighed[stage].score < score:
            weighed[stage] = Evidence(score, speaks.span)
    order = list(entries)
    return sorted(weighed.items(), key=lambda item: (-item[1].score, order.index(item[0]) if item[0] in order else len(order)))


def sureness(ranked: list[tuple[str, Evidence]]) -> float:
    """How sure the first of them is, from 0 to 1: by how strongly the text speaks for it, and how far behind the next is.

    >>> sureness([("warning", Evidence(4.0, (0, 1))), ("deactivation", Evidence(1.0, (5, 6)))])
    0.9
    >>> sureness([])
    0.0
    """
    if not ranked or ranked[0][1].score <= 0:
        return 0.0
    best = ranked[0][1].score
    second = ranked[1][1].score if len(ranked) > 1 else 0.0
    return round(sure(best) * (1 - 0.4 * second / best), 2)
