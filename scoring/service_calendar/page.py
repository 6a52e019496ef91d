"""What the page of the service calendar shows: a month as weeks of days, and what holds in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kpi_portal.lib.month import Month
from records import service_time
from records.models import MonthRecord, ServiceCalendar
from records.service_time import DayOfService
from scoring.service_calendar.verbs import written
from scoring.service_calendar.weekdays import week_in_words

HOLIDAYS = {
    "New Year's Day": gettext_lazy("New Year's Day"),
    "Spring Festival": gettext_lazy("Spring Festival"),
    "Tomb-sweeping Day": gettext_lazy("Tomb-sweeping Day"),
    "Labour Day": gettext_lazy("Labour Day"),
    "Dragon Boat Festival": gettext_lazy("Dragon Boat Festival"),
    "Mid-autumn Festival": gettext_lazy("Mid-autumn Festival"),
    "National Day": gettext_lazy("National Day"),
}
"""What the library calls them → what people call them."""
TONES = {"holiday": "info", "make_up": "warn", "special": "warn", "unknown": "bad"}


@dataclass(frozen=True)
class Day:
    """One cell."""

    day: date
    times: list[str]
    note: str
    tone: str


def weeks(month: Month) -> list[list[Day | None]]:
    """Rows from Monday to Sunday; None where the row reaches into another month."""
    days = [_cell(day) for day in service_time.month_of_service(month)]
    cells: list[Day | None] = [*[None] * month.first_day.weekday(), *days]
    cells += [None] * (-len(cells) % 7)
    return [cells[number : number + 7] for number in range(0, len(cells), 7)]


def _cell(day: DayOfService) -> Day:
    notes = {
        "holiday": HOLIDAYS.get(day.name, day.name),
        "make_up": _("Make-up workday"),
        "special": day.name,
        "unknown": _("not announced yet"),
    }
    return Day(day.day, [written([span]) for span in day.times], str(notes.get(day.why, "")), TONES.get(day.why, ""))


def in_force(month: Month) -> str:
    """What holds in this month, in words: as frozen with it, else as the calendars say."""
    record = MonthRecord.objects.filter(first_day=month.first_day).first()
    if record is not None and record.service_hours is not None:
        return in_words(record.service_hours)
    calendar = ServiceCalendar.objects.filter(from_first_day__lte=month.last_day).first()
    if calendar is None or calendar.around_the_clock:
        return in_words({"around_the_clock": True})
    told = {"week": calendar.week, "public_holidays": calendar.public_holidays}
    return in_words({"around_the_clock": False, **told})


def in_words(hours: Mapping[str, Any]) -> str:
    """A frozen calendar in one sentence."""
    if hours["around_the_clock"]:
        return _("around the clock")
    week = week_in_words(hours["week"])
    return (
        _("%(week)s; public holidays closed, make-up workdays open") % {"week": week}
        if hours["public_holidays"]
        else week
    )
