"""Does everything said hold against the files? Criteria R09, R13–R16, R22–R25 of the rubric."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..model import Issue, Sentence, Severity
from ..words import as_day
from . import alone, contrary
from .earlier import against_earlier
from .edited import changed_details, new_claims, other_acts, turned_round
from .papers import contradictions
from .subject import Subject, issue, rule

FIGURE = re.compile(r"\d(?:[\d.,:/\-]*\d)?")
LARGE_GAP = 0.1  # of the rate: beyond it, ours and Amazon's figure are not the same thing said twice


def figures(text: str) -> list[re.Match[str]]:
    """Every number, date, time or id with digits in a text.

    >>> [figure.group() for figure in figures("On 14 October, 52 of 1,180 orders (4.4%) at 15:00.")]
    ['14', '52', '1,180', '4.4', '15:00']
    """
    return list(FIGURE.finditer(text))


@rule("R09")
def causes_quantified(subject: Subject) -> Iterator[Issue]:
    """A cause states a number; and the reports that a complete case of a plan holds are there."""
    part = subject.letter.part("causes")
    items = part.items if part else ()
    bare = [item for item in items if not any(figures(sentence.text) for sentence in item.sentences)]
    for item in bare:
        if item.sentences:
            yield issue(
                "R09",
                "warning" if subject.facts is None and len(bare) == len(items) else "advice",
                "This cause states no number.",
                "Say how many, what share, in which period, if the files show it.",
                item.sentences[0],
            )
    if subject.facts and subject.is_plan:
        present = {record.report for record in subject.facts.health.files}
        for violation in subject.letter.violations:
            for missing in (r for r in subject.cat.violation(violation).reports if r not in present):
                report = subject.cat.reports[missing]
                weight: Severity = "warning" if subject.cat.violation(violation).metrics[:1] else "advice"
                yield issue("R09", weight, f"The report “{report.title}” is not in the case.", f"Download it: {report.where}")


@rule("R13")
def actions_dated(subject: Subject) -> Iterator[Issue]:
    """Each action has a date, not after the sign-off and not before the trouble began."""
    if subject.facts is None:
        yield from alone.dated(subject)
    onsets = []
    for key in subject.confirmed("causes"):
        candidate = subject.facts.candidate(key) if subject.facts else None
        if candidate and candidate.finding:
            period = candidate.finding.period
            onsets += [day for day in [candidate.finding.onset or (period.start if period else None)] if day]
    for id, answer in subject.confirmed("actions").items():
        label, day = subject.label("actions", id), as_day(answer.fields.get("date", ""))
        if day is None:
            yield issue("R13", "blocking", f"The action {label} has no date.", "Enter the day it was done.")
        elif subject.written_on and day > subject.written_on:
            yield issue(
                "R13",
                "blocking",
                f"The action {label} is dated {day}, after the sign-off of {subject.written_on}.",
                "Enter the day it was done; what is still to come is no action.",
            )
        elif onsets and day < min(onsets):
            yield issue(
                "R13",
                "blocking",
                f"The action {label} is dated {day}, before the trouble began on {min(onsets)}.",
                "Correct the date, or leave the action out: it cannot answer what came later.",
            )
    for id, answer in subject.confirmed("measures").items():
        since = as_day(answer.fields.get("since", ""))
        if since and subject.written_on and since > subject.written_on:
            yield issue(
                "R13",
                "blocking",
                f"The measure {subject.label('measures', id)} starts on {since}, after the sign-off.",
                "Put it in place first, or leave it out.",
            )


@rule("R14")
def actions_countable(subject: Subject) -> Iterator[Issue]:
    """An action names what can be counted or looked up, beside its date."""
    if subject.facts is None:
        yield from alone.countable(subject)
        return
    part = subject.letter.part("actions")
    for item in part.items if part else ():
        answer = subject.confirmed("actions").get(item.key)
        details = [value for name, value in answer.fields.items() if name != "date" and value] if answer else []
        if not details and not any(len(figures(s.text)) > 2 for s in item.sentences):
            yield issue(
                "R14",
                "advice",
                "This action names nothing that can be counted or looked up.",
                "Give a number, an id or a name.",
                item.sentences[0],
            )


@rule("R15")
def actions_proved(subject: Subject) -> Iterator[Issue]:
    """Each action points to a file (Amazon checks whether actions are real)."""
    if subject.facts is None:
        yield from alone.proved(subject)
    for id, answer in subject.confirmed("actions").items():
        if not answer.evidence:
            yield issue("R15", "warning", f"Nothing proves the action {subject.label('actions', id)}.", "Name the file that shows it.")


@rule("R16")
def evidence_exists(subject: Subject) -> Iterator[Issue]:
    """What the letter refers to is there, and nothing is enclosed that it does not refer to."""
    if not subject.facts:
        return
    listed = {file.file for file in subject.facts.evidence}
    used: set[str] = set()
    if not subject.is_plan:  # the documents themselves are the answer
        used |= listed
    for kind in ("causes", "actions", "measures", "grounds"):
        for key, answer in subject.said(kind).items():
            used |= set(answer.evidence)
            for file in answer.evidence:
                if file not in listed:
                    yield issue(
                        "R16",
                        "blocking",
                        f"{file}, named for {subject.label(kind, key)}, is not in the evidence index.",
                        "Add the file in 2_collect, or take its name out.",
                    )
    for file in subject.facts.missing_evidence:
        yield issue(
            "R16",
            "blocking",
            f"{file} is in the evidence index, but not in the folder evidence.",
            "Put the file back, or take it out of the index.",
        )
    for file in sorted((listed - used) | set(subject.facts.unlisted_evidence)):
        yield issue(
            "R16", "blocking", f"No confirmed answer refers to {file}.", "Name it where it proves something, or take it out of the folder."
        )


@rule("R22")
def effect_shown(subject: Subject) -> Iterator[Issue]:
    """The letter says how the effect shows: the metric now, or when it is looked at next."""
    part = subject.letter.part("effect")
    told = re.compile(str(subject.words.get("effect_words", "(?!)")), re.IGNORECASE)
    if subject.facts is None and any(told.search(sentence.text) for sentence in subject.letter.all_sentences()):
        return
    if subject.is_plan and (not part or not part.all_sentences()):
        yield issue(
            "R22",
            "warning",
            "The letter does not say how the effect shows.",
            "Load reports up to today, and state since when each measure is in place.",
        )


@rule("R23")
def figures_equal_the_data(subject: Subject) -> Iterator[Issue]:
    """Every figure comes from a source of its sentence, and that source still says the same."""
    if not subject.facts:
        yield from alone.sums(subject)
        return
    notice = subject.facts.notice.text if subject.facts.notice else ""
    for sentence in subject.letter.all_sentences():
        for source in sentence.sources:
            if source.field and source.value is not None:
                now = subject.known.get((source.kind, source.id, source.field))
                if now is not None and now != source.value:
                    yield issue(
                        "R23", "blocking", f"The letter says {source.value}, the files now say {now}.", "Draft the letter again.", sentence
                    )
        if sentence.drafted:
            yield from _changed(subject, sentence)
            continue
        if subject.is_edited and sentence.sources:
            continue  # word for word as drafted
        allowed = " ".join(text for s in sentence.sources for text in (s.value or "", s.id, *s.files, notice if s.kind == "notice" else ""))
        said = {figure.group() for figure in figures(allowed)}
        for figure in figures(sentence.text):
            if figure.group() not in said and not (subject.is_edited and not sentence.sources):
                why = f"{figure.group()} comes from no file and no answer."
                yield issue(
                    "R23", "blocking", why, "Use the figure of the files, or say in the form where it is from.", sentence, figure.span()
                )
        if subject.is_edited and not sentence.sources:
            yield from _unknown(subject, sentence)


_FOR_NAMES = {"name": "R24", "file": "R16"}


def _changed(subject: Subject, sentence: Sentence) -> Iterator[Issue]:
    """The details of an edited sentence that were changed or put in by hand."""
    for detail, before in changed_details(subject, sentence):
        text = detail.of(sentence.text)
        why = f"“{text}” was written by hand; the case says “{before}”." if before else f"“{text}” comes from no file and no answer."
        mend = f"Put “{before}” back, or change the fact in 2_collect." if before else "Enter the fact in 2_collect, or take it out."
        yield issue(_FOR_NAMES.get(detail.kind, "R23"), "blocking", why, mend, sentence, detail.span)


def _unknown(subject: Subject, sentence: Sentence) -> Iterator[Issue]:
    """The details of a new sentence that nothing in the case holds; a bridge has none."""
    if not subject.language.claims(sentence.text):
        return
    for detail in subject.language.details(sentence.text):
        if detail.kind not in ("quantity", "weekday") and not any(detail.same(one) for _, others in subject.held_details for one in others):
            why = f"“{detail.of(sentence.text)}” comes from no file and no answer."
            mend = "Enter the fact in 2_collect, or take it out."
            yield issue(_FOR_NAMES.get(detail.kind, "R23"), "blocking", why, mend, sentence, detail.span)


@rule("R24")
def nothing_missing_or_invented(subject: Subject) -> Iterator[Issue]:
    """No gap, no placeholder, no sentence without a source."""
    marks = subject.lexicon("placeholder")
    for sentence in subject.letter.all_sentences():
        if sentence.gaps:
            gap = next((m for mark in marks if (m := mark.search(sentence.text))), None)
            what = sentence.text[gap.start() : gap.end()] if gap else ", ".join(sentence.gaps)
            yield issue(
                "R24",
                "blocking",
                f"A fact is missing: {what}.",
                "Answer it in 2_collect, or add the report that shows it.",
                sentence,
                gap.span() if gap else None,
            )
        else:
            for mark in marks:
                if found := mark.search(sentence.text):
                    yield issue(
                        "R24",
                        "blocking",
                        f"“{found.group()}” is a placeholder.",
                        "Put the fact in its place, or take the sentence out.",
                        sentence,
                        found.span(),
                    )
        if subject.facts and not sentence.sources and (claim := subject.language.claims(sentence.text)):
            why = f"This sentence has no source: nothing in the case supports “{claim.group()}”."
            yield issue("R24", "blocking", why, "Add it in 2_collect in your own words, or take it out.", sentence)
        for span in [*new_claims(subject, sentence), *other_acts(subject, sentence)] if sentence.drafted else ():
            why = f"“{sentence.text[slice(*span)]}” was added by hand; nothing in the case supports it."
            yield issue("R24", "blocking", why, "Add it in 2_collect in your own words, or take it out.", sentence, span)
        for source in sentence.sources:
            if subject.facts and source.field and (source.kind, source.id, source.field) not in subject.known:
                yield issue("R24", "blocking", f"Its source is gone: {source.kind} {source.id}.", "Draft the letter again.", sentence)


@rule("R25")
def no_contradiction(subject: Subject) -> Iterator[Issue]:
    """Nothing contradicts the reports, the notice, another part of the letter or an earlier letter – or only repeats one."""
    if not subject.facts:
        if subject.is_plan:
            yield from contrary.contradictions(subject)
        return
    for key in subject.confirmed("causes"):
        candidate, home = subject.facts.candidate(key), subject.home("causes", key)
        label = subject.label("causes", key)
        if home and candidate is None:
            yield issue(
                "R25",
                "blocking",
                f"The reports in the case do not show the cause {label} ({key.partition('@')[2] or 'no finding'}).",
                "Add the report that shows it, or decline the cause.",
            )
        for id, answer in subject.confirmed("actions").items():
            same = [
                n for n, v in answer.fields.items() if candidate and candidate.finding and candidate.finding.segment.get(n) == v.strip()
            ]
            if same:
                yield issue(
                    "R25",
                    "blocking",
                    f"The action {subject.label('actions', id)} names the same {same[0]} as the cause {label}.",
                    "Correct one of the two.",
                )
    for sentence in subject.letter.all_sentences():
        for span in turned_round(subject, sentence) if sentence.drafted else ():
            why = f"“{sentence.text[slice(*span)]}” says the opposite of what the case holds."
            yield issue("R25", "blocking", why, "Say it as drafted, or change the answer in 2_collect.", sentence, span)
    yield from contradictions(subject)
    yield from _notice_against_reports(subject)
    yield from against_earlier(subject)


def _notice_against_reports(subject: Subject) -> Iterator[Issue]:
    facts = subject.facts
    for quoted in facts.notice.metrics if facts and facts.notice else ():
        ours = facts.health.find(quoted.metric) if facts else None
        rate = ours.count.rate if ours and ours.bound == "exact" else None
        if ours and rate is not None and quoted.rate is not None and abs(rate - quoted.rate) > LARGE_GAP * quoted.rate:
            why = f"The notice quotes {quoted.text}, the reports give {ours.count.hits} of {ours.count.total}."
            yield issue("R25", "warning", why, "Check that the reports cover the same days as the notice.")
