"""When the company serves (SCORING §3, the service calendar): versions by month, and single days."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from kpi_portal.lib.month import Month
from kpi_portal.lib.refusals import Refused

DAY = 24 * 60
"""Minutes."""
WEEKDAYS = 7

Times = list[tuple[int, int]]
"""The times of a day, as pairs of minutes since midnight; none where it is closed."""


def check_times(times: Any) -> None:
    """Raises Refused where these are not the times of a day, one after the other."""
    end = 0
    for opens, closes in times:
        if not end <= opens < closes <= DAY:
            raise Refused(_("Each time ends after it begins, and the next one begins after that."), code="times")
        end = closes


def check_week(week: Any) -> None:
    """Raises Refused where these are not the times of seven days."""
    if len(week) != WEEKDAYS:
        raise Refused(_("A week has seven days."), code="week")
    for times in week:
        check_times(times)


class ServiceCalendar(models.Model):
    """From this month on the company serves at these times; before any version it serves around the clock.

    ``week`` holds the times of each day from Monday to Sunday. With ``public_holidays`` the Chinese public holidays are
    closed, and their make-up workdays are open as a Monday is.
    """

    from_first_day = models.DateField(_("from month"), unique=True)
    around_the_clock = models.BooleanField(_("around the clock"), default=False)
    week = models.JSONField(_("times of the week"), default=list, blank=True, validators=[check_week])
    public_holidays = models.BooleanField(_("Chinese public holidays and make-up workdays"), default=True)

    class Meta:
        verbose_name = _("service calendar")
        verbose_name_plural = _("service calendars")
        ordering = ["-from_first_day"]
        constraints = [
            models.CheckConstraint(condition=models.Q(from_first_day__day=1), name="calendar_from_a_first_day")
        ]

    def __str__(self) -> str:
        return str(self.month)

    @property
    def month(self) -> Month:
        """The first month in which it holds."""
        return Month.of_day(self.from_first_day)


class ServiceDay(models.Model):
    """One day that is not as the calendar says: closed, or open at other times."""

    day = models.DateField(_("day"), unique=True)
    times = models.JSONField(_("times"), default=list, blank=True, validators=[check_times])
    reason = models.CharField(_("reason"), max_length=200)

    class Meta:
        verbose_name = _("special day")
        verbose_name_plural = _("special days")
        ordering = ["day"]

    def __str__(self) -> str:
        return f"{self.day}"
