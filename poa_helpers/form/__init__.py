"""The form over a case's answers: state without widgets stands in answers.json, widgets without state stand here."""

from __future__ import annotations

from pathlib import Path
from weakref import WeakValueDictionary

from ..case import OpenCase
from .desk import Form
from .new_case import NewCaseForm
from .parts import SCRIPT

__all__ = ["Form", "NewCaseForm", "show_form", "show_new_case_form"]

_SHOWN: WeakValueDictionary[Path, Form] = WeakValueDictionary()


def show_form(case: OpenCase) -> Form:
    """The form of a case, to stand at the end of a cell. What it shows is in answers.json a second after a change.

    An earlier form of the same case in this session saves what it still holds first. Raises PoaError when the case's files
    or answers cannot be used.
    """
    if earlier := _SHOWN.get(case.folder):
        earlier.flush()
    form = Form(case)
    _SHOWN[case.folder] = form
    _show_script()
    return form


def show_new_case_form(name: str = "") -> NewCaseForm:
    """The form that makes a case from a notice and reports, to stand at the end of a cell. name: of the case, to begin with."""
    _show_script()
    return NewCaseForm(name)


def _show_script() -> None:
    """The script must be displayed live: a widget does not run scripts. Outside of a notebook there is nothing to do."""
    from IPython import get_ipython
    from IPython.display import HTML, display

    if get_ipython() is not None:
        display(HTML(SCRIPT))
