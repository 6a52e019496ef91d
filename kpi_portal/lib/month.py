"""The assessment month (SCORING §1): half-open in the company's time zone."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

EARLIEST_YEAR, LATEST_YEAR = 1970, 2199
"""What may be asked for. At the ends of the calendar a month has no neighbour and its edges have no instant."""
_PATTERN = re.compile(r"([0-9]{4})-(0[1-9]|1[0-2])")


@dataclass(frozen=True, order=True, slots=True)
class Month:
    """A calendar month; knows no zone until it is asked for its bounds."""

    year: int
    month: int

    def __post_init__(self) -> None:
        if not (1 <= self.year <= 9999 and 1 <= self.month <= 12):
            raise ValueError(f"{self.year}-{self.month} is not a month.")

    @classmethod
    def parse(cls, text: str) -> "Month":
        """``Month.parse("2026-10")``. Raises ValueError for any other spelling."""
        found = _PATTERN.fullmatch(text)
        if found is None:
            raise ValueError(f"“{text}” is not a month; write it as 2026-10.")
        return cls(int(found[1]), int(found[2]))

    @classmethod
    def asked(cls, text: str) -> "Month":
        """Like ``parse``, for an address or a form: ValueError also for a year of no archive and no plan."""
        month = cls.parse(text)
        if not EARLIEST_YEAR <= month.year <= LATEST_YEAR:
            raise ValueError(f"{month} is too far away.")
        return month

    @classmethod
    def of(cls, instant: datetime, zone: ZoneInfo) -> "Month":
        """The month in which ``instant`` (aware) lies in ``zone``."""
        if instant.utcoffset() is None:
            raise ValueError(f"{instant.isoformat()} has no time zone.")
        local = instant.astimezone(zone)
        return cls(local.year, local.month)

    @classmethod
    def of_day(cls, day: date) -> "Month":
        """The month of a calendar day."""
        return cls(day.year, day.month)

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.month:02d}"

    @property
    def first_day(self) -> date:
        return date(self.year, self.month, 1)

    @property
    def last_day(self) -> date:
        return date(self.year, self.month, self.days)

    @property
    def days(self) -> int:
        """Number of days, 28 to 31."""
        return monthrange(self.year, self.month)[1]

    @property
    def next(self) -> "Month":
        return self.plus(1)

    @property
    def previous(self) -> "Month":
        return self.plus(-1)

    def plus(self, months: int) -> "Month":
        """The month ``months`` later (earlier where negative)."""
        year, index = divmod(self.year * 12 + self.month - 1 + months, 12)
        return Month(year, index + 1)

    def bounds(self, zone: ZoneInfo) -> tuple[datetime, datetime]:
        """``[start, end)`` as aware UTC instants. Where midnight does not exist, the month starts after the gap."""
        return _midnight(self.first_day, zone), _midnight(self.next.first_day, zone)

    def end_of_day(self, number: int, zone: ZoneInfo) -> datetime:
        """The UTC instant at which day ``number`` is over; of a day that the month lacks, the month's own end."""
        return _midnight(self.first_day + timedelta(days=min(number, self.days)), zone)


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time.min, tzinfo=zone).astimezone(UTC)
