"""The widgets the form is made of, all with one look: labels whole and above their field, nothing cut, no "null" tooltip."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import quote

import ipywidgets as widgets

from ..words import as_day

PAGE = Path(__file__).parent / "page"
STYLE = f"<style>{(PAGE / 'form.css').read_text(encoding='utf-8')}</style>"
SCRIPT = f"<script>{(PAGE / 'form.js').read_text(encoding='utf-8')}</script>"  # what it does stands in the file

LONG = 6  # a list of more than these can be searched
Change = Callable[[Any], None]


def html(text: str, *classes: str) -> widgets.HTML:
    """Finished HTML; whoever passes text that people typed has escaped it."""
    return _classed(widgets.HTML(value=text, tooltip=""), *classes)


def text_field(label: str, value: str, changed: Change, *, rows: int = 0, hint: str = "") -> widgets.Widget:
    """A line of text, or a box of `rows` lines; `changed` gets the text at every key."""
    kind, more = (widgets.Textarea, {"rows": rows}) if rows else (widgets.Text, {})
    field = kind(value=value, description=label, placeholder=hint or "\u200b", tooltip="", continuous_update=True, **more)
    return _watched(_classed(field, "stacked"), changed)


def date_field(label: str, value: str, changed: Change) -> widgets.DatePicker:
    """A day as YYYY-MM-DD; years before 1995 are half-typed ones and are not passed on.

    The widget has no `min`: it would put its own first day in the place of a half-typed one, under the fingers of who types.
    """
    field = _classed(widgets.DatePicker(value=as_day(value), description=label, tooltip=""), "stacked")

    def pass_on(day: date | None) -> None:
        if day is None or as_day(day.isoformat()):
            changed(day.isoformat() if day else "")

    return _watched(field, pass_on)


def choice(label: str, options: Sequence[tuple[str, str]], value: str, changed: Change) -> widgets.Dropdown:
    """One of several."""
    return _watched(_classed(widgets.Dropdown(options=list(options), value=value, description=label, tooltip=""), "stacked"), changed)


def decision(options: Sequence[tuple[str, str]], value: str, changed: Change) -> widgets.ToggleButtons:
    """The answer to a card, one click each."""
    return _watched(widgets.ToggleButtons(options=list(options), value=value, tooltips=[""] * len(options), tooltip=""), changed)


def ticks(label: str, options: Sequence[tuple[str, str]], ticked: Sequence[str], changed: Change) -> widgets.VBox:
    """Any of several, a tick box each; `changed` gets the ticked values in the order of the options."""
    boxes = {
        value: tick(text, value in ticked, lambda _: changed(tuple(v for v, box in boxes.items() if box.value))) for text, value in options
    }
    found = finder("Find in this list", [(text, boxes[value]) for text, value in options], always=lambda box: box.value)
    return box([html(f"<p><strong>{escape(label)}</strong></p>"), *found, *boxes.values()], "poa-ticks")


class Picker(widgets.VBox):
    """Tick boxes of which few are ticked and many are not: the ticked ones are in sight, the others by a word of theirs or all at once.

    options: what each box says, and its value. `boxes`: the tick boxes by value. Call `refresh` after boxes were set by a program.
    """

    def __init__(self, title: str, options: Sequence[tuple[str, str]]) -> None:
        super().__init__()
        self._texts = {value: text for text, value in options}
        self._all = False
        self.boxes = {value: tick(text, False, lambda _: None) for text, value in options}
        self._find = _classed(text_field("Find another in the list", "", lambda _: self.refresh()), "poa-find")
        self._show = button(f"Show all {len(options)}", self._toggle)
        self._told = html("", "poa-found")
        self.add_class("poa-ticks")
        self.children = (html(f"<p><strong>{escape(title)}</strong></p>"), *self.boxes.values(), self._told, self._find, self._show)
        self.refresh()

    def refresh(self) -> None:
        """Show the ticked boxes and those that were asked for."""
        words = self._find.value.casefold().split()
        seen = 0
        for value, box in self.boxes.items():
            wanted = self._all or box.value or (bool(words) and all(word in self._texts[value].casefold() for word in words))
            (box.remove_class if wanted else box.add_class)("poa-hidden")
            seen += wanted
        self._told.value = f"<p role='status'>{seen} of {len(self.boxes)} shown.</p>"

    def _toggle(self) -> None:
        self._all = not self._all
        self._show.description = "Show the ticked ones only" if self._all else f"Show all {len(self.boxes)}"
        self.refresh()


def finder(
    label: str, items: Sequence[tuple[str, widgets.Widget]], always: Callable[[Any], bool] = lambda _: False
) -> list[widgets.Widget]:
    """For a long list a field that hides what does not hold the typed words; for a short one nothing.

    items: the words of each widget, and the widget. always: whether a widget stays in sight whatever is typed, such as a ticked box.
    """
    if len(items) <= LONG:
        return []
    told = html("", "poa-found")

    def narrow(typed: str) -> None:
        words = typed.casefold().split()
        fitting = [widget for text, widget in items if always(widget) or all(word in text.casefold() for word in words)]
        for _, widget in items:
            (widget.remove_class if widget in fitting else widget.add_class)("poa-hidden")
        told.value = f"<p role='status'>{len(fitting)} of {len(items)} shown.</p>" if words else ""

    return [_classed(text_field(label, "", narrow), "poa-find"), told]


def tick(text: str, value: bool, changed: Change) -> widgets.Checkbox:
    return _watched(widgets.Checkbox(value=value, description=text, indent=False, tooltip=""), changed)


def button(text: str, pressed: Callable[[], None], style: str = "", *classes: str) -> widgets.Button:
    made = _classed(widgets.Button(description=text, button_style=style, tooltip=""), *classes)
    made.on_click(lambda _: pressed())
    return made


def box(children: Iterable[widgets.Widget], *classes: str) -> widgets.VBox:
    return _classed(widgets.VBox(list(children)), *classes)


def set_children(container: widgets.Box, children: Iterable[widgets.Widget]) -> None:
    """Replace what a box holds, if it is something else: an unchanged box keeps the cursor in its field."""
    wanted = tuple(children)
    if container.children != wanted:
        container.children = wanted


def link(notebook: str, text: str, case: str) -> str:
    """A link to another notebook on the same case, in JupyterLab and without code alike.

    >>> link("3_letter", "The letter", "mine")
    "<a class='poa-open' href='3_letter.ipynb?case=mine'>The letter</a> "
    """
    return f"<a class='poa-open' href='{notebook}.ipynb?case={quote(case)}'>{escape(text)}</a> "


def place_class(*names: str) -> str:
    """The class that marks a place of the form, so that the cursor can be sent there.

    >>> place_class("causes", "carrier_pickup_missed@carrier=Cascade Parcel")
    'poa-at-causes-carrier_pickup_missed-carrier-Cascade-Parcel'
    """
    return "poa-at-" + re.sub(r"[^\w-]+", "-", "-".join(names))


def _classed(widget: Any, *classes: str) -> Any:
    for name in classes:
        widget.add_class(name)
    return widget


def _watched(widget: Any, changed: Change) -> Any:
    widget.observe(lambda change: changed(change["new"]), names="value")
    return widget
