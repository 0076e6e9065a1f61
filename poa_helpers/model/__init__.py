"""The frozen values that travel from step to step. They hold facts and simple arithmetic, nothing else.

The words are those of the field: see the README's list of words. Rates are fractions between 0 and 1.
"""

from __future__ import annotations

from .answers import Answer, Answers, DocumentKind, DocumentPlace, DocumentState, Evidence, ReadDocument, ReadFact, ReadUnits, SignOff
from .base import WAITING, AnswerKind, Bound, Channel, Count, Day, PartId, Phase, Purpose, Route, Severity, State, Status, Value, Window
from .case import Account, AskedItem, Case, CaseFacts, CaseStatus, Event, FundsTrack, Reply, Right, SentLetter
from .finding import Candidate, Finding, RunnerUp
from .health import FileRecord, Health, Measurement, NotComputable, Reconciliation, Recovery, Reserve, Sum, Target, Withheld
from .letter import Issue, Item, Letter, Part, Sentence, Source
from .notice import Deadline, Notice, QuotedMetric

__all__ = [
    "Account",
    "Answer",
    "AnswerKind",
    "Answers",
    "AskedItem",
    "Bound",
    "Candidate",
    "Case",
    "CaseFacts",
    "CaseStatus",
    "Channel",
    "Count",
    "Day",
    "Deadline",
    "DocumentKind",
    "DocumentPlace",
    "DocumentState",
    "Event",
    "Evidence",
    "FileRecord",
    "Finding",
    "FundsTrack",
    "Health",
    "Issue",
    "Item",
    "Letter",
    "Measurement",
    "NotComputable",
    "Notice",
    "Part",
    "PartId",
    "Phase",
    "Purpose",
    "QuotedMetric",
    "ReadDocument",
    "ReadFact",
    "ReadUnits",
    "Reconciliation",
    "Recovery",
    "Reply",
    "Reserve",
    "Right",
    "Route",
    "RunnerUp",
    "SentLetter",
    "Sentence",
    "Severity",
    "SignOff",
    "Source",
    "State",
    "Status",
    "Sum",
    "Target",
    "Value",
    "WAITING",
    "Window",
    "Withheld",
]
