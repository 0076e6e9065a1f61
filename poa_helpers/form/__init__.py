"""The form over a case's answers: state without widgets stands in answers.json, widgets without state stand here."""

from __future__ import annotations

import asyncio
from pathlib import Path
from weakref import WeakValueDictionary

from ..case import OpenCase
from .desk import Form
from .new_case import NewCaseForm
from .parts import SCRIPT

__all__ = ["Form", "NewCaseForm", "show_form", "show_new_case_form"]

LOOK, LOOKS = (
    0.25,
    40,
)  # how often, and how many times, to look whether a page still shows the earlier form; a busy program looks later, not less
_SHOWN: WeakValueDictionary[Path, Form] = WeakValueDictionary()


def show_form(case: OpenCase) -> Form:
    """The form of a case, to stand at the end of a cell. What it shows is in answers.json a second after a change.

    An earlier form of the same case in this session saves what it still holds and hands the case over. If a page still shows it, as
    with two tabs on one notebook, it gets the case back, and the new form says where the case is open. Raises PoaError when the
    case's files or answers cannot be used.
    """
    if earlier := _SHOWN.get(case.folder):
        earlier.flush()
        earlier.keeper.step_back()
    form = Form(case)
    if earlier:
        _give_back_if_seen(earlier, form)
    _SHOWN[case.folder] = form
    _show_script()
    return form


def _give_back_if_seen(earlier: Form, new: Form) -> None:
    """Whoever still sees the earlier form: their page answers, and they go on in it."""
    try:
        loop = asyncio.get_running_loop()
    except RuntimeError:
        return
    heard = earlier.ask_if_seen()

    def look(left: int) -> None:
        if new.keeper.state != "mine" or new.keeper.history.next:
            return  # somebody works in the new one already; the earlier one says so
        if earlier.heard > heard:
            new.keeper.step_back()
            earlier.load_newer()
        elif left:
            loop.call_later(LOOK, look, left - 1)
        else:
            earlier.keeper.close()

    loop.call_later(LOOK, look, LOOKS)


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
