"""Notice + findings + evidence + catalogue -> candidate causes with their actions and measures. Nothing is chosen here."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence

from .catalogue import Catalogue, Cause, Violation, catalogue
from .model import Candidate, Evidence, Finding, Notice


def suggest(
    violations: Sequence[str],
    notice: Notice | None = None,
    findings: Iterable[Finding] = (),
    evidence: Iterable[Evidence] = (),
    cat: Catalogue | None = None,
    *,
    searched: Collection[str] = (),
) -> list[Candidate]:
    """Candidate causes of the violations (ids), those the files support first, then those only the seller can know.

    A cause is supported by a finding on its dimension, by words of the notice, or by a document that is missing for an ASIN
    of the notice. searched: the order-book flags whose orders were searched; a cause that only a search can show is asked for where there was none.
    One finding may support several causes: the seller confirms one and declines the others.
    Raises PoaError for a violation type that does not exist.

    >>> [candidate.origin for candidate in suggest(["late_shipment_rate"])][:1]
    ['ask']
    """
    cat = cat or catalogue()
    findings, evidence = list(findings), list(evidence)
    found = [
        candidate
        for id in violations
        for name, cause in cat.violation(id).causes.items()
        for candidate in _candidates(cat, cat.violation(id), name, cause, notice, findings, evidence, searched)
    ]
    order = {"finding": 0, "notice": 1, "documents": 2, "ask": 3}
    return sorted(found, key=lambda c: (order[c.origin], -c.finding.excess if c.finding else 0.0))


def _candidates(
    cat: Catalogue,
    violation: Violation,
    name: str,
    cause: Cause,
    notice: Notice | None,
    findings: list[Finding],
    evidence: list[Evidence],
    searched: Collection[str],
) -> Iterator[Candidate]:
    base = Candidate(
        key=name,
        violation=violation.id,
        cause=name,
        origin="ask",
        actions=cause.corrective,
        measures=cause.preventive,
        evidence=cause.evidence,
    )
    explained = cause.explained_by
    supported = False
    if explained and explained.metric:
        flag = cat.metrics[explained.metric].flag
        for finding in findings:
            on_dimension = not explained.dimension or any(name in explained.dimension for name in finding.segment)
            if finding.outcome == flag and on_dimension and not (explained.onset and finding.onset is None):
                supported = True
                segment = ",".join(f"{attribute}={value}" for attribute, value in sorted(finding.segment.items()))
                yield base.model_copy(
                    update={"key": f"{name}@{segment}", "origin": "finding", "finding": finding, "support": finding.sentence}
                )
    if explained and notice and not supported:
        quotes = (re.search(pattern, notice.text, re.IGNORECASE) for pattern in explained.notice)
        if quote := next((q for q in quotes if q), None):
            supported = True
            words = " ".join(quote.group(0).split())
            yield base.model_copy(update={"origin": "notice", "support": f"The notice says: “{words}”."})
    if explained and explained.missing_evidence and notice and not supported:
        covered = {asin for file in evidence if file.kind == explained.missing_evidence for asin in file.asins}
        if uncovered := [asin for asin in notice.asins if asin not in covered]:
            supported = True
            what = cat.text(violation.id, "en").evidence[explained.missing_evidence].label.lower()
            yield base.model_copy(update={"origin": "documents", "support": f"No {what} is on file for {', '.join(uncovered)}."})
    not_searched = explained and explained.metric and cat.metrics[explained.metric].flag not in searched
    if not supported and (cause.ask or not explained or not_searched):
        yield base
