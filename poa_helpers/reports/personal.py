"""Headers that announce personal data, in the languages of the stores: what stands below them is never read as anything else."""

from __future__ import annotations

import re
import unicodedata

# whose: buyers and those who get the parcel; stems, compared from the start of a word and inside compounds
_WHO = (
    *("buyer", "customer", "recipient", "purchaser", "consignee", "rater", "licensee", "shipto", "billto", "client", "addressee"),
    *("kaufer", "kaeufer", "kunde", "empfanger", "empfaenger", "besteller", "acheteur", "destinataire", "comprador", "cliente"),
    *("destinatari", "acquirente", "koper", "klant", "ontvanger", "kopare", "mottagare", "kupujac", "klient", "odbiorc", "nabywc"),
    *("alici", "musteri", "購入者", "注文者", "お客様", "顧客", "受取人", "届け先", "お届け", "宛名", "مشتر", "عميل", "مستلم"),
)
_NAME = ("name", "nome", "nom", "nombre", "naam", "namn", "imie", "nazwisk", "nazwa", "adi", "isim", "ism", "名", "اسم")
# what is personal whoever it belongs to; compared as whole words, with an end where languages add one
_ALWAYS = re.compile(
    r"e ?mails?|mails?|correo|courriel|e ?posta|phones?|tel|telefon\w*|telephone|telefoon\w*|fax|mobile|handy\w*|celular"
    r"|(?:ship|bill|street|delivery|home)? ?address(?: line)?(?: ?\d)?|adress\w*|adres|indirizzo|direccion|endereco|strasse|street|rue"
    r"|first ?name|last ?name|full ?name|surname|forename|vorname|nachname|prenom|apellidos?|sobrenome|cognome|nombre|nazwisko|soyadi"
    r"|postal ?code|post ?code|zip(?: ?code)?|postleitzahl|plz|cep|cpf|cnpj|nif|codice fiscale|tax ?id|vat (?:number|id)|ssn|passport"
    r"|birth\w*|geburts\w*|customer id|buyer id"
)
_LATER = re.compile(r"電話|メール|住所|郵便番号|氏名|هاتف|بريد|عنوان")


_PLACE = re.compile(r"(?:^| )(?:city|town|company|rater|ort|stadt|ville|ciudad|cidade|citta|plaats|licensee)(?: |$)")


def masks_comments(header: str) -> bool:
    """Whether the cells below a header are looked for in the comments of the same row: names, addresses, towns – no free text.

    >>> [masks_comments(name) for name in ("buyer-name", "ship-city", "Your Response", "delivery-Instructions")]
    [True, True, False, False]
    """
    return is_personal(header) or _PLACE.search(re.sub(r"[\W_]+", " ", header.lower()).strip()) is not None


_WHOSE = re.compile(rf"(?:^| )({'|'.join(who for who in _WHO if who.isascii())})|({'|'.join(who for who in _WHO if not who.isascii())})")
_HOW = re.compile(rf"(?:^| )(?:{_ALWAYS.pattern})(?: |$)")


def is_personal(header: str) -> bool:
    """Whether a header names a person, or how to reach one.

    >>> [is_personal(name) for name in ("nome-do-comprador", "Käufername", "購入者名", "Ship Phone Number", "rater_email")]
    [True, True, True, True, True]
    >>> [is_personal(name) for name in ("Carrier name", "Item Name", "customer-comments", "Customer order ID", "Product name", "ship-state")]
    [False, False, False, False, False, False]
    """
    folded = unicodedata.normalize("NFKD", header.casefold()).replace("ß", "ss").replace("ı", "i")
    folded = "".join(char for char in folded if not unicodedata.combining(char))
    folded = unicodedata.normalize("NFC", folded)
    words = re.sub(r"[\W_]+", " ", folded).strip()
    if _LATER.search(words) or _HOW.search(words):
        return True
    joined = words.replace(" to ", "to ")
    return any(_has_name(joined, found[1] or found[2]) for found in _WHOSE.finditer(joined))


def _has_name(words: str, who: str) -> bool:
    """A word for a name beside, or in one word with, whose it is; a bare `buyer` is a name too."""
    rest = words.replace(who, " ", 1)
    parts = rest.split()
    named = any(part.startswith(_NAME) or part.endswith(_NAME) for part in parts)
    return named or not rest.strip() or (len(parts) == 1 and len(parts[0]) <= 2 and " " not in words)
