"""How long each step may take: the clocks of a complaint."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from .models import Complaint, Severity

SOOTHED_WITHIN = timedelta(minutes=30)
UNDERSTOOD_BY = time(12, 0)
"""On the day after it was received."""
CLOSED_WITHIN = timedelta(hours=24)
"""Ordinary ones (SCORING §4, ``complaint_24h_rate``); major ones have no clock."""
SOON = timedelta(hours=4)
CALLED_BACK_WITHIN = timedelta(hours=48)
"""After the closing."""


def due(complaint: Complaint) -> datetime | None:
    """Until when it is to be closed; None for a major one."""
    return None if complaint.severity == Severity.MAJOR else complaint.received_at + CLOSED_WITHIN


def soothed_by(complaint: Complaint) -> datetime:
    """Until when somebody speaks to the resident."""
    return complaint.received_at + SOOTHED_WITHIN


def understood_by(complaint: Complaint, zone: ZoneInfo) -> datetime:
    """Until when it is known what happened."""
    day = complaint.received_at.astimezone(zone).date() + timedelta(days=1)
    return datetime.combine(day, UNDERSTOOD_BY, zone)


def called_back_by(complaint: Complaint) -> datetime | None:
    """Until when the resident is asked how it went."""
    return complaint.closed_at and complaint.closed_at + CALLED_BACK_WITHIN


def kept(complaint: Complaint, now: datetime) -> tuple[str, str]:
    """Whether what was promised to the resident was kept, and its tone; empty while it may still be."""
    if complaint.promised_at is None:
        return "", ""
    if complaint.closed_at is not None:
        return (_("in time"), "ok") if complaint.closed_at <= complaint.promised_at else (_("not in time"), "bad")
    return (_("overdue"), "bad") if complaint.promised_at < now else ("", "")


@dataclass(frozen=True)
class Clock:
    """The 24 hours of an ordinary complaint that is open: how much is gone, and whether that is too much."""

    due: datetime
    now: datetime

    @property
    def left(self) -> timedelta:
        """Until it is due; how long ago that was where it is over."""
        return abs(self.due - self.now)

    @property
    def is_over(self) -> bool:
        """Whether it was to be closed by now."""
        return self.now > self.due

    @property
    def tone(self) -> str:
        """Red when it is over, amber shortly before."""
        return "bad" if self.is_over else "warn" if self.left <= SOON else "ok"

    @property
    def percent(self) -> int:
        """How much of the time is gone, for a bar."""
        gone = CLOSED_WITHIN - (self.due - self.now)
        return max(0, min(100, gone * 100 // CLOSED_WITHIN))


def running(complaint: Complaint, now: datetime) -> Clock | None:
    """Its clock; None for what is closed or major."""
    until = due(complaint)
    return None if until is None or complaint.closed_at is not None else Clock(until, now)
