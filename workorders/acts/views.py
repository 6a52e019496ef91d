"""One order: its page, and what is done to it."""

from functools import partial

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from kpi_portal.lib.form_page import attempt
from kpi_portal.lib.permissions import verb_required
from kpi_portal.lib.queue import still
from kpi_portal.lib.sent_once import sent_once
from people.access import AccountRequest
from workorders import residents
from workorders.acts.catalogue import BY_CODE, Act, Desk
from workorders.acts.page import form_of, show
from workorders.models import MergedOrder, WorkOrder

RELATED = (
    "site",
    "building__steward",
    "building__deputy",
    "team",
    "agent",
    "source_agent",
    "first_contact_owner",
    "batch",
    "in_incident__incident",
    "merged_into__into",
)


@require_safe
@verb_required("workorders.open")
def order_page(request: AccountRequest, pk: int) -> HttpResponse:
    """One order with its event line and whom it counts for."""
    return show(request, fetch(request, pk))


@require_POST
@verb_required("workorders.open")
def show_phone(request: AccountRequest, pk: int) -> HttpResponse:
    """The resident's whole number, on the order's page; the look leaves a trace."""
    order = fetch(request, pk)
    contact = residents.contact_for(order, request.user)
    if contact is None:
        raise PermissionDenied
    return show(request, order, phone=residents.show_phone(contact, by=request.user))


@require_POST
@verb_required("workorders.open")
@sent_once
def act(request: AccountRequest, pk: int, code: str) -> HttpResponse:
    """Do one thing to the order; what is refused stands at its form, which keeps what was typed."""
    wanted = BY_CODE.get(code)
    if wanted is None:
        raise Http404
    if taken := _taken(request, pk):
        messages.error(request, taken_by_others(taken))
        return redirect("workorders:board")
    order = fetch(request, pk)
    if not request.user.has_perm(wanted.verb):
        raise PermissionDenied
    form = form_of(wanted, Desk(order, request.user), request)
    verb = partial(wanted.run, order, by=request.user, at=timezone.now())
    if form.is_valid():
        done = attempt(request, lambda **_said: verb(**form.arguments()), form=form, said=partial(_said, order, wanted))
        if done:
            shown = done.result if isinstance(done.result, WorkOrder) else order
            return HttpResponseRedirect(shown.get_absolute_url() + still(request))
    return show(request, order, tried={code: form})


def _taken(request: AccountRequest, pk: int) -> WorkOrder | None:
    """An order of the account's site that it saw while nobody had it, and sees no more."""
    seen = WorkOrder.objects.visible_to(request.user).filter(pk=pk).values("pk")
    taken: WorkOrder | None = WorkOrder.objects.callable_by(request.user).filter(pk=pk).exclude(pk__in=seen).first()
    return taken


def taken_by_others(order: WorkOrder) -> str:
    """For a page that was opened before."""
    return _("%(number)s is somebody else's by now.") % {"number": order}


def _said(order: WorkOrder, act: Act, result: object) -> str:
    """What the act says, or that the work goes on in a new order."""
    if isinstance(result, WorkOrder) and result.pk != order.pk:
        said = _("It was completed too long ago to be opened again; this is a new order, linked to %(number)s.")
        return said % {"number": order.number}
    return str(act.said)


def fetch(request: AccountRequest, pk: int) -> WorkOrder:
    """An order that the account may see."""
    merged = Exists(MergedOrder.objects.filter(into=OuterRef("pk")))
    seen = WorkOrder.objects.visible_to(request.user).select_related(*RELATED).annotate(has_merged=merged)
    order: WorkOrder = get_object_or_404(seen, pk=pk)
    return order
