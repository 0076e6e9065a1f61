"""What single sentences tell: learned from sentences that were written alone, and from those of read messages.

Of a message is known what all its sentences together tell, not which one tells it (multiple-instance learning; Andrews, Tsochantaridis and Hofmann 2002, mi-SVM).
So the sentence that speaks most for an answer of its message, by weights learned from sentences alone, is taken for the one that tells it; and one that seems
to speak for an answer that its message has not, is a lesson that it does not.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from poa_helpers.notice.grams import heard_in
from poa_helpers.notice.sentences import ACCUSED, TOLD, told_by
from poa_helpers.notice.words_at_large import Margins

from ..notice_corpus import sentences
from .weights import Counted, Learned, yes_or_no

FEWEST = 12  # sentences that must hold a run; with 4 the weights are five times as many and no better
FAVOUR = 2  # how much more a sentence that tells something counts than one that does not
SPEAKS = -0.6  # how much the strongest sentence of a message must speak for its answer to be taken for the one that tells it
SHOUTS = -0.8  # how much another must seem to speak for an answer to teach that it does not


class Sentences:
    """Single sentences, and those of messages, counted, with what each tells (1), does not tell (0), or is not known to (−1)."""

    def __init__(self, of_messages: Sequence[Sequence[str]], rights: Sequence[Mapping[str, Any]], violations: Sequence[str]):
        """rights: for each message, the reading that is right."""
        alone = [sentence for sentence in sentences() if sentence.accused is not None or sentence.label.islower()]
        stages = sorted({sentence.label for sentence in alone if sentence.accused is None})
        self.columns = [*((ACCUSED, id) for id in violations), *((TOLD, stage) for stage in stages)]
        self.alone = len(alone)
        bounds = np.cumsum([self.alone, *map(len, of_messages)])
        self.places = [range(first, last) for first, last in pairwise(bounds)]
        self.counted = Counted([heard_in(text) for text in [*(one.text for one in alone), *(text for of in of_messages for text in of)]])
        told = [[self._tells(sentence, *column) for column in self.columns] for sentence in alone]
        self.told = np.vstack(
            [np.array(told, dtype=np.int8), np.full((int(bounds[-1]) - self.alone, len(self.columns)), -1, dtype=np.int8)]
        )
        self._take_lessons(rights)

    @staticmethod
    def _tells(sentence: Any, question: str, answer: str) -> int:
        if sentence.accused is None:
            return int(sentence.label == answer) if question == TOLD else -1
        return int(answer in sentence.accused) if question == ACCUSED else -1

    def _take_lessons(self, rights: Sequence[Mapping[str, Any]]) -> None:
        """What the sentences of each message tell, as far as those that were written alone let it be seen."""
        learned, rows = self.learned([])
        values = np.asarray(learned.sums(rows))
        for places, right in zip(self.places, rights, strict=True):
            if not places:
                continue
            own, told = values[places.start : places.stop], self.told[places.start : places.stop]
            for column, (question, answer) in enumerate(self.columns):
                if answer not in (right["violations"] if question == ACCUSED else [right["stage"]]):
                    told[own[:, column] > SHOUTS, column] = 0
                elif own[(strongest := own[:, column].argmax()), column] > SPEAKS:
                    told[strongest, column] = 1

    def learned(self, messages: Sequence[int]) -> tuple[Learned, Any]:
        """The weights learned from the sentences that were written alone and those of some messages, and the rows of all sentences."""
        used = [*range(self.alone), *(place for n in messages for place in self.places[n] if (self.told[place] >= 0).any())]
        grams, rarity, rows = self.counted.rows(used, FEWEST)
        told = self.told[used]
        fits = []
        for column in range(len(self.columns)):
            known = np.flatnonzero(told[:, column] >= 0)
            fits.append(yes_or_no(rows[[used[n] for n in known]], told[known, column] > 0, FAVOUR))
        table = np.column_stack([weights for weights, _ in fits]).astype(np.float32)
        return Learned(grams, rarity, table, np.array([base for _, base in fits]), self.columns), rows

    def margins(self, learned: Learned, rows: Any, messages: Sequence[int]) -> Iterator[Margins]:
        """How the sentences of some messages stand to each answer."""
        for n in messages:
            places = self.places[n]
            yield told_by(np.asarray(learned.sums(rows[places.start : places.stop])), self.columns)
