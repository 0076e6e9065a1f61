"""Every number in the letters, recomputed from the raw files with nothing but the standard library.

Shares no code with the package. Each statement is computed as the text it should read; what is left of the letter's figures
must stand in an answer, in the notice or in the evidence index.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections import defaultdict
from datetime import date, timedelta
from pathlib import Path

import pytest

DATA = Path(__file__).resolve().parents[1] / "data" / "samples"
LETTERS = Path(__file__).resolve().parent / "letters"
US = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"]


# ---------------------------------------------------------------- reading, by hand


def rows(path: Path, delimiter: str) -> list[dict[str, str]]:
    text = path.read_text(encoding="utf-8-sig")
    quoting = csv.QUOTE_NONE if delimiter == "\t" else csv.QUOTE_MINIMAL
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter, quoting=quoting))


class Account:
    """The orders of a sample, one each, as the raw files tell them."""

    def __init__(self, sample: str):
        self.folder = DATA / sample / "reports"
        self.case = json.loads((DATA / sample / "case.json").read_text())
        self.as_of = date.fromisoformat(self.case["as_of"])
        self.british = self.case["locale"] == "en-GB"
        self.orders: dict[str, dict] = {}
        self.sold: dict[str, list[tuple[date, int]]] = defaultdict(list)
        seen = set()
        for row in rows(self.folder / "all_orders.txt", "\t"):
            line = tuple(row.values())
            if (
                line in seen
                or not re.fullmatch(r"\d{3}-\d{7}-\d{7}", row["amazon-order-id"])
                or row["sales-channel"].startswith("Non-Amazon")
            ):
                continue
            seen.add(line)
            day = date.fromisoformat(row["purchase-date"][:10])
            order = self.orders.setdefault(
                row["amazon-order-id"],
                {"day": day, "mfn": row["fulfillment-channel"] == "Merchant", "asin": row["asin"], "ship_service": row["ship-service-level"],
                 "weekday": day.strftime("%A"), "gone": True, "carrier": None},
            )  # fmt: skip
            cancelled = "cancel" in (row["item-status"] or row["order-status"]).lower()
            order["gone"] &= cancelled
            if not cancelled:
                self.sold[row["asin"]].append((day, int(row["quantity"])))

    def day_of(self, text: str) -> date:
        a, b, year = map(int, text.split("/"))
        day, month = (a, b) if self.british else (b, a)
        return date(2000 + year % 100, month, day)

    def mark(self, ids: set[str], name: str) -> None:
        for id, order in self.orders.items():
            order[name] = id in ids


def late() -> Account:
    account = Account("late_shipment_rate")
    account.mark({r["Order ID"] for r in rows(account.folder / "late_shipments.csv", ",")}, "bad")
    for row in rows(account.folder / "on_time_delivery.csv", ","):
        account.orders[row["Order ID"]]["carrier"] = row["Carrier name"]
    account.book = [o for o in account.orders.values() if o["mfn"] and not o["gone"]]
    return account


def defects() -> Account:
    account = Account("order_defect_rate")
    listed = rows(account.folder / "order_defects.csv", ",")
    account.mark({r["Order ID"] for r in listed}, "bad")
    account.parts = {
        n: {r["Order ID"] for r in listed if next(v for k, v in r.items() if n in k.lower()).lower() == "yes"}
        for n in ("feedback", "claim", "chargeback")
    }
    account.book = list(account.orders.values())
    return account


def cancelled() -> Account:
    account = Account("pre_fulfillment_cancellation_rate")
    listed = rows(account.folder / "cancellations.csv", ",")
    effect = next(name for name in listed[0] if "effect" in name.lower())
    account.mark({r["Order ID"] for r in listed if r[effect].lower().startswith("y")}, "bad")
    account.book = [o for o in account.orders.values() if o["mfn"]]
    return account


# ---------------------------------------------------------------- wording, by hand


def percent(value: float, places: int = 1) -> str:
    return f"{int(value * 100 * 10**places + 0.5 + 1e-9) / 10**places:.{places}f}%"


def number(value: int) -> str:
    return f"{value:,}"


def day_text(day: date, british: bool) -> str:
    return f"{day.day} {US[day.month - 1]} {day.year}" if british else f"{US[day.month - 1]} {day.day}, {day.year}"


def window(account: Account, days: int, earlier: int = 0) -> list[dict]:
    """The orders of Amazon's window, or of the window that many days earlier."""
    last = account.as_of - timedelta(days=earlier)
    return [o for o in account.book if last - timedelta(days=days) < o["day"] <= last]


def trend(account: Account, days: int, target: float) -> str:
    """The window before the present one: its counts and its rate, to two places where one would read as the target."""
    before = window(account, days, earlier=days)
    hits = sum(o["bad"] for o in before)
    rate = hits / len(before)
    return f"{percent(rate, 1 if percent(rate) != percent(target) else 2)} ({number(hits)} of {number(len(before))})"


def back_on_target(account: Account, days: int, target: float) -> date:
    """The first later day on which the window holds few enough bad orders, if orders go on at their mean and none is bad."""
    mean = len(window(account, days)) / days
    for ahead in range(1, days + 1):
        first = account.as_of + timedelta(days=ahead - days + 1)
        kept = [o for o in account.book if o["day"] >= first and o["day"] <= account.as_of]
        if sum(o["bad"] for o in kept) / (len(kept) + mean * ahead) < target:
            return account.as_of + timedelta(days=ahead)
    raise AssertionError("never")


def segment(account: Account, onset: date | None = None, **where: str) -> dict[str, str]:
    """The figures of a segment since its onset, the rate of all other orders, and its share of all bad orders."""
    fitting = [o for o in account.book if all(o[k] == v for k, v in where.items()) and (onset is None or o["day"] >= onset)]
    bad, everything = sum(o["bad"] for o in fitting), sum(o["bad"] for o in account.book)
    rest = (everything - bad) / (len(account.book) - len(fitting))
    return {"bad": str(bad), "orders": number(len(fitting)), "rate": percent(bad / len(fitting)), "rest": percent(rest),
            "share": percent(bad / everything, 0), "all": number(everything)}  # fmt: skip


def assert_says(text: str, found: dict[str, str], *words: str) -> None:
    """One sentence holds the words, the counts and both rates of a segment; its share stands beside it."""
    said = sentence_with(text, *words, "%")
    for name in ("bad", "orders", "rate", "rest"):
        assert re.search(rf"(?<![\d.]){re.escape(found[name])}(?![\d%])", said), (name, found[name], said)
    assert f"{found['share']} of" in text and re.search(rf"{found['share']} of (all|the) {found['all']} ", text), found


# ---------------------------------------------------------------- the letters


def letter(sample: str) -> str:
    locale = json.loads((DATA / sample / "case.json").read_text())["locale"]
    return " ".join((LETTERS / f"{sample}.{locale}.txt").read_text(encoding="utf-8").split())


def sentence_with(text: str, *words: str) -> str:
    found = [s for s in re.split(r"(?<=[.:!?]) ", text) if all(w in s for w in words)]
    assert found, words
    return found[0]


def assert_opens(text: str, account: Account, days: int, target: str) -> None:
    """The opening gives the counts, the rate and the target of Amazon's window."""
    inside = window(account, days)
    hits = sum(o["bad"] for o in inside)
    opening = sentence_with(text, f"{days} days")
    assert f"{number(hits)} of {number(len(inside))}" in opening and percent(hits / len(inside)) in opening and target in opening


def test_late_shipments():
    account, text = late(), letter("late_shipment_rate")
    assert_opens(text, account, 30, "4%")
    assert_says(text, segment(account, date(2026, 9, 17), carrier="Cascade Parcel"), "Cascade Parcel", "September 17, 2026")
    assert_says(text, segment(account, asin="B0FHTENT3P"), "B0FHTENT3P")
    assert day_text(back_on_target(account, 30, 0.04), False) in sentence_with(text, "30-day", "is below")


def test_order_defects():
    account, text = defects(), letter("order_defect_rate")
    assert_opens(text, account, 60, "1%")
    inside = {id for id, o in account.orders.items() if o["day"] > account.as_of - timedelta(days=60)}
    for name, label in (("claim", "A-to-z claims"), ("feedback", "negative feedback"), ("chargeback", "chargebacks")):
        assert f"{label} {len(account.parts[name] & inside)}" in text, label
    assert_says(text, segment(account, date(2026, 8, 24), asin="B0LMMUG4ST"), "B0LMMUG4ST", "24 August 2026")
    assert_says(text, segment(account, ship_service="Economy"), "service level Economy")
    assert day_text(back_on_target(account, 60, 0.01), True) in sentence_with(text, "60-day", "is below")


def test_cancellations():
    account, text = cancelled(), letter("pre_fulfillment_cancellation_rate")
    assert_opens(text, account, 7, "2.5%")
    assert_says(text, segment(account, date(2026, 10, 12), asin="B0QSPZL1K0"), "B0QSPZL1K0", "October 12, 2026")
    assert_says(text, segment(account, weekday="Sunday"), "placed on a Sunday")
    assert f"in the period Oct 19 – 25, 2026 it was {trend(account, 7, 0.025)}" in text
    assert day_text(back_on_target(account, 7, 0.025), False) in sentence_with(text, "7-day", "is below")


def test_units_sold_and_invoiced():
    account, text = Account("inauthentic"), letter("inauthentic")
    notice = date(2026, 9, 21)
    asins = ("B0HPCANDL1", "B0HPSOAPD2")
    index = json.loads((DATA / "inauthentic" / "evidence" / "index.json").read_text())["files"]
    invoices = [file for file in index if file["kind"] == "supplier_invoice"]
    sold = sum(units for asin in asins for day, units in account.sold[asin] if notice - timedelta(days=364) <= day <= notice)
    invoiced = sum(file["asins"].get(asin, 0) for file in invoices for asin in asins)
    assert invoiced >= sold
    for figure in (number(sold), number(invoiced)):
        assert figure in text, figure


SAMPLES = {"late_shipment_rate": late, "order_defect_rate": defects, "pre_fulfillment_cancellation_rate": cancelled, "inauthentic": None}
FIGURE = re.compile(r"\d(?:[\d.,:/\-]*\d)?")


def written_down(sample: str) -> set[str]:
    """Every figure that stands in an answer, in the notice, in the evidence index; dates also as words."""
    folder = DATA / sample
    texts = [(folder / name).read_text(encoding="utf-8") for name in ("answers.json", "evidence/index.json", "notices/01-notice.txt")]
    british = json.loads((folder / "case.json").read_text())["locale"] == "en-GB"
    figures = set()
    for text in texts:
        for day in re.findall(r"\b(20\d\d-\d\d-\d\d)\b", text):
            figures |= set(FIGURE.findall(day_text(date.fromisoformat(day), british)))
        for figure in FIGURE.findall(text):
            figures |= {figure} | ({number(int(figure))} if figure.isdecimal() and len(figure) < 9 else set())
    return figures


def computed(sample: str) -> set[str]:
    """Every figure that follows from the raw files (see the tests above for what each stands for)."""
    if sample == "inauthentic":
        account = Account(sample)
        notice = date(2026, 9, 21)
        first = notice - timedelta(days=364)
        sold = {a: sum(u for d, u in account.sold[a] if first <= d <= notice) for a in ("B0HPCANDL1", "B0HPSOAPD2")}
        index = json.loads((DATA / sample / "evidence" / "index.json").read_text())["files"]
        invoiced = [f for f in index if f["kind"] == "supplier_invoice"]
        units = sum(q for f in invoiced for q in f["asins"].values())
        return {
            number(sum(sold.values())),
            number(units),
            str(len(invoiced)),
            *map(str, (first.day, notice.day, first.year, notice.year)),
            *map(number, sold.values()),
        }
    account = SAMPLES[sample]()
    days, target, causes = {
        "late_shipment_rate": (30, 0.04, [({"carrier": "Cascade Parcel"}, date(2026, 9, 17)), ({"asin": "B0FHTENT3P"}, None)]),
        "order_defect_rate": (60, 0.01, [({"asin": "B0LMMUG4ST"}, date(2026, 8, 24)), ({"ship_service": "Economy"}, None)]),
        "pre_fulfillment_cancellation_rate": (7, 0.025, [({"asin": "B0QSPZL1K0"}, date(2026, 10, 12)), ({"weekday": "Sunday"}, None)]),
    }[sample]
    inside = window(account, days)
    first, last = min(o["day"] for o in account.book), max(o["day"] for o in account.book)
    hits = sum(o["bad"] for o in inside)
    texts = [
        number(hits),
        number(len(inside)),
        percent(hits / len(inside)),
        str(days),
        f"{target * 100:g}",
        number(int(len(inside) / days + 0.5)),
        f"{len(inside) / days:.1f}",
    ]
    texts += [
        day_text(d, account.british)
        for d in (account.as_of, account.as_of - timedelta(days=days - 1), first, last, back_on_target(account, days, target))
    ]
    for where, onset in causes:
        texts += [*segment(account, onset, **where).values(), *([day_text(onset, account.british)] if onset else [])]
    if sample == "pre_fulfillment_cancellation_rate":  # the only one that is preventive: it shows where the rate comes from
        first_before, last_before = (account.as_of - timedelta(days=ago) for ago in (2 * days - 1, days))
        texts += [trend(account, days, target), str(first_before.day), str(last_before.day)]
    if sample == "order_defect_rate":
        texts += [str(len(ids)) for ids in account.parts.values()]
    figures = set()
    for text in texts:
        figures |= set(FIGURE.findall(text))
    return figures


@pytest.mark.parametrize("sample", SAMPLES)
def test_no_figure_is_left_over(sample):
    """What neither the files nor an answer, the notice or the evidence gives, must not stand in the letter."""
    text = letter(sample)
    allowed = computed(sample) | written_down(sample)
    left = [(f.group(), text[max(0, f.start() - 50) : f.end() + 30]) for f in FIGURE.finditer(text) if f.group() not in allowed]
    assert not left, left
