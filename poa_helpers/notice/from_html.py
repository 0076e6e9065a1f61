"""HTML as a mail program shows it: lines of text, without what is hidden; a link shows where it leads."""

from __future__ import annotations

import re
from typing import Any

_BLOCKS = (
    *(
        "address",
        "article",
        "blockquote",
        "center",
        "dd",
        "div",
        "dl",
        "dt",
        "fieldset",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
    ),
    *("header", "hr", "li", "main", "nav", "ol", "p", "pre", "section", "table", "tbody", "thead", "tr", "ul", "body", "html"),
)
_CELLS = ("td", "th")
_UNSEEN = ("script", "style", "head", "title", "template", "noscript", "svg", "object", "iframe")
_HIDDEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?![.\d])|max-height\s*:\s*0(?![.\d])|opacity\s*:\s*0(?![.\d])|mso-hide\s*:\s*all",
    re.I,
)
_DEEPEST = 400  # elements inside one another


def html_text(markup: str | bytes) -> str:
    """The words of a page in the order they stand, a line for each block, quoted mail behind `> `.

    >>> html_text('<p>Your <b>account</b></p><p style="display:none">x1</p><ul><li>invoices<li>photos</ul><a href="https://amazon.de/x?t=1">Account Health</a>')
    'Your account\\n\\n- invoices\\n- photos\\n\\nAccount Health <https://amazon.de/x>'
    """
    from bs4 import BeautifulSoup

    soup = BeautifulSoup(markup, "html.parser")
    pieces: list[str] = []
    _write(soup, pieces, 0)
    return _tidy("".join(pieces))


def _write(element: Any, pieces: list[str], depth: int) -> None:
    from bs4 import NavigableString
    from bs4.element import PreformattedString

    for child in element.children:
        if isinstance(child, PreformattedString):  # comments, declarations
            continue
        if isinstance(child, NavigableString):
            pieces.append(str(child) if element.name == "pre" else re.sub(r"[ \t\r\n]+", " ", str(child)))
            continue
        name = child.name.lower()
        if name in _UNSEEN or _is_hidden(child) or depth > _DEEPEST:
            continue
        if name == "br":
            pieces.append("\n")
        elif name == "img":
            pieces.append(f" {alt} " if (alt := str(child.get("alt") or "").strip()) else "")
        elif name == "blockquote":
            inner: list[str] = []
            _write(child, inner, depth + 1)
            pieces.append("\n" + "\n".join(f"> {line}" for line in _tidy("".join(inner)).split("\n")) + "\n")
        else:
            _open(name, pieces)
            _write(child, pieces, depth + 1)
            _close(child, name, pieces)


def _open(name: str, pieces: list[str]) -> None:
    if name in _BLOCKS:
        pieces.append("\n\n" if name in ("p", "ul", "ol", "table") or re.fullmatch(r"h\d", name) else "\n")
    if name == "li":
        pieces.append("- ")


def _close(child: Any, name: str, pieces: list[str]) -> None:
    if name == "a" and (link := _link(child)):
        pieces.append(f" <{link}>")
    elif name in _CELLS:
        pieces.append("  ")
    elif name in _BLOCKS:
        pieces.append("\n\n" if name in ("p", "ul", "ol", "table") or re.fullmatch(r"h\d", name) else "\n")


def _link(child: Any) -> str:
    """Where a link leads, without what follows the path (tracking); empty when its words say so already."""
    target = str(child.get("href") or "").strip()
    if not re.match(r"(?:https?|mailto):", target, re.I):
        return ""
    link = re.sub(r"[?#].*", "", target, flags=re.S).removeprefix("mailto:")
    return "" if re.sub(r"\W", "", link.lower().split("://")[-1]) in re.sub(r"\W", "", child.get_text().lower()) else link[:300]


def _is_hidden(child: Any) -> bool:
    return child.has_attr("hidden") or bool(_HIDDEN.search(str(child.get("style") or "")))


def _tidy(text: str) -> str:
    """No blanks at the ends of lines, at most one empty line in a row."""
    lines = [re.sub(r"[ \t\xa0]{3,}", "  ", line).strip() for line in text.split("\n")]
    joined = re.sub(r"\n{3,}", "\n\n", "\n".join(lines))
    return re.sub(r"(?m)^- \n+", "- ", joined).strip()
