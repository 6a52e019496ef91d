"""Changing when the company serves (SCORING §3). An administrator's verbs, like all rules of months; a month that is
over, or was computed, keeps the times that it had."""

import re
import unicodedata
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kpi_portal.lib.month import Month
from kpi_portal.lib.refusals import Refused
from people import audited_save
from people.models import Account
from records import months
from records.models import ServiceCalendar, ServiceDay
from records.models.calendar import Times, check_times
from scoring.computed import computed_months, is_computed
from scoring.models import ScoringSettings

_TIME = r"(\d{1,2}):(\d{2})"
_SPAN = re.compile(rf"{_TIME}\s*[-–—~至到]+\s*{_TIME}")
_BETWEEN = re.compile(r"[\s,;、，；]*")


def read_times(text: str) -> Times:
    """``08:30-12:00 13:30-18:00`` → pairs of minutes; nothing is a closed day. Raises Refused."""
    text = unicodedata.normalize("NFKC", text or "").strip()
    times = [(_minute(*span[:2]), _minute(*span[2:])) for span in _SPAN.findall(text)]
    if _BETWEEN.fullmatch(_SPAN.sub("", text)) is None:
        sentence = gettext_lazy("Write times like 08:30-12:00 13:30-18:00; leave it empty where it is closed.")
        raise Refused(sentence, code="times")
    check_times(times)
    return times


def _minute(hours: str, minutes: str) -> int:
    if int(minutes) > 59:
        raise Refused(gettext_lazy("An hour has 60 minutes."), code="times")
    return int(hours) * 60 + int(minutes)


def written(times: Times) -> str:
    """As ``read_times`` reads them, for people."""
    return _(", ").join(f"{_clock(opens)}–{_clock(closes)}" for opens, closes in times)


def _clock(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"


@transaction.atomic
def set_calendar(
    *, month: Month, week: list[Times], around_the_clock: bool, public_holidays: bool, by: Account | None
) -> ServiceCalendar:
    """Serve at these times from this month on, until a later version. Raises Refused."""
    _refuse_past(month)
    values = {"week": week, "around_the_clock": around_the_clock, "public_holidays": public_holidays}
    known = ServiceCalendar.objects.filter(from_first_day=month.first_day).first()
    if known is not None:
        return audited_save.change(known, values, verb="scoring.set_calendar", by=by)
    row = ServiceCalendar(from_first_day=month.first_day, **values)
    return audited_save.add(row, verb="scoring.set_calendar", by=by)


@transaction.atomic
def withdraw_calendar(calendar: ServiceCalendar, *, by: Account | None) -> None:
    """Take a version back that no month has used; the one before holds on. Raises Refused."""
    _refuse_past(calendar.month)
    audited_save.remove(calendar, verb="scoring.withdraw_calendar", by=by)


@transaction.atomic
def set_day(*, day: date, times: Times, reason: str, by: Account | None) -> ServiceDay:
    """One day is not as the calendar says. Raises Refused."""
    _refuse_used(Month.of_day(day))
    known = ServiceDay.objects.filter(day=day).first()
    if known is not None:
        return audited_save.change(known, {"times": times, "reason": reason}, verb="scoring.set_day", by=by)
    return audited_save.add(ServiceDay(day=day, times=times, reason=reason), verb="scoring.set_day", by=by)


@transaction.atomic
def withdraw_day(special: ServiceDay, *, by: Account | None) -> None:
    """The day is as the calendar says after all. Raises Refused."""
    _refuse_used(Month.of_day(special.day))
    audited_save.remove(special, verb="scoring.withdraw_day", by=by)


def _refuse_past(month: Month) -> None:
    """A version holds for all months after it."""
    _refuse_used(month)
    computed = computed_months(since=month).first()
    if computed is not None:
        raise _was_computed(computed.month)


def _refuse_used(month: Month) -> None:
    if is_computed(month):
        raise _was_computed(month)
    live_since = ScoringSettings.of_the_company().live_since
    if live_since <= month < Month.of(timezone.now(), months.company_zone()):
        sentence = gettext_lazy("%(month)s is over; its times of service stay as they were.")
        raise Refused(sentence, code="over", params={"month": month})


def _was_computed(month: Month) -> Refused:
    sentence = gettext_lazy("%(month)s was computed; it stays what it was.")
    return Refused(sentence, code="computed", params={"month": month})
