"""The lines of a text that each head one of several messages that somebody pasted one below the other: with its day, its number, or both.

Nobody heads them as another does (`■1通目　2027年3月2日`, `Mail 2 (19 March 2027):`, `Thu, 5 Mar 2026 11:50 -0800`), but everybody heads his own alike. So what
counts is the form of a line, in which every day is a day and every number a number: a head says little else, and its form comes back.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, NamedTuple

from .message import filled, width
from .names import ASIN, ORDER

_SHORTEST = 60  # letters of a message below its head
_LONGEST = 90  # letters of a head
_LONG_LINE = 40  # letters of a line that is no cell of a table
_BARE = "D"  # the form of a line that is nothing but a day
_LABEL = re.compile(r"w:?D$")
_RULED = "="
_MARKED = re.compile(r"[-=_*#~—–―]{2,}.*[-=_*#~—–―]{2,}$|(?P<sign>[\[【■●◆▼▶►]|#(?=\d))")
_MARKS = frozenset("=[【■●◆▼▶►#")  # with which no cell of a table begins: what stands behind them may differ
_MOST_WORDS, _MOST_WORDS_MARKED = 7, 12  # of a head that are not about messages
_MOST_FORMS = 20  # that are looked at
_FEWEST_BARS = 3  # in the row of a table
_ENDS_SENTENCE = re.compile(r"[.!?。…;]$")
_LONGEST_PREFACE = 250  # letters of what somebody says before the messages that he pastes
_TIME = r"\d{1,2}[:.時时h]\d{2}(?::\d\d)?(?: ?(?:[ap]\.?m\.?|uhr|h|分|utc|gmt|pst|pdt|cet|cest|jst))?|[+-]\d\d:?\d\d\b"
_RULER = re.compile(r"[-=_*#~—–―]{3,}")  # around a number
_GOODS = re.compile(f"{ASIN.pattern}|{ORDER.pattern}", re.IGNORECASE)
_IN_BRACKETS = re.compile(r"[\[【(<《](?P<head>[^\]】)>》\n]{4,40})[\]】)>》].{12,}")


class Head(NamedTuple):
    """The words that head a message; day: those that tell its day; rank: which of them it is, where none does."""

    words: str
    day: str
    rank: int | None = None


class _Form(NamedTuple):
    """What a line is made of: its signs in their order (`D` a day, `T` a time, `N` a number, `w` words), those up to the day or the mark with which it begins, how many
    words are not about messages, its day, its number, and whether it says that it is a message."""

    signs: str
    lead: str
    words: int
    day: str | None
    number: int | None
    names_message: bool
    is_label: bool = False  # `Due: 3 May`: said in a message, unless others that begin alike head some (`Amazon 3 May`, `Ann 4 May`)


class _Words(NamedTuple):
    """The words of heads, made ready: what a line is made of, what one of it must hold, a day, and a whole line that greets."""

    token: re.Pattern[str]
    hint: re.Pattern[str]
    day: re.Pattern[str]
    greeting: re.Pattern[str]


def heads(contents: Sequence[str], quotes: Mapping[str, Any]) -> dict[int, Head]:
    """The heads among the lines of a text, by their number; none if what stands between lines of one form is no message.

    >>> quotes = {"words": {"day": r"(?P<day>\\d+ \\w{3} \\d{4})", "mail": "mail", "message": "note", "ordinal": [], "about": "from|amazon", "weekday": "mon|fri"}}
    >>> told = "Your listing has been removed, because buyers complained about it."
    >>> heads(["Mail 1 (3 May 2027):", told, "", "Mail 2 (9 May 2027):", told], quotes)
    {0: Head(words='Mail 1 (3 May 2027):', day='3 may 2027', rank=None), 3: Head(words='Mail 2 (9 May 2027):', day='9 may 2027', rank=None)}
    >>> heads(["Removed on 3 May 2027", told, "", "Restored on 9 May 2027", "OK"], quotes)
    {}
    >>> heads(["--- 1 ---", told, "--- 2 ---", told], quotes)
    {0: Head(words='--- 1 ---', day='', rank=1), 2: Head(words='--- 2 ---', day='', rank=2)}
    """
    words = _words(quotes)
    forms = {number: form for number, content in enumerate(contents) if (form := _form_of(content, words))}
    for chosen in islice(_candidates(forms), _MOST_FORMS):
        if _are_heads(chosen, forms, contents, words):
            days = [forms[number].day or _day_below(contents[number + 1 :], words) for number in chosen]
            told = all(days)
            return {
                number: Head(contents[number], day if told else "", None if told else forms[number].number)
                for number, day in zip(chosen, days, strict=True)
            }
    return {}


def is_head(content: str, quotes: Mapping[str, Any]) -> bool:
    """Whether a line says nothing but its day and which message it heads.

    >>> quotes = {"words": {"day": r"(?P<day>\\d+ May)", "mail": "mail", "message": "note", "ordinal": ["first"], "about": "from|amazon", "weekday": "mon|fri"}}
    >>> is_head("[3 May] Amazon", quotes), is_head("Until 3 May", quotes)
    (True, False)
    """
    return _says_when(_form_of(content, _words(quotes)))


def _says_when(form: _Form | None) -> bool:
    return bool(form and form.day and not form.words)


def _day_below(contents: Iterable[str], words: _Words) -> str:
    """The day that the next line tells, if it is a short one."""
    line = next(filter(str.strip, contents), "")
    day = words.day.search(line) if len(line) <= _LONGEST else None
    return day["day"] if day else ""


def _candidates(forms: Mapping[int, _Form]) -> Iterator[list[int]]:
    """Lines that may be heads together: those that begin with the same mark, or alike up to their day, that with the fewest other words first; bare days only where
    nothing stands beside them."""
    groups: dict[tuple[bool, bool, str], list[int]] = defaultdict(list)
    for number, form in forms.items():
        groups[form.lead not in _MARKS, not form.day, form.signs if form.lead == _BARE else form.lead].append(number)
    words = {kind: min(forms[number].words for number in chosen) for kind, chosen in groups.items()}
    for kind, chosen in sorted(groups.items(), key=lambda group: (*group[0][:1], words[group[0]], *group[0][1:])):
        yield chosen
        if kind[0] and not words[kind]:
            yield [number for number in chosen if not forms[number].words]


def _are_heads(chosen: Sequence[int], forms: Mapping[int, _Form], contents: Sequence[str], words: _Words) -> bool:
    """Whether lines of one form head messages: their days differ, or their numbers follow each other; each stands above a message; and above them stands none, unless
    they say nothing else than their days."""
    told = [forms[number] for number in chosen]
    sure = [form for form in told if not form.is_label]
    if len(sure) < 2:
        return False
    if all(form.day for form in told):
        if len({form.day for form in told}) < 2:  # pages of a fax tell all the same one
            return False
    else:
        numbers = [form.number for form in told]
        if numbers not in ([*range(1, len(told) + 1)], [*range(len(told), 0, -1)]):
            return False
    is_plain = all(form.day and not form.words and form.signs != _BARE for form in sure)
    is_marked = told[0].lead in _MARKS
    if not is_plain and not (is_marked and told[0].day) and not _is_preface(contents[: chosen[0]], words):
        return False
    ends = [*chosen[1:], len(contents)]
    bodies = [[*filter(None, map(str.strip, contents[start + 1 : end]))] for start, end in zip(chosen, ends, strict=True)]
    if told[0].signs == _BARE and not all(_opens_message(body, words) for body in bodies):
        return False
    long = [width("".join(body)) >= _SHORTEST for body in bodies]
    if is_marked:
        return sum(long) > 1 and all(bodies)
    return all(bodies) and all(is_long for is_long, form in zip(long, told, strict=True) if not form.is_label)


def _opens_message(body: Sequence[str], words: _Words) -> bool:
    """Whether the lines below a bare day begin as a message does, and not as the next cell of a table: with a greeting, or a long line."""
    return any(width(line) >= _LONG_LINE or words.greeting.fullmatch(line) for line in body[:2])


def _is_preface(contents: Iterable[str], words: _Words) -> bool:
    """Whether these lines are what somebody says before he pastes messages, and not the beginning of one."""
    lines = [*filter(None, map(str.strip, contents))]
    return sum(map(width, lines)) <= _LONGEST_PREFACE and not any(map(words.greeting.fullmatch, lines))


def _form_of(content: str, words: _Words) -> _Form | None:
    """The form of a line that may be a head: it is short, ends no sentence, is no row of a table, and tells a day, or the number of a message."""
    line = unicodedata.normalize("NFKC", content).strip().lower()
    bracketed = _IN_BRACKETS.fullmatch(line)
    within = _form_of(bracketed["head"], words) if bracketed else None
    if within and _says_when(within):  # `[3 May 2027] Your listing has been removed …`
        return within._replace(signs=f"{line[0]}D", lead=line[0] if line[0] in _MARKS else f"{line[0]}D", words=1)
    if not line or len(line) > _LONGEST or line[0] in ">|" or line.count("|") >= _FEWEST_BARS or "\t" in line:
        return None
    if not words.hint.search(line):
        return None
    if (goods := _GOODS.search(line)) and not words.day.search(line, 0, goods.start()):  # `[1] B0MLQTBCCS (3 May)`: a point of a list
        return None
    form = _read(line, words.token)
    marked = _MARKED.match(line)
    if form.words > (_MOST_WORDS_MARKED if marked else _MOST_WORDS):
        return None
    if marked and marked["sign"] and "。" in line:  # `◆ 申し込みは5月7日まで。`: a point of a list
        return None
    if not marked and (_ENDS_SENTENCE.search(line) or form.signs.count("D") > 1):  # `Next payouts (3 May or 17 May)`
        return None
    if form.day is None and (form.number is None or form.words or not (form.names_message or _RULER.search(line))):
        return None
    if marked:
        return form._replace(lead=marked["sign"] or _RULED)
    return form._replace(is_label=bool(form.words and _LABEL.search(form.lead)))


def _read(line: str, token: re.Pattern[str]) -> _Form:
    """What a line is made of."""
    signs, others, day, number, names_message = "", 0, None, None, False
    for found in token.finditer(line):
        kind = found.lastgroup or ""
        signs += _SIGNS.get(kind, found[0] if kind == "sign" else "w" if kind.startswith("ordinal") else "")
        if kind == "whole_day":
            day = day or found[0]
        elif kind == "count":
            number = int(found[0])
        elif kind.startswith("ordinal"):
            number = int(kind.removeprefix("ordinal"))
        others += kind == "word"
        names_message = names_message or kind == "message"
    signs = re.sub(r"w(?:[,.]?w)+", "w", signs)
    return _Form(signs, signs[: signs.find("D") + 1] or signs, others, day, number, names_message)


_SIGNS = {"whole_day": "D", "time": "T", "count": "N", "message": "w", "about": "w", "word": "w"}


def _words(quotes: Mapping[str, Any]) -> _Words:
    words = quotes["words"]
    day, ordinals = filled("<day>", words), words["ordinal"]
    edge = r"(?![^\W\d_\u3041-\u9fff])"  # a word ends here
    kinds = {
        "whole_day": day.replace("?P<day>", "?:"),
        "time": _TIME,
        "weekday": rf"[(（]?(?:{words['weekday']}){edge}[)）]?\.?,?",
        **{f"ordinal{number}": rf"(?:{pattern}){edge}" for number, pattern in enumerate(ordinals, 1)},
        "message": rf"(?:{words['mail']}){edge}",
        "about": rf"(?:{words['message']}|{words['about']}){edge}",
        "count": r"\d{1,2}(?!\d)",
        "word": r"\d+|[^\W\d_]+",
        "sign": r"\S",
    }
    token = "|".join(f"(?P<{kind}>{pattern})" for kind, pattern in kinds.items())
    greeting = quotes.get("greeting", "(?!)")
    return _Words(
        re.compile(token, re.IGNORECASE),
        re.compile("|".join((r"\d", *ordinals))),
        re.compile(day, re.IGNORECASE),
        re.compile(greeting, re.IGNORECASE),
    )
