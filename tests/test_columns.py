"""Cells to values: every way of writing a date in every language of the stores, every style of number, and what is asked when two fit."""

from __future__ import annotations

import json
import pickle
import re
from datetime import UTC, date, datetime, timedelta

import pandas as pd
import pytest
from babel import Locale
from babel.dates import format_date
from babel.dates import format_time as babel_time
from babel.numbers import format_currency, format_decimal, format_percent
from hypothesis import given, settings
from hypothesis import strategies as st

from poa_helpers.catalogue import Column, catalogue
from poa_helpers.errors import PoaError
from poa_helpers.reports import load_reports
from poa_helpers.reports.columns import bare, is_nothing, read_column, read_distinct
from poa_helpers.reports.columns.months import LOCALES, month_names
from poa_helpers.reports.masking import mask, mask_names
from poa_helpers.reports.packed import Packed
from poa_helpers.reports.recognise import shown_headers
from poa_helpers.reports.told import is_data, told

from .portion import every

PLACES = catalogue().marketplaces
DATE, NUMBER = Column(type="date"), Column(type="number")
ZONES = ("", "PST", "BRT", "JST", "AEST", "CET", "UTC", "GMT-8", "GMT+9", "UTC+1", "Z", "+00:00", "-0700", "+05:30")
many = settings(max_examples=100 // every(2), deadline=None, derandomize=True, database=None)

days = st.dates(date(2000, 1, 1), date(2099, 12, 31))
moments = st.builds(datetime, st.just(2026), st.just(1), st.just(1), st.integers(0, 23), st.integers(0, 59), st.integers(0, 59))


def locale_for(code: str) -> Locale:
    """The locale of a store; ar_SA and ar_EG where Babel has no English one."""
    name = PLACES[code].locale.replace("-", "_")
    return Locale.parse(name if name not in ("en_SA", "en_EG") else f"ar_{code}")


def read(cells, column, marketplace=None):
    reading = read_column(cells, column, marketplace)
    assert reading.faults == {}, reading.faults
    assert reading.doubt is None
    return reading.values


# ---------------------------------------------------------------- dates

BRAZILIAN = "d 'de' MMM 'de' y"
PATTERNS = {  # of reports.md 2.4: how the day is written, and whether a clock may follow
    "iso": (lambda d, t, z: f"{d:%Y-%m-%d}T{t:%H:%M:%S}{z if not z[:1].isalpha() or z == 'Z' else ' ' + z}"),
    "iso without seconds": (lambda d, t, z: f"{d:%Y-%m-%d}T{t:%H:%M}Z"),
    "iso with blanks": (lambda d, t, z: f"{d:%Y-%m-%d} {t:%H:%M:%S} {z}"),
    "slashes, year first": (lambda d, t, z: f"{d:%Y/%m/%d} {t:%H:%M:%S} {z}"),
    "returns": (lambda d, t, z: f"{d:%d-%b-%Y}"),
    "returns, short year": (lambda d, t, z: f"{d:%d-%b-%y}"),
    "points": (lambda d, t, z: f"{d:%d.%m.%Y} {t:%H:%M:%S} {z}"),
    "points, short year": (lambda d, t, z: f"{d:%d.%m.%y}"),
    "day in words": (lambda d, t, z: f"{d.day} {d:%B} {d.year} {t:%I:%M:%S} {'am' if t.hour < 12 else 'pm'} {z}"),
    "month in front": (lambda d, t, z: f"{d:%b} {d.day}, {d.year} {t:%I:%M:%S} {'AM' if t.hour < 12 else 'PM'} {z}"),
    "ordinals": (lambda d, t, z: f"{d.day}{'st' if d.day == 1 else 'nd' if d.day == 2 else 'th'} of {d:%B} {d.year}"),
    "Brazilian": (lambda d, t, z: f"{format_date(d, BRAZILIAN, 'pt_BR')} {t:%H:%M:%S} {z}"),
    "Japanese": (lambda d, t, z: f"{d.year}年{d.month}月{d.day}日 {t:%H:%M:%S} {z}"),
    "Japanese, half days": (lambda d, t, z: f"{d.year}年{d.month}月{d.day}日 {'午前' if t.hour < 12 else '午後'}{t:%I:%M:%S} {z}"),
    "full-width": (lambda d, t, z: f"{d:%Y/%m/%d}".translate({ord(c): ord(c) + 0xFEE0 for c in "0123456789/"})),
    "two zones": (lambda d, t, z: f"{d:%Y-%m-%d} {t:%H:%M} GMT ({d + timedelta(days=1):%Y-%m-%d} 23:10 PT)"),
}


@pytest.mark.parametrize("pattern", PATTERNS)
def test_a_date_is_read_as_it_was_written(pattern):
    @many
    @given(written=st.lists(st.tuples(days, moments, st.sampled_from(ZONES)), min_size=1, max_size=4))
    def holds(written):
        cells = [PATTERNS[pattern](*parts).strip() for parts in written]
        assert read(cells, DATE) == [day for day, _, _ in written]

    holds()


@pytest.mark.parametrize("locale", LOCALES)
def test_a_date_in_every_language_and_form(locale):
    forms = [form for form in ("medium", "long") if "M" in str(Locale.parse(locale).date_formats[form].pattern)]
    skeletons = (
        "d LLLL y",  # not for Arabic: Babel has no stand-alone names there
        "d MMM y",
        "d MMMM y",
        "d. MMM y",
        "dd-MMM-y",
        "d 'de' MMMM 'de' y",
        "MMM d, y",
        "MMMM d, y",
    )
    clocks = ("HH:mm:ss", "h:mm:ss a", "H:mm")

    @many
    @given(
        day=days,
        clock=moments,
        form=st.sampled_from([*forms, *(skeletons[locale == "ar" :] if locale != "ja" else ())]),
        zone=st.sampled_from(ZONES),
        time=st.sampled_from(("", *clocks)),
        upper=st.booleans(),
        points=st.booleans(),
    )
    def holds(day, clock, form, zone, time, upper, points):
        text = format_date(day, form, locale)
        text = text.upper() if upper else text
        text = text if points else text.replace(". ", " ")
        shown = babel_time(clock, time, tzinfo=UTC, locale=locale) if time else ""
        assert read([f"{text} {shown} {zone if shown else ''}".strip()], DATE, "UK") == [day]

    holds()


@pytest.mark.parametrize("code", PLACES)
def test_the_short_date_of_every_store(code):
    @many
    @given(written=st.lists(days, min_size=1, max_size=6))
    def holds(written):
        cells = [format_date(day, "short", locale_for(code)) for day in written]
        assert read(cells, DATE, code) == written

    holds()


@many
@given(written=st.lists(days, min_size=1, max_size=8), mark=st.sampled_from("/-"), short=st.lists(st.booleans(), min_size=8, max_size=8))
@pytest.mark.parametrize("order", ["%d{0}%m{0}", "%m{0}%d{0}"])
def test_one_order_per_column_with_years_of_both_lengths(order, written, mark, short):
    cells = [day.strftime(order.format(mark) + ("%y" if s else "%Y")) for day, s in zip(written, short, strict=False)]
    for column, place in (
        (DATE, "UK" if order.startswith("%d") else "US"),
        (Column(type="date", date_order="day_first" if order.startswith("%d") else "month_first"), None),
    ):
        assert read(cells, column, place) == written
    telling = any(day.day > 12 for day in written)
    reading = read_column(cells, DATE, None)
    same = all(day.day == day.month for day in written)
    assert (reading.doubt is None) == (telling or same)
    assert reading.values == written or reading.faults


def test_names_of_months_are_of_one_month():
    names = month_names()
    assert set(names.values()) == set(range(1, 13)) and len(names) > 150
    assert {names[n] for n in ("jul", "july", "juli", "juil", "julio", "lug", "lipca", "julho", "temmuz", "يوليو")} == {7}


@pytest.mark.parametrize(
    "cell",
    [
        "31.02.2026",
        "2026-13-01",
        "00/01/2026",
        "17 Foo 2026",
        "2026-10-01 John",
        "1899-01-01",
        "9999-01-01",
        "45936",
        "1/2/3",
        "12:30",
        "T",
    ],
)
def test_what_is_no_date_is_a_fault(cell):
    assert list(read_column([cell, "2026-10-01"], DATE, "US").faults) == [0]


def test_a_date_against_the_order_of_its_column_is_told_so():
    reading = read_column(["14/01/2026", "15/01/2026", "01/16/2026"], DATE, "US")
    assert reading.values[:2] == [date(2026, 1, 14), date(2026, 1, 15)]
    assert reading.faults == {2: "'01/16/2026' is not a date with the day first, as the rest of the column has it"}


def test_the_stores_write_as_cldr_has_it():
    for code, place in PLACES.items():
        locale = locale_for(code)
        first = locale.date_formats["short"].pattern.lstrip("\u200f")[0]
        assert place.date_order == {"d": "day_first", "M": "month_first", "y": None}[first], code
        assert place.decimal == {".": "point", ",": "comma"}[locale.number_symbols["latn"]["decimal"]], code


# ---------------------------------------------------------------- asking

FEEDBACK = "Date\tRating\tComments\tYour Response\tOrder ID\tRater Email\n"


def feedback(path, *dates):
    lines = [f"{day}\t1\tlate\t\t111-0000000-{n:07}\tx@mail.example" for n, day in enumerate(dates)]
    path.write_text(FEEDBACK + "\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_the_user_is_asked_when_nothing_decides_and_the_answer_is_understood(tmp_path):
    path = feedback(tmp_path / "f.txt", "5/5/26", "3/4/26", "7/8/26")
    with pytest.raises(PoaError) as asked:
        load_reports(path)
    (problem,) = asked.value.problems
    assert (problem.file, problem.column, problem.row) == ("f.txt", "Date", 3)
    assert "'3/4/26' is 2026-04-03 or 2026-03-04" in problem.what
    answers = [json.loads(part + "}}") for part in _answers(problem.mend)]
    read_as = [load_reports(path, columns=answer).table("seller_feedback")["date"].tolist()[1] for answer in answers]
    assert read_as == [pd.Timestamp(2026, 4, 3), pd.Timestamp(2026, 3, 4)]
    assert load_reports(path, marketplace="UK").table("seller_feedback")["date"].tolist()[1] == pd.Timestamp(2026, 4, 3)
    assert load_reports(path, marketplace="US").table("seller_feedback")["date"].tolist()[1] == pd.Timestamp(2026, 3, 4)


def _answers(mend: str) -> list[str]:
    return re.findall(r'(\{"f\.txt": \{"Date": "[^"]*")', mend)


@pytest.mark.parametrize("place", ["CA", "SE", "ZA", "JP"])
def test_stores_that_begin_with_the_year_do_not_decide(place):
    assert read_column(["03/04/2026"], DATE, place).doubt is not None
    assert read_column(["2026/04/03"], DATE, place).values == [date(2026, 4, 3)]


def test_a_doubt_is_asked_beside_the_other_faults(tmp_path):
    path = feedback(tmp_path / "f.txt", "5/5/26", "3/4/26", "yesterday")
    with pytest.raises(PoaError) as asked:
        load_reports(path)
    assert [problem.row for problem in asked.value.problems] == [3, 4]


def test_an_answer_may_be_wrong(tmp_path):
    path = feedback(tmp_path / "f.txt", "3/4/26")
    with pytest.raises(PoaError) as told_wrong:
        load_reports(path, columns={"f.txt": {"Date": "date (year first)", "Rating": "ratin (day first)"}})
    texts = [str(problem) for problem in told_wrong.value.problems]
    assert "Choose one of: day first, month first, decimal point, decimal comma" in texts[0]
    assert "'ratin' is no column" in texts[1] and "rating" in texts[1]


def test_a_decimal_mark_can_be_said(tmp_path):
    header = "order-id\torder-item-id\tpurchase-date\tpayments-date\tsku\tquantity-purchased\titem-price\n"
    path = tmp_path / "n.txt"
    path.write_text(header + "111-0000000-0000001\t1\t2026-10-01\t2026-10-01\tA\t1\t1.234\n", encoding="utf-8")
    loaded = load_reports(path)
    assert loaded.table("new_orders")["item_price"].tolist() == [1.234]
    assert "no marketplace is known" in loaded.records[0].warnings[0]
    loaded = load_reports(path, columns={"n.txt": {"item-price": "item_price (decimal comma)"}})
    assert loaded.table("new_orders")["item_price"].tolist() == [1234.0]
    assert loaded.records[0].warnings == ()


# ---------------------------------------------------------------- numbers

cents = st.lists(st.integers(-99_999_999, 99_999_999), min_size=1, max_size=6)


def indian(value: int) -> str:
    return format_decimal(value / 100, "#,##,##0.00", "en_IN")


STYLES = {
    "euro behind": lambda v: format_decimal(v / 100, "#,##0.00", "de_DE") + " €",
    "euro in front": lambda v: "€" + format_decimal(v / 100, "#,##0.00", "en_IE"),
    "dollar": lambda v: f"-${-v / 100:,.2f}" if v < 0 else f"${v / 100:,.2f}",
    "dollar, minus behind the sign": lambda v: f"${v / 100:,.2f}",
    "reais": lambda v: "R$ " + format_decimal(v / 100, "#,##0.00", "pt_BR"),
    "plain point": lambda v: f"{v / 100:.2f}",
    "plain comma": lambda v: f"{v / 100:.2f}".replace(".", ","),
    "French": lambda v: format_decimal(v / 100, "#,##0.00", "fr_FR"),
    "Swedish": lambda v: format_decimal(v / 100, "#,##0.00", "sv_SE") + " kr",
    "Polish": lambda v: format_decimal(v / 100, "#,##0.00", "pl_PL") + " zł",
    "Indian": lambda v: "₹" + indian(v) if v >= 0 else indian(v),
    "Swiss": lambda v: format_decimal(v / 100, "#,##0.00", "de_CH"),
    "Swiss, typewriter": lambda v: format_decimal(v / 100, "#,##0.00", "de_CH").replace("’", "'"),
    "accounting": lambda v: f"({-v / 100:,.2f})" if v < 0 else f"{v / 100:,.2f}",
    "accounting with currency": lambda v: f"($ {-v / 100:,.2f})" if v < 0 else f"$ {v / 100:,.2f}",
    "unicode minus": lambda v: f"{v / 100:,.2f}".replace("-", "−"),
    "minus behind": lambda v: f"{abs(v) / 100:,.2f}" + ("-" if v < 0 else ""),
    "full-width": lambda v: f"{v / 100:.2f}".translate({ord(c): ord(c) + 0xFEE0 for c in "0123456789.-"}),
    "Arabic": lambda v: f"{v / 100:.2f}".translate(str.maketrans("0123456789.", "٠١٢٣٤٥٦٧٨٩٫")),
    "code in front": lambda v: f"EUR {v / 100:,.2f}",
    "code behind": lambda v: f"{v / 100:,.2f} USD",
}


@pytest.mark.parametrize("style", STYLES)
def test_a_number_is_read_as_it_was_written(style):
    @many
    @given(values=cents, place=st.sampled_from((None, "US", "DE", "IN")))
    def holds(values, place):
        assert read([STYLES[style](value) for value in values], NUMBER, place) == [value / 100 for value in values]

    holds()


@pytest.mark.parametrize("code", PLACES)
def test_an_amount_as_its_store_writes_it(code):
    currency = {"US": "USD", "CA": "CAD", "MX": "MXN", "BR": "BRL", "UK": "GBP", "SE": "SEK", "PL": "PLN", "TR": "TRY", "AE": "AED"}
    currency |= {"SA": "SAR", "EG": "EGP", "ZA": "ZAR", "IN": "INR", "SG": "SGD", "AU": "AUD", "JP": "JPY"}

    @many
    @given(values=cents)
    def holds(values):
        written = [
            format_currency(
                value / 100, currency.get(code, "EUR"), locale=locale_for(code), currency_digits=False, decimal_quantization=False
            )
            for value in values
        ]
        whole = [format_decimal(value, locale=locale_for(code)) for value in values]
        assert read(written, NUMBER, code) == [value / 100 for value in values]
        assert read([text for text, value in zip(whole, values, strict=True)], NUMBER, code) == values

    holds()


@many
@given(
    values=st.lists(st.integers(0, 1000), min_size=1, max_size=6),
    locale=st.sampled_from(("en_US", "de_DE", "fr_FR", "tr_TR", "sv_SE", "ar_EG")),
)
def test_a_rate_is_a_fraction(values, locale):
    written = [format_percent(value / 1000, "#,##0.0%" if locale != "tr_TR" else "%#,##0.0", locale) for value in values]
    if locale == "tr_TR":
        written = [f"{text.lstrip('%')}%" for text in written]
    assert read(written, Column(type="rate"), None) == [value / 1000 for value in values]
    assert read([repr(value / 1000) for value in values], Column(type="rate"), None) == [value / 1000 for value in values]


def test_rates_without_percent_signs():
    reading = read_column(["3.5", "0.2", "--"], Column(type="rate"), None)
    assert reading.values == [0.035, 0.002, None] and "percentages" in reading.warnings[0]
    assert list(read_column(["80%", "180%"], Column(type="rate"), None).faults) == [1]


@pytest.mark.parametrize(
    ("cells", "place", "values", "warned"),
    [
        (["1,234"], None, [1.234 * 1000], True),
        (["1.234"], None, [1.234], True),
        (["1.234"], "BR", [1234.0], False),
        (["1,234", "1,2"], None, [1.234, 1.2], False),
        (["1,23,456"], None, [123456.0], False),
        (["12,345", "12.5"], "DE", [12345.0, 12.5], False),
        (["100", "7"], None, [100.0, 7.0], False),
    ],
)
def test_one_decimal_mark_per_column(cells, place, values, warned):
    reading = read_column(cells, NUMBER, place)
    assert reading.values == values and bool(reading.warnings) == warned


def test_whole_numbers_decide_what_a_mark_is_for():
    assert read(["1.234", "12"], Column(type="integer"), "US") == [1234, 12]
    assert read(["1,234", "12"], Column(type="integer"), "DE") == [1234, 12]
    assert read(["400.0"], Column(type="integer"), "DE") == [400]


@pytest.mark.parametrize(
    "cell",
    [
        "6.38E+13",
        "12-3",
        "1,2,3.4.5",
        "12 Main Street",
        "(1",
        "1 2",
        "555 123 4567",
        "--5",
        "1.2.3",
        "9" * 40,
        "1e5",
        "9977551234567",
        "$",
        "1,23,45",
    ],
)
def test_what_is_no_number_is_a_fault(cell):
    assert list(read_column([cell], NUMBER, "US").faults) == [0]


@pytest.mark.parametrize("cell", ["", "-", "--", "—", "–", " ", "N/A", "null", '=""'])
@pytest.mark.parametrize("type", ["date", "number", "integer", "rate", "yes_no", "category", "country"])
def test_a_dash_is_no_value(cell, type):
    reading = read_column([cell], Column(type=type, values={"a": "b"} if type == "category" else {}), None)
    assert (reading.values, reading.faults) == ([None], {})


# ---------------------------------------------------------------- different texts, types


TYPES = ("text", "comment", "country", "order_id", "date", "number", "integer", "rate", "yes_no", "category")


@many
@given(
    cells=st.lists(
        st.sampled_from(
            ["", "--", "1", "2,5", "1.234", "03/04/2026", "13/04/2026", "Yes", "nein", "US", "word", "111-2222222-3333333", ' ="7"']
        ),
        max_size=20,
    ),
    type=st.sampled_from(TYPES),
    place=st.sampled_from((None, "US", "DE")),
)
def test_cells_and_different_texts_read_the_same(cells, type, place):
    column = Column(type=type, values={"word": "WORD"} if type == "category" else {})
    texts = list(dict.fromkeys(cells))
    whole, distinct = read_column(cells, column, place), read_distinct(texts, column, place, [cells.count(text) for text in texts])
    assert whole.values == [distinct.values[texts.index(cell)] for cell in cells]
    assert whole.warnings == distinct.warnings
    if distinct.doubt is None:
        assert whole.faults == {
            n: distinct.faults[texts.index(cell)] for n, cell in enumerate(cells) if texts.index(cell) in distinct.faults
        }
    else:
        assert cells[whole.doubt.example] == texts[distinct.doubt.example] and whole.doubt.example in whole.faults
    assert len(Packed.of(whole.values, type).series()) == len(cells)


def test_unknown_words_are_counted_not_repeated():
    column = Column(type="category", values={"shipped": "shipped"})
    reading = read_column(["Shipped", "Erika Muster", "Erika Muster", "lost"], column, None)
    assert reading.values == ["shipped", "Erika Muster", "Erika Muster", "lost"]
    assert reading.warnings == ["2 unknown values are kept as written, in 3 rows: a text of 11 letters, a text of 4 letters"]


@pytest.mark.parametrize(
    ("yes", "no"), [("Ja", "Nein"), ("OUI", "non"), ("Sì", "No"), ("tak", "nie"), ("Evet", "Hayır"), ("はい", "いいえ"), ("ja", "nee")]
)
def test_yes_and_no_in_the_languages_of_the_stores(yes, no):
    assert read([yes, no, ""], Column(type="yes_no")) == [True, False, None]


def test_bare_and_nothing():
    assert bare('="12"') == "12" and bare("\u200e x\u00a0") == "x"
    assert is_nothing("") and is_nothing("N/A") and not is_nothing("0")


# ---------------------------------------------------------------- what is told and masked


@many
@given(text=st.text(st.characters(codec="utf-8"), min_size=5, max_size=60))
def test_no_more_than_four_digits_or_known_words_are_told(text):
    shown = told(text, {"yes", "no"})
    if shown.startswith("'"):
        inside = shown[1:-1]
        assert inside.casefold() in ("yes", "no") or not any(
            c.isalpha() and c not in "TZeE" for c in inside.replace("yes", "").replace("no", "")
        )
    else:
        assert shown.startswith(("a text", "an e-mail"))


@pytest.mark.parametrize(
    "header",
    [["Erika Muster", "Berlin"], ["111-2222222-3333333", "order-id"], ["Date", "555-123-4567"], ["order-id", "erika@mail.example"]],
)
def test_a_first_row_is_not_taken_for_a_header(header):
    assert shown_headers(header) == ()


def test_headers_are_told_when_they_are_some():
    assert shown_headers(["Order ID", "Bestelltag", "Käufername"]) == ("Order ID", "Bestelltag")
    assert not is_data(["ship-address-1", "Order date (GMT)", "3rd party", "A-to-z claim"])


name_words = st.text("abcdefghijklmnoprstuvwyzäöüéñçşł", min_size=3, max_size=10).map(str.capitalize)


@many
@given(given_name=name_words, family=name_words, digits=st.integers(10**6, 10**11), form=st.integers(0, 7))
def test_names_and_numbers_of_the_row_are_masked(given_name, family, digits, form):
    host = "mail.example"
    texts = (
        f"call {given_name} on {digits}",
        f"{given_name.upper()} {family.upper()} is angry",
        f"write {given_name}.{family}@{host}!",
        f"{family}, {given_name}: +49 {digits}",
        f"({family})",
        f"{given_name}'s box {digits}",
        f"for {family.lower()} only",
        f"VAT DE{digits} {family}",
    )
    masked = mask(texts[form], [f"{given_name} {family}", ""])
    assert str(digits) not in masked
    for word in (given_name, family):
        assert word.casefold() not in {part.strip(".,:'s()!").casefold() for part in masked.split()} - {
            "call",
            "for",
            "only",
            "box",
            "write",
            "angry",
            "vat",
        }
    assert mask(masked, [f"{given_name} {family}"]) == masked


@many
@given(text=st.text(max_size=80))
def test_masking_twice_is_masking_once(text):
    assert mask(mask(text)) == mask(text)


@pytest.mark.parametrize(
    "text",
    [
        "Defective after 3 days",
        "came 14/10/2026, not 2026-10-12",
        "order 111-2222222-3333333 of B0FHTENT01",
        "size 42, 19.99 too much",
        "2 days late by the way",
        "",
    ],
)
def test_what_a_search_for_causes_needs_is_kept(text):
    assert mask(text, ["Erika Muster", "12 Elm Street"]) == text


@pytest.mark.parametrize(
    ("text", "gone"),
    [
        ("Lindenstraße 5, 50667", "Lindenstraße"),
        ("12, rue Victor Hugo", "Hugo"),
        ("Calle Mayor 5", "Mayor"),
        ("via Roma 12 e Via Verdi 3", "Verdi"),
        ("東京都新宿区西新宿1丁目2番3号", "新宿"),
        ("P.O. Box 12", "12"),
        ("SW1A 1AA", "SW1A"),
        ("Dear Mrs Miller", "Miller"),
        ("Mein Name ist Erika Muster", "Muster"),
        ("john dot smith at gmail dot com", "smith"),
        ("john (at) mail.example", "john"),
        ("see https://x.example/erika", "erika"),
        ("CPF 123.456.789-09", "456"),
        ("〒123-4567", "4567"),
        ("@erika_m", "erika"),
    ],
)
def test_addresses_titles_and_signatures_go(text, gone):
    assert gone not in mask(text)


def test_small_words_of_names_do_not_empty_a_comment():
    assert mask_names("de la tienda, van at the door", ["Juan de la Cruz", "Mia van der Berg"]) == "de la tienda, van at the door"


def test_readings_can_be_kept():
    assert pickle.loads(pickle.dumps(read_column(["1"], NUMBER, None))).values == [1.0]
