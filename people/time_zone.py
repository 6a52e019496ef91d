"""Another time zone for the company: always from a month that has not begun (SCORING §1, month)."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kpi_portal.lib.month import Month
from kpi_portal.lib.refusals import Refused
from people.models import Account
from records import audit, months
from records.models import MonthRecord, ZoneChange
from tenants.models import validate_time_zone


def begins_with(zones: months.Zones) -> Month:
    """The month from which a change asked for now holds: the next one."""
    return zones.month_of(timezone.now()).next


@transaction.atomic
def change_zone(*, time_zone: str, by: Account) -> ZoneChange | None:
    """From the next month on months begin and end in this zone; None where they do already.

    Months that tile time move with it: the present one ends when the next one begins. Raises Refused for what is no
    time zone, and where the next month was written down with facts of its own.
    """
    validate_time_zone(time_zone)
    zones = months.Zones()
    month = begins_with(zones)
    before = zones.of(month).key
    if before == time_zone:
        return None
    if MonthRecord.objects.filter(first_day__gt=month.first_day).exists():
        raise Refused(
            _("Something is recorded for months after %(month)s already; they begin in the zone they were given."),
            code="months_ahead",
            params={"month": month},
            field="time_zone",
        )
    change, _made = ZoneChange.objects.update_or_create(
        from_first_day=month.first_day, defaults={"time_zone": time_zone}
    )
    _move(month.previous)
    _move(month)
    detail = {"changed": {"time_zone": [before, time_zone]}, "month": month}
    audit.record(by=by, verb="people.change_zone", subject=change, detail=detail)
    return change


def _move(month: Month) -> None:
    """A month that is written down already gets the edges of today; its grace stays."""
    record = MonthRecord.objects.filter(first_day=month.first_day).first()
    if record is not None:
        grace: timedelta = record.cutoff_at - record.ends_at
        MonthRecord.objects.filter(pk=record.pk).update(**months.Zones().described(month, grace))
