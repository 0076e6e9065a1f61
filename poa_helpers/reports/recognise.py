"""Which report a header belongs to, and which of its columns is which. Recognition is by content, never by file name."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from ..catalogue import Column, ReportFormat, catalogue
from ..errors import PoaError, Problem
from .columns import Doubt
from .errors_of_files import UnknownReport
from .personal import is_personal
from .table import plain
from .told import is_data

_IGNORE = ""  # a header corrected to this is left out
_MOST_COLUMNS = 1000  # the widest report of the catalogue has about a hundred
_LONGEST_NAME = 200  # a longer cell is no header name
# what a correction may add to a column id, in brackets: how the cells of that column are written
_STYLES: dict[str, dict[str, Any]] = {
    "day first": {"date_order": "day_first"},
    "month first": {"date_order": "month_first"},
    "decimal point": {"decimal": "point"},
    "decimal comma": {"decimal": "comma"},
}
_WITH_STYLE = re.compile(r"(.*?)\s*\((.*)\)\s*")


@dataclass(frozen=True)
class Match:
    """A header matched to a report: position -> column id. score: how well it fits, named columns counting more than keywords.

    styles: column id -> how its cells are written, where the user said so.
    """

    format: ReportFormat
    positions: Mapping[int, str]
    score: float
    styles: Mapping[str, str] = field(default_factory=dict)

    @property
    def found(self) -> set[str]:
        return set(self.positions.values())

    @property
    def missing(self) -> list[str]:
        """What is needed to recognise and to use the report, and was not found (alternatives joined by `|`)."""
        wanted = [*self.format.recognise, *(id for id, column in self.format.columns.items() if column.required)]
        return [id for id in dict.fromkeys(wanted) if not self.found & set(id.split("|"))]

    @property
    def recognised(self) -> bool:
        return all(self.found & set(id.split("|")) for id in self.format.recognise)

    def column_at(self, id: str) -> int | None:
        return next((position for position, column in self.positions.items() if column == id), None)

    def columns(self) -> dict[str, Column]:
        """The columns of the report, with what the user said about how their cells are written."""
        said = {id: _STYLES.get(style, {}) for id, style in self.styles.items()}
        return {id: column.model_copy(update=said[id]) if id in said else column for id, column in self.format.columns.items()}


def meant(correction: str) -> tuple[str, str]:
    """The column id and the style in what the user wrote for a header.

    >>> meant("order_date (day first)"), meant("order_date")
    (('order_date', 'day first'), ('order_date', ''))
    """
    found = _WITH_STYLE.fullmatch(correction)
    return (found[1].strip(), " ".join(found[2].lower().split())) if found else (correction.strip(), "")


def match(header: Sequence[str], format: ReportFormat, corrections: Mapping[str, str] | None = None) -> Match:
    """The columns of a report found in a header: what the user said, then exact names, then keywords."""
    names = [plain(name) if 0 < len(name) <= _LONGEST_NAME else "" for name in header]
    said = {plain(name): meant(correction) for name, correction in (corrections or {}).items()}
    corrected = {name: id for name, (id, _) in said.items()}
    styles = {id: style for id, style in said.values() if style}
    personal = _plained(tuple(format.personal))
    positions = {n: corrected[name] for n, name in enumerate(names) if corrected.get(name) in format.columns}
    free = [n for n, name in enumerate(names) if name and name not in corrected and name not in personal]
    score = 1.0 * len(positions)
    first = {names[n]: n for n in reversed(free)}
    for id, column in format.columns.items():
        found = _plained(column.names) & first.keys() if id not in positions.values() else ()
        if found:
            place = min(first[name] for name in found)
            positions[place] = id
            free.remove(place)
            del first[names[place]]
            score += 1
    for id, column in format.columns.items():
        place = _by_keywords(names, free, column.keywords) if id not in positions.values() else None
        if place is not None:
            positions[place] = id
            free.remove(place)
            score += 0.9
    return Match(format, dict(sorted(positions.items())), score, styles)


@cache
def _key(keyword: str) -> str:
    """A keyword of the catalogue in the form used for matching."""
    return plain(keyword)


def _by_keywords(names: Sequence[str], free: Iterable[int], keywords: Iterable[Sequence[str]]) -> int | None:
    """The first free header in which each keyword of a set begins a word; `confirm` in "buyer e-mail confirmed" does not count."""
    for wanted in keywords:
        keys = [_key(key) for key in wanted]
        for n in free:
            words = f" {names[n]}"
            if all(f" {key}" in words for key in keys) and not is_personal(names[n]):
                return n
    return None


def recognise(header: Sequence[str], corrections: Mapping[str, str] | None = None) -> Match | None:
    """The report whose header this is; None when it is none that is known.

    >>> recognise(["Order ID", "Order date", "Expected ship date", "Confirmation date"]).format.id
    'late_shipments'
    >>> recognise(["first", "second"]) is None
    True
    """
    if _too_wide(header):
        return None
    matches = [match(header, format, corrections) for format in catalogue().reports.values() if format.columns]
    return max((m for m in matches if m.recognised), key=lambda m: (m.score, len(m.format.recognise)), default=None)


def _too_wide(header: Sequence[str]) -> bool:
    return len(header) > _MOST_COLUMNS and sum(map(bool, header)) > _MOST_COLUMNS


@cache
def _plained(names: tuple[str, ...]) -> frozenset[str]:
    """Names of the catalogue in the form used for matching; kept, for every line that may be a header is held against all of them."""
    return frozenset(map(plain, names))


def nearest(header: Sequence[str], corrections: Mapping[str, str] | None = None) -> Match | None:
    """The report that most of its needed columns point to, if any does."""
    if _too_wide(header):
        return None
    matches = [match(header, format, corrections) for format in catalogue().reports.values() if format.columns]
    best = max(matches, key=lambda m: (_share_found(m), m.score), default=None)
    return best if best and best.score else None


def _share_found(m: Match) -> float:
    wanted = {*m.format.recognise, *(id for id, column in m.format.columns.items() if column.required)}
    return 1 - len(m.missing) / len(wanted) if wanted else 0.0


def unknown_table(file: str, header: Sequence[str], corrections: Mapping[str, str] | None = None) -> PoaError:
    """The error for a table that no report fits: what it looks most like, and what that would need."""
    best = nearest(header, corrections)
    titles = ", ".join(format.title for format in catalogue().reports.values())
    if best is None:
        shown = ", ".join(shown_headers(header)[:6])
        mend = f'Known are: {titles}. If it is one of them in another language, name its columns under "columns" in case.json.'
        return UnknownReport.of(f"No known report has {f'these columns: {shown}' if shown else 'its columns'}", mend, file=file)
    if _share_found(best) > 0.5:
        return PoaError(missing_columns(file, header, best))
    wanted = ", ".join(_header_of(best.format, id) for id in best.missing)
    mend = f"It looks most like '{best.format.title}', which also needs: {wanted}. {_get_again(best.format)}"
    return UnknownReport.of("This is no report that the workbench knows", mend, file=file)


def missing_columns(file: str, header: Sequence[str], found: Match) -> list[Problem]:
    """A problem for each needed column that a file does not have, with the header that is closest to it."""
    free = [name for name in shown_headers(header) if plain(name) not in {plain(header[n]) for n in found.positions}]
    problems = []
    for id in found.missing:
        name, column = _header_of(found.format, id), id.split("|")[0]
        close = _closest(name, column, free)
        example = f'"columns": {{"{file}": {{"{close or "header in the file"}": "{column}"}}}}'
        hint = f"If '{close}' is that column, write" if close else "If it goes by another name, write"
        what = f"The column '{name}' of '{found.format.title}' is missing"
        problems.append(Problem(what, f"{hint} {example} in case.json; else download the report again: {found.format.where}", file, column))
    return problems


def question(file: str, header: str, id: str, doubt: Doubt, row: int | None = None) -> Problem:
    """The problem that asks the user which of two readings of a column is meant, and says how to answer."""
    answers = [f'{{"{file}": {{"{header}": "{id} ({choice})"}}}} if it is {meaning}' for choice, meaning in doubt.choices]
    mend = f'Say which store the file is of (marketplace), or write under "columns" in case.json {", or ".join(answers)}.'
    return Problem(doubt.what, mend, file, header, row)


@cache
def _vocabulary() -> tuple[frozenset[str], frozenset[str]]:
    """Every header that some report is known to have, and those of personal columns."""
    formats = catalogue().reports.values()
    names = {plain(name) for format in formats for column in format.columns.values() for name in column.names}
    personal = {plain(name) for format in formats for name in format.personal} - names
    return frozenset(names | personal), frozenset(personal)


def shown_headers(header: Sequence[str]) -> tuple[str, ...]:
    """The headers that may be repeated to the user; none when the line may be a row of a file that has no header.

    A line is believed to be a header when it holds nothing that looks like data and at least one name that a report is known to have.
    Headers of personal columns are not offered.

    >>> shown_headers(["Order ID", "Bestelltag", "Buyer name"]), shown_headers(["Erika Muster", "Berlin"])
    (('Order ID', 'Bestelltag'), ())
    """
    known, personal = _vocabulary()
    header = [name for name in header[:_MOST_COLUMNS] if len(name) <= _LONGEST_NAME]
    if is_data(header) or known.isdisjoint(map(plain, header)):
        return ()
    return tuple(name for name in header if name and plain(name) not in personal and not is_personal(name))


def _header_of(format: ReportFormat, id: str) -> str:
    """What a column is called in the report: its first header name."""
    names = format.columns[id.split("|")[0]].names
    return names[0] if names else id


def _closest(name: str, id: str, free: Sequence[str]) -> str | None:
    def likeness(header: str) -> float:
        return max(difflib.SequenceMatcher(None, plain(header), plain(wanted)).ratio() for wanted in (name, id))

    best = max(free, key=likeness, default=None)
    return best if best is not None and likeness(best) >= 0.5 else None


def _get_again(format: ReportFormat) -> str:
    return f"How to download it: {format.where}"


def check_corrections(file: str, header: Sequence[str], corrections: Mapping[str, str], found: Match | None = None) -> list[Problem]:
    """Problems of what the user wrote under `columns`: headers that are not in the file or hold personal data, columns that do not exist."""
    names = {plain(name) for name in header}
    ids = {id for format in catalogue().reports.values() for id in format.columns}
    problems = []
    for name, correction in corrections.items():
        id, style = meant(correction)
        if plain(name) not in names:
            shown = ", ".join(shown_headers(header))
            mend = f"It has: {shown}." if shown else "Look at the first line of the file."
            problems.append(Problem(f"'{name}' is named under \"columns\", but the file has no such header", mend, file, name))
        if style and style not in _STYLES:
            problems.append(Problem(f"'{style}' is no way to write a column", f"Choose one of: {', '.join(_STYLES)}.", file, name))
        if id not in ids and id != _IGNORE:
            close = difflib.get_close_matches(id, ids, 3, 0.3)
            hint = f"Did you mean {' or '.join(close)}?" if close else f"Choose one of: {', '.join(sorted(ids))}."
            problems.append(Problem(f"'{id}' is no column of the workbench", hint, file, name))
        if id != _IGNORE and (is_personal(name) or (found is not None and plain(name) in map(plain, found.format.personal))):
            problems.append(Problem(f"'{name}' may hold personal data and is never read", 'Take it out of "columns".', file, name))
    wanted = [id for id, _ in map(meant, corrections.values()) if id != _IGNORE]
    for id in dict.fromkeys(id for id in wanted if wanted.count(id) > 1):
        problems.append(Problem(f"Several headers are named as '{id}' under \"columns\"", "Leave the one that is right.", file, id))
    return problems
