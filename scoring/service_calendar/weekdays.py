"""Days of the week in words, and a week of times in one line."""

from collections.abc import Sequence
from itertools import groupby

from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _

from records.models.calendar import Times
from scoring.service_calendar.verbs import written


def weekday_names() -> list[str]:
    """From Monday to Sunday."""
    return [str(WEEKDAYS[number]) for number in range(7)]


def week_in_words(week: Sequence[Times]) -> str:
    """``Monday–Friday 08:30–18:00; Saturday 09:00–12:00``: days of the same times together, closed ones left out."""
    names, parts, number = weekday_names(), [], 0
    for times, days in groupby([[tuple(span) for span in day] for day in week]):
        length = len([*days])
        first, last = names[number], names[number + length - 1]
        number += length
        if times:
            span = first if length == 1 else _("%(first)s–%(last)s") % {"first": first, "last": last}
            parts.append(f"{span} {written([(opens, closes) for opens, closes in times])}")
    return _("; ").join(parts)
