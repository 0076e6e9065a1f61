"""The step in which one person stands for the facts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ipywidgets as widgets

from ..model import SignOff
from ..words import as_day
from . import parts

if TYPE_CHECKING:
    from .desk import Form

STATEMENT = "I know the facts of this case and confirm each statement"
NOTE = "<p>Amazon acts on what you say. One person stands for it: their name closes the letter.</p>"


class SignOffStep:
    """Name, role, day and the tick; `fields` by their name in answers.json."""

    def __init__(self, form: Form):
        signed = form.answers.sign_off
        self.fields: dict[str, widgets.Widget] = {
            "name": parts.text_field("Name of the person who knows the facts", signed.name, lambda text: form.sign(name=text)),
            "role": parts.text_field("Role in the company", signed.role, lambda text: form.sign(role=text)),
            "date": parts.date_field("Date of the sign-off", signed.date, lambda text: form.sign(date=text)),
            "confirmed": parts.tick(STATEMENT, signed.confirmed, lambda on: form.sign(confirmed=on)),
        }
        for name, field in self.fields.items():
            field.add_class(parts.place_class("sign_off", name))
        self.root = parts.box((parts.html(NOTE), *self.fields.values()), "poa-section")

    def take(self, signed: SignOff) -> None:
        """Show a sign-off."""
        for name, field in self.fields.items():
            value = getattr(signed, name)
            field.value = as_day(value) if name == "date" else value
