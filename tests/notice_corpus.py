"""The fictional notices with their expected reading, and how far a reading agrees with it:

    python -m tests.notice_corpus [--set seen|held_back|all|passages] [--language en] [--show FIELD]

`seen` were looked at while the rules were written, or their words were learned from (`tests.learning`); `held_back` were not. A notice stands in a file of its
own with its reading in a yaml beside it, or with many others in a `.notices` file, each headed by `=== name` and its reading. `passages` are the middle of letters, each with a deadline or
only with times that look like one, written to be hard; of these the deadline alone is told. Prints, for every field, how many notices are read as expected.
--show names those that are not read as expected.
Of a deadline it is also told how many are read as expected or asked of the user, because the reading is not sure. Exit status 0 = the bars hold (violations and route
95 %, stage 97 %, ids and deadlines all), 1 = they do not.
"""

from __future__ import annotations

import argparse
import re
import sys
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

from poa_helpers.catalogue import parse_yaml
from poa_helpers.model import Notice
from poa_helpers.notice import read_notice
from poa_helpers.notice.deadlines import SURE
from poa_helpers.notice.requested import PARTS, PLAN
from poa_helpers.notice.source import read_source

FOLDER = Path(__file__).parent / "notices"
SETS = ("seen", "held_back")
BESIDE = ("passages",)  # a set of its own
BARS = {"violations": 0.95, "route": 0.95, "stage": 0.97, "asins": 1.0, "order_ids": 1.0, "deadline": 1.0}
ITEMS = {
    *PARTS, "invoices", "letter_of_authorization", "retraction", "id_document", "utility_bill", "bank_statement", "business_license", "test_report",
    "label_images", "tracking",
}  # fmt: skip
TWICE = " || "  # between two pieces of a message that both tell it
FIELDS = (*BARS, "complaint_ids", "scope", "marketplace", "language", "requested", "other_periods", "metrics")


@dataclass(frozen=True)
class Example:
    """A notice, and what a careful reader finds in it."""

    path: Path
    expected: dict[str, Any]
    words: str | None = None  # of one that stands with others in a file

    @cached_property
    def notice(self) -> Notice:
        return read_notice(self.path, text=self.words)

    @property
    def text(self) -> str:
        return read_source(self.path, self.words)[1]

    def found(self, field: str) -> Any:
        """What was read, written as the expectation is."""
        value = getattr(self.notice, field)
        if field == "deadline":
            return value and {key: n for key in ("hours", "date", "business_days") if (n := getattr(value, key, None)) is not None}
        if field == "metrics":
            return sorted(([m.metric, m.rate, m.target] for m in value), key=str)
        return sorted(value) if isinstance(value, tuple) else value

    def wanted(self, field: str) -> Any:
        value = self.expected[field]
        if field == "deadline":
            return value and {key: n for key, n in value.items() if key != "text" and n is not None}
        return sorted(value, key=str) if isinstance(value, list) else value

    def asks_for_the_deadline(self) -> bool:
        """Whether the user is asked for it: the reading is not sure that it is one, or that there is none."""
        return self.notice.confidence.get("deadline", 1.0) < SURE

    def agrees(self, field: str) -> bool:
        """Whether a field is read as expected; a deadline with the words it is stated in, periods by some of their words."""
        if field == "other_periods":
            periods = [plain(period) for period in self.notice.other_periods]
            return all(any(plain(words) in period for period in periods) for words in self.expected[field])
        found, wanted = self.found(field), self.wanted(field)
        if field == "requested" and (
            self.words is not None or self.expected.get("items") == "coarse"
        ):  # in the words that all authors were given
            return items_of(found) == items_of(wanted)
        if field == "deadline" and found and wanted:  # `14 days from 3 March` is told in days and as the day on which they end
            found = {key: found.get(key) for key in wanted}
        if field == "violations":
            found, wanted = without_its_money(found), without_its_money(wanted)
        if found != wanted:
            return False
        stated = self.expected[field].get("text") if field == "deadline" and self.expected[field] else None
        return not stated or plain(stated) in plain(self.notice.deadline.text) or self._is_told_at(plain(stated))

    def _is_told_at(self, words: str) -> bool:
        """Whether the deadline was read from a place that overlaps one of these words."""
        told, text = plain(self.notice.deadline.text), plain(self.text)
        end = len(plain(self.text[: self.notice.read_from["deadline"][0][1]]))
        return any(match.start() < end and end - len(told) < match.end() for match in re.finditer(re.escape(words), text))


@dataclass(frozen=True)
class Sentence:
    """A sentence as it may stand in a message: its file, its line, and what it tells (`late_shipment_rate`, `NONE`, a stage, `DEADLINE 3d | in 3 days`, `OTHER`, `documents invoices`)."""

    file: str
    line: int
    label: str
    text: str

    @property
    def accused(self) -> list[str] | None:
        """The violations it accuses of; `None` for a sentence that was written to tell something else."""
        if not self.file.endswith("_accused"):
            return None
        return [] if self.label == "NONE" else self.label.split(",")

    @property
    def asked(self) -> tuple[str, set[str]] | None:
        """What kind of answer it asks for, and which items; `None` for a sentence that was written to tell something else."""
        if not self.file.endswith("_asked"):
            return None
        route, _, items = self.label.partition(" ")
        return route, items_of(filter(None, items.split(",")))


def items_of(requested: Iterable[str]) -> set[str]:
    """What is asked for, in the words that all authors were given: a plan is told by its parts, finer items are left out.

    >>> sorted(items_of(["plan_of_action", "photos", "video_interview"]))
    ['corrective_actions', 'label_images', 'preventive_steps', 'root_cause']
    """
    return {item for id in requested for item in _CALLED.get(id, (id,))} & ITEMS


def without_its_money(violations: Iterable[str]) -> list[str]:
    """What a message accuses of; that money is withheld while sales that rise fast are looked at, authors told beside that review or not, and its stage tells it.

    >>> without_its_money(["funds_withheld", "sales_velocity_review"]), without_its_money(["funds_withheld"])
    (['sales_velocity_review'], ['funds_withheld'])
    """
    found = [*violations]
    return [id for id in found if id != "funds_withheld"] if "sales_velocity_review" in found else found


def plain(text: str) -> str:
    """Without blanks, capitals and full-width letters."""
    return unicodedata.normalize("NFKC", "".join(text.split())).lower()


def examples(which: str = "all") -> Iterator[Example]:
    """The notices of a set, by name."""
    for name in SETS if which == "all" else (which,):
        for path in sorted((FOLDER / name).glob("*.yaml")):
            text = next(other for other in path.parent.glob(f"{path.stem}.*") if other.suffix != ".yaml")
            yield Example(text, parse_yaml(path.read_text(encoding="utf-8"), path.stem))
        for path in sorted((FOLDER / name).glob("*.notices")):
            yield from _of_collection(path)


def _of_collection(path: Path) -> Iterator[Example]:
    """The notices of a file that holds many: name, reading, `---`, text. Where a reader marked which words tell it: `told stage: <words>`, `told <violation>: <words>`."""
    for block in re.split(r"(?m)^=== ", path.read_text(encoding="utf-8"))[1:]:
        head, text = block.split("\n---\n", 1)
        name, *lines = head.split("\n")
        given = dict(line.split(": ", 1) for line in lines if line.strip())
        one_of = [field for field in ("stage", "route", "scope") if field in given]
        several = [field for field in ("requested", "violations") if field in given]
        expected: dict[str, Any] = {field: None if given[field] == "null" else given[field] for field in one_of}
        expected |= {field: [id.strip() for id in given[field].strip("[]").split(",") if id.strip()] for field in several}
        expected["told"] = {field.removeprefix("told "): words.split(TWICE) for field, words in given.items() if field.startswith("told ")}
        expected["language"] = path.name[:2]
        expected["deadline"] = None if given["deadline"] == "null" else deadline_of(given["deadline"])
        yield Example(path.with_name(f"{name.strip()}.txt"), expected, text.strip("\n"))


def deadline_of(told: str) -> dict[str, Any]:
    """A deadline as `3d | within three days` tells it.

    >>> deadline_of("72h | in 72 hours"), deadline_of("5bd | within 5 business days"), deadline_of("2026-11-30 | by November 30")
    ({'hours': 72, 'text': 'in 72 hours'}, {'business_days': 5, 'text': 'within 5 business days'}, {'date': datetime.date(2026, 11, 30), 'text': 'by November 30'})
    """
    length, _, words = told.partition(" | ")
    kind, factor = next((found for end, found in _LENGTHS.items() if length.endswith(end)), ("date", 0))
    return {kind: int(re.sub(r"\D", "", length)) * factor if factor else date.fromisoformat(length), "text": words}


def sentences(about: str = "sentences") -> Iterator[Sentence]:
    """The single sentences that are learned from, in the order of their files. about: `periods` for those that tell times."""
    for path in sorted((FOLDER / about).glob("*.tsv")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            label, text = line.split("\t", 1)
            yield Sentence(path.stem, number, label, text)


_CALLED: dict[str, tuple[str, ...]] = {
    PLAN: PARTS, "photos": ("label_images",), "delivery_proof": ("tracking",), "business_registration": ("business_license",),
}  # fmt: skip
_LENGTHS = {"bd": ("business_days", 1), "h": ("hours", 1), "d": ("hours", 24)}


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.notice_corpus", description="How far the notices are read as expected.")
    parser.add_argument("--set", default="all", choices=(*SETS, "all", *BESIDE), dest="which")
    parser.add_argument("--language", help="only those in this language")
    parser.add_argument(
        "--show", action="append", default=[], metavar="FIELD", help="name the notices that are read otherwise; 'all' for every field"
    )
    chosen = parser.parse_args(arguments)
    right: Counter[str] = Counter()
    asked: Counter[str] = Counter()
    wrong: dict[str, list[Example]] = defaultdict(list)
    in_doubt = 0
    for example in examples(chosen.which):
        if chosen.language and example.expected.get("language") != chosen.language:
            continue
        for field in FIELDS:
            if field in example.expected:
                asked[field] += 1
                right[field] += example.agrees(field)
                if not example.agrees(field):
                    wrong[field].append(example)
                in_doubt += field == "deadline" and example.asks_for_the_deadline()
    print("| field | read as expected | of | |\n|---|---|---|---|")
    for field in FIELDS:
        share = right[field] / asked[field] if asked[field] else 1.0
        print(f"| {field} | {right[field]} | {asked[field]} | {share:.1%}{'' if share >= BARS.get(field, 0) else ' – below the bar'} |")
    unknown = [example for example in wrong["deadline"] if not example.asks_for_the_deadline()]
    held = asked["deadline"] - len(unknown)
    print(f"| deadline, or asked ({in_doubt} are) | {held} | {asked['deadline']} | {held / max(1, asked['deadline']):.1%} |")
    for field in FIELDS:
        if field in chosen.show or "all" in chosen.show:
            for example in wrong[field]:
                print(f"\n{field} {example.path.name}: expected {example.wanted(field)}, read {example.found(field)}", end="")
    print()
    return 0 if all(right[field] >= bar * asked[field] for field, bar in BARS.items()) else 1


if __name__ == "__main__":
    sys.exit(main())
