"""The letter and its issues as safe HTML: at every sentence where it is from, for pointer and keyboard, and beside it what the check objects to."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from html import escape
from itertools import count

from ..catalogue import Catalogue
from ..draft.facts import segment_words
from ..measure.show import metric_name
from ..model import CaseFacts, Issue, Item, Letter, Part, Sentence, Source
from ..tables.open_points import label_of

_SEVERITIES = {"blocking": "Blocks the export", "warning": "Weakens the letter", "advice": "Could be better"}
_MARKS = {"blocking": "Blocks", "warning": "Weak", "advice": "Hint"}
KINDS = ("causes", "actions", "measures", "grounds")
_IDS = count(1)  # two letters on one page must not share an id

Named = Callable[[Source], str]
Label = Callable[[str, str], str]


def letter_html(letter: Letter, gap: str, issues: Sequence[Issue] = (), named: Named | None = None, label: Label | None = None) -> str:
    """The whole letter.

    gap: the phrase that marks a missing fact, with {{ what }} for its name; named: how a source is called; label: how an answer
    (`actions`, `ship_backlog`) is called, so that an issue about it finds its place.

    >>> letter_html(Letter(case="c", title="A <b>", locale="en-US", route="plan", violations=(), revision=1, parts=()), "[?]")
    '<h3>A &lt;b&gt;</h3>'
    """
    page = _Page(gap, issues, named or _plainly, label or (lambda part, key: key))
    parts = "".join(page.part(part) for part in letter.parts)
    return f"<h3>{escape(letter.title)}</h3>{page.of_the_whole()}{parts}"


def _plainly(source: Source) -> str:
    return f"{source.kind} {source.id}"


class _Page:
    """One drawing of a letter; keeps which issues have found their sentence."""

    def __init__(self, gap: str, issues: Sequence[Issue], named: Named, label: Label):
        pieces = [re.escape(escape(piece.strip(), quote=False)) for piece in re.split(r"{{.*?}}", gap)]
        self.gap = re.compile(r"\s*.+?\s*".join(pieces))
        self.issues, self.named, self.label = issues, named, label
        self.placed: set[int] = set()
        self.drawing, self.number = next(_IDS), count(1)

    def part(self, part: Part) -> str:
        heading = f"<h4>{escape(part.heading)}</h4>" if part.heading else ""
        lead = f"<p>{self.sentences(part.sentences)}</p>" if part.sentences else ""
        kind = "ol" if part.id == "causes" else "ul"
        items = f"<{kind}>{''.join(self.item(item, part) for item in part.items)}</{kind}>" if part.items else ""
        if part.id in ("causes", "actions", "measures") and not part.items and not part.sentences:
            items = '<p class="poa-quiet">Nothing is confirmed here yet.</p>'
        return heading + lead + items

    def item(self, item: Item, part: Part) -> str:
        title = f"<strong>{escape(item.title)}</strong><br>" if item.title else ""
        points = "".join(f"<li>{self.sentence(point)}</li>" for point in item.points)
        chain = f'<br>{escape(part.points_title)}<ul class="poa-why">{points}</ul>' if points else ""
        said = self.sentences(item.sentences)
        names = [f"“{name}”" for name in (item.title, self.label(part.id, item.key)) if name]
        beside = self.beside([issue for issue in self.issues if not issue.sentence and any(name in issue.why for name in names)])
        return f"<li>{title}{said}{beside}{chain}</li>"

    def sentences(self, sentences: Iterable[Sentence]) -> str:
        return " ".join(self.sentence(sentence) for sentence in sentences)

    def sentence(self, sentence: Sentence) -> str:
        """The sentence with its gaps marked, where it is from, and what is wrong with it."""
        text = escape(sentence.text, quote=False)
        if sentence.gaps:
            text = self.gap.sub(lambda hit: f'<mark class="poa-gap">{hit.group(0)}</mark>', text)
        mine = [issue for issue in self.issues if issue.sentence and issue.sentence == sentence.text]
        id = f"poa-from-{self.drawing}-{next(self.number)}"
        weight = f" poa-has-{mine[0].severity}" if mine else ""
        source = f'<span class="poa-from" id="{id}">{escape(sources_text(sentence, self.named))}</span>'
        return f'<span class="poa-said{weight}" tabindex="0" aria-describedby="{id}">{text}{source}</span>{self.beside(mine)}'

    def beside(self, issues: Sequence[Issue]) -> str:
        """Issues, each where it was met first."""
        new = [issue for issue in issues if id(issue) not in self.placed]
        self.placed |= set(map(id, new))
        return "".join(map(_beside, new))

    def of_the_whole(self) -> str:
        """What blocks and is about no single place of the letter; one line that opens. To be called when the parts are drawn."""
        ours = [issue for issue in self.issues if id(issue) not in self.placed and issue.severity == "blocking"]
        if not ours:
            return ""
        title = f"{len(ours)} blocking {'point' if len(ours) == 1 else 'points'} about the letter as a whole"
        return f'<details class="poa-whole"><summary>{title}</summary>{"".join(map(_beside, ours))}</details>'


def _beside(issue: Issue) -> str:
    return (
        f'<span class="poa-beside poa-{issue.severity}"><strong>{_MARKS[issue.severity]}:</strong> {escape(issue.why)} '
        f"<em>{escape(issue.mend)}</em></span>"
    )


def source_names(facts: CaseFacts, cat: Catalogue) -> Named:
    """How the sources of this case are called: an answer by the question it answers, a finding by its orders, a figure by its metric, all else by kind and place."""
    locale, phrases = facts.case.locale, cat.words(facts.case.locale)
    kinds = phrases["export"]["source_kinds"]
    orders = {finding.id: segment_words(finding.segment, locale, phrases) for finding in facts.findings}

    def named(source: Source) -> str:
        kind, _, key = source.id.partition(".")
        place = source.id
        if source.kind == "answer" and kind in KINDS and key:
            place = f"‘{label_of(kind, key, facts, cat)}’"  # type: ignore[arg-type]
        elif source.kind == "answer":
            place = place.replace("_", " ").replace("sign off", "sign-off")
        elif source.kind == "finding":
            place = f"(orders: {orders.get(place, place)})"
        elif source.kind == "measurement":
            metric = place.partition("/")[0]
            place = f"({metric_name(metric, locale)})"
        return f"{kinds.get(source.kind, source.kind)} {place}"

    return named


def item_labels(facts: CaseFacts, cat: Catalogue) -> Label:
    """How the items of a letter of this case are called."""
    return lambda part, key: label_of(part, key, facts, cat) if part in KINDS else key  # type: ignore[arg-type]


def sources_text(sentence: Sentence, named: Named = _plainly) -> str:
    """Where a sentence is from, in words.

    >>> sources_text(Sentence(id="a", text="x", sources=(Source(kind="answer", id="actions.a", field="date"),)))
    'From: answer actions.a'
    """
    told = dict.fromkeys(map(named, sentence.sources))
    return "From: " + "; ".join(told) if told else "No source"


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
