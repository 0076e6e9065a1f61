"""The same message in other clothes: quoted line by line, as a page, wrapped, below a question in a forum. What it says does not change, so neither may what is read."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Callable, Iterator
from html import escape

import pytest

from poa_helpers.notice import read_notice
from poa_helpers.notice.message import width
from tests.notice_corpus import examples
from tests.portion import every

EVERY = every(
    20
)  # of the messages that are held back, want something or end a matter, and are not made hard: those hold torn words and marks of their own
ALIKE = {  # of all of them, with the same deadline, and with the same stage and route: below a question of somebody else, some are taken for his own words
    "quoted": (0.99, 0.98), "page": (0.99, 0.98), "wrapped": (0.99, 0.98), "asked in a forum": (0.97, 0.95), "shown in a forum": (0.98, 0.95),
}  # fmt: skip
COLUMNS = 76
ASKED = {
    "en": "Hi all, I got this from Amazon today. What should I do now?",
    "de": "Hallo zusammen, das kam heute von Amazon. Was soll ich jetzt tun?",
    "fr": "Bonjour à tous, j'ai reçu ceci d'Amazon aujourd'hui. Que dois-je faire ?",
    "it": "Ciao a tutti, oggi ho ricevuto questo da Amazon. Cosa devo fare?",
    "es": "Hola a todos, hoy he recibido esto de Amazon. ¿Qué tengo que hacer?",
    "ja": "皆さんこんにちは。今日アマゾンからこれが届きました。どうすればいいですか？",
    "zh": "大家好，今天收到亚马逊的这封邮件，请问该怎么办？",
}


def wrapped(text: str, columns: int = COLUMNS) -> str:
    """A text with no line wider than that, but the rows of tables."""
    return "\n".join(part for line in text.split("\n") for part in ([line] if "|" in line else _parts(line, columns)))


def _parts(line: str, columns: int) -> Iterator[str]:
    """A line in parts: between words, or between signs of Japanese and Chinese."""
    if width(line) <= columns:
        yield line
    elif not re.search(r"[\u3040-\u9fff]", line):
        yield from textwrap.wrap(line, columns, break_long_words=False, break_on_hyphens=False)
    else:
        part = ""
        for sign in line:
            if width(part + sign) > columns:
                yield part
                part = ""
            part += sign
        yield part


def page(text: str) -> str:
    """A text as the source of a page: a paragraph for each of its own."""
    paragraphs = re.split(r"\n\s*\n", text)
    return f"<html><body>{''.join(f'<p>{escape(words)}</p>'.replace(chr(10), '<br>') for words in paragraphs)}</body></html>"


def quoted(text: str) -> str:
    return "\n".join(f"> {line}" for line in wrapped(text).split("\n"))


FORMS: dict[str, Callable[[str, str], str]] = {
    "quoted": lambda text, _: quoted(text),
    "page": lambda text, _: page(text),
    "wrapped": lambda text, _: wrapped(text, 60),
    "asked in a forum": lambda text, language: f"{ASKED[language]}\n\n{quoted(text)}",
    "shown in a forum": lambda text, language: f"{ASKED[language]}\n\n{text}",
}
PLAIN = [
    one
    for one in examples("held_back")
    if one.words and "_h_" not in one.path.stem and "</" not in one.words and one.path.stem[:2] in ASKED
]


@pytest.mark.parametrize("form", FORMS)
def test_what_says_the_same_is_read_alike(form: str) -> None:
    chosen = [example for example in PLAIN[::EVERY] if example.expected.get("stage") not in ("other", "information")]
    deadlines, kinds = [], []
    for example in chosen:
        notice = read_notice(example.path.name, text=FORMS[form](example.text, example.path.stem[:2]))
        meant = example.notice
        if _length(notice) != _length(meant):
            deadlines.append(example.path.stem)
        if (notice.stage, notice.route) != (meant.stage, meant.route):
            kinds.append(example.path.stem)
    by_chance = int(EVERY > 1)  # among some of them one more may stand
    for changed, least in zip((deadlines, kinds), ALIKE[form], strict=True):
        assert len(changed) <= (1 - least) * len(chosen) + by_chance, changed


def _length(notice) -> tuple | None:
    deadline = notice.deadline
    return (deadline.hours, deadline.business_days, deadline.date) if deadline else None
