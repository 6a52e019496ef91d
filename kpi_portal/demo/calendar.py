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

    @property
    def published(self) -> Month | None:
        """The month that agents answer: the last but one, where one before it is left to be final."""
        before = self.last.previous
        return before if self.first < before else None

    @property
    def final(self) -> Month:
        """The latest month that is final: the one before that which agents answer; where there is none, the last but
        one, since the last one is under review, unless it is alone."""
        if self.published is not None:
            return self.published.previous
        return self.last.previous if self.first < self.last else self.last

    def days(self, month: Month) -> Iterator[date]:
        """The days of the month that have begun."""
        for number in range(calendar.monthrange(month.year, month.month)[1]):
            day = month.first_day + timedelta(days=number)
            if day <= self.until.date():
                yield day

    def told(self, instant: datetime | None) -> datetime | None:
        """The instant, or nothing where it lies after `until`."""
        return instant if instant is not None and instant <= self.until else None
