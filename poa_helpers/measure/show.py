"""The account's health as JSON for programs and as plain sentences for people."""

from __future__ import annotations

from typing import Any

from ..catalogue import catalogue
from ..model import Health, Measurement, NotComputable, Target
from ..words import day, locale_of, number, percent, target_percent
from .counts import few_orders
from .money_words import withheld_json, withheld_sentences
from .recovery import recovery_sentence

CHANNELS = {"mfn": "seller-fulfilled", "afn": "Amazon-fulfilled", "all": "all orders"}
_CONDITIONS = {"less_than": "under", "greater_than": "over", "at_least": "at least", "at_most": "at most", "equals": "exactly"}
_STATUS = {"good": "met", "bad": "not met", "none": "cannot be judged"}
_LIMITS = {"upper": "at most ", "lower": "at least ", "exact": ""}


def health_json(health: Health) -> dict[str, Any]:
    """The answer of `poa measure --json`: rates are fractions, dates ISO, `to` is the last day inside the window.

    >>> health_json(Health(as_of=None, metrics=(), not_computable=(), files=()))
    {'as_of': None, 'metrics': [], 'not_computable': [], 'files': [], 'accounts': {}, 'withheld_money': None}
    """
    return {
        "as_of": health.as_of.isoformat() if health.as_of else None,
        "metrics": [_measurement_json(measurement) for measurement in health.metrics],
        "not_computable": [gap.model_dump(mode="json") for gap in health.not_computable],
        "files": [record.model_dump(mode="json") for record in health.files],
        "accounts": dict(health.accounts),
        "withheld_money": withheld_json(health.withheld),
    }


def _measurement_json(measurement: Measurement) -> dict[str, Any]:
    plain = measurement.model_dump(mode="json")
    window = measurement.window
    return {
        "metric": measurement.metric,
        "marketplace": measurement.marketplace,
        "channel": measurement.channel,
        "window_days": measurement.window_days,
        "from": window.start.isoformat() if window else None,
        "to": window.last.isoformat() if window else None,
        "hits": measurement.count.hits,
        "total": measurement.count.total,
        "rate": measurement.count.rate,
        "interval": plain["interval"],
        "target": plain["target"],
        "status": measurement.status,
        "amazon_status": measurement.amazon_status,
        "amazon_rate": measurement.amazon_rate,
        "bound": measurement.bound,
        "parts": {name: _count_json(count) for name, count in measurement.parts.items()},
        "trend": [{"from": w.start.isoformat(), "to": w.last.isoformat(), **_count_json(count)} for w, count in measurement.trend],
        "recovery": plain["recovery"],
        "source": measurement.source,
        "files": list(measurement.files),
        "warnings": list(measurement.warnings),
    }


def _count_json(count: Any) -> dict[str, Any]:
    return {"hits": count.hits, "total": count.total, "rate": count.rate}


def metric_name(metric: str, locale: str = "en-US", *, short: bool = False) -> str:
    """A metric's name in the locale's language; in English, then as its id in words, where there is none.

    >>> metric_name("no_such_rate")
    'no such rate'
    """
    phrases = catalogue().phrases
    words = phrases.get(locale_of(locale).language) or phrases.get("en") or {}
    entry = words.get("metrics", {}).get(metric, {})
    return str(entry.get("short" if short else "name") or entry.get("name") or metric.replace("_", " "))


def subject(measurement: Measurement, locale: str = "en-US") -> str:
    """What was measured: metric, store when it is known, channel, window, and whether it is Amazon's own figure."""
    name = metric_name(measurement.metric, locale)
    parts = [name[:1].upper() + name[1:]]
    if measurement.marketplace:
        parts.append(store_name(measurement.marketplace))
    parts.append(CHANNELS[measurement.channel])
    if measurement.window is not None:
        parts.append(f"{measurement.window.days} days to {day(measurement.window.last, locale)}")
    if measurement.source == "report":
        parts.append("by Amazon's report")
    return ", ".join(parts)


def store_name(marketplace: str) -> str:
    """`Amazon.co.uk` for `UK`; the code itself when it is unknown."""
    place = catalogue().marketplaces.get(marketplace)
    return place.name if place else marketplace


def target_words(target: Target, locale: str = "en-US") -> str:
    """A target in words.

    >>> target_words(Target(value=0.04, condition="less_than", origin="policy"))
    'under 4%'
    """
    return f"{_CONDITIONS[target.condition]} {target_percent(target.value, locale)}"


def measurement_sentence(measurement: Measurement, locale: str = "en-US") -> str:
    """One measurement as a plain line.

    >>> from datetime import date
    >>> from ..model import Count, Window
    >>> late = Measurement(metric="late_shipment_rate", marketplace=None, channel="mfn", window=Window.ending(date(2026, 10, 12), 30),
    ...     window_days=30, count=Count(hits=84, total=1180), interval=None, source="orders", status="bad",
    ...     target=Target(value=0.04, condition="less_than", origin="policy"))
    >>> measurement_sentence(late)
    'Late shipment rate, seller-fulfilled, 30 days to October 12, 2026: 84 of 1,180 orders (7.1%), target under 4% – not met.'
    """
    count, target = measurement.count, measurement.target
    limit = target.value if target else None
    unit = _unit(measurement)
    if count.total == 0 and count.hits == 0:
        return f"{subject(measurement, locale)}: no {unit} to measure."
    figures = f"{_LIMITS[measurement.bound]}{number(count.hits, locale)} of {number(count.total, locale)} {unit}"
    rate = f" ({percent(count.rate, locale, limit)})" if count.rate is not None else ", which gives no rate"
    goal = f", target {target_words(target, locale)} – {_STATUS[measurement.status]}" if target else ""
    line = f"{subject(measurement, locale)}: {figures}{rate}{goal}."
    theirs = {"good": "good", "bad": "bad"}.get(measurement.amazon_status or "")
    if theirs and theirs != measurement.status:
        line += f" Amazon's own status: {theirs}."
    return line


def _unit(measurement: Measurement) -> str:
    metric = catalogue().metrics.get(measurement.metric)
    return metric.unit if metric and measurement.source == "report" else "orders"


def gap_sentence(gap: NotComputable, locale: str = "en-US", *, limit_known: bool = False) -> str:
    """Why a metric cannot be computed and what would show it. limit_known: whether at least a limit of it is.

    >>> gap_sentence(NotComputable(metric="invoice_defect_rate", why="No file shows it.", needs=("Seller performance report",)))
    'Invoice defect rate: not computable. No file shows it. It needs: Seller performance report.'
    """
    name = metric_name(gap.metric, locale)
    needs = f" It needs: {'; '.join(gap.needs)}." if gap.needs else ""
    return f"{name[:1].upper()}{name[1:]}: not computable{' exactly' if limit_known else ''}. {gap.why}{needs}"


def health_sentences(health: Health, locale: str = "en-US") -> list[str]:
    """One plain line per measurement, with the way back where its target is missed; then what cannot be computed, and why;
    then the money that is held back.

    Raises PoaError when the locale is no language code.
    """
    whys = {gap.why for gap in health.not_computable}
    limits = {m.metric for m in health.metrics if m.bound != "exact"}
    lines = []
    for m in health.metrics:
        told = {*whys, *few_orders(m.count)} if m.count.total == 0 else whys
        warnings = [warning for warning in m.warnings if warning not in told]
        lines.append(" ".join(part for part in (measurement_sentence(m, locale), recovery_sentence(m, locale), *warnings) if part))
    gaps = [gap_sentence(gap, locale, limit_known=gap.metric in limits) for gap in health.not_computable]
    return [*lines, *gaps, *withheld_sentences(health.withheld, locale)]
