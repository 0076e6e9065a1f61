"""What the words of a letter's sentences speak against: blame, pleading, intentions …"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import yaml

from poa_helpers.check import letter_from_text
from poa_helpers.check.at_large import FAULT, FAULTS, WEIGHTS, runs_of

from .weights import TESTS, Counted, Learned, write, yes_or_no_of_each

COLLECTED, LETTERS = TESTS / "letter_sentences", TESTS / "good_letters"
GOOD = "OK"
FAVOUR = 2  # how much more a faulty sentence counts than a good one
ALARMS = 0.003  # share of good sentences, of authors that were not learned from, in which a fault may be heard
PARTS = 8  # authors are left out in so many groups


@dataclass(frozen=True)
class Said:
    """A sentence, who wrote it, and the criterion it breaks (`OK`: none)."""

    author: str
    label: str
    text: str


def collected() -> Iterator[Said]:
    """The sentences of the collections, and all sentences of good letters."""
    for path in sorted(COLLECTED.glob("*.tsv")):
        for line in path.read_text(encoding="utf-8").splitlines():
            label, text = line.split("\t", 1)
            yield Said(path.stem, label, text)
    for path in sorted(LETTERS.glob("*.txt")):
        told = yaml.safe_load(path.with_suffix(".yaml").read_text(encoding="utf-8"))
        letter = letter_from_text(path.read_text(encoding="utf-8"), [told["violation"]], "en-US")
        for sentence in letter.all_sentences():
            yield Said(f"letters {path.stem.split('_')[0]}", GOOD, sentence.text)


def learn_sentences() -> str:
    """Learn, find how much must speak for a fault, and write; what comes back tells what was written."""
    said = list(collected())
    counted, ids = Counted([runs_of(one.text) for one in said]), sorted(FAULTS)
    labels, authors = np.array([one.label for one in said]), np.array([one.author for one in said])
    margins = np.zeros((len(said), len(ids)))
    names = sorted(set(authors))
    for part in range(PARTS):
        out = np.isin(authors, names[part::PARTS])
        learned, rows = _learned(counted, labels, np.flatnonzero(~out), ids)
        margins[out] = learned.sums(rows[np.flatnonzero(out)])
    good = labels == GOOD
    least = {id: float(np.quantile(margins[good, place], 1 - ALARMS)) for place, id in enumerate(ids)}
    found = {id: float((margins[labels == id, place] > least[id]).mean()) for place, id in enumerate(ids)}
    told = ", ".join(f"{id} {share:.0%}" for id, share in found.items())
    print(f"sentences of authors left out: {told} found where {ALARMS:.1%} of the good ones alarm")
    learned, _ = _learned(counted, labels, np.arange(len(said)), ids)
    about = {"least": {id: round(value, 3) for id, value in least.items()}, "found": {id: round(share, 3) for id, share in found.items()}}
    return write(learned, about, f"{WEIGHTS}.en", f"{len(said)} sentences of fictional letters", (COLLECTED, LETTERS))


def _learned(counted: Counted, labels: np.ndarray, used: np.ndarray, ids: list[str]) -> tuple[Learned, object]:
    return yes_or_no_of_each(counted, used, {(FAULT, id): (labels[used] == id).astype(np.int8) for id in ids}, FAVOUR)
