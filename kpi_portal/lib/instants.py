"""How an instant is written everywhere: to the minute, in the company's zone (or another that is given)."""

from datetime import date, datetime, time, timedelta, tzinfo

from django.utils import timezone

MIDNIGHT = "24:00"


def written(at: datetime, zone: tzinfo | None = None) -> str:
    """``2026-10-19 14:06``."""
    return f"{timezone.localtime(at, zone):%Y-%m-%d %H:%M}"


def written_as_end(at: datetime, zone: tzinfo | None = None) -> str:
    """As ``written``, for what ends then: ``2026-11-03 24:00``."""
    day, hour = end_of(timezone.localtime(at, zone))
    return f"{day:%Y-%m-%d} {hour}"


def end_of(local: datetime) -> tuple[date, str]:
    """Day and hour of an end; at midnight it is the day before that ends, at 24:00."""
    if local.time() == time.min:
        return (local - timedelta(days=1)).date(), MIDNIGHT
    return local.date(), f"{local:%H:%M}"
