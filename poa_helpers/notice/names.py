"""Numbers and names in a notice: ASINs, orders, complaints, policies, the store; and headings in its own nouns."""

from __future__ import annotations

import re
from collections.abc import Iterable
from fnmatch import fnmatchcase
from itertools import islice

from ..catalogue import Catalogue
from .message import Message, Span
from .needed import found_in
from .rules import Phrases, Rules

Named = dict[str, Span]  # what was read -> its first place

ASIN = re.compile(r"(?<![A-Za-z0-9*])B0[A-Z0-9]{8}(?![A-Za-z0-9*])")
_BOOK = re.compile(r"ASINs?[\s:#]{1,4}(\d{9}[\dX])(?![A-Za-z0-9_*-])")
ORDER = re.compile(r"(?<![\d*-])\d{3}-\d{7}-\d{7}(?![\d*-])")
_NUMBER = re.compile(r"(?=[A-Za-z-]{0,12}\d)([A-Za-z0-9_-]{5,24})(?![A-Za-z0-9_*-])(?:[,、，]? ?(?:and )?)")
_LISTED = re.compile(r"[ \t•*-]{0,6}(?![0-9]{3}-[0-9]{7}-)([0-9]{6,14})(?![0-9*-])[^\n]{0,200}(?:\n|$)")  # in a list, one in a line
_LAST_CELL = re.compile(r"\n?(?:[^\n]{1,200}?[ \t|])?([0-9]{6,14})[ \t|]*(?:\n|$)")
_OF_COLUMN = re.compile(r"(?:[^\n]{1,60}(?<![.:])\n){0,3}?([0-9]{8,14})[ \t]*(?:\n|$)")  # where every cell stands in a line of its own
_COMPANY = re.compile(r",? (?:inc\b|oder tochter|or its affiliates)")
_MASKED = re.compile(r"(?<!\S)[A-Za-z0-9@.-]{0,20}(?:\*{2,}|[Xx]{5,}|•{2,})[A-Za-z0-9@.*•-]{0,20}")
_HOST = re.compile(
    r"(?:https?://|www\.|@)([^\s/<>\"'()\[\],;:?#@\u3000-\u9fff\uff00-\uffef]{3,100})"
)  # に or 。 may follow without a blank

_ENDING = re.compile(r"\.[^.]{2,}$")  # a scan tears others: `amazon.c om`
_OF_A_SCAN = 2  # signs put for others, elsewhere in the text
# `3O days`, `l月29日`, `rea1ly`, `Arnazon`: but no `2l`, no address, no number of a case.
_MISREAD = re.compile(
    r"(?<![a-z0-9._@/-])(?:\d+o|\d+[ol]\d+|l\d+)(?![a-z0-9_@/])|(?<![a-z0-9._@/-])[a-z]+[01][a-z]+(?![a-z0-9._@/-])|(?<![\w.@/-])arnaz[o0]n(?![\w.]*\.[a-z])"
)


def in_order(found: Named) -> Named:
    """What was read in the order of the text.

    >>> list(in_order({"tracking": (9, 17), "invoices": (0, 8)}))
    ['invoices', 'tracking']
    """
    return dict(sorted(found.items(), key=lambda item: item[1]))


def asins(message: Message) -> Named:
    """ASINs: `B0` and eight capitals or digits, or ten digits after the word ASIN (books). Masked ones are none."""
    found = [(match[0], match.span()) for match in ASIN.finditer(message.flat)]
    found += [(match[1], match.span(1)) for match in _BOOK.finditer(message.flat)]
    return _first(sorted(found, key=lambda item: item[1]))


def order_ids(message: Message) -> Named:
    """Order ids, as in 112-1234567-1234567."""
    return _first((match[0], match.span()) for match in ORDER.finditer(message.flat))


def complaint_ids(message: Message, rules: Rules) -> Named:
    """Numbers of complaints, where the text calls them so."""
    label = rules.words("complaints", "labels", after=r"[ \t:#]{1,4}" if rules.spaced else r"[ \t:#「（【]{0,4}")
    found = []
    for match in found_in(message, label):
        place = match.end()
        while number := _NUMBER.match(message.flat, place):
            found.append((number[1], number.span(1)))
            place = number.end()
    for match in found_in(message, rules.words("complaints", "labels", after=r"[ \t]*\n")):  # the head of a table's last column
        place = match.end()
        while row := _LAST_CELL.match(message.flat, place) or _OF_COLUMN.match(message.flat, place):
            found.append((row[1], row.span(1)))
            place = row.end()
    for match in found_in(message, rules.words("complaints", "lists", after=r"[ \t]*:?[ \t]*\n")):
        place = match.end()
        while number := _LISTED.match(message.flat, place):
            found.append((number[1], number.span(1)))
            place = number.end()
    return _first(sorted(found, key=lambda item: item[1]))


def policies(message: Message, rules: Rules) -> Named:
    """Policies by the name the text gives them."""
    named: Phrases = rules.made("policies", lambda: rules.phrases({"patterns": rules.raw["policies"]["patterns"]}))
    found: Named = {}
    for span in named.all(message):
        name = message.own_words(span)
        if name.lower() not in (other.lower() for other in found):
            found[name] = span
    return found


def masked(message: Message) -> Span | None:
    """A number or name that Amazon (or the seller) hid with asterisks."""
    for match in _MASKED.finditer(message.flat):
        if any(letter.isalnum() and letter not in "xX" for letter in match[0]):
            return match.span()
    return None


def _first(found: Iterable[tuple[str, Span]]) -> Named:
    named: Named = {}
    for value, span in found:
        named.setdefault(value, span)
    return named


# ---------------------------------------------------------------- the store


def marketplaces(message: Message, rules: Rules, cat: Catalogue) -> tuple[Named, float]:
    """The stores by country code, from the clearest kind of mention – named in the text, else links, else the sender – and how sure that is."""
    sender = message.header(rules.raw["quotes"], "sender")
    named: list[tuple[str, Span]] = []
    linked: list[tuple[str, Span]] = []
    sent: list[tuple[str, Span]] = []
    for code, span in _domains(message, rules, cat):
        if sender and sender[0] <= span[0] < sender[1]:
            sent.append((code, span))
        else:
            (linked if _in_link(message.exact, span) else named).append((code, span))
    for code in rules.raw["stores"]:
        for match in found_in(message, rules.words("stores", code)):
            named.append((code, match.span()))
    named += _countries_of_the_shop(message, rules, cat)
    kinds = ((named, 1.0), (linked, 0.9), (sent, 0.8))
    return next(((_first(sorted(kind, key=lambda item: item[1])), sure) for kind, sure in kinds if kind), ({}, 1.0))


def _domains(message: Message, rules: Rules, cat: Catalogue) -> Iterable[tuple[str, Span]]:
    domains = "|".join(re.escape(place.domain) for place in sorted(cat.marketplaces.values(), key=lambda place: -len(place.domain)))
    closed = rules.raw["hosts"]["no_store"]
    for match in re.finditer(rf"(?<![a-z0-9_-])(?:{domains})(?!\.?[a-z0-9_]|-[a-z0-9-]*\.[a-z])", message.exact):
        host = re.search(r"[a-z0-9_.-]{0,60}$", message.exact[max(0, match.start() - 60) : match.start()])
        whole = (host[0] if host else "") + match[0]
        code = cat.marketplace_of(match[0])
        is_company = _COMPANY.match(message.exact, match.end())  # `© Amazon.com, Inc.` stands below every page
        if code and not is_company and not any(whole.endswith(other) for other in closed):
            yield code, match.span()


def _countries_of_the_shop(message: Message, rules: Rules, cat: Catalogue) -> Iterable[tuple[str, Span]]:
    """The country behind the shop's name at the head of a Seller Central page: `Fernleigh Toys | United Kingdom`."""
    names = rules.made("countries", lambda: _country_names(rules.language, cat))
    pattern = rules.made("shop | country", lambda: re.compile(rf"[|｜] ?({'|'.join(map(re.escape, names))})(?![a-z])"))
    return [(names[match[1]], match.span(1)) for match in pattern.finditer(message.exact)]


def _country_names(language: str, cat: Catalogue) -> dict[str, str]:
    """The stores' countries as the language calls them, by their names."""
    from babel import Locale

    territories = Locale(language).territories
    return {territories["GB" if code == "UK" else code].lower(): code for code in cat.marketplaces}


def _in_link(low: str, span: Span) -> bool:
    before, after = low[span[0] - 1 : span[0]] if span[0] else "", low[span[1] : span[1] + 1]
    return before in (".", "/", "@") or after == "/"


# ---------------------------------------------------------------- hosts that imitate Amazon


def lookalikes(message: Message, rules: Rules, cat: Catalogue) -> Named:
    """Hosts in links and addresses that look like Amazon's and are not; and a sender who is called Amazon and is not."""
    hosts, genuine = rules.raw["hosts"], _genuine(cat)
    letters, looks = str.maketrans(hosts["letters"]), re.compile(hosts["lookalike"])
    sender = message.header(rules.raw["quotes"], "sender")
    found: Named = {}
    for match in _HOST.finditer(message.exact):
        host = match[1].strip(".")
        is_broken = not message.exact[match.end(1) : match.end(1) + 1].strip()
        whole = (host, f"{host}.*", *((f"{host}*.*",) if is_broken else ()))  # or cut off, within a name where a line ends
        if not _ENDING.search(host) or any(_may_be(one, name) for one in whole for name in genuine):
            continue
        from_amazon = sender and sender[0] <= match.start() < sender[1] and "amazon" in message.exact[sender[0] : match.start()]
        if from_amazon or looks.search(host.translate(letters)) or looks.search(host):
            found.setdefault(host, (match.start(1), match.start(1) + len(match[1].rstrip("."))))
    return found


def _genuine(cat: Catalogue) -> set[str]:
    return {place.domain for place in cat.marketplaces.values()} | set(cat.mail["hosts"]["genuine"])


def is_reserved(host: str, cat: Catalogue) -> bool:
    """Whether no real host ends so; the last letters may stand on the next line.

    >>> from poa_helpers.catalogue import catalogue
    >>> [is_reserved(host, catalogue()) for host in ("amazon.example", "amazon.exam", "amazon.ex")]
    [True, True, False]
    """
    ending = host.rpartition(".")[2]
    return len(ending) > 2 and any(name.startswith(ending) for name in cat.mail["hosts"]["reserved"])


def is_amazons_but_for_its_ending(host: str, cat: Catalogue) -> bool:
    """Whether only the ending of one of Amazon's addresses was made unreadable.

    >>> from poa_helpers.catalogue import catalogue
    >>> [is_amazons_but_for_its_ending(host, catalogue()) for host in ("sellercentral.amazon.example", "amaz0n-login.example")]
    [True, False]
    """
    return any(_may_be(f"{host.rpartition('.')[0]}.*", name) for name in _genuine(cat))


def is_only_misread(host: str, message: Message, cat: Catalogue) -> bool:
    """Whether an address that looks like Amazon's is Amazon's, misread where a scan was read by a machine: `arnazon.corn`.

    >>> from poa_helpers.catalogue import catalogue
    >>> from poa_helpers.notice.message import Line, build
    >>> scan, clean = (build(text, [Line(0, len(text), 0)]) for text in ("A rea1ly l0ng wait of 3O days", "A really long wait of 30 days"))
    >>> [is_only_misread(host, scan, catalogue()) for host in ("arnazon.corn", "amazon-verify.corn")], is_only_misread("arnazon.corn", clean, catalogue())
    ([True, False], False)
    """
    written = host.replace("rn", "m").translate(str.maketrans("01", "ol"))
    if not any(_may_be(written, name) for name in _genuine(cat)):
        return False
    return len([*islice(_MISREAD.finditer(message.exact), _OF_A_SCAN)]) == _OF_A_SCAN


def _may_be(host: str, name: str) -> bool:
    """Whether a host is one of that name, or may be: what was made unreadable shows nothing.

    >>> [_may_be(host, "amazon.com") for host in ("sellercentral.amazon.***", "a*****.com", "***.***", "amazon-verify.***", "b****.com")]
    [True, True, True, False, False]
    >>> _may_be("forms.***.host.com", "forms.host.com")
    True
    """
    if host == name or host.endswith("." + name):
        return True
    labels = host.replace("•", "*").split(".") if "*" in host or "•" in host else []
    readable = [label for label in labels if label.strip("*")]
    endings = (".".join(held[first:]) for held in (labels, readable) for first in range(len(held) - 1))
    return any(fnmatchcase(name, ending) for ending in endings)


# ---------------------------------------------------------------- headings


def headings(message: Message, rules: Rules) -> dict[str, tuple[str, list[Span]]]:
    """The three questions in the notice's own nouns, in the seller's voice: `causes`, `actions`, `measures`, as far as found."""
    found: dict[str, tuple[str, list[Span]]] = {}
    dangling = rules.made(
        ("headings", "dangling"), lambda: rules.one_of(rules.raw["headings"].get("dangling", ()), before=r"\s", after="$")
    )
    for part in ("causes", "actions", "measures"):
        texts: Named = {}
        for match in islice(found_in(message, rules.words("headings", part, before=rules.edge)), 60):
            span = (match.start(), _heading_end(message, rules, match))
            if span[0] == span[1] or dangling.search(message.low[slice(*span)]):
                continue
            if span[1] > match.end() + 2 or not rules.spaced:  # without blanks the noun stands last: the phrase is the whole heading
                texts.setdefault(_in_our_voice(message.own_words(span), rules), span)
        unlike = _without_repeats(texts)
        if unlike:
            first, *others = unlike
            words = "; ".join([first[:1].upper() + first[1:], *(other[:1].lower() + other[1:] for other in others)])
            found[part] = words, [texts[text] for text in unlike]
    return found


def _heading_end(message: Message, rules: Rules, match: re.Match[str]) -> int:
    _, last = message.sentence(match.start())
    last = min(last, match.start() + 300)
    stop = rules.words("headings", "ends", before="").search(message.low, match.end(), last)
    cut = re.compile(r"[;:?]|[.!](?=\s|$)|\n").search(message.low, match.end(), stop.start() if stop else last)
    end = cut.start() if cut else stop.start() if stop else last
    words = message.low[match.start() : end].rstrip(" ,.;:–—-\n")
    words = re.sub(r"[,\s]+(?:and|or|as well as)$", "", words)
    return match.start() + len(words.rstrip(" ,"))


def _in_our_voice(text: str, rules: Rules) -> str:
    for old, new in rules.raw["headings"]["voice"]:
        text = re.sub(rf"\b(?:{old})\b".replace("'", "['’]"), new, text, flags=re.IGNORECASE)
    return text


def _without_repeats(texts: Iterable[str]) -> list[str]:
    """At most three headings, none of which only repeats another."""
    kept: list[str] = []
    for text in texts:
        plain = text.lower().removeprefix("the ")
        if not any(plain == other.lower().removeprefix("the ") for other in kept):
            kept.append(text)
    return kept[:3]
