"""Times of service in templates: ``{% weekday_names as names %}``, ``|hours_in_words``, ``|times``."""

from django import template
from django.utils.dates import WEEKDAYS_ABBR

from records.models import ServiceCalendar
from records.models.calendar import Times
from scoring.service_calendar.page import in_words
from scoring.service_calendar.verbs import written

register = template.Library()


@register.simple_tag
def weekday_names() -> list[str]:
    """From Monday to Sunday, short where the language has short ones."""
    return [str(WEEKDAYS_ABBR[number]) for number in range(7)]


@register.filter
def hours_in_words(version: ServiceCalendar) -> str:
    """What this version says, in one sentence."""
    told = {"around_the_clock": version.around_the_clock, "week": version.week}
    return in_words({**told, "public_holidays": version.public_holidays})


@register.filter
def times(of_a_day: Times) -> str:
    """The times of a day; nothing where it is closed."""
    return written(of_a_day)
