"""What is known of a complaint before it is taken down: from an order, or a bad rating, that the address names."""

from typing import Any

from django.utils import timezone

from evidence.surveys.models import SurveyAnswer
from people.access import AccountRequest
from people.models import Site
from workorders.models import WorkOrder

from .forms import ReceiveForm
from .models import Complaint
from .verbs import Report

Channel = Complaint.Channel


def beside(request: AccountRequest) -> dict[str, Any]:
    """The ``order`` or ``answer`` of the address, where the account may see it."""
    order, answer = request.GET.get("order", ""), request.GET.get("answer", "")
    found: dict[str, Any] = {"order": None, "answer": None}
    if _is_key(answer):
        seen = SurveyAnswer.objects.visible_to(request.user).select_related("order", "site", "agent")
        found["answer"] = seen.filter(pk=int(answer)).first()
        found["order"] = found["answer"].order if found["answer"] else None
    if _is_key(order):
        found["order"] = WorkOrder.objects.visible_to(request.user).filter(pk=int(order)).first()
    return found


def form(request: AccountRequest, beside: dict[str, Any]) -> ReceiveForm:
    """The form, filled in with what is known."""
    return ReceiveForm(
        request.POST if request.method == "POST" else None, account=request.user, initial=_known(request, beside)
    )


def report(said: dict[str, Any], beside: dict[str, Any]) -> Report:
    """What was typed, together with where it comes from."""
    return Report(**said, **beside)


def _known(request: AccountRequest, beside: dict[str, Any]) -> dict[str, Any]:
    order, answer = beside["order"], beside["answer"]
    known: dict[str, Any] = {"channel": Channel.PHONE, "received_at": timezone.localtime()}
    if not request.user.has_perm("people.view"):
        known["handler"] = request.user.person_id
    sites = list(Site.objects.visible_to(request.user).filter(is_active=True)[:2])
    if len(sites) == 1:
        known["site"] = sites[0]
    if order is not None:
        known |= {"channel": Channel.ORDER, "site": order.site_id, "building": order.building or "", "room": order.room}
    if answer is not None:
        known |= {"channel": Channel.SURVEY, "site": answer.site_id or known.get("site"), "words": answer.comment}
    return known


def _is_key(text: str) -> bool:
    return text.isdecimal() and len(text) < 18
