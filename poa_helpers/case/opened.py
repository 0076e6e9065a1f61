"""A case being worked with: its files, and everything known from them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import TypeAdapter, ValidationError

from ..catalogue import Catalogue, catalogue, shipped
from ..collect import read_answers
from ..errors import PoaError
from ..model import AskedItem, Case, CaseFacts, Evidence, FundsTrack, Notice, ReadDocument, Right, Route, SentLetter, Window
from ..suggest import suggest
from .evidence import with_pages
from .messages import asked_items, sent_letters, to_answer
from .places import find_case
from .record import input_files, read_case, sha256
from .track import funds_track, rights_of

if TYPE_CHECKING:
    from ..evidence import Look, Product

READ_HERE = (".pdf", ".csv", ".tsv", ".txt", ".xlsx", ".xlsm", ".eml", ".html", ".htm")  # kinds of evidence with lines of goods in them


@dataclass(frozen=True)
class OpenCase:
    """A case folder being worked with. What is read from it is read once; open the case again after files were added."""

    folder: Path
    case: Case
    cat: Catalogue

    def __repr__(self) -> str:
        words = self.cat.words(self.case.locale)
        names = ", ".join(self.cat.text(id, self.case.locale).name for id in self.case.violations) or "no violation named yet"
        lines = [
            f"Case {self.case.id} – {self.case.account.name or 'account not named'}, {self.case.marketplace or 'marketplace unknown'}",
            f"Violation: {names}",
            f"Phase: {words['phases'][self.case.phase]['label']}",
            f"Deadline: {self.case.deadline.told if self.case.deadline else 'no deadline stated'}",
            f"Reports: {', '.join(path.name for path in self.files('reports')) or 'none'}",
        ]
        return "\n".join(lines)

    def files(self, part: str) -> list[Path]:
        """The files of a part of the case (`notices`, `reports`, `evidence`), by name; hidden ones and the index left out."""
        folder = self.folder / part
        return sorted(p for p in folder.glob("*") if p.is_file() and not p.name.startswith(".") and p.name != "index.json")

    @cached_property
    def messages(self) -> tuple[Notice, ...]:
        """All messages of Amazon in the case as read, the first with the user's corrections; oldest first."""
        from ..notice import read_notice

        read = []
        for number, path in enumerate(self.files("notices")):
            notice = read_notice(path, violations=self.case.violations)
            corrected = self.case.notice if number == 0 else {}
            read.append(Notice.model_validate({**notice.model_dump(), **corrected, "file": f"notices/{path.name}"}))
        return tuple(read)

    @property
    def notice(self) -> Notice | None:
        """The message to be answered, filled up from those before it; `None` when the case holds none."""
        return to_answer(self.messages)

    @cached_property
    def sent(self) -> tuple[SentLetter, ...]:
        """The letters that went out so far."""
        return sent_letters(self.folder, self.case.revision - 1)

    @property
    def asked(self) -> tuple[AskedItem, ...]:
        """What Amazon asked for in all its messages, and what is open."""
        files = [f"notices/{path.name}" for path in self.files("notices")]
        return asked_items(self.messages, files, self.sent, self.evidence, self.cat)

    @property
    def route(self) -> Route:
        """The kind of answer in work (see `Case.route_after`)."""
        return self.case.route_after(self.notice)

    @property
    def funds(self) -> FundsTrack | None:
        """The withheld money beside the main track."""
        return funds_track(self.case, self.messages, self.cat)

    @property
    def rights(self) -> tuple[Right, ...]:
        """What the law gives in the store's region after the message to be answered."""
        return rights_of(self.case, self.notice, self.cat)

    @property
    def cache(self) -> Path | None:
        """Where what was read is kept; nothing is kept of the samples, which belong to the program."""
        return None if self.folder.is_relative_to(shipped("data")) else self.folder / ".cache"

    @cached_property
    def reports(self) -> Any:
        """All reports of the case, read and recognised."""
        from ..reports import load_reports

        place, columns = self.case.marketplace, self.case.columns
        return load_reports(self.files("reports"), marketplace=place, columns=columns, cache=self.cache)

    @cached_property
    def orders(self) -> Any:
        """The order book: one row per order, as a table."""
        from ..reports import order_book

        return order_book(self.reports)

    @property
    def letter_folder(self) -> Path:
        """Where the letter in work is written: letters/v1, v2 …"""
        return self.folder / "letters" / f"v{self.case.revision}"

    @property
    def outcomes(self) -> dict[str, str]:
        """The order-book flag that each violation with data is about: violation -> flag."""
        flags = {id: self.cat.metrics[m].flag for id in self.case.violations for m in self.cat.violation(id).metrics[:1]}
        return {id: flag for id, flag in flags.items() if flag}

    @cached_property
    def evidence(self) -> tuple[Evidence, ...]:
        """The evidence index; empty when there is none. Raises PoaError when the index cannot be used."""
        path = self.folder / "evidence" / "index.json"
        if not path.is_file():
            return ()
        try:
            return TypeAdapter(tuple[Evidence, ...]).validate_python(json.loads(path.read_text(encoding="utf-8"))["files"])
        except (ValidationError, ValueError, KeyError) as error:
            raise PoaError.of(
                f"cannot be read ({type(error).__name__})", "Correct it, or add the files again in 2_collect.", file="evidence/index.json"
            ) from None

    @cached_property
    def products(self) -> dict[str, Product]:
        """What else documents may name the ASINs of the case by: ASIN -> its SKUs and titles in the reports. Nothing where no file could be read."""
        if not self.files("reports") or not any(path.suffix.lower() in READ_HERE for path in self.files("evidence")):
            return {}
        from ..evidence import Product
        from ..reports import names_of

        asins = [*(self.notice.asins if self.notice else ()), *(asin for file in self.evidence for asin in file.asins)]
        return {asin: Product(skus, titles) for asin, (skus, titles) in names_of(self.reports, asins).items()}

    def again(self) -> OpenCase:
        """The same case with its evidence as it is on disk now; messages and reports that were read are not read again."""
        fresh = OpenCase(self.folder, self.case, self.cat)
        fresh.__dict__.update({name: self.__dict__[name] for name in ("messages", "reports", "sent") if name in self.__dict__})
        return fresh

    def look(self) -> Look:
        """What is looked for in the evidence of this case."""
        from ..evidence import Look

        place = self.cat.marketplaces.get(self.case.marketplace or "")
        spoken = ("en", self.case.locale[:2], place.locale[:2] if place else "en")
        languages = tuple(dict.fromkeys(language for language in spoken if language in self.cat.notice_rules))
        return Look(self.case.account.name, self.case.marketplace, languages, self.products)

    def read_evidence(self, path: Path, fields: Mapping[str, str] | None = None, *, digest: str = "", keep: bool = True) -> ReadDocument:
        """What a file shows of this case. fields: what was typed about it; keep: whether that is kept in the folder `.cache`."""
        from ..evidence import as_typed, look_at

        look = as_typed(self.look(), fields or {})
        return look_at(path, digest or sha256(path), look, self.cat, self.cache if keep else None)

    def evidence_facts(self) -> dict[str, Any]:
        """The evidence index held against the folder – files that are missing, changed since they were added, or not listed – and what each shows."""
        on_disk = {path.name: path for path in self.files("evidence")}
        digests = {name: sha256(path) for name, path in on_disk.items()}
        listed = {file.file: file for file in self.evidence}
        documents = {
            name: self.read_evidence(path, listed[name].fields if name in listed else {}, digest=digests[name])
            for name, path in on_disk.items()
        }
        return {
            "evidence": tuple(with_pages(file, documents.get(file.file)) for file in self.evidence),
            "missing_evidence": tuple(sorted(listed.keys() - on_disk.keys())),
            "changed_evidence": tuple(name for name, file in listed.items() if name in digests and digests[name] != file.sha256),
            "unlisted_evidence": tuple(sorted(on_disk.keys() - listed.keys())),
            "documents": documents,
        }

    @cached_property
    def _health(self) -> Any:
        from ..measure import measure_metrics

        return measure_metrics(self.reports, marketplace=self.case.marketplace, as_of=self.case.as_of)

    def health(self) -> Any:
        """`measure_metrics` over the reports of this case, up to its as-of day."""
        return self._health

    def facts(self, *, health: Any = None, findings: Sequence[Any] | None = None) -> CaseFacts:
        """Everything known now: load, measure, diagnose and suggest in one go. Pass what was already computed."""
        return gather(self, health=health, findings=findings)


def open_case(name: str | Path = "", *, as_of: str = "", locale: str = "") -> OpenCase:
    """Open a case folder (see `find_case` for the names it goes by).

    as_of: last day to measure (YYYY-MM-DD), locale: language of the letter; empty means what case.json says.
    Raises PoaError when there is no such case or its case.json cannot be used, naming every faulty place.
    """
    folder = find_case(name)
    _finish_exports(folder)
    opened = OpenCase(folder, read_case(folder, **{k: v for k, v in (("as_of", as_of), ("locale", locale)) if v}), catalogue())
    return _remembered[key][0] if _remembered and (key := _state(opened)) in _remembered else opened


def _finish_exports(folder: Path) -> None:
    """A letter whose export was ended in the middle is completed before anybody reads it."""
    for beside in folder.glob("letters/*/.export-*"):
        from ..export import finish_exports

        finish_exports(beside.parent)


def gather(case: OpenCase, *, health: Any = None, findings: Sequence[Any] | None = None) -> CaseFacts:
    """The facts a letter is drafted from and checked against (see `CaseFacts`)."""
    from ..diagnose import explain, find_causes
    from ..reports import units_sold

    key = _state(case) if _remembered is not None and health is None and findings is None else None
    if _remembered is not None and key in _remembered:
        return _remembered[key][1]
    diagnosis = {}
    searched = [flag for flag in dict.fromkeys(case.outcomes.values()) if case.files("reports") and flag in case.orders.files]
    if findings is None:
        findings = []
        for flag in searched:
            found = find_causes(case.orders, flag, target=case.cat.target_of(flag, case.orders.last_day, case.case.marketplace))
            diagnosis[flag] = explain(found, case.orders, flag)
            findings += found
    window, sold = None, {}
    days = max((case.cat.violation(id).units_days or 0 for id in case.case.violations), default=0)
    if days and case.notice and case.notice.sent_on and case.files("reports"):
        window = Window.ending(case.notice.sent_on, days)
        sold = units_sold(case.reports, case.notice.asins, window)
    facts = CaseFacts(
        case=case.case,
        notice=case.notice,
        health=health or case.health(),
        findings=tuple(findings),
        diagnosis=diagnosis,
        candidates=tuple(suggest(case.case.violations, case.notice, findings, case.evidence, case.cat, searched=searched)),
        answers=read_answers(case.folder),
        units_sold=sold,
        units_window=window,
        searched=tuple(searched),
        grounds=tuple(id for violation in case.case.violations for id in case.cat.violation(violation).grounds),
        asked=case.asked,
        sent=case.sent,
        funds=case.funds,
        rights=case.rights,
        **case.evidence_facts(),
    )
    if _remembered is not None and key is not None:
        _remembered.clear()
        _remembered[key] = case, facts
    return facts


_remembered: dict[str, tuple[OpenCase, CaseFacts]] | None = None


def remember_facts() -> None:
    """From now on this process keeps the case whose facts it gathered last, and gives both again while none of its files changes.

    For a run, whose notebooks open the same case and ask for the same facts one after another.
    """
    global _remembered
    _remembered = {} if _remembered is None else _remembered


def _state(case: OpenCase) -> str:
    """The case as it is read, and its files by size, time of change and inode."""
    stats = [(str(path), s.st_size, s.st_mtime_ns, s.st_ino) for path in input_files(case.folder, case.case.revision) if (s := path.stat())]
    return repr((case.folder, case.case.model_dump_json(), id(case.cat), stats))
