"""A letter against those that went out before it: nothing repeated where Amazon asks again, nothing that contradicts what it was told."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator

from ..model import Issue, SentLetter
from .subject import Subject, issue

NEARLY_SAME = 0.93  # share of equal letters from which a sentence only repeats another
_MOST = 0.9  # share of repeated sentences from which a whole letter only repeats the last one
_NAMES = {"causes": "the root causes", "actions": "the actions", "measures": "the steps to prevent"}
_ANSWER = re.compile(r"answer (causes|actions|measures)\.(\S+)(?: (\w+))?")


def against_earlier(subject: Subject) -> Iterator[Issue]:
    """The issues a revision has against the letters before it; none for a first letter."""
    facts = subject.facts
    if facts is None or not facts.sent:
        return
    yield from _repeats(subject, facts.sent[-1])
    for letter in facts.sent:
        yield from _contradicts(subject, letter)


def _repeats(subject: Subject, last: SentLetter) -> Iterator[Issue]:
    """Parts that Amazon asks for again and that say nothing new; else a letter that as a whole says nothing new."""
    mend = "Answer with facts that the last letter does not hold: what was found since, dates, counts, documents. The same text is rejected again."
    told = [_plain(text) for text in last.sentences.values()]
    wanted = (subject.cat.requested[item.id].part for item in subject.facts.asked if item.open)  # type: ignore[union-attr]
    asked = [part for part in wanted if part in _NAMES]
    stale = [part for part in asked if (own := [*subject.sentences(part)]) and all(is_repeated(s.text, told) for s in own)]
    for part in stale:
        yield issue("R25", "blocking", f"Amazon asks again for {_NAMES[part]}; this letter only repeats what v{last.revision} said.", mend)
    said = [*subject.sentences("causes", "actions", "measures")]
    if not stale and said and sum(is_repeated(s.text, told) for s in said) >= _MOST * len(said):
        yield issue("R25", "blocking", f"This letter repeats the last one, v{last.revision}.", mend)


def is_repeated(sentence: str, told: list[str]) -> bool:
    """Whether a sentence is among earlier ones, word for word or nearly so (`told` as `_plain` gives them).

    >>> is_repeated("We moved all orders to Northline on 3 May.", [_plain("We moved all orders to Northline on 3 May 2026.")])
    True
    """
    own = _plain(sentence)
    return own in told or any(
        abs(len(own) - len(other)) <= len(own) * (1 - NEARLY_SAME) * 2 and difflib.SequenceMatcher(None, own, other).ratio() >= NEARLY_SAME
        for other in told
    )


def _plain(text: str) -> str:
    return re.sub(r"\W+", " ", text).strip().lower()


def _contradicts(subject: Subject, letter: SentLetter) -> Iterator[Issue]:
    """Facts of confirmed answers that now read otherwise, and answers that were told and are now declined."""
    told_of = f"v{letter.revision}"
    known = {" ".join(filter(None, place)): value for place, value in subject.known.items()}
    declined: set[str] = set()
    for place, value in letter.facts.items():
        found = _ANSWER.fullmatch(place)
        if not found:
            continue
        kind, key = found[1], found[2]
        answer = getattr(subject.facts.answers, kind).get(key)  # type: ignore[union-attr]
        label = subject.label(kind, key)
        if answer is not None and answer.state == "declined" and key not in declined:
            declined.add(key)
            why = f"{told_of} told Amazon of {label}; the case now declines it."
            yield issue("R25", "blocking", why, "Confirm it again, or tell Amazon in your own words what was wrong before.")
        elif value and place in known and known[place] != value and found[3]:
            field = found[3].replace("_", " ")
            why = f"{told_of} said “{value}” for the {field} of {label}; this letter says “{known[place]}”."
            yield issue("R25", "blocking", why, "Amazon keeps both. Put the right one in, and where the first was wrong, say so.")
