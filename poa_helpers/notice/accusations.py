"""What speaks for each violation, and how it stands beside what speaks for the others.

Most messages accuse of one thing and name several; some accuse of five. That a sentence speaks for a violation and for nothing else says more where phrases name it,
too, and less where the message speaks of another in every line. So of each violation are told the numbers that words, sentences, parts of these and phrases give, how these
compare with those of all others, and the products of the telling ones, to which weights are fitted (`data/policy/notice_words.yaml`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations_with_replacement
from typing import TYPE_CHECKING, Any

import numpy as np

from .altogether import MOST, NAMED
from .sentences import ACCUSED, AT_A_POINT, IN_PART, PART_WAYS, POINT_WAYS, WAYS
from .violations import STATES
from .words_at_large import Margins

if TYPE_CHECKING:
    from .verdict import Phrased

_APART = 0.8  # how much a sentence must speak for one violation more than for all others to be about it alone
_NOTHING = WAYS["most"]  # what is said for a violation for which nothing speaks
_UNHEARD = -1.0  # what words at large say for a violation of which they know nothing


def accused_of(phrased: Phrased, margins: Margins, fitted: Mapping[str, Any]) -> dict[str, float]:
    """How much speaks for each violation: above nought for it, below against it."""
    ids = [*margins["violations"]]
    numbers = accusations(phrased, margins, ids)
    values = sum(weight * numbers[name] for name, weight in fitted["weights"].items())
    return {id: float(value) + fitted["start"].get(id, 0.0) + fitted["base"] for id, value in zip(ids, values, strict=True)}


def accusations(phrased: Phrased, margins: Margins, ids: Sequence[str]) -> dict[str, np.ndarray]:
    """The numbers that the fitted weights are multiplied with, by name: of each one for every violation."""
    heard = _Heard(phrased, margins, ids)
    telling = _telling(heard)
    products = {f"{a} × {b}": telling[a] * telling[b] for a, b in combinations_with_replacement(telling, 2)}
    return {**_by_themselves(heard), **_beside_others(heard), **products}


class _Heard:
    """What is said of each violation, each in an array in their order.

    words, said: what words at large and phrases say. accused, apart: how much the sentence that speaks most for it does, and one speaks for it and nothing else;
    in_part, part_apart: the same of a part of a sentence. at_a_point, point_apart, beside: of a point of a list, and how many others accuse beside it. by_…: its place by each of these. outright: whether the message names it so. several: how much the words at large speak for a message about several.
    """

    def __init__(self, phrased: Phrased, margins: Margins, ids: Sequence[str]):
        self.phrased, self.ids = phrased, ids
        self.words, self.said = _of_each(margins["violations"], ids, _UNHEARD), _of_each(phrased.violations, ids, 0.0)
        self.ways = {way: _of_each(margins.get(f"{ACCUSED} {way}", {}), ids, least) for way, least in WAYS.items()}
        self.parts = {way: _of_each(margins.get(f"{IN_PART} {way}", {}), ids, WAYS[way]) for way in PART_WAYS}
        self.points = {way: _of_each(margins.get(f"{AT_A_POINT} {way}", {}), ids, least) for way, least in POINT_WAYS.items()}
        self.accused, self.apart = self.ways["most"], self.ways["foremost"]
        self.in_part, self.part_apart = self.parts["most"], self.parts["foremost"]
        self.at_a_point, self.point_apart, self.beside = self.points["there"], self.points["foremost"], self.points["beside"]
        self.by_words, self.by_phrases = _rank(self.words), _rank(self.said)
        self.by_accused, self.by_parts = _rank(self.accused), _rank(self.in_part)
        self.outright = np.isin(ids, [*phrased.outright])
        self.several = margins.get("several", {}).get("yes", -1.0)


def _by_themselves(heard: _Heard) -> dict[str, np.ndarray]:
    """What words, sentences and phrases say for each."""
    words, said, ids, decided = heard.words, heard.said, heard.ids, heard.phrased.decided
    before_words, before_accused = words - _best_others(words, ids), heard.accused - _best_others(heard.accused, ids)
    foremost = before_words > 0
    most = said.max(initial=0.0)
    matters = words[~np.isin(ids, [*STATES])]
    behind_one = ~foremost & ((matters[None, :] > words[:, None]).sum(axis=1) == 1)
    quoted = _of_each(heard.phrased.quoted, ids, 0.0)
    return {
        **{f"sentences, {way}": told for way, told in heard.ways.items()},
        "sentences, before all others": np.clip(before_accused, -1.5, 1.5),
        **{f"parts, {way}": told for way, told in heard.parts.items()},
        "parts, before all others": np.clip(heard.in_part - _best_others(heard.in_part, ids), -1.5, 1.5),
        **{f"points, {way}": told for way, told in heard.points.items()},
        "words": words,
        "words, before all others": np.clip(before_words, -1.5, 1.5),
        "words, first": foremost,
        "words, first of several": heard.several * foremost,
        "words, not first of several": heard.several * ~foremost,
        "words, second": behind_one,
        "words, second of several": heard.several * behind_one,
        "phrases, at most": np.minimum(said, MOST) / 4,
        "phrases, share of the most": said / most if most else said,
        "phrases decide": np.isin(ids, decided),
        "phrases decide for several": np.full(len(ids), len(decided) > 1),
        "phrases name another": (said == 0) & (most >= NAMED),
        "its rate misses": quoted > 0,
        "its rate is met": quoted < 0,
    }


def _beside_others(heard: _Heard) -> dict[str, np.ndarray]:
    """How each stands beside the others."""
    accusing, alone, named = (heard.accused > 0).sum(), (heard.apart > _APART).sum(), (heard.said >= 1).sum()
    of_all = {
        "a sentence accuses of so many": accusing,
        "a sentence is alone about so many": alone,
        "a part accuses of so many": (heard.in_part > 0).sum(),
        "a part is alone about so many": (heard.part_apart > _APART).sum(),
        "phrases name so many": named,
        "several": heard.several,
        "letters": np.log1p(heard.phrased.letters),
        "so many outright": len(heard.phrased.outright),
        "a sentence accuses of up to four": min(accusing, 4),
        "a sentence is alone about up to five": min(alone, 5),
        "phrases name up to four": min(named, 4),
    }
    return {
        "sentences, best other": _best_other(heard.accused),
        "parts, best other": _best_other(heard.in_part),
        "words, best other": _best_other(heard.words),
        "phrases, best other": _best_other(heard.said),
        "sentences, rank": heard.by_accused,
        "words, rank": heard.by_words,
        "phrases, rank": heard.by_phrases,
        "parts, rank": heard.by_parts,
        "phrases": heard.said,
        "sentences, rank three": heard.by_accused == 2,
        "parts, rank three": heard.by_parts == 2,
        "words, rank three": heard.by_words == 2,
        "phrases, rank two": heard.by_phrases == 1,
        **{name: np.full(len(heard.ids), float(number)) for name, number in of_all.items()},
    }


def _telling(heard: _Heard) -> dict[str, np.ndarray]:
    """The numbers of which two together tell more than each alone."""
    numbers = {
        "sentences": heard.accused,
        "apart": heard.apart,
        "part": heard.in_part,
        "part apart": heard.part_apart,
        "point": heard.at_a_point,
        "point apart": heard.point_apart,
        "beside": heard.beside,
        "first at a point": heard.point_apart > 0,
        "words": heard.words,
        "phrases": np.minimum(heard.said, 4.0),
        "several": np.full(len(heard.ids), heard.several),
        "first by sentences": heard.by_accused == 0,
        "first by words": heard.by_words == 0,
        "first by parts": heard.by_parts == 0,
        "second by sentences": heard.by_accused == 1,
        "second by parts": heard.by_parts == 1,
        "second by words": heard.by_words == 1,
        "first by phrases": heard.by_phrases == 0,
        "accused": heard.accused > 0,
        "alone": heard.apart > _APART,
        "part accused": heard.in_part > 0,
        "part alone": heard.part_apart > _APART,
        "said": heard.said > 0,
        "named": heard.said >= NAMED,
        "outright": heard.outright,
    }
    return {name: number.astype(float) for name, number in numbers.items()}


def _of_each(values: Mapping[str, float], ids: Sequence[str], otherwise: float) -> np.ndarray:
    return np.array([values.get(id, otherwise) for id in ids])


def _best_others(values: np.ndarray, ids: Sequence[str]) -> np.ndarray:
    """For each the best of all others; why money is withheld is told beside that it is, and need not outdo it."""
    return _best_other(np.where([id in STATES for id in ids], _NOTHING, values))


def _best_other(values: np.ndarray) -> np.ndarray:
    """For each the best of all others.

    >>> _best_other(np.array([0.5, -1.0, 2.0]))
    array([2. , 2. , 0.5])
    """
    place = int(values.argmax())
    second = np.delete(values, place).max(initial=_NOTHING)
    best = np.full(len(values), values[place])
    best[place] = second
    return best


def _rank(values: np.ndarray) -> np.ndarray:
    """The place of each from the greatest, which has 0; of equal ones the first goes before.

    >>> _rank(np.array([0.5, -1.0, 2.0, 0.5]))
    array([1, 3, 0, 2])
    """
    return np.argsort(np.argsort(-values, kind="stable"), kind="stable")
