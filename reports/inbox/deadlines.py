"""A deadline in words, and how it is coloured."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.dates import WEEKDAYS_ABBR
from django.utils.translation import gettext as _

from kpi_portal.lib.instants import end_of
from kpi_portal.lib.language import is_chinese

SOON = timedelta(days=3)
CHINESE_DAYS = "一二三四五六日"


@dataclass(frozen=True)
class Due:
    """Words, and ``late`` (over or today), ``soon`` (within three days) or nothing."""

    words: str
    tone: str


def in_words(due: datetime | None, now: datetime) -> Due | None:
    """“today 18:00”, “11-05 Thu 24:00”; both instants aware, ``now`` in the company's zone."""
    if due is None:
        return None
    day, hour = end_of(due.astimezone(now.tzinfo))
    ahead = (day - now.date()).days
    if due < now:
        return Due(_("overdue since %(when)s") % {"when": f"{day:%m-%d} {hour}"}, "late")
    if ahead <= 0:
        return Due(_("today by %(hour)s") % {"hour": hour}, "late")
    words = _("by %(when)s") % {"when": written(due, now)}
    return Due(words, "soon" if due - now <= SOON else "")


def written(due: datetime, now: datetime) -> str:
    """“11-05 Thu 24:00”."""
    day, hour = end_of(due.astimezone(now.tzinfo))
    return f"{day:%m-%d} {weekday(day.weekday())} {hour}"


def weekday(number: int) -> str:
    """The short name of a day of the week, Monday 0."""
    if is_chinese():
        return f"周{CHINESE_DAYS[number]}"
    return str(WEEKDAYS_ABBR[number])
