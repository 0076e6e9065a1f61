"""Amazon answered: its message is put into the case, the phase moves, and the next letter begins."""

from __future__ import annotations

import hashlib
import re
from datetime import date
from pathlib import Path

from ..catalogue import catalogue
from ..errors import PoaError
from ..files import put
from ..model import Case, Event, Notice, Phase, Purpose, Reply
from .messages import ASKING
from .opened import OpenCase, open_case
from .record import lock, save_case
from .track import phase_after

_AFTER_A_LETTER = ("more_information", "final_refusal", "reinstatement", "information")


def take_reply(case: Path | str, source: Path | str, *, text: str | None = None) -> Reply:
    """Read Amazon's answer to a case, keep it as `notices/NN-reply…`, move the phase and say what is still open.

    case: as for `open_case`. source: the file of the message, or only a name when the message itself is pasted as `text`.
    A letter that lies exported in the case counts as sent when Amazon answers. Raises PoaError, with the case as it was, when the message cannot be
    read, is none of Amazon's, or is in the case already.
    """
    from ..notice import read_notice

    opened = open_case(case)
    with lock(opened.folder):
        notice = read_notice(source, text=text)
        content = text.encode("utf-8") if text is not None else Path(source).expanduser().read_bytes()
        _usable(notice, content, opened)
        sent = _sent_by_now(opened, notice)
        ending = ".txt" if text is not None else Path(source).suffix.lower() or ".txt"
        file = f"notices/{len(opened.files('notices')) + 1:02d}-reply{ending}"
        changed = _moved(opened.case, notice, file, sent)
        _keep(opened.folder / file, content)
        try:
            save_case(changed)
        except OSError:
            (opened.folder / file).unlink(missing_ok=True)
            raise
    return _told(opened.case.phase, open_case(opened.folder), file)


def mark_sent(case: Path | str, on: date | None = None) -> Case:
    """Note that the letter in work went out: the case is in review, and the next letter is a new revision.

    Raises PoaError when no letter was exported, so that nothing can have been sent.
    """
    opened = open_case(case)
    if not (opened.letter_folder / "letter.md").is_file():
        raise PoaError.of("No final letter was exported yet", "Export it first, in 3_letter or with poa export.", file=opened.folder.name)
    with lock(opened.folder):
        event = Event(on=on, event="letter_sent", file=f"letters/{opened.letter_folder.name}/letter.md")
        changed = opened.case.model_copy(update={"phase": "in_review", "deadline": None, "timeline": (*opened.case.timeline, event)})
        save_case(changed)
    return changed


def _usable(notice: Notice, content: bytes, opened: OpenCase) -> None:
    """Raises PoaError for a message that must not move the case."""
    name = Path(notice.file).name
    if notice.stage == "other":
        raise PoaError.of(
            f"This is no message from Amazon that the case could move on: {notice.reason}",
            "Look in Seller Central for Amazon's own message, and copy the whole of it.",
            file=name,
        )
    told = hashlib.sha256(_plain(content)).digest()
    for path in opened.files("notices"):
        if hashlib.sha256(_plain(path.read_bytes())).digest() == told:
            raise PoaError.of("This message is in the case already", f"It is {path.name}. Give the newer one.", file=name)


def _plain(content: bytes) -> bytes:
    return re.sub(rb"\s+", b" ", content).strip()


def _sent_by_now(opened: OpenCase, notice: Notice) -> bool:
    """Whether the exported letter must have gone out, as Amazon answers to something."""
    return notice.stage in _AFTER_A_LETTER and (opened.letter_folder / "letter.md").is_file()


def _moved(case: Case, notice: Notice, file: str, sent: bool) -> Case:
    """The case after the message: timeline, phase, purpose, deadline, and violations that it names for the first time."""
    events = [*case.timeline]
    if sent:
        note = "taken as sent, as Amazon answered"
        events.append(Event(event="letter_sent", file=f"letters/v{case.revision}/letter.md", text=note))
    events.append(Event(on=notice.sent_on, event="reply_received", file=file, text=notice.stage))
    gone_out = any(event.event == "letter_sent" for event in events)
    phase = phase_after(case.phase, notice, sent=gone_out)
    new = [id for id in notice.violations if id in catalogue().violations and id not in case.violations]
    update = {
        "phase": phase,
        "purpose": _purpose(case.purpose, phase, gone_out),
        "route": notice.route if notice.stage in (*ASKING, "final_refusal", "reinstatement") else case.route,
        "deadline": notice.deadline if notice.stage != "information" else case.deadline,
        "violations": (*case.violations, *new),
        "timeline": tuple(events),
    }
    return case.model_copy(update=update)


def _purpose(purpose: Purpose | None, phase: Phase, gone_out: bool) -> Purpose | None:
    if phase == "deactivated" and purpose == "prevent_deactivation":
        return "reactivate_temporary"
    if phase in ("rejected", "more_information") and purpose == "reactivate_temporary" and gone_out:
        return "reactivate_suspension"
    return purpose


def _keep(target: Path, content: bytes) -> None:
    target.parent.mkdir(exist_ok=True)
    put(target, content)


def _told(before: Phase, opened: OpenCase, file: str) -> Reply:
    return Reply(
        file=file,
        notice=opened.messages[-1],
        phase_before=before,
        phase=opened.case.phase,
        revision=opened.case.revision,
        asked=opened.asked,
        notes=opened.messages[-1].warnings,
    )
