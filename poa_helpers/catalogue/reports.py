"""A report: its columns by the header names they go by, how it is recognised, where to download it."""

from __future__ import annotations

import re
from datetime import date
from typing import Literal

from pydantic import Field, field_validator

from ..model import Value


class Column(Value):
    """A column of a report: the header names it goes by, or sets of keywords that must all occur in the header.

    date_order, decimal: how this report writes dates and numbers that would fit both ways; without it the marketplace decides.
    type: `rate` is a fraction between 0 and 1; `comment` is free text, kept with names, numbers and addresses masked; `region` is a state
    or province; `row_id` only tells rows apart, and is not kept. pattern: what every filled cell of a text column looks like; what does
    not is in the wrong column. spare: known and typed, but nothing in the workbench uses it yet, so that it is left out of large files.
    compares: only sets several files of the report against each other, so that it is left out of a large file that is the only one.
    """

    names: tuple[str, ...] = ()
    keywords: tuple[tuple[str, ...], ...] = ()
    date_order: Literal["day_first", "month_first"] | None = None
    decimal: Literal["point", "comma"] | None = None
    type: Literal[
        "text", "comment", "country", "region", "order_id", "row_id", "date", "number", "integer", "rate", "yes_no", "category"
    ] = "text"
    pattern: str | None = None
    required: bool = False
    spare: bool = False
    compares: bool = False
    values: dict[str, str] = Field(default_factory=dict)

    @field_validator("pattern")
    @classmethod
    def _is_one(cls, value: str | None) -> str | None:
        try:
            re.compile(value or "")
        except re.error as error:
            raise ValueError(f"'{value}' is no pattern ({error})") from None
        return value


class ReportFormat(Value):
    """A report: how it is recognised, its columns, what is personal in it, where to download it.

    recognise: column ids that must all be found. confirmed: whether the header names were seen in a real file.
    ledger: whether its rows are amounts posted to the account; two equal rows are then two amounts, and rows of no sale count too.
    like: the report whose columns it has as well, always empty where it does not name them itself.
    """

    id: str
    title: str
    where: str
    confirmed: bool
    reference: str
    checked_on: date
    recognise: tuple[str, ...]
    columns: dict[str, Column]
    personal: tuple[str, ...] = ()
    note: str = ""
    ledger: bool = False
    like: str | None = None

    def filled_up(self, other: ReportFormat) -> ReportFormat:
        """The report with the columns of another one that it lacks: without header names, so that they stay empty."""
        lacking = {id: column for id, column in other.columns.items() if id not in self.columns and column.type != "row_id"}
        empty = {id: Column(type=column.type, spare=column.spare) for id, column in lacking.items()}
        return self.model_copy(update={"columns": {**self.columns, **empty}})
