"""Figures a notice quotes: `late shipment rate 7.1 % (target under 4 %)` -> QuotedMetric with rate and target as fractions."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ..model import QuotedMetric
from .message import Message, Span
from .needed import found_in
from .rules import Rules

REACH = 160  # characters between a figure and what it belongs to
FAR = 600  # … where the text takes its metric up again
_ANOTHERS = ""  # the name of figures that are none of a metric
_MOST_BAD, _LEAST_GOOD = 0.6, 0.25  # rates beyond which a figure belongs to another metric
_PERCENT = re.compile(
    r"(?<![a-z0-9_.,])(\d{1,3}(?:[.,]\d{1,4})?)\s?(?:%|°/o|(?:percent|per cent|prozent|pour cent|por ciento|per cento)(?!\w)|パーセント)"
)
_ANOTHER = re.compile(rf"[^\n,;.()（）。、，]{{0,25}}?{_PERCENT.pattern}")  # `2.3 %  target < 1 %`: the target is what follows


@dataclass
class _Quote:
    metric: str
    start: int
    end: int
    rate: float | None = None
    target: float | None = None
    from_before: bool = False  # the rate stood before the name; one after it is surer


def quoted_metrics(message: Message, rules: Rules) -> list[tuple[QuotedMetric, Span]]:
    """The metrics with a figure, in the order of the text, each with its place."""
    names = sorted((span, metric) for metric, rule in rules.group("metrics").items() for span in rule.all(message))
    names += [(found.span(), _ANOTHERS) for found in found_in(message, rules.words("metrics", "others"))]
    events: list[tuple[Span, str | float | None]] = [
        *_longest(names),
        *((m.span(), _fraction(m[1])) for m in _PERCENT.finditer(message.low)),
    ]
    events += [
        (again.span(), None) for again in found_in(message, rules.words("metrics", "same"))
    ]  # `your current rate`: the last one named
    events.sort(key=lambda event: event[0])
    quotes: list[_Quote] = []
    waiting: list[tuple[Span, float]] = []  # figures that stand before their metric in the sentence
    for span, event in events:
        if event is None:
            if quotes and quotes[-1].rate is None and span[0] - quotes[-1].end <= FAR:
                quotes[-1].end = span[1]
        elif isinstance(event, str):
            if not (quotes and quotes[-1].metric == event and span[0] - quotes[-1].end <= REACH and quotes[-1].rate is None):
                quotes.append(_Quote(event, *span))
            quotes[-1].end = max(quotes[-1].end, span[1])
            _take_waiting(quotes[-1], waiting, span, message, rules)
            waiting = []
        elif quotes and span[0] - quotes[-1].end <= REACH and _can_be(quotes[-1].metric, event, rules):
            _add(quotes, span, event, _is_target(message, rules, span) or _is_usual(quotes[-1], event, rules))
        else:
            waiting.append((span, -event if _is_target(message, rules, span) else event))
    quotes = _with_targets(quotes)
    told = [quote for quote in quotes if quote.metric != _ANOTHERS and (quote.rate is not None or quote.target is not None)]
    return [
        (QuotedMetric(metric=q.metric, text=message.own_words((q.start, q.end)), rate=q.rate, target=q.target), (q.start, q.end))
        for q in told
    ]


def _with_targets(quotes: list[_Quote]) -> list[_Quote]:
    """A target told in the next sentence (`… was 5.6%. We want a late shipment rate under 4%`) belongs to the rate before it."""
    kept: list[_Quote] = []
    for quote in quotes:
        before = kept[-1] if kept else None
        next_to_it = before and before.metric == quote.metric and quote.start - before.end <= REACH
        if before and next_to_it and quote.rate is None and quote.target is not None and before.rate is not None and before.target is None:
            before.target, before.end = quote.target, quote.end
        else:
            kept.append(quote)
    return _paired(kept)


def _paired(quotes: list[_Quote]) -> list[_Quote]:
    """A rate and a target of one metric that stand apart become one; what is told again is left out."""
    for quote in quotes:
        lone = [other for other in quotes if other.metric == quote.metric and other.rate is None and other.target is not None]
        if quote.rate is not None and quote.target is None and lone:
            quote.target = min(lone, key=lambda other: abs(other.start - quote.start)).target
    told = {(quote.metric, quote.target) for quote in quotes if quote.rate is not None}
    complete = {(quote.metric, quote.rate) for quote in quotes if quote.rate is not None and quote.target is not None}
    seen: set[tuple[str, float | None, float | None]] = set()
    kept = []
    for quote in quotes:
        key = (quote.metric, quote.rate, quote.target)
        again = (quote.rate is None and (quote.metric, quote.target) in told) or (quote.target is None and key[:2] in complete)
        if key in seen or again:
            continue
        seen.add(key)
        kept.append(quote)
    return kept


def _longest(names: list[tuple[Span, str]]) -> list[tuple[Span, str | float]]:
    """Names that do not stand inside a longer one (`on-time delivery rate` in `unit on-time delivery rate`)."""
    kept: list[tuple[Span, str | float]] = []
    for span, metric in sorted(names, key=lambda name: (name[0][0], -name[0][1])):
        if not kept or span[0] >= kept[-1][0][1]:
            kept.append((span, metric))
    return kept


def _fraction(digits: str) -> float:
    return round(float(digits.replace(",", ".")) / 100, 8)


def _take_waiting(quote: _Quote, waiting: list[tuple[Span, float]], name: Span, message: Message, rules: Rules) -> None:
    first, _ = message.sentence(name[0])
    for span, value in waiting:
        if span[0] >= first and name[0] - span[1] <= 80 and _can_be(quote.metric, abs(value), rules):
            quote.start = min(quote.start, span[0])
            if value < 0:
                quote.target = quote.target if quote.target is not None else -value
            else:
                quote.rate, quote.from_before = value, True


def _add(quotes: list[_Quote], span: Span, value: float, target: bool) -> None:
    quote = quotes[-1]
    if target:
        if quote.target is None:
            quote.target, quote.end = value, span[1]
        return
    if quote.rate is not None and not quote.from_before:  # a second window of the same metric: a target told before holds for it, too
        quote = _Quote(quote.metric, *span, target=quote.target)
        quotes.append(quote)
    quote.rate, quote.end, quote.from_before = value, span[1], False


def _is_target(message: Message, rules: Rules, span: Span) -> bool:
    low = message.low
    before = rules.words("metrics", "target_before", before=rf"(?:{rules.edge}|(?=[<>≤≥]))", after=r"[\s:(（|]*$").search(
        low[max(0, span[0] - 50) : span[0]]
    )
    after = rules.words("metrics", "target_after", before=r"^[^\S\n)）]*[)）]?[^\S\n]*").search(low[span[1] : span[1] + 20])
    return bool(before or (after and not _ANOTHER.match(low, span[1] + after.end())))


def _can_be(metric: str, value: float, rules: Rules) -> bool:
    """Whether a metric can have this rate: nobody ships 98.7 % late; such a figure is another's (`98.7 % of valid tracking`)."""
    if metric == _ANOTHERS:
        return True
    return value >= _LEAST_GOOD if metric in rules.raw["metrics"]["good_is_high"] else value <= _MOST_BAD


def _is_usual(quote: _Quote, value: float, rules: Rules) -> bool:
    """Whether a figure is the metric's usual target, as in a column of a table, and not the seller's own rate."""
    return quote.target is None and value == rules.raw["usual_targets"].get(quote.metric)


def are_goals(metrics: list[tuple[QuotedMetric, Span]]) -> bool:
    """Whether the figures are but a list of the targets to be kept, as a friendly end of a letter: three or more, and no rate."""
    return len({quote.metric for quote, _ in metrics}) >= 3 and all(quote.rate is None for quote, _ in metrics)


def is_healthy(quote: QuotedMetric, rules: Rules) -> bool:
    """Whether the quoted rate meets the target, the usual one where none is quoted; False when there is no rate."""
    target = quote.target if quote.target is not None else rules.raw["usual_targets"].get(quote.metric)
    if quote.rate is None or target is None:
        return False
    return quote.rate >= target if quote.metric in rules.raw["metrics"]["good_is_high"] else quote.rate < target
