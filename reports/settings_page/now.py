"""What holds now in the groups that have a page of their own."""

from collections.abc import Callable, Sequence

from django.utils import timezone
from django.utils.translation import gettext as _

from evidence.quality_checks.models import Checklist
from kpi_portal.lib.month import Month
from kpi_portal.lib.rounding import plain
from people.models import LogInRules
from reports.models import Channel
from reports.settings_page.group import Row
from scoring.models import CloseSchedule
from scoring.plans import versions
from scoring.service_calendar.page import in_force


def of(code: str) -> Sequence[Row]:
    """Of the group of this code."""
    return NOW[code]()


def _yes(answer: bool) -> str:
    return _("yes") if answer else _("no")


def _close() -> Sequence[Row]:
    schedule, plan = CloseSchedule.of_the_company(), versions.in_force(Month.of_day(timezone.localdate())).default
    hours = versions.read(plan).measuring.completion_grace_hours if plan else 72
    told = _("%(wait)s %(unit)s after the cut-off, at %(at)s, in the name of %(name)s") % {
        "wait": schedule.wait,
        "unit": schedule.get_unit_display(),
        "at": f"{schedule.at:%H:%M}",
        "name": schedule.set_by or "–",
    }
    stopped = _("stopped: %(name)s may not close months any more") % {"name": schedule.set_by or "–"}
    closes = (stopped if schedule.has_stopped else told) if schedule.is_on else _("no, somebody has to do it")
    return [
        (_("Cut-off"), _("%(hours)s hours after the month ends; the plan says so") % {"hours": plain(hours)}),
        (_("Closes by itself"), closes),
    ]


def _calendar() -> Sequence[Row]:
    month = Month.of_day(timezone.localdate())
    return [(_("This month"), in_force(month))]


def _log_in() -> Sequence[Row]:
    field = LogInRules._meta.get_field("second_factor_required")
    return [(field.verbose_name, _yes(LogInRules.current().second_factor_required))]


def _channels() -> Sequence[Row]:
    return [(_("Groups"), Channel.objects.count())]


def _checklists() -> Sequence[Row]:
    own = Checklist.objects.filter(in_use=True, is_current=True).values_list("name", flat=True)
    return [(_("In use"), _(", ").join(own) or _("the eight usual items"))]


NOW: dict[str, Callable[[], Sequence[Row]]] = {
    "calendar": _calendar,
    "close": _close,
    "log_in": _log_in,
    "channels": _channels,
    "keys": list,
    "webhooks": list,
    "catalogue": list,
    "checklists": _checklists,
    "surveys": list,
    "machines": list,
    "order_categories": list,
    "due_times": list,
    "part_time": list,
}
