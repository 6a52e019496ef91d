"""Words of the inbox's pages."""

from datetime import datetime

from django import template

from reports.inbox import deadlines

register = template.Library()


@register.filter
def weekday(at: datetime) -> str:
    """The short name of the day."""
    return deadlines.weekday(at.weekday())
