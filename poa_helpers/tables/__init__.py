"""Values -> tables, lines and documents as the notebooks show them; the same plain text every time."""

from __future__ import annotations

from .answers import answers_state, evidence_coverage, evidence_read, issues_table, letter_text, still_open, verdict, written_files
from .changes import changes
from .findings import daily_pictures, excess_pictures, findings_table, orders_behind
from .health import (
    files_read,
    health_picture,
    health_table,
    not_computable,
    recovery,
    recovery_pictures,
    short_answer,
    units_against_documents,
)
from .money import money_held_back, settlements_add_up, withheld_money
from .open_points import OpenPoint, label_of, open_points
from .pictures import case_charts, evidence_picture, heat_pictures
from .shown import Document, Folded, Lines, Stack, Table
from .track import asked_table, next_steps, portfolio_table, what_now

__all__ = [
    "Document",
    "Folded",
    "Lines",
    "OpenPoint",
    "Stack",
    "Table",
    "answers_state",
    "asked_table",
    "case_charts",
    "changes",
    "daily_pictures",
    "evidence_coverage",
    "evidence_read",
    "evidence_picture",
    "excess_pictures",
    "files_read",
    "findings_table",
    "health_picture",
    "heat_pictures",
    "health_table",
    "issues_table",
    "label_of",
    "letter_text",
    "money_held_back",
    "next_steps",
    "not_computable",
    "open_points",
    "orders_behind",
    "recovery",
    "recovery_pictures",
    "portfolio_table",
    "settlements_add_up",
    "short_answer",
    "still_open",
    "units_against_documents",
    "verdict",
    "what_now",
    "withheld_money",
    "written_files",
]
