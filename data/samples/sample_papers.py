"""The evidence files of a sample, made from its evidence_plan.yaml: small PDFs, pictures of screens, and CSV lists.

No time of making is written into a file, so that the same plan gives the same bytes (with the same typst).
"""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path
from typing import Any

import typst
import yaml

BUYER_ADDRESS = "220 Harbor Lane, Example City, WA 00012"
_HEAD = """
#let it = json(bytes(sys.inputs.paper))
#set document(title: it.title, date: datetime(year: it.day.at(0), month: it.day.at(1), day: it.day.at(2)))
"""
_INVOICE = (
    _HEAD
    + """
#set page(paper: it.paper, margin: 22mm, footer: align(center, text(8pt, gray)[Fictional document of a sample case]))
#set text(10pt)
#grid(columns: (1fr, auto), [*#text(14pt, it.supplier)* \\ #it.address \\ #for line in it.contact [#line \\ ]], text(20pt, gray)[INVOICE])
#v(6mm)
#grid(columns: (1fr, 1fr), [*Bill to* \\ #it.buyer \\ #it.buyer_address], [*Invoice* #it.number \\ *Date* #it.date])
#v(6mm)
#table(columns: (auto, 1fr, auto, auto), inset: 6pt, stroke: 0.4pt + gray, align: (left, left, left, right),
  table.header[*ASIN*][*Item*][*Item no.*][*Quantity*],
  ..it.rows.flatten())
#v(4mm)
#for line in it.notes [#line \\ ]
"""
)
_RECORD = (
    _HEAD
    + """
#set page(paper: it.paper, margin: 22mm, footer: align(center, text(8pt, gray)[Fictional document of a sample case]))
#set text(10.5pt)
#block(width: 100%, fill: luma(235), inset: 10pt, text(13pt, weight: "bold", it.title))
#v(3mm)
#for line in it.lines {
  if line.photo {
    block(width: 62%, height: 34mm, fill: luma(242), stroke: 0.4pt + gray, inset: 8pt,
      grid(columns: (1fr,) * 4, gutter: 4pt, ..range(4).map(n => rect(width: 100%, height: 14mm, fill: luma(215), stroke: 0.4pt))) )
    text(9pt, line.text)
    v(2mm)
  } else { block(width: 100%, stroke: (bottom: 0.4pt + luma(200)), inset: (y: 5pt), line.text) }
}
"""
)
_SCREEN = (
    _HEAD
    + """
#set page(width: 150mm, height: auto, margin: 0mm, fill: white)
#set text(9.5pt)
#block(width: 100%, fill: rgb("#2f3e4e"), inset: 7pt, below: 0pt, text(white, weight: "bold", it.title))
#block(width: 100%, inset: 9pt)[
  #for line in it.lines {
    let head = line.text.split(",").first()
    let rest = line.text.slice(head.len()).trim(",").trim()
    block(width: 100%, stroke: 0.5pt + luma(190), radius: 2pt, inset: 6pt,
      if rest == "" { head } else { grid(columns: (24%, 1fr), gutter: 6pt, strong(head), rest) })
  }
  #text(7pt, gray)[Fictional screen of a sample case]
]
"""
)


def read_plan(folder: Path) -> list[dict[str, Any]]:
    """The entries of evidence_plan.yaml."""
    return yaml.safe_load((folder / "evidence_plan.yaml").read_text(encoding="utf-8"))


def make_evidence(plan: list[dict[str, Any]], folder: Path, store: str) -> dict[str, Any]:
    """Write the files of a plan; what comes back is the content of index.json."""
    entries = []
    for entry in plan:
        content = _content(entry, store)
        (folder / entry["file"]).write_bytes(content)
        kept = {name: entry[name] for name in ("file", "kind", "shows")}
        entries.append(
            {
                **kept,
                "sha256": hashlib.sha256(content).hexdigest(),
                "proves": entry.get("proves", []),
                "asins": entry.get("asins", {}),
                "fields": entry.get("fields", {}),
            }
        )
    return {"schema_version": 1, "files": entries}


def _content(entry: dict[str, Any], store: str) -> bytes:
    lines = [str(line) for line in entry["content"]]
    suffix = Path(entry["file"]).suffix
    if suffix == ".csv":
        return ("\n".join(lines) + "\n").encode("utf-8")
    day = [int(part) for part in (entry.get("day") or entry["fields"].get("date") or entry["fields"]["invoice_date"]).split("-")]
    paper: dict[str, Any] = {"day": day, "paper": "us-letter" if store == "US" else "a4"}
    if entry["kind"] == "supplier_invoice":
        return _compiled(_INVOICE, {**paper, **_invoice(entry, lines)}, "pdf")
    rest = [{"text": line, "photo": line.startswith("Photo ")} for line in lines[1:]]
    return _compiled(_SCREEN if suffix == ".png" else _RECORD, {**paper, "title": lines[0], "lines": rest}, suffix[1:])


def _invoice(entry: dict[str, Any], lines: list[str]) -> dict[str, Any]:
    """The parts of an invoice: supplier, buyer, one row per item, and what else the plan says."""
    facts = entry["fields"]
    item = re.compile(r"(?P<name>.+), item (?P<number>\S+), quantity (?P<units>\d+)")
    found = [match for line in lines if (match := item.fullmatch(line))]
    rows = [[asin, match["name"], match["number"], match["units"]] for asin, match in zip(entry["asins"], found, strict=True)]
    said = {match.group() for match in found}
    contact = [line for line in (f"Phone {facts['supplier_phone']}", facts.get("supplier_website", "")) if line]
    shown = ("Invoice ", "Bill to ", "Phone ", facts["supplier"])
    return {
        "title": f"Invoice {facts['invoice_number']}",
        "supplier": facts["supplier"],
        "address": facts["supplier_address"],
        "contact": contact,
        "buyer": facts["buyer"],
        "buyer_address": BUYER_ADDRESS,
        "number": facts["invoice_number"],
        "date": facts["invoice_date"],
        "rows": rows,
        "notes": [line for line in lines if line not in said and not line.startswith(shown)],
    }


def _compiled(template: str, paper: dict[str, Any], kind: str) -> bytes:
    inputs = {"paper": json.dumps(paper)}
    made = typst.compile(template.encode(), format=kind, ppi=96 if kind == "png" else None, sys_inputs=inputs, ignore_system_fonts=True)
    return made if isinstance(made, bytes) else made[0]
