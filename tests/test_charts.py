"""Charts: right values, readable on light and dark, the same every time, shown without a network, with words for those who cannot see them."""

from __future__ import annotations

import base64
import io
import json
import re
import struct
import subprocess
import sys
import zlib
from datetime import date, timedelta

import pandas as pd
import pytest
from PIL import Image

from poa_helpers import charts
from poa_helpers.charts import look
from poa_helpers.charts.look import MIME, show, vegalite
from poa_helpers.charts.png import compact
from poa_helpers.errors import PoaError
from poa_helpers.measure.counts import daily_counts, status_of, wilson
from poa_helpers.measure.recovery import recovery_from_counts, recovery_from_days
from poa_helpers.model import CaseStatus, Count, Finding, Health, Measurement, NotComputable, Target, Window

LAST = date(2026, 10, 12)
ONSET = date(2026, 9, 17)
UNDER_4 = Target(value=0.04, condition="less_than", origin="policy")


def orders_with(bad_on, days: int = 60, per_day: int = 10, outcome: str = "late") -> pd.DataFrame:
    """`per_day` orders on each of `days` days up to LAST; `bad_on(day)` of them have the outcome."""
    rows = [(LAST - timedelta(days=d), n) for d in range(days) for n in range(per_day)]
    table = pd.DataFrame({"order_date": pd.to_datetime([day for day, _ in rows]), outcome: [n < bad_on(day) for day, n in rows]})
    table[outcome] = table[outcome].astype("boolean")
    return table.assign(channel="mfn", marketplace="US")


ORDERS = orders_with(lambda day: 2 if day >= ONSET else 0)


def measurement(metric: str = "late_shipment_rate", hits: int = 52, total: int = 300, target: Target = UNDER_4, **more) -> Measurement:
    count, window = Count(hits=hits, total=total), Window.ending(LAST, 30)
    good = "low" if target.condition == "less_than" else "high"
    return Measurement(
        **{
            "metric": metric, "marketplace": "US", "channel": "mfn", "window": window, "window_days": 30, "count": count,
            "interval": wilson(count), "target": target, "status": status_of(count, target, "exact", good), "source": "orders",
            "recovery": recovery_from_counts(count, window, target, good), **more,
        }
    )  # fmt: skip


def with_days(orders: pd.DataFrame) -> Measurement:
    daily, window = daily_counts(orders, "late"), Window.ending(LAST, 30)
    covered = Window.ending(LAST, 60)
    hits = int(daily["hits"].iloc[-30:].sum())
    return measurement(hits=hits, recovery=recovery_from_days(daily, window, covered, LAST, UNDER_4, "low"))


HEALTH = Health(
    as_of=LAST,
    metrics=(
        measurement(amazon_rate=0.18),
        measurement("valid_tracking_rate", 640, 655, Target(value=0.95, condition="at_least", origin="policy")),
        measurement("pre_fulfillment_cancellation_rate", 30, 300, Target(value=0.025, condition="less_than", origin="policy"), bound="upper", status="none"),
        measurement("on_time_delivery_rate", 9, 8),
    ),
    not_computable=(NotComputable(metric="order_defect_rate", why="No file shows it.", needs=("Order defects",)),),
    files=(),
)  # fmt: skip


def finding(segment: dict[str, str], excess: float, share: float, defects: int = 50, orders: int = 120, **more) -> Finding:
    return Finding(
        **{
            "outcome": "late", "segment": segment, "onset": None, "period": Window.ending(LAST, 60), "orders": orders, "defects": defects,
            "all_orders": 1400, "all_defects": 92, "expected": defects - excess, "excess": excess, "share_of_excess": share,
            "share_of_defects": defects / 92, "rate": defects / orders, "rest_rate": 0.015, "lift": 16.0, "lift_interval": (9.0, 25.0),
            "p_value": 1e-9, "rate_without": 0.02, "sentence": "", **more,
        }
    )  # fmt: skip


FINDINGS = [finding({"carrier": "Cascade Parcel"}, 42.0, 0.6), finding({"asin": "B0FHTENT3P"}, 21.0, 0.3)]


def numbered(orders: pd.DataFrame, **columns) -> pd.DataFrame:
    """The orders with numbers, and with columns given by their place in the day (n of 10)."""
    place = pd.Series(range(len(orders))) % 10
    ids = [f"111-{n:07d}" for n in range(len(orders))]
    return orders.assign(order_id=ids, **{name: place.map(value) for name, value in columns.items()})


# every day ten orders: the first three by carrier A, of which two are late from the onset on; the last one of product P, always late
BOOK = numbered(
    orders_with(lambda day: 0), carrier=lambda n: "A" if n < 3 else "B", asin=lambda n: "P" if n == 9 else "Q",
)  # fmt: skip
PLACE = pd.Series(range(len(BOOK))) % 10
BOOK["late"] = pd.array(((BOOK["order_date"] >= pd.Timestamp(ONSET)) & (PLACE < 2)) | (PLACE == 9), dtype="boolean")


def found_in(book: pd.DataFrame, segment: dict[str, str], onset: date | None, expected: float, **more) -> Finding:
    """A finding with the counts of a book."""
    inside = book[[all(row[name] == value for name, value in segment.items()) for row in book.to_dict("records")]]
    live = inside[inside["order_date"] >= pd.Timestamp(onset)] if onset else inside
    bad = live[live["late"].astype(bool)]
    everything, excess = int(book["late"].sum()), len(bad) - expected
    return finding(
        segment, excess, more.pop("share", excess / everything), len(bad), len(live), onset=onset, all_orders=len(book),
        all_defects=everything, order_ids=tuple(bad["order_id"]), sentence=more.pop("sentence", "It is so."), **more,
    )  # fmt: skip


FOUND = [found_in(BOOK, {"asin": "P"}, None, 2.0), found_in(BOOK, {"carrier": "A"}, ONSET, 1.5)]
# as above, but every fourth day is one of product P, of which the last order of the day is late: the two cross
CROSSED = BOOK.assign(asin=["P" if n // 10 % 4 == 0 else "Q" for n in range(len(BOOK))])
CROSSED["late"] = pd.array(
    ((CROSSED["order_date"] >= pd.Timestamp(ONSET)) & (PLACE < 2)) | ((PLACE == 9) & (CROSSED["asin"] == "P")), dtype="boolean"
)
CROSSING = [found_in(CROSSED, {"carrier": "A"}, ONSET, 1.5), found_in(CROSSED, {"asin": "P"}, None, 2.0)]
STATEMENTS = [
    charts.Statement("cause", "Parcels waited", ("log.pdf", "gone.pdf")), charts.Statement("action", "Carrier changed", ("edited.pdf",)),
    charts.Statement("measure", "Orders are counted every working day before the cut-off, and once more in the evening"),
]  # fmt: skip
PROOFS = [charts.Proof("log.pdf", "missed pick-ups"), charts.Proof("edited.pdf", state="changed"), charts.Proof("idle.pdf", "a receipt")]
CASES = [
    CaseStatus(case="fernhill", hours_left=-30.5, blocks=("No sign-off.",)), CaseStatus(case="kestrel", hours_left=5.9),
    CaseStatus(case="larch", hours_left=90.0, deadline=LAST), CaseStatus(case="quiet"),
]  # fmt: skip
CHARTS = {
    "health": lambda locale: charts.health_chart(HEALTH, locale),
    "daily": lambda locale: charts.daily_chart(ORDERS, "late", ONSET, locale),
    "excess": lambda locale: charts.excess_chart(FINDINGS, locale),
    "excess with orders": lambda locale: charts.excess_chart(FOUND, locale, BOOK),
    "before and after": lambda locale: charts.before_after_chart(FOUND, BOOK, locale),
    "before and after without ids": lambda locale: charts.before_after_chart(FOUND, BOOK.drop(columns="order_id"), locale),
    "recovery": lambda locale: charts.recovery_chart(with_days(ORDERS), ORDERS, locale),
    "recovery by orders": lambda locale: charts.recovery_chart(measurement(), None, locale),
    "no health": lambda locale: charts.health_chart(Health(as_of=None, metrics=(), not_computable=(), files=()), locale),
    "no finding": lambda locale: charts.excess_chart([], locale),
    "nothing before or after": lambda locale: charts.before_after_chart([], BOOK, locale),
    "no dates": lambda locale: charts.before_after_chart(FOUND, BOOK.drop(columns="order_date"), locale),
    "no recovery": lambda locale: charts.recovery_chart(measurement(hits=9, total=8), None, locale),
    "no orders": lambda locale: charts.daily_chart(ORDERS.iloc[:0], "late", None, locale),
    "heat": lambda locale: charts.heat_chart(CROSSING, CROSSED, locale),
    "heat without ids": lambda locale: charts.heat_chart(CROSSING, CROSSED.drop(columns="order_id"), locale),
    "no heat": lambda locale: charts.heat_chart([], BOOK, locale),
    "nothing crosses": lambda locale: charts.heat_chart(FOUND, BOOK, locale),
    "coverage": lambda locale: charts.coverage_chart(STATEMENTS, PROOFS, locale),
    "coverage without files": lambda locale: charts.coverage_chart(STATEMENTS[-1:], [], locale),
    "nothing to prove": lambda locale: charts.coverage_chart([], PROOFS, locale),
    "time left": lambda locale: charts.time_left(CASES, locale),
    "no deadline": lambda locale: charts.time_left(CASES[-1:], locale),
}
every_chart = pytest.mark.parametrize("name", CHARTS)


def values(chart, *needed: str) -> list[dict]:
    """The rows that hold all the named fields, each once, in the order in which the parts of the chart show them."""
    spec = chart.to_dict()
    shown: dict[str, None] = {}  # names of data sets

    def search(part):
        shown.setdefault(part.get("data", {}).get("name", ""))
        for inner in [part.get("spec", {}), *part.get("layer", []), *part.get("vconcat", [])]:
            search(inner) if inner else None

    search(spec)
    rows = [row for name in shown for row in spec["datasets"].get(name, ()) if set(needed) <= set(row)]
    return [row for n, row in enumerate(rows) if row not in rows[:n]]


# ---------------------------------------------------------------- one look


@every_chart
def test_a_chart_says_in_words_what_it_shows(name):
    chart = CHARTS[name]("en-US")
    words = charts.caption(chart)
    assert words.endswith(".") and len(words) > 20
    spec = chart.to_dict()
    assert " ".join(spec["title"]["subtitle"]) == words and spec["title"]["text"]


@every_chart
def test_a_chart_is_the_same_every_time(name):
    first, second = CHARTS[name]("en-US"), CHARTS[name]("en-US")
    assert json.dumps(first.to_dict()) == json.dumps(second.to_dict())


@every_chart
def test_a_chart_names_no_address_but_the_one_of_its_version(name):
    spec = vegalite(CHARTS[name]("en-US").to_dict())
    text = json.dumps({key: value for key, value in spec.items() if key != "$schema"})
    assert "http" not in text and '"url"' not in text
    assert spec["$schema"] == "https://vega.github.io/schema/vega-lite/v5.json"


@every_chart
def test_a_dark_theme_changes_nothing(name):
    """JupyterLab lays its dark theme under a chart's own settings: each of its colours has to be set here."""
    import vl_convert

    spec = vegalite(CHARTS[name]("en-US").to_dict())
    light, dark = (
        re.sub(r"clip\d+", "clip", vl_convert.vegalite_to_svg(spec, vl_version="5.8", theme=t)) for t in (None, "dark")
    )  # counted on
    assert light == dark


@every_chart
def test_a_chart_can_be_drawn_by_the_older_vega_lite_of_jupyterlab(name):
    svg = look._svg(vegalite(CHARTS[name]("en-GB").to_dict()))
    assert svg.startswith("<svg") and "NaN" not in svg and "undefined" not in svg


def luminance(colour: str) -> float:
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    red, green, blue = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize(
    "colour, least", [(look.INK, 7), (look.MUTED, 4.5), (look.RUST, 4.5), (look.BLUE, 3), (look.VERMILLION, 3), (look.GREY, 3)]
)
def test_words_and_marks_stand_out_from_the_paper(colour, least):
    """WCAG 2.2: 4.5 to 1 for text, 3 to 1 for graphics."""
    assert (luminance(look.PAPER) + 0.05) / (luminance(colour) + 0.05) >= least


def test_good_and_bad_differ_in_shape_too():
    text = json.dumps(charts.health_chart(HEALTH).to_dict())
    assert '"range": ["circle", "diamond", "square"]' in text


def test_numbers_and_months_on_the_axes_follow_the_locale():
    german = charts.daily_chart(ORDERS, "late", ONSET, "de-DE").to_dict()["config"]["locale"]
    assert german["number"]["decimal"] == "," and german["number"]["percent"] == "\xa0%" and "Okt" in german["time"]["shortMonths"]
    assert charts.daily_chart(ORDERS, "late", ONSET, "en-US").to_dict()["config"]["locale"]["number"]["decimal"] == "."
    assert (look.day_format("en-US"), look.day_format("en-GB")) == ("%b %-d", "%-d %b")


# ---------------------------------------------------------------- shown and saved


def test_jupyterlab_gets_vega_lite_5_and_words_and_no_page_of_scripts():
    bundle, metadata = charts.excess_chart(FINDINGS)._repr_mimebundle_()
    assert set(bundle) == {MIME, "text/plain"}
    assert bundle["text/plain"] == charts.excess_caption(FINDINGS)
    assert bundle[MIME]["$schema"].endswith("/v5.json")
    assert metadata[MIME]["embed_options"]["actions"] == {"export": True, "source": False, "compiled": False, "editor": False}


def test_a_picture_for_viewers_that_draw_no_vega_is_made_when_wished(monkeypatch):
    monkeypatch.setenv(look.PICTURES, "1")
    bundle, _ = charts.excess_chart(FINDINGS)._repr_mimebundle_()
    assert set(bundle) == {MIME, "image/png", "text/plain"} and bundle["image/png"].startswith("iVBOR")


def test_without_code_there_is_a_picture_already(monkeypatch):
    """Voilà cannot take the one that would be made after drawing, and would write an error below each chart."""
    monkeypatch.setenv("SERVER_SOFTWARE", "voila/0.5.8")
    bundle, _ = charts.excess_chart(FINDINGS)._repr_mimebundle_()
    assert Image.open(io.BytesIO(base64.b64decode(bundle["image/png"]))).size == (1, 1)


def test_showing_a_chart_leaves_its_specification_alone():
    spec = charts.excess_chart(FINDINGS).to_dict()
    before = json.dumps(spec)
    show(spec)
    assert json.dumps(spec) == before


@pytest.mark.parametrize("name, start", [("a.png", b"\x89PNG"), ("a.svg", b"<svg"), ("A.PNG", b"\x89PNG")])
def test_a_chart_is_saved_as_a_picture(tmp_path, name, start):
    path = charts.save_chart(charts.excess_chart(FINDINGS), tmp_path / name)
    assert path.read_bytes().startswith(start)


def test_a_picture_is_the_same_every_time(tmp_path):
    first, second = (charts.save_chart(charts.excess_chart(FINDINGS), tmp_path / name) for name in ("a.png", "b.png"))
    assert first.read_bytes() == second.read_bytes()


def test_a_compacted_picture_is_smaller_and_shows_the_same():
    """Read back by a decoder of our own: undo the row filter of the original, and compare every pixel."""
    import vl_convert

    raw = vl_convert.vegalite_to_png(vegalite(charts.excess_chart(FINDINGS).to_dict()), vl_version="5.8", scale=1.0)
    small = compact(raw)
    assert len(small) < len(raw) / 2 and compact(small) == small
    assert rgb_pixels(raw) == rgb_pixels(small)


def rgb_pixels(picture: bytes) -> list[bytes]:
    """The rows of an 8-bit RGB or RGBA picture as plain RGB; knows the row filters 0 and 1."""
    width, height, _, colour = struct.unpack(">IIBB", picture[16:26])
    size, at, packed = {2: 3, 6: 4}[colour], 8, b""
    while at < len(picture):
        length = int.from_bytes(picture[at : at + 4], "big")
        body, crc = picture[at + 4 : at + 8 + length], picture[at + 8 + length : at + 12 + length]
        assert zlib.crc32(body) == int.from_bytes(crc, "big")
        packed += body[4:] if body.startswith(b"IDAT") else b""
        at += 12 + length
    data, rows = zlib.decompress(packed), []
    for start in range(0, height * (1 + width * size), 1 + width * size):
        row = bytearray(data[start + 1 : start + 1 + width * size])
        assert data[start] in (0, 1)
        for n in range(size, len(row)) if data[start] == 1 else ():
            row[n] = (row[n] + row[n - size]) % 256
        rows.append(bytes(value for n, value in enumerate(row) if n % size < 3))
    return rows


def test_something_else_than_such_a_picture_is_left_alone():
    assert compact(b"") == b"" and compact(b"not a picture") == b"not a picture"


@pytest.mark.parametrize("name", ["a.gif", "a", "no/such/folder/a.png"])
def test_a_name_that_cannot_be_written_is_refused_in_words(tmp_path, name):
    with pytest.raises(PoaError):
        charts.save_chart(charts.excess_chart(FINDINGS), tmp_path / name)


def test_the_package_does_not_load_altair_by_itself():
    code = (
        "import sys, poa_helpers, poa_helpers.measure; print([name for name in ('altair', 'vl_convert', 'scipy') if name in sys.modules])"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == "[]"


# ---------------------------------------------------------------- health


def test_each_rate_has_its_row_with_interval_target_and_amazons_rate():
    rows = values(charts.health_chart(HEALTH), "row", "rate")
    assert [row["meaning"] for row in rows] == ["target missed", "target met", "cannot be judged"]
    late = rows[0]
    assert late["low"] < late["rate"] == 52 / 300 < late["high"] and (late["target"], late["amazon"], late["from"]) == (0.04, 0.18, 0)
    assert "52 of 300 (17.3%)" in late["row"] and "at most 30 of 300" in rows[2]["row"]


def test_high_rates_are_drawn_close_up_with_the_target_in_sight():
    row = values(charts.health_chart(HEALTH), "row", "rate")[1]
    assert 0.9 < row["from"] < 0.95 and row["to"] == 1.0


def test_the_recomputed_rate_goes_before_amazons():
    both = HEALTH.model_copy(update={"metrics": (measurement(hits=60, source="report"), measurement())})
    assert [row["rate"] for row in values(charts.health_chart(both), "row", "rate")] == [52 / 300]


def test_the_caption_names_missed_undecided_and_missing_metrics():
    words = charts.health_caption(HEALTH)
    assert words.startswith("Up to October 12, 2026: 1 of 3 rates misses its target –")
    assert "Cannot be judged:" in words and re.search(r"Not computable from these files: .*order defect rate", words, re.I)


# ---------------------------------------------------------------- daily


def test_every_day_is_there_with_all_its_orders():
    rows = values(charts.daily_chart(ORDERS, "late", ONSET), "hits")
    assert len(rows) == 60 and sum(row["hits"] for row in rows) == 52 and {row["hits"] + row["others"] for row in rows} == {10}
    assert rows[-1]["share"] == 0.2 and rows[0]["share"] is None


def test_a_day_without_orders_is_shown_as_empty():
    holes = ORDERS[ORDERS["order_date"] != pd.Timestamp(ONSET)]
    row = next(row for row in values(charts.daily_chart(holes, "late"), "hits") if row["day"].startswith(ONSET.isoformat()))
    assert (row["hits"], row["others"]) == (0, 0)


def test_orders_of_which_the_outcome_is_unknown_are_not_drawn():
    unknown = ORDERS.assign(late=ORDERS["late"].mask(ORDERS["order_date"] < pd.Timestamp(ONSET), pd.NA))
    assert sum(row["hits"] + row["others"] for row in values(charts.daily_chart(unknown, "late"), "hits")) == 260


def test_days_are_local_so_that_america_sees_the_same_day():
    chart = charts.daily_chart(ORDERS, "late", ONSET)
    assert all(row["day"].endswith("T00:00:00") for row in values(chart, "hits"))
    assert [row["day"] for row in values(chart, "said", "day")] == ["2026-09-16T12:00:00"]  # the line stands before the first bad day


def test_the_onset_divides_the_counts_of_the_caption():
    words = charts.daily_caption(ORDERS, "late", ONSET)
    assert "0 of 340 (0.0%) before September 17, 2026, 52 of 260 (20.0%) from that day on" in words
    assert charts.daily_caption(ORDERS, "late") == "Of 600 orders (Aug 14 – Oct 12, 2026), 52 (8.7%) were shipped late."


def test_an_onset_on_the_first_day_divides_nothing():
    assert "before" not in charts.daily_caption(ORDERS, "late", date(2026, 8, 14))


def test_any_table_with_a_date_and_an_outcome_will_do():
    table = pd.DataFrame({"placed": ["2026-10-01 09:30", "2026-10-02 23:59"], "broken": [True, False]})
    rows = values(charts.daily_chart(table, "broken", date_column="placed"), "hits")
    assert [(row["hits"], row["others"]) for row in rows] == [(1, 0), (0, 1)]


@pytest.mark.parametrize("outcome, date_column", [("lat", "order_date"), ("late", "day")])
def test_a_missing_column_is_named(outcome, date_column):
    with pytest.raises(PoaError, match=outcome if outcome == "lat" else date_column):
        charts.daily_chart(ORDERS, outcome, date_column=date_column)


def test_drawing_leaves_the_orders_as_they_were():
    before = ORDERS.copy(deep=True)
    charts.daily_chart(ORDERS, "late", ONSET)
    charts.recovery_chart(with_days(ORDERS), ORDERS)
    pd.testing.assert_frame_equal(ORDERS, before)
    book = BOOK.copy(deep=True)
    charts.excess_chart(FOUND, "en-US", BOOK)
    charts.before_after_chart(FOUND, BOOK)
    pd.testing.assert_frame_equal(BOOK, book)


# ---------------------------------------------------------------- excess


def test_the_bars_follow_on_each_other_and_end_at_all_defects():
    rows = values(charts.excess_chart(FINDINGS), "label", "from")
    assert [(row["from"], row["to"]) for row in rows] == [(0, 22), (22, 64), (64, 85), (85, 92), (0, 92)]
    assert [row["label"] for row in rows] == [
        "Expected anyway",
        "Carrier Cascade Parcel",
        "ASIN B0FHTENT3P",
        "Not explained",
        "All orders shipped late",
    ]


def test_nothing_is_left_when_the_findings_explain_all():
    rows = values(charts.excess_chart([finding({"carrier": "A"}, 40.0, 1.0)]), "label", "from")
    assert [row["kind"] for row in rows] == ["expected", "found", "all"]


def test_the_caption_adds_up_the_findings():
    words = charts.excess_caption(FINDINGS)
    assert words == (
        "Of 92 orders shipped late (Aug 14 – Oct 12, 2026), 22 would be expected anyway. Carrier Cascade Parcel adds 42 and ASIN B0FHTENT3P 21: "
        "together 90% of the excess. 7 more are explained by none of these."
    )


def overlapping(same: int) -> list[Finding]:
    """Two findings of 40 late orders each, of which 4 would be late anyway; `same` of them are in both."""
    ids = [f"{n}" for n in range(80)]
    return [
        finding({"carrier": "A"}, 36.0, 0.5, 40, order_ids=tuple(ids[:40])),
        finding({"asin": "B"}, 36.0, 0.5, 40, order_ids=tuple(ids[40 - same : 80 - same])),
    ]


def test_an_order_in_two_findings_counts_once():
    apart, half, same = (charts.shares_of(overlapping(n)) for n in (0, 20, 40))
    assert [round(x, 6) for x in apart.added] == [36, 36] and not apart.cut and apart.shared == 0
    assert [round(x, 6) for x in half.added] == [36, (20 + 20 * 0.1) * 0.9] and half.cut and half.shared == 20
    assert [round(x, 6) for x in same.added] == [36, 40 * 0.1 * 0.9]
    for shares in (apart, half, same):
        assert shares.expected + sum(shares.added) + shares.rest == pytest.approx(92)
        assert shares.expected >= 0 and shares.rest == 0


def test_overlapping_findings_are_said_to_overlap_and_each_keeps_its_own_number():
    words = charts.excess_caption(overlapping(20))
    assert "20 orders are in more than one finding" in words and "finding" not in charts.excess_caption(overlapping(0))
    rows = values(charts.excess_chart(overlapping(20)), "label", "from")
    assert [row["said"] for row in rows] == ["36", "+36", "+20 (36 on its own)", "92"]


def test_without_order_numbers_the_bars_still_add_up():
    twice = [finding({"carrier": "A"}, 48.0, 0.8), finding({"asin": "B"}, 48.0, 0.8)]
    rows = values(charts.excess_chart(twice), "label", "from")
    assert [(row["from"], row["to"]) for row in rows] == [(0, 32), (32, 80), (80, 92), (0, 92)]
    assert "overlap" in charts.excess_caption(twice)


def test_findings_without_dates_have_no_period():
    assert charts.excess_caption([finding({"carrier": "A"}, 40.0, 1.0, period=None)]).startswith("Of 92 orders shipped late, 52 would")


def test_an_order_number_that_comes_twice_is_no_overlap():
    one = finding({"carrier": "A"}, 36.0, 1.0, 40, order_ids=tuple(f"{n // 2}" for n in range(40)))
    shares = charts.shares_of([one])
    assert [round(x, 6) for x in shares.added] == [36] and shares.shared == 0


# ---------------------------------------------------------------- the orders behind a click


def listed_ids(chart, key: str) -> list[str]:
    return [row["t0"] for row in values(chart, "place", "t0", "key") if row["key"] == key]


def test_behind_a_bar_stand_the_orders_of_its_finding_earliest_first():
    chart = charts.excess_chart(FOUND, "en-US", BOOK)
    for one in FOUND:
        expected = BOOK[BOOK["order_id"].isin(one.order_ids)].sort_values(["order_date", "order_id"])["order_id"].tolist()
        assert listed_ids(chart, one.id) == expected[:12]
    others = BOOK[BOOK["late"].astype(bool) & ~BOOK["order_id"].isin([id for one in FOUND for id in one.order_ids])]
    assert listed_ids(chart, "expected") == others["order_id"].tolist() == []
    assert len(listed_ids(chart, "all")) == 12


def test_the_list_says_how_many_there_are_and_where_the_rest_is():
    chart = charts.excess_chart(FOUND, "en-US", BOOK, "The others are further down.")
    said = {row["place"]: row["said"] for row in values(chart, "place", "said", "key") if row["key"] == FOUND[1].id}
    assert said[-3] == "Carrier A since September 17, 2026: 52 orders shipped late"
    assert said[-2] == (
        "About 2 of them would be expected anyway. The first 12 by date. The others are further down. Click another bar for its orders."
    )


def test_a_listed_order_shows_its_day_its_attributes_and_what_happened():
    book = BOOK.assign(ship_by=BOOK["order_date"] + pd.Timedelta(days=1), confirmed_on=BOOK["order_date"] + pd.Timedelta(days=4))
    row = next(row for row in values(charts.excess_chart(FOUND, "en-US", book), "place", "t0", "key") if row["key"] == FOUND[1].id)
    assert [row[f"t{n}"] for n in range(1, 5)] == ["Sep 17", "Q", "A", "ship by Sep 18, confirmed Sep 21"]


def test_the_list_shows_the_first_finding_before_any_click_and_every_selection_has_its_view():
    for chart, key in ((charts.excess_chart(FOUND, "en-US", BOOK), FOUND[0].id), (charts.before_after_chart(FOUND, BOOK), FOUND[0].id)):
        spec = chart.to_dict()
        (picked,) = spec["params"]
        assert picked["value"][0]["key"].startswith(key) and listed_ids(chart, picked["value"][0]["key"])
        names = {layer.get("name") for panel in spec["vconcat"] for layer in panel["layer"]}
        assert picked["views"] and set(picked["views"]) <= names


def test_no_more_orders_are_kept_in_a_chart_than_it_lists():
    many = charts.excess_chart(FOUND, "en-US", BOOK)
    assert max(len(listed_ids(many, key)) for key in (FOUND[0].id, FOUND[1].id, "all")) == 12
    assert len(json.dumps(many.to_dict())) < 30_000


@pytest.mark.parametrize(
    "outcome, order, said",
    [
        ("late", {"ship_by": pd.NaT, "confirmed_on": pd.NaT}, "shipped late"),
        ("late", {"ship_by": pd.Timestamp("2026-09-18")}, "ship by Sep 18"),
        ("defect", {"negative_feedback": True, "a_to_z_claim": True, "chargeback": pd.NA}, "negative feedback, A-to-z claim"),
        ("returned", {"return_reason": "DEFECTIVE"}, "DEFECTIVE"),
        ("cancelled_by_seller", {}, "cancelled by the seller"),
    ],
)
def test_what_happened_is_what_the_files_say(outcome, order, said):
    from poa_helpers.charts.listing import what_happened

    assert what_happened(order, outcome) == said


# ---------------------------------------------------------------- before and after


def bars_of(chart, one: Finding) -> list[dict]:
    return [row for row in values(chart, "rate", "kind", "short") if row["key"].startswith(one.id)]


def test_no_bar_mixes_days_before_and_after_the_onset():
    chart = charts.before_after_chart(FOUND, BOOK)
    rows = bars_of(chart, FOUND[1])
    assert {row["from"][:10] for row in rows if row["rate"]} == {row["from"][:10] for row in rows if row["from"][:10] >= ONSET.isoformat()}
    assert ONSET.isoformat() in {row["from"][:10] for row in rows}
    assert {row["kind"] for row in rows} == {"these orders before it began", "these orders"}
    assert {row["kind"] for row in bars_of(chart, FOUND[0])} == {"these orders"}


def test_the_bars_hold_every_order_once():
    for one in FOUND:
        rows = bars_of(charts.before_after_chart(FOUND, BOOK), one)
        inside = [tuple(map(int, row["short"].split(" of "))) for row in rows]
        others = [tuple(map(int, row["rest"].split(" (")[0].split(" of "))) for row in rows]
        assert sum(total for _, total in inside) + sum(total for _, total in others) == len(BOOK)
        assert sum(hits for hits, _ in inside) == one.defects


def test_the_caption_compares_before_and_after_with_all_other_orders():
    words = charts.before_after_caption(FOUND, BOOK)
    assert words == (
        "ASIN P: 60 of 60 (100.0%) shipped late all the time; all other orders 9.6%. Carrier A: 0 of 102 (0.0%) shipped late before "
        "September 17, 2026, 52 of 78 (66.7%) from then on; all other orders 14.3% and 14.3%."
    )


def test_the_days_on_which_it_may_have_begun_are_shaded_and_named():
    unsure = FOUND[1].model_copy(update={"onset_interval": (ONSET - timedelta(days=3), ONSET + timedelta(days=2))})
    chart = charts.before_after_chart([unsure], BOOK)
    assert {"from": "2026-09-14T00:00:00", "to": "2026-09-20T00:00:00"} in values(chart, "from", "to")
    assert [row["said"] for row in values(chart, "from", "said") if "key" not in row] == [
        "from September 17, 2026 (between Sep 14 and Sep 19)"
    ]
    assert "between" not in json.dumps(charts.before_after_chart([FOUND[1]], BOOK).to_dict())


def test_behind_a_week_stand_its_late_orders():
    chart = charts.before_after_chart(FOUND, BOOK)
    for row in bars_of(chart, FOUND[1]):
        hits = int(row["short"].split(" of ")[0])
        ids = listed_ids(chart, row["key"])
        assert len(ids) == min(hits, 12)
        days = BOOK.set_index("order_id").loc[ids, "order_date"]
        assert all(row["from"][:10] <= day.date().isoformat() < row["to"][:10] for day in days)


def test_at_most_three_findings_are_drawn_and_the_rest_is_mentioned():
    many = [finding({"carrier": name}, 10.0, 0.2) for name in "ABCDE"]
    words = charts.before_after_caption(many, BOOK)
    assert words.endswith("2 smaller findings are not drawn.") and "Carrier D" not in words


def test_a_finding_whose_column_is_not_there_holds_no_orders():
    words = charts.before_after_caption([finding({"lane": "1"}, 10.0, 0.2)], BOOK)
    assert words.startswith("Lane 1: 0 of 0 shipped late")


def test_orders_without_dates_say_nothing_of_before_and_after():
    assert "no dates" in charts.before_after_caption(FOUND, BOOK.drop(columns="order_date"))


# ---------------------------------------------------------------- recovery


def test_the_path_meets_the_target_on_the_day_measured():
    m = with_days(ORDERS)
    rows = values(charts.recovery_chart(m, ORDERS), "x", "kind")
    ahead = {row["x"][:10]: row["rate"] for row in rows if row["kind"] == "if every further order is clean"}
    met, before = ahead[m.recovery.on.isoformat()], ahead[(m.recovery.on - timedelta(days=1)).isoformat()]
    assert met < 0.04 <= before and any(row.get("said") == f"met on November {m.recovery.on.day}, 2026" for row in rows)


def test_the_measured_part_ends_at_the_measured_rate():
    m = with_days(ORDERS)
    past = [row for row in values(charts.recovery_chart(m, ORDERS), "x", "kind") if row["kind"] == "measured"]
    assert past[-1]["x"].startswith("2026-10-12") and past[-1]["rate"] == round(52 / 300, 6) and len(past) == 31


def test_without_order_rows_the_chart_counts_clean_orders():
    m = measurement()
    rows = {row["x"]: row["rate"] for row in values(charts.recovery_chart(m), "x", "kind")}
    needed = m.recovery.orders_needed
    assert rows[0] == round(52 / 300, 6) and rows[needed] < 0.04 and needed == 1001


def test_clean_orders_raise_a_rate_that_ought_to_be_high():
    m = measurement("valid_tracking_rate", 90, 100, Target(value=0.95, condition="at_least", origin="policy"))
    rows = {row["x"]: row["rate"] for row in values(charts.recovery_chart(m), "x", "kind")}
    assert rows[0] == 0.9 and rows[100] == 0.95 == max(rate for x, rate in rows.items() if x <= 100)


def test_a_met_target_is_said_to_be_met():
    assert charts.recovery_caption(measurement(hits=3)).endswith("The target is met.")


def test_the_first_chart_waits_for_nothing_it_does_not_need():
    """What made it slow: a grammar of addresses that jsonschema builds for two seconds, scipy.stats for one, and reading the notice."""
    code = (
        "import sys; from poa_helpers import open_case, tables; opened = open_case('sample:late_shipment_rate'); tables.health_picture(opened);"
        "print([name for name in ('rfc3987_syntax', 'scipy.stats', 'docx', 'poa_helpers.diagnose') if name in sys.modules])"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == "[]"
