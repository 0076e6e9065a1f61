"""What is asked for, what is affected – and the route that follows, with its reason in plain words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from ..model import Route
from .evidence import OPENING, Evidence, Places, evidence, mentions_of
from .message import Message, Span
from .names import Named
from .needed import found_in
from .requested import PARTS, PLAN, SIDE_BY_SIDE
from .rules import Rules

OVER = ("reinstatement", "final_refusal")  # stages of a matter that is closed: a message seldom speaks of them without being of them
SILENT = (*OVER, "information", "other")  # stages that ask for nothing
PERMISSIONS = frozenset({"letter_of_authorization", "invoices"})  # papers that contest nothing
DOCUMENTS_STAY_OUT = (*PARTS, PLAN, "explanation")

REASONS: Mapping[str, str] = {
    "fraud": "The message shows signs of fraud. Do not answer it and do not open its links; look in Seller Central whether there is a notice.",
    "unknown": "The text is no notice from Amazon that the workbench knows, so it asks for nothing.",
    "reinstated": "Amazon says that the account, offers or listings are back. Nothing is asked.",
    "information": "The message informs; it asks for no answer.",
    "final": "Amazon says that its decision stands and that it will not read another answer. Another plan would not help; a specialist can tell which ways are left.",
    "specialist": "Amazon doubts documents or speaks of deception. A wrong word can do lasting harm: have a specialist look at it before anything is sent.",
    "released": "Amazon says that the money is paid out. Nothing is asked.",
    "plan": "The notice asks for a plan: the root cause, the actions taken, the steps that prevent it.",
    "plan_again": "Amazon has read an answer and asks again about parts of the plan. Answer these in substance; do not send the same text again.",
    "plan_part": "The notice asks about a part of a plan only. Answer that part, and say what caused it.",
    "verification": "Amazon wants to verify who you are. It asks for documents, not for a plan.",
    "funds_request": "The message is about withheld funds. They are asked for in a request of its own, apart from reactivation; a plan would be the wrong answer.",
    "questionnaire": "Amazon asks for answers to its own questions or an acknowledgement, given in Seller Central, not for a free letter.",
    "proof": "Only proof that there was no violation is accepted. A plan, which admits one, would be the wrong answer.",
    "counter_notice": "A copyright complaint is contested with a counter notice, or withdrawn by who made it. A plan, which admits one, would be the wrong answer.",
    "documents": "The notice asks for documents only. A plan is not asked for.",
    "in_error": "The notice asks for nothing but offers to say that it was sent in error, with evidence.",
    "contest": "By its words as a whole the notice is answered with proof that there was no violation; no single sentence says so. A plan would admit one.",
    "appeal": "The notice can be appealed, and does not say what the appeal must hold. If the violation happened, Amazon expects its causes, what was done, and what "
    "prevents it; if it did not, proof of that.",
    "no_plan": "Amazon says that no plan is needed now. Put the cause right; a plan would be the wrong answer.",
    "nothing": "The notice states no request for a plan, documents or answers.",
    "in_time": "The notice asks for no plan, documents or answers, but sets a deadline: what it wants to be changed is changed in Seller Central.",
}


@dataclass
class Reading:
    """What was found in a message while it is being read: values with their places."""

    message: Message
    stages: list[tuple[str, Evidence]] = field(default_factory=list)
    violations: dict[str, Evidence] = field(default_factory=dict)
    requested: Named = field(default_factory=dict)
    for_dispute: set[str] = field(default_factory=set)
    marks: Named = field(default_factory=dict)
    fraud: Named = field(default_factory=dict)
    doubts: Named = field(default_factory=dict)  # a sign of fraud that the words of the whole message speak against

    @property
    def stage(self) -> str:
        """The stage the text speaks for most; `warning` when it only speaks of a violation or asks for something, else `other`."""
        return self.stages[0][0] if self.stages else "warning" if self.violations or self.requested else "other"

    @property
    def stage_span(self) -> Span | None:
        return self.stages[0][1].span if self.stages else None


def scope_of(message: Message, rules: Rules, stage: str, stage_span: Span | None) -> tuple[str | None, Span | None]:
    """What is affected: the money where it is withheld, the account where its holder is to be verified, a brand where all its offers are and no others, else
    what the text speaks of.

    What the sentence near the top names that tells the stage goes before, unless the text speaks far more of something else. An entry of the
    rules may be none in a stage (`not_in_stage`).
    """
    if stage in ("funds_hold", "verification"):
        return ("funds" if stage == "funds_hold" else "account"), stage_span
    if one_brand := _one_brand(message, rules, stage, stage_span):
        return "brand", one_brand
    group = {id: phrases for id, phrases in rules.group("scope").items() if stage not in phrases.more.get("not_in_stage", ())}
    found = evidence(group, message, rules)
    scope = max(found, key=lambda id: found[id].score, default=None)
    if scope and stage_span and Places(message, rules).weight(stage_span[0]) >= OPENING:
        start, end = message.sentence(stage_span[0])
        head = replace(message, flat=message.flat[: max(end, stage_span[1])])
        for id, phrases in group.items():
            near = next((span for span in phrases.all(head) if span[0] >= start), None)
            if near and found[id].score * 2 >= found[scope].score:
                return id, near
    return (scope, found[scope].span) if scope else (None, None)


def _one_brand(message: Message, rules: Rules, stage: str, stage_span: Span | None) -> Span | None:
    """Where the message says that other brands are not meant; or that all offers of one are, unless it is the account that is deactivated."""
    if others := next(found_in(message, rules.words("scope", "other_brands")), None):
        return others.span()
    found = next(found_in(message, rules.words("scope", "whole_brand")), None)
    if found and stage == "deactivation" and stage_span:
        start, end = message.sentence(stage_span[0])
        if any(start <= place < end for place, _ in rules.group("scope")["account"].all(message)):
            return None
    return found.span() if found else None


def route_of(reading: Reading, rules: Rules, *, known: bool, chosen: Route | None = None) -> tuple[Route, str, list[Span]]:
    """Which kind of answer is wanted, why in plain words, and where that was read.

    chosen: the answer that phrases and words at large together make likeliest; without it, the first that the phrases give.
    """
    marks, asked, stage = reading.marks, reading.requested, reading.stage
    parts = [asked[part] for part in PARTS if part in asked and part not in reading.for_dispute]
    papers = [span for item, span in asked.items() if item not in DOCUMENTS_STAY_OUT and item not in reading.for_dispute]
    entries = rules.raw["violations"]
    grave = [speaks.span for id, speaks in reading.violations.items() if entries.get(id, {}).get("specialist")]
    grave += [marks[mark] for mark in ("court",) if mark in marks]
    at_stage = [reading.stage_span] if reading.stage_span else []
    plan = asked.get(PLAN) if "no_plan" not in marks else None
    wants_plan = "no_plan" not in marks and (parts or plan is not None)
    identity = [speaks.span for id, speaks in reading.violations.items() if id == "identity_verification" and stage == "more_information"]
    countered = [marks["counter_notice"]] if "counter_notice" in marks and PERMISSIONS.isdisjoint(asked) else []
    ways: list[tuple[object, Route, str, list[Span]]] = [
        (reading.fraud, "none", "fraud", list(reading.fraud.values())),
        (not known or stage == "other", "none", "unknown", []),
        (stage == "reinstatement", "none", "reinstated", at_stage),
        (stage == "final_refusal", "none", "final", at_stage),
        (stage == "information", "none", "information", at_stage),
        (grave, "specialist", "specialist", grave),
        (stage == "verification" or (identity and len(parts) < 2), "verification", "verification", identity or at_stage),
        (stage == "funds_hold" and "released" in marks and not papers, "none", "released", [marks[m] for m in ("released",) if m in marks]),
        (stage == "funds_hold", "funds_request", "funds_request", at_stage),
        (
            wants_plan,
            "plan",
            "plan_again" if stage == "more_information" else "plan" if plan or len(parts) > 1 else "plan_part",
            parts or at_stage,
        ),
        ("questionnaire" in marks, "questionnaire", "questionnaire", [marks["questionnaire"]] if "questionnaire" in marks else []),
        ("proof_only" in marks, "dispute", "proof", [marks["proof_only"]] if "proof_only" in marks else []),
        (countered, "dispute", "counter_notice", countered),
        (papers, "documents", "documents", papers),
        ("no_plan" in marks, "none", "no_plan", [marks["no_plan"]] if "no_plan" in marks else []),
        ("in_error" in marks, "dispute", "in_error", [marks["in_error"]] if "in_error" in marks else []),
    ]
    for holds, route, why, spans in ways:
        if holds and chosen in (None, route):
            return route, _with_more(why, route, reading, papers), [*([plan] if plan and route == "plan" else []), *spans]
    if chosen in OF_APPEALS and not _APPEALS.isdisjoint(marks):
        return chosen, _with_more("appeal", chosen, reading, papers), [marks[mark] for mark in sorted(_APPEALS) if mark in marks]
    if chosen and chosen != "none":
        why = _USUAL.get((chosen, stage)) or _USUAL.get((chosen, ""), "nothing")
        return chosen, _with_more(why, chosen, reading, papers), []
    return "none", REASONS["nothing"], []


_APPEALS = frozenset({"appeal", "may_appeal"})  # marks of a message that can be appealed
OF_APPEALS: tuple[Route, ...] = ("plan", "documents", "dispute")  # what an appeal may be
# Why a kind of answer is wanted where the words of the message at large say so and no single phrase does.
_USUAL: Mapping[tuple[str, str], str] = {
    ("plan", "more_information"): "plan_again", ("plan", ""): "plan", ("documents", ""): "documents", ("dispute", ""): "contest",
    ("questionnaire", ""): "questionnaire", ("verification", ""): "verification", ("funds_request", ""): "funds_request",
    ("specialist", ""): "specialist",
}  # fmt: skip


def asks_of(reading: Reading, rules: Rules) -> frozenset[Route]:
    """The routes for which the text asks something in so many words: parts of a plan, papers, answers, proof of an error."""
    asked = {item for item in reading.requested if item not in reading.for_dispute}
    parts = asked & {*PARTS, PLAN}
    found: dict[Route, bool] = {
        "plan": bool(parts) and "no_plan" not in reading.marks,
        "documents": bool(asked - set(DOCUMENTS_STAY_OUT)),
        "questionnaire": "questionnaire" in reading.marks,
        "dispute": bool(reading.for_dispute) or "proof_only" in reading.marks,
    }
    return frozenset(route for route, holds in found.items() if holds)


def appeal_of(reading: Reading) -> str:
    """Whether the text says that the seller `may` or `shall` appeal, and not that nothing is to be sent; else nothing."""
    if "no_plan" in reading.marks:
        return ""
    return "shall" if "appeal" in reading.marks else "may" if "may_appeal" in reading.marks else ""


def names_plan(reading: Reading, rules: Rules) -> bool:
    """Whether the text names a plan, asked for or not, and does not say that none is wanted."""
    named = mentions_of("requested", reading.message, rules)
    return "no_plan" not in reading.marks and bool(named.get("plan") or named.get(PLAN))


def alternatives_of(route: Route, reading: Reading) -> tuple[Route, ...]:
    """Other routes that the notice offers beside the first: the user chooses whether to admit or to dispute."""
    unsaid = not reading.requested and not _APPEALS.isdisjoint(reading.marks)  # what an appeal has to hold
    offers = "in_error" in reading.marks or reading.requested.keys() >= SIDE_BY_SIDE or unsaid
    return ("dispute",) if route in ("plan", "documents", "questionnaire") and offers else ()


def _with_more(why: str, route: Route, reading: Reading, papers: list[Span]) -> str:
    sentences = [REASONS[why]]
    if route == "plan" and papers:
        sentences.append("It asks for documents as well.")
    if alternatives_of(route, reading):
        sentences.append(
            "It also names a way to dispute the decision: take that one instead, not both in one text, if there was no violation."
        )
    return " ".join(sentences)
