"""Short and plain messages (`tests/notices/plain.yaml`): whatever is asked in whichever order, its deadline is read, and no other time is taken for one;
whichever violation is told in a sentence or two, it is read with its stage."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import cycle, product
from typing import Any

import pytest

from poa_helpers.catalogue import catalogue, parse_yaml
from poa_helpers.model import Notice
from poa_helpers.notice import read_notice
from poa_helpers.notice.conversations import main_message
from poa_helpers.notice.deadlines import SURE
from poa_helpers.notice.outright import named_outright

from .notice_corpus import FOLDER
from .portion import every

PLAIN: dict[str, dict[str, Any]] = parse_yaml((FOLDER / "plain.yaml").read_text(encoding="utf-8"), "plain.yaml")
BUSINESS = re.compile("business|Werk|hábil|ouvr|lavor|営業|工作")
EVERY = every(6)  # of what is said in other words
HOURS = re.compile("hour|Stund|hora|heure|ore|時間|小时")


def read(told: dict[str, Any], happened: str, rest: str) -> Notice:
    apart = " " if happened.isascii() or happened.endswith(".") else ""
    return read_notice("pasted", text=f"{told['greeting']}\n\n{happened}{apart}{rest}\n\n{told['signature']}")


def is_so_long(notice: Notice, time: str) -> bool:
    """Whether the deadline is `5 days`, `72 hours` or `7 business days`, in whichever language."""
    number, deadline = int(re.findall(r"\d+", time)[0]), notice.deadline
    if deadline is None:
        return False
    if BUSINESS.search(time):
        return deadline.business_days == number
    return deadline.hours == number * (1 if HOURS.search(time) else 24)


def asked(told: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    """What happened, the sentence that asks for a paper, and its time; the times by turns."""
    for (happened, paper, ask), time in zip(product(told["happened"], told["papers"], told["asks"]), cycle(told["times"]), strict=False):
        yield happened, ask.format(paper=paper, time=time), time


@pytest.mark.parametrize("language", PLAIN)
def test_the_deadline_of_whatever_is_plainly_asked_is_read(language: str) -> None:
    told = PLAIN[language]
    cases = [*asked(told)][::EVERY]
    wrong = [(happened, words) for happened, words, time in cases if not is_so_long(read(told, happened, words), time)]
    assert not wrong, f"{len(wrong)} of {len(cases)}"


@pytest.mark.parametrize("language", PLAIN)
def test_plain_sentences_that_set_a_deadline_are_told_from_those_that_set_none(language: str) -> None:
    told = PLAIN[language]
    cases = [(happened, words, kind) for happened in told["happened"] for kind in ("deadline", "none") for words in told[kind]][::EVERY]
    wrong = [case for case in cases if (read(told, *case[:2]).deadline is not None) != (case[2] == "deadline")]
    assert not wrong


@pytest.mark.parametrize("language", PLAIN)
def test_a_short_message_is_read_as_what_it_plainly_says_and_nobody_is_asked(language: str) -> None:
    told = PLAIN[language]
    hours = next(time for time in told["times"] if HOURS.search(time))
    notice = read(told, told["happened"][0], told["asks"][0].format(paper=told["papers"][0], time=hours))
    assert (notice.language, notice.stage, notice.route) == (language, "listing_removal", "documents")
    assert is_so_long(notice, hours) and notice.confidence["deadline"] >= SURE


def plainly_said(told: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    """The stage and the violation of a sentence or two, and their words."""
    for stage, sentences in told["stages"].items():
        for sentence, (violation, names) in product(sentences, told["violations"].items()):
            yield from ((stage, violation, sentence.format(x=name)) for name in names)


@pytest.mark.parametrize("language", PLAIN)
def test_what_is_said_in_a_sentence_or_two_is_read(language: str) -> None:
    """One stage and three violations in a hundred may be missed: `duplicate support cases` may be double listings, and three words of forgery need a specialist or not."""
    told = PLAIN[language]
    cases = [*plainly_said(told)][::EVERY]
    wrong: dict[str, list[Any]] = {"stage": [], "violations": [], "deadline": []}
    for stage, violation, words in cases:
        notice = read_notice("pasted", text=f"{told['greeting']}\n\n{words}\n\nAmazon")
        for field, expected in (("stage", stage), ("violations", (violation,)), ("deadline", None)):
            if getattr(notice, field) != expected:
                wrong[field].append((words, getattr(notice, field)))
    assert not wrong["deadline"]
    assert len(wrong["stage"]) <= 0.01 * len(cases), wrong["stage"]
    assert len(wrong["violations"]) <= 0.03 * len(cases), wrong["violations"]


COUNTED = {
    "en": "1. Variations. You joined children that are not true variations.\n2. Prices: two offers cost far more than elsewhere.\n3. Copyright. Pictures of another shop are used without leave.",
    "de": "1. Missbrauch von Varianten: Sie haben Produkte zusammengeführt, die keine Varianten sind.\n2. Preise: zwei Angebote sind weit teurer als anderswo.\n3. Urheberrecht: Bilder eines anderen Händlers werden ohne Erlaubnis benutzt.",
    "fr": "1. Variations : vous avez regroupé des produits sans rapport.\n2. Prix : deux offres sont bien plus chères qu'ailleurs.\n3. Droit d'auteur : des photos d'une autre boutique sont utilisées sans autorisation.",
    "it": "1. Varianti: hai unito prodotti che non sono vere varianti.\n2. Prezzi: due offerte costano molto più che altrove.\n3. Diritto d'autore: sono usate senza permesso le foto di un altro negozio.",
    "es": "1. Variaciones: se agruparon productos que no son variaciones.\n2. Precios: dos ofertas cuestan mucho más que en otros sitios.\n3. Derechos de autor: se usan sin permiso las fotos de otra tienda.",
    "ja": "1. バリエーションの不正使用：バリエーションではない商品がまとめられています。\n2. 価格設定：2点の商品の価格がほかの店より著しく高くなっています。\n3. 著作権：ほかの店の写真が許可なく使われています。",
    "zh": "1. 变体：您把并非真正变体的商品合并在一起。\n2. 定价：两件商品的价格远高于其他店铺。\n3. 版权：未经许可使用了其他店铺的图片。",
}
OVER = {
    "en": "Your account is active again. It had been deactivated on 3 May after complaints about product safety and expired products.",
    "de": "Ihr Konto ist wieder aktiv. Es war seit dem 3. Mai wegen Beschwerden zur Produktsicherheit und abgelaufener Produkte deaktiviert.",
    "fr": "Votre compte est de nouveau actif. Il avait été désactivé le 3 mai en raison de plaintes sur la sécurité des produits et de produits périmés.",
    "it": "Il tuo account è di nuovo attivo. Era stato disattivato il 3 maggio per reclami sulla sicurezza dei prodotti e per prodotti scaduti.",
    "es": "Su cuenta vuelve a estar activa. Se había desactivado el 3 de mayo por quejas sobre la seguridad de los productos y por productos caducados.",
    "ja": "出品用アカウントが再開されました。5月3日に、商品の安全性に関する苦情を理由として停止しておりました。賞味期限切れの商品も停止の理由でした。",
    "zh": "您的账户已恢复。该账户曾于5月3日因商品安全投诉和过期商品被停用。",
}
PAPERS = (
    "Send us:\n1. Invoices for the goods that are inauthentic\n2. A letter of authorization of the trademark owner\n3. The safety report"
)


def _outright(text: str, stage: str) -> frozenset[str]:
    message, _, _, language = main_message(text, catalogue())
    return named_outright(message, language.rules, stage)


@pytest.mark.parametrize("language", COUNTED)
def test_what_is_counted_one_by_one_is_held_against_the_seller(language: str) -> None:
    assert (
        {"variation_misuse", "copyright"}
        <= _outright(COUNTED[language], "deactivation")
        <= {"variation_misuse", "copyright", "fair_pricing"}
    )
    assert not _outright(COUNTED[language], "information")


@pytest.mark.parametrize("language", OVER)
def test_a_reinstatement_says_in_half_a_sentence_what_the_matter_was(language: str) -> None:
    assert _outright(OVER[language], "reinstatement") == {"product_safety", "expired_products"}
    assert {*read_notice("over", text=OVER[language]).violations} == {"product_safety", "expired_products"}


def test_a_list_of_papers_accuses_of_nothing() -> None:
    assert not _outright(PAPERS, "listing_removal")
