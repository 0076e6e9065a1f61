"""The answers of the seller: blank, changed, completed, read and saved. A form may show them; answers.json alone is enough."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

from pydantic import ValidationError

from .catalogue import Catalogue, FieldText, catalogue
from .errors import PoaError, Problem
from .files import put
from .model import Answer, AnswerKind, Answers, Candidate, Route, State

FILE = "answers.json"
KINDS: tuple[AnswerKind, ...] = ("causes", "actions", "measures")  # what a plan asks; a dispute asks for its grounds


def kinds_of(route: Route) -> tuple[AnswerKind, ...]:
    """What the seller is asked for a letter of this route.

    >>> kinds_of("plan"), kinds_of("dispute"), kinds_of("funds_request")
    (('causes', 'actions', 'measures'), ('grounds',), ())
    """
    return KINDS if route in ("plan", "questionnaire") else ("grounds",) if route in ("dispute", "documents") else ()


def must_answer(route: Route, kind: AnswerKind) -> bool:
    """Whether a letter of this route needs an answer of this kind; papers may speak for themselves.

    >>> must_answer("dispute", "grounds"), must_answer("documents", "grounds")
    (True, False)
    """
    return kind in kinds_of(route) and route != "documents"


def read_answers(folder: Path | str) -> Answers:
    """The answers kept in a case folder; blank ones when nothing was answered yet.

    Raises PoaError, naming each faulty place, when the file cannot be used.
    """
    path = Path(folder) / FILE
    if not path.is_file():
        return Answers()
    try:
        return Answers.model_validate_json(path.read_bytes())
    except ValidationError as error:
        faults = [Problem(f["msg"], "Correct it in the file, or answer that point again in 2_collect.", FILE, ".".join(map(str, f["loc"])) or None)
                  for f in error.errors()]  # fmt: skip
        raise PoaError(faults) from None


def save_answers(answers: Answers, folder: Path | str) -> Path:
    """Write answers.json so that a reader sees the old or the new file, never half of one. Returns its path."""
    path = Path(folder) / FILE
    return write_json(path, answers.model_dump(mode="json", exclude_defaults=True) | {"schema_version": answers.schema_version})


def write_json(path: Path, content: object) -> Path:
    """JSON with two blanks of indent and a final newline; whole or not at all."""
    return put(path, (json.dumps(content, indent=2, ensure_ascii=False) + "\n").encode("utf-8"))


# ---------------------------------------------------------------- changing answers: each returns a new value


def change(answers: Answers, kind: AnswerKind, key: str, **changes: object) -> Answers:
    """Answers with one answer changed; `fields` are merged into those there are.

    >>> answers = change(Answers(), "actions", "switch_carrier", fields={"carrier": "UPS"})
    >>> change(answers, "actions", "switch_carrier", fields={"date": "2026-10-14"}).actions["switch_carrier"].fields
    {'carrier': 'UPS', 'date': '2026-10-14'}
    """
    held: dict[str, Answer] = dict(getattr(answers, kind))
    before = held.get(key, Answer())
    if isinstance(fields := changes.get("fields"), dict):
        changes["fields"] = {name: value for name, value in {**before.fields, **fields}.items() if value != ""}
    held[key] = Answer.model_validate({**before.model_dump(), **changes})
    return answers.model_copy(update={kind: held})


def decide(answers: Answers, kind: AnswerKind, key: str, state: State | None, reason: str = "") -> Answers:
    """Confirm, decline (with the reason) or take back one point.

    >>> decide(Answers(), "causes", "holiday_setting_off", "declined", "We were not away.").causes["holiday_setting_off"].state
    'declined'
    """
    return change(answers, kind, key, state=state, reason=reason if state == "declined" else "")


def sign(answers: Answers, **changes: object) -> Answers:
    """Answers with the sign-off changed."""
    return answers.model_copy(update={"sign_off": answers.sign_off.model_copy(update=changes)})


def next_own_key(answers: Answers, kind: AnswerKind) -> str:
    """A key for an answer in the seller's own words.

    >>> next_own_key(Answers(causes={"own_1": Answer()}), "causes")
    'own_2'
    """
    number = 1
    while f"own_{number}" in getattr(answers, kind):
        number += 1
    return f"own_{number}"


# ---------------------------------------------------------------- what is asked, and what is still missing


def asked_fields(kind: AnswerKind, id: str, violation: str, locale: str, cat: Catalogue | None = None) -> dict[str, FieldText]:
    """The details asked for about a cause, action or measure: those of its text, and those every such answer has.

    Actions always have a date, measures an owner, a frequency, a trigger, a record and the day since when.
    """
    cat = cat or catalogue()
    words = cat.words(locale)
    texts = getattr(cat.text(violation, locale), kind)
    own = dict(texts[id].fields) if id in texts else {}
    shared = {"actions": words.get("action_fields", {}), "measures": words.get("measure_fields", {})}.get(kind, {})
    common = {name: FieldText.model_validate(field) for name, field in shared.items()}
    fields = {**common, **own}
    return {
        name: field if field.label else field.model_copy(update={"label": name.replace("_", " ").capitalize()})
        for name, field in fields.items()
    }


def offered(answers: Answers, candidates: Iterable[Candidate], grounds: Iterable[str] = ()) -> dict[AnswerKind, list[str]]:
    """What a form shows: every candidate cause and own cause, then the actions and measures of the confirmed causes; the grounds of a dispute."""
    candidates = list(candidates)
    confirmed = [c for c in candidates if answers.causes.get(c.key, Answer()).state == "confirmed"]
    shown = {
        "causes": [c.key for c in candidates],
        "actions": [id for c in confirmed for id in c.actions],
        "measures": [id for c in confirmed for id in c.measures],
        "grounds": list(grounds),
    }
    return {kind: list(dict.fromkeys([*ids, *getattr(answers, kind)])) for kind, ids in shown.items()}
