"""What notebooks 2 and 3 show: the state of the answers, the letter's issues, the evidence behind it, the files written."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from .. import words
from ..catalogue import catalogue
from ..collect import kinds_of, offered
from ..evidence import difference_lines, read_lines
from ..export import render_letter
from ..model import Answer, CaseFacts, Issue, Letter
from .open_points import NOUNS, label_of, open_points
from .shown import Document, Lines, Table

_STATES = {"confirmed": "confirmed", "declined": "declined", None: "not answered"}
_STEPS = {
    "causes": "Causes",
    "actions": "Actions",
    "measures": "Measures",
    "grounds": "Grounds",
    "evidence": "Evidence",
    "sign_off": "Sign-off",
}


def answers_state(facts: CaseFacts) -> Table:
    """Every cause, action and measure that is asked about, and what the seller answered."""
    cat, keys = catalogue(), offered(facts.answers, facts.candidates, facts.grounds)
    rows = []
    for kind in kinds_of(facts.route):
        answers = getattr(facts.answers, kind)
        for key in keys[kind]:
            answer = answers.get(key, Answer())
            detail = answer.reason if answer.state == "declined" else ", ".join(answer.evidence)
            rows.append((NOUNS[kind], label_of(kind, key, facts, cat), _STATES[answer.state], detail))
    signed = facts.answers.sign_off
    by = ", ".join(filter(None, (signed.name, signed.role, signed.date)))
    rows.append(("sign-off", by or "nobody yet", "confirmed" if signed.confirmed else "not answered", ""))
    return Table(("Part", "Question", "Answer", "Evidence, or reason for declining"), tuple(rows))


def still_open(facts: CaseFacts) -> Table:
    """What the form still wants, in the order in which it asks."""
    points = open_points(facts, catalogue())
    rows = tuple((_STEPS[point.step], point.text) for point in points)
    return Table(("Step", "Missing"), rows, empty="Nothing is missing in the form. Open 3_letter for the letter and its check.")


def letter_text(letter: Letter, issues: Iterable[Issue]) -> Document:
    """The letter as it stands; marked as a draft while something blocks."""

    return Document(render_letter(letter, "md", watermark=any(issue.severity == "blocking" for issue in issues)))


def issues_table(issues: Sequence[Issue]) -> Table:
    """What the check found, blocking issues first, each with its mend."""
    rows = tuple((issue.severity, issue.id, issue.why, issue.mend) for issue in issues)
    return Table(
        ("Weight", "Criterion", "What an investigator would object to", "What mends it"),
        rows,
        empty="The check found nothing to object to.",
    )


def verdict(issues: Sequence[Issue]) -> Lines:
    """Whether the letter may go out; a statement about the letter, not a forecast of Amazon's decision."""
    from ..check import score

    blocking = sum(issue.severity == "blocking" for issue in issues)
    points = f"{score(issues)} of 100 criteria points: complete and consistent, not a forecast of Amazon's decision."
    if blocking:
        return Lines(
            (f"{blocking} blocking {'issue' if blocking == 1 else 'issues'}: only a watermarked draft is written.", points), lead=True
        )
    return Lines(("Nothing blocks: the letter is ready for a last look.", points), lead=True)


def evidence_coverage(facts: CaseFacts) -> Table:
    """Which file proves which confirmed answer; answers without a file and files without an answer stand out."""
    cat, rows = catalogue(), []
    used: set[str] = set()
    for kind in kinds_of(facts.route):
        for key, answer in facts.answers.confirmed(kind).items():
            used |= set(answer.evidence)
            rows.append((NOUNS[kind], label_of(kind, key, facts, cat), ", ".join(answer.evidence) or "no file"))
    rows += [("file", file.file, "named by no confirmed answer") for file in facts.evidence if file.file not in used]
    rows += [("file", name, "in the folder, not described") for name in facts.unlisted_evidence]
    rows += [("file", name, "described, but not in the folder") for name in facts.missing_evidence]
    rows += [("file", name, "changed since it was added") for name in facts.changed_evidence]
    note = f"{words.number(len(facts.evidence), facts.case.locale)} files in the evidence index."
    return Table(("Part", "What", "Proved by"), tuple(rows), note)


def evidence_read(facts: CaseFacts) -> Table:
    """What stands in the evidence files as far as they can be read here, and what was entered otherwise."""
    entries, locale = {file.file: file for file in facts.evidence}, facts.case.locale
    rows = []
    for name, read in sorted(facts.documents.items()):
        otherwise = difference_lines(entries[name], read) if name in entries else ["not described yet"]
        rows.append((name, "; ".join(read_lines(read, locale)) or "nothing that the form asks for", "; ".join(otherwise) or "nothing"))
    note = "Words in pictures are not read: hold what you entered against such a file yourself. No file is changed by reading it."
    return Table(("File", "Read in it", "Entered otherwise"), tuple(rows), note, empty="The case holds no evidence yet.")


def written_files(paths: Iterable[Path], folder: Path) -> Table:
    """Where the files are, named from the case folder, with what each is for."""
    uses = {
        ".docx": "Word, to be looked over and sent", ".pdf": "to be sent as an attachment", ".txt": "to be pasted into Amazon's form",
        ".md": "to be read here", ".json": "for your own records",
    }  # fmt: skip
    own = {
        "answers_by_question.md": "one answer per question of Amazon's questionnaire", "evidence_index.md": "the list of enclosed files",
        "sources.json": "where every sentence is from", "check.json": "what the check found",
        "sources_for_your_file.docx": "where every sentence is from – for your own file, not for Amazon",
        "sources_for_your_file.pdf": "where every sentence is from – for your own file, not for Amazon",
    }  # fmt: skip
    rows = []
    for path in paths:
        use = own.get(path.name.removeprefix("draft."), uses.get(path.suffix, ""))
        rows.append((path.relative_to(folder).as_posix(), "your edited version, kept" if path.parent.name == "edited" else use))
    return Table(("File in the case folder", "What it is for"), tuple(rows))
