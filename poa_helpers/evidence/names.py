"""Whose document it is: the account's name in it, the supplier at its head, and whether anybody can be reached. No name of a person is kept."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from ..model import ReadFact
from .document import Document
from .look import Labels, Look

_MAIL = re.compile(r"(?<![\w.])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{2,63}){1,4}")
_SITE = re.compile(r"(?<![\w@.-])(?:https?://)?(?:www\.)?[a-z0-9][a-z0-9-]{1,60}\.(?:[a-z0-9-]{2,40}\.)?(?:com|net|org|biz|info|shop|store|eu|de|fr|it|es|nl|be|at|ch|pl|se|cz|uk|ie|us|ca|mx|br|jp|cn|hk|tw|kr|in|au|tr|example)(?![\w.-]*@|\w)", re.IGNORECASE)  # fmt: skip
_DIGITS = re.compile(r"(?:\+|\b00|\()?\d[\d\s().\u00a0/-]{5,20}\d")
_HEAD_LINES = 12


def plain(text: str) -> str:
    """Words in one form: no case, no accents, no marks, single blanks.

    >>> plain("Harbor &  Pine Supply, Co."), plain("Müller\u00a0GmbH")
    ('harbor and pine supply co', 'muller gmbh')
    """
    folded = unicodedata.normalize("NFKD", text.casefold()).replace("ß", "ss").replace("&", " and ")
    return " ".join(re.sub(r"[\W_]+", " ", "".join(sign for sign in folded if not unicodedata.combining(sign)).replace("'", "")).split())


def without_company(name: str, words: Labels) -> str:
    """A name in one form without the kind of company at its end."""
    parts = plain(re.sub(r"\.(?=\w)", "", name)).split()
    while len(parts) > 1 and parts[-1] in words.company:
        parts.pop()
    return " ".join(parts)


Flow = Sequence[tuple[int, str]]


def place_of(words: str, flow: Flow) -> int:
    """The first place whose text holds these words as whole ones, both in one form; 0 for none."""
    wanted = f" {words} "
    return next((place for place, text in flow if words and wanted in f" {text} "), 0)


def flow_in_one_form(document: Document) -> Flow:
    """The text of each place in one form; of a file without pages all of it once more at the end, so that names broken over lines are found."""
    each = [(place, plain(text)) for place, text in document.flow]
    return each if document.counted == "page" or not each else [*each, (1, " ".join(text for _, text in each))]


def buyer_of(look: Look, document: Document, flow: Flow, words: Labels) -> tuple[str | None, int | None]:
    """Whether the account's name stands in the file – as it is, or but for the kind of company or the order of its words –, and where."""
    if not plain(look.account) or not flow:
        return None, None
    if place := place_of(plain(look.account), flow):
        return "named", place
    if place := place_of(without_company(look.account, words), flow):
        return "similar", place
    parts = set(without_company(look.account, words).split())
    turned = next((line.place for line in document.lines if parts <= set(plain(line.text).split())), None) if len(parts) > 1 else None
    return ("similar", turned) if turned else ("absent", None)


def contact_of(document: Document, words: Labels) -> dict[str, int]:
    """Where the first telephone number, e-mail address and website stand; not what they are."""
    found: dict[str, int] = {}
    for line in document.lines:
        for cell in line.cells:
            text = cell.text
            if "email" not in found and _MAIL.search(text):
                found["email"] = line.place
            if "website" not in found and any("amazon." not in site.group().lower() for site in _SITE.finditer(_MAIL.sub(" ", text))):
                found["website"] = line.place
            if "phone" not in found and _phone(text, words):
                found["phone"] = line.place
    return found


def _phone(text: str, words: Labels) -> bool:
    label = words.phone.search(text)
    numbers = [match.group() for match in _DIGITS.finditer(text, label.end() if label else 0)]
    return any(7 <= len(digits_of(number)) <= 15 and (label or number.lstrip().startswith(("+", "00", "("))) for number in numbers)


def digits_of(text: str) -> str:
    """The digits of a text."""
    return "".join(sign for sign in text if sign.isdecimal())


def supplier_of(document: Document, look: Look, words: Labels) -> ReadFact | None:
    """The first line at the head of an invoice that reads as the name of a company and is not the account."""
    own = without_company(look.account, words) if look.account else ""
    for line in document.lines[:_HEAD_LINES]:
        for cell in line.cells:
            text = cell.text.strip(" ,")
            parts = plain(re.sub(r"\.(?=\w)", "", text)).split()
            if words.buyer.search(text):
                return None
            if not 2 <= len(parts) <= 8 or any(sign in text for sign in "@:") or words.invoice.search(text) or words.day.search(text):
                continue
            if own and own in plain(text) or sum(sign.isdecimal() for sign in text) > 2:
                continue
            is_company = parts[-1] in words.company
            if is_company or (line is document.lines[0] and text[:1].isupper()):
                return ReadFact(name="supplier", value=text[:80], words=text[:80], place=line.place, confidence=0.7 if is_company else 0.5)
    return None
