"""From a sentence's variants and a fact sheet to sentences with sources; a fact that is missing becomes a visible gap."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from jinja2 import StrictUndefined, meta
from jinja2.sandbox import SandboxedEnvironment

from ..model import Sentence, Source
from .facts import FactSheet

_ENVIRONMENT = SandboxedEnvironment(undefined=StrictUndefined, autoescape=False)
_END_OF_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-Z{“\"])")


@lru_cache(maxsize=4096)
def placeholders(template: str) -> tuple[str, ...]:
    """The names a sentence needs, in order of appearance.

    >>> placeholders("{{ owner }} checks {{ record }}.")
    ('owner', 'record')
    """
    names = meta.find_undeclared_variables(_ENVIRONMENT.parse(template))
    return tuple(sorted(names, key=lambda name: re.search(r"{{\s*" + name + r"\b", template).start()))  # type: ignore[union-attr]


def choose(variants: Sequence[str], facts: FactSheet) -> str:
    """The richest variant whose facts are all known, else the one that lacks fewest (the later on a tie).

    >>> choose(["{{ a }} and {{ b }}", "{{ a }}"], {"a": None})
    '{{ a }}'
    """
    lacking = [sum(name not in facts for name in placeholders(variant)) for variant in variants]
    if 0 in lacking:
        return variants[lacking.index(0)]
    return variants[len(variants) - 1 - lacking[::-1].index(min(lacking))]


def write(
    variants: Sequence[str],
    facts: FactSheet,
    id: str,
    *,
    base: Iterable[Source],
    gap: str,
    labels: dict[str, str] | None = None,
    agreements: Iterable[tuple[str, str]] = (),
) -> tuple[Sentence, ...]:
    """The sentences of the best variant, each with the sources of the facts it uses and the `base` ones.

    gap: the text put in place of a missing fact, with {{ what }} for its name in words (`labels`, else the placeholder's).
    agreements: patterns and what stands in their place where number and noun meet (`1 units`).

    >>> from poa_helpers.draft.facts import Fact
    >>> answer = Source(kind="answer", id="actions.switch_carrier")
    >>> known = {"carrier": Fact("UPS", answer)}
    >>> write(["On {{ date }} we moved to {{ carrier }}."], known, "a.1", base=[answer], gap="[MISSING: {{ what }}]")[0].text
    'On [MISSING: date] we moved to UPS.'
    """
    if not variants:
        return ()
    base, labels = tuple(base), labels or {}
    written = []
    for number, template in enumerate(_END_OF_SENTENCE.split(choose(variants, facts).strip()), start=1):
        needed = placeholders(template)
        gaps = tuple(name for name in needed if name not in facts)
        values = {name: facts[name].text if name in facts else gap_text(gap, labels.get(name, name)) for name in needed}
        used = tuple(dict.fromkeys([*base, *(facts[name].source for name in needed if name in facts)]))
        text = tidy(_ENVIRONMENT.from_string(template).render(values))
        for pattern, right in agreements:
            text = re.sub(pattern, right, text)
        written.append(Sentence(id=f"{id}.{number}", text=text, sources=used, gaps=gaps))
    return tuple(written)


def gap_text(gap: str, what: str) -> str:
    """The visible gap for a missing fact.

    >>> gap_text("[MISSING: {{ what }}]", "recovery_on")
    '[MISSING: recovery on]'
    """
    return _ENVIRONMENT.from_string(gap).render(what=what.replace("_", " "))


def tidy(text: str) -> str:
    """One space between words, the first letter capital, no doubled full stop after a fact or a quotation that ends in one.

    >>> tidy("every day at 15:00,  Ann checks the log.."), tidy("the label says “Keep dry.”.")
    ('Every day at 15:00, Ann checks the log.', 'The label says “Keep dry.”')
    """
    text = re.sub(r"([.!?][”\"’'])\.(?!\w)", r"\1", text)
    text = re.sub(r"(?<!\.)\.\.(?!\.)", ".", " ".join(text.split()))
    return text[:1].upper() + text[1:]


def typed(text: str, id: str, source: Source) -> tuple[Sentence, ...]:
    """The seller's own words, unchanged but for white space, sentence by sentence."""
    pieces = _END_OF_SENTENCE.split(" ".join(text.split())) if text.strip() else []
    return tuple(
        Sentence(id=f"{id}.{n}", text=piece, sources=(source.model_copy(update={"value": piece}),))
        for n, piece in enumerate(pieces, start=1)
    )
