"""The case folder: created, opened, read as a whole, saved and locked; its phases, replies, and the portfolio. See the README for what stands in it."""

from __future__ import annotations

from .evidence import add_evidence
from .new import new_case
from .opened import OpenCase, gather, open_case, remember_facts
from .places import DEFAULT, SAMPLE, copy_sample, find_case, remember_case, sample_ids, workspace
from .portfolio import cases_in, portfolio
from .record import lock, read_case, save_case, sha256
from .reply import mark_sent, take_reply
from .track import Due, due, funds_track, rights_of

__all__ = [
    "DEFAULT",
    "SAMPLE",
    "Due",
    "OpenCase",
    "add_evidence",
    "cases_in",
    "copy_sample",
    "due",
    "find_case",
    "funds_track",
    "gather",
    "lock",
    "mark_sent",
    "new_case",
    "open_case",
    "portfolio",
    "read_case",
    "remember_case",
    "remember_facts",
    "rights_of",
    "sample_ids",
    "save_case",
    "sha256",
    "take_reply",
    "workspace",
]
