"""Does it answer this violation, or another? Criterion R21: words of other violation types, taken from the catalogue's own texts."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from ..catalogue import Catalogue, ViolationText
from ..model import Issue, Sentence
from .claims import Language
from .subject import Subject, issue, rule

_OWN = 0.45  # share of all types whose texts may hold a word that still tells of them
_WIDE = 0.84  # share of the types that may hold a word that counts at all
_TIMES = 2  # how often a type must use a word that tells of it
_ENOUGH = 2.5  # foreign words in a sentence (one that tells counts 1, any other a half) from which it was written for something else
_PLACEHOLDER = re.compile(r"{{.*?}}")


@rule("R21")
def fits_the_violation(subject: Subject) -> Iterator[Issue]:
    """No text of another violation type was left in."""
    types = [id for id in subject.letter.violations if id in subject.cat.violations] or _guessed(subject)
    if not types or not subject.is_plan:
        return
    vocabulary = _vocabulary(subject)
    own = set().union(*(vocabulary.all[id] for id in types)) | _known_words(subject)
    names = " ".join(
        f"{subject.cat.text(id, subject.letter.locale).name} {subject.cat.text(id, subject.letter.locale).noun}" for id in types
    ).lower()
    for sentence in subject.sentences("opening", "causes", "actions", "measures", "effect"):
        for id, pattern in vocabulary.names.items():
            match = pattern.search(sentence.text) if id not in types else None
            if match and match.group().lower() not in names and not set(_stems(subject.language, match.group())) <= own:
                yield _told(subject, sentence, match.span(), id)
                break
        else:
            found: Counter[str] = Counter()
            places: dict[str, tuple[int, int]] = {}
            telling: Counter[str] = Counter()
            for word, start, end in subject.language.words.stems(sentence.text):
                if word not in own and word not in places and word in vocabulary.types:
                    places[word] = (start, end)
                    told = vocabulary.telling.get(word, ())
                    telling.update(told)
                    found.update({id: 1.0 if id in told else 0.5 for id in vocabulary.types[word]})  # type: ignore[arg-type]
            other, score = max(((id, found[id]) for id in sorted(telling) if telling[id] > 1), key=lambda pair: pair[1], default=("", 0))
            if score >= _ENOUGH:
                first = next(span for word, span in places.items() if other in vocabulary.telling.get(word, ()))
                yield _told(subject, sentence, first, other)


def _told(subject: Subject, sentence: Sentence, span: tuple[int, int], other: str) -> Issue:
    name = subject.cat.text(other, subject.letter.locale).name
    why = f"“{sentence.text[slice(*span)]}” belongs to another matter: {name}."
    return issue("R21", "warning", why, "Take out what was written for another notice.", sentence, span)


def _known_words(subject: Subject) -> set[str]:
    """The words of the case itself – its notice and answers – are never foreign."""
    if not subject.facts:
        return set()
    answers = subject.facts.answers
    texts = [subject.facts.notice.text if subject.facts.notice else "", *subject.known.values()]
    for kind in ("causes", "actions", "measures", "grounds"):
        for answer in answers.confirmed(kind).values():  # type: ignore[arg-type]
            texts += [answer.text, *answer.why, *answer.fields.values()]
    texts += [file.shows for file in subject.facts.evidence]
    return set(_stems(subject.language, " ".join(texts)))


def _guessed(subject: Subject) -> list[str]:
    """The violation that the title and the opening of a pasted letter name; none when they name none or several."""
    opening = subject.letter.part("opening")
    text = " ".join([subject.letter.title, *(s.text for s in (opening.all_sentences() if opening else ())[:3])])
    found = [id for id, pattern in _vocabulary(subject).names.items() if pattern.search(text)]
    return found if len(found) == 1 else []


class _Vocabulary:
    """all: type -> every word of its texts; types: word -> those that use it; telling: word -> the few that use it often; names: type -> its name and noun."""

    def __init__(self, cat: Catalogue, locale: str, language: Language):
        self.all: dict[str, set[str]] = {}
        often: dict[str, set[str]] = {}
        self.names: dict[str, re.Pattern[str]] = {}
        for id in sorted(cat.violations):
            text = cat.text(id, locale)
            counted = Counter(_stems(language, " ".join(_texts(text))))
            self.all[id] = set(counted)
            often[id] = {word for word, count in counted.items() if count >= _TIMES}
            self.names[id] = re.compile(rf"\b(?:{re.escape(text.name)}|{re.escape(text.noun)})\b", re.IGNORECASE)
        shared = Counter(word for words in self.all.values() for word in words)
        self.types = {
            word: tuple(id for id in self.all if word in self.all[id]) for word in shared if shared[word] <= _WIDE * len(self.all)
        }
        self.telling = {
            word: kept
            for word, ids in self.types.items()
            if len(ids) <= _OWN * len(self.all) and (kept := tuple(id for id in ids if word in often[id]))
        }


def _texts(text: ViolationText) -> Iterator[str]:
    yield from (text.name, text.noun, *text.opening, *text.effect)
    for group in (text.causes, text.actions, text.measures, text.evidence):
        for answer in group.values():
            sentence = getattr(answer, "sentence", ())
            yield from (answer.label, getattr(answer, "title", "") or "", *((sentence,) if isinstance(sentence, str) else sentence))


def _stems(language: Language, text: str) -> list[str]:
    return [word for word, _, _ in language.words.stems(_PLACEHOLDER.sub(" ", text))]


_MADE: dict[str, tuple[Catalogue, _Vocabulary]] = {}


def _vocabulary(subject: Subject) -> _Vocabulary:
    """Of a catalogue in a language; made once."""
    held = _MADE.get(subject.letter.locale)
    if held is None or held[0] is not subject.cat:
        held = _MADE[subject.letter.locale] = (subject.cat, _Vocabulary(subject.cat, subject.letter.locale, subject.language))
    return held[1]
