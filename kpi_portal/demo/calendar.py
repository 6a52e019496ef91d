"""The months the demo tells of, on the clocks of the company."""

import calendar
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from kpi_portal.lib.month import Month

ZONE = "Asia/Shanghai"
DAY_SHAPE = (1, 1, 0, 0, 0, 1, 3, 7, 11, 12, 10, 8, 6, 6, 7, 8, 9, 9, 10, 9, 6, 4, 2, 1)
"""Requests by hour of the day."""
WEEK_SHAPE = {True: (13, 12, 11, 11, 12, 5, 3), False: (10, 9, 9, 9, 10, 13, 12)}
"""Requests by weekday from Monday on; offices (True) rest at weekends, homes do not."""


@dataclass(frozen=True)
class Span:
    """The past months up to `last`, and what has happened so far in the month after it.

    `until` is the latest instant that may be told of, on the company's clocks (naive); nothing in a file is later.
    """

    first: Month
    last: Month
    until: datetime

    @property
    def months(self) -> list[Month]:
        """Every month from the first to the running one."""
        count = (self.last.year - self.first.year) * 12 + self.last.month - self.first.month
        told = [self.first.plus(step) for step in range(count + 1)]
        running = self.last.next
        return told if datetime.combine(running.first_day, datetime.min.time()) >= self.until else [*told, running]

    def days(self, month: Month) -> Iterator[date]:
        """The days of the month that have begun."""
        for number in range(calendar.monthrange(month.year, month.month)[1]):
            day = month.first_day + timedelta(days=number)
            if day <= self.until.date():
                yield day

    def told(self, instant: datetime | None) -> datetime | None:
        """The instant, or nothing where it lies after `until`."""
        return instant if instant is not None and instant <= self.until else None
