"""All that phrases and words say of a message, heard at once: which stage and which route it makes likely.

`verdict` weighs each answer by what is said for it alone. But answers bear on each other: who asks for a bank statement verifies, whatever he calls it,
and a violation that was removed is a reinstatement. So a second opinion hears everything, with weights learned from messages that were new to phrases
and words (`data/policy/notice_words.yaml`, `altogether`).
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from operator import mul
from typing import TYPE_CHECKING, Any

from .sentences import ACCUSED, TOLD, WAYS, is_of_sentences, ways_of
from .words_at_large import Margins

if TYPE_CHECKING:
    from .verdict import Phrased

MOST = 8.0  # evidence of phrases that is as sure as it gets
NAMED = 2.0  # evidence of phrases from which something is clearly named
_UNKNOWN = -20.0  # the logarithm of how likely an answer is that none of the messages had


def phrases_for(stage: str, phrased: Phrased) -> list[float]:
    """How much phrases say for a stage: by themselves, beside the stage they say most for, and whether they alone would choose it."""
    most, score = max(phrased.stages.values(), default=0.0), phrased.stages.get(stage, 0.0)
    return [min(score, MOST) / 4, score / most if most else 0.0, float(stage == phrased.stage)]


def said_altogether(phrased: Phrased, margins: Margins) -> dict[str, float]:
    """What words and phrases say for every answer to every question, by name."""
    heard = {question: answers for question, answers in margins.items() if not is_of_sentences(question)}
    said = {f"words: {question} {answer}": value for question, answers in heard.items() for answer, value in answers.items()}
    said["some sentence accuses"] = max(margins.get(f"{ACCUSED} most", {}).values(), default=-1.0)
    for stage in margins["stage"]:
        names = (f"phrases: {stage}", f"most phrases: {stage}", f"phrases alone: {stage}")
        said |= zip(names, phrases_for(stage, phrased), strict=True)
        said |= zip((f"sentences: {stage} {way}" for way in WAYS), ways_of(TOLD, stage, margins), strict=True)
    for route in margins["route"]:
        said |= {f"phrases alone: {route}": float(route == phrased.route), f"asked: {route}": float(route in phrased.asks)}
    return said | {"something is asked": float(bool(phrased.asks)), "violations by phrases": float(len(phrased.decided))}


def likely_altogether(said: Mapping[str, float], learned: Mapping[str, Any]) -> dict[str, float]:
    """The logarithm of how likely each answer is.

    >>> learned = {"said": ["a"], "weights": {"yes": [2.0], "no": [-2.0]}, "start": {"yes": 0.0, "no": 0.0}}
    >>> {answer: round(value, 2) for answer, value in likely_altogether({"a": 1.0}, learned).items()}
    {'yes': -0.02, 'no': -4.02}
    """
    return shares(sums(said, learned))


def sums(said: Mapping[str, float], learned: Mapping[str, Any]) -> dict[str, float]:
    """How much everything that is said speaks for each answer."""
    heard = [said.get(name, 0.0) for name in learned["said"]]
    return {id: learned["start"][id] + sum(map(mul, weights, heard)) for id, weights in learned["weights"].items()}


def shares(values: Mapping[str, float]) -> dict[str, float]:
    """The logarithm of how likely each answer is, all together being sure.

    >>> {answer: round(value, 2) for answer, value in shares({"plan": 1.0, "documents": 1.0}).items()}
    {'plan': -0.69, 'documents': -0.69}
    """
    most = max(values.values())
    total = most + math.log(sum(math.exp(value - most) for value in values.values()))
    return {id: value - total for id, value in values.items()}


def softplus(value: float) -> float:
    return max(value, 0.0) + math.log1p(math.exp(-abs(value)))


def logistic(value: float) -> float:
    """How likely a yes is for which so much speaks.

    >>> logistic(0.0)
    0.5
    """
    return math.exp(-softplus(-value))


def blended(likely: Mapping[str, float], said: Mapping[str, float], learned: Mapping[str, Any] | None) -> dict[str, float]:
    """How likely each answer is by itself, and altogether, as a weighted mean of the logarithms."""
    if not learned:
        return dict(likely)
    whole, share = likely_altogether(said, learned), float(learned["share"])
    return {id: (1 - share) * value + share * max(_UNKNOWN, whole.get(id, _UNKNOWN)) for id, value in likely.items()}
