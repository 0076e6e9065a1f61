"""What a message asks for: what its phrases find, and what its words speak for at large, weighed together.

Phrases find an item where its sentence, or the line that opens its list, asks. Who names papers in the cells of a table, or asks in other words, is heard by
the words of the whole message. How much each counts was fitted on notices whose words had not been seen (`data/policy/notice_words.yaml`, `requested`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from .altogether import logistic, sums
from .deadlines import wanted
from .evidence import mentions_of
from .message import Message, Span
from .names import Named, in_order
from .questions import three_questions
from .rules import Rules
from .words_at_large import Margins

CAUSE, EXPLANATION, PLAN = "root_cause", "explanation", "plan_of_action"
PARTS = (CAUSE, "corrective_actions", "preventive_steps")
# Of an account that is related to another: who owns that one tells which store was reactivated, who no longer does sends papers, who never did disputes.
SIDE_BY_SIDE = frozenset({"store_name", "separation_documents"})
BY_PHRASES = 0.9  # how sure what phrases alone find is
_BESIDE = 50  # letters between papers and what they are called
MOST_PLACES = 60  # mentions of one item that are looked at
_HARDLY_AGAINST, _HARDLY_FOR = 0.3, 0.2  # how much may speak against an item that phrases find, and must speak for one that they do not


def requested_items(message: Message, rules: Rules) -> tuple[Named, set[str]]:
    """The items asked for in so many words with their places, and those asked for only to show that the notice was sent in error."""
    asks = rules.words("requested", "asks", after=r"(?!\w)" if rules.spaced else "")
    not_asked = rules.words("requested", "not_asked")
    in_error = rules.group("routes")["in_error"]
    items: Named = {}
    disputed: set[str] = set()
    for item, mentions in mentions_of("requested", message, rules).items():
        for span, _ in mentions[:MOST_PLACES]:
            own = message.low[slice(*message.sentence(span[0]))]
            openings = [(own, message.low[slice(*place)]) for place in message.lead_ins(span[0])] or [(own,)]
            around = next((words for words in openings if any(map(asks.search, words)) and not any(map(not_asked.search, words))), None)
            if around is None:
                continue
            spoilt = in_error.unless and any(map(in_error.unless.search, around))
            if not spoilt and any(p.search(words) for p, _ in in_error.patterns for words in around):
                disputed.add(item)
                items.setdefault(item, span)
                continue
            disputed.discard(item)
            items[item] = span
            break
    for part, span in three_questions(message, rules).items():
        items.setdefault(part, span)
    plan = items.pop("plan", None)  # `a plan`; where its parts are asked for, they are what is asked
    if plan and not items.keys() & {*PARTS}:
        items.setdefault(PLAN, plan)
    return in_order(items), disputed


def asks_for_genuine(item: str, message: Message, rules: Rules) -> bool:
    """Whether papers like some that were altered are asked for anew: where one says so, it calls them original, or genuine (of 183 such notices that name invoices,
    81 ask for them; by these words 75 of them are told, and 15 of the others)."""
    phrases = rules.group("requested")[item]
    words = phrases.more.get("of_forged")
    if not words:
        return True
    genuine = rules.made(("of_forged", item), lambda: rules.one_of(words, before=rules.edge))
    reach = _BESIDE if rules.spaced else _BESIDE // 2

    def beside(span: Span) -> bool:
        first, last = message.sentence(span[0])
        return bool(genuine.search(message.low, max(first, span[0] - reach), min(last, span[1] + reach)))

    return any(beside(span) for span, _ in mentions_of("requested", message, rules)[item][:MOST_PLACES])


def said_of_items(by_phrases: Iterable[str], stage: str, route: str, margins: Margins) -> dict[str, float]:
    """All that is said of what a message asks for, by name.

    >>> said_of_items(["invoices"], "listing_removal", "documents", {"requested": {"invoices": 0.5}})
    {'words: invoices': 0.5, 'phrases: invoices': 1.0, 'stage listing_removal': 1.0, 'route documents': 1.0}
    """
    said = {f"words: {item}": value for item, value in margins.get("requested", {}).items()}
    return said | dict.fromkeys((*(f"phrases: {item}" for item in by_phrases), *wanted(stage, route)), 1.0)


def weighed_items(
    items: Named, stage: str, route: str, margins: Margins, learned: Mapping[str, Any], place_of: Callable[[str], list[Span]]
) -> tuple[Named, float]:
    """The items that phrases and words together make likely, and how likely the least likely of them is; those that are not learned stay as phrases find them.

    A plan by its name stands for its parts where no phrase asks for one of them. Of a plan that is asked about again, the parts that phrases name are what is
    missing, and the words, which are the same for all parts, add no other. What is asked in so many words stays where an adviser is needed: nothing is drafted
    there, and a question left out would mislead. place_of: where the words speak most for an item.
    """
    speaks = sums(said_of_items(items, stage, route, margins), learned)
    found = {item for item, value in speaks.items() if value > (-_HARDLY_AGAINST if item in items else _HARDLY_FOR)}
    parts, unnamed = {*PARTS}, {*PARTS} - items.keys()
    if stage == "more_information" and unnamed != parts:
        found -= unnamed

    def stays(item: str) -> bool:
        if route == "specialist":
            return True
        return bool(found & parts) if item == PLAN else item in found or item not in speaks

    likely = {item: span for item, span in items.items() if stays(item)}
    if PLAN in items:
        found -= unnamed
    heard = [
        item for item in speaks if item in found and item not in items
    ]  # as they were learned: a set has no order, and some share a place
    likely |= {item: place for item in heard for place in place_of(item)[:1]}
    if route == "specialist" and CAUSE in likely and not likely.keys() & {PLAN, *PARTS[1:]}:
        likely.setdefault(EXPLANATION, likely.pop(CAUSE))  # how altered papers came about: no cause of a plan
    return in_order(likely), min((logistic(speaks[item]) for item in found & likely.keys()), default=BY_PHRASES)
