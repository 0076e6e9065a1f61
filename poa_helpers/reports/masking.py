"""Free text that is kept – a buyer's comment, a reason – without what may tell who wrote it.

Rather too much is masked than too little: a model number may go with the telephone numbers. Kept are words, dates, prices, short
numbers, order ids and ASINs, which a search for causes needs. There is no library for telephone numbers in here: it would find
only valid ones, and here every long number goes.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence

NAME, EMAIL, NUMBER, ADDRESS, LINK = "[name]", "[e-mail]", "[number]", "[address]", "[link]"
_SMALL_WORDS = {"van", "von", "der", "den", "des", "del", "della", "and", "und", "the", "los", "las", "dos", "das", "bin", "apt", "str"}
_EMAIL = re.compile(
    r"[^\s<>()\[\],;:\"]{1,200}\s?(?:@|＠|[\[(]\s?at\s?[\])])\s?[^\s<>()\[\],;:\"]{1,200}"
    r"|(?<![\w.+-])(?:[\w+-]{1,64} (?:dot|punkt|punto) ){0,3}[\w.+-]{1,64} at [\w-]{1,64} (?:dot|punkt|punto) \w{2,}",
    re.IGNORECASE,
)
_DIGIT = re.compile(r"\d")
_AT = re.compile(r"[@＠]|\bat\b", re.IGNORECASE)
_LINK = re.compile(r"(?:https?://|www\.)\S+|(?<![\w@])@\w{3,}", re.IGNORECASE)
_KEPT = re.compile(
    r"(?<![\w-])(?:\d{3}-\d{7}-\d{7}|S\d\d-\d{7}-\d{7}|B0[A-Z0-9]{8}"  # order id, ASIN
    r"|\d{4}([-/.])\d{1,2}\1\d{1,2}|\d{1,2}([-/.])\d{1,2}\2(?:\d{4}|\d{2}))(?![\w-]|[ /.]\d)"  # date
)
_RUN = re.compile(r"[+(]{0,2}\d(?:[\s\u00a0().\-–−/\\_*]{0,3}\d)+")
_MOST_DIGITS = 4  # a run of five digits may be a postal code
_CODE = re.compile(
    r"(?<![\w-])(?=(?:(?:[^\W\d]|[/-]){0,40}\d){5})[\w/-]{0,80}?[^\W\d_][\w/-]{0,200}"
)  # tax ids, IBAN, tracking ids: letters with five digits
_POSTCODE = re.compile(r"\b(?:[A-Z]{1,2}\d[A-Z\d]?\s?\d[A-Z]{2}|[A-Z]\d[A-Z]\s?\d[A-Z]\d|\d{4}\s?[A-Z]{2}|〒\s?\d{3}-?\d{4})\b")
_WAYS = (
    "street|st|avenue|ave|road|rd|boulevard|blvd|lane|terrace|crescent|highway|hwy|parkway|pkwy|straat|laan|gracht|plein|gatan|gata|vägen"
    "|caddesi|sokak|mahallesi"
)
_WAYS_WITH_CAPITAL = (
    "Drive|Dr|Ln|Court|Ct|Place|Pl|Square|Sq|Close|Way|Row|Walk|Hill|Grove|Gardens"  # in small letters they are other words
)
_WAYS_FIRST = (
    "rue|avenue|av|(?-i:Via)|viale|piazza|corso|calle|c/|avenida|avda|plaza|paseo|rua|travessa|praça|ulica|ul|aleja|impasse|chemin"
)
_WAY_ENDS = "straße|strasse|str|platz|weg|allee|gasse|ring|damm|ufer|straat|laan|gracht|plein|gatan|vägen|gränd"
_WORD = r"[^\W\d_][\w'’.-]{0,40}"  # bounded, like all that may repeat here: a cell of a megabyte must not take minutes
_STREETS = (
    re.compile(rf"\b\d{{1,5}}[a-z]?(?:\s*[-/]\s*\d{{1,4}})?,?\s+(?:{_WORD}\s+){{0,4}}?(?:{_WAYS})\b\.?", re.IGNORECASE),
    re.compile(rf"\b\d{{1,5}}[a-z]?,?\s+(?:{_WORD}\s+){{1,4}}?(?:{_WAYS_WITH_CAPITAL})\b\.?"),
    re.compile(rf"\b\d{{1,4}}(?:\s?(?:bis|ter|[a-z]))?,?\s+(?:{_WAYS_FIRST})\b\.?(?:\s+{_WORD}){{1,4}}", re.IGNORECASE),
    re.compile(rf"\b(?:{_WORD}\s+){{1,2}}?(?:cad|sok|mah)\.\s*(?:no\s*[.:]?\s*)?\d{{1,4}}", re.IGNORECASE),
    re.compile(rf"\b(?:{_WORD}\s+){{0,2}}?{_WORD}?(?:{_WAY_ENDS})\b\.?\s*\d{{1,4}}(?:\s?[a-z]\b)?", re.IGNORECASE),
    re.compile(rf"(?<!\w)(?:{_WAYS_FIRST})\b\.?(?:\s+{_WORD}){{1,5}}?,?\s*(?:n[°ºo]?\.?\s*)?\d{{1,5}}(?:\s?[a-z]\b)?", re.IGNORECASE),
    re.compile(r"\bp\.?\s?o\.?\s?box\s*#?\s*\w+|\bpostfach\s*[\d ]+|\b(?:apt|apartment|suite|unit|flat)\b\.?\s*#?\s*\d+\w?", re.IGNORECASE),
    re.compile(r"\S{0,12}?[都道府県市区町村]\S{0,16}?(?:丁目|番地|番|号)\S{0,6}"),
)
_CAPITAL = r"[^\W\d_a-zß-öø-ÿ][\w'’-]{1,40}\.?"
_TITLED = re.compile(
    r"\b(Mr|Mrs|Ms|Miss|Dr|Prof|Herrn?|Frau|M|Mme|Mlle|Sr|Sra|Sig|Signora|Dhr|Mevr|Pan|Pani|Sayın)\b(\.?\s+)"
    rf"{_CAPITAL}(?:\s+{_CAPITAL}){{0,3}}"
)
_SIGNED = re.compile(
    r"(?i:\b(my name is|i am called|name:|regards,?|sincerely,?|thanks,|thank you,|yours,|cheers,|mein name ist|ich heiße|grüßen?,?|gruß,?"
    r"|je m'appelle|cordialement,?|me llamo|mi nombre es|saludos,?|atentamente,?|mi chiamo|saluti,?|mijn naam is|groeten,?|meu nome é"
    r"|atenciosamente,?|mvh,?|pozdrawiam,?))"
    rf"(\s*){_CAPITAL}(?:\s+{_CAPITAL}){{0,3}}"
)


def mask(text: str, names: Iterable[str] = ()) -> str:
    """A text without e-mails, long numbers, addresses and names. names: the personal cells of the same row, whole and in parts.

    >>> mask("Ask Erika Muster, erika@mail.example or +1 (555) 010-4477, about 111-2222222-3333333", ["Muster, Erika"])
    'Ask [name] [name], [e-mail] or [number], about 111-2222222-3333333'
    >>> mask("Came on 14/10/2026 for 19.99 to 12 Elm Street, size 42. Regards, John Smith")
    'Came on 14/10/2026 for 19.99 to [address], size 42. Regards, [name]'
    >>> mask("Defective after 3 days")
    'Defective after 3 days'
    """
    text = _EMAIL.sub(EMAIL, text) if _AT.search(text) else text
    text = _LINK.sub(LINK, text)
    text = mask_names(text, names)
    digits = _DIGIT.search(text) is not None  # most comments have none, and then no number or street
    for street in _STREETS if digits else ():
        text = street.sub(ADDRESS, text)
    text = _TITLED.sub(rf"\1\2{NAME}", text)
    text = _SIGNED.sub(rf"\1\2{NAME}", text)
    return "".join(_without_numbers(text)) if digits else text


def mask_names(text: str, names: Iterable[str]) -> str:
    """A text without the given names, written with or without accents and capitals.

    Parts of two letters are masked only with a capital, so that `An Li` does not take every `an` of a comment.

    >>> mask_names("jose's parcel went to GARCIA", ["José García"]), mask_names("Li said an hour", ["An Li"])
    ("[name]'s parcel went to [name]", '[name] said an hour')
    """
    if not text:
        return text
    found: list[tuple[int, int]] = []
    folded, places = _folded(text)
    for part in sorted({part for name in names for part in _parts(name)}, key=len, reverse=True):
        wanted = _folded(part)[0]
        edge = r"(?<![^\W_])" if wanted[0].isascii() else "", r"(?![^\W_])" if wanted[-1].isascii() else ""
        for match in re.finditer(edge[0] + re.escape(wanted) + edge[1], folded):
            start, end = places[match.start()], places[match.end() - 1] + 1
            if len(wanted) > 2 or not text[start].islower():
                found.append((start, end))
    return _replaced(text, found)


def masked_rows(comments: Sequence[str], personal: Sequence[Sequence[str]]) -> list[str]:
    """The cells of a comment column, masked, each with the personal cells of its own row.

    comments: one cell per row. personal: the cells of each personal column, in the same rows; they are looked at and forgotten.

    >>> masked_rows(["Erika wrote this", "fine"], [["Erika Muster", "Max"], ["erika@mail.example", ""]])
    ['[name] wrote this', 'fine']
    """
    names = zip(*personal, strict=True) if personal else ((),) * len(comments)
    return [mask(text, cells) if text else text for text, cells in zip(comments, names, strict=True)]


def _parts(name: str) -> Iterator[str]:
    """A name, its words, and the words of an e-mail's first half."""
    name = name.strip()
    if len(name) < 2:
        return
    if any(char.isalpha() for char in name):
        yield name
    words = re.split(r"[\s,;./_+@-]+", name.split("@")[0])
    if "@" in name:
        words = [re.sub(r"\d+", "", word) for word in words]
    for word in words:
        letters = sum(char.isalpha() for char in word)
        if letters == len(word) and letters > 1 and word.casefold() not in _SMALL_WORDS and (letters > 2 or not word.islower()):
            yield word


def _folded(text: str) -> tuple[str, Sequence[int]]:
    """A text in small letters without accents, and for each of its signs the place in the original."""
    if text.isascii():
        return text.lower(), range(len(text))
    signs: list[str] = []
    places: list[int] = []
    for place, char in enumerate(text):
        for sign in unicodedata.normalize("NFKD", char.casefold()).replace("ı", "i"):
            if not unicodedata.combining(sign):
                signs.append(sign)
                places.append(place)
    return "".join(signs), places


def _replaced(text: str, spans: Sequence[tuple[int, int]]) -> str:
    """The text with each stretch replaced once, the longest of those that overlap."""
    out, end = [], 0
    for start, stop in sorted(spans, key=lambda span: (span[0], -span[1])):
        if start >= end:
            out += [text[end:start], NAME]
            end = stop
        elif stop > end:
            end = stop
    return "".join([*out, text[end:]])


def _without_numbers(text: str) -> Iterator[str]:
    """The text in pieces: order ids, ASINs and dates as they are, long numbers and codes masked in what is between."""
    end = 0
    for kept in _KEPT.finditer(text):
        yield _numbers(text[end : kept.start()])
        yield kept[0]
        end = kept.end()
    yield _numbers(text[end:])


def _numbers(text: str) -> str:
    text = _POSTCODE.sub(NUMBER, text)
    text = _CODE.sub(NUMBER, text)
    return _RUN.sub(lambda run: run[0] if sum(char.isdecimal() for char in run[0]) <= _MOST_DIGITS else NUMBER, text)
