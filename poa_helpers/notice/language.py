"""Which language a text is in: the one of whose frequent words it holds the largest share."""

from __future__ import annotations

import re
from itertools import islice

from ..catalogue import Catalogue
from ..errors import PoaError
from .message import Span
from .rules import Rules, rules_of

_WORDS = 5000  # the first words are enough to tell


def language_of(text: str, cat: Catalogue) -> tuple[tuple[str | None, list[Span]], Rules]:
    """The language with the places of its first words (`None` when it is none of the known), and the rules to read with."""
    if not cat.notice_rules:
        raise PoaError.of("The rules for reading notices are missing", "Install the workbench again.")
    words = [(match[0].lower(), match.span()) for match in islice(re.finditer(r"[^\W\d_]+", text), _WORDS)]
    best: tuple[float, str, list[Span]] | None = None
    for language, raw in cat.notice_rules.items():
        marks = set(raw["language"]["marks"])
        places = [span for word, span in words if word in marks]
        share = len(places) / len(words) if words else 0.0
        if share >= raw["language"]["least_share"] and (best is None or share > best[0]):
            best = (share, language, places[:3])
    chosen = best[1] if best else "en" if "en" in cat.notice_rules else next(iter(cat.notice_rules))
    return ((best[1], best[2]) if best else (None, [])), rules_of(chosen, cat.notice_rules[chosen])
