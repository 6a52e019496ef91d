"""One order: its page, and what is done to it."""

from functools import partial

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from kpi_portal.lib.form_page import attempt
from kpi_portal.lib.permissions import verb_required
from people.access import AccountRequest
from workorders import residents
from workorders.acts.catalogue import BY_CODE, Desk
from workorders.acts.page import form_of, show
from workorders.models import WorkOrder

RELATED = (
    "site",
    "building__steward",
    "building__deputy",
    "team",
    "agent",
    "source_agent",
    "first_contact_owner",
    "batch",
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
def act(request: AccountRequest, pk: int, code: str) -> HttpResponse:
    """Do one thing to the order; what is refused stands at its form, which keeps what was typed."""
    order, wanted = fetch(request, pk), BY_CODE.get(code)
    if wanted is None:
        raise Http404
    if not request.user.has_perm(wanted.verb):
        raise PermissionDenied
    form = form_of(wanted, Desk(order, request.user), request)
    verb = partial(wanted.run, order, by=request.user, at=timezone.now())
    if form.is_valid() and attempt(request, lambda **_said: verb(**form.arguments()), form=form, said=str(wanted.said)):
        return redirect("workorders:order", pk)
    return show(request, order, tried={code: form})


def fetch(request: AccountRequest, pk: int) -> WorkOrder:
    """An order that the account may see."""
    order: WorkOrder = get_object_or_404(WorkOrder.objects.visible_to(request.user).select_related(*RELATED), pk=pk)
    return order
