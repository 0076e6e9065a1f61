"""What speaks for each violation, and how it stands beside what speaks for the others.

Most messages accuse of one thing and name several; some accuse of five. That a sentence speaks for a violation and for nothing else says more where phrases name it,
too, and less where the message speaks of another in every line. So of each violation are told the numbers that words, sentences and phrases give, how these
compare with those of all others, and the products of the telling ones, to which weights are fitted (`data/policy/notice_words.yaml`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations_with_replacement
from typing import TYPE_CHECKING, Any

import numpy as np

from .altogether import MOST, NAMED
from .sentences import ACCUSED, WAYS
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
    telling = _telling(phrased, margins, ids)
    products = {f"{a} × {b}": telling[a] * telling[b] for a, b in combinations_with_replacement(telling, 2)}
    return {**_by_themselves(phrased, margins, ids), **_beside_others(phrased, margins, ids), **products}


def _by_themselves(phrased: Phrased, margins: Margins, ids: Sequence[str]) -> dict[str, np.ndarray]:
    """What words, sentences and phrases say for each."""
    words, said, several = _of_each(margins["violations"], ids, _UNHEARD), _phrases(phrased, ids), _several(margins)
    accused = _of_each(margins.get(f"{ACCUSED} most", {}), ids, _UNHEARD)
    most = said.max(initial=0.0)
    foremost = words > _best_others(words, ids)
    matters = words[~np.isin(ids, [*STATES])]
    behind_one = ~foremost & ((matters[None, :] > words[:, None]).sum(axis=1) == 1)
    quoted = _of_each(phrased.quoted, ids, 0.0)
    told = {f"sentences, {way}": _of_each(margins.get(f"{ACCUSED} {way}", {}), ids, least) for way, least in WAYS.items()}
    return told | {
        "sentences, before all others": np.clip(accused - _best_others(accused, ids), -1.5, 1.5),
        "a sentence accuses": accused > 0,
        "words": words,
        "words, before all others": np.clip(words - _best_others(words, ids), -1.5, 1.5),
        "words, first": foremost,
        "words, first of several": several * foremost,
        "words, not first of several": several * ~foremost,
        "words, second": behind_one,
        "words, second of several": several * behind_one,
        "phrases, at most": np.minimum(said, MOST) / 4,
        "phrases, share of the most": said / most if most else said,
        "phrases decide": np.isin(ids, phrased.decided),
        "phrases decide for several": np.full(len(ids), len(phrased.decided) > 1),
        "phrases name another": (said == 0) & (most >= NAMED),
        "its rate misses": quoted > 0,
        "its rate is met": quoted < 0,
    }


def _beside_others(phrased: Phrased, margins: Margins, ids: Sequence[str]) -> dict[str, np.ndarray]:
    """How each stands beside the others."""
    words, said = _of_each(margins["violations"], ids, _UNHEARD), _phrases(phrased, ids)
    accused, apart = _sentences(margins, ids)
    by_accused, by_words, by_phrases = _rank(accused), _rank(words), _rank(said)
    accusing, alone, named = (accused > 0).sum(), (apart > _APART).sum(), (said >= 1).sum()
    of_all = {
        "a sentence accuses of so many": accusing,
        "a sentence is alone about so many": alone,
        "phrases name so many": named,
        "several": _several(margins),
        "letters": np.log1p(phrased.letters),
        "so many outright": len(phrased.outright),
        "a sentence accuses of up to four": min(accusing, 4),
        "a sentence is alone about up to five": min(alone, 5),
        "phrases name up to four": min(named, 4),
    }
    return {
        "sentences, best other": _best_other(accused),
        "words, best other": _best_other(words),
        "phrases, best other": _best_other(said),
        "sentences, rank": by_accused,
        "words, rank": by_words,
        "phrases, rank": by_phrases,
        "outright": np.isin(ids, [*phrased.outright]),
        "phrases": said,
        "sentences, rank two": by_accused == 1,
        "sentences, rank three": by_accused == 2,
        "words, rank two": by_words == 1,
        "words, rank three": by_words == 2,
        "phrases, rank two": by_phrases == 1,
        **{name: np.full(len(ids), float(number)) for name, number in of_all.items()},
    }


def _telling(phrased: Phrased, margins: Margins, ids: Sequence[str]) -> dict[str, np.ndarray]:
    """The numbers of which two together tell more than each alone."""
    words, said = _of_each(margins["violations"], ids, _UNHEARD), _phrases(phrased, ids)
    accused, apart = _sentences(margins, ids)
    by_accused, by_words = _rank(accused), _rank(words)
    numbers = {
        "sentences": accused,
        "apart": apart,
        "words": words,
        "phrases": np.minimum(said, 4.0),
        "several": np.full(len(ids), _several(margins)),
        "first by sentences": by_accused == 0,
        "first by words": by_words == 0,
        "second by sentences": by_accused == 1,
        "second by words": by_words == 1,
        "first by phrases": _rank(said) == 0,
        "accused": accused > 0,
        "alone": apart > _APART,
        "said": said > 0,
        "named": said >= NAMED,
        "outright": np.isin(ids, [*phrased.outright]),
    }
    return {name: number.astype(float) for name, number in numbers.items()}


def _sentences(margins: Margins, ids: Sequence[str]) -> tuple[np.ndarray, np.ndarray]:
    """How much the sentence that speaks most for each does, and one speaks for it and nothing else."""
    most, foremost = (_of_each(margins.get(f"{ACCUSED} {way}", {}), ids, WAYS[way]) for way in ("most", "foremost"))
    return most, foremost


def _of_each(values: Mapping[str, float], ids: Sequence[str], otherwise: float) -> np.ndarray:
    return np.array([values.get(id, otherwise) for id in ids])


def _phrases(phrased: Phrased, ids: Sequence[str]) -> np.ndarray:
    return _of_each(phrased.violations, ids, 0.0)


def _several(margins: Margins) -> float:
    """How much the words at large speak for a message about several violations."""
    return margins.get("several", {}).get("yes", -1.0)


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
