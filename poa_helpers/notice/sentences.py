"""What the single sentences of a message tell: of what one of them accuses, which stage one of them names.

A message may name many matters and accuse of one: the words of all sentences together drown what one of them says. So each is heard by itself, with weights
learned from single sentences and from those of read messages (`data/policy/notice_sentences.parquet`), and told is how the sentences stand to an answer:
the one that speaks most for it, how much one speaks for nothing else, whether a second one does.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from .message import Message, Span
from .words_at_large import Margins, WordWeights

ACCUSED, TOLD = "accused", "told"  # the questions that sentences answer: what the seller is accused of, which stage it is
# How the sentences of a message stand to an answer, each from -1.5 (nothing speaks for it) on: how much the one that speaks most for it does, and one speaks
# for it and nothing else, the second one, one of the first three; whether several speak for it; how far down the strongest stands, from 0 to 1.
WAYS: Mapping[str, float] = {"most": -1.5, "foremost": -1.5, "again": -1.5, "early": -1.5, "several": 0.0, "place": 0.0}
_MOST, _FIRST = 150, 3  # sentences that are looked at one by one, and those that are early
_FEWEST_SIGNS = 8  # of a sentence that can tell anything


def sentences_of(message: Message) -> list[Span]:
    """The sentences of a message that are long enough to tell anything, without the blanks around them."""
    found: list[Span] = []
    place, end = message.first, len(message.low)
    while place < end and len(found) < _MOST:
        first, last = message.sentence(place)
        words = message.low[first:last]
        if len(words.strip()) >= _FEWEST_SIGNS:
            found.append((first + len(words) - len(words.lstrip()), first + len(words.rstrip())))
        place = max(last, place + 1)
    return found


@dataclass(frozen=True)
class Telling:
    """The sentences of a message, and how much each speaks for each answer (a row for each sentence; columns: question and answer)."""

    spans: Sequence[Span]
    values: np.ndarray
    columns: Sequence[tuple[str, str]]

    @cached_property
    def margins(self) -> Margins:
        """How the sentences stand to each answer, by question and way (`accused foremost`)."""
        return told_by(self.values, self.columns)

    def strongest(self, question: str, answer: str) -> Span | None:
        """The sentence that speaks most for an answer."""
        if not len(self.spans) or (question, answer) not in self.columns:
            return None
        return self.spans[int(self.values[:, self.columns.index((question, answer))].argmax())]


def told_by(values: np.ndarray, columns: Sequence[tuple[str, str]]) -> Margins:
    """How sentences (rows) stand to the answers (columns), by question and way.

    >>> told = told_by(np.array([[0.5, -1.0], [0.25, -0.5]]), [("accused", "patent"), ("accused", "copyright")])
    >>> told["accused most"], told["accused foremost"]["patent"], told["accused again"]["patent"]
    ({'patent': 0.5, 'copyright': -0.5}, 1.5, 0.25)
    """
    found: dict[str, dict[str, float]] = {}
    for question in dict.fromkeys(question for question, _ in columns):
        own = [place for place, (asked, _) in enumerate(columns) if asked == question]
        ways = _ways(values[:, own]) if len(values) else {}
        for way, of_each in ways.items():
            found[f"{question} {way}"] = {columns[place][1]: float(value) for place, value in zip(own, of_each, strict=True)}
    return found


def _ways(values: np.ndarray) -> dict[str, np.ndarray]:
    """Each of WAYS for each answer, in its order."""
    least, most = WAYS["most"], -WAYS["most"]
    nothing = np.full((2, values.shape[1]), least)
    by_answer = np.sort(np.vstack([nothing, values]), axis=0)
    by_sentence = np.sort(np.column_stack([np.full((len(values), 2), least), values]), axis=1)
    best, second = by_sentence[:, [-1]], by_sentence[:, [-2]]
    alone = np.where(values >= best, values - second, values - best)
    return {
        "most": by_answer[-1],
        "foremost": np.clip(alone.max(axis=0), least, most),
        "again": by_answer[-2],
        "early": np.maximum(values[:_FIRST].max(axis=0), least),
        "several": ((values > 0).sum(axis=0) > 1).astype(float),
        "place": values.argmax(axis=0) / max(1, len(values) - 1),
    }


def is_of_sentences(question: str) -> bool:
    """Whether a question of some margins is one that sentences answer.

    >>> is_of_sentences("accused most"), is_of_sentences("violations")
    (True, False)
    """
    return question.partition(" ")[0] in (ACCUSED, TOLD)


def ways_of(question: str, answer: str, margins: Margins) -> list[float]:
    """How the sentences stand to an answer, as the numbers that the fitted weights are multiplied with."""
    return [margins.get(f"{question} {way}", {}).get(answer, least) for way, least in WAYS.items()]


def telling(spans: Sequence[Span], heard: Sequence[Mapping[str, int]], weights: WordWeights | None, short: float = 0.0) -> Telling:
    """What sentences tell in which this is heard; nothing without weights. short: see `WordWeights.sums`."""
    if weights is None:
        return Telling(spans, np.zeros((len(spans), 0)), ())
    return Telling(spans, weights.of_sentences(heard, short), weights.columns)
