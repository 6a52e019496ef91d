"""Words that templates use of an order."""

from django import template

from workorders.models import WorkOrder
from workorders.verdicts import duration

register = template.Library()


@register.filter
def response_time(order: WorkOrder) -> str:
    """How long the resident waited for the first contact: 12 min; a dash where there is none (yet)."""
    if order.first_responded_at is None:
        return "—"
    waited = order.first_responded_at - order.created_at
    return duration(waited) if waited.total_seconds() >= 0 else "−" + duration(-waited)
