"""The page on which several orders become one, and back."""

from datetime import timedelta
from functools import partial

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from kpi_portal.lib.form_page import attempt
from kpi_portal.lib.permissions import verb_required
from people.access import AccountRequest
from workorders.acts.views import fetch
from workorders.board.verbs import Outcome
from workorders.merging import verbs
from workorders.models import WorkOrder
from workorders.querysets import WorkOrderQuerySet

NEAR = timedelta(days=7)
LISTED = 20


@require_http_methods(["GET", "POST"])
@verb_required("workorders.exempt")
def merge(request: AccountRequest) -> HttpResponse:
    """Those that were picked, with others of their place; one is the original."""
    said = request.POST if request.method == "POST" else request.GET
    picked = list(_seen(request).filter(pk__in=_keys(said)).order_by("created_at"))
    into = next((order for order in picked if str(order.pk) == request.POST.get("into")), None)
    if into is not None and len(picked) > 1:
        reason = request.POST.get("reason", "").strip()[:300]
        verb = partial(verbs.merge, picked, into=into, by=request.user, at=timezone.now(), reason=reason)
        _say(request, attempt(request, verb).result)
        return redirect("workorders:order", into.pk)
    if request.method == "POST":
        messages.error(request, _("Tick at least two orders and say which of them is the original."))
    context = {"picked": picked, "others": _others(request, picked)}
    return render(request, "workorders/merge.html", context)


@require_POST
@verb_required("workorders.exempt")
def separate(request: AccountRequest, pk: int) -> HttpResponse:
    """What was merged into this order is apart again."""
    order = fetch(request, pk)
    verb = partial(verbs.separate, order, reason=request.POST.get("reason", "")[:500], by=request.user)
    _say(request, attempt(request, verb).result)
    return redirect("workorders:order", pk)


def _seen(request: AccountRequest) -> WorkOrderQuerySet:
    seen: WorkOrderQuerySet = WorkOrder.objects.visible_to(request.user).filter(correction="")
    return seen.select_related("site", "building", "agent")


def _keys(said: QueryDict) -> list[str]:
    return [key for key in said.getlist("order") if key.isdecimal() and len(key) < 18][:100]


def _others(request: AccountRequest, picked: list[WorkOrder]) -> list[WorkOrder]:
    """Of the same place, entered within a week of the first that was picked."""
    if not picked:
        return []
    first = picked[0]
    near = Q(created_at__gte=first.created_at - NEAR, created_at__lte=first.created_at + NEAR)
    same = Q(site=first.site_id, building=first.building_id) if first.building_id else Q(site=first.site_id)
    found = _seen(request).filter(near, same).exclude(pk__in=[order.pk for order in picked])
    return list(found.order_by("-created_at")[:LISTED])


def _say(request: AccountRequest, done: Outcome | None) -> None:
    if done is None:
        return
    if done.done:
        said = ngettext("Done for %(n)s order.", "Done for %(n)s orders.", done.done)
        messages.success(request, said % {"n": done.done})
    for refusal in done.refused:
        messages.error(request, refusal)
