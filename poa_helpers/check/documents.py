"""Are the documents there, formally sound and unaltered? Criteria R34 and R35 of the rubric."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from ..catalogue import EvidenceRule
from ..model import Evidence, Issue
from ..words import as_day
from . import papers
from .subject import Subject, issue, rule


@rule("R34")
def documents_valid(subject: Subject) -> Iterator[Issue]:
    """The documents this violation type needs are there and formally sound (Seller University f98c92e0…, Anti-counterfeiting)."""
    facts = subject.facts
    if not facts:
        return
    for violation in subject.letter.violations:
        entry, texts = subject.cat.violation(violation), subject.cat.text(violation, subject.letter.locale)
        for kind in entry.documents:
            if not any(file.kind == kind for file in facts.evidence):
                yield issue(
                    "R34",
                    "blocking",
                    f"The case holds no {texts.evidence[kind].label.lower()}.",
                    texts.evidence[kind].how_to_get or "Add it in 2_collect.",
                )
        yield from _grounds_proved(subject, violation)
        for kind, asked in entry.evidence.items():
            files = [file for file in facts.evidence if file.kind == kind]
            for file in files:
                yield from _document_issues(subject, file, asked)
            if asked.covers_units_sold:
                yield from papers.counted_twice(files)
            if files or kind in entry.documents:
                yield from _coverage_issues(subject, files, asked)


def _grounds_proved(subject: Subject, violation: str) -> Iterator[Issue]:
    """Each ground of a dispute stands on a document of the case of a kind that can prove it."""
    grounds = subject.cat.violation(violation).grounds
    held = {file.file: file.kind for file in subject.facts.evidence}  # type: ignore[union-attr]
    for key, answer in subject.confirmed("grounds").items():
        if key in grounds and not {held.get(name) for name in answer.evidence} & set(grounds[key].evidence):
            texts = subject.cat.text(violation, subject.letter.locale).evidence
            fitting = ", ".join(texts[kind].label for kind in grounds[key].evidence)
            yield issue("R34", "blocking", f"No document proves {subject.label('grounds', key)}.", f"Add and name one of: {fitting}.")


def _document_issues(subject: Subject, file: Evidence, asked: EvidenceRule) -> Iterator[Issue]:
    notice, account = subject.facts.notice, subject.facts.case.account.name  # type: ignore[union-attr]
    for name in asked.fields:
        if not file.fields.get(name, "").strip():
            yield issue(
                "R34",
                "blocking",
                f"{file.file}: {name.replace('_', ' ')} is not noted.",
                f"Read it off the document and enter it in 2_collect.{papers.as_read(subject, file, name)}",
            )
    if asked.file_types and file.file.rpartition(".")[2].lower() not in asked.file_types:
        yield issue("R34", "blocking", f"{file.file} is of a type Amazon does not take.", f"Get it as {', '.join(asked.file_types)}.")
    yield from papers.form_issues(subject, file, asked)
    day = as_day(file.fields.get("invoice_date", file.fields.get("date", "")))
    if day and notice and notice.sent_on:
        if asked.before_notice and day >= notice.sent_on:
            yield issue(
                "R34",
                "blocking",
                f"{file.file} is dated {day}, not before the notice of {notice.sent_on}.",
                "Use documents from before the notice.",
            )
        if asked.max_age_days is not None and day < notice.sent_on - timedelta(days=asked.max_age_days):
            yield issue(
                "R34",
                "blocking",
                f"{file.file} is dated {day}, more than {asked.max_age_days} days before the notice.",
                "Use newer documents.",
            )
    buyer = file.fields.get("buyer", "")
    if asked.names_account and account and buyer and " ".join(buyer.split()).casefold() != " ".join(account.split()).casefold():
        yield issue(
            "R34",
            "blocking",
            f"{file.file} names the buyer {buyer}, the account is {account}.",
            "Ask the supplier for a document in the account's name; never change it yourself.",
        )


def _coverage_issues(subject: Subject, files: list[Evidence], asked: EvidenceRule) -> Iterator[Issue]:
    facts = subject.facts
    for asin in facts.notice.asins if facts and facts.notice else ():
        units = sum(file.asins.get(asin, 0) for file in files)
        if asked.covers_asins and not any(asin in file.asins for file in files):
            yield issue(
                "R34", "blocking", f"No document covers ASIN {asin}.", f"Add the documents for it.{papers.naming(subject, files, asin)}"
            )
        elif asked.covers_units_sold and asin in facts.units_sold and units < facts.units_sold[asin]:  # type: ignore[union-attr]
            sold = facts.units_sold[asin]  # type: ignore[union-attr]
            yield issue(
                "R34",
                "blocking",
                f"The documents cover {units} units of {asin}, but {sold} were sold.",
                "Add the missing invoices; without them the sales are not proved.",
            )
        elif asked.covers_units_sold and asin not in facts.units_sold:  # type: ignore[union-attr]
            yield issue(
                "R34",
                "blocking",
                f"How many units of {asin} were sold is not known.",
                "Add the All Orders report that covers the days before the notice.",
            )


@rule("R35")
def documents_unaltered(subject: Subject) -> Iterator[Issue]:
    """Evidence is as it was received: its fingerprint has not changed."""
    for file in subject.facts.changed_evidence if subject.facts else ():
        yield issue(
            "R35",
            "blocking",
            f"{file} is not the file that was added to the case.",
            "Put the original back; a changed document can cost the account.",
        )
    yield from papers.editor_traces(subject)
