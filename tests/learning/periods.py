"""What the words around a length of time or a date speak for: is it the time until which the seller must answer?"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from poa_helpers.notice import periods_of
from poa_helpers.notice.deadlines import spoken_for
from poa_helpers.notice.periods import Period
from poa_helpers.notice.words_at_large import PERIODS

from ..notice_corpus import Example, Sentence, deadline_of, examples, plain, sentences
from .messages import REALISTIC, author_of
from .weights import TIMES_LEARNED_FROM, Counted, Learned, likeliest_yes, rounded, side_by_side, write, yes_or_no

FAVOUR = 1.5
PARTS = 10  # authors are left out in so many groups


@dataclass(frozen=True)
class Case:
    """A period of a notice. heard: the words around it and beside it; said: what else is said of it, by name; whole: not of a single sentence."""

    author: str
    heard: Mapping[str, Mapping[str, int]]
    said: Mapping[str, float]
    whole: bool
    right: bool


def cases_of(example: Example) -> list[Case]:
    """The periods of a notice that sets a deadline or asks for something; those of others are no deadlines and teach nothing of the words."""
    if example.expected.get("stage") in ("information", "other", "reinstatement", "final_refusal") or "deadline" not in example.expected:
        return []
    return list(_cases(example))


def _cases(example: Example) -> Iterator[Case]:
    wanted = example.wanted("deadline")
    stated = plain((example.expected["deadline"] or {}).get("text") or "")
    found = periods_of(example.text, *(example.expected.get(question, "") for question in ("stage", "route")))
    right = [_is(period, wanted) for period, _, _ in found]
    there = [yes and plain(example.text[slice(*period.span)]) in stated for yes, (period, _, _) in zip(right, found, strict=True)]
    right = there if any(there) else right  # `7 days` may also be the window of a metric
    if wanted and not any(right):
        return  # its form is not known; what stands around it is not told
    for (period, heard, said), yes in zip(found, right, strict=True):
        if period.may_be_deadline:
            yield Case(author_of(example), heard, said, "stage" in example.expected, yes)


def example_of(sentence: Sentence) -> Example:
    """A sentence about a period as a message of its own; `\\n` in it is the end of a line."""
    kind, _, told = sentence.label.partition(" ")
    expected = {"deadline": deadline_of(told) if kind == "DEADLINE" else None}
    return Example(Path(f"{sentence.file.replace('_', '-')}_{sentence.line}.txt"), expected, sentence.text.replace(r"\n", "\n"))


def _is(period: Period, wanted: Mapping[str, object] | None) -> bool:
    told = {"hours": period.hours, "date": period.day, "business_days": period.working}
    return wanted is not None and all(told[key] == value for key, value in wanted.items())


def learn_periods() -> str:
    """Learn, fit and write; what comes back tells what was written."""
    told = [*examples("seen"), *map(example_of, sentences("periods"))]
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        cases = [case for found in pool.map(cases_of, told, chunksize=20) for case in found]
    right = np.array([case.right for case in cases])
    margins, learned = zip(*(_learned(question, cases, right) for question in cases[0].heard), strict=True)
    # Single sentences teach words, but more of them mislead than in messages; and who avoids the usual words would make phrases count too little.
    new = [n for n in sorted(margins[0]) if cases[n].whole and REALISTIC.fullmatch(cases[n].author)]
    all_said = [spoken_for({question: of[n] for question, of in zip(cases[n].heard, margins, strict=True)}, cases[n].said) for n in new]
    names = list(dict.fromkeys(name for said in all_said for name in said))
    factors, base = likeliest_yes(np.array([[said.get(name, 0.0) for name in names] for said in all_said]), right[new].astype(float))
    fitted = {"deadline": {"weights": dict(zip(names, rounded(factors), strict=True)), "base": round(base, 3)}}
    return write(
        side_by_side(learned), {"fitted": fitted}, PERIODS, f"{len(cases)} periods of fictional notices and sentences", TIMES_LEARNED_FROM
    )


def _learned(question: str, cases: Sequence[Case], right: np.ndarray) -> tuple[dict[int, float], Learned]:
    """What the words heard for a question speak for in cases of authors who were left out, and the weights learned from all."""
    counted = Counted([case.heard[question] for case in cases])
    authors = sorted({case.author for case in cases} - {""})
    margins: dict[int, float] = {}
    for part in range(PARTS):
        out = set(authors[part::PARTS])
        own = [n for n, case in enumerate(cases) if case.author in out]
        used = [n for n, case in enumerate(cases) if case.author not in out]
        _, _, rows = counted.rows(used)
        weights, base = yes_or_no(rows[used], right[used], FAVOUR)
        margins |= dict(zip(own, rows[own] @ weights + base, strict=True))
    grams, rarity, rows = counted.rows(range(len(cases)))
    weights, start = yes_or_no(rows, right, FAVOUR)
    return margins, Learned(grams, rarity, weights[:, None], np.array([start]), [(question, "yes")])
