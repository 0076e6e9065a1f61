"""What the single sentences of a message tell: of what one of them accuses, which stage one of them names.

A message may name many matters and accuse of one: the words of all sentences together drown what one of them says. So each is heard by itself, with weights
learned from single sentences and from those of read messages (`data/policy/notice_sentences.parquet`), and told is how the sentences stand to an answer:
the one that speaks most for it, how much one speaks for nothing else, whether a second one does. A sentence may accuse of two things, each in a half of it: so
the parts between its signs are heard, too.

Who holds several things against a seller often counts them, each in a few words that tell little alone: `Ivory, not allowed`. But a point that stands among others
that accuse says what it says of the seller, too. So the points of lists are heard as well, and of each violation is told at which one it is the foremost, and how many
others accuse beside it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from .grams import heard_in
from .message import Message, Span
from .words_at_large import Margins, WordWeights

ACCUSED, TOLD = "accused", "told"  # the questions that sentences answer: what the seller is accused of, which stage it is
IN_PART, AT_A_POINT = f"{ACCUSED} in part", f"{ACCUSED} at a point"  # the first of them, of a part of a sentence, and of a point of a list
# How the sentences of a message stand to an answer, each from -1.5 (nothing speaks for it) on: how much the one that speaks most for it does, and one speaks
# for it and nothing else, the second one, one of the first three; whether several speak for it; how far down the strongest stands, from 0 to 1.
WAYS: Mapping[str, float] = {"most": -1.5, "foremost": -1.5, "again": -1.5, "early": -1.5, "several": 0.0, "place": 0.0}
PART_WAYS = ("most", "foremost", "again")  # those in which the parts of sentences stand to a violation
# How the points of lists stand to a violation: the one that speaks most for it, the one that speaks for it and nothing else, how much this one does, and how many of
# the others in its list accuse of something.
POINT_WAYS: Mapping[str, float] = {"most": -1.5, "foremost": -1.5, "there": -1.5, "beside": 0.0}
_MOST, _FIRST = 150, 3  # sentences that are looked at one by one, and those that are early
_MOST_BESIDE = 4  # points beside one that are counted
_FEWEST_SIGNS = 8  # of a sentence that can tell anything
_BETWEEN_PARTS = re.compile(r"[,:](?!\d)|[;()\[\]|•·–—…\"“”„«»「」『』（）、，；：]|\s-\s|\n")


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


def parts_of(sentence: str) -> list[str]:
    """The parts of a sentence between its signs, as far as they are long enough to tell anything; none of one that has no two.

    >>> parts_of("the lamps were used, expired in 2023 (or so)")
    ['the lamps were used', 'expired in 2023']
    """
    parts = [part.strip() for part in _BETWEEN_PARTS.split(sentence)]
    long_enough = [part for part in parts if len(part) >= _FEWEST_SIGNS]
    return long_enough if len(long_enough) > 1 else []


@dataclass(frozen=True)
class Telling:
    """The sentences of a message, and how much each speaks for each answer (a row for each sentence; columns: question and answer); the same of their parts,
    and of the points of each list."""

    spans: Sequence[Span]
    values: np.ndarray
    columns: Sequence[tuple[str, str]]
    of_parts: np.ndarray
    of_lists: Sequence[np.ndarray] = ()

    @cached_property
    def margins(self) -> Margins:
        """How the sentences stand to each answer, by question and way (`accused foremost`), their parts (`accused in part foremost`), and the points of lists."""
        of_parts, of_lists = told_in_part(self.of_parts, self.columns), told_at_points(self.of_lists, self.columns)
        return {**told_by(self.values, self.columns), **of_parts, **of_lists}

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
        found |= _by_way(values, columns, question, {way: f"{question} {way}" for way in WAYS})
    return found


def told_in_part(values: np.ndarray, columns: Sequence[tuple[str, str]]) -> Margins:
    """How parts of sentences (rows) stand to the violations among the answers (columns).

    >>> told_in_part(np.array([[0.5, -1.0], [0.25, -0.5]]), [("accused", "patent"), ("accused", "copyright")])["accused in part again"]
    {'patent': 0.25, 'copyright': -1.0}
    """
    return _by_way(values, columns, ACCUSED, {way: f"{IN_PART} {way}" for way in PART_WAYS})


def told_at_points(of_lists: Sequence[np.ndarray], columns: Sequence[tuple[str, str]]) -> Margins:
    """How the points of lists (an array for each, with a row for each point) stand to the violations among the answers (columns).

    >>> told = told_at_points([np.array([[0.5, -1.0], [-1.0, 0.25]])], [("accused", "patent"), ("accused", "copyright")])
    >>> told["accused at a point foremost"], told["accused at a point beside"]
    ({'patent': 1.5, 'copyright': 1.25}, {'patent': 1.0, 'copyright': 1.0})
    """
    if not sum(map(len, of_lists)):
        return {}
    own = [place for place, (asked, _) in enumerate(columns) if asked == ACCUSED]
    values = np.vstack(of_lists)[:, own]
    alone, accuses = _alone(values), (values > 0).any(axis=1).astype(int)
    ends = np.cumsum([len(of_list) for of_list in of_lists])
    beside = np.concatenate([own.sum() - own for own in np.split(accuses, ends[:-1])])
    place, least = alone.argmax(axis=0), POINT_WAYS["most"]
    ways = {
        "most": np.maximum(values.max(axis=0), least),
        "foremost": np.clip(alone.max(axis=0), least, -least),
        "there": np.maximum(values[place, np.arange(len(own))], least),
        "beside": np.minimum(beside[place], _MOST_BESIDE),
    }
    ids = [columns[place][1] for place in own]
    return {f"{AT_A_POINT} {way}": dict(zip(ids, map(float, ways[way]), strict=True)) for way in POINT_WAYS}


def _by_way(
    values: np.ndarray, columns: Sequence[tuple[str, str]], question: str, called: Mapping[str, str]
) -> dict[str, dict[str, float]]:
    """How what is heard (rows) stands to the answers to a question, in some ways, by what each is called; nothing where nothing is heard."""
    if not len(values):
        return {}
    own = [place for place, (asked, _) in enumerate(columns) if asked == question]
    ways = _ways(values[:, own])
    return {name: {columns[place][1]: float(value) for place, value in zip(own, ways[way], strict=True)} for way, name in called.items()}


def _ways(values: np.ndarray) -> dict[str, np.ndarray]:
    """Each of WAYS for each answer, in its order."""
    least, most = WAYS["most"], -WAYS["most"]
    nothing = np.full((2, values.shape[1]), least)
    by_answer = np.sort(np.vstack([nothing, values]), axis=0)
    return {
        "most": by_answer[-1],
        "foremost": np.clip(_alone(values).max(axis=0), least, most),
        "again": by_answer[-2],
        "early": np.maximum(values[:_FIRST].max(axis=0), least),
        "several": ((values > 0).sum(axis=0) > 1).astype(float),
        "place": values.argmax(axis=0) / max(1, len(values) - 1),
    }


def _alone(values: np.ndarray) -> np.ndarray:
    """How much what is heard (rows) speaks more for each answer than for any other."""
    by_row = np.sort(np.column_stack([np.full((len(values), 2), WAYS["most"]), values]), axis=1)
    best, second = by_row[:, [-1]], by_row[:, [-2]]
    return np.where(values >= best, values - second, values - best)


def is_of_sentences(question: str) -> bool:
    """Whether a question of some margins is one that sentences answer.

    >>> is_of_sentences("accused most"), is_of_sentences("violations")
    (True, False)
    """
    return question.partition(" ")[0] in (ACCUSED, TOLD)


def ways_of(question: str, answer: str, margins: Margins) -> list[float]:
    """How the sentences stand to an answer, as the numbers that the fitted weights are multiplied with."""
    return [margins.get(f"{question} {way}", {}).get(answer, least) for way, least in WAYS.items()]


def telling(
    spans: Sequence[Span],
    heard: Sequence[Mapping[str, int]],
    weights: WordWeights | None,
    short: float = 0.0,
    divided: Sequence[str] = (),
    lists: Sequence[Sequence[str]] = (),
) -> Telling:
    """What sentences tell in which this is heard; nothing without weights. short: see `WordWeights.sums`. divided: the sentences, where their parts are heard, too.
    lists: the points of the message's lists.
    """
    if weights is None:
        return Telling(spans, np.zeros((len(spans), 0)), (), np.zeros((0, 0)))
    values = weights.of_sentences(heard, short)
    parts = [parts_of(sentence) for sentence in divided]
    of_parts = weights.of_sentences([heard_in(part) for of_it in parts for part in of_it])
    of_lists = [weights.of_sentences([heard_in(point) for point in points]) for points in lists]
    return Telling(spans, values, weights.columns, with_undivided(values, parts, of_parts), of_lists)


def with_undivided(values: np.ndarray, parts: Sequence[Sequence[str]], of_parts: np.ndarray) -> np.ndarray:
    """How the parts of some sentences stand to the answers (rows), before them the sentences that have none: each is its own only part.

    >>> with_undivided(np.array([[0.5], [1.0]]), [["a part", "another"], []], np.array([[0.25], [0.75]])).tolist()
    [[1.0], [0.25], [0.75]]
    """
    return np.vstack([values[[place for place, of_it in enumerate(parts) if not of_it]], of_parts])
