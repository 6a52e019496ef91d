"""The company's books: imports, audit, months, ledger, outbox."""

from records.models.audit import AuditEntry
from records.models.calendar import ServiceCalendar, ServiceDay
from records.models.fact import Fact, FactQuerySet
from records.models.imports import Batch, ImportRun, LateFact, RowProblem, SourceProfile, ToldRow
from records.models.key import ApiKey
from records.models.ledger import LedgerEntry
from records.models.machine import MachineResponder
from records.models.month import BEFORE_COMPUTED, BEFORE_PUBLISHED, MonthRecord, MonthState, ZoneChange
from records.models.outbox import OutboxMessage

__all__ = [
    "BEFORE_COMPUTED",
    "BEFORE_PUBLISHED",
    "ApiKey",
    "AuditEntry",
    "Batch",
    "Fact",
    "FactQuerySet",
    "ImportRun",
    "LateFact",
    "LedgerEntry",
    "MachineResponder",
    "MonthRecord",
    "MonthState",
    "OutboxMessage",
    "RowProblem",
    "ServiceCalendar",
    "ServiceDay",
    "SourceProfile",
    "ToldRow",
    "ZoneChange",
]
