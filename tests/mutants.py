"""Letters with one thing changed: a figure, a date, an id, a name, a sentence put in – or only the style. Shares no code with the checker.

`python -m tests.mutants` judges all of them and prints what was missed.
"""

from __future__ import annotations

import random
import re
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from poa_helpers import check_letter, draft_letter, open_case
from poa_helpers.case import copy_sample
from poa_helpers.check import letter_from_text
from poa_helpers.export import render_letter

from .letter_cases import NAMES, PAGES, written
from .samples import SAMPLES

HERE = Path(__file__).parent
CLAIMS = [line for line in (HERE / "unsupported.txt").read_text(encoding="utf-8").splitlines() if line]
BRIDGES = (
    "The details are set out below.", "We describe each point in turn.", "The following paragraphs answer your questions.",
    "This is why we write to you.", "These steps belong together.", "We take full responsibility for this.",
    "We understand that buyers rely on us.", "Each cause is explained below.", "Thank you for reading this plan.",
    "In summary, these points answer your notice.",
)  # fmt: skip
SURNAMES = ("Novak", "Okonkwo", "Lindgren", "Castillo", "Petrov", "Hughes", "Tanaka", "Moreau", "Bianchi", "Keller")
MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"]
SHORT = [*(month[:3] for month in MONTHS), "Sept"]
_MONTH = "(?:" + "|".join(sorted([*MONTHS, *SHORT], key=len, reverse=True)) + ")"
DATE = re.compile(rf"\b(?:{_MONTH} \d{{1,2}}(?:, \d{{4}})?|\d{{1,2}} {_MONTH}(?: \d{{4}})?)\b")
FILE = re.compile(r"\b[\w-]+\.(?:pdf|png|csv)\b")
ID = re.compile(r"\bB0[A-Z0-9]{8}\b|\b(?:[A-Z]+-)+[A-Z0-9-]*\d[A-Z0-9-]*\b|(?<=account )(?=\w*\d)\w+")
FIGURE = re.compile(r"(?<![\w.,:/$-])\d{1,3}(?:,\d{3})*(?:\.\d+)?(?=%|[\s,;.)]|-day)(?![.:]\d)")
NAME = re.compile(r"(?<=[a-z,] )[A-Z][a-z]+ (?P<last>[A-Z][a-z]+)(?=[ ,.;])")
SYNONYMS = (
    ("shipped", "dispatched"), ("compared", "checked"), ("buyers", "customers"), ("moved", "switched"), ("corrected", "fixed"),
    ("closed", "shut"), ("counts", "tallies"), ("checks", "verifies"), ("We did not", "We didn't"), ("compares", "matches"), ("begin", "start"),
    ("finished", "completed"), ("supplier", "vendor"), ("parcels", "packages"), ("obtained", "received"), ("evening", "night"),
    ("so that", "in order that"), ("every day", "each day"), ("wrote", "composed"), ("In force since", "In effect since"), ("removed", "deleted"),
    ("Evidence:", "Proof:"), ("bought", "purchased"), ("ended", "stopped"), ("repaired", "fixed"), ("showed", "displayed"), ("whole", "entire"),
    ("nobody", "no one"), ("against", "compared with"), ("because", "since"), ("before", "prior to"),
)  # fmt: skip
HEADINGS = {
    "root cause": "Why it happened", "actions we have taken": "What we did", "to prevent": "How we prevent it from now on",
    "Effect and check": "Results", "Evidence enclosed": "Attachments",
}  # fmt: skip


@dataclass(frozen=True)
class Mutant:
    """kind; the letter it was made from; its text; old and new words (of a restyled letter none); line: the text around the change."""

    kind: str
    letter: str
    text: str
    old: str = ""
    new: str = ""
    line: str = ""


@dataclass(frozen=True)
class Master:
    """A letter as the workbench drafts it, with the facts of its case."""

    name: str
    text: str
    drafted: object
    facts: object


@lru_cache(maxsize=1)
def masters() -> dict[str, Master]:
    """The golden letters, as Markdown and as text, and the same cases drafted in the other English."""
    held = {}
    for sample in SAMPLES:
        facts = open_case(copy_sample(sample, Path(tempfile.mkdtemp()) / "case")).facts()
        for locale in ("en-US", "en-GB"):
            spoken = facts.model_copy(update={"case": facts.case.model_copy(update={"locale": locale})})
            drafted = draft_letter(spoken)
            for format in ("md", "txt"):
                golden = HERE / "letters" / f"{sample}.{locale}.{format}"
                text = golden.read_text(encoding="utf-8") if golden.is_file() else render_letter(drafted, format, watermark=False)
                name = f"{sample}.{locale}.{format}"
                held[name] = Master(name, text, drafted, spoken)
    return held


@lru_cache(maxsize=1)
def told_masters() -> dict[str, Master]:
    """The golden letters of the told cases; the pages for the seller are no letters."""
    held = {}
    for name in NAMES:
        if name.split(".")[1] not in PAGES:
            made = written(name, Path(tempfile.mkdtemp()))
            held[f"{name}.md"] = Master(f"{name}.md", made.text, made.letter, made.facts)
    return held


def all_masters() -> dict[str, Master]:
    """All golden letters."""
    return masters() | told_masters()


# ---------------------------------------------------------------- changed facts


def changed(master: Master, rng: random.Random) -> Iterator[Mutant]:
    """One mutant for each figure, date, id and name of a letter."""
    text = master.text
    dates, files = list(DATE.finditer(text)), list(FILE.finditer(text))
    ids = [m for m in ID.finditer(text) if not any(_within(m, f) for f in files)]
    for match in dates:
        yield _put(master, "date", match, _other_date(match.group(), [d.group() for d in dates], rng))
    for match in [*ids, *files]:
        yield _put(master, "id", match, _other_id(match.group(), rng))
    for match in FIGURE.finditer(text):
        start_of_line = text.rfind("\n", 0, match.start()) + 1
        if any(_within(match, other) for other in (*dates, *ids, *files)) or not text[start_of_line : match.start()].strip(" *"):
            continue
        figures = [m.group() for m in FIGURE.finditer(text)]
        yield _put(master, "figure", match, _other_figure(match.group(), figures, rng))
    for match in NAME.finditer(text):
        if match["last"] not in ("Messaging", "Orders", "Central"):
            new = rng.choice([s for s in SURNAMES if s != match["last"]])
            yield _put(master, "name", match, new, match.span("last"))


def _within(one: re.Match[str], other: re.Match[str]) -> bool:
    return other.start() <= one.start() and one.end() <= other.end()


def _put(master: Master, kind: str, match: re.Match[str], new: str, span: tuple[int, int] | None = None) -> Mutant:
    start, end = span or match.span()
    text = master.text[:start] + new + master.text[end:]
    return Mutant(kind, master.name, text, master.text[start:end], new, text[max(0, start - 60) : start + 60])


def _other_date(date: str, others: list[str], rng: random.Random) -> str:
    way = rng.randrange(4)
    if way == 0:
        new = rng.choice([d for d in others if d != date] or [date])
    elif way == 1:
        month = re.search(_MONTH, date).group()
        names = MONTHS if month in MONTHS else SHORT[:12]
        new = date.replace(month, rng.choice([m for m in names if m[:3] != month[:3]]))
    elif way == 2 and re.search(r"\d{4}", date):
        new = re.sub(r"\d{4}", lambda m: str(int(m.group()) + rng.choice([-1, 1, 2])), date)
    else:
        new = re.sub(r"\b\d{1,2}\b", lambda m: str(int(m.group()) % 28 + rng.choice([1, 2])), date, count=1)
    day = re.search(r"\b\d{1,2}\b", date).group()
    same = _day_and_month(new) == _day_and_month(date) and (way == 0 or new == date)
    return re.sub(r"\b\d{1,2}\b", str(int(day) % 28 + 1), date, count=1) if same else new


def _day_and_month(date: str) -> tuple[str, str]:
    return re.search(r"\b\d{1,2}\b", date).group(), re.search(_MONTH, date).group()[:3]


def _other_id(id: str, rng: random.Random) -> str:
    stem = id.rpartition(".")[0] or id
    while True:
        at = rng.randrange(len(stem))
        if stem[at].isalnum():
            letters = "0123456789" if stem[at].isdigit() else "abcdefghkmnprstuvwxz" if stem[at].islower() else "ABCDEFGHKMNPRSTUVWXZ"
            new = stem[:at] + rng.choice([c for c in letters if c != stem[at]]) + stem[at + 1 :]
            return new + id[len(stem) :]


def _other_figure(figure: str, others: list[str], rng: random.Random) -> str:
    while True:
        way = rng.randrange(4)
        if way == 0:
            new = rng.choice(others)
        elif way == 1:
            digits = [n for n, c in enumerate(figure) if c.isdigit()]
            at = rng.choice(digits)
            new = figure[:at] + rng.choice("123456789") + figure[at + 1 :]
        elif way == 2 and "." not in figure and "," not in figure:
            new = str(int(figure) + rng.choice([1, -1, 10]))
        else:
            new = figure[::-1] if figure.isdigit() and figure[::-1].lstrip("0") else figure
        if new.lstrip("0") and not new.startswith("-") and float(new.replace(",", "")) != float(figure.replace(",", "")):
            return new.lstrip("0") if not new.startswith("0.") else new


# ---------------------------------------------------------------- sentences put in


def inserted(master: Master, sentences: tuple[str, ...] | list[str], kind: str, rng: random.Random) -> Iterator[Mutant]:
    """A sentence after a paragraph, or as a bullet or paragraph of its own."""
    lines = master.text.split("\n")
    places = [n for n, line in enumerate(lines) if line.endswith(".") and len(line) > 60 and not line.startswith(("#", " "))]
    for sentence in sentences:
        at = rng.choice(places)
        new = list(lines)
        way = rng.randrange(3)
        if way == 0:
            new[at] += " " + sentence
        elif way == 1 and lines[at].startswith("- "):
            new.insert(at + 1, "- " + sentence)
        else:
            new[at + 1 : at + 1] = ["", sentence]
        yield Mutant(kind, master.name, "\n".join(new), "", sentence, sentence)


# ---------------------------------------------------------------- restyled letters


def restyled(master: Master, rng: random.Random, count: int) -> Iterator[Mutant]:
    """The same facts in another dress: three changes of style at a time."""
    ways = (
        bullets_reordered,
        words_exchanged,
        lines_wrapped,
        headings_in_capitals,
        headings_renamed,
        dates_rewritten,
        sentences_joined,
        signs_changed,
    )
    for _ in range(count):
        text = master.text
        chosen = rng.sample(ways, 3)
        for way in sorted(chosen, key=ways.index):
            text = way(text, rng)
        yield Mutant("restyled", master.name, text, new=" + ".join(way.__name__ for way in chosen))


def bullets_reordered(text: str, rng: random.Random) -> str:
    def shuffled(match: re.Match[str]) -> str:
        lines = match.group().strip("\n").split("\n")
        rng.shuffle(lines)
        return "\n".join(lines) + "\n"

    return re.sub(r"(?:^- .+\n){2,}", shuffled, text, flags=re.MULTILINE)


def words_exchanged(text: str, rng: random.Random) -> str:
    for old, new in rng.sample(SYNONYMS, 8):
        text = re.sub(rf"(?<![\w-]){re.escape(old)}(?![\w-]|\.\w)", new, text)
    return text


def lines_wrapped(text: str, rng: random.Random) -> str:
    import textwrap

    width = rng.choice([60, 72, 80, 100])
    out = []
    for line in text.split("\n"):
        indent = re.match(r"\s*(?:[-*]\s+|\d+\.\s+)?", line).end()
        keep = line.startswith("#") or len(line) <= width
        out += (
            [line] if keep else textwrap.wrap(line, width, subsequent_indent=" " * indent, break_long_words=False, break_on_hyphens=False)
        )
    return "\n".join(out)


def headings_in_capitals(text: str, rng: random.Random) -> str:
    return re.sub(r"^(##+ )(.+)$", lambda m: m[1] + m[2].upper(), text, flags=re.MULTILINE)


def headings_renamed(text: str, rng: random.Random) -> str:
    lines = text.split("\n")
    for n, line in enumerate(lines):
        if line.startswith("##") or (line.isupper() and len(line) > 8):
            for word, new in HEADINGS.items():
                if word.lower() in line.lower():
                    lines[n] = ("## " if line.startswith("#") else "") + (new if line.startswith("#") else new.upper())
                    break
    return "\n".join(lines)


def dates_rewritten(text: str, rng: random.Random) -> str:
    style = rng.randrange(3)

    def other(match: re.Match[str]) -> str:
        if re.search(r"\d(?: ?[–-] ?| to | and |, )$", text[: match.start()]) or re.match(
            r"(?: ?[–-] ?| to | and |, )\d{1,2}\b", text[match.end() :]
        ):
            return match.group()  # one of two days that share their month
        found = re.search(_MONTH, match.group()).group()
        month = next(n for n, name in enumerate(MONTHS, start=1) if name[:3] == found[:3])
        day, year = re.search(r"\b\d{1,2}\b", match.group()).group(), re.search(r"\d{4}", match.group())
        if not year or style == 0:
            return f"{day} {MONTHS[month - 1]}" + (f" {year.group()}" if year else "")
        return f"{year.group()}-{month:02d}-{int(day):02d}" if style == 1 else f"{MONTHS[month - 1][:3]} {day}, {year.group()}"

    return DATE.sub(other, text)


def sentences_joined(text: str, rng: random.Random) -> str:
    def joined(match: re.Match[str]) -> str:
        return f"; {match[1].lower()}{match[2]}" if rng.random() < 0.4 else match.group()

    return re.sub(r"(?<=[a-z])\. (W|T)(e |hey )", joined, text)


def signs_changed(text: str, rng: random.Random) -> str:
    text = re.sub(r"^- ", rng.choice(["* ", "• ", "– "]), text, flags=re.MULTILINE)
    return text.replace("**", "").replace("1,648", "1648")


# ---------------------------------------------------------------- judging


def blocking(text: str, master: Master) -> list[object]:
    letter = letter_from_text(text, master.drafted.violations, master.drafted.locale, known=master.drafted)
    return [issue for issue in check_letter(letter, master.facts) if issue.severity == "blocking"]


def is_found(mutant: Mutant, issues: list[object]) -> bool:
    """Whether a blocking issue points at the change: at the changed words, or at the sentence put in."""
    if mutant.kind in ("claim", "bridge"):
        return any(issue.sentence and (issue.sentence in mutant.new or mutant.new in issue.sentence) for issue in issues)
    return any(_overlaps(mutant.new, issue.sentence[issue.start : issue.end]) for issue in issues if issue.sentence)


def _overlaps(new: str, place: str) -> bool:
    words = set(re.findall(r"\w+", new))
    return bool(place) and bool(words & set(re.findall(r"\w+", place)))


def all_mutants(seed: int = 7) -> list[Mutant]:
    made: list[Mutant] = []
    for number, master in enumerate(all_masters().values()):
        rng = random.Random(seed * 1000 + number)
        made += changed(master, rng)
        made += inserted(master, CLAIMS, "claim", rng)
        made += inserted(master, BRIDGES, "bridge", rng)
        made += restyled(master, rng, 12)
        made.append(Mutant("restyled", master.name, master.text, new="nothing"))
    return made


def judge(mutants: list[Mutant]) -> tuple[dict[str, Counter[bool]], dict[str, list[tuple[Mutant, list[object]]]]]:
    """kind -> how many were found and how many not, and the wrong ones. Of bridges and restyled letters, found means: a false alarm."""
    counts: dict[str, Counter[bool]] = defaultdict(Counter)
    wrong: dict[str, list[tuple[Mutant, list[object]]]] = defaultdict(list)
    for mutant in mutants:
        issues = blocking(mutant.text, all_masters()[mutant.letter])
        found = bool(issues) if mutant.kind == "restyled" else is_found(mutant, issues)
        counts[mutant.kind][found] += 1
        if found == (mutant.kind in ("bridge", "restyled")):
            wrong[mutant.kind].append((mutant, issues))
    return counts, wrong


if __name__ == "__main__":
    counts, wrong = judge(all_mutants(int(sys.argv[1]) if len(sys.argv) > 1 else 7))
    for kind, held in counts.items():
        total = held[True] + held[False]
        print(f"{kind:<9} {held[True]:>5} of {total:>5} {'alarmed' if kind in ('bridge', 'restyled') else 'found'}")
    for kind, cases in wrong.items():
        for mutant, issues in cases[:40]:
            print(f"\n{kind} {mutant.letter}: “{mutant.old}” -> “{mutant.new}” | …{mutant.line}…")
            for issue in issues[:6]:
                print(f"    {issue.id} {issue.why} | {issue.sentence[:160]}")
