"""Values -> tables, lines and documents as the notebooks show them; the same plain text every time."""

from __future__ import annotations

from .answers import answers_state, evidence_coverage, issues_table, letter_text, still_open, verdict, written_files
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
from .shown import Document, Folded, Lines, Stack, Table

__all__ = [
    "Document",
    "Folded",
    "Lines",
    "OpenPoint",
    "Stack",
    "Table",
    "answers_state",
    "daily_pictures",
    "evidence_coverage",
    "excess_pictures",
    "files_read",
    "findings_table",
    "health_picture",
    "health_table",
    "issues_table",
    "label_of",
    "letter_text",
    "money_held_back",
    "not_computable",
    "open_points",
    "orders_behind",
    "recovery",
    "recovery_pictures",
    "settlements_add_up",
    "short_answer",
    "still_open",
    "units_against_documents",
    "verdict",
    "withheld_money",
    "written_files",
]
