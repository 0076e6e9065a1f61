"""What stands in the files themselves, held against the entries and the rules: parts of the criteria R25, R34 and R35.

A message names the file, the detail and its place; of the file's own words it repeats days, numbers and pieces, never a name or an address.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..catalogue import EvidenceRule
from ..evidence import DAYS, SURE, Difference, differences, place_name
from ..model import Evidence, Issue, ReadDocument
from .subject import Subject, issue

_ENTRY = "Correct the entry in 2_collect"
_ORIGINAL = "ask whoever made the document for it; never change it yourself."
_DOUBT = "Look at the file, and correct the entry in 2_collect if the file is right."


def read_of(subject: Subject, file: Evidence) -> ReadDocument | None:
    """What was read of a file as it was added; nothing of one that is gone or changed."""
    read = subject.facts.documents.get(file.file) if subject.facts else None
    return read if read and read.sha256 == file.sha256 else None


# ---------------------------------------------------------------- R25: the entry says one thing, the file another


def contradictions(subject: Subject) -> Iterator[Issue]:
    """Entries that their own file contradicts; a reading that is not sure only warns."""
    for file in subject.facts.evidence if subject.facts else ():
        if read := read_of(subject, file):
            for found in differences(file, read):
                yield _contradiction(file, found)


def _contradiction(file: Evidence, found: Difference) -> Issue:
    what = f"number of units of {found.asin}" if found.field == "units" else found.field.replace("_", " ")
    if not found.read:
        why = f"{file.file}: the {what} that was entered was not found in the file."
        return issue("R25", "warning", why, _DOUBT)
    quoted = f" (“{found.words}”)" if found.words != found.read else ""
    if found.sure:
        why = f"{file.file}: the {what} is entered as {found.entered}; {found.place} says {found.read}{quoted}."
        return issue("R25", "blocking", why, f"{_ENTRY}, or put in the right file; if the document itself is wrong, {_ORIGINAL}")
    why = f"{file.file}: the {what} is entered as {found.entered}; {found.place} seems to say {found.read}{quoted}."
    return issue("R25", "warning", why, _DOUBT)


# ---------------------------------------------------------------- R34: can it be opened, whose is it, can the supplier be called


def is_paper(asked: EvidenceRule) -> bool:
    """Whether a kind of evidence is a document that Amazon reads word by word: with a period, a name or quantities to fit."""
    return bool(asked.max_age_days or asked.before_notice or asked.names_account or asked.covers_asins or asked.covers_units_sold)


def form_issues(subject: Subject, file: Evidence, asked: EvidenceRule) -> Iterator[Issue]:
    """Whether Amazon can open and read the file, and what in it a person still has to look at."""
    read = read_of(subject, file)
    if not read:
        return
    if read.state == "locked":
        yield issue("R34", "blocking", f"{file.file} asks for a password: Amazon cannot open it.", f"Without a password, {_ORIGINAL}")
    elif read.state == "empty":
        yield issue("R34", "blocking", f"{file.file} is empty.", "Put in the file again as you received it.")
    elif read.state == "damaged":
        yield issue("R34", "warning", f"{file.file} could not be opened here.", f"Open it yourself; if it does not open, {_ORIGINAL}")
    if read.kind == "image":
        yield from _picture_issues(subject, file, asked, read)
    if is_paper(asked):
        yield from _to_look_at(file, read)
        yield from _named(subject, file, asked, read)
        yield from _reachable(file, asked, read)


def _picture_issues(subject: Subject, file: Evidence, asked: EvidenceRule, read: ReadDocument) -> Iterator[Issue]:
    rules, paper = subject.cat.papers.pictures, is_paper(asked)
    least = rules.least_paper if paper else rules.least_screen
    if paper and read.screenshot:
        why = f"{file.file} looks like a picture of a screen; Amazon asks for the document itself."
        yield issue("R34", "warning", why, "Use the file that the document came in, or a scan of the whole page.")
    if read.width and read.height:
        size = min(read.width, read.height) if paper else max(read.width, read.height)  # a strip of a screen may be low, not narrow
        if size < least:
            why = f"{file.file} has only {read.width} by {read.height} dots: its letters may not be readable."
            yield issue("R34", "advice", why, "Make the picture again, larger and of the whole page; our own measure, Amazon names none.")


def _to_look_at(file: Evidence, read: ReadDocument) -> Iterator[Issue]:
    """What nobody has read here: the person who enters the details has to."""
    why = {
        "picture": f"{file.file} is a picture of a document: its words were not read here.",
        "partly": f"Some pages of {file.file} are pictures: their words were not read here.",
        "large": f"{file.file} is too large to be read here.",
        "unknown": f"{file.file} is of a kind that is not read here.",
    }.get(read.state)
    if why:
        yield issue("R34", "advice", why, "Hold what you entered against the document yourself, page by page.")
    if read.scanned:
        why = f"The words of {file.file} come from a scanner and may be wrong."
        yield issue("R34", "advice", why, "Hold what you entered against the document yourself.")
    for note in read.notes:
        yield issue("R34", "advice", f"{file.file}: {note}.", "Look at the rest yourself.")


def _named(subject: Subject, file: Evidence, asked: EvidenceRule, read: ReadDocument) -> Iterator[Issue]:
    """Whether the account's name stands in a document that has to name it."""
    account = subject.facts.case.account.name if subject.facts else ""
    if not asked.names_account or not read.is_read:
        return
    if not account:
        why = f"{file.file} has to name the account's holder, whose name the case does not hold."
        yield issue("R34", "warning", why, "Enter the name as Seller Central shows it, in 0_new_case (case.json: account.name).")
    elif read.buyer == "similar":
        why = f"{file.file} names the account in another form than the case ({place_name(read, read.buyer_place or 1)}); the names must be the same."
        yield issue("R34", "warning", why, f"Compare it with Seller Central; if it differs, {_ORIGINAL}")
    elif read.buyer == "absent":
        clear = (
            read.state == "text" and not read.scanned and read.pages == read.pages_read and read.fact("date", "invoice_number") is not None
        )
        why = f"The name of the account, {account}, was not found in {file.file}."
        yield issue("R34", "blocking" if clear else "warning", why, f"Look at the name on it; if it is not the account's, {_ORIGINAL}")


def _reachable(file: Evidence, asked: EvidenceRule, read: ReadDocument) -> Iterator[Issue]:
    """Whether a document that has to give the supplier's contact gives one; Amazon calls suppliers."""
    if "supplier_phone" not in asked.fields or read.state != "text" or read.scanned or read.stands.get("supplier_phone"):
        return
    if "phone" not in read.contact:
        why = f"No telephone number of the supplier was found in {file.file}; Amazon calls suppliers."
        yield issue("R34", "warning", why, "Look at the file; add a contact sheet of the supplier if it gives none.")


def as_read(subject: Subject, file: Evidence, field: str) -> str:
    """What a file says of a detail that was not entered, as the end of a sentence; '' when it was not read."""
    read = read_of(subject, file)
    fact = read.fact(field, *(("date",) if field in DAYS else ())) if read and read.is_read else None
    if not read or not fact or fact.confidence < SURE:
        return ""
    return f" {place_name(read, fact.place).capitalize()} says {fact.value}: confirm it there."


def naming(subject: Subject, files: list[Evidence], asin: str) -> str:
    """Which of the files names an ASIN that was not entered for it, as a sentence; '' for none."""
    for file in files:
        read = read_of(subject, file)
        if read and asin in read.asin_places and asin not in file.asins:
            return f" {file.file} names it on {place_name(read, read.asin_places[asin])}: enter its units in 2_collect."
    return ""


def counted_twice(files: list[Evidence]) -> Iterator[Issue]:
    """Documents whose pieces count twice: one file under two names, or one invoice number of one supplier."""
    for number, file in enumerate(files):
        for other in files[:number]:
            if not set(file.asins) & set(other.asins):
                continue
            said = [
                tuple(" ".join(one.fields.get(name, "").casefold().split()) for name in ("invoice_number", "supplier"))
                for one in (file, other)
            ]
            if file.sha256 and file.sha256 == other.sha256:
                why = f"{other.file} and {file.file} are one and the same file: its units count twice."
                yield issue("R34", "blocking", why, "Take one of the two out of the evidence.")
            elif said[0] == said[1] and all(said[0]):
                why = f"{other.file} and {file.file} have the same invoice number of the same supplier: their units may count twice."
                yield issue("R34", "warning", why, "Keep one, or enter for each only the units that stand on it alone.")


# ---------------------------------------------------------------- R35: traces of programs that change documents


def editor_traces(subject: Subject) -> Iterator[Issue]:
    """Files that name a program made to change pictures or finished PDFs. A question to expect, no accusation."""
    programs = subject.cat.papers.editors.programs
    for file in subject.facts.evidence if subject.facts else ():
        read = read_of(subject, file)
        named = [
            name for name, pattern in programs.items() if read and any(re.search(pattern, one, re.IGNORECASE) for one in read.software)
        ]
        if named:
            why = (
                f"{file.file} says it was made or saved with {' and '.join(named)}. That alone proves nothing, but Amazon may ask about it."
            )
            mend = (
                "Enclose the file as it was received. If this is not that file, ask whoever made the document for the original; keep both."
            )
            yield issue("R35", "warning", why, mend)
