"""What a letter of no case shows by itself: dates, owners, triggers and sums that stand in its own text (contradictions: `contrary`)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date

from ..model import Issue, Item, Sentence
from .details import ASIN, count_of, day_of
from .lines import MONTH
from .subject import Subject, issue

_SHARE_OF = re.compile(
    r"(?P<hits>\d[\d,]*)\s+(?:out\s+)?of\s+(?:(?:the|our|all|a\s+total\s+of)\s+)*(?P<total>\d[\d,]*)(?P<between>[^.\d%]{0,90}?)\(?\s*(?P<share>\d+(?:\.(?P<places>\d+))?)\s?(?:%|per\s?cent)"
)
# A day without its year.
_DAY = re.compile(rf"\b{MONTH}\s+\d{{1,2}}\b|\b\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?{MONTH}\b|\b\d{{1,2}}/\d{{1,2}}\b")
_COUNTABLE = {"number", "share", "id", "file"}
_OTHER_SHARE = re.compile(r"\b(?:at|above|below|over|under|than|target|limit|maximum|minimum)\b", re.IGNORECASE)  # “3 of 3 SKUs, at 120%”
PARAGRAPH_WORDS = 120
_DATED_PARTS = ("actions", "measures")
_LEAST_SHARED = 1


def long_paragraphs(subject: Subject) -> Iterator[Sequence[Sentence]]:
    """The sentences of each paragraph that is too long to be read in one go; items of a letter drafted here are none."""
    for part in subject.letter.parts:
        for said in (*(item.sentences for item in part.items if subject.facts is None), part.sentences):
            if sum(len(sentence.text.split()) for sentence in said) > PARAGRAPH_WORDS:
                yield said


def items(subject: Subject, part: str) -> list[Item]:
    """The items of a part that claim something; a line that only leads in is none."""
    found = subject.letter.part(part)
    return [item for item in (found.items if found else ()) if is_item(subject, item)]


def is_item(subject: Subject, item: Item) -> bool:
    return any(subject.language.claims(s.text) for s in item.sentences) and not item.sentences[-1].text.endswith(":")


def dated(subject: Subject) -> Iterator[Issue]:
    """R13: each action has a date; none lies after the day the letter was written on."""
    written = _written_on(subject)
    for item in items(subject, "actions"):
        if not any(_names_day(subject, sentence) for sentence in item.sentences):
            yield issue("R13", "blocking", "This action has no date.", "Say on which day it was done.", item.sentences[0])
    told = [(id, sentence) for id in _DATED_PARTS for sentence in subject.sentences(id)]
    for part, sentence in told:
        if _REVIEW.search(sentence.text) or (part == "measures" and _FIRST_ROUND.search(sentence.text)):
            continue
        for detail in subject.language.details(sentence.text):
            day = day_of(detail)
            if written and day and day > written:
                why = f"“{detail.of(sentence.text)}” lies after the date of the letter, {written}."
                yield issue(
                    "R13", "blocking", why, "State what was done by then; what is still to come is no action.", sentence, detail.span
                )


def countable(subject: Subject) -> Iterator[Issue]:
    """R14: an action names a number, an id or a file beside its date; files alone are not enough for all of them."""
    acts = [said for item in items(subject, "actions") for said in _acts(subject, item)]
    named = [{detail.kind for s in said for detail in subject.language.details(s.text)} & _COUNTABLE for said in acts]
    only_files = not any(kinds - {"file"} for kinds in named)
    for said, kinds in zip(acts, named, strict=True):
        if not kinds or only_files:
            why = "This action names nothing that can be counted or looked up."
            yield issue("R14", "warning", why, "Give a number, an id or a file." if not only_files else "Give a number or an id.", said[0])


def _acts(subject: Subject, item: Item) -> list[list[Sentence]]:
    """The sentences of an item, a new act wherever one names a day."""
    acts: list[list[Sentence]] = []
    for sentence in item.sentences:
        if _names_day(subject, sentence) or not acts:
            acts.append([])
        acts[-1].append(sentence)
    return acts


def _names_day(subject: Subject, sentence: Sentence) -> bool:
    """With its year or without."""
    return any(detail.kind == "date" for detail in subject.language.details(sentence.text)) or _DAY.search(sentence.text) is not None


def _written_on(subject: Subject) -> date | None:
    """The day a letter bears: where somebody signs, on a line “Date: …”, as its last line, or alone in its head."""
    said = list(subject.letter.all_sentences())
    title = Sentence(id="", text=subject.letter.title, sources=())
    opening = list(subject.sentences("opening"))[:3]
    signs = ((title, _heads), *((s, _heads) for s in opening), *((s, _ends) for s in said[-1:]), *((s, _signs) for s in said[:-_CLOSE:-1]))
    for sentence, tells in signs:
        for detail in subject.language.details(sentence.text):
            if (day := day_of(detail)) and tells(sentence.text[: detail.start], sentence.text[detail.end :]):
                return day
    return None


_ALONE = re.compile(
    r"\W*(?:(?!On\b|By\b|Since\b)[A-Z][\w.]+(?:\s[A-Z][\w.]+)?,)?\W*(?:(?:date|dated|date\s+of\s+this\s+letter)\W*)?", re.IGNORECASE
)
_OF_LETTER = re.compile(
    r"(?:^|[·|,;]\s*)(?:dated|(?:letter|reply|answer|plan)\s+(?:of|dated)|date(?:\s+of\s+this\s+letter)?\s*:)\s*$", re.IGNORECASE
)
_PLAN_OF = re.compile(r"\bplan\s+of\s+action\W*$", re.IGNORECASE)
_REVIEW = re.compile(r"\b(?:reviews?|next|following|again|repeats?|until|valid|expires?|verif(?:y|ies)|evaluat\w+|effect)\b", re.IGNORECASE)
_FIRST_ROUND = re.compile(
    r"\bfirst\s+(?:\w+\s+){1,4}(?:is|are)\s+(?:due|booked|set|scheduled|planned)\b", re.IGNORECASE
)  # of a control: “The first watch search is booked for January 11, 2027.”
_CLOSE = 5  # sentences at the end among which one may sign


def _heads(before: str, after: str) -> bool:
    """A date that stands alone, or closes a title “Plan of Action, …”."""
    return bool(_ALONE.fullmatch(before + after) or _OF_LETTER.search(before) or (_PLAN_OF.search(before) and not after.strip(" .)")))


def _ends(before: str, after: str) -> bool:
    """A date in a last line that says little else."""
    return len(before + after) <= 30 and not _TIMES.search(before + after)


def _signs(before: str, after: str) -> bool:
    return bool(_SIGNED.search(before + after))


_TIMES = re.compile(r"\d|\b(?:since|until|force|after|before|was|were|is|from)\b")
_SIGNED = re.compile(
    r"\b(?:confirm(?:s|ed)\s+(?:the|all|these)\s+facts|signed\s+(?:on|by|this)|sign-off)\b|^\s*date\s*:\s*$", re.IGNORECASE
)


def proved(subject: Subject) -> Iterator[Issue]:
    """R15: the actions point to files or documents."""
    done = items(subject, "actions")
    part = subject.letter.part("evidence")
    if done and not (part and part.all_sentences()):
        shown = re.compile(r"\b(?:evidence|attached|enclosed|annex|exhibit|screenshot|see|invoices?)\b", re.IGNORECASE)
        bare = [
            i
            for i in done
            if not any(shown.search(s.text) or any(d.kind == "file" for d in subject.language.details(s.text)) for s in i.sentences)
        ]
        if len(bare) == len(done):
            yield issue("R15", "warning", "No action points to a document.", "Name for each the file that shows it.", done[0].sentences[0])


def covered(subject: Subject) -> Iterator[Issue]:
    """R06: the ASINs the letter names are dealt with; a matter of single items names them."""
    named = dict.fromkeys(ASIN.findall(f"{subject.letter.title} {subject.text} {' '.join(part.heading for part in subject.letter.parts)}"))
    dealt = " ".join(s.text for s in subject.sentences("causes", "actions", "measures"))
    for asin in named if dealt and len(named) > 1 else ():
        if asin not in dealt:
            sentence = next((s for s in subject.letter.all_sentences() if asin in s.text), None)
            if sentence is None:
                continue
            start = sentence.text.index(asin)
            why = f"ASIN {asin} is named, and neither a cause nor an action speaks of it."
            yield issue("R06", "warning", why, "Say what was found and done for it.", sentence, (start, start + len(asin)))
    types = {id: subject.cat.violation(id) for id in subject.letter.violations if id in subject.cat.violations}
    if types and not named and not any(id in entry.metrics or id == "drop_shipping" for id, entry in types.items()):
        yield issue("R06", "warning", "The letter names no ASIN.", "Name every ASIN of the notice.")


_LABEL = 20  # letters at the head of a cause that may number it
_NUMBERED = re.compile(r"\b(?:causes?|reasons?|issues?|problems?|points?)\s+(\d|[A-D])\b(?:\s+and\s+(\d|[A-D])\b)?", re.IGNORECASE)


def _labels(text: str) -> list[str]:
    """The numbers by which a text names causes.

    >>> _labels("For causes 1 and 2: all bins were counted."), _labels("Cause B – labels")
    (['1', '2'], ['B'])
    """
    return [label.upper() for match in _NUMBERED.finditer(text) for label in match.groups() if label]


def answered(subject: Subject) -> Iterator[Issue]:
    """R05: each cause is taken up by an action and by a measure, as far as their words tell."""
    causes = items(subject, "causes")
    words = subject.language.words
    common = Counter(word for item in causes for word in {w for s in item.sentences for w, _, _ in words.stems(s.text)})
    for part, name in (("actions", "action"), ("measures", "measure")):
        told = [s.text for s in subject.sentences(part)]
        if causes and not told and subject.is_plan:
            yield issue(
                "R05",
                "warning",
                f"No {name} answers the causes.",
                f"Add for each cause the {name} that answers it.",
                causes[0].sentences[0],
            )
        said, labels = {word for text in told for word, _, _ in words.stems(text)}, {label for text in told for label in _labels(text)}
        for item in causes if said and len(causes) > 1 else ():
            if labels & {*_labels(item.sentences[0].text[:_LABEL])}:
                continue
            own = {w for s in item.sentences for w, _, _ in words.stems(s.text) if common[w] == 1}
            if own and len(own & said) < _LEAST_SHARED:
                why = f"No {name} seems to answer this cause."
                yield issue("R05", "warning", why, f"Add the {name} that answers it, in the same words.", item.sentences[0])


def controls(subject: Subject) -> Iterator[Issue]:
    """R19: a measure says who, how often, and what happens when."""
    patterns = {
        name: subject.words.get(f"control_{key}") for name, key in (("an owner", "owner"), ("a rhythm", "rhythm"), ("a trigger", "trigger"))
    }
    for item in items(subject, "measures"):
        text = " ".join(s.text for s in item.sentences)
        people = any(d.kind == "name" for s in item.sentences for d in subject.language.details(s.text))
        lacks = [name for name, pattern in patterns.items() if pattern and not re.search(pattern, text, re.IGNORECASE)]
        if people:
            lacks = [name for name in lacks if name != "an owner"]
        if lacks:
            yield issue(
                "R19",
                "warning",
                f"This measure lacks {', '.join(lacks)}.",
                "Say who does it, how often, and what happens when it fails.",
                item.sentences[0],
            )


def dealt_with(subject: Subject) -> Iterator[Issue]:
    """R17: what the violation type requires – buyers, stock, listing – comes up among the actions."""
    said = " ".join(s.text for s in subject.sentences("actions"))
    words = subject.words.get("addressed", {})
    for id in subject.letter.violations if said else ():
        for wanted in subject.cat.violation(id).must_address if id in subject.cat.violations else ():
            if wanted in words and not re.search(words[wanted], said, re.IGNORECASE):
                yield issue("R17", "warning", f"No action speaks of the {wanted} concerned.", f"Say what was done about the {wanted}.")


def sums(subject: Subject) -> Iterator[Issue]:
    """R23: a share stands beside the two counts it is of; and every date exists."""
    for sentence in subject.letter.all_sentences():
        for match in _SHARE_OF.finditer(sentence.text):
            hits, total = (count_of(match[name]) for name in ("hits", "total"))
            if _OTHER_SHARE.search(match["between"]):
                continue
            rounding = 0.5 * 10 ** -len(match["places"] or "") + 0.01
            told, share = float(match["share"]), 100 * hits / total if total else 0.0
            off = min(abs(share - told), abs(100 - share - told))  # “57 of 475 without tracking, a rate of 88.0%”
            if hits > total or (total and off > rounding):
                why = (
                    f"{match['hits']} of {match['total']} is not {match['share']}%."
                    if hits <= total
                    else f"{match['hits']} of {match['total']} cannot be."
                )
                yield issue(
                    "R23",
                    "blocking",
                    why,
                    "Correct the figures from the report.",
                    sentence,
                    match.span("share" if hits <= total else "hits"),
                )
        for detail in subject.language.details(sentence.text):
            if detail.kind == "date" and len(detail.value) == 1 and None not in detail.value[0] and day_of(detail) is None:
                yield issue("R23", "blocking", f"“{detail.of(sentence.text)}” is no date.", "Correct it.", sentence, detail.span)
