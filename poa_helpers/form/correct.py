"""Correcting what was read of a notice: every field that decides something, prefilled with the reading; only what differs is a correction."""

from __future__ import annotations

import re
from html import escape
from typing import Any

import ipywidgets as widgets

from ..catalogue import Catalogue
from ..model import Notice
from ..notice.deadlines import SURE
from . import parts

_LISTS = {"asins": "ASINs", "order_ids": "Order ids", "complaint_ids": "Complaint ids"}


class Corrections(widgets.VBox):
    """Fields prefilled from a notice. `value` gives those the user changed, as `Notice` has them; `purpose` the purpose chosen, or None."""

    def __init__(self, cat: Catalogue) -> None:
        super().__init__()
        self.cat, self.words = cat, cat.words("en")
        self.notice: Notice | None = None
        self.purpose_field = parts.choice(
            "What do you want to reach?", [("what fits the message", ""), *_labels(self.words["purposes"])], "", _ignore
        )
        self.stage = parts.choice("Kind of message", _labels(self.words["stages"]), "other", _ignore)
        self.route = parts.choice("What Amazon wants", _labels(self.words["routes"]), "none", _ignore)
        self.sent_on = parts.date_field("Day of the message", "", _ignore)
        self.doubt = parts.html("")
        self.hours = parts.text_field("Deadline in hours (72), empty if none is stated", "", _ignore)
        self.until = parts.date_field("… or the day until which an answer is due", "", _ignore)
        self.lists = {name: parts.text_field(f"{label}, separated by commas", "", _ignore, rows=2) for name, label in _LISTS.items()}
        self._asked = parts.Picker(
            "What is asked for", [(rule.label[:1].upper() + rule.label[1:], id) for id, rule in cat.requested.items()]
        )
        self.requested = self._asked.boxes
        self.children = (
            self.purpose_field,
            self.stage,
            self.route,
            self.sent_on,
            self.doubt,
            self.hours,
            self.until,
            *self.lists.values(),
            self._asked,
        )

    def show(self, notice: Notice) -> None:
        """Prefill from a reading."""
        self.notice = notice
        self.stage.value, self.route.value = notice.stage, notice.route
        self.sent_on.value = notice.sent_on
        self.doubt.value = _doubt(notice)
        self.hours.value = str(notice.deadline.hours) if notice.deadline and notice.deadline.hours else ""
        self.until.value = notice.deadline.date if notice.deadline else None
        for name, field in self.lists.items():
            field.value = ", ".join(getattr(notice, name))
        for id, box in self.requested.items():
            box.value = id in notice.requested
        self._asked.refresh()

    @property
    def purpose(self) -> Any:
        return self.purpose_field.value or None

    @property
    def value(self) -> dict[str, Any]:
        """What differs from the reading; days as YYYY-MM-DD."""
        if self.notice is None:
            return {}
        now: dict[str, Any] = {"stage": self.stage.value, "route": self.route.value}
        now["sent_on"] = self.sent_on.value
        now |= {name: tuple(re.findall(r"[^\s,;]+", field.value)) for name, field in self.lists.items()}
        now["requested"] = tuple(id for id, box in self.requested.items() if box.value)
        changed = {name: value for name, value in now.items() if _differs(value, getattr(self.notice, name))}
        if (deadline := self._deadline()) is not _SAME:
            changed["deadline"] = deadline
        return {name: value.isoformat() if name == "sent_on" and value else value for name, value in changed.items()}

    def _deadline(self) -> Any:
        """The deadline as corrected: a mapping, None for none, or `_SAME`."""
        held = self.notice.deadline if self.notice else None
        hours = int(self.hours.value) if self.hours.value.strip().isdecimal() else None
        until = self.until.value
        if (hours, until) == ((held.hours, held.date) if held else (None, None)):
            return _SAME
        if hours is None and until is None:
            return None
        text = f"{hours} hours, as corrected by you" if hours else f"{until.isoformat()}, as corrected by you"
        return {"text": text, "hours": hours, "date": until.isoformat() if until else None}


_SAME = object()


def _doubt(notice: Notice) -> str:
    """The question whether words are a deadline, where the reading is not sure of it."""
    if notice.confidence.get("deadline", 1.0) >= SURE:
        return ""
    words = " … ".join(" ".join(notice.text[start:end].split()) for start, end in notice.read_from.get("deadline", ()))
    then = "If not, empty or correct the next two fields." if notice.deadline else "If so, say it in one of the next two fields."
    return f"<p class='poa-warning'>Is “{escape(words)}” until when Amazon wants your answer? The reading is not sure. {then}</p>"


def _labels(entries: dict[str, Any]) -> list[tuple[str, str]]:
    return [(entry["label"], id) for id, entry in entries.items()]


def _differs(value: Any, held: Any) -> bool:
    return sorted(value) != sorted(held) if isinstance(value, tuple) else value != held


def _ignore(_: Any) -> None: ...
