"""How is it said? Criteria R03, R07, R08, R11, R12, R18–R20, R26–R32 of the rubric. The word lists stand in data/policy/phrases."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher

from ..model import Issue, Sentence, Severity
from . import alone
from .proof import figures
from .subject import Subject, issue, rule

SAME_AS_NOTICE = 0.8
WORDS = (300, 800)
FAR_TOO_LONG = 1.5
SENTENCE_WORDS = 25
CASE_NOUNS = 0.4


def _found(subject: Subject, id: str, lexicon: str, severity: Severity, why: str, mend: str, *parts: str) -> Iterator[Issue]:
    """An issue for each sentence that holds a word of the lexicon."""
    patterns = subject.lexicon(lexicon)
    for sentence in subject.sentences(*parts):
        for pattern in patterns:
            if hit := pattern.search(sentence.text):
                yield issue(id, severity, why.format(hit.group()), mend, sentence, hit.span())
                break


def _own_failing(subject: Subject) -> re.Pattern[str]:
    """Words by which a writer names a failing of the own side."""
    return re.compile(str(subject.words.get("own_failing", r"\b(?:we|our|us|i|my)\b")), re.IGNORECASE)


def _own_side(subject: Subject, text: str) -> bool:
    """Whether the seller's side is among those who act in it."""
    return re.search(str(subject.words.get("own_side", r"\b(?:we|our|us|i|my)\b")), text, re.IGNORECASE) is not None


@rule("R03")
def opening_names_the_case(subject: Subject) -> Iterator[Issue]:
    """The first two sentences name the matter (metric or ASIN) and the notice's date."""
    opening = next(iter(subject.letter.parts), None)
    first = list(opening.all_sentences())[:2] if opening else []
    if subject.facts is None and opening:  # a reference line or a title names it as well
        first = list(opening.all_sentences())[:4]
    text = " ".join([subject.letter.title if subject.facts is None else "", *(sentence.text for sentence in first)])
    named = subject.letter.violations or (subject.cat.violations if subject.facts is None else ())  # a pasted letter may be about any
    types = [subject.cat.text(v, subject.letter.locale) for v in named if v in subject.cat.violations]
    said = _content(subject, text)
    if not any(_content(subject, name) <= said for words in types for name in (words.name, words.noun)) and not re.search(
        r"\bB0[A-Z0-9]{8}\b", text
    ):
        yield issue(
            "R03", "warning", "The opening does not name the metric or the ASINs.", "Name what the notice is about in the first sentence."
        )
    if not re.search(r"\b(19|20)\d\d\b", text):
        yield issue("R03", "warning", "The opening does not name the date of the notice.", "Name the notice by its date.")


def _content(subject: Subject, text: str) -> set[str]:
    """The content words of a text, each in one form."""
    return {base for base, _, _ in subject.language.words.stems(text)}


@rule("R07")
def cause_is_an_act_of_ours(subject: Subject) -> Iterator[Issue]:
    """A root cause is something the seller did or failed to do, not the notice in other words."""
    part = subject.letter.part("causes")
    notice = _notice_sentences(subject)
    for item in part.items if part else ():
        said = [*item.sentences, *item.points]
        for sentence in item.sentences:
            if any(_alike(sentence.text.lower(), other) for other in notice):
                yield issue(
                    "R07",
                    "blocking",
                    "This repeats the notice instead of naming a cause.",
                    "Say what in your own process made it possible.",
                    sentence,
                )
        if (
            said
            and not any(_own_side(subject, sentence.text) for sentence in said)
            and ((subject.facts and not subject.is_edited) or alone.is_item(subject, item))
        ):
            yield issue(
                "R07",
                "blocking" if subject.facts else "warning",  # in a stranger's letter the next paragraph may say it
                "This cause names nothing that we did or failed to do.",
                "Say what in your own process made it possible.",
                said[0],
            )
    if part and subject.facts is None and not any(_names_a_failing(subject, sentence.text) for sentence in part.all_sentences()):
        why, mend = "“{}” says the matter again and names no cause.", "Say what in your own process made it possible."
        yield from _found(subject, "R07", "restates_notice", "warning", why, mend, "causes")
    if part and subject.facts is None and len(part.items) == 1:
        why, mend = "“{}”: not knowing is no act or omission in your work.", "Say which step let it happen."
        yield from _found(subject, "R07", "policy_ignorance_only", "warning", why, mend, "causes")


def _names_a_failing(subject: Subject, text: str) -> bool:
    """“We did not meet the target” fails, too, but only says the matter again."""
    return _own_failing(subject).search(text) is not None and not any(p.search(text) for p in subject.lexicon("restates_notice"))


def _alike(one: str, other: str) -> bool:
    """Whether two sentences are nearly the same; the cheap bounds are tried first."""
    matcher = SequenceMatcher(None, one, other)
    return all(ratio() > SAME_AS_NOTICE for ratio in (matcher.real_quick_ratio, matcher.quick_ratio, matcher.ratio))


def _notice_sentences(subject: Subject) -> list[str]:
    if not subject.facts or not subject.facts.notice:
        return []
    return [" ".join(s.split()).lower() for s in re.split(r"(?<=[.!?])\s+|\n", subject.facts.notice.text) if len(s.split()) > 4]


@rule("R08")
def not_only_ignorance(subject: Subject) -> Iterator[Issue]:
    """“We did not know the policy” is no cause by itself."""
    part = subject.letter.part("causes")
    if part and len(part.items) == 1:
        yield from _found(
            subject,
            "R08",
            "policy_ignorance_only",
            "warning",
            "“{}” alone is no root cause.",
            "Name the step in the work that failed.",
            "causes",
        )


@rule("R11")
def no_blame(subject: Subject) -> Iterator[Issue]:
    """Amazon, buyers, carriers or rights owners are not the sole cause."""
    part = subject.letter.part("causes")
    for item in part.items if part else ():
        said = [*item.sentences, *item.points]
        if not any(_own_failing(subject).search(sentence.text) for sentence in said):
            for sentence in said:
                if hit := next((h for p in subject.lexicon("blame") if (h := p.search(sentence.text))), None):
                    yield issue(
                        "R11", "warning", f"“{hit.group()}” blames somebody else.", "Name what you failed to control.", sentence, hit.span()
                    )

    yield from _found(subject, "R11", "accusation", "warning", "“{}” puts it on somebody else.", "Name what you failed to control.")


@rule("R12")
def actions_are_done(subject: Subject) -> Iterator[Issue]:
    """Actions are completed; what is still to come is no action (a rejection says so: “have not been implemented”)."""
    yield from _found(
        subject,
        "R12",
        "unfinished",
        "blocking",
        "“{}” is not finished; an action is done.",
        "State what was done, with its date, or take it out.",
        "actions",
    )
    yield from _found(
        subject,
        "R12",
        "future_tense",
        "blocking",
        "“{}” speaks of the future; an action is done.",
        "State what was done, with its date, or take it out.",
        "actions",
    )


@rule("R18")
def measures_are_systems(subject: Subject) -> Iterator[Issue]:
    """A preventive measure is a control, not a promise."""
    yield from _found(
        subject,
        "R18",
        "promise",
        "warning",
        "“{}” is a promise, not a control.",
        "Say who checks what, when, and what happens then.",
        "measures",
    )
    part = subject.letter.part("measures")
    verbs = subject.lexicon("control_verbs")
    for item in part.items if part else ():
        if item.sentences and not any(verb.search(s.text) for verb in verbs for s in item.sentences):
            when = re.search(str(subject.words.get("control_trigger", "")), " ".join(s.text for s in item.sentences), re.IGNORECASE)
            severity: Severity = "advice" if subject.facts or when else "warning"
            yield issue(
                "R18", severity, "This measure names no control.", "Say what is checked, compared, blocked or recorded.", item.sentences[0]
            )


@rule("R19")
def measures_have_owner_rhythm_trigger(subject: Subject) -> Iterator[Issue]:
    """A measure has an owner, a frequency and a trigger."""
    if subject.facts is None:
        yield from alone.controls(subject)
    for id, answer in subject.confirmed("measures").items():
        if missing := [name for name in ("owner", "frequency", "trigger") if not answer.fields.get(name, "").strip()]:
            yield issue(
                "R19", "warning", f"The measure {subject.label('measures', id)} lacks: {', '.join(missing)}.", "Enter it in 2_collect."
            )


@rule("R20")
def measures_in_force(subject: Subject) -> Iterator[Issue]:
    """Measures are stated as in force, not as to come."""
    yield from _found(
        subject, "R20", "future_tense", "warning", "“{}” speaks of the future.", "Put the measure in place, and say since when.", "measures"
    )


@rule("R26")
def no_emotion(subject: Subject) -> Iterator[Issue]:
    yield from _found(subject, "R26", "emotion", "warning", "“{}” pleads or flatters.", "Leave it out; facts decide.")
    yield from _found(
        subject, "R26", "giveaway_phrases", "warning", "“{}” is known from templates.", "Say it in your own words, or leave it out."
    )


@rule("R27")
def no_threat(subject: Subject) -> Iterator[Issue]:
    yield from _found(subject, "R27", "threat", "blocking", "“{}” threatens or demands.", "Leave it out: it can end the dialogue.")


@rule("R28")
def nothing_else(subject: Subject) -> Iterator[Issue]:
    """No company history, marketing, support case numbers or other questions."""
    yield from _found(subject, "R28", "history_or_marketing", "warning", "“{}” does not belong into a Plan of Action.", "Leave it out.")


@rule("R29")
def one_apology_at_most(subject: Subject) -> Iterator[Issue]:
    said = [s for s in subject.sentences() if any(p.search(s.text) for p in subject.lexicon("apology"))]
    if subject.letter.route == "dispute":
        for sentence in said:
            yield issue("R29", "blocking", "A dispute apologises for nothing: an apology admits the breach.", "Leave it out.", sentence)
        return
    for sentence in said[1:]:
        yield issue("R29", "warning", "More than one sentence apologises.", "Keep one at most.", sentence)


@rule("R30")
def not_generic(subject: Subject) -> Iterator[Issue]:
    """At least two in five sentences of the three parts carry a fact of this case: a figure, a date, an id or a name."""
    why = "“{}” fits any seller."
    yield from _found(
        subject, "R30", "vague", "warning", why, "Say which, how many, since when.", "causes", "actions", "measures", "effect"
    )
    said = list(subject.sentences("causes", "actions", "measures", "grounds"))
    specific = [s for s in said if figures(s.text) or any(source.field for source in s.sources) or _named(s)]
    if said and len(specific) < CASE_NOUNS * len(said):
        yield issue(
            "R30",
            "warning",
            f"Only {len(specific)} of {len(said)} sentences carry a fact of this case.",
            "Add numbers, dates, names; cut what would fit any seller.",
        )


def _named(sentence: Sentence) -> bool:
    return re.search(r"(?<=[a-z,] )[A-Z][a-z]+|[A-Z]{2,}", sentence.text) is not None


@rule("R31")
def length(subject: Subject) -> Iterator[Issue]:
    """The list of enclosed files does not count: nobody reads it for length."""
    if not subject.is_plan:
        return
    counted = subject.sentences("opening", "causes", "actions", "measures", "effect")
    count = sum(len(sentence.text.split()) for sentence in counted if not sentence.id.endswith(".evidence"))
    low, high = WORDS
    if not low <= count <= high:
        yield issue(
            "R31",
            "warning" if count > FAR_TOO_LONG * high else "advice",
            f"The letter has {count} words; {low} to {high} read best.",
            "Add what is missing, or cut what the investigator does not need.",
        )


@rule("R32")
def readable(subject: Subject) -> Iterator[Issue]:
    said = list(subject.letter.all_sentences())
    if said and (mean := sum(len(s.text.split()) for s in said) / len(said)) > SENTENCE_WORDS:
        yield issue("R32", "advice", f"Sentences have {mean:.0f} words on average.", "Split the long ones.")
    for said in alone.long_paragraphs(subject):
        yield issue("R32", "advice", f"A paragraph has more than {alone.PARAGRAPH_WORDS} words.", "Split it.", said[0])
