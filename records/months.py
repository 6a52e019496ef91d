"""Which month an instant belongs to, when it ends, and whether it is shut (SCORING §1, §9).

Everyone reads; only scoring changes a month's state, through the verbs of ``scoring.closing``.
"""

from datetime import datetime, timedelta
from typing import Any, cast
from zoneinfo import ZoneInfo

from kpi_portal.lib.company_connection import connection
from kpi_portal.lib.month import Month
from kpi_portal.lib.read_once import once
from records.models import MonthRecord, MonthState, ZoneChange
from tenants.models import Company

COMPLETION_GRACE = timedelta(hours=72)
"""SCORING §1: the default; a plan may name another, which ``scoring.closing`` passes when it fixes the month."""

CLOSED = (MonthState.FINAL, MonthState.PAID_OUT)


def company() -> Company:
    """The company whose schema the connection is in."""
    return cast(Company, connection.tenant)


def company_zone() -> ZoneInfo:
    """The zone of the latest dated change, else the company's own."""
    return Zones().latest


class Zones:
    """The company's zone in each month, read once: for whoever asks about several months."""

    def __init__(self) -> None:
        self._changes = once(ZoneChange, lambda: list(ZoneChange.objects.order_by("-from_first_day")))

    def of(self, month: Month) -> ZoneInfo:
        """The zone in which this month begins and ends; a change holds from the month it names."""
        change = next((change for change in self._changes if change.from_first_day <= month.first_day), None)
        return ZoneInfo(change.time_zone) if change else company().zone

    @property
    def latest(self) -> ZoneInfo:
        """The zone of the latest dated change, else the company's own."""
        return ZoneInfo(self._changes[0].time_zone) if self._changes else company().zone

    def month_of(self, instant: datetime) -> Month:
        """The month in which an instant lies in the company's zone of that time."""
        month = Month.of(instant, self.latest)
        for candidate in (month.previous, month, month.next):
            start, end, _ = self.edges(candidate)
            if start <= instant < end:
                return candidate
        return month

    def edges(self, month: Month, grace: timedelta = COMPLETION_GRACE) -> tuple[datetime, datetime, datetime]:
        """Start, end (exclusive) and cut-off (inclusive). Months tile time also where the zone changes between them."""
        start, _ = month.bounds(self.of(month))
        end, _ = month.next.bounds(self.of(month.next))
        return start, end, end + grace

    def described(self, month: Month, grace: timedelta = COMPLETION_GRACE) -> dict[str, Any]:
        """What the month's row says of its zone and edges."""
        start, end, cutoff = self.edges(month, grace)
        return {"time_zone": self.of(month).key, "starts_at": start, "ends_at": end, "cutoff_at": cutoff}


def zone_for(month: Month) -> ZoneInfo:
    return Zones().of(month)


def edges(month: Month, grace: timedelta = COMPLETION_GRACE) -> tuple[datetime, datetime, datetime]:
    """Start, end and cut-off of one month."""
    return Zones().edges(month, grace)


def record_for(month: Month, grace: timedelta = COMPLETION_GRACE) -> MonthRecord:
    """The month's row, made with its edges frozen where it does not exist."""
    found = MonthRecord.objects.filter(first_day=month.first_day).first()
    if found:
        return found
    made, _ = MonthRecord.objects.get_or_create(first_day=month.first_day, defaults=Zones().described(month, grace))
    return made


def month_containing(instant: datetime) -> Month:
    """The month in which an instant lies in the company's zone of that time."""
    return Zones().month_of(instant)


def is_closed(month: Month) -> bool:
    """Whether facts that would change it are refused."""
    return MonthRecord.objects.filter(first_day=month.first_day, state__in=CLOSED).exists()
