"""Cases told in one file each (`tests/letters/<violation>.<route>.<name>.yaml`), and the letter the workbench writes for them:

    python -m tests.letter_cases NAME …      the letter, the issues of the check, what Amazon asked
    python -m tests.letter_cases --write NAME …   keep the letters as golden ones
    python -m tests.letter_cases --shared         the pairs of golden letters that share most of their eight-word runs

A file tells Amazon's `notice`, the `account`, the seller's `answers` (confirmed unless `declined` gives a reason), the `evidence` files and, where the
case has data, the `reports`: `{from: <sample>}` or name -> text. Beside it stand the golden letter (`.md`) and, in one line, what an investigator who read
it would object to (`.verdict.txt`). All of it is fictional.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import re
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from poa_helpers import check_letter, draft_letter, new_case, open_case
from poa_helpers.case import OpenCase
from poa_helpers.catalogue import parse_yaml
from poa_helpers.export import render_letter
from poa_helpers.model import CaseFacts, Issue, Letter
from poa_helpers.notice import read_notice

from .samples import DATA

FOLDER = Path(__file__).parent / "letters"
PAGES = ("specialist", "verification", "none")  # routes that end in a page for the seller
KINDS = ("causes", "actions", "measures", "grounds")
NAMES = sorted(path.stem for path in FOLDER.glob("*.yaml"))


def told(name: str) -> dict[str, Any]:
    """What a case's file tells."""
    case = parse_yaml((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"), name)
    assert not (empty := list(_empty(case))), f"{name}: nothing stands behind {', '.join(empty)} (a comma in a value wants quotes)"
    return case


def _empty(value: Any, place: str = "") -> Iterator[str]:
    if isinstance(value, dict):
        for key, held in value.items():
            yield from [f"{place}.{key}"] if held is None else _empty(held, f"{place}.{key}")
    elif isinstance(value, list):
        for number, held in enumerate(value, start=1):
            yield from _empty(held, f"{place}.{number}")


def build(case: dict[str, Any], folder: Path) -> OpenCase:
    """The case folder, made as a user makes it: from the notice and the reports, then the answers and the evidence."""
    notice = folder.parent / f"{folder.name}.notice.txt"
    notice.write_text(case["notice"], encoding="utf-8")
    told = {"route": case["route"], "violations": case["violations"]}  # as a user puts right what was read otherwise
    opened = new_case(
        folder, notice, _reports(case, folder), marketplace=case["marketplace"], account=case["account"], purpose=case.get("purpose"),
        corrections=told,
    )  # fmt: skip
    if "as_of" in case:
        record = json.loads((folder / "case.json").read_text(encoding="utf-8"))
        (folder / "case.json").write_text(json.dumps({**record, "as_of": str(case["as_of"])}), encoding="utf-8")
    (folder / "answers.json").write_text(json.dumps(_answers(case["answers"]), default=str), encoding="utf-8")
    _evidence(case, folder)
    return open_case(opened.folder)


def _reports(case: dict[str, Any], folder: Path) -> list[Path]:
    reports = case.get("reports", {})
    if "from" in reports:
        return sorted((DATA / reports["from"] / "reports").iterdir())
    beside = folder.parent / f"{folder.name}.reports"
    beside.mkdir()
    for name, text in reports.items():
        (beside / name).write_text(text, encoding="utf-8")
    return sorted(beside.iterdir())


def _answers(given: dict[str, Any]) -> dict[str, Any]:
    answers: dict[str, Any] = {"schema_version": 1, "sign_off": {**_text(given["sign_off"]), "confirmed": True}}
    for kind in KINDS:
        answers[kind] = {}
        for key, answer in (given.get(kind) or {}).items():
            state = {"state": "declined", "reason": answer["declined"]} if "declined" in answer else {"state": "confirmed", **answer}
            answers[kind][key] = {**state, "fields": _text(answer.get("fields") or {})}
    return answers


def _text(fields: dict[str, Any]) -> dict[str, str]:
    """Fields as the form keeps them: dates as YYYY-MM-DD, numbers as typed."""
    return {name: value.isoformat() if isinstance(value, date) else str(value) for name, value in fields.items()}


def _evidence(case: dict[str, Any], folder: Path) -> None:
    if files := case.get("evidence"):
        plan = [_planned({**entry, "fields": _text(entry.get("fields") or {})}, case) for entry in files]
        index = _papers().make_evidence(plan, folder / "evidence", case["marketplace"])
        (folder / "evidence" / "index.json").write_text(json.dumps(index), encoding="utf-8")


def _planned(entry: dict[str, Any], case: dict[str, Any]) -> dict[str, Any]:
    """An entry with what stands in the file: by default what it shows and the details that were read off it."""
    named = [f"{name.replace('_', ' ').capitalize()}: {value}" for name, value in entry["fields"].items()]
    goods = [f"Goods of {asin}, item {asin[-4:]}, quantity {units}" for asin, units in entry.get("asins", {}).items()]
    day = entry["fields"].get("date") or entry["fields"].get("invoice_date") or str(case["answers"]["sign_off"]["date"])
    return {**entry, "content": entry.get("content") or [entry["shows"], *named, *goods], "day": day}


@cache
def _papers() -> Any:
    sys.path.insert(0, str(DATA))
    import sample_papers

    return sample_papers


def read_otherwise(case: dict[str, Any]) -> dict[str, Any]:
    """The fields of a case's notice that are read otherwise than it tells."""
    read = read_notice("notice.txt", text=case["notice"])
    found = {"route": read.route, "violations": sorted(read.violations)}
    return {field: value for field, value in found.items() if value != (sorted(case[field]) if field == "violations" else case[field])}


@dataclass(frozen=True)
class Written:
    """A case with its letter and what the check says of it."""

    opened: OpenCase
    facts: CaseFacts
    letter: Letter
    issues: tuple[Issue, ...]

    @property
    def text(self) -> str:
        return render_letter(self.letter, "md", watermark=False)


def written(name: str, folder: Path) -> Written:
    """Build the case and write its letter."""
    opened = build(told(name), folder / name)
    facts = opened.facts()
    letter = draft_letter(facts)
    return Written(opened, facts, letter, tuple(check_letter(letter, facts)))


_NO_WORDS = re.compile(r"^(?:#|- \*\*|\d+\. \*\*|  *Why this|\*\*)|^- [\w.-]+\.(?:pdf|png|jpe?g|csv|xlsx|eml|txt) –")
RUN = 8


def runs_of(text: str) -> set[tuple[str, ...]]:
    """The eight-word runs of a letter's sentences: headings, titles and the list of files left out, numbers and ids as they stand."""
    lines = [re.sub(r"Evidence: [^\n]*$", "", line).strip(" -*").lower().split() for line in text.splitlines() if not _NO_WORDS.match(line)]
    return {tuple(words[n : n + RUN]) for words in lines for n in range(len(words) - RUN + 1)}


def shared_runs(letters: dict[str, str]) -> list[tuple[float, str, str]]:
    """For each pair of letters of different cases the share of the smaller one's runs that stand in the other, the largest first."""
    runs = {name: runs_of(text) for name, text in letters.items()}
    pairs = itertools.combinations(sorted(runs), 2)
    return sorted(((len(runs[a] & runs[b]) / max(1, min(len(runs[a]), len(runs[b]))), a, b) for a, b in pairs), reverse=True)


def golden_letters() -> dict[str, str]:
    """The golden letters in Markdown by name; the pages for the seller, which are no letters, left out."""
    files = (path for path in sorted(FOLDER.glob("*.md")) if path.stem.split(".")[1] not in PAGES)
    return {path.stem: path.read_text(encoding="utf-8") for path in files}


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.letter_cases", description="The letters of the told cases.")
    parser.add_argument("names", nargs="*", default=NAMES)
    parser.add_argument("--write", action="store_true", help="keep the letters as golden ones")
    parser.add_argument("--shared", action="store_true", help="how much the golden letters share")
    chosen = parser.parse_args(arguments)
    if chosen.shared:
        for share, one, other in shared_runs(golden_letters())[:20]:
            print(f"{share:6.1%}  {one}  {other}")
        return 0
    blocked = 0
    for name in chosen.names:
        with tempfile.TemporaryDirectory() as place:
            made = written(name, Path(place))
            wanted = told(name)
            print(f"======== {name}: route {made.letter.route}, violations {', '.join(made.letter.violations)}\n{made.text}\n--------")
            for issue in made.issues:
                print(f"{issue.id} {issue.severity}: {issue.why} | {issue.sentence}")
            for field, read in read_otherwise(wanted).items():
                print(f"! the notice is read with {field} {read}, the file says {wanted[field]}")
            blocked += any(issue.severity == "blocking" for issue in made.issues)
            if chosen.write:
                (FOLDER / f"{name}.md").write_text(made.text, encoding="utf-8")
    return 1 if blocked else 0


if __name__ == "__main__":
    os.environ.setdefault("COLUMNS", "150")
    sys.exit(main())
