"""What notebook 1 shows of the account: the short answer, what was read, what cannot be known, the way back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .. import charts, words
from ..catalogue import catalogue
from ..draft import main_measurement
from ..measure import gap_sentence, measurement_sentence, metric_name, recovery_sentence
from ..model import CaseFacts, Measurement
from ..reports.provenance import PROVENANCE, provenance
from .findings import NO_DATA, outcomes_of
from .shown import Lines, Table, stacked

if TYPE_CHECKING:
    from ..case import OpenCase

COVERED = "covered"


def short_answer(facts: CaseFacts) -> Lines:
    """What is wrong, in one breath: the metrics of the violation against their targets, then what the reports point to."""
    cat, locale = catalogue(), facts.case.locale
    lines: list[str] = []
    for id in facts.case.violations:
        name = cat.text(id, locale).name
        quoted = main_measurement(facts, id, cat)
        if quoted:
            lines.append(measurement_sentence(quoted, locale))
        elif cat.violation(id).metrics:
            lines.append(
                f"The files in this case do not show the {metric_name(cat.violation(id).metrics[0], locale)}; see below what would."
            )
        else:
            lines.append(f"{name[:1].upper()}{name[1:]}. {NO_DATA}")
            lines += [f"Documents cover the units sold of {covered} of {total} ASINs." for covered, total in _covered(facts)]
    over = sorted({metric_name(m.metric, locale) for m in facts.health.metrics if m.status == "bad" and m.metric not in _own(facts)})
    if over:
        lines.append(f"Also not on target: {words.listed(over, locale)}.")
    return Lines((*lines, *dict.fromkeys(facts.diagnosis.values())), lead=True)


def _covered(facts: CaseFacts) -> list[tuple[int, int]]:
    """How many ASINs have documents for all units sold, and of how many; nothing where none have to."""
    rows = units_against_documents(facts).rows
    return [(sum(row[-1] == COVERED for row in rows), len(rows))] if rows else []


def _own(facts: CaseFacts) -> set[str]:
    return {metric for id in facts.case.violations for metric in catalogue().violation(id).metrics[:1]}


def health_table(facts: CaseFacts) -> Table:
    """Every measurement with its counts, rate, target and both verdicts."""
    locale = facts.case.locale
    return Table(
        ("Metric", "Channel", "Window", "Counted", "Target", "Our reading", "Amazon's status"),
        tuple(_health_row(m, locale) for m in facts.health.metrics),
        empty="No metric could be computed from these files.",
    )


def _health_row(m: Measurement, locale: str) -> tuple[str, ...]:
    limit = m.target.value if m.target else None
    bound = {"upper": "at most ", "lower": "at least ", "exact": ""}[m.bound]
    goal = words.target_percent(limit, locale) if limit is not None else "–"
    verdict = {"good": "met", "bad": "not met", "none": "cannot be judged"}[m.status]
    channel = {"mfn": "seller-fulfilled", "afn": "Amazon-fulfilled", "all": "all orders"}[m.channel]
    window = words.period(m.window, locale) if m.window else "not stated"
    source = "recomputed" if m.source == "orders" else "Amazon's report"
    return (
        metric_name(m.metric, locale),
        channel,
        window,
        f"{bound}{words.counted(m.count, locale, limit)}, {source}",
        goal,
        verdict,
        m.amazon_status or "–",
    )


def not_computable(facts: CaseFacts) -> Lines:
    """What these files cannot show, and which files would."""
    sentences = tuple(gap_sentence(gap, facts.case.locale) for gap in facts.health.not_computable)
    return Lines(sentences or ("Every metric the workbench knows could be computed.",))


def files_read(facts: CaseFacts) -> Table:
    """Provenance: which file was read as which report, how many rows, what was left out and why, from when to when, with its fingerprint."""
    return Table(
        PROVENANCE,
        provenance(facts.health.files, facts.case.locale),
        empty="The case holds no reports. Put Amazon's downloads into its folder reports and run this notebook again.",
    )


# ---------------------------------------------------------------- charts that fit the case, or a line that says why there is none


def health_picture(case: OpenCase) -> Any:
    """All metrics at a glance. From the case, not its facts: it needs no search for causes, so it can stand there first."""
    return charts.health_chart(case.health(), case.case.locale)


def quoted_measurements(case: OpenCase, facts: CaseFacts) -> list[Measurement]:
    """The measurement that a letter would quote for each violation, as far as there is one."""
    return [m for m in (main_measurement(facts, id, case.cat) for id in facts.case.violations) if m]


def recovery_pictures(case: OpenCase, facts: CaseFacts) -> Any:
    """When the metric of each violation comes back to its target."""
    quoted = quoted_measurements(case, facts)
    rows = {True: lambda: case.orders.orders, False: lambda: None}
    shown = [charts.recovery_chart(m, rows[m.source == "orders"](), facts.case.locale) for m in quoted]
    return stacked(
        shown,
        "No rate has to come back to a target here."
        if not outcomes_of(case)
        else "The files do not give an exact rate, so no day can be named.",
    )


def recovery(facts: CaseFacts) -> Lines:
    """The way back under the target in words."""
    measured = (main_measurement(facts, id, catalogue()) for id in facts.case.violations)
    return Lines(tuple(recovery_sentence(m, facts.case.locale) or "The target is met." for m in measured if m) or (NO_DATA,))


def units_against_documents(facts: CaseFacts) -> Table:
    """Per ASIN of the notice: units sold in the days the documents must cover, and units on the documents."""
    locale, cat = facts.case.locale, catalogue()
    kinds = {kind for id in facts.case.violations for kind, rule in cat.violation(id).evidence.items() if rule.covers_units_sold}
    rows = []
    for asin, sold in facts.units_sold.items():
        files = [file for file in facts.evidence if file.kind in kinds and asin in file.asins]
        units = sum(file.asins[asin] for file in files)
        verdict = COVERED if files and units >= sold else "not covered"
        rows.append(
            (asin, words.number(sold, locale), words.number(units, locale), ", ".join(file.file for file in files) or "none", verdict)
        )
    period = f"Sold in {words.period(facts.units_window, locale)}." if facts.units_window else ""
    return Table(
        ("ASIN", "Units sold", "Units on documents", "Documents", "So they are"),
        tuple(rows),
        period,
        "This violation does not ask for units sold to be covered by documents.",
    )
