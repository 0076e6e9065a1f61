"""What was understood of a notice, as safe HTML: each fact with the words it was read from, and the notice with these marked."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from ..catalogue import Catalogue
from ..model import Notice
from ..notice.deadlines import SURE
from ..notice.warn import SURE_ENOUGH

_FIELDS = (
    "violations",
    "stage",
    "route",
    "deadline",
    "marketplace",
    "sent_on",
    "asins",
    "order_ids",
    "complaint_ids",
    "policies",
    "requested",
    "metrics",
    "scope",
)
_NAMES = {
    "violations": "Violation", "stage": "Kind of message", "route": "What to send", "deadline": "Deadline", "marketplace": "Marketplace",
    "sent_on": "Date of the notice", "asins": "ASINs", "order_ids": "Orders", "complaint_ids": "Complaints", "policies": "Policies named",
    "requested": "Asked for", "metrics": "Figures quoted", "scope": "What is affected",
}  # fmt: skip
_NONE = {
    "violations": "none found: choose below",
    "deadline": "no deadline stated",
    "marketplace": "not stated: choose below",
    "sent_on": "not stated",
}

_SURE = {"deadline": SURE}  # what is less sure says so


def understood_html(notice: Notice, cat: Catalogue, locale: str = "en-US") -> str:
    """A table of what was read, then the notice with the words behind it marked."""
    rows = "".join(_row(name, notice, cat, locale) for name in _FIELDS)
    warnings = "".join(f"<li>{escape(warning)}</li>" for warning in notice.warnings)
    head = "<tr><th scope='col'>What</th><th scope='col'>Understood</th><th scope='col'>Read from the words</th></tr>"
    table = f"<table><thead>{head}</thead><tbody>{rows}</tbody></table>"
    spans = [span for name in _FIELDS for span in notice.read_from.get(name, ())]
    return (
        f"<h4>What was understood</h4>{table}" + (f"<ul>{warnings}</ul>" if warnings else "")
        + f"<h4>The notice, with the words it was read from</h4><div class='poa-notice' tabindex='0' role='region' aria-label='The message as it was read'>{marked(notice.text, spans)}</div>"
    )  # fmt: skip


def _row(name: str, notice: Notice, cat: Catalogue, locale: str) -> str:
    said = _said(name, notice, cat, locale)
    if not said and name not in _NONE:
        return ""
    unsure = " (not sure)" if notice.confidence.get(name, 1.0) < _SURE.get(name, SURE_ENOUGH) else ""
    quotes = " … ".join(dict.fromkeys(" ".join(notice.text[start:end].split())[:120] for start, end in notice.read_from.get(name, ())))
    return f"<tr><td>{_NAMES[name]}</td><td>{escape((said or _NONE[name]) + unsure)}</td><td>{escape(quotes)}</td></tr>"


def _said(name: str, notice: Notice, cat: Catalogue, locale: str) -> str:
    """A field of the notice in words."""
    value = getattr(notice, name)
    if name == "violations":
        return ", ".join(cat.text(id, locale).name if id in cat.violations else id.replace("_", " ") for id in value)
    if name == "route":
        return (
            f"{cat.words(locale)['routes'][value]['label']} – {notice.reason}"
            if value in cat.words(locale).get("routes", {})
            else str(value)
        )
    if name == "stage":
        return str(cat.words(locale)["stages"][value]["label"])
    if name == "requested":
        return ", ".join(cat.requested[id].label if id in cat.requested else id for id in value)
    if name == "deadline":
        return value.told if value else ""
    if name == "metrics":
        return ", ".join(quoted.text for quoted in value)
    if isinstance(value, tuple):
        return ", ".join(str(one).replace("_", " ") for one in value)
    return str(value).replace("_", " ") if value else ""


def marked(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """The text, escaped, with the spans marked; overlapping spans become one.

    >>> marked("a <b> c", [(2, 5), (4, 7)])
    'a <mark>&lt;b&gt; c</mark>'
    """
    pieces, at = [], 0
    for start, end in _joined(spans):
        pieces.append(f"{escape(text[at:start])}<mark>{escape(text[start:end])}</mark>")
        at = end
    return "".join(pieces) + escape(text[at:])


def _joined(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    joined: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined
