"""What follows from the words: stage, violations, what is asked, scope – and the route, with its reason in plain words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from ..catalogue import Catalogue
from ..errors import PoaError
from ..model import QuotedMetric, Route
from .figures import is_healthy
from .message import Message, Span
from .rules import Rules

Named = dict[str, Span]
DOCUMENTS_STAY_OUT = ("root_cause", "corrective_actions", "preventive_steps", "plan_of_action", "explanation")
MOST_PLACES = 60  # mentions of one item that are looked at
_EARLIEST_WINS = ("funds_hold", "deactivation")

REASONS: Mapping[str, str] = {
    "fraud": "The message shows signs of fraud. Do not answer it and do not open its links; look in Seller Central whether there is a notice.",
    "unknown": "The text is no notice from Amazon that the workbench knows, so it asks for nothing.",
    "reinstated": "Amazon says that the account, offers or listings are back. Nothing is asked.",
    "information": "The message informs; it asks for no answer.",
    "final": "Amazon says that its decision stands and that it will not read another answer. Another plan would not help; ask a specialist about the ways that are left.",
    "specialist": "Amazon doubts documents or speaks of deception. A wrong word can do lasting harm: have a specialist look at it before anything is sent.",
    "plan": "The notice asks for a plan: the root cause, the actions taken, the steps that prevent it.",
    "plan_again": "Amazon has read an answer and asks again about parts of the plan. Answer these in substance; do not send the same text again.",
    "plan_part": "The notice asks about a part of a plan only. Answer that part, and say what caused it.",
    "verification": "Amazon wants to verify who you are. It asks for documents, not for a plan.",
    "funds_request": "The message is about withheld funds. They are asked for in a request of its own, apart from reactivation; a plan would be the wrong answer.",
    "questionnaire": "Amazon asks for answers to its own questions or an acknowledgement, given in Seller Central, not for a free letter.",
    "proof": "Only proof that there was no violation is accepted. A plan, which admits one, would be the wrong answer.",
    "documents": "The notice asks for documents only. A plan is not asked for.",
    "in_error": "The notice asks for nothing but offers to say that it was sent in error, with evidence.",
    "no_plan": "Amazon says that no plan is needed now. Put the cause right; a plan would be the wrong answer.",
    "nothing": "The notice states no request for a plan, documents or answers.",
}


@dataclass
class Reading:
    """What was found in a message while it is being read: values with their places."""

    message: Message
    stage: str = "other"
    stage_span: Span | None = None
    violations: Named = field(default_factory=dict)
    requested: Named = field(default_factory=dict)
    for_dispute: set[str] = field(default_factory=set)
    marks: Named = field(default_factory=dict)
    fraud: Named = field(default_factory=dict)


def stage_of(message: Message, rules: Rules, parts_asked: int) -> tuple[str, Span | None]:
    """Where the message stands, and the words that say so. The rules' first stage that fits wins; two are settled by which stands first."""
    found = {stage: span for stage, phrases in rules.group("stages").items() if (span := phrases.first(message))}
    if parts_asked >= 2:  # who asks for a plan is not (only) verifying or speaking of funds
        found.pop("verification", None)
        found = {stage: span for stage, span in found.items() if stage != "funds_hold" or "deactivation" not in found}
    if "funds_hold" in found and set(found) & {"listing_removal", "warning"} and "deactivation" not in found:
        others = min(span for stage, span in found.items() if stage in ("listing_removal", "warning"))
        if others < found["funds_hold"]:
            found.pop("funds_hold")
    rule = next(iter(found), "other")
    if rule in _EARLIEST_WINS:
        rule = min((s for s in _EARLIEST_WINS if s in found), key=lambda s: found[s])
    return rules.raw["stages"]["rules"].get(rule, {}).get("stage", rule), found.get(rule)


def requested_items(message: Message, rules: Rules) -> tuple[Named, set[str]]:
    """The items asked for with their places, and those asked for only to show that the notice was sent in error."""
    asks, not_asked = rules.words("requested", "asks", after=r"(?!\w)"), rules.words("requested", "not_asked")
    in_error = rules.group("routes")["in_error"]
    items: Named = {}
    disputed: set[str] = set()
    for item, phrases in rules.group("requested").items():
        for span in phrases.all(message)[:MOST_PLACES]:
            spans = [message.sentence(span[0]), *filter(None, [message.lead_in(span[0])])]
            around = [message.low[slice(*place)] for place in spans]
            if not any(asks.search(words) for words in around) or any(not_asked.search(words) for words in around):
                continue
            if any(p.search(words) for p in in_error.patterns for words in around):
                disputed.add(item)
                items.setdefault(item, span)
                continue
            disputed.discard(item)
            items[item] = span
            break
    return dict(sorted(items.items(), key=lambda item: item[1])), disputed


def violations_in(message: Message, rules: Rules, cat: Catalogue, stage: str) -> Named:
    """The violations the text names, in its order: those with texts in the catalogue, and those the rules only name."""
    found: Named = {}
    for (id, language), text in cat.texts.items():
        if language == rules.language:
            spans = [
                match.span()
                for pattern in _patterns(rules, f"{id}.{language}", text.recognised_by)
                if (match := pattern.search(message.flat, message.first))
            ]
            if spans:
                found[id] = min(spans)
    for id, phrases in rules.group("violations").items():
        only = phrases.more.get("only_in_stage")
        if id not in found and only in (None, stage) and (span := phrases.first(message)):
            found[id] = span
    return dict(sorted(found.items(), key=lambda item: item[1]))


def _patterns(rules: Rules, key: str, patterns: tuple[str, ...]) -> tuple[re.Pattern[str], ...]:
    """The catalogue's `recognised_by`, made ready; raises PoaError when one is no pattern."""
    try:
        return rules.made((key, patterns), lambda: tuple(re.compile(pattern, re.IGNORECASE) for pattern in patterns))
    except re.error as error:
        mend = "Correct the pattern under recognised_by."
        raise PoaError.of(
            f"A pattern of {key} cannot be used ({error})", mend, file=f"{key.split('.')[0]}/text.{rules.language}.yaml"
        ) from None


def without_healthy(violations: Named, metrics: list[tuple[QuotedMetric, Span]], rules: Rules) -> Named:
    """Without the metrics of a table that meet their target – unless nothing else would be left."""
    healthy = {
        id
        for id in violations
        if (own := [quote for quote, _ in metrics if quote.metric == id]) and all(is_healthy(quote, rules) for quote in own)
    }
    return {id: span for id, span in violations.items() if id not in healthy} if set(violations) - healthy else violations


def scope_of(message: Message, rules: Rules, stage_span: Span | None) -> tuple[str | None, Span | None]:
    """What is affected: in the sentence that tells the stage, else anywhere in the text."""
    group = rules.group("scope")
    if stage_span:
        start, end = message.sentence(stage_span[0])
        for scope, phrases in group.items():
            for span in phrases.all(Message(message.text, message.flat[: max(end, stage_span[1])], message.lines)):
                if span[0] >= start:
                    return scope, span
    for scope, phrases in group.items():
        if span := phrases.first(message):
            return scope, span
    return None, None


def route_of(reading: Reading, rules: Rules, *, known: bool) -> tuple[Route, str, list[Span]]:
    """Which kind of answer is wanted, why in plain words, and where that was read."""
    marks, asked, stage = reading.marks, reading.requested, reading.stage
    parts = [asked[part] for part in rules.raw["requested"]["parts"] if part in asked and part not in reading.for_dispute]
    papers = [span for item, span in asked.items() if item not in DOCUMENTS_STAY_OUT and item not in reading.for_dispute]
    grave = [
        span
        for id, span in reading.violations.items()
        if id in rules.group("violations") and rules.group("violations")[id].more.get("specialist")
    ]
    at_stage = [reading.stage_span] if reading.stage_span else []
    plan = asked.get("plan_of_action") if "no_plan" not in marks else None
    wants_plan = "no_plan" not in marks and (len(parts) >= 2 or plan is not None or (parts and stage == "more_information"))
    identity = (
        [reading.violations["identity_verification"]]
        if stage == "more_information" and "identity_verification" in reading.violations
        else []
    )
    ways: list[tuple[object, Route, str, list[Span]]] = [
        (reading.fraud, "none", "fraud", list(reading.fraud.values())),
        (not known, "none", "unknown", []),
        (stage == "reinstatement", "none", "reinstated", at_stage),
        (stage == "final_refusal", "specialist", "final", at_stage),
        (grave and stage != "information", "specialist", "specialist", grave),
        (wants_plan, "plan", "plan_again" if stage == "more_information" else "plan", parts or at_stage),
        (stage == "verification" or identity, "verification", "verification", identity or at_stage),
        (stage == "funds_hold", "funds_request", "funds_request", at_stage),
        (stage == "information", "none", "information", at_stage),
        ("questionnaire" in marks, "questionnaire", "questionnaire", [marks["questionnaire"]] if "questionnaire" in marks else []),
        ("proof_only" in marks, "dispute", "proof", [marks["proof_only"]] if "proof_only" in marks else []),
        (papers, "documents", "documents", papers),
        (parts, "plan", "plan_part", parts),
        ("no_plan" in marks, "none", "no_plan", [marks["no_plan"]] if "no_plan" in marks else []),
        ("in_error" in marks, "dispute", "in_error", [marks["in_error"]] if "in_error" in marks else []),
    ]
    for holds, route, why, spans in ways:
        if holds:
            return route, _with_more(why, route, marks, papers), [*([plan] if plan and route == "plan" else []), *spans]
    return "none", REASONS["nothing"], []


def _with_more(why: str, route: Route, marks: Named, papers: list[Span]) -> str:
    sentences = [REASONS[why]]
    if route == "plan" and papers:
        sentences.append("It asks for documents as well.")
    if route in ("plan", "documents", "questionnaire") and "in_error" in marks:
        sentences.append(
            "It also names a way to dispute the decision: take that one instead, not both in one text, if there was no violation."
        )
    return " ".join(sentences)
