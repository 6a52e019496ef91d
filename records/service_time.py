"""On which days and at which times the company serves, and how that is frozen with a month (SCORING §3).

A day has the times of the calendar that is in force in its month. A public holiday is never guessed: where a year is
not announced yet, whoever asks for it is refused.
"""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

import chinese_calendar
from django.utils.translation import gettext_lazy as _

from kpi_portal.lib.canonical import instant_text
from kpi_portal.lib.month import Month
from kpi_portal.lib.open_hours import OpenHours, Span
from kpi_portal.lib.refusals import Refused
from records.models import MonthRecord, ServiceCalendar, ServiceDay
from records.models.calendar import DAY, Times

MONDAY = 0
A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class DayOfService:
    """One day: its times, and why they are not those of its weekday (``holiday``, ``make_up`` or ``special``), with the
    English name of the holiday or the reason that somebody gave."""

    day: date
    times: Times
    why: str = ""
    name: str = ""


class Days:
    """Asks the company's calendars about days; reads them once."""

    def __init__(self, first: date, last: date) -> None:
        self.first, self.last = first, last
        self._calendars = list(ServiceCalendar.objects.order_by("-from_first_day"))
        self._special = {special.day: special for special in ServiceDay.objects.filter(day__range=(first, last))}

    def calendar(self, day: date) -> ServiceCalendar | None:
        """The one in force; None: around the clock."""
        found = next((one for one in self._calendars if one.from_first_day <= day), None)
        return None if found is None or found.around_the_clock else found

    def __iter__(self) -> Iterator[DayOfService]:
        """Raises Refused at a day whose public holidays are not known."""
        for number in range((self.last - self.first).days + 1):
            yield self.of(self.first + number * A_DAY)

    def of(self, day: date) -> DayOfService:
        """One day. Raises Refused where its public holidays are not known."""
        calendar, special = self.calendar(day), self._special.get(day)
        if calendar is None:
            return DayOfService(day, [(0, DAY)])
        if special is not None:
            return DayOfService(day, [(opens, closes) for opens, closes in special.times], "special", special.reason)
        why, name = _public(day) if calendar.public_holidays else ("", "")
        times = [] if why == "holiday" else calendar.week[MONDAY if why == "make_up" else day.weekday()]
        return DayOfService(day, [(opens, closes) for opens, closes in times], why, name)


@cache
def _public(day: date) -> tuple[str, str]:
    """Whether a public holiday closes this day, or makes a workday of it, and the holiday's name."""
    try:
        is_off, name = chinese_calendar.get_holiday_detail(day)
    except NotImplementedError:
        sentence = _(
            "The public holidays of %(year)s are not known to this version of the portal. Update it once they are "
            "announced, or enter a calendar without public holidays and the days off by hand."
        )
        raise Refused(sentence, code="holidays_unknown", params={"year": day.year}) from None
    if name is None:
        return "", ""
    return ("holiday" if is_off else "make_up"), str(name)


def knows_holidays_of(year: int) -> bool:
    """Whether the public holidays of this year are announced and known."""
    try:
        _public(date(year, 1, 1))
    except Refused:
        return False
    return True


def service_hours(record: MonthRecord) -> OpenHours | None:
    """When the company serves from the month's start to its cut-off; None: around the clock. As frozen with the month,
    else as the calendars say now. Raises Refused where public holidays are not known."""
    frozen = record.service_hours if record.service_hours is not None else described(record)
    if frozen["around_the_clock"]:
        return None
    return OpenHours(tuple((_instant(opens), _instant(closes)) for opens, closes in frozen["spans"]))


def described(record: MonthRecord) -> dict[str, Any]:
    """What is frozen with the month: the spans, and what the calendar says in words' stead (week, public holidays)."""
    zone = ZoneInfo(record.time_zone)
    first, last = record.starts_at.astimezone(zone).date(), record.cutoff_at.astimezone(zone).date()
    days = Days(first, last)
    calendars = {days.calendar(first), days.calendar(last)}
    if calendars == {None}:
        return {"around_the_clock": True}
    spans = OpenHours.of(span for day in days for span in _spans(day, zone)).spans
    calendar = days.calendar(first)
    return {
        "around_the_clock": False,
        "week": calendar.week if calendar else [[[0, DAY]]] * 7,
        "public_holidays": bool(calendar and calendar.public_holidays),
        "spans": [[instant_text(opens), instant_text(closes)] for opens, closes in spans],
    }


def known_hours(first: date, last: date, zone: ZoneInfo) -> OpenHours | None:
    """When the company serves on these days; None: around the clock. They end before the first day whose public
    holidays are not known."""
    days = Days(first, last)
    if days.calendar(first) is None and days.calendar(last) is None:
        return None
    spans: list[Span] = []
    with suppress(Refused):
        for day in days:
            spans += _spans(day, zone)
    return OpenHours.of(spans)


def _spans(day: DayOfService, zone: ZoneInfo) -> Iterator[Span]:
    for opens, closes in day.times:
        yield _at(day.day, opens, zone), _at(day.day, closes, zone)


def _at(day: date, minute: int, zone: ZoneInfo) -> datetime:
    """The instant at which a clock on the wall shows this minute of the day; minute 1440 is the next midnight."""
    days, minute = divmod(minute, DAY)
    local = datetime.combine(day + days * A_DAY, time(minute // 60, minute % 60), zone)
    return local.astimezone(UTC)


def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text)


def freeze(record: MonthRecord) -> None:
    """Keep the month's hours with it, once; later changes of calendars move nothing (SCORING §3)."""
    if record.service_hours is None:
        record.service_hours = described(record)
        record.save(update_fields=["service_hours"])


def sql_parameters(record: MonthRecord) -> Mapping[str, Any]:
    """What ``elapsed_sql`` is told of a month."""
    return as_parameters(service_hours(record))


def as_parameters(hours: OpenHours | None) -> Mapping[str, Any]:
    """What ``elapsed_sql`` and ``after_sql`` are told; None: around the clock."""
    spans = hours or OpenHours(())
    arrays = {"opens": spans.opens, "lengths": spans.lengths, "before": spans.before}
    return {"around_the_clock": hours is None, **arrays}


def month_of_service(month: Month) -> list[DayOfService]:
    """The days of a month as the calendars say now; a day whose holidays are not known has no times and says so."""
    days = Days(month.first_day, month.last_day)
    found = []
    for number in range(month.days):
        day = month.first_day + number * A_DAY
        try:
            found.append(days.of(day))
        except Refused:
            found.append(DayOfService(day, [], "unknown"))
    return found
