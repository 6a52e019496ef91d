"""Which months close by themselves now, and asking for it: once each, in the name of who switched it on."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction

from kpi_portal.lib.company_connection import connection
from kpi_portal.lib.month import Month
from kpi_portal.lib.refusals import Refused
from records import months
from records.models import BEFORE_COMPUTED, MonthRecord
from scoring import can_close, closing
from scoring.models import CloseSchedule, MonthClose, ScheduledClose
from tenants.models import Company

DAY = timedelta(days=1)
ASKED = """
    SELECT %s AS name FROM {schema}.scoring_closeschedule schedule
    LEFT JOIN {schema}.records_monthrecord month ON month.first_day = %s
    LEFT JOIN {schema}.scoring_scheduledclose tried ON tried.month_id = month.id
    WHERE schedule.is_on AND tried.close_id IS NULL
    AND (month.id IS NULL OR month.ends_at <= %s AND month.state = ANY(%s))
"""
"""The month that ended last is not computed, and the schedule has not asked for it yet."""


def instant_of(schedule: CloseSchedule, cutoff: datetime, zone: ZoneInfo) -> datetime:
    """When a month closes by itself: the first time of day named after its cut-off and the wait, in the zone given."""
    earliest = (cutoff + timedelta(**{schedule.unit: schedule.wait})).astimezone(zone)
    at = earliest.replace(hour=schedule.at.hour, minute=schedule.at.minute, second=0, microsecond=0)
    return at if at >= earliest and at > cutoff else at + DAY


def next_try(schedule: CloseSchedule, record: MonthRecord, tried: ScheduledClose | None) -> datetime | None:
    """When the schedule asks for this month; once a day where something kept it from it. None: never.

    A month that was due before somebody switched it on is that somebody's to close.
    """
    if not schedule.is_on or schedule.set_at is None or record.state not in BEFORE_COMPUTED:
        return None
    at = instant_of(schedule, can_close.cutoff_of(record), months.zone_for(record.month))
    if tried is None:
        return at if at > schedule.set_at else None
    if tried.close_id is not None:
        return None
    while at <= tried.tried_at:
        at += DAY
    return at


def due(now: datetime) -> list[str]:
    """Schemas of the companies whose schedule has a month to look at, in one query."""
    companies = list(Company.objects.all())
    if not companies:
        return []
    union = " UNION ALL ".join(ASKED.format(schema=company.schema_name) for company in companies)
    given: list[Any] = []
    for company in companies:
        last = Month.of(now, company.zone).previous
        given += [company.schema_name, last.first_day, now, [str(state) for state in BEFORE_COMPUTED]]
    with connection.cursor() as cursor:
        cursor.execute(union, given)
        return [row[0] for row in cursor.fetchall()]


@transaction.atomic
def ask(now: datetime) -> MonthClose | None:
    """Ask for the close of the company's last month, if that is due; the row of the schedule makes it once."""
    schedule = CloseSchedule.objects.select_for_update().filter(pk=1).first()
    if schedule is None or schedule.has_stopped:
        return None
    record = months.record_for(months.month_containing(now).previous)
    tried = ScheduledClose.objects.filter(month=record).first()
    at = next_try(schedule, record, tried)
    if at is None or now < at or record.closes.filter(state__in=MonthClose.UNDER_WAY).exists():
        return None
    return _asked(schedule, record, now)


def _asked(schedule: CloseSchedule, record: MonthRecord, now: datetime) -> MonthClose | None:
    assert schedule.set_by is not None  # else it has stopped
    run, refusal = None, ""
    try:
        with transaction.atomic():
            run = closing.request_close(month=record.month, by=schedule.set_by, scheduled=True)
    except Refused as refused:
        refusal = str(refused)
    values = {"close": run, "refusal": refusal, "tried_at": now}
    ScheduledClose.objects.update_or_create(month=record, defaults=values)
    return run
