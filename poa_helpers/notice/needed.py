"""Which words a text must hold for a pattern to be found in it: a cheap look before an expensive one.

Trying a pattern at every place of a text takes a tenth of a millisecond, and a language has two thousand of them, of which few are found in any one
message. Nearly all need a word or one of some words, and whether a text holds those is a look into a set. Blanks do not count on either side,
so that `plan of action` is one word, and a Japanese one may be broken by the end of a line.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import product
from typing import Any, Protocol

GRAM = 4  # letters of the runs by which words are looked up
_MOST_WORDS = 48  # that one run of a pattern may stand for
_CLAUSES = 3  # of what a pattern needs that are looked up
_MOST = 240  # words of which one is needed
_MOST_SIGNS = 8  # of a class of signs that is spelt out
_BLANKS = re.compile(r"[^\S\n]+")

Words = frozenset[str]  # of which one must be there
Needed = tuple[tuple[frozenset[str], ...], ...]  # several of these, for each word its runs; a word shorter than a run stands for itself


class HasGrams(Protocol):
    """A text whose runs of letters are known (`grams_in`)."""

    @property
    def grams(self) -> frozenset[str]: ...


def grams_in(text: str) -> frozenset[str]:
    """All runs of letters of a text without its blanks, of every length up to `GRAM`."""
    squeezed = _BLANKS.sub("", text)
    return frozenset(squeezed[start : start + size] for size in range(1, GRAM + 1) for start in range(len(squeezed) - size + 1))


def may_be_in(needed: Needed, grams: frozenset[str]) -> bool:
    """Whether a text with these runs may hold what the words are needed for: one of each."""
    return all(any(word <= grams for word in words) for words in needed)


def is_sorted_out(pattern: str, text: HasGrams) -> bool:
    """Whether a pattern cannot be found in a text, as far as that is known beforehand.

    To work out what a pattern needs takes as long as some searches for it: not worth while for who reads a single notice, so it is done only for a pattern
    that is searched for again and again.
    """
    times = _SEARCHED[pattern] = _SEARCHED.get(pattern, 0) + 1
    return times > _BEFORE and not may_be_in(needed_by(pattern), text.grams)


_BEFORE = 5  # searches for a pattern before its words are worked out
_SEARCHED: dict[str, int] = {}


@cache
def needed_by(pattern: str) -> Needed:
    """The words a text must hold for the pattern to be found: one of each, the rarest first.

    >>> [[sorted(word) for word in words] for words in needed_by("plan of .*acts?")]
    [[['anof', 'lano', 'plan']], [['act']]]
    >>> may_be_in(needed_by("plan of .*acts?"), grams_in("a plan of all that acts")), may_be_in(needed_by("plan of .*acts?"), grams_in("a plan"))
    (True, False)
    >>> needed_by(r"\\d+")
    ()
    """
    try:
        from re import _parser  # type: ignore[attr-defined]  # the tree of a pattern; without it nothing is sorted out beforehand
    except ImportError:
        return ()
    best = sorted(set(_all_needed(_parser.parse(pattern))), key=lambda words: (-_worth(words), sorted(words)))[:_CLAUSES]
    return tuple(tuple(_runs(word) for word in sorted(words)) for words in best)


def _runs(word: str) -> frozenset[str]:
    return frozenset(word[start : start + GRAM] for start in range(max(1, len(word) - GRAM + 1)))


def _all_needed(items: Iterable[tuple[Any, Any]]) -> Iterator[Words]:
    """The words that stand one behind the other in a pattern."""
    run: Words = frozenset([""])
    for item in items:
        exact = _exact([item])
        if exact is None:
            yield from _told(run)
            run = frozenset([""])
            yield from _within(item)
        elif len(run) * len(exact) > _MOST_WORDS:
            yield from _told(run)
            run = exact
        else:
            if len(exact) > 1:
                yield from _told(run)
            run = frozenset(map("".join, product(run, exact)))
    yield from _told(run)


def _told(words: Words) -> Iterator[Words]:
    """These words without those that hold another of them, if they tell anything."""
    if "" not in words and len(words) <= _MOST:
        short = len(words) <= _MOST_WORDS
        yield frozenset(word for word in words if not any(part != word and part in word for part in words)) if short else words


def _worth(words: frozenset[str]) -> float:
    return min(min(map(len, words)), 8) - len(words) / 16


def _within(item: tuple[Any, Any]) -> Iterator[Words]:
    """What a part of a pattern needs that stands for more than some words."""
    kind, content = str(item[0]), item[1]
    if kind == "BRANCH":
        best = [max(_all_needed(branch), key=_worth, default=None) for branch in content[1]]
        told = [words for words in best if words is not None]
        if len(told) == len(best):
            yield from _told(frozenset().union(*told))
    elif kind in ("SUBPATTERN", "ATOMIC_GROUP"):
        yield from _all_needed(content[3] if kind == "SUBPATTERN" else content)
    elif kind.endswith("_REPEAT") and content[0] >= 1:
        yield from _all_needed(content[2])


def _exact(items: Iterable[tuple[Any, Any]]) -> frozenset[str] | None:
    """All words that these parts of a pattern stand for, without their blanks; `None` if they are too many to be told."""
    words = frozenset([""])
    for kind, content in items:
        own = _of_part(str(kind), content)
        if own is None or len(words) * len(own) > _MOST_WORDS:
            return None
        words = frozenset(map("".join, product(words, own)))
    return words


def _of_part(kind: str, content: Any) -> frozenset[str] | None:
    if kind == "LITERAL":
        return frozenset([_BLANKS.sub("", chr(content))])
    if kind in ("AT", "ASSERT", "ASSERT_NOT"):
        return frozenset([""])  # takes no room
    if kind == "IN":
        return _of_class(content)
    if kind == "SUBPATTERN":
        return None if content[1] or content[2] else _exact(content[3])
    if kind == "BRANCH":
        branches = [_exact(branch) for branch in content[1]]
        told = None if any(branch is None for branch in branches) else frozenset().union(*branches)  # type: ignore[arg-type]
        return told if told is None or len(told) <= _MOST_WORDS else None
    if kind.endswith("_REPEAT"):
        least, most, part = content
        own = _exact(part)
        if own == {""}:
            return own
        return None if own is None or int(most) > 1 else own | ({""} if not least else frozenset())
    return None


def _of_class(signs: Sequence[tuple[Any, Any]]) -> frozenset[str] | None:
    kinds = [(str(kind), content) for kind, content in signs]
    if [kind for kind, _ in kinds] == ["NEGATE", "CATEGORY", "LITERAL"] and str(kinds[1][1]) == "CATEGORY_NOT_SPACE" and kinds[2][1] == 10:
        return frozenset([""])  # a blank
    found: set[str] = set()
    for kind, content in kinds:
        if kind == "LITERAL":
            found.add(_BLANKS.sub("", chr(content)))
        elif kind == "RANGE" and content[1] - content[0] < _MOST_SIGNS:
            found |= {chr(sign) for sign in range(content[0], content[1] + 1)}
        else:
            return None
    return frozenset(found) if len(found) <= _MOST_SIGNS else None
