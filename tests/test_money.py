"""Withheld money: hand-reckoned cents in both settlement shapes and in transaction files, overlaps, states, and what does not add up."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from pathlib import Path

import yaml
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from poa_helpers import open_case
from poa_helpers.case import copy_sample
from poa_helpers.cli import main
from poa_helpers.measure import measure_metrics, withheld_json, withheld_money, withheld_sentences
from poa_helpers.model import Case, CaseFacts, Withheld
from poa_helpers.reports import load_reports
from poa_helpers.reports.stream import LARGE
from poa_helpers.tables import settlements_add_up
from poa_helpers.tables import withheld_money as withheld_table

from .portion import every
from .report_files import GIVEN_BACK, RESERVED, amount_v2, amounts_v1, envelope, settlement_v1, settlement_v2, transactions, write
from .samples import DATA

SALE = ("Order", "ItemPrice", "Principal")
FEE = ("Order", "ItemFees", "Commission")


def withheld(tmp_path: Path, *texts: str, marketplace: str | None = None) -> Withheld:
    paths = [write(tmp_path / f"file{n}", text) for n, text in enumerate(texts)]
    found = withheld_money(load_reports(paths, marketplace=marketplace))
    assert found is not None
    return found


def booked(total: str, status: str = "Deferred", **more: str) -> dict[str, str]:
    """A transaction of the US store."""
    row = {
        "posted_on": "Oct 13, 2026 1:05:06 AM PDT",
        "transaction_type": "Order",
        "marketplace": "amazon.com",
        "order_id": "111-0000000-0000001",
    }
    return {**row, "total": total, "status": status, **more}


def shown(sums) -> list[tuple[str | None, str, int]]:
    return [(part.currency, str(part.amount), part.transactions) for part in sums]


# ---------------------------------------------------------------- settlements add up


def test_v2_adds_up_to_the_cent(tmp_path):
    rows = [
        envelope("901", "134.57"),
        amount_v2("901", SALE, "100.00", order_id="111-0000000-0000001"),
        amount_v2("901", ("Order", "ItemPrice", "Tax"), "8.25"),
        amount_v2("901", FEE, "-15.00"),
        amount_v2("901", ("Order", "ItemFees", "FBAPerUnitFulfillmentFee"), "-3.68"),
        amount_v2("901", ("Refund", "ItemPrice", "Principal"), "-20.00"),
        amount_v2("901", GIVEN_BACK, "65.00"),
    ]
    (found,) = withheld(tmp_path, settlement_v2(rows)).settlements
    assert (found.total, found.amounts, found.difference, found.rows) == (Decimal("134.57"), Decimal("134.57"), Decimal("0.00"), 6)
    assert (found.currency, found.ended_on, found.report) == ("USD", date(2026, 10, 15), "settlement_v2")


def test_v1_adds_up_over_all_its_amount_columns(tmp_path):
    rows = [
        envelope("902", "41.11"),
        amounts_v1("902", "Order", price_type="Principal", price_amount="59.99", sku="FH-TENT"),
        amounts_v1("902", "Order", quantity_purchased="1", sku="FH-TENT"),
        amounts_v1("902", "Order", item_related_fee_type="Commission", item_related_fee_amount="-9.00"),
        amounts_v1("902", "Order", promotion_type="Shipping", promotion_amount="-2.50", price_type="Shipping", price_amount="2.50"),
        amounts_v1("902", "Order", shipment_fee_type="Handling", shipment_fee_amount="-1.01"),
        amounts_v1("902", "Order", order_fee_type="Closing", order_fee_amount="-0.37"),
        amounts_v1("902", "Subscription Fee", other_amount="-39.99"),
        amounts_v1("902", "Order", direct_payment_type="Card", direct_payment_amount="0.10"),
        amounts_v1("902", "ServiceFee", misc_fee_amount="-0.61", other_fee_amount="2.00", other_fee_reason_description="Goodwill"),
        amounts_v1("902", "Previous Reserve Amount Balance", other_amount="30.00"),
    ]
    # 59.99 - 9.00 - 2.50 + 2.50 - 1.01 - 0.37 - 39.99 + 0.10 - 0.61 + 2.00 + 30.00 = 41.11
    (found,) = withheld(tmp_path, settlement_v1(rows)).settlements
    assert (found.amounts, found.difference, found.rows) == (Decimal("41.11"), Decimal("0.00"), 11)


def test_equal_amounts_are_two_amounts(tmp_path):
    rows = [envelope("903", "0.30"), *(amount_v2("903", SALE, "0.10", sku="A") for _ in range(3))]
    found = withheld(tmp_path, settlement_v2(rows))
    assert [s.difference for s in found.settlements] == [Decimal("0.00")]
    assert found.settlements[0].rows == 3


def test_removals_and_other_channels_are_in_the_settlement(tmp_path):
    removal = amount_v2(
        "904", ("RemovalComplete", "ItemFees", "RemovalFee"), "-0.50", order_id="S01-0000000-0000001", marketplace_name="Non-Amazon US"
    )
    found = withheld(tmp_path, settlement_v2([envelope("904", "-0.50"), removal]))
    assert (found.settlements[0].amounts, found.settlements[0].difference) == (Decimal("-0.50"), Decimal("0.00"))


def test_european_decimals_and_days(tmp_path):
    rows = [
        envelope("905", "1.210,00", "EUR", "03.07.2026 07:26:32 UTC", "17.07.2026 07:26:32 UTC"),
        amount_v2("905", SALE, "1.305,55", posted_date="05.07.2026", marketplace_name="Amazon.de"),
        amount_v2("905", FEE, "-95,55", posted_date="05.07.2026", marketplace_name="Amazon.de"),
    ]
    (found,) = withheld(tmp_path, settlement_v2(rows)).settlements
    assert (str(found.total), str(found.amounts), str(found.difference), found.currency) == ("1210.00", "1210.00", "0.00", "EUR")
    assert found.ended_on == date(2026, 7, 17)


def test_yen_have_no_cents(tmp_path):
    rows = [envelope("906", "1,200", "JPY"), amount_v2("906", SALE, "1,500"), amount_v2("906", FEE, "-300")]
    (found,) = withheld(tmp_path, settlement_v2(rows), marketplace="JP").settlements
    assert (str(found.total), str(found.amounts), str(found.difference)) == ("1200", "1200", "0")


def test_a_difference_of_one_cent_is_named(tmp_path):
    rows = [envelope("907", "100.01"), *(amount_v2("907", SALE, "0.10") for _ in range(1000))]
    found = withheld(tmp_path, settlement_v2(rows))
    assert found.settlements[0].difference == Decimal("0.01")
    (line,) = withheld_sentences(found)
    assert "1,000 amounts of $100.00 together" in line and "total is $100.01, $0.01 more" in line


def test_an_envelope_cut_after_its_last_cell_does_not_swallow_the_next_row(tmp_path):
    rows = [envelope("908", "7.00"), amounts_v1("908", "Order", price_type="Principal", price_amount="7.00")]
    cut = "\n".join(line.rstrip("\t") for line in settlement_v1(rows).splitlines())
    (found,) = withheld(tmp_path, cut).settlements
    assert (found.rows, found.difference) == (1, Decimal("0.00"))


def test_a_settlement_without_its_envelope_has_no_difference(tmp_path):
    found = withheld(tmp_path, settlement_v2([amount_v2("909", SALE, "5.00")]))
    assert (found.settlements[0].total, found.settlements[0].difference) == (None, None)
    assert "state no total" in withheld_sentences(found)[0]


def test_amounts_without_a_settlement_are_told(tmp_path):
    found = withheld(tmp_path, settlement_v2([envelope("914", "5.00"), amount_v2("914", SALE, "5.00"), amount_v2("", SALE, "1.00")]))
    assert [(s.settlement, s.difference) for s in found.settlements] == [("914", Decimal("0.00"))]
    assert found.warnings == ("1 amounts name no settlement, so they are in none of the sums.",)


def test_two_totals_for_one_settlement_are_told(tmp_path):
    found = withheld(tmp_path, settlement_v2([envelope("910", "5.00"), envelope("910", "6.00"), amount_v2("910", SALE, "5.00")]))
    assert found.settlements[0].total is None
    assert "910 states several totals (5.0 USD, 6.0 USD)" in found.warnings[0]


def test_a_settlement_in_both_shapes_counts_once(tmp_path):
    second = settlement_v2([envelope("911", "5.00"), amount_v2("911", SALE, "5.00")])
    first = settlement_v1([envelope("911", "5.00"), amounts_v1("911", "Order", price_type="Principal", price_amount="5.00")])
    found = withheld(tmp_path, first, second)
    assert [(s.settlement, s.report, s.difference) for s in found.settlements] == [("911", "settlement_v2", Decimal("0.00"))]
    assert found.warnings == ()


def test_shapes_that_contradict_each_other_are_told(tmp_path):
    second = settlement_v2([envelope("912", "5.00"), amount_v2("912", SALE, "5.00")])
    first = settlement_v1([envelope("912", "5.50"), amounts_v1("912", "Order", price_type="Principal", price_amount="5.50")])
    assert "Settlement 912 states 5.50 in V1 and 5.00 in V2" in withheld(tmp_path, first, second).warnings[0]


def test_the_same_settlement_downloaded_twice_counts_once(tmp_path):
    text = settlement_v2([envelope("913", "0.20"), amount_v2("913", SALE, "0.10"), amount_v2("913", SALE, "0.10")])
    paths = [write(tmp_path / name, text) for name in ("a.txt", "b.txt")]
    reports = load_reports(paths)
    assert [record.dropped for record in reports.records] == [{}, {"duplicate": 3}]
    assert [s.difference for s in withheld_money(reports).settlements] == [Decimal("0.00")]


def test_a_settlement_so_large_that_it_is_streamed_adds_up(tmp_path):
    each = [amount_v2("915", SALE, "0.07", order_id=f"111-0000000-{n:07}", merchant_order_id="x" * 40) for n in range(30_000)]
    text = settlement_v2([envelope("915", "2100.00"), *each])
    assert len(text) > LARGE
    (found,) = withheld(tmp_path, text).settlements
    assert (found.rows, found.amounts, found.difference) == (30_000, Decimal("2100.00"), Decimal("0.00"))


# ---------------------------------------------------------------- reserves


def settled(id: str, start: str, end: str, held: str, back: str, currency: str = "USD", store: str = "Amazon.com") -> list[dict[str, str]]:
    """A settlement of one sale of 100, with what is held back and given back."""
    total = Decimal(100) - Decimal(held) + Decimal(back)
    rows = [envelope(id, str(total), currency, start, end), amount_v2(id, SALE, "100.00", marketplace_name=store)]
    rows += [amount_v2(id, RESERVED, f"-{held}", marketplace_name="")] if Decimal(held) else []
    return rows + ([amount_v2(id, GIVEN_BACK, back, marketplace_name="")] if Decimal(back) else [])


def test_the_balance_is_what_the_newest_settlement_holds(tmp_path):
    rows = settled("1", "2026-09-01", "2026-09-15", "40.10", "0") + settled("2", "2026-09-15", "2026-09-29", "55.05", "40.10")
    found = withheld(tmp_path, settlement_v2(rows))
    assert [(r.settlement, str(r.held), str(r.given_back)) for r in found.reserves] == [("1", "40.10", "0.00"), ("2", "55.05", "40.10")]
    assert [(r.settlement, str(r.held), r.currency, r.marketplace) for r in found.balance] == [("2", "55.05", "USD", "US")]
    assert all(s.difference == 0 for s in found.settlements)
    assert not any(reserve.confirmed for reserve in found.reserves)
    assert found.warnings == ()


def test_v1_names_the_reserve_as_transaction_type(tmp_path):
    rows = [
        envelope("3", "60.00"),
        amounts_v1("3", "Order", price_type="Principal", price_amount="100.00"),
        amounts_v1("3", "Current Reserve Amount", other_amount="-40.00"),
    ]
    assert [str(r.held) for r in withheld(tmp_path, settlement_v1(rows)).balance] == ["40.00"]


def test_a_reserve_that_is_given_back_in_full_leaves_nothing(tmp_path):
    rows = settled("1", "2026-09-01", "2026-09-15", "40.10", "0") + settled("2", "2026-09-15", "2026-09-29", "0", "40.10")
    assert [str(r.held) for r in withheld(tmp_path, settlement_v2(rows)).balance] == ["0.00"]


def test_currencies_and_stores_have_balances_of_their_own(tmp_path):
    rows = settled("1", "2026-09-01", "2026-09-15", "40.10", "0", "EUR", "Amazon.de")
    rows += settled("2", "2026-09-01", "2026-09-16", "7.00", "0", "EUR", "Amazon.fr")
    rows += settled("3", "2026-09-01", "2026-09-17", "3.00", "0", "GBP", "Amazon.co.uk")
    found = withheld(tmp_path, settlement_v2(rows)).balance
    assert {(r.currency, r.marketplace): str(r.held) for r in found} == {
        ("EUR", "DE"): "40.10",
        ("EUR", "FR"): "7.00",
        ("GBP", "UK"): "3.00",
    }


def test_a_reserve_given_back_in_part_is_told(tmp_path):
    rows = settled("1", "2026-09-01", "2026-09-15", "40.10", "0") + settled("2", "2026-09-15", "2026-09-29", "10.00", "40.00")
    (warning,) = withheld(tmp_path, settlement_v2(rows)).warnings
    assert "Settlement 2 gives back 40.00 USD" in warning and "settlement 1 before it held 40.10" in warning


def test_a_missing_settlement_in_between_is_no_contradiction(tmp_path):
    rows = settled("1", "2026-08-01", "2026-08-15", "40.10", "0") + settled("3", "2026-09-15", "2026-09-29", "10.00", "12.00")
    assert withheld(tmp_path, settlement_v2(rows)).warnings == ()


def test_reversals_are_no_reserve(tmp_path):
    kind = ("other-transaction", "FBA Inventory Reimbursement", "REVERSAL_REIMBURSEMENT")
    assert withheld(tmp_path, settlement_v2([envelope("4", "-5.00"), amount_v2("4", kind, "-5.00")])).reserves == ()


# ---------------------------------------------------------------- transactions


def test_deferred_amounts_are_summed_by_release_date(tmp_path):
    rows = [
        booked("10.10", release_on="Nov 3, 2026"),
        booked("0.20", release_on="Nov 3, 2026", order_id="111-0000000-0000002"),
        booked("-3.05", transaction_type="Refund"),
        booked("999.99", "Released", release_on="Oct 20, 2026"),
    ]
    found = withheld(tmp_path, transactions("US", rows))
    assert [(str(s.amount), s.release_on, s.transactions, s.orders) for s in found.deferred] == [
        ("10.30", date(2026, 11, 3), 2, 2),
        ("-3.05", None, 1, 1),
    ]
    assert [(str(s.amount), s.currency, s.transactions, s.orders) for s in found.deferred_totals] == [("7.25", "USD", 3, 2)]
    assert found.unclear == ()


def test_brazilian_transactions(tmp_path):
    rows = [
        booked("-3.263,25", "Diferido", posted_on="2026-02-28", transaction_type="Ajuste", marketplace="amazon.com.br"),
        booked("1.210,00", "Diferido", posted_on="2026-02-28", transaction_type="Pedido", marketplace="amazon.com.br"),
        booked("500,00", "Liberado", posted_on="2026-02-27", transaction_type="Pedido", marketplace="amazon.com.br"),
        booked("-0,05", "Diferido", posted_on="2026-02-27", transaction_type="Taxa de serviço", marketplace="", order_id=""),
    ]
    found = withheld(tmp_path, transactions("BR", rows))
    assert shown(found.deferred_totals) == [("BRL", "-2053.30", 3)]
    assert found.deferred_totals[0].orders == 1


def test_currencies_are_never_added(tmp_path):
    rows = [booked("10.00", marketplace="amazon.de"), booked("20.00", marketplace="amazon.co.uk"), booked("5.00", marketplace="amazon.fr")]
    rows.append(booked("1.00", marketplace=""))
    found = withheld(tmp_path, transactions("UK", rows))
    assert shown(found.deferred_totals) == [("EUR", "15.00", 2), ("GBP", "20.00", 1), (None, "1.00", 1)]
    assert "1 rows of no known store are kept apart" in found.warnings[0]


def test_without_any_store_the_marketplace_says_the_currency(tmp_path):
    text = transactions("AU", [booked("10.00", marketplace="")])
    assert shown(withheld(tmp_path, text, marketplace="AU").deferred_totals) == [("AUD", "10.00", 1)]
    assert shown(withheld(tmp_path, text).deferred_totals) == [(None, "10.00", 1)]


def test_states_in_unknown_words_are_kept_apart(tmp_path):
    rows = [
        booked("10.00", "Retenu", marketplace="amazon.fr"),
        booked("4.00", "", marketplace="amazon.fr"),
        booked("2.00", marketplace="amazon.fr"),
    ]
    found = withheld(tmp_path, transactions("FR", rows))
    assert shown(found.deferred_totals) == [("EUR", "2.00", 1)]
    assert shown(found.unclear) == [("EUR", "14.00", 2)]
    assert "Retenu" in found.warnings[0]


def test_a_file_without_states_says_what_would_show_them(tmp_path):
    found = withheld(tmp_path, transactions("US", [booked("10.00")], without=("status", "release_on")))
    assert (found.deferred, found.unclear) == ((), ())
    assert "has no transaction status" in found.warnings[0] and "Reports Repository" in found.warnings[0]


def test_overlapping_downloads_count_once_and_the_newer_state_wins(tmp_path):
    october = [booked("10.00"), booked("10.00"), booked("7.00", order_id="111-0000000-0000002")]
    released = {"status": "Released", "release_on": "Nov 3, 2026", "settlement_id": "77"}
    november = [booked("10.00"), booked("10.00", **released), booked("7.00", order_id="111-0000000-0000002", **released), booked("1.00")]
    paths = [write(tmp_path / name, transactions("US", rows)) for name, rows in (("oct.csv", october), ("nov.csv", november))]
    for order in (paths, paths[::-1]):
        reports = load_reports(order)
        assert shown(withheld_money(reports).deferred_totals) == [("USD", "11.00", 2)]
        dropped = {record.file: record.dropped for record in reports.records}
        assert sum(dropped["oct.csv"].values()) == 3 and dropped["nov.csv"] == {}
        assert dropped["oct.csv"]["older_state"] >= 1


def test_an_older_file_without_the_state_columns_is_the_same_posting(tmp_path):
    older = transactions("US", [booked("10.00")], without=("status", "release_on", "account_type"))
    found = withheld(tmp_path, transactions("US", [booked("10.00")]), older)
    assert shown(found.deferred_totals) == [("USD", "10.00", 1)]


# ---------------------------------------------------------------- shown


def test_without_money_files_nothing_is_said(tmp_path):
    path = write(tmp_path / "late.csv", "Order ID,Expected ship date,Confirmation date\n111-0000000-0000001,2026-10-02,2026-10-04\n")
    health = measure_metrics(load_reports(path))
    assert health.withheld is None
    assert withheld_sentences(None) == [] and withheld_json(None) is None


def test_the_command_shows_it_as_text_and_json(tmp_path):
    paths = [
        write(tmp_path / "transactions.csv", transactions("US", [booked("10.10"), booked("0.20", release_on="Nov 3, 2026")])),
        write(tmp_path / "settlement.txt", settlement_v2(settled("2", "2026-09-15", "2026-09-29", "55.05", "0"))),
    ]
    told = CliRunner().invoke(main, ["measure", *map(str, paths)])
    assert told.exit_code == 0, told.output
    assert (
        "Deferred: $10.30 in 2 transactions of 1 order, to be released: $0.20 on November 3, 2026; the others without a stated day."
        in told.stdout
    )
    assert "Reserve held back by settlement 2, ended September 29, 2026: $55.05 (row names not confirmed by Amazon)." in told.stdout
    assert "1 of 1 settlement adds up to the cent." in told.stdout
    answer = json.loads(CliRunner().invoke(main, ["measure", *map(str, paths), "--json"]).stdout)["withheld_money"]
    (deferred,) = answer["deferred"]
    assert (deferred["currency"], deferred["amount"], deferred["transactions"]) == ("USD", "10.30", 2)
    assert [(part["release_on"], part["amount"]) for part in deferred["by_release_date"]] == [("2026-11-03", "0.20"), (None, "10.10")]
    assert [(r["settlement"], r["held"], r["confirmed"]) for r in answer["balance"]] == [("2", "55.05", False)]
    assert [(s["settlement"], s["total"], s["amounts"], s["difference"]) for s in answer["settlements"]] == [
        ("2", "44.95", "44.95", "0.00")
    ]


def facts(withheld: Withheld | None, locale: str = "en-US") -> CaseFacts:
    from poa_helpers.model import Account, Answers, Health

    health = Health(as_of=None, metrics=(), not_computable=(), files=(), withheld=withheld)
    case = Case(id="a-case", account=Account(name="Fernhill"), marketplace="US", locale=locale)
    return CaseFacts.model_construct(case=case, health=health, answers=Answers())


def test_the_tables_show_every_amount_with_its_source(tmp_path):
    found = withheld(
        tmp_path,
        transactions("US", [booked("1,010.10"), booked("2.00", "Hmm")]),
        settlement_v2(settled("2", "2026-09-15", "2026-09-29", "55.05", "0")),
    )
    table = withheld_table(facts(found))
    assert table.rows == (
        ("deferred", "$1,010.10", "not stated", "1 transaction of 1 order"),
        ("state unclear", "$2.00", "not stated", "1 transaction of 1 order"),
        ("reserve (unconfirmed)", "$55.05", "not stated", "settlement 2, ended September 29, 2026, Amazon.com"),
    )
    assert "Hmm" in table.note
    assert settlements_add_up(facts(found)).rows == (("2", "September 29, 2026", "2", "$44.95", "$44.95", "none"),)
    german = withheld_table(facts(found, "de-DE")).rows[0]
    assert german[1] == "1.010,10\xa0$"


def test_the_sample_shows_the_payout_that_is_held(tmp_path):
    facts_of_sample = open_case(copy_sample("late_shipment_rate", tmp_path / "case")).facts()
    told = yaml.safe_load((DATA / "late_shipment_rate" / "about.yaml").read_text(encoding="utf-8"))["settlement"]
    (row,) = withheld_table(facts_of_sample).rows
    assert row[0] == "reserve (unconfirmed)" and row[1] == f"${Decimal(told['held_back']):,}"
    assert row[3] == f"settlement {told['id']}, ended October 13, 2026, Amazon.com"
    (settlement,) = facts_of_sample.health.withheld.settlements
    assert (settlement.total, settlement.difference) == (Decimal("0.00"), Decimal("0.00"))
    assert facts_of_sample.health.withheld.warnings == ()


def test_the_tables_say_when_there_is_nothing_to_show():
    assert "What would: Transactions" in repr(withheld_table(facts(None)))
    assert "no money that is held back" in repr(withheld_table(facts(Withheld())))
    assert "no settlement file" in repr(settlements_add_up(facts(None)))


# ---------------------------------------------------------------- whatever the amounts

cents = st.integers(-9_999_999, 9_999_999)


def plainly(amount: int) -> str:
    return f"{'-' if amount < 0 else ''}{abs(amount) // 100}.{abs(amount) % 100:02}"


@settings(max_examples=40 // every(2), deadline=None, derandomize=True, database=None)
@given(amounts=st.lists(cents, min_size=1, max_size=12), off=st.integers(-200, 200), shape=st.sampled_from(["v1", "v2"]))
def test_the_difference_is_exact_whatever_the_amounts(tmp_path_factory, amounts, off, shape):
    top = envelope("1", plainly(sum(amounts) + off))
    if shape == "v2":
        text = settlement_v2([top, *(amount_v2("1", SALE, plainly(amount)) for amount in amounts)])
    else:
        columns = ["price_amount", "item_related_fee_amount", "misc_fee_amount", "other_amount", "promotion_amount"]
        text = settlement_v1([top, *(amounts_v1("1", "Order", **{columns[n % 5]: plainly(amount)}) for n, amount in enumerate(amounts))])
    (found,) = withheld(tmp_path_factory.mktemp("s"), text).settlements
    assert found.amounts == Decimal(sum(amounts)) / 100
    assert found.difference == Decimal(off) / 100


@settings(max_examples=40 // every(2), deadline=None, derandomize=True, database=None)
@given(data=st.data(), postings=st.lists(st.tuples(st.sampled_from([100, 100, 250, -75]), st.booleans()), min_size=1, max_size=8))
def test_however_a_year_is_downloaded_the_sum_is_the_same(tmp_path_factory, data, postings):
    """Every download covers whole days; later ones know more releases. Each posting is seen by at least one."""
    days = [data.draw(st.integers(1, 5), label="day") for _ in postings]
    spans = [(1, 5), *(sorted(data.draw(st.tuples(st.integers(1, 5), st.integers(1, 5)))) for _ in range(data.draw(st.integers(0, 2))))]
    texts = []
    for newest, (first, last) in enumerate(reversed(spans)):
        known = newest == len(spans) - 1  # only the download of the whole time, the last one, knows the releases
        rows = [
            booked(plainly(amount), "Released" if released and known else "Deferred", posted_on=f"2026-10-0{day}")
            for day, (amount, released) in zip(days, postings, strict=True)
            if first <= day <= last
        ]
        texts.append(transactions("US", rows))
    found = withheld(tmp_path_factory.mktemp("t"), *texts)
    waiting = [amount for amount, released in postings if not released]
    assert sum((part.amount for part in found.deferred_totals), Decimal(0)) == Decimal(sum(waiting)) / 100
    assert sum(part.transactions for part in found.deferred_totals) == len(waiting)
