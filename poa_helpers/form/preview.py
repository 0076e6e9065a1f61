"""The letter and its issues as safe HTML. All text is escaped; the sources of a sentence show when the pointer rests on it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from html import escape

from ..model import Issue, Item, Letter, Part, Sentence

_SEVERITIES = {"blocking": "Blocks the export", "warning": "Weakens the letter", "advice": "Could be better"}


def letter_html(letter: Letter, gap: str) -> str:
    """The whole letter. gap: the phrase that marks a missing fact, with {{ what }} for its name.

    >>> letter_html(Letter(case="c", title="A <b>", locale="en-US", route="plan", violations=(), revision=1, parts=()), "[?]")
    '<h3>A &lt;b&gt;</h3>'
    """
    pattern = re.compile(r"\s*.+?\s*".join(re.escape(escape(piece.strip(), quote=False)) for piece in re.split(r"{{.*?}}", gap)))
    return f"<h3>{escape(letter.title)}</h3>" + "".join(_part(part, pattern) for part in letter.parts)


def _part(part: Part, gap: re.Pattern[str]) -> str:
    heading = f"<h4>{escape(part.heading)}</h4>" if part.heading else ""
    lead = f"<p>{_sentences(part.sentences, gap)}</p>" if part.sentences else ""
    kind = "ol" if part.id == "causes" else "ul"
    items = f"<{kind}>{''.join(_item(item, gap, part.points_title) for item in part.items)}</{kind}>" if part.items else ""
    if part.id in ("causes", "actions", "measures") and not part.items and not part.sentences:
        items = '<p class="poa-quiet">Nothing is confirmed here yet.</p>'
    return heading + lead + items


def _item(item: Item, gap: re.Pattern[str], points_title: str) -> str:
    title = f"<strong>{escape(item.title)}</strong><br>" if item.title else ""
    points = "".join(f"<li>{_sentence(point, gap)}</li>" for point in item.points)
    chain = f'<br>{escape(points_title)}<ul class="poa-why">{points}</ul>' if points else ""
    return f"<li>{title}{_sentences(item.sentences, gap)}{chain}</li>"


def _sentences(sentences: Iterable[Sentence], gap: re.Pattern[str]) -> str:
    return " ".join(_sentence(sentence, gap) for sentence in sentences)


def _sentence(sentence: Sentence, gap: re.Pattern[str]) -> str:
    """The sentence with its gaps marked, and in its tooltip where it is from."""
    text = escape(sentence.text, quote=False)
    if sentence.gaps:
        text = gap.sub(lambda hit: f'<mark class="poa-gap">{hit.group(0)}</mark>', text)
    return f'<span title="{escape(sources_text(sentence), quote=True)}">{text}</span>'


def sources_text(sentence: Sentence) -> str:
    """Where a sentence is from, in words.

    >>> from ..model import Source
    >>> sources_text(Sentence(id="a", text="x", sources=(Source(kind="answer", id="actions.a", field="date"),)))
    'From: answer actions.a'
    """
    named = dict.fromkeys(f"{source.kind} {source.id}" for source in sentence.sources)
    return "From: " + "; ".join(named) if named else "No source"


def issues_html(issues: Sequence[Issue]) -> str:
    """The issues by weight, blocking ones first, each with what mends it."""
    if not issues:
        return "<p>The check found nothing to object to.</p>"
    shown = []
    for severity, title in _SEVERITIES.items():
        mine = [issue for issue in issues if issue.severity == severity]
        if mine:
            rows = "".join(
                f"<li>{escape(i.why)}{_quote(i)}<br><span class='poa-quiet'>→ {escape(i.mend)} ({escape(i.id)})</span></li>" for i in mine
            )
            shown.append(f'<h4 class="poa-{severity}">{title} ({len(mine)})</h4><ul>{rows}</ul>')
    return "".join(shown)


def _quote(issue: Issue) -> str:
    """The words an issue is about, when they are less than the whole sentence."""
    words = issue.sentence[issue.start : issue.end]
    return f" <q>{escape(words)}</q>" if words and words != issue.sentence and words not in issue.why else ""


def counts_text(issues: Sequence[Issue]) -> str:
    """How many issues there are, for the line above the form.

    >>> counts_text([])
    'The check finds nothing to object to.'
    """
    if not issues:
        return "The check finds nothing to object to."
    blocking = sum(issue.severity == "blocking" for issue in issues)
    others = len(issues) - blocking
    return f"Check: {blocking} blocking, {others} other{'' if others == 1 else 's'}."
