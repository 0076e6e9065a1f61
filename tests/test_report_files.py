"""Whole files with Amazon's own headers: every column is known or personal, and nothing personal is left."""

from __future__ import annotations

import pandas as pd
import pytest

from poa_helpers.catalogue import catalogue
from poa_helpers.errors import PoaError
from poa_helpers.reports import load_reports
from poa_helpers.reports.table import plain
from poa_helpers.reports.voice import per_asin

from . import report_files as made

CASES = [(report, n) for report, files in made.FILES.items() for n in range(len(files))]
SECRETS = ("secret", "99999", "555 0100")


def loaded(tmp_path, text, encoding="utf-8-sig", marketplace=None):
    return load_reports(made.write(tmp_path / "download", text, encoding), marketplace=marketplace)


@pytest.mark.parametrize(("report", "n"), CASES)
def test_a_real_header_is_recognised_and_known_to_the_last_column(tmp_path, report, n):
    record = loaded(tmp_path, made.FILES[report][n]).records[0]
    assert record.report == report
    assert record.unmapped == ()
    assert record.dropped == {}


@pytest.mark.parametrize(("report", "n"), CASES)
def test_nothing_personal_is_left(tmp_path, report, n):
    reports = loaded(tmp_path, made.FILES[report][n])
    everything = (reports.table(report).to_csv() + reports.records[0].model_dump_json()).lower()
    assert not [secret for secret in SECRETS if secret in everything]


@pytest.mark.parametrize("report", sorted(catalogue().reports))
def test_a_header_names_one_column_only_and_none_that_is_personal(report):
    format = catalogue().reports[report]
    owners: dict[str, set[str]] = {}
    for id, column in format.columns.items():
        for name in column.names:
            owners.setdefault(plain(name), set()).add(id)
    assert {name: ids for name, ids in owners.items() if len(ids) > 1} == {}
    assert {plain(name) for name in format.personal} & set(owners) == set()


def test_the_sample_headers_are_known_to_the_last_column(tmp_path):
    from importlib.util import module_from_spec, spec_from_file_location

    from poa_helpers.catalogue import shipped
    from poa_helpers.reports.recognise import recognise

    spec = spec_from_file_location("sample_headers", shipped("data") / "samples" / "sample_headers.py")
    headers = module_from_spec(spec)
    spec.loader.exec_module(headers)
    for name in ("ALL_ORDERS", "UNSHIPPED", "NEW_ORDERS", "MFN_RETURNS", "FBA_RETURNS"):
        header = getattr(headers, name)
        found = recognise(header)
        personal = {plain(entry) for entry in found.format.personal}
        unknown = [entry for n, entry in enumerate(header) if n not in found.positions and plain(entry) not in personal]
        assert unknown == [], name


OPTIONAL = {
    "all_orders": "url number-of-items tax-collection-model tax-collection-responsible-party address-type customized-url customized-page "
    "buyer-identification-number buyer-identification-type fulfilled-by buyer-company-name is-amazon-invoiced vat-exclusive-item-price",
    "unshipped_orders": "is-iba verge-of-cancellation verge-of-lateShipment is-transparency signature-confirmation-recommended handling-time "
    "effective-handling-time handling-time-source transit-time sales-channel",
    "new_orders": "bill-name bill-address-1 bill-city bill-postal-code is-premium-order buyer-company-name licensee-name is-replacement-order "
    "is-exchange-order original-order-id is-transparency default-ship-from-address-name default-ship-from-city default-ship-from-state "
    "actual-ship-from-address-field-1 actual-ship-from-country is-ispu-order store-chain-store-id is-buyer-requested-cancellation "
    "buyer-requested-cancel-reason ioss-number is-shipping-settings-automation-enabled ssa-carrier ssa-ship-method tax-collection-model "
    "tax-collection-responsible-party verge-of-cancellation verge-of-lateShipment signature-confirmation-recommended is-sold-by-ab",
}


@pytest.mark.parametrize("report", sorted(OPTIONAL))
def test_optional_columns_are_known(report):
    format = catalogue().reports[report]
    known = {plain(name) for column in format.columns.values() for name in column.names} | {plain(name) for name in format.personal}
    assert [name for name in OPTIONAL[report].split() if plain(name) not in known] == []


# ---------------------------------------------------------------- what the values become


def test_types_and_states_become_english_words_and_unknown_ones_stay_visible(tmp_path):
    rows = [
        {"posted_on": "2026-02-28", "transaction_type": kind, "total": "1,00", "status": status, "marketplace": "amazon.com.br"}
        for kind, status in [
            ("Pedido", "Diferido"),
            ("Reembolso", "Liberado"),
            ("Taxa de Estoque FBA", "Liberado"),
            ("Coisa nova", "Liberado"),
        ]
    ]
    reports = loaded(tmp_path, made.transactions("BR", rows))
    table = reports.table("transactions")
    assert table["transaction_type"].tolist() == ["order", "refund", "fba_inventory_fee", "Coisa nova"]
    assert table["status"].tolist() == ["deferred", "released", "released", "released"]
    assert any("1 unknown value is kept as written, in 1 row" in warning for warning in reports.records[0].warnings)


@pytest.mark.parametrize(
    ("store", "order", "released"),
    [("DE", "Bestellung", "Veröffentlicht"), ("MX", "Pedido", "Lanzado"), ("JP", "注文", "支払い実行済み"), ("US", "Order", "Released")],
)
def test_the_words_of_a_store_are_known(tmp_path, store, order, released):
    row = {"posted_on": "2026-07-03 12:34:56", "transaction_type": order, "total": "760", "status": released}
    table = loaded(tmp_path, made.transactions(store, [row]), marketplace=store).table("transactions")
    assert (table["transaction_type"][0], table["status"][0], table["total"][0]) == ("order", "released", 760.0)


def test_japanese_files_of_the_old_encoding_are_read(tmp_path):
    row = {"posted_on": "2026/07/03 12:34:56 JST", "transaction_type": "返金", "total": "-1,200", "marketplace": "amazon.co.jp"}
    table = loaded(tmp_path, made.transactions("JP", [row]), "cp932").table("transactions")
    assert (table["transaction_type"][0], table["total"][0], table["posted_on"][0]) == ("refund", -1200.0, pd.Timestamp(2026, 7, 3))


def test_the_reason_and_its_share_become_two_columns(tmp_path):
    table = loaded(tmp_path, made.voice_of_customer(), marketplace="US").table("voice_of_customer")
    assert table["top_reason"].tolist()[0] == "Too Small"
    assert table["top_reason_share"].tolist()[0] == 0.8
    assert pd.isna(table["top_reason_share"][1])
    assert table["ncx_rate"].tolist() == [0.085, 0.25]
    assert table["health"].tolist() == ["very_poor", "very_poor"]
    assert table["return_badge"].tolist()[1] == "at_risk"


def test_a_rate_that_is_none_is_told_with_its_place(tmp_path):
    with pytest.raises(PoaError, match="row 2, column 'NCX rate'"):
        loaded(tmp_path, made.voice_of_customer().replace("8.5%", "too many"), marketplace="US")


def test_an_asin_has_the_figures_of_its_largest_sku(tmp_path):
    table = loaded(tmp_path, made.voice_of_customer(), marketplace="US").table("voice_of_customer")
    assert per_asin(table)[["asin", "sku", "orders"]].values.tolist() == [["B0FHTENT01", "FH-TENT", 200]]


def test_voice_headers_of_another_download_are_found_by_keywords(tmp_path):
    text = "Snapshot Date,Merchant SKU,Child ASIN,Product title,NCX Rate (12 months),NCX Orders count,Total Orders,Main NCX reason,Last updated\n"
    text += "2026-10-12,A-1,B0FHTENT01,Tent,3.5%,7,200,Late delivery,2026-10-12\n"
    reports = loaded(tmp_path, text)
    row = reports.table("voice_of_customer").iloc[0]
    assert (row["sku"], row["asin"], row["ncx_rate"], row["ncx_orders"], row["orders"]) == ("A-1", "B0FHTENT01", 0.035, 7, 200)
    assert row["top_reason"] == "Late delivery"
    assert not reports.records[0].confirmed


def test_a_listing_file_tells_which_are_down(tmp_path):
    row = loaded(tmp_path, made.all_listings()).table("all_listings").iloc[0]
    assert (row["asin"], row["listing_status"], row["channel"], row["price"]) == ("B0FHTENT01", "inactive", "mfn", 1210.5)
    assert row["opened_on"] == pd.Timestamp(2025, 8, 13)


def test_fulfilled_shipments_are_of_their_store_only(tmp_path):
    reports = loaded(tmp_path, made.fulfilled_shipments())
    assert reports.marketplace == "DE"
    row = reports.table("fulfilled_shipments").iloc[0]
    assert (row["units"], row["warehouse"], row["channel"]) == (2, "LEJ1", "afn")
