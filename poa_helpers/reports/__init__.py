"""Files from Seller Central or the Selling Partner API, recognised by their content, as tidy tables without personal data."""

from __future__ import annotations

from .any_table import read_order_table
from .load import load_reports
from .loaded import LoadedReport, Reports
from .order_book import OrderBook, names_of, order_book, units_sold
from .performance import MetricBlock, PolicyCount, Snapshot

__all__ = [
    "LoadedReport",
    "MetricBlock",
    "OrderBook",
    "PolicyCount",
    "Reports",
    "Snapshot",
    "load_reports",
    "names_of",
    "order_book",
    "read_order_table",
    "units_sold",
]
