"""What the words of a whole message speak for, learned from read messages: a second, coarser evidence beside the phrases.

Phrases say exactly what they mean, but only where a message uses them. The words at large are never silent: each run of letters counts a little for
or against each answer to a question (stage, route, violations, scope), by how often it stood in messages of that answer. The weights are data
(`data/policy/notice_words.parquet`, made by `python -m tests.learning` from the notices of `tests/notices/`), and so repeatable.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from marisa_trie import Trie

from ..catalogue import Catalogue
from ..catalogue.strict_yaml import read_yaml
from .grams import heard_in

# What is learned of whole messages, of the words around a period, and of single sentences.
MESSAGES, PERIODS, SENTENCES = "notice_words", "notice_periods", "notice_sentences"
RUNS = ".marisa"  # the file beside the weights that tells the row of each run
Margins = Mapping[str, Mapping[str, float]]  # question -> answer -> how much the words speak for it
# Added to the squared length of a sentence's row where weights of whole messages are used, so that three words do not shout.
SHORT_SENTENCE = 200.0


@dataclass(frozen=True)
class WordWeights:
    """The runs of letters with their weights: a row for each run, a column for each answer.

    places: the row of each run, looked up in a file: to put a million runs into a table takes a second, and most programs read one notice. rarity: how much
    a run counts by how few messages hold it. columns: question and answer of each column. scale, start: what a column is multiplied with, what it begins
    from. about: the file beside the weights, with the figures that weigh words against phrases.
    """

    places: Trie
    rarity: np.ndarray
    table: np.ndarray
    columns: tuple[tuple[str, str], ...]
    scale: np.ndarray
    start: np.ndarray
    about: Mapping[str, Any]

    def margins(self, text: str) -> Margins:
        """How much the words of the text speak for each answer: above nought for it, below against it."""
        return self.margins_of(heard_in(text))

    def margins_of(self, grams: Mapping[str, int]) -> Margins:
        """The same for runs of letters counted otherwise."""
        return by_question(self.sums(grams), self.columns)

    def of_sentences(self, heard: Sequence[Mapping[str, int]], short: float = 0.0) -> np.ndarray:
        """How much each sentence in which this is heard speaks for each answer: a row for each."""
        return np.array([self.sums(grams, short) for grams in heard]).reshape(-1, len(self.columns))

    def sums(self, grams: Mapping[str, int], short: float = 0.0) -> np.ndarray:
        """How much runs of letters speak for each answer. short: added to the squared length of their row."""
        rows, values = self._row(grams, short)
        return (values @ self.table[rows].astype(np.float32)) * self.scale + self.start

    def _row(self, grams: Mapping[str, int], short: float) -> tuple[np.ndarray, np.ndarray]:
        """The rows of the runs, and how much each counts (all together of length one, or less for a short text)."""
        found = [(row, times) for gram, times in grams.items() if (row := self.places.get(gram)) is not None]
        rows = np.array([row for row, _ in found], dtype=np.int64)
        values = (1 + np.log(np.array([times for _, times in found], dtype=np.float32))) * self.rarity[rows]
        length = math.sqrt(float((values**2).sum()) + short)
        return rows, values / length if length else values


def by_question(values: np.ndarray, columns: Sequence[tuple[str, str]]) -> Margins:
    """A value for each column, by question and answer."""
    margins: dict[str, dict[str, float]] = {}
    for (question, answer), value in zip(columns, values, strict=True):
        margins.setdefault(question, {})[answer] = float(value)
    return margins


def word_weights(cat: Catalogue, of: str = MESSAGES) -> WordWeights | None:
    """The shipped weights; `None` for a catalogue without them."""
    path = cat.folder / "policy" / f"{of}.parquet"
    return _loaded(path) if path.is_file() else None


@lru_cache(maxsize=8)
def _loaded(path: Path) -> WordWeights:
    import pyarrow.parquet as pq

    about = read_yaml(path.with_suffix(".yaml"))
    names = [*about["scale"]]
    held = pq.ParquetFile(path, pre_buffer=False).read(use_threads=False)  # quick enough; and a process with threads could not be forked
    # Of each run as many bytes as there are columns: told apart, they would take five times as long.
    rows, rarity = (held.column(name).combine_chunks().buffers()[1] for name in ("weights", "rarity"))
    return WordWeights(
        places=Trie().load(str(path.with_suffix(RUNS))),
        rarity=np.frombuffer(rarity, dtype=np.float16).astype(np.float32),
        table=np.frombuffer(rows, dtype=np.int8).reshape(len(held), len(names)),
        columns=tuple((question, answer) for question, _, answer in (name.partition(":") for name in names)),
        scale=np.array([about["scale"][name] for name in names], dtype=np.float32),
        start=np.array([about["start"][name] for name in names], dtype=np.float32),
        about=about,
    )
