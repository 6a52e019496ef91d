"""Keeping the company's standard of how long an order may take, and giving an order its due time by it."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kpi_portal.lib.month import Month
from kpi_portal.lib.refusals import Refused
from people import audited_save
from people.models import Account
from records.models import BEFORE_COMPUTED, MonthRecord
from workorders import lifecycle
from workorders.due_times.standard import due_of
from workorders.models import DueTimes, WorkOrder

Minutes = Mapping[str, Mapping[str, int]]


@transaction.atomic
def set_due_times(*, from_day: date, minutes: Minutes, around_the_clock: Sequence[str], by: Account | None) -> DueTimes:
    """Orders created from this day on are due by this table. Raises Refused for a day of a month that was computed:
    what comes in for it later would be measured by another standard than what was there."""
    computed = MonthRecord.objects.exclude(state__in=BEFORE_COMPUTED).filter(
        first_day__gte=Month.of_day(from_day).first_day
    )
    if found := computed.order_by("-first_day").first():
        raise Refused(
            _("%(month)s is computed already; choose a later day."),
            code="computed",
            params={"month": found.month},
            field="from_day",
        )
    values = {
        "minutes": {name: dict(cells) for name, cells in minutes.items()},
        "around_the_clock": [*around_the_clock],
    }
    known = DueTimes.objects.filter(from_day=from_day).first()
    if known is not None:
        return audited_save.change(known, values, verb="workorders.set_due_times", by=by)
    return audited_save.add(DueTimes(from_day=from_day, **values), verb="workorders.set_due_times", by=by)


def give_due_time(order: WorkOrder, *, by: Account | None, at: datetime) -> None:
    """Note when the order is due by the standard, where the standard says anything of it."""
    until = due_of(order)
    if until is not None and until > at:
        lifecycle.set_due(order, until=until, by=by, at=at)
