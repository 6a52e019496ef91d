"""What pages of other rooms show of evidence: composed in the template, so that no room calls its importers."""

from typing import Any

from django import template

from evidence.models import SurveyAnswer
from workorders.models import WorkOrder

register = template.Library()


@register.inclusion_tag("evidence/answers_of_order.html", takes_context=True)
def answers_of(context: Any, order: WorkOrder) -> dict[str, Any]:
    """The residents' answers to one order, earliest first; the first counts (SCORING §3, ``satisfaction``)."""
    answers = SurveyAnswer.objects.standing().filter(order=order).select_related("agent", "excluded_by")
    return {"answers": answers.order_by("answered_at", "pk"), "perms": context["perms"]}
