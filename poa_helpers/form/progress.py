"""How far the form is, in words: per step, on the whole, and what is still missing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

from ..collect import kinds_of, offered
from ..model import Answer, AnswerKind, CaseFacts
from ..tables.open_points import NOUNS, OpenPoint


def decided(kind: AnswerKind, facts: CaseFacts) -> tuple[int, int]:
    """(answered with yes or no, asked) of one step."""
    keys = offered(facts.answers, facts.candidates, facts.grounds)[kind]
    answers: Mapping[str, Answer] = getattr(facts.answers, kind)
    return sum(answers.get(key, Answer()).state is not None for key in keys), len(keys)


def step_html(kind: AnswerKind, facts: CaseFacts) -> str:
    """The line at the head of a step: `3 of 5 causes decided`, with a bar. It keeps its height, so that nothing moves under a click."""
    done, asked = decided(kind, facts)
    if not asked:
        return ""
    line = f"{done} of {asked} {NOUNS[kind]}{'' if asked == 1 else 's'} decided"
    return f"<progress max='{asked}' value='{done}' aria-label='{line}'></progress> <strong>{line}.</strong>"


def missing_html(kind: AnswerKind, points: Sequence[OpenPoint]) -> str:
    """What is missing in a step, for its foot.

    >>> missing_html("causes", [OpenPoint("causes", "the first why of ‘A’", "causes.a")])
    '<p><strong>Still missing in this step:</strong></p><ul><li>the first why of ‘A’</li></ul>'
    """
    rows = "".join(f"<li>{escape(point.text)}</li>" for point in points if point.step == kind)
    return f"<p><strong>Still missing in this step:</strong></p><ul>{rows}</ul>" if rows else ""


def title_of(number: int, name: str, step: str, facts: CaseFacts, open_steps: set[str]) -> str:
    """The title of a step's tab: its number, its name, how many are decided, a tick when nothing is missing."""
    if step == "review":
        return f"{number} {name}"
    if step not in open_steps and (step != "evidence" or facts.evidence):
        return f"{number} {name} ✓"
    done, asked = decided(step, facts) if step in kinds_of(facts.route) else (0, 0)  # type: ignore[arg-type]
    return f"{number} {name} {done}/{asked}" if asked else f"{number} {name}"
