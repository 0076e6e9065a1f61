"""Dates as a notice writes them; an ambiguous one (03/04/2026) is read only where the store's habit is known."""

from __future__ import annotations

import re
from bisect import bisect_left
from calendar import monthrange
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache
from itertools import count

from ..words import weekdays
from .heads import is_head
from .message import Message, Span
from .numerals import DIGITS, number_of
from .rules import Rules
from .weekdays import weekday_beside, weekday_called


@dataclass(frozen=True)
class FoundDate:
    """A date and its place; `day` is None when day and month cannot be told apart, or the year is missing.

    by_habit: day and month were told apart only by how the store or the language writes dates, or the year is the one that follows from
    other days of the message. heads_title: it stands before the title of a message, in a list of notifications.
    """

    span: Span
    day: date | None
    by_habit: bool = False
    heads_title: bool = False


def find_dates(
    low: str,
    rules: Rules,
    marketplace: str | None,
    start: int = 0,
    end: int | None = None,
    *,
    since: date | None = None,
    going_on: bool = False,
) -> Iterator[FoundDate]:
    """All dates in a lower-case text, in its order.

    since: the day a message was sent; a date without a year is the one next to it, of its weekday if it names one. going_on: where it is not known,
    that is the latest day named before (`your sales of 10 April 2026 … until 24 April`), else the latest day or month named anywhere, else the only year named.
    """
    pattern = rules.made("dates", lambda: _pattern(rules.raw["dates"], rules.spaced, rules.language))
    matches = list(pattern.finditer(low, start, len(low) if end is None else end))
    told = [_told(match, rules.raw["dates"], marketplace) for match in matches]
    days = [_valid(year, month, day) if year else None for year, month, day in told]
    months = deque(_whole_months(low, rules) if going_on and not since else ())
    known = (since,) if since else tuple(sorted({*filter(None, days), *(first for _, first in months)}))
    latest = since
    for match, (year, month, day_of_month), day in zip(matches, told, days, strict=True):
        while months and months[0][0] < match.start():
            latest = max(months.popleft()[1], latest or date.min)
        ambiguous = match["a"] and match["sep"] in "/-" and int(match["a"]) <= 12 and int(match["b"]) <= 12 and match["a"] != match["b"]
        missing = None
        if (named := _weekday_of_a_week(match, rules.language)) is not None:
            missing = _in_week(since, *named)
        elif (ahead := _months_ahead(match)) is not None:
            missing = _in_month(latest or (known[-1] if known and going_on else None), ahead, day_of_month)
        elif month and not year and (since or going_on):
            beside = weekday_beside(low, (match.start("d11") if match["d11"] else match.start(), match.end()), rules.language)
            near = latest or (known[-1] if known else None)
            missing = _next_to(near, known, month, day_of_month, beside) if near else _valid(_only_year(low), month, day_of_month)
        if going_on and since is None and day:
            latest = max(day, latest or day)
        yield FoundDate(match.span(), day or missing, bool(ambiguous or missing))


_ERAS = {"era_reiwa": 2018, "era_reiwa_short": 2018, "era_minguo": 1911}  # the year before the first of an era of Japan, of Taiwan
_ROMAN = {
    numeral: month for month, numeral in enumerate(["i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii"], start=1)
}
_LONGEST = 30  # letters of a date
_LOOKS_AHEAD = timedelta(days=60)  # a date without a year is rather one that is to come
_AHEAD = {"this_month": 0, "next_month": 1}  # months behind the month of the message
_WEEKS = {"this_week": 0, "next_week": 1}  # weeks behind the week of the message
_WITHIN = (*_AHEAD, *_WEEKS)  # what a day may be told by alone
_END = -1  # the last day of a month
_SIGNS = f"{DIGITS}十"
_DAYS = "[月火水木金土日一二三四五六天周週星祝]"
_A_YEAR = re.compile(r"(?<![\w.,/#$€£-])20[2-4]\d(?![\w,/%-]|\.\d)|20[2-4]\d(?= ?年)")


def _pattern(dates: dict, spaced: bool, language: str) -> re.Pattern[str]:
    """`2026-11-05`, `5 November 2026`, `November 5, 2026`, `5.11.2026`, `5.11.`, `end of November`, `2026年11月5日`, `11/5(木)`.

    `Friday 29/01`, too, `le 29/01`, and `límite: 29/01`. `of` are the words between day, month and year; `end` those before a month whose last day is meant; `dotted`: whether `5.11.` is a date;
    `days`: the days of a month in words; `this_year`: what may stand for the year behind a dotted date; `this_month`, `next_month`: `the 30th of this month`,
    its day as `own`, `next`, else its last; `this_week`, `next_week`: `Friday of this week`, its weekday as a group `weekday…`, or as `<weekday>` where it has a name.
    """
    months, days = ("|".join(sorted(map(re.escape, dates.get(words, ())), key=len, reverse=True)) or "(?!)" for words in ("months", "days"))
    months = re.sub(r"(?<=\w)m(?=\w)", "(?:m|rn)", months)  # `Septernber` in a scan
    of = _of(dates)
    forms = [
        r"(?P<y1>\d{4})(?P<sep1>[-/.])(?P<m1>\d{1,2})(?P=sep1)(?P<d1>\d{1,2})(?!\d)",
        rf"(?P<d2>\d{{1,2}})(?:(?:st|nd|rd|th|er|re|\.?[ºª°])?[ \n,/-]{{1,5}}|\.[ \n,-]{{0,5}}){of}(?P<m2>{months})\b\.?,?(?:[ \n/-]{{1,5}}{of}(?P<y2>\d{{4}}|['’]\d\d|\d\d(?=[.;)]|\s*$)))?(?!\d)",
        rf"(?P<d10>{days}) {{1,5}}{of}(?P<m10>{months})\b\.?,?(?: {{1,5}}{of}(?P<y10>\d{{4}}))?(?!\d)",
        rf"(?P<m3>{months})\b\.?(?: {{1,5}}the {{1,5}}|[ \n-]{{1,5}})(?P<d3>\d{{1,2}})(?:st|nd|rd|th)?(?!\d)(?:(?:,?[ \n]{{1,5}}|-)(?P<y3>\d{{4}})(?!\d))?",
        r"(?P<a>\d{1,2})(?P<sep>[/.-])(?:(?<=\.) )?(?P<b>\d{1,2})(?P=sep)(?:(?<=\.) )?(?P<y4>\d{4}|\d\d)(?!:?\d)(?![/.-]\d)",
        r"(?P<d14>\d{1,2})(?P<sep2>[-/]|\.? ?)(?P<m14>i{1,3}|iv|vi{0,3}|ix|xi{0,2})(?:(?P=sep2)|[-/. ])(?P<y14>\d{4})(?!\d)",  # `19-II-2026`, `19. II. 2026`
        *(
            [r"(?P<d5>\d{1,2})\. ?(?P<m5>\d{1,2})\.(?! ?\d)" + rf"(?: ?(?:{dates.get('this_year', '(?!)')}))?"]
            if dates.get("dotted")
            else []
        ),
        rf"(?:{dates['weekdays']})[.,]?[ (]{{1,2}}(?P<d11>\d{{1,2}})/(?P<m11>\d{{1,2}})(?![/\d])",
        r"\b(?:le|au|il|al|el|del|den|(?:l[ií]mite|plazo|scadenza|termine|échéance|frist):) (?P<d12>\d\d)/(?P<m12>\d\d)(?![/\d%]|[.,]\d)",
        *(
            [rf"(?:{dates['end']})(?P<m6>{months})\b\.?(?! (?:the )?\d{{1,2}}(?!\d))(?:[ \n-]{of}(?P<y6>\d{{4}}))?(?!\d)"]
            if dates.get("end")
            else []
        ),
        # `Friday of this week (2026-01-23)` is that day, `本周五（20日）` the day of that week
        *(
            rf"(?P<within_{id}>{_with_weekdays(dates[id], language, id)})(?: ?[(（]\d{{1,2}} ?日[)）])?(?! ?[(（] ?\d)"
            for id in _WITHIN
            if id in dates
        ),
    ]
    signs = [
        rf"(?:(?:(?P<y7>\d(?: ?\d){{3}}|(?<!\d)\d\d|[〇零{DIGITS}]{{4}})|令和 {{0,4}}(?P<era_reiwa>\d{{1,2}}|元|[{_SIGNS}]{{1,3}})|民[國国] {{0,4}}(?P<era_minguo>\d{{2,3}})) {{0,4}}年 {{0,4}})?(?P<m7>\d(?: ?\d)?|[{_SIGNS}]{{1,2}}) {{0,4}}月 {{0,4}}"
        rf"(?:(?P<d7>\d(?: ?\d)?|[{_SIGNS}]{{1,3}}) {{0,4}}[日号號]|[の的]?(?P<last>末日?|底|最終日|最后一天))(?:[(（](?P<y8>\d{{4}}) ?年?[)）])?",
        r"r(?<![a-z]r)(?P<era_reiwa_short>\d{1,2})[./](?P<m13>\d{1,2})[./](?P<d13>\d{1,2})(?![\d./])",  # `R8.5.15`
        *([] if spaced else [rf"(?P<m9>\d{{1,2}})[/-](?P<d9>\d{{1,2}})(?= ?[(（]{_DAYS}| ?(?:まで|迄|必着|〆|締|(?:之|以)?前|截止))"]),
    ]
    # What sorts out most places at once stands first, so that the many forms are tried at few.
    return re.compile(
        rf"(?<![^\W\u3041-\u30ff\u3400-\u9fff])(?=\w)(?<![/-])(?<![^.]\.)(?:{'|'.join(forms)})|(?=[\d{_SIGNS}〇零令民r])(?<![\d{_SIGNS}])(?:{'|'.join(signs)})"
    )


def _of(dates: dict) -> str:
    """The words between day, month and year; so many blanks stand there, where a quoted line ends."""
    return dates.get("of", "(?:of )?").replace(" ", " {1,5}")


def _with_weekdays(pattern: str, language: str, id: str) -> str:
    """A pattern with the names of the weekdays in each place of `<weekday>`, every place a group of its own.

    >>> _with_weekdays("this <weekday>", "en", "this_week")
    'this (?P<weekday_this_week1>sunday|monday|tuesday|wednesday|thursday|friday|saturday)'
    """
    places = count(1)  # a group that is named `weekday` already stays as it is
    return re.sub("<weekday>(?<![?]P<weekday>)", lambda _: f"(?P<weekday_{id}{next(places)}>{'|'.join(weekdays(language))})", pattern)


def _told(match: re.Match[str], dates: dict, marketplace: str | None) -> tuple[int | None, int | None, int]:
    """Year, month and day of a date; no year where it names none, no month where it cannot be told from the day."""
    said = {
        name: re.sub(r"(?<=\d) (?=\d)", "", words) for name, words in match.groupdict().items() if words is not None
    }  # `1 2 月` in a scan
    if any(f"within_{id}" in said for id in _WITHIN):
        named = said.get("own") or said.get("next")
        return None, None, int(named) if named else _END
    if "a" in said:
        return _ordered(said, dates, marketplace)
    year = next((words for name, words in said.items() if name[0] == "y"), None)
    month = next(words for name, words in said.items() if name[0] == "m")
    day = next((words for name, words in said.items() if name[0] == "d"), None)
    if "m11" in said and int(month) > 12 >= int(day or 0):  # `Friday 12/25`
        month, day = day, month
    of_era = next((before + _year_of_era(said[era]) for era, before in _ERAS.items() if era in said), None)
    day_of_month = (dates.get("days", {}).get(day) or _number(day)) if day else _END
    return _year(year) if year else of_era, _month(month, dates), day_of_month


def _month(said: str, dates: dict) -> int | None:
    """The month that is called so; in dates of Spain and Italy it may be a Roman number.

    >>> _month("septernber", {"months": {"september": 9}}), _month("ii", {"months": {}}), _month("12", {"months": {}})
    (9, 2, 12)
    """
    return dates["months"].get(said.replace("rn", "m")) or _ROMAN.get(said) or _number(said)


def _months_ahead(match: re.Match[str]) -> int | None:
    """How many months behind that of the message a day is, which is told by that alone."""
    return next((ahead for id, ahead in _AHEAD.items() if match.groupdict().get(f"within_{id}")), None)


def _weekday_of_a_week(match: re.Match[str], language: str) -> tuple[int, int] | None:
    """The weekday, Monday as nought, of a day that is told by the week of the message alone, and how many weeks behind that it is."""
    said = match.groupdict()
    ahead = next((ahead for id, ahead in _WEEKS.items() if said.get(f"within_{id}")), None)
    weekday = next((weekday_called(words, language) for name, words in said.items() if name.startswith("weekday") and words), None)
    return None if ahead is None or weekday is None else (weekday, ahead)


def _in_week(sent: date | None, weekday: int, ahead: int) -> date | None:
    """The day of that weekday so many weeks behind the week of another, which it does not precede.

    >>> _in_week(date(2027, 4, 12), 4, 0), _in_week(date(2027, 4, 17), 4, 0), _in_week(date(2027, 4, 17), 4, 1), _in_week(None, 4, 0)
    (datetime.date(2027, 4, 16), None, datetime.date(2027, 4, 23), None)
    """
    days = 7 * ahead + weekday - sent.weekday() if sent else -1
    return sent + timedelta(days=days) if sent and days >= 0 else None


def _in_month(near: date | None, ahead: int, day: int) -> date | None:
    """The day of that number so many months behind another.

    >>> _in_month(date(2026, 12, 16), 1, 5), _in_month(date(2026, 10, 16), 0, _END), _in_month(None, 0, 5)
    (datetime.date(2027, 1, 5), datetime.date(2026, 10, 31), None)
    """
    if near is None:
        return None
    years, month = divmod(near.month - 1 + ahead, 12)
    return _valid(near.year + years, month + 1, day)


def _ordered(said: dict[str, str], dates: dict, marketplace: str | None) -> tuple[int, int | None, int]:
    """The parts of `5/11/2026` in the order in which the language or the store writes them."""
    first, second, year = int(said["a"]), int(said["b"]), int(said["y4"]) + (2000 if len(said["y4"]) == 2 else 0)
    if dates.get("year_first") and len(said["y4"]) == 2:
        return 2000 + first, second, year - 2000
    if said["sep"] == "." or first > 12 or first == second:
        return year, second, first
    if second > 12:
        return year, first, second
    if marketplace is None and not dates.get("day_first"):
        return year, None, 0
    return (year, first, second) if marketplace in dates["month_first"] else (year, second, first)


def _year(words: str) -> int:
    """Digits, of this century where there are two, or the signs of Japanese and Chinese one by one.

    >>> _year("2026"), _year("'26"), _year("26"), _year("二〇二六")
    (2026, 2026, 2026, 2026)
    """
    digits = words.lstrip("'’")
    if digits.isdecimal():
        return int(digits) + (2000 if len(digits) == 2 else 0)
    return int("".join(str((f"〇{DIGITS}".find(sign) if sign != "零" else 0) % 10) for sign in words))


def _year_of_era(words: str) -> int:
    """The first year of an era has a name.

    >>> _year_of_era("元"), _year_of_era("八"), _year_of_era("115")
    (1, 8, 115)
    """
    return 1 if words == "元" else _number(words)


def _number(words: str) -> int:
    """Digits, or the signs of Japanese and Chinese."""
    return int(words) if words.isdecimal() else number_of(words) or 0


@lru_cache(maxsize=1000)  # a table names the same days in many rows
def _next_to(near: date, known: tuple[date, ...], month: int, day: int, weekday: int | None) -> date | None:
    """The day of this name next to another day, rather behind it than before it; where it names its weekday, the one with that weekday that is next to any of the known days.

    known: in their order, `near` among them.

    >>> dates = date(2026, 7, 20), date(2028, 3, 12)
    >>> _next_to(date(2026, 7, 20), dates, 1, 4, None), _next_to(date(2028, 3, 12), dates, 8, 7, 4)
    (datetime.date(2027, 1, 4), datetime.date(2026, 8, 7))
    """
    years = range(known[0].year - 1, known[-1].year + 2)
    if weekday is not None and (fitting := [found for found in _days(years, month, day) if found.weekday() == weekday]):
        return min(fitting, key=lambda found: _apart(found, known))
    close = _days(range(near.year - 1, near.year + 2), month, day) or _days(years, month, day)  # 29 February may be further off
    return min(close, key=lambda found: abs(found - near - _LOOKS_AHEAD), default=None)


def _days(years: Iterable[int], month: int, day: int) -> list[date]:
    return [found for year in years if (found := _valid(year, month, day))]


def _apart(day: date, known: tuple[date, ...]) -> timedelta:
    """How far the next of some days, in their order, is from a day."""
    place = bisect_left(known, day)
    return min(abs(other - day) for other in known[max(0, place - 1) : place + 1])


def _whole_months(low: str, rules: Rules) -> Iterator[tuple[int, date]]:
    """The places of the months that a text names with their year (`July 2026`), and their first days."""
    dates = rules.raw["dates"]
    named = "|".join(sorted(map(re.escape, dates["months"]), key=len, reverse=True))
    of = _of(dates)
    pattern = rules.made(
        "whole months",
        lambda: re.compile(
            rf"(?<!\d )(?<![^\W\d])(?P<month>{named})\b\.? {of}(?P<year>20\d\d)(?!\d)|(?P<y>20\d\d) ?年 ?(?P<m>1[0-2]|[1-9]) ?月(?! ?[\d{_SIGNS}末底])"
        ),
    )
    for match in pattern.finditer(low):
        if day := _valid(int(match["year"] or match["y"]), dates["months"].get(match["month"]) or int(match["m"]), 1):
            yield match.start(), day


def _only_year(low: str) -> int | None:
    """The year, if the text names no other."""
    years = {match[0] for match in _A_YEAR.finditer(low)}
    return int(years.pop()) if len(years) == 1 else None


def _valid(year: int | None, month: int | None, day: int) -> date | None:
    try:
        return date(year, month, monthrange(year, month)[1] if day == _END else day) if year and month else None
    except ValueError:
        return None


_LIST_TOP = 3  # lines at the top of a list of notifications, in which the day stands before the title
_COLUMN = re.compile(r"(?: {2,}| *\|)(?=\S| )")  # what parts it from the title
_TITLE = re.compile(r" (?=[^\W\d_]).{8,}(?<![.!?。\s:：])\s*")  # behind it in the first line


def sent_on(message: Message, rules: Rules, marketplace: str | None) -> FoundDate | None:
    """The day a message was sent: its header (`Date:`, `Sent:`), else its first line if that heads it with a day, else a line near the top that is nothing but a date, or
    the first of a list of notifications, which begins with one."""
    quotes = rules.raw["quotes"]
    if place := message.header(quotes, "date"):
        for found in find_dates(message.low, rules, marketplace, *place):
            return found
    weekday = re.compile(rf"(?:{rules.raw['dates']['weekdays']})?[ ,.]*")
    closes = re.compile(rf"(?:,|at)? ?\d{{1,2}}:\d\d.{{0,20}}|[(（](?:{rules.raw['dates']['weekdays']})[)）]")  # `, 14:30`, `（星期五）`
    tells = rules.words("deadlines", "after_date")
    checked, above = 0, ""
    for line in message.lines:
        start, end = line.start + line.prefix, line.end
        if not message.low[start:end].strip():
            continue
        checked += 1
        if checked > 12:
            break
        is_announced, above = above.endswith((":", "：")), message.low[start:end].rstrip()
        if end - start > 80 or is_announced:  # `Please upload by:` above a day
            continue
        heads = checked == 1 and is_head(message.text[start:end], quotes)
        for found in find_dates(message.low, rules, marketplace, start, end):
            if heads:
                return found
            before, behind = message.low[start : found.span[0]].strip(), message.low[found.span[1] : end]
            after = behind.strip(" .")
            in_column = checked <= _LIST_TOP and _COLUMN.match(behind)
            in_title = checked == 1 and _TITLE.fullmatch(behind) and not tells.search(behind)
            if not before and (in_column or in_title):
                return replace(found, heads_title=True)
            heralded = not before or weekday.fullmatch(before) or re.fullmatch(r"[a-z .]{2,30},", before)
            if heralded and (not after or closes.fullmatch(after)):
                return found
            break
    return _dated(message, rules, marketplace)


def _dated(message: Message, rules: Rules, marketplace: str | None) -> FoundDate | None:
    """The day that the text itself calls that of the message (`Date of this notice: …`)."""
    return next((found for found, between in _beside_labels(message, rules, marketplace) if found.day and not between.strip()), None)


def _beside_labels(message: Message, rules: Rules, marketplace: str | None) -> Iterator[tuple[FoundDate, str]]:
    """The dates near words that call one the message's own, and what stands between them."""
    low, quotes = message.low, rules.raw["quotes"]
    before = rules.made("dated", lambda: re.compile(rf"(?:^|[\n(（·|]) {{0,4}}(?:{quotes['dated']}) ?[:：]?"))
    behind = rules.made("dated behind", lambda: re.compile(quotes["dated_behind"]))
    for label in before.finditer(low, message.first):
        for found in find_dates(low, rules, marketplace, label.end(), label.end() + _LONGEST):
            yield found, low[label.end() : found.span[0]]
    for label in behind.finditer(low, message.first):
        for found in find_dates(low, rules, marketplace, max(0, label.start() - _LONGEST), label.start()):
            yield found, low[found.span[1] : label.start()]
