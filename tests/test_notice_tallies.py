"""The page on the state of an account, copied instead of a letter: what it counts is held against the seller, what has a nought behind it is not."""

import pytest

from poa_helpers.notice import read_notice

# Rows of the page: intellectual property (suspected, received), authenticity, condition, food and product safety, listing policy, restricted products, reviews
PAGES = {
    "en": (
        "Account Health Rating: At Risk. Your account is at risk of deactivation. Policy compliance:",
        ["Suspected Intellectual Property Violations", "Received Intellectual Property Complaints", "Product Authenticity Customer Complaints",
         "Product Condition Customer Complaints", "Food and Product Safety Issues", "Listing Policy Violations", "Restricted Product Policy Violations",
         "Customer Product Reviews Policy Violations"],
    ),
    "de": (
        "Kontozustandsbewertung: gefährdet. Ihr Verkäuferkonto kann deaktiviert werden. Einhaltung der Richtlinien:",
        ["Verdacht auf Verletzung geistigen Eigentums", "Beschwerden wegen Verletzung geistigen Eigentums", "Kundenbeschwerden zur Produktechtheit",
         "Kundenbeschwerden zum Produktzustand", "Probleme mit Lebensmittel- und Produktsicherheit", "Verstöße gegen Angebotsrichtlinien",
         "Verstöße gegen Richtlinien für eingeschränkte Produkte", "Verstöße gegen Richtlinien für Kundenrezensionen"],
    ),
    "fr": (
        "Évaluation de l'état du compte : à risque. Votre compte vendeur risque d'être désactivé. Respect des politiques :",
        ["Violations présumées de la propriété intellectuelle", "Plaintes reçues pour propriété intellectuelle", "Plaintes de clients sur l'authenticité des produits",
         "Plaintes de clients sur l'état des produits", "Problèmes de sécurité alimentaire et des produits", "Violations des règles de mise en vente",
         "Violations des règles sur les produits soumis à restrictions", "Violations des règles sur les avis clients"],
    ),
    "it": (
        "Valutazione dello stato dell'account: a rischio. Il tuo account venditore rischia la disattivazione. Conformità alle norme:",
        ["Sospette violazioni della proprietà intellettuale", "Reclami ricevuti sulla proprietà intellettuale", "Reclami dei clienti sull'autenticità dei prodotti",
         "Reclami dei clienti sulle condizioni dei prodotti", "Problemi di sicurezza degli alimenti e dei prodotti", "Violazioni delle norme sulle inserzioni",
         "Violazioni sui prodotti soggetti a restrizioni", "Violazioni sulle recensioni dei clienti"],
    ),
    "es": (
        "Calificación del estado de la cuenta: en riesgo. Tu cuenta de vendedor podría ser desactivada. Cumplimiento de las políticas:",
        ["Sospechas de infracción de propiedad intelectual", "Reclamaciones de propiedad intelectual recibidas", "Reclamaciones de clientes sobre la autenticidad",
         "Reclamaciones sobre el estado del producto", "Problemas de seguridad de los alimentos y productos", "Infracciones de la política de publicación",
         "Infracciones sobre productos restringidos", "Infracciones sobre opiniones de clientes"],
    ),
    "ja": (
        "アカウント健全性評価:停止の恐れ。出品用アカウントが停止される可能性があります。ポリシーの遵守:",
        ["知的財産権侵害の疑い", "知的財産権に関する申告", "商品の真正性に関する苦情", "商品の状態に関する苦情", "食品および商品の安全性の問題", "出品ポリシー違反",
         "制限対象商品ポリシー違反", "カスタマーレビューポリシー違反"],
    ),
    "zh": (
        "账户状况评级：存在风险。您的账户可能会被停用。政策合规性：",
        ["涉嫌侵犯知识产权", "收到的知识产权投诉", "商品真实性买家投诉", "商品状况买家投诉", "食品和商品安全问题", "违反上架政策", "违反受限商品政策", "违反买家商品评论政策"],
    ),
}  # fmt: skip
FORMS = {"leaders": "{} ...... {}", "a line each": "{}\n{}", "columns": "  {}      {}"}
COUNTED = [0, 2, 0, 0, 0, 3, 1, 0]


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
@pytest.mark.parametrize("language", PAGES)
def test_what_the_page_counts_is_held_against_the_seller(language: str, form: str) -> None:
    opening, rows = PAGES[language]
    notice = read_notice("pasted", text="\n".join([opening, *map(form.format, rows, COUNTED)]))
    assert {*notice.violations} == {"intellectual_property", "listing_policy", "restricted_products"}
    assert notice.stage == "warning"


@pytest.mark.parametrize("language", PAGES)
def test_a_page_that_counts_nothing_accuses_of_nothing(language: str) -> None:
    _, rows = PAGES[language]
    assert not read_notice("pasted", text="\n".join(f"{row} 0" for row in rows)).violations


@pytest.mark.parametrize("language", PAGES)
def test_what_is_counted_is_shown_where_it_stands(language: str) -> None:
    opening, rows = PAGES[language]
    text = "\n".join([opening, *map("{}: {}".format, rows, COUNTED)])
    places = {text[slice(*span)] for span in read_notice("pasted", text=text).read_from["violations"]}
    assert any(words.endswith("2") for words in places) and any(words.endswith("3") for words in places)
