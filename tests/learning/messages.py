"""What the words of whole messages speak for: stage, route, scope, violations."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np

from poa_helpers.notice import phrased_of
from poa_helpers.notice.accusations import accusations
from poa_helpers.notice.altogether import said_altogether
from poa_helpers.notice.grams import heard_in
from poa_helpers.notice.requested import said_of_items
from poa_helpers.notice.routes import SILENT
from poa_helpers.notice.sentences import WAYS
from poa_helpers.notice.verdict import NO_SCOPE, ROUTES, Phrased, said_for
from poa_helpers.notice.words_at_large import MESSAGES, SENTENCES, Margins, by_question

from ..notice_corpus import ITEMS, Example, examples, items_of
from .telling import Sentences, told_alone
from .weights import (
    LEARNED_FROM,
    Counted,
    Learned,
    likeliest_altogether,
    likeliest_of_each,
    likeliest_of_several,
    likeliest_yes_of_each,
    one_of_several,
    rounded,
    write,
    yes_or_no,
)

PARTS = 4  # groups of authors that are left out, one after the other
# Authors who were asked to write as messages really reach sellers (the rounds e to j, m, n, r to z, k, l, p with a number, and r10 to r39). The others were asked to avoid
# the usual words, which makes good lessons for the words at large, but would make the phrases count too little.
REALISTIC = re.compile(r"[a-z]{2}(?:[efghijmnr-z]\d?|[klp]\d|r[1-3]\d)")
# Authors who told anew what sellers posted, with its gaps: nothing that was written for `tests/notices` is as near to what is read, so how much words and phrases
# count is fitted as if each of theirs stood there so many times. Five were measured to be better than one, and as good as if nothing else were there.
POSTED, TIMES = re.compile(r"[a-z]{2}r[1-3]\d"), 5
SINGLE = ("stage", "route", "scope")  # questions with one right answer
# Of `said_for`, how many are of the words at large.
OF_WORDS = {"stage": 1 + len(WAYS), "route": 1, "scope": 1}
FAVOURS = {"violations": 3, "requested": 2}  # how much more a violation, an item that is there counts than one that is not
SEVERAL = 2  # how much more a notice about several violations counts than one about one or none
# How much it counts what everything together makes likely, beside what is said for each answer alone.
AT_ONCE = {"stage": 0.5, "route": 0.5}
SHARE = 0.5  # how much the violations count when stage and route are chosen


@dataclass(frozen=True)
class Read:
    """A notice with its right reading, its author, its words, what the phrases say of it, its sentences, and the points of its lists."""

    author: str
    right: Mapping[str, Any]
    words: str
    phrased: Phrased
    sentences: Sequence[str]
    lists: Sequence[Sequence[str]]


def author_of(example: Example) -> str:
    """Who wrote it; those the phrases were written for have none."""
    return example.path.stem.split("_")[0] if example.words is not None else ""


def read(example: Example) -> Read:
    words, phrased, *heard = phrased_of(example.text)
    right = {**example.expected, "scope": example.expected.get("scope") or NO_SCOPE}
    if "requested" in right:
        right["requested"] = items_of(right["requested"])
    return Read(author_of(example), right, words, phrased, *heard)


def answers_of(notices: Sequence[Read]) -> dict[str, list[str]]:
    """The answers to each question, in a fixed order; what is too rare to be learned is none."""
    violations = {id for notice in notices for id in notice.right["violations"]}
    scopes = {str(notice.right["scope"]) for notice in notices} - {"brand"}
    stages = {str(notice.right["stage"]) for notice in notices}
    return {
        "stage": sorted(stages),
        "route": list(ROUTES),
        "scope": sorted(scopes),
        "violations": sorted(violations),
        "requested": sorted(ITEMS),
    }


class Messages:
    """All seen notices, and the single sentences, counted, with their right answers."""

    def __init__(self) -> None:
        with ProcessPoolExecutor(os.cpu_count()) as pool:
            self.notices = list(pool.map(read, list(examples("seen")), chunksize=20))
        self.answers = answers_of(self.notices)
        self.told = list(told_alone())
        everything = [*self.notices, *self.told]
        self.rights = [one.right for one in everything]
        self.counted = Counted([heard_in(one.words) for one in everything])
        self.sentences = Sentences(self.told, self.notices, self.answers["violations"])

    def right(self, question: str) -> np.ndarray:
        """The place of the right answer among the answers, −1 where it is none of them or a sentence does not tell."""
        ids = self.answers[question]
        return np.array([ids.index(told) if (told := str(right.get(question))) in ids else -1 for right in self.rights])

    def learned(self, used: Sequence[int]) -> tuple[Learned, Any]:
        """The weights learned from some of the notices, and the rows of all of them."""
        first = len(self.notices)
        everything = [*used, *range(first, first + len(self.told))]
        grams, rarity, rows = self.counted.rows(everything)
        tables, starts = [], []
        for question in SINGLE:
            table, start = one_of_several(rows[everything], self.right(question)[everything], len(self.answers[question]))
            tables.append(table)
            starts.append(start)
        for question, favour in FAVOURS.items():
            telling = [n for n in everything if question in self.rights[n]]
            for id in self.answers[question]:
                weights, base = yes_or_no(rows[telling], np.array([id in self.rights[n][question] for n in telling]), favour)
                tables.append(weights[:, None])
                starts.append(np.array([base]))
        weights, base = yes_or_no(rows[used], np.array([len(self.notices[n].right["violations"]) > 1 for n in used]), SEVERAL)
        tables.append(weights[:, None])
        starts.append(np.array([base]))
        columns = [*((question, id) for question, ids in self.answers.items() for id in ids), ("several", "yes")]
        return Learned(grams, rarity, np.hstack(tables).astype(np.float32), np.concatenate(starts), columns), rows

    def fitted(self, margins: Mapping[int, Margins]) -> dict[str, Any]:
        """How much words and phrases count for each question, from the margins of notices that are new to both."""
        fitted: dict[str, Any] = {}
        counted = [*margins]
        times = np.array([TIMES if POSTED.fullmatch(self.notices[n].author) else 1 for n in counted])
        for question in SINGLE:
            right = self.right(question)
            is_known = right[counted] >= 0
            known, of_known = [n for n, told in zip(counted, is_known, strict=True) if told], times[is_known]
            said = np.array([[said_for(question, id, self.notices[n].phrased, margins[n]) for id in self.answers[question]] for n in known])
            factors, start = likeliest_of_several(said, right[known], of_known)
            fitted[question] = {**_parted(factors, question), "start": dict(zip(self.answers[question], rounded(start), strict=True))}
            if question in AT_ONCE:
                heard = [said_altogether(self.notices[n].phrased, margins[n]) for n in known]
                answers = [str(self.notices[n].right[question]) for n in known]
                fitted[question]["altogether"] = {"share": AT_ONCE[question], **likeliest_altogether(heard, answers, of_known)}
        ids = self.answers["violations"]
        names = [*accusations(self.notices[counted[0]].phrased, margins[counted[0]], ids)]
        of_each = (accusations(self.notices[n].phrased, margins[n], ids) for n in counted)
        said = np.array([np.column_stack([*numbers.values()]).astype(np.float32) for numbers in of_each])
        there = np.array([[id in self.notices[n].right["violations"] for id in ids] for n in counted])
        factors, start, base = likeliest_of_each(said, there, times)
        own = {"base": round(base, 3), "start": dict(zip(ids, rounded(start), strict=True)), "share": SHARE}
        fitted["violations"] = {"weights": dict(zip(names, rounded(factors), strict=True)), **own}
        fitted["requested"] = self.fitted_items(margins, counted, times)
        return fitted

    def fitted_items(self, margins: Mapping[int, Margins], counted: Sequence[int], times: np.ndarray) -> dict[str, Any]:
        """How much words and phrases count for each item that may be asked for, from those of the notices that ask."""
        heard, rights, of_heard = [], [], []
        for n, often in zip(counted, times, strict=True):
            right = self.notices[n].right
            if "requested" not in right or right["stage"] in SILENT:
                continue
            heard.append(said_of_items(self.notices[n].phrased.requested, right["stage"], right["route"], margins[n]))
            rights.append(right["requested"])
            of_heard.append(often)
        there = {item: np.array([item in right for right in rights]) for item in self.answers["requested"]}
        return likeliest_yes_of_each(heard, there, np.array(of_heard))

    def margins(self, used: Sequence[int], of: Sequence[int]) -> Iterator[Margins]:
        """What the words and the sentences of some messages speak for, by what was learned from those that are used."""
        learned, rows = self.learned(used)
        at_large = [by_question(values, learned.columns) for values in learned.sums(rows[of])]
        by_sentences = self.sentences.margins(*self.sentences.learned(used), of)
        return ({**words, **told} for words, told in zip(at_large, by_sentences, strict=True))


def _parted(factors: np.ndarray, question: str) -> dict[str, list[float]]:
    words = OF_WORDS[question]
    return {"words": rounded(factors[:words]), "phrases": rounded(factors[words:])}


_ALL: dict[str, Messages] = {}  # shared with the processes that are forked


def _without(authors: Sequence[str]) -> dict[int, Margins]:
    """The margins of some authors' notices by what was learned from all others."""
    messages = _ALL["all"]
    own = [n for n, notice in enumerate(messages.notices) if notice.author in authors]
    others = [n for n, notice in enumerate(messages.notices) if notice.author not in authors]
    return dict(zip(own, messages.margins(others, own), strict=True))


def learn_messages() -> str:
    """Learn, fit and write; what comes back tells what was written."""
    messages = _ALL["all"] = Messages()
    authors = sorted(filter(REALISTIC.fullmatch, {notice.author for notice in messages.notices}))
    margins: dict[int, Margins] = {}
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        for done, found in enumerate(pool.map(_without, [authors[part::PARTS] for part in range(PARTS)]), start=1):
            margins |= found
            print(f"messages: {done} of {PARTS} groups of authors left out", file=sys.stderr)
    everything, fitted = range(len(messages.notices)), {"fitted": messages.fitted(margins)}
    learned_from = f"{len(messages.notices)} fictional notices and {len(messages.told)} sentences"
    sentences_too = write(messages.sentences.learned(everything)[0], {}, SENTENCES, learned_from, LEARNED_FROM)
    return sentences_too + "\n" + write(messages.learned(everything)[0], fitted, MESSAGES, learned_from, LEARNED_FROM)
