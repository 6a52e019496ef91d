"""Who was reminded of something and when: composed in the template, so that no room calls its importers."""

from collections.abc import Iterable

from django import template

from reports.models import Told

register = template.Library()


@register.simple_tag
def reminded_of(key: str, pk: int) -> Iterable[Told]:
    """The mails that told somebody of this task, the first first; forgotten once it is done."""
    return Told.objects.filter(key=f"{key}:{pk}").select_related("account__person").order_by("at", "pk")
