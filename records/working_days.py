"""Working days, for deadlines: weekdays without the public holidays that are known, and make-up workdays.

A deadline may be told a year ahead, when its holidays are not announced yet; weekdays are taken then. No figure is made
of it: those refuse a year that is not known (``service_time``).
"""

from datetime import date, timedelta

import chinese_calendar

FRIDAY = 4


def is_working_day(day: date) -> bool:
    """Whether people are at work on this day."""
    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:
        return day.weekday() <= FRIDAY


def working_days_between(first: date, last: date) -> int:
    """How many working days have passed from one day to another, the first not counted."""
    return sum(is_working_day(first + timedelta(days=number)) for number in range(1, (last - first).days + 1))


def working_days_after(day: date, number: int) -> date:
    """The day on which so many working days have passed, this one not counted."""
    while number > 0:
        day += timedelta(days=1)
        number -= is_working_day(day)
    return day
