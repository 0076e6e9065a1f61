"""The form that makes a case: Amazon's notice, what was understood of it, corrections, reports, and the folder."""

from __future__ import annotations

import re
import tempfile
from html import escape
from pathlib import Path
from typing import Any

import ipywidgets as widgets

from ..case import OpenCase, new_case, remember_case
from ..catalogue import catalogue
from ..errors import PoaError
from ..model import Notice
from ..notice import read_notice
from ..tables import Lines
from . import parts
from .correct import Corrections
from .evidence import size_text
from .told import told
from .understood import understood_html

STORED = "Reports that arrived here, or a folder they were downloaded to (all files in it are taken)."
LIMIT = "Up to 10 MB arrive at once; for larger files name the folder below instead."


class NewCaseForm(widgets.VBox):
    """Steps: the notice, what was understood, the rest, create.

    notice: the notice as read, or None; case: the case once it is made, or None; message: the last error.
    """

    def __init__(self, name: str = "") -> None:
        super().__init__()
        self._first_name = name
        self.cat = catalogue()
        self.notice: Notice | None = None
        self.case: OpenCase | None = None
        self.message = ""
        self.reports: dict[str, Path] = {}
        self._held = tempfile.TemporaryDirectory(prefix="poa-")
        self._notice_file: Path | None = None
        self._make()

    def __repr__(self) -> str:
        return "The form for a new case"

    @property
    def state(self) -> Lines:
        """What was made here, as stable text."""
        return Lines(tuple(repr(self.case).splitlines()) if self.case else ("No case was made here yet.",))

    def _make(self) -> None:
        self.add_class("poa-form")
        self._message_line = parts.html("", "poa-message")
        self.pasted = parts.text_field("Paste Amazon's message here, whole, with its subject and date", "", lambda _: None, rows=8)
        self.notice_upload = self._uploader("… or choose the file", self.take_notice, multiple=False, accept=".txt,.eml,.html,.htm,.pdf")
        self.understood, self.result = parts.html(""), parts.html("", "poa-section")
        names = [(self.cat.text(id, "en").name, id) for id in sorted(self.cat.violations)]
        self._about = parts.Picker("What is it about?", [(name[:1].upper() + name[1:], id) for name, id in names])
        self.violations = self._about.boxes
        places = [
            ("not stated in the notice or the reports", ""),
            *((f"{place.name} ({code})", code) for code, place in self.cat.marketplaces.items()),
        ]
        self.corrections = Corrections(self.cat)
        self.marketplace = parts.choice("Marketplace", places, "", lambda _: None)
        self.account = parts.text_field("Seller's name, as in Seller Central", "", lambda _: None)
        self.name = parts.text_field("Name of the case (letters, digits, - and _)", self._first_name, lambda _: None)
        self.report_upload = self._uploader("Choose report files …", self.take_reports, multiple=True, accept="")
        self.arrivals = parts.html("")
        self.folder = parts.text_field("… or the folder with the downloaded reports", "", lambda _: None)
        self.rest = parts.box(
            (
                self.understood, parts.html("<h4>2 Correct what is wrong</h4>"), self._about,
                self.marketplace, self.account, self.corrections,
                parts.html(f"<h4>3 Reports from Seller Central</h4><p class='poa-quiet'>{STORED} {LIMIT}</p>"),
                self.report_upload, self.arrivals, self.folder,
                parts.html("<h4>4 Make the case</h4>"), self.name, parts.button("Make the case", self.create, "primary"),
            ),
            "poa-section",
        )  # fmt: skip
        first = parts.html("<h4>1 Amazon's notice</h4>")
        read = parts.button("Read the notice", self.read, "primary")
        self.rest.layout.display = "none"
        self.children = (parts.html(parts.STYLE), self._message_line, first, self.pasted, self.notice_upload, read, self.rest, self.result)

    def _uploader(self, text: str, taken: Any, **options: Any) -> widgets.FileUpload:
        upload = widgets.FileUpload(description=text, tooltip="", **options)
        upload.observe(lambda change: taken(change["new"]), names="value")
        return upload

    # ------------------------------------------------------------ the notice

    @told
    def take_notice(self, files: Any) -> None:
        """A notice as a file."""
        for file in files:
            self._notice_file = self._kept(file, "notice")
            self.understood.value = ""
            self._read(self._notice_file)

    @told
    def read(self) -> None:
        """The pasted notice; an empty box with a chosen file reads the file again."""
        if self.pasted.value.strip():
            self._notice_file = Path(self._held.name) / "notice.txt"
            self._notice_file.write_text(self.pasted.value, encoding="utf-8")
        if self._notice_file is None:
            raise PoaError.of("There is no notice yet", "Paste Amazon's message, or choose its file.")
        self._read(self._notice_file)

    def _read(self, path: Path) -> None:
        self.notice = read_notice(path)
        self.understood.value = understood_html(self.notice, self.cat)
        for id, box in self.violations.items():
            box.value = id in self.notice.violations
        self._about.refresh()
        self.marketplace.value = self.notice.marketplace or ""
        self.corrections.show(self.notice)
        self.rest.layout.display = ""
        self.tell("")

    # ------------------------------------------------------------ reports and the folder

    @told
    def take_reports(self, files: Any) -> None:
        """Reports as files; a second choice of the same name replaces the first."""
        for file in files:
            path = self._kept(file, "reports")
            self.reports[path.name] = path
        rows = "".join(f"<li>{escape(name)}, {size_text(path.stat().st_size)}</li>" for name, path in self.reports.items())
        self.arrivals.value = f"<p>Arrived:</p><ul>{rows}</ul>" if rows else ""

    def _kept(self, file: Any, part: str) -> Path:
        folder = Path(self._held.name) / part
        folder.mkdir(exist_ok=True)
        path = folder / Path(file["name"].replace("\\", "/")).name
        path.write_bytes(bytes(file["content"]))
        return path

    @told
    def create(self) -> None:
        """Make the case folder; everything is read first, and nothing is left behind when it cannot be used."""
        if self.notice is None or self._notice_file is None:
            raise PoaError.of("There is no notice yet", "Paste Amazon's message, or choose its file.")
        name = self.name.value.strip()
        if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_-]*", name):
            raise PoaError.of(f"‘{name}’ cannot be the name of a case" if name else "The case has no name", "Use letters, digits, - and _.")
        chosen = tuple(id for id, box in self.violations.items() if box.value)
        self.case = new_case(
            name, self._notice_file, [*self.reports.values(), *self._in_folder()],
            marketplace=self.marketplace.value or None, violations=chosen, account=self.account.value.strip(),
            purpose=self.corrections.purpose, corrections=self.corrections.value,
        )  # fmt: skip
        self.tell("")
        lines = "".join(f"<li>{escape(line)}</li>" for line in repr(self.case).splitlines())
        remember_case(self.case.folder)
        links = parts.link("1_diagnose", "What went wrong?", name) + parts.link("2_collect", "Go to the form", name)
        self.result.value = f"<h4>Made: cases/{escape(name)}</h4><ul>{lines}</ul><p>Next: {links}</p>"

    def _in_folder(self) -> list[Path]:
        wanted = self.folder.value.strip()
        if not wanted:
            return []
        folder = Path(wanted).expanduser()
        if not folder.is_dir():
            raise PoaError.of("There is no such folder", "Correct it, or leave it empty.", file=wanted)
        return sorted(path for path in folder.iterdir() if path.is_file() and not path.name.startswith("."))

    def tell(self, sentence: str) -> None:
        """Show sentences above the form, or take them away."""
        self.message = sentence
        lines = "<br>".join(escape(line) for line in sentence.splitlines())
        self._message_line.value = f'<div role="alert">{lines}</div>' if sentence else ""
