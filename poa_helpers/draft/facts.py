"""The fact sheets a sentence is written from: each fact is finished text with the place it is from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import get_args

from .. import words
from ..catalogue import Catalogue, FieldText
from ..model import Answer, AnswerKind, CaseFacts, Evidence, Finding, Measurement, Source


@dataclass(frozen=True)
class Fact:
    """Finished text, and where it is from."""

    text: str
    source: Source


FactSheet = Mapping[str, Fact]
DAYS_OF_DOCUMENTS = ("date", "invoice_date")  # the detail that tells when a document was made


def fact_sheet(source: Source, values: Mapping[str, str | None]) -> dict[str, Fact]:
    """Facts from named texts; what is `None` is not known and so is no fact."""
    return {name: Fact(text, source.model_copy(update={"field": name, "value": text})) for name, text in values.items() if text is not None}


def general_facts(facts: CaseFacts, violation: str | None, cat: Catalogue) -> dict[str, Fact]:
    """What a sentence about the violation as a whole may say: notice, account, metric, documents; without a violation what the notice says."""
    if violation is None:
        return notice_facts(facts, cat)
    measurement = main_measurement(facts, violation, cat)
    return {
        **notice_facts(facts, cat),
        **(metric_facts(measurement, facts.case.locale) if measurement else {}),
        **document_facts(facts, violation, cat),
    }


def notice_facts(facts: CaseFacts, cat: Catalogue) -> dict[str, Fact]:
    """From the notice: its date, ASINs, order ids, quoted rate, the store; from case.json: the account's name."""
    case, notice, locale = facts.case, facts.notice, facts.case.locale
    place = cat.marketplaces.get(case.marketplace or "")
    sheet = fact_sheet(
        Source(kind="case", id="case.json"),
        {"account": case.account.name or None, "marketplace_name": place.name if place else None},
    )
    if notice:
        quoted = next((m for m in notice.metrics if m.rate is not None), None)
        sheet |= fact_sheet(
            Source(kind="notice", id=notice.file),
            {
                "notice_date": words.day(notice.sent_on, locale) if notice.sent_on else None,
                "asins": words.listed(notice.asins, locale) if notice.asins else None,
                "asin_count": words.number(len(notice.asins), locale) if notice.asins else None,
                "order_ids": words.listed(notice.order_ids, locale) if notice.order_ids else None,
                "complaint_ids": words.listed(notice.complaint_ids, locale) if notice.complaint_ids else None,
                "notice_rate": words.percent(quoted.rate, locale) if quoted else None,
            },
        )
    return sheet


def main_measurement(facts: CaseFacts, violation: str, cat: Catalogue) -> Measurement | None:
    """The measurement a letter about this violation quotes; a mere bound is never quoted."""
    for metric in cat.violation(violation).metrics[:1]:
        measurement = facts.health.find(metric)
        if measurement and measurement.bound == "exact" and measurement.count.rate is not None:
            return measurement
    return None


def metric_facts(m: Measurement, locale: str) -> dict[str, Fact]:
    """Counts, rate, target, period and recovery of a measurement; the same counts one window earlier."""
    target = m.target.value if m.target else None
    recovery = m.recovery
    per_day = recovery.orders_per_day if recovery else None
    before = next(((window, count) for window, count in reversed(m.trend) if m.window and window.end <= m.window.start), None)
    values = {
        "metric_hits": words.number(m.count.hits, locale),
        "metric_total": words.number(m.count.total, locale),
        "metric_rate": words.percent(m.count.rate, locale, target),
        "metric_target": None if target is None else words.target_percent(target, locale),
        "metric_period": words.period(m.window, locale) if m.window else None,
        "metric_days": None if m.window_days is None else words.number(m.window_days, locale),
        "orders_needed": None if not recovery or recovery.orders_needed is None else words.number(recovery.orders_needed, locale),
        "recovery_days": None if not recovery or recovery.days is None else words.number(recovery.days, locale),
        "recovery_on": words.day(recovery.on, locale) if recovery and recovery.on else None,
        "orders_per_day": None if per_day is None else words.number(per_day, locale, 0 if per_day >= 10 else 1),
    }
    values |= {f"{name}_hits": words.number(count.hits, locale) for name, count in m.parts.items()}
    if before and before[1].rate is not None:
        window, count = before
        values |= {
            "before_hits": words.number(count.hits, locale),
            "before_total": words.number(count.total, locale),
            "before_rate": words.percent(count.rate, locale, target),
            "before_period": words.period(window, locale),
        }
    return fact_sheet(Source(kind="measurement", id=m.id, files=m.files), values)


def document_facts(facts: CaseFacts, violation: str, cat: Catalogue) -> dict[str, Fact]:
    """From the documents that must cover units sold: how many, which units, whose, from when to when."""
    locale, asins = facts.case.locale, facts.notice.asins if facts.notice else ()
    kinds = [kind for kind, rule in cat.violation(violation).evidence.items() if rule.covers_units_sold]
    files = [file for file in facts.evidence if file.kind in kinds]
    sold = sum(facts.units_sold.get(asin, 0) for asin in asins)
    sheet: dict[str, Fact] = {}
    if files:
        days = sorted(filter(None, (words.as_day(file.fields.get("invoice_date", "")) for file in files)))
        suppliers = list(dict.fromkeys(file.fields["supplier"] for file in files if file.fields.get("supplier")))
        units = sum(quantity for file in files for asin, quantity in file.asins.items() if asin in asins)
        values = {
            "invoice_count": words.number(len(files), locale),
            "units_invoiced": words.number(units, locale),
            "suppliers": words.listed(suppliers, locale) if suppliers else None,
            "invoice_first": words.day(days[0], locale) if days else None,
            "invoice_last": words.day(days[-1], locale) if days else None,
        }
        sheet |= fact_sheet(Source(kind="evidence", id="evidence/index.json", files=tuple(f"evidence/{f.file}" for f in files)), values)
    if facts.units_sold and facts.units_window:
        used = tuple(record.file for record in facts.health.files if record.report in ("all_orders", "amazon_sale_report"))
        values = {"units_sold": words.number(sold, locale), "units_period": words.period(facts.units_window, locale)}
        sheet |= fact_sheet(Source(kind="measurement", id="units_sold", files=used), values)
    return sheet


def funds_facts(facts: CaseFacts) -> dict[str, Fact]:
    """The withheld money: since when, the period, and the balances that the settlements and transactions show."""
    locale, track, money = facts.case.locale, facts.funds, facts.health.withheld
    sheet: dict[str, Fact] = {}
    if track:
        source = (
            Source(kind="notice", id=facts.notice.file)
            if track.origin == "notice" and facts.notice
            else Source(kind="policy", id=track.reference)
        )
        values = {
            "deactivated_on": words.day(track.since, locale),
            "waiting_days": words.number(track.days, locale),
            "eligible_on": words.day(track.eligible_on, locale),
        }
        sheet |= fact_sheet(source, values)
    if money:
        held = [words.money(reserve.held, reserve.currency, locale) for reserve in money.balance if reserve.held is not None]
        deferred = [words.money(part.amount, part.currency, locale) for part in money.deferred_totals]
        values = {
            "reserved": words.listed(held, locale) if held else None,
            "deferred": words.listed(deferred, locale) if deferred else None,
        }
        sheet |= fact_sheet(Source(kind="measurement", id="withheld_money", files=money.files), values)
    return sheet


def document_words(file: Evidence, locale: str, phrases: Mapping[str, object]) -> FactSheet:
    """What was read off a document beyond what `shows` says: its day, a line for each ASIN it covers (page, units), then other details."""
    told = phrases["document"]
    assert isinstance(told, Mapping)
    source = Source(kind="evidence", id=f"evidence/{file.file}", files=(f"evidence/{file.file}",))
    values = {name: words.day(day, locale) if (day := words.as_day(text)) else text.strip() for name, text in file.fields.items()}
    fresh = {name: value for name, value in values.items() if value and value not in file.shows}
    lines: dict[str, str] = {}
    if day := next((fresh.pop(name) for name in DAYS_OF_DOCUMENTS if name in fresh), ""):
        lines["dated"] = str(told["dated"]).replace("{{ date }}", day)
    said = "; ".join(f"{name.replace('_', ' ')}: {value}" for name, value in fresh.items())
    for asin, units in file.asins.items():
        page = str(told["page"]).replace("{{ page }}", words.number(file.pages[asin], locale)) if asin in file.pages else ""
        covers = (
            str(told[{0: "covers_asin", 1: "covers_one"}.get(units, "covers")])
            .replace("{{ asin }}", asin)
            .replace("{{ units }}", words.number(units, locale))
        )
        lines[f"asins.{asin}"] = f"{page}{covers}"
    if said:
        lines["fields"] = said[:1].upper() + said[1:]
    return fact_sheet(source, lines)


def finding_facts(finding: Finding, locale: str, words_of: Mapping[str, object], files: tuple[str, ...]) -> dict[str, Fact]:
    """What a finding says: its counts, rates, share, onset, and each attribute of its segment."""
    values = {
        "defects": words.number(finding.defects, locale),
        "orders": words.number(finding.orders, locale),
        "rate": words.percent(finding.rate, locale),
        "rest_rate": words.percent(finding.rest_rate, locale),
        "share": words.percent(finding.share_of_defects, locale, places=0),
        "all_defects": words.number(finding.all_defects, locale),
        "all_orders": words.number(finding.all_orders, locale),
        "expected": words.number(finding.expected, locale),
        "excess": words.number(finding.excess, locale),
        "lift": words.number(finding.lift, locale, 1),
        "onset": words.day(finding.onset, locale) if finding.onset else None,
        "period": words.period(finding.period, locale) if finding.period else None,
        "rate_without": words.percent(finding.rate_without, locale),
        "segment": segment_words(finding.segment, locale, words_of),
    }
    values |= {name: value_words(name, value, words_of) for name, value in finding.segment.items()}
    return fact_sheet(Source(kind="finding", id=finding.id, files=files), values)


def value_words(attribute: str, value: str, words_of: Mapping[str, object]) -> str:
    """A segment's value as a reader knows it: `Sun` is Sunday."""
    weekdays = words_of.get("weekdays")
    return str(weekdays.get(value, value)) if attribute == "weekday" and isinstance(weekdays, Mapping) else value


def segment_words(segment: Mapping[str, str], locale: str, words_of: Mapping[str, object]) -> str:
    """A segment in words, from the phrases of its dimensions."""
    dimensions = words_of.get("dimensions")
    phrases = dimensions if isinstance(dimensions, Mapping) else {}
    return words.listed(
        [
            str(phrases.get(name, {}).get("phrase", name.replace("_", " ") + " {{ value }}")).replace(
                "{{ value }}", value_words(name, value, words_of)
            )
            for name, value in segment.items()
        ],
        locale,
    )


def answer_facts(place: str, answer: Answer, fields: Mapping[str, FieldText], locale: str) -> dict[str, Fact]:
    """The details the seller typed, worded by their type; what is empty or does not fit its type is no fact."""
    types = {name: field.type for name, field in fields.items()}
    values = {name: field_words(text, types.get(name, "text"), locale) for name, text in answer.fields.items()}
    return fact_sheet(Source(kind="answer", id=place, files=("answers.json",)), values)


def field_words(text: str, type: str, locale: str) -> str | None:
    """A typed detail as it stands in a letter: dates and numbers in the locale, all else as typed.

    >>> field_words("2026-10-14", "past_date", "en-US"), field_words("1180", "number", "en-US"), field_words("soon", "date", "en-US")
    ('October 14, 2026', '1,180', None)
    """
    text = " ".join(text.split())
    if not text:
        return None
    if type in ("past_date", "date"):
        parsed = words.as_day(text)
        return words.day(parsed, locale) if parsed else None
    if type in ("number", "days"):
        return words.number(int(text), locale) if text.lstrip("-").isdecimal() else None
    return text


def sign_off_facts(facts: CaseFacts) -> dict[str, Fact]:
    """Who signed off, as what, when; nothing before the box is ticked."""
    signed = facts.answers.sign_off
    if not signed.confirmed:
        return {}
    day = words.as_day(signed.date)
    values = {
        "name": signed.name.strip() or None,
        "role": signed.role.strip() or None,
        "date": words.day(day, facts.case.locale) if day else None,
    }
    return fact_sheet(Source(kind="answer", id="sign_off", files=("answers.json",)), values)


def measures_facts(facts: CaseFacts) -> dict[str, Fact]:
    """The day by which every confirmed measure was in place, if each states one."""
    days = [words.as_day(answer.fields.get("since", "")) for answer in facts.answers.confirmed("measures").values()]
    known = [day for day in days if day]
    complete = bool(known) and len(known) == len(days)
    values = {"measures_since": words.day(max(known), facts.case.locale) if complete else None}
    return fact_sheet(Source(kind="answer", id="measures", files=("answers.json",)), values)


def known_values(facts: CaseFacts, cat: Catalogue) -> dict[tuple[str, str, str], str]:
    """Every fact the files and answers give now, as (kind, id, field) -> text: what a letter's sources are held against."""
    from ..collect import asked_fields

    locale, phrases = facts.case.locale, cat.words(facts.case.locale)
    files = tuple(record.file for record in facts.health.files)
    sheets = [general_facts(facts, violation, cat) for violation in facts.case.violations]
    sheets += [general_facts(facts, None, cat), funds_facts(facts), sign_off_facts(facts), measures_facts(facts)]
    sheets += [document_words(file, locale, phrases) for file in facts.evidence]
    sheets += [finding_facts(finding, locale, phrases, files) for finding in facts.findings]
    for kind in get_args(AnswerKind):
        for key, answer in facts.answers.confirmed(kind).items():
            name = key.partition("@")[0]
            home = next((v for v in facts.case.violations if name in getattr(cat.violation(v), kind)), None)
            if home:
                sheets.append(answer_facts(f"{kind}.{key}", answer, asked_fields(kind, name, home, locale, cat), locale))
    return {(f.source.kind, f.source.id, f.source.field or ""): f.text for sheet in sheets for f in sheet.values()}
