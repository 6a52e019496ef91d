"""What the scheduled close says to HR: it has stopped, something keeps it back, when it comes (SCORING §9)."""

from datetime import datetime
from typing import Any, cast
from zoneinfo import ZoneInfo

from django.db.models import Subquery
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from kpi_portal.lib.month import Month
from kpi_portal.lib.to_do import Group, Task
from records.models import BEFORE_COMPUTED
from scoring.models import CloseSchedule, ScheduledClose
from scoring.scheduled_close.due import instant_of


def the_schedule() -> Any:
    """The company's schedule where it is on, with the month that it could not close and why; one statement."""
    stuck = ScheduledClose.objects.filter(close=None, month__state__in=BEFORE_COMPUTED).order_by("-month__first_day")
    return (
        CloseSchedule.objects.filter(is_on=True)
        .select_related("set_by__person")
        .annotate(stuck=Subquery(stuck.values("month__first_day")[:1]), refusal=Subquery(stuck.values("refusal")[:1]))
        .first()
    )


def stopped(schedule: Any) -> Group:
    """Whoever switched it on may not close months any more."""
    label = _("The scheduled close has stopped")
    task = Task(
        key="close_schedule:stopped",
        sentence=label,
        reason=_("%(name)s may not close months any more; switch it on in your own name, or off")
        % {"name": schedule.set_by or "–"},
        href=reverse("scoring:close_schedule"),
        badge=_("stopped"),
        tone="bad",
    )
    return Group(label=label, act=_("Look at the scheduled close"), tasks=(task,))


def kept_back(schedule: Any, month: Month) -> Task | None:
    """Why this month was not closed by itself, if it should have been."""
    if schedule is None or schedule.stuck != month.first_day:
        return None
    name = {"month": date_format(month.first_day, "YEAR_MONTH_FORMAT")}
    return Task(
        key=f"close:{month}",
        sentence=_("%(month)s could not be closed by itself") % name,
        reason=schedule.refusal,
        href=reverse("scoring:readiness", args=[month]),
        badge=_("kept back"),
        tone="bad",
    )


def comes_at(schedule: Any, cutoff: datetime, now: datetime) -> datetime | None:
    """When it will be closed by itself; None where it will not, or should have been already."""
    if schedule is None or schedule.has_stopped:
        return None
    at = instant_of(schedule, cutoff, cast(ZoneInfo, now.tzinfo))
    return at if at > max(now, schedule.set_at) else None
