"""Reads and validates all of `data/`: metrics with their targets on a date, marketplaces, violations, phrases, reports.

Knowledge is dated, sourced data: every rule carries `reference` and `checked_on`; what nobody confirmed carries
`confirmed: false` and is shown so. Adding a violation type means adding a folder to `data/violations/`.
"""

from __future__ import annotations

from ..model import Right
from .policy import FundsRule, Marketplace, Metric, MetricPolicy, PaperRules, Requested
from .read import catalogue
from .reports import Column, ReportFormat
from .strict_yaml import parse_yaml, shipped
from .violations import (
    Action,
    AnswerText,
    Cause,
    EvidenceRule,
    Explanation,
    FieldText,
    Ground,
    Measure,
    Reference,
    Violation,
    ViolationText,
)
from .whole import Catalogue

__all__ = [
    "Action",
    "AnswerText",
    "Catalogue",
    "Cause",
    "Column",
    "EvidenceRule",
    "Explanation",
    "FieldText",
    "FundsRule",
    "Ground",
    "Marketplace",
    "Measure",
    "Metric",
    "MetricPolicy",
    "PaperRules",
    "Reference",
    "ReportFormat",
    "Requested",
    "Right",
    "Violation",
    "ViolationText",
    "catalogue",
    "parse_yaml",
    "shipped",
]
