"""Which report a header belongs to, and which of its columns is which. Recognition is by content, never by file name."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from ..catalogue import ReportFormat, catalogue
from ..errors import PoaError, Problem
from .table import plain

_IGNORE = ""  # a header corrected to this is left out
_MOST_COLUMNS = 1000  # the widest report of the catalogue has about a hundred
_LONGEST_NAME = 200  # a longer cell is no header name


@dataclass(frozen=True)
class Match:
    """A header matched to a report: position -> column id. score: how well it fits, named columns counting more than keywords."""

    format: ReportFormat
    positions: Mapping[int, str]
    score: float

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


def match(header: Sequence[str], format: ReportFormat, corrections: Mapping[str, str] | None = None) -> Match:
    """The columns of a report found in a header: what the user said, then exact names, then keywords."""
    names = [plain(name) if 0 < len(name) <= _LONGEST_NAME else "" for name in header]
    corrected = {plain(name): id for name, id in (corrections or {}).items()}
    personal = {plain(name) for name in format.personal}
    positions = {n: corrected[name] for n, name in enumerate(names) if corrected.get(name) in format.columns}
    free = [n for n, name in enumerate(names) if name and name not in corrected and name not in personal]
    score = 1.0 * len(positions)
    for id, column in format.columns.items():
        wanted = {plain(name) for name in column.names}
        place = next((n for n in free if names[n] in wanted), None) if id not in positions.values() else None
        if place is not None:
            positions[place] = id
            free.remove(place)
            score += 1
    for id, column in format.columns.items():
        place = _by_keywords(names, free, column.keywords) if id not in positions.values() else None
        if place is not None:
            positions[place] = id
            free.remove(place)
            score += 0.9
    return Match(format, dict(sorted(positions.items())), score)


def _by_keywords(names: Sequence[str], free: Iterable[int], keywords: Iterable[Sequence[str]]) -> int | None:
    """The first free header in which each keyword of a set begins a word."""
    for wanted in keywords:
        for n in free:
            words = names[n].split()
            if all(any(word.startswith(plain(key)) for word in words) for key in wanted):
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
        shown = ", ".join(name for name in header[:6] if name)
        if _too_wide(header):
            shown += f" … ({len(header)} columns)"
        mend = f'Known are: {titles}. If it is one of them in another language, name its columns under "columns" in case.json.'
        return PoaError.of(f"No known report has these columns: {shown}", mend, file=file)
    if _share_found(best) > 0.5:
        return PoaError(missing_columns(file, header, best))
    wanted = ", ".join(_header_of(best.format, id) for id in best.missing)
    mend = f"It looks most like '{best.format.title}', which also needs: {wanted}. {_get_again(best.format)}"
    return PoaError.of("This is no report that the workbench knows", mend, file=file)


def missing_columns(file: str, header: Sequence[str], found: Match) -> list[Problem]:
    """A problem for each needed column that a file does not have, with the header that is closest to it."""
    free = [
        name
        for n, name in enumerate(header)
        if n not in found.positions and 0 < len(name) <= _LONGEST_NAME and plain(name) not in map(plain, found.format.personal)
    ]
    problems = []
    for id in found.missing:
        name, column = _header_of(found.format, id), id.split("|")[0]
        close = _closest(name, column, free)
        example = f'"columns": {{"{file}": {{"{close or "header in the file"}": "{column}"}}}}'
        hint = f"If '{close}' is that column, write" if close else "If it goes by another name, write"
        what = f"The column '{name}' of '{found.format.title}' is missing"
        problems.append(Problem(what, f"{hint} {example} in case.json; else download the report again: {found.format.where}", file, column))
    return problems


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
    for name, id in corrections.items():
        if plain(name) not in names:
            shown = ", ".join(part for part in header if part)
            problems.append(
                Problem(f"'{name}' is named under \"columns\", but the file has no such header", f"It has: {shown}.", file, name)
            )
        if id not in ids and id != _IGNORE:
            close = difflib.get_close_matches(id, ids, 3, 0.3)
            hint = f"Did you mean {' or '.join(close)}?" if close else f"Choose one of: {', '.join(sorted(ids))}."
            problems.append(Problem(f"'{id}' is no column of the workbench", hint, file, name))
        if found is not None and id != _IGNORE and plain(name) in map(plain, found.format.personal):
            problems.append(Problem(f"'{name}' may hold personal data and is never read", 'Take it out of "columns".', file, name))
    wanted = [id for id in corrections.values() if id != _IGNORE]
    for id in dict.fromkeys(id for id in wanted if wanted.count(id) > 1):
        problems.append(Problem(f"Several headers are named as '{id}' under \"columns\"", "Leave the one that is right.", file, id))
    return problems
