"""What the words of a sentence sound like, learned from sentences with known faults: a second, coarser evidence beside the word lists.

Writers put blame, pleading or a mere intention in words that no list foresees. So the runs of letters and words of a sentence are weighed by how often
they stood in faulty and in good sentences (`data/policy/letter_words.en.parquet`, made by `python -m tests.learning sentences`). What is found this way
only warns. It is asked of a stranger's letter, and of what was changed by hand in a drafted one.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from ..model import Issue, Sentence
from ..notice.grams import grams_of
from ..notice.words_at_large import WordWeights, word_weights
from .subject import Subject, issue

WEIGHTS = "letter_words"  # in the file before the language
FAULT = "fault"  # the question whose answers are the criteria
_FEWEST_WORDS, _LONGEST = 4, 3  # words of a sentence that is weighed, of a run
_TOKEN = re.compile(r"[a-z']+|0+|[^\w\s]")
_DIGIT = re.compile(r"\d")


@dataclass(frozen=True)
class _Fault:
    """A criterion that can be heard: the parts it matters in (none: all), what is wrong, and the mend."""

    parts: tuple[str, ...]
    why: str
    mend: str


FAULTS = {
    "R07": _Fault(("causes",), "This reads like the notice told again, without an act of your own.", "Say what in your own process made it possible."),
    "R08": _Fault(("causes",), "This reads as if not knowing the rule were the cause.", "Name the step in the work that failed."),
    "R11": _Fault(("opening", "causes", "grounds"), "This reads like blame of somebody else.", "Name what you failed to control."),
    "R12": _Fault(("actions",), "This reads like something still to be done.", "State what was done, with its date, or take it out."),
    "R18": _Fault((), "This reads like a promise, not a control.", "Say who checks what, when, and what happens then."),
    "R26": _Fault((), "This reads like pleading or flattery.", "Leave it out; facts decide."),
    "R27": _Fault((), "This reads like a threat or a demand.", "Leave it out: it can end the dialogue."),
    "R28": _Fault((), "This does not seem to belong here: history, marketing or another question.", "Leave it out."),
    "R30": _Fault((), "This reads as if it could stand in any seller's letter.", "Say which, how many, since when."),
}  # fmt: skip


@dataclass(frozen=True)
class Heard:
    """A sentence with its part, and the criteria its words speak against, the strongest first."""

    sentence: Sentence
    part: str
    against: tuple[str, ...]


def runs_of(text: str) -> Mapping[str, int]:
    """The runs of letters (two to five) and of words (up to three) of a sentence, digits alike, each with how often it stands there.

    >>> sorted(run for run in runs_of("No box, 12!") if run.startswith("_"))
    ['_!', '_,', '_, 00', '_, 00 !', '_00', '_00 !', '_box', '_box ,', '_box , 00', '_no', '_no box', '_no box ,']
    """
    counts = Counter(grams_of(text))
    words = _TOKEN.findall(_DIGIT.sub("0", text.lower().replace("’", "'")))
    for length in range(1, _LONGEST + 1):
        counts.update("_" + " ".join(words[start : start + length]) for start in range(len(words) - length + 1))
    return counts


def hear(subject: Subject) -> list[Heard]:
    """What is heard in a letter; nothing in a drafted one that nobody changed, or in a language that was not learned."""
    if subject.facts and not subject.is_edited:
        return []  # before the weights are read: the form checks its draft at every change
    weights = word_weights(subject.cat, f"{WEIGHTS}.{subject.letter.locale[:2]}")
    if weights is None:
        return []
    return [
        Heard(sentence, part.id, against)
        for part in subject.letter.parts
        for sentence in part.all_sentences()
        if _is_new(subject, sentence) and (against := _against(sentence.text, part.id, weights))
    ]


def besides(heard: Sequence[Heard], id: str, found: Sequence[Issue]) -> Iterator[Issue]:
    """The issues of one criterion that the words at large raise, besides those already found."""
    told = {one.sentence for one in found}
    for one in heard:
        if id in one.against and one.sentence.text not in told:
            yield issue(id, "warning", FAULTS[id].why, FAULTS[id].mend, one.sentence)


def _is_new(subject: Subject, sentence: Sentence) -> bool:
    """Whether nobody but the writer said it: it stands in no draft, or was changed since."""
    written = subject.facts is None or not sentence.sources or bool(sentence.drafted)
    return written and len(sentence.text.split()) >= _FEWEST_WORDS and not sentence.id.endswith(".title")


def _against(text: str, part: str, weights: WordWeights) -> tuple[str, ...]:
    least: Mapping[str, float] = weights.about["least"]
    margins = weights.margins_of(runs_of(text))[FAULT]
    found = [id for id, margin in margins.items() if margin > least[id] and (not FAULTS[id].parts or part in FAULTS[id].parts)]
    return tuple(sorted(found, key=lambda id: least[id] - margins[id]))
