"""What a single sentence accuses the seller of: learned from single sentences alone, so that all messages are new to it."""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor

import numpy as np

from poa_helpers.notice.grams import heard_in
from poa_helpers.notice.words_at_large import ACCUSATIONS, ACCUSED

from ..notice_corpus import Sentence, sentences
from .weights import LEARNED_FROM, Counted, Learned, write, yes_or_no

FAVOUR = 2  # how much more an accusation counts than a sentence without it
NONE = "NONE"


def accusations() -> list[Sentence]:
    """The sentences that tell what they accuse of, or that they do not."""
    return [sentence for sentence in sentences() if sentence.file.endswith("_accused")]


def learn_accusations() -> str:
    """Learn and write; what comes back tells what was written."""
    told = accusations()
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        counted = Counted(list(pool.map(heard_in, [sentence.text for sentence in told], chunksize=500)))
    labels = [() if sentence.label == NONE else tuple(sentence.label.split(",")) for sentence in told]
    learned = _learned(counted, labels)
    return write(learned, {}, ACCUSATIONS, f"{len(told)} sentences of fictional notices", LEARNED_FROM)


def _learned(counted: Counted, labels: Sequence[Sequence[str]]) -> Learned:
    grams, rarity, rows = counted.rows(range(len(labels)))
    ids = sorted({id for label in labels for id in label})
    fits = [yes_or_no(rows, np.array([id in label for label in labels]), FAVOUR) for id in ids]
    table = np.column_stack([weights for weights, _ in fits]).astype(np.float32)
    return Learned(grams, rarity, table, np.array([base for _, base in fits]), [(ACCUSED, id) for id in ids])
