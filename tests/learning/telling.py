"""What single sentences tell: learned from sentences that were written alone, and from those of read messages.

Of a message is known what all its sentences together tell, not which one tells it (multiple-instance learning; Andrews, Tsochantaridis and Hofmann 2002, mi-SVM).
So the sentence that speaks most for an answer of its message, by weights learned from sentences alone, is taken for the one that tells it; and one that seems
to speak for an answer that its message has not, is a lesson that it does not. Of many messages, most of those about several violations, a reader
marked the words that tell each: these are learned first.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise
from typing import Any, Protocol

import numpy as np

from poa_helpers.notice.grams import heard_in
from poa_helpers.notice.sentences import ACCUSED, TOLD, Telling, parts_of, with_undivided
from poa_helpers.notice.words_at_large import Margins

from ..notice_corpus import plain, sentences
from .weights import Counted, Learned, yes_or_no_of_each

FEWEST = 12  # sentences that must hold a run; with 4 the weights are five times as many and no better
FAVOUR = 2  # how much more a sentence that tells something counts than one that does not
SPEAKS = -0.6  # how much the strongest sentence of a message must speak for its answer to be taken for the one that tells it
SHOUTS = -0.8  # how much another must seem to speak for an answer to teach that it does not
STAGE = "stage"  # what a reader marked words as telling, beside violations


@dataclass(frozen=True)
class Told:
    """A single sentence that was written alone, and what it tells: the violations it accuses of, the stage, or what is asked for."""

    words: str
    right: Mapping[str, Any]


def told_alone() -> Iterator[Told]:
    """The sentences that were written alone; those about a period tell nothing of a message."""
    for sentence in sentences():
        if sentence.accused is not None:
            yield Told(sentence.text, {"violations": sentence.accused})
        elif sentence.asked is not None:
            route, items = sentence.asked
            yield Told(sentence.text, {"route": route, "requested": items})
        elif sentence.label.islower():
            yield Told(sentence.text, {"stage": sentence.label})


def answers_in(right: Mapping[str, Any], question: str) -> Sequence[str] | None:
    """The right answers to a question that sentences answer; `None` where nobody says.

    >>> answers_in({"stage": "warning"}, TOLD), answers_in({"stage": "warning"}, ACCUSED)
    (['warning'], None)
    """
    if question == ACCUSED:
        return right.get("violations")
    return [right["stage"]] if "stage" in right else None


def telling_it(of_message: Sequence[str], marked: Sequence[str]) -> list[int]:
    """The places of the sentences in which most of each marked piece stands; blanks and capitals do not matter.

    >>> telling_it(["box was open.", "the lamp expired in 2023", "please reply"], ["Lamp  expired"])
    [1]
    """
    plainly = [plain(sentence) for sentence in of_message]
    together, ends = "".join(plainly), np.cumsum([len(sentence) for sentence in plainly])
    found = set()
    for piece in map(plain, marked):
        if (first := together.find(piece)) >= 0:
            shared = [min(end, first + len(piece)) - max(end - len(own), first) for own, end in zip(plainly, ends, strict=True)]
            found.add(int(np.argmax(shared)))
    return sorted(found)


class Divided(Protocol):
    """A message that was read: its sentences, the points of its lists, and the reading that is right."""

    sentences: Sequence[str]
    lists: Sequence[Sequence[str]]
    right: Mapping[str, Any]


class Sentences:
    """Sentences that were written alone, those of messages, their parts, and the points of lists, counted, with what each tells (1), does not tell (0), or is not
    known to (−1)."""

    def __init__(self, alone: Sequence[Told], messages: Sequence[Divided], violations: Sequence[str]):
        stages = sorted({one.right["stage"] for one in alone if "stage" in one.right})
        self.columns = [*((ACCUSED, id) for id in violations), *((TOLD, stage) for stage in stages)]
        self.alone = len(alone)
        self.divided = [[parts_of(sentence) for sentence in message.sentences] for message in messages]
        self.lists = [message.lists for message in messages]
        of_messages = [message.sentences for message in messages]
        of_them, of_lists = ([[*chain.from_iterable(of_each)] for of_each in every] for every in (self.divided, self.lists))
        texts = [[one.words for one in alone], *chain.from_iterable(zip(of_messages, of_them, of_lists, strict=True))]
        bounds = np.cumsum([*map(len, texts)])
        ranges = [range(first, last) for first, last in pairwise(bounds)]
        self.places, self.parts, self.points = (ranges[kind::3] for kind in range(3))
        self.counted = Counted([heard_in(text) for text in chain.from_iterable(texts)])
        self.told = np.full((int(bounds[-1]), len(self.columns)), -1, dtype=np.int8)
        for place, one in enumerate(alone):
            for column, (question, answer) in enumerate(self.columns):
                if (answers := answers_in(one.right, question)) is not None:
                    self.told[place, column] = answer in answers
        rights = [message.right for message in messages]
        for own, places, whole in ((of_messages, self.places, True), (of_them, self.parts, False), (of_lists, self.points, True)):
            for each, range_, right in zip(own, places, rights, strict=True):
                self._mark(each, self.told[range_.start : range_.stop], right, whole=whole)
        self._take_lessons(rights)

    def _mark(self, of_message: Sequence[str], told: np.ndarray, right: Mapping[str, Any], *, whole: bool) -> None:
        """What the sentences, parts of them, or points of lists tell that a reader marked; they accuse of nothing that their message is not about.

        A part that is marked as telling one violation does not tell those that others were marked for; a whole sentence, or point, may.
        """
        telling = {answer: telling_it(of_message, pieces) for answer, pieces in right.get("told", {}).items()}
        every = sorted({*chain.from_iterable(telling.values())})
        for column, (question, answer) in self._told_by(whole=whole):
            is_right = answer in (answers_in(right, question) or ())
            if not is_right or not whole:
                told[every, column] = 0
            if is_right:
                told[telling.get(answer if question == ACCUSED else STAGE, []), column] = 1

    def _told_by(self, *, whole: bool) -> Iterator[tuple[int, tuple[str, str]]]:
        """What whole sentences tell, each with its column, or parts of them, which are only asked of what they accuse."""
        return ((column, asked) for column, asked in enumerate(self.columns) if whole or asked[0] == ACCUSED)

    def _take_lessons(self, rights: Sequence[Mapping[str, Any]]) -> None:
        """What the others of each message tell, as far as the marked ones and those that were written alone let it be seen."""
        learned, rows = self.learned([n for n, right in enumerate(rights) if right.get("told")])
        values = np.asarray(learned.sums(rows))
        for places, whole in ((self.places, True), (self.parts, False)):
            for range_, right in zip(places, rights, strict=True):
                if range_:
                    self._take_lesson(values[range_.start : range_.stop], self.told[range_.start : range_.stop], right, whole=whole)

    def _take_lesson(self, values: np.ndarray, told: np.ndarray, right: Mapping[str, Any], *, whole: bool) -> None:
        for column, (question, answer) in self._told_by(whole=whole):
            if answer not in (answers_in(right, question) or ()):
                told[values[:, column] > SHOUTS, column] = 0
            elif whole and (told[:, column] < 1).all() and values[(strongest := values[:, column].argmax()), column] > SPEAKS:
                told[strongest, column] = 1

    def learned(self, messages: Sequence[int]) -> tuple[Learned, Any]:
        """The weights learned from the sentences that were written alone and those of some messages, and the rows of all sentences, parts and points."""
        of_messages = (place for n in messages for place in (*self.places[n], *self.parts[n], *self.points[n]))
        used = [*range(self.alone), *(place for place in of_messages if (self.told[place] >= 0).any())]
        return yes_or_no_of_each(self.counted, used, dict(zip(self.columns, self.told[used].T, strict=True)), FAVOUR, FEWEST)

    def margins(self, learned: Learned, rows: Any, messages: Sequence[int]) -> Iterator[Margins]:
        """How the sentences of some messages, their parts, and the points of lists, stand to each answer."""
        for n in messages:
            of_each = ((places[n].start, places[n].stop) for places in (self.places, self.parts, self.points))
            whole, of_parts, of_points = (np.asarray(learned.sums(rows[first:last])) for first, last in of_each)
            of_lists = np.split(of_points, np.cumsum([len(points) for points in self.lists[n]])[:-1])
            yield Telling((), whole, self.columns, with_undivided(whole, self.divided[n], of_parts), of_lists).margins
