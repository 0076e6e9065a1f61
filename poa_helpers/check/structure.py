"""Is it the right document, complete and well formed? Criteria R01, R02, R04–R06, R10, R17, R36 of the rubric."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..draft import PLAN_ROUTES
from ..model import Issue, Severity
from . import alone
from .arrange import Arranger
from .subject import Subject, issue, rule

WHYS = 3
_CLAUSE_END = re.compile(r"[,;:]\s+")


@rule("R01")
def route_fits(subject: Subject) -> Iterator[Issue]:
    """The notice asks for this kind of document (Seller University dba4f4b7…, Respond to a performance notification)."""
    notice = subject.facts.notice if subject.facts else None
    if notice and subject.facts:
        wanted = {subject.facts.route, *notice.alternatives}
        same = subject.letter.route in wanted or (subject.is_plan and wanted & set(PLAN_ROUTES))
        if not same:
            route = subject.words["routes"][notice.route]
            yield issue("R01", "blocking", f"The notice asks for something else: {route['label']}.", route["what_to_send"])
    if subject.facts and notice is None:
        yield issue(
            "R01", "blocking", "The case holds no notice, so nobody can tell what Amazon asks.", "Put the notice into the folder notices."
        )


_NEEDED: dict[str, dict[str, str]] = {  # route -> part -> what it is called
    "dispute": {"grounds": "why the account did not breach"},
    "documents": {"evidence": "the documents"},
    "funds_request": {"opening": "what is asked for"},
}
_OF_A_PLAN = {"causes": "root causes", "actions": "actions taken", "measures": "steps to prevent"}


@rule("R02")
def parts_are_there(subject: Subject) -> Iterator[Issue]:
    """The parts of its kind of letter are all there: of a plan root causes, actions, prevention, in this order (sellercentral help 201623610)."""
    needed = _OF_A_PLAN if subject.is_plan else _NEEDED.get(subject.letter.route, {})
    present = [part.id for part in subject.letter.parts if part.id in needed and part.all_sentences()]
    missing = {part: name for part, name in needed.items() if part not in present}
    hidden = _inside_a_paragraph(subject) if missing and subject.is_plan else set()
    for part, name in missing.items():
        if part in hidden:
            yield issue(
                "R02", "warning", f"What is said on {name} stands in one paragraph with other things.", "Give it a part of its own."
            )
        else:
            yield issue("R02", "blocking", f"The part on {name} is empty.", f"Confirm at least one answer on {name} in 2_collect.")
    if subject.is_plan and present != [part for part in needed if part in present]:
        severity: Severity = "blocking" if subject.facts else "warning"  # a stranger may have answered cause by cause
        yield issue("R02", severity, "The parts are not in the order cause, action, prevention.", "Put them into this order.")


def _inside_a_paragraph(subject: Subject) -> set[str]:
    """The parts that the sentences of a stranger's overlong paragraphs could stand in."""
    if subject.facts:
        return set()
    arranger = Arranger(subject.words, subject.language)
    clauses = [clause for said in alone.long_paragraphs(subject) for sentence in said for clause in _CLAUSE_END.split(sentence.text)]
    return {part for clause in clauses for part in arranger.could_be(clause)}


@rule("R04")
def every_issue_has_a_cause(subject: Subject) -> Iterator[Issue]:
    """Each violation, and each finding of the diagnosis, is answered by the seller (sellercentral help 201623610)."""
    if not subject.facts or not subject.is_plan:
        return
    answers = subject.facts.answers
    homes = {home[0] for key in subject.said("causes") if (home := subject.home("causes", key))}
    own = any(subject.home("causes", key) is None for key in subject.said("causes"))
    for violation in subject.letter.violations:
        if violation not in homes and not own:
            name = subject.cat.text(violation, subject.letter.locale).name
            yield issue(
                "R04", "blocking", f"No cause is confirmed for the {name}.", "Confirm a cause in 2_collect, or add one in your own words."
            )
    for key in set(subject.confirmed("causes")) - set(subject.said("causes")):
        why = f"The letter no longer names the cause {subject.label('causes', key)}, which the case confirms."
        yield issue("R04", "blocking", why, "Put it back, or decline it with a reason in 2_collect.")
    for finding in subject.facts.findings:
        keys = [c.key for c in subject.facts.candidates if c.finding and c.finding.id == finding.id]
        states = {answers.causes[key].state for key in keys if key in answers.causes}
        if keys and "confirmed" not in states:
            decided = all(key in answers.causes and answers.causes[key].state for key in keys)
            severity, mend = (
                ("warning", "Make sure that the reasons given for declining hold; Amazon sees the same data.")
                if decided
                else ("blocking", "Confirm one of the causes it supports in 2_collect, or decline them with a reason.")
            )
            yield issue("R04", severity, f"The letter says nothing about what the reports show: {finding.sentence}", mend)  # type: ignore[arg-type]
    for candidate in subject.facts.candidates:
        if candidate.key not in answers.causes or answers.causes[candidate.key].state is None:
            label = subject.label("causes", candidate.key)
            yield issue(
                "R04", "advice", f"Not answered: whether {label} was a cause.", "Confirm it, or decline it with a reason, in 2_collect."
            )


@rule("R05")
def causes_answered(subject: Subject) -> Iterator[Issue]:
    """Every cause has an action and a measure; no action or measure stands without a cause (sellercentral help 201623610)."""
    if subject.facts is None:
        yield from alone.answered(subject)
    if not subject.facts or not subject.is_plan:
        return
    links = {"actions": "corrective", "measures": "preventive"}
    names = {"actions": "action", "measures": "preventive measure"}
    for kind, link in links.items():
        linked: set[str] = set()
        for key in subject.said("causes"):
            home = subject.home("causes", key)
            offered = set(getattr(subject.cat.violation(home[0]).causes[home[1]], link)) if home else set()
            done = {id for id, answer in subject.said(kind).items() if id in offered or key in answer.causes}
            linked |= done
            label = subject.label("causes", key)
            if not done:
                yield issue(
                    "R05",
                    "blocking",
                    f"The cause {label} has no {names[kind]}.",
                    f"Confirm one that was really taken, or add one in your own words, for {label}.",
                )
            if open_ones := [
                id
                for id in offered
                if getattr(subject.facts.answers, kind).get(id) is None or getattr(subject.facts.answers, kind)[id].state is None
            ]:
                labels = ", ".join(sorted(subject.label(kind, id) for id in open_ones))
                yield issue(
                    "R05", "advice", f"Not answered for the cause {label}: {labels}.", "Confirm what was done, or decline it with a reason."
                )
        for id in set(subject.said(kind)) - linked:
            yield issue(
                "R05",
                "blocking",
                f"The {names[kind]} {subject.label(kind, id)} belongs to no confirmed cause.",
                "Confirm the cause it answers, or take it out.",
            )


@rule("R06")
def listed_items_covered(subject: Subject) -> Iterator[Issue]:
    """Every ASIN and order id of the notice appears in the letter (sellercentral help 201623610)."""
    if subject.facts is None:
        yield from alone.covered(subject)
    notice = subject.facts.notice if subject.facts else None
    asked = notice and subject.letter.route != "funds_request"
    for what, ids in (("ASIN", notice.asins), ("order", notice.order_ids)) if notice and asked else ():
        if missing := [id for id in ids if id not in subject.text]:
            yield issue(
                "R06",
                "blocking",
                f"The letter does not mention {what} {', '.join(missing)} of the notice.",
                "Say for each what was found and done.",
            )


@rule("R10")
def why_chains(subject: Subject) -> Iterator[Issue]:
    """Three whys at least are recorded for a cause (8D and CAPA practice)."""
    for key, answer in subject.confirmed("causes").items():
        if (given := sum(bool(why.strip()) for why in answer.why)) < WHYS:
            yield issue(
                "R10",
                "warning",
                f"{given} of {WHYS} whys are given for the cause {subject.label('causes', key)}.",
                "Ask why until a process of yours is reached.",
            )


@rule("R17")
def buyers_and_stock(subject: Subject) -> Iterator[Issue]:
    """The actions deal with the buyers and the stock concerned, where the violation type requires it."""
    if subject.facts is None:
        yield from alone.dealt_with(subject)
    if not subject.facts or not subject.is_plan:
        return
    for violation in subject.letter.violations:
        entry = subject.cat.violation(violation)
        done = {entry.actions[id].addresses for id in subject.said("actions") if id in entry.actions}
        for wanted in entry.must_address:
            if wanted not in done:
                fitting = ", ".join(subject.label("actions", id) for id, action in entry.actions.items() if action.addresses == wanted)
                yield issue(
                    "R17", "blocking", f"No action deals with the {wanted} concerned.", f"Confirm what was done, one of: {fitting}."
                )


@rule("R36")
def signed_off(subject: Subject) -> Iterator[Issue]:
    """A person who knows the facts stands for them."""
    if (
        subject.facts is None
        and not subject.letter.part("sign_off")
        and not re.search(r"\bconfirm(?:s|ed)?\s+(?:that\s+)?(?:all\s+)?the\s+facts\b", subject.text)
    ):
        yield issue("R36", "advice", "Nobody is named who confirms the facts.", "End with name, role and day of the person who knows them.")
    if subject.is_edited and subject.letter.part("sign_off") is None and subject.is_plan:
        yield issue(
            "R36", "blocking", "The line that says who confirmed the facts is gone.", "Put it back: it names the person who knows them."
        )
    if subject.facts and not subject.facts.answers.sign_off.confirmed:
        yield issue(
            "R36", "blocking", "Nobody has signed off the facts.", "Let the person who knows them fill in the sign-off in 2_collect."
        )
