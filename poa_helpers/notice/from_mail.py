"""A saved e-mail (.eml): its head in a few lines, its text, and a message attached to it as a forwarded one."""

from __future__ import annotations

from email import message_from_bytes, policy
from email.message import Message
from typing import Any

from .encoded import decoded
from .from_html import html_text

_SHOWN = ("From", "To", "Date", "Subject")
_DEEPEST = 4  # messages attached to one another
FORWARDED = "---------- Forwarded message ----------"


def mail_text(content: bytes) -> str:
    """The message as a reader sees it, with From, To, Date and Subject on top.

    >>> print(mail_text(b"From: Amazon <no-reply@amazon.de>\\nSubject: =?utf-8?q?F=C3=BCr_Sie?=\\nX-Spam: no\\n\\nHallo\\n"))
    From: Amazon <no-reply@amazon.de>
    Subject: Für Sie
    <BLANKLINE>
    Hallo
    """
    return _text(message_from_bytes(content, policy=policy.default), 0)


def _text(message: Message[Any, Any], depth: int) -> str:
    head = [f"{name}: {value}" for name in _SHOWN if (value := _header(message, name))]
    words = "\n".join(head) + "\n\n" + _body(message)
    if depth < _DEEPEST:
        for part in message.walk():
            if (
                part is not message
                and part.get_content_type() == "message/rfc822"
                and isinstance(inner := part.get_payload(), list)
                and inner
            ):
                words += f"\n\n{FORWARDED}\n{_text(inner[0], depth + 1)}"
                break
    return words.strip("\n")


def _header(message: Message[Any, Any], name: str) -> str:
    try:
        return " ".join(str(message.get(name) or "").split())
    except Exception:  # the library stumbles in many ways over headers that break the rules
        return ""


def _body(message: Message[Any, Any]) -> str:
    """The plain text if the mail has one that says something, else what its HTML shows."""
    texts: dict[str, str] = {}
    for part in _own_parts(message):
        kind = part.get_content_type()
        if kind in ("text/plain", "text/html") and part.get_content_disposition() != "attachment" and not texts.get(kind, "").strip():
            texts[kind] = _decoded(part)
    plain, shown = texts.get("text/plain", ""), html_text(texts["text/html"]) if "text/html" in texts else ""
    return plain if len(plain.split()) * 3 >= len(shown.split()) and plain.strip() else shown  # some plain parts only say "see the HTML"


def _own_parts(message: Message[Any, Any]) -> list[Message[Any, Any]]:
    """The parts of the message, not of one attached to it."""
    if message.get_content_type() == "message/rfc822":
        return []
    if not message.is_multipart():
        return [message]
    return [found for part in message.get_payload() if isinstance(part, Message) for found in _own_parts(part)]


def _decoded(part: Message[Any, Any]) -> str:
    """The text of a part, whose encoding may be named wrongly, or not at all."""
    content = part.get_payload(decode=True)
    return decoded(content, str(part.get_content_charset("") or "")) if isinstance(content, bytes) else str(content or "")
