"""All messages of a case: which one is to be answered now, what was asked in all of them, and what the letters sent so far answered."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path

from ..catalogue import Catalogue
from ..model import AskedItem, Evidence, Notice, SentLetter

ASKING = ("warning", "deactivation", "listing_removal", "verification", "funds_hold", "more_information")
_DECIDING = ("final_refusal", "reinstatement")


def to_answer(messages: Sequence[Notice]) -> Notice | None:
    """The message to answer: the newest that asks or decides something, else the first; what it leaves unsaid is taken from those before it.

    Amazon's answers rarely repeat the violation, the ASINs or the store: those of the thread still hold. Stage, deadline, requests and headings are
    the newest message's own.
    """
    if not messages:
        return None
    newest = next((n for n in range(len(messages) - 1, -1, -1) if messages[n].stage in (*ASKING, *_DECIDING)), 0)
    answered = messages[newest]
    for earlier in reversed(messages[:newest]):
        answered = _filled_up(answered, earlier)
    return answered


def _filled_up(notice: Notice, earlier: Notice) -> Notice:
    unsaid = not notice.violations or notice.violations == ("unspecified",)
    taken = {
        name: getattr(earlier, name)
        for name in ("asins", "order_ids", "complaint_ids", "marketplace", "scope", "headings")
        if not getattr(notice, name) and getattr(earlier, name)
    }
    if unsaid and earlier.violations and earlier.violations != ("unspecified",):
        taken["violations"] = earlier.violations
    return notice.model_copy(update=taken) if taken else notice


def sent_letters(folder: Path, revisions: int) -> tuple[SentLetter, ...]:
    """The letters `letters/v1` … that went out, as far as their `sources.json` is there."""
    found = []
    for number in range(1, revisions + 1):
        try:
            told = json.loads((folder / "letters" / f"v{number}" / "sources.json").read_text(encoding="utf-8"))["sentences"]
        except (OSError, ValueError, KeyError):
            continue
        facts = {
            " ".join(filter(None, (source["kind"], source["id"], source.get("field")))): str(source.get("value") or "")
            for sentence in told.values()
            for source in sentence["sources"]
        }
        found.append(SentLetter(revision=number, sentences={id: sentence["text"] for id, sentence in told.items()}, facts=facts))
    return tuple(found)


def asked_items(
    messages: Sequence[Notice], files: Sequence[str], sent: Iterable[SentLetter], evidence: Iterable[Evidence], cat: Catalogue
) -> tuple[AskedItem, ...]:
    """What was asked in all messages (their file names beside them), which letters answered it, and what is open now; nothing after a decision."""
    asked_in: dict[str, list[str]] = {}
    for notice, file in zip(messages, files, strict=True):
        for item in notice.requested if notice.stage in ASKING else ():
            asked_in.setdefault(item, []).append(file)
    newest, stage = next(
        (
            (file, notice.stage)
            for notice, file in zip(reversed(messages), reversed(files), strict=True)
            if notice.stage in (*ASKING, *_DECIDING)
        ),
        ("", ""),
    )
    held = {file.kind for file in evidence}
    items = []
    for item, places in asked_in.items():
        answered = tuple(f"v{letter.revision}" for letter in sent if _answers(item, letter, held, cat))
        items.append(
            AskedItem(
                id=item, asked_in=tuple(places), answered_in=answered, open=stage in ASKING and (not answered or places[-1] == newest)
            )
        )
    return tuple(items)


def _answers(item: str, letter: SentLetter, held: set[str], cat: Catalogue) -> bool:
    """Whether a letter had the part that answers an item, or the case holds evidence of its kind."""
    rule = cat.requested.get(item)
    if rule is None:
        return False
    if rule.part == "letter":
        return True
    if rule.part:
        return any(id.startswith(f"{rule.part}.") for id in letter.sentences)
    return bool(held & set(rule.evidence))
