"""The step for evidence: which files there are, which are asked for, adding a file and saying what it shows."""

from __future__ import annotations

import tempfile
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

import ipywidgets as widgets

from ..case import add_evidence, lock
from ..errors import PoaError
from ..evidence import difference_lines, offered, offered_units, read_lines
from ..model import CaseFacts, Evidence, ReadDocument
from ..suggest import suggest
from ..tables.open_points import home_of
from ..words import as_day
from . import parts
from .covered import covered, covered_text, size_text
from .store import PATIENT

if TYPE_CHECKING:
    from .desk import Form

LIMIT = "Files of up to 10 MB arrive here, all files of one choice together; put larger ones into the folder evidence of the case by hand and describe them below."
OTHER = "other"
PLAIN_TYPES = {"invoice_date": "date", "date": "date"}


class EvidenceStep:
    """Lists the evidence index and describes files; a file is copied into the case unaltered."""

    def __init__(self, form: Form):
        self.form = form
        self.arrived: dict[str, Path] = {}
        self._held = tempfile.TemporaryDirectory(prefix="poa-")
        self.table, self.asked, self.arrivals = parts.html(""), parts.html(""), parts.html("")
        self.upload = widgets.FileUpload(multiple=True, description="Choose files …", tooltip="")
        self.upload.observe(lambda change: self.form_safe(self.receive), names="value")
        self.which = parts.choice("File to describe", [("Choose a file", "")], "", lambda _: self.form_safe(self.show_editor))
        self.editor = parts.box(())
        title = "<h4>Add or describe a file</h4><p class='poa-quiet'>" + LIMIT + "</p>"
        self.root = parts.box(
            (self.asked, self.table, parts.html(title), self.upload, self.arrivals, self.which, self.editor), "poa-section"
        )
        self.refresh()

    def form_safe(self, work: Any) -> None:
        """Run a callback; its error is shown in the form."""
        self.form.run_safely(work)

    # ------------------------------------------------------------ what there is

    def refresh(self) -> None:
        facts = self.form.facts
        self.table.value = self._table(facts)
        self.asked.value = self._asked(facts)
        chosen = self.which.value
        options = [("Choose a file", ""), *((self._named(name, facts), name) for name in self._names(facts))]
        if tuple(self.which.options) != tuple(options):
            self.which.options = options
            self.which.value = chosen if chosen in {value for _, value in options} else ""

    def _names(self, facts: CaseFacts) -> list[str]:
        return list(dict.fromkeys([*self.arrived, *facts.unlisted_evidence, *(file.file for file in facts.evidence)]))

    def _named(self, name: str, facts: CaseFacts) -> str:
        return name if any(file.file == name for file in facts.evidence) else f"{name} (not described yet)"

    def _table(self, facts: CaseFacts) -> str:
        if not facts.evidence and not facts.unlisted_evidence:
            return "<h4>Files in this case</h4><p>There is no evidence yet.</p>"
        kinds = self._kinds()
        rows = "".join(
            f"<tr><td><strong>{escape(file.file)}</strong>{self._fault(file.file, facts)}<br>"
            f"<span class='poa-quiet'>{escape(kinds.get(file.kind, file.kind))}</span></td>"
            f"<td>{escape(file.shows)}{self._against_the_file(file, facts)}</td></tr>"
            for file in facts.evidence
        )
        rows += "".join(
            f"<tr><td><strong>{escape(name)}</strong></td><td><strong>in the folder, not described yet</strong></td></tr>"
            for name in facts.unlisted_evidence
        )
        head = "<tr><th scope='col'>File and kind</th><th scope='col'>What it shows</th></tr>"
        return f"<h4>Files in this case</h4><table class='poa-files'><thead>{head}</thead><tbody>{rows}</tbody></table>"

    def _against_the_file(self, file: Evidence, facts: CaseFacts) -> str:
        """What was entered otherwise than it stands in the file, and what only a person can look at."""
        read = facts.documents.get(file.file)
        if read is None:
            return ""
        lines = difference_lines(file, read)
        told = "".join(f"<br><strong class='poa-blocking'>{escape(line)}</strong>" for line in lines)
        return told or ("" if read.is_read else f"<br><span class='poa-quiet'>{escape(next(read_lines(read)))}</span>")

    def _fault(self, name: str, facts: CaseFacts) -> str:
        if name in facts.missing_evidence:
            return " <strong class='poa-blocking'>not in the folder</strong>"
        return " <strong class='poa-blocking'>changed since it was added</strong>" if name in facts.changed_evidence else ""

    def _kinds(self) -> dict[str, str]:
        """Kinds of evidence of the case's violations: id -> label."""
        facts, cat = self.form.facts, self.form.cat
        return {
            id: text.label for violation in facts.case.violations for id, text in cat.text(violation, facts.case.locale).evidence.items()
        }

    def _asked(self, facts: CaseFacts) -> str:
        """What the confirmed answers and the violation ask for, with how to get it."""
        cat, held = self.form.cat, {file.kind for file in facts.evidence}
        wanted: list[str] = [kind for violation in facts.case.violations for kind in cat.violation(violation).documents]
        for part in ("causes", "actions", "measures"):
            for key in facts.answers.confirmed(part):  # type: ignore[arg-type]
                if home := home_of(part, key, facts, cat):  # type: ignore[arg-type]
                    wanted += getattr(cat.violation(home[0]), part)[home[1]].evidence
        if not wanted:
            return "<h4>Asked for</h4><p>Confirm causes and actions; what would prove them is then named here.</p>"
        texts = {id: text for violation in facts.case.violations for id, text in cat.text(violation, facts.case.locale).evidence.items()}
        rows = "".join(
            f"<li>{'✓ ' if kind in held else ''}<strong>{escape(texts[kind].label)}</strong>{' – on file' if kind in held else ''} "
            f"<span class='poa-quiet'>{escape(texts[kind].how_to_get)}</span></li>"
            for kind in dict.fromkeys(wanted)
            if kind in texts
        )
        return f"<h4>Asked for</h4><ul>{rows}</ul>"

    # ------------------------------------------------------------ a file arrives

    def receive(self) -> None:
        """Take what the browser sent: name and size are shown, because too large a choice vanishes without a word."""
        lines = []
        for file in self.upload.value:
            name, content = Path(file["name"].replace("\\", "/")).name, bytes(file["content"])
            place = self.form.case.folder / "evidence" / name
            if not name or name.startswith(".") or name == "index.json":
                raise PoaError.of("This name cannot be used for evidence", "Rename the file.", file=name)
            if not content:
                raise PoaError.of("is empty", "Choose the file again.", file=name)
            if place.is_file() and place.read_bytes() != content:
                raise PoaError.of("There is another file of this name in the case", "Rename the one you are adding.", file=name)
            held = Path(self._held.name) / name
            held.write_bytes(content)
            self.arrived[name] = held
            lines.append(f"<li>{escape(name)}, {size_text(len(content))}</li>")
        self.arrivals.value = f"<p>Arrived:</p><ul>{''.join(lines)}</ul><p>Now say what each shows.</p>" if lines else ""
        self.refresh()
        if lines:
            self.which.value = next(reversed(self.arrived))

    # ------------------------------------------------------------ what a file shows

    def show_editor(self) -> None:
        name = self.which.value
        if not name:
            self.editor.children = ()
            return
        known = next((file for file in self.form.facts.evidence if file.file == name), None)
        kinds = [("Choose the kind", ""), *((label, id) for id, label in self._kinds().items()), ("Something else", OTHER)]
        held = known.kind if known and known.kind in {value for _, value in kinds} else ""
        self.kind = parts.choice("Kind of document", kinds, held, lambda _: self.form_safe(self._show_fields))
        self.shows = parts.text_field(
            "What it shows (goes on in: “This file shows …”)", known.shows if known else "", lambda _: None, rows=2
        )
        self.details, self.detail_box = {}, parts.box(())
        self._known = known
        self._read = self._reading(name, known)
        save = parts.button("Put it into the evidence index", lambda: self.form_safe(self.describe), "primary")
        self.editor.children = (parts.html(self._told()), self.kind, self.shows, self.detail_box, save)
        self._show_fields()

    def _reading(self, name: str, known: Evidence | None) -> ReadDocument | None:
        """What can be read of a file, whether it is in the case or has only arrived; `None` when it is gone."""
        path = self.arrived.get(name, self.form.case.folder / "evidence" / name)
        if not path.is_file():
            return None
        return self.form.case.read_evidence(path, known.fields if known else {}, keep=name not in self.arrived)

    def _told(self) -> str:
        """What was read of the file, to be confirmed: nothing of it is filled in."""
        lines = list(read_lines(self._read, self.form.facts.case.locale)) if self._read else []
        if not lines:
            return "<p class='poa-quiet'>Nothing could be read in the file that the form asks for: enter what stands on it.</p>"
        rows = "".join(f"<li>{escape(line)}</li>" for line in lines)
        return f"<p><strong>Read in the file</strong> – nothing is filled in until you take it over:</p><ul>{rows}</ul>"

    def _offer(self, name: str, value: str, where: str) -> Any:
        """The button that takes a reading over into a field; none where it says the same already."""
        field = self.details[name]
        if str(field.value or "").strip() == value:
            return None
        shown = value.replace("\n", "; ")
        return parts.button(f"Take over “{shown[:60]}” ({where})", lambda: self.form_safe(lambda: self.take_over(name, value)))

    def take_over(self, name: str, value: str) -> None:
        """Put a reading into its field: the seller pressed its button, so it counts as entered by them."""
        field = self.details[name]
        field.value = as_day(value) if isinstance(field, widgets.DatePicker) else value
        self._lay_out()

    def _lay_out(self) -> None:
        """The fields, each with the button for what was read below it."""
        found = offered(self._read, list(self.details)) if self._read else {}
        if self._read and "" in self.details and (units := offered_units(self._read)):
            found[""] = (units, "as read in the file")
        shown = []
        for name, field in self.details.items():
            shown += [field, self._offer(name, *found[name]) if name in found else None]
        parts.set_children(self.detail_box, (widget for widget in shown if widget is not None))

    def _show_fields(self) -> None:
        """The details the kind of document asks for."""
        facts, cat, kind = self.form.facts, self.form.cat, self.kind.value
        rules = [(v, cat.violation(v).evidence[kind]) for v in facts.case.violations if kind in cat.violation(v).evidence]
        known = self._known.fields if self._known else {}
        self.details = {}
        for violation, rule in rules[:1]:
            texts = cat.text(violation, facts.case.locale).evidence[kind].fields
            for field in dict.fromkeys([*texts, *rule.fields]):
                label = texts[field].label if field in texts and texts[field].label else field.replace("_", " ").capitalize()
                dated = (texts[field].type if field in texts else PLAIN_TYPES.get(field)) in ("date", "past_date")
                self.details[field] = (parts.date_field if dated else parts.text_field)(label, known.get(field, ""), lambda _: None)
            if rule.covers_asins or rule.covers_units_sold:
                units = covered_text(self._known) if self._known else ""
                label = "ASINs it covers, one a line, each with its number of units and, if you like, its page"
                self.details[""] = parts.text_field(label, units, lambda _: None, rows=3)
        self._lay_out()

    def describe(self) -> None:
        """Copy the file into the case if it is new, and write its entry of the index."""
        name, shows = self.which.value, self.shows.value.strip()
        if not self.kind.value or not shows:
            raise PoaError.of("The kind of document or what it shows is missing", "Fill in both, then press the button again.", file=name)
        folder = self.form.case.folder
        source = self.arrived.get(name, folder / "evidence" / name)
        if not source.is_file():
            raise PoaError.of("is not in the folder evidence", "Put it back, or add it again.", file=name)
        asins, pages = covered(self.details[""].value, name) if "" in self.details else ({}, {})
        fields = {field: str(widget.value or "").strip() for field, widget in self.details.items() if field}
        proves = self._known.proves if self._known else ()
        with lock(folder, seconds=PATIENT):
            add_evidence(
                folder, source, kind=self.kind.value, shows=shows, proves=proves, asins=asins, pages=pages,
                fields={k: v for k, v in fields.items() if v},
            )  # fmt: skip
        self.arrived.pop(name, None)
        self.arrivals.value = f"<p>{escape(name)} is in the evidence index.</p>"
        self.form.evidence_changed(self.with_evidence())
        self.form.tell("")
        self.which.value = ""
        self.refresh()

    def with_evidence(self) -> CaseFacts:
        """The form's facts with the evidence as it is on disk now; reports are not read again."""
        base = self.form.facts
        case = self.form.case.again()
        candidates = suggest(case.case.violations, base.notice, base.findings, case.evidence, case.cat, searched=base.searched)
        return base.model_copy(update={**case.evidence_facts(), "candidates": tuple(candidates)})
