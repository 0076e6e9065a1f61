"""Which words a text must hold for a pattern to be found in it, and in which lines they stand: a cheap look before an expensive one.

Trying a pattern at every place of a text takes a tenth of a millisecond, and a language has two thousand of them, of which few are found in any one
message. Nearly all need a word or one of some words and stay within a line, and in which lines of a text those words stand is a look into a table. Blanks
do not count on either side, so that `plan of action` is one word, and a Japanese one may be broken by the end of a line.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, reduce
from itertools import product
from operator import add, and_, or_
from typing import Any, NamedTuple, Protocol

GRAM = 4  # letters of the runs by which words are looked up
_MOST_BLOCKS = 90  # of lines in which a text is looked up: some machine words tell those of a run
_MOST_WORDS = 48  # that one run of a pattern may stand for
_CLAUSES = 3  # of what a pattern needs that are looked up
_MOST = 240  # words of which one is needed
_MOST_SIGNS = 8  # of a class of signs that is spelt out
_BLANKS = re.compile(r"[^\S\n]+")
_LINE_END = ord("\n")

Words = frozenset[str]  # of which one must be there


class Needed(NamedTuple):
    """What a pattern needs of a text: one word of each of `words`, told by its runs (a word shorter than a run stands for itself), and whether
    all of it stands within one line."""

    words: tuple[tuple[frozenset[str], ...], ...]
    in_line: bool


class Runs(dict[str, int]):
    """The runs of letters of a text without its blanks: for each a number whose bits tell in which blocks of lines it stands. present: all of them.

    >>> runs = Runs("Your plan of action\\nis not complete. " + "Tell us more. " * 99)
    >>> runs["lano"], runs["te"], runs["actionis"], runs.blocks
    (1, 2, 0, [(0, 20), (20, 1423)])
    """

    def __init__(self, text: str) -> None:
        self.blocks = list(_blocks(text))
        self._squeezed = [_BLANKS.sub("", text[start:end]) for start, end in self.blocks]
        shorter: set[str] = set()  # over the end of a line goes none that is needed
        for place, words in enumerate(self._squeezed):
            *short, here = _by_length(words)
            shorter.update(*short)
            for run in here:
                self[run] = self.get(run, 0) | 1 << place
        self.present = frozenset(self).union(shorter)
        self._known, self._possible = _LOOKED_UP.possible(self.present)

    def __missing__(self, run: str) -> int:
        if len(run) >= GRAM:
            return 0
        found = self[run] = sum(1 << place for place, words in enumerate(self._squeezed) if run in words)
        return found

    def lacks(self, pattern: str) -> bool:
        """Whether the text surely holds none of the words of which a pattern needs one."""
        return _LOOKED_UP.number_of(pattern) < self._known and pattern not in self._possible


def _by_length(words: str) -> tuple[set[str], ...]:
    """The runs of one, two, three and four letters (`GRAM`); put together from shorter ones, which takes half as long as to cut them out.

    >>> [sorted(runs) for runs in _by_length("acting")]
    [['a', 'c', 'g', 'i', 'n', 't'], ['ac', 'ct', 'in', 'ng', 'ti'], ['act', 'cti', 'ing', 'tin'], ['acti', 'ctin', 'ting']]
    """
    pairs = [*map(add, words, words[1:])]
    return set(words), set(pairs), {*map(add, pairs, words[2:])}, {*map(add, pairs, pairs[2:])}


def _blocks(text: str) -> Iterator[tuple[int, int]]:
    """Places of a text that end where a line does, of which there are not many."""
    start, least = 0, len(text) // _MOST_BLOCKS
    while start < len(text):
        end = text.find("\n", start + least) + 1 or len(text)
        yield start, end
        start = end


class _LookedUp:
    """The patterns whose words were worked out, by one run of each word of which they need one: which of them a text may hold is a look at its own runs, not at
    each pattern."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._by_run: dict[str, list[str]] = {}
        self._anywhere: set[str] = set()  # those that need no word

    def number_of(self, pattern: str) -> int:
        """The how manieth of them it is, counted from nought; a new one comes last."""
        number = self._numbers.get(pattern)
        if number is None:
            number = self._numbers[pattern] = len(self._numbers)
            words = needed_by(pattern).words
            for word in words[0] if words else ():
                self._by_run.setdefault(min(word), []).append(pattern)
            if not words:
                self._anywhere.add(pattern)
        return number

    def possible(self, present: frozenset[str]) -> tuple[int, set[str]]:
        """How many patterns are looked up by now, and which of them a text with these runs may hold."""
        return len(self._numbers), self._anywhere.union(*(self._by_run[run] for run in present & self._by_run.keys()))


class HasRuns(Protocol):
    """A text whose runs of letters are known."""

    @property
    def first(self) -> int: ...
    @property
    def low(self) -> str: ...
    @property
    def runs(self) -> Runs: ...


def blocks_with(needed: Needed, runs: Runs) -> int:
    """The blocks of a text in which a pattern may be found, as bits; for one that goes on in the next line: all of them, or none.

    >>> runs = Runs("a plan of all that acts\\n" + "a plan, and " * 99)
    >>> blocks_with(needed_by("plan.*acts?"), runs), blocks_with(needed_by("plan"), runs), blocks_with(needed_by(r"plan\\s+acts"), runs)
    (1, 3, 3)
    """
    kept = (1 << len(runs.blocks)) - 1
    for words in needed.words:
        if not needed.in_line:
            if not any(map(runs.present.issuperset, words)):
                return 0
            continue
        present = filter(runs.present.issuperset, words)
        kept &= reduce(or_, (reduce(and_, map(runs.__getitem__, word)) for word in present), 0)
        if not kept:
            return 0
    return kept


def where_to_look(pattern: str, text: HasRuns) -> list[tuple[int, int]]:
    """The places of a text in which a pattern may be found, as far as that is known beforehand; each ends where a line does.

    To work out what a pattern needs takes as long as some searches for it: not worth while for who reads a single notice, so it is done only for a pattern
    that is searched for again and again.
    """
    times = _SEARCHED[pattern] = _SEARCHED.get(pattern, 0) + 1
    if times <= _BEFORE:
        return [(text.first, len(text.low))]
    runs = text.runs
    if runs.lacks(pattern):
        return []
    needed = needed_by(pattern)
    blocks = blocks_with(needed, runs)
    if not needed.in_line:
        return [(text.first, len(text.low))] if blocks else []
    return list(_joined(runs.blocks, blocks, text.first))


def _joined(blocks: Sequence[tuple[int, int]], chosen: int, first: int) -> Iterator[tuple[int, int]]:
    """The places of the chosen blocks behind the first word, neighbours as one."""
    place = 0
    while chosen:
        skipped = (chosen & -chosen).bit_length() - 1
        chosen >>= skipped
        place += skipped
        many = (~chosen & (chosen + 1)).bit_length() - 1  # of them side by side
        end = blocks[place + many - 1][1]
        if end > first:
            yield max(blocks[place][0], first), end
        chosen >>= many
        place += many


def found_in(text: HasRuns, pattern: re.Pattern[str]) -> Iterator[re.Match[str]]:
    """The places of a text where a pattern is found, in its order."""
    for start, end in where_to_look(pattern.pattern, text):
        yield from pattern.finditer(text.low, start, end)


_BEFORE = 5  # searches for a pattern before its words are worked out
_SEARCHED: dict[str, int] = {}
_LOOKED_UP = _LookedUp()


@cache
def needed_by(pattern: str) -> Needed:
    """The words a text must hold for the pattern to be found: one of each, the rarest first; and whether it stays within a line.

    >>> [[sorted(word) for word in words] for words in needed_by("plan of .*acts?").words]
    [[['anof', 'lano', 'plan']], [['act']]]
    >>> needed_by(r"\\d+"), needed_by(r"\\s+")
    (Needed(words=(), in_line=True), Needed(words=(), in_line=False))
    """
    try:
        from re import _parser  # type: ignore[attr-defined]  # the tree of a pattern; without it nothing is sorted out beforehand
    except ImportError:
        return Needed((), False)
    tree = _parser.parse(pattern)
    best = sorted(set(_all_needed(tree)), key=lambda words: (-_worth(words), sorted(words)))[:_CLAUSES]
    return Needed(tuple(tuple(_runs(word) for word in sorted(words)) for words in best), not any(_may_cross(*item) for item in tree))


def _may_cross(kind: Any, content: Any) -> bool:
    """Whether a part of a pattern may take in the end of a line, or looks ahead for it; looking back takes in nothing."""
    name = str(kind)
    if name in ("LITERAL", "NOT_LITERAL"):
        return (content == _LINE_END) == (name == "LITERAL")
    if name in ("ANY", "GROUPREF"):
        return False  # what a group stands for is found within the line
    if name == "AT":
        return "END" in str(content)  # `$` would be found at the end of any place
    if name == "IN":
        return any(str(sign) == "NEGATE" for sign, _ in content) != any(_holds_line_end(str(sign), of) for sign, of in content)
    if name == "BRANCH":
        return any(_may_cross(*item) for branch in content[1] for item in branch)
    if name in ("ASSERT", "ASSERT_NOT"):
        return content[0] > 0 and any(_may_cross(*item) for item in content[1])
    if name in ("SUBPATTERN", "ATOMIC_GROUP") or name.endswith("_REPEAT"):
        within = {"SUBPATTERN": 3, "ATOMIC_GROUP": slice(None)}.get(name, 2)
        return any(_may_cross(*item) for item in content[within])
    return True


def _holds_line_end(kind: str, content: Any) -> bool:
    if kind == "LITERAL":
        return bool(content == _LINE_END)
    if kind == "RANGE":
        return bool(content[0] <= _LINE_END <= content[1])
    return kind == "CATEGORY" and str(content) in ("CATEGORY_SPACE", "CATEGORY_NOT_DIGIT", "CATEGORY_NOT_WORD")


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
        return None if content == _LINE_END else frozenset([_BLANKS.sub("", chr(content))])
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
    return frozenset(found) if len(found) <= _MOST_SIGNS and "\n" not in found else None
