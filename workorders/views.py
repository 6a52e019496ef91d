"""Pages of work orders: the list, one order, and a supervisor's corrections."""

from collections.abc import Callable
from functools import partial

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from kpi_portal.lib.form_page import attempt
from kpi_portal.lib.paging import newest_first
from kpi_portal.lib.permissions import verb_required
from kpi_portal.lib.queue import inside, still
from people.access import AccountRequest
from workorders import lifecycle
from workorders.acts.page import show
from workorders.acts.views import fetch
from workorders.board.tabs import tabs_of
from workorders.exporting import FORMATS, export
from workorders.filters import OrderFilter
from workorders.forms import DuplicateForm, ReasonForm
from workorders.models import OrderEvent, SavedFilter, WorkOrder


@require_safe
@verb_required("workorders.view")
def order_list(request: AccountRequest) -> HttpResponse:
    """Orders, newest first, narrowed by what the address says."""
    orders = WorkOrder.objects.visible_to(request.user).select_related("site", "building", "agent")
    wanted = OrderFilter(request.GET, queryset=orders, request=request)
    page = newest_first(wanted.qs, "created_at", request.GET.get("before", ""))
    asked = [(name, value) for name, value in request.GET.items() if value and name in wanted.filters]
    context = {"filter": wanted, "page": page, "tabs": tabs_of(request, SavedFilter.Page.LIST), "asked": asked}
    context["inside"] = inside(request.GET)
    return render(request, "workorders/list.html", context)


@require_safe
@verb_required("workorders.view")
def export_list(request: AccountRequest, kind: str) -> HttpResponse:
    """The same list as a file."""
    wanted = OrderFilter(request.GET, queryset=WorkOrder.objects.visible_to(request.user), request=request)
    data = attempt(request, partial(export, wanted.qs, kind=kind)).result
    if data is None:
        return redirect(f"{reverse('workorders:list')}?{request.GET.urlencode()}")
    answer = HttpResponse(data, content_type=FORMATS[kind]().get_content_type())
    answer["Content-Disposition"] = f'attachment; filename="orders.{kind}"'
    return answer


@require_POST
@verb_required("workorders.exempt")
def exempt(request: AccountRequest, pk: int) -> HttpResponse:
    """A supervisor exempts the order."""
    order, form = fetch(request, pk), ReasonForm(request.POST)
    verb = partial(lifecycle.exempt, order, by=request.user, at=timezone.now())
    if attempt(request, verb, form=form, said=_said(_("The order is exempted; the next close leaves it out."))):
        return HttpResponseRedirect(order.get_absolute_url() + still(request))
    return show(request, order, tried={"exempt": form})


@require_POST
@verb_required("workorders.exempt")
def mark_duplicate(request: AccountRequest, pk: int) -> HttpResponse:
    """A supervisor says which order says the same."""
    order = fetch(request, pk)
    form = DuplicateForm(request.POST, account=request.user, source=order.source)

    def verb(original: WorkOrder, reason: str) -> OrderEvent | None:
        return lifecycle.mark_duplicate(order, of=original, by=request.user, at=timezone.now(), reason=reason)

    said = _said(_("The order is marked as a duplicate; the next close leaves it out."))
    if attempt(request, verb, form=form, said=said):
        return HttpResponseRedirect(order.get_absolute_url() + still(request))
    return show(request, order, tried={"duplicate": form})


@require_POST
@verb_required("workorders.exempt")
def take_back(request: AccountRequest, pk: int, event: int) -> HttpResponse:
    """A supervisor withdraws an exemption or a duplicate mark."""
    order = fetch(request, pk)
    withdrawn = get_object_or_404(OrderEvent, pk=event, order=order)
    form = ReasonForm(request.POST)
    verb = partial(lifecycle.take_back, withdrawn, by=request.user)
    if not attempt(request, verb, form=form, said=_said(_("Withdrawn; the next close counts the order again."))):
        messages.error(request, " ".join(str(error) for errors in form.errors.values() for error in errors))
    return HttpResponseRedirect(order.get_absolute_url() + still(request))


def _said(done: str) -> Callable[[object], str]:
    """What was done, or that it waits."""
    return lambda result: done if result else _("Your own card counts it with your team: it waits for HR's word.")
