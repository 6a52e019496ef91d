"""Words of a plan's document in the reader's language."""

from django import template

from scoring.engine.definition import Text
from scoring.saying import say

register = template.Library()


@register.filter
def said(text: Text) -> str:
    """The Chinese or the English of it."""
    return say(text)
