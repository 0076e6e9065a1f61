"""What a single sentence accuses the seller of: learned from single sentences alone, so that all messages are new to it."""

from __future__ import annotations

import os
from concurrent.futures import ProcessPoolExecutor

import numpy as np

from poa_helpers.notice.grams import heard_in
from poa_helpers.notice.words_at_large import ACCUSATIONS, ACCUSED

from ..notice_corpus import sentences
from .weights import LEARNED_FROM, Counted, write, yes_or_no_of_each

FAVOUR = 2  # how much more an accusation counts than a sentence without it


def learn_accusations() -> str:
    """Learn and write; what comes back tells what was written."""
    told = [sentence for sentence in sentences() if sentence.accused is not None]
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        counted = Counted(list(pool.map(heard_in, [sentence.text for sentence in told], chunksize=500)))
    ids = sorted({id for sentence in told for id in sentence.accused or ()})
    there = {id: np.array([id in (sentence.accused or ()) for sentence in told]) for id in ids}
    learned, _ = yes_or_no_of_each(counted, range(len(told)), there, FAVOUR, ACCUSED)
    return write(learned, {}, ACCUSATIONS, f"{len(told)} sentences of fictional notices", LEARNED_FROM)
