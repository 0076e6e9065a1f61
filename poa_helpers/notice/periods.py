"""Every length of time and every date in a notice, and what the phrases of the rules take each for: a deadline, or something else (funds, age of invoices, windows of metrics …)."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import partial
from itertools import chain, islice
from typing import Any

from .altogether import logistic
from .dates import find_dates
from .message import Message, Span
from .needed import found_in
from .numerals import DIGITS, number_of
from .rules import Rules

_SIGNED_END = re.compile(r"[。！？]|\n\s*\n|\Z")
_LONGEST_SENTENCE, _LONGEST_CITED, _LONGEST_LABEL = 200, 400, 60
_CLAUSE_END = re.compile(r"[;()–—|\n、，；：（）。]|[!?](?=[\u3040-\u9fff])|[:,](?!(?<=\d.)\d)| - ")
_ASIDE = re.compile(r"[(（][a-z. ]{2,8}[)）]")  # `(PST)` ends no clause
_CLOCK = (
    r"(?:(?:um|at|ore|alle|à|a\s?las)\s|(?:午前|午後|上午|下午|晚上|中午|正午)\s?)?\d{1,2}"
    r"(?:[:：]\d\d(?:\s?(?:uhr|hrs?|h|[ap]\.?m\b\.?))?|\s?[ap]\.?m\b\.?|\s?(?:h|uhr)\b(?: ?\d\d)?|\s?o'clock(?: at \w+)?|\s?[時时点](?![間间])(?:\d{1,2}分)?)"
)
_NOON = r"(?:(?:um|at|à|a|al|alle|zu) )?(?:noon|midnight|mittag|mitternacht|midi|minuit|mezzogiorno|mezzanotte|mediodía|medianoche|dienstschluss|geschäftsschluss|close of business|end of (?:the )?(?:business )?day|fine giornata)\b"
_ZONE = r"(?:\s(?:utc|gmt|cet|cest|bst|pst|pdt|est|edt|aest|mez|mesz|pt|et|pacific|eastern|central|mountain)\b(?:\s(?:standard |daylight )?time\b)?)?"
_TIME_OF = r"(?:heure (?:de \w+|locale)|hora (?:de \w+|local)|ora (?:di \w+|locale)|ortszeit|(?:pacific|eastern|central|mountain) (?:standard |daylight )?time)\b"
# Behind a period: `(Friday)`, `, 18:00`, `, 18:00 Uhr (MESZ)`, `, heure de Paris`.
_GOES_ON = re.compile(rf"(?:[^\S\n]*(?:[(（][^()（）\n]{{1,24}}[)）]|,?\s?(?:{_CLOCK}|{_NOON}){_ZONE}|,?\s?{_TIME_OF}))+")
_ORDINAL = r"(?<=\d)(?:st|nd|rd|th|ème|er|e|\.?[ºª°]|\.(?= ?(?:kalender|werk|arbeits)?tag))"  # `on the 7th day`, `am 7. Tag`
_AGAIN = re.compile(r"[(（] ?(\d{1,4}) ?[)）]")  # `七二(72)時間`, `七 (7) 天`
_LEAST_TORN = 5  # letters of a word that a scan may tear in two
_GAP = "[ -]{1,5}"  # between a number and its unit, where a quoted line may end
MOST_PERIODS = 500  # in one message
_FEWEST_ENTRIES = 3  # lines with a date at their head that make a list of what happened
TRIMMED = " \t\n,;:()|–—-.?!•*、，；：（）。"
# How likely a period is a deadline that is surely none, or surely one. A missed deadline costs more than a question: of 1,450 messages that were new to all rules, 0.05
# has the seller asked in 34 of the 39 whose deadline was not read (0.1: in 27), and in 56 of 600 that ask for something and set none (30).
_LIKELY_NONE, _LIKELY = 0.05, 0.9
MONTH = 720  # hours
_ELLIPSIS = re.compile(r"(?:, (?:[^\s.,;:!?]+ ){1,4}|[，、][^\s。，、；：]{1,8})\Z")  # before a length: a comma and few words
_IN_LENGTHS = frozenset({"dealing_with_buyers"})  # for what never a day is set
_LONGEST_QUESTION = 120  # letters before a sentence that answers it
_AMAZONS = frozenset({"answer_of_amazon", "own"})
_OF_DOCUMENTS = frozenset({"age_of_a_document", "looking_back"})
_LOOKING_BACK = frozenset({"looking_back"})
_THEN_NUMBER = r"[ \t]*(?:[:|=]|\.{3,}|…)[ \t|]*(?P<number>\d{1,3})(?![\w%:/-]|[.,]\d)"  # behind `Days left`; and no `Days left: 5 Mai`
_LAST_YEAR = 9000  # of a date from which days are counted: there are none after the year 9999
_TIME_WITHIN = 60  # letters behind a date that may tell the time of day
_COUNTED_WITHIN = 60  # letters between a length and the end of the date from which it is counted
_TAKEN_UP_WITHIN = 200  # letters between a length and a bare number that takes its unit up
# What words say of a period that they set for the seller.
_SET = dict.fromkeys(("deadline", "is_plain", "is_outright", "is_beside", "is_asked"), True)
_BEGINS_WITHIN = 160  # letters of both, where words say that a time begins on that date


@dataclass(frozen=True)
class Period:
    """A length of time or a date, where it stands, and whether it is a deadline for the seller's answer."""

    span: Span
    clause: Span
    deadline: bool
    hours: int | None = None
    day: date | None = None
    working: int | None = None  # so many business days, whose hours nobody can tell
    months: int | None = None  # so many of them, as a deadline; its hours are those of 30 days each
    of_money: bool = False  # it tells how long money is withheld
    by_habit: bool = False  # a date whose day and month were told apart by habit only
    is_date: bool = False
    rather: frozenset[str] = frozenset()  # the phrases say what else it is: the age of a document, the window of a metric …
    told: bool = True  # a length, or a date that the phrases speak of; other dates only count when they are deadlines
    is_beside: bool = False  # words that set a deadline stand directly before or behind it
    is_asked: bool = False  # something is asked in its sentence
    is_labelled: bool = False  # behind words that set a deadline by themselves: `Final date:`, `How long do I have?`
    is_plain: bool = False  # its sentence plainly asks for something until then
    is_outright: bool = False  # … or sets it, whatever else it speaks of
    is_entry: bool = False  # a date at the head of its line, one of several such
    ahead: int | None = None  # days from the message to its day
    no_limit: bool = False  # the message says that there is no deadline
    is_foreign: bool = False  # told in another language than the message is in
    is_cited: bool = False  # between signs of quotation
    is_put_off: bool = False  # the message says that a deadline was put off
    speaks: float = -math.inf  # how much everything that is said of it speaks for a deadline; unless weighed nothing does

    @property
    def is_other(self) -> bool:
        return bool(self.rather)

    @property
    def length(self) -> tuple[int | None, date | None, int | None]:
        """Its hours, its day, its business days: two that tell the same are one deadline."""
        return self.hours, self.day, self.working

    @property
    def is_past(self) -> bool:
        """Whether it is a date that is no later than the message itself."""
        return self.is_date and self.ahead is not None and self.ahead <= 0

    @property
    def is_over(self) -> bool:
        """Whether it is a date before the day of the message."""
        return self.is_date and self.ahead is not None and self.ahead < 0

    @property
    def is_counted(self) -> bool:
        """Whether it is a length with the day on which it ends."""
        return self.day is not None and not self.is_date

    @property
    def likely(self) -> float:
        """How likely everything that is said of it makes a deadline, from 0 to 1; what phrases alone say is taken for sure."""
        return float(self.deadline) if self.speaks == -math.inf else logistic(self.speaks)

    @property
    def is_doubtful(self) -> bool:
        """Whether nobody should rely on its being a deadline, or none."""
        return _LIKELY_NONE < self.likely < _LIKELY

    @property
    def may_be_deadline(self) -> bool:
        """Whether its hours, its business days or its day can be told (not those of `20 minutes`, `two months`), or the phrases take a date for one."""
        known = self.day is not None or self.hours is not None or self.working is not None
        return known or (self.is_date and self.deadline)


def candidates(
    message: Message, rules: Rules, marketplace: str | None, since: date | None = None, others: Sequence[Rules] = ()
) -> list[Period]:
    """Every length of time and every date in the text, each with whether the phrases take it for a deadline; the year of a date is no length.

    What the language of the text knows goes before what another knows.
    """
    spoken_in = (rules, *others)
    no_limit, put_off = (
        any(any(found_in(message, spoken.words("deadlines", id))) for spoken in spoken_in) for id in ("no_limit", "extended")
    )
    told: list[Period] = []
    counted: list[Period] = []
    for spoken in spoken_in:
        foreign = spoken is not rules
        dates = [replace(period, is_foreign=foreign) for period in _dates(message, spoken, marketplace, since)]
        in_full = [*_lengths(message, spoken), *_lengths_by_label(message, spoken)]
        found_lengths = [*in_full, *_bare_numbers(message, spoken, in_full)]
        lengths = [replace(_counted(period, dates, message, spoken), is_foreign=foreign) for period in found_lengths]
        counted += [period for period in lengths if period.day]
        told += [*dates, *lengths]
    taken: set[int] = set()
    found: list[Period] = []
    for period in chain(counted, told):  # `seven days of 3 November`: that date is no other, whoever knows it
        start, end = period.span
        if taken.isdisjoint(range(start, end)):
            taken.update(
                range(start, _told_until(message.low, end) if period.is_date else end)
            )  # `le 19 mars à 17 h`: those hours are no length
            ahead = (period.day - since).days if period.day and since else None
            closes_anyway = no_limit and period.is_labelled and not period.is_beside  # `there is no deadline; we delete it on 5 May`
            sets = period.deadline and not closes_anyway
            found.append(replace(period, deadline=sets, ahead=ahead, no_limit=no_limit, is_put_off=put_off))
    appointed = any(found_in(message, rules.words("deadlines", "appointed")))
    listed = [_as_appointment(period, message, rules) if appointed else period for period in _listed(found, message)]
    return [*_taken_up([*_elliptic(listed, message, rules)], message, rules)]


def _taken_up(periods: Sequence[Period], message: Message, rules: Rules) -> Iterator[Period]:
    """A time of which the same sentence, or the next one, says what the seller does until then (`It will be deactivated in 3 days. Please appeal before then.`) sets
    a deadline; any other as it is."""
    rule = rules.raw["deadlines"]["then"]
    taken: set[Period] = set()
    for mark in found_in(message, _each_together(rules, "then", rule)[0]):
        first, last = message.sentence(mark.start())
        before, _ = message.sentence(max(0, len(message.low[:first].rstrip()) - 1))
        told = [period for period in periods if before <= period.span[0] and period.span[1] <= mark.start() and not period.is_past]
        if told and _says_together(rules, "then", rule, message.low[max(first, told[-1].span[1]) : last]):
            taken.add(told[-1])
    yield from (replace(period, **_SET, rather=frozenset()) if period in taken else period for period in periods)


def _as_appointment(period: Period, message: Message, rules: Rules) -> Period:
    """In a message that confirms an appointment: the date of a line that begins with `When:`, or stands below one that says so, is that of the appointment; any other
    as it is."""
    if not period.is_date or period.is_plain:
        return period
    line, start = message.line_start(period.span[0]), period.span[0]
    if label := _without_weekday(message.low[line:start], rules).strip():
        says_so = rules.words("deadlines", "when", before=r"^\W*", after=r"[\s:|.…=–—-]*$").search(label)
    else:
        above = message.low[:line].rstrip()[-_LONGEST_SENTENCE:]
        says_so = above.endswith(":") and rules.words("deadlines", "appointed").search(above, above.rfind("\n") + 1)
    return replace(period, deadline=False, rather=period.rather | {"appointed"}) if says_so else period


def _listed(periods: Sequence[Period], message: Message) -> Iterator[Period]:
    """A length in a line that begins with a day, as others do, is of what was written then: `2 Oct 2026 – reply within 7 days`; a day in a column of
    several, which nothing calls a deadline, of what happened."""
    starts = [message.line_start(period.span[0]) for period in periods]
    columns = [message.column_head(period.span[0]) if period.is_date else None for period in periods]
    heads = [_heads_its_line(period, message) for period in periods]
    headed = {start for start, at_head in zip(starts, heads, strict=True) if at_head}
    is_list = sum(heads) >= _FEWEST_ENTRIES
    for start, column, period, at_head in zip(starts, columns, periods, heads, strict=True):
        if period.is_date:
            is_listed = column is not None and columns.count(column) >= _FEWEST_ENTRIES and not period.deadline
        else:
            is_listed = is_list and start in headed
        told = replace(period, is_entry=is_list and at_head)
        yield replace(told, deadline=False, rather=period.rather | {"listed"}) if is_listed else told


def _elliptic(periods: Sequence[Period], message: Message, rules: Rules) -> Iterator[Period]:
    """A length before which its sentence says nothing new is what the one before it is: `we answer plans within 7 days, documents within 48 hours`."""
    asks = rules.words("deadlines", "in_sentence")
    before: Period | None = None
    for period in periods:
        told = period
        # `a bill of the last 90 days, within 48 hours`; `last time you had seven days, now it is three`
        sets_its_own = before and (period.is_outright or (before.rather <= _OF_DOCUMENTS and period.is_beside))
        if before and before.rather and not period.is_date and not before.is_date and not period.rather and not sets_its_own:
            since = max(before.span[1], message.sentence(period.span[0])[0])
            few = _ELLIPSIS.search(message.low, since, period.span[0])
            if few and since == before.span[1] and not asks.search(few[0]):
                told = replace(period, deadline=False, is_plain=False, rather=before.rather)
        yield told
        before = told


def _heads_its_line(period: Period, message: Message) -> bool:
    """Whether it is a date before which nothing but signs stands in its line, as in a list of what happened when."""
    start = period.span[0]
    return period.is_date and not any(map(str.isalnum, message.text[message.line_start(start) : start]))


def _counted(period: Period, dates: Sequence[Period], message: Message, rules: Rules) -> Period:
    """`14 days from 3 March 2026` and `Counting from 3 March, you have 14 days` with the day on which it ends; any other length as it is."""
    if not period.hours or period.hours % 24:
        return period
    (start, end), low = period.span, message.low
    behind = rules.words("deadlines", "counted_from", before="^", after=rf"\s*(?:{rules.raw['dates']['weekdays']})?,?\s*$")
    before = rules.words("deadlines", "counted_after", before=r"^[^。\n]{0,12}?", after=r"\s*$")
    for found in dates:
        (first, last), day = found.span, found.day
        follows = end <= first and last <= end + _COUNTED_WITHIN and behind.search(low[end:first].rstrip(" ("))
        precedes = last <= start <= last + _COUNTED_WITHIN and before.search(low[last:start])
        is_near = max(last, end) - min(first, start) <= _BEGINS_WITHIN and message.sentence(first) == message.sentence(start)
        is_counted = follows or precedes or (is_near and not period.rather and _begins(found, message, rules))
        if day and day.year < _LAST_YEAR and is_counted:
            whole = min(start, first), max(end, last)
            clause = min(whole[0], period.clause[0]), max(whole[1], period.clause[1])
            return replace(period, span=whole, clause=clause, day=day + timedelta(hours=period.hours))
    return period


def _begins(period: Period, message: Message, rules: Rules) -> bool:
    """Whether words beside a date say that a time begins on it: `Counting from Monday, 3 May`."""
    (start, end), low = period.span, message.low
    before = _without_weekday(low[max(0, start - _COUNTED_WITHIN) : start], rules)
    return bool(rules.words("deadlines", "begins_on").search(f"{before}#{low[end : end + _COUNTED_WITHIN]}"))


def head_over(message: Message, place: int) -> str:
    """What the column of a table is called in which a place stands."""
    head = message.column_head(place)
    return message.low[slice(*head)].strip() if head else ""


def _lengths(message: Message, rules: Rules) -> Iterator[Period]:
    words = rules.raw["deadlines"]
    numbers, working = words["numbers"], _unbroken(words.get("working_units", {}))
    units = _unbroken({**words["units"], **words.get("lengths", {})})
    pattern = rules.made("periods", lambda: _pattern(words, rules))
    for match in islice(found_in(message, pattern), MOST_PERIODS):
        named = re.sub(r"\s", "", match["number"] or "一")
        number = numbers.get(match["number"]) or numbers.get(named) or (int(named) if named.isdecimal() else number_of(named))
        number = 2 if match["two_working"] else number
        if number is None and (again := _AGAIN.search(match[0])):
            number = int(again[1])
        unit = re.sub(r"\s", "", match["unit"] or match["whole"] or "")
        unit = unit if unit in units or unit in working else unit.lstrip("个個")
        qualifier = match["working"] or ""
        qualifier = qualifier if rules.spaced else "".join(qualifier.split())
        sides = _sides(message, match.span(), rules)
        said_before = rules.words("deadlines", "working_before", after=r"\s*$")  # `土日祝を除く3日`
        whole = match["working_whole"] or match["two_working"]
        working_days = bool(whole or said_before.search(sides.before)) or unit in working or qualifier in words["working"]
        of_unit = working.get(unit, units.get(unit))
        hours = number * of_unit if number and of_unit and not working_days else None
        of_others = _of_others(sides, rules)
        outright = not of_others and _is_outright(sides, rules)
        rather = frozenset() if outright else _rather(sides, rules) | of_others
        beside, asked, heads = _sets(sides, rules)
        is_soon = (hours or 24 * (number or 0)) <= MONTH  # stock is not destroyed earlier, nor are listings
        plainly = rather <= _LOOKING_BACK and _is_plain(sides, rules)
        rather = frozenset() if plainly else rather  # `send us a plan in the course of 10 days` looks back at nothing
        is_asked_for = bool(rules.words("deadlines", "in_sentence").search(sides.sentence_before))
        plain = outright or plainly or (not rather and is_soon and (is_asked_for or _says("unless", sides, rules)))
        sets = not rather and ((beside and asked) or heads or plain)
        business = number if working_days else None
        months = number if plain and unit in words["months"] else None
        hours = months * MONTH if months else hours
        of_money = not sets and _speaks_of_money(sides, rules)
        yield Period(
            match.span(), sides.clause, sets, hours, working=business, months=months, of_money=of_money, rather=rather, is_beside=beside, is_asked=asked,
            is_labelled=heads, is_plain=plain, is_outright=outright, is_cited=sides.is_cited,
        )  # fmt: skip


def _lengths_by_label(message: Message, rules: Rules) -> Iterator[Period]:
    """`Days to respond ..... 10`: lines that say of what their number is the number, and that it is the seller's time."""
    for label, hours in rules.raw["deadlines"].get("number_behind", {}).items():
        pattern = rules.made(("number_behind", label), partial(rules.one_of, [label], before=rules.edge, after=_THEN_NUMBER))
        for match in islice(found_in(message, pattern), MOST_PERIODS):
            number = int(match["number"])
            yield Period(
                match.span(), match.span(), True, number * hours if hours else None, working=None if hours else number,
                is_beside=True, is_asked=True, is_labelled=True,
            )  # fmt: skip


def _bare_numbers(message: Message, rules: Rules, lengths: Sequence[Period]) -> Iterator[Period]:
    """A number that takes up the unit of the length before it, and sets the seller's time: `instead of seven days you get twenty this time`."""
    numbers = rules.raw["deadlines"]["numbers"]
    for pattern in rules.made("bare_number", lambda: _bare_patterns(rules)):
        for match in islice(found_in(message, pattern), MOST_PERIODS):
            place = match.start("number")
            before = [p for p in lengths if p.span[1] <= place <= p.span[1] + _TAKEN_UP_WITHIN and (p.hours or p.working)]
            if before:
                number = numbers.get(match["number"]) or int(match["number"])
                hours = number * (24 if before[-1].hours % 24 == 0 else 1) if before[-1].hours else None
                yield Period(match.span("number"), match.span(), hours=hours, working=None if hours else number, **_SET)


def _bare_patterns(rules: Rules) -> list[re.Pattern[str]]:
    words = rules.raw["deadlines"]
    number = rf"(?P<number>\d{{1,3}}|{_named(words)})(?!\w)(?![.,]\d)"
    return [rules.one_of([pattern.replace("#", number)], before=rules.edge) for pattern in words.get("bare_number", ())]


def _unbroken(units: Mapping[str, int | None]) -> dict[str, int | None]:
    """Units without their blanks: in the text an end of line may stand there, or between two signs."""
    return {re.sub(r"\s", "", unit): hours for unit, hours in units.items()}


def _pattern(words: Mapping[str, Any], rules: Rules) -> re.Pattern[str]:
    """`72 hours`, `five (5) business days`, `17 Tagen`, `72時間`: a number, what it may be followed by, and a unit."""
    named = _named(words)
    of_units = _of_units(words)
    # `fortnight`, `next business day`: what needs no number.
    wholes = (("whole", "lengths"), ("working_whole", "working_lengths"), ("two_working", "two_working_lengths"))
    whole = "|".join(rf"(?P<{group}>{'|'.join(words.get(key, ())) or '(?!)'})" for group, key in wholes).replace(" ", r"\s+")
    if not rules.spaced:
        signs = f"[{DIGITS}十百](?: ?[{DIGITS}十百]){{0,6}}"  # in a scan, or at the end of a line, with blanks between them
        units, working = _in_signs(of_units), _in_signs(words["working"]) or "(?!)"
        return re.compile(
            rf"(?:(?<![a-z0-9%第月年{DIGITS}十百-])(?<![周期曜][一二三四五六日天][（(])(?<!曜[（(])(?<!\d[.,])(?!(?<=\d日から)\d{{1,2}} ?日(?:まで|の間))(?!(?<=\d日[至到])\d{{1,2}} ?日)|(?<=[后後]的第)|(?<=[后後起]第))(?<![月年] )(?P<number>\d{{1,4}}|(?<!\d )\d(?: \d){{1,2}}(?= \S )|{named}|{signs})(?: {{0,2}}[(（][\w ]{{1,8}}[)）])? {{0,4}}(?P<working>{working})? {{0,4}}(?P<unit>[个個]? {{0,4}}(?:{units}))(?!(?<=[a-z])[a-z])"
            rf"|{whole}"
        )
    units = "|".join(map(_maybe_torn, sorted(of_units, key=len, reverse=True)))
    working = "|".join(map(re.escape, words["working"])) or "(?!)"
    between = words.get("between", "calendar|consecutive")
    return re.compile(
        rf"(?<![\w.,%-])(?P<number>\d{{1,4}}|{named})(?:{_ORDINAL})?(?: ?\([\w -]{{1,20}}\))?(?:{_GAP}|-? (?:and|or|to) \d{{1,4}}{_GAP}|[-–]\d{{1,4}}{_GAP})?"
        rf"(?:(?P<working>{working}|{between}){_GAP})?(?P<unit>{units})(?!\w)(?!(?<=\bh) \d\d(?!\d))|(?<!\w)(?:{whole})(?!\w)"
    )


def _named(words: Mapping[str, Any]) -> str:
    """The numbers that have names, as a pattern, the longest first."""
    return "|".join(sorted(map(re.escape, words["numbers"]), key=len, reverse=True)) or "(?!)"


def unit_below(rules: Rules) -> re.Pattern[str]:
    """How a length or a date goes on in the line below its number: the rest of the number, the unit, and what stands behind one."""
    words = rules.raw["deadlines"]
    units = "|".join(map(re.escape, sorted(_of_units(words), key=len, reverse=True)))
    if rules.spaced:
        return re.compile(rf"(?:{units})(?!\w)")
    working = "|".join(map(re.escape, words["working"])) or "(?!)"
    return re.compile(
        rf"[{DIGITS}十百]{{0,3}} ?[个個]? ?(?:{working})? ?(?:{units})(?=\s?(?:[之以]?[内內]|[间間后後前中。，、,;；)）])|\s*$)|年 ?\d|月 ?\d|日(?:まで|[之以]?前)"
    )


def _of_units(words: Mapping[str, Any]) -> tuple[str, ...]:
    return (*words["units"], *words.get("working_units", {}))


def _maybe_torn(unit: str) -> str:
    """A unit as a pattern; in a scan a blank may stand within a long word of it.

    >>> bool(re.fullmatch(_maybe_torn("giorni"), "gio rni")), bool(re.fullmatch(_maybe_torn("h"), "h"))
    (True, True)
    """
    words = (" ?".join(word) if len(word) >= _LEAST_TORN and word.isalpha() else word for word in unit.split())
    return r"\s+".join(words)


def _in_signs(words: Iterable[str]) -> str:
    """Words of signs as a pattern, the longest first; in a scan, and at the end of a line, a blank may stand between two signs.

    >>> _in_signs(["時間", "週間"])
    '時\\\\s?間|週\\\\s?間'
    """
    signs = ["".join(word.split()) for word in words]
    return "|".join(r"\s?".join(map(re.escape, word)) for word in sorted(signs, key=len, reverse=True))


@dataclass(frozen=True)
class _Sides:
    """What stands around a period: its sentence (and the one that opens its list), its clause, directly before and after it."""

    sentence: str
    clause: Span
    clause_words: str
    before: str
    after: str
    head: str  # what the column of its table is called, the question that it answers, or the label in the line above
    around: str  # its sentence, `#` in its place
    is_cited: bool  # between signs of quotation
    sentence_before: str  # that of one that is nothing but the period: `Send us the invoices. Nine days.`


def _sides(message: Message, span: Span, rules: Rules) -> _Sides:
    first, last = message.sentence(span[0])
    label = _label_above(message, span, rules)
    if not rules.spaced and not label:  # a line may end anywhere in a sentence
        last = max(last, _SIGNED_END.search(message.low, span[1], span[1] + _LONGEST_SENTENCE).end())
    last = max(last, span[1])  # `4. 9. 2026` and `30. Apr. 2026` are one date, not two sentences
    low = message.low
    furthest = max(first, span[0] - _LONGEST_SENTENCE)
    words_before = _without_weekday(low[furthest : span[0]], rules)  # the comma of `by Friday, 12 June` ends no clause
    asides = [match.span() for match in _ASIDE.finditer(low, furthest, span[0])]
    ends = [match.end() for match in _CLAUSE_END.finditer(low, furthest, furthest + len(words_before))]
    cuts = [end for end in ends if not any(a < end <= b for a, b in asides)]
    told_until = _told_until(low, span[1])
    last = max(last, told_until)  # `6 p.m. GMT` is no end of a sentence
    following = _CLAUSE_END.search(low, told_until, min(last, span[1] + 200))
    start, end = cuts[-1] if cuts else furthest, following.start() if following else min(last, span[1] + 200)
    clause_words = low[start:end]
    while start < span[0] and low[start] in TRIMMED:
        start += 1
    while end > told_until and low[end - 1] in TRIMMED:
        end -= 1
    question = "" if low[last - 1 : last + 1].strip().endswith(("?", "？")) else _question_before(low, first)
    openings = [low[slice(*opening)] for opening in message.lead_ins(span[0])]
    announced = _announced(low, span, openings)
    return _Sides(
        " ".join([low[first:last], *openings]),
        (start, end),
        clause_words,
        announced or low[max(first, span[0] - 80) : span[0]].rstrip("| "),
        low[span[1] : min(last, span[1] + 60)],
        head_over(message, span[0]) or question or label,
        f"{announced}{words_before.lstrip(TRIMMED)}#{low[span[1] : min(last, span[1] + _LONGEST_SENTENCE)]}",
        _is_cited(low[max(0, span[0] - _LONGEST_CITED) : span[0]]),
        _sentence_before_bare(message, span, first, last),
    )


def _without_weekday(before: str, rules: Rules) -> str:
    """What stands before a date without the weekday that belongs to it: `by ` of `by Friday, the `."""
    weekday = rules.made(
        "weekday of", lambda: re.compile(rf"(?:{rules.raw['dates']['weekdays']})[,.、，]?\s*(?:(?:the|de[nmr]|le|el|il)\s)?$")
    )
    return weekday.sub("", before)


def _sentence_before_bare(message: Message, span: Span, first: int, last: int) -> str:
    """The sentence of the same line before one that says nothing but a period; else nothing."""
    low = message.low
    around = low[first : span[0]] + low[span[1] : last]
    is_bare = not re.search(r"\w", around) and low[first:last].rstrip().endswith((".", "!", "。", "！"))
    start = message.sentence(first - 1)[0] if is_bare and first else first
    return "" if "\n" in low[start:first] else low[start:first]


def _announced(low: str, span: Span, openings: Sequence[str]) -> str:
    """The words of the line that announces a period which is all that the next line says (`Please upload it by:` above `5 May 2027`); else nothing.

    >>> low = "please upload it by:\\n5 may 2027"
    >>> _announced(low, (low.index("5 may"), len(low)), ["please upload it by:"])
    'please upload it by '
    """
    start = low.rfind("\n", 0, span[0]) + 1
    end = low.find("\n", span[1])
    rest = low[start : span[0]] + low[span[1] : end if end >= 0 else len(low)]
    above = low[max(0, start - _LONGEST_SENTENCE) : start].rstrip()
    alone = bool(openings) and above.endswith((":", "：")) and not re.search(r"[^\W\d_]", rest)
    return f"{openings[0].rstrip(' :：')} " if alone else ""


def _label_above(message: Message, span: Span, rules: Rules) -> str:
    """The line above a period that is all its own line says, where it is short and ends no sentence, as where each cell of a table came to stand in a line of its own
    (`Time to answer` above `12 days`); else nothing."""
    low, start = message.low, message.line_start(span[0])
    end = message.text.find("\n", span[1])
    beside = _without_weekday(low[start : span[0]], rules) + low[_told_until(low, span[1]) : end if end >= 0 else len(low)]
    furthest = max(0, start - _LONGEST_LABEL)
    above = message.text[furthest:start].rstrip()
    first = above.rfind("\n") + 1
    is_label = first and not re.search(r"\w", beside) and not above.endswith(tuple(".。!！?？"))
    return low[furthest + first : start].strip(TRIMMED) if is_label else ""


def _question_before(low: str, first: int) -> str:
    """The question that a sentence answers, which stands directly before it.

    >>> words = "no answer came. how long do i have? three days."
    >>> _question_before(words, words.index(" three"))
    'how long do i have?'
    """
    above = low[max(0, first - _LONGEST_QUESTION) : first].rstrip()
    return re.split(r"[\n.!。！]", above)[-1].strip() if above.endswith(("?", "？")) else ""


def _is_cited(before: str) -> bool:
    """Whether a sign of quotation is open.

    >>> _is_cited('we wrote: "reply within '), _is_cited('the word "new" is out; reply within ')
    (True, False)
    >>> _is_cited("das Wort „neu“ ist weg; antworten Sie binnen "), _is_cited("schrieben wir: „Antworten Sie binnen ")
    (False, True)
    """
    paragraph = before[before.rfind("\n\n") + 1 :]
    opening, closing = ("„«「『", "“»」』") if "„" in paragraph else ("“«「『", "”»」』")
    opened = sum(map(paragraph.count, opening)) - sum(map(paragraph.count, closing))
    return opened > 0 or paragraph.count('"') % 2 == 1


def _told_until(low: str, end: int) -> int:
    """The end of the weekday, the time of day and the zone behind the end of a period."""
    goes_on = _GOES_ON.match(low, end, end + _TIME_WITHIN)
    return goes_on.end() if goes_on else end


def _is_plain(sides: _Sides, rules: Rules) -> bool:
    """Whether a sentence plainly sets a deadline: `Please send us invoices within 3 days`."""
    found = rules.words("deadlines", "plainly", before="").search(sides.around)
    return bool(found) and not sides.is_cited and not rules.words("deadlines", "plainly_not").search(found[0])


def _is_outright(sides: _Sides, rules: Rules) -> bool:
    """Whether its sentence sets a deadline whatever else it speaks of (`You have been granted 3 more days`), or says that an answer `lapses` behind it
    (`Plans that reach us after 5 May will not be considered`), or it is all that stands in the column, or below the label, of the `Time to respond`."""
    label = rules.words("deadlines", "label", before=r"^\W*", after=r"\W*$")
    return _says("outright", sides, rules) or _says("lapses", sides, rules) or bool(label.search(sides.head))


def _says(key: str, sides: _Sides, rules: Rules) -> bool:
    """Whether its sentence says what the patterns of that name tell, as what happens `unless` an answer comes until then (`If we do not have an acceptable plan in
    17 days`)."""
    return not sides.is_cited and bool(rules.words("deadlines", key).search(sides.around))


def _sets(sides: _Sides, rules: Rules) -> tuple[bool, bool, bool]:
    """Whether words that set a deadline stand beside a length of time, whether its sentence asks for something, and whether those words head it."""
    fillers = rules.raw["deadlines"].get("fillers", "(?!)")
    before = rules.words("deadlines", "before", after=rf"(?:\s(?:{fillers}))*\s*$")
    after = rules.words("deadlines", "after", before=rf"^[\s-]*(?:{rules.raw['deadlines'].get('from', '(?!)')})?").search(sides.after)
    asks = rules.words("deadlines", "in_sentence")
    heads, is_question = bool(before.search(sides.head)), sides.head.endswith(("?", "？"))
    asked = asks.search(sides.sentence) or (not is_question and asks.search(sides.head))
    return bool(before.search(sides.before) or heads or after), bool(asked), heads and is_question


def _speaks_of_money(sides: _Sides, rules: Rules) -> bool:
    """Whether a period is the one for which money is withheld, and not the age of a document or the window of a metric."""
    rule = rules.raw["other_periods"]["rules"]
    last = rules.made("last", lambda: rules.one_of(rule["looking_back"]["before"][:1], before=rules.edge, after=r"[\s-]*$"))
    about = _expression(rules, "money", rule["money"], "clause", rules.edge, "").search(sides.clause_words)
    return bool(about) and not last.search(sides.before)


def _rather(sides: _Sides, rules: Rules) -> frozenset[str]:
    """What else than a deadline a period is, by the rules that say so."""
    parts = (
        ("before", sides.before, rules.edge, r"[\s-]*$"),
        ("after", sides.after, r"^[\s-]*", ""),
        ("clause", sides.clause_words, rules.edge, ""),
        ("sentence", sides.sentence, rules.edge, ""),
        ("around", sides.around, "", ""),
    )
    of_all = rules.raw["other_periods"]["rules"]
    return frozenset(
        id
        for id, rule in of_all.items()
        if any(_expression(rules, id, rule, key, before, after).search(words) for key, words, before, after in parts if key in rule)
    )


def _of_others(sides: _Sides, rules: Rules) -> frozenset[str]:
    """What makes a period another's, or one that is over, whatever sets a deadline in its sentence."""
    return _together(sides, rules) | (_AMAZONS if _says("own", sides, rules) else frozenset())


def _together(sides: _Sides, rules: Rules) -> frozenset[str]:
    """What a period is by all that its sentence speaks of (stock, and how it leaves the warehouse; but no answer to Amazon), whatever stands beside it."""
    of_all = rules.raw["other_periods"]["rules"]
    return frozenset(id for id, rule in of_all.items() if "together" in rule and _says_together(rules, id, rule, sides.around))


def _says_together(rules: Rules, name: str, rule: Mapping[str, Sequence[str]], sentence: str) -> bool:
    """Whether a sentence holds one of each that a rule names `together`, in any order, and nothing `unless` which it does."""
    spoilt = rules.made(("unless", name), lambda: rules.one_of(rule["unless"], before=rules.edge))
    return all(words.search(sentence) for words in _each_together(rules, name, rule)) and not spoilt.search(sentence)


def _each_together(rules: Rules, name: str, rule: Mapping[str, Sequence[str]]) -> list[re.Pattern[str]]:
    return rules.made(("together", name), lambda: [rules.one_of([words], before=rules.edge) for words in rule["together"]])


def _expression(rules: Rules, id: str, rule: dict, key: str, before: str, after: str) -> re.Pattern[str]:
    return rules.made(("other_periods", id, key), lambda: rules.one_of(rule.get(key, ()), before=before, after=after))


def _dates(message: Message, rules: Rules, marketplace: str | None, since: date | None) -> Iterator[Period]:
    hour = r"\d{1,2}(?:[:.]\d\d| h \d\d)?\s?(?:am|pm|a\.m\.|p\.m\.|utc|gmt|hours|uhr|h)?(?:\s\(?[a-z]{2,8}\)?(?: time)?)?"
    time_of_day = rf"(?:\s*(?:{hour}|(?:the )?(?:end of (?:the )?(?:business )?day|close of business|midnight|noon)),?(?:\s(?:on|del))?)?"
    fillers, weekdays = rules.raw["deadlines"].get("date_fillers", "(?!)"), rules.raw["dates"]["weekdays"]
    ending = rf"{time_of_day}(?:\s(?:{fillers}))*\s*(?:{weekdays})?,?\s*(?:{fillers})?\s*$"
    by = rules.words("deadlines", "before_date", after=ending)
    then = rules.words("deadlines", "after_date", before=rf"^\s*(?:[(（](?:{weekdays})[)）])?\s*(?:\d{{1,2}}[:：時时点]\d{{0,2}}分?)?\s*")
    closing = rules.words("deadlines", "before_date_of_closing", after=ending)
    until = rules.words("other_periods", "before_date", after=ending)  # `the week from 2 to`, `open until`: told, but no deadline
    for found in find_dates(message.low, rules, marketplace, since=since, going_on=True):
        sides = _sides(message, found.span, rules)
        asked = rules.words("deadlines", "in_sentence").search(sides.sentence)
        of_others = _of_others(sides, rules)
        outright = not of_others and _is_outright(sides, rules)
        rather = frozenset() if outright else (_rather(sides, rules) | of_others) - _IN_LENGTHS
        beside = bool(by.search(sides.before) or then.search(sides.after))
        labelled = bool(closing.search(sides.before) or by.search(sides.head) or closing.search(f"{sides.head}:"))
        plain = outright or (not rather and (_is_plain(sides, rules) or _says("unless", sides, rules)))
        sets = ((beside and bool(asked)) or labelled or plain) and not rather
        yield Period(
            found.span, sides.clause, sets, day=found.day, by_habit=found.by_habit, is_date=True,
            told=sets or bool(until.search(sides.before)), rather=rather, is_beside=beside, is_asked=bool(asked), is_labelled=labelled,
            is_plain=plain, is_outright=outright, is_cited=sides.is_cited,
        )  # fmt: skip
