"""What pages of other rooms show of evidence: composed in the template, so that no room calls its importers."""

from typing import Any

from django import template
from django.db.models import Q

from evidence import kinds
from evidence.complaints.models import Complaint
from evidence.kind import Kind
from evidence.surveys.models import SurveyAnswer
from records.models import MonthRecord
from workorders.models import WorkOrder

register = template.Library()


@register.simple_tag(takes_context=True)
def kinds_of_evidence(context: Any) -> list[Kind]:
    """The kinds whose list this account may see: the tabs of the room."""
    return [kind for kind in kinds.KINDS if context["request"].user.has_perm(kind.verb)]


@register.inclusion_tag("evidence/surveys/of_order.html", takes_context=True)
def answers_of(context: Any, order: WorkOrder) -> dict[str, Any]:
    """The residents' answers to one order, earliest first; the first counts (SCORING §3, ``satisfaction``)."""
    answers = SurveyAnswer.objects.standing().filter(order=order).select_related("agent", "excluded_by")
    return {"answers": answers.order_by("answered_at", "pk"), "perms": context["perms"]}


@register.inclusion_tag("evidence/complaints/of_order.html", takes_context=True)
def complaints_of(context: Any, order: WorkOrder) -> dict[str, Any]:
    """The complaints about one order that the reader may see, and where another is taken down."""
    account = context["request"].user
    found = Complaint.objects.visible_to(account).filter(order=order).order_by("received_at", "pk")
    return {"complaints": found, "order": order, "may_receive": account.has_perm("evidence.handle_complaints")}


@register.inclusion_tag("evidence/complaints/beside_card.html", takes_context=True)
def complaints_beside(context: Any, agent: int, month: MonthRecord) -> dict[str, Any]:
    """Of the month's complaints that somebody handled or was found responsible for: the repeated and the upheld."""
    mine = Q(handler=agent) | Q(against=agent)
    received = Q(received_at__gte=month.starts_at, received_at__lt=month.ends_at)
    complaints = Complaint.objects.visible_to(context["request"].user).filter(mine, received, excluded_reason="")
    found = list(complaints.with_repeats().order_by("received_at", "pk"))
    shown = [each for each in found if each.is_repeat or each.against_id == agent]
    return {"complaints": shown, "of": len(found), "agent": agent}
